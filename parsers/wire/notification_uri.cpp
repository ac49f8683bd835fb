#include "parsers/wire/notification_uri.h"

#include "base/text.h"
#include "model/kinds.h"

namespace logscan::detail {
namespace {

// What stands behind the `?`; empty where it is another service.
std::string_view query_of(std::string_view uri) {
  static constexpr std::string_view kService = "/NotificationService";
  const std::size_t query = uri.find('?');
  if (query == std::string_view::npos || uri.substr(0, query).find(kService) == std::string_view::npos) return {};
  return uri.substr(query + 1);
}

}  // namespace

bool is_notification_uri(std::string_view uri) {
  for (std::string_view rest = query_of(uri); !rest.empty();) {
    if (rest.starts_with("id=") && rest.size() > 3 && rest[3] != '&') return true;
    const std::size_t end = rest.find('&');
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return false;
}

std::optional<NotificationUri> read_notification_uri(std::string_view uri, bool cut) {
  NotificationUri read;
  for (std::string_view rest = query_of(uri); !rest.empty();) {
    const std::size_t end = rest.find('&');
    const std::string_view field = rest.substr(0, end);
    const bool whole = end != std::string_view::npos || !cut;
    rest.remove_prefix(whole && end != std::string_view::npos ? end + 1 : rest.size());
    if (field.starts_with("id=") && field.size() > 3 && read.id.empty())
      read.id = to_lower(field.substr(3)) + std::string(whole ? std::string_view() : kCutMark);
    if (field.starts_with("pid=") && whole) read.pid = parse_number<std::uint64_t>(field.substr(4)).value_or(0);
  }
  if (read.id.empty()) return std::nullopt;
  return read;
}

}  // namespace logscan::detail
