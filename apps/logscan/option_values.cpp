#include "option_values.h"

#include <charconv>
#include <limits>

#include "logscan/parse.h"

namespace logscan::cli {
namespace {

Result<std::uint64_t> parse_count(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  int shift = 0;
  for (const auto& [letter, bits] : {std::pair{'K', 10}, {'M', 20}, {'G', 30}, {'T', 40}}) {
    if (unit.empty() || (unit[0] & ~0x20) != letter) continue;
    shift = bits;
    unit.remove_prefix(1);
    if (unit == "iB") unit = {};
    break;
  }
  if (error != std::errc() || !unit.empty() || number > std::numeric_limits<std::uint64_t>::max() >> shift) {
    return usage(shown(text) + " is no number: give 4096, 64K, 16M or 2G");
  }
  return number << shift;
}

}  // namespace

Error usage(const std::string& message) { return {ErrorCode::kUsage, message}; }

// What was typed, in a message.
std::string shown(const std::string& text) { return "'" + escape_for_terminal(text) + "'"; }

std::string did_you_mean(const std::string& text, const std::vector<std::string>& names, std::string_view before) {
  const std::string near = nearest_name(text, names);
  return near.empty() ? "" : fmt::format("; did you mean {}{}?", before, near);
}

Status read_limits(const GivenValues& given, Limits& limits) {
  for (const std::string& setting : given.many("limit")) {
    const std::size_t equals = setting.find('=');
    const std::string name = setting.substr(0, equals);
    std::vector<std::string> names;
    const LimitInfo* limit = nullptr;
    for (const LimitInfo& known : limit_table()) {
      names.emplace_back(known.name);
      if (name == known.name) limit = &known;
    }
    if (limit == nullptr) {
      return usage(fmt::format("--limit: {} is no limit{} (there are: {})", shown(name), did_you_mean(name, names),
                               listed(names)));
    }
    if (equals == std::string::npos) return usage(fmt::format("--limit: give a number: --limit {}=N", name));
    const auto value = with_option("limit", parse_count(setting.substr(equals + 1)));
    if (!value) return value.error();
    if (*value < limit->least) {
      return usage(
          fmt::format("--limit: {}={} is too low to read anything; the least is {}", name, *value, limit->least));
    }
    limits.*limit->field = *value;
  }
  return {};
}

Result<std::vector<GlobValue>> read_pairs(const GivenValues& given, const char* option, const char* form) {
  std::vector<GlobValue> pairs;
  for (const std::string& text : given.many(option)) {
    // Neither a zone nor a format has '=' in it; a glob over paths may.
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return usage(fmt::format("--{}: {} is not {}", option, shown(text), form));
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

Status read_window(const GivenValues& given, const std::string& zone, Options& options) {
  for (const auto& [option, field] :
       {std::pair{"since", &Options::since}, {"until", &Options::until}, {"collected", &Options::collected}}) {
    if (const auto text = given.one(option)) {
      const auto time = with_option(option, parse_time(*text, zone));
      if (!time) return time.error();
      options.*field = *time;
    }
  }
  if (const auto text = given.one("around")) {
    if (options.since || options.until) return usage("--around and --since or --until exclude each other; give one");
    const auto window = with_option("around", parse_around(*text, zone));
    if (!window) return window.error();
    options.since = window.value().from;
    options.until = window.value().to;
  }
  if (options.since && options.until && *options.since >= *options.until) {
    return usage("--until: the window is empty; it must be after --since");
  }
  return {};
}

Result<When> read_when(const GivenValues& given, const char* option) {
  const std::string text = given.one(option).value_or("auto");
  if (text == "auto") return When::kAuto;
  if (text == "always") return When::kAlways;
  if (text == "never") return When::kNever;
  return usage(fmt::format("--{}: {} is none of auto, always, never{}", option, shown(text),
                           did_you_mean(text, {"auto", "always", "never"})));
}

}  // namespace logscan::cli
