#include "single_log.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "log_line.h"
#include "random.h"
#include "whole_lines.h"

namespace logscan::gen {

namespace {

constexpr std::size_t kIdLength = 36;
constexpr std::size_t kStampLength = 20;  // 04/Mar/2026:00:00:00
constexpr std::uint64_t kCadence = 300;
// Short addresses and a short pid make the line 161 bytes, the length that the speed figures are given for.
constexpr std::string_view kServers[] = {"1.2.3.4", "1.2.3.5"};

std::string line_at(Time at, std::string_view server, std::string_view id) {
  LineWriter writer(JettyStyle::kJetty9, Minutes(0));
  LogLine line;
  line.client = server;
  line.arrival = at;
  const std::string target = notification_target(id, 7);
  line.target = target;
  std::string text;
  writer.append(line, text);
  // Jetty 9.4's CustomRequestLog writes no trailing blank.
  text.erase(text.size() - 2, 1);
  return text;
}

std::string random_id(Random& random) {
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                     low >> 52, low & 0xffff'ffff'ffffULL);
}

}  // namespace

Status write_single_log(const SingleLog& log, const std::string& path) {
  if (log.subscriptions < 1 || log.subscriptions > 100'000) {
    return Error{ErrorCode::kUsage, "the number of subscriptions must be from 1 to 100000"};
  }
  // One ready line for each subscription; only its time changes from round to round.
  std::vector<std::string> lines;
  lines.reserve(log.subscriptions);
  Random random(log.seed);
  for (std::uint64_t i = 0; i < log.subscriptions; ++i) {
    lines.push_back(line_at(log.start, kServers[i % std::size(kServers)], random_id(random)));
  }
  const std::size_t stamp_at = lines[0].find('[') + 1;

  std::string stamp;
  std::uint64_t stamp_second = ~std::uint64_t{0};
  std::uint64_t number = 0;
  return write_whole_lines(path, log.bytes, [&](std::string& text) {
    const std::uint64_t subscription = number % log.subscriptions;
    const std::uint64_t second = number / log.subscriptions * kCadence + subscription * kCadence / log.subscriptions;
    ++number;
    if (second != stamp_second) {
      stamp = line_at(log.start + Seconds(second), kServers[0], lines[0].substr(0, kIdLength))
                  .substr(stamp_at, kStampLength);
      stamp_second = second;
    }
    text += lines[subscription].replace(stamp_at, kStampLength, stamp);
  });
}

}  // namespace logscan::gen
