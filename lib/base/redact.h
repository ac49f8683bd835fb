// What must not be printed in full: passwords, tokens and authorization headers that stand in a log.
#pragma once

#include <string>
#include <string_view>

namespace logscan::detail {

// Replaces the value behind each name such as password=, "access_token": or Authorization: Basic by three stars, and
// keeps the rest. A text that was redacted stays as it is.
void redact(std::string& text);

}  // namespace logscan::detail
