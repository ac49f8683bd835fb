#include "parsers/jetty/jetty_stderrout.h"

#include <gtest/gtest.h>

#include <string>

#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;

SourceResult read(const std::string& text) {
  test::Reading how;
  how.parser = &kJettyStdErrOut;
  how.axis = Axis::kWall;
  return test::read_whole(how, text);
}

TEST(JettyStdErrOut, TakesATimeWhereOneBeginsALine) {
  const struct {
    const char* name;
    std::string text;
    std::uint64_t records, continuation, rejected;
    const char* first;
  } cases[] = {
      {"Jetty", "2014-06-29 08:30:15.123:WARN:oejs.Server:x\n", 1, 0, 0, "2014-06-29T08:30:15.123"},
      {"Comma", "2014-06-29 08:30:15,5 EWSNotify x\n", 1, 0, 0, "2014-06-29T08:30:15.500"},
      {"NoFraction", "2014-06-29T08:30:15 x\n\tat x\ny\n", 1, 2, 0, "2014-06-29T08:30:15"},
      {"LeadingLines", "EWSNotify starts\n2014-06-29 08:30:15 x\n", 1, 1, 0, "2014-06-29T08:30:15"},
      {"JavasLogger", "Jun 29, 2014 8:30:15 PM com.cisco.x y\nSEVERE: z\n", 1, 1, 0, "2014-06-29T20:30:15"},
      {"JavasNoon", "Jun 29, 2014 12:30:15 AM com.cisco.x y\n", 1, 0, 0, "2014-06-29T00:30:15"},
      {"NoTimeOfJava", "Jun 31, 2014 8:30:15 PM x\nJun 29, 2014 8:30 x\n2014-06-29 08:30:15 x", 1, 2, 0,
       "2014-06-29T08:30:15"},
      {"NoSuchDay", "2014-02-30 08:30:15 x\n2014-06-29 08:30:15 x", 1, 0, 1, "2014-06-29T08:30:15"},
      {"Nul", "2014-06-29 08:30:15 x\na\0b\n"s, 1, 0, 1, "2014-06-29T08:30:15"},
  };
  for (const auto& c : cases) {
    const SourceResult result = read(c.text);
    EXPECT_EQ(result.records, c.records) << c.name;
    EXPECT_EQ(result.continuation, c.continuation) << c.name;
    EXPECT_EQ(result.rejected, c.rejected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
    EXPECT_TRUE(to_rfc3339(Timestamp{result.first.time_since_epoch()}).starts_with(c.first)) << c.name;
  }
}

TEST(JettyStdErrOut, IsKnownByJettysLinesOrByNameAndTimes) {
  const auto score = [](std::string_view text, std::string_view path) {
    return kJettyStdErrOut.probe({text, path, true}).score;
  };
  EXPECT_EQ(score("2014-06-29 08:30:15.123:WARN:oejs.Server:x\n", "x.log"), 45);
  EXPECT_EQ(score("2014-06-29 08:30:15 x\n", "x.log"), 0);
  EXPECT_EQ(score("2014-06-29 08:30:15 x\n", "jetty/2014_06_29.stderrout.log.083015123"), 10);
  EXPECT_EQ(score("x\n", "2014_06_29.stderrout.log"), 10);
  EXPECT_EQ(score("x\n", "2014_06_29.log"), 0);
  EXPECT_EQ(score("", "2014_06_29.stderrout.log"), 0);
  EXPECT_EQ(score(std::string_view("x\0\n", 3), "2014_06_29.stderrout.log"), 0);
}

}  // namespace
}  // namespace logscan::detail
