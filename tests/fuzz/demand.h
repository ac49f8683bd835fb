// What every fuzz target does where an invariant does not hold.
#pragma once

#include <cstdlib>
#include <string_view>

namespace logscan::fuzz {

inline void demand(bool holds) {
  if (!holds) std::abort();
}

inline bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace logscan::fuzz
