// SourceResult: what one source said, collapsed. Results of chunks merge in the order of the chunks.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/interner.h"
#include "logscan/options.h"
#include "model/event.h"
#include "model/kinds.h"
#include "model/run.h"
#include "parse/step_finder.h"
#include "time/clock.h"

namespace logscan::detail {

// When one notification was, and where.
struct Beat {
  LocalTime time{};
  Location at;
};

// One signal of one subject in one source.
struct SourceTrack {
  SignalKind kind = SignalKind::kNotification;
  NameId subject = kNoName;
  std::uint64_t number = 0;  // part of the key: the status of a rejected notification
  NameSet peers;
  RunList<LocalTime> list;
  std::vector<Beat> beats;  // each notification, of subscriptions that are kept (SourceResult::thin_beats)
  bool keeps_beats = true;
};

class TrackTable {
 public:
  SourceTrack& at(SignalKind kind, NameId subject, std::uint64_t number) {
    auto& dense = dense_[static_cast<std::size_t>(kind)];
    // A subject's first number is found without a search; further ones are rare.
    if (subject < dense.size() && dense[subject] != kNone) {
      SourceTrack& track = tracks_[dense[subject]];
      if (track.number == number) return track;
    }
    return find_or_add(kind, subject, number);
  }
  [[nodiscard]] const std::vector<SourceTrack>& tracks() const { return tracks_; }
  std::vector<SourceTrack>& tracks() { return tracks_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct Key {
    NameId subject;
    std::uint64_t number;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return mix(key.subject, key.number); }
  };
  SourceTrack& find_or_add(SignalKind kind, NameId subject, std::uint64_t number);

  std::vector<SourceTrack> tracks_;
  std::array<std::vector<std::uint32_t>, kSignalKinds> dense_;
  std::array<std::unordered_map<Key, std::uint32_t, KeyHash>, kSignalKinds> further_;
};

// How many records a source has in each minute, and a fingerprint of them that does not depend on their order.
// Two sources of one log that agree in a minute hold the same records there.
class MinuteIndex {
 public:
  struct Minute {
    std::int64_t minute = 0;
    std::uint64_t count = 0;
    std::uint64_t fingerprint = 0;
    friend bool operator==(const Minute&, const Minute&) = default;
  };
  void add(LocalTime time, std::uint64_t record_hash) {
    const std::int64_t micros = time.time_since_epoch().count();
    if (micros < begin_ || micros >= end_) find(micros);
    Minute& minute = minutes_[current_];
    ++minute.count;
    minute.fingerprint += record_hash;
  }
  void merge(const MinuteIndex& other);
  // `shift` moves by whole days.
  void shift_times(const std::function<LocalTime(LocalTime)>& shift);
  [[nodiscard]] const std::vector<Minute>& minutes() const { return minutes_; }
  static std::int64_t minute_of(LocalTime time) {
    return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
  }
  // False once a source spread over more minutes than are kept (two years); it is then not compared.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  static constexpr std::size_t kMost = 1U << 20;
  void find(std::int64_t micros);

  std::vector<Minute> minutes_;  // sorted by minute
  std::size_t current_ = 0;
  std::int64_t begin_ = 1, end_ = 0;  // of the current minute, in microseconds
  bool complete_ = true;
};

enum class RejectReason : std::uint8_t { kUnknownLayout, kBadTime, kNoZone, kTooLong, kCutLine, kBinary, kTooMany };
inline constexpr std::size_t kRejectReasons = 7;
// As the report says it: "3 records rejected: not an access line".
std::string_view reject_text(RejectReason reason);

struct Rejects {
  std::uint64_t count = 0;
  std::uint64_t first_ordinal = 0;
};

// A stretch of input without a usable record, long enough to have held some: nothing is known from the record
// before it to the record after it.
struct DeadStretch {
  LocalTime from{}, to{};
  bool has_from = false, has_to = false;  // false at the start or end of the source
};

// A stretch of records over which the wall clock was the same time ahead of UTC.
struct OffsetSpan {
  std::int32_t offset_s = 0;  // east of UTC
  LocalTime first{}, last{};  // wall time
  std::uint64_t count = 0;
};

// What another clock showed when a record was seen: the Date of an answer, in whole seconds.
struct ShownTime {
  LocalTime seen{};
  Timestamp shown{};
  NameId whose = kNoName;  // address and port
  Location at;
};

// The records that no wording matched, by what is left of them without numbers. Bounded: what comes when it is full is
// counted, not kept.
class ShapeTable {
 public:
  struct Shape {
    std::uint64_t count = 0;
    std::uint64_t first_ordinal = 0;
  };
  void add(std::string_view message, std::uint64_t ordinal);
  void merge(const ShapeTable& other, std::uint64_t lines);
  // The commonest first; of equal ones the first in the alphabet.
  [[nodiscard]] std::vector<std::pair<std::string, Shape>> commonest(std::size_t most) const;

 private:
  static constexpr std::size_t kMost = 4096;
  std::map<std::string, Shape, std::less<>> shapes_;
};

// A part of a session that shows several nodes: from a line up to the next part.
struct SessionPart {
  std::uint64_t first = 0;  // the ordinal of its first line
  std::string node;         // empty: not told
  std::string maybe;        // of an unnamed one, where that is told: "imp1 or imp2"
};

struct SourceResult {
  Interner names;
  TrackTable tracks;
  std::vector<EventOf<LocalTime>> events;
  std::vector<FactOf<LocalTime>> facts;
  std::vector<OffsetSpan> offsets;     // what the source itself tells of its clock, in the order of its records
  std::optional<std::string> zone;     // the zone's name, where the source tells it
  std::vector<ShownTime> shown_times;  // of a recording, in the order of its records; of many, some
  StepFinder steps;                    // of a log
  // Subscriptions whose hashes are below this keep their beats.
  static constexpr std::size_t kMostBeats = 4096;
  std::uint64_t beats_below = std::numeric_limits<std::uint64_t>::max();
  MinuteIndex minutes;
  std::map<std::string, std::uint64_t, std::less<>> wordings;  // vocabulary entries that matched, and how often
  ShapeTable unmatched;                                        // filled where the caller wants it
  std::vector<std::string> notes;                              // what the inventory should tell, such as commands found

  std::uint64_t lines = 0;
  std::uint64_t records = 0, continuation = 0, rejected = 0;
  std::uint64_t parsed_bytes = 0, continuation_bytes = 0, rejected_bytes = 0;
  // Records that another copy of the log holds too: they show that the log goes on here, and count there.
  std::uint64_t skipped = 0, skipped_bytes = 0;
  std::array<Rejects, kRejectReasons> rejects{};
  std::uint64_t notification_lines = 0;  // of any status: tells a listener's log from any other
  std::uint64_t answers_read = 0;        // of a recording: answers to notifications that it holds in full
  std::uint64_t sync_lines = 0;          // of mailbox synchronisation itself
  std::uint64_t busy_minutes = 0;        // of a recording: minutes that others than Exchange and the listener fill

  bool has_time = false;
  std::int32_t stated_offset_s = 0;  // of the first record, where it states one
  LocalTime first{}, last{};         // least and greatest time of a record
  LocalTime last_in_file{};          // of the last record, wherever it stands
  LocalTime first_in_file{};
  Duration longest_step_back{};  // from the greatest time of the records before it to that of a record
  // Of a source whose records mostly state no date: the nominal day that one of them dates, and its date.
  std::optional<std::pair<std::chrono::local_days, std::chrono::local_days>> dated_day;
  // The longest time from one record to the next, in the order of the file. Only for sources without dates.
  Duration longest_pause{};
  // Steps back in time of such a source that may be disorder as well as a whole day.
  std::uint32_t doubtful_steps = 0;

  // Rejected bytes before the first and after the last good record, while they may still grow at a merge.
  std::uint64_t head_rejected_bytes = 0, tail_rejected_bytes = 0;
  std::vector<DeadStretch> dead;

  std::vector<SessionPart> parts;  // in their order, the first from line 0 on; none where one node is shown

  // Of a recording: connections to the listener, by what is the same in every capture of them, and when each was
  // opened. Of many only those with the least marks: two captures that share connections keep the same.
  static constexpr std::size_t kMostConnections = 512;
  std::map<std::uint64_t, LocalTime> connections;
  std::string listener;  // of a recording: the one address and port that notifications went to
  std::string hides;     // why a recording may lack what it should have shown; empty where nothing says so

  std::uint64_t dropped_runs = 0;                           // over Limits::runs
  std::uint64_t dropped_subjects = 0;                       // records over Limits::subjects
  std::uint64_t dropped_events = 0;                         // over Limits::events
  std::unordered_map<std::uint64_t, std::string> excerpts;  // by offset; only for streams
  // The same of records whose text had no room: enough to tell them apart.
  std::unordered_map<std::uint64_t, std::uint64_t> excerpt_digests;

  // The part that the line of this ordinal is of; null where one node is shown.
  [[nodiscard]] const SessionPart* part_at(std::uint64_t ordinal) const;
  // `next` follows this in the same source.
  void merge(SourceResult&& next, const Limits& limits);
  void add_connection(std::uint64_t mark, LocalTime time);
  // Lets beats go until no more than kMostBeats are left: those of the subscriptions with the greatest hashes, of each
  // all. What is left does not depend on when this is called, and two sources that show the same notifications keep
  // some of the same. Gives how many are left.
  std::size_t thin_beats();
  // Moves every time of the source by `shift`, which keeps their order, and keeps it for records that are read again.
  void shift_times(std::function<LocalTime(LocalTime)> shift);
  std::vector<std::function<LocalTime(LocalTime)>> shifts;  // in the order in which they were made
};

// Longer records are quoted by their front.
inline constexpr std::size_t kMostExcerpt = 2048;
// A record as it is quoted: without its line end.
std::string_view excerpt_of(std::string_view record);
// What tells an excerpt from others; the same whether a record comes from a file or from a stream.
std::uint64_t excerpt_digest(std::string_view record);

// Rejected bytes in a row that count as dead: room for a score of request lines.
inline constexpr std::uint64_t kDeadBytes = 4096;

}  // namespace logscan::detail
