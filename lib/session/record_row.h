// One record on its way to a row of the timeline.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "input/location.h"
#include "logscan/result.h"
#include "logscan/time.h"
#include "model/kinds.h"

namespace logscan::detail {

enum class RecordForm : std::uint8_t {
  kTimed,     // it has a time of its own
  kPlaced,    // it has that of the record before it
  kRejected,  // no record of the format; its time is that of the record before it
  kMessage    // an HTTP message of a capture
};

struct RecordRow {
  Timestamp time{};  // the least there is where the source has none
  SourceId source = kNoSource;
  std::uint64_t order = 0;    // within the source
  std::uint64_t ordinal = 0;  // line or frame
  RecordForm form = RecordForm::kTimed;
  // Of a message.
  EventKind kind = EventKind::kHttpRequest;
  bool complete = true;
  std::int64_t number = 0;
  std::string_view node;
  // Of any.
  std::string_view subject, peer, text;
};

inline bool comes_before(const RecordRow& a, const RecordRow& b) {
  return std::tie(a.time, a.source, a.order) < std::tie(b.time, b.source, b.order);
}

// Rows in their order.
class RowStream {
 public:
  virtual ~RowStream() = default;
  // False at the end. The texts of a row live until the next call.
  virtual Result<bool> next(RecordRow& row) = 0;
};

}  // namespace logscan::detail
