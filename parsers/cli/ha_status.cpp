// The states of a presence redundancy group.
//
//   Subcluster Name: DefaultCluster
//   Node 1 Name : kal-cup1 State: Failed Over with Critical Services not Running Reason:
//   Critical Service Down
//   Node 2 Name : shorty-cups State: Running in Backup Mode Reason: Critical Service Down
//
// So the guide prints it: a group, then one node a line; the reason may be absent, or wrapped to the next line. What
// servers print has not been seen in whole; a program that reads them expects a tab, `Name:` and the node, and `State:`
// and `Reason:` somewhere behind it, maybe on lines of their own. So keys are looked for wherever they stand, and a
// value goes on in the next line where that makes it a known state or reason. A group in which anything is left over is
// not read at all: half an answer could look healthy.
#include "parsers/cli/ha_status.h"

#include <array>
#include <optional>
#include <vector>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kUnknownLayout = "cli.ha-status: layout not known, not read";

// A line of a terminal is at least as wide as this before it wraps.
constexpr std::size_t kWrapWidth = 60;

enum class Key : std::uint8_t { kGroup, kName, kState, kReason, kAssigned, kActive };

struct KeyAt {
  Key key = Key::kName;
  std::size_t begin = 0, value = 0;
};

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && iequals(text.substr(0, word.size()), word);
}

// Where the value begins behind `word`, blanks and a colon; 0 where these do not stand at the front.
std::size_t behind_colon(std::string_view text, std::string_view word) {
  if (!starts_with_word(text, word)) return 0;
  std::size_t at = word.size();
  while (at < text.size() && is_blank(text[at])) ++at;
  return at < text.size() && text[at] == ':' ? at + 1 : 0;
}

// `Subcluster Name:`, `Presence Redundancy Group Name :`, `PRG (x) Name:`
std::size_t behind_group(std::string_view text) {
  constexpr std::size_t kMostKey = 60;
  for (const std::string_view word : {"subcluster", "presence redundancy group", "prg"}) {
    if (!starts_with_word(text, word)) continue;
    const std::size_t colon = text.substr(0, kMostKey).find(':');
    if (colon == std::string_view::npos) return 0;
    const std::string_view key = trim(text.substr(0, colon));
    return key.size() > word.size() + 4 && iequals(key.substr(key.size() - 4), "name") ? colon + 1 : 0;
  }
  return 0;
}

// `Node 1 Name :`
std::size_t behind_numbered_name(std::string_view text) {
  if (!starts_with_word(text, "node ")) return 0;
  std::size_t at = 5;
  while (at < text.size() && is_digit(text[at])) ++at;
  const std::size_t value =
      at > 5 && at < text.size() && text[at] == ' ' ? behind_colon(text.substr(at + 1), "name") : 0;
  return value == 0 ? 0 : value + at + 1;
}

std::optional<KeyAt> key_at(std::string_view line, std::size_t at) {
  const std::string_view text = line.substr(at);
  const auto found = [&](Key key, std::size_t value) { return KeyAt{key, at, at + value}; };
  if (const std::size_t value = behind_group(text)) return found(Key::kGroup, value);
  if (const std::size_t value = behind_numbered_name(text)) return found(Key::kName, value);
  if (const std::size_t value = behind_colon(text, "server name")) return found(Key::kName, value);
  // `Host Name:` is another thing, so the word alone must begin the line.
  if (trim(line.substr(0, at)).empty()) {
    if (const std::size_t value = behind_colon(text, "name")) return found(Key::kName, value);
  }
  if (const std::size_t value = behind_colon(text, "server state")) return found(Key::kState, value);
  if (const std::size_t value = behind_colon(text, "state")) return found(Key::kState, value);
  if (const std::size_t value = behind_colon(text, "reason")) return found(Key::kReason, value);
  if (const std::size_t value = behind_colon(text, "assigned users")) return found(Key::kAssigned, value);
  if (const std::size_t value = behind_colon(text, "active users")) return found(Key::kActive, value);
  return std::nullopt;
}

std::optional<KeyAt> next_key(std::string_view line, std::size_t from) {
  for (std::size_t at = from; at < line.size(); ++at) {
    if (is_blank(line[at]) || (at > 0 && !is_blank(line[at - 1]))) continue;
    if (const auto key = key_at(line, at)) return key;
  }
  return std::nullopt;
}

// Keys stand near the front; a longer line is no line of this output.
constexpr std::size_t kMostLine = 2000;

struct Node {
  std::optional<std::string> name, state, reason, assigned, active;
  std::size_t first_line = 0, last_line = 0;
  [[nodiscard]] bool whole() const { return name && !name->empty() && state && !state->empty(); }
};

struct Group {
  std::string name;
  std::vector<Node> nodes;
  bool doubtful = false;
};

class Scanner {
 public:
  explicit Scanner(const HaStates& states) : states_(states) {}

  std::vector<Group> scan(std::span<const OutputLine> lines) {
    for (line_ = 0; line_ < lines.size(); ++line_) {
      const std::string_view text = lines[line_].text;
      if (text.size() > kMostLine) {
        doubt();
        continue;
      }
      std::optional<KeyAt> key = next_key(text, 0);
      take_front(text.substr(0, key ? key->begin : text.size()), key.has_value());
      while (key) {
        const std::optional<KeyAt> after = next_key(text, key->value);
        take(key->key, trim(text.substr(key->value, (after ? after->begin : text.size()) - key->value)));
        key = after;
      }
      width_ = text.size();
    }
    return std::move(groups_);
  }

 private:
  // What stands before the first key of a line: the rest of the value before it, or nobody's.
  void take_front(std::string_view text, bool before_key) {
    text = trim(text);
    const bool follows = open_ != nullptr && line_ == open_line_ + 1;
    if (text.empty()) return;
    const bool in_word = follows && !continues(*open_ + " ", text) && continues(*open_, text);
    const bool wide = follows && (open_->empty() || width_ >= kWrapWidth) && !starts_with_word(text, "command ") &&
                      !starts_with_word(text, "executed ");
    if (wide || in_word || (follows && continues(*open_ + " ", text))) {
      if (!open_->empty() && !in_word) open_->push_back(' ');
      open_->append(text);
      open_line_ = line_;
      groups_.back().nodes.back().last_line = line_;
    } else {
      open_ = nullptr;
      if (before_key) doubt();
    }
  }

  // Whether the open value and what follows are a known state or reason, or the front of one.
  [[nodiscard]] bool continues(std::string value, std::string_view text) const {
    value.append(text);
    return (open_key_ == Key::kState && states_.begins_state(value)) ||
           (open_key_ == Key::kReason && states_.begins_reason(value));
  }

  void take(Key key, std::string_view value) {
    if (key == Key::kGroup) {
      groups_.push_back({std::string(value), {}, false});
      open_ = nullptr;
      return;
    }
    if (key == Key::kName) {
      if (groups_.empty()) groups_.emplace_back();
      groups_.back().nodes.emplace_back();
      groups_.back().nodes.back().first_line = line_;
    }
    if (groups_.empty() || groups_.back().nodes.empty()) {
      // A value of no node.
      if (groups_.empty()) groups_.emplace_back();
      doubt();
      open_ = nullptr;
      return;
    }
    Node& node = groups_.back().nodes.back();
    std::optional<std::string>& field = field_of(node, key);
    if (field) doubt();
    field = std::string(value);
    node.last_line = line_;
    open_ = &*field;
    open_key_ = key;
    open_line_ = line_;
  }

  static std::optional<std::string>& field_of(Node& node, Key key) {
    switch (key) {
      case Key::kState:
        return node.state;
      case Key::kReason:
        return node.reason;
      case Key::kAssigned:
        return node.assigned;
      case Key::kActive:
        return node.active;
      default:
        return node.name;
    }
  }

  void doubt() {
    if (!groups_.empty()) groups_.back().doubtful = true;
  }

  std::vector<Group> groups_;
  const HaStates& states_;
  std::string* open_ = nullptr;  // the value that the next line may go on with
  Key open_key_ = Key::kName;
  std::size_t open_line_ = 0, line_ = 0, width_ = 0;
};

bool is_clean(const Node& node) {
  return node.whole() && node.name->find_first_of(" \t:") == std::string::npos &&
         node.state->find_first_of("\t:[") == std::string::npos;
}

void read_ha_status(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::vector<Group> groups = Scanner(output.states).scan(output.lines);
  bool unknown = false, cut = false;
  for (Group& group : groups) {
    bool shortened = false;
    if (output.cut && &group == &groups.back() && !group.nodes.empty()) {
      // The last value may be the front of one: a state is taken if it is one, a node without a state is left out.
      Node& last = group.nodes.back();
      const bool state_is_last = last.state && !last.reason && !last.assigned && !last.active;
      if (!last.whole() || (state_is_last && output.states.state_prefix(*last.state) != *last.state)) {
        group.nodes.pop_back();
        shortened = true;
      }
    }
    bool known = !group.doubtful && !group.nodes.empty();
    for (const Node& node : group.nodes) known = known && is_clean(node);
    if (!known) {
      unknown = unknown || !shortened;
      cut = cut || shortened;
      if (shortened) facts.note("cli.ha-status: cut in its middle, not read", sink);
      continue;
    }
    if (group.nodes.size() == 1) facts.note("cli.ha-status: shows one node of the pair only", sink);
    for (const Node& node : group.nodes) {
      const OutputLine& first = output.lines[node.first_line];
      const OutputLine& last = output.lines[node.last_line];
      FactWords words{*node.name, group.name, *node.state, node.reason ? std::string_view(*node.reason) : "", 0};
      facts.fact(FactKind::kHaState, words, first, last, sink);
      words.text = words.detail = {};
      if (const auto users = node.assigned ? parse_number<std::int64_t>(*node.assigned) : std::nullopt) {
        words.number = *users;
        facts.fact(FactKind::kAssignedUsers, words, first, last, sink);
      }
      if (const auto users = node.active ? parse_number<std::int64_t>(*node.active) : std::nullopt) {
        words.number = *users;
        facts.fact(FactKind::kActiveUsers, words, first, last, sink);
      }
    }
  }
  // A command that changes states need not print any.
  const auto is_to = [&](std::string_view verb) { return output.command.find(verb) != std::string_view::npos; };
  const bool changes = is_to("failover") || is_to("fallback") || is_to("recover");
  if (unknown || (groups.empty() && !is_to("recover"))) facts.note(kUnknownLayout, sink);
  if (unknown || (groups.empty() && !changes)) {
    facts.unread_status(output, "its layout is not known", sink);
  } else if (cut) {
    facts.unread_status(output, "it is cut", sink);
  }
}

bool is_ha_command(std::string_view command) {
  if (command.starts_with("utils ")) command.remove_prefix(6);
  if (!command.starts_with("ha ")) return false;
  command.remove_prefix(3);
  const std::string_view verb = command.substr(0, command.find(' '));
  return verb == "status" || verb == "failover" || verb == "fallback" || verb == "recover";
}

// At its group, or at a node with its state, where that line was not pasted along.
bool begins_ha_status(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  if (behind_group(text) != 0) return true;
  const std::size_t name = text.size() <= kMostLine ? behind_numbered_name(text) : 0;
  const std::optional<KeyAt> behind = name != 0 ? next_key(text, name) : std::nullopt;
  return behind && behind->key == Key::kState;
}

}  // namespace

constinit const CommandReader kHaStatus{
    .name = "cli.ha-status",
    .matches = is_ha_command,
    .recognises = begins_ha_status,
    .read = read_ha_status,
};

}  // namespace logscan::detail
