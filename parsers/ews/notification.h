// What Exchange pushes to a listener, and what the listener answers: SOAP bodies, by local names, whatever the
// prefixes.
//
//   <soap11:Envelope ...><soap11:Body><m:SendNotification ...><m:ResponseMessages>
//     <m:SendNotificationResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>
//       <m:Notification><t:SubscriptionId>HwBl...==</t:SubscriptionId><t:PreviousWatermark>AQAA...=</t:PreviousWatermark>
//         <t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>...</t:Watermark></t:StatusEvent>
//
// Oddities: all stands on one line. A StatusEvent is a keepalive: nothing happened. An error has no Notification, its
// text is in the server's language, and the subscription stands in MessageXml under Value Name="SubscriptionId"; the
// subscription is gone then. The answer is <SubscriptionStatus>, OK or Unsubscribe; Exchange takes the first element of
// that name, and whatever else it says for a failure.
//
// Usual bodies are read without a tree (plain_body.h). Of the others the tree is bounded before it is built: pugixml
// takes 64 bytes for each element and each text, fewer for an attribute. Neither its parser nor its end descends into
// itself, so depth costs no stack. Of entities it knows the five of XML and numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/time.h"
#include "parsers/ews/subscription_id.h"

namespace logscan::detail {

struct EwsEvent {
  std::string kind;  // StatusEvent, NewMailEvent ..., as it stands there
  std::optional<Timestamp> time;
};

// One SendNotificationResponseMessage.
struct EwsNotification {
  std::string subscription;  // as it stands there; empty where it is missing
  std::string previous_watermark;
  bool more_events = false;
  std::vector<EwsEvent> events;
  std::string response_class, response_code;
  std::string text;  // MessageText of an error
  bool error = false;

  // Says that nothing happened, and nothing else.
  [[nodiscard]] bool keepalive() const;
  // Not done for each body: it costs as much as reading one, and the same id comes again and again.
  [[nodiscard]] std::optional<SubscriptionId> decoded() const { return read_subscription_id(subscription); }
};

struct EwsFault {
  std::string code, text;  // faultcode and faultstring, or Code/Value and Reason/Text of SOAP 1.2
};

struct EwsRequest {
  std::vector<EwsNotification> notifications;
  bool is_notification = false;  // there is a SendNotification
  std::string operation;         // local name of the first element in the SOAP body
  std::optional<EwsFault> fault;
  std::string problem;  // what is wrong with the XML; what stands before that place is read all the same
};

enum class EwsStatus : std::uint8_t { kOk, kUnsubscribe, kInvalid };

struct EwsAnswer {
  EwsStatus status = EwsStatus::kInvalid;
  std::string text;  // what stands in the first SubscriptionStatus
  std::optional<EwsFault> fault;
  std::string problem;
};

// One thread; each call uses the room of the last one again.
class NotificationReader {
 public:
  static constexpr std::size_t kMostBytes = 16 << 20;
  // Tags and attributes of a body that needs a tree, counted by `<` and `=`: it stays below 64 MiB.
  static constexpr std::size_t kMostMarks = 500'000;

  NotificationReader();
  ~NotificationReader();
  NotificationReader(const NotificationReader&) = delete;
  NotificationReader& operator=(const NotificationReader&) = delete;

  // What is given stays valid until the next call.
  const EwsRequest& read_notifications(std::string_view body);
  // The same without the short way for usual bodies, and so with less room for a huge one.
  const EwsRequest& read_by_tree(std::string_view body);
  const EwsAnswer& read_answer(std::string_view body);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace logscan::detail
