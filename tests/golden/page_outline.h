// An HTML page as lines that can be read in a review: its text, a line for each block, with what its drawings hold
// counted instead of shown.
#pragma once

#include <string>

namespace logscan::testing {

std::string page_outline(const std::string& page);

}  // namespace logscan::testing
