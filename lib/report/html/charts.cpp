#include "report/html/charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "report/html/escape.h"
#include "report/html/timeline.h"
#include "report/text_page.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr int kBins = 96;
constexpr int kHeight = 96;
constexpr std::size_t kSeries = 6;  // as many as there are colours; the last one holds the rest

using Bins = std::array<double, kBins>;

// What a failure met, in the words of the legend; nothing where the row is no failure.
std::string met(const TimelineRow& row) {
  const std::string number = row.number ? decimal(*row.number, 0) : std::string();
  if (row.text == "notification.rejected" && row.to) return "notification answered " + number;
  if (row.text == "http.failure" && row.to) {
    if (number.empty() || number == "0") return "request without an answer";
    return "request answered " + number;
  }
  if (row.text == "ews.error" && row.to) return row.subject.substr(0, 60);
  if (row.kind == "notification.unanswered") return "notification unanswered";
  if (row.kind == "connect.failed") return "connection failed";
  return {};
}

class Failures {
 public:
  explicit Failures(const HtmlPage& page) : view_(page.axis().view) {
    for (const TimelineRow& row : page.rows()) {
      if (!row.time || row.kind == "pause") continue;
      const std::string what = met(row);
      if (!what.empty()) add(what, row);
    }
  }

  void write(HtmlPage& page) {
    if (totals_.empty()) return;
    const std::vector<std::pair<std::string, Bins>> series = ordered();
    double most = 0;
    Bins sum{};
    for (const auto& [name, bins] : series) {
      for (std::size_t i = 0; i < bins.size(); ++i) sum.at(i) += bins.at(i);
    }
    most = std::max(1.0, *std::max_element(sum.begin(), sum.end()));
    const std::string bin = to_words(std::chrono::floor<std::chrono::seconds>(view_.length() / kBins));
    page.raw("<div class=fails><h3>Failures by status</h3>\n<div class=row><div class=lab><small>top of the scale: " +
             decimal(std::ceil(most), 0) + " in " + bin + "</small></div>" +
             lane_begin(page, kHeight, "failures over time, by what they met"));
    const double from = page.axis().seconds(view_.from);
    const double width = (page.axis().seconds(view_.to) - from) / kBins;
    Bins floor{};
    for (std::size_t s = 0; s < series.size(); ++s) {
      std::string path;
      for (std::size_t i = 0; i < kBins; ++i) {
        const double height = kHeight * series[s].second.at(i) / most;
        if (height <= 0) continue;
        floor.at(i) += height;
        path += "M" + decimal(from + width * static_cast<double>(i), 1) + " " + decimal(kHeight - floor.at(i), 1) +
                "h" + decimal(width, 1) + "v" + decimal(height, 1) + "h-" + decimal(width, 1) + "z";
      }
      page.raw("<path class=c" + std::to_string(s) + " d=\"" + path + "\"><title>" + html_escaped(series[s].first) +
               "</title></path>");
    }
    page.raw("</svg></div>\n<p class=legend>");
    for (std::size_t s = 0; s < series.size(); ++s) {
      page.raw("<span><i class=c" + std::to_string(s) + "></i>" + html_escaped(series[s].first) + " <b>" +
               grouped(counts_[series[s].first]) + "</b></span>");
    }
    page.raw("</p></div>\n");
  }

 private:
  // A run knows its ends and how many there were; they are spread over it evenly.
  void add(const std::string& what, const TimelineRow& row) {
    const double count = static_cast<double>(row.count.value_or(1));
    counts_[what] += row.count.value_or(1);
    const double length = std::chrono::duration<double>(view_.length()).count();
    const auto share = [&](Timestamp time) {
      return std::chrono::duration<double>(time - view_.from).count() / length * kBins;
    };
    const double a = share(*row.time);
    const double b = std::max(share(row.to.value_or(*row.time)), a + 1e-6);
    Bins& bins = totals_[what];
    const int first = static_cast<int>(std::clamp(a, 0.0, kBins - 1.0));
    const int last = static_cast<int>(std::clamp(b, 0.0, kBins - 1.0));
    for (int i = first; i <= last; ++i) {
      const double part = std::min(b, i + 1.0) - std::max(a, static_cast<double>(i));
      if (part > 0) bins.at(static_cast<std::size_t>(i)) += count * part / (b - a);
    }
  }

  // The commonest first; what has no colour of its own is one more.
  std::vector<std::pair<std::string, Bins>> ordered() {
    std::vector<std::pair<std::string, Bins>> series(totals_.begin(), totals_.end());
    std::stable_sort(series.begin(), series.end(),
                     [&](const auto& a, const auto& b) { return counts_[a.first] > counts_[b.first]; });
    if (series.size() <= kSeries) return series;
    Bins rest{};
    std::uint64_t count = 0;
    for (std::size_t s = kSeries - 1; s < series.size(); ++s) {
      for (std::size_t i = 0; i < kBins; ++i) rest.at(i) += series[s].second.at(i);
      count += counts_[series[s].first];
    }
    series.resize(kSeries - 1);
    counts_["all others"] = count;
    series.emplace_back("all others", rest);
    return series;
  }

  Window view_;
  std::map<std::string, Bins> totals_;
  std::map<std::string, std::uint64_t> counts_;
};

struct Bucket {
  double from;
  std::string_view words;
};

// From the distance at which heartbeats count as one run; 37.5 s are two and a half intervals.
constexpr std::array<Bucket, 9> kBuckets = {{{0, "up to 37.5 s"},
                                             {37.5, "37.5 to 45 s"},
                                             {45, "45 to 60 s"},
                                             {60, "60 to 75 s"},
                                             {75, "75 to 90 s"},
                                             {90, "90 s to 2 min"},
                                             {120, "2 to 5 min"},
                                             {300, "5 min to 1 h"},
                                             {3600, "above 1 h"}}};

void histogram(HtmlPage& page, const std::string& title, const std::vector<double>& pauses) {
  std::array<std::uint64_t, kBuckets.size()> counts{};
  for (const double pause : pauses) {
    std::size_t bucket = 0;
    while (bucket + 1 < kBuckets.size() && pause >= kBuckets.at(bucket + 1).from) ++bucket;
    ++counts.at(bucket);
  }
  const std::uint64_t most = std::max<std::uint64_t>(1, *std::max_element(counts.begin(), counts.end()));
  page.raw("<div class=hist><h3>");
  page.text(title);
  page.raw(" <small>" + counted(pauses.size(), "pause") + ", the longest " +
           to_words(Duration(static_cast<std::int64_t>(*std::max_element(pauses.begin(), pauses.end()) * 1e6))) +
           "</small></h3>\n");
  for (std::size_t i = 0; i < kBuckets.size(); ++i) {
    if (kBuckets.at(i).from == 60) page.raw("<p class=mark>60 s: the timeout as delivered</p>\n");
    if (kBuckets.at(i).from == 90) page.raw("<p class=mark>90 s: a longer timeout</p>\n");
    const double share = 100.0 * static_cast<double>(counts.at(i)) / static_cast<double>(most);
    const std::string_view css_class = kBuckets.at(i).from >= 90 ? "p3" : kBuckets.at(i).from >= 60 ? "p2" : "p1";
    page.raw("<div class=bar><span>" + std::string(kBuckets.at(i).words) +
             "</span><svg viewBox=\"0 0 100 10\" preserveAspectRatio=none aria-hidden=true><rect class=" +
             std::string(css_class) + " width=" + decimal(share, 1) + " height=10 /></svg><b>" + grouped(counts.at(i)) +
             "</b></div>\n");
  }
  page.raw("</div>\n");
}

}  // namespace

void write_failures(HtmlPage& page) { Failures(page).write(page); }

void write_heartbeats(HtmlPage& page) {
  constexpr std::size_t kCharts = 6;
  std::map<std::string, std::vector<double>> pauses;
  bool heard = false;
  for (const TimelineRow& row : page.rows()) {
    if (row.text != "heartbeat.received" || !row.time || !row.to) continue;
    heard = true;
    if (row.kind != "pause") continue;
    pauses[row.node + (row.subject.empty() ? " hears its peer" : " hears " + row.subject)].push_back(
        std::chrono::duration<double>(*row.to - *row.time).count());
  }
  if (!heard) return;
  page.raw("<section id=heartbeats><h2>Pauses of heartbeats</h2>\n");
  if (pauses.empty()) page.raw("<p class=empty>No pause of more than 30 s where heartbeats were logged.</p>\n");
  std::size_t drawn = 0;
  page.raw("<div class=hists>");
  for (const auto& [title, lengths] : pauses) {
    if (drawn++ < kCharts) histogram(page, title, lengths);
  }
  page.raw("</div>");
  if (pauses.size() > kCharts) {
    page.raw("<p class=more>and " + counted(pauses.size() - kCharts, "more node") + ".</p>\n");
  }
  page.raw("</section>\n");
}

}  // namespace logscan::detail
