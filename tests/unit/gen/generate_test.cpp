#include "generate.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "random_scenario.h"
#include "single_log.h"
#include "support/temporary_folder.h"

namespace logscan::gen {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

Generated make(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  return generated ? *std::move(generated) : Generated{};
}

std::vector<std::string> paths_of(const Generated& generated) {
  std::vector<std::string> paths;
  for (const BundleFile& file : generated.files) paths.push_back(file.path);
  return paths;
}

const std::string kTwoDays = "start: 2026-03-04T00:00:00Z\nhours: 48\nnodes: [{name: cuc1, subscriptions: 3}]\n";

class GenerateFolder : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(const char* name) const { return folder_.file(name); }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  test::TemporaryFolder folder_;
};

TEST(Generate, BeginsWithTheSameLineOnEveryMachine) {
  const Generated generated =
      make("seed: 1\nstart: 2026-03-04T00:00:00Z\nhours: 1\nnodes: [{name: cuc1, subscriptions: 1}]\nspread: 0s\n");
  ASSERT_EQ(generated.files.size(), 1U);
  EXPECT_EQ(generated.files[0].bytes.substr(0, generated.files[0].bytes.find('\n')),
            "10.93.132.92 -  -  [04/Mar/2026:00:00:00 +0000] \"POST /NotificationService/services/NotificationService?"
            "id=9cd94f16-11d2-40ac-af55-ca866d8f856a&pid=25672 HTTP/1.1\" 200 343 ");
}

TEST(Generate, GivesTheSameBytesForTheSameSeed) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Scenario scenario = random_scenario(seed);
    const auto one = generate(scenario);
    const auto two = generate(scenario);
    ASSERT_TRUE(one);
    ASSERT_TRUE(two);
    EXPECT_EQ(zip(one->files).value(), zip(two->files).value());
    EXPECT_EQ(print_truth(one->truth), print_truth(two->truth));
    Scenario other = scenario;
    ++other.seed;
    const auto three = generate(other);
    ASSERT_TRUE(three);
    EXPECT_NE(zip(one->files).value(), zip(three->files).value());
  }
}

TEST(Generate, LaysFilesOutAsRtmtDoes) {
  EXPECT_THAT(
      paths_of(make(kTwoDays + "collected: 2026-03-06T05:36:48Z\ncollector_zone: \"-0500\"\ngzip: [2026-03-04]\n")),
      ElementsAre("cuc1/2026-03-06_00-36-48/jetty/2026_03_04.request.log.gz",
                  "cuc1/2026-03-06_00-36-48/jetty/2026_03_05.request.log"));
}

TEST(Generate, LaysFilesOutPlainly) {
  EXPECT_THAT(paths_of(make(kTwoDays + "layout: plain\n")),
              ElementsAre("cuc1/jetty/2026_03_04.request.log", "cuc1/jetty/2026_03_05.request.log"));
}

TEST(Generate, WritesAnEmptyFileForASilentDay) {
  const Generated generated = make(kTwoDays + "layout: plain\nfaults: [{kind: outage, at: +10h, others: stop}]\n");
  ASSERT_EQ(generated.files.size(), 2U);
  EXPECT_GT(generated.files[0].bytes.size(), 0U);
  EXPECT_EQ(generated.files[1].bytes, "");
}

TEST(Generate, SecondCollectionHoldsMore) {
  const Generated generated = make(kTwoDays + "faults: [{kind: collect-twice, at: +30h}]\n");
  ASSERT_THAT(paths_of(generated), ElementsAre("cuc1/2026-03-05_06-00-00/jetty/2026_03_04.request.log",
                                               "cuc1/2026-03-05_06-00-00/jetty/2026_03_05.request.log",
                                               "cuc1/2026-03-06_00-10-00/jetty/2026_03_04.request.log",
                                               "cuc1/2026-03-06_00-10-00/jetty/2026_03_05.request.log"));
  EXPECT_EQ(generated.files[0].bytes, generated.files[2].bytes);
  const std::string& early = generated.files[1].bytes;
  const std::string& late = generated.files[3].bytes;
  EXPECT_EQ(late.compare(0, early.size(), early), 0);
  // 6 of 24 hours, 3 subscriptions: 216 of 864 lines.
  EXPECT_EQ(std::count(early.begin(), early.end(), '\n'), 216);
  EXPECT_EQ(std::count(late.begin(), late.end(), '\n'), 864);
}

TEST(Generate, SecondFormHoldsTheSame) {
  const Generated generated = make(kTwoDays + "layout: plain\nfaults: [{kind: collect-twice, copy: gzip}]\n");
  ASSERT_EQ(generated.files.size(), 4U);
  EXPECT_EQ(generated.files[1].path, generated.files[0].path + ".gz");
  EXPECT_EQ(gunzip_prefix(generated.files[1].bytes), generated.files[0].bytes);
}

TEST(Generate, ServersTakeTurns) {
  const Generated generated = make(
      "start: 2026-03-04T00:00:00Z\nhours: 1\nnodes: [{name: cuc1, subscriptions: 1}]\nexchange: [10.0.0.1, "
      "10.0.0.2]\naddresses: alternate\n");
  const std::string& text = generated.files.at(0).bytes;
  std::string clients;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) clients += text[at + 7];
  EXPECT_EQ(clients, "121212121212");
}

TEST(Generate, LinesByCompletionStepBackALittle) {
  const Generated generated = make(kTwoDays + "order: completion\nother_requests_per_hour: 3000\nlayout: plain\n");
  const std::string& text = generated.files.at(0).bytes;
  std::string before;
  int steps_back = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string stamp = text.substr(text.find('[', at) + 13, 8);
    if (stamp < before) ++steps_back;
    before = stamp;
  }
  EXPECT_GT(steps_back, 10);
}

TEST(Generate, TruthStandsBesideTheCase) {
  EXPECT_EQ(default_truth_path("out/case"), "out/case.truth.json");
  EXPECT_EQ(default_truth_path("out/case/"), "out/case.truth.json");
  EXPECT_EQ(default_truth_path("case.zip"), "case.truth.json");
}

TEST_F(GenerateFolder, WritesAFolderOrAZip) {
  const auto scenario = parse_scenario(kTwoDays);
  ASSERT_TRUE(scenario);
  const auto truth = generate(*scenario, {path("case"), ""});
  ASSERT_TRUE(truth) << truth.error().message;
  EXPECT_EQ(read(path("case.truth.json")), print_truth(*truth));
  const auto generated = generate(*scenario);
  ASSERT_TRUE(generated);
  for (const BundleFile& file : generated->files)
    EXPECT_EQ(read(path("case") + "/" + file.path), file.bytes) << file.path;

  ASSERT_TRUE(generate(*scenario, {path("other.zip"), path("elsewhere.json")}));
  EXPECT_EQ(read(path("other.zip")), zip(generated->files).value());
  EXPECT_EQ(read(path("elsewhere.json")), print_truth(*truth));
  EXPECT_FALSE(fs::exists(path("other.truth.json")));
}

TEST(Generate, RefusesAWrongScenarioMadeInCode) {
  Scenario scenario = random_scenario(1);
  scenario.servers.clear();
  const auto generated = generate(scenario);
  ASSERT_FALSE(generated);
  EXPECT_EQ(generated.error().code, ErrorCode::kUsage);
}

TEST(RandomScenario, IsValidAndReadsBack) {
  std::set<FaultKind> kinds;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Scenario scenario = random_scenario(seed);
    const Status status = check_scenario(scenario);
    ASSERT_TRUE(status) << seed << ": " << status.error().message;
    const std::string text = print_scenario(scenario);
    const auto again = parse_scenario(text);
    ASSERT_TRUE(again) << seed << ": " << again.error().message;
    EXPECT_EQ(print_scenario(*again), text) << seed;
    for (const Fault& fault : scenario.faults) kinds.insert(fault.kind);
  }
  EXPECT_EQ(kinds.size(), 10U);  // every kind occurs
}

TEST(RandomScenario, GivesEveryRuleSomewhere) {
  std::set<std::string> rules;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto generated = generate(random_scenario(seed));
    ASSERT_TRUE(generated) << seed << ": " << generated.error().message;
    for (const ExpectedFinding& finding : generated->truth.findings) rules.insert(finding.rule + " " + finding.verdict);
  }
  EXPECT_THAT(rules,
              ElementsAre("bundle.log-gap fail", "bundle.truncated fail", "exchange.no-notifications inconclusive",
                          "exchange.silence fail", "exchange.silence inconclusive", "keepalive.missed fail",
                          "notification.rejected fail", "subscription.resubscribe-loop fail", "subscription.stale fail",
                          "subscription.stale inconclusive", "subscriptions.replaced fail"));
}

TEST_F(GenerateFolder, SingleLogHasLinesOfOneLength) {
  SingleLog log;
  log.bytes = 100'000;
  log.subscriptions = 20;
  ASSERT_TRUE(write_single_log(log, path("big.request.log")));
  const std::string text = read(path("big.request.log"));
  ASSERT_EQ(text.size(), 100'000 / kSingleLogLine * kSingleLogLine);
  for (std::size_t at = kSingleLogLine; at <= text.size(); at += kSingleLogLine)
    ASSERT_EQ(text.find('\n', at - kSingleLogLine), at - 1);
  // 20 subscriptions in 300 s: one every 15 s, and each again after 300 s.
  EXPECT_EQ(text.substr(0, 38), "1.2.3.4 - - [04/Mar/2026:00:00:00 +000");
  EXPECT_EQ(text.substr(kSingleLogLine, 38), "1.2.3.5 - - [04/Mar/2026:00:00:15 +000");
  EXPECT_EQ(text.substr(20 * kSingleLogLine, 38), "1.2.3.4 - - [04/Mar/2026:00:05:00 +000");
  EXPECT_EQ(text.substr(40, 100), text.substr(20 * kSingleLogLine + 40, 100));
}

TEST_F(GenerateFolder, SingleLogNamesWhatIsWrong) {
  SingleLog log;
  log.subscriptions = 0;
  EXPECT_EQ(write_single_log(log, path("x")).error().code, ErrorCode::kUsage);
  log.subscriptions = 1;
  const Status status = write_single_log(log, path("absent/x"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_NE(status.error().message.find("absent/x"), std::string::npos);
}

}  // namespace
}  // namespace logscan::gen
