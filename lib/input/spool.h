// A stream made seekable: in memory while it is small, then in a temporary file that has no name.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "input/budget.h"
#include "input/random_bytes.h"
#include "input/scratch_file.h"

namespace logscan::detail {

class Spool final : public RandomBytes {
 public:
  // Reads `bytes` to the end. kLimit where they are more than may be spooled, kUnreadable where the disk takes no
  // more. A source that ends early leaves what came; end() says so. `budget` must outlive the spool.
  static Result<std::unique_ptr<Spool>> fill(ByteSource& bytes, Budget& budget);
  ~Spool() override;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const override;
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] const Status& end() const { return end_; }
  [[nodiscard]] bool on_disk() const { return on_disk_; }

 private:
  explicit Spool(Budget& budget) : budget_(budget) {}
  Status add(std::span<const char> piece);
  Status write(std::uint64_t offset, std::span<const char> piece);
  Status move_to_disk();

  Budget& budget_;
  std::vector<char> memory_;
  std::uint64_t memory_taken_ = 0;
  bool on_disk_ = false;
  ScratchFile file_;
  std::uint64_t size_ = 0;
  Status end_;
};

}  // namespace logscan::detail
