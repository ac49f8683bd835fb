#include "detect/rules/clock_rules.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "detect/told_times.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsBoth = {
    "a capture, and what shows the same: answers with a Date, the request log of that time, or another capture"};
constexpr std::array<std::string_view, 1> kNeedsOrder = {
    "a log of 16 records or more that is written in the order of time, or two sources whose clocks can be compared"};

constexpr std::array<Condition, 2> kSkewConditions = {{
    {"Two sources that saw the same events disagree about the time by more than 2 s", "s"},
    {"That is certain: by more than what is not known of it, and nothing contradicts it"},
}};
enum SkewCondition : std::uint8_t { kSkewFound, kSkewCertain };
constexpr std::array<Condition, 2> kJumpConditions = {{
    {"The time of a source steps, back in its own records or against another clock"},
    {"Something else shows that the clock was set: another source that saw the same, another log of the node, or what "
     "the system says"},
}};
enum JumpCondition : std::uint8_t { kJumpFound, kJumpCertain };

constexpr RuleInfo kClockSkew{"bundle.clock-skew",
                              "Clocks differ",
                              "Two sources that saw the same events disagree about the time by more than 2 s.",
                              Severity::kWarning,
                              kNeedsBoth,
                              {},
                              kSkewConditions};
constexpr RuleInfo kClockJump{
    "bundle.clock-jump", "A clock was set", "The time of a source steps while that of others goes on.",
    Severity::kWarning,  kNeedsOrder,       {},
    kJumpConditions};
constexpr std::array<const RuleInfo*, 2> kRules = {&kClockSkew, &kClockJump};

class ClockJudge {
 public:
  ClockJudge(const CaseView& view, Findings& out) : timeline_(view.timeline()), out_(out) {}

  void run() {
    for (const ClockComparison& told : timeline_.clocks) {
      out_.examined(kClockSkew, 1);
      tell_skew(told);
      if (told.outcome != ClockComparison::Outcome::kKnown) continue;
      out_.examined(kClockJump, 1);
      for (const ClockJump& jump : told.jumps) tell_jump(told, jump);
      if (told.jumps.empty()) try_steady(timeline_.sources[told.source], "it goes on as the other clock does");
    }
    constexpr std::uint64_t kLeastRecords = 16;
    for (const ParsedSource& source : timeline_.sources) {
      if (!in_order(source) || source.result.records < kLeastRecords) continue;
      out_.examined(kClockJump, 1);
      const std::vector<StepBack>& steps = source.result.steps.steps();
      for (const StepBack& step : steps) tell_step(source, step);
      if (steps.empty()) try_steady(source, "its records are in order");
    }
  }

 private:
  // For `logscan why`.
  void try_skew(const ClockComparison& told, const Finding& finding) const {
    Checks* why = out_.checks(kClockSkew);
    if (why == nullptr || told.outcome == ClockComparison::Outcome::kAmbiguous) return;
    const Duration off = std::chrono::abs(told.ahead);
    const bool known = told.outcome == ClockComparison::Outcome::kKnown;
    const bool found = !known || off > kSkew;
    const Trial trial = trial_of(finding, found, known ? "against " + told.reference : "it contradicts itself");
    why->tried(kSkewFound, known ? measured(trial, seconds(off), seconds(kSkew)) : trial);
    if (found) why->tried(kSkewCertain, proof_of(finding, "+-" + in_seconds(told.uncertainty)));
  }
  void try_jump(const Finding& finding) const {
    Checks* why = out_.checks(kClockJump);
    if (why == nullptr) return;
    why->tried(kJumpFound, trial_of(finding, true, finding.summary));
    why->tried(kJumpCertain, proof_of(finding, "nothing else tells of it"));
  }
  void try_steady(const ParsedSource& source, std::string_view note) const {
    if (Checks* why = out_.checks(kClockJump))
      why->tried(kJumpFound, {.subject = source.name.location, .note = std::string(note)});
  }

  [[nodiscard]] Finding about(const RuleInfo& rule, const ParsedSource& source) const {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.subject = source.name.location;
    finding.zone_matters = false;
    return finding;
  }

  void add_proofs(const ClockComparison& told, Finding& finding) const {
    for (const ClockProof& proof : told.proofs) {
      finding.evidence.push_back({"sample", std::nullopt, proof.at});
      if (proof.other) finding.evidence.push_back({"sample", std::nullopt, *proof.other});
    }
  }

  void tell_skew(const ClockComparison& told) {
    Finding finding = about(kClockSkew, timeline_.sources[told.source]);
    add_proofs(told, finding);
    if (told.outcome == ClockComparison::Outcome::kContradictory) {
      finding.verdict = Verdict::kInconclusive;
      finding.variant = "contradictory";
      finding.summary = "What " + told.of + " shows of the clock of " + told.reference +
                        " contradicts itself, so it is not known by how much the clocks differ: " + told.why_not + ".";
      try_skew(told, finding);
      out_.add(std::move(finding));
      return;
    }
    const Duration off = std::chrono::abs(told.ahead);
    if (off <= kSkew) {
      try_skew(told, finding);
      return;
    }
    const bool certain = off - told.uncertainty > kSkew;
    finding.window = Window{told.from, told.to};
    finding.count = told.anchors;
    finding.measured = {{"offset_s", seconds(told.ahead)},
                        {"uncertainty_s", seconds(told.uncertainty)},
                        {"residual_s", seconds(told.residual)},
                        {"outliers", static_cast<double>(told.outliers)}};
    finding.summary = "By " + told.by + ", the clock of " + told.of + " is " + in_seconds(off) +
                      (told.ahead > Duration::zero() ? " ahead of" : " behind") + " that of " + told.reference +
                      ", +-" + in_seconds(told.uncertainty) + ".";
    if (certain) {
      finding.summary += " Its times are told by the clock of " + told.reference + ": " + told.why_reference + ".";
    } else {
      finding.verdict = Verdict::kInconclusive;
      finding.variant = "close";
      finding.summary += " Whether that is more than 2 s is not certain, and its times are told as they stand.";
    }
    try_skew(told, finding);
    out_.add(std::move(finding));
  }

  void tell_jump(const ClockComparison& told, const ClockJump& jump) {
    Finding finding = about(kClockJump, timeline_.sources[told.source]);
    finding.window = Window{jump.last_before, jump.first_after};
    finding.mark = to_rfc3339(jump.first_after);
    finding.measured = {{"step_s", seconds(jump.by)}, {"uncertainty_s", seconds(jump.uncertainty)}};
    finding.summary = "The clock of " + told.of + " went " + in_seconds(jump.by) + ", +-" +
                      in_seconds(jump.uncertainty) + ", " + (jump.by > Duration::zero() ? "forward" : "back") +
                      " against that of " + told.reference + ", by " + told.by +
                      ". One of the two was set, or stood still.";
    add_proofs(told, finding);
    finding.evidence.resize(std::min<std::size_t>(finding.evidence.size(), 1));
    try_jump(finding);
    out_.add(std::move(finding));
  }

  // A recording has its times from packets, and a log without dates counts midnights by steps back.
  static bool in_order(const ParsedSource& source) {
    return source.parser != nullptr && !source.parser->recording() && source.axis != Axis::kDateless &&
           !source.undated && source.status != SourceStatus::kDuplicate && source.result.steps.orderly();
  }

  // The hour that comes twice when summer time ends.
  static bool is_summer_time(const ParsedSource& source, const StepBack& step) {
    return source.axis != Axis::kStated && source.clock.basis() != ClockBasis::kAssumed &&
           source.clock.doubtful(step.after);
  }

  // What the system says of its clock around that time.
  [[nodiscard]] const TimedEvent* told_step(const ParsedSource& source, const Window& near) const {
    for (const TimedEvent& event : timeline_.events) {
      if (event.kind == EventKind::kTimeStep && near.from <= event.time && event.time <= near.to &&
          timeline_.node_of(event.at, event.text.node) == source.node)
        return &event;
    }
    return nullptr;
  }

  // Whether another log of the node steps at that time, and whether one goes on without it.
  struct Siblings {
    const ParsedSource* stepping = nullptr;
    const ParsedSource* steady = nullptr;
  };
  [[nodiscard]] Siblings siblings_of(const ParsedSource& source, const StepBack& step) const {
    Siblings siblings;
    const Timestamp before = source.clock.to_utc(step.before), after = source.clock.to_utc(step.after);
    for (const ParsedSource& other : timeline_.sources) {
      if (&other == &source || source.node.empty() || other.node != source.node || !in_order(other) ||
          !other.result.has_time || other.result.records < source.result.records / 16)
        continue;
      const bool steps = std::any_of(other.result.steps.steps().begin(), other.result.steps.steps().end(),
                                     [&](const StepBack& theirs) {
                                       const Duration apart = other.clock.to_utc(theirs.after) - after;
                                       return std::chrono::abs(apart) <= before - after + std::chrono::seconds(60);
                                     });
      if (steps) siblings.stepping = &other;
      if (!steps && other.clock.to_utc(other.result.first) < after && before < other.clock.to_utc(other.result.last))
        siblings.steady = &other;
    }
    return siblings;
  }

  void tell_step(const ParsedSource& source, const StepBack& step) {
    if (is_summer_time(source, step)) return;
    Finding finding = about(kClockJump, source);
    const Timestamp before = source.clock.to_utc(step.before), after = source.clock.to_utc(step.after);
    const Duration by = step.before - step.after;
    finding.window = Window{std::min(before, after), std::max(before, after)};
    finding.measured = {{"step_s", -seconds(by)}};
    Location at = step.at;
    at.source = static_cast<SourceId>(&source - timeline_.sources.data());
    finding.evidence.push_back({"first-after", after, at});
    finding.summary = "The times in " + source.name.location + " go back by " + in_seconds(by) + " at line " +
                      std::to_string(step.at.ordinal);
    const Siblings siblings = siblings_of(source, step);
    const Window near{finding.window->from - std::chrono::seconds(120), finding.window->to + std::chrono::seconds(120)};
    if (const TimedEvent* const event = told_step(source, near)) {
      finding.variant = "set";
      finding.summary += ", and the system tells that its clock was set.";
      finding.evidence.push_back({"context", event->time, event->at});
    } else if (siblings.stepping != nullptr) {
      finding.summary +=
          ", and so do those in " + siblings.stepping->name.location + ": the clock of the node was set.";
    } else {
      finding.verdict = Verdict::kInconclusive;
      finding.variant = "unknown";
      constexpr Duration kHour = std::chrono::hours(1), kOff = std::chrono::seconds(120);
      if (siblings.steady != nullptr) {
        finding.summary += ", while those in " + siblings.steady->name.location +
                           " go on: the file may have been put together out of order.";
      } else if (source.clock.basis() == ClockBasis::kAssumed && std::chrono::abs(by - kHour) <= kOff) {
        finding.summary += ", as at the end of summer time; which zone it is written in is not known.";
      } else {
        finding.summary += ". No other log of its node tells whether the clock was set.";
      }
    }
    try_jump(finding);
    out_.add(std::move(finding));
  }

  const Timeline& timeline_;
  Findings& out_;
};

void run_clock_rules(const CaseView& view, Findings& out) { ClockJudge(view, out).run(); }

}  // namespace

constinit const RuleFamily kClockRules{kRules, run_clock_rules};

}  // namespace logscan::detail
