#include "detect/rules/clock_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "detect/engine.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kMiddle = 7200;

ParsedSource source(std::string location, std::string node = "cuc1") {
  SourceSpec spec;
  spec.location = std::move(location);
  spec.node = std::move(node);
  spec.result.records = 100;
  spec.result.has_time = true;
  spec.result.first = local(0);
  spec.result.last = local(2 * kMiddle);
  return make_source(spec);
}

// Its times go back in the middle.
ParsedSource stepping(std::string location, Duration back, std::string node = "cuc1") {
  ParsedSource log = source(std::move(location), std::move(node));
  for (std::uint64_t i = 0; i < 40; ++i)
    log.result.steps.add(local(kMiddle + static_cast<int>(i) - 20) - (i < 20 ? Duration(0) : back), {0, i + 1, 1, 0});
  return log;
}

Timeline of(std::vector<ParsedSource> sources) {
  Timeline timeline;
  timeline.sources = std::move(sources);
  timeline.log_of_source.assign(timeline.sources.size(), 0);
  return timeline;
}

template <class... Sources>
Timeline timeline(Sources&&... each) {
  std::vector<ParsedSource> sources;
  (sources.push_back(std::forward<Sources>(each)), ...);
  return of(std::move(sources));
}

std::vector<Finding> found(const Timeline& made) {
  const std::array<const RuleFamily*, 1> families = {&kClockRules};
  return judge(made, families, {}, {}).findings;
}

// `bundle.clock-skew fail`
std::vector<std::string> told(const Timeline& made) {
  std::vector<std::string> lines;
  for (const Finding& finding : found(made)) {
    lines.push_back(std::string(finding.rule->id) + (finding.verdict == Verdict::kFail ? " fail" : " inconclusive") +
                    (finding.variant.empty() ? "" : " " + std::string(finding.variant)));
  }
  return lines;
}

ClockComparison comparison(Duration ahead, Duration uncertainty) {
  ClockComparison made;
  made.of = "trace.cap";
  made.reference = "the listener 10.0.0.9:7080";
  made.why_reference = "it is so";
  made.by = "the Date of 40 answers";
  made.ahead = ahead;
  made.uncertainty = uncertainty;
  made.anchors = 40;
  return made;
}

std::vector<std::string> told_of(Duration ahead, Duration uncertainty) {
  Timeline made = timeline(source("trace.cap"));
  made.clocks.push_back(comparison(ahead, uncertainty));
  return told(made);
}

TEST(ClockSkew, BeginsAboveTwoSeconds) {
  for (const int sign : {1, -1}) {
    EXPECT_THAT(told_of(milliseconds(2000) * sign, milliseconds(0)), IsEmpty());
    EXPECT_THAT(told_of(milliseconds(2100) * sign, milliseconds(99)), ElementsAre("bundle.clock-skew fail"));
    EXPECT_THAT(told_of(milliseconds(2100) * sign, milliseconds(100)),
                ElementsAre("bundle.clock-skew inconclusive close"));
    EXPECT_THAT(told_of(milliseconds(2000) * sign, seconds(1)), IsEmpty());
  }
}

TEST(ClockSkew, TellsByHowMuchAndWhichClockIsRight) {
  Timeline made = timeline(source("trace.cap"));
  made.clocks.push_back(comparison(milliseconds(-90'200), milliseconds(700)));
  const std::vector<Finding> findings = found(made);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].summary,
            "By the Date of 40 answers, the clock of trace.cap is 90.2 s behind that of the listener 10.0.0.9:7080, "
            "+-0.7 s. Its times are told by the clock of the listener 10.0.0.9:7080: it is so.");
  EXPECT_EQ(findings[0].measured[0], std::pair(std::string("offset_s"), -90.2));
}

TEST(ClockSkew, WhatContradictsItselfIsAQuestion) {
  Timeline made = timeline(source("trace.cap"));
  ClockComparison one = comparison(Duration(0), Duration(0));
  one.outcome = ClockComparison::Outcome::kContradictory;
  one.why_not = "only 30 of 60 anchors agree on an offset";
  made.clocks.push_back(one);
  EXPECT_THAT(told(made), ElementsAre("bundle.clock-skew inconclusive contradictory"));
}

TEST(ClockJump, IsToldOfAClockThatStepsAgainstAnother) {
  Timeline made = timeline(source("trace.cap"));
  ClockComparison one = comparison(Duration(0), milliseconds(500));
  one.jumps.push_back({test::at(100), test::at(160), seconds(-90), seconds(1)});
  made.clocks.push_back(one);
  EXPECT_THAT(told(made), ElementsAre("bundle.clock-jump fail"));
  EXPECT_THAT(found(made)[0].summary, HasSubstr("went 90 s, +-1 s, back against that of the listener"));
}

TEST(ClockJump, ALogAloneCannotTellWhetherItsClockWasSet) {
  EXPECT_THAT(told(timeline(stepping("a.log", hours(1)))), ElementsAre("bundle.clock-jump inconclusive unknown"));
  EXPECT_THAT(told(timeline(stepping("a.log", Duration(0)))), IsEmpty());
}

TEST(ClockJump, TwoLogsOfANodeThatStepProveIt) {
  EXPECT_THAT(told(timeline(stepping("a.log", hours(1)), stepping("b.log", hours(1)))),
              ElementsAre("bundle.clock-jump fail", "bundle.clock-jump fail"));
  // Not those of another node.
  EXPECT_THAT(told(timeline(stepping("a.log", hours(1)), stepping("b.log", hours(1), "cuc2"))),
              ElementsAre("bundle.clock-jump inconclusive unknown", "bundle.clock-jump inconclusive unknown"));
}

TEST(ClockJump, ALogOfTheNodeThatGoesOnSpeaksAgainstIt) {
  const std::vector<Finding> findings = found(timeline(stepping("a.log", hours(1)), source("b.log")));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::kInconclusive);
  EXPECT_THAT(findings[0].summary, HasSubstr("those in b.log go on: the file may have been put together out of order"));
}

TEST(ClockJump, TheSystemsOwnWordProvesIt) {
  Timeline made = timeline(stepping("a.log", hours(1)), source("messages"));
  TimedEvent event{};
  event.kind = EventKind::kTimeStep;
  event.time = test::at(kMiddle);
  event.at.source = 1;
  made.events.push_back(event);
  EXPECT_THAT(told(made), ElementsAre("bundle.clock-jump fail set"));
  made.events[0].time = test::at(kMiddle + 3600);
  EXPECT_THAT(told(made), ElementsAre("bundle.clock-jump inconclusive unknown"));
}

TEST(ClockJump, TheEndOfSummerTimeIsNone) {
  // 2014-10-26 01:00 UTC: Berlin's clocks go back from 03:00 to 02:00.
  const auto log = [](const Clock& clock) {
    ParsedSource made = source("a.log");
    made.axis = Axis::kWall;
    made.clock = clock;
    const LocalTime change = LocalTime(std::chrono::local_days(std::chrono::year(2014) / 10 / 26)) + hours(3);
    for (int i = 0; i < 40; ++i)
      made.result.steps.add(change + seconds(i - 20) - (i < 20 ? Duration(0) : hours(1)),
                            {0, static_cast<std::uint64_t>(i) + 1, 1, 0});
    return made;
  };
  const Zone berlin = *Zone::find("Europe/Berlin");
  EXPECT_THAT(told(timeline(log(Clock::in_zone(berlin, ClockBasis::kGiven, seconds(1))))), IsEmpty());
  const Timeline unknown = timeline(log(Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, hours(14))));
  EXPECT_THAT(told(unknown), ElementsAre("bundle.clock-jump inconclusive unknown"));
  EXPECT_THAT(found(unknown)[0].summary, HasSubstr("as at the end of summer time"));
}

TEST(ClockJump, ALogThatIsNotInOrderTellsNothing) {
  ParsedSource log = source("a.log");
  for (int i = 0; i < 400; ++i) log.result.steps.add(local(kMiddle - i * 10), {0, static_cast<std::uint64_t>(i), 1, 0});
  EXPECT_THAT(told(timeline(std::move(log))), IsEmpty());
}

}  // namespace
}  // namespace logscan::detail
