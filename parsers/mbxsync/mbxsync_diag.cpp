// The diagnostic logs of Unity Connection: diag_CuMbxSync_00000086.uc and its siblings.
//
//   01:10:20.300 |6549,mail.example.com,{GUID},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error:
//   ... local time,   thread, server, mailbox,     component, level, place, message no date
//
// The records have no date: their times lie in nominal days, one further where the time of day goes back. Only errors
// and warnings are written where nobody asked for more, so that hours may lie between two records. Lines that do not
// begin with a time continue the record before them: stack traces, XML and JSON bodies, or the rest of a message that
// was wrapped. What failed is read by hand (http_failure.h), all else is looked up in the vocabulary: no document
// prints what the log says of subscriptions. A failure that is told in a form that is not known is told as such: the
// rest of the log says less without it.
#include "parsers/mbxsync/mbxsync_diag.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "parse/wording_matcher.h"
#include "parsers/mbxsync/diag_line.h"
#include "parsers/mbxsync/http_failure.h"
#include "parsers/mbxsync/idle_talk.h"
#include "parsers/mbxsync/nominal_days.h"
#include "parsers/mbxsync/outstanding_gauges.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kFormat = "mbxsync.diag";

// What a message is about stands in its front; whole documents are logged behind that.
constexpr std::size_t kMostMessage = 4096;
constexpr std::size_t kMostDetail = 200;
constexpr std::size_t kMostHost = 255;
// Of a number.
constexpr std::size_t kMostDigits = 18;

// Codes that a document names are looked for in so many places of it.
constexpr std::size_t kMostCodes = 8;
constexpr std::size_t kBeforeCode = 24, kBehindCode = 256;

// A message that was wrapped goes on in so many lines.
constexpr std::size_t kMostWrapped = 4;

// Failures in records without a time are named in notes, so many of them.
constexpr std::size_t kMostTimeless = 8;

// What the vocabulary calls a record.
struct Meaning {
  enum class Sort : std::uint8_t { kNothing, kHttpFailure, kError, kGauge, kEvent };
  Sort sort = Sort::kNothing;
  EventKind event = EventKind::kAlarm;
};

Meaning named_meaning(std::string_view name) {
  if (name == signal_info(SignalKind::kHttpFailure).name) return {Meaning::Sort::kHttpFailure, {}};
  if (name == signal_info(SignalKind::kEwsError).name) return {Meaning::Sort::kError, {}};
  if (name == signal_info(SignalKind::kEwsOutstanding).name) return {Meaning::Sort::kGauge, {}};
  for (std::size_t i = 0; i < kEventNames.size(); ++i) {
    if (name == kEventNames[i]) return {Meaning::Sort::kEvent, static_cast<EventKind>(i)};
  }
  return {};
}

class MbxSyncParser final : public Parser {
 public:
  explicit MbxSyncParser(const Vocabulary& vocabulary) : vocabulary_(vocabulary), matcher_(vocabulary, kFormat) {
    for (const Wording& wording : vocabulary.all()) meanings_.push_back(named_meaning(wording.meaning));
  }

  void parse(const Block& block, Sink& sink) override {
    DiagLine fields;  // of the line in hand; to empty it for each line would cost more than to fill it
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      std::optional<std::chrono::local_days> date;
      Duration clock;
      std::size_t front = kDiagFront;
      if (text.size() < kDiagFront || !times_.read_same_minute(text.data(), clock)) {
        bool dated = false;
        std::array<char, kDiagFront> other{};
        if (!begins_with_diag_time(text)) {
          if (begins_with_diag_date(text)) {
            dated = true;
            date = read_diag_date(text.data());
            text.remove_prefix(kDiagDate);
          } else if (front = read_other_front(text, other); front == 0) {
            take_other(block, line, text, fields, sink);
            continue;
          }
        }
        const std::optional<Duration> read = times_.read(other[0] == 0 ? text.data() : other.data());
        if (!read || (dated && !date)) {
          end_wrapped(sink);
          forget();
          sink.reject(line.record(), RejectReason::kBadTime);
          continue;
        }
        clock = *read;
      }
      if (wrapped_) end_wrapped(sink);
      timed_ = false;
      std::string_view said = text.substr(front);
      if (!split_diag_origin(said, fields)) {
        forget();
        sink.reject(line.record(), reject_reason(block, line, text));
        continue;
      }
      const SaidFields* idle = idle_talk_.find(said);
      if (idle != nullptr) {
        fields.component = {said.data(), idle->component};
        fields.message = {said.data() + idle->message, said.size() - idle->message};
      } else if (!split_diag_said(said, fields)) {
        forget();
        sink.reject(line.record(), reject_reason(block, line, text));
        continue;
      }
      if (block.last && !line.ended() && is_cut_failure(fields.message)) {
        sink.reject(line.record(), RejectReason::kCutLine);
        continue;
      }
      LocalTime time;
      if (date) {
        time = days_.find(clock, *date);
        sink.date(days_.date()->first, days_.date()->second);
      } else {
        time = days_.find(clock);
      }
      last_time_ = {time, WallTime::kNoOffset};
      remember(fields);
      timed_ = true;
      const bool sync = idle != nullptr ? idle->sync : is_sync(fields.component);
      sink.count_sync_lines(sync ? 1 : 0);
      if (idle != nullptr) {
        take_idle(fields.message, last_time_, line.record(), sink);
      } else {
        take(fields, said, last_time_, line.record(), sink);
      }
    }
    if (block.last) {
      end_wrapped(sink);
      days_.finish();
    }
    keep();
    for (unsigned steps = days_.take_doubtful(); steps > 0; --steps) sink.doubtful_step();
  }

 private:
  // Whether the record of a failure lacks its end, so that its status or its target may be the front of another one.
  static bool is_cut_failure(std::string_view message) {
    if (message.empty() || !kHttpRequestFailed.starts_with(message.substr(0, kHttpRequestFailed.size()))) return false;
    const std::optional<HttpFailure> failure = read_http_failure(message);
    return !failure || !failure->whole;
  }

  static RejectReason reject_reason(const Block& block, const LineCursor& line, std::string_view text) {
    return block.last && !line.ended()                 ? RejectReason::kCutLine
           : text.find('\0') != std::string_view::npos ? RejectReason::kBinary
                                                       : RejectReason::kUnknownLayout;
  }

  // A line that does not begin with a time.
  void take_other(const Block& block, const LineCursor& line, std::string_view text, DiagLine& fields, Sink& sink) {
    if (block.last && !line.ended() && is_cut_diag_front(text)) {
      sink.reject(line.record(), RejectReason::kCutLine);
    } else if (text.find('\0') != std::string_view::npos) {
      sink.reject(line.record(), RejectReason::kBinary);
    } else if (split_bare_diag_line(text, fields)) {
      end_wrapped(sink);
      timed_ = false;
      if (block.last && !line.ended() && is_cut_failure(fields.message)) {
        sink.reject(line.record(), RejectReason::kCutLine);
      } else {
        take_timeless(fields, line.record(), sink);
      }
    } else {
      sink.continuation(line.raw());
      take_continuation(text, block.last && !line.ended(), line.record(), sink);
    }
  }

  // The block is gone when the next one comes, and a line of that may continue the last record of this one.
  void keep() {
    std::string kept;
    for (const std::string_view part : {server_, mailbox_, component_}) kept += part;
    kept_.swap(kept);
    std::size_t at = 0;
    for (std::string_view* part : {&server_, &mailbox_, &component_}) {
      *part = std::string_view(kept_).substr(at, part->size());
      at += part->size();
    }
  }
  // What lines that continue the record have to know of it.
  void remember(const DiagLine& line) {
    server_ = line.server.substr(0, kMostHost + 1);
    mailbox_ = line.mailbox.substr(0, kMostDetail);
    component_ = line.component;
    codes_.clear();
  }
  // Lines that follow continue a record that is not known.
  void forget() {
    timed_ = false;
    remember({});
  }
  [[nodiscard]] DiagLine remembered() const {
    DiagLine line;
    line.server = server_;
    line.mailbox = mailbox_;
    line.component = component_;
    return line;
  }

  void take_continuation(std::string_view text, bool cut, const RecordRef& record, Sink& sink) {
    if (wrapped_) {
      go_on(text, cut, sink);
    } else {
      const std::string_view front = text.substr(0, kMostMessage);
      const Wording* wording = matcher_.match(front, captures_);
      if (wording != nullptr && meaning_of(*wording).sort == Meaning::Sort::kHttpFailure)
        find_failure(front, cut, record, sink);
    }
    if (timed_) take_codes(text, record, sink);
  }

  // A failure in a line that continues a record. Where the line is cut, what it lacks may change what is read.
  void find_failure(std::string_view text, bool cut, const RecordRef& record, Sink& sink) {
    const std::size_t at = find_request_failed(text);
    if (at == std::string_view::npos) return;
    text.remove_prefix(at);
    const std::optional<HttpFailure> failure = read_http_failure(text);
    if (cut || (failure && failure->whole)) {
      tell_failure(failure && failure->whole ? failure : std::nullopt, record, sink);
    } else {
      begin_wrapped(text, record);
    }
  }

  // The text of a failure lacks its end, or is of a form that is not known: the next line may have the rest.
  void begin_wrapped(std::string_view text, const RecordRef& record) {
    wrapped_ = Wrapped{std::string(trim(text)), std::string(record.raw), record, 0};
  }

  void go_on(std::string_view text, bool cut, Sink& sink) {
    Wrapped& wrapped = *wrapped_;
    text = trim(text.substr(0, kMostMessage));
    const std::string apart = wrapped.text + " " + std::string(text), whole = wrapped.text + std::string(text);
    const std::optional<HttpFailure> before = read_http_failure(wrapped.text);
    // A line may end within a word, as an address is.
    std::array<const std::string*, 2> tried = {&apart, &whole};
    if (before && !before->url.empty()) std::swap(tried[0], tried[1]);
    for (const std::string* one : tried) {
      const std::optional<HttpFailure> failure = read_http_failure(*one);
      if (!failure || !failure->whole) continue;
      tell_wrapped(failure, sink);
      return;
    }
    if (!cut) wrapped.text = read_http_failure(whole) && !read_http_failure(apart) ? whole : apart;
    if (++wrapped.lines >= kMostWrapped) end_wrapped(sink);
  }

  // No more lines follow: what is there has to do.
  void end_wrapped(Sink& sink) {
    if (!wrapped_) return;
    const std::string text = std::move(wrapped_->text);
    // Less than that may be anything.
    if (find_request_failed(text) == 0) {
      tell_wrapped(read_http_failure(text), sink);
    } else {
      wrapped_.reset();
    }
  }

  void tell_wrapped(const std::optional<HttpFailure>& failure, Sink& sink) {
    const Wrapped wrapped = std::move(*wrapped_);
    wrapped_.reset();
    RecordRef record = wrapped.record;
    record.raw = wrapped.raw;
    tell_failure(failure, record, sink);
  }

  // One more failure of the record in hand; nothing: one in a form that is not known.
  void tell_failure(const std::optional<HttpFailure>& failure, const RecordRef& record, Sink& sink) {
    const DiagLine line = remembered();
    if (!timed_) {
      tell_timeless(line, failure, record, sink);
      return;
    }
    if (!is_new_failure(line, failure)) return;
    const NameId mailbox = line.mailbox.empty() ? kNoName : sink.name(line.mailbox);
    sink.further_signal(SignalKind::kHttpFailure, sink.name(subject_), mailbox, number_of(failure), last_time_, record,
                        tag_of(failure));
  }

  // Names the failure in subject_. False where the record told of it before.
  bool is_new_failure(const DiagLine& line, const std::optional<HttpFailure>& failure) {
    name_failure(line, failure.value_or(HttpFailure{}));
    std::string told = subject_ + " " + std::to_string(number_of(failure));
    if (std::find(codes_.begin(), codes_.end(), told) != codes_.end()) return false;
    codes_.push_back(std::move(told));
    return true;
  }

  static std::uint64_t number_of(const std::optional<HttpFailure>& failure) {
    return !failure ? kUnreadNumber : failure->answered ? failure->status : 0;
  }
  static std::uint64_t tag_of(const std::optional<HttpFailure>& failure) {
    return !failure ? 0 : failure->timed_out ? kTimedOut : failure->tls_failed ? kTlsFailed : 0;
  }

  // What cannot be placed in time can only be told.
  void take_timeless(const DiagLine& line, const RecordRef& record, Sink& sink) {
    sink.timeless(record);
    sink.count_sync_lines(is_sync(line.component) ? 1 : 0);
    remember(line);
    const std::string_view message = line.message.substr(0, kMostMessage);
    if (const auto failure = read_http_status(message)) {
      tell_timeless(line, failure, record, sink);
    } else if (may_be_failure(message)) {
      begin_wrapped(message, record);
    } else {
      find_failure(message, false, record, sink);
    }
  }

  void tell_timeless(const DiagLine& line, const std::optional<HttpFailure>& failure, const RecordRef& record,
                     Sink& sink) {
    name_failure(line, failure.value_or(HttpFailure{}));
    FactText text;
    text.subject = sink.name(subject_);
    text.text = line.mailbox.empty() ? kNoName : sink.name(line.mailbox);
    text.number = static_cast<std::int64_t>(number_of(failure));
    sink.fact(FactKind::kUntimedFailure, text, std::nullopt, record);
    if (++timeless_ > kMostTimeless) return;
    sink.note("a record without a time, not judged: " + subject_ +
              (!failure            ? std::string(" failed in a way that cannot be read")
               : failure->answered ? " answered " + std::to_string(failure->status)
                                   : std::string(" did not answer")) +
              " (line " + std::to_string(record.ordinal) + ")");
  }

  // The component that no log but that of Connection Mailbox Sync has; CsEws and CsExMbxLocator write to others too.
  static bool is_sync(std::string_view component) { return component == "CsMbxSync" || component == "CuMbxSync"; }

  // The message ends within the words that begin a failure.
  static bool may_be_failure(std::string_view message) {
    constexpr std::size_t kLeast = 12;  // `HTTP request`
    return message.size() >= kLeast && message.size() < kHttpRequestFailed.size() &&
           iequals(trim(message), trim(kHttpRequestFailed.substr(0, message.size())));
  }

  // `ews mail.example.com`, in subject_.
  void name_failure(const DiagLine& line, const HttpFailure& failure) {
    const HttpTarget target = failure.target              ? *failure.target
                              : line.component == "CsEws" ? HttpTarget::kEws
                              : line.component == "CsExMbxLocator" || line.component == "MbxLocator"
                                  ? HttpTarget::kAutodiscover
                                  : HttpTarget::kOther;
    std::string_view host = failure.host();
    // The server of the record is that of the request, where it names one.
    if (host.empty() && line.server.find('.') != std::string_view::npos) host = line.server;
    if (host.empty() || host.size() > kMostHost) host = "unknown";
    subject_.assign(target_name(target));
    subject_.push_back(' ');
    for (const char c : host) subject_.push_back(lower(c));
  }

  // What no wording has.
  static void take_idle(std::string_view message, const WallTime& time, const RecordRef& record, Sink& sink) {
    if (sink.wants_unmatched()) sink.unmatched(message, record);
    sink.alive(time, record);
  }

  // `said` is what stands there from the component on.
  void take(const DiagLine& line, std::string_view said, const WallTime& time, const RecordRef& record, Sink& sink) {
    const std::string_view message = line.message.substr(0, kMostMessage);
    if (message.starts_with("HTTP ")) {
      if (message.starts_with(kHttpRequestFailed)) {
        take_request_failed(line, 0, time, record, sink);
        return;
      }
      if (may_be_failure(message)) {
        sink.alive(time, record);
        begin_wrapped(message, record);
        return;
      }
      if (const auto failure = read_http_status(message)) {
        // The body of an answer says more than its status.
        const Wording* wording = matcher_.match(message, captures_);
        if (wording == nullptr || !take_wording(*wording, message, line, time, record, sink))
          take_failure(line, *failure, time, record, sink);
        return;
      }
    }
    const Wording* wording = matcher_.match(message, captures_);
    if (wording == nullptr) {
      const auto message_at = static_cast<std::size_t>(line.message.data() - said.data());
      idle_talk_.learn(said, {line.component.size(), message_at, is_sync(line.component)});
      take_idle(message, time, record, sink);
    } else if (!take_wording(*wording, message, line, time, record, sink)) {
      sink.alive(time, record);
    }
    if (line.message.size() > kMostMessage) take_codes(line.message.substr(kMostMessage - kBeforeCode), record, sink);
  }

  // The message says at `at` that a request failed.
  void take_request_failed(const DiagLine& line, std::size_t at, const WallTime& time, const RecordRef& record,
                           Sink& sink) {
    const std::string_view message = line.message.substr(at, kMostMessage);
    const std::optional<HttpFailure> failure = read_http_failure(message);
    if (failure && failure->whole) {
      take_failure(line, *failure, time, record, sink);
    } else {
      sink.alive(time, record);
      begin_wrapped(message, record);
    }
    // What stands behind the fields is the body of the answer.
    take_codes(line.message.substr(at + (failure ? failure->length : 0)), record, sink);
  }

  // The codes in a document that a record carries, each once: they say nothing of their own time.
  void take_codes(std::string_view text, const RecordRef& record, Sink& sink) {
    static constexpr std::string_view kCode = "Error";
    for (std::size_t at = text.find(kCode), tried = 0; at != std::string_view::npos && tried < kMostCodes;
         at = text.find(kCode, at + kCode.size())) {
      const std::size_t next = at + kCode.size();
      if (next >= text.size() || text[next] < 'A' || text[next] > 'Z' || (at > 0 && is_word(text[at - 1]))) continue;
      ++tried;
      std::size_t end = next;
      while (end < text.size() && is_word(text[end])) ++end;
      if (std::string code(text.substr(at, end - at)); std::find(codes_.begin(), codes_.end(), code) == codes_.end()) {
        codes_.push_back(std::move(code));
        take_code(text.substr(at - std::min(at, kBeforeCode)).substr(0, kBehindCode), record, sink);
      }
    }
  }

  // A failure whose text may go on in the next line, and the record or line that it begins in.
  struct Wrapped {
    std::string text, raw;
    RecordRef record;  // its own raw is gone
    std::size_t lines = 0;
  };

  static bool is_word(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

  // `text` is what stands around a code.
  void take_code(std::string_view text, const RecordRef& record, Sink& sink) {
    const Wording* wording = matcher_.match(text, captures_);
    if (wording == nullptr) return;
    const Meaning& meaning = meaning_of(*wording);
    if (meaning.sort == Meaning::Sort::kError) {
      const std::string_view code = wording->group(captures_, "subject");
      if (code.empty()) return;
      sink.wording(wording->name);
      sink.further_signal(SignalKind::kEwsError, sink.name(code), host_name(server_, sink), 0, last_time_, record);
    } else if (meaning.sort == Meaning::Sort::kEvent) {
      sink.wording(wording->name);
      sink.further_event(meaning.event, event_text(meaning.event, *wording, text, of_server(), sink), last_time_,
                         record);
    }
  }

  void take_failure(const DiagLine& line, const HttpFailure& failure, const WallTime& time, const RecordRef& record,
                    Sink& sink) {
    is_new_failure(line, failure);
    const NameId mailbox = line.mailbox.empty() ? kNoName : sink.name(line.mailbox);
    sink.signal(SignalKind::kHttpFailure, sink.name(subject_), mailbox, number_of(failure), tag_of(failure), time,
                record);
  }

  // `text` is the value as it stands there, maybe with signs between groups of digits; empty where it cannot be read.
  void take_gauge(std::string_view text, const DiagLine& line, const WallTime& time, const RecordRef& record,
                  Sink& sink) {
    std::int64_t value = 0;
    for (const char c : text) value = is_digit(c) ? value * 10 + (c - '0') : value;
    OutstandingGauge& gauge = gauges_.of(is_host(line.server) ? line.server : std::string_view());
    subject_.assign("outstanding");
    if (!gauge.server().empty()) subject_.append(" ").append(gauge.server());
    const std::uint64_t number = text.empty() ? kUnreadNumber : gauge.stretch_of(value);
    sink.signal(SignalKind::kEwsOutstanding, sink.name(subject_), kNoName, number, 0, time, record);
  }

  // The server of a record may be a phone system.
  static bool is_host(std::string_view server) {
    return server.find('.') != std::string_view::npos && server.size() <= kMostHost;
  }
  // The record in hand, as one that tells its server alone.
  [[nodiscard]] DiagLine of_server() const {
    DiagLine line;
    line.server = server_;
    return line;
  }

  // The server of a record, where that is a host and no phone system.
  NameId host_name(std::string_view server, Sink& sink) {
    if (!is_host(server)) return kNoName;
    subject_.clear();
    for (const char c : server) subject_.push_back(lower(c));
    return sink.name(subject_);
  }

  [[nodiscard]] const Meaning& meaning_of(const Wording& wording) const {
    return meanings_[static_cast<std::size_t>(&wording - vocabulary_.all().data())];
  }

  // False where the wording does not say what it should.
  bool take_wording(const Wording& wording, std::string_view message, const DiagLine& line, const WallTime& time,
                    const RecordRef& record, Sink& sink) {
    const Meaning& meaning = meaning_of(wording);
    switch (meaning.sort) {
      case Meaning::Sort::kNothing:
        sink.wording(wording.name);
        return false;
      case Meaning::Sort::kHttpFailure: {
        const std::size_t at = find_request_failed(message);
        if (at == std::string_view::npos) return false;
        take_request_failed(line, at, time, record, sink);
        return true;
      }
      case Meaning::Sort::kError: {
        const std::string_view code = wording.group(captures_, "subject");
        if (code.empty()) return false;
        sink.wording(wording.name);
        codes_.emplace_back(code);
        sink.signal(SignalKind::kEwsError, sink.name(code), host_name(line.server, sink), 0, 0, time, record);
        return true;
      }
      case Meaning::Sort::kGauge: {
        sink.wording(wording.name);
        take_gauge(wording.group(captures_, "number").substr(0, kMostDigits), line, time, record, sink);
        return true;
      }
      case Meaning::Sort::kEvent:
        sink.wording(wording.name);
        codes_.emplace_back(wording.group(captures_, "detail"));
        sink.event(meaning.event, event_text(meaning.event, wording, message, line, sink), time, record);
        return true;
    }
    return false;
  }

  EventText event_text(EventKind kind, const Wording& wording, std::string_view message, const DiagLine& line,
                       Sink& sink) {
    const auto name = [&](std::string_view text) {
      text = trim(text.substr(0, kMostDetail));
      return text.empty() ? kNoName : sink.name(text);
    };
    EventText text;
    text.confirmed = wording.confirmed;
    text.subject = name(wording.group(captures_, "subject"));
    text.detail = name(wording.group(captures_, "detail"));
    const bool alarm = kind == EventKind::kAlarm;
    if (alarm && text.detail == kNoName) text.detail = name(message);
    if (alarm) text.peer = host_name(line.server, sink);
    // A subscription that the record does not name is that of its mailbox.
    if (!alarm && text.subject == kNoName) text.subject = name(line.mailbox);
    return text;
  }

  const Vocabulary& vocabulary_;
  WordingMatcher matcher_;
  std::vector<Meaning> meanings_;  // by the place of the wording in the vocabulary
  Captures captures_;              // of the record in hand; to empty one for each record would cost more
  DiagTimeReader times_;
  IdleTalk idle_talk_;
  NominalDays days_;
  std::string subject_;
  std::size_t timeless_ = 0;
  WallTime last_time_{};  // of the last record
  bool timed_ = false;    // what continues the record has its time
  // Of the last record: in its block, and at the end of that in `kept_`.
  std::string_view server_, mailbox_, component_;
  std::string kept_;
  std::vector<std::string> codes_;  // that it named, and its failures
  OutstandingGauges gauges_;
  std::optional<Wrapped> wrapped_;
};

bool starts_diag_record(std::string_view line) {
  std::array<char, kDiagFront> time{};
  return begins_with_diag_time(line) || begins_with_diag_date(line) || is_bare_diag_line(line) ||
         read_other_front(line, time) != 0;
}

ProbeAnswer probe_diag(const ProbeInput& input) {
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  std::size_t timed = 0, records = 0, bare = 0;
  bool first = true, begins = false;
  DiagTimeReader times;
  while (!rest.empty()) {
    const std::size_t newline = rest.find('\n');
    std::string_view line = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    if (begins_with_diag_date(line)) line.remove_prefix(kDiagDate);
    DiagLine fields;
    std::array<char, kDiagFront> time{};
    bool record = false;
    if (!begins_with_diag_time(line) && read_other_front(line, time) != 0 && times.read(time.data())) {
      record = true;
      ++timed;
      ++records;
    } else if (begins_with_diag_time(line)) {
      record = times.read(line.data()) && split_diag_rest(line.substr(kDiagFront), fields);
      // The last line may be cut; then it says nothing against the layout.
      if (record || newline != std::string_view::npos || input.whole) ++timed;
      if (record) ++records;
    } else if (split_bare_diag_line(line, fields)) {
      record = true;
      ++bare;
    }
    if (first) begins = record;
    first = false;
  }
  if (records > 0 && records * 2 >= timed)
    return {begins ? 85 : 55, Axis::kDateless,
            std::to_string(records) + " of the first " + std::to_string(timed) +
                " lines with a time are records of a diagnostic log"};
  // Among other text, a quoted record makes no log.
  if (bare == 0 || timed > 0 || !begins) return {};
  return {50, Axis::kDateless, std::to_string(bare) + " records of a diagnostic log without their times"};
}

// diag_CuMbxSync_00000086.uc: the log and the number of the file.
std::optional<RotationNumber> diag_number(std::string_view path) {
  constexpr std::size_t kDigits = 8;
  std::string_view name = base_name(path);
  if (name.size() > 3 && iequals(name.substr(name.size() - 3), ".gz")) name.remove_suffix(3);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || !iequals(name.substr(dot), ".uc")) return std::nullopt;
  name = name.substr(0, dot);
  const std::size_t line = name.rfind('_');
  if (line == std::string_view::npos || name.size() - line - 1 != kDigits) return std::nullopt;
  const std::string_view digits = name.substr(line + 1);
  if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return std::nullopt;
  return RotationNumber{std::string(name.substr(0, line)), to_lower(digits)};
}

constexpr std::array<Sample, 15> kSamples = {{
    // Cisco 116001.
    {"01:10:20.300 |6549,mail.xxxxxx.com,{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx}, "
     "CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV response headers: HTTP/1.1 500 "
     "Internal Server Error",
     "http.failure|other mail.xxxxxx.com|500|{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx}|2000-01-01T01:10:20|0"},
    // Cisco 224893.
    {"14:14:10.894 |3917,,,CuGSuiteSyncSrv,22,GSuiteServiceOpTh-40,com.cisco.unity.gsuite.services.GSuiteActionItems."
     "sendMessage - Try # 1 Google Api send message on gsuite",
     "alive"},
    {"14:14:11.052 |3917,,,CuGSuiteSyncSrv,24,CxnResetSynchService.createNewMsgOnGSuite - 400 Bad Request { \"error\" "
     ": "
     "\"invalid_grant\", ...",
     "event alarm|||oauth.refresh-failed|CxnResetSynchService.createNewMsgOnGSuite - 400 Bad Request { \"error\" : "
     "\"invalid_grant\", ...|0|2000-01-01T14:14:11"},
    // Cisco's community, on the traces of the conversation manager.
    {"11:49:52.106 |30679,PhoneSystem-CUCM.235-1-001,CC659E56D3824349A8B777E4EDAB550E,MiuMethods,12,Enter "
     "CAvMiuCall::CallInit",
     "alive"},
    {"11:49:52.107 |30679,PhoneSystem-CUCM.235-1-001,CC659E56D3824349A8B777E4EDAB550E,Arbiter,-1,Incoming Call "
     "[callerID='1113'",
     "alive"},
    // The messages of Cisco 116001 in that layout.
    {"09:18:00.300 |6549,mail.example.com,{0A},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: "
     "Couldn't connect to server -- couldn't connect to host, HTTP status code: 503, for ews URL: "
     "https://Mail.example.com:443/EWS/Exchange.ASMX, verb: POST",
     "http.failure|ews mail.example.com|0|{0A}|2000-01-01T09:18:00|0"},
    {"09:18:00.300 |6549,mail.example.com,{0A},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: "
     "Bad response from server, HTTP code returned: 401, HTTP status code: 401",
     "http.failure|ews mail.example.com|401|{0A}|2000-01-01T09:18:00|0"},
    {"09:18:00.300 |6549,,,CsExMbxLocator,10,HTTP request failed with error: Bad response from server, HTTP code "
     "returned: 404, HTTP status code: 404, for Autodiscovery URL: https://xxxx.com/autodiscover/autodiscover.xml, "
     "verb: GET, query: ",
     "http.failure|autodiscover xxxx.com|404||2000-01-01T09:18:00|0"},
    // No document prints the wordings from here on.
    {"09:18:00.300 |6549,,{0A},CsEws,10,EWS response: ResponseCode ErrorServerBusy, server mail.example.com",
     "ews.error|ErrorServerBusy|0||2000-01-01T09:18:00|0"},
    {"09:18:00.300 |6549,,{0A},CsEws,10,EWS notification: ResponseCode ErrorReadEventsFailed, subscription 0a37-b",
     "event subscription.dropped?|||0a37-b|ErrorReadEventsFailed|0|2000-01-01T09:18:00"},
    {"09:18:00.300 |6549,,{0A},CsMbxSync,11,subscription 0a37-b is stale, last notification at 2014-06-29 09:02:00",
     "event subscription.stale?|||0a37-b|2014-06-29 09:02:00|0|2000-01-01T09:18:00"},
    {"09:18:00.300 |6549,,{0A},CsMbxSync,11,resubscribing mailbox {0A}, old subscription 0a37-b",
     "event subscription.renewed?|||{0A}|0a37-b|0|2000-01-01T09:18:00"},
    {"09:18:00.300 |6549,,,CsMbxSync,19,number of outstanding requests: 1203",
     "ews.outstanding|outstanding|1||2000-01-01T09:18:00|0"},
    {"09:18:00.300 |6549,,,CsMbxSync,19,number of outstanding requests: 999\r\n  a body\n<xml/>",
     "ews.outstanding|outstanding|0||2000-01-01T09:18:00|0"},
    {"CsExMbxLocator,13,AutoDiscoverURLS not found in cache", "alive"},
}};

}  // namespace

constinit const ParserInfo kMbxSyncDiag{
    .name = "mbxsync.diag",
    .summary = "diagnostic log of Unity Connection: mailbox synchronisation and others",
    .probe = probe_diag,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<MbxSyncParser>(*context.vocabulary);
    },
    .starts_record = starts_diag_record,
    .number = diag_number,
    .resolution = std::chrono::milliseconds(1),
    .sequential = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
