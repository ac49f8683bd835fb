// One line of the system's logger, taken apart. Views into the line.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

// A day and a time of day, maybe without a year.
struct SyslogStamp {
  int year = 0;  // 0: none is stated
  unsigned month = 0;
  unsigned day = 0;
  Duration clock{};
};

struct SyslogLine {
  bool has_outer = false;  // when the logger wrote it, in the zone of the node
  bool has_inner = false;  // when the application says it happened, in UTC
  bool is_alarm = false;
  SyslogStamp outer, inner;
  std::string_view host;     // as the logger names it
  std::string_view payload;  // behind facility and severity
  // Of an alarm: `%APP-SEVERITY-NAME: TEXT`.
  std::string_view inner_host;
  std::string_view app;
  std::string_view name;
  std::string_view text;  // tags and message
};

// `16.1/3`: the part `index` of `count` of the message `id`.
struct AlarmPart {
  std::string_view id;
  unsigned index = 0;
  unsigned count = 0;
};

class SyslogLineReader {
 public:
  // False where the line is none of the logger's.
  bool read(std::string_view text, SyslogLine& line);

 private:
  bool read_alarm(std::string_view payload, SyslogLine& line);
  // How many characters they took from the front; 0 where it is none.
  std::size_t read_outer(std::string_view rest, SyslogStamp& stamp);
  std::size_t read_inner(std::string_view rest, SyslogLine& line);
  std::size_t read_usual_inner(std::string_view rest, SyslogLine& line);
  std::size_t read_behind_known_host(std::string_view rest, SyslogLine& line);
  std::size_t read_head(std::string_view rest, SyslogLine& line);
  bool read_without_outer(std::string_view text, SyslogLine& line);

  // A line of the same day costs a comparison and six digits.
  char outer_day_[7] = {};   // `May 21 `
  char inner_day_[12] = {};  // `May 21 2021 `
  SyslogStamp outer_, inner_;
  std::string inner_front_;  // `imp1.example.com: `, as it stood before the last time of an application
  std::size_t inner_host_size_ = 0;

  // An application says few different things: a head that is known is compared and not taken apart.
  static constexpr std::size_t kHeadSample = 24;  // characters that tell heads apart
  static constexpr std::size_t kHeadBits = 7;
  struct Head {
    std::uint8_t size = 0;  // with the colon; 0: nothing is known
    std::uint8_t app_size = 0, name_at = 0;
    char text[61];
  };
  static std::size_t head_slot(const char* at) {
    std::uint64_t words[3];
    std::memcpy(words, at, kHeadSample);
    const std::uint64_t sum =
        words[0] * 0x9e3779b97f4a7c15ULL + words[1] * 0xd1b54a32d192ed03ULL + words[2] * 0xa0761d6478bd642fULL;
    return sum >> (64 - kHeadBits);
  }
  std::array<Head, std::size_t{1} << kHeadBits> heads_;
};

// The tags of an alarm, `%[key=value][key=value]: message`, or of the old form, `message Key Name:value Other
// Key:value`.
class AlarmTags {
 public:
  explicit AlarmTags(std::string_view text);
  // Blanks and case in keys do not count. Empty where there is none.
  [[nodiscard]] std::string_view value(std::string_view key) const;
  // The value of the first key that ends so.
  [[nodiscard]] std::string_view value_of_kind(std::string_view key_end) const;
  [[nodiscard]] std::string_view message() const { return message_; }
  // The whole of `[key=...`, where the value may hold tags of its own: it ends where the logger's own tags begin.
  [[nodiscard]] std::string_view nested_value(std::string_view key) const;

 private:
  bool tagged_ = false;
  std::string_view tags_;
  std::string_view message_;
};

// The part of a split message that stands in the tags of this text; nothing where it is whole.
std::optional<AlarmPart> alarm_part(std::string_view text);

// `#012` and its like, as rsyslog escapes control characters, undone.
std::string undo_escapes(std::string_view text);

// The value of a key in a text of lines `Key : value`, or in tags inside it; empty where there is none.
std::string_view value_in_detail(std::string_view detail, std::string_view key);

// The UTC time of `Tue Sep 05 13:06:54 EDT 2017`; nothing where its zone's abbreviation is not known for certain.
std::optional<LocalTime> utc_of_java_date(std::string_view text);

}  // namespace logscan::detail
