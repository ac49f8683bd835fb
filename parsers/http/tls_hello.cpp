// Record: type (22 handshake, 21 alert), version, length. Handshake: type, 24 bits of length, version, 32 random bytes,
// session id, then the suites and the compression methods (or the one that was chosen), then extensions. TLS 1.3 writes
// 1.2 into the old place and the true versions into the extension supported_versions (RFC 8446, 4.1.2 and 4.2.1).
#include "parsers/http/tls_hello.h"

#include <algorithm>
#include <cstddef>

namespace logscan::detail {
namespace {

constexpr unsigned kAlertRecord = 21, kHandshakeRecord = 22;
constexpr unsigned kClientHelloType = 1, kServerHelloType = 2;
constexpr unsigned kServerName = 0, kSupportedVersions = 43;
constexpr unsigned kMostRecord = (1 << 14) + 256;
constexpr std::size_t kRandomBytes = 32;

// Reads big-endian numbers; behind the end all are zero and `short_of` is set.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : left_(bytes) {}
  unsigned number(std::size_t size) {
    unsigned value = 0;
    for (const char c : take(size)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }
  std::string_view take(std::size_t size) {
    const std::string_view taken = left_.substr(0, size);
    if (taken.size() < size) {
      short_ = true;
      left_ = {};
      return {};
    }
    left_.remove_prefix(size);
    return taken;
  }
  // A part with its length in front, as much of it as is there.
  Fields part(std::size_t size_of_length) {
    const std::size_t length = number(size_of_length);
    Fields part(left_.substr(0, length));
    short_ = short_ || length > left_.size();
    left_.remove_prefix(std::min(length, left_.size()));
    return part;
  }
  [[nodiscard]] bool empty() const { return left_.empty(); }
  [[nodiscard]] bool short_of() const { return short_; }

 private:
  std::string_view left_;
  bool short_ = false;
};

std::string_view version_name(unsigned version) {
  switch (version) {
    case 0x0300:
      return "SSL 3.0";
    case 0x0301:
      return "TLS 1.0";
    case 0x0302:
      return "TLS 1.1";
    case 0x0303:
      return "TLS 1.2";
    case 0x0304:
      return "TLS 1.3";
    default:
      return {};
  }
}

void read_server_name(Fields extension, TlsHello& hello) {
  Fields names = extension.part(2);
  while (!names.empty()) {
    const unsigned type = names.number(1);
    const std::size_t length = names.number(2);
    const std::string_view name = names.take(length);
    if (names.short_of()) return;
    if (type == 0 && hello.server_name.empty()) hello.server_name = name;
  }
}

void read_versions(Fields extension, TlsHello& hello, unsigned& best) {
  Fields versions = hello.kind == TlsHello::Kind::kClientHello ? extension.part(1) : extension;
  while (!versions.empty()) {
    const unsigned version = versions.number(2);
    // Clients mix in numbers without meaning, so that servers learn to pass over them (RFC 8701).
    if (!version_name(version).empty()) best = std::max(best, version);
  }
}

}  // namespace

std::optional<TlsHello> tls_hello(std::string_view bytes) {
  Fields record(bytes);
  const unsigned type = record.number(1);
  const unsigned record_version = record.number(2);
  const unsigned length = record.number(2);
  if (record.short_of() || record_version >> 8U != 3 || (record_version & 255U) > 4 || length == 0 ||
      length > kMostRecord)
    return std::nullopt;
  const std::string_view content = bytes.substr(5, length);
  TlsHello hello;
  hello.whole = content.size() == length;
  Fields fields(content);
  if (type == kAlertRecord) {
    const unsigned level = fields.number(1);
    hello.kind = TlsHello::Kind::kAlert;
    hello.alert = fields.number(1);
    hello.version = version_name(record_version);
    hello.fatal = level == 2;
    if (fields.short_of() || length != 2 || level < 1 || level > 2) return std::nullopt;
    return hello;
  }
  const unsigned message = fields.number(1);
  if (type != kHandshakeRecord || (message != kClientHelloType && message != kServerHelloType)) return std::nullopt;
  hello.kind = message == kClientHelloType ? TlsHello::Kind::kClientHello : TlsHello::Kind::kServerHello;
  Fields body = fields.part(3);
  unsigned version = body.number(2);
  hello.version = version_name(version);
  if (hello.version.empty()) return std::nullopt;
  body.take(kRandomBytes);
  static_cast<void>(body.part(1));
  if (hello.kind == TlsHello::Kind::kClientHello) {
    static_cast<void>(body.part(2));
    static_cast<void>(body.part(1));
  } else {
    hello.cipher_suite = body.number(2);
    body.number(1);
  }
  Fields extensions = body.empty() ? body : body.part(2);
  while (!extensions.empty()) {
    const unsigned extension = extensions.number(2);
    const Fields value = extensions.part(2);
    if (extension == kServerName && hello.kind == TlsHello::Kind::kClientHello) read_server_name(value, hello);
    if (extension == kSupportedVersions) read_versions(value, hello, version);
  }
  hello.version = version_name(version);
  hello.whole = hello.whole && !fields.short_of() && !body.short_of() && !extensions.short_of();
  return hello;
}

std::string_view tls_alert_name(unsigned alert) {
  switch (alert) {
    case 0:
      return "close_notify";
    case 10:
      return "unexpected_message";
    case 20:
      return "bad_record_mac";
    case 40:
      return "handshake_failure";
    case 42:
      return "bad_certificate";
    case 43:
      return "unsupported_certificate";
    case 44:
      return "certificate_revoked";
    case 45:
      return "certificate_expired";
    case 46:
      return "certificate_unknown";
    case 47:
      return "illegal_parameter";
    case 48:
      return "unknown_ca";
    case 49:
      return "access_denied";
    case 50:
      return "decode_error";
    case 51:
      return "decrypt_error";
    case 70:
      return "protocol_version";
    case 71:
      return "insufficient_security";
    case 80:
      return "internal_error";
    case 90:
      return "user_canceled";
    case 112:
      return "unrecognized_name";
    case 116:
      return "certificate_required";
    default:
      return {};
  }
}

}  // namespace logscan::detail
