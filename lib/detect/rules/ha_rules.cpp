#include "detect/rules/ha_rules.h"

#include <algorithm>
#include <array>

#include "base/words.h"
#include "detect/ha_findings.h"
#include "detect/ha_settings.h"
#include "detect/ha_story.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsPair = {
    "a log of an IM and Presence pair that tells of failovers: a Server Recovery Manager log (srm.log) or CiscoSyslog "
    "(syslog.cisco)"};
constexpr std::array<std::string_view, 1> kNeedsSrmLog = {
    "a Server Recovery Manager log of a node of an IM and Presence pair (srm.log)"};

constexpr std::array<Condition, 1> kFallbackConditions = {
    {{"A log of the pair tells that the users of a node came back to it"}}};
enum FallbackCondition : std::uint8_t { kFallbackTold };
constexpr RuleInfo kFallback{"ha.fallback",      "Fallback",   "The users of a node came back to it from its peer.",
                             Severity::kNotice,  kNeedsSrmLog, {},
                             kFallbackConditions};

constexpr std::array<RuleParameter, 1> kNoFallbackParameters = {{
    {"after", "s", 1800, 60, 604800,
     "with Enable Automatic Fallback the Server Recovery Manager gives the users back after 30 minutes of health "
     "(Configuration and Administration Guide of IM and Presence 15)"},
}};
constexpr std::array<Condition, 5> kNoFallbackConditions = {{
    {"After a failover no log tells of a fallback, nor of another failover"},
    {"The node whose users moved is healthy again"},
    {"It is so for longer than the limit, up to the end of what the case shows", "s", "ha.no-fallback.after"},
    {"High availability was not turned off since"},
    {"The log of the node that took over covers that time, or a status has it in backup mode; no status has it in "
     "Normal"},
}};
enum NoFallbackCondition : std::uint8_t { kStayed, kHealthy, kHealthyLong, kStayedOn, kStayShown };
constexpr RuleInfo kNoFallback{
    "ha.no-fallback",
    "No fallback",
    "A node has been healthy again for more than 30 minutes, and its users are still on its peer.",
    Severity::kWarning,
    kNeedsPair,
    kNoFallbackParameters,
    kNoFallbackConditions};

constexpr std::array<RuleParameter, 2> kFlappingParameters = {{
    {"failovers", "", 3, 2, 1000, "failovers that are no accident; our number"},
    {"within", "s", 86400, 600, 604800, "from the first to the last of them; our number"},
}};
constexpr std::array<Condition, 1> kFlappingConditions = {
    {{"So many failovers of a pair began within the time", "", "ha.flapping.failovers ha.flapping.within"}}};
enum FlappingCondition : std::uint8_t { kManyFailovers };
constexpr RuleInfo kFlapping{"ha.flapping",      "Failovers in a row", "The pair fails over again and again.",
                             Severity::kError,   kNeedsPair,           kFlappingParameters,
                             kFlappingConditions};

constexpr std::array<const RuleInfo*, 5> kRules = {&kFailover, &kFallback, &kNoFallback, &kFlapping, &kSplitBrain};

// Two sentences of one list, or one.
void join(std::string& text, std::string_view more) {
  if (more.empty()) return;
  if (!text.empty()) text += "; ";
  text += more;
}

class HaRules {
 public:
  HaRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()),
        settings_(view.settings()),
        states_(view.knowledge().ha()),
        story_(view.ha_story()),
        out_(out) {}

  void run() {
    for (std::size_t pair = 0; pair < story_.pairs.size(); ++pair) examine(pair);
    finding_of_failover_.assign(story_.failovers.size(), kNoPlace);
    for (std::size_t f = 0; f < story_.failovers.size(); ++f) {
      const Failover& failover = story_.failovers[f];
      const auto trial = [&] { return trial_of(failover); };
      holds(out_, kFailover, kFailoverTold, true, trial);
      if (holds(out_, kFailover, kFailoverHaOn, !failover.ha_off, trial)) tell_failover(f);
    }
    for (const Fallback& fallback : story_.fallbacks) tell_fallback(fallback);
    for (std::size_t f = 0; f < story_.failovers.size(); ++f) tell_no_fallback(f);
    for (std::size_t pair = 0; pair < story_.pairs.size(); ++pair) tell_flapping(pair);
    for (const SplitBrain& split : story_.split_brains) tell_split_brain(split);
  }

 private:
  void examine(std::size_t place) {
    const HaPair& pair = story_.pairs[place];
    std::size_t telling = 0, srm = 0;
    for (const std::size_t node : pair.nodes) {
      const std::vector<std::uint32_t>& logs = story_.nodes[node].logs;
      telling += std::any_of(logs.begin(), logs.end(),
                             [&](std::uint32_t log) { return tells_failovers(timeline_.logs[log].format); })
                     ? 1U
                     : 0U;
      srm += keeps(timeline_, story_.nodes[node], "srm.log") ? 1U : 0U;
    }
    for (const RuleInfo* rule : {&kFailover, &kFlapping, &kNoFallback}) out_.examined(*rule, telling > 0 ? 1 : 0);
    out_.examined(kFallback, srm > 0 ? 1 : 0);
    out_.examined(kSplitBrain, srm == 2 ? 1 : 0);
    if (telling > 0) try_quiet(place, kFailover, kFailoverTold, story_.failovers);
    if (srm > 0) try_quiet(place, kFallback, kFallbackTold, story_.fallbacks);
    try_both(place);
  }

  // For `logscan why`: a pair of which nothing of the kind is told.
  template <typename Told>
  void try_quiet(std::size_t pair, const RuleInfo& rule, std::size_t condition, const std::vector<Told>& all) const {
    if (std::any_of(all.begin(), all.end(), [&](const Told& one) { return one.pair == pair; })) return;
    holds(out_, rule, condition, false,
          [&] { return Trial{.subject = story_.pairs[pair].name, .note = "none is told", .window = covered(pair)}; });
  }

  // For `logscan why`: whether both nodes stood alone, and then at one time.
  void try_both(std::size_t place) const {
    if (out_.checks(kSplitBrain) == nullptr) return;
    const HaPair& pair = story_.pairs[place];
    Trial trial{.subject = pair.name, .window = covered(place)};
    std::size_t lost = 0, served = 0;
    for (const std::size_t node : pair.nodes) {
      const auto is_own = [&](const Outage& outage) { return outage.observer == node && !outage.lines.empty(); };
      const auto outage = std::find_if(story_.outages.begin(), story_.outages.end(), is_own);
      if (outage != story_.outages.end()) {
        ++lost;
        trial.evidence.push_back({"peer-down", event(outage->lines.front()).time, event(outage->lines.front()).at});
      }
      const std::vector<StateEpisode>& states = story_.nodes[node].states;
      const bool backup = std::any_of(states.begin(), states.end(),
                                      [](const StateEpisode& one) { return one.state == PairState::kBackup; });
      served += backup ? 1U : 0U;
    }
    trial.note =
        how_many(lost, "node") + " took the other for dead, " + how_many(served, "node") + " told of backup mode";
    if (!holds(out_, kSplitBrain, kSplitEach, lost == 2 || served == 2, [&] { return trial; })) return;
    const bool together = std::any_of(story_.split_brains.begin(), story_.split_brains.end(),
                                      [&](const SplitBrain& split) { return split.pair == place; });
    if (!together) holds(out_, kSplitBrain, kSplitTogether, false, [&] { return trial; });
  }

  [[nodiscard]] std::optional<Window> covered(std::size_t pair) const { return story_.pairs[pair].covered; }

  // For `logscan why`.
  [[nodiscard]] Trial trial_of(const Failover& failover) const {
    Trial trial{.subject = name(failover.from) + " to " + name(failover.to), .window = failover.window};
    const TimedEvent& telling = event(failover.tellings.front());
    trial.evidence.push_back({"takeover", telling.time, telling.at});
    return trial;
  }

  [[nodiscard]] const std::string& name(std::size_t node) const { return story_.nodes[node].name; }
  [[nodiscard]] const TimedEvent& event(EventPlace place) const { return timeline_.events[place]; }

  Finding about_pair(const RuleInfo& rule, std::size_t pair) const {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.subject_kind = SubjectKind::kCluster;
    finding.subject = story_.pairs[pair].name;
    return finding;
  }

  // The windows in which clients log in again.
  [[nodiscard]] std::string relogin(Timestamp base, Timestamp event) const {
    const Duration least = settings_.seconds(kFailover, "relogin_least"),
                   most = settings_.seconds(kFailover, "relogin_most");
    return "clients log in again between " + utc_after(base, event + least) + " and " + utc_after(base, event + most) +
           " (re-login limits " + plain(least) + " to " + plain(most) + " s)";
  }
  static std::string plain(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
  }

  [[nodiscard]] std::string cause_words(const Failover& failover) const {
    const Timestamp begin = failover.window.from;
    const std::string& from = name(failover.from);
    const std::string at = failover.caused_at ? " at " + utc_after(begin, *failover.caused_at) : std::string();
    switch (failover.cause) {
      case FailoverCause::kService:
        if (failover.service.empty()) return "a critical service failed on " + from + "; nothing here names it";
        return failover.service + (failover.service_stopped ? " was stopped on " : " failed on ") + from + at;
      case FailoverCause::kDatabase:
        return "the database of " + from + " failed" + at;
      case FailoverCause::kReboot:
        return failover.caused_at ? from + " was restarted, its logs say so" + at
                                  : "the reason told is that " + from + " was rebooted";
      case FailoverCause::kUngraceful:
        return from + " went down without an orderly shutdown and booted again" + at;
      case FailoverCause::kNetwork:
        return to_name(failover) + " heard nothing of " + from + ", and the log of " + from +
               " goes on all the time: both ran, and the way between them failed";
      case FailoverCause::kHostPaused:
        return from + " stood still" + (failover.caused_at ? " from " + utc_after(begin, *failover.caused_at) : "") +
               " and then went on without a restart";
      case FailoverCause::kAdmin:
        return failover.chain.front().role == "cause" ? "an administrator asked for it" + at
                                                      : std::string("the reason told is On Admin Request");
      case FailoverCause::kUnknown:
        break;
    }
    if (!failover.chain.empty() && failover.chain.front().role == "cause")
      return "the Server Recovery Manager of " + from + " stopped or started" + at + ", and nothing here tells why";
    const std::string why = failover.clocks_differ ? "the zone of a log that could tell more is not known"
                                                   : "nothing here tells what was behind it";
    if (failover.reason_text.empty()) return failover.clocks_differ ? why : "nothing here tells why";
    return "the reason told is " + failover.reason_text + ", and " + why;
  }

  [[nodiscard]] const std::string& to_name(const Failover& failover) const { return name(failover.to); }

  [[nodiscard]] std::string wait_words(const Failover& failover) const {
    const Timestamp begin = failover.window.from;
    const std::string& to = name(failover.to);
    const bool by_service = failover.cause == FailoverCause::kService || failover.cause == FailoverCause::kDatabase;
    if (by_service && failover.caused_at) {
      return to_words(whole(begin - *failover.caused_at)) + " later " + to +
             " took over (the delay for critical services is " + plain(settings_.seconds(kFailover, "service_delay")) +
             " s)";
    }
    if (failover.outage == kNoPlace || failover.cause == FailoverCause::kAdmin || by_service) return {};
    const Outage& outage = story_.outages[failover.outage];
    if (outage.window.from >= begin) return {};
    const Duration timeout = outage.pause == kNoPlace ? story_.limits.timeout : story_.pauses[outage.pause].timeout;
    std::string text = to + " had heard nothing of " + name(failover.from) + " for " +
                       to_words(whole(begin - outage.window.from)) + " when it took over (the timeout is " +
                       plain(timeout) + " s";
    if (const std::string told = to_words(outage.told); !told.empty()) text += "; its log tells " + told;
    return text + ")";
  }
  static Duration whole(Duration duration) { return std::chrono::floor<std::chrono::seconds>(duration); }

  [[nodiscard]] std::string after_words(const Failover& failover) const {
    const Timestamp begin = failover.window.from;
    const std::string &from = name(failover.from), &to = name(failover.to);
    if (failover.fallback != kNoPlace) {
      const Fallback& fallback = story_.fallbacks[failover.fallback];
      return std::string("the users came back to ") + from + " at " + utc_after(begin, fallback.window.from) + " by " +
             (fallback.manual ? "a manual" : "an automatic") + " fallback";
    }
    if (failover.next)
      return "the users were back on " + from + " or moved on before the failover at " +
             utc_after(begin, *failover.next) + ", and nothing here shows when";
    if (shown(failover.to, PairState::kNormal, begin))
      return "a status that was asked for shows " + to + " in Normal: the users of " + from +
             " have come back, and nothing here shows when";
    if (failover.healthy_since) {
      const std::string text = from + " is healthy since " + utc_after(begin, *failover.healthy_since);
      if (failover.kept_until && *failover.kept_until > *failover.healthy_since)
        return text + ", and the log of " + to + " shows no fallback: its users are still on " + to + " at " +
               utc_after(begin, *failover.kept_until);
      if (shown_normal(failover.to))
        return text + "; a status that was asked for, at a time not told, shows " + to +
               " in Normal: its users may have come back";
      return text + "; whether its users came back is not known: only the Server Recovery Manager log of " + to +
             " would show it";
    }
    return "nothing here shows that " + from + " is healthy again, or a fallback";
  }

  [[nodiscard]] std::string astray_words(const Failover& failover) const {
    if (!failover.astray) return {};
    const bool later = failover.astray_by > Duration::zero();
    return " " + timeline_.source(event(*failover.astray).at).name.location +
           " tells the same: its zone is assumed, and it reads " +
           to_words(whole(later ? failover.astray_by : -failover.astray_by)) + (later ? " later." : " earlier.");
  }

  // Whether a status that was asked for after `since` shows the node so. What has no time may be older.
  [[nodiscard]] bool shown(std::size_t node, PairState state, Timestamp since) const {
    return std::any_of(timeline_.facts.begin(), timeline_.facts.end(), [&](const TimedFact& fact) {
      return fact.kind == FactKind::kHaState && fact.time && *fact.time > since && is_shown(fact, node, state);
    });
  }
  [[nodiscard]] bool is_shown(const TimedFact& fact, std::size_t node, PairState state) const {
    return short_node_name(timeline_.name(fact.text.node)) == name(node) &&
           pair_state_of(states_, timeline_.name(fact.text.text)) == state;
  }

  // The logs that would show what is not known.
  void add_steps(const Failover& failover, Finding& finding) const {
    const HaNode &from = story_.nodes[failover.from], &to = story_.nodes[failover.to];
    const Timestamp begin = failover.window.from;
    const std::string span = utc_span(begin - std::chrono::minutes(5), begin + std::chrono::minutes(30));
    const bool by_service = failover.cause == FailoverCause::kService || failover.cause == FailoverCause::kDatabase;
    const bool by_host = failover.cause == FailoverCause::kReboot || failover.cause == FailoverCause::kUngraceful;
    const bool unknown = failover.cause == FailoverCause::kUnknown;
    const auto collect = [&](const std::string& what) { finding.extra_steps.push_back("Collect " + what); };
    if ((unknown || (by_service && !failover.caused_at)) && !keeps(timeline_, from, "syslog.cisco"))
      collect("CiscoSyslog of " + from.name + " for " + span +
              ": a ServiceFailed alarm there names the service that ended.");
    if (unknown || (by_host && !failover.caused_at))
      collect("system-history.log and messages of " + from.name +
              " (`file view install system-history.log`): they "
              "tell whether it was rebooted about " +
              utc(begin) + ", and whether orderly.");
    if (!keeps(timeline_, from, "srm.log") && (unknown || by_service))
      collect("the Server Recovery Manager log of " + from.name + " for " + span +
              ": it shows whether that node ran, and which critical service it found down.");
    if (failover.clocks_differ || failover.astray)
      finding.extra_steps.emplace_back(
          "Give the zone of the logs that state none (`--source-tz`): what they say can then be compared.");
    if (!keeps(timeline_, to, "srm.log"))
      collect("the Server Recovery Manager log of " + to.name + " for " + span +
              ": it shows the heartbeats, the wait, the taking over and a fallback.");
  }

  void tell_failover(std::size_t index) {
    const Failover& failover = story_.failovers[index];
    const Timestamp begin = failover.window.from;
    Finding finding = about_pair(kFailover, failover.pair);
    finding.variant = name_of(failover.cause);
    if (failover.manual) finding.severity = Severity::kNotice;
    finding.confidence = failover.confirmed ? Confidence::kHigh : Confidence::kMedium;
    finding.window = failover.window;
    if (failover.caused_at && *failover.caused_at < begin)
      finding.measured.emplace_back("wait_s", seconds(begin - *failover.caused_at));
    if (failover.ended) finding.measured.emplace_back("takeover_s", seconds(failover.window.length()));

    finding.summary = std::string(failover.manual ? "Manual" : "Automatic") + " failover from " + name(failover.from) +
                      " to " + name(failover.to) + " at " + utc(begin) + ": ";
    std::string told;
    join(told, cause_words(failover));
    join(told, wait_words(failover));
    if (failover.ended && failover.window.to > begin)
      join(told, name(failover.to) + " served its users from " + utc_after(begin, failover.window.to));
    join(told, relogin(begin, begin));
    join(told, after_words(failover));
    finding.summary += told + "." + astray_words(failover);
    add_steps(failover, finding);
    for (const ChainLink& link : shortened(failover.chain)) finding.evidence.push_back({link.role, link.time, link.at});
    finding.zone_matters = many_clocks(finding);

    const std::size_t place = out_.add(std::move(finding));
    finding_of_failover_[index] = place;
    if (failover.outage == kNoPlace) return;
    const Outage& outage = story_.outages[failover.outage];
    for (std::size_t other = 0; other < place; ++other) {
      const Finding& known = out_.all()[other];
      if (known.rule->id == "heartbeat.peer-down" && known.window == outage.window &&
          known.subject == name(failover.from))
        out_.relate(place, other);
    }
  }

  // The chain in its order; of one role the first ones are enough.
  static std::vector<ChainLink> shortened(const std::vector<ChainLink>& chain) {
    constexpr std::ptrdiff_t kMostOfRole = 3;
    std::vector<ChainLink> kept;
    for (const ChainLink& link : chain) {
      const auto same =
          std::count_if(kept.begin(), kept.end(), [&](const ChainLink& k) { return k.role == link.role; });
      if (same < kMostOfRole) kept.push_back(link);
    }
    return kept;
  }

  // Times of one log compare whatever its zone.
  static bool many_clocks(const Finding& finding) {
    return std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& evidence) {
      return evidence.at.source != finding.evidence.front().at.source;
    });
  }

  void tell_fallback(const Fallback& fallback) {
    Finding finding = about_pair(kFallback, fallback.pair);
    finding.confidence = Confidence::kMedium;
    finding.zone_matters = false;
    finding.variant = fallback.manual ? "manual" : "automatic";
    finding.window = fallback.window;
    const Timestamp begin = fallback.window.from;
    finding.summary = std::string(fallback.manual ? "Manual" : "Automatic") + " fallback from " + name(fallback.from) +
                      " to " + name(fallback.to) + " at " + utc(begin) +
                      (fallback.ended ? ", completed at " + utc_after(begin, fallback.window.to)
                                      : ", and nothing here shows its end") +
                      "; " + relogin(begin, begin) + ".";
    const EventPlace first = fallback.tellings.front(), last = fallback.tellings.back();
    finding.evidence.push_back({"fallback", event(first).time, event(first).at});
    if (last != first) finding.evidence.push_back({"done", event(last).time, event(last).at});
    holds(out_, kFallback, kFallbackTold, true, [&] { return detail::trial_of(finding); });
    const std::size_t place = out_.add(std::move(finding));
    for (std::size_t f = 0; f < story_.failovers.size(); ++f) {
      const Failover& failover = story_.failovers[f];
      if (failover.fallback == kNoPlace || &story_.fallbacks[failover.fallback] != &fallback) continue;
      if (finding_of_failover_[f] != kNoPlace) out_.relate(place, finding_of_failover_[f]);
    }
  }

  // A later failover of the pair has moved the users on, or tells the same again.
  [[nodiscard]] bool is_last(std::size_t index) const {
    const Failover& failover = story_.failovers[index];
    return std::none_of(story_.failovers.begin() + static_cast<std::ptrdiff_t>(index) + 1, story_.failovers.end(),
                        [&](const Failover& later) {
                          return later.pair == failover.pair && !later.ha_off &&
                                 later.window.from > failover.window.from;
                        });
  }

  void tell_no_fallback(std::size_t index) {
    const Failover& failover = story_.failovers[index];
    if (failover.ha_off) return;
    const auto trial = [&] { return trial_of(failover); };
    if (!holds(out_, kNoFallback, kStayed, failover.fallback == kNoPlace && is_last(index), trial)) return;
    if (!holds(out_, kNoFallback, kHealthy, failover.healthy_since.has_value(), trial)) return;
    const HaPair& pair = story_.pairs[failover.pair];
    if (!pair.covered) return;
    const Duration after = settings_.seconds(kNoFallback, "after");
    Window window{*failover.healthy_since, pair.covered->to};
    const bool watched = failover.kept_until && *failover.kept_until - window.from > after;
    // Beyond the taker's log nothing is proven; a few minutes are no matter.
    if (watched && window.to - *failover.kept_until > story_.limits.outage_join) window.to = *failover.kept_until;
    const auto healthy = [&] {
      Trial of_time = measured(trial(), seconds(window.length()), seconds(after));
      of_time.window = window;
      if (failover.healthy_at) of_time.evidence.push_back({"healthy", window.from, *failover.healthy_at});
      return of_time;
    };
    if (!holds(out_, kNoFallback, kHealthyLong, window.length() > after, healthy)) return;
    const bool disabled = std::any_of(pair.ha_off.begin(), pair.ha_off.end(),
                                      [&](const Window& off) { return off.from > failover.window.from; });
    if (!holds(out_, kNoFallback, kStayedOn, !disabled, trial)) return;
    const bool contradicted = shown_normal(failover.to);
    const bool proven = watched || shown(failover.to, PairState::kBackup, window.from + after);
    holds(out_, kNoFallback, kStayShown, proven && !contradicted, [&] {
      return noted(trial(), contradicted ? "a status has " + name(failover.to) + " in Normal"
                            : proven     ? std::string()
                                         : "the log of " + name(failover.to) + " does not cover that time");
    });
    Finding finding = about_pair(kNoFallback, failover.pair);
    finding.confidence = failover.confirmed ? Confidence::kHigh : Confidence::kMedium;
    finding.verdict = contradicted || !proven ? Verdict::kInconclusive : Verdict::kFail;
    if (!proven) finding.confidence = Confidence::kLow;
    finding.window = window;
    finding.open = true;
    finding.measured = {{"healthy_s", seconds(window.length())}};
    finding.summary = name(failover.from) + " is healthy again since " + utc(window.from) + ", for " +
                      to_words(whole(window.length())) + " up to the end of what this case shows, and " +
                      (proven ? "its users are still on " : "nothing here tells whether its users are still on ") +
                      name(failover.to) + ", which took over at " + utc_after(window.from, failover.window.from) + ".";
    if (!proven) {
      finding.summary +=
          " No alarm tells of a fallback; only the Server Recovery Manager log of " + name(failover.to) + " would.";
      finding.extra_steps.push_back("Collect the Server Recovery Manager log of " + name(failover.to) + " for " +
                                    utc_span(window) + ", or run `utils ha status` now.");
    }
    if (contradicted) {
      finding.summary += " Yet a status that was asked for shows " + name(failover.to) +
                         " in Normal: a fallback may have come after the last record.";
      finding.extra_steps.emplace_back("Run `utils ha status` now.");
    }
    if (failover.healthy_at) finding.evidence.push_back({"healthy", window.from, *failover.healthy_at});
    if (!failover.chain.empty()) {
      const ChainLink& last = failover.chain.back();
      finding.evidence.push_back({last.role, last.time, last.at});
    }
    finding.zone_matters = many_clocks(finding);
    const std::size_t place = out_.add(std::move(finding));
    if (finding_of_failover_[index] != kNoPlace) out_.relate(place, finding_of_failover_[index]);
  }

  [[nodiscard]] bool shown_normal(std::size_t node) const {
    return std::any_of(timeline_.facts.begin(), timeline_.facts.end(), [&](const TimedFact& fact) {
      return fact.kind == FactKind::kHaState && is_shown(fact, node, PairState::kNormal);
    });
  }

  void tell_flapping(std::size_t pair) {
    const auto least = static_cast<std::size_t>(settings_.value(kFlapping, "failovers"));
    const Duration within = settings_.seconds(kFlapping, "within");
    std::vector<std::size_t> all;
    for (std::size_t f = 0; f < story_.failovers.size(); ++f) {
      if (story_.failovers[f].pair == pair && !story_.failovers[f].ha_off) all.push_back(f);
    }
    const auto begin = [&](std::size_t i) { return story_.failovers[all[i]].window.from; };
    std::size_t most = 0;  // within the time
    for (std::size_t i = 0, first = 0; i < all.size(); ++i) {
      while (begin(i) - begin(first) > within) ++first;
      most = std::max(most, i + 1 - first);
    }
    const auto trial = [&] {
      return measured({.subject = story_.pairs[pair].name,
                       .note = how_many(all.size(), "failover") + " in all",
                       .window = covered(pair)},
                      static_cast<double>(most), static_cast<double>(least));
    };
    if (!holds(out_, kFlapping, kManyFailovers, most >= least, trial)) return;
    std::vector<std::size_t> chain;
    const auto tell = [&] {
      if (!chain.empty()) add_flapping(pair, chain);
      chain.clear();
    };
    std::size_t taken = 0;  // one more than the last in the chain
    for (std::size_t i = 0; i + least <= all.size(); ++i) {
      if (begin(i + least - 1) - begin(i) > within) continue;
      if (i >= taken) {
        tell();
        taken = i;
      }
      for (; taken < i + least; ++taken) chain.push_back(all[taken]);
    }
    tell();
  }

  void add_flapping(std::size_t pair, const std::vector<std::size_t>& chain) {
    Finding finding = about_pair(kFlapping, pair);
    const Failover& first = story_.failovers[chain.front()];
    Timestamp end = first.window.to;
    bool confirmed = true;
    std::size_t to_first = 0;
    for (const std::size_t f : chain) {
      const Failover& failover = story_.failovers[f];
      end = std::max(end, failover.window.to);
      confirmed = confirmed && failover.confirmed;
      to_first += failover.to == story_.pairs[pair].nodes[0] ? 1U : 0U;
      const std::vector<ChainLink>& links = failover.chain;
      const auto takeover =
          std::find_if(links.begin(), links.end(), [](const ChainLink& link) { return link.role == "takeover"; });
      const ChainLink& link = takeover == links.end() ? links.front() : *takeover;
      if (finding.evidence.size() < kMostEvidence || f == chain.back())
        finding.evidence.push_back({"takeover", link.time, link.at});
    }
    finding.zone_matters = many_clocks(finding);
    finding.confidence = confirmed ? Confidence::kHigh : Confidence::kMedium;
    finding.window = Window{first.window.from, end};
    finding.count = chain.size();
    const auto& nodes = story_.pairs[pair].nodes;
    finding.summary = std::to_string(chain.size()) + " failovers of " + story_.pairs[pair].name + " from " +
                      utc_span(first.window.from, story_.failovers[chain.back()].window.from) + ": " +
                      std::to_string(to_first) + " to " + name(nodes[0]) + " and " +
                      std::to_string(chain.size() - to_first) + " to " + name(nodes[1]) + causes_of(chain) + ".";
    const std::size_t place = out_.add(std::move(finding));
    for (const std::size_t f : chain) {
      if (finding_of_failover_[f] != kNoPlace) out_.relate(place, finding_of_failover_[f]);
    }
  }

  [[nodiscard]] std::string causes_of(const std::vector<std::size_t>& chain) const {
    std::vector<std::pair<std::string, std::size_t>> causes;
    for (const std::size_t f : chain) {
      const Failover& failover = story_.failovers[f];
      const std::string cause = failover.service.empty() ? std::string(name_of(failover.cause)) : failover.service;
      const auto known = std::find_if(causes.begin(), causes.end(), [&](const auto& c) { return c.first == cause; });
      if (known == causes.end()) {
        causes.emplace_back(cause, 1);
      } else {
        ++known->second;
      }
    }
    std::string text = " (by cause: ";
    for (const auto& [cause, count] : causes)
      text += (text.back() == ' ' ? "" : ", ") + cause + " " + std::to_string(count);
    return text + ")";
  }

  void tell_split_brain(const SplitBrain& split) {
    const HaPair& pair = story_.pairs[split.pair];
    Finding finding = about_pair(kSplitBrain, split.pair);
    finding.window = split.window;
    finding.confidence = Confidence::kMedium;
    finding.measured = {{"overlap_s", seconds(split.window.length())}};
    const std::string both = name(pair.nodes[0]) + " and " + name(pair.nodes[1]);
    if (split.by_states) {
      finding.variant = "states";
      finding.summary =
          both + " ran in backup mode at one time, from " + utc_span(split.window) + ": each served the users of both.";
      for (const EventPlace state : split.states)
        finding.evidence.push_back({"takeover", event(state).time, event(state).at});
    } else {
      bool confirmed = true, open = false;
      for (const std::size_t o : split.outages) {
        const Outage& outage = story_.outages[o];
        confirmed = confirmed && outage.confirmed;
        open = open || outage.open;
        const TimedEvent& line = event(outage.lines.front());
        finding.evidence.push_back({"peer-down", line.time, line.at});
      }
      if (confirmed) finding.confidence = Confidence::kHigh;
      finding.open = open && split.window.to == std::min(story_.outages[split.outages[0]].window.to,
                                                         story_.outages[split.outages[1]].window.to);
      finding.summary = both + " each took the other for dead while both ran, from " + utc_span(split.window) +
                        ": the way between them failed.";
    }
    if (split.doubtful) finding.summary += " The zone of their logs is assumed; both are read in the same one.";
    holds(out_, kSplitBrain, kSplitTogether, true, [&] { return detail::trial_of(finding); });
    const std::size_t place = out_.add(std::move(finding));
    for (std::size_t f = 0; f < story_.failovers.size(); ++f) {
      const Failover& failover = story_.failovers[f];
      const Window near{split.window.from, split.window.to + story_.limits.outage_join};
      if (failover.pair == split.pair && near.contains(failover.window.from) && finding_of_failover_[f] != kNoPlace)
        out_.relate(place, finding_of_failover_[f]);
    }
    if (split.by_states) return;
    for (const std::size_t o : split.outages) {
      if (const auto outage = finding_of(out_, story_, story_.outages[o])) out_.relate(place, *outage);
    }
  }

  static constexpr std::size_t kMostEvidence = 4;

  const Timeline& timeline_;
  const Settings& settings_;
  const HaStates& states_;
  const HaStory& story_;
  Findings& out_;
  std::vector<std::size_t> finding_of_failover_;
};

}  // namespace

constinit const RuleFamily kHaRules{kRules, [](const CaseView& view, Findings& out) { HaRules(view, out).run(); }};

}  // namespace logscan::detail
