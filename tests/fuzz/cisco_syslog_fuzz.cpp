// Reads any bytes as a system log: every byte is counted once, the fields of a line lie inside it, and events stand
// where the input has a line. A reader that knows other lines says what one says that sees the line first.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/fuzz_parser.h"
#include "parsers/syslog/syslog_cisco.h"
#include "parsers/syslog/syslog_line.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

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
  each_line(text, [&](std::string_view line) { check_line(line, reader); });

  probed(kCiscoSyslog, text);
  for (const Axis axis : {Axis::kStated, Axis::kYearless}) {
    test::Reading how = bounded(kCiscoSyslog, axis);
    how.limits.events = Limits{}.events;  // so that each is looked at
    const SourceResult result = read_counted(how, text);
    for (const auto& event : result.events) demand_place(event.at, result, text);
  }
  return 0;
}
