// Reads any bytes as a capture, from packets to notifications: every byte is counted once, what is told keeps to the
// limits and names frames that are there, and the size of the pieces changes nothing. The first byte is that size.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/fuzz_parser.h"
#include "parsers/wire/capture_file.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

SourceResult read(const test::Reading& how, const std::string& file) {
  Sink sink(3, how.axis, how.texts, how.limits, nullptr);
  test::TextSource bytes(file, how.piece);
  ParserContext context = test::context();
  context.want_rows = true;
  context.http_ports = {80};
  const std::unique_ptr<RecordingReader> reader = kCaptureFile.open(context);
  const CutEnd end = reader->read(bytes, sink, {});
  reader->finish();
  demand(end.bytes == file.size());
  demand(!end.error || !end.error->message.empty());
  return sink.finish();
}

void check(const SourceResult& result, const test::Reading& how, const std::string& file) {
  demand(test::ledger(result) == file.size());
  demand(result.records + result.rejected <= result.lines + 1);  // what is cut or damaged is one more
  demand(result.names.size() <= how.limits.subjects);
  demand(result.events.size() <= how.limits.events && result.facts.size() <= how.limits.events);
  demand(result.notification_lines == 0 || result.records > 0);
  demand_runs(result);
  const auto demand_frame = [&](const Location& at) { demand(at.ordinal >= 1 && at.ordinal <= result.lines); };
  for (const SourceTrack& track : result.tracks.tracks()) {
    demand(track.subject < result.names.size());
    for (const auto& run : track.list.runs()) {
      demand_frame(run.first_at);
      demand_frame(run.last_at);
    }
  }
  for (const auto& event : result.events) {
    demand_frame(event.at);
    demand(event.time >= result.first && event.time <= result.last);
  }
  for (const auto& fact : result.facts) demand_frame(fact.at);
  std::size_t excerpt_bytes = 0;
  for (const auto& [offset, excerpt] : result.excerpts) excerpt_bytes += excerpt.size();
  demand(excerpt_bytes <= how.limits.excerpt_bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string file(reinterpret_cast<const char*>(data) + 1, size - 1);
  const int score = probed(kCaptureFile, file);
  static_cast<void>(kCaptureFile.number(file));
  test::Reading how = bounded(kCaptureFile, Axis::kStated);
  const SourceResult result = read(how, file);
  check(result, how, file);
  demand(score > 0 || result.records == 0);
  how.piece = std::size_t{data[0]} + 1;
  demand(test::dump(read(how, file)) == test::dump(result));
  return 0;
}
