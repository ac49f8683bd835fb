#include "input/scratch_file.h"

#include <unistd.h>

#include <cerrno>
#include <string>

namespace logscan::detail {
namespace {

Error scratch_error(int error_number) {
  return Error{ErrorCode::kUnreadable, "no temporary file can take it: " + system_message(error_number)};
}

}  // namespace

Status ScratchFile::write_at(std::uint64_t offset, std::span<const char> bytes) {
  std::call_once(made_, [&] {
    file_ = unnamed_file();
    if (!file_.valid()) made_error_ = errno;
  });
  if (!file_.valid()) return scratch_error(made_error_);
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return scratch_error(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    offset += static_cast<std::uint64_t>(done);
  }
  return {};
}

Result<std::size_t> ScratchFile::read_at(std::uint64_t offset, std::span<char> into) const {
  if (const auto got = read_fully(file_.get(), offset, into)) return *got;
  return scratch_error(errno);
}

}  // namespace logscan::detail
