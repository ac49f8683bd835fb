// gzip and zip by our own hand over zlib: with fixed times, and so the same bytes on every run and under every TZ
// (the deflated bytes are zlib's, and follow its version).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"
#include "logscan/result.h"

namespace logscan::gen {

struct BundleFile {
  std::string path;  // with '/', relative
  std::string bytes;
  Time written{};
  Minutes zone{0};  // in which a zip tells the time
};

// A gzip member without name and time.
std::string gzip(std::string_view bytes);
// What a (cut) gzip member still gives.
std::string gunzip_prefix(std::string_view bytes);
// A zip archive. Fails where it would need 64-bit fields.
Result<std::string> zip(const std::vector<BundleFile>& files);

// Writes a folder (new or empty), with the files' times set.
Status write_folder(const std::string& path, const std::vector<BundleFile>& files);
// The file appears whole or not at all.
Status write_file(const std::string& path, std::string_view bytes);

}  // namespace logscan::gen
