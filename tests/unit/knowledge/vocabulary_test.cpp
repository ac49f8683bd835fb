#include "knowledge/vocabulary.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "support/temporary_folder.h"

namespace logscan::detail {
namespace {

using Texts = std::vector<std::string>;

TEST(GroupNames, AreThoseOfTheExpression) {
  const struct {
    const char* name;
    const char* expression;
    Texts names;
  } cases[] = {
      {"Empty", "", {""}},
      {"None", "a.*b", {""}},
      {"One", "(?<number>\\d+)", {"", "number"}},
      {"Unnamed", "(a)(?<b>b)(c)", {"", "", "b", ""}},
      {"NoGroup", "(?:a)(?<b>b)", {"", "b"}},
      {"Nested", "(?<a>x(?<b>y)(z))", {"", "a", "b", ""}},
      {"NestedInNoGroup", "(?:x(?<a>y)|(?<b>z))", {"", "a", "b"}},
      {"Flags", "(?i)(?<a>x)", {"", "a"}},
      {"LookAhead", "(?=x)(?!y)(?<a>z)", {"", "a"}},
      {"LookBehind", "(?<=x)(?<!y)(?<a>z)", {"", "a"}},
      {"GroupInALookAhead", "(?=(?<a>x))(?<b>y)", {"", "a", "b"}},
      {"Escaped", "\\((?<a>x)\\)", {"", "a"}},
      {"EscapedBackslash", "\\\\(x)", {"", ""}},
      {"Class", "[(](?<a>x)[)(?<b>]", {"", "a"}},
      {"ClassWithABracket", "[](](?<a>x)", {"", "a"}},
      {"ClassWithoutABracket", "[^](](?<a>x)", {"", "a"}},
      {"ClassWithAnEscape", "[\\](](?<a>x)", {"", "a"}},
      {"BracketOutside", "x](?<a>y)", {"", "a"}},
      {"SameNameTwice", "(?<a>x)|(?<a>y)", {"", "a", "a"}},
      {"OpenAtTheEnd", "x(", {"", ""}},
      {"BackslashAtTheEnd", "(?<a>x)\\", {"", "a"}},
      {"NoNameEnd", "(?<a", {"", "a"}},
  };
  for (const auto& c : cases) EXPECT_EQ(group_names(c.expression), c.names) << c.name;
}

// The numbers are those that the expression itself counts by.
TEST(GroupNames, AgreeWithTheExpression) {
  const std::string expression = "(?i)(?<!x)[(\\]](?:(?<first>a+)|(b))(?=(?<ahead>c))(?<last>c(?<inner>d?))";
  const std::vector<std::string> names = group_names(expression);
  const Result<Pattern> pattern = Pattern::compile(expression);
  ASSERT_TRUE(pattern.ok()) << pattern.error().message;
  const std::string text = "(AAcd";
  Captures captures;
  ASSERT_EQ(pattern->search(text, captures), Match::kYes);
  ASSERT_EQ(names, (Texts{"", "first", "", "ahead", "last", "inner"}));
  EXPECT_EQ(captures[1], "AA");
  EXPECT_EQ(captures[2], "");
  EXPECT_EQ(captures[3], "c");
  EXPECT_EQ(captures[4], "cd");
  EXPECT_EQ(captures[5], "d");
}

Wording wording(const std::string& expression, std::map<std::string, std::string> fixed = {}) {
  return {"w",
          "x.log",
          "alarm",
          "x",
          expression,
          group_names(expression),
          std::move(fixed),
          false,
          {},
          {},
          std::make_shared<const Pattern>(*Pattern::compile(expression))};
}

TEST(Wording, AGroupIsWhatItTookOrWhatTheEntrySays) {
  const Wording both = wording("(?<peer>a\\w*)|to (?<peer>b\\w*)|(?<none>c)", {{"mode", "manual"}, {"none", "said"}});
  Captures captures;
  const std::string first = "abc", second = "to bcd";
  ASSERT_EQ(both.pattern->search(first, captures), Match::kYes);
  EXPECT_EQ(both.group(captures, "peer"), "abc");
  EXPECT_EQ(both.group(captures, "mode"), "manual");
  EXPECT_EQ(both.group(captures, "none"), "said") << "the group took nothing";
  EXPECT_EQ(both.group(captures, "other"), "");
  ASSERT_EQ(both.pattern->search(second, captures), Match::kYes);
  EXPECT_EQ(both.group(captures, "peer"), "bcd") << "of two groups of a name, the one that took part";
}

// A folder of one data file.
class DataFile {
 public:
  explicit DataFile(const std::string& text) : path_(folder_.write("words.yaml", text)) {}

  [[nodiscard]] const std::string& folder() const { return folder_.path(); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_;
};

const std::string kGood =
    "    format: x.log\n"
    "    meaning: alarm\n"
    "    literal: Peer Gone\n"
    "    regex: '(?i)peer gone[^\\d]*(?<number>\\d+)?'\n"
    "    confirmed: false\n"
    "    source: a book\n";

TEST(Vocabulary, AFileAddsAnEntry) {
  const DataFile file("vocabulary:\n  x.gone:\n" + kGood +
                      "    says: {detail: gone}\n"
                      "    samples:\n      - peer gone\n"
                      "      - {text: 'the PEER GONE for 62 s', number: '62', detail: gone}\n");
  const Result<Knowledge> built_in = Knowledge::load({});
  ASSERT_TRUE(built_in.ok()) << built_in.error().message;
  const Result<Knowledge> knowledge = Knowledge::load({file.folder()});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  ASSERT_EQ(knowledge->vocabulary().all().size(), built_in->vocabulary().all().size() + 1);
  const Wording& added = knowledge->vocabulary().all().back();
  EXPECT_EQ(added.name, "x.gone");
  EXPECT_EQ(added.format, "x.log");
  EXPECT_EQ(added.meaning, "alarm");
  EXPECT_EQ(added.literal, "peer gone") << "in lower case";
  EXPECT_EQ(added.groups, (Texts{"", "number"}));
  EXPECT_EQ(added.fixed.at("detail"), "gone");
  EXPECT_FALSE(added.confirmed);
  EXPECT_EQ(added.sources, Texts{"a book"});
  ASSERT_EQ(added.samples.size(), 2U);
  EXPECT_EQ(added.samples[1].groups.at("number"), "62");
}

TEST(Vocabulary, AFileReplacesAnEntryInItsPlace) {
  const DataFile file("vocabulary:\n  srm.peer-down:\n" + kGood + "    samples: [peer gone]\n");
  const Result<Knowledge> built_in = Knowledge::load({});
  const Result<Knowledge> knowledge = Knowledge::load({file.folder()});
  ASSERT_TRUE(built_in.ok()) << built_in.error().message;
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  const std::vector<Wording>& before = built_in->vocabulary().all();
  const std::vector<Wording>& after = knowledge->vocabulary().all();
  ASSERT_EQ(after.size(), before.size());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].name, before[i].name);
    if (after[i].expression == before[i].expression) continue;
    ++changed;
    EXPECT_EQ(after[i].name, "srm.peer-down");
    EXPECT_EQ(after[i].literal, "peer gone");
    EXPECT_EQ(after[i].format, "x.log");
  }
  EXPECT_EQ(changed, 1U);
}

TEST(Vocabulary, ErrorsNameFileAndLine) {
  const std::string head = "vocabulary:\n  x.gone:\n";
  const std::string sample = "    samples: [peer gone]\n";
  const auto without = [&](const std::string& field) {
    std::string text = kGood;
    const std::size_t at = text.find("    " + field + ":");
    return head + text.erase(at, text.find('\n', at) + 1 - at) + sample;
  };
  const auto with = [&](const std::string& field, const std::string& value) {
    std::string text = kGood;
    const std::size_t at = text.find("    " + field + ":");
    return head + text.replace(at, text.find('\n', at) - at, "    " + field + ": " + value) + sample;
  };
  const struct {
    const char* name;
    std::string text;
    const char* place;
    const char* what;
  } cases[] = {
      {"NoSample", head + kGood, ":3: ", "'x.gone' has no sample"},
      {"EmptySamples", head + kGood + "    samples: []\n", ":3: ", "'x.gone' has no sample"},
      {"SamplesAreNoList", head + kGood + "    samples: peer gone\n", ":9: ", "'samples' must be a list"},
      {"SampleWithoutTheLiteral", head + kGood + "    samples: [peer down]\n",
       ":3: ", "the sample \"peer down\" does not hold the literal"},
      {"SampleDoesNotMatch", with("regex", "'peer gone!'"),
       ":3: ", "the sample \"peer gone\" does not match the regex"},
      {"GroupTakesOther", head + kGood + "    samples:\n      - {text: peer gone 61, number: '62'}\n",
       ":3: ", "gives '61' for 'number'"},
      {"UnknownGroup", head + kGood + "    samples:\n      - {text: peer gone, node: imp1}\n",
       ":3: ", "gives '' for 'node'"},
      {"SampleWithoutText", head + kGood + "    samples:\n      - {number: '62'}\n",
       ":10: ", "a sample needs its 'text'"},
      {"SampleIsAList", head + kGood + "    samples:\n      - [a]\n", ":10: ", "a sample is a text, or a map"},
      {"BadRegex", with("regex", "'peer gone('"), ":6: ", "bad pattern"},
      {"UnknownField", head + kGood + sample + "    pattern: x\n", ":10: ", "unknown field 'pattern' of 'x.gone'"},
      {"NoFormat", without("format"), ":3: ", "'x.gone' has no 'format'"},
      {"NoMeaning", without("meaning"), ":3: ", "'x.gone' has no 'meaning'"},
      {"UnknownMeaning", with("meaning", "moonphase"), ":4: ", "'moonphase' of 'x.gone' is no meaning (notification, "},
      {"MisspelledMeaning", with("meaning", "heartbeat.peerdown"),
       ":4: ", "is no meaning: did you mean 'heartbeat.peer-down'? ("},
      {"NoLiteral", without("literal"), ":3: ", "'x.gone' has no 'literal'"},
      {"NoRegex", without("regex"), ":3: ", "'x.gone' has no 'regex'"},
      {"NoConfirmed", without("confirmed"), ":3: ", "'x.gone' has no 'confirmed'"},
      {"NoSource", without("source"), ":3: ", "'x.gone' names no source"},
      {"ConfirmedIsAWord", with("confirmed", "maybe"), ":3: ", "'confirmed' of 'x.gone' must be true or false"},
      {"SaysIsAText", head + kGood + sample + "    says: manual\n", ":10: ", "'says' must be a map"},
      {"SaysAList", head + kGood + sample + "    says: {mode: [a]}\n", ":10: ", "expected a text"},
      {"GroupThatNoParserTakes", with("regex", "'peer gone (?<from>x)?'"),
       ":6: ", "'x.gone' has a group 'from', which 'alarm' does not take (node, peer, subject, detail, number)"},
      {"GroupOfAnotherMeaning", with("regex", "'peer gone (?<mode>x)?'"), ":6: ", "a group 'mode', which 'alarm'"},
      {"MisspelledGroup", with("regex", "'peer gone (?<subjekt>x)?'"), ":6: ", "did you mean 'subject'?"},
      {"SaysWhatNoParserTakes", head + kGood + sample + "    says: {reason: a}\n", ":10: ", "a group 'reason'"},
      {"SampleOfAGroupThatNoParserTakes", head + kGood + "    samples:\n      - {text: peer gone, to: imp1}\n",
       ":10: ", "a group 'to'"},
      {"EntryIsAText", "vocabulary:\n  x.gone: text\n", ":2: ", "'x.gone' must be a map"},
      {"SectionIsAList", "vocabulary:\n  - x\n", ":1: ", "'vocabulary'"},
  };
  for (const auto& c : cases) {
    const DataFile file(c.text);
    const Result<Knowledge> knowledge = Knowledge::load({file.folder()});
    ASSERT_FALSE(knowledge.ok()) << c.name;
    EXPECT_EQ(knowledge.error().code, ErrorCode::kUsage) << c.name;
    const std::string& message = knowledge.error().message;
    EXPECT_EQ(message.find(file.path() + c.place), 0U) << c.name << ": " << message;
    EXPECT_NE(message.find(c.what), std::string::npos) << c.name << ": " << message;
  }
}

TEST(Vocabulary, AMeaningHasItsOwnGroups) {
  const struct {
    const char* meaning;
    const char* group;
    bool legal;
  } cases[] = {
      {"heartbeat.received", "peer", true},   {"heartbeat.received", "node", false}, {"ha.state", "old", true},
      {"ha.failover-begin", "mode", true},    {"ha.fallback-command", "mode", true}, {"ha.failover-end", "old", false},
      {"heartbeat.peer-down", "mode", false}, {"host.boot", "detail", true},
  };
  for (const auto& c : cases) {
    const DataFile file("vocabulary:\n  x.gone:\n    format: x.log\n    meaning: " + std::string(c.meaning) +
                        "\n    literal: peer gone\n    regex: 'peer gone ?(?<" + c.group +
                        ">\\w+)?'\n    confirmed: false\n    source: a book\n    samples: [peer gone]\n");
    EXPECT_EQ(Knowledge::load({file.folder()}).ok(), c.legal) << c.meaning << " " << c.group;
  }
}

TEST(Vocabulary, BuiltInEntriesSayWhereTheyComeFrom) {
  const Result<Knowledge> knowledge = Knowledge::load({});
  ASSERT_TRUE(knowledge.ok()) << knowledge.error().message;
  std::size_t of_srm = 0;
  for (const Wording& entry : knowledge->vocabulary().all()) {
    EXPECT_FALSE(entry.sources.empty()) << entry.name;
    EXPECT_GE(entry.literal.size(), 8U) << entry.name << ": a short literal slows every line down";
    if (entry.format != "srm.log") continue;
    ++of_srm;
    EXPECT_EQ(entry.confirmed, entry.name == "srm.peer-down") << entry.name;
    EXPECT_EQ(entry.sources.front().find("no document prints this line") == 0, !entry.confirmed) << entry.name;
  }
  EXPECT_GT(of_srm, 20U);
}

}  // namespace
}  // namespace logscan::detail
