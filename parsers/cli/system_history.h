// system-history.log: boots, shutdowns, restarts and installations of a server. As a file of its own, and as lines of
// a session in which it was viewed.
#pragma once

#include <optional>
#include <string_view>

#include "parse/parser.h"
#include "parsers/cli/command.h"

namespace logscan::detail {

struct HistoryLine {
  LocalTime time{};
  std::string_view what;     // Boot, Shutdown, Restart, Install, ...
  std::string_view version;  // may be empty
};

// Whether the line has the shape `MM/DD/YYYY HH:MM:SS | WHO: `.
bool is_history_line(std::string_view text);
// Nothing where it has not, or the time is none.
std::optional<HistoryLine> read_history_line(std::string_view text);
// Hands it to the sink, which counts the record.
void tell_history_line(const HistoryLine& line, const RecordRef& record, Sink& sink);

extern const CommandReader kHistoryCommand;
extern const ParserInfo kSystemHistory;

}  // namespace logscan::detail
