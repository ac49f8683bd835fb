#include "parsers/cli/command.h"

#include <algorithm>

#include "base/text.h"

namespace logscan::detail {
namespace {

// What waits for a clock line that may never come.
constexpr std::size_t kMostWaiting = 4096;
constexpr std::size_t kMostNotes = 64;
// Lines of outputs are short; of longer ones the front is enough to find them again.
constexpr std::size_t kMostRaw = 4096;
// The same of what a fact says.
constexpr std::size_t kMostWords = 500;
// A clock line tells seconds.
constexpr Duration kLeastClock = std::chrono::seconds(1);

// Of a table whose rows age by the minute, a later clock would make each look older than it was.
bool ages(FactKind kind) { return kind == FactKind::kLastNotification || kind == FactKind::kNoSubscriptions; }

// No character is cut in its middle.
std::string_view front_of(std::string_view text) {
  if (text.size() <= kMostWords) return text;
  std::size_t end = kMostWords;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

void SessionFacts::begin_output(std::uint64_t line) {
  nodes_.output(line);
  own_row_ = {};
}

void SessionFacts::end_output() {
  if (own_row_.rows == 1) nodes_.own_row(own_row_.host, own_row_.primary, own_row_.line);
  own_row_ = {};
}

void SessionFacts::tell_nodes(FactKind kind, const FactWords& words, std::uint64_t line) {
  if (kind == FactKind::kPrimaryNode) nodes_.primary(words.number == 1, line);
  if (kind != FactKind::kClusterNode || !iequals(words.detail, "authenticated")) return;
  own_row_.host = words.subject;
  own_row_.line = line;
  own_row_.primary.reset();
  if (words.text.ends_with("dbpub")) own_row_.primary = true;
  if (words.text.ends_with("dbsub")) own_row_.primary = false;
  ++own_row_.rows;
}

void SessionFacts::fact(FactKind kind, const FactWords& words, const OutputLine& first, const OutputLine& last,
                        Sink& sink) {
  tell_nodes(kind, words, first.record.ordinal);
  const auto name = [&](std::string_view text) { return text.empty() ? kNoName : sink.name(front_of(text)); };
  Waiting fact;
  fact.kind = kind;
  fact.text = {name(words.node), name(words.subject), name(words.text), name(words.detail), words.number};
  // A name beyond the limit would read as the node of the source.
  if (fact.text.node == kNoName && !words.node.empty()) {
    note("facts of more names than are kept: not read", sink);
    return;
  }
  const char* const end = last.record.raw.data() + last.record.raw.size();
  const std::uint64_t spanned = last.record.offset + last.record.raw.size() - first.record.offset;
  // A line between them that was too long is in the source, but not in memory.
  const bool together = first.record.raw.data() + spanned == end;
  fact.raw.assign(
      std::string_view(first.record.raw.data(), together ? spanned : first.record.raw.size()).substr(0, kMostRaw));
  fact.offset = first.record.offset;
  fact.ordinal = first.record.ordinal;
  waiting_.push_back(std::move(fact));
  bound(sink);
}

void SessionFacts::bound(Sink& sink) {
  if (settled_.size() + waiting_.size() <= kMostWaiting) return;
  std::deque<Waiting>& first = settled_.empty() ? waiting_ : settled_;
  tell(first.front(), settled_.empty() ? clock_ : first.front().clock, sink);
  first.pop_front();
}

void SessionFacts::zone(std::string_view name, Sink& sink) {
  sink.zone(name);
  if (Result<Zone> zone = Zone::find(name)) zone_ = *std::move(zone);
}

void SessionFacts::unread_status(const CommandOutput& output, std::string_view why, Sink& sink) {
  fact(FactKind::kHaStatusUnread, {.node = {}, .subject = {}, .text = output.command, .detail = why}, output.at, sink);
}

void SessionFacts::unread(const CommandOutput& output, std::string_view kind, std::string_view why, Sink& sink) {
  fact(FactKind::kOutputUnread, {.node = {}, .subject = kind, .text = output.command, .detail = why}, output.at, sink);
  note("cli." + std::string(kind) + ": " + std::string(why), sink);
}

void SessionFacts::nothing_read(const CommandOutput& output, std::string_view kind, std::string_view why, Sink& sink) {
  const bool prompted = output.at.text.empty();
  if (prompted || output.command.empty()) {
    unread(output, kind, why, sink);
  } else {
    note("cli." + std::string(kind) + ": " + std::string(why), sink);
  }
}

void SessionFacts::note(std::string_view text, Sink& sink) {
  if (notes_.size() >= kMostNotes || std::find(notes_.begin(), notes_.end(), text) != notes_.end()) return;
  notes_.emplace_back(text);
  sink.note(std::string(text));
}

void SessionFacts::clock(LocalTime utc, std::uint64_t ordinal, Sink& sink) {
  const ClockLine now{utc, ordinal};
  for (Waiting& fact : waiting_) {
    const bool nearer = !clock_ || ordinal - fact.ordinal < fact.ordinal - clock_->ordinal;
    const bool before = clock_ && (ages(fact.kind) ? may_be_of(fact, *clock_) : !nearer);
    fact.clock = before ? clock_ : now;
    if (sink.axis() == Axis::kWall) {
      settled_.push_back(std::move(fact));
    } else {
      tell(fact, fact.clock, sink);
    }
  }
  waiting_.clear();
  clock_ = now;
}

// What was seen to happen later than a clock showed was not seen then.
bool SessionFacts::may_be_of(const Waiting& fact, const ClockLine& clock) {
  return fact.kind != FactKind::kLastNotification ||
         Duration(fact.text.number) <= clock.utc.time_since_epoch() + kLeastClock;
}

void SessionFacts::finish(Sink& sink) {
  sink.parts(nodes_.parts());
  const bool nowhere = sink.axis() == Axis::kWall && clock_ && !zone_;
  if (nowhere && settled_.size() + waiting_.size() > 0)
    note("its facts carry no time: the system history in it is wall time, and its zone is not told", sink);
  for (const Waiting& fact : settled_) tell(fact, fact.clock, sink);
  for (const Waiting& fact : waiting_) tell(fact, clock_, sink);
  settled_.clear();
  waiting_.clear();
}

std::optional<WallTime> SessionFacts::time_of(const ClockLine& clock, const Sink& sink) const {
  if (sink.axis() != Axis::kWall) return WallTime{clock.utc, 0};
  if (!zone_) return std::nullopt;
  // The local time of which the zone makes this UTC.
  LocalTime local = clock.utc;
  for (int i = 0; i < 2; ++i) local += clock.utc.time_since_epoch() - zone_->to_utc(local).time.time_since_epoch();
  const Zone::Instant instant = zone_->to_utc(local);
  if (instant.nonexistent || instant.time.time_since_epoch() != clock.utc.time_since_epoch()) return std::nullopt;
  return WallTime{local, WallTime::kNoOffset};
}

void SessionFacts::tell(const Waiting& fact, const std::optional<ClockLine>& clock, Sink& sink) const {
  const auto time = clock && may_be_of(fact, *clock) ? time_of(*clock, sink) : std::nullopt;
  sink.fact(fact.kind, fact.text, time, {fact.raw, fact.offset, fact.ordinal});
}

}  // namespace logscan::detail
