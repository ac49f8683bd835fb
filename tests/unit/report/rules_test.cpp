#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::ordered_json;

TEST(RulesText, ListsThemInColumns) {
  RuleDescription second = a_rule();
  second.id = "x.y";
  second.severity = Severity::kInfo;
  const auto lines = lines_of(rendered(render_rules_text, std::vector<RuleDescription>{a_rule(), second}));
  EXPECT_EQ(lines[0], "subscription.stale  error     No accepted notification for longer than CUC waits");
  EXPECT_EQ(lines[1], "x.y                 info      No accepted notification for longer than CUC waits");
}

TEST(RulesText, KeepsTheColumnsOfLongNames) {
  RuleDescription longest = a_rule();
  longest.id = "subscription.resubscribe-loop";
  longest.title = "A title of many words, which goes on for more than the line has room for";
  const auto lines = lines_of(rendered(render_rules_text, std::vector<RuleDescription>{longest}));
  EXPECT_EQ(lines[0], "subscription.resubscribe-loop  error     A title of many words, which goes on");
  EXPECT_EQ(lines[1], std::string(41, ' ') + "for more than the line has room for");
}

TEST(RulesText, TellsOneInFull) {
  EXPECT_EQ(rendered(render_rule_text, a_rule()),
            "subscription.stale (error): No accepted notification for longer than CUC waits\n"
            "Fires when no accepted notification came for more than 900 s.\n\n"
            "Needs: an intact request log\n\n"
            "Parameters (--set subscription.stale.NAME=VALUE)\n"
            "  stale = 900 s: CUC's own limit (360 to 86400 s)\n\n"
            "Cause: Exchange stopped.\n\n"
            "Next steps\n  1. Look at Exchange.\n  2. Look at the network.\n\n"
            "Sources\n  1. The guide\n");
}

TEST(RulesJson, HasTheSameOfEach) {
  const auto parsed = ordered_json::parse(rendered(render_rules_json, std::vector<RuleDescription>{a_rule()}));
  EXPECT_EQ(parsed["schema"], "logscan.rules/1");
  ASSERT_EQ(parsed["rules"].size(), 1U);
  const auto& rule = parsed["rules"][0];
  EXPECT_EQ(rule["id"], "subscription.stale");
  EXPECT_EQ(rule["severity"], "error");
  EXPECT_EQ(rule["parameters"][0].dump(),
            R"({"name":"stale","unit":"s","value":900,"least":360,"most":86400,"reason":"CUC's own limit"})");
  EXPECT_EQ(rule["next_steps"].size(), 2U);
}

TEST(Rules, AreSafeWhateverTheTextsHold) {
  for (const std::string& text :
       {rendered(render_rules_text, hostile_rules()), rendered(render_rule_text, hostile_rules().front()),
        rendered(render_rules_json, hostile_rules())}) {
    for (const std::string& line : lines_of(text)) EXPECT_EQ(escape_for_terminal(line), line);
  }
  EXPECT_EQ(ordered_json::parse(rendered(render_rules_json, hostile_rules()))["rules"][0]["lossy"], true);
}

}  // namespace
}  // namespace logscan::detail
