// Captures of what Exchange and the listener say to each other, put together talk by talk, for tests of what reads
// them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "unit/parsers/packets.h"

namespace logscan::test {

// What Exchange and the listener say, each as one text.

inline std::string http_message(const std::string& first_line, const std::string& body,
                                const std::string& fields = {}) {
  return first_line + "\r\nHost: cuc1:7080\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

inline std::string soap(const std::string& body) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" + body + "</s:Body></s:Envelope>";
}

inline std::string keepalive_body() {
  return soap(
      "<SendNotification><ResponseMessages><SendNotificationResponseMessage ResponseClass=\"Success\">"
      "<ResponseCode>NoError</ResponseCode><Notification><SubscriptionId>c3Vi</SubscriptionId>"
      "<PreviousWatermark>AQ==</PreviousWatermark><MoreEvents>false</MoreEvents><StatusEvent><Watermark>AQ=="
      "</Watermark></StatusEvent></Notification></SendNotificationResponseMessage></ResponseMessages>"
      "</SendNotification>");
}

inline std::string error_body() {
  return soap(
      "<SendNotification><ResponseMessages><SendNotificationResponseMessage ResponseClass=\"Error\">"
      "<MessageText>Lost.</MessageText><ResponseCode>ErrorReadEventsFailed</ResponseCode>"
      "</SendNotificationResponseMessage></ResponseMessages></SendNotification>");
}

inline std::string notification(const std::string& id, const std::string& body = keepalive_body(),
                                const std::string& fields = {}) {
  return http_message("POST /NotificationService/services/NotificationService?id=" + id + "&pid=4711 HTTP/1.1", body,
                      fields);
}

inline std::string answer(const std::string& status = "OK", const std::string& fields = {}) {
  return http_message(
      "HTTP/1.1 200 OK",
      soap("<SendNotificationResult><SubscriptionStatus>" + status + "</SubscriptionStatus></SendNotificationResult>"),
      fields);
}

inline std::string plain_answer(int status, const std::string& body = "no") {
  return http_message("HTTP/1.1 " + std::to_string(status) + " Text", body);
}

inline constexpr std::int64_t kWireBegin = 1404000000000000;  // 2014-06-29 00:00:00 UTC

// The packets of one capture. Times are milliseconds from kWireBegin.
class WireCapture {
 public:
  struct Ends {
    std::uint32_t client_port = 50000;
    std::uint32_t server_port = 7080;
    char client = 7;    // 10.0.0.7
    char listener = 2;  // 10.0.0.2
  };
  enum Way : std::uint8_t { kToListener, kToExchange };

  // One TCP connection of it.
  class Talk {
   public:
    Talk(WireCapture& capture, const Ends& ends) : capture_(capture), ends_(ends) {}
    Talk& packet(std::int64_t ms, Way way, unsigned flags, std::string_view payload = {}) {
      const bool to_listener = way == kToListener;
      std::uint32_t& mine = to_listener ? next_ : next_back_;
      TcpFields fields;
      fields.from_port = to_listener ? ends_.client_port : ends_.server_port;
      fields.to_port = to_listener ? ends_.server_port : ends_.client_port;
      fields.seq = mine;
      fields.ack = (flags & detail::TcpFlags::kAck) == 0 ? 0 : to_listener ? next_back_ : next_;
      fields.flags = flags;
      Ipv4Fields ip;
      ip.from = {10, 0, 0, to_listener ? ends_.client : ends_.listener};
      ip.to = {10, 0, 0, to_listener ? ends_.listener : ends_.client};
      ip.id = capture_.next_id_++;
      capture_.add(ms, ethernet(0x0800, ipv4(ip, tcp(fields, payload))));
      mine += static_cast<std::uint32_t>(payload.size());
      if ((flags & (detail::TcpFlags::kSyn | detail::TcpFlags::kFin)) != 0) ++mine;
      return *this;
    }
    // A SYN of its own or one that is sent again.
    Talk& syn(std::int64_t ms) {
      next_ = capture_.first_;
      return packet(ms, kToListener, detail::TcpFlags::kSyn);
    }
    Talk& open(std::int64_t ms) {
      syn(ms).packet(ms, kToExchange, detail::TcpFlags::kSyn | detail::TcpFlags::kAck);
      return packet(ms, kToListener, detail::TcpFlags::kAck);
    }
    Talk& refuse(std::int64_t ms) { return packet(ms, kToExchange, detail::TcpFlags::kRst | detail::TcpFlags::kAck); }
    Talk& ask(std::int64_t ms, const std::string& text) {
      return packet(ms, kToListener, detail::TcpFlags::kAck | detail::TcpFlags::kPsh, text);
    }
    // The last packet to the listener once more.
    Talk& again(std::int64_t ms, const std::string& text) {
      next_ -= static_cast<std::uint32_t>(text.size());
      return ask(ms, text);
    }
    // So many bytes to the listener that the capture lacks.
    Talk& skip(std::uint32_t bytes) {
      next_ += bytes;
      return *this;
    }
    Talk& say(std::int64_t ms, const std::string& text) {
      return packet(ms, kToExchange, detail::TcpFlags::kAck | detail::TcpFlags::kPsh, text);
    }
    // That the listener's host took what was sent.
    Talk& acknowledge(std::int64_t ms) { return packet(ms, kToExchange, detail::TcpFlags::kAck); }
    Talk& close(std::int64_t ms) {
      packet(ms, kToExchange, detail::TcpFlags::kFin | detail::TcpFlags::kAck);
      return packet(ms, kToListener, detail::TcpFlags::kFin | detail::TcpFlags::kAck);
    }

   private:
    WireCapture& capture_;
    Ends ends_;
    std::uint32_t next_ = capture_.first_, next_back_ = capture_.first_ + 5000;
  };

  Talk talk() { return talk(Ends()); }
  Talk talk(Ends ends) {
    ends.client_port += talks_++;
    return {*this, ends};
  }
  // One notification in a connection of its own, answered after `took` ms.
  WireCapture& beat(std::int64_t ms, const std::string& id, std::int64_t took = 10,
                    const std::string& said = answer()) {
    return beat(ms, id, took, said, Ends());
  }
  WireCapture& beat(std::int64_t ms, const std::string& id, std::int64_t took, const std::string& said,
                    const Ends& ends) {
    talk(ends).open(ms).ask(ms, notification(id)).acknowledge(ms).say(ms + took, said).close(ms + took);
    return *this;
  }
  // A notification that the host takes and nobody answers.
  WireCapture& unanswered(std::int64_t ms, const std::string& id) {
    talk().open(ms).ask(ms, notification(id)).acknowledge(ms);
    return *this;
  }
  // Something that is no TCP: what a capture holds while nothing is said.
  WireCapture& noise(std::int64_t ms) {
    Ipv4Fields udp;
    udp.protocol = 17;
    add(ms, ethernet(0x0800, ipv4(udp, std::string(8, '\0'))));
    return *this;
  }
  WireCapture& add(std::int64_t ms, std::string bytes) {
    Record record;
    record.length = static_cast<std::uint32_t>(bytes.size());
    record.bytes = std::move(bytes);
    record.micros = kWireBegin + ms * 1000;
    records_.push_back(std::move(record));
    return *this;
  }

  // The latest packet's stamp, whatever those of the others.
  void move_last(std::int64_t ms) { records_.back().micros += ms * 1000; }
  [[nodiscard]] std::string file_as_added() const { return classic(records_, ClassicFields()); }
  // In the order of their times.
  [[nodiscard]] std::vector<Record> records() const {
    std::vector<Record> sorted = records_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Record& a, const Record& b) { return a.micros < b.micros; });
    return sorted;
  }
  [[nodiscard]] std::string file(std::uint32_t snapshot = 262144) const {
    std::vector<Record> kept = records();
    for (Record& record : kept) record.bytes.resize(std::min<std::size_t>(record.bytes.size(), snapshot));
    ClassicFields fields;
    fields.snapshot = snapshot;
    return classic(kept, fields);
  }
  // As pcapng, which tells how many packets were dropped.
  [[nodiscard]] std::string blocks(std::uint64_t dropped) const {
    std::string text = section() + interface_block(1);
    for (const Record& record : records()) text += packet_block(0, record, static_cast<std::uint64_t>(record.micros));
    return text + statistics_block(0, dropped);
  }

 private:
  std::vector<Record> records_;
  // No two captures begin their sequence numbers alike, as no two hosts do.
  inline static std::uint32_t captures_ = 0;
  std::uint32_t first_ = 1000 + 100000 * captures_++;
  std::uint32_t talks_ = 0;
  std::uint32_t next_id_ = 1;
};

}  // namespace logscan::test
