#include "command_redact.h"

#include <fmt/format.h>

#include <vector>

#include "interrupt.h"
#include "logscan/catalog.h"
#include "logscan/facts.h"
#include "logscan/redact.h"
#include "run_case.h"

namespace logscan::cli {
namespace {

// Texts whose words are names of nobody: those of the rules and of what is looked for in logs.
std::vector<std::string> known_texts(const Options& options) {
  std::vector<std::string> texts;
  if (const auto all = rules(options)) {
    for (const RuleDescription& rule : all.value()) {
      texts.insert(texts.end(), {rule.id, rule.title, rule.summary, rule.cause});
      texts.insert(texts.end(), rule.next_steps.begin(), rule.next_steps.end());
    }
  }
  if (const auto all = vocabulary(options)) {
    for (const WordingDescription& wording : all.value()) texts.push_back(wording.literal);
  }
  return texts;
}

std::string summary_of(const Redaction& done, const RedactTask& task) {
  std::string text = fmt::format(
      "{} {} in {}, with tokens for {} values\nkey: {} (keep it; who has it can read the copy)\n", done.files,
      done.files == 1 ? "file" : "files", escape_for_terminal(task.output), done.values, escape_for_terminal(task.key));
  if (!done.left_out.empty()) text += "\nLeft out, or not whole:\n";
  for (const RedactNote& note : done.left_out)
    text += fmt::format("  {}: {}\n", escape_for_terminal(note.location), escape_for_terminal(note.text));
  return text;
}

int tell_failure(const Error& error) {
  if (error.code != ErrorCode::kCancelled) complain(error.message);
  return exit_code_of(error.code);
}

}  // namespace

int command_redact(const CommandLine& line) {
  const auto start = std::chrono::steady_clock::now();
  if (line.output.empty() || line.output == "-") {
    complain("redact: give the folder of the copy with -o OUT; it is not there yet, or empty");
    return kExitUsage;
  }
  RedactTask task;
  task.reading = line.options;
  task.reading.cancel = &cancel_flag();
  task.output = line.output;
  while (task.output.size() > 1 && task.output.ends_with('/')) task.output.pop_back();
  task.key = line.key.empty() ? task.output + ".key" : line.key;
  task.known = known_texts(line.options);
  if (const Status places = check_redact_task(task); !places) return tell_failure(places.error());

  std::vector<FactRow> facts;
  const Result<Case> result = read_case(line, {.facts = &facts});
  if (!result) return tell_failure(result.error());
  const Report& report = result.value().report;
  name_damage(line, report);
  const Result<Redaction> done = redact_case(task, *result, facts);
  if (!done) return tell_failure(done.error());
  for (const RedactNote& survivor : done.value().survivors)
    complain(fmt::format("redact: {} survives in {} of the copy", survivor.text, survivor.location));
  if (!done.value().survivors.empty()) {
    complain("redact: nothing was written, as values would have been passed on");
    return kExitFailure;
  }
  CommandLine told = line;
  told.output.clear();
  const int written = write_result(told, [&](Writer& out) -> Status {
    if (!out.write(summary_of(*done, task))) return Error{ErrorCode::kOutput, "the output could not be written"};
    return {};
  });
  const auto unusable = nothing_usable(report);
  if (unusable) complain(*unusable);
  if (!line.quiet && written == 0) tell_time(static_cast<double>(report.ledger.bytes_in), start);
  if (written != 0) return written;
  if (unusable) return kExitNothingUsable;
  return line.strict && !read_in_full(report) ? kExitStrict : 0;
}

}  // namespace logscan::cli
