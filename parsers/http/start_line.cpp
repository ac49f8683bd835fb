#include "parsers/http/start_line.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kVersion = "HTTP/1.";

// RFC 9110, WebDAV, and what Exchange and its clients use beside them.
constexpr std::string_view kMethods[] = {"GET",       "POST",    "PUT",    "HEAD",        "DELETE",      "OPTIONS",
                                         "TRACE",     "CONNECT", "PATCH",  "PROPFIND",    "SEARCH",      "PROPPATCH",
                                         "MKCOL",     "COPY",    "MOVE",   "LOCK",        "UNLOCK",      "POLL",
                                         "SUBSCRIBE", "NOTIFY",  "REPORT", "UNSUBSCRIBE", "RPC_IN_DATA", "BPROPPATCH",
                                         "BPROPFIND", "BDELETE", "BCOPY",  "BMOVE",       "M-SEARCH",    "MKACTIVITY",
                                         "CHECKOUT",  "MERGE",   "ACL",    "RPC_OUT_DATA"};
constexpr std::size_t kLongestMethod = 24;

bool is_method_letter(char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }
bool is_known(std::string_view method) {
  return std::find(std::begin(kMethods), std::end(kMethods), method) != std::end(kMethods);
}

std::string_view method_of(std::string_view bytes) {
  std::size_t length = 0;
  while (length < bytes.size() && length <= kLongestMethod && is_method_letter(bytes[length])) ++length;
  return bytes.substr(0, length);
}

// `HTTP/1.1 200`, as far as it is there.
StartOf answer_of(std::string_view bytes) {
  if (!bytes.substr(0, kVersion.size()).starts_with(kVersion.substr(0, bytes.size()))) return StartOf::kNothing;
  constexpr std::size_t kStatusAt = kVersion.size() + 2;
  for (std::size_t i = kVersion.size(); i < std::min(bytes.size(), kStatusAt + 3); ++i) {
    if (i + 1 == kStatusAt ? bytes[i] != ' ' : !is_digit(bytes[i])) return StartOf::kNothing;
  }
  return bytes.size() < kStatusAt + 3 ? StartOf::kPerhaps : StartOf::kMessage;
}

void take_status(std::string_view bytes, StartLine& start) {
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(bytes[kVersion.size() + i] - '0'); };
  start = {.request = false,
           .minor_version = digit(0),
           .status = digit(2) * 100 + digit(3) * 10 + digit(4),
           .method = {},
           .uri = {}};
}

}  // namespace

StartOf start_of(std::string_view bytes) {
  if (bytes.empty()) return StartOf::kPerhaps;
  const StartOf answer = answer_of(bytes);
  if (answer != StartOf::kNothing) return answer;
  const std::string_view method = method_of(bytes);
  if (method.empty() || method.size() > kLongestMethod) return StartOf::kNothing;
  if (method.size() == bytes.size()) return StartOf::kPerhaps;
  if (bytes[method.size()] != ' ') return StartOf::kNothing;
  if (method.size() + 1 == bytes.size()) return StartOf::kPerhaps;
  const char first = bytes[method.size() + 1];
  if (first <= ' ' || first == 0x7f) return StartOf::kNothing;
  return is_known(method) ? StartOf::kMessage : StartOf::kPerhaps;
}

bool read_start_line(std::string_view line, StartLine& start) {
  switch (start_of(line)) {
    case StartOf::kNothing:
      return false;
    case StartOf::kMessage:
      if (!line.starts_with(kVersion)) break;
      // Behind the status stands a blank and the reason, or nothing.
      if (line.size() > kVersion.size() + 5 && !is_blank(line[kVersion.size() + 5])) return false;
      take_status(line, start);
      return true;
    case StartOf::kPerhaps:
      break;
  }
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  const std::size_t blank = line.rfind(' ');
  const std::string_view method = method_of(line);
  if (blank == std::string_view::npos || blank <= method.size() + 1 || line.size() != blank + 1 + kVersion.size() + 1 ||
      !line.substr(blank + 1).starts_with(kVersion) || !is_digit(line.back()))
    return false;
  start = {.request = true,
           .minor_version = static_cast<unsigned>(line.back() - '0'),
           .status = 0,
           .method = method,
           .uri = trim(line.substr(method.size() + 1, blank - method.size() - 1))};
  return !start.uri.empty();
}

bool read_cut_start_line(std::string_view bytes, StartLine& start) {
  if (start_of(bytes) != StartOf::kMessage) return false;
  if (bytes.starts_with(kVersion)) {
    if (bytes.size() > kVersion.size() + 5 && !is_blank(bytes[kVersion.size() + 5]) &&
        bytes[kVersion.size() + 5] != '\r')
      return false;
    take_status(bytes, start);
    return true;
  }
  const std::string_view method = method_of(bytes);
  const std::string_view rest = bytes.substr(method.size() + 1);
  start = {.request = true, .minor_version = 1, .status = 0, .method = method, .uri = rest.substr(0, rest.find(' '))};
  return true;
}

bool looks_like_http(std::string_view first_bytes) {
  while (first_bytes.starts_with('\r') || first_bytes.starts_with('\n')) first_bytes.remove_prefix(1);
  StartLine start;
  const std::size_t end = first_bytes.find('\n');
  if (end == std::string_view::npos) return start_of(first_bytes) == StartOf::kMessage;
  std::string_view line = first_bytes.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return read_start_line(line, start);
}

}  // namespace logscan::detail
