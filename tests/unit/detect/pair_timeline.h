// Timelines of a pair made by hand: which log of which node wrote what, at which second.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "knowledge/knowledge.h"
#include "support/case_folder.h"
#include "timeline/timeline.h"

namespace logscan::detail {

inline const Knowledge& builtin_knowledge() {
  static const Result<Knowledge> loaded = Knowledge::load({});
  return *loaded;
}

struct Said {
  std::string node = {}, peer = {}, subject = {}, detail = {};
  std::int64_t number = 0;
  bool confirmed = false;
};

class PairTimeline {
 public:
  std::size_t log(const std::string& node, std::string_view format, int from, int to) {
    LogCoverage coverage;
    coverage.node = node;
    coverage.format = format;
    coverage.span = test::between(from, to);
    coverage.last_record = coverage.span.to;
    logs_.push_back(std::move(coverage));
    clocks_.push_back(Clock::stated(std::chrono::milliseconds(1)));
    return logs_.size() - 1;
  }
  // A Server Recovery Manager log that covers from..to.
  std::size_t srm(const std::string& node, int from, int to) { return log(node, "srm.log", from, to); }
  std::size_t syslog(const std::string& node, int from, int to) { return log(node, "syslog.cisco", from, to); }

  PairTimeline& clock(std::size_t log, Clock clock) {
    clocks_[log] = std::move(clock);
    return *this;
  }
  PairTimeline& hole(std::size_t log, int from, int to) {
    logs_[log].holes.push_back({test::between(from, to), Hole::Why::kFileMissing, kNoSource});
    return *this;
  }
  // At from and every `step` seconds after it, up to `to` at most.
  PairTimeline& signal(std::size_t log, SignalKind kind, const std::string& subject, int from, int to, int step) {
    auto& times = signals_[{kind, subject, log}];
    for (int time = from; time <= to; time += step) times.push_back(time);
    return *this;
  }
  PairTimeline& received(std::size_t log, const std::string& peer, int from, int to) {
    return signal(log, SignalKind::kHeartbeatReceived, peer, from, to, 15);
  }
  PairTimeline& sent(std::size_t log, const std::string& peer, int from, int to) {
    return signal(log, SignalKind::kHeartbeatSent, peer, from, to, 15);
  }
  PairTimeline& activity(std::size_t log, const std::string& level, int from, int to) {
    return signal(log, SignalKind::kActivity, level, from, to, 10);
  }
  PairTimeline& event(std::size_t log, EventKind kind, int time, Said said = {}) {
    events_.push_back({log, kind, time, std::move(said)});
    return *this;
  }
  PairTimeline& state(std::size_t log, int time, const std::string& node, const std::string& state,
                      const std::string& reason = {}) {
    return event(log, EventKind::kHaState, time, {.node = node, .subject = state, .detail = reason});
  }
  PairTimeline& fact(std::size_t log, const std::string& node, const std::string& state) {
    facts_.push_back({log, node, state});
    return *this;
  }

  [[nodiscard]] Timeline make() const {
    static const ParserInfo kParser{};
    Timeline timeline;
    for (std::uint32_t i = 0; i < logs_.size(); ++i) {
      timeline.logs.push_back(logs_[i]);
      timeline.logs.back().sources = {i};
      ParsedSource& source = timeline.sources.emplace_back();
      source.parser = &kParser;
      source.node = logs_[i].node;
      source.name.location = (logs_[i].node.empty() ? "lone" : logs_[i].node) + ".log";
      source.result.has_time = true;
      source.clock = clocks_[i];
      timeline.log_of_source.push_back(i);
    }
    const auto name = [&](const std::string& text) { return text.empty() ? kNoName : timeline.names.intern(text); };
    const auto place = [](std::size_t log, int time) {
      const auto number = static_cast<std::uint64_t>(time);
      return Location{number, number, 100, static_cast<SourceId>(log)};
    };
    for (const auto& [key, times] : signals_) {
      const auto& [kind, subject, log] = key;
      RunList<Timestamp> list;
      for (const int time : times) list.add(test::at(time), place(log, time), 0, signal_info(kind).link);
      Track track;
      track.kind = kind;
      track.subject = timeline.names.intern(subject);
      track.log = static_cast<std::uint32_t>(log);
      track.runs = std::move(list.runs());
      timeline.tracks.push_back(std::move(track));
    }
    for (const Event& event : events_) {
      const Said& said = event.said;
      timeline.events.push_back({test::at(event.time), place(event.log, event.time),
                                 EventText{name(said.node), name(said.peer), name(said.subject), name(said.detail),
                                           said.number, said.confirmed},
                                 event.kind});
    }
    std::stable_sort(timeline.events.begin(), timeline.events.end(),
                     [](const TimedEvent& a, const TimedEvent& b) { return a.time < b.time; });
    for (const auto& [log, node, state] : facts_) {
      timeline.facts.push_back({std::nullopt, place(log, 0),
                                FactText{name(node), name("group"), name(state), kNoName, 0}, FactKind::kHaState});
    }
    return timeline;
  }

 private:
  struct Event {
    std::size_t log = 0;
    EventKind kind = EventKind::kAlarm;
    int time = 0;
    Said said;
  };
  std::vector<LogCoverage> logs_;
  std::vector<Clock> clocks_;
  std::map<std::tuple<SignalKind, std::string, std::size_t>, std::vector<int>> signals_;
  std::vector<Event> events_;
  std::vector<std::tuple<std::size_t, std::string, std::string>> facts_;
};

}  // namespace logscan::detail
