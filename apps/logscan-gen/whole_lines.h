// One large file of whole records for measurements, written in constant memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "logscan/result.h"

namespace logscan::gen {

// `append` adds the next record with its line end. The file is the longest that is not larger than `bytes`; it appears
// whole or not at all.
Status write_whole_lines(const std::string& path, std::uint64_t bytes, const std::function<void(std::string&)>& append);

}  // namespace logscan::gen
