// The pair's events as lines. Of the SRM's wordings only `RsmHeartBeatHandler: peer down, time since` is known from a
// real log; the layout of the records is that of the product's other Java services.
//   2026-03-04 10:01:32,244 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since last ...
//   Mar 04 10:01:32 imp1 local7 2 : 92: imp1.example.com: Mar 04 2026 15:01:32.274 UTC : %UC_SRM-2-SRMFailover: ...
//   Mar 04 10:01:32 imp1 daemon 6 init: Switching to runlevel: 6
//   03/04/2026 10:01:32 | root: Boot 14.0.1.12901-1 Start
// The first is the node's local time, the second that without its year and then UTC, the others are local again.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "pair_story.h"

namespace logscan::gen {

class PairLineWriter {
 public:
  explicit PairLineWriter(const Pair& pair) : pair_(pair) {}

  // Appends the line with its end. The events of a log come in time order: the alarms are numbered.
  void append(const PairEvent& event, std::string& text);

 private:
  void append_record(const PairEvent& event, std::string& text) const;
  void append_alarm(const PairEvent& event, std::string& text);
  void append_message(const PairEvent& event, std::string& text) const;
  void append_history(const PairEvent& event, std::string& text) const;

  const Pair& pair_;
  std::array<std::uint64_t, 2> alarms_{40, 40};
};

// What the system history tells of the weeks before the case.
std::string earlier_history(const Pair& pair, Time start);

// The pasted session on the publisher: `utils ha status` and the query of `haenabled`.
std::string cli_session(const Pair& pair, const PairStory& story);

}  // namespace logscan::gen
