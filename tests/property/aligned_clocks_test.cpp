// Cases of which the captures' clocks are wrong, gain or were set, and of which files are missing: what is told of a
// clock is true within what is stated, no skew or step is told that is none, and what the case tells is what it tells
// with right clocks, as far as the clocks can be known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "clock_scenarios.h"
#include "support/case_folder.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

constexpr std::uint64_t kClockSeeds = 500, kClockSeedsEach = 100;
// Under a sanitizer a part of them shows it the same code.
constexpr std::uint64_t kClockSeedsTried = kSanitized ? 10 : kClockSeedsEach;
// Sources disagree where their clocks differ by more; what many anchors tell is known as well as that.
constexpr double kSkew = 2;
constexpr std::uint64_t kManyAnchors = 20;

// What the seeds made.
struct Tally {
  std::size_t known = 0, drifting = 0, many = 0, jumps = 0, due = 0, compared = 0, findings = 0;
};

double seconds_of(Timestamp time) { return static_cast<double>(time.time_since_epoch().count()) / 1e6; }

double measured(const FindingReport& finding, std::string_view name) {
  const auto at = std::find_if(finding.measured.begin(), finding.measured.end(),
                               [&](const auto& each) { return each.first == name; });
  EXPECT_NE(at, finding.measured.end()) << name;
  return at == finding.measured.end() ? 0 : at->second;
}

// Times are rounded where a capture is written and where it is read.
constexpr double kExact = 0.001;

Report report_of(const std::vector<gen::BundleFile>& files, const CaseFolder& folder, const std::string& name) {
  const Status written = gen::write_folder(folder.path(name), files);
  EXPECT_TRUE(written);
  return scan_case(options_for(folder.path(name))).report;
}

class Judge {
 public:
  Judge(const ClockCase& made, const CaseFolder& folder, Tally& tally) : made_(made), folder_(folder), tally_(tally) {
    shown_ = report_of(made.shown, folder, "case");
  }

  void run() {
    bool all_known = true;
    for (const SourceReport& source : shown_.sources) {
      const auto at = made_.capture_of.find(path_of(source.location));
      if (at == made_.capture_of.end() || !source.first) continue;
      SCOPED_TRACE(source.location);
      all_known = expect_true_clock(source, made_.clocks[at->second]) && all_known;
    }
    for (const FindingReport& finding : shown_.findings) {
      if (finding.rule == "bundle.clock-skew") expect_true_skew(finding);
      if (finding.rule == "bundle.clock-jump") expect_true_jump(finding);
    }
    expect_due_skews();
    // Where packets are lost, chance decides which capture tells the last of a subscription.
    const bool exact = std::all_of(made_.truth.captures.begin(), made_.truth.captures.end(),
                                   [](const gen::CaptureTruth& truth) { return truth.exact; });
    if (all_known && exact) expect_same_findings();
  }

 private:
  // Inside the case.
  [[nodiscard]] std::string path_of(const std::string& location) const {
    const std::string inner = folder_.without_root(location);
    return inner.substr(inner.find('/') + 1);
  }

  [[nodiscard]] const CaptureClock* clock_of(const FindingReport& finding) const {
    const auto at = made_.capture_of.find(path_of(finding.subject));
    return at == made_.capture_of.end() ? nullptr : &made_.clocks[at->second];
  }

  // The capture whose clock another one is told by; none for the clock of a node.
  [[nodiscard]] const CaptureClock* reference_of(const FindingReport& finding) const {
    for (const auto& [path, capture] : made_.capture_of)
      if (finding.summary.find(" that of " + folder_.path("case/" + path) + ",") != std::string::npos)
        return &made_.clocks[capture];
    return nullptr;
  }

  [[nodiscard]] bool is_relative(const SourceReport& source) const {
    return std::any_of(shown_.findings.begin(), shown_.findings.end(), [&](const FindingReport& finding) {
      return finding.subject == source.location && finding.summary.find("nothing tells which") != std::string::npos;
    });
  }

  // Whether what is told of the clock is true of all of the source.
  bool expect_true_clock(const SourceReport& source, const CaptureClock& clock) {
    const ClockReport& told = source.clock;
    // What no anchor tells of a clock that was set nobody can know, nor which of two captures is right where they have
    // nothing but each other.
    if (clock.step_s != 0 || is_relative(source)) return false;
    bool all_true = true;
    if (told.anchors > 0) ++tally_.known;
    if (told.anchors > 0 && clock.drift != 0) ++tally_.drifting;
    for (const ClockSegment& segment : told.segments) {
      const Timestamp middle = segment.from + (segment.to - segment.from) / 2;
      const double truth = clock.ahead_at_shown(seconds_of(middle) + segment.offset_s);
      const double most = told.anchors > 0 ? told.uncertainty_s + kExact : kSkew / 2;
      const bool is_true = std::abs(segment.offset_s - truth) <= most;
      all_true = all_true && is_true && most <= 2 * kSkew;
      if (told.anchors > 0) {
        EXPECT_LE(std::abs(segment.offset_s - truth), most);
      }
    }
    return all_true;
  }

  // By how much a clock was ahead of the one that it is compared with.
  [[nodiscard]] double truth_of(const FindingReport& finding, const CaptureClock& clock, double told) const {
    double from = seconds_of(finding.window->from);
    const CaptureClock* const reference = reference_of(finding);
    if (reference == nullptr) return clock.ahead_at(from);
    // Where nothing tells which of two is right the reference tells the time.
    if (finding.summary.find("nothing tells which") != std::string::npos) from -= reference->ahead_at_shown(from);
    // Of a clock that was set it may be either time that it shows twice.
    double truth = clock.ahead_at(from) - reference->ahead_at(from);
    for (const double step : {clock.step_s, -clock.step_s, reference->step_s, -reference->step_s}) {
      const double other = clock.ahead_at(from) - reference->ahead_at(from) + step;
      if (std::abs(other - told) < std::abs(truth - told)) truth = other;
    }
    return truth;
  }

  void expect_true_skew(const FindingReport& finding) {
    SCOPED_TRACE(finding.summary);
    const CaptureClock* const clock = clock_of(finding);
    ASSERT_NE(clock, nullptr) << "the logs have the right time";
    // That nothing is known is true of what contradicts itself.
    if (!finding.window) {
      EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
      return;
    }
    const double offset = measured(finding, "offset_s"), uncertainty = measured(finding, "uncertainty_s");
    const double truth = truth_of(finding, *clock, offset);
    EXPECT_LE(std::abs(offset - truth), uncertainty + kExact);
    if (finding.verdict == Verdict::kFail) {
      EXPECT_GT(std::abs(truth), kSkew);
    }
    if (finding.count >= kManyAnchors) {
      ++tally_.many;
      EXPECT_LE(uncertainty, kSkew);
    }
  }

  void expect_true_jump(const FindingReport& finding) {
    SCOPED_TRACE(finding.summary);
    const CaptureClock* const clock = clock_of(finding);
    ASSERT_NE(clock, nullptr);
    ++tally_.jumps;
    // Of two captures either may have been set.
    const CaptureClock* const reference = reference_of(finding);
    const double step = measured(finding, "step_s");
    double away = std::abs(step - clock->step_s);
    if (reference != nullptr) {
      away = std::min({away, std::abs(step + reference->step_s), std::abs(step - clock->step_s + reference->step_s)});
    }
    EXPECT_LE(away, measured(finding, "uncertainty_s") + kExact);
    EXPECT_TRUE(clock->step_s != 0 || (reference != nullptr && reference->step_s != 0));
  }

  // What the answers of a capture tell for certain is told.
  void expect_due_skews() {
    for (std::size_t i = 0; i < made_.clocks.size(); ++i) {
      const gen::CaptureTruth& truth = made_.truth.captures[i];
      const CaptureClock& clock = made_.clocks[i];
      if (made_.scenario.captures[i].one_way) continue;
      // Of notifications, at least.
      const std::uint64_t answers = truth.notifications - std::min(truth.notifications, truth.unanswered);
      const bool left = std::all_of(truth.files.begin(), truth.files.end(),
                                    [&](const std::string& path) { return made_.capture_of.contains(path); });
      if (!left || !truth.exact || answers < kManyAnchors || clock.step_s != 0 || std::abs(clock.ahead_s) < 10)
        continue;
      ++tally_.due;
      EXPECT_TRUE(std::any_of(shown_.findings.begin(), shown_.findings.end(), [&](const FindingReport& finding) {
        return finding.rule == "bundle.clock-skew" && finding.verdict == Verdict::kFail && clock_of(finding) == &clock;
      })) << truth.files.front();
    }
  }

  // What a finding is about, but for its times.
  [[nodiscard]] std::string about(const FindingReport& finding) const {
    const std::string subject =
        finding.subject_kind == SubjectKind::kBundle ? path_of(finding.subject) : finding.subject;
    return finding.rule + (finding.verdict == Verdict::kFail ? " " : "? ") + subject + (finding.open ? " open" : "") +
           " " + std::to_string(finding.count);
  }

  void expect_same_findings() {
    const Report right = report_of(made_.right, folder_, "right");
    double doubt = kSkew;
    for (const SourceReport& source : shown_.sources)
      doubt = std::max(doubt, source.clock.anchors > 0 ? source.clock.uncertainty_s : kSkew / 2);
    const auto apart = [&](Timestamp a, Timestamp b) { return std::abs(seconds_of(a) - seconds_of(b)) > doubt; };
    // A second more or less decides whether the capture or the log is the last to show a notification, and so who is
    // asked whether more of them came.
    const auto counts = [](const FindingReport& finding) {
      return !finding.rule.starts_with("bundle.clock-") && !finding.subject.ends_with(kRecordedTwice) &&
             (finding.verdict == Verdict::kFail || !finding.open);
    };
    std::vector<const FindingReport*> left;
    for (const FindingReport& finding : shown_.findings)
      if (counts(finding)) left.push_back(&finding);
    for (const FindingReport& finding : right.findings) {
      if (!counts(finding)) continue;
      ++tally_.findings;
      const auto same = std::find_if(left.begin(), left.end(), [&](const FindingReport* told) {
        return about(*told) == about(finding) && told->window.has_value() == finding.window.has_value() &&
               (!finding.window ||
                (!apart(told->window->from, finding.window->from) && !apart(told->window->to, finding.window->to)));
      });
      if (same == left.end()) {
        ADD_FAILURE() << "missing: " << brief(finding);
      } else {
        left.erase(same);
      }
    }
    for (const FindingReport* const finding : left) ADD_FAILURE() << "unexpected: " << brief(*finding);
    ++tally_.compared;
  }

  const ClockCase& made_;
  const CaseFolder& folder_;
  Tally& tally_;
  Report shown_;
};

class AlignedClocks : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(AlignedClocks, TellTheTruthWithinWhatTheyState) {
  Tally tally;
  for (std::uint64_t seed = GetParam(); seed < GetParam() + kClockSeedsTried; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const CaseFolder folder;
    Judge(clock_case(seed), folder, tally).run();
  }
  // The seeds make what the test is about; of a few, not each does.
  if (kSanitized) return;
  EXPECT_GT(tally.known, 100U);
  EXPECT_GT(tally.drifting, 50U);
  EXPECT_GT(tally.many, 40U);
  EXPECT_GE(tally.jumps, 4U);
  EXPECT_GT(tally.due, 20U);
  EXPECT_GT(tally.compared, 20U);
  EXPECT_GT(tally.findings, 40U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AlignedClocks, ::testing::Range<std::uint64_t>(0, kClockSeeds, kClockSeedsEach));

}  // namespace
}  // namespace logscan::test
