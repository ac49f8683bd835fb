// Coverage of a log that is cut into one file a day.
//
// A file holds its whole day, save that the first one may begin in mid-day (the log was first switched on, or an older
// part is rotated away), and that nobody knows what the last one would have shown after its last record. That end is
// moved on only by a proof of life of the node: a later file of the log (Jetty makes it at midnight, request or not), a
// record of another log of the node, or the time of the collection; never beyond the end of the last file's day. A file
// whose name tells no day covers from its first to its last record, and between two such files nothing is known. Where
// files are numbered, a number that is not there is a hole between its neighbours.
//
// A recording shows what is between its first and its last frame, and nothing proves more. Files that were cut from one
// and read as one (timeline/rings.h) follow each other without a hole. Where it is busy with other traffic than
// notifications and then holds no packet of any kind for minutes, it did not run, or its host did not.
#include "timeline/coverage.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "input/node_name.h"

namespace logscan::detail {
namespace {

// Zones reach from UTC-12 to UTC+14: a local time of unknown zone is at least this far in UTC.
constexpr Duration kWestmost = std::chrono::hours(14);

// Lines are written at completion and carry the time of arrival, so those around midnight may stand in the neighbour's
// file. A file whose records lie further outside the day of its name was renamed.
constexpr Duration kStraggle = std::chrono::minutes(10);

// A day on which the zone of a log changes is this much longer or shorter.
constexpr Duration kZoneChange = std::chrono::hours(1);

// A recording in which others than Exchange and the listener fill so many of the minutes has a packet within this time.
constexpr std::int64_t kStillMinutes = 5;
constexpr double kBusyShare = 0.9;      // of the minutes
constexpr std::size_t kBusyLeast = 10;  // minutes

// What one source contributes to its log.
struct Part {
  SourceId id = 0;
  const ParsedSource* source = nullptr;
  bool has_time = false;
  Timestamp first{}, last{};
  std::optional<Window> slot;
};

bool is_cut(const ParsedSource& source) {
  return source.status == SourceStatus::kTruncated || source.status == SourceStatus::kDamaged ||
         source.status == SourceStatus::kLimit || source.status == SourceStatus::kUnreadable;
}

// The time that a file's name tells. A log is cut at midnight of the zone that it writes, which a file without records
// does not show: `zone_from` is another file of its log.
Window slot_of(const ParsedSource& source, const ParsedSource& zone_from) {
  const auto to_utc = [&](LocalTime time) {
    if (zone_from.axis != Axis::kStated) return zone_from.clock.to_utc(time);
    return zone_from.clock.to_utc(time - std::chrono::seconds(zone_from.result.stated_offset_s));
  };
  return {to_utc(source.slot->from), to_utc(source.slot->to)};
}

// The midnight after the last record, in the zone of the log.
Timestamp end_of_day(const ParsedSource& source) {
  const Duration offset =
      source.axis == Axis::kStated ? std::chrono::seconds(source.result.stated_offset_s) : std::chrono::seconds(0);
  const LocalTime midnight = std::chrono::floor<std::chrono::days>(source.result.last + offset) + std::chrono::days(1);
  return source.clock.to_utc(midnight - offset);
}

Part make_part(SourceId id, const ParsedSource& source) {
  Part part{id, &source, source.result.has_time, {}, {}, {}};
  if (part.has_time) {
    // A log written in order begins with its first line and ends with its last. A time far outside of that is wrong,
    // and one wrong line must not stretch what the log proves.
    const SourceResult& result = source.result;
    const bool in_order = result.first_in_file <= result.last_in_file;
    const bool early = in_order && result.first_in_file - result.first > kStraggle;
    const bool late = in_order && result.last - result.last_in_file > kStraggle;
    part.first = source.clock.to_utc(early ? result.first_in_file : result.first);
    part.last = source.clock.to_utc(late ? result.last_in_file : result.last);
  }
  if (source.slot && part.has_time) {
    const Window slot = slot_of(source, source);
    const Duration longer = source.result.stated_offset_s != 0 ? kZoneChange : Duration::zero();
    if (part.first >= slot.from - kStraggle && part.last < slot.to + longer + kStraggle) part.slot = slot;
  }
  return part;
}

// How far the times of a source may be off: a proof by another clock holds only beyond that.
Duration doubt_of(const ParsedSource& source) {
  return source.clock.basis() == ClockBasis::kAssumed ? source.clock.uncertainty() : Duration(source.date_doubt);
}

// Days that follow each other meet, also where the zone of the log changes between their records.
void join_days(std::vector<Part>& parts) {
  std::map<LocalTime, Timestamp> begins;
  for (const Part& part : parts) {
    if (part.slot) begins.try_emplace(part.source->slot->from, part.slot->from);
  }
  for (Part& part : parts) {
    if (!part.slot) continue;
    if (const auto next = begins.find(part.source->slot->to); next != begins.end()) part.slot->to = next->second;
  }
}

// The latest moment that any log of the node, or its collection, proves it to have lived; with the reason.
struct ProofOfLife {
  std::optional<Timestamp> other_log, collected;
  std::optional<Timestamp> known_end;  // the collection itself, where it is known to the second: no log shows more
};

void extend(LogCoverage& log, Timestamp to, EndReason reason) {
  if (to <= log.span.to) return;
  log.span.to = to;
  log.end_reason = reason;
}

void add_hole(LogCoverage& log, Timestamp from, Timestamp to, Hole::Why why, SourceId source) {
  if (from < to) log.holes.push_back({{from, to}, why, source});
}

// Of all files of a recording: one that was cut into files is as busy as it would be in one.
bool is_busy(const std::vector<Part>& parts) {
  std::set<std::int64_t> minutes;
  std::uint64_t busy = 0;
  for (const Part& part : parts) {
    const SourceResult& result = part.source->result;
    if (!part.source->parser->recording() || !result.minutes.complete()) return false;
    for (const MinuteIndex::Minute& minute : result.minutes.minutes()) minutes.insert(minute.minute);
    busy += result.busy_minutes;
  }
  if (minutes.size() < kBusyLeast) return false;
  std::int64_t judged = 1;
  for (auto minute = std::next(minutes.begin()); minute != minutes.end(); ++minute) {
    const std::int64_t apart = *minute - *std::prev(minute);
    judged += apart > kStillMinutes ? 1 : apart;
  }
  return static_cast<double>(busy) >= kBusyShare * static_cast<double>(judged);
}

// Where a busy recording holds nothing at all.
void add_still_stretches(LogCoverage& log, SourceId id, const ParsedSource& source) {
  const auto& minutes = source.result.minutes.minutes();
  const auto begin_of = [&](std::int64_t minute) {
    return source.clock.to_utc(LocalTime(std::chrono::minutes(minute)));
  };
  for (std::size_t i = 1; i < minutes.size(); ++i) {
    if (minutes[i].minute - minutes[i - 1].minute > kStillMinutes)
      add_hole(log, begin_of(minutes[i - 1].minute + 1), begin_of(minutes[i].minute), Hole::Why::kHidden, id);
  }
}

void drop_holes_outside(LogCoverage& log) {
  std::sort(log.holes.begin(), log.holes.end(),
            [](const Hole& a, const Hole& b) { return a.window.from < b.window.from; });
  std::erase_if(log.holes, [&](const Hole& hole) { return !hole.window.overlaps(log.span); });
}

void judge_log(LogCoverage& log, std::vector<Part> parts, const ProofOfLife& proof) {
  const auto dated = std::find_if(parts.begin(), parts.end(), [](const Part& part) { return part.has_time; });
  if (dated == parts.end()) {
    for (const Part& part : parts) log.sources.push_back(part.id);
    return;
  }
  for (Part& part : parts) {
    if (!part.has_time && part.source->slot) part.slot = slot_of(*part.source, *dated->source);
  }
  // A file without a usable record shows nothing, unless it is whole and empty: then its day was silent.
  std::vector<Part> unusable;
  std::erase_if(parts, [&](const Part& part) {
    if (part.has_time || (part.slot && part.source->bytes == 0 && !is_cut(*part.source))) return false;
    if (part.slot) unusable.push_back(part);
    log.sources.push_back(part.id);  // what it says is told, though its silence proves nothing
    return true;
  });
  // Files by the start of their day, others by their first record.
  const auto start = [](const Part& part) { return part.slot ? part.slot->from : part.first; };
  std::stable_sort(parts.begin(), parts.end(), [&](const Part& a, const Part& b) {
    return std::tuple(start(a), a.has_time ? a.first : start(a)) <
           std::tuple(start(b), b.has_time ? b.first : start(b));
  });
  join_days(parts);
  for (const Part& part : parts) log.sources.push_back(part.id);
  const auto with_time = std::find_if(parts.begin(), parts.end(), [](const Part& part) { return part.has_time; });

  // A trace or a system log is silent when nothing is to be said: between its files nothing need be missing, and where
  // it ends, nothing more was due.
  const bool proves_silence = with_time->source->parser->proves_silence;
  const bool busy = is_busy(parts);
  log.span = {with_time->first, with_time->last};
  log.last_record = with_time->last;
  for (const Part& part : parts) {
    if (part.has_time) log.last_record = std::max(log.last_record, part.last);
  }
  log.span.to = log.last_record;

  Timestamp covered = with_time->first;  // everything before is judged
  bool cut = false;                      // the part that ends at `covered` ended early, or its end is unknown
  const Part* last = nullptr;
  for (const Part& part : parts) {
    if (&part < &*with_time) continue;
    const Timestamp from = part.slot ? part.slot->from : part.first;
    if (last != nullptr && part.source->missing_before) {
      add_hole(log, covered, from, Hole::Why::kFileMissing, part.id);
    } else if (last != nullptr && from > covered) {
      const auto bad = std::find_if(unusable.begin(), unusable.end(),
                                    [&](const Part& other) { return other.slot->overlaps({covered, from}); });
      if (bad != unusable.end()) {
        add_hole(log, covered, from, Hole::Why::kUnreadable, bad->id);
      } else if (is_cut(*last->source)) {
        add_hole(log, covered, from, Hole::Why::kCut, last->id);
      } else if (cut) {
        add_hole(log, covered, from, Hole::Why::kUnreadable, last->id);
      } else if (part.source->read_apart && part.source->follows == last->id) {
        add_hole(log, covered, from, Hole::Why::kReadApart, part.id);
      } else if (part.source->follows == last->id && from - covered > std::chrono::minutes(kStillMinutes) && busy) {
        add_hole(log, covered, from, Hole::Why::kHidden, part.id);
      } else if (proves_silence && part.source->follows != last->id) {
        add_hole(log, covered, from, Hole::Why::kFileMissing, kNoSource);
      }
    }
    const SourceResult& result = part.source->result;
    const bool hides = !result.hides.empty();
    for (const DeadStretch& dead : result.dead) {
      add_hole(log, part.source->clock.to_utc(dead.from), part.source->clock.to_utc(dead.to),
               hides ? Hole::Why::kHidden : Hole::Why::kUnreadable, part.id);
    }
    // Bytes that contradict their checksum may be wrong from the first one on: nothing that is missing proves anything.
    if (part.has_time && part.source->status == SourceStatus::kDamaged) {
      add_hole(log, part.first, part.last, Hole::Why::kUnreadable, part.id);
    }
    if (busy) add_still_stretches(log, part.id, *part.source);
    // What is lost now and then bounds what the recording proves about its time alone.
    if (hides && result.dead.empty()) add_hole(log, part.first, part.last, Hole::Why::kHidden, part.id);
    // What was over a limit may have stood anywhere in the file.
    if (part.source->result.dropped_runs > 0 || part.source->result.dropped_subjects > 0) {
      add_hole(log, part.first, part.last, Hole::Why::kUnreadable, part.id);
    }
    // Unreadable bytes at the front and at the end of a file.
    if (part.has_time && part.source->result.head_rejected_bytes >= kDeadBytes && part.slot &&
        part.slot->from >= covered) {
      add_hole(log, part.slot->from, part.first, Hole::Why::kUnreadable, part.id);
    }
    cut = is_cut(*part.source) || part.source->result.tail_rejected_bytes >= kDeadBytes;
    const Timestamp shown = part.has_time ? part.last : from;
    const Timestamp end = !cut && part.slot ? part.slot->to : shown;
    if (last == nullptr || end >= covered) last = &part;
    covered = std::max(covered, end);
  }

  if (with_time->source->parser->recording()) {
    log.cut_end = cut;
    drop_holes_outside(log);
    return;
  }

  // The end of coverage. The last part's day bounds what any proof of life can mean for this log.
  const Part& final_part = *last;
  // Where its name tells no day, it could have gone on to the end of the day of its last record; that much is asked,
  // and taken for granted only when the caller says when the log was collected.
  const Timestamp day_end = final_part.slot ? final_part.slot->to : end_of_day(*final_part.source);
  Timestamp most = !cut && (final_part.slot || proof.known_end) ? std::max(day_end, log.last_record) : log.last_record;
  // A log that goes on beyond the time told contradicts it; then it proves nothing.
  const Duration doubt = doubt_of(*with_time->source);
  if (proof.known_end && *proof.known_end >= log.last_record) most = std::min(most, *proof.known_end + doubt);
  const auto prove = [&](Timestamp alive, EndReason reason) { extend(log, std::min(alive, most), reason); };
  if (!final_part.has_time && final_part.slot) prove(final_part.slot->from, EndReason::kLaterFile);
  // A file that cannot be used was still made at the start of its day.
  for (const Part& part : unusable) prove(part.slot->from, EndReason::kLaterFile);
  if (proof.other_log) prove(*proof.other_log - doubt, EndReason::kOtherLog);
  if (proof.collected) prove(*proof.collected - doubt, EndReason::kCollectionTime);
  const Timestamp could_show = cut || !final_part.slot ? std::max(most, day_end) : most;
  const bool end_known = !cut && proof.known_end && *proof.known_end >= log.last_record;
  if (proves_silence && log.span.to < (end_known ? most : could_show))
    log.unproven_until = end_known ? most : could_show;
  log.cut_end = cut;
  drop_holes_outside(log);
}

// What continues each other: the name that the files of a log have in common.
std::string stem_of(const ParsedSource& source) {
  if (source.slot) return source.slot->stem;
  if (source.parser->recording())
    return source.folder + (source.number ? source.number->stem : std::string(base_name(source.name.path)));
  return source.number ? source.number->stem : std::string();
}

// A recording whose files are named by their times has the name of its first one.
const ParsedSource& named_for(const std::vector<ParsedSource>& sources, const ParsedSource& source) {
  const ParsedSource* first = &source;
  while (first->parser->recording() && !first->number && first->follows) first = &sources[*first->follows];
  return *first;
}

}  // namespace

std::vector<LogCoverage> judge_coverage(const std::vector<ParsedSource>& sources, const TimelineOptions& options) {
  using LogKey = std::tuple<std::string, std::string_view, std::string>;
  std::map<LogKey, std::vector<Part>> parts;
  std::map<std::string, std::map<LogKey, Timestamp>> last_records;  // by node
  std::map<std::string, Timestamp> collected;                       // by node
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.collected_local && !source.node.empty()) {
      const Timestamp least = Timestamp(source.collected_local->time_since_epoch()) - kWestmost;
      auto [at, added] = collected.try_emplace(source.node, least);
      if (!added) at->second = std::max(at->second, least);
    }
    if (source.parser == nullptr || source.only_a_status || source.undated || source.status == SourceStatus::kDuplicate)
      continue;
    // Files of an unknown node are one log only where they lie together.
    const std::string whose = source.node.empty() ? "/" + source.folder : source.node;
    const LogKey key{whose, source.parser->name, stem_of(named_for(sources, source))};
    const Part part = make_part(id, source);
    parts[key].push_back(part);
    // A recording may be of what others send to the node.
    if (part.has_time && !source.node.empty() && !source.parser->recording()) {
      const Timestamp certain = part.last - doubt_of(source);
      auto [at, added] = last_records[source.node].try_emplace(key, certain);
      if (!added) at->second = std::max(at->second, certain);
    }
  }

  std::vector<LogCoverage> logs;
  for (auto& [key, files] : parts) {
    LogCoverage log;
    std::string_view format;
    std::tie(log.node, format, log.stem) = key;
    if (log.node.starts_with('/')) log.node.clear();
    log.format = format;
    ProofOfLife proof;
    for (const auto& [other, last] : last_records[log.node]) {
      if (other != key) proof.other_log = std::max(proof.other_log.value_or(last), last);
    }
    proof.collected = proof.known_end = options.collected;
    if (const auto at = collected.find(log.node); at != collected.end()) {
      proof.collected = std::max(proof.collected.value_or(at->second), at->second);
    }
    judge_log(log, std::move(files), proof);
    if (!log.sources.empty()) logs.push_back(std::move(log));
  }
  return logs;
}

}  // namespace logscan::detail
