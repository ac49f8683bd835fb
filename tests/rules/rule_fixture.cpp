#include "rules/rule_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

#include "logscan/catalog.h"

namespace logscan::test {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

fs::path rules_folder() { return fs::path(LOGSCAN_TESTDATA) / "rules"; }

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> rule_ids() {
  const auto known = rules();
  EXPECT_TRUE(known.ok());
  std::vector<std::string> ids;
  if (known) {
    for (const RuleDescription& rule : *known) ids.push_back(rule.id);
  }
  return ids;
}

std::vector<Fixture> fixtures() {
  std::vector<Fixture> found;
  std::error_code none;
  for (const fs::directory_entry& rule : fs::directory_iterator(rules_folder(), none)) {
    for (const char* variant : kFixtureVariants) {
      if (fs::exists(rule.path() / variant)) found.push_back({rule.path().filename().string(), variant});
    }
  }
  std::sort(found.begin(), found.end(), [](const Fixture& a, const Fixture& b) {
    return std::tie(a.rule, a.variant) < std::tie(b.rule, b.variant);
  });
  return found;
}

std::string name_of(const Fixture& fixture) {
  std::string name = fixture.rule + "_" + fixture.variant;
  for (char& c : name) {
    if (c == '.' || c == '-') c = '_';
  }
  return name;
}

ordered_json expectation_of(const Fixture& fixture) {
  return ordered_json::parse(read_text(rules_folder() / fixture.rule / fixture.variant / "expect.json"), nullptr,
                             false);
}

static std::optional<Symptom> symptom_of(const std::string& name) {
  if (name == "no-sync") return Symptom::kNoSync;
  if (name == "delayed-both") return Symptom::kDelayedBoth;
  if (name == "delayed-from-exchange") return Symptom::kDelayedFromExchange;
  if (name == "failover") return Symptom::kFailover;
  if (name == "service") return Symptom::kService;
  ADD_FAILURE() << "no symptom: " << name;
  return std::nullopt;
}

Options options_of(const ordered_json& expected) {
  Options options = options_for("input");
  if (!expected.contains("options")) return options;
  for (const auto& option : expected.at("options").items()) {
    const std::string& name = option.key();
    if (name == "symptom") {
      options.symptom = symptom_of(option.value().get<std::string>());
      continue;
    }
    for (const auto& given : option.value().items()) {
      if (name == "dates") {
        options.dates.emplace_back(given.key(), given.value().get<std::string>());
      } else if (name == "source_zones") {
        options.source_zones.emplace_back(given.key(), given.value().get<std::string>());
      } else if (name == "limits") {
        const auto& table = limit_table();
        const auto limit =
            std::find_if(table.begin(), table.end(), [&](const LimitInfo& info) { return info.name == given.key(); });
        EXPECT_NE(limit, table.end()) << given.key();
        if (limit != table.end()) options.limits.*limit->field = given.value().get<std::uint64_t>();
      } else {
        ADD_FAILURE() << "no option: " << name;
      }
    }
  }
  return options;
}

FixtureCase::FixtureCase(const Fixture& fixture) {
  fs::copy(rules_folder() / fixture.rule / fixture.variant / "input", copy_.path("input"), fs::copy_options::recursive);
  settle_file_times(copy_.path());
  fs::current_path(copy_.path("."));
}

FixtureCase::~FixtureCase() {
  std::error_code ignored;
  fs::current_path(rules_folder(), ignored);
}

}  // namespace logscan::test
