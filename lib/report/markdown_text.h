// Text of a log made safe for Markdown (CommonMark, and what ticket systems add to it).
//
// A word that could act becomes a code span, in which nothing acts: no markup, HTML, link, address, mention or number
// of a ticket. Backslashes would not do, for some systems look for addresses and mentions once they are taken off. What
// stands in code marks stays so. Words of letters and numbers stay as they are, so that sentences read as such.
#pragma once

#include <string>
#include <string_view>

namespace logscan::detail {

// One line. It must not stand at the very front of a line of the page, where numbers and blanks may mean something else
// to those that read it than to CommonMark.
std::string markdown_text(std::string_view text);

// The whole text as one code span; nothing for an empty one.
std::string markdown_code(std::string_view text);

}  // namespace logscan::detail
