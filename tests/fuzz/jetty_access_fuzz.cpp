// Reads any bytes as a request log: every byte is counted once, locations and kept texts are those of the input, the
// fields of a line lie inside it, and the one pass for the usual line says what the general way says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parsers/jetty/access_line.h"
#include "parsers/jetty/jetty_access.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

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
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    check_line(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }

  const ProbeAnswer answer = kJettyAccess.probe({text, "x.log", true});
  demand(answer.score >= 0 && answer.score <= 100);
  static_cast<void>(kJettyAccess.slot(text));
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    test::Reading how;
    how.parser = &kJettyAccess;
    how.axis = axis;
    how.texts = Sink::Texts::kStream;
    how.limits.subjects = 8;
    how.limits.runs = 8;
    how.limits.excerpt_bytes = 1000;
    how.limits.line_bytes = 1000;
    CutEnd end;
    const SourceResult result = test::read_whole(how, text, &end);
    demand(end.bytes == size && test::ledger(result) == size);
    demand(result.records + result.continuation + result.rejected == result.lines);
    demand(result.names.size() <= how.limits.subjects);
    std::size_t runs = 0;
    for (const SourceTrack& track : result.tracks.tracks()) {
      demand(track.subject < result.names.size());
      runs += track.list.runs().size();
      for (const auto& run : track.list.runs()) {
        demand(run.first <= run.last && run.count > 0 && run.first >= result.first && run.last <= result.last);
        for (const Location& at : {run.first_at, run.last_at}) {
          demand(at.offset + at.length <= size && at.length > 0 && at.ordinal >= 1 && at.ordinal <= result.lines);
          demand(at.offset == 0 || text[at.offset - 1] == '\n');
          demand(at.ordinal == 1 + static_cast<std::uint64_t>(std::count(
                                       text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at.offset), '\n')));
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
