// One line of a log4j log, taken apart. Views into the line.
//
//   2024-07-16 15:09:50,514 DEBUG [Timer-144] ccmpns.CCMPNServer (CCMPNServer.java:306) - fetchAndStoreAccessToken()
//   ... local time, no zone     level [thread]    logger             place, may be missing    message
//
// Oddities: the level is padded to five characters, but `INFO[HS]rsm.` has no blanks at all. Threads hold blanks,
// colons, brackets, and parentheses that nobody closes. Lines of several threads step back in time a little.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

enum class LogLevel : std::uint8_t { kTrace, kDebug, kInfo, kWarn, kError, kFatal };
inline constexpr std::size_t kLogLevels = 6;
std::string_view level_name(LogLevel level);

// `2024-07-16 15:09:50,514`
inline constexpr std::size_t kLog4jTime = 23;

// Whether the line begins with the digits and signs of a time; not whether there is such a time.
bool begins_with_time(std::string_view line);
// Whether the line is cut in its time.
bool is_cut_time(std::string_view line);

// Remembers the minute, so that a line of the same minute costs a comparison and five digits.
class Log4jTimeReader {
 public:
  // The time at the front of a line that begins with one; nothing where there is no such time.
  std::optional<LocalTime> read(const char* at) {
    LocalTime time;
    if (read_same_minute(at, time)) return time;
    return read_other_minute(at);
  }

  // The same for kLog4jTime characters at `at`; false where they are not of the minute that was read last, or no time.
  bool read_same_minute(const char* at, LocalTime& time) const {
    // 2024-07-16 15:09:50,514
    // 0                17
    if (!known_ || std::memcmp(at, minute_, sizeof minute_) != 0) return false;
    const auto digit = [&](int i) { return static_cast<unsigned>(static_cast<unsigned char>(at[i]) - '0'); };
    const unsigned tens = digit(17), ones = digit(18), a = digit(20), b = digit(21), c = digit(22);
    if (tens > 5 || ones > 9 || a > 9 || b > 9 || c > 9 || at[19] != ',') return false;
    time = minute_start_ + std::chrono::milliseconds((tens * 10 + ones) * 1000 + a * 100 + b * 10 + c);
    return true;
  }

 private:
  std::optional<LocalTime> read_other_minute(const char* at);

  char minute_[17] = {};  // `2024-07-16 15:09:`
  LocalTime minute_start_{};
  bool known_ = false;
};

struct Log4jLine {
  LogLevel level = LogLevel::kInfo;
  std::string_view thread;
  std::string_view logger;
  std::string_view place;  // `CCMPNServer.java:306`; mostly empty
  std::string_view message;
};

// The same as split_log4j_rest(), for every line of that layout.
bool split_unusual_log4j_rest(std::string_view rest, Log4jLine& line);

// What stands behind the time; false where it is not that layout.
inline bool split_log4j_rest(std::string_view rest, Log4jLine& line) {
  // ` DEBUG [HS] rsm.RsmHeartBeatHandler - sending`: the usual line, one pass, columns by position. Threads and loggers
  // are short, so a loop finds their ends sooner than a call does.
  // 01     78
  static constexpr std::size_t kThread = 8, kLeast = 24, kFar = 120;
  static constexpr char kPadded[kLogLevels][8] = {" TRACE ", " DEBUG ", " INFO  ", " WARN  ", " ERROR ", " FATAL "};
  if (rest.size() < kLeast || rest[7] != '[') return split_unusual_log4j_rest(rest, line);
  std::size_t level = 0;
  for (; level < kLogLevels; ++level) {
    if (std::memcmp(rest.data(), kPadded[level], 7) == 0) break;
  }
  if (level == kLogLevels) return split_unusual_log4j_rest(rest, line);
  const char* const text = rest.data();
  const std::size_t far = rest.size() - 4 < kFar ? rest.size() - 4 : kFar;
  std::size_t at = kThread;
  while (at < far && text[at] != ']') ++at;
  if (text[at] != ']' || text[at + 1] != ' ') return split_unusual_log4j_rest(rest, line);
  const std::size_t logger = at + 2;
  std::size_t end = logger;
  while (end < far && text[end] != ' ' && text[end] != '\t') ++end;
  if (end == logger || std::memcmp(text + end, " - ", 3) != 0) return split_unusual_log4j_rest(rest, line);
  line.level = static_cast<LogLevel>(level);
  line.thread = rest.substr(kThread, at - kThread);
  line.logger = rest.substr(logger, end - logger);
  line.place = {};
  line.message = rest.substr(end + 3);
  return true;
}

// Level and message of what stands behind a time. Remembers what stood before the message: a log has few threads and
// loggers, so mostly that is compared and not taken apart.
class Log4jFrontReader {
 public:
  // False where split_log4j_rest() is.
  bool read(std::string_view rest, LogLevel& level, std::string_view& message) {
    if (rest.size() < kSample) return read_unknown(rest, level, message, nullptr);
    Front& front = fronts_[slot_of(rest.data())];
    if (rest.size() <= front.size || front.size == 0 || std::memcmp(rest.data(), front.text, front.size) != 0) {
      return read_unknown(rest, level, message, &front);
    }
    level = front.level;
    message = rest.substr(front.size);
    return true;
  }

 private:
  static constexpr std::size_t kSample = 24;  // characters that tell fronts apart
  static constexpr std::size_t kSlotBits = 8;
  struct Front {
    std::uint8_t size = 0;  // 0: nothing is known
    LogLevel level = LogLevel::kInfo;
    char text[118];
  };

  static std::size_t slot_of(const char* at) {
    std::uint64_t words[3];
    std::memcpy(words, at, kSample);
    const std::uint64_t sum =
        words[0] * 0x9e3779b97f4a7c15ULL + words[1] * 0xd1b54a32d192ed03ULL + words[2] * 0xa0761d6478bd642fULL;
    return sum >> (64 - kSlotBits);
  }
  static bool read_unknown(std::string_view rest, LogLevel& level, std::string_view& message, Front* front);

  std::array<Front, std::size_t{1} << kSlotBits> fronts_;
};

}  // namespace logscan::detail
