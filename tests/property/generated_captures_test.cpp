// Captures made by logscan-gen give exactly the findings and the counts that their scenario implies, each alone, and
// take nothing from what the request log beside them tells.
#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "generate.h"
#include "random_capture_scenario.h"
#include "support/case_folder.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

constexpr std::uint64_t kCaptureSeeds = 100;

using Files = std::vector<gen::BundleFile>;

// The files of one capture, in the order of the truth.
Files files_of(const gen::Generated& generated, const gen::CaptureTruth& capture) {
  Files files;
  for (const std::string& path : capture.files) {
    const auto file = std::find_if(generated.files.begin(), generated.files.end(),
                                   [&](const gen::BundleFile& one) { return one.path == path; });
    EXPECT_NE(file, generated.files.end()) << path;
    if (file != generated.files.end()) files.push_back(*file);
  }
  return files;
}

std::string tar_gz(const Files& files) {
  std::string out;
  const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(), archive_write_free);
  const auto append = [](archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  };
  EXPECT_EQ(archive_write_set_format_ustar(writer.get()), ARCHIVE_OK);
  EXPECT_EQ(archive_write_add_filter_gzip(writer.get()), ARCHIVE_OK);
  EXPECT_EQ(archive_write_open(writer.get(), &out, nullptr, append, nullptr), ARCHIVE_OK);
  for (const gen::BundleFile& file : files) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_copy_pathname(entry.get(), file.path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.bytes.size()));
    EXPECT_EQ(archive_write_header(writer.get(), entry.get()), ARCHIVE_OK);
    EXPECT_EQ(archive_write_data(writer.get(), file.bytes.data(), file.bytes.size()),
              static_cast<la_ssize_t>(file.bytes.size()));
  }
  EXPECT_EQ(archive_write_close(writer.get()), ARCHIVE_OK);
  return out;
}

// The case, judged by one job; eight give the same bytes, the JSON is whole and all bytes are accounted for.
Case scan_soundly(Options options) {
  options.jobs = 1;
  Case one = scan_case(options);
  const std::string json = json_of(one.report);
  EXPECT_TRUE(nlohmann::json::accept(json)) << "no JSON";
  EXPECT_TRUE(one.report.ledger.balanced());
  options.jobs = 8;
  EXPECT_EQ(json_of(scan_case(options).report), json);
  return one;
}

// The files of a capture as arguments, in an order of chance.
Options options_for(const CaseFolder& folder, const Files& files, std::uint64_t seed) {
  Options options;
  for (const gen::BundleFile& file : files) {
    folder.write(file.path, file.bytes);
    options.paths.push_back(folder.path(file.path));
  }
  std::mt19937_64 random(seed);
  std::shuffle(options.paths.begin(), options.paths.end(), random);
  return options;
}

// What the rows of a capture tell of its notifications.
struct Told {
  std::map<std::string, std::uint64_t> subscriptions;
  std::map<int, std::uint64_t> statuses;
  std::uint64_t notifications = 0, unanswered = 0;
};

Told told_of(const Case& one) {
  Told told;
  for (const TimelineRow& row : one.rows) {
    if (row.kind != "notification") continue;
    ++told.notifications;
    ++told.subscriptions[row.subject];
    // `StatusEvent: 200 OK`, `NewMailEvent: no answer`
    const std::size_t colon = row.text.rfind(": ");
    const int status = std::atoi(row.text.c_str() + (colon == std::string::npos ? 0 : colon + 2));
    ++(status == 0 ? told.unanswered : told.statuses[status]);
  }
  return told;
}

void expect_counts(const gen::Capture& capture, const gen::CaptureTruth& truth, const Told& told) {
  if (!truth.exact) return;
  EXPECT_EQ(told.subscriptions, truth.subscriptions);
  EXPECT_EQ(told.notifications, truth.notifications);
  if (capture.one_way) return;
  // The truth counts other requests too, and an answer whose request was before the capture.
  if (truth.others > 0 || capture.from) {
    for (const auto& [status, count] : told.statuses)
      EXPECT_LE(count, truth.statuses.contains(status) ? truth.statuses.at(status) : 0) << status;
    EXPECT_LE(told.unanswered, truth.unanswered);
  } else {
    EXPECT_EQ(told.statuses, truth.statuses);
    EXPECT_EQ(told.unanswered, truth.unanswered);
  }
}

// What the listener's answers tell of the clock is true, and findings are told by the clock that was set so. Gives the
// findings that are left to compare, and puts the expected ones on that clock.
std::vector<FindingReport> expect_clock(const gen::CaptureTruth& truth, const Report& report,
                                        std::vector<gen::ExpectedFinding>& expected) {
  const auto ahead = static_cast<double>(truth.clock_offset.count());
  bool put_right = false;
  for (const SourceReport& source : report.sources) {
    if (source.clock.anchors == 0) continue;
    put_right = true;
    EXPECT_NEAR(source.clock.offset_s, ahead, source.clock.uncertainty_s);
  }
  if (std::abs(ahead) <= 2) {
    EXPECT_FALSE(put_right);
  }
  std::vector<FindingReport> rest = report.findings;
  const auto skewed = std::erase_if(rest, [](const FindingReport& one) { return one.rule == "bundle.clock-skew"; });
  EXPECT_EQ(skewed, put_right ? 1U : 0U);
  for (gen::ExpectedFinding& finding : expected) {
    if (put_right && finding.window)
      finding.window = {finding.window->from - truth.clock_offset, finding.window->to - truth.clock_offset};
  }
  return rest;
}

class GeneratedCaptures : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  // Each seed of this test's range, made and named.
  template <class Check>
  void for_seeds(Check check) const {
    for (std::uint64_t seed = GetParam(); seed < GetParam() + kSeedsTried; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ": logscan-gen --random-capture " + std::to_string(seed) +
                   " -o case");
      const gen::Scenario scenario = gen::random_capture_scenario(seed);
      const Result<gen::Generated> generated = gen::generate(scenario);
      ASSERT_TRUE(generated) << generated.error().message;
      ASSERT_EQ(generated->truth.captures.size(), scenario.captures.size());
      check(seed, scenario, *generated);
    }
  }
};

TEST_P(GeneratedCaptures, EqualTheirTruth) {
  std::size_t judged = 0;
  for_seeds([&](std::uint64_t seed, const gen::Scenario& scenario, const gen::Generated& generated) {
    for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
      const gen::CaptureTruth& truth = generated.truth.captures[i];
      SCOPED_TRACE(scenario.captures[i].file);
      const CaseFolder folder;
      Options options = options_for(folder, files_of(generated, truth), seed);
      options.want_timeline = true;
      const Case one = scan_soundly(options);
      std::uint64_t packets = 0;
      for (const SourceReport& source : one.report.sources) packets += source.records;
      EXPECT_EQ(packets, truth.packets);
      const Told counts = told_of(one);
      expect_counts(scenario.captures[i], truth, counts);
      if (!truth.findings) continue;
      ++judged;
      std::vector<gen::ExpectedFinding> expected = *truth.findings;
      const std::vector<FindingReport> found = expect_clock(truth, one.report, expected);
      const Differences told = differences(expected, found, generated.truth.tolerance);
      EXPECT_EQ(told.missing + told.unexpected, "");
    }
  });
  // One capture of each seed hides nothing.
  EXPECT_GE(judged, kSeedsTried);
}

// What the log tells for certain the whole case tells too, and nothing else of it but the end of what is open: that is
// where the captures end, if they go on longer.
void expect_told(const gen::ExpectedFinding& expected, const gen::Truth& truth, const Report& report) {
  std::vector<gen::ExpectedFinding> either{expected};
  for (const gen::CaptureTruth& capture : truth.captures) {
    if (expected.open != true || !expected.window || !capture.last) continue;
    either.push_back(expected);
    either.back().window->to = gen::Time(gen::Seconds(*capture.last / 1'000'000));
  }
  const bool told = std::any_of(either.begin(), either.end(), [&](const gen::ExpectedFinding& one) {
    return differences({one}, report.findings, truth.tolerance).missing.empty();
  });
  EXPECT_TRUE(told) << differences({expected}, report.findings, truth.tolerance).missing;
}

// What several captures at one listener and its log show is one finding.
void expect_nothing_twice(const Report& report) {
  std::set<std::string> told;
  for (const FindingReport& finding : report.findings) {
    if (finding.subject_kind == SubjectKind::kBundle) continue;
    EXPECT_TRUE(told.insert(brief(finding)).second) << brief(finding) << " twice";
  }
}

TEST_P(GeneratedCaptures, TakeNothingFromTheRequestLog) {
  for_seeds([](std::uint64_t seed, const gen::Scenario& scenario, const gen::Generated&) {
    gen::Scenario plainer = scenario;
    // The times of two clocks do not agree.
    for (gen::Capture& capture : plainer.captures) capture.clock_offset = {};
    const CaseFolder folder;
    const std::string path = folder.path(seed % 3 == 0 ? "case.zip" : "case");
    const Result<gen::Truth> truth = gen::generate(plainer, gen::Output{path, folder.path("truth.json")});
    ASSERT_TRUE(truth) << truth.error().message;
    const Case one = scan_soundly(test::options_for(path));
    // A silence that begins with Unsubscribe is none, and only the captures show it.
    const bool unsubscribed = std::any_of(scenario.wire.begin(), scenario.wire.end(), [](const gen::WireFault& fault) {
      return fault.kind == gen::WireFaultKind::kUnsubscribe;
    });
    for (const gen::ExpectedFinding& expected : truth->findings) {
      const bool by_right = unsubscribed && (expected.open == true || expected.rule == "exchange.silence");
      if (expected.verdict == "fail" && !by_right) expect_told(expected, *truth, one.report);
    }
    expect_nothing_twice(one.report);
  });
}

// Findings without the part of a location that stands before the files of the case.
std::vector<std::string> inner_briefs(const CaseFolder& folder, const Report& report) {
  std::vector<std::string> lines;
  for (FindingReport finding : report.findings) {
    if (finding.subject_kind == SubjectKind::kBundle) {
      finding.subject = folder.without_root(finding.subject);
      finding.subject.erase(0, finding.subject.find('!') + 1);
    }
    lines.push_back(brief(finding));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_P(GeneratedCaptures, GiveTheSameInEachContainerAndFormat) {
  for_seeds([](std::uint64_t seed, const gen::Scenario& scenario, const gen::Generated& generated) {
    gen::Scenario other_format = scenario;
    for (gen::Capture& capture : other_format.captures)
      capture.format =
          capture.format == gen::CaptureFormat::kPcapNg ? gen::CaptureFormat::kPcap : gen::CaptureFormat::kPcapNg;
    const Result<gen::Generated> in_other_format = gen::generate(other_format);
    ASSERT_TRUE(in_other_format) << in_other_format.error().message;
    // One capture of each seed.
    const std::size_t i = seed % scenario.captures.size();
    const gen::CaptureTruth& truth = generated.truth.captures[i];
    SCOPED_TRACE(scenario.captures[i].file);
    const Files files = files_of(generated, truth);
    const CaseFolder folder;
    const auto findings = [&](const Options& options) { return inner_briefs(folder, scan_case(options).report); };
    const std::vector<std::string> plain = findings(options_for(folder, files, seed));

    const Result<std::string> zip = gen::zip(files);
    ASSERT_TRUE(zip);
    folder.write("case.zip", *zip);
    EXPECT_EQ(findings(test::options_for(folder.path("case.zip"))), plain) << "zip";
    folder.write("case.tar.gz", tar_gz(files));
    EXPECT_EQ(findings(test::options_for(folder.path("case.tar.gz"))), plain) << "tar.gz";

    // Only pcapng tells how many packets were dropped.
    if (scenario.captures[i].loss.millionths > 0) return;
    const CaseFolder other;
    const Options options = options_for(other, files_of(*in_other_format, in_other_format->truth.captures[i]), seed);
    std::vector<std::string> in_other = inner_briefs(other, scan_case(options).report), in_this = plain;
    // What is told of each file of a ring: in another format they are more, or fewer.
    for (std::vector<std::string>* lines : {&in_other, &in_this}) {
      if (scenario.captures[i].rotate > 0)
        std::erase_if(*lines, [](const std::string& line) { return line.starts_with("bundle."); });
    }
    EXPECT_EQ(in_other, in_this) << "the other format";
  });
}

// Findings and rows, without the names of files in them.
std::vector<std::string> lines_of(const Case& one) {
  std::vector<std::string> lines;
  for (const FindingReport& finding : one.report.findings) {
    if (finding.subject_kind == SubjectKind::kBundle) continue;
    lines.push_back(brief(finding) + " x" + std::to_string(finding.count) + " " + finding.id + " " + finding.summary);
  }
  for (const TimelineRow& row : one.rows) {
    lines.push_back((row.time ? std::to_string(row.time->time_since_epoch().count()) : std::string("-")) + " " +
                    row.kind + " " + row.subject + " " + row.text);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Cut into the files of a ring at packets of chance; each file has the header.
Files ring_of(const gen::BundleFile& capture, std::mt19937_64& random) {
  constexpr std::size_t kHeader = 24, kRecord = 16;
  const std::string& bytes = capture.bytes;
  std::vector<std::size_t> records;
  for (std::size_t at = kHeader; at < bytes.size();) {
    records.push_back(at);
    std::uint32_t length = 0;
    for (int i = 3; i >= 0; --i)
      length = length << 8 | static_cast<unsigned char>(bytes[at + 8 + static_cast<std::size_t>(i)]);
    at += kRecord + length;
  }
  std::set<std::size_t> cuts;
  const std::size_t count = std::min<std::size_t>(records.size() - 1, 2 + random() % 12);
  while (cuts.size() < count) cuts.insert(records[1 + random() % (records.size() - 1)]);
  cuts.insert(bytes.size());
  Files files;
  std::size_t from = kHeader;
  const std::size_t width = std::to_string(cuts.size() - 1).size();
  for (const std::size_t to : cuts) {
    std::string number = std::to_string(files.size());
    number.insert(0, width - number.size(), '0');
    files.push_back({capture.path + number, bytes.substr(0, kHeader) + bytes.substr(from, to - from), capture.written});
    from = to;
  }
  return files;
}

TEST_P(GeneratedCaptures, TellTheSameInOneFileAndInARing) {
  for_seeds([](std::uint64_t seed, const gen::Scenario& scenario, const gen::Generated&) {
    gen::Scenario whole = scenario;
    for (gen::Capture& capture : whole.captures) {
      capture.format = gen::CaptureFormat::kPcap;
      capture.rotate = capture.first = 0;
    }
    const Result<gen::Generated> generated = gen::generate(whole);
    ASSERT_TRUE(generated) << generated.error().message;
    std::mt19937_64 random(seed);
    for (const gen::CaptureTruth& truth : generated->truth.captures) {
      SCOPED_TRACE(truth.files.front());
      const Files files = files_of(*generated, truth);
      if (truth.packets < 2) continue;
      const CaseFolder one, several;
      Options options = options_for(one, files, seed);
      options.want_timeline = true;
      const std::vector<std::string> expected = lines_of(scan_case(options));
      Files ring = ring_of(files.front(), random);
      if (seed % 2 == 0) {
        options = options_for(several, ring, seed);
      } else {
        // In an archive, in an order of chance.
        std::shuffle(ring.begin(), ring.end(), random);
        several.write("case.tar.gz", tar_gz(ring));
        options = test::options_for(several.path("case.tar.gz"));
      }
      options.want_timeline = true;
      EXPECT_EQ(lines_of(scan_soundly(options)), expected);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedCaptures, ::testing::Range<std::uint64_t>(0, kCaptureSeeds, kSeedsEach));

}  // namespace
}  // namespace logscan::test
