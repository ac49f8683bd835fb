#include "session/pipe.h"

#include <algorithm>
#include <cstring>

namespace logscan::detail {

Pipe::Buffer Pipe::take_empty() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !empty_.empty() || made_ < kBuffers; });
  if (empty_.empty()) {
    ++made_;
    return {};
  }
  Buffer buffer = std::move(empty_.back());
  empty_.pop_back();
  return buffer;
}

void Pipe::put(Buffer full) {
  {
    const std::lock_guard lock(mutex_);
    (abandoned_ ? empty_ : full_).push_back(std::move(full));
  }
  changed_.notify_all();
}

void Pipe::close(std::optional<Error> error) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) error_ = std::move(error);  // the first end is the end
    closed_ = true;
  }
  changed_.notify_all();
}

void Pipe::abandon() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    for (Buffer& buffer : full_) empty_.push_back(std::move(buffer));
    full_.clear();
  }
  changed_.notify_all();
}

Result<std::size_t> Pipe::read(std::span<char> into) {
  if (read_ == current_.size()) {
    std::unique_lock lock(mutex_);
    if (current_.capacity() != 0) {
      empty_.push_back(std::move(current_));
      changed_.notify_all();
    }
    current_ = {};
    read_ = 0;
    changed_.wait(lock, [&] { return !full_.empty() || closed_; });
    if (full_.empty()) {
      if (error_) {
        Error error = *std::move(error_);
        error_.reset();
        return error;
      }
      return std::size_t{0};
    }
    current_ = std::move(full_.front());
    full_.erase(full_.begin());
  }
  const std::size_t count = std::min(into.size(), current_.size() - read_);
  std::memcpy(into.data(), current_.data() + read_, count);
  read_ += count;
  return count;
}

}  // namespace logscan::detail
