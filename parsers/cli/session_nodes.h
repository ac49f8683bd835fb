// Whose lines those of a session are: what was saved or pasted into one text may be of several nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/source_result.h"

namespace logscan::detail {

// Gathers what names the node of each output. Two outputs of one node cannot name different hosts, nor say different
// things of the primary node; where they do, the session is cut into as few parts as agree with all that is said. Where
// a cut may lie in several places, what lies between them is of neither part.
class SessionNodes {
 public:
  // What tells the node.
  enum class By : std::uint8_t { kNothing, kPrompt, kHostLine, kCluster, kPrimary };

  // An output begins at this line, with its command; what is told next is told by it. Lines never go back.
  void output(std::uint64_t line);
  // Somebody logs in.
  void login(std::uint64_t line);
  // The output that is read is of this host, as the line says. What an output said before holds up to there.
  void host(std::string_view name, By by, std::uint64_t line);
  void primary(bool is, std::uint64_t line);

  // None where all may be of one node.
  [[nodiscard]] std::vector<SessionPart> parts() const;

 private:
  struct Output {
    std::uint64_t line = 0;
    std::string host;   // as it is told
    std::string label;  // by which hosts are compared
    std::optional<bool> primary;
    By by = By::kNothing;  // what it tells first
    bool login = false;

    [[nodiscard]] bool tells() const { return by != By::kNothing; }
  };
  // What the outputs of a part say together.
  struct Said {
    std::string label;
    std::optional<bool> primary;
    // False where the output says otherwise; else it is taken in.
    bool take(const Output& output);
  };

  // For each output the number of its part, each part as long as can be; from the back where `back`.
  [[nodiscard]] std::vector<std::size_t> parts_from(bool back) const;

  // The output that a line tells of; a new one where the last says otherwise. Null once there are too many.
  Output* telling(std::uint64_t line, const Output& what);

  std::vector<Output> outputs_;
  std::optional<std::uint64_t> full_from_;  // nothing is known from this line on
};

}  // namespace logscan::detail
