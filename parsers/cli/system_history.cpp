// The history of a server.
//
//   07/20/2023 10:22:48 | root: Restart 14.0.1.12901-1 Start
//   local time            who   what    version        how it went
//
// Lines need not be in order of time. A head of a few lines may tell product and version.
#include "parsers/cli/system_history.h"

#include <array>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"
#include "time/us_time.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kTimeWidth = 19;

// ` | root: ` behind the time: who did it, and where the rest begins.
std::optional<std::string_view> behind_who(std::string_view text) {
  if (!has_us_time_shape(text)) return std::nullopt;
  std::string_view rest = trim(text.substr(kTimeWidth));
  if (!rest.starts_with('|')) return std::nullopt;
  rest = trim(rest.substr(1));
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 64 || rest.find(' ') < colon) return std::nullopt;
  return trim(rest.substr(colon + 1));
}

class SystemHistoryParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view raw = line.text();
      if (line.record().offset == 0 && raw.starts_with(kByteOrderMark)) raw.remove_prefix(kByteOrderMark.size());
      const std::string_view text = clean_line(raw, buffer_);
      if (const auto history = read_history_line(text)) {
        tell_history_line(*history, line.record(), sink);
        begun_ = true;
      } else if (is_history_line(text)) {
        sink.reject(line.record(), RejectReason::kBadTime);
      } else if (trim(text).empty() || (!begun_ && raw.find('\0') == std::string_view::npos && line.ended())) {
        sink.continuation(line.raw());
      } else {
        sink.reject(line.record(), block.last && !line.ended()           ? RejectReason::kCutLine
                                   : raw.find('\0') != std::string::npos ? RejectReason::kBinary
                                                                         : RejectReason::kUnknownLayout);
      }
    }
  }

 private:
  std::string buffer_;
  bool begun_ = false;  // the head is over
};

ProbeAnswer probe_system_history(const ProbeInput& input) {
  constexpr std::size_t kMostLines = 200;
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  const bool named = to_lower(base_name(input.path)).find("system-history") != std::string::npos;
  std::size_t lines = 0, matched = 0;
  std::string buffer;
  while (!rest.empty() && lines < kMostLines) {
    const std::size_t newline = rest.find('\n');
    const std::string_view text = clean_line(rest.substr(0, newline), buffer);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    if (text.empty()) continue;
    // The output of a command among others.
    if (read_prompt(text)) return {};
    ++lines;
    matched += is_history_line(text) ? 1U : 0U;
  }
  const std::string counted =
      std::to_string(matched) + " of the first " + std::to_string(lines) + " lines are of a system history";
  if (matched > 0 && (named || matched * 2 >= lines)) return {80, Axis::kWall, counted};
  if (named && input.head.empty()) return {10, Axis::kWall, "by its name; it is empty"};
  return {};
}

// The command is told by its lines, which are read wherever they stand.
bool is_history_command(std::string_view command) {
  return command.starts_with("file ") && command.find("system-history.log") != std::string_view::npos;
}

constexpr std::array<Sample, 8> kSamples = {{
    {"04/06/2023 13:42:21 | root: Shutdown 14.0.1.12901-1 Start",
     "event host.shutdown||||14.0.1.12901-1|0|2023-04-06T13:42:21"},
    {"04/07/2023 04:51:49 | root: Boot 14.0.1.12901-1 Start",
     "event host.boot||||14.0.1.12901-1|0|2023-04-07T04:51:49"},
    {"07/20/2023 10:22:48 | root: Restart 14.0.1.12901-1 Start",
     "event host.restart||||14.0.1.12901-1|0|2023-07-20T10:22:48"},
    {"07/20/2023 10:24:35 | root: Boot 14.0.1.12901-1 Start",
     "event host.boot||||14.0.1.12901-1|0|2023-07-20T10:24:35"},
    {"07/20/2023 10:52:43 | root: Boot 14.0.1.12901-1 Start",
     "event host.boot||||14.0.1.12901-1|0|2023-07-20T10:52:43"},
    {"07/20/2023 11:06:50 | root: Boot 14.0.1.12901-1 Start",
     "event host.boot||||14.0.1.12901-1|0|2023-07-20T11:06:50"},
    {"04/06/2023 13:04:36 | root: Install 14.0.1.12901-1 Success", "alive"},
    // Without a version.
    {"04/06/2023 13:42:21 | admin: Shutdown", "event host.shutdown|||||0|2023-04-06T13:42:21"},
}};

}  // namespace

bool is_history_line(std::string_view text) { return behind_who(trim(text)).has_value(); }

std::optional<HistoryLine> read_history_line(std::string_view text) {
  text = trim(text);
  const auto rest = behind_who(text);
  const auto time = rest ? read_us_time(text.substr(0, kTimeWidth)) : std::nullopt;
  if (!time) return std::nullopt;
  HistoryLine line;
  line.time = *time;
  line.what = rest->substr(0, rest->find(' '));
  const std::string_view behind = trim(rest->substr(line.what.size()));
  if (!behind.empty() && is_digit(behind[0])) line.version = behind.substr(0, behind.find(' '));
  return line;
}

void tell_history_line(const HistoryLine& line, const RecordRef& record, Sink& sink) {
  const WallTime time{line.time, WallTime::kNoOffset};
  EventText text;
  text.detail = line.version.empty() ? kNoName : sink.name(line.version);
  if (line.what == "Boot") {
    sink.event(EventKind::kBoot, text, time, record);
  } else if (line.what == "Shutdown") {
    sink.event(EventKind::kShutdown, text, time, record);
  } else if (line.what == "Restart") {
    sink.event(EventKind::kRestart, text, time, record);
  } else {
    sink.alive(time, record);
  }
}

constinit const CommandReader kHistoryCommand{
    .name = "cli.system-history",
    .matches = is_history_command,
    .recognises = nullptr,
    .read = [](const CommandOutput& /*output*/, SessionFacts& /*facts*/, Sink& /*sink*/) {},
};

constinit const ParserInfo kSystemHistory{
    .name = "cli.system-history",
    .summary = "history of boots, restarts and installations (system-history.log)",
    .probe = probe_system_history,
    .make = [](const ParserContext&) -> std::unique_ptr<Parser> { return std::make_unique<SystemHistoryParser>(); },
    .starts_record = [](std::string_view /*line*/) { return true; },
    .resolution = std::chrono::seconds(1),
    .sequential = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
