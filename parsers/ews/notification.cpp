#include "parsers/ews/notification.h"

#include <algorithm>
#include <cstring>
#include <pugixml.hpp>

#include "base/text.h"
#include "parsers/ews/plain_body.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr unsigned kParseFlags = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_wconv_attribute;
// Values of more than this are no ids, codes or times.
constexpr std::size_t kMostValue = 4096;
// An answer of CUC has 343 bytes.
constexpr std::size_t kMostAnswer = 4096;
constexpr std::size_t kKeepCapacity = 256 << 10;

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

bool named(const pugi::xml_node& node, std::string_view name) {
  return node.type() == pugi::node_element && local_name(node) == name;
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (pugi::xml_node node = parent.first_child(); node; node = node.next_sibling()) {
    if (named(node, name)) return node;
  }
  return {};
}

// The next node in the order of the text, without recursion; null behind the last one below `root`.
pugi::xml_node next_in(const pugi::xml_node& root, pugi::xml_node node) {
  if (pugi::xml_node below = node.first_child()) return below;
  while (node && node != root) {
    if (pugi::xml_node beside = node.next_sibling()) return beside;
    node = node.parent();
  }
  return {};
}

pugi::xml_node find_below(const pugi::xml_node& root, std::string_view name) {
  for (pugi::xml_node node = next_in(root, root); node; node = next_in(root, node)) {
    if (named(node, name)) return node;
  }
  return {};
}

}  // namespace

struct NotificationReader::Work {
  // Whether the body may be read at all.
  static bool bounded(std::string_view body, std::string& problem);
  // False: there is too much in it for a tree.
  bool load(std::string_view body, std::string& problem);
  // The text of an element. Where the XML is cut, that of its last element may go on behind the cut, and is not taken.
  std::string_view value(const pugi::xml_node& element) const;
  std::string_view value_of(const pugi::xml_node& parent, std::string_view name) const {
    return value(child(parent, name));
  }
  bool ends(pugi::xml_node node) const;
  void forget_request();
  std::optional<EwsFault> read_fault() const;
  void read_message(const pugi::xml_node& message, EwsNotification& into) const;
  void read_notification(const pugi::xml_node& notification, EwsNotification& into) const;

  std::string text;
  pugi::xml_document document;
  bool cut = false;
  EwsRequest request;
  EwsAnswer answer;
  std::string answered;  // the body that `answer` tells of
  Zone utc = Zone::utc();
  PlainBodyReader plain;
};

bool NotificationReader::Work::bounded(std::string_view body, std::string& problem) {
  problem.clear();
  if (body.empty()) {
    problem = "there is no body";
    return false;
  }
  if (body.size() > kMostBytes) {
    problem = "the body is longer than 16 MiB";
    return false;
  }
  return true;
}

bool NotificationReader::Work::load(std::string_view body, std::string& problem) {
  document.reset();
  if (body.size() > kMostMarks) {
    const auto marks = std::count_if(body.begin(), body.end(), [](char c) { return c == '<' || c == '='; });
    if (static_cast<std::size_t>(marks) > kMostMarks) {
      problem = "the body has too many tags and attributes";
      return false;
    }
  }
  if (text.capacity() > kKeepCapacity && body.size() <= kKeepCapacity) std::string().swap(text);
  text.assign(body);
  const pugi::xml_parse_result parsed = document.load_buffer_inplace(text.data(), text.size(), kParseFlags);
  cut = parsed.status != pugi::status_ok;
  if (cut) problem = std::string(parsed.description()) + ", near byte " + std::to_string(parsed.offset);
  return true;
}

// Whether something follows in the text.
bool NotificationReader::Work::ends(pugi::xml_node node) const {
  if (!cut) return true;
  for (; node; node = node.parent()) {
    if (node.next_sibling()) return true;
  }
  return false;
}

std::string_view NotificationReader::Work::value(const pugi::xml_node& element) const {
  if (!element || !ends(element)) return {};
  return trim(std::string_view(element.child_value())).substr(0, kMostValue);
}

std::optional<EwsFault> NotificationReader::Work::read_fault() const {
  const pugi::xml_node fault = find_below(document, "Fault");
  if (!fault) return std::nullopt;
  EwsFault read;
  if (const pugi::xml_node code = child(fault, "Code")) {
    read.code = value_of(code, "Value");
    read.text = value_of(child(fault, "Reason"), "Text");
  } else {
    read.code = value_of(fault, "faultcode");
    read.text = value_of(fault, "faultstring");
  }
  return read;
}

void NotificationReader::Work::read_notification(const pugi::xml_node& notification, EwsNotification& into) const {
  for (pugi::xml_node part = notification.first_child(); part; part = part.next_sibling()) {
    if (part.type() != pugi::node_element) continue;
    const std::string_view name = local_name(part);
    if (name == "SubscriptionId") {
      into.subscription = value(part);
    } else if (name == "PreviousWatermark") {
      into.previous_watermark = value(part);
    } else if (name == "MoreEvents") {
      const std::string_view more = value(part);
      into.more_events = more == "true" || more == "1";
    } else if (is_event_name(name) && (part.first_child() || ends(part))) {
      // The tag itself is whole: cut, a MoreEvents would be an event.
      EwsEvent& event = into.events.emplace_back();
      event.kind = name.substr(0, kMostValue);
      const std::string_view time = value_of(part, "TimeStamp");
      if (time.empty()) continue;
      if (const Result<Timestamp> read = parse_time(time, utc)) event.time = *read;
    }
  }
}

void NotificationReader::Work::read_message(const pugi::xml_node& message, EwsNotification& into) const {
  // A tag that has something below it is whole, and so are its attributes.
  if (!cut || message.first_child())
    into.response_class = std::string_view(message.attribute("ResponseClass").value()).substr(0, kMostValue);
  into.response_code = value_of(message, "ResponseCode");
  into.text = value_of(message, "MessageText");
  into.error = into.response_class == "Error" || (!into.response_code.empty() && into.response_code != "NoError");
  if (const pugi::xml_node notification = child(message, "Notification")) read_notification(notification, into);
  if (into.subscription.empty()) {
    const pugi::xml_node details = child(message, "MessageXml");
    for (pugi::xml_node detail = details.first_child(); detail; detail = detail.next_sibling()) {
      if (named(detail, "Value") && std::string_view(detail.attribute("Name").value()) == "SubscriptionId")
        into.subscription = value(detail);
    }
  }
}

bool EwsNotification::keepalive() const {
  return !error && !events.empty() &&
         std::all_of(events.begin(), events.end(), [](const EwsEvent& event) { return event.kind == "StatusEvent"; });
}

NotificationReader::NotificationReader() : work_(std::make_unique<Work>()) {}
NotificationReader::~NotificationReader() = default;

void NotificationReader::Work::forget_request() {
  request.notifications.clear();
  request.is_notification = false;
  request.operation.clear();
  request.fault.reset();
}

const EwsRequest& NotificationReader::read_notifications(std::string_view body) {
  work_->forget_request();
  if (!Work::bounded(body, work_->request.problem) || work_->plain.read(body, work_->request)) return work_->request;
  return read_by_tree(body);
}

const EwsRequest& NotificationReader::read_by_tree(std::string_view body) {
  work_->forget_request();
  EwsRequest& read = work_->request;
  if (!Work::bounded(body, read.problem) || !work_->load(body, read.problem)) return read;
  const pugi::xml_node sent = find_below(work_->document, "SendNotification");
  const pugi::xml_node soap_body = child(work_->document.document_element(), "Body");
  pugi::xml_node first = soap_body.first_child();
  while (first && first.type() != pugi::node_element) first = first.next_sibling();
  read.operation = local_name(first).substr(0, kMostValue);
  read.is_notification = !sent.empty();
  if (!sent) {
    read.fault = work_->read_fault();
    return read;
  }
  for (pugi::xml_node list = sent.first_child(); list; list = list.next_sibling()) {
    if (!named(list, "ResponseMessages")) continue;
    for (pugi::xml_node message = list.first_child(); message; message = message.next_sibling()) {
      if (named(message, "SendNotificationResponseMessage"))
        work_->read_message(message, read.notifications.emplace_back());
    }
  }
  return read;
}

const EwsAnswer& NotificationReader::read_answer(std::string_view body) {
  EwsAnswer& read = work_->answer;
  // A listener says the same every time.
  if (!body.empty() && body == work_->answered) return read;
  work_->answered.assign(body.size() <= kMostAnswer ? body : std::string_view());
  read.status = EwsStatus::kInvalid;
  read.text.clear();
  read.fault.reset();
  if (!Work::bounded(body, read.problem) || !work_->load(body, read.problem)) return read;
  if (const pugi::xml_node status = find_below(work_->document, "SubscriptionStatus")) {
    read.text = work_->value(status);
    // An answer that is no XML as a whole is a failure for Exchange, whatever it says.
    if (work_->cut) return read;
    if (read.text == "OK") read.status = EwsStatus::kOk;
    if (read.text == "Unsubscribe") read.status = EwsStatus::kUnsubscribe;
    return read;
  }
  read.fault = work_->read_fault();
  return read;
}

}  // namespace logscan::detail
