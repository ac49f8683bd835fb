#include "knowledge/knowledge.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "detect/builtin_rules.h"
#include "detect/rule.h"
#include "knowledge/builtin_data.h"
#include "support/temporary_folder.h"

namespace logscan::detail {
namespace {

using test::TemporaryFolder;

TEST(Knowledge, HasAdviceForEveryBuiltInRule) {
  const Result<Knowledge> knowledge = Knowledge::load({});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  std::size_t rules = 0;
  for (const RuleFamily* family : builtin_rules()) {
    for (const RuleInfo* rule : family->rules) {
      ++rules;
      const Advice& advice = knowledge->advice(rule->id);
      EXPECT_NE(advice.cause, "") << rule->id;
      EXPECT_FALSE(advice.next_steps.empty()) << rule->id;
      EXPECT_FALSE(advice.sources.empty()) << rule->id;
      for (const std::string& step : advice.next_steps) EXPECT_NE(step, "") << rule->id;
      for (const std::string& source : advice.sources) EXPECT_NE(source, "") << rule->id;
    }
  }
  EXPECT_GT(rules, 10U);
}

TEST(Knowledge, HasNoAdviceForRulesThatDoNotExist) {
  std::set<std::string> rules;
  for (const RuleFamily* family : builtin_rules()) {
    for (const RuleInfo* rule : family->rules) rules.emplace(rule->id);
  }
  const Result<Knowledge> knowledge = Knowledge::load({});
  ASSERT_TRUE(knowledge.ok());
  for (const auto& [key, advice] : knowledge->all_advice()) {
    EXPECT_EQ(rules.count(key.substr(0, key.find('#'))), 1U) << key;
  }
}

TEST(Knowledge, FilesAreCompiledInWhole) {
  ASSERT_GT(kBuiltinDataCount, 0U);
  for (std::size_t i = 0; i < kBuiltinDataCount; ++i) {
    std::ifstream in(std::string(LOGSCAN_SOURCE_ROOT) + "/lib/knowledge/data/" + kBuiltinData[i].name,
                     std::ios::binary);
    ASSERT_TRUE(in.is_open()) << kBuiltinData[i].name;
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    EXPECT_EQ(kBuiltinData[i].text, text) << kBuiltinData[i].name;
  }
}

TEST(Knowledge, AVariantFallsBackToItsRule) {
  const TemporaryFolder folder;
  folder.write("a.yaml",
               "advice:\n"
               "  x.rule: {cause: general, next: [look], source: book}\n"
               "  x.rule#special: {cause: special, next: [look], source: book}\n");
  const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  EXPECT_EQ(knowledge->advice("x.rule").cause, "general");
  EXPECT_EQ(knowledge->advice("x.rule", "special").cause, "special");
  EXPECT_EQ(knowledge->advice("x.rule", "other").cause, "general");
  EXPECT_EQ(knowledge->advice("y.rule", "special").cause, "");
  EXPECT_TRUE(knowledge->advice("y.rule").next_steps.empty());
}

TEST(Knowledge, DataFoldersExtendAndOverrideEntryByEntry) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  first.write("b.yaml",
              "advice:\n  subscription.stale: {cause: ours, next: one step, source: [a, b]}\n  new.rule: {cause: b, "
              "source: book}\n");
  first.write("a.yaml", "advice:\n  new.rule: {cause: a, source: book}\n");
  first.write("c.yml", "advice: no data file, by its name\n");
  first.write("notes.txt", "neither: is this\n");
  second.write("a.yaml", "advice:\n  new.rule: {cause: second, source: book}\n");
  second.write("empty.yaml", "");
  second.write("comment.yaml", "# nothing yet\n");

  const Result<Knowledge> built_in = Knowledge::load({});
  const Result<Knowledge> one = Knowledge::load({first.path()});
  const Result<Knowledge> both = Knowledge::load({first.path(), second.path()});
  ASSERT_TRUE(built_in.ok());
  ASSERT_TRUE(one.ok()) << one.error().message;
  ASSERT_TRUE(both.ok()) << both.error().message;
  EXPECT_EQ(one->advice("subscription.stale").cause, "ours");
  EXPECT_EQ(one->advice("subscription.stale").next_steps, std::vector<std::string>{"one step"});
  EXPECT_EQ(one->advice("subscription.stale").sources, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(one->advice("subscription.stale", "alone").cause, built_in->advice("subscription.stale", "alone").cause)
      << "a variant is an entry of its own";
  EXPECT_EQ(one->advice("keepalive.missed").cause, built_in->advice("keepalive.missed").cause);
  EXPECT_EQ(one->advice("new.rule").cause, "b") << "the later name overrides the earlier one";
  EXPECT_EQ(both->advice("new.rule").cause, "second") << "the later folder overrides the earlier one";
}

TEST(Knowledge, ErrorsNameFileAndLine) {
  const struct {
    const char* name;
    const char* text;
    const char* place;
    const char* what;
  } cases[] = {
      {"UnknownField", "advice:\n  x.rule:\n    cause: c\n    nxt: [look]\n    source: s\n",
       ":4: ", "unknown field 'nxt' of 'x.rule'"},
      {"UnknownSection", "advice: {}\nvocab:\n  a: b\n", ":2: ", "unknown section 'vocab'"},
      {"AdviceIsNoMap", "\nadvice:\n  - a\n", ":2: ", "'advice'"},
      {"AdviceIsEmpty", "advice:\n", ":1: ", "'advice'"},
      {"EntryIsNoMap", "advice:\n  x.rule: text\n", ":2: ", "'x.rule' must be a map"},
      {"EntryIsEmpty", "advice:\n  x.rule:\n  y.rule: {source: s}\n", "", "'x.rule' must be a map"},
      {"NoSource", "advice:\n  y.rule: {source: s}\n  x.rule:\n    cause: c\n", ":4: ", "'x.rule' names no source"},
      {"EmptySources", "advice:\n  x.rule: {cause: c, source: []}\n", ":2: ", "'x.rule' names no source"},
      {"CauseIsAList", "advice:\n  x.rule:\n    cause: [a, b]\n    source: s\n", ":3: ", "'cause'"},
      {"StepIsAMap", "advice:\n  x.rule:\n    source: s\n    next:\n      - a: b\n", ":5: ", "expected a text"},
      {"FieldIsAMap", "advice:\n  x.rule:\n    source: s\n    next: {a: b}\n",
       ":4: ", "expected a text or a list of texts"},
      {"RootIsAList", "- advice\n", ":1: ", "expected a map"},
      {"RootIsAText", "advice\n", ":1: ", "expected a map"},
      {"OpenBracket", "advice:\n  x.rule: [a\n", ":3: ", ""},
      {"OpenQuote", "advice:\n  x.rule: \"a\n", ":2: ", ""},
      {"Tab", "advice:\n\tx.rule: {source: s}\n", ":2: ", ""},
      {"UnknownAlias", "advice:\n  x.rule: *nowhere\n", ":2: ", ""},
      {"TwoDocumentsInOneLine", "advice: {}: {}\n", ":1: ", ""},
  };
  for (const auto& c : cases) {
    const TemporaryFolder folder;
    folder.write("bad.yaml", c.text);
    const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
    ASSERT_FALSE(knowledge.ok()) << c.name;
    EXPECT_EQ(knowledge.error().code, ErrorCode::kUsage) << c.name;
    const std::string& message = knowledge.error().message;
    EXPECT_EQ(message.find(folder.file("bad.yaml") + (*c.place != '\0' ? c.place : ":")), 0U)
        << c.name << ": " << message;
    EXPECT_NE(message.find(c.what), std::string::npos) << c.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << c.name << ": one line for a person";
  }
}

TEST(Knowledge, NamesAFolderThatCannotBeRead) {
  const TemporaryFolder folder;
  const std::string missing = folder.file("missing");
  const Result<Knowledge> none = Knowledge::load({missing});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kUsage);
  EXPECT_EQ(none.error().message.find("--data " + missing + ": "), 0U) << none.error().message;

  folder.write("file.yaml", "advice: {}\n");
  const Result<Knowledge> file = Knowledge::load({folder.file("file.yaml")});
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.error().message.find(folder.file("file.yaml")), std::string::npos) << file.error().message;
}

TEST(Knowledge, NamesAFileThatCannotBeRead) {
  const TemporaryFolder folder;
  ASSERT_EQ(symlink("nowhere", folder.file("link.yaml").c_str()), 0);
  const Result<Knowledge> link = Knowledge::load({folder.path()});
  ASSERT_FALSE(link.ok());
  EXPECT_EQ(link.error().message, folder.file("link.yaml") + ": cannot be opened");

  const TemporaryFolder other;
  ASSERT_EQ(mkdir(other.file("folder.yaml").c_str(), 0700), 0);
  const Result<Knowledge> inner = Knowledge::load({other.path()});
  ASSERT_FALSE(inner.ok()) << "what cannot be read is not taken for an empty file";
  EXPECT_EQ(inner.error().message.find(other.file("folder.yaml") + ": "), 0U) << inner.error().message;
}

TEST(Knowledge, BoundsTheSizeOfAFile) {
  constexpr std::size_t kMost = 4U << 20;
  const TemporaryFolder folder;
  folder.write("a.yaml", "#" + std::string(kMost - 1, 'x'));
  EXPECT_TRUE(Knowledge::load({folder.path()}).ok());
  folder.write("a.yaml", "#" + std::string(kMost, 'x'));
  const Result<Knowledge> large = Knowledge::load({folder.path()});
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().message, folder.file("a.yaml") + ": too large for a data file");
}

TEST(Knowledge, HostileFilesEndInAnError) {
  // Each alias doubles, nine doublings of nine: a billion texts if anybody wrote them out.
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string name = "a" + std::to_string(i);
    const std::string below = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " [";
    for (int n = 0; n < 9; ++n) bomb += (n > 0 ? ", " : "") + below;
    bomb += "]\n";
  }
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"AliasBomb", bomb},
      {"AliasBombInAnEntry", "advice:\n  x.rule:\n    source: s\n    next: &a [[[b]]]\n" + bomb},
      {"AliasOfItself", "advice: &a\n  x.rule: *a\n"},
      {"DeepLists", std::string(100'000, '[')},
      {"DeepMaps", "advice: " + std::string(100'000, '{')},
      {"Binary", std::string("\0\1\2\xff\xfe", 5)},
      {"Utf16", std::string("\xff\xfe"
                            "a\0d\0",
                            6)},
  };
  for (const auto& c : cases) {
    const TemporaryFolder folder;
    folder.write("bad.yaml", c.text);
    const Result<Knowledge> knowledge = Knowledge::load({folder.path()});
    ASSERT_FALSE(knowledge.ok()) << c.name;
    EXPECT_EQ(knowledge.error().code, ErrorCode::kUsage) << c.name;
    EXPECT_EQ(knowledge.error().message.find(folder.file("bad.yaml")), 0U)
        << c.name << ": " << knowledge.error().message;
  }
}

}  // namespace
}  // namespace logscan::detail
