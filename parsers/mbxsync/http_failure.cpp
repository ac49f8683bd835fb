#include "parsers/mbxsync/http_failure.h"

#include <algorithm>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr unsigned kLeastFailure = 400;

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

bool skip(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
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
  return host.substr(0, host.find(':'));
}

std::optional<HttpFailure> read_http_failure(std::string_view message) {
  static constexpr std::string_view kStatus = ", HTTP status code: ";
  if (!skip(message, kHttpRequestFailed)) return std::nullopt;
  HttpFailure failure;
  const std::size_t status_at = message.find(kStatus);
  if (status_at == std::string_view::npos) return std::nullopt;
  failure.error = message.substr(0, status_at);
  message.remove_prefix(status_at + kStatus.size());
  const std::optional<unsigned> status = read_status(message);
  if (!status) return std::nullopt;
  failure.status = *status;
  failure.timed_out = failure.error.starts_with("Timeout was reached");
  // The connection was never made, or the answer did not come in time.
  failure.answered = *status != 0 && !failure.timed_out && !failure.error.starts_with("Couldn't connect") &&
                     !failure.error.starts_with("Couldn't resolve");
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
  const std::size_t verb = message.find(", verb: ");
  failure.url = message.substr(0, verb);
  if (verb == std::string_view::npos) return failure;
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
