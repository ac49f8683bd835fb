#include "report/html/findings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "report/html/escape.h"
#include "report/html/ladder.h"
#include "report/stories.h"
#include "report/text_page.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kStoriesWithout = 5;  // findings at the top where no story is told
constexpr std::size_t kRelatedNamed = 12;
constexpr std::size_t kOpenAtFirst = 1;

// How much of a finding there is room for: the page stays small with a thousand of them.
struct Room {
  std::size_t evidence = 6;
  int excerpt = 400;   // 0: the place alone
  bool brief = false;  // no numbers beside the summary
};

// The worst come first, so the first ones have most.
Room room_for(std::size_t index, std::size_t findings, bool verbose) {
  constexpr std::size_t kFew = 100;
  constexpr std::size_t kMany = 300;
  constexpr std::size_t kFirst = 50;
  if (verbose) return {1000, 4000};
  if (findings <= kFew) return {};
  if (findings <= kMany || index < kFirst) return {4, 240};
  return {2, 0, true};
}

class FindingsPart {
 public:
  explicit FindingsPart(HtmlPage& page) : page_(page), ladders_(page) {
    for (const FindingReport* finding : page.shown()) rules_.emplace(finding->rule, 0);
    std::size_t index = 0;
    for (auto& [rule, number] : rules_) number = index++;
  }

  void write() {
    page_.raw("<section id=findings><h2>Findings</h2>\n");
    filters();
    if (page_.shown().empty()) page_.raw("<p class=empty>There is none.</p>\n");
    for (int level = static_cast<int>(Severity::kCritical); level >= 0; --level) {
      group(heading_of(static_cast<Severity>(level)), [&](const FindingReport& finding) {
        return finding.verdict == Verdict::kFail && finding.severity == static_cast<Severity>(level);
      });
    }
    group("Could not be known", [](const FindingReport& finding) { return finding.verdict == Verdict::kInconclusive; });
    left_over();
    page_.raw("</section>\n");
    known();
  }

 private:
  void filters() {
    page_.raw(
        "<form id=filters hidden><label>Text <input id=f-text type=search "
        "placeholder=\"words, ids, files\"></label><label>Severity <select id=f-severity><option value=0>all</option>"
        "<option value=1>notice and above</option><option value=2>warning and above</option>"
        "<option value=3>error and above</option><option value=4>critical</option></select></label>"
        "<label>Node <select id=f-node><option value=\"\">all</option>");
    for (std::size_t i = 0; i < page_.nodes().size(); ++i) {
      if (page_.nodes()[i].empty()) continue;
      page_.raw("<option value=" + std::to_string(i) + ">" + html_escaped(page_.nodes()[i]) + "</option>");
    }
    page_.raw("</select></label><label>Rule <select id=f-rule><option value=\"\">all</option>");
    for (const auto& [rule, number] : rules_) {
      page_.raw("<option value=" + std::to_string(number) + ">" + html_escaped(rule) + "</option>");
    }
    page_.raw(
        "</select></label><label class=check><input id=f-time type=checkbox> only the time shown above</label>"
        "<button type=reset>Clear</button><output id=f-count></output></form>\n");
  }

  template <class Wanted>
  void group(std::string_view title, Wanted wanted_verdict) {
    const auto wanted = [&](const FindingReport& finding) {
      return wanted_verdict(finding) && page_.overview().alone(finding);
    };
    std::size_t count = 0;
    for (const FindingReport* finding : page_.shown()) {
      if (wanted(*finding)) ++count;
    }
    if (count == 0) return;
    page_.raw("<section class=group><h3>" + std::string(title) + " <small>" + grouped(count) + "</small></h3>\n");
    for (const FindingReport* finding : page_.shown()) {
      if (!page_.open()) return;
      if (!wanted(*finding)) continue;
      if (page_.is_told(*finding)) finding_item(*finding, told_++ < kOpenAtFirst);
      followers(*finding);
    }
    page_.raw("</section>\n");
  }

  // The single findings that belong to one about a whole server, node or cluster.
  void followers(const FindingReport& leader) {
    const Overview::Group* group = page_.overview().group_of(leader);
    if (group == nullptr) return;
    page_.raw("<details class=belong><summary>" + counted(group->size(), "finding") + " that " +
              (group->size() == 1 ? "belongs" : "belong") + " to it</summary>\n");
    for (const FindingReport* finding : *group) {
      if (!page_.open()) return;
      if (page_.is_told(*finding)) finding_item(*finding, false);
    }
    page_.raw("</details>\n");
  }

  void finding_item(const FindingReport& finding, bool opened) {
    room_ = room_for(items_++, page_.shown().size(), page_.options().verbose);
    head(finding, opened);
    page_.raw("<p>");
    page_.raw(html_prose(finding.summary));
    page_.raw("</p>\n");
    facts(finding);
    evidence(finding);
    ladders_.write(page_, finding);
    advice(finding);
    related(finding);
    page_.raw("</details>\n");
  }

  void head(const FindingReport& finding, bool opened) {
    page_.raw("<details class=f id=\"" + anchor_name(finding.id) +
              "\" data-s=" + std::to_string(static_cast<int>(finding.severity)) + " data-n=\"");
    bool first = true;
    for (const std::size_t node : page_.nodes_of(finding)) {
      page_.raw((first ? "" : " ") + std::to_string(node));
      first = false;
    }
    page_.raw("\"");
    const auto rule = rules_.find(finding.rule);
    if (rule != rules_.end()) page_.raw(" data-r=" + std::to_string(rule->second));
    if (finding.window) {
      page_.raw(" data-a=" + decimal(page_.axis().seconds(finding.window->from), 1) +
                " data-b=" + decimal(page_.axis().seconds(finding.window->to), 1));
    }
    page_.raw(opened ? " open><summary>" : "><summary>");
    page_.raw("<b class=" + std::string(severity_class(finding)) + ">" + std::string(severity_word(finding)) + "</b> ");
    page_.raw("<strong>");
    page_.text(finding.title);
    page_.raw("</strong> <code>");
    page_.text(cut_middle(escape_for_terminal(finding.subject), kSubject));
    page_.raw("</code>");
    if (finding.window) {
      page_.raw(" <span class=when>");
      page_.time(finding.window->from);
      if (finding.window->length() > Duration(0)) page_.raw(kDot + to_words(finding.window->length()));
      if (finding.open) page_.raw(", no end seen");
      page_.raw("</span>");
    }
    page_.raw("</summary>\n");
  }

  void facts(const FindingReport& finding) {
    page_.raw("<p class=facts>");
    if (finding.window && !room_.brief) {
      page_.span(*finding.window);
      page_.raw(" <span class=zn>" + html_escaped(page_.zone().name()) + "</span>" + kDot);
    }
    page_.raw("<code>");
    page_.text(finding.rule);
    page_.raw("</code>" + std::string(kDot) + std::string(name_of(finding.confidence)) + " confidence");
    if (finding.verdict == Verdict::kInconclusive) {
      page_.raw(std::string(kDot) + std::string(name_of(finding.severity)) + " if it is true");
    }
    for (const auto& [name, value] : finding.measured) {
      if (room_.brief) break;
      page_.raw(kDot);
      page_.text(name);
      page_.raw(" " + decimal(value, 3));
    }
    page_.raw(std::string(kDot) + "<a href=\"#" + anchor_name(finding.id) + "\">link</a></p>\n");
  }

  void evidence(const FindingReport& finding) {
    if (finding.evidence.empty()) return;
    const bool much = finding.evidence.size() > room_.evidence && !room_.brief;
    page_.raw("<ol class=ev>\n");
    for (std::size_t i = 0; i < std::min(finding.evidence.size(), room_.evidence); ++i) {
      const EvidenceReport& item = finding.evidence[i];
      page_.raw("<li>");
      page_.text(item.role);
      page_.raw(" ");
      if (item.time) page_.time(*item.time);
      page_.raw(" ");
      page_.place(item.location);
      if (!item.excerpt.empty() && room_.excerpt > 0) {
        page_.raw("<pre>");
        page_.raw(excerpt(item.excerpt));
        page_.raw("</pre>");
      }
      page_.raw("</li>\n");
    }
    page_.raw("</ol>\n");
    if (much) {
      page_.raw("<p class=more>and " + counted(finding.evidence.size() - room_.evidence, "more line") +
                " of evidence; <code>--verbose</code> shows all.</p>\n");
    }
  }

  [[nodiscard]] std::string excerpt(std::string_view text) const {
    // What is short enough keeps its lines.
    if (text.size() <= static_cast<std::size_t>(room_.excerpt)) return html_lines(text);
    return html_escaped(cut_middle(escape_for_terminal(text), room_.excerpt));
  }

  // A cause with its steps is spelt out where it comes first.
  void advice(const FindingReport& finding) {
    if (finding.cause.empty() && finding.next_steps.empty()) return;
    std::string key = finding.cause;
    for (const std::string& step : finding.next_steps) key += '\n' + step;
    const auto [at, fresh] = advised_.emplace(std::move(key), finding.id);
    if (!fresh) {
      page_.raw("<p class=more><a href=\"#" + anchor_name(at->second) + "\">Cause and next steps</a> as above</p>\n");
      return;
    }
    if (!finding.cause.empty()) {
      page_.raw("<h4>Cause</h4><p>");
      page_.raw(html_prose(finding.cause));
      page_.raw("</p>\n");
    }
    if (finding.next_steps.empty()) return;
    page_.raw(finding.verdict == Verdict::kInconclusive ? "<h4>What would settle it</h4><ol>\n"
                                                        : "<h4>Next steps</h4><ol>\n");
    for (const std::string& step : finding.next_steps) {
      page_.raw("<li>");
      page_.raw(html_prose(step));
      page_.raw("</li>\n");
    }
    page_.raw("</ol>\n");
  }

  // What stands inside of it needs no link.
  void related(const FindingReport& finding) {
    std::set<std::string_view> inside;
    if (const Overview::Group* group = page_.overview().group_of(finding); group != nullptr) {
      for (const FindingReport* follower : *group) inside.insert(follower->id);
    }
    if (finding.related.size() <= inside.size()) return;
    std::size_t named = 0;
    page_.raw("<p class=more>Related: ");
    for (const std::string& id : finding.related) {
      const FindingReport* other = page_.find(id);
      if (other == nullptr || named == kRelatedNamed || inside.contains(id)) continue;
      if (named++ > 0) page_.raw(", ");
      page_.raw("<a href=\"#" + anchor_name(id) + "\">");
      page_.text(cut_middle(escape_for_terminal(other->title + " " + other->subject), kSubject));
      page_.raw("</a>");
    }
    const std::size_t more = finding.related.size() - inside.size() - named;
    if (more > 0) {
      page_.raw((named > 0 ? " and " : "") + counted(more, "other finding"));
    }
    page_.raw("</p>\n");
  }

  void left_over() {
    std::map<std::string_view, std::size_t> more;
    for (const FindingReport* finding : page_.shown()) {
      if (!page_.is_told(*finding)) ++more[finding->rule];
    }
    for (const auto& [rule, count] : more) {
      page_.raw("<p class=more>and " + grouped(count) + " more of <code>" + html_escaped(rule) +
                "</code>; <code>--verbose</code> tells all.</p>\n");
    }
    if (page_.overview().hidden() > 0) {
      page_.raw("<p class=more>" + counted(page_.overview().hidden(), "finding") +
                " below the asked severity or confidence not shown.</p>\n");
    }
    if (page_.report().outside > 0) {
      page_.raw("<p class=more>" + counted(page_.report().outside, "finding") +
                " outside of the asked time not shown.</p>\n");
    }
  }

  void known() {
    if (page_.known().empty()) return;
    page_.raw("<section id=known><h2>Known <small>" + grouped(page_.known().size()) +
              "</small></h2>\n<p>What the baseline holds. These are not counted.</p>\n");
    std::size_t told = 0;
    for (const FindingReport* finding : page_.known()) {
      if (!page_.open()) return;
      if (!page_.is_told(*finding)) continue;
      room_ = room_for(told++, page_.known().size(), page_.options().verbose);
      head(*finding, false);
      const KnownFinding* known = page_.options().known->find(*finding);
      page_.raw("<p>");
      page_.raw(html_prose(finding->summary));
      page_.raw("</p><p class=facts>Known");
      if (known->last_day) page_.raw(" until " + html_escaped(*known->last_day));
      page_.raw(": ");
      page_.text(known->reason);
      page_.raw("</p>\n");
      facts(*finding);
      evidence(*finding);
      page_.raw("</details>\n");
    }
    if (told < page_.known().size()) {
      page_.raw("<p class=more>and " + grouped(page_.known().size() - told) +
                " more; <code>--verbose</code> tells all.</p>\n");
    }
    page_.raw("</section>\n");
  }

  static constexpr int kSubject = 80;
  static constexpr const char* kDot = " \xc2\xb7 ";

  HtmlPage& page_;
  Ladders ladders_;
  Room room_;
  std::map<std::string_view, std::size_t> rules_;
  std::map<std::string, std::string> advised_;
  std::size_t told_ = 0;   // that stand by themselves
  std::size_t items_ = 0;  // all
};

void story(HtmlPage& page, const StoryReport& story) {
  FindingReport as;  // for the words and colour of its severity
  as.severity = story.severity;
  page.raw("<article class=story><h3><b class=" + std::string(severity_class(as)) + ">" +
           std::string(severity_word(as)) + "</b> ");
  page.text(story.title);
  page.raw("</h3>\n");
  if (story.window) {
    page.raw("<p class=facts>");
    page.span(*story.window);
    page.raw(" <span class=zn>" + html_escaped(page.zone().name()) + "</span></p>\n");
  }
  page.raw("<ol>\n");
  std::set<std::string_view> proven;
  for (const StoryLine& line : story.lines) {
    page.raw("<li>");
    if (line.time) {
      page.time(*line.time);
      page.raw(": ");
    }
    page.raw(html_prose(line.text));
    if (!line.finding.empty() && page.find(line.finding) != nullptr && proven.insert(line.finding).second) {
      page.raw(" <a href=\"#" + anchor_name(line.finding) + "\">the proof</a>");
    }
    page.raw("</li>\n");
  }
  page.raw("</ol></article>\n");
}

// Where nothing ties findings together, the worst stand here by themselves.
void worst_findings(HtmlPage& page) {
  std::vector<const FindingReport*> worst;
  for (const FindingReport* finding : page.shown()) {
    const bool proven = finding->verdict == Verdict::kFail && page.overview().alone(*finding);
    if (proven && page.is_told(*finding)) worst.push_back(finding);
  }
  std::stable_sort(worst.begin(), worst.end(), [](const auto* a, const auto* b) { return a->severity > b->severity; });
  if (worst.size() > kStoriesWithout) worst.resize(kStoriesWithout);
  if (worst.empty()) {
    page.raw("<p class=empty>No fault is proven in what was read.</p>\n");
    return;
  }
  for (const FindingReport* finding : worst) {
    page.raw("<article class=story><h3><b class=" + std::string(severity_class(*finding)) + ">" +
             std::string(severity_word(*finding)) + "</b> ");
    page.text(finding->title);
    page.raw("</h3><p>");
    page.raw(html_prose(finding->summary));
    page.raw(" <a href=\"#" + anchor_name(finding->id) + "\">the proof</a></p></article>\n");
  }
}

}  // namespace

void write_stories(HtmlPage& page) {
  page.raw("<section id=stories><h2>What happened</h2>\n");
  const std::vector<StoryReport> stories = told_stories(page.report(), page.options());
  for (const StoryReport& one : stories) story(page, one);
  if (stories.empty()) worst_findings(page);
  page.raw("</section>\n");
}

void write_findings(HtmlPage& page) { FindingsPart(page).write(); }

}  // namespace logscan::detail
