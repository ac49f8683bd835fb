// A log of counters.
//
//   "(PDH-CSV 4.0) (America/New_York)(300)","\\imp1\Cisco Server Recovery Manager\SRMState","\\imp1\..."
//   "09/16/2016 15:41:55.123","3","17"
//
// The head names the zone and, last, the minutes that it lies west of UTC; then one counter a column, as
// \\HOST\OBJECT\COUNTER. A value that was not sampled is a blank. Only changes of SRMState are kept.
#include "parsers/cli/perfmon.h"

#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "time/us_time.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kMark = "(PDH-CSV ";
constexpr std::string_view kCounter = "\\srmstate";

// Cells of one line, with or without quotes; no cell of this format holds a quote.
class Cells {
 public:
  explicit Cells(std::string_view line) : rest_(line) {}
  bool next() {
    if (done_) return false;
    rest_ = rest_.substr(std::min(rest_.find_first_not_of(' '), rest_.size()));
    if (rest_.starts_with('"')) {
      const std::size_t end = rest_.find('"', 1);
      closed_ = end != std::string_view::npos;
      cell_ = rest_.substr(1, closed_ ? end - 1 : end);
      rest_ = closed_ ? rest_.substr(end + 1) : std::string_view{};
      const std::size_t comma = rest_.find(',');
      done_ = comma == std::string_view::npos;
      rest_ = done_ ? std::string_view{} : rest_.substr(comma + 1);
      return true;
    }
    const std::size_t comma = rest_.find(',');
    closed_ = true;
    cell_ = rest_.substr(0, comma);
    done_ = comma == std::string_view::npos;
    rest_ = done_ ? std::string_view{} : rest_.substr(comma + 1);
    return true;
  }
  [[nodiscard]] std::string_view cell() const { return cell_; }
  [[nodiscard]] bool closed() const { return closed_; }  // false where the line ends within quotes

 private:
  std::string_view rest_, cell_;
  bool done_ = false, closed_ = true;
};

bool is_head(std::string_view line) {
  if (line.starts_with('"')) line.remove_prefix(1);
  return line.starts_with(kMark);
}

// `(PDH-CSV 4.0) (America/New_York)(300)`: seconds east of UTC; nothing where the minutes are missing.
std::optional<std::int32_t> offset_of_head(std::string_view cell) {
  constexpr int kWidest = 14 * 60;
  cell = trim(cell);
  const std::size_t open = cell.rfind('(');
  if (!cell.ends_with(')') || open == std::string_view::npos) return std::nullopt;
  const auto west = parse_number<int>(cell.substr(open + 1, cell.size() - open - 2));
  if (!west || *west > kWidest || *west < -kWidest) return std::nullopt;
  return -*west * 60;
}

// `\\imp1\Cisco Server Recovery Manager\SRMState`: the host; empty for any other counter.
std::string_view host_of_state(std::string_view cell) {
  cell = trim(cell);
  if (cell.size() < kCounter.size() || !iequals(cell.substr(cell.size() - kCounter.size()), kCounter) ||
      !cell.starts_with("\\\\"))
    return {};
  cell.remove_prefix(2);
  return cell.substr(0, cell.find('\\'));
}

// `3` or `3.000000`; nothing where the value was not sampled.
std::optional<std::int64_t> state_of_cell(std::string_view cell) {
  cell = trim(cell);
  const std::size_t point = cell.find('.');
  if (point != std::string_view::npos && cell.find_first_not_of('0', point + 1) != std::string_view::npos)
    return std::nullopt;
  return parse_number<std::int64_t>(cell.substr(0, point));
}

class PerfMonParser final : public Parser {
 public:
  explicit PerfMonParser(const HaStates& states) : known_(states) {}

  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (trim(text).empty()) {
        sink.continuation(line.raw());
      } else if (is_head(text)) {
        take_head(text, sink);
        sink.continuation(line.raw());
      } else {
        take_row(text, block.last && !line.ended(), line.record(), sink);
      }
    }
  }

 private:
  // More nodes than this are in no cluster.
  static constexpr std::size_t kMostNodes = 256;

  struct State {
    std::size_t column = 0;
    NameId node = kNoName;
    std::optional<std::int64_t> value;
  };

  void take_head(std::string_view text, Sink& sink) {
    states_.clear();
    Cells cells(text);
    for (std::size_t column = 0; cells.next(); ++column) {
      if (column == 0) {
        const auto offset = offset_of_head(cells.cell());
        offset_s_ = offset && sink.axis() == Axis::kStated ? *offset : WallTime::kNoOffset;
        continue;
      }
      const std::string_view host = host_of_state(cells.cell());
      if (host.empty() || states_.size() >= kMostNodes) continue;
      const NameId node = sink.name(host);
      if (node != kNoName) states_.push_back({column, node, std::nullopt});
    }
  }

  void take_row(std::string_view text, bool cut, const RecordRef& record, Sink& sink) {
    Cells cells(text);
    cells.next();
    const auto local = read_us_time(cells.cell());
    if (!local) {
      sink.reject(record, cut                                    ? RejectReason::kCutLine
                          : has_us_time_shape(cells.cell())      ? RejectReason::kBadTime
                          : text.find('\0') != std::string::npos ? RejectReason::kBinary
                                                                 : RejectReason::kUnknownLayout);
      return;
    }
    const WallTime time{*local, offset_s_};
    std::size_t column = 0, changes = 0;
    for (State& state : states_) {
      bool there = true;
      while (column < state.column && (there = cells.next())) ++column;
      if (!there) break;
      // Without its closing quote or a line end, a value may be the front of one.
      if (!cells.closed() || (cut && text.back() != '"')) break;
      const auto value = state_of_cell(cells.cell());
      if (!value || value == state.value) continue;
      state.value = value;
      EventText what;
      what.node = state.node;
      const HaState* known = known_.numbered(*value);
      what.subject = sink.name(known == nullptr ? trim(cells.cell()) : known->name);
      what.confirmed = known != nullptr;
      if (changes++ == 0) {
        sink.event(EventKind::kHaState, what, time, record);
      } else {
        sink.further_event(EventKind::kHaState, what, time, record);
      }
    }
    if (changes == 0) sink.alive(time, record);
  }

  const HaStates& known_;
  std::vector<State> states_;  // by column
  std::int32_t offset_s_ = WallTime::kNoOffset;
};

ProbeAnswer probe_perfmon(const ProbeInput& input) {
  std::string_view head = input.head;
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  if (!is_head(head)) return {};
  Cells cells(head.substr(0, head.find('\n')));
  cells.next();
  const Axis axis = offset_of_head(cells.cell()) ? Axis::kStated : Axis::kWall;
  std::size_t counters = 0;
  std::string node;
  bool one_host = true;
  while (cells.next()) {
    const std::string_view cell = cells.cell();
    if (!cell.starts_with("\\\\")) continue;
    ++counters;
    const std::string_view host = cell.substr(2, cell.find('\\', 2) - 2);
    if (node.empty()) node = host;
    one_host = one_host && node == host;
  }
  return {90, axis, "a log of " + std::to_string(counters) + " PerfMon counters", one_host ? node : std::string()};
}

constexpr std::array<Sample, 3> kSamples = {{
    {"\"(PDH-CSV 4.0) (America/New_York)(300)\",\"\\\\imp1\\Cisco Server Recovery Manager\\SRMState\"\n"
     "\"11/16/2016 15:41:55.123\",\"3\"",
     "event ha.state|imp1||Normal||0|2016-11-16T20:41:55"},
    // East of UTC, two nodes, one of them not sampled.
    {"\"(PDH-CSV 4.0) (CET)(-60)\",\"\\\\imp1\\Memory\\% Mem Used\",\"\\\\imp1\\Cisco Server Recovery "
     "Manager\\SRMState\",\"\\\\imp2\\Cisco Server Recovery Manager\\SRMState\"\n"
     "\"11/16/2016 00:00:05.000\",\"71\",\" \",\"4\"",
     "event ha.state|imp2||Running in Backup Mode||0|2016-11-15T23:00:05"},
    // Without the minutes the times are local.
    {"\"(PDH-CSV 4.0)\",\"\\\\imp1\\Memory\\% Mem Used\"\n\"11/16/2016 00:00:05.000\",\"71\"", "alive"},
}};

}  // namespace

constinit const ParserInfo kPerfMon{
    .name = "perfmon.csv",
    .summary = "PerfMon log of counters (PDH-CSV)",
    .probe = probe_perfmon,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<PerfMonParser>(*context.states);
    },
    .starts_record = [](std::string_view /*line*/) { return true; },
    .resolution = std::chrono::milliseconds(1),
    .sequential = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
