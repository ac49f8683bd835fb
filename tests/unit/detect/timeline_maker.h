// Timelines made by hand: which log saw which subscription, at which second.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/case_folder.h"
#include "timeline/timeline.h"

namespace logscan::detail {

class TimelineMaker {
 public:
  // A request log of `node` that covers from..to.
  std::size_t log(const std::string& node, int from, int to) {
    LogCoverage coverage;
    coverage.node = node;
    coverage.format = "jetty.access";
    coverage.stem = "request.log";
    coverage.span = test::between(from, to);
    coverage.last_record = coverage.span.to;
    logs_.push_back({std::move(coverage), Clock::stated(std::chrono::seconds(1))});
    return logs_.size() - 1;
  }
  TimelineMaker& hole(std::size_t log, int from, int to) {
    logs_[log].coverage.holes.push_back({test::between(from, to), Hole::Why::kFileMissing, kNoSource});
    return *this;
  }
  TimelineMaker& clock(std::size_t log, Clock clock) {
    logs_[log].clock = std::move(clock);
    return *this;
  }
  TimelineMaker& beats(std::size_t log, const std::string& id, const std::vector<int>& times) {
    std::vector<int>& known = beats_[{id, log}];
    known.insert(known.end(), times.begin(), times.end());
    return *this;
  }
  TimelineMaker& steady(std::size_t log, const std::string& id, int from, int to, int step = 300) {
    std::vector<int> times;
    for (int time = from; time <= to; time += step) times.push_back(time);
    return beats(log, id, times);
  }

  // Unity Connection ended the subscription by its answer.
  TimelineMaker& unsubscribed(const std::string& id, int time) {
    unsubscribed_[time] = id;
    return *this;
  }

  // `order` names the logs, each once, as they come in the timeline.
  [[nodiscard]] Timeline make(std::vector<std::size_t> order = {}) const {
    if (order.empty()) {
      for (std::size_t i = 0; i < logs_.size(); ++i) order.push_back(i);
    }
    static const ParserInfo kRequestLog = [] {
      ParserInfo info{};
      info.name = "jetty.access";
      return info;
    }();
    Timeline timeline;
    std::vector<std::uint32_t> place(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      place[order[i]] = i;
      const Log& log = logs_[order[i]];
      timeline.logs.push_back(log.coverage);
      timeline.logs.back().sources = {i};
      ParsedSource& source = timeline.sources.emplace_back();
      source.parser = &kRequestLog;
      source.node = log.coverage.node;
      source.name.location = log.coverage.node + "/2014_06_29.request.log";
      source.clock = log.clock;
      timeline.log_of_source.push_back(i);
    }
    // Interned in another order than sorted, as a reader would.
    for (auto entry = beats_.rbegin(); entry != beats_.rend(); ++entry) timeline.names.intern(entry->first.first);
    for (const auto& [key, times] : beats_) {
      const auto& [id, log] = key;
      std::vector<int> sorted = times;
      std::sort(sorted.begin(), sorted.end());
      RunList<Timestamp> list;
      for (const int time : sorted) {
        const auto number = static_cast<std::uint64_t>(time);
        list.add(test::at(time), {number, number, 100, place[log]}, 0, signal_info(SignalKind::kNotification).link);
      }
      Track track;
      track.kind = SignalKind::kNotification;
      track.subject = timeline.names.find(id);
      track.log = place[log];
      track.runs = std::move(list.runs());
      timeline.tracks.push_back(std::move(track));
    }
    for (const auto& [time, id] : unsubscribed_) {
      TimedEvent& event = timeline.events.emplace_back();
      event.kind = EventKind::kUnsubscribed;
      event.time = test::at(time);
      event.text.subject = timeline.names.find(id);
    }
    std::stable_sort(timeline.tracks.begin(), timeline.tracks.end(), [&](const Track& a, const Track& b) {
      return std::pair(timeline.name(a.subject), a.log) < std::pair(timeline.name(b.subject), b.log);
    });
    return timeline;
  }
  [[nodiscard]] const std::map<std::pair<std::string, std::size_t>, std::vector<int>>& all_beats() const {
    return beats_;
  }
  [[nodiscard]] std::size_t logs() const { return logs_.size(); }

 private:
  struct Log {
    LogCoverage coverage;
    Clock clock;
  };
  std::vector<Log> logs_;
  std::map<std::pair<std::string, std::size_t>, std::vector<int>> beats_;
  std::map<int, std::string> unsubscribed_;  // by time
};

}  // namespace logscan::detail
