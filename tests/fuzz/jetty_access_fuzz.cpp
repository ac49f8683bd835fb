// Reads any bytes as a request log: every byte is counted once, locations and kept texts are those of the input, the
// fields of a line lie inside it, and the one pass for the usual line says what the general way says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/fuzz_parser.h"
#include "parsers/jetty/access_line.h"
#include "parsers/jetty/jetty_access.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

void check_line(std::string_view line) {
  AccessTimeReader times;
  bool bad_time = false;
  const auto general = split_access_line(line, times, bad_time);
  if (general) {
    demand(!bad_time && inside(general->client, line) && inside(general->request, line) && !general->client.empty());
    demand(general->status >= -1 && general->status <= 999);
  }
  // The day of the line is known now, so the one pass may take it.
  AccessLine usual;
  NotificationTarget target;
  if (split_usual_notification(line, times, usual, target)) {
    demand(general.has_value());
    const auto general_target = notification_target(general->request);
    demand(general_target.has_value());
    demand(target.id == general_target->id && target.pid == general_target->pid);
    demand(usual.client == general->client && usual.status == general->status &&
           usual.bytes_follow == general->bytes_follow);
    demand(usual.time.local == general->time.local && usual.time.offset_s == general->time.offset_s);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  each_line(text, [](std::string_view line) { check_line(line); });

  probed(kJettyAccess, text);
  static_cast<void>(kJettyAccess.slot(text));
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    const test::Reading how = bounded(kJettyAccess, axis);
    const SourceResult result = read_counted(how, text);
    demand_runs(result);
    std::size_t runs = 0;
    for (const SourceTrack& track : result.tracks.tracks()) {
      demand(track.subject < result.names.size());
      runs += track.list.runs().size();
      for (const auto& run : track.list.runs()) {
        for (const Location& at : {run.first_at, run.last_at}) {
          demand_place(at, result, text);
          demand_line_number(at, text);
        }
      }
    }
    demand(runs <= how.limits.runs);
    std::size_t excerpt_bytes = 0;
    for (const auto& [offset, excerpt] : result.excerpts) {
      demand(text.compare(offset, excerpt.size(), excerpt) == 0);
      excerpt_bytes += excerpt.size();
    }
    demand(excerpt_bytes <= how.limits.excerpt_bytes);
  }
  return 0;
}
