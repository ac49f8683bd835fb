#include "parse/sink.h"

#include <algorithm>

namespace logscan::detail {

void Sink::reject_bytes(std::uint64_t bytes, std::uint64_t ordinal, RejectReason reason) {
  ++result_.rejected;
  result_.rejected_bytes += bytes;
  pending_rejected_ += bytes;
  Rejects& rejects = result_.rejects[static_cast<std::size_t>(reason)];
  if (rejects.count++ == 0) rejects.first_ordinal = ordinal;
}

void Sink::end_rejected_stretch(LocalTime at) {
  if (!result_.has_time) {
    result_.head_rejected_bytes = pending_rejected_;
  } else if (pending_rejected_ >= kDeadBytes) {
    result_.dead.push_back({result_.last_in_file, at, true, true});
  }
  pending_rejected_ = 0;
}

void Sink::store_excerpt(std::uint64_t offset, std::string_view text) {
  text = text.substr(0, kMostExcerpt);
  if (excerpt_bytes_ + text.size() > limits_.excerpt_bytes) {
    result_.excerpt_digests.try_emplace(offset, excerpt_digest(text));
    return;
  }
  if (result_.excerpts.try_emplace(offset, text).second) excerpt_bytes_ += text.size();
}

void Sink::store_open_text(const OpenText& open) {
  if (!open.text.empty()) {
    store_excerpt(open.offset, open.text);
  } else if (open.digest) {
    result_.excerpt_digests.try_emplace(open.offset, *open.digest);
  }
}

void Sink::keep_text(SourceTrack& track, RunList<LocalTime>::Change change, const RecordRef& record) {
  const auto index = static_cast<std::size_t>(&track - result_.tracks.tracks().data());
  if (index >= last_texts_.size()) last_texts_.resize(index + 1);
  OpenText& open = last_texts_[index];
  switch (change) {
    case RunList<LocalTime>::Change::kExtended:
      break;
    case RunList<LocalTime>::Change::kStarted:
      store_open_text(open);
      store_excerpt(record.offset, record.raw);
      break;
    case RunList<LocalTime>::Change::kBorder:
      store_excerpt(record.offset, record.raw);
      return;
    case RunList<LocalTime>::Change::kInner:
      return;
  }
  const std::string_view text = record.raw.substr(0, kMostExcerpt);
  open.offset = record.offset;
  open.digest.reset();
  if (text.size() > open.text.capacity()) {
    const std::size_t more = text.size() - open.text.capacity();
    if (open_text_bytes_ + more > limits_.excerpt_bytes) {
      open.text.clear();
      open.digest = excerpt_digest(text);
      return;
    }
    open_text_bytes_ += more;
  }
  open.text.assign(text);
}

SourceResult Sink::finish() {
  for (const OpenText& open : last_texts_) {
    store_open_text(open);
  }
  (result_.has_time ? result_.tail_rejected_bytes : result_.head_rejected_bytes) += pending_rejected_;
  result_.lines = line_;
  return std::move(result_);
}

}  // namespace logscan::detail
