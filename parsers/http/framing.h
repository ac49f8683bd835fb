// What the head and the chunks of a message say of its length (RFC 9112, sections 6 and 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace logscan::detail {

// The same length said several times is one; nothing where it is no number or two of them differ.
std::optional<std::uint64_t> read_length(std::string_view text);

// The number in front of a chunk; extensions may follow it.
std::optional<std::uint64_t> read_chunk_size(std::string_view line);

}  // namespace logscan::detail
