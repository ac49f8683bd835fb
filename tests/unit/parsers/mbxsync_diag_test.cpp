#include "parsers/mbxsync/mbxsync_diag.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "parsers/builtin.h"
#include "parsers/mbxsync/diag_line.h"
#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;

test::Reading diag() {
  test::Reading how;
  how.parser = &kMbxSyncDiag;
  how.axis = Axis::kDateless;
  return how;
}

std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(5, 11); }

std::string second(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(8, 11); }

// `kind subject number first-last xcount`
Texts runs(const SourceResult& result) {
  Texts all;
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      all.push_back(std::string(signal_info(track.kind).name) + " " + std::string(result.names.text(track.subject)) +
                    " " + std::to_string(track.number) + " " + shown(run.first) + " " + shown(run.last) + " x" +
                    std::to_string(run.count));
    }
  }
  return all;
}

std::string record(const std::string& time, const std::string& message = "x", const std::string& tail = "\n") {
  return time + " |6549,mail.example.com,{0A},CsEws,10,[CsEws/CsEwsClient.cpp:412]: " + message + tail;
}

TEST(MbxSyncDiag, EachTimeAboveTheLimitIsARunOfItsOwn) {
  const auto gauge = [](const char* time, int value) {
    return record(time, "number of outstanding requests: " + std::to_string(value));
  };
  const SourceResult result = test::read_whole(diag(), gauge("09:00:00.000", 1000) + gauge("09:01:00.000", 1203) +
                                                           gauge("09:01:30.000", 999) + gauge("09:02:00.000", 1100) +
                                                           gauge("09:03:00.000", 10) + gauge("09:04:00.000", 5000));
  Texts told = runs(result);
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (Texts{"ews.outstanding outstanding mail.example.com 0 01-01T09:01 01-01T09:03 x2",
                         "ews.outstanding outstanding mail.example.com 1 01-01T09:00 01-01T09:01 x2",
                         "ews.outstanding outstanding mail.example.com 2 01-01T09:02 01-01T09:02 x1",
                         "ews.outstanding outstanding mail.example.com 3 01-01T09:04 01-01T09:04 x1"}));
}

TEST(MbxSyncDiag, CountsTheRecordsOfSynchronisationItself) {
  EXPECT_EQ(test::read_whole(diag(), record("09:00:00.000")).sync_lines, 0U) << "CsEws writes to other logs too";
  EXPECT_EQ(test::read_whole(diag(), record("09:00:00.000") + "09:00:01.000 |1,,,CsMbxSync,11,x\n" +
                                         "09:00:02.000 |1,,, CuMbxSync,-1,x\n" + "CsMbxSync,11,without a time\n")
                .sync_lines,
            3U);
}

// What is known from records before means what it meant there.
TEST(MbxSyncDiag, EachRecordCountsHoweverOftenItWasWritten) {
  const auto told = [](const SourceResult& result) {
    std::uint64_t count = 0;
    for (const SourceTrack& track : result.tracks.tracks()) {
      for (const auto& run : track.list.runs()) count += run.count;
    }
    return std::vector<std::uint64_t>{result.records, result.sync_lines, result.events.size(), count,
                                      result.parsed_bytes};
  };
  for (const std::string said :
       {"CsMbxSync,13,[CsMbxSync/CsMbxSyncQueue.cpp:77]: queue is empty, waiting", "CsEws,13,HTTP Status code: 200",
        "CsEws,13,HTTP Status code: 500, x", "CsMbxSync,19,number of outstanding requests: 12",
        "CsEws,10,ResponseCode ErrorServerBusy", "CsMbxSync,11,resubscribing mailbox {0A}", "CsMbxSync,11,",
        "CsEws,10,HTTP request failed with error: x, HTTP status code: 401", "CsEws,10,HTTP request failed"}) {
    const std::string line = "09:00:00.000 |1,mail.example.com,{0A}," + said + "\n";
    std::string log;
    for (int i = 0; i < 5; ++i) log += line;
    std::vector<std::uint64_t> expected = told(test::read_whole(diag(), line));
    for (std::uint64_t& number : expected) number *= 5;
    EXPECT_EQ(told(test::read_whole(diag(), log)), expected) << said;
  }
}

TEST(MbxSyncDiag, ATimeoutIsMarked) {
  const auto tag_of = [](const std::string& error) {
    const SourceResult result = test::read_whole(
        diag(), record("09:00:00.000", "HTTP request failed with error: " + error + ", HTTP status code: 503"));
    const auto tracks = result.tracks.tracks();
    return tracks.size() == 1 && tracks.front().number == 0 ? tracks.front().list.runs().at(0).tag : 99;
  };
  EXPECT_EQ(tag_of("Timeout was reached -- operation timed out after 1000 milliseconds"), kTimedOut);
  EXPECT_EQ(tag_of("Couldn't connect to server -- couldn't connect to host"), 0U);
}

TEST(MbxSyncDiag, AnErrorCodeNamesItsServer) {
  const SourceResult result =
      test::read_whole(diag(), record("09:00:00.000", "ResponseCode ErrorServerBusy") +
                                   "09:00:01.000 |1,,{0A},CsEws,10,ResponseCode ErrorServerBusy\n");
  ASSERT_EQ(result.tracks.tracks().size(), 1U);
  const SourceTrack& track = result.tracks.tracks().front();
  Texts peers;
  for (const NameId peer : track.peers) peers.emplace_back(result.names.text(peer));
  EXPECT_EQ(peers, Texts{"mail.example.com"}) << "the second record has none";
}

TEST(DiagLine, TakesTheFieldsOfTheDocumentedRecords) {
  const struct {
    const char* name;
    const char* text;
    const char* expected;
  } cases[] = {
      {"WebDav",
       "01:10:20.300 |6549,mail.xxxxxx.com,{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx}, "
       "CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV",
       "6549|mail.xxxxxx.com|{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx}|CsWebDav|14|CsWebDav/"
       "CsWebDavMbxClient.cpp:3340|HTTP "
       "Status code: 500, WEBDAV"},
      {"NoContext", "14:14:10.894 |3917,,,CuGSuiteSyncSrv,22,GSuiteServiceOpTh-40,com.cisco.unity - Try # 1",
       "3917|||CuGSuiteSyncSrv|22||GSuiteServiceOpTh-40,com.cisco.unity - Try # 1"},
      {"PhonePort",
       "11:49:52.106 |30679,PhoneSystem-CUCM.235-1-001,CC659E56D3824349A8B777E4EDAB550E,MiuMethods,12,Enter "
       "CAvMiuCall::CallInit",
       "30679|PhoneSystem-CUCM.235-1-001|CC659E56D3824349A8B777E4EDAB550E|MiuMethods|12||Enter CAvMiuCall::CallInit"},
      {"Always",
       "11:49:52.107 |30679,PhoneSystem-CUCM.235-1-001,CC659E56D3824349A8B777E4EDAB550E,Arbiter,-1,Incoming Call "
       "[callerID='1113' ...",
       "30679|PhoneSystem-CUCM.235-1-001|CC659E56D3824349A8B777E4EDAB550E|Arbiter|-1||Incoming Call [callerID='1113' "
       "..."},
      {"EmptyMessage", "11:49:52.107 |1,,,A,0,", "1|||A|0||"},
      {"Blanks", "11:49:52.107 |  1,,,  A,0,x", "1|||A|0||x"},
      {"ServerBehindTheWindow",
       "11:49:52.107 |1,a-server-with-a-name-of-more-than-sixty-four-characters-in-all.example.com,{0A},A,0,x",
       "1|a-server-with-a-name-of-more-than-sixty-four-characters-in-all.example.com|{0A}|A|0||x"},
      {"MailboxBehindTheWindow", "11:49:52.107 |1,,a-mailbox-whose-comma-is-the-sixty-fifth-character-of-the-rec,A,0,x",
       "1||a-mailbox-whose-comma-is-the-sixty-fifth-character-of-the-rec|A|0||x"},
      {"MailboxInTheWindow", "11:49:52.107 |1,,a-mailbox-whose-comma-is-the-sixty-fourth-character-of-these,A,0,x",
       "1||a-mailbox-whose-comma-is-the-sixty-fourth-character-of-these|A|0||x"},
      {"TwoCommas", "11:49:52.107 |1,a-record-with-two-commas-and-more-than-sixty-four-characters-behind-the-first,A",
       "none"},
      {"NoThread", "11:49:52.107 |,,,A,0,x", "none"},
      {"ThreadIsNoNumber", "11:49:52.107 |x1,,,A,0,x", "none"},
      {"LevelTooLong", "11:49:52.107 |1,,,A,1234,x", "none"},
      {"ComponentBeginsWithDigit", "11:49:52.107 |1,,,1A,1,x", "none"},
      {"NoLevel", "11:49:52.107 |1,,,A,,x", "none"},
  };
  for (const auto& c : cases) {
    ASSERT_TRUE(begins_with_diag_time(c.text)) << c.name;
    DiagLine line;
    std::string described = "none";
    if (split_diag_rest(std::string_view(c.text).substr(kDiagFront), line)) {
      described = std::string(line.thread) + "|" + std::string(line.server) + "|" + std::string(line.mailbox) + "|" +
                  std::string(line.component) + "|" + std::to_string(line.level) + "|" + std::string(line.place) + "|" +
                  std::string(line.message);
    }
    EXPECT_EQ(described, c.expected) << c.name;
  }
}

// Cisco 116001 quotes these without their front.
TEST(DiagLine, TakesTheFieldsOfBareRecords) {
  const struct {
    const char* text;
    const char* expected;
  } cases[] = {
      {"CsExMbxLocator,13,AutoDiscoverURLS not found in cache",
       "CsExMbxLocator|13||AutoDiscoverURLS not found in cache"},
      {"CsExMbxLocator,13,[CsExMbxLocator/CsExMbxLocator.cpp:331]: Run DNS query for: _ldap._tcp.dc._msdcs.xxx.xxx",
       "CsExMbxLocator|13|CsExMbxLocator/CsExMbxLocator.cpp:331|Run DNS query for: _ldap._tcp.dc._msdcs.xxx.xxx"},
      {"CsExMbxLocator,10,[CsExMbxLocator/CCsDNSResolver.cpp:190] failed to get dns results for x question type 33",
       "CsExMbxLocator|10|CsExMbxLocator/CCsDNSResolver.cpp:190|failed to get dns results for x question type 33"},
      {"CsExMbxLocator,10,LDAP initialize non-SSL Return Code (0)",
       "CsExMbxLocator|10||LDAP initialize non-SSL Return Code (0)"},
      {"CML,19,E_CML_IMAP_CONNECT_FAILED (0x80046410) Connection failed on IMAP request. Logged from HRESULT "
       "CCsCmlImapDriver::ExecuteRequest(TCsAutoPtr<CCsCmlImapRequest>&) in CsCml/CsCmlImapDriver.cpp at line 355.",
       "CML|19||E_CML_IMAP_CONNECT_FAILED (0x80046410) Connection failed on IMAP request. Logged from HRESULT "
       "CCsCmlImapDriver::ExecuteRequest(TCsAutoPtr<CCsCmlImapRequest>&) in CsCml/CsCmlImapDriver.cpp at line 355."},
      {"HTTP request failed with error: x", "|0||HTTP request failed with error: x"},
      {"name,12,value", "none"},
      {"Customer", "none"},
  };
  for (const auto& c : cases) {
    DiagLine line;
    std::string described = "none";
    if (split_bare_diag_line(c.text, line)) {
      described = std::string(line.component) + "|" + std::to_string(line.level) + "|" + std::string(line.place) + "|" +
                  std::string(line.message);
    }
    EXPECT_EQ(described, c.expected) << c.text;
  }
}

// What each documented message means: kind, subject, number or detail.
TEST(MbxSyncDiag, KnowsTheDocumentedMessages) {
  const struct {
    const char* message;
    const char* expected;
  } cases[] = {
      {"AutoDiscoverURLS not found in cache", "alive"},
      {"Run DNS query for: _ldap._tcp.dc._msdcs.xxx.xxx", "alive"},
      {"querying dns for _ldap._tcp.dc._msdcs.xxx.xxx question type 33", "alive"},
      {"failed to get dns results for _ldap._tcp.dc._msdcs.xxx.xxx question type 33", "alarm locator.dns"},
      {"DNS query for: _ldap._tcp.dc._msdcs.xxx.xxx didn't return results", "alarm locator.dns"},
      {"Test Button result: Failed to locate a Domain Controller via DNS.", "alarm locator.dns"},
      {"Failed to find DC required for 2003 support", "alarm locator.dns"},
      {"LDAP initialize non-SSL Return Code (0)", "alive"},
      {"LDAP authentication bind failed: INVALID_CREDENTIALS", "alarm locator.ldap"},
      {"CCsLDAPHelper::Init():exit AUTH_NOT_INITIALIZED", "alarm locator.ldap"},
      {"E_CML_IMAP_CONNECT_FAILED (0x80046410) Connection failed on IMAP request.", "alarm imap"},
      {"Failed accessing xxx@ayz.com Diagnostic=[Timeout was reached -- operation timed out after 1000 milliseconds "
       "with "
       "0 bytes recieved]",
       "alarm timeout"},
      {"Diagnostic=[SSL connect error -- error:1408F119:SSL routines:SSL3_GET_RECORD: decryption failed or bad record "
       "mac] Verb=[POST]",
       "alarm tls"},
      {"Peer certificate cannot be authenticated with known CA certificates - SSL certification problem, verify that "
       "the "
       "CA cert is OK. Details: error:14090086SL routinesSL3_GET_SERVER_CERTIFICATE: certificate verify failed",
       "alarm certificate"},
      {"The error is error:0200206F:system library:connect:Connection refused. Refer to the tomcat log",
       "alarm connection"},
      {"HTTP status=[500 Internal Server Error]................ErrorImpersonateUserDenied.......The account does not "
       "have "
       "permission to impersonate the requested user.",
       "alarm impersonation"},
      {"HTTP status=[500 Internal Server Error]", "http.failure ews mail.example.com 500"},
      {"Test Button result: HTTP request failed with error: Bad response from server, HTTP code returned: 403, HTTP "
       "status code: 403",
       "http.failure ews mail.example.com 403"},
      {"EvtMbxOAuthAccessTokenDBSaveSuccess", "alive"},
      {"EvtMbxOAuthDecryptionFailed", "alarm oauth.refresh-failed"},
      {"<m:ResponseCode>NoError</m:ResponseCode>", "alive"},
      {"<m:ResponseCode>ErrorServerBusy</m:ResponseCode>", "ews.error ErrorServerBusy 0"},
      {"ErrorServerBusyness", "alive"},
      {"number of outstanding requests: 1000", "ews.outstanding outstanding mail.example.com 1"},
      {"number of outstanding requests: 999", "ews.outstanding outstanding mail.example.com 0"},
      {"number of outstanding requests: many", "alive"},
      {"found stale subscription 0a37d81e-bc62", "subscription.stale 0a37d81e-bc62"},
      {"resubscribed", "subscription.renewed {0A}"},
      {"stale subscription thread started", "alive"},
      {"Resubscribe interval is 15 minutes", "alive"},
  };
  for (const auto& c : cases) {
    const std::string text = record("09:18:00.300", c.message);
    const SourceResult result = test::read_whole(diag(), text);
    std::string said = "alive";
    for (const SourceTrack& track : result.tracks.tracks())
      said = std::string(signal_info(track.kind).name) + " " + std::string(result.names.text(track.subject)) + " " +
             std::to_string(track.number);
    for (const auto& event : result.events)
      said = std::string(event_name(event.kind)) + " " + std::string(result.names.text(event.text.subject));
    EXPECT_EQ(said, c.expected) << c.message;
    EXPECT_EQ(result.records, 1U) << c.message;
  }
}

TEST(MbxSyncDiag, CountsMidnights) {
  const std::string failure = "HTTP request failed with error: Bad response from server, HTTP status code: 500";
  const std::string text = record("22:00:00.000", failure) + record("23:59:59.999", failure) +
                           record("00:00:00.000", failure) +
                           record("23:59:59.990", failure) +  // a late line stays on its day
                           record("00:00:01.000", failure) + record("09:00:00.000", failure) +
                           record("08:59:59.000", failure) +  // out of order
                           record("08:54:58.000", failure);   // more than five minutes back: the next day
  EXPECT_EQ(runs(test::read_whole(diag(), text)),
            (Texts{"http.failure ews mail.example.com 500 01-01T22:00 01-01T22:00 x1",
                   "http.failure ews mail.example.com 500 01-01T23:59 01-02T00:00 x4",
                   "http.failure ews mail.example.com 500 01-02T08:59 01-02T09:00 x2",
                   "http.failure ews mail.example.com 500 01-03T08:54 01-03T08:54 x1"}));
}

// Of a step back within the limit, the records around tell whether it may be a day.
TEST(MbxSyncDiag, AStepBackOfALoneRecordMayBeADay) {
  const struct {
    const char* name;
    std::vector<const char*> times;
    unsigned doubtful;
    const char* last;
  } cases[] = {
      {"Nightly", {"02:00:10.000", "02:00:05.000", "02:00:01.000"}, 2, "01T02:00:10"},
      {"AmongOthers", {"02:00:00.000", "02:00:10.000", "02:00:05.000", "02:00:11.000"}, 0, "01T02:00:11"},
      {"AloneAfter", {"02:00:00.000", "02:00:10.000", "02:00:05.000", "09:00:00.000"}, 1, "01T09:00:00"},
      {"LastOfAll", {"02:00:00.000", "02:00:10.000", "02:00:05.000"}, 1, "01T02:00:10"},
      {"NextMorning", {"10:00:00.000", "10:30:00.000", "09:00:00.000", "09:30:00.000"}, 0, "02T09:30:00"},
      {"JustOverTheLimit", {"10:00:00.000", "10:01:00.000", "09:55:59.999", "10:00:00.000"}, 0, "02T10:00:00"},
      {"JustWithinTheLimit", {"10:00:00.000", "10:01:00.000", "09:56:00.000", "10:00:00.000"}, 0, "01T10:01:00"},
      {"LateLine", {"23:59:00.000", "00:00:01.000", "23:59:59.000", "00:00:02.000"}, 0, "02T00:00:02"},
      {"LateLineOrEvening", {"12:00:00.000", "00:00:01.000", "23:59:59.000", "00:00:02.000"}, 1, "02T00:00:02"},
      // The clock is set back from three to two.
      {"EndOfSummerTime", {"02:57:00.000", "02:59:00.000", "02:00:00.000", "02:02:00.000"}, 0, "01T02:59:00"},
      {"AnHourByDay", {"12:57:00.000", "12:59:00.000", "12:00:00.000", "12:02:00.000"}, 0, "02T12:02:00"},
  };
  for (const auto& c : cases) {
    std::string text;
    for (const char* time : c.times) text += record(time);
    const SourceResult result = test::read_whole(diag(), text);
    EXPECT_EQ(result.doubtful_steps, c.doubtful) << c.name;
    EXPECT_EQ(second(result.last), c.last) << c.name;
  }
}

TEST(MbxSyncDiag, AFailureThatIsCutIsNone) {
  const std::string good = record("09:00:00.000");
  const std::string whole = record("09:18:00.300",
                                   "HTTP request failed with error: Bad response from server, HTTP code returned: 401, "
                                   "HTTP status code: 401, for ews URL: https://h.example.com/EWS, verb: POST",
                                   "");
  const std::size_t message = whole.find("HTTP request"), status = whole.find("401, for"), verb = whole.find(", verb");
  for (std::size_t length = message + 1; length < whole.size(); ++length) {
    const SourceResult result = test::read_whole(diag(), good + whole.substr(0, length));
    const bool known = length == status + 3 || length > verb + 7;
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kCutLine)].count, known ? 0U : 1U) << length;
    EXPECT_EQ(runs(result).size(), known ? 1U : 0U) << length;
  }
}

TEST(MbxSyncDiag, FindsCodesInTheDocumentsOfARecord) {
  const std::string code = "<m:ResponseCode>ErrorServerBusy</m:ResponseCode>";
  const std::string failed =
      "HTTP request failed with error: Bad response from server, HTTP code returned: 500, HTTP status code: 500, for "
      "ews URL: https://h.example.com/EWS, verb: POST, response: ";
  const std::string busy = "ews.error ErrorServerBusy 0 01-01T09:18 01-01T09:18 x1";
  const struct {
    const char* name;
    std::string text;
    Texts expected;
  } cases[] = {
      {"BehindTheRecord", record("09:18:00.300", "EWS response:") + "<s:Body>" + code + "</s:Body>\n", {busy}},
      {"Far", record("09:18:00.300", "EWS response: " + std::string(8000, ' ') + code), {busy}},
      {"AtTheEdge", record("09:18:00.300", std::string(4096 - 20, ' ') + code), {busy}},
      {"BehindAFailure",
       record("09:18:00.300", failed + code),
       {"http.failure ews h.example.com 500 01-01T09:18 01-01T09:18 x1", busy}},
      {"OnceARecord", record("09:18:00.300", code) + code + "\n" + code + "\n", {busy}},
      {"NoCode",
       record("09:18:00.300") + "java.lang.NoClassDefFoundError: X\n<m:ResponseCode>NoError</m:ResponseCode>\n",
       {}},
      {"OfNoRecord", code + "\n" + record("09:18:00.300"), {}},
      {"BehindARejectedLine", record("09:18:00.300") + "25:00:00.000 |1,,,A,1,x\n" + code + "\n", {}},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(diag(), c.text);
    EXPECT_EQ(runs(result), c.expected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
  const SourceResult dropped =
      test::read_whole(diag(), record("09:18:00.300") + "<m:ResponseCode>ErrorReadEventsFailed</m:ResponseCode>\n" +
                                   record("09:19:00.000"));
  ASSERT_EQ(dropped.events.size(), 1U);
  EXPECT_EQ(dropped.events[0].kind, EventKind::kSubscriptionDropped);
  EXPECT_EQ(shown(dropped.events[0].time), "01-01T09:18");
  EXPECT_EQ(dropped.records, 2U);
}

constexpr const char* kFailed = "HTTP request failed with error: ";
constexpr const char* kUnauthorized = "Bad response from server, HTTP code returned: 401, HTTP status code: 401";

TEST(MbxSyncDiag, FindsFailuresInLinesThatContinueARecord) {
  const std::string failed = std::string(kFailed) + kUnauthorized + ", for ews URL: https://h.example.com/EWS, verb: ";
  const std::string told = "http.failure ews h.example.com 401 01-01T09:18 01-01T09:18 x1";
  const std::string ours = "http.failure ews mail.example.com 401 01-01T09:18 01-01T09:18 x1";
  const std::string start = record("09:18:00.300", "EWS request for mailbox:");
  const auto wrapped = [&](const std::string& front, const std::string& rest) {
    return record("09:18:00.300", kFailed + front) + rest + "\n" + record("09:19:00.000");
  };
  const struct {
    const char* name;
    std::string text;
    Texts expected;
  } cases[] = {
      {"Indented", start + "   " + failed + "POST\n", {told}},
      {"AtTheEnd", start + "   " + failed + "POST", {told}},
      {"CutAtTheEnd",
       start + "   " + failed.substr(0, failed.size() - 12),
       {"http.failure ews mail.example.com 99 01-01T09:18 01-01T09:18 x1"}},
      {"BehindOtherLines", start + "<a>\n<b>" + failed + "POST\n", {told}},
      {"TwiceInARecord", start + " " + failed + "POST\n " + failed + "POST\n", {told}},
      {"QuotedBehindTheSame", record("09:18:00.300", failed + "POST") + " " + failed + "POST\n", {told}},
      {"InTheNextRecordToo",
       start + " " + failed + "POST\n" + record("09:19:00.000") + " " + failed + "POST\n",
       {"http.failure ews h.example.com 401 01-01T09:18 01-01T09:19 x2"}},
      {"BeforeTheStatus",
       wrapped("Bad response from server, HTTP code returned: 401,",
               " HTTP status code: 401, for ews URL: https://h.example.com/EWS, verb: POST"),
       {told}},
      {"BehindTheStatusName",
       wrapped("Bad response from server, HTTP code returned: 401, HTTP status code:",
               "401, for ews URL: https://h.example.com/EWS, verb: POST"),
       {told}},
      {"InTheStatus",
       wrapped("Bad response from server, HTTP code returned: 401, HTTP status code: 4",
               "01, for ews URL: https://h.example.com/EWS, verb: POST"),
       {told}},
      {"InTheHost", wrapped(kUnauthorized + ", for ews URL: https://h.exam"s, "ple.com/EWS, verb: POST"), {told}},
      {"BehindTheUrl", wrapped(kUnauthorized + ", for ews URL: https://h.example.com/EWS"s, ", verb: POST"), {told}},
      {"InThree",
       wrapped("Bad response from server,",
               "HTTP code returned: 401,\n  HTTP status code: 401, for ews URL: https://h.example.com/EWS, verb: POST"),
       {told}},
      {"InItsFirstWords",
       record("09:18:00.300", "HTTP request failed with") + "error: " + kUnauthorized +
           ", for ews URL: " + "https://h.example.com/EWS, verb: POST\n",
       {told}},
      {"WrappedInAContinuation",
       start + "  " + kFailed +
           "Bad response from server,\n HTTP status code: 401, for ews URL: https://h.example.com/" + ", verb: POST\n",
       {told}},
      {"NoVerb", wrapped(kUnauthorized + ", for ews URL: https://h.example.com/EWS"s, "<xml/>"), {told}},
      {"OtherTextBehind",
       record("09:18:00.300", std::string(kFailed) + kUnauthorized + " (x)") + record("09:19:00.000"),
       {ours}},
      {"NoFailure", record("09:18:00.300", "HTTP request") + "to h.example.com\n" + record("09:19:00.000"), {}},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(diag(), c.text);
    EXPECT_EQ(runs(result), c.expected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

TEST(MbxSyncDiag, AFailureInAnotherFormIsToldAsUnread) {
  const std::string unread = "http.failure ews mail.example.com 99 01-01T09:18 01-01T09:18 x1";
  const std::string next = record("09:19:00.000");
  const struct {
    const char* name;
    std::string text;
    Texts expected;
  } cases[] = {
      {"NoStatus", record("09:18:00.300", kFailed + "Bad response from server, HTTP code returned: 401"s), {unread}},
      {"AnotherRecordFollows", record("09:18:00.300", kFailed + "x"s) + next, {unread}},
      {"OtherLinesFollow", record("09:18:00.300", kFailed + "x"s) + "a\nb\nc\nd\ne\n" + next, {unread}},
      {"NoError", record("09:18:00.300", "HTTP request failed, trying again") + next, {unread}},
      {"InMidMessage", record("09:18:00.300", "Test: http request failed") + next, {unread}},
      {"InAContinuation", record("09:18:00.300") + "  HTTP request failed: x\n" + next, {unread}},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(diag(), c.text);
    EXPECT_EQ(runs(result), c.expected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

TEST(MbxSyncDiag, AWrappedFailureWithoutATimeIsAFact) {
  const SourceResult result = test::read_whole(
      diag(),
      "CsEws,10,HTTP request failed with error: Bad response from server,\n HTTP status code: 401, for ews URL: "
      "https://h.example.com/EWS, verb: POST\nCsEws,10,HTTP request failed: x\n");
  ASSERT_EQ(result.facts.size(), 2U);
  EXPECT_EQ(result.names.text(result.facts[0].text.subject), "ews h.example.com");
  EXPECT_EQ(result.facts[0].text.number, 401);
  EXPECT_EQ(result.names.text(result.facts[1].text.subject), "ews unknown");
  EXPECT_EQ(result.facts[1].text.number, static_cast<std::int64_t>(kUnreadNumber));
}

TEST(MbxSyncDiag, AWrappedTimeoutKeepsItsTag) {
  const SourceResult result =
      test::read_whole(diag(), record("09:18:00.300", kFailed + "Timeout was reached -- x,"s) +
                                   "HTTP status code: 503, for ews URL: https://h.example.com/EWS, verb: POST\n");
  ASSERT_EQ(result.tracks.tracks().size(), 1U);
  EXPECT_EQ(result.tracks.tracks().front().list.runs().at(0).tag, kTimedOut);
}

TEST(MbxSyncDiag, TakesTimesInOtherForms) {
  const std::string rest = "6549,mail.example.com,{0A},CsEws,10," + std::string(kFailed) + kUnauthorized + "\n";
  const std::string good = record("09:00:00.000");
  for (const char* front : {"09:18:00,300 |", "09:18:00.300|", "09:18:00.3 |", "09:18:00 |", "09:18:00.300  | "}) {
    const std::string text = good + front + rest;
    const SourceResult result = test::read_whole(diag(), text);
    EXPECT_EQ(runs(result), Texts{"http.failure ews mail.example.com 401 01-01T09:18 01-01T09:18 x1"}) << front;
    EXPECT_EQ(result.records, 2U) << front;
    EXPECT_EQ(test::ledger(result), text.size()) << front;
  }
  const SourceResult other = test::read_whole(diag(), good + "09:18:00 | a table\n09:18:00 is no time\n");
  EXPECT_EQ(other.records, 1U);
  EXPECT_EQ(other.continuation, 2U) << "no record stands behind it";
}

TEST(MbxSyncDiag, WhatIsDeniedIsNoEvent) {
  const char* denied[] = {
      "Not resubscribing",
      "No need to resubscribe mailbox {X}",
      "resubscribe not needed",
      "Resubscribe attempt 3 of 5 failed",
      "failed to re-subscribe mailbox {X}",
      "re-subscribing mailbox {X} failed",
      "didn't resubscribe",
      "Did not find a stale subscription",
      "no subscription is stale",
      "no ErrorServerBusy",
      "retry policy handles ErrorServerBusy, ErrorTimeoutExpired",
      "never an ErrorReadEventsFailed",
      "EvtMbxOAuthHttpStatusCode: 200",
      "EvtMbxOAuthAccessTokenRefreshThreadStarted",
      "EvtMbxOAuthAccessTokenDBSaveSuccess",
  };
  for (const char* message : denied) {
    const SourceResult result = test::read_whole(diag(), record("09:18:00.300", message));
    EXPECT_TRUE(result.events.empty()) << message;
    EXPECT_EQ(runs(result), Texts{}) << message;
  }
  const char* told[] = {
      "no notification for 15 minutes, resubscribing mailbox {X}",
      "resubscribing after failed notification",
      "resubscribing mailbox {X}, old subscription failed",
      "Found a stale subscription",
      "Not renewed: subscription 0a37d81e is stale",
      "EvtMbxOAuthHttpStatusCode: 401",
      "EvtMbxOAuthHttpStatusCode 0",
      "EvtMbxOAuthDBHelperFailedToSetAccessToken",
      "EvtMbxOAuthDecryptionFailed",
  };
  for (const char* message : told)
    EXPECT_EQ(test::read_whole(diag(), record("09:18:00.300", message)).events.size(), 1U) << message;
  for (const char* message :
       {"ErrorServerBusy", "ResponseCode: ErrorServerBusy", "<faultcode>a:ErrorServerBusy</faultcode>",
        "\"ResponseCode\":\"ErrorServerBusy\"", "Exchange returned ErrorServerBusy", "code=ErrorServerBusy"})
    EXPECT_EQ(runs(test::read_whole(diag(), record("09:18:00.300", message))).size(), 1U) << message;
}

TEST(MbxSyncDiag, AnAlarmNamesTheServerOfItsRecord) {
  const SourceResult result =
      test::read_whole(diag(), record("09:18:00.300", "LDAP authentication bind failed: INVALID_CREDENTIALS") +
                                   "<m:ResponseCode>ErrorImpersonateUserDenied</m:ResponseCode>\n" +
                                   "09:19:00.000 |6549,PhoneSystem-1,{0A},CsEws,10,SSL connect error -- x\n");
  ASSERT_EQ(result.events.size(), 3U);
  EXPECT_EQ(result.names.text(result.events[0].text.peer), "mail.example.com");
  EXPECT_EQ(result.names.text(result.events[1].text.peer), "mail.example.com");
  EXPECT_EQ(result.events[2].text.peer, kNoName);
}

TEST(MbxSyncDiag, EachServerHasAGaugeOfItsOwn) {
  const auto gauge = [](const std::string& time, const std::string& server, const std::string& value) {
    return time + " |1," + server + ",,CsMbxSync,19,number of outstanding requests: " + value + "\n";
  };
  const SourceResult result =
      test::read_whole(diag(), gauge("09:00:00.000", "a.x.com", "1500") + gauge("09:01:00.000", "b.x.com", "5") +
                                   gauge("09:02:00.000", "A.x.com", "1,500") + gauge("09:03:00.000", "", "12.203") +
                                   gauge("09:04:00.000", "b.x.com", "12 203"));
  Texts told = runs(result);
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (Texts{"ews.outstanding outstanding 1 01-01T09:03 01-01T09:03 x1",
                         "ews.outstanding outstanding a.x.com 1 01-01T09:00 01-01T09:02 x2",
                         "ews.outstanding outstanding b.x.com 0 01-01T09:01 01-01T09:01 x1",
                         "ews.outstanding outstanding b.x.com 99 01-01T09:04 01-01T09:04 x1"}));
}

TEST(MbxSyncDiag, TakesADateWhereARecordStatesOne) {
  const std::string text =
      record("23:00:00.000") + "06/30/2014 " + record("01:00:00.000") + "07/03/2014 " + record("02:00:00.000");
  const SourceResult result = test::read_whole(diag(), text);
  ASSERT_TRUE(result.dated_day);
  EXPECT_EQ(shown(LocalTime(result.dated_day->first)), "01-02T00:00");
  EXPECT_EQ(shown(LocalTime(result.dated_day->second)), "06-30T00:00");
  EXPECT_EQ(shown(result.last), "01-05T02:00");
  EXPECT_EQ(result.records, 3U);
}

TEST(MbxSyncDiag, CountsEveryByte) {
  const std::string good = record("09:18:00.300");
  const struct {
    const char* name;
    std::string text;
    std::uint64_t records, continuation, rejected;
  } cases[] = {
      {"LeadingLines", "a header\nanother\n" + good, 1, 2, 0},
      {"StackTrace", good + "\tat x.y(File.java:1)\n\n<xml/>\n" + good, 2, 3, 0},
      {"OnlyContinuations", "a\nb\nc", 0, 3, 0},
      {"BadTime", "25:00:00.000 |1,,,A,1,x\n" + good, 1, 0, 1},
      {"OtherLayout", "09:00:00.000 |x\n" + good, 1, 0, 1},
      {"Nul", good + "a\0b\n"s, 1, 0, 1},
      {"NulInRecord", good + "09:00:00.000 |\0\n"s, 1, 0, 1},
      {"CutInTheTime", good + "09:00:0", 1, 0, 1},
      {"CutInTheFields", good + "09:00:00.000 |65,mail", 1, 0, 1},
      {"CutInTheMessage", good + record("09:18:00.300", "abc", ""), 2, 0, 0},
      {"WindowsLineEnds", record("09:18:00.300", "x", "\r\n") + "\r\n" + good, 2, 1, 0},
      {"ByteOrderMark", "\xef\xbb\xbf" + good, 1, 0, 0},
      {"Bare", good + "CsExMbxLocator,13,AutoDiscoverURLS not found in cache\n", 2, 0, 0},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(diag(), c.text);
    EXPECT_EQ(result.records, c.records) << c.name;
    EXPECT_EQ(result.continuation, c.continuation) << c.name;
    EXPECT_EQ(result.rejected, c.rejected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

TEST(MbxSyncDiag, LongLinesAreBounded) {
  const std::string text = record("09:18:00.300", std::string(1U << 20, 'x')) + record("09:18:01.300");
  test::Reading how = diag();
  how.limits.line_bytes = 1U << 16;
  const SourceResult result = test::read_whole(how, text);
  EXPECT_EQ(result.records, 1U);
  EXPECT_EQ(result.rejected, 1U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(MbxSyncDiag, TellsFailuresThatHaveNoTime) {
  const SourceResult result = test::read_whole(
      diag(),
      "CsExMbxLocator,10,[CsExMbxLocator/CsExMbxLocator.cpp:1173]: HTTP request failed with error: Couldn't connect to "
      "server -- couldn't connect to host, HTTP status code: 503, for Autodiscovery URL: http://autodiscover.x.y/ "
      "autodiscover/autodiscover.xml, verb: GET, query:\n");
  EXPECT_EQ(result.records, 1U);
  EXPECT_FALSE(result.has_time);
  ASSERT_EQ(result.facts.size(), 1U);
  EXPECT_EQ(result.facts[0].kind, FactKind::kUntimedFailure);
  EXPECT_EQ(result.names.text(result.facts[0].text.subject), "autodiscover autodiscover.x.y");
  EXPECT_EQ(result.facts[0].text.number, 0);
  EXPECT_FALSE(result.facts[0].time);
  EXPECT_EQ(result.notes,
            (Texts{"a record without a time, not judged: autodiscover autodiscover.x.y did not answer (line 1)"}));
}

TEST(MbxSyncDiag, ReadsTheNumberOfItsFile) {
  const struct {
    const char* path;
    const char* expected;
  } cases[] = {
      {"cuc1/cuc/diag_CuMbxSync_00000086.uc", "diag_CuMbxSync 00000086"},
      {"diag_Tomcat_0000008A.UC.gz", "diag_Tomcat 0000008a"},
      {"diag_CuMbxSync_86.uc", "none"},
      {"diag_CuMbxSync_0000008G.uc", "none"},
      {"diag_CuMbxSync_00000086.log", "none"},
      {"x.uc", "none"},
  };
  for (const auto& c : cases) {
    const auto number = kMbxSyncDiag.number(c.path);
    EXPECT_EQ(number ? number->stem + " " + number->digits : "none", c.expected) << c.path;
  }
}

TEST(MbxSyncProbe, GoesByContent) {
  const std::string good = record("09:18:00.300");
  const auto score = [](std::string_view text, std::string_view path = "x.log") {
    return kMbxSyncDiag.probe({text, path, true}).score;
  };
  EXPECT_EQ(score(good), 85);
  EXPECT_EQ(score("a header\n" + good), 55);
  EXPECT_EQ(score("CsExMbxLocator,13,AutoDiscoverURLS not found in cache\n"), 50);
  EXPECT_EQ(score("see: \nCsExMbxLocator,13,AutoDiscoverURLS not found in cache\n"), 0);
  EXPECT_EQ(score("09:00:00.000 |x\n09:00:00.000 |x\n09:00:00.000 |x\n" + good), 0) << "most lines have another layout";
  EXPECT_EQ(score("text\n", "diag_CuMbxSync_00000086.uc"), 0);
  EXPECT_EQ(kMbxSyncDiag.probe({good, "x", true}).axis, Axis::kDateless);
}

}  // namespace
}  // namespace logscan::detail
