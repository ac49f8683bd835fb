#include "report/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "report/code_point.h"
#include "report/escape_text.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

// Above this not every whole number is a double, and the shortest form is what tells the truth.
constexpr double kWholeBelow = 9007199254740992.0;

std::string shortest(double value) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

void append_unit(std::string& out, char32_t unit) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[(unit >> shift) & 0xf];
}

}  // namespace

void JsonWriter::begin(char open, char close, Layout layout) {
  separate();
  if (!levels_.empty() && levels_.back().layout == Layout::kLine) layout = Layout::kLine;
  out_.add(std::string_view(&open, 1));
  levels_.push_back({close, layout});
}

void JsonWriter::end_object() {
  if (levels_.back().lossy) key("lossy").boolean(true);
  end();
}

void JsonWriter::end() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::kBlock && !level.empty) {
    out_.add("\n");
    out_.add(std::string(2 * levels_.size(), ' '));
  }
  out_.add(std::string_view(&level.close, 1));
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_.add(level.layout == Layout::kLine ? ", " : ",");
  level.empty = false;
  if (level.layout == Layout::kBlock) {
    out_.add("\n");
    out_.add(std::string(2 * levels_.size(), ' '));
  }
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  out_.add(": ");
  after_key_ = true;
  return *this;
}

void JsonWriter::scalar(std::string_view literal) {
  separate();
  out_.add(literal);
}

void JsonWriter::text(std::string_view value) {
  separate();
  quote(value);
}

void JsonWriter::text_or_null(const std::optional<std::string>& value) {
  if (value) {
    text(*value);
  } else {
    null();
  }
}

void JsonWriter::integer(std::uint64_t value) { scalar(std::to_string(value)); }

void JsonWriter::number(double value) {
  if (!std::isfinite(value)) {
    null();
  } else if (std::abs(value) < kWholeBelow && value == std::trunc(value)) {
    scalar(std::to_string(static_cast<std::int64_t>(value)));
  } else {
    scalar(shortest(value));
  }
}

void JsonWriter::number_or_null(const std::optional<double>& value) {
  if (value) {
    number(*value);
  } else {
    null();
  }
}

void JsonWriter::seconds(double value) {
  if (!std::isfinite(value)) return null();
  std::string digits = shortest(value == 0 ? 0.0 : value);  // never -0.0
  if (digits.find_first_of(".e") == std::string::npos) digits += ".0";
  scalar(digits);
}

void JsonWriter::time(const std::optional<Timestamp>& value) {
  if (value) {
    text(to_rfc3339(*value));
  } else {
    null();
  }
}

void JsonWriter::texts(const std::vector<std::string>& values) {
  begin_array(Layout::kLine);
  for (const std::string& value : values) text(value);
  end_array();
}

void JsonWriter::quote(std::string_view value) {
  std::string& out = scratch_;
  out = '"';
  while (!value.empty()) {
    if (const std::size_t plain = plain_front(value); plain > 0) {
      out += value.substr(0, plain);
      value.remove_prefix(plain);
      continue;
    }
    const CodePoint c = front_code_point(value);
    if (c.length == 0) {
      out += "\\ufffd";
      value.remove_prefix(1);
      for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
        if (level->close != '}') continue;
        level->lossy = true;
        break;
      }
      continue;
    }
    if (c.value == '"' || c.value == '\\') {
      out += '\\';
      out += static_cast<char>(c.value);
    } else if (c.value == '\n') {
      out += "\\n";
    } else if (c.value == '\r') {
      out += "\\r";
    } else if (c.value == '\t') {
      out += "\\t";
    } else if (!acts(c.value)) {
      out += value.substr(0, c.length);
    } else if (c.value < 0x10000) {
      append_unit(out, c.value);
    } else {  // a pair of surrogates (RFC 8259, section 7)
      append_unit(out, 0xd800 + ((c.value - 0x10000) >> 10));
      append_unit(out, 0xdc00 + ((c.value - 0x10000) & 0x3ff));
    }
    value.remove_prefix(c.length);
  }
  out += '"';
  out_.add(out);
}

}  // namespace logscan::detail
