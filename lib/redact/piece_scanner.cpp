#include "redact/piece_scanner.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "redact/mail_text.h"
#include "redact/wide_text.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kGuidText = 36, kGuidBytes = 16;
constexpr std::size_t kLeastHex = 32;
constexpr std::size_t kLeastBase64 = 16;
constexpr std::size_t kMostBase64 = 64 * 1024;
constexpr int kMostDepth = 1;  // base64 in base64 is no text of a log

bool is_hex(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_label(char c) { return is_alnum(c) || c == '-' || c == '_'; }
bool is_local(char c) { return is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '-'; }
bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_'; }

// What domains end in. Two letters are a country, but for those that files end in.
bool is_top_level(std::string_view label) {
  static constexpr std::array<std::string_view, 22> kTops = {
      "com", "net",  "org",     "edu",  "gov",      "mil",      "int",  "info",    "biz",  "local", "localdomain",
      "lan", "corp", "private", "home", "internal", "intranet", "test", "example", "arpa", "cloud", "invalid"};
  static constexpr std::array<std::string_view, 28> kCountries = {
      "de", "at", "ch", "fr", "it", "es", "pt", "nl", "be", "uk", "ie", "dk", "no", "se",
      "fi", "cz", "hu", "ro", "gr", "tr", "ru", "jp", "cn", "in", "au", "br", "mx", "us"};
  const auto among = [&](const auto& all) {
    return std::any_of(all.begin(), all.end(), [&](std::string_view top) { return iequals(top, label); });
  };
  return among(kTops) || among(kCountries);
}

// Domains of the makers of what is logged: they are in every such log.
bool is_public_domain(std::string_view name) {
  static constexpr std::array<std::string_view, 16> kDomains = {
      "cisco.com",         "office365.com",  "outlook.com",         "office.com",  "office365.us",
      "outlook.office.de", "microsoft.com",  "windows.net",         "xmlsoap.org", "w3.org",
      "apache.org",        "googleapis.com", "microsoftonline.com", "google.com",  "eclipse.org",
      "partner.outlook.cn"};
  return std::any_of(kDomains.begin(), kDomains.end(), [&](std::string_view domain) {
    if (name.size() < domain.size() || !iequals(name.substr(name.size() - domain.size()), domain)) return false;
    return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
  });
}

// Words behind which a name stands, with : or = between.
std::optional<TokenKind> named_by(std::string_view word) {
  static constexpr std::array<std::string_view, 9> kUsers = {"user",  "username", "userid",  "user_id",    "login",
                                                             "alias", "mailbox",  "account", "displayname"};
  static constexpr std::array<std::string_view, 5> kHosts = {"hostname", "host", "nodeid", "fqdn", "computername"};
  const auto among = [&](const auto& all) {
    return std::any_of(all.begin(), all.end(), [&](std::string_view name) { return iequals(name, word); });
  };
  if (among(kUsers)) return TokenKind::kUser;
  if (among(kHosts)) return TokenKind::kHost;
  return std::nullopt;
}

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(char c) {
  if (c == '-') c = '+';
  if (c == '_') c = '/';
  const std::size_t at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// As `like` is written: its alphabet and its padding.
std::string encode_base64(std::string_view bytes, std::string_view like) {
  const bool url = like.find_first_of("-_") != std::string_view::npos;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    const std::size_t count = std::min<std::size_t>(bytes.size() - at, 3) + 1;
    for (std::size_t i = 0; i < count; ++i) text += kDigits[group >> (18 - 6 * i) & 63U];
    if (like.ends_with('=')) text.append(4 - count, '=');
  }
  if (url) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
  }
  return text;
}

bool is_guid(std::string_view text) {
  if (text.size() < kGuidText) return false;
  for (std::size_t i = 0; i < kGuidText; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return text.size() == kGuidText || !is_alnum(text[kGuidText]);
}

// .NET keeps the first three groups low byte first.
constexpr std::array<std::size_t, kGuidBytes> kGuidOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

std::string guid_text(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < kGuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const unsigned byte = static_cast<unsigned char>(bytes[kGuidOrder[i]]);
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::string guid_bytes(std::string_view text) {
  std::string bytes(kGuidBytes, '\0');
  std::size_t digit = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const unsigned value = is_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>(lower(c) - 'a' + 10);
    char& byte = bytes[kGuidOrder[digit / 2]];
    byte = static_cast<char>(static_cast<unsigned char>(byte) << 4U | value);
    ++digit;
  }
  return bytes;
}

class Scanner {
 public:
  Scanner(std::string_view text, PieceHandler& handler, int depth) : text_(text), handler_(handler), depth_(depth) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (take_mail_text()) continue;
      if (is_escape(at_)) {
        take(3);
      } else if (!is_alnum(text_[at_]) && text_[at_] != '_') {
        take(1);
      } else if (!take_base64() && !take_guid() && !take_hex() && !take_ipv6() && !take_ipv4() && !take_mail() &&
                 !take_dotted()) {
        take_word();
      }
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] char at(std::size_t index) const { return index < text_.size() ? text_[index] : '\0'; }
  [[nodiscard]] std::size_t end_of(std::size_t from, bool (*in)(char)) const {
    while (from < text_.size() && in(text_[from])) ++from;
    return from;
  }
  [[nodiscard]] bool is_escape(std::size_t index) const {
    return at(index) == '%' && is_hex(at(index + 1)) && is_hex(at(index + 2));
  }
  void take(std::size_t count) {
    out_ += text_.substr(at_, count);
    at_ += count;
  }
  void put(TokenKind kind, std::size_t count) {
    out_ += handler_.on_piece(kind, text_.substr(at_, count));
    at_ += count;
  }

  [[nodiscard]] bool begins_word() const {
    const auto in_word = [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; };
    return in_word(text_[at_]) && (at_ == 0 || !in_word(text_[at_ - 1]));
  }

  // A text of a mail, where an element holds it or where it is known from elsewhere.
  bool take_mail_text() {
    if (text_[at_] == '<' || text_[at_] == '&') {
      const std::optional<TextRange> range = text_of_element(text_, at_);
      return range && put_text(*range);
    }
    const std::size_t known = begins_word() ? handler_.known_text(text_.substr(at_)) : 0;
    if (known > 0) put(TokenKind::kMailText, known);
    return known > 0;
  }

  // Each line by itself: a text that was wrapped elsewhere is known there by its lines. False where nothing is written.
  bool put_text(TextRange range) {
    const TextRange written = trimmed_text(text_, range);
    if (written.begin == written.end) return false;
    while (at_ < written.end) {
      const std::size_t line = std::max(at_, written.begin);
      const std::size_t end = std::min(text_.find('\n', line), written.end);
      const TextRange part = trimmed_text(text_, {line, end});
      take(part.begin - at_);
      if (part.end > part.begin) put(TokenKind::kMailText, part.end - part.begin);
      take(std::min(end + 1, written.end) - at_);
    }
    return true;
  }

  // A run of its characters, in which those that an address may not hold are escaped.
  bool take_base64() {
    if (at_ > 0 && is_base64(text_[at_ - 1]) && !is_escape(at_ < 3 ? 0 : at_ - 3)) return false;
    std::size_t end = at_;
    std::string plain;
    while (end < text_.size()) {
      if (is_base64(text_[end]) || (text_[end] == '=' && plain.size() >= kLeastBase64)) {
        plain += text_[end++];
      } else if (is_escape(end) && escaped(end) != '\0') {
        plain += escaped(end);
        end += 3;
      } else {
        break;
      }
    }
    if (plain.size() < kLeastBase64 || plain.size() > kMostBase64) return false;
    const std::string_view raw = text_.substr(at_, end - at_);
    const std::optional<std::string> bytes = decode_base64(plain);
    if (!bytes) return false;
    const std::optional<std::string> redacted = rewrite(*bytes);
    if (!redacted) return false;
    if (*redacted == *bytes) {
      take(end - at_);
      return true;
    }
    const std::string encoded = encode_base64(*redacted, plain);
    if (raw.find('%') != std::string_view::npos) {
      for (const char c : encoded) {
        if (c == '+' || c == '/' || c == '=') {
          out_ += c == '+' ? "%2B" : c == '/' ? "%2F" : "%3D";
        } else {
          out_ += c;
        }
      }
    } else {
      out_ += encoded;
    }
    at_ = end;
    return true;
  }

  [[nodiscard]] char escaped(std::size_t index) const {
    const std::string_view code = text_.substr(index + 1, 2);
    return iequals(code, "2B") ? '+' : iequals(code, "2F") ? '/' : iequals(code, "3D") ? '=' : '\0';
  }

  // What base64 holds: the id of a subscription, or a text. Nothing where there is no piece in it.
  std::optional<std::string> rewrite(const std::string& bytes) {
    if (auto id = rewrite_subscription(bytes)) return id;
    const auto readable = [](char c) { return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t'; };
    const std::optional<TextForm> form = text_form(bytes);
    if (depth_ >= kMostDepth || !form) return std::nullopt;
    std::string rest = bytes;
    const std::string text = take_narrowed(rest, *form);
    if (!std::all_of(text.begin(), text.end(), readable)) return std::nullopt;
    const std::string redacted = Scanner(text, handler_, depth_ + 1).run();
    if (redacted == text) return std::nullopt;
    return widened(redacted, *form) + rest;
  }

  // 16 bits of length, the host, 16 as 32 bits, a GUID; then the time, which stays, and sometimes another GUID.
  std::optional<std::string> rewrite_subscription(const std::string& bytes) {
    constexpr std::size_t kTime = 8;
    if (bytes.size() < 2) return std::nullopt;
    const std::size_t size = static_cast<unsigned char>(bytes[0]) | static_cast<unsigned char>(bytes[1]) << 8U;
    const std::size_t guid = 2 + size + 4;
    if (size == 0 || bytes.size() < guid + kGuidBytes || bytes.substr(2 + size, 4) != std::string("\x10\0\0\0", 4))
      return std::nullopt;
    const std::string host = bytes.substr(2, size);
    if (!std::all_of(host.begin(), host.end(), [](char c) { return is_label(c) || c == '.'; })) return std::nullopt;
    std::string out = host.find('.') == std::string::npos ? handler_.on_piece(TokenKind::kHost, host) : name(host);
    out = std::string{static_cast<char>(out.size() & 255U), static_cast<char>(out.size() >> 8U)} + out +
          bytes.substr(2 + size, 4);
    std::size_t at = guid;
    while (bytes.size() >= at + kGuidBytes) {
      out += guid_bytes(handler_.on_piece(TokenKind::kGuid, guid_text(bytes.substr(at, kGuidBytes))));
      at += kGuidBytes;
      const std::size_t time = std::min(kTime, bytes.size() - at);
      out += bytes.substr(at, time);
      at += time;
    }
    return out + bytes.substr(std::min(at, bytes.size()));
  }

  bool take_guid() {
    if (!is_guid(text_.substr(at_)) || (at_ > 0 && is_alnum(text_[at_ - 1]) && !is_escape(at_ < 3 ? 0 : at_ - 3)))
      return false;
    put(TokenKind::kGuid, kGuidText);
    return true;
  }

  bool take_hex() {
    const std::size_t end = end_of(at_, is_hex);
    if (end - at_ < kLeastHex || is_alnum(at(end))) return false;
    put(TokenKind::kHex, end - at_);
    return true;
  }

  // At most eight groups, or fewer with one `::` among them. `12:34:56` is a time.
  bool take_ipv6() {
    std::size_t end = at_, groups = 0;
    bool gap = false;
    while (is_hex(at(end))) {
      const std::size_t group = end_of(end, is_hex);
      if (group - end > 4) return false;
      ++groups;
      end = group;
      if (at(end) != ':') break;
      if (at(end + 1) == ':') {
        if (gap) return false;
        gap = true;
        end += 2;
      } else if (is_hex(at(end + 1))) {
        ++end;
      } else {
        break;
      }
    }
    const std::string_view text = text_.substr(at_, end - at_);
    const bool whole = gap ? groups >= 1 && groups < 8 : groups == 8;
    if (!whole || is_alnum(at(end)) || at(end) == ':' || std::none_of(text.begin(), text.end(), is_digit)) return false;
    put(TokenKind::kIpv6, end - at_);
    return true;
  }

  bool take_ipv4() {
    if (at_ > 1 && text_[at_ - 1] == '.' && is_digit(text_[at_ - 2])) return false;
    std::size_t end = at_;
    for (int part = 0; part < 4; ++part) {
      const std::size_t digits = end_of(end, is_digit);
      unsigned value = 0;
      if (digits == end || digits - end > 3) return false;
      for (std::size_t i = end; i < digits; ++i) value = value * 10 + static_cast<unsigned>(text_[i] - '0');
      if (value > 255 || (digits - end > 1 && text_[end] == '0')) return false;
      end = digits;
      if (part < 3 && at(end++) != '.') return false;
    }
    if (is_alnum(at(end)) || at(end) == '_' || (at(end) == '.' && is_digit(at(end + 1))) ||
        (at(end) == '-' && is_digit(at(end + 1))))
      return false;
    put(TokenKind::kIpv4, end - at_);
    return true;
  }

  // The end of a name: labels with dots between.
  [[nodiscard]] std::size_t end_of_name(std::size_t from) const {
    std::size_t end = end_of(from, is_label);
    while (at(end) == '.' && is_alnum(at(end + 1))) end = end_of(end + 1, is_label);
    return end;
  }

  // The labels of a name; the last one of several, which every such name has, stays.
  std::string name(std::string_view text) {
    if (is_public_domain(text)) return std::string(text);
    handler_.on_whole(text);
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('.', at), text.size());
      const std::string_view label = text.substr(at, end - at);
      const bool last = end == text.size() && at > 0;
      out += last || label.empty() ? std::string(label) : handler_.on_piece(TokenKind::kHost, label);
      if (end < text.size()) out += '.';
      at = end + 1;
    }
    return out;
  }

  // `j.smith@example.com`, `admin@imp1`; the sign may be escaped.
  bool take_mail() {
    std::size_t local = end_of(at_, is_local);
    while (local > at_ && text_[local - 1] == '.') --local;
    const bool escaped_sign = is_escape(local) && text_.substr(local + 1, 2) == "40";
    if (local == at_ || (at(local) != '@' && !escaped_sign)) return false;
    const std::size_t domain = local + (escaped_sign ? 3 : 1);
    const std::size_t end = end_of_name(domain);
    const std::string_view user = text_.substr(at_, local - at_), host = text_.substr(domain, end - domain);
    const bool single = host.find('.') == std::string_view::npos;
    // `java.lang.Object@1a2b3c` is no address.
    if (host.empty() || host.front() == '.' ||
        (single && (user.find('.') != std::string_view::npos || std::all_of(host.begin(), host.end(), is_hex))))
      return false;
    if (std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; })) return false;
    if (!single) handler_.on_whole(text_.substr(at_, end - at_));
    out_ += handler_.on_piece(TokenKind::kUser, user);
    out_ += text_.substr(local, domain - local);
    out_ += single ? handler_.on_piece(TokenKind::kHost, host) : name(host);
    at_ = end;
    return true;
  }

  // A host with its domain, or a user whose name has dots.
  bool take_dotted() {
    if (at_ > 0 && text_[at_ - 1] == '.') return false;
    const std::size_t end = end_of_name(at_);
    const std::string_view text = text_.substr(at_, end - at_);
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos) return false;
    for (std::size_t front = text.size(); front != std::string_view::npos; front = text.rfind('.', front - 1)) {
      const std::string_view word = text.substr(0, front);
      const std::string as_word = word.find('.') == std::string_view::npos ? std::string(word) : handler_.on_word(word);
      if (as_word == word) continue;
      out_ += as_word;
      at_ += front;
      return true;
    }
    if (is_top_level(text.substr(dot + 1)) && !text.starts_with("com.") && !text.starts_with("org.") &&
        !text.starts_with("java") && text.find('_') == std::string_view::npos) {
      out_ += name(text);
    } else {
      return false;
    }
    at_ = end;
    return true;
  }

  void take_word() {
    const std::size_t begin = at_, end = end_of(at_, is_label);
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    if (const auto written = text_behind_name(text_, begin, end)) {
      out_ += word;
      put_text(*written);
      return;
    }
    const std::string whole = handler_.on_word(word);
    if (whole != word) {
      out_ += whole;
      return;
    }
    put_parts(word, '_');
    if (const auto kind = named_by(word)) take_named(*kind);
  }

  // A name may be a part of a longer word: `imp1_trace`, `exch-01_imp1`.
  void put_parts(std::string_view word, char separator) {
    for (std::size_t from = 0; from <= word.size();) {
      const std::size_t to = std::min(word.find(separator, from), word.size());
      const std::string_view part = word.substr(from, to - from);
      const std::string whole = part.empty() ? std::string() : handler_.on_word(part);
      if (whole == part && separator == '_' && part.find('-') != std::string_view::npos) {
        put_parts(part, '-');
      } else {
        out_ += whole;
      }
      if (to < word.size()) out_ += separator;
      from = to + 1;
    }
  }

  // The value behind `user=`, `"hostname": "` and their like.
  void take_named(TokenKind kind) {
    std::size_t sign = at_;
    while (at(sign) == '"' || is_blank(at(sign))) ++sign;
    if (at(sign) != ':' && at(sign) != '=') return;
    std::size_t begin = sign + 1;
    while (at(begin) == '"' || at(begin) == '\'' || at(begin) == '[' || is_blank(at(begin))) ++begin;
    const std::size_t end = end_of(begin, is_label);
    if (end == begin || is_guid(text_.substr(begin)) || at(end) == '@' || is_escape(end) ||
        (at(end) == '.' && is_alnum(at(end + 1))))
      return;
    take(begin - at_);
    put(kind, end - begin);
  }

  std::string_view text_;
  PieceHandler& handler_;
  int depth_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string scan_pieces(std::string_view text, PieceHandler& handler) { return Scanner(text, handler, 0).run(); }

std::optional<std::string> decode_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U | static_cast<unsigned>(value)) & 0xffffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255U);
  }
  return bytes;
}

}  // namespace logscan::detail
