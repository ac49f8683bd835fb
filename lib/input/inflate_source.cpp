#include "input/inflate_source.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "input/crc32.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kInputBytes = 256 << 10;
// Checksum and length behind a gzip member. As many bytes that are read already stay in front of the new ones.
constexpr std::size_t kTrailer = 8;

unsigned char byte_at(const Bytef* bytes, std::size_t i) { return bytes[i]; }

}  // namespace

InflateSource::InflateSource(ByteSource& compressed, Wrapping wrapping, Budget& budget)
    : compressed_(compressed), wrapping_(wrapping), budget_(budget), input_(new char[kTrailer + kInputBytes]) {
  const int window_bits = wrapping == Wrapping::kGzip ? MAX_WBITS + 16 : -MAX_WBITS;
  ready_ = ::inflateInit2(&stream_, window_bits) == Z_OK;
  if (!ready_) {
    finish(Error{ErrorCode::kInternal, "no memory for zlib"});
  } else if (wrapping == Wrapping::kGzip) {
    ::inflateGetHeader(&stream_, &header_);
    // zlib's own checksum costs a tenth of the time of inflating; ours is checked instead.
    ::inflateValidate(&stream_, 0);
  }
  std::memset(input_.get(), 0, kTrailer);
  stream_.next_in = reinterpret_cast<Bytef*>(input_.get() + kTrailer);
}

InflateSource::~InflateSource() {
  if (ready_) ::inflateEnd(&stream_);
}

std::optional<std::int64_t> InflateSource::header_mtime_s() const {
  // Zero means that no time is stored (RFC 1952).
  if (header_.done != 1 || header_.time == 0) return std::nullopt;
  return static_cast<std::int64_t>(header_.time);
}

void InflateSource::finish(Status end) {
  state_ = State::kEnd;
  reached_end_ = end.ok();
  end_ = std::move(end);
}

// Reads more behind the bytes that are left, and keeps the last ones before them.
void InflateSource::refill() {
  const std::size_t left = stream_.avail_in;
  char* const begin = input_.get() + kTrailer;
  std::memmove(input_.get(), stream_.next_in - kTrailer, kTrailer + left);
  stream_.next_in = reinterpret_cast<Bytef*>(begin);
  auto got = compressed_.read({begin + left, kInputBytes - left});
  if (!got) {
    input_end_ = std::move(got).error();
    input_ended_ = true;
  } else if (*got == 0) {
    input_ended_ = true;
  } else {
    stream_.avail_in += static_cast<uInt>(*got);
  }
}

// Checks the member that has just ended by the last bytes taken.
void InflateSource::end_member() {
  const auto stated = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | *(stream_.next_in - kTrailer + at + i);
    return value;
  };
  if (stated(0) != crc_) {
    finish(Error{ErrorCode::kDamaged, "the checksum (CRC-32) of the compressed data is wrong"});
  } else if (stated(4) != static_cast<std::uint32_t>(member_bytes_)) {
    finish(Error{ErrorCode::kDamaged, "the length that the compressed data states is wrong"});
  } else {
    state_ = State::kBetween;
  }
  crc_ = 0;
  member_bytes_ = 0;
}

// After a gzip member: another one, padding, nothing, or bytes that belong to nobody.
void InflateSource::begin_next_member() {
  while (true) {
    while (stream_.avail_in > 0 && byte_at(stream_.next_in, 0) == 0) ++stream_.next_in, --stream_.avail_in;
    const bool may_be_member = stream_.avail_in == 0 || byte_at(stream_.next_in, 0) == 0x1f;
    if (stream_.avail_in >= 2 || !may_be_member || input_ended_) break;
    refill();
  }
  if (stream_.avail_in >= 2 && byte_at(stream_.next_in, 0) == 0x1f && byte_at(stream_.next_in, 1) == 0x8b) {
    // inflateReset keeps the first header's place out of use: its time is the one that counts.
    ::inflateReset(&stream_);
    state_ = State::kInside;
    return;
  }
  while (stream_.avail_in > 0) {
    bytes_after_end_ += stream_.avail_in;
    stream_.avail_in = 0;
    if (!input_ended_ && !budget_.cancelled()) refill();
  }
  finish(Status());
}

Result<std::size_t> InflateSource::read(std::span<char> into) {
  constexpr std::size_t kMostAtOnce = 1 << 30;  // zlib counts in 32 bits
  into = into.first(std::min(into.size(), kMostAtOnce));
  stream_.next_out = reinterpret_cast<Bytef*>(into.data());
  stream_.avail_out = static_cast<uInt>(into.size());
  while (stream_.avail_out > 0 && state_ != State::kEnd) {
    if (state_ == State::kBetween) {
      begin_next_member();
      continue;
    }
    if (stream_.avail_in == 0 && !input_ended_) refill();
    const uInt before = stream_.avail_in;
    const std::size_t from = into.size() - stream_.avail_out;
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    bytes_taken_ += before - stream_.avail_in;
    if (wrapping_ == Wrapping::kGzip) {
      const std::span<const char> fresh = into.subspan(from, into.size() - stream_.avail_out - from);
      crc_ = crc32_of(crc_, fresh);
      member_bytes_ += fresh.size();
    }
    if (code == Z_STREAM_END) {
      if (wrapping_ == Wrapping::kGzip) {
        end_member();
      } else {
        finish(Status());
      }
    } else if (code == Z_BUF_ERROR && input_ended_ && stream_.avail_in == 0) {
      if (!input_end_) {
        finish(std::move(input_end_));
      } else {
        finish(Error{ErrorCode::kTruncated, "the compressed data ends too early"});
      }
    } else if (code == Z_MEM_ERROR) {
      finish(Error{ErrorCode::kInternal, "no memory for zlib"});
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      const char* what = stream_.msg != nullptr ? stream_.msg : "a preset dictionary is asked for";
      finish(Error{ErrorCode::kDamaged, std::string("the compressed data is damaged: ") + what});
    }
  }
  const std::size_t given = into.size() - stream_.avail_out;
  bytes_given_ += given;
  if (given > 0) {
    if (!budget_.take_output(given)) finish(budget_.expansion_error());
    if (budget_.cancelled()) finish(Budget::cancelled_error());
    return given;
  }
  if (state_ == State::kEnd && !end_ && !into.empty()) return std::exchange(end_, Status()).error();
  return std::size_t{0};
}

}  // namespace logscan::detail
