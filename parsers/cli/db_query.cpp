// The table of subscriptions, as the platform's command line or the database's own prints it.
//
//   admin:run cuc dbquery unitydyndb select * from tbl_exsubscription
//
//   subscriptionid                        timestamputc                subscriberexternalserviceobjectid
//   ------------------------------------  --------------------------  ------------------------------------
//   0a37d81e-bc62-47b3-a3d9-30b3c7384211  2014-06-29 16:00:45.775000  0b163c0f-74b5-4982-99c1-144cd23df0a4
//
// The database's prompt has one line of dashes for all columns. Stamps are UTC, of the last notification that was
// accepted; ids are what they are, and not taken apart. The header may stand behind an echo of the command, blank lines
// between the rows. A dump is often of the first ten rows, so that what is not in it is nothing known.
#include "parsers/cli/db_query.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostWords = 128;
constexpr std::string_view kTable = "tbl_exsubscription";
constexpr std::string_view kId = "subscriptionid", kStamp = "timestamputc",
                           kMailbox = "subscriberexternalserviceobjectid";

bool is_ruler(std::string_view text) {
  return text.find("---") != std::string_view::npos && text.find_first_not_of("- \t") == std::string_view::npos;
}

bool is_date(std::string_view word) {
  if (word.size() != 10) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i == 4 || i == 7 ? word[i] != '-' : !is_digit(word[i])) return false;
  }
  return true;
}

// A stamp is two words.
std::vector<std::string_view> values_of(std::string_view row) {
  const std::vector<std::string_view> words = words_of(row, kMostWords);
  std::vector<std::string_view> values;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool stamp = is_date(words[i]) && i + 1 < words.size() && words[i + 1].find(':') == 2;
    if (stamp) {
      const char* const begin = words[i].data();
      values.emplace_back(begin, static_cast<std::size_t>(words[i + 1].data() + words[i + 1].size() - begin));
      ++i;
    } else {
      values.push_back(words[i]);
    }
  }
  return values;
}

// The same by the columns of the dashes, for rows with blanks in a value or with an empty one.
std::vector<std::string_view> slices_of(std::string_view row, std::string_view ruler) {
  std::vector<std::string_view> values;
  for (std::size_t at = ruler.find('-'); at != std::string_view::npos;) {
    const std::size_t next = ruler.find('-', std::min(ruler.find_first_not_of('-', at), ruler.size()));
    values.push_back(at < row.size() ? trim(row.substr(at, next == std::string_view::npos ? next : next - at))
                                     : std::string_view{});
    at = next;
  }
  return values;
}

// `2014-06-29 16:00:45.775000`, UTC.
std::optional<std::int64_t> read_stamp(std::string_view text) {
  constexpr std::size_t kSeconds = 19;
  if (text.size() < kSeconds || !is_date(text.substr(0, 10)) || !is_blank(text[10]) || text[13] != ':' ||
      text[16] != ':')
    return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    return parse_number<unsigned>(text.substr(at, digits));
  };
  const auto year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const auto hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok() || *year < 1990 || *year > 2200) return std::nullopt;
  std::int64_t micros = 0;
  if (text.size() > kSeconds) {
    std::string_view fraction = text.substr(kSeconds);
    if (fraction[0] != '.' || fraction.size() > 7) return std::nullopt;
    fraction.remove_prefix(1);
    for (std::size_t i = 0; i < 6; ++i) {
      if (i < fraction.size() && !is_digit(fraction[i])) return std::nullopt;
      micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
  }
  const Timestamp time = Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
                         std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  return time.time_since_epoch().count() + micros;
}

// The columns of the table, by name. The header may stand behind an echo of the command: its last words count.
struct Columns {
  std::size_t count = 0;
  std::optional<std::size_t> id, stamp, mailbox;
};

Columns columns_of(std::string_view header, std::string_view ruler) {
  std::vector<std::string_view> names = words_of(header, kMostWords);
  const std::size_t runs = words_of(ruler, kMostWords).size();
  if (runs > 1 && names.size() > runs) {
    names.erase(names.begin(), names.end() - static_cast<std::ptrdiff_t>(runs));
  } else if (runs == 1) {
    // With one line of dashes only the name of the table tells where the echo ends.
    const auto table = std::find_if(names.rbegin(), names.rend(),
                                    [](std::string_view name) { return to_lower(name).starts_with(kTable); });
    names.erase(names.begin(), table.base());
  }
  Columns columns;
  columns.count = names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (iequals(names[i], kId)) columns.id = i;
    if (iequals(names[i], kStamp)) columns.stamp = i;
    if (iequals(names[i], kMailbox)) columns.mailbox = i;
  }
  return columns;
}

// A condition or another table may be why there is no row.
void read_empty(const CommandOutput& output, const OutputLine& line, SessionFacts& facts, Sink& sink) {
  const std::size_t table = output.command.find(kTable);
  if (table == std::string_view::npos) return;
  const std::string_view rest = output.command.substr(table + kTable.size());
  if (rest.find_first_not_of("; ") != std::string_view::npos) {
    facts.note("cli.dbquery: the subscription table has no such row", sink);
    return;
  }
  facts.note("cli.dbquery: the subscription table has no row", sink);
  facts.fact(FactKind::kNoSubscriptions, {}, line, sink);
}

void read_db_query(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::span<const OutputLine> lines = output.lines;
  const auto empty = std::find_if(lines.begin(), lines.end(),
                                  [](const OutputLine& line) { return iequals(trim(line.text), "No records found"); });
  if (empty != lines.end()) {
    read_empty(output, *empty, facts, sink);
    return;
  }
  std::size_t ruler = 0;
  while (ruler < lines.size() && !is_ruler(lines[ruler].text)) ++ruler;
  if (ruler >= lines.size()) {
    facts.note("cli.dbquery: layout not known, not read", sink);
    return;
  }
  // The echo of a long command may have lost its line end, so that the header stands behind it.
  std::size_t below_header = ruler;
  while (below_header > 0 && trim(lines[below_header - 1].text).empty()) --below_header;
  const Columns columns =
      columns_of(below_header > 0 ? lines[below_header - 1].text : output.command, lines[ruler].text);
  if (!columns.id || !columns.stamp) {
    facts.note("cli.dbquery: a table without subscriptions, not read", sink);
    return;
  }
  std::size_t unread = 0, unstamped = 0;
  for (std::size_t i = ruler + 1; i < lines.size(); ++i) {
    const std::string_view row = lines[i].text;
    if (trim(row).empty()) continue;
    std::vector<std::string_view> values = values_of(row);
    if (values.size() != columns.count) values = slices_of(row, lines[ruler].text);
    const bool whole = values.size() == columns.count && !values[*columns.id].empty();
    const auto stamp = whole ? read_stamp(values[*columns.stamp]) : std::nullopt;
    if (!stamp) {
      ++(whole && iequals(values[*columns.stamp], "null") ? unstamped : unread);
      continue;
    }
    // The last value of a row that the source ends in may be the front of one.
    const bool cut = output.cut && i + 1 == lines.size();
    if (cut && (*columns.id + 1 == columns.count || *columns.stamp + 1 == columns.count)) continue;
    const bool mailbox = columns.mailbox && !(cut && *columns.mailbox + 1 == columns.count);
    facts.fact(FactKind::kLastNotification,
               {{},
                values[*columns.id],
                mailbox ? values[*columns.mailbox] : std::string_view{},
                values[*columns.stamp],
                *stamp},
               lines[i], sink);
  }
  const auto tell = [&](std::size_t count, const char* what) {
    if (count > 0) facts.note("cli.dbquery: " + std::to_string(count) + (count == 1 ? " row " : " rows ") + what, sink);
  };
  tell(unread, "of the subscription table that could not be read");
  tell(unstamped, "of the subscription table without a notification");
  if (output.command.find(" first ") != std::string_view::npos)
    facts.note("cli.dbquery: only the first rows of the subscription table: what is not in it is not known", sink);
}

bool begins_subscription_table(std::span<const OutputLine> lines) {
  if (lines.size() < 2 || !is_ruler(lines[1].text)) return false;
  const Columns columns = columns_of(lines[0].text, lines[1].text);
  return columns.id && columns.stamp;
}

}  // namespace

constinit const CommandReader kDbQuery{
    .name = "cli.dbquery",
    .matches =
        [](std::string_view command) {
          return command.starts_with("run cuc dbquery ") ||
                 (command.starts_with("select ") && command.find(kTable) != std::string_view::npos);
        },
    .recognises = begins_subscription_table,
    .read = read_db_query,
};

}  // namespace logscan::detail
