// The commands of a session: what a reader gets and whom it tells. To read one more command, write its reader and add
// it to the table in cli_session.cpp.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "knowledge/ha_states.h"
#include "parse/sink.h"
#include "parsers/cli/session_nodes.h"
#include "time/zone.h"

namespace logscan::detail {

// One line of an output. Views live as long as the call that hands them over.
struct OutputLine {
  std::string_view text;  // cleaned (terminal_line.h)
  RecordRef record;
};

struct CommandOutput {
  std::string_view command;  // lower case, single blanks; empty where the output stands without its command
  std::string_view typed;    // the same as it was typed; an output that was pasted in one line goes on behind it
  OutputLine at;             // the command's line; the first of the output where that stands without it
  std::span<const OutputLine> lines;
  bool cut;    // the source ends in the last line
  bool ended;  // a prompt or another output follows: what is not in it was not printed
  const HaStates& states;
};

// What a fact says; empty texts are nothing.
struct FactWords {
  std::string_view node, subject, text, detail;
  std::int64_t number = 0;
};

// Takes what the readers find. A fact waits until the session's nearest clock line is known, since a session tells the
// time once, before or after. A row of the subscription table has the time before it, where that may be its own.
class SessionFacts {
 public:
  // What is told next is told by the output that begins here. Behind its last fact, end_output().
  void begin_output(std::uint64_t line);
  void end_output();
  // The lines from `first` to `last` say it.
  void fact(FactKind kind, const FactWords& words, const OutputLine& first, const OutputLine& last, Sink& sink);
  void fact(FactKind kind, const FactWords& words, const OutputLine& line, Sink& sink) {
    fact(kind, words, line, line, sink);
  }
  // The output tells how the nodes stand, and cannot be read in full.
  void unread_status(const CommandOutput& output, std::string_view why, Sink& sink);
  // The output of this kind ("service-list") was not read, or not in full.
  void unread(const CommandOutput& output, std::string_view kind, std::string_view why, Sink& sink);
  // Nothing of it was. Behind a command that stands in a text without its prompt there may be no output at all.
  void nothing_read(const CommandOutput& output, std::string_view kind, std::string_view why, Sink& sink);
  // What the facts do not say of the nodes.
  SessionNodes& nodes() { return nodes_; }
  // Each text once.
  void note(std::string_view text, Sink& sink);

  // The zone that the server lives in.
  void zone(std::string_view name, Sink& sink);
  // The line of this number says what time it was.
  void clock(LocalTime utc, std::uint64_t ordinal, Sink& sink);
  // The source ends: what waits gets the time that is known.
  void finish(Sink& sink);

 private:
  struct ClockLine {
    LocalTime utc{};
    std::uint64_t ordinal = 0;
  };
  struct Waiting {
    FactText text;
    std::string raw;
    std::uint64_t offset = 0;
    std::uint64_t ordinal = 0;
    FactKind kind = FactKind::kHaState;
    std::optional<ClockLine> clock;
  };
  static bool may_be_of(const Waiting& fact, const ClockLine& clock);
  void tell(const Waiting& fact, const std::optional<ClockLine>& clock, Sink& sink) const;

  void tell_nodes(FactKind kind, const FactWords& words, std::uint64_t line);

  SessionNodes nodes_;
  // In its own cluster a node is authenticated, and not by way of a connection.
  struct OwnRow {
    std::string host;
    std::optional<bool> primary;
    std::uint64_t line = 0;
    std::size_t rows = 0;
  };
  OwnRow own_row_;  // of the output that is read
  // As the axis of the source has it; nothing where that is the wall's, and the zone is not known.
  [[nodiscard]] std::optional<WallTime> time_of(const ClockLine& clock, const Sink& sink) const;
  void bound(Sink& sink);

  std::deque<Waiting> waiting_;
  // On the wall axis a time needs the zone, which may stand behind it: what has its clock waits for the end.
  std::deque<Waiting> settled_;
  std::optional<Zone> zone_;
  std::deque<std::string> notes_;
  std::optional<ClockLine> clock_;  // the last one
};

struct CommandReader {
  std::string_view name;  // family.kind, stable
  bool (*matches)(std::string_view command) = nullptr;
  // Whether an output of this kind begins here, for one that is pasted without its command. Null: never.
  bool (*recognises)(std::span<const OutputLine> lines) = nullptr;
  void (*read)(const CommandOutput& output, SessionFacts& facts, Sink& sink) = nullptr;
};

}  // namespace logscan::detail
