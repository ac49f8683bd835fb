// The states of services.
//
//   Cisco DirSync[STOPPED]  Service Not Activated
//   System SSH [STARTED]
//   Primary Node =true
//
// The list ends with the line on the primary node; without it, services may be missing. A start, stop or restart prints
// the states as they change, so that the last one counts, and the reason on a line of its own:
//
//   Cisco Presence Engine[Starting]
//   Commanded Out of Service
//   Cisco Presence Engine[NOTRUNNING]
//
// Pasted, a name may go on in the next line, and several services may stand in one.
#include "parsers/cli/service_list.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "base/words.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "service-list";

constexpr std::array<std::string_view, 6> kStates = {"STARTED",  "STOPPED",    "STARTING",
                                                     "STOPPING", "NOTRUNNING", "NOT RUNNING"};
constexpr std::array<std::string_view, 4> kReasons = {"Service Not Activated", "Commanded Out of Service",
                                                      "Command Out of Service", "Service Activated"};
// Longer texts are neither.
constexpr std::size_t kMostName = 100, kMostState = 20, kMostListLine = 8000;
// No server has so many.
constexpr std::size_t kMostServices = 1000;

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return upper;
}

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool is_state(std::string_view text) {
  text = trim(text);
  return !text.empty() && text.size() <= kMostState &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || c == ' '; });
}

bool is_known_state(std::string_view text) {
  return std::any_of(kStates.begin(), kStates.end(), [&](std::string_view state) { return iequals(state, text); });
}

bool is_service_name(std::string_view text) {
  static constexpr std::string_view kSigns = " \t-./&()_'";
  return !text.empty() && text.size() <= kMostName && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || kSigns.find(c) != std::string_view::npos; });
}

// The reason at the front of a text; empty where none of the known ones stands there.
std::string_view reason_prefix(std::string_view text) {
  for (const std::string_view reason : kReasons) {
    if (starts_with_words(text, reason)) return text.substr(0, reason.size());
  }
  return {};
}

// The front of a known reason, and no more.
bool begins_reason(std::string_view text) {
  return std::any_of(kReasons.begin(), kReasons.end(), [&](std::string_view reason) {
    return !text.empty() && text.size() < reason.size() && starts_with_words(reason, text);
  });
}

// What stands between two brackets, cut into the reason of the first and the name of the second.
std::size_t end_of_reason(std::string_view text) {
  const std::string_view reason = reason_prefix(text);
  if (!reason.empty()) return reason.size();
  if (const std::size_t wide = text.rfind("  "); wide != std::string_view::npos) return wide;
  static constexpr std::string_view kCisco = " Cisco ";
  const std::size_t cisco = starts_with_words(text, "A Cisco ") ? std::string_view::npos : text.find(kCisco);
  return cisco == std::string_view::npos ? 0 : cisco;
}

// What pages print for the lines that they leave out.
std::string_view without_dots(std::string_view text) {
  static constexpr std::string_view kEllipsis = "\xe2\x80\xa6";
  if (text.ends_with(kEllipsis)) text.remove_suffix(kEllipsis.size());
  return text == "..." ? std::string_view{} : trim(text);
}

// A part of a line: `NAME[STATE]`, with the reason before the next name.
struct Entry {
  std::string_view name, state, reason;
};

bool begins_as_service(std::string_view text) {
  return starts_with_words(text, "Cisco ") || starts_with_words(text, "A Cisco ");
}

// What pages link to stands in brackets too: a state that is not known is one in capitals, of a service of the product.
bool is_state_of(std::string_view state, std::string_view name) {
  return is_known_state(state) || (upper_case(state) == state && begins_as_service(name));
}

// Nothing where the line holds no bracket with a state.
std::vector<Entry> entries_of(std::string_view text) {
  std::vector<Entry> entries;
  std::size_t from = 0;
  for (std::size_t open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
    const std::size_t close = text.find(']', open);
    if (close == std::string_view::npos) break;
    const std::string_view state = trim(text.substr(open + 1, close - open - 1));
    if (!is_state(state)) continue;
    std::string_view name = trim(text.substr(from, open - from));
    const std::size_t end = entries.empty() ? 0 : end_of_reason(name);
    const std::string_view reason = trim(name.substr(0, end));
    name = trim(name.substr(end));
    if (!is_state_of(state, name)) continue;
    if (!entries.empty()) entries.back().reason = reason;
    entries.push_back({name, state, {}});
    from = close + 1;
  }
  if (!entries.empty()) entries.back().reason = without_dots(trim(text.substr(from)));
  return entries;
}

// `Primary Node =true`
std::optional<bool> read_primary(std::string_view text) {
  text = trim(text);
  if (!starts_with_words(text, "Primary Node")) return std::nullopt;
  const std::size_t sign = text.find_first_of("=:");
  if (sign == std::string_view::npos) return std::nullopt;
  const std::string_view value = trim(text.substr(sign + 1));
  if (iequals(value, "true")) return true;
  return iequals(value, "false") ? std::optional(false) : std::nullopt;
}

// What stands around the services and says nothing about them.
bool is_frame(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kFrames = {"Requesting service status",
                                                              "Service Manager is",
                                                              "Getting list of",
                                                              ">> Return code",
                                                              "Return code",
                                                              "Command successful",
                                                              "Do not press",
                                                              "If the service",
                                                              "```"};
  return text.empty() || text == ">" || std::any_of(kFrames.begin(), kFrames.end(), [&](std::string_view frame) {
           return starts_with_words(text, frame);
         });
}

struct Service {
  std::string name, state, reason;
  std::size_t first_line = 0, last_line = 0;
  std::size_t told = 0;
};

class Scanner {
 public:
  explicit Scanner(std::span<const OutputLine> lines) : lines_(lines) {}

  void scan() {
    for (line_ = 0; line_ < lines_.size(); ++line_) take(lines_[line_].text);
    if (!open_.empty()) close_unread();
  }

  // The last state that was told is one that passes.
  [[nodiscard]] bool changing() const {
    return last_ != nullptr && (last_->state == "STARTING" || last_->state == "STOPPING");
  }

  std::vector<Service> services;
  std::optional<bool> primary;
  std::size_t primary_line = 0, unread = 0;
  // What stands behind the end of the list and is none of it: how many lines, and the first.
  std::size_t lines_behind = 0;
  std::string_view behind;

 private:
  void take(std::string_view text) {
    const std::vector<Entry> alone = entries_of(trim(text));
    const bool names_alone = !alone.empty() && is_service_name(alone.front().name);
    if (!open_.empty()) {
      // A line that begins as a service does is one of its own.
      const std::string joined = join(text);
      const std::vector<Entry> entries = entries_of(joined);
      const bool names = !entries.empty() && is_service_name(entries.front().name);
      if (names && !(names_alone && begins_as_service(alone.front().name))) {
        open_.clear();
        for (const Entry& entry : entries) take_entry(entry, open_line_);
        return;
      }
      close_unread();
    }
    if (names_alone) {
      for (const Entry& entry : alone) take_entry(entry, line_);
    } else {
      take_other(trim(text));
    }
  }

  // What was kept goes on in no service: a line of the list, if it stood among its lines.
  void close_unread() {
    if (last_ != nullptr && last_line_ + 1 == open_line_) ++unread;
    open_.clear();
  }

  // The line with what is open before it.
  [[nodiscard]] std::string join(std::string_view text) const {
    if (open_.empty()) return std::string(text);
    static constexpr std::array<std::string_view, 4> kSmallWords = {"and ", "of ", "for ", "to "};
    const bool small = !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
                       std::none_of(kSmallWords.begin(), kSmallWords.end(),
                                    [&](std::string_view word) { return text.starts_with(word); });
    // A small letter goes on with a word that the terminal cut.
    const std::size_t bracket = open_.find('[');
    return open_ + (bracket != std::string::npos || (small && !open_blank_) ? "" : " ") + std::string(text);
  }

  void take_entry(const Entry& entry, std::size_t first) {
    if (!is_service_name(entry.name) || services.size() >= kMostServices) {
      ++unread;
      last_ = nullptr;
      return;
    }
    std::string name(entry.name);
    std::replace(name.begin(), name.end(), '\t', ' ');
    const auto same = std::find_if(services.begin(), services.end(),
                                   [&](const Service& service) { return iequals(service.name, name); });
    const bool known = same != services.end();
    Service& service = known ? *same : services.emplace_back();
    if (!known) {
      service.name = std::move(name);
      service.first_line = first;
    }
    service.state = upper_case(entry.state);
    service.reason = std::string(entry.reason);
    service.last_line = line_;
    ++service.told;
    last_ = &service;
    last_line_ = line_;
  }

  void take_other(std::string_view text) {
    if (const auto is_primary = read_primary(text)) {
      primary = is_primary;
      primary_line = line_;
      last_ = nullptr;
      return;
    }
    if (is_frame(text)) return;
    if (last_ != nullptr && last_line_ + 1 == line_) {
      if (auto reason = reason_with(text)) {
        last_->reason = *std::move(reason);
        last_->last_line = last_line_ = line_;
        return;
      }
    }
    // A name that goes on in the next line, or a state that does.
    if (begins_as_service(text) && is_service_name(trim(text.substr(0, text.find('['))))) {
      open(text);
    } else if (text.find('[') != std::string_view::npos && last_ != nullptr && last_line_ + 1 == line_) {
      ++unread;
    } else if (primary) {
      if (behind.empty()) behind = text.substr(0, kMostName);
      ++lines_behind;
    }
  }

  // The reason of the last service, of which this line is the rest, or all: words that a terminal cut go on.
  [[nodiscard]] std::optional<std::string> reason_with(std::string_view text) const {
    constexpr std::size_t kLeastFront = 4;
    if (last_->reason.empty()) {
      const bool reason = !reason_prefix(text).empty() || (text.size() >= kLeastFront && begins_reason(text));
      return reason ? std::optional(std::string(text)) : std::nullopt;
    }
    if (!reason_prefix(last_->reason).empty()) return std::nullopt;
    for (const std::string_view between : {" ", ""}) {
      std::string whole = last_->reason + std::string(between) + std::string(text);
      if (!reason_prefix(whole).empty() || begins_reason(whole)) return whole;
    }
    return std::nullopt;
  }

  void open(std::string_view text) {
    open_ = std::string(text);
    open_line_ = line_;
    std::string_view raw = lines_[line_].record.raw;
    while (!raw.empty() && (raw.back() == '\n' || raw.back() == '\r')) raw.remove_suffix(1);
    open_blank_ = !raw.empty() && is_blank(raw.back());
  }

  std::span<const OutputLine> lines_;
  std::string open_;  // the front of a service whose state is still to come
  Service* last_ = nullptr;
  std::size_t line_ = 0, open_line_ = 0, last_line_ = 0;
  bool open_blank_ = false;  // a blank stands behind it
};

bool is_transcript(std::string_view command) {
  return is_command(command, "utils service start") || is_command(command, "utils service stop") ||
         is_command(command, "utils service restart");
}

ServicesSaid said_by(const std::vector<Service>& services) {
  const auto digest = [&](const auto& words_of_service) {
    std::vector<std::string> texts;
    for (const Service& service : services) texts.push_back(words_of_service(service) + '\n');
    std::sort(texts.begin(), texts.end());
    std::string all;
    for (const std::string& text : texts) all += text;
    return digest_of(all).low;
  };
  ServicesSaid said;
  said.names = digest([](const Service& s) { return s.name; });
  said.activated = digest([](const Service& s) { return s.name + (has_words(s.reason, "not activated") ? "-" : "+"); });
  said.states = digest([](const Service& s) { return s.name + '=' + s.state; });
  return said;
}

void read_service_list(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  Scanner found(output.lines);
  found.scan();
  const bool transcript = is_transcript(output.command);
  bool repeats = transcript;
  for (const Service& service : found.services) {
    repeats = repeats || service.told > 1;
    // A reason of which the rest is lost may be any that begins so.
    if (begins_reason(service.reason)) ++found.unread;
    facts.fact(FactKind::kServiceState,
               {{}, service.name, service.state, service.reason, transcript || service.told > 1 ? 1 : 0},
               output.lines[service.first_line], output.lines[service.last_line], sink);
  }
  if (found.primary)
    facts.fact(FactKind::kPrimaryNode, {{}, {}, {}, {}, *found.primary ? 1 : 0}, output.lines[found.primary_line],
               sink);
  if (found.primary && !repeats && found.unread == 0 && !found.services.empty())
    facts.nodes().services(said_by(found.services), output.lines[found.primary_line].record.ordinal);
  if (transcript) facts.nodes().changed();
  const bool blank = std::all_of(output.lines.begin(), output.lines.end(),
                                 [](const OutputLine& line) { return trim(line.text).empty(); });
  // Without it there is no list: that is an answer of its own.
  const auto down = std::find_if(output.lines.begin(), output.lines.end(), [](const OutputLine& line) {
    return starts_with_words(trim(line.text), "Service Manager is not running");
  });
  if (down != output.lines.end())
    facts.fact(FactKind::kServiceState, {{}, "Service Manager", "NOTRUNNING", {}, 0}, *down, sink);
  if (found.lines_behind > 0 && output.at.text.empty())
    facts.unread(output, "session",
                 how_many(found.lines_behind, "line") + " behind the list of services, not read: \"" +
                     std::string(found.behind) + "\"",
                 sink);
  if (found.services.empty()) {
    if (!blank && down == output.lines.end()) facts.nothing_read(output, kKind, "no service in it, not read", sink);
  } else if (found.unread > 0) {
    facts.unread(
        output, kKind,
        std::to_string(found.unread) + (found.unread == 1 ? " service" : " services") + " that could not be read",
        sink);
  } else if (repeats ? output.cut && found.changing() : !found.primary) {
    facts.unread(output, kKind, "its end is missing", sink);
  }
}

bool begins_service_list(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  if (starts_with_words(text, "Requesting service status") || starts_with_words(text, "Service Manager is running") ||
      starts_with_words(text, "Service Manager is not running"))
    return true;
  if (text.size() > kMostListLine || text.find('[') == std::string_view::npos) return false;
  const std::vector<Entry> entries = entries_of(text);
  if (entries.empty()) return false;
  // Other texts have brackets too: a state in small letters is one only behind a name of the product.
  return std::all_of(entries.begin(), entries.end(), [](const Entry& entry) {
    return is_service_name(entry.name) && is_known_state(entry.state) &&
           (begins_as_service(entry.name) || upper_case(entry.state) == entry.state) &&
           (entry.reason.empty() || !reason_prefix(entry.reason).empty());
  });
}

// The service that a line begins with; empty where it does not.
std::string first_service(std::string_view text) {
  if (text.size() > kMostListLine || text.find('[') == std::string_view::npos) return {};
  const std::vector<Entry> entries = entries_of(trim(text));
  return entries.empty() || !is_service_name(entries.front().name) ? std::string() : std::string(entries.front().name);
}

}  // namespace

void ServiceListEnd::take(std::string_view line) {
  if (read_primary(line)) {
    ended_ = services_ > 0;
    return;
  }
  std::string service = first_service(line);
  if (service.empty()) return;
  if (services_++ == 0) first_ = std::move(service);
}

bool ServiceListEnd::begins_anew(std::string_view line) const {
  // A restart tells of a service again, and of few others.
  constexpr std::size_t kLeastList = 10;
  if (services_ == 0) return false;
  const std::string_view text = trim(line);
  if (starts_with_words(text, "Requesting service status")) return true;
  if (starts_with_words(text, "Service Manager is running")) return ended_;
  const std::string service = first_service(text);
  return !service.empty() && (ended_ || (services_ >= kLeastList && iequals(service, first_)));
}

constinit const CommandReader kServiceList{
    .name = "cli.service-list",
    .matches =
        [](std::string_view command) { return is_command(command, "utils service list") || is_transcript(command); },
    .recognises = begins_service_list,
    .read = read_service_list,
};

}  // namespace logscan::detail
