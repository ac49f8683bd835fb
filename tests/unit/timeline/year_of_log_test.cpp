#include <gtest/gtest.h>

#include "time/format.h"
#include "timeline/clocks.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

constexpr ParserInfo kParser = [] {
  ParserInfo info;
  info.name = "test.log";
  return info;
}();

LocalTime local(const char* text) {
  const Result<Timestamp> time = parse_time(text, Zone::utc());
  EXPECT_TRUE(time.ok()) << text;
  return LocalTime{time->time_since_epoch()};
}

ParsedSource source(Axis axis, const char* first, const char* last) {
  ParsedSource made;
  made.parser = &kParser;
  made.axis = axis;
  made.node = "imp1";
  made.result.has_time = true;
  made.result.first = made.result.first_in_file = local(first);
  made.result.last = made.result.last_in_file = local(last);
  return made;
}

// A log of the node that ends with an anchor at `last` (wall time), and one without years beside it: the end of this.
std::string end_beside(const char* last, const char* yearless_last, std::optional<Timestamp> collected = {}) {
  std::vector<ParsedSource> sources;
  sources.push_back(source(Axis::kStated, last, last));
  sources[0].result.offsets.push_back({-18000, local(last), local(last), 1});
  sources.push_back(source(Axis::kYearless, yearless_last, yearless_last));
  ClockOptions options;
  options.collected = collected;
  settle_clocks(sources, options);
  return to_rfc3339(sources[1].clock.to_utc(sources[1].result.last)).substr(0, 19);
}

TEST(YearOfALog, IsTheOneThatBringsTheLogsOfANodeTogether) {
  EXPECT_EQ(end_beside("2026-03-01T12:00:00", "2000-03-01T12:00:00"), "2026-03-01T17:00:00");
  EXPECT_EQ(end_beside("2026-03-01T12:00:00", "2000-03-06T12:00:00"), "2026-03-06T17:00:00") << "it goes on longer";
  EXPECT_EQ(end_beside("2025-12-30T12:00:00", "2001-01-03T12:00:00"), "2026-01-03T17:00:00") << "over New Year";
  EXPECT_EQ(end_beside("2026-01-02T12:00:00", "2000-12-30T12:00:00"), "2025-12-30T17:00:00");
}

TEST(YearOfALog, IsNotAfterTheCollection) {
  const Result<Timestamp> collected = parse_time("2026-03-02T00:00:00", Zone::utc());
  ASSERT_TRUE(collected.ok());
  EXPECT_EQ(end_beside("2026-03-01T12:00:00", "2000-06-01T12:00:00", *collected), "2025-06-01T17:00:00");
}

}  // namespace
}  // namespace logscan::detail
