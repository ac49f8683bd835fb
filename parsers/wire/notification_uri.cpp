#include "parsers/wire/notification_uri.h"

#include "base/text.h"

namespace logscan::detail {

std::optional<NotificationUri> read_notification_uri(std::string_view uri, bool cut) {
  static constexpr std::string_view kService = "/NotificationService";
  const std::size_t query = uri.find('?');
  if (query == std::string_view::npos || uri.substr(0, query).find(kService) == std::string_view::npos)
    return std::nullopt;
  NotificationUri read;
  for (std::string_view rest = uri.substr(query + 1); !rest.empty();) {
    const std::size_t end = rest.find('&');
    const std::string_view field = rest.substr(0, end);
    const bool whole = end != std::string_view::npos || !cut;
    rest.remove_prefix(whole && end != std::string_view::npos ? end + 1 : rest.size());
    if (field.starts_with("id=") && field.size() > 3 && read.id.empty())
      read.id = to_lower(field.substr(3)) + (whole ? "" : "...");
    if (field.starts_with("pid=") && whole) read.pid = parse_number<std::uint64_t>(field.substr(4)).value_or(0);
  }
  if (read.id.empty()) return std::nullopt;
  return read;
}

}  // namespace logscan::detail
