// Packets and captures put together byte by byte, for tests of what takes them apart.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/capture/ip.h"

namespace logscan::test {

inline std::string net16(std::uint32_t number) {
  return {static_cast<char>(number >> 8 & 0xff), static_cast<char>(number & 0xff)};
}
inline std::string net32(std::uint32_t number) { return net16(number >> 16) + net16(number & 0xffff); }

inline std::span<const unsigned char> bytes_of(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

// ---- layers, from the inside out

struct TcpFields {
  std::uint32_t from_port = 50000;
  std::uint32_t to_port = 7080;
  std::uint32_t seq = 1000;
  std::uint32_t ack = 0;
  unsigned flags = detail::TcpFlags::kAck;
  std::string options = {};  // a multiple of four bytes
};

inline std::string tcp(const TcpFields& fields, std::string_view payload = {}) {
  const std::uint32_t words = 5 + static_cast<std::uint32_t>(fields.options.size() / 4);
  return net16(fields.from_port) + net16(fields.to_port) + net32(fields.seq) + net32(fields.ack) +
         net16(words << 12 | fields.flags) + net16(65000) + net16(0xbad) + net16(0) + fields.options +
         std::string(payload);
}

struct Ipv4Fields {
  std::string from = {10, 0, 0, 1};
  std::string to = {10, 0, 0, 2};
  std::uint32_t id = 7;
  unsigned protocol = 6;
  std::uint32_t place = 0;   // flags and fragment offset, as they stand in the header
  int total_length = -1;     // -1: the true one
  std::string options = {};  // a multiple of four bytes
};

inline std::string ipv4(const Ipv4Fields& fields, const std::string& payload) {
  const std::uint32_t header = 20 + static_cast<std::uint32_t>(fields.options.size());
  const std::uint32_t total = fields.total_length >= 0 ? static_cast<std::uint32_t>(fields.total_length)
                                                       : header + static_cast<std::uint32_t>(payload.size());
  return net16(0x4000 | (header / 4) << 8) + net16(total) + net16(fields.id) + net16(fields.place) +
         net16(64 << 8 | fields.protocol) + net16(0xbad) + fields.from + fields.to + fields.options + payload;
}

struct Ipv6Fields {
  std::string from = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\1';
  std::string to = std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + '\2';
  unsigned next = 6;
  int length = -1;  // -1: the true one
};

inline std::string ipv6(const Ipv6Fields& fields, const std::string& payload) {
  const std::uint32_t length =
      fields.length >= 0 ? static_cast<std::uint32_t>(fields.length) : static_cast<std::uint32_t>(payload.size());
  return net32(0x60000000) + net16(length) + net16(fields.next << 8 | 64) + fields.from + fields.to + payload;
}

inline std::string ethernet(std::uint32_t type, const std::string& payload) {
  return std::string("\x02\0\0\0\0\2\x02\0\0\0\0\1", 12) + net16(type) + payload;
}

// ---- captures

struct Record {
  std::string bytes;
  std::int64_t micros = 1404055835000000;  // 2014-06-29 15:30:35 UTC
  std::uint32_t length = 0;                // on the wire; 0: all was captured
};

enum class Order : std::uint8_t { kLittle, kBig };

inline std::string file16(std::uint32_t number, Order order) {
  const std::string text = net16(number);
  return order == Order::kBig ? text : std::string(text.rbegin(), text.rend());
}
inline std::string file32(std::uint32_t number, Order order) {
  const std::string text = net32(number);
  return order == Order::kBig ? text : std::string(text.rbegin(), text.rend());
}
inline std::string file64(std::uint64_t number, Order order) {
  const auto high = static_cast<std::uint32_t>(number >> 32), low = static_cast<std::uint32_t>(number);
  return order == Order::kBig ? net32(high) + net32(low) : file32(low, order) + file32(high, order);
}

struct ClassicFields {
  Order order = Order::kLittle;
  bool nanoseconds = false;
  std::uint32_t link = 1;
  std::uint32_t snapshot = 262144;
};

inline std::string classic_record(const Record& record, const ClassicFields& fields = {}) {
  const auto fraction = static_cast<std::uint32_t>(record.micros % 1000000) * (fields.nanoseconds ? 1000 : 1);
  const auto captured = static_cast<std::uint32_t>(record.bytes.size());
  return file32(static_cast<std::uint32_t>(record.micros / 1000000), fields.order) + file32(fraction, fields.order) +
         file32(captured, fields.order) + file32(record.length == 0 ? captured : record.length, fields.order) +
         record.bytes;
}

inline std::string classic(const std::vector<Record>& records, const ClassicFields& fields = {}) {
  const Order order = fields.order;
  std::string text = file32(fields.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, order) + file16(2, order) + file16(4, order) +
                     file32(0, order) + file32(0, order) + file32(fields.snapshot, order) + file32(fields.link, order);
  for (const Record& record : records) text += classic_record(record, fields);
  return text;
}

inline std::string block(std::uint32_t type, std::string body, Order order = Order::kLittle) {
  body.resize((body.size() + 3) / 4 * 4);
  const std::string length = file32(static_cast<std::uint32_t>(body.size()) + 12, order);
  return file32(type, order) + length + body + length;
}

inline std::string section(Order order = Order::kLittle) {
  return block(0x0a0d0d0a, file32(0x1a2b3c4d, order) + file16(1, order) + file16(0, order) + std::string(8, '\xff'),
               order);
}

// `resolution`: the option if_tsresol, 10 to the minus so many seconds.
inline std::string interface_block(std::uint32_t link, int resolution = 6, Order order = Order::kLittle) {
  const std::string option = file16(9, order) + file16(1, order) + static_cast<char>(resolution) + std::string(3, '\0');
  return block(1, file16(link, order) + file16(0, order) + file32(262144, order) + option + std::string(4, '\0'),
               order);
}

inline std::string packet_block(std::uint32_t interface, const Record& record, std::uint64_t ticks,
                                Order order = Order::kLittle) {
  const auto captured = static_cast<std::uint32_t>(record.bytes.size());
  return block(6,
               file32(interface, order) + file32(static_cast<std::uint32_t>(ticks >> 32), order) +
                   file32(static_cast<std::uint32_t>(ticks), order) + file32(captured, order) +
                   file32(record.length == 0 ? captured : record.length, order) + record.bytes,
               order);
}

inline std::string statistics_block(std::uint32_t interface, std::uint64_t dropped, Order order = Order::kLittle) {
  return block(5,
               file32(interface, order) + std::string(8, '\0') + file16(4, order) + file16(8, order) +
                   file64(100, order) + file16(5, order) + file16(8, order) + file64(dropped, order) +
                   std::string(4, '\0'),
               order);
}

}  // namespace logscan::test
