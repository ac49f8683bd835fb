// Did-you-mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logscan::detail {

// The one of `names` that was probably meant; empty where none is near.
std::string nearest_name(std::string_view text, const std::vector<std::string>& names);

}  // namespace logscan::detail
