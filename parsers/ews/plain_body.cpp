#include "parsers/ews/plain_body.h"

#include <array>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostValue = 4096;
constexpr std::size_t kMostDepth = 16;
constexpr std::string_view kDeclaration = R"(<?xml version="1.0" encoding="utf-8"?>)";
// Depths of the elements that matter; what lies below or beside them is passed over.
constexpr std::array<std::string_view, PlainBodyReader::kPathLength> kPath{
    "Envelope", "Body", "SendNotification", "ResponseMessages", "SendNotificationResponseMessage"};
constexpr std::size_t kMessage = 5;       // children of the message
constexpr std::size_t kNotification = 6;  // of its Notification
constexpr std::size_t kEvent = 7;         // of an event

// Longer than any front is.
constexpr std::size_t kMostFront = 4096;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
constexpr std::array<bool, 256> kNameLetters = [] {
  std::array<bool, 256> letters{};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char c = static_cast<char>(i);
    letters[i] = (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '_' || c == ':' || c == '-' || c == '.';
  }
  return letters;
}();
bool is_name_letter(char c) { return kNameLetters[static_cast<unsigned char>(c)]; }
bool may_begin_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

class PlainBody {
 public:
  using Front = PlainBodyReader::Front;
  PlainBody(std::string_view body, Front& front, EwsRequest& request)
      : body_(body), rest_(body), front_(front), request_(request) {}

  bool read() {
    if (!front_.text.empty() && body_.starts_with(front_.text)) {
      pass_front();
    } else if (body_.size() >= kDeclaration.size() && iequals(body_.substr(0, kDeclaration.size()), kDeclaration)) {
      rest_.remove_prefix(kDeclaration.size());
    }
    // A zero ends a text for pugixml, and `&` may stand for another letter.
    if (rest_.find('&') != std::string_view::npos || rest_.find('\0') != std::string_view::npos) return false;
    while (!rest_.empty()) {
      const std::size_t tag = rest_.find('<');
      const std::string_view text = rest_.substr(0, tag);
      if (tag == std::string_view::npos) return ended_ && is_blank_text(text);
      rest_.remove_prefix(tag + 1);
      if (rest_.empty() || (ended_ && rest_.front() != '/')) return false;
      const bool taken = rest_.front() == '/' ? close(text) : is_blank_text(text) && open();
      if (!taken) return false;
    }
    return ended_;
  }

 private:
  void pass_front() {
    rest_.remove_prefix(front_.text.size());
    for (std::size_t i = 0; i < kPath.size(); ++i) names_[i] = body_.substr(front_.names[i].at, front_.names[i].size);
    seen_.fill(true);
    depth_ = on_path_ = kPath.size();
    leaf_ = true;
    begin_message("Success");
  }

  // Behind the tag of the first message.
  void keep_front() {
    const std::size_t size = body_.size() - rest_.size();
    if (size > kMostFront) return;
    front_.text = body_.substr(0, size);
    for (std::size_t i = 0; i < kPath.size(); ++i)
      front_.names[i] = {static_cast<std::uint32_t>(names_[i].data() - body_.data()),
                         static_cast<std::uint32_t>(names_[i].size())};
  }

  void begin_message(std::string_view response_class) {
    request_.is_notification = true;
    current_ = &request_.notifications.emplace_back();
    current_->response_class = response_class;
    notifications_ = 0;
  }

  static bool is_blank_text(std::string_view text) {
    for (const char c : text) {
      if (!is_space(c)) return false;
    }
    return true;
  }

  std::string_view take_name() {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_letter(rest_[size])) ++size;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return !name.empty() && may_begin_name(name.front()) ? name : std::string_view();
  }

  // Behind `<`, up to and with `>`.
  bool open() {
    const std::string_view name = take_name();
    if (name.empty() || depth_ == kMostDepth) return false;
    std::string_view response_class;
    bool has_class = false;
    while (!rest_.empty() && is_space(rest_.front())) {
      rest_.remove_prefix(1);
      if (rest_.empty()) return false;
      if (!may_begin_name(rest_.front())) continue;
      const std::string_view attribute = take_name();
      if (!rest_.starts_with("=\"")) return false;
      rest_.remove_prefix(2);
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return false;
      const std::string_view value = rest_.substr(0, quote);
      if (value.find('<') != std::string_view::npos) return false;
      rest_.remove_prefix(quote + 1);
      if (attribute == "ResponseClass" && !has_class) {
        response_class = value;
        has_class = true;
      }
    }
    const bool closed = rest_.starts_with("/>");
    if (!closed && !rest_.starts_with('>')) return false;
    rest_.remove_prefix(closed ? 2 : 1);
    names_[depth_] = name;
    const std::string_view local = name.substr(name.find(':') + 1);
    if (!enter(local, response_class)) return false;
    ++depth_;
    leaf_ = true;
    if (!closed && on_path_ == kPath.size() && depth_ == kPath.size() && request_.notifications.size() == 1)
      keep_front();
    return !closed || leave({});
  }

  // The element at `depth_`.
  bool enter(std::string_view local, std::string_view response_class) {
    if (on_path_ != depth_ && !(depth_ >= kMessage && on_path_ == kPath.size()))
      return local != kPath[2];  // in a header: the first one in the text counts
    if (depth_ < kPath.size()) {
      // A header is passed over. Of everything else there is one, but for the messages.
      if (local != kPath[depth_]) return depth_ == 1 && local == "Header";
      if (depth_ + 1 < kPath.size() && std::exchange(seen_[depth_], true)) return false;
      on_path_ = depth_ + 1;
      if (depth_ + 1 < kPath.size()) return true;
      if (response_class != "Success") return false;
      begin_message(response_class);
      return true;
    }
    if (depth_ == kMessage) {
      inside_ = local == "Notification";
      return inside_ ? ++notifications_ == 1 : local == "ResponseCode";
    }
    if (depth_ == kNotification && inside_ && is_event_name(local)) {
      if (local.size() > kMostValue) return false;
      event_ = &current_->events.emplace_back();
      event_->kind = local;
      has_time_ = false;
    }
    return depth_ != kMessage + 1 || inside_;
  }

  // Behind `</`; `text` stands in front of it.
  bool close(std::string_view text) {
    if (depth_ == 0) return false;
    const std::string_view name = names_[depth_ - 1];
    if (rest_.size() <= name.size() || std::memcmp(rest_.data() + 1, name.data(), name.size()) != 0) return false;
    rest_.remove_prefix(1 + name.size());
    if (!rest_.starts_with('>')) return false;
    rest_.remove_prefix(1);
    if (!leaf_) return is_blank_text(text) && leave({});
    const std::string_view value = trim(text);
    return value.size() <= kMostValue && leave(value);
  }

  // The element above `depth_` ends; the value is that of a leaf.
  bool leave(std::string_view value) {
    --depth_;
    leaf_ = false;
    if (depth_ == 0) ended_ = true;
    if (on_path_ < kPath.size()) {
      if (on_path_ == depth_ + 1) on_path_ = depth_;
      return true;
    }
    if (depth_ + 1 == kPath.size()) {
      on_path_ = depth_;
      return !current_->response_code.empty() && current_->response_code == "NoError";
    }
    const std::string_view name = names_[depth_];
    const std::string_view local = name.substr(name.find(':') + 1);
    if (depth_ == kMessage && !inside_) return set(current_->response_code, value);
    if (depth_ == kNotification) {
      if (local == "SubscriptionId") return set(current_->subscription, value);
      if (local == "PreviousWatermark") return set(current_->previous_watermark, value);
      if (local == "MoreEvents") current_->more_events = value == "true" || value == "1";
      event_ = nullptr;
    }
    if (depth_ == kEvent && event_ != nullptr && local == "TimeStamp") {
      if (std::exchange(has_time_, true)) return false;
      if (const Result<Timestamp> time = parse_time(value, utc())) event_->time = *time;
    }
    return true;
  }

  static const Zone& utc() {
    static const Zone zone = Zone::utc();
    return zone;
  }

  // Where it stands twice or holds nothing, another reader has to say which counts.
  static bool set(std::string& to, std::string_view value) {
    if (!to.empty() || value.empty()) return false;
    to = value;
    return true;
  }

  std::string_view body_;
  std::string_view rest_;
  Front& front_;
  EwsRequest& request_;
  std::array<std::string_view, kMostDepth> names_;
  std::array<bool, kPath.size()> seen_{};
  std::size_t depth_ = 0;    // open elements
  std::size_t on_path_ = 0;  // of these, how many lie on the path
  bool leaf_ = false;        // nothing but text since the last start tag
  bool inside_ = false;      // a Notification
  bool has_time_ = false;
  bool ended_ = false;
  unsigned notifications_ = 0;  // in this message
  EwsNotification* current_ = nullptr;
  EwsEvent* event_ = nullptr;
};

}  // namespace

bool PlainBodyReader::read(std::string_view body, EwsRequest& request) {
  if (!body.starts_with('<') || !PlainBody(body, front_, request).read() || !request.is_notification) return false;
  request.operation = kPath[2];
  return true;
}

}  // namespace logscan::detail
