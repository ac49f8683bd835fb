#include "report/sqlite_database.h"

#include <sqlite3.h>

#include <algorithm>

#include "base/text.h"

namespace logscan::detail {
namespace {

// What most texts are, told without looking at characters.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

std::string readable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = text.front() == '\0' ? 0 : utf8_length(text);
    out += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

SqliteDatabase::SqliteDatabase(const std::string& file) {
  check(sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr));
  // Nobody else sees the file before it is whole, and what is lost with the power is written anew.
  run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
      "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA encoding = 'UTF-8'");
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close_v2(handle_); }

void SqliteDatabase::run(const std::string& statements) {
  if (!failed()) check(sqlite3_exec(handle_, statements.c_str(), nullptr, nullptr, nullptr));
}

Status SqliteDatabase::close() {
  check(sqlite3_close(handle_));
  handle_ = nullptr;
  if (failed()) return Error{ErrorCode::kOutput, "the database could not be written: " + error_};
  return {};
}

void SqliteDatabase::check(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || failed()) return;
  error_ = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
}

SqliteInsert::SqliteInsert(SqliteDatabase& database, std::string_view columns) : database_(database) {
  std::string sql = "INSERT INTO " + std::string(columns) + " VALUES (?";
  for (auto commas = std::count(columns.begin(), columns.end(), ','); commas > 0; --commas) sql += ", ?";
  sql += ")";
  if (!database_.failed())
    database_.check(sqlite3_prepare_v2(database_.handle_, sql.c_str(), -1, &statement_, nullptr));
}

SqliteInsert::~SqliteInsert() { sqlite3_finalize(statement_); }

SqliteInsert& SqliteInsert::null() {
  if (!database_.failed()) database_.check(sqlite3_bind_null(statement_, ++column_));
  return *this;
}

SqliteInsert& SqliteInsert::integer(std::int64_t value) {
  if (!database_.failed()) database_.check(sqlite3_bind_int64(statement_, ++column_, value));
  return *this;
}

SqliteInsert& SqliteInsert::number(double value) {
  if (!database_.failed()) database_.check(sqlite3_bind_double(statement_, ++column_, value));
  return *this;
}

SqliteInsert& SqliteInsert::text(std::string_view value) {
  if (database_.failed()) return *this;
  ++column_;
  if (is_plain(value)) {
    // A null pointer would be taken for NULL.
    const char* bytes = value.empty() ? "" : value.data();
    database_.check(sqlite3_bind_text64(statement_, column_, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  } else {
    const std::string clean = readable(value);
    database_.check(
        sqlite3_bind_text64(statement_, column_, clean.data(), clean.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  }
  return *this;
}

SqliteInsert& SqliteInsert::text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }

void SqliteInsert::insert() {
  column_ = 0;
  if (database_.failed()) return;
  database_.check(sqlite3_step(statement_));
  database_.check(sqlite3_reset(statement_));
}

}  // namespace logscan::detail
