// The record cutter: bytes in, blocks of whole records out.
//
// The idea: read into one buffer, find the last line that starts a record, hand on everything before it, and carry the
// rest to the front of the buffer. So a record is never split, and bytes are copied once from the system and once per
// block for the carried record.
//
// A range [from, to) of a source owns the records that start in it. Reading begins one byte early to see whether a line
// starts at `from`, skips what belongs to the range before, and goes on past `to` until the last owned record is whole.
// So any cutting of a source into ranges gives every record to exactly one of them.
//
// Guarantees: memory is bounded by the record limit; a line over the line limit is rejected and skipped; every byte of
// the owned records reaches the parser or is counted as rejected.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>

#include "input/byte_source.h"
#include "parse/parser.h"

namespace logscan::detail {

struct CutRange {
  std::uint64_t from = 0;
  std::uint64_t to = std::numeric_limits<std::uint64_t>::max();
};

// Feeds `parser` until the range ends, the source ends, or a stop is requested. `bytes` must begin at max(from, 1) - 1.
// `head` are bytes already taken from the front of the source (range from 0 only).
// `on_read` is told the number of bytes read now and then.
CutEnd cut_records(ByteSource& bytes, std::string_view head, const CutRange& range, const ParserInfo& info,
                   Parser& parser, Sink& sink, const std::function<void(std::uint64_t)>& on_read);

// The same of a whole source, bit by bit, for a caller that reads several side by side. All that is given must outlive
// it.
class StepwiseCutter {
 public:
  StepwiseCutter(ByteSource& bytes, const ParserInfo& info, Parser& parser, Sink& sink);
  ~StepwiseCutter();
  StepwiseCutter(const StepwiseCutter&) = delete;
  StepwiseCutter& operator=(const StepwiseCutter&) = delete;

  // Hands on one block at most. False where the source has ended, or a stop was requested.
  bool step();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace logscan::detail
