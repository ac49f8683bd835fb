#include "timeline/rings.h"

#include <gtest/gtest.h>

#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

// `cuc1/PC.cap03`, with frames from..to.
SourceSpec recorded(const char* path, int from, int to) {
  SourceSpec source;
  source.parser = &parser_named("capture.pcap");
  source.location = path;
  const std::string_view name = base_name(path);
  const std::size_t digits = name.find_last_not_of("0123456789") + 1;
  if (digits < name.size())
    source.number = RotationNumber{std::string(name.substr(0, digits)), std::string(name.substr(digits))};
  source.bytes = 1000;
  source.result.has_time = true;
  source.result.first = local(from);
  source.result.last = local(to);
  return source;
}

SourceSpec with_status(SourceSpec source, SourceStatus status) {
  source.status = status;
  return source;
}

SourceSpec of_node(SourceSpec source, const char* node, const char* listener = "") {
  source.node = node;
  source.result.listener = listener;
  return source;
}

SourceSpec with_bytes(SourceSpec source, std::uint64_t bytes) {
  source.bytes = bytes;
  return source;
}

TEST(Rings, AreFilesThatContinueEachOther) {
  const struct {
    const char* name;
    std::vector<SourceSpec> files;
    std::vector<Ring> rings;
  } cases[] = {
      {"Two", {recorded("PC.cap0", 100, 200), recorded("PC.cap1", 200, 300)}, {{0, 1}}},
      {"AnyOrder",
       {recorded("PC.cap2", 300, 400), recorded("PC.cap0", 100, 200), recorded("PC.cap1", 200, 300)},
       {{1, 2, 0}}},
      {"ADigitMore", {recorded("PC.cap9", 100, 200), recorded("PC.cap10", 200, 300)}, {{0, 1}}},
      // The next file begins with the next packet, and where little is said that may be late.
      {"AfterAWhile", {recorded("PC.cap0", 100, 200), recorded("PC.cap1", 2000, 3000)}, {{0, 1}}},
      {"FirstWithoutANumber", {recorded("PC.cap", 100, 200), recorded("PC.cap1", 200, 300)}, {{0, 1}}},
      {"OneAlone", {recorded("PC.cap0", 100, 200)}, {}},
      {"OtherNames", {recorded("PC.cap0", 100, 200), recorded("XY.cap1", 200, 300)}, {}},
      {"NamedByTime",
       {recorded("x_103000.pcap", 1801, 3500), recorded("x_100000.pcap", 0, 1800),
        recorded("x_105500.pcap", 3510, 4000)},
       {{1, 0, 2}}},
      {"NamedByDateAndTime",
       {recorded("cuc1_2014-06-29_10-00-00.pcap", 0, 1800), recorded("cuc1_2014-06-29_10-30-00.pcap", 1801, 3500),
        recorded("cuc2_2014-06-29_10-30-00.pcap", 1801, 3500)},
       {{0, 1}}},
      {"OneNamedByTimeIsMissing", {recorded("x_100000.pcap", 0, 1800), recorded("x_110000.pcap", 3600, 5400)}, {}},
      {"NoTimeInTheName", {recorded("x_10.pcap", 0, 1800), recorded("x_11.pcap", 1801, 5400)}, {}},
      {"ANumberIsMissing", {recorded("PC.cap0", 100, 200), recorded("PC.cap2", 200, 300)}, {}},
      {"TwoPartsAroundIt",
       {recorded("PC.cap0", 100, 200), recorded("PC.cap1", 200, 300), recorded("PC.cap3", 400, 500),
        recorded("PC.cap4", 500, 600)},
       {{0, 1}, {2, 3}}},
      {"ASecondBack", {recorded("PC.cap0", 100, 200), recorded("PC.cap1", 199, 300)}, {{0, 1}}},
      {"TwoSecondsBack", {recorded("PC.cap0", 100, 200), recorded("PC.cap1", 198, 300)}, {}},
      {"TheFirstIsCut",
       {with_status(recorded("PC.cap0", 100, 200), SourceStatus::kTruncated), recorded("PC.cap1", 200, 300)},
       {}},
      {"TheLastIsCut",
       {recorded("PC.cap0", 100, 200), with_status(recorded("PC.cap1", 200, 300), SourceStatus::kTruncated),
        recorded("PC.cap2", 300, 400)},
       {{0, 1}}},
      {"ACopyIsNone",
       {recorded("PC.cap0", 100, 200), with_status(recorded("b/PC.cap1", 200, 300), SourceStatus::kDuplicate),
        recorded("PC.cap1", 200, 300)},
       {{0, 2}}},
      {"OtherFolderOfTheNode", {recorded("a/PC.cap0", 100, 200), recorded("b/PC.cap1", 200, 300)}, {{0, 1}}},
      {"ItsOwnFolderFirst",
       {recorded("a/PC.cap0", 100, 200), recorded("b/PC.cap0", 100, 199), recorded("a/PC.cap1", 200, 300),
        recorded("b/PC.cap1", 201, 300)},
       {{0, 2}, {1, 3}}},
      {"OtherNodes", {recorded("PC.cap0", 100, 200), of_node(recorded("PC.cap1", 200, 300), "cuc2")}, {}},
      {"NodesUnknown",
       {of_node(recorded("a/PC.cap0", 100, 200), ""), of_node(recorded("b/PC.cap1", 200, 300), "")},
       {}},
      {"NodesUnknownInOneFolder",
       {of_node(recorded("a/PC.cap0", 100, 200), ""), of_node(recorded("a/PC.cap1", 200, 300), "")},
       {{0, 1}}},
      {"NodesUnknownOneListener",
       {of_node(recorded("a/PC.cap0", 100, 200), "", "10.0.0.2:7080"),
        of_node(recorded("b/PC.cap1", 200, 300), "", "10.0.0.2:7080")},
       {{0, 1}}},
  };
  for (const auto& example : cases) EXPECT_EQ(find_rings(make_sources(example.files)), example.rings) << example.name;
}

// Behind the highest number comes 0. A second recording over the first files of an older one looks alike.
TEST(Rings, ComeRound) {
  const auto rings = [](int pause, std::uint64_t last_bytes) {
    return find_rings(make_sources({recorded("PC.cap0", 400 + pause, 500 + pause), recorded("PC.cap1", 200, 300),
                                    with_bytes(recorded("PC.cap2", 300, 400), last_bytes)}));
  };
  const std::vector<Ring> round{{1, 2, 0}}, two_recordings{{1, 2}};
  EXPECT_EQ(rings(5, 100), round);
  EXPECT_EQ(rings(6, 100), two_recordings);
  EXPECT_EQ(rings(6, 900), round);
  EXPECT_EQ(rings(6, 899), two_recordings);
  EXPECT_EQ(rings(3600, 1000), round);
  EXPECT_EQ(rings(3601, 1000), two_recordings);
  // 0 follows the highest number alone.
  EXPECT_EQ(find_rings(make_sources(
                {recorded("PC.cap0", 300, 400), recorded("PC.cap1", 200, 300), recorded("PC.cap2", 100, 150)})),
            std::vector<Ring>{});
}

}  // namespace
}  // namespace logscan::detail
