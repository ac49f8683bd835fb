// The first record of a TLS connection: who is asked for and which version, as far as the handshake shows it in clear.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace logscan::detail {

struct TlsHello {
  enum class Kind : std::uint8_t { kClientHello, kServerHello, kAlert };
  Kind kind = Kind::kClientHello;
  // `TLS 1.2`: of a client, the highest it offers; of an alert, that of its record. Static text.
  std::string_view version;
  std::string_view server_name;  // of a client, where it names one; a view into the bytes
  unsigned cipher_suite = 0;     // of a server: what it chose
  unsigned alert = 0;            // RFC 8446, section 6
  bool fatal = false;
  bool whole = true;  // false where the record goes on behind these bytes: what it says there is not known
};

// Nothing where the bytes do not begin with such a record.
std::optional<TlsHello> tls_hello(std::string_view bytes);

// `handshake_failure`; empty for a number that has no name here.
std::string_view tls_alert_name(unsigned alert);

}  // namespace logscan::detail
