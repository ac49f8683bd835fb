#include "detect/silence.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "detect/captures.h"

namespace logscan::detail {
namespace {

class Analysis {
 public:
  Analysis(const Timeline& timeline, const SilenceThresholds& thresholds) : timeline_(timeline), limits_(thresholds) {}

  Silence run() {
    find_listeners();
    gather_subscriptions();
    gather_pauses();
    find_loops_of_one();
    find_loops_of_many();
    find_replacements();
    find_groups();
    find_single_replacements();
    out_.listeners = std::move(listeners_);
    return std::move(out_);
  }

 private:
  // Logs of one node tell of one listener, and so do captures that show one address of it, or the same connections.
  // Where all logs with a name are of one node, one without is taken to be its too, unless that node has one of its
  // format.
  void find_listeners() {
    std::map<std::string_view, std::uint32_t> first_of_node;
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      listeners_.push_back(log);
      const std::string& node = timeline_.logs[log].node;
      if (!node.empty()) listeners_[log] = first_of_node.emplace(node, log).first->second;
    }
    std::map<std::string_view, std::uint32_t> first_of_address;
    for (const bool named : {true, false}) {
      for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
        if (timeline_.logs[log].node.empty() == named) continue;
        const std::string_view address = listener_address(timeline_, timeline_.logs[log]);
        if (address.empty()) continue;
        const std::uint32_t first = first_of_address.emplace(address, listeners_[log]).first->second;
        if (!named) listeners_[log] = first;
      }
    }
    const std::vector<std::uint32_t> captures = captures_of_one(timeline_);
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      const std::uint32_t from = listeners_[log], to = listeners_[captures[log]];
      if (from != to) std::replace(listeners_.begin(), listeners_.end(), std::max(from, to), std::min(from, to));
    }
    if (first_of_node.size() != 1) return;
    const std::uint32_t only = first_of_node.begin()->second;
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      const LogCoverage& unnamed = timeline_.logs[log];
      const bool another = std::any_of(timeline_.logs.begin(), timeline_.logs.end(), [&](const LogCoverage& other) {
        return !other.node.empty() && other.format == unnamed.format;
      });
      if (unnamed.node.empty() && !another) listeners_[log] = only;
    }
  }

  void gather_subscriptions() {
    // Tracks of one subject stand side by side: one for each log that saw it.
    RunList<Timestamp> list;
    std::vector<std::uint32_t> logs;
    const auto& tracks = timeline_.tracks;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      if (tracks[i].kind != SignalKind::kNotification) continue;
      logs.push_back(tracks[i].log);
      for (const TimedRun& run : tracks[i].runs) list.insert(run, limits_.missed());
      const bool more =
          i + 1 < tracks.size() && tracks[i + 1].kind == tracks[i].kind && tracks[i + 1].subject == tracks[i].subject;
      if (more) continue;
      out_.subscriptions.push_back({tracks[i].subject, std::move(list.runs())});
      logs_.push_back(std::move(logs));
      list = {};
      logs = {};
    }
  }

  [[nodiscard]] std::uint32_t log_of(const Location& at) const { return timeline_.log_of(at); }
  [[nodiscard]] std::uint32_t listener_of(const Location& at) const { return listeners_[log_of(at)]; }

  void gather_pauses() {
    std::map<NameId, Timestamp> unsubscribed;  // the last time
    for (const TimedEvent& event : timeline_.events) {
      if (event.kind == EventKind::kUnsubscribed) unsubscribed[event.text.subject] = event.time;
    }
    for (std::size_t s = 0; s < out_.subscriptions.size(); ++s) {
      const std::vector<TimedRun>& runs = out_.subscriptions[s].runs;
      for (std::size_t r = 0; r < runs.size(); ++r) {
        SubscriptionPause pause;
        pause.subscription = s;
        pause.run = r;
        pause.open = r + 1 == runs.size();
        pause.log = pause.open ? latest_log(s, runs[r]) : log_of(runs[r].last_at);
        const LogCoverage& coverage = timeline_.logs[pause.log];
        pause.window = {runs[r].last, pause.open ? std::max(coverage.span.to, runs[r].last) : runs[r + 1].first};
        if (pause.window.length() <= limits_.missed()) continue;
        pause.zone_doubt = may_be_clock_change(runs[r].last_at, pause.window);
        // Where the next sign of life is in another node's log, that log may reach further.
        pause.intact = !pause.zone_doubt && (covered(s, pause.log, pause.window) ||
                                             (!pause.open && covered(s, log_of(runs[r + 1].first_at), pause.window)));
        // The request log and the capture may be a second apart.
        constexpr Duration kNear = std::chrono::seconds(5);
        const auto ended = unsubscribed.find(out_.subscriptions[s].id);
        pause.by_right = pause.open && ended != unsubscribed.end() && ended->second >= pause.window.from - kNear;
        out_.pauses.push_back(pause);
      }
    }
  }

  // A request log and a capture may both tell of one listener. Of a capture it is often not known whose it is.
  [[nodiscard]] bool of_one_listener(std::uint32_t a, std::uint32_t b) const {
    const LogCoverage &one = timeline_.logs[a], &other = timeline_.logs[b];
    if (listeners_[a] == listeners_[b]) return true;
    if (one.node.empty() || other.node.empty()) return one.format != other.format;
    return one.node == other.node;
  }
  // Whether a log of the listener that tells of the subscription would have shown its notifications.
  [[nodiscard]] bool covered(std::size_t subscription, std::uint32_t listener, const Window& window) const {
    return std::any_of(logs_[subscription].begin(), logs_[subscription].end(), [&](std::uint32_t log) {
      return of_one_listener(log, listener) && timeline_.logs[log].intact(window);
    });
  }
  // Of the listener's logs that cover the end of a run of the subscription, the one that goes on longest; before one
  // that hides something, one that does not.
  [[nodiscard]] std::uint32_t latest_log(std::size_t subscription, const TimedRun& run) const {
    const auto rank = [&](std::uint32_t log) {
      const LogCoverage& coverage = timeline_.logs[log];
      return std::pair(coverage.intact({run.last, std::max(coverage.span.to, run.last)}), coverage.span.to);
    };
    const std::uint32_t last = log_of(run.last_at);
    std::uint32_t latest = last;
    for (const std::uint32_t log : logs_[subscription]) {
      if (of_one_listener(log, last) && timeline_.logs[log].span.from <= run.last && rank(log) > rank(latest))
        latest = log;
    }
    return latest;
  }

  // A log without a zone jumps by an hour when summer time begins; that looks like an hour of silence. Where its zone
  // is given, the hour that comes twice at the end of summer time does: both are read as the first.
  [[nodiscard]] bool may_be_clock_change(const Location& before, const Window& window) const {
    const Clock& clock = timeline_.source(before).clock;
    constexpr Duration kHour = std::chrono::hours(1);
    if (clock.basis() == ClockBasis::kStated || window.length() < kHour || window.length() > kHour + limits_.missed())
      return false;
    if (clock.basis() != ClockBasis::kAssumed) {
      const ClockReport told = clock.describe(window.from, window.to);
      // A clock that loses time goes back too, by less than a zone.
      constexpr double kLeastChange = 900;
      return !told.segments.empty() && told.segments.front().offset_s - told.segments.back().offset_s >= kLeastChange;
    }
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(window.from)};
    const auto month = static_cast<unsigned>(date.month());
    return (month >= 3 && month <= 5) || (month >= 9 && month <= 11);  // the months in which zones change
  }

  [[nodiscard]] const TimedRun& run_before(const SubscriptionPause& pause) const {
    return out_.subscriptions[pause.subscription].runs[pause.run];
  }
  [[nodiscard]] bool short_run(const TimedRun& run) const { return run.last - run.first < limits_.missed(); }
  [[nodiscard]] bool in_rhythm(Duration distance) const {
    return limits_.resubscribe_least <= distance && distance <= limits_.resubscribe_most;
  }
  [[nodiscard]] bool free(const SubscriptionPause& pause) const { return pause.shape == Shape::kSingle; }

  void find_loops_of_one() {
    for (std::size_t s = 0; s < out_.subscriptions.size(); ++s) {
      const std::vector<TimedRun>& runs = out_.subscriptions[s].runs;
      for (std::size_t begin = 0; begin + 1 < runs.size();) {
        std::size_t end = begin;
        while (end + 1 < runs.size() && short_run(runs[end]) && in_rhythm(runs[end + 1].first - runs[end].first)) ++end;
        if (end - begin >= limits_.loop_rounds) {
          out_.loops.push_back({{s}, end - begin, 0, {runs[begin].first, runs[end].first}, begin});
          auto pause =
              std::lower_bound(out_.pauses.begin(), out_.pauses.end(), std::pair(s, begin),
                               [](const SubscriptionPause& p, const std::pair<std::size_t, std::size_t>& place) {
                                 return std::pair(p.subscription, p.run) < place;
                               });
          for (; pause != out_.pauses.end() && pause->subscription == s && pause->run < end; ++pause) {
            pause->shape = Shape::kLoop;
            pause->with = out_.loops.size() - 1;
          }
        }
        begin = std::max(end, begin + 1);
      }
    }
  }

  // Ids that live for one short run each, the next beginning a re-subscription time after the one before.
  void find_loops_of_many() {
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      if (listeners_[log] != log) continue;
      std::vector<std::size_t> short_lived;
      for (std::size_t s = 0; s < out_.subscriptions.size(); ++s) {
        const auto& runs = out_.subscriptions[s].runs;
        if (runs.size() == 1 && short_run(runs.front()) && listener_of(runs.front().first_at) == log)
          short_lived.push_back(s);
      }
      std::stable_sort(short_lived.begin(), short_lived.end(),
                       [&](std::size_t a, std::size_t b) { return begun(a) < begun(b); });
      join_chains(chains_of(short_lived));
    }
    for (std::size_t loop = 0; loop < out_.loops.size(); ++loop) {
      if (out_.loops[loop].chains == 0) continue;
      for (const std::size_t s : out_.loops[loop].subscriptions) {
        // An id of a chain has one run, so it has one pause at most.
        const auto pause = std::lower_bound(
            out_.pauses.begin(), out_.pauses.end(), s,
            [](const SubscriptionPause& p, std::size_t subscription) { return p.subscription < subscription; });
        if (pause == out_.pauses.end() || pause->subscription != s) continue;
        pause->shape = Shape::kLoop;
        pause->with = loop;
      }
    }
  }

  // Links each id, by its begin, with the first one not taken that begins a re-subscription time later.
  [[nodiscard]] std::vector<Loop> chains_of(const std::vector<std::size_t>& short_lived) const {
    constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    std::vector<std::size_t> next(short_lived.size(), kNone);
    std::vector<bool> has_previous(short_lived.size(), false);
    std::size_t candidate = 0;
    for (std::size_t i = 0; i < short_lived.size(); ++i) {
      // Both sides are sorted, so a candidate that is too early for this one is too early for all that follow.
      candidate = std::max(candidate, i + 1);
      while (candidate < short_lived.size() &&
             begun(short_lived[candidate]) - begun(short_lived[i]) < limits_.resubscribe_least)
        ++candidate;
      if (candidate == short_lived.size() || !in_rhythm(begun(short_lived[candidate]) - begun(short_lived[i])))
        continue;
      next[i] = candidate;
      has_previous[candidate] = true;
      ++candidate;
    }
    std::vector<Loop> chains;
    for (std::size_t i = 0; i < short_lived.size(); ++i) {
      if (has_previous[i]) continue;
      Loop chain;
      for (std::size_t at = i; at != kNone; at = next[at]) chain.subscriptions.push_back(short_lived[at]);
      chain.rounds = chain.subscriptions.size() - 1;
      if (chain.rounds < limits_.loop_rounds) continue;
      chain.chains = 1;
      chain.window = {begun(chain.subscriptions.front()), begun(chain.subscriptions.back())};
      chains.push_back(std::move(chain));
    }
    return chains;
  }

  // Chains of one log that overlap in time are one loop of the server. They come sorted by their begin.
  void join_chains(std::vector<Loop> chains) {
    const std::size_t first = out_.loops.size();
    for (Loop& chain : chains) {
      if (out_.loops.size() > first && chain.window.from <= out_.loops.back().window.to) {
        Loop& loop = out_.loops.back();
        loop.subscriptions.insert(loop.subscriptions.end(), chain.subscriptions.begin(), chain.subscriptions.end());
        loop.rounds += chain.rounds;
        ++loop.chains;
        loop.window.to = std::max(loop.window.to, chain.window.to);
      } else {
        out_.loops.push_back(std::move(chain));
      }
    }
  }

  // Subscriptions that were not there when their log began, by their first notification.
  [[nodiscard]] std::vector<std::size_t> newcomers() const {
    std::vector<std::size_t> found;
    for (std::size_t s = 0; s < out_.subscriptions.size(); ++s) {
      const TimedRun& run = out_.subscriptions[s].runs.front();
      if (run.first > timeline_.logs[log_of(run.first_at)].span.from + limits_.missed()) found.push_back(s);
    }
    std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) { return begun(a) < begun(b); });
    return found;
  }
  [[nodiscard]] Timestamp begun(std::size_t subscription) const {
    return out_.subscriptions[subscription].runs.front().first;
  }

  enum class Which : std::uint8_t { kAll, kOpen };

  // The free pauses at one listener (each has an Exchange of its own to fall silent), by their start. Those that
  // began by right may belong to a replacement, and are no silence.
  [[nodiscard]] std::vector<std::size_t> pauses_by_start(std::uint32_t listener, Which which) const {
    std::vector<std::size_t> found;
    for (std::size_t p = 0; p < out_.pauses.size(); ++p) {
      const SubscriptionPause& pause = out_.pauses[p];
      if (listeners_[pause.log] == listener && free(pause) && (which == Which::kAll ? !pause.by_right : pause.open))
        found.push_back(p);
    }
    std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
      return out_.pauses[a].window.from < out_.pauses[b].window.from;
    });
    return found;
  }

  // Cuts a list of pauses, sorted by start, into groups whose starts lie within cadence + grace, the fullest windows
  // first where windows overlap; hands each to `take`, which says whether it used it.
  template <class Take>
  void each_cluster(const std::vector<std::size_t>& pauses, Take take) const {
    const auto start = [&](std::size_t i) { return out_.pauses[pauses[i]].window.from; };
    const auto reach = [&](std::size_t i) {
      std::size_t end = i;
      while (end < pauses.size() && start(end) - start(i) <= limits_.missed()) ++end;
      return end;
    };
    for (std::size_t i = 0; i < pauses.size();) {
      std::size_t best = i, best_end = reach(i);
      for (std::size_t j = i + 1, end = best_end; j < pauses.size() && start(j) - start(i) <= limits_.missed(); ++j) {
        while (end < pauses.size() && start(end) - start(j) <= limits_.missed()) ++end;
        if (end - j > best_end - best) {
          best = j;
          best_end = end;
        }
      }
      const std::vector<std::size_t> cluster(pauses.begin() + static_cast<std::ptrdiff_t>(best),
                                             pauses.begin() + static_cast<std::ptrdiff_t>(best_end));
      if (take(cluster)) {
        i = best_end;
        continue;
      }
      // Those that fell silent at one moment belong together: no name decides which of them is left out.
      i = best + 1;
      while (i < pauses.size() && start(i) == start(best)) ++i;
    }
  }

  void find_replacements() {
    const std::vector<std::size_t> fresh = newcomers();
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      if (listeners_[log] != log) continue;
      const std::vector<std::size_t> open = pauses_by_start(log, Which::kOpen);
      std::vector<Timestamp> ends;
      for (const std::size_t p : open) ends.push_back(out_.pauses[p].window.from);
      each_cluster(open, [&](const std::vector<std::size_t>& cluster) {
        if (cluster.size() < limits_.group_least) return false;
        const Window window{out_.pauses[cluster.front()].window.from,
                            out_.pauses[cluster.back()].window.from + limits_.stale};
        Replacement replacement;
        std::vector<std::size_t> elsewhere;  // after a failover the new ones arrive at the other node
        std::set<std::size_t> ended;         // a short-lived one may begin and end in the window; it replaces nobody
        for (const std::size_t p : cluster) ended.insert(out_.pauses[p].subscription);
        const auto first = std::lower_bound(fresh.begin(), fresh.end(), window.from,
                                            [&](std::size_t s, Timestamp time) { return begun(s) < time; });
        for (auto at = first; at != fresh.end() && begun(*at) <= window.to; ++at) {
          const std::size_t s = *at;
          if (ended.contains(s)) continue;
          (listener_of(out_.subscriptions[s].runs.front().first_at) == log ? replacement.begun : elsewhere)
              .push_back(s);
        }
        if (replacement.begun.empty()) replacement.begun = std::move(elsewhere);
        // As many, give or take a few mailboxes that came or went.
        const double ratio = static_cast<double>(replacement.begun.size()) / static_cast<double>(cluster.size());
        if (ratio < kReplacedShare || ratio > kReplacedShareMost) return false;
        // Where each is new only after the time that re-subscribing takes, the old ones were silent and found stale.
        const auto after_stale = [&](std::size_t s) {
          const auto end = std::lower_bound(ends.begin(), ends.end(), begun(s) - limits_.resubscribe_most);
          return end != ends.end() && in_rhythm(begun(s) - *end);
        };
        if (std::all_of(replacement.begun.begin(), replacement.begun.end(), after_stale)) return false;
        for (const std::size_t p : cluster) {
          replacement.ended.push_back(out_.pauses[p].subscription);
          out_.pauses[p].shape = Shape::kReplacedAll;
          out_.pauses[p].with = out_.replacements.size();
        }
        out_.replacements.push_back(std::move(replacement));
        return true;
      });
    }
  }

  void find_groups() {
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      if (listeners_[log] != log) continue;
      std::vector<Timestamp> starts, ends;
      for (const Subscription& subscription : out_.subscriptions) {
        for (const TimedRun& run : subscription.runs) {
          if (listener_of(run.last_at) != log) continue;
          starts.push_back(run.first);
          ends.push_back(run.last);
        }
      }
      std::sort(starts.begin(), starts.end());
      std::sort(ends.begin(), ends.end());
      const auto running_at = [&](Timestamp moment) {
        const auto begun_by = std::upper_bound(starts.begin(), starts.end(), moment) - starts.begin();
        const auto ended_before = std::lower_bound(ends.begin(), ends.end(), moment) - ends.begin();
        return static_cast<std::size_t>(begun_by - ended_before);
      };
      each_cluster(pauses_by_start(log, Which::kAll), [&](const std::vector<std::size_t>& cluster) {
        if (cluster.size() < limits_.group_least) return false;
        const Timestamp moment = out_.pauses[cluster.front()].window.from;
        std::size_t active = running_at(moment);
        for (const std::size_t p : cluster) active += run_before(out_.pauses[p]).first > moment ? 1U : 0U;
        if (static_cast<double>(cluster.size()) < limits_.group_share * static_cast<double>(active)) return false;
        for (const std::size_t p : cluster) {
          out_.pauses[p].shape = Shape::kGroup;
          out_.pauses[p].with = out_.groups.size();
        }
        out_.groups.push_back({cluster, active});
        return true;
      });
    }
  }

  // One ended, one began after the time that re-subscribing takes, and no other could be meant.
  void find_single_replacements() {
    const std::vector<std::size_t> fresh = newcomers();
    std::vector<std::size_t> suitors(fresh.size(), 0);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  // pause, place in fresh
    for (std::size_t p = 0; p < out_.pauses.size(); ++p) {
      if (!free(out_.pauses[p]) || !out_.pauses[p].open || out_.pauses[p].by_right) continue;
      const Timestamp end = out_.pauses[p].window.from;
      const auto first = std::lower_bound(fresh.begin(), fresh.end(), end + limits_.resubscribe_least,
                                          [&](std::size_t s, Timestamp time) { return begun(s) < time; });
      const auto last = std::upper_bound(first, fresh.end(), end + limits_.resubscribe_most,
                                         [&](Timestamp time, std::size_t s) { return time < begun(s); });
      std::vector<std::size_t> candidates;
      for (auto at = first; at != last; ++at) {
        if (listener_of(out_.subscriptions[*at].runs.front().first_at) != listeners_[out_.pauses[p].log]) continue;
        const auto place = static_cast<std::size_t>(at - fresh.begin());
        ++suitors[place];
        candidates.push_back(place);
      }
      if (candidates.size() == 1) pairs.emplace_back(p, candidates.front());
    }
    for (const auto& [p, place] : pairs) {
      if (suitors[place] != 1) continue;
      SubscriptionPause& pause = out_.pauses[p];
      pause.shape = Shape::kReplacedByOne;
      pause.with = fresh[place];
      pause.open = false;
      pause.window.to = begun(fresh[place]);
      pause.intact = timeline_.logs[pause.log].intact(pause.window);
    }
  }

  const Timeline& timeline_;
  const SilenceThresholds& limits_;
  Silence out_;
  std::vector<std::uint32_t> listeners_;          // by log: the first log of the same listener
  std::vector<std::vector<std::uint32_t>> logs_;  // that tell of each subscription
};

}  // namespace

Silence analyse_silence(const Timeline& timeline, const SilenceThresholds& thresholds) {
  return Analysis(timeline, thresholds).run();
}

}  // namespace logscan::detail
