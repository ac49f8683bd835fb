// Undoes Content-Encoding: gzip and deflate.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logscan::detail {

// Replaces `body` by its text, of at most `most` bytes. What is wrong is returned as a static text: then the body is
// what inflates before the fault, or stays as it is where the coding has no reader. Empty where all is well.
std::string_view undo_content_coding(std::string_view coding, std::size_t most, std::string& body);

}  // namespace logscan::detail
