#include "knowledge/ha_states.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "logscan/render.h"
#include "support/temporary_folder.h"

namespace logscan::detail {
namespace {

const HaStates& built_in() {
  static const Result<Knowledge> knowledge = Knowledge::load({});
  return knowledge->ha();
}

std::string state_name(std::string_view text) {
  const HaState* state = built_in().state(text);
  return state == nullptr ? "?" : state->name;
}

std::string reason_name(std::string_view text) {
  const HaReason* reason = built_in().reason(text);
  return reason == nullptr ? "?" : reason->name;
}

std::string pair_name(const HaStanding& one, const HaStanding& other) {
  const StatePair* pair = built_in().pair(one, other);
  return pair == nullptr ? "?" : pair->name;
}

std::set<std::string> names_of(const std::vector<const StatePair*>& pairs) {
  std::set<std::string> names;
  for (const StatePair* pair : pairs) names.insert(pair->name);
  return names;
}

TEST(HaStates, KnowsAStateInEverySpelling) {
  const struct {
    const char* text;
    const char* name;
  } cases[] = {
      {"Normal", "Normal"},
      {"NORMAL", "Normal"},
      {"Normal.", "Normal"},
      {"...", "?"},
      {"  normal\t", "Normal"},
      {"Active Normal", "Normal"},
      {"Running in Backup Mode", "Running in Backup Mode"},
      {"running  in \t Backup mode", "Running in Backup Mode"},
      {"Backup Mode", "Running in Backup Mode"},
      {"Backup Activated", "Running in Backup Mode"},
      {"Backup", "Running in Backup Mode"},
      {"Failed Over with Critical Services not Running", "Failed Over with Critical Services Not Running"},
      {"Failed Over with Critical Services\r\nNot Running", "Failed Over with Critical Services Not Running"},
      {"Failed Over Affected Service", "Failed Over with Critical Services Not Running"},
      {"Failover Affected Services", "Failed Over with Critical Services Not Running"},
      {"Failed Over", "Failed Over"},
      {"Failover", "Failing Over"},
      {"Failing Over", "Failing Over"},
      {"Failed", "Running in Failed Mode"},
      {"Running in Failed Mode", "Running in Failed Mode"},
      {"Taking Over", "Taking Over"},
      {"Taking Back", "Taking Back"},
      {"Falling Back", "Falling Back"},
      {"Idle", "Idle"},
      {"Initializing", "Initializing"},
      {"Down State", "Down State"},
      {"unknown", "Unknown"},
      {"", "?"},
      {"Norm", "?"},
      {"Normal-ish", "?"},
      {"NotRunning", "?"},
      {"Failed Overwhelmingly", "?"},
  };
  for (const auto& c : cases) EXPECT_EQ(state_name(c.text), c.name) << c.text;
}

TEST(HaStates, KnowsAStateByItsNumber) {
  const char* const names[] = {"Unknown",
                               "Initializing",
                               "Idle",
                               "Normal",
                               "Running in Backup Mode",
                               "Taking Over",
                               "Taking Back",
                               "Failing Over",
                               "Failed Over",
                               "Failed Over with Critical Services Not Running",
                               "Falling Back",
                               "Running in Failed Mode",
                               "Down State"};
  for (std::size_t i = 0; i < std::size(names); ++i) EXPECT_EQ(state_name(std::to_string(i)), names[i]);
  EXPECT_EQ(state_name("13"), "?");
  EXPECT_EQ(state_name("-1"), "?");
  EXPECT_EQ(state_name(" 3 "), "Normal");
  EXPECT_EQ(built_in().all_states().size(), std::size(names));
}

TEST(HaStates, TellsWhatPassesByItself) {
  const std::set<std::string> transitions = {"Initializing", "Taking Over", "Taking Back", "Failing Over",
                                             "Falling Back"};
  const std::set<std::string> bad = {"Unknown", "Running in Failed Mode", "Down State"};
  for (const auto& [name, state] : built_in().all_states()) {
    const HaStateKind expected = transitions.count(name) > 0 ? HaStateKind::kTransition
                                 : bad.count(name) > 0       ? HaStateKind::kBad
                                                             : HaStateKind::kStable;
    EXPECT_EQ(state.kind, expected) << name;
  }
}

TEST(HaStates, KnowsAReasonInEverySpelling) {
  const struct {
    const char* text;
    const char* name;
  } cases[] = {
      {"on admin request", "On Admin Request"},
      {"Critical Service Down", "Critical Service Down"},
      {"Critical Services  Down", "Critical Service Down"},
      {"Auto Recover Database Failure", "Auto Recover Database Failure"},
      {"Auto Recovery Database Failure.", "Auto Recover Database Failure"},
      {"Auto Recover Critical Service Down", "Auto Recover Critical Service Down"},
      {"Peer Down", "Peer Down"},
      {"srm.automatic.failover.peerdown", "Peer Down"},
      {"srm.automatic.failover.criticalservicedown", "Critical Service Down"},
      {"SRM.automatic.failover.PeerReboot", "Peer Reboot"},
      {"Peer Down During Initialization", "Peer Down During Initialization"},
      {"Cisco Server Recovery Manager Take Over Users Failed", "Cisco Server Recovery Manager Take Over Users Failed"},
      {"Cisco Server Recovery Manager Take Back Users Failed", "Cisco Server Recovery Manager Take Back Users Failed"},
      {"High Availability Not Enabled", "High Availability Not Enabled"},
      {"HIGH AVAILABILITY IS NOT ENABLED FOR THIS SUBCLUSTER", "High Availability Not Enabled"},
      {"", "?"},
      {"srm.", "?"},
      {"srm.automatic.failover.moonphase", "?"},
      {"automatic.failover.peerdown", "?"},
      {"PeerDown", "?"},
  };
  for (const auto& c : cases) EXPECT_EQ(reason_name(c.text), c.name) << c.text;
}

TEST(HaStates, FindsAReasonWithinAText) {
  const struct {
    const char* text;
    const char* name;
  } cases[] = {
      {"Peer Down", "Peer Down"},
      {"PeerDown", "Peer Down"},
      {"the peer down timer", "Peer Down"},
      {"srm.manual.failover.adminrequest", "On Admin Request"},
      {"a critical service failed", "Critical Service Down"},
      {"Start of Critical Services has Failed", "Start of Critical Services Failed"},
      {"after Auto Recover Database Failure", "Auto Recover Database Failure"},
      {"HA is not enabled", "High Availability Not Enabled"},
      {"Peer Down During Initialization (imp2)", "Peer Down During Initialization"},
      {"moon phase", "?"},
      {"", "?"},
  };
  for (const auto& c : cases) {
    const HaReason* reason = built_in().reason_within(c.text);
    EXPECT_EQ(reason == nullptr ? "?" : reason->name, c.name) << c.text;
  }
}

TEST(HaStates, FindsAMonitoredServiceWithinAText) {
  const auto name = [](std::string_view text) {
    const MonitoredService* service = built_in().monitored_within(text);
    return service == nullptr ? std::string("?") : service->name;
  };
  EXPECT_EQ(name("Cisco XCP Router"), "Cisco XCP Router");
  EXPECT_EQ(name("service XCP Router[1234]"), "Cisco XCP Router");
  EXPECT_EQ(name("Cisco XCP SIP Federation Connection Manager"), "Cisco XCP SIP Federation Connection Manager");
  EXPECT_EQ(name("Cisco Tomcat"), "?");
  EXPECT_EQ(name(""), "?");
}

TEST(HaStates, ReadsTheStateThatATextBeginsWith) {
  const struct {
    const char* text;
    const char* state;
  } cases[] = {
      {"Normal", "Normal"},
      {"normal  Normal", "normal"},
      {"Failed Over with Critical Services not Running Critical Service Down",
       "Failed Over with Critical Services not Running"},
      {"Failed Over Peer Down", "Failed Over"},
      {"Failed Critical Service Down", "Failed"},
      {"Failover\tOn Admin Request", "Failover"},
      {"Normally", ""},
      {"Run", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(built_in().state_prefix(c.text), c.state) << c.text;
}

TEST(HaStates, KnowsEveryDocumentedPair) {
  constexpr const char* kFailedMode = "Running in Failed Mode";
  const struct {
    HaStanding one, other;
    const char* name;
    const char* severity;  // empty: quiet
  } cases[] = {
      {{"Normal", "Normal"}, {"Normal", "Normal"}, "normal", ""},
      {{"Failing Over", "On Admin Request"}, {"Taking Over", "On Admin Request"}, "manual-failover-running", ""},
      {{"Idle", "On Admin Request"}, {"Running in Backup Mode", "On Admin Request"}, "manual-failover-done", "notice"},
      {{"Taking Back", "On Admin Request"}, {"Falling Back", "On Admin Request"}, "manual-fallback-running", ""},
      {{"idle", "initialization"}, {"Backup", "On Admin Request"}, "srm-restarted-while-idle", ""},
      {{"Idle", "Initialization"}, {"Backup Mode", "Initialization"}, "both-restarted-in-backup", ""},
      {{"Idle", "On Admin Request"}, {"Backup", "Initialization"}, "srm-restarted-in-backup", ""},
      {{"Failover", "On Admin Request"}, {"Taking Over", "Initialization"}, "srm-restarted-while-taking-over", ""},
      {{"Taking Back", "Initialization"}, {"Falling Back", "On Admin Request"}, "srm-restarted-while-taking-back", ""},
      {{"TAKING BACK", "Automatic Fallback"}, {"FALLING BACK", "automatic fallback"}, "automatic-fallback-running", ""},
      {{"Failed Over", "Critical Services Down"}, {"Backup", "Critical Service Down"}, "failed-over-ready", "warning"},
      {{"Failed Over with Critical Services not Running", "Critical Service Down"},
       {"Running in Backup Mode", "Critical Service Down"},
       "critical-service-down",
       "error"},
      {{"Failed Over with Critical Services not Running", "Database Failure"},
       {"Backup", "Database Failure"},
       "database-failure",
       "error"},
      {{kFailedMode, "Start of Critical Services Failed"},
       {kFailedMode, "Start of Critical Services Failed"},
       "start-of-services-failed",
       "critical"},
      {{"Failed", "Critical Service Down"},
       {"Failed", "Critical Service Down"},
       "critical-service-down-on-backup",
       "critical"},
      {{"Down State", "Unknown"}, {"Running in Backup Mode", "Peer Down"}, "peer-down", "error"},
      {{"Failed Over", "Peer Reboot"}, {"Backup Activated", "Peer Reboot"}, "peer-reboot", "error"},
      {{"Failed Over", "Initialization"},
       {"Backup Mode", "Peer Down During Initialization"},
       "peer-down-during-initialization",
       "warning"},
      {{kFailedMode, "Cisco Server Recovery Manager Take Over Users Failed"},
       {kFailedMode, "Cisco Server Recovery Manager Take Over Users Failed"},
       "take-over-users-failed",
       "critical"},
      {{kFailedMode, "Cisco Server Recovery Manager Take Back Users Failed"},
       {kFailedMode, "Cisco Server Recovery Manager Take Back Users Failed"},
       "take-back-users-failed",
       "critical"},
      {{kFailedMode, "Unknown"}, {kFailedMode, "Unknown"}, "failed-unknown", "critical"},
      {{"Backup Activated", "Auto Recover Database Failure"},
       {"Failover Affected Services", "Auto Recovery Database Failure."},
       "auto-recovery-database",
       ""},
      {{"Backup Activated", "Auto Recover Database Failure"},
       {"Failover Affected Services", "Auto Recover Critical Service Down"},
       "auto-recovery-service",
       ""},
      {{"Unknown", "Unknown"}, {"Unknown", ""}, "unknown", "warning"},
  };
  std::set<std::string> told;
  for (const auto& c : cases) {
    EXPECT_EQ(pair_name(c.one, c.other), c.name);
    EXPECT_EQ(pair_name(c.other, c.one), c.name) << "whichever node comes first";
    const StatePair* pair = built_in().pair(c.one, c.other);
    ASSERT_NE(pair, nullptr) << c.name;
    EXPECT_EQ(pair->severity ? logscan::name_of(*pair->severity) : std::string_view(), c.severity) << c.name;
    EXPECT_NE(pair->advice.cause, "") << c.name;
    EXPECT_FALSE(pair->advice.sources.empty()) << c.name;
    told.insert(c.name);
  }
  EXPECT_EQ(told.size(), 24U);
  EXPECT_EQ(built_in().all_pairs().size(), told.size()) << "every pair of the data is looked up here";
}

TEST(HaStates, GivesNoPairWhereAStateIsUnknown) {
  EXPECT_EQ(pair_name({"Normal", ""}, {"Sleeping", ""}), "?");
  EXPECT_EQ(pair_name({"Sleeping", "Peer Down"}, {"Running in Backup Mode", "Peer Down"}), "?")
      << "any state is any known state";
  EXPECT_EQ(pair_name({"", ""}, {"", ""}), "?");
  EXPECT_TRUE(built_in().pairs_of({"Sleeping", ""}).empty());
}

TEST(HaStates, GivesNoPairThatTheGuideDoesNotHave) {
  EXPECT_EQ(pair_name({"Normal", ""}, {"Idle", ""}), "?");
  EXPECT_EQ(pair_name({"Running in Failed Mode", "Moon Phase"}, {"Running in Failed Mode", "Moon Phase"}), "?")
      << "an unknown reason fits none of the pairs that name theirs";
  EXPECT_EQ(pair_name({"Running in Failed Mode", "Unknown"}, {"Running in Failed Mode", "Critical Service Down"}), "?");
}

TEST(HaStates, AReasonThatIsNotToldLeavesSeveralPairs) {
  EXPECT_EQ(pair_name({"Normal", ""}, {"Normal", ""}), "normal");
  EXPECT_EQ(pair_name({"Failed", ""}, {"Failed", ""}), "?");
  EXPECT_EQ(names_of(built_in().pairs({"Failed", ""}, {"Failed", ""})),
            (std::set<std::string>{"critical-service-down-on-backup", "failed-unknown", "start-of-services-failed",
                                   "take-back-users-failed", "take-over-users-failed"}));
  EXPECT_EQ(names_of(built_in().pairs({"Failed", "Database Failure"}, {"Failed", ""})), std::set<std::string>{});
  EXPECT_EQ(pair_name({"Failed", ""}, {"Failed", "Unknown"}), "failed-unknown") << "one node's reason decides";
}

TEST(HaStates, OneNodeAloneMayTellThePair) {
  EXPECT_EQ(names_of(built_in().pairs_of({"Running in Backup Mode", "Peer Reboot"})),
            std::set<std::string>{"peer-reboot"});
  EXPECT_EQ(names_of(built_in().pairs_of({"Backup", "Critical Service Down"})),
            (std::set<std::string>{"critical-service-down", "failed-over-ready"}));
  EXPECT_EQ(names_of(built_in().pairs_of({"Normal", "Normal"})), std::set<std::string>{"normal"})
      << "a node of which nothing is said is not what the state stands for";
}

TEST(HaStates, KnowsTheMonitoredServices) {
  using When = MonitoredService::When;
  const struct {
    const char* text;
    When when;
  } cases[] = {
      {"Cisco XCP Router", When::kAlways},
      {"a cisco db", When::kAlways},
      {"IDS Database", When::kAlways},
      {"Cisco Presence Engine", When::kActivated},
      {"Cisco XCP Message Archiver", When::kConfigured},
      {"Cisco XCP Text Conference Manager", When::kConfigured},
      {"Cisco XCP SIP Federation Connection Manager", When::kConfigured},
      {"Cisco XCP XMPP Federation Connection Manager", When::kConfigured},
      {"Cisco XCP Authentication Service", When::kParameter},
  };
  for (const auto& c : cases) {
    const MonitoredService* service = built_in().monitored(c.text);
    ASSERT_NE(service, nullptr) << c.text;
    EXPECT_EQ(service->when, c.when) << c.text;
  }
  EXPECT_EQ(built_in().monitored("Cisco Tomcat"), nullptr);
  EXPECT_EQ(built_in().monitored("Cisco XCP Connection Manager"), nullptr);
}

TEST(HaStates, DataFoldersExtendAndOverride) {
  const test::TemporaryFolder folder;
  folder.write("a.yaml",
               "states:\n"
               "  Dozing: {kind: stable, number: 13, aliases: [Half Asleep], source: book}\n"
               "  Normal: {kind: stable, number: 3, aliases: [All Well], source: book}\n"
               "reasons:\n"
               "  Lunch: {source: book}\n"
               "monitored-services:\n"
               "  Cisco Tomcat: {when: parameter, source: book}\n"
               "state-pairs:\n"
               "  dozing:\n"
               "    nodes: [{state: half asleep, reason: lunch}, {state: Dozing}]\n"
               "    severity: info\n"
               "    cause: A long day.\n"
               "    next: Wait.\n"
               "    source: book\n"
               "  normal:\n"
               "    nodes: [{state: All Well}, {state: All Well}]\n"
               "    severity: info\n"
               "    cause: Ours.\n"
               "    next: Look.\n"
               "    source: book\n");
  const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  const HaStates& ha = knowledge->ha();
  EXPECT_EQ(ha.state("13"), ha.state("HALF ASLEEP"));
  ASSERT_NE(ha.state("13"), nullptr);
  EXPECT_EQ(ha.state("Active Normal"), nullptr) << "an entry replaces the whole of its forerunner";
  ASSERT_NE(ha.pair({"Dozing", "Lunch"}, {"Dozing", ""}), nullptr);
  EXPECT_EQ(ha.pair({"Dozing", "Lunch"}, {"Dozing", ""})->name, "dozing");
  ASSERT_NE(ha.pair({"Normal", ""}, {"all well", ""}), nullptr);
  EXPECT_EQ(ha.pair({"Normal", ""}, {"all well", ""})->advice.cause, "Ours.");
  EXPECT_NE(ha.monitored("cisco tomcat"), nullptr);
}

TEST(HaStates, ErrorsNameFileAndLine) {
  const struct {
    const char* name;
    const char* text;
    const char* place;
    const char* what;
  } cases[] = {
      {"StatesIsAList", "states:\n  - a\n", ":1: ", "'states' must be a map"},
      {"StateIsAText", "states:\n  Dozing: stable\n", ":2: ", "'Dozing' must be a map"},
      {"NoKind", "states:\n\n  Dozing: {number: 13, source: s}\n", ":3: ", "'Dozing' has no 'kind'"},
      {"WrongKind", "states:\n  Dozing:\n    kind: sleepy\n    source: s\n",
       ":3: ", "'sleepy' is none of stable, transition, bad"},
      {"KindIsAList", "states:\n  Dozing:\n    kind: [bad]\n    source: s\n", ":3: ", "is none of"},
      {"WrongNumber", "states:\n  Dozing:\n    kind: bad\n    number: x\n    source: s\n",
       ":4: ", "'number' of 'Dozing' must be a number"},
      {"NumberTaken", "states:\n  Dozing: {kind: bad, number: 3, source: s}\n", ":2: ", "is that of 'Normal'"},
      {"SpellingTaken", "states:\n  Dozing: {kind: bad, aliases: [active  normal], source: s}\n",
       ":2: ", "'active normal' is a spelling of 'Normal' already"},
      {"NoSource", "states:\n  Dozing: {kind: bad}\n", ":2: ", "'Dozing' names no source"},
      {"UnknownField", "states:\n  Dozing:\n    sort: bad\n", ":3: ", "unknown field 'sort' of 'Dozing'"},
      {"ReasonField", "reasons:\n  Lunch: {kind: bad}\n", ":2: ", "unknown field 'kind' of 'Lunch'"},
      {"ReasonNoSource", "reasons:\n  Lunch: {aliases: [Noon]}\n", ":2: ", "'Lunch' names no source"},
      {"ServiceNoWhen", "monitored-services:\n  Tomcat: {source: s}\n", ":2: ", "'Tomcat' has no 'when'"},
      {"ServiceWhen", "monitored-services:\n  Tomcat: {when: often, source: s}\n", ":2: ", "'often' is none of always"},
      {"PairNoNodes", "state-pairs:\n  x: {severity: info, cause: c, next: n, source: s}\n",
       ":2: ", "'x' has no 'nodes'"},
      {"PairOneNode", "state-pairs:\n  x:\n    nodes: [{state: Idle}]\n", ":3: ", "must be a list of two"},
      {"PairNodeIsText", "state-pairs:\n  x:\n    nodes:\n      - {state: Idle}\n      - Idle\n",
       ":5: ", "a node of 'x' is a map"},
      {"PairNoState", "state-pairs:\n  x:\n    nodes: [{}, {reason: Peer Down}]\n", ":3: ", "'x' names no state"},
      {"PairUnknownState",
       "state-pairs:\n  x: {nodes: [{state: Dozing}, {}], severity: info, cause: c, next: n, source: s}\n",
       ":2: ", "'x': unknown state 'Dozing'"},
      {"PairUnknownReason",
       "state-pairs:\n  x: {nodes: [{state: Idle, reason: Lunch}, {}], severity: info, cause: c, next: n, source: s}\n",
       ":2: ", "'x': unknown reason 'Lunch'"},
      {"PairNoSeverity", "state-pairs:\n  x: {nodes: [{state: Idle}, {}], cause: c, next: n, source: s}\n",
       ":2: ", "'x' has no 'severity'"},
      {"PairNoCause", "state-pairs:\n  x: {nodes: [{state: Idle}, {}], severity: quiet, source: s}\n",
       ":2: ", "'x' has no 'cause'"},
      {"PairNoNext", "state-pairs:\n  x: {nodes: [{state: Idle}, {}], severity: error, cause: c, source: s}\n",
       ":2: ", "'x' needs action and has no 'next'"},
      {"PairNoSource", "state-pairs:\n  x: {nodes: [{state: Idle}, {}], severity: quiet, cause: c}\n",
       ":2: ", "'x' names no source"},
      {"FieldNameIsAList", "state-pairs:\n  x:\n    [a]: b\n", ":3: ", "a field's name must be a text"},
  };
  for (const auto& c : cases) {
    const test::TemporaryFolder folder;
    folder.write("bad.yaml", c.text);
    const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
    ASSERT_FALSE(knowledge.ok()) << c.name;
    EXPECT_EQ(knowledge.error().code, ErrorCode::kUsage) << c.name;
    const std::string& message = knowledge.error().message;
    EXPECT_EQ(message.find(folder.file("bad.yaml") + c.place), 0U) << c.name << ": " << message;
    EXPECT_NE(message.find(c.what), std::string::npos) << c.name << ": " << message;
  }
}

}  // namespace
}  // namespace logscan::detail
