#include "logscan/baseline.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "logscan/compare.h"
#include "time/format.h"
#include "time/zone.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kDateLength = 10;
constexpr std::string_view kForm = "give ID YYYY-MM-DD REASON";

bool is_id(std::string_view word) {
  return word.size() == kIdDigits && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Timestamp> midnight_of(std::string_view date) {
  if (date.size() != kDateLength) return std::nullopt;
  const auto time = parse_time(date, Zone::utc());
  return time ? std::optional(*time) : std::nullopt;
}

// The first word; what is left has no blanks at its ends.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line = trim(line.substr(end));
  return word;
}

Result<BaselineEntry> read_entry(std::string_view line, const std::string& place) {
  const auto wrong = [&](const std::string& what) { return Error{ErrorCode::kUsage, place + ": " + what}; };
  const auto quoted = [](std::string_view word) {
    constexpr std::size_t kShown = 40;
    return "'" + std::string(word.substr(0, kShown)) + (word.size() > kShown ? "...'" : "'");
  };
  BaselineEntry entry;
  const std::string_view id = take_word(line);
  if (!is_id(id)) {
    return wrong(quoted(id) + " is no id of a finding (`logscan scan -v` tells them); " + std::string(kForm));
  }
  const std::string_view day = take_word(line);
  if (!midnight_of(day)) return wrong(quoted(day) + " is no day until which it is known; " + std::string(kForm));
  if (line.empty()) return wrong("has no reason; " + std::string(kForm));
  entry.id = id;
  entry.last_day = std::string(day);
  entry.reason = line;
  return entry;
}

Result<Baseline> read_lines(std::string_view text, const std::string& name) {
  Baseline baseline{name, {}};
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::string place = name + ":" + std::to_string(number);
    auto entry = read_entry(line, place);
    if (!entry) return entry.error();
    const auto [first, fresh] = seen.emplace(entry->id, number);
    if (!fresh) {
      return Error{ErrorCode::kUsage,
                   place + ": " + entry->id + " stands in line " + std::to_string(first->second) + " already"};
    }
    baseline.entries.push_back(std::move(*entry));
  }
  return baseline;
}

// Up to when the case tells anything.
std::optional<Timestamp> end_of(const Report& report) {
  std::optional<Timestamp> end;
  for (const SourceReport& source : report.sources) {
    if (source.format && source.last && (!end || *source.last > *end)) end = source.last;
  }
  return end;
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Result<Baseline> read_baseline(std::string_view text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return detail::read_lines(text, name);
  const auto report = read_report_json(text);
  if (!report) return Error{report.error().code, name + ": no report of logscan: " + report.error().message};
  Baseline baseline{name, {}};
  std::unordered_set<std::string_view> seen;
  for (const FindingReport& finding : report->findings) {
    if (seen.insert(finding.id).second) baseline.entries.push_back({finding.id, "stands in " + name, std::nullopt});
  }
  return baseline;
}

KnownFindings match_baseline(const Baseline& baseline, const Report& report,
                             const std::optional<Timestamp>& collected) {
  const std::optional<Timestamp> now = collected ? collected : detail::end_of(report);
  std::unordered_set<std::string_view> found;
  for (const FindingReport& finding : report.findings) found.insert(finding.id);
  KnownFindings known;
  known.file = baseline.name;
  for (const BaselineEntry& entry : baseline.entries) {
    if (!found.contains(entry.id)) {
      known.unmatched.push_back(entry.id);
      continue;
    }
    const auto day = entry.last_day ? detail::midnight_of(*entry.last_day) : std::nullopt;
    const bool expired = day && now && *now >= *day + std::chrono::days(1);
    known.by_id.emplace(entry.id, KnownFinding{entry.reason, entry.last_day, expired});
  }
  return known;
}

}  // namespace v1
}  // namespace logscan
