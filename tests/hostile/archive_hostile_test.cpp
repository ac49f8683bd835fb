// Archives made to do harm, and good ones cut or bent at every place: all is named, bounded in time and memory, and
// nothing is written.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "hostile/archive_maker.h"
#include "support/sanitized.h"

namespace logscan::test {
namespace {

using namespace std::string_literals;

constexpr bool kMeasured = !kSanitized;  // a sanitizer's time and memory say nothing about ours

// Runs in empty folders, and holds what runs to 5 s of processor time, 200 MiB of memory, and no file left behind.
class Bounded {
 public:
  Bounded() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(work_.path());
    setenv("TMPDIR", temporary_.path().c_str(), 1);
    // Writing 5 makes the peak begin anew (proc(5)).
    std::ofstream("/proc/self/clear_refs") << 5;
    start_kib_ = memory_kib("VmRSS:");
    start_s_ = processor_s();
  }
  ~Bounded() {
    const double used_s = processor_s() - start_s_;
    EXPECT_EQ(work_.entries(), 0U) << "something was written";
    EXPECT_EQ(temporary_.entries(), 0U) << "a temporary file has a name";
    std::filesystem::current_path(before_);
    unsetenv("TMPDIR");
    if (!kMeasured) return;
    EXPECT_LT(used_s, 5.0);
    EXPECT_LT(memory_kib("VmHWM:") - start_kib_, 200 * 1024);
  }
  Bounded(const Bounded&) = delete;
  Bounded& operator=(const Bounded&) = delete;

 private:
  static double processor_s() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }

  static long memory_kib(std::string_view field) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
      long value = 0;
      if (word == field && status >> value) return value;
    }
    ADD_FAILURE() << "no " << field;
    return 0;
  }

  TemporaryFolder work_;
  TemporaryFolder temporary_;
  std::filesystem::path before_;
  double start_s_ = 0;
  long start_kib_ = 0;
};

// The walk from disk, whose file stands outside the watched folders; the one from a pipe must tell the same.
Recorder walk(const std::string& bytes, std::size_t keep_bytes = 1 << 20) {
  const TemporaryFolder folder;
  detail::InputItem item;
  item.kind = detail::InputItem::Kind::kContainer;
  item.name.location = "a";
  item.name.path = "a";
  item.disk_path = folder.write("item", bytes);
  const Bounded bounded;
  Recorder seen;
  seen.keep_bytes = keep_bytes;
  detail::walk_container(item, Limits(), nullptr, {}, seen);
  return seen;
}

TEST(HostileArchive, NeverUsesMemberNamesAsPaths) {
  const std::string names[] = {"../../x",
                               "/etc/passwd",
                               "C:\\windows\\x",
                               "..\\..\\y",
                               "a/../../../z",
                               "nul\0byte"s,
                               "line\nend",
                               "\x1b[2J",
                               "",
                               std::string(70'000 % 65'000, 'n'),
                               "trail/../",
                               "\xe2\x80\xaegol.x",
                               "con"};
  std::vector<ZipPart> parts;
  for (const std::string& name : names) parts.push_back({.name = name, .content = "content of " + name});
  parts[10].content = "";  // a folder
  const Recorder seen = walk(make_zip(parts));
  ASSERT_EQ(seen.members.size(), std::size(names) - 1);
  EXPECT_EQ(seen.members[0].location, "a!../../x");
  EXPECT_EQ(seen.members[0].path, "a/x");
  EXPECT_EQ(seen.members[1].path, "a/etc/passwd");
  EXPECT_EQ(seen.members[2].path, "a/C:/windows/x");
  EXPECT_EQ(seen.members[3].path, "a/y");
  EXPECT_EQ(seen.members[4].path, "a/a/z");
  EXPECT_EQ(seen.members[5].location, "a!nul\\x00byte");
  EXPECT_EQ(seen.members[6].location, "a!line\\nend");
  EXPECT_EQ(seen.members[7].location, "a!\\x1b[2J");
  EXPECT_EQ(seen.members[8].location, "a!entry-9");
  EXPECT_LT(seen.members[9].location.size(), 5000U);
  EXPECT_EQ(seen.members[10].location, "a!\\u202egol.x");
  for (const SeenMember& member : seen.members)
    EXPECT_TRUE(member.content.starts_with("content of ")) << member.location;
}

TEST(HostileArchive, DoesNotFollowLinksInTars) {
  const Recorder seen = walk(make_tar(
      {{"link", "", AE_IFLNK, "../.."}, {"link/x", "through the link"}, {"hard", "", AE_IFREG, "/etc/passwd"}}));
  EXPECT_EQ(seen.locations(), std::vector<std::string>{"a!link/x"});
  EXPECT_TRUE(seen.has_problem("a!link", SourceStatus::kIgnored));
  EXPECT_TRUE(seen.has_problem("a!hard", SourceStatus::kIgnored));
}

TEST(HostileArchive, StopsABomb) {
  const std::string zeros = make_zero_deflate(200);  // 3.1 GiB
  const std::string gzip = "\x1f\x8b\x08\0\0\0\0\0\0\3"s + zeros;
  const struct {
    const char* name;
    std::string bytes;
    const char* location;
  } cases[] = {
      {"Zip", make_zip({{.name = "bomb", .content = "", .packed = zeros}}), "a!bomb"},
      {"Gzip", gzip, "a"},
      {"GzipInZip", make_zip({{.name = "bomb.gz", .content = gzip, .method = 0}}), "a!bomb.gz"},
  };
  for (const auto& c : cases) {
    const Recorder seen = walk(c.bytes, 100);
    const SeenMember* member = seen.find(c.location);
    ASSERT_NE(member, nullptr) << c.name;
    ASSERT_TRUE(member->end.has_value()) << c.name;
    EXPECT_EQ(member->end->code, ErrorCode::kLimit) << c.name;
    EXPECT_GE(member->size, std::uint64_t{1000} << 20) << c.name << ": up to the floor all is given";
    EXPECT_LT(member->size, std::uint64_t{3} << 29) << c.name;
  }
}

TEST(HostileArchive, StopsABombOfOverlappingMembers) {
  // Every entry of the directory points to the same 16 MiB.
  const std::string zeros = make_zero_deflate(1) + "\3\0"s;
  std::vector<ZipPart> parts(1000, ZipPart{.name = "same", .content = "", .packed = "", .place = 0});
  parts[0].packed = zeros;
  std::string zip = make_zip(parts);
  for (std::size_t at = zip.find("PK\1\2"); at != std::string::npos; at = zip.find("PK\1\2", at + 1)) {
    zip.replace(at + 20, 8, little(zeros.size(), 4) + little(16 << 20, 4));
  }
  const Recorder seen = walk(zip, 100);
  EXPECT_TRUE(seen.has_problem("a", SourceStatus::kLimit));
  EXPECT_LT(seen.members.size(), 200U);
}

TEST(HostileArchive, StopsASparseTarThatClaimsAnExabyte) {
  // GNU sparse, old form: a map in the header says that 512 bytes stand at the end of 8 EiB.
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  put(0, "sparse");
  put(100, "0000644");
  put(124, "00000001000");  // 512 bytes in the archive
  put(136, "00000000000");
  put(156, "S");
  put(257, "ustar  ");
  put(386, "000000000000");  // the map: 512 bytes at 8 GiB - 512
  put(386, "77777777000");
  put(398, "00000001000");
  put(483, "77777777777");  // the size it claims
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  put(148, std::string(digits, 6) + '\0');
  const Recorder seen = walk(header + std::string(512, 'x') + std::string(1024, '\0'), 100);
  ASSERT_EQ(seen.members.size(), 1U);
  ASSERT_TRUE(seen.members[0].end.has_value());
  EXPECT_EQ(seen.members[0].end->code, ErrorCode::kLimit);
}

TEST(HostileArchive, StopsAtFortyLevels) {
  const struct {
    const char* name;
    std::string (*wrap)(const std::string&);
  } cases[] = {
      {"Zip", [](const std::string& bytes) { return make_zip({{.name = "z", .content = bytes}}); }},
      {"Tar", [](const std::string& bytes) { return make_tar({{"t", bytes}}); }},
      {"TarGz", [](const std::string& bytes) { return make_gzip(make_tar({{"t", bytes}})); }},
      {"Gzip", [](const std::string& bytes) { return make_gzip(bytes); }},
      {"Bzip2", [](const std::string& bytes) { return make_filtered(ARCHIVE_FILTER_BZIP2, bytes); }},
      {"SevenZip",
       [](const std::string& bytes) {
         return make_archive({ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE, "", ""}, {{"s", bytes}});
       }},
  };
  for (const auto& c : cases) {
    std::string bytes = "the ground";
    for (int i = 0; i < 40; ++i) bytes = c.wrap(bytes);
    const Recorder seen = walk(bytes);
    EXPECT_TRUE(seen.members.empty()) << c.name;
    ASSERT_EQ(seen.problems.size(), 1U) << c.name;
    EXPECT_EQ(seen.problems[0].status, SourceStatus::kLimit) << c.name;
    EXPECT_NE(seen.problems[0].message.find("archive-depth"), std::string::npos) << c.name;
  }
}

TEST(HostileArchive, BoundsABranchingNest) {
  // Each level holds ten of the next: ten million leaves, were there no limit on members.
  std::string bytes = "leaf";
  for (int level = 0; level < 7; ++level) {
    std::vector<ZipPart> parts;
    for (int i = 0; i < 10; ++i) parts.push_back({.name = std::to_string(i), .content = bytes});
    bytes = make_zip(parts);
  }
  const TemporaryFolder folder;
  detail::InputItem item;
  item.kind = detail::InputItem::Kind::kContainer;
  item.disk_path = folder.write("item", bytes);
  Limits limits;
  limits.members = 10'000;
  Recorder seen;
  {
    const Bounded bounded;
    detail::walk_container(item, limits, nullptr, {}, seen);
  }
  EXPECT_LE(seen.members.size(), 10'000U);
  ASSERT_EQ(seen.problems.size(), 1U);
  EXPECT_EQ(seen.problems[0].status, SourceStatus::kLimit);
}

TEST(HostileArchive, ReadsAHundredThousandEmptyMembers) {
  std::vector<ZipPart> parts;
  std::vector<Entry> entries;
  for (int i = 0; i < 100'000; ++i) {
    parts.push_back({.name = "e" + std::to_string(i), .content = "", .method = 0});
    entries.push_back({"e" + std::to_string(i), ""});
  }
  for (const std::string& bytes : {make_zip(parts), make_tar(entries), make_gzip(make_tar(entries))}) {
    class Counter final : public detail::MemberVisitor {
     public:
      void on_member(const detail::SourceName&, detail::ByteSource& source) override {
        char byte = 0;
        if (auto got = source.read({&byte, 1}); got && *got == 0) ++members;
      }
      void on_problem(const detail::SourceName&, SourceStatus, const std::string& message) override {
        ADD_FAILURE() << message;
      }
      int members = 0;
    } counter;
    const TemporaryFolder folder;
    detail::InputItem item;
    item.disk_path = folder.write("item", bytes);
    const Bounded bounded;
    detail::walk_container(item, Limits(), nullptr, {}, counter);
    EXPECT_EQ(counter.members, 100'000);
  }
}

TEST(HostileArchive, NamesAWrongChecksum) {
  const std::string text = "a good text";
  const Recorder zip = walk(make_zip({{.name = "x", .content = text, .crc = 7}, {.name = "y", .content = text}}));
  ASSERT_NE(zip.find("a!x"), nullptr);
  EXPECT_EQ(zip.find("a!x")->content, text);
  ASSERT_TRUE(zip.find("a!x")->end.has_value());
  EXPECT_EQ(zip.find("a!x")->end->code, ErrorCode::kDamaged);
  EXPECT_FALSE(zip.find("a!y")->end.has_value());

  std::string gzip = make_gzip(text);
  gzip[gzip.size() - 6] = static_cast<char>(gzip[gzip.size() - 6] ^ 0x10);
  const Recorder lone = walk(gzip);
  ASSERT_EQ(lone.members.size(), 1U);
  EXPECT_EQ(lone.members[0].content, text);
  ASSERT_TRUE(lone.members[0].end.has_value());
  EXPECT_EQ(lone.members[0].end->code, ErrorCode::kDamaged);

  std::string tar_gz = make_gzip(make_tar({{"x", text}}));
  tar_gz[tar_gz.size() - 6] = static_cast<char>(tar_gz[tar_gz.size() - 6] ^ 0x10);
  const Recorder tar = walk(tar_gz);
  ASSERT_EQ(tar.members.size(), 1U);
  EXPECT_EQ(tar.members[0].content, text);
  EXPECT_TRUE(tar.has_problem("a", SourceStatus::kDamaged)) << "found behind the last member";
}

TEST(HostileArchive, NamesWhatNeedsAPassword) {
  for (const char* encryption : {"zip:encryption=traditional", "zip:encryption=aes256"}) {
    const std::string locked = make_archive({ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, encryption, "secret"},
                                            {{"one.log", "locked"}, {"two.log", "locked"}});
    const Recorder seen = walk(locked);
    EXPECT_TRUE(seen.members.empty()) << encryption;
    ASSERT_EQ(seen.problems.size(), 2U) << encryption;
    EXPECT_EQ(seen.problems[0], (SeenProblem{"a!one.log", SourceStatus::kEncrypted, "needs a password"}));
    EXPECT_EQ(seen.problems[1].location, "a!two.log");
  }
  const Recorder mixed =
      walk(make_zip({{.name = "locked", .content = "x", .flags = 1}, {.name = "open", .content = "y"}}));
  EXPECT_TRUE(mixed.has_problem("a!locked", SourceStatus::kEncrypted));
  ASSERT_EQ(mixed.members.size(), 1U);
  EXPECT_EQ(mixed.members[0].content, "y");

  const Recorder seven = walk(make_locked_7z());
  EXPECT_TRUE(seven.members.empty());
  EXPECT_TRUE(seven.has_problem("a", SourceStatus::kEncrypted));
}

TEST(HostileArchive, EndsAGzipThatContainsItself) {
  // Russ Cox, "Zip Files All The Way Down" (2010), describes such a file; here each layer is made anew, and deeper than
  // any limit.
  std::string bytes = "never reached";
  for (int i = 0; i < 200; ++i) bytes = make_gzip(bytes);
  const Recorder seen = walk(bytes);
  EXPECT_TRUE(seen.members.empty());
  EXPECT_TRUE(seen.has_problem("a", SourceStatus::kLimit));
}

// ---- cuts and flipped bits ----

std::string log_text(int lines) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += "2014-06-29 11:30:50 " + std::to_string(i * 7919 % 1009) + " x\n";
  return text;
}

struct Sample {
  const char* name;
  std::string bytes;
  std::size_t recognised;  // from this size on the shape is known, so that a cut must be told
};

std::vector<Sample> samples() {
  const std::vector<Entry> entries = {
      {"one.log", log_text(40)}, {"dir/two.log", log_text(25)}, {"three.gz", make_gzip(log_text(30))}};
  const auto archive_of = [&](int format, int filter) { return make_archive({format, filter, "", ""}, entries); };
  std::vector<ZipPart> parts;
  std::vector<ZipPart> late;
  for (const Entry& entry : entries) {
    parts.push_back({.name = entry.name, .content = entry.content});
    late.push_back({.name = entry.name, .content = entry.content, .sizes_follow = true});
  }
  return {
      {"gz", make_gzip(log_text(60)), 2},
      {"two-member gz", make_gzip(log_text(30)) + make_gzip(log_text(30)), 2},
      {"tar", archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE), 512},
      {"tar.gz", make_gzip(archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE)), 2},
      {"tar.bz2", archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2), 5},
      {"tar.xz", archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ), 6},
      {"tar.zst", archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD), 4},
      {"zip", make_zip(parts), 4},
      {"late zip", make_zip(late), 4},
      {"7z", archive_of(ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE), 6},
  };
}

std::map<std::string, std::string> contents_of(const Recorder& seen) {
  std::map<std::string, std::string> contents;
  for (const SeenMember& member : seen.members) contents[member.location] = member.content;
  return contents;
}

void walk_quickly(const std::string& bytes, Recorder& seen) {
  Limits limits;
  limits.expansion_floor_bytes = 16 << 20;
  limits.spool_bytes = 16 << 20;
  walk_as_stream(bytes, "a", seen, limits);
}

TEST(HostileArchive, ToldOfEveryCutAndGivesWhatCameBefore) {
  for (const Sample& sample : samples()) {
    Recorder whole;
    walk_quickly(sample.bytes, whole);
    EXPECT_TRUE(whole.problems.empty()) << sample.name;
    const auto truth = contents_of(whole);
    // One block of zeros ends a tar; what follows is padding.
    std::size_t needed = sample.bytes.size();
    if (std::string_view(sample.name) == "tar") needed = (sample.bytes.find_last_not_of('\0') / 512 + 2) * 512;
    const std::size_t first_gz = std::string_view(sample.name) == "two-member gz" ? make_gzip(log_text(30)).size() : 0;
    for (std::size_t cut = 0; cut < sample.bytes.size(); ++cut) {
      Recorder seen;
      walk_quickly(sample.bytes.substr(0, cut), seen);
      bool told = !seen.problems.empty();
      for (const SeenMember& member : seen.members) {
        told = told || member.end.has_value();
        // Half a mark is not a mark: the first byte of a nested gzip alone is content.
        if (cut < sample.recognised || member.content == "\x1f") continue;
        // Less than a tar header is no tar yet.
        if (member.location == "a" && !truth.contains("a") && member.size < 512 && member.end.has_value()) continue;
        const auto found = truth.find(member.location);
        ASSERT_NE(found, truth.end()) << sample.name << " cut at " << cut << " gives " << member.location;
        ASSERT_TRUE(found->second.starts_with(member.content))
            << sample.name << " cut at " << cut << ": " << member.location;
      }
      if (cut < sample.recognised || cut >= needed || cut == first_gz) continue;
      ASSERT_TRUE(told) << sample.name << " cut at " << cut << " of " << sample.bytes.size();
    }
  }
}

TEST(HostileArchive, StandsEveryFlippedBit) {
  for (const Sample& sample : samples()) {
    for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
      std::string bent = sample.bytes;
      bent[at] = static_cast<char>(bent[at] ^ (1 << (at % 8)));
      Recorder seen;
      walk_quickly(bent, seen);
      for (const SeenMember& member : seen.members) {
        ASSERT_EQ(detail::escape_name(member.location).find_first_of("\n\x1b"), std::string::npos);
        ASSERT_LE(member.size, std::uint64_t{32} << 20) << sample.name << " bent at " << at;
      }
    }
  }
}

}  // namespace
}  // namespace logscan::test
