// The walk into containers: what the bytes are decides how they are opened, at every level anew.
//
// A tar and the compressed formats stream. A zip and a 7z need seeking: on disk they have it, anywhere else they are
// spooled first. A compressed tar counts as one level of depth, every other layer as one of its own.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "input/archive_reader.h"
#include "input/budget.h"
#include "input/bundle.h"
#include "input/disk.h"
#include "input/inflate_source.h"
#include "input/random_bytes.h"
#include "input/sniff.h"
#include "input/spool.h"
#include "input/zip_reader.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kDrainBytes = 64 << 10;
// A name is for people and for globs; one of megabytes (pax allows it) is neither.
constexpr std::size_t kLongestName = 4096;
// One member that expands too far (a core file, say) costs the others nothing; a second and third are still passed
// over, then the item is left.
constexpr int kForgivenExpansions = 3;

SourceStatus status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kTruncated:
      return SourceStatus::kTruncated;
    case ErrorCode::kDamaged:
      return SourceStatus::kDamaged;
    case ErrorCode::kEncrypted:
      return SourceStatus::kEncrypted;
    case ErrorCode::kLimit:
      return SourceStatus::kLimit;
    case ErrorCode::kUsage:
    case ErrorCode::kNotFound:
    case ErrorCode::kUnreadable:
    case ErrorCode::kCancelled:
    case ErrorCode::kOutput:
    case ErrorCode::kInternal:
      break;
  }
  return SourceStatus::kUnreadable;
}

// `x.log.gz` is the log `x.log`, compressed.
std::string without_compression_suffix(const std::string& path) {
  for (const std::string_view suffix : {".gz", ".gzo", ".bz2", ".xz", ".zst"}) {
    if (path.size() <= suffix.size()) continue;
    const std::size_t stem = path.size() - suffix.size();
    bool same = path[stem - 1] != '/';
    for (std::size_t i = 0; same && i < suffix.size(); ++i) {
      const char c = path[stem + i];
      same = (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) == suffix[i];
    }
    if (same) return path.substr(0, stem);
  }
  return path;
}

// A file on disk, counted as it is consumed.
class FileBytes final : public RandomBytes {
 public:
  FileBytes(std::shared_ptr<const PlainFile> file, Budget& budget) : file_(std::move(file)), budget_(budget) {}
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const override {
    auto got = file_->read_at(offset, into);
    if (got) budget_.take_input(*got);
    return got;
  }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }

 private:
  std::shared_ptr<const PlainFile> file_;
  Budget& budget_;
};

// Any stream, counted as it is consumed.
class CountedSource final : public ByteSource {
 public:
  CountedSource(ByteSource& bytes, Budget& budget) : bytes_(bytes), budget_(budget) {}
  Result<std::size_t> read(std::span<char> into) override {
    if (ended_) return std::size_t{0};
    Result<std::size_t> got = budget_.cancelled() ? Result<std::size_t>(Budget::cancelled_error()) : bytes_.read(into);
    if (got) budget_.take_input(*got);
    if (!got) ended_ = true;
    return got;
  }

 private:
  ByteSource& bytes_;
  Budget& budget_;
  bool ended_ = false;
};

// Standard input, a FIFO, a terminal.
class PipeSource final : public ByteSource {
 public:
  PipeSource(Descriptor owned, int fd, const std::atomic<bool>* cancel)
      : owned_(std::move(owned)), fd_(fd), cancel_(cancel) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (into.empty() || ended_) return std::size_t{0};
    while (true) {
      if (!wait()) return end(Budget::cancelled_error());
      const ssize_t got = ::read(fd_, into.data(), into.size());
      if (got > 0) return static_cast<std::size_t>(got);
      if (got == 0) {
        ended_ = true;
        return std::size_t{0};
      }
      if (errno != EINTR && errno != EAGAIN) return end(Error{ErrorCode::kUnreadable, system_message(errno)});
    }
  }

 private:
  // Until there is something to read. A writer that says nothing must not keep us from being cancelled.
  bool wait() {
    constexpr int kLookAroundMs = 100;
    while (true) {
      if (cancel_ != nullptr && cancel_->load(std::memory_order_relaxed)) return false;
      pollfd ready{fd_, POLLIN, 0};
      const int answer = ::poll(&ready, 1, kLookAroundMs);
      // A signal wakes us to look around as well.
      if (answer > 0 || (answer < 0 && errno != EINTR)) return true;
    }
  }
  Error end(Error error) {
    ended_ = true;
    return error;
  }

  Descriptor owned_;
  int fd_;
  const std::atomic<bool>* cancel_;
  bool ended_ = false;
};

class EntrySource final : public ByteSource {
 public:
  explicit EntrySource(ArchiveReader& reader) : reader_(reader) {}
  Result<std::size_t> read(std::span<char> into) override { return reader_.read(into); }

 private:
  ArchiveReader& reader_;
};

class Walker {
 public:
  Walker(Budget& budget, MemberVisitor& visitor) : budget_(budget), limits_(budget.limits()), visitor_(visitor) {}

  void walk_bytes(const SourceName& name, const RandomBytes& bytes) {
    RangeSource source(bytes, 0, bytes.size(), budget_);
    HeadSource head(source);
    item_ = &name;
    visit(name, head, 0, Inside::kNothing, &bytes);
  }
  void walk_stream(const SourceName& name, ByteSource& bytes) {
    CountedSource source(bytes, budget_);
    HeadSource head(source);
    item_ = &name;
    visit(name, head, 0, Inside::kNothing, nullptr);
  }

 private:
  enum class Inside : std::uint8_t { kNothing, kCompressor };

  // Links and devices of one archive: the first few by name, the rest by their number.
  class Passed {
   public:
    void add(Walker& walker, const SourceName& name) {
      if (++count_ <= walker.limits_.diagnostics) {
        walker.problem(name, SourceStatus::kIgnored, "a link or device, not followed");
      }
    }
    void finish(Walker& walker, const SourceName& archive) const {
      if (count_ <= walker.limits_.diagnostics) return;
      const std::string more = std::to_string(count_ - walker.limits_.diagnostics);
      walker.problem(archive, SourceStatus::kIgnored, more + " more links or devices, not followed");
    }

   private:
    std::uint64_t count_ = 0;
  };

  [[nodiscard]] bool stopped() {
    if (budget_.cancelled()) stopped_ = true;
    return stopped_;
  }

  void problem(const SourceName& name, SourceStatus status, const std::string& message) {
    if (!stopped()) visitor_.on_problem(name, status, message);
  }
  void problem(const SourceName& name, const Error& error) {
    if (error.code != ErrorCode::kCancelled) problem(name, status_of(error.code), error.message);
  }

  // `depth` is how many layers stand round the bytes; `whole` is set where they can be sought.
  void visit(const SourceName& name, HeadSource& bytes, std::uint64_t depth, Inside inside, const RandomBytes* whole) {
    if (stopped()) return;
    if (const Error* error = bytes.failed_at_once()) return problem(name, *error);
    const Shape shape = sniff(bytes.head());
    if (shape == Shape::kPlain) return visitor_.on_member(name, bytes);
    const bool own_level = shape != Shape::kTar || inside != Inside::kCompressor;
    if (own_level && depth >= limits_.archive_depth) {
      return problem(
          name, SourceStatus::kLimit,
          "archives are nested deeper than " + std::to_string(limits_.archive_depth) + " levels (limit archive-depth)");
    }
    const std::uint64_t inner = own_level ? depth + 1 : depth;
    switch (shape) {
      case Shape::kTar:
        return visit_tar(name, bytes, inner, inside);
      case Shape::kZip:
      case Shape::kSevenZip:
        if (whole != nullptr) return visit_seekable(name, shape, *whole, inner);
        return visit_spooled(name, shape, bytes, inner);
      case Shape::kGzip:
        return visit_gzip(name, bytes, inner);
      case Shape::kBzip2:
      case Shape::kXz:
      case Shape::kZstd:
        return visit_filter(name, shape, bytes, inner);
      case Shape::kPlain:
        break;
    }
  }

  void visit_spooled(const SourceName& name, Shape shape, HeadSource& bytes, std::uint64_t depth) {
    auto spool = Spool::fill(bytes, budget_);
    if (!spool) return problem(name, spool.error());
    visit_seekable(name, shape, **spool, depth);
    // A zip or 7z that was cut says so itself; other ends are news.
    const Status& end = (*spool)->end();
    if (!end && end.error().code != ErrorCode::kTruncated) problem(name, end.error());
  }

  void visit_seekable(const SourceName& name, Shape shape, const RandomBytes& bytes, std::uint64_t depth) {
    if (shape == Shape::kZip) return visit_zip(name, bytes, depth);
    const auto reader = ArchiveReader::seven_zip(bytes, budget_);
    visit_entries(name, *reader, depth, Skip::kByReading);
  }

  void visit_gzip(const SourceName& name, HeadSource& bytes, std::uint64_t depth) {
    InflateSource inflate(bytes, InflateSource::Wrapping::kGzip, budget_);
    HeadSource content(inflate);
    SourceName inner = name;
    if (const auto mtime = inflate.header_mtime_s()) {
      inner.mtime_s = mtime;
      inner.mtime_kind = MtimeKind::kUtc;
    }
    visit_content(std::move(inner), content, depth);
    if (const std::uint64_t left = inflate.bytes_after_end(); left > 0) {
      problem(name, SourceStatus::kOk, std::to_string(left) + " bytes after the end of the gzip data are not read");
    }
    settle(inflate.bytes_given());
  }

  void visit_filter(const SourceName& name, Shape shape, HeadSource& bytes, std::uint64_t depth) {
    const auto filter = filter_source(shape, bytes, budget_);
    CountingSource counted(*filter);
    HeadSource content(counted);
    visit_content(name, content, depth);
    settle(counted.bytes_given());
  }

  void visit_content(SourceName name, HeadSource& content, std::uint64_t depth) {
    const Shape shape = sniff(content.head());
    if (shape != Shape::kTar && shape != Shape::kZip && shape != Shape::kSevenZip) {
      name.path = without_compression_suffix(name.path);
    }
    visit(name, content, depth, Inside::kCompressor, nullptr);
  }

  void visit_tar(const SourceName& name, HeadSource& bytes, std::uint64_t depth, Inside inside) {
    const auto reader = ArchiveReader::tar(bytes, budget_);
    if (!visit_entries(name, *reader, depth, Skip::kByReader)) return;
    // What follows the tar in a compressed file tells whether that is whole.
    if (inside != Inside::kCompressor || stopped()) return;
    if (auto end = drain(bytes); !end) problem(name, end.error());
  }

  // Whether skipped content expands, and so must be counted as it goes by.
  enum class Skip : std::uint8_t { kByReader, kByReading };

  // True where the archive was read to its end.
  bool visit_entries(const SourceName& name, ArchiveReader& reader, std::uint64_t depth, Skip skip) {
    Passed passed;
    Status end;
    ArchiveReader::Entry entry;
    std::uint64_t index = 0;
    while (!stopped()) {
      auto more = reader.next(entry);
      if (!more) end = more.error();
      if (!end || !*more || !count_member(name)) break;
      ++index;
      SourceName member = member_name(name, entry.name, index);
      member.mtime_s = entry.mtime_s;
      EntrySource content(reader);
      switch (entry.kind) {
        case ArchiveReader::Entry::Kind::kFile:
          if (entry.encrypted) {
            problem(member, SourceStatus::kEncrypted, "needs a password");
          } else {
            HeadSource head(content);
            visit(member, head, depth, Inside::kNothing, nullptr);
          }
          break;
        case ArchiveReader::Entry::Kind::kLink:
        case ArchiveReader::Entry::Kind::kDevice:
          passed.add(*this, member);
          break;
        case ArchiveReader::Entry::Kind::kFolder:
          break;
      }
      if (skip == Skip::kByReading && !entry.encrypted) static_cast<void>(drain(content));
      if (over_expansion()) {
        // The next member stands behind this one: going on means to decompress all of it.
        end = budget_.expansion_error();
        settle(reader.take_counted());
        break;
      }
    }
    passed.finish(*this, name);
    if (reader.damaged())
      problem(name, SourceStatus::kDamaged, "headers in the archive are damaged; their members are lost");
    if (!end) problem(name, end.error());
    return end.ok();
  }

  void visit_zip(const SourceName& name, const RandomBytes& bytes, std::uint64_t depth) {
    ZipReader zip(bytes, budget_);
    Passed passed;
    Status end;
    ZipMember entry;
    std::uint64_t index = 0;
    while (!stopped()) {
      auto more = zip.next(entry);
      if (!more) end = more.error();
      if (!end || !*more || !count_member(name)) break;
      ++index;
      if (entry.kind == ZipMember::Kind::kFolder && entry.size == 0) {
        if (!zip.has_directory()) skip_member(zip, entry);
        continue;
      }
      SourceName member = member_name(name, entry.name, index);
      member.mtime_s = entry.mtime_s;
      member.mtime_kind = entry.mtime_kind;
      if (entry.kind == ZipMember::Kind::kLink || entry.kind == ZipMember::Kind::kDevice) {
        passed.add(*this, member);
      } else if (entry.encrypted) {
        problem(member, SourceStatus::kEncrypted, "needs a password");
      } else {
        visit_zip_member(zip, entry, member, depth);
      }
      if (over_expansion()) {
        end = budget_.expansion_error();
        break;
      }
    }
    passed.finish(*this, name);
    if (!end) problem(name, end.error());
  }

  void visit_zip_member(ZipReader& zip, const ZipMember& entry, const SourceName& member, std::uint64_t depth) {
    auto content = zip.open(entry);
    if (!content) return problem(member, content.error());
    CountingSource counted(**content);
    {
      HeadSource head(counted);
      visit(member, head, depth, Inside::kNothing, nullptr);
    }
    // Read to its end only to learn where the next one begins.
    if (entry.sizes_follow) static_cast<void>(drain(counted));
    settle(counted.bytes_given());
  }

  // For a zip without a directory: its members follow each other.
  void skip_member(ZipReader& zip, const ZipMember& entry) {
    if (!entry.sizes_follow) return;
    if (auto content = zip.open(entry)) static_cast<void>(drain(**content));
  }

  // Counts what a source gave, for settling.
  class CountingSource final : public ByteSource {
   public:
    explicit CountingSource(ByteSource& bytes) : bytes_(bytes) {}
    Result<std::size_t> read(std::span<char> into) override {
      auto got = bytes_.read(into);
      if (got) given_ += *got;
      return got;
    }
    [[nodiscard]] std::uint64_t bytes_given() const { return given_; }

   private:
    ByteSource& bytes_;
    std::uint64_t given_ = 0;
  };

  [[nodiscard]] bool over_expansion() { return !budget_.take_output(0); }

  // After an expander is done with: where it went over the ratio, its output is forgiven, so that its neighbours can
  // be read, but not for ever.
  void settle(std::uint64_t output) {
    if (output == 0 || !over_expansion()) return;
    budget_.give_back_output(output);
    if (++expansions_ <= kForgivenExpansions) return;
    problem(*item_, SourceStatus::kLimit,
            "too much of it expands too far (limit expansion-ratio); the rest is not read");
    stopped_ = true;
  }

  bool count_member(const SourceName& archive) {
    if (budget_.take_member()) return true;
    problem(archive, SourceStatus::kLimit,
            "more than " + std::to_string(limits_.members) + " members (limit members); the rest is not read");
    stopped_ = true;
    return false;
  }

  // Reads to the end.
  Status drain(ByteSource& bytes) {
    if (!drain_) drain_.reset(new char[kDrainBytes]);
    while (!stopped()) {
      auto got = bytes.read({drain_.get(), kDrainBytes});
      if (!got) return std::move(got).error();
      if (*got == 0) break;
    }
    return Status();
  }

  static SourceName member_name(const SourceName& archive, std::string_view raw, std::uint64_t index) {
    std::string shown(raw.substr(0, kLongestName));
    if (raw.size() > kLongestName) shown += "...";
    if (raw.empty()) shown = "entry-" + std::to_string(index);
    // Tars made in the folder itself begin every name so.
    const std::string_view plain = std::string_view(shown).substr(shown.starts_with("./") && shown.size() > 2 ? 2 : 0);
    SourceName name;
    name.location = archive.location + "!" + escape_name(plain);
    name.path = archive.path + "/" + match_path(plain);
    return name;
  }

  Budget& budget_;
  const Limits& limits_;
  MemberVisitor& visitor_;
  const SourceName* item_ = nullptr;
  bool stopped_ = false;
  int expansions_ = 0;
  std::unique_ptr<char[]> drain_;
};

}  // namespace

std::string match_path(std::string_view raw) {
  std::string path;
  path.reserve(raw.size());
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find_first_of("/\\"), raw.size());
    const std::string_view part = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (part.empty() || part == "." || part == "..") continue;
    if (!path.empty()) path += '/';
    path += part;
  }
  return path;
}

void walk_container(const InputItem& item, const Limits& limits, const std::atomic<bool>* cancel,
                    const std::function<void(std::uint64_t)>& on_input_bytes, MemberVisitor& visitor) {
  Budget budget(limits, cancel, on_input_bytes);
  Walker walker(budget, visitor);
  Descriptor fd;
  if (!item.disk_path.empty()) {
    struct stat status{};
    fd = open_path(item.disk_path, O_RDONLY | O_NOCTTY);
    if (!fd.valid() || ::fstat(fd.get(), &status) != 0) {
      return visitor.on_problem(item.name, SourceStatus::kUnreadable, system_message(errno));
    }
    if (S_ISREG(status.st_mode)) {
      auto file = PlainFile::open(item.disk_path);
      if (!file) return visitor.on_problem(item.name, SourceStatus::kUnreadable, file.error().message);
      const FileBytes bytes(*file, budget);
      budget.set_input_size(bytes.size());
      return walker.walk_bytes(item.name, bytes);
    }
  }
  const int number = fd.valid() ? fd.get() : STDIN_FILENO;
  PipeSource pipe(std::move(fd), number, cancel);
  walker.walk_stream(item.name, pipe);
}

void walk_stream(const SourceName& name, std::unique_ptr<ByteSource> bytes, const Limits& limits,
                 const std::atomic<bool>* cancel, MemberVisitor& visitor) {
  Budget budget(limits, cancel, {});
  Walker(budget, visitor).walk_stream(name, *bytes);
}

}  // namespace logscan::detail
