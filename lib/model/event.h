// Events and facts: what is rare, and is kept one by one.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

#include "base/interner.h"
#include "input/location.h"
#include "logscan/time.h"
#include "model/kinds.h"

namespace logscan::detail {

// What a record says beside its time. What a field holds depends on the kind (model/kinds.h); kNoName: nothing.
struct EventText {
  NameId node = kNoName;  // whom it is about; nothing: the node of the log
  NameId peer = kNoName;
  NameId subject = kNoName;
  NameId detail = kNoName;
  std::int64_t number = 0;
  bool confirmed = true;  // false where the wording is not known from a document
  bool complete = true;   // of an HTTP message: it is whole, and so is its head's partner there
};

template <class Time>
struct EventOf {
  Time time{};
  Location at;
  EventText text;
  EventKind kind = EventKind::kAlarm;
};
static_assert(std::is_trivially_copyable_v<EventOf<LocalTime>>);

struct FactText {
  NameId node = kNoName;  // nothing: the node of the source
  NameId subject = kNoName;
  NameId text = kNoName;
  NameId detail = kNoName;
  std::int64_t number = 0;
  bool file_time = false;  // the time is that of the file, which was written after the command ran
};

template <class Time>
struct FactOf {
  std::optional<Time> time;  // nothing: when the command was run is unknown
  Location at;
  FactText text;
  FactKind kind = FactKind::kHaState;
};

}  // namespace logscan::detail
