#include "parsers/http/content_coding.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/text.h"
#include "input/budget.h"
#include "input/byte_source.h"
#include "input/inflate_source.h"

namespace logscan::detail {
namespace {

// XML of notifications shrinks to a tenth or a twentieth; the little ones are not held against it.
constexpr std::uint64_t kMostExpansion = 200;
constexpr std::uint64_t kExpansionFloor = 64 << 10;
constexpr std::size_t kStep = 64 << 10;

class TextBytes final : public ByteSource {
 public:
  TextBytes(std::string_view text, Budget& budget) : text_(text), budget_(budget) {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t size = std::min(into.size(), text_.size());
    if (size == 0) return std::size_t{0};
    std::memcpy(into.data(), text_.data(), size);
    text_.remove_prefix(size);
    budget_.take_input(size);
    return size;
  }

 private:
  std::string_view text_;
  Budget& budget_;
};

// RFC 1950: the method is deflate and both bytes together are a multiple of 31. Many senders of "deflate" leave this
// header out.
bool has_zlib_header(std::string_view body) {
  if (body.size() < 2) return false;
  const unsigned first = static_cast<unsigned char>(body[0]), second = static_cast<unsigned char>(body[1]);
  return (first & 15U) == 8 && (first >> 4U) <= 7 && (first * 256 + second) % 31 == 0 && (second & 32U) == 0;
}

}  // namespace

std::string_view undo_content_coding(std::string_view coding, std::size_t most, std::string& body) {
  coding = trim(coding);
  if (coding.empty() || iequals(coding, "identity") || body.empty()) return {};
  const bool gzip = iequals(coding, "gzip") || iequals(coding, "x-gzip");
  if (!gzip && !iequals(coding, "deflate")) return "the content coding of the body is not read";

  Limits limits;
  limits.expansion_ratio = kMostExpansion;
  limits.expansion_floor_bytes = kExpansionFloor;
  Budget budget(limits, nullptr, {});
  std::string_view packed = body;
  if (!gzip && has_zlib_header(packed)) packed.remove_prefix(2);
  TextBytes bytes(packed, budget);
  InflateSource inflated(bytes, gzip ? InflateSource::Wrapping::kGzip : InflateSource::Wrapping::kRaw, budget);
  std::string text;
  std::string_view fault;
  while (true) {
    const std::size_t before = text.size();
    // One byte over the limit tells that there is more.
    const std::size_t room = std::min(kStep, most + 1 - before);
    text.resize(before + room);
    const Result<std::size_t> got = inflated.read(std::span(text).subspan(before));
    text.resize(before + (got ? *got : 0));
    if (!got) {
      switch (got.error().code) {
        case ErrorCode::kTruncated:
          fault = "the compressed body ends too early";
          break;
        case ErrorCode::kLimit:
          fault = "the compressed body expands too far";
          break;
        default:
          fault = "the compressed body is damaged";
          break;
      }
      break;
    }
    if (*got == 0) break;
    if (text.size() > most) {
      text.resize(most);
      fault = "the inflated body is longer than the limit";
      break;
    }
  }
  body.swap(text);
  return fault;
}

}  // namespace logscan::detail
