#include "parse/sink.h"

#include <algorithm>
#include <cstdlib>

namespace logscan::detail {

// A clock that jumps more often than this tells nothing.
static constexpr std::size_t kMostOffsets = 1000;

void Sink::reject_bytes(std::uint64_t bytes, std::uint64_t ordinal, RejectReason reason) {
  if (watcher_ != nullptr) return watcher_->on_long_line(bytes, ordinal);
  ++result_.rejected;
  result_.rejected_bytes += bytes;
  pending_rejected_ += bytes;
  Rejects& rejects = result_.rejects[static_cast<std::size_t>(reason)];
  if (rejects.count++ == 0) rejects.first_ordinal = ordinal;
}

void Sink::end_rejected_stretch(LocalTime at) {
  if (!result_.has_time) {
    result_.head_rejected_bytes = pending_rejected_;
  } else if (pending_rejected_ >= kDeadBytes) {
    result_.dead.push_back({result_.last_in_file, at, true, true});
  }
  pending_rejected_ = 0;
}

void Sink::event(EventKind kind, const EventText& text, const WallTime& record_time, const RecordRef& record,
                 std::optional<WallTime> time) {
  LocalTime written;
  if (!place(record_time, record, written)) return;
  if (watcher_ != nullptr) return watcher_->on_record(record, written, text.subject, text.peer);
  if (!accept(record, written, mix(sample_hash(without_line_end(record.raw)), static_cast<std::uint64_t>(kind))))
    return;
  const std::optional<LocalTime> told = time ? on_axis(*time) : std::nullopt;
  keep_event(kind, text, told.value_or(written), record);
}

void Sink::further_event(EventKind kind, const EventText& text, const WallTime& time, const RecordRef& record) {
  const std::optional<LocalTime> at = on_axis(time);
  if (!at) return;
  if (watcher_ != nullptr) return watcher_->on_event(kind, text, *at, record);
  keep_event(kind, text, *at, record);
}

void Sink::keep_event(EventKind kind, const EventText& text, LocalTime at, const RecordRef& record) {
  if (result_.events.size() >= limits_.events) {
    ++result_.dropped_events;
    return;
  }
  result_.events.push_back({at, location_of(record), text, kind});
  if (texts_ == Texts::kStream) store_excerpt(record.offset, record.raw);
}

void Sink::fact(FactKind kind, const FactText& text, std::optional<WallTime> time, const RecordRef& record) {
  if (watcher_ != nullptr) return;
  if (result_.facts.size() >= limits_.events) {
    ++result_.dropped_events;
    return;
  }
  const std::optional<LocalTime> at = time ? on_axis(*time) : std::nullopt;
  result_.facts.push_back({at, location_of(record), text, kind});
  if (texts_ == Texts::kStream) store_excerpt(record.offset, record.raw);
}

void Sink::anchor(LocalTime wall, LocalTime utc) {
  // Zones differ from UTC by quarters of an hour; what is left is the time that the record took to be written.
  constexpr std::int64_t kQuarter = 900;
  constexpr std::int64_t kMostDelay = 60;
  const std::int64_t ahead = std::chrono::floor<std::chrono::seconds>(wall - utc).count();
  const std::int64_t offset = (ahead >= 0 ? ahead + kQuarter / 2 : ahead - kQuarter / 2) / kQuarter * kQuarter;
  constexpr std::int64_t kWidest = 14 * 3600;
  if (std::abs(ahead - offset) > kMostDelay || std::abs(offset) > kWidest) return;
  if (!result_.offsets.empty() && result_.offsets.back().offset_s == offset) {
    OffsetSpan& span = result_.offsets.back();
    span.first = std::min(span.first, wall);
    span.last = std::max(span.last, wall);
    ++span.count;
  } else if (result_.offsets.size() < kMostOffsets) {
    result_.offsets.push_back({static_cast<std::int32_t>(offset), wall, wall, 1});
  }
}

void Sink::shown_time(std::string_view whose, const WallTime& seen, Timestamp shown, const RecordRef& record) {
  constexpr std::size_t kMost = 4096;
  const std::optional<LocalTime> at = on_axis(seen);
  if (!at || shown_++ % shown_step_ != 0) return;
  std::vector<ShownTime>& kept = result_.shown_times;
  if (kept.size() == kMost) {
    // Every other one goes, so that what is kept lies all over the recording.
    for (std::size_t i = 0; i < kMost / 2; ++i) kept[i] = kept[2 * i];
    kept.resize(kMost / 2);
    shown_step_ *= 2;
  }
  const NameId name_of = name(whose);
  if (name_of == kNoName) return;
  kept.push_back({*at, shown, name_of, location_of(record)});
  // Those that a finding quotes.
  constexpr std::size_t kQuoted = 4;
  if (texts_ == Texts::kStream && kept.size() <= kQuoted) store_excerpt(record.offset, record.raw);
}

void Sink::keep_beat(SourceTrack& track, LocalTime at, const RecordRef& record) {
  if (track.beats.empty()) {
    if (result_.names.hash(track.subject) >= result_.beats_below) {
      track.keeps_beats = false;
      return;
    }
    track.beats.reserve(16);  // a chunk has more than one or two of each
  }
  track.beats.push_back({at, location_of(record)});
  // Not at each one too many: to thin them takes a look at all subscriptions.
  if (++beats_ > 2 * SourceResult::kMostBeats) beats_ = result_.thin_beats();
}

void Sink::wording(std::string_view entry) {
  const auto at = result_.wordings.find(entry);
  if (at != result_.wordings.end()) {
    ++at->second;
  } else {
    result_.wordings.emplace(entry, 1);
  }
}

void Sink::store_excerpt(std::uint64_t offset, std::string_view text) {
  text = text.substr(0, kMostExcerpt);
  if (excerpt_bytes_ + text.size() > limits_.excerpt_bytes) {
    result_.excerpt_digests.try_emplace(offset, excerpt_digest(text));
    return;
  }
  if (result_.excerpts.try_emplace(offset, text).second) excerpt_bytes_ += text.size();
}

void Sink::store_open_text(const OpenText& open) {
  if (!open.text.empty()) {
    store_excerpt(open.offset, open.text);
  } else if (open.digest) {
    result_.excerpt_digests.try_emplace(open.offset, *open.digest);
  }
}

void Sink::keep_text(SourceTrack& track, RunList<LocalTime>::Change change, const RecordRef& record) {
  const auto index = static_cast<std::size_t>(&track - result_.tracks.tracks().data());
  if (index >= last_texts_.size()) last_texts_.resize(index + 1);
  OpenText& open = last_texts_[index];
  switch (change) {
    case RunList<LocalTime>::Change::kExtended:
      break;
    case RunList<LocalTime>::Change::kStarted:
      store_open_text(open);
      store_excerpt(record.offset, record.raw);
      break;
    case RunList<LocalTime>::Change::kBorder:
      store_excerpt(record.offset, record.raw);
      return;
    case RunList<LocalTime>::Change::kInner:
      return;
  }
  const std::string_view text = record.raw.substr(0, kMostExcerpt);
  open.offset = record.offset;
  open.digest.reset();
  if (text.size() > open.text.capacity()) {
    const std::size_t more = text.size() - open.text.capacity();
    if (open_text_bytes_ + more > limits_.excerpt_bytes) {
      open.text.clear();
      open.digest = excerpt_digest(text);
      return;
    }
    open_text_bytes_ += more;
  }
  open.text.assign(text);
}

SourceResult Sink::finish() {
  for (const OpenText& open : last_texts_) {
    store_open_text(open);
  }
  (result_.has_time ? result_.tail_rejected_bytes : result_.head_rejected_bytes) += pending_rejected_;
  result_.lines = line_;
  result_.thin_beats();
  return std::move(result_);
}

}  // namespace logscan::detail
