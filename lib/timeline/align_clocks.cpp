#include "timeline/align_clocks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/words.h"
#include "time/alignment.h"
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

// A recording, in one file or in several: one clock. Times are UTC as far as it knows.
struct Recording {
  std::vector<SourceId> files;
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

void add_file(const ParsedSource& source, SourceId id, Recording& recording) {
  const SourceResult& result = source.result;
  recording.connections.insert(result.connections.begin(), result.connections.end());
  for (const ShownTime& shown : result.shown_times) {
    recording.shown[std::string(result.names.text(shown.whose))].push_back(
        {{shown.seen, shown.shown + kHalfSecond, kCutTime}, placed(shown.at, id)});
  }
  add_beats(source, id, recording.beats);
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
    for (const SourceId file : recording.files) add_file(sources[file], file, recording);
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

Offset offset_of(std::vector<Alignment> pieces) {
  Offset offset;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Alignment& piece = pieces[i];
    // When a clock was set is known no better than from one anchor to the next.
    LocalTime from = piece.first;
    if (i > 0 && pieces[i - 1].last < piece.first) from -= (piece.first - pieces[i - 1].last) / 2;
    offset.ahead.push_back({as_utc(from), piece.offset_at(from), piece.drift_ppm * 1e-6});
  }
  offset.pieces = std::move(pieces);
  return offset;
}

// How far what is told for records between `first` and `last` may be off.
Duration doubt_of(const std::vector<Alignment>& pieces, LocalTime first, LocalTime last) {
  Duration doubt{}, twice{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const LocalTime from = i == 0 ? first : pieces[i].first;
    const LocalTime to = i + 1 == pieces.size() ? last : pieces[i].last;
    doubt = std::max({doubt, pieces[i].uncertainty_at(from), pieces[i].uncertainty_at(to)});
    // What it showed twice may be of either time.
    if (i > 0 && pieces[i].first < pieces[i - 1].last)
      twice = std::max(twice, std::chrono::abs(pieces[i].offset - pieces[i - 1].offset));
  }
  return doubt + twice;
}

Duration ahead_at(const std::vector<AheadFrom>& ahead, Timestamp time) {
  auto at = std::upper_bound(ahead.begin(), ahead.end(), time,
                             [](Timestamp value, const AheadFrom& from) { return value < from.from; });
  if (at != ahead.begin()) --at;
  return at == ahead.end() ? Duration::zero() : at->at(time);
}

// A clock is ahead of a second one by `one`, and that is ahead of a third by `other`.
std::vector<AheadFrom> together(const std::vector<AheadFrom>& one, const std::vector<AheadFrom>& other) {
  if (one.empty() || other.empty()) return one.empty() ? other : one;
  std::set<Timestamp> borders;
  for (const AheadFrom& ahead : one) borders.insert(ahead.from);
  for (const AheadFrom& ahead : other) borders.insert(ahead.from + ahead_at(one, ahead.from));
  const auto drift_at = [](const std::vector<AheadFrom>& all, Timestamp time) {
    double drift = all.front().drift;
    for (const AheadFrom& ahead : all) drift = ahead.from <= time ? ahead.drift : drift;
    return drift;
  };
  std::vector<AheadFrom> sum;
  for (const Timestamp border : borders) {
    const Duration first = ahead_at(one, border);
    sum.push_back(
        {border, first + ahead_at(other, border - first), drift_at(one, border) + drift_at(other, border - first)});
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

// From one to the next: two recordings may share connections with a third alone.
std::vector<Group> groups_of(const std::vector<Recording>& recordings) {
  std::vector<Group> groups;
  std::vector<bool> taken(recordings.size());
  for (std::size_t first = 0; first < recordings.size(); ++first) {
    if (taken[first]) continue;
    taken[first] = true;
    Group group{{first}, {Offset{}}};
    for (std::size_t at = 0; at < group.members.size(); ++at) {
      for (std::size_t next = 0; next < recordings.size(); ++next) {
        if (taken[next]) continue;
        PiecedAnswer answer = by_connections(recordings[next], recordings[group.members[at]]);
        if (answer.pieces.empty()) continue;
        taken[next] = true;
        Offset offset = offset_of(std::move(answer.pieces));
        offset.ahead = together(offset.ahead, group.from_first[at].ahead);
        group.members.push_back(next);
        group.from_first.push_back(std::move(offset));
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

Duration uncertainty_of(const std::vector<Alignment>& pieces) {
  Duration most{};
  for (const Alignment& piece : pieces) most = std::max(most, piece.uncertainty);
  return most;
}

std::string in_seconds(Duration duration) {
  const auto tenths = (std::chrono::abs(duration).count() + 50'000) / 100'000;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
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
  void align(const Group& group) {
    const std::vector<Other> others = others_of(group);
    const auto right = std::find_if(others.begin(), others.end(),
                                    [](const Other& other) { return !other.answer.pieces.empty() && !other.assumed; });
    if (right == others.end()) {
      tell_unknown(group, others);
      set_by_leader(group, 0, nullptr, {});
    } else {
      const Offset offset = offset_of(right->answer.pieces);
      set_by_leader(group, leader_of(group, offset), &*right, offset);
    }
    set_logs(group, others);
  }

  // What the group shows of other clocks: first those that are preferred as the right one. The zone of a request log
  // and its clock are those of all logs of its node; a Date may be that of a proxy.
  std::vector<Other> others_of(const Group& group) {
    std::map<std::string, std::vector<Shown>, std::less<>> shown;
    Beats beats;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const Recording& recording = recordings_[group.members[i]];
      const std::vector<AheadFrom>& ahead = group.from_first[i].ahead;
      for (const auto& [listener, all] : recording.shown) {
        for (Shown each : all) {
          each.first.wall -= ahead_at(ahead, as_utc(each.first.wall));
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

  [[nodiscard]] Timestamp first_time(const Recording& recording) const {
    return as_utc(sources_[recording.files.front()].result.first);
  }

  // The member whose clock is nearest to the right one, in whole seconds: that is told no better.
  [[nodiscard]] std::size_t leader_of(const Group& group, const Offset& offset) const {
    std::size_t leader = 0;
    std::optional<std::int64_t> least;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const Duration ahead =
          ahead_at(together(group.from_first[i].ahead, offset.ahead), first_time(recordings_[group.members[i]]));
      const std::int64_t off = std::chrono::abs(std::chrono::round<std::chrono::seconds>(ahead)).count();
      if (least && *least <= off) continue;
      least = off;
      leader = i;
    }
    return leader;
  }

  // From the first to the last record of a recording.
  [[nodiscard]] std::pair<LocalTime, LocalTime> span_of(const Recording& recording) const {
    std::pair<LocalTime, LocalTime> span{LocalTime::max(), LocalTime::min()};
    for (const SourceId id : recording.files) {
      if (!sources_[id].result.has_time) continue;
      span.first = std::min(span.first, sources_[id].result.first);
      span.second = std::max(span.second, sources_[id].result.last);
    }
    return span.first > span.second ? std::pair(LocalTime(), LocalTime()) : span;
  }

  static bool is_skewed(const std::vector<Alignment>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const Alignment& piece) {
      return std::chrono::abs(piece.offset) - piece.uncertainty > kSkew;
    });
  }

  void set_by_leader(const Group& group, std::size_t leader, const Other* right, const Offset& offset) {
    const std::vector<AheadFrom> to_leader = reversed(group.from_first[leader].ahead);
    const std::vector<AheadFrom> leader_ahead = together(group.from_first[leader].ahead, offset.ahead);
    const Recording& leading = recordings_[group.members[leader]];
    const bool skewed = right != nullptr && leader_skewed(group.from_first[leader], offset, leading);
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const Recording& recording = recordings_[group.members[i]];
      const auto [first, last] = span_of(recording);
      ClockComparison told;
      told.source = recording.files.front();
      told.of = sources_[told.source].name.location;
      Duration doubt{};
      Offset mine;
      if (i == leader) {
        if (right == nullptr) continue;
        mine.ahead = leader_ahead;
        mine.pieces = offset.pieces;
        describe(*right, told);
        told.uncertainty = uncertainty_of(offset.pieces) + uncertainty_of(group.from_first[i].pieces);
        doubt = doubt_of(offset.pieces, first, last) + doubt_of(group.from_first[i].pieces, first, last);
      } else {
        mine = group.from_first[i];
        const SourceId reference = leading.files.front();
        mine.ahead = together(mine.ahead, to_leader);
        told.reference = sources_[reference].name.location;
        told.why_reference = right != nullptr ? "it is nearer to the clock of " + right->name
                                              : "nothing tells which of them is right, and it comes first";
        const std::vector<Alignment>& pieces = mine.pieces.empty() ? group.from_first[leader].pieces : mine.pieces;
        told.by = how_many(used(pieces), "connection") + " that both hold";
        told.uncertainty = uncertainty_of(pieces);
        doubt = doubt_of(pieces, first, last);
        mine.pieces = pieces;
      }
      told.ahead = ahead_at(mine.ahead, as_utc(first));
      const bool off = i == leader ? skewed : std::chrono::abs(told.ahead) >= kSame;
      const bool by_right = i != leader && skewed;
      told.corrected = off || by_right;
      if (told.corrected) {
        if (by_right) doubt += uncertainty_of(offset.pieces);
        correct(group.members[i], by_right ? together(mine.ahead, leader_ahead) : mine.ahead, doubt, used(mine.pieces));
      }
      finish(mine, told);
      if (off) note(told_.back(), recording.files);
    }
  }

  [[nodiscard]] bool leader_skewed(const Offset& from_first, const Offset& offset, const Recording& leading) const {
    if (from_first.ahead.empty()) return is_skewed(offset.pieces);
    const Duration ahead = ahead_at(together(from_first.ahead, offset.ahead), first_time(leading));
    return std::chrono::abs(ahead) - offset.pieces.front().uncertainty - from_first.pieces.front().uncertainty > kSkew;
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
      const Offset offset = offset_of(other.answer.pieces);
      ClockComparison told;
      told.source = log->first;
      told.reference = sources_[recording.files.front()].name.location;
      told.by = other.by;
      const std::vector<AheadFrom> ahead = together(reversed(offset.ahead), applied_[group.members.front()]);
      told.ahead = ahead_at(ahead, as_utc(sources_[log->first].result.first));
      const Duration doubt = doubt_of(offset.pieces, offset.pieces.front().first, offset.pieces.back().last);
      for (const SourceId id : log->files)
        sources_[id].clock = Clock::corrected(std::move(sources_[id].clock), ahead, doubt, used(offset.pieces));
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
