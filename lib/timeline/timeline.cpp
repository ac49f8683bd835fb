#include "timeline/timeline.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "input/node_name.h"
#include "timeline/coverage.h"

namespace logscan::detail {
namespace {

RunList<Timestamp>::Run on_clock(const RunOf<LocalTime>& run, const Clock& clock) {
  return {clock.to_utc(run.first), clock.to_utc(run.last), run.count, run.first_at, run.last_at, run.tag};
}

NameId renamed_or_none(const std::vector<NameId>& renamed, NameId name) {
  return name == kNoName ? kNoName : renamed[name];
}

void add_events(Timeline& timeline, ParsedSource& source, const std::vector<NameId>& renamed,
                std::vector<TimedEvent>& events) {
  const auto rename = [&](NameId name) { return renamed_or_none(renamed, name); };
  // Of a session of several nodes each part is of its own.
  const auto node_of = [&](NameId node, const Location& at) {
    const SessionPart* part = node == kNoName ? source.result.part_at(at.ordinal) : nullptr;
    return part == nullptr || part->node.empty() ? rename(node) : timeline.names.intern(part->node);
  };
  for (const EventOf<LocalTime>& event : source.result.events) {
    EventText text = event.text;
    text.node = node_of(text.node, event.at);
    text.peer = rename(text.peer);
    text.subject = rename(text.subject);
    text.detail = rename(text.detail);
    events.push_back({source.clock.to_utc(event.time), event.at, text, event.kind});
  }
  for (const FactOf<LocalTime>& fact : source.result.facts) {
    FactText text = fact.text;
    text.node = node_of(text.node, fact.at);
    text.subject = rename(text.subject);
    text.text = rename(text.text);
    text.detail = rename(text.detail);
    const bool timed = fact.time && !source.undated;
    timeline.facts.push_back(
        {timed ? std::optional(source.clock.to_utc(*fact.time)) : std::nullopt, fact.at, text, fact.kind});
  }
  source.result.events = {};
  source.result.facts = {};
}

// In time order. The same record of one log in two collections counts once.
void settle_events(const Timeline& timeline, std::vector<TimedEvent>& events) {
  const auto said = [&](const TimedEvent& event) {
    return std::tuple(event.time, event.kind, timeline.log_of(event.at), event.text.node, event.text.peer,
                      event.text.subject, event.text.detail, event.text.number);
  };
  std::sort(events.begin(), events.end(), [&](const TimedEvent& a, const TimedEvent& b) {
    return std::tuple_cat(said(a), std::tuple(a.at.source, a.at.offset)) <
           std::tuple_cat(said(b), std::tuple(b.at.source, b.at.offset));
  });
  events.erase(std::unique(events.begin(), events.end(),
                           [&](const TimedEvent& a, const TimedEvent& b) {
                             return a.at.source != b.at.source && said(a) == said(b);
                           }),
               events.end());
  std::stable_sort(events.begin(), events.end(), [](const TimedEvent& a, const TimedEvent& b) {
    return std::tuple(a.time, a.at.source, a.at.offset) < std::tuple(b.time, b.at.source, b.at.offset);
  });
}

// The sources without a date, by log. They prove nothing, so there is no coverage to judge.
std::vector<LogCoverage> undated_logs_of(const std::vector<ParsedSource>& sources) {
  std::map<std::tuple<std::string, std::string_view, std::string>, LogCoverage> logs;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (!source.undated || source.status == SourceStatus::kDuplicate) continue;
    const std::string whose = source.node.empty() ? "/" + source.folder : source.node;
    const std::string stem = source.number ? source.number->stem : source.name.path;
    LogCoverage& log = logs[{whose, source.parser->name, stem}];
    log.node = source.node;
    log.format = source.parser->name;
    log.stem = source.number ? stem : std::string();
    log.sources.push_back(id);
  }
  std::vector<LogCoverage> all;
  for (auto& [key, log] : logs) all.push_back(std::move(log));
  return all;
}

// The ids of subscriptions in the case, by what a capture that keeps few bytes of a packet has of them: the front, and
// three dots. Where one id alone begins so, it is that.
class WholeIds {
 public:
  explicit WholeIds(const std::vector<ParsedSource>& sources) {
    for (const ParsedSource& source : sources) {
      for (const SourceTrack& track : source.result.tracks.tracks()) {
        if (track.kind != SignalKind::kNotification && track.kind != SignalKind::kNotificationRejected) continue;
        const std::string_view id = source.result.names.text(track.subject);
        if (!id.ends_with(kCut)) ids_.emplace(id);
      }
    }
  }
  [[nodiscard]] std::string_view of(std::string_view id) const {
    if (!id.ends_with(kCut) || id.size() < kLeast + kCut.size()) return id;
    const std::string_view front = id.substr(0, id.size() - kCut.size());
    const auto first = ids_.lower_bound(front);
    if (first == ids_.end() || !first->starts_with(front)) return id;
    const auto second = std::next(first);
    return second != ids_.end() && second->starts_with(front) ? id : *first;
  }

 private:
  static constexpr std::string_view kCut = "...";
  static constexpr std::size_t kLeast = 8;  // characters, of 36
  std::set<std::string, std::less<>> ids_;
};

// What the sources of these logs say.
void add_logs(Timeline& timeline, std::vector<ParsedSource>& sources, const std::vector<LogCoverage>& logs,
              const WholeIds& ids, std::vector<Track>& tracks, std::vector<TimedEvent>& events) {
  struct Building {
    NameSet peers;
    RunList<Timestamp> list;
  };
  std::map<std::tuple<SignalKind, NameId, std::uint64_t, std::uint32_t>, Building> building;
  for (std::uint32_t log = 0; log < logs.size(); ++log) {
    for (const SourceId id : logs[log].sources) {
      timeline.log_of_source[id] = log;
      ParsedSource& source = sources[id];
      const SourceResult& result = source.result;
      std::vector<NameId> renamed(result.names.size());
      for (NameId name = 0; name < renamed.size(); ++name)
        renamed[name] = timeline.names.intern(source.parser->recording() ? ids.of(result.names.text(name))
                                                                         : result.names.text(name));
      for (const SourceTrack& track : result.tracks.tracks()) {
        if (track.list.runs().empty()) continue;  // all of its runs were over the limit
        Building& into = building[{track.kind, renamed[track.subject], track.number, log}];
        for (const NameId peer : track.peers) into.peers.add(renamed[peer]);
        if (track.peers.more()) into.peers.set_more();
        for (const auto& run : track.list.runs())
          into.list.insert(on_clock(run, source.clock), signal_info(track.kind).link);
      }
      add_events(timeline, source, renamed, events);
      // What was moved to the timeline is not kept twice.
      source.result.tracks = TrackTable();
    }
  }
  tracks.reserve(building.size());
  for (auto& [key, built] : building) {
    const auto& [kind, subject, number, log] = key;
    tracks.push_back({kind, subject, number, log, built.peers, std::move(built.list.runs())});
  }
  std::sort(tracks.begin(), tracks.end(), [&](const Track& a, const Track& b) {
    return std::tuple(a.kind, timeline.name(a.subject), a.number, a.log) <
           std::tuple(b.kind, timeline.name(b.subject), b.number, b.log);
  });
  settle_events(timeline, events);
}

// A capture that was taken at a host that sends notifications, by its address or its name, tells of a listener
// elsewhere: it is of no node, as one whose place is not known. Its sources keep theirs.
void release_senders(Timeline& timeline) {
  const auto first_label = [](std::string_view name) {
    return to_lower(is_address(name) ? name : name.substr(0, name.find('.')));
  };
  for (const Track& track : timeline.tracks) {
    LogCoverage& log = timeline.logs[track.log];
    if (log.node.empty() || !timeline.sources[log.sources.front()].parser->recording()) continue;
    const bool notifies = track.kind == SignalKind::kNotification || track.kind == SignalKind::kNotificationRejected;
    const bool sends = notifies && std::any_of(track.peers.begin(), track.peers.end(),
                                               [&](NameId peer) { return timeline.name(peer) == log.node; });
    const bool hosts = track.kind == SignalKind::kNotificationHost &&
                       first_label(timeline.name(track.subject)) == first_label(log.node);
    if (sends || hosts) log.node.clear();
  }
}

}  // namespace

Timeline build_timeline(std::vector<ParsedSource> sources, const TimelineOptions& options) {
  Timeline timeline;
  timeline.clocks = align_clocks(sources);
  timeline.logs = judge_coverage(sources, options);
  timeline.undated_logs = undated_logs_of(sources);
  timeline.log_of_source.assign(sources.size(), 0);
  const WholeIds ids(sources);
  add_logs(timeline, sources, timeline.logs, ids, timeline.tracks, timeline.events);
  add_logs(timeline, sources, timeline.undated_logs, ids, timeline.undated_tracks, timeline.undated_events);
  timeline.sources = std::move(sources);
  release_senders(timeline);
  return timeline;
}

}  // namespace logscan::detail
