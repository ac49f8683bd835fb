// `/NotificationService/services/NotificationService?id=2348c723-...&pid=25672`
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logscan::detail {

struct NotificationUri {
  std::string id;  // lower case; what is there of it, and kCutMark, where the URI is cut within it
  std::uint64_t pid = 0;
};

// Whether a whole URI is one; costs less than to read it.
bool is_notification_uri(std::string_view uri);

// `cut`: the capture holds only the front of the URI. Nothing where it is another service, or names no subscription.
std::optional<NotificationUri> read_notification_uri(std::string_view uri, bool cut);

}  // namespace logscan::detail
