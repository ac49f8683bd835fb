// What a golden file cannot show: streams, files, signals, and that docs/contract.md tells the truth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "command_run.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

const std::vector<std::string> kCommandNames = {"scan",   "inventory", "events", "diff",
                                                "export", "redact",    "rules",  "why"};

std::string shell_line(const std::string& after_command, const std::string& before = "") {
  return before + "'" LOGSCAN_CLI "' " + after_command;
}

// Runs under bash, so that pipes and redirections are what users write.
int shell(const std::string& line) {
  const int status = std::system(
      ("cd '" LOGSCAN_TESTDATA "' && env -u HOME -u XDG_CONFIG_HOME bash -c '" + line + "' 2>/dev/null").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Help, FitsOneScreenAndEndsWithTwoExamples) {
  for (const std::string& line : lines_of(run({{"--help"}}).output)) EXPECT_LE(line.size(), 80U) << line;
  for (const std::string& command : kCommandNames) {
    const CommandResult help = run({{command, "--help"}});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(help.errors, "");
    const auto lines = lines_of(help.output);
    ASSERT_GE(lines.size(), 5U);
    EXPECT_LE(lines.size(), 40U) << command;
    for (const std::string& line : lines) EXPECT_LE(line.size(), 80U) << line;
    EXPECT_EQ(lines[lines.size() - 3], "Examples:");
    EXPECT_EQ(lines[lines.size() - 2].rfind("  logscan", 0), 0U);
    EXPECT_EQ(lines[lines.size() - 1].rfind("  logscan", 0), 0U);
  }
}

TEST(Version, IsAloneAndWithItsLibrariesWhenVerbose) {
  const CommandResult version = run({{"--version"}});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_TRUE(std::regex_match(version.output, std::regex("[0-9]+\\.[0-9]+\\.[0-9]+\n"))) << version.output;
  const CommandResult verbose = run({{"--version", "--verbose"}});
  EXPECT_EQ(verbose.output.rfind(version.output, 0), 0U);
  EXPECT_GT(lines_of(verbose.output).size(), 1U);
}

TEST(Contract, TellsEveryOptionOfEveryCommand) {
  const std::string contract = read_text(LOGSCAN_SOURCE_ROOT "/docs/contract.md");
  const std::regex option("--[a-z][a-z-]*");
  std::set<std::string> told;
  for (const std::string& line : lines_of(contract)) {
    if (line.rfind("| `-", 0) != 0) continue;
    const std::string first = line.substr(0, line.find('|', 1));
    std::smatch match;
    if (std::regex_search(first, match, option)) told.insert(match.str());
  }
  std::set<std::string> known;
  for (const std::string& command : kCommandNames) {
    for (const std::string& line : lines_of(run({{command, "--help"}}).output)) {
      std::smatch match;
      if (line.rfind("  -", 0) == 0 && std::regex_search(line, match, option)) known.insert(match.str());
    }
  }
  EXPECT_EQ(told, known);
}

TEST(Contract, TellsEveryRule) {
  const std::string contract = read_text(LOGSCAN_SOURCE_ROOT "/docs/contract.md");
  std::set<std::string> told;
  const std::size_t rules = contract.find("\n## Rules\n");
  ASSERT_NE(rules, std::string::npos);
  for (const std::string& line : lines_of(contract.substr(rules))) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex("\\| `([a-z-]+(\\.[a-z-]+)?)` \\| .*"))) told.insert(match[1]);
  }
  std::set<std::string> known;
  const auto listed = nlohmann::json::parse(run({{"rules", "--format", "json"}}).output);
  for (const auto& rule : listed["rules"]) known.insert(rule["id"].get<std::string>());
  EXPECT_EQ(told, known);
}

TEST(Contract, TellsEveryFormatOfEveryCommand) {
  const std::string contract = read_text(LOGSCAN_SOURCE_ROOT "/docs/contract.md");
  for (const std::string& command : kCommandNames) {
    const std::string errors = run({{command, "--format", "no-such-format", "demo", "demo"}}).errors;
    const std::size_t at = errors.find("there are: ");
    ASSERT_NE(at, std::string::npos) << errors;
    std::string formats = errors.substr(at + 11, errors.find(')', at) - at - 11);
    formats = "`" + std::regex_replace(formats, std::regex(", "), "`, `") + "`";
    bool told = false;
    for (const std::string& line : lines_of(contract)) {
      told = told ||
             (line.rfind("| `logscan " + command, 0) == 0 && line.find("| " + formats + " |") != std::string::npos);
    }
    EXPECT_TRUE(told) << command << ": " << formats;
  }
}

TEST(Output, IsTheSameInAFileAndOnStandardOutput) {
  const test::TemporaryFolder folder;
  const CommandResult direct = run({{"scan", "-q", "demo/demo.zip"}});
  const CommandResult filed = run({{"scan", "-q", "demo/demo.zip", "-o", folder.file("report.txt")}});
  EXPECT_EQ(filed.exit_code, 0);
  EXPECT_EQ(filed.output, "");
  EXPECT_EQ(read_text(folder.file("report.txt")), direct.output);
  EXPECT_EQ(folder.entries(), 1U);  // nothing was left beside it
}

TEST(Output, IsNeverOneOfTheInputs) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.file("x.log")) << "a line\n";
  std::filesystem::create_symlink("x.log", folder.file("link"));
  for (const char* name : {"x.log", "link"}) {
    const CommandResult result = run({{folder.file("x.log"), "-o", folder.file(name)}});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.errors, HasSubstr("is one of the inputs"));
  }
  EXPECT_EQ(read_text(folder.file("x.log")), "a line\n");
}

TEST(Output, IsNeverALogInAFolderThatIsRead) {
  const test::TemporaryFolder folder;
  const std::string log = "10.0.0.9 - - [29/Jun/2014:00:00:00 +0000] \"GET /status HTTP/1.1\" 200 3\n";
  std::ofstream(folder.file("2014_06_29.request.log")) << log;
  const CommandResult result = run({{folder.file(""), "-o", folder.file("2014_06_29.request.log")}});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("is one of the inputs"));
  EXPECT_EQ(read_text(folder.file("2014_06_29.request.log")), log);
  // An earlier report in that folder is replaced.
  for (int i = 0; i < 2; ++i) EXPECT_EQ(run({{folder.file(""), "-q", "-o", folder.file("report.txt")}}).exit_code, 0);
}

TEST(Output, ThatCannotBeWrittenIsAFailureAndLeavesNothing) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(run({{"demo/demo.zip", "-o", folder.file("no/such/folder")}}).exit_code, 5);
  EXPECT_EQ(run({{"demo/demo.zip", "-o", folder.file("")}}).exit_code, 2);  // a folder
  const CommandResult full = run({{"-q", "demo/demo.zip", "-o", "/dev/full"}});
  EXPECT_EQ(full.exit_code, 5);
  EXPECT_THAT(full.errors, HasSubstr("cannot write to /dev/full: No space left on device"));
  EXPECT_EQ(shell(shell_line("-q demo/demo.zip > /dev/full")), 5);
  EXPECT_EQ(folder.entries(), 0U);
}

TEST(Output, KeepsWhatWasThereWhenItIsCutShort) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.file("report.txt")) << "the old one\n";
  // 2 blocks of 512 bytes: less than the report.
  EXPECT_EQ(shell("ulimit -f 2; trap \"\" XFSZ; " + shell_line("-q demo/demo.zip -o " + folder.file("report.txt"))), 5);
  EXPECT_EQ(read_text(folder.file("report.txt")), "the old one\n");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(Output, TakesAClosedPipeQuietly) {
  EXPECT_EQ(shell("set -o pipefail; " + shell_line("events -q --all demo/demo.zip | head -n 3 > /dev/null")), 0);
  EXPECT_EQ(shell("set -o pipefail; " + shell_line("events -q demo/demo.zip | true")), 0);
  EXPECT_EQ(shell(shell_line("events demo/demo.zip 2>&1 >/dev/null | grep -q \"cannot write\"")), 1);
}

TEST(Messages, ActOnNoTerminal) {
  const test::TemporaryFolder folder;
  const CommandResult result = run({{folder.file("evil\x1b[31m\nname\xff")}});
  EXPECT_EQ(result.exit_code, 3);
  for (const std::string& text : {result.errors, result.output}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_THAT(text, HasSubstr("evil\\x1b[31m\\nname\\xff"));
  }
}

TEST(Messages, EndWithTheTimeUnlessQuiet) {
  EXPECT_TRUE(std::regex_match(lines_of(run({{"demo/demo.zip"}}).errors).back(),
                               std::regex("logscan: read [0-9.]+ [KMG]?i?B?(bytes)? in [0-9.]+ s")));
  EXPECT_THAT(run({{"-q", "demo/demo.zip"}}).errors, Not(HasSubstr("logscan: read ")));
}

TEST(Progress, IsForTerminalsOnly) {
  EXPECT_THAT(run({{"demo/demo.zip"}}).errors, Not(HasSubstr("\r")));
  EXPECT_THAT(run({{"--progress", "never", "demo/demo.zip"}}).errors, Not(HasSubstr("\r")));
}

TEST(Colour, FollowsTheAskedWord) {
  CommandRun command{{"-q", "demo/demo.zip"}};
  EXPECT_EQ(run(command).output.find('\x1b'), std::string::npos);
  command.arguments.insert(command.arguments.end(), {"--color", "always"});
  command.environment.emplace_back("NO_COLOR", "1");
  EXPECT_NE(run(command).output.find('\x1b'), std::string::npos);  // the option is nearer than the variable
}

TEST(Jobs, ChangeNoByte) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"scan", "--format", "json"}, {"events", "--format", "jsonl"}, {"inventory", "--format", "json"}}) {
    std::vector<std::string> one = arguments;
    one.insert(one.end(), {"-q", "demo/demo.zip", "--jobs", "1"});
    std::vector<std::string> eight = one;
    eight.back() = "8";
    const CommandResult result = run({one});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.output, run({eight}).output);
  }
}

TEST(Records, OfStandardInputAreThoseOfTheFile) {
  const std::string log = "jetty/2014_06_29.request.log";
  const std::vector<std::string> events = {"events", "--all", "-q", "--format", "csv"};
  const auto with = [&](const std::string& path, const std::string& input) {
    std::vector<std::string> arguments = events;
    arguments.push_back(path);
    return run({arguments, LOGSCAN_TESTDATA, {{"TZ", "UTC"}}, input});
  };
  const CommandResult file = with(log, ""), stream = with("-", read_text(std::string(LOGSCAN_TESTDATA) + "/" + log));
  EXPECT_EQ(file.exit_code, 0);
  EXPECT_EQ(stream.exit_code, 0);
  const auto records = [](const std::string& output) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = output.find(",\"record\",", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  EXPECT_GT(records(file.output), 10U);
  EXPECT_EQ(records(stream.output), records(file.output));
}

TEST(Records, ThatHaveNoRoomAreNamedAndStrict) {
  const std::vector<std::string> arguments = {"events", "--all", "--limit", "spool-bytes=10", "-q", "demo/demo.zip"};
  std::vector<std::string> strict = arguments;
  strict.emplace_back("--strict");
  EXPECT_EQ(run({arguments}).exit_code, 0);
  EXPECT_THAT(run({arguments}).errors, HasSubstr("limit spool-bytes"));
  EXPECT_EQ(run({strict}).exit_code, 4);
}

TEST(HttpPort, IsAPortAndMayBeGivenMoreThanOnce) {
  const std::string capture = "rules/listener.down/fires/input/cuc1/platform/cli/trace.cap";
  EXPECT_EQ(run({{"-q", "--fail-on", "critical", "--http-port", "8080", "--http-port", "65535", capture}}).exit_code,
            1);
  for (const char* wrong : {"0", "65536", "-1", "80a", "", "7080,8080"}) {
    const CommandResult result = run({{"--http-port", wrong, capture}});
    EXPECT_EQ(result.exit_code, 2) << wrong;
    EXPECT_THAT(result.errors, HasSubstr("--http-port")) << wrong;
  }
}

TEST(Signals, EndItWithTheirOwnCode) {
  EXPECT_EQ(run_and_signal({{"-"}}, {SIGINT}).exit_code, 128 + SIGINT);
  EXPECT_EQ(run_and_signal({{"-"}}, {SIGTERM}).exit_code, 128 + SIGTERM);
}

TEST(Signals, LeaveNoHalfFile) {
  const test::TemporaryFolder folder;
  const CommandResult result = run_and_signal({{"-", "-o", folder.file("report.txt")}}, {SIGTERM});
  EXPECT_EQ(result.exit_code, 128 + SIGTERM);
  EXPECT_EQ(result.output, "");
  EXPECT_EQ(folder.entries(), 0U);
}

// A report of the demo case, kept in a file.
std::string demo_report(const test::TemporaryFolder& folder, const std::string& name,
                        const std::vector<std::string>& options = {}) {
  std::vector<std::string> arguments = {"-q", "--format", "json", "-o", folder.file(name), "demo/demo.zip"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  EXPECT_EQ(run({arguments}).exit_code, 0);
  return folder.file(name);
}

TEST(Baseline, IsAnEarlierReportOfTheCase) {
  const test::TemporaryFolder folder;
  const std::string report = demo_report(folder, "report.json");
  const std::vector<std::string> arguments = {"-q", "--fail-on", "info", "demo/demo.zip", "--baseline"};
  const auto with = [&](const std::string& file, const std::string& input = "") {
    std::vector<std::string> all = arguments;
    all.push_back(file);
    return run({all, LOGSCAN_TESTDATA, {{"TZ", "UTC"}}, input});
  };
  EXPECT_EQ(with(report).exit_code, 0);
  EXPECT_EQ(with("-", read_text(report)).exit_code, 0);
  EXPECT_EQ(with("demo/known.txt").exit_code, 1);
  EXPECT_EQ(with(demo_report(folder, "critical.json", {"--min-severity", "critical"})).exit_code, 1);
  for (const char* wrong : {"not-there.json", "demo", "demo/demo.zip", ""}) {
    const CommandResult result = with(wrong);
    EXPECT_EQ(result.exit_code, 2) << wrong;
    EXPECT_THAT(result.errors, HasSubstr("--baseline: ")) << wrong;
    EXPECT_EQ(result.output, "");
  }
}

TEST(Baseline, IsNeverWrittenTo) {
  const test::TemporaryFolder folder;
  const std::string report = demo_report(folder, "report.json");
  const std::string before = read_text(report);
  EXPECT_EQ(run({{"-q", "demo/demo.zip", "--baseline", report, "-o", report}}).exit_code, 2);
  EXPECT_EQ(read_text(report), before);
}

TEST(Diff, ReadsReportsFromFilesPipesAndCases) {
  const test::TemporaryFolder folder;
  const std::string report = demo_report(folder, "report.json");
  const std::string text = read_text(report);
  for (const auto& [old_side, new_side] : {std::pair<std::string, std::string>{report, report},
                                           {report, "demo/demo.zip"},
                                           {"demo/demo.zip", report},
                                           {"-", report}}) {
    const CommandResult result = run({{"diff", "-q", old_side, new_side}, LOGSCAN_TESTDATA, {{"TZ", "UTC"}}, text});
    EXPECT_EQ(result.exit_code, 0) << old_side;
    EXPECT_THAT(result.output, ::testing::StartsWith("No difference; "));
    EXPECT_EQ(result.errors, "");
  }
  EXPECT_EQ(shell(shell_line("diff -q <(cat " + report + ") <(cat " + report + ")")), 0);
}

TEST(Diff, SaysWhereAReportIsWrong) {
  const test::TemporaryFolder folder;
  const std::string report = demo_report(folder, "report.json");
  const std::string text = read_text(report);
  const auto refused = [&](const std::string& old_text) {
    const std::string path = folder.file("old.json");
    std::ofstream(path) << old_text;
    const CommandResult result = run({{"diff", path, report}});
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(lines_of(result.errors).size(), 1U);
    return result.errors;
  };
  EXPECT_THAT(refused(text.substr(0, text.size() / 2)),
              HasSubstr("old.json: no report of logscan: is no JSON from byte"));
  EXPECT_THAT(refused("{\"a\": " + std::string(100000, '[')), HasSubstr("nested too deeply"));
  EXPECT_THAT(refused("{}"), HasSubstr("only a report of `logscan scan --format json` can be read"));
  EXPECT_THAT(refused("{" + std::string(65U << 20, ' ') + "}"), HasSubstr("larger than 64 MiB"));
}

TEST(ExitCodes, FollowTheirOrder) {
  struct TestCase {
    const char* name;
    std::vector<std::string> arguments;
    int exit_code;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"UsageBeforeAll", {"--fail-on", "terrible", "not-there", "-o", "/dev/full"}, 2},
           {"OutputBeforeUnusable", {"not-there", "-o", "/dev/full"}, 5},
           {"UnusableBeforeStrict", {"--strict", "not-there"}, 3},
           {"StrictBeforeFault", {"--strict", "--fail-on", "info", "demo/demo.zip", "not-there"}, 4},
           {"UnreadList", {"--strict", "rules/service.stopped/cannot_tell/input"}, 4},
           {"UnreadStatus", {"--strict", "rules/ha.bad-state/cannot_tell/input/unread.txt"}, 4},
           {"UnreadStatusUnasked", {"rules/ha.bad-state/cannot_tell/input/unread.txt"}, 0},
           {"Fault", {"--fail-on", "info", "demo/demo.zip"}, 1},
           {"KnownFault", {"--fail-on", "critical", "--baseline", "demo/known.txt", "demo/demo.zip"}, 0},
           {"UnknownFault", {"--fail-on", "error", "--baseline", "demo/known.txt", "demo/demo.zip"}, 1},
           {"NoFaultOfThatKindTold",
            {"--fail-on", "info", "--min-severity", "critical", "--min-confidence", "high", "--since", "2030-01-01",
             "demo/demo.zip"},
            0},
           {"AComplaintIsNoFault", {"--symptom", "delayed-both", "demo/demo.zip"}, 0},
           {"Difference", {"diff", "-q", "rules/keepalive.missed/fires/input", "demo/demo.zip"}, 1},
           {"NoDifference", {"diff", "-q", "demo/demo.zip", "demo/demo.zip"}, 0},
           {"DifferenceBelowTheAskedLevel",
            {"diff", "-q", "--min-severity", "critical", "rules/keepalive.missed/fires/input",
             "rules/keepalive.missed/quiet/input"},
            0},
           {"OneOfTwoToCompareNotThere", {"diff", "-q", "demo/demo.zip", "not-there"}, 3},
           {"OutputBeforeDifference",
            {"diff", "rules/keepalive.missed/fires/input", "demo/demo.zip", "-o", "/dev/full"},
            5},
           {"StrictBeforeDifference",
            {"diff", "--strict", "rules/ha.bad-state/cannot_tell/input/unread.txt", "demo/demo.zip"},
            4},
           {"DatabaseWithoutAFile", {"export", "demo/demo.zip"}, 2},
           {"DatabaseToStandardOutput", {"export", "demo/demo.zip", "-o", "-"}, 2},
           {"DatabaseToADevice", {"export", "demo/demo.zip", "-o", "/dev/null"}, 2},
           {"DatabaseWithoutAFolder", {"export", "demo/demo.zip", "-o", "no/such/case.sqlite"}, 5},
           {"CopyWithoutAFolder", {"redact", "demo/demo.zip"}, 2},
           {"CopyIntoAFolderThatIsFull", {"redact", "demo/demo.zip", "-o", "rules"}, 2},
           {"CopyWhereNothingCanBeMade", {"redact", "demo/demo.zip", "-o", "no/such/copy"}, 5},
           {"OneOfTwoNotThere", {"demo/demo.zip", "not-there"}, 0}}) {
    EXPECT_EQ(run({c.arguments}).exit_code, c.exit_code) << c.name;
  }
}

TEST(Why, SaysNothingUsableAndTellsWhatIsNotReadInFull) {
  EXPECT_EQ(run({{"why", "subscription.stale", "demo/not-there.zip"}}).exit_code, 3);
  EXPECT_EQ(run({{"why", "--strict", "-q", "subscription.stale", "rules/bundle.truncated/fires/input"}}).exit_code, 4);
  EXPECT_EQ(run({{"why", "-q", "bundle.truncated", "rules/bundle.truncated/fires/input"}}).exit_code, 0);
}

// The same rule over the whole case and over an hour of it: its conditions and findings are those of that hour.
TEST(Why, TellsOfTheTimeThatIsAskedFor) {
  const auto answer = [](const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"why", "-q", "--format", "json", "exchange.silence", "demo/demo.zip"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return nlohmann::json::parse(run({arguments}).output);
  };
  const auto whole = answer({}), hour = answer({"--around", "2026-03-05T20:00:00Z+-1h"});
  EXPECT_EQ(whole.at("outcome"), "fired");
  EXPECT_EQ(whole.at("outside"), 0);
  EXPECT_EQ(whole.at("conditions").at(2).at("held"), 1);
  EXPECT_EQ(hour.at("outcome"), "passed");
  EXPECT_EQ(hour.at("outside"), 1);
  EXPECT_EQ(hour.at("findings").size(), 0U);
  EXPECT_EQ(hour.at("conditions").at(2).at("tried"), 0);
}

// The limit that is told is the one in force.
TEST(Why, TellsTheLimitThatIsSet) {
  const auto answer = nlohmann::json::parse(run({{"why", "-q", "--format", "json", "--set", "exchange.silence.least=11",
                                                  "exchange.silence", "demo/demo.zip"}})
                                                .output);
  EXPECT_EQ(answer.at("outcome"), "passed");
  const auto& many = answer.at("conditions").at(0);
  EXPECT_EQ(many.at("held"), 0);
  EXPECT_EQ(many.at("misses").at(0).at("value"), 10);
  EXPECT_EQ(many.at("misses").at(0).at("limit"), 11);
}

}  // namespace
}  // namespace logscan::testing
