// Packets become connections, these HTTP messages, and of these what Exchange notified of and what was answered.
//
// Where a packet belongs is decided by content: HTTP is read on any port. The listener's port matters only where there
// is no content, in connections that were refused or never answered.
//
// A notification counts when Unity Connection accepted it: with 2xx, and OK in the SOAP body, where the capture holds
// that; and where the answer is missing from a capture that shows the listener's packets: it is a sign of life of
// Exchange all the same. Its time is that of its first packet. An error that Exchange pushes is no sign of life of its
// subscription.
#include "parsers/wire/capture_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "base/words.h"
#include "input/capture_mark.h"
#include "parsers/capture/frame_times.h"
#include "parsers/capture/ip.h"
#include "parsers/capture/link.h"
#include "parsers/capture/pcap_stream.h"
#include "parsers/capture/tcp.h"
#include "parsers/ews/notification.h"
#include "parsers/http/exchange.h"
#include "parsers/http/http_date.h"
#include "parsers/http/tls_hello.h"
#include "parsers/wire/notification_uri.h"

namespace logscan::detail {
namespace {

// The port of Connection Jetty that Exchange pushes to.
constexpr std::uint16_t kListenerPort = 7080;

// And the one where it takes them encrypted.
constexpr std::uint16_t kSecurePort = 7443;

// So long Exchange is taken to wait for an answer.
constexpr Duration kAnswerTime = std::chrono::seconds(60);
// The first repetition of a SYN or of its answer comes after one second.
constexpr Duration kHandshakeTime = std::chrono::seconds(3);

constexpr std::string_view kPost = "POST";
// Proxy Authentication Required.
constexpr unsigned kProxyLogIn = 407;

// Differences of the two clocks that are kept for their median.
constexpr std::size_t kMostDifferences = 4096;

// A notification is eight packets or more, and one of which some are lost shows as bytes that the other side
// acknowledged and that are not there. Where at most one packet in so many is lost, none is lost as a whole but by a
// burst, which shows in other connections: then absence is in doubt about the time of what is lost alone. Our number.
constexpr std::uint64_t kPacketsForOneLost = 100;
// What one packet of Ethernet carries.
constexpr std::uint64_t kPacketBytes = 1460;
// Stretches of lost bytes that are kept apart: of one connection, and of all.
constexpr std::size_t kMostLostOfOne = 16, kMostLost = 4096;

constexpr std::uint16_t kArp = 0x0806;

// So many packets of others in a minute show that the capture ran in it.
constexpr std::uint64_t kBusyRate = 5;

// Pairs of hosts that are known to notify and to be notified.
constexpr std::size_t kMostPairs = 256;

// Kinds of packets, connections and faults that the inventory names; the rest is counted together.
constexpr std::size_t kMostNamed = 12;

WallTime wall_time(Timestamp time) { return {LocalTime(time.time_since_epoch()), 0}; }

// Exchange reports other troubles of the moment as well, such as ErrorServerBusy (Microsoft, ResponseCode).
bool ends_subscription(std::string_view code) {
  static constexpr std::array<std::string_view, 3> kCodes = {"ErrorReadEventsFailed", "ErrorSubscriptionNotFound",
                                                             "ErrorExpiredSubscription"};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

std::int64_t milliseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

// Names that were seen, and how often.
class Tally {
 public:
  void add(const std::string& name, std::uint64_t count = 1) {
    all_ += count;
    const auto at = counts_.find(name);
    if (at != counts_.end()) {
      at->second += count;
    } else if (counts_.size() < kMostNamed) {
      counts_.emplace(name, count);
    } else {
      others_ += count;
    }
  }
  [[nodiscard]] bool empty() const { return counts_.empty(); }
  [[nodiscard]] std::uint64_t all() const { return all_; }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& [name, count] : counts_) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    if (others_ > 0) text += ", " + std::to_string(others_) + " of other names";
    return text;
  }

 private:
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t others_ = 0, all_ = 0;
};

// Counts what is taken from a source, also by a reader that then fails.
class CountingSource final : public ByteSource {
 public:
  explicit CountingSource(ByteSource& bytes) : bytes_(bytes) {}
  Result<std::size_t> read(std::span<char> into) override {
    Result<std::size_t> got = bytes_.read(into);
    if (got) count_ += *got;
    return got;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  ByteSource& bytes_;
  std::uint64_t count_ = 0;
};

// One capture, which may be cut into files: frames are counted over all of them, and what is told of a frame goes to
// the sink of its file.
class CaptureReader final : public RecordingReader, FrameTaker, TcpEvents {
 public:
  explicit CaptureReader(const ParserContext& context) : context_(context), times_(*this) {}

  CutEnd read(ByteSource& source, Sink& sink, const std::function<void(std::uint64_t)>& on_read) override {
    CutEnd end;
    CountingSource bytes(source);
    Part& part = parts_.emplace_back(sink, parts_.empty() ? 0 : parts_.back().before + parts_.back().frames);
    Result<PcapStream> opened = PcapStream::open(bytes);
    std::uint64_t parsed = 0, known = 0, told = 0;
    if (opened) {
      PcapStream& stream = *opened;
      Frame frame;
      for (;;) {
        Result<bool> more = stream.next(frame);
        if (!more) {
          end.error = std::move(more).error();
          break;
        }
        if (!*more) break;
        frame.mark.number = part.before + ++part.frames;
        times_.take(frame);
        parsed += frame.mark.bytes;
        known = std::max(known, frame.mark.offset + frame.mark.bytes);
        constexpr std::uint64_t kOften = 4096;
        if (part.frames % kOften != 0) continue;
        if (on_read) on_read(bytes.count() - told);
        told = bytes.count();
        if (sink.stop_requested()) break;
      }
      times_.settle();
      part.whole = !end.error;
      end_part(stream);
    } else {
      end.error = std::move(opened).error();
    }
    drain(bytes);
    end.bytes = bytes.count();
    if (on_read) on_read(end.bytes - told);
    if (!end.error) {
      sink.framing(end.bytes - parsed);
    } else {
      sink.framing(known - parsed);
      if (end.bytes > known)
        sink.reject_bytes(
            end.bytes - known, part.frames + 1,
            end.error->code == ErrorCode::kTruncated ? RejectReason::kCutLine : RejectReason::kUnknownLayout);
    }
    return end;
  }

  void finish() override {
    streams_.finish(*this);
    for (Part& part : parts_) tell(part);
  }

 private:
  // Bytes of a connection that were acknowledged and are not in the capture. They were sent between these times.
  struct Lost {
    Timestamp from{}, to{};
    std::uint64_t frame = 0;  // that shows it
    std::uint64_t bytes = 0;
  };
  // One file of the capture.
  struct Part {
    Part(Sink& to, std::uint64_t frames_before) : sink(to), before(frames_before) {}
    Sink& sink;
    std::uint64_t before;  // frames of the files before it
    std::uint64_t frames = 0, cut_frames = 0, connections = 0, exchanges = 0, notifications = 0, unreadable = 0,
                  cut_ids = 0, odd_stamps = 0, segments = 0;
    bool opened = false, whole = false;  // its header was read, and all up to its end
    std::vector<NameId> hosts;           // of Exchange, by spelling
    std::vector<NameId> last_spellings;  // by subject
    std::string odd_frames;              // numbers of those with an odd stamp
    std::uint32_t snapshot_length = 0;
    std::optional<std::uint64_t> dropped;
    std::vector<std::int64_t> differences;  // ms, of the listener's clock to that of the capture
    std::vector<Lost> lost;                 // of connections to the listener
    Tally unread;                           // packets that may carry TCP
    Tally others;                           // packets that do not
    Tally tls;
  };

  // One connection that speaks HTTP.
  struct Talk final : ExchangeReader {
    explicit Talk(CaptureReader& whole) : owner(whole), http(*this, owner.http_limits_, owner.http_budget_) {}
    std::size_t body_wanted(const HttpMessage& message, const HttpMessage* request) override {
      const HttpMessage* const asked = message.request ? &message : request;
      return asked != nullptr && asked->method == kPost && is_notification_uri(asked->uri)
                 ? NotificationReader::kMostBytes
                 : 0;
    }
    void interim(const HttpMessage& answer, HttpSide client, bool awaited) override {
      if (owner.context_.want_messages) owner.tell_message(answer, client, awaited, *connection);
    }
    void exchange(const Exchange& exchange) override {
      const Direction sent = exchange.client == HttpSide::kFirst ? Direction::kToServer : Direction::kToClient;
      std::uint64_t& before = sent_again[static_cast<std::size_t>(sent)];
      const Connection::Side& side = connection->side(sent);
      // The first SYN is none of them.
      const std::uint64_t syns = sent == Direction::kToServer && connection->syns > 0 ? connection->syns - 1 : 0;
      const std::uint64_t again = side.retransmissions - std::min(side.retransmissions, syns);
      owner.take(exchange, *connection, again - std::min(again, before));
      before = again;
      if (!owner.context_.want_messages) return;
      if (exchange.has_request) owner.tell_message(exchange.request, exchange.client, exchange.has_answer, *connection);
      if (exchange.has_answer) owner.tell_message(exchange.answer, exchange.client, exchange.has_request, *connection);
    }

    CaptureReader& owner;
    const Connection* connection = nullptr;
    std::array<std::uint64_t, 2> sent_again{};  // segments with earlier messages, by Direction
    HttpExchange http;
  };
  // What is known of the connection in a slot.
  struct Slot {
    std::unique_ptr<Talk> talk;  // where it speaks HTTP
    bool tls = false;
    std::uint64_t lost_bytes = 0;
    std::vector<Lost> lost;
  };

  static HttpSide side_of(Direction direction) {
    return direction == Direction::kToServer ? HttpSide::kFirst : HttpSide::kSecond;
  }

  // Late news may be of a frame of the file before.
  Part& part_of(std::uint64_t frame) {
    auto part = parts_.rbegin();
    while (frame <= part->before && std::next(part) != parts_.rend()) ++part;
    return *part;
  }

  void odd_stamp(const FrameMark& mark) override {
    Part& part = parts_.back();
    if (part.odd_stamps++ < kMostNamed)
      part.odd_frames += (part.odd_frames.empty() ? "" : ", ") + std::to_string(mark.number - part.before);
  }

  void frame(const Frame& frame) override {
    Part& part = parts_.back();
    last_ = std::max(last_, frame.mark.time);
    const std::string_view bytes(reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size());
    part.sink.frame(wall_time(frame.mark.time), frame.mark.bytes, sample_hash(bytes));
    if (frame.bytes.size() < frame.length) ++part.cut_frames;
    const NetworkPacket packet = take_off_link(frame.link, frame.bytes, frame.length);
    switch (packet.network) {
      case Network::kIpv4:
      case Network::kIpv6: {
        Segment segment;
        const IpResult result = ip_.take(packet, frame.mark, segment);
        if (result == IpResult::kOther || (result == IpResult::kSegment && !is_notifying(segment)))
          count_beside(frame, part);
        if (result == IpResult::kSegment) {
          ++part.segments;
          streams_.take(segment, *this);
        }
        break;
      }
      case Network::kOther:
        // Who is asked for by ARP may be silent as well.
        if (packet.protocol != kArp) count_beside(frame, part);
        (may_carry_ip(packet.protocol) ? part.unread : part.others).add(ethertype_name(packet.protocol));
        break;
      case Network::kUnknownLink:
        part.unread.add("of the link type " + link_name(frame.link));
        break;
      case Network::kCut:
        break;
    }
  }

  void count_beside(const Frame& frame, Part& part) {
    const std::int64_t minute = MinuteIndex::minute_of(wall_time(frame.mark.time).local);
    if (minute == beside_minute_ - 1) return;  // packets around a minute's end may be out of order
    if (minute != beside_minute_) beside_ = 0;
    beside_minute_ = minute;
    if (++beside_ == kBusyRate) part.sink.count_busy_minute();
  }

  using Pair = std::array<std::array<std::uint64_t, 2>, 2>;

  static Pair pair_of(const Address& one, const Address& other) {
    return {std::min(one.words(), other.words()), std::max(one.words(), other.words())};
  }

  // Whether it passes between an Exchange and a listener. Where either fell silent, what else they say is missing too.
  [[nodiscard]] bool is_notifying(const Segment& segment) const {
    return is_listener(segment.from) || is_listener(segment.to) ||
           notifying_.contains(pair_of(segment.from.address, segment.to.address));
  }

  void opened(const Connection& connection) override {
    if (connection.slot >= slots_.size()) slots_.resize(connection.slot + 1);
    ++parts_.back().connections;
  }

  void data(const Connection& connection, Direction direction, std::string_view bytes, const FrameMark& mark) override {
    Slot& slot = slots_[connection.slot];
    if (!slot.talk) {
      if (slot.tls || !begins_talk(connection, slot, bytes)) return;
      slot.talk = new_talk();
      slot.talk->connection = &connection;
    }
    slot.talk->http.data(side_of(direction), bytes, mark.time, mark.number);
  }

  // Whether HTTP begins here. Of a connection that the capture meets in its midst this may be any piece of it.
  bool begins_talk(const Connection& connection, Slot& slot, std::string_view bytes) {
    if (start_of(bytes) != StartOf::kNothing) return true;
    if (const std::optional<TlsHello> hello = tls_hello(bytes)) {
      slot.tls = true;
      encrypted_ = encrypted_ || connection.server.port == kSecurePort || is_listener(connection.server);
      std::string name = "TLS to port " + std::to_string(connection.server.port);
      if (hello->kind == TlsHello::Kind::kClientHello) {
        tell_server(connection, hello->server_name);
        name += " (" + std::string(hello->version) +
                (hello->server_name.empty() ? "" : ", " + std::string(hello->server_name)) + ")";
      } else if (hello->kind == TlsHello::Kind::kAlert) {
        name += " (alert " + std::string(tls_alert_name(hello->alert)) + ")";
      }
      parts_.back().tls.add(name);
    }
    return false;
  }

  void tell_server(const Connection& connection, std::string_view server) {
    if (server.empty() || tls_servers_.size() == kMostNamed || !tls_servers_.emplace(server).second) return;
    const Part& part = part_of(connection.begin.number);
    quote_ = connection.client.text() + " > " + connection.server.text() + " TLS " + std::string(server);
    FactText text;
    text.subject = part.sink.name(server);
    part.sink.fact(FactKind::kTlsServer, text, wall_time(connection.begin.time), quote(part, connection.begin.number));
  }

  void gap(const Connection& connection, Direction direction, std::uint64_t missing, const FrameMark& mark) override {
    Slot& slot = slots_[connection.slot];
    note_lost(connection, direction, mark, slot);
    if (slot.talk) slot.talk->http.gap(side_of(direction), missing, mark.time, mark.number);
  }

  static void note_lost(const Connection& connection, Direction direction, const FrameMark& mark, Slot& slot) {
    const std::uint64_t lost = connection.sides[0].hidden_bytes + connection.sides[1].hidden_bytes;
    if (lost == slot.lost_bytes) return;  // it may have never been sent, or stood in a packet that was kept in part
    const Timestamp reached = std::max(connection.side(direction).reached, connection.begin.time);
    const Timestamp from = std::min(reached, mark.time), to = std::max(reached, mark.time) + Duration(1);
    const std::uint64_t bytes = lost - std::exchange(slot.lost_bytes, lost);
    if (slot.lost.size() < kMostLostOfOne) {
      slot.lost.push_back({from, to, mark.number, bytes});
    } else {
      Lost& last = slot.lost.back();
      last = {std::min(last.from, from), std::max(last.to, to), last.frame, last.bytes + bytes};
    }
  }

  void finished(const Connection& connection, Direction direction, const FrameMark& mark) override {
    if (Talk* talk = slots_[connection.slot].talk.get())
      talk->http.closed(side_of(direction), HttpEnd::kClosed, mark.time);
  }

  void closed(const Connection& connection, CloseReason reason, const FrameMark& mark) override {
    Slot& slot = slots_[connection.slot];
    given_up_ = reason == CloseReason::kEvicted;
    at_end_ = reason == CloseReason::kCaptureEnd;
    if (slot.talk) {
      slot.talk->http.closed(HttpEnd::kCut, mark.time);
      slot.talk->connection = nullptr;
      idle_.push_back(std::move(slot.talk));
    }
    given_up_ = at_end_ = false;
    const std::vector<Lost> lost = std::move(slot.lost);
    slot = {};
    // Where the opening is missing, who opened it was guessed.
    const bool turned = !connection.client_known && !is_listener(connection.server) && is_listener(connection.client);
    const Endpoint& listener = turned ? connection.client : connection.server;
    const Direction to_listener = turned ? Direction::kToClient : Direction::kToServer;
    const bool asks = connection.side(to_listener).segments > 0;
    const bool answers = connection.side(opposite(to_listener)).segments > 0;
    if (asks && answers) both_ways_ = true;
    if (is_listener(listener)) {
      add_to(listeners_, listener);
      listener_packets_ += connection.sides[0].segments + connection.sides[1].segments;
      for (const Lost& bytes : lost) take_lost(bytes);
      if (connection.syn.number != 0 && connection.answer.number != 0) {
        const FrameMark& syn = connection.syn;
        part_of(syn.number).sink.connection(mark_of(connection), wall_time(syn.time));
      }
      if (asks) asked_ = true;
      if (answers) answered_ = true;
      // A client that goes on after its SYN was answered, whether the capture holds the answer or not.
      const bool only_syns = connection.side(Direction::kToServer).segments == connection.syns;
      if (!answers && !only_syns) went_on_ = true;
      if (!answers && connection.syns > 1) repeated_ = true;
      if (!answers && connection.syns == 1 && last_ - connection.syn.time >= kHandshakeTime) alone_ = true;
      // What was opened just before the end of the capture goes on behind it.
      const bool unfinished =
          reason == CloseReason::kUnfinished && (connection.syns > 1 || last_ - connection.syn.time >= kHandshakeTime);
      if (reason == CloseReason::kRefused || (reason == CloseReason::kUnanswered && only_syns) || unfinished)
        tell_no_connection(connection, reason);
    }
  }

  void take_lost(const Lost& lost) {
    lost_bytes_ += lost.bytes;
    lost_packets_ += (lost.bytes + kPacketBytes - 1) / kPacketBytes;
    if (++losses_ <= kMostLost) part_of(lost.frame).lost.push_back(lost);
  }

  // The same in every capture of this connection, wherever it was taken.
  static std::uint64_t mark_of(const Connection& connection) {
    const auto hash_of = [](const Endpoint& endpoint, std::uint32_t seq) {
      const auto [front, back] = endpoint.address.words();
      return mix(mix(front, back), std::uint64_t{endpoint.port} << 32 | seq);
    };
    return mix(hash_of(connection.client, connection.syn_seq), hash_of(connection.server, connection.answer_seq));
  }

  std::unique_ptr<Talk> new_talk() {
    if (idle_.empty()) return std::make_unique<Talk>(*this);
    std::unique_ptr<Talk> talk = std::move(idle_.back());
    idle_.pop_back();
    talk->http.reset();
    talk->sent_again = {};
    return talk;
  }

  static void add_to(std::vector<Endpoint>& known, const Endpoint& endpoint) {
    if (known.size() < kMostNamed && std::find(known.begin(), known.end(), endpoint) == known.end())
      known.push_back(endpoint);
  }

  [[nodiscard]] bool is_listener(const Endpoint& endpoint) const {
    const auto& given = context_.http_ports;
    return endpoint.port == kListenerPort || std::find(given.begin(), given.end(), endpoint.port) != given.end() ||
           std::find(listener_ports_.begin(), listener_ports_.end(), endpoint.port) != listener_ports_.end();
  }

  // Its text is kept by its place, and one packet may bring several records: the place tells them apart.
  [[nodiscard]] RecordRef quote(const Part& part, std::uint64_t frame) const {
    constexpr int kBits = 16;
    const std::uint64_t what = excerpt_digest(quote_) & ((std::uint64_t{1} << kBits) - 1);
    return {quote_, (frame - part.before) << kBits | what, frame - part.before};
  }

  // A connection that came to nothing: the SYN was refused, or nobody answered it, or the answer was not taken up.
  void tell_no_connection(const Connection& connection, CloseReason reason) {
    const bool refused = reason == CloseReason::kRefused;
    quote_ = connection.client.text() + " > " + connection.server.text() + " " + how_many(connection.syns, "SYN");
    std::string tries;
    for (std::size_t i = 1; i < std::min<std::size_t>(connection.syns, Connection::kSynTimes); ++i)
      tries += (tries.empty() ? "" : ", ") +
               std::to_string(milliseconds(connection.syn_times[i] - connection.syn_times[0]) / 1000) + " s";
    if (!tries.empty()) quote_ += " (again after " + tries + ")";
    const bool unfinished = reason == CloseReason::kUnfinished;
    const std::string met = refused      ? "refused"
                            : unfinished ? "an answer (SYN-ACK) that was never taken up"
                                         : "no answer";
    quote_ += ", " + met + (refused ? " by RST" : "");
    const FrameMark& mark = connection.syn.number != 0 ? connection.syn : connection.begin;
    const Part& part = part_of(mark.number);
    EventText text;
    text.subject = part.sink.name(connection.server.text());
    text.peer = part.sink.name(connection.client.address.text());
    text.number = refused ? kConnectRefused : unfinished ? kConnectUnfinished : kConnectNoAnswer;
    text.detail = part.sink.name(refused || tries.empty() ? met : met + ", SYN again after " + tries);
    part.sink.further_event(EventKind::kConnectFailed, text, wall_time(mark.time), quote(part, mark.number));
  }

  // A row of its own for each message. `paired`: its partner was seen.
  void tell_message(const HttpMessage& message, HttpSide client, bool paired, const Connection& connection) {
    const bool as_opened = client == HttpSide::kFirst;
    const Endpoint& asks = as_opened ? connection.client : connection.server;
    const Endpoint& answers = as_opened ? connection.server : connection.client;
    const Part& part = part_of(message.head_frame);
    EventText text;
    quote_ = asks.text() + " > " + answers.text();
    text.subject = part.sink.name(quote_);
    text.peer = part.sink.name((message.request ? asks : answers).address.text());
    text.complete = message.whole() && paired;
    if (message.request) {
      const std::string line = message.method + " " + message.uri;
      text.detail = part.sink.name(line);
      quote_ += " " + line;
    } else {
      text.number = message.status;
      quote_ += " " + std::to_string(message.status);
    }
    part.sink.further_event(message.request ? EventKind::kHttpRequest : EventKind::kHttpResponse, text,
                            wall_time(message.head_end), quote(part, message.head_frame));
  }

  // How far a request without an answer came, and how its connection ended. `again`: segments that brought nothing new.
  static std::int64_t tell_end(const Exchange& exchange, const Connection& connection, std::uint64_t again,
                               std::string& words) {
    const Direction asks = exchange.client == HttpSide::kFirst ? Direction::kToServer : Direction::kToClient;
    const Direction answers = opposite(asks);
    const Connection::Side& asking = connection.side(asks);
    const Connection::Side& answering = connection.side(answers);
    const HttpMessage& request = exchange.request;
    std::int64_t number = 0;
    if (answering.segments == 0) {
      number = kNothingBack;
    } else if (asking.unacknowledged > 0) {
      number = kNotAcknowledged;
      words += asking.unacknowledged < request.head_bytes + request.body_bytes ? ", acknowledged in part"
                                                                               : ", not acknowledged";
    } else {
      words += ", though acknowledged";
    }
    if (!request.whole()) words += ", and not all of it was sent";
    if (again > 0) words += ", " + how_many(again, "segment") + " sent again";
    if (connection.reset.number != 0) {
      words += connection.reset_by == answers ? ", reset by the listener (RST)" : ", given up by Exchange (RST)";
      if (connection.reset_by == answers && number == 0) number = kResetByListener;
    } else if (asking.finished) {
      words += ", given up by Exchange (FIN)";
    } else if (answering.finished) {
      words += ", closed by the listener (FIN)";
      if (number == 0) number = kClosedByListener;
    }
    return number;
  }

  void take(const Exchange& exchange, const Connection& connection, std::uint64_t again) {
    const HttpMessage& request = exchange.request;
    Part& part = part_of(exchange.has_request ? request.first_frame : exchange.answer.first_frame);
    Sink& sink = part.sink;
    ++part.exchanges;
    if (!exchange.has_request || request.method != kPost) return;
    const auto uri = read_notification_uri(request.uri, request.extent == HttpExtent::kStartLineCut);
    if (!uri) return;
    ++part.notifications;
    sink.count_notification_line();
    if (uri->id.ends_with(kCutMark)) ++part.cut_ids;
    const bool as_opened = exchange.client == HttpSide::kFirst;
    const Endpoint& asks = as_opened ? connection.client : connection.server;
    const Endpoint& answers = as_opened ? connection.server : connection.client;
    // A client names the scheme in its target to a proxy alone (RFC 9112, 3.2.2), and a proxy alone answers with 407.
    const bool to_proxy = request.uri.find("://") < request.uri.find('?') ||
                          (exchange.has_answer && exchange.answer.status == kProxyLogIn);
    if (!to_proxy && !is_listener(answers) && listener_ports_.size() < kMostNamed)
      listener_ports_.push_back(answers.port);
    if (notifying_.size() < kMostPairs) notifying_.insert(pair_of(asks.address, answers.address));
    const EwsRequest& body = reader_.read_notifications(request.body);
    const std::string kinds = kinds_of(body);
    if ((!body.is_notification || !request.body_whole) && request.whole()) ++part.unreadable;

    const bool answered = exchange.has_answer && exchange.answer.status != 0;
    const Duration took = answered ? exchange.answer.begin - request.begin : Duration::zero();

    enum class Outcome : std::uint8_t { kAccepted, kUnsubscribed, kRejected, kUnanswered, kUnknown };
    Outcome outcome = Outcome::kUnknown;
    std::string answer = "answer not captured";
    std::int64_t how_far = 0;
    std::string end;
    if (answered) {
      answer = std::to_string(exchange.answer.status);
      if (exchange.answer.status / 100 != 2) {
        outcome = Outcome::kRejected;
      } else if (!exchange.answer.whole() || !exchange.answer.body_whole) {
        outcome = Outcome::kAccepted;  // as far as the capture shows it
      } else {
        const EwsAnswer& said = reader_.read_answer(exchange.answer.body);
        sink.count_answer_read();
        outcome = said.status == EwsStatus::kOk            ? Outcome::kAccepted
                  : said.status == EwsStatus::kUnsubscribe ? Outcome::kUnsubscribed
                                                           : Outcome::kRejected;
        answer += said.status == EwsStatus::kOk            ? " OK"
                  : said.status == EwsStatus::kUnsubscribe ? " Unsubscribe"
                                                           : ", not readable as an answer";
      }
    } else if (!exchange.answer_may_be_lost && !given_up_) {
      outcome = Outcome::kUnanswered;
      how_far = tell_end(exchange, connection, again, end);
      answer = "no answer" + end;
    }

    quote_.clear();
    asks.append_to(quote_);
    quote_ += " > ";
    answers.append_to(quote_);
    for (const std::string_view word :
         {std::string_view(request.method), std::string_view(request.uri), std::string_view(kinds)})
      if (!word.empty()) quote_.append(" ").append(word);
    quote_.append(": ").append(answer);
    if (answered) quote_ += " after " + std::to_string(milliseconds(took)) + " ms";

    const NameId subject = sink.name(uri->id);
    const NameId peer = sink.name(asks.address.text());
    const WallTime time = wall_time(request.begin);
    const RecordRef record = quote(part, request.first_frame);
    compare_clocks(exchange, answers, record, part);
    const bool only_errors = !body.notifications.empty() &&
                             std::all_of(body.notifications.begin(), body.notifications.end(),
                                         [](const EwsNotification& notification) { return notification.error; });
    const bool accepted = outcome == Outcome::kAccepted || outcome == Outcome::kUnsubscribed;
    if (accepted && !to_proxy) add_to(accepting_, answers);
    // What was sent when the capture ended may have been answered right after: that it is silent proves nothing.
    const bool open = at_end_ && outcome == Outcome::kUnanswered && last_ - request.begin < kAnswerTime;
    const bool hidden = exchange.answer_may_be_lost &&
                        connection.side(as_opened ? Direction::kToClient : Direction::kToServer).segments > 0;
    if ((accepted || open || (outcome == Outcome::kUnknown && hidden)) && !only_errors) {
      sink.further_signal(SignalKind::kNotification, subject, peer, 0, time, record, uri->pid);
    } else if (outcome == Outcome::kRejected) {
      sink.further_signal(SignalKind::kNotificationRejected, subject, peer, exchange.answer.status, time, record,
                          uri->pid);
    }
    EventText text;
    text.subject = subject;
    text.peer = peer;
    if (context_.want_rows) {
      text.number = milliseconds(took);
      text.detail = sink.name("to " + answers.text() + ": " + (kinds.empty() ? std::string() : kinds + ": ") + answer);
      sink.further_event(EventKind::kNotificationOnWire, text, time, record);
      text.detail = kNoName;
    }
    if (outcome == Outcome::kUnsubscribed) {
      text.number = 0;
      sink.further_event(EventKind::kUnsubscribed, text, time, record);
    }
    if (outcome == Outcome::kUnanswered) {
      text.number = how_far;
      text.detail = sink.name(answer);
      sink.further_event(EventKind::kNotificationUnanswered, text, time, record);
      text.detail = kNoName;
    }
    if (accepted && took >= kSlowAnswer) {
      text.number = milliseconds(took);
      sink.further_event(EventKind::kNotificationSlow, text, time, record);
    }
    for (const EwsNotification& notification : body.notifications) {
      if (notification.error && ends_subscription(notification.response_code)) {
        text.number = 0;
        text.detail = sink.name(notification.response_code);
        sink.further_event(EventKind::kSubscriptionDropped, text, time, record);
      }
      if (const NameId host = host_of(notification, subject, part); host != kNoName)
        sink.further_signal(SignalKind::kNotificationHost, host, peer, 0, time, record);
    }
    for (const auto& [field, name] :
         {std::pair{HttpField::kVia, "Via: "}, {HttpField::kForwardedFor, "X-Forwarded-For: "}}) {
      if (!request.field(field).empty()) tell_proxy(request, name + request.field(field), peer, time, part);
    }
    if (to_proxy) {
      tell_proxy(request, "sent to the proxy " + answers.text(), peer, time, part);
    } else if (is_for_another(request, answers)) {
      tell_proxy(request, "Host: " + request.field(HttpField::kHost) + ", sent to " + answers.text(), peer, time, part);
    }
  }

  // The Exchange host that holds the subscription; nothing where its id does not tell. Each id is decoded once.
  NameId host_of(const EwsNotification& notification, NameId subject, Part& part) {
    if (notification.error || notification.subscription.empty()) return kNoName;
    // Nearly always it is the one that the subject had before.
    if (subject != kNoName && subject >= part.last_spellings.size()) part.last_spellings.resize(subject + 1, kNoName);
    NameId none = kNoName;
    NameId& last = subject == kNoName ? none : part.last_spellings[subject];
    if (last == kNoName || spellings_.text(last) != notification.subscription) last = spelling_of(notification, part);
    if (last == kNoName || hosts_[last].empty()) return kNoName;
    if (last >= part.hosts.size()) part.hosts.resize(last + 1, kNoName);
    if (part.hosts[last] == kNoName) part.hosts[last] = part.sink.name(hosts_[last]);
    return part.hosts[last];
  }

  NameId spelling_of(const EwsNotification& notification, const Part& part) {
    const bool room = spellings_.size() < part.sink.limits().subjects;
    const NameId spelling =
        room ? spellings_.intern(notification.subscription) : spellings_.find(notification.subscription);
    if (spelling == kNoName || spelling < hosts_.size()) return spelling;
    const std::optional<SubscriptionId> decoded = notification.decoded();
    hosts_.push_back(decoded ? to_lower(decoded->host) : std::string());
    return spelling;
  }

  // Whether the address that the client means is not the one it is connected to. A name says nothing of that.
  static bool is_for_another(const HttpMessage& request, const Endpoint& to) {
    const std::string& field = request.field(HttpField::kHost);
    const std::string_view host = std::string_view(field).substr(0, field.find(':'));
    return to.address.is_v4 && request.extent >= HttpExtent::kBodyCut && !host.empty() &&
           host.find_first_not_of("0123456789.") == std::string_view::npos && host != to.address.text();
  }

  void tell_proxy(const HttpMessage& request, const std::string& mark, NameId peer, const WallTime& time, Part& part) {
    const std::size_t told = quote_.size();
    quote_ += ", " + mark;
    part.sink.further_signal(SignalKind::kNotificationProxy, part.sink.name(mark), peer, 0, time,
                             quote(part, request.first_frame));
    quote_.resize(told);
  }

  // `StatusEvent`, `NewMailEvent, ModifiedEvent x3`, `ErrorReadEventsFailed`
  static std::string kinds_of(const EwsRequest& body) {
    std::array<std::pair<std::string_view, std::size_t>, kMostNamed> counts;
    std::size_t kinds = 0;
    const auto add = [&](std::string_view kind) {
      std::size_t at = 0;
      while (at < kinds && counts[at].first != kind) ++at;
      if (at == kMostNamed) return;
      if (at == kinds) counts[kinds++] = {kind, 0};
      ++counts[at].second;
    };
    for (const EwsNotification& notification : body.notifications) {
      if (notification.error) add(notification.response_code);
      for (const EwsEvent& event : notification.events) add(event.kind);
    }
    std::string text;
    for (std::size_t i = 0; i < kinds; ++i) {
      const auto& [kind, count] = counts[i];
      text.append(text.empty() ? "" : ", ").append(kind);
      if (count > 1) text += " x" + std::to_string(count);
    }
    return text;
  }

  // The Date of an answer is what the listener's clock showed, in whole seconds.
  static void compare_clocks(const Exchange& exchange, const Endpoint& answers, const RecordRef& record, Part& part) {
    if (!exchange.has_answer) return;
    const auto date = read_http_date(exchange.answer.field(HttpField::kDate));
    if (!date) return;
    part.sink.shown_time(answers.text(), wall_time(exchange.answer.begin), *date, record);
    if (part.differences.size() < kMostDifferences)
      part.differences.push_back(milliseconds(*date + std::chrono::milliseconds(500) - exchange.answer.begin));
  }

  // What its file alone tells.
  void end_part(const PcapStream& stream) {
    Part& part = parts_.back();
    part.opened = true;
    part.snapshot_length = stream.snapshot_length();
    part.dropped = stream.dropped();
    for (const auto& [protocol, count] : ip_.others()) {
      std::uint64_t& before = other_protocols_[protocol];
      if (count > before) (protocol.may_carry_tcp() ? part.unread : part.others).add(protocol.text(), count - before);
      before = count;
    }
  }

  void tell(Part& part) {
    if (!part.opened) return;
    Sink& sink = part.sink;
    // Who accepts notifications is the listener, whoever else has its port.
    const std::vector<Endpoint>& listeners = accepting_.empty() ? listeners_ : accepting_;
    if (listeners.size() == 1) sink.listener(listeners.front().text());
    sink.note(how_many(part.frames, "packet") + ", " + how_many(part.connections, "TCP connection") + ", " +
              how_many(part.exchanges, "HTTP exchange") + ", " + how_many(part.notifications, "notification"));
    if (part.frames == 0 && part.whole) sink.note("not read: it has a header, and no packet behind it");
    if (!part.unread.empty()) sink.note("not read, though notifications may be in them: packets " + part.unread.text());
    if (!part.others.empty()) sink.note("packets of other protocols: " + part.others.text());
    if (!part.tls.empty()) sink.note("encrypted, not read: " + part.tls.text());
    if (part.unreadable > 0) sink.note("not read: the body of " + how_many(part.unreadable, "notification"));
    if (part.odd_stamps > 0)
      sink.note(how_many(part.odd_stamps, "packet") +
                " with a time far from those of the packets around, taken for as old as these: number " +
                part.odd_frames + (part.odd_stamps > kMostNamed ? " and others" : ""));
    if (part.cut_ids > 0)
      sink.note(
          how_many(part.cut_ids, "notification") +
          " of which only the front of the subscription's id was kept: different subscriptions may look like one");
    if (!part.differences.empty()) {
      const auto middle = part.differences.begin() + static_cast<std::ptrdiff_t>(part.differences.size() / 2);
      std::nth_element(part.differences.begin(), middle, part.differences.end());
      const std::int64_t seconds = (*middle + (*middle < 0 ? -500 : 500)) / 1000;
      sink.note("by the Date of " + how_many(part.differences.size(), "answer") + " the listener's clock is " +
                (seconds == 0 ? std::string("within a second of the capture's")
                              : how_many(static_cast<std::uint64_t>(std::abs(seconds)), "second") +
                                    (seconds > 0 ? " ahead of" : " behind") + " the capture's"));
    }
    if (part.cut_frames > 0) {
      FactText text;
      text.number = static_cast<std::int64_t>(part.cut_frames);
      text.detail = sink.name(std::to_string(part.snapshot_length));
      quote_ = how_many(part.cut_frames, "packet") + " of " + std::to_string(part.frames) + " kept in part";
      sink.fact(FactKind::kCutFrames, text, std::nullopt, quote(part, part.before + 1));
    }
    tell_hidden(part);
  }

  // Why it may lack what it should have shown.
  void tell_hidden(const Part& part) {
    const bool unread = part.unread.all() > part.segments, encrypted = encrypted_ && part.notifications == 0;
    if (unread) hide(part, "most of its packets are not read: " + part.unread.text());
    if (encrypted) hide(part, "connections to the listener are encrypted");
    // Each file tells of all that was dropped since the capture was begun.
    if (parts_.back().dropped && *parts_.back().dropped > 0) {
      hide(part, how_many(*parts_.back().dropped, "packet") + " were dropped while it was taken");
    } else if (asked_ != answered_ && (!asked_ || went_on_ || (!both_ways_ && (alone_ || !repeated_)))) {
      hide(part, "it holds one direction of the connections alone");
    } else if (lost_bytes_ > 0) {
      hide(part, how_many(lost_bytes_, "byte") + " that the other side acknowledged are not in it");
      const bool anywhere = lost_packets_ * kPacketsForOneLost > listener_packets_ || losses_ > kMostLost;
      // What hides anything else puts all of its time in doubt.
      if (!anywhere && !unread && !encrypted) tell_lost(part);
    }
  }

  void tell_lost(const Part& part) const {
    const auto tell = [&](const Lost& lost) { part.sink.hides_between(wall_time(lost.from), wall_time(lost.to)); };
    for (const Lost& lost : part.lost) tell(lost);
    if (!part.lost.empty()) return;
    // A file that lacks nothing is of a capture that does, and would be in doubt as a whole if it told no time.
    for (const Part& other : parts_) {
      if (other.lost.empty()) continue;
      tell(other.lost.front());
      return;
    }
  }

  static void hide(const Part& part, const std::string& why) {
    part.sink.note("may not show all: " + why);
    part.sink.hides(why);
  }

  static void drain(ByteSource& bytes) {
    std::vector<char> buffer(64 * 1024);
    for (;;) {
      const Result<std::size_t> got = bytes.read(buffer);
      if (!got || *got == 0) return;
    }
  }

  const ParserContext& context_;
  std::deque<Part> parts_;
  FrameTimes times_;
  IpReader ip_;
  TcpStreams streams_;
  HttpLimits http_limits_;
  HttpBudget http_budget_;
  NotificationReader reader_;
  Interner spellings_;              // of the ids that Exchange gave its subscriptions
  std::vector<std::string> hosts_;  // by spelling
  std::vector<Slot> slots_;
  std::vector<std::unique_ptr<Talk>> idle_;
  Timestamp last_{};       // of all packets
  bool at_end_ = false;    // the capture ended before the connection at hand
  bool given_up_ = false;  // the connection at hand was, since too many are open
  std::string quote_;
  // Of connections to the listener.
  std::uint64_t listener_packets_ = 0, losses_ = 0, lost_packets_ = 0, lost_bytes_ = 0;
  bool asked_ = false, answered_ = false;  // packets to the listener and from it were seen
  bool went_on_ = false;                   // who asked the listener went on as if answered, and no answer was seen
  // Whoever repeats each SYN and never goes on had no answer.
  bool repeated_ = false, alone_ = false;  // there are SYNs without an answer that were, or were not, sent again
  bool both_ways_ = false;                 // of any connection both directions were seen
  std::set<std::string> tls_servers_;      // as clients name them
  bool encrypted_ = false;                 // connections to the listener are
  std::int64_t beside_minute_ = 0;
  std::uint64_t beside_ = 0;  // packets of others in that minute
  std::set<Pair> notifying_;  // of which one sends notifications to the other
  std::vector<std::uint16_t> listener_ports_;
  std::vector<Endpoint> listeners_;                         // by their port
  std::vector<Endpoint> accepting_;                         // that accepted a notification
  std::map<OtherProtocol, std::uint64_t> other_protocols_;  // packets, of the files that are over
};

ProbeAnswer probe_capture(const ProbeInput& input) {
  if (!is_capture(input.head)) return {};
  return {100, Axis::kStated, "begins as a capture does"};
}

// Takes so many digits and more off the end, and the separator before them; nothing where they are not there.
std::string_view take_number(std::string_view& name, std::size_t least, std::size_t most) {
  std::size_t from = name.size();
  while (from > 0 && is_digit(name[from - 1])) --from;
  const std::string_view digits = name.substr(from);
  if (digits.size() < least || digits.size() > most || from == 0 || name[from - 1] != '_') return {};
  name = name.substr(0, from - 1);
  return digits;
}

// `trace_00003_20140629120000.pcapng`, or `trace_20140629120000_00003.pcapng`, of dumpcap's ring.
std::optional<RotationNumber> dumpcap_number(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string end(name.substr(dot));
  name = name.substr(0, dot);
  constexpr std::size_t kTime = 14;
  std::string_view number;
  if (!take_number(name, kTime, kTime).empty()) {
    number = take_number(name, 5, kTime - 1);
  } else {
    number = take_number(name, 5, kTime - 1);
    if (take_number(name, kTime, kTime).empty()) return std::nullopt;
  }
  if (number.empty()) return std::nullopt;
  return RotationNumber{std::string(name) + "_" + end, std::string(number)};
}

// `PC.cap03`, of tcpdump's ring.
std::optional<RotationNumber> ring_number(std::string_view path) {
  const std::string_view name = base_name(path);
  if (auto number = dumpcap_number(name)) return number;
  std::size_t digits = name.size();
  while (digits > 0 && is_digit(name[digits - 1])) --digits;
  constexpr std::size_t kMostDigits = 6;
  if (digits == name.size() || name.size() - digits > kMostDigits) return std::nullopt;
  const std::string_view stem = name.substr(0, digits);
  const std::string lower = to_lower(stem);
  if (!lower.ends_with(".cap") && !lower.ends_with(".pcap") && !lower.ends_with(".pcapng")) return std::nullopt;
  return RotationNumber{std::string(stem), std::string(name.substr(digits))};
}

std::unique_ptr<RecordingReader> open_capture(const ParserContext& context) {
  return std::make_unique<CaptureReader>(context);
}

}  // namespace

constinit const ParserInfo kCaptureFile{
    .name = "capture.pcap",
    .summary = "packets (pcap, pcapng): notifications of Exchange and the listener's answers",
    .probe = probe_capture,
    .open = open_capture,
    .number = ring_number,
    .resolution = Duration(1),
    .proves_silence = true,
    .samples = {},
};

}  // namespace logscan::detail
