// The usual notification without a tree: what Exchange sends, about twice as fast as by pugixml.
//
// Takes only a body of which it is sure: UTF-8 without byte order mark, entities, CDATA, comments and document type;
// each element closed by its own name; the elements of a notification in their places, none twice, and no error. Every
// other body is left to pugixml, and what is taken reads as pugixml reads it: the fuzz target notification holds it to
// that.
#pragma once

#include <string_view>

#include "parsers/ews/notification.h"

namespace logscan::detail {

// False where the body is not taken; then `request` holds nothing of use.
bool read_plain_body(std::string_view body, EwsRequest& request);

// Whether an element of a Notification is an event by its local name.
inline bool is_event_name(std::string_view name) { return name.size() > 5 && name.ends_with("Event"); }

}  // namespace logscan::detail
