#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "logscan/options.h"

namespace logscan {
namespace {

TEST(Limits, HaveTheDefaultsThatTheDocumentsName) {
  const std::map<std::string, std::uint64_t> defaults = {
      {"line-bytes", 1ULL << 20},  {"record-bytes", 8ULL << 20},
      {"archive-depth", 8},        {"members", 1'000'000},
      {"expansion-ratio", 1000},   {"expansion-floor-bytes", 1ULL << 30},
      {"spool-bytes", 8ULL << 30}, {"spool-memory-bytes", 8ULL << 20},
      {"subjects", 1'000'000},     {"runs", 1'000'000},
      {"events", 500'000},         {"excerpt-bytes", 16ULL << 20},
      {"diagnostics", 20},
  };
  const Limits limits;
  std::map<std::string, std::uint64_t> table;
  for (const LimitInfo& limit : limit_table()) table[limit.name] = limits.*limit.field;
  EXPECT_EQ(table, defaults);
}

TEST(Limits, EachNameSetsAFieldOfItsOwn) {
  Limits limits;
  std::uint64_t value = 1'000'000'000'000;
  std::set<std::string> names;
  for (const LimitInfo& limit : limit_table()) {
    EXPECT_TRUE(names.insert(limit.name).second) << limit.name;
    EXPECT_NE(std::string(limit.meaning), "") << limit.name;
    limits.*limit.field = value++;
  }
  value = 1'000'000'000'000;
  for (const LimitInfo& limit : limit_table()) EXPECT_EQ(limits.*limit.field, value++) << limit.name;
  EXPECT_EQ(sizeof(Limits), limit_table().size() * sizeof(std::uint64_t)) << "a limit without a name";
}

}  // namespace
}  // namespace logscan
