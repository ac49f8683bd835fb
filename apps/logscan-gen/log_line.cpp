#include "log_line.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "calendar.h"

namespace logscan::gen {

namespace {

void append_number(unsigned value, std::string& text) {
  std::array<char, 12> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
}

std::string stamp_of(Time arrival, Minutes zone, std::string_view zone_text) {
  const Time local = arrival + zone;
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::int64_t second = (local - day).count();
  return fmt::format("[{:02}/{}/{:04}:{:02}:{:02}:{:02} {}] \"", static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()), second / 3600,
                     second / 60 % 60, second % 60, zone_text);
}

}  // namespace

LineWriter::LineWriter(JettyStyle style, Minutes zone) : style_(style), zone_(zone), zone_text_(format_zone(zone)) {}

void LineWriter::append(const LogLine& line, std::string& text) {
  if (line.arrival != stamp_time_) {
    stamp_ = stamp_of(line.arrival, zone_, zone_text_);
    stamp_time_ = line.arrival;
  }
  text += line.client;
  // Jetty 8 appends " - ", then " - ", then " [".
  text += style_ == JettyStyle::kJetty8 ? " -  -  " : " - - ";
  text += stamp_;
  text += line.method;
  text += ' ';
  text += line.target;
  text += " HTTP/1.1\" ";
  append_number(static_cast<unsigned>(line.status), text);
  text += ' ';
  append_number(line.body_bytes, text);
  switch (style_) {
    case JettyStyle::kJetty8:
    case JettyStyle::kJetty9:
      text += ' ';
      break;
    case JettyStyle::kExtended:
    case JettyStyle::kLatency:
      text += R"( "-" ")";
      text += line.agent;
      text += '"';
      if (style_ == JettyStyle::kLatency) {
        text += " - ";
        append_number(line.milliseconds, text);
      }
      break;
  }
  text += '\n';
}

std::string notification_target(std::string_view id, std::uint64_t pid) {
  return fmt::format("/NotificationService/services/NotificationService?id={}&pid={}", id, pid);
}

}  // namespace logscan::gen
