#include "input/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace logscan::detail {
namespace {

constexpr std::size_t kBlockBytes = 256 << 10;

// libarchive converts names by the locale of the calling thread. Only that is switched, and only round the calls.
class Utf8Scope {
 public:
  Utf8Scope() {
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (utf8 != nullptr) before_ = ::uselocale(utf8);
  }
  ~Utf8Scope() {
    if (before_ != nullptr) ::uselocale(before_);
  }
  Utf8Scope(const Utf8Scope&) = delete;
  Utf8Scope& operator=(const Utf8Scope&) = delete;

 private:
  locale_t before_ = nullptr;
};

struct FreeArchive {
  void operator()(archive* a) const { ::archive_read_free(a); }
};
using ArchiveHandle = std::unique_ptr<archive, FreeArchive>;

std::string text_of(archive* a) {
  const char* text = ::archive_error_string(a);
  return text != nullptr ? text : "libarchive gives no reason";
}

bool mentions(const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; }

// Feeds libarchive from a ByteSource. A source that ends with an error ends cleanly for libarchive, which then works
// off all it has; the error is kept and told at the end.
class Feed {
 public:
  explicit Feed(ByteSource& bytes) : bytes_(bytes), block_(new char[kBlockBytes]) {}

  [[nodiscard]] const Status& end() const { return end_; }
  [[nodiscard]] bool ended() const { return ended_; }
  // The first bytes, at most kFirst.
  static constexpr std::size_t kFirst = 32;
  [[nodiscard]] std::string_view first() const { return first_; }
  // Whether the last 512 bytes were zero: what ends a tar.
  [[nodiscard]] bool ends_in_zeros() const { return zeros_ >= kZeros; }

  static la_ssize_t read(archive*, void* self, const void** block) { return static_cast<Feed*>(self)->next(block); }

 private:
  static constexpr std::size_t kZeros = 512;

  la_ssize_t next(const void** block) {
    *block = block_.get();
    if (ended_) return 0;
    auto got = bytes_.read({block_.get(), kBlockBytes});
    if (!got) end_ = got.error();
    if (!got || *got == 0) {
      ended_ = true;
      return 0;
    }
    if (first_.size() < kFirst) first_.append(block_.get(), std::min(*got, kFirst - first_.size()));
    std::size_t zeros = 0;
    while (zeros < *got && zeros < kZeros && block_[*got - 1 - zeros] == '\0') ++zeros;
    zeros_ = zeros == *got ? zeros_ + zeros : zeros;
    return static_cast<la_ssize_t>(*got);
  }

  ByteSource& bytes_;
  std::unique_ptr<char[]> block_;
  std::string first_;
  std::size_t zeros_ = 0;
  Status end_;
  bool ended_ = false;
};

// Feeds libarchive from bytes that can be sought.
class SeekFeed {
 public:
  SeekFeed(const RandomBytes& bytes, const Budget& budget)
      : bytes_(bytes), budget_(budget), block_(new char[kBlockBytes]) {}

  [[nodiscard]] const Status& end() const { return end_; }

  static la_ssize_t read(archive* a, void* self, const void** block) {
    SeekFeed& feed = *static_cast<SeekFeed*>(self);
    *block = feed.block_.get();
    auto got = feed.budget_.cancelled() ? Result<std::size_t>(Budget::cancelled_error())
                                        : feed.bytes_.read_at(feed.at_, {feed.block_.get(), kBlockBytes});
    if (!got) {
      feed.end_ = std::move(got).error();
      ::archive_set_error(a, EIO, "the bytes below cannot be read");
      return ARCHIVE_FATAL;
    }
    feed.at_ += *got;
    return static_cast<la_ssize_t>(*got);
  }

  static la_int64_t skip(archive*, void* self, la_int64_t count) {
    SeekFeed& feed = *static_cast<SeekFeed*>(self);
    if (count <= 0) return 0;
    const std::uint64_t left = feed.bytes_.size() - std::min(feed.bytes_.size(), feed.at_);
    const std::uint64_t step = std::min(left, static_cast<std::uint64_t>(count));
    feed.at_ += step;
    return static_cast<la_int64_t>(step);
  }

  static la_int64_t seek(archive* a, void* self, la_int64_t offset, int whence) {
    SeekFeed& feed = *static_cast<SeekFeed*>(self);
    const auto size = static_cast<la_int64_t>(feed.bytes_.size());
    const la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<la_int64_t>(feed.at_) : size;
    if (offset < -base || offset > size - base) {
      ::archive_set_error(a, EINVAL, "a place outside the archive");
      return ARCHIVE_FATAL;
    }
    feed.at_ = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }

 private:
  const RandomBytes& bytes_;
  const Budget& budget_;
  std::unique_ptr<char[]> block_;
  std::uint64_t at_ = 0;
  Status end_;
};

ArchiveReader::Entry::Kind kind_of(archive_entry* entry) {
  using Kind = ArchiveReader::Entry::Kind;
  const bool hard_link = ::archive_entry_hardlink(entry) != nullptr || ::archive_entry_hardlink_utf8(entry) != nullptr;
  // A hard link that carries bytes is as good as a file.
  if (hard_link && ::archive_entry_size(entry) == 0) return Kind::kLink;
  switch (::archive_entry_filetype(entry)) {
    case AE_IFREG:
    case 0:
      return Kind::kFile;
    case AE_IFDIR:
      return Kind::kFolder;
    case AE_IFLNK:
      return Kind::kLink;
    default:
      return Kind::kDevice;
  }
}

// The content of the current entry, holes filled with zeros, one copy from libarchive's buffer.
class EntryData {
 public:
  void begin() { *this = EntryData(); }
  [[nodiscard]] bool ended() const { return ended_; }

  // Bytes into the front of `into`. `code` is what libarchive said where fewer came than asked for.
  std::size_t read(archive* a, std::span<char> into, int& code) {
    std::size_t done = 0;
    code = ARCHIVE_OK;
    while (done < into.size() && !ended_) {
      if (hole_ > 0) {
        const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(hole_, into.size() - done));
        std::memset(into.data() + done, 0, n);
        done += n, hole_ -= n, at_ += n, holes_ += n;
      } else if (left_ > 0) {
        const std::size_t n = std::min(left_, into.size() - done);
        std::memcpy(into.data() + done, block_, n);
        done += n, left_ -= n, block_ += n, at_ += n;
      } else {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        code = ::archive_read_data_block(a, &block, &size, &offset);
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
          ended_ = true;
          break;
        }
        const std::uint64_t place = offset > 0 ? static_cast<std::uint64_t>(offset) : 0;
        hole_ = place > at_ ? place - at_ : 0;
        block_ = static_cast<const char*>(block);
        left_ = size;
      }
    }
    return done;
  }

  // Zero bytes that stand nowhere in the archive, since the last call.
  std::uint64_t take_holes() { return std::exchange(holes_, 0); }

 private:
  const char* block_ = nullptr;
  std::size_t left_ = 0;
  std::uint64_t hole_ = 0;
  std::uint64_t holes_ = 0;
  std::uint64_t at_ = 0;
  bool ended_ = false;
};

// What both formats share: walking the entries.
class EntryWalk : public ArchiveReader {
 public:
  explicit EntryWalk(Budget& budget) : archive_(::archive_read_new()), budget_(budget) {}

  Result<bool> next(Entry& entry) override {
    if (archive_ == nullptr) return Error{ErrorCode::kInternal, "no memory for libarchive"};
    if (!fatal_) return fatal_.error();
    const Utf8Scope utf8;
    if (!open_) {
      open_ = true;
      if (open() != ARCHIVE_OK) return failure();
    }
    archive_entry* header = nullptr;
    int code = ARCHIVE_RETRY;
    while ((code = ::archive_read_next_header(archive_.get(), &header)) == ARCHIVE_RETRY) {
      damaged_ = true;
      if (budget_.cancelled()) return Budget::cancelled_error();
    }
    if (code == ARCHIVE_EOF) return at_end();
    if (code < ARCHIVE_WARN) return failure();
    entry.kind = kind_of(header);
    const char* name = ::archive_entry_pathname(header);
    if (name == nullptr) name = ::archive_entry_pathname_utf8(header);
    entry.name = name != nullptr ? name : "";
    entry.encrypted = ::archive_entry_is_data_encrypted(header) == 1;
    entry.mtime_s.reset();
    if (::archive_entry_mtime_is_set(header) != 0) entry.mtime_s = ::archive_entry_mtime(header);
    data_.begin();
    counted_ = 0;
    data_end_pending_ = false;
    pending_ = Status();
    return true;
  }

  Result<std::size_t> read(std::span<char> into) override {
    if (!data_end_pending_) {
      int code = ARCHIVE_OK;
      std::size_t got = 0;
      {
        const Utf8Scope utf8;
        got = data_.read(archive_.get(), into, code);
      }
      const std::uint64_t fresh = counts_output() ? got : data_.take_holes();
      counted_ += fresh;
      if (!budget_.take_output(fresh)) {
        data_end_pending_ = true;
        pending_ = budget_.expansion_error();
      } else if (code != ARCHIVE_OK && code != ARCHIVE_WARN && code != ARCHIVE_EOF) {
        data_end_pending_ = true;
        pending_ = failure();
        if (code == ARCHIVE_FATAL) fatal_ = pending_;
      }
      if (got > 0 || !data_end_pending_) return got;
    }
    if (into.empty() || pending_.ok()) return std::size_t{0};
    return std::exchange(pending_, Status()).error();
  }

  [[nodiscard]] std::uint64_t take_counted() override { return std::exchange(counted_, 0); }
  [[nodiscard]] bool damaged() const override { return damaged_; }

 protected:
  virtual int open() = 0;
  virtual Error failure() = 0;
  virtual Result<bool> at_end() = 0;
  // Whether bytes of content are more than the bytes below; else only holes count.
  [[nodiscard]] virtual bool counts_output() const = 0;

  ArchiveHandle archive_;
  Budget& budget_;

 private:
  bool open_ = false;
  bool damaged_ = false;
  EntryData data_;
  std::uint64_t counted_ = 0;
  bool data_end_pending_ = false;
  Status pending_;
  Status fatal_;  // what ended libarchive's reading in the middle of an entry
};

class TarReader final : public EntryWalk {
 public:
  TarReader(ByteSource& bytes, Budget& budget) : EntryWalk(budget), feed_(bytes) {}
  ~TarReader() override { archive_.reset(); }

 protected:
  int open() override {
    ::archive_read_support_format_tar(archive_.get());
    return ::archive_read_open(archive_.get(), &feed_, nullptr, &Feed::read, nullptr);
  }

  Error failure() override {
    if (!feed_.end()) return feed_.end().error();
    const std::string text = text_of(archive_.get());
    if (feed_.ended() || mentions(text, "runcated")) return Error{ErrorCode::kTruncated, "the tar ends too early"};
    return Error{ErrorCode::kDamaged, "the tar is damaged: " + text};
  }

  Result<bool> at_end() override {
    if (!feed_.end()) return feed_.end().error();
    if (feed_.ended() && !feed_.ends_in_zeros()) {
      return Error{ErrorCode::kTruncated, "the tar has no end mark: more members may have followed"};
    }
    return false;
  }

  [[nodiscard]] bool counts_output() const override { return false; }

 private:
  Feed feed_;
};

class SevenZipReader final : public EntryWalk {
 public:
  SevenZipReader(const RandomBytes& bytes, Budget& budget) : EntryWalk(budget), bytes_(bytes), feed_(bytes, budget) {}
  ~SevenZipReader() override { archive_.reset(); }

 protected:
  int open() override {
    archive* a = archive_.get();
    ::archive_read_support_format_7zip(a);
    ::archive_read_set_read_callback(a, &SeekFeed::read);
    ::archive_read_set_skip_callback(a, &SeekFeed::skip);
    ::archive_read_set_seek_callback(a, &SeekFeed::seek);
    ::archive_read_set_callback_data(a, &feed_);
    return ::archive_read_open1(a);
  }

  Error failure() override {
    if (!feed_.end()) return feed_.end().error();
    const std::string text = text_of(archive_.get());
    if (mentions(text, "ncrypted") || mentions(text, "Crypto") || mentions(text, "assphrase")) {
      return Error{ErrorCode::kEncrypted, "the 7z needs a password"};
    }
    if (is_cut()) {
      return Error{ErrorCode::kTruncated, "the 7z is cut; its directory stood at its end, so nothing can be read"};
    }
    if (mentions(text, "runcated")) return Error{ErrorCode::kTruncated, "the 7z ends too early"};
    return Error{ErrorCode::kDamaged, "the 7z is damaged: " + text};
  }

  Result<bool> at_end() override { return false; }

  [[nodiscard]] bool counts_output() const override { return true; }

 private:
  // The signature header (32 bytes) says where the directory stands: offset and size at 12 and 20.
  [[nodiscard]] bool is_cut() const {
    unsigned char header[32];
    const auto got = bytes_.read_at(0, {reinterpret_cast<char*>(header), sizeof header});
    if (!got || *got < sizeof header) return true;
    const auto number = [&](std::size_t at) {
      std::uint64_t value = 0;
      for (std::size_t i = 8; i-- > 0;) value = value << 8 | header[at + i];
      return value;
    };
    const std::uint64_t offset = number(12);
    const std::uint64_t size = number(20);
    const std::uint64_t room = bytes_.size() - sizeof header;
    return offset > room || size > room - offset;
  }

  const RandomBytes& bytes_;
  SeekFeed feed_;
};

// Whether a whole stream that decompresses to nothing begins with these bytes.
bool is_empty_stream(Shape shape, std::string_view first) {
  using namespace std::string_view_literals;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(first[i]); };
  if (shape == Shape::kBzip2) return first.size() >= 14 && first.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv;
  if (shape == Shape::kXz) return first.size() >= 32 && byte(12) == 0;  // the index, and no block before it
  // zstd: the descriptor says how long the header is (RFC 8878, 3.1.1.1); the first block must be the last and empty.
  if (first.size() < 5) return false;
  const bool single_segment = (byte(4) & 0x20) != 0;
  constexpr std::size_t kDictionary[] = {0, 1, 2, 4};
  const std::size_t size_field = byte(4) >> 6 == 0 ? (single_segment ? 1 : 0) : std::size_t{1} << (byte(4) >> 6);
  const std::size_t block = 5 + (single_segment ? 0 : 1) + kDictionary[byte(4) & 3] + size_field;
  const std::size_t checksum = (byte(4) & 4) != 0 ? 4 : 0;
  return first.size() >= block + 3 + checksum && (byte(block) & ~6U) == 1 && byte(block + 1) == 0 &&
         byte(block + 2) == 0;
}

class FilterSource final : public ByteSource {
 public:
  FilterSource(Shape shape, ByteSource& compressed, Budget& budget)
      : shape_(shape), feed_(compressed), budget_(budget), archive_(::archive_read_new()) {}
  ~FilterSource() override { archive_.reset(); }
  FilterSource(const FilterSource&) = delete;
  FilterSource& operator=(const FilterSource&) = delete;

  Result<std::size_t> read(std::span<char> into) override {
    if (!ended_) {
      std::size_t got = 0;
      {
        const Utf8Scope utf8;
        got = produce(into);
      }
      given_ += got;
      if (!budget_.take_output(got)) {
        ended_ = true;
        end_ = budget_.expansion_error();
      } else if (budget_.cancelled()) {
        ended_ = true;
        end_ = Budget::cancelled_error();
      }
      if (got > 0 || !ended_) return got;
    }
    if (into.empty() || end_.ok()) return std::size_t{0};
    return std::exchange(end_, Status()).error();
  }

 private:
  std::size_t produce(std::span<char> into) {
    archive* a = archive_.get();
    int code = a != nullptr ? ARCHIVE_OK : ARCHIVE_FATAL;
    if (!open_ && a != nullptr) {
      open_ = true;
      code = open(a);
    }
    std::size_t got = 0;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN) got = data_.read(a, into, code);
    if (code == ARCHIVE_EOF) {
      ended_ = true;
      if (!feed_.end()) {
        end_ = feed_.end();
      } else if (given_ == 0 && got == 0 && !is_empty_stream(shape_, feed_.first())) {
        // libarchive takes a filter that fails before its first byte for an empty file.
        end_ = Error{ErrorCode::kTruncated, "the compressed data ends too early"};
      }
    } else if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
      ended_ = true;
      end_ = failure();
    }
    return got;
  }

  int open(archive* a) {
    const int filter = shape_ == Shape::kBzip2 ? ARCHIVE_FILTER_BZIP2
                       : shape_ == Shape::kXz  ? ARCHIVE_FILTER_XZ
                                               : ARCHIVE_FILTER_ZSTD;
    // Appended, not guessed: a guess would unwrap further layers that nobody counts.
    int code = ::archive_read_append_filter(a, filter);
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return code;
    ::archive_read_support_format_raw(a);
    ::archive_read_support_format_empty(a);
    code = ::archive_read_open(a, &feed_, nullptr, &Feed::read, nullptr);
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return code;
    archive_entry* entry = nullptr;
    return ::archive_read_next_header(a, &entry);
  }

  Error failure() {
    if (!feed_.end()) return feed_.end().error();
    if (archive_ == nullptr) return Error{ErrorCode::kInternal, "no memory for libarchive"};
    const std::string text = text_of(archive_.get());
    if (feed_.ended() || mentions(text, "runcated")) {
      return Error{ErrorCode::kTruncated, "the compressed data ends too early"};
    }
    return Error{ErrorCode::kDamaged, "the compressed data is damaged: " + text};
  }

  Shape shape_;
  Feed feed_;
  Budget& budget_;
  ArchiveHandle archive_;
  bool open_ = false;
  EntryData data_;
  std::uint64_t given_ = 0;
  bool ended_ = false;
  Status end_;
};

}  // namespace

std::unique_ptr<ArchiveReader> ArchiveReader::tar(ByteSource& bytes, Budget& budget) {
  return std::make_unique<TarReader>(bytes, budget);
}

std::unique_ptr<ArchiveReader> ArchiveReader::seven_zip(const RandomBytes& bytes, Budget& budget) {
  return std::make_unique<SevenZipReader>(bytes, budget);
}

std::unique_ptr<ByteSource> filter_source(Shape shape, ByteSource& compressed, Budget& budget) {
  if (shape != Shape::kBzip2 && shape != Shape::kXz && shape != Shape::kZstd) return nullptr;
  return std::make_unique<FilterSource>(shape, compressed, budget);
}

}  // namespace logscan::detail
