#include "detect/rules/bundle_rules.h"

#include <algorithm>
#include <array>

#include "base/words.h"
#include "detect/told_times.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsInput = {"an input that can be opened"};
constexpr std::array<std::string_view, 1> kNeedsDatedLog = {"a log that is cut into dated or numbered files"};

constexpr std::array<Condition, 1> kCutConditions = {{{"An input ends before its format lets it, or in a record"}}};
constexpr std::array<Condition, 1> kDamagedConditions = {
    {{"An input contradicts its format or checksum, or could not be read"}}};
constexpr std::array<Condition, 1> kEncryptedConditions = {{{"An input is protected by a password"}}};
constexpr std::array<Condition, 1> kLimitConditions = {{{"An input holds more than a limit admits (--limit)"}}};
constexpr std::array<Condition, 2> kGapConditions = {{
    {"A log is cut into files whose names tell a day or a number"},
    {"A file is missing between two of them that are here"},
}};
enum GapCondition : std::uint8_t { kGapRotates, kGapMisses };

constexpr RuleInfo kTruncated{
    "bundle.truncated", "Input cut", "An input ended early; what stood before the cut was analysed.",
    Severity::kWarning, kNeedsInput, {},
    kCutConditions};
constexpr RuleInfo kDamaged{
    "bundle.damaged",   "Input damaged", "An input contradicts its format or checksum, or could not be read.",
    Severity::kWarning, kNeedsInput,     {},
    kDamagedConditions};
constexpr RuleInfo kEncrypted{
    "bundle.encrypted",  "Input encrypted", "An input is protected by a password and was not read.",
    Severity::kWarning,  kNeedsInput,       {},
    kEncryptedConditions};
constexpr RuleInfo kLimit{
    "bundle.limit",     "Limit reached", "An input is over a limit; what lies within was analysed.",
    Severity::kWarning, kNeedsInput,     {},
    kLimitConditions};
constexpr RuleInfo kLogGap{"bundle.log-gap",   "Part of a log missing", "A rotation set misses a file in its middle.",
                           Severity::kWarning, kNeedsDatedLog,          {},
                           kGapConditions};
constexpr std::array<const RuleInfo*, 5> kRules = {&kTruncated, &kDamaged, &kEncrypted, &kLimit, &kLogGap};

const RuleInfo* rule_for(SourceStatus status) {
  switch (status) {
    case SourceStatus::kTruncated:
      return &kTruncated;
    case SourceStatus::kDamaged:
    case SourceStatus::kUnreadable:
      return &kDamaged;
    case SourceStatus::kEncrypted:
      return &kEncrypted;
    case SourceStatus::kLimit:
      return &kLimit;
    case SourceStatus::kOk:
    case SourceStatus::kDuplicate:
    case SourceStatus::kIgnored:
      return nullptr;
  }
  return nullptr;
}

Finding about(const RuleInfo& rule, const ParsedSource& source) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.subject_kind = SubjectKind::kBundle;
  finding.subject = source.name.location;
  if (source.result.has_time && source.parser != nullptr && !source.undated) {
    finding.window = Window{source.clock.to_utc(source.result.first), source.clock.to_utc(source.result.last)};
  }
  return finding;
}

// What a live file looks like: a .gzo, or a last line that is cut.
void tell_source(const ParsedSource& source, Findings& out) {
  if (const RuleInfo* rule = rule_for(source.status)) {
    Finding finding = about(*rule, source);
    finding.summary =
        source.name.location + ": " + (source.notes.empty() ? std::string(rule->title) : source.notes.front()) + ".";
    if (source.status == SourceStatus::kDamaged && source.parser != nullptr && source.parser->recording()) {
      // The message of a capture that libpcap refuses for its interfaces names the way to take one of them out.
      const bool names_way = finding.summary.find("frame.interface_id") != std::string::npos;
      finding.variant = names_way ? "interfaces" : "capture";
    }
    if (source.status == SourceStatus::kUnreadable) finding.variant = "unreadable";
    if (source.status == SourceStatus::kTruncated && source.name.location.ends_with(".gzo")) {
      finding.severity = Severity::kNotice;
      finding.variant = "live";
    }
    if (const std::uint64_t records = source.result.records + source.result.skipped; records > 0) {
      finding.summary += " " + std::to_string(records) + " records were read before that.";
    }
    finding.count = 1;
    out.add(std::move(finding));
    return;
  }
  const Rejects& cut = source.result.rejects[static_cast<std::size_t>(RejectReason::kCutLine)];
  if (cut.count > 0 && source.status == SourceStatus::kOk && source.result.has_time) {
    Finding finding = about(kTruncated, source);
    finding.severity = Severity::kNotice;
    finding.variant = "live";
    finding.summary = source.name.location +
                      (source.parser->recording() ? ": the last packet (" : ": the last line (") +
                      std::to_string(cut.first_ordinal) + ") is cut, as in a file that was being written.";
    out.add(std::move(finding));
  }
  if (source.result.dropped_events > 0) {
    Finding finding = about(kLimit, source);
    finding.count = source.result.dropped_events;
    finding.mark = "events";
    finding.summary = source.name.location + ": " + std::to_string(source.result.dropped_events) +
                      " events over the limit (--limit events=N) were not kept: what they would show is not known.";
    out.add(std::move(finding));
  }
  if (source.result.dropped_runs > 0 || source.result.dropped_subjects > 0) {
    Finding finding = about(kLimit, source);
    finding.count = source.result.dropped_runs + source.result.dropped_subjects;
    finding.summary = source.name.location + ": ";
    finding.summary += source.result.dropped_subjects > 0
                           ? std::to_string(source.result.dropped_subjects) +
                                 " records of subjects over the limit (--limit subjects=N) were not analysed."
                           : std::to_string(source.result.dropped_runs) +
                                 " runs over the limit (--limit runs=N) were not kept: pauses may be missing.";
    out.add(std::move(finding));
  }
}

std::string name_of(const LogCoverage& log) { return log.node.empty() ? log.stem : log.node + "/" + log.stem; }

// Which numbers are missing. Where the log has no date, there are no times to tell.
void tell_missing_numbers(const LogCoverage& log, const ParsedSource& after, const std::optional<Window>& window,
                          Findings& out) {
  const MissingFiles& missing = *after.missing_before;
  Finding finding;
  finding.rule = &kLogGap;
  finding.severity = kLogGap.severity;
  finding.subject_kind = SubjectKind::kBundle;
  finding.subject = name_of(log);
  finding.window = window;
  finding.variant = "numbered";
  finding.mark = missing.first;
  finding.measured = {{"missing_files", static_cast<double>(missing.count)}};
  finding.summary = missing.count == 1 ? "The file " + missing.first + " of this log is not here"
                                       : std::to_string(missing.count) + " files of this log, " + missing.first +
                                             " to " + missing.last + ", are not here";
  finding.summary += ", though files before and after are: what it told";
  finding.summary += window ? " from " + to_display(window->from, Zone::utc()) + " to " +
                                  to_display(window->to, Zone::utc()) + " UTC is not known."
                            : " is not known, nor how much time passed in it.";
  if (after.date_doubt > std::chrono::days(0))
    finding.summary += " Days may have passed in it, so that these times may be off.";
  out.add(std::move(finding));
}

bool rotates(const LogCoverage& log) { return !log.stem.empty() && log.span.from < log.span.to; }

void tell_gaps(const Timeline& timeline, const LogCoverage& log, Findings& out) {
  if (rotates(log)) out.examined(kLogGap, 1);
  for (const Hole& hole : log.holes) {
    if (hole.why == Hole::Why::kFileMissing && hole.source != kNoSource &&
        timeline.sources[hole.source].missing_before) {
      tell_missing_numbers(log, timeline.sources[hole.source], hole.window, out);
      continue;
    }
    if (hole.why != Hole::Why::kFileMissing || log.stem.empty()) continue;
    Finding finding;
    finding.rule = &kLogGap;
    finding.severity = kLogGap.severity;
    finding.subject_kind = SubjectKind::kBundle;
    finding.subject = name_of(log);
    finding.window = hole.window;
    // The day, whatever the zone of the log.
    const auto day = std::chrono::floor<std::chrono::days>(hole.window.from + std::chrono::hours(12));
    finding.mark = std::to_string(day.time_since_epoch().count());
    finding.measured = {{"missing_s", static_cast<double>(hole.window.length().count()) / 1e6}};
    finding.summary = "No file of this log covers " + to_display(hole.window.from, Zone::utc()) + " to " +
                      to_display(hole.window.to, Zone::utc()) + " UTC, though files before and after are here.";
    out.add(std::move(finding));
  }
}

// For `logscan why`: what was found of an input, as the findings from the place `first` on tell it.
void try_source(const ParsedSource& source, const Findings& out, std::size_t first) {
  for (const RuleInfo* rule : {&kTruncated, &kDamaged, &kEncrypted, &kLimit}) {
    Checks* why = out.checks(*rule);
    if (why == nullptr) continue;
    Trial trial{.subject = source.name.location};
    for (std::size_t i = first; i < out.all().size(); ++i) {
      if (out.all()[i].rule != rule) continue;
      trial.held = true;
      trial.window = out.all()[i].window;
    }
    if (!source.notes.empty()) trial.note = source.notes.front();
    why->tried(0, std::move(trial));
  }
}

void try_log(const Timeline& timeline, const LogCoverage& log, bool rotates, const Findings& out, std::size_t first) {
  Checks* why = out.checks(kLogGap);
  if (why == nullptr) return;
  const std::string subject = log.stem.empty() ? timeline.sources[log.sources.front()].name.location : name_of(log);
  const std::string note = how_many(log.sources.size(), "file");
  why->tried(kGapRotates, {.subject = subject, .held = rotates || first < out.all().size(), .note = note});
  for (std::size_t i = first; i < out.all().size(); ++i) {
    const Finding& finding = out.all()[i];
    why->tried(kGapMisses,
               {.subject = finding.subject, .held = true, .note = finding.summary, .window = finding.window});
  }
  if (rotates && first == out.all().size())
    why->tried(kGapMisses, {.subject = subject, .note = note + ", none is missing between them"});
}

void run_bundle_rules(const CaseView& view, Findings& out) {
  const Timeline& timeline = view.timeline();
  // What could not be opened passes nothing.
  const auto opened = std::count_if(timeline.sources.begin(), timeline.sources.end(), [](const ParsedSource& source) {
    return source.status != SourceStatus::kUnreadable;
  });
  for (const RuleInfo* rule : {&kTruncated, &kDamaged, &kEncrypted, &kLimit})
    out.examined(*rule, static_cast<std::uint64_t>(opened));
  for (const ParsedSource& source : timeline.sources) {
    const std::size_t first = out.all().size();
    tell_source(source, out);
    try_source(source, out, first);
  }
  for (const LogCoverage& log : timeline.logs) {
    const std::size_t first = out.all().size();
    tell_gaps(timeline, log, out);
    try_log(timeline, log, rotates(log), out, first);
  }
  for (const LogCoverage& log : timeline.undated_logs) {
    const std::size_t first = out.all().size();
    const bool numbered = !log.stem.empty() && log.sources.size() > 1;
    if (numbered) out.examined(kLogGap, 1);
    for (const SourceId id : log.sources) {
      if (timeline.sources[id].missing_before) tell_missing_numbers(log, timeline.sources[id], std::nullopt, out);
    }
    try_log(timeline, log, numbered, out, first);
  }
}

}  // namespace

constinit const RuleFamily kBundleRules{kRules, run_bundle_rules};

}  // namespace logscan::detail
