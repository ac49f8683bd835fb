// What a capture must give, told from the scenario: what was sent, answered and refused within it. The findings are
// those of an analysis of the capture alone, without the logs beside it. Where a rule leaves a choice it is read so:
// - keepalive.missed, subscription.stale, exchange.silence, subscriptions.replaced, subscription.resubscribe-loop,
//   notification.rejected: as in the request log. A beat is a notification that was answered with 2xx; one that only
//   reports a lost subscription is none. Open silences reach to the last packet of the capture, whatever its port.
// - notification.unanswered: for each subscription whose requests were taken and not answered; for SYNs without answer,
//   which name no subscription, one about the node's Exchange. From the first attempt (its first packet) to the last
//   attempt's first packet; counts attempts, and a repeated SYN is none.
// - listener.down: about the node; from the first to the last SYN that was refused; counts them. Such attempts are not
//   unanswered: they have an answer.
// - notification.slow: about the node's Exchange; from the first to the last request that was answered after more than
//   5 s; counts them.
// - subscription.unsubscribed: at the answer Unsubscribe. The silence that follows is no fault.
// - subscription.dropped: at the report of ErrorReadEventsFailed. The silence that follows, from the last beat before,
//   is told besides.
// - notification.unexpected-source: about the node's Exchange. With Via from the first to the last such request; where
//   an address speaks for two hosts, without a window.
// - exchange.no-notifications: 900 s or more of packets, and not one notification or attempt.
// Not all of this is certain: an exchange.silence whose notifications were sent and not answered, and whether a capture
// without any notification says that there should be some, are for the rules to settle; such findings are marked.
#pragma once

#include "bundle_layout.h"
#include "capture_layout.h"
#include "truth.h"

namespace logscan::gen {

// Adds to the truth. Fails where a measure comes so close to a threshold that nobody could say what must be found.
Status add_capture_truth(const Scenario& scenario, const Story& story, const CaptureLayout& layout, Truth& truth);

}  // namespace logscan::gen
