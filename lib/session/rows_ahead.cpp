#include "session/rows_ahead.h"

#include <exception>
#include <utility>

namespace logscan::detail {

RowsAhead::RowsAhead(MakeRow make, std::function<std::vector<std::string>()> notes)
    : make_(std::move(make)), tell_notes_(std::move(notes)), thread_([this] { run(); }) {}

RowsAhead::~RowsAhead() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

RowsAhead::Batch* RowsAhead::wait_for(std::size_t number, bool to_fill) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return abandoned_ || (to_fill ? number < read_ + kBatches : number < filled_); });
  return abandoned_ ? nullptr : &batches_[number % kBatches];
}

void RowsAhead::fill(Batch& batch) {
  batch.count = 0;
  try {
    while (batch.count < batch.rows.size()) {
      const Result<bool> made = make_(batch.rows[batch.count]);
      if (!made) batch.error = made.error();
      batch.last = !made || !*made;
      if (batch.last) break;
      ++batch.count;
    }
    if (!batch.last) return;
    std::vector<std::string> notes = tell_notes_();
    const std::lock_guard lock(mutex_);
    notes_ = std::move(notes);
  } catch (const std::exception& error) {
    batch.error = Error{ErrorCode::kInternal, std::string("internal failure: ") + error.what()};
    batch.last = true;
  }
}

void RowsAhead::run() {
  for (std::size_t number = 0;; ++number) {
    Batch* const batch = wait_for(number, true);
    if (batch == nullptr) return;
    fill(*batch);
    const bool last = batch->last;
    {
      const std::lock_guard lock(mutex_);
      ++filled_;
    }
    changed_.notify_all();
    if (last) return;
  }
}

std::vector<std::string> RowsAhead::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

Result<const TimelineRow*> RowsAhead::next() {
  for (;;) {
    if (reading_ == nullptr) reading_ = wait_for(read_, false);
    if (at_ < reading_->count) return &reading_->rows[at_++];
    if (reading_->error) return *reading_->error;
    if (reading_->last) return static_cast<const TimelineRow*>(nullptr);
    at_ = 0;
    reading_ = nullptr;
    {
      const std::lock_guard lock(mutex_);
      ++read_;
    }
    changed_.notify_all();
  }
}

}  // namespace logscan::detail
