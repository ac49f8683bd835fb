#include "report/stories.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "report/select.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kMostStories = 5;
constexpr std::size_t kMostFollowing = 5;  // kinds of findings after the cause: a story is a few sentences

// Where a rule stands between cause and consequence: of the findings of a story the lowest tells the cause.
struct Stage {
  std::string_view rules;  // an id, or the front of ids with its dot
  int place;
};
constexpr int kUsualStage = 4;
constexpr std::array<Stage, 18> kStages = {{
    {"ha.flapping", -1},  // tells of all failovers together
    {"host.", 0},
    {"boot.", 0},
    {"ntp.", 0},
    {"db.", 1},
    {"service.dependency", 1},
    {"core.", 2},
    {"service.", 2},
    {"ha.restart-while-enabled", 2},
    {"listener.", 2},
    {"notification.", 2},
    {"exchange.", 3},
    {"heartbeat.", 3},
    {"ha.fallback", 5},
    {"ha.no-fallback", 5},
    {"ha.bad-state", 5},
    {"ha.timeout-advice", 5},
    {"mailbox.", 5},
}};

int stage_of(const FindingReport& finding) {
  const auto stage = std::find_if(kStages.begin(), kStages.end(), [&](const Stage& s) {
    return s.rules.ends_with('.') ? finding.rule.starts_with(s.rules) : finding.rule == s.rules;
  });
  return stage == kStages.end() ? kUsualStage : stage->place;
}

bool is_remark(const FindingReport& finding) { return finding.rule.starts_with("bundle."); }
bool is_proven(const FindingReport& finding) { return finding.verdict == Verdict::kFail; }
bool is_doubtful(const FindingReport& finding) { return !is_proven(finding) || finding.confidence == Confidence::kLow; }

// What has no time comes last.
Timestamp begin_of(const FindingReport& finding) { return finding.window ? finding.window->from : Timestamp::max(); }

std::string_view doubt_of(const FindingReport& finding) {
  if (!is_proven(finding)) return "not proven";
  return finding.confidence == Confidence::kLow ? "low confidence" : "";
}

// Up to the first full stop that another sentence follows.
std::string_view first_sentence(std::string_view text) {
  for (std::size_t stop = text.find(". "); stop != std::string_view::npos; stop = text.find(". ", stop + 1)) {
    if (stop + 2 < text.size() && text[stop + 2] >= 'A' && text[stop + 2] <= 'Z') return text.substr(0, stop + 1);
  }
  return text;
}

std::string sentence_of(const FindingReport& finding) {
  std::string sentence(first_sentence(finding.summary));
  const std::string_view doubt = doubt_of(finding);
  if (doubt.empty()) return sentence;
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence + " (" + std::string(doubt) + ").";
}

// Which findings hang together.
class Bonds {
 public:
  explicit Bonds(const std::vector<FindingReport>& findings) : parents_(findings.size()) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    std::unordered_map<std::string_view, std::size_t> by_id;
    for (std::size_t i = 0; i < findings.size(); ++i) by_id.emplace(findings[i].id, i);
    std::vector<std::pair<std::size_t, std::size_t>> of_remarks;  // remark, fault
    for (std::size_t i = 0; i < findings.size(); ++i) {
      for (const std::string& id : findings[i].related) {
        const auto other = by_id.find(id);
        if (other == by_id.end()) continue;
        const std::size_t o = other->second;
        if (is_remark(findings[i]) && is_remark(findings[o])) continue;
        if (is_remark(findings[i])) {
          of_remarks.emplace_back(i, o);
        } else if (is_remark(findings[o])) {
          of_remarks.emplace_back(o, i);
        } else {
          join(i, o);
        }
      }
    }
    attach(of_remarks);
  }

  // The first of those that hang together with it.
  std::size_t first_of(std::size_t finding) {
    while (parents_[finding] != finding) {
      parents_[finding] = parents_[parents_[finding]];
      finding = parents_[finding];
    }
    return finding;
  }

 private:
  void join(std::size_t one, std::size_t other) {
    const std::size_t a = first_of(one), b = first_of(other);
    parents_[std::max(a, b)] = std::min(a, b);
  }

  void attach(const std::vector<std::pair<std::size_t, std::size_t>>& of_remarks) {
    std::unordered_map<std::size_t, std::set<std::size_t>> faults;
    for (const auto& [remark, fault] : of_remarks) faults[remark].insert(first_of(fault));
    for (const auto& [remark, firsts] : faults) {
      if (firsts.size() == 1) parents_[remark] = *firsts.begin();
    }
  }

  std::vector<std::size_t> parents_;
};

// The findings of one story, in the order of the report.
using Group = std::vector<const FindingReport*>;

class StoryTeller {
 public:
  explicit StoryTeller(Group group) : all_(std::move(group)) {
    for (const FindingReport* finding : all_) {
      if (!is_remark(*finding)) faults_.push_back(finding);
    }
    if (faults_.empty()) return;
    worst_ = *std::max_element(faults_.begin(), faults_.end(),
                               [](const FindingReport* a, const FindingReport* b) { return weight(*a) < weight(*b); });
    cause_ = *std::min_element(faults_.begin(), faults_.end(), [](const FindingReport* a, const FindingReport* b) {
      return std::tuple(is_doubtful(*a), stage_of(*a), begin_of(*a)) <
             std::tuple(is_doubtful(*b), stage_of(*b), begin_of(*b));
    });
    // One rule stands for one kind of thing; a story of several goes before one of the same.
    for (const FindingReport* finding : faults_) rules_.insert(finding->rule);
  }

  [[nodiscard]] bool worth_telling() const {
    if (faults_.empty()) return false;
    return worst_->severity >= (faults_.size() == 1 ? Severity::kError : Severity::kNotice);
  }

  // Of many subscriptions that each stand alone with the same fault, the first is a story; the rest are findings.
  [[nodiscard]] std::string_view alike() const {
    const bool single = faults_.size() == 1 && worst_->subject_kind == SubjectKind::kSubscription;
    return single ? std::string_view(worst_->rule) : std::string_view{};
  }

  // The lower, the earlier it is told; of equals, the order of the report decides.
  [[nodiscard]] auto rank() const {
    return std::tuple(!is_proven(*worst_), -static_cast<int>(worst_->severity), rules_.size() == 1,
                      -static_cast<int>(worst_->confidence));
  }

  [[nodiscard]] StoryReport tell() const {
    StoryReport story;
    const std::string_view doubt = doubt_of(*worst_);
    story.title = worst_->title + ": " + worst_->subject + (doubt.empty() ? "" : ", " + std::string(doubt));
    story.severity = worst_->severity;
    for (const FindingReport* finding : faults_) {
      if (!finding->window) continue;
      if (!story.window) story.window = finding->window;
      story.window->from = std::min(story.window->from, finding->window->from);
      story.window->to = std::max(story.window->to, finding->window->to);
    }
    const Group following = in_order();
    story.findings.push_back(cause_->id);
    for (const FindingReport* finding : following) story.findings.push_back(finding->id);
    tell_cause(story);
    tell_following(story, following);
    tell_next_step(story);
    return story;
  }

 private:
  // Of the gravest, what is about more names the story, then what is nearer to the cause.
  static std::tuple<bool, Severity, bool, int, int> weight(const FindingReport& finding) {
    const SubjectKind kind = finding.subject_kind;
    const bool single = kind == SubjectKind::kSubscription || kind == SubjectKind::kService;
    const bool many = kind == SubjectKind::kCluster || kind == SubjectKind::kExchange;
    return {is_proven(finding), finding.severity, !is_doubtful(finding), many ? 2 : single ? 0 : 1, -stage_of(finding)};
  }

  // All but the cause: by time, what is open behind that, remarks last.
  [[nodiscard]] Group in_order() const {
    Group order;
    for (const FindingReport* finding : all_) {
      if (finding != cause_) order.push_back(finding);
    }
    const auto key = [](const FindingReport& f) { return std::tuple(is_remark(f), f.open, begin_of(f), stage_of(f)); };
    std::stable_sort(order.begin(), order.end(),
                     [&](const FindingReport* a, const FindingReport* b) { return key(*a) < key(*b); });
    return order;
  }

  static void tell_finding(StoryReport& story, const FindingReport& finding, std::string text) {
    std::optional<Timestamp> time;
    if (finding.window) time = finding.window->from;
    story.lines.push_back({time, std::move(text), finding.id});
  }

  void tell_cause(StoryReport& story) const {
    tell_finding(story, *cause_, sentence_of(*cause_));
    if (is_doubtful(*cause_)) {
      story.lines.push_back({std::nullopt,
                             is_proven(*cause_) ? "Confidence is low, so no cause is told."
                                                : "Whether it is a fault is not settled, so no cause is told.",
                             cause_->id});
    } else if (!cause_->cause.empty()) {
      story.lines.push_back({std::nullopt, std::string(first_sentence(cause_->cause)), cause_->id});
    }
  }

  // One sentence for each rule, about the first of its findings.
  static void tell_following(StoryReport& story, const Group& following) {
    std::vector<std::pair<const FindingReport*, std::size_t>> kinds;
    for (const FindingReport* finding : following) {
      const auto same =
          std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.first->rule == finding->rule; });
      if (same == kinds.end()) {
        kinds.emplace_back(finding, 1);
      } else {
        ++same->second;
      }
    }
    while (kinds.size() > kMostFollowing) {
      const auto gone = std::min_element(kinds.rbegin(), kinds.rend(), [](const auto& a, const auto& b) {
        return std::tuple(!is_remark(*a.first), a.first->severity) <
               std::tuple(!is_remark(*b.first), b.first->severity);
      });
      kinds.erase(std::next(gone).base());
    }
    for (const auto& [finding, count] : kinds) {
      const std::string which = count == 1 ? "" : "First of " + std::to_string(count) + " such findings: ";
      tell_finding(story, *finding, which + sentence_of(*finding));
    }
  }

  // What lasts is to be mended first; a single subscription is never that.
  void tell_next_step(StoryReport& story) const {
    const FindingReport* source = nullptr;
    for (const FindingReport* finding : faults_) {
      const bool lasts = finding->open && is_proven(*finding) && !finding->next_steps.empty() &&
                         finding->subject_kind != SubjectKind::kSubscription;
      if (lasts && source == nullptr) source = finding;
    }
    if (source == nullptr) source = cause_;
    if (source->next_steps.empty()) return;
    story.lines.push_back(
        {std::nullopt, (is_proven(*source) ? "Next: " : "To settle it: ") + source->next_steps.front(), source->id});
  }

  Group all_;
  Group faults_;
  const FindingReport* worst_ = nullptr;
  const FindingReport* cause_ = nullptr;
  std::set<std::string_view> rules_;
};

}  // namespace

std::vector<StoryReport> build_stories(const std::vector<FindingReport>& findings, const RenderOptions& options) {
  Bonds bonds(findings);
  std::vector<Group> groups(findings.size());  // by their first finding
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (selected(findings[i], options) && !is_known(findings[i], options))
      groups[bonds.first_of(i)].push_back(&findings[i]);
  }
  std::vector<StoryTeller> tellers;
  std::set<std::string_view> told_alone;
  for (Group& group : groups) {
    if (group.empty()) continue;
    StoryTeller teller(std::move(group));
    if (!teller.worth_telling()) continue;
    if (const std::string_view rule = teller.alike(); !rule.empty() && !told_alone.insert(rule).second) continue;
    tellers.push_back(std::move(teller));
  }
  std::stable_sort(tellers.begin(), tellers.end(),
                   [](const StoryTeller& a, const StoryTeller& b) { return a.rank() < b.rank(); });
  std::vector<StoryReport> stories;
  for (const StoryTeller& teller : tellers) {
    if (stories.size() == kMostStories) break;
    stories.push_back(teller.tell());
  }
  return stories;
}

std::vector<StoryReport> told_stories(const Report& report, const RenderOptions& options) {
  const bool all = std::all_of(report.findings.begin(), report.findings.end(), [&](const FindingReport& finding) {
    return selected(finding, options) && !is_known(finding, options);
  });
  if (all || report.stories.empty()) return report.stories;
  return build_stories(report.findings, options);
}

}  // namespace logscan::detail
