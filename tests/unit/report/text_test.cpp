#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/stories.h"
#include "report/text_page.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string text_of(const Report& report, RenderOptions options = {}) {
  return rendered(render_report_text, report, options);
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// The first sentence, without its line breaks.
std::string verdict_of(const Report& report, RenderOptions options = {}) {
  options.width = 0;
  return lines_of(text_of(report, options)).front();
}

TEST(ReportText, BeginsWithTheVerdict) {
  EXPECT_EQ(
      verdict_of(silence_report()),
      "1 critical fault, 1 error in 3 logs of cuc1, 2014-06-29 00:00:03 to 2014-07-01 10:00:00 UTC; 1 question open");
  EXPECT_EQ(verdict_of(quiet_report()),
            "Nothing failed: 3 logs of cuc1, 2014-06-29 00:00:03 to 2014-07-01 10:00:00 UTC");
}

TEST(ReportText, NeverPraisesWhatCouldNotBeJudged) {
  EXPECT_EQ(verdict_of(Report{}), "Nothing could be judged: there was nothing to read");

  Report unknown = quiet_report();
  for (SourceReport& source : unknown.sources) {
    source.format.reset();
    source.status = SourceStatus::kIgnored;
  }
  EXPECT_EQ(verdict_of(unknown), "Nothing could be judged: none of the 3 sources is in a known format");
  unknown.sources.resize(1);
  EXPECT_EQ(verdict_of(unknown), "Nothing could be judged: the one source is in no known format");
  unknown.sources[0].status = SourceStatus::kUnreadable;
  EXPECT_EQ(verdict_of(unknown), "Nothing could be judged: the one source could not be read");

  Report unjudged = quiet_report();
  unjudged.passed.clear();
  EXPECT_THAT(verdict_of(unjudged), StartsWith("Nothing could be judged: no rule had what it needs in 3 logs of cuc1"));

  // That the files are whole says nothing of the services.
  unjudged.passed = {{"bundle.damaged", 3}};
  unjudged.findings = {finding("n", "bundle.trace-level", Severity::kNotice, SubjectKind::kBundle, "x")};
  EXPECT_THAT(verdict_of(unjudged), StartsWith("Nothing could be judged but how it was collected: no other rule had "
                                               "what it needs in 3 logs of cuc1"));
  EXPECT_THAT(verdict_of(unjudged), HasSubstr("; 1 remark"));
  unjudged.passed.push_back({"listener.down", 1});
  EXPECT_THAT(verdict_of(unjudged), StartsWith("No fault is proven in 3 logs")) << "what was not recorded may be one";
  unjudged.findings.clear();
  EXPECT_THAT(verdict_of(unjudged), StartsWith("Nothing failed: 3 logs"));

  Report question = quiet_report();
  question.findings = {silence_report().findings.back()};
  EXPECT_THAT(verdict_of(question), StartsWith("No fault is proven in 3 logs"));
  EXPECT_THAT(verdict_of(question), HasSubstr("; 1 question open"));

  Report damaged = quiet_report();
  damaged.sources[1].status = SourceStatus::kTruncated;
  EXPECT_THAT(verdict_of(damaged), HasSubstr("; 1 source not read in full"));

  RenderOptions severe;
  severe.min_severity = Severity::kCritical;
  Report warned = quiet_report();
  warned.findings = {finding("w", "keepalive.missed", Severity::kWarning, SubjectKind::kSubscription, "x")};
  EXPECT_THAT(verdict_of(warned, severe), StartsWith("Nothing of the asked severity and confidence failed"));
  EXPECT_THAT(text_of(warned, severe), HasSubstr("1 finding below the asked severity or confidence not shown."));
}

TEST(ReportText, SaysWhatLiesOutsideTheAskedTime) {
  Report report = quiet_report();
  report.since = at(0);
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed: 3 logs"));
  EXPECT_THAT(text_of(report), Not(HasSubstr("not shown")));
  report.outside = 2;
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing of the asked time failed in 3 logs of cuc1"));
  EXPECT_THAT(text_of(report), HasSubstr("2 findings outside of the asked time not shown."));
  EXPECT_THAT(text_of(report), Not(HasSubstr("No log that could be read has a record of that time.")));
}

TEST(ReportText, SaysWhereNothingCoversTheAskedTime) {
  const char* const kNothing = "Nothing could be judged: no record is of the asked time in 3 logs of cuc1";
  const char* const kNoLog = "No log that could be read has a record of that time.";
  RenderOptions wide;
  wide.width = 0;
  Report report = quiet_report();
  const Timestamp first = *report.sources.front().first, last = *report.sources.back().last;
  report.since = last;
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed"));
  report.since = last + Duration(1);
  EXPECT_THAT(verdict_of(report), StartsWith(kNothing));
  EXPECT_THAT(text_of(report, wide), HasSubstr(kNoLog));
  report.findings = {finding("w", "keepalive.missed", Severity::kWarning, SubjectKind::kSubscription, "x")};
  EXPECT_THAT(verdict_of(report), StartsWith("1 warning in 3 logs"));
  EXPECT_THAT(text_of(report, wide), HasSubstr(kNoLog));
  report.findings.clear();
  report.since.reset();
  report.until = first + Duration(1);
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed"));
  report.until = first;
  EXPECT_THAT(verdict_of(report), StartsWith(kNothing));
  SourceReport& session = report.sources.front();
  session.first.reset();
  session.last.reset();
  EXPECT_THAT(verdict_of(report), StartsWith(kNothing));
  session.clock.date = "unknown";
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed")) << "its records may be of that time";
  session.clock.date.clear();
  report.sources.resize(1);
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed")) << "it tells no times";
}

TEST(ReportText, TellsRemarksApartFromFaults) {
  Report report = quiet_report();
  report.findings = {finding("r", "subscriptions.replaced", Severity::kInfo, SubjectKind::kExchange, "cuc1")};
  EXPECT_THAT(verdict_of(report), StartsWith("Nothing failed: 3 logs"));
  EXPECT_THAT(verdict_of(report), HasSubstr("; 1 remark"));
  EXPECT_THAT(text_of(report), HasSubstr("For information (1)"));
}

TEST(ReportText, LeadsWithTheStories) {
  Report report = silence_report();
  report.findings[0].window = Window{at(3600), at(90000)};
  report.findings[1].window = Window{at(86400), at(90000)};
  report.stories = build_stories(report.findings);
  RenderOptions options;
  options.width = 0;
  const std::string text = text_of(report, options);
  const std::string story =
      "In short (2)\n"
      "\n"
      "[C] Title of exchange.silence: cuc1\n"
      "    2014-06-29 01:00:00: Summary of group.\n"
      "      export.zip!cuc1/jetty/day0.request.log:123\n"
      "    Cause of exchange.silence.\n"
      "    01:00:00: First of 12 such findings: Summary of single1.\n"
      "      export.zip!cuc1/jetty/day0.request.log:123\n"
      "    Next: First step of exchange.silence.\n"
      "\n"
      "[E] Title of subscription.stale: " +
      subscription(20) + ", low confidence\n";
  EXPECT_THAT(text, HasSubstr("\n\n" + story));
  EXPECT_LT(text.find(story), text.find("Critical (1)")) << "the findings follow";
  options.zone = "Asia/Tokyo";
  EXPECT_THAT(text_of(report, options), HasSubstr("    2014-06-29 10:00:00: Summary of group."));

  // Another day is told.
  report.findings[0].window = Window{at(90), at(90000)};
  for (FindingReport& f : report.findings) {
    if (f.id.starts_with("single")) f.window = Window{at(86400), at(90000)};
  }
  report.stories = build_stories(report.findings);
  options.zone = "UTC";
  EXPECT_THAT(text_of(report, options), HasSubstr("    2014-06-30 00:00:00: First of 12 such findings: "));

  const KnownFindings known = match_baseline({"known.txt", {{"group", "a reason", {}}}}, report, {});
  options.known = &known;
  EXPECT_THAT(text_of(report, options), Not(HasSubstr("[C] ")));
  options.known = nullptr;
  options.min_severity = Severity::kCritical;
  EXPECT_THAT(text_of(report, options), Not(HasSubstr("First of 12")));
  EXPECT_THAT(text_of(report, options), HasSubstr("In short (1)"));
}

TEST(ReportText, TellsTheSingleFindingsInsideTheirGroup) {
  const std::string text = text_of(silence_report());
  EXPECT_THAT(text, HasSubstr("and 12 subscriptions: " + subscription(0)));
  EXPECT_THAT(text, HasSubstr("and 7 more"));
  EXPECT_THAT(text, HasSubstr("(subscription.stale 12)"));
  EXPECT_THAT(text, HasSubstr(subscription(4)));
  EXPECT_THAT(text, Not(HasSubstr(subscription(5))));
  EXPECT_THAT(text, Not(HasSubstr("Summary of single")));
  EXPECT_THAT(text, HasSubstr("Summary of alone."));
  EXPECT_THAT(text, HasSubstr("Errors (1)"));
}

TEST(ReportText, FindsTheGroupFromEitherSide) {
  Report by_leader = silence_report();
  for (FindingReport& f : by_leader.findings) {
    if (f.id != "group") f.related.clear();
  }
  Report by_followers = silence_report();
  by_followers.findings[0].related.clear();
  EXPECT_EQ(text_of(by_leader), text_of(silence_report()));
  EXPECT_EQ(text_of(by_followers), text_of(silence_report()));
}

TEST(ReportText, HidesNoFaultBehindAQuestion) {
  Report report = silence_report();
  report.findings[0].verdict = Verdict::kInconclusive;
  EXPECT_THAT(text_of(report), HasSubstr("Errors (13)"));
}

TEST(ReportText, HidesNoFaultBehindWhatWasLeftOut) {
  Report report = silence_report();
  report.findings[0].confidence = Confidence::kLow;
  RenderOptions sure;
  sure.min_confidence = Confidence::kMedium;
  EXPECT_THAT(text_of(report, sure), HasSubstr("Errors (12)"));
}

TEST(ReportText, TellsEqualAdviceOnce) {
  Report report = silence_report();
  for (FindingReport& f : report.findings) f.related.clear();
  const std::string text = text_of(report);
  EXPECT_EQ(occurrences(text, "Cause of subscription.stale."), 1U);
  EXPECT_EQ(occurrences(text, "First step of subscription.stale."), 1U);

  report.findings[3].cause = "Another cause.";
  EXPECT_THAT(text_of(report), HasSubstr("Another cause."));
  EXPECT_EQ(occurrences(text_of(report), "Cause and next steps: as above for subscription.stale."), 1U);
}

TEST(ReportText, SumsUpWhatIsManyAndTellsAllWhenVerbose) {
  Report report = quiet_report();
  for (int i = 0; i < 12; ++i) {
    report.findings.push_back(finding("f" + std::to_string(i), "keepalive.missed", Severity::kWarning,
                                      SubjectKind::kSubscription, subscription(i)));
  }
  const std::string brief = text_of(report);
  EXPECT_THAT(brief, HasSubstr("Warnings (12)"));
  EXPECT_THAT(brief, HasSubstr("Summary of f9."));
  EXPECT_THAT(brief, Not(HasSubstr("Summary of f10.")));
  EXPECT_THAT(brief, HasSubstr("and 2 more of keepalive.missed"));
  RenderOptions verbose;
  verbose.verbose = true;
  EXPECT_THAT(text_of(report, verbose), HasSubstr("Summary of f11."));
}

TEST(ReportText, TellsWhatWouldSettleAQuestion) {
  const std::string text = text_of(silence_report());
  const std::size_t questions = text.find("Could not be known (1)");
  ASSERT_NE(questions, std::string::npos);
  EXPECT_THAT(text.substr(questions), HasSubstr("[?] Title of keepalive.missed"));
  EXPECT_THAT(text.substr(questions), HasSubstr("What would settle it:"));
}

TEST(ReportText, ShowsTimesInTheAskedZone) {
  RenderOptions options;
  options.zone = "America/St_Johns";
  const std::string text = text_of(silence_report(), options);
  EXPECT_THAT(text, HasSubstr("2014-06-28 22:30:00 to 23:01:00 America/St_Johns (31 min)"));
  EXPECT_THAT(text, HasSubstr("last-before 2014-06-28 22:30:00"));
}

TEST(ReportText, RefusesAnUnknownZone) {
  RenderOptions options;
  options.zone = "Nowhere/At_All";
  StringWriter out;
  for (const Status& status :
       {render_report_text(Report{}, options, out), render_inventory_text(Report{}, options, out),
        render_events_text(Case{}, options, out)}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kUsage);
  }
  EXPECT_TRUE(out.text.empty());
}

TEST(ReportText, SaysThatNoEndWasSeen) {
  EXPECT_THAT(text_of(silence_report()), HasSubstr("01:00:00 to 01:31:00 UTC (31 min, no end seen)"));
  Report moment = silence_report();
  moment.findings[0].window = Window{at(60), at(60)};
  EXPECT_THAT(text_of(moment), HasSubstr("    2014-06-29 00:01:00 UTC\n"));
  moment.findings[0].window.reset();
  EXPECT_THAT(text_of(moment), Not(HasSubstr("2014-06-29 00:01:00 UTC\n")));
}

TEST(ReportText, NamesTheSubjectWhereTheSummaryDoesNot) {
  Report report = quiet_report();
  report.findings = {finding("f", "subscription.stale", Severity::kError, SubjectKind::kSubscription, subscription(1))};
  EXPECT_THAT(text_of(report), HasSubstr("\n    subscription " + subscription(1) + "\n    Summary of f.\n"));
  report.findings[0].summary = "Nothing came for " + subscription(1) + ".";
  EXPECT_EQ(occurrences(text_of(report), subscription(1)), 1U);
}

TEST(ReportText, NamesTheDamageAndCountsTheRest) {
  Report report = quiet_report();
  report.sources[1].status = SourceStatus::kTruncated;
  report.sources[1].notes = {"the stream ends early"};
  report.sources.push_back(request_log(3));
  report.sources.back().status = SourceStatus::kDuplicate;
  report.sources.back().location = "again.log";
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("truncated: export.zip!cuc1/jetty/day1.request.log: the stream ends early"));
  EXPECT_THAT(text, HasSubstr("1 duplicate, 1,000 bytes (named with -v)"));
  EXPECT_THAT(text, Not(HasSubstr("again.log")));
  EXPECT_THAT(text, HasSubstr("jetty.access: 3 logs, 2.9 KiB, 30 records"));
  RenderOptions verbose;
  verbose.verbose = true;
  EXPECT_THAT(text_of(report, verbose), HasSubstr("again.log"));
}

TEST(ReportText, NamesWhatOfAWholeSourceIsNotRead) {
  Report report = quiet_report();
  report.sources[1].notes = {"20 packets", "not read: the body of 3 notifications"};
  std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr(report.sources[1].location + ": not read: the body of 3 notifications"));
  EXPECT_THAT(text, Not(HasSubstr("20 packets")));
  EXPECT_THAT(text, Not(HasSubstr("more that could not be read")));

  report.sources[1].notes.assign(11, "not read: the body of 3 notifications");
  text = text_of(report);
  EXPECT_EQ(occurrences(text, "the body of 3"), 10U);
  EXPECT_THAT(text, HasSubstr("1 more that could not be read in full"));
  RenderOptions verbose;
  verbose.verbose = true;
  text = text_of(report, verbose);
  EXPECT_EQ(occurrences(text, "the body of 3"), 11U);
  EXPECT_THAT(text, Not(HasSubstr("more that could not be read")));
}

TEST(ReportText, ShowsTheLedgerOnlyWhereItDoesNotAddUp) {
  Report report = quiet_report();
  EXPECT_THAT(text_of(report), Not(HasSubstr("ledger")));
  report.ledger.parsed -= 1;
  EXPECT_THAT(text_of(report), HasSubstr("The ledger does not balance"));
}

TEST(ReportText, TellsOnceWhatSeveralRulesLack) {
  Report report = quiet_report();
  report.not_run = {{"a.b", {"one thing"}}, {"c.d", {"one thing", "another"}}, {"e.f", {"one thing"}}, {"g.h", {}}};
  RenderOptions wide;
  wide.width = 0;
  EXPECT_THAT(text_of(report, wide), HasSubstr("Not run: a.b, c.d, e.f, g.h (what is wanting is told with -v)\n"));
  wide.verbose = true;
  EXPECT_THAT(text_of(report, wide), HasSubstr("Not run\n"
                                               "  a.b, e.f, for want of one thing\n"
                                               "  c.d, for want of one thing and another\n"
                                               "  g.h\n"));
}

TEST(ReportText, NamesClocksThatAreNotSure) {
  Report report = quiet_report();
  EXPECT_THAT(text_of(report), Not(HasSubstr("times read as")));
  report.sources[0].clock.zone = "America/Chicago";
  report.sources[0].clock.basis = ClockBasis::kAssumed;
  RenderOptions wide;
  wide.width = 0;
  EXPECT_THAT(text_of(report, wide), HasSubstr("times read as America/Chicago (assumed)"));
  report.sources[0].clock.zone.reset();
  report.sources[0].clock.offset_s = -5 * 3600;
  report.sources[0].clock.basis = ClockBasis::kInferred;
  EXPECT_THAT(text_of(report, wide), HasSubstr("times read as -05:00 (inferred)"));
}

TEST(ReportText, FillsItsWidthAndNoMore) {
  for (const int width : {40, 60, 80, 120}) {
    for (const Report& report : {silence_report(), quiet_report(), hostile_report(), Report{}}) {
      RenderOptions options;
      options.width = width;
      for (const std::string& line : lines_of(text_of(report, options))) {
        const std::size_t begin = line.find_first_not_of(' ');
        // A word that is wider than the page stands alone, whole.
        const bool one_word = begin != std::string::npos && line.find(' ', begin) == std::string::npos;
        EXPECT_TRUE(one_word || columns(line) <= width) << line;
        EXPECT_TRUE(line.empty() || line.back() != ' ') << "'" << line << "'";
      }
    }
  }
}

TEST(ReportText, IsSafeWhateverTheTextsHold) {
  RenderOptions options;
  for (const bool verbose : {false, true}) {
    options.verbose = verbose;
    const std::string text = text_of(hostile_report(), options);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find('\t'), std::string::npos);
    for (const std::string& line : lines_of(text)) EXPECT_EQ(escape_for_terminal(line), line);
  }
}

TEST(ReportText, ColoursNothingButItsOwnLines) {
  RenderOptions options;
  options.colour = RenderOptions::Colour::kAlways;
  const std::string coloured = text_of(hostile_report(), options);
  EXPECT_NE(coloured.find("\x1b[1;31m"), std::string::npos);
  EXPECT_EQ(coloured.find("\x1b]0;"), std::string::npos);
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  EXPECT_EQ(plain, text_of(hostile_report()));
}

TEST(ReportText, SaysThatTheWriterRefused) {
  RefusingWriter out;
  const Status status = render_report_text(silence_report(), {}, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
}

TEST(InventoryText, TellsEachSource) {
  const std::string text = rendered(render_inventory_text, quiet_report());
  EXPECT_THAT(text, StartsWith("export.zip!cuc1/jetty/day0.request.log\n"
                               "  format    jetty.access (40 of 40 lines are request lines)\n"
                               "  node      cuc1\n"
                               "  span      2014-06-29 00:00:03 to 10:00:00 UTC\n"
                               "  content   1,000 bytes, 10 records\n"
                               "  clock     UTC, stated, +-500 ms\n"
                               "  complete  2014-06-29 00:00:00 to 2014-06-30 00:00:00 UTC\n"
                               "  status    ok\n\n"));
  EXPECT_THAT(text, HasSubstr("3 sources, 3 in a known format, 2.9 KiB\n"));
}

TEST(InventoryText, ShowsOffsetsOfClocks) {
  Report report = quiet_report();
  report.sources[0].clock = {std::nullopt, -12600, ClockBasis::kStated, 0, 3, "", {}};
  EXPECT_THAT(rendered(render_inventory_text, report), HasSubstr("  clock     -03:30, stated, 3 anchors\n"));
}

TEST(InventoryText, ASourceWithoutTimesNeedsNoClock) {
  Report report = quiet_report();
  EXPECT_THAT(rendered(render_inventory_text, report), Not(HasSubstr("no record has a time")));
  report.sources[0].first.reset();
  report.sources[0].last.reset();
  EXPECT_THAT(rendered(render_inventory_text, report), HasSubstr("  clock     no record has a time\n"));
}

TEST(InventoryText, IsSafeWhateverTheTextsHold) {
  for (const std::string& line : lines_of(rendered(render_inventory_text, hostile_report()))) {
    EXPECT_EQ(escape_for_terminal(line), line);
  }
  EXPECT_EQ(rendered(render_inventory_text, Report{}), "0 sources, 0 in a known format, 0 bytes\n");
}

}  // namespace
}  // namespace logscan::detail
