// Content hashes (XXH3-128) and a small mixer. Not cryptographic: they find equal logs, they do not sign them.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace logscan::detail {

struct Digest {
  std::uint64_t low = 0, high = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;
  [[nodiscard]] std::string hex() const;  // 32 digits
};

Digest digest_of(std::string_view bytes);

// The digest of a stream, piece by piece: equal to digest_of the whole.
class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) noexcept;
  void add(std::string_view bytes);
  [[nodiscard]] Digest digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A good 64-bit mix of two words; the core of our hash tables and record fingerprints.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ 0x9e3779b97f4a7c15ULL) * (b ^ 0xd1b54a32d192ed03ULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Hash of a short string, a few nanoseconds; the same on every little-endian machine and run.
inline std::uint64_t short_hash(std::string_view text) {
  std::uint64_t hash = text.size();
  const char* at = text.data();
  std::size_t left = text.size();
  while (left > 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = mix(hash, word);
    at += 8;
    left -= 8;
  }
  std::uint64_t word = 0;
  if (left != 0) std::memcpy(&word, at, left);  // an empty view may be null
  return mix(hash, word);
}

// Hash of some words of a text, whatever its length: for texts that need not be told apart in every byte.
inline std::uint64_t sample_hash(std::string_view text) {
  if (text.size() < 8) return short_hash(text);
  const auto word = [&](std::size_t at) {
    std::uint64_t value;
    std::memcpy(&value, text.data() + at, 8);
    return value;
  };
  const std::size_t last = text.size() - 8;
  return mix(text.size(), mix(word(0), word(last)) ^ mix(word(last / 2), word(last / 4)) ^ word(last - last / 4));
}

}  // namespace logscan::detail
