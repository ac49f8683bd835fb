// `Date: Sun, 29 Jun 2014 15:10:35 GMT` and the two older forms that a reader has to take (RFC 9110, 5.6.7).
#pragma once

#include <optional>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

std::optional<Timestamp> read_http_date(std::string_view text);

}  // namespace logscan::detail
