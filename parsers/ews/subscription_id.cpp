#include "parsers/ews/subscription_id.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace logscan::detail {
namespace {

// A name of 255 bytes, two GUIDs and the rest make less.
constexpr std::size_t kMostText = 1024;
constexpr std::size_t kMostHost = 255;
constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kGuidText = 36;
// Push notifications came with Exchange 2007; a time outside of this is none.
constexpr std::chrono::year kFirstYear{2000}, kYearEnd{2200};
constexpr Timestamp kTickZero{std::chrono::sys_days(std::chrono::year(1) / 1 / 1)};

constexpr std::uint8_t kNoDigit = 64;
constexpr std::array<std::uint8_t, 256> kBase64 = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

std::optional<std::string> read_base64(std::string_view text) {
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const unsigned value = kBase64[static_cast<unsigned char>(c)];
    if (value == kNoDigit) return std::nullopt;
    bits = (bits << 6U | value) & 0xffffffU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 255U));
  }
  return bytes;
}

std::uint64_t low_first(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

// .NET keeps the first three groups as numbers, low byte first, and prints them high byte first.
std::string guid_text(std::string_view bytes) {
  static constexpr std::array<std::size_t, kGuidBytes> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(kGuidText);
  for (std::size_t i = 0; i < kGuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    const unsigned byte = static_cast<unsigned char>(bytes[kOrder[i]]);
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

bool is_guid_text(std::string_view text) {
  if (text.size() != kGuidText) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = lower(text[i]);
    if (dash ? c != '-' : !(is_digit(c) || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

bool is_host_letter(char c) {
  return c == '.' || c == '-' || c == '_' || is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

std::optional<Timestamp> read_ticks(std::string_view bytes) {
  const std::uint64_t microseconds = low_first(bytes) / 10;
  const Timestamp first{std::chrono::sys_days(kFirstYear / 1 / 1)}, end{std::chrono::sys_days(kYearEnd / 1 / 1)};
  if (microseconds >= static_cast<std::uint64_t>((end - kTickZero).count())) return std::nullopt;
  const Timestamp time = kTickZero + Duration(static_cast<std::int64_t>(microseconds));
  return time < first ? std::nullopt : std::optional(time);
}

}  // namespace

std::optional<SubscriptionId> read_subscription_id(std::string_view text) {
  text = trim(text);
  if (text.size() > kMostText) return std::nullopt;
  SubscriptionId id;
  if (is_guid_text(text)) {
    id.guid = to_lower(text);
    return id;
  }
  const std::optional<std::string> bytes = read_base64(text);
  if (!bytes || bytes->size() < 2) return std::nullopt;
  std::string_view rest = *bytes;
  const std::size_t host_bytes = low_first(rest.substr(0, 2));
  rest.remove_prefix(2);
  if (host_bytes == 0 || host_bytes > kMostHost || rest.size() < host_bytes + 4 + kGuidBytes) return std::nullopt;
  const std::string_view host = rest.substr(0, host_bytes);
  rest.remove_prefix(host_bytes);
  if (!std::all_of(host.begin(), host.end(), is_host_letter) || low_first(rest.substr(0, 4)) != kGuidBytes)
    return std::nullopt;
  id.host = host;
  id.guid = guid_text(rest.substr(4, kGuidBytes));
  rest.remove_prefix(4 + kGuidBytes);
  if (rest.size() >= 8) id.created = read_ticks(rest.substr(0, 8));
  return id;
}

}  // namespace logscan::detail
