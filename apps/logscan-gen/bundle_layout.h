// The story's lines put into files, and the files into a bundle: days, compression, what is missing, cut or doubled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pack.h"
#include "scenario.h"
#include "story.h"

namespace logscan::gen {

// Times that the bundle cannot speak about: from <= t < to.
struct Hole {
  Time from, to;
};

struct MissingDays {
  Day first, last;
};

// What the bundle holds of one node.
struct Holdings {
  std::vector<bool> present;  // by request of the node
  std::set<Day> days;         // with a file, be it empty
  std::vector<MissingDays> missing;
  std::vector<Hole> holes;          // missing days, and the rest of the day after a cut
  std::vector<std::string> cuts;    // paths of the files that end early
  std::optional<Time> alive_until;  // by another log of the node
};

struct BundleLayout {
  std::vector<BundleFile> files;
  std::vector<Holdings> nodes;
};

Result<BundleLayout> lay_out(const Scenario& scenario, const Story& story);

// What else comes to the listener's port: people, monitors, scanners.
struct OtherRequest {
  std::string_view client, method, target;
  int status = 200;
  unsigned body_bytes = 0;
};

OtherRequest other_request(std::uint32_t number);

// The address from which a notification came, as the log prints it.
const std::string& client_of(const Scenario& scenario, const Request& request);

}  // namespace logscan::gen
