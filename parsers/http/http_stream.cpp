#include "parsers/http/http_stream.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "parsers/http/content_coding.h"
#include "parsers/http/framing.h"

namespace logscan::detail {
namespace {

// Longer than what says how a body is framed ever is.
constexpr std::size_t kMostFraming = 256;
// A chunk's size may carry extensions; they are not kept.
constexpr std::size_t kMostChunkLine = 256;

constexpr std::string_view kMissing = "bytes of the message are missing from the capture";

}  // namespace

HttpCounts& HttpCounts::operator+=(const HttpCounts& other) {
  messages += other.messages;
  cut_messages += other.cut_messages;
  long_heads += other.long_heads;
  long_bodies += other.long_bodies;
  skipped_bytes += other.skipped_bytes;
  tunnelled_bytes += other.tunnelled_bytes;
  lost_bytes += other.lost_bytes;
  return *this;
}

bool HttpStream::inside_body() const {
  return state_ == State::kLength || state_ == State::kChunk || state_ == State::kUntilClose;
}

bool HttpStream::body_left_out() const {
  const bool nothing_yet = state_ == State::kLength || (state_ == State::kChunkSize && line_bytes_ == 0);
  return body_may_be_left_out_ && nothing_yet && message_.body_bytes == 0 && message_.body_lost == 0;
}

void HttpStream::tunnel_next() {
  tunnel_next_ = true;
  if ((state_ == State::kStart && line_bytes_ == 0) || state_ == State::kSkip) state_ = State::kTunnel;
}

void HttpStream::release(HttpMessage& message) {
  budget_.kept -= message.body.size();
  message.clear();
}

void HttpStream::push(std::string_view bytes, Timestamp time, std::uint64_t frame) {
  if (bytes.empty() || closed_) return;
  if (state_ == State::kSkip) state_ = State::kStart;
  if (body_left_out() && start_of(bytes) == StartOf::kMessage) end_message(HttpExtent::kWhole);
  time_ = time;
  frame_ = frame;
  while (!bytes.empty()) step(bytes);
}

void HttpStream::step(std::string_view& bytes) {
  switch (state_) {
    case State::kStart:
      return take_start(bytes);
    case State::kHead:
      return take_head_line(bytes);
    case State::kChunkSize:
    case State::kChunkEnd:
    case State::kTrailer:
      return take_chunk_line(bytes);
    case State::kLength:
    case State::kChunk: {
      const std::string_view part =
          bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_)));
      keep(part);
      left_ -= part.size();
      bytes.remove_prefix(part.size());
      if (left_ > 0) return;
      if (state_ == State::kChunk) {
        state_ = State::kChunkEnd;
      } else {
        end_message(message_.body_lost == 0 ? HttpExtent::kWhole : HttpExtent::kBodyCut);
      }
      return;
    }
    case State::kUntilClose:
      keep(bytes);
      break;
    case State::kTunnel:
      counts_.tunnelled_bytes += bytes.size();
      break;
    case State::kSkip:
      counts_.skipped_bytes += bytes.size();
      break;
  }
  bytes = {};
}

// A line without its end, from this piece or put together from several; false where its end is still to come. Of a line
// over the limit the front is kept.
bool HttpStream::take_line(std::string_view& bytes, std::string_view& line) {
  const std::size_t end = bytes.find('\n');
  const std::string_view part = bytes.substr(0, end);
  const bool ended = end != std::string_view::npos;
  line = part.substr(0, limits_.head_bytes);
  if (!ended || line_bytes_ > 0) {
    line_.append(part.substr(0, limits_.head_bytes - std::min(line_.size(), limits_.head_bytes)));
    line = line_;
  }
  line_bytes_ += part.size() + (ended ? 1 : 0);
  bytes.remove_prefix(part.size() + (ended ? 1 : 0));
  if (ended && line.ends_with('\r')) line.remove_suffix(1);
  return ended;
}

void HttpStream::not_http(std::string_view& bytes) {
  counts_.skipped_bytes += line_bytes_ + bytes.size();
  bytes = {};
  empty_text(line_);
  line_bytes_ = 0;
  state_ = State::kSkip;
}

void HttpStream::take_start(std::string_view& bytes) {
  if (line_bytes_ == 0) {
    // A robust reader passes over empty lines in front of a message (RFC 9112, 2.2).
    while (!bytes.empty() && (bytes.front() == '\r' || bytes.front() == '\n')) bytes.remove_prefix(1);
    if (bytes.empty()) return;
    message_.begin = message_.head_end = time_;
    message_.first_frame = message_.head_frame = frame_;
  }
  take_head_time();
  std::string_view line;
  const bool ended = take_line(bytes, line);
  StartLine start;
  if (!ended) {
    const bool hopeless =
        start_of(line) == StartOf::kNothing || (line_bytes_ > limits_.head_bytes && !read_cut_start_line(line, start));
    if (hopeless) not_http(bytes);
    return;
  }
  // Of a line over the limit the version is not kept.
  const bool is_start =
      read_start_line(line, start) || (line_bytes_ > limits_.head_bytes && read_cut_start_line(line, start));
  if (!is_start) return not_http(bytes);
  take(start);
  message_.extent = HttpExtent::kHeadCut;
  kept_of_head_ = line.size();
  last_value_ = nullptr;
  length_.clear();
  coding_.clear();
  empty_text(line_);
  line_bytes_ = 0;
  state_ = State::kHead;
}

// Packets may come in another order than they were sent in: the head is whole when the last of its packets has come.
void HttpStream::take_head_time() {
  if (frame_ <= message_.head_frame) return;
  message_.head_end = time_;
  message_.head_frame = frame_;
}

void HttpStream::take(const StartLine& start) {
  message_.request = start.request;
  message_.minor_version = start.minor_version;
  message_.status = start.status;
  message_.method.assign(start.method);
  message_.uri.assign(start.uri);
  message_.head_bytes = line_bytes_;
}

void HttpStream::take_head_line(std::string_view& bytes) {
  std::string_view line;
  take_head_time();
  if (!take_line(bytes, line)) return;
  message_.head_bytes += line_bytes_;
  if (line.empty()) {
    end_head();
  } else {
    take_field(line);
  }
  empty_text(line_);
  line_bytes_ = 0;
}

std::string* HttpStream::place_of(std::string_view name) {
  static constexpr std::string_view kLength = "Content-Length", kCoding = "Transfer-Encoding";
  if (name.size() == kLength.size() && iequals(name, kLength)) return &length_;
  if (name.size() == kCoding.size() && iequals(name, kCoding)) return &coding_;
  const std::optional<HttpField> field = field_of(name);
  return field ? &message_.fields[static_cast<std::size_t>(*field)] : nullptr;
}

void HttpStream::append_value(std::string& to, std::string_view value) {
  const bool framing = &to == &length_ || &to == &coding_;
  const std::size_t room =
      framing
          ? kMostFraming - std::min(kMostFraming, to.size())
          : limits_.head_bytes - static_cast<std::size_t>(std::min<std::uint64_t>(limits_.head_bytes, kept_of_head_));
  value = value.substr(0, room);
  to.append(value);
  if (!framing) kept_of_head_ += value.size();
}

void HttpStream::take_field(std::string_view line) {
  if (is_blank(line.front())) {
    if (last_value_ == nullptr) return;
    append_value(*last_value_, " ");
    return append_value(*last_value_, trim(line));
  }
  const std::size_t colon = line.find(':');
  last_value_ = nullptr;
  if (colon == std::string_view::npos) return message_.note("a line of the head is no field");
  std::string* const place = place_of(trim(line.substr(0, colon)));
  if (place == nullptr) return;
  if (!place->empty()) append_value(*place, ", ");
  append_value(*place, trim(line.substr(colon + 1)));
  last_value_ = place;
}

void HttpStream::end_head() {
  message_.extent = HttpExtent::kBodyCut;
  if (message_.head_bytes > limits_.head_bytes) {
    ++counts_.long_heads;
    message_.note("the head is longer than the limit");
  }
  if (!length_.empty()) message_.content_length = read_length(length_);
  bad_length_ = !length_.empty() && !message_.content_length;
  // Chunks are the last coding, where they are one; a coding below them makes the body unreadable.
  const std::string_view last = trim(std::string_view(coding_).substr(coding_.rfind(',') + 1));
  message_.chunked = iequals(last, "chunked");
  other_coding_ = !coding_.empty() && !iequals(trim(coding_), "chunked") && !iequals(trim(coding_), "identity");
  body_may_be_left_out_ = false;
  plan_ = reader_.head(message_);
  plan_.keep = std::min(plan_.keep, limits_.body_bytes);
  begin_body();
}

void HttpStream::begin_body() {
  const bool bodiless =
      plan_.no_body ||
      (!message_.request && (message_.status / 100 == 1 || message_.status == 204 || message_.status == 304));
  if (plan_.tunnel_next || bodiless) {
    tunnel_next_ = tunnel_next_ || plan_.tunnel_next;
    return end_message(HttpExtent::kWhole);
  }
  if (message_.chunked) {
    state_ = State::kChunkSize;
  } else if (bad_length_ && !other_coding_) {
    message_.note("the Content-Length is no number, or two of them differ");
    end_message(HttpExtent::kBodyCut);
    state_ = State::kSkip;
  } else if (message_.content_length && !other_coding_) {
    left_ = *message_.content_length;
    state_ = State::kLength;
    if (left_ == 0) end_message(HttpExtent::kWhole);
  } else if (message_.request && !other_coding_) {
    end_message(HttpExtent::kWhole);
  } else {
    // A transfer coding that is not chunked makes any length void.
    state_ = State::kUntilClose;
  }
}

void HttpStream::take_chunk_line(std::string_view& bytes) {
  std::string_view line;
  const bool ended = take_line(bytes, line);
  // What is no end of a chunk is known by its first byte; the line it stands in may be long in coming.
  const bool no_end = state_ == State::kChunkEnd && !line.empty() && line != "\r";
  if (!ended && !no_end) {
    if (line_.size() > kMostChunkLine) line_.resize(kMostChunkLine);
    return;
  }
  const State state = state_;
  bool good = true;
  if (state == State::kChunkEnd) {
    good = !no_end;
    state_ = State::kChunkSize;
  } else if (state == State::kChunkSize) {
    const std::optional<std::uint64_t> size = read_chunk_size(line.substr(0, kMostChunkLine));
    good = size.has_value();
    left_ = size.value_or(0);
    state_ = left_ > 0 ? State::kChunk : State::kTrailer;
  }
  const bool last = state == State::kTrailer && line.empty();
  const std::uint64_t line_bytes = line_bytes_;
  empty_text(line_);
  line_bytes_ = 0;
  if (last) {
    end_message(message_.body_lost == 0 ? HttpExtent::kWhole : HttpExtent::kBodyCut);
  } else if (!good) {
    counts_.skipped_bytes += line_bytes;
    message_.note("the size of a chunk is no number, or the chunk is longer than it says");
    end_message(HttpExtent::kBodyCut);
    state_ = State::kSkip;
  }
}

void HttpStream::keep(std::string_view bytes) {
  message_.body_bytes += bytes.size();
  // Text behind a hole would read as if it followed the text before it.
  if (!message_.body_whole) return;
  const std::uint64_t free = budget_.most - std::min(budget_.most, budget_.kept);
  const std::size_t room =
      static_cast<std::size_t>(std::min<std::uint64_t>(plan_.keep - std::min(plan_.keep, message_.body.size()), free));
  const std::string_view part = bytes.substr(0, room);
  message_.body.append(part);
  budget_.kept += part.size();
  if (part.size() < bytes.size()) {
    message_.body_whole = false;
    if (plan_.keep > 0) {
      ++counts_.long_bodies;
      message_.note("the body is longer than the limit");
    }
  }
}

void HttpStream::end_message(HttpExtent extent) {
  message_.extent = extent;
  message_.end = time_;
  message_.last_frame = frame_;
  if (extent == HttpExtent::kBodyCut) message_.body_whole = false;
  if (other_coding_ && extent >= HttpExtent::kBodyCut) {
    message_.note("the transfer coding of the body is not read");
    message_.body_whole = false;
  } else if (!message_.body.empty() && !message_.field(HttpField::kContentEncoding).empty()) {
    budget_.kept -= message_.body.size();
    const std::uint64_t free = budget_.most - std::min(budget_.most, budget_.kept);
    const std::string_view fault =
        undo_content_coding(message_.field(HttpField::kContentEncoding),
                            static_cast<std::size_t>(std::min<std::uint64_t>(plan_.keep, free)), message_.body);
    budget_.kept += message_.body.size();
    if (!fault.empty()) {
      message_.note(fault);
      message_.body_whole = false;
    }
  }
  ++counts_.messages;
  if (extent != HttpExtent::kWhole) ++counts_.cut_messages;
  state_ = State::kStart;
  other_coding_ = false;
  body_may_be_left_out_ = false;
  last_value_ = nullptr;
  empty_text(line_);
  line_bytes_ = 0;
  reader_.message(message_);
  release(message_);
  if (tunnel_next_) state_ = State::kTunnel;
}

// Ends what is under way where its bytes end.
void HttpStream::end_cut(std::string_view why) {
  switch (state_) {
    case State::kStart: {
      StartLine start;
      if (line_bytes_ == 0) return;
      if (read_cut_start_line(line_, start)) {
        take(start);
        message_.note(why);
        return end_message(HttpExtent::kStartLineCut);
      }
      counts_.skipped_bytes += line_bytes_;
      empty_text(line_);
      line_bytes_ = 0;
      return;
    }
    case State::kHead:
      message_.head_bytes += line_bytes_;
      message_.note(why);
      return end_message(HttpExtent::kHeadCut);
    case State::kLength:
    case State::kChunkSize:
    case State::kChunk:
    case State::kChunkEnd:
    case State::kTrailer:
    case State::kUntilClose:
      message_.note(why);
      return end_message(HttpExtent::kBodyCut);
    case State::kSkip:
    case State::kTunnel:
      return;
  }
}

void HttpStream::gap(std::uint64_t missing, Timestamp time, std::uint64_t frame) {
  if (closed_) return;
  counts_.lost_bytes += missing;
  const bool passed = missing > 0 && (state_ == State::kUntilClose || (inside_body() && missing <= left_));
  if (!passed) {
    // The packet behind the gap is not part of what the gap cuts.
    if (inside_body()) message_.body_lost += std::min(left_, missing);
    end_cut(kMissing);
    if (state_ != State::kTunnel) state_ = State::kStart;
    return;
  }
  message_.body_lost += missing;
  message_.body_whole = false;
  message_.note(kMissing);
  if (state_ == State::kUntilClose) return;
  left_ -= missing;
  if (left_ > 0) return;
  time_ = time;
  frame_ = frame;
  if (state_ == State::kChunk) {
    state_ = State::kChunkEnd;
  } else {
    end_message(HttpExtent::kBodyCut);
  }
}

void HttpStream::close(HttpEnd how, Timestamp time) {
  if (closed_) return;
  if (body_left_out()) {
    end_message(HttpExtent::kWhole);
  } else if (state_ == State::kUntilClose && how == HttpEnd::kClosed && message_.body_lost == 0) {
    time_ = std::max(time_, time);
    end_message(HttpExtent::kWhole);
  } else {
    end_cut("the connection or the capture ends inside of the message");
  }
  closed_ = true;
}

void HttpStream::reset() {
  release(message_);
  state_ = State::kStart;
  body_may_be_left_out_ = tunnel_next_ = bad_length_ = other_coding_ = closed_ = false;
  plan_ = {};
  left_ = 0;
  empty_text(line_);
  line_bytes_ = 0;
  last_value_ = nullptr;
  kept_of_head_ = 0;
  length_.clear();
  coding_.clear();
  time_ = {};
  frame_ = 0;
  counts_ = {};
}

}  // namespace logscan::detail
