// A copy of a case in which nobody can be recognised, and of which the same findings are told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "logscan/export.h"
#include "logscan/facts.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan {
inline namespace v1 {

struct RedactTask {
  Options reading;     // whose paths are copied; standard input and pipes can be read once only, and are not
  std::string output;  // a folder that is not there yet, or is empty
  std::string key;     // the file that tells which token stands for what; is not there yet
  std::vector<std::string> known;  // texts whose words stay, such as those of the rules
};

struct RedactNote {
  std::string location, text;
};

struct Redaction {
  std::uint64_t files = 0, bytes = 0, values = 0;
  std::vector<RedactNote> left_out;   // what the copy does not hold, or holds in part, and why
  std::vector<RedactNote> survivors;  // places of the copy where a value still stood: it was taken away again
};

// Whether output and key can be taken, before the long work: else kUsage.
LOGSCAN_API Status check_redact_task(const RedactTask& task);

// `result` and `facts` are those of scan() for the same paths, with rows: they tell names that no text shows as such.
// kUsage where output or key cannot be taken, kOutput where they cannot be written, kCancelled. On any failure, and
// where a value survived, neither output nor key is there.
LOGSCAN_API Result<Redaction> redact_case(const RedactTask& task, const Case& result,
                                          const std::vector<FactRow>& facts);

}  // namespace v1
}  // namespace logscan
