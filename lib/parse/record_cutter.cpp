#include "parse/record_cutter.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace logscan::detail {
namespace {

// Fits the second-level cache together with the parser's tables.
constexpr std::size_t kReadBytes = 256 * 1024;

class Cutter {
 public:
  Cutter(ByteSource& bytes, std::string_view head, const CutRange& range, const ParserInfo& info, Parser& parser,
         Sink& sink, const std::function<void(std::uint64_t)>& on_read)
      : bytes_(bytes), head_(head), range_(range), info_(info), parser_(parser), sink_(sink), on_read_(on_read) {
    buffer_.resize(2 * kReadBytes);
    offset_ = range.from == 0 ? 0 : range.from - 1;
  }

  CutEnd run() {
    if (range_.from != 0 && !skip_to_first_record()) return end_;
    while (step()) {
    }
    return end_;
  }

  // False at the end of the range.
  bool step() {
    if (sink_.stop_requested()) return false;
    const std::optional<std::size_t> stop = range_end();
    if (stop) {
      emit(*stop, at_end_ && *stop == held_);
      return false;
    }
    if (at_end_) {
      emit(held_, true);
      return false;
    }
    const std::size_t cut = last_record_start();
    if (cut > 0) {
      emit(cut, false);
    } else if ((held_ >= sink_.limits().record_bytes && give_up_record()) || discard_long_line()) {
      return true;
    }
    read_more();
    return true;
  }

 private:
  [[nodiscard]] std::string_view held() const { return {buffer_.data() + begin_, held_}; }

  // From here on a line is judged by its front, wherever the reads and the ranges happen to cut it.
  [[nodiscard]] std::uint64_t front_bytes() const { return std::max<std::uint64_t>(sink_.limits().line_bytes, 1); }
  [[nodiscard]] bool starts_record(std::string_view line) const {
    return info_.starts_record(line.substr(0, front_bytes()));
  }

  void read_more() {
    if (at_end_) return;
    if (begin_ + held_ + kReadBytes > buffer_.size()) {
      if (held_ + kReadBytes > buffer_.size()) buffer_.resize(std::max(buffer_.size() * 2, held_ + kReadBytes));
      std::memmove(buffer_.data(), buffer_.data() + begin_, held_);
      begin_ = 0;
    }
    char* into = buffer_.data() + begin_ + held_;
    if (!head_.empty()) {
      const std::size_t taken = std::min(head_.size(), kReadBytes);
      std::memcpy(into, head_.data(), taken);
      head_.remove_prefix(taken);
      held_ += taken;
      if (on_read_) on_read_(taken);
      return;
    }
    Result<std::size_t> got = bytes_.read({into, kReadBytes});
    if (!got) {
      end_.error = std::move(got).error();
      at_end_ = true;
    } else if (*got == 0) {
      at_end_ = true;
    } else {
      held_ += *got;
      if (on_read_) on_read_(*got);
    }
  }

  void drop(std::size_t count) {
    begin_ += count;
    held_ -= count;
    offset_ += count;
    looked_ -= std::min(looked_, count);
  }

  // Skips the byte before the range, the rest of its line, and the lines that continue a record of the range before.
  bool skip_to_first_record() {
    bool at_line_start = false;
    while (!sink_.stop_requested()) {
      const std::string_view text = held();
      const std::size_t newline = text.find('\n');
      if (at_line_start && (newline != std::string_view::npos || at_end_ || held_ >= front_bytes())) {
        if (text.empty() || offset_ >= range_.to) return false;
        if (starts_record(text.substr(0, newline))) return true;
      }
      if (newline != std::string_view::npos) {
        drop(newline + 1);
        at_line_start = true;
      } else {
        if (at_end_) return false;
        if (!at_line_start || held_ >= front_bytes()) {
          drop(held_);
          at_line_start = false;
        }
        if (offset_ >= range_.to) return false;
        read_more();
      }
    }
    return false;
  }

  // Where the owned records end in the buffer, as far as that can be seen.
  [[nodiscard]] std::optional<std::size_t> range_end() const {
    if (offset_ + held_ < range_.to) return std::nullopt;
    const std::string_view text = held();
    std::size_t at = range_.to > offset_ ? range_.to - offset_ : 0;
    if (at > 0) {
      // A line starts at or after `to`: right behind the first line end at or after to - 1.
      const std::size_t newline = text.find('\n', at - 1);
      if (newline == std::string_view::npos) return at_end_ ? std::optional(held_) : std::nullopt;
      at = newline + 1;
    }
    for (;;) {
      const std::size_t newline = text.find('\n', at);
      const bool whole = newline != std::string_view::npos || at_end_;
      if (!whole && held_ - at < front_bytes()) return std::nullopt;
      if (at >= held_ || starts_record(text.substr(at, newline - at))) return at;
      if (newline == std::string_view::npos) return at_end_ ? std::optional(held_) : std::nullopt;
      at = newline + 1;
    }
  }

  // The start of the last line in the buffer that starts a record; 0 where that is the first or there is none.
  std::size_t last_record_start() {
    const std::string_view text = held();
    std::size_t end = text.rfind('\n');
    const std::size_t whole = end == std::string_view::npos ? 0 : end + 1;
    // The line after the last line end is not whole yet; it and the last whole line stay, since what follows may
    // belong to them.
    while (end != std::string_view::npos && end > 0) {
      const std::size_t before = text.rfind('\n', end - 1);
      const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
      // A record of many reads is looked through once.
      if (start == 0 || start < looked_) break;
      if (starts_record(text.substr(start, end - start))) return start;
      end = before;
    }
    looked_ = whole;
    return 0;
  }

  void emit(std::size_t count, bool last) {
    // What a sequential parser holds back, it lets go at the end, also where the last line was left out.
    if (count == 0 && !(last && info_.sequential)) return;
    parser_.parse({held().substr(0, count), offset_, last}, sink_);
    end_.bytes += count;
    drop(count);
  }

  // A record over the limit: its whole lines go to the parser now, and the following ones as continuation. False where
  // there is no whole line yet.
  bool give_up_record() {
    const std::size_t newline = held().rfind('\n');
    if (newline == std::string_view::npos) return false;
    emit(newline + 1, false);
    return true;
  }

  // A line over the limit without an end in sight is rejected without being kept. False where there is none.
  bool discard_long_line() {
    const std::string_view text = held();
    if (held_ <= front_bytes() || text.find('\n') != std::string_view::npos) return false;
    sink_.next_line();
    const std::uint64_t ordinal = sink_.line();
    std::uint64_t bytes = 0;
    for (;;) {
      const std::size_t newline = held().find('\n');
      const std::size_t count = newline == std::string_view::npos ? held_ : newline + 1;
      bytes += count;
      drop(count);
      if (newline != std::string_view::npos || at_end_ || sink_.stop_requested()) break;
      read_more();
    }
    sink_.reject_bytes(bytes, ordinal, RejectReason::kTooLong);
    end_.bytes += bytes;
    return true;
  }

  ByteSource& bytes_;
  std::string_view head_;
  const CutRange range_;
  const ParserInfo& info_;
  Parser& parser_;
  Sink& sink_;
  const std::function<void(std::uint64_t)>& on_read_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, held_ = 0;  // the bytes in hand are buffer_[begin_, begin_ + held_)
  std::uint64_t offset_ = 0;          // of buffer_[begin_] in the source
  std::size_t looked_ = 0;  // no line that begins in these first bytes held starts a record, but maybe the first
  bool at_end_ = false;
  CutEnd end_;
};

}  // namespace

CutEnd cut_records(ByteSource& bytes, std::string_view head, const CutRange& range, const ParserInfo& info,
                   Parser& parser, Sink& sink, const std::function<void(std::uint64_t)>& on_read) {
  return Cutter(bytes, head, range, info, parser, sink, on_read).run();
}

struct StepwiseCutter::State {
  State(ByteSource& bytes, const ParserInfo& info, Parser& parser, Sink& sink)
      : cutter(bytes, {}, {}, info, parser, sink, untold) {}
  const std::function<void(std::uint64_t)> untold;
  Cutter cutter;
  bool ended = false;
};

StepwiseCutter::StepwiseCutter(ByteSource& bytes, const ParserInfo& info, Parser& parser, Sink& sink)
    : state_(std::make_unique<State>(bytes, info, parser, sink)) {}

StepwiseCutter::~StepwiseCutter() = default;

bool StepwiseCutter::step() {
  state_->ended = state_->ended || !state_->cutter.step();
  return !state_->ended;
}

}  // namespace logscan::detail
