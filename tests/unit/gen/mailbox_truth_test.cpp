// Small cases whose findings are worked out by hand: one node, four subscriptions whose notifications come at the same
// seconds, every 300 s from 00:00:00 on, the last at 23:55:00, which is also where the request log ends.
#include "mailbox_truth.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "generate.h"
#include "random_mailbox_scenario.h"
#include "random_scenario.h"

namespace logscan::gen {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string case_of(const std::string& node, const std::string& more = "") {
  return "start: 2026-03-04T00:00:00Z\nspread: 0s\nhours: 24\nlayout: plain\nnodes:\n  - name: cuc1\n"
         "    subscriptions: 4\n" +
         node + more;
}

Generated make(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  return generated ? *std::move(generated) : Generated{};
}

std::string error_of(const std::string& node) {
  const auto scenario = parse_scenario(case_of(node));
  if (!scenario) return scenario.error().message;
  const auto generated = generate(*scenario);
  return generated ? "" : generated.error().message;
}

// `ews.outstanding fail cuc1 10:00:00 .. 10:05:00 x3`; ids, which the seed makes, are left out.
std::vector<std::string> findings_of(const Truth& truth) {
  std::vector<std::string> lines;
  for (const ExpectedFinding& finding : truth.findings) {
    if (finding.rule == "exchange.silence") continue;  // the end of the log
    std::string line = finding.rule + " " + finding.verdict;
    if (finding.subject_kind != "subscription") line += " " + finding.subject;
    if (finding.window) {
      line += " " + format_time(finding.window->from).substr(11, 8) + " .. " +
              format_time(finding.window->to).substr(11, 8);
    }
    if (finding.count) line += " x" + std::to_string(*finding.count);
    if (finding.severity == "notice") line += " notice";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Of a diag log with these keys and faults.
std::vector<std::string> log_findings(const std::string& faults, const std::string& more = "mtimes: kept") {
  return findings_of(make(case_of("    diag:\n      " + more + "\n      faults: [" + faults + "]\n")).truth);
}

std::vector<std::string> dump_findings(const std::string& dump, const std::string& more = "") {
  return findings_of(make(case_of("    dump: {" + dump + "}\n", more)).truth);
}

TEST(MailboxTruth, FindsNothingInAHealthyDay) {
  EXPECT_THAT(findings_of(make(case_of("    diag: {}\n    dump: {at: +20h}\n")).truth), IsEmpty());
}

TEST(MailboxTruth, OneForEachStatusKindAndHost) {
  EXPECT_THAT(log_findings("{kind: http-failure, at: +10h, for: 5m, status: 401, host: Mail.Example.com},"
                           "{kind: http-failure, at: +14h, for: 1m, status: 401, host: mail.example.com},"
                           "{kind: http-failure, at: +11h, for: 1m, status: 503},"
                           "{kind: no-answer, at: +12h, for: 1m, every: 10s},"
                           "{kind: http-failure, at: +13h, for: 1m, status: 503, request: autodiscover},"
                           "{kind: http-failure, at: +15h, for: 1m, status: 503, host: b.example.com}"),
              ElementsAre("ews.http-failure fail b.example.com 15:00:00 .. 15:00:00 x1",
                          "ews.http-failure fail mail.example.com 10:00:00 .. 14:00:00 x6",
                          "ews.http-failure fail mail.example.com 11:00:00 .. 11:00:00 x1",
                          "ews.http-failure fail mail.example.com 12:00:00 .. 12:00:50 x6",
                          "ews.http-failure fail mail.example.com 13:00:00 .. 13:00:00 x1"));
}

// Notifications come until 23:55, and other records stand in the log until shortly before midnight.
TEST(MailboxTruth, FailuresThatEndedAreANotice) {
  const auto found = [](const std::string& faults, const std::string& dump) {
    return findings_of(make(case_of("    diag: {faults: [" + faults + "]}\n    dump: {" + dump + "}\n")).truth);
  };
  const std::string zoned = "at: +23h59m";
  EXPECT_THAT(found("{kind: http-failure, at: +22h45m, for: 1m}", zoned),
              ElementsAre("ews.http-failure fail mail.example.com 22:45:00 .. 22:45:00 x1 notice"));
  EXPECT_THAT(found("{kind: http-failure, at: +23h, for: 1m}", zoned),
              ElementsAre("ews.http-failure fail mail.example.com 23:00:00 .. 23:00:00 x1"));
  EXPECT_THAT(found("{kind: http-failure, at: +10h, for: 1m}, {kind: throttling, at: +23h, for: 1m}", zoned),
              ElementsAre("ews.http-failure fail mail.example.com 10:00:00 .. 10:00:00 x1",
                          "ews.throttled fail mail.example.com 23:00:00 .. 23:00:00 x1"));
  EXPECT_THAT(found("{kind: http-failure, at: +10h, for: 1m},"
                    "{kind: http-failure, at: +23h, for: 1m, host: b.example.com}",
                    zoned),
              ElementsAre("ews.http-failure fail b.example.com 23:00:00 .. 23:00:00 x1",
                          "ews.http-failure fail mail.example.com 10:00:00 .. 10:00:00 x1 notice"));
  // Without the zone of the node its local times may be 14 h off.
  const std::string without_zone = "at: +23h59m, reference: no";
  EXPECT_THAT(found("{kind: http-failure, at: +9h, for: 1m}", without_zone),
              ElementsAre("ews.http-failure fail mail.example.com 09:00:00 .. 09:00:00 x1"));
  EXPECT_THAT(found("{kind: http-failure, at: +8h50m, for: 1m}", without_zone),
              ElementsAre("ews.http-failure fail mail.example.com 08:50:00 .. 08:50:00 x1 notice"));
}

TEST(MailboxTruth, OneForEachCode) {
  EXPECT_THAT(log_findings("{kind: throttling, at: +10h, for: 5m}, {kind: throttling, at: +12h, for: 5m},"
                           "{kind: throttling, at: +11h, for: 1m, code: ErrorExceededConnectionCount}"),
              ElementsAre("ews.throttled fail mail.example.com 10:00:00 .. 12:04:00 x10",
                          "ews.throttled fail mail.example.com 11:00:00 .. 11:00:00 x1"));
}

TEST(MailboxTruth, AGaugeAboveItsLimitForFiveMinutes) {
  const auto gauge = [](const char* length, const char* value) {
    return log_findings(std::string("{kind: outstanding, at: +10h, for: ") + length + ", value: " + value + "}");
  };
  EXPECT_THAT(gauge("5m", "1000"), ElementsAre("ews.outstanding fail cuc1 10:00:00 .. 10:05:00"));
  EXPECT_THAT(gauge("4m", "1000"), IsEmpty());
  EXPECT_THAT(gauge("5m", "999"), IsEmpty());
  EXPECT_THAT(
      log_findings("{kind: outstanding, at: +10h, for: 5m}, {kind: outstanding, at: +11h, for: 1h}"),
      ElementsAre("ews.outstanding fail cuc1 10:00:00 .. 10:05:00", "ews.outstanding fail cuc1 11:00:00 .. 12:00:00"));
}

TEST(MailboxTruth, ALoopByItsRoundsAndTheirDistance) {
  const auto loop = [](const char* every, const char* rounds) {
    return log_findings(std::string("{kind: stale-loop, at: +10h, subscriptions: 1, every: ") + every +
                        ", rounds: " + rounds + ", stale_lines: no}");
  };
  EXPECT_THAT(loop("900s", "3"), ElementsAre("subscription.resubscribe-loop fail 10:00:00 .. 10:30:00 x3"));
  EXPECT_THAT(loop("1080s", "4"), ElementsAre("subscription.resubscribe-loop fail 10:00:00 .. 10:54:00 x4"));
  EXPECT_THAT(loop("960s", "2"), IsEmpty());
  EXPECT_THAT(loop("899s", "4"), IsEmpty());
  EXPECT_THAT(loop("1081s", "4"), IsEmpty());
  EXPECT_THAT(log_findings("{kind: stale-loop, at: +10h, subscriptions: 0..1}"), SizeIs(2));
}

TEST(MailboxTruth, ALogThatCallsASubscriptionStaleIsComparedWithItsNotifications) {
  // The dump tells the zone of the node, without which times cannot be compared.
  const auto looped = [](const std::string& rounds, const std::string& dump, const std::string& more = "") {
    return findings_of(make(case_of("    diag: {faults: [{kind: stale-loop, at: +10h, subscriptions: 1, rounds: " +
                                        rounds + "}]}\n" + dump,
                                    more))
                           .truth);
  };
  const std::string dump = "    dump: {at: +20h}\n";
  const std::string pause = "faults: [{kind: pause, at: +9h40m, for: 2h, subscriptions: 1}]\n";
  EXPECT_THAT(looped("3", ""), ElementsAre(HasSubstr("subscription.resubscribe-loop fail")));
  EXPECT_THAT(looped("3", dump), ElementsAre(HasSubstr("subscription.resubscribe-loop inconclusive")));
  EXPECT_THAT(looped("3", dump, pause), ElementsAre(HasSubstr("subscription.resubscribe-loop fail"),
                                                    "subscription.stale fail 09:35:00 .. 11:40:00"));
  EXPECT_THAT(looped("2", ""), ElementsAre(AllOf(HasSubstr("subscription.stale fail"), HasSubstr(" x2"))));
  EXPECT_THAT(looped("2", dump), ElementsAre(HasSubstr("subscription.stale inconclusive")));
  EXPECT_THAT(looped("2", dump, pause), ElementsAre("subscription.stale fail 09:35:00 .. 11:40:00"))
      << "the request log tells of it";
}

TEST(MailboxTruth, ALoopIsAboutTheMailboxOfTheTable) {
  const Generated made =
      make(case_of("    diag: {faults: [{kind: stale-loop, at: +10h, subscriptions: 1}]}\n    dump: {at: +20h}\n"));
  std::string subject;
  std::string table;
  for (const ExpectedFinding& finding : made.truth.findings) {
    if (finding.rule == "subscription.resubscribe-loop") subject = finding.subject;
  }
  for (const BundleFile& file : made.files) {
    if (file.path == "cuc1/cli/subscriptions.txt") table = file.bytes;
  }
  ASSERT_EQ(subject.size(), 38U);
  EXPECT_EQ(subject.front(), '{');
  EXPECT_EQ(subject.back(), '}');
  EXPECT_THAT(table, HasSubstr("  " + subject.substr(1, 36) + "\n"));
}

TEST(MailboxTruth, DroppedNamesTheIdOfThatTime) {
  const Generated made = make(case_of("    diag: {faults: [{kind: dropped, at: +10h, subscriptions: 1}]}\n",
                                      "faults: [{kind: resubscribe, at: +5h, node: cuc1, subscriptions: 1}]\n"));
  std::string dropped;
  for (const ExpectedFinding& finding : made.truth.findings) {
    if (finding.rule != "subscription.dropped") continue;
    dropped = finding.subject;
    EXPECT_EQ(finding.verdict, "fail");
    ASSERT_TRUE(finding.window);
    EXPECT_EQ(format_time(finding.window->from), "2026-03-04T10:00:00Z");
    EXPECT_EQ(finding.window->to, finding.window->from);
  }
  // The new id, which the request log shows after five o'clock.
  std::size_t first = std::string::npos;
  for (const BundleFile& file : made.files) {
    if (file.path.ends_with(".request.log")) {
      first = file.bytes.find("id=" + dropped);
      EXPECT_THAT(file.bytes.substr(0, file.bytes.find('\n', first)), HasSubstr("[04/Mar/2026:05:"));
      EXPECT_EQ(
          file.bytes.find("04:00:00 +0000] \"POST /NotificationService/services/NotificationService?id=" + dropped),
          std::string::npos);
    }
  }
  EXPECT_NE(first, std::string::npos);
}

TEST(MailboxTruth, WithoutADateNothingIsCertain) {
  EXPECT_THAT(log_findings("{kind: http-failure, at: +10h, for: 5m}, {kind: outstanding, at: +11h, for: 5m},"
                           "{kind: dropped, at: +12h, subscriptions: 0}, {kind: throttling, at: +13h, for: 2m},"
                           "{kind: stale-loop, at: +14h, subscriptions: 0, stale_lines: no}",
                           "mtimes: lost"),
              ElementsAre("ews.http-failure inconclusive mail.example.com x5", "ews.outstanding inconclusive cuc1",
                          "ews.throttled inconclusive mail.example.com x2", "subscription.dropped inconclusive",
                          "subscription.resubscribe-loop inconclusive x4"));
}

TEST(MailboxTruth, CountsWhatTheBundleHolds) {
  // Twelve records an hour and one failure a minute: the failures of 10:00 to 10:59 fill most of a file of forty.
  const std::string fault = "{kind: http-failure, at: +10h, for: 1h}";
  const Generated whole = make(case_of("    diag: {rotate_records: 40, faults: [" + fault + "]}\n"));
  const Generated part = make(case_of("    diag: {rotate_records: 40, missing: [3], faults: [" + fault + "]}\n"));
  const auto failures_in = [](const Generated& made) {
    std::uint64_t failures = 0;
    for (const BundleFile& file : made.files) {
      for (std::size_t at = file.bytes.find("HTTP request failed"); at != std::string::npos;
           at = file.bytes.find("HTTP request failed", at + 1))
        ++failures;
    }
    return failures;
  };
  EXPECT_EQ(failures_in(whole), 60U);
  EXPECT_LT(failures_in(part), 60U);
  EXPECT_GT(failures_in(part), 0U);
  EXPECT_EQ(part.files.size() + 1, whole.files.size());
  for (const Generated* made : {&whole, &part}) {
    const auto found = std::find_if(made->truth.findings.begin(), made->truth.findings.end(),
                                    [](const ExpectedFinding& finding) { return finding.rule == "ews.http-failure"; });
    ASSERT_NE(found, made->truth.findings.end());
    EXPECT_EQ(found->count, failures_in(*made));
  }
  const auto gaps_in = [](const Generated& made) {
    return std::count_if(made.truth.findings.begin(), made.truth.findings.end(), [](const ExpectedFinding& finding) {
      return finding.rule == "bundle.log-gap" && finding.subject == "cuc1/diag_CuMbxSync" && finding.window;
    });
  };
  EXPECT_EQ(gaps_in(whole), 0);
  EXPECT_EQ(gaps_in(part), 1) << "the file that is missing has neighbours";
}

TEST(MailboxTruth, StandsBesideThatOfTheRequestLog) {
  const auto found = findings_of(make(case_of("    diag: {faults: [{kind: http-failure, at: +10h, for: 5m}]}\n",
                                              "faults: [{kind: reject, at: +10h, for: 2m, status: 503}]\n"))
                                     .truth);
  EXPECT_THAT(found, AllOf(::testing::Contains("ews.http-failure fail mail.example.com 10:00:00 .. 10:04:00 x5"),
                           ::testing::Contains("notification.rejected fail cuc1 10:00:00 .. 10:00:00 x4")));
}

TEST(MailboxTruth, StampsThatDoNotFollow) {
  // The last stamp before 19:40 is 19:35, which at 19:50 is 900 s old, and at 19:52 older.
  const auto at = [](const std::string& time) {
    return dump_findings("at: " + time + ", faults: [{kind: unstamped, at: +19h40m, subscriptions: [0, 2]}]");
  };
  EXPECT_THAT(at("+19h48m"), IsEmpty());
  EXPECT_THAT(at("+19h52m"), ElementsAre("notification.not-stamped fail", "notification.not-stamped fail"));
  EXPECT_THAT(error_of("    dump: {at: +19h50m, faults: [{kind: unstamped, at: +19h40m}]}\n"),
              HasSubstr("give another 'at'"));
}

TEST(MailboxTruth, OldStampsOfSilentSubscriptionsAreNotTheTablesFault) {
  const auto found = dump_findings("at: +20h30m", "faults: [{kind: pause, at: +20h, for: 1h, subscriptions: 1}]\n");
  EXPECT_THAT(found, ElementsAre("subscription.stale fail 19:55:00 .. 21:00:00"));
}

TEST(MailboxTruth, AnOldStampThatASilenceDoesNotExplainIsAQuestion) {
  // Notifications come up to 19:25, and the stamp is of 18:55.
  const auto found = dump_findings("at: +20h30m, faults: [{kind: unstamped, at: +19h, subscriptions: 1}]",
                                   "faults: [{kind: pause, at: +19h30m, for: 90m, subscriptions: 1}]\n");
  EXPECT_THAT(
      found, ElementsAre("notification.not-stamped inconclusive cuc1", "subscription.stale fail 19:25:00 .. 21:00:00"));
}

TEST(MailboxTruth, RowsBeyondTheFirstSayNothing) {
  EXPECT_THAT(dump_findings("at: +20h, first: 3, faults: [{kind: unstamped, at: +19h}]"), SizeIs(3));
  EXPECT_THAT(dump_findings("at: +20h, faults: [{kind: unstamped, at: +19h}]"), SizeIs(4));
}

TEST(MailboxTruth, WithoutAReferenceTheNewestStampIsTheLeast) {
  EXPECT_THAT(dump_findings("at: +20h2m, reference: no, faults: [{kind: unstamped, at: +19h, subscriptions: 0}]"),
              ElementsAre("notification.not-stamped inconclusive"));
  // All stamps are equally old, and so may the dump be.
  EXPECT_THAT(dump_findings("at: +20h2m, reference: no, faults: [{kind: unstamped, at: +19h}]"), IsEmpty());
}

TEST(MailboxTruth, TheDiagLogProvesThatTheNodeLivedOn) {
  // All fall silent at 20:00, and so does the listener. Only the diag log goes on, and its zone is known.
  const std::string outage = "faults: [{kind: outage, at: +20h, others: stop}]\n";
  const auto silence = [&](const std::string& node) {
    for (const ExpectedFinding& finding : make(case_of(node, outage)).truth.findings) {
      if (finding.rule == "exchange.silence") return finding;
    }
    return ExpectedFinding{};
  };
  EXPECT_EQ(silence("").verdict, "inconclusive");
  EXPECT_EQ(silence("    diag: {}\n").verdict, "inconclusive");
  EXPECT_EQ(silence("    diag: {mtimes: lost}\n    dump: {at: +10h}\n").verdict, "inconclusive");
  const ExpectedFinding proven = silence("    diag: {}\n    dump: {at: +10h}\n");
  EXPECT_EQ(proven.verdict, "fail");
  ASSERT_TRUE(proven.window);
  EXPECT_GT(proven.window->to, *parse_time("2026-03-04T23:50:00Z"));
}

std::map<std::string, BundleFile> logs_of(const Generated& made) {
  std::map<std::string, BundleFile> logs;
  for (const BundleFile& file : made.files) {
    if (file.path.starts_with("cuc1/cuc/")) logs[file.path.substr(9)] = file;
  }
  return logs;
}

TEST(MailboxLayout, NumbersAndTimesOfFiles) {
  const std::string more = "zone: \"+0530\"\n    dump: {at: +10h}\n";
  const auto logs =
      logs_of(make(case_of("    diag:\n      rotate_records: 100\n      first: 254\n      numbers: hex\n"
                           "      missing: [1]\n      " +
                           more)));
  // 288 records in all.
  ASSERT_THAT(logs, SizeIs(2));
  EXPECT_EQ(logs.begin()->first, "diag_CuMbxSync_000000fe.uc");
  EXPECT_EQ(logs.rbegin()->first, "diag_CuMbxSync_00000100.uc");
  for (const auto& [name, file] : logs) {
    // The time of the file is that of its last record, which is the last line but for a continuation.
    const std::size_t bar = file.bytes.rfind(" |");
    ASSERT_NE(bar, std::string::npos);
    EXPECT_EQ(file.bytes.substr(bar - 12, 8), format_time(file.written + Minutes(330)).substr(11, 8)) << name;
    EXPECT_EQ(file.zone, Minutes(330));
  }
}

TEST(MailboxLayout, TimesOfDayGoBackAtMidnightsOfTheNodeAlone) {
  std::string yaml =
      case_of("    diag: {rotate_records: 50, zone: \"-0800\", background_per_hour: 30}\n    dump: {at: +1h}\n");
  yaml.replace(yaml.find("hours: 24"), 9, "hours: 40");
  std::string before;
  std::size_t records = 0;
  std::vector<std::string> after_midnight;
  for (const auto& [name, file] : logs_of(make(yaml))) {
    for (std::size_t bar = file.bytes.find(" |"); bar != std::string::npos; bar = file.bytes.find(" |", bar + 2)) {
      const std::string now = file.bytes.substr(bar - 12, 12);
      if (now < before) after_midnight.push_back(before.substr(0, 2) + " " + now.substr(0, 2));
      before = now;
      ++records;
    }
  }
  EXPECT_EQ(records, 1200U);
  // From 16:00 on the day before, over 00:00 twice, to 08:00.
  EXPECT_THAT(after_midnight, ElementsAre("23 00", "23 00"));
}

TEST(MailboxLayout, LostTimesAreAllTheSameAndFitNoRecord) {
  const auto logs = logs_of(make(case_of("    diag: {rotate_records: 24, mtimes: lost}\n")));
  ASSERT_THAT(logs, SizeIs(12));
  std::set<Time> times;
  for (const auto& [name, file] : logs) {
    times.insert(file.written);
    EXPECT_GT(file.written, *parse_time("2026-03-05T00:00:00Z"));
    const std::string last = file.bytes.substr(file.bytes.rfind(" |") - 12, 8);
    const Time record = *parse_time(format_time(file.written).substr(0, 11) + last + "Z");
    EXPECT_GT(std::chrono::abs(record - file.written), Minutes(3)) << name;
  }
  EXPECT_THAT(times, SizeIs(1));
}

TEST(MailboxLayout, ASessionWithoutAReferenceHasNoTimeEither) {
  const Generated made = make(case_of("    dump: {at: +10h, reference: no}\n"));
  EXPECT_EQ(made.files.front().path, "cuc1/cli/subscriptions.txt");
  EXPECT_EQ(made.files.front().written, Time{});
}

TEST(MailboxLayout, RefusesWhatNobodyCouldJudge) {
  EXPECT_THAT(error_of("    diag: {missing: [1]}\n"), HasSubstr("it has 1 files, counted from 0, so 1 cannot"));
  EXPECT_THAT(error_of("    diag: {rotate_records: 252, missing: [0]}\n"), "");
  EXPECT_THAT(error_of("    diag: {rotate_records: 20, missing: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]}\n"),
              HasSubstr("a day could hide"));
  EXPECT_THAT(error_of("    diag:\n      rotate_records: 288\n      missing: [0]\n"
                       "      faults: [{kind: outstanding, at: +10h, for: 5m}]\n"),
              HasSubstr("a part of the 'outstanding' stands in a file that is missing"));
  EXPECT_THAT(error_of("    diag: {rotate_records: 1, mtimes: lost, background_per_hour: 60}\n"),
              HasSubstr("any time fits one of them"));
}

TEST(RandomMailboxScenario, SameSeedSameCaseAndItsRequestLogsAreThoseOfRandom) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Scenario scenario = random_mailbox_scenario(seed);
    EXPECT_EQ(print_scenario(scenario), print_scenario(random_mailbox_scenario(seed)));
    const Scenario plain = random_scenario(seed);
    EXPECT_EQ(scenario.start, plain.start);
    EXPECT_EQ(scenario.length, plain.length);
    EXPECT_EQ(scenario.nodes.size(), plain.nodes.size());
    EXPECT_LE(plain.faults.size(), scenario.faults.size());
    const auto again = parse_scenario(print_scenario(scenario));
    ASSERT_TRUE(again) << again.error().message;
    const auto one = generate(scenario);
    const auto two = generate(*again);
    ASSERT_TRUE(one) << one.error().message;
    ASSERT_TRUE(two) << two.error().message;
    EXPECT_EQ(zip(one->files).value(), zip(two->files).value());
    EXPECT_EQ(print_truth(one->truth), print_truth(two->truth));
  }
}

TEST(RandomMailboxScenario, MeetsEveryRuleBothWays) {
  std::set<std::string> rules;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto generated = generate(random_mailbox_scenario(seed));
    ASSERT_TRUE(generated) << seed << ": " << generated.error().message;
    for (const ExpectedFinding& finding : generated->truth.findings) {
      const bool of_mailbox = finding.subject.starts_with('{');
      rules.insert(finding.rule + (of_mailbox ? " mailbox " : " ") + finding.verdict);
    }
  }
  for (const char* rule : {"ews.http-failure", "ews.throttled", "ews.outstanding", "subscription.dropped",
                           "subscription.resubscribe-loop mailbox", "notification.not-stamped"}) {
    EXPECT_EQ(rules.count(std::string(rule) + " fail"), 1U) << rule;
    EXPECT_EQ(rules.count(std::string(rule) + " inconclusive"), 1U) << rule;
  }
}

}  // namespace
}  // namespace logscan::gen
