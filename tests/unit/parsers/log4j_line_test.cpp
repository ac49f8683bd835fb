#include "parsers/srm/log4j_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "time/format.h"

namespace logscan::detail {
namespace {

std::string time_of(Log4jTimeReader& times, const std::string& text) {
  const auto time = times.read(text.data());
  return time ? to_rfc3339(Timestamp{time->time_since_epoch()}) : "none";
}

TEST(Log4jTime, IsReadToTheMillisecond) {
  const struct {
    const char* name;
    const char* text;
    const char* time;
  } cases[] = {
      {"Usual", "2021-05-13 02:48:48,244", "2021-05-13T02:48:48.244000Z"},
      {"FirstOfADay", "2021-05-13 00:00:00,000", "2021-05-13T00:00:00.000000Z"},
      {"LastOfADay", "2021-05-13 23:59:59,999", "2021-05-13T23:59:59.999000Z"},
      {"LeapDay", "2024-02-29 12:00:00,001", "2024-02-29T12:00:00.001000Z"},
      {"NoLeapDay", "2023-02-29 12:00:00,001", "none"},
      {"MonthZero", "2021-00-13 02:48:48,244", "none"},
      {"MonthThirteen", "2021-13-13 02:48:48,244", "none"},
      {"DayZero", "2021-05-00 02:48:48,244", "none"},
      {"Hour24", "2021-05-13 24:48:48,244", "none"},
      {"Minute60", "2021-05-13 02:60:48,244", "none"},
      {"Second60", "2021-05-13 02:48:60,244", "none"},
      {"Year1990", "1990-01-01 00:00:00,000", "1990-01-01T00:00:00.000000Z"},
      {"Year1989", "1989-12-31 23:59:59,999", "none"},
      {"PointForComma", "2021-05-13 02:48:48.244", "none"},
      {"LetterForADigit", "2021-05-13 02:48:4x,244", "none"},
      {"TForABlank", "2021-05-13T02:48:48,244", "none"},
  };
  for (const auto& c : cases) {
    Log4jTimeReader fresh;
    EXPECT_EQ(time_of(fresh, c.text), c.time) << c.name;
    // The same where the reader knows that minute, or another one.
    EXPECT_EQ(time_of(fresh, c.text), c.time) << c.name;
    Log4jTimeReader other;
    EXPECT_EQ(time_of(other, "2021-05-13 02:48:00,000"), "2021-05-13T02:48:00.000000Z");
    EXPECT_EQ(time_of(other, c.text), c.time) << c.name;
  }
  Log4jTimeReader fresh;
  EXPECT_EQ(time_of(fresh, std::string(17, '\0') + "12,345"), "none") << "nothing is known yet";
}

TEST(Log4jTime, BeginsALineWhateverTimeItIs) {
  EXPECT_TRUE(begins_with_time("2021-05-13 02:48:48,244"));
  EXPECT_TRUE(begins_with_time("2021-05-13 02:48:48,244 INFO"));
  EXPECT_TRUE(begins_with_time("2021-99-99 99:99:99,999"));
  for (const char* text : {"", "2021-05-13 02:48:48,24", " 2021-05-13 02:48:48,244", "2021-05-13 02:48:48.244",
                           "2021-05-13 02:48:48,24x", "\tat x.y(File.java:1)", "02:48:48,244 2021-05-13 x"})
    EXPECT_FALSE(begins_with_time(text)) << text;
  EXPECT_TRUE(is_cut_time("2021-"));
  EXPECT_TRUE(is_cut_time("2021-05-13 02:48:48,24"));
  for (const char* text : {"", "2021", "2021x", "20210", "2021-05-13 02:48:48,244", "2021-05-13 02:48:48.2"})
    EXPECT_FALSE(is_cut_time(text)) << text;
}

TEST(Log4jLine, IsTakenApart) {
  const struct {
    const char* name;
    std::string rest, fields;  // level|thread|logger|place|message; empty: not that layout
  } cases[] = {
      {"Usual", " DEBUG [HS] rsm.A - m", "DEBUG|HS|rsm.A||m"},
      {"Info", " INFO  [HS] rsm.A - m", "INFO|HS|rsm.A||m"},
      {"Warn", " WARN  [HS] rsm.A - message", "WARN|HS|rsm.A||message"},
      {"Error", " ERROR [HS] rsm.A - message", "ERROR|HS|rsm.A||message"},
      {"Fatal", " FATAL [HS] rsm.A - message", "FATAL|HS|rsm.A||message"},
      {"Trace", " TRACE [HS] rsm.A - message", "TRACE|HS|rsm.A||message"},
      {"NoBlanks", " INFO[HS]rsm.A - m", "INFO|HS|rsm.A||m"},
      {"NoBlankAtAll", "INFO[HS]rsm.A - m", "INFO|HS|rsm.A||m"},
      {"NotPadded", " INFO [HS] rsm.A - m", "INFO|HS|rsm.A||m"},
      {"Place", " DEBUG [T-1] c.S (S.java:306) - m", "DEBUG|T-1|c.S|S.java:306|m"},
      {"PlaceIsNone", " DEBUG [T-1] c.S (Unknown) - m", ""},
      {"ThreadWithBlanksAndColons", " DEBUG [Peer: a b] a.B - m", "DEBUG|Peer: a b|a.B||m"},
      {"ThreadWithOpenParenthesis", " DEBUG [R 4741 (Peer: x] a.B - m", "DEBUG|R 4741 (Peer: x|a.B||m"},
      {"ThreadWithBrackets", " DEBUG [a [b] c] a.B - message", "DEBUG|a [b] c|a.B||message"},
      {"ThreadEmpty", " DEBUG [] a.B - a message", "DEBUG||a.B||a message"},
      {"BracketsInTheMessage", " DEBUG [a] a.B - m [x] y - z", "DEBUG|a|a.B||m [x] y - z"},
      {"MessageEmpty", " DEBUG [thread] a.LongerLogger - ", "DEBUG|thread|a.LongerLogger||"},
      {"MessageEmptyAndTrimmed", " DEBUG [thread] a.LongerLogger -", "DEBUG|thread|a.LongerLogger||"},
      {"MessageBeginsWithBlanks", " DEBUG [thread] a.Logger -   m", "DEBUG|thread|a.Logger||  m"},
      {"BlanksBeforeTheDash", " DEBUG [thread] a.Logger   - m", "DEBUG|thread|a.Logger||m"},
      {"Tabs", "\tDEBUG\t[thread]\ta.Logger\t- m", "DEBUG|thread|a.Logger||m"},
      {"NoDash", " DEBUG [thread] a.Logger message", ""},
      {"DashWithoutBlank", " DEBUG [thread] a.Logger -message", ""},
      {"NoLogger", " DEBUG [thread] - message here", ""},
      {"NoThread", " DEBUG a.Logger - message here", ""},
      {"OpenThread", " DEBUG [thread a.Logger - message", ""},
      {"NoLevel", " [thread] a.Logger - message here", ""},
      {"OtherLevel", " NOTICE [thread] a.Logger - message", ""},
      {"LowerLevel", " debug [thread] a.Logger - message", ""},
      {"Empty", "", ""},
      {"Level", " DEBUG", ""},
      {"LongThread", " DEBUG [" + std::string(255, 't') + "] a.B - m", "DEBUG|" + std::string(255, 't') + "|a.B||m"},
      {"TooLongThread", " DEBUG [" + std::string(256, 't') + "] a.B - m", ""},
      {"LongLogger", " DEBUG [t] " + std::string(256, 'l') + " - m", "DEBUG|t|" + std::string(256, 'l') + "||m"},
      {"TooLongLogger", " DEBUG [t] " + std::string(257, 'l') + " - m", ""},
      {"ManyBrackets", " DEBUG [" + std::string(100000, ']'), ""},
  };
  for (const auto& c : cases) {
    Log4jLine line;
    const auto shown = [&](bool split) {
      if (!split) return std::string();
      return std::string(level_name(line.level)) + "|" + std::string(line.thread) + "|" + std::string(line.logger) +
             "|" + std::string(line.place) + "|" + std::string(line.message);
    };
    EXPECT_EQ(shown(split_log4j_rest(c.rest, line)), c.fields) << c.name;
    EXPECT_EQ(shown(split_unusual_log4j_rest(c.rest, line)), c.fields) << c.name << ", the general way";
  }
}

// Whatever a reader of fronts has read before, it says of a line what split_log4j_rest() says.
TEST(Log4jLine, AFrontThatIsKnownChangesNothing) {
  std::vector<std::string> rests;
  for (const char* level : {" DEBUG ", " INFO  ", " INFO ", "INFO", " NOTICE "}) {
    for (const char* thread : {"[HS] ", "[Peer: a b] ", "[a [b] c] ", "[a] b (Peer: X] ", "[]"}) {
      for (const char* logger : {"rsm.RsmHeartBeatHandler ", "c.S (S.java:306) ", "c.S (S.java) ", "a"}) {
        for (const char* message : {"- sending heartbeat", "- s", "- ", "-", "- 1) - a message", "message", ""})
          rests.push_back(std::string(level) + thread + logger + message);
      }
    }
  }
  // More threads than are remembered, and a front that is too long to be.
  for (int i = 0; i < 2000; ++i) rests.push_back(" DEBUG [Thread-" + std::to_string(i) + "] rsm.RsmMain - message");
  rests.push_back(" DEBUG [t] " + std::string(200, 'l') + " - message");
  Log4jFrontReader known;
  std::size_t records = 0;
  for (int round = 0; round < 3; ++round) {
    for (const std::string& rest : rests) {
      Log4jLine line;
      const bool split = split_log4j_rest(rest, line);
      LogLevel level{};
      std::string_view message;
      ASSERT_EQ(known.read(rest, level, message), split) << rest;
      if (!split) continue;
      ++records;
      EXPECT_EQ(level, line.level) << rest;
      EXPECT_EQ(message, line.message) << rest;
    }
  }
  EXPECT_GT(records, 6300U);
}

}  // namespace
}  // namespace logscan::detail
