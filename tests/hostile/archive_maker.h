// Archives made in memory, good ones and bad ones, and a visitor that writes down what a walk tells.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/bundle.h"
#include "support/temporary_folder.h"

namespace logscan::test {

// ---- making ----

// One entry of an archive that libarchive writes.
struct Entry {
  std::string name;
  std::string content;
  unsigned type = AE_IFREG;
  std::string link = {};
  std::int64_t mtime_s = 1404034200;  // 2014-06-29T09:30:00Z
};

struct ArchiveStyle {
  int format = ARCHIVE_FORMAT_TAR_USTAR;
  int filter = ARCHIVE_FILTER_NONE;
  std::string options = {};
  std::string passphrase = {};
};

inline std::string make_archive(const ArchiveStyle& style, const std::vector<Entry>& entries) {
  const auto check = [](archive* a, int code) {
    if (code < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(a));
  };
  std::string out;
  const std::unique_ptr<archive, int (*)(archive*)> handle(archive_write_new(), archive_write_free);
  archive* a = handle.get();
  check(a, archive_write_set_format(a, style.format));
  check(a, archive_write_add_filter(a, style.filter));
  check(a, archive_write_set_bytes_in_last_block(a, 1));
  if (!style.options.empty()) check(a, archive_write_set_options(a, style.options.c_str()));
  if (!style.passphrase.empty()) check(a, archive_write_set_passphrase(a, style.passphrase.c_str()));
  const auto append = [](archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  };
  check(a, archive_write_open(a, &out, nullptr, append, nullptr));
  for (const Entry& entry : entries) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> header(archive_entry_new(), archive_entry_free);
    archive_entry* h = header.get();
    archive_entry_copy_pathname(h, entry.name.c_str());
    archive_entry_set_filetype(h, entry.type);
    archive_entry_set_perm(h, 0644);
    archive_entry_set_mtime(h, entry.mtime_s, 0);
    archive_entry_set_size(h, static_cast<la_int64_t>(entry.content.size()));
    if (entry.type == AE_IFLNK) archive_entry_copy_symlink(h, entry.link.c_str());
    if (entry.type == AE_IFREG && !entry.link.empty()) archive_entry_copy_hardlink(h, entry.link.c_str());
    check(a, archive_write_header(a, h));
    if (!entry.content.empty()) archive_write_data(a, entry.content.data(), entry.content.size());
  }
  check(a, archive_write_close(a));
  return out;
}

inline std::string make_tar(const std::vector<Entry>& entries) { return make_archive({}, entries); }

// Content compressed by one of libarchive's filters, alone.
inline std::string make_filtered(int filter, const std::string& content) {
  return make_archive({ARCHIVE_FORMAT_RAW, filter}, {{"data", content}});
}

inline std::string deflate_with(int window_bits, std::string_view content, std::uint32_t mtime = 0) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  gz_header header{};
  header.time = mtime;
  header.os = 3;
  if (window_bits > MAX_WBITS) deflateSetHeader(&stream, &header);
  std::string out(deflateBound(&stream, content.size()) + 64, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}
inline std::string make_gzip(std::string_view content, std::uint32_t mtime = 0) {
  return deflate_with(MAX_WBITS + 16, content, mtime);
}
inline std::string make_deflate(std::string_view content) { return deflate_with(-MAX_WBITS, content); }

// `times` x 16 MiB of zeros as one deflate stream without an end, some 16 KiB each: 1000:1 without the work of making
// it.
inline std::string make_zero_deflate(int times) {
  const std::string zeros(16 << 20, '\0');
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string unit(64 << 10, '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(zeros.data()));
  stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = reinterpret_cast<Bytef*>(unit.data());
  stream.avail_out = static_cast<uInt>(unit.size());
  deflate(&stream, Z_FULL_FLUSH);
  unit.resize(unit.size() - stream.avail_out);
  deflateEnd(&stream);
  std::string out;
  for (int i = 0; i < times; ++i) out += unit;
  return out;
}

inline std::string little(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

inline std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

// One member of a zip written by hand, so that every field can lie.
struct ZipPart {
  std::string name;
  std::string content;
  std::uint16_t method = 8;
  std::uint16_t flags = 0;
  std::optional<std::string> packed = {};  // instead of the compressed content
  std::optional<std::uint32_t> crc = {};
  std::uint16_t dos_time = 9 << 11 | 30 << 5;                 // 09:30:00
  std::uint16_t dos_date = (2014 - 1980) << 9 | 6 << 5 | 29;  // 2014-06-29
  std::string extra = {};                                     // of the directory
  std::uint16_t made_by = 0;
  std::uint32_t attributes = 0;
  bool zip64 = false;                       // sizes and place by the zip64 field
  bool sizes_follow = false;                // by a descriptor behind the data
  std::optional<std::uint32_t> place = {};  // of the local header, as the directory says
};

inline std::string make_zip(const std::vector<ZipPart>& parts, const std::string& comment = {}) {
  std::string out;
  std::string directory;
  for (const ZipPart& part : parts) {
    const std::string packed = part.packed        ? *part.packed
                               : part.method == 8 ? make_deflate(part.content)
                                                  : part.content;
    const std::uint32_t crc = part.crc.value_or(crc_of(part.content));
    const std::uint16_t flags = static_cast<std::uint16_t>(part.flags | (part.sizes_follow ? 8 : 0));
    const std::uint64_t place = part.place.value_or(static_cast<std::uint32_t>(out.size()));
    const auto fields = [&](std::uint64_t stated_crc, std::uint64_t packed_size, std::uint64_t size) {
      return little(flags, 2) + little(part.method, 2) + little(part.dos_time, 2) + little(part.dos_date, 2) +
             little(stated_crc, 4) + little(packed_size, 4) + little(size, 4) + little(part.name.size(), 2);
    };
    const std::string local = part.sizes_follow ? fields(0, 0, 0) : fields(crc, packed.size(), part.content.size());
    out += "PK\x03\x04" + little(20, 2) + local + little(0, 2) + part.name + packed;
    if (part.sizes_follow)
      out += "PK\x07\x08" + little(crc, 4) + little(packed.size(), 4) + little(part.content.size(), 4);
    std::string extra = part.extra;
    if (part.zip64) {
      extra +=
          little(1, 2) + little(24, 2) + little(part.content.size(), 8) + little(packed.size(), 8) + little(place, 8);
    }
    directory += "PK\x01\x02" + little(part.made_by, 2) + little(20, 2) +
                 (part.zip64 ? fields(crc, 0xffffffff, 0xffffffff) : fields(crc, packed.size(), part.content.size())) +
                 little(extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(part.attributes, 4) +
                 little(part.zip64 ? 0xffffffff : place, 4) + part.name + extra;
  }
  const std::uint64_t begin = out.size();
  out += directory;
  out += "PK\x05\x06" + little(0, 4) + little(parts.size() & 0xffff, 2) + little(parts.size() & 0xffff, 2) +
         little(directory.size(), 4) + little(begin, 4) + little(comment.size(), 2) + comment;
  return out;
}

// A 7z whose directory is encrypted: what `7z a -p -mhe=on` leaves, with noise for the encrypted part.
inline std::string make_locked_7z() {
  const std::string noise(64, '\x5a');
  const std::string header = std::string("\x17\x06\x00\x01\x09\x40\x00", 7) +  // one packed stream of 64 bytes
                             std::string("\x07\x0b\x01\x00\x01\x24\x06\xf1\x07\x01\x02\x13\x00", 13) +  // AES-256
                             std::string("\x0c\x40\x00\x00", 4);
  const std::string start = little(noise.size(), 8) + little(header.size(), 8) + little(crc_of(header), 4);
  return "7z\xbc\xaf\x27\x1c" + std::string("\x00\x04", 2) + little(crc_of(start), 4) + start + noise + header;
}

// ---- watching ----

struct SeenMember {
  std::string location;
  std::string path;
  std::string content;  // its first bytes where a walk keeps no more
  std::uint64_t size = 0;
  std::optional<Error> end = {};  // unset: it came whole
  std::optional<std::int64_t> mtime_s = {};
  detail::MtimeKind mtime_kind = detail::MtimeKind::kUtc;
};

struct SeenProblem {
  std::string location;
  SourceStatus status;
  std::string message;
  friend bool operator==(const SeenProblem&, const SeenProblem&) = default;
};

class Recorder final : public detail::MemberVisitor {
 public:
  std::vector<SeenMember> members;
  std::vector<SeenProblem> problems;
  std::size_t keep_bytes = std::size_t{1} << 30;   // of each content
  std::uint64_t read_at_most = ~std::uint64_t{0};  // then the visitor loses interest

  void on_member(const detail::SourceName& name, detail::ByteSource& bytes) override {
    SeenMember& member = members.emplace_back();
    member.location = name.location;
    member.path = name.path;
    member.mtime_s = name.mtime_s;
    member.mtime_kind = name.mtime_kind;
    while (member.size < read_at_most) {
      auto got = bytes.read(block_);
      if (!got) {
        member.end = got.error();
        // An error is told once; after it the source has ended.
        auto after = bytes.read(block_);
        if (!after || *after != 0) throw std::logic_error("the source goes on after its end");
        break;
      }
      if (*got == 0) break;
      if (*got > block_.size()) throw std::logic_error("more bytes than there is room for");
      member.size += *got;
      member.content.append(block_.data(), std::min(*got, keep_bytes - std::min(keep_bytes, member.content.size())));
    }
  }
  void on_problem(const detail::SourceName& name, SourceStatus status, const std::string& message) override {
    problems.push_back({name.location, status, message});
  }

  [[nodiscard]] const SeenMember* find(std::string_view location) const {
    for (const SeenMember& member : members) {
      if (member.location == location) return &member;
    }
    return nullptr;
  }
  [[nodiscard]] bool has_problem(std::string_view location, SourceStatus status) const {
    for (const SeenProblem& problem : problems) {
      if (problem.location == location && problem.status == status) return true;
    }
    return false;
  }
  [[nodiscard]] std::vector<std::string> locations() const {
    std::vector<std::string> all;
    for (const SeenMember& member : members) all.push_back(member.location);
    return all;
  }

 private:
  std::vector<char> block_ = std::vector<char>(256 << 10);
};

// Bytes in memory, given in pieces of a chosen size; an error may follow them.
class MemorySource final : public detail::ByteSource {
 public:
  explicit MemorySource(std::string bytes, std::size_t piece = ~std::size_t{0}, std::optional<Error> end = {})
      : bytes_(std::move(bytes)), piece_(piece), end_(std::move(end)) {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t n = std::min({into.size(), piece_, bytes_.size() - at_});
    if (n == 0 && end_) {
      Error error = *end_;
      end_.reset();
      return error;
    }
    bytes_.copy(into.data(), n, at_);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  std::size_t piece_;
  std::optional<Error> end_;
  std::size_t at_ = 0;
};

// Walks bytes as if they came by a pipe.
inline void walk_as_stream(const std::string& bytes, const std::string& name, Recorder& seen,
                           const Limits& limits = {}) {
  detail::walk_stream({.location = name, .path = name, .mtime_s = {}, .mtime_kind = detail::MtimeKind::kUtc},
                      std::make_unique<MemorySource>(bytes), limits, nullptr, seen);
}

// Walks bytes as a file on disk; locations begin with `name` alone.
inline void walk_as_file(const std::string& bytes, const std::string& name, Recorder& seen, const Limits& limits = {}) {
  const TemporaryFolder folder;
  detail::InputItem item;
  item.kind = detail::InputItem::Kind::kContainer;
  item.name.location = name;
  item.name.path = name;
  item.disk_path = folder.write("item", bytes);
  item.size = bytes.size();
  detail::walk_container(item, limits, nullptr, {}, seen);
}

}  // namespace logscan::test
