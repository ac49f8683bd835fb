// The files of knowledge/data, compiled in by cmake/EmbedData.cmake, in the order of their names.
#pragma once

#include <cstddef>
#include <string_view>

namespace logscan::detail {

struct BuiltinFile {
  const char* name;
  std::string_view text;
};

extern const BuiltinFile kBuiltinData[];
extern const std::size_t kBuiltinDataCount;

}  // namespace logscan::detail
