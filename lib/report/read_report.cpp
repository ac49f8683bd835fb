// Reads a JSON report back. What stands in the file is anybody's: each field is checked before it is used, and memory
// is bounded by the size and the depth of the text.
#include <nlohmann/json.hpp>

#include "logscan/compare.h"
#include "logscan/render.h"
#include "time/format.h"
#include "time/zone.h"

namespace logscan {
namespace detail {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "logscan.report/1";
constexpr int kDeepest = 16;  // a report has 5 levels
constexpr std::size_t kShown = 40;

Error wrong(const std::string& place, const std::string& what) { return {ErrorCode::kUsage, place + ": " + what}; }

std::string shown(std::string_view text) {
  return "'" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "...'" : "'");
}

// One object of the report and where it stands. Remembers the first thing that is wrong, so that a reader of many
// fields asks once.
class Fields {
 public:
  Fields(const json& object, std::string place, std::optional<Error>& error)
      : object_(object), place_(std::move(place)), error_(error) {
    if (!object.is_object()) fail(place_.empty() ? "the report" : place_, "is no object");
  }

  const json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto field = object_.find(key);
    return field == object_.end() || field->is_null() ? nullptr : &*field;
  }

  std::string text(const char* key) const {
    const json* field = find(key);
    if (field == nullptr || !field->is_string()) {
      fail(at(key), "is no text");
      return {};
    }
    return field->get_ref<const std::string&>();
  }

  std::optional<std::string> text_or_null(const char* key) const {
    if (find(key) == nullptr) return std::nullopt;
    return text(key);
  }

  std::uint64_t number(const char* key, std::uint64_t otherwise) const {
    const json* field = find(key);
    if (field == nullptr) return otherwise;
    if (!field->is_number_unsigned()) {
      fail(at(key), "is no whole number");
      return otherwise;
    }
    return field->get<std::uint64_t>();
  }

  bool flag(const char* key) const {
    const json* field = find(key);
    if (field == nullptr) return false;
    if (!field->is_boolean()) fail(at(key), "is neither true nor false");
    return field->is_boolean() && field->get<bool>();
  }

  std::optional<Timestamp> time(const char* key) const {
    if (find(key) == nullptr) return std::nullopt;
    const std::string written = text(key);
    const auto time = parse_time(written, Zone::utc());
    if (!time) {
      fail(at(key), shown(written) + " is no time");
      return std::nullopt;
    }
    return *time;
  }

  template <class Value>
  Value word(const char* key, std::initializer_list<Value> values) const {
    const std::string written = text(key);
    for (const Value value : values) {
      if (name_of(value) == written) return value;
    }
    fail(at(key), shown(written) + " is not known");
    return *values.begin();
  }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> values;
    each(key, [&](const json& item, const std::string& place) {
      if (item.is_string()) {
        values.push_back(item.get_ref<const std::string&>());
      } else {
        fail(place, "is no text");
      }
    });
    return values;
  }

  // An array that may be missing.
  template <class Take>
  void each(const char* key, const Take& take) const {
    const json* field = find(key);
    if (field == nullptr) return;
    if (!field->is_array()) return fail(at(key), "is no list");
    std::size_t index = 0;
    for (const json& item : *field) {
      if (error_) return;
      take(item, at(key) + "[" + std::to_string(index++) + "]");
    }
  }

  [[nodiscard]] std::string at(const char* key) const { return place_.empty() ? key : place_ + "." + key; }

  void fail(const std::string& place, const std::string& what) const {
    if (!error_) error_ = wrong(place, what);
  }

 private:
  const json& object_;
  std::string place_;
  std::optional<Error>& error_;
};

SourceReport read_source(const Fields& fields) {
  SourceReport source;
  source.location = fields.text("location");
  source.format = fields.text_or_null("format");
  source.node = fields.text_or_null("node");
  source.records = fields.number("records", 0);
  source.rejected = fields.number("rejected", 0);
  source.first = fields.time("first");
  source.last = fields.time("last");
  source.status = fields.word(
      "status", {SourceStatus::kOk, SourceStatus::kTruncated, SourceStatus::kDamaged, SourceStatus::kEncrypted,
                 SourceStatus::kLimit, SourceStatus::kDuplicate, SourceStatus::kIgnored, SourceStatus::kUnreadable});
  return source;
}

FindingReport read_finding(const Fields& fields, std::optional<Error>& error, const std::string& place) {
  FindingReport finding;
  finding.id = fields.text("id");
  finding.rule = fields.text("rule");
  finding.title = fields.text("title");
  finding.severity = fields.word(
      "severity", {Severity::kInfo, Severity::kNotice, Severity::kWarning, Severity::kError, Severity::kCritical});
  finding.confidence = fields.word("confidence", {Confidence::kLow, Confidence::kMedium, Confidence::kHigh});
  finding.verdict = fields.word("verdict", {Verdict::kFail, Verdict::kInconclusive});
  finding.open = fields.flag("open");
  finding.count = fields.number("count", 1);
  finding.summary = fields.text_or_null("summary").value_or("");
  finding.cause = fields.text_or_null("cause").value_or("");
  finding.next_steps = fields.texts("next_steps");
  finding.related = fields.texts("related");
  if (const json* subject = fields.find("subject"); subject != nullptr) {
    const Fields named(*subject, place + ".subject", error);
    finding.subject_kind = named.word("kind", {SubjectKind::kSubscription, SubjectKind::kNode, SubjectKind::kService,
                                               SubjectKind::kCluster, SubjectKind::kExchange, SubjectKind::kBundle});
    finding.subject = named.text("name");
  } else {
    fields.fail(place, "has no subject");
  }
  if (const json* window = fields.find("window"); window != nullptr) {
    const Fields stretch(*window, place + ".window", error);
    const auto from = stretch.time("from");
    const auto to = stretch.time("to");
    if (from && to && *from <= *to) {
      finding.window = Window{*from, *to};
    } else {
      fields.fail(place + ".window", "does not end after its begin");
    }
  }
  fields.each("evidence", [&](const json& item, const std::string& where) {
    const Fields told(item, where, error);
    EvidenceReport evidence;
    evidence.role = told.text_or_null("role").value_or("");
    evidence.time = told.time("time");
    evidence.location = told.text("location");
    evidence.excerpt = told.text_or_null("excerpt").value_or("");
    finding.evidence.push_back(std::move(evidence));
  });
  return finding;
}

Result<Report> read_report(const json& root) {
  std::optional<Error> error;
  const Fields fields(root, "", error);
  const json* schema = fields.find("schema");
  if (schema == nullptr || !schema->is_string()) {
    return wrong("schema", "is missing; only a report of `logscan scan --format json` can be read");
  }
  if (schema->get_ref<const std::string&>() != kSchema) {
    return wrong("schema", shown(schema->get_ref<const std::string&>()) + " is not " + std::string(kSchema) +
                               "; only a report of `logscan scan --format json` can be read");
  }
  Report report;
  if (const json* tool = fields.find("tool"); tool != nullptr) {
    report.tool_version = Fields(*tool, "tool", error).text_or_null("version").value_or("");
  }
  if (const json* about = fields.find("case"); about != nullptr) {
    const Fields named(*about, "case", error);
    report.case_name = named.text_or_null("name");
    report.inputs = named.texts("inputs");
    if (const json* window = named.find("window"); window != nullptr) {
      const Fields stretch(*window, "case.window", error);
      report.since = stretch.time("from");
      report.until = stretch.time("to");
    }
  }
  for (const char* list : {"sources", "findings", "passed", "not_run"}) {
    if (fields.find(list) == nullptr) fields.fail(list, "is missing");
  }
  fields.each("sources", [&](const json& item, const std::string& place) {
    report.sources.push_back(read_source(Fields(item, place, error)));
  });
  fields.each("findings", [&](const json& item, const std::string& place) {
    report.findings.push_back(read_finding(Fields(item, place, error), error, place));
  });
  fields.each("passed", [&](const json& item, const std::string& place) {
    const Fields rule(item, place, error);
    report.passed.push_back({rule.text("rule"), rule.number("subjects", 0)});
  });
  fields.each("not_run", [&](const json& item, const std::string& place) {
    const Fields rule(item, place, error);
    report.not_run.push_back({rule.text("rule"), rule.texts("needs")});
  });
  if (error) return *error;
  return report;
}

// Where the text stops to be JSON, as the parser tells it.
class Place final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t) override { return deeper(); }
  bool end_object() override { return shallower(); }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override { return shallower(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    position_ = position;
    return false;
  }

  [[nodiscard]] Error error() const {
    if (depth_ > kDeepest) return {ErrorCode::kUsage, "is nested too deeply for a report"};
    return {ErrorCode::kUsage, "is no JSON from byte " + std::to_string(position_) + " on; was it cut?"};
  }

 private:
  bool deeper() { return ++depth_ <= kDeepest; }
  bool shallower() {
    --depth_;
    return true;
  }

  int depth_ = 0;
  std::size_t position_ = 0;
};

}  // namespace
}  // namespace detail

inline namespace v1 {

Result<Report> read_report_json(std::string_view text) {
  // Twice: the first pass keeps nothing, so that what is no report costs no memory.
  detail::Place place;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &place)) return place.error();
  const auto root = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  return detail::read_report(root);
}

}  // namespace v1
}  // namespace logscan
