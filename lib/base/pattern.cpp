#include "base/pattern.h"

#include <algorithm>
#include <boost/regex.hpp>
#include <stdexcept>

namespace logscan::detail {

// Longer text is never handed to a backtracking engine: such a line counts as too costly.
static constexpr std::size_t kMostText = 64 * 1024;

struct Pattern::Impl {
  boost::regex regex;
};

Pattern::Pattern(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
  auto impl = std::make_unique<Impl>();
  try {
    impl->regex.assign(expression.begin(), expression.end(), boost::regex::perl);
  } catch (const boost::regex_error& error) {
    return Error{ErrorCode::kUsage,
                 "bad pattern at character " + std::to_string(error.position() + 1) + ": " + error.what()};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kUsage, std::string("bad pattern: ") + error.what()};
  }
  return Pattern(std::move(impl));
}

namespace {

template <class Engine>
Match run(std::string_view text, std::array<std::string_view, Captures::kMost>& groups, const Engine& engine) {
  if (text.size() > kMostText) return Match::kTooCostly;
  boost::cmatch found;
  try {
    if (!engine(found)) return Match::kNo;
  } catch (const std::exception&) {
    return Match::kTooCostly;
  }
  groups.fill({});
  const std::size_t count = std::min<std::size_t>(found.size(), Captures::kMost);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& group = found[static_cast<int>(i)];
    if (group.matched) groups[i] = {group.first, static_cast<std::size_t>(group.second - group.first)};
  }
  return Match::kYes;
}

}  // namespace

Match Pattern::match(std::string_view text, Captures& captures) const {
  return run(text, captures.groups_, [&](boost::cmatch& found) {
    return boost::regex_match(text.data(), text.data() + text.size(), found, impl_->regex);
  });
}

Match Pattern::search(std::string_view text, Captures& captures) const {
  return run(text, captures.groups_, [&](boost::cmatch& found) {
    return boost::regex_search(text.data(), text.data() + text.size(), found, impl_->regex);
  });
}

}  // namespace logscan::detail
