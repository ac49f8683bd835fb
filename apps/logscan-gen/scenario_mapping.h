// One mapping of a scenario file, read key by key; what is wrong names its line.
#pragma once

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario_words.h"

namespace logscan::gen {

// Thrown inside the reader only; parse_scenario turns it into an Error.
struct Refusal {
  std::string message;
};

inline int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

[[noreturn]] inline void refuse(const YAML::Node& at, const std::string& message) {
  throw Refusal{fmt::format("line {}: {}", line_of(at), message)};
}

inline std::string text_of(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar()) refuse(node, fmt::format("'{}' takes one value", key));
  return node.Scalar();
}

// One mapping of the file. Every key must be asked for once before finish(), which refuses the rest.
class Mapping {
 public:
  Mapping(const YAML::Node& node, std::string what) : node_(node), what_(std::move(what)) {
    if (!node.IsMap()) refuse(node, fmt::format("{} is written as 'key: value' lines", what_));
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!seen.insert(entry.first.Scalar()).second) {
        refuse(entry.first, fmt::format("'{}' stands twice in {}; keep one", entry.first.Scalar(), what_));
      }
    }
  }

  [[nodiscard]] YAML::Node find(const std::string& key) {
    known_.push_back(key);
    const YAML::Node& view = node_;
    return view[key];
  }

  // The value, read by `read`, or the fallback where the key is absent.
  template <class Value, class Read>
  Value get(const std::string& key, Value fallback, const char* expected, Read read) {
    const YAML::Node value = find(key);
    if (!value.IsDefined()) return fallback;
    const std::string text = text_of(value, key);
    const auto result = read(text);
    if (!result) refuse(value, fmt::format("'{}' is no value of '{}'; write {}", text, key, expected));
    return *result;
  }

  template <class Value, class Table>
  Value choose(const std::string& key, Value fallback, const Table& table) {
    return get(key, fallback, ("one of: " + all_names(table)).c_str(), [&](const std::string& text) {
      for (const auto& [name, value] : table) {
        if (name == text) return std::optional<Value>(value);
      }
      return std::optional<Value>();
    });
  }

  template <class Number>
  Number number(const std::string& key, Number fallback) {
    return get(key, fallback, "a whole number", parse_number<Number>);
  }
  Seconds span(const std::string& key, Seconds fallback) {
    return get(key, fallback, "a span such as 90s, 31m, 1h30m", parse_span);
  }

  void finish() {
    for (const auto& entry : node_) {
      const std::string key = entry.first.Scalar();
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        refuse(entry.first, fmt::format("'{}' is no key of {}; known are: {}", key, what_, fmt::join(known_, ", ")));
      }
    }
  }

  [[nodiscard]] const YAML::Node& node() const { return node_; }

 private:
  YAML::Node node_;
  std::string what_;
  std::vector<std::string> known_;
};

// `2026-03-04T10:00:00Z`, or `+10h30m` after the start of the case.
inline std::optional<Time> parse_moment(std::string_view text, Time start) {
  if (!text.empty() && text[0] == '+') {
    const auto span = parse_span(text.substr(1));
    return span ? std::optional<Time>(start + *span) : std::nullopt;
  }
  return parse_time(text);
}

inline Time read_moment(Mapping& map, const std::string& key, Time start) {
  const YAML::Node node = map.find(key);
  if (!node.IsDefined())
    refuse(map.node(), fmt::format("'{}' is missing; give a time such as 2026-03-04T10:00:00Z or +10h", key));
  const std::string text = text_of(node, key);
  const auto time = parse_moment(text, start);
  if (!time) refuse(node, fmt::format("'{}' is no time; write 2026-03-04T10:00:00Z or +10h (after the start)", text));
  return *time;
}

// A text that must be there.
inline std::string read_word(Mapping& map, const std::string& key, const char* mend) {
  const YAML::Node node = map.find(key);
  if (!node.IsDefined()) refuse(map.node(), fmt::format("'{}' is missing; write {}", key, mend));
  return text_of(node, key);
}

// Which subscriptions: `all`, `3`, `0..4` or `[0, 2, 5]`; empty for all.
std::vector<std::size_t> read_slots(const YAML::Node& node);

// The pair of a scenario; `start` is that of the case.
Pair read_pair(const YAML::Node& node, Time start);

// The servers of a scenario as their command lines show them.
Cluster read_cluster(const YAML::Node& node);

// The diag log and the dump of a node.
Diag read_diag(const YAML::Node& node, Time start);
Dump read_dump(const YAML::Node& node, Time start);

// A capture, and a fault that only the wire shows.
Capture read_capture(const YAML::Node& node, Time start);
WireFault read_wire_fault(const YAML::Node& node, Time start);

}  // namespace logscan::gen
