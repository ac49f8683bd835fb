#include "timeline/duplicates.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace logscan::detail {
namespace {

// The digest of a plain file, read again; nothing where it cannot be read as it was.
std::optional<Digest> digest_of_file(const ParsedSource& source) {
  const auto file = PlainFile::open(source.disk_path);
  if (!file) return std::nullopt;
  DigestStream digest;
  std::vector<char> buffer(1 << 20);
  std::uint64_t offset = 0;
  while (offset < source.bytes) {
    const std::size_t want = std::min<std::uint64_t>(buffer.size(), source.bytes - offset);
    const auto got = (*file)->read_at(offset, {buffer.data(), want});
    if (!got || *got == 0) return std::nullopt;
    digest.add({buffer.data(), *got});
    offset += *got;
  }
  return digest.digest();
}

// Whether every record of `part` stands in `whole` too. Minutes are compared record for record, by count and
// fingerprint; only the last minute of `part`, in which its copy was taken, may hold fewer.
bool contained(const MinuteIndex& part, const MinuteIndex& whole) {
  if (!part.complete() || !whole.complete() || part.minutes().empty()) return false;
  const auto& minutes = part.minutes();
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    const auto at = std::lower_bound(whole.minutes().begin(), whole.minutes().end(), minutes[i].minute,
                                     [](const MinuteIndex::Minute& m, std::int64_t value) { return m.minute < value; });
    if (at == whole.minutes().end() || at->minute != minutes[i].minute) return false;
    const bool equal = at->count == minutes[i].count && at->fingerprint == minutes[i].fingerprint;
    const bool last = i + 1 == minutes.size();
    if (!equal && !(last && minutes[i].count < at->count)) return false;
  }
  return true;
}

// Sources that may be copies of one file of one log.
using FileKey = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::int64_t>;
std::map<FileKey, std::vector<SourceId>> files_by_log(const std::vector<ParsedSource>& sources) {
  std::map<FileKey, std::vector<SourceId>> files;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.only_a_status || source.parser == nullptr || source.status == SourceStatus::kDuplicate ||
        !source.result.has_time)
      continue;
    std::string_view stem, digits;
    if (source.slot) stem = source.slot->stem;
    if (source.number) {
      stem = source.number->stem;
      digits = source.number->digits;
    }
    const std::int64_t day = source.slot ? source.slot->from.time_since_epoch().count() : 0;
    files[{source.node, source.parser->name, stem, digits, day}].push_back(id);
  }
  return files;
}

// A copy is taken in mid-minute, and lines that were late then may be missing from the minute before: so many minutes
// at the two ends of what two copies share may differ.
constexpr std::size_t kUnsureMinutes = 4;

// So many equal minutes show that two folders hold the same log, though nothing says whose it is.
constexpr std::size_t kProvenMinutes = 3;

// Whether two sources that could be copies of one log are: beyond the ends of what they share they mostly agree.
bool share_records(const ParsedSource& a, const ParsedSource& b) {
  if (std::max(a.result.first, b.result.first) >= std::min(a.result.last, b.result.last)) return false;
  std::size_t equal = 0, different = 0;
  const auto& ours = a.result.minutes.minutes();
  const auto& theirs = b.result.minutes.minutes();
  for (auto x = ours.begin(), y = theirs.begin(); x != ours.end() && y != theirs.end();) {
    if (x->minute == y->minute) {
      ++(*x == *y ? equal : different);
      ++x;
      ++y;
    } else {
      ++(x->minute < y->minute ? x : y);
    }
  }
  if (a.node.empty() && a.folder != b.folder) return equal >= kProvenMinutes && different <= kUnsureMinutes;
  return equal + different > 0 && different <= equal + kUnsureMinutes;
}

// Numbers that are joined to sets.
class Sets {
 public:
  explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

 private:
  std::vector<std::size_t> parent_;
};

void join_folders(std::vector<ParsedSource>& sources, const std::vector<std::pair<SourceId, SourceId>>& pairs) {
  std::map<std::string, std::size_t> numbers;
  for (const ParsedSource& source : sources) {
    if (source.node.empty()) numbers.try_emplace(source.folder);
  }
  std::vector<const std::string*> folders;
  for (auto& [folder, number] : numbers) {
    number = folders.size();
    folders.push_back(&folder);
  }
  Sets same(folders.size());
  for (const auto& [a, b] : pairs) same.join(numbers.at(sources[a].folder), numbers.at(sources[b].folder));
  for (ParsedSource& source : sources) {
    if (source.node.empty()) source.folder = *folders[same.find(numbers.at(source.folder))];
  }
}

// The copies of one log, sorted: what each of them leaves out.
void compare_copies(std::vector<ParsedSource>& sources, const std::vector<SourceId>& copies, std::size_t log,
                    std::vector<Overlap>& overlaps) {
  struct Content {
    MinuteIndex::Minute minute;
    SourceId holder;
  };
  std::map<std::int64_t, std::vector<Content>> contents;  // the different ones of each minute
  const auto content_of = [&](const MinuteIndex::Minute& minute, SourceId source) {
    std::vector<Content>& known = contents[minute.minute];
    const auto at =
        std::find_if(known.begin(), known.end(), [&](const Content& content) { return content.minute == minute; });
    return at != known.end() ? *at : known.emplace_back(Content{minute, source});
  };
  for (const SourceId copy : copies) {
    for (const MinuteIndex::Minute& minute : sources[copy].result.minutes.minutes()) content_of(minute, copy);
  }
  const auto again = [&](const Content& content) { return !sources[content.holder].read_once; };
  for (const SourceId copy : copies) {
    ParsedSource& source = sources[copy];
    Overlap overlap{copy, log, {}};
    std::map<SourceId, std::uint64_t> twice;
    bool at_most = false;
    for (const MinuteIndex::Minute& minute : source.result.minutes.minutes()) {
      const std::vector<Content>& known = contents[minute.minute];
      const SourceId holder = content_of(minute, copy).holder;
      if (holder != copy) {
        if (source.read_once) {
          twice[holder] += minute.count;
        } else {
          overlap.minutes.push_back({minute.minute, holder});
        }
        continue;
      }
      if (known.size() == 1) continue;
      if (!source.read_once) {
        if (std::count_if(known.begin(), known.end(), again) > 1) overlap.minutes.push_back({minute.minute, kNoSource});
        continue;
      }
      for (const Content& other : known) {
        if (other.holder == copy) continue;
        twice[other.holder] += std::min(minute.count, other.minute.count);
        at_most = true;
      }
    }
    for (const auto& [holder, count] : twice) {
      source.notes.push_back((at_most ? "up to " : "") + std::to_string(count) +
                             " of its records stand in other copies too and are counted twice, since this input cannot "
                             "be read again: " +
                             sources[holder].name.location);
    }
    if (!overlap.minutes.empty()) overlaps.push_back(std::move(overlap));
  }
}

}  // namespace

void mark_duplicates(std::vector<ParsedSource>& sources) {
  const auto drop = [](ParsedSource& source, const ParsedSource& other, const char* how) {
    source.status = SourceStatus::kDuplicate;
    source.notes.push_back(how + other.name.location);
  };

  // What can be read to its end is better than the same that cannot, and one whose place tells more than one elsewhere.
  const auto whole_first = [](const ParsedSource* a, const ParsedSource* b) {
    const auto worth = [](const ParsedSource& source) {
      return std::tuple(source.status == SourceStatus::kOk, !source.node.empty(), source.collected_local.has_value());
    };
    return worth(*a) > worth(*b);
  };
  // Equal content: first by size, then by digest.
  std::map<std::uint64_t, std::vector<ParsedSource*>> by_size;
  for (ParsedSource& source : sources) {
    if (!source.only_a_status && source.parser != nullptr && source.bytes > 0) by_size[source.bytes].push_back(&source);
  }
  for (auto& [size, same_size] : by_size) {
    if (same_size.size() < 2) continue;
    std::stable_sort(same_size.begin(), same_size.end(), whole_first);
    std::map<Digest, std::vector<const ParsedSource*>> known;
    for (ParsedSource* source : same_size) {
      if (!source->digest && !source->disk_path.empty()) source->digest = digest_of_file(*source);
      if (!source->digest) continue;
      // No two listeners get the same requests, so an equal request log is a copy under another name of its node. What
      // hosts say of themselves may agree to the byte, such as the history of two machines made from one.
      std::vector<const ParsedSource*>& equal = known[*source->digest];
      const auto of_this_node = std::find_if(equal.begin(), equal.end(), [&](const ParsedSource* other) {
        return source->parser->proves_silence || source->node.empty() || other->node == source->node;
      });
      if (of_this_node != equal.end()) {
        drop(*source, **of_this_node, "the same bytes as ");
      } else {
        equal.push_back(source);
      }
    }
  }

  // The same log collected twice: the shorter copy is contained in the longer one.
  for (auto& [log, ids] : files_by_log(sources)) {
    std::vector<ParsedSource*> copies;
    for (const SourceId id : ids) copies.push_back(&sources[id]);
    // The longest copy first, so that it is the one that stays.
    std::stable_sort(copies.begin(), copies.end(), whole_first);
    std::stable_sort(copies.begin(), copies.end(), [](const ParsedSource* a, const ParsedSource* b) {
      return a->result.records > b->result.records;
    });
    for (std::size_t i = 1; i < copies.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (copies[j]->status == SourceStatus::kDuplicate) continue;
        if (!contained(copies[i]->result.minutes, copies[j]->result.minutes)) continue;
        drop(*copies[i], *copies[j], "all of its records stand in ");
        break;
      }
    }
  }
}

std::vector<Overlap> find_overlaps(std::vector<ParsedSource>& sources) {
  std::vector<std::pair<SourceId, SourceId>> pairs;
  for (const auto& [file, ids] : files_by_log(sources)) {
    for (std::size_t i = 1; i < ids.size(); ++i) {
      const ParsedSource& source = sources[ids[i]];
      // A frame tells nothing without those around it, so none is left out; what is on the wire twice counts once
      // anyway.
      if (source.parser->recording()) continue;
      for (std::size_t j = 0; j < i; ++j) {
        const ParsedSource& other = sources[ids[j]];
        if (source.axis == other.axis && share_records(source, other)) pairs.emplace_back(ids[j], ids[i]);
      }
    }
  }
  // What a copy lost to a limit must come from the others.
  std::erase_if(pairs, [&](const auto& pair) {
    const auto whole = [&](SourceId id) {
      const SourceResult& result = sources[id].result;
      return result.minutes.complete() && result.dropped_runs == 0;
    };
    return !whole(pair.first) || !whole(pair.second);
  });
  if (pairs.empty()) return {};

  Sets same(sources.size());
  std::vector<std::pair<SourceId, SourceId>> of_unknown_nodes;
  for (const auto& pair : pairs) {
    same.join(pair.first, pair.second);
    if (sources[pair.first].node.empty()) of_unknown_nodes.push_back(pair);
  }
  join_folders(sources, of_unknown_nodes);
  std::map<std::size_t, std::vector<SourceId>> logs;
  for (SourceId id = 0; id < sources.size(); ++id) logs[same.find(id)].push_back(id);
  std::vector<Overlap> overlaps;
  for (auto& [log, copies] : logs) {
    if (copies.size() < 2) continue;
    std::stable_partition(copies.begin(), copies.end(), [&](SourceId id) { return sources[id].read_once; });
    compare_copies(sources, copies, log, overlaps);
  }
  std::sort(overlaps.begin(), overlaps.end(), [](const Overlap& a, const Overlap& b) { return a.source < b.source; });
  return overlaps;
}

}  // namespace logscan::detail
