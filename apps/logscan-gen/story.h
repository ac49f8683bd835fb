// The scenario told second by second: every notification that was sent, every one that a fault kept back, and
// every request that the listener wrote down. Nothing here knows of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scenario.h"

namespace logscan::gen {

inline constexpr int kNoFault = -1;
inline constexpr int kAfterEnd = -2;     // kept back because the story is over
inline constexpr int kNotInBundle = -3;  // written, but the bundle does not hold the line

struct Sent {
  Time at;
  int status = 200;
  int wire = kNoFault;  // an index into Scenario::wire: the fault that the request shows
};

// A request that left Exchange and that nobody answered, so that no log has it.
struct Attempt {
  Time at;
  int wire = kNoFault;
};

// A notification that was due and did not come (or was not accepted), and the fault that did it.
struct Lost {
  Time at;
  int cause = kNoFault;  // an index into Scenario::faults, behind those into Scenario::wire, or one of the words above
};

// One subscription id, from its first notification to its last.
struct Life {
  std::string id;  // lower case
  std::size_t node = 0;
  std::size_t slot = 0;  // the mailbox, so to say: when an id is replaced, the new one has the same slot
  std::uint64_t pid = 0;
  int begun_by = kNoFault;  // the resubscribe, restart or loop that made the id
  int ended_by = kNoFault;
  int loop = kNoFault;  // the resubscribe-loop that this id is part of
  std::vector<Sent> sent;
  std::vector<Lost> lost;
  std::vector<Attempt> attempts;
};

inline constexpr std::uint32_t kOtherRequest = 0xffffffff;

struct Request {
  Time arrival;  // what the line says
  Time written;  // when the line was written
  std::uint32_t life = kOtherRequest;
  std::uint32_t number = 0;  // which of the other requests
  int status = 200;
  std::uint32_t server = 0;
  std::uint32_t milliseconds = 0;
  int wire = kNoFault;
};

struct Story {
  std::vector<Life> lives;
  std::vector<std::vector<Request>> requests;  // by node, in the order in which the lines were written
};

Story tell(const Scenario& scenario);

}  // namespace logscan::gen
