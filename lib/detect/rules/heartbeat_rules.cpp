#include "detect/rules/heartbeat_rules.h"

#include <algorithm>
#include <array>

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
    const std::string& observer = story_.nodes[first.observer].name;
    const std::string of = first.peer == kNoPlace ? "its peer" : finding.subject;
    if (group.size() == 1) {
      finding.summary = observer + " received no heartbeat of " + of + " for " + to_words(first.length()) + ", from " +
                        utc(first.window.from) + " to " + utc(first.window.to);
    } else {
      finding.summary = observer + " received no heartbeat of " + of + " in " + std::to_string(group.size()) +
                        " pauses from " + utc(finding.window->from) + " to " + utc(finding.window->to) +
                        ", the longest of " + to_words(longest->length());
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
    const std::string& observer = story_.nodes[pause.observer].name;
    const std::string span = utc(pause.window.from) + " to " + utc(pause.window.to);
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

  // The peer's own logs, on why it was silent.
  [[nodiscard]] std::string_view why(const Outage& outage) const {
    if (outage.observer_slept) return "host-paused";
    if (outage.peer == kNoPlace) return "";
    const HaNode& peer = story_.nodes[outage.peer];
    const bool stopped = std::any_of(peer.stops.begin(), peer.stops.end(), [&](const Stop& stop) {
      return outage.window.from - story_.limits.interval <= stop.time && stop.time <= outage.window.to;
    });
    if (stopped) return "stopped";
    if (!peer.srm) return "";
    switch (log_state(timeline_, *peer.srm, outage.window, story_.limits.missed())) {
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

  void tell_outage(const Outage& outage) {
    if (outage.ha_off) return;
    const HeartbeatPause* pause = outage.pause == kNoPlace ? nullptr : &story_.pauses[outage.pause];
    if (!outage.proven && pause != nullptr && explained(*pause)) return;
    Finding finding;
    finding.rule = &kHeartbeatPeerDown;
    finding.severity = kHeartbeatPeerDown.severity;
    finding.confidence = outage.confirmed ? Confidence::kHigh : Confidence::kMedium;
    finding.verdict = outage.proven ? Verdict::kFail : Verdict::kInconclusive;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = peer_name(outage.peer, outage.observer);
    finding.window = outage.window;
    finding.open = outage.open;
    finding.count = std::max<std::size_t>(1, outage.lines.size());
    finding.variant = why(outage);
    const std::string& observer = story_.nodes[outage.observer].name;
    const std::string of = outage.peer == kNoPlace ? "its peer" : finding.subject;
    const bool measured = outage.before.has_value();
    if (measured || outage.window.length() > Duration::zero())
      finding.measured.emplace_back("gap_s", seconds(outage.window.length()));
    if (outage.told.unit != ToldSilence::Unit::kNone)
      finding.measured.emplace_back("told", static_cast<double>(outage.told.number));

    if (measured) {
      finding.summary = observer + " heard nothing of " + of + " for " + to_words(outage.window.length()) +
                        (outage.open ? " and longer, from " : ", from ") + utc(outage.window.from) + " to " +
                        utc(outage.window.to);
    } else {
      const Timestamp said = timeline_.events[outage.lines.front()].time;
      const std::optional<Duration> told = outage.told.length();
      finding.summary =
          observer + " took " + of + " for down at " + utc(said) + ", after " +
          (told ? to_words(*told) + " of silence" : "at least the timeout of " + to_words(story_.limits.timeout));
      finding.summary += outage.open ? "; nothing here shows when it heard of it again"
                                     : "; it heard of it again at " + utc(outage.window.to);
    }
    if (!outage.lines.empty()) {
      finding.summary += outage.lines.size() == 1
                             ? "; it logged `peer down` once"
                             : "; it logged `peer down` " + std::to_string(outage.lines.size()) + " times";
      finding.summary += told_words(outage);
    }
    finding.summary += "." + words_of(finding.variant, outage, of, observer);
    if (!outage.proven && pause != nullptr) explain_doubt(*pause, finding);

    if (outage.before) finding.evidence.push_back({"last-before", outage.window.from, *outage.before});
    for (const EventPlace line : ends_of(outage.lines)) {
      const TimedEvent& event = timeline_.events[line];
      finding.evidence.push_back({"peer-down", event.time, event.at});
    }
    if (outage.after) finding.evidence.push_back({"first-after", outage.window.to, *outage.after});
    out_.add(std::move(finding));
  }

  static std::vector<EventPlace> ends_of(const std::vector<EventPlace>& lines) {
    if (lines.size() <= 2) return lines;
    return {lines.front(), lines.back()};
  }

  [[nodiscard]] static std::string told_words(const Outage& outage) {
    const std::string told = to_words(outage.told);
    if (told.empty()) return "";
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
};

}  // namespace

constinit const RuleFamily kHeartbeatRules{
    kRules, [](const CaseView& view, Findings& out) { HeartbeatRules(view, out).run(); }};

}  // namespace logscan::detail
