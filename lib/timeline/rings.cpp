#include "timeline/rings.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"
#include "input/node_name.h"

namespace logscan::detail {
namespace {

// Packets that two processors took may stand in the file in another order than they came.
constexpr Duration kDisorder = std::chrono::seconds(1);

// A ring that comes round looks like a second recording over the first files of an older one, save that it goes on at
// once, or that its last file is as full as the others.
constexpr Duration kAtOnce = std::chrono::seconds(5);
constexpr Duration kSoon = std::chrono::hours(1);
constexpr double kFull = 0.9;

struct RingFile {
  SourceId id = 0;
  const ParsedSource* source = nullptr;
  std::uint64_t number = 0;
  bool timed = false;  // its name tells when it was begun
  bool followed = false;
};

bool same_recorder(const ParsedSource& a, const ParsedSource& b) {
  if (!a.node.empty() && !b.node.empty()) return a.node == b.node;
  return a.folder == b.folder || (!a.result.listener.empty() && a.result.listener == b.result.listener);
}

bool comes_round(const std::vector<RingFile>& files, const RingFile& last, Duration pause) {
  if (pause <= kAtOnce) return true;
  return pause <= kSoon && std::none_of(files.begin(), files.end(), [&](const RingFile& other) {
           return static_cast<double>(last.source->bytes) < kFull * static_cast<double>(other.source->bytes) &&
                  same_recorder(*other.source, *last.source);
         });
}

bool is_highest(const std::vector<RingFile>& files, const RingFile& one) {
  return std::none_of(files.begin(), files.end(), [&](const RingFile& other) {
    return other.number > one.number && same_recorder(*other.source, *one.source);
  });
}

// Whether another file beside `next` was begun after `before` and before it.
bool another_between(const std::vector<RingFile>& files, const RingFile& before, const RingFile& next) {
  return std::any_of(files.begin(), files.end(), [&](const RingFile& other) {
    return other.id != before.id && other.source->folder == next.source->folder &&
           other.source->result.first_in_file > before.source->result.first_in_file &&
           other.source->result.first_in_file < next.source->result.first_in_file;
  });
}

// What stands before the time in a name such as `x_20140629_120000.pcap` (tcpdump -G), and what stands behind it;
// empty where there is none.
std::string around_time(std::string_view name) {
  constexpr std::size_t kLeast = 6, kMost = 14;
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  std::size_t from = dot, digits = 0;
  for (std::size_t at = dot; at > 0 && digits < kMost; --at) {
    const char c = name[at - 1];
    if (!is_digit(c) && std::string_view("-_:.T").find(c) == std::string_view::npos) break;
    if (!is_digit(c)) continue;
    ++digits;
    from = at - 1;
  }
  if (digits < kLeast) return {};
  return std::string(name.substr(0, from)) + "*" + std::string(name.substr(dot));
}

// A file that is missing would leave about as long a pause as the one before it is.
bool continues_in_time(const std::vector<RingFile>& files, const RingFile& before, const RingFile& next) {
  const SourceResult &a = before.source->result, &b = next.source->result;
  const bool of_one = a.listener.empty() || b.listener.empty() || a.listener == b.listener;
  if (!of_one || before.source->status != SourceStatus::kOk || !same_recorder(*before.source, *next.source))
    return false;
  const Duration pause = b.first_in_file - a.last_in_file, length = a.last_in_file - a.first_in_file;
  return pause >= -kDisorder && pause <= std::max(kAtOnce, length / 2) && !another_between(files, before, next);
}

bool continues(const std::vector<RingFile>& files, const RingFile& before, const RingFile& next) {
  if (before.timed != next.timed) return false;
  if (next.timed) return continues_in_time(files, before, next);
  const bool round = next.number == 0 && before.number > 0;
  if ((next.number != before.number + 1 && !round) || before.source->status != SourceStatus::kOk ||
      !same_recorder(*before.source, *next.source))
    return false;
  const Duration pause = next.source->result.first_in_file - before.source->result.last_in_file;
  if (pause < -kDisorder || another_between(files, before, next)) return false;
  return !round || (is_highest(files, before) && comes_round(files, before, pause));
}

}  // namespace

std::vector<Ring> find_rings(const std::vector<ParsedSource>& sources) {
  std::map<std::string, std::vector<RingFile>> families;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.parser == nullptr || !source.parser->recording() || source.only_a_status ||
        source.status == SourceStatus::kDuplicate || !source.result.has_time)
      continue;
    // tcpdump gives the first file no number, unless it was told how many there may be.
    if (!source.number) {
      const std::string_view name = base_name(source.name.path);
      const std::string timed = around_time(name);
      families[timed.empty() ? std::string(name) : timed].push_back({id, &source, 0, !timed.empty()});
    } else if (const auto number = parse_number<std::uint64_t>(source.number->digits)) {
      families[source.number->stem].push_back({id, &source, *number});
    }
  }
  std::vector<Ring> rings;
  for (auto& [stem, files] : families) {
    std::stable_sort(files.begin(), files.end(), [](const RingFile& a, const RingFile& b) {
      return a.source->result.first_in_file < b.source->result.first_in_file;
    });
    std::map<SourceId, std::size_t> ring_of;  // by its newest file
    for (RingFile& next : files) {
      RingFile* before = nullptr;
      for (RingFile& file : files) {
        if (&file == &next) break;
        if (file.followed || !continues(files, file, next)) continue;
        const bool here = file.source->folder == next.source->folder;
        if (before == nullptr || here || before->source->folder != next.source->folder) before = &file;
      }
      if (before == nullptr) continue;
      before->followed = true;
      const auto ring = ring_of.find(before->id);
      const std::size_t at = ring == ring_of.end() ? rings.size() : ring->second;
      if (ring == ring_of.end()) {
        rings.push_back({before->id});
      } else {
        ring_of.erase(ring);
      }
      rings[at].push_back(next.id);
      ring_of[next.id] = at;
    }
  }
  return rings;
}

}  // namespace logscan::detail
