// Which sources are of one node: what one path alone does not tell.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// A folder above one of the product's is taken for a node, whatever host its records name, unless logs in it are of
// different hosts and none is its own: then it is the folder of the case, and each log is of the host that it names.
void settle_folders(std::vector<ParsedSource>& sources);

// Hosts by their addresses.
using NodeNames = std::map<std::string, std::string, std::less<>>;

// RTMT names a folder by the address of a node where the node was added so. The logs in it are of the host that its
// records name: the system's logger and the prompt do, and a log of the Server Recovery Manager that hears one peer and
// tells of two nodes. Two logs that hear each other name the other's peer. An address that stands for different hosts
// is left as it is.
NodeNames name_addresses(std::vector<ParsedSource>& sources);

// The same nodes where events, facts and heartbeats name them by their address.
void name_in_records(const NodeNames& names, std::vector<ParsedSource>& sources);

// A host that is named by its first label here and by its full name there becomes one node, named by the label, unless
// two full names share it.
void join_spellings(std::vector<ParsedSource>& sources);

// A session that shows several nodes is of none of them: its parts are.
void settle_parts(std::vector<ParsedSource>& sources);

// Files of one name in folders side by side (imp1/srm.log, imp2/srm.log) are of the nodes that the folders name, unless
// they are copies of one log (ParsedSource::folder). A recording is of the node that its folder is named by, where
// other logs tell of that node; any file is where an output lists that node of a cluster.
void name_by_folders(std::vector<ParsedSource>& sources);

// Logs of an unknown node in one folder that hear different peers are of different nodes: of two that are written at
// the same time each is of the node that the other hears, and others are told apart by their peers
// (ParsedSource::folder).
void name_by_peers(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
