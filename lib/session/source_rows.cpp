#include "session/source_rows.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <ratio>
#include <utility>

#include "parse/record_cutter.h"

namespace logscan::detail {
namespace {

// Of the rows that wait for earlier ones; what is more goes to a temporary file.
constexpr std::size_t kMostHeld = 2U << 20;
// Of a clock of which not all changes are told.
constexpr Duration kUnknownChanges = std::chrono::days(2);
constexpr std::size_t kMostChanges = 64;

// By how much the clock may be set back within the source, as far as its records do not show it.
Duration changes_of(const Clock& clock, Timestamp first, Timestamp last) {
  const std::vector<ClockSegment> segments = clock.describe(first, last).segments;
  if (segments.size() < 2) return Duration::zero();
  if (segments.size() >= kMostChanges) return kUnknownChanges;
  const auto [least, most] =
      std::minmax_element(segments.begin(), segments.end(),
                          [](const ClockSegment& a, const ClockSegment& b) { return a.offset_s < b.offset_s; });
  // Segments of a clock that gains tell its offset to the second.
  return std::chrono::seconds(static_cast<std::int64_t>(most->offset_s - least->offset_s) + 2);
}

// The times of a source as UTC. A zone costs a search; its offset holds for most quarters of an hour as a whole.
class UtcTimes {
 public:
  explicit UtcTimes(const RecordSource& source) : source_(source) {}

  Timestamp of(LocalTime time) {
    for (const auto& shift : source_.shifts) time = shift(time);
    if (time < begin_ || time >= end_) find(time);
    return even_ ? Timestamp(time.time_since_epoch() + ahead_) : source_.clock.to_utc(time);
  }

 private:
  void find(LocalTime time) {
    begin_ = std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<900>>>(time);
    end_ = begin_ + std::chrono::minutes(15);
    const auto ahead = [&](LocalTime at) {
      return source_.clock.to_utc(at).time_since_epoch() - at.time_since_epoch();
    };
    ahead_ = ahead(begin_);
    even_ = ahead_ == ahead(end_ - Duration(1));
  }

  const RecordSource& source_;
  LocalTime begin_{}, end_{};
  Duration ahead_{};
  bool even_ = false;
};

}  // namespace

RecordSource record_source(SourceId id, ParsedSource&& source) {
  RecordSource out;
  out.id = id;
  out.location = std::move(source.name.location);
  out.node = std::move(source.node);
  if (source.status != SourceStatus::kDuplicate && !source.only_a_status) out.parser = source.parser;
  if (out.parser == nullptr) return out;
  const SourceResult& result = source.result;
  out.axis = source.axis;
  out.parts = result.parts;
  out.disk_path = std::move(source.disk_path);
  out.kept = std::move(source.kept);
  out.not_kept = std::move(source.not_kept);
  out.bytes = source.bytes;
  out.lines = result.lines;
  out.timed = result.has_time && !source.undated;
  out.shifts = result.shifts;
  if (!source.read_apart) out.follows = source.follows;
  out.clock = std::move(source.clock);
  if (!out.timed) return out;
  const Timestamp first = out.clock.to_utc(result.first), last = out.clock.to_utc(result.last);
  const Duration changes = changes_of(out.clock, first, last);
  out.earliest = first - changes;
  out.latest = last + changes;
  out.first = out.clock.to_utc(result.first_in_file);
  out.most_late = result.longest_step_back + changes;
  return out;
}

Result<std::unique_ptr<ByteSource>> open_again(const RecordSource& source, const RecordReading& reading) {
  if (source.kept) return reading.kept->open(*source.kept);
  if (!source.not_kept.empty()) return Error{ErrorCode::kUnreadable, source.not_kept};
  auto file = PlainFile::open(source.disk_path);
  if (!file) return std::move(file).error();
  return plain_range(*std::move(file), 0, source.bytes);
}

class SourceRows::Reading final : public RecordWatcher, public Parser {
 public:
  Reading(const RecordSource& source, const RecordReading& reading, std::unique_ptr<ByteSource> bytes)
      : source_(source),
        reading_(reading),
        bytes_(std::move(bytes)),
        parser_(source.parser->make(reading.context)),
        sink_(source.id, source.axis, Sink::Texts::kRereadable, reading_.limits, reading.cancel),
        cutter_(*bytes_, *source.parser, *this, sink_),
        times_(source),
        place_(source.timed ? source.first : Timestamp::min()),
        latest_(Timestamp::min()) {
    sink_.watch(*this);
  }

  Result<bool> next(RecordRow& row) {
    while (!sorter_ && given_ == ready_ && !ended_) {
      if (const Status done = read_more(); !done) return done.error();
    }
    if (sorter_) return sorter_->next(row);
    if (given_ == ready_) return false;
    give(rows_[given_++], row);
    return true;
  }

  [[nodiscard]] bool as_it_was() const { return sink_.line() == source_.lines; }

  void parse(const Block& block, Sink& sink) override {
    marks_.clear();
    const std::uint64_t first_line = sink.line() + 1;
    parser_->parse(block, sink);
    take_rows(block, first_line);
  }

  void on_record(const RecordRef& record, std::optional<LocalTime> at, NameId subject, NameId peer) override {
    marks_.push_back({record.offset, record.ordinal, at.value_or(LocalTime{}), subject, peer,
                      at && source_.timed ? RecordForm::kTimed : RecordForm::kPlaced});
  }
  void on_reject(const RecordRef& record) override {
    marks_.push_back({record.offset, record.ordinal, {}, kNoName, kNoName, RecordForm::kRejected});
  }
  void on_long_line(std::uint64_t bytes, std::uint64_t ordinal) override {
    add_row(ordinal, RecordForm::kRejected, kNoName, kNoName,
            "a line of " + std::to_string(bytes) + " bytes, longer than any that is read");
  }
  void on_event(EventKind, const EventText&, LocalTime, const RecordRef&) override {}

 private:
  // Where a record begins in its block.
  struct Mark {
    std::uint64_t offset = 0, ordinal = 0;
    LocalTime time{};
    NameId subject = kNoName, peer = kNoName;
    RecordForm form = RecordForm::kPlaced;
  };
  // A row whose text lies in texts_.
  struct Row {
    Timestamp time{};
    std::uint64_t order = 0, ordinal = 0;
    std::size_t text = 0;
    std::uint32_t text_bytes = 0;
    NameId subject = kNoName, peer = kNoName;
    RecordForm form = RecordForm::kPlaced;
  };

  // Every byte of the block is of one row: that of the last record which begins at or before it.
  void take_rows(const Block& block, std::uint64_t first_line) {
    const std::uint64_t end = block.offset + block.text.size();
    std::erase_if(marks_, [&](const Mark& mark) { return mark.offset < block.offset || mark.offset >= end; });
    const auto earlier = [](const Mark& a, const Mark& b) { return a.offset < b.offset; };
    if (!std::is_sorted(marks_.begin(), marks_.end(), earlier)) std::stable_sort(marks_.begin(), marks_.end(), earlier);
    // Lines before the first record of the source, and the rest of a record that is longer than the limit.
    if (const std::uint64_t first = marks_.empty() ? end : marks_.front().offset; first > block.offset)
      add_row(first_line, RecordForm::kPlaced, kNoName, kNoName, block.text.substr(0, first - block.offset));
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const Mark& mark = marks_[i];
      if (i > 0 && marks_[i - 1].offset == mark.offset) continue;
      std::size_t next = i + 1;
      while (next < marks_.size() && marks_[next].offset == mark.offset) ++next;
      const std::uint64_t to = next < marks_.size() ? marks_[next].offset : end;
      if (mark.form == RecordForm::kTimed) place_ = times_.of(mark.time);
      add_row(mark.ordinal, mark.form, mark.subject, mark.peer,
              block.text.substr(mark.offset - block.offset, to - mark.offset));
    }
  }

  void add_row(std::uint64_t ordinal, RecordForm form, NameId subject, NameId peer, std::string_view text) {
    latest_ = std::max(latest_, place_);
    if (source_.timed && !reading_.wanted(place_)) return;
    text = excerpt_of(text.substr(0, kMostExcerpt));
    rows_.push_back(
        {place_, order_++, ordinal, texts_.size(), static_cast<std::uint32_t>(text.size()), subject, peer, form});
    texts_.append(text);
  }

  static bool comes_before(const Row& a, const Row& b) { return std::tie(a.time, a.order) < std::tie(b.time, b.order); }

  Status read_more() {
    drop_given();
    if (texts_.size() + rows_.size() * sizeof(Row) > kMostHeld) return sort_the_rest();
    const auto held = static_cast<std::ptrdiff_t>(rows_.size());
    ended_ = !cutter_.step();
    if (reading_.cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
    const auto fresh = rows_.begin() + held;
    if (!std::is_sorted(fresh, rows_.end(), comes_before)) std::sort(fresh, rows_.end(), comes_before);
    if (held > 0 && fresh != rows_.end() && comes_before(*fresh, *std::prev(fresh)))
      std::inplace_merge(rows_.begin(), fresh, rows_.end(), comes_before);
    if (ended_ || source_.most_late == Duration::zero() || !source_.timed) {
      ready_ = rows_.size();
    } else {
      const auto is_due = [&](const Row& row) { return row.time <= latest_ - source_.most_late; };
      ready_ = static_cast<std::size_t>(std::partition_point(rows_.begin(), rows_.end(), is_due) - rows_.begin());
    }
    return {};
  }

  // Leaves what still waits, with its texts.
  void drop_given() {
    rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(given_));
    given_ = ready_ = 0;
    other_texts_.clear();
    for (Row& row : rows_) {
      const std::size_t at = other_texts_.size();
      other_texts_.append(texts_, row.text, row.text_bytes);
      row.text = at;
    }
    texts_.swap(other_texts_);
  }

  Status sort_the_rest() {
    sorter_ = std::make_unique<RowSorter>(reading_.limits.spool_bytes);
    do {
      for (const Row& row : rows_) {
        RecordRow out;
        give(row, out);
        if (Status added = sorter_->add(out); !added) return added;
      }
      rows_.clear();
      texts_.clear();
      ended_ = ended_ || !cutter_.step();
      if (reading_.cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
    } while (!ended_ || !rows_.empty());
    return sorter_->finish();
  }

  void give(const Row& from, RecordRow& row) const {
    const auto name = [&](NameId id) { return id == kNoName ? std::string_view{} : sink_.text_of(id); };
    row.time = from.time;
    row.source = source_.id;
    row.order = from.order;
    row.ordinal = from.ordinal;
    row.form = from.form;
    row.subject = name(from.subject);
    row.peer = name(from.peer);
    row.text = std::string_view(texts_).substr(from.text, from.text_bytes);
  }

  const RecordSource& source_;
  const RecordReading& reading_;
  const std::unique_ptr<ByteSource> bytes_;
  const std::unique_ptr<Parser> parser_;
  Sink sink_;
  StepwiseCutter cutter_;
  UtcTimes times_;
  Timestamp place_;   // of the last record that has a time
  Timestamp latest_;  // of all rows
  std::vector<Mark> marks_;
  std::vector<Row> rows_;  // sorted
  std::string texts_, other_texts_;
  std::size_t given_ = 0, ready_ = 0;  // of rows_
  std::uint64_t order_ = 0;
  bool ended_ = false;
  std::unique_ptr<RowSorter> sorter_;
};

Result<std::unique_ptr<SourceRows>> SourceRows::open(const RecordSource& source, const RecordReading& reading) {
  Result<std::unique_ptr<ByteSource>> bytes = open_again(source, reading);
  if (!bytes) return std::move(bytes).error();
  return std::unique_ptr<SourceRows>(new SourceRows(std::make_unique<Reading>(source, reading, *std::move(bytes))));
}

SourceRows::SourceRows(std::unique_ptr<Reading> reading) : reading_(std::move(reading)) {}
SourceRows::~SourceRows() = default;
Result<bool> SourceRows::next(RecordRow& row) { return reading_->next(row); }
bool SourceRows::as_it_was() const { return reading_->as_it_was(); }

namespace {

// Hands the messages of one recording on to the sorter.
class MessageWatcher final : public RecordWatcher {
 public:
  MessageWatcher(const RecordSource& source, const RecordReading& reading, const Sink& sink, RowSorter& rows)
      : source_(source), reading_(reading), sink_(sink), rows_(rows), times_(source) {}

  void on_record(const RecordRef&, std::optional<LocalTime>, NameId, NameId) override {}
  void on_reject(const RecordRef&) override {}
  void on_long_line(std::uint64_t, std::uint64_t) override {}
  void on_event(EventKind kind, const EventText& text, LocalTime at, const RecordRef& record) override {
    if (kind != EventKind::kHttpRequest && kind != EventKind::kHttpResponse) return;
    const auto name = [&](NameId id) { return id == kNoName ? std::string_view{} : sink_.text_of(id); };
    RecordRow row;
    row.time = times_.of(at);
    row.source = source_.id;
    row.order = order_++;
    row.ordinal = record.ordinal;
    row.form = RecordForm::kMessage;
    row.kind = kind;
    row.complete = text.complete;
    row.number = text.number;
    row.node = name(text.node);
    row.subject = name(text.subject);
    row.peer = name(text.peer);
    row.text = name(text.detail);
    if (status_ && reading_.wanted(row.time)) status_ = rows_.add(row);
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  const RecordSource& source_;
  const RecordReading& reading_;
  const Sink& sink_;
  RowSorter& rows_;
  UtcTimes times_;
  std::uint64_t order_ = 0;
  Status status_;
};

}  // namespace

Status add_messages(const std::vector<const RecordSource*>& recordings, const RecordReading& reading, RowSorter& rows) {
  const std::unique_ptr<RecordingReader> reader = recordings.front()->parser->open(reading.context);
  // Those of earlier files are told of while later ones are read.
  std::deque<Sink> sinks;
  std::deque<MessageWatcher> watchers;
  std::vector<std::unique_ptr<ByteSource>> all_bytes;
  for (const RecordSource* source : recordings) {
    Result<std::unique_ptr<ByteSource>> bytes = open_again(*source, reading);
    if (!bytes) return bytes.error();
    Sink& sink = sinks.emplace_back(source->id, source->axis, Sink::Texts::kRereadable, reading.limits, reading.cancel);
    sink.watch(watchers.emplace_back(*source, reading, sink, rows));
    reader->read(**bytes, sink, {});
    all_bytes.push_back(*std::move(bytes));
    if (reading.cancelled()) return Error{ErrorCode::kCancelled, "stopped"};
  }
  reader->finish();
  for (const MessageWatcher& watcher : watchers) {
    if (!watcher.status()) return watcher.status();
  }
  return {};
}

}  // namespace logscan::detail
