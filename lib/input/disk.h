// Files on disk: an owner for descriptors, and opening that copes with paths longer than the system takes at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "logscan/result.h"

namespace logscan::detail {

// Owns a file descriptor; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  void reset();
  int fd_ = -1;
};

// open(2) with O_CLOEXEC for a path of any length (a folder 10,000 levels deep has one the system refuses whole).
// Not valid where it fails; errno says why.
Descriptor open_path(const std::string& path, int flags);

// Writes all of `bytes`, however many calls that takes. False where it fails; errno says why.
bool write_all(int fd, std::string_view bytes);

// Reads at `offset` until `into` is full, however many calls that takes: fewer only at the end. Nothing where it fails;
// errno says why.
std::optional<std::size_t> read_fully(int fd, std::uint64_t offset, std::span<char> into);

// In $TMPDIR or /tmp, readable by us alone, gone with its descriptor whatever becomes of the process. Not valid where
// it fails; errno says why.
Descriptor unnamed_file();

// What the system says about an errno value, without the races of strerror.
std::string system_message(int error_number);

// kNotFound or kUnreadable, with the file named.
Error disk_error(int error_number, const std::string& path);

}  // namespace logscan::detail
