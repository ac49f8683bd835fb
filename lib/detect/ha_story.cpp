#include "detect/ha_story.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"

namespace logscan::detail {
namespace {

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

bool is_address(std::string_view name) {
  return name.find(':') != std::string_view::npos ||
         (!name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos);
}

// Times at which a log wrote something: sorted, none overlaps the next.
using Life = std::vector<Window>;

void join_overlaps(Life& life) {
  std::sort(life.begin(), life.end(),
            [](const Window& a, const Window& b) { return std::tuple(a.from, a.to) < std::tuple(b.from, b.to); });
  std::size_t kept = 0;
  for (const Window& next : life) {
    if (kept > 0 && next.from <= life[kept - 1].to) {
      life[kept - 1].to = std::max(life[kept - 1].to, next.to);
    } else {
      life[kept++] = next;
    }
  }
  life.resize(kept);
}

Life::const_iterator first_after(const Life& life, Timestamp time) {
  return std::upper_bound(life.begin(), life.end(), time, [](Timestamp t, const Window& w) { return t < w.to; });
}

// The longest time without a record; both ends of the window count as records.
Window longest_gap(const Life& life, const Window& window) {
  Window longest{window.from, window.from};
  Timestamp alive = window.from;
  const auto look = [&](Timestamp next) {
    if (next - alive > longest.length()) longest = {alive, next};
  };
  for (auto part = first_after(life, window.from); part != life.end() && part->from < window.to; ++part) {
    look(part->from);
    alive = std::max(alive, part->to);
  }
  look(window.to);
  return longest;
}

LogState state_over(const Life& life, const Window& window, Duration longest) {
  if (life.empty() || life.front().from > window.from + longest || life.back().to + longest < window.to)
    return LogState::kNone;
  if (longest_gap(life, window).length() <= longest) return LogState::kWentOn;
  const auto part = first_after(life, window.from);
  const bool inside = part != life.end() && (part->from < window.to);
  return inside ? LogState::kGaps : LogState::kSilent;
}

// The lower, the more is written.
int rank_of_level(std::string_view level) {
  const std::string text = folded(level);
  if (text == "trace" || text == "all") return 0;
  if (text == "debug" || text == "significant" || text == "detailed") return 1;
  if (text == "info") return 2;
  if (text == "warn" || text == "warning") return 3;
  if (text == "error") return 4;
  if (text == "fatal") return 5;
  return 2;
}
constexpr int kDebugRank = 1;

struct LogLife {
  Life all, visible, sent;
};

bool is_heartbeat(SignalKind kind) {
  return kind == SignalKind::kHeartbeatReceived || kind == SignalKind::kHeartbeatSent;
}

// What the trace logs among these wrote, and when they would have written heartbeats.
LogLife life_of(const Timeline& timeline, const std::vector<std::uint32_t>& logs) {
  LogLife life;
  const auto ours = [&](std::uint32_t log) { return std::find(logs.begin(), logs.end(), log) != logs.end(); };
  std::set<std::uint32_t> traces;
  int most_verbose = 100;
  bool sends = false;
  for (const Track& track : timeline.tracks) {
    if (!ours(track.log)) continue;
    if (is_heartbeat(track.kind) || track.kind == SignalKind::kActivity) traces.insert(track.log);
    if (track.kind == SignalKind::kActivity)
      most_verbose = std::min(most_verbose, rank_of_level(timeline.name(track.subject)));
    sends = sends || track.kind == SignalKind::kHeartbeatSent;
  }
  for (const Track& track : timeline.tracks) {
    if (!traces.contains(track.log)) continue;
    const bool activity = track.kind == SignalKind::kActivity;
    if (!activity && !is_heartbeat(track.kind)) continue;
    // Heartbeats are of DEBUG: where that level has no other record, only those sent show that it was on.
    const bool shows = track.kind == SignalKind::kHeartbeatSent ||
                       (activity && rank_of_level(timeline.name(track.subject)) <= most_verbose &&
                        (most_verbose <= kDebugRank || !sends));
    for (const TimedRun& run : track.runs) {
      life.all.push_back({run.first, run.last});
      if (shows) life.visible.push_back({run.first, run.last});
      if (track.kind == SignalKind::kHeartbeatSent) life.sent.push_back({run.first, run.last});
    }
  }
  for (const TimedEvent& event : timeline.events) {
    if (traces.contains(timeline.log_of(event.at))) life.all.push_back({event.time, event.time});
  }
  join_overlaps(life.all);
  join_overlaps(life.visible);
  join_overlaps(life.sent);
  return life;
}

bool is_ha_event(EventKind kind) { return kind <= EventKind::kSrmFailed; }

bool is_ha_fact(FactKind kind) { return kind == FactKind::kHaState; }

// A node whose own clock is guessed.
Duration uncertainty_of(const Clock& clock) {
  return clock.basis() == ClockBasis::kAssumed ? Duration::zero() : clock.uncertainty();
}

class Analysis {
 public:
  Analysis(const Timeline& timeline, const HaThresholds& thresholds, const HaStates& states)
      : timeline_(timeline), limits_(thresholds), states_(states) {}

  HaStory run() {
    out_.limits = limits_;
    gather_nodes();
    gather_pairs();
    gather_stops();
    gather_states();
    find_times_off();
    for (std::size_t node = 0; node < out_.nodes.size(); ++node) {
      gather_pauses(node);
      gather_outages(node);
    }
    gather_fallbacks();
    gather_failovers();
    for (Failover& failover : out_.failovers) explain(failover);
    find_split_brains();
    return std::move(out_);
  }

 private:
  // Nodes.

  [[nodiscard]] std::string log_node_name(std::uint32_t log) const {
    const LogCoverage& coverage = timeline_.logs[log];
    if (!coverage.node.empty()) return short_node_name(coverage.node);
    if (const auto adopted = adopted_.find(log); adopted != adopted_.end()) return adopted->second;
    return timeline_.sources[coverage.sources.front()].name.location;
  }
  [[nodiscard]] bool named(std::uint32_t log) const {
    return !timeline_.logs[log].node.empty() || adopted_.contains(log);
  }

  // The names that stand in a record, in two places; empty: none.
  struct Named {
    std::string one, other;
  };
  [[nodiscard]] Named named_in(const TimedEvent& event) const {
    const auto name = [&](NameId id) { return short_node_name(timeline_.name(id)); };
    const bool about_peer = event.kind == EventKind::kPeerDown || event.kind == EventKind::kPeerUp;
    std::string peer = name(event.text.peer);
    if (peer.empty() && about_peer) peer = name(event.text.subject);
    return {name(event.text.node), std::move(peer)};
  }

  void gather_nodes() {
    adopt_logs();
    std::set<std::string> names;
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) names.insert(log_node_name(log));
    for (const TimedEvent& event : timeline_.events) {
      const Named found = named_in(event);
      if (!found.one.empty()) names.insert(found.one);
      if (is_ha_event(event.kind) && !found.other.empty()) names.insert(found.other);
    }
    for (const Track& track : timeline_.tracks) {
      if (is_heartbeat(track.kind)) names.insert(short_node_name(timeline_.name(track.subject)));
    }
    for (const TimedFact& fact : timeline_.facts) names.insert(short_node_name(timeline_.name(fact.text.node)));
    names.erase("");
    for (const std::string& name : names) {
      HaNode node;
      node.name = name;
      out_.nodes.push_back(std::move(node));
    }
    node_of_log_.resize(timeline_.logs.size());
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) {
      const std::size_t place = out_.find_node(log_node_name(log));
      node_of_log_[log] = place;
      HaNode& node = out_.nodes[place];
      node.logs.push_back(log);
      node.named = named(log);
      const LogCoverage& coverage = timeline_.logs[log];
      const bool dated = std::any_of(coverage.sources.begin(), coverage.sources.end(),
                                     [&](SourceId id) { return timeline_.sources[id].result.has_time; });
      if (!dated) continue;
      if (!node.covered) node.covered = coverage.span;
      node.covered->from = std::min(node.covered->from, coverage.span.from);
      node.covered->to = std::max(node.covered->to, coverage.span.to);
    }
    for (const Track& track : timeline_.tracks) {
      if (is_heartbeat(track.kind) || track.kind == SignalKind::kActivity) {
        std::optional<std::uint32_t>& srm = out_.nodes[node_of_log_[track.log]].srm;
        if (!srm || track.kind == SignalKind::kHeartbeatReceived) srm = track.log;
      }
    }
    for (const TimedEvent& event : timeline_.events) {
      std::optional<std::uint32_t>& srm = out_.nodes[node_of_log_[timeline_.log_of(event.at)]].srm;
      if (!srm && event.kind == EventKind::kPeerDown) srm = timeline_.log_of(event.at);
    }
    for (const HaNode& node : out_.nodes) life_.push_back(life_of(timeline_, node.logs));
  }

  // A log of an unknown node that hears imp2 is imp1's, where it tells how imp1 stands, or some record names them both.
  void adopt_logs() {
    std::map<std::string, std::set<std::string>> partners;
    for (const TimedEvent& event : timeline_.events) {
      const Named found = named_in(event);
      if (!is_ha_event(event.kind) || found.one.empty() || found.other.empty() || found.one == found.other) continue;
      partners[found.one].insert(found.other);
      partners[found.other].insert(found.one);
    }
    std::map<std::uint32_t, std::set<std::string>> heard;
    for (const Track& track : timeline_.tracks) {
      if (is_heartbeat(track.kind) && timeline_.logs[track.log].node.empty())
        heard[track.log].insert(short_node_name(timeline_.name(track.subject)));
    }
    std::map<std::uint32_t, std::set<std::string>> stood;  // whose states a log tells
    for (const TimedEvent& event : timeline_.events) {
      const std::uint32_t log = timeline_.log_of(event.at);
      if (event.kind == EventKind::kHaState && heard.contains(log)) stood[log].insert(named_in(event).one);
    }
    for (const auto& [log, peers] : heard) {
      if (peers.size() != 1 || peers.begin()->empty()) continue;
      std::set<std::string>& told = stood[log];
      told.erase(*peers.begin());
      told.erase("");
      if (told.size() == 1) {
        adopted_[log] = *told.begin();
        continue;
      }
      const auto found = partners.find(*peers.begin());
      if (found != partners.end() && found->second.size() == 1) adopted_[log] = *found->second.begin();
    }
  }

  // Whom an event is about.
  [[nodiscard]] std::size_t node_of(const TimedEvent& event) const {
    if (event.text.node != kNoName) {
      const std::size_t found = out_.find_node(short_node_name(timeline_.name(event.text.node)));
      if (found != kNoPlace) return found;
    }
    return node_of_log_[timeline_.log_of(event.at)];
  }
  [[nodiscard]] std::size_t teller_of(const TimedEvent& event) const {
    return node_of_log_[timeline_.log_of(event.at)];
  }
  [[nodiscard]] std::size_t peer_of(std::size_t node) const {
    const std::size_t pair = out_.nodes[node].pair;
    return pair == kNoPlace ? kNoPlace : out_.pairs[pair].other(node);
  }

  // Pairs.

  void gather_pairs() {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> told;  // how often
    const auto tell = [&](std::size_t a, std::size_t b, std::size_t times) {
      if (a != b && a != kNoPlace && b != kNoPlace) told[{std::min(a, b), std::max(a, b)}] += times;
    };
    for (const Track& track : timeline_.tracks) {
      if (!is_heartbeat(track.kind)) continue;
      tell(node_of_log_[track.log], out_.find_node(short_node_name(timeline_.name(track.subject))), track.runs.size());
    }
    std::set<std::size_t> in_ha;
    for (const TimedEvent& event : timeline_.events) {
      if (!is_ha_event(event.kind)) continue;
      const Named found = named_in(event);
      const std::size_t other = out_.find_node(found.other);
      in_ha.insert(node_of(event));
      if (other != kNoPlace) in_ha.insert(other);
      if (!found.other.empty()) tell(node_of(event), other, 1);
    }
    for (std::size_t node = 0; node < out_.nodes.size(); ++node) {
      const std::optional<std::uint32_t> srm = out_.nodes[node].srm;
      if (srm && timeline_.logs[*srm].format == "srm.log") in_ha.insert(node);
    }
    std::map<std::tuple<SourceId, NameId>, std::set<std::size_t>> groups;
    for (const TimedFact& fact : timeline_.facts) {
      if (!is_ha_fact(fact.kind)) continue;
      const std::size_t node = out_.find_node(short_node_name(timeline_.name(fact.text.node)));
      if (node != kNoPlace) groups[{fact.at.source, fact.text.subject}].insert(node);
    }
    for (const auto& [where, members] : groups) {
      if (members.size() == 2) tell(*members.begin(), *members.rbegin(), 1);
    }
    // Those named most often first: a node has one peer.
    std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::size_t>> order(told.begin(), told.end());
    const auto key = [&](const auto& entry) {
      const auto& [nodes, times] = entry;
      const int unnamed = (out_.nodes[nodes.first].named ? 0 : 1) + (out_.nodes[nodes.second].named ? 0 : 1);
      return std::tuple(unnamed, -static_cast<std::ptrdiff_t>(times), nodes);
    };
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    for (const auto& [nodes, times] : order) add_pair(nodes.first, nodes.second);
    if (out_.pairs.empty() && in_ha.size() == 2) add_pair(*in_ha.begin(), *in_ha.rbegin());
    std::sort(out_.pairs.begin(), out_.pairs.end(),
              [](const HaPair& a, const HaPair& b) { return a.nodes[0] < b.nodes[0]; });
    for (std::size_t pair = 0; pair < out_.pairs.size(); ++pair) {
      for (const std::size_t node : out_.pairs[pair].nodes) out_.nodes[node].pair = pair;
    }
  }

  void add_pair(std::size_t a, std::size_t b) {
    for (const HaPair& known : out_.pairs) {
      for (const std::size_t node : known.nodes) {
        if (node == a || node == b) return;
      }
    }
    // The nodes are sorted by name.
    HaPair pair;
    pair.nodes[0] = a;
    pair.nodes[1] = b;
    pair.name = out_.nodes[a].name + "/" + out_.nodes[b].name;
    for (const std::size_t node : {a, b}) {
      const std::optional<Window>& covered = out_.nodes[node].covered;
      if (!covered) continue;
      if (!pair.covered) pair.covered = covered;
      pair.covered->from = std::min(pair.covered->from, covered->from);
      pair.covered->to = std::max(pair.covered->to, covered->to);
    }
    out_.pairs.push_back(std::move(pair));
  }

  // Stops and states.

  void gather_stops() {
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      Stop stop;
      switch (event.kind) {
        case EventKind::kBoot:
          stop.what = Stop::What::kBoot;
          break;
        case EventKind::kShutdown:
          stop.what = Stop::What::kShutdown;
          break;
        case EventKind::kRestart:
          stop.what = Stop::What::kRestart;
          break;
        case EventKind::kSrmStart:
          stop.what = Stop::What::kSrmStart;
          break;
        case EventKind::kSrmStop:
          stop.what = Stop::What::kSrmStop;
          break;
        default:
          continue;
      }
      stop.node = node_of(event);
      stop.time = event.time;
      stop.told = place;
      stop.by_history = timeline_.logs[timeline_.log_of(event.at)].format.starts_with("cli.");
      out_.nodes[stop.node].stops.push_back(stop);
    }
    for (HaNode& node : out_.nodes) {
      for (std::size_t i = 0; i < node.stops.size(); ++i) {
        if (node.stops[i].what == Stop::What::kBoot) node.stops[i].orderly = orderly(node, i);
      }
    }
  }

  // One boot is told by the kernel and a little later by the history.
  static constexpr Duration kOneBoot = std::chrono::minutes(10);
  static constexpr Duration kLongestDown = std::chrono::minutes(30);

  [[nodiscard]] std::optional<bool> orderly(const HaNode& node, std::size_t boot) const {
    const Stop& told = node.stops[boot];
    for (std::size_t i = boot; i-- > 0;) {
      const Stop& before = node.stops[i];
      if (!before.of_host()) continue;
      if (told.by_history && !before.by_history) continue;
      if (before.what != Stop::What::kBoot) return true;
      if (told.by_history || told.time - before.time > kOneBoot) return false;
    }
    if (told.by_history) return std::nullopt;
    // The system log says an orderly end, so long as it reaches back to it.
    const Timestamp from = timeline_.logs[timeline_.log_of(timeline_.events[told.told].at)].span.from;
    return told.time - from > kLongestDown ? std::optional(false) : std::nullopt;
  }

  void gather_states() {
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      if (event.kind != EventKind::kHaState) continue;
      StateEpisode episode;
      episode.node = node_of(event);
      episode.state = pair_state_of(states_, timeline_.name(event.text.subject));
      episode.reason_text = timeline_.name(event.text.detail);
      episode.reason = pair_reason_of(states_, episode.reason_text);
      const Timestamp end = std::max(event.time, timeline_.logs[timeline_.log_of(event.at)].last_record);
      episode.window = {event.time, end};
      episode.open = true;
      episode.told = place;
      episode.confirmed = event.text.confirmed;
      auto& states = out_.nodes[episode.node].states;
      if (!states.empty() && states.back().state == episode.state &&
          (states.back().reason == episode.reason || episode.reason == PairReason::kNone)) {
        states.back().window.to = std::max(states.back().window.to, end);
        continue;
      }
      if (!states.empty()) {
        states.back().window.to = event.time;
        states.back().open = false;
      }
      states.push_back(std::move(episode));
    }
  }

  // High availability is off from the first state that says so to the first other one that lasts: a node that starts
  // meanwhile may begin with another state.
  void find_times_off() {
    for (HaPair& pair : out_.pairs) {
      std::vector<const StateEpisode*> told;
      for (const std::size_t node : pair.nodes) {
        for (const StateEpisode& episode : out_.nodes[node].states) told.push_back(&episode);
      }
      std::sort(told.begin(), told.end(),
                [](const StateEpisode* a, const StateEpisode* b) { return a->told < b->told; });
      const auto off = [](const StateEpisode* episode) { return episode->reason == PairReason::kNotEnabled; };
      for (std::size_t i = 0; i < told.size(); ++i) {
        if (!off(told[i])) continue;
        std::size_t end = i + 1;
        const auto again = [&](std::size_t from) {
          for (std::size_t j = from + 1;
               j < told.size() && told[j]->window.from - told[from]->window.from <= limits_.telling_join; ++j) {
            if (off(told[j])) return true;
          }
          return false;
        };
        while (end < told.size() && (off(told[end]) || again(end))) ++end;
        pair.ha_off.push_back({told[i]->window.from,
                               end < told.size()
                                   ? told[end]->window.from
                                   : std::max(told[i]->window.from, pair.covered ? pair.covered->to : Timestamp{})});
        i = end;
      }
    }
  }

  // A heartbeat may be due for a while when high availability goes off.
  [[nodiscard]] bool off_at(std::size_t node, Timestamp time) const {
    const std::size_t pair = out_.nodes[node].pair;
    if (pair == kNoPlace) return false;
    const auto& off = out_.pairs[pair].ha_off;
    return std::any_of(off.begin(), off.end(), [&](const Window& window) {
      return window.from - limits_.missed() <= time && time <= window.to;
    });
  }

  // Heartbeats.

  void gather_pauses(std::size_t observer) {
    RunList<Timestamp> list;
    std::set<std::size_t> peers;
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kHeartbeatReceived || node_of_log_[track.log] != observer) continue;
      for (const TimedRun& run : track.runs) list.insert(run, limits_.missed());
      if (const std::size_t peer = out_.find_node(short_node_name(timeline_.name(track.subject))); peer != kNoPlace)
        peers.insert(peer);
    }
    beats_.push_back(std::move(list.runs()));
    const std::vector<TimedRun>& runs = beats_.back();
    if (runs.empty()) return;
    out_.observers.push_back(observer);
    const std::size_t peer = peers.size() == 1 ? *peers.begin() : peer_of(observer);
    const LogLife& life = life_[observer];
    for (std::size_t r = 0; r < runs.size(); ++r) {
      HeartbeatPause pause;
      pause.observer = observer;
      pause.peer = peer;
      pause.open = r + 1 == runs.size();
      pause.before = runs[r].last_at;
      pause.window = {runs[r].last, runs[r].last};
      if (!pause.open) {
        pause.window.to = runs[r + 1].first;
        pause.after = runs[r + 1].first_at;
      } else if (!life.visible.empty()) {
        pause.window.to = std::max(pause.window.to, life.visible.back().to);
      }
      end_at_own_stop(pause);
      if (pause.length() <= limits_.missed()) continue;
      pause.timeout = started_before(observer, pause.window.from) ? limits_.initialization : limits_.timeout;
      pause.visible = state_over(life.visible, pause.window, limits_.missed());
      pause.own_log = state_over(life.all, pause.window, limits_.missed());
      if (peer != kNoPlace) {
        pause.peer_log = state_over(life_[peer].all, pause.window, limits_.missed());
        pause.peer_sent = state_over(life_[peer].sent, pause.window, limits_.missed()) == LogState::kWentOn;
      }
      pause.intact = timeline_.logs[timeline_.log_of(pause.before)].intact(pause.window);
      pause.ha_off = off_at(observer, pause.window.from);
      out_.pauses.push_back(pause);
    }
  }

  // After its own stop nobody listened. What came before that stands, where it alone is long enough to be judged.
  void end_at_own_stop(HeartbeatPause& pause) const {
    for (const Stop& stop : out_.nodes[pause.observer].stops) {
      if (stop.time <= pause.window.from || stop.time > pause.window.to) continue;
      const Life& life = life_[pause.observer].all;
      Timestamp last = pause.window.from;  // of what it wrote before the stop
      for (auto part = first_after(life, pause.window.from); part != life.end() && part->from <= stop.time; ++part)
        last = std::min(part->to, stop.time);
      const bool alone = last - pause.window.from >= limits_.timeout;
      if (alone) {
        pause.window.to = last;
        pause.open = true;
        pause.after = {};
      } else {
        pause.own_stop = stop.told;
      }
      return;
    }
  }

  [[nodiscard]] bool started_before(std::size_t node, Timestamp time) const {
    const auto& stops = out_.nodes[node].stops;
    return std::any_of(stops.begin(), stops.end(), [&](const Stop& stop) {
      return stop.what == Stop::What::kSrmStart && stop.time <= time && time - stop.time < limits_.initialization;
    });
  }

  struct Sign {
    Timestamp time{};
    Location at;
  };

  // The last heartbeat at or before the time; within a run it is known to a heartbeat only.
  [[nodiscard]] std::optional<Sign> heard_before(std::size_t observer, Timestamp time) const {
    const std::vector<TimedRun>& runs = beats_[observer];
    const auto after =
        std::upper_bound(runs.begin(), runs.end(), time, [](Timestamp t, const TimedRun& run) { return t < run.last; });
    if (after == runs.begin()) return std::nullopt;
    return Sign{(after - 1)->last, (after - 1)->last_at};
  }
  [[nodiscard]] std::optional<Sign> sign_after(std::size_t observer, const std::vector<Sign>& ups,
                                               Timestamp time) const {
    std::optional<Sign> first;
    const std::vector<TimedRun>& runs = beats_[observer];
    const auto run = std::upper_bound(runs.begin(), runs.end(), time,
                                      [](Timestamp t, const TimedRun& other) { return t < other.last; });
    // Where heartbeats went on all the time, the next one is not known, and within an interval.
    if (run != runs.end()) first = run->first > time ? Sign{run->first, run->first_at} : Sign{time, run->last_at};
    const auto up =
        std::upper_bound(ups.begin(), ups.end(), time, [](Timestamp t, const Sign& sign) { return t < sign.time; });
    if (up != ups.end() && (!first || up->time < first->time)) first = *up;
    return first;
  }

  void gather_outages(std::size_t observer) {
    std::vector<EventPlace> lines;
    std::vector<Sign> ups;
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      if (teller_of(event) != observer) continue;
      if (event.kind == EventKind::kPeerDown) lines.push_back(place);
      if (event.kind == EventKind::kPeerUp) ups.push_back({event.time, event.at});
    }
    const auto time = [&](EventPlace place) { return timeline_.events[place].time; };
    std::vector<Outage> found;
    for (const EventPlace line : lines) {
      const std::size_t pause = pause_around(observer, time(line));
      if (!found.empty()) {
        Outage& last = found.back();
        const std::optional<Sign> sign = sign_after(observer, ups, time(last.lines.back()));
        const bool between = sign && sign->time <= time(line);
        const bool near = time(line) - time(last.lines.back()) <= limits_.outage_join;
        if (!between && (near || (pause != kNoPlace && pause == last.pause))) {
          last.lines.push_back(line);
          continue;
        }
      }
      Outage outage;
      outage.observer = observer;
      outage.lines = {line};
      outage.pause = pause;
      found.push_back(std::move(outage));
    }
    for (Outage& outage : found) settle(outage, ups);
    for (std::size_t p = 0; p < out_.pauses.size(); ++p) {
      const HeartbeatPause& pause = out_.pauses[p];
      if (pause.observer != observer || pause.own_stop || pause.length() < pause.timeout) continue;
      const bool said =
          std::any_of(found.begin(), found.end(), [&](const Outage& outage) { return outage.pause == p; });
      if (said) continue;
      Outage outage;
      outage.observer = observer;
      outage.pause = p;
      outage.window = pause.window;
      outage.open = pause.open;
      outage.before = pause.before;
      if (!pause.open) outage.after = pause.after;
      outage.proven = pause.proven();
      outage.peer = pause.peer;
      outage.ha_off = pause.ha_off;
      outage.uncertainty = uncertainty_of(timeline_.source(pause.before).clock);
      found.push_back(std::move(outage));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Outage& a, const Outage& b) { return a.window.from < b.window.from; });
    for (Outage& outage : found) {
      if (outage.pause != kNoPlace) out_.pauses[outage.pause].outage = out_.outages.size();
      out_.outages.push_back(std::move(outage));
    }
  }

  // The pauses of an observer stand together, in the order of time.
  [[nodiscard]] std::size_t pause_around(std::size_t observer, Timestamp time) const {
    const auto at = std::lower_bound(out_.pauses.begin(), out_.pauses.end(), std::pair(observer, time),
                                     [](const HeartbeatPause& pause, const std::pair<std::size_t, Timestamp>& place) {
                                       return std::pair(pause.observer, pause.window.to) < place;
                                     });
    if (at == out_.pauses.end() || at->observer != observer || at->window.from >= time) return kNoPlace;
    return static_cast<std::size_t>(at - out_.pauses.begin());
  }

  void settle(Outage& outage, const std::vector<Sign>& ups) {
    const TimedEvent& first = timeline_.events[outage.lines.front()];
    const TimedEvent& last = timeline_.events[outage.lines.back()];
    const LogLife& life = life_[outage.observer];
    outage.peer = out_.find_node(named_in(first).other);
    if (outage.peer == kNoPlace) outage.peer = peer_of(outage.observer);
    outage.proven = true;
    for (const EventPlace line : outage.lines) {
      const TimedEvent& event = timeline_.events[line];
      outage.confirmed = outage.confirmed || event.text.confirmed;
      if (outage.told.unit == ToldSilence::Unit::kNone) outage.told = read_told_silence(event.text.number);
    }
    // The last heartbeat before, where the log would have shown a later one.
    std::optional<Sign> before = heard_before(outage.observer, first.time);
    const bool in_pause = outage.pause != kNoPlace;
    if (before && !in_pause && first.time - before->time > limits_.missed() &&
        state_over(life.visible, {before->time, first.time}, limits_.missed()) != LogState::kWentOn) {
      before.reset();
    }
    if (before && in_pause && out_.pauses[outage.pause].visible != LogState::kWentOn &&
        state_over(life.all, {before->time, first.time}, limits_.missed()) == LogState::kWentOn) {
      before.reset();  // the level had been lowered
    }
    outage.window.from = first.time;
    if (before) {
      outage.before = before->at;
      outage.window.from = before->time;
      decide_unit(outage.told, first.time - before->time);
    } else if (const std::optional<Duration> silence = outage.told.length()) {
      outage.window.from = first.time - *silence;
    }
    const std::optional<Sign> after = sign_after(outage.observer, ups, last.time);
    if (after) {
      outage.after = after->at;
      outage.window.to = after->time;
    } else {
      outage.open = true;
      outage.window.to = std::max(last.time, in_pause ? out_.pauses[outage.pause].window.to : last.time);
    }
    outage.ha_off = off_at(outage.observer, outage.window.from);
    outage.uncertainty = uncertainty_of(timeline_.source(first.at).clock);
    outage.observer_slept = slept_until(outage.observer, {outage.window.from, first.time});
  }

  static void decide_unit(ToldSilence& told, Duration measured) {
    if (told.unit != ToldSilence::Unit::kUnknown) return;
    const auto near = [&](Duration length) {
      const Duration apart = length > measured ? length - measured : measured - length;
      return apart <= std::max<Duration>(std::chrono::seconds(15), measured / 5);
    };
    if (near(std::chrono::seconds(told.number))) {
      told.unit = ToldSilence::Unit::kSeconds;
    } else if (near(std::chrono::milliseconds(told.number))) {
      told.unit = ToldSilence::Unit::kMilliseconds;
    }
  }

  // A log that writes all the time and then stands still until this moment: its host did, or its process.
  static constexpr Duration kDense = std::chrono::seconds(120);
  static constexpr Duration kAwake = std::chrono::seconds(10);

  [[nodiscard]] bool slept_until(std::size_t node, const Window& window) const {
    const Life& life = life_[node].all;
    const Window gap = longest_gap(life, window);
    return gap.length() > limits_.missed() && gap.to >= window.to - kAwake && dense_before(node, gap.from);
  }
  // Runs of different levels take turns, so several may make up the time.
  [[nodiscard]] bool dense_before(std::size_t node, Timestamp time) const {
    const Life& life = life_[node].all;
    if (life.empty() || life.front().from > time - kDense) return false;
    return longest_gap(life, {time - kDense, time}).length() <= limits_.missed();
  }

  // Failovers and fallbacks.

  struct Telling {
    Timestamp time{};
    EventPlace place = 0;
    bool end = false;
    bool state = false;
  };
  using Direction = std::pair<std::size_t, std::size_t>;  // from, to
  using Tellings = std::map<Direction, std::vector<Telling>>;

  // Both ends of a record, of which it may name one.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> both(const TimedEvent& event) const {
    std::size_t node = event.text.node == kNoName ? kNoPlace : node_of(event);
    std::size_t peer = out_.find_node(named_in(event).other);
    if (node == kNoPlace && peer == kNoPlace) return std::nullopt;
    if (node == kNoPlace) node = peer_of(peer);
    if (peer == kNoPlace) peer = peer_of(node);
    if (node == kNoPlace || peer == kNoPlace || node == peer) return std::nullopt;
    return std::pair(node, peer);
  }

  void add_telling(Tellings& into, std::size_t from, std::size_t to, const Telling& telling) const {
    if (from == kNoPlace || to == kNoPlace) return;
    into[{from, to}].push_back(telling);
  }

  // In groups whose neighbours lie at most so far apart.
  template <class Take>
  static void each_group(const std::vector<Telling>& tellings, Duration join, Take take) {
    for (std::size_t i = 0; i < tellings.size();) {
      std::size_t end = i + 1;
      while (end < tellings.size() && tellings[end].time - tellings[end - 1].time <= join) ++end;
      take(std::vector<Telling>(tellings.begin() + static_cast<std::ptrdiff_t>(i),
                                tellings.begin() + static_cast<std::ptrdiff_t>(end)));
      i = end;
    }
  }

  void gather_fallbacks() {
    Tellings tellings;
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      const Telling telling{event.time, place, event.kind == EventKind::kFallbackEnd, false};
      if (event.kind == EventKind::kFallbackBegin || event.kind == EventKind::kFallbackEnd) {
        if (const auto nodes = both(event)) add_telling(tellings, nodes->second, nodes->first, telling);
      }
    }
    each_change([&](const StateEpisode& episode) {
      const Telling telling{episode.window.from, episode.told, false, true};
      if (episode.state == PairState::kTakingBack) add_telling(tellings, peer_of(episode.node), episode.node, telling);
      if (episode.state == PairState::kFallingBack) add_telling(tellings, episode.node, peer_of(episode.node), telling);
    });
    for (auto& [direction, told] : tellings) {
      sort(told);
      each_group(told, limits_.telling_join, [&](const std::vector<Telling>& group) {
        const auto& [from, to] = direction;
        if (out_.nodes[from].pair == kNoPlace || out_.nodes[from].pair != out_.nodes[to].pair) return;
        const bool only_end = std::all_of(group.begin(), group.end(), [](const Telling& t) { return t.end; });
        if (only_end && !out_.fallbacks.empty()) {
          Fallback& last = out_.fallbacks.back();
          if (last.from == from && last.to == to && !last.ended &&
              group.front().time - last.window.from <= limits_.state_expires) {
            last.window.to = group.back().time;
            last.ended = true;
            return;
          }
        }
        Fallback fallback;
        fallback.pair = out_.nodes[from].pair;
        fallback.from = from;
        fallback.to = to;
        fallback.window = {group.front().time, group.back().time};
        for (const Telling& telling : group) {
          const TimedEvent& event = timeline_.events[telling.place];
          fallback.tellings.push_back(telling.place);
          fallback.manual = fallback.manual || is_manual(event);
          if (telling.end) fallback.ended = true;
        }
        if (fallback.ended) {
          for (const Telling& telling : group) {
            if (telling.end) fallback.window.to = telling.time;
          }
        } else {
          end_with_state(fallback);
        }
        out_.fallbacks.push_back(std::move(fallback));
      });
    }
    std::sort(out_.fallbacks.begin(), out_.fallbacks.end(), [](const Fallback& a, const Fallback& b) {
      return std::tuple(a.pair, a.window.from, a.from) < std::tuple(b.pair, b.window.from, b.from);
    });
  }

  // Without a line of its own a fallback ends when the first of both nodes is Normal.
  void end_with_state(Fallback& fallback) const {
    std::optional<Timestamp> normal;
    for (const std::size_t node : {fallback.from, fallback.to}) {
      for (const StateEpisode& episode : out_.nodes[node].states) {
        if (episode.state != PairState::kNormal || episode.window.from < fallback.window.from ||
            episode.window.from - fallback.window.from > limits_.state_expires)
          continue;
        normal = std::min(normal.value_or(episode.window.from), episode.window.from);
        break;
      }
    }
    if (!normal) return;
    fallback.window.to = std::max(fallback.window.to, *normal);
    fallback.ended = true;
  }

  static void sort(std::vector<Telling>& tellings) {
    std::sort(tellings.begin(), tellings.end(), [](const Telling& a, const Telling& b) {
      return std::tuple(a.time, a.place) < std::tuple(b.time, b.place);
    });
  }

  template <class Take>
  void each_change(Take take) const {
    for (const HaNode& node : out_.nodes) {
      for (const StateEpisode& episode : node.states) take(episode);
    }
  }

  [[nodiscard]] bool is_manual(const TimedEvent& event) const {
    return (event.kind != EventKind::kHaState && event.text.number == kManual) ||
           pair_reason_of(states_, timeline_.name(event.text.detail)) == PairReason::kOnAdminRequest;
  }

  void gather_failovers() {
    Tellings tellings;
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      if (event.kind != EventKind::kFailoverBegin && event.kind != EventKind::kFailoverEnd) continue;
      const Telling telling{event.time, place, event.kind == EventKind::kFailoverEnd, false};
      if (const auto nodes = both(event)) add_telling(tellings, nodes->first, nodes->second, telling);
    }
    each_change([&](const StateEpisode& episode) {
      const Telling telling{episode.window.from, episode.told, episode.state == PairState::kBackup, true};
      const std::size_t peer = peer_of(episode.node);
      // A node whose SRM started while it served its peer is in backup mode as before.
      const bool restated = episode.state == PairState::kBackup && episode.reason == PairReason::kInitialization;
      if (episode.state == PairState::kTakingOver || (episode.state == PairState::kBackup && !restated))
        add_telling(tellings, peer, episode.node, telling);
      if (episode.state == PairState::kFailingOver) add_telling(tellings, episode.node, peer, telling);
    });
    for (auto& [direction, told] : tellings) {
      sort(told);
      const std::size_t first = out_.failovers.size();
      each_group(told, limits_.telling_join,
                 [&](const std::vector<Telling>& group) { add_failover(direction, group, first); });
    }
    std::sort(out_.failovers.begin(), out_.failovers.end(), [](const Failover& a, const Failover& b) {
      return std::tuple(a.pair, a.window.from, a.from) < std::tuple(b.pair, b.window.from, b.from);
    });
    for (Failover& failover : out_.failovers) {
      for (std::size_t f = 0; f < out_.fallbacks.size(); ++f) {
        const Fallback& fallback = out_.fallbacks[f];
        if (fallback.from != failover.to || fallback.to != failover.from || fallback.window.from < failover.window.from)
          continue;
        failover.fallback = f;
        break;
      }
    }
  }

  // `first`: of the failovers of this direction.
  void add_failover(const Direction& direction, const std::vector<Telling>& group, std::size_t first) {
    const auto& [from, to] = direction;
    if (out_.nodes[from].pair == kNoPlace || out_.nodes[from].pair != out_.nodes[to].pair) return;
    const bool only_end = std::all_of(group.begin(), group.end(), [](const Telling& t) { return t.end; });
    if (only_end && out_.failovers.size() > first) {
      Failover& last = out_.failovers.back();
      const Timestamp begun = last.window.from, now = group.front().time;
      const bool given_back = std::any_of(out_.fallbacks.begin(), out_.fallbacks.end(), [&](const Fallback& fallback) {
        return fallback.from == to && fallback.window.from > begun && fallback.window.from <= now;
      });
      if (!given_back) {
        // Its late end, or the same said again.
        if (!last.ended && now - begun <= limits_.state_expires) {
          last.window.to = group.back().time;
          last.ended = true;
          for (const Telling& telling : group) last.tellings.push_back(telling.place);
        }
        return;
      }
    }
    Failover failover;
    failover.pair = out_.nodes[from].pair;
    failover.from = from;
    failover.to = to;
    failover.window = {group.front().time, group.back().time};
    std::optional<Timestamp> begin, end;
    for (const Telling& telling : group) {
      const TimedEvent& event = timeline_.events[telling.place];
      failover.tellings.push_back(telling.place);
      failover.manual = failover.manual || is_manual(event);
      if (telling.end) {
        end = telling.time;
      } else if (!begin) {
        begin = telling.time;
      }
      if (!telling.end && !telling.state) {
        failover.confirmed = failover.confirmed || event.text.confirmed;
      }
    }
    if (begin) failover.window.from = *begin;
    if (end) failover.window.to = std::max(*end, failover.window.from);
    failover.ended = end.has_value();
    // What an announcement says of the reason goes before what a state says.
    for (const bool state : {false, true}) {
      for (const Telling& telling : group) {
        const TimedEvent& event = timeline_.events[telling.place];
        if (telling.state != state || telling.end != state || failover.reason != PairReason::kNone) continue;
        failover.reason_text = timeline_.name(event.text.detail);
        failover.reason = pair_reason_of(states_, failover.reason_text);
      }
    }
    for (const Telling& telling : group) {
      if (failover.reason != PairReason::kNone) break;
      failover.reason_text = timeline_.name(timeline_.events[telling.place].text.detail);
      failover.reason = pair_reason_of(states_, failover.reason_text);
    }
    failover.ha_off = off_at(from, failover.window.from) && !at_end_of_off(from, failover.window.from);
    out_.failovers.push_back(std::move(failover));
  }

  // A pair may fail over at once when high availability comes on.
  [[nodiscard]] bool at_end_of_off(std::size_t node, Timestamp time) const {
    const auto& off = out_.pairs[out_.nodes[node].pair].ha_off;
    return std::any_of(off.begin(), off.end(), [&](const Window& window) { return window.to == time; });
  }

  // Causes.

  static constexpr Duration kCommandBefore = std::chrono::seconds(60);
  static constexpr Duration kServiceBefore = std::chrono::seconds(240);
  static constexpr Duration kStopBefore = std::chrono::seconds(120);
  static constexpr Duration kBootAfter = std::chrono::seconds(1800);

  void link(Failover& failover, std::string_view role, EventPlace place) const {
    const TimedEvent& event = timeline_.events[place];
    failover.chain.push_back({role, event.time, event.at});
  }

  void explain(Failover& failover) {
    const Timestamp begin = failover.window.from;
    find_outage(failover);
    const bool by_peer = failover.reason == PairReason::kPeerDown || failover.reason == PairReason::kPeerReboot;
    const std::optional<EventPlace> command = command_before(failover);
    if (failover.reason == PairReason::kOnAdminRequest || (command && !by_peer)) {
      failover.cause = FailoverCause::kAdmin;
      failover.manual = true;
      if (command) {
        link(failover, "cause", *command);
        failover.caused_at = timeline_.events[*command].time;
      }
    } else if (failover.reason == PairReason::kDatabaseFailure) {
      failover.cause = FailoverCause::kDatabase;
      blame_service(failover);
    } else if (failover.reason == PairReason::kCriticalServiceDown) {
      failover.cause = FailoverCause::kService;
      blame_service(failover);
    } else if (!by_peer && blame_service(failover)) {
      failover.cause = FailoverCause::kService;
    } else if (blame_host(failover)) {
      // What was found is told there.
    } else if (failover.outage != kNoPlace || by_peer) {
      blame_the_way_between(failover);
    }
    if (failover.outage != kNoPlace && by_peer_possible(failover)) {
      const Outage& outage = out_.outages[failover.outage];
      if (outage.before) failover.chain.push_back({"wait", outage.window.from, *outage.before});
      if (!outage.lines.empty()) link(failover, "peer-down", outage.lines.front());
    }
    const auto time = [&](EventPlace place) { return timeline_.events[place].time; };
    std::vector<EventPlace> told = failover.tellings;
    std::sort(told.begin(), told.end());
    for (const EventPlace place : told) {
      if (time(place) <= failover.window.to && !is_end(timeline_.events[place])) link(failover, "takeover", place);
    }
    for (const EventPlace place : told) {
      if (is_end(timeline_.events[place])) link(failover, "done", place);
    }
    if (failover.fallback != kNoPlace) link(failover, "fallback", out_.fallbacks[failover.fallback].tellings.front());
    find_health(failover, begin);
  }

  [[nodiscard]] static bool by_peer_possible(const Failover& failover) {
    return failover.cause != FailoverCause::kService && failover.cause != FailoverCause::kAdmin &&
           failover.cause != FailoverCause::kDatabase;
  }

  [[nodiscard]] bool is_end(const TimedEvent& event) const {
    return event.kind == EventKind::kFailoverEnd ||
           (event.kind == EventKind::kHaState &&
            pair_state_of(states_, timeline_.name(event.text.subject)) == PairState::kBackup);
  }

  // The silence of `from`, as `to` saw it, in which it took over.
  void find_outage(Failover& failover) const {
    for (std::size_t o = 0; o < out_.outages.size(); ++o) {
      const Outage& outage = out_.outages[o];
      if (outage.observer != failover.to || !outage.proven) continue;
      const Timestamp begin = failover.window.from;
      if (outage.window.from > begin) continue;
      if (begin <= outage.window.to + kAwake || (outage.open && begin - outage.window.to <= limits_.outage_join))
        failover.outage = o;
    }
  }

  [[nodiscard]] std::optional<EventPlace> command_before(const Failover& failover) const {
    std::optional<EventPlace> found;
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      if (event.kind != EventKind::kFailoverCommand) continue;
      if (event.time > failover.window.from || failover.window.from - event.time > kCommandBefore) continue;
      if (out_.nodes[node_of(event)].pair == failover.pair) found = place;
    }
    return found;
  }

  [[nodiscard]] bool is_monitored(std::string_view service) const {
    return states_.monitored_within(service) != nullptr;
  }

  // The first failure of the service whose end moved the users.
  bool blame_service(Failover& failover) const {
    struct Told {
      EventPlace place = 0;
      bool critical = false, failed = false;
    };
    std::vector<Told> told;
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      const bool critical = event.kind == EventKind::kCriticalDown;
      const bool failed = event.kind == EventKind::kServiceFailed || event.kind == EventKind::kServiceStartFailed;
      if (!critical && !failed && event.kind != EventKind::kServiceStopped) continue;
      if (event.time > failover.window.from || failover.window.from - event.time > kServiceBefore) continue;
      if (node_of(event) != failover.from) continue;
      if (!critical && !is_monitored(timeline_.name(event.text.subject)) &&
          failover.reason != PairReason::kCriticalServiceDown)
        continue;
      told.push_back({place, critical, failed});
    }
    if (told.empty()) return false;
    const auto subject = [&](const Told& one) {
      return folded(timeline_.name(timeline_.events[one.place].text.subject));
    };
    // What its own SRM calls critical decides; else a failure; else a stop. Of a kind, a monitored service goes first.
    const Told* best = &told.front();
    const auto weight = [&](const Told& one) {
      return std::tuple(one.critical, is_monitored(subject(one)), one.failed);
    };
    for (const Told& one : told) {
      if (weight(one) > weight(*best)) best = &one;
    }
    const std::string service = subject(*best);
    failover.service = timeline_.name(timeline_.events[best->place].text.subject);
    for (const Told& one : told) {
      if (subject(one) != service) continue;
      link(failover, "cause", one.place);
      if (!failover.caused_at) failover.caused_at = timeline_.events[one.place].time;
    }
    return true;
  }

  // The host that went down, orderly or not.
  bool blame_host(Failover& failover) const {
    Timestamp from = failover.window.from - kStopBefore;
    if (failover.outage != kNoPlace)
      from = std::min(from, out_.outages[failover.outage].window.from - limits_.interval);
    const Timestamp to = failover.window.from + kBootAfter;
    bool end_told = false;
    std::optional<bool> orderly;
    bool boot = false, srm = false;
    std::vector<EventPlace> links;
    for (const Stop& stop : out_.nodes[failover.from].stops) {
      if (stop.time < from || stop.time > to) continue;
      links.push_back(stop.told);
      if (!stop.of_host()) {
        srm = true;
        continue;
      }
      if (stop.what != Stop::What::kBoot) {
        end_told = end_told || stop.time <= failover.window.from;
        continue;
      }
      // A boot long after an orderly end belongs to it; one without any was not orderly.
      boot = true;
      if (stop.orderly && !orderly) orderly = stop.orderly;
      if (stop.orderly && *stop.orderly && stop.by_history) orderly = true;
    }
    const bool told_reboot = failover.reason == PairReason::kPeerReboot;
    if (!end_told && !boot && !told_reboot) {
      if (srm) {
        for (const EventPlace place : links) link(failover, "cause", place);
        if (!links.empty()) failover.caused_at = timeline_.events[links.front()].time;
      }
      return srm;
    }
    failover.cause = !end_told && orderly && !*orderly ? FailoverCause::kUngraceful : FailoverCause::kReboot;
    for (const EventPlace place : links) {
      if (!failover.caused_at) failover.caused_at = timeline_.events[place].time;
      link(failover, "cause", place);
    }
    return true;
  }

  // Neither a service nor a stop: the network where the other node went on, its host where that stood still.
  void blame_the_way_between(Failover& failover) const {
    Window window{failover.window.from - limits_.timeout, failover.window.from};
    if (failover.outage != kNoPlace) window.from = out_.outages[failover.outage].window.from;
    const Life& life = life_[failover.from].all;
    if (life.empty()) return;
    switch (state_over(life, window, limits_.missed())) {
      case LogState::kWentOn:
        if (failover.outage != kNoPlace || failover.reason == PairReason::kPeerDown)
          failover.cause = FailoverCause::kNetwork;
        failover.caused_at = window.from;
        break;
      case LogState::kSilent:
      case LogState::kGaps: {
        Timestamp end = window.to;
        if (const auto next = first_after(life, window.to); next != life.end()) end = std::max(end, next->from);
        const Window gap = longest_gap(life, {window.from - limits_.interval, end});
        if (!dense_before(failover.from, gap.from)) break;
        failover.cause = FailoverCause::kHostPaused;
        failover.caused_at = gap.from;
        break;
      }
      case LogState::kNone:
        break;
    }
  }

  // Since when the node that was left could have its users back.
  void find_health(Failover& failover, Timestamp begin) const {
    const auto healthy = [&](Timestamp time, const Location& at, std::optional<EventPlace> told) {
      if (failover.healthy_since && *failover.healthy_since <= time) return;
      failover.healthy_since = time;
      failover.healthy_at = at;
      failover.healthy_told = told;
    };
    const bool by_service = failover.cause == FailoverCause::kService || failover.cause == FailoverCause::kDatabase;
    const std::string service = folded(failover.service);
    for (EventPlace place = 0; place < timeline_.events.size(); ++place) {
      const TimedEvent& event = timeline_.events[place];
      if (event.time <= begin || node_of(event) != failover.from) continue;
      const bool up = event.kind == EventKind::kCriticalUp || event.kind == EventKind::kServiceStarted;
      const bool same = service.empty() ? is_monitored(timeline_.name(event.text.subject))
                                        : folded(timeline_.name(event.text.subject)) == service;
      if (by_service && up && same) healthy(event.time, event.at, place);
      if (event.kind == EventKind::kBoot || event.kind == EventKind::kSrmStart) healthy(event.time, event.at, place);
    }
    if (!by_service && failover.outage != kNoPlace) {
      const Outage& outage = out_.outages[failover.outage];
      if (!outage.open && outage.after) healthy(outage.window.to, *outage.after, std::nullopt);
    }
    if (by_service) {
      for (const StateEpisode& episode : out_.nodes[failover.from].states) {
        if (episode.window.from > begin && episode.state == PairState::kFailedOver)
          healthy(episode.window.from, timeline_.events[episode.told].at, episode.told);
      }
    }
  }

  // Both nodes for themselves.

  [[nodiscard]] bool stopped_in(const HaPair& pair, const Window& window) const {
    for (const std::size_t node : pair.nodes) {
      for (const Stop& stop : out_.nodes[node].stops) {
        if (window.from <= stop.time && stop.time <= window.to) return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool guessed(const Location& at) const {
    return timeline_.source(at).clock.basis() == ClockBasis::kAssumed;
  }

  void find_split_brains() {
    for (std::size_t p = 0; p < out_.pairs.size(); ++p) {
      const HaPair& pair = out_.pairs[p];
      const std::size_t first = out_.split_brains.size();
      for (std::size_t a = 0; a < out_.outages.size(); ++a) {
        if (out_.outages[a].observer != pair.nodes[0]) continue;
        for (std::size_t b = 0; b < out_.outages.size(); ++b) {
          if (out_.outages[b].observer == pair.nodes[1]) split_by_outages(p, a, b);
        }
      }
      split_by_states(p, first);
    }
  }

  void split_by_outages(std::size_t p, std::size_t a, std::size_t b) {
    const Outage &one = out_.outages[a], &other = out_.outages[b];
    for (const Outage* outage : {&one, &other}) {
      if (outage->lines.empty() || outage->ha_off || outage->observer_slept) return;
    }
    const Window overlap{std::max(one.window.from, other.window.from), std::min(one.window.to, other.window.to)};
    if (overlap.from >= overlap.to) return;
    const Duration apart =
        one.window.from > other.window.from ? one.window.from - other.window.from : other.window.from - one.window.from;
    if (apart > limits_.timeout + one.uncertainty + other.uncertainty) return;
    const auto time = [&](const Outage& outage) { return timeline_.events[outage.lines.front()].time; };
    const Window begin{std::min(one.window.from, other.window.from) - kStopBefore,
                       std::max(time(one), time(other)) + limits_.timeout};
    if (stopped_in(out_.pairs[p], begin)) return;
    SplitBrain split;
    split.pair = p;
    split.window = overlap;
    split.outages[0] = a;
    split.outages[1] = b;
    split.doubtful =
        guessed(timeline_.events[one.lines.front()].at) || guessed(timeline_.events[other.lines.front()].at);
    out_.split_brains.push_back(split);
  }

  void split_by_states(std::size_t p, std::size_t first) {
    const HaPair& pair = out_.pairs[p];
    const auto lasting = [&](const StateEpisode& episode) {
      Window window = episode.window;
      if (episode.open) window.to = std::min(window.to, window.from + limits_.state_expires);
      return window;
    };
    for (const StateEpisode& one : out_.nodes[pair.nodes[0]].states) {
      if (one.state != PairState::kBackup) continue;
      for (const StateEpisode& other : out_.nodes[pair.nodes[1]].states) {
        if (other.state != PairState::kBackup) continue;
        const Window a = lasting(one), b = lasting(other);
        const Window overlap{std::max(a.from, b.from), std::min(a.to, b.to)};
        if (overlap.from >= overlap.to || stopped_in(pair, overlap)) continue;
        const bool known = std::any_of(out_.split_brains.begin() + static_cast<std::ptrdiff_t>(first),
                                       out_.split_brains.end(), [&](const SplitBrain& split) {
                                         return split.window.from - limits_.outage_join <= overlap.to &&
                                                overlap.from <= split.window.to + limits_.outage_join;
                                       });
        if (known) continue;
        SplitBrain split;
        split.pair = p;
        split.window = overlap;
        split.by_states = true;
        split.states[0] = one.told;
        split.states[1] = other.told;
        split.doubtful = guessed(timeline_.events[one.told].at) || guessed(timeline_.events[other.told].at);
        out_.split_brains.push_back(split);
      }
    }
  }

  const Timeline& timeline_;
  const HaThresholds& limits_;
  const HaStates& states_;
  HaStory out_;
  std::map<std::uint32_t, std::string> adopted_;  // logs of unknown nodes
  std::vector<std::size_t> node_of_log_;
  std::vector<LogLife> life_;                 // by node
  std::vector<std::vector<TimedRun>> beats_;  // received, by node
};

struct NamedReason {
  std::string_view name;
  PairReason reason;
};

constexpr std::array<NamedReason, 12> kReasons = {{
    {"Normal", PairReason::kNormal},
    {"Initialization", PairReason::kInitialization},
    {"On Admin Request", PairReason::kOnAdminRequest},
    {"Critical Service Down", PairReason::kCriticalServiceDown},
    {"Auto Recover Critical Service Down", PairReason::kCriticalServiceDown},
    {"Database Failure", PairReason::kDatabaseFailure},
    {"Auto Recover Database Failure", PairReason::kDatabaseFailure},
    {"Peer Down", PairReason::kPeerDown},
    {"Peer Down During Initialization", PairReason::kPeerDown},
    {"Peer Reboot", PairReason::kPeerReboot},
    {"Automatic Fallback", PairReason::kAutomaticFallback},
    {"High Availability Not Enabled", PairReason::kNotEnabled},
}};

}  // namespace

PairState pair_state_of(const HaStates& states, std::string_view text) {
  const HaState* told = states.state(text);
  if (told == nullptr) return PairState::kUnread;
  for (auto i = static_cast<int>(PairState::kUnknown); i <= static_cast<int>(PairState::kDown); ++i) {
    const auto state = static_cast<PairState>(i);
    if (name_of(state) == told->name) return state;
  }
  return PairState::kUnread;
}

PairReason pair_reason_of(const HaStates& states, std::string_view text) {
  if (trim(text).empty()) return PairReason::kNone;
  const HaReason* told = states.reason_within(text);
  if (told == nullptr) return PairReason::kOther;
  for (const NamedReason& known : kReasons) {
    if (known.name == told->name) return known.reason;
  }
  return PairReason::kOther;
}

std::string_view name_of(PairState state) {
  switch (state) {
    case PairState::kUnread:
      return "";
    case PairState::kUnknown:
      return "Unknown";
    case PairState::kInitializing:
      return "Initializing";
    case PairState::kIdle:
      return "Idle";
    case PairState::kNormal:
      return "Normal";
    case PairState::kBackup:
      return "Running in Backup Mode";
    case PairState::kTakingOver:
      return "Taking Over";
    case PairState::kFailingOver:
      return "Failing Over";
    case PairState::kFailedOver:
      return "Failed Over";
    case PairState::kFailedOverServices:
      return "Failed Over with Critical Services Not Running";
    case PairState::kTakingBack:
      return "Taking Back";
    case PairState::kFallingBack:
      return "Falling Back";
    case PairState::kFailed:
      return "Running in Failed Mode";
    case PairState::kDown:
      return "Down State";
  }
  return "";
}

std::string_view name_of(FailoverCause cause) {
  switch (cause) {
    case FailoverCause::kUnknown:
      return "unknown";
    case FailoverCause::kService:
      return "service";
    case FailoverCause::kReboot:
      return "reboot";
    case FailoverCause::kUngraceful:
      return "ungraceful";
    case FailoverCause::kNetwork:
      return "network";
    case FailoverCause::kAdmin:
      return "admin";
    case FailoverCause::kDatabase:
      return "database";
    case FailoverCause::kHostPaused:
      return "host-paused";
  }
  return "";
}

std::string short_node_name(std::string_view name) {
  if (!is_address(name)) name = name.substr(0, name.find('.'));
  return folded(name);
}

std::optional<Duration> ToldSilence::length() const {
  if (unit == Unit::kSeconds) return std::chrono::seconds(number);
  if (unit == Unit::kMilliseconds) return std::chrono::milliseconds(number);
  return std::nullopt;
}

ToldSilence read_told_silence(std::int64_t number) {
  constexpr std::int64_t kMostSeconds = 600, kLeastMilliseconds = 10'000;
  if (number <= 0) return {};
  if (number <= kMostSeconds) return {number, ToldSilence::Unit::kSeconds};
  if (number >= kLeastMilliseconds) return {number, ToldSilence::Unit::kMilliseconds};
  return {number, ToldSilence::Unit::kUnknown};
}

std::size_t HaStory::find_node(std::string_view name) const {
  const auto at = std::lower_bound(nodes.begin(), nodes.end(), name,
                                   [](const HaNode& node, std::string_view wanted) { return node.name < wanted; });
  return at != nodes.end() && at->name == name ? static_cast<std::size_t>(at - nodes.begin()) : kNoPlace;
}

HaStory analyse_ha(const Timeline& timeline, const HaThresholds& thresholds, const HaStates& states) {
  return Analysis(timeline, thresholds, states).run();
}

LogState log_state(const Timeline& timeline, std::uint32_t log, const Window& window, Duration longest) {
  return state_over(life_of(timeline, {log}).all, window, longest);
}

}  // namespace logscan::detail
