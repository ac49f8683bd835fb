#include "report/html/ladder.h"

#include <algorithm>
#include <set>
#include <string>

#include "report/html/escape.h"
#include "report/text_page.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kLadders = 10;
constexpr std::size_t kMessages = 14;
// Exchange tries again after seconds up to some minutes, so that is what belongs to a fault.
constexpr std::chrono::seconds kAround{300};

// Where the lines of the two sides stand, and how high a message is.
constexpr int kLeft = 210;
constexpr int kRight = 700;
constexpr int kWidth = 800;
constexpr int kStep = 44;
constexpr int kTop = 44;
constexpr int kLabel = 66;  // columns between the lines

bool is_frame(std::string_view location) {
  const std::size_t mark = location.rfind('#');
  return mark != std::string_view::npos && mark + 1 < location.size() &&
         location.find_first_not_of("0123456789", mark + 1) == std::string_view::npos;
}

bool is_message(const TimelineRow& row) {
  static const std::set<std::string_view> kKinds = {"notification",         "notification.unanswered",
                                                    "connect.failed",       "subscription.unsubscribed",
                                                    "subscription.dropped", "http.request",
                                                    "http.response"};
  return row.time && !row.to && is_frame(row.location) && kKinds.contains(row.kind);
}

// What goes there and what comes back.
struct Message {
  std::string sent, answer;
  bool answered = true;
  bool leftwards = false;
};

// `to ADDRESS:PORT: EVENTS: ANSWER`, as the capture words a notification.
Message message_of(const TimelineRow& row) {
  Message message;
  if (row.kind == "http.request") return {row.method + " " + row.uri, "", true, false};
  if (row.kind == "http.response") {
    return {row.status ? std::to_string(*row.status) : row.text, "", true, true};
  }
  if (row.kind == "connect.failed") return {"connect to " + row.subject, row.text, false, false};
  std::string_view text = row.text;
  if (text.starts_with("to ")) {
    const std::size_t events = text.find(": ");
    if (events != std::string_view::npos) text.remove_prefix(events + 2);
  }
  const std::size_t answer = text.find(": ");
  if (answer == std::string_view::npos) {
    message.sent = row.kind;
    message.answer = text;
  } else {
    message.sent = text.substr(0, answer);
    message.answer = text.substr(answer + 2);
  }
  message.answered = row.kind != "notification.unanswered" && !message.answer.starts_with("no answer");
  if (message.answered && row.number) message.answer += ", " + decimal(*row.number, 1) + " ms";
  return message;
}

std::string label(std::string_view text, int x, int y, std::string_view anchor) {
  return "<text x=" + std::to_string(x) + " y=" + std::to_string(y) + " text-anchor=" + std::string(anchor) + ">" +
         html_escaped(cut_middle(escape_for_terminal(text), kLabel)) + "</text>";
}

std::string arrow(int from, int to, int y, std::string_view kind) {
  const int tip = to > from ? to - 8 : to + 8;
  const std::string line = std::to_string(y);
  return "<path class=" + std::string(kind) + " d=\"M" + std::to_string(from) + " " + line + "H" + std::to_string(to) +
         "M" + std::to_string(tip) + " " + std::to_string(y - 4) + "L" + std::to_string(to) + " " + line + "L" +
         std::to_string(tip) + " " + std::to_string(y + 4) + "\"/>";
}

void rung(HtmlPage& page, const TimelineRow& row, int y) {
  const Message message = message_of(row);
  page.raw("<g><title>");
  page.text(row.kind + " " + row.subject + " " + row.location);
  page.raw("</title><text x=0 y=" + std::to_string(y + 4) + " class=t data-u=" + unix_seconds(*row.time) + ">" +
           to_clock(*row.time, page.zone()) + "</text>");
  const int middle = (kLeft + kRight) / 2;
  page.raw(label(message.sent, middle, y - 5, "middle"));
  if (message.leftwards) {
    page.raw(arrow(kRight, kLeft, y, "back"));
  } else if (message.answered) {
    page.raw(arrow(kLeft, kRight, y, "there"));
  } else {
    page.raw(arrow(kLeft, kRight - 40, y, "lost"));
    page.raw("<path class=lost d=\"M" + std::to_string(kRight - 34) + " " + std::to_string(y - 5) +
             "l10 10m0 -10l-10 10\"/>");
  }
  if (!message.answer.empty()) {
    page.raw(label(message.answer, middle, y + 15, "middle"));
    if (message.answered) page.raw(arrow(kRight, kLeft, y + 20, "back"));
  }
  page.raw("</g>\n");
}

}  // namespace

Ladders::Ladders(const HtmlPage& page) {
  std::set<std::string_view> whole;  // frames of which the timeline has the message with its answer
  for (const TimelineRow& row : page.rows()) {
    if (row.kind == "notification" && is_message(row)) whole.insert(row.location);
  }
  for (const TimelineRow& row : page.rows()) {
    if (!is_message(row)) continue;
    if (row.kind == "notification" || !whole.contains(row.location)) messages_.push_back(&row);
  }
}

void Ladders::write(HtmlPage& page, const FindingReport& finding) {
  if (drawn_ == kLadders || messages_.empty() || !finding.window) return;
  const std::vector<std::size_t> nodes = page.nodes_of(finding);
  const auto bears_on = [&](const TimelineRow& row) {
    if (finding.subject_kind == SubjectKind::kSubscription) return row.subject == finding.subject;
    return std::find(nodes.begin(), nodes.end(), page.node_index(row.node)) != nodes.end();
  };
  std::vector<const TimelineRow*> rows;
  std::size_t more = 0;
  auto row = std::lower_bound(messages_.begin(), messages_.end(), finding.window->from - kAround,
                              [](const TimelineRow* a, Timestamp t) { return *a->time < t; });
  for (; row != messages_.end() && *(*row)->time <= finding.window->to + kAround; ++row) {
    if (!bears_on(**row)) continue;
    if (rows.size() < kMessages) {
      rows.push_back(*row);
    } else {
      ++more;
    }
  }
  if (rows.empty()) return;
  ++drawn_;
  const int height = kTop + static_cast<int>(rows.size()) * kStep + 8;
  page.raw(
      "<h4>On the wire</h4><div class=scroll tabindex=0 role=region aria-label=\"Messages around the finding\">"
      "<svg class=ladder width=" +
      std::to_string(kWidth) + " height=" + std::to_string(height) + ">\n");
  std::set<std::string> left;
  std::set<std::string> right;
  for (const TimelineRow* one : rows) {
    (one->kind == "http.response" ? right : left).insert(one->peer);
    if (one->kind != "http.response" && !one->node.empty()) right.insert(one->node);
  }
  const auto side = [&](const std::set<std::string>& names, int x, std::string_view none) {
    const std::string name =
        names.empty() ? std::string(none)
                      : *names.begin() + (names.size() > 1 ? " and " + std::to_string(names.size() - 1) + " more" : "");
    page.raw("<text class=side x=" + std::to_string(x) + " y=14 text-anchor=middle>" +
             html_escaped(cut_middle(escape_for_terminal(name), 28)) + "</text><path class=life d=\"M" +
             std::to_string(x) + " 22V" + std::to_string(height) + "\"/>");
  };
  side(left, kLeft, "Exchange");
  side(right, kRight, "listener");
  for (std::size_t i = 0; i < rows.size(); ++i) rung(page, *rows[i], kTop + static_cast<int>(i) * kStep);
  page.raw("</svg></div>\n");
  if (more > 0) {
    page.raw("<p class=more>and " + counted(more, "more message") + "; <code>logscan events</code> has them.</p>\n");
  }
}

}  // namespace logscan::detail
