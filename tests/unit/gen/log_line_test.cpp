#include "log_line.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::gen {
namespace {

constexpr const char* kId = "2348c723-2466-4fc0-bda0-b9419fb0215e";

std::string write(JettyStyle style, Minutes zone, const LogLine& line) {
  LineWriter writer(style, zone);
  std::string text;
  writer.append(line, text);
  return text;
}

TEST(LogLine, Jetty8DoublesTheBlanksAndEndsWithOne) {
  const std::string target = notification_target(kId, 25672);
  LogLine line;
  line.client = "173.37.183.83";
  line.arrival = *parse_time("2014-06-29T11:30:54Z");
  line.target = target;
  EXPECT_EQ(write(JettyStyle::kJetty8, Minutes(0), line),
            "173.37.183.83 -  -  [29/Jun/2014:11:30:54 +0000] \"POST /NotificationService/services/NotificationService?"
            "id=2348c723-2466-4fc0-bda0-b9419fb0215e&pid=25672 HTTP/1.1\" 200 343 \n");
}

TEST(LogLine, Jetty9HasOneBlankAndEndsWithOne) {
  const std::string target = notification_target(kId, 25672);
  LogLine line;
  line.client = "127.0.0.1";
  line.arrival = *parse_time("2026-11-21T07:49:59Z");
  line.target = target;
  EXPECT_EQ(write(JettyStyle::kJetty9, Minutes(0), line),
            "127.0.0.1 - - [21/Nov/2026:07:49:59 +0000] \"POST /NotificationService/services/NotificationService?"
            "id=2348c723-2466-4fc0-bda0-b9419fb0215e&pid=25672 HTTP/1.1\" 200 343 \n");
}

LogLine failed_request() {
  LogLine line;
  line.client = "127.0.0.1";
  line.arrival = *parse_time("2026-11-21T07:49:59Z");
  line.target = "/fail?id=a&pid=1";
  line.status = 500;
  line.body_bytes = 0;
  line.milliseconds = 12;
  return line;
}

TEST(LogLine, ExtendedEndsWithRefererAndAgent) {
  EXPECT_EQ(write(JettyStyle::kExtended, Minutes(330), failed_request()),
            "127.0.0.1 - - [21/Nov/2026:13:19:59 +0530] \"POST /fail?id=a&pid=1 HTTP/1.1\" 500 0 \"-\" \"-\"\n");
}

TEST(LogLine, LatencyEndsWithCookiesAndMilliseconds) {
  EXPECT_EQ(write(JettyStyle::kLatency, Minutes(330), failed_request()),
            "127.0.0.1 - - [21/Nov/2026:13:19:59 +0530] \"POST /fail?id=a&pid=1 HTTP/1.1\" 500 0 \"-\" \"-\" - 12\n");
}

TEST(LogLine, FollowsTheTimeFromLineToLine) {
  LineWriter writer(JettyStyle::kExtended, Minutes(0));
  LogLine line = failed_request();
  std::string text;
  writer.append(line, text);
  line.arrival += Seconds(1);
  writer.append(line, text);
  line.arrival -= Seconds(1);
  writer.append(line, text);
  EXPECT_NE(text.find(":07:49:59 "), std::string::npos);
  EXPECT_NE(text.find(":07:50:00 "), std::string::npos);
  EXPECT_NE(text.rfind(":07:49:59 "), text.find(":07:49:59 "));
}

}  // namespace
}  // namespace logscan::gen
