// TCP connections out of segments: who opened them, how it was answered, and the bytes of each direction in order.
//
// The idea: each direction (a stream) knows the number of the next byte. Bytes in order are handed on as they stand in
// the packet, without a copy; what comes too early is kept until the hole before it is filled.
//
// Guarantees. The bytes of a stream come in order and each once; where bytes are missing there is one call of gap() in
// their place. Of bytes that come twice the first win. A connection is opened once and closed once, and nothing of it
// follows closed(). Whatever order segments come in within kDisorder (several queues, cards or ports were captured
// together), however often and however cut, the bytes are the same. Bytes come behind those of the other side that
// their segment acknowledges: an answer never comes before its request. Memory is bounded whatever the input.
//
// A hole is given up some time after the receiver has acknowledged it (so it was there and the capture missed it:
// hidden traffic), when too much waits behind it, or when the connection is closed.
//
// Not done: checksums, windows, TCP options, urgent data (it is taken as data).
// Source: RFC 9293; section 3.8.4 for probes of idle connections.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "parsers/capture/connection_index.h"
#include "parsers/capture/frame.h"
#include "parsers/capture/ip.h"
#include "parsers/capture/waiting_segments.h"

namespace logscan::detail {

enum class Direction : std::uint8_t { kToServer, kToClient };

constexpr Direction opposite(Direction direction) {
  return direction == Direction::kToServer ? Direction::kToClient : Direction::kToServer;
}

enum class CloseReason : std::uint8_t {
  kFinished,    // both sides ended it
  kReset,       // RST
  kRefused,     // RST in answer to the SYN
  kUnanswered,  // SYN, and nothing of the server was seen until the connection was given up or the capture ended
  kReplaced,    // the same ports were opened anew
  kEvicted,     // too many connections were open
  kCaptureEnd,  // still open
  kUnfinished,  // SYN and its answer, and nothing more of the client until the connection was given up or the capture
                // ended
};

struct Connection {
  static constexpr std::size_t kSynTimes = 8;

  // What was seen of one direction.
  struct Side {
    std::uint64_t segments = 0;         // without doubled packets
    std::uint64_t bytes = 0;            // handed on
    std::uint64_t missing_bytes = 0;    // given up: gaps
    std::uint64_t hidden_bytes = 0;     // of these, what the receiver acknowledged: the capture missed it
    std::uint64_t retransmissions = 0;  // segments that brought nothing new
    std::uint64_t unacknowledged = 0;   // bytes in order behind the last that the receiver acknowledged
    bool finished = false;              // its FIN was reached, and all before it handed on or given up
    Timestamp reached{};                // of the latest packet with bytes that were handed on
  };

  std::uint64_t number = 0;  // from 1, in the order of first packets
  std::uint32_t slot = 0;    // small; no other connection has it until this one is closed
  Endpoint client;
  Endpoint server;
  bool client_known = false;  // a SYN or its answer was seen; else who has the higher port is taken for the client
  FrameMark begin;            // first packet
  FrameMark last;             // latest packet
  std::uint32_t syns = 0;     // SYN of the client, retries included
  std::array<Timestamp, kSynTimes> syn_times{};  // of the first of them
  FrameMark syn;                                 // the first; number 0: none was seen
  FrameMark answer;                              // SYN-ACK; number 0: none was seen
  std::uint32_t syn_seq = 0, answer_seq = 0;     // their sequence numbers
  FrameMark reset;                               // RST; number 0: none was seen
  Direction reset_by = Direction::kToServer;     // the direction in which the RST went
  std::array<Side, 2> sides;                     // by Direction

  [[nodiscard]] const Side& side(Direction direction) const { return sides[static_cast<std::size_t>(direction)]; }
};

// What TcpStreams tells. The connection lives until closed() returns; a handler must not call back.
class TcpEvents {
 public:
  virtual ~TcpEvents() = default;

  // The first packet of a connection.
  virtual void opened(const Connection& connection) = 0;
  // The next bytes of a direction, valid for the call; `mark` is of the packet that brought them.
  virtual void data(const Connection& connection, Direction direction, std::string_view bytes,
                    const FrameMark& mark) = 0;
  // `missing` bytes of a direction were not captured; `mark` is of the packet that shows it.
  virtual void gap(const Connection& connection, Direction direction, std::uint64_t missing, const FrameMark& mark) = 0;
  // A direction has come to its FIN: no data follows.
  virtual void finished(const Connection& connection, Direction direction, const FrameMark& mark) = 0;
  // `mark` is of the packet that closed it, or else of its last packet. A refused connection is told of some time
  // later, since the client may try again.
  virtual void closed(const Connection& connection, CloseReason reason, const FrameMark& mark) = 0;
};

struct TcpLimits {
  std::uint32_t connections = 65536;                        // open at one time; the one idle longest gives way
  std::uint32_t closed = 16384;                             // remembered, so that late packets open nothing
  std::size_t stream_bytes = std::size_t{4} * 1024 * 1024;  // waiting behind a hole, with what their keeping costs
  std::size_t all_bytes = std::size_t{32} * 1024 * 1024;    // the same over all streams
};

struct TcpCounters {
  std::uint64_t segments = 0;
  std::uint64_t connections = 0;
  std::uint64_t doubled = 0;          // the same packet captured twice
  std::uint64_t retransmissions = 0;  // segments that brought nothing new
  std::uint64_t out_of_order = 0;     // segments that had to wait
  std::uint64_t overlaps = 0;         // segments of which a part was there already
  std::uint64_t overlap_bytes = 0;
  std::uint64_t keepalives = 0;  // probes
  std::uint64_t gaps = 0;
  std::uint64_t missing_bytes = 0;
  std::uint64_t hidden_bytes = 0;  // of these, what was acknowledged
  std::uint64_t cut_bytes = 0;     // of these, what the capture cut off its packets
  std::uint64_t evicted = 0;
  std::uint64_t refused = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t late = 0;         // for a connection that is closed
  std::uint64_t implausible = 0;  // numbers far from all that the connection has
};

class TcpStreams {
 public:
  explicit TcpStreams(const TcpLimits& limits = {});
  ~TcpStreams();
  TcpStreams(const TcpStreams&) = delete;
  TcpStreams& operator=(const TcpStreams&) = delete;

  // Segments in the order of the capture. One thread.
  void take(const Segment& segment, TcpEvents& events);
  // The capture is at its end: closes what is open.
  void finish(TcpEvents& events);

  [[nodiscard]] const TcpCounters& counters() const { return counters_; }
  [[nodiscard]] std::uint32_t open() const { return open_.count; }

  // Packets that differ in nothing and come within this time are one packet, captured twice (on `any`, or where a
  // switch mirrors both ways). A sender waits longer before it repeats one: 200 ms, or a round trip; and its repetition
  // has a new IPv4 id.
  static constexpr Duration kDoubled = std::chrono::milliseconds(5);
  // How long after its acknowledgement a segment may still turn up in the capture: the clocks of two cards, and of two
  // hosts whose captures were merged, differ. What waits for it is told late, and with its own time.
  static constexpr Duration kDisorder = std::chrono::seconds(60);
  // How long a closed connection is remembered: as long as its ports rest.
  static constexpr Duration kRest = std::chrono::seconds(60);

 private:
  static constexpr std::uint32_t kNone = ConnectionIndex::kNone;
  struct Stream;
  struct Entry;
  struct List {
    std::uint32_t head = kNone;
    std::uint32_t tail = kNone;
    std::uint32_t count = 0;
  };
  struct Hashes {
    std::uint32_t connection = 0;  // the same in both directions
    std::uint64_t packet = 0;
  };
  static Hashes hash(const Segment& segment);
  bool is_doubled(const Segment& segment, std::uint64_t hash);

  // Connections by their endpoints.
  std::uint32_t find(const Segment& segment, std::uint32_t hash, Direction& direction) const;
  void append(List& list, std::uint32_t at);
  void remove(List& list, std::uint32_t at);

  std::uint32_t open_connection(const Segment& segment, std::uint32_t hash, Direction& direction, TcpEvents& events);
  void close(std::uint32_t at, CloseReason reason, const FrameMark& mark, TcpEvents& events);
  void tell_closed(Entry& entry, TcpEvents& events);
  void forget(std::uint32_t at, TcpEvents& events);
  void forget_rested(Timestamp now, TcpEvents& events);

  // Whether the segment belongs to a later connection of the same ports.
  bool opens_anew(Entry& entry, Direction direction, const Segment& segment);
  void take_closed(Entry& entry, Direction direction, const Segment& segment);
  void take_open(std::uint32_t at, Direction direction, const Segment& segment, TcpEvents& events);
  void take_syn(Entry& entry, Direction direction, const Segment& segment);
  void take_ack(Entry& entry, Direction direction, const Segment& segment);
  void take_data(Entry& entry, Direction direction, const Segment& segment, TcpEvents& events);
  void take_reset(std::uint32_t at, Direction direction, const Segment& segment, TcpEvents& events);

  // The bytes of a direction.
  void keep(Entry& entry, Direction direction, const Segment& segment, std::uint32_t from, std::uint32_t end);
  void hand_on(Entry& entry, Direction direction, std::uint32_t length, std::string_view bytes, const FrameMark& mark,
               TcpEvents& events);
  void hand_on_first_waiting(Entry& entry, Direction direction, TcpEvents& events);
  static bool acknowledges_unseen(Entry& entry, Direction direction, std::uint32_t ack);
  void advance(Entry& entry, const FrameMark& mark, TcpEvents& events);
  static void note_unacknowledged(Entry& entry, Direction direction);
  bool pass_hole(Entry& entry, Direction direction, std::uint32_t until, const FrameMark& mark, TcpEvents& events);
  bool next_waits(Entry& entry, Direction direction) const;
  static bool reset_is_reached(Entry& entry);
  void give_up(Entry& entry, Direction direction, std::uint32_t until, const FrameMark& mark, TcpEvents& events);
  void give_up_acked(Entry& entry, Direction direction, const FrameMark& mark, TcpEvents& events);
  void give_up_all(Entry& entry, Direction direction, TcpEvents& events);
  void tell_gap(Entry& entry, Direction direction, std::uint32_t missing, const FrameMark& mark, TcpEvents& events);

  TcpLimits limits_;
  TcpCounters counters_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::vector<std::uint32_t> free_entries_;
  ConnectionIndex index_;
  List open_;    // the one idle longest first
  List closed_;  // in the order of their closing
  WaitingSegments waiting_;
  // Small, since each packet looks for its own: with its place, 45 bits of the hash, and the time up to 71 minutes.
  struct Recent {
    std::uint32_t hash = 0;
    std::uint32_t micros = 0;
  };
  std::vector<Recent> recent_;
};

}  // namespace logscan::detail
