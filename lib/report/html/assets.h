// page.css and page.js, compiled in by cmake/EmbedData.cmake, in the order of their names.
#pragma once

#include <cstddef>
#include <string_view>

namespace logscan::detail {

struct PageFile {
  const char* name;
  std::string_view text;
  std::string_view sha256;  // 64 hexadecimal digits: the policy of the page admits what has this hash, and nothing else
};

extern const PageFile kPageFiles[];
extern const std::size_t kPageFilesCount;

}  // namespace logscan::detail
