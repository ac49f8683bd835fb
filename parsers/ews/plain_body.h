// The usual notification without a tree: what Exchange sends, about twice as fast as by pugixml.
//
// Takes only a body of which it is sure: UTF-8 without byte order mark, entities, CDATA, comments and document type;
// each element closed by its own name; the elements of a notification in their places, none twice, and no error. Every
// other body is left to pugixml, and what is taken reads as pugixml reads it: the fuzz target notification holds it to
// that.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "parsers/ews/notification.h"

namespace logscan::detail {

// A server begins all its bodies alike, up to the tag of the message: that front is read once, and each next body that
// has it is read on from there.
class PlainBodyReader {
 public:
  // False where the body is not taken; then `request` holds nothing of use.
  bool read(std::string_view body, EwsRequest& request);

  // Elements from the document down to the message.
  static constexpr std::size_t kPathLength = 5;
  struct Front {
    struct Name {
      std::uint32_t at = 0;
      std::uint32_t size = 0;
    };
    std::string text;
    std::array<Name, kPathLength> names{};  // of the elements that are open behind it
  };

 private:
  Front front_;
};

// Whether an element of a Notification is an event by its local name.
inline bool is_event_name(std::string_view name) { return name.size() > 5 && name.ends_with("Event"); }

}  // namespace logscan::detail
