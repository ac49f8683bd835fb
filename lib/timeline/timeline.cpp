#include "timeline/timeline.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "timeline/coverage.h"

namespace logscan::detail {
namespace {

RunList<Timestamp>::Run on_clock(const RunOf<LocalTime>& run, const Clock& clock) {
  return {clock.to_utc(run.first), clock.to_utc(run.last), run.count, run.first_at, run.last_at, run.tag};
}

NameId renamed_or_none(const std::vector<NameId>& renamed, NameId name) {
  return name == kNoName ? kNoName : renamed[name];
}

void add_events(Timeline& timeline, ParsedSource& source, const std::vector<NameId>& renamed) {
  const auto rename = [&](NameId name) { return renamed_or_none(renamed, name); };
  for (const EventOf<LocalTime>& event : source.result.events) {
    EventText text = event.text;
    text.node = rename(text.node);
    text.peer = rename(text.peer);
    text.subject = rename(text.subject);
    text.detail = rename(text.detail);
    timeline.events.push_back({source.clock.to_utc(event.time), event.at, text, event.kind});
  }
  for (const FactOf<LocalTime>& fact : source.result.facts) {
    FactText text = fact.text;
    text.node = rename(text.node);
    text.subject = rename(text.subject);
    text.text = rename(text.text);
    text.detail = rename(text.detail);
    timeline.facts.push_back(
        {fact.time ? std::optional(source.clock.to_utc(*fact.time)) : std::nullopt, fact.at, text, fact.kind});
  }
  source.result.events = {};
  source.result.facts = {};
}

// In time order. The same record of one log in two collections counts once.
void settle_events(Timeline& timeline) {
  const auto said = [&](const TimedEvent& event) {
    return std::tuple(event.time, event.kind, timeline.log_of(event.at), event.text.node, event.text.peer,
                      event.text.subject, event.text.detail, event.text.number);
  };
  std::vector<TimedEvent>& events = timeline.events;
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

}  // namespace

Timeline build_timeline(std::vector<ParsedSource> sources, const TimelineOptions& options) {
  Timeline timeline;
  timeline.logs = judge_coverage(sources, options);

  struct Building {
    NameSet peers;
    RunList<Timestamp> list;
  };
  std::map<std::tuple<SignalKind, NameId, std::uint64_t, std::uint32_t>, Building> building;
  timeline.log_of_source.assign(sources.size(), 0);
  for (std::uint32_t log = 0; log < timeline.logs.size(); ++log) {
    for (const SourceId id : timeline.logs[log].sources) {
      timeline.log_of_source[id] = log;
      ParsedSource& source = sources[id];
      const SourceResult& result = source.result;
      std::vector<NameId> renamed(result.names.size());
      for (NameId name = 0; name < renamed.size(); ++name)
        renamed[name] = timeline.names.intern(result.names.text(name));
      for (const SourceTrack& track : result.tracks.tracks()) {
        if (track.list.runs().empty()) continue;  // all of its runs were over the limit
        Building& into = building[{track.kind, renamed[track.subject], track.number, log}];
        for (const NameId peer : track.peers) into.peers.add(renamed[peer]);
        if (track.peers.more()) into.peers.set_more();
        for (const auto& run : track.list.runs())
          into.list.insert(on_clock(run, source.clock), signal_info(track.kind).link);
      }
      add_events(timeline, source, renamed);
      // What was moved to the timeline is not kept twice.
      source.result.tracks = TrackTable();
    }
  }
  timeline.tracks.reserve(building.size());
  for (auto& [key, built] : building) {
    const auto& [kind, subject, number, log] = key;
    timeline.tracks.push_back({kind, subject, number, log, built.peers, std::move(built.list.runs())});
  }
  std::sort(timeline.tracks.begin(), timeline.tracks.end(), [&](const Track& a, const Track& b) {
    return std::tuple(a.kind, timeline.name(a.subject), a.number, a.log) <
           std::tuple(b.kind, timeline.name(b.subject), b.number, b.log);
  });
  settle_events(timeline);
  timeline.sources = std::move(sources);
  return timeline;
}

}  // namespace logscan::detail
