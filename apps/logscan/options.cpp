#include "options.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "logscan/catalog.h"
#include "logscan/parse.h"
#include "option_values.h"
#include "read_words.h"

namespace logscan::cli {
namespace {

bool exists(const std::string& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

Status read_reading_options(const GivenValues& given, CommandLine& line) {
  Options& options = line.options;
  if (const auto zone = given.one("tz")) {
    const auto known = with_option("tz", check_zone(*zone));
    if (!known) return known.error();
    line.render.zone = *zone;
  }
  if (const auto status = read_window(given, line.render.zone, options); !status) return status;
  options.nodes = given.many("node");
  options.case_name = given.one("case");

  auto zones = read_pairs(given, "source-tz", "GLOB=ZONE, such as 'cuc1*=Europe/Berlin'");
  if (!zones) return zones.error();
  for (const auto& [glob, zone] : *zones) {
    const auto known = with_option("source-tz", check_zone(zone));
    if (!known) return known.error();
  }
  options.source_zones = std::move(*zones);

  auto dates = read_pairs(given, "date", "GLOB=YYYY-MM-DD, such as '*diag_CuMbxSync_00000086.uc=2026-03-05'");
  if (!dates) return dates.error();
  options.dates = std::move(*dates);

  auto parsers = read_pairs(given, "parser", "GLOB=NAME, such as '*request.log*=jetty.access'");
  if (!parsers) return parsers.error();
  std::vector<std::string> names;
  for (const FormatDescription& format : formats()) names.push_back(format.name);
  for (const auto& [glob, name] : *parsers) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    return usage(fmt::format("--parser: {} is no format{} (there are: {})", shown(name), did_you_mean(name, names),
                             listed(names)));
  }
  options.parsers = std::move(*parsers);

  if (const auto status = read_limits(given, options.limits); !status) return status;
  if (const auto text = given.one("jobs")) {
    constexpr unsigned kMostJobs = 256;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), options.jobs);
    if (error != std::errc() || end != text->data() + text->size() || options.jobs == 0 || options.jobs > kMostJobs) {
      return usage(fmt::format("--jobs: {} is no number from 1 to {}", shown(*text), kMostJobs));
    }
  }
  for (const std::string& text : given.many("http-port")) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0)
      return usage(fmt::format("--http-port: {} is no number from 1 to 65535", shown(text)));
    options.http_ports.push_back(port);
  }
  auto progress = read_when(given, "progress");
  if (!progress) return progress.error();
  line.progress = *progress;
  line.strict = given.has("strict");
  return {};
}

constexpr std::array<std::pair<std::string_view, Symptom>, 5> kSymptoms = {{
    {"no-sync", Symptom::kNoSync},
    {"delayed-both", Symptom::kDelayedBoth},
    {"delayed-from-exchange", Symptom::kDelayedFromExchange},
    {"failover", Symptom::kFailover},
    {"service", Symptom::kService},
}};

Status read_levels(const GivenValues& given, CommandLine& line) {
  if (const auto text = given.one("min-severity")) {
    const auto level = with_option("min-severity", parse_severity(*text));
    if (!level) return level.error();
    line.render.min_severity = *level;
  }
  if (const auto text = given.one("min-confidence")) {
    const auto level = with_option("min-confidence", parse_confidence(*text));
    if (!level) return level.error();
    line.render.min_confidence = *level;
  }
  return {};
}

Status read_symptom(const GivenValues& given, CommandLine& line) {
  if (const auto text = given.one("symptom")) {
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

Status read_scan_options(const GivenValues& given, CommandLine& line) {
  if (const auto text = given.one("fail-on")) {
    const auto level = with_option("fail-on", parse_severity(*text));
    if (!level) return level.error();
    line.fail_on = *level;
  }
  line.baseline = given.one("baseline").value_or("");
  if (given.has("baseline") && line.baseline.empty()) return usage("--baseline: the name is empty; give a file");
  if (line.baseline == "-" && std::count(line.options.paths.begin(), line.options.paths.end(), "-") > 0) {
    return usage("standard input (-) was given twice; give it once");
  }
  return {};
}

Status read_paths(const GivenValues& given, CommandLine& line) {
  std::vector<std::string> paths = given.many("path");
  if (line.command == Command::kRules) {
    if (paths.size() > 1) return usage("rules takes one ID; give none to list all");
    if (!paths.empty()) line.rule = paths[0];
    return {};
  }
  if (line.command == Command::kWhy) {
    if (paths.empty()) return usage("why: no rule was named; `logscan rules` lists them: logscan why ID PATH...");
    line.rule = paths.front();
    paths.erase(paths.begin());
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
  const std::vector<std::string> names = command_names();
  const std::string& word = line.options.paths.front();
  if (word == "-" || exists(word)) return std::nullopt;
  if (find_command(word) != nullptr) {
    return usage(fmt::format("the command comes first: logscan {} [OPTION...]", word));
  }
  if (word.find_first_of("./") != std::string::npos) return std::nullopt;
  const std::string near = nearest_name(word, names);
  if (near.empty()) return std::nullopt;
  return usage(
      fmt::format("unknown command {}; did you mean {}? (a path: ./{})", shown(word), near, escape_for_terminal(word)));
}

// What all commands have.
Status read_common_options(const GivenValues& given, CommandLine& line) {
  const CommandInfo& info = info_of(line.command);
  const std::vector<std::string> formats = formats_of(info);
  line.format = given.one("format").value_or(formats.front());
  if (std::find(formats.begin(), formats.end(), line.format) == formats.end()) {
    return usage(fmt::format("--format: {} has no {}{} (there are: {})", info.name, shown(line.format),
                             did_you_mean(line.format, formats), listed(formats)));
  }
  line.output = given.one("output").value_or("");
  line.key = given.one("key").value_or("");
  auto colour = read_when(given, "color");
  if (!colour) return colour.error();
  line.colour = *colour;
  line.pager = !given.has("no-pager");
  line.render.verbose = given.has("verbose");
  line.quiet = given.has("quiet");
  line.options.data_dirs = given.many("data");
  line.options.settings = given.many("set");
  return read_paths(given, line);
}

Status read_options(const GivenValues& given, CommandLine& line) {
  if (const auto status = read_common_options(given, line); !status) return status;
  if (line.command == Command::kRules) {
    line.vocabulary = given.has("vocabulary");
    if (line.vocabulary && !line.rule.empty()) return usage("--vocabulary takes no rule id: it lists all wordings");
    return {};
  }
  line.options.want_messages = given.has("all");
  line.options.want_timeline = line.format == "html" || line.command == Command::kEvents ||
                               line.command == Command::kExport || line.command == Command::kRedact;
  line.options.want_shapes = line.command == Command::kInventory && line.render.verbose;
  if (!line.named) {
    if (const auto error = misspelt_command(line)) return *error;
  }
  if (const auto status = read_reading_options(given, line); !status) return status;
  if (const auto status = read_levels(given, line); !status) return status;
  if (const auto status = read_symptom(given, line); !status) return status;
  return line.command == Command::kScan ? read_scan_options(given, line) : Status();
}

// What the file gives and the command line does not.
Status add_config(GivenValues& given, CommandLine& line) {
  auto config = read_config(config_path(), line.command);
  if (!config) return config.error();
  std::erase_if(*config, [&](const ConfigLine& known) { return given.has(known.option->name); });
  line.config = std::move(*config);
  for (const ConfigLine& known : line.config) {
    std::vector<std::string> values = given.many(known.option->name);
    if (known.option->kind != Value::kNone) values.push_back(known.value);
    given.add(known.option->name, std::move(values));
  }
  return {};
}

}  // namespace

bool CommandLine::from_config(const std::string& option) const {
  return std::any_of(config.begin(), config.end(),
                     [&](const ConfigLine& known) { return option == known.option->name; });
}

Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return usage("no PATH was given; see `logscan --help`");
  CommandLine line;
  std::vector<std::string> words = arguments;
  if (const CommandInfo* info = find_command(words.front()); info != nullptr) {
    line.command = info->command;
    line.named = true;
    words.erase(words.begin());
  }
  auto given = read_words(line.command, words);
  if (!given) return given.error();
  line.help = given->has("help");
  line.version = given->has("version");
  line.render.verbose = given->has("verbose");
  if (line.help || line.version) return line;

  if (!given->has("no-config")) {
    if (const auto status = add_config(*given, line); !status) return status.error();
  }
  if (const auto status = read_options(*given, line); !status) {
    return Error{status.error().code, with_place(line.config, status.error().message)};
  }
  return line;
}

}  // namespace logscan::cli
