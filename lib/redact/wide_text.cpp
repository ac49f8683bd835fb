#include "redact/wide_text.h"

#include <tuple>
#include <utility>

namespace logscan::detail {
namespace {

constexpr std::uint32_t kHighSurrogate = 0xd800, kLowSurrogate = 0xdc00, kSurrogatesEnd = 0xe000;
constexpr std::uint32_t kBeyondUnit = 0x10000;

std::uint32_t byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

std::uint32_t unit_at(std::string_view bytes, std::size_t at, TextForm form) {
  const std::uint32_t first = byte_at(bytes, at), second = byte_at(bytes, at + 1);
  return form == TextForm::kUtf16Big ? first << 8U | second : second << 8U | first;
}

void put_unit(std::string& out, std::uint32_t unit, TextForm form) {
  const char high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 255U);
  out += form == TextForm::kUtf16Big ? high : low;
  out += form == TextForm::kUtf16Big ? low : high;
}

void put_utf8(std::string& out, std::uint32_t code) {
  const auto rest = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3fU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0U | code >> 6U);
    rest(0);
  } else if (code < kBeyondUnit) {
    out += static_cast<char>(0xe0U | code >> 12U);
    rest(6);
    rest(0);
  } else {
    out += static_cast<char>(0xf0U | code >> 18U);
    rest(12);
    rest(6);
    rest(0);
  }
}

// The character at the front of what is left, surrogates too, and its length. A byte that begins none is one of
// Latin-1.
std::pair<std::uint32_t, std::size_t> code_at(std::string_view text, std::size_t at) {
  const std::uint32_t first = byte_at(text, at);
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (size == 1 || text.size() - at < size) return {first, 1};
  std::uint32_t code = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint32_t next = byte_at(text, at + i);
    if ((next & 0xc0U) != 0x80) return {first, 1};
    code = code << 6U | (next & 0x3fU);
  }
  return {code, size};
}

bool is_control(std::uint32_t unit) { return unit < 0x20 && unit != '\n' && unit != '\r' && unit != '\t'; }

bool is_utf16(std::string_view head, TextForm form) {
  for (std::size_t at = 0; at + 1 < head.size(); at += 2) {
    if (is_control(unit_at(head, at, form))) return false;
  }
  return true;
}

}  // namespace

std::optional<TextForm> text_form(std::string_view head) {
  const bool little = head.starts_with("\xff\xfe"), big = head.starts_with("\xfe\xff");
  if (little || big) {
    const TextForm form = little ? TextForm::kUtf16Little : TextForm::kUtf16Big;
    return is_utf16(head, form) ? std::optional(form) : std::nullopt;
  }
  if (head.find('\0') == std::string_view::npos) return TextForm::kBytes;
  std::size_t even = 0, odd = 0;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] == '\0') ++(at % 2 == 0 ? even : odd);
  }
  // Without a mark half of the characters have to be those of ASCII, and there must be some.
  constexpr std::size_t kLeastZeros = 4;
  for (const auto& [zeros, others, form] :
       {std::tuple{odd, even, TextForm::kUtf16Little}, {even, odd, TextForm::kUtf16Big}}) {
    if (others == 0 && zeros >= kLeastZeros && zeros * 4 >= head.size() && is_utf16(head, form)) return form;
  }
  return std::nullopt;
}

std::string take_narrowed(std::string& bytes, TextForm form) {
  if (form == TextForm::kBytes) return std::exchange(bytes, {});
  std::string text;
  std::size_t at = 0;
  while (bytes.size() - at >= 2) {
    std::uint32_t code = unit_at(bytes, at, form);
    std::size_t size = 2;
    if (code >= kHighSurrogate && code < kLowSurrogate) {
      if (bytes.size() - at < 4) break;
      const std::uint32_t low = unit_at(bytes, at + 2, form);
      if (low >= kLowSurrogate && low < kSurrogatesEnd) {
        code = kBeyondUnit + ((code - kHighSurrogate) << 10U) + (low - kLowSurrogate);
        size = 4;
      }
    }
    put_utf8(text, code);
    at += size;
  }
  bytes.erase(0, at);
  return text;
}

std::string widened(std::string_view text, TextForm form) {
  if (form == TextForm::kBytes) return std::string(text);
  std::string out;
  out.reserve(text.size() * 2);
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = code_at(text, at);
    at += size;
    if (code < kBeyondUnit) {
      put_unit(out, code, form);
    } else {
      put_unit(out, kHighSurrogate + ((code - kBeyondUnit) >> 10U & 0x3ffU), form);
      put_unit(out, kLowSurrogate + (code & 0x3ffU), form);
    }
  }
  return out;
}

}  // namespace logscan::detail
