// Sources: draft-ietf-opsawg-pcap (file header), draft-ietf-opsawg-pcapng (section 4.1).
#include "input/capture_mark.h"

namespace logscan::detail {
namespace {

std::uint32_t be32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

bool is_capture(std::string_view head) {
  if (head.size() < 12) return false;
  const std::uint32_t first = be32(head);
  if (is_pcap_mark(first) || is_pcap_mark(__builtin_bswap32(first))) return true;
  const std::uint32_t order = be32(head.substr(8));
  return first == kPcapngSection && (order == kPcapngByteOrder || __builtin_bswap32(order) == kPcapngByteOrder);
}

}  // namespace logscan::detail
