#include "mailbox_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mailbox_lines.h"

namespace logscan::gen {

namespace {

// Midnights are counted where the time of day goes back, so no day may hide in what is missing.
constexpr auto kLongestHole = std::chrono::hours(20);
// A file's time fits its last record within two minutes; what is lost must be well beyond.
constexpr Minutes kFarFromFitting{4};
// No zone is further from UTC.
constexpr auto kFarthestZone = std::chrono::hours(14);

struct Piece {
  std::size_t first = 0, last = 0;  // of the node's records: first <= i < last
  std::string text;
  Time written{};
};

std::string folder_of(const Scenario& scenario, const Node& node) {
  if (scenario.layout == Layout::kPlain) return node.name + "/";
  return fmt::format("{}/{}/", node.name, format_stamp(scenario.collected_at() + scenario.collector_zone));
}

std::vector<Piece> cut_up(const Diag& diag, const std::vector<DiagRecord>& records) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const bool full = !pieces.empty() && ((diag.rotate_records > 0 && i - pieces.back().first >= diag.rotate_records) ||
                                          (diag.rotate_bytes > 0 && pieces.back().text.size() >= diag.rotate_bytes));
    if (pieces.empty() || full) pieces.push_back({i, i, {}, {}});
    append_diag_record(diag, records[i], pieces.back().text);
    pieces.back().last = i + 1;
    pieces.back().written = std::chrono::floor<Seconds>(records[i].at);
  }
  return pieces;
}

Seconds time_of_day(Time at) { return at - std::chrono::floor<std::chrono::days>(at); }

// When the files were unpacked: a time of day that fits no last record, neither in UTC nor in the zone of the node.
std::optional<Time> unpacked_at(const Scenario& scenario, const Diag& diag, const std::vector<Piece>& pieces) {
  const std::array zones{Minutes(0), diag.zone};
  const Time begin = std::chrono::floor<std::chrono::days>(scenario.collected_at()) + std::chrono::hours(3 * 24 + 9);
  for (Time at = begin; at < begin + std::chrono::days(1); at += Minutes(1)) {
    const bool fits = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
      const Seconds last = time_of_day(piece.written + diag.zone);
      return std::any_of(zones.begin(), zones.end(), [&](Minutes zone) {
        const Seconds apart = std::chrono::abs(time_of_day(at + zone) - last);
        return std::min<Seconds>(apart, std::chrono::days(1) - apart) < kFarFromFitting;
      });
    });
    if (!fits) return at;
  }
  return std::nullopt;
}

class NodeDiagLayout {
 public:
  NodeDiagLayout(const Scenario& scenario, const Node& node, const std::vector<DiagRecord>& records,
                 MailboxLayout& layout)
      : scenario_(scenario), node_(node), diag_(*node.diag), records_(records), layout_(layout) {}

  Status lay_out() {
    DiagHoldings held;
    held.dated = diag_.mtimes == FileTimes::kKept;
    held.present.assign(records_.size(), true);
    std::vector<Piece> pieces = cut_up(diag_, records_);
    for (const std::size_t file : diag_.missing) {
      if (file >= pieces.size())
        return refuse(fmt::format("it has {} files, counted from 0, so {} cannot be missing", pieces.size(), file));
      std::fill(held.present.begin() + static_cast<std::ptrdiff_t>(pieces[file].first),
                held.present.begin() + static_cast<std::ptrdiff_t>(pieces[file].last), false);
      if (const Status status = check_missing(pieces[file]); !status) return status;
    }
    if (const Status status = check_holes(held.present); !status) return status;
    std::optional<Time> unpacked;
    if (!held.dated) {
      unpacked = unpacked_at(scenario_, diag_, pieces);
      if (!unpacked) return refuse("it has so many files that any time fits one of them; let it rotate later");
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (std::find(diag_.missing.begin(), diag_.missing.end(), i) != diag_.missing.end()) continue;
      const std::uint64_t number = diag_.first + i;
      const std::string digits =
          diag_.numbers == FileNumbers::kDecimal ? fmt::format("{:08}", number) : fmt::format("{:08x}", number);
      layout_.files.push_back({folder_of(scenario_, node_) + "cuc/diag_CuMbxSync_" + digits + ".uc",
                               std::move(pieces[i].text), unpacked.value_or(pieces[i].written), diag_.zone});
    }
    layout_.nodes.back() = std::move(held);
    return {};
  }

 private:
  [[nodiscard]] Error refuse(const std::string& why) const {
    return {ErrorCode::kUsage, fmt::format("the diag log of {}: {}", node_.name, why)};
  }

  [[nodiscard]] Status check_holes(const std::vector<bool>& present) const {
    std::optional<Instant> last;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!present[i]) continue;
      if (last && records_[i].at - *last > kLongestHole)
        return refuse("a day could hide in what is missing; let another file be, or rotate earlier");
      last = records_[i].at;
    }
    return {};
  }

  // A loop and a gauge are judged as a whole.
  [[nodiscard]] Status check_missing(const Piece& piece) const {
    for (std::size_t i = piece.first; i < piece.last; ++i) {
      if (records_[i].fault == kNoFault) continue;
      const DiagFault& fault = diag_.faults[static_cast<std::size_t>(records_[i].fault)];
      if (fault.kind == DiagFaultKind::kStaleLoop || fault.kind == DiagFaultKind::kOutstanding)
        return refuse(
            fmt::format("a part of the '{}' stands in a file that is missing; let another be", name_of(fault.kind)));
    }
    return {};
  }

  const Scenario& scenario_;
  const Node& node_;
  const Diag& diag_;
  const std::vector<DiagRecord>& records_;
  MailboxLayout& layout_;
};

}  // namespace

Result<MailboxLayout> lay_out_mailboxes(const Scenario& scenario, const MailboxStory& story) {
  MailboxLayout layout;
  for (std::size_t i = 0; i < scenario.nodes.size(); ++i) {
    const Node& node = scenario.nodes[i];
    layout.nodes.emplace_back();
    if (node.diag) {
      if (const Status status = NodeDiagLayout(scenario, node, story.records[i], layout).lay_out(); !status)
        return status.error();
    }
    if (!node.dump) continue;
    // The time of the file is a reference too, unless there was no such file before the table was written.
    const Time written = node.dump->reference ? node.dump->at : Time{};
    layout.files.push_back({folder_of(scenario, node) + "cli/subscriptions.txt", dump_session(node, story.rows[i]),
                            written, node.diag ? node.diag->zone : Minutes(0)});
  }
  return layout;
}

std::optional<Time> alive_until(const Scenario& scenario, const MailboxStory& story, const MailboxLayout& layout,
                                std::size_t node) {
  const DiagHoldings& held = layout.nodes[node];
  if (!held.dated) return std::nullopt;
  for (std::size_t i = held.present.size(); i-- > 0;) {
    if (!held.present[i]) continue;
    const std::optional<Dump>& dump = scenario.nodes[node].dump;
    const bool zone_told = dump && dump->layout == DumpLayout::kCli && dump->reference;
    return std::chrono::floor<Seconds>(story.records[node][i].at) - (zone_told ? Seconds(0) : Seconds(kFarthestZone));
  }
  return std::nullopt;
}

}  // namespace logscan::gen
