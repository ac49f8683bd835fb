// From a scenario to a case on disk and the truth about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/result.h"
#include "pack.h"
#include "scenario.h"
#include "truth.h"

namespace logscan::gen {

struct Generated {
  std::vector<BundleFile> files;  // by path
  Truth truth;
};

// The whole case in memory.
Result<Generated> generate(const Scenario& scenario);

struct Output {
  std::string path;        // a name that ends in .zip is written as a zip, every other as a folder
  std::string truth_path;  // empty: beside the case, see default_truth_path
};

// `case` and `case.zip` give `case.truth.json`: beside the case, so that no scan of the case reads it.
std::string default_truth_path(std::string_view path);

// Generates and writes. An existing folder with files in it is refused; a file is replaced.
Result<Truth> generate(const Scenario& scenario, const Output& output);

}  // namespace logscan::gen
