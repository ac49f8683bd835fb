#include "timeline/duplicates.h"

#include <gtest/gtest.h>

#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using test::kWholeDay;

// A log whose records stand at these seconds, with what each of them says.
SourceSpec copy_of(const char* name, std::initializer_list<std::pair<int, int>> records) {
  SourceSpec source;
  source.location = name;
  source.slot = RotationSlot{"request.log", local(0), local(kWholeDay)};
  std::string content;
  for (const auto& [second, what] : records) {
    source.result.minutes.add(local(second), mix(static_cast<std::uint64_t>(second), static_cast<std::uint64_t>(what)));
    ++source.result.records;
    content += std::to_string(second) + "/" + std::to_string(what) + "\n";
  }
  source.bytes = content.size();
  source.digest = digest_of(content);
  source.result.has_time = !content.empty();
  return source;
}

std::vector<std::string> dropped(std::vector<ParsedSource> sources) {
  mark_duplicates(sources);
  std::vector<std::string> names;
  for (const ParsedSource& source : sources) {
    if (source.status != SourceStatus::kDuplicate) continue;
    names.push_back(source.name.location);
    EXPECT_FALSE(source.notes.empty()) << source.name.location << " does not say of what it is a copy";
  }
  return names;
}

std::vector<std::string> dropped(const std::vector<SourceSpec>& specs) { return dropped(make_sources(specs)); }

using Names = std::vector<std::string>;

TEST(Duplicates, DropsTheSameBytes) {
  const SourceSpec a = copy_of("a", {{10, 1}, {70, 2}});
  SourceSpec b = a, c = a;
  b.location = "b";
  c.location = "c";
  EXPECT_EQ(dropped({a, b, c}), (Names{"b", "c"}));
  EXPECT_EQ(dropped({c, a, b}), (Names{"a", "b"}));
  EXPECT_EQ(dropped({a}), Names{});

  // The node and the name do not matter: two records that agree in every byte are one.
  b.node = "cuc2";
  b.slot.reset();
  EXPECT_EQ(dropped({a, b}), Names{"b"});
}

TEST(Duplicates, KeepsTheWholeOneOfEqualBytes) {
  const SourceSpec whole = copy_of("whole", {{10, 1}, {70, 2}});
  for (const SourceStatus status : {SourceStatus::kTruncated, SourceStatus::kDamaged}) {
    SourceSpec cut = whole;
    cut.location = "cut";
    cut.status = status;
    EXPECT_EQ(dropped({cut, whole}), Names{"cut"});
    EXPECT_EQ(dropped({whole, cut}), Names{"cut"});
    // The same where not the bytes but only the records agree.
    cut.bytes += 1;
    cut.digest = digest_of("other line ends");
    EXPECT_EQ(dropped({cut, whole}), Names{"cut"});
    EXPECT_EQ(dropped({whole, cut}), Names{"cut"});
  }
}

TEST(Duplicates, KeepsWhatIsIgnoredOrHasNoBytes) {
  SourceSpec ignored = copy_of("ignored", {{10, 1}});
  ignored.parser = nullptr;
  EXPECT_EQ(dropped({ignored, ignored}), Names{});
  const SourceSpec empty = copy_of("empty", {});
  EXPECT_EQ(dropped({empty, empty}), Names{});
}

TEST(Duplicates, DropsTheShorterCopyOfALog) {
  const SourceSpec full = copy_of("full", {{10, 1}, {20, 2}, {70, 3}, {80, 4}, {130, 5}});
  struct CopyCase {
    const char* name;
    SourceSpec copy;
    bool contained;
  };
  const CopyCase cases[] = {
      {"ItsFront", copy_of("copy", {{10, 1}, {20, 2}}), true},
      {"CutInAMinute", copy_of("copy", {{10, 1}, {20, 2}, {70, 3}}), true},
      {"ItsEnd", copy_of("copy", {{70, 3}, {80, 4}, {130, 5}}), true},
      {"CutInItsFirstMinute", copy_of("copy", {{80, 4}, {130, 5}}), false},
      {"AnotherRecord", copy_of("copy", {{10, 1}, {20, 9}, {70, 3}}), false},
      {"AMinuteMore", copy_of("copy", {{10, 1}, {20, 2}, {200, 6}}), false},
      {"MoreInTheLastMinute", copy_of("copy", {{70, 3}, {80, 4}, {90, 6}}), false},
  };
  for (const CopyCase& c : cases) {
    const Names expected = c.contained ? Names{"copy"} : Names{};
    EXPECT_EQ(dropped({full, c.copy}), expected) << c.name;
    EXPECT_EQ(dropped({c.copy, full}), expected) << c.name << ", the shorter one first";
  }
}

TEST(Duplicates, ComparesCopiesOfOneLogOnly) {
  const SourceSpec full = copy_of("full", {{10, 1}, {20, 2}, {70, 3}});
  const SourceSpec copy = copy_of("copy", {{10, 1}, {20, 2}});
  ASSERT_EQ(dropped({full, copy}), Names{"copy"});
  SourceSpec other_node = copy;
  other_node.node = "cuc2";
  EXPECT_EQ(dropped({full, other_node}), Names{});
  SourceSpec other_stem = copy;
  other_stem.slot->stem = "ssl_request.log";
  EXPECT_EQ(dropped({full, other_stem}), Names{});
  SourceSpec other_day = copy;
  other_day.slot->from += std::chrono::days(1);
  EXPECT_EQ(dropped({full, other_day}), Names{});
}

TEST(Duplicates, ReadsPlainFilesOfEqualSizeOnly) {
  const test::CaseFolder folder;
  folder.write("a", "same text\n");
  folder.write("b", "same text\n");
  folder.write("c", "other one\n");
  std::vector<ParsedSource> sources;
  for (const char* name : {"a", "b", "c", "gone"}) {
    ParsedSource source;
    source.name.location = name;
    source.parser = &parser_named("jetty.access");
    source.disk_path = folder.path(name);
    source.bytes = 10;
    sources.push_back(std::move(source));
  }
  EXPECT_EQ(dropped(std::move(sources)), Names{"b"});
}

}  // namespace
}  // namespace logscan::detail
