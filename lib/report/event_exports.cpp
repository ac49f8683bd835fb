// The timeline for other programs: a table, Timesketch, and a trace viewer.
#include "logscan/event_exports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "report/csv_row.h"
#include "report/event_words.h"
#include "report/held_rows.h"
#include "report/json_writer.h"
#include "time/format.h"

namespace logscan {
namespace detail {
namespace {

std::int64_t microseconds(Timestamp time) { return time.time_since_epoch().count(); }

void text_unless_empty(JsonWriter& json, std::string_view key, const std::string& text) {
  if (!text.empty()) json.key(key).text(text);
}

// `2014-06-29T08:50:00.123456+00:00`: its importer wants the offset in digits.
std::string with_offset(Timestamp time) {
  std::string text = to_rfc3339(time);
  text.pop_back();
  return text + "+00:00";
}

std::string_view description_of(const TimelineRow& row) {
  if (row.kind == "pause") return "Start of pause";
  return row.to ? "Start of run" : "Event";
}

void write_timesketch(JsonWriter& json, const TimelineRow& row, const std::optional<std::string>& case_name) {
  json.begin_object(JsonWriter::Layout::kLine);
  json.key("message").text(row.kind + " " + event_words(row));
  json.key("datetime").text(with_offset(*row.time));
  json.key("timestamp_desc").text(description_of(row));
  json.key("data_type").text("logscan:" + row.kind);
  json.key("quality").text(row.quality);
  text_unless_empty(json, "node", row.node);
  text_unless_empty(json, "subject", row.subject);
  text_unless_empty(json, "peer", row.peer);
  if (row.number) json.key("number").number(*row.number);
  text_unless_empty(json, "text", row.text);
  json.key("location").text(row.location);
  text_unless_empty(json, "case", case_name.value_or(""));
  if (row.to) {
    json.key("to").text(with_offset(*row.to));
    json.key("duration_s").seconds(std::chrono::duration<double>(*row.to - *row.time).count());
  }
  if (row.count) json.key("count").integer(*row.count);
  text_unless_empty(json, "method", row.method);
  text_unless_empty(json, "uri", row.uri);
  if (row.status) json.key("status").integer(*row.status);
  if (row.complete) json.key("complete").boolean(*row.complete);
  json.end_object();
  json.end_line();
}

// The format of trace events: a node is a process, what it tells of one subject a thread of it. Stretches of time are
// asynchronous events, for they overlap.
class Trace {
 public:
  explicit Trace(JsonWriter& json) : json_(json) {}

  void add(const TimelineRow& row) {
    const std::uint64_t node = node_of(row.node);
    if (row.to) {
      add_stretch(row, node);
    } else {
      add_moment(row, node);
    }
  }

 private:
  struct Lane {
    std::uint64_t id = 0;
    Timestamp free_from{};
  };

  void begin_event(std::string_view phase, std::uint64_t node) {
    json_.begin_object(JsonWriter::Layout::kLine);
    json_.key("ph").text(phase);
    json_.key("pid").integer(node);
  }

  void name(std::string_view what, const std::string& value, std::uint64_t node, std::uint64_t thread) {
    begin_event("M", node);
    json_.key("tid").integer(thread);
    json_.key("name").text(what);
    json_.key("args").begin_object();
    json_.key("name").text(value);
    json_.end_object();
    json_.end_object();
  }

  std::uint64_t node_of(const std::string& node) {
    const auto [at, fresh] = nodes_.emplace(node, nodes_.size() + 1);
    if (fresh) name("process_name", node.empty() ? "no node" : node, at->second, 0);
    return at->second;
  }

  void add_moment(const TimelineRow& row, std::uint64_t node) {
    const auto [at, fresh] = threads_.emplace(std::pair(node, row.subject), threads_.size() + 1);
    if (fresh) name("thread_name", row.subject.empty() ? "events" : row.subject, node, at->second);
    begin_event("i", node);
    json_.key("tid").integer(at->second);
    json_.key("ts").number(static_cast<double>(microseconds(*row.time)));
    json_.key("s").text("t");
    json_.key("name").text(row.kind);
    json_.key("cat").text(row.kind);
    arguments(row);
    json_.end_object();
  }

  void add_stretch(const TimelineRow& row, std::uint64_t node) {
    // Events of one lane must not overlap, or a viewer closes the wrong one.
    std::vector<Lane>& lanes = lanes_[{node, row.subject}];
    auto lane =
        std::find_if(lanes.begin(), lanes.end(), [&](const Lane& known) { return known.free_from <= *row.time; });
    if (lane == lanes.end()) lane = lanes.insert(lanes.end(), Lane{++last_lane_, {}});
    lane->free_from = std::max(*row.time, *row.to);
    const std::string what = row.kind == "run" && !row.text.empty() ? row.text : row.kind;
    const std::string label = row.subject.empty() ? what : row.subject + " " + what;
    for (const bool begins : {true, false}) {
      begin_event(begins ? "b" : "e", node);
      json_.key("ts").number(static_cast<double>(microseconds(begins ? *row.time : lane->free_from)));
      json_.key("id2").begin_object();
      json_.key("local").text("0x" + hex(lane->id));
      json_.end_object();
      json_.key("name").text(label);
      json_.key("cat").text("stretch");
      if (begins) arguments(row);
      json_.end_object();
    }
  }

  void arguments(const TimelineRow& row) {
    json_.key("args").begin_object();
    text_unless_empty(json_, "text", row.text);
    text_unless_empty(json_, "peer", row.peer);
    if (row.number) json_.key("number").number(*row.number);
    if (row.count) json_.key("count").integer(*row.count);
    text_unless_empty(json_, "method", row.method);
    text_unless_empty(json_, "uri", row.uri);
    if (row.status) json_.key("status").integer(*row.status);
    json_.key("quality").text(row.quality);
    json_.key("location").text(row.location);
    json_.end_object();
  }

  static std::string hex(std::uint64_t number) {
    std::array<char, 16> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
  }

  JsonWriter& json_;
  std::map<std::string, std::uint64_t> nodes_;
  std::map<std::pair<std::uint64_t, std::string>, std::uint64_t> threads_;
  std::map<std::pair<std::uint64_t, std::string>, std::vector<Lane>> lanes_;
  std::uint64_t last_lane_ = 0;
};

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_rows_csv(const Report& report, RowSource& rows, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  buffer.add("time,quality,kind,node,subject,peer,number,text,location,case,to,count,method,uri,status,complete\n");
  detail::CsvRow cells;
  const auto tell = [&](const TimelineRow& row) {
    cells.time(row.time);
    cells.text(row.quality);
    cells.text(row.kind);
    cells.text(row.node);
    cells.text(row.subject);
    cells.text(row.peer);
    cells.number(row.number);
    cells.text(row.text);
    cells.text(row.location);
    cells.text(report.case_name.value_or(""));
    cells.time(row.to);
    cells.integer(row.count);
    cells.text(row.method);
    cells.text(row.uri);
    cells.integer(row.status);
    cells.plain(row.complete ? (*row.complete ? "true" : "false") : "");
    buffer.add(cells.take());
  };
  if (Status told = detail::each_row(rows, [&] { return buffer.open(); }, tell); !told) return told;
  return buffer.finish();
}

Status render_rows_timesketch(const Report& report, RowSource& rows, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  const auto tell = [&](const TimelineRow& row) {
    if (row.time) detail::write_timesketch(json, row, report.case_name);
  };
  if (Status told = detail::each_row(rows, [&] { return buffer.open(); }, tell); !told) return told;
  return buffer.finish();
}

Status render_rows_chrome_trace(const Report&, RowSource& rows, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("displayTimeUnit").text("ms");
  json.key("traceEvents").begin_array();
  detail::Trace trace(json);
  const auto tell = [&](const TimelineRow& row) {
    if (row.time) trace.add(row);
  };
  if (Status told = detail::each_row(rows, [&] { return buffer.open(); }, tell); !told) return told;
  json.end_array();
  json.end_object();
  json.end_line();
  return buffer.finish();
}

Status render_events_csv(const Case& result, const RenderOptions& options, Writer& out) {
  detail::HeldRows rows(result.rows);
  return render_rows_csv(result.report, rows, options, out);
}

Status render_events_timesketch(const Case& result, const RenderOptions& options, Writer& out) {
  detail::HeldRows rows(result.rows);
  return render_rows_timesketch(result.report, rows, options, out);
}

Status render_events_chrome_trace(const Case& result, const RenderOptions& options, Writer& out) {
  detail::HeldRows rows(result.rows);
  return render_rows_chrome_trace(result.report, rows, options, out);
}

}  // namespace v1
}  // namespace logscan
