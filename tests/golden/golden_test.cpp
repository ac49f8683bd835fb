// Real command lines over testdata, and what they print, kept as files in tests/golden/expected: to be read, and to
// show in a review what a change does to people. LOGSCAN_UPDATE_GOLDEN=1 writes them anew. Each command runs under
// two zones and two locales with the same bytes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "command_run.h"
#include "page_outline.h"

namespace logscan::testing {
namespace {

struct GoldenCase {
  std::string name;
  std::vector<std::string> arguments = {};
  int exit_code = 0;
  std::string input = {};
};

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.name; }

const std::vector<GoldenCase>& golden_cases() {
  static const std::vector<GoldenCase> cases = {
      {"help", {"--help"}},
      {"help_scan", {"scan", "--help"}},
      {"help_inventory", {"inventory", "--help"}},
      {"help_events", {"events", "--help"}},
      {"help_diff", {"diff", "--help"}},
      {"help_export", {"export", "--help"}},
      {"help_redact", {"redact", "--help"}},
      {"help_why", {"why", "--help"}},
      {"help_rules", {"rules", "--help"}},
      {"demo_scan", {"demo/demo.zip"}},
      {"demo_scan_json", {"scan", "--format", "json", "demo/demo.zip"}},
      {"demo_scan_jsonl",
       {"scan", "--format", "jsonl", "--case", "demo", "--min-severity", "critical", "-q", "demo/demo.zip"}},
      {"demo_scan_markdown", {"scan", "--format", "markdown", "--case", "demo", "-q", "demo/demo.zip"}},
      {"demo_scan_csv", {"scan", "--format", "csv", "--case", "demo", "-q", "demo/demo.zip"}},
      {"unknown_scan_format", {"--format", "markdwon", "demo/demo.zip"}, 2},
      {"demo_scan_st_johns", {"scan", "--tz", "America/St_Johns", "demo/demo.zip"}},
      {"demo_scan_critical_in_colour",
       {"scan", "--min-severity", "critical", "--color", "always", "-q", "demo/demo.zip"}},
      {"demo_scan_fail_on_error",
       {"scan", "--fail-on", "error", "--min-severity", "critical", "-q", "demo/demo.zip"},
       1},
      // Of a page, what it says: see page_outline.h.
      {"demo_scan_html", {"scan", "--format", "html", "--case", "demo", "-q", "demo/demo.zip"}},
      {"demo_scan_baseline",
       {"scan", "-v", "--baseline", "demo/known.txt", "--min-severity", "critical", "-q", "demo/demo.zip"}},
      {"demo_inventory", {"inventory", "demo/demo.zip"}},
      {"demo_inventory_json", {"inventory", "--format", "json", "demo/demo.zip"}},
      {"demo_events", {"events", "demo/demo.zip"}},
      {"demo_events_jsonl",
       {"events", "--format", "jsonl", "--case", "demo", "--around", "2026-03-05T14:02:00Z+-3m", "demo/demo.zip"}},
      {"diff", {"diff", "-v", "rules/keepalive.missed/fires/input", "rules/subscription.stale/fires/input"}, 1},
      {"diff_json",
       {"diff", "--format", "json", "rules/keepalive.missed/fires/input", "rules/keepalive.missed/quiet/input"},
       1},
      {"diff_same", {"diff", "demo/demo.zip", "demo/demo.zip"}},
      {"demo_events_csv", {"events", "--format", "csv", "--around", "2026-03-05T14:02:00Z+-3m", "-q", "demo/demo.zip"}},
      {"demo_events_timesketch",
       {"events", "--format", "timesketch", "--around", "2026-03-05T14:02:00Z+-3m", "-q", "demo/demo.zip"}},
      {"demo_events_chrome_trace",
       {"events", "--format", "chrome-trace", "--around", "2026-03-05T14:02:00Z+-3m", "-q", "demo/demo.zip"}},
      {"demo_why", {"why", "--around", "2026-03-05T08:45:00Z+-1h", "keepalive.missed", "demo/demo.zip"}},
      {"demo_why_not_run", {"why", "ews.throttled", "-q", "demo/demo.zip"}},
      {"demo_why_not_all_here", {"why", "notification.not-stamped", "-q", "demo/demo.zip"}},
      {"why_fired", {"why", "heartbeat.missed", "-q", "rules/heartbeat.missed/fires/input"}},
      {"why_passed_json", {"why", "--format", "json", "exchange.silence", "-q", "rules/exchange.silence/quiet/input"}},
      {"odd_events_all", {"events", "--all", "-q", "jetty/odd.request.log"}},
      {"odd_events_all_jsonl", {"events", "--all", "--format", "jsonl", "-q", "jetty/odd.request.log"}},
      {"syslog_events_all_csv", {"events", "--all", "--format", "csv", "-q", "syslog"}},
      {"syslog_events_all_timesketch", {"events", "--all", "--format", "timesketch", "-q", "syslog"}},
      {"syslog_events_all_chrome_trace", {"events", "--all", "--format", "chrome-trace", "-q", "syslog"}},
      {"rules", {"rules"}},
      {"rules_json", {"rules", "--format", "json"}},
      {"rules_subscription_stale", {"rules", "subscription.stale"}},
      {"no_path", {}, 2},
      {"diff_one_path", {"diff", "demo/demo.zip"}, 2},
      {"diff_not_there", {"diff", "demo/demo.zip", "demo/not-there.zip"}, 3},
      {"bad_baseline", {"--baseline", "demo/scenario.yaml", "demo/demo.zip"}, 2},
      {"unknown_option", {"scan", "--formt", "json", "demo/demo.zip"}, 2},
      {"one_dash", {"scan", "-format", "json", "demo/demo.zip"}, 2},
      {"unknown_command", {"inventroy", "demo/demo.zip"}, 2},
      {"unknown_format", {"events", "--format", "json", "demo/demo.zip"}, 2},
      {"unknown_rule", {"rules", "subscripton.stale"}, 2},
      {"unknown_limit", {"--limit", "member=3", "demo/demo.zip"}, 2},
      {"limit_too_low", {"--limit", "line-bytes=0", "demo/demo.zip"}, 2},
      {"export_without_a_file", {"export", "demo/demo.zip"}, 2},
      {"why_without_a_rule", {"why"}, 2},
      {"why_without_a_path", {"why", "subscription.stale"}, 2},
      {"why_unknown_rule", {"why", "subscripton.stale", "demo/demo.zip"}, 2},
      {"unknown_parser", {"--parser", "*=jetty.acces", "demo/demo.zip"}, 2},
      {"unknown_zone", {"--tz", "Mars/Base", "demo/demo.zip"}, 2},
      {"unknown_setting", {"--set", "subscription.stale.stal=800", "demo/demo.zip"}, 2},
      {"unknown_rule_setting", {"--set", "subscription.stal.after=800", "demo/demo.zip"}, 2},
      {"swapped_command", {"scna", "demo/demo.zip"}, 2},
      {"unknown_symptom", {"--symptom", "delayed", "demo/demo.zip"}, 2},
      {"bad_time", {"--since", "yesterday", "demo/demo.zip"}, 2},
      {"not_there", {"demo/not-there.zip"}, 3},
      {"no_known_format", {"demo/README.md"}, 3},
      {"no_known_format_on_stdin", {"-"}, 3, "neither this\nnor that\n"},
      {"one_of_two_not_there_strict",
       {"--strict", "-q", "--min-severity", "critical", "demo/demo.zip", "demo/not-there.zip"},
       4},
  };
  return cases;
}

std::string golden_folder() { return LOGSCAN_SOURCE_ROOT "/tests/golden/expected"; }
std::string golden_path(const std::string& name) { return golden_folder() + "/" + name + ".txt"; }

// What may differ from run to run, or from version to version.
std::string steady(std::string text) {
  static const std::string version = [] {
    std::string line = run({{"--version"}}).output;
    if (!line.empty()) line.pop_back();
    return line;
  }();
  text = std::regex_replace(text, std::regex("(\nlogscan: read .* in )[0-9.]+( s\n)$"), "$1N$2");
  text = std::regex_replace(text, std::regex("^(logscan: read .* in )[0-9.]+( s\n)$"), "$1N$2");
  text = std::regex_replace(text, std::regex("(Made by logscan )" + version), "$1V");
  const std::string field = "\"version\": \"" + version + "\"";
  for (std::size_t at = text.find(field); at != std::string::npos; at = text.find(field, at))
    text.replace(at, field.size(), "\"version\": \"V\"");
  return text;
}

std::string transcript(const GoldenCase& golden, const std::string& zone, const std::string& locale) {
  const CommandResult result =
      run({golden.arguments, LOGSCAN_TESTDATA, {{"TZ", zone}, {"LC_ALL", locale}}, golden.input});
  EXPECT_EQ(result.exit_code, golden.exit_code);
  std::string text = "$ logscan";
  for (const std::string& argument : golden.arguments) text += " " + argument;
  text += "\n# exit code " + std::to_string(result.exit_code) + "\n";
  const bool page = result.output.starts_with("<!DOCTYPE html>");
  text += "# standard output\n" + steady(page ? page_outline(result.output) : result.output) + "# standard error\n" +
          steady(result.errors);
  return text;
}

class Golden : public ::testing::TestWithParam<GoldenCase> {};

TEST_P(Golden, PrintsWhatIsExpected) {
  const std::string text = transcript(GetParam(), "UTC", "C");
  EXPECT_EQ(transcript(GetParam(), "America/St_Johns", "C.UTF-8"), text);
  const std::string path = golden_path(GetParam().name);
  if (std::getenv("LOGSCAN_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(golden_folder());
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_EQ(text, read_text(path)) << "LOGSCAN_UPDATE_GOLDEN=1 writes " << path << " anew; read it before you keep it";
}

INSTANTIATE_TEST_SUITE_P(Commands, Golden, ::testing::ValuesIn(golden_cases()),
                         [](const auto& golden) { return golden.param.name; });

TEST(GoldenFolder, HasNoFileWithoutItsTest) {
  std::set<std::string> names;
  for (const GoldenCase& golden : golden_cases())
    EXPECT_TRUE(names.insert(golden.name).second) << golden.name << " twice";
  std::size_t files = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(golden_folder(), error)) {
    ++files;
    EXPECT_EQ(names.count(entry.path().stem().string()), 1U) << entry.path() << " belongs to no test";
  }
  EXPECT_EQ(files, names.size());
}

}  // namespace
}  // namespace logscan::testing
