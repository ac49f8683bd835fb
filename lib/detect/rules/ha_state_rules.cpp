#include "detect/rules/ha_state_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "detect/ha_findings.h"
#include "detect/ha_settings.h"
#include "detect/ha_story.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/trial.h"
#include "knowledge/connection_cluster.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsStates = {
    "the states of a redundancy group: `utils ha status`, the group's table from its web page, or "
    "enterprisenode.tkhaserverstate (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsAnyState = {
    "the states of a redundancy group: `utils ha status`, the group's table from its web page, or haenabled of "
    "enterprisesubcluster (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsStateChanges = {
    "a Server Recovery Manager log that tells of state changes (srm.log), or `utils ha status` (cli.session)"};
constexpr std::array<std::string_view, 2> kNeedsRestarts = {
    "an orderly restart of a node or the stop of a monitored service, as a log or the system history tells it",
    "a Server Recovery Manager log of the pair at that time (srm.log), or its CiscoSyslog (syslog.cisco)"};

constexpr std::array<Condition, 3> kBadStateConditions = {{
    {"High availability of a group is not off"},
    {"Its nodes stand in states that call for action, or a log tells of the failed state"},
    {"The documents leave no doubt what these states mean"},
}};
enum BadStateCondition : std::uint8_t { kStatesHaOn, kStatesBad, kStatesSure };
constexpr RuleInfo kBadState{
    "ha.bad-state",
    "Group in a bad state",
    "A redundancy group stands in states that call for action by the guide's table of states and reasons.",
    Severity::kError,
    kNeedsStates,
    {},
    kBadStateConditions};

constexpr std::array<Condition, 1> kDisabledConditions = {
    {{"A status says of a group that high availability is not enabled, or its table has it off"}}};
enum DisabledCondition : std::uint8_t { kSaidOff };
constexpr RuleInfo kDisabled{"ha.disabled",
                             "High availability is off",
                             "High availability of a redundancy group is not enabled.",
                             Severity::kInfo,
                             kNeedsAnyState,
                             {},
                             kDisabledConditions};

constexpr std::array<RuleParameter, 1> kStuckParameters = {{
    {"after", "s", 600, 120, 86400,
     "starting takes up to 120 s and the wait for a critical service 90 s (IM and Presence 15 Configuration Guide); "
     "moving all users takes minutes; our number"},
}};
constexpr std::array<Condition, 3> kStuckConditions = {{
    {"A node was in a state that leads to another one by itself"},
    {"It stayed in it for longer than the limit", "s", "ha.stuck.after"},
    {"The log that tells it covers that time without a hole"},
}};
enum StuckCondition : std::uint8_t { kPassingState, kStayedLong, kStuckCovered };
constexpr RuleInfo kStuck{"ha.stuck",
                          "Stuck between states",
                          "A node stayed in a state that leads to another one by itself for longer than ten minutes.",
                          Severity::kError,
                          kNeedsStateChanges,
                          kStuckParameters,
                          kStuckConditions};

constexpr std::array<RuleParameter, 2> kRestartParameters = {{
    {"failover_within", "s", 300, 90, 3600,
     "60 s heartbeat timeout or 90 s critical service delay (IM and Presence 15 Configuration Guide), and the time "
     "that a shutdown takes; our number"},
    {"timeout", "s", 60, 30, 600,
     "Keep Alive (Heartbeat) Timeout of Cisco Server Recovery Manager (IM and Presence 15 Configuration Guide)"},
}};
constexpr std::array<Condition, 3> kRestartConditions = {{
    {"A node was restarted or a monitored service stopped, and a log of the pair would tell of a failover then"},
    {"High availability was on: no log says otherwise, and no long pause of heartbeats passed without a failover", "",
     "ha.restart-while-enabled.timeout"},
    {"The users of the node failed over within the time", "s", "ha.restart-while-enabled.failover_within"},
}};
enum RestartCondition : std::uint8_t { kRestarted, kRestartHaOn, kRestartFollowed };
constexpr RuleInfo kRestart{
    "ha.restart-while-enabled",
    "Restart with high availability on",
    "A node was restarted, or a monitored service stopped, with high availability on, and the pair failed over.",
    Severity::kWarning,
    kNeedsRestarts,
    kRestartParameters,
    kRestartConditions};

constexpr std::array<RuleParameter, 2> kAdviceParameters = {{
    {"timeout", "s", 60, 30, 600,
     "Keep Alive (Heartbeat) Timeout of Cisco Server Recovery Manager (IM and Presence 15 Configuration Guide)"},
    {"advised", "s", 90, 31, 1200, "what Cisco advises where the network is slow (Cisco 200958)"},
}};
constexpr std::array<Condition, 4> kAdviceConditions = {{
    {"An automatic failover has no cause but a pause of heartbeats, in which neither node stopped or started"},
    {"The pause lasted for the timeout or longer", "s", "ha.timeout-advice.timeout"},
    {"It was shorter than the advised timeout", "s", "ha.timeout-advice.advised"},
    {"The log goes on in it, without a hole and at the level that shows heartbeats"},
}};
enum AdviceCondition : std::uint8_t { kOnlyPaused, kPauseOver, kPauseSpared, kPauseSeen };
constexpr RuleInfo kAdvice{"ha.timeout-advice",
                           "A longer timeout would have spared failovers",
                           "Failovers whose only cause was a heartbeat pause between the timeout and the advised one.",
                           Severity::kInfo,
                           kNeedsHeartbeats,
                           kAdviceParameters,
                           kAdviceConditions};

constexpr std::array<const RuleInfo*, 5> kRules = {&kBadState, &kDisabled, &kStuck, &kRestart, &kAdvice};

constexpr std::size_t kMostEvidence = 4;

constexpr std::string_view kOffReason = "High Availability Not Enabled";

// How the nodes of one group stood when one command was run.
struct Snapshot {
  SourceId source = 0;
  std::string group;               // as told; may be empty
  std::vector<std::size_t> facts;  // into Timeline::facts, one a node
  std::vector<std::string> nodes;  // short names, of the facts
  std::optional<Timestamp> time;
  std::string subject;  // imp1/imp2; else the node, else the group
};

class HaStateRules {
 public:
  HaStateRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()),
        settings_(view.settings()),
        states_(view.knowledge().ha()),
        story_(view.ha_story()),
        out_(out) {}

  void run() {
    gather_snapshots();
    tell_disabled();
    for (const auto& [subject, snapshots] : by_subject_) tell_snapshots(snapshots);
    tell_unread();
    for (std::size_t pair = 0; pair < story_.pairs.size(); ++pair)
      tell_failed({story_.pairs[pair].nodes[0], story_.pairs[pair].nodes[1]}, story_.pairs[pair].name);
    for (std::size_t node = 0; node < story_.nodes.size(); ++node) {
      if (story_.nodes[node].pair == kNoPlace) tell_failed({node}, story_.nodes[node].name);
    }
    for (const HaNode& node : story_.nodes) tell_stuck(node);
    for (const auto& [subject, snapshots] : by_subject_) tell_transitions(*snapshots.back());
    for (std::size_t node = 0; node < story_.nodes.size(); ++node) tell_restarts(node);
    for (std::size_t pair = 0; pair < story_.pairs.size(); ++pair) tell_advice(pair);
  }

 private:
  // Snapshots.

  [[nodiscard]] std::string_view text_of(NameId id) const { return timeline_.name(id); }
  [[nodiscard]] HaStanding standing(std::size_t fact) const {
    return {text_of(timeline_.facts[fact].text.text), text_of(timeline_.facts[fact].text.detail)};
  }
  [[nodiscard]] bool says_off(std::size_t fact) const {
    const HaReason* reason = states_.reason(standing(fact).reason);
    return reason != nullptr && reason->name == kOffReason;
  }

  void gather_snapshots() {
    for (std::size_t i = 0; i < timeline_.facts.size(); ++i) {
      const TimedFact& fact = timeline_.facts[i];
      if (fact.kind != FactKind::kHaState || text_of(fact.text.subject) == kConnectionCluster) continue;
      const std::string node = short_node_name(timeline_.node_of(fact.at, fact.text.node));
      const std::string_view group = text_of(fact.text.subject);
      const bool same = !snapshots_.empty() && snapshots_.back().source == fact.at.source &&
                        snapshots_.back().group == group && snapshots_.back().time == fact.time &&
                        std::find(snapshots_.back().nodes.begin(), snapshots_.back().nodes.end(), node) ==
                            snapshots_.back().nodes.end();
      if (!same) snapshots_.push_back({fact.at.source, std::string(group), {}, {}, fact.time, {}});
      snapshots_.back().facts.push_back(i);
      snapshots_.back().nodes.push_back(node);
    }
    for (Snapshot& snapshot : snapshots_) {
      snapshot.subject = subject_of(snapshot);
      by_subject_[snapshot.subject].push_back(&snapshot);
    }
    // The latest is last; where times are missing, what stands last counts as the latest.
    for (auto& [subject, snapshots] : by_subject_) {
      const bool timed = std::all_of(snapshots.begin(), snapshots.end(),
                                     [](const Snapshot* snapshot) { return snapshot->time.has_value(); });
      if (timed) {
        std::stable_sort(snapshots.begin(), snapshots.end(),
                         [](const Snapshot* a, const Snapshot* b) { return *a->time < *b->time; });
      }
    }
  }

  [[nodiscard]] static std::string subject_of(const Snapshot& snapshot) {
    if (snapshot.nodes.size() == 1) return snapshot.nodes.front();
    if (snapshot.nodes.size() == 2)
      return std::min(snapshot.nodes[0], snapshot.nodes[1]) + "/" + std::max(snapshot.nodes[0], snapshot.nodes[1]);
    return snapshot.group.empty() ? joined_names(snapshot) : snapshot.group;
  }
  // Several nodes and no name for the group: the nodes are its name.
  [[nodiscard]] static std::string joined_names(const Snapshot& snapshot) {
    std::vector<std::string> nodes = snapshot.nodes;
    std::sort(nodes.begin(), nodes.end());
    std::string all;
    for (const std::string& node : nodes) all += (all.empty() ? "" : "/") + node;
    return all;
  }

  [[nodiscard]] Finding about(const RuleInfo& rule, const Snapshot& snapshot) const {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.zone_matters = false;
    finding.subject_kind = snapshot.nodes.size() == 1 ? SubjectKind::kNode : SubjectKind::kCluster;
    finding.subject = snapshot.subject;
    if (snapshot.time) finding.window = Window{*snapshot.time, *snapshot.time};
    for (const std::size_t fact : snapshot.facts)
      finding.evidence.push_back({"sample", timeline_.facts[fact].time, timeline_.facts[fact].at});
    return finding;
  }

  // "imp1 is Idle (On Admin Request), imp2 Running in Backup Mode", in the document's spelling where it is known.
  [[nodiscard]] std::string told(const Snapshot& snapshot) const {
    std::string text;
    for (std::size_t i = 0; i < snapshot.facts.size(); ++i) {
      const HaStanding node = standing(snapshot.facts[i]);
      const HaState* state = states_.state(node.state);
      const HaReason* reason = states_.reason(node.reason);
      text += (i == 0 ? "" : ", ") + snapshot.nodes[i] + (i == 0 ? " is " : " ");
      text += state == nullptr ? "'" + std::string(node.state) + "'" : state->name;
      if (!node.reason.empty()) text += " (" + (reason == nullptr ? std::string(node.reason) : reason->name) + ")";
    }
    return text;
  }

  [[nodiscard]] std::string at_time(const Snapshot& snapshot) const {
    return snapshot.time ? " at " + utc(*snapshot.time) : std::string();
  }

  // Where nothing tells the order of snapshots from several sources, each source speaks for itself.
  void tell_snapshots(const std::vector<const Snapshot*>& snapshots) {
    const bool timed = std::all_of(snapshots.begin(), snapshots.end(),
                                   [](const Snapshot* snapshot) { return snapshot->time.has_value(); });
    std::vector<const Snapshot*> latest;
    for (const Snapshot* snapshot : snapshots) {
      if (!latest.empty() && (timed || latest.back()->source == snapshot->source)) latest.pop_back();
      latest.push_back(snapshot);
    }
    out_.examined(kBadState, 1);
    std::optional<Finding> worst;
    const Snapshot* worst_of = nullptr;
    for (const Snapshot* snapshot : latest) {
      std::optional<Finding> finding = judge(*snapshot);
      const auto weight = [](const Finding& f) { return std::pair(f.verdict == Verdict::kFail, f.severity); };
      if (!finding || (worst && weight(*finding) <= weight(*worst))) continue;
      worst = std::move(finding);
      worst_of = snapshot;
    }
    if (worst) {
      told_bad_.insert(worst->subject);
      relate_to_failover(out_.add(*std::move(worst)), *worst_of);
    }
  }

  // States that the last failover of the pair left behind: its taker still serves the users of both.
  void relate_to_failover(std::size_t place, const Snapshot& snapshot) {
    const Failover* last = nullptr;
    for (const Failover& failover : story_.failovers) {
      if (!failover.ha_off && story_.pairs[failover.pair].name == snapshot.subject &&
          (last == nullptr || failover.window.from > last->window.from))
        last = &failover;
    }
    if (last == nullptr || last->fallback != kNoPlace) return;
    if (snapshot.time && *snapshot.time < last->window.from) return;
    for (std::size_t i = 0; i < snapshot.facts.size(); ++i) {
      if (snapshot.nodes[i] != story_.nodes[last->to].name ||
          pair_state_of(states_, standing(snapshot.facts[i]).state) != PairState::kBackup)
        continue;
      if (const auto told = finding_of(out_, story_, *last)) out_.relate(place, *told);
    }
  }

  // What could not be read must not pass for a group in order.
  void tell_unread() {
    std::map<SourceId, std::vector<const TimedFact*>> unread;
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind == FactKind::kHaStatusUnread) unread[fact.at.source].push_back(&fact);
    }
    out_.examined(kBadState, unread.size());
    for (const auto& [source, facts] : unread) {
      const std::string& file = timeline_.sources[source].name.location;
      std::string where = file + ":";
      for (std::size_t i = 0; i < std::min(facts.size(), kMostPlaces); ++i)
        where += (i == 0 ? "" : ", ") + std::to_string(facts[i]->at.ordinal);
      Finding finding;
      finding.rule = &kBadState;
      finding.variant = "unread";
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kWarning;
      finding.confidence = Confidence::kLow;
      finding.zone_matters = false;
      finding.subject_kind = SubjectKind::kBundle;
      finding.subject = file;
      finding.count = facts.size();
      const std::string_view command = text_of(facts.front()->text.text);
      finding.summary = "What " +
                        (command.empty() ? "tells the states of a group" : "`" + std::string(command) + "` said") +
                        " at " + where + " could not be read: " + std::string(text_of(facts.front()->text.detail)) +
                        ". Whether the group is in order is not known from it.";
      finding.extra_steps.push_back("Read " + where + " by eye: is each node Normal?");
      for (std::size_t i = 0; i < std::min(facts.size(), kMostPlaces); ++i)
        finding.evidence.push_back({"sample", facts[i]->time, facts[i]->at});
      holds(out_, kBadState, kStatesBad, false, [&] { return trial_of(finding, false, "could not be read"); });
      out_.add(std::move(finding));
    }
  }
  static constexpr std::size_t kMostPlaces = 3;

  [[nodiscard]] std::optional<Finding> judge(const Snapshot& snapshot) const {
    Finding finding = about(kBadState, snapshot);
    const auto trial = [&](std::string_view note) {
      return trial_of(finding, false, note.empty() ? told(snapshot) : std::string(note));
    };
    for (const std::size_t fact : snapshot.facts) {
      if (states_.state(standing(fact).state) != nullptr) continue;
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kWarning;
      finding.confidence = Confidence::kLow;
      finding.variant = "unknown-state";
      holds(out_, kBadState, kStatesBad, false, [&] { return trial("a state that no document names"); });
      finding.summary = told(snapshot) + at_time(snapshot) + ". The state '" + std::string(standing(fact).state) +
                        "' is none that the documents name, so nothing is known of the group.";
      return finding;
    }
    const auto off = [&](std::size_t fact) { return says_off(fact); };
    const bool is_off =
        std::any_of(snapshot.facts.begin(), snapshot.facts.end(), off) || off_subjects_.contains(snapshot.subject);
    if (!holds(out_, kBadState, kStatesHaOn, !is_off, [&] { return trial({}); })) return std::nullopt;
    const std::vector<const StatePair*> pairs =
        snapshot.facts.size() == 2 ? states_.pairs(standing(snapshot.facts[0]), standing(snapshot.facts[1]))
                                   : pairs_of_each(snapshot);
    if (pairs.empty()) return judge_undocumented(snapshot, std::move(finding));
    const auto needs_action = [](const StatePair* pair) { return pair->severity.has_value(); };
    const bool bad = std::any_of(pairs.begin(), pairs.end(), needs_action);
    if (!holds(out_, kBadState, kStatesBad, bad, [&] { return trial({}); })) return std::nullopt;
    finding.summary = told(snapshot) + at_time(snapshot) + ".";
    const bool certain = std::all_of(pairs.begin(), pairs.end(), needs_action);
    holds(out_, kBadState, kStatesSure, certain,
          [&] { return trial(certain ? "" : "one of the documented meanings is no fault"); });
    if (pairs.size() == 1) {
      finding.severity = *pairs.front()->severity;
      finding.advice = &pairs.front()->advice;
      if (snapshot.facts.size() != 2) finding.confidence = Confidence::kMedium;
      return finding;
    }
    finding.severity = Severity::kInfo;
    for (const StatePair* pair : pairs)
      finding.severity = std::max(finding.severity, pair->severity.value_or(Severity::kInfo));
    finding.confidence = certain ? Confidence::kMedium : Confidence::kLow;
    finding.verdict = certain ? Verdict::kFail : Verdict::kInconclusive;
    finding.variant = "several";
    finding.summary += " " + std::to_string(pairs.size()) + " causes are documented for that:";
    for (const StatePair* pair : pairs) finding.summary += " " + pair->advice.cause;
    return finding;
  }

  // Nodes that stand alone here: what each may belong to.
  [[nodiscard]] std::vector<const StatePair*> pairs_of_each(const Snapshot& snapshot) const {
    std::vector<const StatePair*> all;
    for (const std::size_t fact : snapshot.facts) {
      for (const StatePair* pair : states_.pairs_of(standing(fact))) {
        if (std::find(all.begin(), all.end(), pair) == all.end()) all.push_back(pair);
      }
    }
    // A node that is in order says nothing against the others.
    if (all.size() > 1) {
      std::erase_if(all, [](const StatePair* pair) { return pair->name == "normal"; });
    }
    return all;
  }

  // Events that tell of the failed state; a snapshot of it goes before them.
  void tell_failed(const std::vector<std::size_t>& nodes, const std::string& subject) {
    if (told_bad_.contains(subject)) return;
    std::vector<const StateEpisode*> failed;
    std::vector<EventPlace> alarms;
    for (const std::size_t node : nodes) {
      for (const StateEpisode& episode : story_.nodes[node].states) {
        if (episode.state == PairState::kFailed) failed.push_back(&episode);
      }
      for (const EventPlace alarm : story_.nodes[node].failed) alarms.push_back(alarm);
    }
    if (failed.empty() && alarms.empty()) return;
    const auto earlier = [](const StateEpisode* a, const StateEpisode* b) { return a->told < b->told; };
    std::sort(failed.begin(), failed.end(), earlier);
    std::sort(alarms.begin(), alarms.end());
    Finding finding;
    finding.rule = &kBadState;
    finding.severity = kBadState.severity;
    finding.subject_kind = nodes.size() == 1 ? SubjectKind::kNode : SubjectKind::kCluster;
    finding.subject = subject;
    finding.variant = "failed";
    bool confirmed = !alarms.empty();
    const auto cover = [&](const Window& window, bool open) {
      if (!finding.window) finding.window = window;
      finding.window->from = std::min(finding.window->from, window.from);
      if (window.to >= finding.window->to) finding.open = open;
      finding.window->to = std::max(finding.window->to, window.to);
    };
    for (const StateEpisode* episode : failed) {
      cover(episode->window, episode->open);
      confirmed = confirmed || episode->confirmed;
    }
    for (const EventPlace alarm : alarms) {
      const Timestamp time = timeline_.events[alarm].time;
      cover({time, time}, false);
    }
    finding.confidence = confirmed ? Confidence::kHigh : Confidence::kMedium;
    if (failed.empty()) {
      const TimedEvent& first = timeline_.events[alarms.front()];
      finding.count = alarms.size();
      finding.summary = "The Server Recovery Manager of " + node_words(first) + " said at " + utc(first.time) +
                        " that it is in the failed state" +
                        (alarms.size() == 1 ? "." : "; it is told " + std::to_string(alarms.size()) + " times.");
    } else {
      tell_standing(failed, nodes, finding);
    }
    std::vector<EventPlace> places = alarms;
    for (const StateEpisode* episode : failed) places.push_back(episode->told);
    std::sort(places.begin(), places.end());
    if (places.size() > kMostEvidence) places.resize(kMostEvidence);
    for (const EventPlace place : places)
      finding.evidence.push_back({"sample", timeline_.events[place].time, timeline_.events[place].at});
    finding.zone_matters = std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& e) {
      return e.at.source != finding.evidence.front().at.source;
    });
    out_.examined(kBadState, 1);
    for (const BadStateCondition condition : {kStatesHaOn, kStatesBad, kStatesSure})
      holds(out_, kBadState, condition, true, [&] { return trial_of(finding); });
    out_.add(std::move(finding));
  }

  [[nodiscard]] std::string node_words(const TimedEvent& event) const {
    return short_node_name(timeline_.node_of(event.at, event.text.node));
  }

  // How both nodes stood while one of them was in the failed state, and what the documents say of that.
  void tell_standing(const std::vector<const StateEpisode*>& failed, const std::vector<std::size_t>& nodes,
                     Finding& finding) const {
    const StateEpisode& first = *failed.front();
    const StateEpisode* other = nullptr;
    for (const std::size_t node : nodes) {
      if (node == first.node) continue;
      for (const StateEpisode& episode : story_.nodes[node].states) {
        const bool together = episode.window.overlaps(first.window);
        if (together && (other == nullptr || episode.state == PairState::kFailed)) other = &episode;
      }
    }
    const auto words = [&](const StateEpisode& episode) {
      return std::string(name_of(episode.state)) +
             (episode.reason_text.empty() ? "" : " (" + episode.reason_text + ")");
    };
    finding.summary = story_.nodes[first.node].name + " is " + words(first);
    if (other != nullptr) finding.summary += ", " + story_.nodes[other->node].name + " " + words(*other);
    finding.summary +=
        ", from " + utc_span(*finding.window) + (finding.open ? ", and nothing tells of another state after it." : ".");
    const HaStanding one{name_of(first.state), first.reason_text};
    const std::vector<const StatePair*> pairs =
        other == nullptr ? states_.pairs_of(one) : states_.pairs(one, {name_of(other->state), other->reason_text});
    if (pairs.size() == 1 && pairs.front()->severity) {
      finding.severity = *pairs.front()->severity;
      finding.advice = &pairs.front()->advice;
    }
  }

  [[nodiscard]] std::optional<Finding> judge_undocumented(const Snapshot& snapshot, Finding finding) const {
    bool bad = false, passing = false;
    for (const std::size_t fact : snapshot.facts) {
      const HaStateKind kind = states_.state(standing(fact).state)->kind;
      bad = bad || kind == HaStateKind::kBad;
      passing = passing || kind == HaStateKind::kTransition;
    }
    // On the way to another state; whether it gets there is what ha.stuck asks.
    const auto trial = [&] { return trial_of(finding, false, told(snapshot)); };
    if (!holds(out_, kBadState, kStatesBad, bad || !passing, trial)) return std::nullopt;
    holds(out_, kBadState, kStatesSure, bad, trial);
    finding.confidence = bad ? Confidence::kMedium : Confidence::kLow;
    finding.verdict = bad ? Verdict::kFail : Verdict::kInconclusive;
    finding.severity = bad ? Severity::kError : Severity::kWarning;
    finding.variant = "undocumented";
    finding.summary = told(snapshot) + at_time(snapshot) + ". The documents do not name these states together.";
    return finding;
  }

  // High availability off.

  void tell_disabled() {
    std::map<std::string, std::vector<Evidence>> off;
    std::set<std::string> examined;
    for (const auto& [subject, snapshots] : by_subject_) {
      examined.insert(subject);
      for (const std::size_t fact : snapshots.back()->facts) {
        if (says_off(fact)) off[subject].push_back({"sample", timeline_.facts[fact].time, timeline_.facts[fact].at});
      }
    }
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kHaEnabled) continue;
      const std::string subject = subject_of_group(text_of(fact.text.subject));
      examined.insert(subject);
      if (fact.text.number == 0) off[subject].push_back({"sample", fact.time, fact.at});
    }
    out_.examined(kDisabled, examined.size());
    for (const std::string& subject : examined) {
      const auto told = off.find(subject);
      holds(out_, kDisabled, kSaidOff, told != off.end(), [&] {
        return told == off.end() ? Trial{.subject = subject, .note = "nothing says so"}
                                 : Trial{.subject = subject, .evidence = told->second};
      });
    }
    for (auto& [subject, evidence] : off) {
      Finding finding;
      finding.rule = &kDisabled;
      finding.severity = kDisabled.severity;
      finding.zone_matters = false;
      finding.subject_kind = SubjectKind::kCluster;
      finding.subject = subject;
      if (evidence.front().time) finding.window = Window{*evidence.front().time, *evidence.front().time};
      finding.summary = "High availability of " + subject + " is not enabled" +
                        (evidence.front().time ? " at " + utc(*evidence.front().time) : std::string()) +
                        ": no node takes over the users of the other.";
      finding.evidence = std::move(evidence);
      off_subjects_.insert(subject);
      out_.add(std::move(finding));
    }
  }

  // The pair that has this group's name in a snapshot, or the only pair of the case.
  [[nodiscard]] std::string subject_of_group(std::string_view group) const {
    for (const Snapshot& snapshot : snapshots_) {
      if (!group.empty() && snapshot.nodes.size() == 2 && snapshot.group == group) return snapshot.subject;
    }
    if (story_.pairs.size() == 1) return story_.pairs.front().name;
    return group.empty() ? "the group" : std::string(group);
  }

  // States that should pass.

  void tell_stuck(const HaNode& node) {
    const Duration after = settings_.seconds(kStuck, "after");
    out_.examined(kStuck, node.states.empty() ? 0 : 1);
    for (const StateEpisode& episode : node.states) {
      const HaState* state = states_.state(name_of(episode.state));
      const auto trial = [&] {
        const TimedEvent& telling = timeline_.events[episode.told];
        return Trial{.subject = node.name,
                     .note = std::string(name_of(episode.state)),
                     .window = episode.window,
                     .evidence = {{"last-before", telling.time, telling.at}}};
      };
      const bool passing = state != nullptr && state->kind == HaStateKind::kTransition;
      if (!holds(out_, kStuck, kPassingState, passing, trial)) continue;
      Window window = episode.window;
      bool open = episode.open;
      // A restart of the node or of its Server Recovery Manager ends the state as well.
      for (const Stop& stop : node.stops) {
        if (stop.time <= window.from || stop.time >= window.to) continue;
        window.to = stop.time;
        open = false;
      }
      const bool stayed = window.length() > after;
      if (!holds(out_, kStuck, kStayedLong, stayed,
                 [&] { return measured(trial(), seconds(window.length()), seconds(after)); }))
        continue;
      const TimedEvent& event = timeline_.events[episode.told];
      const LogCoverage& log = timeline_.logs[timeline_.log_of(event.at)];
      const bool holed = !holds(out_, kStuck, kStuckCovered, !log.has_hole(window), trial);
      Finding finding;
      finding.rule = &kStuck;
      finding.severity = kStuck.severity;
      finding.confidence = episode.confirmed ? Confidence::kHigh : Confidence::kMedium;
      finding.verdict = holed ? Verdict::kInconclusive : Verdict::kFail;
      finding.zone_matters = false;
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = node.name;
      finding.window = window;
      finding.open = open;
      finding.measured = {{"stuck_s", seconds(window.length())}};
      finding.summary = node.name + " was in " + state->name + " for " + to_words(window.length()) + ", from " +
                        utc_span(window) + (open ? ", and no other state is told up to the end of the log." : ".");
      if (holed) {
        finding.summary += " The log does not cover all of that time, so another state may be missing from it.";
        finding.extra_steps.push_back("Collect the Server Recovery Manager logs of " + node.name + " for " +
                                      utc_span(window) + ".");
      }
      finding.evidence.push_back({"last-before", event.time, event.at});
      relate_to_failovers(out_.add(std::move(finding)), node, episode.window.from);
    }
  }

  // A state that began while the pair failed over.
  void relate_to_failovers(std::size_t place, const HaNode& node, Timestamp begin) {
    for (const Failover& failover : story_.failovers) {
      if (failover.pair != node.pair || begin < failover.window.from - kOneClock ||
          begin > failover.window.to + kOneClock)
        continue;
      if (const auto told = finding_of(out_, story_, failover)) out_.relate(place, *told);
    }
  }

  // One look at a state that should pass proves nothing, unless the logs tell of that node's states.
  void tell_transitions(const Snapshot& snapshot) {
    for (std::size_t i = 0; i < snapshot.facts.size(); ++i) {
      const std::size_t known = story_.find_node(snapshot.nodes[i]);
      if (known != kNoPlace && !story_.nodes[known].states.empty()) continue;
      const HaState* state = states_.state(standing(snapshot.facts[i]).state);
      if (state == nullptr) continue;
      out_.examined(kStuck, 1);
      Finding finding = about(kStuck, snapshot);
      const auto trial = [&](const std::string& note) {
        Trial of_node = trial_of(finding, false, note);
        of_node.subject = snapshot.nodes[i];
        return of_node;
      };
      const bool passing = state->kind == HaStateKind::kTransition;
      if (!holds(out_, kStuck, kPassingState, passing, [&] { return trial(state->name); })) continue;
      holds(out_, kStuck, kStayedLong, false, [&] { return trial("one look does not show since when it lasts"); });
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kNotice;
      finding.confidence = Confidence::kLow;
      finding.variant = "snapshot";
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = snapshot.nodes[i];
      finding.evidence = {{"sample", timeline_.facts[snapshot.facts[i]].time, timeline_.facts[snapshot.facts[i]].at}};
      finding.summary = snapshot.nodes[i] + " is in " + state->name + at_time(snapshot) +
                        ". That state should pass by itself; one look does not show since when it lasts.";
      out_.add(std::move(finding));
    }
  }

  // Restarts.

  struct Restarted {
    Timestamp time{};
    EventPlace told = 0;
    std::string what;
  };

  [[nodiscard]] std::vector<Restarted> restarts_of(std::size_t node) const {
    // A restart is told by the system log and by the history; services stop on the way.
    constexpr Duration kOneRestart = std::chrono::minutes(10);
    std::vector<Restarted> all;
    for (const Stop& stop : story_.nodes[node].stops) {
      if (stop.what == Stop::What::kShutdown) all.push_back({stop.time, stop.told, "was shut down"});
      if (stop.what == Stop::What::kRestart) all.push_back({stop.time, stop.told, "was restarted"});
    }
    for (const EventPlace place : story_.nodes[node].stopped_services) {
      const TimedEvent& event = timeline_.events[place];
      const MonitoredService* service = states_.monitored(timeline_.name(event.text.subject));
      if (service != nullptr) all.push_back({event.time, place, "stopped " + service->name});
    }
    std::stable_sort(all.begin(), all.end(), [](const Restarted& a, const Restarted& b) { return a.time < b.time; });
    std::vector<Restarted> joined;
    for (Restarted& next : all) {
      if (joined.empty() || next.time - joined.back().time > kOneRestart) {
        joined.push_back(std::move(next));
      } else if (next.what.starts_with("was ") && !joined.back().what.starts_with("was ")) {
        joined.back().what = next.what;
      }
    }
    return joined;
  }

  // Whether a log of the pair that would tell of a failover covers the time.
  [[nodiscard]] bool watched(const HaPair& pair, const Window& window) const {
    for (const std::size_t node : pair.nodes) {
      for (const std::uint32_t l : story_.nodes[node].logs) {
        const LogCoverage& log = timeline_.logs[l];
        if (tells_failovers(log.format) && log.span.from <= window.from && window.to <= log.span.to) return true;
      }
    }
    return false;
  }

  void tell_restarts(std::size_t node) {
    const std::size_t pair_place = story_.nodes[node].pair;
    if (pair_place == kNoPlace) return;
    const HaPair& pair = story_.pairs[pair_place];
    const Duration within = settings_.seconds(kRestart, "failover_within");
    for (const Restarted& restart : restarts_of(node)) {
      const auto off = [&](const Window& window) {
        return window.from <= restart.time + kOneClock && restart.time <= window.to;
      };
      const Failover* followed = failover_after(node, restart.time, within);
      const std::string& name = story_.nodes[node].name;
      const auto trial = [&](std::string_view note) {
        const TimedEvent& event = timeline_.events[restart.told];
        return Trial{.subject = name,
                     .note = note.empty() ? restart.what : std::string(note),
                     .window = Window{restart.time, restart.time},
                     .evidence = {{"trigger", event.time, event.at}}};
      };
      const bool seen = followed != nullptr || watched(pair, {restart.time, restart.time + within});
      if (!holds(out_, kRestart, kRestarted, seen,
                 [&] { return trial(seen ? "" : "no log covers the time after it"); }))
        continue;
      out_.examined(kRestart, 1);
      const bool said_off = std::any_of(pair.ha_off.begin(), pair.ha_off.end(), off);
      const bool late =
          !said_off && followed == nullptr && heartbeats_resumed_late(node, pair.other(node), restart.time);
      const auto on = [&] {
        return trial(late ? "heartbeats came back late, and no failover" : said_off ? "a log has it off" : "");
      };
      if (!holds(out_, kRestart, kRestartHaOn, !said_off && !late, on)) continue;
      const auto follows = [&] {
        if (followed == nullptr) return trial("no failover is told");
        const Timestamp begin = std::max(restart.time, followed->window.from);
        return measured(trial({}), seconds(begin - restart.time), seconds(within));
      };
      holds(out_, kRestart, kRestartFollowed, followed != nullptr, follows);
      Finding finding;
      finding.rule = &kRestart;
      finding.severity = kRestart.severity;
      finding.confidence = followed != nullptr && followed->confirmed ? Confidence::kHigh : Confidence::kMedium;
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = name;
      const std::string what = restart.what.starts_with("was ") ? name + " " + restart.what
                                                                : restart.what.substr(8) + " was stopped on " + name;
      finding.evidence.push_back({"trigger", timeline_.events[restart.told].time, timeline_.events[restart.told].at});
      if (followed != nullptr) {
        const Timestamp begin = std::max(restart.time, followed->window.from);
        finding.window = Window{restart.time, begin};
        finding.measured = {{"until_failover_s", seconds(begin - restart.time)}};
        finding.summary = what + " at " + utc(restart.time) + " with high availability on, and " +
                          to_words(begin - restart.time) + " later its users failed over to " +
                          story_.nodes[followed->to].name + ".";
        const TimedEvent& telling = timeline_.events[followed->tellings.front()];
        finding.evidence.push_back({"takeover", telling.time, telling.at});
      } else {
        finding.verdict = Verdict::kInconclusive;
        finding.severity = Severity::kNotice;
        finding.confidence = Confidence::kLow;
        finding.variant = "no-failover";
        finding.window = Window{restart.time, restart.time};
        finding.summary = what + " at " + utc(restart.time) + ", and no failover is told within " + to_words(within) +
                          ". Whether high availability was on is not known from this case.";
      }
      const std::size_t place = out_.add(std::move(finding));
      if (followed == nullptr) continue;
      if (const auto told = finding_of(out_, story_, *followed)) out_.relate(place, *told);
    }
  }

  // Two clocks, and the minute that a history may be late.
  static constexpr Duration kOneClock = std::chrono::seconds(60);

  [[nodiscard]] const Failover* failover_after(std::size_t node, Timestamp time, Duration within) const {
    for (const Failover& failover : story_.failovers) {
      if (failover.from == node && !failover.manual && !failover.ha_off && failover.window.from >= time - kOneClock &&
          failover.window.from <= time + within)
        return &failover;
    }
    return nullptr;
  }

  // With high availability on, a pause this long would have been a failover.
  [[nodiscard]] bool heartbeats_resumed_late(std::size_t node, std::size_t observer, Timestamp time) const {
    const Duration timeout = settings_.seconds(kRestart, "timeout");
    return std::any_of(story_.pauses.begin(), story_.pauses.end(), [&](const HeartbeatPause& pause) {
      return pause.observer == observer && (pause.peer == node || pause.peer == kNoPlace) && !pause.open &&
             pause.visible == LogState::kWentOn && pause.intact && pause.length() > timeout && pause.window.to > time &&
             pause.window.from <= time + settings_.seconds(kRestart, "failover_within");
    });
  }

  // The timeout.

  // The peer itself was down, or the observer was: no timeout would have helped.
  [[nodiscard]] bool of_the_way_between(const HeartbeatPause& pause) const {
    if (pause.own_stop || pause.ha_off || pause.open) return false;
    if (pause.peer == kNoPlace) return true;
    const auto& stops = story_.nodes[pause.peer].stops;
    return std::none_of(stops.begin(), stops.end(), [&](const Stop& stop) {
      return stop.time >= pause.window.from - kOneClock && stop.time <= pause.window.to + kOneClock;
    });
  }

  [[nodiscard]] const HeartbeatPause* pause_behind(const Failover& failover) const {
    switch (failover.cause) {
      case FailoverCause::kService:
      case FailoverCause::kAdmin:
      case FailoverCause::kReboot:
      case FailoverCause::kUngraceful:
      case FailoverCause::kDatabase:
        return nullptr;
      case FailoverCause::kUnknown:
      case FailoverCause::kNetwork:
      case FailoverCause::kHostPaused:
        break;
    }
    for (const HeartbeatPause& pause : story_.pauses) {
      const bool around =
          pause.window.from < failover.window.from && failover.window.from <= pause.window.to + kOneClock;
      if (pause.observer == failover.to && around && of_the_way_between(pause)) return &pause;
    }
    return nullptr;
  }

  // Whether the advised timeout would have spared the failover, as far as the pause behind it goes.
  [[nodiscard]] bool spares(const Failover& failover, const HeartbeatPause* pause, Duration timeout,
                            Duration advised) const {
    const auto trial = [&] {
      Trial of_failover{.subject = story_.nodes[failover.from].name + " to " + story_.nodes[failover.to].name,
                        .window = failover.window};
      if (pause == nullptr) return noted(std::move(of_failover), "its cause: " + std::string(name_of(failover.cause)));
      of_failover.window = pause->window;
      of_failover.evidence = {{"last-before", pause->window.from, pause->before}};
      if (!pause->open) of_failover.evidence.push_back({"first-after", pause->window.to, pause->after});
      return of_failover;
    };
    if (!holds(out_, kAdvice, kOnlyPaused, pause != nullptr, trial)) return false;
    const auto length = [&](Duration limit) { return measured(trial(), seconds(pause->length()), seconds(limit)); };
    if (!holds(out_, kAdvice, kPauseOver, pause->length() >= timeout, [&] { return length(timeout); })) return false;
    if (!holds(out_, kAdvice, kPauseSpared, pause->length() < advised, [&] { return length(advised); })) return false;
    holds(out_, kAdvice, kPauseSeen, pause->visible == LogState::kWentOn && pause->intact, trial);
    return true;
  }

  void tell_advice(std::size_t pair_place) {
    const HaPair& pair = story_.pairs[pair_place];
    const Duration timeout = settings_.seconds(kAdvice, "timeout"), advised = settings_.seconds(kAdvice, "advised");
    const auto of_pair = [&](std::size_t node) { return story_.nodes[node].pair == pair_place; };
    if (std::none_of(story_.observers.begin(), story_.observers.end(), of_pair)) return;
    out_.examined(kAdvice, 1);
    std::vector<Duration> lengths;
    for (const HeartbeatPause& pause : story_.pauses) {
      if (of_pair(pause.observer) && of_the_way_between(pause) && pause.visible == LogState::kWentOn && pause.intact)
        lengths.push_back(pause.length());
    }
    std::sort(lengths.begin(), lengths.end());
    std::vector<const HeartbeatPause*> spared;
    std::vector<std::size_t> related;
    bool all_seen = true;
    Window window{};
    for (const Failover& failover : story_.failovers) {
      if (failover.pair != pair_place || failover.ha_off || failover.manual) continue;
      const HeartbeatPause* pause = pause_behind(failover);
      if (!spares(failover, pause, timeout, advised)) continue;
      if (std::find(spared.begin(), spared.end(), pause) != spared.end()) continue;
      if (const auto told = finding_of(out_, story_, failover)) related.push_back(*told);
      all_seen = all_seen && pause->visible == LogState::kWentOn && pause->intact;
      if (spared.empty()) window = pause->window;
      window.to = std::max(window.to, pause->window.to);
      window.from = std::min(window.from, pause->window.from);
      spared.push_back(pause);
    }
    if (spared.empty()) return;
    const auto longer = [&](Duration limit) {
      return lengths.end() - std::lower_bound(lengths.begin(), lengths.end(), limit);
    };
    // The nearest rank.
    const auto percentile = [&](std::size_t percent) {
      return lengths.empty() ? Duration{} : lengths[(lengths.size() * percent + 99) / 100 - 1];
    };
    Finding finding;
    finding.rule = &kAdvice;
    finding.severity = kAdvice.severity;
    finding.confidence = Confidence::kMedium;
    finding.verdict = all_seen ? Verdict::kFail : Verdict::kInconclusive;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kCluster;
    finding.subject = pair.name;
    finding.window = window;
    finding.count = spared.size();
    finding.measured = {{"spared", static_cast<double>(spared.size())},
                        {"pauses_over_60", static_cast<double>(longer(timeout))},
                        {"pauses_over_90", static_cast<double>(longer(advised))},
                        {"p50_s", seconds(percentile(50))},
                        {"p95_s", seconds(percentile(95))},
                        {"max_s", seconds(lengths.empty() ? Duration{} : lengths.back())}};
    finding.summary = std::to_string(spared.size()) + (spared.size() == 1 ? " failover of " : " failovers of ") +
                      pair.name + " began because heartbeats paused for " + to_words(timeout) +
                      " or longer, but shorter than " + to_words(advised) + ": a timeout of " + to_words(advised) +
                      (all_seen ? " would have spared " : " may have spared ") + (spared.size() == 1 ? "it" : "them") +
                      ".";
    if (lengths.size() > 1) {
      finding.summary += " Of " + std::to_string(lengths.size()) + " pauses longer than 37.5 s, half are up to " +
                         to_words(percentile(50)) + " long, 95 of 100 up to " + to_words(percentile(95)) +
                         ", the longest is " + to_words(lengths.back()) + ".";
    }
    if (!all_seen) {
      finding.summary += " The log does not show heartbeats through all of that time, so this proves nothing.";
      finding.extra_steps.emplace_back(
          "Collect the Server Recovery Manager logs of that time from both nodes, whole and at DEBUG.");
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(spared.size(), 3); ++i) {
      finding.evidence.push_back({"last-before", spared[i]->window.from, spared[i]->before});
      finding.evidence.push_back({"first-after", spared[i]->window.to, spared[i]->after});
    }
    const std::size_t place = out_.add(std::move(finding));
    for (const std::size_t other : related) out_.relate(place, other);
  }

  const Timeline& timeline_;
  const Settings& settings_;
  const HaStates& states_;
  const HaStory& story_;
  Findings& out_;
  std::vector<Snapshot> snapshots_;
  std::map<std::string, std::vector<const Snapshot*>> by_subject_;  // the latest is last
  std::set<std::string> off_subjects_;
  std::set<std::string> told_bad_;
};

}  // namespace

constinit const RuleFamily kHaStateRules{kRules,
                                         [](const CaseView& view, Findings& out) { HaStateRules(view, out).run(); }};

}  // namespace logscan::detail
