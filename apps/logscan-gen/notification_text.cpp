#include "notification_text.h"

#include <fmt/format.h>

namespace logscan::gen {

namespace {

constexpr std::string_view kMessages = "http://schemas.microsoft.com/exchange/services/2006/messages";
constexpr std::string_view kTypes = "http://schemas.microsoft.com/exchange/services/2006/types";
constexpr std::string_view kServer = "Jetty(8.1.14.v20131031)";

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

std::string little_endian(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

// 01 00 00 00, the GUID of the store, a counter, 01.
std::string watermark(const ExchangeId& id, std::uint32_t counter) {
  return base64(little_endian(1, 4) + id.guid + little_endian(counter, 8) + '\x01');
}

std::string event(std::string_view kind, const ExchangeId& id, std::uint32_t counter, Time at) {
  std::string text = fmt::format("<t:{}><t:Watermark>{}</t:Watermark>", kind, watermark(id, counter));
  if (kind != "StatusEvent") {
    text += fmt::format(
        "<t:TimeStamp>{}</t:TimeStamp><t:ItemId Id=\"{}\" ChangeKey=\"{}\" /><t:ParentFolderId Id=\"{}\" "
        "ChangeKey=\"AQAAAA==\" />",
        format_time(at), base64(id.guid + little_endian(counter, 6)), base64(little_endian(counter, 4)),
        base64(id.guid + "inbox"));
  }
  if (kind == "ModifiedEvent") text += "<t:UnreadCount>1</t:UnreadCount>";
  return text + fmt::format("</t:{}>", kind);
}

}  // namespace

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t size = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < size ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= size ? kLetters[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

std::string http_date(Time time) {
  const Day day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::int64_t second = (time - day).count();
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kWeekdays[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), second / 3600, second / 60 % 60, second % 60);
}

std::string notification_head(const NotificationHead& head) {
  std::string text = fmt::format(
      "POST {} HTTP/1.1\r\nContent-Type: text/xml; charset=utf-8\r\nAccept: text/xml\r\n"
      "SOAPAction: {}/SendNotification\r\nHost: {}\r\nContent-Length: {}\r\n",
      head.target, kMessages, head.host, head.body_bytes);
  if (!head.proxied_for.empty())
    text += fmt::format("Via: 1.1 proxy.example.com\r\nX-Forwarded-For: {}\r\n", head.proxied_for);
  if (!head.persistent) text += "Connection: Close\r\n";
  return text + "\r\n";
}

std::string subscription_id(const ExchangeId& id) {
  // 100 ns ticks from 0001-01-01 to 1970-01-01.
  constexpr std::uint64_t kTicksTo1970 = 621'355'968'000'000'000;
  const auto ticks = kTicksTo1970 + static_cast<std::uint64_t>(id.created.time_since_epoch().count()) * 10'000'000;
  return base64(little_endian(id.host.size(), 2) + id.host + little_endian(id.guid.size(), 4) + id.guid +
                little_endian(ticks, 8));
}

std::string notification_body(const ExchangeId& id, Events events, std::uint32_t number, Time at) {
  std::string message;
  if (events == Events::kReadEventsFailed) {
    message = fmt::format(
        "<m:SendNotificationResponseMessage ResponseClass=\"Error\"><m:MessageText>Reading the events failed."
        "</m:MessageText><m:ResponseCode>ErrorReadEventsFailed</m:ResponseCode><m:DescriptiveLinkKey>0"
        "</m:DescriptiveLinkKey><m:MessageXml><t:Value Name=\"SubscriptionId\">{}</t:Value></m:MessageXml>"
        "</m:SendNotificationResponseMessage>",
        subscription_id(id));
  } else {
    std::string told;
    if (events == Events::kStatus) {
      told = event("StatusEvent", id, 4 * number + 1, at);
    } else {
      told = event("NewMailEvent", id, 4 * number + 2, at);
      if (events == Events::kNewMailAndModified) told += event("ModifiedEvent", id, 4 * number + 3, at);
    }
    message = fmt::format(
        "<m:SendNotificationResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>"
        "<m:Notification><t:SubscriptionId>{}</t:SubscriptionId><t:PreviousWatermark>{}</t:PreviousWatermark>"
        "<t:MoreEvents>false</t:MoreEvents>{}</m:Notification></m:SendNotificationResponseMessage>",
        subscription_id(id), watermark(id, 4 * number), told);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
      "<soap11:Envelope xmlns:soap11=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap11:Header>"
      "<t:RequestServerVersion xmlns:m=\"{0}\" Version=\"Exchange2013\" xmlns:t=\"{1}\" /></soap11:Header>"
      "<soap11:Body><m:SendNotification xmlns:t=\"{1}\" xmlns:m=\"{0}\"><m:ResponseMessages>{2}"
      "</m:ResponseMessages></m:SendNotification></soap11:Body></soap11:Envelope>",
      kMessages, kTypes, message);
}

std::string listener_answer(const ListenerAnswer& answer) {
  if (answer.status / 100 != 2) return plain_answer(answer.status, 0, answer.date, answer.persistent);
  const std::string body = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
      "<ns2:SendNotificationResult xmlns:ns2=\"{}\"><ns2:SubscriptionStatus>{}</ns2:SubscriptionStatus>"
      "</ns2:SendNotificationResult></soapenv:Body></soapenv:Envelope>",
      kMessages, answer.verdict == Verdict::kOk ? "OK" : "Unsubscribe");
  return fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nContent-Type: text/xml; charset=UTF-8\r\n{}Server: {}\r\n\r\n{}",
                     answer.status, reason_of(answer.status), http_date(answer.date),
                     answer.persistent ? fmt::format("Content-Length: {}\r\n", body.size()) : "Connection: close\r\n",
                     kServer, body);
}

std::string plain_answer(int status, std::size_t body_bytes, Time date, bool persistent) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\nContent-Type: text/html\r\n", status, reason_of(status),
                                 http_date(date));
  // Neither a 304 nor the answer to a HEAD has a body, whatever a length would say.
  if (status != 304) text += fmt::format("Content-Length: {}\r\n", body_bytes);
  if (!persistent) text += "Connection: close\r\n";
  text += fmt::format("Server: {}\r\n\r\n", kServer);
  return text.append(body_bytes, 'x');
}

}  // namespace logscan::gen
