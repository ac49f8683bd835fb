#include "story.h"

#include <fmt/format.h>

#include <algorithm>

#include "random.h"

namespace logscan::gen {

namespace {

// Each part of the case draws from a sequence of its own.
enum Part : std::uint64_t { kSlots = 1, kIds = 2, kOthers = 3, kService = 4 };

std::string make_id(Random& random) {
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                     0x8000 | ((low >> 48) & 0x3fff), low & 0xffff'ffff'ffffULL);
}

template <class AnyFault>
bool names(const Scenario& scenario, const AnyFault& fault, std::size_t node, std::size_t slot) {
  return (fault.node.empty() || fault.node == scenario.nodes[node].name) &&
         (fault.slots.empty() || std::binary_search(fault.slots.begin(), fault.slots.end(), slot));
}

bool hits(const Scenario& scenario, const Fault& fault, std::size_t node, std::size_t slot) {
  switch (fault.kind) {
    case FaultKind::kDropDay:
    case FaultKind::kCollectTwice:
    case FaultKind::kCut:
      return false;
    default:
      break;
  }
  return names(scenario, fault, node, slot);
}

// From the first attempt to the others.
std::vector<Seconds> retries_of(Ladder ladder) {
  if (ladder == Ladder::kOffsets) return {Seconds(30), Seconds(60), Seconds(120), Seconds(240)};
  return {Seconds(30), Seconds(90), Seconds(210)};
}

// Walks one slot from the start to the end of the case.
class SlotTeller {
 public:
  SlotTeller(const Scenario& scenario, std::size_t node, std::size_t slot, Story& story)
      : scenario_(scenario),
        story_(story),
        node_(node),
        slot_(slot),
        times_(Random::stream(scenario.seed, kSlots, (node << 32) | slot)),
        ids_(Random::stream(scenario.seed, kIds, (node << 32) | slot)),
        pid_(scenario.pid + node) {
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
      if (hits(scenario, scenario.faults[i], node, slot)) faults_.push_back(i);
    }
    std::stable_sort(faults_.begin(), faults_.end(),
                     [&](std::size_t a, std::size_t b) { return scenario.faults[a].at < scenario.faults[b].at; });
    for (std::size_t i = 0; i < scenario.wire.size(); ++i) {
      if (names(scenario, scenario.wire[i], node, slot)) wire_.push_back(i);
    }
    std::stable_sort(wire_.begin(), wire_.end(),
                     [&](std::size_t a, std::size_t b) { return scenario.wire[a].at < scenario.wire[b].at; });
  }

  void tell() {
    begin_life(kNoFault);
    move_to(scenario_.start + Seconds(times_.below(static_cast<std::uint64_t>(scenario_.spread.count()))));
    while (alive_) {
      if (due() >= scenario_.end()) {
        lose(due(), kAfterEnd);
        return;
      }
      if (next_fault_ < faults_.size() && is_hit(fault())) {
        suffer(fault());
      } else if (next_wire_ < wire_.size() && due() >= scenario_.wire[wire_[next_wire_]].at) {
        suffer_on_wire(scenario_.wire[wire_[next_wire_]]);
      } else {
        send(due(), 200);
        advance();
      }
    }
  }

 private:
  [[nodiscard]] Time due() const { return nominal_ + late_; }
  [[nodiscard]] const Fault& fault() const { return scenario_.faults[faults_[next_fault_]]; }
  [[nodiscard]] int cause() const { return static_cast<int>(faults_[next_fault_]); }
  Life& life() { return story_.lives.back(); }

  // A pause with a gap leaves a notification at its very start in peace: it is the last one before.
  [[nodiscard]] bool is_hit(const Fault& fault) const {
    return fault.gap > Seconds(0) ? due() > fault.at : due() >= fault.at;
  }

  void suffer(const Fault& fault) {
    switch (fault.kind) {
      case FaultKind::kPause:
        if (fault.gap > Seconds(0)) {
          if (!life().sent.empty()) {
            const Time last = life().sent.back().at;
            if (fault.gap > scenario_.cadence) lose(nominal_, cause());
            move_to(last + fault.gap);
          }
          ++next_fault_;
        } else if (due() < fault.at + fault.length) {
          lose(due(), cause());
          advance();
        } else {
          ++next_fault_;
        }
        break;
      case FaultKind::kReject:
        if (due() < fault.at + fault.length) {
          lose(due(), cause());
          send(due(), fault.status);
          advance();
        } else {
          ++next_fault_;
        }
        break;
      case FaultKind::kKill:
      case FaultKind::kOutage:
        lose(due(), cause());
        life().ended_by = cause();
        alive_ = false;
        break;
      case FaultKind::kResubscribe: {
        const Time last = life().sent.empty() ? due() : life().sent.back().at;
        replace_life();
        move_to(last + fault.after);
        ++next_fault_;
        break;
      }
      case FaultKind::kRestart:
        pid_ = scenario_.pid + node_ + 1000 * (1 + faults_[next_fault_]);
        replace_life();
        move_to(fault.at + fault.delay + Seconds(times_.below(static_cast<std::uint64_t>(fault.spread.count()) + 1)));
        ++next_fault_;
        break;
      case FaultKind::kResubscribeLoop:
        loop(fault);
        break;
      case FaultKind::kDropDay:
      case FaultKind::kCollectTwice:
      case FaultKind::kCut:
        break;
    }
  }

  void suffer_on_wire(const WireFault& fault) {
    const int wire = static_cast<int>(wire_[next_wire_]);
    const int cause = static_cast<int>(scenario_.faults.size()) + wire;
    const Time until = fault.at + fault.length;
    switch (fault.kind) {
      case WireFaultKind::kUnsubscribe:
      case WireFaultKind::kDropped:
        life().sent.push_back({due(), 200, wire});
        lose(due() + scenario_.cadence, cause);
        life().ended_by = cause;
        alive_ = false;
        return;
      case WireFaultKind::kSlow:
      case WireFaultKind::kProxy:
      case WireFaultKind::kSharedAddress:
        if (due() < until) {
          life().sent.push_back({due(), 200, wire});
          advance();
        } else {
          ++next_wire_;
        }
        return;
      case WireFaultKind::kUnanswered:
      case WireFaultKind::kRefused:
      case WireFaultKind::kNoHandshake:
        break;
    }
    if (due() >= until) {
      ++next_wire_;
      return;
    }
    const Time first = due();
    lose(first, cause);
    life().attempts.push_back({first, wire});
    for (const Seconds after : retries_of(fault.ladder)) {
      const Time again = first + after;
      if (again >= until) {
        move_to(again);
        return;
      }
      if (again >= scenario_.end()) break;
      life().attempts.push_back({again, wire});
    }
    life().ended_by = cause;
    alive_ = false;
  }

  void loop(const Fault& fault) {
    const bool new_ids = fault.level == LoopLevel::kServer;
    Time first = due();
    if (!life().sent.empty()) {
      first = life().sent.back().at + fault.every;
      if (new_ids) {
        replace_life();
      } else {
        lose(due(), cause());
      }
    }
    for (std::size_t round = 0; round <= fault.rounds; ++round) {
      const Time at = first + fault.every * static_cast<std::int64_t>(round);
      if (at >= scenario_.end()) break;
      if (new_ids && round > 0) replace_life();
      life().loop = cause();
      // With its own id each time the last one is short as well; with one id the last one is the first that holds.
      if (!new_ids && round == fault.rounds) break;
      for (std::size_t beat = 0; beat < fault.beats; ++beat) {
        const Time when = at + scenario_.cadence * static_cast<std::int64_t>(beat);
        if (when < scenario_.end()) send(when, 200);
      }
      lose(at + scenario_.cadence * static_cast<std::int64_t>(fault.beats), cause());
    }
    if (new_ids) {
      life().ended_by = cause();
      alive_ = false;
    } else {
      move_to(first + fault.every * static_cast<std::int64_t>(fault.rounds));
    }
    ++next_fault_;
  }

  void begin_life(int begun_by) {
    Life life;
    life.id = make_id(ids_);
    life.node = node_;
    life.slot = slot_;
    life.pid = pid_;
    life.begun_by = begun_by;
    story_.lives.push_back(std::move(life));
  }

  void replace_life() {
    lose(due(), cause());
    life().ended_by = cause();
    begin_life(cause());
  }

  void send(Time at, int status) { life().sent.push_back({at, status}); }
  void lose(Time at, int cause) { life().lost.push_back({at, cause}); }

  void advance() {
    nominal_ += scenario_.cadence;
    late_ = Seconds(times_.below(static_cast<std::uint64_t>(scenario_.jitter.count()) + 1));
  }

  void move_to(Time at) {
    nominal_ = at;
    late_ = Seconds(0);
  }

  const Scenario& scenario_;
  Story& story_;
  std::size_t node_, slot_;
  Random times_, ids_;
  std::uint64_t pid_;
  std::vector<std::size_t> faults_;  // those that hit this slot, by time
  std::size_t next_fault_ = 0;
  std::vector<std::size_t> wire_;  // the same of Scenario::wire
  std::size_t next_wire_ = 0;
  Time nominal_{};
  Seconds late_{0};
  bool alive_ = true;
};

// When the other requests of a node end: with the case, or with an outage that takes them along.
Time end_of_others(const Scenario& scenario, std::size_t node) {
  Time end = scenario.end();
  for (const Fault& fault : scenario.faults) {
    const bool here = fault.node.empty() || fault.node == scenario.nodes[node].name;
    if (here && fault.kind == FaultKind::kOutage && fault.others == OtherRequests::kStop) end = std::min(end, fault.at);
  }
  return end;
}

void add_other_requests(const Scenario& scenario, std::size_t node, std::vector<Request>& requests) {
  const std::int64_t length = scenario.length.count();
  const auto count = static_cast<std::int64_t>(scenario.other_requests_per_hour) * length / 3600;
  const Time end = end_of_others(scenario, node);
  Random random = Random::stream(scenario.seed, kOthers, node);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t from = i * length / count;
    const std::int64_t to = (i + 1) * length / count;
    Request request;
    request.arrival =
        scenario.start + Seconds(from + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(to - from))));
    request.number = static_cast<std::uint32_t>(random.below(1U << 16));
    if (request.arrival < end) requests.push_back(request);
  }
}

}  // namespace

Story tell(const Scenario& scenario) {
  Story story;
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
    for (std::size_t slot = 0; slot < scenario.nodes[node].subscriptions; ++slot)
      SlotTeller(scenario, node, slot, story).tell();
  }
  story.requests.resize(scenario.nodes.size());
  for (std::size_t index = 0; index < story.lives.size(); ++index) {
    const Life& life = story.lives[index];
    for (std::size_t beat = 0; beat < life.sent.size(); ++beat) {
      Request request;
      request.arrival = life.sent[beat].at;
      request.life = static_cast<std::uint32_t>(index);
      request.status = life.sent[beat].status;
      request.wire = life.sent[beat].wire;
      const std::size_t turn = scenario.addresses == Addresses::kAlternate ? beat : life.slot;
      request.server = static_cast<std::uint32_t>(turn % scenario.servers.size());
      story.requests[life.node].push_back(request);
    }
  }
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
    auto& requests = story.requests[node];
    add_other_requests(scenario, node, requests);
    std::stable_sort(requests.begin(), requests.end(),
                     [](const Request& a, const Request& b) { return a.arrival < b.arrival; });
    Random random = Random::stream(scenario.seed, kService, node);
    for (Request& request : requests) {
      request.milliseconds = static_cast<std::uint32_t>(2 + random.below(40));
      if (scenario.order == LineOrder::kCompletion && random.one_in(4)) {
        request.milliseconds = static_cast<std::uint32_t>(random.below(3000));
      }
      if (request.wire != kNoFault &&
          scenario.wire[static_cast<std::size_t>(request.wire)].kind == WireFaultKind::kSlow)
        request.milliseconds =
            static_cast<std::uint32_t>(1000 * scenario.wire[static_cast<std::size_t>(request.wire)].after.count());
      // Whole seconds: a request of 2.9 s is written two or three seconds after its arrival.
      request.written = request.arrival + Seconds((request.milliseconds + 500) / 1000);
    }
    std::stable_sort(requests.begin(), requests.end(),
                     [](const Request& a, const Request& b) { return a.written < b.written; });
  }
  return story;
}

}  // namespace logscan::gen
