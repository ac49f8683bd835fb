#include "detect/rules/mailbox_rules.h"

#include <gtest/gtest.h>

#include "detect/engine.h"
#include "detect/rules/ews_rules.h"
#include "detect/rules/notification_rules.h"
#include "unit/detect/mailbox_timeline.h"

namespace logscan::detail {
namespace {

using Lines = std::vector<std::string>;
using Dated = MailboxTimeline::Dated;

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

Judgement judged(const MailboxTimeline& made, std::optional<Symptom> symptom = std::nullopt) {
  static const std::vector<const RuleFamily*> families = {&kNotificationRules, &kEwsRules, &kMailboxRules};
  const auto settings = Settings::read(all_rules(families), {}, symptom);
  EXPECT_TRUE(settings.ok());
  return judge(made.make(), families, *settings, Knowledge());
}

// `subject from-to xCOUNT`, then `doubt` where nothing is proven.
Lines told(const Judgement& judgement, std::string_view rule) {
  Lines lines;
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id != rule) continue;
    std::string line = finding.subject;
    line += finding.window ? " " + std::to_string(second_of(finding.window->from)) + "-" +
                                 std::to_string(second_of(finding.window->to))
                           : " -";
    if (finding.count != 1) line += " x" + std::to_string(finding.count);
    if (finding.verdict != Verdict::kFail) line += " doubt";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Lines told(const MailboxTimeline& made, std::string_view rule) { return told(judged(made), rule); }

std::uint64_t passed(const Judgement& judgement, std::string_view rule) {
  for (const PassedRule& passed : judgement.passed) {
    if (passed.rule == rule) return passed.subjects;
  }
  return 0;
}

TEST(Dropped, EachSubscriptionIsOneFinding) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.event(log, EventKind::kSubscriptionDropped, 100, "s1", "ErrorReadEventsFailed");
  made.event(log, EventKind::kSubscriptionDropped, 150, "s2", "ErrorSubscriptionNotFound");
  made.event(log, EventKind::kSubscriptionDropped, 160, "");
  made.event(log, EventKind::kSubscriptionDropped, 900, "s1", "ErrorReadEventsFailed");
  made.event(log, EventKind::kSubscriptionStale, 950, "s3");
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "subscription.dropped"), (Lines{"s1 100-900 x2", "s2 150-150", "unknown 160-160"}));
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id == "subscription.dropped") {
      EXPECT_EQ(finding.confidence, Confidence::kMedium) << "the wording is not documented";
    }
  }
}

TEST(Dropped, WithoutADateItIsOpenWhen) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000, Dated::kNo);
  made.event(log, EventKind::kSubscriptionDropped, 100, "s1").event(log, EventKind::kSubscriptionDropped, 200, "s1");
  EXPECT_EQ(told(made, "subscription.dropped"), Lines{"s1 - x2 doubt"});
}

TEST(Dropped, OnlyALogThatTellsOfSubscriptionsIsEvidence) {
  MailboxTimeline made;
  made.sibling("cuc1", "diag_CuCsMgr", 9000);
  EXPECT_EQ(passed(judged(made), "subscription.dropped"), 0U);
  made.diag("cuc1", 9000);
  EXPECT_EQ(passed(judged(made), "subscription.dropped"), 1U);
}

// Renewals of {0A} so many seconds after each other.
MailboxTimeline renewed(const std::vector<int>& steps, Dated dated = Dated::kYes) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 40000, dated);
  int time = 1000;
  made.event(log, EventKind::kSubscriptionRenewed, time, "{0A}");
  for (const int step : steps) made.event(log, EventKind::kSubscriptionRenewed, time += step, "{0A}");
  return made;
}

TEST(LoggedLoop, ThreeInTheRhythmMakeOne) {
  constexpr const char* kRule = "subscription.resubscribe-loop";
  EXPECT_EQ(told(renewed({900}), kRule), Lines{});
  EXPECT_EQ(told(renewed({900, 1080}), kRule), Lines{"{0A} 1000-2980 x3"});
  EXPECT_EQ(told(renewed({899, 960, 960}), kRule), Lines{"{0A} 1899-3819 x3"}) << "the first was no round";
  EXPECT_EQ(told(renewed({1081, 960}), kRule), Lines{});
  EXPECT_EQ(told(renewed({960, 960, 5000, 960, 960}), kRule), (Lines{"{0A} 1000-2920 x3", "{0A} 7920-9840 x3"}));
  EXPECT_EQ(told(renewed({960, 960}, Dated::kNo), kRule), Lines{"{0A} - x3 doubt"});
}

TEST(LoggedLoop, TwoLinesAboutOneRoundAreOne) {
  EXPECT_EQ(told(renewed({2, 958, 120, 840}), "subscription.resubscribe-loop"), Lines{"{0A} 1000-2920 x3"});
}

TEST(LoggedLoop, IsWeakEvidence) {
  const Judgement judgement = judged(renewed({960, 960}));
  ASSERT_EQ(judgement.findings.size(), 1U);
  EXPECT_EQ(judgement.findings[0].confidence, Confidence::kLow);
}

TEST(LoggedLoop, MailboxesAndNodesAreApart) {
  MailboxTimeline made;
  const std::size_t one = made.diag("cuc1", 9000), two = made.diag("cuc2", 9000);
  made.event(one, EventKind::kSubscriptionRenewed, 1000, "{0A}");
  made.event(two, EventKind::kSubscriptionRenewed, 1960, "{0A}");
  made.event(one, EventKind::kSubscriptionRenewed, 2920, "{0A}");
  EXPECT_EQ(told(made, "subscription.resubscribe-loop"), Lines{});
}

TEST(LoggedLoop, NotificationsThatArriveSpeakAgainstIt) {
  constexpr const char* kRule = "subscription.resubscribe-loop";
  const auto looped = [](const std::string& node, const std::string& old, int step) {
    MailboxTimeline made;
    made.beats(made.requests(node, 0, 12000), "s1", 0, 12000, step);
    const std::size_t log = made.diag("cuc1", 12000);
    for (const int time : {3000, 3960, 4920}) made.event(log, EventKind::kSubscriptionRenewed, time, "{0A}", old);
    return made;
  };
  const Judgement judgement = judged(looped("cuc1", "S1", 300));
  EXPECT_EQ(told(judgement, kRule), Lines{"{0A} 3000-4920 x3 doubt"});
  EXPECT_EQ(judgement.findings.at(0).variant, "notified");
  EXPECT_EQ(told(looped("cuc2", "s1", 300), kRule), Lines{"{0A} 3000-4920 x3"}) << "another node's";
  EXPECT_EQ(told(looped("cuc1", "s2", 300), kRule), Lines{"{0A} 3000-4920 x3"}) << "another subscription's";
  EXPECT_EQ(told(looped("cuc1", "", 300), kRule), Lines{"{0A} 3000-4920 x3"}) << "which one is not known";
  MailboxTimeline first;
  first.signal(first.requests("cuc1", 0, 12000), SignalKind::kNotification, "s1", 0, {3001, 3961, 4921});
  const std::size_t log = first.diag("cuc1", 12000);
  for (const int time : {3000, 3960, 4920}) first.event(log, EventKind::kSubscriptionRenewed, time, "{0A}", "s1");
  EXPECT_EQ(told(first, kRule), Lines{"{0A} 3000-4920 x3"}) << "what comes at once after subscribing is no keepalive";
}

TEST(LoggedLoop, IsNoneInARowWhereAFileIsMissing) {
  MailboxTimeline made = renewed({960, 960});
  made.hole(0, 2000, 2500);
  EXPECT_EQ(told(made, "subscription.resubscribe-loop"), Lines{"{0A} 1000-2920 x3 doubt"});
  MailboxTimeline before = renewed({960, 960});
  before.hole(0, 500, 1000);
  EXPECT_EQ(told(before, "subscription.resubscribe-loop"), Lines{"{0A} 1000-2920 x3"});
}

// What a diagnostic log says of s1 at 4000 and 4120, beside notifications of s1 every `step` seconds.
MailboxTimeline logged_stale(int step, Dated dated = Dated::kYes) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 12000, dated);
  for (const int time : {4000, 4120}) made.event(log, EventKind::kSubscriptionStale, time, "S1", "2026-03-05 10:00:00");
  if (step > 0) made.beats(made.requests("cuc1", 0, 12000), "s1", 0, 12000, step);
  return made;
}

TEST(LoggedStale, IsWeakEvidence) {
  const Judgement judgement = judged(logged_stale(0));
  EXPECT_EQ(told(judgement, "subscription.stale"), Lines{"S1 4000-4120 x2"});
  EXPECT_EQ(judgement.findings.at(0).confidence, Confidence::kLow);
  EXPECT_EQ(told(logged_stale(0, Dated::kNo), "subscription.stale"), Lines{"S1 - x2 doubt"});
}

TEST(LoggedStale, NotificationsThatArriveAreTold) {
  const Judgement judgement = judged(logged_stale(300));
  EXPECT_EQ(told(judgement, "subscription.stale"), Lines{"S1 4000-4120 x2 doubt"});
  EXPECT_EQ(judgement.findings.at(0).variant, "notified");
}

TEST(LoggedStale, IsNotToldTwice) {
  constexpr const char* kRule = "subscription.stale";
  EXPECT_EQ(told(logged_stale(4100), kRule), (Lines{"s1 0-4100", "s1 4100-8200", "s1 8200-12000"}))
      << "the request log shows it";
  EXPECT_EQ(told(logged_stale(3900), kRule),
            (Lines{"S1 4120-4120 doubt", "s1 0-3900", "s1 3900-7800", "s1 7800-11700"}))
      << "the second line comes 220 s after a notification";
}

TEST(LoggedStale, ALoopOfTheLogTellsOfItsRounds) {
  MailboxTimeline made = renewed({960, 960});
  for (const int time : {999, 1959, 2919}) made.event(0, EventKind::kSubscriptionStale, time, "{0A}");
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "subscription.stale"), Lines{});
  EXPECT_EQ(told(judgement, "subscription.resubscribe-loop"), Lines{"{0A} 1000-2920 x3"});
  made.event(0, EventKind::kSubscriptionStale, 9000, "{0A}");
  EXPECT_EQ(told(made, "subscription.stale"), Lines{"{0A} 9000-9000"}) << "long after it";
}

constexpr int kDump = 9000;

// Notifications of s1 every 300 s up to `last`, and a dump with that stamp, taken at `time`.
MailboxTimeline dumped(int stamp, int last, int time = kDump) {
  MailboxTimeline made;
  made.beats(made.requests("cuc1", 0, 12000), "s1", last % 300, last);
  made.row(made.session("cuc1"), "s1", stamp, time);
  return made;
}

TEST(NotStamped, AStampOlderThanFifteenMinutesFires) {
  constexpr const char* kRule = "notification.not-stamped";
  EXPECT_EQ(told(dumped(kDump - 900, kDump - 10), kRule), Lines{});
  EXPECT_EQ(told(dumped(kDump - 901, kDump - 10), kRule), Lines{"s1 8099-9000"});
}

TEST(NotStamped, OnlyWhereANotificationCame) {
  constexpr const char* kRule = "notification.not-stamped";
  const auto last_at = [&](int last) { return told(dumped(kDump - 3000, last), kRule); };
  EXPECT_EQ(last_at(kDump - 899), Lines{"s1 6000-9000"});
  EXPECT_EQ(last_at(kDump - 900), Lines{"cuc1 6000-9000 doubt"}) << "that one is as old as a stamp may be";
  EXPECT_EQ(last_at(kDump - 2), Lines{"s1 6000-9000"});
  MailboxTimeline late;
  late.signal(late.requests("cuc1", 0, 12000), SignalKind::kNotification, "s1", 0, {6000, kDump - 1});
  late.row(late.session("cuc1"), "s1", 6000, kDump);
  EXPECT_EQ(told(late, kRule), Lines{}) << "it may not have been stamped yet";
  late.signal(0, SignalKind::kNotification, "s1", 0, {kDump + 100});
  EXPECT_EQ(told(late, kRule), Lines{}) << "that came after the dump";
}

TEST(NotStamped, ARunThatGoesOnBeyondTheDumpCounts) {
  EXPECT_EQ(told(dumped(kDump - 3000, 11990), "notification.not-stamped"), Lines{"s1 6000-9000"});
}

TEST(NotStamped, IdsAreOneInAnyCase) {
  MailboxTimeline made;
  made.beats(made.requests("cuc1", 0, 12000), "AB-1", 0, kDump);
  made.row(made.session("cuc1"), "ab-1", 6000, kDump);
  EXPECT_EQ(told(made, "notification.not-stamped"), Lines{"ab-1 6000-9000"});
}

TEST(NotStamped, AbsenceFromTheDumpProvesNothing) {
  MailboxTimeline made = dumped(kDump - 10, kDump - 10);
  made.beats(0, "s2", 0, kDump);
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{});
  EXPECT_EQ(passed(judgement, "notification.not-stamped"), 1U) << "the row alone";
}

TEST(NotStamped, AnotherNodesNotificationsSayNothing) {
  MailboxTimeline made;
  made.beats(made.requests("cuc2", 0, 12000), "s1", 0, kDump);
  made.requests("cuc1", 0, 12000);
  made.row(made.session("cuc1"), "s1", 6000, kDump);
  EXPECT_EQ(told(made, "notification.not-stamped"), Lines{"cuc1 6000-9000 doubt"});
}

// Rows of s1, s2, ... with these stamps, dumped beside a request log that is complete from `from` on.
MailboxTimeline beside_other_ids(const std::vector<int>& stamps, int from = 0) {
  MailboxTimeline made;
  made.beats(made.requests("cuc1", from, 12000), "n1", from, 12000);
  const std::size_t session = made.session("cuc1");
  for (std::size_t i = 0; i < stamps.size(); ++i) made.row(session, "s" + std::to_string(i + 1), stamps[i], kDump);
  return made;
}

TEST(NotStamped, AnOldTableThatNoNotificationExplainsIsAQuestion) {
  constexpr const char* kRule = "notification.not-stamped";
  const Judgement judgement = judged(beside_other_ids({6000, 7000, kDump - 901}));
  EXPECT_EQ(told(judgement, kRule), Lines{"cuc1 6000-9000 x3 doubt"});
  EXPECT_EQ(passed(judgement, kRule), 0U);
  EXPECT_EQ(told(beside_other_ids({6000, kDump - 900}), kRule), Lines{"cuc1 6000-9000 doubt"}) << "one row of two";
  EXPECT_EQ(told(beside_other_ids({kDump - 900}), kRule), Lines{});
  EXPECT_EQ(told(beside_other_ids({6000}, kDump - 899), kRule), Lines{"cuc1 6000-9000 doubt"})
      << "a log that begins too late explains nothing either";
}

TEST(NotStamped, ASilenceThatTheRequestLogShowsExplainsAnOldStamp) {
  MailboxTimeline made = beside_other_ids({6000});
  made.beats(0, "s1", 0, 6000);
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{});
  EXPECT_EQ(told(judgement, "subscription.stale"), Lines{"s1 6000-12000"});
  EXPECT_EQ(passed(judgement, "notification.not-stamped"), 1U);
  MailboxTimeline later = beside_other_ids({6000});
  later.beats(0, "s1", 0, 7800);
  EXPECT_EQ(told(later, "notification.not-stamped"), Lines{"cuc1 6000-9000 doubt"}) << "six were not stamped";
}

TEST(NotStamped, WithoutTheTimeOfTheDumpItsNewestStampIsALowerBound) {
  MailboxTimeline made;
  const std::size_t log = made.requests("cuc1", 0, 12000), session = made.session("cuc1");
  made.beats(log, "s1", 0, 12000).beats(log, "s2", 0, 12000);
  made.row(session, "s1", 8000, -1).row(session, "s2", 8900, -1);
  Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{}) << "900 s apart";
  EXPECT_EQ(passed(judgement, "notification.not-stamped"), 0U) << "a table that is stale as a whole looks the same";
  made.row(session, "s3", 8901, -1);
  judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{"s1 8000-8901 doubt"});
}

TEST(NotStamped, TheTimeOfTheFileIsALatestTime) {
  constexpr const char* kRule = "notification.not-stamped";
  MailboxTimeline made;
  const std::size_t log = made.requests("cuc1", 0, 12000), session = made.session("cuc1");
  made.beats(log, "s1", 0, 12000).beats(log, "s2", 0, 12000);
  made.row_of_file(session, "s1", 5000, kDump).row_of_file(session, "s2", 6000, kDump);
  Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, kRule), (Lines{"cuc1 6000-9000 doubt", "s1 5000-6000 doubt"})) << "stale as a whole";
  EXPECT_EQ(passed(judgement, kRule), 0U);
  MailboxTimeline unpacked;
  unpacked.beats(unpacked.requests("cuc1", 0, 12000), "s1", 0, 12000);
  unpacked.row_of_file(unpacked.session("cuc1"), "s1", 5000, 999999).row_of_file(1, "s2", 6000, 999999);
  EXPECT_EQ(told(unpacked, kRule), Lines{"s1 5000-6000 doubt"}) << "long after: the newest stamp tells more";
}

TEST(NotStamped, AFreshTableThatIsCopiedLaterIsOneQuestion) {
  constexpr const char* kRule = "notification.not-stamped";
  MailboxTimeline made;
  const std::size_t log = made.requests("cuc1", 0, 12000), session = made.session("cuc1");
  for (const char* id : {"s1", "s2", "s3"}) {
    made.beats(log, id, 0, 12000);
    made.row_of_file(session, id, 6000 + id[1] - '0', kDump);
  }
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, kRule), Lines{"cuc1 6001-9000 x3 doubt"});
  EXPECT_EQ(judgement.findings.at(0).severity, Severity::kWarning);
}

TEST(NotStamped, ATimeWithoutAZoneIsNone) {
  MailboxTimeline made = dumped(kDump - 3000, kDump - 10);
  made.clock(1, Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14)));
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{});
  EXPECT_EQ(passed(judgement, "notification.not-stamped"), 0U);
}

TEST(NotStamped, AStampBehindTheTimeOfTheDumpContradictsIt) {
  MailboxTimeline made = dumped(kDump - 3000, kDump - 10);
  made.row(1, "s2", kDump + 300, kDump);
  EXPECT_EQ(told(made, "notification.not-stamped"), Lines{"s1 6000-9000"});
  made.row(1, "s3", kDump + 301, kDump);
  EXPECT_EQ(told(made, "notification.not-stamped"), Lines{"s1 6000-9301 doubt"});
}

TEST(NotStamped, AnOldTableWithoutARequestLogIsAQuestion) {
  MailboxTimeline made;
  const std::size_t session = made.session("cuc1");
  made.row(session, "s1", 6000, kDump).row(session, "s2", 7000, kDump).row(session, "s3", 8990, kDump);
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "notification.not-stamped"), Lines{"cuc1 6000-9000 x2 doubt"});
  EXPECT_EQ(passed(judgement, "notification.not-stamped"), 0U);
}

TEST(NotStamped, TwoDumpsOfOneSessionAreJudgedByThemselves) {
  MailboxTimeline made = dumped(kDump - 3000, 11990);
  made.row(1, "s1", 11700, 12000);
  EXPECT_EQ(told(made, "notification.not-stamped"), Lines{"s1 6000-9000"}) << "later it is stamped";
}

TEST(NotStamped, AnEmptyTableIsOneFinding) {
  const auto emptied = [](int time, int last = kDump) {
    MailboxTimeline made;
    const std::size_t requests = made.requests("cuc1", 0, 12000);
    made.beats(requests, "s1", 0, last).beats(requests, "s2", 10, last);
    made.empty_table(made.session("cuc1"), time);
    return made;
  };
  constexpr const char* kRule = "notification.not-stamped";
  EXPECT_EQ(told(emptied(kDump), kRule), Lines{"cuc1 8710-9000 x2"});
  EXPECT_EQ(told(emptied(kDump, 8110), kRule), Lines{"cuc1 8110-9000"}) << "the last one of s1 came 900 s before";
  EXPECT_EQ(told(emptied(kDump, 8109), kRule), Lines{}) << "nothing came in the 900 s before";
  EXPECT_EQ(told(emptied(-1), kRule), Lines{}) << "when that was is not known";
  MailboxTimeline other = emptied(-1);
  other.empty_table(other.session("cuc2"), kDump);
  EXPECT_EQ(told(other, kRule), Lines{}) << "nothing came to that node";
  MailboxTimeline unnamed = emptied(-1);
  unnamed.empty_table(unnamed.session(""), kDump);
  EXPECT_EQ(told(unnamed, kRule), Lines{"/file2 8710-9000 x2 doubt"});
  MailboxTimeline assumed = emptied(kDump);
  assumed.clock(1, Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14)));
  EXPECT_EQ(told(assumed, kRule), Lines{});
}

TEST(NotStamped, ARowThatSeveralDumpsShowIsOneFault) {
  constexpr const char* kRule = "notification.not-stamped";
  MailboxTimeline made = dumped(kDump - 3000, 11990);
  made.row(1, "s1", kDump - 3000, kDump).row(1, "s1", kDump - 3000, kDump + 600);
  EXPECT_EQ(told(made, kRule), Lines{"s1 6000-9600"}) << "to the last dump";
  made.row(1, "s1", kDump - 3000, -1).row(made.session("cuc1"), "s1", kDump - 3000, kDump);
  EXPECT_EQ(told(made, kRule), Lines{"s1 6000-9600"}) << "what is proven stays so";
  made.row(1, "s1", kDump - 2000, kDump + 600);
  EXPECT_EQ(told(made, kRule), (Lines{"s1 6000-9600", "s1 7000-9600"})) << "another stamp is another fault";
  MailboxTimeline table;
  const std::size_t session = table.session("cuc1");
  table.row(session, "s1", 6000, kDump).row(session, "s1", 6000, kDump + 600);
  EXPECT_EQ(told(table, kRule), Lines{"cuc1 6000-9600 doubt"});
}

TEST(SyncDelayed, IsAskedForAndNeedsAllThatIsInOrder) {
  constexpr const char* kRule = "mailbox.sync-delayed";
  const auto complaint = [&](const MailboxTimeline& made, Symptom symptom) {
    return told(judged(made, symptom), kRule);
  };
  MailboxTimeline stamped = dumped(kDump - 10, 11990);
  const Lines one{"cuc1 0-12000"};
  EXPECT_EQ(complaint(stamped, Symptom::kDelayedBoth), one);
  EXPECT_EQ(complaint(stamped, Symptom::kDelayedFromExchange), one);
  EXPECT_EQ(complaint(stamped, Symptom::kNoSync), Lines{});
  EXPECT_EQ(told(stamped, kRule), Lines{});
  MailboxTimeline unknown;
  unknown.beats(unknown.requests("cuc1", 0, 12000), "s1", 0, 12000);
  EXPECT_EQ(complaint(unknown, Symptom::kDelayedFromExchange), Lines{"cuc1 0-12000 doubt"}) << "there is no dump";
  EXPECT_EQ(judged(unknown, Symptom::kDelayedFromExchange).findings.at(0).variant, "not-known");
  EXPECT_EQ(judged(stamped, Symptom::kDelayedFromExchange).findings.at(0).variant, "");
  EXPECT_EQ(complaint(beside_other_ids({6000}), Symptom::kDelayedFromExchange), Lines{}) << "an old table may";
  stamped.failures(stamped.diag("cuc1", 12000), "ews mail.example.com", 401, {11000});
  EXPECT_EQ(complaint(stamped, Symptom::kDelayedBoth), Lines{}) << "a failed request explains it";
  EXPECT_EQ(complaint(MailboxTimeline(), Symptom::kDelayedBoth), Lines{}) << "no notification is known";
}

}  // namespace
}  // namespace logscan::detail
