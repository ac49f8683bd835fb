// A log that was collected in pieces which overlap is the log: what stands in two of them counts once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "hostile/archive_maker.h"
#include "support/case_folder.h"
#include "support/sanitized.h"

namespace logscan::test {
namespace {

struct Line {
  int time;
  std::string text;
};

// Some hours of a few subscriptions with pauses, rejections in bursts, other requests, and lines that come late.
std::vector<Line> random_log(std::mt19937& random) {
  const auto pick = [&](int least, int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most - least + 1)) + least;
  };
  std::vector<Line> lines;
  for (int s = 0, n = pick(2, 8); s < n; ++s) {
    const std::string id = "s" + std::to_string(s);
    for (int time = 20 * kHour + pick(0, 300); time < kWholeDay - 200;) {
      const bool rejected = pick(0, 12) == 0;
      for (int i = 0, times = rejected ? pick(1, 5) : 1; i < times; ++i)
        lines.push_back({time, RequestLog().beat(time, id, rejected ? 503 : 200).text()});
      time += pick(0, 40) == 0 ? pick(350, 2000) : pick(290, 310);
    }
  }
  for (int time = 20 * kHour; time < kWholeDay - 200; time += pick(1, 90))
    lines.push_back({time, RequestLog().other(time).text()});
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.time < b.time; });
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (random() % 20 == 0 && lines[i].time - lines[i - 1].time < 30) std::swap(lines[i - 1], lines[i]);
  }
  return lines;
}

using Pieces = std::vector<std::pair<std::size_t, std::size_t>>;

// Pieces that cover all lines, each of which begins some time before an earlier one ends; none lies within another.
Pieces random_pieces(std::mt19937& random, const std::vector<Line>& lines) {
  Pieces pieces;
  std::size_t from = 0, to = 1 + random() % lines.size();
  for (;;) {
    // Less than some seconds could as well be two files of which one follows the other.
    while (to < lines.size() && lines[to - 1].time - lines[from].time < 240) ++to;
    pieces.emplace_back(from, to);
    if (to == lines.size()) break;
    std::size_t begin = from + 1 + random() % (to - from - 1);
    if (random() % 3 == 0) begin = to - 1 - std::min<std::size_t>(to - from - 2, random() % 12);
    while (begin > from + 1 && lines[to - 1].time - lines[begin].time < 31) --begin;
    from = begin;
    to += 1 + random() % (lines.size() - to);
  }
  return pieces;
}

std::string text_of(const std::vector<Line>& lines, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) text += lines[i].text;
  return text;
}

// What must be as in the whole log: each finding with its id and all that was counted and measured.
std::vector<std::string> told(const Report& report) {
  std::vector<std::string> texts;
  for (const FindingReport& finding : report.findings) {
    std::string text =
        brief(finding) + " " + finding.id + " x" + std::to_string(finding.count) + ": " + finding.summary;
    for (const auto& [name, value] : finding.measured) text += " " + name + "=" + std::to_string(value);
    for (const EvidenceReport& evidence : finding.evidence) text += " " + evidence.excerpt;
    texts.push_back(text);
  }
  return texts;
}

std::uint64_t records(const Report& report) {
  std::uint64_t sum = 0;
  for (const SourceReport& source : report.sources) sum += source.records;
  return sum;
}

std::uint64_t skipped(const Report& report) {
  std::uint64_t sum = 0;
  for (const SourceReport& source : report.sources) {
    sum += source.skipped;
    EXPECT_EQ(source.skipped > 0, !source.notes.empty()) << source.location << " does not say where its records stand";
  }
  return sum;
}

Report scan_pieces(const Options& options, const std::vector<std::string>& expected, std::uint64_t lines) {
  const Report report = scan_case(options).report;
  EXPECT_EQ(told(report), expected);
  EXPECT_EQ(records(report), lines);
  EXPECT_TRUE(report.ledger.balanced());
  return report;
}

TEST(Overlap, PiecesOfALogAreTheLog) {
  constexpr unsigned kSeeds = kSanitized ? 10 : 60;
  std::size_t shared = 0, findings = 0;
  const std::string node = "cuc1/jetty/";
  for (unsigned seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::vector<Line> lines = random_log(random);
    Pieces pieces = random_pieces(random, lines);
    std::shuffle(pieces.begin(), pieces.end(), random);
    const CaseFolder folder;
    folder.write("whole/" + node + log_name(), text_of(lines, 0, lines.size()));
    std::vector<Entry> entries;
    std::vector<std::string> paths;
    std::uint64_t held = 0;
    for (const auto& [from, to] : pieces) {
      // One digit more, so that folders and archives have them in the same order.
      const std::string name = std::to_string(100 + entries.size()) + "/" + node + log_name();
      entries.push_back({name, text_of(lines, from, to)});
      folder.write("pieces/" + name, entries.back().content);
      paths.push_back(folder.path("pieces/" + name));
      held += to - from;
    }
    const Report whole = scan_case(options_for(folder.path("whole"))).report;
    const std::vector<std::string> expected = told(whole);
    ASSERT_EQ(records(whole), lines.size());
    findings += expected.size();

    const Report plain = scan_pieces(options_for(folder.path("pieces")), expected, lines.size());
    EXPECT_EQ(skipped(plain), held - lines.size());
    EXPECT_EQ(plain.ledger.parsed, whole.ledger.parsed);
    shared += held - lines.size();
    EXPECT_EQ(json_of(scan_case(options_for(folder.path("pieces"), 8)).report), json_of(plain));

    folder.write("pieces.zip", make_archive({.format = ARCHIVE_FORMAT_ZIP}, entries));
    folder.write("pieces.tar.gz", make_archive({.filter = ARCHIVE_FILTER_GZIP}, entries));
    for (const char* name : {"pieces.zip", "pieces.tar.gz"}) {
      for (const unsigned jobs : {1U, 8U}) {
        const Report packed = scan_pieces(options_for(folder.path(name), jobs), expected, lines.size());
        ASSERT_EQ(packed.sources.size(), plain.sources.size());
        for (std::size_t i = 0; i < packed.sources.size(); ++i) {
          EXPECT_EQ(packed.sources[i].records, plain.sources[i].records) << packed.sources[i].location;
          EXPECT_EQ(packed.sources[i].skipped, plain.sources[i].skipped) << packed.sources[i].location;
        }
      }
    }
    Options options;
    options.paths = paths;
    for (int round = 0; round < 3; ++round) {
      std::shuffle(options.paths.begin(), options.paths.end(), random);
      EXPECT_EQ(scan_pieces(options, expected, lines.size()).ledger.parsed, whole.ledger.parsed);
    }
  }
  if (kSanitized) return;  // so few seeds need not show all of it
  EXPECT_GT(shared, 1000U);
  EXPECT_GT(findings, 100U);
}

// More than one chunk of a plain file, and more than is parsed where it is decompressed.
TEST(Overlap, LargePiecesOfALogAreTheLog) {
  const std::string line = RequestLog().beat(0, "subscription-of-a-mailbox-with-quite-a-long-name").text();
  const std::size_t clock = line.find("29/Jun/2014:") + 12, id = line.find("subscription");
  const auto part = [&](int from, int to) {
    std::string text;
    for (int time = from; time < to; time += 2) {
      char digits[16];
      std::snprintf(digits, sizeof digits, "%02d:%02d:%02d", time / 3600, time / 60 % 60, time % 60);
      for (int s = 0; s < 10; ++s) {
        if (s == 3 && time > 40000 && time < 41000) continue;
        text += line;
        text.replace(text.size() - line.size() + clock, 8, digits);
        text[text.size() - line.size() + id] = static_cast<char>('a' + s);
      }
    }
    return text;
  };
  const std::string whole = part(0, kWholeDay), front = part(0, 60011), rear = part(30002, kWholeDay);
  ASSERT_GT(front.size(), 33U << 20);
  const std::string name = "/cuc1/jetty/" + log_name();
  const CaseFolder folder;
  folder.write("whole" + name, whole);
  folder.write("pieces/front" + name, front);
  folder.write("pieces/rear" + name, rear);
  folder.write("pieces.tar.gz",
               make_archive({.filter = ARCHIVE_FILTER_GZIP}, {{"front" + name, front}, {"rear" + name, rear}}));
  const Report expected = scan_case(options_for(folder.path("whole"))).report;
  ASSERT_THAT(briefs(expected), testing::SizeIs(1));
  for (const char* input : {"pieces", "pieces.tar.gz"}) {
    std::string first;
    for (const unsigned jobs : {1U, 8U}) {
      const Report report = scan_pieces(options_for(folder.path(input), jobs), told(expected), records(expected));
      EXPECT_EQ(report.ledger.parsed, whole.size());
      EXPECT_EQ(report.ledger.skipped, front.size() + rear.size() - whole.size());
      if (jobs == 1) first = json_of(report);
      EXPECT_TRUE(json_of(report) == first) << input;
    }
  }
}

}  // namespace
}  // namespace logscan::test
