// The servers of a Unity Connection cluster.
//
//   Server Name  Member ID  Server State  Internal State  Reason
//   -----------  ---------  ------------  --------------  ------
//   cuc1         0          Primary       Pri Active      Normal
//   cuc2         1          Secondary     Sec Active      Normal
//
// The states are those of the documented table of server status; no document prints the columns. So a row is a name, a
// number and a documented state, and what stands behind that is kept as it is.
#include "parsers/cli/connection_status.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "knowledge/connection_cluster.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "connection-status";
constexpr std::size_t kMostLine = 500, kMostNumber = 3;
constexpr std::array<std::string_view, 8> kStates = {
    kPrimaryStatus, "Secondary", "Deactivated",      "Not Functioning",
    "Starting",     "Disabled",  "Replicating Data", "Split Brain Recovery"};

struct StatusRow {
  std::string_view server, state;
  std::string rest;  // single blanks
};

std::optional<StatusRow> read_row(std::string_view text) {
  if (text.size() > kMostLine) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text, 2);
  if (words.size() != 2 || words[1].size() > kMostNumber || !std::all_of(words[1].begin(), words[1].end(), is_digit))
    return std::nullopt;
  const std::string_view behind = behind_words(text, 2);
  const auto* state = std::find_if(kStates.begin(), kStates.end(),
                                   [&](std::string_view known) { return starts_with_words(behind, known); });
  if (state == kStates.end()) return std::nullopt;
  constexpr std::size_t kMostRest = 12;
  StatusRow row{words[0], *state, {}};
  for (const std::string_view word : words_of(behind.substr(state->size()), kMostRest)) {
    if (!row.rest.empty()) row.rest += ' ';
    row.rest += word;
  }
  return row;
}

void read_status(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::size_t rows = 0;
  bool anything = false;
  for (const OutputLine& line : output.lines) {
    anything = anything || !trim(line.text).empty();
    const auto row = read_row(line.text);
    if (!row) continue;
    facts.fact(FactKind::kHaState, {row->server, kConnectionCluster, row->state, row->rest, 0}, line, sink);
    ++rows;
  }
  if (rows == 0 && anything) facts.nothing_read(output, kKind, "no server in it, not read", sink);
}

}  // namespace

constinit const CommandReader kConnectionStatus{
    .name = "cli.connection-status",
    .matches = [](std::string_view command) { return is_command(command, "show cuc cluster status"); },
    .recognises =
        [](std::span<const OutputLine> lines) {
          const std::string_view text = trim(lines.front().text);
          return text.size() <= kMostLine && starts_with_words(text, "Server Name") && has_words(text, "Member ID");
        },
    .read = read_status,
};

}  // namespace logscan::detail
