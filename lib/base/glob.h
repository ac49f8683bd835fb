// Shell-like globs over locations, paths and node names: `*` any run of characters (also '/'), `?` one, `[a-z]` a set.
// Case does not matter. Linear space, no recursion; time is bounded by |pattern| x |text|.
#pragma once

#include <string_view>

namespace logscan::detail {

bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace logscan::detail
