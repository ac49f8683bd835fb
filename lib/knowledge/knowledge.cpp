#include "knowledge/knowledge.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/nearest_name.h"
#include "knowledge/builtin_data.h"
#include "knowledge/data_file.h"
#include "knowledge/read_ha_states.h"
#include "knowledge/read_services.h"
#include "model/kinds.h"

namespace logscan::detail {
namespace {

// A data file is a page of text; more is not one.
constexpr std::size_t kMostFileBytes = 4U << 20;

Result<Advice> read_advice(const std::string& file, const std::string& key, const YAML::Node& node) {
  if (!node.IsMap()) return bad_data(file, node.Mark(), "'" + key + "' must be a map with cause, next and source");
  Advice advice;
  for (const auto& field : node) {
    const std::string name = field.first.IsScalar() ? field.first.Scalar() : std::string();
    Result<std::vector<std::string>> texts = read_texts(file, field.second);
    if (!texts) return std::move(texts).error();
    if (name == "cause" && texts->size() == 1) {
      advice.cause = texts->front();
    } else if (name == "next") {
      advice.next_steps = *std::move(texts);
    } else if (name == "source") {
      advice.sources = *std::move(texts);
    } else {
      return bad_data(file, field.first.Mark(),
                      "unknown field '" + name + "' of '" + key + "': cause, next and source are known");
    }
  }
  if (advice.sources.empty()) return bad_data(file, node.Mark(), "'" + key + "' names no source");
  return advice;
}

// `text` is the record's message; what else is named are groups and what they take.
Result<WordingSample> read_sample(const std::string& file, const YAML::Node& node) {
  WordingSample sample;
  if (node.IsScalar()) {
    sample.text = node.Scalar();
    return sample;
  }
  if (!node.IsMap()) return bad_data(file, node.Mark(), "a sample is a text, or a map with 'text' and the groups");
  const Status read =
      each_field(file, node, [&](const std::string& name, const YAML::Node&, const YAML::Node& value) -> Status {
        const Result<std::string> text = read_text(file, value);
        if (!text) return text.error();
        (name == "text" ? sample.text : sample.groups[name]) = *text;
        return {};
      });
  if (!read) return read.error();
  if (sample.text.empty()) return bad_data(file, node.Mark(), "a sample needs its 'text'");
  return sample;
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Every sample must be found by the literal and the expression, and the groups must take what it says.
Status try_samples(const std::string& file, const YAML::Mark& mark, const Wording& wording) {
  if (wording.samples.empty()) return bad_data(file, mark, "'" + wording.name + "' has no sample");
  for (const WordingSample& sample : wording.samples) {
    const auto bad = [&](const std::string& what) {
      return bad_data(file, mark, "'" + wording.name + "': the sample \"" + sample.text + "\" " + what);
    };
    if (lower_case(sample.text).find(wording.literal) == std::string::npos) return bad("does not hold the literal");
    Captures captures;
    if (wording.pattern->search(sample.text, captures) != Match::kYes) return bad("does not match the regex");
    for (const auto& [name, expected] : sample.groups) {
      const std::string_view took = wording.group(captures, name);
      if (took != expected) return bad("gives '" + std::string(took) + "' for '" + name + "'");
    }
  }
  return {};
}

// A match means a signal or an event.
Status check_meaning(const std::string& file, const YAML::Node& node, const std::string& name) {
  const std::string meaning = node.Scalar();
  std::vector<std::string> known;
  for (const SignalInfo& signal : kSignals) known.emplace_back(signal.name);
  known.insert(known.end(), kEventNames.begin(), kEventNames.end());
  std::string all;
  for (const std::string& kind : known) {
    if (kind == meaning) return {};
    all += (all.empty() ? "" : ", ") + kind;
  }
  const std::string near = nearest_name(meaning, known);
  return bad_data(file, node.Mark(),
                  "'" + meaning + "' of '" + name + "' is no meaning" +
                      (near.empty() ? "" : ": did you mean '" + near + "'?") + " (" + all + ")");
}

// What a parser takes from a match, by its meaning. CONTRIBUTING.md says what each holds.
std::vector<std::string> legal_groups(std::string_view meaning) {
  if (meaning == signal_info(SignalKind::kHeartbeatSent).name ||
      meaning == signal_info(SignalKind::kHeartbeatReceived).name)
    return {"peer"};
  std::vector<std::string> names = {"node", "peer", "subject", "detail", "number"};
  if (meaning == event_name(EventKind::kHaState)) names.emplace_back("old");
  if (meaning.starts_with("ha.failover-") || meaning.starts_with("ha.fallback-"))
    names.insert(names.end(), {"mode", "manual", "automatic"});
  return names;
}

// A name that no parser asks for would match and give nothing.
Status check_group_name(const std::string& file, const YAML::Mark& mark, const std::string& wording,
                        const std::string& meaning, const std::string& name) {
  const std::vector<std::string> legal = legal_groups(meaning);
  if (name.empty() || std::find(legal.begin(), legal.end(), name) != legal.end()) return {};
  std::string all;
  for (const std::string& known : legal) all += (all.empty() ? "" : ", ") + known;
  const std::string near = nearest_name(name, legal);
  return bad_data(file, mark,
                  "'" + wording + "' has a group '" + name + "', which '" + meaning + "' does not take" +
                      (near.empty() ? "" : ": did you mean '" + near + "'?") + " (" + all + ")");
}

Status check_group_names(const std::string& file, const YAML::Node& node, const Wording& wording) {
  for (const std::string& name : wording.groups) {
    if (const Status legal = check_group_name(file, node["regex"].Mark(), wording.name, wording.meaning, name); !legal)
      return legal;
  }
  for (const auto& [name, text] : wording.fixed) {
    if (const Status legal = check_group_name(file, node["says"].Mark(), wording.name, wording.meaning, name); !legal)
      return legal;
  }
  for (const WordingSample& sample : wording.samples) {
    for (const auto& [name, text] : sample.groups) {
      if (const Status legal = check_group_name(file, node["samples"].Mark(), wording.name, wording.meaning, name);
          !legal)
        return legal;
    }
  }
  return {};
}

Result<Wording> read_wording(const std::string& file, const std::string& name, const YAML::Node& node) {
  if (!node.IsMap()) return bad_data(file, node.Mark(), "'" + name + "' must be a map");
  std::map<std::string, std::string> texts;
  std::vector<std::string> sources;
  std::vector<WordingSample> samples;
  std::map<std::string, std::string> fixed;
  const Status read =
      each_field(file, node, [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
        if (field == "samples") {
          if (!value.IsSequence()) return bad_data(file, value.Mark(), "'samples' must be a list");
          for (const YAML::Node& item : value) {
            Result<WordingSample> sample = read_sample(file, item);
            if (!sample) return sample.error();
            samples.push_back(*std::move(sample));
          }
        } else if (field == "source") {
          Result<std::vector<std::string>> list = read_texts(file, value);
          if (!list) return list.error();
          sources = *std::move(list);
        } else if (field == "says") {
          if (!value.IsMap()) return bad_data(file, value.Mark(), "'says' must be a map");
          return each_field(file, value,
                            [&](const std::string& what, const YAML::Node&, const YAML::Node& text) -> Status {
                              const Result<std::string> said = read_text(file, text);
                              if (!said) return said.error();
                              fixed[what] = *said;
                              return {};
                            });
        } else if (field == "format" || field == "meaning" || field == "literal" || field == "regex" ||
                   field == "confirmed") {
          const Result<std::string> text = read_text(file, value);
          if (!text) return text.error();
          texts[field] = *text;
        } else {
          return bad_data(file, key.Mark(),
                          "unknown field '" + field + "' of '" + name +
                              "': format, meaning, literal, regex, says, confirmed, samples and source are known");
        }
        return {};
      });
  if (!read) return read.error();
  for (const char* needed : {"format", "meaning", "literal", "regex", "confirmed"}) {
    if (texts[needed].empty()) return bad_data(file, node.Mark(), "'" + name + "' has no '" + needed + "'");
  }
  if (const Status checked = check_meaning(file, node["meaning"], name); !checked) return checked.error();
  if (texts["confirmed"] != "true" && texts["confirmed"] != "false")
    return bad_data(file, node.Mark(), "'confirmed' of '" + name + "' must be true or false");
  if (sources.empty()) return bad_data(file, node.Mark(), "'" + name + "' names no source");
  Result<Pattern> pattern = Pattern::compile(texts["regex"]);
  if (!pattern) return bad_data(file, node["regex"].Mark(), "'" + name + "': " + pattern.error().message);
  Wording wording{name,
                  texts["format"],
                  texts["meaning"],
                  lower_case(texts["literal"]),
                  texts["regex"],
                  group_names(texts["regex"]),
                  std::move(fixed),
                  texts["confirmed"] == "true",
                  std::move(samples),
                  std::move(sources),
                  std::make_shared<const Pattern>(*std::move(pattern))};
  if (const Status legal = check_group_names(file, node, wording); !legal) return legal.error();
  if (const Status tried = try_samples(file, node.Mark(), wording); !tried) return tried.error();
  return wording;
}

Result<std::string> read_small_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return Error{ErrorCode::kUsage, path.string() + ": cannot be opened"};
  std::string text(kMostFileBytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return Error{ErrorCode::kUsage, path.string() + ": cannot be read"};
  if (text.size() > kMostFileBytes) return Error{ErrorCode::kUsage, path.string() + ": too large for a data file"};
  return text;
}

}  // namespace

Status Knowledge::add_file(const std::string& name, std::string_view text) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (root.IsNull()) return {};
    if (!root.IsMap()) return bad_data(name, root.Mark(), "expected a map with 'advice' or another section");
    for (const auto& section : root) {
      const std::string section_name = section.first.IsScalar() ? section.first.Scalar() : std::string();
      if (section_name != "advice" && section_name != "vocabulary" && !is_ha_section(section_name) &&
          !is_service_section(section_name)) {
        return bad_data(name, section.first.Mark(),
                        "unknown section '" + section_name +
                            "': advice, vocabulary, states, reasons, state-pairs, monitored-services, services, "
                            "features, activation, checklists, defects, procedures and collect are known");
      }
      if (!section.second.IsMap())
        return bad_data(name, section.first.Mark(), "'" + section_name + "' must be a map from name to entry");
      for (const auto& entry : section.second) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        if (section_name == "advice") {
          Result<Advice> advice = read_advice(name, key, entry.second);
          if (!advice) return std::move(advice).error();
          advice_[key] = *std::move(advice);
        } else if (section_name == "vocabulary") {
          Result<Wording> wording = read_wording(name, key, entry.second);
          if (!wording) return std::move(wording).error();
          vocabulary_.add(*std::move(wording));
        } else if (is_service_section(section_name)) {
          if (Status read = read_service_entry(name, section_name, key, entry.second, services_); !read) return read;
        } else if (Status read = read_ha_entry(name, section_name, key, entry.second, ha_); !read) {
          return read;
        }
      }
    }
    return {};
  } catch (const YAML::Exception& error) {
    return bad_data(name, error.mark, error.msg);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kUsage, name + ": " + error.what()};
  }
}

Result<Knowledge> Knowledge::load_builtin() {
  Knowledge knowledge;
  for (std::size_t i = 0; i < kBuiltinDataCount; ++i) {
    if (Status added = knowledge.add_file(kBuiltinData[i].name, kBuiltinData[i].text); !added)
      return std::move(added).error();
  }
  if (Status checked = knowledge.services_.check(); !checked) return std::move(checked).error();
  return knowledge;
}

Result<Knowledge> Knowledge::load(const std::vector<std::string>& data_dirs) {
  // What is compiled in never changes: it is read once in a process.
  static const Result<Knowledge> builtin = load_builtin();
  if (!builtin) return builtin.error();
  Knowledge knowledge = *builtin;
  for (const std::string& dir : data_dirs) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(dir, error), end; !error && at != end; at.increment(error)) {
      if (at->path().extension() == ".yaml") files.push_back(at->path());
    }
    if (error) return Error{ErrorCode::kUsage, "--data " + dir + ": " + error.message()};
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
      const Result<std::string> text = read_small_file(file);
      if (!text) return text.error();
      if (Status added = knowledge.add_file(file.string(), *text); !added) return std::move(added).error();
    }
  }
  if (Status checked = knowledge.services_.check(); !checked) return std::move(checked).error();
  return knowledge;
}

const Advice& Knowledge::advice(std::string_view rule, std::string_view variant) const {
  static const Advice none;
  if (!variant.empty()) {
    const auto at = advice_.find(std::string(rule) + "#" + std::string(variant));
    if (at != advice_.end()) return at->second;
  }
  const auto at = advice_.find(rule);
  return at == advice_.end() ? none : at->second;
}

}  // namespace logscan::detail
