// The alerts of the Real-Time Monitoring Tool.
//
//   Time Stamp,Alert Name,Node,Alert Message,Type,Description,Severity,PollValue,Action,Group ID
//   1621602624476,CriticalServiceDown,imp1,Service operational status is DOWN,...
//
// The guide names the columns; how a time is written and what is quoted it does not say. So a time is read as
// milliseconds since the epoch, or as date and time of day in one of the orders that the product uses elsewhere; a line
// that begins with none goes on with the message of the line before it. The log is written on the node that watches the
// cluster, and each alert names the node that it is about.
#include "parsers/rtmt/alert_log.h"

#include <array>
#include <string>

#include "base/text.h"
#include "time/us_time.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Texts are kept by their front.
constexpr std::size_t kMostName = 100, kMostDetail = 200;

// The cell at the front, taken off with its comma. Doubled quotes within quotes stay as they are.
std::string_view take_cell(std::string_view& rest) {
  rest = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  std::size_t end = 0;
  std::string_view cell;
  if (rest.starts_with('"')) {
    for (end = 1; end < rest.size(); ++end) {
      if (rest[end] != '"') continue;
      if (end + 1 < rest.size() && rest[end + 1] == '"') {
        ++end;
      } else {
        break;
      }
    }
    cell = rest.substr(1, std::min(end, rest.size()) - 1);
    end = rest.find(',', std::min(end, rest.size()));
  } else {
    end = rest.find(',');
    cell = rest.substr(0, end);
  }
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return trim(cell);
}

bool is_head(std::string_view line) {
  std::string squeezed;
  constexpr std::size_t kMostHead = 60;
  for (const char c : line.substr(0, kMostHead)) {
    if (c != ' ' && c != '"') squeezed.push_back(lower(c));
  }
  return squeezed.starts_with("timestamp,alertname,node,");
}

// `1621602624476`
std::optional<LocalTime> read_epoch(std::string_view text) {
  constexpr std::size_t kDigits = 13;
  if (text.size() != kDigits) return std::nullopt;
  const auto milliseconds = parse_number<std::int64_t>(text);
  if (!milliseconds || *milliseconds < 0) return std::nullopt;
  return LocalTime{std::chrono::milliseconds(*milliseconds)};
}

// `2021-05-21 13:10:24`, maybe with a fraction, which is left out.
std::optional<LocalTime> read_iso(std::string_view text) {
  constexpr std::size_t kLength = 19;
  if (text.size() < kLength || text[4] != '-' || text[7] != '-') return std::nullopt;
  // As the time in the other order of the date.
  std::string us(text.substr(5, 2));
  us += '/';
  us += text.substr(8, 2);
  us += '/';
  us += text.substr(0, 4);
  us += ' ';
  us += text.substr(11, 8);
  return read_us_time(us);
}

// On the axis of UTC where `stated`.
std::optional<LocalTime> read_time(std::string_view cell, bool stated) {
  if (stated) return read_epoch(cell);
  if (const auto us = read_us_time(cell)) return us;
  return read_iso(cell);
}

class AlertLogParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (trim(text).empty() || is_head(text)) {
        sink.continuation(line.raw());
      } else {
        take_row(text, block.last && !line.ended(), line.record(), line.raw(), sink);
      }
    }
  }

 private:
  static void take_row(std::string_view text, bool cut, const RecordRef& record, std::string_view raw, Sink& sink) {
    const bool stated = sink.axis() == Axis::kStated;
    std::string_view rest = text;
    const std::string_view cell = take_cell(rest);
    const auto time = read_time(cell, stated);
    if (!time) {
      if (text.find('\0') != std::string_view::npos) {
        sink.reject(record, RejectReason::kBinary);
      } else if (!cell.empty() && is_digit(cell.front()) && (has_us_time_shape(cell) || read_epoch(cell))) {
        sink.reject(record, has_us_time_shape(cell) ? RejectReason::kBadTime : RejectReason::kNoZone);
      } else {
        sink.continuation(raw);
      }
      return;
    }
    const std::string_view name = take_cell(rest).substr(0, kMostName);
    const std::string_view node = take_cell(rest);
    // Without its node an alert is nobody's.
    if (name.empty() || node.empty() || (cut && rest.empty())) {
      sink.reject(record, cut ? RejectReason::kCutLine : RejectReason::kUnknownLayout);
      return;
    }
    const std::string_view message = take_cell(rest).substr(0, kMostDetail);
    EventText event;
    event.node = sink.name(node);
    event.subject = sink.name("RTMT:" + std::string(name));
    event.detail = message.empty() ? kNoName : sink.name(message);
    event.confirmed = false;
    sink.event(EventKind::kAlarm, event, {*time, stated ? 0 : WallTime::kNoOffset}, record);
  }
};

ProbeAnswer probe_alert_log(const ProbeInput& input) {
  std::string_view head = input.head;
  if (head.starts_with(kByteOrderMark)) head.remove_prefix(kByteOrderMark.size());
  if (!is_head(head)) return {};
  // The axis is that of the first time.
  const std::size_t newline = head.find('\n');
  std::string_view rest = newline == std::string_view::npos ? std::string_view{} : head.substr(newline + 1);
  rest = rest.substr(0, rest.find('\n'));
  return {90, read_epoch(take_cell(rest)) ? Axis::kStated : Axis::kWall, "the columns of an alert log"};
}

constexpr std::array<Sample, 3> kSamples = {{
    {"Time Stamp,Alert Name,Node,Alert Message,Type,Description,Severity,PollValue,Action,Group ID\n"
     "1621602624476,CriticalServiceDown,imp1,\"Service operational status is DOWN, Cisco Presence "
     "Engine\",2,,3,,,Default",
     "event alarm?|imp1||RTMT:CriticalServiceDown|Service operational status is DOWN, Cisco Presence Engine|0|"
     "2021-05-21T13:10:24"},
    {"\"Time Stamp\",\"Alert Name\",\"Node\",\"Alert Message\"\n"
     "\"05/21/2021 13:10:24\",\"DBReplicationFailure\",\"imp1\",\"At Fri May 21\nthe state is 3\"",
     "event alarm?|imp1||RTMT:DBReplicationFailure|At Fri May 21|0|2021-05-21T13:10:24"},
    {"Time Stamp, Alert Name, Node, Alert Message, Type\n2021-05-21 13:10:24.476,CoreDumpFileFound,imp2,x,1",
     "event alarm?|imp2||RTMT:CoreDumpFileFound|x|0|2021-05-21T13:10:24"},
}};

}  // namespace

constinit const ParserInfo kAlertLog{
    .name = "rtmt.alert-log",
    .summary = "AlertLog_*.csv of the Real-Time Monitoring Tool",
    .probe = probe_alert_log,
    .make = [](const ParserContext& /*context*/) -> std::unique_ptr<Parser> {
      return std::make_unique<AlertLogParser>();
    },
    .starts_record = [](std::string_view /*line*/) { return true; },
    .resolution = std::chrono::seconds(1),
    .samples = kSamples,
};

}  // namespace logscan::detail
