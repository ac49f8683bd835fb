#include "session/settle_nodes.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "parse/parsed_source.h"

namespace logscan::detail {
namespace {

const ParserInfo kAnyFormat{};

struct Named {
  std::string path, node;
};

// path -> node, after all are known.
std::vector<std::string> settled(const std::vector<Named>& named) {
  std::vector<ParsedSource> sources;
  for (const Named& name : named) {
    ParsedSource& source = sources.emplace_back();
    source.name.path = name.path;
    source.folder = name.path.substr(0, name.path.rfind('/') + 1);
    source.node = name.node;
    source.parser = &kAnyFormat;
  }
  join_spellings(sources);
  name_by_folders(sources);
  std::vector<std::string> nodes;
  for (const ParsedSource& source : sources) nodes.push_back(source.node);
  return nodes;
}

using Nodes = std::vector<std::string>;

Nodes nodes_of(const std::vector<ParsedSource>& sources) {
  Nodes nodes;
  for (const ParsedSource& source : sources) nodes.push_back(source.node);
  return nodes;
}

// A log of the Server Recovery Manager that hears `peer` in these seconds.
ParsedSource hearing(const std::string& path, const std::string& node, const std::string& peer, int from = 0,
                     int to = 60) {
  ParsedSource source;
  source.name.path = path;
  source.folder = path.substr(0, path.rfind('/') + 1);
  source.node = node;
  source.parser = &kAnyFormat;
  SourceResult& result = source.result;
  result.has_time = true;
  result.first = LocalTime(std::chrono::seconds(from));
  result.last = LocalTime(std::chrono::seconds(to));
  if (!peer.empty()) {
    result.tracks.at(SignalKind::kHeartbeatReceived, result.names.intern(peer), 0)
        .list.add(result.first, {}, 0, std::chrono::seconds(30));
  }
  return source;
}

ParsedSource telling(ParsedSource source, EventKind kind, const std::string& node, const std::string& peer) {
  EventText text;
  if (!node.empty()) text.node = source.result.names.intern(node);
  if (!peer.empty()) text.peer = source.result.names.intern(peer);
  source.result.events.push_back({source.result.first, {}, text, kind});
  return source;
}

template <class... Sources>
std::vector<ParsedSource> list(Sources&&... sources) {
  std::vector<ParsedSource> all;
  (all.push_back(std::forward<Sources>(sources)), ...);
  return all;
}

std::string text_of(const ParsedSource& source, NameId id) { return std::string(source.result.names.text(id)); }

const std::string kOne = "10.0.0.1/2026-03-05_00-00-00/", kTwo = "10.0.0.2/2026-03-05_00-00-00/";

// The reader puts the name that the records state in place of the folder's here, too.
TEST(SettleFolders, AFolderOfSeveralHostsIsNoNode) {
  std::vector<ParsedSource> sources =
      list(hearing("case/syslog/messages1", "imp1", ""), hearing("case/syslog/messages2", "imp2.example.com", ""),
           hearing("case/srm/srm.log", "case", "imp2"));
  settle_folders(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"imp1", "imp2.example.com", ""}));
}

TEST(SettleFolders, AFolderOfOneHostIsANode) {
  std::vector<ParsedSource> one =
      list(hearing("first/syslog/messages1", "imp1", ""), hearing("first/cli/session.txt", "imp1.example.com", ""),
           hearing("first/srm/srm.log", "first", "imp2"));
  settle_folders(one);
  EXPECT_EQ(nodes_of(one), (Nodes{"first", "first", "first"}));
  std::vector<ParsedSource> own =
      list(hearing("imp1/cli/session.txt", "imp1.example.com", ""), hearing("imp1/syslog/AlternateSyslog", "imp2", ""));
  settle_folders(own);
  EXPECT_EQ(nodes_of(own), (Nodes{"imp1", "imp1"})) << "its own host is among them";
  std::vector<ParsedSource> sure = list(hearing("imp1/2026-03-05_00-00-00/syslog/messages", "imp1", ""));
  settle_folders(sure);
  EXPECT_EQ(nodes_of(sure), Nodes{"imp1"});
}

// The reader puts the name that the records state in place of the folder's address.
TEST(NameAddresses, AFolderIsOfTheHostThatItsRecordsName) {
  std::vector<ParsedSource> sources =
      list(hearing(kOne + "messages", "imp1", ""), hearing(kOne + "session.txt", "imp1.example.com", ""),
           hearing(kOne + "srm.log", "10.0.0.1", "imp2"), hearing(kTwo + "x.log", "10.0.0.2", ""));
  EXPECT_EQ(name_addresses(sources), (NodeNames{{"10.0.0.1", "imp1"}}));
  EXPECT_EQ(nodes_of(sources), (Nodes{"imp1", "imp1", "imp1", "10.0.0.2"}));
}

TEST(NameAddresses, AFolderOfDifferentHostsKeepsItsAddress) {
  std::vector<ParsedSource> sources = list(hearing(kOne + "messages", "imp1", ""), hearing(kOne + "other", "imp7", ""),
                                           hearing(kOne + "srm.log", "10.0.0.1", "imp2"));
  EXPECT_EQ(name_addresses(sources), NodeNames{});
  EXPECT_EQ(nodes_of(sources), (Nodes{"10.0.0.1", "10.0.0.1", "10.0.0.1"}));
}

TEST(NameAddresses, FoldersOfTwoAddressesMayBeOneHost) {
  std::vector<ParsedSource> sources =
      list(hearing(kOne + "messages", "imp1", ""), hearing(kTwo + "messages", "imp1", ""));
  EXPECT_EQ(name_addresses(sources), (NodeNames{{"10.0.0.1", "imp1"}, {"10.0.0.2", "imp1"}}));
}

// One log tells of a failover between both nodes, and each hears the other.
TEST(NameAddresses, LogsThatHearEachOtherNameTheFolders) {
  std::vector<ParsedSource> sources =
      list(telling(hearing(kOne + "srm.log", "10.0.0.1", "imp2"), EventKind::kFailoverBegin, "imp2", "imp1"),
           hearing(kTwo + "srm.log", "10.0.0.2", "imp1.example.com"));
  EXPECT_EQ(name_addresses(sources), (NodeNames{{"10.0.0.1", "imp1"}, {"10.0.0.2", "imp2"}}));
  EXPECT_EQ(nodes_of(sources), (Nodes{"imp1", "imp2"}));
}

TEST(NameAddresses, OneLogAloneNamesNoPeer) {
  std::vector<ParsedSource> sources =
      list(hearing(kOne + "srm.log", "10.0.0.1", "imp2"), hearing(kTwo + "srm.log", "10.0.0.2", "imp1"));
  EXPECT_EQ(name_addresses(sources), NodeNames{}) << "nothing says which is which";
}

TEST(NameAddresses, RecordsNameTheirNodesByTheSameName) {
  const std::string folder = "/2026-03-05_00-00-00/srm.log";
  std::vector<ParsedSource> sources =
      list(telling(hearing("imp1" + folder, "imp1", "10.0.0.2"), EventKind::kFailoverBegin, "10.0.0.2", "10.0.0.1"),
           hearing("imp2" + folder, "imp2", "10.0.0.1"));
  const NodeNames names = name_addresses(sources);
  EXPECT_EQ(names, (NodeNames{{"10.0.0.1", "imp1"}, {"10.0.0.2", "imp2"}}));
  name_in_records(names, sources);
  const EventText& failover = sources[0].result.events[0].text;
  EXPECT_EQ(text_of(sources[0], failover.node), "imp2");
  EXPECT_EQ(text_of(sources[0], failover.peer), "imp1");
  EXPECT_EQ(text_of(sources[0], sources[0].result.tracks.tracks()[0].subject), "imp2");
  EXPECT_EQ(text_of(sources[1], sources[1].result.tracks.tracks()[0].subject), "imp1");
}

TEST(NameByPeers, LogsOfOneFolderThatHearEachOtherAreOfTwoNodes) {
  std::vector<ParsedSource> sources =
      list(hearing("flat/srm1.log", "", "imp2"), hearing("flat/srm2.log", "", "IMP1.example.com"),
           hearing("flat/messages", "", ""));
  name_by_peers(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"imp1", "imp2", ""}));
}

TEST(NameByPeers, LogsThatAreNotWrittenTogetherAreOnlyKeptApart) {
  std::vector<ParsedSource> sources =
      list(hearing("flat/srm1.log", "", "imp2", 0, 60), hearing("flat/srm2.log", "", "imp3", 60, 90),
           hearing("other/srm2.log", "", "imp3", 60, 90));
  name_by_peers(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"", "", ""})) << "the peer may have been replaced";
  EXPECT_NE(sources[0].folder, sources[1].folder);
  EXPECT_EQ(sources[2].folder, "other/");
}

TEST(NameByPeers, ARotatedLogStaysTogether) {
  std::vector<ParsedSource> sources =
      list(hearing("flat/srm1.log", "", "imp2", 0, 60), hearing("flat/srm2.log", "", "imp2.example.com", 60, 90));
  name_by_peers(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"", ""}));
  EXPECT_EQ(sources[0].folder, sources[1].folder);
}

TEST(SettleNodes, LooksAboveTheFoldersOfACollection) {
  EXPECT_EQ(settled({{"case/imp1/tac27feb17_1334/srm.log", ""}, {"case/imp2/tac27feb17_1340/srm.log", ""}}),
            (Nodes{"imp1", "imp2"}));
  EXPECT_EQ(settled({{"case/imp1/tac27feb17_1334/srm.log", ""}, {"case/imp1/tac28feb17_1334/srm.log", ""}}),
            (Nodes{"", ""}))
      << "two collections of one node";
}

TEST(SettleNodes, JoinsAFirstLabelAndAFullName) {
  EXPECT_EQ(settled({{"a", "imp1"}, {"b", "imp1.example.com"}}), (Nodes{"imp1", "imp1"}));
}

TEST(SettleNodes, KeepsFullNamesThatShareALabelApart) {
  EXPECT_EQ(settled({{"a", "imp1"}, {"b", "imp1.a.com"}, {"c", "imp1.b.com"}}),
            (Nodes{"imp1", "imp1.a.com", "imp1.b.com"}));
  EXPECT_EQ(settled({{"a", "imp1.a.com"}, {"b", "imp1.b.com"}}), (Nodes{"imp1.a.com", "imp1.b.com"}));
}

TEST(SettleNodes, KeepsALoneFullName) {
  EXPECT_EQ(settled({{"a", "imp1.a.com"}, {"b", "imp2"}}), (Nodes{"imp1.a.com", "imp2"}));
}

TEST(SettleNodes, NeverCutsAddresses) {
  EXPECT_EQ(settled({{"a", "10.0.0.1"}, {"b", "10"}, {"c", "10.0.0.2"}}), (Nodes{"10.0.0.1", "10", "10.0.0.2"}));
}

TEST(SettleNodes, TakesFoldersSideBySideForNodes) {
  EXPECT_EQ(settled({{"case/imp1/srm.log", ""}, {"case/IMP2/srm.log", ""}, {"case/imp1/notes.log", ""}}),
            (Nodes{"imp1", "imp2", "imp1"}));
}

TEST(SettleNodes, TakesNoLoneFolderForANode) {
  EXPECT_EQ(settled({{"case/imp1/srm.log", ""}, {"case/other/x.log", ""}}), (Nodes{"", ""}));
  EXPECT_EQ(settled({{"a/imp1/srm.log", ""}, {"b/imp2/srm.log", ""}}), (Nodes{"", ""}));
  EXPECT_EQ(settled({{"srm.log", ""}, {"srm.log", ""}}), (Nodes{"", ""}));
}

TEST(SettleNodes, TakesCopiesOfOneLogForNoNodes) {
  std::vector<ParsedSource> sources(2);
  for (ParsedSource& source : sources) {
    source.parser = &kAnyFormat;
    source.folder = "case/monday/";
  }
  sources[0].name.path = "case/monday/srm.log";
  sources[1].name.path = "case/tuesday/srm.log";
  name_by_folders(sources);
  EXPECT_EQ(sources[0].node + sources[1].node, "");
}

TEST(SettleNodes, AFolderIsOfTheNodeThatAnOutputListsByItsName) {
  std::vector<ParsedSource> sources(3);
  const auto row = [&](ParsedSource& source, const char* host, const char* words) {
    FactOf<LocalTime>& fact = source.result.facts.emplace_back();
    fact.kind = FactKind::kClusterNode;
    fact.text.subject = source.result.names.intern(host);
    fact.text.detail = source.result.names.intern(words);
  };
  const char* const paths[] = {"case/imp2/list.txt", "case/mail/cluster.txt", "case/imp1/other.txt"};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].parser = &kAnyFormat;
    sources[i].name.path = paths[i];
    sources[i].folder = sources[i].name.path.substr(0, sources[i].name.path.rfind('/') + 1);
  }
  row(sources[1], "IMP2.example.com", "authenticated using TCP since Fri");
  row(sources[1], "imp1", "authenticated");
  // This one was printed on another node than its folder says.
  row(sources[2], "imp2", "authenticated");
  name_by_folders(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"imp2", "", ""}));
}

TEST(SettleNodes, ASessionOfSeveralNodesIsOfNone) {
  std::vector<ParsedSource> sources(2);
  sources[0].node = sources[1].node = "imp1";
  sources[0].result.parts = {{0, "imp1", {}}, {7, "imp2.example.com", {}}, {9, "IMP1", {}}, {12, {}, {}}};
  settle_parts(sources);
  EXPECT_EQ(nodes_of(sources), (Nodes{"", "imp1"}));
  EXPECT_EQ(sources[0].notes, std::vector<std::string>{
                                  "shows several nodes: imp1, imp2.example.com; of which some parts are is not told"});
}

TEST(SettleNodes, LeavesWhatThePathTold) {
  EXPECT_EQ(settled({{"case/one/x.log", "cuc1"}, {"case/two/x.log", ""}}), (Nodes{"cuc1", ""}));
}

}  // namespace
}  // namespace logscan::detail
