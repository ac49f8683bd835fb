#include "parsers/http/http_date.h"

#include <array>
#include <chrono>

#include "base/text.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

//   Sun, 29 Jun 2014 15:10:35 GMT     what is written today
//   Sunday, 29-Jun-14 15:10:35 GMT    RFC 850
//   Sun Jun 29 15:10:35 2014          C's asctime
constexpr std::size_t kMostWords = 6;

std::optional<int> two_digits(std::string_view text) {
  if (text.empty() || text.size() > 2) return std::nullopt;
  return parse_number<int>(text);
}

std::optional<int> year_of(std::string_view text) {
  const std::optional<int> year = parse_number<int>(text);
  if (!year || (text.size() != 2 && text.size() != 4) || *year < 0) return std::nullopt;
  if (text.size() == 4) return year;
  return *year + (*year < 70 ? 2000 : 1900);
}

std::optional<std::chrono::seconds> clock_of(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2)), minute = two_digits(text.substr(3, 2)),
             second = two_digits(text.substr(6, 2));
  // A leap second counts as 60.
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60 || *hour < 0 || *minute < 0 ||
      *second < 0)
    return std::nullopt;
  return std::chrono::seconds(*hour * 3600 + *minute * 60 + *second);
}

}  // namespace

std::optional<Timestamp> read_http_date(std::string_view text) {
  std::array<std::string_view, kMostWords> words;
  std::size_t count = 0;
  while (count < kMostWords) {
    while (!text.empty() && (is_blank(text.front()) || text.front() == ',' || text.front() == '-'))
      text.remove_prefix(1);
    if (text.empty()) break;
    const std::size_t length = text.find_first_of(" \t,-");
    words[count++] = text.substr(0, length);
    text.remove_prefix(words[count - 1].size());
  }
  const bool asctime = count == 5 && !is_digit(words[1].front());
  if (!asctime && (count != 6 || !iequals(words[5], "GMT"))) return std::nullopt;
  const auto day = two_digits(words[asctime ? 2 : 1]), year = year_of(words[asctime ? 4 : 3]);
  const unsigned month = month_of(words[asctime ? 1 : 2]);
  const auto clock = clock_of(words[asctime ? 3 : 4]);
  if (!day || *day < 1 || !year || month == 0 || !clock) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp{std::chrono::sys_days(date)} + *clock;
}

}  // namespace logscan::detail
