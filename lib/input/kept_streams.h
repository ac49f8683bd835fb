// What came by once, kept in one temporary file so that it can be read a second time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "input/byte_source.h"
#include "input/scratch_file.h"

namespace logscan::detail {

// Where the bytes of one stream lie.
struct KeptStream {
  std::vector<std::uint64_t> pieces;
  std::uint64_t size = 0;
};

// Several threads may add, each to a stream of its own.
class KeptStreams {
 public:
  // No more than `most` bytes are kept.
  explicit KeptStreams(std::uint64_t most) : most_(most) {}

  // kLimit where there is no room, kUnreadable where the disk takes no more.
  Status add(KeptStream& stream, std::span<const char> bytes);
  // Both must outlive what is given.
  [[nodiscard]] std::unique_ptr<ByteSource> open(const KeptStream& stream) const;

 private:
  const std::uint64_t most_;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> pieces_{0};
  ScratchFile file_;
};

}  // namespace logscan::detail
