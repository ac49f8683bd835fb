#include "timeline/align_clocks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/words.h"
#include "time/alignment.h"
#include "time/format.h"
#include "timeline/match_beats.h"

namespace logscan::detail {
namespace {

// A Date, as a time of a request log, is cut to its second, and made at most a second before the packet is seen.
constexpr Duration kHalfSecond = std::chrono::milliseconds(500);
constexpr Duration kCutTime = std::chrono::seconds(1);
// A packet takes its time from one host to another. Our number.
constexpr Duration kOnTheWay = std::chrono::milliseconds(50);
// Captures of one wire differ by less than that in what they call one moment.
constexpr Duration kSame = std::chrono::milliseconds(250);
constexpr std::size_t kMostProofs = 2;

using Shown = std::pair<Anchor, Location>;
using Span = std::pair<LocalTime, LocalTime>;

// A recording, in one file or in several: one clock. Times are UTC as far as it knows.
struct Recording {
  std::vector<SourceId> files;
  Span span;  // of its records
  std::map<std::uint64_t, LocalTime> connections;
  std::map<std::string, std::vector<Shown>, std::less<>> shown;  // by listener
  Beats beats;
};

// The request logs of one node.
struct Log {
  std::string name;
  SourceId first = 0;
  std::vector<SourceId> files;
  bool assumed = false;  // its zone
  Beats beats;
};

// How one clock differs from another, in pieces of its own time.
struct Offset {
  std::vector<AheadFrom> ahead;
  std::vector<Alignment> pieces;
  Duration uncertainty{};  // where anchors are
  Duration doubt{};        // of any record
};

// Recordings of the same connections: how each differs from the first.
struct Group {
  std::vector<std::size_t> members;
  std::vector<Offset> from_first;
};

// Another clock that a group shows.
struct Other {
  std::string name, why, by;
  std::optional<SourceId> source;
  bool assumed = false;
  PiecedAnswer answer;
  std::vector<ClockProof> proofs;
};

LocalTime as_local(Timestamp time) { return LocalTime(time.time_since_epoch()); }
Timestamp as_utc(LocalTime time) { return Timestamp(time.time_since_epoch()); }

Location placed(Location at, SourceId source) {
  at.source = source;
  return at;
}

void add_beats(const ParsedSource& source, SourceId id, Beats& beats) {
  for (const SourceTrack& track : source.result.tracks.tracks()) {
    if (track.beats.empty()) continue;
    std::vector<TimedBeat>& all = beats[std::string(source.result.names.text(track.subject))];
    for (const Beat& beat : track.beats) all.push_back({source.clock.to_utc(beat.time), placed(beat.at, id)});
  }
}

void sort_beats(Beats& beats) {
  for (auto& [subscription, all] : beats)
    std::sort(all.begin(), all.end(), [](const TimedBeat& a, const TimedBeat& b) { return a.time < b.time; });
}

// Of records in the files of a recording.
std::uint64_t order_of(std::uint64_t file, const Location& at) {
  constexpr int kMostRecords = 48;
  return (file << kMostRecords) + at.ordinal;
}

void add_file(const ParsedSource& source, SourceId id, std::size_t file, Recording& recording) {
  const SourceResult& result = source.result;
  recording.connections.insert(result.connections.begin(), result.connections.end());
  for (const ShownTime& shown : result.shown_times) {
    Anchor anchor{shown.seen, shown.shown + kHalfSecond, kCutTime};
    anchor.order = order_of(file, shown.at);
    recording.shown[std::string(result.names.text(shown.whose))].emplace_back(anchor, placed(shown.at, id));
  }
  add_beats(source, id, recording.beats);
}

// From the first to the last record.
Span span_of(const std::vector<ParsedSource>& sources, const std::vector<SourceId>& files) {
  Span span{LocalTime::max(), LocalTime::min()};
  for (const SourceId id : files) {
    if (!sources[id].result.has_time) continue;
    span.first = std::min(span.first, sources[id].result.first);
    span.second = std::max(span.second, sources[id].result.last);
  }
  return span.first > span.second ? Span() : span;
}

std::vector<Recording> recordings_of(const std::vector<ParsedSource>& sources) {
  const auto goes_on = [](const ParsedSource& source) { return source.follows && !source.read_apart; };
  std::map<SourceId, SourceId> next;
  for (SourceId id = 0; id < sources.size(); ++id) {
    if (goes_on(sources[id])) next[*sources[id].follows] = id;
  }
  std::vector<Recording> recordings;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.parser == nullptr || !source.parser->recording() || goes_on(source) ||
        source.status == SourceStatus::kDuplicate)
      continue;
    Recording& recording = recordings.emplace_back();
    recording.files.push_back(id);
    for (auto at = next.find(id); at != next.end(); at = next.find(at->second)) recording.files.push_back(at->second);
    for (std::size_t file = 0; file < recording.files.size(); ++file)
      add_file(sources[recording.files[file]], recording.files[file], file, recording);
    recording.span = span_of(sources, recording.files);
    sort_beats(recording.beats);
  }
  return recordings;
}

std::vector<Log> logs_of(const std::vector<ParsedSource>& sources) {
  std::map<std::pair<std::string, bool>, Log> logs;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.parser == nullptr || source.parser->recording() || source.undated ||
        source.status == SourceStatus::kDuplicate || source.result.notification_lines == 0)
      continue;
    const bool assumed = source.clock.basis() == ClockBasis::kAssumed;
    const auto [at, added] = logs.try_emplace({source.node.empty() ? "/" + source.folder : source.node, assumed});
    Log& log = at->second;
    if (added) {
      log.first = id;
      log.assumed = assumed;
      log.name = source.node.empty() ? source.name.location : "the request log of " + source.node;
    }
    log.files.push_back(id);
    add_beats(source, id, log.beats);
  }
  std::vector<Log> all;
  for (auto& [key, log] : logs) {
    sort_beats(log.beats);
    all.push_back(std::move(log));
  }
  std::stable_sort(all.begin(), all.end(), [](const Log& a, const Log& b) {
    return std::pair(a.assumed, a.first) < std::pair(b.assumed, b.first);
  });
  return all;
}

// Of a clock whose records reach from one end of `span` to the other.
Offset offset_of(std::vector<Alignment> pieces, const Span& span) {
  Offset offset;
  Duration twice{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Alignment& piece = pieces[i];
    // When a clock was set is known no better than from one anchor to the next.
    LocalTime from = piece.first;
    if (i > 0 && pieces[i - 1].last < piece.first) from -= (piece.first - pieces[i - 1].last) / 2;
    offset.ahead.push_back({as_utc(from), piece.offset_at(from), piece.drift_ppm * 1e-6});
    offset.uncertainty = std::max(offset.uncertainty, piece.uncertainty);
    const LocalTime begin = i == 0 ? span.first : piece.first;
    const LocalTime end = i + 1 == pieces.size() ? span.second : piece.last;
    offset.doubt = std::max({offset.doubt, piece.uncertainty_at(begin), piece.uncertainty_at(end)});
    // What it showed twice may be of either time.
    if (i > 0 && piece.first < pieces[i - 1].last)
      twice = std::max(twice, std::chrono::abs(piece.offset - pieces[i - 1].offset));
  }
  offset.doubt += twice;
  offset.pieces = std::move(pieces);
  return offset;
}

// The one that holds at that time.
AheadFrom entry_at(const std::vector<AheadFrom>& ahead, Timestamp time) {
  auto at = std::upper_bound(ahead.begin(), ahead.end(), time,
                             [](Timestamp value, const AheadFrom& from) { return value < from.from; });
  if (at != ahead.begin()) --at;
  return at == ahead.end() ? AheadFrom() : *at;
}

Duration ahead_at(const std::vector<AheadFrom>& ahead, Timestamp time) { return entry_at(ahead, time).at(time); }

// A clock is ahead of a second one by `one`, and that is ahead of a third by `other`.
std::vector<AheadFrom> together(const std::vector<AheadFrom>& one, const std::vector<AheadFrom>& other) {
  if (one.empty() || other.empty()) return one.empty() ? other : one;
  std::set<Timestamp> borders;
  for (const AheadFrom& ahead : one) borders.insert(ahead.from);
  for (const AheadFrom& ahead : other) borders.insert(ahead.from + ahead_at(one, ahead.from));
  std::vector<AheadFrom> sum;
  for (const Timestamp border : borders) {
    const AheadFrom first = entry_at(one, border);
    const Timestamp seen = border - first.at(border);
    const AheadFrom second = entry_at(other, seen);
    sum.push_back({border, first.at(border) + second.at(seen), first.drift + second.drift});
  }
  return sum;
}

std::vector<AheadFrom> reversed(std::vector<AheadFrom> ahead) {
  for (AheadFrom& each : ahead) each = {each.from - each.ahead, -each.ahead, -each.drift};
  return ahead;
}

// By how much the clock of `one` is ahead of that of `other`, by the connections that both hold.
PiecedAnswer by_connections(const Recording& one, const Recording& other) {
  std::vector<Anchor> anchors;
  for (const auto& [mark, time] : one.connections) {
    if (const auto at = other.connections.find(mark); at != other.connections.end())
      anchors.push_back({time, as_utc(at->second), kOnTheWay});
  }
  return align_pieces(anchors, 1);
}

// From one to the next: two recordings may share connections with a third alone. Those that are `taken` are left out.
Group group_of(const std::vector<Recording>& recordings, std::size_t first, std::vector<bool>& taken) {
  taken[first] = true;
  Group group{{first}, {Offset{}}};
  for (std::size_t at = 0; at < group.members.size(); ++at) {
    for (std::size_t next = 0; next < recordings.size(); ++next) {
      if (taken[next]) continue;
      PiecedAnswer answer = by_connections(recordings[next], recordings[group.members[at]]);
      if (answer.pieces.empty()) continue;
      taken[next] = true;
      Offset offset = offset_of(std::move(answer.pieces), recordings[next].span);
      offset.ahead = together(offset.ahead, group.from_first[at].ahead);
      offset.uncertainty += group.from_first[at].uncertainty;
      offset.doubt += group.from_first[at].doubt;
      group.members.push_back(next);
      group.from_first.push_back(std::move(offset));
    }
  }
  return group;
}

std::vector<Group> groups_of(const std::vector<Recording>& recordings) {
  std::vector<Group> groups;
  std::vector<bool> taken(recordings.size());
  for (std::size_t first = 0; first < recordings.size(); ++first)
    if (!taken[first]) groups.push_back(group_of(recordings, first, taken));
  return groups;
}

std::size_t used(const std::vector<Alignment>& pieces) {
  std::size_t sum = 0;
  for (const Alignment& piece : pieces) sum += piece.used;
  return sum;
}

class Aligner {
 public:
  explicit Aligner(std::vector<ParsedSource>& sources)
      : sources_(sources),
        recordings_(recordings_of(sources)),
        logs_(recordings_.empty() ? std::vector<Log>() : logs_of(sources)),
        applied_(recordings_.size()) {}

  std::vector<ClockComparison> run() {
    for (const Group& group : groups_of(recordings_)) align(group);
    std::stable_sort(told_.begin(), told_.end(), [](const ClockComparison& a, const ClockComparison& b) {
      return std::pair(a.source, a.of) < std::pair(b.source, b.of);
    });
    return std::move(told_);
  }

 private:
  void align(Group group) {
    std::vector<Other> others = others_of(group);
    const Other* right = right_of(others);
    const std::size_t leader = right == nullptr ? 0 : leader_of(group, offset_of(right->answer.pieces, {}));
    if (leader != 0) {
      Group led = led_by(group, leader);
      std::vector<Other> seen = others_of(led);
      if (right_of(seen) != nullptr) {
        group = std::move(led);
        others = std::move(seen);
        right = right_of(others);
      }
    }
    if (right == nullptr) tell_unknown(group, others);
    set_by_leader(group, right);
    set_logs(group, others);
  }

  static const Other* right_of(const std::vector<Other>& others) {
    const auto right = std::find_if(others.begin(), others.end(),
                                    [](const Other& other) { return !other.answer.pieces.empty() && !other.assumed; });
    return right == others.end() ? nullptr : &*right;
  }

  [[nodiscard]] Group led_by(const Group& group, std::size_t leader) const {
    std::vector<bool> taken(recordings_.size(), true);
    for (const std::size_t member : group.members) taken[member] = false;
    return group_of(recordings_, group.members[leader], taken);
  }

  // What the group shows of other clocks: first those that are preferred as the right one. The zone of a request log
  // and its clock are those of all logs of its node; a Date may be that of a proxy.
  std::vector<Other> others_of(const Group& group) {
    std::map<std::string, std::vector<Shown>, std::less<>> shown;
    Beats beats;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      // Its times have no one place on the first one's clock.
      if (was_set(group.from_first[i].pieces)) continue;
      const Recording& recording = recordings_[group.members[i]];
      const std::vector<AheadFrom>& ahead = group.from_first[i].ahead;
      for (const auto& [listener, all] : recording.shown) {
        for (Shown each : all) {
          each.first.wall -= ahead_at(ahead, as_utc(each.first.wall));
          // The records of several recordings have no order but that of what they show.
          if (group.members.size() > 1)
            each.first.order = static_cast<std::uint64_t>(each.first.utc.time_since_epoch().count());
          shown[listener].push_back(each);
        }
      }
      for (const auto& [subscription, all] : recording.beats) {
        for (const TimedBeat& beat : all)
          beats[subscription].push_back({beat.time - ahead_at(ahead, beat.time), beat.at});
      }
    }
    sort_beats(beats);
    std::vector<Other> others;
    for (const Log& log : logs_) add_log(beats, log, others);
    std::vector<Other> listeners;
    for (const auto& [listener, all] : shown) listeners.push_back(by_date(listener, all));
    std::stable_sort(listeners.begin(), listeners.end(),
                     [](const Other& a, const Other& b) { return used(a.answer.pieces) > used(b.answer.pieces); });
    std::move(listeners.begin(), listeners.end(), std::back_inserter(others));
    return others;
  }

  static void add_log(const Beats& beats, const Log& log, std::vector<Other>& others) {
    const BeatMatch match = match_beats(beats, log.beats);
    Other other;
    other.name = log.name;
    other.why = "all logs of a node have one clock";
    other.source = log.first;
    other.assumed = log.assumed;
    std::vector<Anchor> anchors;
    for (const auto& [own, theirs] : match.pairs) {
      anchors.push_back({as_local(own.time), theirs.time + kHalfSecond, kCutTime});
      if (other.proofs.size() < kMostProofs) other.proofs.push_back({own.at, theirs.at});
    }
    other.answer =
        anchors.empty() ? PiecedAnswer{{}, AlignmentAnswer::Doubt::kAmbiguous, match.why_not} : align_pieces(anchors);
    other.by = how_many(used(other.answer.pieces), "notification") + " that both show";
    others.push_back(std::move(other));
  }

  static Other by_date(const std::string& listener, const std::vector<Shown>& all) {
    Other other;
    other.name = "the listener " + listener;
    other.why = "the logs of its node have that clock";
    std::vector<Anchor> anchors;
    for (const Shown& shown : all) {
      anchors.push_back(shown.first);
      if (other.proofs.size() < kMostProofs) other.proofs.push_back({shown.second, std::nullopt});
    }
    other.answer = align_pieces(anchors);
    other.by = "the Date of " + how_many(used(other.answer.pieces), "answer");
    return other;
  }

  // The member whose clock is nearest to the right one, in whole seconds: that is told no better.
  [[nodiscard]] std::size_t leader_of(const Group& group, const Offset& offset) const {
    std::size_t leader = 0;
    std::optional<std::int64_t> least;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const Duration ahead =
          ahead_at(together(group.from_first[i].ahead, offset.ahead), as_utc(recordings_[group.members[i]].span.first));
      const std::int64_t off = std::chrono::abs(std::chrono::round<std::chrono::seconds>(ahead)).count();
      if (least && *least <= off) continue;
      least = off;
      leader = i;
    }
    return leader;
  }

  // One of the two clocks was set, or may have been.
  static bool was_set(const std::vector<Alignment>& pieces) {
    return pieces.size() > 1 || std::any_of(pieces.begin(), pieces.end(), [](const Alignment& piece) {
             return piece.astray_before > Duration::zero() || piece.astray_after > Duration::zero();
           });
  }

  static Duration most_ahead(const std::vector<Alignment>& pieces) {
    Duration most{};
    for (const Alignment& piece : pieces)
      most = std::max(
          {most, std::chrono::abs(piece.offset_at(piece.first)), std::chrono::abs(piece.offset_at(piece.last))});
    return most;
  }

  static bool is_skewed(const std::vector<Alignment>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const Alignment& piece) {
      return std::chrono::abs(piece.offset) - piece.uncertainty > kSkew;
    });
  }

  // The first member leads.
  void set_by_leader(const Group& group, const Other* right) {
    const Recording& leading = recordings_[group.members.front()];
    const Offset offset = right == nullptr ? Offset() : offset_of(right->answer.pieces, leading.span);
    const bool skewed = is_skewed(offset.pieces);
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      if (i == 0 && right == nullptr) continue;
      const Recording& recording = recordings_[group.members[i]];
      const Offset& mine = i == 0 ? offset : group.from_first[i];
      ClockComparison told;
      told.source = recording.files.front();
      told.of = sources_[told.source].name.location;
      if (i == 0) {
        describe(*right, told);
      } else {
        told.reference = sources_[leading.files.front()].name.location;
        told.why_reference = right != nullptr ? "it is nearer to the clock of " + right->name
                                              : "nothing tells which of them is right, and it comes first";
        told.by = how_many(used(mine.pieces), "connection") + " that both hold";
      }
      told.ahead = ahead_at(mine.ahead, as_utc(mine.pieces.front().first));
      told.uncertainty = mine.uncertainty;
      const bool off = i == 0 ? skewed : std::chrono::abs(told.ahead) >= kSame;
      told.corrected = off || skewed;
      if (told.corrected) {
        const bool both = i != 0 && skewed;
        Duration doubt = mine.doubt;
        // What is told by the leader is as wrong as that is.
        if (i != 0 && right != nullptr) doubt += offset.doubt + (skewed ? Duration::zero() : most_ahead(offset.pieces));
        correct(group.members[i], both ? together(mine.ahead, offset.ahead) : mine.ahead, doubt, used(mine.pieces));
      }
      finish(mine, told);
      if (off) note(told_.back(), recording.files);
    }
  }

  static void describe(const Other& other, ClockComparison& told) {
    told.reference = other.name;
    told.why_reference = other.why;
    told.by = other.by;
    told.proofs = other.proofs;
  }

  // What the pieces tell, and when: by the clock as it was set.
  void finish(const Offset& offset, ClockComparison& told) {
    for (const Alignment& piece : offset.pieces) {
      told.anchors += piece.used;
      told.outliers += piece.outliers;
      told.residual = std::max(told.residual, piece.residual);
    }
    const Clock& clock = sources_[told.source].clock;
    if (!offset.pieces.empty()) {
      told.from = clock.to_utc(offset.pieces.front().first);
      told.to = clock.to_utc(offset.pieces.back().last);
    }
    for (std::size_t i = 1; i < offset.pieces.size(); ++i) {
      const Alignment &before = offset.pieces[i - 1], &after = offset.pieces[i];
      told.jumps.push_back({clock.to_utc(before.last), clock.to_utc(after.first),
                            after.offset_at(after.first) - before.offset_at(after.first),
                            after.uncertainty_at(after.first) + before.uncertainty_at(after.first)});
    }
    told_.push_back(std::move(told));
  }

  void correct(std::size_t recording, const std::vector<AheadFrom>& ahead, Duration doubt, std::size_t anchors) {
    applied_[recording] = ahead;
    for (const SourceId id : recordings_[recording].files)
      sources_[id].clock = Clock::corrected(std::move(sources_[id].clock), ahead, doubt, anchors);
  }

  void note(const ClockComparison& told, const std::vector<SourceId>& files) {
    const std::string text = "by " + told.by + ", its clock is " + in_seconds(told.ahead) +
                             (told.ahead > Duration::zero() ? " ahead of" : " behind") + " that of " + told.reference +
                             (told.jumps.empty() ? "" : ", at first, and is set later") +
                             ": its times are told by that one";
    for (const SourceId id : files) sources_[id].notes.push_back(text);
  }

  // Nothing is known of the clock, though others were seen.
  void tell_unknown(const Group& group, const std::vector<Other>& others) {
    const Recording& recording = recordings_[group.members.front()];
    for (const Other& other : others) {
      if (other.assumed || other.answer.why.empty()) continue;
      for (const SourceId id : recording.files) {
        sources_[id].notes.push_back("its clock is not compared with that of " + other.name + ": " + other.answer.why);
      }
      if (other.source || other.answer.doubt != AlignmentAnswer::Doubt::kAmbiguous) continue;
      ClockComparison told;
      told.outcome = ClockComparison::Outcome::kContradictory;
      told.source = recording.files.front();
      told.of = sources_[told.source].name.location;
      describe(other, told);
      told.why_not = other.answer.why;
      told_.push_back(std::move(told));
    }
  }

  // A request log whose zone nothing told has its clock from the recording, as that was set.
  void set_logs(const Group& group, const std::vector<Other>& others) {
    const Recording& recording = recordings_[group.members.front()];
    for (const Other& other : others) {
      if (!other.assumed || other.answer.pieces.empty()) continue;
      const auto log = std::find_if(logs_.begin(), logs_.end(), [&](Log& each) { return each.first == *other.source; });
      if (sources_[log->first].clock.basis() != ClockBasis::kAssumed) continue;  // by another recording
      Span span = span_of(sources_, log->files);
      span.first += other.answer.pieces.front().offset;
      span.second += other.answer.pieces.back().offset;
      const Offset offset = offset_of(other.answer.pieces, span);
      ClockComparison told;
      told.source = log->first;
      told.reference = sources_[recording.files.front()].name.location;
      told.by = other.by;
      const std::vector<AheadFrom> ahead = together(reversed(offset.ahead), applied_[group.members.front()]);
      told.ahead = ahead_at(ahead, as_utc(sources_[log->first].result.first));
      for (const SourceId id : log->files)
        sources_[id].clock = Clock::corrected(std::move(sources_[id].clock), ahead, offset.doubt, used(offset.pieces));
      note(told, log->files);
    }
  }

  std::vector<ParsedSource>& sources_;
  std::vector<Recording> recordings_;
  std::vector<Log> logs_;
  std::vector<std::vector<AheadFrom>> applied_;  // by recording
  std::vector<ClockComparison> told_;
};

}  // namespace

std::vector<ClockComparison> align_clocks(std::vector<ParsedSource>& sources) { return Aligner(sources).run(); }

}  // namespace logscan::detail
