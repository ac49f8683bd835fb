#include "session/build_report.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "base/redact.h"
#include "session/excerpts.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

class CaseBuilder {
 public:
  CaseBuilder(const Options& options, const Timeline& timeline, Judgement& judgement, const Knowledge& knowledge)
      : options_(options), timeline_(timeline), judgement_(judgement), knowledge_(knowledge), excerpts_(timeline) {}

  Case build() {
    Report& report = case_.report;
    report.case_name = options_.case_name;
    report.inputs = options_.paths;
    report.since = options_.since;
    report.until = options_.until;
    for (SourceId id = 0; id < timeline_.sources.size(); ++id) add_source(id);
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind == FactKind::kHaStatusUnread || fact.kind == FactKind::kOutputUnread)
        ++report.sources[fact.at.source].unread_statuses;
    }
    add_findings();
    report.passed = std::move(judgement_.passed);
    report.not_run = std::move(judgement_.not_run);
    if (options_.want_timeline) add_rows();
    redact_all();
    return std::move(case_);
  }

 private:
  [[nodiscard]] bool wanted(const std::optional<Window>& window) const {
    if (!window) return true;
    return (!options_.since || window->to >= *options_.since) && (!options_.until || window->from < *options_.until);
  }

  // The one place through which every text of a log goes on its way out, whatever the output.
  void redact_all() {
    for (SourceReport& source : case_.report.sources) {
      for (std::string& note : source.notes) redact(note);
      for (UnmatchedShape& shape : source.unmatched) redact(shape.text);
    }
    for (FindingReport& finding : case_.report.findings) {
      redact(finding.subject);
      redact(finding.summary);
      for (EvidenceReport& evidence : finding.evidence) redact(evidence.excerpt);
    }
    for (TimelineRow& row : case_.rows) redact_row(row);
  }

  void add_source(SourceId id) {
    const ParsedSource& source = timeline_.sources[id];
    const SourceResult& result = source.result;
    SourceReport out;
    out.location = source.name.location;
    if (source.parser != nullptr) out.format = source.parser->name;
    out.why = source.why;
    if (!source.node.empty()) out.node = source.node;
    out.bytes = source.bytes;
    out.status = source.status;
    out.notes = source.notes;
    out.left_out = source.left_out;

    Ledger& ledger = case_.report.ledger;
    ledger.bytes_in += source.bytes;
    const bool read = source.parser != nullptr && !source.only_a_status;
    if (!read) {
      (source.left_out ? ledger.skipped : ledger.ignored) += source.bytes;
      case_.report.sources.push_back(std::move(out));
      return;
    }
    out.continuation = result.continuation;
    out.rejected = result.rejected;
    if (source.status == SourceStatus::kDuplicate) {
      out.skipped = result.records;
      ledger.skipped += result.parsed_bytes;
    } else {
      out.records = result.records;
      out.skipped = result.skipped;
      ledger.parsed += result.parsed_bytes;
      ledger.skipped += result.skipped_bytes;
    }
    ledger.continuation += result.continuation_bytes;
    ledger.rejected += result.rejected_bytes;
    for (std::size_t i = 0; i < kRejectReasons; ++i) {
      const Rejects& rejects = result.rejects[i];
      if (rejects.count == 0) continue;
      const std::string record = source.parser->recording() ? "frame" : "line";
      out.notes.push_back(std::to_string(rejects.count) + " " + record + (rejects.count == 1 ? "" : "s") +
                          " rejected: " + std::string(reject_text(static_cast<RejectReason>(i))) +
                          " (first: " + record + " " + std::to_string(rejects.first_ordinal) + ")");
    }
    if (result.has_time && !source.undated) {
      out.first = source.clock.to_utc(result.first);
      out.last = source.clock.to_utc(result.last);
      out.clock = source.clock.describe(*out.first, *out.last);
    } else {
      out.clock.basis = source.clock.basis();
    }
    out.clock.date = source.date_basis;
    for (const std::string& note : result.notes) out.notes.push_back(note);
    out.wordings.assign(result.wordings.begin(), result.wordings.end());
    constexpr std::size_t kMostShapes = 10;
    for (const auto& [text, shape] : result.unmatched.commonest(kMostShapes))
      out.unmatched.push_back({text, shape.count, shape.first_ordinal});
    if (source.status != SourceStatus::kDuplicate) {
      if (source.parser->proves_silence) out.intact = intact_of(id);
      if (out.last && options_.collected && *options_.collected < *out.last)
        out.notes.emplace_back("--collected is earlier than its last record, so it proves nothing about this log");
    }
    case_.report.sources.push_back(std::move(out));
  }

  // What the log of this source proves, as far as this source is concerned.
  [[nodiscard]] std::vector<Window> intact_of(SourceId id) const {
    std::vector<Window> intact;
    const SourceResult& result = timeline_.sources[id].result;
    if (!result.has_time) return intact;
    const LogCoverage& log = timeline_.logs[timeline_.log_of_source[id]];
    const Clock& clock = timeline_.sources[id].clock;
    const Window own{clock.to_utc(result.first), clock.to_utc(result.last)};
    Timestamp from = std::max(own.from, log.span.from);
    for (const Hole& hole : log.holes) {
      if (hole.window.to <= from || hole.window.from >= own.to) continue;
      if (from < hole.window.from) intact.push_back({from, hole.window.from});
      from = std::max(from, hole.window.to);
    }
    if (from <= own.to) intact.push_back({from, own.to});
    return intact;
  }

  void add_findings() {
    std::vector<std::string> ids;
    std::vector<FindingReport> all;
    for (Finding& finding : judgement_.findings) {
      FindingReport out;
      out.rule = finding.rule->id;
      out.title = finding.rule->title;
      out.severity = finding.severity;
      out.confidence = finding.confidence;
      out.verdict = finding.verdict;
      out.subject_kind = finding.subject_kind;
      out.subject = std::move(finding.subject);
      out.window = finding.window;
      out.open = finding.open;
      out.count = finding.count;
      out.measured = std::move(finding.measured);
      out.summary = std::move(finding.summary);
      const Advice& advice =
          finding.advice != nullptr ? *finding.advice : knowledge_.advice(finding.rule->id, finding.variant);
      out.cause = advice.cause;
      out.next_steps = std::move(finding.extra_steps);
      out.next_steps.insert(out.next_steps.end(), advice.next_steps.begin(), advice.next_steps.end());
      bool twice = false;
      for (const Evidence& evidence : finding.evidence) {
        if (evidence.time && timeline_.source(evidence.at).clock.doubtful_at(*evidence.time)) twice = true;
        if (finding.zone_matters && timeline_.source(evidence.at).clock.basis() == ClockBasis::kAssumed)
          out.confidence = Confidence::kLow;
        out.evidence.push_back({std::string(evidence.role), evidence.time, print_location(timeline_, evidence.at),
                                excerpts_.read(evidence.at)});
      }
      if (twice) {
        out.confidence = std::min(out.confidence, finding.zone_matters ? Confidence::kLow : Confidence::kMedium);
        out.summary += " The clocks were set back in that local hour, which comes twice: times may be an hour later.";
      }
      // The same fault keeps its id when zones, filters or other sources change: nothing of those goes in.
      const std::string mark =
          finding.evidence.empty()
              ? finding.mark
              : std::to_string(excerpts_.digest(finding.evidence.front().at, out.evidence.front().excerpt));
      const std::string key = out.rule + '\0' + out.subject + '\0' + mark;
      out.id = digest_of(key).hex().substr(0, 16);
      ids.push_back(out.id);
      all.push_back(std::move(out));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!wanted(all[i].window)) {
        ++case_.report.outside;
        continue;
      }
      for (const std::size_t other : judgement_.findings[i].related) {
        if (wanted(all[other].window)) all[i].related.push_back(ids[other]);
      }
      case_.report.findings.push_back(std::move(all[i]));
    }
  }

  void add_rows() {
    std::size_t most = timeline_.events.size() + timeline_.undated_events.size();
    for (const auto* tracks : {&timeline_.tracks, &timeline_.undated_tracks}) {
      for (const Track& track : *tracks) most += 2 * track.runs.size();
    }
    case_.rows.reserve(most);
    for (const Track& track : timeline_.tracks) {
      const LogCoverage& log = timeline_.logs[track.log];
      for (std::size_t i = 0; i < track.runs.size(); ++i) {
        const TimedRun& run = track.runs[i];
        TimelineRow row;
        row.time = run.first;
        row.to = run.last;
        row.quality = quality(run.first_at);
        row.kind = "run";
        row.node = log.node;
        row.subject = timeline_.name(track.subject);
        if (track.peers.begin() != track.peers.end()) row.peer = timeline_.name(*track.peers.begin());
        if (track.number != 0) row.number = static_cast<double>(track.number);
        row.count = run.count;
        row.text = signal_info(track.kind).name;
        row.location = print_location(timeline_, run.first_at);
        add_row(row);
        // What lies between two episodes of rejections, or between two lines of a trace, is no pause.
        if (!is_sign_of_life(track.kind) || i + 1 == track.runs.size()) continue;
        row.time = run.last;
        row.to = track.runs[i + 1].first;
        row.kind = "pause";
        row.count = 1;  // one pause; the contract gives every row with an end a count
        row.location = print_location(timeline_, run.last_at);
        add_row(row);
      }
    }
    for (const TimedEvent& event : timeline_.events) add_event(event);
    add_undated_rows();
    sort_rows();
  }

  // By their places: a row is large, and moved once.
  void sort_rows() {
    std::vector<TimelineRow>& rows = case_.rows;
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [](const TimelineRow& row) { return std::tie(row.time, row.to, row.kind, row.node, row.subject); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(rows[a]) < key(rows[b]); });
    for (std::size_t first = 0; first < order.size(); ++first) {
      if (order[first] == first) continue;
      TimelineRow carried = std::move(rows[first]);
      std::size_t free = first;
      for (std::size_t next = order[free]; next != first; next = order[free]) {
        rows[free] = std::move(rows[next]);
        order[free] = free;
        free = next;
      }
      rows[free] = std::move(carried);
      order[free] = free;
    }
  }

  // Their times are told as text: a time that stands in a column could be taken for one of a known day.
  void add_undated_rows() {
    for (const Track& track : timeline_.undated_tracks) {
      for (const TimedRun& run : track.runs) {
        TimelineRow row;
        row.kind = "run";
        row.node = timeline_.undated_logs[track.log].node;
        row.subject = timeline_.name(track.subject);
        if (track.peers.begin() != track.peers.end()) row.peer = timeline_.name(*track.peers.begin());
        if (track.number != 0) row.number = static_cast<double>(track.number);
        row.count = run.count;
        row.text = std::string(signal_info(track.kind).name) + ", date not known, " + nominal_text(run.first);
        if (run.last != run.first) row.text += " to " + nominal_text(run.last);
        row.location = print_location(timeline_, run.first_at);
        case_.rows.push_back(std::move(row));
      }
    }
    for (const TimedEvent& event : timeline_.undated_events) {
      TimelineRow row = row_of(event);
      row.text += std::string(row.text.empty() ? "" : ", ") + "date not known, " + nominal_text(event.time);
      case_.rows.push_back(std::move(row));
    }
  }

  // `day 2 of the file 09:18:00`
  static std::string nominal_text(Timestamp time) {
    const std::chrono::sys_days first{std::chrono::year(kNominalYear) / std::chrono::January / 1};
    const auto day = std::chrono::floor<std::chrono::days>(time - first);
    return "day " + std::to_string(day.count() + 1) + " of the file " + to_display(time, Zone::utc()).substr(11);
  }

  [[nodiscard]] TimelineRow row_of(const TimedEvent& event) const {
    TimelineRow row;
    row.kind = event_name(event.kind);
    row.node = timeline_.node_of(event.at, event.text.node);
    row.subject = timeline_.name(event.text.subject);
    row.peer = timeline_.name(event.text.peer);
    row.text = timeline_.name(event.text.detail);
    if (event.kind == EventKind::kFailoverBegin || event.kind == EventKind::kFallbackBegin) {
      if (event.text.number != 0)
        row.text = (event.text.number == kManual ? "manual" : "automatic") + (row.text.empty() ? "" : ", " + row.text);
    } else if (event.kind == EventKind::kHttpRequest || event.kind == EventKind::kHttpResponse) {
      tell_message(event.kind, event.text.number, event.text.complete, row);
    } else if (event.text.number != 0) {
      row.number = static_cast<double>(event.text.number);
    }
    row.location = print_location(timeline_, event.at);
    return row;
  }

  void add_event(const TimedEvent& event) {
    TimelineRow row = row_of(event);
    row.time = event.time;
    row.quality = quality(event.at);
    if (wanted(Window{event.time, event.time + Duration(1)})) case_.rows.push_back(std::move(row));
  }

  void add_row(const TimelineRow& row) {
    if (wanted(Window{*row.time, *row.to})) case_.rows.push_back(row);
  }

  [[nodiscard]] std::string quality(const Location& at) const { return quality_of(timeline_.source(at)); }

  const Options& options_;
  const Timeline& timeline_;
  Judgement& judgement_;
  const Knowledge& knowledge_;
  Excerpts excerpts_;
  Case case_;
};

}  // namespace

std::string quality_of(const ParsedSource& source) {
  switch (source.clock.basis()) {
    case ClockBasis::kStated:
      return "stated";
    case ClockBasis::kGiven:
      return "given";
    case ClockBasis::kInferred:
      return "inferred";
    case ClockBasis::kAssumed:
      return "assumed";
  }
  return "unknown";
}

void tell_message(EventKind kind, std::int64_t number, bool complete, TimelineRow& row) {
  row.complete = complete;
  if (kind == EventKind::kHttpRequest) {
    const std::size_t space = row.text.find(' ');
    row.method = row.text.substr(0, space);
    if (space != std::string::npos) row.uri = row.text.substr(space + 1);
  } else if (number != 0) {
    row.status = static_cast<unsigned>(number);
    row.number = static_cast<double>(number);
  }
  if (!complete) row.text += row.text.empty() ? "incomplete" : ", incomplete";
}

void redact_row(TimelineRow& row) {
  for (std::string* text : {&row.subject, &row.peer, &row.text, &row.uri}) redact(*text);
}

Case build_case(const Options& options, const Timeline& timeline, Judgement judgement, const Knowledge& knowledge) {
  return CaseBuilder(options, timeline, judgement, knowledge).build();
}

std::vector<FactRow> fact_rows(const Options& options, const Timeline& timeline) {
  std::vector<FactRow> rows;
  for (const TimedFact& fact : timeline.facts) {
    if (fact.time &&
        ((options.since && *fact.time < *options.since) || (options.until && *fact.time >= *options.until)))
      continue;
    FactRow row;
    row.time = fact.time;
    if (fact.time) row.quality = quality_of(timeline.source(fact.at));
    row.kind = fact_name(fact.kind);
    row.node = timeline.node_of(fact.at, fact.text.node);
    row.subject = timeline.name(fact.text.subject);
    row.text = timeline.name(fact.text.text);
    row.detail = timeline.name(fact.text.detail);
    // The mark of a credential tells something of it.
    if (fact.kind != FactKind::kAxlAccount) row.number = static_cast<double>(fact.text.number);
    row.location = print_location(timeline, fact.at);
    for (std::string* text : {&row.subject, &row.text, &row.detail}) redact(*text);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace logscan::detail
