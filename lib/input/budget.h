// What the walk of one item may use, and whether it is to go on. One owner, one thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>

#include "logscan/options.h"
#include "logscan/result.h"

namespace logscan::detail {

class Budget {
 public:
  Budget(const Limits& limits, const std::atomic<bool>* cancel, std::function<void(std::uint64_t)> on_input_bytes)
      : limits_(limits), cancel_(cancel), on_input_bytes_(std::move(on_input_bytes)) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] bool cancelled() const { return cancel_ != nullptr && cancel_->load(std::memory_order_relaxed); }
  static Error cancelled_error() { return Error{ErrorCode::kCancelled, "cancelled"}; }

  // The item has no more bytes than this: an archive that points at one place many times gains no input by it.
  void set_input_size(std::uint64_t size) { input_size_ = size; }
  void take_input(std::uint64_t bytes) {
    const std::uint64_t fresh = std::min(bytes, input_size_ - input_);
    input_ += fresh;
    if (fresh > 0 && on_input_bytes_) on_input_bytes_(fresh);
  }

  // Counts bytes that came out of a decompressor. False: more than the ratio allows, for this and all later calls
  // until the one who made them gives them back.
  [[nodiscard]] bool take_output(std::uint64_t bytes) {
    output_ += bytes;
    const std::uint64_t ratio = std::max<std::uint64_t>(limits_.expansion_ratio, 1);
    return output_ <= limits_.expansion_floor_bytes || output_ / ratio < std::max<std::uint64_t>(input_, 1) ||
           (output_ / ratio == input_ && output_ % ratio == 0);
  }
  void give_back_output(std::uint64_t bytes) { output_ -= std::min(bytes, output_); }
  [[nodiscard]] Error expansion_error() const {
    return Error{ErrorCode::kLimit, "expands to more than " + std::to_string(limits_.expansion_ratio) +
                                        " times its size (limit expansion-ratio)"};
  }

  [[nodiscard]] bool take_member() { return members_++ < limits_.members; }

  // Bytes kept for seeking, at one time.
  [[nodiscard]] bool take_spool(std::uint64_t bytes) {
    if (bytes > limits_.spool_bytes || spooled_ > limits_.spool_bytes - bytes) return false;
    spooled_ += bytes;
    return true;
  }
  [[nodiscard]] bool take_spool_memory(std::uint64_t bytes) {
    if (bytes > limits_.spool_memory_bytes || in_memory_ > limits_.spool_memory_bytes - bytes) return false;
    in_memory_ += bytes;
    return true;
  }
  void give_back_spool(std::uint64_t bytes) { spooled_ -= bytes; }
  void give_back_spool_memory(std::uint64_t bytes) { in_memory_ -= bytes; }

 private:
  const Limits& limits_;
  const std::atomic<bool>* cancel_;
  std::function<void(std::uint64_t)> on_input_bytes_;
  std::uint64_t input_size_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t input_ = 0;
  std::uint64_t output_ = 0;
  std::uint64_t members_ = 0;
  std::uint64_t spooled_ = 0;
  std::uint64_t in_memory_ = 0;
};

}  // namespace logscan::detail
