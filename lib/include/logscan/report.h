// The result of a case: values only, owning all they hold. Field names follow the JSON report (docs/contract.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "logscan/time.h"

namespace logscan {
inline namespace v1 {

enum class Severity : std::uint8_t { kInfo, kNotice, kWarning, kError, kCritical };
enum class Confidence : std::uint8_t { kLow, kMedium, kHigh };
enum class Verdict : std::uint8_t { kFail, kInconclusive };
enum class SubjectKind : std::uint8_t { kSubscription, kNode, kService, kCluster, kExchange, kBundle };
enum class ClockBasis : std::uint8_t { kStated, kGiven, kInferred, kAssumed };
enum class SourceStatus : std::uint8_t {
  kOk,
  kTruncated,
  kDamaged,
  kEncrypted,
  kLimit,
  kDuplicate,
  kIgnored,
  kUnreadable
};

struct ClockSegment {
  Timestamp from{}, to{};
  double offset_s = 0;
};

struct ClockReport {
  std::optional<std::string> zone;
  double offset_s = 0;
  ClockBasis basis = ClockBasis::kAssumed;
  double uncertainty_s = 0;
  std::uint64_t anchors = 0;
  std::string date;  // what tells the date, "unknown" where nothing does; empty where the records state it
  std::vector<ClockSegment> segments;
};

struct UnmatchedShape {
  std::string text;  // each number is a '#'
  std::uint64_t count = 0;
  std::uint64_t first_line = 0;
};

struct SourceReport {
  std::string location;
  std::optional<std::string> format;
  std::string why;  // why this format, or why none
  std::optional<std::string> node;
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t continuation = 0;  // records are counted, so are continuation lines and rejected records
  std::uint64_t rejected = 0;
  std::uint64_t skipped = 0;
  std::optional<Timestamp> first, last;
  SourceStatus status = SourceStatus::kOk;
  std::vector<std::string> notes;
  bool left_out = false;  // by a filter; its bytes count as skipped
  ClockReport clock;
  // What the source can prove, for `inventory`: from when to when it is complete.
  std::vector<Window> intact;
  // Vocabulary entries that matched, and how often; then the commonest records that none matched, without their numbers
  // (only where Options::want_shapes asked for them).
  std::vector<std::pair<std::string, std::uint64_t>> wordings;
  std::vector<UnmatchedShape> unmatched;
  std::uint64_t unread_statuses = 0;  // known outputs that could not be read in full
};

struct EvidenceReport {
  std::string role;  // last-before, first-after, trigger, context, sample
  std::optional<Timestamp> time;
  std::string location;
  std::string excerpt;
};

struct FindingReport {
  std::string id;
  std::string rule;
  std::string title;
  Severity severity = Severity::kInfo;
  Confidence confidence = Confidence::kHigh;
  Verdict verdict = Verdict::kFail;
  SubjectKind subject_kind = SubjectKind::kBundle;
  std::string subject;
  std::optional<Window> window;
  bool open = false;
  std::uint64_t count = 1;
  std::vector<std::pair<std::string, double>> measured;  // name with its unit, in a fixed order
  std::string summary;
  std::string cause;
  std::vector<std::string> next_steps;
  std::vector<EvidenceReport> evidence;
  std::vector<std::string> related;  // ids
};

// One fault and what it led to: findings that are related, told in the order of time.
struct StoryLine {
  std::optional<Timestamp> time;
  std::string text;     // one sentence
  std::string finding;  // its id: there is the proof
};

struct StoryReport {
  std::string title;
  Severity severity = Severity::kInfo;  // the worst of what is proven, of all where nothing is
  std::optional<Window> window;         // from the first to the last moment of its findings
  std::vector<StoryLine> lines;
  std::vector<std::string> findings;  // ids, the cause first
};

struct PassedRule {
  std::string rule;
  std::uint64_t subjects = 0;
};

struct NotRunRule {
  std::string rule;
  std::vector<std::string> needs;
};

// Bytes of content after decompression, over all sources.
struct Ledger {
  std::uint64_t bytes_in = 0;
  std::uint64_t parsed = 0, continuation = 0, rejected = 0, skipped = 0, ignored = 0;

  [[nodiscard]] bool balanced() const { return parsed + continuation + rejected + skipped + ignored == bytes_in; }
};

struct Report {
  std::string tool_version;  // of the logscan that made it
  std::optional<std::string> case_name;
  std::vector<std::string> inputs;
  std::optional<Timestamp> since, until;
  std::vector<SourceReport> sources;
  std::vector<FindingReport> findings;
  std::vector<StoryReport> stories;  // the worst first, five at most
  std::uint64_t outside = 0;         // findings that were left out, as they lie before since or after until
  std::vector<PassedRule> passed;
  std::vector<NotRunRule> not_run;
  Ledger ledger;
};

// One row of `logscan events`.
struct TimelineRow {
  std::optional<Timestamp> time;
  std::optional<Timestamp> to;  // runs and pauses
  std::string quality = "unknown";
  std::string kind;  // dotted and stable: run, pause, notification.rejected, ...
  std::string node, subject, peer;
  std::optional<double> number;
  std::optional<std::uint64_t> count;
  std::string text;
  std::string location;
  // Of an HTTP message.
  std::string method, uri;         // of a request
  std::optional<unsigned> status;  // of an answer; nothing where it is cut before that
  std::optional<bool> complete;    // false where it is cut or has no partner
};

struct Case {
  Report report;
  std::vector<TimelineRow> rows;  // in time order; filled where Options::want_timeline asks for it
};

}  // namespace v1
}  // namespace logscan
