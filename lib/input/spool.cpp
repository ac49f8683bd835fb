#include "input/spool.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace logscan::detail {
namespace {

constexpr std::size_t kPieceBytes = 256 << 10;

// Of the temporary file.
Error spool_error(const Error& error) { return Error{error.code, "needs seeking, and " + error.message}; }

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
  if (!on_disk_ && budget_.take_spool_memory(piece.size())) {
    memory_taken_ += piece.size();
    memory_.insert(memory_.end(), piece.begin(), piece.end());
  } else {
    Status done = on_disk_ ? Status() : move_to_disk();
    if (done) done = write(size_, piece);
    if (!done) {
      budget_.give_back_spool(piece.size());
      return done;
    }
  }
  size_ += piece.size();
  return Status();
}

Status Spool::move_to_disk() {
  if (Status moved = write(0, memory_); !moved) return moved;
  on_disk_ = true;
  std::vector<char>().swap(memory_);
  budget_.give_back_spool_memory(std::exchange(memory_taken_, 0));
  return Status();
}

Status Spool::write(std::uint64_t offset, std::span<const char> piece) {
  const Status written = file_.write_at(offset, piece);
  return written ? Status() : spool_error(written.error());
}

Result<std::size_t> Spool::read_at(std::uint64_t offset, std::span<char> into) const {
  if (offset >= size_) return std::size_t{0};
  const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  if (!on_disk_) {
    std::memcpy(into.data(), memory_.data() + offset, want);
    return want;
  }
  Result<std::size_t> got = file_.read_at(offset, into.first(want));
  return got ? got : spool_error(got.error());
}

}  // namespace logscan::detail
