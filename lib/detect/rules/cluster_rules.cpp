#include "detect/rules/cluster_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "base/text.h"
#include "base/words.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/release.h"
#include "detect/rtmt_alerts.h"
#include "detect/service_words.h"
#include "detect/trial.h"
#include "model/kinds.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsVersions = {
    "the versions of two nodes: `show version active` on each, or `show status` (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsCluster = {"`show network cluster` (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsReplication = {
    "`utils dbreplication runtimestate` of a publisher (cli.session); or an alert about it (rtmt.alert-log)"};
constexpr std::array<std::string_view, 1> kNeedsNtp = {"`utils ntp status` (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsCores = {
    "`utils core active list` (cli.session); or an alert about a core file (rtmt.alert-log)"};
constexpr std::array<std::string_view, 1> kNeedsDiagnose = {
    "`utils diagnose test`, or `utils network connectivity` (cli.session)"};

constexpr std::array<Condition, 3> kVersionsConditions = {{
    {"Two nodes of one cluster tell their versions, and these read as releases"},
    {"They run different releases or service updates, or builds of one product"},
    {"It is told that they are of one product and cluster"},
}};
enum VersionsCondition : std::uint8_t { kVersionsRead, kVersionsDiffer, kVersionsOfOne };
constexpr std::array<Condition, 2> kUnauthenticatedConditions = {{
    {"The list of a cluster does not have a node as authenticated"},
    {"It says so, and does not leave it open"},
}};
enum UnauthenticatedCondition : std::uint8_t { kNotAuthenticated, kAuthenticationTold };
constexpr std::array<Condition, 2> kReplicationConditions = {{
    {"The replication of a node is not in state 2 (good), the node is not reached, or a check of the tables or an "
     "alert "
     "tells of a fault"},
    {"It is none that may still be set up, or start, after a boot", "s", "db.replication.settle"},
}};
enum ReplicationCondition : std::uint8_t { kReplicationBad, kReplicationSettled };
constexpr std::array<Condition, 2> kNtpConditions = {{
    {"A node is not synchronised with a time server"},
    {"It has been up for long enough, or nothing tells of a boot", "s", "ntp.unsynchronised.settle"},
}};
enum NtpCondition : std::uint8_t { kNtpOff, kNtpSettled };
constexpr std::array<Condition, 2> kCoreConditions = {{
    {"A list of core files has one, or an alert tells of one"},
    {"It is known when the case took place: older crashes are told as info", "", "core.dump.recent"},
}};
enum CoreCondition : std::uint8_t { kCoreThere, kCoreDated };
constexpr std::array<Condition, 1> kDiagnoseConditions = {
    {{"A module of the platform's test did not pass, or the test of the way to a node failed"}}};
enum DiagnoseCondition : std::uint8_t { kTestMissed };

constexpr RuleInfo kVersions{"cluster.version-mismatch",
                             "Nodes on different versions",
                             "Nodes of one cluster run different releases or service updates.",
                             Severity::kError,
                             kNeedsVersions,
                             {},
                             kVersionsConditions};
constexpr RuleInfo kUnauthenticated{"cluster.unauthenticated",
                                    "Node is not authenticated",
                                    "A node is not authenticated in its cluster: its peers do not trust it.",
                                    Severity::kError,
                                    kNeedsCluster,
                                    {},
                                    kUnauthenticatedConditions};
constexpr std::array<RuleParameter, 1> kReplicationParameters = {{
    {"settle", "s", 3600, 600, 86400, "replication is set up within an hour of a boot; our number"},
}};
constexpr RuleInfo kReplication{"db.replication",
                                "Database is not replicated",
                                "The database of a node is not replicated, or its tables differ.",
                                Severity::kError,
                                kNeedsReplication,
                                kReplicationParameters,
                                kReplicationConditions};
constexpr std::array<RuleParameter, 1> kNtpParameters = {{
    {"settle", "s", 1800, 300, 7200,
     "a clock is brought to its server's time within half an hour of a boot; our number"},
}};
constexpr RuleInfo kNtp{"ntp.unsynchronised",
                        "Clock is not synchronised",
                        "A node does not follow a time server: replication, certificates and logs suffer.",
                        Severity::kWarning,
                        kNeedsNtp,
                        kNtpParameters,
                        kNtpConditions};
constexpr std::array<RuleParameter, 1> kCoreParameters = {{
    {"recent", "d", 7, 1, 365, "before the listing, where no log tells when the case begins; our number"},
}};
constexpr RuleInfo kCore{
    "core.dump",      "A process crashed", "A process ended with a core file at the time of the case.",
    Severity::kError, kNeedsCores,         kCoreParameters,
    kCoreConditions};
constexpr RuleInfo kDiagnose{"diagnose.failed",
                             "A diagnostic test did not pass",
                             "A module of the platform's own test did not pass, or its test of the way to a node.",
                             Severity::kWarning,
                             kNeedsDiagnose,
                             {},
                             kDiagnoseConditions};

constexpr std::array<const RuleInfo*, 6> kRules = {&kVersions, &kUnauthenticated, &kReplication, &kNtp,
                                                   &kCore,     &kDiagnose};

// Of alerts: the replication of the node is in state 3 or 4, or its tables differ.
constexpr std::array<std::string_view, 2> kReplicationAlerts = {"DBReplicationFailure", "DBReplicationTableOutofSync"};
constexpr std::array<std::string_view, 1> kCoreAlerts = {"CoreDumpFileFound"};

// A node may be this much ahead of UTC or behind it.
constexpr Duration kMostOffset = std::chrono::hours(14);

// An output that could not be read in full, and what its rule then does not know.
struct Output {
  std::string_view kind;
  const RuleInfo* rule;
  std::string_view unknown;
};
constexpr std::array<Output, 5> kOutputs = {
    {{"network-cluster", &kUnauthenticated, "nodes that it does not show may be unauthenticated"},
     {"runtimestate", &kReplication, "nodes that it does not show may not be replicated"},
     {"core-list", &kCore, "there may be core files that it does not show"},
     {"diagnose-test", &kDiagnose, "modules that it does not show may not have passed"},
     {"connectivity", &kDiagnose, "the way to the node that it tested may not be open"}}};

class ClusterRules {
 public:
  ClusterRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()), settings_(view.settings()), servers_(view.servers()), out_(out) {}

  void run() {
    tell_versions();
    tell_unauthenticated();
    tell_replication();
    tell_clocks();
    tell_cores();
    tell_tests();
    tell_connectivity();
    tell_alerts(kReplication, kReplicationAlerts);
    tell_alerts(kCore, kCoreAlerts);
    for (const Output& output : kOutputs) tell_unread(output);
  }

  // They are evidence of what an output shows of the node; where none shows it, they are told alone.
  void tell_alerts(const RuleInfo& rule, std::span<const std::string_view> names) {
    for (const AlertGroup& group : group_alerts(rtmt_alerts(timeline_), names, nullptr)) {
      bool told = false;
      for (Finding& finding : out_.all()) {
        const bool of_node = finding.subject == group.node || finding.subject.ends_with(" on " + group.node);
        if (finding.rule != &rule || !of_node) continue;
        add_evidence(finding, group);
        told = true;
      }
      if (told || told_already(out_, group)) continue;
      Finding finding = finding_of(rule, group);
      if (rule.id == kReplication.id && in_good_state(group.node)) {
        finding.severity = Severity::kInfo;
        finding.summary += " An output that is here has the node in state 2, which is good.";
      }
      // An alert passes all that the outputs are asked.
      for (std::size_t condition = 0; condition < rule.conditions.size(); ++condition)
        holds(out_, rule, condition, true, [&] { return trial_of(finding, true, group.alerts.front().name); });
      out_.add(std::move(finding));
    }
  }

  [[nodiscard]] bool in_good_state(std::string_view node) const {
    const std::vector<FactPlace> states = servers_.latest(FactKind::kDbReplication);
    return std::any_of(states.begin(), states.end(), [&](FactPlace place) {
      return text_of(place).number == 2 && short_node_name(words(text_of(place).subject)) == node;
    });
  }

 private:
  [[nodiscard]] const FactText& text_of(FactPlace place) const { return timeline_.facts[place].text; }
  [[nodiscard]] std::string_view words(NameId id) const { return timeline_.name(id); }

  [[nodiscard]] Server server_of(FactPlace place) const { return servers_.server_of(place); }

  // For `logscan why`: what an output says of a node or of a module.
  [[nodiscard]] Trial said_of(FactPlace place, NameId about, NameId says) const {
    return trial_of(timeline_, std::string(words(about)) + " as " + server_of(place).name + " has it", place,
                    std::string(words(says)));
  }

  static void doubt(Finding& finding, Severity severity) {
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.severity = severity;
  }

  void tell_unread(const Output& output) {
    for (const Server& server : servers_.all()) {
      const FactPlace* unread = server.unread_output(timeline_, output.kind);
      if (unread == nullptr) continue;
      Finding finding = finding_of(*output.rule, timeline_, server, {}, *unread);
      finding.variant = "unread";
      doubt(finding, Severity::kNotice);
      finding.summary = "An output of " + server.spoken() + " could not be read in full (" +
                        std::string(words(text_of(*unread).detail)) + "): " + std::string(output.unknown) + ".";
      // What a list does not show meets the first condition of no rule.
      holds(out_, *output.rule, 0, false, [&] { return trial_of(finding, false, "not read in full"); });
      out_.add(std::move(finding));
    }
  }

  // Versions.

  struct Installed {
    const Server* server;
    std::string_view version;
    Release release;
  };

  void tell_versions() {
    std::vector<Installed> nodes;
    std::vector<const Server*> unclear;
    for (const Server& server : servers_.all()) {
      if (!server.version) continue;
      const std::string_view version = words(text_of(*server.version).text);
      const auto release = parse_release(version);
      if (release) {
        nodes.push_back({&server, version, *release});
      } else {
        unclear.push_back(&server);
      }
    }
    if (!nodes.empty()) {
      for (const Server* server : unclear) tell_unclear(*server);
    }
    // Nodes that belong together, each by way of any other of them.
    std::vector<std::size_t> group(nodes.size());
    std::iota(group.begin(), group.end(), std::size_t{0});
    const Clusters clusters = clusters_by_node();
    std::uint64_t compared = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      for (std::size_t j = i + 1; j < nodes.size(); ++j) {
        if (group[i] == group[j]) continue;
        const bool of_one = together(nodes[i], nodes[j], clusters);
        const auto trial = [&] { return versions_of({nodes[i], nodes[j]}, of_one ? "" : "of two clusters"); };
        if (!holds(out_, kVersions, kVersionsRead, of_one, trial)) continue;
        const std::size_t from = group[j], to = group[i];
        std::replace(group.begin(), group.end(), from, to);
      }
    }
    for (std::size_t first = 0; first < nodes.size(); ++first) {
      std::vector<Installed> of_group;
      for (std::size_t i = first; i < nodes.size(); ++i) {
        if (group[i] == group[first]) of_group.push_back(nodes[i]);
      }
      const bool known = std::find(group.begin(), group.begin() + static_cast<std::ptrdiff_t>(first), group[first]) !=
                         group.begin() + static_cast<std::ptrdiff_t>(first);
      if (known || of_group.size() < 2) continue;
      compared += of_group.size();
      tell_group(of_group);
    }
    if (compared > 0) out_.examined(kVersions, compared);
  }

  // Of each node, the lists of nodes in which it stands: by the session that printed them.
  using Clusters = std::map<std::string, std::set<SourceId>>;
  [[nodiscard]] Clusters clusters_by_node() const {
    Clusters clusters;
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind == FactKind::kClusterNode)
        clusters[short_node_name(timeline_.name(fact.text.subject))].insert(fact.at.source);
    }
    return clusters;
  }

  // Unity Connection is a cluster of its own; Communications Manager and its IM and Presence nodes are one. Where no
  // list tells of both nodes, they are taken for one.
  [[nodiscard]] static bool together(const Installed& a, const Installed& b, const Clusters& clusters) {
    if (a.server->is_connection() != b.server->is_connection()) return false;
    const auto one = clusters.find(a.server->name), other = clusters.find(b.server->name);
    if (one == clusters.end() || other == clusters.end()) return true;
    return std::any_of(one->second.begin(), one->second.end(),
                       [&](SourceId source) { return other->second.contains(source); });
  }

  void tell_group(const std::vector<Installed>& nodes) {
    Apart most = Apart::kNot;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      for (std::size_t j = i + 1; j < nodes.size(); ++j) most = std::max(most, distance(nodes[i], nodes[j]));
    }
    const auto trial = [&] { return versions_of(nodes, most == Apart::kNot ? "the same, or not comparable" : ""); };
    if (!holds(out_, kVersions, kVersionsDiffer, most != Apart::kNot, trial)) return;
    Finding finding = finding_of(kVersions, timeline_, *nodes.front().server, {}, *nodes.front().server->version);
    finding.subject_kind = SubjectKind::kCluster;
    finding.subject.clear();
    finding.count = nodes.size();
    std::vector<std::string> told;
    for (const Installed& node : nodes) {
      finding.subject += (finding.subject.empty() ? "" : "/") + node.server->name;
      told.push_back(node.server->spoken() + " runs " + std::string(node.version));
      if (&node != &nodes.front()) finding.evidence.push_back(evidence_of(timeline_, "context", *node.server->version));
    }
    finding.summary = "The nodes run different ";
    if (most >= Apart::kUpdate) {
      finding.summary += most == Apart::kRelease ? "releases: " : "service updates: ";
    } else {
      finding.variant = "respin";
      finding.severity = Severity::kNotice;
      finding.summary += "builds of one service update: ";
    }
    finding.summary += listed(told) + ".";
    const bool of_one =
        std::all_of(nodes.begin(), nodes.end(), [](const Installed& node) { return product_told(*node.server); });
    if (!holds(out_, kVersions, kVersionsOfOne, of_one, [&] { return versions_of(nodes, ""); })) {
      doubt(finding, Severity::kWarning);
      finding.variant = "not-told";
      finding.summary += " Whether they are of one product and cluster is not told.";
    }
    out_.add(std::move(finding));
  }

  // For `logscan why`: nodes and what they run.
  [[nodiscard]] Trial versions_of(const std::vector<Installed>& nodes, std::string_view note) const {
    Trial trial;
    trial.note = note;
    for (const Installed& node : nodes) {
      trial.subject += (trial.subject.empty() ? "" : "/") + node.server->name;
      trial.note += (trial.note.empty() ? "" : "; ") + node.server->name + " " + std::string(node.version);
      trial.evidence.push_back(evidence_of(timeline_, "sample", *node.server->version));
    }
    return trial;
  }

  [[nodiscard]] static bool product_told(const Server& server) { return !server.product.empty() || server.listed(); }

  void tell_unclear(const Server& server) {
    Finding finding = finding_of(kVersions, timeline_, server, {}, *server.version);
    doubt(finding, Severity::kNotice);
    finding.summary = "The version of " + server.spoken() + " reads \"" +
                      std::string(words(text_of(*server.version).text)) + "\", which is no release.";
    holds(out_, kVersions, kVersionsRead, false, [&] { return trial_of(finding, false, "no release"); });
    out_.add(std::move(finding));
  }

  // Two products count their builds apart, and before release 11 their service updates too.
  [[nodiscard]] static Apart distance(const Installed& a, const Installed& b) {
    const Apart far = apart(a.release, b.release);
    const bool same_product =
        a.server->product == b.server->product && a.server->is_presence() == b.server->is_presence();
    if (same_product || far == Apart::kRelease) return far;
    return far == Apart::kUpdate && a.release.major >= 11 ? far : Apart::kNot;
  }

  // The cluster.

  void tell_unauthenticated() {
    std::map<std::string, FactPlace> worst;
    for (const FactPlace place : servers_.latest(FactKind::kClusterNode)) {
      out_.examined(kUnauthenticated, 1);
      const auto trial = [&] { return said_of(place, text_of(place).subject, text_of(place).detail); };
      if (!holds(out_, kUnauthenticated, kNotAuthenticated, text_of(place).number != 1, trial)) continue;
      const auto [at, first] = worst.try_emplace(std::string(words(text_of(place).subject)), place);
      if (!first && text_of(place).number == 0) at->second = place;
    }
    for (const auto& [node, place] : worst) {
      const FactText& fact = text_of(place);
      Finding finding = finding_of(kUnauthenticated, timeline_, server_of(place), {}, place);
      finding.subject = short_node_name(node);
      finding.mark = node;
      const auto trial = [&] { return said_of(place, fact.subject, fact.detail); };
      if (holds(out_, kUnauthenticated, kAuthenticationTold, fact.number == 0, trial)) {
        finding.summary = node + " is not authenticated in the cluster as " + server_of(place).spoken() +
                          " has it (\"" + std::string(words(fact.detail)) + "\").";
      } else {
        doubt(finding, Severity::kNotice);
        finding.variant = "not-told";
        finding.summary = "The cluster has " + node + ", and whether it is authenticated is not told.";
      }
      out_.add(std::move(finding));
    }
  }

  // The database.

  void tell_replication() {
    std::map<std::string, FactPlace> worst;
    for (const FactPlace place : servers_.latest(FactKind::kDbReplication)) {
      out_.examined(kReplication, 1);
      const std::int64_t code = text_of(place).number;
      const bool good = code == 2 && !cut_off(words(text_of(place).detail));
      const auto trial = [&] { return said_of(place, text_of(place).subject, text_of(place).text); };
      if (!holds(out_, kReplication, kReplicationBad, !good, trial)) continue;
      const auto [at, first] = worst.try_emplace(short_node_name(words(text_of(place).subject)), place);
      if (!first && code > text_of(at->second).number) at->second = place;
    }
    for (const auto& [node, place] : worst) tell_node(node, place);
    for (const FactPlace place : servers_.latest(FactKind::kDbReplicationCheck)) tell_check(place);
  }

  void tell_check(FactPlace place) {
    const std::int64_t number = text_of(place).number;
    const Server server = server_of(place);
    const bool bad = number == kCheckErrors || number == kCheckServicesDown;
    holds(out_, kReplication, kReplicationBad, bad,
          [&] { return trial_of(timeline_, server.name, place, std::string(words(text_of(place).text))); });
    if (!bad && number != kCheckIncomplete) return;
    const std::string said = ": \"" + std::string(words(text_of(place).text)) + "\".";
    Finding finding = finding_of(kReplication, timeline_, server, {}, place);
    if (number == kCheckErrors) {
      finding.variant = "mismatch";
      finding.summary = "The check of all tables that " + server.spoken() + " ran found errors or mismatches" + said;
    } else if (number == kCheckIncomplete) {
      finding.variant = "incomplete";
      doubt(finding, Severity::kNotice);
      finding.summary = "The check of all tables that " + server.spoken() + " ran is not complete" + said +
                        " Whether the other tables differ is not known.";
    } else {
      finding.variant = "services";
      finding.summary = "The services of the database and of replication do not all run on " + server.spoken() + said;
      const std::optional<Duration> up = servers_.up_for(server, place);
      if (up && *up < settings_.seconds(kReplication, "settle")) {
        doubt(finding, Severity::kNotice);
        finding.summary += " The node has been up for " + to_words(*up) + " only: they may still start.";
      }
    }
    if (bad) try_settled(finding, number == kCheckServicesDown ? servers_.up_for(server, place) : std::nullopt);
    out_.add(std::move(finding));
  }

  // Whether the columns before a state say that the node cannot be reached: "-- N/N/N --", "0.045 Y/N/Y 0 (g_2)".
  [[nodiscard]] static bool cut_off(std::string_view columns) {
    while (!columns.empty()) {
      const std::string_view word = columns.substr(0, columns.find(' '));
      columns.remove_prefix(std::min(columns.size(), word.size() + 1));
      if (word == "--" || (word.size() == 5 && word[1] == '/' && word[3] == '/' && word.find('N') != word.npos))
        return true;
    }
    return false;
  }

  void tell_node(const std::string& node, FactPlace place) {
    const FactText& fact = text_of(place);
    if (fact.number == 2) {
      Finding finding = finding_of(kReplication, timeline_, server_of(place), {}, place);
      finding.subject = node;
      finding.variant = "unreached";
      finding.summary = "Replication of " + node + " was set up (" + std::string(words(fact.text)) +
                        "), and the node is not reached: \"" + std::string(words(fact.detail)) +
                        "\" is its round trip, then database, RPC and DbMon, Y or N.";
      try_settled(finding, std::nullopt);
      out_.add(std::move(finding));
      return;
    }
    Finding finding = finding_of(kReplication, timeline_, server_of(place), {}, place);
    finding.subject = node;
    finding.measured = {{"state", static_cast<double>(fact.number)}};
    finding.summary = "Replication of " + node + " is in state " +
                      (fact.number < 0 ? std::string("-") : std::to_string(fact.number)) + " (" +
                      std::string(words(fact.text)) + "); 2 is good.";
    std::optional<Duration> up;
    if (fact.number < 3) {
      finding.variant = "setting-up";
      const Server* known = servers_.find(node);
      up = servers_.up_for(known != nullptr ? *known : server_of(place), place);
      if (!up) {
        doubt(finding, Severity::kWarning);
        finding.summary += " It is set up after a boot, and how long the node has been up is not told.";
      } else if (*up < settings_.seconds(kReplication, "settle")) {
        doubt(finding, Severity::kNotice);
        finding.summary += " The node has been up for " + to_words(*up) + " only: it may still be set up.";
      } else {
        finding.summary += " The node has been up for " + to_words(*up) + ": it should be set up by now.";
      }
    }
    try_settled(finding, up);
    out_.add(std::move(finding));
  }

  // `up` where it counts how long the node had been up.
  void try_settled(const Finding& finding, std::optional<Duration> up) const {
    holds(out_, kReplication, kReplicationSettled, finding.verdict == Verdict::kFail, [&] {
      Trial trial = trial_of(finding);
      if (up) return measured(std::move(trial), seconds(*up), seconds(settings_.seconds(kReplication, "settle")));
      const bool open = finding.verdict != Verdict::kFail;
      return noted(std::move(trial), open ? "how long the node has been up is not told" : "no boot explains it");
    });
  }

  // Clocks, crashes, tests.

  void tell_clocks() {
    for (const FactPlace place : servers_.latest(FactKind::kNtpStatus)) {
      out_.examined(kNtp, 1);
      const FactText& fact = text_of(place);
      const Server server = server_of(place);
      const auto trial = [&] { return trial_of(timeline_, server.name, place, std::string(words(fact.text))); };
      if (!holds(out_, kNtp, kNtpOff, fact.number != 1, trial)) continue;
      Finding finding = finding_of(kNtp, timeline_, server, {}, place);
      finding.summary =
          "The clock of " + server.spoken() + " is not synchronised (\"" + std::string(words(fact.text)) + "\").";
      const std::optional<Duration> up = servers_.up_for(server, place);
      const Duration settle = settings_.seconds(kNtp, "settle");
      const auto settled = [&] { return up ? measured(trial(), seconds(*up), seconds(settle)) : trial(); };
      if (!holds(out_, kNtp, kNtpSettled, !up || *up >= settle, settled)) {
        doubt(finding, Severity::kNotice);
        finding.summary += " The node has been up for " + to_words(*up) + " only, and a clock needs its time.";
      }
      out_.add(std::move(finding));
    }
  }

  // When the case begins: the first record of any log.
  [[nodiscard]] std::optional<Timestamp> case_begin() const {
    std::optional<Timestamp> begin;
    for (const LogCoverage& log : timeline_.logs) {
      if (log.span.from < log.span.to && (!begin || log.span.from < *begin)) begin = log.span.from;
    }
    return begin;
  }

  // `core.62556.6.ccm.1645336926`: seconds since the epoch, where the list agrees in some zone.
  static std::optional<Timestamp> time_in_name(std::string_view file, Timestamp shown) {
    const auto epoch = parse_number<std::int64_t>(file.substr(file.rfind('.') + 1));
    constexpr std::int64_t kMost = 10'000'000'000;
    if (!epoch || *epoch < 0 || *epoch > kMost) return std::nullopt;
    const Timestamp time{std::chrono::seconds(*epoch)};
    return time - shown <= kMostOffset && shown - time <= kMostOffset ? std::optional(time) : std::nullopt;
  }

  void tell_cores() {
    for (const FactPlace place : servers_.latest(FactKind::kNoCoreFiles)) {
      out_.examined(kCore, 1);
      holds(out_, kCore, kCoreThere, false, [&] { return trial_of(timeline_, server_of(place).name, place, "none"); });
    }
    const std::optional<Timestamp> begin = case_begin();
    for (const FactPlace place : servers_.latest(FactKind::kCoreFile)) {
      out_.examined(kCore, 1);
      const TimedFact& fact = timeline_.facts[place];
      const Server server = server_of(place);
      const Timestamp shown{Duration(fact.text.number)};
      const std::optional<Timestamp> crashed = time_in_name(words(fact.text.subject), shown);
      const Timestamp written = crashed.value_or(shown);
      Finding finding = finding_of(kCore, timeline_, server, {}, place);
      finding.subject = std::string(words(fact.text.subject)) + " on " + server.name;
      finding.summary = std::string(fact.text.text == kNoName ? "A process" : words(fact.text.text)) + " crashed on " +
                        server.spoken() + " at " +
                        (crashed ? utc(written) : utc(written).substr(0, 19) + ", in the time of the node") + " (" +
                        std::string(words(fact.text.subject)) + ")";
      if (crashed) finding.window = Window{*crashed, *crashed};
      std::optional<Timestamp> since = begin;
      if (!since && fact.time)
        since = *fact.time - Duration(static_cast<Duration::rep>(settings_.value(kCore, "recent") * 86400e6));
      const auto trial = [&] {
        const std::string note = since ? "the case begins at " + utc(*since) : "no time is told";
        return noted(trial_of(finding), note);
      };
      holds(out_, kCore, kCoreThere, true, [&] { return trial_of(finding); });
      if (!holds(out_, kCore, kCoreDated, since.has_value(), trial)) {
        doubt(finding, Severity::kNotice);
        finding.variant = "undated";
        finding.summary += ". Nothing tells when the case took place, so this may be an old crash.";
      } else if (written + kMostOffset < *since) {
        finding.variant = "old";
        finding.severity = Severity::kInfo;
        finding.summary += begin ? ", before the case begins." : ", long before the files were listed.";
      } else {
        finding.summary += ".";
      }
      out_.add(std::move(finding));
    }
  }

  void tell_tests() {
    for (const FactPlace place : servers_.latest(FactKind::kDiagnoseTest)) {
      const FactText& fact = text_of(place);
      if (fact.number == kTestSkipped) continue;
      out_.examined(kDiagnose, 1);
      const auto trial = [&] { return said_of(place, fact.subject, fact.text); };
      if (!holds(out_, kDiagnose, kTestMissed, fact.number == kTestFailed, trial)) continue;
      const Server server = server_of(place);
      Finding finding = finding_of(kDiagnose, timeline_, server, {}, place);
      finding.subject = std::string(words(fact.subject)) + " on " + server.name;
      finding.summary = "The test " + std::string(words(fact.subject)) + " did not pass on " + server.spoken() +
                        ": \"" + std::string(words(fact.text)) + "\".";
      out_.add(std::move(finding));
    }
  }

  // `utils network connectivity NODE 1500`
  void tell_connectivity() {
    for (const FactPlace place : servers_.latest(FactKind::kConnectivity)) {
      out_.examined(kDiagnose, 1);
      const FactText& fact = text_of(place);
      const auto trial = [&] {
        return trial_of(timeline_, "the way from " + server_of(place).name, place, std::string(words(fact.text)));
      };
      if (!holds(out_, kDiagnose, kTestMissed, fact.number != 0, trial)) continue;
      const Server server = server_of(place);
      const std::string node(fact.subject == kNoName ? "a node" : words(fact.subject));
      Finding finding = finding_of(kDiagnose, timeline_, server, {}, place);
      finding.variant = "connectivity";
      finding.subject = "connectivity to " + node + " on " + server.name;
      finding.summary = "The test of the way from " + server.spoken() + " to " + node + " failed: \"" +
                        std::string(words(fact.text)) + "\".";
      out_.add(std::move(finding));
    }
  }

  const Timeline& timeline_;
  const Settings& settings_;
  const Servers& servers_;
  Findings& out_;
};

}  // namespace

constinit const RuleFamily kClusterRules{kRules,
                                         [](const CaseView& view, Findings& out) { ClusterRules(view, out).run(); }};

}  // namespace logscan::detail
