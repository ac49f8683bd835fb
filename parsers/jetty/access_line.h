// One line of an NCSA request log, taken apart. Views into the line.
#pragma once

#include <cstring>
#include <optional>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

struct AccessLine {
  std::string_view client;
  WallTime time;
  std::string_view request;   // between the quotes
  int status = 0;             // -1: the word Async
  bool bytes_follow = false;  // the line ends behind the status: the byte count stands on the next one
};

// Reads `29/Jun/2014:11:30:54 +0000` (the zone may be missing). Remembers the day, so that a line of the same day costs
// a comparison and six digits.
class AccessTimeReader {
 public:
  std::optional<WallTime> read(std::string_view text) {
    // 29/Jun/2014:11:30:54 +0000
    // 0           12       20
    WallTime time;
    if (text.size() == 26 && read_same_day(text.data(), time)) return time;
    return read_other_day(text);
  }

  // The same for 26 characters at `at`; false where they are not of the day that was read last, or no time.
  bool read_same_day(const char* at, WallTime& time) {
    if (!known_ || std::memcmp(at, day_, 12) != 0 || std::memcmp(at + 20, zone_, 6) != 0) return false;
    // Where thousands are subscribed, most lines carry the second of the line before.
    if (std::memcmp(at + 12, clock_, 8) != 0) {
      const Duration clock = time_of_day(at + 12);
      if (clock < Duration::zero()) return false;
      std::memcpy(clock_, at + 12, 8);
      last_ = midnight_ + clock;
    }
    time = {last_, offset_s_};
    return true;
  }

 private:
  // `11:30:54` as a duration; negative where it is no time of day.
  static Duration time_of_day(const char* at) {
    const auto digit = [&](int i) { return static_cast<unsigned>(static_cast<unsigned char>(at[i]) - '0'); };
    const unsigned hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4),
                   second = digit(6) * 10 + digit(7);
    // A character that is no digit gives a number far too large, but for the low place: that one is checked.
    const bool digits = digit(1) <= 9 && digit(4) <= 9 && digit(7) <= 9;
    if (hour > 23 || minute > 59 || second > 60 || !digits || at[2] != ':' || at[5] != ':') return Duration(-1);
    return std::chrono::seconds(hour * 3600 + minute * 60 + second);
  }

  std::optional<WallTime> read_other_day(std::string_view text);

  char day_[12] = {};   // `29/Jun/2014:`
  char zone_[6] = {};   // ` +0000`
  char clock_[8] = {};  // `11:30:54`
  LocalTime midnight_{}, last_{};
  std::int32_t offset_s_ = 0;
  bool known_ = false;
};

// The rare layouts, by a pattern: a server name in front, a user, a client list, a zone outside the brackets.
std::optional<AccessLine> split_unusual_line(std::string_view text, AccessTimeReader& times, bool& bad_time);
// The status at the front of what follows the request, and whether more follows. False where there is none.
bool read_access_tail(std::string_view tail, AccessLine& line);

// Nothing where the line is no access line, or its time is none (then `bad_time` is set).
inline std::optional<AccessLine> split_access_line(std::string_view text, AccessTimeReader& times, bool& bad_time) {
  bad_time = false;
  // Columns by position: client, ` - - [` or Jetty 8's ` -  -  [`, 26 characters of time, `] "`.
  const std::size_t blank = text.find(' ');
  if (blank != std::string_view::npos && blank > 0) {
    const std::string_view rest = text.substr(blank);
    std::size_t time_at = 0;
    if (rest.starts_with(" - - [")) {
      time_at = 6;
    } else if (rest.starts_with(" -  -  [")) {
      time_at = 8;
    }
    if (time_at != 0 && rest.size() > time_at + 29 && rest[time_at + 26] == ']' && rest[time_at + 27] == ' ' &&
        rest[time_at + 28] == '"') {
      const std::string_view request_on = rest.substr(time_at + 29);
      const std::size_t quote = request_on.find('"');
      AccessLine line;
      if (quote != std::string_view::npos && read_access_tail(request_on.substr(quote + 1), line)) {
        const std::optional<WallTime> time = times.read(rest.substr(time_at, 26));
        bad_time = !time;
        if (!time) return std::nullopt;
        line.client = text.substr(0, blank);
        line.time = *time;
        line.request = request_on.substr(0, quote);
        return line;
      }
    }
  }
  return split_unusual_line(text, times, bad_time);
}

// The id and pid of a notification that Exchange pushes; nothing for any other request.
struct NotificationTarget {
  std::string_view id;
  std::uint64_t pid = 0;
};
std::optional<NotificationTarget> notification_target(std::string_view request);

// One notification in the form that Exchange and Jetty write, to the letter: one pass, columns by position. False for
// every other line, which then goes the general way. `known` says whether an id was seen before, and so needs no look
// at its characters.
struct NothingKnown {
  bool operator()(std::string_view /*id*/) const { return false; }
};
template <class Known = NothingKnown>
bool split_usual_notification(std::string_view text, AccessTimeReader& times, AccessLine& line,
                              NotificationTarget& target, Known&& known = {}) {
  static constexpr std::string_view kRequest = "] \"POST /NotificationService/services/NotificationService?id=";
  static constexpr std::string_view kVersion = " HTTP/1.1\" ";
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos || blank == 0 || text.size() < blank + 8 + 26 + kRequest.size()) return false;
  const char* at = text.data() + blank;
  const char* const end = text.data() + text.size();
  if (std::memcmp(at, " -  -  [", 8) == 0) {
    at += 8;
  } else if (std::memcmp(at, " - - [", 6) == 0) {
    at += 6;
  } else {
    return false;
  }
  if (std::memcmp(at + 26, kRequest.data(), kRequest.size()) != 0 || !times.read_same_day(at, line.time)) return false;
  at += 26 + kRequest.size();
  const void* ampersand = std::memchr(at, '&', static_cast<std::size_t>(end - at));
  if (ampersand == nullptr || ampersand == at) return false;
  const char* pid = static_cast<const char*>(ampersand);
  target.id = {at, static_cast<std::size_t>(pid - at)};
  if (end - pid < 6 || std::memcmp(pid, "&pid=", 5) != 0) return false;
  pid += 5;
  target.pid = 0;
  const char* const digits = pid;
  while (pid < end && pid - digits < 15 && *pid >= '0' && *pid <= '9')
    target.pid = target.pid * 10 + static_cast<unsigned>(*pid++ - '0');
  if (pid == digits || static_cast<std::size_t>(end - pid) < kVersion.size() + 5 ||
      std::memcmp(pid, kVersion.data(), kVersion.size()) != 0)
    return false;
  const char* status = pid + kVersion.size();
  const auto digit = [&](int i) { return static_cast<unsigned>(static_cast<unsigned char>(status[i]) - '0'); };
  if (digit(0) > 9 || digit(1) > 9 || digit(2) > 9 || status[3] != ' ' || digit(4) > 9) return false;
  // Neither a blank nor a quote may stand in the id: there the general way ends it.
  if (!known(target.id) && target.id.find_first_of(" \"") != std::string_view::npos) return false;
  line.client = text.substr(0, blank);
  line.status = static_cast<int>(digit(0) * 100 + digit(1) * 10 + digit(2));
  return true;
}

// A line of digits alone: the byte count of the line before.
bool is_wrapped_count(std::string_view line);

}  // namespace logscan::detail
