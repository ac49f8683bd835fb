// The first line of an HTTP/1.x message (RFC 9112, sections 3 and 4), and what tells it from other bytes.
#pragma once

#include <string_view>

namespace logscan::detail {

struct StartLine {
  bool request = false;
  unsigned minor_version = 1;
  unsigned status = 0;
  std::string_view method, uri;  // views into the line
};

enum class StartOf : unsigned char {
  kNothing,
  kPerhaps,  // too short to tell, or a method of no known name; the whole line decides
  kMessage,
};

// Whether a message may begin with these bytes.
StartOf start_of(std::string_view bytes);

// The line without its end. False where it is no start line: HTTP/0.9 and HTTP/2 have none.
bool read_start_line(std::string_view line, StartLine& start);

// A start line whose end is missing: what is there of it, where that is sure to be one. The URI may be cut.
bool read_cut_start_line(std::string_view bytes, StartLine& start);

// Whether the first bytes of one direction of a connection are HTTP/1.x.
bool looks_like_http(std::string_view first_bytes);

}  // namespace logscan::detail
