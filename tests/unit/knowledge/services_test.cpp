#include "knowledge/services.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "model/kinds.h"
#include "support/temporary_folder.h"

namespace logscan::detail {
namespace {

using Should = ActivationRow::Should;
using Where = ActivationRow::Where;

const Services& built_in() {
  static const Result<Knowledge> knowledge = Knowledge::load({});
  return knowledge->services();
}

std::string name_of(std::string_view text) {
  const Service* service = built_in().find(text);
  return service == nullptr ? "?" : service->name;
}

std::vector<std::string> needs_of(std::string_view text) {
  std::vector<std::string> names;
  for (const Service* needed : built_in().needs_of(*built_in().find(text))) names.push_back(needed->name);
  return names;
}

std::size_t place_in_order(const std::string& name) {
  const std::vector<std::string>& order = built_in().start_order();
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), name) - order.begin());
}

TEST(Services, AreFoundInEverySpelling) {
  const struct {
    const char* text;
    const char* name;
  } cases[] = {
      {"Cisco XCP Router", "Cisco XCP Router"},
      {"cisco xcp router", "Cisco XCP Router"},
      {"XCP Router", "Cisco XCP Router"},
      {"Router", "Cisco XCP Router"},
      {"  Cisco  XCP\tRouter ", "Cisco XCP Router"},
      {"A Cisco DB", "A Cisco DB"},
      {"Cisco DB", "A Cisco DB"},
      {"IDS Database", "A Cisco DB"},
      {"A Cisco DB Replicator", "A Cisco DB Replicator"},
      {"Presence Engine", "Cisco Presence Engine"},
      {"Message Archiver", "Cisco XCP Message Archiver"},
      {"Cisco XCP Text Conferencing Manager", "Cisco XCP Text Conference Manager"},
      {"Cisco Service Recovery Manager", "Cisco Server Recovery Manager"},
      {"Connection Mailbox Sync", "Connection Mailbox Sync"},
      {"Cisco", "?"},
      {"", "?"},
      {"Cisco XCP", "?"},
      {"Cisco CallManager", "?"},
      {"Sync", "?"},
  };
  for (const auto& c : cases) EXPECT_EQ(name_of(c.text), c.name) << c.text;
  EXPECT_EQ(fold_service("Cisco UP Presence Engine"), fold_service("Cisco Presence Engine")) << "release 8.6";
  EXPECT_EQ(fold_service("Cisco UP XCP Router"), fold_service("Cisco XCP Router"));
  EXPECT_EQ(fold_service("SOAP -Log Collection APIs"), fold_service("SOAP - Log  Collection APIs"));
}

TEST(Services, NoneStartsBeforeWhatItWaitsFor) {
  ASSERT_EQ(built_in().start_order().size(), built_in().all().size());
  for (const auto& [name, service] : built_in().all()) {
    for (const std::vector<std::string>* waits : {&service.needs, &service.after}) {
      for (const std::string& other : *waits) EXPECT_LT(place_in_order(other), place_in_order(name)) << name;
    }
  }
}

// Cisco 217304: "strictly in this order".
TEST(Services, NetworkServicesStartInTheDocumentedOrder) {
  const char* const order[] = {"A Cisco DB",
                               "Cisco Tomcat",
                               "Cisco Client Profile Agent",
                               "Cisco Route Datastore",
                               "Cisco Presence Datastore",
                               "Cisco XCP Config Manager",
                               "Cisco XCP Router",
                               "Cisco Presence Engine"};
  for (std::size_t i = 1; i < std::size(order); ++i)
    EXPECT_LT(place_in_order(order[i - 1]), place_in_order(order[i])) << order[i];
}

TEST(Services, KnowAllThatOneWaitsFor) {
  EXPECT_EQ(needs_of("A Cisco DB"), std::vector<std::string>{});
  EXPECT_EQ(needs_of("Cisco Client Profile Agent"), (std::vector<std::string>{"A Cisco DB", "Cisco Tomcat"}));
  const std::vector<std::string> network = {"A Cisco DB",
                                            "Cisco Tomcat",
                                            "Cisco Client Profile Agent",
                                            "Cisco Route Datastore",
                                            "Cisco Presence Datastore",
                                            "Cisco XCP Config Manager",
                                            "Cisco XCP Router"};
  EXPECT_EQ(needs_of("Cisco SIP Proxy"), network);
  for (const auto& [name, service] : built_in().all()) {
    if (service.kind != ServiceKind::kFeature || !name.starts_with("Cisco XCP ")) continue;
    EXPECT_EQ(needs_of(name), network) << name;
  }
  const std::vector<std::string> engine = needs_of("Cisco Presence Engine");
  const std::set<std::string> names(engine.begin(), engine.end());
  for (const std::string& name : network) EXPECT_EQ(names.count(name), 1U) << name;
  EXPECT_EQ(names.count("Cisco SIP Proxy"), 1U);
  EXPECT_EQ(names.count("Cisco Sync Agent"), 1U);
  EXPECT_EQ(names.size(), network.size() + 2);
}

// The row of the recommendation that decides for a node, as the table has it.
struct TableRow {
  const char* service;
  std::vector<NodeRole> roles;
  Should should;
  Where where;
  const char* feature;
  const char* release;
};

// Cluster Service Activation Recommendations for IM and Presence Service: every row of the table, in its order.
TEST(Services, TheActivationTableIsWhole) {
  constexpr NodeRole kPub = NodeRole::kPublisher, kSub = NodeRole::kSubscriber;
  const std::vector<NodeRole> pub = {kPub}, sub = {kSub}, both = {kPub, kSub};
  const std::vector<TableRow> table = {
      {"Cisco AXL Web Service", pub, Should::kActivated, Where::kEveryNode, "", ""},
      {"Cisco AXL Web Service", both, Should::kActivated, Where::kSubCluster, "intercluster-peers", ""},
      {"Cisco AXL Web Service", sub, Should::kEither, Where::kEveryNode, "", ""},
      {"Cisco Bulk Provisioning Service", pub, Should::kActivated, Where::kEveryNode, "bulk-administration", ""},
      {"Cisco Bulk Provisioning Service", sub, Should::kNotActivated, Where::kEveryNode, "", ""},
      {"Cisco Serviceability Reporter", pub, Should::kActivated, Where::kEveryNode, "", ""},
      {"Cisco Serviceability Reporter", sub, Should::kNotActivated, Where::kEveryNode, "", ""},
      {"Cisco SIP Proxy", both, Should::kActivated, Where::kEveryNode, "", ""},
      {"Cisco Presence Engine", both, Should::kActivated, Where::kEveryNode, "", ""},
      {"Cisco Sync Agent", both, Should::kActivated, Where::kEveryNode, "", ""},
      {"Cisco XCP Text Conference Manager", both, Should::kActivated, Where::kWhereUsed, "chat", ""},
      {"Cisco XCP Web Connection Manager", both, Should::kActivated, Where::kEveryNode, "web-clients", ""},
      {"Cisco XCP Connection Manager", both, Should::kActivated, Where::kEveryNode, "xmpp-clients", ""},
      {"Cisco XCP SIP Federation Connection Manager", both, Should::kActivated, Where::kWhereUsed, "sip-federation",
       ""},
      {"Cisco XCP SIP Federation Connection Manager", both, Should::kActivated, Where::kEveryNode, "presence-8.6-peers",
       "9."},
      {"Cisco XCP XMPP Federation Connection Manager", both, Should::kActivated, Where::kWhereUsed, "xmpp-federation",
       ""},
      {"Cisco XCP Message Archiver", both, Should::kActivated, Where::kWhereUsed, "compliance", ""},
      {"Cisco XCP Directory Service", both, Should::kActivated, Where::kEveryNode, "ldap-search", ""},
      {"Cisco XCP Authentication Service", both, Should::kActivated, Where::kEveryNode, "xmpp-clients", ""},
  };
  std::map<std::string, std::size_t> rows;
  for (const TableRow& expected : table) {
    const std::size_t place = rows[expected.service]++;
    SCOPED_TRACE(std::string(expected.service) + ", row " + std::to_string(place + 1));
    const Activation* activation = built_in().activation(expected.service);
    ASSERT_NE(activation, nullptr);
    ASSERT_LT(place, activation->rows.size());
    const ActivationRow& row = activation->rows[place];
    EXPECT_EQ(row.roles, expected.roles);
    EXPECT_EQ(row.should, expected.should);
    EXPECT_EQ(row.where, expected.where);
    EXPECT_EQ(row.feature, expected.feature);
    EXPECT_EQ(row.release, expected.release);
  }
  EXPECT_EQ(built_in().all_activations().size(), rows.size()) << "the table has 14 services";
  EXPECT_EQ(rows.size(), 14U);
  for (const auto& [name, count] : rows) EXPECT_EQ(built_in().activation(name)->rows.size(), count) << name;
  // What the table's notes ask for before a service is turned on.
  for (const char* name :
       {"Text Conference Manager", "XMPP Federation Connection Manager", "Message Archiver", "Directory Service"})
    EXPECT_EQ(built_in().activation(name)->before.size(), 1U) << name;
}

TEST(Services, AnActivationRowAppliesToItsRoles) {
  const Activation* reporter = built_in().activation("Serviceability Reporter");
  ASSERT_NE(reporter, nullptr);
  EXPECT_TRUE(reporter->rows[0].applies_to(NodeRole::kPublisher));
  EXPECT_FALSE(reporter->rows[0].applies_to(NodeRole::kSubscriber));
  EXPECT_EQ(built_in().activation("Cisco Tomcat"), nullptr);
  EXPECT_EQ(built_in().activation("no such service"), nullptr);
}

std::vector<std::string> checks_of(std::string_view service) {
  std::vector<std::string> names;
  for (const Check& check : built_in().checklist(service)->checks) names.push_back(check.name);
  return names;
}

TEST(Services, ChecklistsStandInTheDocumentedOrder) {
  EXPECT_EQ(checks_of("Presence Engine"),
            (std::vector<std::string>{"services-first", "in-redundancy-group", "same-subcluster",
                                      "another-service-down", "release-without-defect"}));
  EXPECT_EQ(checks_of("Sync Agent"),
            (std::vector<std::string>{"same-version", "axl-runs", "in-server-list", "troubleshooter", "page-reached",
                                      "publishers-restarted", "agent-table", "right-publisher", "user-table",
                                      "same-account", "account-exists"}));
  for (const auto& [name, checklist] : built_in().all_checklists()) {
    for (const Check& check : checklist.checks) {
      EXPECT_TRUE(check.ask.ends_with('?')) << name << ": " << check.name;
      EXPECT_FALSE(check.run.empty()) << name << ": " << check.name;
      EXPECT_FALSE(check.if_not.empty()) << name << ": " << check.name;
    }
  }
}

TEST(Services, SqlThatChangesTheDatabaseIsForTacAlone) {
  const Checklist* engine = built_in().checklist("Cisco Presence Engine");
  ASSERT_NE(engine, nullptr);
  ASSERT_FALSE(engine->checks[2].with_tac.empty());
  EXPECT_NE(engine->checks[2].with_tac[0].find("run sql update enterprisenode"), std::string::npos);
  for (const Check& check : engine->checks) EXPECT_EQ(check.with_tac.empty(), check.name != "same-subcluster");
}

TEST(Services, TheWayOutOfAStuckSubscriberEndsAsItBegan) {
  const Procedure* way = built_in().procedure("stuck-subscriber");
  ASSERT_NE(way, nullptr);
  ASSERT_EQ(way->steps.size(), 5U);
  EXPECT_NE(way->steps[0].find("Disable high availability"), std::string::npos);
  EXPECT_NE(way->steps[1].find("`set replication-sync monitor disable`"), std::string::npos);
  EXPECT_NE(way->steps[2].find("`utils service list`"), std::string::npos);
  EXPECT_NE(way->steps[3].find("`set replication-sync monitor enable`"), std::string::npos);
  EXPECT_NE(way->steps[4].find("Enable high availability"), std::string::npos);
  EXPECT_EQ(way->traps.size(), 2U);
}

TEST(Services, KnowTheDefectsAndTheirConditions) {
  const auto& defects = built_in().all_defects();
  ASSERT_EQ(defects.size(), 3U);
  for (const char* id : {"CSCvj09515", "CSCvq63308"}) {
    EXPECT_EQ(defects.find(id)->second.service, "Cisco Intercluster Sync Agent");
    EXPECT_TRUE(defects.find(id)->second.releases.empty()) << "the documents name no release";
  }
  const Defect& engine = defects.find("CSCvg94247")->second;
  EXPECT_EQ(engine.service, "Cisco Presence Engine");
  EXPECT_EQ(engine.releases, std::vector<std::string>{"12.5"});
  EXPECT_TRUE(engine.alone);
}

TEST(Services, WhatTacAsksForIsKnownByNameAndHowToGetIt) {
  std::set<std::string> asked;
  for (const auto& [name, service] : built_in().all()) asked.insert(service.collect.begin(), service.collect.end());
  EXPECT_EQ(asked.size(), 24U);
  for (const std::string& name : asked) {
    const Collectable* collectable = built_in().collectable(name);
    ASSERT_NE(collectable, nullptr) << name;
    EXPECT_FALSE(collectable->how.empty()) << name;
  }
  // Logs of their own, and outputs of any node.
  for (const char* name : {"Cisco Presence Engine", "Cisco SIP Proxy", "Cisco XCP Router", "Cisco XCP Config Manager",
                           "Cisco Client Profile Agent"}) {
    ASSERT_NE(built_in().collectable(name), nullptr) << name;
    EXPECT_FALSE(built_in().collectable(name)->files.empty()) << name;
  }
  EXPECT_TRUE(built_in().collectable("utils dbreplication runtimestate")->anywhere);
  EXPECT_FALSE(built_in().collectable("utils core active list")->anywhere);
  EXPECT_EQ(built_in().find("A Cisco DB")->collect.size(), 15U) << "7 outputs and 8 logs";
  EXPECT_EQ(built_in().find("Cisco Sync Agent")->collect.size(), 12U) << "7 outputs and 5 logs";
  EXPECT_EQ(built_in().find("Cisco Intercluster Sync Agent")->collect.size(), 10U) << "5 outputs and 5 logs";
}

TEST(Services, FeaturesThatNeedConfigurationSaySo) {
  for (const char* name :
       {"Directory Service", "File Transfer Manager", "Message Archiver", "XMPP Federation Connection Manager",
        "SIP Federation Connection Manager", "Text Conference Manager"})
    EXPECT_FALSE(built_in().find(name)->configure.empty()) << name;
}

TEST(Services, DataFoldersExtendAndOverride) {
  const test::TemporaryFolder folder;
  // b.yaml has what a.yaml names.
  folder.write("a.yaml",
               "services:\n"
               "  Tea: {product: every, kind: feature, needs: [kettle, XCP Router], source: book}\n"
               "activation:\n"
               "  Tea:\n"
               "    rows: [{node: publisher, should: activated, if: thirst}]\n"
               "    source: book\n"
               "defects:\n"
               "  CSCxx00000: {service: cisco tea, says: It is cold., source: book}\n");
  folder.write("b.yaml",
               "services:\n"
               "  Cisco Kettle: {product: every, kind: network, source: book}\n"
               "  Cisco Syslog Agent: {product: every, kind: network, breaks: Ours., aliases: [Scribe], source: book}\n"
               "features:\n"
               "  thirst: {ask: \"Are you thirsty?\", source: book}\n");
  const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  const Services& services = knowledge->services();
  ASSERT_NE(services.find("tea"), nullptr);
  EXPECT_EQ(services.find("tea")->needs, (std::vector<std::string>{"Cisco Kettle", "Cisco XCP Router"}));
  EXPECT_EQ(services.find("scribe")->breaks, "Ours.");
  EXPECT_EQ(services.find("Syslog Agent")->collect.size(), 0U) << "an entry replaces the whole of its forerunner";
  ASSERT_NE(services.activation("TEA"), nullptr);
  EXPECT_EQ(services.activation("TEA")->rows[0].feature, "thirst");
  EXPECT_EQ(services.all_defects().find("CSCxx00000")->second.service, "Tea");
  EXPECT_EQ(built_in().find("tea"), nullptr);
}

TEST(Services, ErrorsNameFileAndLine) {
  const struct {
    const char* name;
    const char* text;
    const char* place;
    const char* what;
  } cases[] = {
      {"ServicesIsAList", "services:\n  - a\n", ":1: ", "'services' must be a map"},
      {"ServiceIsAText", "services:\n  Tea: network\n", ":2: ", "'Tea' must be a map"},
      {"UnknownField", "services:\n  Tea:\n    product: every\n    sort: x\n", ":4: ", "unknown field 'sort' of 'Tea'"},
      {"NoProduct", "services:\n  Tea: {kind: network, source: s}\n", ":2: ", "'Tea' has no 'product'"},
      {"NoKind", "services:\n\n  Tea: {product: every, source: s}\n", ":3: ", "'Tea' has no 'kind'"},
      {"WrongKind", "services:\n  Tea:\n    kind: odd\n", ":3: ", "'odd' is none of network, feature"},
      {"WrongProduct", "services:\n  Tea:\n    product: x\n", ":3: ", "'x' is none of im-presence"},
      {"NoSource", "services:\n  Tea: {product: every, kind: network}\n", ":2: ", "'Tea' names no source"},
      {"SpellingTaken",
       "services:\n  Cisco Tomcat Server: {product: every, kind: network, aliases: [TOMCAT], source: s}\n",
       ":2: ", "'tomcat' is a spelling of 'Cisco Tomcat' already"},
      {"UnknownNeed",
       "services:\n  Tea:\n    product: every\n    kind: network\n    source: s\n    needs:\n      - Cisco Tomcat\n"
       "      - Cisco XCP Rooter\n",
       ":8: ", "unknown service 'Cisco XCP Rooter': did you mean 'Cisco XCP Router'?"},
      {"UnknownAfter", "services:\n  Tea: {product: every, kind: network, after: Kettle, source: s}\n",
       ":2: ", "unknown service 'Kettle'"},
      {"UnknownCollectable", "services:\n  Tea: {product: every, kind: network, collect: leaves, source: s}\n",
       ":2: ", "unknown output or log 'leaves'"},
      {"WaitsForItself", "services:\n  Tea: {product: every, kind: network, needs: cisco tea, source: s}\n",
       ":2: ", "'Tea' waits for 'Tea': a circle"},
      {"Circle",
       "services:\n  Tea: {product: every, kind: network, needs: Cup, source: s}\n"
       "  Cup: {product: every, kind: network, after: Pot, source: s}\n"
       "  Pot: {product: every, kind: network, needs: Tea, source: s}\n",
       ":4: ", "'Cup' waits for 'Pot' waits for 'Tea' waits for 'Cup': a circle"},
      {"BuiltInCircle", "services:\n  A Cisco DB: {product: every, kind: network, needs: Tomcat, source: s}\n",
       ":2: ", "a circle"},
      {"StepWithUpdate",
       "services:\n  Tea:\n    product: every\n    kind: network\n    source: s\n    next: [\"Run SQL update x\"]\n",
       ":6: ", "belongs under 'with-tac'"},
      {"FeatureNoAsk", "features:\n  thirst: {source: s}\n", ":2: ", "'thirst' has no 'ask'"},
      {"FeatureNoSource", "features:\n  thirst: {ask: a}\n", ":2: ", "'thirst' names no source"},
      {"FeatureField", "features:\n  thirst: {asks: a}\n", ":2: ", "ask, shown-by and source are known"},
      {"FeatureService", "features:\n  thirst:\n    ask: a\n    source: s\n    shown-by: Tea\n",
       ":5: ", "unknown service 'Tea'"},
      {"ActivationService", "activation:\n  Tea: {rows: [{node: publisher, should: either}], source: s}\n",
       ":2: ", "unknown service 'Tea'"},
      {"ActivationSpelling", "activation:\n  Tomcat: {rows: [{node: publisher, should: either}], source: s}\n",
       ":2: ", "'Tomcat' under 'activation' has to be called 'Cisco Tomcat'"},
      {"ActivationNoRows", "activation:\n  Cisco Tomcat: {source: s}\n", ":2: ", "'Cisco Tomcat' has no 'rows'"},
      {"ActivationRowsIsAText", "activation:\n  Cisco Tomcat:\n    rows: all\n", ":3: ", "must be a list"},
      {"ActivationRowRole", "activation:\n  Cisco Tomcat:\n    rows:\n      - {node: both, should: either}\n",
       ":4: ", "'both' is none of publisher, subscriber"},
      {"ActivationRowNoShould", "activation:\n  Cisco Tomcat:\n    rows:\n      - {node: publisher}\n",
       ":4: ", "has no 'should'"},
      {"ActivationRowFeature",
       "activation:\n  Cisco Tomcat:\n    source: s\n    rows:\n      - {node: publisher, should: either, if: chatt}\n",
       ":5: ", "unknown feature 'chatt': did you mean 'chat'?"},
      {"ActivationNoSource", "activation:\n  Cisco Tomcat: {rows: [{node: publisher, should: either}]}\n",
       ":2: ", "'Cisco Tomcat' names no source"},
      {"ChecklistService", "checklists:\n  Tea: {checks: [{name: a, ask: b}], source: s}\n",
       ":2: ", "unknown service 'Tea'"},
      {"ChecklistNoChecks", "checklists:\n  Cisco Tomcat: {source: s}\n", ":2: ", "has no 'checks'"},
      {"CheckNoAsk", "checklists:\n  Cisco Tomcat:\n    checks:\n      - {name: a}\n", ":4: ", "has no 'ask'"},
      {"CheckWithDelete",
       "checklists:\n  Cisco Tomcat:\n    checks:\n      - {name: a, ask: b, if-not: run sql delete from x}\n",
       ":4: ", "belongs under 'with-tac'"},
      {"DefectService", "defects:\n  CSC1: {service: Tea, says: x, source: s}\n", ":2: ", "unknown service 'Tea'"},
      {"DefectNoService", "defects:\n  CSC1: {says: x, source: s}\n", ":2: ", "'CSC1' has no 'service'"},
      {"DefectAlone", "defects:\n  CSC1: {alone: perhaps}\n", ":2: ", "'perhaps' is none of yes, no"},
      {"ProcedureNoSteps", "procedures:\n  brew: {when: w, source: s}\n", ":2: ", "'brew' has no 'steps'"},
      {"CollectNoHow", "collect:\n  leaves: {source: s}\n", ":2: ", "'leaves' has no 'how'"},
      {"CollectFact", "collect:\n  leaves: {how: h, facts: tea.state, source: s}\n", ":2: ", "is no fact"},
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
    EXPECT_EQ(message.find('\n'), std::string::npos) << c.name << ": one line for a person";
  }
}

TEST(Services, AnEndlessChainIsRefused) {
  const test::TemporaryFolder folder;
  std::string text = "services:\n";
  for (int i = 0; i < 2'000; ++i) {
    text += "  s" + std::to_string(i) + ": {product: every, kind: network, source: s, needs: s" +
            std::to_string(i + 1) + "}\n";
  }
  text += "  s2000: {product: every, kind: network, source: s}\n";
  folder.write("long.yaml", text);
  const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
  ASSERT_FALSE(knowledge.ok());
  EXPECT_EQ(knowledge.error().message.find(folder.file("long.yaml") + ":"), 0U) << knowledge.error().message;
  EXPECT_NE(knowledge.error().message.find("a chain of more than 100 services"), std::string::npos);
}

}  // namespace
}  // namespace logscan::detail
