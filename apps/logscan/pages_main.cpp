// Writes one of the pages that are installed beside the command: `logscan-pages PAGE`. Runs while logscan is built.
#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "completions.h"
#include "man_pages.h"

namespace logscan::cli {
namespace {

int write_page(const std::string& page) {
  const auto known = rules();
  if (!known) {
    std::fprintf(stderr, "logscan-pages: %s\n", known.error().message.c_str());
    return 1;
  }
  std::vector<std::string> ids;
  for (const RuleDescription& rule : *known) ids.push_back(rule.id);
  const std::map<std::string, std::function<std::string()>> pages = {
      {"logscan.bash", [&] { return bash_completion(ids); }},       {"_logscan", [&] { return zsh_completion(ids); }},
      {"logscan.fish", [&] { return fish_completion(ids); }},       {"logscan.1", [] { return logscan_1(); }},
      {"logscan-rules.5", [&] { return logscan_rules_5(*known); }},
  };
  const auto found = pages.find(page);
  if (found == pages.end()) {
    std::fprintf(stderr, "logscan-pages: no such page: %s\n", page.c_str());
    return 2;
  }
  return std::fputs(found->second().c_str(), stdout) < 0 || std::fflush(stdout) != 0 ? 1 : 0;
}

}  // namespace
}  // namespace logscan::cli

int main(int argc, char** argv) {
  try {
    return logscan::cli::write_page(argc == 2 ? argv[1] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "logscan-pages: %s\n", error.what());
    return 1;
  }
}
