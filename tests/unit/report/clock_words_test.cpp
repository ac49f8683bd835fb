#include "report/clock_words.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

TEST(ClockWords, TellAnOffsetAsFarAsItGoes) {
  const struct {
    const char* name;
    double offset_s;
    const char* text;
  } cases[] = {
      {"None", 0, "+00:00"},
      {"TooSmallToTell", -0.04, "+00:00"},
      {"Tenths", -0.2, "-00:00:00.2"},
      {"SecondsAndTenths", 2.5, "+00:00:02.5"},
      {"Seconds", -62, "-00:01:02"},
      {"RoundedUp", 59.96, "+00:01"},
      {"HalfAnHour", -12600, "-03:30"},
      {"FarEast", 50400, "+14:00"},
  };
  for (const auto& c : cases) EXPECT_EQ(offset_text(c.offset_s), c.text) << c.name;
}

}  // namespace
}  // namespace logscan::detail
