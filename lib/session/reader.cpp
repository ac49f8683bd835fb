#include "session/reader.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/text.h"
#include "input/node_name.h"
#include "parse/record_cutter.h"
#include "session/pipe.h"
#include "session/settle_nodes.h"
#include "timeline/duplicates.h"
#include "timeline/rings.h"

namespace logscan::detail {
namespace {

constexpr std::uint64_t kChunkBytes = 16ULL << 20;
// A member up to this size is parsed where it is decompressed; a thread would cost more than it saves.
constexpr std::size_t kInlineBytes = 1U << 20;

SourceStatus status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kTruncated:
      return SourceStatus::kTruncated;
    case ErrorCode::kEncrypted:
      return SourceStatus::kEncrypted;
    case ErrorCode::kLimit:
      return SourceStatus::kLimit;
    case ErrorCode::kDamaged:
      return SourceStatus::kDamaged;
    default:
      return SourceStatus::kUnreadable;
  }
}

// Fills `into` from the front of a source; fewer bytes only at its end.
Result<std::size_t> read_fully(ByteSource& bytes, std::span<char> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    Result<std::size_t> got = bytes.read(into.subspan(filled));
    if (!got) {
      if (filled == 0) return got;
      break;  // the source repeats its end; the caller learns of the error at the next read
    }
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

// A compressed file cut at its very start shows no format any more, and must not pass for an empty log: that would be a
// day of silence.
bool is_stub_of_archive(std::string_view path, std::size_t bytes) {
  constexpr std::size_t kMagic = 4;
  static constexpr std::array<std::string_view, 9> kEnds = {".gz",  ".gzo", ".tgz", ".bz2", ".xz",
                                                            ".zst", ".zip", ".7z",  ".tar"};
  const std::string name = to_lower(path);
  return bytes < kMagic &&
         std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return name.ends_with(end); });
}

// Counts the bytes that pass and takes their digest; keeps the error that ended them.
class Watched final : public ByteSource {
 public:
  explicit Watched(ByteSource& inner) : inner_(inner) {}
  [[nodiscard]] Result<std::size_t> read(std::span<char> into) override {
    if (ended_) return std::size_t{0};
    Result<std::size_t> got = inner_.read(into);
    if (!got) {
      error_ = got.error();
      ended_ = true;
    } else if (*got == 0) {
      ended_ = true;
    } else {
      bytes_ += *got;
      digest_.add({into.data(), *got});
      if (streams_ != nullptr) keep_bytes({into.data(), *got});
    }
    return got;
  }
  // Keeps the bytes that are given, which came by already, and all that follow.
  void keep(KeptStreams& streams, std::span<const char> front) {
    streams_ = &streams;
    keep_bytes(front);
  }
  void tell_kept(ParsedSource& source) {
    if (not_kept_) {
      source.not_kept = not_kept_->message;
    } else if (streams_ != nullptr) {
      source.kept = std::move(kept_);
    }
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] Digest digest() const { return digest_.digest(); }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  ByteSource& inner_;
  void keep_bytes(std::span<const char> bytes) {
    if (not_kept_) return;
    if (const Status added = streams_->add(kept_, bytes); !added) not_kept_ = added.error();
  }

  std::uint64_t bytes_ = 0;
  KeptStreams* streams_ = nullptr;
  KeptStream kept_;
  std::optional<Error> not_kept_;
  DigestStream digest_;
  std::optional<Error> error_;
  bool ended_ = false;
};

// Gives the bytes in memory, then the error that followed them.
class Held final : public ByteSource {
 public:
  Held(std::string_view text, ByteSource& rest) : text_(text), rest_(rest) {}
  [[nodiscard]] Result<std::size_t> read(std::span<char> into) override {
    if (text_.empty()) return rest_.read(into);
    const std::size_t count = std::min(into.size(), text_.size());
    std::copy_n(text_.data(), count, into.data());
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  ByteSource& rest_;
};

// Files of a ring that are packed in the order of their names take two walks where it came round, one where it did not.
constexpr int kMostWalks = 32;

class CaseReader {
 public:
  CaseReader(const CaseOptions& options, const ParserContext& context, const InputList& inputs, KeptStreams* keep)
      : options_(options), context_(context), keep_(keep) {
    for (const InputItem& item : inputs.items) progress_.bytes_total += item.size;
    items_.resize(inputs.items.size());
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].item = &inputs.items[i];
  }

  Result<std::vector<ParsedSource>> run() {
    for (Item& item : items_) plan(item);
    in_parallel(tasks_.size(), [this](std::size_t task) { run_task(tasks_[task]); });
    if (failure_) std::rethrow_exception(failure_);
    if (cancelled()) return Error{ErrorCode::kCancelled, "stopped"};

    std::vector<ParsedSource> sources;
    for (Item& item : items_) {
      item.first_id = static_cast<SourceId>(sources.size());
      for (ParsedSource& source : item.sources) sources.push_back(std::move(source));
      item.end_id = static_cast<SourceId>(sources.size());
    }
    settle_folders(sources);
    const NodeNames names = name_addresses(sources);
    join_spellings(sources);
    mark_duplicates(sources);
    leave_out(find_overlaps(sources), sources);
    const std::vector<Ring> rings = find_rings(sources);
    in_parallel(rings.size(), [&](std::size_t ring) { read_ring(rings[ring], sources); });
    name_by_folders(sources);
    name_by_peers(sources);
    name_in_records(names, sources);
    settle_parts(sources);
    if (failure_) std::rethrow_exception(failure_);
    if (cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
    return sources;
  }

 private:
  struct Item {
    const InputItem* item = nullptr;
    std::vector<ParsedSource> sources;  // one for a plain file
    SourceId first_id = 0, end_id = 0;  // of its sources among those of the case
    // Chunks of a plain file: each waits here until those before it are merged.
    std::mutex mutex;
    std::vector<std::optional<SourceResult>> chunks;
    std::size_t merged = 0;
    std::uint64_t bytes = 0;  // of the chunks that are in
    Item() = default;
    Item(Item&& other) noexcept
        : item(other.item), sources(std::move(other.sources)), chunks(std::move(other.chunks)), merged(other.merged) {}
  };
  struct Task {
    Item* item;
    std::size_t chunk;
  };

  [[nodiscard]] bool cancelled() const {
    return options_.given().cancel != nullptr && options_.given().cancel->load(std::memory_order_relaxed);
  }

  [[nodiscard]] ParsedSource named(const SourceName& name) const {
    ParsedSource source;
    source.name = name;
    PathOrigin origin = origin_of_path(name.path);
    source.node = std::move(origin.node);
    source.collected_local = origin.collected_local;
    source.folder = folder_name(name.path);
    return source;
  }

  static void leave_out(ParsedSource& source) {
    source.parser = nullptr;
    source.why = "left out by --node";
    source.notes.emplace_back(source.why);
    source.left_out = true;
  }

  // Decides the format from the front of the content. False where the source is not to be read.
  bool recognise_source(ParsedSource& source, std::string_view head, bool whole) const {
    // Whose a folder is, the records may tell better than an address, or than a folder that only stands above one of
    // the product's; what they say is settled once all are read.
    const PathOrigin origin = origin_of_path(source.name.path);
    const bool open = origin.by_address || origin.by_product;
    const auto take_node = [&](const std::string& node) {
      if (source.node.empty() || (open && !node.empty())) source.node = to_lower(node);
    };
    if (!source.node.empty() && !origin.by_address && !options_.node_wanted(source.node)) {
      leave_out(source);
      return false;
    }
    const ProbeInput input{head, source.name.path, whole};
    if (const ParserInfo* forced = options_.parser_for(source.name)) {
      const ProbeAnswer answer = forced->probe(input);
      source.parser = forced;
      source.axis = answer.axis;
      take_node(answer.node);
      source.why = "forced by --parser";
    } else {
      Recognition recognition = recognise(options_.parsers(), input);
      source.parser = recognition.parser;
      source.axis = recognition.axis;
      source.why = std::move(recognition.why);
      take_node(recognition.node);
    }
    if (!source.node.empty() && !open && !options_.node_wanted(source.node)) {
      leave_out(source);
      return false;
    }
    if (whole && is_stub_of_archive(source.name.path, head.size())) {
      source.status = SourceStatus::kTruncated;
      source.notes.emplace_back("cut at its very start");
    }
    if (source.parser == nullptr) {
      if (source.status == SourceStatus::kOk) source.status = SourceStatus::kIgnored;
      return false;
    }
    source.front = describe_unknown(head, whole);
    if (source.parser->slot != nullptr) source.slot = source.parser->slot(source.name.path);
    if (source.parser->number != nullptr) source.number = source.parser->number(source.name.path);
    return true;
  }

  static std::size_t chunks_of(const ParsedSource& source) {
    if (source.parser->sequential || source.parser->recording()) return 1;
    return std::max<std::size_t>(1, (source.bytes + kChunkBytes - 1) / kChunkBytes);
  }

  // Opens a plain file, looks at its front, and makes its tasks.
  void plan(Item& item) {
    if (item.item->kind == InputItem::Kind::kContainer) {
      tasks_.push_back({&item, 0});
      return;
    }
    ParsedSource& source = item.sources.emplace_back(named(item.item->name));
    source.disk_path = item.item->disk_path;
    const auto file = PlainFile::open(source.disk_path);
    if (!file) {
      source.status = SourceStatus::kUnreadable;
      source.notes.push_back(file.error().message);
      source.only_a_status = true;
      return;
    }
    source.bytes = (*file)->size();
    std::vector<char> head(std::min<std::uint64_t>(kProbeBytes, source.bytes));
    const Result<std::size_t> got = (*file)->read_at(0, head);
    if (!got) {
      source.status = SourceStatus::kUnreadable;
      source.notes.push_back(got.error().message);
      source.only_a_status = true;
      source.bytes = 0;
      return;
    }
    if (!recognise_source(source, {head.data(), *got}, *got == source.bytes)) {
      tell_progress(source.bytes, source.name.location);
      return;
    }
    const std::size_t chunks = chunks_of(source);
    item.chunks.resize(chunks);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) tasks_.push_back({&item, chunk});
  }

  void in_parallel(std::size_t count, const std::function<void(std::size_t)>& task) {
    next_ = 0;
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < std::min<std::size_t>(options_.jobs(), count); ++i)
      workers.emplace_back([&] { work(count, task); });
    work(count, task);
  }

  // An exception must not leave a thread: the first one ends the others and is thrown again where they are joined.
  void work(std::size_t count, const std::function<void(std::size_t)>& task) {
    try {
      for (std::size_t at = next_.fetch_add(1); at < count && !cancelled() && !failed_; at = next_.fetch_add(1))
        task(at);
    } catch (...) {
      keep_failure();
    }
  }

  void keep_failure() {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
    failed_ = true;
  }

  void run_task(const Task& task) {
    if (task.item->item->kind == InputItem::Kind::kContainer) {
      read_container(*task.item);
    } else {
      read_chunk(*task.item, task.chunk);
    }
  }

  CutEnd parse_bytes(const ParsedSource& source, ByteSource& bytes, const CutRange& range, Sink& sink,
                     const std::function<void(std::uint64_t)>& on_read) const {
    if (source.parser->recording()) {
      const std::unique_ptr<RecordingReader> reader = source.parser->open(context_);
      CutEnd end = reader->read(bytes, sink, on_read);
      reader->finish();
      return end;
    }
    const std::unique_ptr<Parser> parser = source.parser->make(context_);
    return cut_records(bytes, {}, range, *source.parser, *parser, sink, on_read);
  }

  SourceResult parse_chunk(const ParsedSource& source, std::size_t chunk, std::size_t chunks, Omission* omission,
                           CutEnd& end) {
    const bool last = chunk + 1 == chunks;
    CutRange range{chunk * kChunkBytes, last ? source.bytes : (chunk + 1) * kChunkBytes};
    if (last) range.to = std::max<std::uint64_t>(range.to, 1);
    Sink sink(0, source.axis, source.parser->recording() ? Sink::Texts::kStream : Sink::Texts::kRereadable,
              options_.given().limits, options_.given().cancel, omission);
    if (options_.given().want_shapes) sink.want_unmatched();
    auto file = PlainFile::open(source.disk_path);
    if (!file) {
      end.error = std::move(file).error();
      return sink.finish();
    }
    const std::uint64_t from = range.from == 0 ? 0 : range.from - 1;
    const std::unique_ptr<ByteSource> bytes = plain_range(*std::move(file), from, source.bytes);
    const auto on_read = [&](std::uint64_t count) { tell_progress(count, source.name.location); };
    end = parse_bytes(source, *bytes, range, sink, on_read);
    return sink.finish();
  }

  void read_chunk(Item& item, std::size_t chunk) {
    ParsedSource& source = item.sources.front();
    CutEnd end;
    SourceResult result = parse_chunk(source, chunk, item.chunks.size(), nullptr, end);

    const std::lock_guard lock(item.mutex);
    if (end.error) end_early(source, *end.error);
    item.bytes += end.bytes;
    item.chunks[chunk] = std::move(result);
    while (item.merged < item.chunks.size() && item.chunks[item.merged]) {
      if (item.merged == 0) {
        source.result = *std::move(item.chunks[0]);
      } else {
        source.result.merge(*std::move(item.chunks[item.merged]), options_.given().limits);
      }
      item.chunks[item.merged++] = SourceResult();  // given back at once
    }
    if (item.merged == item.chunks.size()) {
      if (source.status != SourceStatus::kOk) source.bytes = item.bytes;  // it became shorter meanwhile
      judge_unreadable(source);
    }
  }

  static void end_early(ParsedSource& source, const Error& error) {
    source.status = status_of(error.code);
    // Every chunk of a file that shrank says so.
    if (std::find(source.notes.begin(), source.notes.end(), error.message) == source.notes.end()) {
      source.notes.push_back(error.message);
    }
  }

  // A log by its name of which nothing could be read must not pass for a silent one.
  static void judge_unreadable(ParsedSource& source) {
    if (source.status != SourceStatus::kOk || source.bytes == 0 || source.result.records + source.result.skipped > 0 ||
        source.parser->recording())  // which may be of nothing
      return;
    source.status = SourceStatus::kDamaged;
    source.notes.push_back("not one line is a record of this format (" + source.front + ")");
  }

  void read_container(Item& item) {
    struct Visitor final : MemberVisitor {
      CaseReader& reader;
      Item& into;
      Visitor(CaseReader& r, Item& i) : reader(r), into(i) {}
      void on_member(const SourceName& name, ByteSource& bytes) override {
        into.sources.push_back(reader.read_member(into, name, bytes));
      }
      void on_problem(const SourceName& name, SourceStatus status, const std::string& message) override {
        into.sources.push_back(problem(reader.named(name), status, message));
      }
    } visitor(*this, item);
    walk_container(
        *item.item, options_.given().limits, options_.given().cancel,
        [&](std::uint64_t count) { tell_progress(count, item.item->name.location); }, visitor);
  }

  // Reads the sources that share records with others once more, without these. One after another, since each is
  // compared with those before it.
  void leave_out(const std::vector<Overlap>& overlaps, std::vector<ParsedSource>& sources) {
    std::map<std::size_t, ComparedRecords> compared;
    auto next = overlaps.begin();
    for (const Item& item : items_) {
      std::map<SourceId, Omission> omissions;
      std::set<SourceId> done;
      for (; next != overlaps.end() && next->source < item.end_id; ++next) {
        omissions.try_emplace(next->source, next->source, next->minutes, compared[next->log]);
      }
      if (omissions.empty() || cancelled()) continue;
      {
        const std::lock_guard lock(progress_mutex_);
        progress_.bytes_total += item.item->size;
      }
      if (item.item->kind == InputItem::Kind::kContainer) {
        read_container_again(item, omissions, sources, done);
      } else if (read_file_again(sources[item.first_id], omissions.at(item.first_id))) {
        done.insert(item.first_id);
      }
      for (const auto& [id, omission] : omissions) {
        if (done.contains(id)) {
          tell_omission(omission, sources[id], sources);
        } else {
          sources[id].notes.emplace_back(
              "it could not be read again as it was: its records that stand in other copies too are counted twice");
        }
      }
    }
  }

  bool read_file_again(ParsedSource& source, Omission& omission) {
    SourceResult result;
    std::uint64_t bytes = 0;
    for (std::size_t chunk = 0, chunks = chunks_of(source); chunk < chunks && !cancelled(); ++chunk) {
      CutEnd end;
      SourceResult next = parse_chunk(source, chunk, chunks, &omission, end);
      bytes += end.bytes;
      if (chunk == 0) {
        result = std::move(next);
      } else {
        result.merge(std::move(next), options_.given().limits);
      }
    }
    return replace_result(source, std::move(result), bytes);
  }

  // Knows members that come by once more. Several may share a name; they come in the same order again.
  class KnownMembers {
   public:
    KnownMembers(const Item& item, const std::vector<ParsedSource>& sources) {
      for (SourceId id = item.end_id; id-- > item.first_id;) {
        if (!sources[id].only_a_status) ids_[sources[id].name.location].push_back(id);
      }
    }
    // kNoSource: it was not there before.
    SourceId take(const SourceName& name) {
      const auto known = ids_.find(name.location);
      if (known == ids_.end() || known->second.empty()) return kNoSource;
      const SourceId id = known->second.back();
      known->second.pop_back();
      return id;
    }

   private:
    std::map<std::string, std::vector<SourceId>> ids_;
  };

  // All of its members come by once more; those that share nothing are not read.
  void read_container_again(const Item& item, std::map<SourceId, Omission>& omissions,
                            std::vector<ParsedSource>& sources, std::set<SourceId>& done) {
    struct Visitor final : MemberVisitor {
      CaseReader& reader;
      const Item& item;
      std::map<SourceId, Omission>& omissions;
      std::vector<ParsedSource>& sources;
      std::set<SourceId>& done;
      KnownMembers known;
      Visitor(CaseReader& r, const Item& i, std::map<SourceId, Omission>& o, std::vector<ParsedSource>& s,
              std::set<SourceId>& d)
          : reader(r), item(i), omissions(o), sources(s), done(d), known(i, s) {}
      void on_member(const SourceName& name, ByteSource& bytes) override {
        const SourceId id = known.take(name);
        const auto omission = omissions.find(id);
        if (omission == omissions.end()) return;
        ParsedSource again = reader.read_member(item, name, bytes, &omission->second);
        if (replace_result(sources[id], std::move(again.result), again.bytes)) done.insert(id);
      }
      void on_problem(const SourceName&, SourceStatus, const std::string&) override {}
    } visitor(*this, item, omissions, sources, done);
    walk_container(
        *item.item, options_.given().limits, options_.given().cancel,
        [&](std::uint64_t count) { tell_progress(count, item.item->name.location); }, visitor);
  }

  // Reads the files of one recording once more, as one: what is under way as a file ends goes on in the next.
  void read_ring(const Ring& ring, std::vector<ParsedSource>& sources) {
    const bool read = read_as_one(ring, sources);
    for (std::size_t i = 0; i < ring.size(); ++i) {
      ParsedSource& source = sources[ring[i]];
      if (!read)
        source.notes.emplace_back(source.read_once
                                      ? "it is read without the other files of its ring, since this input cannot be "
                                        "read again"
                                      : "it is read without the other files of its ring, which could not be read again "
                                        "in their order: unpack them");
      if (i == 0) continue;
      source.follows = ring[i - 1];
      source.read_apart = !read;
      source.folder = sources[ring.front()].folder;
    }
  }

  // False where they are left as they are.
  bool read_as_one(const Ring& ring, std::vector<ParsedSource>& sources) {
    if (std::any_of(ring.begin(), ring.end(), [&](SourceId id) { return sources[id].read_once; })) return false;
    const std::unique_ptr<RecordingReader> reader = sources[ring.front()].parser->open(context_);
    std::deque<Sink> sinks;
    std::vector<std::uint64_t> counts;
    const auto read_next = [&](ByteSource& bytes, const std::function<void(std::uint64_t)>& on_read) {
      const Axis axis = sources[ring[sinks.size()]].axis;
      sinks.emplace_back(0, axis, Sink::Texts::kStream, options_.given().limits, options_.given().cancel);
      counts.push_back(reader->read(bytes, sinks.back(), on_read).bytes);
    };
    for (int walks = 0; sinks.size() < ring.size() && !cancelled();) {
      const std::size_t before = sinks.size();
      const ParsedSource& source = sources[ring[before]];
      const Item& item = *std::prev(std::partition_point(
          items_.begin(), items_.end(), [&](const Item& one) { return one.first_id <= ring[before]; }));
      const auto on_read = [&](std::uint64_t count) { tell_progress(count, item.item->name.location); };
      {
        const std::lock_guard lock(progress_mutex_);
        progress_.bytes_total += item.item->size;
      }
      if (item.item->kind == InputItem::Kind::kPlain) {
        auto file = PlainFile::open(source.disk_path);
        if (file) read_next(*plain_range(*std::move(file), 0, source.bytes), on_read);
      } else {
        // Members that stand in another order take another walk.
        if (++walks > kMostWalks) return false;
        struct Visitor final : MemberVisitor {
          const std::function<bool(SourceId, ByteSource&)>& read;
          KnownMembers known;
          std::atomic<bool> enough{false};
          Visitor(const Item& i, const std::vector<ParsedSource>& s,
                  const std::function<bool(SourceId, ByteSource&)>& r)
              : read(r), known(i, s) {}
          void on_member(const SourceName& name, ByteSource& bytes) override {
            if (!read(known.take(name), bytes)) enough = true;
          }
          void on_problem(const SourceName&, SourceStatus, const std::string&) override {}
        };
        // False where no member of the item is wanted any more.
        const std::function<bool(SourceId, ByteSource&)> read = [&](SourceId id, ByteSource& bytes) {
          if (id == ring[sinks.size()]) read_next(bytes, {});
          if (sinks.size() == ring.size() || cancelled()) return false;
          const SourceId wanted = ring[sinks.size()];
          return wanted >= item.first_id && wanted < item.end_id;
        };
        Visitor visitor(item, sources, read);
        walk_container(*item.item, options_.given().limits, &visitor.enough, on_read, visitor);
      }
      if (sinks.size() == before) return false;
    }
    if (cancelled()) return false;
    reader->finish();
    std::vector<SourceResult> results;
    for (Sink& sink : sinks) results.push_back(sink.finish());
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (!is_as_it_was(sources[ring[i]], results[i], counts[i])) return false;
    }
    for (std::size_t i = 0; i < ring.size(); ++i) sources[ring[i]].result = std::move(results[i]);
    return true;
  }

  static bool is_as_it_was(const ParsedSource& source, const SourceResult& again, std::uint64_t bytes) {
    return bytes == source.bytes && again.lines == source.result.lines && again.rejected == source.result.rejected &&
           again.minutes.minutes() == source.result.minutes.minutes();
  }

  // False where the source is no longer what it was.
  static bool replace_result(ParsedSource& source, SourceResult&& again, std::uint64_t bytes) {
    if (!is_as_it_was(source, again, bytes)) return false;
    source.result = std::move(again);
    return true;
  }

  static void tell_omission(const Omission& omission, ParsedSource& source, const std::vector<ParsedSource>& sources) {
    for (const auto& [holder, count] : omission.taken()) {
      source.notes.push_back(
          std::to_string(count) +
          (count == 1 ? " of its records is skipped, as it stands" : " of its records are skipped, as they stand") +
          " in another copy of this log too: " + sources[holder].name.location);
    }
  }

  static ParsedSource problem(ParsedSource source, SourceStatus status, const std::string& message) {
    source.status = status;
    source.why = message;
    source.notes.push_back(message);
    source.only_a_status = true;
    return source;
  }

  ParsedSource read_member(const Item& item, const SourceName& name, ByteSource& member, Omission* omission = nullptr) {
    ParsedSource source = named(name);
    // Only what has a size on disk is there a second time.
    source.read_once = item.item->disk_path.empty() || item.item->size == 0;
    std::vector<char> buffer(kProbeBytes);
    Watched bytes(member);
    std::size_t held = read_fully(bytes, buffer).ok() ? bytes.bytes() : 0;
    const bool whole = held < kProbeBytes;
    if (!recognise_source(source, {buffer.data(), held}, whole)) {
      buffer.resize(256 * 1024);
      for (Result<std::size_t> got = bytes.read(buffer); got && *got != 0 && !cancelled();) got = bytes.read(buffer);
      source.bytes = bytes.bytes();
      if (bytes.error()) end_early(source, *bytes.error());
      return source;
    }
    if (keep_ != nullptr && omission == nullptr) bytes.keep(*keep_, {buffer.data(), held});
    if (!whole) {
      buffer.resize(kInlineBytes);
      while (held < buffer.size()) {
        const Result<std::size_t> got = bytes.read(std::span(buffer).subspan(held));
        if (!got || *got == 0) break;
        held += *got;
      }
    }
    Sink sink(0, source.axis, Sink::Texts::kStream, options_.given().limits, options_.given().cancel, omission);
    if (options_.given().want_shapes) sink.want_unmatched();
    CutEnd end;
    const auto parse = [&](ByteSource& rest) { end = parse_bytes(source, rest, {}, sink, {}); };
    if (held < kInlineBytes || options_.jobs() < 2) {
      Held all({buffer.data(), held}, bytes);
      parse(all);
    } else {
      Pipe pipe;
      Held all({buffer.data(), held}, pipe);
      std::jthread parsing([&] {
        try {
          parse(all);
        } catch (...) {
          keep_failure();
        }
        pipe.abandon();
      });
      // However this block is left, the parsing thread sees an end before it is joined.
      struct Closer {
        Pipe& pipe;
        std::jthread& thread;
        ~Closer() {
          pipe.close(std::nullopt);
          thread.join();
        }
      } const closer{pipe, parsing};
      for (;;) {
        Pipe::Buffer block = pipe.take_empty();
        block.resize(256 * 1024);
        Result<std::size_t> got = bytes.read(block);
        if (!got || *got == 0 || cancelled()) {
          pipe.close(got ? std::nullopt : std::optional(std::move(got).error()));
          break;
        }
        block.resize(*got);
        pipe.put(std::move(block));
      }
    }
    source.result = sink.finish();
    source.bytes = bytes.bytes();
    source.digest = bytes.digest();
    bytes.tell_kept(source);
    // What the bytes met comes before what the parser made of their end.
    if (bytes.error()) {
      end_early(source, *bytes.error());
    } else if (end.error) {
      end_early(source, *end.error);
    }
    judge_unreadable(source);
    return source;
  }

  void tell_progress(std::uint64_t bytes, const std::string& current) {
    const std::uint64_t done = bytes_done_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    if (!options_.given().on_progress) return;
    const std::unique_lock lock(progress_mutex_, std::try_to_lock);
    const auto now = std::chrono::steady_clock::now();
    if (!lock || now - last_told_ < std::chrono::milliseconds(100)) return;
    last_told_ = now;
    progress_.bytes_done = done;
    progress_.current = current;
    options_.given().on_progress(progress_);
  }

  const CaseOptions& options_;
  const ParserContext context_;
  KeptStreams* const keep_;
  std::vector<Item> items_;
  std::vector<Task> tasks_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  std::atomic<std::uint64_t> bytes_done_{0};
  std::mutex progress_mutex_;
  std::chrono::steady_clock::time_point last_told_{};
  Progress progress_;
};

}  // namespace

Result<std::vector<ParsedSource>> read_case(const CaseOptions& options, const ParserContext& context,
                                            const InputList& inputs, KeptStreams* keep) {
  Result<std::vector<ParsedSource>> sources = CaseReader(options, context, inputs, keep).run();
  if (!sources) return sources;
  for (const InputNote& note : inputs.notes) {
    ParsedSource source;
    source.name = note.name;
    source.status = note.status;
    source.why = note.message;
    source.notes.push_back(note.message);
    source.only_a_status = true;
    sources->push_back(std::move(source));
  }
  // Locations carry the place of their source in the case, which is known only now.
  for (SourceId id = 0; id < sources->size(); ++id) {
    for (SourceTrack& track : (*sources)[id].result.tracks.tracks()) {
      for (auto& run : track.list.runs()) run.first_at.source = run.last_at.source = id;
    }
    for (auto& event : (*sources)[id].result.events) event.at.source = id;
    for (auto& fact : (*sources)[id].result.facts) fact.at.source = id;
  }
  return sources;
}

}  // namespace logscan::detail
