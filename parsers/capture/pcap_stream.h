// The packets of a capture, read by libpcap out of a ByteSource: once, from front to back, so also out of archives.
// Whole records of usual files are taken in its place, for speed; the outcome is the same.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "input/byte_source.h"
#include "logscan/result.h"
#include "parsers/capture/frame.h"
#include "parsers/capture/record_watch.h"

namespace logscan::detail {

// Classic pcap (either byte order, micro- or nanoseconds) and pcapng (any number of interfaces of one link type).
// Memory is bounded: libpcap takes no record of more than 16 MiB. One thread.
class PcapStream {
 public:
  // Reads the header. `bytes` must outlive the stream. Errors: kTruncated (the header is not complete), kDamaged (no
  // capture, or none that libpcap reads), and those of `bytes`.
  static Result<PcapStream> open(ByteSource& bytes);
  PcapStream(PcapStream&&) noexcept;
  PcapStream& operator=(PcapStream&&) noexcept;
  ~PcapStream();

  // Fills `frame`; false at the end, for ever. An error says how the capture ended early: kTruncated within a record,
  // kDamaged, kLimit, or what `bytes` said; what was read before stays good, and after it every call returns false.
  [[nodiscard]] Result<bool> next(Frame& frame);

  [[nodiscard]] std::uint32_t link() const;
  [[nodiscard]] std::uint32_t snapshot_length() const;  // bytes kept of a packet at most
  [[nodiscard]] bool is_pcapng() const;
  [[nodiscard]] std::uint64_t bytes_read() const;  // ahead of the packets by what is buffered
  // Packets that were dropped when the capture was taken, where its statistics say so (pcapng; they stand at its end).
  [[nodiscard]] std::optional<std::uint64_t> dropped() const;

 private:
  struct State;
  explicit PcapStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What libpcap calls a link type: `EN10MB`; `link type 999` where it has no name.
std::string link_name(std::uint32_t link);

}  // namespace logscan::detail
