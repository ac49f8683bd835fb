#include "logscan/parse.h"

#include <gtest/gtest.h>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

TEST(ParseTime, ReadsWithAndWithoutAZone) {
  EXPECT_EQ(logscan::parse_time("2014-06-29T01:00:00Z", "America/St_Johns").value(), at(3600));
  EXPECT_EQ(logscan::parse_time("2014-06-29T01:00:00", "UTC").value(), at(3600));
  EXPECT_EQ(logscan::parse_time("2014-06-28T22:30:00", "America/St_Johns").value(), at(3600));
  EXPECT_EQ(logscan::parse_time("2014-06-29T01:00:00", "Nowhere").error().code, ErrorCode::kUsage);
  EXPECT_EQ(logscan::parse_time("yesterday", "UTC").error().code, ErrorCode::kUsage);
}

TEST(ParseAround, ReadsEverySpellingOfPlusMinus) {
  const Window want{at(3600 - 900), at(3600 + 900)};
  for (const std::string_view text :
       {"2014-06-29T01:00:00Z+-15m",
        "2014-06-29T01:00:00Z\xc2\xb1"
        "15m",
        "2014-06-29T01:00:00Z +/- 900", "2014-06-29T06:30:00+05:30+-15m", "2014-06-28T21:30:00-03:30+-15m"}) {
    const auto window = parse_around(text, "UTC");
    ASSERT_TRUE(window) << text << ": " << window.error().message;
    EXPECT_EQ(*window, want) << text;
  }
}

TEST(ParseAround, SaysWhatIsWrong) {
  for (const std::string_view text :
       {"", "2014-06-29T01:00:00Z", "2014-06-29T01:00:00Z+-", "+-15m", "2014-06-29T01:00:00Z+-soon", "noon+-15m"}) {
    const auto window = parse_around(text, "UTC");
    ASSERT_FALSE(window) << text;
    EXPECT_EQ(window.error().code, ErrorCode::kUsage);
  }
}

TEST(ParseDuration, ReadsUnits) {
  EXPECT_EQ(logscan::parse_duration("90s").value(), std::chrono::seconds(90));
  EXPECT_EQ(logscan::parse_duration("15m").value(), std::chrono::minutes(15));
  EXPECT_FALSE(logscan::parse_duration("15 parsecs"));
}

TEST(CheckZone, KnowsNamesAndOffsets) {
  for (const std::string_view zone : {"UTC", "Asia/Kolkata", "+05:30"}) EXPECT_TRUE(check_zone(zone)) << zone;
  for (const std::string_view zone : {"", "Mars/Base", "../../etc/passwd"}) EXPECT_FALSE(check_zone(zone)) << zone;
}

TEST(ParseLevels, ReadTheWordsOfTheReport) {
  EXPECT_EQ(parse_severity("critical").value(), Severity::kCritical);
  EXPECT_EQ(parse_severity("Warning").value(), Severity::kWarning);
  EXPECT_EQ(parse_confidence("medium").value(), Confidence::kMedium);
  EXPECT_EQ(parse_severity("eror").error().message,
            "'eror' is no level: did you mean 'error'? (critical, error, warning, notice, info)");
  EXPECT_EQ(parse_confidence("error").error().message, "'error' is no level (high, medium, low)");
}

TEST(NearestName, FindsWhatWasMeant) {
  const std::vector<std::string> names = {"scan",  "inventory",          "events",
                                          "rules", "subscription.stale", "keepalive.missed"};
  struct TestCase {
    std::string_view text, want;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{{"sxna", ""},
                                                           {"scna", "scan"},
                                                           {"scann", "scan"},
                                                           {"inventroy", "inventory"},
                                                           {"event", "events"},
                                                           {"subscripton.stale", "subscription.stale"},
                                                           {"stale", "subscription.stale"},
                                                           {"keep", "keepalive.missed"},
                                                           {"xyzzy", ""},
                                                           {"", ""}}) {
    EXPECT_EQ(nearest_name(c.text, names), c.want) << c.text;
  }
}

}  // namespace
}  // namespace logscan::detail
