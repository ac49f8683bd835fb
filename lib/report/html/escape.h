// Text of a log made safe for the page, wherever it stands there: as text of an element, as a quoted attribute, as a
// string of JSON in a script element. It can then neither end what it stands in nor begin anything.
#pragma once

#include <string>
#include <string_view>

namespace logscan::detail {

// For text of an element and for an attribute in double quotes. Controls, marks that turn the direction of text and
// bytes that are not UTF-8 become visible escapes.
std::string html_escaped(std::string_view text);

// The same, but a line end stays one: for `pre`.
std::string html_lines(std::string_view text);

// The same as text of an element, where what stands between two backquotes is code: so are commands in advice.
std::string html_prose(std::string_view text);

// A JSON string with its quotes, without any '<', '>' or '&' in it and without the line separators of JavaScript.
std::string script_string(std::string_view text);

// What stands in an attribute `id` and in a link to it: letters, digits, '-', '_', '.'; other bytes as their number.
std::string anchor_name(std::string_view text);

}  // namespace logscan::detail
