#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "input/bundle.h"
#include "input/disk.h"
#include "input/sniff.h"

namespace logscan::detail {
namespace {

using FileIdentity = std::pair<dev_t, ino_t>;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::string join(const std::string& folder, std::string_view name) {
  std::string path = folder;
  if (!path.ends_with('/')) path += '/';
  path += name;
  return path;
}

const char* what_is(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO, not read";
  if (S_ISSOCK(mode)) return "a socket, not read";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device, not read";
  return "neither a file nor a folder, not read";
}

class Lister {
 public:
  InputList list(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      if (path == "-") {
        add_standard_input();
      } else {
        add_path(path);
      }
    }
    return std::move(out_);
  }

 private:
  // What a folder holds, read at one go. Files become items at once, in the order of names; a folder waits its turn.
  struct Entry {
    std::string name;
    bool is_folder = false;
    std::vector<InputItem> items;  // one, or none
    std::vector<InputNote> notes;
    std::optional<FileIdentity> shared;  // of a file that has more names than this
  };
  // A folder on the way down. Only the lowest one is held open, and the path is kept once for all of them: depth costs
  // neither descriptors nor long walks from the root.
  struct Frame {
    std::vector<Entry> entries;
    std::size_t next = 0;
    std::size_t path_size = 0;
    FileIdentity identity;
  };

  static SourceName name_of(const std::string& path) {
    SourceName name;
    name.location = escape_name(path);
    name.path = match_path(path);
    return name;
  }

  static InputNote note_of(const std::string& path, SourceStatus status, std::string message) {
    return InputNote{name_of(path), status, std::move(message)};
  }

  void refuse(const std::string& path, std::string message) {
    out_.notes.push_back(note_of(path, SourceStatus::kUnreadable, std::move(message)));
    ++out_.unreadable_paths;
  }

  void add_standard_input() {
    if (std::exchange(has_standard_input_, true)) {
      out_.notes.push_back(note_of("-", SourceStatus::kDuplicate, "standard input is named twice"));
      return;
    }
    InputItem item;
    item.kind = InputItem::Kind::kContainer;
    item.name = name_of("-");
    out_.items.push_back(std::move(item));
  }

  void add_path(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    const Descriptor place = open_path(path, O_PATH);
    struct stat status{};
    if (!place.valid() || ::fstat(place.get(), &status) != 0) return refuse(path, system_message(errno));
    if (S_ISDIR(status.st_mode)) return add_folder(path);
    if (S_ISREG(status.st_mode)) {
      Entry entry;
      add_file(open_path(path, O_RDONLY | O_NONBLOCK | O_NOCTTY), path, entry);
      if (entry.items.empty()) ++out_.unreadable_paths;
      return take(entry);
    }
    if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) {
      // Asked for by name: a pipe of the shell, a terminal.
      InputItem item;
      item.kind = InputItem::Kind::kContainer;
      item.name = name_of(path);
      item.disk_path = path;
      out_.items.push_back(std::move(item));
      return;
    }
    refuse(path, what_is(status.st_mode));
  }

  void add_file(const Descriptor& file, const std::string& path, Entry& entry) {
    struct stat status{};
    if (!file.valid() || ::fstat(file.get(), &status) != 0) {
      entry.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
      return;
    }
    char head[kHeadBytes];
    ssize_t got = 0;
    do {
      got = ::pread(file.get(), head, sizeof head, 0);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
      entry.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
      return;
    }
    InputItem item;
    const Shape shape = sniff({head, static_cast<std::size_t>(got)});
    item.kind = shape == Shape::kPlain ? InputItem::Kind::kPlain : InputItem::Kind::kContainer;
    item.name = name_of(path);
    item.name.mtime_s = status.st_mtim.tv_sec;
    item.disk_path = path;
    item.size = static_cast<std::uint64_t>(status.st_size);
    entry.items.push_back(std::move(item));
  }

  void take(Entry& entry) {
    if (entry.shared && !seen_.insert(*entry.shared).second) {
      for (const InputItem& item : entry.items) {
        out_.notes.push_back(InputNote{item.name, SourceStatus::kDuplicate, "the same file under another name"});
      }
      return;
    }
    std::move(entry.items.begin(), entry.items.end(), std::back_inserter(out_.items));
    std::move(entry.notes.begin(), entry.notes.end(), std::back_inserter(out_.notes));
  }

  // Depth first, without recursion: depth is bounded by the disk alone.
  void add_folder(const std::string& root) {
    std::string path = root;
    seen_.clear();
    std::vector<Frame> frames;
    Descriptor here = open_path(root, O_RDONLY | O_DIRECTORY);
    if (!enter(here, path, root, frames)) {
      ++out_.unreadable_paths;
      return;
    }
    while (!frames.empty()) {
      Frame& frame = frames.back();
      path.resize(frame.path_size);
      if (frame.next == frame.entries.size()) {
        frames.pop_back();
        if (!frames.empty()) here = go_up(here, path.substr(0, frames.back().path_size), frames.back().identity);
        continue;
      }
      Entry entry = std::move(frame.entries[frame.next++]);
      if (!entry.is_folder) {
        take(entry);
        continue;
      }
      path = join(path, entry.name);
      Descriptor below(::openat(here.get(), entry.name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (enter(below, path, root, frames)) here = std::move(below);
    }
  }

  // The folder above, by `..` where that still is the one we came from.
  static Descriptor go_up(const Descriptor& from, const std::string& path, const FileIdentity& identity) {
    Descriptor above(::openat(from.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat status{};
    if (above.valid() && ::fstat(above.get(), &status) == 0 && FileIdentity(status.st_dev, status.st_ino) == identity) {
      return above;
    }
    return open_path(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  // Reads an open folder into a new frame. False where there is none: it cannot be read, which a note says, or it is
  // mounted below itself and would never end.
  bool enter(const Descriptor& fd, const std::string& path, const std::string& root, std::vector<Frame>& frames) {
    struct stat status{};
    if (!fd.valid() || ::fstat(fd.get(), &status) != 0) {
      out_.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
      return false;
    }
    const FileIdentity identity(status.st_dev, status.st_ino);
    if (!seen_.insert(identity).second) return false;
    const int number = fd.get();
    Descriptor stream(::fcntl(number, F_DUPFD_CLOEXEC, 0));
    const std::unique_ptr<DIR, CloseFolder> folder(stream.valid() ? ::fdopendir(stream.get()) : nullptr);
    if (folder == nullptr) {
      out_.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
      return false;
    }
    static_cast<void>(stream.release());  // the stream owns it now
    Frame frame;
    frame.path_size = path.size();
    frame.identity = identity;
    std::vector<std::string> names;
    errno = 0;
    // Each stream has its own buffer: readdir is safe where no stream is shared.
    while (const dirent* found = ::readdir(folder.get())) {  // NOLINT(concurrency-mt-unsafe)
      const std::string_view name = found->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    if (errno != 0) out_.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
    std::sort(names.begin(), names.end());
    frame.entries.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      frame.entries[i].name = std::move(names[i]);
      look_at(number, join(path, frame.entries[i].name), root, frame.entries[i]);
    }
    frames.push_back(std::move(frame));
    return true;
  }

  void look_at(int folder, const std::string& path, const std::string& root, Entry& entry) {
    const char* name = entry.name.c_str();
    struct stat status{};
    if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      entry.notes.push_back(note_of(path, SourceStatus::kUnreadable, system_message(errno)));
    } else if (S_ISDIR(status.st_mode)) {
      entry.is_folder = true;
    } else if (S_ISLNK(status.st_mode)) {
      look_at_link(folder, path, root, entry);
    } else if (!S_ISREG(status.st_mode)) {
      entry.notes.push_back(note_of(path, SourceStatus::kIgnored, what_is(status.st_mode)));
    } else {
      if (status.st_nlink > 1) entry.shared = FileIdentity(status.st_dev, status.st_ino);
      add_file(Descriptor(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)), path,
               entry);
    }
  }

  // What a link points to within the folder is met under its own name as well, so links are never followed; they are
  // named only where something is missed by that.
  void look_at_link(int folder, const std::string& path, const std::string& root, Entry& entry) {
    const Descriptor target(::openat(folder, entry.name.c_str(), O_PATH | O_CLOEXEC));
    if (!target.valid()) {
      entry.notes.push_back(note_of(path, SourceStatus::kIgnored, "a link that leads nowhere"));
    } else if (!lies_within(target, root)) {
      entry.notes.push_back(note_of(path, SourceStatus::kIgnored, "a link that leads out of the folder, not followed"));
    }
  }

  static std::string true_path(int fd) {
    std::string path(4096, '\0');
    const std::string self = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t size = ::readlink(self.c_str(), path.data(), path.size());
    path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return path;
  }

  static bool lies_within(const Descriptor& target, const std::string& root) {
    const Descriptor folder = open_path(root, O_PATH | O_DIRECTORY);
    if (!folder.valid()) return false;
    std::string inside = true_path(folder.get());
    if (inside.empty()) return false;
    if (!inside.ends_with('/')) inside += '/';
    const std::string place = true_path(target.get());
    return place.starts_with(inside) || place + "/" == inside;
  }

  InputList out_;
  std::set<FileIdentity> seen_;  // folders, and files with several names, of the PATH in work
  bool has_standard_input_ = false;
};

}  // namespace

InputList list_inputs(const std::vector<std::string>& paths) { return Lister().list(paths); }

}  // namespace logscan::detail
