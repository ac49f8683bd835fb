// The text report. One sentence first that says how it stands; then what failed, by severity; what could not be known;
// what was judged and found in order, what was not judged; what was read.
//
// Nothing is told twice: the single findings that belong to a finding about a whole server stand inside that one, and
// a cause with its next steps is spelt out at its first finding only. It never says that all is well: only that
// nothing was found in what was read.
#include "base/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "report/clock_words.h"
#include "report/select.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::size_t kNamedSubjects = 5;  // of a group; the rest is counted
constexpr std::size_t kFullPerRule = 10;   // findings of one rule told in full; the rest is summed up
constexpr std::size_t kEvidenceShown = 4;
constexpr std::size_t kNodesNamed = 3;

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

constexpr std::string_view heading_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "Critical";
    case Severity::kError:
      return "Errors";
    case Severity::kWarning:
      return "Warnings";
    case Severity::kNotice:
      return "Notices";
    case Severity::kInfo:
      break;
  }
  return "For information";
}

std::string joined(const std::vector<std::string>& parts, std::string_view last_link) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? last_link : ", ";
    text += parts[i];
  }
  return text;
}

bool was_read(const SourceReport& source) {
  return source.format && source.status != SourceStatus::kDuplicate && source.status != SourceStatus::kIgnored;
}

bool is_damage(SourceStatus status) {
  return status != SourceStatus::kOk && status != SourceStatus::kDuplicate && status != SourceStatus::kIgnored;
}

// What a reader must be told before any finding: how much there was to judge.
struct Overview {
  std::uint64_t logs = 0;
  std::uint64_t damaged = 0;
  std::set<std::string> nodes;
  Span span;
  std::optional<bool> beside;  // no span of those that are known reaches into the asked time
  bool undated = false;        // the date of some records is not known

  explicit Overview(const Report& report) {
    for (const SourceReport& source : report.sources) {
      if (is_damage(source.status)) ++damaged;
      if (!was_read(source)) continue;
      ++logs;
      if (source.node) nodes.insert(*source.node);
      span.add(source.first, source.last);
      const bool timed = source.first && source.last;
      const bool since = timed && (!report.since || *source.last >= *report.since);
      const bool until = timed && (!report.until || *source.first < *report.until);
      if (timed) beside = beside.value_or(true) && !(since && until);
      if (source.clock.date == "unknown") undated = true;
    }
  }

  // `3 logs of cuc1, 2014-06-29 00:00:03 to 2014-06-30 10:00:00 UTC`
  [[nodiscard]] std::string text(const Zone& zone) const {
    std::string out = counted(logs, "log");
    if (nodes.size() > kNodesNamed) {
      out += " of " + counted(nodes.size(), "node");
    } else if (!nodes.empty()) {
      out += " of " + joined({nodes.begin(), nodes.end()}, " and ");
    }
    if (span.known()) out += ", " + span_text(*span.from, *span.to, zone) + " " + zone.name();
    return out;
  }

  [[nodiscard]] bool misses_asked_time() const { return beside.value_or(false) && !undated; }
};

class ReportText {
 public:
  ReportText(const Report& report, const RenderOptions& options, Zone zone, TextPage& page)
      : report_(report), options_(options), zone_(std::move(zone)), page_(page), overview_(report) {
    for (const FindingReport& finding : report.findings) {
      if (selected(finding, options) && options.known != nullptr && options.known->accepts(finding)) {
        known_.push_back(&finding);
      } else if (selected(finding, options)) {
        shown_.push_back(&finding);
        if (options.known != nullptr && options.known->find(finding) != nullptr) ++expired_;
      } else {
        ++hidden_;
      }
    }
    find_groups();
  }

  void render() {
    verdict();
    for (int level = static_cast<int>(Severity::kCritical); level >= 0; --level) section(static_cast<Severity>(level));
    questions();
    known();
    if (hidden_ > 0) {
      page_.blank();
      page_.paragraph("", counted(hidden_, "finding") + " below the asked severity or confidence not shown.");
    }
    if (report_.outside > 0) {
      page_.blank();
      page_.paragraph("", counted(report_.outside, "finding") + " outside of the asked time not shown.");
    }
    judged();
    reading();
  }

 private:
  using Group = std::vector<const FindingReport*>;

  // A finding about one subscription or service that is tied to one about a server, a node or a cluster belongs to it.
  void find_groups() {
    const auto single = [](const FindingReport& finding) {
      return finding.subject_kind == SubjectKind::kSubscription || finding.subject_kind == SubjectKind::kService;
    };
    std::unordered_map<std::string_view, const FindingReport*> by_id;
    for (const FindingReport* finding : shown_) by_id.emplace(finding->id, finding);
    const auto tie = [&](const FindingReport& leader, const FindingReport& follower) {
      if (single(leader) || !single(follower) || leader_of_.contains(&follower)) return;
      // A proven fault never hides behind a question or behind something less grave.
      const bool hides = follower.verdict == Verdict::kFail &&
                         (leader.verdict != Verdict::kFail || leader.severity < follower.severity);
      if (hides) return;
      leader_of_.emplace(&follower, &leader);
      groups_[&leader].push_back(&follower);
    };
    for (const FindingReport* finding : shown_) {
      for (const std::string& id : finding->related) {
        const auto other = by_id.find(id);
        if (other == by_id.end() || other->second == finding) continue;
        tie(*finding, *other->second);
        tie(*other->second, *finding);
      }
    }
  }

  [[nodiscard]] bool alone(const FindingReport& finding) const { return !leader_of_.contains(&finding); }

  [[nodiscard]] std::uint64_t count_of(Severity severity) const {
    return static_cast<std::uint64_t>(std::count_if(shown_.begin(), shown_.end(), [&](const FindingReport* finding) {
      return finding->verdict == Verdict::kFail && finding->severity == severity && alone(*finding);
    }));
  }

  // Whether a rule about more than the collection itself had what it needs.
  [[nodiscard]] bool judged_any() const {
    const auto is_of_case = [](const std::string& rule) { return !rule.starts_with("bundle."); };
    return std::any_of(report_.passed.begin(), report_.passed.end(),
                       [&](const PassedRule& passed) { return is_of_case(passed.rule); }) ||
           std::any_of(report_.findings.begin(), report_.findings.end(),
                       [&](const FindingReport& finding) { return is_of_case(finding.rule); });
  }

  // What was not recorded may have held a fault.
  [[nodiscard]] bool recorded_too_little() const {
    return std::any_of(report_.findings.begin(), report_.findings.end(),
                       [](const FindingReport& finding) { return finding.rule == "bundle.trace-level"; });
  }

  void verdict() {
    const std::uint64_t open =
        static_cast<std::uint64_t>(std::count_if(shown_.begin(), shown_.end(), [&](const FindingReport* finding) {
          return finding->verdict == Verdict::kInconclusive && alone(*finding);
        }));
    std::vector<std::string> faults;
    Style style = Style::kStrong;
    for (const auto& [severity, noun] : {std::pair{Severity::kCritical, "critical fault"},
                                         {Severity::kError, "error"},
                                         {Severity::kWarning, "warning"}}) {
      const std::uint64_t count = count_of(severity);
      if (count == 0) continue;
      if (faults.empty()) style = mark_of(severity).style;
      faults.push_back(counted(count, noun));
    }
    const std::uint64_t remarks = count_of(Severity::kNotice) + count_of(Severity::kInfo);

    std::string text;
    if (report_.sources.empty()) {
      text = "Nothing could be judged: there was nothing to read";
    } else if (std::all_of(report_.sources.begin(), report_.sources.end(),
                           [](const SourceReport& source) { return source.left_out; })) {
      text = "Nothing could be judged: every source is left out by a filter";
    } else if (overview_.logs == 0) {
      const bool unread = overview_.damaged == report_.sources.size();
      text = "Nothing could be judged: " +
             (report_.sources.size() == 1
                  ? std::string("the one source ") + (unread ? "could not be read" : "is in no known format")
                  : "none of the " + grouped(report_.sources.size()) + " sources " +
                        (unread ? "could be read" : "is in a known format"));
    } else if (!faults.empty()) {
      text = joined(faults, ", ") + " in " + overview_.text(zone_);
    } else if (open == 0 && known_.empty() && !judged_any() && !report_.passed.empty()) {
      text = "Nothing could be judged but how it was collected: no other rule had what it needs in " +
             overview_.text(zone_);
    } else if (report_.passed.empty() && open == 0 && remarks == 0 && known_.empty()) {
      text = "Nothing could be judged: no rule had what it needs in " + overview_.text(zone_);
    } else if (!known_.empty()) {
      text = "Nothing failed that is not known in " + overview_.text(zone_);
    } else if (open > 0 || recorded_too_little()) {
      text = "No fault is proven in " + overview_.text(zone_);
    } else if (overview_.misses_asked_time()) {
      text = "Nothing could be judged: no record is of the asked time in " + overview_.text(zone_);
    } else if (hidden_ > 0) {
      text = "Nothing of the asked severity and confidence failed in " + overview_.text(zone_);
    } else if (report_.outside > 0) {
      text = "Nothing of the asked time failed in " + overview_.text(zone_);
    } else {
      text = "Nothing failed: " + overview_.text(zone_);
      style = overview_.damaged == 0 ? Style::kGood : Style::kStrong;
    }
    if (remarks > 0) text += "; " + counted(remarks, "remark");
    if (open > 0) text += "; " + counted(open, "question") + " open";
    if (!known_.empty()) text += "; " + grouped(known_.size()) + " known";
    if (expired_ > 0) text += "; " + grouped(expired_) + " known no longer";
    if (overview_.damaged > 0 && overview_.logs > 0)
      text += "; " + counted(overview_.damaged, "source") + " not read in full";
    page_.paragraph("", text, Style::kPlain, style);
    if (report_.case_name) page_.paragraph("Case: ", *report_.case_name);
    if (report_.since || report_.until) {
      page_.paragraph(
          "", "Findings " + (report_.since ? "from " + to_display(*report_.since, zone_) + " " : "") +
                  (report_.until ? "until " + to_display(*report_.until, zone_) + " " : "") + zone_.name() + " only." +
                  (overview_.misses_asked_time() ? " No log that could be read has a record of that time." : ""));
    }
  }

  void section(Severity severity) {
    std::vector<const FindingReport*> findings;
    for (const FindingReport* finding : shown_) {
      if (finding->verdict == Verdict::kFail && finding->severity == severity && alone(*finding)) {
        findings.push_back(finding);
      }
    }
    if (findings.empty()) return;
    heading(heading_of(severity), findings.size(), mark_of(severity).style);
    tell(findings, mark_of(severity));
  }

  void questions() {
    std::vector<const FindingReport*> findings;
    for (const FindingReport* finding : shown_) {
      if (finding->verdict == Verdict::kInconclusive && alone(*finding)) findings.push_back(finding);
    }
    if (findings.empty()) return;
    heading("Could not be known", findings.size(), Style::kQuestion);
    tell(findings, {"[?]", Style::kQuestion});
  }

  // What a baseline holds: told in short, for it was read before.
  void known() {
    if (!known_.empty()) heading("Known", known_.size(), Style::kStrong);
    for (const FindingReport* finding : known_) {
      if (!page_.open()) return;
      page_.blank();
      page_.paragraph("[K] ", finding->title + " (" + finding->rule + ")", Style::kFaint, Style::kStrong);
      if (finding->window) page_.paragraph("    ", window_text(*finding));
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
    if (finding.window) page_.paragraph("    ", window_text(finding));
    if (finding.summary.find(finding.subject) == std::string::npos) {
      page_.paragraph("    ", std::string(name_of(finding.subject_kind)) + " " + finding.subject);
    }
    page_.paragraph("    ", finding.summary);
    if (const KnownFinding* known = options_.known == nullptr ? nullptr : options_.known->find(finding);
        known != nullptr) {
      page_.paragraph("    ", known_text(*known));
    }
    if (const auto group = groups_.find(&finding); group != groups_.end())
      page_.paragraph("    ", group_text(group->second));
    if (options_.verbose) {
      page_.paragraph("    ", "id " + finding.id, Style::kPlain, Style::kFaint);
    }
    evidence(finding);
    advice(finding);
  }

  [[nodiscard]] std::string window_text(const FindingReport& finding) const {
    const Window& window = *finding.window;
    std::string text = span_text(window.from, window.to, zone_) + " " + zone_.name();
    if (window.to > window.from) text += " (" + to_words(window.length()) + (finding.open ? ", no end seen" : "") + ")";
    return text;
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
  std::vector<const FindingReport*> shown_;
  std::vector<const FindingReport*> known_;
  std::uint64_t expired_ = 0;  // of those shown, known up to a day that is past
  std::uint64_t hidden_ = 0;
  std::unordered_map<const FindingReport*, const FindingReport*> leader_of_;
  std::unordered_map<const FindingReport*, Group> groups_;
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
