// The views of `logscan export`: the common questions, with names in the place of numbers and times as text.
#include "report/sqlite_schema.h"

namespace logscan::detail {
namespace {

// Microseconds since the epoch as 2014-06-29T08:50:00.123456Z.
std::string time_of(const std::string& column) {
  const std::string fraction = "((" + column + " % 1000000 + 1000000) % 1000000)";
  return "(strftime('%Y-%m-%dT%H:%M:%S', (" + column + " - " + fraction +
         ") / 1000000, 'unixepoch') || printf('.%06dZ', " + fraction + "))";
}

std::string seconds_between(const std::string& from, const std::string& to) {
  return "((" + to + " - " + from + ") / 1e6)";
}

// The place of a row `t` that is joined with its source `s`: FILE:LINE or FILE#FRAME.
constexpr const char* kLocation =
    "coalesce(s.location || ifnull(':' || t.line, '') || ifnull('#' || t.frame, ''), t.place)";

// What events, runs, pauses and facts have in common.
constexpr const char* kJoins =
    " JOIN kinds k ON k.id = t.kind_id LEFT JOIN nodes n ON n.id = t.node_id"
    " LEFT JOIN names j ON j.id = t.subject_id LEFT JOIN sources s ON s.id = t.source_id";
constexpr const char* kPeer = " LEFT JOIN names p ON p.id = t.peer_id";

std::string timeline_view() {
  const std::string names = ", n.name AS node, j.name AS subject, p.name AS peer, ";
  const std::string from_joined = std::string(kLocation) + " AS location FROM ";
  const std::string stretch = "t.from_us AS time_us, t.to_us AS to_us, " + time_of("t.from_us") + " AS time, " +
                              time_of("t.to_us") + " AS \"to\", " + seconds_between("t.from_us", "t.to_us") +
                              " AS length_s, t.quality AS quality, ";
  return "CREATE VIEW timeline AS SELECT t.time_us AS time_us, NULL AS to_us, " + time_of("t.time_us") +
         " AS time, NULL AS \"to\", NULL AS length_s, t.quality AS quality, 'event' AS what, k.name AS kind" + names +
         "t.number AS number, NULL AS count, t.text AS text, " + from_joined + "events t" + kJoins + kPeer +
         " UNION ALL SELECT " + stretch + "'run', k.name" + names + "t.number, t.count, t.text, " + from_joined +
         "runs t" + kJoins + kPeer + " UNION ALL SELECT " + stretch + "'pause', k.name" + names + "NULL, NULL, NULL, " +
         from_joined + "pauses t" + kJoins + kPeer + ";\n";
}

std::string pauses_view() {
  return "CREATE VIEW pauses_per_subscription AS SELECT n.name AS node, j.name AS subscription, count(*) AS pauses, "
         "max(t.to_us - t.from_us) / 1e6 AS longest_s, sum(t.to_us - t.from_us) / 1e6 AS total_s, " +
         time_of("min(t.from_us)") + " AS first, " + time_of("max(t.to_us)") +
         " AS last FROM pauses t JOIN kinds k ON k.id = t.kind_id AND k.name = 'notification'"
         " LEFT JOIN nodes n ON n.id = t.node_id LEFT JOIN names j ON j.id = t.subject_id"
         " GROUP BY t.node_id, t.subject_id;\n";
}

// A run counts in the hour in which it began: when each of its occurrences was, is not kept.
std::string failures_view() {
  const auto hour = [](const std::string& column) {
    return "strftime('%Y-%m-%dT%H:00:00Z', " + column + " / 1000000, 'unixepoch')";
  };
  return "CREATE VIEW failures_per_hour AS SELECT hour, node, kind, subject, number, sum(failures) AS failures FROM ("
         "SELECT " +
         hour("t.from_us") +
         " AS hour, n.name AS node, k.name AS kind, j.name AS subject, t.number AS number, t.count AS failures"
         " FROM runs t" +
         kJoins +
         " WHERE k.name IN ('notification.rejected', 'http.failure', 'ews.error')"
         " UNION ALL SELECT " +
         hour("t.time_us") + ", n.name, k.name, j.name, t.number, 1 FROM events t" + kJoins +
         " WHERE k.name IN ('notification.unanswered', 'connect.failed', 'subscription.stale', "
         "'subscription.dropped', 'service.failed', 'service.start-failed', 'critical-service.down', "
         "'heartbeat.peer-down', 'srm.failed'))"
         " WHERE hour IS NOT NULL GROUP BY hour, node, kind, subject, number;\n";
}

std::string other_views() {
  return "CREATE VIEW fact_list AS SELECT t.id AS id, " + time_of("t.time_us") +
         " AS time, t.quality AS quality, k.name AS kind, n.name AS node, j.name AS subject, t.number AS number, "
         "t.text AS text, t.detail AS detail, " +
         kLocation + " AS location FROM facts t" + kJoins +
         ";\n"
         "CREATE VIEW proof AS SELECT f.id AS finding_id, f.rule AS rule, f.severity AS severity, f.verdict AS "
         "verdict, f.subject AS subject, " +
         time_of("f.from_us") + " AS \"from\", " + time_of("f.to_us") + " AS \"to\", t.role AS role, " +
         time_of("t.time_us") + " AS time, " + kLocation +
         " AS location, t.excerpt AS excerpt FROM findings f LEFT JOIN evidence t ON t.finding_id = f.id"
         " LEFT JOIN sources s ON s.id = t.source_id;\n"
         "CREATE VIEW source_list AS SELECT t.id AS id, t.location AS location, t.format AS format, n.name AS node, "
         "t.status AS status, t.records AS records, t.rejected AS rejected, " +
         time_of("t.first_us") + " AS first, " + time_of("t.last_us") +
         " AS last, t.zone AS zone, t.clock_basis AS clock_basis, "
         "(SELECT sum(c.to_us - c.from_us) / 1e6 FROM coverage c WHERE c.source_id = t.id) AS complete_s"
         " FROM sources t LEFT JOIN nodes n ON n.id = t.node_id;\n";
}

}  // namespace

std::string sqlite_views() { return timeline_view() + pauses_view() + failures_view() + other_views(); }

}  // namespace logscan::detail
