// The records of one source, read a second time, as rows in the order of time.
//
// The first reading tells how far a record may come late: as far as the longest step back in time, and the changes of
// the offset of its clock. So many rows are held back and sorted. Where these are more than a bound, all that is left
// of the source goes through a RowSorter: the order holds whatever the source does.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "input/kept_streams.h"
#include "parse/parsed_source.h"
#include "session/record_row.h"
#include "session/row_sorter.h"
#include "timeline/timeline.h"

namespace logscan::detail {

// What the second reading has to know of a source.
struct RecordSource {
  SourceId id = kNoSource;
  std::string location;
  const ParserInfo* parser = nullptr;  // null: nothing of it is told
  Axis axis = Axis::kStated;
  std::string node;
  std::vector<SessionPart> parts;
  std::string disk_path;
  std::optional<KeptStream> kept;
  std::string not_kept;
  std::uint64_t bytes = 0, lines = 0;
  Clock clock = Clock::stated(Duration::zero());
  std::string quality;
  bool timed = false;  // there are times, and their dates are known
  Timestamp earliest{}, latest{};
  Timestamp first{};     // of the first record of the file that has a time
  Duration most_late{};  // so much before the latest record before it a record may be
  std::vector<std::function<LocalTime(LocalTime)>> shifts;
  std::optional<SourceId> follows;  // of a recording: what is read before it as one with it
};

RecordSource record_source(SourceId id, ParsedSource&& source);

// What all readings of a case share; it must outlive them.
struct RecordReading {
  ParserContext context;
  Limits limits;
  const std::atomic<bool>* cancel = nullptr;
  std::optional<Timestamp> since, until;
  const KeptStreams* kept = nullptr;

  [[nodiscard]] bool cancelled() const { return cancel != nullptr && cancel->load(std::memory_order_relaxed); }
  [[nodiscard]] bool wanted(Timestamp time) const {
    return (!since || time + Duration(1) >= *since) && (!until || time < *until);
  }
};

// The bytes of the source; an error where they are no longer there.
Result<std::unique_ptr<ByteSource>> open_again(const RecordSource& source, const RecordReading& reading);

// Of a log.
class SourceRows final : public RowStream {
 public:
  // Both must outlive it. kUnreadable where the source is no longer there.
  static Result<std::unique_ptr<SourceRows>> open(const RecordSource& source, const RecordReading& reading);
  ~SourceRows() override;

  Result<bool> next(RecordRow& row) override;
  // Whether what was read is what the first reading saw; asked at the end.
  [[nodiscard]] bool as_it_was() const;

 private:
  class Reading;
  explicit SourceRows(std::unique_ptr<Reading> reading);
  std::unique_ptr<Reading> reading_;
};

// Adds every HTTP message of the recordings, which are read one after another as one, to `rows`.
Status add_messages(const std::vector<const RecordSource*>& recordings, const RecordReading& reading, RowSorter& rows);

}  // namespace logscan::detail
