// Makes segments of any bytes, twelve a segment: connections are opened and closed once, nothing follows their end, and
// what is handed on is in order, each byte of the stream once. Each byte that is sent tells its own number.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "parsers/capture/tcp.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

constexpr TcpLimits kLimits{.connections = 4, .closed = 2, .stream_bytes = 2000, .all_bytes = 4000};

class Witness final : public TcpEvents {
 public:
  void opened(const Connection& connection) override {
    demand(connection.number == ++opened_);
    demand(slots_.insert(connection.slot).second);
    talks_.emplace(connection.number, Talk{});
    demand(talks_.size() <= kLimits.connections + kLimits.closed + 1);
  }
  void data(const Connection& connection, Direction direction, std::string_view bytes, const FrameMark& mark) override {
    Side& side = side_of(connection, direction);
    demand(!bytes.empty() && !side.finished && mark.number > 0);
    if (!side.known) side.next = static_cast<unsigned char>(bytes.front());
    side.known = true;
    for (const char byte : bytes) demand(static_cast<unsigned char>(byte) == side.next++);
    side.bytes += bytes.size();
  }
  void gap(const Connection& connection, Direction direction, std::uint64_t missing, const FrameMark&) override {
    Side& side = side_of(connection, direction);
    demand(missing > 0 && !side.finished);
    side.next = static_cast<unsigned char>(side.next + missing);
    side.missing += missing;
  }
  void finished(const Connection& connection, Direction direction, const FrameMark&) override {
    Side& side = side_of(connection, direction);
    demand(!side.finished);
    side.finished = true;
  }
  void closed(const Connection& connection, CloseReason reason, const FrameMark&) override {
    for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
      const Side& side = side_of(connection, direction);
      const Connection::Side& told = connection.side(direction);
      demand(side.bytes == told.bytes && side.missing == told.missing_bytes && side.finished == told.finished);
      demand(told.hidden_bytes <= told.missing_bytes);
      demand(reason != CloseReason::kFinished || side.finished);
    }
    demand(talks_.erase(connection.number) == 1);
    demand(slots_.erase(connection.slot) == 1);
  }
  [[nodiscard]] bool all_closed() const { return talks_.empty(); }

 private:
  struct Side {
    bool known = false;
    bool finished = false;
    unsigned char next = 0;
    std::uint64_t bytes = 0;
    std::uint64_t missing = 0;
  };
  using Talk = std::array<Side, 2>;
  Side& side_of(const Connection& connection, Direction direction) {
    const auto it = talks_.find(connection.number);
    demand(it != talks_.end());
    return it->second[static_cast<std::size_t>(direction)];
  }

  std::map<std::uint64_t, Talk> talks_;
  std::set<std::uint32_t> slots_;
  std::uint64_t opened_ = 0;
};

Endpoint endpoint(std::uint16_t port) {
  Endpoint endpoint;
  endpoint.port = port;
  return endpoint;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  TcpStreams streams(kLimits);
  Witness witness;
  std::int64_t millis = 0;
  std::uint64_t frames = 0;
  std::string payload;
  for (std::size_t at = 0; at + 12 <= size; at += 12) {
    const std::uint8_t* const bytes = data + at;
    // Which of eight connections and what way, flags, the number (near zero, or anywhere), what is acknowledged,
    // length, how much of it was not captured, time.
    const auto number = [&](std::size_t i) {
      const std::uint32_t low = bytes[i] * 256U + bytes[i + 1];
      return bytes[2] % 8 == 7 ? low << 16 : low - 0x8000;
    };
    Segment segment;
    const Endpoint client = endpoint(static_cast<std::uint16_t>(50000 + bytes[0] / 2 % 8)), server = endpoint(7080);
    segment.from = bytes[0] % 2 == 0 ? client : server;
    segment.to = bytes[0] % 2 == 0 ? server : client;
    segment.flags = bytes[1] & 0x3f;
    segment.seq = number(3);
    segment.ack = number(5);
    segment.payload_length = bytes[7] * 4U;
    const std::uint32_t first = segment.seq + ((segment.flags & TcpFlags::kSyn) != 0 ? 1 : 0);
    payload.resize(std::max<std::size_t>(segment.payload_length, bytes[8]) - bytes[8]);
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(first + i);
    segment.payload = payload;
    segment.ip_id = bytes[9];
    millis += bytes[10] < 200 ? bytes[10] : (bytes[10] - 199) * 2000;
    segment.mark = {Timestamp{std::chrono::milliseconds(millis)}, ++frames, 0, 0};
    streams.take(segment, witness);
    demand(streams.open() <= kLimits.connections);
  }
  streams.finish(witness);
  demand(streams.open() == 0 && witness.all_closed());
  const TcpCounters& counters = streams.counters();
  demand(counters.segments == frames);
  demand(counters.hidden_bytes <= counters.missing_bytes && counters.cut_bytes <= counters.missing_bytes);
  return 0;
}
