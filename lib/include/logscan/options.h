// What a caller asks for. Plain values; everything has a default that suits a support engineer.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "logscan/export.h"
#include "logscan/result.h"
#include "logscan/time.h"

namespace logscan {
inline namespace v1 {

// Every bound that protects memory and time. `--limit NAME=VALUE` sets one by its name in limit_table().
struct Limits {
  std::uint64_t line_bytes = 1ULL << 20;
  std::uint64_t record_bytes = 8ULL << 20;
  std::uint64_t archive_depth = 8;
  std::uint64_t members = 1'000'000;
  std::uint64_t expansion_ratio = 1000;              // output : input, above the floor
  std::uint64_t expansion_floor_bytes = 1ULL << 30;  // below this no ratio is held against an archive
  std::uint64_t spool_bytes = 8ULL << 30;  // what may go to an unlinked temporary file for formats that need seeking
  std::uint64_t spool_memory_bytes = 8ULL << 20;  // below this it stays in memory
  std::uint64_t subjects = 1'000'000;
  std::uint64_t runs = 1'000'000;  // kept runs of one source
  std::uint64_t events = 500'000;  // kept events of one source, and as many facts
  std::uint64_t excerpt_bytes = 16ULL << 20;
  std::uint64_t diagnostics = 20;  // per source and reason
};

struct LimitInfo {
  const char* name;
  std::uint64_t Limits::* field;
  const char* meaning;
  std::uint64_t least;  // below this nothing useful could be read
};
LOGSCAN_API const std::vector<LimitInfo>& limit_table();

using GlobValue = std::pair<std::string, std::string>;  // (glob over locations or nodes, value)

// What the users complain of (Cisco 118883, 200958 and 217304): it decides which documented next step fits where
// nothing is found.
enum class Symptom : std::uint8_t {
  kNoSync,               // nothing is synchronised
  kDelayedBoth,          // late in both directions
  kDelayedFromExchange,  // late from Exchange to Unity Connection alone
  kFailover,             // a pair of IM and Presence fails over, or does not when it should
  kService,              // a service does not run
};

struct Progress {
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;  // 0 while unknown
  std::string current;            // the source being read
};

struct Options {
  std::vector<std::string> paths;  // files, folders, archives, "-" for standard input
  std::optional<std::string> case_name;
  std::optional<Timestamp> since, until;  // select what is reported; the analysis sees everything
  std::vector<std::string> nodes;         // globs; empty = all
  std::vector<GlobValue> source_zones;    // --source-tz
  std::vector<GlobValue> dates;           // --date: of the first record of sources that state none, YYYY-MM-DD
  std::vector<GlobValue> parsers;         // --parser
  std::vector<std::uint16_t> http_ports;  // --http-port: of the listener in captures, beside 7080
  std::optional<Timestamp> collected;     // when the case was collected: proof that its nodes lived until then
  std::vector<std::string> data_dirs;     // --data
  std::vector<std::string> settings;      // --set RULE.PARAM=VALUE
  std::optional<Symptom> symptom;         // --symptom
  Limits limits;
  unsigned jobs = 0;           // 0: one per processor
  bool want_timeline = false;  // fill Case::rows
  bool want_messages = false;  // --all: among them every HTTP message of captures
  bool want_shapes = false;    // fill SourceReport::unmatched

  // Called from one thread at a time, at most some ten times a second.
  std::function<void(const Progress&)> on_progress;
  // Checked between blocks; set it to end early with kCancelled.
  const std::atomic<bool>* cancel = nullptr;
};

}  // namespace v1
}  // namespace logscan
