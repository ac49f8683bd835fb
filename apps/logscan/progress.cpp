#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <string_view>

#include "logscan/render.h"

namespace logscan::cli {
namespace {

std::string left_text(double seconds) {
  const auto whole = std::llround(std::min(seconds, 359999.0));
  if (whole < 3600) return fmt::format("{}:{:02} left", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02} left", whole / 3600, whole / 60 % 60, whole % 60);
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// Keeps the end, which tells one source of a bundle from the next. Counts bytes: too narrow at worst.
std::string cut_front(std::string name, std::size_t most) {
  if (name.size() <= most) return name;
  if (most <= 3) return {};
  std::size_t from = name.size() - (most - 3);
  while (from < name.size() && continues_character(name[from])) ++from;
  return "..." + name.substr(from);
}

}  // namespace

std::string bytes_text(double bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} bytes", bytes) : fmt::format("{:.1f} {}", bytes, kUnits[unit]);
}

void print_error(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string ProgressLine::text(const Progress& progress, std::chrono::duration<double> elapsed, int columns) {
  const auto done = static_cast<double>(progress.bytes_done);
  const auto total = static_cast<double>(progress.bytes_total);
  const double rate = elapsed.count() > 0 ? done / elapsed.count() : 0;
  std::string line;
  if (total > 0) {
    line = fmt::format("{:3.0f}%  {} of {}", std::min(100.0, std::floor(100 * done / total)), bytes_text(done),
                       bytes_text(total));
  } else {
    line = bytes_text(done);
  }
  if (rate > 0) line += fmt::format("  {}/s", bytes_text(rate));
  // The first moments tell nothing about the rest.
  if (rate > 0 && total > done && elapsed.count() >= 0.5) line += "  " + left_text((total - done) / rate);
  // The last column stays free: some terminals break the line there.
  const std::size_t room = columns > 1 ? static_cast<std::size_t>(columns - 1) : 0;
  if (line.size() > room) return line.substr(0, room);
  const std::size_t used = line.size() + 2;
  if (used < room) {
    const std::string name = cut_front(escape_for_terminal(progress.current), room - used);
    if (!name.empty()) line += "  " + name;
  }
  return line;
}

void ProgressLine::show(const Progress& progress) {
  print_error("\r" + text(progress, Clock::now() - start_, columns_) + "\x1b[K");
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) print_error("\r\x1b[K");
  shown_ = false;
}

}  // namespace logscan::cli
