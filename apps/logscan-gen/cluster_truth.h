// The findings that an analysis of a cluster's sessions must give, told from the scenario and its story. No finding has
// a window: all is as it stands at the collection. The severities of findings about services follow from the documents:
// - An error is what no node of the product does without, a warning another service, a notice one that waits for a
//   service that is down: the step to take is about that one.
// - Half an hour after a boot a service that is starting, stopped or not running, and a clock without a server, are no
//   fault yet; an hour after it the setup of the replication is none.
// - service.dependency names the service that the others wait for, and counts them.
// - service.activation: what the table of recommendations leaves to the use of a feature is asked, a question a node;
//   where another node has a service of a feature that all nodes need then, it is told.
// - known-defect: two defects of the Intercluster Sync Agent that name no release are possible; that of the Presence
//   Engine on release 12.5 is probable where all others run.
#pragma once

#include "cluster_story.h"
#include "truth.h"

namespace logscan::gen {

// Adds to the truth, which is then to be sorted.
void add_cluster_truth(const Scenario& scenario, const ClusterStory& story, Truth& truth);

}  // namespace logscan::gen
