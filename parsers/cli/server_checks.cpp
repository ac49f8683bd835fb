// What a server finds when it is asked to check itself.
//
//   admin:utils ntp status
//   ntpd (pid 28589) is running...
//   synchronised to NTP server (10.0.0.1) at stratum 3
//
//   admin:utils diagnose test
//   test - disk_space          : Passed (available: 6463 MB, used: 12681 MB)
//   skip - disk_files          : This module must be run directly and off hours
//   test - validate_network    : Reverse DNS lookup failed
//   Diagnostics Completed
//
//   admin:utils network connectivity imp2 1500
//   Network connectivity test with imp2 completed successfully.
//
//   admin:set replication-sync monitor disable
//
// What the last command prints is not known: it did what it was asked for, unless its output says otherwise. The lines
// on the time that `utils ntp status` ends with are read wherever they stand (clock_lines.h).
#include "parsers/cli/server_checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostLine = 1000;

bool says_failure(std::string_view text) {
  static constexpr std::string_view kWords[] = {"fail",        "error",  "invalid",   "unsuccessful", "not valid",
                                                "unreachable", "unable", "could not", "cannot"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view words) { return has_words(text, words); });
}

bool has_text(std::span<const OutputLine> lines) {
  return std::any_of(lines.begin(), lines.end(), [](const OutputLine& line) { return !trim(line.text).empty(); });
}

// --- the clock

constexpr std::size_t kMostNtpLine = 4000;

// Where the words on the state begin: `synchronised to ...`, `unsynchronized`; npos where they do not.
std::size_t find_synchronised(std::string_view text, bool& synchronised) {
  for (const std::string_view word : {"unsynchronised", "unsynchronized"}) {
    synchronised = false;
    if (const std::size_t at = find_words(text, word); at != std::string_view::npos) return at;
  }
  for (const std::string_view word : {"synchronised to", "synchronized to"}) {
    synchronised = true;
    if (const std::size_t at = find_words(text, word); at != std::string_view::npos) return at;
  }
  return std::string_view::npos;
}

// A clock that follows itself, or what is too far from a real one: `synchronised to local net at stratum 11`.
bool follows_itself(std::string_view text) {
  constexpr unsigned kFarStratum = 11;
  if (has_words(text, "local net") || has_words(text, "127.127.1.")) return true;
  static constexpr std::string_view kStratum = "stratum ";
  const std::size_t at = find_words(text, kStratum);
  if (at == std::string_view::npos) return false;
  const std::string_view number = text.substr(at + kStratum.size());
  const auto stratum = parse_number<unsigned>(number.substr(0, number.find_first_not_of("0123456789")));
  return stratum && *stratum >= kFarStratum;
}

bool is_daemon_line(std::string_view text) {
  return (starts_with_words(text, "ntpd") || starts_with_words(text, "chronyd")) &&
         (has_words(text, "running") || has_words(text, "stopped"));
}

bool is_peer_head(std::string_view text) {
  return starts_with_words(text, "remote") && has_words(text, "refid") && has_words(text, "reach");
}

void read_ntp(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const OutputLine* daemon = nullptr;
  bool found = false;
  for (const OutputLine& line : output.lines) {
    const std::string_view text = trim(line.text);
    if (text.size() > kMostNtpLine) continue;
    if (is_daemon_line(text)) daemon = &line;
    bool synchronised = false;
    const std::size_t at = find_synchronised(text, synchronised);
    if (at == std::string_view::npos || found) continue;
    found = true;
    facts.fact(FactKind::kNtpStatus,
               {{},
                {},
                text.substr(at),
                daemon != nullptr ? trim(daemon->text) : "",
                synchronised && !follows_itself(text.substr(at)) ? 1 : 0},
               line, sink);
  }
  if (found) return;
  if (daemon != nullptr && (has_words(daemon->text, "not running") || has_words(daemon->text, "stopped"))) {
    facts.fact(FactKind::kNtpStatus, {{}, {}, trim(daemon->text), trim(daemon->text), 0}, *daemon, sink);
  } else if (has_text(output.lines)) {
    facts.nothing_read(output, "ntp-status", "it does not say whether the clock is synchronized", sink);
  }
}

bool begins_ntp(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  return text.size() <= kMostNtpLine && (is_daemon_line(text) || is_peer_head(text));
}

// --- the diagnosis

struct Test {
  std::string_view module, result;
  bool skipped = false;
};

// `test - raid : Passed`; the result may be empty.
std::optional<Test> read_test(std::string_view text) {
  text = trim(text);
  const bool skipped = starts_with_words(text, "skip");
  if (!skipped && !starts_with_words(text, "test")) return std::nullopt;
  std::string_view rest = text.substr(4);
  if (rest.empty() || !is_blank(rest.front())) return std::nullopt;
  rest = trim(rest);
  if (!rest.starts_with("- ")) return std::nullopt;
  rest = trim(rest.substr(2));
  const std::size_t colon = rest.find(':');
  const std::string_view module = trim(rest.substr(0, colon));
  if (colon == std::string_view::npos || module.empty() || module.find_first_of(" \t") != std::string_view::npos)
    return std::nullopt;
  return Test{module, trim(rest.substr(colon + 1)), skipped};
}

void read_diagnose(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::span<const OutputLine> lines = output.lines;
  std::size_t tests = 0, unread = 0;
  bool completed = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = trim(lines[i].text);
    if (text.size() > kMostLine) continue;
    completed = completed || has_words(text, "Diagnostics Completed");
    const auto test = read_test(text);
    if (!test) continue;
    std::string result(test->result);
    std::size_t last = i;
    // A result that a terminal broke goes on up to the next test.
    while (last + 1 < lines.size() && last < i + 3) {
      const std::string_view more = trim(lines[last + 1].text);
      if (more.empty() || more.size() > kMostLine || read_test(more) || has_words(more, "Diagnostics Completed")) break;
      if (!result.empty()) result += ' ';
      result += more;
      ++last;
    }
    // Whether it passed is not known of a result that is cut before it says so.
    const bool passed = starts_with_words(result, "Passed");
    if (result.empty() || (output.cut && last + 1 == lines.size() && !passed && !test->skipped)) {
      ++unread;
      continue;
    }
    facts.fact(FactKind::kDiagnoseTest,
               {{},
                test->module,
                result,
                {},
                test->skipped ? kTestSkipped
                : passed      ? kTestPassed
                              : kTestFailed},
               lines[i], lines[last], sink);
    ++tests;
    i = last;
  }
  if (unread > 0) {
    facts.unread(output, "diagnose-test",
                 std::to_string(unread) + (unread == 1 ? " result" : " results") + " that could not be read", sink);
  } else if (tests == 0 && has_text(lines)) {
    facts.nothing_read(output, "diagnose-test", "no test in it, not read", sink);
  } else if (tests > 0 && !completed) {
    facts.unread(output, "diagnose-test", "its end is missing", sink);
  }
}

bool begins_diagnose(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  return text.size() <= kMostLine && (starts_with_words(text, "Starting diagnostic test") || read_test(text));
}

// --- the way to a node

constexpr std::string_view kConnectivityTest = "connectivity test with ";

void read_connectivity(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::string_view node = behind_words(output.typed, 3);
  node = node.substr(0, node.find_first_of(" \t"));
  for (const OutputLine& line : output.lines) {
    const std::string_view text = trim(line.text);
    if (text.size() > kMostLine) continue;
    std::string_view tried = node;
    if (const std::size_t at = find_words(text, kConnectivityTest); at != std::string_view::npos) {
      tried = text.substr(at + kConnectivityTest.size());
      tried = tried.substr(0, tried.find_first_of(" \t"));
      while (tried.ends_with(',') || tried.ends_with(':')) tried.remove_suffix(1);
    }
    const bool reached = has_words(text, "completed successfully") && !has_words(text, "not completed");
    if (!reached && !says_failure(text)) continue;
    facts.fact(FactKind::kConnectivity, {{}, tried, text, {}, reached ? 0 : 1}, line, sink);
    return;
  }
  if (has_text(output.lines)) facts.nothing_read(output, "connectivity", "it does not say how it ended", sink);
}

// --- whether services wait for replication

// `enable` or `disable` behind `set replication-sync monitor`
std::optional<bool> asked_for(std::string_view command) {
  const std::string_view word = behind_words(command, 3);
  if (starts_with_words(word, "enable")) return true;
  return starts_with_words(word, "disable") ? std::optional(false) : std::nullopt;
}

void read_monitor(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const auto asked = starts_with_words(output.command, "set ") ? asked_for(output.command) : std::nullopt;
  for (const OutputLine& line : output.lines) {
    const std::string_view text = trim(line.text);
    if (text.size() > kMostLine || text.empty()) continue;
    if (says_failure(text) || has_words(text, "(y/n)?n")) {
      facts.unread(output, "replication-monitor", "the command failed", sink);
      return;
    }
    if (asked) continue;
    const bool enabled = has_words(text, "enabled"), disabled = has_words(text, "disabled");
    if (enabled == disabled) continue;
    facts.fact(FactKind::kReplicationMonitor, {{}, {}, text, {}, enabled ? 1 : 0}, line, sink);
    return;
  }
  // A source that ends in the command does not show that it was given.
  if (asked && !(output.cut && output.lines.empty())) {
    facts.fact(FactKind::kReplicationMonitor, {{}, {}, output.command, {}, *asked ? 1 : 0}, output.at, sink);
  } else if (has_text(output.lines)) {
    facts.nothing_read(output, "replication-monitor", "layout not known, not read", sink);
  }
}

}  // namespace

constinit const CommandReader kNtpStatus{
    .name = "cli.ntp-status",
    .matches = [](std::string_view command) { return is_command(command, "utils ntp status"); },
    .recognises = begins_ntp,
    .read = read_ntp,
};

constinit const CommandReader kDiagnoseTest{
    .name = "cli.diagnose-test",
    .matches = [](std::string_view command) { return command.starts_with("utils diagnose "); },
    .recognises = begins_diagnose,
    .read = read_diagnose,
};

constinit const CommandReader kConnectivity{
    .name = "cli.connectivity",
    .matches = [](std::string_view command) { return is_command(command, "utils network connectivity"); },
    .recognises =
        [](std::span<const OutputLine> lines) {
          return lines.front().text.size() <= kMostLine &&
                 starts_with_words(trim(lines.front().text), "Network connectivity test with ");
        },
    .read = read_connectivity,
};

constinit const CommandReader kReplicationMonitor{
    .name = "cli.replication-monitor",
    .matches =
        [](std::string_view command) {
          return is_command(command, "set replication-sync monitor") ||
                 is_command(command, "show replication-sync monitor") ||
                 is_command(command, "utils replication-sync monitor");
        },
    .recognises = nullptr,
    .read = read_monitor,
};

}  // namespace logscan::detail
