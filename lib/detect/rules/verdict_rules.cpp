#include "detect/rules/verdict_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/words.h"
#include "detect/common_causes.h"
#include "detect/diag_logs.h"
#include "detect/hops.h"
#include "detect/notification_work.h"
#include "detect/told_times.h"

namespace logscan::detail {
namespace {

// Proofs that a finding gets; those of many subscriptions are alike.
constexpr std::size_t kMostProofs = 6;
// What is this near to a cause tells of the same.
constexpr Duration kNearCause = std::chrono::minutes(10);

bool is_pause(const Finding& finding) {
  return finding.rule == &kKeepaliveMissed || finding.rule == &kSubscriptionStale;
}

class VerdictRules {
 public:
  VerdictRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()), out_(out), hops_(view.timeline()), causes_(view) {
    missed_ = std::min(
        view.settings().seconds(kKeepaliveMissed, "cadence") + view.settings().seconds(kKeepaliveMissed, "grace"),
        view.settings().seconds(kSubscriptionStale, "after"));
  }

  void run() {
    find_notified();
    const std::size_t count = out_.all().size();
    for (std::size_t i = 0; i < count; ++i) {
      if (out_.all()[i].rule != &kExchangeSilence) continue;
      const std::vector<std::size_t> pauses = pauses_of(out_.all()[i]);
      if (!pauses.empty()) judge_silence(i, pauses);
    }
    for (std::size_t i = 0; i < count; ++i) {
      Finding& finding = out_.all()[i];
      if (is_pause(finding)) judge_pause(i);
      if (finding.rule->id == "notification.not-stamped") judge_stamp(finding);
      if (finding.rule->id == "mailbox.sync-delayed") judge_delay(finding);
      if (finding.rule == &kBundleContradiction && finding.variant == "log") judge_contradiction(finding);
      if (finding.rule->id == "notification.unexpected-source") relate_lost(i);
    }
  }

 private:
  // When the listener of each node was notified, whatever the subscription; sorted, and none overlaps the next.
  void find_notified() {
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification) continue;
      std::vector<Window>& windows = notified_[listener_name(timeline_, timeline_.logs[track.log])];
      for (const TimedRun& run : track.runs) windows.push_back({run.first, run.last});
    }
    for (auto& [node, windows] : notified_) {
      std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.from < b.from; });
      std::vector<Window> joined;
      for (const Window& window : windows) {
        if (joined.empty() || window.from > joined.back().to) {
          joined.push_back(window);
        } else {
          joined.back().to = std::max(joined.back().to, window.to);
        }
      }
      windows = std::move(joined);
    }
  }

  // Whether no notification at all came to that listener inside the window.
  [[nodiscard]] bool silent_over(const std::string& node, const Window& window) const {
    const auto of_node = notified_.find(node);
    if (of_node == notified_.end()) return true;
    const auto next = std::upper_bound(of_node->second.begin(), of_node->second.end(), window.from + kSameMoment,
                                       [](Timestamp time, const Window& part) { return time < part.to; });
    return next == of_node->second.end() || next->from >= window.to - kSameMoment;
  }

  [[nodiscard]] std::vector<std::size_t> pauses_of(const Finding& silence) const {
    std::vector<std::size_t> pauses;
    std::copy_if(silence.related.begin(), silence.related.end(), std::back_inserter(pauses),
                 [&](std::size_t i) { return is_pause(out_.all()[i]); });
    return pauses;
  }

  static std::optional<Timestamp> first_after(const Finding& finding) {
    const auto after = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                    [](const Evidence& evidence) { return evidence.role == "first-after"; });
    return after == finding.evidence.end() ? std::nullopt : after->time;
  }

  // Where the notifications of a pause should have come to.
  [[nodiscard]] std::string listener_of(const Finding& pause) const {
    const std::optional<std::uint32_t> log = hops_.listener_log(pause.subject);
    return listener_name(timeline_, timeline_.logs[log.value_or(timeline_.log_of(pause.evidence.front().at))]);
  }

  void judge_silence(std::size_t place, const std::vector<std::size_t>& pauses) {
    Finding& silence = out_.all()[place];
    // The last notification of the last one to fall silent is its first evidence.
    const Window quiet{*silence.evidence.front().time, first_after(silence).value_or(silence.window->to)};
    for (const std::size_t pause : pauses) quiet_of_.emplace(pause, quiet);
    if (silence.variant != "dropped") {
      std::vector<Trace> traces;
      for (const std::size_t pause : pauses)
        traces.push_back(hops_.trace(out_.all()[pause].subject, *out_.all()[pause].window, missed_, quiet));
      const Trace trace = joined(traces);
      tell_trace(trace, silence);
      if (trace.lost_at() == Hop::kNetwork) tell_leader(trace, silence);
    }
    judge_cause(place, {listener_of(out_.all()[pauses.front()]), silence.evidence.front().at.source,
                        silence.window->from, quiet.from, first_after(silence), missed_});
  }

  // Of a silence whose connections came to nothing, the finding about these is the fault.
  void tell_leader(const Trace& trace, const Finding& silence) {
    const std::string sentence = sentence_of(trace, silence);
    for (const std::size_t i : silence.related) {
      Finding& leader = out_.all()[i];
      if (leader.rule->id == "notification.unanswered" && leader.subject_kind == SubjectKind::kExchange &&
          leader.summary.find(sentence) == std::string::npos)
        leader.summary += " " + sentence;
    }
  }

  void judge_pause(std::size_t place) {
    Finding& pause = out_.all()[place];
    // What the diagnostic log alone tells has no pause.
    if (pause.evidence.empty() || pause.evidence.front().role != "last-before" || !pause.window) return;
    const std::string listener = listener_of(pause);
    const auto group = quiet_of_.find(place);
    const bool alone = group == quiet_of_.end() && silent_over(listener, *pause.window);
    const std::optional<Window> quiet = alone                      ? pause.window
                                        : group != quiet_of_.end() ? std::optional(group->second)
                                                                   : std::nullopt;
    if (pause.variant != "dropped") {
      const Trace trace = hops_.trace(pause.subject, *pause.window, missed_, quiet);
      const Hop hop = trace.lost_at();
      if (hop == Hop::kNetwork || hop == Hop::kBeforeListener) lost_before_.insert(place);
      tell_trace(trace, pause);
    }
    if (alone)
      judge_cause(place, {listener, pause.evidence.front().at.source, pause.window->from, pause.window->from,
                          first_after(pause), missed_});
  }

  // A notification that arrived, and the table that does not know of it.
  void judge_stamp(Finding& finding) {
    if (finding.subject_kind != SubjectKind::kSubscription || finding.verdict != Verdict::kFail) return;
    const Trace trace = hops_.trace(finding.subject, *finding.window, missed_);
    if (trace.lost_at() == Hop::kMbxSync) tell_trace(trace, finding);
  }

  // The last notification of a listener to which all come in time.
  void judge_delay(Finding& finding) {
    const Evidence& last = finding.evidence.front();
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification || track.runs.empty() || timeline_.log_of(last.at) != track.log ||
          track.runs.back().last_at != last.at)
        continue;
      const Window around{track.runs.back().last - missed_, track.runs.back().last + missed_};
      const Trace trace = hops_.trace(timeline_.name(track.subject), around, missed_);
      if (trace.lost_at() == Hop::kMailbox || trace.lost_at() == Hop::kNotKnown) tell_trace(trace, finding);
      return;
    }
  }

  // The capture shows notifications as answered of which the request log has no line.
  void judge_contradiction(Finding& finding) {
    const auto sample = std::find_if(finding.evidence.begin(), finding.evidence.end(),
                                     [](const Evidence& evidence) { return evidence.role == "sample"; });
    if (sample == finding.evidence.end()) return;
    Trace trace;
    for (const Step step : {Step::kSent, Step::kReached, Step::kAnswered}) trace.of(step).answer = Answer::kYes;
    trace.of(Step::kAnswered).proof = *sample;
    trace.of(Step::kLogged).answer = Answer::kNo;
    tell_trace(trace, finding);
  }

  // What a proxy or NAT stands before may have been lost there.
  void relate_lost(std::size_t place) {
    std::uint64_t lost = 0;
    for (const std::size_t i : lost_before_) {
      if (listener_of(out_.all()[i]) != out_.all()[place].subject) continue;
      out_.relate(place, i);
      ++lost;
    }
    if (lost == 0) return;
    out_.all()[place].summary += " What is missing in " + how_many(lost, "pause") +
                                 " was lost before the listener: it may have been lost there.";
  }

  void judge_cause(std::size_t place, const CommonSilence& silence) {
    if (!silent_over(silence.node, {silence.last, silence.ended.value_or(out_.all()[place].window->to)})) return;
    const std::optional<CommonCause> cause = causes_.find(silence);
    if (!cause) return;
    Finding& finding = out_.all()[place];
    finding.summary += " " + cause->sentence;
    finding.evidence.insert(finding.evidence.end(), cause->evidence.begin(), cause->evidence.end());
    if (cause->step) finding.extra_steps.push_back(*cause->step);
    if (!cause->proven) return;
    static constexpr std::array<std::string_view, 4> kVariants = {"host", "jetty", "interface", "host"};
    if (finding.variant.empty()) finding.variant = kVariants[static_cast<std::size_t>(cause->what)];
    relate_cause(place, *cause, silence);
  }

  // What other rules found of the same stop of the node.
  void relate_cause(std::size_t place, const CommonCause& cause, const CommonSilence& silence) {
    const std::string node = short_node_name(silence.node);
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      const Finding& other = out_.all()[i];
      const bool of_host = other.rule->id == "boot.ungraceful" || other.rule->id == "host.paused";
      const bool fits = of_host && cause.what != CommonCause::What::kListener && other.window &&
                        short_node_name(other.subject) == node && other.window->from <= cause.at + kNearCause &&
                        other.window->to >= cause.at - kNearCause;
      if (fits) out_.relate(place, i);
    }
  }

  void tell_trace(const Trace& trace, Finding& finding) {
    if (!trace.tells()) return;
    std::size_t proofs = 0;
    for (std::size_t i = 0; i < kSteps; ++i) {
      const StepAnswer& step = trace.steps[i];
      if (step.answer == Answer::kNotKnown) continue;
      finding.measured.emplace_back(step_name(static_cast<Step>(i)), step.answer == Answer::kYes ? 1 : 0);
      if (!step.proof || proofs == kMostProofs) continue;
      const bool known = std::any_of(finding.evidence.begin(), finding.evidence.end(),
                                     [&](const Evidence& evidence) { return evidence.at == step.proof->at; });
      if (known) continue;
      finding.evidence.push_back(*step.proof);
      ++proofs;
    }
    if (const std::string sentence = sentence_of(trace, finding); !sentence.empty()) finding.summary += " " + sentence;
    if (trace.lost_at() == Hop::kBeforeListener)
      finding.extra_steps.emplace_back(
          "Capture on the Exchange server, on its side of firewall, NAT and proxy, and on Unity Connection at the same "
          "time: that tells whether Exchange sends.");
    if (trace.lost_at() != Hop::kNotKnown) return;
    if (trace.yes(Step::kSent) && trace.of(Step::kReached).answer == Answer::kNotKnown) {
      finding.summary += " Whether any came to the listener's host is not known.";
      finding.extra_steps.emplace_back(
          "Capture on Unity Connection at the same time (`utils network capture file SIBTrace count 100000 size ALL`): "
          "that tells whether they arrive.");
    }
    for (const std::string& doubt : trace.doubts) finding.summary += " " + doubt;
    finding.extra_steps.insert(finding.extra_steps.end(), trace.wanted.begin(), trace.wanted.end());
  }

  // The capture that answers a step.
  [[nodiscard]] std::string place_of(const StepAnswer& step) const {
    return capture_name(timeline_.source(step.proof->at));
  }

  static std::string complete(const Trace& trace) {
    if (!trace.part) return "complete over that time";
    return "complete from " + utc_span(*trace.part);
  }

  [[nodiscard]] std::string sentence_of(const Trace& trace, const Finding& finding) const {
    switch (trace.lost_at()) {
      case Hop::kExchange:
        return "Exchange sent none: " + place_of(trace.of(Step::kSent)) + ", a capture on its side that is " +
               complete(trace) + ", has none.";
      case Hop::kBeforeListener:
        return "None reached the listener's host: " + place_of(trace.of(Step::kReached)) + ", " + complete(trace) +
               ", has none. Whether Exchange sent any is not known.";
      case Hop::kNetwork:
        return "Lost between Exchange and the listener: " + place_of(trace.of(Step::kSent)) +
               " shows what Exchange sent, and " + place_of(trace.of(Step::kReached)) + ", " + complete(trace) +
               ", has none of it.";
      case Hop::kListener:
        if (trace.rejected) return {};
        if (trace.refused) return "The connections reached the listener's host, and were refused there.";
        if (trace.yes(Step::kAnswered))
          return "They reached the listener and were answered: the line was lost in the listener or its log.";
        return "They reached the listener's host and were not answered: lost in the listener or its host.";
      case Hop::kMbxSync:
        return "So Exchange, the network and the listener did their part: lost between the listener and the table, "
               "in Connection Mailbox Sync.";
      case Hop::kMailbox:
        return "By these records no hop up to the stamp lost one: what is left is the work of Connection Mailbox Sync "
               "on the mailbox.";
      case Hop::kNotKnown:
        break;
    }
    const bool stale_alone = trace.no(Step::kActed) && finding.rule == &kSubscriptionStale;
    return stale_alone ? "Connection Mailbox Sync calls it stale, too." : "";
  }

  const Timeline& timeline_;
  Findings& out_;
  Hops hops_;
  CommonCauses causes_;
  Duration missed_{};
  std::map<std::string, std::vector<Window>> notified_;  // by listener
  std::map<std::size_t, Window> quiet_of_;               // when all of its group were silent, by pause
  std::set<std::size_t> lost_before_;                    // pauses: what was due was lost before the listener
};

void run_verdict_rules(const CaseView& view, Findings& out) { VerdictRules(view, out).run(); }

}  // namespace

constinit const RuleFamily kVerdictRules{{}, run_verdict_rules};

}  // namespace logscan::detail
