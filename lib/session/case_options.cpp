#include "session/case_options.h"

#include <algorithm>
#include <thread>

#include "base/glob.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

// `jetty/*` and `*.log` are meant wherever they stand, so a glob may match any tail of the path that starts at a
// folder.
bool names_source(std::string_view glob, const SourceName& name) {
  if (glob_match(glob, name.location) || glob_match(glob, name.path)) return true;
  for (std::size_t slash = name.path.find('/'); slash != std::string::npos; slash = name.path.find('/', slash + 1)) {
    if (glob_match(glob, std::string_view(name.path).substr(slash + 1))) return true;
  }
  return false;
}

template <class Value>
const Value* last_match(const std::vector<std::pair<std::string, Value>>& table, const SourceName& name) {
  const auto at =
      std::find_if(table.rbegin(), table.rend(), [&](const auto& entry) { return names_source(entry.first, name); });
  return at == table.rend() ? nullptr : &at->second;
}

}  // namespace

Result<CaseOptions> CaseOptions::check(const Options& options, ParserList parsers) {
  CaseOptions checked;
  checked.options_ = &options;
  checked.parsers_ = parsers;
  checked.jobs_ = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  for (const auto& [glob, zone_name] : options.source_zones) {
    Result<Zone> zone = Zone::find(zone_name);
    if (!zone) return Error{ErrorCode::kUsage, "--source-tz " + glob + "=" + zone_name + ": " + zone.error().message};
    checked.zones_.emplace_back(glob, *std::move(zone));
  }
  for (const auto& [glob, date] : options.dates) {
    const Result<Timestamp> midnight = parse_time(date, Zone::utc());
    if (!midnight || date.size() != std::string_view("YYYY-MM-DD").size())
      return Error{ErrorCode::kUsage, "--date " + glob + "=" + date + ": not a date; write YYYY-MM-DD"};
    const LocalTime local(midnight->time_since_epoch());
    checked.dates_.emplace_back(glob, GivenDate{std::chrono::floor<std::chrono::days>(local), checked.dates_.size()});
  }
  for (const auto& [glob, parser_name] : options.parsers) {
    const auto parser =
        std::find_if(parsers.begin(), parsers.end(), [&](const ParserInfo* info) { return info->name == parser_name; });
    if (parser == parsers.end()) {
      std::string known;
      for (const ParserInfo* info : parsers) known += (known.empty() ? "" : ", ") + std::string(info->name);
      return Error{ErrorCode::kUsage, "--parser " + glob + "=" + parser_name + ": no such format; known: " + known};
    }
    checked.forced_.emplace_back(glob, *parser);
  }
  if (options.since && options.until && *options.since >= *options.until) {
    return Error{ErrorCode::kUsage, "--since must lie before --until"};
  }
  return checked;
}

const Zone* CaseOptions::zone_for(const SourceName& name) const { return last_match(zones_, name); }

std::optional<GivenDate> CaseOptions::date_for(const SourceName& name) const {
  const GivenDate* found = last_match(dates_, name);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

const ParserInfo* CaseOptions::parser_for(const SourceName& name) const {
  const ParserInfo* const* found = last_match(forced_, name);
  return found == nullptr ? nullptr : *found;
}

bool CaseOptions::node_wanted(std::string_view node) const {
  return options_->nodes.empty() || std::any_of(options_->nodes.begin(), options_->nodes.end(),
                                                [&](const std::string& glob) { return glob_match(glob, node); });
}

}  // namespace logscan::detail
