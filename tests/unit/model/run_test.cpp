#include "model/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace logscan::detail {
namespace {

constexpr Duration kLink = std::chrono::seconds(330);
constexpr SourceId kSource = 7;

struct Point {
  std::int64_t time = 0;  // in microseconds
  std::uint64_t line = 0;
};

Timestamp at(std::int64_t micros) { return Timestamp{Duration(micros)}; }
Location place(const Point& point) { return {point.line * 100, point.line, 100, kSource}; }

using List = RunList<Timestamp>;

List list_of(const std::vector<Point>& points, Duration link = kLink) {
  List list;
  for (const Point& point : points) list.add(at(point.time), place(point), point.line + 1000, link);
  return list;
}

// One line per run; with locations where these are fixed.
std::string dump(const List& list, bool locations = true) {
  std::string text;
  for (const auto& run : list.runs()) {
    text += std::to_string(run.first.time_since_epoch().count()) + ".." +
            std::to_string(run.last.time_since_epoch().count()) + " x" + std::to_string(run.count);
    if (locations) {
      text += " from " + std::to_string(run.first_at.ordinal) + " to " + std::to_string(run.last_at.ordinal) + " tag " +
              std::to_string(run.tag);
    }
    text += "\n";
  }
  return text;
}

// The definition, taken literally: sort the points and split where two are further apart than the link.
std::string dump_of_definition(std::vector<Point> points, Duration link = kLink) {
  std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.time < b.time; });
  List list;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i == 0 || Duration(points[i].time - points[i - 1].time) > link) {
      list.runs().push_back(
          {at(points[i].time), at(points[i].time), 1, place(points[i]), place(points[i]), points[i].line + 1000});
    } else {
      auto& run = list.runs().back();
      run.last = at(points[i].time);
      run.last_at = place(points[i]);
      ++run.count;
    }
  }
  return dump(list);
}

std::int64_t micros(Duration duration) { return duration.count(); }

TEST(RunList, LinksUpToTheLinkAndNotAMicrosecondFurther) {
  const std::int64_t link = micros(kLink);
  const struct {
    const char* name;
    std::vector<Point> points;
    std::string runs;
  } cases[] = {
      {"Nothing", {}, ""},
      {"OnePoint", {{5, 1}}, "5..5 x1 from 1 to 1 tag 1001\n"},
      {"TheLink", {{0, 1}, {link, 2}}, "0..330000000 x2 from 1 to 2 tag 1001\n"},
      {"OneMore",
       {{0, 1}, {link + 1, 2}},
       "0..0 x1 from 1 to 1 tag 1001\n330000001..330000001 x1 from 2 to 2 tag 1002\n"},
      {"TheLinkBackwards", {{link, 1}, {0, 2}}, "0..330000000 x2 from 2 to 1 tag 1002\n"},
      {"OneMoreBackwards",
       {{link + 1, 1}, {0, 2}},
       "0..0 x1 from 2 to 2 tag 1002\n330000001..330000001 x1 from 1 to 1 tag 1001\n"},
      {"ABridge", {{0, 1}, {2 * link, 2}, {link, 3}}, "0..660000000 x3 from 1 to 2 tag 1001\n"},
      {"NoBridgeAbove",
       {{0, 1}, {2 * link + 1, 2}, {link, 3}},
       "0..330000000 x2 from 1 to 3 tag 1001\n660000001..660000001 x1 from 2 to 2 tag 1002\n"},
      {"NoBridgeBelow",
       {{0, 1}, {2 * link + 1, 2}, {link + 1, 3}},
       "0..0 x1 from 1 to 1 tag 1001\n330000001..660000001 x2 from 3 to 2 tag 1003\n"},
      {"EqualTimes", {{5, 1}, {5, 2}, {5, 3}}, "5..5 x3 from 1 to 3 tag 1001\n"},
      {"EqualTimesAtTheStart", {{5, 1}, {9, 2}, {5, 3}}, "5..9 x3 from 1 to 2 tag 1001\n"},
      {"EqualTimesAtTheEnd", {{5, 1}, {9, 2}, {7, 3}, {9, 4}}, "5..9 x4 from 1 to 4 tag 1001\n"},
      {"BeforeTheEpoch", {{-link, 1}, {0, 2}}, "-330000000..0 x2 from 1 to 2 tag 1001\n"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(dump(list_of(c.points)), c.runs) << c.name;
    EXPECT_EQ(dump_of_definition(c.points), c.runs) << c.name << ", as defined";
  }
}

TEST(RunList, SaysWhatAPointDid) {
  List list;
  std::uint64_t offset = 0;
  const auto add = [&](std::int64_t time) { return list.add(at(time), {offset += 100, 1, 50, 0}, 0, Duration(10)); };
  EXPECT_EQ(add(100), List::Change::kStarted);
  EXPECT_EQ(add(110), List::Change::kExtended);
  EXPECT_EQ(add(110), List::Change::kExtended);
  EXPECT_EQ(add(121), List::Change::kStarted);
  EXPECT_EQ(add(120), List::Change::kInner);
  EXPECT_EQ(add(50), List::Change::kBorder);
  EXPECT_EQ(list.runs().size(), 2U);
}

TEST(RunList, DoesNotDependOnTheOrder) {
  const std::int64_t link = micros(kLink);
  const std::vector<std::vector<Point>> sets = {
      {{0, 1}, {link, 2}, {2 * link, 3}, {3 * link + 1, 4}, {4 * link + 1, 5}, {9 * link, 6}},
      {{0, 1}, {1, 2}, {link + 1, 3}, {link + 2, 4}, {2 * link + 2, 5}},
      {{0, 1}, {3 * link, 2}, {6 * link, 3}, {link, 4}, {2 * link, 5}, {5 * link, 6}, {4 * link, 7}},
      {{-link, 1}, {0, 2}, {link + 1, 3}, {3 * link, 4}},
  };
  for (std::vector<Point> points : sets) {
    const std::string expected = dump_of_definition(points);
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.line < b.line; });
    do {
      ASSERT_EQ(dump(list_of(points)), expected);
    } while (std::next_permutation(points.begin(), points.end(),
                                   [](const Point& a, const Point& b) { return a.line < b.line; }));
  }
}

std::vector<Point> random_points(std::mt19937& random, std::size_t count) {
  std::vector<Point> points;
  std::int64_t time = 1'000'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    switch (random() % 8) {
      case 0:
        time += micros(kLink);
        break;
      case 1:
        time += micros(kLink) + 1;
        break;
      case 2:
        time += micros(kLink) * static_cast<std::int64_t>(random() % 4);
        break;
      case 3:
        time -= static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(3 * micros(kLink)));
        break;
      case 4:
        break;
      default:
        time += static_cast<std::int64_t>(random() % 60'000'000);
        break;
    }
    points.push_back({time, i + 1});
  }
  return points;
}

TEST(RunList, AddingIsTheDefinition) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<Point> points = random_points(random, 1 + seed % 60);
    ASSERT_EQ(dump(list_of(points)), dump_of_definition(points)) << "seed " << seed;
  }
}

TEST(RunList, MergingIsAdding) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<Point> points = random_points(random, 2 + seed % 60);
    const List whole = list_of(points);
    for (std::size_t cut = 0; cut <= points.size(); ++cut) {
      const auto middle = points.begin() + static_cast<std::ptrdiff_t>(cut);
      List merged = list_of({points.begin(), middle});
      merged.merge(list_of({middle, points.end()}), kLink);
      ASSERT_EQ(dump(merged), dump(whole)) << "seed " << seed << " cut at " << cut;
    }
  }
}

TEST(RunList, MergingIsAssociative) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const List a = list_of(random_points(random, random() % 30));
    const List b = list_of(random_points(random, random() % 30));
    const List c = list_of(random_points(random, random() % 30));
    List left = a;
    left.merge(b, kLink);
    left.merge(c, kLink);
    List bc = b;
    bc.merge(c, kLink);
    List right = a;
    right.merge(bc, kLink);
    ASSERT_EQ(dump(left), dump(right)) << "seed " << seed;
    List backwards = c;
    backwards.merge(b, kLink);
    backwards.merge(a, kLink);
    ASSERT_EQ(dump(backwards, false), dump(left, false)) << "seed " << seed << ": runs do not depend on the order";
  }
}

TEST(RunList, StaysSortedAndFurtherApartThanTheLink) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    List list = list_of(random_points(random, 50));
    list.merge(list_of(random_points(random, 50)), kLink);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < list.runs().size(); ++i) {
      const auto& run = list.runs()[i];
      count += run.count;
      ASSERT_LE(run.first, run.last);
      if (i > 0) {
        ASSERT_GT(run.first - list.runs()[i - 1].last, kLink) << "seed " << seed;
      }
    }
    ASSERT_EQ(count, 100U);
  }
}

TEST(NameSet, KeepsTheFirstFourAndSaysThatThereWereMore) {
  NameSet names;
  const auto listed = [&] { return std::vector<NameId>(names.begin(), names.end()); };
  EXPECT_EQ(listed(), std::vector<NameId>{});
  for (const NameId name : {9U, 3U, 9U, 5U, 1U, 3U}) names.add(name);
  EXPECT_EQ(listed(), (std::vector<NameId>{9, 3, 5, 1}));
  EXPECT_FALSE(names.more()) << "four names, though six came";
  names.add(2);
  EXPECT_EQ(listed(), (std::vector<NameId>{9, 3, 5, 1}));
  EXPECT_TRUE(names.more());
}

}  // namespace
}  // namespace logscan::detail
