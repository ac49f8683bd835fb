// The config file: what it changes, what goes before it, and what is said of a bad line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command_run.h"
#include "support/temporary_folder.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ConfigFile : public ::testing::Test {
 protected:
  void config(const std::string& text) { path_ = folder_.write("logscan/config", text); }

  // One critical finding is told, so what it says is short.
  [[nodiscard]] CommandResult scan(std::vector<std::string> arguments, const std::string& no_color = "") const {
    arguments.insert(arguments.end(), {"--min-severity", "critical", "demo/demo.zip"});
    return play(arguments, no_color);
  }
  [[nodiscard]] CommandResult play(const std::vector<std::string>& arguments, const std::string& no_color = "") const {
    return run({arguments,
                LOGSCAN_TESTDATA,
                {{"TZ", "UTC"}, {"LC_ALL", "C"}, {"NO_COLOR", no_color}, {"XDG_CONFIG_HOME", folder_.path()}}});
  }

  test::TemporaryFolder folder_;
  std::string path_;
};

TEST_F(ConfigFile, GivesWhatTheCommandLineDoesNot) {
  config("# mine\r\n\r\n  format = jsonl\r\nquiet\r\n");
  const CommandResult result = scan({"scan"});
  EXPECT_THAT(result.output, StartsWith("{\"id\": "));
  EXPECT_EQ(result.errors, "");
  EXPECT_THAT(scan({"scan", "--format", "json"}).output, HasSubstr("logscan.report/1"));
  EXPECT_THAT(scan({"scan", "--no-config"}).output, StartsWith("1 critical fault"));
}

TEST_F(ConfigFile, IsReplacedByTheCommandLineAlsoWhereValuesAddUp) {
  config("node = nobody\nnode = nothing\n");
  EXPECT_EQ(scan({"scan"}).exit_code, 3);
  EXPECT_EQ(scan({"scan", "--node", "cuc1"}).exit_code, 0);
}

TEST_F(ConfigFile, HasSectionsForCommands) {
  config("color = never\n[events]\nformat = csv\ncolor = always\n[ scan ]\nformat=jsonl\nfail-on=error\n");
  const CommandResult scanned = scan({});
  EXPECT_EQ(scanned.exit_code, 1);
  EXPECT_THAT(scanned.output, StartsWith("{\"id\": "));
  EXPECT_THAT(play({"events", "demo/demo.zip"}).output, StartsWith("time,quality,kind"));
  EXPECT_THAT(play({"inventory", "demo/demo.zip"}).output, StartsWith("demo/demo.zip!"));
}

TEST_F(ConfigFile, LiesInTheHomeFolderWhereNothingElseIsSaid) {
  folder_.write(".config/logscan/config", "format = jsonl\n");
  for (const std::string relative : {"", "some/folder"}) {
    const CommandResult result = run({{"--min-severity", "critical", "demo/demo.zip"},
                                      LOGSCAN_TESTDATA,
                                      {{"TZ", "UTC"}, {"XDG_CONFIG_HOME", relative}, {"HOME", folder_.path()}}});
    EXPECT_THAT(result.output, StartsWith("{\"id\": ")) << relative;
  }
}

TEST_F(ConfigFile, NeedNotBeThere) { EXPECT_EQ(scan({}).exit_code, 0); }

TEST_F(ConfigFile, YieldsToTheEnvironmentAndBothToTheCommandLine) {
  config("color = always\n");
  EXPECT_THAT(scan({}).output, HasSubstr("\x1b["));
  EXPECT_THAT(scan({}, "1").output, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(scan({"--color", "always"}, "1").output, HasSubstr("\x1b["));
}

TEST_F(ConfigFile, IsRefusedWithFileLineAndMend) {
  const struct {
    const char *text, *message;
  } cases[] = {
      {"formt = json", ":1: unknown option 'formt'; did you mean format?"},
      {"\n# x\nnothing", ":3: unknown option 'nothing'"},
      {"--tz = UTC", ":1: '--tz': write the name without dashes"},
      {"tz UTC", ":1: 'tz UTC': write tz = VALUE"},
      {"tz =", ":1: tz needs a value: tz = ZONE"},
      {"tz", ":1: tz needs a value: tz = ZONE"},
      {"strict = yes", ":1: strict takes no value: write strict alone"},
      {"tz = UTC\ntz = UTC", ":2: tz was given before, in "},
      {"case = SR-1", ":1: case is for the command line, not for this file"},
      {"[evnts]", ":1: '[evnts]' begins no section; did you mean events? (there are: [scan], "},
      {"[events", ":1: '[events' begins no section"},
      {"[events]\nfail-on = error", ":2: fail-on is no option of events"},
      {"node = 'cuc*'", ":1: node = 'cuc*': leave the quotes out"},
      {"x\x1b[31m = 1", ":1: unknown option 'x\\x1b[31m'"},
      {"tz = Mars/Base", ":1: --tz: "},
      {"jobs = 4\nformat = jsn", ":2: --format: scan has no 'jsn'; did you mean json?"},
      {"set = subscription.stale.after=800\nset = subscription.stale.stal=800",
       ":2: --set subscription.stale.stal=800"},
      {"data = not-there", ":1: --data"},
  };
  for (const auto& c : cases) {
    config(c.text);
    const CommandResult result = scan({});
    EXPECT_EQ(result.exit_code, 2) << c.text;
    EXPECT_THAT(result.errors, StartsWith("logscan: " + path_ + c.message)) << c.text;
    EXPECT_EQ(result.output, "") << c.text;
    EXPECT_EQ(scan({"--no-config"}).exit_code, 0) << c.text;
  }
}

TEST_F(ConfigFile, IsCheckedWhateverTheCommand) {
  config("[events]\nformt = csv\n");
  EXPECT_THAT(scan({}).errors, HasSubstr(":2: unknown option 'formt'"));
  EXPECT_EQ(play({"--help"}).exit_code, 0);
  EXPECT_EQ(play({"--version"}).exit_code, 0);
}

TEST_F(ConfigFile, ThatCannotBeReadIsNamed) {
  std::filesystem::create_directories(folder_.file("logscan/config"));
  const CommandResult result = scan({});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("logscan/config: Is a directory; --no-config runs without this file"));
}

}  // namespace
}  // namespace logscan::testing
