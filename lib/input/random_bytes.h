// Bytes that can be read at any place: a file on disk, or what was spooled because its format needs seeking.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "input/budget.h"
#include "input/byte_source.h"

namespace logscan::detail {

class RandomBytes {
 public:
  virtual ~RandomBytes() = default;
  // Fewer than asked for only at the end.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

// The bytes [from, to) of `bytes`, which must outlive it. kTruncated where they end before `to`.
class RangeSource final : public ByteSource {
 public:
  RangeSource(const RandomBytes& bytes, std::uint64_t from, std::uint64_t to, const Budget& budget)
      : bytes_(bytes), at_(from), to_(std::max(from, to)), budget_(budget) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), to_ - at_));
    if (want == 0) return std::size_t{0};
    Result<std::size_t> got =
        budget_.cancelled() ? Result<std::size_t>(Budget::cancelled_error()) : bytes_.read_at(at_, into.first(want));
    if (got && *got == 0) got = Error{ErrorCode::kTruncated, "the file ends too early"};
    if (got) {
      at_ += *got;
    } else {
      to_ = at_;
    }
    return got;
  }

 private:
  const RandomBytes& bytes_;
  std::uint64_t at_;
  std::uint64_t to_;
  const Budget& budget_;
};

}  // namespace logscan::detail
