// Renderers: a case in, text out. They write into a Writer so that long results stream and a broken pipe is seen.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/baseline.h"
#include "logscan/catalog.h"
#include "logscan/compare.h"
#include "logscan/export.h"
#include "logscan/report.h"

namespace logscan {
inline namespace v1 {

// Takes the bytes of a result. Returns false when no more can be taken (a closed pipe, a full disk): renderers stop.
class LOGSCAN_API Writer {
 public:
  virtual ~Writer() = default;
  virtual bool write(std::string_view bytes) = 0;
};

struct RenderOptions {
  enum class Colour : std::uint8_t { kNever, kAlways };
  Colour colour = Colour::kNever;
  int width = 80;            // columns, at least 40; 0: lines are never broken or cut
  std::string zone = "UTC";  // display only
  bool verbose = false;      // whole excerpts, every finding, ignored sources by name
  Severity min_severity = Severity::kInfo;
  Confidence min_confidence = Confidence::kLow;
  const KnownFindings* known = nullptr;  // told apart by the report
};

// Status is kUsage for an unknown zone, kOutput when the writer refused.
LOGSCAN_API Status render_report_text(const Report&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_report_json(const Report&, const RenderOptions&, Writer&);
// One page that stands alone: no network, no script or style but its own. Reads the rows too.
LOGSCAN_API Status render_report_html(const Case&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_inventory_text(const Report&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_inventory_json(const Report&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_events_text(const Case&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_events_jsonl(const Case&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rules_text(const std::vector<RuleDescription>&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rules_json(const std::vector<RuleDescription>&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_vocabulary_text(const std::vector<WordingDescription>&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_vocabulary_json(const std::vector<WordingDescription>&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_comparison_text(const Comparison&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_comparison_json(const Comparison&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rule_text(const RuleDescription&, const RenderOptions&, Writer&);

// Text of a log made safe for a terminal: control characters and bad UTF-8 become visible escapes.
// Backslashes stay, so escaping what is escaped changes nothing.
LOGSCAN_API std::string escape_for_terminal(std::string_view text);

// The words of the JSON report for these values.
LOGSCAN_API std::string_view name_of(Severity);
LOGSCAN_API std::string_view name_of(Confidence);
LOGSCAN_API std::string_view name_of(Verdict);
LOGSCAN_API std::string_view name_of(SubjectKind);
LOGSCAN_API std::string_view name_of(ClockBasis);
LOGSCAN_API std::string_view name_of(SourceStatus);
LOGSCAN_API std::string_view name_of(Change);

}  // namespace v1
}  // namespace logscan
