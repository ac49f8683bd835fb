// Sink: what a parser talks to. It collapses signals into runs, counts every byte, and knows limits and stop requests.
// One sink per chunk and thread; nothing here allocates once the subjects of a source are known.
#pragma once

#include <algorithm>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/omission.h"
#include "parse/source_result.h"

namespace logscan::detail {

// One record as it stands in the block.
struct RecordRef {
  std::string_view raw;  // with its line ends
  std::uint64_t offset = 0;
  std::uint64_t ordinal = 0;
};

// Wants each record as it comes by, and not what they are together.
class RecordWatcher {
 public:
  virtual ~RecordWatcher() = default;
  // A record. `at` lies on the axis of the source, and is missing where the record has no time of its own.
  virtual void on_record(const RecordRef& record, std::optional<LocalTime> at, NameId subject, NameId peer) = 0;
  virtual void on_reject(const RecordRef& record) = 0;
  // A line that nobody keeps: it is over the limit.
  virtual void on_long_line(std::uint64_t bytes, std::uint64_t ordinal) = 0;
  // What a recording shows beside its frames.
  virtual void on_event(EventKind kind, const EventText& text, LocalTime at, const RecordRef& record) = 0;
};

class Sink {
 public:
  enum class Texts : std::uint8_t {
    kRereadable,
    kStream
  };  // whether records can be read again when a finding needs them

  // What `omission` takes is skipped: it counts as time that the log covers, and as nothing else.
  Sink(SourceId source, Axis axis, Texts texts, const Limits& limits, const std::atomic<bool>* cancel,
       Omission* omission = nullptr)
      : source_(source), axis_(axis), texts_(texts), limits_(limits), cancel_(cancel), omission_(omission) {}

  // Every record goes to `watcher`, which must outlive this, and nothing of it is gathered.
  void watch(RecordWatcher& watcher) { watcher_ = &watcher; }

  // The number of a subject or an address; kNoName once the limit is reached.
  NameId name(std::string_view text) {
    return result_.names.size() < limits_.subjects ? result_.names.intern(text) : result_.names.find(text);
  }

  [[nodiscard]] std::string_view text_of(NameId id) const { return result_.names.text(id); }

  // A sign that repeats. Also counts the record. `tag` is kept for the first record of a run.
  void signal(SignalKind kind, NameId subject, NameId peer, std::uint64_t number, std::uint64_t tag,
              const WallTime& time, const RecordRef& record) {
    LocalTime at;
    if (!place(time, record, at)) return;
    if (watcher_ != nullptr) [[unlikely]]
      return watcher_->on_record(record, at, subject, peer);
    if (subject == kNoName) {
      ++result_.dropped_subjects;
      reject(record, RejectReason::kTooMany);
      return;
    }
    if (!accept(record, at, mix(result_.names.hash(subject), number * 131 + static_cast<std::uint64_t>(kind)))) return;
    extend_track(kind, subject, peer, number, tag, at, record);
  }
  // One more sign of a record that was told of. Counts no record; of one that was skipped it is skipped too.
  void further_signal(SignalKind kind, NameId subject, NameId peer, std::uint64_t number, const WallTime& time,
                      const RecordRef& record, std::uint64_t tag = 0) {
    const std::optional<LocalTime> at = on_axis(time);
    if (!at || last_skipped_ || watcher_ != nullptr) return;
    if (subject == kNoName) {
      ++result_.dropped_subjects;
      return;
    }
    extend_track(kind, subject, peer, number, tag, *at, record);
  }

  // Something rare: the record's own kind of event. `time` may differ from the record's, where it tells of another
  // time; `record_time` is when it was written. Also counts the record.
  void event(EventKind kind, const EventText& text, const WallTime& record_time, const RecordRef& record,
             std::optional<WallTime> time = std::nullopt);
  // One more event of a record that event() was told of: counts no record.
  void further_event(EventKind kind, const EventText& text, const WallTime& time, const RecordRef& record);

  // A snapshot value. Counts no record: one record may hold many.
  void fact(FactKind kind, const FactText& text, std::optional<WallTime> time, const RecordRef& record);

  // A record without a time of its own, such as a line of a command's output.
  void timeless(const RecordRef& record) {
    if (watcher_ != nullptr) return watcher_->on_record(record, std::nullopt, kNoName, kNoName);
    ++result_.records;
    result_.parsed_bytes += record.raw.size();
  }

  // The record says both what the wall clock showed and what UTC was.
  void anchor(LocalTime wall, LocalTime utc);
  // A record of a source without dates states its date: that of a nominal day.
  void date(std::chrono::local_days nominal, std::chrono::local_days date) {
    if (!result_.dated_day) result_.dated_day = {nominal, date};
  }
  // Of a source without dates: a step back in time that may be a whole day.
  void doubtful_step() { ++result_.doubtful_steps; }
  // The source names its zone, such as America/New_York.
  void zone(std::string_view name) { result_.zone = name; }
  // A vocabulary entry matched.
  void wording(std::string_view entry);
  // No entry matched. Kept only where somebody wants to see it.
  [[nodiscard]] bool wants_unmatched() const { return wants_unmatched_; }
  void want_unmatched() { wants_unmatched_ = true; }
  void unmatched(std::string_view message, const RecordRef& record) {
    if (wants_unmatched_) result_.unmatched.add(message, record.ordinal);
  }
  // The session shows several nodes.
  void parts(std::vector<SessionPart> parts) { result_.parts = std::move(parts); }
  void note(std::string text) { result_.notes.push_back(std::move(text)); }

  // A record that only shows that its source was alive.
  void alive(const WallTime& time, const RecordRef& record) {
    LocalTime at;
    if (!place(time, record, at)) return;
    if (watcher_ != nullptr) [[unlikely]]
      return watcher_->on_record(record, at, kNoName, kNoName);
    accept(record, at, sample_hash(without_line_end(record.raw)));
  }

  // A packet of a recording, of which `bytes` stand in the file. What is told of it afterwards counts no record.
  // `what` tells it from others of the same time.
  void frame(const WallTime& time, std::uint64_t bytes, std::uint64_t what) {
    LocalTime at;
    next_line();
    if (!place(time, {{}, 0, line_}, at) || watcher_ != nullptr) return;
    accept(bytes, at, what);
  }
  // Bytes of a recording that are no packet: its headers.
  void framing(std::uint64_t bytes) { result_.continuation_bytes += bytes; }
  // The address and port that a recording shows notifications to.
  void listener(std::string endpoint) { result_.listener = std::move(endpoint); }
  // A connection to the listener: what tells it from all others, and when it was opened.
  void connection(std::uint64_t mark, WallTime time) { result_.add_connection(mark, time.local); }
  // The clock of `whose` (address and port), as an answer of it tells.
  void shown_time(std::string_view whose, const WallTime& seen, Timestamp shown, const RecordRef& record);
  // Why a recording may lack what it should have shown.
  void hides(std::string why) {
    if (result_.hides.empty()) result_.hides = std::move(why);
  }
  // When the bytes were sent that a recording lacks; where it hides something and says no time, it may lack any.
  void hides_between(const WallTime& from, const WallTime& to) {
    result_.dead.push_back({from.local, to.local, true, true});
  }

  // A line that belongs to the record before it.
  void continuation(std::string_view raw) {
    ++result_.continuation;
    result_.continuation_bytes += raw.size();
  }

  void reject(const RecordRef& record, RejectReason reason) {
    if (watcher_ != nullptr) return watcher_->on_reject(record);
    reject_bytes(record.raw.size(), record.ordinal, reason);
  }
  void reject_bytes(std::uint64_t bytes, std::uint64_t ordinal, RejectReason reason);

  void count_notification_line() { ++result_.notification_lines; }
  void count_sync_lines(unsigned count) { result_.sync_lines += count; }
  // Of a recording.
  void count_busy_minute() { ++result_.busy_minutes; }
  // Of a recording: the answer to a notification, in full.
  void count_answer_read() { ++result_.answers_read; }

  // Where the times of the source lie, as its front was judged.
  [[nodiscard]] Axis axis() const { return axis_; }
  [[nodiscard]] bool stop_requested() const { return cancel_ != nullptr && cancel_->load(std::memory_order_relaxed); }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  void next_line() { ++line_; }
  [[nodiscard]] std::uint64_t line() const { return line_; }

  // Ends the source or chunk and gives what was gathered.
  SourceResult finish();

 private:
  // Puts the time on the axis of the source; rejects the record where it lies on the other.
  bool place(const WallTime& time, const RecordRef& record, LocalTime& at) {
    if (time.has_offset() != (axis_ == Axis::kStated)) {
      reject(record, RejectReason::kNoZone);
      return false;
    }
    at = time.has_offset() ? time.local - std::chrono::seconds(time.offset_s) : time.local;
    if (!result_.has_time && time.has_offset()) result_.stated_offset_s = time.offset_s;
    return true;
  }
  // The last line of a copy may have lost its end.
  static std::string_view without_line_end(std::string_view raw) {
    while (!raw.empty() && (raw.back() == '\n' || raw.back() == '\r')) raw.remove_suffix(1);
    return raw;
  }
  // False where the record is skipped.
  bool accept(const RecordRef& record, LocalTime at, std::uint64_t what) {
    result_.steps.add(at, location_of(record));
    return accept(record.raw.size(), at, what);
  }
  bool accept(std::uint64_t bytes, LocalTime at, std::uint64_t what) {
    const std::uint64_t hash = mix(what, static_cast<std::uint64_t>(at.time_since_epoch().count()));
    result_.minutes.add(at, hash);
    if (pending_rejected_ != 0) [[unlikely]]
      end_rejected_stretch(at);
    if (!result_.has_time) [[unlikely]] {
      result_.has_time = true;
      result_.first = result_.last = result_.first_in_file = result_.last_in_file = at;
    }
    if (at < result_.first) result_.first = at;
    if (at < result_.last) {
      result_.longest_step_back = std::max(result_.longest_step_back, result_.last - at);
    } else {
      result_.last = at;
    }
    if (axis_ == Axis::kDateless) result_.longest_pause = std::max(result_.longest_pause, at - result_.last_in_file);
    result_.last_in_file = at;
    if (omission_ != nullptr && omission_->takes(at, hash)) [[unlikely]] {
      ++result_.skipped;
      result_.skipped_bytes += bytes;
      last_skipped_ = true;
      return false;
    }
    last_skipped_ = false;
    ++result_.records;
    result_.parsed_bytes += bytes;
    return true;
  }
  void extend_track(SignalKind kind, NameId subject, NameId peer, std::uint64_t number, std::uint64_t tag, LocalTime at,
                    const RecordRef& record) {
    SourceTrack& track = result_.tracks.at(kind, subject, number);
    if (kind == SignalKind::kNotification && track.keeps_beats) keep_beat(track, at, record);
    if (peer != kNoName) [[likely]] {
      track.peers.add(peer);
    } else if (result_.names.size() >= limits_.subjects) {
      track.peers.set_more();  // it may have had no room among the names
    }
    const Location location = location_of(record);
    const Duration link = signal_info(kind).link;
    const std::size_t runs_before = track.list.size_bound();
    if (runs_ >= limits_.runs) [[unlikely]] {
      if (!track.list.extend({at, at, 1, location, location, tag}, link)) ++result_.dropped_runs;
      runs_ += track.list.size_bound() - runs_before;  // fewer where a late record joins two
      return;
    }
    const auto change = track.list.add(at, location, tag, link);
    runs_ += track.list.size_bound() - runs_before;
    if (texts_ == Texts::kStream) keep_text(track, change, record);
  }
  void keep_beat(SourceTrack& track, LocalTime at, const RecordRef& record);
  [[nodiscard]] Location location_of(const RecordRef& record) const {
    return {record.offset, record.ordinal, static_cast<std::uint32_t>(record.raw.size()), source_};
  }
  // The time on the axis of the source; nothing where it lies on the other.
  [[nodiscard]] std::optional<LocalTime> on_axis(const WallTime& time) const {
    if (time.has_offset() != (axis_ == Axis::kStated)) return std::nullopt;
    return time.has_offset() ? time.local - std::chrono::seconds(time.offset_s) : time.local;
  }
  void keep_event(EventKind kind, const EventText& text, LocalTime at, const RecordRef& record);
  void end_rejected_stretch(LocalTime at);
  void keep_text(SourceTrack& track, RunList<LocalTime>::Change change, const RecordRef& record);
  // The last record of an open run.
  struct OpenText {
    std::uint64_t offset = 0;
    std::string text;
    std::optional<std::uint64_t> digest;  // where the text has no room
  };
  void store_open_text(const OpenText& open);
  void store_excerpt(std::uint64_t offset, std::string_view text);

  SourceResult result_;
  SourceId source_;
  Axis axis_;
  Texts texts_;
  const Limits& limits_;
  const std::atomic<bool>* cancel_;
  Omission* omission_;
  RecordWatcher* watcher_ = nullptr;
  std::uint64_t line_ = 0;
  std::uint64_t runs_ = 0;
  std::size_t beats_ = 0;
  std::uint64_t shown_ = 0, shown_step_ = 1;  // times that were shown; of so many one is kept
  std::uint64_t pending_rejected_ = 0;
  std::uint64_t excerpt_bytes_ = 0;
  std::uint64_t open_text_bytes_ = 0;
  bool wants_unmatched_ = false;
  bool last_skipped_ = false;
  std::vector<OpenText> last_texts_;  // by track
};

}  // namespace logscan::detail
