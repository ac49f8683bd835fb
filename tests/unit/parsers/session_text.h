// A session's facts, events and notes as lines of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/cli/cli_session.h"
#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::test {

using Texts = std::vector<std::string>;

inline detail::SourceResult read_as(const detail::ParserInfo& parser, std::string_view text) {
  Reading how;
  how.parser = &parser;
  how.axis = parser.probe({text, "x.txt", true}).axis;
  return read_whole(how, text);
}
inline detail::SourceResult read_session(std::string_view text) { return read_as(detail::kCliSession, text); }

inline std::string time_text(LocalTime time) {
  return detail::to_rfc3339(Timestamp{time.time_since_epoch()}).substr(0, 19);
}

// KIND node|subject|text|detail|number, and @time where there is one.
inline Texts facts_of(const detail::SourceResult& result) {
  const auto name = [&](detail::NameId id) {
    return id == detail::kNoName ? std::string() : std::string(result.names.text(id));
  };
  Texts all;
  for (const auto& fact : result.facts) {
    all.push_back(std::string(detail::fact_name(fact.kind)) + " " + name(fact.text.node) + "|" +
                  name(fact.text.subject) + "|" + name(fact.text.text) + "|" + name(fact.text.detail) + "|" +
                  std::to_string(fact.text.number) + (fact.time ? " @" + time_text(*fact.time) : ""));
  }
  return all;
}

// KIND node|subject|detail @time
inline Texts events_of(const detail::SourceResult& result) {
  const auto name = [&](detail::NameId id) {
    return id == detail::kNoName ? std::string() : std::string(result.names.text(id));
  };
  Texts all;
  for (const auto& event : result.events) {
    all.push_back(std::string(detail::event_name(event.kind)) + " " + name(event.text.node) + "|" +
                  name(event.text.subject) + "|" + name(event.text.detail) + " @" + time_text(event.time));
  }
  return all;
}

}  // namespace logscan::test
