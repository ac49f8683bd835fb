// What a format brings: one constexpr ParserInfo with its probe, its parser and tested samples.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_source.h"
#include "knowledge/ha_states.h"
#include "knowledge/vocabulary.h"
#include "parse/block.h"
#include "parse/sink.h"

namespace logscan::detail {

// The front of a source, for recognising it. `head` is cut at 64 KiB, maybe in mid-line.
struct ProbeInput {
  std::string_view head;
  std::string_view path;  // lower case is not applied; '/' separates
  bool whole = false;     // head is the whole source
};

struct ProbeAnswer {
  int score = 0;  // 0: not mine; up to 100. By name alone: 10
  Axis axis = Axis::kStated;
  std::string why;
  std::string node = {};  // as the records name their host; empty where they do not
};

// The part of a log that one file of its rotation set holds.
struct RotationSlot {
  std::string stem;        // the name without what changes from file to file: "request.log"
  LocalTime from{}, to{};  // on the axis of the records' zone, as the file is cut there
};

// The place of a file in a log whose files are numbered as they are begun.
struct RotationNumber {
  std::string stem;    // the name without its number: "diag_CuMbxSync"
  std::string digits;  // lower case; decimal or hexadecimal, as the numbers of all files of the log show
};

// How the reading of a source, or of a range of one, ended.
struct CutEnd {
  std::optional<Error> error;  // how the source ended early
  std::uint64_t bytes = 0;     // of the records owned
};

class Parser {
 public:
  virtual ~Parser() = default;
  // A block of whole records. It may begin with lines that continue a record which was longer than the limit.
  // Prints nothing, throws nothing, allocates nothing per line.
  virtual void parse(const Block& block, Sink& sink) = 0;
};

// Reads a recording, which is no text, frame by frame. Files that were cut from one recording are read by one of these.
class RecordingReader {
 public:
  virtual ~RecordingReader() = default;
  // The next file, to the end of its bytes. `sink` must live until finish(): later files may tell more of its frames.
  virtual CutEnd read(ByteSource& bytes, Sink& sink, const std::function<void(std::uint64_t)>& on_read) = 0;
  // Ends what is under way: no file follows. Called once.
  virtual void finish() = 0;
};

// What a parser may ask for beside its bytes.
struct ParserContext {
  // Never null where a session makes the parser.
  const Vocabulary* vocabulary = nullptr;
  const HaStates* states = nullptr;
  // What repeats is wanted one by one where it is not too much: the rows of a capture.
  bool want_rows = false;
  // Every HTTP message of a capture is wanted.
  bool want_messages = false;
  // Ports beside its own that the listener may have.
  std::vector<std::uint16_t> http_ports = {};
};

// A record as the format has it, and what must come out: one line per signal, as describe() in the sample test says it.
struct Sample {
  std::string_view text;
  std::string_view expected;
};

struct ParserInfo {
  std::string_view name;     // family.kind, stable
  std::string_view summary;  // one line for people
  ProbeAnswer (*probe)(const ProbeInput&) = nullptr;
  // Of text: the cutter cuts it into records and feeds the parser.
  std::unique_ptr<Parser> (*make)(const ParserContext&) = nullptr;
  // Of a recording, instead. Its records are frames, quoted as the reader words them. It was begun and ended by
  // somebody: beyond its first and last frame it shows nothing. The reader keeps the context, which must outlive it.
  std::unique_ptr<RecordingReader> (*open)(const ParserContext&) = nullptr;
  // Whether a record starts with this line; the line may be cut at the end of the buffer only when it is the last one.
  bool (*starts_record)(std::string_view line) = nullptr;
  // The slot of a file in its rotation set, by its name; null where the name tells none.
  std::optional<RotationSlot> (*slot)(std::string_view path) = nullptr;
  // The same for files that are numbered.
  std::optional<RotationNumber> (*number)(std::string_view path) = nullptr;
  Duration resolution{};  // of the times in its records
  // What a record means depends on those before it (a year or a date that is counted): never cut into chunks.
  bool sequential = false;
  // The log would show every such thing, so that a silence in it is proof: a request log. Not so a trace or a system
  // log.
  bool proves_silence = false;
  std::span<const Sample> samples;

  [[nodiscard]] bool recording() const { return open != nullptr; }
};

// All parsers of a session, in order of preference where scores tie.
using ParserList = std::span<const ParserInfo* const>;

struct Recognition {
  const ParserInfo* parser = nullptr;  // null: nobody knows it
  Axis axis = Axis::kStated;
  std::string why;
  std::string node = {};
};
Recognition recognise(ParserList parsers, const ProbeInput& input);

// What the front of a source that nobody knows looks like.
std::string describe_unknown(std::string_view head, bool whole);

inline constexpr std::size_t kProbeBytes = 64 * 1024;

}  // namespace logscan::detail
