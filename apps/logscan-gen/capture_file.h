// The container of packets: classic pcap in its variants, and pcapng.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "capture.h"

namespace logscan::gen {

struct CaptureRecord {
  std::int64_t nanoseconds = 0;  // since 1970, by the capturing clock
  std::string_view bytes;        // as on the wire
};

class CaptureWriter {
 public:
  CaptureWriter(CaptureFormat format, LinkType link, std::uint32_t snaplen)
      : format_(format), link_(link), snaplen_(snaplen) {}

  void begin(std::string& file) const;
  // Holds at most `snaplen` bytes of it.
  void append(const CaptureRecord& record, std::string& file) const;
  // What is told at the end, where the format can.
  void end(std::int64_t nanoseconds, std::uint64_t received, std::uint64_t dropped, std::string& file) const;

 private:
  void append_number(std::uint32_t value, std::size_t size, std::string& file) const;

  CaptureFormat format_;
  LinkType link_;
  std::uint32_t snaplen_;
};

}  // namespace logscan::gen
