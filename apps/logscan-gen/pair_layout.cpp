#include "pair_layout.h"

#include <fmt/format.h>

#include <utility>

#include "pair_lines.h"

namespace logscan::gen {

namespace {

constexpr const char* kSrmFolder = "epas/trace/srm/log4j/";

struct Piece {
  std::string text;
  Time written{};
};

// The lines of one log in files of the wanted size, oldest first; one where nothing was written.
std::vector<Piece> cut_up(const Scenario& scenario, const std::vector<PairEvent>& events, PairLog log) {
  PairLineWriter writer(*scenario.pair);
  std::vector<Piece> pieces(1);
  pieces.back().written = scenario.start;
  for (const PairEvent& event : events) {
    if (log_of(event.what) != log) continue;
    if (scenario.pair->rotate > 0 && pieces.back().text.size() >= scenario.pair->rotate) pieces.emplace_back();
    writer.append(event, pieces.back().text);
    pieces.back().written = std::chrono::floor<Seconds>(event.at);
  }
  return pieces;
}

void store(const Pair& pair, std::string path, Piece piece, bool newest, std::vector<BundleFile>& files) {
  if (pair.gzip && !newest) {
    path += ".gz";
    piece.text = gzip(piece.text);
  }
  files.push_back({std::move(path), std::move(piece.text), piece.written});
}

}  // namespace

std::string pair_folder(const Scenario& scenario, std::size_t node) {
  const std::string& name = scenario.pair->nodes[node];
  if (scenario.layout == Layout::kPlain) return name + "/";
  return fmt::format("{}/{}/", name, format_stamp(scenario.collected_at() + scenario.collector_zone));
}

std::string srm_log_path(const Scenario& scenario, std::size_t node) {
  return pair_folder(scenario, node) + kSrmFolder + "srm00000001.log";
}

std::vector<BundleFile> lay_out_pair(const Scenario& scenario, const PairStory& story) {
  const Pair& pair = *scenario.pair;
  std::vector<BundleFile> files;
  for (std::size_t node = 0; node < 2 && pair.logs != PairLogs::kCli; ++node) {
    const std::string folder = pair_folder(scenario, node);
    const auto& events = story.events[node];
    const auto add_syslog = [&](PairLog log, std::string_view name) {
      std::vector<Piece> pieces = cut_up(scenario, events, log);
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::size_t age = pieces.size() - 1 - i;
        const std::string path = fmt::format("{}syslog/{}{}", folder, name, age == 0 ? "" : fmt::format(".{}", age));
        store(pair, path, std::move(pieces[i]), age == 0, files);
      }
    };
    add_syslog(PairLog::kCiscoSyslog, "CiscoSyslog");
    if (pair.logs == PairLogs::kAlarms) continue;
    add_syslog(PairLog::kMessages, "messages");
    std::vector<Piece> pieces = cut_up(scenario, events, PairLog::kSrm);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      store(pair, fmt::format("{}{}srm{:08}.log", folder, kSrmFolder, i + 1), std::move(pieces[i]),
            i + 1 == pieces.size(), files);
    }
    std::string history = earlier_history(pair, scenario.start);
    PairLineWriter writer(pair);
    for (const PairEvent& event : events) {
      if (log_of(event.what) == PairLog::kHistory) writer.append(event, history);
    }
    files.push_back({folder + "install/system-history.log", std::move(history), scenario.end()});
  }
  if (pair.logs != PairLogs::kAlarms)
    files.push_back({pair_folder(scenario, 0) + "cli/session.txt", cli_session(pair, story), scenario.collected_at()});
  return files;
}

}  // namespace logscan::gen
