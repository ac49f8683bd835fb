// The findings that an analysis of the bundle must give, no more and no fewer, told from the scenario: which
// notifications were sent, which fault kept which back, and which lines the bundle holds. The thresholds are the
// product's own (cadence 300 s, grace 60 s, stale after 900 s), whatever the scenario's cadence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bundle_layout.h"
#include "scenario.h"
#include "story.h"

namespace logscan::gen {

struct Span {
  Time from, to;
};

// A field without a value is not part of the promise.
struct ExpectedFinding {
  std::string rule;
  std::string verdict = "fail";  // or "inconclusive"
  std::string subject_kind;      // "subscription", "exchange", "bundle", "node", "cluster", "service"
  std::string subject;           // of a bundle: the path inside it, or the end of the location
  std::optional<Span> window;
  std::optional<bool> open = false;
  std::optional<std::uint64_t> count;
  std::optional<std::string> severity;  // "error", "warning", "notice", "info"
  bool certain = true;                  // else a rule may also say nothing
};

// What one capture holds, and the findings of an analysis that sees it alone.
struct CaptureTruth {
  std::vector<std::string> files;  // the oldest first
  std::string node;
  std::optional<std::int64_t> first, last;  // packet, in microseconds since 1970, by the listener's clock
  Seconds clock_offset{0};                  // of the capturing clock, in which the findings are told
  std::uint64_t packets = 0;
  std::uint64_t connections = 0;    // to the listener's port
  std::uint64_t notifications = 0;  // requests to the listener's port whose head is there
  std::uint64_t others = 0;
  std::uint64_t noise_requests = 0;                      // HTTP to other ports
  std::map<int, std::uint64_t> statuses;                 // of answers that are there, of notifications and others
  std::uint64_t unanswered = 0;                          // requests without an answer in the capture
  std::map<std::string, std::uint64_t> subscriptions;    // notifications
  bool exact = true;                                     // else the counts are the most that can be there
  std::optional<std::vector<ExpectedFinding>> findings;  // nothing where the capture hides too much
};

struct Truth {
  std::vector<ExpectedFinding> findings;  // of the logs; by rule, subject, window
  std::vector<CaptureTruth> captures;     // in the order of the scenario
  Seconds tolerance{1};
  std::optional<Time> told_collected;  // the scan must be given this as its collection time

  // The finding that is added, until the next one is.
  ExpectedFinding& add(std::string rule, std::string_view subject_kind, std::string subject);
};

Truth derive_truth(const Scenario& scenario, const Story& story, const BundleLayout& layout);

// The same told of a capture: the silences of notifications that were answered (`beats`) between its first and its last
// packet, groups of them and what explains them, and rejections. Fails where a silence is about as long as a threshold.
Result<std::vector<ExpectedFinding>> derive_wire_silences(const Scenario& scenario, const Story& story,
                                                          std::size_t node, const std::vector<Request>& beats,
                                                          const std::set<std::uint32_t>& unsubscribed, Span span);

// By rule, subject, window.
void sort_findings(Truth& truth);
void sort_findings(std::vector<ExpectedFinding>& findings);

// truth.json, with a line end.
std::string print_truth(const Truth& truth);

}  // namespace logscan::gen
