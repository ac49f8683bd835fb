// The sections of a data file that tell of services: services, features, activation, checklists, defects, procedures,
// collect.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>

#include "knowledge/services.h"

namespace logscan::detail {

bool is_service_section(const std::string& section);
Status read_service_entry(const std::string& file, const std::string& section, const std::string& name,
                          const YAML::Node& node, Services& out);

}  // namespace logscan::detail
