#include "parsers/jetty/access_line.h"

#include <algorithm>
#include <cstring>

#include "base/pattern.h"
#include "base/text.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

// Two digits; a number above 99 where they are none.
int two_digits(const char* at) {
  const unsigned high = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned low = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return high <= 9 && low <= 9 ? static_cast<int>(high * 10 + low) : 1000;
}

// ` +0530` or `+0530`; nothing where it is no zone.
std::optional<std::int32_t> zone_offset(std::string_view text) {
  text = trim(text);
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = two_digits(text.data() + 1), minutes = two_digits(text.data() + 3);
  if (hours > 14 || minutes > 59) return std::nullopt;
  const std::int32_t seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<WallTime> AccessTimeReader::read_other_day(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t second_slash = slash == std::string_view::npos ? slash : text.find('/', slash + 1);
  const std::size_t colon = second_slash == std::string_view::npos ? second_slash : text.find(':', second_slash);
  if (colon == std::string_view::npos || text.size() < colon + 9) return std::nullopt;
  const auto day = parse_number<unsigned>(text.substr(0, slash));
  const unsigned month = month_of(text.substr(slash + 1, second_slash - slash - 1));
  const auto year = parse_number<int>(text.substr(second_slash + 1, colon - second_slash - 1));
  if (!day || month == 0 || !year || *year < 1990 || *year > 2200) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month), std::chrono::day(*day)};
  const Duration clock = time_of_day(text.data() + colon + 1);
  if (!date.ok() || clock < Duration::zero()) return std::nullopt;
  const LocalTime midnight{std::chrono::local_days(date)};
  const std::string_view zone = text.substr(colon + 9);
  if (trim(zone).empty()) return WallTime{midnight + clock, WallTime::kNoOffset};
  const auto offset = zone_offset(zone);
  if (!offset) return std::nullopt;
  if (text.size() == 26 && colon == 11) {
    std::memcpy(day_, text.data(), 12);
    std::memcpy(zone_, text.data() + 20, 6);
    std::memcpy(clock_, text.data() + 12, 8);
    midnight_ = midnight;
    last_ = midnight + clock;
    offset_s_ = *offset;
    known_ = true;
  }
  return WallTime{midnight + clock, *offset};
}

bool read_access_tail(std::string_view tail, AccessLine& line) {
  // ` 200 3...`: the common form.
  if (tail.size() >= 6 && tail[0] == ' ' && is_digit(tail[1]) && is_digit(tail[2]) && is_digit(tail[3]) &&
      tail[4] == ' ' && is_digit(tail[5])) {
    line.status = (tail[1] - '0') * 100 + (tail[2] - '0') * 10 + (tail[3] - '0');
    return true;
  }
  std::size_t at = 0;
  while (at < tail.size() && is_blank(tail[at])) ++at;
  if (at == 0) return false;
  std::size_t end = at;
  while (end < tail.size() && !is_blank(tail[end])) ++end;
  const std::string_view status = tail.substr(at, end - at);
  if (status == "Async") {
    line.status = -1;
  } else if (status.size() == 3 && is_digit(status[0]) && is_digit(status[1]) && is_digit(status[2])) {
    line.status = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
  } else {
    return false;
  }
  while (end < tail.size() && is_blank(tail[end])) ++end;
  line.bytes_follow = end == tail.size();
  return line.bytes_follow || is_digit(tail[end]) || tail[end] == '-';
}

std::optional<AccessLine> split_unusual_line(std::string_view text, AccessTimeReader& times, bool& bad_time) {
  // A literal lets through what is worth a pattern.
  if (text.find('[') == std::string_view::npos || text.find('"') == std::string_view::npos) return std::nullopt;
  static const Result<Pattern> pattern = Pattern::compile(
      R"re(^(?:[^\s,]+ )?(\[[0-9A-Fa-f:.%]+\]|[0-9A-Fa-f:.]+)(?:,\s?[0-9A-Fa-f:.\[\]]+)*\s+-\s+(?:\S.*?)\s+\[([^\]]+)\](?:\s+([+-]\d{4}))?\s+"(.*?)"(\s+(?:\d{3}|Async)(?:\s+(?:\d+|-).*|\s*))$)re");
  Captures captures;
  if (!pattern || pattern->match(text, captures) != Match::kYes) return std::nullopt;
  AccessLine line;
  line.client = captures[1];
  line.request = captures[4];
  if (!read_access_tail(captures[5], line)) return std::nullopt;
  std::optional<WallTime> time = times.read(captures[2]);
  if (time && !captures[3].empty()) {
    if (const auto offset = zone_offset(captures[3])) time->offset_s = *offset;
  }
  if (!time) {
    bad_time = true;
    return std::nullopt;
  }
  line.time = *time;
  return line;
}

std::optional<NotificationTarget> notification_target(std::string_view request) {
  if (!request.starts_with("POST ")) return std::nullopt;
  std::string_view uri = request.substr(5);
  uri = uri.substr(0, uri.find(' '));
  const std::size_t question = uri.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  // /NotificationService/services/NotificationService, whatever host, port or case stands around it.
  static constexpr std::string_view kService = "notificationservice";
  const std::string_view path = uri.substr(0, question);
  if (path.size() <= kService.size() || path[path.size() - kService.size() - 1] != '/' ||
      !iequals(path.substr(path.size() - kService.size()), kService)) {
    return std::nullopt;
  }
  NotificationTarget target;
  std::string_view query = uri.substr(question + 1);
  while (!query.empty()) {
    const std::size_t ampersand = query.find('&');
    const std::string_view pair = query.substr(0, ampersand);
    if (pair.starts_with("id=") && target.id.empty()) target.id = pair.substr(3);
    if (pair.starts_with("pid=")) target.pid = parse_number<std::uint64_t>(pair.substr(4)).value_or(0);
    query = ampersand == std::string_view::npos ? std::string_view{} : query.substr(ampersand + 1);
  }
  if (target.id.empty()) return std::nullopt;
  return target;
}

bool is_wrapped_count(std::string_view line) {
  line = trim(line);
  return !line.empty() && line.size() <= 20 && std::all_of(line.begin(), line.end(), is_digit);
}

}  // namespace logscan::detail
