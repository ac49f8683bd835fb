#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "hostile/archive_maker.h"
#include "input/byte_source.h"

namespace logscan::detail {
namespace {

using test::TemporaryFolder;

std::string read_all(ByteSource& bytes, std::size_t piece, Error* end = nullptr) {
  std::string out;
  std::string block(piece, '\0');
  while (true) {
    auto got = bytes.read(block);
    if (!got && end != nullptr) *end = got.error();
    if (!got || *got == 0) return out;
    out.append(block, 0, *got);
  }
}

TEST(PlainFile, ReadsAtAnyPlace) {
  const TemporaryFolder folder;
  const auto file = PlainFile::open(folder.write("x.log", "0123456789"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ((*file)->size(), 10U);
  std::string block(4, '\0');
  EXPECT_EQ((*file)->read_at(3, block).value(), 4U);
  EXPECT_EQ(block, "3456");
  EXPECT_EQ((*file)->read_at(8, block).value(), 2U) << "fewer only at the end";
  EXPECT_EQ(block.substr(0, 2), "89");
  EXPECT_EQ((*file)->read_at(10, block).value(), 0U);
  EXPECT_EQ((*file)->read_at(1000, block).value(), 0U);
}

TEST(PlainFile, NamesTheFileThatCannotBeOpened) {
  const TemporaryFolder folder;
  const auto missing = PlainFile::open(folder.path() + "/no\nsuch.log");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("no\\nsuch.log"), std::string::npos) << missing.error().message;
  const auto is_folder = PlainFile::open(folder.path());
  ASSERT_FALSE(is_folder.ok());
  EXPECT_EQ(is_folder.error().code, ErrorCode::kUnreadable);
}

TEST(PlainRange, GivesItsRangeAndNoMore) {
  const TemporaryFolder folder;
  const auto file = PlainFile::open(folder.write("x.log", "0123456789")).value();
  EXPECT_EQ(read_all(*plain_range(file, 0, 10), 3), "0123456789");
  EXPECT_EQ(read_all(*plain_range(file, 2, 5), 100), "234");
  EXPECT_EQ(read_all(*plain_range(file, 5, 5), 100), "");
  EXPECT_EQ(read_all(*plain_range(file, 6, 5), 100), "") << "an empty range, not a huge one";
}

TEST(PlainRange, TellsThatTheFileWasCutMeanwhile) {
  const TemporaryFolder folder;
  const std::string path = folder.write("x.log", "0123456789");
  const auto file = PlainFile::open(path).value();
  const auto range = plain_range(file, 0, 10);
  std::filesystem::resize_file(path, 4);
  Error end;
  EXPECT_EQ(read_all(*range, 3, &end), "0123");
  EXPECT_EQ(end.code, ErrorCode::kTruncated);
  std::string block(4, '\0');
  EXPECT_EQ(range->read(block).value(), 0U);
}

}  // namespace
}  // namespace logscan::detail
