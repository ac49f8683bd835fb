// A line as it came through a terminal: what a person saw in the end, and whether it is a prompt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"

namespace logscan::detail {

// Without escapes, pager leftovers, what was overwritten or erased, marks of quotes (`> `, three backticks), and a time
// in brackets that a terminal program put in front; blanks at the end are gone. A view into `line`, or into `buffer`
// where something had to be taken out.
std::string_view clean_line(std::string_view line, std::string& buffer);

struct Prompt {
  std::string_view host;     // empty where the prompt does not name it
  std::string_view command;  // as typed; empty where nothing was
};

// `admin:utils ha status`, maybe with the host before it; `unitydyndb> select ...`; `[root@cuc1 ~]# date`; nothing
// where the line is no prompt.
std::optional<Prompt> read_prompt(std::string_view text);

// The host of `ssh admin@imp1` or `ssh -l admin imp1`, with or without a prompt before it, and of `admin@imp1's
// password:`; empty where the line is neither.
std::string_view read_login_host(std::string_view text);

// What stands between blanks and tabs; no more than `most`.
std::vector<std::string_view> words_of(std::string_view text, std::size_t most);

// Lower case, single blanks: as commands are compared.
std::string normal_command(std::string_view command);

// Whether a normal command is this one, with or without more behind it.
bool is_command(std::string_view command, std::string_view words);

// What stands behind the first `count` words.
std::string_view behind_words(std::string_view text, std::size_t count);

// Four numbers between points, or hexadecimal ones between colons.
bool is_address_word(std::string_view word);

}  // namespace logscan::detail
