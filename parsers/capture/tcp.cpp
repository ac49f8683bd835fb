#include "parsers/capture/tcp.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "base/hash.h"
#include "parsers/capture/sequence.h"

namespace logscan::detail {
namespace {

// How far a segment may lie from the next byte and still belong to the connection. Before it: no sender repeats what
// lies further back than a window, and windows of more than 16 MiB are not in use. Behind it: a capture may miss more
// than that at a stretch.
constexpr std::int32_t kFarthestBack = 16 * 1024 * 1024;
constexpr std::int32_t kFarthestOn = 256 * 1024 * 1024;
// One stray packet may be damaged; so many in a row are a connection whose opening the capture missed.
constexpr int kImplausible = 3;

// So many may wait: an ordered list is searched for their place.
constexpr std::uint32_t kMostWaiting = 4096;

// Packets of 5 ms at a million packets a second.
constexpr std::size_t kRecentBits = 13;

bool is_plausible(std::int32_t distance) { return distance >= -kFarthestBack && distance <= kFarthestOn; }

std::uint64_t hash_of(const Endpoint& endpoint) {
  const auto [front, back] = endpoint.address.words();
  return mix(front + endpoint.port, back);
}

std::size_t number_of(Direction direction) { return static_cast<std::size_t>(direction); }

}  // namespace

struct TcpStreams::Stream {
  bool known = false;     // `next` is
  bool own = false;       // a packet of this direction was seen; else `next` rests on acknowledgements
  bool syn = false;       // `isn` is known
  bool fin = false;       // `end` is known
  bool is_acked = false;  // `acked` is known
  bool ahead = false;     // more is acknowledged than was captured
  std::uint8_t implausible = 0;
  std::uint32_t isn = 0;
  std::uint32_t first = 0;
  std::uint32_t next = 0;
  std::uint32_t end = 0;
  std::uint32_t acked = 0;
  std::uint32_t ahead_ack = 0;  // what was acknowledged when that was first seen
  FrameMark ahead_mark;
  WaitingSegments::List waiting;

  void start(std::uint32_t seq) {
    known = true;
    first = next = seq;
  }
};

struct TcpStreams::Entry {
  Connection connection;
  std::array<Stream, 2> streams;
  std::uint32_t hash = 0;
  std::uint32_t before = kNone;
  std::uint32_t behind = kNone;
  bool open = true;
  bool told = false;           // closed() was called
  bool reset_pending = false;  // data before the RST are still to come
  std::uint32_t reset_seq = 0;
  std::uint32_t reset_ack = 0;
  CloseReason reason = CloseReason::kCaptureEnd;
  FrameMark closing;

  Stream& stream(Direction direction) { return streams[number_of(direction)]; }
  Connection::Side& side(Direction direction) { return connection.sides[number_of(direction)]; }
};

TcpStreams::TcpStreams(const TcpLimits& limits) : limits_(limits), recent_(std::size_t{1} << kRecentBits) {
  limits_.connections = std::max(limits_.connections, std::uint32_t{1});
}
TcpStreams::~TcpStreams() = default;

TcpStreams::Hashes TcpStreams::hash(const Segment& segment) {
  const std::uint64_t from = hash_of(segment.from), to = hash_of(segment.to);
  std::uint64_t sample[2] = {};
  if (segment.payload.size() >= 8) {
    std::memcpy(&sample[0], segment.payload.data(), 8);
    std::memcpy(&sample[1], segment.payload.data() + segment.payload.size() - 8, 8);
  } else {
    std::copy(segment.payload.begin(), segment.payload.end(), reinterpret_cast<char*>(sample));
  }
  const std::uint64_t numbers = std::uint64_t{segment.seq} << 32 | segment.ack;
  const std::uint64_t rest = std::uint64_t{segment.payload_length} << 40 ^ std::uint64_t{segment.window} << 24 ^
                             std::uint64_t{segment.ip_id} << 8 ^ segment.flags;
  Hashes hashes;
  hashes.connection = static_cast<std::uint32_t>((from + to) >> 16);
  hashes.packet = mix(mix(from * 3 + to, numbers), mix(rest ^ sample[0], sample[1]));
  return hashes;
}

bool TcpStreams::is_doubled(const Segment& segment, std::uint64_t hash) {
  Recent& recent = recent_[hash >> (64 - kRecentBits)];
  const auto micros = static_cast<std::uint32_t>(segment.mark.time.time_since_epoch().count());
  const auto low = static_cast<std::uint32_t>(hash);
  constexpr auto kWithin = static_cast<std::uint32_t>(kDoubled.count());
  if (recent.hash == low && micros - recent.micros + kWithin <= 2 * kWithin) return true;
  recent = {low, micros};
  return false;
}

// ---- connections by their endpoints

std::uint32_t TcpStreams::find(const Segment& segment, std::uint32_t hash, Direction& direction) const {
  return index_.find(hash, [&](std::uint32_t at) {
    const Connection& connection = entries_[at]->connection;
    const bool to_server = connection.client == segment.from && connection.server == segment.to;
    direction = to_server ? Direction::kToServer : Direction::kToClient;
    return to_server || (connection.server == segment.from && connection.client == segment.to);
  });
}

void TcpStreams::append(List& list, std::uint32_t at) {
  Entry& entry = *entries_[at];
  entry.before = list.tail;
  entry.behind = kNone;
  (list.tail == kNone ? list.head : entries_[list.tail]->behind) = at;
  list.tail = at;
  ++list.count;
}

void TcpStreams::remove(List& list, std::uint32_t at) {
  const Entry& entry = *entries_[at];
  (entry.before == kNone ? list.head : entries_[entry.before]->behind) = entry.behind;
  (entry.behind == kNone ? list.tail : entries_[entry.behind]->before) = entry.before;
  --list.count;
}

// ---- life of a connection

std::uint32_t TcpStreams::open_connection(const Segment& segment, std::uint32_t hash, Direction& direction,
                                          TcpEvents& events) {
  if (open_.count >= limits_.connections) {
    ++counters_.evicted;
    const std::uint32_t idle = open_.head;
    close(idle, CloseReason::kEvicted, entries_[idle]->connection.last, events);
  }
  std::uint32_t at = 0;
  if (free_entries_.empty()) {
    at = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back(std::make_unique<Entry>());
  } else {
    at = free_entries_.back();
    free_entries_.pop_back();
    // Built in place: it is large, and one comes with each connection.
    std::destroy_at(entries_[at].get());
    std::construct_at(entries_[at].get());
  }
  Entry& entry = *entries_[at];
  Connection& connection = entry.connection;
  const bool syn = (segment.flags & TcpFlags::kSyn) != 0, ack = (segment.flags & TcpFlags::kAck) != 0;
  const bool from_client = syn ? !ack : segment.from.port >= segment.to.port;
  direction = from_client ? Direction::kToServer : Direction::kToClient;
  connection.number = ++counters_.connections;
  connection.slot = at;
  connection.client = from_client ? segment.from : segment.to;
  connection.server = from_client ? segment.to : segment.from;
  connection.client_known = syn;
  connection.begin = connection.last = segment.mark;
  entry.hash = hash;
  index_.add(hash, at);
  append(open_, at);
  events.opened(connection);
  return at;
}

void TcpStreams::close(std::uint32_t at, CloseReason reason, const FrameMark& mark, TcpEvents& events) {
  Entry& entry = *entries_[at];
  give_up_all(entry, Direction::kToServer, events);
  give_up_all(entry, Direction::kToClient, events);
  if (entry.connection.syns > 0 && !entry.stream(Direction::kToClient).own) {
    if (reason != CloseReason::kRefused) reason = CloseReason::kUnanswered;
  } else if (entry.reset_pending) {
    reason = CloseReason::kReset;
  } else if (entry.connection.syns > 0 && entry.connection.answer.number != 0 && entry.connection.reset.number == 0 &&
             entry.side(Direction::kToServer).segments == entry.connection.syns &&
             entry.side(Direction::kToClient).bytes == 0) {
    reason = CloseReason::kUnfinished;
  }
  counters_.refused += reason == CloseReason::kRefused ? 1 : 0;
  counters_.unanswered += reason == CloseReason::kUnanswered ? 1 : 0;
  entry.open = false;
  entry.reason = reason;
  entry.closing = mark;
  remove(open_, at);
  append(closed_, at);
  // Clients try again after a refusal, with the same SYN: that is one story, told when it is over.
  if (reason != CloseReason::kRefused) tell_closed(entry, events);
  const bool rests = entry.connection.reset.number != 0 || reason == CloseReason::kFinished;
  if (!rests) {
    forget(at, events);
  } else if (closed_.count > limits_.closed) {
    forget(closed_.head, events);
  }
}

void TcpStreams::tell_closed(Entry& entry, TcpEvents& events) {
  if (!std::exchange(entry.told, true)) events.closed(entry.connection, entry.reason, entry.closing);
}

void TcpStreams::forget(std::uint32_t at, TcpEvents& events) {
  tell_closed(*entries_[at], events);
  remove(closed_, at);
  index_.remove(entries_[at]->hash, at);
  free_entries_.push_back(at);
  // A new connection takes it soon, and writes all of it.
  const char* const entry = reinterpret_cast<const char*>(entries_[at].get());
  for (std::size_t i = 0; i < sizeof(Entry); i += 64) __builtin_prefetch(entry + i, 1);
}

void TcpStreams::forget_rested(Timestamp now, TcpEvents& events) {
  while (closed_.head != kNone && now - entries_[closed_.head]->closing.time > kRest) forget(closed_.head, events);
}

// ---- segments

void TcpStreams::take(const Segment& segment, TcpEvents& events) {
  ++counters_.segments;
  const Hashes hashes = hash(segment);
  if (is_doubled(segment, hashes.packet)) {
    ++counters_.doubled;
    return;
  }
  forget_rested(segment.mark.time, events);
  Direction direction = Direction::kToServer;
  std::uint32_t at = find(segment, hashes.connection, direction);
  if (at != kNone && opens_anew(*entries_[at], direction, segment)) {
    if (entries_[at]->open) close(at, CloseReason::kReplaced, entries_[at]->connection.last, events);
    // A connection that rests gives its ports to the new one.
    at = find(segment, hashes.connection, direction);
    if (at != kNone) forget(at, events);
    at = kNone;
  }
  if (at == kNone) {
    if ((segment.flags & TcpFlags::kRst) != 0) {
      ++counters_.late;
      return;
    }
    at = open_connection(segment, hashes.connection, direction, events);
  }
  if (entries_[at]->open) {
    take_open(at, direction, segment, events);
  } else {
    take_closed(*entries_[at], direction, segment);
  }
}

void TcpStreams::finish(TcpEvents& events) {
  while (open_.head != kNone) {
    close(open_.head, CloseReason::kCaptureEnd, entries_[open_.head]->connection.last, events);
  }
  while (closed_.head != kNone) forget(closed_.head, events);
}

bool TcpStreams::opens_anew(Entry& entry, Direction direction, const Segment& segment) {
  Stream& mine = entry.stream(direction);
  const Stream& other = entry.stream(opposite(direction));
  if ((segment.flags & TcpFlags::kSyn) != 0) {
    if (mine.syn && mine.isn == segment.seq) return false;
    if (!entry.open) return true;
    // It may itself have come late: then it fits in front of what was seen.
    const bool fits = !mine.syn && mine.known && segment.seq + 1 == mine.first;
    if ((segment.flags & TcpFlags::kAck) != 0) {
      // An answer to something else does not end what is open.
      if (other.syn && segment.ack != other.isn + 1) return false;
      return direction != Direction::kToClient || (!fits && mine.known);
    }
    // Both sides may open at once.
    const bool at_once = direction == Direction::kToClient && !mine.known && other.syn;
    return !at_once && (direction != Direction::kToServer || !fits);
  }
  if (segment.payload_length == 0 || !mine.known) return false;
  if (is_plausible(distance(segment.seq, mine.next))) {
    mine.implausible = 0;
    return false;
  }
  ++counters_.implausible;
  return ++mine.implausible == kImplausible;
}

void TcpStreams::take_closed(Entry& entry, Direction direction, const Segment& segment) {
  Connection& connection = entry.connection;
  const bool syn = (segment.flags & (TcpFlags::kSyn | TcpFlags::kAck)) == TcpFlags::kSyn;
  const bool refused = entry.reason == CloseReason::kRefused;
  if (!refused || direction != Direction::kToServer || !syn) {
    counters_.late += refused ? 0 : 1;
    return;
  }
  if (connection.syns < Connection::kSynTimes) connection.syn_times[connection.syns] = segment.mark.time;
  ++connection.syns;
  ++counters_.retransmissions;
  ++entry.side(direction).segments;
  ++entry.side(direction).retransmissions;
  connection.last = segment.mark;
}

void TcpStreams::take_open(std::uint32_t at, Direction direction, const Segment& segment, TcpEvents& events) {
  Entry& entry = *entries_[at];
  Connection& connection = entry.connection;
  if (entry.reset_pending && segment.mark.time - connection.reset.time > kDisorder) {
    ++counters_.late;
    close(at, CloseReason::kReset, connection.reset, events);
    return;
  }
  connection.last = segment.mark;
  if (open_.tail != at) {
    remove(open_, at);
    append(open_, at);
  }
  ++entry.side(direction).segments;
  if ((segment.flags & TcpFlags::kRst) != 0) {
    take_reset(at, direction, segment, events);
    return;
  }
  if ((segment.flags & TcpFlags::kSyn) != 0) take_syn(entry, direction, segment);
  if ((segment.flags & TcpFlags::kAck) != 0) take_ack(entry, direction, segment);
  give_up_acked(entry, Direction::kToServer, segment.mark, events);
  give_up_acked(entry, Direction::kToClient, segment.mark, events);
  take_data(entry, direction, segment, events);
  if (entry.side(Direction::kToServer).finished && entry.side(Direction::kToClient).finished) {
    close(at, CloseReason::kFinished, segment.mark, events);
  } else if (entry.reset_pending && reset_is_reached(entry)) {
    close(at, CloseReason::kReset, connection.reset, events);
  }
}

void TcpStreams::take_syn(Entry& entry, Direction direction, const Segment& segment) {
  Connection& connection = entry.connection;
  Stream& mine = entry.stream(direction);
  const Stream& other = entry.stream(opposite(direction));
  const bool answer = (segment.flags & TcpFlags::kAck) != 0;
  if (answer && other.syn && segment.ack != other.isn + 1) {
    ++counters_.implausible;
    return;
  }
  if (mine.syn) {
    ++counters_.retransmissions;
    ++entry.side(direction).retransmissions;
  } else {
    mine.syn = true;
    mine.isn = segment.seq;
    if (!mine.known) mine.start(segment.seq + 1);
    connection.client_known = true;
    if (answer) {
      connection.answer = segment.mark;
      connection.answer_seq = segment.seq;
    }
  }
  if (answer || direction != Direction::kToServer) return;
  if (connection.syn.number == 0) {
    connection.syn = segment.mark;
    connection.syn_seq = segment.seq;
  }
  if (connection.syns < Connection::kSynTimes) connection.syn_times[connection.syns] = segment.mark.time;
  ++connection.syns;
}

void TcpStreams::take_ack(Entry& entry, Direction direction, const Segment& segment) {
  Stream& stream = entry.stream(opposite(direction));
  if (!stream.known) {
    stream.start(segment.ack);
    stream.acked = segment.ack;
    stream.is_acked = true;
    return;
  }
  const std::int32_t ahead = distance(segment.ack, stream.next);
  if (!is_plausible(ahead)) return;
  if (!stream.is_acked || distance(segment.ack, stream.acked) > 0) stream.acked = segment.ack;
  stream.is_acked = true;
  if (ahead > 0 && !stream.ahead) {
    stream.ahead = true;
    stream.ahead_ack = segment.ack;
    stream.ahead_mark = segment.mark;
  }
  note_unacknowledged(entry, opposite(direction));
}

void TcpStreams::note_unacknowledged(Entry& entry, Direction direction) {
  const Stream& mine = entry.stream(direction);
  const std::int32_t behind = distance(mine.next, mine.is_acked ? mine.acked : mine.first);
  entry.side(direction).unacknowledged = static_cast<std::uint64_t>(std::max(behind, 0));
}

void TcpStreams::take_reset(std::uint32_t at, Direction direction, const Segment& segment, TcpEvents& events) {
  Entry& entry = *entries_[at];
  Connection& connection = entry.connection;
  if (entry.reset_pending) return;
  connection.reset = segment.mark;
  connection.reset_by = direction;
  const Stream& mine = entry.stream(direction);
  const bool answers_syn = direction == Direction::kToClient && connection.syns > 0 && !mine.own;
  const std::int32_t ahead = distance(segment.seq, mine.next);
  entry.reset_seq = mine.known && is_plausible(ahead) ? segment.seq : mine.next;
  const bool acks = (segment.flags & TcpFlags::kAck) != 0 && acknowledges_unseen(entry, direction, segment.ack);
  entry.reset_ack = acks ? segment.ack : entry.stream(opposite(direction)).next;
  if (!answers_syn && !reset_is_reached(entry)) {
    // What it follows may come late.
    entry.reset_pending = true;
    return;
  }
  close(at, answers_syn ? CloseReason::kRefused : CloseReason::kReset, segment.mark, events);
}

bool TcpStreams::reset_is_reached(Entry& entry) {
  const Direction direction = entry.connection.reset_by;
  return distance(entry.reset_seq, entry.stream(direction).next) <= 0 &&
         distance(entry.reset_ack, entry.stream(opposite(direction)).next) <= 0;
}

void TcpStreams::take_data(Entry& entry, Direction direction, const Segment& segment, TcpEvents& events) {
  Stream& mine = entry.stream(direction);
  Connection::Side& side = entry.side(direction);
  const bool syn = (segment.flags & TcpFlags::kSyn) != 0;
  // Data in a SYN stand behind the number that the SYN takes.
  const std::uint32_t seq = segment.seq + (syn ? 1 : 0);
  if (!mine.own) {
    mine.own = true;
    if (!mine.known) {
      mine.start(seq);
    } else if (!mine.syn && side.bytes + side.missing_bytes == 0 && segment.payload_length > 1 &&
               is_plausible(distance(seq, mine.next)) && distance(seq, mine.next) < 0) {
      // The acknowledgement was captured before what it acknowledges.
      mine.first = mine.next = seq;
    }
  }
  if (!mine.syn && side.bytes + side.missing_bytes == 0 && segment.payload_length > 0 && seq == mine.next + 1) {
    // The capture began with a probe, whose number is that of the byte before.
    mine.first = mine.next = seq;
  }
  const std::int32_t ahead = distance(seq, mine.next);
  const bool plain = (segment.flags & (TcpFlags::kSyn | TcpFlags::kFin)) == 0;
  if (plain && ahead == -1 && segment.payload_length <= 1) {
    ++counters_.keepalives;
    return;
  }
  if (!is_plausible(ahead)) return;
  std::uint32_t end = seq + segment.payload_length;
  if ((segment.flags & TcpFlags::kFin) != 0 && !mine.fin) {
    // Whatever was handed on or waits is in front of the end, or this is no end.
    const std::uint32_t reached =
        mine.waiting.empty() ? mine.next : waiting_.last(mine.waiting).seq + waiting_.last(mine.waiting).length;
    mine.fin = distance(end, reached) >= 0;
    mine.end = end;
  }
  if (mine.fin && distance(end, mine.end) > 0) end = mine.end;
  if (segment.payload_length > 0) {
    const bool overtakes = !mine.waiting.empty() && distance(end, waiting_.first(mine.waiting).seq) > 0;
    if (distance(end, mine.next) <= 0 || distance(end, seq) <= 0) {
      ++counters_.retransmissions;
      ++side.retransmissions;
    } else if (ahead > 0 || overtakes ||
               ((segment.flags & TcpFlags::kAck) != 0 && acknowledges_unseen(entry, direction, segment.ack))) {
      keep(entry, direction, segment, ahead > 0 ? seq : mine.next, end);
      advance(entry, segment.mark, events);
      while (!mine.waiting.empty() && (mine.waiting.bytes > limits_.stream_bytes || mine.waiting.count > kMostWaiting ||
                                       waiting_.bytes() > limits_.all_bytes)) {
        give_up(entry, direction, waiting_.first(mine.waiting).seq, segment.mark, events);
      }
    } else {
      const auto skipped = static_cast<std::uint32_t>(-ahead);
      counters_.overlaps += skipped > 0 ? 1 : 0;
      counters_.overlap_bytes += skipped;
      const std::string_view bytes = segment.payload.substr(std::min<std::size_t>(skipped, segment.payload.size()));
      hand_on(entry, direction, end - mine.next, bytes, segment.mark, events);
    }
  }
  advance(entry, segment.mark, events);
}

// ---- bytes of a direction

// Keeps [from, end) of the segment, save what is there already: the first wins.
void TcpStreams::keep(Entry& entry, Direction direction, const Segment& segment, std::uint32_t from,
                      std::uint32_t end) {
  const std::uint32_t length = end - from;
  const std::uint32_t kept = waiting_.keep(entry.stream(direction).waiting, segment, from, end);
  if (kept == 0) {
    ++counters_.retransmissions;
    ++entry.side(direction).retransmissions;
    return;
  }
  ++counters_.out_of_order;
  counters_.overlaps += kept < length ? 1 : 0;
  counters_.overlap_bytes += length - kept;
}

void TcpStreams::hand_on(Entry& entry, Direction direction, std::uint32_t length, std::string_view bytes,
                         const FrameMark& mark, TcpEvents& events) {
  Stream& mine = entry.stream(direction);
  Connection::Side& side = entry.side(direction);
  bytes = bytes.substr(0, length);
  mine.next += length;
  if (mine.ahead) {
    mine.ahead = distance(mine.acked, mine.next) > 0;
    mine.ahead_ack = mine.acked;
    mine.ahead_mark = mark;
  }
  note_unacknowledged(entry, direction);
  side.bytes += bytes.size();
  side.reached = std::max(side.reached, mark.time);
  if (!bytes.empty()) events.data(entry.connection, direction, bytes, mark);
  const auto cut = length - static_cast<std::uint32_t>(bytes.size());
  counters_.cut_bytes += cut;
  if (cut > 0) tell_gap(entry, direction, cut, mark, events);
}

void TcpStreams::hand_on_first_waiting(Entry& entry, Direction direction, TcpEvents& events) {
  Stream& mine = entry.stream(direction);
  const WaitingSegments::Waiting& waiting = waiting_.first(mine.waiting);
  hand_on(entry, direction, waiting.length, waiting.bytes, waiting.mark, events);
  waiting_.drop_first(mine.waiting);
}

// Whether it was sent behind bytes of the other side that are still to come. One number may be that of a FIN.
bool TcpStreams::acknowledges_unseen(Entry& entry, Direction direction, std::uint32_t ack) {
  const Stream& other = entry.stream(opposite(direction));
  const std::int32_t ahead = distance(ack, other.next);
  return other.known && ahead > 1 && is_plausible(ahead);
}

// Whether its next bytes are among those that wait: so after advance() for what they acknowledge.
bool TcpStreams::next_waits(Entry& entry, Direction direction) const {
  const Stream& mine = entry.stream(direction);
  return !mine.waiting.empty() && waiting_.first(mine.waiting).seq == mine.next;
}

// Hands on what nothing is missing before any more, in both directions, and tells the ends that are reached.
void TcpStreams::advance(Entry& entry, const FrameMark& mark, TcpEvents& events) {
  for (bool more = true; more;) {
    more = false;
    for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
      const Stream& mine = entry.stream(direction);
      while (next_waits(entry, direction)) {
        const WaitingSegments::Waiting& first = waiting_.first(mine.waiting);
        if (first.acks && acknowledges_unseen(entry, direction, first.ack)) break;
        hand_on_first_waiting(entry, direction, events);
        more = true;
      }
    }
  }
  for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
    const Stream& mine = entry.stream(direction);
    Connection::Side& side = entry.side(direction);
    if (!mine.fin || side.finished || mine.next != mine.end) continue;
    side.finished = true;
    events.finished(entry.connection, direction, mark);
  }
}

void TcpStreams::tell_gap(Entry& entry, Direction direction, std::uint32_t missing, const FrameMark& mark,
                          TcpEvents& events) {
  ++counters_.gaps;
  counters_.missing_bytes += missing;
  entry.side(direction).missing_bytes += missing;
  events.gap(entry.connection, direction, missing, mark);
}

// Gives up the next hole, up to `until` or to what waits behind it. False where there is none.
bool TcpStreams::pass_hole(Entry& entry, Direction direction, std::uint32_t until, const FrameMark& mark,
                           TcpEvents& events) {
  Stream& mine = entry.stream(direction);
  if (mine.fin && distance(until, mine.end) > 0) until = mine.end;
  if (distance(until, mine.next) <= 0) return false;
  const bool before_waiting = !mine.waiting.empty() && distance(waiting_.first(mine.waiting).seq, until) < 0;
  const std::uint32_t end = before_waiting ? waiting_.first(mine.waiting).seq : until;
  const std::uint32_t missing = end - mine.next;
  // A FIN that was not captured takes a number as well, and is no byte.
  if (missing == 0 || (missing == 1 && mine.waiting.empty() && !mine.fin)) return false;
  if (mine.is_acked) {
    const std::int32_t acked = distance(mine.acked, mine.next);
    const std::uint32_t hidden = acked <= 0 ? 0 : std::min(missing, static_cast<std::uint32_t>(acked));
    counters_.hidden_bytes += hidden;
    entry.side(direction).hidden_bytes += hidden;
  }
  mine.next = end;
  note_unacknowledged(entry, direction);
  tell_gap(entry, direction, missing, mark, events);
  return true;
}

// Gives up the holes before `until`, and those of the other side that hold back what stands there.
void TcpStreams::give_up(Entry& entry, Direction direction, std::uint32_t until, const FrameMark& mark,
                         TcpEvents& events) {
  const Direction other = opposite(direction);
  advance(entry, mark, events);
  for (;;) {
    if (next_waits(entry, direction)) {
      const WaitingSegments::Waiting& first = waiting_.first(entry.stream(direction).waiting);
      if (distance(first.seq, until) > 0) break;
      // Both sides may wait for each other, by numbers that no connection has.
      const bool passed = !next_waits(entry, other) && pass_hole(entry, other, first.ack, mark, events);
      if (!passed) hand_on_first_waiting(entry, direction, events);
    } else if (!pass_hole(entry, direction, until, mark, events)) {
      break;
    }
    advance(entry, mark, events);
  }
}

void TcpStreams::give_up_acked(Entry& entry, Direction direction, const FrameMark& mark, TcpEvents& events) {
  Stream& mine = entry.stream(direction);
  if (!mine.ahead || mark.time - mine.ahead_mark.time <= kDisorder) return;
  const FrameMark shown = mine.ahead_mark;
  give_up(entry, direction, mine.ahead_ack, shown, events);
  mine.ahead = distance(mine.acked, mine.next) > 0;
  mine.ahead_ack = mine.acked;
  mine.ahead_mark = mark;
}

void TcpStreams::give_up_all(Entry& entry, Direction direction, TcpEvents& events) {
  const Stream& mine = entry.stream(direction);
  const FrameMark mark = entry.connection.last;
  if (mine.known && mine.is_acked) give_up(entry, direction, mine.acked, mark, events);
  if (!mine.waiting.empty()) give_up(entry, direction, waiting_.last(mine.waiting).seq, mark, events);
  if (mine.known && mine.fin) give_up(entry, direction, mine.end, mark, events);
}

}  // namespace logscan::detail
