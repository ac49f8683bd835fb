#include "session/row_sorter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace logscan::detail {
namespace {

struct Made {
  std::int64_t time = 0;
  SourceId source = 0;
  std::uint64_t order = 0;
  std::string text;

  friend bool operator==(const Made&, const Made&) = default;
};

RecordRow row_of(const Made& made) {
  RecordRow row;
  row.time = Timestamp(Duration(made.time));
  row.source = made.source;
  row.order = made.order;
  row.ordinal = made.order + 1;
  row.subject = "subject";
  row.text = made.text;
  return row;
}

std::vector<Made> random_rows(std::size_t count, std::size_t text_bytes) {
  std::mt19937 random(1);
  std::vector<Made> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto source = static_cast<SourceId>(random() % 5);
    rows.push_back({static_cast<std::int64_t>(random() % 1000), source, i, std::string(random() % text_bytes, 'x')});
  }
  return rows;
}

std::vector<Made> sorted(const std::vector<Made>& rows, std::uint64_t most_bytes) {
  RowSorter sorter(most_bytes);
  for (const Made& made : rows) EXPECT_TRUE(sorter.add(row_of(made)).ok());
  EXPECT_TRUE(sorter.finish().ok());
  std::vector<Made> out;
  RecordRow row;
  for (auto more = sorter.next(row); more.value(); more = sorter.next(row)) {
    EXPECT_EQ(row.subject, "subject");
    EXPECT_EQ(row.ordinal, row.order + 1);
    out.push_back({row.time.time_since_epoch().count(), row.source, row.order, std::string(row.text)});
  }
  EXPECT_FALSE(sorter.next(row).value()) << "the end is no end";
  return out;
}

std::vector<Made> as_they_should_be(std::vector<Made> rows) {
  std::sort(rows.begin(), rows.end(), [](const Made& a, const Made& b) {
    return std::tie(a.time, a.source, a.order) < std::tie(b.time, b.source, b.order);
  });
  return rows;
}

TEST(RowSorter, SortsInMemoryWithoutAFile) {
  EXPECT_EQ(sorted({}, 0), std::vector<Made>());
  const std::vector<Made> rows = random_rows(2000, 100);
  EXPECT_EQ(sorted(rows, 0), as_they_should_be(rows));
}

// 40 MB of rows are several runs; texts of up to 60 kB are longer than the buffer of a run may be.
TEST(RowSorter, MergesRunsOnDisk) {
  const std::vector<Made> many = random_rows(200'000, 200);
  EXPECT_TRUE(sorted(many, 1ULL << 30) == as_they_should_be(many));
  const std::vector<Made> long_ones = random_rows(1300, 60'000);
  EXPECT_TRUE(sorted(long_ones, 1ULL << 30) == as_they_should_be(long_ones));
}

TEST(RowSorter, TakesNoMoreThanItMay) {
  RowSorter sorter(1000);
  Status added;
  const std::vector<Made> rows = random_rows(100'000, 200);
  for (std::size_t i = 0; i < rows.size() && added; ++i) added = sorter.add(row_of(rows[i]));
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().code, ErrorCode::kLimit);
  EXPECT_NE(added.error().message.find("limit spool-bytes"), std::string::npos);
}

}  // namespace
}  // namespace logscan::detail
