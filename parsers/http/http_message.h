// One HTTP/1.x message as a capture shows it: whole, or cut where bytes are missing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

// The header fields that are kept, since somebody reads them: each one costs time in each message. One that stands
// there several times is joined by ", ".
enum class HttpField : std::uint8_t {
  kContentEncoding,
  kDate,
  kVia,
  kForwardedFor,  // X-Forwarded-For
  kExpect,
  kHost,
};
inline constexpr std::size_t kHttpFields = 6;

// Nothing for a field that is not kept; the case of its letters does not matter.
std::optional<HttpField> field_of(std::string_view name);

// Up to where a message is whole.
enum class HttpExtent : std::uint8_t { kStartLineCut, kHeadCut, kBodyCut, kWhole };

// Empties it and keeps its room, unless that is much.
void empty_text(std::string& text);

struct HttpMessage {
  bool request = false;
  unsigned minor_version = 1;  // HTTP/1.x
  unsigned status = 0;         // of an answer
  std::string method, uri;     // of a request; the URI as it stands there
  std::array<std::string, kHttpFields> fields;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;

  // Of the pieces that hold the first byte and the last byte, and of the latest one that holds a part of the head.
  // Where the message is cut, what was not reached has the time of the last piece.
  Timestamp begin{}, head_end{}, end{};
  std::uint64_t first_frame = 0, head_frame = 0, last_frame = 0;

  HttpExtent extent = HttpExtent::kStartLineCut;
  std::uint64_t head_bytes = 0;
  std::uint64_t body_bytes = 0;  // seen, without the framing of chunks, before a content coding is undone
  std::uint64_t body_lost = 0;   // missing from the capture inside the body
  std::string body;        // text of it, from its first byte to a limit or the first loss; gzip and deflate undone
  bool body_whole = true;  // `body` is all of the body
  std::string_view fault;  // what is wrong, first come; empty where nothing is. Static text.

  [[nodiscard]] const std::string& field(HttpField name) const { return fields[static_cast<std::size_t>(name)]; }
  [[nodiscard]] bool whole() const { return extent == HttpExtent::kWhole; }

  // Says it of the first fault only: what follows may be its consequence.
  void note(std::string_view what) {
    if (fault.empty()) fault = what;
  }
  // As new, and the room of its strings is used again, unless it is much.
  void clear();
};

}  // namespace logscan::detail
