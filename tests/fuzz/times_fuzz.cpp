// Reads any text as a time, a duration, a zone, a month and a request log's time: what is taken is within bounds, and
// what is written is read back as the same.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "parsers/jetty/access_line.h"
#include "time/format.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

bool same(const std::optional<WallTime>& a, const std::optional<WallTime>& b) {
  return a.has_value() == b.has_value() && (!a || (a->local == b->local && a->offset_s == b->offset_s));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  using Year = std::chrono::year;
  constexpr Timestamp kFirst{std::chrono::sys_days(Year(1) / 1 / 1)};
  constexpr Timestamp kEnd{std::chrono::sys_days(Year(10000) / 1 / 1)};

  for (const char* name : {"UTC", "America/New_York", "+05:30"}) {
    const Result<Zone> zone = Zone::find(name);
    demand(zone.ok());
    const Result<Timestamp> time = parse_time(text, *zone);
    if (!time) {
      demand(time.error().code == ErrorCode::kUsage && !time.error().message.empty());
      continue;
    }
    if (*time < kFirst || *time >= kEnd) continue;  // year 0000, or pushed over the end by an offset
    const Result<Timestamp> back = parse_time(to_rfc3339(*time), *zone);
    demand(back.ok() && *back == *time);
    demand(!to_display(*time, *zone).empty() && !to_clock(*time, *zone).empty());
    if (*time - kFirst < std::chrono::days(1) || kEnd - *time < std::chrono::days(1))
      continue;  // of another year there
    // A wall time may come twice or never; what is read back from the zone's own reading differs by that hour at most.
    const Result<Timestamp> again = parse_time(to_display(*time, *zone), *zone);
    demand(again.ok() && std::chrono::abs(*again - *time) <= std::chrono::hours(2));
  }

  const Result<Duration> duration = parse_duration(text);
  if (duration) {
    demand(*duration >= Duration::zero() && *duration <= std::chrono::days(36600));
    demand(!to_words(*duration).empty() && to_words(-*duration).size() <= to_words(*duration).size() + 1);
  } else {
    demand(!duration.error().message.empty());
  }

  const Result<Zone> zone = Zone::find(text);
  if (zone) {
    const std::int32_t offset = zone->offset_s(Timestamp{});
    demand(offset >= -16 * 3600 && offset <= 16 * 3600);
    static_cast<void>(zone->to_utc(LocalTime{}));
  }
  demand(month_of(text) <= 12);

  // A remembered day makes no difference.
  AccessTimeReader fresh;
  const std::optional<WallTime> first = fresh.read(text);
  demand(same(fresh.read(text), first));
  AccessTimeReader primed;
  demand(primed.read("29/Jun/2014:11:30:54 +0000").has_value());
  demand(same(primed.read(text), first));
  const std::string same_day = "29/Jun/2014:" + text + " +0000";
  AccessTimeReader other;
  demand(same(primed.read(same_day), other.read(same_day)));
  if (first) {
    demand(first->local >= LocalTime{std::chrono::local_days(Year(1990) / 1 / 1)});
    demand(first->local <= LocalTime{std::chrono::local_days(Year(2201) / 1 / 1)});
    demand(!first->has_offset() || (first->offset_s > -15 * 3600 && first->offset_s < 15 * 3600));
  }
  return 0;
}
