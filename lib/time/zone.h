// Zones of the system's database, behind the date library.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "logscan/result.h"
#include "logscan/time.h"

namespace logscan::detail {

// One zone; copies share it. Conversions never throw.
class Zone {
 public:
  // An IANA name (`America/New_York`), `UTC`, `Z`, or a fixed offset (`+05:30`, `-0700`). kUsage with a hint otherwise.
  static Result<Zone> find(std::string_view name);
  static Zone utc();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::int32_t offset_s(Timestamp at) const;

  struct Instant {
    Timestamp time{};
    bool ambiguous = false;    // the hour that comes twice: the earlier reading was taken
    bool nonexistent = false;  // the hour that does not come: the moment of the change was taken
  };
  [[nodiscard]] Instant to_utc(LocalTime local) const;

 private:
  std::string name_;
  const void* zone_ = nullptr;  // date::time_zone; null for a fixed offset
  std::int32_t fixed_offset_s_ = 0;
};

}  // namespace logscan::detail
