// Gzip and raw deflate by zlib. Unlike libarchive's filter it gives every byte that inflates before a cut or a damage:
// the live trace of a server arrives as a gzip file without an end.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "input/budget.h"
#include "input/byte_source.h"

namespace logscan::detail {

class InflateSource final : public ByteSource {
 public:
  enum class Wrapping : std::uint8_t {
    kGzip,  // one or more gzip members; zero bytes after them are padding
    kRaw,   // one deflate stream, as in a zip
  };

  // `compressed` and `budget` must outlive this.
  InflateSource(ByteSource& compressed, Wrapping wrapping, Budget& budget);
  ~InflateSource() override;
  InflateSource(const InflateSource&) = delete;
  InflateSource& operator=(const InflateSource&) = delete;

  // Inflates straight into `into` and fills it, but for the last read.
  Result<std::size_t> read(std::span<char> into) override;

  // The time in the first gzip header, known after the first byte.
  [[nodiscard]] std::optional<std::int64_t> header_mtime_s() const;
  // What follows the last gzip member and is neither a member nor padding; known at the end.
  [[nodiscard]] std::uint64_t bytes_after_end() const { return bytes_after_end_; }
  // Compressed bytes of the stream; with kRaw, at the end, where it ends.
  [[nodiscard]] std::uint64_t bytes_taken() const { return bytes_taken_; }
  [[nodiscard]] bool reached_end() const { return reached_end_; }  // the stream is whole, checksum and all
  [[nodiscard]] std::uint64_t bytes_given() const { return bytes_given_; }

 private:
  enum class State : std::uint8_t { kInside, kBetween, kEnd };

  void refill();
  void end_member();
  void begin_next_member();
  void finish(Status end);

  ByteSource& compressed_;
  const Wrapping wrapping_;
  Budget& budget_;
  z_stream stream_{};
  gz_header header_{};
  bool ready_ = false;
  State state_ = State::kInside;
  bool input_ended_ = false;
  Status input_end_;
  Status end_;
  bool reached_end_ = false;
  std::unique_ptr<char[]> input_;
  std::uint32_t crc_ = 0;  // of this member's content
  std::uint64_t member_bytes_ = 0;
  std::uint64_t bytes_after_end_ = 0;
  std::uint64_t bytes_taken_ = 0;
  std::uint64_t bytes_given_ = 0;
};

}  // namespace logscan::detail
