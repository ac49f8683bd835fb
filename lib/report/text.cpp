// The text report. One sentence first that says how it stands; then the stories; what failed, by severity; what could
// not be known; what was judged and found in order, what was not judged; what was read.
//
// Nothing is told twice: the single findings that belong to a finding about a whole server stand inside that one, and
// a cause with its next steps is spelt out at its first finding only. It never says that all is well: only that
// nothing was found in what was read.
#include "base/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "report/clock_words.h"
#include "report/overview.h"
#include "report/spans.h"
#include "report/stories.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::size_t kNamedSubjects = 5;  // of a group; the rest is counted
constexpr std::size_t kFullPerRule = 10;   // findings of one rule told in full; the rest is summed up
constexpr std::size_t kEvidenceShown = 4;

struct Mark {
  std::string_view sign;
  Style style;
};

constexpr Mark mark_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return {"[C]", Style::kCritical};
    case Severity::kError:
      return {"[E]", Style::kError};
    case Severity::kWarning:
      return {"[W]", Style::kWarning};
    case Severity::kNotice:
      return {"[N]", Style::kNotice};
    case Severity::kInfo:
      break;
  }
  return {"[I]", Style::kNotice};
}

class ReportText {
 public:
  ReportText(const Report& report, const RenderOptions& options, Zone zone, TextPage& page)
      : report_(report), options_(options), zone_(std::move(zone)), page_(page), overview_(report, options) {}

  void render() {
    verdict();
    stories();
    for (int level = static_cast<int>(Severity::kCritical); level >= 0; --level) section(static_cast<Severity>(level));
    questions();
    known();
    if (overview_.hidden() > 0) {
      page_.blank();
      page_.paragraph("",
                      counted(overview_.hidden(), "finding") + " below the asked severity or confidence not shown.");
    }
    if (report_.outside > 0) {
      page_.blank();
      page_.paragraph("", counted(report_.outside, "finding") + " outside of the asked time not shown.");
    }
    judged();
    reading();
  }

 private:
  using Group = Overview::Group;

  void verdict() {
    const Headline headline = overview_.headline(zone_);
    const Style style = headline.worst ? mark_of(*headline.worst).style : headline.good ? Style::kGood : Style::kStrong;
    page_.paragraph("", headline.text, Style::kPlain, style);
    if (report_.case_name) page_.paragraph("Case: ", *report_.case_name);
    if (report_.since || report_.until) {
      page_.paragraph(
          "", "Findings " + (report_.since ? "from " + to_display(*report_.since, zone_) + " " : "") +
                  (report_.until ? "until " + to_display(*report_.until, zone_) + " " : "") + zone_.name() + " only." +
                  (overview_.misses_asked_time() ? " No log that could be read has a record of that time." : ""));
    }
  }

  void stories() {
    const std::vector<StoryReport> stories = told_stories(report_, options_);
    if (stories.empty()) return;
    heading("In short", stories.size(), Style::kStrong);
    std::unordered_map<std::string_view, const FindingReport*> by_id;
    for (const FindingReport* finding : overview_.shown()) by_id.emplace(finding->id, finding);
    for (const StoryReport& story : stories) {
      if (!page_.open()) return;
      tell(story, by_id);
    }
  }

  void tell(const StoryReport& story, const std::unordered_map<std::string_view, const FindingReport*>& by_id) {
    const Mark mark = mark_of(story.severity);
    page_.blank();
    page_.paragraph(std::string(mark.sign) + " ", story.title, mark.style, Style::kStrong);
    std::string day;
    std::set<std::string_view> proven;
    for (const StoryLine& line : story.lines) {
      std::string when;
      if (line.time) {
        constexpr std::size_t kDate = 10;
        when = to_display(std::chrono::floor<std::chrono::seconds>(*line.time), zone_);
        const std::string date = when.substr(0, kDate);
        if (date == day) when.erase(0, kDate + 1);
        day = date;
        when += ": ";
      }
      page_.paragraph("    ", when + line.text);
      const auto finding = by_id.find(line.finding);
      if (finding == by_id.end() || finding->second->evidence.empty() || !proven.insert(line.finding).second) continue;
      page_.paragraph("      ", finding->second->evidence.front().location, Style::kPlain, Style::kFaint);
    }
  }

  void section(Severity severity) {
    std::vector<const FindingReport*> findings;
    for (const FindingReport* finding : overview_.shown()) {
      if (finding->verdict == Verdict::kFail && finding->severity == severity && overview_.alone(*finding)) {
        findings.push_back(finding);
      }
    }
    if (findings.empty()) return;
    heading(heading_of(severity), findings.size(), mark_of(severity).style);
    tell(findings, mark_of(severity));
  }

  void questions() {
    std::vector<const FindingReport*> findings;
    for (const FindingReport* finding : overview_.shown()) {
      if (finding->verdict == Verdict::kInconclusive && overview_.alone(*finding)) findings.push_back(finding);
    }
    if (findings.empty()) return;
    heading("Could not be known", findings.size(), Style::kQuestion);
    tell(findings, {"[?]", Style::kQuestion});
  }

  // What a baseline holds: told in short, for it was read before.
  void known() {
    if (!overview_.known().empty()) heading("Known", overview_.known().size(), Style::kStrong);
    for (const FindingReport* finding : overview_.known()) {
      if (!page_.open()) return;
      page_.blank();
      page_.paragraph("[K] ", finding->title + " (" + finding->rule + ")", Style::kFaint, Style::kStrong);
      if (finding->window) page_.paragraph("    ", window_text(*finding, zone_));
      page_.paragraph("    ", finding->summary);
      page_.paragraph("    ", known_text(*options_.known->find(*finding)));
      if (options_.verbose) page_.paragraph("    ", "id " + finding->id, Style::kPlain, Style::kFaint);
    }
    if (options_.known == nullptr || options_.known->unmatched.empty() || !options_.verbose) return;
    page_.blank();
    page_.paragraph("Known, but not found here: ", joined(options_.known->unmatched, ", "), Style::kStrong);
  }

  static std::string known_text(const KnownFinding& known) {
    return "Known" + (known.last_day ? " until " + *known.last_day : std::string()) +
           (known.expired ? ", which is past, so it counts again" : "") + ": " + known.reason;
  }

  void heading(std::string_view title, std::size_t count, Style style) {
    page_.blank();
    page_.paragraph("", std::string(title) + " (" + grouped(count) + ")", Style::kPlain,
                    style == Style::kCritical ? style : Style::kStrong);
  }

  void tell(const std::vector<const FindingReport*>& findings, const Mark& mark) {
    std::map<std::string_view, Group> left_over;
    std::map<std::string_view, std::size_t> told;
    for (const FindingReport* finding : findings) {
      if (!page_.open()) return;
      if (!options_.verbose && told[finding->rule]++ >= kFullPerRule) {
        left_over[finding->rule].push_back(finding);
      } else {
        tell(*finding, mark);
      }
    }
    for (const auto& [rule, group] : left_over) {
      Span span;
      for (const FindingReport* finding : group) {
        if (finding->window) span.add(finding->window->from, finding->window->to);
      }
      page_.blank();
      page_.paragraph(std::string(mark.sign) + " ",
                      "and " + grouped(group.size()) + " more of " + std::string(rule) +
                          (span.known() ? ", " + span_text(*span.from, *span.to, zone_) + " " + zone_.name() : "") +
                          ": " + names_of(group) + " (all with -v or --format json)",
                      mark.style);
    }
  }

  // The first few different subjects; the rest is counted.
  [[nodiscard]] static std::string names_of(const Group& group) {
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    for (const FindingReport* finding : group) {
      if (seen.insert(finding->subject).second && names.size() < kNamedSubjects) names.push_back(finding->subject);
    }
    const std::size_t more = seen.size() - names.size();
    return joined(names, more > 0 ? ", " : " and ") + (more > 0 ? " and " + grouped(more) + " more" : "");
  }

  void tell(const FindingReport& finding, const Mark& mark) {
    page_.blank();
    std::string title = finding.title + " (" + finding.rule + ")";
    if (finding.confidence != Confidence::kHigh) {
      title += ", " + std::string(name_of(finding.confidence)) + " confidence";
    }
    page_.paragraph(std::string(mark.sign) + " ", title, mark.style, Style::kStrong);
    if (finding.window) page_.paragraph("    ", window_text(finding, zone_));
    if (finding.summary.find(finding.subject) == std::string::npos) {
      page_.paragraph("    ", std::string(name_of(finding.subject_kind)) + " " + finding.subject);
    }
    page_.paragraph("    ", finding.summary);
    if (const KnownFinding* known = options_.known == nullptr ? nullptr : options_.known->find(finding);
        known != nullptr) {
      page_.paragraph("    ", known_text(*known));
    }
    if (const Group* group = overview_.group_of(finding); group != nullptr) page_.paragraph("    ", group_text(*group));
    if (options_.verbose) {
      page_.paragraph("    ", "id " + finding.id, Style::kPlain, Style::kFaint);
    }
    evidence(finding);
    advice(finding);
  }

  [[nodiscard]] static std::string group_text(const Group& group) {
    std::set<std::string_view> subjects;
    std::map<std::string_view, std::size_t> rules;
    std::size_t inconclusive = 0;
    for (const FindingReport* finding : group) {
      subjects.insert(finding->subject);
      ++rules[finding->rule];
      if (finding->verdict == Verdict::kInconclusive) ++inconclusive;
    }
    std::string by_rule;
    for (const auto& [rule, count] : rules) {
      by_rule += (by_rule.empty() ? "" : ", ") + std::string(rule) + " " + grouped(count);
    }
    if (inconclusive > 0) by_rule += "; " + grouped(inconclusive) + " of them inconclusive";
    const std::string noun(name_of(group.front()->subject_kind));
    return "and " + counted(subjects.size(), noun) + ": " + names_of(group) + " (" + by_rule + ")";
  }

  void evidence(const FindingReport& finding) {
    std::size_t shown = 0;
    for (const EvidenceReport& item : finding.evidence) {
      if (!options_.verbose && shown == kEvidenceShown) {
        page_.paragraph("    ", "and " + grouped(finding.evidence.size() - shown) + " more records (-v)", Style::kPlain,
                        Style::kFaint);
        break;
      }
      ++shown;
      const std::string when = item.role + (item.time ? " " + to_display(*item.time, zone_) : "");
      const std::string location = escape_for_terminal(item.location);
      if (page_.width() == 0 || 5 + columns(escape_for_terminal(when)) + columns(location) <= page_.width()) {
        page_.paragraph("    ", when + " " + location);
      } else {
        page_.paragraph("    ", when);
        page_.paragraph("      ", location);
      }
      if (item.excerpt.empty()) continue;
      if (options_.verbose) {
        page_.paragraph("      ", item.excerpt, Style::kPlain, Style::kFaint);
      } else {
        page_.excerpt("      ", trim(item.excerpt), Style::kFaint);
      }
    }
  }

  void advice(const FindingReport& finding) {
    if (finding.cause.empty() && finding.next_steps.empty()) return;
    const bool open_question = finding.verdict == Verdict::kInconclusive;
    const auto [advice, fresh] = advised_.insert({finding.rule, finding.cause, finding.next_steps});
    if (!fresh) {
      // Right below its like, a finding needs no word about it.
      if (&*advice != last_advice_) {
        page_.paragraph("    ", "Cause and next steps: as above for " + finding.rule + ".", Style::kPlain,
                        Style::kFaint);
      }
      last_advice_ = &*advice;
      return;
    }
    last_advice_ = &*advice;
    if (!finding.cause.empty()) page_.paragraph("    Cause: ", finding.cause);
    if (finding.next_steps.empty()) return;
    page_.paragraph("    ", open_question ? "What would settle it:" : "Next:");
    std::size_t number = 0;
    for (const std::string& step : finding.next_steps) {
      page_.paragraph("      " + std::to_string(++number) + ". ", step);
    }
  }

  void judged() {
    if (!report_.passed.empty()) {
      std::vector<std::string> rules;
      for (const PassedRule& rule : report_.passed) {
        rules.push_back(rule.rule + (rule.subjects > 0 ? " (" + grouped(rule.subjects) + ")" : ""));
      }
      page_.blank();
      page_.paragraph("Passed: ", joined(rules, ", "), Style::kStrong);
    }
    if (!report_.not_run.empty()) not_run();
  }

  // In a case of one product the rules about the other lack much. What each lacks is for who asks.
  void not_run() {
    page_.blank();
    if (!options_.verbose) {
      std::vector<std::string> rules;
      for (const NotRunRule& rule : report_.not_run) rules.push_back(rule.rule);
      page_.paragraph("Not run: ", joined(rules, ", ") + " (what is wanting is told with -v)", Style::kStrong);
      return;
    }
    // Rules that lack the same stand together, where the first of them stood.
    std::vector<std::pair<std::string, std::vector<std::string>>> by_needs;
    for (const NotRunRule& rule : report_.not_run) {
      const std::string needs = joined(rule.needs, " and ");
      auto group = std::find_if(by_needs.begin(), by_needs.end(), [&](const auto& g) { return g.first == needs; });
      if (group == by_needs.end()) group = by_needs.insert(group, {needs, {}});
      group->second.push_back(rule.rule);
    }
    page_.paragraph("", "Not run", Style::kPlain, Style::kStrong);
    for (const auto& [needs, rules] : by_needs) {
      page_.paragraph("  ", joined(rules, ", ") + (needs.empty() ? "" : ", for want of " + needs));
    }
  }

  void reading() {
    page_.blank();
    page_.paragraph("", "What was read", Style::kPlain, Style::kStrong);
    formats();
    damage();
    not_read();
    left_out(SourceStatus::kDuplicate, "duplicate", "");
    left_out(SourceStatus::kIgnored, "source", " in no known format");
    if (report_.sources.empty()) page_.paragraph("  ", "nothing");
    const Ledger& ledger = report_.ledger;
    if (!ledger.balanced()) {
      page_.paragraph("  ",
                      "The ledger does not balance, so something may have been missed: of " + grouped(ledger.bytes_in) +
                          " bytes " + grouped(ledger.parsed) + " were parsed, " + grouped(ledger.continuation) +
                          " continuation, " + grouped(ledger.rejected) + " rejected, " + grouped(ledger.skipped) +
                          " skipped, " + grouped(ledger.ignored) + " ignored.",
                      Style::kPlain, Style::kError);
    }
  }

  void formats() {
    struct Sum {
      std::uint64_t logs = 0, bytes = 0, records = 0, rejected = 0;
      Span span;
      std::set<std::string> unsure_clocks;
    };
    std::map<std::string_view, Sum> sums;
    for (const SourceReport& source : report_.sources) {
      if (!was_read(source)) continue;
      Sum& sum = sums[*source.format];
      ++sum.logs;
      sum.bytes += source.bytes;
      sum.records += source.records;
      sum.rejected += source.rejected;
      sum.span.add(source.first, source.last);
      if (source.clock.basis == ClockBasis::kInferred || source.clock.basis == ClockBasis::kAssumed) {
        sum.unsure_clocks.insert(zone_text(source.clock) + " (" + std::string(name_of(source.clock.basis)) + ")");
      }
    }
    for (const auto& [format, sum] : sums) {
      std::string text =
          counted(sum.logs, "log") + ", " + bytes_text(sum.bytes) + ", " + counted(sum.records, "record");
      if (sum.rejected > 0) text += ", " + grouped(sum.rejected) + " rejected";
      if (sum.span.known()) text += ", " + span_text(*sum.span.from, *sum.span.to, zone_) + " " + zone_.name();
      if (!sum.unsure_clocks.empty()) {
        text += "; times read as " + joined({sum.unsure_clocks.begin(), sum.unsure_clocks.end()}, " and ");
      }
      page_.paragraph("  " + std::string(format) + ": ", text);
    }
  }

  void damage() {
    for (const SourceReport& source : report_.sources) {
      if (!is_damage(source.status)) continue;
      page_.paragraph("  " + std::string(name_of(source.status)) + ": ",
                      source.location + (source.notes.empty() ? "" : ": " + joined(source.notes, "; ")),
                      Style::kWarning);
    }
  }

  // What of a source that is whole could not be read: its notes that begin so.
  void not_read() {
    constexpr std::uint64_t kMostTold = 10;  // a ring has many files, and one reason
    std::uint64_t count = 0;
    for (const SourceReport& source : report_.sources) {
      if (is_damage(source.status)) continue;
      for (const std::string& note : source.notes) {
        if (!note.starts_with("not read")) continue;
        if (options_.verbose || count < kMostTold)
          page_.paragraph("  " + source.location + ": ", note, Style::kWarning);
        ++count;
      }
    }
    if (!options_.verbose && count > kMostTold)
      page_.paragraph("  ", grouped(count - kMostTold) + " more that could not be read in full (told with -v)");
  }

  void left_out(SourceStatus status, std::string_view noun, std::string_view what) {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    for (const SourceReport& source : report_.sources) {
      if (source.status != status) continue;
      ++count;
      bytes += source.bytes;
    }
    if (count == 0) return;
    page_.paragraph("  ", counted(count, noun) + std::string(what) + ", " + bytes_text(bytes) +
                              (options_.verbose ? ":" : " (named with -v)"));
    if (!options_.verbose) return;
    for (const SourceReport& source : report_.sources) {
      if (source.status != status) continue;
      const std::string reason = source.notes.empty() ? source.why : joined(source.notes, "; ");
      page_.paragraph("    ", source.location + (reason.empty() ? "" : ": " + reason), Style::kPlain, Style::kFaint);
    }
  }

  const Report& report_;
  const RenderOptions& options_;
  Zone zone_;
  TextPage& page_;
  Overview overview_;
  using Advice = std::tuple<std::string, std::string, std::vector<std::string>>;
  std::set<Advice> advised_;
  const Advice* last_advice_ = nullptr;
};

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_report_text(const Report& report, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  detail::ReportText(report, options, *zone, page).render();
  return page.finish();
}

}  // namespace v1
}  // namespace logscan
