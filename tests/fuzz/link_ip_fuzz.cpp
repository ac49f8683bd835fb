// Reads any bytes as packets: what comes out lies within what went in, and each packet is counted once. The first byte
// chooses the link type, the next ones cut the rest into packets.
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "fuzz/demand.h"
#include "parsers/capture/ip.h"
#include "parsers/capture/link.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t kLinks[] = {1, 0, 12, 101, 108, 113, 228, 229, 276, 105, 9, 50, 51, 219};
  if (size == 0) return 0;
  const std::uint32_t link = kLinks[data[0] % std::size(kLinks)];
  IpReader reader;
  std::uint64_t packets = 0, segments = 0, fragments = 0, others = 0, refused = 0;
  // A packet: two bytes of its length, one of how much more was on the wire, one of the time that has passed.
  std::int64_t seconds = 0;
  for (std::size_t at = 1; at + 4 <= size;) {
    const std::size_t length = std::min<std::size_t>(data[at] * 256U + data[at + 1], size - at - 4);
    const std::uint32_t more = data[at + 2];
    seconds += data[at + 3];
    const std::span<const unsigned char> bytes(data + at + 4, length);
    at += 4 + length;
    const NetworkPacket packet = take_off_link(link, bytes, static_cast<std::uint32_t>(length) + more);
    demand(packet.bytes.size() <= packet.length && packet.length <= length + more);
    demand(packet.bytes.empty() || packet.bytes.data() + packet.bytes.size() == bytes.data() + bytes.size());
    if (packet.network != Network::kIpv4 && packet.network != Network::kIpv6) {
      demand(!ethertype_name(packet.protocol).empty());
      continue;
    }
    ++packets;
    Segment segment;
    const FrameMark mark{Timestamp{std::chrono::seconds(seconds)}, packets, 0, 0};
    switch (reader.take(packet, mark, segment)) {
      case IpResult::kSegment:
        ++segments;
        demand(segment.payload.size() <= segment.payload_length);
        demand(segment.mark.number == packets);
        // The bytes of the payload are there to be read.
        demand(std::count(segment.payload.begin(), segment.payload.end(), 'x') >= 0);
        demand(segment.from.text().size() >= 4 && segment.to.text().size() >= 4);
        break;
      case IpResult::kFragment:
        ++fragments;
        break;
      case IpResult::kOther:
        ++others;
        break;
      case IpResult::kCut:
      case IpResult::kDamaged:
        ++refused;
        break;
    }
  }
  const IpCounters& counters = reader.counters();
  demand(counters.packets == packets && counters.segments == segments);
  demand(counters.cut + counters.damaged == refused);
  demand(packets == segments + fragments + others + refused);
  std::uint64_t named = 0;
  for (const auto& [protocol, count] : reader.others()) named += protocol.text().empty() ? 0 : count;
  demand(named == others);
  return 0;
}
