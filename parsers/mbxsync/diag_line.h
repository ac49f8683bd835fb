// One line of a diagnostic log of Unity Connection, taken apart. Views into the line.
//
//   01:10:20.300 |6549,mail.example.com,{GUID}, CsEws,14,[CsEws/CsEwsClient.cpp:3340]: HTTP request failed
//   local time,   thread server          mailbox  component, level, place in the source, message
//   no date
//
// Oddities: no document shows a time with a comma, fewer digits or no blank behind it, but such a record is one all the
// same; server and mailbox may be empty or something else, as the phone port of a call; a blank may stand before
// the component; level -1 is written always; messages hold commas, and the colon behind the place may be missing.
// Documents quote records without their front, from the component or from the message on.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

struct DiagLine {
  std::string_view thread;
  std::string_view server;
  std::string_view mailbox;
  std::string_view component;
  int level = 0;
  std::string_view place;    // `CsEws/CsEwsClient.cpp:3340`; may be empty
  std::string_view message;  // behind the place
};

// `01:10:20.300 |`
inline constexpr std::size_t kDiagFront = 14;
// `06/29/2014 ` before it, which no document shows.
inline constexpr std::size_t kDiagDate = 11;

// Whether the line begins with the digits and signs of a time; not whether there is such a time.
bool begins_with_diag_time(std::string_view line);
// The same behind a date.
bool begins_with_diag_date(std::string_view line);
// The length of a front in another form, such as `01:10:20,3|`, of a line that is a record behind it; 0 where it is
// none. `time` is what the documented form would be.
std::size_t read_other_front(std::string_view line, std::array<char, kDiagFront>& time);
// Whether the line is cut in its front.
bool is_cut_diag_front(std::string_view line);

// Remembers the minute, so that a line of the same minute costs a comparison and five digits.
class DiagTimeReader {
 public:
  // The time of day at the front of a line that begins with one; nothing where there is no such time.
  std::optional<Duration> read(const char* at);

  // The same for kDiagFront characters at `at`; false where they are not of the minute that was read last, or no time.
  bool read_same_minute(const char* at, Duration& clock) const {
    // 01:10:20.300 |
    // 0     6
    if (!known_ || std::memcmp(at, minute_, sizeof minute_) != 0) return false;
    const auto digit = [&](int i) { return static_cast<unsigned>(static_cast<unsigned char>(at[i]) - '0'); };
    const unsigned tens = digit(6), ones = digit(7), a = digit(9), b = digit(10), c = digit(11);
    if (tens > 5 || ones > 9 || a > 9 || b > 9 || c > 9 || at[8] != '.' || at[12] != ' ' || at[13] != '|') return false;
    clock = minute_start_ + std::chrono::milliseconds((tens * 10 + ones) * 1000 + a * 100 + b * 10 + c);
    return true;
  }

 private:
  char minute_[6] = {};  // `01:10:`
  Duration minute_start_{};
  bool known_ = false;
};

std::optional<std::chrono::local_days> read_diag_date(const char* at);

// What stands behind the front; false where it is not that layout.
bool split_diag_rest(std::string_view rest, DiagLine& line);
// The same in two steps: thread, server and mailbox, behind which `rest` then begins, and what the thread said.
bool split_diag_origin(std::string_view& rest, DiagLine& line);
bool split_diag_said(std::string_view said, DiagLine& line);

// `CsExMbxLocator,10,message` or a message that is known by its beginning.
bool is_bare_diag_line(std::string_view text);
bool split_bare_diag_line(std::string_view text, DiagLine& line);

}  // namespace logscan::detail
