// The wall around SQLite: a database that is written once, from the first row to the last.
//
// The first failure is kept, and what is asked for after it is left undone: a writer of many rows looks at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "logscan/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace logscan::detail {

class SqliteDatabase {
 public:
  // Opens `file` without a journal: a database that fails half-way is thrown away by whoever asked for it.
  explicit SqliteDatabase(const std::string& file);
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  void run(const std::string& statements);
  [[nodiscard]] bool failed() const { return !error_.empty(); }

  // Closes the file and tells how all of it went. Statements are gone by then.
  Status close();

 private:
  friend class SqliteInsert;
  void check(int code);

  sqlite3* handle_ = nullptr;
  std::string error_;
};

// One prepared INSERT. Values come in the order of the columns; what they point to must live until insert().
class SqliteInsert {
 public:
  // `columns` as in `events(id, time_us)`: each takes one value.
  SqliteInsert(SqliteDatabase& database, std::string_view columns);
  ~SqliteInsert();
  SqliteInsert(const SqliteInsert&) = delete;
  SqliteInsert& operator=(const SqliteInsert&) = delete;

  SqliteInsert& null();
  SqliteInsert& integer(std::int64_t value);
  SqliteInsert& number(double value);
  // Bytes that are no UTF-8, and NUL, which cuts a text short in SQL, become U+FFFD.
  SqliteInsert& text(std::string_view value);
  SqliteInsert& text_or_null(std::string_view value);  // empty: NULL
  SqliteInsert& optional_text(const std::optional<std::string>& value) { return value ? text(*value) : null(); }
  SqliteInsert& optional_text(std::optional<std::string>&& value) = delete;  // gone before insert()

  template <class Integer>
  SqliteInsert& integer(const std::optional<Integer>& value) {
    return value ? integer(static_cast<std::int64_t>(*value)) : null();
  }
  SqliteInsert& number(const std::optional<double>& value) { return value ? number(*value) : null(); }

  void insert();

 private:
  SqliteDatabase& database_;
  sqlite3_stmt* statement_ = nullptr;
  int column_ = 0;
};

}  // namespace logscan::detail
