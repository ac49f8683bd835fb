#include "single_diag_log.h"

#include <fmt/format.h>

#include <vector>

#include "mailbox_lines.h"
#include "random.h"
#include "whole_lines.h"

namespace logscan::gen {

namespace {

constexpr std::uint64_t kMailboxes = 2000;
constexpr Milliseconds kCadence{100};

// What the records of faults point to.
Diag faults_of_log() {
  Diag diag;
  for (const int status : {401, 404, 500, 503}) {
    DiagFault fault;
    fault.status = status;
    if (status == 404) {
      fault.request = RequestKind::kAutodiscover;
      fault.host = "autodiscover.example.com";
    }
    diag.faults.push_back(fault);
  }
  DiagFault throttling;
  throttling.kind = DiagFaultKind::kThrottling;
  throttling.code = "ErrorServerBusy";
  diag.faults.push_back(throttling);
  return diag;
}

}  // namespace

Status write_single_diag_log(const SingleDiagLog& log, const std::string& path) {
  const Diag diag = faults_of_log();
  Random random(log.seed);
  std::vector<std::string> mailboxes;
  for (std::uint64_t i = 0; i < kMailboxes; ++i) {
    const std::uint64_t low = random.next();
    mailboxes.push_back(
        fmt::format("{:08x}-{:04x}-4a1b-9c2d-{:012x}", low >> 32, low & 0xffff, random.next() & 0xffff'ffff'ffffULL));
  }
  std::uint64_t count = 0;
  DiagRecord record;
  return write_whole_lines(path, log.bytes, [&](std::string& text) {
    ++count;
    record.at = Instant(log.start) + kCadence * static_cast<std::int64_t>(count) +
                Milliseconds(random.below(static_cast<std::uint64_t>(kCadence.count())));
    record.number = random.below(1U << 20);
    record.mailbox = mailboxes[random.below(mailboxes.size())];
    record.fault = kNoFault;
    record.what = DiagWhat::kBackground;
    if (count % 8192 == 0) {
      record.what = DiagWhat::kThrottling;
      record.fault = static_cast<int>(diag.faults.size()) - 1;
    } else if (count % 512 == 0) {
      record.what = DiagWhat::kHttpFailure;
      record.fault = static_cast<int>(record.number % (diag.faults.size() - 1));
    } else if (count % 16 == 0) {
      record.what = DiagWhat::kGauge;
      record.number %= 1000;
    }
    append_diag_record(diag, record, text);
  });
}

}  // namespace logscan::gen
