// The pair's lines put into files:
//   <node>/<download time>/epas/trace/srm/log4j/srm00000001.log  ...2.log is newer
//   <node>/<download time>/syslog/CiscoSyslog                    .1 is older
//   <node>/<download time>/syslog/messages
//   <node>/<download time>/install/system-history.log
//   <publisher>/<download time>/cli/session.txt
#pragma once

#include <string>
#include <vector>

#include "pack.h"
#include "pair_story.h"

namespace logscan::gen {

std::vector<BundleFile> lay_out_pair(const Scenario& scenario, const PairStory& story);

// The folder of a node, with '/' at its end.
std::string pair_folder(const Scenario& scenario, std::size_t node);

// Where a log stands that is not rotated.
std::string srm_log_path(const Scenario& scenario, std::size_t node);

}  // namespace logscan::gen
