// Notes on a source that parsers write and rules ask for.
#pragma once

#include <string_view>

namespace logscan::detail {

// An article shows what a fault looks like: findings from the outputs in it are less sure.
inline constexpr std::string_view kProseNote = "mostly prose: the outputs in it may be examples";

}  // namespace logscan::detail
