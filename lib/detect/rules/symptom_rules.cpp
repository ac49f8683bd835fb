#include "detect/rules/symptom_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/words.h"
#include "detect/diag_logs.h"
#include "detect/holds.h"
#include "detect/trial.h"
#include "knowledge/connection_cluster.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsSymptom = {"--symptom, with what users complain of"};

constexpr std::array<Condition, 2> kConditions = {{
    {"No finding is of a rule that bears on what users complain of"},
    {"A log or an output that would show the cause is here; what none of them shows stays a question"},
}};
enum UnexplainedCondition : std::uint8_t { kNothingFound, kProofHere };

constexpr RuleInfo kUnexplained{
    "symptom.unexplained",
    "Nothing here explains the complaint",
    "Told what users complain of: no finding bears on it. Says which of the logs that would "
    "show it are here, and what to collect.",
    Severity::kNotice,
    kNeedsSymptom,
    {},
    kConditions};
constexpr std::array<const RuleInfo*, 1> kRules = {&kUnexplained};

// A log or an output that would show what is behind a complaint.
enum class Proof : std::uint8_t { kDiagLog, kRequestLog, kTable, kSrmLog, kHaStatus, kServices, kSystemLog, kHistory };

constexpr std::string_view words_of(Proof proof) {
  switch (proof) {
    case Proof::kDiagLog:
      return "the diagnostic log of Connection Mailbox Sync (mbxsync.diag)";
    case Proof::kRequestLog:
      return "the request log of Connection Jetty (jetty.access)";
    case Proof::kTable:
      return "a dump of tbl_exsubscription (cli.session)";
    case Proof::kSrmLog:
      return "the log of the Server Recovery Manager (srm.log)";
    case Proof::kHaStatus:
      return "an output of `utils ha status` (cli.session)";
    case Proof::kServices:
      return "a list of the services (cli.session)";
    case Proof::kSystemLog:
      return "the system or application log (syslog.cisco)";
    case Proof::kHistory:
      return "the system history (cli.system-history)";
  }
  return {};
}

struct Complaint {
  Symptom symptom;
  std::string_view name;   // as it is given; the advice's too
  std::string_view words;  // Users complain ...
  // What bears on it: rules with such a beginning.
  std::span<const std::string_view> rules;
  std::span<const Proof> proofs;
};

constexpr std::array<std::string_view, 7> kSyncRules = {"keepalive.", "subscription.", "exchange.", "notification.",
                                                        "listener.",  "ews.",          "mailbox."};
constexpr std::array<std::string_view, 4> kPairRules = {"ha.", "heartbeat.", "host.", "boot."};
// That high availability is off, or that users came back, stops no service; nor does what is merely not activated.
constexpr auto kServiceRules = std::to_array<std::string_view>(
    {"ha.failover", "ha.bad-state", "ha.stuck", "ha.restart-while-enabled", "heartbeat.peer-down", "host.", "boot.",
     "service.not-", "service.stopped", "service.starting", "service.dependency", "presence-engine.", "sync-agent.",
     "known-defect", "cluster.", "db.", "core."});
constexpr std::array<Proof, 2> kSyncProofs = {Proof::kDiagLog, Proof::kRequestLog};
constexpr std::array<Proof, 3> kDelayProofs = {Proof::kDiagLog, Proof::kRequestLog, Proof::kTable};
constexpr std::array<Proof, 2> kFromExchangeProofs = {Proof::kRequestLog, Proof::kTable};
constexpr std::array<Proof, 4> kPairProofs = {Proof::kSrmLog, Proof::kHaStatus, Proof::kSystemLog, Proof::kHistory};
constexpr std::array<Proof, 3> kServiceProofs = {Proof::kServices, Proof::kSystemLog, Proof::kHistory};

constexpr std::array<Complaint, 5> kComplaints = {{
    {Symptom::kNoSync, "no-sync", "that nothing is synchronised with Exchange", kSyncRules, kSyncProofs},
    {Symptom::kDelayedBoth, "delayed-both", "that mail is late in both directions", kSyncRules, kDelayProofs},
    {Symptom::kDelayedFromExchange, "delayed-from-exchange", "that mail from Exchange is late", kSyncRules,
     kFromExchangeProofs},
    {Symptom::kFailover, "failover", "of a failover, or of one that did not come", kPairRules, kPairProofs},
    {Symptom::kService, "service", "of a service that does not run", kServiceRules, kServiceProofs},
}};

// The nodes that a proof is of; a log whose node is not known is named itself.
std::set<std::string> holders_of(const Timeline& timeline, Proof proof) {
  std::set<std::string> holders;
  const auto add = [&](std::string_view node, const ParsedSource& source) {
    holders.emplace(node.empty() ? std::string_view(source.name.location) : node);
  };
  const auto add_facts = [&](std::initializer_list<FactKind> kinds) {
    for (const TimedFact& fact : timeline.facts) {
      const bool asked = std::find(kinds.begin(), kinds.end(), fact.kind) != kinds.end();
      if (asked && timeline.name(fact.text.subject) != kConnectionCluster)
        add(timeline.source(fact.at).node, timeline.source(fact.at));
    }
  };
  const auto add_logs = [&](std::string_view format) {
    for (const DatedHalf& half : halves_of(timeline)) {
      for (std::size_t i = 0; i < half.logs.size(); ++i) {
        const LogCoverage& log = half.logs[i];
        if (log.format != format || (format == kDiagFormat && !tells_of_requests(timeline, half, i))) continue;
        add(log.node, timeline.sources[log.sources.front()]);
      }
    }
  };
  switch (proof) {
    case Proof::kDiagLog:
      add_logs(kDiagFormat);
      break;
    case Proof::kRequestLog:
      add_logs("jetty.access");
      break;
    case Proof::kTable:
      add_facts({FactKind::kLastNotification, FactKind::kNoSubscriptions});
      break;
    case Proof::kSrmLog:
      add_logs("srm.log");
      break;
    case Proof::kHaStatus:
      add_facts({FactKind::kHaState, FactKind::kHaEnabled, FactKind::kHaStatusUnread});
      break;
    case Proof::kServices:
      add_facts({FactKind::kServiceState});
      break;
    case Proof::kSystemLog:
      add_logs("syslog.cisco");
      break;
    case Proof::kHistory:
      add_logs("cli.system-history");
      break;
  }
  return holders;
}

void tell_unexplained(const Timeline& timeline, const Complaint& complaint, Findings& out) {
  std::vector<std::string> here, lacking;
  for (const Proof proof : complaint.proofs) {
    const std::set<std::string> holders = holders_of(timeline, proof);
    const std::string words(words_of(proof));
    holds(out, kUnexplained, kProofHere, !holders.empty(), [&] { return Trial{.subject = words}; });
    if (holders.empty()) {
      lacking.push_back(words);
    } else {
      here.push_back(words + " of " + listed({holders.begin(), holders.end()}));
    }
  }
  Finding finding;
  finding.rule = &kUnexplained;
  finding.variant = complaint.name;
  finding.severity = kUnexplained.severity;
  finding.verdict = Verdict::kInconclusive;
  finding.confidence = Confidence::kLow;
  finding.subject_kind = SubjectKind::kBundle;
  finding.subject = complaint.name;
  finding.mark = complaint.name;
  finding.summary = "Users complain " + std::string(complaint.words) + ", and nothing that was found bears on it.";
  if (!lacking.empty()) finding.summary += " What would show it is not here: " + listed(lacking) + ".";
  if (!here.empty())
    finding.summary += " What is here shows nothing of it in the time that it covers: " + listed(here) + ".";
  out.add(std::move(finding));
}

void run_symptom_rules(const CaseView& view, Findings& out) {
  const auto complaint = std::find_if(kComplaints.begin(), kComplaints.end(),
                                      [&](const Complaint& one) { return view.settings().symptom() == one.symptom; });
  if (complaint == kComplaints.end()) return;
  out.examined(kUnexplained, 1);
  bool explained = false;
  for (const Finding& finding : out.all()) {
    const bool bears = std::any_of(complaint->rules.begin(), complaint->rules.end(),
                                   [&](std::string_view begin) { return finding.rule->id.starts_with(begin); });
    if (!bears) continue;
    explained = true;
    holds(out, kUnexplained, kNothingFound, false, [&] { return trial_of(finding, false, finding.rule->id); });
  }
  if (explained) return;
  holds(out, kUnexplained, kNothingFound, true, [&] { return Trial{.subject = std::string(complaint->name)}; });
  tell_unexplained(view.timeline(), *complaint, out);
}

}  // namespace

constinit const RuleFamily kSymptomRules{kRules, run_symptom_rules};

}  // namespace logscan::detail
