// Looks at the bytes of a capture on their way to libpcap, and notes what libpcap does not tell: where the records of
// packets stand, the link types of a pcapng file's interfaces, and how many packets its statistics call dropped.
//
// It reads headers of records and steps over the rest; it judges nothing. Where a file is damaged its notes are wrong
// from there on, and libpcap says so. Memory: a place for each packet record in what was fed and not yet taken, and at
// most kInterfaces interfaces.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace logscan::detail {

class RecordWatch {
 public:
  struct Place {
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0;  // of the whole record
  };

  // The next bytes of the file.
  void feed(std::span<const char> bytes);

  // Steps over a whole record of a packet that is not fed, and says where it stands. Only between two records of a
  // classic capture.
  std::uint64_t pass_record(std::uint32_t bytes) {
    const std::uint64_t place = offset_;
    offset_ += bytes;
    return place;
  }

  // The place of the first packet record that was not taken yet.
  std::optional<Place> take_place() {
    if (taken_ == places_.size()) return std::nullopt;
    return places_[taken_++];
  }

  [[nodiscard]] bool is_pcapng() const { return format_ == Format::kBlocks; }
  // Link types of the interfaces seen so far in this section of a pcapng file, as the file numbers them.
  [[nodiscard]] const std::vector<std::uint16_t>& interfaces() const { return links_; }
  // Packets that the interfaces or the system dropped while a pcapng file was written; nothing where it does not say.
  [[nodiscard]] std::optional<std::uint64_t> dropped() const;

  static constexpr std::size_t kInterfaces = 1024;

 private:
  enum class Format : std::uint8_t { kUnknown, kRecords, kBlocks, kNone };
  struct Drops {
    std::uint32_t interface = 0;
    std::uint64_t packets = 0;
  };

  // How many bytes at the front of the record are needed to say more; called again with as many.
  std::size_t read_head();
  std::size_t read_file_header();
  std::size_t read_record();
  std::size_t read_block();
  void read_statistics(std::size_t size);
  void add_place(std::uint64_t bytes) { places_.push_back({offset_, static_cast<std::uint32_t>(bytes)}); }
  [[nodiscard]] std::uint32_t number32(std::size_t at) const;
  [[nodiscard]] std::uint16_t number16(std::size_t at) const;

  Format format_ = Format::kUnknown;
  bool big_endian_ = false;
  std::uint32_t record_header_ = 16;
  std::uint64_t offset_ = 0;             // of the record at hand
  std::uint64_t skip_ = 0;               // bytes of it still to be stepped over
  std::array<unsigned char, 512> head_;  // its first bytes
  std::size_t have_ = 0;
  std::size_t need_ = 12;
  std::vector<Place> places_;
  std::size_t taken_ = 0;
  std::vector<std::uint16_t> links_;
  std::vector<Drops> drops_;
  std::uint64_t dropped_before_ = 0;  // in sections that are over
  bool drops_known_ = false;
};

}  // namespace logscan::detail
