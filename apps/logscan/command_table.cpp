#include "command_table.h"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace logscan::cli {
namespace {

constexpr unsigned kReading = bit(Command::kScan) | bit(Command::kInventory) | bit(Command::kEvents) |
                              bit(Command::kDiff) | bit(Command::kExport) | bit(Command::kWhy);
constexpr unsigned kJudging = bit(Command::kScan) | bit(Command::kDiff);
constexpr unsigned kAll = kReading | bit(Command::kRules);
constexpr unsigned kLoading = kReading | bit(Command::kRedact);  // they read sources
constexpr unsigned kEvery = kAll | bit(Command::kRedact);

constexpr std::array kOptions = {
    OptionInfo{"since", 0, "T", Value::kOne, kReading, "report from then on; T is RFC 3339, or local with --tz",
               Use::kOnce},
    OptionInfo{"until", 0, "T", Value::kOne, kReading, "report up to then", Use::kOnce},
    OptionInfo{"around", 0, "T+-D", Value::kOne, kReading, "report D (90s, 15m, 2h, 1d) to both sides of T",
               Use::kOnce},
    OptionInfo{"node", 0, "GLOB", Value::kMany, kReading, "only nodes with such a name"},
    OptionInfo{"source-tz", 0, "GLOB=ZONE", Value::kMany, kReading, "zone of sources that state none"},
    OptionInfo{"date", 0, "GLOB=YYYY-MM-DD", Value::kMany, kReading, "day of the first record of logs without dates"},
    OptionInfo{"tz", 0, "ZONE", Value::kOne, kReading, "zone of display and of times without one [UTC]"},
    OptionInfo{"http-port", 0, "PORT", Value::kMany, kReading, "a port of the listener in captures, beside 7080"},
    OptionInfo{"parser", 0, "GLOB=NAME", Value::kMany, kLoading, "force a format"},
    OptionInfo{"collected", 0, "T", Value::kOne, kReading & ~bit(Command::kDiff),
               "the case was collected at T: its nodes lived then", Use::kOnce},
    OptionInfo{"data", 0, "DIR", Value::kMany, kEvery, "files that extend or override the built-in knowledge"},
    OptionInfo{"set", 0, "RULE.PARAM=N", Value::kMany, kAll, "a rule's parameter; see `logscan rules ID`"},
    OptionInfo{"limit", 0, "NAME=N[K|M|G]", Value::kMany, kLoading, "a bound on memory or time; wrong names list them"},
    OptionInfo{"jobs", 0, "N", Value::kOne, kLoading, "threads [one per processor]"},
    OptionInfo{"case", 0, "NAME", Value::kOne, kReading & ~bit(Command::kDiff), "a name for this case", Use::kOnce},
    OptionInfo{"fail-on", 0, "LEVEL", Value::kOne, bit(Command::kScan), "exit 1 when a fault of LEVEL or above is told",
               Use::kAlways, "critical error warning notice info"},
    OptionInfo{"min-severity", 0, "LEVEL", Value::kOne, kJudging, "critical, error, warning, notice or info [info]",
               Use::kAlways, "critical error warning notice info"},
    OptionInfo{"min-confidence", 0, "LEVEL", Value::kOne, kJudging, "high, medium or low [low]", Use::kAlways,
               "high medium low"},
    OptionInfo{"baseline", 0, "FILE", Value::kOne, bit(Command::kScan),
               "known findings: a JSON report, or lines of ids"},
    OptionInfo{"symptom", 0, "S", Value::kOne, bit(Command::kScan) | bit(Command::kWhy),
               "the complaint of users; a wrong name lists all", Use::kOnce,
               "no-sync delayed-both delayed-from-exchange failover service"},
    OptionInfo{"all", 0, "", Value::kNone, bit(Command::kEvents) | bit(Command::kExport),
               "also every record (export: HTTP messages of captures)", Use::kOnce},
    OptionInfo{"vocabulary", 0, "", Value::kNone, bit(Command::kRules), "the wordings that are looked for in logs",
               Use::kOnce},
    OptionInfo{"key", 0, "FILE", Value::kOne, bit(Command::kRedact), "which token stands for what [OUT.key]",
               Use::kOnce},
    OptionInfo{"format", 0, "F", Value::kOne, kEvery, ""},
    OptionInfo{"output", 'o', "FILE", Value::kOne, kEvery, "write to FILE, whole or not at all", Use::kOnce},
    OptionInfo{"color", 0, "WHEN", Value::kOne, kEvery, "auto, always, never", Use::kAlways, "auto always never"},
    OptionInfo{"progress", 0, "WHEN", Value::kOne, kLoading, "auto, always, never", Use::kAlways, "auto always never"},
    OptionInfo{"no-pager", 0, "", Value::kNone, kEvery, "write long output straight to the terminal"},
    OptionInfo{"no-config", 0, "", Value::kNone, kEvery, "do not read the config file", Use::kOnce},
    OptionInfo{"quiet", 'q', "", Value::kNone, kEvery, "no progress, no closing line"},
    OptionInfo{"verbose", 'v', "", Value::kNone, kEvery, "whole excerpts, all findings, unknown wordings"},
    OptionInfo{"strict", 0, "", Value::kNone, kLoading, "exit 4 where anything given was not read in full"},
    OptionInfo{"help", 'h', "", Value::kNone, kEvery, "this text", Use::kOnce},
    OptionInfo{"version", 0, "", Value::kNone, kEvery, "the version; with --verbose those of the libraries",
               Use::kOnce},
};

constexpr std::array kCommands = {
    CommandInfo{Command::kScan,
                "scan",
                "logscan [scan] [OPTION...] PATH...",
                "Analyses files, folders and archives as one case.",
                {"text", "json", "jsonl", "html", "markdown", "csv"},
                {"logscan export.zip", "logscan scan --tz America/New_York --format json -o report.json bundle/"}},
    CommandInfo{Command::kInventory,
                "inventory",
                "logscan inventory [OPTION...] PATH...",
                "Tells what is in there: each source, format, span, clock, damage.",
                {"text", "json"},
                {"logscan inventory export.zip", "logscan inventory --format json --node 'cuc*' bundle/"}},
    CommandInfo{Command::kEvents,
                "events",
                "logscan events [OPTION...] PATH...",
                "Tells the merged timeline: events, runs and pauses, in order.",
                {"text", "jsonl", "csv", "timesketch", "chrome-trace"},
                {"logscan events --around 2014-06-29T11:30:00Z+-15m export.zip",
                 "logscan events --format jsonl --case SR-1 export.zip"}},
    CommandInfo{Command::kWhy,
                "why",
                "logscan why [OPTION...] ID PATH...",
                "Tells of one rule what held, what did not and what came nearest.",
                {"text", "json"},
                {"logscan why subscription.stale export.zip",
                 "logscan why heartbeat.missed --around 2026-03-05T14:02:00Z+-15m bundle/"}},
    CommandInfo{Command::kDiff,
                "diff",
                "logscan diff [OPTION...] OLD NEW",
                "Compares two cases, or two JSON reports: new, gone, worse, better.",
                {"text", "json"},
                {"logscan diff before.zip after.zip", "logscan diff --min-severity warning monday.json tuesday.zip"}},
    CommandInfo{Command::kExport,
                "export",
                "logscan export [OPTION...] PATH... -o CASE.sqlite",
                "Writes a database: sources, events, runs, facts, findings, proof.",
                {"sqlite"},
                {"logscan export -o case.sqlite export.zip",
                 "logscan export --all --since 2026-03-05 -o day.sqlite export.zip"}},
    CommandInfo{
        Command::kRedact,
        "redact",
        "logscan redact [OPTION...] PATH... -o OUT",
        "Copies logs and outputs, with tokens for names, addresses and ids.",
        {"text"},
        {"logscan redact -o to-share export.zip", "logscan redact --key case.key -o to-share logs/ outputs.txt"}},
    CommandInfo{Command::kRules,
                "rules",
                "logscan rules [OPTION...] [ID]",
                "Lists the rules; with ID: what it means, needs, what to do next.",
                {"text", "json"},
                {"logscan rules subscription.stale", "logscan rules --vocabulary"}},
};

}  // namespace

std::span<const OptionInfo> option_table() { return kOptions; }
std::span<const CommandInfo> command_table() { return kCommands; }

const CommandInfo& info_of(Command command) {
  return *std::find_if(kCommands.begin(), kCommands.end(),
                       [&](const CommandInfo& info) { return info.command == command; });
}

const CommandInfo* find_command(const std::string& name) {
  const auto found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandInfo& info) { return name == info.name; });
  return found == kCommands.end() ? nullptr : &*found;
}

const OptionInfo* find_option(const std::string& name) {
  const auto found =
      std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionInfo& option) { return name == option.name; });
  return found == kOptions.end() ? nullptr : &*found;
}

std::vector<std::string> formats_of(const CommandInfo& info) {
  return {info.formats.begin(), std::find(info.formats.begin(), info.formats.end(), nullptr)};
}

std::vector<std::string> words_of(const OptionInfo& option, const CommandInfo& info) {
  if (option.name == std::string_view("format")) return formats_of(info);
  std::istringstream text(option.words);
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const CommandInfo& info : kCommands) names.emplace_back(info.name);
  return names;
}

}  // namespace logscan::cli
