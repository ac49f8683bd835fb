#include "report/html/escape.h"

#include "logscan/render.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_byte(std::string& out, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  out += kHex[value >> 4];
  out += kHex[value & 0xf];
}

constexpr bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : escape_for_terminal(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_lines(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    out += html_escaped(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string html_prose(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t begin = text.find('`');
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('`', begin + 1);
    if (end == std::string_view::npos) return out + html_escaped(text);
    out += html_escaped(text.substr(0, begin)) + "<code>" + html_escaped(text.substr(begin + 1, end - begin - 1)) +
           "</code>";
    text.remove_prefix(end + 1);
  }
}

std::string script_string(std::string_view text) {
  std::string out = "\"";
  // What acts on a reader of lines, the separators U+2028 and U+2029 among it, is a visible escape by then.
  for (const char c : escape_for_terminal(text)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '<' || c == '>' || c == '&' || c == '\'') {
      out += "\\u00";
      append_byte(out, c);
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string anchor_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
    } else {
      out += '_';
      append_byte(out, c);
    }
  }
  return out;
}

}  // namespace logscan::detail
