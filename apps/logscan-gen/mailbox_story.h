// What the nodes' diag logs and subscription tables say, record by record. The table follows the notifications that
// the story of the request log accepted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario.h"
#include "story.h"

namespace logscan::gen {

enum class DiagWhat : std::uint8_t {
  kHttpFailure,
  kThrottling,
  kDropped,
  kStale,
  kResubscribed,
  kGauge,
  kBackground,
};

struct DiagRecord {
  Instant at;
  DiagWhat what = DiagWhat::kBackground;
  int fault = kNoFault;      // an index into Diag::faults
  std::uint64_t number = 0;  // gauge: its value; else one of many
  std::string mailbox;
  std::string subscription;  // dropped, stale, resubscribed
  Time last{};               // stale: its last notification
};

struct DumpRow {
  std::string subscription, mailbox;
  Instant stamp;
};

struct MailboxStory {
  std::vector<std::vector<DiagRecord>> records;  // by node, in the order of their times
  std::vector<std::vector<DumpRow>> rows;        // by node, as many as the dump shows, in the table's order
};

MailboxStory tell_mailboxes(const Scenario& scenario, const Story& story);

}  // namespace logscan::gen
