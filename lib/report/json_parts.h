// What several JSON documents have in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "logscan/report.h"
#include "report/json_writer.h"

namespace logscan::detail {

// A member `tool`.
void write_tool(JsonWriter& json, const std::string& version);
void write_window(JsonWriter& json, const std::optional<Timestamp>& from, const std::optional<Timestamp>& to);
// A member `window`.
void write_window_or_null(JsonWriter& json, const std::optional<Window>& window);
// A member `evidence`, of which each record has this layout.
void write_evidence(JsonWriter& json, const std::vector<EvidenceReport>& evidence, JsonWriter::Layout layout);

}  // namespace logscan::detail
