#include "pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "support/temporary_folder.h"

namespace logscan::gen {
namespace {

namespace fs = std::filesystem;

// Long enough for several pieces, and poor to compress.
std::string long_text() {
  std::string text;
  std::uint32_t value = 1;
  while (text.size() < (3U << 20)) {
    value = value * 1'664'525 + 1'013'904'223;
    text += static_cast<char>('a' + (value >> 24) % 26);
  }
  return text;
}

std::map<std::string, std::string> unzip(const std::string& bytes) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), &archive_read_free);
  archive_read_support_format_zip_seekable(reader.get());
  std::map<std::string, std::string> files;
  EXPECT_EQ(archive_read_open_memory(reader.get(), bytes.data(), bytes.size()), ARCHIVE_OK);
  for (archive_entry* entry = nullptr; archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK;) {
    std::string& content = files[archive_entry_pathname(entry)];
    content.resize(static_cast<std::size_t>(archive_entry_size(entry)));
    EXPECT_EQ(archive_read_data(reader.get(), content.data(), content.size()), static_cast<la_ssize_t>(content.size()));
    char past_end = 0;
    EXPECT_EQ(archive_read_data(reader.get(), &past_end, 1), 0) << archive_error_string(reader.get());
  }
  EXPECT_EQ(archive_errno(reader.get()), 0) << archive_error_string(reader.get());
  return files;
}

class PackFolder : public ::testing::Test {
 protected:
  static std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  test::TemporaryFolder folder_;
};

TEST(Gzip, GivesBackWhatItTook) {
  for (const std::string& text : {std::string(), std::string("a\n"), long_text()})
    EXPECT_EQ(gunzip_prefix(gzip(text)), text);
}

TEST(Gzip, HoldsNoTimeAndNoName) {
  const std::string bytes = gzip("text");
  EXPECT_EQ(bytes.substr(0, 3), "\x1f\x8b\x08");
  EXPECT_EQ(bytes.substr(3, 5), std::string(5, '\0'));  // flags and time
}

TEST(Gzip, GivesTheBeginningOfACutMember) {
  const std::string text = long_text();
  const std::string bytes = gzip(text);
  const std::string prefix = gunzip_prefix(bytes.substr(0, bytes.size() / 2));
  EXPECT_GT(prefix.size(), text.size() / 4);
  EXPECT_LT(prefix.size(), text.size() * 3 / 4);
  EXPECT_EQ(text.compare(0, prefix.size(), prefix), 0);
}

TEST(Zip, CanBeReadByOthers) {
  const Time time = *parse_time("2026-03-04T10:20:30Z");
  const std::vector<BundleFile> files{
      {"cuc1/a.log", long_text(), time}, {"cuc1/b.log", "", time}, {"cuc1/c.log.gz", gzip("c"), time}};
  const auto bytes = zip(files);
  ASSERT_TRUE(bytes);
  const auto read = unzip(*bytes);
  ASSERT_EQ(read.size(), 3U);
  for (const BundleFile& file : files) EXPECT_EQ(read.at(file.path), file.bytes) << file.path;
  // 10:20:30 on 4 March 2026: (46 << 9 | 3 << 5 | 4) and (10 << 11 | 20 << 5 | 15).
  EXPECT_EQ(bytes->substr(10, 4), std::string("\x8f\x52\x64\x5c", 4));
}

TEST(Zip, TellsTheTimeInTheZoneOfAFile) {
  const auto bytes = zip({{"cuc1/a.uc", "a", *parse_time("2026-03-04T20:00:00Z"), Minutes(330)}});
  ASSERT_TRUE(bytes);
  // 01:30:00 on 5 March 2026: (46 << 9 | 3 << 5 | 5) and (1 << 11 | 30 << 5).
  EXPECT_EQ(bytes->substr(10, 4), std::string("\xc0\x0b\x65\x5c", 4));
}

TEST_F(PackFolder, WritesFilesWithTheirTimes) {
  const Time time = *parse_time("2026-03-04T10:20:30Z");
  const fs::path target = folder_.file("case");
  ASSERT_TRUE(write_folder(target.string(), {{"cuc1/jetty/a.log", "text\n", time}}));
  EXPECT_EQ(read(target / "cuc1/jetty/a.log"), "text\n");
  struct stat status{};
  ASSERT_EQ(stat((target / "cuc1/jetty/a.log").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtime, time.time_since_epoch().count());
}

TEST_F(PackFolder, RefusesAFolderWithFilesInIt) {
  const fs::path target = folder_.file("case");
  ASSERT_TRUE(write_folder(target.string(), {{"a.log", "old", Time{}}}));
  const Status status = write_folder(target.string(), {{"a.log", "new", Time{}}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_NE(status.error().message.find("not empty"), std::string::npos) << status.error().message;
  EXPECT_EQ(read(target / "a.log"), "old");
}

TEST_F(PackFolder, LeavesNothingBehindWhereItCannotWrite) {
  fs::create_directory(folder_.file("taken"));
  for (const std::string& path : {folder_.file("absent/x.zip"), folder_.file("taken")}) {
    const Status status = write_file(path, "text");
    ASSERT_FALSE(status) << path;
    EXPECT_EQ(status.error().code, ErrorCode::kOutput);
    EXPECT_NE(status.error().message.find(path), std::string::npos) << status.error().message;
    EXPECT_FALSE(fs::exists(path + ".part"));
  }
}

}  // namespace
}  // namespace logscan::gen
