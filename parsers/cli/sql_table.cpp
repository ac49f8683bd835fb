// A table of the configuration database.
//
//   name           haenabled
//   ============== =========
//   DefaultCluster t
//
// The runs of `=` give the columns. Pasted tables may have lost blanks, so that a slice cuts a word or is empty: then
// the words of the row are its values, if there are as many as columns. A terminal breaks wide tables: the ruler then
// goes on in the next line, and so does each row, in as many lines.
#include "parsers/cli/sql_table.h"

#include <algorithm>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

// As wide as tables of the product are, and more.
constexpr std::size_t kMostColumns = 400;
// A terminal breaks no line more often.
constexpr std::size_t kMostBreaks = 40;

struct Column {
  std::size_t begin = 0;
  std::string name;
};

bool is_ruler(std::string_view text) {
  return !text.empty() && text.find_first_not_of("= \t") == std::string_view::npos &&
         text.find('=') != std::string_view::npos;
}

// Names of columns are single words, so that they hold where their places do not.
std::vector<Column> columns_of(std::string_view head, std::string_view ruler) {
  std::vector<Column> columns;
  const std::vector<std::string_view> names = words_of(head, kMostColumns + 1);
  const std::vector<std::string_view> runs = words_of(ruler, kMostColumns + 1);
  if (names.size() != runs.size() || names.size() > kMostColumns) return columns;
  for (std::size_t i = 0; i < names.size(); ++i)
    columns.push_back({static_cast<std::size_t>(runs[i].data() - ruler.data()), to_lower(names[i])});
  return columns;
}

// The values of a row; none where neither the ruler nor the words fit.
std::vector<std::string_view> values_of(std::string_view row, const std::vector<Column>& columns) {
  std::vector<std::string_view> values;
  bool fits = true, empty = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t begin = std::min(columns[i].begin, row.size());
    const std::size_t end = i + 1 < columns.size() ? std::min(columns[i + 1].begin, row.size()) : row.size();
    if (begin > 0 && begin < row.size() && !is_blank(row[begin - 1])) fits = false;
    values.push_back(trim(row.substr(begin, end - begin)));
    empty = empty || values.back().empty();
  }
  if (fits && !empty) return values;
  std::vector<std::string_view> words = words_of(row, kMostColumns + 1);
  if (words.size() == columns.size()) return words;
  if (!fits) values.clear();
  return values;
}

// Lines that a terminal broke, as one. Blanks at their ends were lost, so each but the last is as wide as the widest.
std::string join(std::span<const OutputLine> lines, std::size_t width) {
  std::string whole;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    whole += lines[i].text;
    if (i + 1 < lines.size()) whole.resize(std::max(whole.size(), (i + 1) * width), ' ');
  }
  return whole;
}

}  // namespace

std::optional<std::size_t> SqlTable::column(std::string_view name) const {
  const auto at = std::find(columns.begin(), columns.end(), name);
  return at == columns.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - columns.begin()));
}

std::string_view SqlTable::value(const SqlRow& row, std::optional<std::size_t> column) {
  if (!column || row.values.empty() || iequals(row.values[*column], "NULL")) return {};
  return row.values[*column];
}

std::vector<std::string> sql_columns(std::string_view head, std::string_view ruler) {
  std::vector<std::string> names;
  if (!is_ruler(ruler)) return names;
  for (Column& column : columns_of(head, ruler)) names.push_back(std::move(column.name));
  return names;
}

SqlTable read_sql_table(std::span<const OutputLine> lines) {
  SqlTable table;
  std::size_t ruler = 1;
  while (ruler < lines.size() && !is_ruler(lines[ruler].text)) ++ruler;
  if (ruler >= lines.size()) return table;
  table.found = true;
  std::size_t broken = 1;
  while (broken < kMostBreaks && ruler + broken < lines.size() && is_ruler(lines[ruler + broken].text)) ++broken;
  if (broken > ruler) return table;
  table.head_line = ruler - broken;
  // The parts of the ruler but the last fill the terminal.
  std::size_t width = 0;
  for (std::size_t i = table.head_line; i < ruler + broken; ++i) width = std::max(width, lines[i].text.size());
  const auto columns_at = [&](std::size_t at) {
    return columns_of(join(lines.subspan(table.head_line, broken), at), join(lines.subspan(ruler, broken), at));
  };
  std::vector<Column> columns = columns_at(width);
  // The terminal may have broken it at the blank between two columns.
  if (columns.empty() && broken > 1) columns = columns_at(++width);
  for (const Column& column : columns) table.columns.push_back(column.name);
  std::size_t at = ruler + broken;
  while (at < lines.size() && !trim(lines[at].text).empty()) {
    const std::size_t count = std::min(broken, lines.size() - at);
    SqlRow row;
    row.first_line = at;
    row.last_line = at + count - 1;
    const std::string text = join(lines.subspan(at, count), width);
    if (count == broken) {
      for (const std::string_view value : values_of(text, columns)) row.values.emplace_back(value);
    }
    table.rows.push_back(std::move(row));
    at += count;
  }
  table.ended = at < lines.size();
  return table;
}

}  // namespace logscan::detail
