// Tables of the configuration database that tell how a cluster is set up. Nulls read NULL, booleans t or f.
//
// A credential is compared and never told: its fact holds a mark of it, and stands where the names of the columns do.
// So do the facts of any table that may hold one.
#include "parsers/cli/run_sql.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "base/words.h"
#include "parsers/cli/sql_table.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "run-sql";
constexpr std::string_view kServerTable = "processnode";

std::string table_of(std::string_view command) {
  const std::size_t from = command.find(" from ");
  if (from == std::string_view::npos) return "a table";
  const std::string_view rest = trim(command.substr(from + 6));
  return std::string(rest.substr(0, std::min<std::size_t>(rest.find_first_of(" ,;()"), 64)));
}

// Whether a table may hold credentials: by the names of its columns, or by the query, which may call them otherwise.
bool may_hold_credentials(const SqlTable& table, const CommandOutput& output) {
  static constexpr std::array<std::string_view, 7> kWords = {"pass",   "pwd",   "credential", "secret",
                                                             "digest", "token", "pin"};
  const auto names_one = [](std::string_view text) {
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) { return has_words(text, word); });
  };
  return names_one(output.typed) || std::any_of(table.columns.begin(), table.columns.end(), names_one);
}

// What a row of a table says of the cluster. Each returns whether it could be read.
struct Context {
  const SqlTable& table;
  const CommandOutput& output;
  SessionFacts& facts;
  Sink& sink;
  bool secret;  // no row may be quoted

  [[nodiscard]] std::string_view value(const SqlRow& row, std::string_view name) const {
    return SqlTable::value(row, table.column(name));
  }
  // The last value of a row that the source ends in may be the front of one.
  [[nodiscard]] bool is_cut(const SqlRow& row, std::string_view name) const {
    const auto column = table.column(name);
    return output.cut && row.last_line + 1 == output.lines.size() && column && *column + 1 == table.columns.size();
  }
  void tell(FactKind kind, const FactWords& words, const SqlRow& row) const {
    if (secret) return tell_at_head(kind, words);
    facts.fact(kind, words, output.lines[row.first_line], output.lines[row.last_line], sink);
  }
  void tell_at_head(FactKind kind, const FactWords& words) const {
    facts.fact(kind, words, output.lines[table.head_line], sink);
  }
};

bool tell_enabled(const Context& context, const SqlRow& row) {
  const std::string_view enabled = context.value(row, "haenabled");
  if (enabled != "t" && enabled != "f") return false;
  context.tell(FactKind::kHaEnabled, {{}, context.value(row, "name"), {}, {}, enabled == "t" ? 1 : 0}, row);
  return true;
}

bool tell_state(const Context& context, const SqlRow& row) {
  const std::string_view name = context.value(row, "name"), value = context.value(row, "tkhaserverstate");
  const auto number = parse_number<std::int64_t>(value);
  if (name.empty() || !number || (value == "1" && context.is_cut(row, "tkhaserverstate"))) return false;
  const HaState* known = context.output.states.numbered(*number);
  if (known == nullptr) return false;
  context.tell(FactKind::kHaState, {name, {}, known->name, {}, 0}, row);
  return true;
}

bool tell_subcluster(const Context& context, const SqlRow& row) {
  const std::string_view name = context.value(row, "name");
  if (name.empty() || row.values.empty() || context.is_cut(row, "subclusterid")) return false;
  const std::string& id = row.values[*context.table.column("subclusterid")];
  if (id.empty()) return false;
  context.tell(FactKind::kNodeSubcluster, {{}, name, context.value(row, "subclusterid"), context.value(row, "id"), 0},
               row);
  return true;
}

bool tell_server(const Context& context, const SqlRow& row) {
  // An entry of the product's own, and no server.
  static constexpr std::string_view kNoServer = "EnterpriseWideData";
  const std::string_view name = context.value(row, "name");
  if (name.empty() || context.is_cut(row, "name")) return false;
  if (!iequals(name, kNoServer)) context.tell(FactKind::kServerListed, {{}, name, {}, {}, 0}, row);
  return true;
}

// Tells whether two credentials are the same, and too little to tell the credential.
std::int64_t mark_of(std::string_view credential) {
  constexpr std::uint64_t kMark = 0xffff;
  return credential.empty() ? kNoCredential : static_cast<std::int64_t>(digest_of(credential).low & kMark);
}

bool tell_account(const Context& context, const SqlRow& row, std::string_view side, std::string_view name,
                  std::string_view pkid, std::string_view credential) {
  const std::string_view user = context.value(row, name);
  if (user.empty() || context.is_cut(row, credential) || context.is_cut(row, name) || context.is_cut(row, pkid))
    return false;
  context.tell_at_head(FactKind::kAxlAccount,
                       {{}, user, context.value(row, pkid), side, mark_of(context.value(row, credential))});
  return true;
}

bool tell_sync_agent(const Context& context, const SqlRow& row) {
  if (row.values.empty()) return false;
  bool read = true;
  const auto tell = [&](FactKind kind, std::string_view name) {
    if (!context.table.column(name)) return;
    if (context.is_cut(row, name)) {
      read = false;
      return;
    }
    context.tell_at_head(kind, {{}, {}, context.value(row, name), {}, 0});
  };
  tell(FactKind::kSyncAgentStatus, "syncstatus");
  tell(FactKind::kSyncAgentPublisher, "ccmpublisherip");
  if (context.table.column("axluser"))
    read = tell_account(context, row, kSyncAgentTable, "axluser", "cucm_axluser_pkid", "axlpassword") && read;
  return read;
}

bool tell_user(const Context& context, const SqlRow& row) {
  return tell_account(context, row, kUserTable, "name", "pkid", "credentials");
}

struct Teller {
  bool (*tell)(const Context& context, const SqlRow& row);
  bool of_cluster = true;  // what it leaves out is a question about the cluster
};

// What the columns of a table make of it, whatever the query was.
std::vector<Teller> tellers_of(const SqlTable& table, std::string_view name) {
  std::vector<Teller> tellers;
  const auto has = [&](std::string_view column) { return table.column(column).has_value(); };
  if (has("haenabled")) tellers.push_back({tell_enabled, false});
  if (has("tkhaserverstate") && has("name")) tellers.push_back({tell_state, false});
  if (has("subclusterid") && has("name")) tellers.push_back({tell_subcluster});
  if (has("axluser") || has("syncstatus") || has("ccmpublisherip")) tellers.push_back({tell_sync_agent});
  if (has("credentials") && has("name")) tellers.push_back({tell_user});
  if (name == kServerTable && has("name")) tellers.push_back({tell_server});
  return tellers;
}

// `applicationuser.name='axluser'` of the query: the name as typed.
std::string_view asked_user(const CommandOutput& output) {
  static constexpr std::string_view kKey = "applicationuser.name";
  const std::size_t at = output.command.rfind(kKey);
  if (at == std::string_view::npos) return {};
  const std::string_view typed = output.typed;
  const std::size_t open = typed.find_first_of("'\"", find_words(typed, "where"));
  if (open == std::string_view::npos) return {};
  const std::size_t close = typed.find(typed[open], open + 1);
  return close == std::string_view::npos ? std::string_view{} : typed.substr(open + 1, close - open - 1);
}

void read_run_sql(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const SqlTable table = read_sql_table(output.lines);
  const std::string name = table_of(output.command);
  if (table.columns.empty()) {
    constexpr std::string_view kWhy = "layout not known, not read";
    const bool known =
        name == "enterprisenode" || name == kSyncAgentTable || name == kUserTable || name == kServerTable;
    const bool empty = std::all_of(output.lines.begin(), output.lines.end(),
                                   [](const OutputLine& line) { return trim(line.text).empty(); });
    if (known && !empty) {
      facts.nothing_read(output, kKind, kWhy, sink);
    } else {
      facts.note("cli.run-sql: " + std::string(kWhy), sink);
    }
    return;
  }
  const Context context{table, output, facts, sink, may_hold_credentials(table, output)};
  const std::vector<Teller> tellers = tellers_of(table, name);
  const bool ended = table.ended || output.ended;
  if (table.rows.empty() && name == kUserTable && has_words(output.command, " where ") && ended) {
    context.tell_at_head(FactKind::kNoAxlAccount, {{}, asked_user(output), {}, {}, 0});
    return;
  }
  if (tellers.empty()) {
    facts.note("cli.run-sql: " + how_many(table.rows.size(), "row") + " of " + name + " not read", sink);
    return;
  }
  std::size_t unread = 0, of_cluster = 0;
  for (const SqlRow& row : table.rows) {
    bool all = true, all_of_cluster = true;
    for (const Teller& teller : tellers) {
      if (teller.tell(context, row)) continue;
      all = false;
      all_of_cluster = all_of_cluster && !teller.of_cluster;
    }
    unread += all ? 0U : 1U;
    of_cluster += all_of_cluster ? 0U : 1U;
  }
  if (of_cluster > 0) {
    facts.unread(output, kKind, how_many(of_cluster, "row") + " that could not be read", sink);
  } else if (name == kServerTable && !ended) {
    facts.unread(output, kKind, "its end may be missing", sink);
  } else if (unread > 0) {
    facts.note("cli.run-sql: " + how_many(unread, "row") + " that could not be read", sink);
  }
}

bool begins_known_table(std::span<const OutputLine> lines) {
  if (lines.size() < 2) return false;
  SqlTable table;
  table.columns = sql_columns(lines[0].text, lines[1].text);
  return !table.columns.empty() && !tellers_of(table, {}).empty();
}

}  // namespace

constinit const CommandReader kRunSql{
    .name = "cli.run-sql",
    .matches = [](std::string_view command) { return command.starts_with("run sql "); },
    .recognises = begins_known_table,
    .read = read_run_sql,
};

}  // namespace logscan::detail
