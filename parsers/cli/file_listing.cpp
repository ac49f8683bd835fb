// Listings of folders.
//
//   admin:file list activelog /cuc/diag_CuMbxSync* detail
//   05 Mar,2026 10:30:00             37,223  diag_CuMbxSync_00000001.uc
//
//   [root@cuc1 log]# ls -ltr
//   -rw-rw-r-- 1 cumbxsync cuservice 37223 Mar 5 10:30 diag_CuMbxSync_00000001.uc
//
// The times are local ones of the node. The shell leaves out the year of what is younger than half a year, and the time
// of what is older; the latter is of no use here. Only diagnostic files are told, whose records state no date.
#include "parsers/cli/file_listing.h"

#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kEnd = ".uc";

struct ListedFile {
  std::string_view name;
  LocalTime written{};
  bool year_known = true;
};

// Takes the words of a line one by one.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  std::string_view next() {
    const std::size_t begin = std::min(text_.find_first_not_of(" \t"), text_.size());
    text_.remove_prefix(begin);
    const std::string_view word = text_.substr(0, text_.find_first_of(" \t"));
    text_.remove_prefix(word.size());
    return word;
  }

 private:
  std::string_view text_;
};

// `10:30` or `10:30:00`
std::optional<Duration> read_clock(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':' || (text.size() == 8 && text[5] != ':'))
    return std::nullopt;
  const auto hour = parse_number<unsigned>(text.substr(0, 2)), minute = parse_number<unsigned>(text.substr(3, 2));
  const auto second = text.size() == 8 ? parse_number<unsigned>(text.substr(6, 2)) : std::optional(0U);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<LocalTime> read_day(int year, unsigned month, std::optional<unsigned> day) {
  if (month == 0 || !day || year < 1990 || year > 2200) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(*day)};
  return date.ok() ? std::optional(LocalTime{std::chrono::local_days(date)}) : std::nullopt;
}

// `05 Mar,2026 10:30:00 37,223 NAME`
std::optional<ListedFile> read_platform_line(std::string_view text) {
  Words words(text);
  const auto day = parse_number<unsigned>(words.next());
  const std::string_view month = words.next();
  if (month.size() != 8 || month[3] != ',') return std::nullopt;
  const auto date = read_day(parse_number<int>(month.substr(4)).value_or(0), month_of(month.substr(0, 3)), day);
  const auto clock = read_clock(words.next());
  words.next();
  const std::string_view name = words.next();
  if (!date || !clock || name.empty()) return std::nullopt;
  return ListedFile{name, *date + *clock, true};
}

// `-rw-rw-r-- 1 cumbxsync cuservice 37223 Mar 5 10:30 NAME`
std::optional<ListedFile> read_shell_line(std::string_view text) {
  Words words(text);
  const std::string_view mode = words.next();
  if (mode.size() < 10 || mode[0] != '-' || mode.substr(1, 9).find_first_not_of("rwxsStT-") != std::string_view::npos)
    return std::nullopt;
  for (int i = 0; i < 4; ++i) words.next();  // links, owner, group, size
  const unsigned month = month_of(words.next());
  const auto day = parse_number<unsigned>(words.next());
  const auto date = read_day(kNominalYear, month, day);
  const auto clock = read_clock(words.next());
  const std::string_view name = words.next();
  if (!date || !clock || name.empty()) return std::nullopt;
  return ListedFile{name, *date + *clock, false};
}

std::optional<ListedFile> read_line(std::string_view text) {
  auto listed = read_platform_line(text);
  if (!listed) listed = read_shell_line(text);
  if (!listed) return std::nullopt;
  listed->name = base_name(listed->name);
  return iequals(listed->name.substr(listed->name.size() - std::min(listed->name.size(), kEnd.size())), kEnd)
             ? listed
             : std::nullopt;
}

void read_listing(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  for (const OutputLine& line : output.lines) {
    const auto listed = read_line(line.text);
    if (!listed) continue;
    facts.fact(FactKind::kFileListed,
               {{}, listed->name, listed->year_known ? "" : "no year", {}, listed->written.time_since_epoch().count()},
               line, sink);
  }
}

}  // namespace

constinit const CommandReader kFileListing{
    .name = "cli.listing",
    .matches = [](std::string_view command) { return command.starts_with("file list ") || command.starts_with("ls "); },
    .recognises = [](std::span<const OutputLine> lines) { return read_line(lines[0].text).has_value(); },
    .read = read_listing,
};

}  // namespace logscan::detail
