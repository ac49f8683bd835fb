#include "options.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <charconv>
#include <limits>
#include <string_view>

#include "logscan/catalog.h"
#include "logscan/parse.h"

namespace logscan::cli {
namespace {

namespace po = boost::program_options;

constexpr unsigned bit(Command command) { return static_cast<unsigned>(command); }
constexpr unsigned kReading = bit(Command::kScan) | bit(Command::kInventory) | bit(Command::kEvents) |
                              bit(Command::kDiff) | bit(Command::kExport);
constexpr unsigned kJudging = bit(Command::kScan) | bit(Command::kDiff);
constexpr unsigned kAll = kReading | bit(Command::kRules);
constexpr unsigned kLoading = kReading | bit(Command::kRedact);  // they read sources
constexpr unsigned kEvery = kAll | bit(Command::kRedact);

enum class Value { kNone, kOne, kMany };

struct OptionInfo {
  const char* name;
  char letter;  // 0 for none
  const char* value;
  Value kind;
  unsigned commands;
  const char* help;
};

// The one list of options: parsing, help and the search for a misspelt one read it.
constexpr std::array kOptions = {
    OptionInfo{"since", 0, "T", Value::kOne, kReading, "report from then on; T is RFC 3339, or local with --tz"},
    OptionInfo{"until", 0, "T", Value::kOne, kReading, "report up to then"},
    OptionInfo{"around", 0, "T+-D", Value::kOne, kReading, "report D (90s, 15m, 2h, 1d) to both sides of T"},
    OptionInfo{"node", 0, "GLOB", Value::kMany, kReading, "only nodes with such a name"},
    OptionInfo{"source-tz", 0, "GLOB=ZONE", Value::kMany, kReading, "zone of sources that state none"},
    OptionInfo{"date", 0, "GLOB=YYYY-MM-DD", Value::kMany, kReading, "day of the first record of logs without dates"},
    OptionInfo{"tz", 0, "ZONE", Value::kOne, kReading, "zone of display and of times without one [UTC]"},
    OptionInfo{"http-port", 0, "PORT", Value::kMany, kReading, "a port of the listener in captures, beside 7080"},
    OptionInfo{"parser", 0, "GLOB=NAME", Value::kMany, kLoading, "force a format"},
    OptionInfo{"collected", 0, "T", Value::kOne, kReading & ~bit(Command::kDiff),
               "the case was collected at T: its nodes lived then"},
    OptionInfo{"data", 0, "DIR", Value::kMany, kEvery, "files that extend or override the built-in knowledge"},
    OptionInfo{"set", 0, "RULE.PARAM=N", Value::kMany, kAll, "a rule's parameter; see `logscan rules ID`"},
    OptionInfo{"limit", 0, "NAME=N[K|M|G]", Value::kMany, kLoading, "a bound on memory or time; wrong names list them"},
    OptionInfo{"jobs", 0, "N", Value::kOne, kLoading, "threads [one per processor]"},
    OptionInfo{"case", 0, "NAME", Value::kOne, kReading & ~bit(Command::kDiff), "a name for this case"},
    OptionInfo{"fail-on", 0, "LEVEL", Value::kOne, bit(Command::kScan),
               "exit 1 when a fault of LEVEL or above is told"},
    OptionInfo{"min-severity", 0, "LEVEL", Value::kOne, kJudging, "critical, error, warning, notice or info [info]"},
    OptionInfo{"min-confidence", 0, "LEVEL", Value::kOne, kJudging, "high, medium or low [low]"},
    OptionInfo{"baseline", 0, "FILE", Value::kOne, bit(Command::kScan),
               "known findings: a JSON report, or lines of ids"},
    OptionInfo{"symptom", 0, "S", Value::kOne, bit(Command::kScan), "the complaint of users; a wrong name lists all"},
    OptionInfo{"all", 0, "", Value::kNone, bit(Command::kEvents) | bit(Command::kExport),
               "also every HTTP message of captures"},
    OptionInfo{"vocabulary", 0, "", Value::kNone, bit(Command::kRules), "the wordings that are looked for in logs"},
    OptionInfo{"key", 0, "FILE", Value::kOne, bit(Command::kRedact), "which token stands for what [OUT.key]"},
    OptionInfo{"format", 0, "F", Value::kOne, kEvery, ""},
    OptionInfo{"output", 'o', "FILE", Value::kOne, kEvery, "write to FILE, whole or not at all"},
    OptionInfo{"color", 0, "WHEN", Value::kOne, kEvery, "auto, always, never"},
    OptionInfo{"progress", 0, "WHEN", Value::kOne, kLoading, "auto, always, never"},
    OptionInfo{"quiet", 'q', "", Value::kNone, kEvery, "no progress, no closing line"},
    OptionInfo{"verbose", 'v', "", Value::kNone, kEvery, "whole excerpts, all findings, unknown wordings"},
    OptionInfo{"strict", 0, "", Value::kNone, kLoading, "exit 4 where anything given was not read in full"},
    OptionInfo{"help", 'h', "", Value::kNone, kEvery, "this text"},
    OptionInfo{"version", 0, "", Value::kNone, kEvery, "the version; with --verbose those of the libraries"},
};

struct CommandInfo {
  Command command;
  const char* name;
  const char* usage;
  const char* summary;
  std::array<const char*, 5> formats;  // the first is the default; null where there are fewer
  std::array<const char*, 2> examples;
};

constexpr std::array kCommands = {
    CommandInfo{Command::kScan,
                "scan",
                "logscan [scan] [OPTION...] PATH...",
                "Analyses files, folders and archives as one case.",
                {"text", "json"},
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
    CommandInfo{Command::kDiff,
                "diff",
                "logscan diff [OPTION...] OLD NEW",
                "Compares two cases, or two JSON reports: new, gone, worse, better.",
                {"text", "json"},
                {"logscan diff before.zip after.zip", "logscan diff --min-severity warning monday.json tuesday.zip"}},
    CommandInfo{Command::kExport,
                "export",
                "logscan export [OPTION...] PATH... -o CASE.sqlite",
                "Writes a database: sources, events, runs, facts, findings, evidence.",
                {"sqlite"},
                {"logscan export -o case.sqlite export.zip",
                 "logscan export --all --since 2026-03-05 -o day.sqlite export.zip"}},
    CommandInfo{
        Command::kRedact,
        "redact",
        "logscan redact [OPTION...] PATH... -o OUT",
        "Copies logs and outputs to a folder, with tokens for names and ids.",
        {"text"},
        {"logscan redact -o to-share export.zip", "logscan redact --key case.key -o to-share logs/ outputs.txt"}},
    CommandInfo{Command::kRules,
                "rules",
                "logscan rules [OPTION...] [ID]",
                "Lists the rules; with ID: what it means, needs, what to do next.",
                {"text", "json"},
                {"logscan rules subscription.stale", "logscan rules --vocabulary"}},
};

const CommandInfo& info_of(Command command) {
  return *std::find_if(kCommands.begin(), kCommands.end(),
                       [&](const CommandInfo& info) { return info.command == command; });
}

std::vector<std::string> formats_of(const CommandInfo& info) {
  return {info.formats.begin(), std::find(info.formats.begin(), info.formats.end(), nullptr)};
}

bool exists(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

Error usage(const std::string& message) { return {ErrorCode::kUsage, message}; }

// What was typed, in a message.
std::string shown(const std::string& text) { return "'" + escape_for_terminal(text) + "'"; }

std::string did_you_mean(const std::string& text, const std::vector<std::string>& names, std::string_view before = "") {
  const std::string near = nearest_name(text, names);
  return near.empty() ? "" : fmt::format("; did you mean {}{}?", before, near);
}

template <class Names>
std::string listed(const Names& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

// The values as typed, by option.
class Typed {
 public:
  explicit Typed(po::variables_map values) : values_(std::move(values)) {}

  [[nodiscard]] bool has(const char* name) const { return values_.count(name) > 0; }
  [[nodiscard]] std::optional<std::string> one(const char* name) const {
    if (!has(name)) return std::nullopt;
    return values_[name].as<std::string>();
  }
  [[nodiscard]] std::vector<std::string> many(const char* name) const {
    if (!has(name)) return {};
    return values_[name].as<std::vector<std::string>>();
  }

 private:
  po::variables_map values_;
};

Result<Typed> read_options(Command command, const std::vector<std::string>& words) {
  po::options_description description;
  std::vector<std::string> names;
  for (const OptionInfo& option : kOptions) {
    if ((option.commands & bit(command)) == 0) continue;
    names.push_back(std::string("--") + option.name);
    std::string spelt = option.name;
    if (option.letter != 0) spelt += std::string(",") + option.letter;
    switch (option.kind) {
      case Value::kNone:
        description.add_options()(spelt.c_str(), "");
        break;
      case Value::kOne:
        description.add_options()(spelt.c_str(), po::value<std::string>(), "");
        break;
      case Value::kMany:
        description.add_options()(spelt.c_str(), po::value<std::vector<std::string>>()->composing(), "");
        break;
    }
  }
  description.add_options()("path", po::value<std::vector<std::string>>(), "");
  po::positional_options_description positional;
  positional.add("path", -1);

  const std::string name = info_of(command).name;
  try {
    po::variables_map values;
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words).options(description).positional(positional).style(style).run(), values);
    return Typed(std::move(values));
  } catch (const po::unknown_option& error) {
    const std::string wrong = error.get_option_name();
    for (const OptionInfo& option : kOptions) {
      if (wrong == std::string("--") + option.name) {
        return usage(fmt::format("{} is no option of {}; see `logscan {} --help`", wrong, name, name));
      }
    }
    return usage(
        fmt::format("unknown option {}{}; see `logscan {} --help`", shown(wrong), did_you_mean(wrong, names), name));
  } catch (const po::multiple_occurrences& error) {
    return usage(fmt::format("{} was given twice; give it once", error.get_option_name()));
  } catch (const po::error_with_option_name& error) {
    const std::string option = error.get_option_name();
    for (const OptionInfo& known : kOptions) {
      const bool this_one = option == std::string("--") + known.name || option == std::string("-") + known.letter;
      if (!this_one) continue;
      if (known.kind == Value::kNone) return usage(fmt::format("{} takes no value", option));
      return usage(fmt::format("{} needs a value: {} {}", option, option, known.value));
    }
    return usage(error.what());
  } catch (const po::error& error) {
    return usage(error.what());
  }
}

template <class T>
Result<T> with_option(const char* option, Result<T> result) {
  if (!result)
    return Error{result.error().code, fmt::format("--{}: {}", option, escape_for_terminal(result.error().message))};
  return result;
}

Result<std::uint64_t> parse_count(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  int shift = 0;
  for (const auto& [letter, bits] : {std::pair{'K', 10}, {'M', 20}, {'G', 30}, {'T', 40}}) {
    if (unit.empty() || (unit[0] & ~0x20) != letter) continue;
    shift = bits;
    unit.remove_prefix(1);
    if (unit == "iB") unit = {};
    break;
  }
  if (error != std::errc() || !unit.empty() || number > std::numeric_limits<std::uint64_t>::max() >> shift) {
    return usage(shown(text) + " is no number: give 4096, 64K, 16M or 2G");
  }
  return number << shift;
}

Status read_limits(const Typed& typed, Limits& limits) {
  for (const std::string& setting : typed.many("limit")) {
    const std::size_t equals = setting.find('=');
    const std::string name = setting.substr(0, equals);
    std::vector<std::string> names;
    const LimitInfo* limit = nullptr;
    for (const LimitInfo& known : limit_table()) {
      names.emplace_back(known.name);
      if (name == known.name) limit = &known;
    }
    if (limit == nullptr) {
      return usage(fmt::format("--limit: {} is no limit{} (there are: {})", shown(name), did_you_mean(name, names),
                               listed(names)));
    }
    if (equals == std::string::npos) return usage(fmt::format("--limit: give a number: --limit {}=N", name));
    const auto value = with_option("limit", parse_count(setting.substr(equals + 1)));
    if (!value) return value.error();
    if (*value < limit->least) {
      return usage(
          fmt::format("--limit: {}={} is too low to read anything; the least is {}", name, *value, limit->least));
    }
    limits.*limit->field = *value;
  }
  return {};
}

Result<std::vector<GlobValue>> read_pairs(const Typed& typed, const char* option, const char* form) {
  std::vector<GlobValue> pairs;
  for (const std::string& text : typed.many(option)) {
    // Neither a zone nor a format has '=' in it; a glob over paths may.
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return usage(fmt::format("--{}: {} is not {}", option, shown(text), form));
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

Status read_window(const Typed& typed, const std::string& zone, Options& options) {
  for (const auto& [option, field] :
       {std::pair{"since", &Options::since}, {"until", &Options::until}, {"collected", &Options::collected}}) {
    if (const auto text = typed.one(option)) {
      const auto time = with_option(option, parse_time(*text, zone));
      if (!time) return time.error();
      options.*field = *time;
    }
  }
  if (const auto text = typed.one("around")) {
    if (options.since || options.until) return usage("--around and --since or --until exclude each other; give one");
    const auto window = with_option("around", parse_around(*text, zone));
    if (!window) return window.error();
    options.since = window.value().from;
    options.until = window.value().to;
  }
  if (options.since && options.until && *options.since >= *options.until) {
    return usage("--until: the window is empty; it must be after --since");
  }
  return {};
}

Result<When> read_when(const Typed& typed, const char* option) {
  const std::string text = typed.one(option).value_or("auto");
  if (text == "auto") return When::kAuto;
  if (text == "always") return When::kAlways;
  if (text == "never") return When::kNever;
  return usage(fmt::format("--{}: {} is none of auto, always, never{}", option, shown(text),
                           did_you_mean(text, {"auto", "always", "never"})));
}

Status read_reading_options(const Typed& typed, CommandLine& line) {
  Options& options = line.options;
  if (const auto zone = typed.one("tz")) {
    const auto known = with_option("tz", check_zone(*zone));
    if (!known) return known.error();
    line.render.zone = *zone;
  }
  if (const auto status = read_window(typed, line.render.zone, options); !status) return status;
  options.nodes = typed.many("node");
  options.case_name = typed.one("case");

  auto zones = read_pairs(typed, "source-tz", "GLOB=ZONE, such as 'cuc1*=Europe/Berlin'");
  if (!zones) return zones.error();
  for (const auto& [glob, zone] : *zones) {
    const auto known = with_option("source-tz", check_zone(zone));
    if (!known) return known.error();
  }
  options.source_zones = std::move(*zones);

  auto dates = read_pairs(typed, "date", "GLOB=YYYY-MM-DD, such as '*diag_CuMbxSync_00000086.uc=2026-03-05'");
  if (!dates) return dates.error();
  options.dates = std::move(*dates);

  auto parsers = read_pairs(typed, "parser", "GLOB=NAME, such as '*request.log*=jetty.access'");
  if (!parsers) return parsers.error();
  std::vector<std::string> names;
  for (const FormatDescription& format : formats()) names.push_back(format.name);
  for (const auto& [glob, name] : *parsers) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    return usage(fmt::format("--parser: {} is no format{} (there are: {})", shown(name), did_you_mean(name, names),
                             listed(names)));
  }
  options.parsers = std::move(*parsers);

  if (const auto status = read_limits(typed, options.limits); !status) return status;
  if (const auto text = typed.one("jobs")) {
    constexpr unsigned kMostJobs = 256;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), options.jobs);
    if (error != std::errc() || end != text->data() + text->size() || options.jobs == 0 || options.jobs > kMostJobs) {
      return usage(fmt::format("--jobs: {} is no number from 1 to {}", shown(*text), kMostJobs));
    }
  }
  for (const std::string& text : typed.many("http-port")) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
      return usage(fmt::format("--http-port: {} is no number from 1 to 65535", shown(text)));
    options.http_ports.push_back(port);
  }
  auto progress = read_when(typed, "progress");
  if (!progress) return progress.error();
  line.progress = *progress;
  line.strict = typed.has("strict");
  return {};
}

constexpr std::array<std::pair<std::string_view, Symptom>, 5> kSymptoms = {{
    {"no-sync", Symptom::kNoSync},
    {"delayed-both", Symptom::kDelayedBoth},
    {"delayed-from-exchange", Symptom::kDelayedFromExchange},
    {"failover", Symptom::kFailover},
    {"service", Symptom::kService},
}};

Status read_levels(const Typed& typed, CommandLine& line) {
  if (const auto text = typed.one("min-severity")) {
    const auto level = with_option("min-severity", parse_severity(*text));
    if (!level) return level.error();
    line.render.min_severity = *level;
  }
  if (const auto text = typed.one("min-confidence")) {
    const auto level = with_option("min-confidence", parse_confidence(*text));
    if (!level) return level.error();
    line.render.min_confidence = *level;
  }
  return {};
}

Status read_scan_options(const Typed& typed, CommandLine& line) {
  if (const auto text = typed.one("fail-on")) {
    const auto level = with_option("fail-on", parse_severity(*text));
    if (!level) return level.error();
    line.fail_on = *level;
  }
  line.baseline = typed.one("baseline").value_or("");
  if (typed.has("baseline") && line.baseline.empty()) return usage("--baseline: the name is empty; give a file");
  if (line.baseline == "-" && std::count(line.options.paths.begin(), line.options.paths.end(), "-") > 0) {
    return usage("standard input (-) was given twice; give it once");
  }
  if (const auto text = typed.one("symptom")) {
    const auto known =
        std::find_if(kSymptoms.begin(), kSymptoms.end(), [&](const auto& symptom) { return symptom.first == *text; });
    if (known == kSymptoms.end()) {
      std::vector<std::string> names;
      for (const auto& symptom : kSymptoms) names.emplace_back(symptom.first);
      return usage(
          fmt::format("--symptom: {} is none of {}{}", shown(*text), listed(names), did_you_mean(*text, names)));
    }
    line.options.symptom = known->second;
  }
  return {};
}

Status read_paths(const Typed& typed, CommandLine& line) {
  std::vector<std::string> paths = typed.many("path");
  if (line.command == Command::kRules) {
    if (paths.size() > 1) return usage("rules takes one ID; give none to list all");
    if (!paths.empty()) line.rule = paths[0];
    return {};
  }
  if (line.command == Command::kDiff && paths.size() != 2) {
    return usage("diff takes two PATHs, OLD and NEW: each a JSON report, or a case as one file, folder or archive");
  }
  if (paths.empty()) {
    const char* name = info_of(line.command).name;
    return usage(fmt::format("{}: no PATH was given; see `logscan {} --help`", name, name));
  }
  if (std::count(paths.begin(), paths.end(), "-") > 1) return usage("standard input (-) was given twice; give it once");
  if (std::find(paths.begin(), paths.end(), "") != paths.end()) {
    return usage("a PATH is empty; is a variable of the shell unset?");
  }
  line.options.paths = std::move(paths);
  return {};
}

// A first word that names neither a command nor anything on disk, but nearly a command.
std::optional<Error> misspelt_command(const CommandLine& line) {
  std::vector<std::string> names;
  for (const CommandInfo& info : kCommands) names.emplace_back(info.name);
  const std::string& word = line.options.paths.front();
  if (word == "-" || exists(word)) return std::nullopt;
  if (std::find(names.begin(), names.end(), word) != names.end()) {
    return usage(fmt::format("the command comes first: logscan {} [OPTION...]", word));
  }
  static constexpr std::array<std::string_view, 1> kLaterCommands = {"why"};
  if (std::find(kLaterCommands.begin(), kLaterCommands.end(), word) != kLaterCommands.end()) {
    return usage(
        fmt::format("this version has no command {} (there are: {}; a path: ./{})", word, listed(names), word));
  }
  if (word.find_first_of("./") != std::string::npos) return std::nullopt;
  const std::string near = nearest_name(word, names);
  if (near.empty()) return std::nullopt;
  return usage(
      fmt::format("unknown command {}; did you mean {}? (a path: ./{})", shown(word), near, escape_for_terminal(word)));
}

void add_option_line(std::string& text, const OptionInfo& option, const CommandInfo& command) {
  std::string left =
      option.letter != 0 ? fmt::format("  -{}, --{}", option.letter, option.name) : fmt::format("  --{}", option.name);
  if (option.kind != Value::kNone) left += std::string(" ") + option.value;
  std::string help = option.help;
  if (option.name == std::string_view("format")) {
    const std::vector<std::string> formats = formats_of(command);
    help = fmt::format("{}", fmt::join(formats, formats.size() == 2 ? " or " : ", "));
    if (formats.size() > 1) help += fmt::format(" [{}]", formats.front());
  }
  text += fmt::format("{:<26}{}\n", left, help);
}

}  // namespace

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
  CommandLine line;
  std::vector<std::string> words = arguments;
  bool named = false;
  for (const CommandInfo& info : kCommands) {
    if (words.empty() || words.front() != info.name) continue;
    line.command = info.command;
    words.erase(words.begin());
    named = true;
    break;
  }
  if (arguments.empty()) return usage("no PATH was given; see `logscan --help`");

  const auto typed = read_options(line.command, words);
  if (!typed) return typed.error();
  line.render.verbose = typed.value().has("verbose");
  line.quiet = typed.value().has("quiet");
  line.help = typed.value().has("help");
  line.program_help = line.help && !named;
  line.version = typed.value().has("version");
  if (line.help || line.version) return line;

  const CommandInfo& info = info_of(line.command);
  const std::vector<std::string> formats = formats_of(info);
  line.format = typed.value().one("format").value_or(formats.front());
  if (std::find(formats.begin(), formats.end(), line.format) == formats.end()) {
    return usage(fmt::format("--format: {} has no {}{} (there are: {})", info.name, shown(line.format),
                             did_you_mean(line.format, formats), listed(formats)));
  }
  line.output = typed.value().one("output").value_or("");
  line.key = typed.value().one("key").value_or("");
  auto colour = read_when(typed.value(), "color");
  if (!colour) return colour.error();
  line.colour = *colour;
  line.options.data_dirs = typed.value().many("data");
  line.options.settings = typed.value().many("set");

  if (const auto status = read_paths(typed.value(), line); !status) return status.error();
  if (line.command == Command::kRules) {
    line.vocabulary = typed.value().has("vocabulary");
    if (line.vocabulary && !line.rule.empty()) return usage("--vocabulary takes no rule id: it lists all wordings");
    return line;
  }
  line.options.want_messages = typed.value().has("all");
  line.options.want_shapes = line.command == Command::kInventory && line.render.verbose;
  if (!named) {
    if (const auto error = misspelt_command(line)) return *error;
  }
  if (const auto status = read_reading_options(typed.value(), line); !status) return status.error();
  if (const auto status = read_levels(typed.value(), line); !status) return status.error();
  if (line.command == Command::kScan) {
    if (const auto status = read_scan_options(typed.value(), line); !status) return status.error();
  }
  return line;
}

std::string help_text(Command command) {
  const CommandInfo& info = info_of(command);
  std::string text = fmt::format("Usage: {}\n{}\n\n", info.usage, info.summary);
  for (const OptionInfo& option : kOptions) {
    if ((option.commands & bit(command)) != 0) add_option_line(text, option, info);
  }
  if (command == Command::kRedact) {
    text += "\nExit: 0 done, 2 usage, 3 nothing usable, 4 --strict, 5 a name survived\n";
  } else if (command != Command::kRules) {
    text += fmt::format("\nExit: 0 {}, 2 usage, 3 nothing usable, 4 --strict, 5 no output\n",
                        command == Command::kDiff ? "same, 1 different" : "done, 1 --fail-on");
  }
  text += fmt::format("\nExamples:\n  {}\n  {}\n", info.examples[0], info.examples[1]);
  return text;
}

std::string program_help_text() {
  std::string text =
      "Usage: logscan [COMMAND] [OPTION...] PATH...\n"
      "Finds what failed in logs of Cisco Unity Connection and of Cisco IM and\n"
      "Presence, with the proof.\n\n"
      "Commands (scan where none is named):\n";
  for (const CommandInfo& info : kCommands) text += fmt::format("  {:<12}{}\n", info.name, info.summary);
  text +=
      "\nPATH is a file, a folder, an archive (zip, tar, 7z, gz, bz2, xz, zst) or - for\n"
      "standard input. `logscan COMMAND --help` tells the options of a command,\n"
      "`logscan --version` the version.\n\n"
      "Examples:\n  logscan export.zip\n  logscan events --format jsonl export.zip\n";
  return text;
}

}  // namespace logscan::cli
