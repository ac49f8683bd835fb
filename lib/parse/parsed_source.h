// One source after it was read: who it is, what it said, how it ended.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "input/bundle.h"
#include "input/kept_streams.h"
#include "parse/parser.h"

namespace logscan::detail {

// Files of a numbered log that should stand before a file.
struct MissingFiles {
  std::uint64_t count = 0;
  std::string first, last;  // names, without what follows the number
};

struct ParsedSource {
  SourceName name;
  const ParserInfo* parser = nullptr;  // null: ignored
  std::string why;
  std::string front;  // what its first bytes look like, told where no record was found
  Axis axis = Axis::kStated;
  std::string node;  // empty: unknown
  // Files of an unknown node are one log only where they lie together. Of folders that hold copies of one log, the
  // first is named here.
  std::string folder;
  std::optional<RotationSlot> slot;
  std::optional<RotationNumber> number;
  // Of a recording: the file before it, which it was read on from; or should have been, were it there a second time.
  std::optional<SourceId> follows;
  bool read_apart = false;
  // The collector's own clock when it fetched this, from the folder's name; its zone is unknown.
  std::optional<LocalTime> collected_local;

  std::uint64_t bytes = 0;       // of content
  std::optional<Digest> digest;  // of streams; a plain file is hashed only when another source has its size
  std::string disk_path;         // to read records again; empty for streams
  SourceStatus status = SourceStatus::kOk;
  std::vector<std::string> notes;
  SourceResult result;
  Clock clock = Clock::stated(Duration::zero());

  // Nothing tells the date of its records: their times are nominal, and no time of another source compares with them.
  bool undated = false;
  // Of a source whose records state no date: what tells it, and by how many days it may be wrong.
  std::string date_basis;
  std::chrono::days date_doubt{};
  bool doubt_unbounded = false;  // by so many days or more
  // Of an undated one: what --source-tz would have to say, so that the times of the files of its log date it.
  std::string fitting_zone;
  std::optional<MissingFiles> missing_before;

  std::optional<KeptStream> kept;  // its content, of a stream that is wanted a second time
  std::string not_kept;            // why it is not, where it is wanted
  bool read_once = false;          // standard input or a pipe: it cannot be read again
  bool left_out = false;           // by a filter: its bytes are skipped

  // An archive, or a member that could not be read: there is nothing but a status to tell.
  bool only_a_status = false;
};

}  // namespace logscan::detail
