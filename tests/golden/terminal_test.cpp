// What people see at a terminal: the pager, hints, progress.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <sstream>

#include "command_run.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Settings = std::vector<std::pair<std::string, std::string>>;

// The command with a pseudo terminal as all of its streams. `keys` are typed once `awaited` was seen.
struct TerminalRun {
  std::vector<std::string> arguments;
  Settings environment = {};
  unsigned short rows = 20;
  unsigned short columns = 100;
  std::string awaited = {};
  std::string keys = {};
};

CommandResult run_at_terminal(const TerminalRun& command) {
  std::vector<std::string> words = {LOGSCAN_CLI};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> settings = {"PATH=/usr/bin:/bin", "TZ=UTC", "TERM=xterm"};
  for (const auto& [name, value] : command.environment) settings.push_back(name + "=" + value);
  std::vector<char*> argv, environment;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& setting : settings) environment.push_back(setting.data());
  argv.push_back(nullptr);
  environment.push_back(nullptr);

  int terminal = -1;
  const winsize size{command.rows, command.columns, 0, 0};
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal, SIG_DFL);
    if (::chdir(LOGSCAN_TESTDATA) != 0) ::_exit(126);
    ::execve(argv[0], argv.data(), environment.data());
    ::_exit(127);
  }
  CommandResult result;
  std::string keys = command.keys;
  char block[4096];
  // Reading fails once the last program of the terminal has ended.
  for (ssize_t got = 0; (got = ::read(terminal, block, sizeof block)) > 0;) {
    result.output.append(block, static_cast<std::size_t>(got));
    if (keys.empty() || result.output.find(command.awaited) == std::string::npos) continue;
    EXPECT_EQ(::write(terminal, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    keys.clear();
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

class AtTerminal : public ::testing::Test {
 protected:
  // A pager that tells what it was given.
  [[nodiscard]] std::string pager(const std::string& script) const {
    const std::string path = folder_.write("pager", "#!/bin/sh\n" + script + "\n");
    ::chmod(path.c_str(), 0755);
    return path;
  }

  test::TemporaryFolder folder_;
};

const std::vector<std::string> kLong = {"-q", "demo/demo.zip"};
const std::string kCounting = "echo \"paged $(wc -l) LESS=$LESS $*\"";

TEST_F(AtTerminal, LongOutputGoesThroughThePagerWhole) {
  const std::string rules = run({{"rules", "--format", "json"}}).output;
  const auto lines = std::count(rules.begin(), rules.end(), '\n');
  const CommandResult paged = run_at_terminal(
      {{"rules", "--format", "json", "--color", "never"}, {{"LOGSCAN_PAGER", pager(kCounting)}, {"LESS", "-S"}}});
  EXPECT_EQ(paged.output, "paged " + std::to_string(lines) + " LESS=-S \r\n");
}

TEST_F(AtTerminal, LessIsToldToShowColours) {
  const Settings settings = {{"LOGSCAN_PAGER", pager(kCounting) + " -a  b"}, {"LESS", "-S"}};
  EXPECT_THAT(run_at_terminal({kLong, settings}).output, HasSubstr("LESS=-R -S -a b\r\n"));
  Settings without = settings;
  without.emplace_back("NO_COLOR", "1");
  EXPECT_THAT(run_at_terminal({kLong, without}).output, HasSubstr("LESS=-S -a b\r\n"));
}

TEST_F(AtTerminal, TheNearerVariableNamesThePager) {
  const std::string path = pager(kCounting);
  EXPECT_THAT(run_at_terminal({kLong, {{"PAGER", path}}}).output, HasSubstr("paged"));
  EXPECT_THAT(run_at_terminal({kLong, {{"PAGER", path}, {"LOGSCAN_PAGER", ""}}}).output, Not(HasSubstr("paged")));
}

TEST_F(AtTerminal, NothingIsPagedThatNeedNotBe) {
  const Settings settings = {{"LOGSCAN_PAGER", pager(kCounting)}};
  EXPECT_THAT(run_at_terminal({kLong, settings, 1000}).output, Not(HasSubstr("paged")));
  EXPECT_THAT(run_at_terminal({{"-q", "--no-pager", "demo/demo.zip"}, settings}).output, Not(HasSubstr("paged")));
  EXPECT_THAT(run_at_terminal({{"-q", "-o", folder_.file("o"), "demo/demo.zip"}, settings}).output,
              Not(HasSubstr("paged")));
  EXPECT_THAT(run({kLong, LOGSCAN_TESTDATA, settings}).output, Not(HasSubstr("paged")));
}

TEST_F(AtTerminal, ThePagerMayEndEarlyAndTheExitCodeIsThatOfTheAnalysis) {
  const CommandResult result =
      run_at_terminal({{"--fail-on", "error", "-q", "demo/demo.zip"}, {{"LOGSCAN_PAGER", pager("head -1; exit 7")}}});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output, HasSubstr("1 critical fault"));
  EXPECT_EQ(std::count(result.output.begin(), result.output.end(), '\n'), 1);
}

TEST_F(AtTerminal, APagerThatIsNotThereIsAWordAndPlainOutput) {
  const CommandResult result = run_at_terminal({kLong, {{"LOGSCAN_PAGER", "/not/there -x"}}});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("logscan: cannot start the pager /not/there: No such file or directory; "));
  EXPECT_THAT(result.output, HasSubstr("1 critical fault"));
}

TEST_F(AtTerminal, InterruptsAreForThePager) {
  const CommandResult result =
      run_at_terminal({.arguments = kLong,
                       .environment = {{"LOGSCAN_PAGER", pager("trap 'echo caught; exit' INT\n"
                                                               "echo ready; cat > /dev/null\n"
                                                               "while :; do sleep 0.1; done")}},
                       .awaited = "ready",
                       .keys = "\x03"});
  EXPECT_THAT(result.output, HasSubstr("caught"));
  EXPECT_EQ(result.exit_code, 0);
}

TEST_F(AtTerminal, HintsTellWhatWouldTellMore) {
  const std::string unknown = folder_.write("notes.txt", "neither this\nnor that\n");
  const std::string hint = "logscan: hint: 1 source is in no known format: logscan inventory tells why\r\n";
  EXPECT_THAT(run_at_terminal({{"--no-pager", "demo/demo.zip", unknown}}).output, HasSubstr(hint));
  EXPECT_THAT(run_at_terminal({{"--no-pager", "-q", "demo/demo.zip", unknown}}).output, Not(HasSubstr("hint")));
  EXPECT_THAT(run({{"demo/demo.zip", unknown}}).errors, Not(HasSubstr("hint")));
}

TEST_F(AtTerminal, HintsTellOfMissingDatesAndZones) {
  const std::string path =
      folder_.write("diag_CuMbxSync_00000086.uc", read_text(LOGSCAN_TESTDATA "/mbxsync/diag_CuMbxSync_00000086.uc"));
  // A time of day that is not that of the last record: nothing tells the date.
  std::filesystem::last_write_time(path, std::filesystem::file_time_type(std::chrono::hours(3)));
  const std::string zoneless =
      folder_.write("2014_06_29.request.log",
                    "10.0.0.7 - - [29/Jun/2014:11:30:50] \"POST "
                    "/NotificationService/services/NotificationService?id=a HTTP/1.1\" 200 3\n");
  const std::string output = run_at_terminal({{"--no-pager", "--progress", "never", path, zoneless}}).output;
  EXPECT_THAT(output, HasSubstr("hint: 1 source has no date: --date GLOB=YYYY-MM-DD\r\n"));
  EXPECT_THAT(output, HasSubstr(": --source-tz GLOB=ZONE\r\n"));
}

TEST_F(AtTerminal, LinesAreAsWideAsTheTerminal) {
  const std::vector<std::string> rules = {"rules", "--no-pager", "--color", "never"};
  const auto longest_line = [&](unsigned short columns) {
    std::size_t longest = 0;
    std::istringstream output(run_at_terminal({rules, {}, 20, columns}).output);
    for (std::string line; std::getline(output, line);) longest = std::max(longest, line.size() - 1);
    return longest;
  };
  EXPECT_LE(longest_line(60), 60U);
  EXPECT_LE(longest_line(100), 100U);
  EXPECT_GT(longest_line(100), 80U);
}

TEST_F(AtTerminal, ProgressIsOneLineThatIsCleared) {
  const std::string output = run_at_terminal({{"--no-pager", "--progress", "always", "demo/demo.zip"}}).output;
  EXPECT_THAT(output, HasSubstr("/s"));
  EXPECT_THAT(output, HasSubstr("\r\x1b[K"));
}

}  // namespace
}  // namespace logscan::testing
