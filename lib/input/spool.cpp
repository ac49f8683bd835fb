#include "input/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace logscan::detail {
namespace {

constexpr std::size_t kPieceBytes = 256 << 10;

Error spool_error(int error_number) {
  return Error{ErrorCode::kUnreadable,
               "needs seeking, and no temporary file can take it: " + system_message(error_number)};
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::fill(ByteSource& bytes, Budget& budget) {
  std::unique_ptr<Spool> spool(new Spool(budget));
  const std::unique_ptr<char[]> piece(new char[kPieceBytes]);
  while (true) {
    auto got = bytes.read({piece.get(), kPieceBytes});
    if (!got) {
      if (got.error().code == ErrorCode::kCancelled) return std::move(got).error();
      spool->end_ = std::move(got).error();
      return spool;
    }
    if (*got == 0) return spool;
    if (auto added = spool->add({piece.get(), *got}); !added) return added.error();
  }
}

Spool::~Spool() {
  budget_.give_back_spool(size_);
  budget_.give_back_spool_memory(memory_taken_);
}

Status Spool::add(std::span<const char> piece) {
  if (!budget_.take_spool(piece.size())) {
    return Error{ErrorCode::kLimit, "needs seeking and is larger than " + std::to_string(budget_.limits().spool_bytes) +
                                        " bytes (limit spool-bytes)"};
  }
  if (!file_.valid() && budget_.take_spool_memory(piece.size())) {
    memory_taken_ += piece.size();
    memory_.insert(memory_.end(), piece.begin(), piece.end());
  } else {
    Status done = file_.valid() ? Status() : move_to_disk();
    if (done) done = write(piece);
    if (!done) {
      budget_.give_back_spool(piece.size());
      return done;
    }
  }
  size_ += piece.size();
  return Status();
}

Status Spool::move_to_disk() {
  file_ = unnamed_file();
  if (!file_.valid()) return spool_error(errno);
  if (auto done = write(memory_); !done) return done;
  std::vector<char>().swap(memory_);
  budget_.give_back_spool_memory(std::exchange(memory_taken_, 0));
  return Status();
}

Status Spool::write(std::span<const char> piece) {
  if (!write_all(file_.get(), {piece.data(), piece.size()})) return spool_error(errno);
  return Status();
}

Result<std::size_t> Spool::read_at(std::uint64_t offset, std::span<char> into) const {
  if (offset >= size_) return std::size_t{0};
  const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  if (!file_.valid()) {
    std::memcpy(into.data(), memory_.data() + offset, want);
    return want;
  }
  std::size_t done = 0;
  while (done < want) {
    const ssize_t got = ::pread(file_.get(), into.data() + done, want - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return spool_error(errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace logscan::detail
