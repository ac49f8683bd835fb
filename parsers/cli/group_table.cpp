// The table of a presence redundancy group.
//
//   Monitored Server <tab> Assigned Users <tab> Active Users <tab> Server State <tab> Reason
//   IMPPub.CiscoLiveUS.net <tab> 4 <tab> 4 <tab> Normal <tab> Normal
//
// A browser puts tabs between the cells, a mail program blanks. Where neither tells the state from the reason, the
// known states do; a row in which nothing does is not read. With high availability off, one line of capitals stands
// where the rows would.
#include "parsers/cli/group_table.h"

#include <array>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kDisabled = "HIGH AVAILABILITY IS NOT ENABLED FOR THIS SUBCLUSTER";

bool is_header(std::string_view text) {
  return text.size() < 400 && find_words(text, "monitored server") != std::string_view::npos &&
         find_words(text, "server state") != std::string_view::npos;
}

struct Row {
  std::string_view server, assigned, active, state, reason;
};

bool is_number(std::string_view text) { return parse_number<std::uint32_t>(text).has_value(); }

bool split_by_tabs(std::string_view text, Row& row) {
  std::array<std::string_view, 5> cells{};
  std::size_t count = 0;
  for (; count < cells.size(); ++count) {
    const std::size_t tab = text.find('\t');
    cells[count] = trim(text.substr(0, tab));
    if (tab == std::string_view::npos) {
      ++count;
      break;
    }
    text.remove_prefix(tab + 1);
  }
  row = {cells[0], cells[1], cells[2], cells[3], cells[4]};
  return count >= 4;
}

// The word at the front, taken off.
std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

// State and reason by two blanks or a tab between them, by the header's columns, or by the known states.
bool split_state(const HaStates& states, std::string_view line, std::string_view rest, std::size_t reason_column,
                 Row& row) {
  const auto divide = [&](std::size_t at) {
    row.state = trim(rest.substr(0, at));
    row.reason = at < rest.size() ? trim(rest.substr(at)) : std::string_view{};
    return !row.state.empty();
  };
  rest = trim(rest);
  const std::size_t wide = std::min(rest.find("  "), rest.find('\t'));
  if (wide != std::string_view::npos) return divide(wide);
  const auto begin = static_cast<std::size_t>(rest.data() - line.data());
  if (reason_column != std::string_view::npos && reason_column > begin && reason_column < line.size() &&
      is_blank(line[reason_column - 1]) && !is_blank(line[reason_column]))
    return divide(reason_column - begin);
  const std::string_view state = states.state_prefix(rest);
  return !state.empty() && divide(state.size());
}

bool split_row(const HaStates& states, std::string_view line, std::size_t reason_column, Row& row) {
  if (!split_by_tabs(line, row)) {
    std::string_view rest = line;
    row.server = take_word(rest);
    row.assigned = take_word(rest);
    row.active = take_word(rest);
    if (!split_state(states, line, rest, reason_column, row)) return false;
  }
  return !row.server.empty() && row.server.find(' ') == std::string_view::npos && is_number(row.assigned) &&
         is_number(row.active) && !row.state.empty();
}

void read_group_table(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::string_view group;
  std::size_t reason_column = std::string_view::npos;
  std::size_t rows = 0;
  bool in_table = false, disabled = false;
  std::string_view unread;
  const auto doubt = [&](std::string_view note, std::string_view why) {
    facts.note(note, sink);
    if (unread.empty()) unread = why;
  };
  for (std::size_t i = 0; i < output.lines.size(); ++i) {
    const OutputLine& line = output.lines[i];
    const std::string_view text = trim(line.text);
    if (text.find(kDisabled) != std::string_view::npos) {
      facts.fact(FactKind::kHaEnabled, {.node = {}, .subject = group, .text = {}, .detail = {}}, line, sink);
      disabled = true;
      in_table = false;
    } else if (text.starts_with("Name*")) {
      // The field of the page: the name beside its label, or below it.
      group = trim(text.substr(5));
      if (group.empty() && i + 1 < output.lines.size()) group = trim(output.lines[i + 1].text);
    } else if (is_header(text)) {
      in_table = true;
      reason_column = find_words(line.text, "reason");
    } else if (in_table && !text.empty()) {
      Row row;
      const bool cut = output.cut && i + 1 == output.lines.size();
      if (!split_row(output.states, line.text, reason_column, row)) {
        // The page goes on behind the table: its buttons, its footnote.
        if (rows == 0 || (text.find_first_of("0123456789") != std::string_view::npos && row.server.size() > 1 &&
                          is_number(row.assigned)))
          doubt("cli.group-table: rows of a layout that is not known, not read",
                "rows of it have a layout that is not known");
        in_table = false;
        continue;
      }
      ++rows;
      if (cut && row.reason.empty() && output.states.state_prefix(row.state) != row.state) {
        doubt("cli.group-table: its last row is cut, not read", "its last row is cut");
        continue;
      }
      facts.fact(FactKind::kHaState, {row.server, group, row.state, row.reason, 0}, line, sink);
      facts.fact(FactKind::kAssignedUsers, {row.server, group, {}, {}, *parse_number<std::int64_t>(row.assigned)}, line,
                 sink);
      facts.fact(FactKind::kActiveUsers, {row.server, group, {}, {}, *parse_number<std::int64_t>(row.active)}, line,
                 sink);
    }
  }
  if (rows == 0 && !disabled) doubt("cli.group-table: no row, not read", "it has no row");
  if (!unread.empty()) facts.unread_status(output, unread, sink);
}

bool begins_group_table(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  return is_header(text) || text.find(kDisabled) != std::string_view::npos ||
         (text.starts_with("Name*") && lines.size() > 1);
}

}  // namespace

constinit const CommandReader kGroupTable{
    .name = "cli.group-table",
    .matches = [](std::string_view /*command*/) { return false; },
    .recognises = begins_group_table,
    .read = read_group_table,
};

}  // namespace logscan::detail
