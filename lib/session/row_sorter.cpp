#include "session/row_sorter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace logscan::detail {
namespace {

// Of packed rows with their entries: a fraction of what the first reading may take.
constexpr std::size_t kMostInMemory = 8U << 20;
// Of all buffers of runs together; each has so much or a bit more than its longest row.
constexpr std::size_t kMostBuffers = 4U << 20;
constexpr std::size_t kLeastBuffer = 4U << 10;
constexpr std::size_t kMostBuffer = 64U << 10;

// The front of a packed row; its texts follow.
struct Front {
  std::int64_t time;
  std::uint64_t order, ordinal;
  std::int64_t number;
  SourceId source;
  std::uint32_t node, subject, peer, text;  // bytes
  RecordForm form;
  EventKind kind;
  bool complete;

  [[nodiscard]] std::size_t bytes() const { return sizeof(Front) + std::size_t{node} + subject + peer + text; }
};

std::uint32_t length_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

void pack(const RecordRow& row, std::string& into) {
  const Front front{row.time.time_since_epoch().count(),
                    row.order,
                    row.ordinal,
                    row.number,
                    row.source,
                    length_of(row.node),
                    length_of(row.subject),
                    length_of(row.peer),
                    length_of(row.text),
                    row.form,
                    row.kind,
                    row.complete};
  into.append(reinterpret_cast<const char*>(&front), sizeof(front));
  for (const std::string_view text : {row.node, row.subject, row.peer, row.text}) into.append(text);
}

Front front_at(const char* packed) {
  Front front;
  std::memcpy(&front, packed, sizeof(front));
  return front;
}

void unpack(const char* packed, RecordRow& row) {
  const Front front = front_at(packed);
  row.time = Timestamp(Duration(front.time));
  row.source = front.source;
  row.order = front.order;
  row.ordinal = front.ordinal;
  row.form = front.form;
  row.kind = front.kind;
  row.complete = front.complete;
  row.number = front.number;
  packed += sizeof(front);
  const auto take = [&](std::uint32_t bytes) {
    const std::string_view text(packed, bytes);
    packed += bytes;
    return text;
  };
  row.node = take(front.node);
  row.subject = take(front.subject);
  row.peer = take(front.peer);
  row.text = take(front.text);
}

}  // namespace

Status RowSorter::add(const RecordRow& row) {
  if (packed_.size() + entries_.size() * sizeof(Entry) > kMostInMemory) {
    if (Status written = write_run(); !written) return written;
  }
  entries_.push_back({row.time, row.order, row.source, static_cast<std::uint32_t>(packed_.size())});
  pack(row, packed_);
  return {};
}

void RowSorter::sort() { std::sort(entries_.begin(), entries_.end(), comes_before<Entry>); }

Status RowSorter::write_run() {
  sort();
  if (written_ + packed_.size() > most_bytes_) {
    return Error{ErrorCode::kLimit, "sorting takes more than " + std::to_string(most_bytes_) +
                                        " bytes of a temporary file (limit spool-bytes)"};
  }
  Run run;
  run.at = written_;
  std::string piece;
  const auto flush = [&]() -> Status {
    Status done = file_.write_at(written_, piece);
    written_ += piece.size();
    piece.clear();
    return done;
  };
  for (const Entry& entry : entries_) {
    piece.append(packed_, entry.at, front_at(packed_.data() + entry.at).bytes());
    if (piece.size() < kMostBuffer) continue;
    if (Status done = flush(); !done) return done;
  }
  if (Status done = flush(); !done) return done;
  run.end = written_;
  runs_.push_back(std::move(run));
  packed_.clear();
  entries_.clear();
  return {};
}

Status RowSorter::finish() {
  if (runs_.empty()) {
    sort();
    return {};
  }
  if (Status written = write_run(); !written) return written;
  packed_ = {};
  entries_ = {};
  const std::size_t room = std::clamp(kMostBuffers / runs_.size(), kLeastBuffer, kMostBuffer);
  for (Run& run : runs_) {
    run.buffer.reserve(room);
    const Result<bool> more = advance(run);
    if (!more) return more.error();
    if (*more) heap_.push_back(&run);
  }
  std::sort(heap_.begin(), heap_.end(), by_first_row);
  return {};
}

Result<bool> RowSorter::fill(Run& run, std::size_t least) const {
  if (run.buffer.size() - run.read >= least) return true;
  run.buffer.erase(0, run.read);
  run.read = 0;
  const std::size_t held = run.buffer.size();
  const std::size_t want = std::min<std::uint64_t>(std::max(least, run.buffer.capacity()) - held, run.end - run.at);
  run.buffer.resize(held + want);
  const Result<std::size_t> got = file_.read_at(run.at, {run.buffer.data() + held, want});
  if (!got) return got.error();
  run.buffer.resize(held + *got);
  run.at += *got;
  return run.buffer.size() >= least;
}

Result<bool> RowSorter::advance(Run& run) const {
  Result<bool> more = fill(run, sizeof(Front));
  if (!more || !*more) return more;
  const std::size_t bytes = front_at(run.buffer.data() + run.read).bytes();
  more = fill(run, bytes);
  if (!more || !*more) return more;
  unpack(run.buffer.data() + run.read, run.row);
  run.read += bytes;
  return true;
}

Result<bool> RowSorter::next(RecordRow& row) {
  if (runs_.empty()) {
    if (given_ == entries_.size()) return false;
    unpack(packed_.data() + entries_[given_++].at, row);
    return true;
  }
  if (taken_) {
    const Result<bool> more = advance(*heap_.front());
    if (!more) return more;
    if (!*more) {
      heap_.front() = heap_.back();
      heap_.pop_back();
    }
    sift_first(heap_, by_first_row);
  }
  taken_ = !heap_.empty();
  if (taken_) row = heap_.front()->row;
  return taken_;
}

}  // namespace logscan::detail
