// `07/20/2023 10:22:48` and `07/20/2023 10:22:48.123`: month, day, year.
#pragma once

#include <optional>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

// The first 19 characters have the shape, whether or not there is such a day.
bool has_us_time_shape(std::string_view text);

// The whole text; nothing where it is no time.
std::optional<LocalTime> read_us_time(std::string_view text);

}  // namespace logscan::detail
