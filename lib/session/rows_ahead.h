// Rows that a thread makes ahead of the one that reads them, so that making and writing go on side by side.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "logscan/rows.h"

namespace logscan::detail {

// False at the end. Every field of the row is set anew.
using MakeRow = std::function<Result<bool>(TimelineRow&)>;

class RowsAhead final : public RowSource {
 public:
  // Both are called from a thread of their own, `notes` once `make` has ended.
  RowsAhead(MakeRow make, std::function<std::vector<std::string>()> notes);
  ~RowsAhead() override;

  Result<const TimelineRow*> next() override;
  [[nodiscard]] std::vector<std::string> notes() const override;

 private:
  // So many rows that handing them over costs nothing beside making them.
  static constexpr std::size_t kBatchRows = 256;
  static constexpr std::size_t kBatches = 4;
  struct Batch {
    std::vector<TimelineRow> rows{kBatchRows};
    std::size_t count = 0;
    bool last = false;
    std::optional<Error> error;  // behind the rows
  };

  void run();
  void fill(Batch& batch);
  // The batch with this number, once it is to be filled, or to be read. Null where the reader has gone.
  Batch* wait_for(std::size_t number, bool to_fill);

  const MakeRow make_;
  const std::function<std::vector<std::string>()> tell_notes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Batch, kBatches> batches_;
  std::size_t filled_ = 0, read_ = 0;  // batches
  bool abandoned_ = false;
  Batch* reading_ = nullptr;  // by next()
  std::size_t at_ = 0;        // in it
  std::vector<std::string> notes_;
  std::thread thread_;
};

}  // namespace logscan::detail
