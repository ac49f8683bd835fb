// Why a rule fired or did not: each of its conditions, what it was tried on, and what came nearest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "logscan/catalog.h"
#include "logscan/export.h"
#include "logscan/options.h"
#include "logscan/render.h"
#include "logscan/report.h"

namespace logscan {
inline namespace v1 {

enum class WhyOutcome : std::uint8_t {
  kFired,         // the fault is proven at least once
  kInconclusive,  // something was seen, and the case cannot show whether it is a fault
  kPassed,        // what the rule needs is here, and nothing was found
  kNotRun,
};

struct WhyTrial {
  std::string subject;
  std::optional<double> value, limit;  // in the unit of the condition
  std::string note;                    // what was found, where a number does not tell it
  std::optional<Window> window;
  std::vector<EvidenceReport> evidence;
};

struct WhyCondition {
  std::string text, unit;
  std::vector<std::string> parameters;  // RULE.PARAM, that the limit rests on
  std::uint64_t tried = 0, held = 0;
  std::vector<WhyTrial> successes;  // the first five
  std::vector<WhyTrial> misses;     // the nearest five
};

struct WhyNeed {
  std::string text;
  std::vector<std::string> formats;    // that it names
  std::uint64_t sources = 0;           // of the case, in those formats
  std::vector<std::string> locations;  // of the first five
};

struct WhyFinding {
  std::string id;
  Verdict verdict = Verdict::kFail;
  std::string subject, summary;
};

struct WhyReport {
  std::string tool_version;
  std::string rule, title, summary;
  Severity severity = Severity::kInfo;
  WhyOutcome outcome = WhyOutcome::kNotRun;
  std::uint64_t subjects = 0;  // examined, where it passed
  std::uint64_t outside = 0;   // findings that lie before since or after until
  std::vector<RuleParameterDescription> parameters;
  std::vector<WhyNeed> needs;
  std::vector<std::pair<std::string, std::uint64_t>> formats;  // in the case, with their sources
  std::vector<WhyCondition> conditions;                        // it fires where all of them hold
  std::vector<WhyFinding> findings;
};

// As scan() of logscan/session.h, and fills `why` for the rule of that id. kUsage where there is none.
LOGSCAN_API Result<Case> scan(const Options& options, const std::string& rule, WhyReport& why);

LOGSCAN_API Status render_why_text(const WhyReport&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_why_json(const WhyReport&, const RenderOptions&, Writer&);

// The word of the JSON form.
LOGSCAN_API std::string_view name_of(WhyOutcome);

}  // namespace v1
}  // namespace logscan
