#include "noise.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "notification_text.h"

namespace logscan::gen {

namespace {

constexpr std::array<const char*, 4> kNames{"cuc1", "dc1", "mail", "ntp"};

WireAddress neighbour(Random& random) {
  WireAddress address;
  address.bytes = {10, 93, 10, static_cast<unsigned char>(230 + random.below(20))};
  return address;
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(random.below(256));
  return bytes;
}

// A TLS record of a type: 20 change cipher spec, 22 handshake, 23 data.
std::string record(unsigned char type, const std::string& content) {
  std::string text{static_cast<char>(type), 3, 3};
  append_16(static_cast<std::uint16_t>(content.size()), text);
  return text + content;
}

std::string hello(unsigned char kind, Random& random) {
  std::string body("\x03\x03", 2);
  body += random_bytes(random, 32);
  body += '\0';
  // The client offers one suite, the server takes it; neither compresses.
  if (kind == 1) append_16(2, body);
  append_16(0xc02f, body);
  if (kind == 1) body += '\x01';
  body += '\0';
  std::string message{static_cast<char>(kind), 0};
  append_16(static_cast<std::uint16_t>(body.size()), message);
  return record(22, message + body);
}

std::string question(std::uint16_t number, std::uint16_t flags, std::uint16_t answers, std::string_view name) {
  std::string text;
  append_16(number, text);
  append_16(flags, text);
  append_16(1, text);
  append_16(answers, text);
  append_32(0, text);
  for (const std::string_view label : {name, std::string_view("example"), std::string_view("com")}) {
    text += static_cast<char>(label.size());
    text += label;
  }
  text += '\0';
  append_16(1, text);
  append_16(1, text);
  return text;
}

}  // namespace

void NoiseMaker::add_names(Ticks at, std::uint32_t conversation) {
  const Endpoint asking{host_, static_cast<std::uint16_t>(32'768 + random_.below(16'384))};
  Endpoint server{{}, 53};
  server.address.bytes = {10, 93, 10, 2};
  const auto number = static_cast<std::uint16_t>(random_.next());
  const std::string_view name = random_.pick(kNames);
  std::string answer = question(number, 0x8180, 1, name);
  append_16(0xc00c, answer);
  append_16(1, answer);
  append_16(1, answer);
  append_32(3600, answer);
  append_16(4, answer);
  answer += std::string("\x0a\x5d\x0a\x15", 4);
  Packet asked, answered;
  asked.at = at;
  answered.at = at + 400 + static_cast<Ticks>(random_.below(9000));
  asked.conversation = answered.conversation = conversation;
  answered.to_listener = true;
  const auto packet_id = static_cast<std::uint16_t>(random_.next());
  writer_.append_udp(asking, server, question(number, 0x0100, 0, name), packet_id, asked.frame, true);
  writer_.append_udp(server, asking, answer, static_cast<std::uint16_t>(packet_id + 1), answered.frame, false);
  packets_.push_back(std::move(asked));
  packets_.push_back(std::move(answered));
}

void NoiseMaker::add_secret(Ticks at, std::uint32_t conversation) {
  const Endpoint client{neighbour(random_), static_cast<std::uint16_t>(20'000 + random_.below(20'000))};
  const Endpoint server{host_, static_cast<std::uint16_t>(random_.one_in(2) ? 8443 : 443)};
  Conversation talk(writer_, manner_, random_, conversation, client, server, packets_);
  talk.open(at);
  talk.send(Party::kClient, hello(1, random_), {}, talk.last() + 100);
  const std::string data = record(20, "\x01") + record(22, random_bytes(random_, 40));
  talk.send(Party::kServer, hello(2, random_) + data, {}, talk.last() + 500);
  talk.send(Party::kClient, data + record(23, random_bytes(random_, 100 + random_.below(600))), {}, talk.last() + 100);
  talk.send(Party::kServer, record(23, random_bytes(random_, 200 + random_.below(3000))), {}, talk.last() + 1500);
  talk.close_by_server(talk.last() + 100);
}

void NoiseMaker::add_web(Ticks at, std::uint32_t conversation) {
  const Endpoint client{neighbour(random_), static_cast<std::uint16_t>(20'000 + random_.below(20'000))};
  const Endpoint server{host_, static_cast<std::uint16_t>(random_.one_in(2) ? 8080 : 80)};
  Conversation talk(writer_, manner_, random_, conversation, client, server, packets_);
  talk.open(at);
  talk.send(Party::kClient,
            fmt::format("GET /page{} HTTP/1.1\r\nHost: cuc1.example.com\r\nUser-Agent: Mozilla/5.0\r\n\r\n",
                        random_.below(1000)),
            {}, talk.last() + 50);
  const auto second = Time(Seconds((talk.last() + 2000) / 1'000'000));
  talk.send(Party::kServer, plain_answer(200, 100 + random_.below(3000), second, false), {}, talk.last() + 2000);
  talk.close_by_server(talk.last() + 100);
}

std::uint64_t NoiseMaker::add(Ticks at, std::uint32_t conversation) {
  switch (random_.below(5)) {
    case 0:
      add_web(at, conversation);
      return 1;
    case 1:
      add_secret(at, conversation);
      return 0;
    case 2: {
      Packet packet;
      packet.at = at;
      packet.conversation = conversation;
      packet.to_listener = true;
      writer_.append_arp(neighbour(random_), host_, packet.frame);
      if (!packet.frame.empty()) packets_.push_back(std::move(packet));
      return 0;
    }
    default:
      add_names(at, conversation);
      return 0;
  }
}

}  // namespace logscan::gen
