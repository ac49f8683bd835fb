#include "base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace logscan::detail {
namespace {

// The XXH3-128 of nothing, with seed 0.
constexpr char kDigestOfNothing[] = "99aa06d3014798d86001c324468d497f";

TEST(Digest, OfNothingIsTheKnownOne) {
  EXPECT_EQ(digest_of("").hex(), kDigestOfNothing);
  EXPECT_EQ(digest_of({}).hex(), kDigestOfNothing);
  EXPECT_EQ(DigestStream().digest().hex(), kDigestOfNothing);
}

TEST(Digest, HexShowsAllDigits) {
  EXPECT_EQ((Digest{0x1, 0x2}).hex(), "00000000000000020000000000000001");
  EXPECT_EQ((Digest{0xfedcba9876543210, 0x0123456789abcdef}).hex(), "0123456789abcdeffedcba9876543210");
}

std::string text_of(std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += static_cast<char>(i * 7 + i / 256);
  return text;
}

TEST(DigestStream, IsTheDigestOfTheWholeInAnySplit) {
  // Lengths around the borders of the algorithm: 16, 128, 240, and its blocks.
  for (const std::size_t length : {0U, 1U, 16U, 17U, 128U, 129U, 240U, 241U, 1024U, 5000U}) {
    const std::string text = text_of(length);
    const Digest whole = digest_of(text);
    for (std::size_t cut = 0; cut <= length; cut += length < 300 ? 1 : 97) {
      DigestStream stream;
      stream.add(std::string_view(text).substr(0, cut));
      stream.add({});
      stream.add(std::string_view(text).substr(cut));
      ASSERT_EQ(stream.digest(), whole) << length << " cut at " << cut;
    }
    DigestStream bytewise;
    for (const char c : text) bytewise.add({&c, 1});
    EXPECT_EQ(bytewise.digest(), whole) << length;
  }
}

TEST(DigestStream, MayBeAskedInBetweenAndMoved) {
  DigestStream stream;
  stream.add("ab");
  EXPECT_EQ(stream.digest(), digest_of("ab"));
  DigestStream moved = std::move(stream);
  moved.add("c");
  EXPECT_EQ(moved.digest(), digest_of("abc"));
}

TEST(ShortHash, TellsTextsApart) {
  std::set<std::uint64_t> hashes;
  std::size_t texts = 0;
  for (std::size_t length = 0; length < 40; ++length) {
    std::string text(length, '\0');
    hashes.insert(short_hash(text));
    ++texts;
    for (std::size_t i = 0; i < length; ++i) {
      text[i] = 'a';
      hashes.insert(short_hash(text));
      text[i] = '\0';
      ++texts;
    }
  }
  EXPECT_EQ(hashes.size(), texts);
}

TEST(ShortHash, IsTheSameWhereverTheTextStands) {
  const std::string text = "xxx2348c723-2466-4fc0-bda0-b9419fb0215e";
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string moved = std::string(shift, ' ') + text;
    EXPECT_EQ(short_hash(std::string_view(moved).substr(shift)), short_hash(text)) << shift;
  }
}

}  // namespace
}  // namespace logscan::detail
