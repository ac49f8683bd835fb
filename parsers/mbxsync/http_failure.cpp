#include "parsers/mbxsync/http_failure.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr unsigned kLeastFailure = 400;
constexpr unsigned kLeastStatus = 100;

// Up to three digits at the front.
std::optional<unsigned> read_status(std::string_view& text) {
  unsigned status = 0;
  std::size_t at = 0;
  while (at < text.size() && at < 3 && is_digit(text[at]))
    status = status * 10 + static_cast<unsigned>(text[at++] - '0');
  if (at == 0 || (at < text.size() && is_digit(text[at]))) return std::nullopt;
  text.remove_prefix(at);
  return status;
}

// What libcurl calls the failures of a secure connection before there is an answer.
bool is_about_tls(std::string_view error) {
  static constexpr std::array<std::string_view, 5> kFronts = {
      "SSL ", "Peer certificate", "Problem with the SSL", "Problem with the local SSL", "Couldn't use specified SSL"};
  return std::any_of(kFronts.begin(), kFronts.end(), [&](std::string_view front) { return error.starts_with(front); });
}

bool skip(std::string_view& text, std::string_view front) {
  if (!iequals(text.substr(0, front.size()), front)) return false;
  text.remove_prefix(front.size());
  return true;
}

std::size_t find_any_case(std::string_view text, std::string_view what) {
  const auto at = std::search(text.begin(), text.end(), what.begin(), what.end(),
                              [](char a, char b) { return lower(a) == lower(b); });
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

// Whether the error speaks of an answer. Then a 503 is the server's.
bool tells_of_answer(std::string_view error) {
  static constexpr std::array<std::string_view, 3> kWords = {"bad response from server", "http code returned",
                                                             "url returned error"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view words) { return find_any_case(error, words) != std::string_view::npos; });
}

}  // namespace

std::string_view target_name(HttpTarget target) {
  switch (target) {
    case HttpTarget::kEws:
      return "ews";
    case HttpTarget::kAutodiscover:
      return "autodiscover";
    case HttpTarget::kOther:
      break;
  }
  return "other";
}

std::string_view HttpFailure::host() const {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?# "));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.starts_with('[')) return host.substr(0, host.find(']') == host.npos ? host.size() : host.find(']') + 1);
  host = host.substr(0, host.find(':'));
  // The root of all names may be written or not.
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

std::size_t find_request_failed(std::string_view text) { return find_any_case(text, "HTTP request failed"); }

std::optional<HttpFailure> read_http_failure(std::string_view message) {
  constexpr unsigned kNoAnswer = 503;
  const std::size_t length = message.size();
  static constexpr std::string_view kStatus = ", HTTP status code: ";
  if (!skip(message, kHttpRequestFailed)) return std::nullopt;
  HttpFailure failure;
  const std::size_t status_at = find_any_case(message, kStatus);
  if (status_at == std::string_view::npos) return std::nullopt;
  failure.error = message.substr(0, status_at);
  message.remove_prefix(status_at + kStatus.size());
  const std::optional<unsigned> status = read_status(message);
  if (!status || (*status != 0 && *status < kLeastStatus)) return std::nullopt;
  failure.status = *status;
  failure.answered = *status != 0 && (*status != kNoAnswer || tells_of_answer(failure.error));
  failure.timed_out = !failure.answered && failure.error.starts_with("Timeout was reached");
  failure.tls_failed = !failure.answered && is_about_tls(failure.error);
  failure.whole = message.empty();
  failure.length = length - message.size();
  if (!skip(message, ", for ")) return failure;
  if (skip(message, "ews URL: ")) {
    failure.target = HttpTarget::kEws;
  } else if (skip(message, "Autodiscovery URL: ")) {
    failure.target = HttpTarget::kAutodiscover;
  } else {
    failure.target = HttpTarget::kOther;
    const std::size_t url = message.find("URL: ");
    if (url == std::string_view::npos) return failure;
    message.remove_prefix(url + 5);
  }
  const std::size_t verb = find_any_case(message, ", verb: ");
  failure.url = message.substr(0, verb);
  failure.length = length - message.size() + failure.url.size();
  if (verb == std::string_view::npos) return failure;
  failure.whole = true;
  message.remove_prefix(verb + 8);
  const std::size_t comma = message.find(',');
  failure.verb = message.substr(0, comma);
  if (comma == std::string_view::npos) return failure;
  message.remove_prefix(comma);
  if (skip(message, ", query:")) failure.query = trim(message);
  return failure;
}

std::optional<HttpFailure> read_http_status(std::string_view message) {
  if (!skip(message, "HTTP Status code: ") && !skip(message, "HTTP status=[")) return std::nullopt;
  const std::optional<unsigned> status = read_status(message);
  if (!status || *status < kLeastFailure) return std::nullopt;
  HttpFailure failure;
  failure.status = *status;
  return failure;
}

}  // namespace logscan::detail
