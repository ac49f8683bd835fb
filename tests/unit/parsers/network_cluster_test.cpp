#include "parsers/cli/network_cluster.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kCommand = "admin:show network cluster\n";

TEST(NetworkCluster, ReadsNodesAndTheirNames) {
  const std::string rows =
      "10.3.74.13 imppub.example.com IMPPUB Subscriber cups DBPub authenticated\n"
      "10.3.74.14 impsub.example.com IMPSUB Subscriber cups DBSub authenticated using TCP since Fri Oct 15 10:22:20 "
      "2021\n"
      "2001:db8::1\tcucm1\tPublisher\tcallmanager\tDBPub\tunauthenticated\n"
      "10.3.74.20 cuc1 Publisher connection DBPub\n";
  const Texts facts = {
      "cluster.node |IMPPUB|cups dbpub|authenticated|1",
      "cluster.name |IMPPUB|10.3.74.13||0",
      "cluster.name |IMPPUB|imppub.example.com||0",
      "cluster.node |IMPSUB|cups dbsub|authenticated using TCP since Fri Oct 15 10:22:20 2021|1",
      "cluster.name |IMPSUB|10.3.74.14||0",
      "cluster.name |IMPSUB|impsub.example.com||0",
      "cluster.node |cucm1|callmanager dbpub|unauthenticated|0",
      "cluster.name |cucm1|2001:db8::1||0",
      "cluster.node |cuc1|connection dbpub||-1",
      "cluster.name |cuc1|10.3.74.20||0",
  };
  for (const std::string& text : {kCommand + rows + "\nadmin:", rows, "Guten Tag,\n\n" + rows + "\nGruss\n"}) {
    const SourceResult result = read_session(text);
    EXPECT_EQ(facts_of(result), facts) << text;
    EXPECT_EQ(result.notes, Texts()) << text;
    EXPECT_EQ(test::ledger(result), text.size());
  }
}

TEST(NetworkCluster, ReadsTheServerList) {
  const SourceResult result = read_session(kCommand +
                                           "10.106.61.120 CUCMPUB  Publisher callmanager DBPub authenticated\n\n"
                                           "Server Table (processnode) Entries\n----------------------------------\n"
                                           "CUCMPUB\n10.106.61.121\n\n"
                                           "Dynamic Cluster Configuration is enabled for 23 Hours 59 Minutes.\n"
                                           "Successful\n");
  EXPECT_EQ(facts_of(result),
            (Texts{"cluster.node |CUCMPUB|callmanager dbpub|authenticated|1", "cluster.name |CUCMPUB|10.106.61.120||0",
                   "server.listed |CUCMPUB|||0", "server.listed |10.106.61.121|||0"}));
  EXPECT_EQ(result.notes, Texts());
}

TEST(NetworkCluster, JoinsRowsThatATerminalBroke) {
  EXPECT_EQ(
      facts_of(read_session(kCommand + "10.0.0.1 imp1.example.com imp1 Subscriber cups DBPub authenticated using TCP\n"
                                       "since Fri Oct 15 10:22:20 2021\n"
                                       "10.0.0.2 imp2.example.com imp2 Subscriber cups\nDBSub unauthenticated\n"
                                       "10.0.0.3 imp3 Subscriber cups DBSub\nauthenticated using TCP since\nFri Oct 15 "
                                       "10:22:20 2021\n")),
      (Texts{"cluster.node |imp1|cups dbpub|authenticated using TCP since Fri Oct 15 10:22:20 2021|1",
             "cluster.name |imp1|10.0.0.1||0", "cluster.name |imp1|imp1.example.com||0",
             "cluster.node |imp2|cups dbsub|unauthenticated|0", "cluster.name |imp2|10.0.0.2||0",
             "cluster.name |imp2|imp2.example.com||0",
             "cluster.node |imp3|cups dbsub|authenticated using TCP since Fri Oct 15 10:22:20 2021|1",
             "cluster.name |imp3|10.0.0.3||0"}));
}

TEST(NetworkCluster, NamesWhatCannotBeRead) {
  const struct {
    const char* name;
    std::string text;
    Texts facts;
  } cases[] = {
      {"CutRow",
       kCommand + "10.0.0.1 imp1 Subscriber cu",
       {"output.unread |network-cluster|show network cluster|1 row that could not be read|0"}},
      {"CutBehindTheRoles",
       kCommand + "10.0.0.1 imp1 Subscriber cups DBPub",
       {"cluster.node |imp1|cups dbpub||-1", "cluster.name |imp1|10.0.0.1||0",
        "output.unread |network-cluster|show network cluster|1 row that could not be read|0"}},
      {"OtherLayout",
       kCommand + "imp1 up\n",
       {"output.unread |network-cluster|show network cluster|layout not known, not read|0"}},
      {"Nothing", kCommand + "\n", {"output.unread |network-cluster|show network cluster|its output is empty|0"}},
      {"ServerListWithoutAnEnd",
       kCommand + "Server Table (processnode) Entries\n-----\ncucm1\n",
       {"server.listed |cucm1|||0",
        "output.unread |network-cluster|show network cluster|the end of the server list may be missing|0"}},
      {"ServerListBeforeAPrompt",
       kCommand + "Server Table (processnode) Entries\n-----\ncucm1\nadmin:",
       {"server.listed |cucm1|||0"}},
  };
  for (const auto& c : cases) EXPECT_EQ(facts_of(read_session(c.text)), c.facts) << c.name;
}

}  // namespace
}  // namespace logscan::detail
