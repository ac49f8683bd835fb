// docs/sqlite.md tells the truth: the database has its tables and columns and no others, and its questions have the
// answers that stand below them, asked of the demo case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "command_run.h"

namespace logscan::testing {
namespace {

using ::testing::HasSubstr;

class Database {
 public:
  explicit Database(const std::string& file) {
    EXPECT_EQ(sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // As `sqlite3 -header` prints it.
  std::string ask(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(handle_);
    std::string text;
    const int columns = sqlite3_column_count(statement);
    for (int i = 0; i < columns; ++i) text += (i > 0 ? "|" : "") + std::string(sqlite3_column_name(statement, i));
    text += "\n";
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int i = 0; i < columns; ++i) {
        const auto* cell = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        text += (i > 0 ? "|" : "") + std::string(cell != nullptr ? cell : "");
      }
      text += "\n";
    }
    EXPECT_EQ(sqlite3_finalize(statement), SQLITE_OK) << sql;
    return text;
  }

  // The answer of one column, without its head.
  std::vector<std::string> list(const std::string& sql) {
    std::vector<std::string> lines;
    const std::string text = ask(sql);
    for (std::size_t at = text.find('\n') + 1; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

 private:
  sqlite3* handle_ = nullptr;
};

class DemoDatabase : public ::testing::Test {
 protected:
  DemoDatabase() {
    std::string name = ::testing::TempDir() + "logscan-export-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~DemoDatabase() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_ + "/" + name; }
  std::string write(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"export", "-q", "-o", file(name), "demo/demo.zip"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const CommandResult result = run({arguments});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(result.output, "");
    return file(name);
  }

  std::string folder_;
};

std::string page() { return read_text(LOGSCAN_SOURCE_ROOT "/docs/sqlite.md"); }

TEST_F(DemoDatabase, GivesTheAnswersOfThePage) {
  Database database(write("case.sqlite"));
  const std::string text = page();
  const std::regex question("```sql\n([^`]*)```\n\n```text\n((?:[^`]|`[^`])*)```");
  std::size_t asked = 0;
  for (std::sregex_iterator it(text.begin(), text.end(), question), end; it != end; ++it, ++asked)
    EXPECT_EQ(database.ask((*it)[1]), (*it)[2].str()) << (*it)[1];
  EXPECT_EQ(asked, 10U);
}

TEST_F(DemoDatabase, HasTheTablesAndColumnsOfThePage) {
  Database database(write("case.sqlite"));
  const std::string text = page();
  std::map<std::string, std::string> told;
  const std::regex line("\n\\| `([a-z_]+)` \\|[^|\n]*\\|([^|\n]*)\\|"), aside("\\([^)]*\\)"), name("`([a-z_]+)`");
  for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it) {
    const std::string cells = std::regex_replace((*it)[2].str(), aside, "");
    std::string columns;
    for (std::sregex_iterator column(cells.begin(), cells.end(), name); column != end; ++column)
      columns += (*column)[1].str() + " ";
    EXPECT_TRUE(told.emplace((*it)[1], columns).second) << (*it)[1];
  }
  std::map<std::string, std::string> there;
  for (const std::string& table :
       database.list("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")) {
    for (const std::string& column : database.list("SELECT name FROM pragma_table_info('" + table + "')"))
      there[table] += column + " ";
  }
  EXPECT_EQ(told, there);
}

TEST_F(DemoDatabase, IsWhole) {
  Database database(write("case.sqlite"));
  EXPECT_EQ(database.list("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
  EXPECT_TRUE(database.list("PRAGMA foreign_key_check").empty());
  EXPECT_EQ(database.list("PRAGMA user_version"), std::vector<std::string>{"1"});
  // All that `events` tells is in it, and every place leads to its source.
  const std::string lines = run({{"events", "-q", "--format", "jsonl", "demo/demo.zip"}}).output;
  const auto rows = std::count(lines.begin(), lines.end(), '\n');
  EXPECT_EQ(database.list("SELECT count(*) FROM timeline"), std::vector<std::string>{std::to_string(rows)});
  EXPECT_EQ(database.list("SELECT count(*) FROM events WHERE place IS NOT NULL OR source_id IS NULL"),
            std::vector<std::string>{"0"});
}

TEST_F(DemoDatabase, IsTheSameWithAnyNumberOfJobs) {
  const std::string one = read_text(write("one.sqlite", {"--jobs", "1"}));
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(one, read_text(write("eight.sqlite", {"--jobs", "8"})));
}

TEST_F(DemoDatabase, HoldsTheAskedTimeAlone) {
  Database database(write("day.sqlite", {"--since", "2026-03-05"}));
  EXPECT_EQ(database.list("SELECT count(*) FROM events WHERE time_us < strftime('%s', '2026-03-05') * 1000000"),
            std::vector<std::string>{"0"});
  EXPECT_NE(database.list("SELECT count(*) FROM events"), std::vector<std::string>{"0"});
}

TEST_F(DemoDatabase, IsThereWholeOrNotAtAll) {
  for (const std::string& where : {std::string(), std::string("-"), std::string("/dev/null")}) {
    std::vector<std::string> arguments = {"export", "demo/demo.zip"};
    if (!where.empty()) arguments.insert(arguments.end(), {"-o", where});
    const CommandResult refused = run({arguments});
    EXPECT_EQ(refused.exit_code, 2) << where;
    EXPECT_THAT(refused.errors, HasSubstr("a database is no stream"));
  }
  // One that was there is replaced, and stays where the new one has no room: 100 blocks of 512 bytes.
  const std::string before = read_text(write("case.sqlite"));
  const std::string command = "ulimit -f 100; trap '' XFSZ; exec '" LOGSCAN_CLI "' export -q -o '" +
                              file("case.sqlite") + "' demo/demo.zip 2> '" + file("errors") + "'";
  const int status = std::system(("cd '" LOGSCAN_TESTDATA "' && bash -c \"" + command + "\"").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 5);
  EXPECT_THAT(read_text(file("errors")), HasSubstr("the database could not be written"));
  EXPECT_EQ(read_text(file("case.sqlite")), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);
}

TEST_F(DemoDatabase, IsWrittenAlsoWhereNothingIsUsable) {
  const CommandResult result = run({{"export", "-q", "-o", file("empty.sqlite"), "demo/README.md"}});
  EXPECT_EQ(result.exit_code, 3);
  Database database(file("empty.sqlite"));
  EXPECT_EQ(database.list("SELECT status FROM sources"), std::vector<std::string>{"ignored"});
}

}  // namespace
}  // namespace logscan::testing
