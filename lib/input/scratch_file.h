// A temporary file without a name, made when the first bytes go into it and gone with the process.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>

#include "input/disk.h"
#include "logscan/result.h"

namespace logscan::detail {

// Several threads may use one at a time.
class ScratchFile {
 public:
  // kUnreadable where no file can be made, or the disk takes no more.
  Status write_at(std::uint64_t offset, std::span<const char> bytes);
  // Fewer than asked for only at the end.
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;

 private:
  std::once_flag made_;
  int made_error_ = 0;
  Descriptor file_;
};

}  // namespace logscan::detail
