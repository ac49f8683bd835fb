// The states of a node as the product spells them: enough to tell where one ends. What they mean is the rules'
// business.
#pragma once

#include <cstdint>
#include <string_view>

namespace logscan::detail {

// `SRMState` of PerfMon and `tkhaserverstate` of the database; empty for a number that is none.
std::string_view ha_state_of_number(std::int64_t number);

// The longest known state that the text begins with, up to the end of a word; empty where there is none.
std::string_view ha_state_prefix(std::string_view text);

}  // namespace logscan::detail
