// The id that Exchange gives a subscription says where it lives and since when.
//
//   HwBlcGRldjA0Lm15c2luZ2xlZGV2LnNhbXN1bmcuY29tEAAAAFeOaj2lZuZOi1N+1rkdEZQeygpQxzbQCA==
//
// Base64 of: length of the host's name (16 bits, low byte first), the name, 16 as 32 bits, a GUID of 16 bytes; since
// Exchange 2013 the time of creation in .NET ticks (100 ns since year 1), and some servers append a second GUID.
// Exchange 2007 writes a bare GUID, and other servers what they like: then host and time are not known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

struct SubscriptionId {
  std::string host;  // the Exchange server that holds the subscription, as it writes itself
  std::string guid;  // lower case, in the order in which .NET prints it
  std::optional<Timestamp> created;
};

// Nothing where the text has none of these forms.
std::optional<SubscriptionId> read_subscription_id(std::string_view text);

}  // namespace logscan::detail
