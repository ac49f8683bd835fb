// The wall round libarchive: tar and 7z, and the decompressors of .bz2, .xz and .zst.
//
// Formats and filters are named one by one. libarchive never guesses (its guess takes a text log for an mtree archive,
// and unwraps filters that nobody counts), never prints, and runs under a UTF-8 locale of its own, so that names come
// through in the C locale too.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "input/budget.h"
#include "input/byte_source.h"
#include "input/random_bytes.h"
#include "input/sniff.h"

namespace logscan::detail {

class ArchiveReader {
 public:
  struct Entry {
    enum class Kind : std::uint8_t { kFile, kFolder, kLink, kDevice };
    Kind kind = Kind::kFile;
    std::string name;  // raw bytes; empty where the archive has none that can be told
    bool encrypted = false;
    std::optional<std::int64_t> mtime_s;
  };

  // What they read from must outlive the reader.
  static std::unique_ptr<ArchiveReader> tar(ByteSource& bytes, Budget& budget);
  static std::unique_ptr<ArchiveReader> seven_zip(const RandomBytes& bytes, Budget& budget);
  virtual ~ArchiveReader() = default;

  // The next entry; false at the end. An error ends the archive.
  virtual Result<bool> next(Entry& entry) = 0;
  // The content of the last entry, as ByteSource::read.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
  // Bytes of the last entry that were counted as expansion, since the last call.
  [[nodiscard]] virtual std::uint64_t take_counted() = 0;
  // Headers were passed over because they are damaged.
  [[nodiscard]] virtual bool damaged() const = 0;
};

// Decompresses bzip2, xz or zstd; null for any other shape. `compressed` and `budget` must outlive it.
// Of a cut stream the last block is lost: up to 64 KiB (128 KiB for zstd) of what could have been decompressed.
std::unique_ptr<ByteSource> filter_source(Shape shape, ByteSource& compressed, Budget& budget);

}  // namespace logscan::detail
