#include "single_pair_log.h"

#include <array>

#include "pair_lines.h"
#include "random.h"
#include "whole_lines.h"

namespace logscan::gen {

namespace {

// The next event of an endless healthy log.
class SrmEvents {
 public:
  explicit SrmEvents(std::uint64_t seed) : random_(seed) {}
  PairEvent next() {
    PairEvent event;
    const std::uint64_t place = count_ % kRound;
    event.at = Instant(Milliseconds(static_cast<std::int64_t>(count_ * 15'000 / kRound + random_.below(300))));
    if (place == 0) {
      event.what = Happening::kHeartbeatSent;
    } else if (place == kRound / 2) {
      event.what = Happening::kHeartbeatReceived;
    } else {
      event.number = (random_.below(1U << 20) << 8) | (count_ & 0xff);
    }
    ++count_;
    return event;
  }

 private:
  static constexpr std::uint64_t kRound = 42;
  Random random_;
  std::uint64_t count_ = 0;
};

class SyslogEvents {
 public:
  explicit SyslogEvents(std::uint64_t seed) : random_(seed) {}
  PairEvent next() {
    static constexpr std::array<Happening, 5> kTold{Happening::kServiceFailed, Happening::kSrmFailover,
                                                    Happening::kRtmtCopy, Happening::kShutdown, Happening::kBoot};
    PairEvent event;
    event.at = Instant(Milliseconds(static_cast<std::int64_t>(count_ * 500 + random_.below(500))));
    event.number = random_.below(1U << 20);
    if (count_ % 2000 == 1999) {
      event.what = kTold[count_ / 2000 % kTold.size()];
      event.from = 1;
      event.reason = HaReason::kCriticalServiceDown;
      event.service = "Cisco XCP Router";
    } else {
      event.what = random_.one_in(2) ? Happening::kOtherAlarm : Happening::kOtherMessage;
    }
    ++count_;
    return event;
  }

 private:
  Random random_;
  std::uint64_t count_ = 0;
};

template <class Events>
Status write_events(const SinglePairLog& log, const std::string& path) {
  const Pair pair;
  PairLineWriter writer(pair);
  Events events(log.seed);
  const Instant start = log.start;
  return write_whole_lines(path, log.bytes, [&](std::string& text) {
    PairEvent event = events.next();
    event.at = start + event.at.time_since_epoch();
    event.told = event.at - Seconds(20);
    writer.append(event, text);
  });
}

}  // namespace

Status write_single_pair_log(const SinglePairLog& log, const std::string& path) {
  return log.kind == PairLogKind::kSrm ? write_events<SrmEvents>(log, path) : write_events<SyslogEvents>(log, path);
}

}  // namespace logscan::gen
