// The samples that each parser brings: parsed as a source of its own, they must say what stands beside them.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parsers/builtin.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string describe_time(LocalTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day())) + "T" + two(static_cast<unsigned>(clock.hours().count())) + ":" +
         two(static_cast<unsigned>(clock.minutes().count())) + ":" +
         two(static_cast<unsigned>(clock.seconds().count()));
}

// One line per signal: kind|subject|number|peer|time|tag, on the axis of the source; `alive` where there is none.
std::string describe(const SourceResult& result) {
  std::string text;
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      if (!text.empty()) text += "\n";
      text += std::string(signal_info(track.kind).name) + "|" + std::string(result.names.text(track.subject)) + "|" +
              std::to_string(track.number) + "|";
      for (const NameId peer : track.peers) text += result.names.text(peer);
      text += "|" + describe_time(run.first) + "|" + std::to_string(run.tag);
    }
  }
  // event KIND|node|peer|subject|detail|number|time, with a question mark where the wording is not confirmed.
  const auto name = [&](NameId id) { return id == kNoName ? std::string() : std::string(result.names.text(id)); };
  const auto begin_line = [&] { text += text.empty() ? "" : "\n"; };
  for (const auto& event : result.events) {
    begin_line();
    text += "event " + std::string(event_name(event.kind)) + (event.text.confirmed ? "|" : "?|") +
            name(event.text.node) + "|" + name(event.text.peer) + "|" + name(event.text.subject) + "|" +
            name(event.text.detail) + "|" + std::to_string(event.text.number) + "|" + describe_time(event.time);
  }
  // fact KIND|node|subject|text|detail|number|time
  for (const auto& fact : result.facts) {
    begin_line();
    text += "fact " + std::string(fact_name(fact.kind)) + "|" + name(fact.text.node) + "|" + name(fact.text.subject) +
            "|" + name(fact.text.text) + "|" + name(fact.text.detail) + "|" + std::to_string(fact.text.number) + "|" +
            (fact.time ? describe_time(*fact.time) : "");
  }
  for (const OffsetSpan& span : result.offsets) {
    begin_line();
    text += "offset " + std::to_string(span.offset_s);
  }
  if (text.empty() && result.records > 0) text = "alive";
  return text;
}

TEST(Samples, SayWhatStandsBesideThem) {
  for (const ParserInfo* parser : builtin_parsers()) {
    for (const Sample& sample : parser->samples) {
      for (const std::string end : {"", "\n", "\r\n"}) {
        const std::string text = std::string(sample.text) + end;
        const ProbeAnswer answer = parser->probe({text, "x.log", true});
        test::Reading how;
        how.parser = parser;
        how.axis = answer.axis;
        const SourceResult result = test::read_whole(how, text);
        EXPECT_EQ(describe(result), sample.expected) << parser->name << ": " << text;
        EXPECT_EQ(result.records, 1U) << text;
        EXPECT_EQ(result.rejected, 0U) << text;
        EXPECT_EQ(test::ledger(result), text.size()) << text;
      }
    }
  }
}

// A sample cut anywhere is a record, or a cut line: never anything else, and never a crash.
TEST(Samples, MayBeCutAnywhere) {
  for (const ParserInfo* parser : builtin_parsers()) {
    for (const Sample& sample : parser->samples) {
      for (std::size_t length = 0; length < sample.text.size(); ++length) {
        const std::string_view text = sample.text.substr(0, length);
        test::Reading how;
        how.parser = parser;
        how.axis = parser->probe({sample.text, "x.log", true}).axis;
        const SourceResult result = test::read_whole(how, text);
        ASSERT_EQ(test::ledger(result), length) << text;
        ASSERT_LE(result.records + result.rejected, 1U) << text;
      }
    }
  }
}

}  // namespace
}  // namespace logscan::detail
