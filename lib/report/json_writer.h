// Writes JSON as it comes, in the order of the calls; no tree, no locale.
//
// Text that is not UTF-8 keeps what is: each bad byte becomes \ufffd, and the object around it gets a last member
// `"lossy": true`. Characters that would act on a terminal are written as escapes, which any JSON reader takes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/time.h"
#include "report/buffer.h"

namespace logscan::detail {

class JsonWriter {
 public:
  enum class Layout : std::uint8_t { kBlock, kLine };  // one member a line, or all on one line; within a line all is

  explicit JsonWriter(Buffer& out) : out_(out) {}

  void begin_object(Layout layout = Layout::kBlock) { begin('{', '}', layout); }
  void end_object();
  void begin_array(Layout layout = Layout::kBlock) { begin('[', ']', layout); }
  void end_array() { end(); }
  void end_line() { out_.add("\n"); }

  JsonWriter& key(std::string_view name);

  void text(std::string_view value);
  void text_or_null(const std::optional<std::string>& value);
  void integer(std::uint64_t value);
  // Shortest form that reads back as the same number; whole numbers as integers; null where it is none.
  void number(double value);
  void number_or_null(const std::optional<double>& value);
  // The same with a fraction always there: 1800.0.
  void seconds(double value);
  void boolean(bool value) { scalar(value ? "true" : "false"); }
  void null() { scalar("null"); }
  void time(const std::optional<Timestamp>& value);
  void texts(const std::vector<std::string>& values);

 private:
  struct Level {
    char close;
    Layout layout;
    bool empty = true;
    bool lossy = false;
  };

  void begin(char open, char close, Layout layout);
  void end();
  void separate();
  void scalar(std::string_view literal);
  void quote(std::string_view value);

  Buffer& out_;
  std::vector<Level> levels_;
  std::string scratch_;
  bool after_key_ = false;
};

}  // namespace logscan::detail
