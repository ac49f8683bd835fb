// Folding by carry-less multiplication, after V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ Instruction" (Intel, 2009). Four 128-bit lanes run over the bytes; a lane moves on over D bits when its two
// halves are multiplied by x^(D+32) and x^(D-32) modulo the polynomial. The last 128 bits, and all on processors
// without the instruction, go through zlib.
#include "input/crc32.h"

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace logscan::detail {
namespace {

std::uint32_t by_zlib(std::uint32_t crc, std::span<const char> bytes) {
  return static_cast<std::uint32_t>(::crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

#if defined(__x86_64__)

// x^n modulo the polynomial. Bits stand in reverse, as in the CRC: the lowest power is the highest bit. One more shift
// makes up for the product of two reversed numbers being one bit short.
constexpr std::uint64_t fold_by(int n) {
  constexpr std::uint32_t kPolynomial = 0xedb88320;
  std::uint32_t power = 0x80000000;
  for (; n > 0; --n) power = (power >> 1) ^ ((power & 1) != 0 ? kPolynomial : 0);
  return std::uint64_t{power} << 1;
}
static_assert(fold_by(4 * 128 + 32) == 0x154442bd4 && fold_by(128 - 32) == 0x0ccaa009e, "the values of the paper");

constexpr std::size_t kLane = 16;
constexpr std::size_t kLanes = 4 * kLane;

__attribute__((target("pclmul,sse4.1"))) inline __m128i fold(__m128i lane, __m128i factors, __m128i next) {
  const __m128i low = _mm_clmulepi64_si128(lane, factors, 0x00);
  const __m128i high = _mm_clmulepi64_si128(lane, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// Takes whole lanes, at least four of them.
__attribute__((target("pclmul,sse4.1"))) std::uint32_t by_folding(std::uint32_t crc, std::span<const char> bytes) {
  const auto load = [&](std::size_t at) __attribute__((target("pclmul,sse4.1"))) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
  };
  const __m128i far =
      _mm_set_epi64x(static_cast<long long>(fold_by(4 * 128 - 32)), static_cast<long long>(fold_by(4 * 128 + 32)));
  const __m128i near =
      _mm_set_epi64x(static_cast<long long>(fold_by(128 - 32)), static_cast<long long>(fold_by(128 + 32)));
  __m128i a = _mm_xor_si128(load(0), _mm_cvtsi32_si128(static_cast<int>(~crc)));
  __m128i b = load(kLane);
  __m128i c = load(2 * kLane);
  __m128i d = load(3 * kLane);
  std::size_t at = kLanes;
  for (; bytes.size() - at >= kLanes; at += kLanes) {
    a = fold(a, far, load(at));
    b = fold(b, far, load(at + kLane));
    c = fold(c, far, load(at + 2 * kLane));
    d = fold(d, far, load(at + 3 * kLane));
  }
  a = fold(fold(fold(a, near, b), near, c), near, d);
  for (; at < bytes.size(); at += kLane) a = fold(a, near, load(at));
  char rest[kLane];
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rest), a);
  // zlib inverts before and after; the lanes have taken the first inversion in.
  return by_zlib(0xffffffff, rest);
}

#endif

}  // namespace

std::uint32_t crc32_of(std::uint32_t crc, std::span<const char> bytes) {
#if defined(__x86_64__)
  static const bool can_fold = __builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("sse4.1") != 0;
  if (can_fold && bytes.size() >= kLanes) {
    const std::size_t whole = bytes.size() / kLane * kLane;
    crc = by_folding(crc, bytes.first(whole));
    bytes = bytes.subspan(whole);
  }
#endif
  return by_zlib(crc, bytes);
}

}  // namespace logscan::detail
