#include "single_capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "capture_file.h"
#include "capture_layout.h"
#include "conversation.h"
#include "log_line.h"
#include "noise.h"
#include "notification_text.h"
#include "random.h"
#include "whole_lines.h"

namespace logscan::gen {

namespace {

constexpr std::uint64_t kSubscriptions = 2000;
constexpr Ticks kSecond = 1'000'000;
constexpr Ticks kRound = 300 * kSecond;
constexpr std::uint32_t kSnaplen = 262'144;
constexpr std::uint16_t kFirstPort = 1024, kPorts = 64'000;
constexpr std::size_t kDateLength = 29;  // Sun, 29 Jun 2014 15:10:35 GMT
constexpr std::size_t kNoDate = 0;

struct Ready {
  Packet packet;
  std::size_t date = kNoDate;  // where the answer tells the time
};

// The packets of one round, by time; those of the later rounds differ in times, ports and sequence numbers.
std::vector<Ready> one_round(const SingleCapture& capture) {
  const FrameWriter writer(LinkType::kEthernet);
  WireManner manner;
  manner.disorder.millionths = 10'000;
  Random random(capture.seed);
  std::vector<Packet> packets;
  const Endpoint listener = listener_of(0, false);
  const Ticks start = capture.start.time_since_epoch().count() * kSecond;
  std::uint32_t conversations = 0;
  for (std::uint64_t i = 0; i < kSubscriptions; ++i) {
    Endpoint client{*parse_address(i % 2 == 0 ? "10.93.132.92" : "10.93.132.93"),
                    static_cast<std::uint16_t>(kFirstPort + i)};
    ExchangeId id{fmt::format("ex{}.example.com", i % 2 + 1), {}, capture.start - Seconds(86'400)};
    while (id.guid.size() < 16) id.guid += static_cast<char>(random.below(256));
    const std::uint64_t low = random.next();
    const std::string target = notification_target(
        fmt::format("{:08x}-{:04x}-4a1b-9c2d-{:012x}", low >> 32, low & 0xffff, random.next() & 0xffff'ffff'ffffULL),
        25'672);
    const std::string body = notification_body(id, Events::kStatus, 1, capture.start);
    const std::string head = notification_head({target, host_text(listener), body.size(), false, {}});
    const Ticks at = start + static_cast<Ticks>(i) * (kRound / static_cast<Ticks>(kSubscriptions));
    Conversation talk(writer, manner, random, conversations++, client, listener, packets);
    const Ticks asked = talk.send(Party::kClient, head + body, {head.size()}, talk.open(at));
    const Ticks answered = std::max(talk.last() + 100, asked + 2000 + static_cast<Ticks>(random.below(40'000)));
    const ListenerAnswer answer{200, Verdict::kOk, capture.start, false};
    talk.close_by_server(talk.send(Party::kServer, listener_answer(answer), {}, answered) + 50);
  }
  const std::size_t wanted = packets.size() * 3 / 7;
  std::vector<Packet> noise;
  NoiseMaker maker(writer, manner, random, listener.address, noise);
  while (noise.size() < wanted)
    maker.add(start + static_cast<Ticks>(random.below(static_cast<std::uint64_t>(kRound))), conversations++);
  for (Packet& packet : noise) packets.push_back(std::move(packet));
  std::stable_sort(packets.begin(), packets.end(), [](const Packet& a, const Packet& b) { return a.at < b.at; });

  std::vector<Ready> round;
  for (Packet& packet : packets) {
    Ready ready{std::move(packet), kNoDate};
    const std::size_t date = ready.packet.frame.find("\r\nDate: ");
    if (date != std::string::npos) ready.date = date + 8;
    round.push_back(std::move(ready));
  }
  return round;
}

std::uint32_t number_at(const std::string& text, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(text[at + i]);
  return value;
}

void put_number(std::uint32_t value, std::size_t size, std::string& text, std::size_t at) {
  for (std::size_t i = 0; i < size; ++i) text[at + i] = static_cast<char>(value >> (8 * (size - 1 - i)) & 0xff);
}

// Makes the TCP packet at `begin`, the last one of the text, one of another connection.
void move_to_round(const Packet& packet, std::uint32_t number, std::string& text, std::size_t begin) {
  FrameLayout layout = packet.layout;
  layout.ip += begin;
  layout.transport += begin;
  const std::size_t port = layout.transport + (packet.to_listener ? 0 : 2);
  const std::uint32_t turned =
      (number_at(text, port, 2) - kFirstPort + number * (static_cast<std::uint32_t>(kSubscriptions) + 3)) % kPorts;
  put_number(kFirstPort + turned, 2, text, port);
  const std::uint32_t step = number * 0x9e37'79b9U;
  put_number(number_at(text, layout.transport + 4, 4) + step, 4, text, layout.transport + 4);
  if ((static_cast<unsigned char>(text[layout.transport + 13]) & kAck) != 0)
    put_number(number_at(text, layout.transport + 8, 4) + step, 4, text, layout.transport + 8);
  put_number(0, 2, text, layout.transport + 16);
  set_transport_checksum(text, layout, 6, 16);
}

}  // namespace

Status write_single_capture(const SingleCapture& capture, const std::string& path) {
  const std::vector<Ready> round = one_round(capture);
  const CaptureWriter container(CaptureFormat::kPcap, LinkType::kEthernet, kSnaplen);
  std::uint64_t next = 0;
  bool begun = false;
  std::string date;
  std::int64_t date_second = -1;
  return write_whole_lines(path, capture.bytes, [&](std::string& text) {
    if (!begun) {
      container.begin(text);
      begun = true;
      return;
    }
    const auto number = static_cast<std::uint32_t>(next / round.size());
    const Ready& ready = round[next % round.size()];
    ++next;
    const Ticks at = ready.packet.at + kRound * static_cast<Ticks>(number);
    container.append({at * 1000, ready.packet.frame}, text);
    if (ready.packet.layout.transport == 0) return;
    const std::size_t begin = text.size() - ready.packet.frame.size();
    if (ready.date != kNoDate) {
      if (at / kSecond != date_second) {
        date_second = at / kSecond;
        date = http_date(Time(Seconds(date_second)));
      }
      text.replace(begin + ready.date, kDateLength, date);
    }
    move_to_round(ready.packet, number, text, begin);
  });
}

}  // namespace logscan::gen
