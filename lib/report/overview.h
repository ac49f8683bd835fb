// Which findings a rendering for people tells, which of them stand inside another one, and the sentence that says how
// it stands.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "logscan/render.h"
#include "report/spans.h"

namespace logscan::detail {

// `a, b and c`, where the last link is " and ".
std::string joined(const std::vector<std::string>& parts, std::string_view last_link);

bool was_read(const SourceReport& source);
bool is_damage(SourceStatus status);

// Over the faults of such a severity.
std::string_view heading_of(Severity severity);

// `2014-06-29 11:30:50 to 12:01:50 UTC (31 min)`, of a finding that has a window.
std::string window_text(const FindingReport& finding, const Zone& zone);

struct Headline {
  std::string text;
  std::optional<Severity> worst;  // of the faults that are proven
  bool good = false;              // all was read, and nothing failed in it
};

// Points into the report.
class Overview {
 public:
  using Group = std::vector<const FindingReport*>;

  Overview(const Report& report, const RenderOptions& options);

  // One sentence without its end: what failed, in what.
  [[nodiscard]] Headline headline(const Zone& zone) const;
  // Whether all that was read lies beside the asked time.
  [[nodiscard]] bool misses_asked_time() const { return beside_.value_or(false) && !undated_; }

  // In the order of the report.
  [[nodiscard]] const Group& shown() const { return shown_; }
  [[nodiscard]] const Group& known() const { return known_; }     // by the baseline
  [[nodiscard]] std::uint64_t hidden() const { return hidden_; }  // below what was asked for

  // Whether it stands inside no other one.
  [[nodiscard]] bool alone(const FindingReport& finding) const { return !leader_of_.contains(&finding); }
  // What stands inside of it; null where nothing does.
  [[nodiscard]] const Group* group_of(const FindingReport& finding) const;

 private:
  void read_sources();
  void choose_findings(const RenderOptions& options);
  void find_groups();
  [[nodiscard]] std::uint64_t count_of(Severity severity) const;
  [[nodiscard]] std::uint64_t open_questions() const;
  [[nodiscard]] bool judged_any() const;
  [[nodiscard]] bool recorded_too_little() const;
  [[nodiscard]] std::string nothing_read() const;
  [[nodiscard]] std::string nothing_failed(std::uint64_t remarks, std::uint64_t open, const Zone& zone) const;
  [[nodiscard]] std::string logs_text(const Zone& zone) const;

  const Report& report_;
  std::uint64_t logs_ = 0;
  std::uint64_t damaged_ = 0;
  std::set<std::string> nodes_;
  Span span_;
  std::optional<bool> beside_;  // no span of those that are known reaches into the asked time
  bool undated_ = false;        // the date of some records is not known
  Group shown_;
  Group known_;
  std::uint64_t expired_ = 0;  // of those shown, known up to a day that is past
  std::uint64_t hidden_ = 0;
  std::unordered_map<const FindingReport*, const FindingReport*> leader_of_;
  std::unordered_map<const FindingReport*, Group> groups_;
};

}  // namespace logscan::detail
