#include "parsers/ews/notification.h"

#include <gmock/gmock.h>

#include <string>

#include "parsers/ews/plain_body.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kSubscription =
    "HwBlcGRldjA0Lm15c2luZ2xlZGV2LnNhbXN1bmcuY29tEAAAAFeOaj2lZuZOi1N+1rkdEZQeygpQxzbQCA==";
constexpr const char* kDecoded =
    "epdev04.mysingledev.samsung.com 3d6a8e57-66a5-4ee6-8b53-7ed6b91d1194 2013-06-14T03:35:12.851612Z";

std::string decoded(const std::optional<SubscriptionId>& id) {
  if (!id) return "none";
  return id->host + " " + id->guid + " " + (id->created ? to_rfc3339(*id->created) : "-");
}

std::string told(const EwsRequest& request) {
  std::string text = request.is_notification ? "" : "no notification, " + request.operation;
  for (const EwsNotification& n : request.notifications) {
    text += "[" + n.response_class + " " + n.response_code + "|" + n.subscription + "|" + n.previous_watermark + "|" +
            (n.more_events ? "more" : "") + "|";
    for (const EwsEvent& event : n.events) text += event.kind + (event.time ? " " + to_rfc3339(*event.time) : "") + ";";
    text += std::string(n.keepalive() ? "|keepalive" : "") + (n.error ? "|error " + n.text : "") + "]";
  }
  if (request.fault) text += "fault " + request.fault->code + ": " + request.fault->text;
  if (!request.problem.empty()) text += "!" + request.problem;
  return text;
}

// Around a SendNotification, with Exchange's prefixes.
std::string envelope(const std::string& messages) {
  return R"(<?xml version="1.0" encoding="utf-8"?><soap11:Envelope xmlns:soap11="http://schemas.xmlsoap.org/soap/envelope/">)"
         R"(<soap11:Header><t:RequestServerVersion xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" )"
         R"(Version="Exchange2013" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" /></soap11:Header>)"
         R"(<soap11:Body><m:SendNotification xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" )"
         R"(xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><m:ResponseMessages>)" +
         messages + "</m:ResponseMessages></m:SendNotification></soap11:Body></soap11:Envelope>";
}

std::string success(const std::string& notification) {
  return R"(<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>)"
         "<m:Notification>" +
         notification + "</m:Notification></m:SendNotificationResponseMessage>";
}

std::string keepalive_body() {
  return envelope(
      success("<t:SubscriptionId>" + std::string(kSubscription) +
              "</t:SubscriptionId><t:PreviousWatermark>AQAAABEyGxfwZ9dAopfl5usy5gfLCx0AAAAAAAE=</t:PreviousWatermark>"
              "<t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>AQAAABEyGxfwZ9dAopfl5usy5gfLCx0AAAAAAAE="
              "</t:Watermark></t:StatusEvent>"));
}

TEST(Notification, ReadsWhatExchangeAndOthersSend) {
  const struct {
    const char* name;
    std::string body;
    std::string expected;
  } cases[] = {
      // Exchange 2013, as https://mvcp.tistory.com/ prints it.
      {"Keepalive", keepalive_body(),
       "[Success NoError|" + std::string(kSubscription) +
           "|AQAAABEyGxfwZ9dAopfl5usy5gfLCx0AAAAAAAE=||StatusEvent;|keepalive]"},
      {"Error",
       envelope(
           R"(<m:SendNotificationResponseMessage ResponseClass="Error"><m:MessageText>Ein Fehler &amp; mehr</m:MessageText>)"
           "<m:ResponseCode>ErrorReadEventsFailed</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>"
           R"(<m:MessageXml><t:Value Name="SubscriptionId">HwBl==</t:Value></m:MessageXml>)"
           "</m:SendNotificationResponseMessage>"),
       "[Error ErrorReadEventsFailed|HwBl==||||error Ein Fehler & mehr]"},
      // The tests of exchangelib.
      {"OtherPrefixes",
       R"(<s:Envelope xmlns:s="x"><s:Body><m:SendNotification xmlns:m="y"><m:ResponseMessages>)"
       R"(<m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>)"
       "<m:Notification><t:SubscriptionId>XXXXX=</t:SubscriptionId><t:PreviousWatermark>AAAAA=</t:PreviousWatermark>"
       "<t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>BBBBB=</t:Watermark></t:StatusEvent></"
       "m:Notification>"
       "</m:SendNotificationResponseMessage></m:ResponseMessages></m:SendNotification></s:Body></s:Envelope>",
       "[Success NoError|XXXXX=|AAAAA=||StatusEvent;|keepalive]"},
      {"NoPrefixesAndNoWatermark",
       R"(<Envelope><Body><SendNotification><ResponseMessages><SendNotificationResponseMessage ResponseClass="Success">)"
       "<ResponseCode>NoError</ResponseCode><Notification><SubscriptionId>a</SubscriptionId><StatusEvent/></"
       "Notification>"
       "</SendNotificationResponseMessage></ResponseMessages></SendNotification></Body></Envelope>",
       "[Success NoError|a|||StatusEvent;|keepalive]"},
      // The guide of Amazon WorkMail.
      {"Modified",
       envelope(success(
           "<t:SubscriptionId>a</t:SubscriptionId><t:MoreEvents>true</t:MoreEvents><t:ModifiedEvent>"
           "<t:Watermark>ywwAAAAAAAA=</t:Watermark><t:TimeStamp>2018-02-02T15:15:14Z</t:TimeStamp>"
           R"(<t:FolderId Id="..."></t:FolderId><t:ParentFolderId Id="..."></t:ParentFolderId></t:ModifiedEvent>)")),
       "[Success NoError|a||more|ModifiedEvent 2018-02-02T15:15:14.000000Z;]"},
      // GetEvents of Microsoft's reference.
      {"SeveralEvents",
       envelope(success(
           "<t:SubscriptionId>a</t:SubscriptionId><t:NewMailEvent><t:Watermark>AAAAAM4GAAAAAAAAAQ==</t:Watermark>"
           "<t:TimeStamp>2006-08-22T00:36:29Z</t:TimeStamp>"
           R"(<t:ItemId Id="AQApAHR" ChangeKey="CQAAAA==" /><t:ParentFolderId Id="AQApAH" ChangeKey="AQAAAA==" />)"
           "</t:NewMailEvent><t:CreatedEvent><t:TimeStamp>2006-08-22T02:36:29.5+02:00</t:TimeStamp></t:CreatedEvent>"
           "<t:MovedEvent><t:TimeStamp>yesterday</t:TimeStamp></t:MovedEvent><t:StatusEvent/>")),
       "[Success NoError|a|||NewMailEvent 2006-08-22T00:36:29.000000Z;CreatedEvent "
       "2006-08-22T00:36:29.500000Z;MovedEvent;"
       "StatusEvent;]"},
      {"SeveralNotifications",
       envelope(success("<t:SubscriptionId>a</t:SubscriptionId><t:StatusEvent/>") +
                success("<t:SubscriptionId>b</t:SubscriptionId><t:DeletedEvent/>")),
       "[Success NoError|a|||StatusEvent;|keepalive][Success NoError|b|||DeletedEvent;]"},
      {"NoEvents", envelope(success("<t:SubscriptionId>a</t:SubscriptionId>")), "[Success NoError|a|||]"},
      {"ByteOrderMark", "\xef\xbb\xbf" + envelope(success("<t:SubscriptionId>a</t:SubscriptionId>")),
       "[Success NoError|a|||]"},
      {"EntitiesAndCdata",
       envelope(success("<t:SubscriptionId><![CDATA[a]]></t:SubscriptionId><t:PreviousWatermark>&#65;&lt;&x;</"
                        "t:PreviousWatermark>")),
       "[Success NoError|a|A<&x;||]"},
      {"EntitiesOfADocumentType",
       "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
       "<E><B><SendNotification><ResponseMessages><SendNotificationResponseMessage><Notification>"
       "<SubscriptionId>&b;</SubscriptionId></Notification></SendNotificationResponseMessage></ResponseMessages>"
       "</SendNotification></B></E>",
       "[ |&b;|||]"},
      {"OtherOperation", "<s:Envelope><s:Body><m:GetFolder/></s:Body></s:Envelope>", "no notification, GetFolder"},
      {"SoapFault",
       "<s:Envelope><s:Body><s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>busy</faultstring></"
       "s:Fault></s:Body>"
       "</s:Envelope>",
       "no notification, Faultfault a:ErrorServerBusy: busy"},
      {"SoapFaultOf12",
       "<s:Envelope><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>no</s:Text></"
       "s:Reason></s:Fault>"
       "</s:Body></s:Envelope>",
       "no notification, Faultfault s:Sender: no"},
      {"NoXml", "hello", "no notification, !No document element found, near byte 4"},
      {"Nothing", "", "no notification, !there is no body"},
  };
  NotificationReader reader;
  for (const auto& c : cases) {
    EXPECT_EQ(told(reader.read_notifications(c.body)), c.expected) << c.name;
    EXPECT_EQ(told(reader.read_by_tree(c.body)), c.expected) << c.name;
  }
}

TEST(Notification, TheShortWayTakesWhatIsUsual) {
  EwsRequest request;
  EXPECT_TRUE(PlainBodyReader().read(keepalive_body(), request));
  const std::string id = "<t:SubscriptionId>a</t:SubscriptionId>";
  const struct {
    const char* name;
    std::string body;
    bool taken;
  } cases[] = {
      {"Usual",
       envelope(success(id + "<t:NewMailEvent><t:TimeStamp>2006-08-22T00:36:29Z</t:TimeStamp></t:NewMailEvent>")),
       true},
      {"TwoMessages", envelope(success(id) + success(id)), true},
      {"Error", envelope("<m:SendNotificationResponseMessage ResponseClass=\"Error\"/>"), false},
      {"NoCode", envelope("<m:SendNotificationResponseMessage ResponseClass=\"Success\"/>"), false},
      {"TwoIds", envelope(success(id + id)), false},
      {"Entity", envelope(success(id + "<t:X>&amp;</t:X>")), false},
      {"Comment", envelope(success(id + "<!-- -->")), false},
      {"NotClosed", envelope(success(id + "<t:X>")), false},
      {"NameOfAnother", envelope(success(id + "<t:X></m:X>")), false},
      {"MixedText", envelope(success(id + "<t:X>a<t:Y/></t:X>")), false},
      {"Deep", envelope(success(id + "<a><a><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a></a></a>")),
       false},
      {"Behind", envelope(success(id)) + "<x/>", false},
      {"DeclarationInTheMidst",
       envelope("<m:SendNotificationResponseMessage ResponseClass=\"Success\">"
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                "<m:ResponseCode>NoError</m:ResponseCode></m:SendNotificationResponseMessage>"),
       false},
      {"Other", "<s:Envelope><s:Body><m:GetFolder/></s:Body></s:Envelope>", false},
      {"AnotherInTheHeader",
       "<Envelope><Header><SendNotification/></Header><Body><SendNotification><ResponseMessages>" + success(id) +
           "</ResponseMessages></SendNotification></Body></Envelope>",
       false},
  };
  NotificationReader reader;
  PlainBodyReader again;  // knows the front of the bodies
  for (const auto& c : cases) {
    request = {};
    EXPECT_EQ(PlainBodyReader().read(c.body, request), c.taken) << c.name;
    EwsRequest with_front;
    EXPECT_EQ(again.read(c.body, with_front), c.taken) << c.name;
    if (c.taken) {
      EXPECT_EQ(told(request), told(reader.read_by_tree(c.body))) << c.name;
      EXPECT_EQ(told(with_front), told(request)) << c.name;
    }
  }
}

TEST(Notification, SaysWhereItsSubscriptionLives) {
  NotificationReader reader;
  EXPECT_EQ(decoded(reader.read_notifications(keepalive_body()).notifications.at(0).decoded()), kDecoded);
}

TEST(Notification, ReadsUtf16) {
  const std::string body = envelope(success("<t:SubscriptionId>a</t:SubscriptionId><t:StatusEvent/>"));
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char c : body) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  NotificationReader reader;
  EXPECT_EQ(told(reader.read_notifications(little)), "[Success NoError|a|||StatusEvent;|keepalive]");
  EXPECT_EQ(told(reader.read_notifications(big)), "[Success NoError|a|||StatusEvent;|keepalive]");
}

TEST(Notification, TakesOnlyWholeValuesWhereTheBodyIsCut) {
  const std::string body = keepalive_body();
  NotificationReader reader;
  std::size_t with_id = 0, with_event = 0;
  for (std::size_t size = 1; size < body.size(); ++size) {
    const EwsRequest& read = reader.read_notifications(std::string_view(body).substr(0, size));
    EXPECT_FALSE(read.problem.empty()) << size;
    for (const EwsNotification& n : read.notifications) {
      if (!n.subscription.empty()) {
        ++with_id;
        EXPECT_EQ(n.subscription, kSubscription) << size;
      }
      EXPECT_TRUE(n.response_class.empty() || n.response_class == "Success") << size;
      EXPECT_TRUE(n.response_code.empty() || n.response_code == "NoError") << size;
      for (const EwsEvent& event : n.events) {
        ++with_event;
        EXPECT_EQ(event.kind, "StatusEvent") << size;
      }
    }
  }
  // From the end of the element on, all of them.
  EXPECT_GT(with_id, body.size() - body.find("</t:SubscriptionId>") - 40);
  EXPECT_GT(with_event, body.size() - body.find("<t:Watermark>") - 40);
}

TEST(Notification, BoundsWhatABodyMayCost) {
  NotificationReader reader;
  // Neither the parser nor the end of a tree may descend into itself.
  for (const std::size_t depth : {std::size_t{100'000}, NotificationReader::kMostMarks / 2}) {
    std::string nested;
    for (std::size_t i = 0; i < depth; ++i) nested += "<a>";
    EXPECT_THAT(reader.read_notifications(nested).problem, StartsWith("Start-end tags mismatch"));
    for (std::size_t i = 0; i < depth; ++i) nested += "</a>";
    EXPECT_EQ(told(reader.read_notifications(nested)), "no notification, ");
  }
  std::string many;
  for (std::size_t i = 0; i <= NotificationReader::kMostMarks; ++i) many += "<a/>";
  EXPECT_THAT(reader.read_notifications(many).problem, HasSubstr("too many tags"));

  std::string events;
  while (events.size() < NotificationReader::kMostBytes - 2000)
    events +=
        R"(<t:CreatedEvent><t:Watermark>AAAAAM4GAAAAAAAAAQ==</t:Watermark><t:TimeStamp>2006-08-22T00:36:29Z</t:TimeStamp>)"
        R"(<t:ItemId Id="AAMkADk0ZmFkYTk3LWI4NTktNDJmZi1hYTQ3LTUxZTkwM2Y5NTI1MABGAAAAAAB0eKZ5" ChangeKey="CQAAAA==" />)"
        R"(<t:ParentFolderId Id="AAMkADk0ZmFkYTk3LWI4NTktNDJmZi1hYTQ3LTUxZTkwM2Y5NTI1MAAuAAAAAAB0" ChangeKey="A" /></t:CreatedEvent>)";
  const EwsRequest& large =
      reader.read_notifications(envelope(success("<t:SubscriptionId>a</t:SubscriptionId>" + events)));
  EXPECT_EQ(large.problem, "");
  ASSERT_EQ(large.notifications.size(), 1U);
  EXPECT_GT(large.notifications[0].events.size(), 40'000U);
  EXPECT_EQ(large.notifications[0].events.back().kind, "CreatedEvent");

  std::string longer(NotificationReader::kMostBytes, ' ');
  EXPECT_THAT(reader.read_notifications(longer).problem, HasSubstr("No document element"));
  EXPECT_THAT(reader.read_notifications(longer + " ").problem, HasSubstr("longer than 16 MiB"));
}

TEST(SubscriptionId, ReadsItsForms) {
  const struct {
    const char* name;
    std::string text;
    std::string expected;
  } cases[] = {
      {"Exchange2013", kSubscription, kDecoded},
      // Ours from here on: without the time, as Exchange 2010 writes it.
      {"Exchange2010", "BABleC5hEAAAAFeOaj2lZuZOi1N+1rkdEZQ=", "ex.a 3d6a8e57-66a5-4ee6-8b53-7ed6b91d1194 -"},
      {"TimeThatIsNone",
       "BABleC5hEAAAAFeOaj2lZuZOi1N+1rkdEZT//////////w==", "ex.a 3d6a8e57-66a5-4ee6-8b53-7ed6b91d1194 -"},
      {"Exchange2007", "83826921-AFDF-48be-b469-628cc02b5f49", " 83826921-afdf-48be-b469-628cc02b5f49 -"},
      {"NoBase64", "HwBl*", "none"},
      {"TooShort", "HwBlcGRldjA0", "none"},
      {"NameOfOtherBytes", "BAAACi5hEAAAAFeOaj2lZuZOi1N+1rkdEZQ=", "none"},
      {"NoGuidLength", "BABleC5hEQAAAFeOaj2lZuZOi1N+1rkdEZQ=", "none"},
      {"Empty", "", "none"},
      {"Long", std::string(4000, 'A'), "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(decoded(read_subscription_id(c.text)), c.expected) << c.name;
}

TEST(NotificationAnswer, IsOkUnsubscribeOrInvalid) {
  const auto result = [](const std::string& status) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">)"
           R"(<soapenv:Body><ns2:SendNotificationResult xmlns:ns2="http://schemas.microsoft.com/exchange/services/2006/messages">)" +
           status + "</ns2:SendNotificationResult></soapenv:Body></soapenv:Envelope>";
  };
  const struct {
    const char* name;
    std::string body;
    EwsStatus status;
    std::string expected;
  } cases[] = {
      {"Ok", result("<ns2:SubscriptionStatus>OK</ns2:SubscriptionStatus>"), EwsStatus::kOk, "OK"},
      {"Unsubscribe", result("<SubscriptionStatus> Unsubscribe\n</SubscriptionStatus>"), EwsStatus::kUnsubscribe,
       "Unsubscribe"},
      {"FirstOfTwo",
       result("<a:SubscriptionStatus>Unsubscribe</a:SubscriptionStatus><SubscriptionStatus>OK</SubscriptionStatus>"),
       EwsStatus::kUnsubscribe, "Unsubscribe"},
      {"OtherWord", result("<m:SubscriptionStatus>ok</m:SubscriptionStatus>"), EwsStatus::kInvalid, "ok"},
      {"NoStatus", result(""), EwsStatus::kInvalid, ""},
      {"NotClosed", "<a><SubscriptionStatus>OK</SubscriptionStatus>", EwsStatus::kInvalid, ""},
      {"Html", "<html><body>404</body></html>", EwsStatus::kInvalid, ""},
      {"Nothing", "", EwsStatus::kInvalid, ""},
  };
  NotificationReader reader;
  for (const auto& c : cases) {
    const EwsAnswer& answer = reader.read_answer(c.body);
    EXPECT_EQ(answer.status, c.status) << c.name;
    EXPECT_EQ(answer.text, c.expected) << c.name;
  }
  // Once more, each twice, and in another order.
  for (std::size_t i = std::size(cases); i-- > 0;) {
    EXPECT_EQ(reader.read_answer(cases[i].body).text, cases[i].expected) << cases[i].name;
    EXPECT_EQ(reader.read_answer(cases[i].body).status, cases[i].status) << cases[i].name;
  }
  EXPECT_EQ(
      reader.read_answer("<E><Fault><faultcode>c</faultcode><faultstring>s</faultstring></Fault></E>").fault->text,
      "s");
  EXPECT_EQ(reader.read_answer(result("")).fault.has_value(), false);
}

}  // namespace
}  // namespace logscan::detail
