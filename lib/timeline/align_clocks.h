// What the clocks of a case show of each other, and which of them are put right by it.
//
// A recording sees other clocks: the Date of an answer is that of the listener, connections stand in several
// recordings, and a notification stands in the request log as well. Each such sight is an anchor between two clocks; a
// solver (time/alignment.h) finds by how much they differ, though anchors may be wrong. One clock of those that are
// linked is taken as right, and the others are set by it where they are off for certain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// Two sources that saw the same events disagree where their clocks differ by more. Rules compare times of two sources
// with a grace that is greater.
inline constexpr Duration kSkew = std::chrono::seconds(2);

// A record that both clocks have a time for. A Date stands in the record itself.
struct ClockProof {
  Location at;                    // in the source that is compared
  std::optional<Location> other;  // in that of the reference
};

// From one anchor to the next the clock went so much further than the reference.
struct ClockJump {
  Timestamp last_before{}, first_after{};  // on the clock of the case
  Duration by{};
  Duration uncertainty{};
};

// What is known of one clock against the one that is taken as right, or against another that saw the same.
struct ClockComparison {
  enum class Outcome : std::uint8_t { kKnown, kContradictory, kAmbiguous };
  Outcome outcome = Outcome::kKnown;
  SourceId source = 0;        // the first file of the clock
  std::string of;             // `trace.cap`, `the logs of cuc1`
  std::string reference;      // `the listener 10.0.0.9:7080`
  std::string why_reference;  // why that is taken as right
  std::string by;             // `the Date of 40 answers`
  std::string why_not;        // it is not known
  Duration ahead{};           // of the first segment
  Duration uncertainty{};
  std::size_t anchors = 0, outliers = 0;
  Duration residual{};     // the median distance of the anchors that fit
  Timestamp from{}, to{};  // of the anchors, on the clock of the case
  bool corrected = false;
  std::vector<ClockProof> proofs;
  std::vector<ClockJump> jumps;
};

// Compares the clocks of the sources, sets those right that are off for certain, and tells what was found. The files of
// one ring have one clock, and so have the logs of one node.
std::vector<ClockComparison> align_clocks(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
