// Random logs with everything that goes wrong in them, cut and read in random ways: the result is that of the whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/jetty/jetty_access.h"
#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using test::dump;
using test::ledger;
using test::read_in_ranges;
using test::read_whole;
using test::Reading;

constexpr std::uint64_t kLineBytes = 400;

std::string access_time(std::int64_t second) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string text = to_rfc3339(Timestamp{std::chrono::seconds(second)});
  return text.substr(8, 2) + "/" + kMonths[std::stoul(text.substr(5, 2)) - 1] + "/" + text.substr(0, 4) + ":" +
         text.substr(11, 8);
}

std::string garbage(std::mt19937& random) {
  static const std::string kGarbage[] = {
      "java.lang.NullPointerException: x\n",
      "\tat org.eclipse.jetty.server.Server.handle(Server.java:1)\n",
      "343\n",
      " 12 \r\n",
      "\n",
      "\r\n",
      std::string("\0\0\1\xff\n", 5),
      "10.0.0.7 - - [30/Feb/2014:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n",
      "10.0.0.7 - - [29/Jun/2014:00:00:00] \"GET / HTTP/1.1\" 200 5\n",
      "10.0.0.7 - - [29/Jun/2014:00:0",
      "\" 200 343\n",
      std::string(kLineBytes - 1, 'x') + "\n",
      std::string(kLineBytes, 'x') + "\n",
      std::string(3 * kLineBytes, 'x') + "\n",
      std::string(kLineBytes, '1') + "\n",
      std::string(5000, '\0') + "\n",
  };
  return kGarbage[random() % std::size(kGarbage)];
}

std::vector<std::string> random_lines(std::mt19937& random, std::size_t count) {
  static const std::string kService = "/NotificationService/services/NotificationService";
  std::vector<std::string> lines;
  std::int64_t second = 1'404'031'800;
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 4 == 0) {
      lines.push_back(garbage(random));
      continue;
    }
    second +=
        random() % 6 == 0 ? -static_cast<std::int64_t>(random() % 700) : static_cast<std::int64_t>(random() % 400);
    const std::string id = "Sub" + std::to_string(random() % 5);
    const std::string client = "10.0.0." + std::to_string(random() % 7);
    const std::string zone = random() % 10 == 0 ? "-0330" : "+0000";
    const std::string dashes = random() % 2 == 0 ? " -  -  [" : " - - [";
    const char* const statuses[] = {"200", "200", "200", "503", "404", "Async"};
    std::string request =
        "POST " + kService + "?id=" + (random() % 2 == 0 ? id : to_lower(id)) + "&pid=" + std::to_string(random() % 3);
    if (random() % 10 == 0) request = "GET /x\"y\"";
    std::string line =
        client + dashes + access_time(second) + " " + zone + "] \"" + request + " HTTP/1.1\" " + statuses[random() % 6];
    line += random() % 10 == 0 ? "\n343\n" : random() % 10 == 0 ? " 343 \r\n" : " 343 \n";
    lines.push_back(line);
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

Reading jetty(std::size_t piece = 4096) {
  Reading how;
  how.parser = &kJettyAccess;
  how.piece = piece;
  how.limits.line_bytes = kLineBytes;
  how.limits.record_bytes = 2 * kLineBytes;
  return how;
}

TEST(Chunking, RandomRangesAreTheWhole) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    std::string text = joined(random_lines(random, 10 + random() % 60));
    if (random() % 2 == 0) text.resize(text.size() - random() % 20);
    const std::string whole = dump(read_whole(jetty(), text));
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U, 4096U}) {
      ASSERT_EQ(dump(read_whole(jetty(piece), text)), whole) << "seed " << seed << " in pieces of " << piece;
      std::vector<std::uint64_t> cuts;
      for (std::size_t i = 0, n = 1 + random() % 12; i < n; ++i) cuts.push_back(1 + random() % text.size());
      std::sort(cuts.begin(), cuts.end());
      ASSERT_EQ(dump(read_in_ranges(jetty(piece), text, cuts)), whole) << "seed " << seed << " in pieces of " << piece;
    }
  }
}

TEST(Chunking, TheLedgerBalances) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const std::string text = joined(random_lines(random, 50));
    CutEnd end;
    const SourceResult result = read_whole(jetty(), text, &end);
    ASSERT_EQ(ledger(result), text.size()) << "seed " << seed;
    ASSERT_EQ(end.bytes, text.size()) << "seed " << seed;
    ASSERT_EQ(result.records + result.continuation + result.rejected, result.lines) << "seed " << seed;
    ASSERT_EQ(result.lines,
              static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) + (text.back() == '\n' ? 0U : 1U));
  }
}

// What a result says of its records; not of what lies between them.
std::string signals(const SourceResult& result) {
  std::string text = std::to_string(result.records) + " " + std::to_string(result.parsed_bytes) + "\n";
  for (const SourceTrack& track : result.tracks.tracks()) {
    text += std::string(result.names.text(track.subject)) + " " + std::to_string(track.number) + "\n";
    for (const auto& run : track.list.runs()) {
      text += test::dump_time(run.first) + " " + test::dump_time(run.last) + " " + std::to_string(run.count) + " " +
              std::to_string(run.tag) + " " + std::to_string(run.first_at.length) + " " +
              std::to_string(run.last_at.length) + "\n";
    }
  }
  for (const MinuteIndex::Minute& minute : result.minutes.minutes())
    text += std::to_string(minute.minute) + " " + std::to_string(minute.fingerprint) + "\n";
  return text;
}

TEST(Chunking, AGarbageLineChangesOnlyRejects) {
  const std::string line = "what is this?\n";
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const std::vector<std::string> lines = random_lines(random, 30);
    const SourceResult before = read_whole(jetty(), joined(lines));
    // Between two lines, so that it is a line of its own and parts none.
    std::vector<std::string> more = lines;
    std::size_t place = random() % (lines.size() + 1);
    while (place > 0 && lines[place - 1].back() != '\n') --place;
    more.insert(more.begin() + static_cast<std::ptrdiff_t>(place), line);
    const SourceResult after = read_whole(jetty(), joined(more));
    ASSERT_EQ(signals(after), signals(before)) << "seed " << seed << " before line " << place;
    ASSERT_EQ(ledger(after), ledger(before) + line.size()) << "seed " << seed;
    ASSERT_EQ(after.lines, before.lines + 1) << "seed " << seed;
    ASSERT_GT(after.rejected, before.rejected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace logscan::detail
