#include "command_rules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "logscan/parse.h"
#include "output.h"
#include "run_case.h"

namespace logscan::cli {

namespace {

int tell_vocabulary(const CommandLine& line) {
  const auto told = vocabulary(line.options);
  if (!told) {
    complain(with_place(line.config, told.error().message));
    return exit_code_of(told.error().code);
  }
  return write_result(line, [&](Writer& out) {
    const RenderOptions options = render_options(line);
    return line.format == "json" ? render_vocabulary_json(*told, options, out)
                                 : render_vocabulary_text(*told, options, out);
  });
}

}  // namespace

int command_rules(const CommandLine& line) {
  if (line.vocabulary) {
    if (const Status writable = check_output(line.output, line.options.data_dirs); !writable) {
      complain(writable.error().message);
      return exit_code_of(writable.error().code);
    }
    return tell_vocabulary(line);
  }
  auto found = rules(line.options);
  if (!found) {
    complain(with_place(line.config, found.error().message));
    return exit_code_of(found.error().code);
  }
  std::vector<RuleDescription> told = std::move(*found);
  if (!line.rule.empty()) {
    const auto rule =
        std::find_if(told.begin(), told.end(), [&](const RuleDescription& r) { return r.id == line.rule; });
    if (rule == told.end()) {
      std::vector<std::string> ids;
      for (const RuleDescription& known : told) ids.push_back(known.id);
      const std::string near = nearest_name(line.rule, ids);
      complain("unknown rule '" + line.rule + "'; " +
               (near.empty() ? "`logscan rules` lists them" : "did you mean " + near + "?"));
      return kExitUsage;
    }
    told = {*rule};
  }
  if (const Status writable = check_output(line.output, line.options.data_dirs); !writable) {
    complain(writable.error().message);
    return exit_code_of(writable.error().code);
  }
  return write_result(line, [&](Writer& out) {
    const RenderOptions options = render_options(line);
    if (line.format == "json") return render_rules_json(told, options, out);
    return line.rule.empty() ? render_rules_text(told, options, out) : render_rule_text(told.front(), options, out);
  });
}

}  // namespace logscan::cli
