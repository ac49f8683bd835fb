// logscan-gen: writes a case with known faults, and the findings that must come out of it.

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "generate.h"
#include "random_capture_scenario.h"
#include "random_cluster_scenario.h"
#include "random_mailbox_scenario.h"
#include "random_pair_scenario.h"
#include "random_scenario.h"
#include "scenario.h"
#include "single_capture.h"
#include "single_diag_log.h"
#include "single_log.h"
#include "single_pair_log.h"

namespace {

namespace po = boost::program_options;
using logscan::ErrorCode;

constexpr int kUsageExit = 2;
constexpr int kUnreadableExit = 3;
constexpr int kOutputExit = 5;

constexpr const char* kHelp = R"(Usage: logscan-gen SCENARIO.yaml -o OUT
       logscan-gen --random N -o OUT
       logscan-gen --random-pair N -o OUT
       logscan-gen --random-mailbox N -o OUT
       logscan-gen --random-capture N -o OUT
       logscan-gen --random-cluster N -o OUT
       logscan-gen --size BYTES -o FILE.request.log
       logscan-gen --srm-log BYTES | --syslog BYTES | --diag-log BYTES -o FILE
       logscan-gen --capture BYTES -o FILE

Writes the logs of a Unity Connection, of its requests and of its mailboxes, captures of
what came to it, and the logs of an IM and Presence pair, with faults at known times, or
what the command lines of a cluster's servers show; and beside them the findings that an
analysis must give (OUT.truth.json). OUT is a folder, or a zip where its name ends in
.zip. The same seed gives the same bytes.

  -o, --output OUT         where to write the case
  --seed N                 another seed than the scenario's
  --truth FILE             where to write the truth
  --random N               a random scenario, drawn from seed N
  --random-pair N          the same with an IM and Presence pair
  --random-mailbox N       that of --random N with diag logs and subscription tables
  --random-capture N       a random scenario with captures
  --random-cluster N       a random scenario of a cluster's command lines
  --print-scenario         print the scenario as YAML; with no -o write nothing else
  --size BYTES             one healthy log of this size (1GiB, 64MiB), no truth
  --subscriptions N        its subscriptions (default 2000)
  --srm-log BYTES          one SRM log at DEBUG of this size, no truth
  --syslog BYTES           one CiscoSyslog of this size, mixed with system lines, no truth
  --diag-log BYTES         one diag log of CuMbxSync of this size, no truth
  --capture BYTES          one capture of this size with other traffic in it, no truth
  -h, --help               this text

A scenario: start, hours | length | bytes, nodes, exchange, faults, captures, wire, pair
or cluster, and optional seed, addresses, cadence, jitter, spread, pid,
other_requests_per_hour, jetty, zone, order, layout, collected, collector_zone,
told_collected, gzip.
Faults: pause, kill, resubscribe, restart, reject, outage, resubscribe-loop,
drop-day, collect-twice, cut.
A node: name, subscriptions, diag, dump.
A diag log: rotate_records | rotate_bytes, first, numbers (decimal, hex), missing,
mtimes (kept, lost), zone, background_per_hour, faults: http-failure, no-answer,
throttling, dropped, stale-loop, outstanding.
A dump: at, layout (cli, root), first, reference (yes, no), faults: unstamped.
A capture: file, node, format (pcap, pcap-ns, pcap-be, pcapng), link (ethernet, vlan, sll,
sll2, raw, loopback), snaplen, persistent, from, to, split, disorder, loss, retransmit,
duplicate, noise, clock_offset, one_way, rotate, first.
Faults on the wire: unanswered, refused, no-handshake, slow, unsubscribe, dropped, proxy,
shared-address.
A pair: nodes (the publisher first), domain, zone, interval, timeout, trace, peer_down,
filler_per_minute, logs, ha_status, rotate, gzip, faults: service-death, network-split,
reboot, admin-failover, flapping, slow-network, host-freeze, trace-level, maintenance.
A cluster: nodes (name, product, up; first the publishers), domain, version, zone, ha (on,
off), ha_status, services (tight, spaced), replication (modern, old), faults:
service-stopped, service-not-running, service-starting, service-not-activated,
subscriber-starting, replication-broken, ntp-unsynchronised, core-dump, version-mismatch,
unauthenticated, diagnose-failed, monitor-disabled, subcluster-null, subcluster-other,
axl-account, not-in-server-list, listener-missing.
An unknown key is refused with the known ones.

Examples:
  logscan-gen testdata/demo/scenario.yaml -o demo.zip
  logscan-gen --random 7 --print-scenario -o case
)";

int fail(int code, const std::string& message) {
  std::fputs(fmt::format("logscan-gen: {}\n", message).c_str(), stderr);
  return code;
}

int exit_code(const logscan::Error& error) {
  switch (error.code) {
    case ErrorCode::kUsage:
      return kUsageExit;
    case ErrorCode::kNotFound:
    case ErrorCode::kUnreadable:
      return kUnreadableExit;
    default:
      return kOutputExit;
  }
}

logscan::Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return logscan::Error{ErrorCode::kNotFound, fmt::format("{}: cannot be opened", path)};
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return logscan::Error{ErrorCode::kUnreadable, fmt::format("{}: cannot be read", path)};
  return text;
}

// A number option is read as text: Boost would take "-1" for a large number.
std::optional<std::uint64_t> number_of(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos || text.size() > 19)
    return std::nullopt;
  return std::stoull(text);
}

int run(int argc, char** argv) {
  po::options_description options;
  options.add_options()("help,h", "")("print-scenario", "")("output,o", po::value<std::string>());
  for (const char* name : {"seed", "truth", "random", "random-pair", "random-mailbox", "size", "srm-log", "syslog",
                           "diag-log", "capture", "random-capture", "random-cluster", "subscriptions", "scenario"}) {
    options.add_options()(name, po::value<std::string>());
  }
  po::positional_options_description positional;
  positional.add("scenario", 1);
  po::variables_map given;
  po::store(po::command_line_parser(argc, argv)
                .options(options)
                .positional(positional)
                .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                .run(),
            given);
  po::notify(given);
  if (given.count("help") != 0) {
    std::fputs(kHelp, stdout);
    return std::fflush(stdout) == 0 ? 0 : kOutputExit;
  }
  const auto text = [&](const char* name) {
    return given.count(name) != 0 ? given[name].as<std::string>() : std::string();
  };
  std::map<std::string, std::uint64_t> numbers;
  for (const char* name :
       {"seed", "random", "random-pair", "random-mailbox", "random-capture", "random-cluster", "subscriptions"}) {
    if (given.count(name) == 0) continue;
    const auto number = number_of(text(name));
    if (!number) return fail(kUsageExit, fmt::format("--{} takes a whole number, not '{}'", name, text(name)));
    numbers[name] = *number;
  }
  const auto single_logs = given.count("size") + given.count("srm-log") + given.count("syslog") +
                           given.count("diag-log") + given.count("capture");
  const auto modes = given.count("scenario") + given.count("random") + given.count("random-pair") +
                     given.count("random-mailbox") + given.count("random-capture") + given.count("random-cluster") +
                     single_logs;
  if (modes != 1) {
    return fail(kUsageExit,
                "give one of SCENARIO.yaml, --random N, --random-pair N, --random-mailbox N, --random-capture N, "
                "--random-cluster N, --size, --srm-log, --syslog, --diag-log and --capture BYTES; see --help");
  }
  const std::string output = text("output");
  const bool print_only = output.empty() && given.count("print-scenario") != 0 && single_logs == 0;
  if (output.empty() && !print_only) return fail(kUsageExit, "-o OUT is missing: the folder, .zip or file to write");

  if (given.count("size") != 0) {
    logscan::gen::SingleLog log;
    const auto bytes = logscan::gen::parse_size(text("size"));
    if (!bytes) return fail(kUsageExit, fmt::format("--size takes a size such as 1GiB, not '{}'", text("size")));
    log.bytes = *bytes;
    if (given.count("subscriptions") != 0) log.subscriptions = numbers["subscriptions"];
    if (given.count("seed") != 0) log.seed = numbers["seed"];
    const auto status = write_single_log(log, output);
    return status ? 0 : fail(exit_code(status.error()), status.error().message);
  }
  for (const char* name : {"srm-log", "syslog"}) {
    if (given.count(name) == 0) continue;
    logscan::gen::SinglePairLog log;
    const auto bytes = logscan::gen::parse_size(text(name));
    if (!bytes) return fail(kUsageExit, fmt::format("--{} takes a size such as 1GiB, not '{}'", name, text(name)));
    log.kind =
        std::string_view(name) == "syslog" ? logscan::gen::PairLogKind::kSyslog : logscan::gen::PairLogKind::kSrm;
    log.bytes = *bytes;
    if (given.count("seed") != 0) log.seed = numbers["seed"];
    const auto status = write_single_pair_log(log, output);
    return status ? 0 : fail(exit_code(status.error()), status.error().message);
  }
  if (given.count("diag-log") != 0) {
    logscan::gen::SingleDiagLog log;
    const auto bytes = logscan::gen::parse_size(text("diag-log"));
    if (!bytes)
      return fail(kUsageExit, fmt::format("--diag-log takes a size such as 1GiB, not '{}'", text("diag-log")));
    log.bytes = *bytes;
    if (given.count("seed") != 0) log.seed = numbers["seed"];
    const auto status = write_single_diag_log(log, output);
    return status ? 0 : fail(exit_code(status.error()), status.error().message);
  }
  if (given.count("capture") != 0) {
    logscan::gen::SingleCapture capture;
    const auto bytes = logscan::gen::parse_size(text("capture"));
    if (!bytes) return fail(kUsageExit, fmt::format("--capture takes a size such as 1GiB, not '{}'", text("capture")));
    capture.bytes = *bytes;
    if (given.count("seed") != 0) capture.seed = numbers["seed"];
    const auto status = write_single_capture(capture, output);
    return status ? 0 : fail(exit_code(status.error()), status.error().message);
  }
  if (given.count("subscriptions") != 0)
    return fail(kUsageExit, "--subscriptions belongs to --size; a scenario names them in 'nodes'");

  logscan::gen::Scenario scenario;
  if (given.count("random") != 0) {
    scenario = logscan::gen::random_scenario(numbers["random"]);
  } else if (given.count("random-pair") != 0) {
    scenario = logscan::gen::random_pair_scenario(numbers["random-pair"]);
  } else if (given.count("random-mailbox") != 0) {
    scenario = logscan::gen::random_mailbox_scenario(numbers["random-mailbox"]);
  } else if (given.count("random-capture") != 0) {
    scenario = logscan::gen::random_capture_scenario(numbers["random-capture"]);
  } else if (given.count("random-cluster") != 0) {
    scenario = logscan::gen::random_cluster_scenario(numbers["random-cluster"]);
  } else {
    const std::string path = text("scenario");
    const auto yaml = read_file(path);
    if (!yaml) return fail(exit_code(yaml.error()), yaml.error().message);
    auto parsed = logscan::gen::parse_scenario(*yaml);
    if (!parsed) return fail(exit_code(parsed.error()), fmt::format("{}: {}", path, parsed.error().message));
    scenario = *std::move(parsed);
  }
  if (given.count("seed") != 0) scenario.seed = numbers["seed"];
  if (given.count("print-scenario") != 0) std::fputs(logscan::gen::print_scenario(scenario).c_str(), stdout);
  if (std::fflush(stdout) != 0) return fail(kOutputExit, "standard output: cannot be written");
  if (print_only) return 0;
  const auto truth = logscan::gen::generate(scenario, {output, text("truth")});
  if (!truth) return fail(exit_code(truth.error()), truth.error().message);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const po::error& error) {
    return fail(kUsageExit, fmt::format("{}; see --help", error.what()));
  } catch (const std::exception& error) {
    return fail(kOutputExit, error.what());
  }
}
