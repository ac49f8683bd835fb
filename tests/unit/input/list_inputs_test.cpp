#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "hostile/archive_maker.h"
#include "input/bundle.h"

namespace logscan::detail {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using Kind = InputItem::Kind;

// Locations without the folder that the test made.
std::vector<std::string> names_of(const InputList& list, const std::string& root) {
  std::vector<std::string> names;
  for (const InputItem& item : list.items) names.push_back(item.name.location.substr(root.size() + 1));
  return names;
}

const InputNote* note_on(const InputList& list, const std::string& location) {
  for (const InputNote& note : list.notes) {
    if (note.name.location == location) return &note;
  }
  return nullptr;
}

TEST(ListInputs, TellsContainersByTheirBytesAndNotByTheirNames) {
  const TemporaryFolder folder;
  const struct {
    const char* name;
    std::string bytes;
    Kind kind;
  } cases[] = {
      {"empty.gz", "", Kind::kPlain},
      {"text.zip", "just text", Kind::kPlain},
      {"zip.log", test::make_zip({{.name = "x", .content = "y"}}), Kind::kContainer},
      {"gzip.log", test::make_gzip("x"), Kind::kContainer},
      {"bzip2.log", test::make_filtered(ARCHIVE_FILTER_BZIP2, "x"), Kind::kContainer},
      {"xz.log", test::make_filtered(ARCHIVE_FILTER_XZ, "x"), Kind::kContainer},
      {"zstd.log", test::make_filtered(ARCHIVE_FILTER_ZSTD, "x"), Kind::kContainer},
      {"7z.log", test::make_locked_7z(), Kind::kContainer},
      {"tar.log", test::make_tar({{"x", "y"}}), Kind::kContainer},
  };
  for (const auto& c : cases) {
    const std::string path = folder.write(c.name, c.bytes);
    const InputList list = list_inputs({path});
    ASSERT_EQ(list.items.size(), 1U) << c.name;
    EXPECT_EQ(list.items[0].kind, c.kind) << c.name;
    EXPECT_EQ(list.items[0].size, c.bytes.size()) << c.name;
    EXPECT_EQ(list.items[0].disk_path, path);
    EXPECT_EQ(list.items[0].name.location, path);
    EXPECT_EQ(list.items[0].name.path, path.substr(1));
    EXPECT_TRUE(list.items[0].name.mtime_s.has_value());
    EXPECT_TRUE(list.notes.empty());
  }
}

TEST(ListInputs, WalksFoldersInTheOrderOfBytes) {
  const TemporaryFolder folder;
  for (const char* name : {"b/2", "b/1", "b/10", "a.log", "B.log", "a/z", "\xc3\xa9", "z"}) folder.write(name, "x");
  const InputList list = list_inputs({folder.path()});
  EXPECT_EQ(names_of(list, folder.path()),
            (std::vector<std::string>{"B.log", "a/z", "a.log", "b/1", "b/10", "b/2", "z", "\xc3\xa9"}));
  EXPECT_EQ(names_of(list_inputs({folder.path() + "//"}), folder.path()), names_of(list, folder.path()));
}

TEST(ListInputs, KeepsTheOrderOfPathsAsGiven) {
  const TemporaryFolder folder;
  const std::string a = folder.write("a", "x");
  const std::string b = folder.write("b", "x");
  EXPECT_EQ(names_of(list_inputs({b, a}), folder.path()), (std::vector<std::string>{"b", "a"}));
}

TEST(ListInputs, CountsPathsThatCannotBeRead) {
  const TemporaryFolder folder;
  const std::string good = folder.write("good", "x");
  const std::string missing = folder.path() + "/no\x1bsuch";
  const InputList list = list_inputs({missing, good, folder.path() + "/nor this"});
  EXPECT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.unreadable_paths, 2U);
  const InputNote* note = note_on(list, folder.path() + "/no\\x1bsuch");
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->status, SourceStatus::kUnreadable);
  EXPECT_NE(note->message.find("No such file"), std::string::npos) << note->message;
}

TEST(ListInputs, EscapesHostileNames) {
  const TemporaryFolder folder;
  folder.write("a\n\x1b[2J\xff.log", "x");
  const InputList list = list_inputs({folder.path()});
  EXPECT_EQ(names_of(list, folder.path()), std::vector<std::string>{"a\\n\\x1b[2J\\xff.log"});
  EXPECT_TRUE(list.items[0].name.path.ends_with("a\n\x1b[2J\xff.log")) << "raw for matching";
}

TEST(ListInputs, ReadsStandardInputOnce) {
  const InputList list = list_inputs({"-", "-"});
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.items[0].kind, Kind::kContainer);
  EXPECT_EQ(list.items[0].disk_path, "");
  EXPECT_EQ(list.items[0].name.location, "-");
  ASSERT_EQ(list.notes.size(), 1U);
  EXPECT_EQ(list.notes[0].status, SourceStatus::kDuplicate);
  EXPECT_EQ(list.unreadable_paths, 0U);
}

TEST(ListInputs, NamesSpecialFilesAndSkipsThem) {
  const TemporaryFolder folder;
  const std::string fifo = folder.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const std::string socket_path = folder.path() + "/socket";
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(socket_path.size(), sizeof address.sun_path);
  socket_path.copy(address.sun_path, socket_path.size());
  ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  folder.write("x.log", "x");

  const InputList list = list_inputs({folder.path()});
  EXPECT_EQ(names_of(list, folder.path()), std::vector<std::string>{"x.log"});
  ASSERT_NE(note_on(list, fifo), nullptr);
  EXPECT_EQ(note_on(list, fifo)->status, SourceStatus::kIgnored);
  ASSERT_NE(note_on(list, socket_path), nullptr);
  EXPECT_EQ(list.unreadable_paths, 0U);

  // By name, a FIFO is a stream to read, and a socket cannot be read.
  const InputList by_name = list_inputs({fifo, socket_path});
  ASSERT_EQ(by_name.items.size(), 1U);
  EXPECT_EQ(by_name.items[0].kind, Kind::kContainer);
  EXPECT_EQ(by_name.items[0].disk_path, fifo);
  EXPECT_EQ(by_name.unreadable_paths, 1U);
  ::close(fd);
}

TEST(ListInputs, TakesEveryFileOnceWhateverLinksToIt) {
  const TemporaryFolder outside;
  outside.write("secret.log", "x");
  const TemporaryFolder folder;
  const std::string log = folder.write("logs/x.log", "x");
  fs::create_symlink("x.log", folder.path() + "/logs/current.log");
  fs::create_symlink("..", folder.path() + "/logs/loop");
  fs::create_symlink(folder.path(), folder.path() + "/self");
  fs::create_symlink(outside.path(), folder.path() + "/out");
  fs::create_symlink(outside.path() + "/secret.log", folder.path() + "/secret.log");
  fs::create_symlink("nowhere", folder.path() + "/broken");
  fs::create_hard_link(log, folder.path() + "/zz-again.log");

  const InputList list = list_inputs({folder.path()});
  EXPECT_EQ(names_of(list, folder.path()), std::vector<std::string>{"logs/x.log"});
  const struct {
    const char* name;
    SourceStatus status;
  } notes[] = {{"/out", SourceStatus::kIgnored},
               {"/secret.log", SourceStatus::kIgnored},
               {"/broken", SourceStatus::kIgnored},
               {"/zz-again.log", SourceStatus::kDuplicate}};
  for (const auto& expected : notes) {
    const InputNote* note = note_on(list, folder.path() + expected.name);
    ASSERT_NE(note, nullptr) << expected.name;
    EXPECT_EQ(note->status, expected.status) << expected.name;
  }
  EXPECT_EQ(list.notes.size(), std::size(notes));
  // A folder whose name is the beginning of another's is not inside it.
  const TemporaryFolder parent;
  parent.write("case/x.log", "x");
  parent.write("case2/y.log", "y");
  fs::create_symlink("../case2/y.log", parent.path() + "/case/y.log");
  const InputList siblings = list_inputs({parent.path() + "/case"});
  EXPECT_EQ(siblings.items.size(), 1U);
  EXPECT_EQ(siblings.notes.size(), 1U);
}

TEST(ListInputs, FollowsALinkThatIsGivenByName) {
  const TemporaryFolder folder;
  folder.write("real/x.log", "x");
  fs::create_symlink("real", folder.path() + "/link");
  EXPECT_EQ(names_of(list_inputs({folder.path() + "/link"}), folder.path()), std::vector<std::string>{"link/x.log"});
}

TEST(ListInputs, GoesDownThousandsOfFolders) {
  const TemporaryFolder folder;
  int fd = ::open(folder.path().c_str(), O_PATH | O_DIRECTORY);
  ASSERT_GE(fd, 0);
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(::mkdirat(fd, "d", 0700), 0);
    const int below = ::openat(fd, "d", O_PATH | O_DIRECTORY);
    ::close(fd);
    fd = below;
  }
  const int file = ::openat(fd, "x.log", O_WRONLY | O_CREAT, 0600);
  ASSERT_EQ(::write(file, "deep", 4), 4);
  ::close(file);
  ::close(fd);
  const InputList list = list_inputs({folder.path()});
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_TRUE(list.notes.empty());
  const auto opened = PlainFile::open(list.items[0].disk_path);
  ASSERT_TRUE(opened.ok()) << opened.error().message.substr(6000);
  std::string block(10, '\0');
  EXPECT_EQ((*opened)->read_at(0, block).value(), 4U);
  // The standard library cannot remove such a path; rm can.
  const std::string command = "rm -rf -- '" + folder.path() + "/d'";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace logscan::detail
