#include "mailbox_truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace logscan::gen {

namespace {

constexpr Seconds kStale{900};
// A re-subscription for a stale subscription comes so long after the one before.
constexpr Seconds kShortestRound{900};
constexpr Seconds kLongestRound{1080};
constexpr std::size_t kLoop = 3;
// Records that are so close to each other tell of one round.
constexpr Seconds kSameRound{120};
constexpr std::uint64_t kMostOutstanding = 999;
constexpr Seconds kSustained{300};
// So long without a failure, while synchronisation shows signs of life, ended it.
constexpr Seconds kEnded{3600};
// Local times without a zone may be so far off.
constexpr Seconds kFarthestZone = std::chrono::hours(14);
// Stamps are up to a second later than their notifications.
constexpr Seconds kDoubt{2};

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

struct Tally {
  Instant first{}, last{};
  std::uint64_t count = 0;
  void add(Instant at) {
    if (count == 0) first = at;
    last = at;
    ++count;
  }
};

class NodeMailboxTruth {
 public:
  NodeMailboxTruth(const Scenario& scenario, const Story& story, const BundleLayout& bundle,
                   const MailboxStory& mailboxes, const MailboxLayout& layout, std::size_t node, Truth& truth)
      : node_(scenario.nodes[node]),
        story_(story),
        requests_(story.requests[node]),
        bundle_(bundle.nodes[node]),
        rows_(mailboxes.rows[node]),
        dated_(layout.nodes[node].dated),
        truth_(truth) {
    for (std::size_t i = 0; i < mailboxes.records[node].size(); ++i) {
      if (layout.nodes[node].present[i]) {
        if (!records_.empty() && !layout.nodes[node].present[i - 1])
          gaps_.emplace_back(records_.back()->at, mailboxes.records[node][i].at);
        records_.push_back(&mailboxes.records[node][i]);
      }
    }
  }

  Status tell_log() const {
    tell_gaps();
    tell_failures();
    tell_throttling();
    tell_dropped();
    tell_outstanding();
    return tell_stale(tell_loops());
  }

  Status tell_dump() const {
    if (rows_.empty()) return {};
    const Dump& dump = *node_.dump;
    Time reference = dump.at;
    if (!dump.reference) {
      const auto newest = std::max_element(rows_.begin(), rows_.end(),
                                           [](const DumpRow& a, const DumpRow& b) { return a.stamp < b.stamp; });
      reference = std::chrono::floor<Seconds>(newest->stamp);
    }
    bool unexplained = false;
    for (const DumpRow& row : rows_) {
      const bool found = is_unstamped(row, reference, Seconds(0));
      if (found != is_unstamped(row, reference, kDoubt) || found != is_unstamped(row, reference, -kDoubt)) {
        return Error{ErrorCode::kUsage,
                     fmt::format("the dump of {}: a stamp or a notification is 900 s old, give or take a second; "
                                 "give another 'at'",
                                 node_.name)};
      }
      if (!found) {
        unexplained = unexplained || (reference - row.stamp > kStale && !is_silent_since(row, reference));
        continue;
      }
      ExpectedFinding& finding = truth_.add("notification.not-stamped", "subscription", row.subscription);
      if (!dump.reference) finding.verdict = "inconclusive";
      finding.open.reset();
    }
    if (unexplained && dump.reference) {
      ExpectedFinding& finding = truth_.add("notification.not-stamped", "node", node_.name);
      finding.verdict = "inconclusive";
      finding.open.reset();
    }
    return {};
  }

 private:
  ExpectedFinding& add_dated(std::string rule, std::string_view subject_kind, std::string subject, Instant first,
                             Instant last) const {
    ExpectedFinding& finding = truth_.add(std::move(rule), subject_kind, std::move(subject));
    if (dated_) {
      finding.window = Span{std::chrono::floor<Seconds>(first), std::chrono::floor<Seconds>(last)};
    } else {
      finding.verdict = "inconclusive";
    }
    return finding;
  }

  [[nodiscard]] const DiagFault& fault_of(const DiagRecord& record) const {
    return node_.diag->faults[static_cast<std::size_t>(record.fault)];
  }

  void tell_gaps() const {
    for (const auto& [from, to] : gaps_)
      add_dated("bundle.log-gap", "bundle", node_.name + "/diag_CuMbxSync", from, to).verdict = "fail";
  }

  // Status, kind of request and host; the mailboxes and the records.
  using FailureKey = std::tuple<int, RequestKind, std::string>;
  using Failures = std::map<FailureKey, std::pair<std::set<std::string>, Tally>>;

  [[nodiscard]] FailureKey key_of(const DiagRecord& record) const {
    const DiagFault& fault = fault_of(record);
    return {fault.kind == DiagFaultKind::kNoAnswer ? 0 : fault.status, fault.request, lower(fault.host)};
  }

  static constexpr int kTooManyRequests = 429;

  // Only a few mailboxes of a failure are remembered: beyond them, two may have one in common.
  static bool may_share(const std::set<std::string>& a, const std::set<std::string>& b) {
    constexpr std::size_t kRemembered = 4;
    return a.size() > kRemembered || b.size() > kRemembered ||
           std::any_of(a.begin(), a.end(), [&](const std::string& mailbox) { return b.contains(mailbox); });
  }

  void tell_failures() const {
    Failures failures;
    for (const DiagRecord* record : records_) {
      if (record->what != DiagWhat::kHttpFailure) continue;
      auto& [mailboxes, tally] = failures[key_of(*record)];
      mailboxes.insert(record->mailbox);
      tally.add(record->at);
    }
    for (const auto& [key, told] : failures) {
      const std::string& host = std::get<2>(key);
      const Tally& tally = told.second;
      const bool throttled = std::get<0>(key) == kTooManyRequests;
      ExpectedFinding& finding =
          add_dated(throttled ? "ews.throttled" : "ews.http-failure", "exchange", host, tally.first, tally.last);
      finding.count = tally.count;
      const std::optional<bool> over = has_ended(key, failures, Seconds(0));
      if (over && over == has_ended(key, failures, kDoubt) && over == has_ended(key, failures, -kDoubt))
        finding.severity = *over ? "notice" : throttled ? "warning" : "error";
    }
  }

  // Whether nothing to the host or for the mailboxes failed for an hour, in a log without a gap, while notifications
  // were accepted or stamped; nothing where a time of collection that is told makes the log longer than its records.
  [[nodiscard]] std::optional<bool> has_ended(const FailureKey& key, const Failures& failures, Seconds doubt) const {
    if (!dated_) return false;
    Instant last{};
    for (const DiagRecord* record : records_) {
      const bool request = record->what == DiagWhat::kHttpFailure;
      if (!request && record->what != DiagWhat::kThrottling) continue;
      const bool same = request && may_share(failures.at(key).first, failures.at(key_of(*record)).first);
      if (same || lower(fault_of(*record).host) == std::get<2>(key)) last = record->at;
    }
    if (std::any_of(gaps_.begin(), gaps_.end(), [&](const auto& gap) { return gap.second > last; })) return false;
    Instant sign{};
    for (const DumpRow& row : rows_) sign = std::max(sign, row.stamp);
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const bool accepted = bundle_.present[i] && requests_[i].life != kOtherRequest && requests_[i].status / 100 == 2;
      if (accepted) sign = std::max(sign, Instant(requests_[i].arrival));
    }
    if (sign - last < kEnded + doubt + (comparable() ? Seconds(0) : kFarthestZone)) return false;
    if (records_.back()->at - last >= kEnded + doubt) return true;
    return truth_.told_collected ? std::nullopt : std::optional(false);
  }

  void tell_throttling() const {
    std::map<std::string, std::pair<std::set<std::string>, Tally>> tallies;  // by code: hosts, records
    for (const DiagRecord* record : records_) {
      if (record->what != DiagWhat::kThrottling) continue;
      auto& [hosts, tally] = tallies[fault_of(*record).code];
      hosts.insert(lower(fault_of(*record).host));
      tally.add(record->at);
    }
    for (const auto& [code, told] : tallies) {
      const auto& [hosts, tally] = told;
      ExpectedFinding& finding = add_dated("ews.throttled", "exchange", hosts.size() == 1 ? *hosts.begin() : "exchange",
                                           tally.first, tally.last);
      finding.count = tally.count;
      finding.severity = "warning";
    }
  }

  void tell_dropped() const {
    std::map<std::string, Tally> tallies;
    for (const DiagRecord* record : records_) {
      if (record->what == DiagWhat::kDropped) tallies[record->subscription].add(record->at);
    }
    for (const auto& [id, tally] : tallies)
      add_dated("subscription.dropped", "subscription", id, tally.first, tally.last);
  }

  struct Loop {
    std::string mailbox;
    Instant from{}, to{};
  };

  [[nodiscard]] std::vector<Loop> tell_loops() const {
    std::map<std::string, std::vector<const DiagRecord*>> rounds;  // by mailbox
    for (const DiagRecord* record : records_) {
      if (record->what == DiagWhat::kResubscribed) rounds[record->mailbox].push_back(record);
    }
    std::vector<Loop> loops;
    for (const auto& [mailbox, records] : rounds) {
      std::size_t first = 0;
      for (std::size_t i = 1; i <= records.size(); ++i) {
        const bool goes_on = i < records.size() && records[i]->at - records[i - 1]->at >= kShortestRound &&
                             records[i]->at - records[i - 1]->at <= kLongestRound;
        if (goes_on) continue;
        if (i - first >= kLoop) {
          loops.push_back({mailbox, records[first]->at, records[i - 1]->at});
          ExpectedFinding& finding = add_dated("subscription.resubscribe-loop", "subscription", "{" + mailbox + "}",
                                               loops.back().from, loops.back().to);
          finding.count = i - first;
          if (std::any_of(&records[first], &records[i - 1] + 1, [&](const DiagRecord* r) { return was_notified(*r); }))
            finding.verdict = "inconclusive";
        }
        first = i;
      }
    }
    return loops;
  }

  // What is found stale outside of loops, and not by the request log too.
  [[nodiscard]] Status tell_stale(const std::vector<Loop>& loops) const {
    std::map<std::string, std::vector<const DiagRecord*>> stale;  // by subscription
    for (const DiagRecord* record : records_) {
      if (record->what != DiagWhat::kStale) continue;
      const bool of_loop = std::any_of(loops.begin(), loops.end(), [&](const Loop& loop) {
        return loop.mailbox == record->mailbox && record->at >= loop.from - kSameRound &&
               record->at <= loop.to + kSameRound;
      });
      if (of_loop) continue;
      const bool silent = is_silent_at(record->subscription, record->at, Seconds(0));
      if (silent != is_silent_at(record->subscription, record->at, kDoubt) ||
          silent != is_silent_at(record->subscription, record->at, -kDoubt)) {
        return Error{ErrorCode::kUsage,
                     fmt::format("{}: a silence begins or ends with a stale line; give another 'at'", node_.name)};
      }
      if (!silent) stale[record->subscription].push_back(record);
    }
    for (const auto& [id, records] : stale) {
      ExpectedFinding& finding =
          add_dated("subscription.stale", "subscription", id, records.front()->at, records.back()->at);
      finding.count = records.size();
      if (std::any_of(records.begin(), records.end(), [&](const DiagRecord* r) { return was_notified(*r); }))
        finding.verdict = "inconclusive";
    }
    return {};
  }

  // Only a session that tells the time of the node tells its zone, and only then records compare with requests.
  [[nodiscard]] bool comparable() const {
    return dated_ && node_.dump && node_.dump->layout == DumpLayout::kCli && node_.dump->reference;
  }

  template <class Visit>
  void for_accepted(const std::string& id, Visit visit) const {
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const Request& request = requests_[i];
      if (!bundle_.present[i] || request.life == kOtherRequest || request.status / 100 != 2) continue;
      if (story_.lives[request.life].id == id) visit(request.arrival);
    }
  }

  // Whether the listener accepted notifications well within the time for which a record calls them missing.
  [[nodiscard]] bool was_notified(const DiagRecord& record) const {
    bool found = false;
    if (!comparable()) return found;
    for_accepted(record.subscription, [&](Time arrival) {
      found = found || (arrival >= record.at - kStale + kSameRound && arrival <= record.at - kSameRound);
    });
    return found;
  }

  // Whether that lies in more than 900 s between two accepted notifications, or behind the last one.
  [[nodiscard]] bool is_silent_at(const std::string& id, Instant at, Seconds doubt) const {
    if (!comparable()) return false;
    bool silent = false;
    std::optional<Time> last;
    for_accepted(id, [&](Time arrival) {
      const bool pause = last && arrival - *last > kStale + doubt;
      silent = silent || (pause && at >= *last + kStale - kSameRound + doubt && at <= arrival + kSameRound - doubt);
      last = last ? std::max(*last, arrival) : arrival;
    });
    // A silence that goes on has to be of 900 s, and how far the logs reach is not asked here.
    return silent || (last && at > *last + kStale + (doubt < Seconds(0) ? -kSameRound : doubt));
  }

  // Whether the bundle has the requests of the 900 s before the dump, and none of the row's is later than its stamp.
  [[nodiscard]] bool is_silent_since(const DumpRow& row, Time reference) const {
    const bool hole = std::any_of(bundle_.holes.begin(), bundle_.holes.end(),
                                  [&](const Hole& one) { return one.from < reference && one.to > reference - kStale; });
    std::optional<Time> first, last;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (bundle_.present[i]) first = first ? std::min(*first, requests_[i].arrival) : requests_[i].arrival;
    }
    if (hole || !first || *first > reference - kStale) return false;
    for_accepted(row.subscription, [&](Time arrival) {
      if (arrival <= reference - kDoubt) last = last ? std::max(*last, arrival) : arrival;
    });
    return last && *last <= row.stamp + kDoubt;
  }

  void tell_outstanding() const {
    Tally above;
    const auto close = [&] {
      if (above.count > 0 && above.last - above.first >= kSustained)
        add_dated("ews.outstanding", "node", node_.name, above.first, above.last).open.reset();
      above = {};
    };
    for (const DiagRecord* record : records_) {
      if (record->what != DiagWhat::kGauge) continue;
      if (record->number > kMostOutstanding) {
        above.add(record->at);
      } else {
        close();
      }
    }
    close();
  }

  // Both limits moved by `doubt`, against the finding where it is positive.
  [[nodiscard]] bool is_unstamped(const DumpRow& row, Time reference, Seconds doubt) const {
    if (reference - row.stamp <= kStale + doubt) return false;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const Request& request = requests_[i];
      if (!bundle_.present[i] || request.life == kOtherRequest || request.status / 100 != 2) continue;
      if (story_.lives[request.life].id != row.subscription) continue;
      if (request.arrival > reference - kStale + doubt && request.arrival <= reference - doubt) return true;
    }
    return false;
  }

  const Node& node_;
  const Story& story_;
  const std::vector<Request>& requests_;
  const Holdings& bundle_;
  const std::vector<DumpRow>& rows_;
  bool dated_;
  Truth& truth_;
  std::vector<const DiagRecord*> records_;         // those that the bundle holds
  std::vector<std::pair<Instant, Instant>> gaps_;  // between those around a file that is missing
};

}  // namespace

Status add_mailbox_truth(const Scenario& scenario, const Story& story, const BundleLayout& bundle,
                         const MailboxStory& mailboxes, const MailboxLayout& layout, Truth& truth) {
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
    const NodeMailboxTruth told(scenario, story, bundle, mailboxes, layout, node, truth);
    if (scenario.nodes[node].diag) {
      if (const Status status = told.tell_log(); !status) return status;
    }
    if (scenario.nodes[node].dump) {
      if (const Status status = told.tell_dump(); !status) return status;
    }
  }
  return {};
}

}  // namespace logscan::gen
