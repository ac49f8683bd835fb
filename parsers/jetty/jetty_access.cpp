// The request log of Connection Jetty.
//
//   173.37.183.83 -  -  [29/Jun/2014:11:30:54 +0000] "POST
//   /NotificationService/services/NotificationService?id=...&pid=25672 HTTP/1.1" 200 343 client       user    arrival
//   time, zone inside   request line                                                           status body bytes
//
// Oddities: Jetty 8 doubles the blanks around the dashes and ends the line with one; 9 and later do not. Extended logs
// add referer, agent and latency behind the bytes, with inner quotes as they come. IPv6 clients stand in brackets. The
// status may be the word Async. Lines are written at completion, so arrival times may step back a little. Pasted logs
// may have the zone behind the bracket, and the byte count wrapped to a line of its own.
#include "parsers/jetty/jetty_access.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "parsers/jetty/access_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Longer than request lines are; shorter ones are not searched for what only long ones have.
constexpr std::size_t kLongLine = 1024;

class JettyAccessParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      // Behind a line over the limit, which is left out, all is as at the start of a range.
      if (line.record().offset != next_offset_) after_record_ = true;
      next_offset_ = line.record().offset + line.raw().size();
      // Lines that end in CR alone come as one; only the first of them could be read, so none is.
      if (text.size() > kLongLine && text.find('\r') != std::string_view::npos) {
        sink.reject(line.record(), RejectReason::kUnknownLayout);
        continue;
      }
      AccessLine usual;
      NotificationTarget target;
      NameId spelling = kNoName;
      const auto known = [&](std::string_view id) { return (spelling = spellings_.find(id)) != kNoName; };
      if (split_usual_notification(text, times_, usual, target, known)) {
        after_record_ = true;
        take_notification(usual, spelling != kNoName ? subscriptions_[spelling] : subscription(target.id, sink),
                          target.pid, line.record(), sink);
        continue;
      }
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (text.empty() || (after_record_ && is_wrapped_count(text))) {
        // A range may start at a blank line: what follows must not depend on what came before it.
        after_record_ = true;
        sink.continuation(line.raw());
        continue;
      }
      bool bad_time = false;
      const std::optional<AccessLine> access = split_access_line(text, times_, bad_time);
      // A last line that ends behind its status may have lost digits, but not what we need of it.
      after_record_ = access.has_value();
      if (!access) {
        sink.reject(line.record(), bad_time                               ? RejectReason::kBadTime
                                   : block.last && !line.ended()          ? RejectReason::kCutLine
                                   : text.find('\0') != std::string::npos ? RejectReason::kBinary
                                                                          : RejectReason::kUnknownLayout);
        continue;
      }
      take(*access, line.record(), sink);
    }
  }

 private:
  void take(const AccessLine& access, const RecordRef& record, Sink& sink) {
    const std::optional<NotificationTarget> target = notification_target(access.request);
    if (!target) {
      sink.alive(access.time, record);
      return;
    }
    take_notification(access, subscription(target->id, sink), target->pid, record, sink);
  }

  void take_notification(const AccessLine& access, NameId subject, std::uint64_t pid, const RecordRef& record,
                         Sink& sink) {
    sink.count_notification_line();
    const NameId peer = client(access.client, sink);
    // The word Async stands for a request that was taken and is answered later.
    const bool accepted = access.status / 100 == 2 || access.status == -1;
    if (accepted) {
      sink.signal(SignalKind::kNotification, subject, peer, 0, pid, access.time, record);
    } else {
      sink.signal(SignalKind::kNotificationRejected, subject, peer, static_cast<std::uint64_t>(access.status), pid,
                  access.time, record);
    }
  }

  // Ids are opaque and their case does not matter: each spelling is looked up once by its lower case.
  NameId subscription(std::string_view id, Sink& sink) {
    const bool room = spellings_.size() < sink.limits().subjects;
    const NameId spelling = room ? spellings_.intern(id) : spellings_.find(id);
    if (spelling == kNoName) return sink.name(to_lower(id));
    if (spelling >= subscriptions_.size()) subscriptions_.resize(spelling + 1, kNoName);
    NameId& subject = subscriptions_[spelling];
    if (subject == kNoName) subject = sink.name(to_lower(id));
    return subject;
  }

  // A few servers send everything, so their names are remembered by their last character.
  NameId client(std::string_view address, Sink& sink) {
    Client& known = clients_[address.empty() ? 0 : static_cast<unsigned char>(address.back()) % clients_.size()];
    if (known.id == kNoName || known.address != address) {
      known.address = address;
      known.id = sink.name(address);
    }
    return known.id;
  }

  struct Client {
    std::string address;
    NameId id = kNoName;
  };

  AccessTimeReader times_;
  std::array<Client, 16> clients_;
  Interner spellings_;
  std::vector<NameId> subscriptions_;  // by spelling
  std::uint64_t next_offset_ = 0;      // where the next line stands unless one is left out
  bool after_record_ = true;           // a block may begin with the wrapped count of the record before it
};

// `2014_06_29.request.log`, maybe with the time that Jetty appends when it renames: `2014_06_29.request.log.083015123`.
std::optional<RotationSlot> request_log_slot(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name.size() < 11 || !is_digit(name[0]) || name[4] != '_' || name[7] != '_' || name[10] != '.')
    return std::nullopt;
  const auto year = parse_number<int>(name.substr(0, 4));
  const auto month = parse_number<unsigned>(name.substr(5, 2));
  const auto day = parse_number<unsigned>(name.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  std::string stem = to_lower(name.substr(11));
  const std::size_t log = stem.find(".log.");
  if (log != std::string::npos) stem.resize(log + 4);
  const LocalTime from{std::chrono::local_days(date)};
  return RotationSlot{std::move(stem), from, from + std::chrono::days(1)};
}

ProbeAnswer probe_jetty_access(const ProbeInput& input) {
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  AccessTimeReader times;
  std::size_t lines = 0, matched = 0, stated = 0, notifications = 0;
  while (!rest.empty() && lines < 200) {
    const std::size_t newline = rest.find('\n');
    if (newline == std::string_view::npos && !input.whole && lines > 0) break;
    std::string_view line = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || is_wrapped_count(line)) continue;
    ++lines;
    bool bad_time = false;
    if (const auto access = split_access_line(line, times, bad_time)) {
      ++matched;
      stated += access->time.has_offset() ? 1U : 0U;
      notifications += notification_target(access->request) ? 1U : 0U;
    }
  }
  const bool named = request_log_slot(input.path).has_value() &&
                     to_lower(base_name(input.path)).find("request.log") != std::string::npos;
  const Axis axis = matched > 0 && stated * 2 < matched ? Axis::kWall : Axis::kStated;
  const std::string counted =
      std::to_string(matched) + " of the first " + std::to_string(lines) + " lines are NCSA request lines";
  if (matched > 0 && (named || matched * 2 >= lines)) return {notifications > 0 ? 95 : 80, axis, counted};
  if (named) return {10, axis, input.head.empty() ? "by its name; it is empty" : "by its name; " + counted};
  return {};
}

bool starts_access_record(std::string_view line) { return !is_wrapped_count(line); }

// Signals are described as kind|subject|number|peer|time|tag.
constexpr std::array<Sample, 14> kSamples = {{
    // Jetty 8.1: blanks doubled, one at the end.
    {R"(173.37.183.83 -  -  [29/Jun/2014:11:30:54 +0000] "POST /NotificationService/services/NotificationService?id=2348C723-2466-4fc0-bda0-b9419fb0215e&pid=25672 HTTP/1.1" 200 343 )",
     "notification|2348c723-2466-4fc0-bda0-b9419fb0215e|0|173.37.183.83|2014-06-29T11:30:54|25672"},
    // Jetty 9, IPv6 client, answer Unsubscribe.
    {R"([0:0:0:0:0:0:0:1] - - [21/Nov/2026:07:49:59 +0000] "POST /NotificationService/services/NotificationService?id=a&pid=1&x=unsub HTTP/1.1" 200 352 )",
     "notification|a|0|[0:0:0:0:0:0:0:1]|2026-11-21T07:49:59|1"},
    // A request that could not be read is a sign of life.
    {R"(127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] "- - -" 400 49 )", "alive"},
    // Extended, latency, a zone that is not UTC, and a rejection.
    {R"(127.0.0.1 - - [21/Nov/2026:13:19:59 +0530] "POST /NotificationService/services/NotificationService?id=a&pid=1 HTTP/1.1" 500 0 "-" "-" - 12)",
     "notification.rejected|a|500|127.0.0.1|2026-11-21T07:49:59|1"},
    // Quotes inside quotes, not escaped.
    {R"(127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] "POST /NotificationService/services/NotificationService?id=a&pid=1 HTTP/1.1" 200 343 "http://x/"q"" "a"b\c, d")",
     "notification|a|0|127.0.0.1|2026-11-21T07:49:59|1"},
    // The same, escaped, as newer Jetty writes it.
    {R"(127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] "POST /x?q=\"y\" HTTP/1.1" 404 50 "http://other.site" "-")",
     "alive"},
    // Another port and order of parameters, host in the request line.
    {R"(10.0.0.7 - - [01/Feb/2020:00:00:01 -0800] "POST http://cuc1:7443/NotificationService/services/NotificationService?pid=7&id=SUB%201 HTTP/1.1" 204 - )",
     "notification|sub%201|0|10.0.0.7|2020-02-01T08:00:01|7"},
    // Async.
    {R"(10.0.0.7 - - [01/Feb/2020:00:00:01 +0000] "POST /NotificationService/services/NotificationService?id=b&pid=7 HTTP/1.1" Async 0 )",
     "notification|b|0|10.0.0.7|2020-02-01T00:00:01|7"},
    // A user, and a server name in front.
    {R"(10.0.0.7 - admin [01/Feb/2020:00:00:01 +0000] "GET /a HTTP/1.1" 200 5)", "alive"},
    {R"(cuc1.example.com 10.0.0.7 - - [01/Feb/2020:00:00:01 +0000] "GET /a HTTP/1.1" 200 5)", "alive"},
    // The zone behind the bracket and the byte count on a line of its own, as pasted logs have it.
    {"173.37.183.83 - - [29/Jun/2014:11:30:50] -0000 \"POST "
     "/NotificationService/services/NotificationService?id=c&pid=25672 HTTP/1.1\" 200\n343",
     "notification|c|0|173.37.183.83|2014-06-29T11:30:50|25672"},
    // The month in the language of the machine.
    {R"(10.0.0.7 - - [01/Dez/2020:00:00:01 +0100] "GET /a HTTP/1.1" 200 5)", "alive"},
    // A list of clients, as a proxy announces it.
    {R"(10.0.0.7, 10.0.0.8 - - [01/Feb/2020:00:00:01 +0000] "GET /a HTTP/1.1" 200 5)", "alive"},
    // A GET of the service's description is no notification.
    {R"(10.0.0.7 - - [01/Feb/2020:00:00:01 +0000] "GET /NotificationService/services/NotificationService?wsdl HTTP/1.1" 200 5)",
     "alive"},
}};

}  // namespace

constinit const ParserInfo kJettyAccess{
    .name = "jetty.access",
    .summary = "Jetty NCSA request log",
    .probe = probe_jetty_access,
    .make = [](const ParserContext&) -> std::unique_ptr<Parser> { return std::make_unique<JettyAccessParser>(); },
    .starts_record = starts_access_record,
    .slot = request_log_slot,
    .resolution = std::chrono::seconds(1),
    .proves_silence = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
