// What a record tells of a request to Exchange that failed. Views into the message.
//
//   HTTP request failed with error: Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews
//   URL: https://mail.example.com/EWS/Exchange.ASMX, verb: POST
//
// Oddities: everything behind the status may be missing; the error holds commas, and a second status; a URL may hold a
// blank. Unity Connection writes status 503 where nobody answered, whatever the reason: it could not connect, could not
// agree on TLS, or lost the connection. No other status is its own, so that any other is an answer, whatever the error.
// The case of letters says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace logscan::detail {

enum class HttpTarget : std::uint8_t { kEws, kAutodiscover, kOther };
std::string_view target_name(HttpTarget target);

struct HttpFailure {
  std::string_view error;
  unsigned status = 0;               // as it stands there
  std::optional<HttpTarget> target;  // nothing: the record does not say
  std::string_view url, verb, query;
  bool answered = true;     // false where no server gave the status
  bool timed_out = false;   // then it is not answered either
  bool tls_failed = false;  // nor then
  std::size_t length = 0;   // of the text, up to the end of the URL or of what is known
  bool whole = true;        // the text ends where such a record may end

  // Without user, port and path; empty where there is no URL.
  [[nodiscard]] std::string_view host() const;
};

inline constexpr std::string_view kHttpRequestFailed = "HTTP request failed with error: ";

// Where `text` says that a request failed, be it in the known form or in another; npos where it does not.
std::size_t find_request_failed(std::string_view text);

// `message` begins with kHttpRequestFailed. Nothing where no status follows.
std::optional<HttpFailure> read_http_failure(std::string_view message);

// `HTTP Status code: 500, WEBDAV response` and `HTTP status=[500 Internal Server Error]`: a status of 400 and above.
std::optional<HttpFailure> read_http_status(std::string_view message);

}  // namespace logscan::detail
