#include "session/excerpts.h"

#include <algorithm>

namespace logscan::detail {

std::string Excerpts::read(const Location& at) {
  const ParsedSource& source = timeline_.source(at);
  std::string text;
  if (source.disk_path.empty() || source.parser->recording()) {
    const auto kept = source.result.excerpts.find(at.offset);
    if (kept != source.result.excerpts.end()) text = kept->second;
  } else if (const PlainFile* file = open(at.source)) {
    text.resize(std::min<std::size_t>(at.length, kMostExcerpt));
    const Result<std::size_t> got = file->read_at(at.offset, text);
    text.resize(got ? *got : 0);
  }
  return std::string(excerpt_of(text));
}

std::uint64_t Excerpts::digest(const Location& at, const std::string& excerpt) const {
  if (!excerpt.empty()) return excerpt_digest(excerpt);
  const auto& digests = timeline_.source(at).result.excerpt_digests;
  const auto kept = digests.find(at.offset);
  return kept != digests.end() ? kept->second : 0;
}

// Findings come sorted by other things than sources, but mostly name few: the last ones stay open.
const PlainFile* Excerpts::open(SourceId id) {
  if (const auto at = files_.find(id); at != files_.end()) return at->second.get();
  if (files_.size() >= 64) files_.clear();
  auto file = PlainFile::open(timeline_.sources[id].disk_path);
  return (files_[id] = file ? *file : nullptr).get();
}

std::string print_location(const Timeline& timeline, const Location& at) {
  const ParsedSource& source = timeline.source(at);
  return source.name.location + (source.parser->recording() ? "#" : ":") + std::to_string(at.ordinal);
}

}  // namespace logscan::detail
