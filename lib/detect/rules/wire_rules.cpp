#include "detect/rules/wire_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/words.h"
#include "detect/captures.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "detect/service_words.h"
#include "detect/told_times.h"
#include "detect/trial.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsCapture = {"a capture of the listener's port (capture.pcap)"};

constexpr std::array<RuleParameter, 1> kUnansweredParameters = {{
    {"settle", "s", 60, 10, 3600, "what was sent so shortly before the end of the capture may be answered after it"},
}};
constexpr std::array<Condition, 3> kUnansweredConditions = {{
    {"Exchange sent a notification, or tried to connect, and no answer came"},
    {"The capture goes on for so long after it", "s", "notification.unanswered.settle"},
    {"The capture hides nothing that could be the answer"},
}};
enum UnansweredCondition : std::uint8_t { kUnansweredSent, kUnansweredSettled, kUnansweredShown };
constexpr RuleInfo kUnanswered{"notification.unanswered",
                               "Notifications without an answer",
                               "Exchange sent notifications, or tried to connect, and the listener did not answer.",
                               Severity::kError,
                               kNeedsCapture,
                               kUnansweredParameters,
                               kUnansweredConditions};

constexpr std::array<RuleParameter, 3> kSlowParameters = {{
    {"most", "s", 5, 1, 100, "one answer that takes longer; our number"},
    {"usual", "s", 1, 1, 100, "the time that 95 of 100 answers keep; our number"},
    {"least", "", 20, 1, 1000000, "answers of which 95 of 100 are asked for; fewer may be chance"},
}};
constexpr std::array<Condition, 1> kSlowConditions = {
    {{"An answer took longer than `most`; or, of so many answers, more than 5 of 100 took longer than `usual`", "s",
      "notification.slow.most notification.slow.usual notification.slow.least"}}};
constexpr RuleInfo kSlow{"notification.slow",
                         "Slow answers to notifications",
                         "The listener took long to answer notifications.",
                         Severity::kWarning,
                         kNeedsCapture,
                         kSlowParameters,
                         kSlowConditions};

constexpr std::array<Condition, 1> kSourceConditions = {
    {{"Notifications carry the mark of a proxy, or those of several Exchange hosts come from one address"}}};
constexpr RuleInfo kSource{
    "notification.unexpected-source",
    "Notifications through a proxy or NAT",
    "Notifications carry the mark of a proxy, or those of several Exchange hosts come from one address.",
    Severity::kWarning,
    kNeedsCapture,
    {},
    kSourceConditions};

constexpr std::array<std::string_view, 2> kNeedsListener = {
    "a capture of the listener's port (capture.pcap)",
    "or a list of all listening ports of a node of Unity Connection: `show open ports all` (cli.session)"};
constexpr std::array<Condition, 1> kDownConditions = {
    {{"A connection to the listener's port was refused; or 7080 is not among all the ports on which a node of Unity "
      "Connection listens"}}};
constexpr RuleInfo kDown{"listener.down",
                         "Nothing listens for notifications",
                         "Connections to the listener's port were refused, or it is not among the ports on which "
                         "somebody listens.",
                         Severity::kCritical,
                         kNeedsListener,
                         {},
                         kDownConditions};

constexpr std::array<Condition, 1> kUnsubscribedConditions = {
    {{"The listener answered a notification with Unsubscribe"}}};
constexpr RuleInfo kUnsubscribed{
    "subscription.unsubscribed",
    "Unity Connection unsubscribed",
    "The listener answered a notification with Unsubscribe; the silence after it is no fault.",
    Severity::kInfo,
    kNeedsCapture,
    {},
    kUnsubscribedConditions};

constexpr std::array<const RuleInfo*, 5> kRules = {&kUnanswered, &kSlow, &kSource, &kDown, &kUnsubscribed};

// Attempts whose distances are told one by one.
constexpr std::size_t kMostDistances = 6;

std::string span_text(const Window& window) {
  return window.from == window.to ? "at " + utc(window.from) : "from " + utc_span(window);
}

using Events = std::vector<const TimedEvent*>;

Window window_of(const Events& events) { return {events.front()->time, events.back()->time}; }

class WireRules {
 public:
  WireRules(const Timeline& timeline, const Settings& settings, Findings& out)
      : timeline_(timeline), settings_(settings), out_(out), callers_(timeline), captures_(captures_of_one(timeline)) {}

  void run() {
    find_ends();
    std::vector<std::uint32_t> captures;
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      const ParsedSource& source = timeline_.sources[timeline_.logs[log].sources.front()];
      if (!source.parser->recording()) continue;
      const LogCoverage& capture = timeline_.logs[log];
      if (const std::string address(listener_address(timeline_, capture)); !address.empty() && !capture.node.empty())
        node_of_.emplace(address, capture.node);
      captures.push_back(log);
    }
    for (const std::uint32_t log : captures) listeners_[key_of(log)].logs.insert(log);
    for (const Track& track : timeline_.tracks) {
      if (track.kind == SignalKind::kNotification && !track.runs.empty()) accepted_.emplace(track.subject, &track);
    }
    for (const TimedEvent& event : timeline_.events) {
      const ParsedSource& source = timeline_.source(event.at);
      if (source.parser == nullptr || !source.parser->recording()) continue;
      Listener& listener = listeners_[key_of(timeline_.log_of(event.at))];
      if (!told_already(listener, event)) listener.events[event.kind].push_back(&event);
    }
    for (auto& [key, listener] : listeners_) {
      for (const std::uint32_t log : listener.logs) {
        const LogCoverage& capture = timeline_.logs[log];
        if (listener.name.empty()) listener.name = capture.node;
      }
      if (listener.name.empty())
        listener.name = timeline_.sources[timeline_.logs[*listener.logs.begin()].sources.front()].name.location;
      const std::size_t first = out_.all().size();
      tell_unanswered(listener);
      tell_connections(listener);
      tell_slow(listener);
      tell_sources(listener);
      tell_unsubscribed(listener);
      try_listener(kDown, listener, first, "no connection was refused");
      try_listener(kSource, listener, first, "no mark of a proxy, and no address of several hosts");
      try_listener(kUnsubscribed, listener, first, "no answer that unsubscribes");
    }
  }

 private:
  // All captures at one listener: what several of them show is told once.
  struct Listener {
    std::string name;
    std::set<std::uint32_t> logs;
    std::map<EventKind, Events> events;

    [[nodiscard]] const Events& of(EventKind kind) const {
      static const Events kNone;
      const auto at = events.find(kind);
      return at == events.end() ? kNone : at->second;
    }
  };

  // For `logscan why`: what was told of a listener, by the findings from the place `first` on; `otherwise` where none
  // is of the rule.
  void try_listener(const RuleInfo& rule, const Listener& listener, std::size_t first,
                    std::string_view otherwise) const {
    Checks* why = out_.checks(rule);
    if (why == nullptr) return;
    bool told = false;
    for (std::size_t i = first; i < out_.all().size(); ++i) {
      if (out_.all()[i].rule != &rule) continue;
      why->tried(0, trial_of(out_.all()[i], true, out_.all()[i].summary));
      told = true;
    }
    if (!told) why->tried(0, {.subject = listener.name, .note = std::string(otherwise)});
  }

  // What had no answer, and for how long the capture goes on after it.
  void try_unanswered(const Listener& listener) const {
    Checks* why = out_.checks(kUnanswered);
    if (why == nullptr) return;
    Events all = listener.of(EventKind::kNotificationUnanswered);
    for (const TimedEvent* event : listener.of(EventKind::kConnectFailed)) {
      if (event->text.number != kConnectRefused && callers_.of(*event) != Caller::kElsewhere) all.push_back(event);
    }
    if (all.empty())
      why->tried(kUnansweredSent,
                 {.subject = listener.name, .note = how_many(answers_at(listener), "notification") + ", all answered"});
    const double settle = settings_.value(kUnanswered, "settle");
    for (const TimedEvent* event : all) {
      Trial trial{.subject = std::string(timeline_.name(event->text.subject)),
                  .held = true,
                  .window = Window{event->time, event->time},
                  .evidence = {{"trigger", event->time, event->at}}};
      why->tried(kUnansweredSent, trial);
      const double left = seconds(ends_.at(event->at.source) - event->time);
      trial.held = left >= settle;
      why->tried(kUnansweredSettled, measured(std::move(trial), left, settle));
    }
  }
  void try_shown(const Finding& finding) const {
    if (Checks* why = out_.checks(kUnanswered))
      why->tried(kUnansweredShown, proof_of(finding, "the capture may not show all"));
  }

  // What two captures tell of one moment, since their clocks are nearly the same.
  static constexpr Duration kNear = std::chrono::milliseconds(500);
  static constexpr std::string_view kAnswersLost = "answers-lost";

  // Connections that came to nothing, by who tried and the address that was tried.
  using Attempt = std::pair<Caller, std::string>;
  using Attempts = std::map<Attempt, Events>;

  // By the node that a path tells, of this capture or of another with its address; else by the address, or the capture.
  [[nodiscard]] std::string key_of(std::uint32_t log) const {
    const LogCoverage& capture = timeline_.logs[captures_[log]];
    if (!capture.node.empty()) return "@" + capture.node;
    const std::string address(listener_address(timeline_, capture));
    if (const auto at = node_of_.find(address); at != node_of_.end()) return "@" + at->second;
    return address.empty() ? "/" + timeline_.sources[capture.sources.front()].name.location : address;
  }

  // Whether another capture has shown it: their clocks are the same or nearly so. Events come sorted by time.
  bool told_already(const Listener& listener, const TimedEvent& event) {
    const Events& known = listener.of(event.kind);
    for (auto other = known.rbegin(); other != known.rend() && event.time - (*other)->time <= kNear; ++other) {
      if ((*other)->at.source != event.at.source && (*other)->text.subject == event.text.subject &&
          (*other)->text.peer == event.text.peer)
        return true;
    }
    return told_translated(event);
  }

  // Whether another capture shows the notification with other addresses: a subscription has one id everywhere. Else it
  // is the one that later events are compared with.
  bool told_translated(const TimedEvent& event) {
    const bool names_subscription = event.kind == EventKind::kNotificationUnanswered ||
                                    event.kind == EventKind::kNotificationSlow ||
                                    event.kind == EventKind::kUnsubscribed;
    if (!names_subscription || timeline_.name(event.text.subject).ends_with(kCutMark)) return false;
    const TimedEvent*& last = last_of_[{event.kind, event.text.subject}];
    if (last != nullptr && last->at.source != event.at.source && last->text.peer != event.text.peer &&
        event.time - last->time <= kNear) {
      translated_.insert(last);
      return true;
    }
    last = &event;
    return false;
  }

  // Why the captures of these events may lack what was on the wire; empty where one of them lacks nothing.
  [[nodiscard]] std::string hidden(const Events& events) const {
    std::string why;
    for (const TimedEvent* event : events) {
      const std::string& hides = timeline_.source(event->at).result.hides;
      if (hides.empty()) return {};
      why = hides;
    }
    return why;
  }

  Finding about(const RuleInfo& rule, const Events& events) const {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.window = window_of(events);
    finding.zone_matters = false;
    finding.count = events.size();
    finding.evidence.push_back({"trigger", events.front()->time, events.front()->at});
    if (events.size() > 2) finding.evidence.push_back({"sample", events[1]->time, events[1]->at});
    if (events.size() > 1) finding.evidence.push_back({"last", events.back()->time, events.back()->at});
    return finding;
  }

  [[nodiscard]] std::set<std::string> peers_of(const Events& events) const {
    std::set<std::string> peers;
    for (const TimedEvent* event : events) peers.emplace(timeline_.name(event->text.peer));
    return peers;
  }

  static std::string listed(const std::set<std::string>& names) {
    constexpr std::size_t kMost = 4;
    std::string text;
    std::size_t count = 0;
    for (const std::string& name : names) {
      if (count++ == kMost) return text + " and " + std::to_string(names.size() - kMost) + " more";
      text += (text.empty() ? "" : ", ") + name;
    }
    return text;
  }

  // `30, 60, 120 s apart`; says so where this is how Exchange tries again: after 30 s, and then twice as long each
  // time, counted from the attempt before or from the first one.
  static std::string distances(const Events& events) {
    if (events.size() < 2) return {};
    std::string text;
    bool from_before = true, from_first = true;
    double expected = 30;
    for (std::size_t i = 1; i < events.size(); ++i) {
      const double apart = static_cast<double>((events[i]->time - events[i - 1]->time).count()) / 1e6;
      constexpr double kTolerance = 0.2;
      const double since_first = static_cast<double>((events[i]->time - events[0]->time).count()) / 1e6;
      from_before = from_before && std::abs(apart - expected) <= kTolerance * expected;
      from_first = from_first && std::abs(since_first - expected) <= kTolerance * expected;
      expected *= 2;
      if (i <= kMostDistances) text += (i == 1 ? "" : ", ") + std::to_string(std::llround(apart));
    }
    if (events.size() > kMostDistances + 1) text += " ...";
    return text + " s apart" + (from_before || from_first ? ": the distances in which Exchange tries again" : "");
  }

  // Which subscription a connection is for is not known before a notification is sent. Where those of one host fall
  // into two or more series of three and more, each in the distances in which Exchange tries again, these; else none.
  static std::vector<Events> retries(const Events& events) {
    constexpr std::size_t kLeast = 3;
    // Each series looks at all that is left; so many attempts are no retries of a few notifications.
    constexpr std::size_t kMost = 1000;
    if (events.size() > kMost) return {};
    std::vector<Events> found;
    Events left = events;
    while (!left.empty()) {
      Events series{left.front()};
      left.erase(left.begin());
      for (Duration wait = std::chrono::seconds(30);; wait *= 2) {
        const Timestamp due = series.back()->time + wait;
        const auto next = std::min_element(left.begin(), left.end(), [&](const TimedEvent* a, const TimedEvent* b) {
          return std::chrono::abs(a->time - due) < std::chrono::abs(b->time - due);
        });
        if (next == left.end() || std::chrono::abs((*next)->time - due) > wait / 10) break;
        series.push_back(*next);
        left.erase(next);
      }
      if (series.size() < kLeast) return {};
      found.push_back(std::move(series));
    }
    return found.size() > 1 ? found : std::vector<Events>{};
  }

  void tell_hidden(const Events& events, Finding& finding) const {
    const std::string why = hidden(events);
    if (why.empty()) return;
    const bool nothing_back = std::all_of(events.begin(), events.end(),
                                          [](const TimedEvent* event) { return event->text.number == kNothingBack; });
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.summary +=
        std::string(" The capture may not show all: ") + why + (nothing_back ? ". An answer would not be in it." : ".");
    finding.extra_steps.emplace_back(
        "Capture again, both directions and without a filter on addresses, on the node itself.");
  }

  // Of the events, those that an answer could have followed in the file or in those that go on where it ends.
  [[nodiscard]] Events settled(const Events& events) const {
    Events kept;
    std::copy_if(events.begin(), events.end(), std::back_inserter(kept), [&](const TimedEvent* event) {
      return event->time + settings_.seconds(kUnanswered, "settle") <= ends_.at(event->at.source);
    });
    return kept;
  }

  static bool goes_on(const ParsedSource& source) { return source.follows && !source.read_apart; }
  void find_ends() {
    std::map<SourceId, SourceId> next;
    for (SourceId id = 0; id < timeline_.sources.size(); ++id) {
      if (goes_on(timeline_.sources[id])) next[*timeline_.sources[id].follows] = id;
    }
    for (SourceId id = 0; id < timeline_.sources.size(); ++id) {
      const ParsedSource& source = timeline_.sources[id];
      if (source.parser == nullptr || !source.parser->recording() || goes_on(source)) continue;
      std::vector<SourceId> files{id};
      for (auto at = next.find(id); at != next.end(); at = next.find(at->second)) files.push_back(at->second);
      Timestamp end = Timestamp::min();
      for (const SourceId file : files)
        end = std::max(end, timeline_.sources[file].clock.to_utc(timeline_.sources[file].result.last));
      for (const SourceId file : files) ends_[file] = end;
    }
  }

  // Notifications of which it is known how they were answered: the most that one capture shows, since several would
  // count some of them twice.
  [[nodiscard]] std::uint64_t answers_at(const Listener& listener, bool accepted_alone = false) const {
    std::map<std::uint32_t, std::uint64_t> answers;  // by log
    for (const Track& track : timeline_.tracks) {
      const bool counts = track.kind == SignalKind::kNotification ||
                          (track.kind == SignalKind::kNotificationRejected && !accepted_alone);
      if (!counts || !listener.logs.contains(track.log)) continue;
      for (const TimedRun& run : track.runs) answers[track.log] += run.count;
    }
    std::uint64_t most = 0;
    for (const auto& [log, count] : answers) most = std::max(most, count);
    return most;
  }

  static std::string how_far(const Events& unanswered) {
    const auto lost = std::count_if(unanswered.begin(), unanswered.end(), [](const TimedEvent* event) {
      return event->text.number == kNothingBack || event->text.number == kNotAcknowledged;
    });
    if (lost == 0) return " reached the listener's host ";
    const bool all = static_cast<std::size_t>(lost) == unanswered.size();
    return all ? " went out unacknowledged " : " went out, " + std::to_string(lost) + " of them unacknowledged, ";
  }

  // How the connections ended, where they all ended in one way, which has advice of its own.
  static std::string ends_of(const Events& unanswered, Finding& finding) {
    const auto all = [&](std::int64_t number) {
      return std::all_of(unanswered.begin(), unanswered.end(),
                         [&](const TimedEvent* event) { return event->text.number == number; });
    };
    if (all(kNotAcknowledged)) finding.variant = "unacknowledged";
    if (!all(kResetByListener) && !all(kClosedByListener)) return {};
    finding.variant = "closed";
    return std::string("; the listener's side ") + (all(kResetByListener) ? "reset" : "closed") +
           (unanswered.size() == 1 ? " the connection" : " the connections");
  }

  void tell_unanswered(const Listener& listener) {
    const Events& unanswered_ones = listener.of(EventKind::kNotificationUnanswered);
    try_unanswered(listener);
    out_.examined(kUnanswered,
                  answers_at(listener) + unanswered_ones.size() + listener.of(EventKind::kConnectFailed).size());
    std::map<std::string, Events> by_subscription;
    for (const TimedEvent* event : settled(unanswered_ones))
      by_subscription[std::string(timeline_.name(event->text.subject))].push_back(event);
    const Silent silent = by_subscription.empty() ? Silent() : silent_ones();
    for (const auto& [subscription, unanswered] : by_subscription) {
      Finding finding = about(kUnanswered, unanswered);
      finding.subject_kind = SubjectKind::kSubscription;
      finding.subject = subscription;
      finding.summary = how_many(unanswered.size(), "notification") + " of " + subscription + " from " +
                        listed(peers_of(unanswered)) + how_far(unanswered) + span_text(*finding.window) +
                        (unanswered.size() == 1 ? " and was" : " and were") + " not answered";
      if (const std::string apart = distances(unanswered); !apart.empty()) finding.summary += ", " + apart;
      finding.summary += ends_of(unanswered, finding) + ".";
      tell_answers_lost(listener, unanswered, finding);
      tell_translated(unanswered, finding);
      tell_got_through(listener, unanswered, silent, finding);
      tell_hidden(unanswered, finding);
      try_shown(finding);
      relate_to_silence(silent, out_.add(std::move(finding)));
    }
    tell_groups(by_subscription, silent);
  }

  // What is silent, by its subscription, and the silences of many, by those of one that they are made of.
  struct Silent {
    std::multimap<std::string, std::size_t> pauses;
    std::multimap<std::size_t, std::size_t> groups;
  };
  [[nodiscard]] Silent silent_ones() const {
    Silent silent;
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      const Finding& finding = out_.all()[i];
      if (finding.rule == &kSubscriptionStale || finding.rule == &kKeepaliveMissed) {
        silent.pauses.emplace(finding.subject, i);
      } else if (finding.rule == &kExchangeSilence) {
        for (const std::size_t pause : finding.related) silent.groups.emplace(pause, i);
      }
    }
    return silent;
  }

  // What is silent while its notifications are not answered has them for its proof, alone or with others.
  void relate_to_silence(const Silent& silent, std::size_t unanswered) {
    const Finding& notifications = out_.all()[unanswered];
    const auto [begin, end] = silent.pauses.equal_range(notifications.subject);
    for (auto pause = begin; pause != end; ++pause) {
      Finding& finding = out_.all()[pause->second];
      if (!overlap(finding, notifications)) continue;
      explain(finding, notifications, unanswered);
      const auto [first, last] = silent.groups.equal_range(pause->second);
      for (auto group = first; group != last; ++group) explain(out_.all()[group->second], notifications, unanswered);
    }
  }
  static void explain(Finding& silent, const Finding& notifications, std::size_t unanswered) {
    silent.related.push_back(unanswered);
    if (silent.variant == "unanswered" && notifications.variant == kAnswersLost) silent.variant = kAnswersLost;
  }

  // A silence of many that is none on the wire is one fault, with the notifications of all of them for its proof.
  void tell_groups(const std::map<std::string, Events>& by_subscription, const Silent& silent) {
    std::map<std::size_t, std::map<std::string, Events>> of_group;
    for (const auto& [pause, group] : silent.groups) {
      const Finding& finding = out_.all()[group];
      const auto unanswered = by_subscription.find(out_.all()[pause].subject);
      if (unanswered == by_subscription.end() || (finding.variant != "unanswered" && finding.variant != kAnswersLost))
        continue;
      for (const TimedEvent* event : unanswered->second) {
        if (is_within(event->time, *finding.window)) of_group[group][unanswered->first].push_back(event);
      }
    }
    for (const auto& [group, series] : of_group) {
      Events all;
      for (const auto& [subscription, events] : series) all.insert(all.end(), events.begin(), events.end());
      std::stable_sort(all.begin(), all.end(),
                       [](const TimedEvent* a, const TimedEvent* b) { return a->time < b->time; });
      const auto longest = std::max_element(
          series.begin(), series.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
      Finding& finding = out_.all()[group];
      const std::string_view lost = finding.variant == kAnswersLost ? kAnswersLost : std::string_view();
      finding.summary += " " + how_many(all.size(), "notification") + " of " + how_many(series.size(), "subscription") +
                         how_far(all) + span_text(window_of(all)) +
                         (all.size() == 1 ? " and was not answered" : " and were not answered") +
                         ends_of(all, finding) + ".";
      if (longest->second.size() > 1)
        finding.summary += " Those of " + longest->first + " are " + distances(longest->second) + ".";
      if (!lost.empty()) finding.variant = lost;
      if (all.size() > 1) finding.evidence.push_back({"last", all.back()->time, all.back()->at});
    }
  }

  static bool overlap(const Finding& a, const Finding& b) {
    return a.window && b.window && a.window->from <= b.window->to && b.window->from <= a.window->to;
  }

  // Its accepted notifications, by capture.
  [[nodiscard]] std::vector<const Track*> accepted_of(const Listener& listener, NameId subscription) const {
    std::vector<const Track*> found;
    const auto [begin, end] = accepted_.equal_range(subscription);
    for (auto track = begin; track != end; ++track) {
      if (listener.logs.contains(track->second->log)) found.push_back(track->second);
    }
    return found;
  }

  // Whether another capture shows that the listener accepted one of them: then its answers do not come back. Of a run
  // only both ends are known.
  void tell_answers_lost(const Listener& listener, const Events& unanswered, Finding& finding) const {
    for (const Track* track : accepted_of(listener, unanswered.front()->text.subject)) {
      for (const TimedRun& run : track->runs) {
        for (const auto& [time, at] : {std::pair{run.first, run.first_at}, {run.last, run.last_at}}) {
          const bool shown = std::any_of(unanswered.begin(), unanswered.end(), [&](const TimedEvent* event) {
            return timeline_.log_of(event->at) != track->log && event->text.number != kNothingBack &&
                   event->text.number != kNotAcknowledged && std::chrono::abs(event->time - time) <= kNear;
          });
          if (!shown) continue;
          finding.variant = kAnswersLost;
          finding.summary += " " + timeline_.source(at).name.location + " shows that the one of " + utc(time) +
                             " was answered: the answers do not get back to Exchange.";
          finding.evidence.push_back({"sample", time, at});
          return;
        }
      }
    }
  }

  // Where a later one is accepted before the subscription misses any, Exchange's next try has mended it.
  void tell_got_through(const Listener& listener, const Events& unanswered, const Silent& silent,
                        Finding& finding) const {
    const auto [begin, end] = silent.pauses.equal_range(finding.subject);
    if (std::any_of(begin, end, [&](const auto& pause) { return overlap(out_.all()[pause.second], finding); })) return;
    const std::vector<const Track*> accepted = accepted_of(listener, unanswered.front()->text.subject);
    const bool later = std::any_of(accepted.begin(), accepted.end(), [&](const Track* track) {
      return track->runs.back().last > unanswered.back()->time;
    });
    if (!later) return;
    finding.severity = Severity::kWarning;
    finding.summary += " Later ones were accepted, before the subscription missed any.";
  }

  // The same notification on both sides of what translates addresses is told once.
  void tell_translated(const Events& events, Finding& finding) const {
    if (std::none_of(events.begin(), events.end(),
                     [&](const TimedEvent* event) { return translated_.contains(event); }))
      return;
    finding.summary +=
        " Another capture shows the same with other addresses: NAT or a proxy stands between where they were taken.";
  }

  void tell_connections(const Listener& listener) {
    Attempts refused, ignored, unfinished;
    // Where not one packet of the listener is seen, nobody knows whether it listens.
    const Events& unanswered = listener.of(EventKind::kNotificationUnanswered);
    std::uint64_t examined =
        answers_at(listener) +
        static_cast<std::uint64_t>(std::count_if(unanswered.begin(), unanswered.end(), [](const TimedEvent* event) {
          return event->text.number != kNothingBack;
        }));
    for (const TimedEvent* event : listener.of(EventKind::kConnectFailed)) {
      const Caller caller = callers_.of(*event);
      if (caller == Caller::kElsewhere) continue;
      ++examined;
      (event->text.number == kConnectRefused      ? refused
       : event->text.number == kConnectUnfinished ? unfinished
                                                  : ignored)[{caller, std::string(timeline_.name(event->text.subject))}]
          .push_back(event);
    }
    out_.examined(kDown, examined);
    for (const auto& [key, events] : gathered(listener, refused)) tell_refused(listener, key, events);
    for (Attempts* attempts : {&ignored, &unfinished}) {
      for (auto& [key, events] : *attempts) events = settled(events);
      std::erase_if(*attempts, [](const auto& entry) { return entry.second.empty(); });
      for (const auto& [key, events] : gathered(listener, *attempts)) tell_ignored(listener, key, events);
    }
  }

  // Of a host to which no notification went, one connection tells little; those to several such hosts are one matter,
  // mostly a scan, and their target is left empty.
  [[nodiscard]] Attempts gathered(const Listener& listener, Attempts attempts) const {
    for (const Caller caller : {Caller::kExchange, Caller::kAnother, Caller::kOther}) join_families(caller, attempts);
    if (notified(listener)) return attempts;
    Attempts kept;
    std::map<Caller, Events> alone;
    for (const auto& [key, events] : attempts) {
      if (events.size() == 1) {
        alone[key.first].push_back(events.front());
      } else {
        kept.emplace(key, events);
      }
    }
    for (auto& [caller, events] : alone) {
      const std::string target = events.size() > 1 ? "" : std::string(timeline_.name(events.front()->text.subject));
      std::stable_sort(events.begin(), events.end(),
                       [](const TimedEvent* a, const TimedEvent* b) { return a->time < b->time; });
      kept[{caller, target}] = std::move(events);
    }
    return kept;
  }

  static bool is_v6(std::string_view target) { return target.starts_with('['); }

  // One IPv4 address and one of IPv6 are taken for those of one listener: a guess, of which the finding tells.
  static void join_families(Caller caller, Attempts& attempts) {
    std::vector<Attempts::iterator> of_caller;
    for (auto at = attempts.begin(); at != attempts.end(); ++at) {
      if (at->first.first == caller) of_caller.push_back(at);
    }
    if (of_caller.size() != 2 || is_v6(of_caller[0]->first.second) == is_v6(of_caller[1]->first.second)) return;
    Events& events = of_caller[0]->second;
    events.insert(events.end(), of_caller[1]->second.begin(), of_caller[1]->second.end());
    std::stable_sort(events.begin(), events.end(),
                     [](const TimedEvent* a, const TimedEvent* b) { return a->time < b->time; });
    attempts.erase(of_caller[1]);
  }

  [[nodiscard]] bool notified(const Listener& listener) const {
    return answers_at(listener) > 0 || !listener.of(EventKind::kNotificationUnanswered).empty();
  }

  // Where the attempts went: one address, or how many.
  [[nodiscard]] std::string targets_of(const Events& attempts) const {
    std::set<std::string> targets;
    for (const TimedEvent* event : attempts) targets.emplace(timeline_.name(event->text.subject));
    return targets.size() <= 2 ? listed(targets) : how_many(targets.size(), "host") + " (" + listed(targets) + ")";
  }

  void tell_refused(const Listener& listener, const Attempt& attempt, const Events& refused) {
    Finding finding = about(kDown, refused);
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = listener.name;
    finding.summary = how_many(refused.size(), "connection") + " of " + listed(peers_of(refused)) + " to " +
                      targets_of(refused) + (refused.size() == 1 ? " was" : " were") + " refused " +
                      span_text(*finding.window) + ": nothing listened there.";
    tell_distances(refused, finding);
    tell_target(listener, attempt, refused, finding);
    tell_families(refused, finding);
    tell_caller(attempt.first, finding);
    tell_brief(listener, attempt, refused, finding);
    relate(out_.add(std::move(finding)));
  }

  // What is over before Exchange tries again is a restart, and nothing that listens for good.
  void tell_brief(const Listener& listener, const Attempt& attempt, const Events& refused, Finding& finding) const {
    constexpr Duration kBrief = std::chrono::seconds(30);
    if (attempt.first != Caller::kExchange || finding.window->length() >= kBrief) return;
    bool before = false, after = false;
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification || !listener.logs.contains(track.log)) continue;
      // Where there are several listeners, nobody knows which of them accepted it.
      if (listener_address(timeline_, timeline_.logs[track.log]) != attempt.second) continue;
      for (const TimedRun& run : track.runs) {
        before = before || run.first < refused.front()->time;
        after = after || run.last > refused.back()->time;
      }
    }
    if (!before || !after) return;
    finding.severity = Severity::kWarning;
    finding.variant = "brief";
    finding.summary += " Before and after that the same address accepted notifications: it was down for a moment only.";
  }

  void tell_ignored(const Listener& listener, const Attempt& attempt, const Events& ignored) {
    Finding finding = about(kUnanswered, ignored);
    const bool unfinished = ignored.front()->text.number == kConnectUnfinished;
    finding.variant = unfinished ? "unfinished" : "connect";
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener.name;
    finding.summary = how_many(ignored.size(), "attempt") + " of " + listed(peers_of(ignored)) + " to connect to " +
                      targets_of(ignored) + " met " + std::string(timeline_.name(ignored.front()->text.detail)) + ", " +
                      span_text(*finding.window) + ".";
    tell_distances(ignored, finding);
    tell_target(listener, attempt, ignored, finding);
    tell_families(ignored, finding);
    tell_caller(attempt.first, finding);
    tell_hidden(ignored, finding);
    try_shown(finding);
    relate(out_.add(std::move(finding)));
  }

  // Whether their distances tell something: they are those in which Exchange tries again, or about the same.
  static bool is_regular(const Events& events) {
    if (distances(events).find(':') != std::string::npos) return true;
    Duration least = Duration::max(), most = Duration::zero();
    for (std::size_t i = 1; i < events.size(); ++i) {
      least = std::min(least, events[i]->time - events[i - 1]->time);
      most = std::max(most, events[i]->time - events[i - 1]->time);
    }
    return most - least <= most / 10;
  }

  // Those of several hosts, each with its own, tell nothing together.
  void tell_distances(const Events& attempts, Finding& finding) const {
    const bool one_target = std::all_of(attempts.begin(), attempts.end(), [&](const TimedEvent* event) {
      return event->text.subject == attempts.front()->text.subject;
    });
    if (attempts.size() < 2 || !one_target || peers_of(attempts).size() > 1) return;
    const std::vector<Events> series = retries(attempts);
    if (series.empty()) {
      finding.summary += " They are " + distances(attempts) + (is_regular(attempts) ? "." : ", of all together.");
      return;
    }
    const auto longest = std::max_element(series.begin(), series.end(),
                                          [](const Events& a, const Events& b) { return a.size() < b.size(); });
    finding.summary += " They are " + std::to_string(series.size()) +
                       " series, as of so many subscriptions, the longest " + distances(*longest) + ".";
  }

  // Each target is told apart, and one that may be no listener is no more than a warning.
  void tell_target(const Listener& listener, const Attempt& attempt, const Events& attempts, Finding& finding) const {
    const std::string& target = attempt.second;
    const bool scattered = target.empty();
    const bool others =
        std::any_of(listener.of(EventKind::kConnectFailed).begin(), listener.of(EventKind::kConnectFailed).end(),
                    [&](const TimedEvent* event) {
                      return callers_.of(*event) != Caller::kElsewhere && timeline_.name(event->text.subject) != target;
                    });
    if (scattered) {
      finding.summary += " Each was tried once: that may be a scan.";
      finding.mark = "scattered";
    } else if (others) {
      finding.mark = target;
    }
    if (notified(listener) || (!scattered && attempts.size() > 1)) return;
    finding.severity = Severity::kWarning;
    if (scattered) {
      finding.confidence = Confidence::kLow;
      finding.extra_steps.emplace_back("Settle whether the host that tried is an Exchange server.");
    } else {
      finding.summary += " No notification to that address is in the capture.";
    }
  }

  void tell_families(const Events& attempts, Finding& finding) const {
    std::set<std::string_view> targets;
    for (const TimedEvent* event : attempts) targets.insert(timeline_.name(event->text.subject));
    if (targets.size() != 2 || is_v6(*targets.begin()) == is_v6(*targets.rbegin())) return;
    if (finding.confidence == Confidence::kHigh) finding.confidence = Confidence::kMedium;
    finding.summary += " One of the addresses is of IPv4, the other of IPv6: they are taken for those of one listener.";
  }

  // A host that sends no notifications may be anything: a scan, a test, or an Exchange server that never got through.
  static void tell_caller(Caller caller, Finding& finding) {
    if (caller == Caller::kExchange) return;
    finding.severity = Severity::kWarning;
    finding.confidence = Confidence::kLow;
    if (caller == Caller::kOther) {
      finding.summary += " That host sends its notifications to another address, where they are taken.";
      finding.extra_steps.emplace_back("Settle whether a second listener should run at that address.");
      return;
    }
    finding.mark += finding.mark.empty() ? "another" : " another";
    finding.summary += " No notification of that host is in the capture; those of others are.";
    finding.extra_steps.emplace_back("Settle whether that host is an Exchange server.");
  }

  // What fell silent while connections of Exchange came to nothing has them for its reason. They are the fault, and
  // that many subscriptions are silent is no second one.
  void relate(std::size_t cause) {
    Finding& connections = out_.all()[cause];
    if (connections.confidence == Confidence::kLow) return;
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      Finding& finding = out_.all()[i];
      const bool explained = finding.variant == "connect" && finding.rule != &kDown && finding.rule != &kUnanswered &&
                             overlap(finding, connections) &&
                             (listeners_.size() == 1 || finding.subject == connections.subject);
      if (!explained) continue;
      if (finding.rule == &kExchangeSilence && finding.verdict == Verdict::kFail) lead(connections, finding);
      finding.related.push_back(cause);
    }
  }

  static void lead(Finding& connections, Finding& silence) {
    if (connections.verdict != Verdict::kFail || connections.severity < Severity::kError) return;
    connections.related.insert(connections.related.end(), silence.related.begin(), silence.related.end());
    connections.severity = std::max(connections.severity, silence.severity);
    connections.summary += " Meanwhile " + how_many(silence.count, "subscription") + " fell silent.";
    silence.severity = Severity::kNotice;
  }

  void tell_slow(const Listener& listener) {
    const std::uint64_t answered = answers_at(listener, true);
    out_.examined(kSlow, answered);
    const auto slower_than = [&](std::string_view parameter) {
      const double limit = settings_.value(kSlow, parameter) * 1000;
      Events slow;
      for (const TimedEvent* event : listener.of(EventKind::kNotificationSlow)) {
        if (static_cast<double>(event->text.number) > limit) slow.push_back(event);
      }
      return slow;
    };
    Events slow = slower_than("most");
    const Events unusual = slower_than("usual");
    constexpr std::uint64_t kOneIn = 20;  // 5 of 100
    const bool usual_too =
        static_cast<double>(answered) >= settings_.value(kSlow, "least") && unusual.size() * kOneIn > answered;
    const bool told = !slow.empty() || usual_too;
    if (slow.empty()) slow = unusual;
    std::int64_t longest = 0;
    for (const TimedEvent* event : slow) longest = std::max(longest, event->text.number);
    if (Checks* why = out_.checks(kSlow)) {
      Trial trial{
          .subject = listener.name,
          .held = told,
          .note = std::to_string(unusual.size()) + " of " + how_many(answered, "answer") + " took longer than usual"};
      if (longest > 0) trial = measured(trial, static_cast<double>(longest) / 1000, settings_.value(kSlow, "most"));
      for (const TimedEvent* event : slow) {
        if (event->text.number == longest) trial.evidence = {{"trigger", event->time, event->at}};
      }
      why->tried(0, std::move(trial));
    }
    if (!told) return;
    Finding finding = about(kSlow, slow);
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener.name;
    finding.measured = {{"longest_s", static_cast<double>(longest) / 1000}, {"answers", static_cast<double>(answered)}};
    finding.summary =
        how_many(slow.size(), "answer") + " of " + std::to_string(answered) + " took longer than " +
        to_words(settings_.seconds(kSlow, slow.size() == unusual.size() && usual_too ? "usual" : "most")) + ", " +
        span_text(*finding.window) + "; the longest " + to_words(std::chrono::milliseconds(longest)) + ".";
    out_.add(std::move(finding));
  }

  void tell_sources(const Listener& listener) {
    std::map<std::string, std::set<std::string>> hosts;  // by address
    std::map<std::string, const Track*> shown_by;
    std::vector<const Track*> proxies;
    std::uint64_t seen = 0;
    for (const Track& track : timeline_.tracks) {
      if (!listener.logs.contains(track.log)) continue;
      if (track.kind == SignalKind::kNotificationProxy) proxies.push_back(&track);
      if (track.kind != SignalKind::kNotificationHost) continue;
      ++seen;
      for (const NameId peer : track.peers) {
        const std::string address(timeline_.name(peer));
        hosts[address].emplace(timeline_.name(track.subject));
        shown_by[address] = &track;
      }
    }
    out_.examined(kSource, seen + proxies.size());
    std::erase_if(hosts, [](const auto& entry) { return entry.second.size() < 2; });
    if (proxies.empty() && hosts.empty()) return;
    Finding finding;
    finding.rule = &kSource;
    finding.severity = kSource.severity;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener.name;
    finding.count = 0;
    std::set<std::string> marks, addresses;
    std::map<std::uint32_t, std::uint64_t> marked;  // by log
    for (const Track* track : proxies) {
      marks.emplace(timeline_.name(track->subject));
      for (const NameId peer : track->peers) addresses.emplace(timeline_.name(peer));
      for (const TimedRun& run : track->runs) {
        marked[track->log] += run.count;
        if (!finding.window) finding.window = Window{run.first, run.last};
        finding.window->from = std::min(finding.window->from, run.first);
        finding.window->to = std::max(finding.window->to, run.last);
      }
      if (finding.evidence.size() < 2)
        finding.evidence.push_back({"trigger", track->runs.front().first, track->runs.front().first_at});
    }
    for (const auto& [log, count] : marked) finding.count = std::max(finding.count, count);
    if (!proxies.empty()) {
      finding.summary = how_many(finding.count, "mark") + " of a proxy in notifications from " + listed(addresses) +
                        ": " + listed(marks) + ".";
    }
    for (const auto& [address, behind] : hosts) {
      if (!finding.summary.empty()) finding.summary += " ";
      finding.summary += "Notifications of " + how_many(behind.size(), "Exchange host") + " (" + listed(behind) +
                         ") come from one address, " + address + ".";
      const TimedRun& run = shown_by[address]->runs.front();
      if (finding.evidence.size() < 4) finding.evidence.push_back({"sample", run.first, run.first_at});
      if (proxies.empty()) {
        finding.variant = "one-address";
        ++finding.count;
      }
    }
    out_.add(std::move(finding));
  }

  void tell_unsubscribed(const Listener& listener) {
    // Whether an answer unsubscribes stands in its body.
    std::uint64_t read = 0;
    for (const std::uint32_t log : listener.logs) {
      std::uint64_t of_log = 0;
      for (const SourceId id : timeline_.logs[log].sources) of_log += timeline_.sources[id].result.answers_read;
      read = std::max(read, of_log);
    }
    out_.examined(kUnsubscribed, read);
    for (const TimedEvent* event : listener.of(EventKind::kUnsubscribed)) {
      Finding finding = about(kUnsubscribed, {event});
      finding.subject_kind = SubjectKind::kSubscription;
      finding.subject = timeline_.name(event->text.subject);
      finding.summary = "The listener answered a notification of " + finding.subject + " with Unsubscribe at " +
                        utc(event->time) +
                        ": Exchange ends the subscription, and what is silent after that is no fault.";
      out_.add(std::move(finding));
    }
  }

  const Timeline& timeline_;
  const Settings& settings_;
  Findings& out_;
  Callers callers_;
  std::vector<std::uint32_t> captures_;         // by log: the first one that shows the same connections
  std::map<SourceId, Timestamp> ends_;          // of the capture, by each of its files
  std::map<std::string, std::string> node_of_;  // by the address of its listener
  std::map<std::string, Listener> listeners_;
  std::multimap<NameId, const Track*> accepted_;                       // notifications, by subscription
  std::map<std::pair<EventKind, NameId>, const TimedEvent*> last_of_;  // of a subscription, by kind
  std::set<const TimedEvent*> translated_;  // those that another capture shows with other addresses
};

// Exchange sends its notifications to this port of Unity Connection.
constexpr std::int64_t kNotificationPort = 7080;

// A node of Unity Connection: its cluster, its services or its logs say so.
bool is_connection_node(const Timeline& timeline, const Servers& servers, const std::string& node) {
  if (const Server* server = servers.find(node); server != nullptr && server->is_connection()) return true;
  const bool in_cluster = std::any_of(timeline.facts.begin(), timeline.facts.end(), [&](const TimedFact& fact) {
    return fact.kind == FactKind::kClusterNode && timeline.name(fact.text.text).starts_with("connection ") &&
           short_node_name(timeline.name(fact.text.subject)) == node;
  });
  if (in_cluster) return true;
  return std::any_of(timeline.logs.begin(), timeline.logs.end(), [&](const LogCoverage& log) {
    return (log.format == "jetty.access" || log.format == kDiagFormat) && short_node_name(log.node) == node;
  });
}

void tell_ports(const CaseView& view, Findings& out) {
  const Timeline& timeline = view.timeline();
  const Servers& servers = view.servers();
  for (const FactPlace list : servers.latest(FactKind::kPortsListed)) {
    const std::string node = servers.name_of(list);
    // A list that was asked for some ports only tells nothing of the others.
    if (timeline.facts[list].text.detail != kNoName || !is_connection_node(timeline, servers, node)) continue;
    out.examined(kDown, 1);
    const SourceId source = timeline.facts[list].at.source;
    const bool listens = std::any_of(timeline.facts.begin(), timeline.facts.end(), [&](const TimedFact& fact) {
      return fact.kind == FactKind::kPortListening && fact.at.source == source && fact.text.number == kNotificationPort;
    });
    if (Checks* why = out.checks(kDown)) {
      why->tried(0, {.subject = node,
                     .held = !listens,
                     .note = listens ? "it listens on 7080" : "7080 is not in its list of ports",
                     .evidence = {{"sample", timeline.facts[list].time, timeline.facts[list].at}}});
    }
    if (listens) continue;
    Finding finding = finding_of(kDown, timeline, servers.server_of(list), {}, list);
    finding.variant = "port-list";
    finding.measured = {{"ports", static_cast<double>(timeline.facts[list].text.number)}};
    finding.summary = "Of the " + std::to_string(timeline.facts[list].text.number) + " ports on which " + node +
                      " listens, none is " + std::to_string(kNotificationPort) +
                      ": nobody takes the notifications of Exchange.";
    out.add(std::move(finding));
  }
}

void run_wire_rules(const CaseView& view, Findings& out) {
  WireRules(view.timeline(), view.settings(), out).run();
  tell_ports(view, out);
}

}  // namespace

constinit const RuleFamily kWireRules{kRules, run_wire_rules};

}  // namespace logscan::detail
