#include "capture_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "bundle_layout.h"
#include "capture_file.h"
#include "log_line.h"
#include "noise.h"
#include "notification_text.h"

namespace logscan::gen {

namespace {

constexpr std::uint64_t kWirePart = 0xca90, kCapturePart = 0xca91, kIdPart = 0xca92;
constexpr Ticks kSecond = 1'000'000;
// Jetty closes a connection on which nothing happens for so long.
constexpr Ticks kIdle = 200 * kSecond;
// Exchange gives up before it tries again.
constexpr Ticks kPatience = 25 * kSecond;

Ticks ticks_of(Time time) { return time.time_since_epoch().count() * kSecond; }
Time second_of(Ticks ticks) { return Time(Seconds(ticks / kSecond)); }

const WireFault* fault_of(const Scenario& scenario, const WireRequest& request) {
  return request.wire == kNoFault ? nullptr : &scenario.wire[static_cast<std::size_t>(request.wire)];
}

bool is_kind(const WireFault* fault, WireFaultKind kind) { return fault != nullptr && fault->kind == kind; }

// Makes the packets of one capture.
class CaptureMaker {
 public:
  CaptureMaker(const Scenario& scenario, const Story& story, std::size_t index, std::size_t node)
      : scenario_(scenario),
        story_(story),
        capture_(scenario.captures[index]),
        node_(node),
        from_(ticks_of(capture_.from.value_or(scenario.start))),
        to_(ticks_of(capture_.to.value_or(scenario.end()))),
        random_(Random::stream(scenario.seed, kCapturePart, index)),
        writer_(capture_.link, capture_.format == CaptureFormat::kPcapBigEndian),
        manner_{capture_.split, capture_.disorder, capture_.retransmit} {
    held_.node = node;
  }

  CaptureHoldings make(const std::vector<WireRequest>& requests, std::vector<BundleFile>& files) {
    // What began before the capture may still be under way in it.
    for (const WireRequest& request : requests) {
      if (request.begin >= from_ - 600 * kSecond && request.begin < to_) add(request);
    }
    for (auto& [address, calls] : calls_) {
      for (Call& call : calls) close_idle(call);
    }
    keep_window();
    add_noise();
    finish(files);
    return std::move(held_);
  }

 private:
  struct Call {
    std::unique_ptr<Conversation> conversation;
    Ticks free_at = 0;
  };

  [[nodiscard]] Endpoint client_of(const WireAddress& address, std::uint32_t number) const {
    return {address, static_cast<std::uint16_t>(49'152 + number % 16'384)};
  }

  std::unique_ptr<Conversation> begin(const std::string& from) {
    const WireAddress address = *parse_address(from);
    const std::uint32_t number = conversations_++;
    return std::make_unique<Conversation>(writer_, manner_, random_, number, client_of(address, number),
                                          listener_of(node_, address.v6), packets_);
  }

  void close_idle(Call& call) {
    if (call.conversation) call.conversation->close_by_server(call.free_at + kIdle);
    call.conversation.reset();
  }

  // A connection of this address that stands and has nothing to do.
  Call& pick(const WireRequest& request) {
    std::vector<Call>& calls = calls_[request.address];
    for (Call& call : calls) {
      if (call.conversation && call.free_at + kIdle <= request.begin) close_idle(call);
    }
    for (Call& call : calls) {
      if (call.conversation && call.free_at <= request.begin) return call;
    }
    calls.emplace_back();
    calls.back().conversation = begin(request.address);
    calls.back().free_at = calls.back().conversation->open(request.begin);
    return calls.back();
  }

  void add(const WireRequest& request) {
    const WireFault* fault = fault_of(scenario_, request);
    HeardRequest heard;
    heard.request = request;
    if (is_kind(fault, WireFaultKind::kRefused) || is_kind(fault, WireFaultKind::kNoHandshake)) {
      const auto conversation = begin(request.address);
      fault->kind == WireFaultKind::kRefused ? conversation->refuse(request.begin) : conversation->knock(request.begin);
      heard.head = in_window(request.begin);
    } else if (capture_.persistent && fault == nullptr && request.life != kOtherRequest) {
      Call& call = pick(request);
      call.free_at = exchange(*call.conversation, std::max(request.begin, call.free_at), true, heard);
    } else {
      const auto conversation = begin(request.address);
      const Ticks end = exchange(*conversation, conversation->open(request.begin), false, heard);
      if (request.status == 0) {
        conversation->reset_by_client(request.begin + kPatience);
      } else {
        conversation->close_by_server(end + 50);
      }
    }
    if (heard.head || heard.answer) held_.heard.push_back(std::move(heard));
  }

  [[nodiscard]] bool in_window(Ticks at) const { return at >= from_ && at < to_; }

  // Request and answer; returns when the answer was there.
  Ticks exchange(Conversation& conversation, Ticks at, bool persistent, HeardRequest& heard) {
    const WireRequest& request = heard.request;
    std::string head, body, answer;
    const bool v6 = parse_address(request.address)->v6;
    if (request.life == kOtherRequest) {
      const OtherRequest other = other_request(request.number);
      head = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\n\r\n", other.method,
                         other.target, host_text(listener_of(node_, v6)));
    } else {
      tell_notification(request, persistent, v6, head, body);
    }
    const Ticks begun = at;
    const Ticks complete = conversation.send(Party::kClient, head + body, {head.size()}, at);
    heard.head = begun >= from_ && complete < to_;
    if (request.status == 0) return complete;
    const Ticks answered =
        std::max(complete + 1000 * static_cast<Ticks>(request.milliseconds), conversation.last() + 100);
    if (request.life == kOtherRequest) {
      const OtherRequest other = other_request(request.number);
      answer = plain_answer(other.status, other.method == "HEAD" ? 0 : other.body_bytes, second_of(answered), false);
    } else {
      const bool ends = is_kind(fault_of(scenario_, request), WireFaultKind::kUnsubscribe);
      answer = listener_answer(
          {request.status, ends ? Verdict::kUnsubscribe : Verdict::kOk, second_of(answered), persistent});
    }
    const Ticks end = conversation.send(Party::kServer, answer, {}, answered);
    heard.answer = answered >= from_ && end < to_;
    return end;
  }

  void tell_notification(const WireRequest& request, bool persistent, bool v6, std::string& head, std::string& body) {
    const Life& life = story_.lives[request.life];
    const WireFault* fault = fault_of(scenario_, request);
    // The same events whichever capture shows them.
    Random random = Random::stream(scenario_.seed, kIdPart, std::uint64_t{request.life} << 32 | request.number);
    Events events = random.pick(std::array{Events::kStatus, Events::kStatus, Events::kStatus, Events::kStatus,
                                           Events::kNewMail, Events::kNewMailAndModified});
    if (is_kind(fault, WireFaultKind::kDropped)) events = Events::kReadEventsFailed;
    body = notification_body(exchange_id_of(scenario_, story_, request.life), events, request.number, request.at);
    const std::string target = notification_target(life.id, life.pid);
    const std::string host = host_text(listener_of(node_, v6));
    NotificationHead text{target, host, body.size(), persistent, {}};
    const std::string& server = scenario_.servers[life.slot % scenario_.servers.size()];
    if (is_kind(fault, WireFaultKind::kProxy)) text.proxied_for = server;
    head = notification_head(text);
  }

  void keep_window() {
    std::erase_if(packets_, [&](const Packet& packet) {
      return !in_window(packet.at) || (capture_.one_way && !packet.to_listener);
    });
    std::set<std::uint32_t> connections;
    for (const Packet& packet : packets_) connections.insert(packet.conversation);
    held_.connections = connections.size();
  }

  void add_noise() {
    const std::uint64_t share = capture_.noise.millionths;
    if (share == 0) return;
    // Where nothing else comes, the wire is still not silent.
    const auto least = static_cast<std::uint64_t>((to_ - from_) / (60 * kSecond));
    const std::uint64_t wanted = std::max(least, packets_.size() * share / (1'000'000 - share));
    std::vector<Packet> noise;
    NoiseMaker maker(writer_, manner_, random_, listener_of(node_, false).address, noise);
    while (noise.size() < wanted) {
      // It ends within the second in which it begins.
      const Ticks at =
          from_ + kSecond * static_cast<Ticks>(random_.below(static_cast<std::uint64_t>((to_ - from_) / kSecond))) +
          static_cast<Ticks>(random_.below(500'000));
      held_.noise_requests += maker.add(at, conversations_++);
    }
    if (capture_.one_way) {
      std::erase_if(noise, [](const Packet& packet) { return !packet.to_listener; });
    }
    packets_.insert(packets_.end(), std::make_move_iterator(noise.begin()), std::make_move_iterator(noise.end()));
  }

  void finish(std::vector<BundleFile>& files) {
    const std::uint64_t sent = packets_.size();
    if (capture_.loss.millionths > 0) {
      std::erase_if(packets_, [&](const Packet&) { return random_.below(1'000'000) < capture_.loss.millionths; });
    }
    const std::uint64_t lost = sent - packets_.size();
    std::stable_sort(packets_.begin(), packets_.end(), [](const Packet& a, const Packet& b) { return a.at < b.at; });
    if (!packets_.empty()) {
      held_.first = packets_.front().at;
      held_.last = packets_.back().at;
    }
    const CaptureWriter container(capture_.format, capture_.link, capture_.snaplen);
    const Ticks offset = capture_.clock_offset.count() * kSecond;
    std::vector<std::string> contents(1);
    container.begin(contents.back());
    for (std::size_t i = 0; i < packets_.size(); ++i) {
      const Packet& packet = packets_[i];
      if (capture_.rotate > 0 && contents.back().size() >= capture_.rotate) {
        container.end((packet.at + offset) * 1000, held_.packets, 0, contents.back());
        contents.emplace_back();
        container.begin(contents.back());
      }
      // Below the microsecond the clock shows what it likes.
      container.append({(packet.at + offset) * 1000 + static_cast<std::int64_t>(i % 1000), packet.frame},
                       contents.back());
      ++held_.packets;
      if (capture_.duplicate) {
        container.append({(packet.at + offset) * 1000 + 1000, packet.frame}, contents.back());
        ++held_.packets;
      }
    }
    container.end((held_.last.value_or(to_) + offset) * 1000, held_.packets, lost, contents.back());
    store(std::move(contents), files);
  }

  void store(std::vector<std::string> contents, std::vector<BundleFile>& files) {
    const Time written = second_of(held_.last.value_or(to_));
    const std::size_t count = contents.size();
    const std::size_t width = std::to_string(count - 1).size();
    for (std::size_t i = 0; i < count; ++i) {
      std::string path = capture_.file;
      if (capture_.rotate > 0) path += fmt::format("{:0{}}", (capture_.first + i) % count, width);
      held_.paths.push_back(path);
      files.push_back({std::move(path), std::move(contents[i]), written});
    }
  }

  const Scenario& scenario_;
  const Story& story_;
  const Capture& capture_;
  std::size_t node_;
  Ticks from_, to_;
  Random random_;
  FrameWriter writer_;
  WireManner manner_;
  std::uint32_t conversations_ = 0;
  std::map<std::string, std::vector<Call>> calls_;
  std::vector<Packet> packets_;
  CaptureHoldings held_;
};

}  // namespace

Endpoint listener_of(std::size_t node, bool v6) {
  Endpoint listener;
  listener.port = kListenerPort;
  const auto last = static_cast<unsigned char>(21 + node);
  listener.address.v6 = v6;
  if (v6) {
    listener.address.bytes = {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, last};
  } else {
    listener.address.bytes = {10, 93, 10, last};
  }
  return listener;
}

std::string host_text(const Endpoint& listener) {
  const auto& bytes = listener.address.bytes;
  if (listener.address.v6) return fmt::format("[fd00::{:x}]:{}", bytes[14] << 8 | bytes[15], listener.port);
  return fmt::format("{}.{}.{}.{}:{}", bytes[0], bytes[1], bytes[2], bytes[3], listener.port);
}

ExchangeId exchange_id_of(const Scenario& scenario, const Story& story, std::uint32_t index) {
  const Life& life = story.lives[index];
  Random random = Random::stream(scenario.seed, kIdPart, index);
  ExchangeId id;
  // Where the servers take turns, they are the doors of one.
  const std::size_t server = scenario.addresses == Addresses::kFixed ? life.slot % scenario.servers.size() : 0;
  id.host = fmt::format("ex{}.example.com", server + 1);
  for (int i = 0; i < 16; ++i) id.guid += static_cast<char>(random.below(256));
  Time first = scenario.start;
  if (!life.sent.empty()) first = life.sent.front().at;
  if (!life.attempts.empty()) first = std::min(first, life.attempts.front().at);
  id.created = life.begun_by == kNoFault ? scenario.start - Seconds(86'400 + random.below(86'400))
                                         : first - Seconds(1 + random.below(5));
  return id;
}

std::vector<WireRequest> tell_wire(const Scenario& scenario, const Story& story, std::size_t node) {
  std::vector<WireRequest> requests;
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (const Request& told : story.requests[node]) {
    WireRequest request;
    request.at = told.arrival;
    request.life = told.life;
    request.status = told.life == kOtherRequest ? other_request(told.number).status : told.status;
    request.milliseconds = told.milliseconds;
    request.wire = told.wire;
    request.number = told.number;
    request.address =
        told.life == kOtherRequest ? std::string(other_request(told.number).client) : client_of(scenario, told);
    requests.push_back(std::move(request));
  }
  for (std::uint32_t index = 0; index < story.lives.size(); ++index) {
    const Life& life = story.lives[index];
    if (life.node != node) continue;
    for (const Attempt& attempt : life.attempts) {
      WireRequest request;
      request.at = attempt.at;
      request.life = index;
      request.wire = attempt.wire;
      request.address = scenario.servers[life.slot % scenario.servers.size()];
      requests.push_back(std::move(request));
    }
  }
  std::stable_sort(requests.begin(), requests.end(),
                   [](const WireRequest& a, const WireRequest& b) { return a.at < b.at; });
  Random random = Random::stream(scenario.seed, kWirePart, node);
  for (WireRequest& request : requests) {
    // Whatever is quick ends within the second in which it begins, so that no capture begins or ends in its middle.
    request.begin = ticks_of(request.at) + 50'000 + static_cast<Ticks>(random.below(350'000));
    if (request.life != kOtherRequest) request.number = numbers[request.life]++;
  }
  std::stable_sort(requests.begin(), requests.end(),
                   [](const WireRequest& a, const WireRequest& b) { return a.begin < b.begin; });
  return requests;
}

CaptureLayout lay_out_captures(const Scenario& scenario, const Story& story) {
  CaptureLayout layout;
  std::map<std::size_t, std::vector<WireRequest>> told;
  for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
    std::size_t node = 0;
    while (!scenario.captures[i].node.empty() && scenario.nodes[node].name != scenario.captures[i].node) ++node;
    if (told.count(node) == 0) told[node] = tell_wire(scenario, story, node);
    layout.captures.push_back(CaptureMaker(scenario, story, i, node).make(told[node], layout.files));
  }
  return layout;
}

}  // namespace logscan::gen
