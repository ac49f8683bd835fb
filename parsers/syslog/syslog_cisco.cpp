// The system's logs of a node.
//
//   May 21 08:10:24 impPub local7 1 : 62: impPub.example.com: May 21 2021 13:10:24.476 UTC : %UC_SRM-2-SRMFailover:
//   %[FromNode=..].. time of the     node   class      counter and node        time of the alarm in UTC application,
//   severity, name, tags, text node, no year Nov 28 16:44:37 imp1 daemon 6 init: Switching to runlevel: 6
//
// Oddities: old alarms have no host, no year and no tags; alarms sent over the network begin with <PRI> and have no
// time of the node. Line ends inside are escaped as #012. Long alarms are split into parts on lines of their own. An
// alert of the Real-Time Monitoring Tool is written on another node than the one that it is about, and wraps that
// node's alarm with its time.
//
// Times: where alarms state UTC with a year, the source lies on the stated axis, and every alarm that also has the time
// of the node tells how far its clock is ahead; lines without UTC get the distance that was told last. Else the times
// are those of the node, in nominal years.
#include "parsers/syslog/syslog_cisco.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <string>

#include "base/text.h"
#include "parse/wording_matcher.h"
#include "parsers/syslog/alarms.h"
#include "parsers/syslog/syslog_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kFormat = "syslog.cisco";

// What a front says of its source is told by so many lines.
constexpr std::size_t kFrontLines = 200;

// Texts are kept by their front.
constexpr std::size_t kMostDetail = 200;

constexpr Duration kHalfYear = std::chrono::days(183);

// Day and time of day in this year. 29 February of a year without one is 1 March.
LocalTime in_year(const SyslogStamp& stamp, int year) {
  const std::chrono::year_month first{std::chrono::year(year), std::chrono::month(stamp.month)};
  return LocalTime{std::chrono::local_days(first / 1) + std::chrono::days(stamp.day - 1)} + stamp.clock;
}

int year_of(LocalTime time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return static_cast<int>(date.year());
}

// The time of this stamp that is nearest to `reference`.
LocalTime nearest(const SyslogStamp& stamp, LocalTime reference) {
  const int year = year_of(reference);
  LocalTime best = in_year(stamp, year);
  for (const int other : {year - 1, year + 1}) {
    const LocalTime candidate = in_year(stamp, other);
    if (std::chrono::abs(candidate - reference) < std::chrono::abs(best - reference)) best = candidate;
  }
  return best;
}

// The same for the stamps of a log, which mostly have the day of the one before.
class YearFinder {
 public:
  LocalTime find(const SyslogStamp& stamp, LocalTime reference) {
    if (stamp.month == month_ && stamp.day == day_) {
      const LocalTime time = midnight_ + stamp.clock;
      if (std::chrono::abs(time - reference) < kHalfYear - std::chrono::days(1)) return time;
    }
    const LocalTime time = nearest(stamp, reference);
    month_ = stamp.month;
    day_ = stamp.day;
    midnight_ = time - stamp.clock;
    return time;
  }

 private:
  unsigned month_ = 0, day_ = 0;
  LocalTime midnight_{};
};

// The same for stamps that state their year.
class DayCache {
 public:
  LocalTime find(const SyslogStamp& stamp) {
    if (stamp.day != day_ || stamp.month != month_ || stamp.year != year_) [[unlikely]] {
      year_ = stamp.year;
      month_ = stamp.month;
      day_ = stamp.day;
      midnight_ = in_year(stamp, stamp.year) - stamp.clock;
    }
    return midnight_ + stamp.clock;
  }

 private:
  int year_ = 0;
  unsigned month_ = 0, day_ = 0;
  LocalTime midnight_{};
};

// Times in nominal years: one further when the month jumps back by more than half a year, one back when it jumps
// forward so, as it does where a line steps back over New Year.
class NominalYears {
 public:
  LocalTime find(const SyslogStamp& stamp) {
    if (stamp.month != month_ || stamp.day != day_) {
      constexpr int kHalf = 6;
      const int step = month_ == 0 ? 0 : static_cast<int>(stamp.month) - static_cast<int>(month_);
      if (step < -kHalf) ++year_;
      if (step > kHalf) --year_;
      month_ = stamp.month;
      day_ = stamp.day;
      SyslogStamp midnight = stamp;
      midnight.clock = {};
      midnight_ = in_year(midnight, year_);
    }
    return midnight_ + stamp.clock;
  }

 private:
  int year_ = kNominalYear;
  unsigned month_ = 0, day_ = 0;
  LocalTime midnight_{};
};

// How far `wall` is ahead of UTC, where it is a zone's distance and not a slow logger or a wrong clock.
std::optional<std::int32_t> zone_distance(LocalTime wall, LocalTime utc) {
  constexpr std::int64_t kQuarter = 900, kMostDelay = 60, kWidest = 14 * 3600;
  const std::int64_t ahead = std::chrono::floor<std::chrono::seconds>(wall - utc).count();
  const std::int64_t offset = (ahead >= 0 ? ahead + kQuarter / 2 : ahead - kQuarter / 2) / kQuarter * kQuarter;
  if (std::abs(ahead - offset) > kMostDelay || std::abs(offset) > kWidest) return std::nullopt;
  return static_cast<std::int32_t>(offset);
}

std::string_view first_label(std::string_view host) {
  const bool address = !host.empty() && is_digit(host.front()) && host.find_first_not_of("0123456789.") == host.npos;
  return address ? host : host.substr(0, host.find('.'));
}

bool same_node(std::string_view a, std::string_view b) { return iequals(first_label(a), first_label(b)); }

// What the first lines of a source say of it.
struct Front {
  std::size_t lines = 0, known = 0, alarms = 0, dated = 0;
  std::string_view node;  // of more than half of the lines; empty where they have none or differ
};

Front look_at_front(std::string_view rest, bool whole) {
  Front front;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  SyslogLineReader reader;
  std::map<std::string_view, std::size_t> hosts;
  while (!rest.empty() && front.lines < kFrontLines) {
    const std::size_t newline = rest.find('\n');
    if (newline == std::string_view::npos && !whole && front.lines > 0) break;
    std::string_view text = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.empty() || is_blank(text.front())) continue;
    ++front.lines;
    SyslogLine line;
    if (!reader.read(text, line)) continue;
    ++front.known;
    front.alarms += line.is_alarm ? 1U : 0U;
    front.dated += line.is_alarm && line.inner.year != 0 ? 1U : 0U;
    ++hosts[line.host.empty() ? line.inner_host : line.host];
  }
  for (const auto& [host, count] : hosts) {
    if (count * 2 > front.known) front.node = host;
  }
  return front;
}

// A later part of a split alarm.
bool continues_alarm(std::string_view text) {
  const auto part = alarm_part(text);
  return part && part->index > 1;
}

bool starts_syslog_record(std::string_view line) {
  return !line.empty() && !is_blank(line.front()) && line.front() != '\r' && !continues_alarm(line);
}

// How many blanks and digits of a number of seconds there are does not matter: 1.25 is 1.
std::int64_t whole_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  return parse_number<std::int64_t>(text.substr(0, text.find('.'))).value_or(0);
}

class CiscoSyslogParser final : public Parser {
 public:
  explicit CiscoSyslogParser(const Vocabulary* vocabulary)
      : wordings_(vocabulary != nullptr ? *vocabulary : kNoVocabulary, kFormat) {}

  void parse(const Block& block, Sink& sink) override {
    if (!begun_) begin(block, sink);
    SyslogLine parts;
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (reader_.read(text, parts)) [[likely]] {
        take(parts, line, sink);
        after_record_ = true;
        continue;
      }
      // What is indented, and the end of a file that was pasted, belongs to the record before it.
      if (text.empty() || (after_record_ && is_blank(text.front()))) {
        sink.continuation(line.raw());
        continue;
      }
      after_record_ = false;
      sink.reject(line.record(), block.last && !line.ended()            ? RejectReason::kCutLine
                                 : text.find('\0') != std::string::npos ? RejectReason::kBinary
                                                                        : RejectReason::kUnknownLayout);
    }
  }

 private:
  // A record whose time is known as well as it can be.
  struct Timed {
    const SyslogLine& line;
    const WallTime& time;
    RecordRef record;
    std::string_view rest;  // of the block, behind the record
  };

  void begin(const Block& block, Sink& sink) {
    begun_ = true;
    stated_ = sink.axis() == Axis::kStated;
    node_ = look_at_front(block.text.substr(0, kProbeBytes), block.last).node;
    if (stated_) look_ahead(block.text);
  }

  // The first distance from UTC that the block tells, for the lines before it.
  void look_ahead(std::string_view rest) {
    SyslogLineReader reader;
    while (!rest.empty()) {
      const std::size_t newline = std::min(rest.find('\n'), rest.size());
      SyslogLine line;
      if (reader.read(rest.substr(0, newline), line) && line.has_outer && line.inner.year != 0) {
        learn(line);
        if (offset_s_ != WallTime::kNoOffset) return;
      }
      rest.remove_prefix(std::min(rest.size(), newline + 1));
    }
  }

  LocalTime learn(const SyslogLine& line) {
    last_utc_ = inner_days_.find(line.inner);
    has_utc_ = true;
    if (line.has_outer) {
      last_wall_ = outer_years_.find(line.outer, last_utc_);
      if (const auto distance = zone_distance(last_wall_, last_utc_)) offset_s_ = *distance;
    }
    return last_utc_;
  }

  // False where the record has no time that fits the axis.
  bool time_of(const SyslogLine& line, Sink& sink, WallTime& time) {
    const auto set = [&](LocalTime local, std::int32_t offset_s) {
      time.local = local;
      time.offset_s = offset_s;
      return true;
    };
    if (!stated_) {
      if (line.has_outer) return set(nominal_.find(line.outer), WallTime::kNoOffset);
      if (line.has_inner) return set(nominal_.find(line.inner), WallTime::kNoOffset);
      return false;
    }
    if (line.inner.year != 0) {
      learn(line);
      if (line.has_outer) sink.anchor(last_wall_, last_utc_);
      return set(last_utc_, 0);
    }
    if (!has_utc_) return false;
    if (line.has_inner) return set(nearest(line.inner, last_utc_), 0);
    if (!line.has_outer || offset_s_ == WallTime::kNoOffset) return false;
    return set(outer_years_.find(line.outer, last_utc_ + std::chrono::seconds(offset_s_)), offset_s_);
  }

  void take(const SyslogLine& line, const LineCursor& at, Sink& sink) {
    if (line.is_alarm) {
      // The rest of a split alarm says nothing of its own.
      const bool split = parts_left_ != 0 || line.text.starts_with("%[part=");
      if (split && is_next_part(line.text)) {
        sink.continuation(at.raw());
        return;
      }
    }
    WallTime time;
    if (!time_of(line, sink, time)) {
      sink.timeless(at.record());
      return;
    }
    const Timed timed{line, time, at.record(), at.rest()};
    if (line.is_alarm) {
      if (const AlarmRow* row = find_alarm(line.app, line.name)) [[unlikely]] {
        take_alarm(*row, timed, sink);
      } else {
        sink.alive(time, timed.record);
      }
      return;
    }
    parts_left_ = 0;
    if (const Wording* wording = wordings_.match(line.payload, captures_)) [[unlikely]] {
      take_wording(*wording, captures_, timed, sink);
      return;
    }
    sink.unmatched(line.payload, timed.record);
    sink.alive(time, timed.record);
  }

  // Whether this is the part that follows the one before it. Remembers where the message stands.
  bool is_next_part(std::string_view text) {
    const std::optional<AlarmPart> part = alarm_part(text);
    const bool follows = part && parts_left_ != 0 && part->id == part_id_ && part->index == next_part_;
    parts_left_ = part ? part->count - part->index : 0;
    next_part_ = part ? part->index + 1 : 0;
    part_id_ = part ? part->id : std::string_view{};
    return follows;
  }

  // The node, where it is not the one whose log this is.
  NameId other_node(std::string_view node, Sink& sink) const {
    return node.empty() || same_node(node, node_) ? kNoName : sink.name(node);
  }

  static NameId name_of(std::string_view text, Sink& sink) {
    return text.empty() ? kNoName : sink.name(text.substr(0, kMostDetail));
  }

  void take_alarm(const AlarmRow& row, const Timed& at, Sink& sink) {
    std::string joined;
    std::string_view text = at.line.text;
    if (const auto part = alarm_part(text); part && part->index == 1 && part->count > 1) {
      joined = join_parts(text, *part, at.rest);
      text = joined;
    }
    const AlarmTags tags(text);
    if (row.name == "RTMT_ALERT") {
      take_alert(tags, at, sink);
      return;
    }
    EventText event;
    const std::string_view node = tags.value("NodeID");
    event.node = other_node(!node.empty() ? node : at.line.host.empty() ? at.line.inner_host : at.line.host, sink);
    const std::string_view service = tags.value("ServiceName"), reason = tags.value("Reason");
    EventKind kind = row.kind;
    switch (kind) {
      case EventKind::kFailoverBegin: {
        const std::string_view from = tags.value("FromNode"), to = tags.value("ToNode");
        if (!from.empty() && !to.empty()) {
          event.node = sink.name(from);
          event.peer = sink.name(to);
          event.detail = name_of(reason, sink);
          event.number = kAutomatic;
          break;
        }
        kind = EventKind::kAlarm;  // cut before it says who
        event.subject = sink.name(row.name);
        event.detail = name_of(tags.message(), sink);
        break;
      }
      case EventKind::kSrmFailed:
        event.detail = name_of(tags.message(), sink);
        break;
      case EventKind::kServiceFailed:
      case EventKind::kServiceStartFailed:
      case EventKind::kServiceStopped:
      case EventKind::kServiceStarted:
        event.subject = name_of(service.empty() ? tags.value("AppID") : service, sink);
        event.detail = name_of(reason, sink);
        break;
      default: {
        event.subject = sink.name(row.name);
        const std::string_view told = tags.value_of_kind("AlarmMessage");
        if (!service.empty()) {
          event.detail =
              name_of(std::string(service) + ": " + std::string(reason.empty() ? tags.message() : reason), sink);
        } else {
          event.detail = name_of(told.empty() ? tags.message() : told, sink);
        }
        break;
      }
    }
    sink.event(kind, event, at.time, at.record);
  }

  // What counts is inside: the node that the alert is about, and when it happened there.
  void take_alert(const AlarmTags& tags, const Timed& at, Sink& sink) {
    const std::string detail = undo_escapes(tags.nested_value("AlertDetail"));
    EventText event;
    event.subject = sink.name("RTMT:" + std::string(tags.value("AlertName")));
    const std::string_view from = value_in_detail(detail, "FromNode"), to = value_in_detail(detail, "ToNode");
    std::string_view node = !from.empty() ? from : value_in_detail(detail, "NodeID");
    if (node.empty()) node = value_in_detail(detail, "Node ID");
    event.node = name_of(node.empty() ? node_told_in(detail) : node, sink);
    event.peer = name_of(to, sink);
    const std::string_view reason = value_in_detail(detail, "Reason");
    event.detail = name_of(reason.empty() ? trim(detail.substr(0, detail.find('\n'))) : reason, sink);
    std::optional<WallTime> time;
    std::string_view stamp = value_in_detail(detail, "TimeStamp");
    if (stamp.empty()) {
      static constexpr std::string_view kGenerated = "generated on ";
      const std::size_t place = detail.find(kGenerated);
      if (place != std::string::npos) stamp = std::string_view(detail).substr(place + kGenerated.size());
    }
    if (const auto utc = utc_of_java_date(stamp); utc && stated_) time = WallTime{*utc, 0};
    sink.event(EventKind::kAlarm, event, at.time, at.record, time);
  }

  // `... on node imp2.`
  static std::string_view node_told_in(std::string_view detail) {
    static constexpr std::string_view kOnNode = "on node ";
    const std::size_t at = detail.find(kOnNode);
    if (at == std::string_view::npos) return {};
    std::string_view node = detail.substr(at + kOnNode.size());
    node = node.substr(0, node.find_first_of(" \n,;"));
    while (!node.empty() && (node.back() == '.' || node.back() == ':')) node.remove_suffix(1);
    return node;
  }

  // The tags and texts of the parts that follow, behind those of the first.
  static std::string join_parts(std::string_view text, const AlarmPart& first, std::string_view rest) {
    std::string tags, message;
    const auto add = [&](std::string_view part) {
      const std::size_t end = part.rfind("]: ");
      if (part.starts_with("%[") && end != std::string_view::npos) {
        tags += part.substr(1, end);
        message += part.substr(end + 3);
      } else {
        message += part;
      }
    };
    add(text);
    SyslogLineReader reader;
    for (unsigned index = 2; index <= first.count && !rest.empty(); ++index) {
      const std::size_t newline = std::min(rest.find('\n'), rest.size());
      SyslogLine line;
      if (!reader.read(trim(rest.substr(0, newline)), line) || !line.is_alarm) break;
      const auto part = alarm_part(line.text);
      if (!part || part->id != first.id || part->index != index) break;
      add(line.text);
      rest.remove_prefix(std::min(rest.size(), newline + 1));
    }
    return tags.empty() ? message : "%" + tags + ": " + message;
  }

  void take_wording(const Wording& wording, const Captures& captures, const Timed& at, Sink& sink) {
    sink.wording(wording.name);
    const auto kind = std::find(kEventNames.begin(), kEventNames.end(), wording.meaning);
    if (kind == kEventNames.end()) {
      sink.alive(at.time, at.record);
      return;
    }
    EventText event;
    const std::string_view node = wording.group(captures, "node");
    event.node = other_node(node.empty() ? at.line.host : node, sink);
    event.peer = name_of(wording.group(captures, "peer"), sink);
    event.subject = name_of(wording.group(captures, "subject"), sink);
    event.detail = name_of(wording.group(captures, "detail"), sink);
    event.number = whole_number(wording.group(captures, "number"));
    event.confirmed = wording.confirmed;
    sink.event(static_cast<EventKind>(kind - kEventNames.begin()), event, at.time, at.record);
  }

  static inline const Vocabulary kNoVocabulary{};

  SyslogLineReader reader_;
  WordingMatcher wordings_;
  Captures captures_;  // of the record in hand; to empty one for each record would cost more than to read the record
  YearFinder outer_years_;
  DayCache inner_days_;
  NominalYears nominal_;
  std::string node_;  // whose log this is, by its lines
  LocalTime last_utc_{}, last_wall_{};
  std::int32_t offset_s_ = WallTime::kNoOffset;
  std::string part_id_;
  unsigned parts_left_ = 0, next_part_ = 0;
  bool begun_ = false, stated_ = false, has_utc_ = false, after_record_ = false;
};

ProbeAnswer probe_cisco_syslog(const ProbeInput& input) {
  const Front front = look_at_front(input.head, input.whole);
  if (front.known == 0 || front.known * 2 < front.lines) return {};
  const Axis axis = front.alarms > 0 && front.dated * 2 >= front.alarms ? Axis::kStated : Axis::kYearless;
  return {front.alarms > 0 ? 90 : 80, axis,
          std::to_string(front.known) + " of the first " + std::to_string(front.lines) +
              " lines are the system logger's, " + std::to_string(front.alarms) + " of them alarms",
          std::string(front.node)};
}

// Events are described as the sample test says: event KIND|node|peer|subject|detail|number|time.
constexpr std::array<Sample, 9> kSamples = {{
    {"May 21 08:10:24 impPub local7 1 : 62: impPub.ciscolab.com: May 21 2021 13:10:24.476 UTC : "
     "%UC_ReplWatcher-1-DuplicateUserid: %[AppID=Cisco IM and Presence Data Monitor][ClusterID=][NodeID=impPub]: Cisco "
     "IM and Presence Data Monitor has detected that two or more users on the system share the same UserID value.",
     "offset -18000"},
    // The stamp cut off by whoever quoted it.
    {"31 uc-ucm-01 local7 3 : 41679: uc-ucm-01.pcce.local Jul 02 2015 06:22:31 UTC :   "
     "%UC_CALLMANAGER-3-EndPointUnregistered: %[DeviceName=SEPE0D1730A8137][IPAddress=10.60.98.210][NodeID=uc-ucm-01]: "
     "An endpoint has unregistered",
     "alive"},
    // Old: no host, no year, no tags.
    {"Mar 18 16:40:52 ciscart26 local7 6 : 92: Mar 18 11:10:52.630 UTC : "
     "%CCM_SERVICEMANAGER-SERVICEMANAGER-6-ServiceActivated: Service Activated. Service Name:Cisco CallManager SNMP "
     "Service App ID:Cisco Service Manager Cluster ID: Node ID:ciscart26",
     "alive"},
    {"Nov 28 16:44:37 CUCMPUB local7 6 Cisco: Database Layer Monitor: DBNotify SDI Initialization successful", "alive"},
    {"Nov 28 16:44:37 CUCMPUB user 6 ilog_impl: emitted platform-event (--no-wait", "alive"},
    {"Mar 14 09:51:23 FXSDCWCMFPUB user 4 platform: Response from 'ntpdate -q': server X.X.X.X, stratum 0, offset "
     "0.000000, delay 0.00000#01214 Mar 09:51:23 ntpdate[8646]: no server suitable for synchronization found.",
     "alive"},
    {"Nov 16 13:50:17 cucmipsec daemon 3 ipsec_setup: Stopping Openswan IPsec...", "alive"},
    // Over the network; the alert is about another node, and no year says when its UTC was.
    {"<111>573: pub.domain.com: Sep 05 17:07:28.530 UTC : %UC_RTMT-2-RTMT_ALERT: "
     "%[AlertName=PEIDSQueryError][AlertDetail= PEIDSQueryErrorAlarmMessage : Exception in "
     "enduser_provisionIMDBstd::exception#012AppID : Cisco Presence Engine#012ClusterID : StandAloneCluster#012NodeID "
     ": "
     "imp02#012 TimeStamp : Tue Sep 05 13:06:54 EDT 2017.#012The alarm is generated on Tue Sep 05 13:06:54 EDT "
     "2017.][AppID=Cisco AMC Service][ClusterID=][NodeID=pub]: RTMT Alert",
     "event alarm|imp02||RTMT:PEIDSQueryError|PEIDSQueryErrorAlarmMessage : Exception in "
     "enduser_provisionIMDBstd::exception|0|2000-09-05T17:07:28"},
    {"<14>1362992: : audispd:node=imp1 type=PROCTITLE msg=audit(1630319311.975:2557529): proctitle=2F", "alive"},
}};

}  // namespace

constinit const ParserInfo kCiscoSyslog{
    .name = "syslog.cisco",
    .summary = "CiscoSyslog, AlternateSyslog and messages",
    .probe = probe_cisco_syslog,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<CiscoSyslogParser>(context.vocabulary);
    },
    .starts_record = starts_syslog_record,
    // Rotated files are ordered by what they hold: the name of one changes with every turn.
    .slot = nullptr,
    .resolution = std::chrono::seconds(1),
    .sequential = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
