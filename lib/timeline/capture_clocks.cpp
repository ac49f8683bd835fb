#include "timeline/capture_clocks.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/words.h"

namespace logscan::detail {
namespace {

// A packet takes its time from one end to the other, and rules take what lies so near for the same.
constexpr Duration kLeast = std::chrono::milliseconds(250);
// Connections that both captures hold lie within this of the difference of their clocks.
constexpr Duration kAgree = std::chrono::seconds(1);

// A recording, in one file or in several.
struct Recording {
  std::vector<SourceId> files;
  std::map<std::uint64_t, LocalTime> connections;
  std::optional<Duration> listener_ahead;
  bool settled = false;
};

std::vector<Recording> recordings_of(const std::vector<ParsedSource>& sources) {
  const auto goes_on = [](const ParsedSource& source) { return source.follows && !source.read_apart; };
  std::map<SourceId, SourceId> next;
  for (SourceId id = 0; id < sources.size(); ++id) {
    if (goes_on(sources[id])) next[*sources[id].follows] = id;
  }
  std::vector<Recording> recordings;
  for (SourceId id = 0; id < sources.size(); ++id) {
    const ParsedSource& source = sources[id];
    if (source.parser == nullptr || !source.parser->recording() || goes_on(source) ||
        source.status == SourceStatus::kDuplicate)
      continue;
    Recording& recording = recordings.emplace_back();
    recording.files.push_back(id);
    for (auto at = next.find(id); at != next.end(); at = next.find(at->second)) recording.files.push_back(at->second);
    for (const SourceId file : recording.files) {
      const SourceResult& result = sources[file].result;
      recording.connections.insert(result.connections.begin(), result.connections.end());
      if (!recording.listener_ahead) recording.listener_ahead = result.listener_ahead;
    }
  }
  return recordings;
}

struct Difference {
  Duration ahead{};
  std::size_t connections = 0;  // that tell it
};

// By how much the clock of `one` is ahead of that of `other`; nothing where they hold nothing together, or where one of
// the clocks was set meanwhile.
std::optional<Difference> difference(const Recording& one, const Recording& other) {
  std::vector<Duration> apart;
  for (const auto& [mark, time] : one.connections) {
    if (const auto at = other.connections.find(mark); at != other.connections.end()) apart.push_back(time - at->second);
  }
  if (apart.empty()) return std::nullopt;
  std::sort(apart.begin(), apart.end());
  const Duration middle = apart[apart.size() / 2];
  const auto agree = static_cast<std::size_t>(std::count_if(
      apart.begin(), apart.end(), [&](Duration each) { return std::chrono::abs(each - middle) <= kAgree; }));
  constexpr std::size_t kOf = 4;  // three of four
  if (agree * kOf < apart.size() * (kOf - 1)) return std::nullopt;
  return Difference{middle, agree};
}

// How far its clock is from the listener's, in whole seconds: an answer tells its time no better. Where nothing tells
// it, farther than any other.
std::int64_t off(const Recording& recording) {
  return recording.listener_ahead ? std::chrono::abs(*recording.listener_ahead) / kAgree
                                  : std::numeric_limits<std::int64_t>::max();
}

std::string in_seconds(Duration duration) {
  const auto tenths = (std::chrono::abs(duration).count() + 50'000) / 100'000;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

void set_by(std::vector<ParsedSource>& sources, const Recording& reference, const Recording& recording,
            const Difference& by) {
  const std::string note = "by " + how_many(by.connections, "connection") + " that both hold, its clock is " +
                           in_seconds(by.ahead) + (by.ahead > Duration::zero() ? " ahead of" : " behind") +
                           " that of " + sources[reference.files.front()].name.location +
                           ": its times are told by that one";
  for (const SourceId id : recording.files) {
    sources[id].clock = Clock::ahead(std::move(sources[id].clock), by.ahead);
    sources[id].notes.push_back(note);
  }
}

}  // namespace

void align_captures(std::vector<ParsedSource>& sources) {
  std::vector<Recording> recordings = recordings_of(sources);
  if (recordings.size() < 2) return;
  std::stable_sort(recordings.begin(), recordings.end(),
                   [](const Recording& a, const Recording& b) { return off(a) < off(b); });
  for (std::size_t first = 0; first < recordings.size(); ++first) {
    if (recordings[first].settled) continue;
    recordings[first].settled = true;
    // From one to the next: two captures may share connections with a third alone.
    std::vector<std::pair<std::size_t, Duration>> reached{{first, Duration::zero()}};
    for (std::size_t at = 0; at < reached.size(); ++at) {
      const auto [known, known_ahead] = reached[at];
      for (std::size_t next = 0; next < recordings.size(); ++next) {
        if (recordings[next].settled) continue;
        std::optional<Difference> by = difference(recordings[next], recordings[known]);
        if (!by) continue;
        recordings[next].settled = true;
        by->ahead += known_ahead;
        reached.emplace_back(next, by->ahead);
        if (std::chrono::abs(by->ahead) >= kLeast) set_by(sources, recordings[first], recordings[next], *by);
      }
    }
  }
}

}  // namespace logscan::detail
