#include "time/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "base/text.h"

namespace logscan::detail {
namespace {

// `+hh:mm`, `+hhmm`, `+hh`; nothing where the text is no offset of at most 14 hours.
std::optional<std::int32_t> fixed_offset(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::string digits(text.substr(1));
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  if (digits.size() == 2) digits += "00";
  if (digits.size() != 4 || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  const int hours = (digits[0] - '0') * 10 + (digits[1] - '0');
  const int minutes = (digits[2] - '0') * 10 + (digits[3] - '0');
  if (hours * 60 + minutes > 14 * 60 || minutes > 59) return std::nullopt;
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

const date::time_zone* as_zone(const void* zone) { return static_cast<const date::time_zone*>(zone); }

}  // namespace

Zone Zone::utc() {
  Zone zone;
  zone.name_ = "UTC";
  return zone;
}

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC" || name == "Z" || name == "GMT") return utc();
  Zone zone;
  zone.name_ = name;
  if (const auto offset = fixed_offset(name)) {
    zone.fixed_offset_s_ = *offset;
    return zone;
  }
  try {
    zone.zone_ = date::locate_zone(zone.name_);
    return zone;
  } catch (const std::exception&) {
    return Error{ErrorCode::kUsage,
                 "unknown zone '" + zone.name_ + "': give a name such as America/New_York or an offset such as +05:30"};
  }
}

std::int32_t Zone::offset_s(Timestamp at) const {
  if (zone_ == nullptr) return fixed_offset_s_;
  try {
    return static_cast<std::int32_t>(
        as_zone(zone_)->get_info(std::chrono::floor<std::chrono::seconds>(at)).offset.count());
  } catch (const std::exception&) {
    return 0;
  }
}

Zone::Instant Zone::to_utc(LocalTime local) const {
  const Timestamp as_if_utc{local.time_since_epoch()};
  if (zone_ == nullptr) return {as_if_utc - std::chrono::seconds(fixed_offset_s_), false, false};
  try {
    const date::local_info info = as_zone(zone_)->get_info(
        date::local_seconds{std::chrono::floor<std::chrono::seconds>(local).time_since_epoch()});
    if (info.result == date::local_info::nonexistent) return {Timestamp(info.first.end), false, true};
    return {as_if_utc - info.first.offset, info.result == date::local_info::ambiguous, false};
  } catch (const std::exception&) {
    return {as_if_utc, false, false};
  }
}

}  // namespace logscan::detail
