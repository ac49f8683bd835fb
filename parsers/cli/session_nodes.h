// Whose lines those of a session are: what was saved or pasted into one text may be of several nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/source_result.h"

namespace logscan::detail {

// What a whole list of services says, as digests.
struct ServicesSaid {
  std::uint64_t names = 0;
  std::uint64_t activated = 0;  // which of them are
  std::uint64_t states = 0;

  friend bool operator==(const ServicesSaid&, const ServicesSaid&) = default;
};

// Gathers what names the node of each output. Two outputs of one node cannot name different hosts, nor say different
// things of the primary node; where they do, the session is cut into as few parts as agree with all that is said. Where
// a cut may lie in several places, what lies between them is of neither part.
//
// Lists of services tell two nodes apart where nothing names one: across a login that names no host, where they differ
// and nobody started or stopped a service between them; without a login, where other services are activated, which
// hardly anybody changes between two lists.
class SessionNodes {
 public:
  // What tells the node.
  enum class By : std::uint8_t { kNothing, kPrompt, kHostLine, kCluster, kPrimary, kLogin };

  // An output begins at this line, with its command; what is told next is told by it. Lines never go back.
  void output(std::uint64_t line);
  // Somebody logs in, to this host where that is told: its name, an alias or an address.
  void login(std::string_view host, std::uint64_t line);
  // The output that is read is of this host, as the line says. What an output said before holds up to there.
  void host(std::string_view name, By by, std::uint64_t line);
  // The node's own row in the table of its cluster; nothing where the output names its host. `primary` where the row
  // tells it.
  void own_row(std::string_view name, std::optional<bool> primary, std::uint64_t line);
  void primary(bool is, std::uint64_t line);
  void services(const ServicesSaid& said, std::uint64_t line);
  // What runs is changed by hand here: a list that follows may differ.
  void changed();

  // None where all may be of one node.
  [[nodiscard]] std::vector<SessionPart> parts();

 private:
  struct Output {
    std::uint64_t line = 0;
    std::string host;   // as it is told
    std::string label;  // by which hosts are compared
    std::string maybe;  // in place of the host, where the label may be another node's
    std::optional<bool> primary;
    std::optional<bool> row_primary;  // what the own row says of it
    By by = By::kNothing;             // what it tells first
    By named_by = By::kNothing;       // what the label is from
    std::optional<ServicesSaid> services;
    bool login = false;
    bool changes = false;

    [[nodiscard]] bool tells() const { return by != By::kNothing; }
  };
  // What the outputs of a part say together.
  struct Said {
    std::string label;
    std::optional<bool> primary;
    std::optional<ServicesSaid> services;
    bool login = false, changes = false;  // since the services were told
    bool named = false;                   // something names a host somewhere in the session
    // False where the output says otherwise; else it is taken in.
    bool take(const Output& output);

   private:
    [[nodiscard]] bool contradicts(const Output& output) const;
  };

  // A login may name its host by an alias.
  void settle_logins();
  // A table of a cluster may be pasted from another node: what names the host outranks its own row.
  void settle_rows();

  // For each output the number of its part, each part as long as can be; from the back where `back`.
  [[nodiscard]] std::vector<std::size_t> parts_from(bool back) const;

  // The output that a line tells of; a new one where the last says otherwise. Null once there are too many.
  Output* telling(std::uint64_t line, const Output& what);

  std::vector<Output> outputs_;
  std::optional<std::uint64_t> full_from_;  // nothing is known from this line on
};

}  // namespace logscan::detail
