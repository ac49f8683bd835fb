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

TEST(SettleNodes, LeavesWhatThePathTold) {
  EXPECT_EQ(settled({{"case/one/x.log", "cuc1"}, {"case/two/x.log", ""}}), (Nodes{"cuc1", ""}));
}

}  // namespace
}  // namespace logscan::detail
