// The caller's options, checked once and brought into the form that reading needs.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "input/bundle.h"
#include "logscan/options.h"
#include "parse/parser.h"
#include "time/zone.h"
#include "timeline/dating.h"

namespace logscan::detail {

class CaseOptions {
 public:
  static Result<CaseOptions> check(const Options& options, ParserList parsers);

  [[nodiscard]] const Options& given() const { return *options_; }
  [[nodiscard]] ParserList parsers() const { return parsers_; }
  // Globs are tried against the location and against the path of a source; the last one that matches wins.
  [[nodiscard]] const Zone* zone_for(const SourceName& name) const;
  [[nodiscard]] std::optional<GivenDate> date_for(const SourceName& name) const;
  [[nodiscard]] const ParserInfo* parser_for(const SourceName& name) const;
  [[nodiscard]] bool node_wanted(std::string_view node) const;
  [[nodiscard]] unsigned jobs() const { return jobs_; }

 private:
  const Options* options_ = nullptr;
  ParserList parsers_;
  std::vector<std::pair<std::string, Zone>> zones_;
  std::vector<std::pair<std::string, GivenDate>> dates_;
  std::vector<std::pair<std::string, const ParserInfo*>> forced_;
  unsigned jobs_ = 1;
};

}  // namespace logscan::detail
