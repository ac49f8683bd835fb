// Reads a zip by its central directory, member by member, with bounded memory whatever the directory says.
//
// Ours, and not libarchive's, for three reasons: the stored time of a member says whether it is UTC or the packer's
// local time, and never passes through this machine's zone; the directory is read as a stream, so that a hostile one
// meets the limit on members before it fills the memory; and names are the bytes that are there, in any locale.
//
// A zip without its directory (cut, or still being written) is read by its local headers as far as it goes.
// Methods: stored, deflate, and bzip2, xz, zstd by libarchive. Zip64 yes; splits over several files no.
// Source: PKWARE APPNOTE 6.3.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "input/budget.h"
#include "input/bundle.h"
#include "input/random_bytes.h"

namespace logscan::detail {

struct ZipMember {
  enum class Kind : std::uint8_t { kFile, kFolder, kLink, kDevice };
  Kind kind = Kind::kFile;
  std::string name;  // raw bytes
  bool encrypted = false;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;
  bool sizes_follow = false;  // sizes and checksum stand behind the data, and no directory tells them
  std::uint64_t header_at = 0;
  std::optional<std::int64_t> mtime_s;
  MtimeKind mtime_kind = MtimeKind::kLocal;
};

class ZipReader {
 public:
  // Both must outlive the reader.
  ZipReader(const RandomBytes& bytes, Budget& budget);

  [[nodiscard]] bool has_directory() const { return has_directory_; }

  // The next member; false at the end. An error ends the archive.
  Result<bool> next(ZipMember& member);

  // The content of the member that next() gave last, its checksum checked at the end. Read it before the next next():
  // without a directory, the end of one member is where the next begins.
  Result<std::unique_ptr<ByteSource>> open(const ZipMember& member);

 private:
  class Content;

  // The bytes [at, at + count), or fewer at the end of the file. Good until the next call.
  Result<std::string_view> view(std::uint64_t at, std::size_t count);
  Status find_directory();
  Result<bool> take_directory_at(std::uint64_t end_record);
  Result<bool> next_by_directory(ZipMember& member);
  Result<bool> next_by_headers(ZipMember& member);
  Result<std::uint64_t> data_begin(const ZipMember& member);
  // Where the next header may stand; takes the checksum and the size along.
  Result<std::uint64_t> skip_descriptor(std::uint64_t at, ZipMember& member);

  const RandomBytes& bytes_;
  Budget& budget_;
  std::vector<char> window_;
  std::uint64_t window_at_ = 0;
  std::size_t window_size_ = 0;
  bool has_directory_ = false;
  Status start_;
  std::uint64_t at_ = 0;    // in the directory, or of the next local header
  std::uint64_t end_ = 0;   // of the directory
  bool in_member_ = false;  // without a directory: the end of the last member is not known yet
  bool ended_ = false;
};

}  // namespace logscan::detail
