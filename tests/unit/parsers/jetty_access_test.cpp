#include "parsers/jetty/jetty_access.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

const std::string kService = "/NotificationService/services/NotificationService";

std::string line_of(const std::string& time, const std::string& request, const std::string& status = "200",
                    const std::string& client = "10.0.0.7") {
  return client + " - - [" + time + " +0000] \"" + request + "\" " + status + " 343 \n";
}
std::string notification(const std::string& time, const std::string& id, const std::string& status = "200",
                         const std::string& client = "10.0.0.7") {
  return line_of(time, "POST " + kService + "?id=" + id + "&pid=1 HTTP/1.1", status, client);
}

test::Reading jetty(Axis axis = Axis::kStated) {
  test::Reading how;
  how.parser = &kJettyAccess;
  how.axis = axis;
  return how;
}

std::string fixture(const char* name) { return test::read_file(std::string(LOGSCAN_TESTDATA) + "/jetty/" + name); }

std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(11, 8); }

// `subject number first-last xcount from peers`, one line a run.
std::vector<std::string> runs(const SourceResult& result) {
  std::vector<std::string> all;
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      std::string text = std::string(result.names.text(track.subject)) + " " + std::to_string(track.number) + " " +
                         shown(run.first) + "-" + shown(run.last) + " x" + std::to_string(run.count) + " from";
      for (const NameId peer : track.peers) text += " " + std::string(result.names.text(peer));
      all.push_back(text);
    }
  }
  return all;
}

using Texts = std::vector<std::string>;

TEST(JettyAccess, ReadsAnHourOfJetty8) {
  const std::string text = fixture("2014_06_29.request.log");
  const SourceResult result = test::read_whole(jetty(), text);
  const std::string a = "2348c723-2466-4fc0-bda0-b9419fb0215e";
  const std::string b = "88c38ed5-0c45-4fa3-b1a5-6d3c0f1a7b22";
  EXPECT_EQ(
      runs(result),
      (Texts{a + " 0 08:50:00-09:05:00 x4 from 192.0.2.10 192.0.2.12",
             a + " 0 09:30:00-09:35:00 x2 from 192.0.2.10 192.0.2.12", b + " 0 08:50:02-09:15:02 x7 from 192.0.2.11",
             a + " 503 09:10:00-09:10:30 x2 from 192.0.2.10", a + " 500 09:11:30-09:11:30 x1 from 192.0.2.10"}));
  EXPECT_EQ(result.records, 17U);
  EXPECT_EQ(result.notification_lines, 16U) << "all but the GET";
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(result.tracks.tracks()[0].list.runs()[0].tag, 25672U);
  EXPECT_EQ(result.tracks.tracks()[0].list.runs()[1].tag, 25700U);
}

TEST(JettyAccess, ReadsAPastedLog) {
  const std::string text = fixture("wrapped.request.log");
  const SourceResult result = test::read_whole(jetty(), text);
  EXPECT_EQ(runs(result), (Texts{"2348c723-2466-4fc0-bda0-b9419fb0215e 0 11:30:50-11:40:54 x3 from 173.37.183.83",
                                 "2348c723-2466-4fc0-bda0-b9419fb0215e 0 11:56:54-11:56:54 x1 from 173.37.183.83"}));
  EXPECT_EQ(result.records, 4U);
  EXPECT_EQ(result.continuation, 5U) << "four counts and a blank line";
  EXPECT_EQ(result.rejected, 0U);
}

TEST(JettyAccess, ReadsThroughOddities) {
  const std::string text = fixture("odd.request.log");
  const SourceResult result = test::read_whole(jetty(), text);
  const std::string a = "2348c723-2466-4fc0-bda0-b9419fb0215e";
  EXPECT_EQ(runs(result),
            (Texts{a + " 0 23:58:00-00:00:00 x2 from 198.51.100.7 [2001:db8:0:0:0:0:0:7]",
                   "88c38ed5-0c45-4fa3-b1a5-6d3c0f1a7b22 0 00:00:00-00:00:00 x1 from 198.51.100.7",
                   a + " 404 00:10:00-00:10:00 x1 from 198.51.100.7", "c 0 00:15:00-00:20:00 x3 from 198.51.100.7"}));
  const auto rejected = [&](RejectReason reason) { return result.rejects[static_cast<std::size_t>(reason)].count; };
  EXPECT_EQ(rejected(RejectReason::kBadTime), 2U);
  EXPECT_EQ(rejected(RejectReason::kNoZone), 1U);
  EXPECT_EQ(rejected(RejectReason::kCutLine), 1U);
  EXPECT_EQ(rejected(RejectReason::kBinary), 1U);
  EXPECT_EQ(test::ledger(result), text.size());
  EXPECT_EQ(result.lines, 26U);
}

TEST(JettyAccess, AcceptsByStatus) {
  const struct {
    const char* status;
    const char* run;
  } cases[] = {
      {"199", "a 199 12:00:00-12:00:00 x1 from 10.0.0.7"}, {"200", "a 0 12:00:00-12:00:00 x1 from 10.0.0.7"},
      {"202", "a 0 12:00:00-12:00:00 x1 from 10.0.0.7"},   {"299", "a 0 12:00:00-12:00:00 x1 from 10.0.0.7"},
      {"300", "a 300 12:00:00-12:00:00 x1 from 10.0.0.7"}, {"404", "a 404 12:00:00-12:00:00 x1 from 10.0.0.7"},
      {"503", "a 503 12:00:00-12:00:00 x1 from 10.0.0.7"}, {"Async", "a 0 12:00:00-12:00:00 x1 from 10.0.0.7"},
      {"000", "a 0 12:00:00-12:00:00 x1 from 10.0.0.7"},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(jetty(), notification("29/Jun/2014:12:00:00", "a", c.status));
    EXPECT_EQ(runs(result), Texts{c.run}) << c.status;
    const bool accepted = c.status[0] == '2' || c.status[0] == 'A';
    EXPECT_EQ(result.tracks.tracks()[0].kind, accepted ? SignalKind::kNotification : SignalKind::kNotificationRejected)
        << c.status;
  }
}

TEST(JettyAccess, IdsAreOneWhateverTheirCase) {
  const std::string text =
      notification("29/Jun/2014:12:00:00", "aBc-1") + notification("29/Jun/2014:12:05:00", "ABC-1") +
      notification("29/Jun/2014:12:10:00", "abc-1") + notification("29/Jun/2014:12:10:00", "abc-2");
  EXPECT_EQ(runs(test::read_whole(jetty(), text)),
            (Texts{"abc-1 0 12:00:00-12:10:00 x3 from 10.0.0.7", "abc-2 0 12:10:00-12:10:00 x1 from 10.0.0.7"}));
}

TEST(JettyAccess, SpellingsBeyondTheLimitAreStillFound) {
  test::Reading how = jetty();
  how.limits.subjects = 2;
  const std::string text = notification("29/Jun/2014:12:00:00", "aa") + notification("29/Jun/2014:12:01:00", "aA") +
                           notification("29/Jun/2014:12:02:00", "Aa") + notification("29/Jun/2014:12:03:00", "AA") +
                           notification("29/Jun/2014:12:04:00", "b");
  const SourceResult result = test::read_whole(how, text);
  EXPECT_EQ(runs(result), Texts{"aa 0 12:00:00-12:03:00 x4 from 10.0.0.7"});
  EXPECT_EQ(result.dropped_subjects, 1U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(JettyAccess, AnEmptyIdIsARequestLikeAnyOther) {
  const SourceResult result = test::read_whole(jetty(), notification("29/Jun/2014:12:00:00", ""));
  EXPECT_EQ(result.records, 1U);
  EXPECT_EQ(result.notification_lines, 0U);
  EXPECT_TRUE(result.tracks.tracks().empty());
}

TEST(JettyAccess, SkipsAByteOrderMarkAtTheStartAlone) {
  const std::string mark = "\xef\xbb\xbf";
  const std::string line = "10.0.0.7, 10.0.0.8 - - [29/Jun/2014:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n";
  const SourceResult first = test::read_whole(jetty(), mark + line);
  EXPECT_EQ(first.records, 1U);
  EXPECT_EQ(test::ledger(first), mark.size() + line.size()) << "the mark counts as part of the record";
  const SourceResult second = test::read_whole(jetty(), line + mark + line);
  EXPECT_EQ(second.records, 1U);
  EXPECT_EQ(second.rejected, 1U);
  const SourceResult alone = test::read_whole(jetty(), mark);
  EXPECT_EQ(alone.records + alone.rejected, 0U);
  EXPECT_EQ(alone.continuation_bytes, mark.size());
}

// The bytes at each border of a run are the record, and its ordinal is the number of its line.
TEST(JettyAccess, LocationsAreTrue) {
  for (const char* name : {"2014_06_29.request.log", "wrapped.request.log", "odd.request.log"}) {
    const std::string text = fixture(name);
    for (const std::uint64_t cut : {std::uint64_t{0}, std::uint64_t{500}, std::uint64_t{text.size() / 2}}) {
      const SourceResult result =
          cut == 0 ? test::read_whole(jetty(), text) : test::read_in_ranges(jetty(), text, {cut});
      std::size_t borders = 0;
      for (const SourceTrack& track : result.tracks.tracks()) {
        for (const auto& run : track.list.runs()) {
          for (const auto& [time, at] : {std::pair{run.first, run.first_at}, std::pair{run.last, run.last_at}}) {
            ++borders;
            ASSERT_LE(at.offset + at.length, text.size()) << name;
            const std::string record = text.substr(at.offset, at.length);
            EXPECT_TRUE(at.offset == 0 || text[at.offset - 1] == '\n') << name << ": " << record;
            EXPECT_EQ(record.back(), '\n') << name;
            EXPECT_EQ(record.find('\n'), record.size() - 1) << "one line: " << record;
            EXPECT_EQ(at.ordinal, 1 + static_cast<std::uint64_t>(std::count(
                                          text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at.offset), '\n')))
                << name;
            EXPECT_EQ(at.source, 3U) << "as the sink was told";
            // Read alone, the record says the same.
            const SourceResult alone = test::read_whole(jetty(), record);
            ASSERT_EQ(alone.records, 1U) << record;
            EXPECT_EQ(alone.first, time) << record;
            ASSERT_EQ(alone.tracks.tracks().size(), 1U) << record;
            EXPECT_EQ(alone.names.text(alone.tracks.tracks()[0].subject), result.names.text(track.subject)) << record;
          }
        }
      }
      EXPECT_GT(borders, 3U) << name;
    }
  }
}

TEST(JettyAccess, TellsWhyALineIsRejected) {
  const std::string good = notification("29/Jun/2014:12:00:00", "a");
  const struct {
    const char* name;
    std::string text;
    RejectReason reason;
  } cases[] = {
      {"Text", good + "what\n" + good, RejectReason::kUnknownLayout},
      {"Time", good + notification("30/Feb/2014:12:00:00", "a"), RejectReason::kBadTime},
      {"TimeOfTheLastLine", good + "10.0.0.7 - - [30/Feb/2014:12:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
       RejectReason::kBadTime},
      {"Cut", good + good.substr(0, 60), RejectReason::kCutLine},
      {"CutInMidFileIsNone", good + good.substr(0, 60) + "\n" + good, RejectReason::kUnknownLayout},
      {"Binary", good + std::string("a\0b\n", 4) + good, RejectReason::kBinary},
      {"NoZone", good + "10.0.0.7 - - [29/Jun/2014:12:00:00] \"GET / HTTP/1.1\" 200 5\n", RejectReason::kNoZone},
      {"StrayCount", good + "what\n343\n", RejectReason::kUnknownLayout},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(jetty(), c.text);
    EXPECT_GE(result.rejects[static_cast<std::size_t>(c.reason)].count, 1U) << c.name;
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(c.reason)].count, result.rejected) << c.name;
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(c.reason)].first_ordinal, 2U) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

// ---- probing ----

TEST(JettyProbe, KnowsItsLogsByTheirContent) {
  const std::string n = notification("29/Jun/2014:12:00:00", "a");
  const std::string g = line_of("29/Jun/2014:12:00:00", "GET / HTTP/1.1");
  const std::string z = "10.0.0.7 - - [29/Jun/2014:12:00:00] \"GET / HTTP/1.1\" 200 5\n";
  const struct {
    const char* name;
    std::string head, path;
    bool whole;
    int score;
    Axis axis;
    const char* why;
  } cases[] = {
      {"Notifications", n + n, "x", true, 95, Axis::kStated, "2 of the first 2 lines are NCSA request lines"},
      {"OtherRequests", g + g, "x", true, 80, Axis::kStated, "2 of the first 2 lines are NCSA request lines"},
      {"Half", g + "what\n", "x", true, 80, Axis::kStated, "1 of the first 2 lines are NCSA request lines"},
      {"LessThanHalf", g + "what\nwhat\n", "x", true, 0, Axis::kStated, ""},
      {"LessThanHalfButNamed", g + "what\nwhat\n", "a/2014_06_29.request.log", true, 80, Axis::kStated,
       "1 of the first 3 lines are NCSA request lines"},
      {"CutLineIsNotCounted", g + "10.0.0.7 - - [29/Jun", "x", false, 80, Axis::kStated,
       "1 of the first 1 lines are NCSA request lines"},
      {"WithoutZones", z + z, "x", true, 80, Axis::kWall, "2 of the first 2 lines are NCSA request lines"},
      {"HalfWithoutZones", z + g, "x", true, 80, Axis::kStated, "2 of the first 2 lines are NCSA request lines"},
      {"MostWithoutZones", z + z + g, "x", true, 80, Axis::kWall, "3 of the first 3 lines are NCSA request lines"},
      {"ByNameAlone", "", "a/2014_06_29.request.log", true, 10, Axis::kStated, "by its name; it is empty"},
      {"ByNameAndGarbage", "what\n", "a/2014_06_29.request.log", true, 10, Axis::kStated,
       "by its name; 0 of the first 1 lines are NCSA request lines"},
      {"OtherLogOfThatDay", "what\n", "a/2014_06_29.stderrout.log", true, 0, Axis::kStated, ""},
      {"NameWithoutADate", "what\n", "request.log", true, 0, Axis::kStated, ""},
      {"ByteOrderMark", "\xef\xbb\xbf" + g, "x", true, 80, Axis::kStated,
       "1 of the first 1 lines are NCSA request lines"},
      {"CrLf", g.substr(0, g.size() - 1) + "\r\n\r\n343\r\n", "x", true, 80, Axis::kStated,
       "1 of the first 1 lines are NCSA request lines"},
      {"CountsAlone", "343\n344\n", "x", true, 0, Axis::kStated, ""},
      {"Empty", "", "x", true, 0, Axis::kStated, ""},
  };
  for (const auto& c : cases) {
    const ProbeAnswer answer = kJettyAccess.probe({c.head, c.path, c.whole});
    EXPECT_EQ(answer.score, c.score) << c.name;
    EXPECT_EQ(answer.axis, c.axis) << c.name;
    EXPECT_EQ(answer.why, c.why) << c.name;
  }
}

TEST(JettySlot, IsTheDayInTheName) {
  const struct {
    const char* name;
    const char* path;
    const char* stem;  // null: no slot
    const char* day;
  } cases[] = {
      {"Usual", "2014_06_29.request.log", "request.log", "2014-06-29"},
      {"InAFolder", "cuc1/jetty/2014_06_29.request.log", "request.log", "2014-06-29"},
      {"Renamed", "2014_06_29.request.log.083015123", "request.log", "2014-06-29"},
      {"Packed", "2014_06_29.request.log.gz", "request.log", "2014-06-29"},
      {"RenamedAndPacked", "2014_06_29.request.log.083015123.gzo", "request.log", "2014-06-29"},
      {"UpperCase", "2014_06_29.REQUEST.LOG", "request.log", "2014-06-29"},
      {"UpperCaseRenamed", "2014_06_29.REQUEST.LOG.083015123", "request.log", "2014-06-29"},
      {"MixedCase", "2014_06_29.Request.Log.gz", "request.log", "2014-06-29"},
      {"OtherLog", "2014_06_29.stderrout.log", "stderrout.log", "2014-06-29"},
      {"LeapDay", "2016_02_29.request.log", "request.log", "2016-02-29"},
      {"NoLeapDay", "2015_02_29.request.log", nullptr, ""},
      {"MonthThirteen", "2014_13_01.request.log", nullptr, ""},
      {"DayZero", "2014_06_00.request.log", nullptr, ""},
      {"Dashes", "2014-06-29.request.log", nullptr, ""},
      {"NoDate", "request.log", nullptr, ""},
      {"NoStem", "2014_06_29", nullptr, ""},
      {"Letters", "2o14_06_29.request.log", nullptr, ""},
      {"NegativeYear", "-014_06_29.request.log", nullptr, ""},
      {"DateLater", "x2014_06_29.request.log", nullptr, ""},
      {"Empty", "", nullptr, ""},
      {"FolderAlone", "2014_06_29.request.log/", nullptr, ""},
  };
  for (const auto& c : cases) {
    const auto slot = kJettyAccess.slot(c.path);
    ASSERT_EQ(slot.has_value(), c.stem != nullptr) << c.name;
    if (!slot) continue;
    EXPECT_EQ(slot->stem, c.stem) << c.name;
    EXPECT_EQ(to_rfc3339(Timestamp{slot->from.time_since_epoch()}), std::string(c.day) + "T00:00:00.000000Z") << c.name;
    EXPECT_EQ(slot->to - slot->from, std::chrono::days(1)) << c.name;
  }
}

}  // namespace
}  // namespace logscan::detail
