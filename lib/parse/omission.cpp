#include "parse/omission.h"

#include <algorithm>

#include "parse/source_result.h"

namespace logscan::detail {

bool Omission::takes(LocalTime at, std::uint64_t hash) {
  const std::int64_t minute = MinuteIndex::minute_of(at);
  const auto found = std::lower_bound(minutes_.begin(), minutes_.end(), minute,
                                      [](const Minute& m, std::int64_t value) { return m.minute < value; });
  if (found == minutes_.end() || found->minute != minute) return false;
  if (found->holder != kNoSource) {
    ++taken_[found->holder];
    return true;
  }
  // Records that are equal in all that is compared may follow each other within one copy: only as many are left out
  // as another copy holds.
  const std::uint64_t seen = ++seen_[hash];
  ComparedRecords::Held& held = compared_.records[hash];
  if (seen <= held.count) {
    ++taken_[held.first];
    return true;
  }
  held.count = seen;
  if (held.first == kNoSource) held.first = source_;
  return false;
}

}  // namespace logscan::detail
