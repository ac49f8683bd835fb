#include "single_pair_log.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include "pair_lines.h"
#include "random.h"

namespace logscan::gen {

namespace {

constexpr std::size_t kBuffer = 1U << 20;

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

// False where the file cannot take it.
template <class Events>
bool write_events(const SinglePairLog& log, std::FILE* file) {
  const Pair pair;
  PairLineWriter writer(pair);
  Events events(log.seed);
  const Instant start = log.start;
  std::string buffer;
  buffer.reserve(kBuffer + 4096);
  std::uint64_t written = 0;
  while (true) {
    PairEvent event = events.next();
    event.at = start + event.at.time_since_epoch();
    event.told = event.at - Seconds(20);
    const std::size_t before = buffer.size();
    writer.append(event, buffer);
    written += buffer.size() - before;
    const bool full = written > log.bytes;
    if (full) buffer.resize(before);
    if (full || buffer.size() >= kBuffer) {
      if (std::fwrite(buffer.data(), 1, buffer.size(), file) != buffer.size()) return false;
      buffer.clear();
    }
    if (full) return true;
  }
}

}  // namespace

Status write_single_pair_log(const SinglePairLog& log, const std::string& path) {
  const std::string partial = path + ".part";
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(partial.c_str(), "wb"), &std::fclose);
  if (!file) return Error{ErrorCode::kOutput, fmt::format("{}: {}", partial, std::generic_category().message(errno))};
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  const bool written = log.kind == PairLogKind::kSrm ? write_events<SrmEvents>(log, file.get())
                                                     : write_events<SyslogEvents>(log, file.get());
  std::error_code error;
  if (written) {
    file.reset();
    std::filesystem::rename(partial, path, error);
    if (!error) return {};
  } else {
    error = std::error_code(errno, std::generic_category());
  }
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return Error{ErrorCode::kOutput, fmt::format("{}: {}", path, error.message())};
}

}  // namespace logscan::gen
