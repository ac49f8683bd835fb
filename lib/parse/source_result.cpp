#include "parse/source_result.h"

#include <algorithm>

#include "base/hash.h"

namespace logscan::detail {

SourceTrack& TrackTable::find_or_add(SignalKind kind, NameId subject, std::uint64_t number) {
  auto& dense = dense_[static_cast<std::size_t>(kind)];
  if (subject != kNoName && subject >= dense.size()) dense.resize(subject + 1, kNone);
  auto& further = further_[static_cast<std::size_t>(kind)];
  const auto add = [&] {
    tracks_.emplace_back();
    tracks_.back().kind = kind;
    tracks_.back().subject = subject;
    tracks_.back().number = number;
    return static_cast<std::uint32_t>(tracks_.size() - 1);
  };
  if (subject != kNoName && dense[subject] == kNone) return tracks_[dense[subject] = add()];
  const auto [at, added] = further.try_emplace(Key{subject, number}, kNone);
  if (added) at->second = add();
  return tracks_[at->second];
}

void MinuteIndex::find(std::int64_t micros) {
  constexpr std::int64_t kMinute = 60'000'000;
  const std::int64_t minute = micros >= 0 ? micros / kMinute : (micros - kMinute + 1) / kMinute;
  auto at = minutes_.end();
  if (!minutes_.empty() && minutes_.back().minute >= minute) {
    at = std::lower_bound(minutes_.begin(), minutes_.end(), minute,
                          [](const Minute& m, std::int64_t value) { return m.minute < value; });
  }
  if (at == minutes_.end() || at->minute != minute) {
    if (minutes_.size() >= kMost) {
      complete_ = false;  // the nearest minute takes it; counts stay right
      if (at == minutes_.end()) --at;
    } else {
      at = minutes_.insert(at, {minute, 0, 0});
    }
  }
  current_ = static_cast<std::size_t>(at - minutes_.begin());
  begin_ = minute * kMinute;
  end_ = begin_ + kMinute;
}

void MinuteIndex::merge(const MinuteIndex& other) {
  std::vector<Minute> merged;
  merged.reserve(minutes_.size() + other.minutes_.size());
  auto a = minutes_.begin();
  auto b = other.minutes_.begin();
  while (a != minutes_.end() || b != other.minutes_.end()) {
    if (b == other.minutes_.end() || (a != minutes_.end() && a->minute < b->minute)) {
      merged.push_back(*a++);
    } else if (a == minutes_.end() || b->minute < a->minute) {
      merged.push_back(*b++);
    } else {
      merged.push_back({a->minute, a->count + b->count, a->fingerprint + b->fingerprint});
      ++a;
      ++b;
    }
  }
  minutes_ = std::move(merged);
  complete_ = complete_ && other.complete_ && minutes_.size() <= kMost;
  begin_ = 1;
  end_ = 0;
}

void MinuteIndex::shift_times(const std::function<LocalTime(LocalTime)>& shift) {
  for (Minute& minute : minutes_) {
    const LocalTime at = shift(LocalTime(std::chrono::minutes(minute.minute)));
    minute.minute = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
  }
  begin_ = 1;
  end_ = 0;
}

void ShapeTable::add(std::string_view message, std::uint64_t ordinal) {
  // A shape is for people to read: what comes later than this adds nothing.
  constexpr std::size_t kMostText = 160;
  std::string shape;
  bool in_number = false;
  for (const char c : message.substr(0, kMostText)) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) {
      shape += c;
    } else if (!in_number) {
      shape += '#';
    }
    in_number = digit;
  }
  auto at = shapes_.find(shape);
  if (at == shapes_.end()) {
    if (shapes_.size() >= kMost) return;
    at = shapes_.try_emplace(std::move(shape)).first;
    at->second.first_ordinal = ordinal;
  }
  ++at->second.count;
}

void ShapeTable::merge(const ShapeTable& other, std::uint64_t lines) {
  for (const auto& [text, theirs] : other.shapes_) {
    const auto [at, added] = shapes_.try_emplace(text);
    if (added) at->second.first_ordinal = theirs.first_ordinal + lines;
    at->second.count += theirs.count;
  }
}

std::vector<std::pair<std::string, ShapeTable::Shape>> ShapeTable::commonest(std::size_t most) const {
  std::vector<std::pair<std::string, Shape>> all(shapes_.begin(), shapes_.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  if (all.size() > most) all.resize(most);
  return all;
}

std::string_view reject_text(RejectReason reason) {
  switch (reason) {
    case RejectReason::kUnknownLayout:
      return "not a record of this format";
    case RejectReason::kBadTime:
      return "no valid time";
    case RejectReason::kNoZone:
      return "its zone is given or missing unlike in the rest of the log";
    case RejectReason::kTooLong:
      return "longer than the limit";
    case RejectReason::kCutLine:
      return "the last record is cut";
    case RejectReason::kBinary:
      return "binary data";
    case RejectReason::kTooMany:
      return "more subjects than the limit";
  }
  return "";
}

std::string_view excerpt_of(std::string_view record) {
  record = record.substr(0, kMostExcerpt);
  while (!record.empty() && (record.back() == '\n' || record.back() == '\r')) record.remove_suffix(1);
  return record;
}

std::uint64_t excerpt_digest(std::string_view record) { return digest_of(excerpt_of(record)).low; }

const SessionPart* SourceResult::part_at(std::uint64_t ordinal) const {
  const auto behind = std::upper_bound(parts.begin(), parts.end(), ordinal,
                                       [](std::uint64_t line, const SessionPart& part) { return line < part.first; });
  return behind == parts.begin() ? nullptr : &*std::prev(behind);
}

void SourceResult::merge(SourceResult&& next, const Limits& limits) {
  std::vector<NameId> renamed(next.names.size());
  for (NameId id = 0; id < renamed.size(); ++id) {
    const std::string_view text = next.names.text(id);
    renamed[id] = names.size() < limits.subjects ? names.intern(text) : names.find(text);
  }
  const auto rename = [&](NameId id) { return id == kNoName ? kNoName : renamed[id]; };

  std::uint64_t kept_runs = 0;
  for (const SourceTrack& track : tracks.tracks()) kept_runs += track.list.runs().size();
  for (SourceTrack& theirs : next.tracks.tracks()) {
    for (auto& run : theirs.list.runs()) {
      run.first_at.ordinal += lines;
      run.last_at.ordinal += lines;
    }
    const NameId subject = rename(theirs.subject);
    if (subject == kNoName) {
      for (const auto& run : theirs.list.runs()) dropped_subjects += run.count;
      continue;
    }
    SourceTrack& ours = tracks.at(theirs.kind, subject, theirs.number);
    for (const NameId peer : theirs.peers) {
      if (const NameId known = rename(peer); known != kNoName) {
        ours.peers.add(known);
      } else {
        ours.peers.set_more();
      }
    }
    if (theirs.peers.more()) ours.peers.set_more();
    for (Beat& beat : theirs.beats) {
      beat.at.ordinal += lines;
      ours.beats.push_back(beat);
    }
    const std::size_t before = ours.list.runs().size();
    if (kept_runs + theirs.list.runs().size() > limits.runs) {
      dropped_runs += theirs.list.runs().size();
      continue;
    }
    ours.list.merge(theirs.list, signal_info(theirs.kind).link);
    kept_runs += ours.list.runs().size() - before;
  }
  beats_below = std::min(beats_below, next.beats_below);
  thin_beats();
  steps.merge(next.steps, lines);
  for (ShownTime& shown : next.shown_times) {
    shown.at.ordinal += lines;
    shown.whose = rename(shown.whose);
    shown_times.push_back(shown);
  }
  minutes.merge(next.minutes);

  const auto place = [&](Location& at) { at.ordinal += lines; };
  for (EventOf<LocalTime>& event : next.events) {
    place(event.at);
    for (const auto field : {&EventText::node, &EventText::peer, &EventText::subject, &EventText::detail})
      event.text.*field = rename(event.text.*field);
    if (events.size() < limits.events) {
      events.push_back(event);
    } else {
      ++dropped_events;
    }
  }
  for (FactOf<LocalTime>& fact : next.facts) {
    place(fact.at);
    for (const auto field : {&FactText::node, &FactText::subject, &FactText::text, &FactText::detail})
      fact.text.*field = rename(fact.text.*field);
    if (facts.size() < limits.events) {
      facts.push_back(fact);
    } else {
      ++dropped_events;
    }
  }
  for (const OffsetSpan& span : next.offsets) {
    if (!offsets.empty() && offsets.back().offset_s == span.offset_s) {
      offsets.back().first = std::min(offsets.back().first, span.first);
      offsets.back().last = std::max(offsets.back().last, span.last);
      offsets.back().count += span.count;
    } else {
      offsets.push_back(span);
    }
  }
  if (!zone) zone = std::move(next.zone);
  for (SessionPart& part : next.parts) {
    part.first += lines;
    parts.push_back(std::move(part));
  }
  for (const auto& [name, count] : next.wordings) wordings[name] += count;
  unmatched.merge(next.unmatched, lines);
  for (std::string& note : next.notes) notes.push_back(std::move(note));

  for (std::size_t i = 0; i < kRejectReasons; ++i) {
    if (rejects[i].count == 0 && next.rejects[i].count != 0)
      rejects[i].first_ordinal = next.rejects[i].first_ordinal + lines;
    rejects[i].count += next.rejects[i].count;
  }

  // The rejected bytes around the seam are one stretch.
  if (next.has_time) {
    const std::uint64_t seam = (has_time ? tail_rejected_bytes : head_rejected_bytes) + next.head_rejected_bytes;
    if (!has_time) {
      head_rejected_bytes = seam;
    } else if (seam >= kDeadBytes) {
      dead.push_back({last_in_file, next.first_in_file, true, true});
    }
    dead.insert(dead.end(), next.dead.begin(), next.dead.end());
    tail_rejected_bytes = next.tail_rejected_bytes;
    longest_step_back = std::max(longest_step_back, next.longest_step_back);
    if (has_time) longest_step_back = std::max(longest_step_back, last - next.first);
    first = has_time ? std::min(first, next.first) : next.first;
    last = has_time ? std::max(last, next.last) : next.last;
    if (!has_time) {
      first_in_file = next.first_in_file;
      stated_offset_s = next.stated_offset_s;
    }
    if (!dated_day) dated_day = next.dated_day;
    longest_pause = std::max(longest_pause, next.longest_pause);
    doubtful_steps += next.doubtful_steps;
    last_in_file = next.last_in_file;
    has_time = true;
  } else {
    (has_time ? tail_rejected_bytes : head_rejected_bytes) += next.head_rejected_bytes;
  }

  lines += next.lines;
  records += next.records;
  continuation += next.continuation;
  rejected += next.rejected;
  parsed_bytes += next.parsed_bytes;
  continuation_bytes += next.continuation_bytes;
  rejected_bytes += next.rejected_bytes;
  skipped += next.skipped;
  skipped_bytes += next.skipped_bytes;
  notification_lines += next.notification_lines;
  for (const auto& [mark, time] : next.connections) add_connection(mark, time);
  answers_read += next.answers_read;
  sync_lines += next.sync_lines;
  busy_minutes += next.busy_minutes;
  dropped_runs += next.dropped_runs;
  dropped_subjects += next.dropped_subjects;
  dropped_events += next.dropped_events;
  excerpts.merge(next.excerpts);
  excerpt_digests.merge(next.excerpt_digests);
}

void SourceResult::add_connection(std::uint64_t mark, LocalTime time) {
  if (connections.size() == kMostConnections) {
    const auto greatest = std::prev(connections.end());
    if (mark >= greatest->first) return;
    connections.erase(greatest);
  }
  connections.emplace(mark, time);
}

std::size_t SourceResult::thin_beats() {
  std::vector<SourceTrack*> kept;
  std::size_t all = 0;
  for (SourceTrack& track : tracks.tracks()) {
    if (track.beats.empty()) continue;
    kept.push_back(&track);
    all += track.beats.size();
  }
  const auto hash = [&](const SourceTrack* track) { return names.hash(track->subject); };
  std::sort(kept.begin(), kept.end(), [&](const SourceTrack* a, const SourceTrack* b) { return hash(a) < hash(b); });
  std::size_t sum = 0;
  for (const SourceTrack* const track : kept) {
    sum += track->beats.size();
    if (sum > kMostBeats) {
      beats_below = std::min(beats_below, hash(track));
      break;
    }
  }
  for (SourceTrack* const track : kept) {
    if (hash(track) < beats_below) continue;
    all -= track->beats.size();
    track->beats = {};
    track->keeps_beats = false;
  }
  return all;
}

void SourceResult::shift_times(std::function<LocalTime(LocalTime)> shift) {
  for (SourceTrack& track : tracks.tracks()) {
    for (Beat& beat : track.beats) beat.time = shift(beat.time);
    for (auto& run : track.list.runs()) {
      run.first = shift(run.first);
      run.last = shift(run.last);
    }
  }
  for (EventOf<LocalTime>& event : events) event.time = shift(event.time);
  for (FactOf<LocalTime>& fact : facts) {
    if (fact.time) fact.time = shift(*fact.time);
  }
  for (OffsetSpan& span : offsets) {
    span.first = shift(span.first);
    span.last = shift(span.last);
  }
  for (DeadStretch& stretch : dead) {
    stretch.from = shift(stretch.from);
    stretch.to = shift(stretch.to);
  }
  minutes.shift_times(shift);
  if (has_time) {
    for (const auto time :
         {&SourceResult::first, &SourceResult::last, &SourceResult::first_in_file, &SourceResult::last_in_file})
      this->*time = shift(this->*time);
  }
  shifts.push_back(std::move(shift));
}

}  // namespace logscan::detail
