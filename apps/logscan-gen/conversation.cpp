#include "conversation.h"

#include <algorithm>
#include <iterator>

namespace logscan::gen {

namespace {

constexpr Ticks kRoundTrip = 400;  // between two hosts of one site
constexpr Ticks kReaction = 30;    // of the listener's own kernel
constexpr Ticks kSpacing = 120;    // from segment to segment
constexpr Ticks kSecond = 1'000'000;
constexpr std::size_t kLargestSegment = 1460;

}  // namespace

Conversation::Conversation(const FrameWriter& writer, const WireManner& manner, Random& random, std::uint32_t number,
                           const Endpoint& client, const Endpoint& server, std::vector<Packet>& packets)
    : writer_(writer), manner_(manner), random_(random), number_(number), packets_(packets) {
  client_ = {client, static_cast<std::uint32_t>(random.next()), static_cast<std::uint16_t>(random.next())};
  server_ = {server, static_cast<std::uint32_t>(random.next()), static_cast<std::uint16_t>(random.next())};
}

void Conversation::emit(Party from, Ticks at, std::uint8_t flags, std::uint32_t seq, std::uint32_t ack,
                        std::string_view payload) {
  End& sender = end_of(from);
  const End& receiver = from == Party::kClient ? server_ : client_;
  Packet packet;
  packet.at = at;
  last_ = std::max(last_, at);
  packet.conversation = number_;
  packet.to_listener = from == Party::kClient;
  packet.layout = writer_.append_tcp(sender.endpoint, receiver.endpoint, {seq, ack, flags, payload}, sender.packet_id++,
                                     packet.frame, from == Party::kServer);
  packets_.push_back(std::move(packet));
}

Ticks Conversation::open(Ticks at) {
  const Ticks answered = at + around(kReaction);
  const Ticks stands = answered + around(kRoundTrip);
  emit(Party::kClient, at, kSyn, client_.next++, 0, {});
  emit(Party::kServer, answered, kSyn | kAck, server_.next++, client_.next, {});
  emit(Party::kClient, stands, kAck, client_.next, server_.next, {});
  return stands;
}

void Conversation::refuse(Ticks at) {
  emit(Party::kClient, at, kSyn, client_.next, 0, {});
  emit(Party::kServer, at + around(kReaction), kRst | kAck, 0, client_.next + 1, {});
}

void Conversation::knock(Ticks at) {
  for (const Ticks after : {Ticks{0}, kSecond, 3 * kSecond, 7 * kSecond})
    emit(Party::kClient, at + after, kSyn, client_.next, 0, {});
}

// Where segments end.
std::vector<std::size_t> Conversation::cuts_of(std::size_t size, const std::vector<std::size_t>& parts) {
  std::vector<std::size_t> cuts;
  if (manner_.split) {
    // One segment for all is larger than the link carries: the card cuts it later than the capture sees it.
    if (random_.one_in(4) && size < 16'000) return {size};
    for (std::uint64_t wanted = 1 + random_.below(5); wanted > 0; --wanted)
      cuts.push_back(1 + random_.below(std::max<std::size_t>(size - 1, 1)));
  } else {
    cuts = parts;
  }
  cuts.push_back(size);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<std::size_t> all;
  std::size_t begin = 0;
  for (const std::size_t cut : cuts) {
    for (; cut - begin > kLargestSegment; begin += kLargestSegment) all.push_back(begin + kLargestSegment);
    all.push_back(cut);
    begin = cut;
  }
  return all;
}

std::vector<Conversation::Transmission> Conversation::transmissions_of(const std::vector<std::size_t>& cuts, Ticks at) {
  std::vector<Transmission> sent;
  std::size_t begin = 0;
  for (const std::size_t cut : cuts) {
    sent.push_back({at, begin, cut});
    begin = cut;
    at += around(kSpacing);
  }
  for (std::size_t i = 0; i + 1 < sent.size(); ++i) {
    if (!happens(manner_.disorder)) continue;
    std::swap(sent[i].at, sent[i + 1].at);
    ++i;
  }
  for (std::size_t i = 0, count = sent.size(); i < count; ++i) {
    if (!happens(manner_.retransmit)) continue;
    // Alone, or in one segment with the one before it, so that old and new bytes overlap.
    const bool joined = i > 0 && random_.one_in(2);
    sent.push_back({at + around(kSpacing), joined ? sent[i - 1].begin : sent[i].begin, sent[i].end});
    at += 2 * kSpacing;
  }
  std::stable_sort(sent.begin(), sent.end(), [](const Transmission& a, const Transmission& b) { return a.at < b.at; });
  return sent;
}

Ticks Conversation::send(Party from, std::string_view bytes, const std::vector<std::size_t>& parts, Ticks at) {
  const Party to = from == Party::kClient ? Party::kServer : Party::kClient;
  End& sender = end_of(from);
  const std::uint32_t other = end_of(to).next;
  std::vector<std::pair<std::size_t, std::size_t>> early;  // what arrived before its turn
  std::size_t whole = 0;
  Ticks complete = at;
  // What the client acknowledges comes back a round trip later.
  const Ticks reaction = from == Party::kClient ? kReaction : kRoundTrip;
  for (const Transmission& one : transmissions_of(cuts_of(bytes.size(), parts), at)) {
    const std::uint8_t push = one.end == bytes.size() ? kPush : 0;
    emit(from, one.at, static_cast<std::uint8_t>(kAck | push), sender.next + static_cast<std::uint32_t>(one.begin),
         other, bytes.substr(one.begin, one.end - one.begin));
    early.emplace_back(one.begin, one.end);
    std::sort(early.begin(), early.end());
    for (const auto& [begin, end] : early) {
      if (begin <= whole && end > whole) {
        whole = end;
        complete = one.at;
      }
    }
    emit(to, one.at + around(reaction), kAck, other, sender.next + static_cast<std::uint32_t>(whole), {});
  }
  sender.next += static_cast<std::uint32_t>(bytes.size());
  return complete;
}

void Conversation::close_by_server(Ticks at) {
  if (random_.one_in(16)) {
    // A client that has what it wants may drop the connection without ceremony.
    emit(Party::kServer, at, kFin | kAck, server_.next++, client_.next, {});
    emit(Party::kClient, at + around(kRoundTrip), kRst | kAck, client_.next, server_.next, {});
    return;
  }
  emit(Party::kServer, at, kFin | kAck, server_.next++, client_.next, {});
  const Ticks heard = at + around(kRoundTrip);
  emit(Party::kClient, heard, kAck, client_.next, server_.next, {});
  const Ticks closed = heard + around(kSpacing);
  emit(Party::kClient, closed, kFin | kAck, client_.next++, server_.next, {});
  emit(Party::kServer, closed + around(kReaction), kAck, server_.next, client_.next, {});
}

void Conversation::reset_by_client(Ticks at) { emit(Party::kClient, at, kRst | kAck, client_.next, server_.next, {}); }

}  // namespace logscan::gen
