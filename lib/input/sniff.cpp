#include "input/sniff.h"

#include <algorithm>
#include <cstring>

namespace logscan::detail {
namespace {

using namespace std::string_view_literals;

bool is_bzip2(std::string_view head) {
  if (!head.starts_with("BZh"sv) || head.size() < 4 || head[3] < '1' || head[3] > '9') return false;
  // A block, or the end of a stream without blocks. "BZh9" alone may well begin a line of text.
  const std::string_view next = head.substr(4, 6);
  const auto begins = [&](std::string_view mark) { return next == mark.substr(0, next.size()); };
  return !next.empty() && (begins("\x31\x41\x59\x26\x53\x59"sv) || begins("\x17\x72\x45\x38\x50\x90"sv));
}

// The header's checksum, which counts its own field as blanks (POSIX ustar; old tars have no other mark).
bool has_tar_checksum(std::string_view head) {
  if (head.size() < kHeadBytes || head[0] == '\0') return false;
  constexpr std::size_t kField = 148;
  constexpr std::size_t kFieldEnd = 156;
  std::uint32_t stated = 0;
  bool digits = false;
  for (std::size_t i = kField; i < kFieldEnd; ++i) {
    const char c = head[i];
    if (c >= '0' && c <= '7') {
      stated = stated * 8 + static_cast<std::uint32_t>(c - '0');
      digits = true;
    } else if (digits || c != ' ') {
      break;
    }
  }
  if (!digits) return false;
  std::uint32_t as_unsigned = 0;
  std::uint32_t as_signed = 0;  // some old writers summed signed bytes; wraps alike on both sides
  for (std::size_t i = 0; i < kHeadBytes; ++i) {
    const char c = i >= kField && i < kFieldEnd ? ' ' : head[i];
    as_unsigned += static_cast<unsigned char>(c);
    as_signed += static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<signed char>(c)));
  }
  return stated == as_unsigned || stated == as_signed;
}

bool is_tar(std::string_view head) {
  constexpr std::size_t kMagic = 257;
  if (head.size() > kMagic + 5 && head.substr(kMagic, 5) == "ustar"sv &&
      (head[kMagic + 5] == '\0' || head[kMagic + 5] == ' ')) {
    return true;
  }
  return has_tar_checksum(head);
}

}  // namespace

Shape sniff(std::string_view head) {
  if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv)) return Shape::kZip;
  if (head.starts_with("\x1f\x8b"sv)) return Shape::kGzip;
  if (head.starts_with("\xfd\x37zXZ\0"sv)) return Shape::kXz;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return Shape::kZstd;
  if (head.starts_with("7z\xbc\xaf\x27\x1c"sv)) return Shape::kSevenZip;
  if (is_bzip2(head)) return Shape::kBzip2;
  if (is_tar(head)) return Shape::kTar;
  return Shape::kPlain;
}

HeadSource::HeadSource(ByteSource& bytes) : bytes_(bytes) { head_size_ = fill(head_); }

const Error* HeadSource::failed_at_once() const { return head_size_ == 0 && !end_ ? &end_.error() : nullptr; }

std::size_t HeadSource::fill(std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size() && !ended_) {
    auto got = bytes_.read(into.subspan(done));
    if (!got) {
      end_ = std::move(got).error();
      ended_ = true;
    } else if (*got == 0) {
      ended_ = true;
    } else {
      done += *got;
    }
  }
  return done;
}

Result<std::size_t> HeadSource::read(std::span<char> into) {
  const std::size_t from_head = std::min(into.size(), head_size_ - given_);
  if (from_head > 0) std::memcpy(into.data(), head_ + given_, from_head);
  given_ += from_head;
  const std::size_t done = from_head + fill(into.subspan(from_head));
  if (done == 0 && !into.empty() && !end_) {
    Error error = end_.error();
    end_ = Status();
    return error;
  }
  return done;
}

}  // namespace logscan::detail
