// What this build knows: its formats and its rules, for `logscan rules` and for help texts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "logscan/export.h"
#include "logscan/options.h"
#include "logscan/report.h"

namespace logscan {
inline namespace v1 {

struct RuleParameterDescription {
  std::string name, unit;
  double value = 0;  // in force: the default, or what --set says
  double least = 0, most = 0;
  std::string reason;  // why this number, with its source
};

struct RuleDescription {
  std::string id, title, summary;
  Severity severity = Severity::kInfo;
  std::vector<std::string> needs;
  std::vector<RuleParameterDescription> parameters;
  std::string cause;
  std::vector<std::string> next_steps;
  std::vector<std::string> sources;  // the documents it rests on
};

struct WordingSampleDescription {
  std::string text;
  std::vector<std::pair<std::string, std::string>> groups;  // what is taken from it
};

// One entry of the vocabulary: a text to look for in the records of a format.
struct WordingDescription {
  std::string name, format, meaning, literal, regex;
  bool confirmed = false;  // a document or a real log prints it
  std::vector<std::pair<std::string, std::string>> says;
  std::vector<WordingSampleDescription> samples;
  std::vector<std::string> sources;
};

struct FormatDescription {
  std::string name, summary;
};

LOGSCAN_API Result<std::vector<RuleDescription>> rules(const Options& options = {});
LOGSCAN_API Result<std::vector<WordingDescription>> vocabulary(const Options& options = {});
LOGSCAN_API std::vector<FormatDescription> formats();
LOGSCAN_API std::string version();
// One line per third-party library: name and version.
LOGSCAN_API std::vector<std::string> library_versions();

}  // namespace v1
}  // namespace logscan
