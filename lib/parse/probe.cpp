#include <algorithm>
#include <array>

#include "parse/parser.h"

namespace logscan::detail {

namespace {

// The header of the list of packets that Wireshark exports as text. The number of the packet may be missing.
bool is_packet_list(std::string_view head) {
  static constexpr std::array<std::string_view, 5> kColumns = {"Time", "Source", "Destination", "Protocol", "Info"};
  while (!head.empty()) {
    std::string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    const auto found = [&](std::string_view column) {
      const std::size_t at = line.find(column);
      if (at == std::string_view::npos) return false;
      line.remove_prefix(at + column.size());
      return true;
    };
    if (std::all_of(kColumns.begin(), kColumns.end(), found)) return true;
  }
  return false;
}

}  // namespace

// A sample of the head that holds many control characters is no text. UTF-16 is told apart by its mark or its zeros.
std::string describe_unknown(std::string_view head, bool whole) {
  if (head.empty()) return whole ? "empty" : "nothing could be read";
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) return "UTF-16 text: save it as UTF-8";
  const auto binary = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\x1b';
  }));
  if (binary * 50 > head.size()) return "binary, no known format";
  if (is_packet_list(head)) return "packets exported as text, no known format: send the capture itself";
  return "text, no known format";
}

Recognition recognise(ParserList parsers, const ProbeInput& input) {
  Recognition best;
  int best_score = 0;
  for (const ParserInfo* parser : parsers) {
    ProbeAnswer answer = parser->probe(input);
    if (answer.score > best_score) {
      best_score = answer.score;
      best = {parser, answer.axis, std::move(answer.why), std::move(answer.node)};
    }
  }
  if (best.parser == nullptr) best.why = describe_unknown(input.head, input.whole);
  return best;
}

}  // namespace logscan::detail
