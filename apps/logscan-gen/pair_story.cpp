#include "pair_story.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "random.h"

namespace logscan::gen {

namespace {

enum Part : std::uint64_t { kBeats = 16, kFiller = 17, kAlarms = 18, kMessages = 19, kSteps = 20 };

constexpr Milliseconds kJitter{300};
constexpr Milliseconds kCheckEvery{2000};
constexpr Milliseconds kRepeatEvery{30'000};
constexpr Milliseconds kServiceNoted{5000};
constexpr Milliseconds kServiceDelay{90'000};
constexpr Milliseconds kSrmAfterKernel{60'000};
constexpr Milliseconds kLongPause{37'500};

struct NodeNow {
  bool host_up = true;
  bool running = true;  // the SRM
  bool frozen = false;
  bool debug = true;
  bool peer_is_down = false;
  bool service_down = false;
  bool slept = false;    // since the last heartbeat it has received
  bool waiting = false;  // heartbeats that came while it was frozen
  std::uint64_t life = 0;
  HaState state = HaState::kNormal;
  HaReason reason = HaReason::kNormal;
  std::optional<Instant> heard;
  Instant wakes;
  std::optional<Milliseconds> slow;  // its next heartbeat is the last one before a pause of this length
  Instant lost_until;
};

class PairTeller {
 public:
  explicit PairTeller(const Scenario& scenario)
      : pair_(*scenario.pair),
        end_(scenario.end()),
        now_(scenario.start),
        beats_{stream(scenario, kBeats, 0), stream(scenario, kBeats, 1)},
        filler_{stream(scenario, kFiller, 0), stream(scenario, kFiller, 1)},
        alarms_{stream(scenario, kAlarms, 0), stream(scenario, kAlarms, 1)},
        messages_{stream(scenario, kMessages, 0), stream(scenario, kMessages, 1)},
        steps_(stream(scenario, kSteps, 0)) {}

  PairStory tell() {
    for (std::size_t node = 0; node < 2; ++node) {
      nodes_[node].debug = pair_.trace == TraceLevel::kDebug;
      start_beats(node, below(beats_[node], pair_.interval));
      after(below(filler_[node], Seconds(1)), [this, node] { write_other_record(node, nodes_[node].life); });
      after(below(alarms_[node], Minutes(2)), [this, node] { raise_other_alarm(node); });
      after(below(messages_[node], Minutes(1)), [this, node] { write_other_message(node); });
    }
    for (std::size_t i = 0; i < pair_.faults.size(); ++i) {
      at(pair_.faults[i].at, [this, i] {
        fault_ = static_cast<int>(i);
        suffer(pair_.faults[i]);
      });
    }
    while (!queue_.empty() && queue_.begin()->first.first < end_) {
      const auto step = queue_.extract(queue_.begin());
      now_ = step.key().first;
      step.mapped()();
    }
    for (auto& events : story_.events) {
      std::erase_if(events, [&](const PairEvent& event) { return event.at >= end_; });
      std::stable_sort(events.begin(), events.end(),
                       [](const PairEvent& a, const PairEvent& b) { return a.at < b.at; });
    }
    for (std::size_t node = 0; node < 2; ++node) {
      story_.states[node] = nodes_[node].state;
      story_.reasons[node] = nodes_[node].reason;
    }
    story_.ha_enabled = ha_on_;
    return std::move(story_);
  }

 private:
  static Random stream(const Scenario& scenario, Part part, std::uint64_t index) {
    return Random::stream(scenario.seed, part, index);
  }
  static Milliseconds below(Random& random, Milliseconds bound) {
    return Milliseconds(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound.count()))));
  }
  static Milliseconds between(Random& random, Milliseconds low, Milliseconds high) {
    return Milliseconds(random.between(low.count(), high.count()));
  }
  Milliseconds transition() { return between(steps_, Seconds(10), Seconds(30)); }
  static std::size_t other(std::size_t node) { return 1 - node; }

  void at(Instant when, std::function<void()> step) { queue_.emplace(std::pair(when, next_++), std::move(step)); }
  void after(Milliseconds delay, std::function<void()> step) { at(now_ + delay, std::move(step)); }

  // Nothing is written on a host that stands still or is off.
  PairEvent* write(std::size_t node, Happening what, Milliseconds delay = Milliseconds(0), std::uint64_t number = 0) {
    const NodeNow& here = nodes_[node];
    if (here.frozen || !here.host_up) return nullptr;
    if (!here.debug && needs_debug(what, number)) return nullptr;
    PairEvent event;
    event.at = now_ + delay;
    event.what = what;
    event.node = node;
    event.number = number;
    story_.events[node].push_back(std::move(event));
    return &story_.events[node].back();
  }

  void set_state(std::size_t node, HaState state, HaReason reason, Milliseconds delay = Milliseconds(0)) {
    NodeNow& here = nodes_[node];
    if (PairEvent* event = write(node, Happening::kStateChange, delay)) {
      event->before = here.state;
      event->after = state;
      event->reason = reason;
    }
    here.state = state;
    here.reason = reason;
  }

  // A line of a failover or fallback.
  void write_move(std::size_t node, Happening what, std::size_t from, bool manual, HaReason reason,
                  Milliseconds delay = Milliseconds(0)) {
    if (PairEvent* event = write(node, what, delay)) {
      event->from = from;
      event->manual = manual;
      event->reason = reason;
    }
  }

  // What goes on all the time.

  void start_beats(std::size_t node, Milliseconds delay) {
    const std::uint64_t life = nodes_[node].life;
    const Instant first = now_ + delay;
    at(first, [this, node, life, first] { send(node, life, first); });
    after(below(beats_[node], kCheckEvery), [this, node, life] { check(node, life); });
  }

  void send(std::size_t node, std::uint64_t life, Instant due) {
    NodeNow& here = nodes_[node];
    if (here.life != life || !here.running) return;
    if (here.frozen) {
      const Instant wakes = here.wakes + Milliseconds(20);
      at(wakes, [this, node, life, wakes] { send(node, life, wakes); });
      return;
    }
    write(node, Happening::kHeartbeatSent);
    const Milliseconds travel = between(beats_[node], Milliseconds(2), Milliseconds(9));
    const std::size_t peer = other(node);
    if (link_up_ && now_ >= here.lost_until) {
      after(travel, [this, peer] { arrive(peer); });
      if (here.slow) {
        here.lost_until = now_ + *here.slow;
        after(travel + *here.slow, [this, peer] { arrive(peer); });
        here.slow.reset();
      }
    }
    const Instant next = due + pair_.interval;
    at(next + between(beats_[node], -kJitter, kJitter), [this, node, life, next] { send(node, life, next); });
  }

  void arrive(std::size_t node) {
    NodeNow& here = nodes_[node];
    if (!here.running) return;
    if (here.frozen) {
      here.waiting = true;
      return;
    }
    write(node, Happening::kHeartbeatReceived);
    if (here.heard && now_ - *here.heard > kLongPause) {
      story_.pauses.push_back({node, *here.heard, now_, fault_, here.slept, !ha_on_});
    }
    here.heard = now_;
    here.slept = false;
    if (!here.peer_is_down) return;
    here.peer_is_down = false;
    write(node, Happening::kPeerUp, Milliseconds(1));
    for (PeerOutage& outage : story_.outages) {
      if (outage.observer == node && outage.to == Instant{}) outage.to = now_;
    }
    for (Failover& failover : story_.failovers) {
      if (failover.to == node && !failover.given_back && !failover.healthy) failover.healthy = now_;
    }
    const bool split = pair_.faults[static_cast<std::size_t>(fault_)].kind == PairFaultKind::kNetworkSplit;
    if (split) {
      after(node == 0 ? Seconds(60) : Seconds(120), [this, node] { give_back_alone(node); });
    }
  }

  void check(std::size_t node, std::uint64_t life) {
    NodeNow& here = nodes_[node];
    if (here.life != life || !here.running) return;
    Instant next = now_ + kCheckEvery;
    if (here.frozen) {
      // A host that wakes first hears what has come meanwhile.
      next = here.wakes + Seconds(1);
    } else if (here.heard && now_ - *here.heard < pair_.timeout) {
      // The checks before that have nothing to find.
      next = now_ + (*here.heard + pair_.timeout - now_ + kCheckEvery - Milliseconds(1)) / kCheckEvery * kCheckEvery;
    }
    at(next, [this, node, life] { check(node, life); });
    if (here.frozen || !ha_on_ || here.peer_is_down || !here.heard || now_ - *here.heard < pair_.timeout) return;
    lose_peer(node);
    if (here.state == HaState::kNormal) take_over(node, peer_down_reason(), false);
  }

  [[nodiscard]] HaReason peer_down_reason() const {
    const PairFault& fault = pair_.faults[static_cast<std::size_t>(fault_)];
    const bool told = fault.kind == PairFaultKind::kReboot && fault.ending == Ending::kGraceful;
    return told ? HaReason::kPeerReboot : HaReason::kPeerDown;
  }

  void lose_peer(std::size_t node) {
    NodeNow& here = nodes_[node];
    here.peer_is_down = true;
    story_.outages.push_back({node, *here.heard, {}, now_ - *here.heard, Instant{}, fault_});
    say_peer_down(node, story_.outages.size() - 1);
  }

  void say_peer_down(std::size_t node, std::size_t outage) {
    const NodeNow& here = nodes_[node];
    if (!here.peer_is_down || story_.outages[outage].to != Instant{}) return;
    if (PairEvent* event = write(node, Happening::kPeerDown)) {
      event->silence = now_ - *here.heard;
      story_.outages[outage].lines.push_back(now_);
    }
    after(kRepeatEvery, [this, node, outage] { say_peer_down(node, outage); });
  }

  void write_other_record(std::size_t node, std::uint64_t life) {
    const NodeNow& here = nodes_[node];
    if (here.life != life || !here.running) return;
    if (here.frozen) {
      at(here.wakes + Milliseconds(2), [this, node, life] { write_other_record(node, life); });
      return;
    }
    // The low bits count, so that every fourth record is one of INFO.
    const std::uint64_t number = (filler_[node].below(1U << 20) << 8) | (records_[node]++ & 0xff);
    write(node, Happening::kOtherRecord, Milliseconds(0), number);
    const Milliseconds every = Milliseconds(Minutes(1)) / static_cast<std::int64_t>(pair_.filler_per_minute);
    after(between(filler_[node], every * 4 / 5, every * 6 / 5), [this, node, life] { write_other_record(node, life); });
  }

  void raise_other_alarm(std::size_t node) {
    write(node, Happening::kOtherAlarm, Milliseconds(0), alarms_[node].below(1U << 20));
    after(between(alarms_[node], Minutes(5), Minutes(9)), [this, node] { raise_other_alarm(node); });
  }

  void write_other_message(std::size_t node) {
    write(node, Happening::kOtherMessage, Milliseconds(0), messages_[node].below(1U << 20));
    after(between(messages_[node], Minutes(1), Minutes(4)), [this, node] { write_other_message(node); });
  }

  // Failover and fallback.

  [[nodiscard]] bool hears(std::size_t node) const { return nodes_[node].running && !nodes_[node].frozen && link_up_; }

  void take_over(std::size_t taker, HaReason reason, bool manual) {
    const std::size_t from = other(taker);
    const std::size_t index = story_.failovers.size();
    Failover failover;
    failover.from = from;
    failover.to = taker;
    failover.begin = now_;
    failover.fault = fault_;
    set_state(taker, HaState::kTakingOver, reason);
    write_move(taker, Happening::kFailoverStarted, from, manual, reason, Milliseconds(5));
    if (!manual) {
      const Instant alarm = now_ + Milliseconds(30);
      write_move(taker, Happening::kSrmFailover, from, false, reason, Milliseconds(30));
      failover.alarm = alarm;
      after(between(steps_, Seconds(8), Seconds(50)), [this, taker, from, reason, alarm] {
        if (taker != 0 && !link_up_) return;
        if (PairEvent* event = write(0, Happening::kRtmtCopy)) {
          event->from = from;
          event->reason = reason;
          event->told = alarm;
        }
      });
    }
    story_.failovers.push_back(failover);
    if (hears(from)) {
      after(Milliseconds(100), [this, from, reason] { set_state(from, HaState::kFailingOver, reason); });
    }
    after(transition(), [this, index, reason, manual] { complete_failover(index, reason, manual); });
  }

  void complete_failover(std::size_t index, HaReason reason, bool manual) {
    Failover& failover = story_.failovers[index];
    write_move(failover.to, Happening::kFailoverCompleted, failover.from, manual, reason);
    set_state(failover.to, HaState::kBackup, reason, Milliseconds(3));
    failover.end = now_;
    if (nodes_[failover.from].state == HaState::kFailingOver && hears(failover.from)) {
      HaState left = manual ? HaState::kIdle : HaState::kFailedOver;
      if (nodes_[failover.from].service_down) left = HaState::kFailedOverServices;
      set_state(failover.from, left, reason, Milliseconds(150));
    }
  }

  void fall_back(std::size_t to) {
    const std::size_t from = other(to);
    if (nodes_[from].state != HaState::kBackup) return;
    write_move(from, Happening::kFallbackRequested, from, true, HaReason::kOnAdminRequest);
    const std::size_t index = begin_fallback(from, true, HaReason::kOnAdminRequest);
    set_state(to, HaState::kTakingBack, HaReason::kOnAdminRequest, Milliseconds(100));
    after(transition(), [this, index, to] {
      complete_fallback(index, true, HaReason::kOnAdminRequest);
      set_state(to, HaState::kNormal, HaReason::kNormal, Milliseconds(150));
    });
  }

  void give_back_alone(std::size_t from) {
    if (nodes_[from].state != HaState::kBackup) return;
    const std::size_t index = begin_fallback(from, false, HaReason::kAutomaticFallback);
    after(transition(), [this, index] { complete_fallback(index, false, HaReason::kAutomaticFallback); });
  }

  std::size_t begin_fallback(std::size_t from, bool manual, HaReason reason) {
    set_state(from, HaState::kFallingBack, reason, Milliseconds(5));
    write_move(from, Happening::kFallbackStarted, from, manual, reason, Milliseconds(8));
    Fallback fallback;
    fallback.from = from;
    fallback.to = other(from);
    fallback.begin = now_;
    story_.fallbacks.push_back(fallback);
    for (Failover& failover : story_.failovers) {
      if (failover.to == from) failover.given_back = true;
    }
    return story_.fallbacks.size() - 1;
  }

  void complete_fallback(std::size_t index, bool manual, HaReason reason) {
    Fallback& fallback = story_.fallbacks[index];
    fallback.end = now_;
    write_move(fallback.from, Happening::kFallbackCompleted, fallback.from, manual, reason);
    set_state(fallback.from, HaState::kNormal, HaReason::kNormal, Milliseconds(3));
  }

  // The faults.

  void suffer(const PairFault& fault) {
    const std::size_t node = fault.node;
    if (fault.fallback && fault.kind != PairFaultKind::kFlapping)
      after(*fault.fallback, [this, node] { fall_back(node); });
    switch (fault.kind) {
      case PairFaultKind::kServiceDeath:
        kill_service(fault);
        break;
      case PairFaultKind::kFlapping:
        for (std::size_t i = 0; i < fault.deaths; ++i) {
          const Milliseconds begin = fault.every * static_cast<std::int64_t>(i);
          after(begin, [this, &fault] { kill_service(fault); });
          after(begin + *fault.fallback, [this, node] { fall_back(node); });
        }
        break;
      case PairFaultKind::kNetworkSplit:
        link_up_ = false;
        after(fault.length, [this] { link_up_ = true; });
        break;
      case PairFaultKind::kReboot:
        reboot(node, fault.length, fault.ending);
        break;
      case PairFaultKind::kAdminFailover:
        write_move(other(node), Happening::kFailoverRequested, node, true, HaReason::kOnAdminRequest);
        after(Milliseconds(5), [this, node] { take_over(other(node), HaReason::kOnAdminRequest, true); });
        break;
      case PairFaultKind::kSlowNetwork:
        for (std::size_t i = 0; i < fault.pauses.size(); ++i) {
          const Milliseconds pause = fault.pauses[i];
          after(fault.every * static_cast<std::int64_t>(i), [this, node, pause] { nodes_[node].slow = pause; });
        }
        break;
      case PairFaultKind::kHostFreeze:
        nodes_[node].frozen = true;
        nodes_[node].slept = true;
        nodes_[node].wakes = now_ + fault.length;
        after(fault.length, [this, &fault] { wake(fault); });
        break;
      case PairFaultKind::kTraceLevel:
        nodes_[node].debug = false;
        break;
      case PairFaultKind::kMaintenance:
        maintain(fault);
        break;
    }
  }

  void kill_service(const PairFault& fault) {
    const std::size_t node = fault.node;
    const std::uint64_t death = ++deaths_;
    nodes_[node].service_down = true;
    const auto tell = [this, node, &fault](Happening what) {
      if (PairEvent* event = write(node, what, Milliseconds(0), 1000 + deaths_)) event->service = fault.service;
    };
    const auto lasts = [this, node, death] { return nodes_[node].service_down && death == deaths_; };
    tell(Happening::kServiceFailed);
    after(kServiceNoted, [tell] { tell(Happening::kServiceDown); });
    after(kServiceDelay, [this, node, lasts] {
      if (lasts()) take_over(other(node), HaReason::kCriticalServiceDown, false);
    });
    if (!fault.back) return;
    after(*fault.back, [this, node, tell] {
      NodeNow& here = nodes_[node];
      here.service_down = false;
      tell(Happening::kServiceUp);
      if (here.state == HaState::kFailedOverServices) {
        set_state(node, HaState::kFailedOver, HaReason::kCriticalServiceDown, Milliseconds(4));
      }
      for (Failover& failover : story_.failovers) {
        if (failover.from == node && !failover.given_back && !failover.healthy) failover.healthy = now_;
      }
    });
  }

  void reboot(std::size_t node, Milliseconds length, Ending ending) {
    NodeBoot boot;
    boot.node = node;
    boot.stopped = now_;
    boot.history = now_ + length + Seconds(15);
    boot.ending = ending;
    boot.ha_off = !ha_on_;
    story_.boots.push_back(boot);
    if (ending == Ending::kGraceful) {
      write(node, Happening::kShutdown);
      write(node, Happening::kHistoryRestart, Seconds(1));
      after(Seconds(2), [this, node] {
        write(node, Happening::kSrmStopping);
        stop_srm(node);
      });
      after(Seconds(4), [this, node] { nodes_[node].host_up = false; });
    } else {
      stop_srm(node);
      nodes_[node].host_up = false;
    }
    after(length, [this, node] {
      nodes_[node].host_up = true;
      write(node, Happening::kBoot);
      write(node, Happening::kHistoryBoot, Seconds(15));
    });
    after(length + kSrmAfterKernel, [this, node] { start_srm(node); });
  }

  void stop_srm(std::size_t node) {
    NodeNow& here = nodes_[node];
    here.running = false;
    here.peer_is_down = false;
    here.heard.reset();
    ++here.life;
  }

  void start_srm(std::size_t node) {
    NodeNow& here = nodes_[node];
    here.running = true;
    here.state = HaState::kInitializing;
    here.reason = HaReason::kInitialization;
    write(node, Happening::kSrmStarting);
    write(node, Happening::kInitializationStarted, Seconds(1));
    start_beats(node, Seconds(2));
    const std::uint64_t life = here.life;
    after(Milliseconds(1500), [this, node, life] { write_other_record(node, life); });
    after(transition(), [this, node] {
      write(node, Happening::kInitializationCompleted);
      if (!ha_on_) {
        set_state(node, HaState::kUnknown, HaReason::kNotEnabled, Milliseconds(3));
      } else if (nodes_[other(node)].state == HaState::kBackup) {
        set_state(node, HaState::kFailedOver, HaReason::kInitialization, Milliseconds(3));
      } else {
        set_state(node, HaState::kNormal, HaReason::kNormal, Milliseconds(3));
      }
    });
  }

  void wake(const PairFault& fault) {
    const std::size_t node = fault.node;
    NodeNow& here = nodes_[node];
    here.frozen = false;
    const bool too_old = here.heard && now_ - *here.heard >= pair_.timeout;
    if (fault.waking == Waking::kComplains && too_old) {
      after(Milliseconds(5), [this, node] { lose_peer(node); });
    }
    if (here.waiting) after(Milliseconds(200), [this, node] { arrive(node); });
    here.waiting = false;
    after(Seconds(1), [this, node] {
      if (nodes_[other(node)].state == HaState::kBackup || nodes_[other(node)].state == HaState::kTakingOver) {
        set_state(node, HaState::kFailedOver, HaReason::kPeerDown);
      }
    });
  }

  void maintain(const PairFault& fault) {
    ha_on_ = false;
    for (std::size_t node = 0; node < 2; ++node) {
      set_state(node, HaState::kUnknown, HaReason::kNotEnabled, Milliseconds(node * 40));
    }
    after(Minutes(5), [this, &fault] { reboot(fault.node, fault.length, Ending::kGraceful); });
    if (fault.afterwards == Afterwards::kDisabled) return;
    after(Minutes(16) + fault.length, [this] {
      ha_on_ = true;
      for (std::size_t node = 0; node < 2; ++node) {
        set_state(node, HaState::kInitializing, HaReason::kInitialization, Milliseconds(node * 40));
        after(transition(), [this, node] { set_state(node, HaState::kNormal, HaReason::kNormal); });
      }
    });
  }

  const Pair& pair_;
  Instant end_, now_;
  std::array<Random, 2> beats_, filler_, alarms_, messages_;
  Random steps_;
  std::map<std::pair<Instant, std::uint64_t>, std::function<void()>> queue_;  // the number keeps the order
  std::uint64_t next_ = 0;
  std::array<NodeNow, 2> nodes_;
  std::array<std::uint64_t, 2> records_{};
  std::uint64_t deaths_ = 0;
  bool link_up_ = true;
  bool ha_on_ = true;
  int fault_ = 0;  // the latest
  PairStory story_;
};

}  // namespace

std::string_view name_of(HaState state) {
  switch (state) {
    case HaState::kNormal:
      return "Normal";
    case HaState::kInitializing:
      return "Initializing";
    case HaState::kTakingOver:
      return "Taking Over";
    case HaState::kFailingOver:
      return "Failing Over";
    case HaState::kBackup:
      return "Running in Backup Mode";
    case HaState::kFailedOver:
      return "Failed Over";
    case HaState::kFailedOverServices:
      return "Failed Over with Critical Services not Running";
    case HaState::kIdle:
      return "Idle";
    case HaState::kFallingBack:
      return "Falling Back";
    case HaState::kTakingBack:
      return "Taking Back";
    case HaState::kUnknown:
      return "Unknown";
  }
  return "";
}

std::string_view name_of(HaReason reason) {
  switch (reason) {
    case HaReason::kNormal:
      return "Normal";
    case HaReason::kInitialization:
      return "Initialization";
    case HaReason::kOnAdminRequest:
      return "On Admin Request";
    case HaReason::kCriticalServiceDown:
      return "Critical Service Down";
    case HaReason::kPeerDown:
      return "Peer Down";
    case HaReason::kPeerReboot:
      return "Peer Reboot";
    case HaReason::kAutomaticFallback:
      return "Automatic Fallback";
    case HaReason::kNotEnabled:
      return "High Availability Not Enabled";
  }
  return "";
}

PairLog log_of(Happening what) {
  switch (what) {
    case Happening::kServiceFailed:
    case Happening::kSrmFailover:
    case Happening::kRtmtCopy:
    case Happening::kOtherAlarm:
      return PairLog::kCiscoSyslog;
    case Happening::kShutdown:
    case Happening::kBoot:
    case Happening::kOtherMessage:
      return PairLog::kMessages;
    case Happening::kHistoryRestart:
    case Happening::kHistoryBoot:
      return PairLog::kHistory;
    default:
      return PairLog::kSrm;
  }
}

bool needs_debug(Happening what, std::uint64_t number) {
  return what == Happening::kHeartbeatSent || what == Happening::kHeartbeatReceived ||
         (what == Happening::kOtherRecord && number % 4 != 0);
}

PairStory tell_pair(const Scenario& scenario) { return PairTeller(scenario).tell(); }

}  // namespace logscan::gen
