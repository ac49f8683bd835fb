#include "report/json_parts.h"

namespace logscan::detail {

void write_tool(JsonWriter& json, const std::string& version) {
  json.key("tool").begin_object(JsonWriter::Layout::kLine);
  json.key("name").text("logscan");
  json.key("version").text(version);
  json.end_object();
}

void write_window(JsonWriter& json, const std::optional<Timestamp>& from, const std::optional<Timestamp>& to) {
  json.begin_object(JsonWriter::Layout::kLine);
  json.key("from").time(from);
  json.key("to").time(to);
  json.end_object();
}

void write_window_or_null(JsonWriter& json, const std::optional<Window>& window) {
  json.key("window");
  if (window) {
    write_window(json, window->from, window->to);
  } else {
    json.null();
  }
}

void write_evidence(JsonWriter& json, const std::vector<EvidenceReport>& evidence, JsonWriter::Layout layout) {
  json.key("evidence").begin_array();
  for (const EvidenceReport& record : evidence) {
    json.begin_object(layout);
    json.key("role").text(record.role);
    json.key("time").time(record.time);
    json.key("location").text(record.location);
    json.key("excerpt").text(record.excerpt);
    json.end_object();
  }
  json.end_array();
}

}  // namespace logscan::detail
