#include "cluster_layout.h"

#include "cluster_lines.h"

namespace logscan::gen {

std::vector<BundleFile> lay_out_cluster(const Scenario& scenario, const ClusterStory& story) {
  std::vector<BundleFile> files;
  for (std::size_t node = 0; node < story.nodes.size(); ++node) {
    std::string folder = scenario.cluster->nodes[node].name + "/";
    if (scenario.layout == Layout::kRtmt)
      folder += format_stamp(scenario.collected_at() + scenario.collector_zone) + "/";
    files.push_back({folder + "cli/session.txt", cluster_session(scenario, story, node), story.nodes[node].asked});
  }
  return files;
}

}  // namespace logscan::gen
