// The replication of the database.
//
//   Cluster Replication State: Replication status command started at: 2026-01-02-16-18
//        Replication status command COMPLETED. Checked 754 tables out of 754
//        No Errors or Mismatches found.
//   Cluster Detailed View from cucm-01 (2 Servers):
//   SERVER-NAME              IP ADDRESS        (msec)    DbMon?    QUEUE    Group ID       (RTMT) & Details
//   -----------              ----------        ------    -------   -----    -----------    ------------------
//   cucm-01                  172.168.0.101     0.045     Y/Y/Y     0        (g_2)          (2) Setup Completed
//
// The columns differ with the version; the last one, a code in parentheses and words, does not. So a row is what stands
// around such a code, wherever the lines break: before it the server and its address, behind it the details up to the
// next server.
#include "parsers/cli/db_replication.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "model/kinds.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "runtimestate";
constexpr std::size_t kMostLine = 4000, kMostRow = 400, kMostServers = 256;

constexpr std::string_view kViewHead = "Cluster Detailed View";

// `(2)` or `(-)`; nothing for `(g_2)` and other words.
std::optional<std::int64_t> code_of(std::string_view word) {
  if (word.size() != 3 || word.front() != '(' || word.back() != ')') return std::nullopt;
  if (word[1] == '-') return -1;
  return is_digit(word[1]) ? std::optional<std::int64_t>(word[1] - '0') : std::nullopt;
}

struct Word {
  std::string_view text;
  std::size_t line = 0;
};

struct Server {
  std::string_view name;
  std::string columns, details;
  std::optional<std::int64_t> code;
  std::size_t first_line = 0, last_line = 0;
};

// `Cluster Detailed View from PUB (2 Servers):`; 0 where it does not say how many.
std::size_t servers_told(std::string_view text) {
  const std::size_t open = text.find('(', find_words(text, kViewHead));
  if (open == std::string_view::npos) return 0;
  const std::string_view rest = text.substr(open + 1);
  const std::size_t end = rest.find(' ');
  if (end == std::string_view::npos || !starts_with_words(rest.substr(end + 1), "Server")) return 0;
  return parse_number<std::size_t>(rest.substr(0, end)).value_or(0);
}

void append(std::string& text, std::string_view word) {
  if (text.size() >= kMostRow) return;
  if (!text.empty()) text += ' ';
  text += word;
}

// The servers of the words of a view. Each begins with a name before an address.
std::vector<Server> servers_of(const std::vector<Word>& words) {
  std::vector<Server> servers;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (i + 1 < words.size() && is_address_word(words[i + 1].text) && !is_address_word(word.text) &&
        servers.size() < kMostServers) {
      servers.push_back({word.text, {}, {}, std::nullopt, word.line, words[i + 1].line});
      ++i;
      continue;
    }
    if (servers.empty()) continue;
    Server& server = servers.back();
    server.last_line = word.line;
    if (const auto code = code_of(word.text); code && !server.code) {
      server.code = code;
    } else {
      append(server.code ? server.details : server.columns, word.text);
    }
  }
  return servers;
}

// The check of all tables, as its lines tell it.
struct Check {
  std::optional<std::int64_t> number;
  std::string_view words;
  const OutputLine* line = nullptr;
};

// `Checked 754 tables out of 754`, `681 tables checked out of 681`: whether it was all of them.
bool checked_all(std::string_view text) {
  const std::size_t out_of = find_words(text, " out of ");
  if (out_of == std::string_view::npos) return true;
  std::optional<std::uint64_t> done;
  for (const std::string_view word : words_of(text.substr(0, out_of), 64)) {
    if (const auto number = parse_number<std::uint64_t>(word)) done = number;
  }
  const std::vector<std::string_view> behind = words_of(text.substr(out_of + 8), 1);
  const auto all = behind.empty() ? std::nullopt
                                  : parse_number<std::uint64_t>(behind[0].substr(
                                        0, std::min(behind[0].find_first_not_of("0123456789"), behind[0].size())));
  return !done || !all || *done >= *all;
}

// The higher one is told of an output that says several.
int weight(std::int64_t number) {
  switch (number) {
    case kCheckErrors:
      return 3;
    case kCheckServicesDown:
      return 2;
    case kCheckIncomplete:
      return 1;
    default:
      return 0;
  }
}

// What one line adds. What is worse stays.
void take_check_line(std::string_view text, const OutputLine& line, Check& check) {
  const auto take = [&](std::int64_t number) {
    if (check.number && weight(*check.number) > weight(number)) return;
    check = {number, trim(text), &line};
  };
  const bool none = has_words(text, "No Errors or Mismatches") || has_words(text, "NO ERRORS");
  static constexpr std::string_view kServices = "Replication Services:";
  const std::size_t services = find_words(text, kServices);
  const std::string_view stand =
      services == std::string_view::npos ? std::string_view() : trim(text.substr(services + kServices.size()));
  if (!none && (has_words(text, "Errors or Mismatches") || has_words(text, "Sync Errors:"))) {
    take(kCheckErrors);
  } else if (!stand.empty() && !starts_with_words(stand, "ALL RUNNING")) {
    take(kCheckServicesDown);
  } else if (none) {
    take(checked_all(text) ? kCheckClean : kCheckIncomplete);
  } else if (has_words(text, "status command COMPLETED") || has_words(text, "SYNC Completed")) {
    // It says that it ended, and not yet how.
    if (!checked_all(text)) {
      take(kCheckIncomplete);
    } else if (check.number == kCheckRunning) {
      check = {};
    }
  } else if (has_words(text, "status command started") || has_words(text, "now running in background")) {
    take(kCheckRunning);
  }
}

void read_view(const CommandOutput& output, std::size_t head, SessionFacts& facts, Sink& sink, std::string& unread) {
  const std::span<const OutputLine> lines = output.lines;
  std::vector<Word> words;
  bool in_rows = false;
  const std::size_t told = servers_told(lines[head].text);
  for (std::size_t i = head; i < lines.size(); ++i) {
    std::string_view text = lines[i].text;
    if (text.size() > kMostLine) {
      unread = "a line that is longer than any that is read";
      continue;
    }
    if (i > head && has_words(text, kViewHead)) break;
    if (i == head) text = text.substr(find_words(text, kViewHead));
    const std::vector<std::string_view> more = words_of(text, kMostLine);
    if (more.empty() && in_rows) break;
    for (std::size_t w = 0; w < more.size(); ++w) {
      in_rows = in_rows || is_address_word(more[w]);
      // The ruler says nothing.
      if (!more[w].starts_with("---")) words.push_back({more[w], i});
    }
  }
  const std::vector<Server> servers = servers_of(words);
  std::size_t read = 0;
  for (const Server& server : servers) {
    // The last words may be the front of others, but the code is whole.
    if (!server.code) continue;
    facts.fact(FactKind::kDbReplication, {{}, server.name, server.details, server.columns, *server.code},
               lines[server.first_line], lines[server.last_line], sink);
    ++read;
  }
  if (!unread.empty()) return;
  if (read < servers.size() || read < told) {
    unread = "shows " + std::to_string(read) + " of " + std::to_string(std::max(told, servers.size())) + " servers";
  } else if (read == 0) {
    unread = "no server in it";
  }
}

void read_replication(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  Check check;
  std::string unread;
  bool view = false, anything = false;
  take_check_line(output.typed.substr(0, kMostLine), output.at, check);
  for (std::size_t i = 0; i < output.lines.size(); ++i) {
    const std::string_view text = output.lines[i].text;
    anything = anything || !trim(text).empty();
    if (text.size() > kMostLine) continue;
    take_check_line(text, output.lines[i], check);
    if (!has_words(text, kViewHead)) continue;
    view = true;
    read_view(output, i, facts, sink, unread);
  }
  if (check.number)
    facts.fact(FactKind::kDbReplicationCheck, {{}, {}, check.words, {}, *check.number}, *check.line, sink);
  const bool state = output.command.empty() || has_words(output.command, "runtimestate");
  const std::string_view kind = state ? kKind : "dbreplication-status";
  if (!unread.empty()) {
    facts.unread(output, kind, unread, sink);
  } else if (state && !view && (anything || check.number)) {
    facts.nothing_read(output, kind, "the view of the servers is missing", sink);
  } else if (!state && anything && !check.number) {
    facts.nothing_read(output, kind, "layout not known, not read", sink);
  }
}

bool begins_replication(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  return starts_with_words(text, "DB and Replication Services:") ||
         starts_with_words(text, "DDB and Replication Services:") ||
         starts_with_words(text, "Cluster Replication State:") || starts_with_words(text, kViewHead) ||
         starts_with_words(text, "Replication status command ") ||
         starts_with_words(text, "Replication status check is now running");
}

}  // namespace

constinit const CommandReader kDbReplication{
    .name = "cli.dbreplication",
    .matches =
        [](std::string_view command) {
          return is_command(command, "utils dbreplication runtimestate") ||
                 is_command(command, "utils dbreplication status");
        },
    .recognises = begins_replication,
    .read = read_replication,
};

}  // namespace logscan::detail
