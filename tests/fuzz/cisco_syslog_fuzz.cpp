// Reads any bytes as a system log: every byte is counted once, the fields of a line lie inside it, and events stand
// where the input has a line. A reader that knows other lines says what one says that sees the line first.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parsers/syslog/syslog_cisco.h"
#include "parsers/syslog/syslog_line.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_line(std::string_view text, SyslogLineReader& reader) {
  SyslogLine line, first;
  SyslogLineReader fresh;
  const bool known = reader.read(text, line);
  // What the reader remembers of other lines changes nothing.
  demand(fresh.read(text, first) == known);
  if (!known) return;
  demand(line.has_outer == first.has_outer && line.has_inner == first.has_inner && line.is_alarm == first.is_alarm);
  demand(line.host == first.host && line.payload == first.payload && line.inner_host == first.inner_host);
  demand(line.app == first.app && line.name == first.name && line.text == first.text);
  for (const std::string_view part : {line.host, line.payload, line.inner_host, line.app, line.name, line.text})
    demand(inside(part, text));
  for (const SyslogStamp& stamp : {line.outer, line.inner}) {
    demand(stamp.month <= 12 && stamp.day <= 31);
    demand(stamp.clock >= Duration::zero() && stamp.clock <= std::chrono::hours(24) + std::chrono::seconds(1));
  }
  demand(!line.has_outer || line.outer.month > 0);
  demand(!line.has_inner || line.inner.month > 0);
  const AlarmTags tags(line.text);
  for (const char* key : {"NodeID", "FromNode", "part"}) demand(inside(tags.value(key), line.text));
  demand(inside(tags.message(), line.text) && inside(tags.nested_value("AlertDetail"), line.text));
  static_cast<void>(undo_escapes(line.text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  SyslogLineReader reader;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    check_line(std::string_view(text).substr(at, end - at), reader);
    at = end + 1;
  }

  const ProbeAnswer answer = kCiscoSyslog.probe({text, "x.log", true});
  demand(answer.score >= 0 && answer.score <= 100);
  for (const Axis axis : {Axis::kStated, Axis::kYearless}) {
    test::Reading how;
    how.parser = &kCiscoSyslog;
    how.axis = axis;
    how.texts = Sink::Texts::kStream;
    how.limits.subjects = 8;
    how.limits.line_bytes = 1000;
    CutEnd end;
    const SourceResult result = test::read_whole(how, text, &end);
    demand(end.bytes == size && test::ledger(result) == size);
    demand(result.records + result.continuation + result.rejected == result.lines);
    demand(result.names.size() <= how.limits.subjects);
    for (const auto& event : result.events) {
      demand(event.at.offset + event.at.length <= size && event.at.length > 0);
      demand(event.at.offset == 0 || text[event.at.offset - 1] == '\n');
    }
  }
  return 0;
}
