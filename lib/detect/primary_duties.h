// What the server with Primary status of a Unity Connection cluster runs alone.
#pragma once

#include <optional>
#include <string>

#include "detect/rule.h"

namespace logscan::detail {

// Whether a stopped service is to run on its server.
struct Duty {
  std::optional<bool> here;  // nothing: the case does not show which server has Primary status
  std::string why;           // a sentence, where a status tells it
  std::optional<FactPlace> told;
};

// Nothing where no server runs the service alone.
std::optional<Duty> duty_of(const CaseView& view, const Server& server, const ServiceSeen& service);

}  // namespace logscan::detail
