#include "detect/rules/heartbeat_rules.h"

#include <algorithm>
#include <array>
#include <map>

#include "detect/ha_life.h"
#include "detect/ha_settings.h"
#include "detect/ha_story.h"
#include "detect/ha_words.h"

namespace logscan::detail {
namespace {

constexpr std::array<const RuleInfo*, 2> kRules = {&kHeartbeatMissed, &kHeartbeatPeerDown};

class HeartbeatRules {
 public:
  HeartbeatRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()), settings_(view.settings()), story_(view.ha_story()), out_(out) {}

  void run() {
    out_.examined(kHeartbeatMissed, story_.observers.size());
    const auto watches = [&](const HaNode& node) { return keeps(timeline_, node, "srm.log"); };
    out_.examined(kHeartbeatPeerDown,
                  static_cast<std::uint64_t>(std::count_if(story_.nodes.begin(), story_.nodes.end(), watches)));
    for (const bool proven : {true, false}) tell_missed(proven);
    for (const Outage& outage : story_.outages) tell_outage(outage);
    for (const Unheard& unheard : story_.unheard) tell_unheard(unheard);
    try_pauses();
    try_short_pauses();
  }

 private:
  [[nodiscard]] std::string peer_name(std::size_t peer, std::size_t observer) const {
    return peer == kNoPlace ? "peer of " + story_.nodes[observer].name : story_.nodes[peer].name;
  }

  // What the trace level or the observer's own host took away is no silence of the peer.
  [[nodiscard]] bool explained(const HeartbeatPause& pause) const {
    if (pause.own_stop || pause.ha_off) return true;
    if (pause.visible != LogState::kWentOn && pause.own_log == LogState::kWentOn) return true;
    if (pause.own_log != LogState::kGaps && pause.own_log != LogState::kSilent) return false;
    // The observer stood still, and its peer missed it at the same time.
    return std::any_of(story_.pauses.begin(), story_.pauses.end(), [&](const HeartbeatPause& other) {
      return other.observer == pause.peer && other.window.overlaps(pause.window) && other.proven();
    });
  }

  [[nodiscard]] bool wanted(const HeartbeatPause& pause, bool proven) const {
    if (pause.outage != kNoPlace || pause.length() >= pause.timeout || pause.proven() != proven) return false;
    return proven || !explained(pause);
  }

  // For `logscan why`: what the pauses met.
  void try_pauses() const {
    if (out_.checks(kHeartbeatMissed) == nullptr && out_.checks(kHeartbeatPeerDown) == nullptr) return;
    for (const HeartbeatPause& pause : story_.pauses) {
      const double length = seconds(pause.length());
      Trial trial{.subject = peer_name(pause.peer, pause.observer), .held = true, .window = pause.window};
      trial.evidence.push_back({"last-before", pause.window.from, pause.before});
      if (!pause.open) trial.evidence.push_back({"first-after", pause.window.to, pause.after});
      const auto tried = [&](Checks& why, std::size_t condition, bool held, std::optional<Duration> limit,
                             std::string_view note = {}) {
        Trial one = trial;
        one.held = held;
        if (limit) {
          one.value = length;
          one.limit = seconds(*limit);
        }
        if (!held) one.note = note;
        why.tried(condition, std::move(one));
      };
      const bool listened = !pause.own_stop && !pause.ha_off;
      const std::string_view deaf = pause.ha_off ? "high availability was off" : "it was stopped or started itself";
      if (Checks* why = out_.checks(kHeartbeatMissed)) {
        const bool is_short = pause.outage == kNoPlace && pause.length() < pause.timeout;
        tried(*why, kMissedPaused, true, story_.limits.missed());
        tried(*why, kMissedShort, is_short, pause.timeout, "heartbeat.peer-down tells it");
        if (is_short) tried(*why, kMissedListened, listened, std::nullopt, deaf);
        if (is_short && listened) tried(*why, kMissedShown, pause.proven(), std::nullopt, shown_words(pause));
      }
      if (Checks* why = out_.checks(kHeartbeatPeerDown); why != nullptr && pause.outage == kNoPlace) {
        const bool is_long = pause.length() >= pause.timeout;
        tried(*why, kDownSilent, is_long, pause.timeout);
        if (is_long) tried(*why, kDownListened, listened, std::nullopt, deaf);
      }
    }
  }

  static std::string_view shown_words(const HeartbeatPause& pause) {
    if (!pause.intact) return "the log has a hole in that time";
    if (pause.own_log == LogState::kWentOn) return "what the log goes on with is of another level";
    return "nothing else stands in the log for that time";
  }

  // Pauses within what is allowed are joined in the story; the tracks still have those above the link.
  void try_short_pauses() const {
    Checks* why = out_.checks(kHeartbeatMissed);
    if (why == nullptr) why = out_.checks(kHeartbeatPeerDown);
    if (why == nullptr) return;
    const Duration limit = &why->rule() == &kHeartbeatMissed ? story_.limits.missed() : story_.limits.timeout;
    static_assert(std::size_t{kMissedPaused} == kDownSilent);
    for (const std::size_t observer : story_.observers) {
      const std::vector<std::uint32_t>& logs = story_.nodes[observer].logs;
      RunList<Timestamp> list;
      for (const Track& track : timeline_.tracks) {
        if (track.kind != SignalKind::kHeartbeatReceived ||
            std::find(logs.begin(), logs.end(), track.log) == logs.end())
          continue;
        for (const TimedRun& run : track.runs) list.insert(run, signal_info(track.kind).link);
      }
      const std::vector<TimedRun>& runs = list.runs();
      const std::size_t pair = story_.nodes[observer].pair;
      const std::string subject = peer_name(pair == kNoPlace ? kNoPlace : story_.pairs[pair].other(observer), observer);
      if (runs.size() == 1) {
        why->tried(kMissedPaused,
                   {.subject = subject,
                    .note = "never more than " + to_words(signal_info(SignalKind::kHeartbeatReceived).link) +
                            " from one heartbeat to the next",
                    .window = Window{runs.front().first, runs.front().last}});
      }
      for (std::size_t r = 0; r + 1 < runs.size(); ++r) {
        const Window pause{runs[r].last, runs[r + 1].first};
        if (pause.length() > story_.limits.missed()) continue;
        why->tried(kMissedPaused, {.subject = subject,
                                   .value = seconds(pause.length()),
                                   .limit = seconds(limit),
                                   .window = pause,
                                   .evidence = {{"last-before", runs[r].last, runs[r].last_at},
                                                {"first-after", runs[r + 1].first, runs[r + 1].first_at}}});
      }
    }
  }

  // What an outage met, and what became of it; its finding, where there is one.
  void try_outage(const Outage& outage, const Finding* finding, std::string_view note = {}) const {
    Checks* why = out_.checks(kHeartbeatPeerDown);
    if (why == nullptr) return;
    Trial trial{.subject = peer_name(outage.peer, outage.observer), .held = true, .window = outage.window};
    if (outage.before) trial.evidence.push_back({"last-before", outage.window.from, *outage.before});
    for (const EventPlace line : ends_of(outage.lines))
      trial.evidence.push_back({"peer-down", timeline_.events[line].time, timeline_.events[line].at});
    Trial silent = trial;
    if (outage.pause != kNoPlace) {
      silent.value = seconds(story_.pauses[outage.pause].length());
      silent.limit = seconds(story_.pauses[outage.pause].timeout);
    }
    if (!outage.lines.empty()) silent.note = "it logged `peer down`";
    why->tried(kDownSilent, std::move(silent));
    trial.held = !outage.ha_off;
    trial.note = outage.ha_off ? "high availability was off" : "";
    why->tried(kDownListened, trial);
    if (outage.ha_off) return;
    trial.held = finding != nullptr && finding->verdict == Verdict::kFail;
    trial.note = trial.held ? "" : note;
    why->tried(kDownShown, std::move(trial));
  }

  void tell_missed(bool proven) {
    const Duration join = settings_.seconds(kHeartbeatMissed, "join");
    std::vector<const HeartbeatPause*> group;
    for (const HeartbeatPause& pause : story_.pauses) {
      if (!wanted(pause, proven)) continue;
      if (!group.empty() &&
          (group.back()->observer != pause.observer || pause.window.from - group.back()->window.to > join)) {
        add_missed(group, proven);
        group.clear();
      }
      group.push_back(&pause);
    }
    if (!group.empty()) add_missed(group, proven);
  }

  void add_missed(const std::vector<const HeartbeatPause*>& group, bool proven) {
    const HeartbeatPause& first = *group.front();
    const HeartbeatPause* longest = &first;
    std::size_t lost = 0, stood = 0;
    for (const HeartbeatPause* pause : group) {
      if (pause->length() > longest->length()) longest = pause;
      lost += pause->peer_sent ? 1U : 0U;
      stood += pause->peer_log == LogState::kSilent || pause->peer_log == LogState::kGaps ? 1U : 0U;
    }
    Finding finding;
    finding.rule = &kHeartbeatMissed;
    finding.severity = kHeartbeatMissed.severity;
    finding.confidence = Confidence::kMedium;
    finding.verdict = proven ? Verdict::kFail : Verdict::kInconclusive;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = peer_name(first.peer, first.observer);
    finding.window = Window{first.window.from, group.back()->window.to};
    finding.open = group.back()->open;
    finding.count = group.size();
    finding.measured = {{"max_gap_s", seconds(longest->length())}, {"timeout_s", seconds(longest->timeout)}};
    const std::string observer = spoken(story_.nodes[first.observer], true);
    const std::string of = first.peer == kNoPlace ? "its peer" : finding.subject;
    if (group.size() == 1) {
      finding.summary = observer + " received no heartbeat of " + of + " for " + to_words(first.length()) + ", from " +
                        utc_span(first.window);
    } else {
      finding.summary = observer + " received no heartbeat of " + of + " in " + std::to_string(group.size()) +
                        " pauses from " + utc_span(*finding.window) + ", the longest of " + to_words(longest->length());
    }
    finding.summary += " (one is due every " + to_words(story_.limits.interval) + ", and the timeout is " +
                       to_words(longest->timeout) + ").";
    if (lost == group.size()) {
      finding.variant = "network";
      finding.summary += " " + of + " sent them all the time by its own log: they were lost on the way.";
    } else if (stood == group.size()) {
      finding.variant = "host-paused";
      finding.summary += " The log of " + of + " stood still as well.";
    }
    if (!proven) explain_doubt(first, finding);
    for (const HeartbeatPause* pause : {&first, longest, group.back()}) {
      const bool told = std::any_of(finding.evidence.begin(), finding.evidence.end(),
                                    [&](const Evidence& evidence) { return evidence.at == pause->before; });
      if (told) continue;
      finding.evidence.push_back({"last-before", pause->window.from, pause->before});
      if (!pause->open) finding.evidence.push_back({"first-after", pause->window.to, pause->after});
    }
    out_.add(std::move(finding));
  }

  void explain_doubt(const HeartbeatPause& pause, Finding& finding) const {
    const std::string observer = spoken(story_.nodes[pause.observer], false);
    const std::string span = utc_span(pause.window);
    if (const TimedEvent* step = step_in(pause)) {
      finding.summary += " The clock of " + observer + " was set at " + utc_after(pause.window.from, step->time) +
                         (step->text.number == 0 ? std::string() : " by " + std::to_string(step->text.number) + " s") +
                         ": that may be all of it, and this proves nothing.";
      finding.evidence.push_back({"trigger", step->time, step->at});
      return;
    }
    if (!pause.intact) {
      finding.summary += " The log of " + observer + " is not whole for that time, so this proves nothing.";
      finding.extra_steps.push_back("Collect the Server Recovery Manager log of " + observer + " for " + span + ".");
      return;
    }
    finding.summary += " Nothing else stands in the log of " + observer +
                       " for that time, so it may have been silent itself, and this proves nothing.";
    finding.extra_steps.push_back(
        "Collect the Server Recovery Manager log of the other node, and CiscoSyslog and "
        "messages of " +
        observer + ", for " + span + ": they tell which of the two stood still.");
  }

  // A clock that was set while the observer waited.
  [[nodiscard]] const TimedEvent* step_in(const HeartbeatPause& pause) const {
    const Window near{pause.window.from - story_.limits.timeout, pause.window.to + story_.limits.timeout};
    auto event = std::lower_bound(timeline_.events.begin(), timeline_.events.end(), near.from,
                                  [](const TimedEvent& e, Timestamp time) { return e.time < time; });
    for (; event != timeline_.events.end() && event->time <= near.to; ++event) {
      if (event->kind == EventKind::kTimeStep &&
          short_node_name(timeline_.node_of(event->at, event->text.node)) == story_.nodes[pause.observer].name)
        return &*event;
    }
    return nullptr;
  }

  // The peer's own logs, on why it was silent.
  [[nodiscard]] std::string_view why(const Outage& outage) {
    if (!outage.proven || outage.heard_all_along) return "";
    if (outage.observer_slept) return "host-paused";
    if (outage.peer == kNoPlace) return "";
    const HaNode& peer = story_.nodes[outage.peer];
    const bool stopped = std::any_of(peer.stops.begin(), peer.stops.end(), [&](const Stop& stop) {
      return outage.window.from - story_.limits.interval <= stop.time && stop.time <= outage.window.to;
    });
    if (stopped) return "stopped";
    if (!peer.srm || !outage.peer_comparable) return "";
    const auto [life, is_new] = lives_.try_emplace(*peer.srm);
    if (is_new) life->second = life_of(timeline_, {*peer.srm}).all;
    switch (state_over(life->second, outage.window, story_.limits.missed())) {
      case LogState::kWentOn:
        return "network";
      case LogState::kSilent:
      case LogState::kGaps:
        return "host-paused";
      case LogState::kNone:
        break;
    }
    return "";
  }

  // Up to where the sentence may go on.
  [[nodiscard]] std::string what_happened(const Outage& outage, const std::string& of,
                                          const std::string& observer) const {
    if (outage.heard_all_along)
      return observer + " took " + of + " for down at " + utc(timeline_.events[outage.lines.front()].time) +
             ", though by the same log heartbeats of " + of + " came in all the time";
    if (outage.before)
      return observer + " heard nothing of " + of + " for " + to_words(outage.window.length()) +
             (outage.open ? " and longer, from " : ", from ") + utc_span(outage.window);
    std::optional<Duration> told = outage.told.length();
    if (told && *told < story_.limits.timeout) told.reset();
    return observer + " took " + of + " for down at " + utc(timeline_.events[outage.lines.front()].time) + ", after " +
           (told ? to_words(*told) + " of silence" : "at least the timeout of " + to_words(story_.limits.timeout)) +
           (outage.open ? "; nothing here shows when it heard of it again"
                        : "; it heard of it again at " + utc(outage.window.to));
  }

  void tell_outage(const Outage& outage) {
    const HeartbeatPause* pause = outage.pause == kNoPlace ? nullptr : &story_.pauses[outage.pause];
    if (outage.ha_off || (!outage.proven && pause != nullptr && explained(*pause))) {
      try_outage(outage, nullptr, "the observer's own log or host explains it");
      return;
    }
    Finding finding;
    finding.rule = &kHeartbeatPeerDown;
    finding.severity = kHeartbeatPeerDown.severity;
    finding.confidence = outage.confirmed ? Confidence::kHigh : Confidence::kMedium;
    if (outage.heard_all_along) finding.confidence = Confidence::kLow;
    finding.verdict = outage.proven && !outage.heard_all_along ? Verdict::kFail : Verdict::kInconclusive;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = peer_name(outage.peer, outage.observer);
    finding.window = outage.window;
    finding.open = outage.open;
    finding.count = std::max<std::size_t>(1, outage.lines.size());
    finding.variant = why(outage);
    const std::string observer = spoken(story_.nodes[outage.observer], true);
    const std::string of = outage.peer == kNoPlace ? "its peer" : finding.subject;
    if (outage.before || outage.window.length() > Duration::zero())
      finding.measured.emplace_back("gap_s", seconds(outage.window.length()));
    if (outage.told.unit != ToldSilence::Unit::kNone)
      finding.measured.emplace_back("told", static_cast<double>(outage.told.number));

    finding.summary = what_happened(outage, of, observer);
    if (!outage.lines.empty()) {
      finding.summary += outage.lines.size() == 1
                             ? "; it logged `peer down` once"
                             : "; it logged `peer down` " + std::to_string(outage.lines.size()) + " times";
      finding.summary += told_words(outage);
    }
    finding.summary += "." + words_of(finding.variant, outage, of, observer);
    if (!outage.proven && pause != nullptr) explain_doubt(*pause, finding);
    if (outage.heard_all_along) {
      finding.summary += " What was measured goes before what is said, so this proves nothing.";
      finding.extra_steps.push_back("Look at the records around that line: it may speak of another peer.");
    }

    if (outage.before) finding.evidence.push_back({"last-before", outage.window.from, *outage.before});
    for (const EventPlace line : ends_of(outage.lines)) {
      const TimedEvent& event = timeline_.events[line];
      finding.evidence.push_back({"peer-down", event.time, event.at});
    }
    if (outage.after) finding.evidence.push_back({"first-after", outage.window.to, *outage.after});
    try_outage(outage, &finding,
               outage.heard_all_along ? "heartbeats came in all the time"
               : pause != nullptr     ? shown_words(*pause)
                                      : "");
    out_.add(std::move(finding));
  }

  // Every line of `peer down` tells more than this.
  void tell_unheard(const Unheard& unheard) {
    const auto of_observer = [&](const Outage& outage) { return outage.observer == unheard.observer; };
    if (std::any_of(story_.outages.begin(), story_.outages.end(), of_observer)) return;
    Finding finding;
    finding.rule = &kHeartbeatPeerDown;
    finding.severity = kHeartbeatPeerDown.severity;
    finding.confidence = Confidence::kLow;
    finding.verdict = Verdict::kInconclusive;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = peer_name(unheard.peer, unheard.observer);
    finding.window = unheard.window;
    finding.open = true;
    finding.measured = {{"gap_s", seconds(unheard.window.length())}};
    const std::string of = unheard.peer == kNoPlace ? "its peer" : finding.subject;
    finding.summary = spoken(story_.nodes[unheard.observer], true) + " sent heartbeats to " + of + " from " +
                      utc_span(unheard.window) + ", and its log shows none that it received. Either " + of +
                      " was silent all that time, or received heartbeats have a wording that is not known here.";
    finding.extra_steps.push_back(
        "Look with `logscan inventory -v` for the records of received heartbeats, and collect "
        "the Server Recovery Manager log of the other node for that time.");
    finding.evidence = {{"sample", unheard.window.from, unheard.first}, {"sample", unheard.window.to, unheard.last}};
    if (Checks* why = out_.checks(kHeartbeatPeerDown)) {
      why->tried(kDownShown, {.subject = finding.subject,
                              .note = "the log shows no received heartbeat at all",
                              .window = finding.window,
                              .evidence = finding.evidence});
    }
    out_.add(std::move(finding));
  }

  static std::vector<EventPlace> ends_of(const std::vector<EventPlace>& lines) {
    if (lines.size() <= 2) return lines;
    return {lines.front(), lines.back()};
  }

  [[nodiscard]] std::string told_words(const Outage& outage) const {
    const std::string told = to_words(outage.told);
    if (told.empty()) return "";
    if (!outage.before && outage.told.length() && *outage.told.length() < story_.limits.timeout)
      return " (it tells " + told + ", less than the timeout, so it is no silence of the peer)";
    return " (it tells " + told + (outage.before ? ", and the heartbeats of the log are what was measured)" : ")");
  }

  static std::string words_of(std::string_view variant, const Outage& outage, const std::string& of,
                              const std::string& observer) {
    if (variant == "stopped") return " By its own logs " + of + " went down or was restarted.";
    if (variant == "network")
      return " The log of " + of + " goes on all the time: both ran, and the way between them failed.";
    if (variant.empty()) return "";
    return outage.observer_slept ? " The log of " + observer +
                                       " stood still until then: it was silent itself, and its peer need not have been."
                                 : " The log of " + of + " stood still at that time and then went on.";
  }

  const Timeline& timeline_;
  const Settings& settings_;
  const HaStory& story_;
  Findings& out_;
  std::map<std::uint32_t, Life> lives_;  // by log
};

}  // namespace

constinit const RuleFamily kHeartbeatRules{
    kRules, [](const CaseView& view, Findings& out) { HeartbeatRules(view, out).run(); }};

}  // namespace logscan::detail
