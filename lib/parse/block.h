// Block: bytes in memory now, cut at record borders. LineCursor walks its lines.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "input/location.h"
#include "parse/sink.h"

namespace logscan::detail {

// The text is gone when the call that got it returns.
struct Block {
  std::string_view text;
  std::uint64_t offset = 0;  // of text[0] in the source
  bool last = false;         // the source ends here: a line without an end may be cut
};

// Lines of a block, one after another. Numbers them through the sink, which knows how many came before the block.
class LineCursor {
 public:
  LineCursor(const Block& block, Sink& sink) : rest_(block.text), offset_(block.offset), sink_(sink) {}

  // The next line within the line limit. Longer ones are rejected here: the cutter rejects only those that it does not
  // see whole, and which these are depends on how it reads.
  bool next() {
    while (!rest_.empty()) {
      const void* end = std::memchr(rest_.data(), '\n', rest_.size());
      const std::size_t length =
          end != nullptr ? static_cast<std::size_t>(static_cast<const char*>(end) - rest_.data()) + 1 : rest_.size();
      ended_ = end != nullptr;
      raw_ = rest_.substr(0, length);
      rest_.remove_prefix(length);
      at_ = offset_;
      offset_ += length;
      sink_.next_line();
      if (length <= sink_.limits().line_bytes) [[likely]]
        return true;
      sink_.reject(record(), RejectReason::kTooLong);
    }
    return false;
  }

  // Without its line end (LF or CR LF).
  [[nodiscard]] std::string_view text() const {
    std::string_view line = raw_;
    if (ended_) line.remove_suffix(1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }
  [[nodiscard]] std::string_view raw() const { return raw_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] RecordRef record() const { return {raw_, at_, sink_.line()}; }
  // What follows in the block, for a parser that looks one line ahead.
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_, raw_;
  std::uint64_t offset_, at_ = 0;
  Sink& sink_;
  bool ended_ = false;
};

}  // namespace logscan::detail
