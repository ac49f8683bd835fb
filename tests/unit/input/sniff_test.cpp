#include "input/sniff.h"

#include <gtest/gtest.h>

#include <string>

#include "hostile/archive_maker.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;
using test::make_archive;
using test::MemorySource;

std::string head_of(const std::string& bytes) { return bytes.substr(0, kHeadBytes); }

std::string old_tar() {  // without the ustar mark: only the checksum tells
  return make_archive({ARCHIVE_FORMAT_TAR, ARCHIVE_FILTER_NONE, "", ""}, {});
}

// A header of the seventh edition: name, octal fields, checksum, nothing else.
std::string seventh_edition_tar() {
  std::string header(512, '\0');
  header.replace(0, 5, "x.log");
  header.replace(100, 7, "0000644");
  header.replace(124, 11, "00000000000");
  header.replace(136, 11, "00000000000");
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  header.replace(148, 7, std::string(digits, 6) + '\0');
  return header;
}

TEST(Sniff, KnowsShapesByTheirFirstBytes) {
  const std::string tar = test::make_tar({{"x.log", "text"}});
  const std::string v7 = seventh_edition_tar();
  std::string wrong_sum = v7;
  wrong_sum[0] = 'y';
  const struct {
    const char* name;
    std::string head;
    Shape shape;
  } cases[] = {
      {"Empty", "", Shape::kPlain},
      {"Text", "2014-06-29 12:00:00,000 INFO x", Shape::kPlain},
      {"TextLikeMtree", "#mtree\nfile type=file size=12\n", Shape::kPlain},
      {"Zip", "PK\3\4rest", Shape::kZip},
      {"EmptyZip", "PK\5\6rest", Shape::kZip},
      {"TextOfPk", "PK 34", Shape::kPlain},
      {"CutZipMark", "PK\3", Shape::kPlain},
      {"Gzip", "\x1f\x8b\x08", Shape::kGzip},
      {"GzipMarkAlone", "\x1f\x8b", Shape::kGzip},
      {"HalfGzipMark", "\x1f", Shape::kPlain},
      {"Bzip2", test::make_filtered(ARCHIVE_FILTER_BZIP2, "text"), Shape::kBzip2},
      {"Bzip2OfNothing", "BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"s, Shape::kBzip2},
      {"CutBzip2", "BZh91AY", Shape::kBzip2},
      {"TextLikeBzip2", "BZh9 is a word", Shape::kPlain},
      {"Xz", test::make_filtered(ARCHIVE_FILTER_XZ, "text"), Shape::kXz},
      {"Zstd", test::make_filtered(ARCHIVE_FILTER_ZSTD, "text"), Shape::kZstd},
      {"SevenZip", test::make_locked_7z(), Shape::kSevenZip},
      {"Ustar", tar, Shape::kTar},
      {"GnuTar", make_archive({ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE, "", ""}, {{"x", "y"}}), Shape::kTar},
      {"OldTar", v7, Shape::kTar},
      {"OldTarWithAWrongSum", wrong_sum, Shape::kPlain},
      {"TarOfNothing", old_tar(), Shape::kPlain},
      {"TextWithUstarInIt", std::string(257, 'x') + "ustar is a format", Shape::kTar},
      {"TextWithUstarWord", std::string(257, 'x') + "ustard", Shape::kPlain},
      {"Zeros", std::string(512, '\0'), Shape::kPlain},
  };
  for (const auto& c : cases) EXPECT_EQ(sniff(head_of(c.head)), c.shape) << c.name;
}

TEST(HeadSource, GivesTheHeadAgain) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "line " + std::to_string(i) + "\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{511}, std::size_t{512}, std::size_t{100'000}}) {
    MemorySource bytes(text, piece);
    HeadSource head(bytes);
    EXPECT_EQ(head.head(), text.substr(0, kHeadBytes));
    std::string all(text.size() + 1, '\0');
    EXPECT_EQ(head.read(std::span(all).first(700)).value(), 700U) << "reads are full but for the last";
    EXPECT_EQ(head.read(std::span(all).subspan(700)).value(), text.size() - 700);
    EXPECT_EQ(all.substr(0, text.size()), text);
    EXPECT_EQ(head.read(all).value(), 0U);
  }
}

TEST(HeadSource, KeepsTheErrorForAfterTheBytes) {
  MemorySource bytes("abc", 2, Error{ErrorCode::kTruncated, "cut"});
  HeadSource head(bytes);
  EXPECT_EQ(head.failed_at_once(), nullptr);
  std::string block(10, '\0');
  EXPECT_EQ(head.read(block).value(), 3U);
  auto end = head.read(block);
  ASSERT_FALSE(end.ok());
  EXPECT_EQ(end.error().code, ErrorCode::kTruncated);
  EXPECT_EQ(head.read(block).value(), 0U);

  MemorySource nothing("", 2, Error{ErrorCode::kEncrypted, "locked"});
  const HeadSource failed(nothing);
  ASSERT_NE(failed.failed_at_once(), nullptr);
  EXPECT_EQ(failed.failed_at_once()->code, ErrorCode::kEncrypted);
}

}  // namespace
}  // namespace logscan::detail
