// The alarms that bear on a pair: which event each of them is. The severity is no part of it: one alarm comes with
// different ones.
#pragma once

#include <string_view>

#include "model/kinds.h"

namespace logscan::detail {

struct AlarmRow {
  std::string_view app;  // the last word of the application, such as SRM of UC_SRM
  std::string_view name;
  EventKind kind = EventKind::kAlarm;
};

// Nothing where the alarm bears on no pair. Cheap for these: nearly all are told by a few characters of their name.
const AlarmRow* find_alarm(std::string_view app, std::string_view name);

}  // namespace logscan::detail
