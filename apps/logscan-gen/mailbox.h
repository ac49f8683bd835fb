// What a Unity Connection node says of its mailboxes, as plain values: the diag log of CuMbxSync with its faults, and a
// dump of the subscription table. Neither changes what the request log shows; who wants both gives both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"

namespace logscan::gen {

enum class DiagFaultKind : std::uint8_t {
  kHttpFailure,  // Exchange answers a request with `status`
  kNoAnswer,     // nobody answers
  kThrottling,   // Exchange answers with `code`
  kDropped,      // Exchange says that the subscription is lost
  kStaleLoop,    // a mailbox is subscribed anew, again and again
  kOutstanding,  // the gauge of requests under way shows `value`
};

enum class RequestKind : std::uint8_t { kEws, kAutodiscover };

// Only the fields of its kind have a meaning.
struct DiagFault {
  DiagFaultKind kind = DiagFaultKind::kHttpFailure;
  int line = 0;  // in the scenario file; 0 where there is none
  Time at{};
  Seconds length{0};  // http-failure, no-answer, throttling: records in [at, at + length); outstanding: up to its end
  Seconds every{60};  // from record to record
  RequestKind request = RequestKind::kEws;
  std::string host = "mail.example.com";
  int status = 503;
  std::string code;                // throttling, dropped
  std::vector<std::size_t> slots;  // dropped, stale-loop: which subscriptions, counted from 0; empty: all
  std::size_t rounds = 4;          // stale-loop: re-subscriptions
  bool stale_lines = true;         // stale-loop: a line before each, which tells a date
  std::uint64_t value = 1203;
};

enum class FileNumbers : std::uint8_t { kDecimal, kHexadecimal };
enum class FileTimes : std::uint8_t {
  kKept,  // a file's time is that of its last record
  kLost,  // all files have the time at which somebody unpacked them
};

// The log diag_CuMbxSync_*.uc of a node. Its records have no date.
struct Diag {
  std::uint64_t rotate_records = 0;  // after which the log goes on in another file; 0: never
  std::uint64_t rotate_bytes = 0;
  std::uint64_t first = 86;  // number of the first file
  FileNumbers numbers = FileNumbers::kDecimal;
  std::vector<std::size_t> missing;  // files that are not in the bundle, counted from 0
  FileTimes mtimes = FileTimes::kKept;
  Minutes zone{0};
  std::uint64_t background_per_hour = 12;  // records that tell of nothing
  std::vector<DiagFault> faults;
};

enum class DumpLayout : std::uint8_t {
  kCli,   // run cuc dbquery unitydyndb ...
  kRoot,  // unitydyndb> ...
};

// Notifications come and are answered, and from `at` on no stamp follows them.
struct Unstamped {
  int line = 0;
  Time at{};
  std::vector<std::size_t> slots;
};

// The table tbl_exsubscription as it was at a time.
struct Dump {
  Time at{};
  DumpLayout layout = DumpLayout::kCli;
  std::size_t first = 0;  // rows; 0: all
  bool reference = true;  // another command in the session tells the time; else not even the file's time does
  std::vector<Unstamped> faults;
};

std::string_view name_of(DiagFaultKind kind);

}  // namespace logscan::gen
