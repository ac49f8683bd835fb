// What bytes are, by their first few hundred: never by a file's name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "input/byte_source.h"

namespace logscan::detail {

enum class Shape : std::uint8_t { kPlain, kZip, kSevenZip, kTar, kGzip, kBzip2, kXz, kZstd };

inline constexpr std::size_t kHeadBytes = 512;  // a tar header, the longest mark of all

// The shape of bytes that begin with `head`: the first kHeadBytes, or all where there are fewer.
Shape sniff(std::string_view head);

// A source whose first kHeadBytes can be seen before they are read.
class HeadSource final : public ByteSource {
 public:
  explicit HeadSource(ByteSource& bytes);  // reads the head; `bytes` must outlive this

  [[nodiscard]] std::string_view head() const { return {head_, head_size_}; }
  // Set where not one byte came and the source ended with an error.
  [[nodiscard]] const Error* failed_at_once() const;

  Result<std::size_t> read(std::span<char> into) override;

 private:
  // Fills `into` as far as the source goes; its error is kept for the next read.
  std::size_t fill(std::span<char> into);

  ByteSource& bytes_;
  char head_[kHeadBytes];
  std::size_t head_size_ = 0;
  std::size_t given_ = 0;  // of the head
  Status end_;
  bool ended_ = false;
};

}  // namespace logscan::detail
