#include "generate.h"

#include <algorithm>
#include <utility>

#include "bundle_layout.h"
#include "capture_layout.h"
#include "capture_truth.h"
#include "cluster_layout.h"
#include "cluster_truth.h"
#include "mailbox_layout.h"
#include "mailbox_story.h"
#include "mailbox_truth.h"
#include "pair_layout.h"
#include "pair_story.h"
#include "pair_truth.h"
#include "story.h"

namespace logscan::gen {

namespace {

bool is_zip(std::string_view path) { return path.size() > 4 && path.substr(path.size() - 4) == ".zip"; }

}  // namespace

Result<Generated> generate(const Scenario& scenario) {
  if (const Status status = check_scenario(scenario); !status) return status.error();
  const Story story = tell(scenario);
  auto layout = lay_out(scenario, story);
  if (!layout) return layout.error();
  const MailboxStory mailboxes = tell_mailboxes(scenario, story);
  auto mailbox_layout = lay_out_mailboxes(scenario, mailboxes);
  if (!mailbox_layout) return mailbox_layout.error();
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node)
    layout->nodes[node].alive_until = alive_until(scenario, mailboxes, *mailbox_layout, node);
  Generated generated;
  generated.truth = derive_truth(scenario, story, *layout);
  const Status told = add_mailbox_truth(scenario, story, *layout, mailboxes, *mailbox_layout, generated.truth);
  if (!told) return told.error();
  generated.files = std::move(layout->files);
  for (BundleFile& file : mailbox_layout->files) generated.files.push_back(std::move(file));
  CaptureLayout captures = lay_out_captures(scenario, story);
  if (const Status status = add_capture_truth(scenario, story, captures, generated.truth); !status)
    return status.error();
  for (BundleFile& file : captures.files) generated.files.push_back(std::move(file));
  if (scenario.pair) {
    const PairStory pair = tell_pair(scenario);
    if (const Status status = check_measures(scenario, pair); !status) return status.error();
    add_pair_truth(scenario, pair, generated.truth);
    for (BundleFile& file : lay_out_pair(scenario, pair)) generated.files.push_back(std::move(file));
  }
  if (scenario.cluster) {
    const ClusterStory cluster = tell_cluster(scenario);
    add_cluster_truth(scenario, cluster, generated.truth);
    for (BundleFile& file : lay_out_cluster(scenario, cluster)) generated.files.push_back(std::move(file));
  }
  sort_findings(generated.truth);
  std::sort(generated.files.begin(), generated.files.end(),
            [](const BundleFile& a, const BundleFile& b) { return a.path < b.path; });
  return generated;
}

std::string default_truth_path(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (is_zip(path)) path.remove_suffix(4);
  return std::string(path) + ".truth.json";
}

Result<Truth> generate(const Scenario& scenario, const Output& output) {
  auto generated = generate(scenario);
  if (!generated) return generated.error();
  if (is_zip(output.path)) {
    const auto bytes = zip(generated->files);
    if (!bytes) return bytes.error();
    if (const Status status = write_file(output.path, *bytes); !status) return status.error();
  } else if (const Status status = write_folder(output.path, generated->files); !status) {
    return status.error();
  }
  const std::string truth_path = output.truth_path.empty() ? default_truth_path(output.path) : output.truth_path;
  if (const Status status = write_file(truth_path, print_truth(generated->truth)); !status) return status.error();
  return std::move(generated->truth);
}

}  // namespace logscan::gen
