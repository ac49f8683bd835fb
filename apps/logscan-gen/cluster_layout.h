// The sessions of a cluster put into files: <node>/<download time>/cli/session.txt.
#pragma once

#include <vector>

#include "cluster_story.h"
#include "pack.h"

namespace logscan::gen {

std::vector<BundleFile> lay_out_cluster(const Scenario& scenario, const ClusterStory& story);

}  // namespace logscan::gen
