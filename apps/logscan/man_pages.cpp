#include "man_pages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "command_table.h"
#include "help.h"
#include "logscan/render.h"

namespace logscan::cli {
namespace {

// Nothing of it is a request or an escape of roff; dashes stay dashes that can be copied.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\n':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string heading(std::string_view title) { return fmt::format(".SH {}\n", title); }
std::string paragraph(std::string_view text) { return ".PP\n" + roff(text) + "\n"; }
std::string item(std::string_view name, std::string_view text) {
  return ".TP\n\\fB" + roff(name) + "\\fR\n" + roff(text) + "\n";
}
std::string example(const std::vector<std::string_view>& lines) {
  std::string text = ".PP\n.nf\n.RS\n";
  for (const std::string_view line : lines) text += roff(line) + "\n";
  return text + ".RE\n.fi\n";
}

std::string title(std::string_view name, int section) {
  return fmt::format(".TH {} {} \"\" \"logscan {}\" \"logscan\"\n", name, section, roff(version()));
}

// `of scan and diff`; nothing where all have it.
std::string commands_with(const OptionInfo& option) {
  std::vector<std::string> names;
  for (const CommandInfo& info : command_table()) {
    if (has_option(info.command, option)) names.emplace_back(info.name);
  }
  return names.size() == command_table().size() ? "" : fmt::format(" (of {})", fmt::join(names, ", "));
}

std::string options_text() {
  std::string text;
  for (const OptionInfo& option : option_table()) {
    std::string what = option.help;
    if (option.name == std::string_view("format")) {
      for (const CommandInfo& info : command_table()) {
        what += fmt::format("{}{}: {}", what.empty() ? "" : "; ", info.name, option_help(option, info));
      }
    }
    text += item(option_text(option) + (option.kind == Value::kMany ? " ..." : ""), what + commands_with(option));
  }
  return text;
}

}  // namespace

std::string logscan_1() {
  std::string text = title("LOGSCAN", 1) + heading("NAME") +
                     "logscan \\- finds what failed in logs of Cisco Unity Connection and of Cisco IM and Presence\n" +
                     heading("SYNOPSIS");
  for (const CommandInfo& info : command_table())
    text += (&info == command_table().data() ? "" : ".br\n") + roff(info.usage) + "\n";
  text += heading("DESCRIPTION") +
          paragraph(
              "Reads what was collected, offline, and tells what failed, when, on which node, with the lines that "
              "prove it and the next step. A PATH is a file, a folder, an archive (zip, tar, 7z, gz, bz2, xz, zst) "
              "or - for standard input.") +
          heading("COMMANDS");
  for (const CommandInfo& info : command_table()) text += item(info.name, info.summary);
  text += heading("OPTIONS") + paragraph("An option with three dots may be repeated.") + options_text() +
          heading("EXIT STATUS");
  for (const auto& [code, meaning] : {
           std::pair{"0", "ran to the end, with or without findings; diff: no difference"},
           {"1",
            "--fail-on was given and such a finding is told that no --baseline knows; diff: there is a difference"},
           {"2", "a wrong option, value, data file or line of the config file, or no PATH"},
           {"3", "nothing usable: no PATH could be read, or not one source is in a known format"},
           {"4", "--strict was given, and something was not read in full"},
           {"5", "the output could not be written, or an internal failure"},
           {"130, 143", "ended by SIGINT, by SIGTERM"},
       }) {
    text += item(code, meaning);
  }
  text += paragraph("Where several apply: 2 before 5 before 3 before 4 before 1.") + heading("ENVIRONMENT");
  for (const auto& [name, meaning] : {
           std::pair{"NO_COLOR", "if not empty, no colours, but for --color always on the command line"},
           {"TERM", "dumb: no colours, no progress, no pager"},
           {"LOGSCAN_PAGER, PAGER",
            "the first that is set is the pager and its options, without a shell; empty for "
            "none [less]"},
           {"LESS", "the options of less; -R is added where there are colours"},
           {"XDG_CONFIG_HOME", "the folder of the config file [~/.config]"},
       }) {
    text += item(name, meaning);
  }
  text +=
      heading("FILES") +
      item("$XDG_CONFIG_HOME/logscan/config",
           "Options that hold for every call: NAME = VALUE, or NAME alone, a line each, with long names and without "
           "dashes; # begins a comment. What stands below [COMMAND] is for that command only. An option of the "
           "command line takes the place of all that the file says of it, and a variable of the environment goes "
           "before the file. What is about one case or one call (such as since, case and output) is not for the "
           "file.") +
      example({"tz = Europe/Berlin", "strict", "[scan]", "fail-on = error"}) + heading("EXAMPLES");
  std::vector<std::string_view> lines;
  for (const CommandInfo& info : command_table()) lines.insert(lines.end(), info.examples.begin(), info.examples.end());
  return text + example(lines) + heading("SEE ALSO") + ".BR logscan\\-rules (5)\n";
}

std::string logscan_rules_5(const std::vector<RuleDescription>& rules) {
  std::string text =
      title("LOGSCAN-RULES", 5) + heading("NAME") + "logscan\\-rules \\- the rules of logscan and their parameters\n" +
      heading("DESCRIPTION") +
      paragraph(
          "A rule reads the timeline of a case. Where the fault is proven, its finding says fail; where the case "
          "cannot show whether it is one, inconclusive, with what would settle it. Each number is a parameter:") +
      example({"logscan --set subscription.stale.after=1200 export.zip"}) +
      paragraph(
          "Findings that are known are listed in a file of --baseline, one a line, by the id that -v tells: ID "
          "YYYY-MM-DD REASON. Empty lines and such that begin with # are left out.") +
      heading("RULES");
  for (const RuleDescription& rule : rules) {
    text += ".SS " + roff(rule.id) + "\n" + roff(fmt::format("{} ({}).", rule.title, name_of(rule.severity))) + " " +
            roff(rule.summary) + "\n";
    if (!rule.needs.empty()) text += paragraph(fmt::format("Needs: {}.", fmt::join(rule.needs, "; ")));
    for (const RuleParameterDescription& parameter : rule.parameters) {
      text += item(fmt::format("{} = {} {}", parameter.name, parameter.value, parameter.unit),
                   fmt::format("{} ({} to {})", parameter.reason, parameter.least, parameter.most));
    }
    if (!rule.cause.empty()) text += paragraph("Cause: " + rule.cause);
    std::size_t number = 0;
    for (const std::string& step : rule.next_steps) text += fmt::format(".IP {}. 4\n{}\n", ++number, roff(step));
    if (!rule.sources.empty()) text += paragraph(fmt::format("Sources: {}.", fmt::join(rule.sources, "; ")));
  }
  return text + heading("SEE ALSO") + ".BR logscan (1)\n";
}

}  // namespace logscan::cli
