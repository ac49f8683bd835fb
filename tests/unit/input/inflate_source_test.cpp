#include "input/inflate_source.h"

#include <gtest/gtest.h>

#include <string>

#include "hostile/archive_maker.h"

namespace logscan::detail {
namespace {

using test::make_deflate;
using test::make_gzip;
using test::MemorySource;

struct Inflated {
  std::string text;
  std::optional<Error> end;
  std::uint64_t after_end = 0;
  std::optional<std::int64_t> mtime;
};

Inflated inflate_all(const std::string& bytes, std::size_t piece = 1000,
                     InflateSource::Wrapping wrapping = InflateSource::Wrapping::kGzip, const Limits& limits = {}) {
  Budget budget(limits, nullptr, {});
  budget.take_input(bytes.size());
  MemorySource source(bytes, piece);
  InflateSource inflate(source, wrapping, budget);
  Inflated out;
  std::string block(777, '\0');
  while (true) {
    auto got = inflate.read(block);
    if (!got) out.end = got.error();
    if (!got || *got == 0) break;
    out.text.append(block, 0, *got);
  }
  EXPECT_EQ(inflate.read(block).value(), 0U);
  EXPECT_EQ(inflate.reached_end(), !out.end.has_value());
  out.after_end = inflate.bytes_after_end();
  out.mtime = inflate.header_mtime_s();
  return out;
}

std::string log_text(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i)
    text += "10.0.0.1 - - [29/Jun/2014:11:30:50 +0000] \"POST /n?id=" + std::to_string(i * 7919) + "\"\n";
  return text;
}

TEST(InflateSource, JoinsMembersAndPassesOverPadding) {
  const std::string one = make_gzip("one ");
  const std::string two = make_gzip("two");
  const struct {
    const char* name;
    std::string bytes;
    std::string text;
    std::uint64_t after_end;
  } cases[] = {
      {"One", one, "one ", 0},
      {"Two", one + two, "one two", 0},
      {"EmptyBetween", one + make_gzip("") + two, "one two", 0},
      {"Padding", one + std::string(512, '\0'), "one ", 0},
      {"PaddingBetween", one + std::string(3, '\0') + two, "one two", 0},
      {"Garbage", one + "garbage", "one ", 7},
      {"OneByte", one + "g", "one ", 1},
      {"HalfAMark", one + "\x1f", "one ", 1},
      {"GarbageAfterHalfAMark", one + "\x1fzz", "one ", 3},
      {"GarbageAfterPadding", one + std::string(9, '\0') + "garbage", "one ", 7},
      {"MuchGarbage", one + std::string(600'000, 'g'), "one ", 600'000},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{100'000}}) {
      const Inflated got = inflate_all(c.bytes, piece);
      EXPECT_EQ(got.text, c.text) << c.name;
      EXPECT_EQ(got.after_end, c.after_end) << c.name;
      EXPECT_FALSE(got.end.has_value()) << c.name << ": " << got.end->message;
    }
  }
}

TEST(InflateSource, GivesAllThatInflatesBeforeACut) {
  const std::string text = log_text(400);
  const std::string whole = make_gzip(text);
  std::size_t last = 0;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Inflated got = inflate_all(whole.substr(0, cut));
    ASSERT_TRUE(got.end.has_value()) << cut;
    EXPECT_EQ(got.end->code, ErrorCode::kTruncated) << cut;
    EXPECT_TRUE(text.starts_with(got.text)) << cut;
    EXPECT_GE(got.text.size(), last) << "a longer file gives no less, at " << cut;
    last = got.text.size();
  }
  EXPECT_EQ(last, text.size()) << "only the last byte of the trailer was missing";
  // Nothing is held back: zlib's own reading of the same bytes, in one call, is the measure.
  const std::size_t half = whole.size() / 2;
  std::string most(text.size(), '\0');
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string input = whole.substr(0, half);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(most.data());
  stream.avail_out = static_cast<uInt>(most.size());
  inflate(&stream, Z_SYNC_FLUSH);
  inflateEnd(&stream);
  EXPECT_EQ(inflate_all(input).text.size(), stream.total_out);
  EXPECT_GT(stream.total_out, text.size() / 3);
}

TEST(InflateSource, NamesDamage) {
  const std::string text = log_text(50);
  std::string wrong_sum = make_gzip(text);
  wrong_sum[wrong_sum.size() - 8] = static_cast<char>(wrong_sum[wrong_sum.size() - 8] ^ 1);
  const Inflated sum = inflate_all(wrong_sum);
  EXPECT_EQ(sum.text, text) << "what came before the checksum stays good";
  ASSERT_TRUE(sum.end.has_value());
  EXPECT_EQ(sum.end->code, ErrorCode::kDamaged);
  EXPECT_NE(sum.end->message.find("CRC"), std::string::npos) << sum.end->message;

  std::string wrong_length = make_gzip(text);
  wrong_length.back() = static_cast<char>(wrong_length.back() ^ 1);
  const Inflated length = inflate_all(wrong_length);
  EXPECT_EQ(length.text, text);
  ASSERT_TRUE(length.end.has_value());
  EXPECT_EQ(length.end->code, ErrorCode::kDamaged);

  const Inflated method = inflate_all(std::string("\x1f\x8b\x07\0\0\0\0\0\0\0", 10));
  ASSERT_TRUE(method.end.has_value());
  EXPECT_EQ(method.end->code, ErrorCode::kDamaged);
}

TEST(InflateSource, PassesOnTheErrorBelow) {
  const std::string whole = make_gzip(log_text(50));
  const Limits limits;
  Budget budget(limits, nullptr, {});
  MemorySource source(whole.substr(0, whole.size() / 2), 100, Error{ErrorCode::kUnreadable, "disk"});
  InflateSource inflate(source, InflateSource::Wrapping::kGzip, budget);
  std::string block(1 << 20, '\0');
  EXPECT_GT(inflate.read(block).value(), 0U);
  auto end = inflate.read(block);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().code, ErrorCode::kUnreadable);
}

TEST(InflateSource, ReadsTheTimeInTheHeader) {
  EXPECT_EQ(inflate_all(make_gzip("x", 1404034200)).mtime, 1404034200);
  EXPECT_EQ(inflate_all(make_gzip("x", 0)).mtime, std::nullopt) << "zero means none";
  EXPECT_EQ(inflate_all(make_gzip("x", 1404034200) + make_gzip("y", 5)).mtime, 1404034200) << "the first counts";
}

TEST(InflateSource, ReadsRawDeflateUpToItsEnd) {
  const std::string text = log_text(20);
  const Inflated got = inflate_all(make_deflate(text) + "next header", 10, InflateSource::Wrapping::kRaw);
  EXPECT_EQ(got.text, text);
  EXPECT_FALSE(got.end.has_value());
}

TEST(InflateSource, StopsAtTheExpansionLimit) {
  const std::string bytes = make_gzip(std::string(100'000, 'x'));
  Limits limits;
  limits.expansion_floor_bytes = 1000;
  limits.expansion_ratio = 100'000 / bytes.size() + 1;
  EXPECT_FALSE(inflate_all(bytes, 1000, InflateSource::Wrapping::kGzip, limits).end.has_value());
  limits.expansion_ratio = 100'000 / bytes.size() / 2;
  const Inflated got = inflate_all(bytes, 1000, InflateSource::Wrapping::kGzip, limits);
  ASSERT_TRUE(got.end.has_value());
  EXPECT_EQ(got.end->code, ErrorCode::kLimit);
  EXPECT_LT(got.text.size(), 100'000U);
  limits.expansion_floor_bytes = 100'000;
  EXPECT_FALSE(inflate_all(bytes, 1000, InflateSource::Wrapping::kGzip, limits).end.has_value()) << "below the floor";
}

}  // namespace
}  // namespace logscan::detail
