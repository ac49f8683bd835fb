// Collects the small pieces of a rendering for a Writer. Once the writer has refused, the rest is dropped.
#pragma once

#include <string>
#include <string_view>

#include "logscan/render.h"
#include "logscan/result.h"

namespace logscan::detail {

class Buffer {
 public:
  explicit Buffer(Writer& out) : out_(out) { pending_.reserve(kFlushAt + kFlushAt / 4); }

  void add(std::string_view bytes) {
    if (refused_) return;
    pending_ += bytes;
    if (pending_.size() >= kFlushAt) flush();
  }

  // False once the writer has refused: loops over much may stop.
  [[nodiscard]] bool open() const { return !refused_; }

  Status finish() {
    flush();
    if (refused_) return Error{ErrorCode::kOutput, "the output could not be written"};
    return {};
  }

 private:
  static constexpr std::size_t kFlushAt = 64 * 1024;

  void flush() {
    if (!refused_ && !pending_.empty() && !out_.write(pending_)) refused_ = true;
    pending_.clear();
  }

  Writer& out_;
  std::string pending_;
  bool refused_ = false;
};

}  // namespace logscan::detail
