#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "input/bundle.h"
#include "input/byte_source.h"
#include "input/disk.h"

namespace logscan::detail {
namespace {

class PlainRange final : public ByteSource {
 public:
  PlainRange(std::shared_ptr<const PlainFile> file, std::uint64_t from, std::uint64_t to)
      : file_(std::move(file)), at_(from), to_(std::max(from, to)) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), to_ - at_));
    if (want == 0) return std::size_t{0};
    auto got = file_->read_at(at_, into.first(want));
    if (!got) {
      to_ = at_;
      return got;
    }
    if (*got == 0) {
      to_ = at_;
      return Error{ErrorCode::kTruncated, "became shorter while it was read"};
    }
    at_ += *got;
    return got;
  }

 private:
  std::shared_ptr<const PlainFile> file_;
  std::uint64_t at_;
  std::uint64_t to_;
};

}  // namespace

Result<std::shared_ptr<const PlainFile>> PlainFile::open(const std::string& path) {
  // O_NONBLOCK: a FIFO that took the file's name must not hold us up.
  Descriptor fd = open_path(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd.valid()) return disk_error(errno, path);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return disk_error(errno, path);
  if (!S_ISREG(status.st_mode)) return Error{ErrorCode::kUnreadable, escape_name(path) + ": not a plain file"};
  return std::shared_ptr<const PlainFile>(
      new PlainFile(fd.release(), static_cast<std::uint64_t>(status.st_size), path));
}

PlainFile::~PlainFile() { ::close(fd_); }

Result<std::size_t> PlainFile::read_at(std::uint64_t offset, std::span<char> into) const {
  if (const auto got = read_fully(fd_, offset, into)) return *got;
  return disk_error(errno, path_);
}

std::unique_ptr<ByteSource> plain_range(std::shared_ptr<const PlainFile> file, std::uint64_t from, std::uint64_t to) {
  return std::make_unique<PlainRange>(std::move(file), from, to);
}

}  // namespace logscan::detail
