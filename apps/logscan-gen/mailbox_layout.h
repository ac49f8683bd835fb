// Diag logs and dumps put into files:
//   <node>/<download time>/cuc/diag_CuMbxSync_00000086.uc   ...87.uc is newer
//   <node>/<download time>/cli/subscriptions.txt
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bundle_layout.h"
#include "mailbox_story.h"
#include "pack.h"

namespace logscan::gen {

struct DiagHoldings {
  std::vector<bool> present;  // by record of the node
  bool dated = false;         // something tells the day of its records
};

struct MailboxLayout {
  std::vector<BundleFile> files;
  std::vector<DiagHoldings> nodes;
};

// Refuses what nobody could judge: a missing file of almost a day, or with a part of what needs all of it.
Result<MailboxLayout> lay_out_mailboxes(const Scenario& scenario, const MailboxStory& story);

// Up to when the diag log proves that the node lived, if it does.
std::optional<Time> alive_until(const Scenario& scenario, const MailboxStory& story, const MailboxLayout& layout,
                                std::size_t node);

}  // namespace logscan::gen
