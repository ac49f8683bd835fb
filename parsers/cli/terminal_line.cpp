#include "parsers/cli/terminal_line.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr char kEscape = '\x1b';

// The end of the escape sequence that begins at `at`; `final` is its last character for those of the form ESC [ ...
std::size_t escape_end(std::string_view line, std::size_t at, char& final) {
  final = 0;
  std::size_t next = at + 1;
  if (next >= line.size()) return next;
  if (line[next] == '[') {
    for (++next; next < line.size(); ++next) {
      const auto c = static_cast<unsigned char>(line[next]);
      if (c >= 0x40 && c <= 0x7e) {
        final = line[next];
        return next + 1;
      }
      if (c < 0x20) return next;
    }
    return next;
  }
  if (line[next] == ']') {
    // The title of a window; it ends with BEL or ESC backslash.
    for (++next; next < line.size(); ++next) {
      if (line[next] == '\a') return next + 1;
      if (line[next] == kEscape) return std::min(next + 2, line.size());
    }
    return next;
  }
  return next + 1;
}

// What stands on the screen when the line has been written.
void replay(std::string_view line, std::string& screen) {
  screen.clear();
  std::size_t cursor = 0;
  for (std::size_t at = 0; at < line.size();) {
    const auto c = static_cast<unsigned char>(line[at]);
    if (line[at] == kEscape) {
      char final = 0;
      const std::size_t end = escape_end(line, at, final);
      if (final == 'K') screen.resize(line[end - 2] == '2' ? 0 : std::min(cursor, screen.size()));
      cursor = std::min(cursor, screen.size());
      at = end;
      continue;
    }
    ++at;
    if (c == '\r') {
      cursor = 0;
    } else if (c == '\b') {
      cursor -= cursor > 0 ? 1U : 0U;
    } else if (c >= 0x20 ? c != 0x7f : c == '\t') {
      if (cursor < screen.size()) {
        screen[cursor] = static_cast<char>(c);
      } else {
        screen.push_back(static_cast<char>(c));
      }
      ++cursor;
    }
  }
}

struct PagerText {
  std::string_view begin, end;
};
constexpr std::array<PagerText, 4> kPagerTexts = {{
    {"--More--", "--More--"},
    {"-- More --", "-- More --"},
    {"options: q=quit", ") :"},
    {"Press <enter> for 1 line", "to quit"},
}};

bool has_pager(std::string_view line) {
  return std::any_of(kPagerTexts.begin(), kPagerTexts.end(),
                     [&](const PagerText& pager) { return line.find(pager.begin) != std::string_view::npos; });
}

void erase_pager(std::string& text) {
  for (const PagerText& pager : kPagerTexts) {
    const std::size_t begin = text.find(pager.begin);
    if (begin == std::string::npos) continue;
    const std::size_t end = text.find(pager.end, begin);
    text.erase(begin, end == std::string::npos ? end : end + pager.end.size() - begin);
  }
}

std::string_view without_blank_end(std::string_view text) {
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// The first words of the commands that the platform has.
constexpr std::array<std::string_view, 12> kVerbs = {"utils", "show",   "run",     "set",  "file", "ha",
                                                     "unset", "delete", "license", "help", "quit", "exit"};

bool is_host_character(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '.' || c == '-' || c == '_';
}

// `unitydyndb> select ...` of the database, `[root@cuc1 log]# date` of the shell.
std::optional<Prompt> read_shell_prompt(std::string_view text) {
  static constexpr std::string_view kDatabase = "unity", kDatabaseEnd = "db>";
  if (text.starts_with(kDatabase)) {
    const std::size_t end = text.find(kDatabaseEnd);
    constexpr std::size_t kMostName = 20;
    if (end > kMostName) return std::nullopt;  // or not found
    const std::string_view name = text.substr(0, end);
    if (!std::all_of(name.begin(), name.end(), is_host_character)) return std::nullopt;
    return Prompt{{}, trim(text.substr(end + kDatabaseEnd.size()))};
  }
  static constexpr std::string_view kRoot = "[root@";
  if (!text.starts_with(kRoot)) return std::nullopt;
  const std::size_t close = text.find("]#");
  const std::size_t blank = text.find(' ');
  if (close == std::string_view::npos || blank > close) return std::nullopt;
  const std::string_view host = text.substr(kRoot.size(), blank - kRoot.size());
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return std::nullopt;
  return Prompt{host, trim(text.substr(close + 2))};
}

// `[2026-01-02 10:00:00] `, `[10:00:00.123] `: a terminal program puts it before each line that it saves.
std::string_view without_stamp(std::string_view line) {
  constexpr std::size_t kMostStamp = 40;
  if (line.size() < 3 || line[0] != '[' || !is_digit(line[1])) return line;
  const std::size_t close = line.substr(0, kMostStamp).find(']');
  if (close == std::string_view::npos) return line;
  const std::string_view stamp = line.substr(1, close - 1);
  const bool clock = std::count(stamp.begin(), stamp.end(), ':') >= 2;
  if (!clock || stamp.find_first_not_of("0123456789-/:., TZ+") != std::string_view::npos) return line;
  line.remove_prefix(close + 1);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

bool is_host(std::string_view text) {
  return !text.empty() && (is_address_word(text) || std::all_of(text.begin(), text.end(), is_host_character));
}

struct Destination {
  std::string_view text;    // empty where there is none, or where a command for the host follows
  bool user_apart = false;  // by -l
};

// What stands behind `ssh`: `-p 8022 admin@imp1`, `-l admin imp1`, `admin@imp1 -v`.
Destination ssh_destination(std::string_view arguments) {
  constexpr std::size_t kMostWords = 16;
  static constexpr std::string_view kWithValue = "BbcDEeFIiJLlmOopQRSWw";
  Destination found;
  const std::vector<std::string_view> words = words_of(arguments, kMostWords);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word.starts_with('-') && word.size() > 1) {
      if (word[1] == 'l') found.user_apart = true;
      if (word.size() == 2 && kWithValue.find(word[1]) != std::string_view::npos) ++i;
    } else if (found.text.empty()) {
      found.text = word;
    } else {
      return {};
    }
  }
  return found;
}

// What a mail quotes, and what marks a piece of text as one that was copied.
std::string_view without_marks(std::string_view line) {
  static constexpr std::string_view kQuote = "> ", kFence = "```";
  while (line.starts_with(kQuote)) line.remove_prefix(kQuote.size());
  line = without_stamp(line);
  return line == ">" || line.starts_with(kFence) ? std::string_view{} : line;
}

}  // namespace

std::string_view clean_line(std::string_view line, std::string& buffer) {
  line = without_marks(without_blank_end(line));
  const bool plain = std::none_of(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
  if (plain && !has_pager(line)) return line;
  replay(line, buffer);
  erase_pager(buffer);
  return without_blank_end(buffer);
}

std::optional<Prompt> read_prompt(std::string_view text) {
  static constexpr std::string_view kPrompt = "admin:";
  text = trim(text);
  if (text.starts_with(kPrompt)) return Prompt{{}, trim(text.substr(kPrompt.size()))};
  if (const auto prompt = read_shell_prompt(text)) return prompt;
  // `imp1 admin:`, `[imp1] admin:`, `imp1:admin:`, `imp1> admin:`
  constexpr std::size_t kMostHost = 80;
  const std::size_t at = text.substr(0, kMostHost).find(kPrompt);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view host = trim(text.substr(0, at));
  while (!host.empty() && (host.back() == ':' || host.back() == '>' || host.back() == ']')) host.remove_suffix(1);
  if (host.starts_with('[')) host.remove_prefix(1);
  // A word that ends in `admin:` is no prompt.
  if (host.empty() || is_host_character(text[at - 1]) || !std::all_of(host.begin(), host.end(), is_host_character))
    return std::nullopt;
  const std::string_view command = trim(text.substr(at + kPrompt.size()));
  const std::string_view verb = command.substr(0, command.find_first_of(" \t"));
  if (!command.empty() &&
      std::none_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view known) { return iequals(known, verb); }))
    return std::nullopt;
  return Prompt{host, command};
}

std::string_view read_login_host(std::string_view text) {
  static constexpr std::string_view kCommand = "ssh ", kQuestion = "'s password:";
  text = trim(text);
  const std::size_t command = text.find(kCommand);
  if (command != std::string_view::npos) {
    const std::string_view prompt = trim(text.substr(0, command));
    constexpr std::string_view kPromptEnds = "$#>%";
    if (!prompt.empty() && kPromptEnds.find(prompt.back()) == std::string_view::npos) return {};
    const Destination to = ssh_destination(text.substr(command + kCommand.size()));
    if (to.user_apart) return is_host(to.text) ? to.text : std::string_view{};
    text = to.text;
  } else if (const std::size_t question = text.find(kQuestion); question != std::string_view::npos) {
    text = text.substr(0, question);
  } else {
    return {};
  }
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0) return {};
  const std::string_view user = text.substr(0, at), host = text.substr(at + 1);
  const bool named = std::all_of(user.begin(), user.end(), is_host_character) && is_host(host);
  return named ? host : std::string_view{};
}

std::vector<std::string_view> words_of(std::string_view text, std::size_t most) {
  std::vector<std::string_view> words;
  while (words.size() < most) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string normal_command(std::string_view command) {
  std::string normal;
  for (const char c : trim(command)) {
    if (!is_blank(c)) {
      normal.push_back(lower(c));
    } else if (normal.back() != ' ') {
      normal.push_back(' ');
    }
  }
  return normal;
}

bool is_command(std::string_view command, std::string_view words) {
  return command.starts_with(words) && (command.size() == words.size() || command[words.size()] == ' ');
}

std::string_view behind_words(std::string_view text, std::size_t count) {
  text = trim(text);
  for (; count > 0; --count) text = trim(text.substr(std::min(text.find_first_of(" \t"), text.size())));
  return text;
}

bool is_address_word(std::string_view word) {
  constexpr std::size_t kMost = 45;
  if (word.empty() || word.size() > kMost) return false;
  const auto separators = [&](char c) { return std::count(word.begin(), word.end(), c); };
  if (word.find_first_not_of("0123456789.") == std::string_view::npos)
    return separators('.') == 3 && is_digit(word.front()) && is_digit(word.back());
  // A time of day has two colons too.
  return (separators(':') == 7 || word.find("::") != std::string_view::npos) &&
         word.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

}  // namespace logscan::detail
