// Small cases worked out by hand: one node, four subscriptions whose notifications come at the same seconds, every
// 300 s from 00:00:00 on. The packets are taken apart here, by offsets in Ethernet and IPv4 frames without options.
#include "capture_truth.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "generate.h"
#include "random_capture_scenario.h"

namespace logscan::gen {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// The list of captures begins in line 8.
std::string case_of(const std::string& captures, const std::string& more = "") {
  return "start: 2026-03-04T00:00:00Z\nspread: 0s\nhours: 4\nlayout: plain\nexchange: [10.93.132.92]\nnodes: [{name: "
         "cuc1, subscriptions: 4}]\ncaptures:\n" +
         captures + more;
}

const std::string kWhole = "  - {file: cuc1/trace.cap}\n";

std::string wire(const std::string& faults) { return "wire: [" + faults + "]\n"; }

Generated make(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  return generated ? *std::move(generated) : Generated{};
}

std::string error_of(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml);
  if (!scenario) return scenario.error().message;
  const auto generated = generate(*scenario);
  return generated ? "" : generated.error().message;
}

std::string file_of(const Generated& generated, const std::string& path) {
  for (const BundleFile& file : generated.files) {
    if (file.path == path) return file.bytes;
  }
  ADD_FAILURE() << "no file " << path;
  return "";
}

struct Seen {
  std::int64_t at = 0;
  unsigned from = 0, to = 0, seq = 0, ack = 0, flags = 0;
  std::string payload;
};

std::vector<Seen> packets_of(const std::string& file) {
  const auto number = [&](std::size_t at, std::size_t size, bool big_endian) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<unsigned char>(file[big_endian ? at + i : at + size - 1 - i]);
    return value;
  };
  std::vector<Seen> packets;
  for (std::size_t at = 24; at < file.size();) {
    const auto size = static_cast<std::size_t>(number(at + 8, 4, false));
    EXPECT_EQ(number(at + 8, 4, false), number(at + 12, 4, false));
    const std::size_t tcp = at + 16 + 14 + 20;
    Seen seen;
    seen.at = number(at, 4, false) * 1'000'000 + number(at + 4, 4, false);
    seen.from = static_cast<unsigned>(number(tcp, 2, true));
    seen.to = static_cast<unsigned>(number(tcp + 2, 2, true));
    seen.seq = static_cast<unsigned>(number(tcp + 4, 4, true));
    seen.ack = static_cast<unsigned>(number(tcp + 8, 4, true));
    const auto header = static_cast<std::size_t>(static_cast<unsigned char>(file[tcp + 12]) >> 4) * 4;
    seen.flags = static_cast<unsigned char>(file[tcp + 13]);
    seen.payload = file.substr(tcp + header, at + 16 + size - tcp - header);
    packets.push_back(seen);
    at += 16 + size;
  }
  return packets;
}

// `notification.unanswered fail 01:00:00 .. 01:04:00 x5`; a subscription's id, which the seed makes, is left out.
std::vector<std::string> findings_of(const CaptureTruth& capture) {
  std::vector<std::string> lines;
  EXPECT_TRUE(capture.findings);
  if (!capture.findings) return lines;
  for (const ExpectedFinding& finding : *capture.findings) {
    std::string line = finding.rule + " " + finding.verdict;
    if (finding.subject_kind != "subscription") line += " " + finding.subject;
    if (finding.window)
      line += " " + format_time(finding.window->from).substr(11, 8) + " .. " +
              format_time(finding.window->to).substr(11, 8);
    if (finding.count) line += " x" + std::to_string(*finding.count);
    if (!finding.certain) line += " perhaps";
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> findings(const std::string& more, const std::string& captures = kWhole) {
  const Generated generated = make(case_of(captures, more));
  return generated.truth.captures.empty() ? std::vector<std::string>() : findings_of(generated.truth.captures[0]);
}

TEST(CaptureTruth, AHealthyCaptureHasItsCountsAndNoFinding) {
  const Generated generated = make(case_of(kWhole));
  ASSERT_EQ(generated.truth.captures.size(), 1U);
  const CaptureTruth& capture = generated.truth.captures[0];
  EXPECT_THAT(findings_of(capture), IsEmpty());
  EXPECT_THAT(capture.files, ElementsAre("cuc1/trace.cap"));
  EXPECT_EQ(capture.notifications, 4U * 48U);
  EXPECT_EQ(capture.connections, 4U * 48U);
  EXPECT_EQ(capture.others, 0U);
  EXPECT_EQ(capture.unanswered, 0U);
  EXPECT_EQ(capture.statuses, (std::map<int, std::uint64_t>{{200, 192}}));
  ASSERT_EQ(capture.subscriptions.size(), 4U);
  EXPECT_EQ(capture.subscriptions.begin()->second, 48U);
  EXPECT_TRUE(capture.exact);
  EXPECT_EQ(capture.packets, packets_of(file_of(generated, "cuc1/trace.cap")).size());
  const std::string json = print_truth(generated.truth);
  EXPECT_THAT(json, HasSubstr("\"captures\""));
  EXPECT_THAT(json, HasSubstr("\"from\": \"2026-03-04T00:00:00."));
}

TEST(CaptureTruth, AConnectionIsThatOfTwoRealEnds) {
  const Generated generated = make(case_of("  - {file: t.cap, to: +1m}\n").replace(0, 0, "seed: 3\n"));
  const auto all = packets_of(file_of(generated, "t.cap"));
  ASSERT_FALSE(all.empty());
  const unsigned client = all[0].from;
  std::vector<Seen> seen;
  for (const Seen& packet : all) {
    if (packet.from == client || packet.to == client) seen.push_back(packet);
  }
  ASSERT_GE(seen.size(), 12U);
  EXPECT_EQ(seen[0].flags, 0x02U);
  EXPECT_EQ(seen[1].flags, 0x12U);
  EXPECT_EQ(seen[1].ack, seen[0].seq + 1);
  EXPECT_EQ(seen[2].flags, 0x10U);
  EXPECT_EQ(seen[2].ack, seen[1].seq + 1);
  // Head and body are two segments, each with its acknowledgement.
  EXPECT_THAT(seen[3].payload, StartsWith("POST /NotificationService/services/NotificationService?id="));
  EXPECT_THAT(seen[3].payload, EndsWith("\r\n\r\n"));
  EXPECT_EQ(seen[3].seq, seen[0].seq + 1);
  EXPECT_EQ(seen[4].ack, seen[3].seq + seen[3].payload.size());
  EXPECT_THAT(seen[5].payload, StartsWith("<?xml"));
  EXPECT_EQ(seen[5].seq, seen[3].seq + seen[3].payload.size());
  EXPECT_THAT(seen[3].payload, HasSubstr("Content-Length: " + std::to_string(seen[5].payload.size()) + "\r\n"));
  EXPECT_THAT(seen[7].payload, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(seen[7].seq, seen[1].seq + 1);
  // The end of the body is told by the FIN alone, in a packet of its own.
  EXPECT_EQ(seen[8].flags, 0x11U);
  EXPECT_EQ(seen[8].payload, "");
  EXPECT_EQ(seen[8].seq, seen[7].seq + seen[7].payload.size());
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const Seen& a, const Seen& b) { return a.at < b.at; }));
}

// The bytes of each direction of each connection, the first copy of each byte.
std::map<std::pair<unsigned, unsigned>, std::string> streams_of(const std::vector<Seen>& packets) {
  std::map<std::pair<unsigned, unsigned>, std::map<unsigned, char>> bytes;
  std::map<std::pair<unsigned, unsigned>, unsigned> first;
  for (const Seen& packet : packets) {
    const auto key = std::make_pair(packet.from, packet.to);
    if ((packet.flags & 0x02U) != 0) first[key] = packet.seq + 1;
    for (std::size_t i = 0; i < packet.payload.size(); ++i)
      bytes[key].emplace(packet.seq + static_cast<unsigned>(i) - first[key], packet.payload[i]);
  }
  std::map<std::pair<unsigned, unsigned>, std::string> streams;
  for (const auto& [key, by_place] : bytes) {
    EXPECT_EQ(by_place.rbegin()->first + 1, by_place.size()) << "a hole";
    for (const auto& [place, byte] : by_place) streams[key] += byte;
  }
  return streams;
}

TEST(CaptureTruth, DamageOnTheWayLeavesTheBytes) {
  const Generated plain = make(case_of("  - {file: t.cap}\n"));
  const Generated damaged = make(case_of("  - {file: t.cap, split: yes, disorder: 0.3, retransmit: 0.3}\n"));
  const auto tidy = streams_of(packets_of(file_of(plain, "t.cap")));
  const auto packets = packets_of(file_of(damaged, "t.cap"));
  EXPECT_EQ(tidy, streams_of(packets));
  ASSERT_EQ(tidy.size(), 2U * 192U);
  std::map<std::pair<unsigned, unsigned>, unsigned> last;
  int backwards = 0;
  for (const Seen& packet : packets) {
    if (packet.payload.empty()) continue;
    unsigned& before = last[{packet.from, packet.to}];
    if (before != 0 && static_cast<int>(packet.seq - before) <= 0) ++backwards;
    before = packet.seq;
  }
  EXPECT_GT(backwards, 50) << "out of order, or sent again";
}

TEST(CaptureTruth, UnansweredRequestsClimbTheLadder) {
  // 01:00:00 and again after 30, 60, 120, 240 s: then the subscription is gone.
  EXPECT_THAT(findings(wire("{kind: unanswered, at: +58m, for: 10m, subscriptions: 0}")),
              ElementsAre("notification.unanswered fail 01:00:00 .. 01:04:00 x5",
                          "subscription.stale fail 00:55:00 .. 03:55:00"));
  // The fifth attempt is answered, and the next notification comes 300 s after it.
  const Generated generated = make(case_of(kWhole, wire("{kind: unanswered, at: +58m, for: 5m, subscriptions: 0}")));
  EXPECT_THAT(findings_of(generated.truth.captures[0]),
              ElementsAre("keepalive.missed fail 00:55:00 .. 01:04:00",
                          "notification.unanswered fail 01:00:00 .. 01:02:00 x4"));
  EXPECT_EQ(generated.truth.captures[0].unanswered, 4U);
  // What nobody answered is in no log.
  const std::string log = file_of(generated, "cuc1/jetty/2026_03_04.request.log");
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'),
            static_cast<std::ptrdiff_t>(generated.truth.captures[0].statuses.at(200)));
  EXPECT_THAT(findings(wire("{kind: unanswered, at: +58m, for: 6m, subscriptions: 0, ladder: delays}")),
              ElementsAre("notification.unanswered fail 01:00:00 .. 01:03:30 x4",
                          "subscription.stale fail 00:55:00 .. 03:55:00"));
}

TEST(CaptureTruth, ConnectionsThatNeverStand) {
  EXPECT_THAT(findings(wire("{kind: refused, at: +58m, for: 210s, subscriptions: 0..1}")),
              ElementsAre("keepalive.missed fail 00:55:00 .. 01:02:00", "keepalive.missed fail 00:55:00 .. 01:02:00",
                          "listener.down fail cuc1 01:00:00 .. 01:01:00 x6"));
  EXPECT_THAT(findings(wire("{kind: no-handshake, at: +58m, for: 210s, subscriptions: 0}")),
              ElementsAre("keepalive.missed fail 00:55:00 .. 01:02:00",
                          "notification.unanswered fail cuc1 01:00:00 .. 01:01:00 x3"));
  const auto packets = packets_of(file_of(
      make(case_of("  - {file: t.cap, from: +59m}\n", wire("{kind: no-handshake, at: +58m, for: 3m}"))), "t.cap"));
  const unsigned client = packets.at(0).from;
  std::vector<std::int64_t> spacing;
  for (const Seen& packet : packets) {
    EXPECT_NE(packet.to, client) << "nobody answers";
    if (packet.from != client) continue;
    EXPECT_EQ(packet.flags, 0x02U);
    EXPECT_EQ(packet.seq, packets[0].seq);
    spacing.push_back((packet.at - packets[0].at) / 1'000'000);
  }
  EXPECT_THAT(spacing, ElementsAre(0, 1, 3, 7));
}

TEST(CaptureTruth, AnswersThatAreLateOrEndTheSubscription) {
  EXPECT_THAT(findings(wire("{kind: slow, at: +58m, for: 8m, after: 9s, subscriptions: 0..1}")),
              ElementsAre("notification.slow fail cuc1 01:00:00 .. 01:05:00 x4"));
  const Generated unsubscribed = make(case_of(kWhole, wire("{kind: unsubscribe, at: +58m, subscriptions: 0}")));
  EXPECT_THAT(findings_of(unsubscribed.truth.captures[0]),
              ElementsAre("subscription.unsubscribed fail 01:00:00 .. 01:00:00"));
  EXPECT_THAT(file_of(unsubscribed, "cuc1/jetty/2026_03_04.request.log"), HasSubstr(" 200 352 \n"));
  // The report is an answered request, and no sign of life.
  EXPECT_THAT(
      findings(wire("{kind: dropped, at: +58m, subscriptions: 0}")),
      ElementsAre("subscription.dropped fail 01:00:00 .. 01:00:00", "subscription.stale fail 00:55:00 .. 03:55:00"));
}

TEST(CaptureTruth, WhoSpeaksForWhom) {
  const std::string proxied = wire("{kind: proxy, at: +58m, for: 8m}");
  EXPECT_THAT(findings(proxied), ElementsAre("notification.unexpected-source fail cuc1 01:00:00 .. 01:05:00"));
  EXPECT_THAT(file_of(make(case_of(kWhole, proxied)), "cuc1/jetty/2026_03_04.request.log"),
              HasSubstr("10.93.133.9 -  -  [04/Mar/2026:01:00:00"));
  const std::string shared = wire("{kind: shared-address, at: +58m, for: 8m}");
  EXPECT_THAT(findings(shared), IsEmpty()) << "one host only";
  std::string yaml = case_of(kWhole, shared);
  yaml.replace(yaml.find("[10.93.132.92]"), 14, "[10.93.132.92, 10.93.132.93]");
  EXPECT_THAT(findings_of(make(yaml).truth.captures[0]), ElementsAre("notification.unexpected-source fail cuc1"));
  // The hosts take turns at the addresses; they are one.
  EXPECT_THAT(findings_of(make(yaml + "addresses: alternate\n").truth.captures[0]), IsEmpty());
}

TEST(CaptureTruth, SilencesAreThoseOfTheRequestLog) {
  EXPECT_THAT(findings("faults: [{kind: kill, at: +58m, subscriptions: 0}]\n"),
              ElementsAre("subscription.stale fail 00:55:00 .. 03:55:00"));
  EXPECT_THAT(findings("faults: [{kind: pause, at: +58m, gap: 20m}]\n").at(0),
              "exchange.silence fail cuc1 00:55:00 .. 01:15:00");
  EXPECT_THAT(findings("faults: [{kind: reject, at: +58m, for: 3m, status: 500, subscriptions: 0}]\n"),
              ElementsAre("keepalive.missed fail 00:55:00 .. 01:05:00",
                          "notification.rejected fail cuc1 01:00:00 .. 01:00:00 x1"));
  // Silent because nobody answered: whether that is a silence of Exchange is for the rule to say.
  EXPECT_THAT(findings(wire("{kind: refused, at: +58m, for: 210s}")).at(0),
              "exchange.silence fail cuc1 00:55:00 .. 01:02:00 perhaps");
}

TEST(CaptureTruth, SpeaksInTheClockOfTheCapture) {
  EXPECT_THAT(findings("faults: [{kind: kill, at: +58m, subscriptions: 0}]\n",
                       "  - {file: cuc1/trace.cap, clock_offset: -2m}\n"),
              ElementsAre("subscription.stale fail 00:53:00 .. 03:53:00"));
}

TEST(CaptureTruth, WhatIsHiddenIsNotJudged) {
  for (const char* key : {"loss: 0.01", "one_way: yes", "snaplen: 128"}) {
    const Generated generated = make(case_of(std::string("  - {file: t.cap, ") + key + "}\n"));
    EXPECT_FALSE(generated.truth.captures[0].findings) << key;
    EXPECT_EQ(generated.truth.captures[0].exact, std::string(key) == "one_way: yes") << key;
    EXPECT_EQ(generated.truth.captures[0].notifications, 192U) << key;
  }
}

TEST(CaptureTruth, ACaptureWithoutNotificationsIsAQuestion) {
  const std::string nobody = "faults: [{kind: outage, at: +1m}]\n";
  EXPECT_THAT(findings(nobody, "  - {file: t.cap, noise: 0.1, from: +10m, to: +40m}\n"),
              ElementsAre("exchange.no-notifications inconclusive cuc1 perhaps"));
  EXPECT_THAT(findings(nobody, "  - {file: t.cap, noise: 0.1, from: +10m, to: +24m}\n"), IsEmpty());
}

TEST(CaptureTruth, RefusesWhatNobodyCouldJudge) {
  EXPECT_THAT(error_of(case_of(kWhole, "faults: [{kind: reject, at: +58m, for: 8m, subscriptions: 0}]\n")),
              HasSubstr("a silence of 900 s is too close to 900 s"));
  EXPECT_THAT(error_of(case_of(kWhole, "faults: [{kind: pause, at: +58m, gap: 358s, subscriptions: 0}]\n")),
              HasSubstr("a silence of 358 s is too close to 360 s"));
  EXPECT_EQ(error_of(case_of(kWhole, "faults: [{kind: pause, at: +58m, gap: 357s, subscriptions: 0}]\n")), "");
  EXPECT_THAT(error_of(case_of("  - {file: t.cap, to: +61m}\n", wire("{kind: unanswered, at: +58m, for: 8m}"))),
              HasSubstr("shortly before its end; move 'to'"));
}

TEST(CaptureFiles, RotateAsARing) {
  const Generated generated = make(case_of("  - {file: t.cap, rotate: 100KiB, first: 2}\n"));
  const CaptureTruth& capture = generated.truth.captures[0];
  const std::size_t count = capture.files.size();
  ASSERT_GE(count, 4U);
  EXPECT_EQ(capture.files[0], "t.cap2");
  EXPECT_EQ(capture.files[count - 1], "t.cap1");
  std::size_t packets = 0;
  std::int64_t last = 0;
  for (const std::string& path : capture.files) {
    const auto held = packets_of(file_of(generated, path));
    ASSERT_FALSE(held.empty()) << path;
    EXPECT_GE(held.front().at, last) << path;
    last = held.back().at;
    packets += held.size();
  }
  EXPECT_EQ(packets, capture.packets);
}

TEST(CaptureFiles, SharedConnectionsAreFew) {
  const Generated generated = make(case_of("  - {file: t.cap, persistent: yes, to: +1h}\n", "cadence: 150s\n"));
  const CaptureTruth& capture = generated.truth.captures[0];
  EXPECT_EQ(capture.notifications, 4U * 24U);
  EXPECT_LT(capture.connections, 24U) << "a quarter of the requests";
  EXPECT_THAT(findings_of(capture), IsEmpty());
}

TEST(CaptureFiles, DoubledPacketsStandTwice) {
  const Generated generated = make(case_of("  - {file: t.cap, duplicate: yes}\n"));
  const auto packets = packets_of(file_of(generated, "t.cap"));
  ASSERT_EQ(packets.size() % 2, 0U);
  for (std::size_t i = 0; i < packets.size(); i += 2) {
    ASSERT_EQ(packets[i].seq, packets[i + 1].seq);
    ASSERT_EQ(packets[i].payload, packets[i + 1].payload);
  }
}

TEST(CaptureFiles, OneWayShowsOnlyWhatComes) {
  for (const Seen& packet : packets_of(file_of(make(case_of("  - {file: t.cap, one_way: yes}\n")), "t.cap")))
    ASSERT_EQ(packet.to, 7080U);
}

TEST(CaptureFiles, TheSeedMakesTheBytes) {
  const std::string yaml = case_of("  - {file: t.cap, split: yes, disorder: 0.1, retransmit: 0.1, noise: 0.3}\n");
  const std::string bytes = file_of(make(yaml), "t.cap");
  EXPECT_EQ(file_of(make(yaml), "t.cap"), bytes);
  EXPECT_NE(file_of(make("seed: 2\n" + yaml), "t.cap"), bytes);
}

TEST(RandomCaptureScenario, GeneratesAndReadsBack) {
  std::set<WireFaultKind> kinds;
  std::set<LinkType> links;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Scenario scenario = random_capture_scenario(seed);
    for (const WireFault& fault : scenario.wire) kinds.insert(fault.kind);
    for (const Capture& capture : scenario.captures) links.insert(capture.link);
    const std::string printed = print_scenario(scenario);
    const auto again = parse_scenario(printed);
    ASSERT_TRUE(again) << seed << ": " << again.error().message << "\n" << printed;
    EXPECT_EQ(print_scenario(*again), printed) << seed;
    if (seed % 10 != 0) continue;
    const auto generated = generate(scenario);
    ASSERT_TRUE(generated) << seed << ": " << generated.error().message;
    EXPECT_EQ(generated->truth.captures.size(), scenario.captures.size());
    EXPECT_TRUE(generated->truth.captures[0].findings) << seed;
    EXPECT_EQ(print_truth(generate(*again)->truth), print_truth(generated->truth)) << seed;
  }
  EXPECT_EQ(kinds.size(), 8U);
  EXPECT_EQ(links.size(), 6U);
}

TEST(CaptureScenario, TheOneOfTheTreeShowsEachFault) {
  std::ifstream file(LOGSCAN_TESTDATA "/wire/scenario.yaml");
  const Generated generated = make({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  ASSERT_EQ(generated.truth.captures.size(), 4U);
  std::set<std::string> rules;
  for (const ExpectedFinding& finding : generated.truth.captures[0].findings.value()) rules.insert(finding.rule);
  for (const char* rule : {"notification.unanswered", "listener.down", "notification.slow", "subscription.unsubscribed",
                           "subscription.dropped", "notification.unexpected-source", "subscription.stale"})
    EXPECT_EQ(rules.count(rule), 1U) << rule;
  EXPECT_FALSE(generated.truth.captures[2].findings) << "too short packets";
}

TEST(CaptureScenario, ReadsEveryKeyAndPrintsWhatReadsBack) {
  const auto scenario = parse_scenario(case_of(
      R"(  - {file: cuc1/a.cap, node: cuc1, format: pcap-ns, link: sll2, snaplen: 128, persistent: yes, from: +1h,
     to: +2h, split: yes, disorder: 0.01, loss: 0.5, retransmit: 0.000001, duplicate: yes, noise: 0.3,
     clock_offset: -90s, one_way: yes, rotate: 64KiB, first: 3}
  - file: cuc1/b.pcapng
)",
      R"(wire:
  - {kind: unanswered, at: +30m, for: 5m, subscriptions: 1, ladder: delays}
  - {kind: slow, at: +1h30m, for: 5m, after: 12s}
  - {kind: proxy, at: +2h30m, for: 5m, node: cuc1, address: "fd00::9"}
)"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_EQ(scenario->captures.size(), 2U);
  const Capture& capture = scenario->captures[0];
  EXPECT_EQ(capture.line, 8);
  EXPECT_EQ(capture.format, CaptureFormat::kPcapNano);
  EXPECT_EQ(capture.link, LinkType::kSll2);
  EXPECT_EQ(capture.snaplen, 128U);
  EXPECT_TRUE(capture.persistent && capture.split && capture.duplicate && capture.one_way);
  EXPECT_EQ(*capture.to - *capture.from, Seconds(3600));
  EXPECT_EQ(capture.disorder.millionths, 10'000U);
  EXPECT_EQ(capture.loss.millionths, 500'000U);
  EXPECT_EQ(capture.retransmit.millionths, 1U);
  EXPECT_EQ(capture.noise.millionths, 300'000U);
  EXPECT_EQ(capture.clock_offset, Seconds(-90));
  EXPECT_EQ(capture.rotate, 65'536U);
  EXPECT_EQ(capture.first, 3U);
  EXPECT_EQ(scenario->captures[1].format, CaptureFormat::kPcap) << "the name says nothing";
  EXPECT_EQ(scenario->wire[0].ladder, Ladder::kDelays);
  EXPECT_THAT(scenario->wire[0].slots, ElementsAre(1U));
  EXPECT_EQ(scenario->wire[1].after, Seconds(12));
  EXPECT_EQ(scenario->wire[2].address, "fd00::9");
  const std::string printed = print_scenario(*scenario);
  const auto again = parse_scenario(printed);
  ASSERT_TRUE(again) << again.error().message << "\n" << printed;
  EXPECT_EQ(print_scenario(*again), printed);
}

TEST(CaptureScenario, NamesWhatIsWrong) {
  const auto capture = [](const std::string& keys) { return error_of(case_of("  - {" + keys + "}\n")); };
  EXPECT_THAT(capture("format: pcap"), StartsWith("line 8: 'file' is missing"));
  EXPECT_THAT(capture("file: a.cap, speed: 3"), StartsWith("line 8: 'speed' is no key of a capture; known are: file"));
  EXPECT_THAT(capture("file: a.cap, link: token-ring"),
              StartsWith("line 8: 'token-ring' is no value of 'link'; write one of: ethernet, vlan"));
  EXPECT_THAT(capture("file: ../a.cap"), StartsWith("line 8: '../a.cap' is no path in the bundle"));
  EXPECT_THAT(capture("file: /a.cap"), HasSubstr("is no path in the bundle"));
  EXPECT_THAT(capture("file: a.cap, node: cuc9"), HasSubstr("there is no node 'cuc9'"));
  EXPECT_THAT(capture("file: a.cap, snaplen: 63"), HasSubstr("from 64 to 262144"));
  EXPECT_THAT(capture("file: a.cap, noise: 30"), HasSubstr("write a share from 0 to 1"));
  EXPECT_THAT(capture("file: a.cap, noise: nan"), HasSubstr("write a share from 0 to 1"));
  EXPECT_THAT(capture("file: a.cap, loss: 0.51"), HasSubstr("at most 0.5"));
  EXPECT_THAT(capture("file: a.cap, from: +5h"), HasSubstr("'from' and 'to' must follow each other"));
  EXPECT_THAT(capture("file: a.cap, rotate: 4095"), HasSubstr("at least 4KiB"));
  EXPECT_THAT(capture("file: a.cap, first: 1"), HasSubstr("'first' belongs to 'rotate'"));
  EXPECT_THAT(error_of(case_of(kWhole + kWhole)), StartsWith("line 9: 'cuc1/trace.cap' is the file of another"));
  EXPECT_THAT(error_of(case_of(kWhole, "order: completion\n")), HasSubstr("'captures' need 'order: arrival'"));
}

TEST(CaptureScenario, NamesWhatIsWrongOnTheWire) {
  const auto fault = [](const std::string& keys) { return error_of(case_of(kWhole, "wire:\n  - {" + keys + "}\n")); };
  EXPECT_THAT(fault("at: +1h"), StartsWith("line 10: a fault needs 'kind', one of: unanswered, refused"));
  EXPECT_THAT(fault("kind: burn, at: +1h"), StartsWith("line 10: 'burn' is no value of 'kind'"));
  EXPECT_THAT(fault("kind: refused, at: +1h"), StartsWith("line 10: 'for' is missing"));
  EXPECT_THAT(fault("kind: refused, at: +1h, for: 5m, after: 3s"),
              HasSubstr("'after' is no key of a fault on the wire"));
  EXPECT_THAT(fault("kind: dropped, at: +1h, for: 5m"), HasSubstr("'for' is no key"));
  EXPECT_THAT(fault("kind: slow, at: +1h, for: 5m, after: 5s"), HasSubstr("from 6s to 25s"));
  EXPECT_THAT(fault("kind: slow, at: +4h, for: 5m"), HasSubstr("'at' lies outside the case"));
  EXPECT_THAT(fault("kind: slow, at: +1h, for: 5m, subscriptions: 4"), HasSubstr("subscription 4 does not exist"));
  EXPECT_THAT(fault("kind: proxy, at: +1h, for: 5m, address: squid"), HasSubstr("'squid' is no address"));
  EXPECT_THAT(fault("kind: proxy, at: +1h, for: 5m, address: 10.93.132.92"), HasSubstr("stands in 'exchange' as well"));
  EXPECT_THAT(error_of(case_of(kWhole, wire("{kind: slow, at: +1h, for: 5m}, {kind: refused, at: +70m, for: 1m}"))),
              StartsWith("line 9: this 'refused' and the 'slow' of line 9 touch"));
  EXPECT_THAT(error_of(case_of(kWhole, wire("{kind: slow, at: +1h, for: 5m}") + "faults: [{kind: kill, at: +1h}]\n")),
              HasSubstr("this 'slow' and the 'kill' of line 10 touch"));
  EXPECT_THAT(error_of(case_of(kWhole, wire("{kind: slow, at: +1h, for: 5m}, {kind: slow, at: +3h, for: 5m}"))),
              HasSubstr("make one finding or two"));
  std::string yaml = case_of("", wire("{kind: slow, at: +1h, for: 5m}"));
  yaml.erase(yaml.find("captures:\n"), 10);
  EXPECT_THAT(error_of(yaml), HasSubstr("'wire' is what captures show"));
}

}  // namespace
}  // namespace logscan::gen
