#include "input/disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "input/bundle.h"

namespace logscan::detail {

void Descriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Descriptor open_path(const std::string& path, int flags) {
  if (path.size() < PATH_MAX) return Descriptor(::open(path.c_str(), flags | O_CLOEXEC));
  Descriptor folder;
  int base = AT_FDCWD;
  std::size_t from = 0;
  do {
    const std::size_t cut = path.rfind('/', from + PATH_MAX - 2);
    if (cut == std::string::npos || cut <= from) {
      errno = ENAMETOOLONG;
      return Descriptor();
    }
    const std::string piece = path.substr(from, cut - from);
    folder = Descriptor(::openat(base, piece.c_str(), O_PATH | O_CLOEXEC));
    if (!folder.valid()) return Descriptor();
    base = folder.get();
    from = cut + 1;
  } while (path.size() - from >= PATH_MAX);
  return Descriptor(::openat(base, path.c_str() + from, flags | O_CLOEXEC));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::size_t> read_fully(int fd, std::uint64_t offset, std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t got = ::pread(fd, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Descriptor unnamed_file() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  if (error) folder = "/tmp";
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.valid()) return file;
  // Not every file system knows O_TMPFILE.
  std::string name = (folder / "logscan-XXXXXX").string();
  file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (file.valid()) ::unlink(name.c_str());
  return file;
}

std::string system_message(int error_number) { return std::generic_category().message(error_number); }

Error disk_error(int error_number, const std::string& path) {
  const ErrorCode code = error_number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnreadable;
  return Error{code, escape_name(path) + ": " + system_message(error_number)};
}

}  // namespace logscan::detail
