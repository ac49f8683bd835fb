// A case as a database: names are numbered as they come, so the same case makes the same file.
#include "logscan/sqlite.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "logscan/render.h"
#include "report/sqlite_database.h"
#include "report/sqlite_schema.h"

namespace logscan {
namespace detail {
namespace {

std::int64_t microseconds(Timestamp time) { return time.time_since_epoch().count(); }

std::optional<std::int64_t> microseconds(const std::optional<Timestamp>& time) {
  if (!time) return std::nullopt;
  return microseconds(*time);
}

// So that texts are looked up without a copy of them.
struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// A table of names; an empty one has no number.
class Names {
 public:
  Names(SqliteDatabase& database, const std::string& table) : insert_(database, table + "(id, name)") {}

  std::optional<std::int64_t> id(std::string_view name) {
    if (name.empty()) return std::nullopt;
    return number(name);
  }

  std::int64_t number(std::string_view name) {
    if (const auto known = ids_.find(name); known != ids_.end()) return known->second;
    const std::int64_t number = static_cast<std::int64_t>(ids_.size()) + 1;
    const auto added = ids_.emplace(name, number).first;
    insert_.integer(number).text(added->first).insert();
    return number;
  }

 private:
  SqliteInsert insert_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
};

// FILE:LINE or FILE#FRAME taken apart, so that millions of rows do not repeat the name of a file.
struct Place {
  std::optional<std::int64_t> source, line, frame;
  std::string_view text;  // what names no source
};

class Sources {
 public:
  void add(const std::string& location, std::int64_t id) { ids_.emplace(location, id); }

  [[nodiscard]] Place place(std::string_view location) const {
    if (const auto whole = id(location)) return {whole, {}, {}, {}};
    const std::size_t mark = location.find_last_of(":#");
    if (mark != std::string_view::npos) {
      const auto number = parse_number<std::int64_t>(location.substr(mark + 1));
      const auto source = id(location.substr(0, mark));
      if (number && source && location[mark] == ':') return {source, number, {}, {}};
      if (number && source) return {source, {}, number, {}};
    }
    return {{}, {}, {}, location};
  }

 private:
  [[nodiscard]] std::optional<std::int64_t> id(std::string_view location) const {
    const auto found = ids_.find(location);
    if (found == ids_.end()) return std::nullopt;
    return found->second;
  }

  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
};

SqliteInsert& add_place(SqliteInsert& row, const Place& place) {
  return row.integer(place.source).integer(place.line).integer(place.frame).text_or_null(place.text);
}

class CaseWriter {
 public:
  CaseWriter(SqliteDatabase& database, const std::atomic<bool>* cancel)
      : database_(database),
        cancel_(cancel),
        nodes_(database, "nodes"),
        kinds_(database, "kinds"),
        names_(database, "names") {}

  void write(const Case& result, const std::vector<FactRow>& facts) {
    write_case(result.report);
    write_sources(result.report.sources);
    write_rows(result.rows);
    write_facts(facts);
    write_findings(result.report.findings);
    write_rules(result.report);
    write_stories(result.report.stories);
  }

  [[nodiscard]] bool cancelled() const { return cancel_ != nullptr && cancel_->load(std::memory_order_relaxed); }

 private:
  void write_case(const Report& report) {
    SqliteInsert row(
        database_,
        "case_info(id, schema_version, tool_version, name, since_us, until_us, findings_outside, bytes_in, "
        "bytes_parsed, bytes_continuation, bytes_rejected, bytes_skipped, bytes_ignored)");
    row.integer(1).integer(kSqliteSchema).text(report.tool_version);
    row.optional_text(report.case_name).integer(microseconds(report.since)).integer(microseconds(report.until));
    for (const std::uint64_t number :
         {report.outside, report.ledger.bytes_in, report.ledger.parsed, report.ledger.continuation,
          report.ledger.rejected, report.ledger.skipped, report.ledger.ignored}) {
      row.integer(static_cast<std::int64_t>(number));
    }
    row.insert();
    SqliteInsert input(database_, "inputs(position, path)");
    std::int64_t position = 0;
    for (const std::string& path : report.inputs) input.integer(++position).text(path).insert();
  }

  void write_sources(const std::vector<SourceReport>& sources) {
    SqliteInsert row(database_,
                     "sources(id, location, format, why, node_id, status, left_out, bytes, records, continuation, "
                     "rejected, skipped, first_us, last_us, zone, clock_basis, clock_offset_s, clock_uncertainty_s, "
                     "clock_anchors, date_basis)");
    std::int64_t id = 0;
    for (const SourceReport& source : sources) {
      sources_.add(source.location, ++id);
      row.integer(id).text(source.location).optional_text(source.format).text(source.why);
      row.integer(nodes_.id(source.node.value_or(""))).text(name_of(source.status)).integer(source.left_out ? 1 : 0);
      for (const std::uint64_t number :
           {source.bytes, source.records, source.continuation, source.rejected, source.skipped}) {
        row.integer(static_cast<std::int64_t>(number));
      }
      row.integer(microseconds(source.first)).integer(microseconds(source.last));
      const ClockReport& clock = source.clock;
      row.optional_text(clock.zone).text(name_of(clock.basis)).number(clock.offset_s);
      row.number(clock.uncertainty_s).integer(static_cast<std::int64_t>(clock.anchors)).text_or_null(clock.date);
      row.insert();
      write_details(source, id);
    }
  }

  void write_details(const SourceReport& source, std::int64_t id) {
    std::int64_t position = 0;
    for (const std::string& note : source.notes) note_.integer(id).integer(++position).text(note).insert();
    position = 0;
    for (const ClockSegment& part : source.clock.segments) {
      segment_.integer(id).integer(++position).integer(microseconds(part.from)).integer(microseconds(part.to));
      segment_.number(part.offset_s).insert();
    }
    position = 0;
    for (const Window& window : source.intact) {
      coverage_.integer(id).integer(++position).integer(microseconds(window.from)).integer(microseconds(window.to));
      coverage_.insert();
    }
    for (const auto& [name, records] : source.wordings)
      wording_.integer(id).text(name).integer(static_cast<std::int64_t>(records)).insert();
  }

  void write_rows(const std::vector<TimelineRow>& rows) {
    constexpr std::size_t kLookEvery = 4096;  // how often it is asked whether to stop
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % kLookEvery == 0 && (cancelled() || database_.failed())) return;
      const TimelineRow& row = rows[i];
      if (row.kind == "run") {
        write_run(row);
      } else if (row.kind == "pause") {
        write_pause(row);
      } else {
        write_event(row);
      }
    }
  }

  void write_event(const TimelineRow& row) {
    event_.integer(++events_).integer(microseconds(row.time)).text(row.quality).integer(kinds_.number(row.kind));
    event_.integer(nodes_.id(row.node)).integer(names_.id(row.subject)).integer(names_.id(row.peer));
    event_.number(row.number).text_or_null(row.text);
    add_place(event_, sources_.place(row.location)).insert();
    if (row.method.empty() && row.uri.empty() && !row.status && !row.complete) return;
    message_.integer(events_).text_or_null(row.method).text_or_null(row.uri).integer(row.status).integer(row.complete);
    message_.insert();
  }

  void write_run(const TimelineRow& row) {
    // Its text is the kind of what repeats; behind a comma stands what is told beside it.
    const std::string_view text = row.text, kind = text.substr(0, text.find(", "));
    const std::string_view more = text.substr(std::min(kind.size() + 2, text.size()));
    run_.integer(++runs_).integer(microseconds(row.time)).integer(microseconds(row.to)).text(row.quality);
    run_.integer(kinds_.number(kind)).integer(nodes_.id(row.node)).integer(names_.id(row.subject));
    run_.integer(names_.id(row.peer)).number(row.number).integer(row.count).text_or_null(more);
    add_place(run_, sources_.place(row.location)).insert();
  }

  void write_pause(const TimelineRow& row) {
    pause_.integer(++pauses_).integer(microseconds(row.time)).integer(microseconds(row.to)).text(row.quality);
    pause_.integer(kinds_.number(row.text)).integer(nodes_.id(row.node)).integer(names_.id(row.subject));
    pause_.integer(names_.id(row.peer));
    add_place(pause_, sources_.place(row.location)).insert();
  }

  void write_facts(const std::vector<FactRow>& facts) {
    SqliteInsert row(database_,
                     "facts(id, time_us, quality, kind_id, node_id, subject_id, number, text, detail, source_id, line, "
                     "frame, place)");
    std::int64_t id = 0;
    for (const FactRow& fact : facts) {
      row.integer(++id).integer(microseconds(fact.time)).text(fact.quality).integer(kinds_.number(fact.kind));
      row.integer(nodes_.id(fact.node)).integer(names_.id(fact.subject)).number(fact.number);
      row.text_or_null(fact.text).text_or_null(fact.detail);
      add_place(row, sources_.place(fact.location)).insert();
    }
  }

  void write_findings(const std::vector<FindingReport>& findings) {
    SqliteInsert row(database_,
                     "findings(id, mark, rule, title, severity, confidence, verdict, subject_kind, subject, from_us, "
                     "to_us, open, count, summary, cause)");
    std::int64_t id = 0;
    for (const FindingReport& finding : findings) {
      findings_.emplace(finding.id, ++id);
      row.integer(id).text(finding.id).text(finding.rule).text(finding.title).text(name_of(finding.severity));
      row.text(name_of(finding.confidence)).text(name_of(finding.verdict)).text(name_of(finding.subject_kind));
      row.text(finding.subject);
      finding.window ? row.integer(microseconds(finding.window->from)).integer(microseconds(finding.window->to))
                     : row.null().null();
      row.integer(finding.open ? 1 : 0).integer(static_cast<std::int64_t>(finding.count));
      row.text(finding.summary).text(finding.cause).insert();
    }
    // What is related may come later in the list.
    id = 0;
    for (const FindingReport& finding : findings) write_proof(finding, ++id);
  }

  void write_proof(const FindingReport& finding, std::int64_t id) {
    std::int64_t position = 0;
    for (const auto& [name, value] : finding.measured)
      measured_.integer(id).integer(++position).text(name).number(value).insert();
    position = 0;
    for (const std::string& step : finding.next_steps) step_.integer(id).integer(++position).text(step).insert();
    for (const EvidenceReport& evidence : finding.evidence) {
      evidence_.integer(++evidences_).integer(id).text(evidence.role).integer(microseconds(evidence.time));
      add_place(evidence_, sources_.place(evidence.location)).text(evidence.excerpt).insert();
    }
    position = 0;
    for (const std::string& mark : finding.related) {
      if (const auto other = finding_id(mark)) related_.integer(id).integer(++position).integer(*other).insert();
    }
  }

  void write_rules(const Report& report) {
    SqliteInsert row(database_, "rule_results(rule, result, subjects, needs)");
    for (const PassedRule& passed : report.passed) {
      row.text(passed.rule).text("passed").integer(static_cast<std::int64_t>(passed.subjects)).null().insert();
    }
    for (const NotRunRule& left : report.not_run) {
      std::string needs;
      for (const std::string& need : left.needs) needs += (needs.empty() ? "" : "; ") + need;
      row.text(left.rule).text("not run").null().text(needs).insert();
    }
  }

  [[nodiscard]] std::optional<std::int64_t> finding_id(const std::string& mark) const {
    const auto found = findings_.find(mark);
    if (found == findings_.end()) return std::nullopt;
    return found->second;
  }

  void write_stories(const std::vector<StoryReport>& stories) {
    SqliteInsert row(database_, "stories(id, title, severity, from_us, to_us)");
    SqliteInsert line(database_, "story_lines(story_id, position, time_us, text, finding_id)");
    SqliteInsert member(database_, "story_findings(story_id, position, finding_id)");
    std::int64_t id = 0;
    for (const StoryReport& story : stories) {
      row.integer(++id).text(story.title).text(name_of(story.severity));
      story.window ? row.integer(microseconds(story.window->from)).integer(microseconds(story.window->to))
                   : row.null().null();
      row.insert();
      std::int64_t position = 0;
      for (const StoryLine& told : story.lines) {
        line.integer(id).integer(++position).integer(microseconds(told.time)).text(told.text);
        line.integer(finding_id(told.finding)).insert();
      }
      position = 0;
      for (const std::string& mark : story.findings) {
        if (const auto finding = finding_id(mark)) member.integer(id).integer(++position).integer(*finding).insert();
      }
    }
  }

  SqliteDatabase& database_;
  const std::atomic<bool>* cancel_;
  Names nodes_, kinds_, names_;
  Sources sources_;
  std::unordered_map<std::string, std::int64_t> findings_;  // by their ids in the report
  std::int64_t events_ = 0, runs_ = 0, pauses_ = 0, evidences_ = 0;
  SqliteInsert note_{database_, "source_notes(source_id, position, text)"};
  SqliteInsert segment_{database_, "clock_segments(source_id, position, from_us, to_us, offset_s)"};
  SqliteInsert coverage_{database_, "coverage(source_id, position, from_us, to_us)"};
  SqliteInsert wording_{database_, "wordings(source_id, name, records)"};
  SqliteInsert event_{database_,
                      "events(id, time_us, quality, kind_id, node_id, subject_id, peer_id, number, text, source_id, "
                      "line, frame, place)"};
  SqliteInsert message_{database_, "http_messages(event_id, method, uri, status, complete)"};
  SqliteInsert run_{database_,
                    "runs(id, from_us, to_us, quality, kind_id, node_id, subject_id, peer_id, number, count, text, "
                    "source_id, line, frame, place)"};
  SqliteInsert pause_{database_,
                      "pauses(id, from_us, to_us, quality, kind_id, node_id, subject_id, peer_id, source_id, line, "
                      "frame, place)"};
  SqliteInsert measured_{database_, "measured(finding_id, position, name, value)"};
  SqliteInsert step_{database_, "next_steps(finding_id, position, text)"};
  SqliteInsert evidence_{database_, "evidence(id, finding_id, role, time_us, source_id, line, frame, place, excerpt)"};
  SqliteInsert related_{database_, "related(finding_id, position, other_id)"};
};

}  // namespace
}  // namespace detail

inline namespace v1 {

Status write_sqlite(const Case& result, const std::vector<FactRow>& facts, const std::string& file,
                    const std::atomic<bool>* cancel) {
  detail::SqliteDatabase database(file);
  database.run("PRAGMA user_version = " + std::to_string(detail::kSqliteSchema));
  database.run("BEGIN");
  database.run(detail::kSqliteTables);
  {
    detail::CaseWriter writer(database, cancel);
    writer.write(result, facts);
    if (writer.cancelled()) return Error{ErrorCode::kCancelled, "cancelled"};
  }
  database.run(detail::kSqliteIndexes);
  database.run(detail::sqlite_views());
  database.run("COMMIT");
  return database.close();
}

}  // namespace v1
}  // namespace logscan
