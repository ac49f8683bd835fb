// The HTML report: safe whatever a log holds, complete without a script, small with very much.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "report/html/escape.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// From the mark to the end of its section.
std::string section(const std::string& page, const std::string& id) {
  const std::size_t begin = page.find("<section id=" + id + ">");
  if (begin == std::string::npos) return {};
  return page.substr(begin, page.find("\n<section id=", begin + 1) - begin);
}

TimelineRow row(std::string kind, std::string text, std::string subject, std::int64_t from, std::int64_t to = -1) {
  TimelineRow r;
  r.kind = std::move(kind);
  r.text = std::move(text);
  r.node = "cuc1";
  r.subject = std::move(subject);
  r.time = at(from);
  if (to >= 0) r.to = at(to);
  if (to >= 0) r.count = 7;
  r.quality = "stated";
  r.location = "export.zip!cuc1/jetty/day0.request.log:12";
  return r;
}

Case silence_case() {
  Case result;
  result.report = silence_report();
  result.rows = {row("run", "notification", subscription(20), 0, 3600),
                 row("pause", "notification", subscription(20), 3600, 5460),
                 row("run", "notification", subscription(20), 5460, 9000)};
  return result;
}

TEST(HtmlEscape, LeavesNothingThatEndsOrBeginsMarkup) {
  EXPECT_EQ(html_escaped("<b a=\"1\" c='2'>&amp;</b>"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
  EXPECT_EQ(html_escaped("a\xe2\x80\xa8z\x1b[31m\xff\n"), "a\\u2028z\\x1b[31m\\xff\\n");
  EXPECT_EQ(html_lines("one\ntwo\r\n<"), "one\ntwo\\r\n&lt;");
  EXPECT_EQ(html_lines(""), "");
}

TEST(HtmlEscape, TakesBackquotesInPairs) {
  EXPECT_EQ(html_prose("run `a <b>` and `c`, not `this"), "run <code>a &lt;b&gt;</code> and <code>c</code>, not `this");
}

TEST(HtmlEscape, WritesJsonThatNoScriptElementEndsIn) {
  const std::string text = "</script><!--\" \\ & '\xe2\x80\xa8";
  const std::string json = script_string(text);
  EXPECT_EQ(json.find_first_of("<>&'"), std::string::npos) << json;
  EXPECT_EQ(json.find("\xe2\x80\xa8"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(json), "</script><!--\" \\ & '\\u2028");
}

TEST(HtmlEscape, MakesAnchorsOfAnything) {
  EXPECT_EQ(anchor_name("0123abcdef"), "0123abcdef");
  EXPECT_EQ(anchor_name("a b\"<_"), "a_20b_22_3c_5f");
}

TEST(HtmlReport, ForbidsAllButItsOwnStyleAndScript) {
  const std::string page = rendered(render_report_html, silence_case());
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'sha256-"));
  EXPECT_TRUE(std::regex_search(page, std::regex("style-src 'sha256-[A-Za-z0-9+/]{43}='; script-src "
                                                 "'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'")));
  EXPECT_EQ(count_of(page, "<script"), 2U);  // the data and the code
  EXPECT_EQ(count_of(page, "<style"), 1U);
  for (const std::string_view reach : {"http://", "https://", "src=", "@import", "url(", " style=", "<link", "<img"}) {
    const std::size_t known = reach == "http://" ? 1U : 0U;  // the name of the SVG namespace, in the script
    EXPECT_EQ(count_of(page, reach), known) << reach;
  }
}

TEST(HtmlReport, IsTheSameForTheSameCase) {
  EXPECT_EQ(rendered(render_report_html, silence_case()), rendered(render_report_html, silence_case()));
}

TEST(HtmlReport, TellsEachFindingUnderItsId) {
  const std::string page = rendered(render_report_html, silence_case());
  for (const std::string id : {"group", "single0", "single11", "alone", "question"}) {
    EXPECT_EQ(count_of(page, " id=\"" + id + "\""), 1U) << id;
    EXPECT_THAT(page, HasSubstr("<a href=\"#" + id + "\">link</a>"));
    EXPECT_THAT(page, HasSubstr("Summary of " + id + "."));
  }
  EXPECT_THAT(page, HasSubstr("12 findings that belong to it"));
  EXPECT_THAT(page, HasSubstr("<h3>Critical <small>1</small></h3>"));
  EXPECT_THAT(page, HasSubstr("<h3>Errors <small>1</small></h3>"));
  EXPECT_THAT(page, HasSubstr("<h3>Could not be known <small>1</small></h3>"));
  EXPECT_THAT(page, HasSubstr(">day0.request.log:123</a>"));
  EXPECT_THAT(page, HasSubstr("<pre>the record before</pre>"));
  // A cause is spelt out once.
  EXPECT_EQ(count_of(page, "Cause of subscription.stale."), 1U);
}

TEST(HtmlReport, TellsStoriesAndWithoutThemTheWorstFindings) {
  Case result = silence_case();
  const std::string without = section(rendered(render_report_html, result), "stories");
  EXPECT_THAT(without, HasSubstr("Summary of group."));
  EXPECT_THAT(without, Not(HasSubstr("Summary of single0.")));  // it stands inside of the first
  EXPECT_THAT(without, Not(HasSubstr("Summary of question.")));

  StoryReport story;
  story.title = "Exchange went away";
  story.severity = Severity::kCritical;
  story.window = Window{at(3600), at(5460)};
  story.lines = {{at(3600), "It fell silent.", "group"},
                 {std::nullopt, "It may be the network.", "group"},
                 {std::nullopt, "Nobody knows why.", ""}};
  result.report.stories = {story};
  const std::string with = section(rendered(render_report_html, result), "stories");
  EXPECT_THAT(with, HasSubstr("Exchange went away"));
  EXPECT_THAT(with, HasSubstr("</time>: It fell silent. <a href=\"#group\">the proof</a></li>"));
  EXPECT_THAT(with, HasSubstr("<li>It may be the network.</li>"));  // its proof is that of the line before
  EXPECT_THAT(with, HasSubstr("<li>Nobody knows why.</li>"));
  EXPECT_THAT(with, Not(HasSubstr("Summary of group.")));
}

TEST(HtmlReport, DrawsPausesRejectionsStatesAndEvents) {
  Case result = silence_case();
  result.rows.push_back(row("run", "notification.rejected", subscription(21), 4000, 4600));
  result.rows.back().number = 503;
  result.rows.push_back(row("ha.state", "Critical Service Down", "Running in Backup Mode", 5000));
  result.rows.push_back(row("service.failed", "Service died", "Cisco XCP Router", 5100));
  const std::string timeline = section(rendered(render_report_html, result), "timeline");
  EXPECT_THAT(timeline, HasSubstr("<rect class=p2 x="));
  EXPECT_THAT(timeline, HasSubstr("31 min without a notification after day0.request.log:12"));
  EXPECT_THAT(timeline, HasSubstr("7 rejected with 503"));
  EXPECT_THAT(timeline, HasSubstr("notification answered 503 <b>7</b>"));
  EXPECT_THAT(timeline, HasSubstr("<rect class=st-backup "));
  EXPECT_THAT(timeline, HasSubstr(">Running in Backup Mode</text>"));
  EXPECT_THAT(timeline, HasSubstr("<a href=\"#e0\" tabindex=-1><rect class=mk-bad "));
  EXPECT_THAT(timeline, HasSubstr("<tr id=e0>"));
  EXPECT_THAT(timeline, HasSubstr("class=cov "));
  EXPECT_THAT(timeline, HasSubstr("class=gap "));  // between the logs of two days
}

TEST(HtmlReport, SortsPausesOfHeartbeatsByTheTimeouts) {
  struct Pause {
    std::string name;
    std::int64_t ms;
    std::string bucket;
  };
  Case result;
  for (const Pause& pause : {Pause{"Below", 59900, "45 to 60 s"}, Pause{"At", 60000, "60 to 75 s"},
                             Pause{"JustBelow90", 89900, "75 to 90 s"}, Pause{"At90", 90000, "90 s to 2 min"}}) {
    result.rows = {row("pause", "heartbeat.received", "imp2", 0, 100)};
    result.rows[0].to = at(0) + std::chrono::milliseconds(pause.ms);
    const std::string chart = section(rendered(render_report_html, result), "heartbeats");
    const std::size_t bar = chart.find("<span>" + pause.bucket + "</span>");
    ASSERT_NE(bar, std::string::npos) << pause.name;
    EXPECT_THAT(chart.substr(bar, chart.find("</div>", bar) - bar), HasSubstr("<b>1</b>")) << pause.name;
    EXPECT_EQ(count_of(chart, "<b>1</b>"), 1U) << pause.name;
    EXPECT_LT(chart.find("45 to 60 s"), chart.find("60 s: the timeout"));
    EXPECT_LT(chart.find("60 s: the timeout"), chart.find("60 to 75 s"));
    EXPECT_LT(chart.find("75 to 90 s"), chart.find("90 s: a longer timeout"));
  }
}

TEST(HtmlReport, DrawsTheMessagesOfACaptureAroundAFinding) {
  Case result = silence_case();
  TimelineRow sent = row("notification", "to 10.0.0.2:7080: StatusEvent: 200 OK", subscription(20), 3600);
  sent.peer = "10.0.0.1";
  sent.number = 31;
  sent.location = "trace.cap#12";
  TimelineRow lost = row("notification", "to 10.0.0.2:7080: NewMailEvent: no answer", subscription(20), 3900);
  lost.peer = "10.0.0.1";
  lost.location = "trace.cap#19";
  TimelineRow twin = lost;  // the same message, told by itself
  twin.kind = "notification.unanswered";
  TimelineRow other = sent;
  other.subject = subscription(1);
  other.text = "to 10.0.0.2:7080: ModifiedEvent: 200 OK";
  other.location = "trace.cap#20";
  result.rows = {sent, lost, twin, other};
  result.report.findings = {
      finding("alone", "subscription.stale", Severity::kError, SubjectKind::kSubscription, subscription(20))};
  const std::string findings = section(rendered(render_report_html, result), "findings");
  EXPECT_EQ(count_of(findings, "<svg class=ladder"), 1U);
  EXPECT_EQ(count_of(findings, "<g><title>"), 2U);
  EXPECT_THAT(findings, HasSubstr(">200 OK, 31 ms</text>"));
  EXPECT_THAT(findings, HasSubstr(">NewMailEvent</text>"));
  EXPECT_THAT(findings, HasSubstr("class=lost"));
  EXPECT_THAT(findings, Not(HasSubstr("ModifiedEvent")));
}

TEST(HtmlReport, TellsTimesInTheZoneOfTheDisplay) {
  RenderOptions options;
  options.zone = "America/St_Johns";
  const std::string page = rendered(render_report_html, silence_case(), options);
  EXPECT_THAT(page, HasSubstr("<time data-u=1404003600>2014-06-28 22:30:00</time>"));
  EXPECT_THAT(page, HasSubstr("\"zone\":\"America/St_Johns\""));
  // The three days that the logs prove, with a fiftieth of them to both sides.
  EXPECT_THAT(page, HasSubstr("\"from\":1403994816,\"to\":1404264384,\"view\":[0,269568]"));
  EXPECT_THAT(page, HasSubstr("\"offsets\":[[1403994816,-9000]]"));
  options.zone = "Mars/Base";
  StringWriter out;
  const Status status = render_report_html(silence_case(), options, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
  EXPECT_TRUE(out.text.empty());
}

TEST(HtmlReport, GivesTheMomentWhenTheZoneChanges) {
  Case result;
  result.report = quiet_report();
  result.report.sources[0].last = at(140 * 86400);  // past the end of summer time
  RenderOptions options;
  options.zone = "Europe/Berlin";
  // 2014-10-26 01:00:00 UTC
  EXPECT_THAT(rendered(render_report_html, result, options), HasSubstr(",7200],[1414285200,3600]]"));
}

TEST(HtmlReport, TellsKnownFindingsApart) {
  KnownFindings known;
  known.by_id["alone"] = {"a mailbox that was deleted", "2014-07-30", false};
  RenderOptions options;
  options.known = &known;
  const std::string page = rendered(render_report_html, silence_case(), options);
  EXPECT_THAT(section(page, "known"), HasSubstr("Known until 2014-07-30: a mailbox that was deleted"));
  EXPECT_THAT(section(page, "known"), HasSubstr(" id=\"alone\""));
  EXPECT_THAT(section(page, "findings"), Not(HasSubstr(" id=\"alone\"")));
}

TEST(HtmlReport, CountsWhatABaselineKnowsBeyondAThousand) {
  Case result;
  result.report = quiet_report();
  KnownFindings known;
  for (int i = 0; i < 1001; ++i) {
    const std::string id = "known" + std::to_string(i);
    result.report.findings.push_back(
        finding(id, "subscription.stale", Severity::kError, SubjectKind::kSubscription, subscription(i)));
    known.by_id[id] = {"so it is", std::nullopt, false};
  }
  RenderOptions options;
  options.known = &known;
  const std::string page = rendered(render_report_html, result, options);
  EXPECT_EQ(count_of(page, " id=\"known"), 1000U);
  EXPECT_THAT(section(page, "known"), HasSubstr("and 1 more; <code>--verbose</code> tells all."));
  options.verbose = true;
  EXPECT_EQ(count_of(rendered(render_report_html, result, options), " id=\"known"), 1001U);
}

TEST(HtmlReport, SaysWhatItLeavesOut) {
  Case result = silence_case();
  result.report.outside = 2;
  RenderOptions options;
  options.min_severity = Severity::kError;
  const std::string page = rendered(render_report_html, result, options);
  EXPECT_THAT(page, HasSubstr("1 finding below the asked severity or confidence not shown."));
  EXPECT_THAT(page, HasSubstr("2 findings outside of the asked time not shown."));
}

TEST(HtmlReport, StandsWithoutFindingsDatesOrSources) {
  Case empty;
  const std::string page = rendered(render_report_html, empty);
  EXPECT_THAT(page, HasSubstr("Nothing could be judged: there was nothing to read."));
  EXPECT_THAT(page, HasSubstr("Nothing that was read has a date"));
  EXPECT_THAT(page, HasSubstr("There was nothing to read.</p>"));

  Case undated;
  undated.report = silence_report();
  for (SourceReport& source : undated.report.sources) {
    source.first = source.last = std::nullopt;
    source.clock.date = "unknown";
  }
  for (FindingReport& f : undated.report.findings) {
    f.window = std::nullopt;
    for (EvidenceReport& item : f.evidence) item.time = std::nullopt;
  }
  TimelineRow nominal = row("run", "notification, date not known, day 1 of the file 09:18:00", subscription(1), 0);
  nominal.time = std::nullopt;
  undated.rows = {nominal};
  const std::string without = rendered(render_report_html, undated);
  EXPECT_THAT(without, HasSubstr("Nothing that was read has a date"));
  EXPECT_THAT(without, HasSubstr("Summary of alone."));
  EXPECT_THAT(without, HasSubstr("<td class=clock>no date<td>"));
  EXPECT_THAT(without, Not(HasSubstr("<time")));

  Case one;
  one.report.sources = {request_log(0)};
  EXPECT_THAT(rendered(render_report_html, one), HasSubstr("<tr id=s0>"));
}

TEST(HtmlReport, StopsWhenNoMoreIsTaken) {
  RefusingWriter out;
  const Status status = render_report_html(silence_case(), {}, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_EQ(out.calls, 1);
}

// Payloads that would end an element, an attribute in either quotation marks or none, a comment, a script.
constexpr std::string_view kPayload =
    "</title></script><script>owned()</script><img/src=x onerror=owned()>\" onload=\"owned()\" ' onload='owned()' "
    "--><svg onload=owned()>]]>&lt;\xe2\x80\xa8\xff";

Case payload_case() {
  const std::string payload(kPayload);
  Case result;
  result.report = silence_report();
  Report& report = result.report;
  report.tool_version = payload;
  report.case_name = payload;
  report.inputs = {payload};
  StoryReport story;
  story.title = payload;
  story.lines = {{at(0), payload, payload}};
  story.findings = {payload};
  report.stories = {story};
  for (SourceReport& source : report.sources) {
    source.location = payload + source.location;
    source.format = source.why = payload;
    source.node = payload;
    source.notes = {payload};
    source.clock.zone = source.clock.date = payload;
  }
  for (FindingReport& f : report.findings) {
    f.id = payload + f.id;
    f.rule = f.title = f.summary = f.cause = payload;
    f.subject = payload + f.subject;
    f.next_steps = {payload};
    f.measured = {{payload, 1}};
    f.related = {payload + "group"};
    for (EvidenceReport& item : f.evidence) {
      item.role = item.excerpt = payload;
      item.location = payload + item.location;
    }
  }
  report.passed = {{payload, 1}};
  report.not_run = {{payload, {payload}}};
  const std::string name = report.findings.back().subject;
  for (const std::string kind : {"run", "pause"}) {
    for (const std::string text : {"notification", "notification.rejected", "heartbeat.received", "ews.error"})
      result.rows.push_back(row(kind, text, name, 3600, 5460));
  }
  for (const std::string kind :
       {"ha.state", "alarm", "notification", "connect.failed", "http.request", "http.response"})
    result.rows.push_back(row(kind, payload, name, 3700));
  result.rows.push_back(row(payload, payload, name, 3700));
  for (TimelineRow& r : result.rows) {
    r.node = r.peer = r.quality = r.method = r.uri = payload;
    r.location = payload + "#12";
  }
  return result;
}

// Every tag of the page must be one that ours begin with; what is of the payload can only be text.
TEST(HtmlReport, KeepsNoTagAndNoAttributeOfALog) {
  KnownFindings known;
  Case result = payload_case();
  known.by_id[result.report.findings[0].id] = {std::string(kPayload), std::string(kPayload), false};
  RenderOptions options;
  options.known = &known;
  options.verbose = true;
  std::string page = rendered(render_report_html, result, options);
  EXPECT_EQ(page.find("\xe2\x80\xa8"), std::string::npos);
  EXPECT_EQ(count_of(page, "<script"), 2U);
  EXPECT_EQ(count_of(page, "</script>"), 2U);
  EXPECT_GT(count_of(page, "&lt;script&gt;owned()"), 30U);
  // Our own code is no part of what a log can reach.
  const std::size_t style = page.find("<style>");
  page.erase(style, page.find("</style>") + 8 - style);
  page.erase(page.rfind("<script>"));
  const std::set<std::string> ours = {
      "!DOCTYPE", "html",   "head", "meta", "title",   "body",    "a",     "header",  "h1",     "label",   "select",
      "option",   "main",   "p",    "b",    "ul",      "li",      "nav",   "section", "h2",     "article", "h3",
      "time",     "span",   "ol",   "form", "button",  "input",   "div",   "svg",     "line",   "text",    "rect",
      "path",     "small",  "code", "i",    "details", "summary", "table", "thead",   "tr",     "th",      "tbody",
      "td",       "output", "pre",  "h4",   "g",       "footer",  "kbd",   "strong",  "script", "br"};
  std::size_t tags = 0;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at)) {
    ++tags;
    // What stands outside of quotation marks, up to the end of the tag.
    std::string bare;
    bool quoted = false;
    for (; at < page.size() && (quoted || page[at] != '>'); ++at) {
      if (page[at] == '"') quoted = !quoted;
      if (!quoted) bare += page[at];
    }
    const std::size_t name = bare.starts_with("</") ? 2 : 1;
    EXPECT_EQ(ours.count(bare.substr(name, bare.find_first_of(" \n", name) - name)), 1U) << bare.substr(0, 200);
    EXPECT_EQ(bare.find("owned"), std::string::npos) << bare.substr(0, 200);
    EXPECT_EQ(bare.find(" on"), std::string::npos) << bare.substr(0, 200);
    EXPECT_EQ(bare.find_first_of("<'", 1), std::string::npos) << bare.substr(0, 200);
  }
  EXPECT_GT(tags, 200U);
}

TEST(HtmlReport, StaysBelowAMebibyteWithAThousandFindings) {
  Case result;
  result.report = quiet_report();
  for (int i = 0; i < 1000; ++i) {
    FindingReport f =
        finding("0123456789ab" + std::to_string(1000 + i), i % 3 == 0 ? "keepalive.missed" : "subscription.stale",
                Severity::kError, SubjectKind::kSubscription, subscription(i));
    f.summary = "No notification of " + f.subject + " for 31 min, from 2014-06-29 08:45:27 to 09:16:27 UTC.";
    for (EvidenceReport& item : f.evidence)
      item.excerpt =
          "10.93.132.92 - - [05/Mar/2026:08:49:51 +0000] \"POST /NotificationService/services/"
          "NotificationService?id=" +
          f.subject + "&pid=25672 HTTP/1.1\" 200 343";
    result.report.findings.push_back(f);
    result.rows.push_back(row("run", "notification", f.subject, 0, 3600));
    result.rows.push_back(row("pause", "notification", f.subject, 3600, 5460));
    result.rows.push_back(row("run", "notification", f.subject, 5460, 9000));
  }
  const std::string page = rendered(render_report_html, result);
  EXPECT_LT(page.size(), std::size_t{1} << 20);
  EXPECT_EQ(count_of(page, "<details class=f "), 1000U);
}

TEST(HtmlReport, LetsNoRuleCrowdOutAnother) {
  Case result;
  result.report = quiet_report();
  for (int i = 0; i < 5000; ++i) {
    result.report.findings.push_back(finding("many" + std::to_string(i), "subscription.stale", Severity::kError,
                                             SubjectKind::kSubscription, subscription(i)));
  }
  for (int i = 0; i < 20; ++i) {
    result.report.findings.push_back(finding("few" + std::to_string(i), "keepalive.missed", Severity::kWarning,
                                             SubjectKind::kSubscription, subscription(i)));
  }
  const std::string page = rendered(render_report_html, result);
  EXPECT_EQ(count_of(page, " id=\"few"), 20U);
  const std::size_t many = count_of(page, " id=\"many");
  EXPECT_LE(many, 980U);
  EXPECT_GT(many, 900U);
  EXPECT_THAT(page, HasSubstr("and " + std::to_string(5000 - many).insert(1, ",") +
                              " more of <code>subscription.stale</code>"));
  RenderOptions all;
  all.verbose = true;
  EXPECT_EQ(count_of(rendered(render_report_html, result, all), "<details class=f "), 5020U);
}

}  // namespace
}  // namespace logscan::detail
