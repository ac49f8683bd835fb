#include "parsers/syslog/syslog_line.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace logscan::detail {
namespace {

// The logger writes months in English, whatever the locale. 0 where it is none.
unsigned month_at(const char* at) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (unsigned month = 0; month < 12; ++month) {
    if (std::memcmp(at, kMonths.data() + std::size_t{3} * month, 3) == 0) return month + 1;
  }
  return 0;
}

unsigned digit_at(const char* at) { return static_cast<unsigned>(static_cast<unsigned char>(*at) - '0'); }

// A word of at most eight characters as a number, its first character lowest.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < word.size(); ++i) number |= std::uint64_t{static_cast<unsigned char>(word[i])} << (8 * i);
  return number;
}

constexpr std::array<std::string_view, 22> kFacilities = {
    "local7", "user",   "kern",   "daemon", "auth",   "authpriv", "cron",   "syslog", "mail", "lpr", "news",
    "uucp",   "local0", "local1", "local2", "local3", "local4",   "local5", "local6", "ftp",  "ntp", "security"};

constexpr std::size_t kFacilitySlots = 128;
constexpr std::size_t facility_slot(std::uint64_t word) { return word * 0x9e3779b97f4a7c15ULL >> 57; }

// Each facility in a slot of its own: which one it is cannot be foreseen, and a wrong guess costs more than the table.
constexpr std::array<std::uint64_t, kFacilitySlots> kFacilityTable = [] {
  std::array<std::uint64_t, kFacilitySlots> table{};
  for (const std::string_view name : kFacilities) table[facility_slot(packed(name))] = packed(name);
  return table;
}();
static_assert(std::all_of(kFacilities.begin(), kFacilities.end(), [](std::string_view name) {
  return kFacilityTable[facility_slot(packed(name))] == packed(name);
}));

// The word at the front of `text` before its first blank; 0 where it is empty or longer than eight characters.
std::uint64_t first_word(std::string_view text, std::size_t& size) {
  constexpr std::size_t kMost = 8;
  if constexpr (std::endian::native == std::endian::little) {
    if (text.size() > kMost) {
      constexpr std::uint64_t kLow = 0x0101010101010101ULL, kHigh = 0x8080808080808080ULL;
      std::uint64_t word;
      std::memcpy(&word, text.data(), kMost);
      const std::uint64_t zeros = word ^ kLow * ' ';
      const std::uint64_t blanks = (zeros - kLow) & ~zeros & kHigh;  // true up to the first
      if (blanks == 0) {
        size = kMost;
        return text[kMost] == ' ' ? word : 0;
      }
      const auto bits = static_cast<unsigned>(std::countr_zero(blanks)) & ~7U;
      size = bits / 8;
      return word & ((std::uint64_t{1} << bits) - 1);
    }
  }
  size = std::min(text.find(' '), text.size());
  return size <= kMost && size < text.size() ? packed(text.substr(0, size)) : 0;
}

// How many characters of `text` are a facility's name, a severity and the blanks behind them; 0 where it begins
// otherwise.
std::size_t facility_size(std::string_view text) {
  std::size_t blank = 0;
  const std::uint64_t word = first_word(text, blank);
  if (word == 0 || kFacilityTable[facility_slot(word)] != word || text.size() < blank + 2) return 0;
  if (text[blank - 1] == '\0') return 0;  // in the number a word goes on with these
  if (text[blank + 1] < '0' || text[blank + 1] > '7' || (text.size() > blank + 2 && text[blank + 2] != ' ')) return 0;
  return std::min(text.size(), blank + 3);
}

// `11:30:54` as a duration; negative where it is no time of day.
Duration time_of_day(const char* at) {
  const unsigned hour = digit_at(at) * 10 + digit_at(at + 1), minute = digit_at(at + 3) * 10 + digit_at(at + 4),
                 second = digit_at(at + 6) * 10 + digit_at(at + 7);
  // A character that is no digit gives a number far too large, but for the low place: that one is checked.
  const bool digits = digit_at(at + 1) <= 9 && digit_at(at + 4) <= 9 && digit_at(at + 7) <= 9;
  if (hour > 23 || minute > 59 || second > 60 || !digits || at[2] != ':' || at[5] != ':') return Duration(-1);
  return std::chrono::seconds(hour * 3600 + minute * 60 + second);
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

// `Mon D`, `Mon DD` or `Mon  D`; 29 February is a day, since the year may be unknown.
bool take_day(std::string_view& rest, SyslogStamp& stamp) {
  if (rest.size() < 5 || rest[3] != ' ') return false;
  stamp.month = month_at(rest.data());
  if (stamp.month == 0) return false;
  rest.remove_prefix(3);
  skip_blanks(rest);
  stamp.day = 0;
  std::size_t digits = 0;
  while (digits < rest.size() && digits < 3 && is_digit(rest[digits])) {
    stamp.day = stamp.day * 10 + digit_at(rest.data() + digits);
    ++digits;
  }
  static constexpr std::array<unsigned, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (digits == 0 || stamp.day == 0 || stamp.day > kDays[stamp.month - 1]) return false;
  rest.remove_prefix(digits);
  if (rest.empty() || rest.front() != ' ') return false;
  skip_blanks(rest);
  return true;
}

bool take_clock(std::string_view& rest, SyslogStamp& stamp) {
  if (rest.size() < 8) return false;
  stamp.clock = time_of_day(rest.data());
  if (stamp.clock < Duration::zero()) return false;
  rest.remove_prefix(8);
  return true;
}

// `.476`, up to six digits.
void take_fraction(std::string_view& rest, SyslogStamp& stamp) {
  if (rest.size() < 2 || rest[0] != '.' || !is_digit(rest[1])) return;
  rest.remove_prefix(1);
  std::int64_t unit = 100'000;
  while (!rest.empty() && is_digit(rest.front())) {
    stamp.clock += Duration(digit_at(rest.data()) * unit);
    unit /= 10;
    rest.remove_prefix(1);
  }
}

// `UTC : %`, with or without the blanks. The front of `rest` is then the application.
bool take_zone(std::string_view& rest, std::string_view zone) {
  skip_blanks(rest);
  if (!rest.starts_with(zone)) return false;
  rest.remove_prefix(zone.size());
  skip_blanks(rest);
  if (rest.empty() || rest.front() != ':') return false;
  rest.remove_prefix(1);
  skip_blanks(rest);
  if (rest.empty() || rest.front() != '%') return false;
  rest.remove_prefix(1);
  return true;
}

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// Whether the names agree when blanks and case do not count.
bool same_key(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  for (;;) {
    while (i < a.size() && a[i] == ' ') ++i;
    while (j < b.size() && b[j] == ' ') ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (lower(a[i++]) != lower(b[j++])) return false;
  }
}

// The keys of the old form, which has no brackets to end a value.
constexpr std::array<std::string_view, 18> kOldKeys = {
    "Service Name:", "ServiceName:",  "Process ID:", "ProcessID:", "IP Address:", "IPAddress:",
    "Reason:",       "RestartCount:", "From Node:",  "FromNode:",  "To Node:",    "ToNode:",
    "App ID:",       "AppID:",        "Cluster ID:", "ClusterID:", "Node ID:",    "NodeID:"};

// The place of the first old key at or behind `from`, and which it is.
std::pair<std::size_t, std::size_t> find_old_key(std::string_view text, std::size_t from) {
  std::pair<std::size_t, std::size_t> found{std::string_view::npos, 0};
  for (std::size_t key = 0; key < kOldKeys.size(); ++key) {
    const std::size_t at = text.find(kOldKeys[key], from);
    if (at < found.first) found = {at, key};
  }
  return found;
}

// Where the tag's value that begins at `from` ends: a bracket before another tag or the end.
std::size_t end_of_value(std::string_view tags, std::size_t from) {
  for (std::size_t at = tags.find(']', from); at != std::string_view::npos; at = tags.find(']', at + 1)) {
    if (at + 1 == tags.size() || tags[at + 1] == '[') return at;
  }
  return std::string_view::npos;
}

// How far the zone of this name is ahead of UTC; nothing where that is not certain.
std::optional<int> minutes_ahead(std::string_view zone) {
  // Abbreviations that stand for one offset wherever they are in use today. CST, PST, BST and IST do not.
  struct Abbreviation {
    std::string_view name;
    int minutes;
  };
  static constexpr std::array<Abbreviation, 34> kZones = {{
      {"UTC", 0},    {"GMT", 0},    {"WET", 0},    {"WEST", 60},  {"CET", 60},    {"CEST", 120},  {"EET", 120},
      {"EEST", 180}, {"MSK", 180},  {"SAST", 120}, {"WAT", 60},   {"CAT", 120},   {"EAT", 180},   {"EST", -300},
      {"EDT", -240}, {"MST", -420}, {"MDT", -360}, {"PDT", -420}, {"AKST", -540}, {"AKDT", -480}, {"HST", -600},
      {"NST", -210}, {"NDT", -150}, {"JST", 540},  {"KST", 540},  {"SGT", 480},   {"HKT", 480},   {"AWST", 480},
      {"ACST", 570}, {"ACDT", 630}, {"AEST", 600}, {"AEDT", 660}, {"NZST", 720},  {"NZDT", 780},
  }};
  const auto* known =
      std::find_if(kZones.begin(), kZones.end(), [&](const Abbreviation& entry) { return entry.name == zone; });
  if (known != kZones.end()) return known->minutes;
  // `GMT-05:00`: a zone that has no name.
  if (zone.size() != 9 || !zone.starts_with("GMT") || (zone[3] != '+' && zone[3] != '-') || zone[6] != ':')
    return std::nullopt;
  const auto hours = parse_number<unsigned>(zone.substr(4, 2)), minutes = parse_number<unsigned>(zone.substr(7, 2));
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const int ahead = static_cast<int>(*hours * 60 + *minutes);
  return zone[3] == '-' ? -ahead : ahead;
}

}  // namespace

bool SyslogLineReader::read(std::string_view text, SyslogLine& line) {
  // Field by field: clearing the whole costs more than reading a line, and so does passing on what was just stored.
  line.has_outer = line.has_inner = line.is_alarm = false;
  line.inner.year = 0;
  line.host = {};
  line.payload = {};
  line.inner_host = {};
  line.app = {};
  line.name = {};
  line.text = {};
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '<') {
    // The form of the network: `<PRI>`.
    const std::size_t close = rest.find('>');
    if (close == std::string_view::npos || close < 2 || close > 4 ||
        !std::all_of(rest.begin() + 1, rest.begin() + static_cast<std::ptrdiff_t>(close), is_digit)) {
      return false;
    }
    rest.remove_prefix(close + 1);
    if (!rest.empty() && is_digit(rest.front())) {
      line.payload = rest;
      if (read_alarm(rest, line)) return true;
      // A counter, and what some other program says without a time.
      const std::size_t colon = rest.find(':');
      return colon != std::string_view::npos &&
             std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon), is_digit);
    }
  }
  // What is left is never passed by reference: it would be stored in two parts and loaded as one, which makes the
  // processor wait.
  const std::size_t stamp = read_outer(rest, line.outer);
  if (stamp == 0) {
    line.outer = {};  // a time that is none may have left its mark
    return read_without_outer(rest, line);
  }
  rest.remove_prefix(stamp);
  line.has_outer = true;
  // Names are short, so a loop finds the end sooner than a call does.
  std::size_t blank = 0;
  while (blank < rest.size() && rest[blank] != ' ') ++blank;
  if (blank == rest.size() || blank == 0) return false;
  line.host = rest.substr(0, blank);
  rest.remove_prefix(blank + 1);
  const std::size_t facility = facility_size(rest);
  rest.remove_prefix(facility);
  line.payload = rest;
  // Other loggers leave facility and severity out; then only an alarm shows that the line is one of ours.
  return read_alarm(rest, line) || facility != 0;
}

std::size_t SyslogLineReader::read_outer(std::string_view rest, SyslogStamp& stamp) {
  if (rest.size() > 16 && outer_.month != 0 && std::memcmp(rest.data(), outer_day_, sizeof outer_day_) == 0 &&
      rest[15] == ' ' && !is_blank(rest[16])) {
    stamp = outer_;
    stamp.clock = time_of_day(rest.data() + 7);
    if (stamp.clock >= Duration::zero()) return 16;
  }
  std::string_view at = rest;
  if (!take_day(at, stamp)) return 0;
  const bool usual = at.data() == rest.data() + 7;
  if (!take_clock(at, stamp)) return 0;
  if (at.empty() || at.front() != ' ') return 0;
  if (usual) {
    std::memcpy(outer_day_, rest.data(), sizeof outer_day_);
    outer_ = stamp;
  }
  skip_blanks(at);
  return rest.size() - at.size();
}

bool SyslogLineReader::read_alarm(std::string_view payload, SyslogLine& line) {
  std::string_view rest = payload;
  // `: 62: `, or with the name of a process: `ccm: 62: `.
  if (rest.starts_with(": ")) {
    rest.remove_prefix(2);
  } else if (!rest.empty() && !is_digit(rest.front())) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos || colon + 2 >= rest.size() || rest[colon + 1] != ' ' ||
        !is_digit(rest[colon + 2])) {
      return false;
    }
    rest.remove_prefix(colon + 2);
  }
  std::size_t digits = 0;
  while (digits < rest.size() && is_digit(rest[digits])) ++digits;
  if (digits == 0 || digits == rest.size() || rest[digits] != ':') return false;
  rest.remove_prefix(digits + 1);
  skip_blanks(rest);
  std::size_t inner = read_behind_known_host(rest, line);
  if (inner == 0) inner = read_inner(rest, line);
  if (inner == 0) {
    const std::string_view front = rest;
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return false;
    std::string_view host = rest.substr(0, blank);
    while (!host.empty() && host.back() == ':') host.remove_suffix(1);
    rest.remove_prefix(blank + 1);
    skip_blanks(rest);
    const std::string_view known = front.substr(0, front.size() - rest.size());
    inner = read_inner(rest, line);
    if (inner == 0) return false;
    line.inner_host = host;
    inner_front_ = known;
    inner_host_size_ = host.size();
  }
  rest.remove_prefix(inner);
  const std::size_t head = read_head(rest, line);
  if (head == 0) return false;
  rest.remove_prefix(head);
  skip_blanks(rest);
  line.text = rest;
  line.is_alarm = true;
  return true;
}

// APP-SEVERITY-NAME and the colon, where the application may hold blanks and dashes.
std::size_t SyslogLineReader::read_head(std::string_view rest, SyslogLine& line) {
  Head* known = nullptr;
  if (rest.size() >= kHeadSample) {
    known = &heads_[head_slot(rest.data())];
    if (known->size != 0 && rest.starts_with(std::string_view(known->text, known->size))) {
      line.app = rest.substr(0, known->app_size);
      line.name = rest.substr(known->name_at, known->size - 1U - known->name_at);
      return known->size;
    }
  }
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return 0;
  const std::string_view head = trim(rest.substr(0, colon));
  const std::size_t dash = head.rfind('-');
  if (dash == std::string_view::npos || dash < 3 || head[dash - 2] != '-' || !is_digit(head[dash - 1])) return 0;
  line.app = head.substr(0, dash - 2);
  line.name = head.substr(dash + 1);
  if (known != nullptr && colon < sizeof known->text && head.size() == colon) {
    std::memcpy(known->text, rest.data(), colon + 1);
    known->size = static_cast<std::uint8_t>(colon + 1);
    known->app_size = static_cast<std::uint8_t>(dash - 2);
    known->name_at = static_cast<std::uint8_t>(dash + 1);
  }
  return colon + 1;
}

// A name and a time that begins with a month cannot be taken for a time that begins with that name, so the order in
// which the two are tried does not matter.
std::size_t SyslogLineReader::read_behind_known_host(std::string_view rest, SyslogLine& line) {
  if (inner_front_.empty() || !rest.starts_with(inner_front_)) return 0;
  const std::size_t inner = read_usual_inner(rest.substr(inner_front_.size()), line);
  if (inner == 0) return 0;
  line.inner_host = rest.substr(0, inner_host_size_);
  return inner_front_.size() + inner;
}

std::size_t SyslogLineReader::read_usual_inner(std::string_view rest, SyslogLine& line) {
  // May 21 2021 13:10:24.476 UTC : %
  // 0           12       20  24
  static constexpr std::string_view kZone = " UTC : %";
  if (rest.size() < 32 || inner_.month == 0 || std::memcmp(rest.data(), inner_day_, sizeof inner_day_) != 0 ||
      rest[20] != '.' || std::memcmp(rest.data() + 24, kZone.data(), kZone.size()) != 0) {
    return 0;
  }
  const Duration clock = time_of_day(rest.data() + 12);
  const unsigned a = digit_at(rest.data() + 21), b = digit_at(rest.data() + 22), c = digit_at(rest.data() + 23);
  if (clock < Duration::zero() || a > 9 || b > 9 || c > 9) return 0;
  line.inner = inner_;
  line.inner.clock = clock + std::chrono::milliseconds(a * 100 + b * 10 + c);
  line.has_inner = true;
  return 32;
}

std::size_t SyslogLineReader::read_inner(std::string_view rest, SyslogLine& line) {
  if (const std::size_t usual = read_usual_inner(rest, line); usual != 0) return usual;
  static constexpr std::string_view kUnknown = "--- 00 0000 00:00:00.000";
  std::string_view at = rest;
  if (at.starts_with(kUnknown)) {
    at.remove_prefix(kUnknown.size());
    if (!take_zone(at, "---")) return 0;
    return rest.size() - at.size();
  }
  // A star or a dot tells that the clock is not synchronised.
  if (!at.empty() && (at.front() == '*' || at.front() == '.')) at.remove_prefix(1);
  SyslogStamp stamp;
  const std::string_view day = at;
  if (!take_day(at, stamp)) return 0;
  if (at.size() > 5 && is_digit(at[0]) && is_digit(at[3]) && at[4] == ' ') {
    const auto year = parse_number<int>(at.substr(0, 4));
    if (!year || *year < 1990 || *year > 2200) return 0;
    stamp.year = *year;
    at.remove_prefix(5);
    skip_blanks(at);
  }
  const bool usual = at.data() == day.data() + sizeof inner_day_ && stamp.year != 0;
  if (!take_clock(at, stamp)) return 0;
  if (at.starts_with(" AM") || at.starts_with(" PM")) {
    constexpr Duration kNoon = std::chrono::hours(12);
    const bool afternoon = at[1] == 'P';
    if (stamp.clock >= kNoon + std::chrono::hours(1)) return 0;
    if (stamp.clock >= kNoon) stamp.clock -= kNoon;
    if (afternoon) stamp.clock += kNoon;
    at.remove_prefix(3);
  }
  take_fraction(at, stamp);
  if (!take_zone(at, "UTC")) return 0;
  if (stamp.year != 0 && !std::chrono::year_month_day{std::chrono::year(stamp.year), std::chrono::month(stamp.month),
                                                      std::chrono::day(stamp.day)}
                              .ok()) {
    return 0;
  }
  if (usual) {
    std::memcpy(inner_day_, day.data(), sizeof inner_day_);
    inner_ = stamp;
  }
  line.inner = stamp;
  line.has_inner = true;
  return rest.size() - at.size();
}

// A line whose stamp was cut off in front: `31 imp1 local7 3 : 41679: ...`. Only an alarm is worth it, since nothing
// else has a time of its own.
bool SyslogLineReader::read_without_outer(std::string_view text, SyslogLine& line) {
  constexpr std::size_t kMostFront = 300;
  const std::string_view front = text.substr(0, kMostFront);
  for (std::size_t at = front.find(" : "); at != std::string_view::npos; at = front.find(" : ", at + 1)) {
    if (at + 3 >= text.size() || !is_digit(text[at + 3])) continue;
    if (!read_alarm(text.substr(at + 1), line)) return false;
    line.payload = text.substr(at + 1);
    // `host facility severity` in front of it.
    for (std::size_t word = 0; word < at;) {
      const std::size_t blank = std::min(front.find(' ', word), at);
      const std::string_view behind = blank < at ? text.substr(blank + 1) : std::string_view{};
      if (facility_size(behind) != 0) line.host = text.substr(word, blank - word);
      word = blank + 1;
    }
    return true;
  }
  // The alarm alone, with or without its counter.
  return !front.empty() && is_digit(front.front()) && read_alarm(text, line);
}

AlarmTags::AlarmTags(std::string_view text) : message_(text) {
  if (!text.starts_with("%[")) return;
  tagged_ = true;
  // A tag may hold a whole alarm with tags of its own, so the last end of tags is the end.
  std::size_t end = text.rfind("]: ");
  if (text.ends_with("]:")) end = text.size() - 2;
  if (end == std::string_view::npos) {
    // Cut before the end: what is closed can be read.
    tags_ = text.substr(1);
    message_ = {};
    return;
  }
  tags_ = text.substr(1, end);
  message_ = trim(text.substr(std::min(text.size(), end + 3)));
}

std::string_view AlarmTags::value(std::string_view key) const {
  if (!tagged_) {
    const std::string_view text = message_;
    auto [at, index] = find_old_key(text, 0);
    while (at != std::string_view::npos) {
      const std::size_t from = at + kOldKeys[index].size();
      const auto [next, next_index] = find_old_key(text, from);
      std::string_view name = kOldKeys[index];
      name.remove_suffix(1);
      if (same_key(name, key)) return trim(text.substr(from, next == std::string_view::npos ? next : next - from));
      at = next;
      index = next_index;
    }
    return {};
  }
  for (std::size_t at = 0; at < tags_.size() && tags_[at] == '[';) {
    const std::size_t equals = tags_.find('=', at);
    if (equals == std::string_view::npos) return {};
    const std::size_t end = end_of_value(tags_, equals + 1);
    if (end == std::string_view::npos) return {};
    if (same_key(tags_.substr(at + 1, equals - at - 1), key)) return trim(tags_.substr(equals + 1, end - equals - 1));
    at = end + 1;
  }
  return {};
}

std::string_view AlarmTags::value_of_kind(std::string_view key_end) const {
  if (!tagged_) return {};
  for (std::size_t at = 0; at < tags_.size() && tags_[at] == '[';) {
    const std::size_t equals = tags_.find('=', at);
    if (equals == std::string_view::npos) return {};
    const std::size_t end = end_of_value(tags_, equals + 1);
    if (end == std::string_view::npos) return {};
    if (tags_.substr(at + 1, equals - at - 1).ends_with(key_end)) {
      return trim(tags_.substr(equals + 1, end - equals - 1));
    }
    at = end + 1;
  }
  return {};
}

std::string_view AlarmTags::nested_value(std::string_view key) const {
  const std::string start = "[" + std::string(key) + "=";
  const std::size_t at = tags_.find(start);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = tags_.substr(at + start.size());
  std::size_t end = std::max(rest.rfind("][AppID=") + 1, rest.rfind("][App ID=") + 1);
  if (end == 0) end = rest.rfind(']') + 1;
  return end == 0 ? rest : rest.substr(0, end - 1);
}

std::optional<AlarmPart> alarm_part(std::string_view text) {
  static constexpr std::string_view kTag = "[part=";
  const std::size_t at = text.find(kTag);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find(']', at);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view value = text.substr(at + kTag.size(), end - at - kTag.size());
  const std::size_t dot = value.find('.');
  const std::size_t slash = value.find('/');
  if (dot == std::string_view::npos || slash == std::string_view::npos || slash < dot) return std::nullopt;
  const auto index = parse_number<unsigned>(value.substr(dot + 1, slash - dot - 1));
  const auto count = parse_number<unsigned>(value.substr(slash + 1));
  if (!index || !count || *index == 0 || *index > *count) return std::nullopt;
  return AlarmPart{value.substr(0, dot), *index, *count};
}

std::string undo_escapes(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#' && i + 3 < text.size() && is_octal(text[i + 1]) && is_octal(text[i + 2]) &&
        is_octal(text[i + 3])) {
      const int code = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
      // Only control characters are escaped so.
      if (code < 0x20 || code == 0x7f) {
        plain += static_cast<char>(code);
        i += 3;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

std::string_view value_in_detail(std::string_view detail, std::string_view key) {
  // In tags.
  for (std::size_t open = detail.find('['); open != std::string_view::npos; open = detail.find('[', open + 1)) {
    const std::size_t equals = detail.find('=', open);
    if (equals == std::string_view::npos) break;
    if (!same_key(detail.substr(open + 1, equals - open - 1), key)) continue;
    const std::size_t end = detail.find(']', equals);
    if (end != std::string_view::npos) return trim(detail.substr(equals + 1, end - equals - 1));
  }
  // On a line of its own.
  for (std::size_t at = 0; at < detail.size();) {
    const std::size_t end = std::min(detail.find('\n', at), detail.size());
    const std::string_view line = detail.substr(at, end - at);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && same_key(trim(line.substr(0, colon)), key))
      return trim(line.substr(colon + 1));
    at = end + 1;
  }
  return {};
}

std::optional<JavaDate> read_java_date(std::string_view text) {
  std::string_view rest = trim(text);
  // `Tue `: the day of the week says nothing new.
  if (rest.size() < 4 || rest[3] != ' ') return std::nullopt;
  rest.remove_prefix(4);
  SyslogStamp stamp;
  if (!take_day(rest, stamp) || !take_clock(rest, stamp)) return std::nullopt;
  skip_blanks(rest);
  const std::size_t blank = rest.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view zone = rest.substr(0, blank);
  const std::optional<int> ahead = minutes_ahead(zone);
  rest.remove_prefix(blank);
  skip_blanks(rest);
  const auto year = parse_number<int>(rest.substr(0, 4));
  if (!year || *year < 1990 || *year > 2200) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(stamp.month),
                                         std::chrono::day(stamp.day)};
  if (!date.ok()) return std::nullopt;
  return JavaDate{LocalTime{std::chrono::local_days(date)} + stamp.clock,
                  ahead ? std::optional<Duration>(std::chrono::minutes(*ahead)) : std::nullopt};
}

}  // namespace logscan::detail
