// What Connection Jetty and the services in it write to their standard output: `2014_06_29.stderrout.log`.
//
//   2014-06-29 08:30:15.123:WARN:oejs.AbstractHttpConnection:/NotificationService/services/NotificationService
//   local time              level, class, message: as Jetty's own logger writes
//
// The traces of EWSNotify go there too; no document prints their layout. So a time is taken where one begins a line, in
// any usual spelling, also that of Java's own logger, and what the line says is looked up in the vocabulary. Lines
// without a time continue the record before them.
#include "parsers/jetty/jetty_stderrout.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "parse/wording_matcher.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kFormat = "jetty.stderrout";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kMostMessage = 4096;
constexpr std::size_t kMostDetail = 200;

// `2014-06-29 08:30:15`, with `T` or a blank between, and up to six digits of a fraction behind a point or a comma.
constexpr std::string_view kShape = "0000-00-00 00:00:00";

struct TimedFront {
  LocalTime time{};
  std::size_t length = 0;
};

bool has_shape(std::string_view line) {
  if (line.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool fits = kShape[i] == '0' ? is_digit(line[i]) : line[i] == kShape[i] || (i == 10 && line[i] == 'T');
    if (!fits) return false;
  }
  return true;
}

// `Jun 29, 2014 8:30:15 AM `, as Java's own logger writes.
std::optional<TimedFront> read_java_front(std::string_view line) {
  const unsigned month = line.size() > 4 && line[3] == ' ' ? month_of(line.substr(0, 3)) : 0;
  if (month == 0) return std::nullopt;
  std::size_t at = 4;
  const auto number = [&](std::size_t least, std::size_t most) {
    std::optional<unsigned> value;
    const std::size_t begin = at;
    for (; at < line.size() && at - begin < most && is_digit(line[at]); ++at)
      value = value.value_or(0) * 10 + static_cast<unsigned>(line[at] - '0');
    return at - begin < least ? std::nullopt : value;
  };
  const auto sign = [&](std::string_view text) {
    const bool there = line.substr(at).starts_with(text);
    if (there) at += text.size();
    return there;
  };
  const auto day = number(1, 2);
  if (!day || !sign(", ")) return std::nullopt;
  const auto year = number(4, 4);
  if (!year || !sign(" ")) return std::nullopt;
  const auto hour = number(1, 2);
  if (!hour || !sign(":")) return std::nullopt;
  const auto minute = number(2, 2);
  if (!minute || !sign(":")) return std::nullopt;
  const auto second = number(2, 2);
  const bool morning = sign(" AM"), evening = !morning && sign(" PM");
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(month),
                                         std::chrono::day(*day)};
  if (!second || (!morning && !evening) || !date.ok() || *hour < 1 || *hour > 12 || *minute > 59 || *second > 59)
    return std::nullopt;
  const unsigned hours = *hour % 12 + (evening ? 12U : 0U);
  return TimedFront{LocalTime{std::chrono::local_days(date)} + std::chrono::hours(hours) +
                        std::chrono::minutes(*minute) + std::chrono::seconds(*second),
                    at};
}

bool begins_with_time(std::string_view line) { return has_shape(line) || read_java_front(line).has_value(); }

std::optional<TimedFront> read_front(std::string_view line) {
  if (!has_shape(line)) return read_java_front(line);
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + static_cast<unsigned>(line[i] - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  const unsigned hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  TimedFront front;
  front.time = LocalTime{std::chrono::local_days(date)} + std::chrono::hours(hour) + std::chrono::minutes(minute) +
               std::chrono::seconds(second);
  std::size_t at = kShape.size();
  if (at + 1 < line.size() && (line[at] == '.' || line[at] == ',') && is_digit(line[at + 1])) {
    std::int64_t unit = 100'000;
    for (++at; at < line.size() && is_digit(line[at]) && unit > 0; ++at, unit /= 10)
      front.time += Duration((line[at] - '0') * unit);
  }
  front.length = at;
  return front;
}

// `:WARN:oejs.Server:`, behind the time.
bool is_jetty_level(std::string_view rest) {
  static constexpr std::array<std::string_view, 6> kLevels = {
      ":INFO:", ":WARN:", ":DBUG:", ":DEBUG:", ":IGNORED:", ":IGN:"};
  return std::any_of(kLevels.begin(), kLevels.end(), [&](std::string_view level) { return rest.starts_with(level); });
}

class StdErrOutParser final : public Parser {
 public:
  explicit StdErrOutParser(const Vocabulary& vocabulary) : matcher_(vocabulary, kFormat) {}

  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (!begins_with_time(text)) {
        if (text.find('\0') != std::string_view::npos) {
          sink.reject(line.record(), RejectReason::kBinary);
        } else {
          sink.continuation(line.raw());
        }
        continue;
      }
      const std::optional<TimedFront> front = read_front(text);
      if (!front) {
        sink.reject(line.record(), RejectReason::kBadTime);
        continue;
      }
      take(text.substr(front->length).substr(0, kMostMessage), {front->time, WallTime::kNoOffset}, line.record(), sink);
    }
  }

 private:
  void take(std::string_view message, const WallTime& time, const RecordRef& record, Sink& sink) {
    const Wording* wording = matcher_.match(message, captures_);
    if (wording != nullptr) {
      sink.wording(wording->name);
      for (std::size_t i = 0; i < kEventNames.size(); ++i) {
        if (wording->meaning != kEventNames[i]) continue;
        sink.event(static_cast<EventKind>(i), event_text(*wording, sink), time, record);
        return;
      }
    } else if (sink.wants_unmatched()) {
      sink.unmatched(message, record);
    }
    sink.alive(time, record);
  }

  EventText event_text(const Wording& wording, Sink& sink) const {
    const auto name = [&](std::string_view group) {
      const std::string_view text = trim(wording.group(captures_, group).substr(0, kMostDetail));
      return text.empty() ? kNoName : sink.name(text);
    };
    EventText text;
    text.subject = name("subject");
    text.detail = name("detail");
    text.confirmed = wording.confirmed;
    return text;
  }

  WordingMatcher matcher_;
  Captures captures_;
};

ProbeAnswer probe_stderrout(const ProbeInput& input) {
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  std::size_t timed = 0, of_jetty = 0;
  while (!rest.empty()) {
    const std::size_t newline = rest.find('\n');
    const std::string_view line = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    const auto front = read_front(line);
    if (!front) continue;
    ++timed;
    if (is_jetty_level(line.substr(front->length))) ++of_jetty;
  }
  if (of_jetty > 0)
    return {45, Axis::kWall,
            std::to_string(of_jetty) + " of the first " + std::to_string(timed) +
                " lines with a time are of Jetty's own logger"};
  const bool named = to_lower(base_name(input.path)).find(".stderrout.log") != std::string::npos;
  if (!named || input.head.empty() || input.head.find('\0') != std::string_view::npos) return {};
  if (timed == 0) return {10, Axis::kWall, "its name; no line begins with a time"};
  return {10, Axis::kWall,
          "its name; " + std::to_string(timed) + (timed == 1 ? " line begins" : " lines begin") + " with a time"};
}

constexpr std::array<Sample, 2> kSamples = {{
    {"2014-06-29 08:30:15.123:WARN:oejs.AbstractHttpConnection:/NotificationService/services/NotificationService\n"
     "java.lang.NullPointerException\n\tat x.y(File.java:1)",
     "alive"},
    {"2014-06-29 08:30:15.123:INFO:oejs.Server:jetty-8.1.14.v20131031",
     "event service.started?|||Connection Jetty||0|2014-06-29T08:30:15"},
}};

}  // namespace

constinit const ParserInfo kJettyStdErrOut{
    .name = "jetty.stderrout",
    .summary = "standard output of Connection Jetty, with the traces of EWSNotify",
    .probe = probe_stderrout,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<StdErrOutParser>(*context.vocabulary);
    },
    .starts_record = begins_with_time,
    .resolution = std::chrono::milliseconds(1),
    .samples = kSamples,
};

}  // namespace logscan::detail
