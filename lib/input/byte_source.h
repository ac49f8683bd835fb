// ByteSource: the one way bytes come in. Sequential; the bytes given are never looked at again by the source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan::detail {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Fills the front of `into` and returns how many bytes; 0 is the end, for ever. An error says how the source ended
  // early (kTruncated, kDamaged, kEncrypted, kLimit, kUnreadable, kCancelled); what was given before stays good, and
  // after an error every call returns 0.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
};

// A file on disk that can be read at any place, from several threads at once.
class PlainFile {
 public:
  static Result<std::shared_ptr<const PlainFile>> open(const std::string& path);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  // Bytes read at `offset`; fewer than asked for only at the end of the file (which may have been cut meanwhile).
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }  // when it was opened

 private:
  PlainFile(int fd, std::uint64_t size, std::string path) : fd_(fd), size_(size), path_(std::move(path)) {}
  int fd_;
  std::uint64_t size_;
  std::string path_;
};

// The bytes [from, to) of a plain file as a ByteSource.
std::unique_ptr<ByteSource> plain_range(std::shared_ptr<const PlainFile> file, std::uint64_t from, std::uint64_t to);

}  // namespace logscan::detail
