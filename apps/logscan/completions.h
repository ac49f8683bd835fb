// Completions of the command line, for each of the shells, from the table of commands and options.
#pragma once

#include <string>
#include <vector>

namespace logscan::cli {

// `rules` are the ids that `logscan rules` knows.
std::string bash_completion(const std::vector<std::string>& rules);
std::string zsh_completion(const std::vector<std::string>& rules);
std::string fish_completion(const std::vector<std::string>& rules);

}  // namespace logscan::cli
