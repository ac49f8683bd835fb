// A table of the configuration database.
//
//   name           haenabled
//   ============== =========
//   DefaultCluster t
//
// The runs of `=` give the columns. Pasted tables may have lost blanks, so that a slice cuts a word or is empty: then
// the words of the row are its values, if there are as many as columns. Nulls read NULL, booleans t or f.
#include "parsers/cli/run_sql.h"

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

// As wide as tables of the product are, and more.
constexpr std::size_t kMostColumns = 400;

struct Column {
  std::size_t begin = 0;
  std::string name;  // lower case
};

bool is_ruler(std::string_view text) {
  return text.size() >= 1 && text.find_first_not_of("= \t") == std::string_view::npos &&
         text.find('=') != std::string_view::npos;
}

// Names of columns are single words, so that they hold where their places do not.
std::vector<Column> columns_of(std::string_view header, std::string_view ruler) {
  std::vector<Column> columns;
  const std::vector<std::string_view> names = words_of(header, kMostColumns + 1);
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

std::optional<std::size_t> column(const std::vector<Column>& columns, std::string_view name) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == name) return i;
  }
  return std::nullopt;
}

std::string table_of(std::string_view command) {
  const std::size_t from = command.find(" from ");
  if (from == std::string_view::npos) return "a table";
  const std::string_view rest = trim(command.substr(from + 6));
  return std::string(rest.substr(0, std::min<std::size_t>(rest.find_first_of(" ,;()"), 64)));
}

void read_run_sql(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::span<const OutputLine> lines = output.lines;
  std::size_t ruler = 1;
  while (ruler < lines.size() && !is_ruler(lines[ruler].text)) ++ruler;
  if (ruler >= lines.size()) {
    facts.note("cli.run-sql: layout not known, not read", sink);
    return;
  }
  const std::vector<Column> columns = columns_of(lines[ruler - 1].text, lines[ruler].text);
  const auto name = column(columns, "name");
  const auto enabled = column(columns, "haenabled");
  const auto state = column(columns, "tkhaserverstate");
  std::size_t rows = 0, unread = 0;
  for (std::size_t i = ruler + 1; i < lines.size() && !trim(lines[i].text).empty(); ++i) {
    ++rows;
    if (!enabled && !state) continue;
    // The last value of a row that the source ends in may be the front of one.
    const std::vector<std::string_view> values = values_of(lines[i].text, columns);
    bool read = false;
    if (enabled && !values.empty() && (values[*enabled] == "t" || values[*enabled] == "f")) {
      const std::string_view group = name ? values[*name] : std::string_view{};
      facts.fact(FactKind::kHaEnabled, {{}, group, {}, {}, values[*enabled] == "t" ? 1 : 0}, lines[i], sink);
      read = true;
    }
    if (state && name && !values.empty() && !values[*name].empty()) {
      const auto number = parse_number<std::int64_t>(values[*state]);
      const bool cut = output.cut && i + 1 == lines.size() && *state + 1 == columns.size() && values[*state] == "1";
      const HaState* known = number && !cut ? output.states.numbered(*number) : nullptr;
      if (known != nullptr) {
        facts.fact(FactKind::kHaState, {values[*name], {}, known->name, {}, 0}, lines[i], sink);
        read = true;
      }
    }
    unread += read ? 0U : 1U;
  }
  if (columns.empty()) {
    facts.note("cli.run-sql: layout not known, not read", sink);
  } else if (!enabled && !state) {
    facts.note("cli.run-sql: " + std::to_string(rows) + (rows == 1 ? " row of " : " rows of ") +
                   table_of(output.command) + " not read",
               sink);
  } else if (unread > 0) {
    facts.note("cli.run-sql: " + std::to_string(unread) + (unread == 1 ? " row" : " rows") + " that could not be read",
               sink);
  }
}

bool begins_ha_table(std::span<const OutputLine> lines) {
  if (lines.size() < 2 || !is_ruler(lines[1].text)) return false;
  const std::vector<Column> columns = columns_of(lines[0].text, lines[1].text);
  return column(columns, "haenabled") || column(columns, "tkhaserverstate");
}

}  // namespace

constinit const CommandReader kRunSql{
    .name = "cli.run-sql",
    .matches = [](std::string_view command) { return command.starts_with("run sql "); },
    .recognises = begins_ha_table,
    .read = read_run_sql,
};

}  // namespace logscan::detail
