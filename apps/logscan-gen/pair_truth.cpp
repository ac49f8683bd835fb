#include "pair_truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "pair_check.h"
#include "pair_layout.h"

namespace logscan::gen {

namespace {

using std::chrono::hours;

constexpr Milliseconds kTooLong{37'500};
constexpr Milliseconds kTimeout{60'000};
constexpr Milliseconds kAdvised{90'000};
constexpr Milliseconds kInitialization{120'000};
constexpr Milliseconds kSameWeather = Seconds(900);
constexpr Milliseconds kFallbackDue = Seconds(1800);
constexpr Milliseconds kRestartCauses = Seconds(300);
constexpr Milliseconds kClose = Seconds(3);

Span span_of(Instant from, Instant to) { return {std::chrono::round<Seconds>(from), std::chrono::round<Seconds>(to)}; }

struct Outage {
  std::size_t observer;
  Instant from, to;
  std::size_t lines;
  int fault;
};

class PairTruth {
 public:
  PairTruth(const Scenario& scenario, const PairStory& story, Truth& truth)
      : scenario_(scenario), pair_(*scenario.pair), story_(story), truth_(truth) {
    const auto& [a, b] = pair_.nodes;
    name_ = std::min(a, b) + "/" + std::max(a, b);
    end_ = scenario.start;
    for (const auto& events : story.events) {
      if (!events.empty()) end_ = std::max(end_, events.back().at);
    }
  }

  void tell() {
    if (pair_.logs != PairLogs::kAlarms) tell_session();
    if (pair_.logs == PairLogs::kCli) return;
    tell_failovers();
    tell_flapping();
    if (pair_.logs == PairLogs::kAlarms) return;
    tell_missed();
    collect_outages();
    tell_outages();
    tell_split_brain();
    tell_fallbacks();
    tell_no_fallback();
    tell_reboots();
    tell_advice();
    tell_freezes();
    tell_trace_levels();
  }

 private:
  ExpectedFinding& add_node(std::string rule, std::size_t node) {
    return truth_.add(std::move(rule), "node", pair_.nodes[node]);
  }
  ExpectedFinding& add_pair(std::string rule) { return truth_.add(std::move(rule), "cluster", name_); }

  [[nodiscard]] const PairFault& fault(int index) const { return pair_.faults[static_cast<std::size_t>(index)]; }
  [[nodiscard]] bool shows_heartbeats() const { return pair_.trace == TraceLevel::kDebug; }

  void tell_session() {
    if (!story_.ha_enabled) {
      add_pair("ha.disabled").open.reset();
      return;
    }
    const auto normal = [](HaState state) { return state == HaState::kNormal; };
    if (!std::all_of(story_.states.begin(), story_.states.end(), normal)) add_pair("ha.bad-state").open.reset();
  }

  // What the bundle holds of a failover.
  [[nodiscard]] std::optional<std::pair<Instant, Instant>> seen(const Failover& failover) const {
    if (pair_.logs == PairLogs::kAlarms) {
      if (!failover.alarm) return std::nullopt;
      return std::pair(*failover.alarm, *failover.alarm);
    }
    return std::pair(failover.begin, failover.end.value_or(failover.begin));
  }

  void tell_failovers() {
    for (const Failover& failover : story_.failovers) {
      const auto window = seen(failover);
      if (!window) continue;
      failovers_.push_back(*window);
      ExpectedFinding& finding = add_pair("ha.failover");
      finding.window = span_of(window->first, window->second);
      finding.count = 1;
    }
    std::sort(failovers_.begin(), failovers_.end());
  }

  void tell_flapping() {
    std::size_t last = 0;  // of the chain that was told last, and one more
    ExpectedFinding* chain = nullptr;
    for (std::size_t i = 0; i + 2 < failovers_.size(); ++i) {
      if (failovers_[i + 2].first - failovers_[i].first > hours(24)) continue;
      if (chain == nullptr || i >= last) {
        chain = &add_pair("ha.flapping");
        chain->window = span_of(failovers_[i].first, failovers_[i].second);
        chain->count = 3;
      } else {
        *chain->count += i + 3 - last;
      }
      // Of both failovers of a split the one that began first may end last.
      for (std::size_t k = i; k < i + 3; ++k) {
        const Span span = span_of(failovers_[k].first, failovers_[k].second);
        chain->window->to = std::max(chain->window->to, span.to);
      }
      last = i + 3;
    }
  }

  void tell_missed() {
    if (!shows_heartbeats()) return;
    for (std::size_t observer = 0; observer < 2; ++observer) {
      ExpectedFinding* group = nullptr;
      Instant group_end;
      for (const HeartbeatPause& pause : story_.pauses) {
        if (pause.observer != observer || pause.observer_slept || pause.ha_off) continue;
        if (pause.length() <= kTooLong || pause.length() >= kTimeout) continue;
        if (group != nullptr && pause.from - group_end <= kSameWeather) {
          group->window->to = span_of(pause.from, pause.to).to;
          ++*group->count;
        } else {
          group = &add_node("heartbeat.missed", 1 - observer);
          group->window = span_of(pause.from, pause.to);
          group->count = 1;
        }
        group_end = pause.to;
      }
    }
  }

  void collect_outages() {
    const auto said = [&](const HeartbeatPause& pause) {
      return std::find_if(story_.outages.begin(), story_.outages.end(), [&](const PeerOutage& outage) {
        return outage.observer == pause.observer && outage.from == pause.from;
      });
    };
    if (shows_heartbeats()) {
      for (const HeartbeatPause& pause : story_.pauses) {
        if (pause.ha_off || pause.length() < kTimeout) continue;
        const auto outage = said(pause);
        const bool lines = outage != story_.outages.end();
        if (pause.observer_slept && !lines) continue;
        outages_.push_back({pause.observer, pause.from, pause.to, lines ? outage->lines.size() : 0, pause.fault});
      }
      return;
    }
    for (const PeerOutage& outage : story_.outages) {
      Instant from = outage.lines.front();
      switch (pair_.peer_down) {
        case PeerDownWording::kSeconds:
        case PeerDownWording::kGlued:
          from -= std::chrono::floor<Seconds>(outage.told);
          break;
        case PeerDownWording::kMilliseconds:
          from -= outage.told;
          break;
        case PeerDownWording::kCut:
          break;
      }
      outages_.push_back({outage.observer, from, outage.to, outage.lines.size(), outage.fault});
    }
  }

  void tell_outages() {
    for (const Outage& outage : outages_) {
      ExpectedFinding& finding = add_node("heartbeat.peer-down", 1 - outage.observer);
      finding.window = span_of(outage.from, outage.to);
      finding.count = std::max<std::size_t>(1, outage.lines);
    }
  }

  void tell_split_brain() {
    for (const Outage& a : outages_) {
      if (a.observer != 0 || a.lines == 0 || fault(a.fault).kind != PairFaultKind::kNetworkSplit) continue;
      for (const Outage& b : outages_) {
        if (b.observer == 0 || b.lines == 0 || b.fault != a.fault) continue;
        add_pair("ha.split-brain").window = span_of(std::max(a.from, b.from), std::min(a.to, b.to));
      }
    }
  }

  void tell_fallbacks() {
    for (const Fallback& fallback : story_.fallbacks) {
      add_pair("ha.fallback").window = span_of(fallback.begin, fallback.end.value_or(fallback.begin));
    }
  }

  void tell_no_fallback() {
    for (const Failover& failover : story_.failovers) {
      if (failover.given_back || !failover.healthy || end_ - *failover.healthy <= kFallbackDue) continue;
      ExpectedFinding& finding = add_pair("ha.no-fallback");
      finding.open = true;
      const bool one_sign = fault(failover.fault).kind != PairFaultKind::kReboot;
      if (one_sign && *failover.healthy >= failover.end) finding.window = span_of(*failover.healthy, end_);
    }
  }

  void tell_reboots() {
    for (const NodeBoot& boot : story_.boots) {
      if (boot.ending == Ending::kUngraceful) {
        add_node("boot.ungraceful", boot.node).window = span_of(boot.history, boot.history);
        continue;
      }
      const bool followed =
          std::any_of(story_.failovers.begin(), story_.failovers.end(), [&](const Failover& failover) {
            return failover.from == boot.node && failover.begin >= boot.stopped &&
                   failover.begin <= boot.stopped + kRestartCauses;
          });
      if (!boot.ha_off && followed) add_node("ha.restart-while-enabled", boot.node).open.reset();
    }
  }

  void tell_advice() {
    if (!shows_heartbeats()) return;
    std::uint64_t spared = 0;
    for (const Failover& failover : story_.failovers) {
      const bool short_pause =
          std::any_of(story_.pauses.begin(), story_.pauses.end(), [&](const HeartbeatPause& pause) {
            return pause.observer == failover.to && pause.from < failover.begin && failover.begin < pause.to &&
                   pause.length() >= kTimeout && pause.length() < kAdvised;
          });
      if (short_pause && fault(failover.fault).kind != PairFaultKind::kReboot) ++spared;
    }
    if (spared == 0) return;
    ExpectedFinding& finding = add_pair("ha.timeout-advice");
    finding.open.reset();
    finding.count = spared;
  }

  void tell_freezes() {
    for (const PairFault& fault : pair_.faults) {
      if (fault.kind != PairFaultKind::kHostFreeze) continue;
      const auto& events = story_.events[fault.node];
      const auto after = std::find_if(events.begin(), events.end(), [&](const PairEvent& event) {
        return log_of(event.what) == PairLog::kSrm && event.at >= fault.at;
      });
      const auto before = std::find_if(std::make_reverse_iterator(after), events.rend(),
                                       [](const PairEvent& event) { return log_of(event.what) == PairLog::kSrm; });
      if (after != events.end() && before != events.rend())
        add_node("host.paused", fault.node).window = span_of(before->at, after->at);
    }
  }

  void tell_trace_levels() {
    for (std::size_t node = 0; node < 2; ++node) {
      const bool lowered = std::any_of(pair_.faults.begin(), pair_.faults.end(), [&](const PairFault& fault) {
        return fault.kind == PairFaultKind::kTraceLevel && fault.node == node;
      });
      if (shows_heartbeats() && !lowered) continue;
      std::optional<Instant> first, last, last_debug;
      for (const PairEvent& event : story_.events[node]) {
        if (log_of(event.what) != PairLog::kSrm) continue;
        if (!first) first = event.at;
        last = event.at;
        if (needs_debug(event.what, event.number)) last_debug = event.at;
      }
      if (!first) continue;
      ExpectedFinding& finding = truth_.add("bundle.trace-level", "bundle", srm_log_path(scenario_, node));
      finding.window = span_of(last_debug.value_or(*first), *last);
      finding.open.reset();
    }
  }

  const Scenario& scenario_;
  const Pair& pair_;
  const PairStory& story_;
  Truth& truth_;
  std::string name_;
  Instant end_;                                         // the last record of all
  std::vector<std::pair<Instant, Instant>> failovers_;  // as seen, by time
  std::vector<Outage> outages_;
};

bool close(Milliseconds a, Milliseconds b) { return std::chrono::abs(a - b) < kClose; }

double seconds_of(Milliseconds span) { return static_cast<double>(span.count()) / 1000; }

}  // namespace

void add_pair_truth(const Scenario& scenario, const PairStory& story, Truth& truth) {
  PairTruth(scenario, story, truth).tell();
}

Status check_measures(const Scenario& scenario, const PairStory& story) {
  const Pair& pair = *scenario.pair;
  const auto refuse = [&](int fault, std::string_view what, Milliseconds measured, Milliseconds threshold) {
    return Error{ErrorCode::kUsage,
                 fmt::format("{}: this '{}' gives {} of {:.1f} s, which is too near to {:.1f} s to be judged; move it "
                             "or change its spans",
                             place_of(pair, pair.faults[static_cast<std::size_t>(fault)]),
                             name_of(pair.faults[static_cast<std::size_t>(fault)].kind), what, seconds_of(measured),
                             seconds_of(threshold))};
  };
  const std::array<Milliseconds, 5> thresholds{kTooLong, kTimeout, kAdvised, kInitialization, pair.timeout};
  std::array<std::optional<Instant>, 2> missed;
  for (const HeartbeatPause& pause : story.pauses) {
    if (pause.ha_off) continue;
    for (const Milliseconds threshold : thresholds) {
      if (close(pause.length(), threshold)) return refuse(pause.fault, "a heartbeat pause", pause.length(), threshold);
    }
    if (pause.length() >= kTimeout) continue;
    auto& before = missed[pause.observer];
    if (before && close(pause.from - *before, kSameWeather))
      return refuse(pause.fault, "a time between two heartbeat pauses", pause.from - *before, kSameWeather);
    before = pause.to;
  }
  Instant end = scenario.start;
  for (const auto& events : story.events) {
    if (!events.empty()) end = std::max(end, events.back().at);
  }
  for (std::size_t i = 0; i < story.failovers.size(); ++i) {
    const Failover& failover = story.failovers[i];
    if (!failover.given_back && failover.healthy) {
      const Milliseconds waited = end - *failover.healthy;
      // A rebooted node shows its health in a minute's time, and the take-over may end after the pause.
      const PairFaultKind kind = pair.faults[static_cast<std::size_t>(failover.fault)].kind;
      Milliseconds uncertain = kClose;
      if (kind == PairFaultKind::kReboot || *failover.healthy < failover.end) uncertain = Seconds(90);
      if (std::chrono::abs(waited - kFallbackDue) < uncertain)
        return refuse(failover.fault, "a time without fallback", waited, kFallbackDue);
    }
    if (i < 2) continue;
    const Milliseconds three = failover.begin - story.failovers[i - 2].begin;
    if (close(three, hours(24))) return refuse(failover.fault, "three failovers in a time", three, hours(24));
  }
  return {};
}

}  // namespace logscan::gen
