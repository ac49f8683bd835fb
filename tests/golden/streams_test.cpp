// Every command in each of its formats, as the help names them, where standard output cannot take what it says.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "command_run.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;

const std::regex kWord("[a-z-]+");

// All that goes to standard output.
std::vector<std::vector<std::string>> all_runs(const std::string& scratch) {
  const std::map<std::string, std::vector<std::string>> paths = {
      {"scan", {"-q", "demo/demo.zip"}},
      {"inventory", {"-q", "demo/demo.zip"}},
      {"events", {"-q", "demo/demo.zip"}},
      {"diff", {"-q", "rules/keepalive.missed/fires/input", "demo/demo.zip"}},
      {"export", {}},  // writes to a file only
      {"redact", {"-q", "-o", scratch + "/copy", "rules/keepalive.missed/fires/input"}},
      {"rules", {}},
      {"why", {"-q", "subscription.stale", "demo/demo.zip"}},
  };
  std::vector<std::vector<std::string>> runs = {{"--help"},
                                                {"--version"},
                                                {"rules", "subscription.stale"},
                                                {"rules", "--vocabulary"},
                                                {"events", "-q", "--all", "demo/demo.zip"},
                                                {"scan", "-q", "--fail-on", "info", "demo/demo.zip"}};
  const std::string help = run({{"--help"}}).output;
  const std::regex command("\\n  ([a-z]+)  +[A-Z]"), formats("--format F +([a-z, -]+)");
  std::set<std::string> seen;
  for (std::sregex_iterator at(help.begin(), help.end(), command), end; at != end; ++at) {
    const std::string name = (*at)[1];
    seen.insert(name);
    runs.push_back({name, "--help"});
    const std::string text = run({{name, "--help"}}).output;
    std::smatch match;
    if (paths.count(name) == 0 || name == "export" || !std::regex_search(text, match, formats)) continue;
    const std::string words = match[1];
    for (std::sregex_iterator word(words.begin(), words.end(), kWord); word != end; ++word) {
      const std::string format = word->str();
      if (format == "or") continue;
      std::vector<std::string> line = {name, "--format", format};
      line.insert(line.end(), paths.at(name).begin(), paths.at(name).end());
      runs.push_back(line);
    }
  }
  EXPECT_EQ(seen.size(), paths.size()) << "a command that this test does not know";
  for (const auto& [name, arguments] : paths) EXPECT_EQ(seen.count(name), 1U) << name;
  return runs;
}

// Those that answer with their exit code.
int expected_code(const std::vector<std::string>& line) {
  const bool answers = line.front() == "diff" || std::find(line.begin(), line.end(), "--fail-on") != line.end();
  return answers && line.back() != "--help" ? 1 : 0;
}

class Streams : public ::testing::Test {
 protected:
  [[nodiscard]] CommandResult run_to(const std::vector<std::string>& line, int output) const {
    for (const char* name : {"copy", "copy.key"}) std::filesystem::remove_all(folder_.file(name));
    CommandRun command{line};
    command.output = output;
    return run(command);
  }
  test::TemporaryFolder folder_;
};

TEST_F(Streams, EndQuietlyWhereNobodyReads) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ::close(ends[0]);
  const auto runs = all_runs(folder_.path());
  EXPECT_GE(runs.size(), 30U);
  for (const auto& line : runs) {
    const CommandResult result = run_to(line, ends[1]);
    EXPECT_EQ(result.exit_code, expected_code(line)) << ::testing::PrintToString(line);
    EXPECT_EQ(result.errors, "") << ::testing::PrintToString(line);
  }
  ::close(ends[1]);
}

TEST_F(Streams, SayWhereThereIsNoSpace) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  for (const auto& line : all_runs(folder_.path())) {
    const CommandResult result = run_to(line, full);
    EXPECT_EQ(result.exit_code, 5) << ::testing::PrintToString(line);
    EXPECT_THAT(result.errors, HasSubstr("cannot write to standard output: No space left on device"));
  }
  ::close(full);
}

}  // namespace
}  // namespace logscan::testing
