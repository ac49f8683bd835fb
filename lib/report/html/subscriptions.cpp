#include "report/html/subscriptions.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "report/html/escape.h"
#include "report/html/timeline.h"
#include "report/text_page.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kStrips = 60;
constexpr std::size_t kUnfolded = 12;
constexpr std::size_t kPieces = 60;  // of one strip
constexpr int kBins = 120;
constexpr int kSumHeight = 64;

// The same bounds as those of keepalive.missed and subscription.stale where nobody set others: colours only.
constexpr std::chrono::seconds kMissed{360};
constexpr std::chrono::seconds kStale{900};
constexpr std::chrono::seconds kLong{3600};

struct Strip {
  std::string_view node, name;
  std::vector<const TimelineRow*> runs, pauses, rejected;
  std::optional<Window> ended;  // a finding without an end
  Duration silent{};

  [[nodiscard]] bool sick() const { return silent > Duration(0) || !rejected.empty(); }
};

std::string_view heat(Duration pause) {
  if (pause > kLong) return "p3";
  return pause > kStale ? "p2" : "p1";
}

// In every bin, how many subscriptions of a node get notifications, are silent, are answered with an error.
struct Sum {
  std::array<int, kBins> ok{}, silent{}, rejected{};
  std::size_t sick = 0, all = 0;
};

class Strips {
 public:
  explicit Strips(HtmlPage& page) : page_(page) {
    for (const TimelineRow& row : page.rows()) take(row);
    std::unordered_map<std::string_view, Window> ended;
    for (const FindingReport* finding : page.shown()) {
      if (finding->subject_kind == SubjectKind::kSubscription && finding->open && finding->window)
        ended.emplace(finding->subject, *finding->window);
    }
    for (Strip& strip : strips_) {
      const auto window = ended.find(strip.name);
      if (window == ended.end()) continue;
      strip.ended = window->second;
      strip.silent += window->second.length();
    }
  }

  void write() {
    if (strips_.empty()) return;
    std::map<std::string_view, Sum> sums;
    for (const Strip& strip : strips_) add(sums[strip.node], strip);
    page_.raw("<div class=subs><h3>Subscriptions <small>" + grouped(strips_.size()) + "</small></h3>\n");
    for (const auto& [node, sum] : sums) write(node, sum);
    std::vector<const Strip*> sick;
    for (const Strip& strip : strips_) {
      if (strip.sick()) sick.push_back(&strip);
    }
    std::stable_sort(sick.begin(), sick.end(), [](const Strip* a, const Strip* b) {
      return std::tuple(a->silent, a->rejected.size()) > std::tuple(b->silent, b->rejected.size());
    });
    const std::size_t drawn = std::min(sick.size(), kStrips);
    for (std::size_t i = 0; i < drawn && page_.open(); ++i) {
      if (i == kUnfolded)
        page_.raw("<details class=rest><summary>" + counted(drawn - i, "more subscription") +
                  " with pauses</summary>\n");
      write(*sick[i]);
    }
    if (drawn > kUnfolded) page_.raw("</details>\n");
    only_summed(sick.size() - drawn, strips_.size() - sick.size());
    page_.raw("</div>\n");
  }

 private:
  void only_summed(std::size_t sick, std::size_t healthy) {
    if (sick + healthy == 0) return;
    page_.raw("<p class=more>Only in the sum above: " +
              (sick > 0 ? grouped(sick) + " more with pauses" : std::string()) + (sick > 0 && healthy > 0 ? ", " : "") +
              (healthy > 0 ? grouped(healthy) + " without any" : std::string()) + ".</p>\n");
  }

  void take(const TimelineRow& row) {
    if (!row.time || !row.to || row.subject.empty()) return;
    const bool rejected = row.text == "notification.rejected";
    if (!rejected && row.text != "notification") return;
    const auto [at, fresh] = index_.emplace(row.node + '\0' + row.subject, strips_.size());
    if (fresh) strips_.push_back({row.node, row.subject, {}, {}, {}, {}, {}});
    Strip& strip = strips_[at->second];
    if (rejected) {
      strip.rejected.push_back(&row);
    } else if (row.kind == "run") {
      strip.runs.push_back(&row);
    } else if (*row.to - *row.time > kMissed) {
      strip.pauses.push_back(&row);
      strip.silent += *row.to - *row.time;
    }
  }

  [[nodiscard]] static int bin_of(const Window& view, Timestamp time) {
    const auto share = std::chrono::duration<double>(time - view.from) / std::chrono::duration<double>(view.length());
    return static_cast<int>(std::clamp(share * kBins, 0.0, static_cast<double>(kBins)));
  }

  void add(Sum& sum, const Strip& strip) const {
    ++sum.all;
    if (strip.sick()) ++sum.sick;
    const Window& view = page_.axis().view;
    std::array<char, kBins> worst{};  // 1 notified, 2 silent, 3 rejected
    const auto mark = [&](Timestamp from, Timestamp to, char what) {
      for (int i = bin_of(view, from); i < std::min(bin_of(view, to) + 1, kBins); ++i)
        worst.at(static_cast<std::size_t>(i)) = std::max(worst.at(static_cast<std::size_t>(i)), what);
    };
    // A fault is shown however short it is. Who gets notifications is counted in the middle of a bin, or one that ends
    // and another that takes its place would be two.
    const Duration half = view.length() / kBins / 2;
    for (const TimelineRow* run : strip.runs) {
      if (*run->to - *run->time >= half) mark(*run->time + half, *run->to - half, 1);
    }
    for (const TimelineRow* pause : strip.pauses) mark(*pause->time, *pause->to, 2);
    if (strip.ended) mark(strip.ended->from, strip.ended->to, 2);
    for (const TimelineRow* run : strip.rejected) mark(*run->time, *run->to, 3);
    for (std::size_t i = 0; i < worst.size(); ++i) {
      if (worst.at(i) == 1) ++sum.ok.at(i);
      if (worst.at(i) == 2) ++sum.silent.at(i);
      if (worst.at(i) == 3) ++sum.rejected.at(i);
    }
  }

  void write(std::string_view node, const Sum& sum) {
    int most = 1;
    for (std::size_t i = 0; i < sum.ok.size(); ++i)
      most = std::max(most, sum.ok.at(i) + sum.silent.at(i) + sum.rejected.at(i));
    page_.raw("<div class=row data-n=" + std::to_string(page_.node_index(node)) + "><div class=lab>" +
              (node.empty() ? std::string("all") : html_escaped(node)) + " <small>" + grouped(sum.all) + ", " +
              grouped(sum.sick) + " with pauses; at most " + grouped(static_cast<std::uint64_t>(most)) +
              " at a time</small></div>" + lane_begin(page_, kSumHeight, "how many get notifications"));
    const TimeAxis& axis = page_.axis();
    const double from = axis.seconds(axis.view.from);
    const double width = (axis.seconds(axis.view.to) - from) / kBins;
    std::array<double, kBins> floor{};
    const auto layer = [&](const std::array<int, kBins>& counts, std::string_view css_class, std::string_view title) {
      std::string path;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts.at(i) == 0) continue;
        // A few of ten thousand are a line at least.
        const double height = std::max(2.0, static_cast<double>(kSumHeight) * counts.at(i) / most);
        const double top = kSumHeight - floor.at(i) - height;
        floor.at(i) += height;
        path += "M" + decimal(from + width * static_cast<double>(i), 0) + " " + decimal(top, 1) + "h" +
                decimal(width, 0) + "v" + decimal(height, 1) + "h-" + decimal(width, 0) + "z";
      }
      if (path.empty()) return;
      page_.raw("<path class=" + std::string(css_class) + " d=\"" + path + "\"><title>" + std::string(title) +
                "</title></path>");
    };
    layer(sum.rejected, "rej", "notifications rejected");
    layer(sum.silent, "p2", "no notification for more than 6 min");
    layer(sum.ok, "ok", "notified");
    page_.raw("</svg></div>\n");
  }

  void write(const Strip& strip) {
    page_.raw("<div class=\"row strip\" data-n=" + std::to_string(page_.node_index(strip.node)) +
              "><div class=lab><code>");
    page_.text(cut_middle(escape_for_terminal(strip.name), kName));
    page_.raw("</code></div>" + lane_begin(page_, 12, "notifications of the subscription"));
    std::size_t left = kPieces;
    const auto piece = [&](const Window& window, std::string_view css_class, const std::string& title) {
      if (left == 0) return;
      --left;
      page_.raw(bar(page_.axis().seconds(window.from), page_.axis().seconds(window.to), 1, 10, css_class, title));
    };
    if (!strip.runs.empty()) {
      piece({*strip.runs.front()->time, *strip.runs.back()->to}, "ok", "");
    }
    if (strip.ended) piece(*strip.ended, "p3", "no notification since, no end seen");
    for (const TimelineRow* pause : strip.pauses) {
      piece({*pause->time, *pause->to}, heat(*pause->to - *pause->time),
            to_words(*pause->to - *pause->time) + " without a notification after " + short_place(pause->location));
    }
    for (const TimelineRow* run : strip.rejected) {
      piece({*run->time, *run->to}, "rej",
            grouped(run->count.value_or(1)) + " rejected" +
                (run->number ? " with " + decimal(*run->number, 0) : std::string()) + ", from " +
                short_place(run->location));
    }
    page_.raw("</svg></div>\n");
  }

  static constexpr int kName = 40;

  HtmlPage& page_;
  std::vector<Strip> strips_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace

void write_subscriptions(HtmlPage& page) { Strips(page).write(); }

}  // namespace logscan::detail
