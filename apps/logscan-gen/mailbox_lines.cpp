#include "mailbox_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "calendar.h"

namespace logscan::gen {

namespace {

struct FixedZone {
  int minutes;
  std::string_view name;
};
constexpr std::array<FixedZone, 6> kOddZones{{{0, "Etc/UTC"},
                                              {330, "Asia/Kolkata"},
                                              {345, "Asia/Kathmandu"},
                                              {270, "Asia/Kabul"},
                                              {390, "Asia/Yangon"},
                                              {570, "Australia/Darwin"}}};

// What CuMbxSync writes while nothing is wrong, or at least nothing that a rule knows. One goes on in a second line.
constexpr std::array<std::string_view, 6> kBackground{
    "CsExMbxLocator,13,AutoDiscoverURLS not found in cache",
    "CsExMbxLocator,13,[CsExMbxLocator/CsExMbxLocator.cpp:331]: Run DNS query for: _ldap._tcp.dc._msdcs.example.com",
    "CsExMbxLocator,13,[CsExMbxLocator/CCsDNSResolver.cpp:168]: querying dns for _ldap._tcp.dc._msdcs.example.com "
    "question type 33",
    "CsMbxSync,12,[CsMbxSync/CsMbxSync.cpp:118]: mailbox is up to date, 0 changes",
    "CsEws,13,[CsEws/CsEwsClient.cpp:655]: EWS response headers: HTTP/1.1 200 OK\nContent-Type: text/xml",
    "CsMbxSync,13,[CsMbxSync/CsMbxSyncQueue.cpp:77]: queue is empty, waiting"};

std::string request_text(const DiagFault& fault) {
  const bool no_answer = fault.kind == DiagFaultKind::kNoAnswer;
  std::string text = "HTTP request failed with error: ";
  if (no_answer) {
    text += "Couldn't connect to server -- couldn't connect to host, HTTP status code: 503";
  } else {
    text += fmt::format("Bad response from server, HTTP code returned: {0}, HTTP status code: {0}", fault.status);
  }
  if (fault.request == RequestKind::kEws)
    return text + fmt::format(", for ews URL: https://{}/EWS/Exchange.ASMX, verb: POST", fault.host);
  return text + fmt::format(", for Autodiscovery URL: https://{}/autodiscover/autodiscover.xml, verb: GET, query:",
                            fault.host);
}

std::string_view request_source(RequestKind request) {
  return request == RequestKind::kEws ? "CsEws,10,[CsEws/CsEwsClient.cpp:412]: "
                                      : "CsExMbxLocator,10,[CsExMbxLocator/CsExMbxLocator.cpp:1173]: ";
}

// `Wed Mar 4, 2026 10:20:30`, or `Wed Mar  4 10:20:30 UTC 2026`.
std::string date_text(Time at, Minutes zone, DumpLayout layout) {
  const Time local = at + zone;
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::string_view weekday = kWeekdays[std::chrono::weekday(day).c_encoding()];
  const std::string_view month = kMonths[static_cast<unsigned>(date.month()) - 1];
  const std::string time = format_time(local).substr(11, 8);
  if (layout == DumpLayout::kCli)
    return fmt::format("{} {} {}, {} {}", weekday, month, static_cast<unsigned>(date.day()),
                       static_cast<int>(date.year()), time);
  return fmt::format("{} {} {:2} {} UTC {}", weekday, month, static_cast<unsigned>(date.day()), time,
                     static_cast<int>(date.year()));
}

std::string stamp_text(Instant stamp) {
  const Time second = std::chrono::floor<Seconds>(stamp);
  std::string text = format_time(second).substr(0, 19);
  text[10] = ' ';
  return fmt::format("{}.{:03}000", text, (stamp - second).count());
}

}  // namespace

void append_diag_record(const Diag& diag, const DiagRecord& record, std::string& text) {
  const Instant local = record.at + diag.zone;
  const std::int64_t time = (local - std::chrono::floor<std::chrono::days>(local)).count();
  const DiagFault* fault = record.fault == kNoFault ? nullptr : &diag.faults[static_cast<std::size_t>(record.fault)];
  const bool to_exchange = record.what == DiagWhat::kThrottling ||
                           (record.what == DiagWhat::kHttpFailure && fault->request == RequestKind::kEws);
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{:02}:{:02}:{:02}.{:03} |{},{},{{{}}},", time / 3'600'000, time / 60'000 % 60, time / 1000 % 60,
                 time % 1000, 6000 + record.number % 41, to_exchange ? fault->host : "", record.mailbox);
  switch (record.what) {
    case DiagWhat::kHttpFailure:
      text += request_source(fault->request);
      text += request_text(*fault);
      break;
    case DiagWhat::kThrottling:
      text += request_source(RequestKind::kEws);
      fmt::format_to(out, "EWS response: ResponseCode {}, server {}", fault->code, fault->host);
      break;
    case DiagWhat::kDropped:
      text += request_source(RequestKind::kEws);
      fmt::format_to(out, "EWS notification: ResponseCode {}, subscription {}", fault->code, record.subscription);
      break;
    case DiagWhat::kStale: {
      std::string last = format_time(record.last).substr(0, 19);
      last[10] = ' ';
      fmt::format_to(out,
                     "CsMbxSync,11,[CsMbxSync/CsMbxSyncStale.cpp:204]: subscription {} is stale, last notification at "
                     "{}",
                     record.subscription, last);
      break;
    }
    case DiagWhat::kResubscribed:
      fmt::format_to(out,
                     "CsMbxSync,11,[CsMbxSync/CsMbxSyncStale.cpp:219]: resubscribing mailbox {{{}}}, old subscription "
                     "{}",
                     record.mailbox, record.subscription);
      break;
    case DiagWhat::kGauge:
      fmt::format_to(out, "CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: {}",
                     record.number);
      break;
    case DiagWhat::kBackground:
      text += kBackground[record.number / 41 % kBackground.size()];
      break;
  }
  text += '\n';
}

std::string zone_name(Minutes zone) {
  const auto minutes = static_cast<int>(zone.count());
  for (const FixedZone& odd : kOddZones) {
    if (odd.minutes == minutes) return std::string(odd.name);
  }
  // The signs of these names are those of POSIX: west is positive.
  if (minutes % 60 == 0 && minutes >= -12 * 60 && minutes <= 14 * 60) return fmt::format("Etc/GMT{:+}", -minutes / 60);
  return {};
}

std::string dump_session(const Node& node, const std::vector<DumpRow>& rows) {
  const Dump& dump = *node.dump;
  const Minutes zone = node.diag ? node.diag->zone : Minutes(0);
  const std::string first = dump.first > 0 ? fmt::format("first {} ", dump.first) : std::string();
  std::string text;
  if (dump.layout == DumpLayout::kRoot) {
    if (dump.reference)
      text += fmt::format("[root@{} ~]# date\n{}\n", node.name, date_text(dump.at, zone, dump.layout));
    text += fmt::format("unitydyndb> select {}* from tbl_exsubscription;\n", first);
    text += "subscriptionid          timestamputc            subscriberexternalserviceobjectid\n-----\n";
    for (const DumpRow& row : rows)
      text += fmt::format("{} {} {}\n", row.subscription, stamp_text(row.stamp), row.mailbox);
    return text + "\nunitydyndb>\n";
  }
  if (dump.reference) {
    text += fmt::format(
        "admin:show status\n\nHost Name          : {}\nDate               : {}\nTime Zone          : Local Time ({})\n"
        "Locale             : en_US.UTF-8\n\n",
        node.name, date_text(dump.at, zone, dump.layout), zone_name(zone));
  }
  text += fmt::format("admin:run cuc dbquery unitydyndb select {}* from tbl_exsubscription\n\n", first);
  if (rows.empty()) return text + "No records found\n\nadmin:\n";
  text += fmt::format("{:36}  {:26}  {}\n", "subscriptionid", "timestamputc", "subscriberexternalserviceobjectid");
  text += fmt::format("{:-<36}  {:-<26}  {:-<36}\n", "", "", "");
  for (const DumpRow& row : rows)
    text += fmt::format("{}  {}  {}\n", row.subscription, stamp_text(row.stamp), row.mailbox);
  return text + "\nadmin:\n";
}

}  // namespace logscan::gen
