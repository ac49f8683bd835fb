#include "knowledge/ha_states.h"

#include <algorithm>

#include "base/text.h"

namespace logscan::detail {
namespace {

std::string without_blanks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string fold_spelling(std::string_view text) {
  std::string folded;
  for (const char c : trim(text)) {
    const bool blank = is_blank(c) || c == '\r' || c == '\n';
    if (blank && folded.back() == ' ') continue;
    folded += blank ? ' ' : lower(c);
  }
  while (folded.ends_with('.') || folded.ends_with(' ')) folded.pop_back();
  return folded;
}

template <class Entry>
Status HaStates::Table<Entry>::add(Entry entry) {
  std::vector<std::string> spellings{fold_spelling(entry.name)};
  for (const std::string& alias : entry.aliases) spellings.push_back(fold_spelling(alias));
  for (const std::string& spelling : spellings) {
    const auto taken = name_of.find(spelling);
    if (taken != name_of.end() && taken->second != entry.name)
      return Error{ErrorCode::kUsage, "'" + spelling + "' is a spelling of '" + taken->second + "' already"};
  }
  std::erase_if(name_of, [&](const auto& known) { return known.second == entry.name; });
  for (std::string& spelling : spellings) name_of[std::move(spelling)] = entry.name;
  std::string name = entry.name;
  entries[std::move(name)] = std::move(entry);
  return {};
}

template <class Entry>
const Entry* HaStates::Table<Entry>::find(std::string_view text) const {
  const auto name = name_of.find(fold_spelling(text));
  return name == name_of.end() ? nullptr : &entries.find(name->second)->second;
}

template <class Entry>
const Entry* HaStates::Table<Entry>::find_within(std::string_view text) const {
  const std::string whole = without_blanks(fold_spelling(text));
  const std::string* found = nullptr;
  std::size_t longest = 0;
  for (const auto& [spelling, name] : name_of) {
    const std::string part = without_blanks(spelling);
    if (part.size() <= longest || whole.find(part) == std::string::npos) continue;
    longest = part.size();
    found = &name;
  }
  return found == nullptr ? nullptr : &entries.find(*found)->second;
}

Status HaStates::add(HaState state) {
  for (const auto& [name, known] : states_.entries) {
    if (state.number && known.number == state.number && name != state.name)
      return Error{ErrorCode::kUsage, "the number " + std::to_string(*state.number) + " is that of '" + name + "'"};
  }
  return states_.add(std::move(state));
}

Status HaStates::add(HaReason reason) { return reasons_.add(std::move(reason)); }

Status HaStates::add(MonitoredService service) { return services_.add(std::move(service)); }

Status HaStates::add(StatePair pair) {
  for (PairSide& side : pair.sides) {
    for (std::string& name : side.states) {
      const HaState* known = states_.find(name);
      if (known == nullptr) return Error{ErrorCode::kUsage, "unknown state '" + name + "'"};
      name = known->name;
    }
    for (std::string& name : side.reasons) {
      const HaReason* known = reasons_.find(name);
      if (known == nullptr) return Error{ErrorCode::kUsage, "unknown reason '" + name + "'"};
      name = known->name;
    }
  }
  std::string name = pair.name;
  pairs_[std::move(name)] = std::move(pair);
  return {};
}

const HaState* HaStates::state(std::string_view text) const {
  const auto number = parse_number<std::int64_t>(trim(text));
  return number ? numbered(*number) : states_.find(text);
}

const HaState* HaStates::numbered(std::int64_t number) const {
  for (const auto& [name, known] : states_.entries) {
    if (known.number == number) return &known;
  }
  return nullptr;
}

const HaReason* HaStates::reason(std::string_view text) const {
  if (const HaReason* known = reasons_.find(text)) return known;
  const std::string folded = fold_spelling(text);
  if (!folded.starts_with("srm.")) return nullptr;
  // A key ends in the reason without its blanks.
  const std::string last = folded.substr(folded.rfind('.') + 1);
  for (const auto& [spelling, name] : reasons_.name_of) {
    if (without_blanks(spelling) == last) return &reasons_.entries.find(name)->second;
  }
  return nullptr;
}

const HaReason* HaStates::reason_within(std::string_view text) const {
  const HaReason* known = reason(text);
  return known != nullptr ? known : reasons_.find_within(text);
}

const MonitoredService* HaStates::monitored(std::string_view text) const { return services_.find(text); }

const MonitoredService* HaStates::monitored_within(std::string_view text) const {
  const MonitoredService* known = monitored(text);
  return known != nullptr ? known : services_.find_within(text);
}

std::string_view HaStates::state_prefix(std::string_view text) const {
  std::string_view longest;
  for (const auto& [spelling, name] : states_.name_of) {
    const std::string_view front = text.substr(0, spelling.size());
    if (front.size() <= longest.size() || !iequals(front, spelling)) continue;
    if (text.size() == front.size() || is_blank(text[front.size()])) longest = front;
  }
  return longest;
}

HaStates::Asked HaStates::asked(const HaStanding& standing) const {
  return {state(standing.state), reason(standing.reason), !trim(standing.reason).empty()};
}

// How well a node fits; nothing: not at all. A state that is named outweighs any number of reasons.
std::optional<int> HaStates::fit(const PairSide& side, const Asked& asked) {
  int points = 0;
  if (!side.states.empty()) {
    if (!holds(side.states, asked.state->name)) return std::nullopt;
    points += 4;
  }
  if (!side.reasons.empty() && asked.reason_told) {
    if (asked.reason == nullptr || !holds(side.reasons, asked.reason->name)) return std::nullopt;
    points += 1;
  }
  return points;
}

std::vector<const StatePair*> HaStates::pairs(const HaStanding& one, const HaStanding& other) const {
  const Asked a = asked(one), b = asked(other);
  std::vector<const StatePair*> best;
  if (a.state == nullptr || b.state == nullptr) return best;
  int most = -1;
  for (const auto& [name, pair] : pairs_) {
    int points = -1;
    for (const bool turned : {false, true}) {
      const auto first = fit(pair.sides[0], turned ? b : a), second = fit(pair.sides[1], turned ? a : b);
      if (first && second) points = std::max(points, *first + *second);
    }
    if (points < 0 || points < most) continue;
    if (points > most) best.clear();
    most = points;
    best.push_back(&pair);
  }
  return best;
}

const StatePair* HaStates::pair(const HaStanding& one, const HaStanding& other) const {
  const std::vector<const StatePair*> best = pairs(one, other);
  return best.size() == 1 ? best.front() : nullptr;
}

std::vector<const StatePair*> HaStates::pairs_of(const HaStanding& one) const {
  const Asked node = asked(one);
  std::vector<const StatePair*> found;
  if (node.state == nullptr) return found;
  for (const auto& [name, pair] : pairs_) {
    const bool fits = std::any_of(pair.sides.begin(), pair.sides.end(),
                                  [&](const PairSide& side) { return !side.states.empty() && fit(side, node); });
    if (fits) found.push_back(&pair);
  }
  return found;
}

}  // namespace logscan::detail
