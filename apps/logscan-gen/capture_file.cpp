#include "capture_file.h"

#include <algorithm>

#include "packet.h"

namespace logscan::gen {

namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a, kInterface = 1, kEnhancedPacket = 6, kStatistics = 5;

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

}  // namespace

void CaptureWriter::append_number(std::uint32_t value, std::size_t size, std::string& file) const {
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t byte = format_ == CaptureFormat::kPcapBigEndian ? size - 1 - i : i;
    file += static_cast<char>(value >> (8 * byte) & 0xff);
  }
}

void CaptureWriter::begin(std::string& file) const {
  const auto add = [&](std::uint32_t value, std::size_t size) { append_number(value, size, file); };
  if (format_ != CaptureFormat::kPcapNg) {
    add(format_ == CaptureFormat::kPcapNano ? 0xa1b2'3c4d : 0xa1b2'c3d4, 4);
    add(2, 2);
    add(4, 2);
    add(0, 4);
    add(0, 4);
    add(snaplen_, 4);
    add(number_of(link_), 4);
    return;
  }
  add(kSection, 4);
  add(28, 4);
  add(0x1a2b'3c4d, 4);
  add(1, 2);
  add(0, 2);
  add(0xffff'ffff, 4);  // the section's length is not told
  add(0xffff'ffff, 4);
  add(28, 4);
  constexpr std::uint32_t kSize = 20 + 8 + 8 + 4;
  add(kInterface, 4);
  add(kSize, 4);
  add(number_of(link_), 2);
  add(0, 2);
  add(snaplen_, 4);
  add(2, 2);  // if_name
  add(4, 2);
  file += "eth0";
  add(9, 2);  // if_tsresol: microseconds
  add(1, 2);
  add(6, 4);
  add(0, 4);  // no more options
  add(kSize, 4);
}

void CaptureWriter::append(const CaptureRecord& record, std::string& file) const {
  const auto add = [&](std::uint32_t value, std::size_t size) { append_number(value, size, file); };
  const std::size_t held = std::min<std::size_t>(record.bytes.size(), snaplen_);
  const auto length = static_cast<std::uint32_t>(record.bytes.size());
  if (format_ != CaptureFormat::kPcapNg) {
    const std::int64_t fraction = record.nanoseconds % 1'000'000'000;
    add(static_cast<std::uint32_t>(record.nanoseconds / 1'000'000'000), 4);
    add(static_cast<std::uint32_t>(format_ == CaptureFormat::kPcapNano ? fraction : fraction / 1000), 4);
    add(static_cast<std::uint32_t>(held), 4);
    add(length, 4);
    file += record.bytes.substr(0, held);
    return;
  }
  const auto size = static_cast<std::uint32_t>(32 + padded(held));
  const auto microseconds = static_cast<std::uint64_t>(record.nanoseconds / 1000);
  add(kEnhancedPacket, 4);
  add(size, 4);
  add(0, 4);
  add(static_cast<std::uint32_t>(microseconds >> 32), 4);
  add(static_cast<std::uint32_t>(microseconds & 0xffff'ffff), 4);
  add(static_cast<std::uint32_t>(held), 4);
  add(length, 4);
  file += record.bytes.substr(0, held);
  file.append(padded(held) - held, '\0');
  add(size, 4);
}

void CaptureWriter::end(std::int64_t nanoseconds, std::uint64_t received, std::uint64_t dropped,
                        std::string& file) const {
  if (format_ != CaptureFormat::kPcapNg) return;
  const auto add = [&](std::uint32_t value, std::size_t size) { append_number(value, size, file); };
  const auto add_count = [&](std::uint32_t option, std::uint64_t count) {
    add(option, 2);
    add(8, 2);
    add(static_cast<std::uint32_t>(count & 0xffff'ffff), 4);
    add(static_cast<std::uint32_t>(count >> 32), 4);
  };
  const auto microseconds = static_cast<std::uint64_t>(nanoseconds / 1000);
  constexpr std::uint32_t kSize = 24 + 2 * 12 + 4;
  add(kStatistics, 4);
  add(kSize, 4);
  add(0, 4);
  add(static_cast<std::uint32_t>(microseconds >> 32), 4);
  add(static_cast<std::uint32_t>(microseconds & 0xffff'ffff), 4);
  add_count(4, received);
  add_count(5, dropped);
  add(0, 4);
  add(kSize, 4);
}

}  // namespace logscan::gen
