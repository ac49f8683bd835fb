#include "parsers/jetty/access_line.h"

#include <gtest/gtest.h>

#include <string>

#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::int32_t kNone = WallTime::kNoOffset;

LocalTime local(const char* text) {
  const Result<Timestamp> time = parse_time(text, Zone::utc());
  EXPECT_TRUE(time.ok()) << text;
  return LocalTime{time->time_since_epoch()};
}

std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}); }

struct Row {
  const char* name;
  std::string line;
  const char* client;
  const char* time;
  std::int32_t offset_s;
  const char* request;
  int status;
  bool bytes_follow = false;
};

TEST(AccessLine, TakesEveryKnownForm) {
  const std::string n = "POST /NotificationService/services/NotificationService?id=a&pid=1 HTTP/1.1";
  const Row rows[] = {
      {"Jetty8", "173.37.183.83 -  -  [29/Jun/2014:11:30:54 +0000] \"" + n + "\" 200 343 ", "173.37.183.83",
       "2014-06-29T11:30:54", 0, n.c_str(), 200},
      {"Jetty8WithUser", "10.0.0.7 - admin [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5 ", "10.0.0.7",
       "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", 200},
      {"Jetty8WithoutLength", "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 304 - ", "10.0.0.7",
       "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", 304},
      {"Jetty8Async", "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" Async 0 ", "10.0.0.7",
       "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", -1},
      {"Jetty8Extended",
       "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5  \"http://x/\" \"agent\"", "10.0.0.7",
       "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", 200},
      {"Jetty8ExtendedNoAgent", "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5  \"-\" \"-\" ",
       "10.0.0.7", "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", 200},
      {"Jetty8Cookies",
       "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5  \"-\" \"-\"  \"k=v;k2=v2\"", "10.0.0.7",
       "2014-06-29T11:30:54", 0, "GET / HTTP/1.1", 200},
      {"Jetty9", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"" + n + "\" 200 343 ", "127.0.0.1",
       "2026-11-21T07:49:59", 0, n.c_str(), 200},
      {"Jetty9Ipv6", "[0:0:0:0:0:0:0:1] - - [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 352 ",
       "[0:0:0:0:0:0:0:1]", "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"Ipv6WithScope", "[fe80:0:0:0:0:0:0:1%2] -  -  [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 352 ",
       "[fe80:0:0:0:0:0:0:1%2]", "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"Ipv6WithoutBrackets", "2001:db8::7 - - [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 352", "2001:db8::7",
       "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"UnreadableRequest", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"- - -\" 400 49 ", "127.0.0.1",
       "2026-11-21T07:49:59", 0, "- - -", 400},
      {"ExtendedCookiesLatency",
       "127.0.0.1 - - [21/Nov/2026:13:19:59 +0530] \"POST /fail?id=a&pid=1 HTTP/1.1\" 500 0 \"-\" \"-\" - 12",
       "127.0.0.1", "2026-11-21T13:19:59", 19800, "POST /fail?id=a&pid=1 HTTP/1.1", 500},
      {"Latency", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 5 12", "127.0.0.1",
       "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"InnerQuotesInReferer",
       "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"" + n + "\" 200 343 \"http://x/\"q\"\" \"a\"b\\c, d\"",
       "127.0.0.1", "2026-11-21T07:49:59", 0, n.c_str(), 200},
      {"InnerQuotesInRequest", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"GET /a\"b\" HTTP/1.1\" 200 5", "127.0.0.1",
       "2026-11-21T07:49:59", 0, "GET /a\"b\" HTTP/1.1", 200},
      {"EscapedQuotesInRequest",
       "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"POST /x?q=\\\"y\\\" HTTP/1.1\" 404 50 \"\" \"\"", "127.0.0.1",
       "2026-11-21T07:49:59", 0, "POST /x?q=\\\"y\\\" HTTP/1.1", 404},
      {"BracketsInRequest", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"GET /a[1] HTTP/1.1\" 200 5", "127.0.0.1",
       "2026-11-21T07:49:59", 0, "GET /a[1] HTTP/1.1", 200},
      {"EmptyRequest", "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"\" 400 0", "127.0.0.1", "2026-11-21T07:49:59", 0,
       "", 400},
      {"ServerInFront", "cuc1.example.com 10.0.0.7 - - [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 5",
       "10.0.0.7", "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"ServerInFrontOfJetty8", "cuc1 10.0.0.7 -  -  [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 5 ",
       "10.0.0.7", "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"ProxiedForAList", "10.0.0.7, 10.0.0.8 - - [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"UserWithBlank", "10.0.0.7 - CN=a b [21/Nov/2026:07:49:59 +0000] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2026-11-21T07:49:59", 0, "GET / HTTP/1.1", 200},
      {"SeedForm", "173.37.183.83 - - [29/Jun/2014:11:30:50] -0000 \"" + n + "\" 200 343", "173.37.183.83",
       "2014-06-29T11:30:50", 0, n.c_str(), 200},
      {"SeedFormWithZone", "173.37.183.83 - - [29/Jun/2014:11:30:50] -0730 \"" + n + "\" 200 343", "173.37.183.83",
       "2014-06-29T11:30:50", -27000, n.c_str(), 200},
      {"NoZone", "173.37.183.83 - - [29/Jun/2014:11:30:50] \"" + n + "\" 200 343", "173.37.183.83",
       "2014-06-29T11:30:50", kNone, n.c_str(), 200},
      {"WrappedBytes", "173.37.183.83 - - [29/Jun/2014:11:30:50 +0000] \"" + n + "\" 200", "173.37.183.83",
       "2014-06-29T11:30:50", 0, n.c_str(), 200, true},
      {"WrappedBytesBehindABlank", "173.37.183.83 - - [29/Jun/2014:11:30:50] -0000 \"" + n + "\" 200 ", "173.37.183.83",
       "2014-06-29T11:30:50", 0, n.c_str(), 200, true},
      {"East", "10.0.0.7 - - [01/Jan/2020:00:00:00 +1400] \"GET / HTTP/1.1\" 200 5", "10.0.0.7", "2020-01-01T00:00:00",
       50400, "GET / HTTP/1.1", 200},
      {"West", "10.0.0.7 - - [31/Dec/2019:23:59:59 -0930] \"GET / HTTP/1.1\" 200 5", "10.0.0.7", "2019-12-31T23:59:59",
       -34200, "GET / HTTP/1.1", 200},
      {"LeapSecond", "10.0.0.7 - - [31/Dec/2016:23:59:60 +0000] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2017-01-01T00:00:00", 0, "GET / HTTP/1.1", 200},
      {"LeapDay", "10.0.0.7 - - [29/Feb/2016:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2016-02-29T00:00:00", 0, "GET / HTTP/1.1", 200},
      {"GermanMonth", "10.0.0.7 - - [01/Dez/2020:00:00:01 +0100] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2020-12-01T00:00:01", 3600, "GET / HTTP/1.1", 200},
      {"FrenchMonth",
       "10.0.0.7 - - [01/d\xc3\xa9"
       "c./2020:00:00:01 +0100] \"GET / HTTP/1.1\" 200 5",
       "10.0.0.7", "2020-12-01T00:00:01", 3600, "GET / HTTP/1.1", 200},
      {"ItalianMonth", "10.0.0.7 - - [01/giu/2020:00:00:01 +0200] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2020-06-01T00:00:01", 7200, "GET / HTTP/1.1", 200},
      {"GermanMonthOfJava9", "10.0.0.7 - - [01/M\xc3\xa4rz/2020:00:00:01 +0100] \"GET / HTTP/1.1\" 200 5", "10.0.0.7",
       "2020-03-01T00:00:01", 3600, "GET / HTTP/1.1", 200},
  };
  for (const Row& row : rows) {
    AccessTimeReader times;
    bool bad_time = true;
    const auto line = split_access_line(row.line, times, bad_time);
    ASSERT_TRUE(line.has_value()) << row.name;
    EXPECT_FALSE(bad_time) << row.name;
    EXPECT_EQ(line->client, row.client) << row.name;
    EXPECT_EQ(shown(line->time.local), shown(local(row.time))) << row.name;
    EXPECT_EQ(line->time.offset_s, row.offset_s) << row.name;
    EXPECT_EQ(line->request, row.request) << row.name;
    EXPECT_EQ(line->status, row.status) << row.name;
    EXPECT_EQ(line->bytes_follow, row.bytes_follow) << row.name;
  }
}

TEST(AccessLine, RejectsWhatIsNone) {
  const struct {
    const char* name;
    std::string line;
    bool bad_time;
  } rows[] = {
      {"Empty", "", false},
      {"Text", "Exception in thread \"main\" [x] java.lang.Error", false},
      {"BadMonth", "10.0.0.7 - - [29/Foo/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"FebruaryThirty", "10.0.0.7 - - [30/Feb/2016:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"NoLeapYear", "10.0.0.7 - - [29/Feb/2015:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"DayZero", "10.0.0.7 - - [00/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"Hour24", "10.0.0.7 - - [29/Jun/2014:24:00:00 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"Minute60", "10.0.0.7 - - [29/Jun/2014:11:60:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"Second61", "10.0.0.7 - - [29/Jun/2014:11:30:61 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"LetterInTheHour", "10.0.0.7 - - [29/Jun/2014:1x:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"LetterBeforeTheHour", "10.0.0.7 - - [29/Jun/2014:x1:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"BlankInTheMinute", "10.0.0.7 - - [29/Jun/2014:11: 5:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"SlashInTheSecond", "10.0.0.7 - - [29/Jun/2014:11:30:/9 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"DotsInTheTime", "10.0.0.7 - - [29/Jun/2014:11.30.54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"YearTooEarly", "10.0.0.7 - - [29/Jun/1989:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"YearTooLate", "10.0.0.7 - - [29/Jun/2201:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", true},
      {"ZoneTooFar", "10.0.0.7 - - [29/Jun/2014:11:30:54 +1500] \"GET / HTTP/1.1\" 200 5", true},
      {"ZoneMinutes", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0060] \"GET / HTTP/1.1\" 200 5", true},
      {"ZoneWithoutSign", "10.0.0.7 - - [29/Jun/2014:11:30:54 00000] \"GET / HTTP/1.1\" 200 5", true},
      {"ZoneName", "10.0.0.7 - - [29/Jun/2014:11:30:54 GMT] \"GET / HTTP/1.1\" 200 5", true},
      {"Milliseconds", "10.0.0.7 - - [1404041454000] \"GET / HTTP/1.1\" 200 5", true},
      {"NoTime", "10.0.0.7 - - [] \"GET / HTTP/1.1\" 200 5", false},
      {"NoClosingBracket", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000 \"GET / HTTP/1.1\" 200 5", false},
      {"NoOpeningQuote", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] GET / HTTP/1.1\" 200 5", false},
      {"NoClosingQuote", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1 200 5", false},
      {"StatusOfTwoDigits", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 12 5", false},
      {"StatusOfFourDigits", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 2000 5", false},
      {"StatusIsAWord", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" OK 5", false},
      {"NoStatus", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\"", false},
      {"NoBlankBeforeTheStatus", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\"200 5", false},
      {"BytesAreAWord", "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 x", false},
      {"NoClient", " - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", false},
      {"TheTimeAlone", "[29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", false},
      {"TextInFront", "see: 10.0.0.7 wrote - - [29/Jun/2014:11:30:54 +0000] \"GET / HTTP/1.1\" 200 5", false},
  };
  for (const auto& row : rows) {
    AccessTimeReader times;
    bool bad_time = !row.bad_time;
    EXPECT_FALSE(split_access_line(row.line, times, bad_time).has_value()) << row.name;
    EXPECT_EQ(bad_time, row.bad_time) << row.name;
  }
}

TEST(AccessLine, ALongLineIsNotHandedToThePattern) {
  AccessTimeReader times;
  bool bad_time = false;
  const std::string request = "GET /" + std::string(200'000, 'x') + "\" HTTP/1.1";
  const std::string usual =
      "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"GET /" + std::string(200'000, 'x') + " HTTP/1.1\" 200 5";
  EXPECT_TRUE(split_access_line(usual, times, bad_time).has_value()) << "the usual form has no such bound";
  const std::string odd = "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"" + request + "\" 200 5";
  EXPECT_FALSE(split_access_line(odd, times, bad_time).has_value());
  EXPECT_FALSE(bad_time);
}

TEST(AccessTime, RemembersTheDayAndNothingElse) {
  AccessTimeReader times;
  const auto read = [&](const char* text) {
    const auto time = times.read(text);
    return time ? shown(time->local) + (time->has_offset() ? " " + std::to_string(time->offset_s) : "")
                : std::string("none");
  };
  EXPECT_EQ(read("29/Jun/2014:11:30:54 +0000"), "2014-06-29T11:30:54.000000Z 0");
  EXPECT_EQ(read("29/Jun/2014:23:59:59 +0000"), "2014-06-29T23:59:59.000000Z 0");
  EXPECT_EQ(read("29/Jun/2014:24:00:00 +0000"), "none") << "the remembered day is no excuse";
  EXPECT_EQ(read("29/Jun/2014:11:30:54 +0530"), "2014-06-29T11:30:54.000000Z 19800");
  EXPECT_EQ(read("29/Jun/2014:11:30:54"), "2014-06-29T11:30:54.000000Z");
  EXPECT_EQ(read("29/Jun/2014:11:30:54 "), "2014-06-29T11:30:54.000000Z");
  EXPECT_EQ(read("30/Jun/2014:00:00:00 +0530"), "2014-06-30T00:00:00.000000Z 19800");
  EXPECT_EQ(read("30/Jun/2014:00:00:00 +0000"), "2014-06-30T00:00:00.000000Z 0");
  EXPECT_EQ(read("31/Jun/2014:00:00:00 +0000"), "none");
  EXPECT_EQ(read("30/Jun/2014:00:00:01 +0000"), "2014-06-30T00:00:01.000000Z 0");
  EXPECT_EQ(read("1/Jul/2014:00:00:01 +0000"), "2014-07-01T00:00:01.000000Z 0");
  for (const char* text :
       {"", "/", "//:", "29/Jun/2014", "29/Jun/2014:", "29/Jun/2014:11:30:5", "29/Jun:2014/11:30:54 +0000",
        "+1/Jun/2014:11:30:54 +0000", "29/Jun/+2014:11:30:54 +0000", "29/Jun/2014:11:30:54 +0000 "}) {
    EXPECT_EQ(read(text), std::string(text) == "29/Jun/2014:11:30:54 +0000 " ? "2014-06-29T11:30:54.000000Z 0" : "none")
        << text;
  }
}

TEST(NotificationTarget, IsFoundByPathInAnyForm) {
  const std::string path = "/NotificationService/services/NotificationService";
  const struct {
    const char* name;
    std::string request, id;
    std::uint64_t pid;
  } rows[] = {
      {"AsExchangeSendsIt", "POST " + path + "?id=2348c723-2466-4fc0-bda0-b9419fb0215e&pid=25672 HTTP/1.1",
       "2348c723-2466-4fc0-bda0-b9419fb0215e", 25672},
      {"IdIsOpaque", "POST " + path + "?id=wpower-4fco_{x}%20*&pid=1 HTTP/1.1", "wpower-4fco_{x}%20*", 1},
      {"IdKeepsItsCase", "POST " + path + "?id=AbC&pid=1 HTTP/1.1", "AbC", 1},
      {"PidFirst", "POST " + path + "?pid=7&id=a HTTP/1.1", "a", 7},
      {"MoreParameters", "POST " + path + "?x=1&id=a&y=2&pid=7&z=3 HTTP/1.1", "a", 7},
      {"NoPid", "POST " + path + "?id=a HTTP/1.1", "a", 0},
      {"EmptyPid", "POST " + path + "?id=a&pid= HTTP/1.1", "a", 0},
      {"PidIsNoNumber", "POST " + path + "?id=a&pid=x1 HTTP/1.1", "a", 0},
      {"PidWithLetters", "POST " + path + "?id=a&pid=1x HTTP/1.1", "a", 0},
      {"GreatestPid", "POST " + path + "?id=a&pid=18446744073709551615 HTTP/1.1", "a", 18446744073709551615U},
      {"PidTooLarge", "POST " + path + "?id=a&pid=18446744073709551616 HTTP/1.1", "a", 0},
      {"WithHostAndPort", "POST http://cuc1:7443" + path + "?id=a&pid=7 HTTP/1.1", "a", 7},
      {"OtherCaseOfThePath", "POST /notificationservice/services/notificationservice?id=a&pid=7 HTTP/1.1", "a", 7},
      {"NoProtocol", "POST " + path + "?id=a&pid=7", "a", 7},
      {"Http10", "POST " + path + "?id=a&pid=7 HTTP/1.0", "a", 7},
      {"IdWithEquals", "POST " + path + "?id=a=b&pid=7 HTTP/1.1", "a=b", 7},
      {"TheFirstIdCounts", "POST " + path + "?id=a&id=b&pid=7 HTTP/1.1", "a", 7},
  };
  for (const auto& row : rows) {
    const auto target = notification_target(row.request);
    ASSERT_TRUE(target.has_value()) << row.name;
    EXPECT_EQ(target->id, row.id) << row.name;
    EXPECT_EQ(target->pid, row.pid) << row.name;
  }
}

TEST(NotificationTarget, IsNoneForOtherRequests) {
  const std::string path = "/NotificationService/services/NotificationService";
  const std::string requests[] = {
      "",
      "- - -",
      "GET " + path + "?id=a&pid=1 HTTP/1.1",
      "post " + path + "?id=a&pid=1 HTTP/1.1",
      "POST " + path + " HTTP/1.1",
      "POST " + path + "? HTTP/1.1",
      "POST " + path + "?id=&pid=1 HTTP/1.1",
      "POST " + path + "?pid=1 HTTP/1.1",
      "POST " + path + "?xid=a HTTP/1.1",
      "POST " + path + "/more?id=a&pid=1 HTTP/1.1",
      "POST /xNotificationService?id=a&pid=1 HTTP/1.1",
      "POST NotificationService?id=a&pid=1 HTTP/1.1",
      "POST /other?x=" + path + "?id=a HTTP/1.1",
      "POST /fail?id=a&pid=1 HTTP/1.1",
      "POST ",
      "POST  " + path + "?id=a HTTP/1.1",
  };
  for (const std::string& request : requests) {
    EXPECT_FALSE(notification_target(request).has_value()) << request;
  }
}

// The one pass takes a line only once its day is known. So whatever it takes must come out the same in the general way:
// else a result would depend on what stood before.
TEST(UsualNotification, SaysWhatTheGeneralWaySays) {
  const std::string front =
      "10.0.0.7 -  -  [29/Jun/2014:11:30:54 +0000] \"POST /NotificationService/services/NotificationService?id=";
  const struct {
    const char* name;
    std::string line;
    bool usual;
  } rows[] = {
      {"Jetty8", front + "a&pid=1 HTTP/1.1\" 200 343 ", true},
      {"Jetty9",
       "10.0.0.7 - - [29/Jun/2014:11:30:54 +0000] \"POST /NotificationService/services/NotificationService?id=a&pid=1 "
       "HTTP/1.1\" 200 343",
       true},
      {"Ipv6", "[::1]" + front.substr(8) + "a&pid=1 HTTP/1.1\" 503 0", true},
      {"Extended", front + "a&pid=1 HTTP/1.1\" 200 343 \"-\" \"a\"b\" - 12", true},
      {"LongestPid", front + "a&pid=123456789012345 HTTP/1.1\" 200 3", true},
      {"LongerPid", front + "a&pid=1234567890123456 HTTP/1.1\" 200 3", false},
      {"NoClient", " -  -  " + front.substr(15) + "a&pid=1 HTTP/1.1\" 200 3", false},
      {"EmptyId", front + "&pid=1 HTTP/1.1\" 200 3", false},
      {"EmptyPid", front + "a&pid= HTTP/1.1\" 200 3", false},
      {"NoBytes", front + "a&pid=1 HTTP/1.1\" 200 -", false},
      {"WrappedBytes", front + "a&pid=1 HTTP/1.1\" 200", false},
      {"WrappedBytesBehindABlank", front + "a&pid=1 HTTP/1.1\" 200 ", false},
      {"Async", front + "a&pid=1 HTTP/1.1\" Async 0", false},
      {"Http10", front + "a&pid=1 HTTP/1.0\" 200 3", false},
      {"MoreParameters", front + "a&pid=1&x=2 HTTP/1.1\" 200 3", false},
      {"BlankInTheId", front + "a b&pid=1 HTTP/1.1\" 200 3", false},
      {"QuoteInTheId", front + "a\"b&pid=1 HTTP/1.1\" 200 3", false},
      {"StatusInTheId", front + "a\"\t200\t3&pid=1 HTTP/1.1\" 404 3", false},
      {"ParametersInTheReferer", front + "a HTTP/1.1\" 200 343 \"http://x/?a=1&pid=5 HTTP/1.1\" 404 5", false},
  };
  for (const auto& row : rows) {
    AccessTimeReader times;
    AccessLine usual;
    NotificationTarget target;
    EXPECT_FALSE(split_usual_notification(row.line, times, usual, target)) << row.name << ": no day is known yet";
    ASSERT_TRUE(times.read("29/Jun/2014:00:00:00 +0000").has_value());
    EXPECT_EQ(split_usual_notification(row.line, times, usual, target), row.usual) << row.name;
    if (!row.usual) continue;
    AccessTimeReader fresh;
    bool bad_time = false;
    const auto general = split_access_line(row.line, fresh, bad_time);
    ASSERT_TRUE(general.has_value()) << row.name;
    const auto general_target = notification_target(general->request);
    ASSERT_TRUE(general_target.has_value()) << row.name;
    EXPECT_EQ(target.id, general_target->id) << row.name;
    EXPECT_EQ(target.pid, general_target->pid) << row.name;
    EXPECT_EQ(usual.client, general->client) << row.name;
    EXPECT_EQ(usual.status, general->status) << row.name;
    EXPECT_EQ(shown(usual.time.local), shown(general->time.local)) << row.name;
    EXPECT_EQ(usual.time.offset_s, general->time.offset_s) << row.name;
    // Cut anywhere, it is not taken for more than it is.
    for (std::size_t length = 0; length < row.line.size(); ++length) {
      const std::string cut = row.line.substr(0, length);
      if (split_usual_notification(cut, times, usual, target)) {
        ASSERT_TRUE(split_access_line(cut, fresh, bad_time).has_value()) << cut;
      }
    }
  }
}

TEST(WrappedCount, IsALineOfDigitsAlone) {
  for (const char* line : {"343", " 343 ", "0", "343\r", "\t1", "12345678901234567890"})
    EXPECT_TRUE(is_wrapped_count(line)) << line;
  for (const char* line : {"", " ", "\r", "-", "34 3", "343x", "3.4", "-1", "123456789012345678901"})
    EXPECT_FALSE(is_wrapped_count(line)) << line;
}

}  // namespace
}  // namespace logscan::detail
