// What the parts of the page share: which findings it tells, which nodes and sources there are, and its axis of time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logscan/render.h"
#include "report/buffer.h"
#include "report/overview.h"
#include "time/zone.h"

namespace logscan::detail {

// Seconds on the axis begin at its first moment, so that the numbers stay short and exact enough for a browser.
struct TimeAxis {
  std::optional<Window> whole;  // everything that has a time; nothing where nothing has one
  Window view{};                // what is shown at first: where records repeat or would have, and the findings

  [[nodiscard]] double seconds(Timestamp time) const;
};

TimeAxis axis_of(const Case& result);

class HtmlPage {
 public:
  HtmlPage(const Case& result, const RenderOptions& options, Zone zone, Buffer& out);

  [[nodiscard]] const Report& report() const { return result_.report; }
  [[nodiscard]] const std::vector<TimelineRow>& rows() const { return result_.rows; }
  [[nodiscard]] const RenderOptions& options() const { return options_; }
  [[nodiscard]] const Zone& zone() const { return zone_; }
  [[nodiscard]] const TimeAxis& axis() const { return axis_; }
  [[nodiscard]] const Overview& overview() const { return overview_; }
  [[nodiscard]] const std::vector<const FindingReport*>& shown() const { return overview_.shown(); }
  [[nodiscard]] const std::vector<const FindingReport*>& known() const { return overview_.known(); }
  // Whether it has a place of its own on the page. Where there are very many, some are only counted.
  [[nodiscard]] bool is_told(const FindingReport& finding) const { return told_.contains(finding.id); }
  [[nodiscard]] const FindingReport* find(const std::string& id) const;

  // Nodes by name; the index is what filters go by. The empty name, where it occurs, comes last.
  [[nodiscard]] const std::vector<std::string>& nodes() const { return nodes_; }
  [[nodiscard]] std::size_t node_index(std::string_view name) const;
  // The nodes that a finding is about, or that its evidence is of.
  [[nodiscard]] std::vector<std::size_t> nodes_of(const FindingReport& finding) const;
  // The source that a location lies in; nothing where there is none such.
  [[nodiscard]] std::optional<std::size_t> source_of(std::string_view location) const;

  [[nodiscard]] bool open() const { return out_.open(); }
  void raw(std::string_view html) { out_.add(html); }
  // Escaped.
  void text(std::string_view value);
  // The time in the zone of the display, with what a change of zone needs.
  void time(Timestamp time);
  void span(const Window& window);
  // `request.log:123`, a link to the source with its whole path.
  void place(std::string_view location);

 private:
  void choose_told();
  void collect_nodes();

  const Case& result_;
  const RenderOptions& options_;
  Zone zone_;
  Buffer& out_;
  TimeAxis axis_;
  Overview overview_;
  std::unordered_map<std::string_view, const FindingReport*> told_;
  std::vector<std::string> nodes_;
  std::unordered_map<std::string_view, std::size_t> node_index_;
  std::unordered_map<std::string_view, std::size_t> source_index_;
};

// Sources that have a row of their own in the table; the rest is counted there.
inline constexpr std::size_t kSourcesTold = 400;

// Seconds since 1970 with the milliseconds that people are shown: the rest is cut off in both.
std::string unix_seconds(Timestamp time);

// A number with at most so many decimals, and none where it is whole.
std::string decimal(double value, int places);

// A location without its folder, and only the end of a very long name.
std::string short_place(std::string_view location);

// `sev-critical` ...: the class of a finding, `sev-open` where it could not be known.
std::string_view severity_class(const FindingReport& finding);
std::string_view severity_word(const FindingReport& finding);

}  // namespace logscan::detail
