// Reports made by hand, and what the tests of the renderers do with them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "logscan/render.h"

namespace logscan::detail {

class StringWriter final : public Writer {
 public:
  bool write(std::string_view bytes) override {
    text += bytes;
    return true;
  }
  std::string text;
};

// Takes nothing: a closed pipe.
class RefusingWriter final : public Writer {
 public:
  bool write(std::string_view) override {
    ++calls;
    return false;
  }
  int calls = 0;
};

template <class Subject>
std::string rendered(Status (*render)(const Subject&, const RenderOptions&, Writer&), const Subject& subject,
                     const RenderOptions& options = {}) {
  StringWriter out;
  const Status status = render(subject, options, out);
  EXPECT_TRUE(status) << status.error().message;
  return out.text;
}

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

// The cells of a line as a reader of RFC 4180 takes them.
inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  EXPECT_FALSE(quoted) << line;
  return cells;
}

// 2014-06-29 00:00:00 UTC and so many seconds.
inline Timestamp at(std::int64_t seconds) { return Timestamp(std::chrono::seconds(1404000000 + seconds)); }

inline std::string subscription(int number) {
  return "5a3f" + std::to_string(1000 + number) + "-1b2c-4d5e-8f90-aabbccddeeff";
}

inline SourceReport request_log(int day) {
  SourceReport source;
  source.location = "export.zip!cuc1/jetty/day" + std::to_string(day) + ".request.log";
  source.format = "jetty.access";
  source.why = "40 of 40 lines are request lines";
  source.node = "cuc1";
  source.bytes = 1000;
  source.records = 10;
  source.first = at(day * 86400 + 3);
  source.last = at(day * 86400 + 36000);
  source.clock = {"UTC", 0, ClockBasis::kStated, 0.5, 0, "", {}};
  source.intact = {{at(day * 86400), at(day * 86400 + 86400)}};
  return source;
}

inline FindingReport finding(std::string id, std::string rule, Severity severity, SubjectKind kind,
                             std::string subject) {
  FindingReport f;
  f.id = std::move(id);
  f.rule = std::move(rule);
  f.title = "Title of " + f.rule;
  f.severity = severity;
  f.subject_kind = kind;
  f.subject = std::move(subject);
  f.window = Window{at(3600), at(5460)};
  f.measured = {{"gap_s", 1860}};
  f.summary = "Summary of " + f.id + ".";
  f.cause = "Cause of " + f.rule + ".";
  f.next_steps = {"First step of " + f.rule + ".", "Second step of " + f.rule + "."};
  f.evidence = {{"last-before", at(3600), "export.zip!cuc1/jetty/day0.request.log:123", "the record before"},
                {"first-after", at(5460), "export.zip!cuc1/jetty/day0.request.log:124", "the record after"}};
  return f;
}

// Three logs, nothing found.
inline Report quiet_report() {
  Report report;
  report.tool_version = "1.2.3";
  report.inputs = {"export.zip"};
  report.sources = {request_log(0), request_log(1), request_log(2)};
  report.passed = {{"subscription.stale", 12}};
  report.not_run = {{"exchange.no-notifications", {"a request log without notifications"}}};
  report.ledger = {3000, 3000, 0, 0, 0, 0};
  return report;
}

// A silence of Exchange with twelve subscriptions in it, a subscription that is stale by itself, an open question.
inline Report silence_report() {
  Report report = quiet_report();
  report.findings.push_back(finding("group", "exchange.silence", Severity::kCritical, SubjectKind::kExchange, "cuc1"));
  for (int i = 0; i < 12; ++i) {
    report.findings.push_back(finding("single" + std::to_string(i), "subscription.stale", Severity::kError,
                                      SubjectKind::kSubscription, subscription(i)));
    report.findings.back().related = {"group"};
    report.findings.front().related.push_back("single" + std::to_string(i));
  }
  report.findings.push_back(
      finding("alone", "subscription.stale", Severity::kError, SubjectKind::kSubscription, subscription(20)));
  report.findings.back().open = true;
  report.findings.back().confidence = Confidence::kLow;
  report.findings.push_back(
      finding("question", "keepalive.missed", Severity::kWarning, SubjectKind::kSubscription, subscription(21)));
  report.findings.back().verdict = Verdict::kInconclusive;
  return report;
}

// Escape sequences, a mark that turns the direction of text, bytes that are no UTF-8, line ends.
inline constexpr std::string_view kHostile =
    "evil\x1b[31m\x1b]0;owned\x07 \xe2\x80\xaetxt.exe \xff\xc3 two\nlines\r\tend\x7f\xc2\x9b";
inline constexpr std::string_view kHostileEscaped =
    "evil\\x1b[31m\\x1b]0;owned\\x07 \\u202etxt.exe \\xff\\xc3 two\\nlines\\r\\tend\\x7f\\u009b";

// The same, in every text that a report holds.
inline Report hostile_report() {
  const std::string hostile(kHostile);
  Report report = silence_report();
  report.case_name = hostile;
  report.inputs = {hostile};
  SourceReport& source = report.sources[1];
  source.location = hostile;
  source.format = hostile;
  source.why = hostile;
  source.node = hostile;
  source.status = SourceStatus::kDamaged;
  source.notes = {hostile, hostile};
  source.clock.zone = hostile;
  source.clock.basis = ClockBasis::kAssumed;
  report.sources.push_back(source);
  report.sources.back().status = SourceStatus::kIgnored;
  for (FindingReport& f : report.findings) {
    f.title = f.rule = f.subject = f.summary = f.cause = hostile;
    f.next_steps = {hostile};
    f.measured = {{hostile, 1}};
    for (EvidenceReport& item : f.evidence) item.role = item.location = item.excerpt = hostile;
  }
  report.stories = {
      {hostile, Severity::kCritical, Window{at(3600), at(5460)}, {{at(3600), hostile, "group"}}, {"group"}}};
  report.passed = {{hostile, 1}};
  report.not_run = {{hostile, {hostile}}};
  return report;
}

inline Case hostile_timeline() {
  const std::string hostile(kHostile);
  Case result;
  result.report = hostile_report();
  TimelineRow row;
  row.time = at(0);
  row.quality = row.kind = row.node = row.subject = row.peer = row.text = row.location = hostile;
  result.rows = {row};
  return result;
}

inline RuleDescription a_rule() {
  RuleDescription rule;
  rule.id = "subscription.stale";
  rule.title = "No accepted notification for longer than CUC waits";
  rule.summary = "Fires when no accepted notification came for more than 900 s.";
  rule.severity = Severity::kError;
  rule.needs = {"an intact request log"};
  rule.parameters = {{"stale", "s", 900, 360, 86400, "CUC's own limit"}};
  rule.cause = "Exchange stopped.";
  rule.next_steps = {"Look at Exchange.", "Look at the network."};
  rule.sources = {"The guide"};
  return rule;
}

inline std::vector<RuleDescription> hostile_rules() {
  const std::string hostile(kHostile);
  RuleDescription rule;
  rule.id = rule.title = rule.summary = rule.cause = hostile;
  rule.needs = rule.next_steps = rule.sources = {hostile};
  rule.parameters = {{hostile, hostile, 1, 0, 2, hostile}};
  return {rule};
}

}  // namespace logscan::detail
