#include "notification_text.h"

#include <gmock/gmock.h>

#include <string>

#include "log_line.h"

namespace logscan::gen {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

ExchangeId some_id() {
  ExchangeId id;
  id.host = "ex1.example.com";
  for (int i = 0; i < 16; ++i) id.guid += static_cast<char>(i);
  id.created = *parse_time("2013-06-14T03:35:12Z");
  return id;
}

TEST(NotificationText, EncodesBase64) {
  // RFC 4648, section 10.
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

TEST(NotificationText, HeadHasTheBytesOfTheRealOne) {
  const std::string target = notification_target("2348c723-2466-4fc0-bda0-b9419fb0215e", 25'672);
  NotificationHead head{target, "10.93.132.92:7080", 1101, false, {}};
  const std::string text = notification_head(head);
  // A capture shows 331 bytes: its answer acknowledges 332.
  EXPECT_EQ(text.size(), 331U);
  EXPECT_THAT(text, EndsWith("7080\r\nContent-Length: 1101\r\nConnection: Close\r\n\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nSOAPAction: http://schemas.microsoft.com/exchange/services/2006/messages/"
                              "SendNotification\r\nHost: 10.93.132.92:7080\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("Via:")));
  head.proxied_for = "10.93.132.93";
  head.persistent = true;
  EXPECT_THAT(notification_head(head),
              HasSubstr("\r\nVia: 1.1 proxy.example.com\r\nX-Forwarded-For: 10.93.132.93\r\n"));
  EXPECT_THAT(notification_head(head), Not(HasSubstr("Connection:")));
}

TEST(NotificationText, SubscriptionIdTellsHostAndTime) {
  // 0f00 and 15 letters; 10000000 and 16 bytes; the ticks of 2013-06-14T03:35:12Z, 0x08d036c74f88d800.
  std::string bytes("\x0f\x00", 2);
  bytes += "ex1.example.com";
  bytes += std::string("\x10\x00\x00\x00", 4) + some_id().guid;
  bytes += std::string("\x00\xd8\x88\x4f\xc7\x36\xd0\x08", 8);
  EXPECT_EQ(subscription_id(some_id()), base64(bytes));
}

TEST(NotificationText, BodiesSayWhatHappened) {
  const Time at = *parse_time("2026-03-04T10:00:00Z");
  const std::string status = notification_body(some_id(), Events::kStatus, 0, at);
  EXPECT_THAT(status, HasSubstr("<t:SubscriptionId>" + subscription_id(some_id()) + "</t:SubscriptionId>"));
  // 01000000, the GUID, 0, 01.
  EXPECT_THAT(status, HasSubstr("<t:PreviousWatermark>AQAAAAABAgMEBQYHCAkKCwwNDg8AAAAAAAAAAAE=</t:PreviousWatermark>"
                                "<t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>"));
  EXPECT_THAT(status, Not(HasSubstr("TimeStamp")));
  EXPECT_EQ(status.find('\n'), std::string::npos) << "one line";
  const std::string mail = notification_body(some_id(), Events::kNewMailAndModified, 3, at);
  EXPECT_THAT(mail, HasSubstr("<t:NewMailEvent>"));
  EXPECT_THAT(mail, HasSubstr("<t:TimeStamp>2026-03-04T10:00:00Z</t:TimeStamp>"));
  EXPECT_THAT(mail, HasSubstr("</t:ModifiedEvent></m:Notification>"));
  const std::string lost = notification_body(some_id(), Events::kReadEventsFailed, 4, at);
  EXPECT_THAT(lost, HasSubstr("ResponseClass=\"Error\""));
  EXPECT_THAT(lost, HasSubstr("<m:ResponseCode>ErrorReadEventsFailed</m:ResponseCode>"));
  EXPECT_THAT(lost, Not(HasSubstr("<m:Notification>")));
}

TEST(NotificationText, AnswersHaveTheLengthThatTheLogTells) {
  const Time at = *parse_time("2014-06-29T15:10:35Z");
  const auto body = [](const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); };
  const std::string ok = listener_answer({200, Verdict::kOk, at, false});
  EXPECT_EQ(ok.substr(0, ok.find("\r\n\r\n")),
            "HTTP/1.1 200 OK\r\nDate: Sun, 29 Jun 2014 15:10:35 GMT\r\nContent-Type: text/xml; charset=UTF-8\r\n"
            "Connection: close\r\nServer: Jetty(8.1.14.v20131031)");
  EXPECT_EQ(body(ok).size(), 343U);
  EXPECT_EQ(body(listener_answer({200, Verdict::kUnsubscribe, at, false})).size(), 352U);
  EXPECT_THAT(listener_answer({200, Verdict::kOk, at, true}), HasSubstr("\r\nContent-Length: 343\r\nServer:"));
  EXPECT_EQ(body(listener_answer({503, Verdict::kOk, at, false})), "");
  EXPECT_THAT(plain_answer(304, 0, at, false), Not(HasSubstr("Content-Length")));
}

}  // namespace
}  // namespace logscan::gen
