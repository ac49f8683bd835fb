#include "input/node_name.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace logscan::detail {
namespace {

// Reads `YYYY-MM-DD` at the front of the text, with any of `separators` between.
std::optional<std::chrono::local_days> read_date(std::string_view text) {
  if (text.size() < 10 || (text[4] != '-' && text[4] != '_') || text[7] != text[4]) return std::nullopt;
  const auto year = parse_number<int>(text.substr(0, 4));
  const auto month = parse_number<unsigned>(text.substr(5, 2));
  const auto day = parse_number<unsigned>(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days(date);
}

// `2021-07-16_05-36-48`
std::optional<LocalTime> read_download_time(std::string_view text) {
  if (text.size() != 19 || (text[10] != '_' && text[10] != ' ' && text[10] != 'T')) return std::nullopt;
  const auto date = read_date(text);
  const auto hour = parse_number<int>(text.substr(11, 2));
  const auto minute = parse_number<int>(text.substr(14, 2));
  const auto second = parse_number<int>(text.substr(17, 2));
  if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return LocalTime(*date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

bool is_archive_name(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kEnds = {".zip", ".tar", ".gz", ".gzo", ".tgz", ".bz2",
                                                             ".xz",  ".zst", ".7z", ".log", ".txt", ".cap"};
  const std::string low = to_lower(name);
  return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return low.ends_with(end); });
}

bool is_host_text(std::string_view name) {
  const auto fits = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.'; };
  return !name.empty() && name.size() <= 253 && name.front() != '-' && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), fits);
}

bool is_domain_name(std::string_view name) {
  return std::count(name.begin(), name.end(), '.') >= 2 && is_host_text(name) && !is_archive_name(name) &&
         !is_digit(name.back());
}

// The product's own folders below a node: what `/var/log/active`, `/var/log/install` and `/usr/local/jetty` hold. `cli`
// is where people put what they pasted.
bool is_product_folder(std::string_view name) {
  static constexpr std::array<std::string_view, 27> kFolders = {
      "jetty",  "logs", "log",      "active", "activelog", "var",   "usr",   "local",   "cuc",
      "syslog", "epas", "platform", "cm",     "tomcat",    "trace", "audit", "install", "log4j",
      "log4",   "sdi",  "sdl",      "srm",    "xcp",       "epe",   "ris",   "csv",     "cli"};
  return std::any_of(kFolders.begin(), kFolders.end(), [&](std::string_view folder) { return iequals(folder, name); });
}

}  // namespace

bool is_address(std::string_view name) {
  return std::count(name.begin(), name.end(), '.') == 3 &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_digit(c) || c == '.'; });
}

// `tac27feb17_1334`, `tac_27feb17_take3`. A host name has no underscore.
bool is_collection_folder(std::string_view name) {
  if (name.size() < 4 || !iequals(name.substr(0, 3), "tac")) return false;
  const std::string_view rest = name.substr(name[3] == '_' || name[3] == '-' ? 4 : 3);
  return !rest.empty() && is_digit(rest.front()) && rest.find('_') != std::string_view::npos;
}

PathOrigin origin_of_path(std::string_view path) {
  std::vector<std::string_view> folders;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    if (slash > 0 && !is_collection_folder(path.substr(0, slash))) folders.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  PathOrigin origin;
  for (std::size_t i = folders.size(); i-- > 0;) {
    if (const auto time = read_download_time(folders[i])) {
      origin.collected_local = *time;
      if (i > 0 && is_host_text(folders[i - 1])) origin.node = to_lower(folders[i - 1]);
      origin.by_address = is_address(origin.node);
      return origin;
    }
  }
  for (std::size_t i = folders.size(); i-- > 0;) {
    if (is_address(folders[i]) || is_domain_name(folders[i])) {
      origin.node = to_lower(folders[i]);
      origin.by_address = is_address(origin.node);
      return origin;
    }
  }
  // Up from the file over the product's folders and dates, if there is at least one of the former.
  std::size_t i = folders.size();
  bool product = false;
  while (i > 0 && (is_product_folder(folders[i - 1]) || read_date(folders[i - 1])))
    product = is_product_folder(folders[--i]) || product;
  if (product && i > 0 && is_host_text(folders[i - 1]) && !is_archive_name(folders[i - 1])) {
    origin.node = to_lower(folders[i - 1]);
    origin.by_product = true;
  }
  return origin;
}

}  // namespace logscan::detail
