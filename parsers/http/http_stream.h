// HTTP/1.x in one direction of one connection: pieces, gaps and an end go in, messages come out.
//
// Messages may follow each other, begin and end anywhere in a piece, and be cut into pieces in any way: what comes out
// is the same. Where bytes are missing or wrong the message ends, cut, and the next one is looked for at the begin of
// each piece that follows: a sender begins a message with a new segment. A gap inside of a body whose length is known
// only makes a hole in it. Nothing grows without bound: a head is read line by line.
//
// Not read: HTTP/0.9, HTTP/2, and what follows an upgrade or CONNECT; those bytes are counted.
// Framing as in RFC 9112, sections 6 and 7; a lone \n ends a line too, and a folded line belongs to the one before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "logscan/time.h"
#include "parsers/http/http_message.h"
#include "parsers/http/start_line.h"

namespace logscan::detail {

struct HttpLimits {
  std::size_t head_bytes = 64 << 10;  // text kept of one head; what it says of the body counts beyond that too
  std::size_t body_bytes = 16 << 20;  // text kept of one body, also when it is inflated
};

// Body bytes that are in memory now, over all connections that share it.
struct HttpBudget {
  std::uint64_t most = 64ULL << 20;
  std::uint64_t kept = 0;
};

struct HttpCounts {
  std::uint64_t messages = 0;
  std::uint64_t cut_messages = 0;     // of these
  std::uint64_t long_heads = 0;       // longer than the limit
  std::uint64_t long_bodies = 0;      // not all of the text that was wanted is kept
  std::uint64_t skipped_bytes = 0;    // in no message
  std::uint64_t tunnelled_bytes = 0;  // behind an upgrade or CONNECT
  std::uint64_t lost_bytes = 0;       // in gaps
  HttpCounts& operator+=(const HttpCounts& other);
};

// What follows a head, as far as the head itself cannot tell.
struct HttpBodyPlan {
  std::size_t keep = 0;      // so much text of the body is wanted
  bool no_body = false;      // the answer to HEAD
  bool tunnel_next = false;  // no more HTTP behind this head
};

class HttpReader {
 public:
  virtual ~HttpReader() = default;
  // The head is whole; the body follows.
  virtual HttpBodyPlan head(const HttpMessage& message) = 0;
  // The message ended, whole or cut. It may be moved out and cleared; with it goes the charge on the budget. A message
  // that is cut in its head comes without a call of head().
  virtual void message(HttpMessage& message) = 0;
};

enum class HttpEnd : std::uint8_t {
  kClosed,  // by the sender (FIN): a body without a length ends here
  kCut,     // by a reset or by the end of the capture
};

class HttpStream {
 public:
  // All must outlive this.
  HttpStream(HttpReader& reader, const HttpLimits& limits, HttpBudget& budget)
      : reader_(reader), limits_(limits), budget_(budget) {}
  ~HttpStream() { release(message_); }
  HttpStream(const HttpStream&) = delete;
  HttpStream& operator=(const HttpStream&) = delete;

  // Each piece once and in order, with time and frame of the packet it came in.
  void push(std::string_view bytes, Timestamp time, std::uint64_t frame);
  // So many bytes are missing here; 0: nobody knows how many.
  void gap(std::uint64_t missing, Timestamp time, std::uint64_t frame);
  // Nothing comes after it but reset().
  void close(HttpEnd how, Timestamp time);
  // As new, for another connection.
  void reset();

  // The other side has refused the body that is announced: the next request may stand in its place.
  void allow_body_to_be_left_out() { body_may_be_left_out_ = true; }
  // No more HTTP behind the message that is under way.
  void tunnel_next();
  // Whether the framing is known: a gap that is passed now loses no message.
  [[nodiscard]] bool inside_body() const;
  [[nodiscard]] const HttpCounts& counts() const { return counts_; }

  // Empties the message and takes its body off the budget.
  void release(HttpMessage& message);

 private:
  enum class State : std::uint8_t {
    kStart,  // a message begins here, behind empty lines
    kSkip,   // not HTTP: the rest of the piece is left out
    kHead,
    kLength,  // a body of `left_` bytes
    kChunkSize,
    kChunk,  // `left_` bytes of it are to come
    kChunkEnd,
    kTrailer,
    kUntilClose,
    kTunnel,
  };

  [[nodiscard]] bool body_left_out() const;
  void step(std::string_view& bytes);
  bool take_line(std::string_view& bytes, std::string_view& line);
  void take_head_time();
  void take(const StartLine& start);
  void take_start(std::string_view& bytes);
  void take_head_line(std::string_view& bytes);
  void take_field(std::string_view line);
  std::string* place_of(std::string_view name);
  void append_value(std::string& to, std::string_view value);
  void end_head();
  void begin_body();
  void take_chunk_line(std::string_view& bytes);
  void keep(std::string_view bytes);
  void end_cut(std::string_view why);
  void end_message(HttpExtent extent);
  void not_http(std::string_view& bytes);

  HttpReader& reader_;
  const HttpLimits& limits_;
  HttpBudget& budget_;
  State state_ = State::kStart;
  bool body_may_be_left_out_ = false;
  bool tunnel_next_ = false;
  bool bad_length_ = false;  // Content-Length and Transfer-Encoding of this head do not say where the body ends
  bool other_coding_ = false;
  bool closed_ = false;
  HttpBodyPlan plan_;
  std::uint64_t left_ = 0;
  std::string line_;  // begun in an earlier piece
  std::uint64_t line_bytes_ = 0;
  std::string* last_value_ = nullptr;  // what a folded line continues
  std::uint64_t kept_of_head_ = 0;
  std::string length_, coding_;  // of the head under way
  Timestamp time_{};
  std::uint64_t frame_ = 0;
  HttpMessage message_;
  HttpCounts counts_;
};

}  // namespace logscan::detail
