// Texts in UTF-16, as Windows writes them: read as UTF-8, and written back as they were.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logscan::detail {

enum class TextForm : std::uint8_t { kBytes, kUtf16Little, kUtf16Big };  // of bytes: ASCII, UTF-8 and their like

// By the mark at the front, or by where its zeros stand. Nothing where it is no text.
std::optional<TextForm> text_form(std::string_view head);

// Takes what is whole characters from the front of `bytes`, as UTF-8. A surrogate that stands alone becomes the three
// bytes that it would have there, so that widened() gives it back.
std::string take_narrowed(std::string& bytes, TextForm form);
std::string widened(std::string_view text, TextForm form);

}  // namespace logscan::detail
