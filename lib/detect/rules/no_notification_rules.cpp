// exchange.no-notifications: the listener's log covers enough time and holds not one notification.
#include <algorithm>
#include <map>
#include <optional>

#include "base/words.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "detect/told_times.h"
#include "detect/trial.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

class EmptyListeners {
 public:
  explicit EmptyListeners(const NotificationWork& work)
      : timeline_(work.timeline), settings_(work.settings), out_(work.out), silence_(work.silence) {}

  void run() {
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
      const bool told = notifications > 0 ||
                        (records > 0 && meant && log.span.length() >= settings_.seconds(kNoNotifications, "least"));
      out_.examined(kNoNotifications, told ? 1 : 0);
      try_log(log, records, notifications, meant);
      if (!told || notifications > 0) continue;
      Finding finding;
      finding.rule = &kNoNotifications;
      finding.severity = kNoNotifications.severity;
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
      if (const auto table = capture ? table_after(log) : std::nullopt; table && finding.extra_steps.empty()) {
        tell_table(*table, finding);
      } else {
        finding.summary += subscriptions_exist_ ? "Another source of this case tells of subscriptions."
                                                : "Whether subscriptions exist is not known from this case.";
      }
      if (hosts.online)
        finding.summary +=
            " Those at Exchange Online never come this way: its mailboxes are asked, and it pushes nothing.";
      if (Checks* why = out_.checks(kNoNotifications))
        why->tried(kNoneProven, proof_of(finding, capture ? "no such table shows that" : "it is a request log"));
      out_.add(std::move(finding));
    }
  }

 private:
  // For `logscan why`: what a log has that might lack notifications.
  void try_log(const LogCoverage& log, std::uint64_t records, std::uint64_t notifications, bool meant) const {
    Checks* why = out_.checks(kNoNotifications);
    if (why == nullptr) return;
    Trial trial{.subject = listener_name(timeline_, log), .held = records > 0 && meant, .window = log.span};
    if (!trial.held)
      trial.note = records == 0 ? "it holds no record" : "nothing here shows that notifications should be in it";
    why->tried(kNoneMeant, trial);
    if (!trial.held) return;
    const double covered = seconds(log.span.length()), least = settings_.value(kNoNotifications, "least");
    trial.held = covered >= least;
    why->tried(kNoneLong, measured(trial, covered, least));
    if (!trial.held) return;
    trial.held = notifications == 0;
    trial.note = how_many(notifications, "notification");
    why->tried(kNoneEmpty, std::move(trial));
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

  // A dump of the subscription table.
  struct Table {
    Timestamp taken{}, newest{};  // stamp
    Location at{};                // of the newest
    std::uint64_t rows = 0;
  };

  // The first one of the listener's node that was taken after its log ended, where all of its stamps are older than
  // the log: the subscriptions were there, and nothing came for them.
  [[nodiscard]] std::optional<Table> table_after(const LogCoverage& log) const {
    if (log.node.empty() || !log.holes.empty()) return std::nullopt;
    std::map<std::pair<Timestamp, SourceId>, Table> tables;
    for (const TimedFact& fact : timeline_.facts) {
      const bool of_node = fact.kind == FactKind::kLastNotification && fact.time && *fact.time >= log.span.to &&
                           !fact.text.file_time && timeline_.source(fact.at).clock.basis() != ClockBasis::kAssumed &&
                           timeline_.node_of(fact.at, fact.text.node) == log.node;
      if (!of_node) continue;
      Table& table = tables[{*fact.time, fact.at.source}];
      table.taken = *fact.time;
      ++table.rows;
      const Timestamp stamp{Duration(fact.text.number)};
      if (table.rows > 1 && stamp <= table.newest) continue;
      table.newest = stamp;
      table.at = fact.at;
    }
    if (tables.empty() || tables.begin()->second.newest >= log.span.from) return std::nullopt;
    return tables.begin()->second;
  }

  static void tell_table(const Table& table, Finding& finding) {
    finding.verdict = Verdict::kFail;
    finding.confidence = Confidence::kMedium;
    finding.variant = "table";
    finding.evidence.push_back({"stamp", table.newest, table.at});
    finding.summary += "By the subscription table, dumped at " + utc(table.taken) + ", " +
                       how_many(table.rows, "subscription") + (table.rows == 1 ? " exists" : " exist") +
                       ", and the newest of the stamps, " + utc(table.newest) + ", is older than the capture.";
  }

  [[nodiscard]] std::optional<Timestamp> stamped_within(const LogCoverage& log) const {
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kLastNotification || fact.text.number == 0) continue;
      const Timestamp stamp{Duration(fact.text.number)};
      if (log.span.from <= stamp && stamp <= log.span.to) return stamp;
    }
    return std::nullopt;
  }

  const Timeline& timeline_;
  const Settings& settings_;
  Findings& out_;
  const Silence& silence_;
  bool subscriptions_exist_ = false;
};

}  // namespace

void tell_empty_listeners(const NotificationWork& work) { EmptyListeners(work).run(); }

}  // namespace logscan::detail
