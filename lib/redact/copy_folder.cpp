#include "redact/copy_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/hash.h"
#include "input/bundle.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kLongestName = 200;  // leaves room for what is added to a name

Error cannot_write(const std::string& path, int error) {
  return {ErrorCode::kOutput, "cannot write to " + escape_name(path) + ": " + system_message(error)};
}

// A name that the system takes. Of one that is cut the rest is told by its hash.
std::string short_name(std::string_view name) {
  if (name.size() <= kLongestName) return std::string(name);
  return std::string(name.substr(0, kLongestName - 17)) + "~" + digest_of(name).hex().substr(0, 16);
}

// The first name, the same packed, then such with numbers.
std::string numbered(const std::string& name, int number, bool is_file) {
  if (number == 1) return name;
  if (number == 2 && is_file) return name + ".gz";
  return name + "~" + std::to_string(number);
}

}  // namespace

Result<CopyFolder> CopyFolder::make(const std::string& given) {
  std::string path = given;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::string temporary = path + ".part-XXXXXX";
  if (::mkdtemp(temporary.data()) == nullptr) return cannot_write(path, errno);
  Descriptor root = open_path(temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!root.valid()) return cannot_write(path, errno);
  return CopyFolder(std::move(path), std::move(temporary), std::move(root));
}

CopyFolder::CopyFolder(CopyFolder&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})), root_(std::move(other.root_)) {}

CopyFolder::~CopyFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
}

Result<CopyFolder::File> CopyFolder::create(std::string_view path) {
  Descriptor folder(::fcntl(root_.get(), F_DUPFD_CLOEXEC, 0));
  constexpr int kMostNumbers = 1000;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string name = short_name(path.substr(0, slash));
    const bool last = slash == std::string_view::npos;
    Descriptor next;
    std::string taken;
    bool packed = false;
    int problem = EEXIST;
    for (int number = 1; number <= kMostNumbers && !next.valid() && problem == EEXIST; ++number) {
      taken = numbered(name, number, last);
      packed = last && number == 2;
      if (last) {
        next =
            Descriptor(::openat(folder.get(), taken.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
        problem = errno;
        continue;
      }
      // A folder that is there is meant; a file of its name is not.
      if (::mkdirat(folder.get(), taken.c_str(), 0777) != 0 && errno != EEXIST) return cannot_write(path_, errno);
      next = Descriptor(::openat(folder.get(), taken.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      problem = errno == ENOTDIR || errno == ELOOP ? EEXIST : errno;
    }
    if (!next.valid()) return cannot_write(path_, problem);
    if (last) return File{std::move(next), std::move(folder), std::move(taken), packed};
    folder = std::move(next);
    path.remove_prefix(slash + 1);
  }
}

Result<Descriptor> CopyFolder::pack(const File& file, GzipEnd end) {
  const int folder = file.folder.get();
  const std::string work = ".packing";
  Descriptor packed(::openat(folder, work.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!packed.valid()) return cannot_write(path_, errno);
  if (const Status written = write_open_gzip(file.descriptor.get(), packed.get(), end); !written)
    return written.error();
  ::unlinkat(folder, file.name.c_str(), 0);
  std::string name = file.packed ? file.name : file.name + ".gz";
  for (int number = 2; ::faccessat(folder, name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0; ++number)
    name = file.name + "~" + std::to_string(number) + ".gz";
  if (::renameat(folder, work.c_str(), folder, name.c_str()) != 0) return cannot_write(path_, errno);
  return packed;
}

Status CopyFolder::commit() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(root_.get(), 0777 & ~mask) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0)
    return cannot_write(path_, errno);
  temporary_.clear();
  return {};
}

}  // namespace logscan::detail
