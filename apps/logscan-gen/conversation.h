// One TCP connection told packet by packet, as the host that listens records it: its own packets at once, those of the
// other side as they arrive. Numbers and acknowledgements are those of two real ends; order, repetition and cuts follow
// what a capture wants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "packet.h"
#include "random.h"

namespace logscan::gen {

// Microseconds since 1970.
using Ticks = std::int64_t;

struct Packet {
  Ticks at = 0;
  std::uint32_t conversation = 0;
  bool to_listener = false;
  FrameLayout layout;  // of TCP; else zeros
  std::string frame;
};

// How a conversation looks on the wire.
struct WireManner {
  bool split = false;
  Share disorder;
  Share retransmit;
};

enum class Party : std::uint8_t { kClient, kServer };

class Conversation {
 public:
  Conversation(const FrameWriter& writer, const WireManner& manner, Random& random, std::uint32_t number,
               const Endpoint& client, const Endpoint& server, std::vector<Packet>& packets);

  // SYN, SYN/ACK, ACK; returns when the connection stands.
  Ticks open(Ticks at);
  // SYN and RST.
  void refuse(Ticks at);
  // SYN, and the same after 1, 3 and 7 s.
  void knock(Ticks at);
  // Sends and has it acknowledged; returns when the last byte was there. `parts` are where one write of the sender ends
  // and the next begins.
  Ticks send(Party from, std::string_view bytes, const std::vector<std::size_t>& parts, Ticks at);
  // When its latest packet passed.
  [[nodiscard]] Ticks last() const { return last_; }
  // FIN from the server, FIN from the client; now and then the client resets instead.
  void close_by_server(Ticks at);
  void reset_by_client(Ticks at);

 private:
  struct End {
    Endpoint endpoint;
    std::uint32_t next = 0;  // sequence number
    std::uint16_t packet_id = 0;
  };
  struct Transmission {
    Ticks at;
    std::size_t begin, end;
  };

  [[nodiscard]] End& end_of(Party party) { return party == Party::kClient ? client_ : server_; }
  bool happens(Share share) { return share.millionths > 0 && random_.below(1'000'000) < share.millionths; }
  Ticks around(Ticks ticks) { return ticks + static_cast<Ticks>(random_.below(static_cast<std::uint64_t>(ticks / 4))); }
  std::vector<std::size_t> cuts_of(std::size_t size, const std::vector<std::size_t>& parts);
  std::vector<Transmission> transmissions_of(const std::vector<std::size_t>& cuts, Ticks at);
  void emit(Party from, Ticks at, std::uint8_t flags, std::uint32_t seq, std::uint32_t ack, std::string_view payload);

  const FrameWriter& writer_;
  const WireManner& manner_;
  Random& random_;
  std::uint32_t number_;
  End client_, server_;
  Ticks last_ = 0;
  std::vector<Packet>& packets_;
};

}  // namespace logscan::gen
