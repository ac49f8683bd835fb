#include "parsers/cli/clock_lines.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

TEST(ClockLine, TellsZoneAndTime) {
  const struct {
    const char* line;
    const char* zone;
    const char* utc;
  } cases[] = {
      {"Current time in UTC is : Fri Sep 16 19:41:55 UTC 2016", "UTC", "2016-09-16T19:41:55"},
      {"Current time in America/New_York is : Fri Sep 16 15:41:55 EDT 2016", "America/New_York", "2016-09-16T19:41:55"},
      {"Current time in UTC is : Fri Sep  6 20:54:50 UTC 2019", "UTC", "2019-09-06T20:54:50"},
      {"Current time in America/New_York is : Fri Sep  6 16:54:50 EDT 2019", "America/New_York", "2019-09-06T20:54:50"},
      // The hour that comes twice.
      {"Current time in America/New_York is : Sun Nov  6 01:30:00 EDT 2016", "America/New_York", ""},
      {"Current time in UTC is : Fri Sep 36 20:54:50 UTC 2019", "UTC", ""},
      {"Time Zone     : Eastern Daylight Time (America/New_York)", "America/New_York", ""},
      {"Current timezone is: Pacific Time (America/Los_Angeles)", "America/Los_Angeles", ""},
  };
  for (const auto& c : cases) {
    const auto line = read_clock_line(c.line);
    ASSERT_TRUE(line) << c.line;
    EXPECT_EQ(line->zone, c.zone) << c.line;
    EXPECT_EQ(line->utc ? test::time_text(*line->utc) : "", c.utc) << c.line;
  }
  for (const char* line : {"", "Current time in", "Current time in Atlantis/City is : Fri Sep 16 19:41:55 UTC 2016",
                           "Time Zone : EST (somewhere)", "It is Fri Sep 16 19:41:55 UTC 2016"}) {
    EXPECT_FALSE(read_clock_line(line)) << line;
  }
}

TEST(HostLine, TellsTheHost) {
  EXPECT_EQ(read_host_line("Host Name     : imp1"), "imp1");
  EXPECT_EQ(read_host_line("Hostname: imp1.example.com"), "imp1.example.com");
  EXPECT_EQ(read_host_line("Host Name : two words"), "");
  EXPECT_EQ(read_host_line("Host Names"), "");
}

}  // namespace
}  // namespace logscan::detail
