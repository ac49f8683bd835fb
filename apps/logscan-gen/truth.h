// The findings that an analysis of the bundle must give, no more and no fewer, told from the scenario: which
// notifications were sent, which fault kept which back, and which lines the bundle holds. The thresholds are the
// product's own (cadence 300 s, grace 60 s, stale after 900 s), whatever the scenario's cadence.
#pragma once

#include <cstdint>
#include <optional>
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
  std::string subject_kind;      // "subscription", "exchange", "bundle", "node", "cluster"
  std::string subject;           // of a bundle: the path inside it, or the end of the location
  std::optional<Span> window;
  std::optional<bool> open = false;
  std::optional<std::uint64_t> count;
  std::optional<std::string> severity;  // "error", "warning", "notice"
};

struct Truth {
  std::vector<ExpectedFinding> findings;  // by rule, subject, window
  Seconds tolerance{1};
  std::optional<Time> told_collected;  // the scan must be given this as its collection time

  // The finding that is added, until the next one is.
  ExpectedFinding& add(std::string rule, std::string_view subject_kind, std::string subject);
};

Truth derive_truth(const Scenario& scenario, const Story& story, const BundleLayout& layout);

// By rule, subject, window.
void sort_findings(Truth& truth);

// truth.json, with a line end.
std::string print_truth(const Truth& truth);

}  // namespace logscan::gen
