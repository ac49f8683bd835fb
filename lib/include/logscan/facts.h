// What snapshots say: the outputs of commands, tables, listings. For those who query a case themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "logscan/export.h"
#include "logscan/options.h"
#include "logscan/report.h"

namespace logscan {
inline namespace v1 {

// One value of a snapshot: how something stood when a command was run.
struct FactRow {
  std::optional<Timestamp> time;  // nothing: when that was is not known
  std::string quality = "unknown";
  std::string kind;  // dotted and stable: service.state, cluster.node, ...
  std::string node, subject;
  std::string text, detail;
  std::optional<double> number;
  std::string location;
};

// As scan() of logscan/session.h. `facts` is filled in the order of the sources; a node that Options::nodes leaves out
// has none, and a fact whose time is known and lies outside of since and until is left out.
LOGSCAN_API Result<Case> scan(const Options& options, std::vector<FactRow>& facts);

}  // namespace v1
}  // namespace logscan
