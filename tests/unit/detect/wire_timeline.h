// Timelines of one subscription made by hand, seen by captures, request logs, tables and diagnostics, at which second.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/case_folder.h"
#include "timeline/timeline.h"

namespace logscan::detail {

class WireTimeline {
 public:
  static constexpr const char* kSubscription = "s1";
  static constexpr const char* kExchange = "10.0.0.7";  // sends the notifications

  // A capture of a path, which covers from..to. `node` is that of the path; `Taken::kAtSender` as the timeline has it.
  enum class Taken : std::uint8_t { kAtNode, kAtSender };
  std::size_t capture(const std::string& node, const std::string& path, int from, int to,
                      Taken taken = Taken::kAtNode) {
    static const ParserInfo kCapture = [] {
      ParserInfo info{};
      info.name = "capture.pcap";
      info.open = [](const ParserContext&) -> std::unique_ptr<RecordingReader> { return nullptr; };
      return info;
    }();
    return add(kCapture, taken == Taken::kAtSender ? "" : node, node, path, from, to);
  }
  std::size_t requests(const std::string& node, int from, int to) {
    return add(named<0>("jetty.access"), node, node, node + "/request.log", from, to);
  }
  // Any other log of a node.
  std::size_t other(const std::string& node, int from, int to) {
    return add(named<1>("syslog.cisco"), node, node, node + "/messages", from, to);
  }
  WireTimeline& hole(std::size_t log, int from, int to) {
    timeline_.logs[log].holes.push_back({test::between(from, to), Hole::Why::kHidden, kNoSource});
    return *this;
  }
  WireTimeline& clock(std::size_t log, Clock clock) {
    timeline_.sources[log].clock = std::move(clock);
    return *this;
  }
  // A record of the log in each of these minutes.
  WireTimeline& minutes(std::size_t log, const std::vector<int>& times) {
    for (const int time : times)
      timeline_.sources[log].result.minutes.add(LocalTime(test::at(time).time_since_epoch()), 0);
    return *this;
  }
  WireTimeline& accepted(std::size_t log, const std::vector<int>& times) {
    return signal(log, SignalKind::kNotification, times);
  }
  WireTimeline& rejected(std::size_t log, const std::vector<int>& times) {
    return signal(log, SignalKind::kNotificationRejected, times);
  }
  WireTimeline& event(std::size_t log, EventKind kind, int time, std::int64_t number = 0,
                      const std::string& subject = kSubscription, const std::string& peer = kExchange) {
    TimedEvent event;
    event.kind = kind;
    event.time = test::at(time);
    event.at = place(log, time);
    event.text.subject = timeline_.names.intern(subject);
    event.text.number = number;
    event.text.peer = timeline_.names.intern(peer);
    timeline_.events.push_back(event);
    return *this;
  }
  // A row of a dump of that time.
  WireTimeline& row(std::size_t log, int stamp, int time) {
    TimedFact fact;
    fact.kind = FactKind::kLastNotification;
    fact.time = test::at(time);
    fact.at = place(log, time);
    fact.text.subject = timeline_.names.intern("S1");
    fact.text.number = test::at(stamp).time_since_epoch().count();
    timeline_.facts.push_back(fact);
    return *this;
  }
  WireTimeline& compared(std::size_t log, ClockComparison::Outcome outcome) {
    ClockComparison& told = timeline_.clocks.emplace_back();
    told.outcome = outcome;
    told.source = static_cast<SourceId>(log);
    return *this;
  }

  [[nodiscard]] const Timeline& make() {
    std::stable_sort(timeline_.events.begin(), timeline_.events.end(),
                     [](const TimedEvent& a, const TimedEvent& b) { return a.time < b.time; });
    return timeline_;
  }

 private:
  template <int Which>
  static const ParserInfo& named(std::string_view name) {
    static const ParserInfo kInfo = [&] {
      ParserInfo info{};
      info.name = name;
      return info;
    }();
    return kInfo;
  }

  std::size_t add(const ParserInfo& parser, const std::string& node, const std::string& source_node,
                  const std::string& path, int from, int to) {
    LogCoverage& log = timeline_.logs.emplace_back();
    log.node = node;
    log.format = parser.name;
    log.span = test::between(from, to);
    log.last_record = log.span.to;
    log.sources = {static_cast<SourceId>(timeline_.sources.size())};
    ParsedSource& source = timeline_.sources.emplace_back();
    source.parser = &parser;
    source.node = source_node;
    source.name.path = source.name.location = path;
    timeline_.log_of_source.push_back(static_cast<std::uint32_t>(timeline_.logs.size() - 1));
    return timeline_.logs.size() - 1;
  }

  [[nodiscard]] static Location place(std::size_t log, int time) {
    const auto number = static_cast<std::uint64_t>(time);
    return {number, number, 100, static_cast<SourceId>(log)};
  }

  WireTimeline& signal(std::size_t log, SignalKind kind, const std::vector<int>& times) {
    RunList<Timestamp> list;
    for (const int time : times) list.add(test::at(time), place(log, time), 0, signal_info(kind).link);
    Track& track = timeline_.tracks.emplace_back();
    track.kind = kind;
    track.subject = timeline_.names.intern(kSubscription);
    track.log = static_cast<std::uint32_t>(log);
    track.peers.add(timeline_.names.intern(kExchange));
    track.runs = std::move(list.runs());
    return *this;
  }

  Timeline timeline_;
};

}  // namespace logscan::detail
