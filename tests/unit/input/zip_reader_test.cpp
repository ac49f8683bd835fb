#include "input/zip_reader.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "hostile/archive_maker.h"

namespace logscan::detail {
namespace {

using test::little;
using test::make_zip;
using test::Recorder;
using test::SeenMember;
using test::ZipPart;

Recorder walk(const std::string& zip) {
  Recorder from_disk;
  test::walk_as_file(zip, "a.zip", from_disk);
  Recorder from_pipe;
  test::walk_as_stream(zip, "a.zip", from_pipe);
  EXPECT_EQ(from_disk.locations(), from_pipe.locations());
  EXPECT_EQ(from_disk.problems, from_pipe.problems);
  return from_disk;
}

std::string log_text(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

TEST(ZipReader, GivesMembersWithNamesAndContent) {
  const std::string text = log_text(1000);
  const Recorder seen = walk(make_zip({{.name = "cuc1/", .content = "", .method = 0},
                                       {.name = "cuc1/deflated.log", .content = text},
                                       {.name = "cuc1/stored.log", .content = text, .method = 0},
                                       {.name = "cuc1/empty.log", .content = "", .method = 0},
                                       {.name = "cuc1/zip64.log", .content = text, .zip64 = true},
                                       {.name = "cuc1/late.log", .content = text, .sizes_follow = true}},
                                      "a comment with PK\5\6 in it"));
  ASSERT_EQ(seen.members.size(), 5U);
  EXPECT_TRUE(seen.problems.empty());
  for (const SeenMember& member : seen.members) {
    EXPECT_EQ(member.content, member.location == "a.zip!cuc1/empty.log" ? "" : text) << member.location;
    EXPECT_FALSE(member.end.has_value()) << member.location;
  }
  EXPECT_EQ(seen.members[0].location, "a.zip!cuc1/deflated.log");
  EXPECT_EQ(seen.members[0].path, "a.zip/cuc1/deflated.log");
}

TEST(ZipReader, ReadsOtherMethodsByTheirFilters) {
  const std::string text = log_text(500);
  const Recorder seen = walk(make_zip(
      {{.name = "bz2", .content = text, .method = 12, .packed = test::make_filtered(ARCHIVE_FILTER_BZIP2, text)},
       {.name = "xz", .content = text, .method = 95, .packed = test::make_filtered(ARCHIVE_FILTER_XZ, text)},
       {.name = "zstd", .content = text, .method = 93, .packed = test::make_filtered(ARCHIVE_FILTER_ZSTD, text)},
       {.name = "deflate64", .content = text, .method = 9, .packed = "whatever"},
       {.name = "after", .content = text}}));
  ASSERT_EQ(seen.members.size(), 4U);
  for (const SeenMember& member : seen.members) EXPECT_EQ(member.content, text) << member.location;
  ASSERT_EQ(seen.problems.size(), 1U);
  EXPECT_EQ(seen.problems[0].location, "a.zip!deflate64");
  EXPECT_EQ(seen.problems[0].status, SourceStatus::kUnreadable);
  EXPECT_NE(seen.problems[0].message.find("method 9"), std::string::npos);
}

TEST(ZipReader, SaysWhichTimesAreUtcInAnyZone) {
  const std::string unix_time = little(0x5455, 2) + little(5, 2) + "\x01" + little(1404034201, 4);
  const std::string before_1970 = little(0x5455, 2) + little(5, 2) + "\x01" + little(0xffffffff, 4);
  const std::string ntfs = little(0x000a, 2) + little(32, 2) + little(0, 4) + little(1, 2) + little(24, 2) +
                           little((1404034202ULL + 11644473600ULL) * 10'000'000 + 5, 8) + little(0, 8) + little(0, 8);
  const std::string zip = make_zip({{.name = "local", .content = "x"},
                                    {.name = "unix", .content = "x", .extra = unix_time},
                                    {.name = "early", .content = "x", .extra = before_1970},
                                    {.name = "ntfs", .content = "x", .extra = ntfs},
                                    {.name = "both", .content = "x", .extra = ntfs + unix_time},
                                    {.name = "never", .content = "x", .dos_date = 0},
                                    {.name = "cut extra", .content = "x", .extra = unix_time.substr(0, 7)}});
  for (const char* zone : {"UTC", "Asia/Kolkata", "America/St_Johns"}) {
    setenv("TZ", zone, 1);
    tzset();
    const Recorder seen = walk(zip);
    ASSERT_EQ(seen.members.size(), 7U);
    const auto expect = [&](std::size_t i, std::optional<std::int64_t> time, MtimeKind kind) {
      EXPECT_EQ(seen.members[i].mtime_s, time) << seen.members[i].location << " in " << zone;
      EXPECT_EQ(seen.members[i].mtime_kind, kind) << seen.members[i].location << " in " << zone;
    };
    expect(0, 1404034200, MtimeKind::kLocal);
    expect(1, 1404034201, MtimeKind::kUtc);
    expect(2, -1, MtimeKind::kUtc);
    expect(3, 1404034202, MtimeKind::kUtc);
    expect(4, 1404034201, MtimeKind::kUtc);
    expect(5, std::nullopt, MtimeKind::kLocal);
    expect(6, 1404034200, MtimeKind::kLocal);
  }
  unsetenv("TZ");
  tzset();
}

TEST(ZipReader, TakesTheUtf8NameWhereItIsStillThatName) {
  const auto unicode = [](const std::string& old_name, const std::string& name) {
    const std::string field = "\x01" + little(test::crc_of(old_name), 4) + name;
    return little(0x7075, 2) + little(field.size(), 2) + field;
  };
  const Recorder seen = walk(make_zip({{.name = "caf\x82", .content = "x", .extra = unicode("caf\x82", "caf\xc3\xa9")},
                                       {.name = "renamed", .content = "x", .extra = unicode("old", "older")},
                                       {.name = "caf\x82", .content = "x"}}));
  EXPECT_EQ(seen.locations(), (std::vector<std::string>{"a.zip!caf\xc3\xa9", "a.zip!renamed", "a.zip!caf\\x82"}));
}

TEST(ZipReader, NamesAWrongChecksumAndGoesOn) {
  const std::string text = log_text(100);
  for (const std::uint16_t method : {std::uint16_t{0}, std::uint16_t{8}}) {
    const Recorder seen = walk(make_zip({{.name = "bad", .content = text, .method = method, .crc = 1},
                                         {.name = "good", .content = text, .method = method}}));
    ASSERT_EQ(seen.members.size(), 2U);
    EXPECT_EQ(seen.members[0].content, text);
    ASSERT_TRUE(seen.members[0].end.has_value());
    EXPECT_EQ(seen.members[0].end->code, ErrorCode::kDamaged);
    EXPECT_NE(seen.members[0].end->message.find("CRC"), std::string::npos);
    EXPECT_EQ(seen.members[1].content, text);
    EXPECT_FALSE(seen.members[1].end.has_value());
  }
}

TEST(ZipReader, NamesDamagedDataAndGoesOn) {
  const std::string text = log_text(100);
  const std::string packed = test::make_deflate(text);
  const struct {
    const char* name;
    std::string packed;
  } cases[] = {
      {"NoDeflateStream", std::string(50, '\xff')},
      {"BreaksOff", packed.substr(0, packed.size() / 2)},
      {"TooShort", test::make_deflate(text.substr(10))},
      {"TooLong", test::make_deflate(text + "more")},
  };
  for (const auto& c : cases) {
    const Recorder seen =
        walk(make_zip({{.name = "bad", .content = text, .packed = c.packed}, {.name = "good", .content = text}}));
    ASSERT_NE(seen.find("a.zip!good"), nullptr) << c.name;
    EXPECT_EQ(seen.find("a.zip!good")->content, text) << c.name;
    const SeenMember* bad = seen.find("a.zip!bad");
    const bool told = bad != nullptr ? bad->end.has_value() && bad->end->code == ErrorCode::kDamaged
                                     : seen.has_problem("a.zip!bad", SourceStatus::kDamaged);
    EXPECT_TRUE(told) << c.name;
  }
}

TEST(ZipReader, NamesADirectoryThatPointsNowhere) {
  const Recorder seen =
      walk(make_zip({{.name = "lost", .content = "x", .place = 7}, {.name = "good", .content = "y"}}));
  EXPECT_TRUE(seen.has_problem("a.zip!lost", SourceStatus::kDamaged));
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_EQ(seen.members[0].content, "y");
}

TEST(ZipReader, NamesADirectoryThatBreaksOff) {
  std::string zip = make_zip({{.name = "one", .content = "1"}, {.name = "two", .content = "2"}});
  zip.replace(zip.rfind("PK\x01\x02"), 2, "QK");
  const Recorder seen = walk(zip);
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_TRUE(seen.has_problem("a.zip", SourceStatus::kDamaged));
}

TEST(ZipReader, ReadsACutZipByItsLocalHeaders) {
  const std::string text = log_text(300);
  for (const bool sizes_follow : {false, true}) {
    const ZipPart part = {.name = "one.log", .content = text, .sizes_follow = sizes_follow};
    ZipPart second = part;
    second.name = "two.log";
    const std::string whole = make_zip({part, second});
    const std::string cut = whole.substr(0, whole.find("PK\x01\x02"));
    const Recorder seen = walk(cut);
    ASSERT_EQ(seen.members.size(), 2U) << sizes_follow;
    for (const SeenMember& member : seen.members) {
      EXPECT_EQ(member.content, text);
      EXPECT_FALSE(member.end.has_value());
    }
    ASSERT_EQ(seen.problems.size(), 1U);
    EXPECT_EQ(seen.problems[0].location, "a.zip");
    EXPECT_EQ(seen.problems[0].status, SourceStatus::kTruncated);
  }
}

TEST(ZipReader, IsNotDeceivedByAZipInsideACutZip) {
  const std::string inner = make_zip({{.name = "inner.log", .content = "inner"}});
  const std::string whole = make_zip({{.name = "first.log", .content = "first"},
                                      {.name = "inner.zip", .content = inner, .method = 0},
                                      {.name = "last.log", .content = "last"}});
  const Recorder seen = walk(whole.substr(0, whole.find("last.log") + 10));
  EXPECT_NE(seen.find("a.zip!first.log"), nullptr);
  EXPECT_NE(seen.find("a.zip!inner.zip!inner.log"), nullptr);
  EXPECT_EQ(seen.find("a.zip!inner.log"), nullptr);
  EXPECT_TRUE(seen.has_problem("a.zip", SourceStatus::kTruncated));
}

TEST(ZipReader, PassesOverLinksAndDevicesOnce) {
  const Recorder seen = walk(
      make_zip({{.name = "link", .content = "/etc/passwd", .method = 0, .made_by = 3 << 8, .attributes = 0xa1ffU << 16},
                {.name = "pipe", .content = "", .method = 0, .made_by = 3 << 8, .attributes = 0x11ffU << 16},
                {.name = "file", .content = "x", .made_by = 3 << 8, .attributes = 0x81a4U << 16},
                {.name = "folder", .content = "", .method = 0, .made_by = 3 << 8, .attributes = 0x41edU << 16}}));
  EXPECT_EQ(seen.locations(), std::vector<std::string>{"a.zip!file"});
  EXPECT_TRUE(seen.has_problem("a.zip!link", SourceStatus::kIgnored));
  EXPECT_TRUE(seen.has_problem("a.zip!pipe", SourceStatus::kIgnored));
  EXPECT_EQ(seen.problems.size(), 2U);
}

TEST(ZipReader, ReadsAnEmptyZip) {
  const Recorder seen = walk(make_zip({}));
  EXPECT_TRUE(seen.members.empty());
  EXPECT_TRUE(seen.problems.empty());
}

}  // namespace
}  // namespace logscan::detail
