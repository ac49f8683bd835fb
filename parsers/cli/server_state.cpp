// What a server says of itself.
//
//   admin:utils core active list
//         Size         Date            Core File Name
//   =================================================================
//    292616 KB   2022-02-20 00:02:37   core.62556.6.ccm.1645336926
//
//   admin:show version active
//   Active Master Version: 9.1.2.10000-28
//   Active Version Installed Software Options:
//   No Installed Software Options Found.
//
//   admin:show status
//   Product Ver   : 10.5.1.10000-7
//   Uptime:
//    09:05:03 up 9 days, 23:09,  1 user,  load average: 0.23, 0.23, 0.18
//   Disk/logging        49573612K       36498224K       10557224K (23%)
//
// The size of a core file may be missing. All of these are pasted in one line too, behind their command.
#include "parsers/cli/server_state.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostLine = 4000;

// The line of the command, from behind its first `words` words, where something stands there; then the output.
std::vector<OutputLine> lines_behind(const CommandOutput& output, std::size_t words) {
  std::vector<OutputLine> lines;
  lines.reserve(output.lines.size() + 1);
  const std::string_view rest = behind_words(output.typed, words);
  if (!rest.empty()) lines.push_back({rest, output.at.record});
  lines.insert(lines.end(), output.lines.begin(), output.lines.end());
  return lines;
}

std::uint64_t last_ordinal(const CommandOutput& output) {
  return (output.lines.empty() ? output.at : output.lines.back()).record.ordinal;
}

// --- core files

constexpr std::string_view kNoCores = "No core files found";
constexpr std::string_view kCoreFront = "core.";

// `2022-02-20` and `00:02:37`
std::optional<LocalTime> read_iso_time(std::string_view date, std::string_view clock) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-' || clock.size() != 8 || clock[2] != ':' || clock[5] != ':')
    return std::nullopt;
  const auto year = parse_number<int>(date.substr(0, 4));
  const auto month = parse_number<unsigned>(date.substr(5, 2)), day = parse_number<unsigned>(date.substr(8, 2));
  const auto hour = parse_number<unsigned>(clock.substr(0, 2)), minute = parse_number<unsigned>(clock.substr(3, 2)),
             second = parse_number<unsigned>(clock.substr(6, 2));
  if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59 ||
      *year < 1990 || *year > 2200)
    return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!ymd.ok()) return std::nullopt;
  return LocalTime{std::chrono::local_days(ymd)} + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

// `core.62556.6.ccm.1645336926`, `core.jvm.core`
std::string_view process_of(std::string_view file) {
  std::vector<std::string_view> parts;
  while (parts.size() < 8) {
    const std::size_t dot = file.find('.');
    parts.push_back(file.substr(0, dot));
    if (dot == std::string_view::npos) break;
    file.remove_prefix(dot + 1);
  }
  if (parts.size() >= 5) return parts[3];
  return parts.size() == 3 ? parts[1] : std::string_view{};
}

struct CoreRow {
  std::string_view file, size;
  LocalTime time{};
};

// The rows of a line; a line that was pasted whole holds several.
std::vector<CoreRow> core_rows(std::string_view text) {
  std::vector<CoreRow> rows;
  const std::vector<std::string_view> words = words_of(text, 1000);
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (!words[i].starts_with(kCoreFront) || words[i].size() == kCoreFront.size()) continue;
    const auto time = read_iso_time(words[i - 2], words[i - 1]);
    if (!time) continue;
    CoreRow row{words[i], {}, *time};
    if (i >= 4 && parse_number<std::uint64_t>(words[i - 4]) && words[i - 3].ends_with('B'))
      row.size =
          std::string_view(words[i - 4].data(),
                           static_cast<std::size_t>(words[i - 3].data() + words[i - 3].size() - words[i - 4].data()));
    rows.push_back(row);
  }
  return rows;
}

void read_cores(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::size_t rows = 0, unread = 0;
  bool none = false, anything = false, row_is_last = false;
  const std::vector<OutputLine> lines = lines_behind(output, 4);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = trim(lines[i].text);
    anything = anything || !text.empty();
    if (text.size() > kMostLine) continue;
    if (has_words(text, kNoCores)) {
      none = true;
      facts.fact(FactKind::kNoCoreFiles, {}, lines[i], sink);
      continue;
    }
    const std::vector<CoreRow> found = core_rows(text);
    for (const CoreRow& row : found) {
      facts.fact(FactKind::kCoreFile,
                 {{}, row.file, process_of(row.file), row.size, row.time.time_since_epoch().count()}, lines[i], sink);
      ++rows;
    }
    if (found.empty() && text.find(" core.") != std::string_view::npos) ++unread;
    if (!text.empty()) row_is_last = !found.empty();
  }
  if (unread > 0) {
    facts.unread(output, "core-list",
                 std::to_string(unread) + (unread == 1 ? " row" : " rows") + " that could not be read", sink);
  } else if (output.cut && !none && !row_is_last) {
    facts.unread(output, "core-list", "its end is missing", sink);
  } else if (anything && rows == 0 && !none) {
    facts.nothing_read(output, "core-list", "layout not known, not read", sink);
  }
}

bool begins_core_list(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  if (text.size() > kMostLine || text.empty()) return false;
  // Rows begin with a size or a date.
  if (is_digit(text.front())) return text.find(" core.") != std::string_view::npos && !core_rows(text).empty();
  return (text.starts_with("Size") && text.find("Core File Name") != std::string_view::npos) ||
         text.starts_with(kNoCores);
}

// --- the version

constexpr std::string_view kMaster = "Active Master Version";
constexpr std::string_view kOptions = "Installed Software Options";
constexpr std::string_view kNoOptions = "No Installed Software Options";

// The word behind `: `, if it looks as a version does.
std::string_view version_behind(std::string_view text, std::size_t at) {
  const std::size_t colon = text.find(':', at);
  if (colon == std::string_view::npos) return {};
  const std::string_view rest = trim(text.substr(colon + 1));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  return !word.empty() && is_digit(word.front()) && word.find('.') != std::string_view::npos ? word
                                                                                             : std::string_view{};
}

void read_version(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  bool in_options = false, found = false, anything = false;
  for (const OutputLine& line : lines_behind(output, 3)) {
    const std::string_view text = trim(line.text);
    if (text.size() > kMostLine) continue;
    anything = anything || !text.empty();
    if (const std::size_t at = find_words(text, kMaster); at != std::string_view::npos) {
      const std::string_view version = version_behind(text, at);
      // The last word of a source may be the front of one.
      const bool last = output.cut && line.record.ordinal == last_ordinal(output) &&
                        version.data() + version.size() == text.data() + text.size();
      if (!version.empty() && !last) {
        facts.fact(FactKind::kVersionActive, {{}, {}, version, kMaster, 0}, line, sink);
        found = true;
      }
      in_options = false;
    }
    if (has_words(text, kOptions)) {
      in_options = !has_words(text, kNoOptions);
    } else if (in_options && !text.empty()) {
      if (text.find_first_not_of("-=") == std::string_view::npos) continue;
      // A package is one word with points: its name ends in `.cop` or in the name of a signed one.
      const std::string_view name = text.substr(0, text.find_first_of(" \t"));
      if (name.find('.') == std::string_view::npos) {
        in_options = false;
        continue;
      }
      facts.fact(FactKind::kVersionOption, {{}, name, {}, {}, 0}, line, sink);
    }
  }
  if (!found && anything) facts.nothing_read(output, "version", "no version in it, not read", sink);
}

// --- the status

constexpr std::string_view kProduct = "Product Ver";

// `up 9 days, 23:09,` `up 1 day, 5 min,` `up 23:09,` `up 5 min,`: seconds.
std::optional<std::int64_t> read_uptime(std::string_view text) {
  const std::size_t up = text.find(" up ");
  if (up == std::string_view::npos || text.find("load average") == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text.substr(up + 4), 6);
  std::int64_t seconds = 0;
  bool read = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (word.ends_with(',')) word.remove_suffix(1);
    if (const std::size_t colon = word.find(':'); colon != std::string_view::npos) {
      const auto hours = parse_number<std::int32_t>(word.substr(0, colon)),
                 minutes = parse_number<std::int32_t>(word.substr(colon + 1));
      if (!hours || !minutes || *hours < 0 || *minutes < 0) return std::nullopt;
      return seconds + *hours * std::int64_t{3600} + *minutes * std::int64_t{60};
    }
    const auto number = parse_number<std::int32_t>(word);
    if (!number || *number < 0 || i + 1 >= words.size()) break;
    const std::string_view unit = words[++i];
    if (unit.starts_with("day")) {
      seconds += *number * std::int64_t{86400};
    } else if (unit.starts_with("min")) {
      return seconds + *number * std::int64_t{60};
    } else {
      break;
    }
    read = true;
  }
  return read ? std::optional(seconds) : std::nullopt;
}

// `Disk/logging  49573612K  36498224K  10557224K (23%)`
bool tell_disk(const OutputLine& line, std::string_view text, SessionFacts& facts, Sink& sink) {
  static constexpr std::string_view kDisk = "Disk/";
  if (!text.starts_with(kDisk)) return false;
  const std::size_t percent = text.rfind("%)"), open = text.rfind('(');
  if (percent == std::string_view::npos || open == std::string_view::npos || open > percent) return false;
  const auto used = parse_number<std::int32_t>(text.substr(open + 1, percent - open - 1));
  if (!used || *used < 0 || *used > 100) return false;
  facts.fact(FactKind::kDiskUsed, {{}, text.substr(0, text.find_first_of(" \t")), {}, {}, *used}, line, sink);
  return true;
}

void read_status(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  for (const OutputLine& line : lines_behind(output, 2)) {
    const std::string_view text = trim(line.text);
    if (text.size() > kMostLine) continue;
    if (const std::size_t at = find_words(text, kProduct); at != std::string_view::npos) {
      const std::string_view version = version_behind(text, at);
      if (!version.empty()) facts.fact(FactKind::kVersionActive, {{}, {}, version, kProduct, 0}, line, sink);
    }
    if (const auto uptime = read_uptime(line.text))
      facts.fact(FactKind::kUptime, {{}, {}, text, {}, *uptime}, line, sink);
    tell_disk(line, text, facts, sink);
  }
}

}  // namespace

constinit const CommandReader kCoreList{
    .name = "cli.core-list",
    .matches =
        [](std::string_view command) {
          return is_command(command, "utils core active list") || is_command(command, "utils core list");
        },
    .recognises = begins_core_list,
    .read = read_cores,
};

constinit const CommandReader kActiveVersion{
    .name = "cli.version",
    .matches = [](std::string_view command) { return is_command(command, "show version active"); },
    .recognises =
        [](std::span<const OutputLine> lines) { return starts_with_words(trim(lines.front().text), kMaster); },
    .read = read_version,
};

constinit const CommandReader kServerStatus{
    .name = "cli.status",
    .matches = [](std::string_view command) { return command == "show status"; },
    .recognises =
        [](std::span<const OutputLine> lines) {
          const std::string_view text = trim(lines.front().text);
          return text.size() <= 200 && starts_with_words(text, kProduct) && !version_behind(text, 0).empty();
        },
    .read = read_status,
};

}  // namespace logscan::detail
