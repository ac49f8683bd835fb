// Reads any bytes as a capture, in pieces of any size: packets are numbered, their places are in the file and hold what
// was given, and the size of the pieces changes nothing. The first byte is that size.
#include <cstdint>
#include <string_view>

#include "fuzz/demand.h"
#include "input/capture_mark.h"
#include "parsers/capture/pcap_stream.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

struct Outcome {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  std::uint64_t places = 0;
  Timestamp last{};
  ErrorCode error = ErrorCode::kInternal;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome read(std::string_view file, std::size_t piece) {
  Outcome outcome;
  test::TextSource source(file, piece);
  Result<PcapStream> stream = PcapStream::open(source);
  if (!stream) {
    demand(!stream.error().message.empty() && stream.error().code != ErrorCode::kInternal);
    outcome.error = stream.error().code;
    return outcome;
  }
  Frame frame;
  for (;;) {
    const Result<bool> more = stream->next(frame);
    if (!more) {
      demand(more.error().code == ErrorCode::kTruncated || more.error().code == ErrorCode::kDamaged);
      demand(!more.error().message.empty());
      outcome.error = more.error().code;
      break;
    }
    if (!*more) break;
    demand(frame.mark.number == ++outcome.packets);
    demand(frame.length >= frame.bytes.size());
    demand(frame.mark.time >= Timestamp{} && !link_name(frame.link).empty());
    outcome.bytes += frame.bytes.size();
    outcome.places += frame.mark.offset + frame.mark.bytes;
    outcome.last = frame.mark.time;
    if (frame.mark.bytes == 0) continue;
    // libpcap gives a packet only where its whole record was there.
    demand(frame.mark.offset + frame.mark.bytes <= file.size());
    const std::string_view record = file.substr(frame.mark.offset, frame.mark.bytes);
    const std::string_view packet(reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size());
    demand(record.find(packet) != std::string_view::npos);
  }
  const Result<bool> after = stream->next(frame);
  demand(after.ok() && !*after);
  demand(stream->bytes_read() <= file.size());
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view file(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = read(file, size);
  demand(read(file, std::size_t{data[0]} + 1) == whole);
  demand(whole.packets == 0 || is_capture(file));
  return 0;
}
