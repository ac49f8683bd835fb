// The merged timeline, as lines for people and as one JSON object a line.
#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "logscan/event_exports.h"
#include "report/escape_text.h"
#include "report/event_words.h"
#include "report/held_rows.h"
#include "report/json_writer.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

// `2014-06-29 08:50:00.123`, padded, so that what follows stands in columns.
constexpr std::size_t kTimeWidth = 23;
constexpr std::size_t kKindWidth = 20;
constexpr std::string_view kNoTime = "(time not known)";

// What a record says of itself stands in its text.
bool is_record(const TimelineRow& row) { return row.kind == "record" || row.kind == "record.rejected"; }

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string number_text(double number) {
  std::string digits = std::to_string(number);  // six places
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

// What a capture shows of one notification: from whom, to whom, what, and the answer.
std::string steps_of(const TimelineRow& row) {
  const bool connecting = row.kind == "connect.failed";  // its subject is the listener
  std::string text = row.peer + " -> " + (connecting || row.node.empty() ? "" : row.node + " ") + row.subject;
  if (row.text.empty() && row.kind == "notification.unanswered") {
    text += " no answer";
  } else if (!row.text.empty()) {
    text += " " + row.text;
  }
  const bool timed = row.kind == "notification" || row.kind == "notification.slow";
  if (timed && row.number) text += ", " + number_text(*row.number) + " ms";
  return text + " " + row.location;
}

bool is_seen_on_wire(const TimelineRow& row) {
  constexpr std::array<std::string_view, 6> kKinds = {
      "notification",   "notification.slow",         "notification.unanswered",
      "connect.failed", "subscription.unsubscribed", "subscription.dropped"};
  const std::size_t mark = row.location.rfind('#');  // FILE#FRAME
  if (mark == std::string::npos || row.location.find_first_not_of("0123456789", mark + 1) != std::string::npos)
    return false;
  return !row.peer.empty() && !row.to && std::find(kKinds.begin(), kKinds.end(), row.kind) != kKinds.end();
}

std::string details_of(const TimelineRow& row, const Zone& zone) {
  if (is_seen_on_wire(row)) return steps_of(row);
  if (is_record(row)) return row.node + (row.node.empty() ? "" : " ") + row.text + " " + row.location;
  std::string text = row.node;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += ' ';
    text += part;
  };
  add(row.subject);
  if (row.to) {
    const std::string end =
        row.time && to_display(*row.time, zone).substr(0, 10) == to_display(*row.to, zone).substr(0, 10)
            ? to_clock(*row.to, zone)
            : to_display(*row.to, zone);
    add("to " + end + (row.time ? " (" + to_words(*row.to - *row.time) + ")" : ""));
  }
  if (row.count && row.kind != "pause") add("x" + grouped(*row.count));
  if (row.number) add(number_text(*row.number));
  if (!row.peer.empty()) add((row.to ? "from " : "peer ") + row.peer);
  add(row.text);
  add(row.location);
  return text;
}

void write_row(JsonWriter& json, const TimelineRow& row, const std::optional<std::string>& case_name) {
  const auto text_or_null = [&](std::string_view key, const std::string& value) {
    json.key(key);
    if (value.empty()) {
      json.null();
    } else {
      json.text(value);
    }
  };
  json.begin_object(JsonWriter::Layout::kLine);
  json.key("time").time(row.time);
  json.key("quality").text(row.quality);
  json.key("kind").text(row.kind);
  text_or_null("node", row.node);
  text_or_null("subject", row.subject);
  text_or_null("peer", row.peer);
  json.key("number").number_or_null(row.number);
  json.key("text").text(row.text);
  json.key("location").text(row.location);
  json.key("case").text_or_null(case_name);
  if (row.to) json.key("to").time(row.to);
  if (row.count) json.key("count").integer(*row.count);
  if (row.kind == "http.request") {
    json.key("method").text(row.method);
    json.key("uri").text(row.uri);
  } else if (row.kind == "http.response") {
    json.key("status");
    if (row.status) {
      json.integer(*row.status);
    } else {
      json.null();
    }
  }
  if (row.complete) json.key("complete").boolean(*row.complete);
  json.end_object();
  json.end_line();
}

// The line of a record, put together in one text. Most rows of `--all` are such, and most have the second of the one
// before them.
class RecordLine {
 public:
  explicit RecordLine(const Zone& zone) : zone_(zone) {}

  std::string_view of(const TimelineRow& row) {
    line_.clear();
    if (row.time) {
      add_time(*row.time);
    } else {
      line_ += kNoTime;
    }
    pad(kTimeWidth);
    line_ += ' ';
    line_ += row.kind;
    pad(kTimeWidth + 1 + kKindWidth);
    for (const std::string* text : {&row.node, &row.text, &row.location}) {
      if (text->empty()) continue;
      line_ += ' ';
      append_escaped(line_, *text);
    }
    line_ += '\n';
    return line_;
  }

 private:
  void add_time(Timestamp time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (second != second_ || second_text_.empty()) {
      second_ = second;
      second_text_ = to_display(second, zone_);
    }
    line_ += second_text_;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time - second).count();
    if (millis == 0) return;
    for (const auto digit : {millis / 100, millis / 10 % 10, millis % 10}) {
      if (line_.size() == second_text_.size()) line_ += '.';
      line_ += static_cast<char>('0' + digit);
    }
  }
  void pad(std::size_t width) {
    if (line_.size() < width) line_.append(width - line_.size(), ' ');
  }

  const Zone& zone_;
  std::chrono::sys_seconds second_{};
  std::string second_text_;
  std::string line_;
};

// `FILE#FRAME`: a place in a capture.
bool is_frame(std::string_view location) {
  const std::size_t mark = location.rfind('#');
  return mark != std::string_view::npos && mark + 1 < location.size() &&
         location.find_first_not_of("0123456789", mark + 1) == std::string_view::npos;
}

}  // namespace

std::string event_words(const TimelineRow& row) { return details_of(row, Zone::utc()); }

}  // namespace detail

inline namespace v1 {

Status render_rows_text(const Report&, RowSource& rows, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  detail::RecordLine line(*zone);
  const auto tell = [&](const TimelineRow& row) {
    // That a log was written is no news among what happened, and what a capture shows has rows of its own.
    if (!options.verbose && row.kind == "run" && (row.text == "activity" || detail::is_frame(row.location))) return;
    if (page.width() == 0 && detail::is_record(row)) return buffer.add(line.of(row));
    const std::string time = row.time ? detail::to_display(*row.time, *zone) : std::string(detail::kNoTime);
    page.paragraph(detail::padded(time, detail::kTimeWidth) + " " + detail::padded(row.kind, detail::kKindWidth) + " ",
                   detail::details_of(row, *zone));
  };
  if (Status told = detail::each_row(rows, [&] { return page.open(); }, tell); !told) return told;
  return page.finish();
}

Status render_events_text(const Case& result, const RenderOptions& options, Writer& out) {
  detail::HeldRows rows(result.rows);
  return render_rows_text(result.report, rows, options, out);
}

Status render_rows_jsonl(const Report& report, RowSource& rows, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  const auto tell = [&](const TimelineRow& row) { detail::write_row(json, row, report.case_name); };
  if (Status told = detail::each_row(rows, [&] { return buffer.open(); }, tell); !told) return told;
  return buffer.finish();
}

Status render_events_jsonl(const Case& result, const RenderOptions& options, Writer& out) {
  detail::HeldRows rows(result.rows);
  return render_rows_jsonl(result.report, rows, options, out);
}

}  // namespace v1
}  // namespace logscan
