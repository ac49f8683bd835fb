#include "mailbox_lines.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "single_diag_log.h"
#include "support/temporary_folder.h"

namespace logscan::gen {
namespace {

const Instant kWhen = Instant(*parse_time("2026-03-04T23:00:05Z")) + Milliseconds(74);

std::string line_of(DiagWhat what, const DiagFault& fault, Minutes zone = Minutes(0)) {
  Diag diag;
  diag.zone = zone;
  diag.faults = {fault};
  DiagRecord record;
  record.at = kWhen;
  record.what = what;
  record.fault = 0;
  record.number = 3;
  record.mailbox = "1fcd6b64-3448-44a0-9833-742015795690";
  record.subscription = "0a37d81e-bc62-47b3-a3d9-30b3c7384211";
  record.last = *parse_time("2026-03-04T22:44:05Z");
  std::string text;
  append_diag_record(diag, record, text);
  return text;
}

DiagFault fault_of(DiagFaultKind kind, int status = 503, RequestKind request = RequestKind::kEws) {
  DiagFault fault;
  fault.kind = kind;
  fault.status = status;
  fault.request = request;
  fault.code = "ErrorServerBusy";
  return fault;
}

constexpr const char* kMailbox = "{1fcd6b64-3448-44a0-9833-742015795690}";

TEST(MailboxLines, Records) {
  const std::string about = std::string(",") + kMailbox + ",";
  const std::string to_mail = "23:00:05.074 |6003,mail.example.com" + about;
  const std::string local = "23:00:05.074 |6003," + about;
  struct Row {
    DiagWhat what;
    DiagFault fault;
    std::string line;
  };
  const Row rows[] = {
      {DiagWhat::kHttpFailure, fault_of(DiagFaultKind::kHttpFailure, 401),
       to_mail + "CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: Bad response from server, HTTP "
                 "code returned: 401, HTTP status code: 401, for ews URL: https://mail.example.com/EWS/Exchange.ASMX, "
                 "verb: POST\n"},
      {DiagWhat::kHttpFailure, fault_of(DiagFaultKind::kNoAnswer),
       to_mail + "CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: Couldn't connect to server -- "
                 "couldn't connect to host, HTTP status code: 503, for ews URL: "
                 "https://mail.example.com/EWS/Exchange.ASMX, verb: POST\n"},
      {DiagWhat::kHttpFailure, fault_of(DiagFaultKind::kHttpFailure, 404, RequestKind::kAutodiscover),
       local + "CsExMbxLocator,10,[CsExMbxLocator/CsExMbxLocator.cpp:1173]: HTTP request failed with error: Bad "
               "response from server, HTTP code returned: 404, HTTP status code: 404, for Autodiscovery URL: "
               "https://mail.example.com/autodiscover/autodiscover.xml, verb: GET, query:\n"},
      {DiagWhat::kThrottling, fault_of(DiagFaultKind::kThrottling),
       to_mail + "CsEws,10,[CsEws/CsEwsClient.cpp:412]: EWS response: ResponseCode ErrorServerBusy, server "
                 "mail.example.com\n"},
      {DiagWhat::kDropped, fault_of(DiagFaultKind::kDropped),
       local + "CsEws,10,[CsEws/CsEwsClient.cpp:412]: EWS notification: ResponseCode ErrorServerBusy, subscription "
               "0a37d81e-bc62-47b3-a3d9-30b3c7384211\n"},
      {DiagWhat::kStale, fault_of(DiagFaultKind::kStaleLoop),
       local + "CsMbxSync,11,[CsMbxSync/CsMbxSyncStale.cpp:204]: subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211 is "
               "stale, last notification at 2026-03-04 22:44:05\n"},
      {DiagWhat::kResubscribed, fault_of(DiagFaultKind::kStaleLoop),
       local + "CsMbxSync,11,[CsMbxSync/CsMbxSyncStale.cpp:219]: resubscribing mailbox " + kMailbox +
           ", old subscription 0a37d81e-bc62-47b3-a3d9-30b3c7384211\n"},
      {DiagWhat::kGauge, fault_of(DiagFaultKind::kOutstanding),
       local + "CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:91]: number of outstanding requests: 3\n"},
      {DiagWhat::kBackground, fault_of(DiagFaultKind::kOutstanding),
       local + "CsExMbxLocator,13,AutoDiscoverURLS not found in cache\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(line_of(row.what, row.fault), row.line);
}

TEST(MailboxLines, TimeOfDayIsThatOfTheNode) {
  const DiagFault fault;
  EXPECT_EQ(line_of(DiagWhat::kGauge, fault, Minutes(330)).substr(0, 14), "04:30:05.074 |");
  EXPECT_EQ(line_of(DiagWhat::kGauge, fault, Minutes(-300)).substr(0, 14), "18:00:05.074 |");
}

TEST(MailboxLines, ZonesThatHaveAnOffsetForEver) {
  EXPECT_EQ(zone_name(Minutes(0)), "Etc/UTC");
  EXPECT_EQ(zone_name(Minutes(60)), "Etc/GMT-1");
  EXPECT_EQ(zone_name(Minutes(-300)), "Etc/GMT+5");
  EXPECT_EQ(zone_name(Minutes(330)), "Asia/Kolkata");
  EXPECT_EQ(zone_name(Minutes(-210)), "");
  EXPECT_EQ(zone_name(Minutes(15 * 60)), "");
}

Node node_with(const Dump& dump) {
  Node node;
  node.name = "cuc1";
  node.dump = dump;
  return node;
}

Dump dump_at_noon() {
  Dump dump;
  dump.at = *parse_time("2026-03-04T12:00:00Z");
  return dump;
}

const DumpRow kRow{"0a37d81e-bc62-47b3-a3d9-30b3c7384211", "0b163c0f-74b5-4982-99c1-144cd23df0a4",
                   Instant(*parse_time("2026-03-04T11:58:45Z")) + Milliseconds(75)};

TEST(MailboxLines, SessionOfTheCommandLine) {
  Dump dump = dump_at_noon();
  dump.first = 10;
  Node node = node_with(dump);
  node.diag.emplace();
  node.diag->zone = Minutes(780);
  EXPECT_EQ(dump_session(node, {kRow}), R"(admin:show status

Host Name          : cuc1
Date               : Thu Mar 5, 2026 01:00:00
Time Zone          : Local Time (Etc/GMT-13)
Locale             : en_US.UTF-8

admin:run cuc dbquery unitydyndb select first 10 * from tbl_exsubscription

subscriptionid                        timestamputc                subscriberexternalserviceobjectid
------------------------------------  --------------------------  ------------------------------------
0a37d81e-bc62-47b3-a3d9-30b3c7384211  2026-03-04 11:58:45.075000  0b163c0f-74b5-4982-99c1-144cd23df0a4

admin:
)");
  node.dump->reference = false;
  node.dump->first = 0;
  EXPECT_EQ(dump_session(node, {}),
            "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n\nNo records found\n\nadmin:\n");
}

TEST(MailboxLines, SessionOfTheRoot) {
  Dump dump = dump_at_noon();
  dump.layout = DumpLayout::kRoot;
  EXPECT_EQ(dump_session(node_with(dump), {kRow}), R"([root@cuc1 ~]# date
Wed Mar  4 12:00:00 UTC 2026
unitydyndb> select * from tbl_exsubscription;
subscriptionid          timestamputc            subscriberexternalserviceobjectid
-----
0a37d81e-bc62-47b3-a3d9-30b3c7384211 2026-03-04 11:58:45.075000 0b163c0f-74b5-4982-99c1-144cd23df0a4

unitydyndb>
)");
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(SingleDiagLog, IsAsLargeAsToldAndInOrder) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("big.uc");
  SingleDiagLog log;
  log.bytes = 2'000'000;
  ASSERT_TRUE(write_single_diag_log(log, path));
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_LE(text.size(), log.bytes);
  EXPECT_GT(text.size(), log.bytes - 1000);
  EXPECT_EQ(text.back(), '\n');
  std::string before;
  std::size_t records = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    if (text.compare(at, 8, "Content-") == 0) continue;
    const std::string now = text.substr(at, 12);
    ASSERT_LE(before, now);
    ASSERT_EQ(text.substr(at + 12, 2), " |");
    before = now;
    ++records;
  }
  EXPECT_EQ(count_of(text, "outstanding requests"), records / 16 - records / 512);
  EXPECT_EQ(count_of(text, "HTTP request failed"), records / 512 - records / 8192);
  EXPECT_EQ(count_of(text, "ErrorServerBusy"), records / 8192);
  EXPECT_GT(records, 8192U);
  EXPECT_EQ(write_single_diag_log(log, folder.file("absent/x")).error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace logscan::gen
