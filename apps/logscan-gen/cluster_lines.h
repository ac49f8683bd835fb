// What the nodes of a cluster print, command by command, in the layouts of Cisco's documents.
//   admin:utils service list
//   ...
//   Cisco DirSync[STOPPED]  Service Not Activated
//   Primary Node =true
//   admin:utils dbreplication runtimestate
//   ...
//   imp2                     192.0.2.22        1.711     Y/Y/Y     0        (g_3)          (2) Setup Completed
// A node without its database is not asked what only the database knows.
#pragma once

#include <string>

#include "cluster_story.h"

namespace logscan::gen {

// The session on the node, from its first prompt to its last.
std::string cluster_session(const Scenario& scenario, const ClusterStory& story, std::size_t node);

// `core.4711.6.ccm.1645336926`
std::string core_file(const Scenario& scenario, const ClusterStory& story, const ClusterFault& fault);

}  // namespace logscan::gen
