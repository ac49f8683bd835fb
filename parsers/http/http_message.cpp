#include "parsers/http/http_message.h"

#include "base/text.h"

namespace logscan::detail {
namespace {

// A string that once held much gives its memory back.
constexpr std::size_t kKeepCapacity = 64 << 10;
struct NamedField {
  std::string_view name;
  HttpField field;
};
constexpr NamedField kFields[] = {
    {"Content-Encoding", HttpField::kContentEncoding}, {"Date", HttpField::kDate},     {"Via", HttpField::kVia},
    {"X-Forwarded-For", HttpField::kForwardedFor},     {"Expect", HttpField::kExpect}, {"Host", HttpField::kHost},
};
static_assert(std::size(kFields) == kHttpFields);

}  // namespace

void empty_text(std::string& text) {
  if (text.capacity() > kKeepCapacity) {
    std::string().swap(text);
  } else {
    text.clear();
  }
}

std::optional<HttpField> field_of(std::string_view name) {
  for (const NamedField& known : kFields) {
    if (name.size() == known.name.size() && iequals(name, known.name)) return known.field;
  }
  return std::nullopt;
}

void HttpMessage::clear() {
  request = chunked = false;
  minor_version = 1;
  status = 0;
  empty_text(method);
  empty_text(uri);
  for (std::string& field : fields) empty_text(field);
  content_length.reset();
  begin = head_end = end = Timestamp{};
  first_frame = head_frame = last_frame = 0;
  extent = HttpExtent::kStartLineCut;
  head_bytes = body_bytes = body_lost = 0;
  empty_text(body);
  body_whole = true;
  fault = {};
}

}  // namespace logscan::detail
