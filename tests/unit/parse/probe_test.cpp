#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "parse/parser.h"
#include "parsers/builtin.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;

// A format that takes whatever begins with its word, with a score that the text names.
template <char kWord>
ProbeAnswer probe_word(const ProbeInput& input) {
  if (!input.head.starts_with(kWord)) return {};
  return {input.head.back() - '0', Axis::kWall, std::string("begins with ") + kWord};
}

constexpr ParserInfo word_parser(std::string_view name, ProbeAnswer (*probe)(const ProbeInput&)) {
  ParserInfo info;
  info.name = name;
  info.probe = probe;
  return info;
}

constexpr ParserInfo kFirst = word_parser("test.first", probe_word<'a'>);
constexpr ParserInfo kSecond = word_parser("test.second", [](const ProbeInput& input) {
  ProbeAnswer answer = probe_word<'a'>(input);
  if (input.path == "better") ++answer.score;
  return answer;
});
constexpr std::array<const ParserInfo*, 2> kBoth = {&kFirst, &kSecond};

TEST(Recognise, TakesTheHighestScoreAndTheFirstOfEquals) {
  const Recognition equal = recognise(kBoth, {"a5", "x", true});
  EXPECT_EQ(equal.parser, &kFirst);
  EXPECT_EQ(equal.axis, Axis::kWall);
  EXPECT_EQ(equal.why, "begins with a");
  EXPECT_EQ(recognise(kBoth, {"a5", "better", true}).parser, &kSecond);
  EXPECT_EQ(recognise(kBoth, {"a0", "x", true}).parser, nullptr) << "a score of 0 is a no";
}

TEST(Recognise, SaysWhatNobodyKnows) {
  const struct {
    const char* name;
    std::string head;
    bool whole;
    const char* why;
  } cases[] = {
      {"Empty", "", true, "empty"},
      {"Unreadable", "", false, "nothing could be read"},
      {"Text", "hello\tworld\r\n\x1b[0m", true, "text, no known format"},
      {"TextWithFewControls", std::string(49, 'x') + "\x01", true, "text, no known format"},
      {"TextWithOneTooMany", std::string(48, 'x') + "\x01", true, "binary, no known format"},
      {"PacketList", "x\n\"No.\",\"Time\",\"Source\",\"Destination\",\"Protocol\",\"Length\",\"Info\"\r\n", true,
       "packets exported as text, no known format: send the capture itself"},
      {"PacketListWithoutNumbers", "Time\tSource\tDestination\tProtocol\tLength\tInfo\n", true,
       "packets exported as text, no known format: send the capture itself"},
      {"WordsOfThatList", "Time Source\nDestination Protocol Info\n", true, "text, no known format"},
      {"Binary",
       "\x7f"
       "ELF\0\0\0\0"s,
       true, "binary, no known format"},
      {"Utf16LittleEndian",
       "\xff\xfe"
       "a\0"s,
       true, "UTF-16 text: save it as UTF-8"},
      {"Utf16BigEndian", "\xfe\xff\0a"s, true, "UTF-16 text: save it as UTF-8"},
      {"Utf8", "caf\xc3\xa9", true, "text, no known format"},
  };
  for (const auto& c : cases) {
    const Recognition recognition = recognise(kBoth, {c.head, "x", c.whole});
    EXPECT_EQ(recognition.parser, nullptr) << c.name;
    EXPECT_EQ(recognition.why, c.why) << c.name;
  }
}

// Every sample against every parser: exactly one owner, and it is the one that brought the sample.
TEST(ProbeMatrix, EverySampleHasOneOwner) {
  std::size_t samples = 0;
  for (const ParserInfo* owner : builtin_parsers()) {
    for (const Sample& sample : owner->samples) {
      ++samples;
      for (const ParserInfo* parser : builtin_parsers()) {
        const ProbeAnswer answer = parser->probe({sample.text, "x.log", true});
        EXPECT_EQ(answer.score > 0, parser == owner)
            << parser->name << " on a sample of " << owner->name << ": " << sample.text;
        EXPECT_LE(answer.score, 100);
        if (parser == owner) {
          EXPECT_NE(answer.why, "") << sample.text;
        }
      }
      const Recognition recognition = recognise(builtin_parsers(), {sample.text, "x.log", true});
      EXPECT_EQ(recognition.parser, owner) << sample.text;
    }
  }
  EXPECT_GT(samples, 0U);
}

// Texts that no parser may take.
TEST(ProbeMatrix, OtherTextsHaveNone) {
  const std::string texts[] = {
      "",
      "\n\n\n",
      "343\n",
      "plain text\n",
      "Jun 29 11:30:50 cuc1 Cisco: %CCM: hello\n",
      "2014-06-29 11:30:50,123 heartbeat\n",
      "01:10:20.300 |mail,{x}, CsWebDav,14,[x]: HTTP Status code: 500\n",
      "{\"a\": 1}\n",
      "<?xml version=\"1.0\"?>\n<a/>\n",
      std::string(1000, '\0'),
  };
  for (const std::string& text : texts) {
    const Recognition recognition = recognise(builtin_parsers(), {text, "x.log", true});
    EXPECT_EQ(recognition.parser, nullptr) << text.substr(0, 80);
    EXPECT_NE(recognition.why, "");
  }
}

TEST(BuiltinParsers, AreWholeAndNamedOnce) {
  std::vector<std::string_view> names;
  for (const ParserInfo* parser : builtin_parsers()) {
    EXPECT_NE(parser->name.find('.'), std::string_view::npos) << parser->name;
    EXPECT_NE(parser->summary, "") << parser->name;
    EXPECT_NE(parser->probe, nullptr) << parser->name;
    EXPECT_EQ(std::count(names.begin(), names.end(), parser->name), 0) << parser->name;
    names.push_back(parser->name);
    // What is no text is read by its format alone.
    EXPECT_NE(parser->make != nullptr, parser->recording()) << parser->name;
    if (parser->recording()) continue;
    EXPECT_NE(parser->make(test::context()), nullptr) << parser->name;
    EXPECT_NE(parser->starts_record, nullptr) << parser->name;
    EXPECT_FALSE(parser->samples.empty()) << parser->name;
  }
}

}  // namespace
}  // namespace logscan::detail
