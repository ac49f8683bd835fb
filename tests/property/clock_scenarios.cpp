#include "clock_scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "generate.h"
#include "random.h"

namespace logscan::test {
namespace {

using gen::Minutes;
using gen::Random;
using gen::Seconds;
using std::chrono::hours;

double seconds_of(gen::Time time) { return static_cast<double>(time.time_since_epoch().count()); }

void draw_nodes(Random& random, gen::Scenario& scenario) {
  scenario.start =
      gen::Time(std::chrono::days(19'700 + random.between(0, 900))) + seconds_between(random, Seconds(0), hours(20));
  scenario.length = hours(random.between(1, 5));
  scenario.layout = gen::Layout::kPlain;
  scenario.nodes = {{"cuc1", static_cast<std::size_t>(random.between(1, 6))}};
  if (random.one_in(4)) scenario.nodes.push_back({"cuc2", static_cast<std::size_t>(random.between(1, 4))});
  scenario.zone = Minutes(15 * random.between(-48, 56));
  scenario.jitter = Seconds(random.one_in(3) ? 0 : random.between(1, 4));
  scenario.other_requests_per_hour = random.one_in(3) ? 0 : static_cast<std::uint64_t>(random.between(4, 60));
  if (random.one_in(2)) return;
  // Its session tells the zone of its own log.
  gen::Node& node = scenario.nodes.front();
  node.diag.emplace();
  node.diag->zone = random.pick(std::array{Minutes(330), Minutes(-300), Minutes(780), Minutes(-480), Minutes(60)});
  gen::DiagFault failure;
  failure.at = scenario.start + Minutes(random.between(10, 30));
  failure.length = Minutes(random.between(1, 20));
  node.diag->faults = {failure};
  node.dump.emplace();
  node.dump->at = scenario.end() - Minutes(15);
}

void draw_faults(Random& random, gen::Scenario& scenario) {
  const auto at = [&] { return scenario.start + seconds_between(random, Minutes(7), scenario.length - Minutes(30)); };
  if (random.one_in(2)) {
    gen::Fault fault;
    fault.node = scenario.nodes.front().name;
    fault.kind = random.pick(std::array{gen::FaultKind::kPause, gen::FaultKind::kReject, gen::FaultKind::kKill,
                                        gen::FaultKind::kResubscribe});
    if (fault.kind != gen::FaultKind::kPause && fault.kind != gen::FaultKind::kReject) fault.slots = {0};
    fault.at = at();
    if (fault.slots.empty()) fault.length = seconds_between(random, Minutes(2), Minutes(40));
    scenario.faults.push_back(std::move(fault));
  }
  if (random.one_in(2)) {
    gen::WireFault fault;
    fault.node = scenario.nodes.front().name;
    fault.kind = random.pick(std::array{gen::WireFaultKind::kUnanswered, gen::WireFaultKind::kRefused,
                                        gen::WireFaultKind::kSlow, gen::WireFaultKind::kProxy});
    fault.at = at();
    fault.length = seconds_between(random, Minutes(2), Minutes(20));
    scenario.wire.push_back(std::move(fault));
  }
}

// What was sent is the same for all captures of a case.
struct Traffic {
  bool persistent = false, split = false;
};

gen::Capture draw_capture(Random& random, const gen::Scenario& scenario, const Traffic& traffic, std::size_t number) {
  gen::Capture capture;
  capture.node = scenario.nodes[number == 0 ? 0 : random.below(scenario.nodes.size())].name;
  capture.file = capture.node + "/platform/cli/trace" + std::to_string(number) + ".cap";
  capture.format = random.pick(
      std::array{gen::CaptureFormat::kPcap, gen::CaptureFormat::kPcapNano, gen::CaptureFormat::kPcapBigEndian});
  capture.link = random.pick(std::array{gen::LinkType::kEthernet, gen::LinkType::kSll, gen::LinkType::kRaw});
  capture.persistent = traffic.persistent;
  capture.split = traffic.split;
  const auto some = [&] { return gen::Share{static_cast<std::uint32_t>(random.between(1000, 100'000))}; };
  if (random.one_in(2)) capture.disorder = some();
  if (random.one_in(2)) capture.retransmit = some();
  if (random.one_in(3)) capture.noise = some();
  capture.duplicate = random.one_in(6);
  if (random.one_in(4)) capture.rotate = static_cast<std::uint64_t>(random.between(8'000, 80'000));
  if (random.one_in(12)) capture.one_way = true;
  if (random.one_in(12)) capture.loss.millionths = static_cast<std::uint32_t>(random.between(1000, 50'000));
  if (random.one_in(2)) {
    capture.from = scenario.start + seconds_between(random, {}, scenario.length / 2);
    capture.to = *capture.from + seconds_between(random, Minutes(5), scenario.end() - *capture.from);
  }
  return capture;
}

CaptureClock draw_clock(Random& random, const gen::Scenario& scenario, const gen::Capture& capture) {
  CaptureClock clock;
  clock.began_s = seconds_of(scenario.start);
  if (!random.one_in(5)) {
    const std::int64_t most = random.one_in(4) ? 10'000 : 14 * 3'600'000;
    clock.ahead_s = static_cast<double>(random.between(-most, most)) / 1000;
  }
  if (random.one_in(2)) clock.drift = static_cast<double>(random.between(-100, 100)) * 1e-6;
  if (!random.one_in(6)) return clock;
  const gen::Time from = capture.from.value_or(scenario.start), to = capture.to.value_or(scenario.end());
  clock.stepped_s = seconds_of(from + (to - from) * random.between(1, 9) / 10);
  clock.step_s = static_cast<double>(random.between(3, 4000)) * (random.one_in(2) ? 1 : -1);
  return clock;
}

// A file of libpcap with a number at a place, whose bytes begin with the greatest in some.
class Numbers {
 public:
  explicit Numbers(std::string& bytes) : bytes_(bytes), big_(!bytes.empty() && bytes.front() == '\xa1') {}

  [[nodiscard]] std::uint32_t read(std::size_t at) const {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
      number = number << 8 | static_cast<unsigned char>(bytes_[at + (big_ ? i : 3 - i)]);
    return number;
  }
  void write(std::size_t at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) bytes_[at + (big_ ? 3 - i : i)] = static_cast<char>(number >> (8 * i) & 0xff);
  }
  [[nodiscard]] bool nanoseconds() const { return bytes_.starts_with("\x4d\x3c\xb2\xa1"); }

 private:
  std::string& bytes_;
  bool big_;
};

std::string shown_by(const std::string& file, const CaptureClock& clock) {
  std::string bytes = file;
  constexpr std::size_t kHeader = 24, kRecord = 16;
  Numbers numbers(bytes);
  const double unit = numbers.nanoseconds() ? 1e9 : 1e6;
  for (std::size_t at = kHeader; at + kRecord <= bytes.size(); at += kRecord + numbers.read(at + 8)) {
    // The whole seconds and the rest apart: a double has not the digits for both.
    const double time = numbers.read(at) + numbers.read(at + 4) / unit, ahead = clock.ahead_at(time);
    double whole = std::floor(ahead), rest = numbers.read(at + 4) + std::round((ahead - whole) * unit);
    if (rest >= unit) {
      rest -= unit;
      whole += 1;
    }
    numbers.write(at, static_cast<std::uint32_t>(numbers.read(at) + static_cast<std::int64_t>(whole)));
    numbers.write(at + 4, static_cast<std::uint32_t>(rest));
  }
  return bytes;
}

// The same packets as another clock showed them: what it holds counts once.
void record_twice(Random& random, ClockCase& made) {
  const gen::CaptureTruth& first = made.truth.captures.front();
  const auto file = std::find_if(made.right.begin(), made.right.end(),
                                 [&](const gen::BundleFile& one) { return one.path == first.files.front(); });
  if (first.files.size() != 1 || file == made.right.end()) return;
  gen::CaptureTruth truth = first;
  truth.files.front() += kRecordedTwice;
  const CaptureClock clock = draw_clock(random, made.scenario, made.scenario.captures.front());
  gen::BundleFile shown = *file;
  shown.path = truth.files.front();
  shown.bytes = shown_by(file->bytes, clock);
  made.capture_of[shown.path] = made.clocks.size();
  made.shown.push_back(std::move(shown));
  made.clocks.push_back(clock);
  made.scenario.captures.push_back(made.scenario.captures.front());
  made.truth.captures.push_back(std::move(truth));
}

// Nothing where nobody could judge what is drawn.
std::optional<ClockCase> draw(Random& random, std::uint64_t seed) {
  ClockCase made;
  made.scenario.seed = seed;
  draw_nodes(random, made.scenario);
  draw_faults(random, made.scenario);
  const Traffic traffic{random.one_in(3), random.one_in(4)};
  for (std::size_t number = 0, wanted = 1 + random.below(3); number < wanted; ++number) {
    made.scenario.captures.push_back(draw_capture(random, made.scenario, traffic, number));
    made.clocks.push_back(draw_clock(random, made.scenario, made.scenario.captures.back()));
  }
  Result<gen::Generated> generated = gen::generate(made.scenario);
  if (!generated) return std::nullopt;
  made.truth = std::move(generated->truth);
  std::map<std::string, std::size_t> capture_of;
  for (std::size_t i = 0; i < made.truth.captures.size(); ++i)
    for (const std::string& path : made.truth.captures[i].files) capture_of[path] = i;
  const bool complete = random.one_in(2);
  for (gen::BundleFile& file : generated->files) {
    if (!complete && random.one_in(6)) {
      made.whole = false;
      continue;
    }
    gen::BundleFile shown = file;
    if (const auto capture = capture_of.find(file.path); capture != capture_of.end()) {
      shown.bytes = shown_by(file.bytes, made.clocks[capture->second]);
      made.capture_of.insert(*capture);
    }
    made.right.push_back(std::move(file));
    made.shown.push_back(std::move(shown));
  }
  if (random.one_in(2)) record_twice(random, made);
  return made;
}

}  // namespace

double CaptureClock::ahead_at(double time_s) const {
  return ahead_s + drift * (time_s - began_s) + (step_s != 0 && time_s >= stepped_s ? step_s : 0);
}

double CaptureClock::ahead_at_shown(double shown_s) const {
  double time = shown_s - ahead_at(shown_s);
  for (int i = 0; i < 3; ++i) time = shown_s - ahead_at(time);
  return ahead_at(time);
}

ClockCase clock_case(std::uint64_t seed) {
  constexpr std::uint64_t kTries = 40;
  for (std::uint64_t attempt = 0; attempt < kTries; ++attempt) {
    Random random = Random::stream(seed, 0xc10c, attempt);
    if (std::optional<ClockCase> made = draw(random, seed)) return *std::move(made);
  }
  ADD_FAILURE() << "no case of seed " << seed << " can be judged";
  return {};
}

}  // namespace logscan::test
