// Whose log is it, and when was it fetched: what the folders of a path tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

struct PathOrigin {
  std::string node;                          // empty: the path does not tell
  bool by_address = false;                   // the folder is named by the node's IP address
  bool by_product = false;                   // the folder only stands above one of the product's: it may be the case's
  std::optional<LocalTime> collected_local;  // RTMT names a folder by the collector's local time; the zone is unknown
};

// RTMT's layout is `<node>/<download time>/...`. Without it a folder is a node where it is an address or a full domain
// name, or where it stands directly above one of the product's own folders (jetty, cuc, syslog ...). Folders that TAC
// advises for a collection, `tac27feb17_1334`, say nothing, wherever they stand.
PathOrigin origin_of_path(std::string_view path);

bool is_collection_folder(std::string_view name);
// An IPv4 address.
bool is_address(std::string_view name);

}  // namespace logscan::detail
