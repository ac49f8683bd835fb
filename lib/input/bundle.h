// The way from a PATH to sources.
//
// A case is a list of items: plain files, each of which can be cut into chunks and read again, and containers
// (archives, compressed files, standard input), each of which is one sequential stream of members. Items come in an
// order that depends on the names alone, so that all output is the same on every machine. Members are never written
// under their names; what needs seeking goes to memory or to an unlinked temporary file.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_source.h"
#include "logscan/options.h"

namespace logscan::detail {

// How the modification time of a file or member was stored.
enum class MtimeKind : std::uint8_t { kUtc, kLocal };  // zip without extra fields stores the packer's local time

struct SourceName {
  std::string location;  // as printed: `export.zip!cuc1/jetty/x.log.gz`; hostile characters already escaped
  std::string path;      // for matching: the path inside the case with '/' for both slashes, raw bytes,
                         // archive names kept as folders, and without the suffix that decompressing a lone .gz removes
  std::optional<std::int64_t> mtime_s;
  MtimeKind mtime_kind = MtimeKind::kUtc;
};

struct InputItem {
  enum class Kind : std::uint8_t { kPlain, kContainer };
  Kind kind = Kind::kPlain;
  SourceName name;
  std::string disk_path;   // empty for standard input
  std::uint64_t size = 0;  // on disk; 0 for standard input
};

// Something that is not analysed, but must be named.
struct InputNote {
  SourceName name;
  SourceStatus status = SourceStatus::kUnreadable;
  std::string message;  // one line: what is wrong, without the location
};

struct InputList {
  std::vector<InputItem> items;
  std::vector<InputNote> notes;      // devices, sockets, links that lead out, unreadable folders and files
  std::size_t unreadable_paths = 0;  // PATHs given by name that could not be read
};

// Walks the PATHs as given. Folders are walked recursively, entries in byte order of their names. Links below a folder
// are never followed: what they point to inside it is met under its own name, what lies outside is named in the notes.
// The kind comes from the first bytes, not the name. A FIFO or terminal given by name is a stream to read.
InputList list_inputs(const std::vector<std::string>& paths);

// Called in the order of the container. Members come one after another, never two at a time.
class MemberVisitor {
 public:
  virtual ~MemberVisitor() = default;
  // One member that is no archive itself, decompressed. The visitor reads as much of `bytes` as it wants; read errors
  // tell how the member ended. A cut .gz member gives all that inflates, then kTruncated.
  virtual void on_member(const SourceName& name, ByteSource& bytes) = 0;
  // What on_member cannot tell: a member of which not one byte can be read, an archive that is not whole (its last
  // member may have ended with the same error), encrypted, too deep, over a limit. kIgnored: a link or device; kOk: a
  // mere note.
  virtual void on_problem(const SourceName& name, SourceStatus status, const std::string& message) = 0;
};

// Streams every member of a container at any depth; a stream that is no container is its own one member. Stops early,
// quietly, when `cancel` is set. Over expansion_ratio the expanding member or archive is left, and its neighbours are
// still read, three times; then the item is left.
// `on_input_bytes`, where set, is told how many bytes of the item on disk were consumed since the last call.
void walk_container(const InputItem& item, const Limits& limits, const std::atomic<bool>* cancel,
                    const std::function<void(std::uint64_t)>& on_input_bytes, MemberVisitor& visitor);

// The same for a stream, as for standard input. `bytes` is read from its beginning.
void walk_stream(const SourceName& name, std::unique_ptr<ByteSource> bytes, const Limits& limits,
                 const std::atomic<bool>* cancel, MemberVisitor& visitor);

// A name as SourceName::path has it: '/' for both slashes, without empty parts, `.` and `..`.
std::string match_path(std::string_view raw);

// Control characters, backslashes and bytes that are not UTF-8 as \n, \\, \x1b ...: one line, safe to print.
std::string escape_name(std::string_view raw);

}  // namespace logscan::detail
