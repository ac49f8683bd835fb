#include "report/html/timeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "report/html/charts.h"
#include "report/html/escape.h"
#include "report/html/subscriptions.h"
#include "report/text_page.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kNodes = 40;
constexpr std::size_t kFormats = 12;   // lanes of sources that a node has
constexpr std::size_t kWindows = 300;  // findings that are drawn
constexpr std::size_t kMarks = 400;    // events that are drawn and have a row in the table
constexpr int kLane = 18;
constexpr int kThin = 8;

struct State {
  const TimelineRow* row;
  Timestamp to;
};

// How a state of a node is drawn; what is neither in order nor on its way to another one stands out.
std::string_view state_class(std::string_view state) {
  const std::string word = to_lower(state);
  const auto has = [&](std::string_view part) { return word.find(part) != std::string::npos; };
  if (has("not running") || has("running in failed") || has("unknown") || has("down")) return "bad";
  if (has("ing over") || has("ing back") || has("initializing") || word == "failover" || word == "fallback")
    return "moving";
  if (has("backup") || has("failed over")) return "backup";
  return "good";
}

bool is_mark(const TimelineRow& row) {
  static const std::set<std::string_view> kElsewhere = {"ha.state", "notification", "http.request", "http.response"};
  return row.time && !row.to && !kElsewhere.contains(row.kind);
}

std::string_view mark_class(std::string_view kind) {
  static const std::set<std::string_view> kGood = {"heartbeat.peer-up",    "ha.failover-end", "ha.fallback-end",
                                                   "critical-service.up",  "service.started", "network.up",
                                                   "subscription.renewed", "srm.start"};
  static const std::set<std::string_view> kPlain = {"host.boot",
                                                    "host.restart",
                                                    "host.shutdown",
                                                    "ha.failover-command",
                                                    "srm.stop",
                                                    "ha.fallback-command",
                                                    "ha.fallback-begin",
                                                    "service.stopped",
                                                    "srm.initialization",
                                                    "host.time-step",
                                                    "subscription.unsubscribed"};
  if (kGood.contains(kind)) return "good";
  return kPlain.contains(kind) ? "plain" : "bad";
}

// Steps that people count in.
constexpr std::array<int, 22> kTicks = {1,     2,      5,      10,      15,      30,     60,    120,
                                        300,   600,    900,    1800,    3600,    10800,  21600, 43200,
                                        86400, 172800, 604800, 1209600, 2592000, 7776000};

class TimelinePart {
 public:
  explicit TimelinePart(HtmlPage& page) : page_(page) {
    for (const TimelineRow& row : page.rows()) {
      if (row.kind == "ha.state" && row.time) states_[row.node].push_back({&row, *row.time});
      if (!is_mark(row)) continue;
      if (marks_.size() < kMarks) {
        marks_.push_back(&row);
      } else {
        ++more_marks_;
      }
    }
    end_states();
    for (const FindingReport* finding : page.shown()) {
      if (!finding->window || !page.is_told(*finding)) continue;
      for (const std::size_t node : page.nodes_of(*finding)) windows_[node].push_back(finding);
    }
  }

  void write() {
    page_.raw("<section id=timeline><h2>Timeline</h2>\n");
    if (!page_.axis().whole) {
      page_.raw(
          "<p class=empty>Nothing that was read has a date, so there is no timeline. "
          "<code>--date GLOB=YYYY-MM-DD</code> tells one.</p>\n");
    } else {
      controls();
      page_.raw(
          "<div id=lanes tabindex=0 role=region aria-label=\"Timeline; arrow keys move it, plus and minus zoom\">\n");
      ruler();
      for (std::size_t i = 0; i < std::min(page_.nodes().size(), kNodes) && page_.open(); ++i) node(i);
      if (page_.nodes().size() > kNodes) {
        page_.raw("<p class=more>and " + counted(page_.nodes().size() - kNodes, "more node") + " without lanes.</p>\n");
      }
      write_subscriptions(page_);
      write_failures(page_);
      page_.raw("</div><p id=peek aria-live=polite></p>\n");
      legend();
    }
    events();
    page_.raw("</section>\n");
    write_heartbeats(page_);
  }

 private:
  // A state holds until the next one of that node, or until nothing more of the node was read.
  void end_states() {
    for (auto& [node, states] : states_) {
      for (std::size_t i = 0; i + 1 < states.size(); ++i) states[i].to = *states[i + 1].row->time;
      for (const SourceReport& source : page_.report().sources) {
        if (source.node == node && source.last) states.back().to = std::max(states.back().to, *source.last);
      }
    }
  }

  void controls() {
    const Window& view = page_.axis().view;
    page_.raw(
        "<form id=zoom hidden><button type=button data-z=in>Zoom in</button>"
        "<button type=button data-z=out>Zoom out</button><button type=button data-z=left aria-label=Earlier>&larr;"
        "</button><button type=button data-z=right aria-label=Later>&rarr;</button>"
        "<button type=button data-z=view>Case</button><button type=button data-z=whole>Whole</button>"
        "<label>From <input id=z-from type=datetime-local step=1></label>"
        "<label>To <input id=z-to type=datetime-local step=1></label></form>\n<p class=facts>");
    page_.span(view);
    page_.raw(" <span class=zn>" + html_escaped(page_.zone().name()) + "</span>");
    std::size_t outside = 0;
    for (const TimelineRow* row : marks_) {
      if (!view.contains(*row->time)) ++outside;
    }
    if (outside > 0) page_.raw("; " + counted(outside, "event") + " before or after that");
    page_.raw(
        ".<span class=js hidden> Drag over the lanes to zoom, double-click to zoom out, click a mark for what it "
        "tells.</span></p>\n");
  }

  void ruler() {
    const Window& view = page_.axis().view;
    constexpr int kTicksWanted = 6;
    const double length = std::chrono::duration<double>(view.length()).count();
    int step = kTicks.back();
    for (const int candidate : kTicks) {
      if (length / candidate > kTicksWanted) continue;
      step = candidate;
      break;
    }
    page_.raw("<div class=\"row ruler\"><div class=lab><span class=zn>" + html_escaped(page_.zone().name()) +
              "</span></div><svg id=ruler aria-hidden=true>");
    const auto offset = std::chrono::seconds(page_.zone().offset_s(view.from));
    const auto local = std::chrono::floor<std::chrono::seconds>((view.from + offset).time_since_epoch()).count();
    for (std::int64_t tick = (local / step + 1) * step;; tick += step) {
      const Timestamp time = Timestamp(std::chrono::seconds(tick)) - offset;
      if (time >= view.to) break;
      const double share = 100 * std::chrono::duration<double>(time - view.from).count() / length;
      const std::string x = decimal(share, 2) + "%";
      const std::string shown = to_display(time, page_.zone());
      page_.raw("<line x1=" + x + " x2=" + x + " y1=80% y2=100% />");
      if (share > 4 && share < 96) {
        page_.raw("<text x=" + x + " dy=1em>" + shown.substr(5, 5) + "</text><text x=" + x + " dy=2.05em>" +
                  shown.substr(11, step < 60 ? 8 : 5) + "</text>");
      }
    }
    page_.raw("</svg></div>\n");
  }

  void node(std::size_t index) {
    const std::string& name = page_.nodes()[index];
    std::map<std::string, std::vector<const SourceReport*>> formats;
    for (const SourceReport& source : page_.report().sources) {
      if (source.node.value_or("") == name && source.format && source.first && source.last)
        formats[*source.format].push_back(&source);
    }
    const std::vector<const FindingReport*>& findings = windows_[index];
    const auto has_mark = [&](const TimelineRow* row) { return row->node == name; };
    const bool marks = std::any_of(marks_.begin(), marks_.end(), has_mark);
    if (formats.empty() && findings.empty() && !marks && !states_.contains(name)) return;
    page_.raw("<div class=node data-n=" + std::to_string(index) + "><h3>" +
              (name.empty() ? std::string("No node known") : html_escaped(name)) + "</h3>\n");
    windows(findings);
    if (states_.contains(name)) states(states_[name]);
    if (marks) node_marks(name);
    std::size_t told = 0;
    for (const auto& [format, sources] : formats) {
      if (told++ < kFormats) coverage(format, sources);
    }
    if (formats.size() > kFormats) {
      page_.raw("<p class=more>and " + counted(formats.size() - kFormats, "more format") + ".</p>\n");
    }
    page_.raw("</div>\n");
  }

  void label(std::string_view what, const std::string& small) {
    page_.raw("<div class=row><div class=lab>");
    page_.text(what);
    if (!small.empty()) page_.raw(" <small>" + html_escaped(small) + "</small>");
    page_.raw("</div>");
  }

  // One thin row for each severity that there is, the worst on top.
  void windows(const std::vector<const FindingReport*>& findings) {
    if (findings.empty()) return;
    std::map<std::string_view, int> top;
    for (const std::string_view severity :
         {"sev-critical", "sev-error", "sev-warning", "sev-notice", "sev-info", "sev-open"}) {
      const bool there = std::any_of(findings.begin(), findings.end(),
                                     [&](const auto* finding) { return severity_class(*finding) == severity; });
      if (there) top.emplace(severity, static_cast<int>(top.size()) * (kThin + 3) + 2);
    }
    label("Findings", grouped(findings.size()));
    page_.raw(lane_begin(page_, static_cast<int>(top.size()) * (kThin + 3) + 2, "findings by severity"));
    // Those that would lie upon each other are one bar, which leads to the first of them.
    const double grain = std::max(1.0, std::chrono::duration<double>(page_.axis().view.length()).count() / 1000);
    std::set<std::tuple<std::int64_t, std::int64_t, std::string_view>> drawn;
    for (const FindingReport* finding : findings) {
      const double from = page_.axis().seconds(finding->window->from);
      const double to = page_.axis().seconds(finding->window->to);
      const auto place = std::tuple(std::llround(from / grain), std::llround(to / grain), severity_class(*finding));
      if (drawn_windows_ == kWindows || !drawn.emplace(place).second) continue;
      ++drawn_windows_;
      page_.raw("<a href=\"#" + anchor_name(finding->id) + "\" tabindex=-1>" +
                bar(from, to, top[severity_class(*finding)], kThin, severity_class(*finding),
                    finding->title + ": " + cut_middle(finding->subject, 60)) +
                "</a>");
    }
    page_.raw("</svg></div>\n");
  }

  void states(const std::vector<State>& states) {
    label("State", "high availability");
    page_.raw("<div class=stack>" + lane_begin(page_, kLane + 4, "states of the node"));
    for (const State& state : states) {
      page_.raw(bar(page_.axis().seconds(*state.row->time), page_.axis().seconds(state.to), 2, kLane,
                    "st-" + std::string(state_class(state.row->subject)), told(*state.row)));
    }
    page_.raw("</svg><svg class=names aria-hidden=true>");
    const Window& view = page_.axis().view;
    const double length = std::chrono::duration<double>(view.length()).count();
    for (const State& state : states) {
      const double from = std::max(0.0, std::chrono::duration<double>(*state.row->time - view.from).count() / length);
      const double to = std::min(1.0, std::chrono::duration<double>(state.to - view.from).count() / length);
      // At this width of the page a column is a hundredth of it.
      const bool fits = (to - from) * 100 > columns(state.row->subject) + 2;
      page_.raw("<text y=50% dy=.35em data-a=" + decimal(page_.axis().seconds(*state.row->time), 1) +
                " data-b=" + decimal(page_.axis().seconds(state.to), 1) + " x=" + decimal(100 * from + 0.6, 2) + "%" +
                (fits ? "" : " visibility=hidden") + ">");
      page_.text(state.row->subject);
      page_.raw("</text>");
    }
    page_.raw("</svg></div></div>\n");
  }

  // What pointing at it tells.
  [[nodiscard]] std::string told(const TimelineRow& row) const {
    std::string text = to_display(*row.time, page_.zone()) + " " + row.kind;
    for (const std::string* part : {&row.subject, &row.peer, &row.text}) {
      if (!part->empty()) text += " " + cut_middle(escape_for_terminal(*part), 100);
    }
    return text + " (" + short_place(row.location) + ")";
  }

  void node_marks(const std::string& name) {
    label("Events", "alarms and the like");
    page_.raw(lane_begin(page_, kLane + 4, "events of the node"));
    std::set<std::tuple<std::int64_t, std::string_view>> drawn;
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const TimelineRow& row = *marks_[i];
      const std::string_view kind = mark_class(row.kind);
      // What several logs tell of one second is one mark.
      const double at = page_.axis().seconds(*row.time);
      if (row.node != name || !drawn.emplace(static_cast<std::int64_t>(at), kind).second) continue;
      page_.raw("<a href=\"#e" + std::to_string(i) + "\" tabindex=-1>" +
                bar(at, at, 2, kLane, "mk-" + std::string(kind), told(row)) + "</a>");
    }
    page_.raw("</svg></div>\n");
  }

  void coverage(const std::string& format, const std::vector<const SourceReport*>& sources) {
    label(format, counted(sources.size(), "log"));
    page_.raw(lane_begin(page_, kLane - 2, "what the logs cover"));
    std::vector<Window> spans;
    for (const SourceReport* source : sources) spans.push_back({*source->first, *source->last});
    std::sort(spans.begin(), spans.end(), [](const Window& a, const Window& b) { return a.from < b.from; });
    // A log a day: what lies between the last record of one and the first of the next is no gap worth a mark.
    const Duration near = std::max<Duration>(page_.axis().view.length() / 500, std::chrono::seconds(60));
    std::vector<Window> joined;
    for (const Window& span : spans) {
      if (!joined.empty() && span.from - joined.back().to <= near) {
        joined.back().to = std::max(joined.back().to, span.to);
      } else {
        joined.push_back(span);
      }
    }
    for (std::size_t i = 0; i < joined.size(); ++i) {
      page_.raw(bar(page_.axis().seconds(joined[i].from), page_.axis().seconds(joined[i].to), 4, 8, "cov",
                    format + ": " + counted(sources.size(), "log")));
      if (i + 1 == joined.size()) continue;
      page_.raw(bar(page_.axis().seconds(joined[i].to), page_.axis().seconds(joined[i + 1].from), 4, 8, "gap",
                    "no record of " + format + " for " + to_words(joined[i + 1].from - joined[i].to)));
    }
    page_.raw("</svg></div>\n");
  }

  void legend() {
    page_.raw(
        "<p class=legend><span><i class=cov></i>records</span><span><i class=gap></i>no log</span>"
        "<span><i class=st-good></i>state in order</span><span><i class=st-moving></i>changing</span>"
        "<span><i class=st-backup></i>serves or is served by its peer</span><span><i class=st-bad></i>bad state"
        "</span><span><i class=ok></i>notifications</span><span><i class=p1></i>pause above 6 min</span>"
        "<span><i class=p2></i>above 15 min</span><span><i class=p3></i>above 1 h or no end seen</span>"
        "<span><i class=rej></i>rejected</span></p>\n");
  }

  void events() {
    if (marks_.empty()) return;
    page_.raw("<details id=events><summary>Events <small>" + grouped(marks_.size()) +
              "</small></summary><div class=scroll tabindex=0 role=region aria-label=Events><table><thead><tr>"
              "<th>Time<th>Kind<th>Node<th>What<th>Where</thead><tbody>\n");
    for (std::size_t i = 0; i < marks_.size() && page_.open(); ++i) {
      const TimelineRow& row = *marks_[i];
      page_.raw("<tr id=e" + std::to_string(i) + "><td>");
      page_.time(*row.time);
      page_.raw("<td><code>");
      page_.text(row.kind);
      page_.raw("</code><td>");
      page_.text(row.node);
      page_.raw("<td>");
      std::string what;
      for (const std::string* part : {&row.subject, &row.peer, &row.text}) {
        if (!part->empty()) what += (what.empty() ? "" : " ") + *part;
      }
      page_.text(cut_middle(escape_for_terminal(what), 160));
      page_.raw("<td>");
      page_.place(row.location);
      page_.raw("\n");
    }
    page_.raw("</tbody></table></div>");
    if (more_marks_ > 0) {
      page_.raw("<p class=more>and " + counted(more_marks_, "more event") +
                "; <code>logscan events</code> has them.</p>");
    }
    page_.raw("</details>\n");
  }

  HtmlPage& page_;
  std::map<std::string, std::vector<State>> states_;
  std::map<std::size_t, std::vector<const FindingReport*>> windows_;  // by node
  std::vector<const TimelineRow*> marks_;
  std::size_t more_marks_ = 0;
  std::size_t drawn_windows_ = 0;
};

}  // namespace

std::string lane_begin(const HtmlPage& page, int height, std::string_view label) {
  const TimeAxis& axis = page.axis();
  const double from = axis.seconds(axis.view.from);
  return "<svg class=z height=" + std::to_string(height) + " viewBox=\"" + decimal(from, 1) + " 0 " +
         decimal(axis.seconds(axis.view.to) - from, 1) + " " + std::to_string(height) +
         "\" preserveAspectRatio=none role=img aria-label=\"" + html_escaped(label) + "\">";
}

std::string bar(double a, double b, int top, int height, std::string_view css_class, std::string_view title) {
  const std::string out = "<rect class=" + std::string(css_class) + " x=" + decimal(a, 1) +
                          " y=" + std::to_string(top) + " width=" + decimal(std::max(b - a, 0.1), 1) +
                          " height=" + std::to_string(height);
  if (title.empty()) return out + " />";
  return out + "><title>" + html_escaped(title) + "</title></rect>";
}

void write_timeline(HtmlPage& page) { TimelinePart(page).write(); }

}  // namespace logscan::detail
