// Omission: which records of a source are left out because another copy of the same log holds them.
//
// Copies are compared minute by minute when all are read. A minute in which a copy holds what an earlier one holds is
// left out as a whole; one in which they differ, as around the moment when a copy was taken, is compared record by
// record while the copies are read again, one after another.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "input/location.h"
#include "time/clock.h"

namespace logscan::detail {

// The records of the minutes in which the copies of one log differ: of each the most that one copy holds.
struct ComparedRecords {
  struct Held {
    std::uint64_t count = 0;
    SourceId first = kNoSource;  // the copy in which it was met first
  };
  std::unordered_map<std::uint64_t, Held> records;  // by their hash
};

class Omission {
 public:
  struct Minute {
    std::int64_t minute = 0;
    SourceId holder = kNoSource;  // the copy that holds the same; kNoSource: to be compared record by record
  };
  // `minutes` are sorted. `compared` is shared by the copies of one log, which are read one after another.
  Omission(SourceId source, std::vector<Minute> minutes, ComparedRecords& compared)
      : source_(source), minutes_(std::move(minutes)), compared_(compared) {}

  // Whether the next record of the source is left out.
  bool takes(LocalTime at, std::uint64_t hash);

  // How many records were left out, by the copy that holds them.
  [[nodiscard]] const std::map<SourceId, std::uint64_t>& taken() const { return taken_; }

 private:
  SourceId source_;
  std::vector<Minute> minutes_;
  ComparedRecords& compared_;
  std::unordered_map<std::uint64_t, std::uint64_t> seen_;  // in this source, of those that are compared
  std::map<SourceId, std::uint64_t> taken_;
};

}  // namespace logscan::detail
