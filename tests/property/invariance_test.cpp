// What must not change a verdict does not: threads, order, copies, the clock as a whole, one keepalive less.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <map>
#include <random>

#include "support/case_folder.h"

namespace logscan::test {
namespace {

struct Beat {
  int time;
  int subscription;
};

// Two hours of some subscriptions with jitter and faults, from a seed.
std::vector<Beat> random_beats(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int least, int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most - least + 1)) + least;
  };
  std::vector<Beat> beats;
  const int outage = pick(kHour / 2, kHour), back = outage + pick(400, 2000);
  const bool has_outage = pick(0, 2) == 0;
  for (int s = 0, n = pick(2, 9); s < n; ++s) {
    for (int time = pick(0, 300); time < 2 * kHour;) {
      if (!has_outage || s % 3 == 0 || time < outage || time > back) beats.push_back({time, s});
      const int what = pick(0, 30);
      if (what == 0) break;
      time += what == 1 ? pick(350, 1200) : pick(290, 310);
    }
  }
  std::stable_sort(beats.begin(), beats.end(), [](const Beat& a, const Beat& b) { return a.time < b.time; });
  return beats;
}

std::string text_of(const std::vector<Beat>& beats, int shift = 0, std::size_t without = static_cast<std::size_t>(-1)) {
  RequestLog log;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (i != without) log.beat(beats[i].time + shift, "s" + std::to_string(beats[i].subscription));
  }
  return log.text();
}

// A folder of one log, scanned as if collected at `collected` seconds.
Report scan_text(const CaseFolder& folder, const std::string& name, const std::string& text, int collected) {
  folder.write(name, text);
  Options options = options_for(folder.path(name));
  options.collected = at(collected);
  return scan_case(options).report;
}

// Seconds of silence told of each subscription, as intervals.
std::map<std::string, std::vector<Window>> missed_windows(const Report& report) {
  std::map<std::string, std::vector<Window>> windows;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == "keepalive.missed" || finding.rule == "subscription.stale")
      windows[finding.subject].push_back(*finding.window);
    // A loop or a replacement takes the place of the single pauses.
    if (finding.rule == "subscription.resubscribe-loop" || finding.rule == "subscriptions.replaced")
      windows["*"].push_back(*finding.window);
  }
  return windows;
}

TEST(Invariance, ShiftingAllClocksShiftsAllWindows) {
  const CaseFolder folder;
  std::size_t windows = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    const std::vector<Beat> beats = random_beats(seed);
    for (const int shift : {1, 3600, 5 * kWholeDay}) {
      const Report here = scan_text(folder, "case.log", text_of(beats), 2 * kHour);
      const Report there = scan_text(folder, "case.log", text_of(beats, shift), 2 * kHour + shift);
      std::vector<std::string> expected;
      for (FindingReport finding : here.findings) {
        if (finding.window)
          finding.window = Window{finding.window->from + std::chrono::seconds(shift),
                                  finding.window->to + std::chrono::seconds(shift)};
        expected.push_back(brief(finding));
        ++windows;
      }
      EXPECT_EQ(briefs(there), expected) << "seed " << seed << " shift " << shift;
    }
  }
  EXPECT_GT(windows, 100U);
}

TEST(Invariance, RemovingAKeepaliveNeverShrinksTheMissedWindows) {
  const CaseFolder folder;
  std::size_t removed = 0, grew = 0;
  for (unsigned seed = 0; seed < 25; ++seed) {
    const std::vector<Beat> beats = random_beats(seed);
    const auto before = missed_windows(scan_text(folder, "case.log", text_of(beats), 2 * kHour));
    if (before.contains("*")) continue;
    std::mt19937 random(seed + 1000);
    for (int round = 0; round < 12; ++round) {
      const std::size_t without = random() % beats.size();
      // The first and the last record of the log bound what it covers.
      if (without == 0 || without + 1 == beats.size()) continue;
      const std::string id = "s" + std::to_string(beats[without].subscription);
      const auto first = std::find_if(beats.begin(), beats.end(),
                                      [&](const Beat& b) { return b.subscription == beats[without].subscription; });
      // Before its first keepalive a subscription misses nothing.
      if (first - beats.begin() == static_cast<std::ptrdiff_t>(without)) continue;
      const auto after = missed_windows(scan_text(folder, "case.log", text_of(beats, 0, without), 2 * kHour));
      if (after.contains("*")) continue;
      ++removed;
      for (const auto& [subject, windows] : before) {
        for (const Window& window : windows) {
          const auto now = after.find(subject);
          const bool covered = now != after.end() &&
                               std::any_of(now->second.begin(), now->second.end(),
                                           [&](const Window& w) { return w.from <= window.from && window.to <= w.to; });
          EXPECT_TRUE(covered) << "seed " << seed << ": without the record of " << time_text(at(beats[without].time))
                               << " of " << id << ", the pause of " << subject << " from " << time_text(window.from)
                               << " is gone";
        }
      }
      const auto count = [](const auto& all) {
        Duration sum{};
        for (const auto& [subject, windows] : all) {
          for (const Window& window : windows) sum += window.length();
        }
        return sum;
      };
      if (count(after) > count(before)) ++grew;
    }
  }
  EXPECT_GT(removed, 100U);
  EXPECT_GT(grew, 10U);
}

// Two days of two nodes, with faults.
void write_two_nodes(const CaseFolder& folder, const std::string& prefix) {
  for (int node = 1; node <= 2; ++node) {
    for (int day = 0; day < 2; ++day) {
      const std::string text =
          text_of(random_beats(static_cast<unsigned>(10 * node + day)), day * kWholeDay + 22 * kHour);
      folder.write(prefix + "cuc" + std::to_string(node) + "/jetty/" + log_name(day), text);
    }
  }
}

TEST(Invariance, CopiesChangeNothingButWhatIsSkipped) {
  const CaseFolder single, twice;
  write_two_nodes(single, "");
  write_two_nodes(twice, "");
  write_two_nodes(twice, "copy/");
  const Report one = scan_case(options_for(single.path())).report;
  const Report two = scan_case(options_for(twice.path())).report;
  ASSERT_FALSE(one.findings.empty());
  EXPECT_EQ(briefs(two), briefs(one));
  EXPECT_EQ(two.sources.size(), 2 * one.sources.size());
  EXPECT_EQ(two.ledger.parsed, one.ledger.parsed);
  EXPECT_EQ(two.ledger.skipped, one.ledger.parsed);
  EXPECT_TRUE(two.ledger.balanced());
  for (std::size_t i = 0; i < one.findings.size(); ++i) EXPECT_EQ(two.findings[i].id, one.findings[i].id);
}

TEST(Invariance, TheOrderOfPathsDoesNotMatter) {
  const CaseFolder folder;
  write_two_nodes(folder, "");
  std::vector<std::string> paths;
  for (int node = 1; node <= 2; ++node) {
    for (int day = 0; day < 2; ++day)
      paths.push_back(folder.path("cuc" + std::to_string(node) + "/jetty/" + log_name(day)));
  }
  const std::vector<std::string> expected = briefs(scan_case(options_for(folder.path())).report);
  ASSERT_FALSE(expected.empty());
  do {
    Options options;
    options.paths = paths;
    EXPECT_EQ(briefs(scan_case(options).report), expected);
  } while (std::next_permutation(paths.begin(), paths.end()));
}

TEST(Invariance, TheOrderOfNamesDoesNotMatter) {
  const CaseFolder one, other;
  write_two_nodes(one, "a/");
  // The same logs under folders that sort the other way round.
  for (int node = 1; node <= 2; ++node) {
    for (int day = 0; day < 2; ++day) {
      const std::string text =
          text_of(random_beats(static_cast<unsigned>(10 * node + day)), day * kWholeDay + 22 * kHour);
      other.write(std::to_string(9 - day) + "/cuc" + std::to_string(node) + "/jetty/" + log_name(day), text);
    }
  }
  EXPECT_EQ(briefs(scan_case(options_for(other.path())).report), briefs(scan_case(options_for(one.path())).report));
}

TEST(Invariance, CuttingALogIntoFilesDoesNotMatter) {
  const CaseFolder folder;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const std::vector<Beat> beats = random_beats(seed);
    const std::string text = text_of(beats, 22 * kHour);
    folder.write("one/cuc1/jetty/" + log_name(), text);
    // Jetty renames a file of the day when it is started again.
    std::string::size_type half = text.find('\n', text.size() / 2);
    folder.write("two/cuc1/jetty/" + log_name(), text.substr(half + 1));
    folder.write("two/cuc1/jetty/" + log_name() + ".225959123", text.substr(0, half + 1));
    EXPECT_EQ(briefs(scan_case(options_for(folder.path("two"))).report),
              briefs(scan_case(options_for(folder.path("one"))).report))
        << "seed " << seed;
  }
}

TEST(Invariance, AGarbageLineChangesOnlyTheRejects) {
  const CaseFolder folder;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const std::string text = text_of(random_beats(seed), 22 * kHour);
    const Report clean = scan_text(folder, log_name(), text, kWholeDay);
    std::mt19937 random(seed);
    const std::size_t place = text.find('\n', random() % text.size()) + 1;
    const Report dirty = scan_text(folder, log_name(),
                                   text.substr(0, place) + "no request line at all\n" + text.substr(place), kWholeDay);
    EXPECT_EQ(briefs(dirty), briefs(clean)) << "seed " << seed;
    EXPECT_EQ(dirty.sources.at(0).rejected, clean.sources.at(0).rejected + 1);
    EXPECT_EQ(dirty.ledger.rejected, clean.ledger.rejected + 23);
    EXPECT_EQ(dirty.ledger.parsed, clean.ledger.parsed);
    EXPECT_TRUE(dirty.ledger.balanced());
  }
}

void write_gzip(const std::string& name, std::string_view text) {
  const gzFile file = gzopen(name.c_str(), "wb1");
  EXPECT_NE(file, nullptr);
  if (file == nullptr) return;
  EXPECT_EQ(gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  EXPECT_EQ(gzclose(file), Z_OK);
}

// A plain log of more than two chunks of 16 MiB, a compressed one that is parsed while it is inflated, and small ones.
TEST(Invariance, OneJobAndEightGiveTheSameReport) {
  const CaseFolder folder;
  std::string log;
  log.reserve(42U << 20);

  std::vector<std::string> ids;
  for (int i = 0; i < 400; ++i)
    ids.push_back("subscription-" + std::to_string(i) + "-of-a-mailbox-with-quite-a-long-name-in-exchange");
  // One round of all ids is made once; of the later rounds only the times differ.
  std::vector<std::string> fronts, backs;
  for (int i = 0; i < 400; ++i) {
    const std::string line = RequestLog().beat(0, ids[static_cast<std::size_t>(i)]).text();
    const std::size_t clock = line.find("29/Jun/2014:") + 12;
    fronts.push_back(line.substr(0, clock));
    backs.push_back(line.substr(clock + 8));
  }
  std::mt19937 random(7);
  int seconds = 0;
  while (log.size() < (40U << 20)) {
    seconds = std::min(seconds + 150, kWholeDay - 200);
    for (std::size_t i = 0; i < fronts.size(); ++i) {
      if (i % 50 == 7 && seconds > 20000 && seconds < 22000) continue;
      if (i % 100 == 3 && seconds > 50000) continue;
      if (seconds > 70000 && seconds < 70900 && i % 2 == 0) continue;
      char clock[16];
      const int time = seconds + static_cast<int>(i % 100);
      std::snprintf(clock, sizeof clock, "%02d:%02d:%02d", time / 3600, time / 60 % 60, time % 60);
      log += fronts[i];
      log += clock;
      log += backs[i];
      if (random() % 5000 == 0) log += "?? not a line of this log ??\n";
    }
    // The rest of the day is repeated as often as it takes.
    if (seconds == kWholeDay - 200) seconds -= 150;
  }
  folder.write("cuc1/jetty/" + log_name(), log);
  write_two_nodes(folder, "small/");
  std::filesystem::create_directories(folder.path("cuc3/jetty"));
  write_gzip(folder.path("cuc3/jetty/" + log_name() + ".gz"), std::string_view(log).substr(0, 8U << 20));
  const std::string one = json_of(scan_case(options_for(folder.path(), 1)).report);
  EXPECT_GT(one.size(), 10000U);
  for (const unsigned jobs : {2U, 8U}) {
    const std::string many = json_of(scan_case(options_for(folder.path(), jobs)).report);
    EXPECT_TRUE(many == one) << jobs << " jobs give another report";
  }
}

}  // namespace
}  // namespace logscan::test
