// The cases of testdata/rules, for the tests that scan them.
#pragma once

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "support/case_folder.h"

namespace logscan::test {

inline constexpr std::array<const char*, 3> kFixtureVariants = {"fires", "quiet", "cannot_tell"};

struct Fixture {
  std::string rule, variant;
  friend void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.rule << "/" << fixture.variant; }
};

std::filesystem::path rules_folder();
std::string read_text(const std::filesystem::path& path);
// Of all rules of this build.
std::vector<std::string> rule_ids();
// By rule, then variant.
std::vector<Fixture> fixtures();
// As a part of the name of a test.
std::string name_of(const Fixture& fixture);
// What stands in its expect.json; discarded where that is no JSON.
nlohmann::ordered_json expectation_of(const Fixture& fixture);
// Of the folder `input` in the current one, with what the expectation says besides.
Options options_of(const nlohmann::ordered_json& expected);

// A copy of the input, in the current folder while this lives: locations are then the same on every machine.
class FixtureCase {
 public:
  explicit FixtureCase(const Fixture& fixture);
  ~FixtureCase();
  FixtureCase(const FixtureCase&) = delete;
  FixtureCase& operator=(const FixtureCase&) = delete;

 private:
  CaseFolder copy_;
};

}  // namespace logscan::test
