// Reads any bytes as the body of a notification and of an answer: values are bounded, the same bytes say the same
// again, and of a body that is cut nothing is told that the whole does not tell.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "parsers/ews/notification.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

constexpr std::size_t kMostValue = 4096;

std::string told(const EwsRequest& request) {
  std::string text = request.operation + request.problem + (request.is_notification ? "+" : "-");
  for (const EwsNotification& n : request.notifications) {
    for (const std::string& value : {n.subscription, n.previous_watermark, n.response_class, n.response_code, n.text}) {
      demand(value.size() <= kMostValue);
      text += value + "|";
    }
    text += n.more_events ? "more|" : "|";
    for (const EwsEvent& event : n.events) {
      demand(event.kind.ends_with("Event") && event.kind.size() <= kMostValue);
      text += event.kind + (event.time ? std::to_string(event.time->time_since_epoch().count()) : "") + ";";
    }
    demand(!n.keepalive() || (!n.events.empty() && !n.error));
    if (const auto id = n.decoded()) demand(id->guid.size() == 36 && id->host.size() <= 255);
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static NotificationReader reader;
  static NotificationReader other;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const EwsRequest& request = reader.read_notifications(text);
  demand(request.is_notification || request.notifications.empty());
  const std::string first = told(request);
  const bool well_formed = request.problem.empty();

  // The short way for usual bodies says what the tree says.
  demand(told(other.read_by_tree(text)) == first);

  // Half of it: an id that is told there is one of the whole.
  const EwsRequest& half = other.read_notifications(std::string_view(text).substr(0, size / 2));
  if (well_formed && half.notifications.size() <= request.notifications.size()) {
    for (std::size_t i = 0; i < half.notifications.size(); ++i) {
      const EwsNotification &part = half.notifications[i], &whole = request.notifications[i];
      demand(part.events.size() <= whole.events.size());
      demand(part.response_class.empty() || part.response_class == whole.response_class);
    }
  }

  const EwsAnswer& answer = reader.read_answer(text);
  demand(answer.text.size() <= kMostValue);
  demand(answer.status == EwsStatus::kInvalid || answer.problem.empty());
  demand(told(reader.read_notifications(text)) == first);
  static_cast<void>(read_subscription_id(text));
  return 0;
}
