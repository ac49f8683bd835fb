#include "detect/rules/symptom_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/builtin_rules.h"
#include "detect/engine.h"
#include "unit/detect/mailbox_timeline.h"

namespace logscan::detail {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<Symptom, 5> kSymptoms = {Symptom::kNoSync, Symptom::kDelayedBoth, Symptom::kDelayedFromExchange,
                                              Symptom::kFailover, Symptom::kService};

// Another rule finds something.
const RuleInfo* found_rule = nullptr;
void find_one(const CaseView&, Findings& out) {
  if (found_rule == nullptr) return;
  Finding finding;
  finding.rule = found_rule;
  finding.subject = "x";
  out.add(std::move(finding));
}

Judgement judged(const Timeline& timeline, std::optional<Symptom> symptom, const RuleInfo* found = nullptr) {
  static const RuleFamily other{{}, find_one};
  static const std::vector<const RuleFamily*> families = {&other, &kSymptomRules};
  found_rule = found;
  const auto settings = Settings::read(all_rules(families), {}, symptom);
  EXPECT_TRUE(settings.ok());
  return judge(timeline, families, *settings, Knowledge());
}

const Finding* unexplained(const Judgement& judgement) {
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id == "symptom.unexplained") return &finding;
  }
  return nullptr;
}

std::string summary_of(const MailboxTimeline& made, Symptom symptom) {
  const Judgement judgement = judged(made.make(), symptom);
  const Finding* finding = unexplained(judgement);
  return finding == nullptr ? std::string() : finding->summary;
}

TEST(Unexplained, IsAQuestionOncePerComplaint) {
  for (const Symptom symptom : kSymptoms) {
    const Judgement judgement = judged(Timeline(), symptom);
    const Finding* finding = unexplained(judgement);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(finding->verdict, Verdict::kInconclusive);
    EXPECT_EQ(finding->variant, finding->subject);
  }
  const Judgement nobody = judged(Timeline(), std::nullopt);
  EXPECT_TRUE(nobody.findings.empty());
  ASSERT_EQ(nobody.not_run.size(), 1U);
  EXPECT_EQ(nobody.not_run[0].needs.size(), 1U);
}

// Each rule bears on the complaints that are named here, and on no other.
TEST(Unexplained, IsQuietWhereAFindingBearsOnTheComplaint) {
  const std::vector<Symptom> sync = {Symptom::kNoSync, Symptom::kDelayedBoth, Symptom::kDelayedFromExchange};
  const std::vector<Symptom> pair = {Symptom::kFailover}, both = {Symptom::kFailover, Symptom::kService};
  const std::vector<Symptom> service = {Symptom::kService};
  const std::map<std::string_view, std::vector<Symptom>> bears = {
      {"keepalive.missed", sync},
      {"subscription.stale", sync},
      {"subscription.resubscribe-loop", sync},
      {"subscription.dropped", sync},
      {"subscription.unsubscribed", sync},
      {"listener.down", sync},
      {"notification.unanswered", sync},
      {"notification.slow", sync},
      {"notification.unexpected-source", sync},
      {"exchange.silence", sync},
      {"exchange.no-notifications", sync},
      {"notification.rejected", sync},
      {"notification.not-stamped", sync},
      {"ews.http-failure", sync},
      {"ews.throttled", sync},
      {"ews.outstanding", sync},
      {"mailbox.sync-delayed", sync},
      {"heartbeat.missed", pair},
      {"heartbeat.peer-down", both},
      {"ha.failover", both},
      {"ha.fallback", pair},
      {"ha.no-fallback", pair},
      {"ha.flapping", pair},
      {"ha.split-brain", pair},
      {"ha.bad-state", both},
      {"ha.disabled", pair},
      {"ha.stuck", both},
      {"ha.restart-while-enabled", both},
      {"ha.timeout-advice", pair},
      {"host.paused", both},
      {"boot.ungraceful", both},
      {"service.not-activated", service},
      {"service.stopped", service},
      {"service.not-running", service},
      {"service.starting", service},
      {"service.starting-subscriber", service},
      {"service.dependency", service},
      {"presence-engine.subcluster", service},
      {"sync-agent.axl-account", service},
      {"sync-agent.not-in-server-list", service},
      {"known-defect", service},
      {"cluster.version-mismatch", service},
      {"cluster.unauthenticated", service},
      {"db.replication", service},
      {"core.dump", service},
  };
  std::size_t bearing = 0;
  for (const RuleInfo* rule : all_rules(builtin_rules())) {
    if (rule->id == "symptom.unexplained") continue;
    const auto known = bears.find(rule->id);
    if (known != bears.end()) ++bearing;
    for (const Symptom symptom : kSymptoms) {
      const bool expected =
          known != bears.end() && std::find(known->second.begin(), known->second.end(), symptom) != known->second.end();
      const Judgement judgement = judged(Timeline(), symptom, rule);
      EXPECT_EQ(unexplained(judgement) == nullptr, expected) << rule->id << " " << static_cast<int>(symptom);
      if (expected) {
        ASSERT_EQ(judgement.passed.size(), 1U);
        EXPECT_EQ(judgement.passed[0].rule, "symptom.unexplained");
      }
    }
  }
  EXPECT_EQ(bearing, bears.size());
}

TEST(Unexplained, NamesWhatIsHereAndWhatIsNot) {
  MailboxTimeline made;
  EXPECT_THAT(summary_of(made, Symptom::kDelayedBoth),
              AllOf(HasSubstr("is not here: the diagnostic log of Connection Mailbox Sync (mbxsync.diag), the request "
                              "log of Connection Jetty (jetty.access) and a dump of tbl_exsubscription (cli.session)."),
                    Not(HasSubstr("What is here"))));
  made.diag("cuc2", 100);
  made.diag("cuc1", 100, MailboxTimeline::Dated::kNo);
  made.sibling("cuc3", "diag_CuCsMgr", 100);
  made.row(made.session("cuc1"), "id", 0, 100);
  EXPECT_THAT(
      summary_of(made, Symptom::kDelayedBoth),
      AllOf(HasSubstr("is not here: the request log of Connection Jetty (jetty.access). What is here"),
            HasSubstr("the diagnostic log of Connection Mailbox Sync (mbxsync.diag) of cuc1 and cuc2 and a dump "
                      "of tbl_exsubscription (cli.session) of cuc1.")));
  made.requests("", 0, 100);
  EXPECT_THAT(summary_of(made, Symptom::kNoSync),
              AllOf(Not(HasSubstr("is not here")), HasSubstr("(jetty.access) of /file4.")));
  EXPECT_THAT(summary_of(made, Symptom::kFailover), Not(HasSubstr("What is here")));
}

TEST(Unexplained, HasStepsForEachComplaint) {
  const auto knowledge = Knowledge::load({});
  ASSERT_TRUE(knowledge.ok());
  std::set<std::string> causes = {knowledge->advice("symptom.unexplained").cause};
  for (const Symptom symptom : kSymptoms) {
    const Judgement judgement = judged(Timeline(), symptom);
    ASSERT_NE(unexplained(judgement), nullptr);
    EXPECT_TRUE(causes.insert(knowledge->advice("symptom.unexplained", unexplained(judgement)->variant).cause).second)
        << "the text for all stands in for one of its own";
  }
}

}  // namespace
}  // namespace logscan::detail
