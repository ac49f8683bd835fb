#include "pack.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>

namespace logscan::gen {

namespace {

namespace fs = std::filesystem;

constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;
constexpr int kRawWindow = -15;
constexpr std::size_t kPiece = 1U << 20;

// zlib takes its input as writable bytes and leaves them alone.
Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

std::string deflate_all(std::string_view bytes, int window) {
  z_stream stream{};
  std::string out;
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) return out;
  std::string piece(kPiece, '\0');
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t take = std::min<std::size_t>(bytes.size(), kPiece);
    stream.next_in = bytes_of(bytes);
    stream.avail_in = static_cast<uInt>(take);
    bytes.remove_prefix(take);
    const int flush = bytes.empty() ? Z_FINISH : Z_NO_FLUSH;
    do {
      stream.next_out = bytes_of(piece);
      stream.avail_out = static_cast<uInt>(piece.size());
      state = deflate(&stream, flush);
      out.append(piece.data(), piece.size() - stream.avail_out);
    } while (stream.avail_out == 0 && state == Z_OK);
    if (state == Z_BUF_ERROR) state = Z_OK;
  }
  deflateEnd(&stream);
  return out;
}

void put16(std::string& out, std::uint64_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>((value >> 8) & 0xff);
}

void put32(std::string& out, std::uint64_t value) {
  put16(out, value & 0xffff);
  put16(out, (value >> 16) & 0xffff);
}

// The date in the high half, the time of day in the low; from 1980 in steps of two seconds.
std::uint32_t dos_time(Time time) {
  const Day day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  if (year < 1980 || year > 2107) return 0x0021'0000;
  const auto second = static_cast<std::uint32_t>((time - day).count());
  const std::uint32_t days = (static_cast<std::uint32_t>(year - 1980) << 9) |
                             (static_cast<unsigned>(date.month()) << 5) | static_cast<unsigned>(date.day());
  return (days << 16) | ((second / 3600) << 11) | ((second / 60 % 60) << 5) | (second % 60 / 2);
}

Error output_error(const std::string& path, const std::string& why) {
  return Error{ErrorCode::kOutput, fmt::format("{}: {}", path, why)};
}

}  // namespace

std::string gzip(std::string_view bytes) { return deflate_all(bytes, kGzipWindow); }

std::string gunzip_prefix(std::string_view bytes) {
  z_stream stream{};
  std::string out;
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) return out;
  std::string piece(kPiece, '\0');
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  int state = Z_OK;
  do {
    stream.next_out = bytes_of(piece);
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_SYNC_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  } while (state == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0));
  inflateEnd(&stream);
  return out;
}

Result<std::string> zip(const std::vector<BundleFile>& files) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (files.size() >= 0xffff) return Error{ErrorCode::kLimit, "too many files for a zip; write a folder instead"};
  std::string out;
  std::string directory;
  for (const BundleFile& file : files) {
    // What is compressed already is stored as it is.
    const bool stored = file.path.size() > 3 && file.path.compare(file.path.size() - 3, 3, ".gz") == 0;
    const std::string packed = stored ? file.bytes : deflate_all(file.bytes, kRawWindow);
    uLong crc = crc32(0, nullptr, 0);
    for (std::size_t at = 0; at < file.bytes.size(); at += kPiece) {
      crc = crc32(crc, bytes_of(std::string_view(file.bytes).substr(at)),
                  static_cast<uInt>(std::min(kPiece, file.bytes.size() - at)));
    }
    const std::uint64_t offset = out.size();
    if (file.bytes.size() >= kMost || offset + packed.size() >= kMost) {
      return Error{ErrorCode::kLimit, "the case is too large for a zip; write a folder instead"};
    }
    std::string common;
    put16(common, 20);  // needs version 2.0
    put16(common, 0);
    put16(common, stored ? 0 : 8);
    put32(common, dos_time(file.written + file.zone));
    put32(common, crc);
    put32(common, packed.size());
    put32(common, file.bytes.size());
    put16(common, file.path.size());
    put16(common, 0);
    put32(out, 0x0403'4b50);
    out += common;
    out += file.path;
    out += packed;

    put32(directory, 0x0201'4b50);
    put16(directory, (3 << 8) | 20);  // made on Unix, by version 2.0
    directory += common;
    put16(directory, 0);
    put16(directory, 0);
    put16(directory, 0);
    put32(directory, 0100644ULL << 16);
    put32(directory, offset);
    directory += file.path;
  }
  const std::uint64_t directory_offset = out.size();
  out += directory;
  put32(out, 0x0605'4b50);
  put32(out, 0);
  put16(out, files.size());
  put16(out, files.size());
  put32(out, directory.size());
  put32(out, directory_offset);
  put16(out, 0);
  if (out.size() >= kMost) return Error{ErrorCode::kLimit, "the case is too large for a zip; write a folder instead"};
  return out;
}

Status write_file(const std::string& path, std::string_view bytes) {
  const std::string partial = path + ".part";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(partial.c_str(), "wb"), &std::fclose);
  if (!file) return output_error(partial, std::generic_category().message(errno));
  const bool written =
      std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() && std::fflush(file.get()) == 0;
  std::error_code error;
  if (written) {
    fs::rename(partial, path, error);
    if (!error) return {};
  } else {
    error = std::error_code(errno, std::generic_category());
  }
  std::error_code ignored;
  fs::remove(partial, ignored);
  return output_error(path, error.message());
}

Status write_folder(const std::string& path, const std::vector<BundleFile>& files) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return output_error(path, error.message());
  const bool empty = fs::is_empty(path, error);
  if (error) return output_error(path, error.message());
  if (!empty) return output_error(path, "the folder is not empty; name a new one");
  for (const BundleFile& file : files) {
    const fs::path target = fs::path(path) / file.path;
    fs::create_directories(target.parent_path(), error);
    if (error) return output_error(target.string(), error.message());
    if (const Status status = write_file(target.string(), file.bytes); !status) return status;
    // A wrong file time harms nobody who reads the log, so a file system without them is no failure.
    fs::last_write_time(target, std::chrono::file_clock::from_sys(file.written), error);
  }
  return {};
}

}  // namespace logscan::gen
