// One record on its way to a row of the timeline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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

// The order of rows, and of what stands for a row.
template <class Row>
bool comes_before(const Row& a, const Row& b) {
  return std::tie(a.time, a.source, a.order) < std::tie(b.time, b.source, b.order);
}

// Restores the order of a heap, of which the first is the one that comes before all others, after the first has
// changed.
template <class Head, class Before>
void sift_first(std::vector<Head>& heap, const Before& before) {
  for (std::size_t at = 0;;) {
    std::size_t least = 2 * at + 1;
    if (least >= heap.size()) return;
    if (least + 1 < heap.size() && before(heap[least + 1], heap[least])) ++least;
    if (!before(heap[least], heap[at])) return;
    std::swap(heap[least], heap[at]);
    at = least;
  }
}

// Rows in their order.
class RowStream {
 public:
  virtual ~RowStream() = default;
  // False at the end. The texts of a row live until the next call.
  virtual Result<bool> next(RecordRow& row) = 0;
};

}  // namespace logscan::detail
