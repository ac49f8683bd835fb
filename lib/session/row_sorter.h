// Brings rows of any order into that of time, in bounded memory.
//
// Rows are gathered up to a bound, sorted, and written to a temporary file as one sorted run; the runs are then merged,
// each through a small buffer. What stays below the bound never leaves memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "input/scratch_file.h"
#include "session/record_row.h"

namespace logscan::detail {

class RowSorter final : public RowStream {
 public:
  // `most_bytes` go to the temporary file at the most.
  explicit RowSorter(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

  // kLimit where there are too many, kUnreadable where the disk takes no more.
  Status add(const RecordRow& row);
  // Nothing is added any more.
  Status finish();
  Result<bool> next(RecordRow& row) override;

 private:
  struct Entry {
    Timestamp time{};
    std::uint64_t order = 0;
    SourceId source = kNoSource;
    std::uint32_t at = 0;  // in packed_
  };
  // What is left to be read of a run.
  struct Run {
    std::uint64_t at = 0, end = 0;  // in the file
    std::string buffer;
    std::size_t read = 0;  // of the buffer
    RecordRow row;         // the next one
  };
  static bool by_first_row(const Run* a, const Run* b) { return comes_before(a->row, b->row); }
  void sort();
  Status write_run();
  // False at the end of the run.
  Result<bool> advance(Run& run) const;
  Result<bool> fill(Run& run, std::size_t least) const;

  const std::uint64_t most_bytes_;
  std::string packed_;
  std::vector<Entry> entries_;
  std::size_t given_ = 0;  // of entries_, where all fits in memory
  ScratchFile file_;
  std::uint64_t written_ = 0;
  std::vector<Run> runs_;
  std::vector<Run*> heap_;  // the run with the first row in front
  bool taken_ = false;      // the first row of the heap was given
};

}  // namespace logscan::detail
