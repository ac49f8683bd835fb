// Sources: draft-ietf-opsawg-pcap (file header, record header), draft-ietf-opsawg-pcapng (sections 3 and 4).
#include "parsers/capture/record_watch.h"

#include <algorithm>
#include <cstring>

#include "input/capture_mark.h"
#include "parsers/capture/big_endian.h"

namespace logscan::detail {
namespace {

constexpr std::uint32_t kInterfaceBlock = 1, kOldPacketBlock = 2, kSimplePacketBlock = 3, kStatisticsBlock = 5,
                        kPacketBlock = 6;

std::uint32_t swapped(std::uint32_t number) { return __builtin_bswap32(number); }

}  // namespace

std::uint32_t RecordWatch::number32(std::size_t at) const {
  const std::uint32_t number = be32(head_.data() + at);
  return big_endian_ ? number : swapped(number);
}

std::uint16_t RecordWatch::number16(std::size_t at) const {
  const std::uint16_t number = be16(head_.data() + at);
  return big_endian_ ? number : __builtin_bswap16(number);
}

void RecordWatch::feed(std::span<const char> bytes) {
  if (taken_ > 0) {
    places_.erase(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
  }
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end && format_ != Format::kNone) {
    if (skip_ > 0) {
      const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, static_cast<std::uint64_t>(end - at)));
      at += step;
      skip_ -= step;
      continue;
    }
    const std::size_t step = std::min(need_ - have_, static_cast<std::size_t>(end - at));
    std::memcpy(head_.data() + have_, at, step);
    have_ += step;
    at += step;
    if (have_ == need_) need_ = read_head();
  }
}

// A record is done with once its whole length is known: the next one begins behind it.
std::size_t RecordWatch::read_head() {
  switch (format_) {
    case Format::kUnknown:
      return read_file_header();
    case Format::kRecords:
      return read_record();
    case Format::kBlocks:
      return read_block();
    case Format::kNone:
      break;
  }
  return 0;
}

std::size_t RecordWatch::read_file_header() {
  const std::uint32_t magic = be32(head_.data());
  if (magic == kPcapngSection) {
    format_ = Format::kBlocks;
    return read_block();
  }
  big_endian_ = is_pcap_mark(magic);
  if (!big_endian_ && !is_pcap_mark(swapped(magic))) {
    format_ = Format::kNone;
    return 0;
  }
  // Before version 2.4 the two lengths of a record were not always in this order. Such files are as rare as old; their
  // places stay unknown.
  if (number16(4) != 2 || number16(6) < 4) {
    format_ = Format::kNone;
    return 0;
  }
  format_ = Format::kRecords;
  record_header_ = number32(0) == kPcapKuznetzov ? 24 : 16;
  constexpr std::uint32_t kFileHeader = 24;
  skip_ = kFileHeader - have_;
  offset_ = kFileHeader;
  have_ = 0;
  return record_header_;
}

std::size_t RecordWatch::read_record() {
  //   seconds  fraction  captured  on the wire
  //   0        4         8         12
  const std::uint64_t size = std::uint64_t{record_header_} + number32(8);
  add_place(size);
  skip_ = size - have_;
  offset_ += size;
  have_ = 0;
  return record_header_;
}

std::size_t RecordWatch::read_block() {
  //   type  length  body ...  length
  //   0     4       8
  constexpr std::size_t kLeast = 12;  // an empty block
  if (be32(head_.data()) == kPcapngSection) {
    big_endian_ = be32(head_.data() + 8) == kPcapngByteOrder;
    links_.clear();
    if (const auto before = dropped()) dropped_before_ = *before;
    drops_.clear();
  }
  const std::uint32_t type = number32(0);
  const std::uint64_t length = std::max<std::uint64_t>(number32(4), kLeast);
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, head_.size()));
  if (type == kPacketBlock || type == kSimplePacketBlock || type == kOldPacketBlock) {
    add_place(length);
  } else if (type == kInterfaceBlock && links_.size() < kInterfaces) {
    links_.push_back(number16(8));
  } else if (type == kStatisticsBlock) {
    if (have_ < wanted) return wanted;
    read_statistics(wanted);
  }
  skip_ = length - have_;
  offset_ += length;
  have_ = 0;
  return kLeast;
}

void RecordWatch::read_statistics(std::size_t size) {
  //   type  length  interface  time (2 x 4)  options: code, size, value, padded to 4 ...
  //   0     4       8          12            20
  constexpr std::uint16_t kDroppedByInterface = 5, kDroppedBySystem = 7;
  bool known = false;
  std::uint64_t packets = 0;
  for (std::size_t at = 20; at + 4 <= size;) {
    const std::uint16_t code = number16(at), bytes = number16(at + 2);
    if (code == 0) break;
    if ((code == kDroppedByInterface || code == kDroppedBySystem) && bytes == 8 && at + 12 <= size) {
      const std::uint64_t first = number32(at + 4), second = number32(at + 8);
      packets += big_endian_ ? first << 32 | second : second << 32 | first;
      known = true;
    }
    at += 4 + (std::size_t{bytes} + 3) / 4 * 4;
  }
  if (!known) return;
  drops_known_ = true;
  // The counts of an interface run on: its last block holds them all.
  const std::uint32_t interface = number32(8);
  const auto it = std::find_if(drops_.begin(), drops_.end(), [&](const Drops& d) { return d.interface == interface; });
  if (it != drops_.end()) {
    it->packets = packets;
  } else if (drops_.size() < kInterfaces) {
    drops_.push_back({interface, packets});
  }
}

std::optional<std::uint64_t> RecordWatch::dropped() const {
  if (!drops_known_) return std::nullopt;
  std::uint64_t packets = dropped_before_;
  for (const Drops& drops : drops_) packets += drops.packets;
  return packets;
}

}  // namespace logscan::detail
