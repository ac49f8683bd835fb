// The states of a high availability pair, as data: every spelling that a page, a command or a log has for them, and
// what the documents say of two nodes that stand in such states.
//
// Spellings are compared without regard to case; a row of blanks counts as one, and a full stop at the end as none.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/advice.h"
#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan::detail {

// As spellings are compared.
std::string fold_spelling(std::string_view text);

enum class HaStateKind : std::uint8_t {
  kStable,
  kTransition,  // leads to another state by itself
  kBad,
};

struct HaState {
  std::string name;
  HaStateKind kind = HaStateKind::kStable;
  std::optional<std::int64_t> number;  // of the performance counter SRMState
  std::vector<std::string> aliases;
  std::vector<std::string> sources;
};

struct HaReason {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> sources;
};

// How a node stands, in any spelling; an empty reason is one that is not told.
struct HaStanding {
  std::string_view state, reason;
};

// One node of a documented pair: names of states and reasons, each one of several; none: any.
struct PairSide {
  std::vector<std::string> states, reasons;
};

struct StatePair {
  std::string name;
  std::array<PairSide, 2> sides;
  std::optional<Severity> severity;  // nothing: no action is needed
  Advice advice;
};

struct MonitoredService {
  enum class When : std::uint8_t { kAlways, kActivated, kConfigured, kParameter };
  std::string name;
  When when =
      When::kAlways;  // kConfigured: configured and activated; kParameter: where a service parameter asks for it
  std::vector<std::string> aliases;
  std::vector<std::string> sources;
};

class HaStates {
 public:
  // Each replaces an entry of the same name. kUsage: a spelling is taken, or a state or reason is unknown.
  Status add(HaState state);
  Status add(HaReason reason);
  Status add(StatePair pair);
  Status add(MonitoredService service);

  // Null: unknown. A state may be told by its number, a reason by a key such as `srm.automatic.failover.peerdown`.
  [[nodiscard]] const HaState* state(std::string_view text) const;
  [[nodiscard]] const HaReason* reason(std::string_view text) const;
  [[nodiscard]] const MonitoredService* monitored(std::string_view text) const;
  [[nodiscard]] const HaState* numbered(std::int64_t number) const;

  // The same in a text that may say more around it: what is spelt longest there, with or without its blanks.
  [[nodiscard]] const HaReason* reason_within(std::string_view text) const;
  [[nodiscard]] const MonitoredService* monitored_within(std::string_view text) const;

  // The longest state that the text begins with, up to the end of a word; empty where there is none.
  [[nodiscard]] std::string_view state_prefix(std::string_view text) const;

  // The documented pairs that fit best, whichever node is named first: more than one where a reason is not told and
  // would decide. None where a state is unknown.
  [[nodiscard]] std::vector<const StatePair*> pairs(const HaStanding& one, const HaStanding& other) const;
  // The one that fits, else null.
  [[nodiscard]] const StatePair* pair(const HaStanding& one, const HaStanding& other) const;
  // The documented pairs that one node alone can belong to.
  [[nodiscard]] std::vector<const StatePair*> pairs_of(const HaStanding& one) const;

  [[nodiscard]] const std::map<std::string, HaState, std::less<>>& all_states() const { return states_.entries; }
  [[nodiscard]] const std::map<std::string, HaReason, std::less<>>& all_reasons() const { return reasons_.entries; }
  [[nodiscard]] const std::map<std::string, StatePair, std::less<>>& all_pairs() const { return pairs_; }
  [[nodiscard]] const std::map<std::string, MonitoredService, std::less<>>& all_services() const {
    return services_.entries;
  }

 private:
  // Entries by name, and the folded spelling of each.
  template <class Entry>
  struct Table {
    std::map<std::string, Entry, std::less<>> entries;
    std::map<std::string, std::string, std::less<>> name_of;

    Status add(Entry entry);
    [[nodiscard]] const Entry* find(std::string_view text) const;
    [[nodiscard]] const Entry* find_within(std::string_view text) const;
  };

  // What one node of a question says; null: unknown or not told.
  struct Asked {
    const HaState* state = nullptr;
    const HaReason* reason = nullptr;
    bool reason_told = false;
  };
  [[nodiscard]] Asked asked(const HaStanding& standing) const;
  static std::optional<int> fit(const PairSide& side, const Asked& asked);

  Table<HaState> states_;
  Table<HaReason> reasons_;
  Table<MonitoredService> services_;
  std::map<std::string, StatePair, std::less<>> pairs_;
};

}  // namespace logscan::detail
