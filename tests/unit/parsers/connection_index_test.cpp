#include "parsers/capture/connection_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace logscan::detail {
namespace {

TEST(ConnectionIndex, TellsEqualHashesApart) {
  ConnectionIndex index;
  index.add(7, 1);
  index.add(7, 2);
  const auto find = [&](std::uint32_t meant) {
    return index.find(7, [&](std::uint32_t entry) { return entry == meant; });
  };
  EXPECT_EQ(find(1), 1U);
  EXPECT_EQ(find(2), 2U);
  EXPECT_EQ(find(3), ConnectionIndex::kNone);
  EXPECT_EQ(index.find(8, [](std::uint32_t) { return true; }), ConnectionIndex::kNone);
  index.remove(7, 1);
  EXPECT_EQ(find(1), ConnectionIndex::kNone);
  EXPECT_EQ(find(2), 2U);
}

// Few hashes, so that entries stand far from their own places, also around the end of the table.
TEST(ConnectionIndex, FindsWhatIsThereHoweverManyCameAndWent) {
  std::mt19937 random(5);
  ConnectionIndex index;
  std::map<std::uint32_t, std::uint32_t> known;  // hash by entry
  for (std::uint32_t step = 0; step < 20000; ++step) {
    if (known.size() < 100 || (known.size() < 3000 && random() % 2 == 0)) {
      const auto hash = static_cast<std::uint32_t>(1000 + random() % 40);
      index.add(hash, step);
      known[step] = hash;
    } else {
      const auto at = std::next(known.begin(), static_cast<std::ptrdiff_t>(random() % 50));
      index.remove(at->second, at->first);
      EXPECT_EQ(index.find(at->second, [&](std::uint32_t entry) { return entry == at->first; }),
                ConnectionIndex::kNone);
      known.erase(at);
    }
  }
  EXPECT_GT(known.size(), 100U);
  for (const auto& [entry, hash] : known)
    EXPECT_EQ(index.find(hash, [&, meant = entry](std::uint32_t at) { return at == meant; }), entry);
}

}  // namespace
}  // namespace logscan::detail
