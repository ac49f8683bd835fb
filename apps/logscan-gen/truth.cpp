// How the truth is told. For each subscription id the notifications that were accepted and are in the bundle are known,
// and so is the fault that kept back each one that is not. So nothing has to be recognised in the data: a silence knows
// its cause, silences of one cause are one group, an id that was replaced knows by what. What is left is to measure
// each silence and to ask whether the bundle could have shown the missing notifications.

#include "truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

namespace logscan::gen {

namespace {

constexpr Seconds kTooLong = Seconds(300 + 60);  // cadence and grace
constexpr Seconds kStale = Seconds(900);
// The product looks every 120 s, plus a minute: a new id for a stale one begins within this of its last notification.
constexpr Seconds kEarliestNew = Seconds(900);
constexpr Seconds kLatestNew = Seconds(1080);
// The certain part of a local time in an unknown zone: no zone is more than 14 h ahead of UTC.
constexpr auto kFarthestZone = std::chrono::hours(14);

// One id as the bundle shows it.
struct Seen {
  const Life* life = nullptr;
  std::vector<Time> beats;  // accepted and present
  bool end_told = false;    // that it came to its end is told by another finding
};

struct Silence {
  const Seen* seen = nullptr;
  Time from, to;
  bool open = false;
  bool witnessed = true;  // the bundle is complete from `from` to `to`
  int cause = kNoFault;
  [[nodiscard]] Seconds length() const { return to - from; }
};

// The end of what is known of a node.
struct End {
  Time proven;  // open silences are measured to here
  Time last_record;
  Time day_end;                   // of the last file
  bool cut = false;               // the last file is
  std::optional<Time> collected;  // where the collection time proves something
};

class NodeTruth {
 public:
  NodeTruth(const Scenario& scenario, const Story& story, const BundleLayout& layout, std::size_t node, Truth& truth)
      : scenario_(scenario),
        requests_(story.requests[node]),
        held_(layout.nodes[node]),
        name_(scenario.nodes[node].name),
        truth_(truth) {
    std::map<std::size_t, std::size_t> index_of_life;
    for (std::size_t i = 0; i < story.lives.size(); ++i) {
      if (story.lives[i].node != node) continue;
      index_of_life[i] = seen_.size();
      seen_.push_back({&story.lives[i], {}, false});
    }
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const Request& request = requests_[i];
      if (!held_.present[i]) continue;
      records_.push_back(request.arrival);
      if (request.life == kOtherRequest) continue;
      notifications_.push_back(request.arrival);
      if (request.status / 100 == 2) {
        seen_[index_of_life[request.life]].beats.push_back(request.arrival);
      } else {
        rejected_[request.status].push_back(request.arrival);
      }
    }
    std::erase_if(seen_, [](const Seen& seen) { return seen.beats.empty(); });
    for (Seen& seen : seen_) std::sort(seen.beats.begin(), seen.beats.end());
  }

  void tell() {
    tell_bundle();
    if (records_.empty()) return;
    end_ = find_end();
    tell_rejections();
    if (notifications_.empty()) {
      tell_no_notifications();
      return;
    }
    for (std::size_t fault = 0; fault < scenario_.faults.size(); ++fault) {
      if (scenario_.faults[fault].kind == FaultKind::kRestart) tell_replacement(static_cast<int>(fault));
      if (scenario_.faults[fault].kind == FaultKind::kResubscribeLoop) tell_loop(static_cast<int>(fault));
    }
    collect_silences();
    tell_groups();
    tell_single_silences();
    tell_log_end();
  }

 private:
  ExpectedFinding& add_exchange(std::string rule) { return truth_.add(std::move(rule), "exchange", name_); }

  void tell_bundle() {
    for (const MissingDays& days : held_.missing) {
      ExpectedFinding& gap = truth_.add("bundle.log-gap", "bundle", name_ + "/request.log");
      gap.window =
          Span{begin_of(days.first, scenario_.zone), begin_of(days.last + std::chrono::days(1), scenario_.zone)};
    }
    for (const std::string& path : held_.cuts) truth_.add("bundle.truncated", "bundle", path).open.reset();
  }

  [[nodiscard]] End find_end() const {
    End end;
    end.last_record = *std::max_element(records_.begin(), records_.end());
    const Day last_day = *held_.days.rbegin();
    end.day_end = begin_of(last_day + std::chrono::days(1), scenario_.zone);
    end.proven = end.last_record;
    // A file exists, be it empty, because the node was alive at its midnight.
    end.proven = std::max(end.proven, begin_of(last_day, scenario_.zone));
    if (scenario_.layout == Layout::kRtmt) {
      end.collected = scenario_.collected_at() + scenario_.collector_zone - kFarthestZone;
    }
    if (scenario_.told_collected)
      end.collected = std::max(end.collected.value_or(*scenario_.told_collected), *scenario_.told_collected);
    // Where the last file is cut, nothing that happened later can be seen in it, whatever proves that the node lived.
    end.cut =
        std::any_of(held_.holes.begin(), held_.holes.end(), [&](const Hole& hole) { return hole.to == end.day_end; });
    if (end.collected) {
      end.collected = std::min(*end.collected, end.cut ? end.last_record : end.day_end);
      end.proven = std::max(end.proven, *end.collected);
    }
    if (held_.alive_until) {
      Time most = end.cut ? end.last_record : end.day_end;
      // No log shows more than was there to collect, unless it contradicts the time that was told.
      if (scenario_.told_collected && *scenario_.told_collected >= end.last_record)
        most = std::min(most, *scenario_.told_collected);
      end.proven = std::max(end.proven, std::min(*held_.alive_until, most));
    }
    return end;
  }

  void tell_rejections() {
    for (const auto& [status, times] : rejected_) {
      ExpectedFinding& finding = add_exchange("notification.rejected");
      const auto [first, last] = std::minmax_element(times.begin(), times.end());
      finding.window = Span{*first, *last};
      finding.count = times.size();
    }
  }

  void tell_no_notifications() {
    const auto [first, last] = std::minmax_element(records_.begin(), records_.end());
    if (*last - *first < kStale) return;
    ExpectedFinding& finding = add_exchange("exchange.no-notifications");
    finding.verdict = "inconclusive";
    finding.open.reset();
  }

  // A restart: as many new ids as ended ones, all at one time.
  void tell_replacement(int fault) {
    std::vector<Seen*> ended;
    std::vector<Seen*> begun;
    for (Seen& seen : seen_) {
      if (seen.life->ended_by == fault) ended.push_back(&seen);
      if (seen.life->begun_by == fault) begun.push_back(&seen);
    }
    if (ended.size() < 3 || begun.empty()) return;
    const auto by_end = [](const Seen* a, const Seen* b) { return a->beats.back() < b->beats.back(); };
    const auto by_begin = [](const Seen* a, const Seen* b) { return a->beats.front() < b->beats.front(); };
    const auto [first_end, last_end] = std::minmax_element(ended.begin(), ended.end(), by_end);
    const auto [first_begin, last_begin] = std::minmax_element(begun.begin(), begun.end(), by_begin);
    const Time earliest = (*first_end)->beats.back();
    const Time latest = (*last_begin)->beats.front();
    const bool together = (*last_end)->beats.back() - earliest <= kTooLong;
    const bool in_time = (*first_begin)->beats.front() >= earliest && latest <= (*last_end)->beats.back() + kStale;
    const bool as_many = 10 * begun.size() >= 8 * ended.size() && 4 * begun.size() <= 5 * ended.size();
    if (!together || !in_time || !as_many) return;
    add_exchange("subscriptions.replaced").window = Span{earliest, latest};
    for (Seen* seen : ended) seen->end_told = true;
  }

  void tell_loop(int fault) {
    if (scenario_.faults[static_cast<std::size_t>(fault)].level == LoopLevel::kId) {
      for (const Seen& seen : seen_) {
        if (seen.life->loop == fault) tell_id_loop(seen, scenario_.faults[static_cast<std::size_t>(fault)]);
      }
      return;
    }
    std::map<std::size_t, std::vector<Seen*>> chains;  // by slot; lives come in the order of their time
    for (Seen& seen : seen_) {
      if (seen.life->loop == fault) chains[seen.life->slot].push_back(&seen);
    }
    std::uint64_t links = 0;
    std::optional<Span> window;
    for (const auto& [slot, chain] : chains) {
      if (chain.size() < 4 || !is_loop_distance(scenario_.faults[static_cast<std::size_t>(fault)].every)) continue;
      links += chain.size() - 1;
      const Span span{chain.front()->beats.front(), chain.back()->beats.front()};
      window = window ? Span{std::min(window->from, span.from), std::max(window->to, span.to)} : span;
      for (Seen* seen : chain) seen->end_told = true;
    }
    if (!window) return;
    ExpectedFinding& finding = add_exchange("subscription.resubscribe-loop");
    finding.window = window;
    finding.count = links;
  }

  [[nodiscard]] static bool is_loop_distance(Seconds every) { return every >= kEarliestNew && every <= kLatestNew; }

  void tell_id_loop(const Seen& seen, const Fault& fault) {
    // The starts of the short lives of this id, and of the one that held at last.
    std::vector<Time> starts;
    for (std::size_t i = 0; i < seen.beats.size(); ++i) {
      const bool begins = i == 0 || seen.beats[i] - seen.beats[i - 1] > kTooLong;
      if (begins && seen.beats[i] >= fault.at) starts.push_back(seen.beats[i]);
    }
    starts.resize(std::min(starts.size(), fault.rounds + 1));
    if (starts.size() < 4 || !is_loop_distance(fault.every)) return;
    ExpectedFinding& finding = truth_.add("subscription.resubscribe-loop", "subscription", seen.life->id);
    finding.window = Span{starts.front(), starts.back()};
    finding.count = starts.size() - 1;
    looped_.push_back({&seen, starts.front(), starts.back()});
  }

  [[nodiscard]] bool in_loop(const Seen& seen, Time from, Time to) const {
    return std::any_of(looped_.begin(), looped_.end(),
                       [&](const Looped& loop) { return loop.seen == &seen && from >= loop.from && to <= loop.to; });
  }

  [[nodiscard]] bool witnessed(Time from, Time to) const {
    return std::none_of(held_.holes.begin(), held_.holes.end(),
                        [&](const Hole& hole) { return from < hole.to && hole.from < to; });
  }

  // Why the first notification after `from` is not there. One that was sent and is not in the bundle counts as well.
  [[nodiscard]] static int cause_after(const Seen& seen, Time from, Time to) {
    Time at = to;
    int cause = kAfterEnd;
    for (const Lost& lost : seen.life->lost) {
      if (lost.at > from && lost.at < at) {
        at = lost.at;
        cause = lost.cause;
      }
    }
    for (const Sent& sent : seen.life->sent) {
      if (sent.status / 100 == 2 && sent.at > from && sent.at < at) {
        at = sent.at;
        cause = kNotInBundle;
      }
    }
    return cause;
  }

  void collect_silences() {
    for (const Seen& seen : seen_) {
      for (std::size_t i = 0; i < seen.beats.size(); ++i) {
        Silence silence;
        silence.seen = &seen;
        silence.from = seen.beats[i];
        silence.open = i + 1 == seen.beats.size();
        if (silence.open && seen.end_told) continue;
        silence.to = silence.open ? end_.proven : seen.beats[i + 1];
        if (silence.length() <= kTooLong || in_loop(seen, silence.from, silence.to)) continue;
        silence.witnessed = witnessed(silence.from, silence.to);
        silence.cause = cause_after(seen, silence.from, silence.to);
        silences_.push_back(silence);
      }
    }
  }

  // Whether the id was in the middle of its notifications at that moment.
  [[nodiscard]] static bool active(const Seen& seen, Time at) {
    const auto after = std::lower_bound(seen.beats.begin(), seen.beats.end(), at);
    if (after == seen.beats.end()) return false;
    if (*after == at) return true;
    return after != seen.beats.begin() && *after - *(after - 1) <= kTooLong;
  }

  void tell_groups() {
    std::map<int, std::vector<Silence*>> by_cause;
    for (Silence& silence : silences_) by_cause[silence.cause].push_back(&silence);
    for (auto& [cause, group] : by_cause) {
      const auto by_start = [](const Silence* a, const Silence* b) { return a->from < b->from; };
      std::sort(group.begin(), group.end(), by_start);
      const Time start = group.front()->from;
      std::erase_if(group, [&](const Silence* silence) { return silence->from > start + kTooLong; });
      std::size_t active_count = 0;
      for (const Seen& seen : seen_) {
        const bool grouped =
            std::any_of(group.begin(), group.end(), [&](const Silence* silence) { return silence->seen == &seen; });
        if (grouped || active(seen, start)) ++active_count;
      }
      if (group.size() < 3 || 2 * group.size() < active_count) continue;
      ExpectedFinding& finding = add_exchange("exchange.silence");
      Span window{start, start};
      bool all_open = true;
      bool any_witnessed = false;
      for (const Silence* silence : group) {
        window.to = std::max(window.to, silence->to);
        all_open = all_open && silence->open;
        any_witnessed = any_witnessed || silence->witnessed;
        grouped_.push_back(silence);
      }
      finding.window = window;
      finding.open = all_open;
      if (!any_witnessed) finding.verdict = "inconclusive";
    }
  }

  // The first notification of the one new id that began when this id's replacement was due.
  [[nodiscard]] std::optional<Time> successor(const Silence& silence) const {
    const auto in_time = [](Time ended, Time begun) {
      return begun >= ended + kEarliestNew && begun <= ended + kLatestNew;
    };
    const auto is_lone_end = [&](const Silence& other) {
      return other.open && std::find(grouped_.begin(), grouped_.end(), &other) == grouped_.end();
    };
    std::optional<Time> begun;
    for (const Seen& seen : seen_) {
      if (!in_time(silence.from, seen.beats.front())) continue;
      if (begun) return std::nullopt;
      begun = seen.beats.front();
    }
    if (!begun) return std::nullopt;
    const auto rivals = std::count_if(silences_.begin(), silences_.end(), [&](const Silence& other) {
      return is_lone_end(other) && in_time(other.from, *begun);
    });
    return rivals == 1 ? begun : std::nullopt;
  }

  void tell_single_silences() {
    for (const Silence& silence : silences_) {
      const bool stale = silence.length() > kStale;
      ExpectedFinding& finding =
          truth_.add(stale ? "subscription.stale" : "keepalive.missed", "subscription", silence.seen->life->id);
      finding.window = Span{silence.from, silence.to};
      finding.open = silence.open;
      if (!silence.witnessed) finding.verdict = "inconclusive";
      const bool alone = std::find(grouped_.begin(), grouped_.end(), &silence) == grouped_.end();
      if (!stale || !silence.open || !alone) continue;
      if (const auto begun = successor(silence)) {
        finding.window->to = *begun;
        finding.open = false;
        // The bundle need not be complete beyond the new id's beginning.
        finding.verdict = witnessed(silence.from, *begun) ? "fail" : "inconclusive";
      }
    }
  }

  void tell_log_end() {
    const Time last = *std::max_element(notifications_.begin(), notifications_.end());
    // Told when it was collected, nobody asks what the log would have shown later.
    const std::optional<Time>& told = scenario_.told_collected;
    const bool end_known = !end_.cut && told && *told >= end_.last_record;
    const Time could_show = end_known ? std::min(end_.day_end, *told) : end_.day_end;
    if (could_show - end_.last_record <= kStale || end_.proven > last + kTooLong) return;
    ExpectedFinding& finding = add_exchange("exchange.silence");
    finding.verdict = "inconclusive";
    finding.window = Span{last, last};
    finding.open = true;
  }

  struct Looped {
    const Seen* seen;
    Time from, to;
  };

  const Scenario& scenario_;
  const std::vector<Request>& requests_;
  const Holdings& held_;
  const std::string& name_;
  Truth& truth_;
  std::vector<Seen> seen_;
  std::vector<Time> records_, notifications_;
  std::map<int, std::vector<Time>> rejected_;  // by status
  std::vector<Looped> looped_;
  std::vector<Silence> silences_;
  std::vector<const Silence*> grouped_;
  End end_;
};

}  // namespace

Truth derive_truth(const Scenario& scenario, const Story& story, const BundleLayout& layout) {
  Truth truth;
  truth.told_collected = scenario.told_collected;
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node)
    NodeTruth(scenario, story, layout, node, truth).tell();
  sort_findings(truth);
  return truth;
}

ExpectedFinding& Truth::add(std::string rule, std::string_view subject_kind, std::string subject) {
  ExpectedFinding finding;
  finding.rule = std::move(rule);
  finding.subject_kind = subject_kind;
  finding.subject = std::move(subject);
  findings.push_back(std::move(finding));
  return findings.back();
}

void sort_findings(Truth& truth) {
  std::stable_sort(truth.findings.begin(), truth.findings.end(),
                   [](const ExpectedFinding& a, const ExpectedFinding& b) {
                     const auto from = [](const ExpectedFinding& finding) {
                       return finding.window ? finding.window->from : Time::min();
                     };
                     return std::make_tuple(std::cref(a.rule), std::cref(a.subject), from(a)) <
                            std::make_tuple(std::cref(b.rule), std::cref(b.subject), from(b));
                   });
}

std::string print_truth(const Truth& truth) {
  using Json = nlohmann::ordered_json;
  Json findings = Json::array();
  for (const ExpectedFinding& finding : truth.findings) {
    Json row;
    row["rule"] = finding.rule;
    row["verdict"] = finding.verdict;
    row["subject_kind"] = finding.subject_kind;
    row["subject"] = finding.subject;
    row["from"] = finding.window ? Json(format_time(finding.window->from)) : Json(nullptr);
    row["to"] = finding.window ? Json(format_time(finding.window->to)) : Json(nullptr);
    row["open"] = finding.open ? Json(*finding.open) : Json(nullptr);
    if (finding.count) row["count"] = *finding.count;
    if (finding.severity) row["severity"] = *finding.severity;
    findings.push_back(std::move(row));
  }
  Json root;
  root["findings"] = std::move(findings);
  root["tolerance_s"] = truth.tolerance.count();
  root["collected"] = truth.told_collected ? Json(format_time(*truth.told_collected)) : Json(nullptr);
  return root.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace logscan::gen
