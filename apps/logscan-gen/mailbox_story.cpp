#include "mailbox_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "random.h"

namespace logscan::gen {

namespace {

enum Part : std::uint64_t { kMailboxes = 201, kDiagFaults = 202, kBackground = 203, kStamps = 204 };

std::string mailbox_of(const Scenario& scenario, std::size_t node, std::size_t slot) {
  Random random = Random::stream(scenario.seed, kMailboxes, (node << 32) | slot);
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                     0x8000 | ((low >> 48) & 0x3fff), low & 0xffff'ffff'ffffULL);
}

Time begin_of_life(const Life& life) {
  Time begin = Time::max();
  if (!life.sent.empty()) begin = life.sent.front().at;
  if (!life.lost.empty()) begin = std::min(begin, life.lost.front().at);
  return begin;
}

class NodeTeller {
 public:
  NodeTeller(const Scenario& scenario, const Story& story, std::size_t node, MailboxStory& told)
      : scenario_(scenario), node_(scenario.nodes[node]), records_(told.records[node]), rows_(told.rows[node]) {
    lives_.resize(node_.subscriptions);
    for (const Life& life : story.lives) {
      if (life.node == node) lives_[life.slot].push_back(&life);
    }
    for (std::size_t slot = 0; slot < std::max<std::size_t>(1, node_.subscriptions); ++slot)
      mailboxes_.push_back(mailbox_of(scenario, node, slot));
    stamps_ = Random::stream(scenario.seed, kStamps, node);
    if (node_.diag) {
      for (std::size_t fault = 0; fault < node_.diag->faults.size(); ++fault)
        suffer(fault, Random::stream(scenario.seed, kDiagFaults, (node << 32) | fault));
      add_background(Random::stream(scenario.seed, kBackground, node));
      std::stable_sort(records_.begin(), records_.end(),
                       [](const DiagRecord& a, const DiagRecord& b) { return a.at < b.at; });
    }
    if (node_.dump) take_dump();
  }

 private:
  // The id that the slot has at that moment, or had last.
  [[nodiscard]] const Life& life_at(std::size_t slot, Time at) const {
    const Life* found = lives_[slot].front();
    for (const Life* life : lives_[slot]) {
      if (begin_of_life(*life) <= at) found = life;
    }
    return *found;
  }

  [[nodiscard]] std::vector<std::size_t> slots_of(const std::vector<std::size_t>& named) const {
    if (!named.empty()) return named;
    std::vector<std::size_t> all(node_.subscriptions);
    for (std::size_t slot = 0; slot < all.size(); ++slot) all[slot] = slot;
    return all;
  }

  void suffer(std::size_t index, Random random) {
    const DiagFault& fault = node_.diag->faults[index];
    // The same for all records of a fault, so that they are exactly as far apart as the scenario says.
    const Instant begin = fault.at + Milliseconds(random.below(1000));
    const auto add = [&](Instant at, DiagWhat what, std::size_t slot) -> DiagRecord& {
      DiagRecord record;
      record.at = at;
      record.what = what;
      record.fault = static_cast<int>(index);
      record.number = random.below(1U << 20);
      record.mailbox = mailboxes_[slot];
      return records_.emplace_back(std::move(record));
    };
    switch (fault.kind) {
      case DiagFaultKind::kHttpFailure:
      case DiagFaultKind::kNoAnswer:
      case DiagFaultKind::kThrottling: {
        const DiagWhat what = fault.kind == DiagFaultKind::kThrottling ? DiagWhat::kThrottling : DiagWhat::kHttpFailure;
        for (Seconds after{0}; after < fault.length; after += fault.every)
          add(begin + after, what, random.below(mailboxes_.size()));
        break;
      }
      case DiagFaultKind::kDropped:
        for (const std::size_t slot : slots_of(fault.slots))
          add(begin, DiagWhat::kDropped, slot).subscription = life_at(slot, fault.at).id;
        break;
      case DiagFaultKind::kStaleLoop:
        for (const std::size_t slot : slots_of(fault.slots)) {
          for (std::size_t round = 0; round < fault.rounds; ++round) {
            const Seconds after = fault.every * static_cast<std::int64_t>(round);
            const std::string& id = life_at(slot, fault.at).id;
            if (fault.stale_lines) {
              DiagRecord& stale = add(begin + after - Milliseconds(340), DiagWhat::kStale, slot);
              stale.subscription = id;
              stale.last = fault.at + after - fault.every;
            }
            add(begin + after, DiagWhat::kResubscribed, slot).subscription = id;
          }
        }
        break;
      case DiagFaultKind::kOutstanding:
        for (Seconds after{0}; after <= fault.length; after += fault.every)
          add(begin + after, DiagWhat::kGauge, 0).number = fault.value;
        // A value that tells its end.
        add(begin + fault.length + fault.every, DiagWhat::kGauge, 0).number = random.below(300);
        break;
    }
  }

  // The gauge of a fault is the only one in its time.
  [[nodiscard]] bool gauge_is_taken(Instant at) const {
    return std::any_of(node_.diag->faults.begin(), node_.diag->faults.end(), [&](const DiagFault& fault) {
      return fault.kind == DiagFaultKind::kOutstanding && at >= fault.at - Minutes(1) &&
             at <= fault.at + fault.length + fault.every + Minutes(1);
    });
  }

  void add_background(Random random) {
    const std::int64_t length = scenario_.length.count() * 1000;
    const std::int64_t count =
        static_cast<std::int64_t>(node_.diag->background_per_hour) * scenario_.length.count() / 3600;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t from = i * length / count;
      const std::int64_t to = (i + 1) * length / count;
      DiagRecord record;
      record.at = scenario_.start +
                  Milliseconds(from + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(to - from))));
      record.number = random.below(1U << 20);
      record.mailbox = mailboxes_[random.below(mailboxes_.size())];
      if (random.one_in(5) && !gauge_is_taken(record.at)) {
        record.what = DiagWhat::kGauge;
        record.number = random.below(1000);
      }
      records_.push_back(std::move(record));
    }
  }

  // Up to when the stamps of a slot follow its notifications.
  [[nodiscard]] Time stamped_until(std::size_t slot) const {
    Time until = node_.dump->at;
    for (const Unstamped& fault : node_.dump->faults) {
      const bool hit = fault.slots.empty() || std::binary_search(fault.slots.begin(), fault.slots.end(), slot);
      if (hit) until = std::min(until, fault.at);
    }
    return until;
  }

  void take_dump() {
    for (std::size_t slot = 0; slot < lives_.size(); ++slot) {
      const Time until = stamped_until(slot);
      DumpRow row;
      for (const Life* life : lives_[slot]) {
        const auto accepted = [](const Sent& sent) { return sent.status / 100 == 2; };
        const auto first = std::find_if(life->sent.begin(), life->sent.end(), accepted);
        if (first == life->sent.end() || first->at >= node_.dump->at) continue;
        // The row is made with a stamp, whatever becomes of it.
        Time stamp = first->at;
        for (const Sent& sent : life->sent) {
          if (accepted(sent) && sent.at < until) stamp = std::max(stamp, sent.at);
        }
        row = {life->id, mailboxes_[slot], stamp + Milliseconds(stamps_.below(900))};
      }
      if (!row.subscription.empty()) rows_.push_back(std::move(row));
    }
    std::sort(rows_.begin(), rows_.end(), [](const DumpRow& a, const DumpRow& b) { return a.mailbox < b.mailbox; });
    if (node_.dump->first > 0) rows_.resize(std::min(rows_.size(), node_.dump->first));
  }

  const Scenario& scenario_;
  const Node& node_;
  std::vector<DiagRecord>& records_;
  std::vector<DumpRow>& rows_;
  std::vector<std::vector<const Life*>> lives_;  // by slot, oldest first
  std::vector<std::string> mailboxes_;           // by slot
  Random stamps_{0};
};

}  // namespace

MailboxStory tell_mailboxes(const Scenario& scenario, const Story& story) {
  MailboxStory told;
  told.records.resize(scenario.nodes.size());
  told.rows.resize(scenario.nodes.size());
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) NodeTeller(scenario, story, node, told);
  return told;
}

}  // namespace logscan::gen
