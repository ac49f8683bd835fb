// A packet as the capture has it, and the mark that tells of it once it is gone.
#pragma once

#include <cstdint>
#include <span>

#include "logscan/time.h"

namespace logscan::detail {

// Where and when a packet was captured.
struct FrameMark {
  Timestamp time{};
  std::uint64_t number = 0;  // from 1
  std::uint64_t offset = 0;  // of its record in the file
  std::uint32_t bytes = 0;   // of its record
};

struct Frame {
  FrameMark mark;
  std::uint32_t link = 0;                // the DLT_ value of its link layer
  std::uint32_t length = 0;              // on the wire; never less than what was captured
  std::span<const unsigned char> bytes;  // captured; until the next packet is read
};

}  // namespace logscan::detail
