// Timelines of Unity Connection nodes made by hand: what request logs, diagnostic logs and dumps say, at which second.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "support/case_folder.h"
#include "timeline/timeline.h"

namespace logscan::detail {

class MailboxTimeline {
 public:
  enum class Dated { kYes, kNo };

  std::size_t diag(const std::string& node, int to, Dated dated = Dated::kYes) {
    return add(node, "mbxsync.diag", "diag_CuMbxSync", to, dated);
  }
  // A diagnostic log of another part of Unity Connection.
  std::size_t sibling(const std::string& node, const std::string& stem, int to) {
    return add(node, "mbxsync.diag", stem, to, Dated::kYes);
  }
  std::size_t requests(const std::string& node, int from, int to) {
    const std::size_t log = add(node, "jetty.access", "request.log", to, Dated::kYes);
    logs_[log].coverage.span.from = test::at(from);
    return log;
  }
  std::size_t session(const std::string& node) { return add(node, "cli.session", "", 0, Dated::kYes); }

  MailboxTimeline& clock(std::size_t log, Clock clock) {
    logs_[log].clock = std::move(clock);
    return *this;
  }
  MailboxTimeline& doubt(std::size_t log, std::chrono::days days) {
    logs_[log].doubt = days;
    return *this;
  }
  // The component of mailbox synchronisation wrote records of the log.
  MailboxTimeline& sync_records(std::size_t log) {
    logs_[log].sync = true;
    return *this;
  }
  // Files of the log are missing in that time.
  MailboxTimeline& hole(std::size_t log, int from, int to) {
    logs_[log].coverage.holes.push_back({test::between(from, to), Hole::Why::kFileMissing, kNoSource});
    return *this;
  }
  // A record without a time tells of a failure.
  MailboxTimeline& untimed(std::size_t log, const std::string& subject, std::uint64_t status) {
    untimed_.push_back({log, subject, status});
    return *this;
  }
  MailboxTimeline& signal(std::size_t log, SignalKind kind, const std::string& subject, std::uint64_t number,
                          const std::vector<int>& times, const std::string& peer = {}, std::uint64_t tag = 0) {
    signals_.push_back({log, kind, subject, number, times, peer, tag});
    return *this;
  }
  MailboxTimeline& failures(std::size_t log, const std::string& subject, std::uint64_t status,
                            const std::vector<int>& times) {
    return signal(log, SignalKind::kHttpFailure, subject, status, times);
  }
  MailboxTimeline& beats(std::size_t log, const std::string& id, int from, int to, int step = 300) {
    std::vector<int> times;
    for (int time = from; time <= to; time += step) times.push_back(time);
    return signal(log, SignalKind::kNotification, id, 0, times);
  }
  MailboxTimeline& event(std::size_t log, EventKind kind, int time, const std::string& subject,
                         const std::string& detail = {}) {
    events_.push_back({log, kind, time, subject, detail, {}});
    return *this;
  }
  // A diagnostic; the server may be empty.
  MailboxTimeline& alarm(std::size_t log, int time, const std::string& subject, const std::string& server) {
    events_.push_back({log, EventKind::kAlarm, time, subject, {}, server});
    return *this;
  }
  // A row of a dump taken at `time`; -1 where nobody knows.
  MailboxTimeline& row(std::size_t log, const std::string& id, int stamp, int time) {
    rows_.push_back({log, id, stamp, time});
    return *this;
  }

  // A dump of the whole table, taken at `time`, has no row.
  MailboxTimeline& empty_table(std::size_t log, int time) {
    empty_.emplace_back(log, time);
    return *this;
  }
  // A row as above, where the time is that of the dump's file.
  MailboxTimeline& row_of_file(std::size_t log, const std::string& id, int stamp, int file_time) {
    row(log, id, stamp, file_time);
    rows_.back().file_time = true;
    return *this;
  }

  [[nodiscard]] Timeline make() const {
    static const ParserInfo kParser{};
    Timeline timeline;
    std::vector<std::uint32_t> place;  // in the list of logs that the log is of
    for (std::uint32_t i = 0; i < logs_.size(); ++i) {
      const Log& log = logs_[i];
      auto& into = log.dated == Dated::kYes ? timeline.logs : timeline.undated_logs;
      place.push_back(static_cast<std::uint32_t>(into.size()));
      into.push_back(log.coverage);
      into.back().sources = {i};
      ParsedSource& source = timeline.sources.emplace_back();
      source.parser = &kParser;
      source.node = log.coverage.node;
      source.name.location = source.node + "/file" + std::to_string(i);
      source.name.path = source.name.location;
      source.result.has_time = true;
      source.result.records = 1;
      source.result.notification_lines = log.coverage.format == "jetty.access" ? 1 : 0;
      source.result.sync_lines = log.sync ? 1 : 0;
      source.clock = log.clock;
      source.date_doubt = log.doubt;
      source.undated = log.dated == Dated::kNo;
      timeline.log_of_source.push_back(place.back());
    }
    const auto name = [&](const std::string& text) { return text.empty() ? kNoName : timeline.names.intern(text); };
    const auto at = [](std::size_t log, int time) {
      const auto number = static_cast<std::uint64_t>(time);
      return Location{number, number, 100, static_cast<SourceId>(log)};
    };
    for (const Signal& signal : signals_) {
      RunList<Timestamp> list;
      for (const int time : signal.times)
        list.add(test::at(time), at(signal.log, time), signal.tag, signal_info(signal.kind).link);
      Track track;
      track.kind = signal.kind;
      track.subject = timeline.names.intern(signal.subject);
      track.number = signal.number;
      track.log = place[signal.log];
      if (!signal.peer.empty()) track.peers.add(timeline.names.intern(signal.peer));
      track.runs = std::move(list.runs());
      (logs_[signal.log].dated == Dated::kYes ? timeline.tracks : timeline.undated_tracks).push_back(std::move(track));
    }
    for (const Event& event : events_) {
      EventText text;
      text.subject = name(event.subject);
      text.detail = name(event.detail);
      text.peer = name(event.peer);
      text.confirmed = false;
      auto& into = logs_[event.log].dated == Dated::kYes ? timeline.events : timeline.undated_events;
      into.push_back({test::at(event.time), at(event.log, event.time), text, event.kind});
    }
    for (const Row& row : rows_) {
      FactText text;
      text.subject = name(row.id);
      text.text = name("mailbox of " + row.id);
      text.number = test::at(row.stamp).time_since_epoch().count();
      text.file_time = row.file_time;
      timeline.facts.push_back({row.time < 0 ? std::nullopt : std::optional(test::at(row.time)), at(row.log, row.stamp),
                                text, FactKind::kLastNotification});
    }
    for (const auto& [log, time] : empty_) {
      timeline.facts.push_back({time < 0 ? std::nullopt : std::optional(test::at(time)), at(log, 1), FactText{},
                                FactKind::kNoSubscriptions});
    }
    for (const Untimed& failure : untimed_) {
      FactText text;
      text.subject = name(failure.subject);
      text.number = static_cast<std::int64_t>(failure.status);
      timeline.facts.push_back({std::nullopt, at(failure.log, 0), text, FactKind::kUntimedFailure});
    }
    return timeline;
  }

 private:
  struct Log {
    LogCoverage coverage;
    Clock clock;
    Dated dated = Dated::kYes;
    std::chrono::days doubt{};
    bool sync = false;
  };
  struct Signal {
    std::size_t log = 0;
    SignalKind kind = SignalKind::kHttpFailure;
    std::string subject;
    std::uint64_t number = 0;
    std::vector<int> times;
    std::string peer;
    std::uint64_t tag = 0;
  };
  struct Event {
    std::size_t log = 0;
    EventKind kind = EventKind::kAlarm;
    int time = 0;
    std::string subject, detail, peer;
  };
  struct Row {
    std::size_t log = 0;
    std::string id;
    int stamp = 0, time = 0;
    bool file_time = false;
  };

  struct Untimed {
    std::size_t log = 0;
    std::string subject;
    std::uint64_t status = 0;
  };

  std::size_t add(const std::string& node, std::string_view format, const std::string& stem, int to, Dated dated) {
    LogCoverage coverage;
    coverage.node = node;
    coverage.format = format;
    coverage.stem = stem;
    coverage.span = test::between(0, to);
    coverage.last_record = coverage.span.to;
    logs_.push_back({std::move(coverage), Clock::stated(std::chrono::seconds(0)), dated, {}, false});
    return logs_.size() - 1;
  }

  std::vector<Log> logs_;
  std::vector<Signal> signals_;
  std::vector<Event> events_;
  std::vector<Row> rows_;
  std::vector<Untimed> untimed_;
  std::vector<std::pair<std::size_t, int>> empty_;  // log, time
};

}  // namespace logscan::detail
