#include "logscan/parse.h"

#include <array>

#include "base/nearest_name.h"
#include "base/text.h"
#include "logscan/render.h"
#include "time/format.h"
#include "time/zone.h"

namespace logscan {
inline namespace v1 {
namespace {

template <class Level, std::size_t count>
Result<Level> parse_level(std::string_view text, const std::array<Level, count>& levels) {
  std::vector<std::string> names;
  for (const Level level : levels) {
    if (detail::iequals(text, name_of(level))) return level;
    names.emplace_back(name_of(level));
  }
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  const std::string near = nearest_name(text, names);
  return Error{ErrorCode::kUsage, "'" + std::string(text) + "' is no level" +
                                      (near.empty() ? "" : ": did you mean '" + near + "'?") + " (" + all + ")"};
}

}  // namespace

Result<Timestamp> parse_time(std::string_view text, const std::string& zone) {
  const auto found = detail::Zone::find(zone);
  if (!found) return found.error();
  return detail::parse_time(text, *found);
}

Result<Window> parse_around(std::string_view text, const std::string& zone) {
  // From the right: a time may hold '+' and '-' of its own.
  for (const std::string_view sign : {"\xc2\xb1", "+-", "+/-"}) {
    const std::size_t at = text.rfind(sign);
    if (at == std::string_view::npos) continue;
    const auto middle = parse_time(text.substr(0, at), zone);
    if (!middle) return middle.error();
    const auto reach = detail::parse_duration(detail::trim(text.substr(at + sign.size())));
    if (!reach) return reach.error();
    return Window{*middle - *reach, *middle + *reach};
  }
  return Error{ErrorCode::kUsage, "'" + std::string(text) + "' says not how far: give 2014-06-29T11:30:00Z+-15m"};
}

Result<Duration> parse_duration(std::string_view text) { return detail::parse_duration(text); }

Status check_zone(std::string_view name) {
  const auto found = detail::Zone::find(name);
  if (!found) return found.error();
  return {};
}

Result<Severity> parse_severity(std::string_view text) {
  return parse_level(
      text, std::array{Severity::kCritical, Severity::kError, Severity::kWarning, Severity::kNotice, Severity::kInfo});
}

Result<Confidence> parse_confidence(std::string_view text) {
  return parse_level(text, std::array{Confidence::kHigh, Confidence::kMedium, Confidence::kLow});
}

std::string nearest_name(std::string_view text, const std::vector<std::string>& names) {
  return detail::nearest_name(text, names);
}

}  // namespace v1
}  // namespace logscan
