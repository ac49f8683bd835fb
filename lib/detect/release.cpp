#include "detect/release.h"

#include <charconv>
#include <tuple>

#include "base/text.h"

namespace logscan::detail {
namespace {

// The number at the front, with what ends it; nothing where there is none.
std::optional<std::uint32_t> take_number(std::string_view& text, char end) {
  std::uint32_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || at == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  if (end == '\0') return number;
  if (text.empty() || text.front() != end) return std::nullopt;
  text.remove_prefix(1);
  return number;
}

}  // namespace

std::string Release::name() const { return std::to_string(major) + "." + std::to_string(minor); }

std::optional<Release> parse_release(std::string_view text) {
  text = trim(text);
  const auto major = take_number(text, '.'), minor = take_number(text, '.'), maintenance = take_number(text, '.');
  const auto update = major && minor && maintenance ? take_number(text, '-') : std::nullopt;
  const auto build = update ? take_number(text, '\0') : std::nullopt;
  if (!build) return std::nullopt;
  return Release{*major, *minor, *maintenance, *update / 100, *update % 100, *build};
}

Apart apart(const Release& a, const Release& b) {
  if (std::tie(a.major, a.minor, a.maintenance) != std::tie(b.major, b.minor, b.maintenance)) return Apart::kRelease;
  if (a.update != b.update) return Apart::kUpdate;
  if (a.respin != b.respin) return Apart::kRespin;
  return a.build == b.build ? Apart::kNot : Apart::kBuild;
}

}  // namespace logscan::detail
