// A table as the configuration database prints it, cut by its ruler.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/cli/command.h"

namespace logscan::detail {

struct SqlRow {
  std::vector<std::string> values;  // as many as columns; none where the row could not be cut
  std::size_t first_line = 0, last_line = 0;
};

struct SqlTable {
  std::vector<std::string> columns;  // lower case; none where the layout is not known
  std::vector<SqlRow> rows;
  std::size_t head_line = 0;
  bool found = false;  // a ruler
  bool ended = false;  // a blank line follows the last row

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  // The value of a row, NULL as nothing.
  [[nodiscard]] static std::string_view value(const SqlRow& row, std::optional<std::size_t> column);
};

// The first table in the lines.
SqlTable read_sql_table(std::span<const OutputLine> lines);

// The names of the columns, if the second line is the ruler of the first; none otherwise.
std::vector<std::string> sql_columns(std::string_view head, std::string_view ruler);

}  // namespace logscan::detail
