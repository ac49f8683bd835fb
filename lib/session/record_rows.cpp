#include "session/record_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <utility>

#include "session/build_report.h"
#include "session/rows_ahead.h"

namespace logscan::detail {
namespace {

// Each takes a buffer of half a MiB and the rows that wait in it.
constexpr std::size_t kMostSideBySide = 24;

class RowMaker {
 public:
  explicit RowMaker(RecordCase given) : case_(std::move(given)), sorted_(case_.reading.limits.spool_bytes) {
    case_.reading.kept = case_.kept.get();
  }

  // False at the end.
  Result<bool> make(TimelineRow& into) {
    if (!begun_) {
      begun_ = true;
      if (const Status begun = begin(); !begun) return begun.error();
    } else if (given_) {
      given_ = false;
      if (const Status moved = advance(); !moved) return moved.error();
    }
    if (const Status opened = open_due(); !opened) return opened.error();
    if (kept_ < case_.rows.size()) {
      TimelineRow& row = case_.rows[kept_];
      if (heap_.empty() || row.time.value_or(Timestamp::min()) <= heap_.front().row.time) {
        ++kept_;
        into = std::move(row);
        return true;
      }
    }
    given_ = !heap_.empty();
    if (given_) tell(heap_.front().row, into);
    return given_;
  }

  [[nodiscard]] std::vector<std::string> notes() const { return notes_; }

 private:
  // A stream of which the next row is known.
  struct Head {
    RecordRow row;
    RowStream* stream = nullptr;
    // The same, and whose it is, where it is one log.
    SourceRows* log = nullptr;
    const RecordSource* source = nullptr;
  };

  void note(const RecordSource& source, const std::string& why) { notes_.push_back(source.location + ": " + why); }

  // What may hold rows that are wanted.
  [[nodiscard]] bool is_due(const RecordSource& source) const {
    const RecordReading& reading = case_.reading;
    return source.parser != nullptr && (!source.timed || ((!reading.since || source.latest >= *reading.since) &&
                                                          (!reading.until || source.earliest < *reading.until)));
  }

  Status begin() {
    std::vector<const RecordSource*> logs;
    for (const RecordSource& source : case_.sources) {
      if (is_due(source) && !source.parser->recording()) logs.push_back(&source);
    }
    std::stable_sort(logs.begin(), logs.end(),
                     [](const RecordSource* a, const RecordSource* b) { return due(*a) < due(*b); });
    if (Status sorted = sort_recordings(); !sorted) return sorted;
    // The ends of those that are open when the next one is due.
    std::vector<Timestamp> ends;
    for (const RecordSource* source : logs) {
      std::erase_if(ends, [&](Timestamp end) { return end < due(*source); });
      if (ends.size() < kMostSideBySide) {
        pending_.push_back(source);
        if (source->timed) ends.push_back(source->latest);
      } else if (Status sorted = sort_log(*source); !sorted) {
        return sorted;
      }
    }
    if (Status finished = sorted_.finish(); !finished) return finished;
    return push({.row = {}, .stream = &sorted_});
  }

  // From when on rows of it may come. Sources without times come one after another, before all others.
  static Timestamp due(const RecordSource& source) { return source.timed ? source.earliest : Timestamp::min(); }

  Status sort_log(const RecordSource& source) {
    const Result<std::unique_ptr<SourceRows>> log = SourceRows::open(source, case_.reading);
    if (!log) {
      note(source, log.error().message);
      return {};
    }
    RecordRow row;
    for (;;) {
      const Result<bool> more = (*log)->next(row);
      if (!more) return more.error();
      if (!*more) break;
      if (Status added = sorted_.add(row); !added) return added;
    }
    judge(source, **log);
    return {};
  }

  Status sort_recordings() {
    // By the first file of a ring.
    std::map<SourceId, std::vector<const RecordSource*>> rings;
    for (const RecordSource& source : case_.sources) {
      if (source.parser == nullptr || !source.parser->recording()) continue;
      SourceId first = source.id;
      for (const RecordSource* at = &source; at->follows; at = &case_.sources[*at->follows]) first = *at->follows;
      rings[first].push_back(&source);
    }
    for (auto& [first, ring] : rings) {
      const auto steps = [&](const RecordSource* source) {
        std::size_t count = 0;
        for (; source->follows; source = &case_.sources[*source->follows]) ++count;
        return count;
      };
      std::sort(ring.begin(), ring.end(),
                [&](const RecordSource* a, const RecordSource* b) { return steps(a) < steps(b); });
      if (Status added = add_messages(ring, case_.reading, sorted_); !added) {
        // Those of other recordings and of logs are told all the same.
        if (added.error().code == ErrorCode::kCancelled || added.error().code == ErrorCode::kLimit) return added;
        note(*ring.front(), added.error().message);
      }
    }
    return {};
  }

  void judge(const RecordSource& source, const SourceRows& log) {
    if (!log.as_it_was()) note(source, "it changed while it was read: not all of its records are told");
  }

  Status push(Head head) {
    const Result<bool> more = head.stream->next(head.row);
    if (!more) return more.error();
    if (!*more) {
      close(head);
      return {};
    }
    heap_.push_back(head);
    std::push_heap(heap_.begin(), heap_.end(), later);
    return {};
  }

  // Moves the first stream on to its next row.
  Status advance() {
    const Result<bool> more = heap_.front().stream->next(heap_.front().row);
    if (!more) return more.error();
    if (!*more) {
      close(heap_.front());
      heap_.front() = heap_.back();
      heap_.pop_back();
    }
    sift_first(heap_, [](const Head& a, const Head& b) { return comes_before(a.row, b.row); });
    return {};
  }

  static bool later(const Head& a, const Head& b) { return comes_before(b.row, a.row); }

  void close(const Head& head) {
    if (head.log == nullptr) return;
    judge(*head.source, *head.log);
    std::erase_if(logs_, [&](const auto& open) { return open.get() == head.log; });
  }

  static bool is_before(const RecordSource& source, const RecordRow& row) {
    if (source.timed) return due(source) <= row.time;
    return std::pair(due(source), source.id) < std::pair(row.time, row.source);
  }

  // Opens what may hold a row that comes before the first one known.
  Status open_due() {
    while (!pending_.empty()) {
      const RecordSource& source = *pending_.front();
      if (!heap_.empty() && !is_before(source, heap_.front().row)) return {};
      pending_.pop_front();
      Result<std::unique_ptr<SourceRows>> log = SourceRows::open(source, case_.reading);
      if (!log) {
        note(source, log.error().message);
        continue;
      }
      logs_.push_back(*std::move(log));
      if (Status pushed = push({{}, logs_.back().get(), logs_.back().get(), &source}); !pushed) return pushed;
    }
    return {};
  }

  void tell(const RecordRow& from, TimelineRow& row) const {
    const RecordSource& source = case_.sources[from.source];
    row.time.reset();
    if (source.timed) row.time = from.time;
    const bool timed = source.timed && (from.form == RecordForm::kTimed || from.form == RecordForm::kMessage);
    row.quality = timed ? std::string_view(source.quality) : std::string_view("unknown");
    row.node = node_of(source, from);
    row.subject = from.subject;
    row.peer = from.peer;
    row.text = from.text;
    row.to.reset();
    row.count.reset();
    row.number.reset();
    row.complete.reset();
    row.status.reset();
    row.method.clear();
    row.uri.clear();
    row.kind = from.form == RecordForm::kRejected ? "record.rejected" : "record";
    if (from.form == RecordForm::kMessage) {
      row.kind = event_name(from.kind);
      tell_message(from.kind, from.number, from.complete, row);
    }
    row.location = source.location;
    row.location += source.parser->recording() ? '#' : ':';
    std::array<char, 20> digits;
    row.location.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), from.ordinal).ptr);
    redact_row(row);
  }

  static std::string_view node_of(const RecordSource& source, const RecordRow& row) {
    if (!row.node.empty()) return row.node;
    const auto next =
        std::upper_bound(source.parts.begin(), source.parts.end(), row.ordinal,
                         [](std::uint64_t ordinal, const SessionPart& part) { return ordinal < part.first; });
    if (next != source.parts.begin() && !std::prev(next)->node.empty()) return std::prev(next)->node;
    return source.node;
  }

  RecordCase case_;
  RowSorter sorted_;
  std::deque<const RecordSource*> pending_;  // by when they are due
  std::vector<std::unique_ptr<SourceRows>> logs_;
  std::vector<Head> heap_;  // the first row in front
  std::size_t kept_ = 0;    // rows of the analysis that were given
  bool begun_ = false;
  bool given_ = false;  // the row of the first stream
  std::vector<std::string> notes_;
};

// The rows as they are asked for.
class RowsInTurn final : public RowSource {
 public:
  explicit RowsInTurn(std::shared_ptr<RowMaker> maker) : maker_(std::move(maker)) {}
  Result<const TimelineRow*> next() override {
    const Result<bool> made = ended_ ? Result<bool>(false) : maker_->make(row_);
    ended_ = !made || !*made;
    if (!made) return made.error();
    return *made ? &row_ : nullptr;
  }
  [[nodiscard]] std::vector<std::string> notes() const override { return maker_->notes(); }

 private:
  const std::shared_ptr<RowMaker> maker_;
  TimelineRow row_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<RowSource> record_rows(RecordCase given) {
  const bool ahead = given.jobs > 1;
  const auto maker = std::make_shared<RowMaker>(std::move(given));
  if (!ahead) return std::make_unique<RowsInTurn>(maker);
  return std::make_unique<RowsAhead>([maker](TimelineRow& row) { return maker->make(row); },
                                     [maker] { return maker->notes(); });
}

}  // namespace logscan::detail
