// What findings quote.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "timeline/timeline.h"

namespace logscan::detail {

// The text of records: read again from plain files, kept from streams.
class Excerpts {
 public:
  explicit Excerpts(const Timeline& timeline) : timeline_(timeline) {}

  std::string read(const Location& at);
  // Of the excerpt, also where its text is not kept.
  [[nodiscard]] std::uint64_t digest(const Location& at, const std::string& excerpt) const;

 private:
  const PlainFile* open(SourceId id);

  const Timeline& timeline_;
  std::map<SourceId, std::shared_ptr<const PlainFile>> files_;
};

// `export.zip!cuc1/2014_06_29.request.log:123`, with # before the number of a frame.
std::string print_location(const Timeline& timeline, const Location& at);

}  // namespace logscan::detail
