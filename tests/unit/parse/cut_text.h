// Reads a text through the record cutter, whole or in ranges, and writes results down so that they can be compared.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/byte_source.h"
#include "knowledge/knowledge.h"
#include "parse/parser.h"
#include "parse/record_cutter.h"
#include "parse/sink.h"

namespace logscan::test {

// A text given in pieces of a chosen size; an error may follow it.
class TextSource final : public detail::ByteSource {
 public:
  TextSource(std::string_view text, std::size_t piece, std::optional<Error> end = {})
      : text_(text), piece_(piece), end_(std::move(end)) {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), piece_, text_.size()});
    if (count == 0 && end_) {
      Error error = *std::move(end_);
      end_.reset();
      return error;
    }
    std::copy_n(text_.data(), count, into.data());
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  std::size_t piece_;
  std::optional<Error> end_;
};

struct Reading {
  const detail::ParserInfo* parser = nullptr;
  std::size_t piece = 4096;
  Limits limits = {};
  detail::Axis axis = detail::Axis::kStated;
  detail::Sink::Texts texts = detail::Sink::Texts::kRereadable;
  std::optional<Error> end = {};
  std::size_t head = 0;  // bytes handed over beside the source
};

// What is built in.
inline const detail::ParserContext& context() {
  static const Result<detail::Knowledge> knowledge = detail::Knowledge::load({});
  static const detail::ParserContext context{&knowledge->vocabulary(), &knowledge->ha()};
  return context;
}
inline const detail::Vocabulary& vocabulary() { return *context().vocabulary; }

// The records that start in [range.from, range.to).
inline detail::SourceResult read_range(const Reading& how, std::string_view text, const detail::CutRange& range,
                                       detail::CutEnd* end = nullptr) {
  detail::Sink sink(3, how.axis, how.texts, how.limits, nullptr);
  const std::unique_ptr<detail::Parser> parser = how.parser->make(context());
  TextSource bytes(text.substr(std::max<std::uint64_t>(range.from, 1) - 1 + how.head), how.piece, how.end);
  const detail::CutEnd got =
      detail::cut_records(bytes, text.substr(0, how.head), range, *how.parser, *parser, sink, {});
  if (end != nullptr) *end = got;
  return sink.finish();
}

inline detail::SourceResult read_whole(const Reading& how, std::string_view text, detail::CutEnd* end = nullptr) {
  return read_range(how, text, {}, end);
}

// Cut at each of `cuts` (sorted), read range by range, merged.
inline detail::SourceResult read_in_ranges(const Reading& how, std::string_view text,
                                           const std::vector<std::uint64_t>& cuts) {
  detail::SourceResult merged;
  std::uint64_t from = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::uint64_t to = i < cuts.size() ? cuts[i] : std::max<std::uint64_t>(text.size(), 1);
    detail::SourceResult next = read_range(how, text, {from, to});
    if (i == 0) {
      merged = std::move(next);
    } else {
      merged.merge(std::move(next), how.limits);
    }
    from = to;
  }
  return merged;
}

inline std::string dump_time(LocalTime time) { return std::to_string(time.time_since_epoch().count()); }

inline std::string dump_location(const detail::Location& at) {
  return std::to_string(at.ordinal) + "@" + std::to_string(at.offset) + "+" + std::to_string(at.length);
}

// All that a result says, one thing a line.
inline std::string dump(const detail::SourceResult& result) {
  std::string text;
  const auto number = [&](const char* name, std::uint64_t value) {
    text += std::string(name) + " " + std::to_string(value) + "\n";
  };
  number("lines", result.lines);
  number("records", result.records);
  number("continuation", result.continuation);
  number("rejected", result.rejected);
  number("parsed_bytes", result.parsed_bytes);
  number("continuation_bytes", result.continuation_bytes);
  number("rejected_bytes", result.rejected_bytes);
  number("skipped", result.skipped);
  number("skipped_bytes", result.skipped_bytes);
  number("notification_lines", result.notification_lines);
  number("answers_read", result.answers_read);
  number("sync_lines", result.sync_lines);
  number("busy_minutes", result.busy_minutes);
  number("dropped_runs", result.dropped_runs);
  number("dropped_subjects", result.dropped_subjects);
  for (std::size_t i = 0; i < detail::kRejectReasons; ++i) {
    if (result.rejects[i].count == 0) continue;
    text += std::string(detail::reject_text(static_cast<detail::RejectReason>(i))) + " " +
            std::to_string(result.rejects[i].count) + ", first in line " +
            std::to_string(result.rejects[i].first_ordinal) + "\n";
  }
  if (result.has_time) {
    text += "times " + dump_time(result.first) + " to " + dump_time(result.last) + ", in file " +
            dump_time(result.first_in_file) + " to " + dump_time(result.last_in_file) + ", offset " +
            std::to_string(result.stated_offset_s) + "\n";
  }
  number("head", result.head_rejected_bytes);
  number("tail", result.tail_rejected_bytes);
  for (const detail::DeadStretch& dead : result.dead) {
    text += "dead " + (dead.has_from ? dump_time(dead.from) : "start") + " to " +
            (dead.has_to ? dump_time(dead.to) : "end") + "\n";
  }
  for (detail::NameId id = 0; id < result.names.size(); ++id)
    text += "name " + std::string(result.names.text(id)) + "\n";
  for (const detail::SourceTrack& track : result.tracks.tracks()) {
    text += std::string(detail::signal_info(track.kind).name) + " of " + std::string(result.names.text(track.subject)) +
            " " + std::to_string(track.number) + " from";
    for (const detail::NameId peer : track.peers) text += " " + std::string(result.names.text(peer));
    if (track.peers.more()) text += " and more";
    text += "\n";
    for (const auto& run : track.list.runs()) {
      text += "  " + dump_time(run.first) + " to " + dump_time(run.last) + " x" + std::to_string(run.count) + " tag " +
              std::to_string(run.tag) + " " + dump_location(run.first_at) + " " + dump_location(run.last_at) + "\n";
    }
  }
  const auto name = [&](const char* what, detail::NameId id) {
    if (id != detail::kNoName) text += std::string(" ") + what + " " + std::string(result.names.text(id));
  };
  for (const auto& event : result.events) {
    text += "event " + std::string(detail::event_name(event.kind)) + " at " + dump_time(event.time);
    name("node", event.text.node);
    name("peer", event.text.peer);
    name("subject", event.text.subject);
    name("detail", event.text.detail);
    text += " number " + std::to_string(event.text.number) + (event.text.confirmed ? "" : " unconfirmed") + " " +
            dump_location(event.at) + "\n";
  }
  for (const auto& fact : result.facts) {
    text += "fact " + std::string(detail::fact_name(fact.kind));
    if (fact.time) text += " at " + dump_time(*fact.time);
    name("node", fact.text.node);
    name("subject", fact.text.subject);
    name("text", fact.text.text);
    name("detail", fact.text.detail);
    text += " number " + std::to_string(fact.text.number) + " " + dump_location(fact.at) + "\n";
  }
  for (const detail::OffsetSpan& span : result.offsets) {
    text += "offset " + std::to_string(span.offset_s) + " from " + dump_time(span.first) + " to " +
            dump_time(span.last) + " x" + std::to_string(span.count) + "\n";
  }
  if (result.zone) text += "zone " + *result.zone + "\n";
  for (const auto& [wording, count] : result.wordings) number(wording.c_str(), count);
  for (const std::string& note : result.notes) text += "note " + note + "\n";
  number("dropped_events", result.dropped_events);
  for (const detail::MinuteIndex::Minute& minute : result.minutes.minutes()) {
    text += "minute " + std::to_string(minute.minute) + " x" + std::to_string(minute.count) + " " +
            std::to_string(minute.fingerprint) + "\n";
  }
  if (!result.minutes.complete()) text += "minutes incomplete\n";
  std::map<std::uint64_t, std::string_view> excerpts(result.excerpts.begin(), result.excerpts.end());
  for (const auto& [offset, excerpt] : excerpts)
    text += "excerpt " + std::to_string(offset) + " " + std::string(excerpt) + "\n";
  return text;
}

// Every byte of the input is counted once.
inline std::uint64_t ledger(const detail::SourceResult& result) {
  return result.parsed_bytes + result.continuation_bytes + result.rejected_bytes + result.skipped_bytes;
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace logscan::test
