// The tables of `logscan export`, as docs/sqlite.md has them. What is added keeps the number of the schema; what
// changes raises it.
#pragma once

#include <string>

namespace logscan::detail {

inline constexpr int kSqliteSchema = 1;

inline constexpr const char* kSqliteTables = R"(
CREATE TABLE case_info(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  schema_version INTEGER NOT NULL,
  tool_version TEXT NOT NULL,
  name TEXT,
  since_us INTEGER,
  until_us INTEGER,
  findings_outside INTEGER NOT NULL,
  bytes_in INTEGER NOT NULL,
  bytes_parsed INTEGER NOT NULL,
  bytes_continuation INTEGER NOT NULL,
  bytes_rejected INTEGER NOT NULL,
  bytes_skipped INTEGER NOT NULL,
  bytes_ignored INTEGER NOT NULL);
CREATE TABLE inputs(position INTEGER PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE nodes(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE kinds(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE sources(
  id INTEGER PRIMARY KEY,
  location TEXT NOT NULL,
  format TEXT,
  why TEXT NOT NULL,
  node_id INTEGER REFERENCES nodes(id),
  status TEXT NOT NULL,
  left_out INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  records INTEGER NOT NULL,
  continuation INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  first_us INTEGER,
  last_us INTEGER,
  zone TEXT,
  clock_basis TEXT NOT NULL,
  clock_offset_s REAL NOT NULL,
  clock_uncertainty_s REAL NOT NULL,
  clock_anchors INTEGER NOT NULL,
  date_basis TEXT);
CREATE TABLE source_notes(
  source_id INTEGER NOT NULL REFERENCES sources(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (source_id, position)) WITHOUT ROWID;
CREATE TABLE clock_segments(
  source_id INTEGER NOT NULL REFERENCES sources(id),
  position INTEGER NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  offset_s REAL NOT NULL,
  PRIMARY KEY (source_id, position)) WITHOUT ROWID;
CREATE TABLE coverage(
  source_id INTEGER NOT NULL REFERENCES sources(id),
  position INTEGER NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  PRIMARY KEY (source_id, position)) WITHOUT ROWID;
CREATE TABLE wordings(
  source_id INTEGER NOT NULL REFERENCES sources(id),
  name TEXT NOT NULL,
  records INTEGER NOT NULL,
  PRIMARY KEY (source_id, name)) WITHOUT ROWID;
CREATE TABLE events(
  id INTEGER PRIMARY KEY,
  time_us INTEGER,
  quality TEXT NOT NULL,
  kind_id INTEGER NOT NULL REFERENCES kinds(id),
  node_id INTEGER REFERENCES nodes(id),
  subject_id INTEGER REFERENCES names(id),
  peer_id INTEGER REFERENCES names(id),
  number REAL,
  text TEXT,
  source_id INTEGER REFERENCES sources(id),
  line INTEGER,
  frame INTEGER,
  place TEXT);
CREATE TABLE http_messages(
  event_id INTEGER PRIMARY KEY REFERENCES events(id),
  method TEXT,
  uri TEXT,
  status INTEGER,
  complete INTEGER);
CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  from_us INTEGER,
  to_us INTEGER,
  quality TEXT NOT NULL,
  kind_id INTEGER NOT NULL REFERENCES kinds(id),
  node_id INTEGER REFERENCES nodes(id),
  subject_id INTEGER REFERENCES names(id),
  peer_id INTEGER REFERENCES names(id),
  number REAL,
  count INTEGER,
  text TEXT,
  source_id INTEGER REFERENCES sources(id),
  line INTEGER,
  frame INTEGER,
  place TEXT);
CREATE TABLE pauses(
  id INTEGER PRIMARY KEY,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  quality TEXT NOT NULL,
  kind_id INTEGER NOT NULL REFERENCES kinds(id),
  node_id INTEGER REFERENCES nodes(id),
  subject_id INTEGER REFERENCES names(id),
  peer_id INTEGER REFERENCES names(id),
  source_id INTEGER REFERENCES sources(id),
  line INTEGER,
  frame INTEGER,
  place TEXT);
CREATE TABLE facts(
  id INTEGER PRIMARY KEY,
  time_us INTEGER,
  quality TEXT NOT NULL,
  kind_id INTEGER NOT NULL REFERENCES kinds(id),
  node_id INTEGER REFERENCES nodes(id),
  subject_id INTEGER REFERENCES names(id),
  number REAL,
  text TEXT,
  detail TEXT,
  source_id INTEGER REFERENCES sources(id),
  line INTEGER,
  frame INTEGER,
  place TEXT);
CREATE TABLE findings(
  id INTEGER PRIMARY KEY,
  mark TEXT NOT NULL,
  rule TEXT NOT NULL,
  title TEXT NOT NULL,
  severity TEXT NOT NULL,
  confidence TEXT NOT NULL,
  verdict TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  from_us INTEGER,
  to_us INTEGER,
  open INTEGER NOT NULL,
  count INTEGER NOT NULL,
  summary TEXT NOT NULL,
  cause TEXT NOT NULL);
CREATE TABLE measured(
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value REAL,
  PRIMARY KEY (finding_id, position)) WITHOUT ROWID;
CREATE TABLE next_steps(
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (finding_id, position)) WITHOUT ROWID;
CREATE TABLE evidence(
  id INTEGER PRIMARY KEY,
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  role TEXT NOT NULL,
  time_us INTEGER,
  source_id INTEGER REFERENCES sources(id),
  line INTEGER,
  frame INTEGER,
  place TEXT,
  excerpt TEXT NOT NULL);
CREATE TABLE related(
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  position INTEGER NOT NULL,
  other_id INTEGER NOT NULL REFERENCES findings(id),
  PRIMARY KEY (finding_id, position)) WITHOUT ROWID;
CREATE TABLE rule_results(
  rule TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('passed', 'not run')),
  subjects INTEGER,
  needs TEXT,
  PRIMARY KEY (rule, result)) WITHOUT ROWID;
CREATE TABLE stories(
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  severity TEXT NOT NULL,
  from_us INTEGER,
  to_us INTEGER);
CREATE TABLE story_lines(
  story_id INTEGER NOT NULL REFERENCES stories(id),
  position INTEGER NOT NULL,
  time_us INTEGER,
  text TEXT NOT NULL,
  finding_id INTEGER REFERENCES findings(id),
  PRIMARY KEY (story_id, position)) WITHOUT ROWID;
CREATE TABLE story_findings(
  story_id INTEGER NOT NULL REFERENCES stories(id),
  position INTEGER NOT NULL,
  finding_id INTEGER NOT NULL REFERENCES findings(id),
  PRIMARY KEY (story_id, position)) WITHOUT ROWID;
)";

// Made once all rows are there, which is faster.
inline constexpr const char* kSqliteIndexes = R"(
CREATE INDEX events_by_time ON events(time_us);
CREATE INDEX events_by_kind ON events(kind_id, time_us);
CREATE INDEX events_by_subject ON events(subject_id, time_us);
CREATE INDEX events_by_source ON events(source_id, line);
CREATE INDEX runs_by_time ON runs(from_us);
CREATE INDEX runs_by_subject ON runs(subject_id, from_us);
CREATE INDEX pauses_by_time ON pauses(from_us);
CREATE INDEX pauses_by_subject ON pauses(subject_id, from_us);
CREATE INDEX facts_by_kind ON facts(kind_id, node_id);
CREATE INDEX findings_by_rule ON findings(rule);
CREATE INDEX findings_by_mark ON findings(mark);
CREATE INDEX evidence_by_finding ON evidence(finding_id);
CREATE INDEX sources_by_node ON sources(node_id);
)";

// The views.
std::string sqlite_views();

}  // namespace logscan::detail
