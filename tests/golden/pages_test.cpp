// Manual pages and completions: each knows every command and option, and the programs that read them have no complaint.
// What of those programs is not there is skipped with a word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <regex>
#include <sstream>

#include "command_run.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kCommands = {"scan", "inventory", "events", "diff", "export", "redact", "rules", "why"};

std::string page(const std::string& name) { return read_text(LOGSCAN_PAGES "/" + name); }

// The long options that the help of a command tells.
std::vector<std::string> options_of(const std::string& command) {
  std::istringstream help(run({{command, "--help"}}).output);
  static const std::regex option("^  (-., )?--([a-z-]+) .*");
  std::vector<std::string> options;
  std::smatch match;
  for (std::string line; std::getline(help, line);) {
    if (std::regex_match(line, match, option)) options.push_back(match[2]);
  }
  EXPECT_GT(options.size(), 5U) << command;
  return options;
}

// What a shell prints, both streams.
struct ShellResult {
  int exit_code;
  std::string output;
};
ShellResult shell(const std::string& line) {
  const test::TemporaryFolder folder;
  const std::string command = "cd '" LOGSCAN_PAGES "' && " + line + " > '" + folder.file("out") + "' 2>&1";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder.file("out"))};
}

bool is_there(const std::string& program) { return shell("command -v " + program).exit_code == 0; }

// The part of a page that begins with `begin` and ends before `end`.
std::string part(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  EXPECT_NE(from, std::string::npos) << begin;
  return from == std::string::npos ? "" : text.substr(from, text.find(end, from + begin.size()) - from);
}

TEST(Pages, KnowEveryOptionOfEveryCommand) {
  const std::string bash = page("logscan.bash"), zsh = page("_logscan"), fish = page("logscan.fish");
  const std::string man = std::regex_replace(page("logscan.1"), std::regex("\\\\-"), "-");
  for (const std::string& command : kCommands) {
    const std::string in_bash = part(bash, "    " + command + ")\n", "esac ;;");
    const std::string in_zsh = part(zsh, "    " + command + ")\n", " ;;");
    for (const std::string& option : options_of(command)) {
      EXPECT_TRUE(std::regex_search(in_bash, std::regex("--" + option + "[ ']"))) << command << ' ' << option;
      EXPECT_TRUE(std::regex_search(in_zsh, std::regex("--" + option + "[[,}]"))) << command << ' ' << option;
      EXPECT_THAT(fish, HasSubstr("__logscan_is " + command + "' -l " + option + " "));
      EXPECT_TRUE(std::regex_search(man, std::regex("\n\\.TP\n\\\\fB(-., )?--" + option + "[ \\\\]"))) << option;
    }
    EXPECT_THAT(man, HasSubstr("\n.TP\n\\fB" + command + "\\fR\n"));
  }
}

TEST(Pages, OfferOnlyValuesThatAreTaken) {
  const std::string fish = page("logscan.fish");
  const std::regex values("__logscan_is (scan|events|inventory)' -l ([a-z-]+)(?: -s .)? -x -a '([a-z -]+)'");
  std::size_t tried = 0;
  for (std::sregex_iterator it(fish.begin(), fish.end(), values), end; it != end; ++it) {
    std::istringstream words((*it)[3].str());
    for (std::string word; words >> word; ++tried) {
      EXPECT_EQ(run({{(*it)[1], "--" + (*it)[2].str(), word, "-q", "demo/not-there.zip"}}).exit_code, 3)
          << (*it)[2] << ' ' << word;
    }
  }
  EXPECT_GT(tried, 40U);
}

TEST(Pages, OfTheRulesHaveThemAll) {
  const std::string man = page("logscan-rules.5");
  const std::regex heading("\n\\.SS ([^\n]+)");
  std::size_t told = 0;
  for (std::sregex_iterator it(man.begin(), man.end(), heading), end; it != end; ++it, ++told) {
    const std::string id = std::regex_replace((*it)[1].str(), std::regex("\\\\-"), "-");
    EXPECT_EQ(run({{"rules", id}}).exit_code, 0) << id;
  }
  const std::string listed = run({{"rules", "--format", "json"}}).output;
  const std::regex id("\"id\": ");
  EXPECT_EQ(told, static_cast<std::size_t>(
                      std::distance(std::sregex_iterator(listed.begin(), listed.end(), id), std::sregex_iterator())));
}

TEST(Pages, AreReadWithoutComplaint) {
  const struct {
    const char *program, *line;
  } cases[] = {
      {"bash", "bash -n logscan.bash"},
      {"zsh", "zsh -n _logscan"},
      {"fish", "fish -n logscan.fish"},
      {"man", "(LC_ALL=C.UTF-8 man --warnings -l logscan.1 logscan-rules.5 2>&1 > /dev/null)"},
      {"groff", "groff -ww -man -z logscan.1 logscan-rules.5"},
  };
  for (const auto& c : cases) {
    if (!is_there(c.program)) {
      std::printf("%s is not installed: its page is not tried\n", c.program);
      continue;
    }
    const ShellResult result = shell(c.line);
    EXPECT_EQ(result.exit_code, 0) << c.line;
    EXPECT_EQ(result.output, "") << c.line;
  }
}

// The candidates that bash would show for these words, the last of which is being typed.
std::vector<std::string> completed(const std::vector<std::string>& words) {
  std::string line = "source ./logscan.bash; COMP_WORDS=(";
  for (const std::string& word : words) line += "\"" + word + "\" ";
  line += "); COMP_CWORD=" + std::to_string(words.size() - 1) +
          "; _logscan 2> /dev/null; printf \"%s\\n\" \"${COMPREPLY[@]}\"";
  std::istringstream output(shell("bash -c '" + line + "'").output);
  std::vector<std::string> candidates;
  for (std::string candidate; std::getline(output, candidate);) {
    if (!candidate.empty()) candidates.push_back(candidate);
  }
  return candidates;
}

TEST(BashCompletion, KnowsWhatMayStandWhere) {
  using Words = std::vector<std::string>;
  const struct {
    const char* name;
    Words words, candidates;
  } cases[] = {
      {"Command", {"logscan", "in"}, {"inventory"}},
      {"OptionOfScan", {"logscan", "--fail"}, {"--fail-on"}},
      {"OptionOfACommand", {"logscan", "rules", "--voc"}, {"--vocabulary"}},
      {"OptionOfAnotherCommand", {"logscan", "rules", "--fail"}, {}},
      {"Formats", {"logscan", "events", "--format", ""}, {"text", "jsonl", "csv", "timesketch", "chrome-trace"}},
      {"FormatAfterEquals", {"logscan", "scan", "--format", "=", "ma"}, {"markdown"}},
      {"FormatAtEquals", {"logscan", "diff", "--format", "="}, {"text", "json"}},
      {"Levels", {"logscan", "x.zip", "--min-confidence", "h"}, {"high"}},
      {"RuleIds", {"logscan", "rules", "subscription.st"}, {"subscription.stale"}},
      {"RuleOfWhy", {"logscan", "why", "subscription.st"}, {"subscription.stale"}},
      {"PathBehindTheRuleOfWhy", {"logscan", "why", "subscription.stale", "subscription.st"}, {}},
      {"FilesAreForTheShell", {"logscan", "scan", "--baseline", "k"}, {}},
      {"PathsAreForTheShell", {"logscan", "scan", "s"}, {}},
  };
  for (const auto& c : cases) EXPECT_EQ(completed(c.words), c.candidates) << c.name;
}

}  // namespace
}  // namespace logscan::testing
