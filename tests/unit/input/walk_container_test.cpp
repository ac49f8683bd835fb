#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <string>
#include <thread>

#include "hostile/archive_maker.h"
#include "input/bundle.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;
using test::Entry;
using test::make_archive;
using test::make_gzip;
using test::make_tar;
using test::make_zip;
using test::MemorySource;
using test::Recorder;
using test::SeenMember;
using test::TemporaryFolder;

std::string log_text(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "2014-06-29 11:30:50 line " + std::to_string(i * 7919) + "\n";
  return text;
}

std::string one_line(const std::vector<test::SeenProblem>& problems) {
  std::string all;
  for (const auto& problem : problems) all += problem.location + ": " + problem.message + "\n";
  return all;
}

const std::string kText = log_text(20'000);
const std::vector<Entry> kEntries = {{"cuc1", "", AE_IFDIR},
                                     {"cuc1/a.log", kText},
                                     {"cuc1/empty.log", ""},
                                     {"cuc1/b.log.gz", make_gzip(kText)},
                                     {"cuc1/c.log", "last line without an end"}};

TEST(WalkContainer, ReadsEveryFormatFromDiskAndFromAPipe) {
  const struct {
    const char* name;
    std::string bytes;
  } cases[] = {
      {"ustar", make_tar(kEntries)},
      {"pax", make_archive({ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_NONE, "", ""}, kEntries)},
      {"gnutar", make_archive({ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE, "", ""}, kEntries)},
      {"tar.gz", make_gzip(make_tar(kEntries))},
      {"tar.bz2", make_archive({ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2, "", ""}, kEntries)},
      {"tar.xz", make_archive({ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ, "", ""}, kEntries)},
      {"tar.zst", make_archive({ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD, "", ""}, kEntries)},
      {"zip", make_archive({ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "", ""}, kEntries)},
      {"zip.stored", make_archive({ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:compression=store", ""}, kEntries)},
      {"zip64", make_archive({ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "zip:zip64", ""}, kEntries)},
      {"7z.lzma1", make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "7zip:compression=lzma1", ""}, kEntries)},
      {"7z.ppmd", make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "7zip:compression=ppmd", ""}, kEntries)},
      {"7z.gz", make_gzip(make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, kEntries))},
  };
  for (const auto& c : cases) {
    for (const bool from_disk : {true, false}) {
      Recorder seen;
      (from_disk ? test::walk_as_file : test::walk_as_stream)(c.bytes, "case", seen, Limits());
      EXPECT_TRUE(seen.problems.empty()) << c.name << ": " << one_line(seen.problems);
      std::vector<std::string> locations = seen.locations();
      std::sort(locations.begin(), locations.end());  // 7z puts empty files last
      EXPECT_EQ(locations, (std::vector<std::string>{"case!cuc1/a.log", "case!cuc1/b.log.gz", "case!cuc1/c.log",
                                                     "case!cuc1/empty.log"}))
          << c.name;
      for (const SeenMember& member : seen.members) {
        EXPECT_FALSE(member.end.has_value()) << c.name << " " << member.location << ": " << member.end->message;
        const bool big = member.location.ends_with("a.log") || member.location.ends_with("b.log.gz");
        EXPECT_EQ(member.content, big                                  ? kText
                                  : member.location.ends_with("c.log") ? kEntries[4].content
                                                                       : "")
            << c.name;
        EXPECT_EQ(member.mtime_s, 1404034200) << c.name;
        EXPECT_EQ(member.mtime_kind, MtimeKind::kUtc) << c.name;
      }
    }
  }
}

TEST(WalkContainer, ReadsLoneCompressedFiles) {
  const struct {
    const char* name;
    const char* path;
    std::string bytes;
  } cases[] = {
      {"dir/x.log.gz", "dir/x.log", make_gzip(kText)},
      {"dir/x.log.gzo", "dir/x.log", make_gzip(kText)},
      {"dir/X.LOG.GZ", "dir/X.LOG", make_gzip(kText)},
      {"dir/x.log.bz2", "dir/x.log", test::make_filtered(ARCHIVE_FILTER_BZIP2, kText)},
      {"dir/x.log.xz", "dir/x.log", test::make_filtered(ARCHIVE_FILTER_XZ, kText)},
      {"dir/x.log.zst", "dir/x.log", test::make_filtered(ARCHIVE_FILTER_ZSTD, kText)},
      {"dir/x.log", "dir/x.log", make_gzip(kText)},
      {"dir/.gz", "dir/.gz", make_gzip(kText)},
      {"x.log.gz.gz", "x.log", make_gzip(make_gzip(kText))},
      {"x.log.gz.bz2", "x.log", test::make_filtered(ARCHIVE_FILTER_BZIP2, make_gzip(kText))},
      {"plain.log", "plain.log", kText},
  };
  for (const auto& c : cases) {
    for (const bool from_disk : {true, false}) {
      Recorder seen;
      (from_disk ? test::walk_as_file : test::walk_as_stream)(c.bytes, c.name, seen, Limits());
      ASSERT_EQ(seen.members.size(), 1U) << c.name << one_line(seen.problems);
      EXPECT_EQ(seen.members[0].location, c.name);
      EXPECT_EQ(seen.members[0].path, c.path) << c.name;
      EXPECT_EQ(seen.members[0].content, kText) << c.name;
      EXPECT_FALSE(seen.members[0].end.has_value());
      EXPECT_TRUE(seen.problems.empty());
    }
  }
}

TEST(WalkContainer, ReadsCompressedFilesOfNothing) {
  const struct {
    const char* name;
    std::string bytes;
  } cases[] = {
      {"x.gz", make_gzip("")},
      {"x.bz2", test::make_filtered(ARCHIVE_FILTER_BZIP2, "")},
      {"x.xz", test::make_filtered(ARCHIVE_FILTER_XZ, "")},
      {"x.zst", test::make_filtered(ARCHIVE_FILTER_ZSTD, "")},
      {"checked.zst", "\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51"s},
  };
  for (const auto& c : cases) {
    Recorder seen;
    test::walk_as_stream(c.bytes, c.name, seen);
    ASSERT_EQ(seen.members.size(), 1U) << c.name << one_line(seen.problems);
    EXPECT_EQ(seen.members[0].size, 0U);
    EXPECT_FALSE(seen.members[0].end.has_value()) << c.name << seen.members[0].end->message;
    for (std::size_t cut = 6; cut < c.bytes.size(); ++cut) {
      Recorder told;
      test::walk_as_stream(c.bytes.substr(0, cut), c.name, told);
      EXPECT_TRUE(told.members.empty()) << c.name << " cut at " << cut;
      EXPECT_TRUE(told.has_problem(c.name, SourceStatus::kTruncated)) << c.name << " cut at " << cut;
    }
  }
}

TEST(WalkContainer, FindsArchivesInArchivesByTheirBytes) {
  const std::string tgz = make_gzip(make_tar({{"./c.log", "deep"}, {"d\\e.log", "windows"}}));
  const std::string seven = make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, {{"b.bin", tgz}});
  const std::string zip = make_zip({{.name = "dir/b.tar.gz", .content = tgz}, {.name = "x.7z", .content = seven}});
  for (const bool from_disk : {true, false}) {
    Recorder seen;
    (from_disk ? test::walk_as_file : test::walk_as_stream)(make_tar({{"a.zip", zip}}), "case.tar", seen, Limits());
    EXPECT_EQ(seen.locations(),
              (std::vector<std::string>{"case.tar!a.zip!dir/b.tar.gz!c.log", "case.tar!a.zip!dir/b.tar.gz!d\\\\e.log",
                                        "case.tar!a.zip!x.7z!b.bin!c.log", "case.tar!a.zip!x.7z!b.bin!d\\\\e.log"}));
    ASSERT_EQ(seen.members.size(), 4U);
    EXPECT_EQ(seen.members[0].path, "case.tar/a.zip/dir/b.tar.gz/c.log");
    EXPECT_EQ(seen.members[1].path, "case.tar/a.zip/dir/b.tar.gz/d/e.log");
    EXPECT_EQ(seen.members[0].content, "deep");
    EXPECT_TRUE(seen.problems.empty());
  }
}

TEST(WalkContainer, TakesTheTimeFromTheGzipHeader) {
  Recorder seen;
  test::walk_as_stream(make_tar({{"with.gz", make_gzip("x", 1'000'000'000)}, {"without.gz", make_gzip("x")}}), "a.tar",
                       seen);
  ASSERT_EQ(seen.members.size(), 2U);
  EXPECT_EQ(seen.members[0].mtime_s, 1'000'000'000);
  EXPECT_EQ(seen.members[1].mtime_s, 1404034200) << "that of the archive";
}

TEST(WalkContainer, MentionsWhatFollowsTheGzipData) {
  Recorder seen;
  test::walk_as_stream(make_gzip("x") + "garbage", "x.gz", seen);
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_EQ(seen.members[0].content, "x");
  EXPECT_EQ(one_line(seen.problems), "x.gz: 7 bytes after the end of the gzip data are not read\n");
  EXPECT_TRUE(seen.has_problem("x.gz", SourceStatus::kOk));
  Recorder padded;
  test::walk_as_stream(make_gzip("x") + std::string(1000, '\0'), "x.gz", padded);
  EXPECT_TRUE(padded.problems.empty());
}

TEST(WalkContainer, NamesTarLinksAndDevicesUpToTheLimit) {
  std::vector<Entry> entries = {{"dir", "", AE_IFDIR},
                                {"dir/x.log", "x"},
                                {"dir/soft", "", AE_IFLNK, "/etc/passwd"},
                                {"dir/hard", "", AE_IFREG, "dir/x.log"},
                                {"dir/fifo", "", AE_IFIFO},
                                {"dir/device", "", AE_IFCHR}};
  Limits limits;
  limits.diagnostics = 4;
  Recorder exact;
  test::walk_as_stream(make_tar(entries), "a.tar", exact, limits);
  EXPECT_EQ(exact.locations(), std::vector<std::string>{"a.tar!dir/x.log"});
  ASSERT_EQ(exact.problems.size(), 4U);
  for (const auto& problem : exact.problems) EXPECT_EQ(problem.status, SourceStatus::kIgnored);
  EXPECT_EQ(exact.problems[0].location, "a.tar!dir/soft");
  entries.push_back({"dir/more", "", AE_IFLNK, "x"});
  Recorder over;
  test::walk_as_stream(make_tar(entries), "a.tar", over, limits);
  ASSERT_EQ(over.problems.size(), 5U);
  EXPECT_EQ(over.problems[4].location, "a.tar");
  EXPECT_EQ(over.problems[4].message.substr(0, 7), "1 more ");
}

TEST(WalkContainer, ReadsNamesOfAnyEncodingInTheCLocale) {
  ASSERT_STREQ(setlocale(LC_ALL, nullptr), "C");
  const std::string utf8 = "caf\xc3\xa9/\xe6\x97\xa5.log";
  const std::string latin1 = "caf\xe9.log";
  // libarchive writes such names only under a UTF-8 locale.
  const locale_t utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = uselocale(utf8_locale);
  const std::string pax =
      make_archive({ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_NONE, "", ""}, {{utf8, "1"}});
  const std::string seven = make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, {{utf8, "1"}});
  uselocale(before);
  freelocale(utf8_locale);
  const std::string shown = "a!" + utf8;
  for (const auto& bytes : {pax, seven, make_tar({{utf8, "1"}}), make_zip({{.name = utf8, .content = "1"}})}) {
    Recorder seen;
    test::walk_as_file(bytes, "a", seen);
    EXPECT_EQ(seen.locations(), std::vector<std::string>{shown});
    ASSERT_EQ(seen.members.size(), 1U);
    EXPECT_EQ(seen.members[0].path, "a/" + utf8);
  }
  for (const auto& bytes : {make_tar({{latin1, "1"}}), make_zip({{.name = latin1, .content = "1"}})}) {
    Recorder seen;
    test::walk_as_file(bytes, "a", seen);
    EXPECT_EQ(seen.locations(), std::vector<std::string>{"a!caf\\xe9.log"});
  }
  EXPECT_STREQ(setlocale(LC_ALL, nullptr), "C");
}

TEST(WalkContainer, SaysThatATarWithoutItsEndMarkIsCut) {
  const std::string whole = make_tar({{"x.log", std::string(512, 'x')}, {"y.log", "y"}});
  Recorder seen;
  test::walk_as_stream(whole.substr(0, 1024), "a.tar", seen);  // header and content of the first, and no more
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_FALSE(seen.members[0].end.has_value());
  EXPECT_TRUE(seen.has_problem("a.tar", SourceStatus::kTruncated));
}

TEST(WalkContainer, GoesOnAfterADamagedTarHeader) {
  std::string tar = make_tar({{"x.log", "x"}, {"y.log", "y"}, {"z.log", "z"}});
  tar[1024] = 'Y';  // the name in the second header
  Recorder seen;
  test::walk_as_stream(tar, "a.tar", seen);
  EXPECT_EQ(seen.locations(), (std::vector<std::string>{"a.tar!x.log", "a.tar!z.log"}));
  EXPECT_TRUE(seen.has_problem("a.tar", SourceStatus::kDamaged));
}

TEST(WalkContainer, LosesNothingOfACutTarGz) {
  const std::string text = log_text(3000);
  const std::string whole = make_gzip(make_tar({{"x.log", text}}));
  const std::string cut = whole.substr(0, whole.size() / 2);
  Recorder seen;
  test::walk_as_stream(cut, "a.tar.gz", seen);
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_TRUE(text.starts_with(seen.members[0].content));
  ASSERT_TRUE(seen.members[0].end.has_value());
  EXPECT_EQ(seen.members[0].end->code, ErrorCode::kTruncated);
  EXPECT_TRUE(seen.has_problem("a.tar.gz", SourceStatus::kTruncated));
  // All that the same bytes inflate to, less the tar header.
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string input = cut;
  std::string output(text.size() + 10'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  inflate(&stream, Z_SYNC_FLUSH);
  inflateEnd(&stream);
  EXPECT_EQ(seen.members[0].size + 512, stream.total_out);
}

TEST(WalkContainer, HoldsTheLimitOnDepth) {
  const auto nested = [](int levels) {
    std::string bytes = "deep";
    for (int i = 0; i < levels; ++i) bytes = make_zip({{.name = "z", .content = bytes, .method = 0}});
    return bytes;
  };
  const Limits limits;
  Recorder within;
  test::walk_as_file(nested(static_cast<int>(limits.archive_depth)), "a", within);
  ASSERT_EQ(within.members.size(), 1U);
  EXPECT_EQ(within.members[0].content, "deep");
  EXPECT_TRUE(within.problems.empty());
  Recorder over;
  test::walk_as_file(nested(static_cast<int>(limits.archive_depth) + 1), "a", over);
  EXPECT_TRUE(over.members.empty());
  ASSERT_EQ(over.problems.size(), 1U);
  EXPECT_EQ(over.problems[0].status, SourceStatus::kLimit);
  EXPECT_EQ(over.problems[0].location, "a!z!z!z!z!z!z!z!z");
}

TEST(WalkContainer, CountsACompressedTarAsOneLevel) {
  Limits limits;
  limits.archive_depth = 2;
  Recorder seen;
  test::walk_as_stream(
      make_zip({{.name = "b.tar.gz", .content = make_gzip(make_tar({{"c.log", "deep"}, {"d.gz", make_gzip("x")}}))},
                {.name = "e.log", .content = "e"}}),
      "a.zip", seen, limits);
  EXPECT_EQ(seen.locations(), (std::vector<std::string>{"a.zip!b.tar.gz!c.log", "a.zip!e.log"}))
      << "and goes on beside it";
  EXPECT_TRUE(seen.has_problem("a.zip!b.tar.gz!d.gz", SourceStatus::kLimit));
}

TEST(WalkContainer, HoldsTheLimitOnMembers) {
  const std::string tar = make_tar({{"1", "x"}, {"2", "x"}, {"3", "x"}});
  const std::string zip =
      make_zip({{.name = "1", .content = "x"}, {.name = "2", .content = "x"}, {.name = "3", .content = "x"}});
  for (const auto& bytes : {tar, zip}) {
    Limits limits;
    limits.members = 3;
    Recorder exact;
    test::walk_as_stream(bytes, "a", exact, limits);
    EXPECT_EQ(exact.members.size(), 3U);
    EXPECT_TRUE(exact.problems.empty());
    limits.members = 2;
    Recorder over;
    test::walk_as_stream(bytes, "a", over, limits);
    EXPECT_EQ(over.members.size(), 2U);
    ASSERT_EQ(over.problems.size(), 1U);
    EXPECT_EQ(over.problems[0].status, SourceStatus::kLimit);
  }
}

TEST(WalkContainer, HoldsTheLimitOnSpooling) {
  const std::string inner = make_zip({{.name = "x.log", .content = std::string(5000, 'x'), .method = 0}});
  const std::string tar = make_tar({{"inner.zip", inner}, {"y.log", "y"}});
  Limits limits;
  limits.spool_bytes = inner.size();
  Recorder exact;
  test::walk_as_stream(tar, "a", exact, limits);
  EXPECT_EQ(exact.locations(), (std::vector<std::string>{"a!inner.zip!x.log", "a!y.log"}));
  limits.spool_bytes = inner.size() - 1;
  Recorder over;
  test::walk_as_stream(tar, "a", over, limits);
  EXPECT_EQ(over.locations(), std::vector<std::string>{"a!y.log"}) << "what follows is still read";
  EXPECT_TRUE(over.has_problem("a!inner.zip", SourceStatus::kLimit));
}

TEST(WalkContainer, HoldsTheLimitOnExpansionAndReadsTheNeighbours) {
  Limits limits;
  limits.expansion_floor_bytes = 100'000;
  limits.expansion_ratio = 100;
  const std::string bomb(4'000'000, '\0');
  const std::string core = make_gzip(bomb);
  const struct {
    const char* name;
    std::string bytes;
    std::string bomb_location;
    bool neighbour;  // can be reached without decompressing the bomb to its end
  } cases[] = {
      {"GzipInTar", make_tar({{"core.gz", core}, {"x.log", "x"}}), "a!core.gz", true},
      {"GzipInZip", make_zip({{.name = "core.gz", .content = core, .method = 0}, {.name = "x.log", .content = "x"}}),
       "a!core.gz", true},
      {"MemberOfZip", make_zip({{.name = "core", .content = bomb}, {.name = "x.log", .content = "x"}}), "a!core", true},
      {"TarGz", make_gzip(make_tar({{"core", bomb}, {"x.log", "x"}})), "a!core", false},
      {"SevenZip", make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, {{"core", bomb}, {"x.log", "x"}}),
       "a!core", false},
      {"Bzip2", make_tar({{"core.bz2", test::make_filtered(ARCHIVE_FILTER_BZIP2, bomb)}, {"x.log", "x"}}), "a!core.bz2",
       true},
  };
  for (const auto& c : cases) {
    Recorder seen;
    seen.keep_bytes = 10;
    test::walk_as_file(c.bytes, "a", seen, limits);
    const SeenMember* member = seen.find(c.bomb_location);
    ASSERT_NE(member, nullptr) << c.name;
    ASSERT_TRUE(member->end.has_value()) << c.name;
    EXPECT_EQ(member->end->code, ErrorCode::kLimit) << c.name;
    EXPECT_LT(member->size, bomb.size()) << c.name;
    EXPECT_EQ(seen.find("a!x.log") != nullptr, c.neighbour) << c.name;
    if (c.neighbour) {
      EXPECT_EQ(seen.find("a!x.log")->content, "x") << c.name;
    } else {
      EXPECT_TRUE(seen.has_problem("a", SourceStatus::kLimit)) << c.name;
    }
  }
}

TEST(WalkContainer, LeavesAnItemThatExpandsTooOften) {
  Limits limits;
  limits.expansion_floor_bytes = 100'000;
  limits.expansion_ratio = 100;
  std::vector<test::ZipPart> parts;
  for (int i = 0; i < 20; ++i)
    parts.push_back({.name = "core" + std::to_string(i), .content = std::string(4'000'000, '\0')});
  Recorder seen;
  seen.keep_bytes = 10;
  test::walk_as_file(make_zip(parts), "a", seen, limits);
  EXPECT_GE(seen.members.size(), 4U) << "three are forgiven";
  EXPECT_LT(seen.members.size(), 8U);
  EXPECT_TRUE(seen.has_problem("a", SourceStatus::kLimit));
}

TEST(WalkContainer, TellsHowMuchOfTheItemIsConsumed) {
  for (const auto& bytes :
       {make_gzip(make_tar(kEntries)), make_zip({{.name = "x", .content = kText}, {.name = "y", .content = kText}})}) {
    const TemporaryFolder folder;
    InputItem item;
    item.kind = InputItem::Kind::kContainer;
    item.disk_path = folder.write("a", bytes);
    std::uint64_t told = 0;
    Recorder seen;
    walk_container(item, Limits(), nullptr, [&](std::uint64_t n) { told += n; }, seen);
    EXPECT_GT(told, bytes.size() / 2);
    EXPECT_LE(told, bytes.size());
  }
}

TEST(WalkContainer, StopsQuietlyWhenCancelled) {
  std::atomic<bool> cancel{true};
  Recorder seen;
  walk_stream({.location = "a", .path = "a", .mtime_s = {}, .mtime_kind = MtimeKind::kUtc},
              std::make_unique<MemorySource>(make_tar(kEntries)), Limits(), &cancel, seen);
  EXPECT_TRUE(seen.members.empty());
  EXPECT_TRUE(seen.problems.empty());

  // In the middle of a member.
  class Impatient final : public MemberVisitor {
   public:
    explicit Impatient(std::atomic<bool>& cancel) : cancel_(cancel) {}
    void on_member(const SourceName&, ByteSource& bytes) override {
      ++members;
      std::string block(1000, '\0');
      ASSERT_TRUE(bytes.read(block).ok());
      cancel_ = true;
      for (int i = 0; i < 100'000 && end.ok(); ++i) {
        if (auto got = bytes.read(block); !got) end = got.error();
      }
    }
    void on_problem(const SourceName&, SourceStatus, const std::string&) override { ++problems; }
    int members = 0;
    int problems = 0;
    Status end;

   private:
    std::atomic<bool>& cancel_;
  };
  cancel = false;
  Impatient visitor(cancel);
  walk_stream({.location = "a", .path = "a", .mtime_s = {}, .mtime_kind = MtimeKind::kUtc},
              std::make_unique<MemorySource>(make_gzip(make_tar({{"x", std::string(20 << 20, 'x')}, {"y", "y"}}))),
              Limits(), &cancel, visitor);
  EXPECT_EQ(visitor.members, 1);
  EXPECT_EQ(visitor.problems, 0);
  ASSERT_FALSE(visitor.end.ok());
  EXPECT_EQ(visitor.end.error().code, ErrorCode::kCancelled);
}

TEST(WalkContainer, IsWellWhenTheVisitorLosesInterest) {
  for (const auto& bytes : {make_tar(kEntries), make_gzip(make_tar(kEntries)),
                            make_archive({ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, "", ""}, kEntries),
                            make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, kEntries)}) {
    Recorder seen;
    seen.read_at_most = 0;
    test::walk_as_stream(bytes, "a", seen);
    EXPECT_EQ(seen.members.size(), 4U);
    EXPECT_TRUE(seen.problems.empty()) << one_line(seen.problems);
  }
}

TEST(WalkContainer, ReadsAFifoByName) {
  const TemporaryFolder folder;
  const std::string fifo = folder.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const std::string zip = make_zip({{.name = "x.log", .content = kText}});
  std::thread writer(
      [&] { std::ofstream(fifo, std::ios::binary).write(zip.data(), static_cast<std::streamsize>(zip.size())); });
  const InputList list = list_inputs({fifo});
  Recorder seen;
  ASSERT_EQ(list.items.size(), 1U);
  walk_container(list.items[0], Limits(), nullptr, {}, seen);
  writer.join();
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_EQ(seen.members[0].content, kText);
}

TEST(WalkContainer, NamesAnItemThatIsGone) {
  InputItem item;
  item.kind = InputItem::Kind::kContainer;
  item.name.location = "gone.zip";
  item.disk_path = "/nonexistent/gone.zip";
  Recorder seen;
  walk_container(item, Limits(), nullptr, {}, seen);
  EXPECT_TRUE(seen.has_problem("gone.zip", SourceStatus::kUnreadable));
}

TEST(WalkContainer, DoesNotTakeTextForAnArchive) {
  const std::string text = "#mtree\n./x type=file size=5 mode=644\n" + kText;
  Recorder seen;
  test::walk_as_stream(text, "-", seen);
  ASSERT_EQ(seen.members.size(), 1U);
  EXPECT_EQ(seen.members[0].location, "-");
  EXPECT_EQ(seen.members[0].content, text);
}

}  // namespace
}  // namespace logscan::detail
