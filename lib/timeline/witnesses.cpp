#include "timeline/witnesses.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace logscan::detail {
namespace {

using std::chrono::days;

// A subscription is stale 15 minutes after its last notification, and is looked for every 2 minutes (Cisco 118883).
constexpr Duration kStaleFrom = std::chrono::minutes(15), kStaleTo = std::chrono::minutes(17);

// Two logs write the same failure one after the other.
constexpr Duration kSameSecond = std::chrono::seconds(2);

// What shows a day beyond chance, where a zone is only assumed or one thing alone is not telling. Our number.
constexpr std::size_t kSeveral = 3;

// Enough to tell a day; a log may have many more.
constexpr std::size_t kMostMarks = 256;
// Logs that lie over more days than these are not compared. Our number: logs are kept for weeks.
constexpr std::size_t kMostDays = 366;

std::string failure_name(const ParsedSource& source, const SourceTrack& track) {
  return source.node + "\n" + std::string(source.result.names.text(track.subject)) + "\n" +
         std::to_string(track.number);
}

// At times that differ.
std::size_t count_apart(const std::vector<Mark>& sorted) {
  std::size_t count = 0;
  LocalTime last{};
  for (const Mark& mark : sorted) {
    if (count > 0 && mark.time - last <= kSameSecond) continue;
    last = mark.time;
    ++count;
  }
  return count;
}

// Evenly from the whole log.
std::vector<Mark> thinned(std::vector<Mark> marks) {
  if (marks.size() <= kMostMarks) return marks;
  std::vector<Mark> some;
  for (std::size_t i = 0; i < kMostMarks; ++i) some.push_back(marks[i * marks.size() / kMostMarks]);
  return some;
}

// How many must fit; `failures` are all that the log tells.
std::size_t enough(Mark::Kind kind, std::size_t failures, bool assumed) {
  if (assumed) return kSeveral;
  return kind == Mark::Kind::kStale ? 1 : std::clamp<std::size_t>(failures, 2, kSeveral);
}

std::string basis_text(Mark::Kind kind, const std::vector<Mark>& fitting, const ParsedSource& source,
                       std::size_t by_source, bool assumed) {
  std::string text = source.name.location;
  if (kind == Mark::Kind::kFailure) {
    text += ", which tells " + std::to_string(by_source) + " of its failed requests at the same second";
  } else {
    std::set<std::string_view> subscriptions;
    for (const Mark& mark : fitting) subscriptions.insert(mark.what->first);
    const std::size_t count = subscriptions.size();
    text += ", which tells the last notification of " +
            (count == 1 ? "subscription " + std::string(*subscriptions.begin())
                        : std::to_string(count) + " subscriptions") +
            " 15 to 17 minutes before this log tells " + (count == 1 ? "it" : "them") + " stale or renewed";
  }
  if (assumed) text += ", if its times are UTC, which is only assumed";
  return text;
}

// The first and the last time of each run.
std::vector<LocalTime> ends_of(const SourceTrack& track) {
  std::vector<LocalTime> ends;
  for (const auto& run : track.list.runs()) {
    ends.push_back(run.first);
    if (run.last != run.first) ends.push_back(run.last);
  }
  return ends;
}

// Calls `take` for the subscriptions that the log tells stale or renewed.
template <class Take>
void each_stale(const SourceResult& result, const Take& take) {
  for (const auto& event : result.events) {
    if (event.kind != EventKind::kSubscriptionStale && event.kind != EventKind::kSubscriptionRenewed) continue;
    // Where the subject is the mailbox, the subscription stands beside it.
    for (const NameId name : {event.text.subject, event.text.detail}) {
      if (name != kNoName) take(to_lower(result.names.text(name)), event.time);
    }
  }
}

// The numbers of whole days by which something may fit.
std::vector<days> candidates(const std::vector<Mark>& marks) {
  std::set<days> ours, theirs, shifts;
  std::set<const SeenThing*> done;
  for (const Mark& mark : marks) {
    ours.insert(std::chrono::floor<days>(mark.time.time_since_epoch()));
    if (!done.insert(mark.what).second) continue;
    for (const Seen& seen : mark.what->second) {
      theirs.insert(std::chrono::floor<days>(seen.last.time_since_epoch()));
      if (theirs.size() > kMostDays) return {};
    }
  }
  // A zone may put it on the day before or after, and a subscription is stale after midnight.
  for (const days our : ours) {
    for (const days their : theirs) {
      for (const int step : {-1, 0, 1}) shifts.insert(their - our + days(step));
    }
  }
  return {shifts.begin(), shifts.end()};
}

struct Comparison {
  std::vector<Mark> fitting;
  std::map<const ParsedSource*, std::size_t> by_source;
  std::size_t compared = 0;
};

Comparison compare(const std::vector<Mark>& marks, days shift) {
  Comparison found;
  for (const Mark& mark : marks) {
    const std::vector<Seen>& all = mark.what->second;
    const Timestamp time = mark.clock->to_utc(mark.time + shift);
    const bool stale = mark.kind == Mark::Kind::kStale;
    const auto later = std::upper_bound(all.begin(), all.end(), stale ? time : time + kSameSecond,
                                        [](Timestamp moment, const Seen& seen) { return moment < seen.first; });
    if (later == all.begin()) continue;
    const Seen& last = *std::prev(later);
    const Duration after = time - last.last;
    // Behind its last notification that is known, a subscription may have had more.
    if (after > (stale ? kStaleTo : kSameSecond) && (stale || later == all.end())) continue;
    ++found.compared;
    if (stale ? after < kStaleFrom : after > kSameSecond) continue;
    found.fitting.push_back(mark);
    ++found.by_source[last.source];
  }
  return found;
}

}  // namespace

void Witnesses::want(const ParsedSource& source) {
  each_stale(source.result, [&](std::string what, LocalTime) { seen_.try_emplace(std::move(what)); });
  for (const SourceTrack& track : source.result.tracks.tracks()) {
    if (track.kind == SignalKind::kHttpFailure) seen_.try_emplace(failure_name(source, track));
  }
}

void Witnesses::add(const std::string& what, const Seen& seen) {
  if (const auto at = seen_.find(what); at != seen_.end()) at->second.push_back(seen);
}

void Witnesses::hear(const ParsedSource& source) {
  if (seen_.empty() || source.parser == nullptr || source.only_a_status || source.status == SourceStatus::kDuplicate)
    return;
  const SourceResult& result = source.result;
  for (const auto& fact : result.facts) {
    if (fact.kind != FactKind::kLastNotification || fact.text.subject == kNoName) continue;
    const Timestamp stamp{Duration(fact.text.number)};
    add(to_lower(result.names.text(fact.text.subject)), {stamp, stamp, &source});
  }
  if (source.axis == Axis::kYearless) return;
  if (source.axis == Axis::kDateless && (source.undated || source.date_basis.empty() || source.date_doubt > days(0)))
    return;
  for (const SourceTrack& track : result.tracks.tracks()) {
    if (track.kind == SignalKind::kNotification) {
      const std::string what = to_lower(result.names.text(track.subject));
      for (const auto& run : track.list.runs())
        add(what, {source.clock.to_utc(run.first), source.clock.to_utc(run.last), &source});
    } else if (track.kind == SignalKind::kHttpFailure) {
      const std::string what = failure_name(source, track);
      for (const LocalTime time : ends_of(track)) {
        const Timestamp moment = source.clock.to_utc(time);
        add(what, {moment, moment, &source});
      }
    }
  }
}

// In the order of time. What goes on in one source has not ended in another.
void Witnesses::settle() {
  if (std::exchange(settled_, true)) return;
  for (auto& [what, all] : seen_) {
    std::sort(all.begin(), all.end(),
              [](const Seen& a, const Seen& b) { return std::pair(a.first, a.last) < std::pair(b.first, b.last); });
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (all[i].last >= all[i - 1].last) continue;
      all[i].last = all[i - 1].last;
      all[i].source = all[i - 1].source;
    }
  }
}

Marks Witnesses::marks_of(const ParsedSource& source) const {
  std::vector<Mark> stale, failures;
  const auto take = [&](Mark::Kind kind, const std::string& what, const auto& times, std::vector<Mark>& into) {
    const auto at = seen_.find(what);
    if (at == seen_.end() || at->second.empty()) return;
    for (const LocalTime time : times) into.push_back({kind, &*at, time, &source.clock, 0});
  };
  each_stale(source.result,
             [&](const std::string& what, LocalTime time) { take(Mark::Kind::kStale, what, std::array{time}, stale); });
  Marks marks;
  for (const SourceTrack& track : source.result.tracks.tracks()) {
    if (track.kind != SignalKind::kHttpFailure) continue;
    const std::vector<LocalTime> ends = ends_of(track);
    marks.failures += ends.size();
    take(Mark::Kind::kFailure, failure_name(source, track), ends, failures);
  }
  marks.known = thinned(std::move(failures));
  stale = thinned(std::move(stale));
  marks.known.insert(marks.known.end(), stale.begin(), stale.end());
  return marks;
}

Testimony Witnesses::ask(const Marks& marks) {
  settle();
  Testimony testimony;
  for (const Mark::Kind kind : {Mark::Kind::kStale, Mark::Kind::kFailure}) {
    std::vector<Mark> known;
    std::copy_if(marks.known.begin(), marks.known.end(), std::back_inserter(known),
                 [&](const Mark& mark) { return mark.kind == kind; });
    std::stable_sort(known.begin(), known.end(), [](const Mark& a, const Mark& b) { return a.time < b.time; });
    known = thinned(std::move(known));
    const bool assumed = std::any_of(known.begin(), known.end(),
                                     [](const Mark& mark) { return mark.clock->basis() == ClockBasis::kAssumed; });
    for (const days shift : candidates(known)) {
      Comparison found = compare(known, shift);
      if (count_apart(found.fitting) < enough(kind, marks.failures, assumed) ||
          found.fitting.size() * 2 <= found.compared)
        continue;
      const bool other = !testimony.shifts.empty() && testimony.shifts.front() != shift;
      if (std::find(testimony.shifts.begin(), testimony.shifts.end(), shift) == testimony.shifts.end())
        testimony.shifts.push_back(shift);
      if (other) continue;
      if (testimony.basis.empty()) {
        const auto best =
            std::max_element(found.by_source.begin(), found.by_source.end(), [](const auto& a, const auto& b) {
              return a.second != b.second ? a.second < b.second : a.first->name.location > b.first->name.location;
            });
        testimony.basis = basis_text(kind, found.fitting, *best->first, best->second, assumed);
      }
      testimony.fitting.insert(testimony.fitting.end(), found.fitting.begin(), found.fitting.end());
    }
  }
  std::sort(testimony.shifts.begin(), testimony.shifts.end());
  return testimony;
}

}  // namespace logscan::detail
