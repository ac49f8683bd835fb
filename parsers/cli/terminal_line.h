// A line as it came through a terminal: what a person saw in the end, and whether it is a prompt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logscan::detail {

// Without escapes, pager leftovers and what was overwritten or erased; blanks at the end are gone. A view into `line`,
// or into `buffer` where something had to be taken out.
std::string_view clean_line(std::string_view line, std::string& buffer);

struct Prompt {
  std::string_view host;     // empty where the prompt does not name it
  std::string_view command;  // as typed; empty where nothing was
};

// `admin:utils ha status`, maybe with the host before it; `unitydyndb> select ...`; `[root@cuc1 ~]# date`; nothing
// where the line is no prompt.
std::optional<Prompt> read_prompt(std::string_view text);

// What stands between blanks and tabs; no more than `most`.
std::vector<std::string_view> words_of(std::string_view text, std::size_t most);

// Lower case, single blanks: as commands are compared.
std::string normal_command(std::string_view command);

}  // namespace logscan::detail
