#include "calendar.h"

#include <gtest/gtest.h>

namespace logscan::gen {
namespace {

TEST(Calendar, ReadsTimesWithTheirZone) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), Time(Seconds(0)));
  EXPECT_EQ(parse_time("2014-06-29T11:30:54Z"), Time(Seconds(1'404'041'454)));
  EXPECT_EQ(parse_time("2014-06-29T17:00:54+05:30"), Time(Seconds(1'404'041'454)));
  EXPECT_EQ(parse_time("2014-06-29T08:00:54-03:30"), Time(Seconds(1'404'041'454)));
}

TEST(Calendar, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2014-06-29", "2014-06-29T11:30:54", "2014-06-31T11:30:54Z", "2014-06-29T24:00:00Z", "2014-06-29T11:60:00Z",
        "2014-06-29T11:30:60Z", "2014-06-29T11:30:54Zx", "2014-06-29T11:30:54+0530", "2014-13-01T00:00:00Z",
        "2014-06-29T1x:30:54Z", "2014-06-29T11:30:54+24:00"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Calendar, ReadsSpans) {
  EXPECT_EQ(parse_span("0"), Seconds(0));
  EXPECT_EQ(parse_span("90"), Seconds(90));
  EXPECT_EQ(parse_span("90s"), Seconds(90));
  EXPECT_EQ(parse_span("1h30m"), Seconds(5400));
  EXPECT_EQ(parse_span("2d1s"), Seconds(172'801));
  for (const char* text : {"", "-1", "m", "5x", "1h-3m", "1.5h", "99999999999999999999", "4000d"})
    EXPECT_FALSE(parse_span(text)) << text;
}

TEST(Calendar, ReadsAndWritesZones) {
  for (const char* text : {"+0000", "+0530", "-0330", "+1400"}) EXPECT_EQ(format_zone(parse_zone(text).value()), text);
  for (const char* text : {"", "0530", "+05:30", "+2400", "+0560", "~0530"}) EXPECT_FALSE(parse_zone(text)) << text;
}

TEST(Calendar, CutsDaysInTheZoneOfTheLog) {
  const Time late = *parse_time("2026-03-04T18:30:00Z");  // 00:00 of the next day in India
  EXPECT_EQ(format_day(day_of(late, Minutes(0))), "2026-03-04");
  EXPECT_EQ(format_day(day_of(late, Minutes(330))), "2026-03-05");
  EXPECT_EQ(format_day(day_of(late - Seconds(1), Minutes(330))), "2026-03-04");
  EXPECT_EQ(begin_of(*parse_day("2026-03-05"), Minutes(330)), late);
}

TEST(Calendar, WritesNamesOfFilesAndFolders) {
  EXPECT_EQ(format_log_name(*parse_day("2014-06-29")), "2014_06_29.request.log");
  EXPECT_EQ(format_stamp(*parse_time("2021-07-16T05:36:48Z")), "2021-07-16_05-36-48");
  EXPECT_EQ(format_time(*parse_time("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
}

}  // namespace
}  // namespace logscan::gen
