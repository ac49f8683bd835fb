// Outputs that a case of a database asks for: what they hold is for people. Of the file of hosts the names of the nodes
// are read:
//
//   admin:show tech network hosts
//   /etc/hosts File:
//   10.3.90.4 cucm-sub1.example.com cucm-sub1
//
// And the text of the page of notifications:
//
//   Cisco IM and Presence Data Monitor : (imp1.example.com) The Cisco IM and Presence Data Monitor has detected that
//   database replication is not complete, and/or that the Cisco Sync Agent sync ... is not complete. ...
#include "parsers/cli/tech_output.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostLine = 2000;

constexpr std::array<std::string_view, 5> kCommands = {"show tech network hosts", "show tech database dump",
                                                       "show tech dbintegrity", "show tech database",
                                                       "utils create report database"};

// The short name of the command; empty for any other.
std::string_view known_command(std::string_view command) {
  if (command == "show tech network host") return kCommands[0];
  for (const std::string_view known : kCommands) {
    if (is_command(command, known)) return known;
  }
  return {};
}

bool tells_error(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kWords = {"executed command unsuccessfully",
                                                             "no valid command entered",
                                                             "command failed",
                                                             "could not connect",
                                                             "unable to connect",
                                                             "cannot connect",
                                                             "corrupt",
                                                             "-908:",
                                                             "report failed"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view words) { return has_words(text, words); });
}

// `10.3.90.4 cucm-sub1.example.com cucm-sub1`
void tell_host(const OutputLine& line, SessionFacts& facts, Sink& sink) {
  const std::vector<std::string_view> words = words_of(line.text, 8);
  if (words.size() < 2 || !is_address_word(words[0]) || words[0].starts_with("127.") || words[0] == "::1" ||
      words[0] == "1::1" || iequals(words[1], "localhost"))
    return;
  // The short name is the last.
  const std::string_view host = words.back();
  for (const std::string_view name : words) {
    if (name != host) facts.fact(FactKind::kClusterName, {{}, host, name, {}, 0}, line, sink);
  }
}

void read_tech_output(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::string_view command = known_command(output.command);
  const bool hosts = command == kCommands[0];
  const OutputLine* error = nullptr;
  bool any = false;
  for (const OutputLine& line : output.lines) {
    const std::string_view text = trim(line.text);
    any = any || !text.empty();
    if (text.size() > kMostLine) continue;
    if (error == nullptr && tells_error(text)) error = &line;
    if (hosts && !text.starts_with('#')) tell_host(line, facts, sink);
  }
  if (!any) return;
  facts.fact(FactKind::kOutputSeen,
             {{}, command, error != nullptr ? trim(error->text) : "", {}, error != nullptr ? 1 : 0},
             error != nullptr ? *error : output.at, sink);
  if (output.cut) facts.unread(output, "tech-output", "its end is missing", sink);
}

constexpr std::string_view kMonitor = "Cisco IM and Presence Data Monitor";
constexpr std::string_view kDetected = "has detected that";
constexpr std::string_view kNotComplete = "replication is not complete";

// The text from line `at` on, up to the blank line or the end of the notification.
std::string notice_at(std::span<const OutputLine> lines, std::size_t at, std::size_t& last) {
  constexpr std::size_t kMostLines = 12;
  static constexpr std::string_view kEnd = "successfully completed";
  std::string text;
  for (std::size_t i = at; i < lines.size() && i < at + kMostLines; ++i) {
    const std::string_view line = trim(lines[i].text);
    if (line.empty() || line.size() > kMostLine) break;
    if (!text.empty()) text += ' ';
    text += line;
    last = i;
    if (has_words(text, kEnd)) break;
  }
  return text;
}

void read_notice(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::span<const OutputLine> lines = output.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].text.size() > kMostLine || !has_words(lines[i].text, kMonitor)) continue;
    std::size_t last = i;
    const std::string whole = notice_at(lines, i, last);
    const std::size_t begin = find_words(whole, kMonitor);
    const std::string_view text = std::string_view(whole).substr(begin);
    if (!has_words(text, kDetected) || !has_words(text, kNotComplete)) continue;
    // `... Data Monitor : (imp1.example.com) The ...`
    std::string_view node;
    const std::size_t open = text.find('('), close = text.find(')');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close &&
        open < kMonitor.size() + 8) {
      node = trim(text.substr(open + 1, close - open - 1));
      if (node.find_first_of(" \t") != std::string_view::npos) node = {};
    }
    facts.fact(FactKind::kDataMonitorNotice, {node, {}, text, {}, 0}, lines[i], lines[last], sink);
    i = last;
  }
}

}  // namespace

constinit const CommandReader kTechOutput{
    .name = "cli.tech-output",
    .matches = [](std::string_view command) { return !known_command(command).empty(); },
    .recognises = nullptr,
    .read = read_tech_output,
};

constinit const CommandReader kMonitorNotice{
    .name = "cli.monitor-notice",
    .matches = [](std::string_view /*command*/) { return false; },
    .recognises =
        [](std::span<const OutputLine> lines) {
          const std::string_view text = lines.front().text;
          if (text.size() > kMostLine) return false;
          const std::size_t at = text.find(kMonitor);
          if (at == std::string_view::npos) return false;
          // What a system log says of it has tags around the name.
          const std::string_view rest = trim(text.substr(at + kMonitor.size()));
          return rest.starts_with(": (") || rest.starts_with(":(") ||
                 (starts_with_words(rest, kDetected) && has_words(rest, kNotComplete));
        },
    .read = read_notice,
};

}  // namespace logscan::detail
