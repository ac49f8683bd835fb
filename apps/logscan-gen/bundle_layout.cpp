#include "bundle_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "log_line.h"

namespace logscan::gen {

namespace {

struct OtherKind {
  std::string_view method, target;
  int status;
  unsigned body_bytes;
};

constexpr std::array<OtherKind, 8> kOtherKinds{{
    {"GET", "/ciscopca/home.do", 302, 0},
    {"GET", "/ciscopca/j_security_check", 200, 5123},
    {"GET", "/inbox/", 200, 8841},
    {"GET", "/vmrest/version", 200, 212},
    {"HEAD", "/", 404, 0},
    {"GET", "/favicon.ico", 404, 1392},
    {"GET", "/ciscopca/images/logo.gif", 304, 0},
    {"OPTIONS", "/ciscopca/", 405, 0},
}};
constexpr std::array<std::string_view, 3> kOtherClients{"10.93.140.17", "10.93.140.18", "10.93.132.1"};

const WireFault* wire_fault_of(const Scenario& scenario, const Request& request) {
  return request.wire == kNoFault ? nullptr : &scenario.wire[static_cast<std::size_t>(request.wire)];
}

unsigned answer_bytes(const Scenario& scenario, const Request& request) {
  // A rejection by Jetty itself has no body.
  if (request.status / 100 != 2) return 0;
  // The envelope that says OK, or Unsubscribe.
  const WireFault* fault = wire_fault_of(scenario, request);
  return fault != nullptr && fault->kind == WireFaultKind::kUnsubscribe ? 352 : 343;
}

void append_request(const Scenario& scenario, const Story& story, const Request& request, LineWriter& writer,
                    std::string& text) {
  LogLine line;
  line.arrival = request.arrival;
  line.milliseconds = request.milliseconds;
  std::string target;
  if (request.life == kOtherRequest) {
    const OtherRequest other = other_request(request.number);
    line.client = other.client;
    line.method = other.method;
    line.target = other.target;
    line.status = other.status;
    line.body_bytes = other.body_bytes;
    line.agent = "Mozilla/5.0";
  } else {
    const Life& life = story.lives[request.life];
    target = notification_target(life.id, life.pid);
    line.client = client_of(scenario, request);
    line.target = target;
    line.status = request.status;
    line.body_bytes = answer_bytes(scenario, request);
  }
  writer.append(line, text);
}

struct DayRange {
  Day day;
  std::size_t first, last;  // of the node's requests: first <= i < last
};

// One range for every day from the first to the last, also where nothing was written: Jetty opens a new file at
// midnight.
std::vector<DayRange> days_of(const Scenario& scenario, const std::vector<Request>& requests) {
  Day last = day_of(scenario.end() - Seconds(1), scenario.zone);
  if (!requests.empty()) last = std::max(last, day_of(requests.back().written, scenario.zone));
  std::vector<DayRange> days;
  std::size_t at = 0;
  for (Day day = day_of(scenario.start, scenario.zone); day <= last; day += std::chrono::days(1)) {
    const std::size_t first = at;
    while (at < requests.size() && day_of(requests[at].written, scenario.zone) == day) ++at;
    days.push_back({day, first, at});
  }
  return days;
}

struct CutFile {
  std::string bytes;
  std::size_t whole_lines = 0;
};

// Cuts near the wanted place so that what is left of the last line cannot be taken for a record: its request has no
// end.
std::optional<CutFile> cut(const std::string& stored, unsigned percent, bool gzipped) {
  for (std::size_t size = stored.size() * percent / 100; size > 0; --size) {
    CutFile file;
    file.bytes = stored.substr(0, size);
    const std::string content = gzipped ? gunzip_prefix(file.bytes) : file.bytes;
    const std::size_t line_end = content.rfind('\n');
    if (line_end == std::string::npos) return std::nullopt;
    const std::string_view rest = std::string_view(content).substr(line_end + 1);
    // A plain file that ends with a line does not look cut.
    if (rest.find(" HTTP/") != std::string_view::npos || (rest.empty() && !gzipped)) continue;
    file.whole_lines = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
    return file;
  }
  return std::nullopt;
}

class NodeLayout {
 public:
  NodeLayout(const Scenario& scenario, const Story& story, std::size_t node, BundleLayout& layout)
      : scenario_(scenario), story_(story), node_(node), requests_(story.requests[node]), layout_(layout) {}

  Status lay_out() {
    held_.present.assign(requests_.size(), false);
    for (const DayRange& range : days_of(scenario_, requests_)) {
      if (find(FaultKind::kDropDay, range.day) != nullptr) {
        drop(range.day);
      } else if (const Status status = add(range); !status) {
        return status;
      }
    }
    // What is missing before the first or after the last file is not missing between two.
    std::erase_if(held_.missing, [&](const MissingDays& days) {
      return held_.days.empty() || days.first < *held_.days.begin() || days.last > *held_.days.rbegin();
    });
    for (const MissingDays& days : held_.missing) {
      held_.holes.push_back(
          {begin_of(days.first, scenario_.zone), begin_of(days.last + std::chrono::days(1), scenario_.zone)});
    }
    layout_.nodes.push_back(std::move(held_));
    return {};
  }

 private:
  [[nodiscard]] const Fault* find(FaultKind kind, Day day) const {
    for (const Fault& fault : scenario_.faults) {
      const bool here = fault.node.empty() || fault.node == scenario_.nodes[node_].name;
      if (fault.kind == kind && here && (kind == FaultKind::kCollectTwice || fault.day == day)) return &fault;
    }
    return nullptr;
  }

  void drop(Day day) {
    if (!held_.missing.empty() && held_.missing.back().last + std::chrono::days(1) == day) {
      held_.missing.back().last = day;
    } else {
      held_.missing.push_back({day, day});
    }
  }

  [[nodiscard]] std::string folder(Time collected) const {
    const std::string& name = scenario_.nodes[node_].name;
    if (scenario_.layout == Layout::kPlain) return name + "/jetty/";
    return fmt::format("{}/{}/jetty/", name, format_stamp(collected + scenario_.collector_zone));
  }

  [[nodiscard]] std::string content(std::size_t first, std::size_t last) const {
    LineWriter writer(scenario_.style, scenario_.zone);
    std::string text;
    for (std::size_t i = first; i < last; ++i) append_request(scenario_, story_, requests_[i], writer, text);
    return text;
  }

  void store(std::string path, std::string bytes, Time written) {
    layout_.files.push_back({std::move(path), std::move(bytes), written});
  }

  Status add(const DayRange& range) {
    held_.days.insert(range.day);
    const Time begin = begin_of(range.day, scenario_.zone);
    const Time written = range.last > range.first ? requests_[range.last - 1].written : begin;
    const bool gzipped = scenario_.gzip_all || std::find(scenario_.gzip_days.begin(), scenario_.gzip_days.end(),
                                                         range.day) != scenario_.gzip_days.end();
    const std::string name = format_log_name(range.day) + (gzipped ? ".gz" : "");
    const std::string text = content(range.first, range.last);
    std::string path = folder(scenario_.collected_at()) + name;
    std::string bytes = gzipped ? gzip(text) : text;
    std::size_t last = range.last;

    if (const Fault* fault = find(FaultKind::kCut, range.day)) {
      auto left = cut(bytes, fault->percent, gzipped);
      if (!left)
        return Error{ErrorCode::kUsage,
                     fmt::format("{} is too short to be cut; give a larger 'percent' or more lines", path)};
      bytes = std::move(left->bytes);
      last = range.first + left->whole_lines;
      Time good = requests_[range.first].arrival;
      for (std::size_t i = range.first; i < last; ++i) good = std::max(good, requests_[i].arrival);
      held_.holes.push_back({good, begin + std::chrono::days(1)});
      held_.cuts.push_back(path);
    }
    for (std::size_t i = range.first; i < last; ++i) held_.present[i] = true;

    if (const Fault* twice = find(FaultKind::kCollectTwice, range.day)) {
      if (twice->copy == SecondCopy::kGzip) {
        // Beside the file its other form.
        const std::string other =
            folder(scenario_.collected_at()) + format_log_name(range.day) + (gzipped ? "" : ".gz");
        store(other, gzipped ? text : gzip(text), written);
      } else if (begin <= twice->at) {
        std::size_t until = range.first;
        while (until < range.last && requests_[until].written < twice->at) ++until;
        std::string earlier = content(range.first, until);
        store(folder(twice->at) + name, gzipped ? gzip(earlier) : std::move(earlier), std::min(written, twice->at));
      }
    }
    store(std::move(path), std::move(bytes), written);
    return {};
  }

  const Scenario& scenario_;
  const Story& story_;
  std::size_t node_;
  const std::vector<Request>& requests_;
  BundleLayout& layout_;
  Holdings held_;
};

}  // namespace

OtherRequest other_request(std::uint32_t number) {
  const OtherKind& kind = kOtherKinds[number % kOtherKinds.size()];
  return {kOtherClients[number / kOtherKinds.size() % kOtherClients.size()], kind.method, kind.target, kind.status,
          kind.body_bytes};
}

const std::string& client_of(const Scenario& scenario, const Request& request) {
  const WireFault* fault = wire_fault_of(scenario, request);
  const bool hidden =
      fault != nullptr && (fault->kind == WireFaultKind::kProxy || fault->kind == WireFaultKind::kSharedAddress);
  return hidden ? fault->address : scenario.servers[request.server];
}

Result<BundleLayout> lay_out(const Scenario& scenario, const Story& story) {
  BundleLayout layout;
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
    if (const Status status = NodeLayout(scenario, story, node, layout).lay_out(); !status) return status.error();
  }
  std::sort(layout.files.begin(), layout.files.end(),
            [](const BundleFile& a, const BundleFile& b) { return a.path < b.path; });
  return layout;
}

}  // namespace logscan::gen
