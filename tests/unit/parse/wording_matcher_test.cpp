#include "parse/wording_matcher.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/text.h"

namespace logscan::detail {
namespace {

Wording wording(const std::string& name, const std::string& literal, const std::string& expression = {},
                const std::string& format = "test.log") {
  const std::string regex = expression.empty() ? "(?i)" + literal : expression;
  return {name,
          format,
          "alarm",
          to_lower(literal),
          regex,
          group_names(regex),
          {},
          false,
          {},
          {},
          std::make_shared<const Pattern>(*Pattern::compile(regex))};
}

Vocabulary vocabulary(std::vector<Wording> wordings) {
  Vocabulary all;
  for (Wording& one : wordings) all.add(std::move(one));
  return all;
}

template <class... Each>
Vocabulary of(Each... each) {
  std::vector<Wording> wordings;
  (wordings.push_back(std::move(each)), ...);
  return vocabulary(std::move(wordings));
}

std::string found(WordingMatcher& matcher, std::string_view text) {
  Captures captures;
  const Wording* match = matcher.match(text, captures);
  return match == nullptr ? "" : match->name;
}

TEST(WordingMatcher, FindsALiteralAtEveryPlace) {
  // The stride is that of the shortest literal.
  for (const std::string shortest : {"sign", "signs", "peer down", "a literal of many characters"}) {
    const Vocabulary words = of(wording("shortest", shortest), wording("wanted", "failover started"));
    WordingMatcher matcher(words, "test.log");
    for (std::size_t before = 0; before < 40; ++before) {
      for (std::size_t after = 0; after < 8; ++after) {
        const std::string text = std::string(before, '.') + "failover started" + std::string(after, '.');
        EXPECT_EQ(found(matcher, text), "wanted") << shortest << ": " << text;
        const std::string upper = std::string(before, '.') + "FailOver STARTED" + std::string(after, '.');
        EXPECT_EQ(found(matcher, upper), "wanted") << shortest << ": " << upper;
        const std::string short_text = std::string(before, '.') + shortest + std::string(after, '.');
        EXPECT_EQ(found(matcher, short_text), "shortest") << short_text;
      }
    }
    EXPECT_EQ(found(matcher, "failover starte"), "") << "one character is missing at the end";
    EXPECT_EQ(found(matcher, "ailover started"), "") << "one character is missing at the start";
    EXPECT_EQ(found(matcher, "failover_started"), "");
    EXPECT_EQ(found(matcher, ""), "");
    EXPECT_EQ(found(matcher, "fai"), "");
  }
}

TEST(WordingMatcher, ShortLiteralsAreFoundToo) {
  for (const std::string literal : {"a", "ab", "abc", "abcd", "abcde"}) {
    const Vocabulary words = of(wording("short", literal), wording("long", "failover started"));
    WordingMatcher matcher(words, "test.log");
    EXPECT_EQ(found(matcher, literal), "short") << literal;
    EXPECT_EQ(found(matcher, "x" + literal + "y"), "short") << literal;
    EXPECT_EQ(found(matcher, "xxx" + to_lower(literal)), "short") << literal;
    EXPECT_EQ(found(matcher, "the fFailover Started"), literal == "a" ? "short" : "long") << literal;
    EXPECT_EQ(found(matcher, "zzzzzz"), "") << literal;
  }
}

TEST(WordingMatcher, OthersFormatsAreNotAsked) {
  const Vocabulary words = of(wording("other", "failover", "", "other.log"));
  WordingMatcher matcher(words, "test.log");
  EXPECT_TRUE(matcher.empty());
  EXPECT_EQ(found(matcher, "failover"), "");
  const Vocabulary nothing;
  WordingMatcher none(nothing, "test.log");
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(found(none, "failover"), "");
  WordingMatcher right(words, "other.log");
  EXPECT_FALSE(right.empty());
  EXPECT_EQ(found(right, "failover"), "other");
}

TEST(WordingMatcher, TheFirstOfTheVocabularyWins) {
  const Vocabulary words = of(wording("strict", "failover", "failover started by (?<who>\\w+)"),
                              wording("loose", "over", "(?<who>failover)"), wording("never", "fail", "nothing"));
  WordingMatcher matcher(words, "test.log");
  Captures captures;
  const std::string by = "a failover started by hand";
  const Wording* match = matcher.match(by, captures);
  ASSERT_NE(match, nullptr);
  EXPECT_EQ(match->name, "strict");
  EXPECT_EQ(match->group(captures, "who"), "hand");
  const std::string other = "a failover ended";
  match = matcher.match(other, captures);
  ASSERT_NE(match, nullptr);
  EXPECT_EQ(match->name, "loose") << "the literal of the first is there, but its expression does not match";
  EXPECT_EQ(match->group(captures, "who"), "failover");
  EXPECT_EQ(found(matcher, "it fails"), "");
}

// What was found for a text is what is found when it comes again, with other texts between.
TEST(WordingMatcher, RemembersTruly) {
  const Vocabulary words = of(wording("sent", "heartbeat", "sending heartbeat to (?<peer>\\w+)"),
                              wording("got", "heartbeat", "received heartbeat from (?<peer>\\w+)"));
  WordingMatcher matcher(words, "test.log");
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 300; ++i) {
      const std::string peer = "imp" + std::to_string(i);
      Captures captures;
      std::string text = "sending heartbeat to " + peer;
      const Wording* match = matcher.match(text, captures);
      text = "gone";
      ASSERT_NE(match, nullptr);
      EXPECT_EQ(match->name, "sent");
      EXPECT_EQ(match->group(captures, "peer"), peer);
      EXPECT_EQ(found(matcher, "received heartbeat from " + peer), "got");
      EXPECT_EQ(found(matcher, "lost heartbeat of " + peer), "");
    }
  }
}

// Of texts that differ in digits alone, each has its own number.
TEST(WordingMatcher, ANumberThatCountsIsRead) {
  const Vocabulary words = of(wording("sent", "heartbeat", "heartbeat (?<number>[0-9]+) to (?<peer>\\w+)"),
                              wording("got", "heartbeat", "heartbeat \\[(?<number>\\d{1,9})\\] received"));
  WordingMatcher matcher(words, "test.log");
  for (int i = 0; i < 3000; ++i) {
    const std::string number = std::to_string(i * 7 % 2000), peer = "imp" + std::to_string(i % 10);
    Captures captures;
    const std::string sent = "heartbeat " + number + " to " + peer;
    const Wording* match = matcher.match(sent, captures);
    ASSERT_NE(match, nullptr) << sent;
    EXPECT_EQ(match->name, "sent");
    EXPECT_EQ(match->group(captures, "number"), number);
    EXPECT_EQ(match->group(captures, "peer"), peer);
    const std::string got = "heartbeat [" + number + "] received";
    match = matcher.match(got, captures);
    ASSERT_NE(match, nullptr) << got;
    EXPECT_EQ(match->name, "got");
    EXPECT_EQ(match->group(captures, "number"), number);
    EXPECT_EQ(found(matcher, "heartbeat " + number + " lost"), "");
    // What stands beside the digits among the characters is none.
    EXPECT_EQ(found(matcher, "heartbeat / to " + peer), "");
    EXPECT_EQ(found(matcher, "heartbeat : to " + peer), "");
  }
}

// Whatever a matcher has seen before, it finds what one finds that sees the text first.
TEST(WordingMatcher, DigitsThatMatterAreToldApart) {
  const std::vector<std::string> texts = {"code 33", "code 34", "code 44", "code 90", "code ]3",  "code {3",
                                          "code 3{", "code 3}", "code +0", "code +4", "code 0-9", "code 1-9"};
  std::size_t matches = 0;
  for (const char* expression : {"code 3",
                                 "code [3]",
                                 "code [1-3]",
                                 "code [^5-9]",
                                 "code \\d[0-3]",
                                 "code (\\d)\\1",
                                 "code (?<a>\\d)\\k<a>",
                                 "code \\x33",
                                 "code \\x2b4",
                                 "code \\x2b\\d",
                                 "code[\\x20]3",
                                 "code [\\x2b-\\x33]",
                                 "code [\\x2b0-4]",
                                 "code [^\\x2B0-9]",
                                 "code [{3}]",
                                 "code []3]",
                                 "code [^]3]",
                                 "code []{3}]",
                                 "code []{0-9]",
                                 "code [+-0]",
                                 "code .[+-0]",
                                 "code 0-9",
                                 "code \\d{2}",
                                 "code [0-9]+",
                                 "code \\w+",
                                 "code 3{1}",
                                 "code .\\{",
                                 "code [[:digit:]3]",
                                 "code [[.three.]]",
                                 "(?x)code\\ [^#]\\d # [\n 0-9",
                                 "code \\Q3\\E",
                                 "(?:code )(?!3)",
                                 "code (?:3|4){2}"}) {
    ASSERT_TRUE(Pattern::compile(expression)) << expression;
    const Vocabulary words = of(wording("w", "code", expression));
    for (const std::string& before : texts) {
      for (const std::string& text : texts) {
        WordingMatcher fresh(words, "test.log"), known(words, "test.log");
        const std::string expected = found(fresh, text);
        found(known, before);
        EXPECT_EQ(found(known, text), expected) << expression << ": " << before << ", " << text;
        matches += expected.empty() ? 0U : 1U;
      }
    }
  }
  EXPECT_GT(matches, 500U);
  // A digit in the literal of any of them.
  const Vocabulary words = of(wording("three", "code 3", "code \\d"), wording("other", "code", "code"));
  WordingMatcher matcher(words, "test.log");
  EXPECT_EQ(found(matcher, "code 3"), "three");
  EXPECT_EQ(found(matcher, "code 4"), "other");
  EXPECT_EQ(found(matcher, "code 3"), "three");
}

// The expressions that are tried decide, and no others.
TEST(WordingMatcher, DigitsMayMatterToSomeWordings) {
  const Vocabulary words = of(wording("three", "code", "code 3"), wording("number", "number", "number (?<number>\\d+)"),
                              wording("any", "code", "code (?<number>\\d)"));
  const std::vector<std::string> texts = {"code 3",          "code 4",          "number 3",        "number 4",
                                          "code 3 number 3", "code 4 number 3", "number 5 code 3", "number 5 code 4",
                                          "code x number 3", "code x number 4", "code x"};
  for (const std::string& before : texts) {
    for (const std::string& text : texts) {
      WordingMatcher fresh(words, "test.log"), known(words, "test.log");
      Captures expected, captures;
      const Wording* first = fresh.match(text, expected);
      found(known, before);
      const Wording* match = known.match(text, captures);
      ASSERT_EQ(match, first) << before << ", " << text;
      if (match == nullptr) continue;
      EXPECT_EQ(match->group(captures, "number"), first->group(expected, "number")) << before << ", " << text;
    }
  }
  WordingMatcher matcher(words, "test.log");
  EXPECT_EQ(found(matcher, "code 3"), "three");
  EXPECT_EQ(found(matcher, "code 4"), "any");
  EXPECT_EQ(found(matcher, "code x number 4"), "number");
  EXPECT_EQ(found(matcher, "code x"), "");
}

// Twenty wordings whose literals all stand in the text: more than are kept apart while it is looked at.
TEST(WordingMatcher, ManyLiteralsInOneText) {
  Vocabulary words;
  std::string text;
  for (char c = 'a'; c < 'a' + 20; ++c) {
    const std::string literal = std::string("word-") + c + c + c;
    text += literal + " ";
    words.add(wording(std::string(1, c), literal, c == 'a' + 19 ? literal : literal + "!"));
  }
  WordingMatcher matcher(words, "test.log");
  EXPECT_EQ(found(matcher, text), "t") << "the last one alone matches";
}

TEST(WordingMatcher, ATextThatCostsTooMuchIsCounted) {
  const Vocabulary words = of(wording("costly", "aaaaaaaa", "^(a+)+$"), wording("next", "aaaaaaaa", "a!"));
  WordingMatcher matcher(words, "test.log");
  EXPECT_EQ(found(matcher, std::string(400, 'a') + "!"), "next");
  EXPECT_EQ(matcher.too_costly(), 1U);
}

// Whatever the texts and literals: what a search of each literal and expression finds.
TEST(WordingMatcher, IsTheSearchOfEach) {
  std::size_t matches = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    // Few letters, so that literals overlap and begin alike.
    const auto letters = [&](std::size_t count) {
      std::string text;
      for (std::size_t i = 0; i < count; ++i) text += "abAB "[random() % 5];
      return text;
    };
    Vocabulary words;
    for (std::size_t i = 0, n = 1 + random() % 25; i < n; ++i)
      words.add(wording("w" + std::to_string(i), letters(4 + random() % 8)));
    WordingMatcher matcher(words, "test.log");
    for (int i = 0; i < 50; ++i) {
      const std::string text = letters(random() % 60);
      std::string expected;
      for (const Wording& one : words.all()) {
        if (to_lower(text).find(one.literal) == std::string::npos) continue;
        expected = one.name;
        break;
      }
      matches += expected.empty() ? 0U : 1U;
      ASSERT_EQ(found(matcher, text), expected) << "seed " << seed << ": " << text;
    }
  }
  EXPECT_GT(matches, 500U);
  EXPECT_LT(matches, 9500U);
}

}  // namespace
}  // namespace logscan::detail
