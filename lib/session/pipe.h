// A pipe between the thread that decompresses a member and the thread that parses it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "input/byte_source.h"

namespace logscan::detail {

// One writer, one reader. Buffers go round, so that after the first few nothing is allocated.
class Pipe final : public ByteSource {
 public:
  using Buffer = std::vector<char>;

  // An empty buffer to fill; waits while the reader is behind.
  Buffer take_empty();
  void put(Buffer full);
  // The end of the data, with the error that ended it.
  void close(std::optional<Error> error);

  [[nodiscard]] Result<std::size_t> read(std::span<char> into) override;
  // The reader wants no more: what is still put is thrown away.
  void abandon();

 private:
  static constexpr std::size_t kBuffers = 8;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Buffer> empty_;
  std::vector<Buffer> full_;  // oldest first
  std::size_t made_ = 0;
  Buffer current_;
  std::size_t read_ = 0;  // of current_
  std::optional<Error> error_;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace logscan::detail
