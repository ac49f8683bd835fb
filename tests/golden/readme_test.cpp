// The pages at the front door tell the truth: each command of README.md prints what stands below it there, its tables
// name what the build knows, its programs compile, and what the pages link to or name by its path is in the tree.
//
// A ```console block is played word for word in a scratch copy of testdata, one command after another in one folder.
// Lines that begin with "> " continue a command; a line "..." stands for any number of lines of output. `./dev run` is
// played by the command that it would run, since a test does not build.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "command_run.h"
#include "logscan/catalog.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const fs::path kRoot = LOGSCAN_SOURCE_ROOT;

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string page(const std::string& name) { return read_text((kRoot / name).string()); }

// The fenced blocks of this language, in their order.
std::vector<Lines> blocks_of(const std::string& text, const std::string& language) {
  std::vector<Lines> blocks;
  bool fenced = false, wanted = false;
  for (const std::string& line : lines_of(text)) {
    if (line.rfind("```", 0) == 0) {
      wanted = !fenced && line == "```" + language;
      fenced = !fenced;
      if (wanted) blocks.emplace_back();
    } else if (fenced && wanted) {
      blocks.back().push_back(line);
    }
  }
  EXPECT_FALSE(fenced) << "a block is not closed";
  return blocks;
}

// The cells of the table under this heading, without head and rule; marks of code are taken off.
std::vector<Lines> table_under(const std::string& text, const std::string& heading) {
  std::vector<Lines> rows;
  bool here = false;
  for (const std::string& line : lines_of(text)) {
    if (line.rfind("## ", 0) == 0) here = line == "## " + heading;
    if (!here || line.rfind("| ", 0) != 0) continue;
    Lines cells;
    for (std::size_t at = 2; at < line.size();) {
      const std::size_t end = std::min(line.find(" |", at), line.size());
      cells.push_back(std::regex_replace(line.substr(at, end - at), std::regex("`"), ""));
      at = end + 3;
    }
    rows.push_back(cells);
  }
  EXPECT_GT(rows.size(), 2U) << "no table under " << heading;
  return rows.size() > 2 ? std::vector<Lines>(rows.begin() + 2, rows.end()) : std::vector<Lines>();
}

bool matches(Lines::const_iterator shown, Lines::const_iterator shown_end, Lines::const_iterator real,
             Lines::const_iterator real_end) {
  for (; shown != shown_end; ++shown, ++real) {
    if (*shown == "...") {
      for (auto from = real;; ++from) {
        if (matches(shown + 1, shown_end, from, real_end)) return true;
        if (from == real_end) return false;
      }
    }
    if (real == real_end || *shown != *real) return false;
  }
  return real == real_end;
}

bool matches(const Lines& shown, const Lines& real) {
  return matches(shown.begin(), shown.end(), real.begin(), real.end());
}

struct ShownCommand {
  std::string text;
  Lines output;
};

std::vector<ShownCommand> commands_of(const Lines& block) {
  std::vector<ShownCommand> commands;
  bool continues = false;
  for (const std::string& line : block) {
    if (line.rfind("$ ", 0) == 0) {
      commands.push_back({line.substr(2), {}});
      continues = true;
    } else if (commands.empty()) {
      ADD_FAILURE() << "output without a command: " << line;
    } else if (continues && line.rfind("> ", 0) == 0) {
      commands.back().text += "\n" + line.substr(2);
    } else {
      commands.back().output.push_back(line);
      continues = false;
    }
  }
  return commands;
}

// A folder as a user has it after a build: testdata in it, the commands on PATH.
class Scratch {
 public:
  Scratch() {
    fs::create_directories(path_ / "bin");
    fs::create_directories(path_ / "work/testdata");
    fs::create_symlink(LOGSCAN_CLI, path_ / "bin/logscan");
    fs::create_symlink(LOGSCAN_GEN, path_ / "bin/logscan-gen");
    fs::copy(fs::path(LOGSCAN_TESTDATA) / "demo", path_ / "work/testdata/demo");
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

  // What a terminal would show, both streams in their order.
  [[nodiscard]] CommandResult shell(const std::string& command) const {
    std::ofstream(path_ / "command") << command << "\n";
    const std::string line = "cd '" + (path_ / "work").string() + "' && env -i TZ=UTC LC_ALL=C PATH='" +
                             (path_ / "bin").string() + ":/usr/bin:/bin' bash ../command > ../output 2>&1 < /dev/null";
    const int status = std::system(line.c_str());
    CommandResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.output = read_text((path_ / "output").string());
    return result;
  }

 private:
  test::TemporaryFolder folder_;
  fs::path path_ = folder_.path();
};

// `./dev run [PATH...]` as the command that ./dev starts.
std::string as_played(const std::string& command) {
  const std::string run = "./dev run";
  if (command.rfind(run, 0) != 0) return command;
  std::string rest = command.substr(run.size());
  if (rest.empty()) {
    std::smatch match;
    const std::string dev = page("dev");
    EXPECT_TRUE(std::regex_search(dev, match, std::regex("\\|\\| set -- (testdata/\\S+)")));
    rest = " " + match.str(1);
  }
  return "logscan" + rest;
}

// The closing line, whose time differs from run to run.
bool is_closing_line(const std::string& line) {
  return std::regex_match(line, std::regex("logscan: read .* in [0-9.]+ s"));
}

TEST(ReadmeHelpers, TakeDotsForAnyLinesAndNothingElse) {
  EXPECT_TRUE(matches({}, {}));
  EXPECT_TRUE(matches({"..."}, {}));
  EXPECT_TRUE(matches({"a", "...", "c"}, {"a", "c"}));
  EXPECT_TRUE(matches({"a", "...", "c", "..."}, {"a", "b", "c", "d", "c", "e"}));
  EXPECT_TRUE(matches({"...", "c"}, {"c", "b", "c"}));
  EXPECT_FALSE(matches({"a"}, {}));
  EXPECT_FALSE(matches({"a"}, {"a", "b"}));
  EXPECT_FALSE(matches({"a", "...", "c"}, {"a", "b"}));
  EXPECT_FALSE(matches({"...", "c"}, {"c", "b"}));
  EXPECT_FALSE(matches({"a "}, {"a"}));
}

TEST(ReadmeHelpers, ReadCommandsAndTables) {
  const std::vector<ShownCommand> commands = commands_of({"$ cat <<X", "> > y", "> X", "> y", "$ true"});
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].text, "cat <<X\n> y\nX\ny");
  EXPECT_EQ(commands[1].text, "true");
  EXPECT_EQ(commands_of({"$ echo a", "b", "> c"})[0].output, (Lines{"b", "> c"}));
  const std::string text = "## A\n| x |\n| --- |\n| 1 |\n## B\n| x | y |\n| --- | --- |\n| `2` | 3 |\n";
  EXPECT_EQ(table_under(text, "B"), (std::vector<Lines>{{"2", "3"}}));
}

TEST(Readme, ShowsWhatItsCommandsPrint) {
  const Scratch scratch;
  ASSERT_FALSE(scratch.path().empty());
  const std::set<std::string> known = {"./dev", "logscan", "logscan-gen", "cat", "python3"};
  std::set<std::string> seen;
  std::size_t played = 0;
  for (const Lines& block : blocks_of(page("README.md"), "console")) {
    for (const ShownCommand& shown : commands_of(block)) {
      const std::string first = shown.text.substr(0, shown.text.find_first_of(" \n"));
      EXPECT_EQ(known.count(first), 1U) << "nobody plays: " << shown.text;
      const CommandResult result = scratch.shell(as_played(shown.text));
      Lines real;
      for (const std::string& line : lines_of(result.output)) {
        if (!is_closing_line(line)) real.push_back(line);
      }
      EXPECT_EQ(result.exit_code, 0) << shown.text;
      EXPECT_TRUE(matches(shown.output, real)) << "$ " << shown.text << "\nREADME.md shows\n"
                                               << joined(shown.output) << "\nit prints\n"
                                               << joined(real);
      seen.insert(first);
      ++played;
    }
  }
  EXPECT_EQ(seen, known);
  EXPECT_GE(played, 6U);
}

TEST(Readme, ListsTheRules) {
  std::set<std::pair<std::string, std::string>> told, there;
  for (const Lines& row : table_under(page("README.md"), "Rules")) {
    ASSERT_EQ(row.size(), 3U) << row[0];
    EXPECT_TRUE(told.emplace(row[0], row[1]).second) << row[0] << " twice";
  }
  const auto listed = nlohmann::json::parse(run({{"rules", "--format", "json"}}).output);
  for (const auto& rule : listed.at("rules")) {
    there.emplace(rule.at("id").get<std::string>(), rule.at("severity").get<std::string>());
  }
  EXPECT_EQ(told, there);
}

TEST(Readme, ListsTheFormats) {
  std::set<std::string> told, there;
  for (const Lines& row : table_under(page("README.md"), "Formats")) told.insert(row[0]);
  for (const FormatDescription& format : formats()) there.insert(format.name);
  EXPECT_EQ(told, there);
}

TEST(Readme, HasTheExitCodesOfTheContract) {
  Lines told, promised;
  for (const Lines& row : table_under(page("README.md"), "Exit codes")) told.push_back(row[0]);
  for (const Lines& row : table_under(page("docs/contract.md"), "Exit codes")) promised.push_back(row[0]);
  EXPECT_EQ(told, promised);
  const std::regex order("2 before 5 before 3 before 4 before 1");
  EXPECT_TRUE(std::regex_search(page("README.md"), order));
  EXPECT_TRUE(std::regex_search(page("docs/contract.md"), order));
}

TEST(Readme, NamesOptionsThatExist) {
  const std::regex option("--[a-z][a-z-]*"), command("^of `?([a-z]+)`?:");
  for (const Lines& row : table_under(page("README.md"), "Options worth knowing")) {
    std::smatch of;
    const std::string name = std::regex_search(row[1], of, command) ? of[1].str() : "scan";
    const std::string help = run({{name, "--help"}}).output;
    const std::sregex_iterator first(row[0].begin(), row[0].end(), option), end;
    EXPECT_NE(first, end) << row[0];
    for (auto it = first; it != end; ++it) {
      EXPECT_NE(help.find("  " + it->str() + " "), std::string::npos) << name << ' ' << it->str();
    }
  }
}

// Compiled against the public headers; the packaging tests link and run such programs.
TEST(Readme, HasProgramsThatCompile) {
  const Scratch scratch;
  ASSERT_FALSE(scratch.path().empty());
  const std::string includes = " -I'" LOGSCAN_SOURCE_ROOT "/lib/include' ";
  const struct {
    const char *language, *compiler;
  } cases[] = {{"cpp", "c++ -std=c++20"}, {"c", "cc -std=c99"}};
  for (const auto& c : cases) {
    const std::vector<Lines> programs = blocks_of(page("README.md"), c.language);
    EXPECT_FALSE(programs.empty()) << c.language;
    for (const Lines& program : programs) {
      const std::string file = std::string("program.") + c.language;
      std::ofstream(scratch.path() / "work" / file) << joined(program);
      const CommandResult result =
          scratch.shell(c.compiler + std::string(" -Wall -Wextra -Werror -fsyntax-only") + includes + file);
      EXPECT_EQ(result.exit_code, 0) << joined(program) << result.output;
    }
  }
}

class Page : public ::testing::TestWithParam<std::string> {};

TEST_P(Page, LinksToWhatIsThere) {
  const std::string text = page(GetParam());
  const fs::path folder = (kRoot / GetParam()).parent_path();
  ASSERT_NE(text, "");
  const std::regex link("\\]\\(([^)#]+)[^)]*\\)");
  for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
    const std::string target = (*it)[1];
    if (target.find("://") != std::string::npos) continue;
    EXPECT_TRUE(fs::exists(folder / target)) << target;
  }
}

// A name in marks of code that begins with a folder of the tree is a path; one with <, * or { stands for many.
TEST_P(Page, NamesPathsThatAreThere) {
  const std::string text = page(GetParam());
  const std::regex path("`((?:apps|cmake|docs|lib|parsers|testdata|tests)/[^`<*{ ]*)`");
  for (std::sregex_iterator it(text.begin(), text.end(), path), end; it != end; ++it) {
    EXPECT_TRUE(fs::exists(kRoot / (*it)[1].str())) << (*it)[1];
  }
}

INSTANTIATE_TEST_SUITE_P(FrontDoor, Page,
                         ::testing::Values("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/contract.md",
                                           "docs/architecture.md", "docs/sqlite.md"),
                         [](const auto& named) {
                           return std::regex_replace(named.param, std::regex("[^A-Za-z]"), "_");
                         });

}  // namespace
}  // namespace logscan::testing
