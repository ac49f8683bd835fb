#include "detect/rules/ews_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "base/words.h"
#include "detect/diag_logs.h"
#include "detect/told_times.h"
#include "detect/trial.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsDiagLog = {
    "the diagnostic log of Connection Mailbox Sync, diag_CuMbxSync_*.uc (mbxsync.diag)"};
constexpr std::array<std::string_view, 1> kNeedsGauge = {
    "a diagnostic log of CuMbxSync with the micro trace CsMbxSync at level 19 (mbxsync.diag)"};

constexpr std::array<RuleParameter, 1> kFailureParameters = {{
    {"quiet", "s", 3600, 900, 604800,
     "so long without a failure, while notifications or stamps go on, is taken for its end, since success leaves no "
     "line; our number"},
}};
constexpr std::array<Condition, 2> kFailureConditions = {{
    {"A request of Unity Connection to Exchange met no answer, a status that is no success, or an error code that is "
     "no "
     "throttling; or a diagnostic tells of a fault on the way"},
    {"The records state their time and date, and are of a form that can be read"},
}};
// In the order of both: what the rule is about, and what proves it.
enum RequestCondition : std::uint8_t { kRequestFailed, kRequestRead };
constexpr RuleInfo kFailure{
    "ews.http-failure",
    "Requests to Exchange failed",
    "Unity Connection's own requests to Exchange met an HTTP status that is no success, no answer, "
    "an error code of Exchange or a fault on the way; one finding for each status, kind of "
    "request and host, for each code, and for each fault.",
    Severity::kError,
    kNeedsDiagLog,
    kFailureParameters,
    kFailureConditions};

constexpr std::array<Condition, 2> kThrottledConditions = {{
    {"Exchange answered with ErrorServerBusy, ErrorExceededSubscriptionCount or ErrorExceededConnectionCount, or with "
     "status 429"},
    {"The records state their time and date, and are of a form that can be read"},
}};
constexpr RuleInfo kThrottled{"ews.throttled",
                              "Throttled by Exchange",
                              "Exchange refused requests of Unity Connection since they were too many for it.",
                              Severity::kWarning,
                              kNeedsDiagLog,
                              {},
                              kThrottledConditions};

constexpr std::array<RuleParameter, 1> kOutstandingParameters = {{
    {"least", "s", 300, 300, 86400, "so long above 999, the documented limit, is no peak; our number"},
}};
constexpr std::array<Condition, 2> kOutstandingConditions = {{
    {"The gauge of requests that wait for an answer stayed above 999 for so long", "s", "ews.outstanding.least"},
    {"The log has a date, and values at most five minutes apart, without a hole, show so long a time"},
}};
enum OutstandingCondition : std::uint8_t { kGaugeHigh, kGaugeShown };
constexpr RuleInfo kOutstanding{"ews.outstanding",
                                "Requests pile up",
                                "The number of requests to Exchange that wait for an answer stayed above 999.",
                                Severity::kWarning,
                                kNeedsGauge,
                                kOutstandingParameters,
                                kOutstandingConditions};

constexpr std::array<const RuleInfo*, 3> kRules = {&kFailure, &kThrottled, &kOutstanding};

// The codes that mean: too many requests (Microsoft, ResponseCode).
constexpr std::array<std::string_view, 3> kThrottlingCodes = {"ErrorServerBusy", "ErrorExceededSubscriptionCount",
                                                              "ErrorExceededConnectionCount"};

constexpr std::uint64_t kTooManyRequests = 429;

// The advice for a kind of request and a status, where there is one of its own.
struct StatusAdvice {
  std::string_view kind;
  std::uint64_t status;
  std::string_view variant;
};
constexpr std::array<StatusAdvice, 12> kAdvice = {{
    {"ews", 0, "ews.no-answer"},
    {"ews", 401, "ews.401"},
    {"ews", 403, "ews.403"},
    {"ews", 404, "ews.404"},
    {"ews", 500, "ews.500"},
    {"ews", 503, "ews.503"},
    {"autodiscover", 0, "autodiscover.no-answer"},
    {"autodiscover", 401, "autodiscover.401"},
    {"autodiscover", 403, "autodiscover.403"},
    {"autodiscover", 404, "autodiscover.404"},
    {"autodiscover", 500, "autodiscover.500"},
    {"autodiscover", 503, "autodiscover.503"},
}};

// Of failures without an answer: the time to wait ran out, where no connection failed.
constexpr std::string_view timeout_variant(std::string_view kind) {
  return kind == "ews" ? "ews.timeout" : kind == "autodiscover" ? "autodiscover.timeout" : "";
}

// The same where no secure connection came about.
constexpr std::string_view tls_variant(std::string_view kind) {
  return kind == "ews" ? "ews.tls" : kind == "autodiscover" ? "autodiscover.tls" : "tls";
}

std::string_view variant_of(std::string_view kind, std::uint64_t status) {
  if (status == kTooManyRequests) return "429";
  if (status == kUnreadNumber) return "unread";
  const auto at = std::find_if(kAdvice.begin(), kAdvice.end(), [&](const StatusAdvice& advice) {
    return advice.kind == kind && advice.status == status;
  });
  return at == kAdvice.end() ? std::string_view() : at->variant;
}

// Codes of Exchange that have advice of their own.
constexpr std::array<std::string_view, 7> kKnownCodes = {
    "ErrorNonExistentMailbox",       "ErrorPasswordExpired",         "ErrorAccountDisabled",
    "ErrorMailboxMoveInProgress",    "ErrorMailboxStoreUnavailable", "ErrorInvalidPushSubscriptionUrl",
    "ErrorMissedNotificationEvents",
};

// What diagnostics tell of; `name` is the advice's too.
struct Fault {
  std::string_view name, words;
};
constexpr std::array<Fault, 9> kFaults = {{
    {"impersonation", "that the account may not impersonate a user"},
    {"oauth.refresh-failed", "of trouble with the access token"},
    {"locator.dns", "that DNS names no domain controller"},
    {"locator.ldap", "that LDAP failed"},
    {"timeout", "that no answer came in time"},
    {"tls", "that no secure connection came about"},
    {"certificate", "of a certificate that is not trusted"},
    {"connection", "of a connection that was refused"},
    {"imap", "that no IMAP connection came about"},
}};

std::string_view request_word(std::string_view kind) {
  if (kind == "ews") return "EWS request";
  if (kind == "autodiscover") return "autodiscover request";
  return "request";
}

double hours(Duration duration) { return static_cast<double>(duration.count()) / 3.6e9; }

// What repeats in the logs of one owner.
struct Tally {
  std::vector<TimedRun> runs;
  std::set<std::string> peers;
  bool more_peers = false;
  std::set<std::uint32_t> logs;
  std::uint64_t count = 0;

  void add(const Timeline& timeline, const Track& track) {
    runs.insert(runs.end(), track.runs.begin(), track.runs.end());
    for (const TimedRun& run : track.runs) count += run.count;
    for (const NameId peer : track.peers) {
      if (!timeline.name(peer).empty()) peers.emplace(timeline.name(peer));
    }
    more_peers = more_peers || track.peers.more();
    logs.insert(track.log);
  }
  void sort() {
    std::sort(runs.begin(), runs.end(), [](const TimedRun& a, const TimedRun& b) {
      return std::tuple(a.first, a.first_at.source, a.first_at.offset) <
             std::tuple(b.first, b.first_at.source, b.first_at.offset);
    });
  }
  [[nodiscard]] const TimedRun& last_run() const {
    return *std::max_element(runs.begin(), runs.end(),
                             [](const TimedRun& a, const TimedRun& b) { return a.last < b.last; });
  }
  [[nodiscard]] Window window() const { return {runs.front().first, last_run().last}; }
  // The first record of up to three runs, and the last of all.
  [[nodiscard]] std::vector<Evidence> evidence() const {
    constexpr std::size_t kMost = 3;
    std::vector<Evidence> told;
    for (std::size_t i = 0; i < std::min(runs.size(), kMost); ++i)
      told.push_back({"trigger", runs[i].first, runs[i].first_at});
    const Location& last = last_run().last_at;
    if (!(last == told.back().at)) told.push_back({"last", last_run().last, last});
    return told;
  }
};

class EwsRules {
 public:
  EwsRules(const Timeline& timeline, const Settings& settings, Findings& out)
      : timeline_(timeline), settings_(settings), out_(out), quiet_(settings.seconds(kFailure, "quiet")) {}

  void run() {
    find_signs();
    find_failures();
    for (const DatedHalf& half : halves_of(timeline_)) {
      count_logs(half);
      tell_failures(half);
      tell_codes(half);
      tell_faults(half);
      tell_outstanding(half);
    }
    tell_untimed();
    if (!failed_) try_silent_logs();
    if (settings_.symptom() == Symptom::kNoSync || settings_.symptom() == Symptom::kDelayedBoth) tell_no_failure();
  }

 private:
  // A time in which no value at or below the limit was written.
  struct Stretch {
    Window window;
    Location first, last;
    std::vector<Window> parts;  // between them it is longer without a value than a run links
  };
  // The values of a gauge.
  struct Gauge {
    std::vector<TimedRun> above, below;
    const TimedRun* unread = nullptr;  // the first that cannot be read
    std::uint64_t unread_count = 0;
  };

  // For `logscan why`: a failure is put to both rules that tell of failures.
  void try_failure(const Finding& finding) const {
    for (const RuleInfo* rule : {&kFailure, &kThrottled}) {
      Checks* why = out_.checks(*rule);
      if (why == nullptr) continue;
      const bool mine = finding.rule == rule;
      why->tried(kRequestFailed,
                 trial_of(finding, mine, mine ? finding.summary : std::string(finding.rule->id) + " tells it"));
      if (mine) why->tried(kRequestRead, proof_of(finding, "the date, the time or the form is not known"));
    }
  }
  void try_silent_logs() const {
    for (const RuleInfo* rule : {&kFailure, &kThrottled}) {
      Checks* why = out_.checks(*rule);
      if (why == nullptr) continue;
      for (const auto& [owner, log] : owners_)
        why->tried(kRequestFailed, {.subject = owner, .note = "its diagnostic logs tell of no failure"});
    }
  }
  void try_gauge(const DatedHalf& half, const LogCoverage& log, const std::string& server,
                 const std::vector<Stretch>& stretches) const {
    Checks* why = out_.checks(kOutstanding);
    if (why == nullptr) return;
    const std::string subject = owner_of(timeline_, log) + to_server(server);
    const double least = settings_.value(kOutstanding, "least");
    if (stretches.empty()) why->tried(kGaugeHigh, {.subject = subject, .note = "never above 999"});
    for (const Stretch& stretch : stretches) {
      const double length = static_cast<double>(stretch.window.length().count()) / 1e6;
      Trial trial{
          .subject = subject,
          .held = length >= least,
          .window = stretch.window,
          .evidence = {{"trigger", stretch.window.from, stretch.first}, {"last", stretch.window.to, stretch.last}}};
      if (!half.dated) trial = without_times(std::move(trial));
      why->tried(kGaugeHigh, measured(std::move(trial), length, least));
    }
  }
  void try_shown(const Finding& finding, std::string_view doubt) const {
    if (Checks* why = out_.checks(kOutstanding)) why->tried(kGaugeShown, proof_of(finding, doubt));
  }

  // The latest sign, by node, that synchronisation works: a notification that was accepted, or a stamp.
  void find_signs() {
    const auto seen = [&](const std::string& node, Timestamp time) {
      const auto [at, added] = signs_.try_emplace(node, time);
      if (!added) at->second = std::max(at->second, time);
    };
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification || track.runs.empty()) continue;
      const TimedRun& run = track.runs.back();
      if (timeline_.source(run.last_at).clock.basis() == ClockBasis::kAssumed) continue;
      seen(timeline_.logs[track.log].node, run.last);
    }
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kLastNotification) continue;
      seen(std::string(timeline_.node_of(fact.at, fact.text.node)), Timestamp(Duration(fact.text.number)));
    }
  }

  // What a failure is about: the owner of the log, the subject (kind and host) and the status.
  using FailureKey = std::tuple<std::string, std::string, std::uint64_t>;

  // All that failed, dated or not.
  void find_failures() {
    const std::array<DatedHalf, 2> halves = halves_of(timeline_);
    for (const DatedHalf& half : halves) {
      for (const TimedEvent& event : half.events) {
        const LogCoverage& log = half.logs[timeline_.log_of(event.at)];
        if (event.kind == EventKind::kAlarm && log.format == kDiagFormat)
          alarms_[owner_of(timeline_, log)].push_back({&event, half.dated});
      }
      for (const Track& track : half.tracks) {
        if (track.runs.empty() || !is_failure(track)) continue;
        failing_[owner_of(timeline_, half.logs[track.log])].push_back({&track, half.dated});
      }
    }
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kUntimedFailure) continue;
      const DatedHalf& half = halves[timeline_.source(fact.at).undated ? 1 : 0];
      const LogCoverage& log = half.logs[timeline_.log_of(fact.at)];
      const auto [at, added] =
          untimed_.try_emplace({owner_of(timeline_, log), std::string(timeline_.name(fact.text.subject)),
                                static_cast<std::uint64_t>(fact.text.number)},
                               Untimed{&log, fact.at, 0});
      ++at->second.count;
    }
  }

  // Codes that are not known may be about a single item.
  [[nodiscard]] bool is_failure(const Track& track) const {
    if (track.kind != SignalKind::kEwsError) return track.kind == SignalKind::kHttpFailure;
    const std::string_view code = timeline_.name(track.subject);
    return !known_code(kThrottlingCodes, code).empty() || !known_code(kKnownCodes, code).empty();
  }

  static std::string_view host_of(std::string_view subject) {
    const std::size_t blank = subject.find(' ');
    return blank == std::string_view::npos ? subject : subject.substr(blank + 1);
  }
  // A failure whose host is not known may be that of any.
  static bool same_host(std::string_view a, std::string_view b) { return a == b || a == "unknown" || b == "unknown"; }

  [[nodiscard]] bool shares_mailbox(const Track& track, const Tally& tally) const {
    if (track.peers.begin() == track.peers.end() || tally.peers.empty()) return false;
    return track.peers.more() || tally.more_peers ||
           std::any_of(track.peers.begin(), track.peers.end(),
                       [&](NameId peer) { return tally.peers.contains(std::string(timeline_.name(peer))); });
  }

  [[nodiscard]] bool is_about(const Track& track, std::string_view host, const Tally& tally) const {
    if (track.kind == SignalKind::kHttpFailure)
      return same_host(host_of(timeline_.name(track.subject)), host) || shares_mailbox(track, tally);
    const auto named = std::any_of(track.peers.begin(), track.peers.end(),
                                   [&](NameId peer) { return same_host(timeline_.name(peer), host); });
    return named || track.peers.more() || track.peers.begin() == track.peers.end();
  }

  // When a request of that owner to that host or for its mailboxes last failed, for whatever reason, or a diagnostic
  // told of a fault that may be the same; nothing where that is not known.
  [[nodiscard]] std::optional<Timestamp> last_failure(const std::string& owner, std::string_view host,
                                                      const Tally& tally, Timestamp at_least) const {
    for (const auto& [key, untimed] : untimed_) {
      if (std::get<0>(key) == owner && same_host(host_of(std::get<1>(key)), host)) return std::nullopt;
    }
    Timestamp last = at_least;
    if (const auto alarms = alarms_.find(owner); alarms != alarms_.end()) {
      for (const auto& [event, dated] : alarms->second) {
        const std::string_view server = timeline_.name(event->text.peer);
        if (!server.empty() && !same_host(server, host)) continue;
        if (!dated) return std::nullopt;
        last = std::max(last, event->time);
      }
    }
    const auto failing = failing_.find(owner);
    if (failing == failing_.end()) return last;
    for (const auto& [track, dated] : failing->second) {
      if (!is_about(*track, host, tally)) continue;
      if (!dated) return std::nullopt;
      for (const TimedRun& run : track->runs) last = std::max(last, run.last);
    }
    return last;
  }

  void count_logs(const DatedHalf& half) {
    for (std::size_t log = 0; log < half.logs.size(); ++log) {
      if (!tells_of_requests(timeline_, half, log)) continue;
      out_.examined(kFailure, 1);
      out_.examined(kThrottled, 1);
      owners_.try_emplace(owner_of(timeline_, half.logs[log]), &half.logs[log]);
    }
  }

  // `of cuc1`, nothing where the node is not known.
  static std::string of_node(const LogCoverage& log) { return log.node.empty() ? std::string() : " of " + log.node; }

  void tell_failures(const DatedHalf& half) {
    std::map<FailureKey, Tally> tallies;
    for (const Track& track : half.tracks) {
      if (track.kind != SignalKind::kHttpFailure) continue;
      tallies[{owner_of(timeline_, half.logs[track.log]), std::string(timeline_.name(track.subject)), track.number}]
          .add(timeline_, track);
    }
    for (auto& [key, tally] : tallies) {
      tally.sort();
      failed_ = true;
      tell_failure(half, key, tally);
    }
  }

  void tell_failure(const DatedHalf& half, const FailureKey& key, const Tally& tally) {
    const auto& [owner, subject, status] = key;
    const LogCoverage& log = half.logs[*tally.logs.begin()];
    const std::string_view kind = std::string_view(subject).substr(0, subject.find(' '));
    const std::string host(host_of(subject));
    const Window window = tally.window();
    const auto all_are = [&](std::uint64_t tag) {
      return status == 0 &&
             std::all_of(tally.runs.begin(), tally.runs.end(), [&](const TimedRun& run) { return run.tag == tag; });
    };
    const bool timeouts = all_are(kTimedOut), insecure = all_are(kTlsFailed);
    Finding finding;
    finding.rule = &rule_of(status);
    finding.variant = timeouts ? timeout_variant(kind) : insecure ? tls_variant(kind) : variant_of(kind, status);
    finding.severity = finding.rule->severity;
    finding.confidence = Confidence::kHigh;
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = host;
    finding.window = window;
    finding.zone_matters = half.dated;
    finding.count = tally.count;
    finding.evidence = tally.evidence();
    if (status == kUnreadNumber) {
      finding.confidence = Confidence::kLow;
      finding.verdict = Verdict::kInconclusive;
    } else if (status != 0) {
      finding.measured.emplace_back("status", static_cast<double>(status));
    }
    finding.measured.emplace_back("episodes", static_cast<double>(tally.runs.size()));
    if (window.length() >= kLeastForRate)
      finding.measured.emplace_back("per_hour", static_cast<double>(tally.count) / hours(window.length()));

    finding.summary = how_many(tally.count, request_word(kind)) + of_node(log) + " to " +
                      (host == "unknown" ? "a host that the log does not name" : host) +
                      (timeouts   ? " had no answer in time"
                       : insecure ? " found no secure connection"
                                  : outcome_text(status));
    if (half.dated) {
      finding.summary += tally.count == 1 ? ", at " + utc(window.from) : ", from " + utc_span(window);
      finding.summary += episodes_text(tally) + ".";
    } else {
      finding.summary += ".";
    }
    if (tally.peers.size() == 1 && !tally.more_peers && tally.count > 1)
      finding.summary += " All were for the mailbox " + *tally.peers.begin() + ".";
    if (half.dated) tell_what_came_after(half, owner, tally, finding);
    tell_time_doubts(timeline_, half, log, finding);
    try_failure(finding);
    out_.add(std::move(finding));
  }

  // 429 is the answer to too many requests (RFC 6585).
  static const RuleInfo& rule_of(std::uint64_t status) { return status == kTooManyRequests ? kThrottled : kFailure; }

  static std::string outcome_text(std::uint64_t status) {
    if (status == kUnreadNumber) return " failed in a way that cannot be read";
    return status == 0 ? " met no answer" : " failed with status " + std::to_string(status);
  }

  // How the failures spread over the time.
  static std::string episodes_text(const Tally& tally) {
    if (tally.runs.size() < 2) return {};
    constexpr std::size_t kMost = 4;
    std::string text = ", in " + std::to_string(tally.runs.size()) + " episodes: ";
    for (std::size_t i = 0; i < std::min(tally.runs.size(), kMost); ++i) {
      const TimedRun& run = tally.runs[i];
      text += (i == 0 ? "" : ", ") + std::to_string(run.count) + " from " + utc(run.first) + " on";
    }
    return text + (tally.runs.size() > kMost ? " ..." : "");
  }

  // Ended is what no failure of that node and host followed, in a log that is whole to its end.
  void tell_what_came_after(const DatedHalf& half, const std::string& owner, const Tally& tally,
                            Finding& finding) const {
    const TimedRun& run = tally.last_run();
    const LogCoverage& log = half.logs[*tally.logs.begin()];
    Timestamp covered = run.last;
    for (const std::uint32_t index : tally.logs) covered = std::max(covered, half.logs[index].span.to);
    const std::optional<Timestamp> last = last_failure(owner, finding.subject, tally, run.last);
    if (!last) {
      finding.summary +=
          " Requests to it failed at times that are not known too, so nothing shows whether it went on after that.";
      return;
    }
    if (*last > run.last)
      finding.summary +=
          " Other requests to it, or for mailboxes that may be the same, went on to fail, or diagnostics told of "
          "faults, the last time at " +
          utc(*last) + ".";
    covered = std::max(covered, *last);
    if (covered - *last < quiet_) {
      finding.summary += " Success leaves no line in this log, which ends " +
                         (covered == *last ? "there" : to_words(covered - *last) + " later") +
                         ": nothing shows whether it went on.";
      return;
    }
    const bool whole = std::all_of(tally.logs.begin(), tally.logs.end(), [&](std::uint32_t index) {
      const std::vector<Hole>& holes = half.logs[index].holes;
      return std::none_of(holes.begin(), holes.end(), [&](const Hole& hole) { return hole.window.to > *last; });
    });
    if (!whole) {
      finding.summary +=
          " Part of the log after that is missing or cannot be read: nothing shows whether requests failed in it.";
      return;
    }
    // Local times of a log whose zone is not known cannot be compared with notifications.
    const Duration doubt = timeline_.source(run.last_at).clock.uncertainty();
    const auto sign = log.node.empty() ? signs_.end() : signs_.find(log.node);
    if (sign == signs_.end() || sign->second - *last < quiet_ + doubt) {
      finding.summary += " The log has no failure for " + to_words(covered - *last) +
                         " after that; as success leaves no line in it, nothing shows whether requests went well then.";
      return;
    }
    finding.severity = Severity::kNotice;
    finding.summary += " It ended: no failure for " + to_words(covered - *last) +
                       " after that, while notifications to " + log.node + " went on.";
  }

  // A code that is told of by its known name, whatever its case in the log.
  template <std::size_t Size>
  static std::string_view known_code(const std::array<std::string_view, Size>& known, std::string_view code) {
    const auto at = std::find_if(known.begin(), known.end(), [&](std::string_view one) { return iequals(one, code); });
    return at == known.end() ? std::string_view() : *at;
  }

  void tell_codes(const DatedHalf& half) {
    std::map<std::pair<std::string, std::string>, Tally> tallies;  // by owner and code
    for (const Track& track : half.tracks) {
      if (track.kind != SignalKind::kEwsError) continue;
      failed_ = true;
      std::string_view code = known_code(kThrottlingCodes, timeline_.name(track.subject));
      if (code.empty()) code = known_code(kKnownCodes, timeline_.name(track.subject));
      if (code.empty()) code = timeline_.name(track.subject);
      tallies[{owner_of(timeline_, half.logs[track.log]), std::string(code)}].add(timeline_, track);
    }
    for (auto& [key, tally] : tallies) {
      const std::string& code = key.second;
      const std::string_view throttling = known_code(kThrottlingCodes, code), known = known_code(kKnownCodes, code);
      tally.sort();
      const LogCoverage& log = half.logs[*tally.logs.begin()];
      const Window window = tally.window();
      Finding finding;
      finding.rule = throttling.empty() ? &kFailure : &kThrottled;
      finding.variant = !throttling.empty() ? throttling : !known.empty() ? known : "code";
      // Many codes are about a single item, and no fault of synchronisation.
      finding.severity = throttling.empty() && known.empty() ? Severity::kNotice : Severity::kWarning;
      finding.confidence = Confidence::kMedium;  // the code is documented, the record is not
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = tally.peers.size() == 1 && !tally.more_peers ? *tally.peers.begin() : "exchange";
      finding.window = window;
      finding.zone_matters = half.dated;
      finding.count = tally.count;
      finding.evidence = tally.evidence();
      finding.measured.emplace_back("episodes", static_cast<double>(tally.runs.size()));
      if (window.length() >= kLeastForRate)
        finding.measured.emplace_back("per_hour", static_cast<double>(tally.count) / hours(window.length()));
      finding.summary = "Exchange answered " + how_many(tally.count, "request") + of_node(log) + " with " + code;
      if (half.dated) {
        finding.summary += tally.count == 1 ? ", at " + utc(window.from) : ", from " + utc_span(window);
        finding.summary += episodes_text(tally);
      }
      finding.summary += ".";
      tell_time_doubts(timeline_, half, log, finding);
      try_failure(finding);
      out_.add(std::move(finding));
    }
  }

  // Diagnostics of requests for which no record tells a status.
  void tell_faults(const DatedHalf& half) {
    std::map<std::pair<std::string, std::string>, std::vector<const TimedEvent*>> faults;  // by owner and name
    for (const TimedEvent& event : half.events) {
      const LogCoverage& log = half.logs[timeline_.log_of(event.at)];
      if (log.format != kDiagFormat) continue;
      failed_ = failed_ || event.kind == EventKind::kSubscriptionDropped;
      if (event.kind != EventKind::kAlarm) continue;
      failed_ = true;
      faults[{owner_of(timeline_, log), std::string(timeline_.name(event.text.subject))}].push_back(&event);
    }
    for (const auto& [key, events] : faults) tell_fault(half, key.second, events);
  }

  void tell_fault(const DatedHalf& half, const std::string& name, const std::vector<const TimedEvent*>& events) {
    const TimedEvent& first = *events.front();
    const TimedEvent& last = *events.back();
    const LogCoverage& log = half.logs[timeline_.log_of(first.at)];
    const auto known =
        std::find_if(kFaults.begin(), kFaults.end(), [&](const Fault& fault) { return fault.name == name; });
    Finding finding;
    finding.rule = &kFailure;
    finding.variant = known == kFaults.end() ? "fault" : known->name;
    finding.severity = known == kFaults.end() ? Severity::kNotice : Severity::kWarning;
    finding.confidence = Confidence::kMedium;  // what it cost is not known
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = server_of(events);
    finding.window = Window{first.time, last.time};
    finding.zone_matters = half.dated;
    finding.count = events.size();
    finding.evidence.push_back({"trigger", first.time, first.at});
    if (events.size() > 1) finding.evidence.push_back({"last", last.time, last.at});
    finding.summary = how_many(events.size(), "record") + of_node(log) + (events.size() == 1 ? " tells " : " tell ") +
                      (known != kFaults.end() ? std::string(known->words)
                       : name.empty()         ? std::string("of a fault")
                                              : "of a fault, " + name);
    if (half.dated) {
      finding.summary += events.size() == 1 ? ", at " + utc(first.time) : ", from " + utc_span(first.time, last.time);
    }
    finding.summary += ".";
    tell_time_doubts(timeline_, half, log, finding);
    try_failure(finding);
    out_.add(std::move(finding));
  }

  // The one server that the records name.
  [[nodiscard]] std::string server_of(const std::vector<const TimedEvent*>& events) const {
    std::set<std::string_view> servers;
    for (const TimedEvent* event : events) servers.insert(timeline_.name(event->text.peer));
    servers.erase(std::string_view());
    return servers.size() == 1 ? std::string(*servers.begin()) : "exchange";
  }

  // Failures in records that state no time.
  void tell_untimed() {
    for (const auto& [key, untimed] : untimed_) {
      const auto& [owner, subject, status] = key;
      const std::string_view kind = std::string_view(subject).substr(0, subject.find(' '));
      failed_ = true;
      Finding finding;
      finding.rule = &rule_of(status);
      finding.variant = variant_of(kind, status);
      finding.severity = finding.rule->severity;
      finding.verdict = Verdict::kInconclusive;
      finding.confidence = Confidence::kMedium;
      finding.subject_kind = SubjectKind::kExchange;
      finding.subject = host_of(subject);
      finding.zone_matters = false;
      finding.count = untimed.count;
      if (status != 0 && status != kUnreadNumber) finding.measured.emplace_back("status", static_cast<double>(status));
      finding.evidence = {{"sample", std::nullopt, untimed.first}};
      finding.summary = how_many(untimed.count, request_word(kind)) + of_node(*untimed.log) + " to " +
                        (finding.subject == "unknown" ? "a host that the log does not name" : finding.subject) +
                        outcome_text(status) +
                        ". The records state no time, so when this was, and whether it still is so, is not known.";
      finding.extra_steps.emplace_back(
          "Collect the log from the node again (RTMT: Trace & Log Central): there each record begins with its time.");
      try_failure(finding);
      out_.add(std::move(finding));
    }
  }

  void tell_outstanding(const DatedHalf& half) {
    std::map<std::pair<std::uint32_t, std::string_view>, Gauge> gauges;  // by log and subject
    for (const Track& track : half.tracks) {
      if (track.kind != kGauge || track.runs.empty()) continue;
      Gauge& gauge = gauges[{track.log, timeline_.name(track.subject)}];
      if (track.number == kUnreadNumber) {
        gauge.unread = &track.runs.front();
        for (const TimedRun& run : track.runs) gauge.unread_count += run.count;
        continue;
      }
      std::vector<TimedRun>& into = track.number != 0 ? gauge.above : gauge.below;
      into.insert(into.end(), track.runs.begin(), track.runs.end());
    }
    for (const auto& [key, gauge] : gauges) {
      const LogCoverage& log = half.logs[key.first];
      const std::size_t blank = key.second.find(' ');
      const std::string server(blank == std::string_view::npos ? std::string_view() : key.second.substr(blank + 1));
      out_.examined(kOutstanding, 1);
      if (gauge.unread != nullptr) tell_unread(half, log, server, gauge);
      const std::vector<Stretch> stretches = stretches_of(gauge.above, gauge.below);
      try_gauge(half, log, server, stretches);
      for (const Stretch& stretch : stretches) {
        if (stretch.window.length() >= settings_.seconds(kOutstanding, "least"))
          tell_stretch(half, log, server, stretch);
      }
    }
  }

  void tell_unread(const DatedHalf& half, const LogCoverage& log, const std::string& server, const Gauge& gauge) {
    Finding finding;
    finding.rule = &kOutstanding;
    finding.variant = "unread";
    finding.severity = Severity::kNotice;
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = owner_of(timeline_, log);
    finding.zone_matters = half.dated;
    finding.count = gauge.unread_count;
    finding.evidence = {{"sample", gauge.unread->first, gauge.unread->first_at}};
    finding.summary = how_many(gauge.unread_count, "value") + of_node(log) +
                      " of the number of requests that wait for an answer" + to_server(server) +
                      " cannot be read: the form is not known.";
    tell_time_doubts(timeline_, half, log, finding);
    try_shown(finding, "values cannot be read");
    out_.add(std::move(finding));
  }

  static std::string to_server(const std::string& server) { return server.empty() ? "" : " of " + server; }

  // Runs above and below overlap only where the gauge went up and down many times within the link of a run: what is
  // known then is that a value below stands at both ends of its run, and that no stretch inside it is as long.
  static std::vector<Stretch> stretches_of(std::vector<TimedRun> above, const std::vector<TimedRun>& below) {
    std::sort(above.begin(), above.end(), [](const TimedRun& a, const TimedRun& b) { return a.first < b.first; });
    std::vector<Stretch> pieces;
    for (const TimedRun& run : above) {
      Stretch piece{{run.first, run.last}, run.first_at, run.last_at, {}};
      bool left = true;
      for (const TimedRun& low : below) {
        if (low.last < piece.window.from || low.first > piece.window.to) continue;
        if (low.first > piece.window.from)
          pieces.push_back({{piece.window.from, low.first}, piece.first, low.first_at, {}});
        left = low.last < piece.window.to;
        if (!left) break;
        piece.window.from = low.last;
        piece.first = low.last_at;
      }
      if (left) pieces.push_back(piece);
    }
    std::vector<Stretch> joined;
    for (const Stretch& piece : pieces) {
      const bool interrupted = joined.empty() || std::any_of(below.begin(), below.end(), [&](const TimedRun& low) {
                                 return low.last >= joined.back().window.to && low.first <= piece.window.from;
                               });
      if (interrupted) {
        joined.push_back(piece);
        joined.back().parts = {piece.window};
        continue;
      }
      if (piece.window.to <= joined.back().window.to) continue;
      std::vector<Window>& parts = joined.back().parts;
      if (piece.window.from - joined.back().window.to > signal_info(kGauge).link) {
        parts.push_back(piece.window);
      } else {
        parts.back().to = piece.window.to;
      }
      joined.back().window.to = piece.window.to;
      joined.back().last = piece.last;
    }
    return joined;
  }

  // The longest time in which values follow each other closely, and no file of the log is missing.
  static Duration longest_seen(const LogCoverage& log, const Stretch& stretch) {
    Duration longest{};
    for (const Window& part : stretch.parts) {
      Timestamp from = part.from;
      for (const Hole& hole : log.holes) {
        if (!hole.window.overlaps(part)) continue;
        longest = std::max(longest, hole.window.from - from);
        from = std::max(from, hole.window.to);
      }
      longest = std::max(longest, part.to - from);
    }
    return longest;
  }

  void tell_stretch(const DatedHalf& half, const LogCoverage& log, const std::string& server, const Stretch& stretch) {
    const bool sparse = stretch.parts.size() > 1;
    const bool holed = log.has_hole(stretch.window);
    Finding finding;
    finding.rule = &kOutstanding;
    finding.severity = kOutstanding.severity;
    finding.confidence = sparse || holed ? Confidence::kLow : Confidence::kMedium;  // the record is not documented
    if (longest_seen(log, stretch) < settings_.seconds(kOutstanding, "least")) finding.verdict = Verdict::kInconclusive;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = owner_of(timeline_, log);
    finding.window = stretch.window;
    finding.zone_matters = half.dated;
    finding.measured = {{"above_s", static_cast<double>(stretch.window.length().count()) / 1e6}};
    finding.evidence = {{"trigger", stretch.window.from, stretch.first}, {"last", stretch.window.to, stretch.last}};
    finding.summary = "More than 999 requests" + of_node(log) + " waited for an answer of " +
                      (server.empty() ? "Exchange" : server) + " for " + to_words(stretch.window.length());
    if (half.dated) finding.summary += ", from " + utc_span(stretch.window);
    finding.summary += ".";
    if (sparse) finding.summary += " Values stand more than five minutes apart: what it was between them is not known.";
    if (holed) finding.summary += " Part of the log of that time is missing or cannot be read.";
    tell_time_doubts(timeline_, half, log, finding);
    try_shown(finding, half.dated ? "values are missing" : "nothing tells the date");
    out_.add(std::move(finding));
  }

  // Synchronisation is the complaint, and the logs that would tell of failed requests tell of nothing.
  void tell_no_failure() {
    if (failed_) return;
    for (const auto& [owner, log] : owners_) {
      Finding finding;
      finding.rule = &kFailure;
      finding.variant = "none";
      finding.severity = Severity::kNotice;
      finding.confidence = Confidence::kLow;
      finding.verdict = Verdict::kInconclusive;
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = owner;
      finding.mark = "none";
      finding.summary = "The diagnostic logs" + of_node(*log) +
                        " tell of no failed request to Exchange. They hold errors and warnings only unless traces are "
                        "on, so more can be learnt from them once the micro traces are.";
      out_.add(std::move(finding));
    }
  }

  static constexpr SignalKind kGauge = SignalKind::kEwsOutstanding;
  static constexpr Duration kLeastForRate = std::chrono::minutes(10);

  struct Untimed {
    const LogCoverage* log = nullptr;
    Location first;
    std::uint64_t count = 0;
  };

  const Timeline& timeline_;
  const Settings& settings_;
  Findings& out_;
  Duration quiet_;
  std::map<std::string, std::vector<std::pair<const Track*, bool>>> failing_;      // by owner; true: dated
  std::map<std::string, std::vector<std::pair<const TimedEvent*, bool>>> alarms_;  // the same
  std::map<FailureKey, Untimed> untimed_;
  std::map<std::string, Timestamp> signs_;            // by node
  std::map<std::string, const LogCoverage*> owners_;  // of diagnostic logs
  bool failed_ = false;                               // a diagnostic log tells of a failure
};

void run_ews_rules(const CaseView& view, Findings& out) { EwsRules(view.timeline(), view.settings(), out).run(); }

}  // namespace

constinit const RuleFamily kEwsRules{kRules, run_ews_rules};

}  // namespace logscan::detail
