// The findings that an analysis of the diag logs and of the subscription table must give, told from the scenario and
// from what the bundle holds. Where a rule leaves a choice it is read so:
// - A diag log without a date: the finding is inconclusive and has no window; what it counts stands.
// - ews.http-failure: one for each status, kind and host of a node's log; no answer is a status of its own. Those with
//   status 429 are of ews.throttled.
// - ews.throttled: one for each code of a node's log, about the host that all its records name, else "exchange".
// - ews.outstanding: from the first to the last value above 999 with none at or below between, if that is 300 s.
// - subscription.resubscribe-loop: about the mailbox; three or more re-subscriptions, each 900 to 1080 s after the one
//   before; counts them. Inconclusive where notifications of the old subscription were accepted meanwhile.
// - subscription.stale: what the diag log calls stale outside of such loops, unless the request log shows the silence;
//   inconclusive as above.
// - notification.not-stamped: about the rows that the dump shows. Without a time of the dump it is that of its newest
//   stamp at least, and the finding is inconclusive. Where rows are old, the time of the dump is known and the request
//   log does not show that they fell silent: one question about the node.
// - bundle.log-gap: from the last record before a file that is missing to the first one behind it; without a date it
//   has no window, and is proven all the same.
#pragma once

#include "bundle_layout.h"
#include "mailbox_layout.h"
#include "mailbox_story.h"
#include "truth.h"

namespace logscan::gen {

// Adds to the truth, which is then to be sorted. Fails where a measure comes so close to a threshold that nobody could
// say what must be found.
Status add_mailbox_truth(const Scenario& scenario, const Story& story, const BundleLayout& bundle,
                         const MailboxStory& mailboxes, const MailboxLayout& layout, Truth& truth);

}  // namespace logscan::gen
