#include "detect/rules/service_check_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/glob.h"
#include "base/text.h"
#include "base/words.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/rtmt_alerts.h"
#include "detect/server_checks.h"
#include "detect/service_words.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsNodes = {
    "the nodes and their groups: `run sql select * from enterprisenode` (cli.session)"};
constexpr std::array<std::string_view, 2> kNeedsAccounts = {
    "`run sql select * from epassyncagentcfg` of IM and Presence (cli.session)",
    "its axluser in the table applicationuser of Communications Manager, with the credential (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsServerList = {
    "`show network cluster` of Communications Manager or `run sql select name from processnode`, and a session of an "
    "IM and Presence node (cli.session); or its application log (syslog.cisco)"};
constexpr std::array<std::string_view, 1> kNeedsMonitor = {
    "an output that tells of the replication-sync monitor (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsDefects = {
    "the services of a node with one that has known defects: `utils service list` (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsFinding = {"a finding about a service that does not run"};

constexpr std::array<Condition, 1> kSubclusterConditions = {
    {{"A node has no redundancy group in the table of nodes, or the two nodes of a cluster have different ones"}}};
enum SubclusterCondition : std::uint8_t { kGroupsWrong };
constexpr std::array<Condition, 1> kAccountConditions = {
    {{"The application user has another pkid or credential than the Sync Agent keeps, or there is no such user"}}};
enum AccountCondition : std::uint8_t { kAccountDiffers };
constexpr std::array<Condition, 2> kServerListConditions = {{
    {"A server list of Communications Manager lacks a node of IM and Presence, or the node raised "
     "NotInCucmServerListError"},
    {"No list that is here has the node"},
}};
enum ServerListCondition : std::uint8_t { kListLacks, kListedNowhere };
constexpr std::array<Condition, 1> kMonitorConditions = {
    {{"By the last that is told, the replication-sync monitor of a node is disabled"}}};
enum MonitorCondition : std::uint8_t { kMonitorOff };
constexpr std::array<Condition, 4> kDefectConditions = {{
    {"A service with a known defect does not run"},
    {"It is not on its way after a boot, or with others that start", "s"},
    {"What it waits for runs and, where the defect stops that service alone, so do all others by a whole list"},
    {"The version of the node is one that has the defect"},
}};
enum DefectCondition : std::uint8_t { kDefectDown, kDefectSettled, kDefectAlone, kDefectRelease };
constexpr std::array<Condition, 3> kMissingConditions = {{
    {"A finding of at least a warning tells that a service of a node does not run"},
    {"The documents ask for outputs or logs of such a service"},
    {"Some of them are not here"},
}};
enum MissingCondition : std::uint8_t { kMissingDown, kMissingAsked, kMissingLacks };

constexpr RuleInfo kSubcluster{"presence-engine.subcluster",
                               "Nodes of a pair in different groups",
                               "A node has no redundancy group in the database, or another one than its peer: Cisco "
                               "Presence Engine does not start there.",
                               Severity::kError,
                               kNeedsNodes,
                               {},
                               kSubclusterConditions};
constexpr RuleInfo kAccount{"sync-agent.axl-account",
                            "Account of the Sync Agent does not agree",
                            "The account that the Sync Agent uses and the application user of Communications Manager "
                            "differ, or there is no such user.",
                            Severity::kError,
                            kNeedsAccounts,
                            {},
                            kAccountConditions};
constexpr RuleInfo kServerList{"sync-agent.not-in-server-list",
                               "Node is not in the server list",
                               "A node of IM and Presence is missing from the server list of Communications Manager.",
                               Severity::kError,
                               kNeedsServerList,
                               {},
                               kServerListConditions};
constexpr RuleInfo kMonitor{"replication-monitor.disabled",
                            "Replication monitor is disabled",
                            "Services start without waiting for replication and for the Sync Agent: a step of a "
                            "recovery that was not taken back.",
                            Severity::kWarning,
                            kNeedsMonitor,
                            {},
                            kMonitorConditions};
constexpr RuleInfo kDefect{"known-defect",
                           "Known defect of the product",
                           "A defect of the product is documented for a service that does not run.",
                           Severity::kWarning,
                           kNeedsDefects,
                           {},
                           kDefectConditions};
constexpr RuleInfo kMissing{"bundle.missing-logs",
                            "Outputs and logs are missing for a case",
                            "For a service that does not run: what the documents ask for and is not here, with how to "
                            "collect it.",
                            Severity::kInfo,
                            kNeedsFinding,
                            {},
                            kMissingConditions};
constexpr std::array<const RuleInfo*, 6> kRules = {&kSubcluster, &kAccount, &kServerList,
                                                   &kMonitor,    &kDefect,  &kMissing};

constexpr std::string_view kEngine = "Cisco Presence Engine";
constexpr std::string_view kDatabase = "A Cisco DB";  // and its replicator: their logs are asked for by other names
constexpr std::string_view kAgent = "Cisco Sync Agent";
constexpr std::string_view kListener = "Connection Jetty";
// Services wait for replication and for the Sync Agent after a boot; our number.
constexpr Duration kSettled = std::chrono::seconds(1800);
constexpr std::string_view kNotInList = "NotInCucmServerListError";

class ServiceCheckRules {
 public:
  ServiceCheckRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()),
        states_(view.knowledge().ha()),
        knowledge_(view.knowledge().services()),
        servers_(view.servers()),
        out_(out) {}

  void run() {
    add_host_alerts(timeline_, out_);
    tell_subclusters();
    tell_account();
    tell_server_list();
    for (const Server& server : servers_.all()) {
      tell_monitor(server);
      for (const auto& [id, defect] : knowledge_.all_defects()) tell_defect(server, defect);
    }
    relate_states();
    relate_listeners();
    tell_missing();
  }

 private:
  [[nodiscard]] const FactText& text_of(FactPlace place) const { return timeline_.facts[place].text; }
  [[nodiscard]] std::string_view words(NameId id) const { return timeline_.name(id); }
  [[nodiscard]] Server server_of(FactPlace place) const { return servers_.server_of(place); }
  static void doubt(Finding& finding) {
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.severity = Severity::kNotice;
  }

  // Adds the finding, related to those about the service on the server.
  void add(Finding finding, std::string_view service, std::string_view server) {
    const std::string subject = std::string(service) + " on " + std::string(server);
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      const Finding& other = out_.all()[i];
      if (other.subject == subject && other.rule->id.starts_with("service.")) others.push_back(i);
    }
    const std::size_t place = out_.add(std::move(finding));
    for (const std::size_t other : others) out_.relate(place, other);
  }

  // Redundancy groups.

  void tell_subclusters() {
    for (const SubclusterTable& table : subcluster_tables(timeline_, servers_)) {
      out_.examined(kSubcluster, table.rows.size());
      for (const FactPlace row : table.rows) try_group(table, row);
      for (const FactPlace row : table.unset) tell_unset(row);
      if (table.differ) tell_different(table);
    }
    for (const Server& server : servers_.all()) {
      for (const FactPlace unread : server.unread) {
        if (words(text_of(unread).subject) != "run-sql" ||
            words(text_of(unread).text).find("enterprisenode") == std::string_view::npos)
          continue;
        Finding finding = finding_of(kSubcluster, timeline_, server, {}, unread);
        finding.variant = "unread";
        doubt(finding);
        finding.summary = "The nodes and their groups, as " + server.spoken() +
                          " has them, could not be read in full (" + std::string(words(text_of(unread).detail)) + ").";
        holds(out_, kSubcluster, kGroupsWrong, false, [&] { return trial_of(finding, false, "not read in full"); });
        out_.add(std::move(finding));
      }
    }
  }

  // For `logscan why`: one node and its group.
  void try_group(const SubclusterTable& table, FactPlace row) const {
    const bool unset = std::find(table.unset.begin(), table.unset.end(), row) != table.unset.end();
    holds(out_, kSubcluster, kGroupsWrong, unset || table.differ, [&] {
      return trial_of(timeline_, std::string(words(text_of(row).subject)), row,
                      unset ? "no group" : "group " + std::string(words(text_of(row).text)));
    });
  }

  [[nodiscard]] bool engine_runs(std::string_view node) const {
    const Server* server = servers_.find(short_node_name(node));
    const ServiceSeen* engine = server == nullptr ? nullptr : server->find(kEngine);
    return engine != nullptr && engine->standing == ServiceStanding::kRuns;
  }

  void tell_unset(FactPlace row) {
    const std::string node(words(text_of(row).subject));
    Finding finding = finding_of(kSubcluster, timeline_, server_of(row), {}, row);
    finding.subject = short_node_name(node);
    const bool own = server_of(row).name == finding.subject;
    finding.summary = node + " has no subclusterid" +
                      (own ? " in its own table" : ", as " + server_of(row).spoken() + " has it") +
                      ": it is in no redundancy group, or its group was not replicated.";
    if (engine_runs(node)) {
      finding.severity = Severity::kWarning;
      finding.summary += " Its Cisco Presence Engine runs all the same; it may not start again.";
    }
    add(std::move(finding), kEngine, short_node_name(node));
  }

  void tell_different(const SubclusterTable& table) {
    const FactText &a = text_of(table.rows[0]), &b = text_of(table.rows[1]);
    Finding finding = finding_of(kSubcluster, timeline_, server_of(table.rows[0]), {}, table.rows[0]);
    finding.subject = short_node_name(words(a.subject)) + "/" + short_node_name(words(b.subject));
    finding.variant = "different";
    finding.confidence = Confidence::kMedium;
    if (engine_runs(words(a.subject)) && engine_runs(words(b.subject))) finding.severity = Severity::kWarning;
    finding.summary = "The two nodes of the cluster have different subclusterids: " + std::string(words(a.subject)) +
                      " " + std::string(words(a.text)) + ", " + std::string(words(b.subject)) + " " +
                      std::string(words(b.text)) + ". Nodes of a pair share one.";
    finding.evidence.push_back(evidence_of(timeline_, "context", table.rows[1]));
    out_.add(std::move(finding));
  }

  // The Sync Agent.

  void tell_account() {
    const AxlComparison accounts = compare_accounts(timeline_, servers_);
    if (!accounts.agent || (!accounts.user && !accounts.missing)) return;
    out_.examined(kAccount, 1);
    const bool same = accounts.user && accounts.same_id == true && accounts.same_credential == true;
    const std::string name(words(text_of(*accounts.agent).subject));
    if (same) {
      holds(out_, kAccount, kAccountDiffers, false,
            [&] { return trial_of(timeline_, name, *accounts.agent, "pkid and credential agree"); });
      return;
    }
    Finding finding = finding_of(kAccount, timeline_, server_of(*accounts.agent), {}, *accounts.agent);
    finding.evidence.push_back(evidence_of(timeline_, "context", accounts.user ? *accounts.user : *accounts.missing));
    if (!accounts.user) {
      finding.variant = "missing";
      finding.summary = "Communications Manager has no application user " + name + ", which the Sync Agent uses.";
    } else if (accounts.same_id == false) {
      finding.summary = "The application user " + name +
                        " has another pkid than the one that the Sync Agent keeps: it was created anew.";
    } else if (accounts.same_credential == false) {
      finding.summary =
          "The application user " + name + " has another credential than the one that the Sync Agent keeps.";
    } else if (accounts.same_id) {
      doubt(finding);
      finding.variant = "no-credential";
      finding.summary = "Name and pkid of the application user " + name +
                        " agree; whether its credential does is not told, for an output does not have it.";
    } else {
      doubt(finding);
      finding.variant = "no-id";
      finding.summary = "The name of the application user " + name +
                        (accounts.same_credential ? " and its credential agree" : " agrees") + "; whether its pkid" +
                        (accounts.same_credential ? "" : " and its credential") +
                        " does is not told, for an output does not have it.";
    }
    holds(out_, kAccount, kAccountDiffers, finding.verdict == Verdict::kFail,
          [&] { return trial_of(finding, false, finding.summary); });
    add(std::move(finding), kAgent, servers_.name_of(*accounts.agent));
  }

  void tell_server_list() {
    std::map<std::string, const TimedEvent*> alarms;  // the last of each node
    for (const TimedEvent& event : timeline_.events) {
      if (event.kind == EventKind::kAlarm && words(event.text.subject) == kNotInList)
        alarms[short_node_name(timeline_.node_of(event.at, event.text.node))] = &event;
    }
    for (const Server& server : servers_.all()) {
      if (!server.named || !server.is_presence()) continue;
      const ListedAnswer listed_there = in_server_list(timeline_, servers_, server);
      if (!listed_there.listed) continue;
      out_.examined(kServerList, 1);
      const auto alarm = alarms.find(server.name);
      const auto trial = [&] {
        return trial_of(timeline_, server.name, *listed_there.told,
                        std::string(*listed_there.listed ? "listed" : "not listed") +
                            (alarm == alarms.end() ? "" : ", and it raised the alarm"));
      };
      const bool lacks = !*listed_there.listed || alarm != alarms.end();
      if (!holds(out_, kServerList, kListLacks, lacks, trial)) continue;
      holds(out_, kServerList, kListedNowhere, !*listed_there.listed, trial);
      Finding finding = finding_of(kServerList, timeline_, server, {}, *listed_there.told);
      if (*listed_there.listed) {
        doubt(finding);
        finding.variant = "listed";
        finding.summary = server.spoken() + " told that it is not in the server list, and a list that is here has it.";
      } else {
        finding.summary = server.spoken() + " is not in the server list of Communications Manager.";
      }
      if (alarm != alarms.end()) {
        finding.evidence.push_back({"context", alarm->second->time, alarm->second->at});
        alarms.erase(alarm);
      }
      add(std::move(finding), kAgent, server.name);
    }
    for (const auto& [node, event] : alarms) {
      out_.examined(kServerList, 1);
      Finding finding;
      finding.rule = &kServerList;
      finding.severity = kServerList.severity;
      finding.zone_matters = false;
      finding.subject_kind = SubjectKind::kNode;
      finding.subject = node;
      finding.window = Window{event->time, event->time};
      finding.evidence.push_back({"trigger", event->time, event->at});
      finding.summary = (node.empty() ? std::string("A node") : node) +
                        " tells that it is not in the server list of Communications Manager (" +
                        std::string(kNotInList) + ").";
      for (const ServerListCondition condition : {kListLacks, kListedNowhere}) {
        holds(out_, kServerList, condition, true, [&] {
          Trial trial = trial_of(finding, true, "it raised the alarm, and no list is here");
          if (node.empty()) trial.subject = "a node";
          return trial;
        });
      }
      out_.add(std::move(finding));
    }
  }

  void tell_monitor(const Server& server) {
    if (const FactPlace* unread = server.unread_output(timeline_, "replication-monitor")) {
      Finding finding = finding_of(kMonitor, timeline_, server, {}, *unread);
      doubt(finding);
      finding.variant = "unread";
      finding.summary = "Whether the replication monitor of " + server.spoken() + " is enabled is not told (" +
                        std::string(words(text_of(*unread).detail)) + ").";
      holds(out_, kMonitor, kMonitorOff, false, [&] { return trial_of(finding, false, "not told"); });
      out_.add(std::move(finding));
    }
    if (!server.monitor) return;
    out_.examined(kMonitor, 1);
    const bool off = text_of(*server.monitor).number == 0;
    if (!holds(out_, kMonitor, kMonitorOff, off,
               [&] { return trial_of(timeline_, server.name, *server.monitor, off ? "disabled" : "enabled"); }))
      return;
    Finding finding = finding_of(kMonitor, timeline_, server, {}, *server.monitor);
    finding.summary = "The replication-sync monitor of " + server.spoken() + " is disabled.";
    out_.add(std::move(finding));
  }

  // Defects.

  [[nodiscard]] bool waits_for_another(const Server& server, const ServiceSeen& service) const {
    const std::vector<const Service*> needs = knowledge_.needs_of(*service.known);
    return std::any_of(needs.begin(), needs.end(), [&](const Service* needed) {
      const ServiceSeen* seen = server.find(needed->name);
      return seen != nullptr && seen->standing != ServiceStanding::kRuns;
    });
  }

  [[nodiscard]] static bool others_run(const Server& server, const ServiceSeen& service) {
    return std::none_of(server.services.begin(), server.services.end(), [&](const ServiceSeen& other) {
      return other.name != service.name && other.known != nullptr && other.down();
    });
  }

  // It is on its way, after a boot or with others.
  [[nodiscard]] bool may_yet_start(const Server& server, const ServiceSeen& service) const {
    const std::optional<Duration> up = servers_.up_for(server, service.told);
    if (up && *up < kSettled) return true;
    if (service.standing != ServiceStanding::kStarting) return service.standing == ServiceStanding::kStopping;
    return std::any_of(server.services.begin(), server.services.end(), [&](const ServiceSeen& other) {
      return other.name != service.name && other.standing == ServiceStanding::kStarting;
    });
  }

  void tell_defect(const Server& server, const Defect& defect) {
    const ServiceSeen* service = server.find(defect.service);
    if (service == nullptr) return;
    out_.examined(kDefect, 1);
    const auto trial = [&] {
      return trial_of(timeline_, defect.name + ": " + service->name + " on " + server.name, service->told,
                      service->state);
    };
    if (!holds(out_, kDefect, kDefectDown, service->down(), trial)) return;
    const bool settled = !may_yet_start(server, *service);
    const auto since_boot = [&] {
      const std::optional<Duration> up = servers_.up_for(server, service->told);
      const bool by_boot = up && (settled || *up < kSettled);
      return by_boot ? measured(trial(), seconds(*up), seconds(kSettled)) : trial();
    };
    if (!holds(out_, kDefect, kDefectSettled, settled, since_boot)) return;
    const bool by_itself = !waits_for_another(server, *service) && (!defect.alone || others_run(server, *service));
    const bool shown = !defect.alone || whole_list(timeline_, server);
    holds(out_, kDefect, kDefectAlone, by_itself && shown,
          [&] { return noted(trial(), by_itself && !shown ? "the list is not whole" : service->state); });
    if (!by_itself) return;
    const std::string version(server.version ? words(text_of(*server.version).text) : std::string_view());
    const bool matches = std::any_of(defect.releases.begin(), defect.releases.end(),
                                     [&](const std::string& release) { return version.starts_with(release + "."); });
    holds(out_, kDefect, kDefectRelease, matches, [&] {
      return noted(trial(), defect.releases.empty() ? "no document names the versions"
                            : version.empty()       ? "the version is not told"
                                                    : version);
    });
    if (!defect.releases.empty() && !version.empty() && !matches) return;
    const bool sure = matches && shown;
    Finding finding = finding_of(kDefect, timeline_, server, defect.name, service->told);
    finding.confidence = Confidence::kMedium;
    finding.summary = defect.name + (sure ? " is probable" : " is possible") + " on " + server.spoken() + ": " +
                      service->name + " " + std::string(words_of(service->standing));
    if (matches) {
      finding.summary += ", and the version is " + version + ".";
      finding.evidence.push_back(evidence_of(timeline_, "context", *server.version));
    } else {
      finding.summary += defect.releases.empty() ? "." : ", and its version is not told.";
    }
    if (!sure) {
      doubt(finding);
      finding.severity = Severity::kInfo;
      finding.variant = "possible";
      if (matches) finding.summary += " Whether all other services run is not told.";
    }
    finding.summary += " " + defect.says;
    finding.mark = defect.name;
    add(std::move(finding), service->name, server.name);
  }

  // What Cisco TAC asks for.

  // Of the server, as far as is known: what nothing names may be of any.
  [[nodiscard]] bool is_here(const Collectable& wanted, const Server& server) const {
    const auto of_server = [&](bool named, const auto& name) {
      return wanted.anywhere || !named || !server.named || name() == server.name;
    };
    for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
      const TimedFact& fact = timeline_.facts[place];
      // The row of the Sync Agent's own table is told by the other facts of that table.
      const bool of_agent = fact.kind == FactKind::kAxlAccount && words(fact.text.detail) == kSyncAgentTable;
      const bool by_kind =
          !of_agent && std::find(wanted.facts.begin(), wanted.facts.end(), fact_name(fact.kind)) != wanted.facts.end();
      const bool by_name = fact.kind == FactKind::kOutputSeen && iequals(words(fact.text.subject), wanted.name);
      if ((by_kind || by_name) && of_server(servers_.is_named(place), [&] { return servers_.name_of(place); }))
        return true;
    }
    for (const ParsedSource& source : timeline_.sources) {
      if (source.only_a_status || !of_server(!source.node.empty(), [&] { return short_node_name(source.node); }))
        continue;
      const bool named = std::any_of(wanted.files.begin(), wanted.files.end(), [&](const std::string& pattern) {
        return glob_match(pattern, source.name.location) || glob_match(pattern, base_name(source.name.location));
      });
      if (named) return true;
    }
    return false;
  }

  struct Missing {
    const Server* server = nullptr;
    std::vector<std::string> asked, missing;
    std::vector<std::string> traces;   // what their files are called is not documented, so they may be here
    std::vector<std::size_t> related;  // findings about services of the server that stand by themselves
  };

  [[nodiscard]] Missing missing_of(const Server& server) const {
    Missing of;
    of.server = &server;
    const auto want = [&](const std::string& name) {
      if (std::find(of.asked.begin(), of.asked.end(), name) == of.asked.end()) of.asked.push_back(name);
    };
    for (const ServiceSeen& service : server.services) {
      if (service.known == nullptr || !service.down()) continue;
      const std::string subject = service.name + " on " + server.name;
      for (std::size_t i = 0; i < out_.all().size(); ++i) {
        const Finding& finding = out_.all()[i];
        const bool told = finding.rule->id.starts_with("service.") && finding.severity >= Severity::kWarning &&
                          (finding.subject == subject ||
                           (finding.subject == server.name && service.standing == ServiceStanding::kStarting));
        if (!told) continue;
        if (std::find(of.related.begin(), of.related.end(), i) == of.related.end()) of.related.push_back(i);
        for (const std::string& name : service.known->collect) want(name);
        // The log of a service that stays down; of many that start together it is of no use.
        if (finding.subject != subject || service.known->collect.empty()) continue;
        if (knowledge_.collectable(service.name) != nullptr) {
          want(service.name);
        } else if (!service.name.starts_with(kDatabase)) {
          of.traces.push_back(service.name);
        }
      }
    }
    for (const std::string& name : of.asked) {
      if (!is_here(*knowledge_.collectable(name), server)) of.missing.push_back(name);
    }
    return of;
  }

  void tell_missing() {
    std::vector<Missing> all;
    for (const Server& server : servers_.all()) {
      if (of_other_product(server)) continue;
      Missing of = missing_of(server);
      const auto trial = [&] {
        const std::string note = of.asked.empty() ? ""
                                                  : std::to_string(of.missing.size()) + " of " +
                                                        std::to_string(of.asked.size()) + " lacking";
        if (of.related.empty()) return Trial{.subject = server.name, .note = note};
        return trial_of(out_.all()[of.related.front()], true, note);
      };
      if (!holds(out_, kMissing, kMissingDown, !of.related.empty(), trial)) continue;
      if (!holds(out_, kMissing, kMissingAsked, !of.asked.empty(), trial)) continue;
      out_.examined(kMissing, 1);
      if (holds(out_, kMissing, kMissingLacks, !of.missing.empty(), trial)) all.push_back(std::move(of));
    }
    if (all.empty()) return;
    Finding finding;
    finding.rule = &kMissing;
    finding.severity = kMissing.severity;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kBundle;
    std::size_t asked = 0, missing = 0;
    for (const Missing& of : all) {
      finding.subject += (finding.subject.empty() ? "" : "/") + of.server->name;
      asked += of.asked.size();
      missing += of.missing.size();
      for (const std::size_t related : of.related) {
        if (std::find(finding.related.begin(), finding.related.end(), related) == finding.related.end())
          finding.related.push_back(related);
      }
    }
    finding.mark = finding.subject;
    finding.count = missing;
    finding.measured = {{"asked", static_cast<double>(asked)}, {"missing", static_cast<double>(missing)}};
    finding.summary = missing_words(all);
    finding.extra_steps = steps_to_collect(all);
    out_.add(std::move(finding));
  }

  static std::string missing_words(const std::vector<Missing>& all) {
    if (all.size() == 1) {
      const Missing& of = all.front();
      return "Of " + std::to_string(of.asked.size()) +
             " outputs and logs that Cisco TAC asks for where such a service does not run on " + of.server->spoken() +
             ", " + std::to_string(of.missing.size()) + (of.missing.size() == 1 ? " is" : " are") +
             " not here: " + listed(of.missing) + ".";
    }
    std::string text =
        "Of the outputs and logs that Cisco TAC asks for where such services do not run, these are not here:";
    for (const Missing& of : all) {
      text += (&of == &all.front() ? " of " : "; of ") + of.server->spoken() + " " + std::to_string(of.missing.size()) +
              " of " + std::to_string(of.asked.size()) + ": " + listed(of.missing);
    }
    return text + ".";
  }

  // Each once, with the servers of which it is missing where they are several.
  [[nodiscard]] std::vector<std::string> steps_to_collect(const std::vector<Missing>& all) const {
    std::vector<std::string> order, steps;
    std::map<std::string, std::vector<std::string>> outputs, traces;
    for (const Missing& of : all) {
      for (const std::string& name : of.missing) {
        if (!outputs.contains(name)) order.push_back(name);
        outputs[name].push_back(of.server->spoken());
      }
    }
    const auto whose = [&](const std::vector<std::string>& servers) {
      return all.size() == 1 ? std::string() : " of " + listed(servers);
    };
    for (const std::string& name : order)
      steps.push_back("Collect " + name + whose(outputs[name]) + ": " + knowledge_.collectable(name)->how + ".");
    order.clear();
    for (const Missing& of : all) {
      for (const std::string& name : of.traces) {
        if (!traces.contains(name)) order.push_back(name);
        traces[name].push_back(of.server->spoken());
      }
    }
    for (const std::string& name : order) {
      steps.push_back("Collect the traces of " + name + whose(traces[name]) +
                      ", where they are not here: RTMT, Trace & Log Central, Collect Files: " + name + ".");
    }
    return steps;
  }

  // What is down on a node is why its redundancy group stands in a bad state.
  void relate_states() {
    const std::size_t told = out_.all().size();
    for (std::size_t state = 0; state < told; ++state) {
      if (out_.all()[state].rule->id != "ha.bad-state" || out_.all()[state].verdict != Verdict::kFail) continue;
      for (const Server& server : servers_.all()) {
        if (!names(out_.all()[state].subject, server.name) || !stands_badly(server)) continue;
        std::vector<std::string> down;
        for (std::size_t i = 0; i < told; ++i) {
          if (!is_about_down_service(out_.all()[i], server)) continue;
          out_.relate(state, i);
          if (out_.all()[i].rule->id != "service.dependency") down.push_back(service_of(out_.all()[i]));
        }
        if (down.empty()) continue;
        std::vector<std::string>& steps = out_.all()[state].extra_steps;
        steps.insert(steps.begin(), "First mend what is down on " + server.spoken() + ", as its own finding tells: " +
                                        listed(down) + ". The steps below are for what is left then.");
      }
    }
  }

  // `imp1/imp2` of a pair.
  static bool names(std::string_view subject, std::string_view server) {
    for (;;) {
      const std::size_t slash = subject.find('/');
      if (subject.substr(0, slash) == server) return true;
      if (slash == std::string_view::npos) return false;
      subject.remove_prefix(slash + 1);
    }
  }

  // By the last that is told of it: it serves neither its own users nor those of its peer.
  [[nodiscard]] bool stands_badly(const Server& server) const {
    static constexpr std::array<std::string_view, 3> kServing = {"Normal", "Running in Backup Mode", "Taking Over"};
    bool badly = false;
    for (const FactPlace place : servers_.latest(FactKind::kHaState)) {
      if (servers_.name_of(place) != server.name) continue;
      const HaState* state = states_.state(words(text_of(place).text));
      badly = state != nullptr && std::find(kServing.begin(), kServing.end(), state->name) == kServing.end();
    }
    return badly;
  }

  [[nodiscard]] static bool is_about_down_service(const Finding& finding, const Server& server) {
    static constexpr std::array<std::string_view, 5> kDownRules = {
        "service.stopped", "service.not-running", "service.starting", "service.not-activated", "service.dependency"};
    return finding.subject_kind == SubjectKind::kService && finding.severity >= Severity::kWarning &&
           finding.verdict == Verdict::kFail && finding.subject.ends_with(" on " + server.name) &&
           std::find(kDownRules.begin(), kDownRules.end(), finding.rule->id) != kDownRules.end();
  }

  static std::string service_of(const Finding& finding) {
    return finding.subject.substr(0, finding.subject.rfind(" on "));
  }

  // Notifications of Exchange arrive at Connection Jetty.
  void relate_listeners() {
    for (const Server& server : servers_.all()) {
      for (std::size_t i = 0; i < out_.all().size(); ++i) {
        if (out_.all()[i].rule->id != "listener.down" || out_.all()[i].subject != server.name) continue;
        const ServiceSeen* jetty = server.find(kListener);
        if (jetty == nullptr) continue;
        const std::string subject = jetty->name + " on " + server.name;
        for (std::size_t other = 0; other < out_.all().size(); ++other) {
          if (out_.all()[other].subject == subject) out_.relate(i, other);
        }
        Finding& listener = out_.all()[i];
        listener.summary += " " + jetty->name + " " + std::string(words_of(jetty->standing)) + " there.";
        listener.evidence.push_back(evidence_of(timeline_, "context", jetty->told));
      }
    }
  }

  const Timeline& timeline_;
  const HaStates& states_;
  const Services& knowledge_;
  const Servers& servers_;
  Findings& out_;
};

}  // namespace

constinit const RuleFamily kServiceCheckRules{
    kRules, [](const CaseView& view, Findings& out) { ServiceCheckRules(view, out).run(); }};

}  // namespace logscan::detail
