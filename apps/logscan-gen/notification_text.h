// What Exchange and the listener say to each other, byte for byte:
//   POST /NotificationService/services/NotificationService?id=...&pid=... HTTP/1.1   331 bytes of head with the
//   Content-Type: text/xml; charset=utf-8                                            default address and a body of
//   ...                                                                              four digits
//   <?xml version="1.0" encoding="utf-8"?><soap11:Envelope ...                       one line
// Jetty 8 answers without Content-Length: the body, 343 bytes where it says OK, ends with the connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "calendar.h"
#include "random.h"

namespace logscan::gen {

struct NotificationHead {
  std::string_view target;
  std::string_view host;
  std::size_t body_bytes = 0;
  bool persistent = false;
  std::string_view proxied_for;  // an address; a proxy adds Via and X-Forwarded-For
};

std::string notification_head(const NotificationHead& head);

// Of one subscription as Exchange knows it.
struct ExchangeId {
  std::string host;
  std::string guid;  // 16 bytes
  Time created{};
};

// Base64 of the host with its length, of the GUID with its, and of the ticks since the year 1.
std::string subscription_id(const ExchangeId& id);

enum class Events : std::uint8_t { kStatus, kNewMail, kNewMailAndModified, kReadEventsFailed };

// `number` counts the notifications of the subscription, `at` is the time of an event.
std::string notification_body(const ExchangeId& id, Events events, std::uint32_t number, Time at);

enum class Verdict : std::uint8_t { kOk, kUnsubscribe };

struct ListenerAnswer {
  int status = 200;
  Verdict verdict = Verdict::kOk;
  Time date{};
  bool persistent = false;
};

std::string listener_answer(const ListenerAnswer& answer);

// An answer of any web server: a body of so many letters, and none for a HEAD.
std::string plain_answer(int status, std::size_t body_bytes, Time date, bool persistent);

// `Sun, 29 Jun 2014 15:10:35 GMT`
std::string http_date(Time time);

std::string base64(std::string_view bytes);

}  // namespace logscan::gen
