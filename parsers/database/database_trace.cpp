// Traces of the database: of its layer monitor, its library, its notifications, its replicator and of Informix.
//
//   09:40:34.123 |   the words of the service
//
// No document shows their layout, and the day stands in none that was seen. So a file is known by words in its front or
// by its name, its records have no time, and of what they say the words are looked up that Informix has for its errors;
// each is told once.
#include "parsers/database/database_trace.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/words.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 9> kNames = {
    "dbmon", "dbnotify", "dblib", "dblrpc", "dbl_", "dbreplicator", "replicationstatus", "informix", "online.log"};

constexpr std::array<std::string_view, 12> kErrors = {"Assert Failed",
                                                      "Assert Warning",
                                                      "Long Transaction Aborted",
                                                      "Logical Log Files are Full",
                                                      "Physical log is full",
                                                      "SQLException",
                                                      "Unable to connect",
                                                      "Could not connect",
                                                      "(-908)",
                                                      "(-930)",
                                                      "(-25588)",
                                                      "Errors or Mismatches Were Found"};

constexpr std::size_t kMostText = 300;

// `09:40:34`, or a date before it.
bool begins_record(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kShapes = {"00:00:00", "00/00/0000 00:00:00", "0000-00-00 00:00:00"};
  return std::any_of(kShapes.begin(), kShapes.end(), [&](std::string_view shape) {
    if (text.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
    }
    return true;
  });
}

class DatabaseTraceParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      const std::string_view text = line.text();
      if (text.find('\0') != std::string_view::npos) {
        sink.reject(line.record(), RejectReason::kBinary);
        continue;
      }
      if (begun_ && !begins_record(text)) {
        sink.continuation(line.raw());
      } else {
        begun_ = true;
        sink.timeless(line.record());
      }
      look_for_errors(text.substr(0, kMostText), line.record(), sink);
    }
  }

 private:
  void look_for_errors(std::string_view text, const RecordRef& record, Sink& sink) {
    for (std::size_t i = 0; i < kErrors.size(); ++i) {
      if (told_[i] || !has_words(text, kErrors[i])) continue;
      told_[i] = true;
      FactText fact;
      fact.subject = sink.name(kDatabaseTrace.name);
      fact.text = sink.name(trim(text));
      fact.number = 1;
      sink.fact(FactKind::kOutputSeen, fact, std::nullopt, record);
    }
  }

  std::array<bool, kErrors.size()> told_{};
  bool begun_ = false;
};

// A time of day without a date, and words of the database behind it.
bool shows_database(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kWords = {"DbMon", "DBNotify", "Informix", "Assert Failed",
                                                             "Checkpoint Completed"};
  return text.size() > 2 && text[2] == ':' && begins_record(text) &&
         std::any_of(kWords.begin(), kWords.end(), [&](std::string_view words) { return has_words(text, words); });
}

ProbeAnswer probe_database_trace(const ProbeInput& input) {
  if (input.head.empty() || input.head.find('\0') != std::string_view::npos) return {};
  constexpr std::size_t kFront = 50;
  std::string_view rest = input.head;
  for (std::size_t line = 0; line < kFront && !rest.empty(); ++line) {
    const std::size_t newline = std::min(rest.find('\n'), rest.size());
    if (shows_database(rest.substr(0, std::min(newline, kMostText)))) return {50, Axis::kWall, "words of the database"};
    rest = rest.substr(std::min(newline + 1, rest.size()));
  }
  const std::string name = to_lower(base_name(input.path));
  const auto* known =
      std::find_if(kNames.begin(), kNames.end(), [&](std::string_view front) { return name.starts_with(front); });
  if (known == kNames.end()) return {};
  return {10, Axis::kWall, "the name of a trace of the database"};
}

constexpr std::array<Sample, 2> kSamples = {{
    {"09:40:34.123 |   DbMon started", "alive"},
    {"15:02:14  Assert Failed: No Exception Handler\n   Who: Session(51)\n more of it",
     "fact output.seen||database.trace|15:02:14  Assert Failed: No Exception Handler||1|"},
}};

}  // namespace

constinit const ParserInfo kDatabaseTrace{
    .name = "database.trace",
    .summary = "traces of the database's services: known errors in them",
    .probe = probe_database_trace,
    .make = [](const ParserContext& /*context*/) -> std::unique_ptr<Parser> {
      return std::make_unique<DatabaseTraceParser>();
    },
    .starts_record = begins_record,
    .resolution = std::chrono::seconds(1),
    .sequential = true,
    .samples = kSamples,
};

}  // namespace logscan::detail
