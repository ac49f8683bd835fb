#include "time/zone.h"

#include <gtest/gtest.h>

#include <string>

#include "time/format.h"

namespace logscan::detail {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Timestamp utc(const char* text) {
  const Result<Timestamp> time = parse_time(text, Zone::utc());
  EXPECT_TRUE(time.ok()) << text;
  return *time;
}

LocalTime local(const char* text) { return LocalTime{utc(text).time_since_epoch()}; }

TEST(Zone, KnowsOffsets) {
  const struct {
    const char* name;
    std::int32_t offset_s;
  } cases[] = {
      {"UTC", 0},
      {"Z", 0},
      {"GMT", 0},
      {"+00:00", 0},
      {"-00:00", 0},
      {"+05:30", 19800},
      {"+0530", 19800},
      {"+05", 18000},
      {"-0700", -25200},
      {"-07:30", -27000},
      {"+14:00", 50400},
      {"-14:00", -50400},
      {"Etc/GMT+3", -10800},
      {"Asia/Kolkata", 19800},
      {"America/St_Johns", -12600},
  };
  for (const auto& c : cases) {
    const Result<Zone> zone = Zone::find(c.name);
    ASSERT_TRUE(zone.ok()) << c.name;
    EXPECT_EQ(zone->offset_s(utc("2014-01-15T00:00:00Z")), c.offset_s) << c.name;
    const Zone::Instant instant = zone->to_utc(local("2014-01-15T12:00:00Z"));
    EXPECT_EQ(instant.time, utc("2014-01-15T12:00:00Z") - seconds(c.offset_s)) << c.name;
    EXPECT_FALSE(instant.ambiguous || instant.nonexistent) << c.name;
  }
}

TEST(Zone, KeepsItsName) {
  EXPECT_EQ(Zone::utc().name(), "UTC");
  EXPECT_EQ(Zone::find("+05:30")->name(), "+05:30");
  EXPECT_EQ(Zone::find("Europe/Berlin")->name(), "Europe/Berlin");
}

TEST(Zone, RefusesWhatIsNoneAndSaysWhatWouldBe) {
  for (const char* name :
       {"", "Nowhere/City", "EDT", "+", "-", "+5", "+530", "+15:00", "+14:01", "-14:59", "+05:60", "+05:3", "+053:0",
        "+:0530", "+05:30:00", "+ab:cd", "05:30", "../../etc/passwd", "america/new york"}) {
    const Result<Zone> zone = Zone::find(name);
    ASSERT_FALSE(zone.ok()) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::kUsage) << name;
    EXPECT_EQ(zone.error().message.find("unknown zone '" + std::string(name) + "'"), 0U) << zone.error().message;
    EXPECT_NE(zone.error().message.find("America/New_York"), std::string::npos) << "an example to follow";
  }
}

TEST(Zone, MarksTheHourThatComesTwiceAndTheOneThatNeverComes) {
  enum Flag { kPlain, kTwice, kNever };
  const struct {
    const char* name;
    const char* zone;
    const char* local;
    const char* utc;
    Flag flag;
  } cases[] = {
      // New York goes from -5 to -4 at 2014-03-09T07:00Z and back at 2014-11-02T06:00Z.
      {"LastBeforeTheGap", "America/New_York", "2014-03-09T01:59:59.999999Z", "2014-03-09T06:59:59.999999Z", kPlain},
      {"FirstOfTheGap", "America/New_York", "2014-03-09T02:00:00Z", "2014-03-09T07:00:00Z", kNever},
      {"MidGap", "America/New_York", "2014-03-09T02:30:00Z", "2014-03-09T07:00:00Z", kNever},
      {"LastOfTheGap", "America/New_York", "2014-03-09T02:59:59.999999Z", "2014-03-09T07:00:00Z", kNever},
      {"FirstBehindTheGap", "America/New_York", "2014-03-09T03:00:00Z", "2014-03-09T07:00:00Z", kPlain},
      {"LastBeforeTheOverlap", "America/New_York", "2014-11-02T00:59:59.999999Z", "2014-11-02T04:59:59.999999Z",
       kPlain},
      {"FirstOfTheOverlap", "America/New_York", "2014-11-02T01:00:00Z", "2014-11-02T05:00:00Z", kTwice},
      {"LastOfTheOverlap", "America/New_York", "2014-11-02T01:59:59.999999Z", "2014-11-02T05:59:59.999999Z", kTwice},
      {"FirstBehindTheOverlap", "America/New_York", "2014-11-02T02:00:00Z", "2014-11-02T07:00:00Z", kPlain},
      // Berlin goes from +1 to +2 at 2014-03-30T01:00Z and back at 2014-10-26T01:00Z.
      {"BerlinLastBeforeTheGap", "Europe/Berlin", "2014-03-30T01:59:59Z", "2014-03-30T00:59:59Z", kPlain},
      {"BerlinGap", "Europe/Berlin", "2014-03-30T02:15:00Z", "2014-03-30T01:00:00Z", kNever},
      {"BerlinBehindTheGap", "Europe/Berlin", "2014-03-30T03:00:00Z", "2014-03-30T01:00:00Z", kPlain},
      {"BerlinLastBeforeTheOverlap", "Europe/Berlin", "2014-10-26T01:59:59Z", "2014-10-25T23:59:59Z", kPlain},
      {"BerlinOverlap", "Europe/Berlin", "2014-10-26T02:30:00Z", "2014-10-26T00:30:00Z", kTwice},
      {"BerlinBehindTheOverlap", "Europe/Berlin", "2014-10-26T03:00:00Z", "2014-10-26T02:00:00Z", kPlain},
  };
  for (const auto& c : cases) {
    const Result<Zone> zone = Zone::find(c.zone);
    ASSERT_TRUE(zone.ok()) << c.zone;
    const Zone::Instant instant = zone->to_utc(local(c.local));
    EXPECT_EQ(to_rfc3339(instant.time), to_rfc3339(utc(c.utc))) << c.name;
    EXPECT_EQ(instant.ambiguous, c.flag == kTwice) << c.name;
    EXPECT_EQ(instant.nonexistent, c.flag == kNever) << c.name;
  }
}

TEST(Zone, ChangesItsOffsetAtTheChange) {
  const Result<Zone> zone = Zone::find("America/New_York");
  ASSERT_TRUE(zone.ok());
  EXPECT_EQ(zone->offset_s(utc("2014-03-09T07:00:00Z") - microseconds(1)), -5 * 3600);
  EXPECT_EQ(zone->offset_s(utc("2014-03-09T07:00:00Z")), -4 * 3600);
  EXPECT_EQ(zone->offset_s(utc("2014-11-02T06:00:00Z") - microseconds(1)), -4 * 3600);
  EXPECT_EQ(zone->offset_s(utc("2014-11-02T06:00:00Z")), -5 * 3600);
}

}  // namespace
}  // namespace logscan::detail
