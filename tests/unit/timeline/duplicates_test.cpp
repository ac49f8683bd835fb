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
    SourceSpec::Content& result = source.result;
    result.first = result.records == 0 ? local(second) : std::min(result.first, local(second));
    result.last = result.records == 0 ? local(second) : std::max(result.last, local(second));
    ++result.records;
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

TEST(Duplicates, KeepsWhatTwoNodesSayAlikeOfThemselves) {
  SourceSpec a = copy_of("a", {{10, 1}, {70, 2}});
  a.parser = &parser_named("other.log");
  SourceSpec b = a, c = a, d = a;
  b.location = "b";
  b.node = "cuc2";
  c.location = "c";
  c.node = "cuc2";
  d.location = "d";
  d.node = "";
  EXPECT_EQ(dropped({a, b}), Names{});
  EXPECT_EQ(dropped({a, b, c}), Names{"c"});
  EXPECT_EQ(dropped({a, b, d}), Names{"d"});
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

// One record every 20 s of the minutes [from, to), as often as a log of these minutes has them.
SourceSpec minutes_of(const char* name, int from_second, int to_second) {
  SourceSpec source = copy_of(name, {});
  for (int second = from_second; second < to_second; second += 20) {
    source.result.minutes.add(local(second), mix(static_cast<std::uint64_t>(second), 1));
    ++source.result.records;
    source.result.last = local(second);
  }
  source.result.first = local(from_second);
  source.result.has_time = true;
  source.bytes = source.result.records * 10;
  source.digest = digest_of(name);
  return source;
}

// Each copy with the minutes that it leaves out: `b: 2=a 3?` where minute 2 stands in `a` and minute 3 is compared.
Names overlaps(std::vector<ParsedSource> sources, Names* notes = nullptr) {
  mark_duplicates(sources);
  Names texts;
  const std::int64_t first = MinuteIndex::minute_of(local(0));
  for (const Overlap& overlap : find_overlaps(sources)) {
    std::string text = sources[overlap.source].name.location + ":";
    for (const Omission::Minute& minute : overlap.minutes) {
      text += " " + std::to_string(minute.minute - first);
      text += minute.holder == kNoSource ? "?" : "=" + sources[minute.holder].name.location;
    }
    texts.push_back(text);
  }
  for (const ParsedSource& source : sources) {
    if (notes != nullptr && !source.notes.empty()) notes->push_back(source.name.location + ": " + source.notes[0]);
  }
  return texts;
}

Names overlaps(const std::vector<SourceSpec>& specs) { return overlaps(make_sources(specs)); }

TEST(Overlaps, AreMinutesThatAnEarlierCopyHolds) {
  // The front ends in mid-minute 4, the rear begins in mid-minute 1.
  const SourceSpec front = minutes_of("front", 0, 270), rear = minutes_of("rear", 80, 600);
  EXPECT_EQ(overlaps({front, rear}), (Names{"front: 1? 4?", "rear: 1? 2=front 3=front 4?"}));
  EXPECT_EQ(overlaps({rear, front}), (Names{"rear: 1? 4?", "front: 1? 2=rear 3=rear 4?"}));
  // Borders that are those of minutes leave nothing to compare, and the first copy is not read again.
  EXPECT_EQ(overlaps({minutes_of("front", 0, 240), minutes_of("rear", 60, 600)}),
            (Names{"rear: 1=front 2=front 3=front"}));
  // Two minutes, each of which one of them holds in part.
  EXPECT_EQ(overlaps({minutes_of("front", 0, 140), minutes_of("rear", 80, 600)}),
            (Names{"front: 1? 2?", "rear: 1? 2?"}));
  // Within one minute.
  EXPECT_EQ(overlaps({minutes_of("front", 0, 120), minutes_of("rear", 80, 600)}), (Names{"front: 1?", "rear: 1?"}));
}

TEST(Overlaps, OfThreeCopiesAreHeldByTheFirst) {
  EXPECT_EQ(overlaps({minutes_of("a", 0, 360), minutes_of("b", 120, 480), minutes_of("c", 240, 600)}),
            (Names{"b: 2=a 3=a 4=a 5=a", "c: 4=a 5=a 6=b 7=b"}));
  // The third has no minute with the first: the second tells that all are one log.
  EXPECT_EQ(overlaps({minutes_of("a", 0, 240), minutes_of("c", 300, 600), minutes_of("b", 120, 480)}),
            (Names{"b: 2=a 3=a 5=c 6=c 7=c"}));
}

TEST(Overlaps, AreNoneWhereOneFileFollowsTheOther) {
  EXPECT_EQ(overlaps({minutes_of("a", 0, 300), minutes_of("b", 300, 600)}), Names{});
  // The server was started again in mid-minute, and even in mid-second.
  EXPECT_EQ(overlaps({minutes_of("a", 0, 280), minutes_of("b", 280, 600)}), Names{});
  EXPECT_EQ(overlaps({minutes_of("a", 0, 281), minutes_of("b", 280, 600)}), Names{});
}

TEST(Overlaps, AreOfOneLogOnly) {
  const SourceSpec front = minutes_of("front", 0, 300), rear = minutes_of("rear", 120, 600);
  ASSERT_EQ(overlaps({front, rear}).size(), 1U);
  SourceSpec other = rear;
  other.node = "cuc2";
  EXPECT_EQ(overlaps({front, other}), Names{});
  other = rear;
  other.slot->stem = "ssl_request.log";
  EXPECT_EQ(overlaps({front, other}), Names{});
  other = rear;
  other.axis = Axis::kWall;
  EXPECT_EQ(overlaps({front, other}), Names{});
  other = rear;
  other.result.dropped_runs = 1;
  EXPECT_EQ(overlaps({front, other}), Names{}) << "what a limit took from one copy must come from the other";
  EXPECT_EQ(overlaps({other, front}), Names{});
  // Names without a day: what the records say is enough.
  SourceSpec undated_front = front, undated_rear = rear;
  undated_front.slot.reset();
  undated_rear.slot.reset();
  EXPECT_EQ(overlaps({undated_front, undated_rear}), (Names{"rear: 2=front 3=front 4=front"}));
  // Two logs that differ nearly always, with a minute that they happen to share.
  SourceSpec another = copy_of("another", {});
  for (int second = 0; second < 600; second += 20) {
    another.result.minutes.add(local(second), mix(static_cast<std::uint64_t>(second), second / 60 == 5 ? 1 : 2));
    ++another.result.records;
  }
  another.result.has_time = true;
  another.result.first = local(0);
  another.result.last = local(580);
  SourceSpec whole = minutes_of("whole", 0, 600);
  EXPECT_EQ(overlaps({whole, another}), Names{});
}

TEST(Overlaps, MakeOneLogOfTwoFoldersOfAnUnknownNode) {
  const auto of_unknown = [](const char* name, int from, int to) {
    SourceSpec source = minutes_of(name, from, to);
    source.node.clear();
    return source;
  };
  struct FolderCase {
    const char* name;
    std::vector<SourceSpec> files;
    Names folders;
  };
  const FolderCase cases[] = {
      {"Proven",
       {of_unknown("b/x", 0, 300), of_unknown("a/x", 120, 600), of_unknown("c/y", 0, 60)},
       {"a/", "a/", "c/"}},
      {"TooLittle", {of_unknown("a/x", 0, 240), of_unknown("b/x", 120, 600)}, {"a/", "b/"}},
      {"OneFolder", {of_unknown("a/x", 0, 240), of_unknown("a/y", 120, 600)}, {"a/", "a/"}},
      {"KnownNode", {minutes_of("a/x", 0, 300), minutes_of("b/x", 120, 600)}, {"a/", "b/"}},
  };
  for (const FolderCase& c : cases) {
    std::vector<ParsedSource> sources = make_sources(c.files);
    const std::vector<Overlap> found = find_overlaps(sources);
    Names folders;
    for (const ParsedSource& source : sources) folders.push_back(source.folder);
    EXPECT_EQ(folders, c.folders) << c.name;
    EXPECT_EQ(found.size(), std::string_view(c.name) == "TooLittle" ? 0U : 1U) << c.name;
  }
}

TEST(Overlaps, AreToldWhereNothingCanBeReadAgain) {
  SourceSpec front = minutes_of("front", 0, 270), rear = minutes_of("rear", 60, 600);
  rear.read_once = true;
  // What cannot be read again keeps its records, though it comes last.
  Names notes;
  EXPECT_EQ(overlaps(make_sources({front, rear}), &notes), (Names{"front: 1=rear 2=rear 3=rear"}));
  EXPECT_EQ(notes, (Names{"rear: up to 2 of its records stand in other copies too and are counted twice, since this "
                          "input cannot be read again: front"}));
  front.read_once = true;
  notes.clear();
  EXPECT_EQ(overlaps(make_sources({front, rear}), &notes), Names{});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[1],
            "rear: up to 11 of its records stand in other copies too and are counted twice, since this input "
            "cannot be read again: front");
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
