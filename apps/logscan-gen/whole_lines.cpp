#include "whole_lines.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace logscan::gen {

namespace {

constexpr std::size_t kBuffer = 1U << 20;

// False where the file cannot take it.
bool write_to(std::FILE* file, std::uint64_t bytes, const std::function<void(std::string&)>& append) {
  std::string buffer;
  buffer.reserve(kBuffer + 4096);
  std::uint64_t written = 0;
  while (true) {
    const std::size_t before = buffer.size();
    append(buffer);
    written += buffer.size() - before;
    const bool full = written > bytes;
    if (full) buffer.resize(before);
    if (full || buffer.size() >= kBuffer) {
      if (std::fwrite(buffer.data(), 1, buffer.size(), file) != buffer.size()) return false;
      buffer.clear();
    }
    if (full) return true;
  }
}

}  // namespace

Status write_whole_lines(const std::string& path, std::uint64_t bytes,
                         const std::function<void(std::string&)>& append) {
  const std::string partial = path + ".part";
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(partial.c_str(), "wb"), &std::fclose);
  if (!file) return Error{ErrorCode::kOutput, fmt::format("{}: {}", partial, std::generic_category().message(errno))};
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  std::error_code error;
  if (write_to(file.get(), bytes, append)) {
    file.reset();
    std::filesystem::rename(partial, path, error);
    if (!error) return {};
  } else {
    error = std::error_code(errno, std::generic_category());
  }
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return Error{ErrorCode::kOutput, fmt::format("{}: {}", path, error.message())};
}

}  // namespace logscan::gen
