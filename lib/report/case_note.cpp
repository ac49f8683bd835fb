// A case note to paste into a ticket: how it stands, what happened, the proof, what to do next, what is missing. About
// a page: the findings that count most, and a word on how many there are besides.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "logscan/report_exports.h"
#include "report/buffer.h"
#include "report/markdown_text.h"
#include "report/overview.h"
#include "report/stories.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::size_t kFindings = 6;    // told; of stories there are five at most
constexpr std::size_t kStoryLines = 6;  // of one story
constexpr std::size_t kRecords = 2;     // of one finding
constexpr std::size_t kProven = 4;      // told with their records
constexpr std::size_t kSteps = 8;
constexpr std::size_t kStepsOfOne = 2;
constexpr std::size_t kMissing = 8;
constexpr int kExcerptColumns = 200;

using Findings = std::vector<const FindingReport*>;

class CaseNote {
 public:
  CaseNote(const Report& report, const RenderOptions& options, const Zone& zone, Buffer& out)
      : report_(report), zone_(zone), out_(out), overview_(report, options), stories_(told_stories(report, options)) {
    for (const FindingReport* finding : overview_.shown()) by_id_.emplace(finding->id, finding);
    choose();
  }

  void render() {
    summary();
    what_happened();
    evidence();
    next_steps();
    missing();
    line("");
    line("logscan " + markdown_text(report_.tool_version));
  }

 private:
  // The first finding of each story that can be told, then the worst of those that are in none.
  void choose() {
    std::set<const FindingReport*> in_story;
    for (const StoryReport& story : stories_) {
      const FindingReport* lead = nullptr;
      for (const std::string& id : story.findings) {
        const auto finding = by_id_.find(id);
        if (finding == by_id_.end()) continue;
        in_story.insert(finding->second);
        if (lead == nullptr) lead = finding->second;
      }
      if (lead == nullptr) continue;
      leads_.push_back(lead);
    }
    for (const FindingReport* finding : overview_.shown()) {
      if (finding->verdict != Verdict::kFail || !overview_.alone(*finding) || in_story.contains(finding) ||
          is_about_missing_logs(*finding)) {
        continue;
      }
      if (leads_.size() < kFindings) {
        besides_.push_back(finding);
        leads_.push_back(finding);
      } else {
        ++not_told_;
      }
    }
  }

  static bool is_about_missing_logs(const FindingReport& finding) { return finding.rule == "bundle.missing-logs"; }

  void line(std::string_view text) {
    out_.add(text);
    out_.add("\n");
  }

  void heading(std::string_view title) {
    line("");
    line("### " + std::string(title));
    line("");
  }

  void summary() {
    std::vector<std::string> inputs;
    for (const std::string& input : report_.inputs) inputs.push_back(markdown_code(input));
    line("## Case note" + (report_.case_name ? ": " + markdown_text(*report_.case_name) : std::string()));
    line("");
    line("Found: " + markdown_text(overview_.headline(zone_).text) + ".");
    if (!inputs.empty()) line("Read: " + joined(inputs, " and ") + ".");
    if (report_.since || report_.until) {
      line(markdown_text("Only findings" + (report_.since ? " from " + to_display(*report_.since, zone_) : "") +
                         (report_.until ? " until " + to_display(*report_.until, zone_) : "") + " " + zone_.name() +
                         " are told."));
    }
  }

  static std::string title_of(const FindingReport& finding) {
    return "**" + markdown_text(finding.title) + "** (" + markdown_code(finding.rule) + ", " +
           std::string(name_of(finding.severity)) +
           (finding.confidence == Confidence::kHigh ? ""
                                                    : ", " + std::string(name_of(finding.confidence)) + " confidence") +
           ")";
  }

  void what_happened() {
    if (leads_.empty()) return;
    heading("What happened");
    for (const StoryReport& story : stories_) tell(story);
    if (!stories_.empty() && !besides_.empty()) {
      line("Besides:");
      line("");
    }
    for (const FindingReport* finding : besides_) {
      line("- " + title_of(*finding) + (finding->window ? ", " + window_text(*finding, zone_) : "") + ": " +
           markdown_text(finding->summary));
    }
    if (not_told_ > 0) line("- and " + counted(not_told_, "other finding"));
  }

  void tell(const StoryReport& story) {
    line("**" + markdown_text(story.title) + "** (" + std::string(name_of(story.severity)) +
         (story.window ? ", " + span_text(story.window->from, story.window->to, zone_) + " " + zone_.name() : "") +
         ")");
    line("");
    std::size_t told = 0, more = 0;
    for (const StoryLine& moment : story.lines) {
      if (!moment.finding.empty() && !by_id_.contains(moment.finding)) continue;
      if (told == kStoryLines) {
        ++more;
        continue;
      }
      ++told;
      line("- " + (moment.time ? to_display(*moment.time, zone_) + ": " : "") + markdown_text(moment.text));
    }
    if (more > 0) line("- and " + counted(more, "more moment"));
    line("");
  }

  void evidence() {
    if (leads_.empty()) return;
    heading("Evidence");
    for (std::size_t n = 0; n < std::min(leads_.size(), kProven); ++n) {
      const FindingReport* finding = leads_[n];
      line("- " + title_of(*finding) + ", id " + markdown_code(finding->id));
      const std::size_t told = std::min(finding->evidence.size(), kRecords);
      for (std::size_t i = 0; i < told; ++i) record(finding->evidence[i]);
      if (finding->evidence.size() > told) line("  - and " + counted(finding->evidence.size() - told, "more record"));
    }
  }

  void record(const EvidenceReport& item) {
    line("  - " + markdown_text(item.role) + (item.time ? " " + to_display(*item.time, zone_) : "") + " " +
         markdown_code(item.location));
    const std::string excerpt = cut_middle(escape_for_terminal(trim(item.excerpt)), kExcerptColumns);
    if (!excerpt.empty()) line("    " + markdown_code(excerpt));
  }

  void next_steps() {
    // Those that matter most of each finding, so that no finding is without its own.
    std::set<std::string_view> known;
    std::vector<std::string_view> steps;
    for (const FindingReport* finding : leads_) {
      std::size_t of_this = 0;
      for (const std::string& step : finding->next_steps) {
        if (known.insert(step).second && of_this++ < kStepsOfOne && steps.size() < kSteps) steps.push_back(step);
      }
    }
    if (steps.empty()) return;
    heading("Next steps");
    for (std::size_t i = 0; i < steps.size(); ++i) line(std::to_string(i + 1) + ". " + markdown_text(steps[i]));
    if (known.size() > steps.size()) {
      line("");
      line("and " + counted(known.size() - steps.size(), "more step") + ", which the report has.");
    }
  }

  void missing() {
    std::vector<std::string> lines;
    for (const FindingReport* finding : overview_.shown()) {
      if (!is_about_missing_logs(*finding)) continue;
      lines.push_back(markdown_text(finding->summary));
      for (const std::string& step : finding->next_steps) lines.push_back(markdown_text(step));
    }
    for (const FindingReport* finding : overview_.shown()) {
      if (finding->verdict != Verdict::kInconclusive || !overview_.alone(*finding)) continue;
      lines.push_back("Open: " + title_of(*finding) + ": " + markdown_text(finding->summary) +
                      (finding->next_steps.empty() ? "" : " " + markdown_text(finding->next_steps.front())));
    }
    for (const SourceReport& source : report_.sources) {
      if (!is_damage(source.status)) continue;
      lines.push_back("Not read in full: " + markdown_code(source.location) + " (" +
                      std::string(name_of(source.status)) + ")");
    }
    if (lines.empty() && report_.not_run.empty()) return;
    heading("What is missing");
    const std::size_t told = std::min(lines.size(), kMissing);
    for (std::size_t i = 0; i < told; ++i) line("- " + lines[i]);
    if (lines.size() > told) line("- and " + counted(lines.size() - told, "other gap"));
    if (!report_.not_run.empty()) {
      line("- Not judged, for want of what they need: " + counted(report_.not_run.size(), "rule") +
           " (`logscan -v` names them)");
    }
  }

  const Report& report_;
  const Zone& zone_;
  Buffer& out_;
  Overview overview_;
  std::vector<StoryReport> stories_;
  std::unordered_map<std::string_view, const FindingReport*> by_id_;  // of those that are told
  Findings besides_;                                                  // in no story
  Findings leads_;                                                    // one of each story, then those in none
  std::uint64_t not_told_ = 0;
};

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_report_markdown(const Report& report, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::CaseNote(report, options, *zone, buffer).render();
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
