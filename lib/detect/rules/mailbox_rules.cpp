#include "detect/rules/mailbox_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "detect/captures.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "detect/told_times.h"
#include "detect/trial.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsDiagLog = {
    "the diagnostic log of Connection Mailbox Sync, diag_CuMbxSync_*.uc (mbxsync.diag)"};
constexpr std::array<std::string_view, 2> kNeedsTable = {
    "a dump of tbl_exsubscription whose time is known, such as by `show status` before it in the same session "
    "(cli.session)",
    "a request log of Connection Jetty of the same node that covers the 15 minutes before it (jetty.access)"};
constexpr std::array<std::string_view, 2> kNeedsComplaint = {
    "--symptom delayed-both or --symptom delayed-from-exchange",
    "a request log of Connection Jetty with notifications (jetty.access), or a capture of them (capture.pcap)"};

constexpr std::array<Condition, 2> kDroppedConditions = {{
    {"Exchange reported a subscription lost: ErrorReadEventsFailed, ErrorSubscriptionNotFound or "
     "ErrorExpiredSubscription"},
    {"The record has its date"},
}};
enum DroppedCondition : std::uint8_t { kDroppedTold, kDroppedDated };
constexpr RuleInfo kDropped{"subscription.dropped",
                            "Subscription dropped by Exchange",
                            "Exchange reported that a subscription is lost; Unity Connection has to subscribe anew.",
                            Severity::kWarning,
                            kNeedsDiagLog,
                            {},
                            kDroppedConditions};

constexpr std::array<RuleParameter, 2> kStampParameters = {{
    {"after", "s", 900, 360, 86400, "Unity Connection's own limit for the age of a stamp (Cisco 118883)"},
    {"delay", "s", 2, 0, 60, "a notification is stamped after it is answered; our number"},
}};
constexpr std::array<Condition, 3> kNotStampedConditions = {{
    {"A stamp in the subscription table is older than the limit when it is dumped, or the table is empty", "s",
     "notification.not-stamped.after"},
    {"The listener accepted a notification of the subscription within that time, and not only just before the dump", "",
     "notification.not-stamped.after notification.not-stamped.delay"},
    {"When the table was dumped, and of which node it is, is known"},
}};
enum StampCondition : std::uint8_t { kStampOld, kStampAccepted, kStampKnown };
constexpr RuleInfo kNotStamped{
    "notification.not-stamped",
    "Notifications arrive and are not stamped",
    "The listener accepts notifications, and the subscription's last one in the table is older than 15 minutes.",
    Severity::kError,
    kNeedsTable,
    kStampParameters,
    kNotStampedConditions};

constexpr std::array<Condition, 4> kSyncDelayedConditions = {{
    {"Late mail is the complaint: --symptom delayed-both or delayed-from-exchange"},
    {"No finding about Exchange, its notifications or the requests to it explains that"},
    {"Notifications arrive at the listener and are answered"},
    {"They are stamped: a dump of the subscription table has no old stamp"},
}};
enum DelayedCondition : std::uint8_t { kDelayComplaint, kDelayUnexplained, kDelayArrive, kDelayStamped };
constexpr RuleInfo kSyncDelayed{"mailbox.sync-delayed",
                                "Mail is late, and nothing here explains it",
                                "Told to look for late mail: notifications arrive in time and are answered and "
                                "stamped, and no finding explains it.",
                                Severity::kNotice,
                                kNeedsComplaint,
                                {},
                                kSyncDelayedConditions};

constexpr std::array<const RuleInfo*, 3> kRules = {&kDropped, &kNotStamped, &kSyncDelayed};

// The rows of one dump.
struct Dump {
  std::string node;
  std::vector<const TimedFact*> rows;
  std::optional<Timestamp> reference;  // when it was taken, where that compares with UTC
  std::optional<Timestamp> file_time;  // of its file, instead; it may have been taken before
  Timestamp newest{};                  // stamp; it was not taken before
};

Timestamp stamp_of(const TimedFact& row) { return Timestamp(Duration(row.text.number)); }

class MailboxRules {
 public:
  MailboxRules(const Timeline& timeline, const Settings& settings, Findings& out)
      : timeline_(timeline),
        settings_(settings),
        out_(out),
        after_(settings.seconds(kNotStamped, "after")),
        delay_(settings.seconds(kNotStamped, "delay")) {}

  void run() {
    for (const DatedHalf& half : halves_of(timeline_)) tell_dropped(half);
    index_notifications();
    for (const Dump& dump : dumps()) tell_dump(dump);
    for (auto& [fault, finding] : not_stamped_) out_.add(std::move(finding));
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind == FactKind::kNoSubscriptions) tell_empty_table(fact);
    }
    const bool late =
        settings_.symptom() == Symptom::kDelayedBoth || settings_.symptom() == Symptom::kDelayedFromExchange;
    if (Checks* why = out_.checks(kSyncDelayed))
      why->tried(kDelayComplaint, {.subject = "the case", .held = late, .note = late ? "" : "it was not given"});
    if (late) tell_delayed();
  }

 private:
  // Subscriptions that Exchange dropped.

  void tell_dropped(const DatedHalf& half) {
    for (std::size_t log = 0; log < half.logs.size(); ++log)
      out_.examined(kDropped, tells_of_requests(timeline_, half, log) ? 1 : 0);
    const std::vector<std::uint32_t> captures = captures_of_one(timeline_);
    std::map<std::pair<std::string, std::string>, std::vector<const TimedEvent*>> dropped;  // by owner and subscription
    for (const TimedEvent& event : half.events) {
      if (event.kind != EventKind::kSubscriptionDropped) continue;
      const std::uint32_t told_by = timeline_.log_of(event.at);
      const LogCoverage& log = half.logs[half.dated ? captures[told_by] : told_by];
      auto& of_one = dropped[{owner_of(timeline_, log), std::string(timeline_.name(event.text.subject))}];
      // Two captures of one listener show the same packet.
      constexpr Duration kNear = std::chrono::milliseconds(500);
      const bool twice = !of_one.empty() && event.time - of_one.back()->time <= kNear &&
                         event.at.source != of_one.back()->at.source && timeline_.source(event.at).parser->recording();
      if (!twice) of_one.push_back(&event);
    }
    if (dropped.empty()) try_none_dropped(half);
    for (const auto& [key, events] : dropped) {
      const TimedEvent& first = *events.front();
      const TimedEvent& last = *events.back();
      const LogCoverage& log = half.logs[timeline_.log_of(first.at)];
      std::set<std::string> codes;
      bool confirmed = true;
      for (const TimedEvent* event : events) {
        if (event->text.detail != kNoName) codes.emplace(timeline_.name(event->text.detail));
        confirmed = confirmed && event->text.confirmed;
      }
      std::string code_text;
      for (const std::string& code : codes) code_text += (code_text.empty() ? "" : ", ") + code;
      Finding finding;
      finding.rule = &kDropped;
      finding.severity = kDropped.severity;
      finding.confidence = confirmed ? Confidence::kHigh : Confidence::kMedium;
      finding.subject_kind = SubjectKind::kSubscription;
      finding.subject = key.second.empty() ? "unknown" : key.second;
      finding.window = Window{first.time, last.time};
      finding.zone_matters = half.dated;
      finding.count = events.size();
      finding.evidence.push_back({"trigger", first.time, first.at});
      if (events.size() > 1) finding.evidence.push_back({"last", last.time, last.at});
      finding.summary = "Exchange reported that ";
      finding.summary += key.second.empty() ? "a subscription, which the log does not name," : key.second;
      finding.summary += " is lost";
      if (!code_text.empty()) finding.summary += " (" + code_text + ")";
      if (half.dated) {
        finding.summary += ", at " + utc(first.time);
        if (events.size() > 1)
          finding.summary += " and " + std::to_string(events.size() - 1) +
                             (events.size() == 2 ? " time more, at " : " times more, up to ") + utc(last.time);
      }
      finding.summary += ".";
      tell_time_doubts(timeline_, half, log, finding);
      try_dropped(finding);
      out_.add(std::move(finding));
    }
  }

  // For `logscan why`.
  void try_dropped(const Finding& finding) const {
    Checks* why = out_.checks(kDropped);
    if (why == nullptr) return;
    why->tried(kDroppedTold, trial_of(finding, true, finding.summary));
    why->tried(kDroppedDated, proof_of(finding, "nothing tells the date"));
  }
  void try_none_dropped(const DatedHalf& half) const {
    Checks* why = out_.checks(kDropped);
    if (why == nullptr) return;
    for (const LogCoverage& log : half.logs) {
      if (log.format == kDiagFormat)
        why->tried(kDroppedTold, {.subject = owner_of(timeline_, log), .note = "it tells of no lost subscription"});
    }
  }

  // Stamps.

  // The tracks of a subscription, by its id in lower case.
  void index_notifications() {
    for (const Track& track : timeline_.tracks) {
      if (track.kind == SignalKind::kNotification && !track.runs.empty())
        accepted_[to_lower(timeline_.name(track.subject))].push_back(&track);
    }
  }

  // A dump without a node may be of any.
  [[nodiscard]] bool same_node(const Dump& dump, const LogCoverage& log) const {
    return dump.node.empty() || dump.node == log.node;
  }

  [[nodiscard]] std::vector<Dump> dumps() const {
    std::vector<Dump> all;
    std::set<NameId> seen;
    std::optional<Timestamp> time;
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kLastNotification) continue;
      const bool goes_on = !all.empty() && all.back().rows.front()->at.source == fact.at.source && time == fact.time &&
                           !seen.contains(fact.text.subject);
      if (!goes_on) {
        all.emplace_back().node = std::string(timeline_.node_of(fact.at, fact.text.node));
        seen.clear();
        time = fact.time;
        if (fact.text.file_time) {
          all.back().file_time = time;
        } else if (fact.time && timeline_.source(fact.at).clock.basis() != ClockBasis::kAssumed) {
          all.back().reference = time;
        }
        all.back().newest = stamp_of(fact);
      }
      seen.insert(fact.text.subject);
      all.back().rows.push_back(&fact);
      all.back().newest = std::max(all.back().newest, stamp_of(fact));
    }
    return all;
  }

  // The last notification that was accepted in (from, to].
  struct Accepted {
    Timestamp time{};
    Location at;
    bool exact = false;  // else one of a run that goes on beyond
  };
  [[nodiscard]] std::optional<Accepted> accepted_between(const Dump& dump, const TimedFact& row, Timestamp from,
                                                         Timestamp to) const {
    const auto tracks = accepted_.find(to_lower(timeline_.name(row.text.subject)));
    return tracks == accepted_.end() ? std::nullopt : accepted_of(dump, tracks->second, from, to);
  }
  [[nodiscard]] std::optional<Accepted> accepted_of(const Dump& dump, const std::vector<const Track*>& tracks,
                                                    Timestamp from, Timestamp to) const {
    std::optional<Accepted> found;
    for (const Track* track : tracks) {
      if (!same_node(dump, timeline_.logs[track->log])) continue;
      for (const TimedRun& run : track->runs) {
        if (run.last <= from || run.first > to) continue;
        // The notifications of a run are closer to each other than the limit: one of them lies within.
        const Accepted one = run.last <= to ? Accepted{run.last, run.last_at, true}
                                            : Accepted{std::max(run.first, from), run.first_at, run.first > from};
        if (!found || one.time > found->time) found = one;
      }
    }
    return found;
  }

  [[nodiscard]] bool log_covers(const Dump& dump, Timestamp from, Timestamp to) const {
    return std::any_of(timeline_.logs.begin(), timeline_.logs.end(), [&](const LogCoverage& log) {
      return log.format == "jetty.access" && same_node(dump, log) && log.intact({from, to});
    });
  }
  [[nodiscard]] bool is_of_node(const Dump& dump, const std::vector<const Track*>& tracks) const {
    return std::any_of(tracks.begin(), tracks.end(),
                       [&](const Track* track) { return same_node(dump, timeline_.logs[track->log]); });
  }

  // A row with the same stamp in several dumps is one fault: what is proven is told, up to the last dump.
  void keep(const TimedFact& row, Finding finding) {
    const std::tuple fault(std::string(finding.variant), timeline_.node_of(row.at, row.text.node),
                           to_lower(timeline_.name(row.text.subject)), row.text.number);
    const auto [at, added] = not_stamped_.try_emplace(fault, finding);
    if (added) return;
    const auto rank = [](const Finding& one) { return std::tuple(one.verdict == Verdict::kFail, one.window->to); };
    if (rank(finding) <= rank(at->second)) return;
    finding.evidence.front() = at->second.evidence.front();
    at->second = std::move(finding);
  }

  // For `logscan why`: how old a stamp is when its table is dumped, and whether a notification came since.
  void try_row(const TimedFact& row, Timestamp reference, bool accepted, std::string_view otherwise) const {
    Checks* why = out_.checks(kNotStamped);
    if (why == nullptr) return;
    const Duration age = reference - stamp_of(row);
    Trial trial{.subject = std::string(timeline_.name(row.text.subject)),
                .held = age > after_,
                .window = Window{stamp_of(row), std::max(stamp_of(row), reference)},
                .evidence = {{"stamp", stamp_of(row), row.at}}};
    why->tried(kStampOld, measured(trial, seconds(age), seconds(after_)));
    if (!trial.held) return;
    trial.held = accepted;
    if (!accepted) trial.note = otherwise;
    why->tried(kStampAccepted, std::move(trial));
  }

  // What a time of a dump makes of one row.
  [[nodiscard]] std::optional<Accepted> accepted_before(const Dump& dump, const TimedFact& row, Timestamp reference,
                                                        Duration delay) const {
    if (reference - stamp_of(row) <= after_) return std::nullopt;
    return accepted_between(dump, row, reference - after_, reference - delay);
  }

  void tell_dump(const Dump& dump) {
    // A stamp behind the time of the dump contradicts that time.
    if (!dump.reference || dump.newest > *dump.reference + kMostAhead) {
      tell_dump_of_unknown_time(dump);
      return;
    }
    const Timestamp reference = *dump.reference;
    const bool covered = log_covers(dump, reference - after_, reference);
    std::uint64_t judged = 0, old = 0;
    std::vector<const TimedFact*> unexplained;
    for (const TimedFact* row : dump.rows) {
      const auto accepted = accepted_before(dump, *row, reference, delay_);
      try_row(*row, reference, accepted.has_value(),
              covered ? "the request log has none of that time" : "no request log covers that time");
      if (reference - stamp_of(*row) <= after_) {
        ++judged;
        continue;
      }
      ++old;
      if (accepted) {
        ++judged;
        tell_not_stamped(dump, *row, reference, "the dump", *accepted);
      } else if (covered && silent_since_stamp(dump, *row, reference)) {
        ++judged;  // the rules about notifications tell of it
      } else {
        unexplained.push_back(row);
      }
    }
    out_.examined(kNotStamped, judged);
    if (old == 0) all_stamped_.insert(dump.node);
    if (!unexplained.empty() && !none_came(dump)) tell_old_table(dump, reference, unexplained, covered);
  }

  // Whether a capture proves that none came, for which this table speaks, too.
  [[nodiscard]] bool none_came(const Dump& dump) const {
    return std::any_of(out_.all().begin(), out_.all().end(), [&](const Finding& finding) {
      return finding.rule == &kNoNotifications && finding.verdict == Verdict::kFail && finding.subject == dump.node;
    });
  }

  // Whether the request log knows of notifications of a row, and of none that is later than its stamp.
  [[nodiscard]] bool silent_since_stamp(const Dump& dump, const TimedFact& row, Timestamp reference) const {
    const auto last = accepted_between(dump, row, Timestamp::min(), reference - delay_);
    return last && last->time <= stamp_of(row) + delay_;
  }

  // It was taken between its newest stamp and the time of its file. Nothing passes: where all stamps are old, the table
  // would look the same. What is old only by the time of the file, which may be that of a copy, is one question.
  void tell_dump_of_unknown_time(const Dump& dump) {
    std::vector<const TimedFact*> old;
    for (const TimedFact* row : dump.rows) {
      const auto accepted = accepted_before(dump, *row, dump.newest, Duration::zero());
      try_row(*row, dump.newest, accepted.has_value(), "nothing tells when the table was dumped");
      if (accepted) {
        tell_not_stamped(dump, *row, dump.newest, "the newest stamp in it", *accepted);
      } else if (dump.file_time && accepted_before(dump, *row, *dump.file_time, delay_)) {
        old.push_back(row);
      }
    }
    if (!old.empty()) tell_file_later(dump, old);
  }

  static const TimedFact& oldest_of(const std::vector<const TimedFact*>& rows) {
    return **std::min_element(rows.begin(), rows.end(),
                              [](const TimedFact* a, const TimedFact* b) { return stamp_of(*a) < stamp_of(*b); });
  }

  // Whose table it is: the node, or the output itself where that is not known.
  [[nodiscard]] std::string holder_of(const Dump& dump, const Location& at) const {
    return dump.node.empty() ? timeline_.source(at).name.location : dump.node;
  }

  // A question about a table of which these rows are old at that time.
  [[nodiscard]] Finding question_of(const Dump& dump, const std::vector<const TimedFact*>& old, Timestamp until) const {
    const TimedFact& oldest = oldest_of(old);
    Finding finding;
    finding.rule = &kNotStamped;
    finding.severity = kNotStamped.severity;
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = holder_of(dump, oldest.at);
    finding.window = Window{stamp_of(oldest), until};
    finding.count = old.size();
    finding.measured = {{"rows", static_cast<double>(dump.rows.size())}, {"old", static_cast<double>(old.size())}};
    finding.evidence = {{"stamp", stamp_of(oldest), oldest.at}};
    return finding;
  }

  void tell_file_later(const Dump& dump, const std::vector<const TimedFact*>& old) {
    Finding finding = question_of(dump, old, *dump.file_time);
    finding.variant = "no-dump-time";
    finding.severity = Severity::kWarning;
    finding.summary =
        "The table's file was written at " + utc(*dump.file_time) + ", and " + std::to_string(old.size()) + " of its " +
        std::to_string(dump.rows.size()) + " stamps are older than " + to_words(after_) +
        " then, though the listener accepted notifications until then. Its newest stamp is of " + utc(dump.newest) +
        ": either the table was dumped soon after that and its file written or copied later, or nothing "
        "was stamped any more.";
    keep(oldest_of(old), std::move(finding));
  }

  void tell_not_stamped(const Dump& dump, const TimedFact& row, Timestamp reference, std::string_view what,
                        const Accepted& accepted) {
    const bool known = dump.reference == reference;
    const Duration age = reference - stamp_of(row);
    Finding finding;
    finding.rule = &kNotStamped;
    finding.severity = kNotStamped.severity;
    finding.verdict = known ? Verdict::kFail : Verdict::kInconclusive;
    finding.confidence = known ? Confidence::kHigh : Confidence::kLow;
    finding.subject_kind = SubjectKind::kSubscription;
    finding.subject = timeline_.name(row.text.subject);
    finding.window = Window{stamp_of(row), reference};
    finding.measured = {{"age_s", seconds(age)}};
    finding.evidence = {{"stamp", stamp_of(row), row.at}, {"trigger", std::nullopt, accepted.at}};
    if (accepted.exact) finding.evidence.back().time = accepted.time;
    finding.summary = "The table says that the last notification of " + finding.subject + " came at " +
                      utc(stamp_of(row)) + ", " + to_words(age) + " before " + std::string(what) +
                      (dump.node.empty() ? "" : " on " + dump.node) + ". The listener accepted " +
                      (accepted.exact ? "one at " + utc(accepted.time) : std::string("others until then")) +
                      ": they arrive and are not stamped.";
    if (!known) {
      finding.summary += " When the dump was taken is not known, only that it was not before its newest stamp.";
      finding.extra_steps.emplace_back(
          "Take the dump again, with `show status` before it in the same session, and the zone in it.");
    }
    if (Checks* why = out_.checks(kNotStamped))
      why->tried(kStampKnown, proof_of(finding, "nothing tells when the table was dumped"));
    keep(row, std::move(finding));
  }

  // The table looks dead, and the listener's log does not tell why.
  void tell_old_table(const Dump& dump, Timestamp reference, const std::vector<const TimedFact*>& old, bool covered) {
    Finding finding = question_of(dump, old, reference);
    finding.variant = covered ? "no-notification" : "no-request-log";
    finding.summary = std::to_string(old.size()) + " of " + std::to_string(dump.rows.size()) +
                      " subscriptions in the table " + (old.size() == 1 ? "has" : "have") +
                      " no notification in the last " + to_words(after_) + " before the dump at " + utc(reference) +
                      ".";
    if (!covered) {
      finding.summary += " Without a request log of that time, whether none came or none was stamped is not known.";
    } else {
      finding.summary += " The request log is complete for that time and has none either";
      const bool knows_some = std::any_of(old.begin(), old.end(), [&](const TimedFact* row) {
        const auto tracks = accepted_.find(to_lower(timeline_.name(row->text.subject)));
        return tracks != accepted_.end() && is_of_node(dump, tracks->second);
      });
      const bool knows_others = std::any_of(accepted_.begin(), accepted_.end(),
                                            [&](const auto& tracks) { return is_of_node(dump, tracks.second); });
      finding.summary += knows_some     ? ", though not since the time of their stamps."
                         : knows_others ? ": it knows other subscriptions only."
                                        : ".";
    }
    keep(oldest_of(old), std::move(finding));
  }

  // There is nothing to stamp, though notifications come. A dump whose time is not known says nothing.
  void tell_empty_table(const TimedFact& fact) {
    if (!fact.time || timeline_.source(fact.at).clock.basis() == ClockBasis::kAssumed) return;
    const Timestamp reference = *fact.time;
    Dump dump;
    dump.node = std::string(timeline_.node_of(fact.at, fact.text.node));
    std::uint64_t subscriptions = 0;
    std::optional<Accepted> last;
    for (const auto& [id, tracks] : accepted_) {
      const auto accepted = accepted_of(dump, tracks, reference - after_, reference - delay_);
      if (!accepted) continue;
      ++subscriptions;
      if (!last || accepted->time > last->time) last = accepted;
    }
    if (!last) return;
    out_.examined(kNotStamped, subscriptions);
    Finding finding;
    finding.rule = &kNotStamped;
    finding.variant = "empty-table";
    finding.severity = kNotStamped.severity;
    // A table of an unknown node may be that of one to which nothing comes.
    finding.verdict = dump.node.empty() ? Verdict::kInconclusive : Verdict::kFail;
    finding.confidence = dump.node.empty() ? Confidence::kLow : Confidence::kMedium;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = holder_of(dump, fact.at);
    finding.window = Window{last->time, reference};
    finding.count = subscriptions;
    finding.evidence = {{"sample", reference, fact.at}, {"trigger", std::nullopt, last->at}};
    if (last->exact) finding.evidence.back().time = last->time;
    finding.summary = "The subscription table" + (dump.node.empty() ? "" : " of " + dump.node) + " had no row at " +
                      utc(reference) + ", though the listener accepted notifications of " +
                      std::to_string(subscriptions) + (subscriptions == 1 ? " subscription" : " subscriptions") +
                      " in the " + to_words(after_) + " before that.";
    if (Checks* why = out_.checks(kNotStamped)) {
      why->tried(kStampOld, trial_of(finding, true, "the table has no row"));
      why->tried(kStampAccepted, trial_of(finding));
      why->tried(kStampKnown, proof_of(finding, "nothing tells of which node it is"));
    }
    out_.add(std::move(finding));
  }

  // Late mail.

  // What would explain it: a fault, or the doubt about one, of Exchange, its notifications or the requests to it.
  [[nodiscard]] const Finding* explained() const {
    const auto at = std::find_if(out_.all().begin(), out_.all().end(), [](const Finding& finding) {
      const std::string_view id = finding.rule->id;
      const bool about = id.starts_with("keepalive.") || id.starts_with("subscription.") ||
                         id.starts_with("exchange.") || id.starts_with("notification.") || id.starts_with("ews.");
      return about && finding.severity >= Severity::kWarning;
    });
    return at == out_.all().end() ? nullptr : &*at;
  }

  void tell_delayed() {
    std::map<std::string, const TimedRun*> last;  // notification, by listener
    for (const auto& [id, tracks] : accepted_) {
      for (const Track* track : tracks) {
        const TimedRun*& run = last[owner_of(timeline_, timeline_.logs[track->log])];
        if (run == nullptr || track->runs.back().last > run->last) run = &track->runs.back();
      }
    }
    out_.examined(kSyncDelayed, last.size());
    const Finding* explanation = explained();
    if (Checks* why = out_.checks(kSyncDelayed)) {
      why->tried(kDelayUnexplained, explanation == nullptr ? Trial{.subject = "the case", .held = true}
                                                           : trial_of(*explanation, false, explanation->summary));
    }
    if (explanation != nullptr) return;
    for (const auto& [listener, run] : last) {
      const bool stamped = all_stamped_.contains(listener) || all_stamped_.contains("");
      Finding finding;
      finding.rule = &kSyncDelayed;
      finding.severity = kSyncDelayed.severity;
      finding.verdict = stamped ? Verdict::kFail : Verdict::kInconclusive;
      finding.confidence = stamped ? Confidence::kMedium : Confidence::kLow;
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = listener;
      finding.window = timeline_.logs[timeline_.log_of(run->last_at)].span;
      finding.evidence = {{"last", run->last, run->last_at}};
      finding.summary = "Notifications arrive at " + listener + " in time and are answered";
      finding.summary += stamped ? " and stamped" : "";
      finding.summary += ", and no finding explains why mail is late.";
      if (!stamped) {
        finding.variant = "not-known";
        finding.summary += " Whether they are stamped is not known from this case.";
        finding.extra_steps.emplace_back(
            "Add a dump of the table: `show status`, then `run cuc dbquery unitydyndb select * from "
            "tbl_exsubscription`, in one session.");
      }
      if (Checks* why = out_.checks(kSyncDelayed)) {
        why->tried(kDelayArrive, trial_of(finding));
        why->tried(kDelayStamped, proof_of(finding, "no dump shows that"));
      }
      out_.add(std::move(finding));
    }
  }

  // The clock that told the time of a dump and the one that stamps are the same, but for the time a command takes.
  static constexpr Duration kMostAhead = std::chrono::minutes(5);

  const Timeline& timeline_;
  const Settings& settings_;
  Findings& out_;
  Duration after_, delay_;
  std::map<std::string, std::vector<const Track*>> accepted_;
  std::set<std::string> all_stamped_;  // nodes with a dump in which no stamp is old
  // By variant, node, subscription (that of the oldest row where the table is told of) and stamp.
  std::map<std::tuple<std::string, std::string_view, std::string, std::int64_t>, Finding> not_stamped_;
};

void run_mailbox_rules(const CaseView& view, Findings& out) {
  MailboxRules(view.timeline(), view.settings(), out).run();
}

}  // namespace

constinit const RuleFamily kMailboxRules{kRules, run_mailbox_rules};

}  // namespace logscan::detail
