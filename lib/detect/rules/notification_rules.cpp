#include "detect/rules/notification_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/words.h"
#include "detect/captures.h"
#include "detect/diag_logs.h"
#include "detect/silence.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsNotifications = {
    "a request log of Connection Jetty with notifications (jetty.access), or a capture of them (capture.pcap)"};
constexpr std::array<std::string_view, 1> kNeedsSubscriptions = {
    "a request log of Connection Jetty with notifications (jetty.access), a capture of them (capture.pcap), or a "
    "diagnostic log that tells of stale subscriptions or of re-subscriptions (mbxsync.diag)"};
constexpr std::array<std::string_view, 1> kNeedsListener = {
    "a request log of Connection Jetty (jetty.access), or a capture of the listener's port (capture.pcap)"};

constexpr std::array<RuleParameter, 2> kMissedParameters = {{
    {"cadence", "s", 300, 300, 450,
     "Exchange notifies every subscription every five minutes by default (Cisco 118883)"},
    {"grace", "s", 60, 30, 600, "jitter and a slow answer; our number"},
}};
constexpr RuleInfo kMissed{
    "keepalive.missed",
    "Keepalive missed",
    "A subscription's notifications paused for longer than cadence and grace, and not longer than stale.",
    Severity::kWarning,
    kNeedsNotifications,
    kMissedParameters};

constexpr std::array<RuleParameter, 1> kStaleParameters = {{
    {"after", "s", 900, 360, 86400, "Unity Connection's own limit, whatever the cadence (Cisco 118883)"},
}};
constexpr RuleInfo kStale{
    "subscription.stale",
    "Subscription stale",
    "No accepted notification for longer than 15 minutes: Unity Connection takes the subscription for dead.",
    Severity::kError,
    kNeedsSubscriptions,
    kStaleParameters};

constexpr std::array<RuleParameter, 3> kLoopParameters = {{
    {"rounds", "", 3, 2, 1000, "re-subscriptions in a row that make a loop; our number"},
    {"least", "s", 900, 600, 3600, "a subscription is stale after 900 s"},
    {"most", "s", 1080, 600, 7200, "Unity Connection looks every 120 s, and subscribing takes a moment"},
}};
constexpr RuleInfo kLoop{"subscription.resubscribe-loop",
                         "Re-subscription loop",
                         "Subscriptions are made anew every 15 to 18 minutes and nothing arrives in between.",
                         Severity::kError,
                         kNeedsSubscriptions,
                         kLoopParameters};

constexpr RuleInfo kReplaced{
    "subscriptions.replaced",
    "Subscriptions replaced",
    "Many subscriptions end and as many new ones begin at one time; the old ones are not stale.",
    Severity::kInfo,
    kNeedsNotifications,
    {}};

constexpr std::array<RuleParameter, 2> kSilenceParameters = {{
    {"least", "", 3, 2, 100000, "subscriptions that make a group; fewer may be chance"},
    {"share", "", 0.5, 0.1, 1, "of the subscriptions active at that moment; our number"},
}};
constexpr RuleInfo kSilence{
    "exchange.silence",
    "Exchange fell silent",
    "Many subscriptions fell silent within one keepalive interval: the fault is on the common way.",
    Severity::kCritical,
    kNeedsNotifications,
    kSilenceParameters};

constexpr std::array<RuleParameter, 1> kNoneParameters = {{
    {"least", "s", 900, 600, 86400, "three keepalives of every subscription, and Unity Connection's own limit"},
}};
constexpr RuleInfo kNone{"exchange.no-notifications",
                         "No notifications at all",
                         "The listener's log covers at least 15 minutes and holds not one notification.",
                         Severity::kError,
                         kNeedsListener,
                         kNoneParameters};

constexpr RuleInfo kRejected{"notification.rejected",
                             "Notifications rejected",
                             "Unity Connection's listener answered notifications with a status other than 2xx.",
                             Severity::kError,
                             kNeedsNotifications,
                             {}};

constexpr std::array<std::string_view, 2> kNeedsBoth = {
    "a request log of Connection Jetty with notifications (jetty.access)",
    "a capture of the same notifications (capture.pcap)"};
constexpr RuleInfo kContradiction{
    "bundle.contradiction",
    "Request log and capture contradict each other",
    "One of them shows notifications accepted at a time at which the other one has none of the same subscription.",
    Severity::kWarning,
    kNeedsBoth,
    {}};

constexpr std::array<const RuleInfo*, 8> kRules = {&kMissed,  &kStale, &kLoop,     &kReplaced,
                                                   &kSilence, &kNone,  &kRejected, &kContradiction};

double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

// Proxy Authentication Required: no listener answers so.
constexpr std::uint64_t kProxyLogIn = 407;

std::string utc(Timestamp time) { return to_display(time, Zone::utc()) + " UTC"; }

std::string at_node(const LogCoverage& log) { return log.node.empty() ? std::string() : " on " + log.node; }

bool is_capture(const Timeline& timeline, const LogCoverage& log) {
  return timeline.sources[log.sources.front()].parser->recording();
}
std::string_view log_word(const Timeline& timeline, const LogCoverage& log) {
  return is_capture(timeline, log) ? "capture" : "request log";
}

// A node without a name is told by its log.
std::string listener_name(const Timeline& timeline, const LogCoverage& log) {
  return log.node.empty() ? timeline.sources[log.sources.front()].name.location : log.node;
}

std::string_view end_reason(EndReason reason) {
  switch (reason) {
    case EndReason::kLastRecord:
      return "the last record of the log";
    case EndReason::kLaterFile:
      return "a later file of the log";
    case EndReason::kOtherLog:
      return "another log of the node, which goes on";
    case EndReason::kCollectionTime:
      return "the time of the collection";
  }
  return "";
}

// What ends the time in which a notification would have been seen.
std::string end_of(const Timeline& timeline, const LogCoverage& log) {
  return is_capture(timeline, log) ? "the end of the capture" : std::string(end_reason(log.end_reason));
}

class NotificationRules {
 public:
  NotificationRules(const Timeline& timeline, const Settings& settings, Findings& out)
      : timeline_(timeline), settings_(settings), out_(out) {
    limits_.cadence = settings.seconds(kMissed, "cadence");
    limits_.grace = settings.seconds(kMissed, "grace");
    limits_.stale = settings.seconds(kStale, "after");
    limits_.resubscribe_least = settings.seconds(kLoop, "least");
    limits_.resubscribe_most = settings.seconds(kLoop, "most");
    limits_.loop_rounds = static_cast<std::size_t>(settings.value(kLoop, "rounds"));
    limits_.group_least = static_cast<std::size_t>(settings.value(kSilence, "least"));
    limits_.group_share = settings.value(kSilence, "share");
  }

  void run() {
    silence_ = analyse_silence(timeline_, limits_);
    // Where only the front of an id is known, several subscriptions may look like one that goes on.
    const auto subscriptions = static_cast<std::size_t>(
        std::count_if(silence_.subscriptions.begin(), silence_.subscriptions.end(),
                      [&](const Subscription& one) { return !timeline_.name(one.id).ends_with(kCutMark); }));
    for (const RuleInfo* rule : {&kMissed, &kStale, &kLoop, &kReplaced, &kSilence}) out_.examined(*rule, subscriptions);
    find_last_beats();
    gather_wire();
    tell_rejections();
    tell_pauses();
    tell_groups();
    tell_loops();
    for (const DatedHalf& half : halves_of(timeline_)) {
      logged_loops_.clear();
      tell_logged_loops(half);
      tell_logged_stale(half);
    }
    tell_replacements();
    tell_open_ends();
    tell_empty_listeners();
    tell_contradictions();
  }

 private:
  using ByName = std::multimap<std::string, std::size_t>;

  [[nodiscard]] std::string name(std::size_t subscription) const {
    return std::string(timeline_.name(silence_.subscriptions[subscription].id));
  }
  [[nodiscard]] const TimedRun& run_of(const SubscriptionPause& pause) const {
    return silence_.subscriptions[pause.subscription].runs[pause.run];
  }
  [[nodiscard]] Evidence last_before(const SubscriptionPause& pause) const {
    return {"last-before", run_of(pause).last, run_of(pause).last_at};
  }
  // The first sign of life after the pause; of the new id where one took its place.
  [[nodiscard]] const TimedRun* run_after(const SubscriptionPause& pause) const {
    if (pause.shape == Shape::kReplacedByOne) return &silence_.subscriptions[pause.with].runs.front();
    return pause.open ? nullptr : &silence_.subscriptions[pause.subscription].runs[pause.run + 1];
  }

  // Why a pause proves nothing, and what would settle it.
  void explain_doubt(const SubscriptionPause& pause, Finding& finding) const {
    const LogCoverage& log = timeline_.logs[pause.log];
    if (pause.zone_doubt) {
      finding.summary += " The log states no zone, and a change to summer time looks the same.";
      finding.extra_steps.push_back("Say the zone of the log: --source-tz GLOB=ZONE.");
      return;
    }
    const std::string the_log = "The " + std::string(log_word(timeline_, log)) + at_node(log);
    for (const Hole& hole : log.holes) {
      if (!hole.window.overlaps(pause.window)) continue;
      const std::string span = utc(hole.window.from) + " to " + utc(hole.window.to);
      switch (hole.why) {
        case Hole::Why::kFileMissing:
          finding.summary += " " + the_log + " has no file for " + span + ", so this proves nothing.";
          finding.extra_steps.push_back("Collect the request log" + at_node(log) + " for " + span + ".");
          return;
        case Hole::Why::kHidden:
          if (timeline_.sources[hole.source].result.hides.empty()) {
            finding.summary += " " + the_log + " holds no packet of any kind from " + span +
                               ", and is busy before and after: it did not run then, or its host stood still. So this "
                               "proves nothing.";
            finding.extra_steps.push_back("Settle what happened to the capture, or to its host, at " +
                                          utc(hole.window.from) + "; collect the request log of that time.");
            return;
          }
          finding.confidence = Confidence::kLow;
          finding.summary += " " + the_log + " may not show all: " + timeline_.sources[hole.source].result.hides +
                             ". So this proves nothing.";
          finding.extra_steps.emplace_back(
              "Collect the request log of that time, or capture again, both directions, with size ALL and without a "
              "filter.");
          return;
        case Hole::Why::kReadApart:
          finding.confidence = Confidence::kLow;
          finding.summary += " The files of this capture could not be read as one, so what was under way at " +
                             utc(hole.window.to) + " is not known and this proves nothing.";
          finding.extra_steps.emplace_back("Give the files of the capture as such, unpacked.");
          return;
        case Hole::Why::kCut:
        case Hole::Why::kUnreadable:
          if (const SourceResult& read = timeline_.sources[hole.source].result;
              read.dropped_runs > 0 || read.dropped_subjects > 0) {
            finding.summary += " " + the_log + " is over a limit, so not all of it was judged and this proves nothing.";
            finding.extra_steps.emplace_back("Raise the limit that bundle.limit names (--limit NAME=VALUE).");
            return;
          }
          finding.summary += " " + the_log + " is cut or unreadable from " + span + ", so this proves nothing.";
          finding.extra_steps.push_back("Collect " + timeline_.sources[hole.source].name.location + " again.");
          return;
      }
    }
    finding.summary +=
        " The " + std::string(log_word(timeline_, log)) + " does not cover all of that time, so this proves nothing.";
    finding.extra_steps.push_back("Collect the request logs of that time from all nodes.");
  }

  void tell_pauses() {
    finding_of_pause_.assign(silence_.pauses.size(), kNoFinding);
    for (std::size_t p = 0; p < silence_.pauses.size(); ++p) {
      const SubscriptionPause& pause = silence_.pauses[p];
      if (pause.shape == Shape::kLoop || pause.shape == Shape::kReplacedAll || pause.by_right) continue;
      // An id that was replaced never came back: it is stale, though its successor began at once.
      const bool stale = pause.window.length() > limits_.stale || pause.shape == Shape::kReplacedByOne;
      Finding finding;
      finding.rule = stale ? &kStale : &kMissed;
      finding.severity = finding.rule->severity;
      finding.verdict = pause.intact ? Verdict::kFail : Verdict::kInconclusive;
      finding.subject_kind = SubjectKind::kSubscription;
      finding.subject = name(pause.subscription);
      finding.window = pause.window;
      finding.open = pause.open;
      finding.measured = {{"gap_s", seconds(pause.window.length())}};
      finding.evidence.push_back(last_before(pause));
      if (const TimedRun* after = run_after(pause))
        finding.evidence.push_back({"first-after", after->first, after->first_at});

      const std::string length = to_words(pause.window.length());
      if (pause.shape == Shape::kReplacedByOne) {
        finding.confidence = Confidence::kMedium;
        finding.summary = "No notification of " + finding.subject + " for " + length + "; then the new id " +
                          name(pause.with) + " took its place.";
      } else if (pause.open) {
        finding.summary = "No notification of " + finding.subject + " since " + utc(pause.window.from) + ", for " +
                          length + " up to " + end_of(timeline_, timeline_.logs[pause.log]) + ".";
        if (pause.shape == Shape::kSingle && others_went_on(pause)) {
          finding.confidence = Confidence::kLow;
          finding.variant = "alone";
          finding.summary += " Other subscriptions went on; this one may have ended by right.";
        } else if (pause.shape == Shape::kSingle) {
          finding.summary += " No other subscription of this log went on either.";
        }
      } else {
        finding.summary = "No notification of " + finding.subject + " for " + length + ", from " +
                          utc(pause.window.from) + " to " + utc(pause.window.to) + ".";
      }
      const NameId id = silence_.subscriptions[pause.subscription].id;
      if (const auto rejected = rejected_of_.find(id); rejected != rejected_of_.end()) {
        tell_rejected_meanwhile(finding, pause.log, pause.window, rejected->second);
      }
      tell_unanswered_meanwhile(finding, id);
      // Where others went on, no attempt can be put down to this one.
      if (pause.shape == Shape::kGroup || !others_went_on(pause)) tell_attempts_meanwhile(finding, pause.log);
      if (!pause.intact) explain_doubt(pause, finding);
      finding_of_pause_[p] = out_.add(std::move(finding));
    }
  }

  void gather_wire() {
    const Callers callers(timeline_);
    for (const TimedEvent& event : timeline_.events) {
      if (!timeline_.source(event.at).parser->recording()) continue;
      const bool unanswered = event.kind == EventKind::kNotificationUnanswered;
      if (unanswered || event.kind == EventKind::kSubscriptionDropped) on_wire_[event.text.subject].push_back(&event);
      if (unanswered || (event.kind == EventKind::kConnectFailed && callers.of(event) == Caller::kExchange))
        attempts_[silence_.listeners[timeline_.log_of(event.at)]].push_back(&event);
    }
  }

  // Whether another subscription of that log has a notification after this one should have had its next.
  [[nodiscard]] bool others_went_on(const SubscriptionPause& pause) const {
    const auto at = last_beats_.find(pause.log);
    if (at == last_beats_.end()) return false;
    const LastBeats& beats = at->second;
    return (beats.latest_of == pause.subscription ? beats.second : beats.latest) > pause.window.from + limits_.missed();
  }

  void find_last_beats() {
    for (std::size_t s = 0; s < silence_.subscriptions.size(); ++s) {
      const TimedRun& run = silence_.subscriptions[s].runs.back();
      LastBeats& beats = last_beats_[log_of(run.last_at)];
      if (run.last > beats.latest) {
        beats.second = beats.latest;
        beats.latest = run.last;
        beats.latest_of = s;
      } else {
        beats.second = std::max(beats.second, run.last);
      }
    }
  }

  void tell_groups() {
    for (const SilentGroup& group : silence_.groups) {
      Finding finding;
      finding.rule = &kSilence;
      Window window = silence_.pauses[group.pauses.front()].window;
      std::size_t stale = 0, open = 0, proven = 0;
      std::size_t latest = group.pauses.front(), earliest_back = kNoFinding;
      for (const std::size_t p : group.pauses) {
        const SubscriptionPause& pause = silence_.pauses[p];
        window.from = std::min(window.from, pause.window.from);
        window.to = std::max(window.to, pause.window.to);
        stale += pause.window.length() > limits_.stale ? 1U : 0U;
        open += pause.open ? 1U : 0U;
        proven += pause.intact ? 1U : 0U;
        if (pause.window.from > silence_.pauses[latest].window.from) latest = p;
        if (!pause.open && (earliest_back == kNoFinding || pause.window.to < silence_.pauses[earliest_back].window.to))
          earliest_back = p;
        finding.related.push_back(finding_of_pause_[p]);
      }
      const SubscriptionPause& first = silence_.pauses[group.pauses.front()];
      const LogCoverage& log = timeline_.logs[first.log];
      finding.severity = stale * 2 >= group.pauses.size() ? Severity::kCritical : Severity::kError;
      finding.verdict = proven == 0 ? Verdict::kInconclusive : Verdict::kFail;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = listener_name(timeline_, log);
      finding.window = window;
      finding.open = open == group.pauses.size();
      finding.count = group.pauses.size();
      finding.measured = {{"subscriptions", static_cast<double>(group.pauses.size())},
                          {"active", static_cast<double>(group.active)},
                          {"gap_s", seconds(window.length())}};
      finding.evidence.push_back(last_before(silence_.pauses[latest]));
      if (earliest_back != kNoFinding) {
        const TimedRun* after = run_after(silence_.pauses[earliest_back]);
        finding.evidence.push_back({"first-after", after->first, after->first_at});
      }
      finding.summary = std::to_string(group.pauses.size()) + " of " + std::to_string(group.active) +
                        " active subscriptions" + at_node(log) + " fell silent between " + utc(window.from) + " and " +
                        utc(silence_.pauses[latest].window.from);
      finding.summary += finding.open
                             ? " and none came back up to " + end_of(timeline_, log) + "."
                             : "; the first came back at " + utc(silence_.pauses[earliest_back].window.to) + ".";
      if (open > 0 && !finding.open) finding.summary += " " + std::to_string(open) + " did not come back.";
      tell_rejected_meanwhile(finding, first.log, window, rejected_tracks_);
      tell_dropped_meanwhile(finding, group);
      tell_attempts_meanwhile(finding, first.log);
      if (finding.verdict == Verdict::kInconclusive) explain_doubt(first, finding);
      out_.add(std::move(finding));
    }
  }

  // What looks like silence may be a listener that refuses: the notifications came, and were not accepted.
  void tell_rejected_meanwhile(Finding& finding, std::uint32_t log, const Window& window,
                               const std::vector<std::size_t>& tracks) const {
    const std::uint32_t listener = silence_.listeners[log];
    std::map<std::pair<std::uint64_t, NameId>, LoggedRuns> runs;  // by status and subscription
    for (const std::size_t t : tracks) {
      const Track& track = timeline_.tracks[t];
      if (silence_.listeners[track.log] != listener) continue;
      for (const TimedRun& run : track.runs) {
        if (run.first < window.to && run.last > window.from)
          runs[{track.number, track.subject}].emplace_back(track.log, &run);
      }
    }
    std::map<std::uint64_t, std::uint64_t> by_status;
    for (auto& [key, of_one] : runs) by_status[key.first] += count_once(of_one);
    if (by_status.empty()) return;
    std::uint64_t count = 0;
    std::string statuses;
    for (const auto& [status, rejected] : by_status) {
      count += rejected;
      statuses += (statuses.empty() ? "" : ", ") + std::to_string(status);
      if (const auto at = finding_of_status_.find({listener, status}); at != finding_of_status_.end())
        finding.related.push_back(at->second);
    }
    finding.variant = "rejected";
    finding.measured.emplace_back("rejected", static_cast<double>(count));
    finding.summary += " It was no silence on the wire: " + std::to_string(count) +
                       (count == 1 ? " notification" : " notifications") +
                       " came in that time, and the listener did not accept them (status " + statuses + ").";
  }

  // Captures show more than the request log: what was sent and not answered, and what Exchange said of its end.
  void tell_unanswered_meanwhile(Finding& finding, NameId subscription) const {
    const auto at = on_wire_.find(subscription);
    if (at == on_wire_.end()) return;
    std::uint64_t unanswered = 0;
    const TimedEvent* dropped = nullptr;
    for (const TimedEvent* event : at->second) {
      if (!is_within(event->time, *finding.window)) continue;
      unanswered += event->kind == EventKind::kNotificationUnanswered ? 1U : 0U;
      if (event->kind == EventKind::kSubscriptionDropped && dropped == nullptr) dropped = event;
    }
    if (dropped != nullptr) {
      finding.variant = "dropped";
      finding.confidence = Confidence::kHigh;
      finding.summary += " Exchange had reported it lost at " + utc(dropped->time) + ".";
    } else if (unanswered > 0) {
      finding.variant = "unanswered";
      finding.confidence = Confidence::kHigh;
      finding.measured.emplace_back("unanswered", static_cast<double>(unanswered));
      finding.summary += " It was no silence on the wire: a capture shows notifications of it that were not answered.";
    }
  }

  void tell_dropped_meanwhile(Finding& finding, const SilentGroup& group) const {
    std::size_t dropped = 0;
    for (const std::size_t p : group.pauses) {
      const auto at = on_wire_.find(silence_.subscriptions[silence_.pauses[p].subscription].id);
      dropped += at != on_wire_.end() && std::any_of(at->second.begin(), at->second.end(),
                                                     [&](const TimedEvent* event) {
                                                       return event->kind == EventKind::kSubscriptionDropped &&
                                                              is_within(event->time, *finding.window);
                                                     })
                     ? 1U
                     : 0U;
    }
    if (dropped * 2 < group.pauses.size()) return;
    finding.variant = "dropped";
    finding.summary += " Exchange had reported " + std::to_string(dropped) + " of them lost.";
  }

  // That Exchange tried in that time, and what became of it: then it was not Exchange that fell silent.
  void tell_attempts_meanwhile(Finding& finding, std::uint32_t log) const {
    const auto at = attempts_.find(silence_.listeners[log]);
    if (at == attempts_.end() || !finding.variant.empty()) return;
    const TimedEvent* first = nullptr;
    bool unanswered = false, refused = false, ignored = false;
    for (const TimedEvent* event : at->second) {
      if (!is_within(event->time, *finding.window)) continue;
      if (first == nullptr) first = event;
      if (event->kind == EventKind::kNotificationUnanswered) {
        unanswered = true;
      } else {
        (event->text.number == kConnectRefused ? refused : ignored) = true;
      }
    }
    if (first == nullptr) return;
    std::string how;
    for (const auto& [seen, words] : {std::pair{unanswered, "notifications that were not answered"},
                                      {refused, "connections that were refused"},
                                      {ignored, "attempts to connect that came to nothing"}}) {
      if (seen) how += (how.empty() ? "" : ", ") + std::string(words);
    }
    finding.variant = unanswered ? "unanswered" : "connect";
    finding.evidence.push_back({"sample", first->time, first->at});
    finding.summary += " It was no silence on the wire: from " + utc(first->time) + " on a capture shows " + how + ".";
  }

  static bool is_within(Timestamp time, const Window& window) { return window.from <= time && time < window.to; }

  void tell_loops() {
    for (const Loop& loop : silence_.loops) {
      const Subscription& first = silence_.subscriptions[loop.subscriptions.front()];
      const TimedRun& begin = first.runs[loop.chains > 0 ? 0 : loop.first_run];
      const LogCoverage& log = timeline_.logs[log_of(begin.first_at)];
      Finding finding;
      finding.rule = &kLoop;
      finding.severity = kLoop.severity;
      finding.window = loop.window;
      finding.count = loop.rounds;
      finding.measured = {{"rounds", static_cast<double>(loop.rounds)}};
      finding.verdict = log.intact(loop.window) ? Verdict::kFail : Verdict::kInconclusive;
      if (loop.chains > 0) {
        finding.subject_kind = SubjectKind::kExchange;
        finding.subject = listener_name(timeline_, log);
        finding.measured.emplace_back("subscriptions", static_cast<double>(loop.chains));
        finding.summary = std::to_string(loop.rounds) + " re-subscriptions of " + std::to_string(loop.chains) +
                          " mailboxes" + at_node(log) +
                          ", each 15 to 18 minutes after the one before and under a new id; no keepalive in between.";
        for (std::size_t i = 0; i < std::min<std::size_t>(loop.subscriptions.size(), 4); ++i) {
          const TimedRun& run = silence_.subscriptions[loop.subscriptions[i]].runs.front();
          finding.evidence.push_back({"re-subscribed", run.first, run.first_at});
        }
      } else {
        finding.subject_kind = SubjectKind::kSubscription;
        finding.subject = name(loop.subscriptions.front());
        finding.summary = finding.subject + " was made anew " + std::to_string(loop.rounds) +
                          " times in a row, 15 to 18 minutes apart; no keepalive in between.";
        for (std::size_t i = 0; i <= std::min<std::size_t>(loop.rounds, 3); ++i) {
          const TimedRun& run = first.runs[loop.first_run + i];
          finding.evidence.push_back({"re-subscribed", run.first, run.first_at});
        }
      }
      if (finding.verdict == Verdict::kInconclusive) {
        finding.summary += " The log does not cover all of that time, so keepalives may be missing from it.";
      }
      out_.add(std::move(finding));
    }
  }

  // What Unity Connection's own log says of subscribing again. The wording is in no document, so this is weak evidence.
  void tell_logged_loops(const DatedHalf& half) {
    std::map<std::pair<std::string, NameId>, std::vector<const TimedEvent*>> renewed;  // by owner and mailbox
    for (const TimedEvent& event : half.events) {
      if (event.kind != EventKind::kSubscriptionRenewed || event.text.subject == kNoName) continue;
      auto& of_mailbox = renewed[{owner_of(timeline_, half.logs[log_of(event.at)]), event.text.subject}];
      // Unity Connection looks every 120 s: what is closer is said of the same re-subscription.
      if (of_mailbox.empty() || event.time - of_mailbox.back()->time > kSameRound) of_mailbox.push_back(&event);
    }
    out_.examined(kLoop, renewed.size());
    for (const auto& [key, events] : renewed) {
      for (std::size_t begin = 0; begin < events.size();) {
        std::size_t end = begin + 1;
        const auto in_rhythm = [&](Duration distance) {
          return limits_.resubscribe_least <= distance && distance <= limits_.resubscribe_most;
        };
        while (end < events.size() && in_rhythm(events[end]->time - events[end - 1]->time)) ++end;
        if (end - begin >= limits_.loop_rounds) tell_logged_loop(half, events, begin, end);
        begin = end;
      }
    }
  }

  void tell_logged_loop(const DatedHalf& half, const std::vector<const TimedEvent*>& events, std::size_t begin,
                        std::size_t end) {
    const TimedEvent& first = *events[begin];
    Finding finding;
    finding.rule = &kLoop;
    finding.severity = kLoop.severity;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kSubscription;
    finding.subject = timeline_.name(first.text.subject);
    finding.window = Window{first.time, events[end - 1]->time};
    finding.count = end - begin;
    finding.measured = {{"rounds", static_cast<double>(end - begin)}};
    for (std::size_t i = begin; i < std::min(end, begin + 4); ++i)
      finding.evidence.push_back({"re-subscribed", events[i]->time, events[i]->at});
    const LogCoverage& log = half.logs[log_of(first.at)];
    const bool in_a_row = !misses_files(half, log, first, *events[end - 1]);
    finding.summary = "By the diagnostic log, " + finding.subject + " was subscribed again " +
                      std::to_string(end - begin) + " times" + (in_a_row ? " in a row" : "") +
                      ", 15 to 18 minutes apart";
    if (half.dated)
      finding.summary += ", from " + utc_second(finding.window->from) + " to " + utc_second(finding.window->to);
    finding.summary += ".";
    if (!in_a_row) {
      finding.verdict = Verdict::kInconclusive;
      finding.summary += " Part of the log is missing in between, so they need not be in a row.";
      finding.extra_steps.emplace_back("Collect the missing files of the diagnostic log.");
    }
    const auto notified = std::count_if(
        events.begin() + static_cast<std::ptrdiff_t>(begin), events.begin() + static_cast<std::ptrdiff_t>(end),
        [&](const TimedEvent* event) { return half.dated && was_notified(log, event->text.detail, event->time); });
    tell_notified(notified, "the old subscription", "subscribes again", finding);
    tell_time_doubts(timeline_, half, log, finding);
    logged_loops_.push_back({&log, first.text.subject, first.time, events[end - 1]->time, {}});
    for (std::size_t i = begin; i < end; ++i) logged_loops_.back().old.insert(events[i]->text.detail);
    out_.add(std::move(finding));
  }

  // The request log contradicts so many records of a diagnostic log.
  static void tell_notified(std::ptrdiff_t count, const std::string& subscription, const std::string& claim,
                            Finding& finding) {
    if (count == 0) return;
    finding.verdict = Verdict::kInconclusive;
    finding.variant = "notified";
    finding.summary += " Before " + std::to_string(count) + " of these times the listener accepted notifications of " +
                       subscription + ": they arrive, and what " + claim + " does not see them.";
  }

  // Whether files of the log are missing, or its text is cut, between two of its events.
  [[nodiscard]] bool misses_files(const DatedHalf& half, const LogCoverage& log, const TimedEvent& first,
                                  const TimedEvent& last) const {
    if (half.dated) return log.has_hole({first.time, last.time});
    bool between = false;
    for (const SourceId id : log.sources) {
      if (between && timeline_.sources[id].missing_before) return true;
      if (id == first.at.source) between = true;
      if (id == last.at.source) break;
    }
    return false;
  }

  // Whether the listener of the same node accepted notifications of a subscription well within the time after which a
  // log calls it stale.
  [[nodiscard]] bool was_notified(const LogCoverage& log, NameId subscription, Timestamp stale_at) {
    if (subscription == kNoName || !compares(log)) return false;
    const Window window{stale_at - limits_.stale + kSameRound, stale_at - kSameRound};
    const auto [begin, end] = subscriptions_named(subscription);
    for (auto at = begin; at != end; ++at) {
      for (const TimedRun& run : silence_.subscriptions[at->second].runs) {
        if (run.last < window.from || run.first > window.to || !same_node(log, run)) continue;
        // A run that begins before and ends after has notifications as close to each other as missed().
        if (run.first >= window.from || run.last <= window.to || window.length() >= limits_.missed()) return true;
      }
    }
    return false;
  }

  // Whether the request log of the same node shows by itself that a subscription is stale at that time.
  [[nodiscard]] bool is_silent(const LogCoverage& log, NameId subscription, Timestamp time) {
    if (subscription == kNoName || !compares(log)) return false;
    const auto [begin, end] = subscriptions_named(subscription);
    return std::any_of(begin, end, [&](const auto& named) {
      auto pause = std::partition_point(silence_.pauses.begin(), silence_.pauses.end(),
                                        [&](const SubscriptionPause& one) { return one.subscription < named.second; });
      for (; pause != silence_.pauses.end() && pause->subscription == named.second; ++pause) {
        const Window& window = pause->window;
        if (window.length() > limits_.stale && time >= window.from + limits_.stale - kSameRound &&
            time <= window.to + kSameRound && same_node(log, run_of(*pause)))
          return true;
      }
      return false;
    });
  }

  // Local times of a log whose zone is not known cannot be compared.
  [[nodiscard]] bool compares(const LogCoverage& log) const {
    return timeline_.sources[log.sources.front()].clock.basis() != ClockBasis::kAssumed;
  }

  [[nodiscard]] bool same_node(const LogCoverage& log, const TimedRun& run) const {
    const std::string& node = timeline_.logs[log_of(run.last_at)].node;
    return node.empty() || log.node.empty() || node == log.node;
  }

  // Ids are the same in any case of letters.
  std::pair<ByName::const_iterator, ByName::const_iterator> subscriptions_named(NameId id) {
    if (by_name_.empty()) {
      for (std::size_t s = 0; s < silence_.subscriptions.size(); ++s) by_name_.emplace(to_lower(name(s)), s);
    }
    return by_name_.equal_range(to_lower(timeline_.name(id)));
  }

  // What Unity Connection's own log says of stale subscriptions, where neither the request log nor a loop tells the
  // same. The wording is in no document either.
  void tell_logged_stale(const DatedHalf& half) {
    std::map<std::pair<std::string, NameId>, std::vector<const TimedEvent*>> stale;  // by owner and what is stale
    for (const TimedEvent& event : half.events) {
      if (event.kind != EventKind::kSubscriptionStale) continue;
      const LogCoverage& log = half.logs[log_of(event.at)];
      if (is_of_loop(log, event) || (half.dated && is_silent(log, event.text.subject, event.time))) continue;
      stale[{owner_of(timeline_, log), event.text.subject}].push_back(&event);
    }
    out_.examined(kStale, stale.size());
    for (const auto& [key, events] : stale) tell_logged_stale(half, events);
  }

  void tell_logged_stale(const DatedHalf& half, const std::vector<const TimedEvent*>& events) {
    const TimedEvent& first = *events.front();
    const TimedEvent& last = *events.back();
    const LogCoverage& log = half.logs[log_of(first.at)];
    Finding finding;
    finding.rule = &kStale;
    finding.severity = kStale.severity;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kSubscription;
    finding.subject = first.text.subject == kNoName ? "unknown" : timeline_.name(first.text.subject);
    finding.window = Window{first.time, last.time};
    finding.count = events.size();
    finding.evidence.push_back({"trigger", first.time, first.at});
    if (events.size() > 1) finding.evidence.push_back({"last", last.time, last.at});
    finding.summary =
        "By the diagnostic log, " +
        (first.text.subject == kNoName ? std::string("a subscription that it does not name") : finding.subject) +
        " was stale";
    if (half.dated) {
      finding.summary += events.size() == 1 ? " at " + utc_second(first.time)
                                            : " at " + std::to_string(events.size()) + " times from " +
                                                  utc_second(first.time) + " to " + utc_second(last.time);
    }
    finding.summary += ".";
    const auto notified = std::count_if(events.begin(), events.end(), [&](const TimedEvent* event) {
      return half.dated && was_notified(log, event->text.subject, event->time);
    });
    tell_notified(notified, "it", "calls it stale", finding);
    tell_time_doubts(timeline_, half, log, finding);
    out_.add(std::move(finding));
  }

  // Each round of a loop begins with a subscription that is found stale.
  [[nodiscard]] bool is_of_loop(const LogCoverage& log, const TimedEvent& event) const {
    return std::any_of(logged_loops_.begin(), logged_loops_.end(), [&](const LoggedLoop& loop) {
      const NameId stale = event.text.subject;
      return loop.log == &log && (stale == kNoName || stale == loop.mailbox || loop.old.contains(stale)) &&
             event.time >= loop.from - kSameRound && event.time <= loop.to + kSameRound;
    });
  }

  void tell_replacements() {
    for (const Replacement& replacement : silence_.replacements) {
      const auto last_run = [&](std::size_t s) -> const TimedRun& { return silence_.subscriptions[s].runs.back(); };
      const auto first_run = [&](std::size_t s) -> const TimedRun& { return silence_.subscriptions[s].runs.front(); };
      Timestamp from = last_run(replacement.ended.front()).last, to = first_run(replacement.begun.front()).first;
      std::set<std::uint64_t> old_pids, new_pids;
      for (const std::size_t s : replacement.ended) {
        from = std::min(from, last_run(s).last);
        old_pids.insert(last_run(s).tag);
      }
      for (const std::size_t s : replacement.begun) {
        to = std::max(to, first_run(s).first);
        new_pids.insert(first_run(s).tag);
      }
      const LogCoverage& log = timeline_.logs[log_of(first_run(replacement.begun.front()).first_at)];
      Finding finding;
      finding.rule = &kReplaced;
      finding.severity = kReplaced.severity;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = listener_name(timeline_, log);
      finding.window = Window{from, to};
      finding.count = replacement.ended.size();
      finding.measured = {{"ended", static_cast<double>(replacement.ended.size())},
                          {"begun", static_cast<double>(replacement.begun.size())}};
      finding.summary = std::to_string(replacement.ended.size()) + " subscriptions" + at_node(log) + " ended and " +
                        std::to_string(replacement.begun.size()) + " new ones began between " + utc(from) + " and " +
                        utc(to);
      if (old_pids.size() == 1 && new_pids.size() == 1 && *old_pids.begin() != *new_pids.begin()) {
        finding.summary += ", with another pid (" + std::to_string(*old_pids.begin()) + ", then " +
                           std::to_string(*new_pids.begin()) + "): the process that subscribes was restarted.";
      } else {
        finding.summary += ".";
      }
      finding.evidence.push_back(
          {"last-before", last_run(replacement.ended.back()).last, last_run(replacement.ended.back()).last_at});
      finding.evidence.push_back(
          {"first-after", first_run(replacement.begun.front()).first, first_run(replacement.begun.front()).first_at});
      out_.add(std::move(finding));
    }
  }

  // A log that ends before its day does, with nothing to prove that the node lived on.
  void tell_open_ends() {
    std::map<std::uint32_t, const TimedRun*> last_of_log;
    for (const Subscription& subscription : silence_.subscriptions) {
      const TimedRun& run = subscription.runs.back();
      const TimedRun*& last = last_of_log[log_of(run.last_at)];
      if (last == nullptr || run.last > last->last) last = &run;
    }
    for (const auto& [index, run] : last_of_log) {
      const LogCoverage& log = timeline_.logs[index];
      const bool could_have_shown = log.unproven_until && *log.unproven_until - log.last_record > limits_.stale;
      if (!could_have_shown || log.span.to - run->last > limits_.missed()) continue;
      Finding finding;
      finding.rule = &kSilence;
      finding.variant = log.cut_end ? "cut-log" : "end-of-log";
      finding.severity = Severity::kNotice;
      finding.confidence = Confidence::kLow;
      finding.verdict = Verdict::kInconclusive;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = listener_name(timeline_, log);
      finding.window = Window{run->last, run->last};
      finding.open = true;
      finding.summary = "The request log" + at_node(log) + (log.cut_end ? " is cut at " : " ends at ") +
                        utc(log.last_record) +
                        (log.cut_end ? "." : ", and nothing here shows whether the node lived on.") +
                        " Whether notifications went on is not known.";
      finding.evidence.push_back({"last-before", run->last, run->last_at});
      out_.add(std::move(finding));
    }
  }

  // The Exchange hosts of the case that push to a listener, or may: all but those of Exchange Online.
  struct Hosts {
    bool online = false, on_premises = false;
  };
  [[nodiscard]] Hosts hosts_of_case() const {
    Hosts hosts;
    const auto add = [&](std::string_view host) {
      if (!host.empty() && host != "unknown") (is_exchange_online(host) ? hosts.online : hosts.on_premises) = true;
    };
    for (const std::vector<Track>* tracks : {&timeline_.tracks, &timeline_.undated_tracks}) {
      for (const Track& track : *tracks) {
        const std::string_view subject = timeline_.name(track.subject);
        if (track.kind == SignalKind::kHttpFailure && subject.starts_with("ews ")) add(subject.substr(4));
        if (track.kind == SignalKind::kNotificationHost) add(subject);
      }
    }
    for (const TimedFact& fact : timeline_.facts) {
      // Any other server may be anything.
      if (fact.kind == FactKind::kTlsServer) hosts.online |= is_exchange_online(timeline_.name(fact.text.subject));
    }
    return hosts;
  }

  void tell_empty_listeners() {
    const Hosts hosts = hosts_of_case();
    const auto tells_of_one = [](const auto& entry) { return entry.kind == FactKind::kLastNotification; };
    subscriptions_exist_ =
        !silence_.subscriptions.empty() || std::any_of(timeline_.facts.begin(), timeline_.facts.end(), tells_of_one) ||
        std::any_of(timeline_.events.begin(), timeline_.events.end(), [](const TimedEvent& event) {
          return event.kind == EventKind::kSubscriptionRenewed || event.kind == EventKind::kSubscriptionStale;
        });
    for (const LogCoverage& log : timeline_.logs) {
      const bool capture = is_capture(timeline_, log);
      if (log.format != "jetty.access" && !capture) continue;
      std::uint64_t notifications = 0, records = 0;
      for (const SourceId id : log.sources) {
        notifications += timeline_.sources[id].result.notification_lines;
        records += timeline_.sources[id].result.records;
      }
      // A short or empty log without a notification tells nothing, neither good nor bad.
      // Nor does a capture that may have been taken for something else, or any where Exchange Online alone is known.
      const bool meant = (!capture || subscriptions_exist_) && (!hosts.online || hosts.on_premises);
      const bool told =
          notifications > 0 || (records > 0 && meant && log.span.length() >= settings_.seconds(kNone, "least"));
      out_.examined(kNone, told ? 1 : 0);
      if (!told || notifications > 0) continue;
      Finding finding;
      finding.rule = &kNone;
      finding.severity = kNone.severity;
      finding.confidence = Confidence::kLow;
      finding.verdict = Verdict::kInconclusive;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = listener_name(timeline_, log);
      finding.window = log.span;
      finding.measured = {{capture ? "packets" : "requests", static_cast<double>(records)},
                          {"covered_s", seconds(log.span.length())}};
      finding.summary = (capture ? "The capture" : "The listener's log" + at_node(log)) + " holds " +
                        std::to_string(records) + (capture ? " packets over " : " requests over ") +
                        to_words(log.span.length()) + " and not one notification" +
                        (capture ? unreadable_in(log, finding) : ". ");
      if (const auto stamped = stamped_within(log); capture && stamped)
        finding.summary +=
            "By the subscription table one was stamped at " + utc(*stamped) +
            (finding.extra_steps.empty() ? ", within that time: the capture was taken elsewhere, or with a filter. "
                                         : ", within that time. ");
      finding.summary += subscriptions_exist_ ? "Another source of this case tells of subscriptions."
                                              : "Whether subscriptions exist is not known from this case.";
      if (hosts.online)
        finding.summary +=
            " Those at Exchange Online never come this way: its mailboxes are asked, and it pushes nothing.";
      out_.add(std::move(finding));
    }
  }

  // What may have held notifications and cannot be read.
  [[nodiscard]] std::string unreadable_in(const LogCoverage& log, Finding& finding) const {
    const bool cut = std::any_of(timeline_.facts.begin(), timeline_.facts.end(), [&](const TimedFact& fact) {
      return fact.kind == FactKind::kCutFrames &&
             std::find(log.sources.begin(), log.sources.end(), fact.at.source) != log.sources.end();
    });
    std::string why = cut ? "packets were kept in part" : "";
    for (const SourceId id : log.sources) {
      const std::string& hides = timeline_.sources[id].result.hides;
      if (hides.empty()) continue;
      why += (why.empty() ? "" : ", ") + hides;
      break;
    }
    if (why.empty()) return ". ";
    finding.extra_steps.emplace_back("Capture again with whole packets (size ALL), on the node itself.");
    return " that can be read: " + why + ". So there may have been some. ";
  }

  [[nodiscard]] std::optional<Timestamp> stamped_within(const LogCoverage& log) const {
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kLastNotification || fact.text.number == 0) continue;
      const Timestamp stamp{Duration(fact.text.number)};
      if (log.span.from <= stamp && stamp <= log.span.to) return stamp;
    }
    return std::nullopt;
  }

  using LoggedRuns = std::vector<std::pair<std::uint32_t, const TimedRun*>>;  // each with its log

  // How many records the runs hold, of one subscription at one listener. Where several logs have runs of one time, they
  // tell of the same: the one that has most of them counts.
  static std::uint64_t count_once(LoggedRuns& runs) {
    std::stable_sort(runs.begin(), runs.end(),
                     [](const auto& a, const auto& b) { return a.second->first < b.second->first; });
    std::uint64_t count = 0;
    for (auto run = runs.begin(); run != runs.end();) {
      std::map<std::uint32_t, std::uint64_t> by_log;
      Timestamp end = run->second->last;
      for (; run != runs.end() && run->second->first <= end + kSameMoment; ++run) {
        by_log[run->first] += run->second->count;
        end = std::max(end, run->second->last);
      }
      std::uint64_t most = 0;
      for (const auto& [log, records] : by_log) most = std::max(most, records);
      count += most;
    }
    return count;
  }

  // The first three and the last one prove it. Where several logs tell of it, each of them shows its first and its
  // last.
  static std::vector<Evidence> evidence_of(std::map<std::uint32_t, std::vector<Evidence>> by_log) {
    std::vector<Evidence> chosen;
    for (auto& [log, evidence] : by_log) {
      std::stable_sort(evidence.begin(), evidence.end(),
                       [](const Evidence& a, const Evidence& b) { return a.time < b.time; });
      const std::size_t first = by_log.size() == 1 ? 3 : 1;
      if (evidence.size() > first + 1)
        evidence.erase(evidence.begin() + static_cast<std::ptrdiff_t>(first), evidence.end() - 1);
      if (evidence.size() > 1) evidence.back().role = "last";
      chosen.insert(chosen.end(), evidence.begin(), evidence.end());
    }
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const Evidence& a, const Evidence& b) { return a.time < b.time; });
    return chosen;
  }

  void tell_rejections() {
    struct Status {
      std::map<NameId, LoggedRuns> runs;  // by subscription
      std::map<std::uint32_t, std::vector<Evidence>> evidence;
    };
    std::map<std::pair<std::uint32_t, std::uint64_t>, Status> by_status;  // by listener and status
    for (std::size_t t = 0; t < timeline_.tracks.size(); ++t) {
      const Track& track = timeline_.tracks[t];
      if (track.kind != SignalKind::kNotificationRejected) continue;
      rejected_tracks_.push_back(t);
      rejected_of_[track.subject].push_back(t);
      Status& status = by_status[{silence_.listeners[track.log], track.number}];
      for (const TimedRun& run : track.runs) {
        status.runs[track.subject].emplace_back(track.log, &run);
        status.evidence[track.log].push_back({"trigger", run.first, run.first_at});
        if (run.count > 1) status.evidence[track.log].push_back({"trigger", run.last, run.last_at});
      }
    }
    out_.examined(kRejected, silence_.subscriptions.size() + rejected_tracks_.size());
    for (auto& [key, status] : by_status) {
      const LogCoverage& log = timeline_.logs[key.first];
      Window window{Timestamp::max(), Timestamp::min()};
      std::uint64_t count = 0;
      for (auto& [subscription, runs] : status.runs) {
        count += count_once(runs);
        for (const auto& [of_log, run] : runs)
          window = {std::min(window.from, run->first), std::max(window.to, run->last)};
      }
      Finding finding;
      finding.rule = &kRejected;
      finding.severity = kRejected.severity;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = listener_name(timeline_, log);
      finding.window = window;
      finding.count = count;
      finding.measured = {{"status", static_cast<double>(key.second)},
                          {"subscriptions", static_cast<double>(status.runs.size())}};
      const bool by_proxy = key.second == kProxyLogIn;
      if (by_proxy) finding.variant = "proxy";
      finding.summary = (by_proxy ? "A proxy that wants a log-in" : "The listener" + at_node(log)) + " answered " +
                        std::to_string(count) + (count == 1 ? " notification of " : " notifications of ") +
                        std::to_string(status.runs.size()) +
                        (status.runs.size() == 1 ? " subscription" : " subscriptions") + " with status " +
                        std::to_string(key.second) + (key.second / 100 == 2 ? " and a body that is no answer" : "") +
                        ", from " + utc(window.from) + " to " + utc(window.to) + ".";
      finding.evidence = evidence_of(std::move(status.evidence));
      finding_of_status_[key] = out_.add(std::move(finding));
    }
  }

  // A time in which one log has no accepted notification of a subscription and another has them.
  struct Contradiction {
    const Track* silent = nullptr;
    Window window;
    const TimedRun* before = nullptr;  // of the silent one, where it has any
    const TimedRun* after = nullptr;
    const TimedRun* other = nullptr;  // of the other one, over that time
  };

  // Within so long a stretch of a run there is a notification for certain, whatever the jitter.
  static constexpr Duration kContradicted = std::chrono::seconds(360);

  static Window shared(const Window& one, const TimedRun& run) {
    return {std::max(one.from, run.first), std::min(one.to, run.last)};
  }
  static bool has_hole(const LogCoverage& log, const Window& window) {
    return std::any_of(log.holes.begin(), log.holes.end(),
                       [&](const Hole& hole) { return hole.window.overlaps(window); });
  }
  [[nodiscard]] bool could_contradict(const Track& silent, const Track& other) const {
    const LogCoverage& log = timeline_.logs[silent.log];
    return std::any_of(other.runs.begin(), other.runs.end(), [&](const TimedRun& run) {
      const Window both = shared(log.span, run);
      return both.to - both.from >= kContradicted && !has_hole(log, both);
    });
  }

  [[nodiscard]] std::optional<Contradiction> contradiction(const Track& silent, const Track& other) const {
    static_assert(kContradicted > signal_info(SignalKind::kNotification).link + 2 * kSameMoment);
    const LogCoverage& log = timeline_.logs[silent.log];
    for (std::size_t i = 0; i <= silent.runs.size(); ++i) {
      Contradiction found{&silent,
                          {i == 0 ? log.span.from : silent.runs[i - 1].last,
                           i == silent.runs.size() ? log.span.to : silent.runs[i].first},
                          i == 0 ? nullptr : &silent.runs[i - 1],
                          i == silent.runs.size() ? nullptr : &silent.runs[i],
                          nullptr};
      for (const TimedRun& run : other.runs) {
        const Window both = shared(found.window, run);
        if (both.to - both.from < kContradicted || has_hole(log, both)) continue;
        found.window = both;
        found.other = &run;
        return found;
      }
    }
    return std::nullopt;
  }

  // What the request log and a capture of one listener say of one time, each on a clock that is known.
  void tell_contradictions() {
    std::map<NameId, std::vector<const Track*>> told;  // by subscription
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification || timeline_.name(track.subject).ends_with(kCutMark)) continue;
      const LogCoverage& log = timeline_.logs[track.log];
      const bool known = std::all_of(log.sources.begin(), log.sources.end(), [&](SourceId id) {
        return timeline_.sources[id].clock.basis() != ClockBasis::kAssumed;
      });
      if (known) told[track.subject].push_back(&track);
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Contradiction>> found;  // by the two logs
    // Of a capture it is often not known whose it is; that of the other node does not hold this subscription.
    const auto of_one_listener = [&](const Track& one, const Track& other) {
      return silence_.listeners[one.log] == silence_.listeners[other.log] || timeline_.logs[one.log].node.empty() ||
             timeline_.logs[other.log].node.empty();
    };
    for (const auto& [subscription, tracks] : told) {
      for (const Track* silent : tracks) {
        for (const Track* other : tracks) {
          const bool capture = is_capture(timeline_, timeline_.logs[silent->log]);
          if (capture == is_capture(timeline_, timeline_.logs[other->log]) || !of_one_listener(*silent, *other))
            continue;
          // A capture at one Exchange server does not see those of another.
          const bool from_others =
              capture &&
              (other->peers.more() || std::any_of(other->peers.begin(), other->peers.end(), [&](NameId peer) {
                 return std::find(silent->peers.begin(), silent->peers.end(), peer) == silent->peers.end();
               }));
          if (from_others) continue;
          out_.examined(kContradiction, could_contradict(*silent, *other) ? 1 : 0);
          const std::optional<Contradiction> one = contradiction(*silent, *other);
          // A request log shows no body: what is no answer looks to it like one.
          if (one && !met(*one).body_only) found[{silent->log, other->log}].push_back(*one);
        }
      }
    }
    for (const auto& [logs, all] : found) tell_contradiction(timeline_.logs[logs.second], all);
  }

  // What a capture shows instead of what the request log tells as accepted.
  struct Met {
    std::uint64_t unanswered = 0, rejected = 0;
    std::set<std::uint64_t> statuses;
    bool body_only = false;
  };
  [[nodiscard]] Met met(const Contradiction& one) const {
    Met met;
    if (const auto at = on_wire_.find(one.silent->subject); at != on_wire_.end()) {
      for (const TimedEvent* event : at->second)
        met.unanswered += event->kind == EventKind::kNotificationUnanswered &&
                                  timeline_.log_of(event->at) == one.silent->log && is_within(event->time, one.window)
                              ? 1U
                              : 0U;
    }
    if (const auto rejected = rejected_of_.find(one.silent->subject); rejected != rejected_of_.end()) {
      for (const std::size_t t : rejected->second) {
        const Track& track = timeline_.tracks[t];
        if (track.log != one.silent->log) continue;
        for (const TimedRun& run : track.runs) {
          if (run.first > one.window.to || run.last < one.window.from) continue;
          met.rejected += run.count;
          met.statuses.insert(track.number);
          met.body_only = met.body_only || track.number / 100 == 2;
        }
      }
    }
    return met;
  }

  void tell_contradiction(const LogCoverage& other, const std::vector<Contradiction>& all) {
    const LogCoverage& silent = timeline_.logs[all.front().silent->log];
    const bool capture = is_capture(timeline_, silent);
    const std::string silent_name = timeline_.sources[silent.sources.front()].name.location;
    Met seen;
    Window window = all.front().window;
    for (const Contradiction& one : all) {
      window = {std::min(window.from, one.window.from), std::max(window.to, one.window.to)};
      const Met of_one = met(one);
      seen.unanswered += of_one.unanswered;
      seen.rejected += of_one.rejected;
      seen.statuses.insert(of_one.statuses.begin(), of_one.statuses.end());
    }
    Finding finding;
    finding.rule = &kContradiction;
    finding.severity = kContradiction.severity;
    finding.confidence = Confidence::kMedium;
    finding.variant = capture ? "capture" : "log";
    finding.subject_kind = SubjectKind::kBundle;
    finding.subject = silent_name;
    finding.window = window;
    finding.count = all.size();
    finding.measured = {{"subscriptions", static_cast<double>(all.size())}};
    finding.summary = "From " + utc(window.from) + " to " + utc(window.to) + " the " +
                      std::string(log_word(timeline_, other)) + " " +
                      timeline_.sources[other.sources.front()].name.location + " shows notifications of " +
                      how_many(all.size(), "subscription") + " as accepted, and the " +
                      std::string(log_word(timeline_, silent)) + " " + silent_name + ", which covers that time, ";
    if (seen.unanswered + seen.rejected == 0) {
      finding.summary += "has none of them.";
    } else {
      finding.summary += "shows none as accepted: ";
      if (seen.rejected > 0) {
        finding.summary += std::to_string(seen.rejected) + " with status";
        for (const std::uint64_t status : seen.statuses)
          finding.summary += (status == *seen.statuses.begin() ? " " : ", ") + std::to_string(status);
      }
      if (seen.unanswered > 0)
        finding.summary += (seen.rejected > 0 ? " and " : "") + std::to_string(seen.unanswered) + " without an answer";
      finding.summary += ".";
    }
    const Contradiction& first = all.front();
    if (first.before != nullptr) finding.evidence.push_back({"last-before", first.before->last, first.before->last_at});
    if (first.after != nullptr) finding.evidence.push_back({"first-after", first.after->first, first.after->first_at});
    // Of a run only both ends are kept: what lies outside the window shows nothing of it.
    if (is_within(first.other->last, window)) {
      finding.evidence.push_back({"sample", first.other->last, first.other->last_at});
    } else if (is_within(first.other->first, window)) {
      finding.evidence.push_back({"sample", first.other->first, first.other->first_at});
    }
    out_.add(std::move(finding));
  }

  [[nodiscard]] std::uint32_t log_of(const Location& at) const { return timeline_.log_of(at); }

  // The last notifications of a log: the latest, whose it is, and the latest of any other subscription.
  struct LastBeats {
    Timestamp latest = Timestamp::min(), second = Timestamp::min();
    std::size_t latest_of = 0;
  };

  // A loop by the diagnostic log.
  struct LoggedLoop {
    const LogCoverage* log = nullptr;
    NameId mailbox = kNoName;
    Timestamp from{}, to{};
    std::set<NameId> old;  // the subscriptions that were replaced
  };

  static constexpr Duration kSameRound = std::chrono::seconds(120);
  // A request log tells whole seconds.
  static constexpr Duration kSameMoment = std::chrono::seconds(2);
  static constexpr std::size_t kNoFinding = static_cast<std::size_t>(-1);

  const Timeline& timeline_;
  const Settings& settings_;
  Findings& out_;
  SilenceThresholds limits_;
  Silence silence_;
  bool subscriptions_exist_ = false;
  std::vector<std::size_t> finding_of_pause_;
  std::map<NameId, std::vector<const TimedEvent*>> on_wire_;          // by subscription
  std::map<std::uint32_t, std::vector<const TimedEvent*>> attempts_;  // of Exchange that came to nothing, by listener
  std::map<std::uint32_t, LastBeats> last_beats_;                     // by log
  ByName by_name_;                            // subscriptions by id in lower case; made when it is asked for
  std::vector<LoggedLoop> logged_loops_;      // of the half that is told
  std::vector<std::size_t> rejected_tracks_;  // into Timeline::tracks
  std::map<NameId, std::vector<std::size_t>> rejected_of_;                            // the same by subscription
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> finding_of_status_;  // by listener and status
};

void run_notification_rules(const CaseView& view, Findings& out) {
  NotificationRules(view.timeline(), view.settings(), out).run();
}

}  // namespace

constinit const RuleFamily kNotificationRules{kRules, run_notification_rules};

}  // namespace logscan::detail
