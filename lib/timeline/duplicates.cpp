#include "timeline/duplicates.h"

#include <algorithm>
#include <map>
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
    std::map<Digest, const ParsedSource*> known;
    for (ParsedSource* source : same_size) {
      if (!source->digest && !source->disk_path.empty()) source->digest = digest_of_file(*source);
      if (!source->digest) continue;
      const auto [at, added] = known.try_emplace(*source->digest, source);
      if (!added) drop(*source, *at->second, "the same bytes as ");
    }
  }

  // The same log collected twice: the shorter copy is contained in the longer one.
  std::map<std::tuple<std::string_view, std::string_view, std::string_view, std::int64_t>, std::vector<ParsedSource*>>
      by_log;
  for (ParsedSource& source : sources) {
    if (source.only_a_status || source.parser == nullptr || source.status == SourceStatus::kDuplicate ||
        !source.result.has_time)
      continue;
    const std::string_view stem = source.slot ? std::string_view(source.slot->stem) : std::string_view{};
    const std::int64_t day = source.slot ? source.slot->from.time_since_epoch().count() : 0;
    by_log[{source.node, source.parser->name, stem, day}].push_back(&source);
  }
  for (auto& [log, copies] : by_log) {
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

}  // namespace logscan::detail
