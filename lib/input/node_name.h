// Whose log is it, and when was it fetched: what the folders of a path tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

struct PathOrigin {
  std::string node;                          // empty: the path does not tell
  std::optional<LocalTime> collected_local;  // RTMT names a folder by the collector's local time; the zone is unknown
};

// RTMT's layout is `<node>/<download time>/...`. Without it a folder is a node where it is an address or a full domain
// name, or where it stands directly above one of the product's own folders (jetty, cuc, syslog ...).
PathOrigin origin_of_path(std::string_view path);

}  // namespace logscan::detail
