// The sections of a data file that tell of high availability: states, reasons, state-pairs, monitored-services.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "knowledge/ha_states.h"

namespace logscan::detail {

bool is_ha_section(const std::string& section);
Status read_ha_entry(const std::string& file, const std::string& section, const std::string& name,
                     const YAML::Node& node, HaStates& out);

}  // namespace logscan::detail
