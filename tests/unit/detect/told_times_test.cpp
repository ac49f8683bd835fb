#include "detect/told_times.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

using namespace std::chrono_literals;

const Timestamp kMorning = Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 3 / 5).time_since_epoch()) + 8h;

TEST(ToldTimes, ADateIsToldOnce) {
  EXPECT_EQ(utc_span(kMorning, kMorning + 31min), "2026-03-05 08:00:00 to 08:31:00 UTC");
  EXPECT_EQ(utc_span({kMorning, kMorning + 16h}), "2026-03-05 08:00:00 to 2026-03-06 00:00:00 UTC");
  EXPECT_EQ(utc_span(kMorning, kMorning + 15h + 59min, " and "), "2026-03-05 08:00:00 and 23:59:00 UTC");
  EXPECT_EQ(utc_after(kMorning, kMorning + 90s), "08:01:30");
  EXPECT_EQ(utc_after(kMorning, kMorning + 24h), "2026-03-06 08:00:00 UTC");
}

TEST(ToldTimes, AreToTheSecond) {
  EXPECT_EQ(utc(kMorning + 999ms), "2026-03-05 08:00:00 UTC");
  EXPECT_EQ(utc_span(kMorning + 999ms, kMorning + 1999ms), "2026-03-05 08:00:00 to 08:00:01 UTC");
}

}  // namespace
}  // namespace logscan::detail
