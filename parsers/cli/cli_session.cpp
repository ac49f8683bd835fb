// A session, as a terminal program saved it or as it was pasted.
//
//   admin:utils ha status
//   Subcluster Name: DefaultCluster
//   Node 1 Name : kal-cup1 State: Normal
//   Node 2 Name : shorty-cups State: Normal
//   admin:
//
// A prompt begins a command; what follows up to the next prompt is its output. Commands are pasted without their
// prompts, and outputs without their commands: there each reader is asked whether its output begins here. Escapes,
// pagers and overwritten text are taken out first (terminal_line.h).
//
// One command with its output is one record. The lines of a system history have times and are records by themselves;
// since a source has one axis, a session that shows one lies on the wall axis, and its facts with it: as its zone has
// them.
#include "parsers/cli/cli_session.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "model/notes.h"
#include "parsers/cli/clock_lines.h"
#include "parsers/cli/command.h"
#include "parsers/cli/connection_status.h"
#include "parsers/cli/db_query.h"
#include "parsers/cli/db_replication.h"
#include "parsers/cli/file_listing.h"
#include "parsers/cli/group_table.h"
#include "parsers/cli/ha_status.h"
#include "parsers/cli/network_cluster.h"
#include "parsers/cli/port_listing.h"
#include "parsers/cli/run_sql.h"
#include "parsers/cli/server_checks.h"
#include "parsers/cli/server_state.h"
#include "parsers/cli/service_list.h"
#include "parsers/cli/session_samples.h"
#include "parsers/cli/system_history.h"
#include "parsers/cli/tech_output.h"
#include "parsers/cli/terminal_line.h"
#include "time/zone.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// An output is held until its end is seen, so it is bounded. What is read here is a few lines long.
constexpr std::size_t kMostOutputBytes = 1U << 20;
constexpr std::size_t kMostOutputLines = 20'000;
constexpr std::size_t kMostCommandText = 120;
// The line of a prompt may hold the first line of the output behind the command.
constexpr std::size_t kMostPromptLine = 1024;

constexpr auto kReaders = std::to_array<const CommandReader*>(
    {&kHaStatus,       &kGroupTable,         &kServiceList,     &kNetworkCluster, &kDbReplication, &kRunSql,
     &kDbQuery,        &kCoreList,           &kActiveVersion,   &kServerStatus,   &kNtpStatus,     &kDiagnoseTest,
     &kConnectivity,   &kReplicationMonitor, &kPortListing,     &kTechOutput,     &kMonitorNotice, &kFileListing,
     &kHistoryCommand, &kClockCommands,      &kConnectionStatus});

const CommandReader* reader_of(std::string_view command) {
  for (const CommandReader* reader : kReaders) {
    if (reader->matches(command)) return reader;
  }
  return nullptr;
}

const CommandReader* reader_beginning_at(std::span<const OutputLine> lines) {
  for (const CommandReader* reader : kReaders) {
    if (reader->recognises != nullptr && reader->recognises(lines)) return reader;
  }
  return nullptr;
}

// A command on a line of its own, without a prompt.
const CommandReader* reader_of_bare_command(std::string_view text) {
  return text.size() <= kMostCommandText ? reader_of(normal_command(text)) : nullptr;
}

// The lines of one output, with what they were before they were cleaned.
class OutputBuffer {
 public:
  // False once it is full.
  bool add(std::string_view text, const RecordRef& record) {
    if (full_ || lines_.size() >= kMostOutputLines || text_.size() + text.size() > kMostOutputBytes ||
        raw_.size() + record.raw.size() > kMostOutputBytes) {
      full_ = true;
      return false;
    }
    lines_.push_back({text_.size(), text.size(), raw_.size(), record.raw.size(), record.offset, record.ordinal});
    text_.append(text);
    raw_.append(record.raw);
    return true;
  }
  void clear() {
    lines_.clear();
    text_.clear();
    raw_.clear();
    full_ = false;
  }
  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] std::vector<OutputLine> lines() const {
    const std::string_view text = text_, raw = raw_;
    std::vector<OutputLine> lines;
    lines.reserve(lines_.size());
    for (const Held& line : lines_) {
      lines.push_back({text.substr(line.text_at, line.text_size),
                       {raw.substr(line.raw_at, line.raw_size), line.offset, line.ordinal}});
    }
    return lines;
  }

 private:
  struct Held {
    std::size_t text_at, text_size, raw_at, raw_size;
    std::uint64_t offset, ordinal;
  };
  std::vector<Held> lines_;
  std::string text_, raw_;
  bool full_ = false;
};

// The front of a command that nobody reads, as a note names it: what stands further behind may be a credential.
std::string front_of_command(std::string_view text) {
  constexpr int kWords = 3;
  text = trim(text);
  std::size_t end = 0;
  for (int word = 0; word < kWords && end != text.size(); ++word)
    end = std::min(text.find(' ', text.find_first_not_of(' ', end)), text.size());
  std::string out(text.substr(0, std::min(end, kMostCommandText)));
  std::replace_if(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (out.size() < text.size()) out += " ...";
  return out;
}

// Whether a line that is no output of a known command looks as a command does.
bool is_other_command(std::string_view text) {
  constexpr std::size_t kMostWords = 8;
  static constexpr std::array<std::string_view, 3> kVerbs = {"utils ", "show ", "run sql "};
  text = trim(text);
  if (text.size() > kMostCommandText || text.find_first_of(".,:;?!") != std::string_view::npos ||
      std::none_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view verb) { return text.starts_with(verb); }))
    return false;
  const std::vector<std::string_view> words = words_of(text, kMostWords + 1);
  return words.size() <= kMostWords;
}

bool is_login(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kFronts = {"Command Line Interface is starting up",
                                                              "Welcome to the Platform Command Line Interface",
                                                              "Last login:", "login as:"};
  text = trim(text);
  return std::any_of(kFronts.begin(), kFronts.end(), [&](std::string_view front) { return text.starts_with(front); });
}

// A sentence, or a piece of one, as articles have them: a mail that brings an output has a few.
bool is_prose(std::string_view text) {
  constexpr std::size_t kLeastBytes = 60, kLeastWords = 9;
  if (text.size() < kLeastBytes) return false;
  const auto is_letter = [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  };
  const auto letters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_letter));
  const bool foreign = static_cast<std::size_t>(std::count_if(
                           text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) *
                           2 >
                       text.size();
  if (foreign) return true;
  const std::vector<std::string_view> words = words_of(text, kLeastWords);
  return words.size() == kLeastWords && letters * 4 > text.size() * 3 && text.find("  ") == std::string_view::npos;
}

// What surely prints something, and as what its reader is told to have read nothing.
struct Printing {
  std::string_view command, kind;
};
constexpr auto kPrinting = std::to_array<Printing>({{"utils service list", "service-list"},
                                                    {"show network cluster", "network-cluster"},
                                                    {"show cuc cluster status", "connection-status"},
                                                    {"utils dbreplication runtimestate", "runtimestate"},
                                                    {"utils core active list", "core-list"},
                                                    {"utils core list", "core-list"},
                                                    {"show version active", "version"},
                                                    {"show status", "status"},
                                                    {"utils ntp status", "ntp-status"},
                                                    {"utils diagnose test", "diagnose-test"}});

// As what a reader tells that it did not read its output in full.
std::string_view kind_of(const CommandReader& reader) {
  constexpr std::string_view kFamily = "cli.";
  return &reader == &kDbReplication ? "runtimestate" : reader.name.substr(kFamily.size());
}

// The outputs between two prompts. Where outputs are pasted one after another, and where a prompt was lost, the next
// one begins at its command, or at a line by which a reader knows it.
class Outputs {
 public:
  Outputs(std::span<const OutputLine> lines, bool cut, bool ended, bool full, const HaStates& states,
          SessionFacts& facts, Sink& sink)
      : lines_(lines), cut_(cut), ended_(ended), full_(full), states_(states), facts_(facts), sink_(sink) {}

  void begin_at_prompt(const std::string& command, std::string_view typed, const OutputLine& at) {
    reader_ = reader_of(command);
    command_ = command;
    typed_ = typed;
    at_ = at;
    prompted_ = true;
    facts_.begin_output(at.record.ordinal);
    if (is_command(command, "utils system restart") || is_command(command, "utils system switch-version"))
      facts_.nodes().changed();
  }

  void read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!lines_[i].text.empty()) take(i);
    }
    end(lines_.size());
  }

  // Whether a reader got one.
  [[nodiscard]] bool any() const { return any_; }

 private:
  void take(std::size_t i) {
    const std::string_view text = lines_[i].text;
    const std::string_view host = host_of(text);
    const std::string_view login = read_login_host(text);
    if (!login.empty() || is_login(text)) {
      begin(nullptr, i);
      facts_.nodes().login(login, lines_[i].record.ordinal);
    } else if (const CommandReader* bare = reader_of_bare_command(text); bare != nullptr && !is_echo(bare)) {
      begin(bare, i);
      command_ = normal_command(text);
      typed_ = text;
      begin_ = i + 1;
    } else if (const CommandReader* reader = reader_beginning_at(lines_.subspan(i));
               reader != nullptr && (reader != reader_ || begins_anew(i))) {
      begin(reader, i);
    } else if (!host.empty() && command_.empty() && (reader_ != &kServerStatus || host_told_)) {
      // A status begins with it.
      begin(&kServerStatus, i);
    } else if (reader_ != nullptr && is_other_command(text)) {
      begin(nullptr, i);
      facts_.note("command not read: " + front_of_command(text), sink_);
    }
    if (!front_ && i >= begin_) front_ = i;
    if (reader_ == &kServiceList) list_.take(text);
    if (host.empty()) return;
    facts_.nodes().host(host, SessionNodes::By::kHostLine, lines_[i].record.ordinal);
    host_told_ = true;
  }

  // A terminal may repeat what was typed.
  [[nodiscard]] bool is_echo(const CommandReader* bare) const { return bare == reader_ && prompted_ && !front_; }

  // Another output of the same kind: its first line stands here again, or a list is at its end.
  [[nodiscard]] bool begins_anew(std::size_t i) const {
    if (reader_ == &kServiceList) return list_.begins_anew(lines_[i].text);
    return front_ && *front_ < i && lines_[*front_].text == lines_[i].text;
  }

  void begin(const CommandReader* reader, std::size_t at) {
    end(at);
    reader_ = reader;
    command_.clear();
    typed_ = {};
    at_ = lines_[at];
    begin_ = at;
    front_.reset();
    list_ = {};
    prompted_ = host_told_ = false;
    if (reader != nullptr) facts_.begin_output(at_.record.ordinal);
  }

  void end(std::size_t stop) {
    if (reader_ == nullptr) return;
    const bool last = stop == lines_.size();
    const CommandOutput output{command_,     typed_,          at_,    lines_.subspan(begin_, stop - begin_),
                               cut_ && last, ended_ || !last, states_};
    any_ = true;
    reader_->read(output, facts_, sink_);
    facts_.end_output();
    // What an output of many rows says of the rest is for its rule to ask.
    if (full_ && last) facts_.unread(output, kind_of(*reader_), "longer than any output that is read", sink_);
    const auto prints =
        std::find_if(kPrinting.begin(), kPrinting.end(), [&](const Printing& p) { return p.command == command_; });
    const bool empty =
        std::all_of(output.lines.begin(), output.lines.end(), [](const OutputLine& line) { return line.text.empty(); });
    if (prompted_ && empty && prints != kPrinting.end() && !output.cut)
      facts_.unread(output, prints->kind, "its output is empty", sink_);
  }

  // Other commands tell of other hosts.
  [[nodiscard]] std::string_view host_of(std::string_view text) const {
    const bool own = command_.empty() || command_ == "show status" || command_.starts_with("show network");
    return own ? read_host_line(text) : std::string_view{};
  }

  std::span<const OutputLine> lines_;
  bool cut_, ended_, full_;
  const HaStates& states_;
  SessionFacts& facts_;
  Sink& sink_;
  // The output that is read; without a reader it is none that is known.
  const CommandReader* reader_ = nullptr;
  std::string command_;
  std::string_view typed_;
  OutputLine at_;
  std::size_t begin_ = 0;
  std::optional<std::size_t> front_;  // its first line that is not blank
  ServiceListEnd list_;
  bool prompted_ = false, host_told_ = false, any_ = false;
};

class CliSessionParser final : public Parser {
 public:
  explicit CliSessionParser(const HaStates& states) : states_(states) {}

  void parse(const Block& block, Sink& sink) override {
    bool ended = true;
    for (LineCursor line(block, sink); line.next();) {
      std::string_view raw = line.text();
      if (line.record().offset == 0 && raw.starts_with(kByteOrderMark)) raw.remove_prefix(kByteOrderMark.size());
      take(clean_line(raw, buffer_), line.record(), sink);
      ended = line.ended();
    }
    if (!block.last) return;
    finish_output(ended ? End::kSource : End::kCut, sink);
    if (prose_ >= kLeastProse && prose_ * 3 > filled_) facts_.note(kProseNote, sink);
    facts_.finish(sink);
  }

 private:
  void take(std::string_view text, const RecordRef& record, Sink& sink) {
    if (const auto prompt = read_prompt(text)) {
      finish_output(End::kPrompt, sink);
      date_line_.reset();
      command_.assign(prompt->command.substr(0, kMostPromptLine));
      command_raw_.assign(record.raw);
      host_.assign(prompt->host);
      command_at_ = {{}, {{}, record.offset, record.ordinal}};
      prompted_ = begun_ = true;
      sink.timeless(record);
      return;
    }
    if (is_history_line(text)) {
      take_history_line(text, record, sink);
      return;
    }
    if (begun_ || text.empty()) {
      sink.continuation(record.raw);
    } else {
      begun_ = true;
      sink.timeless(record);
    }
    if (!text.empty()) ++filled_;
    if (is_prose(text)) ++prose_;
    if (const auto clock = read_clock_line(text)) {
      if (clock->zone.find('/') != std::string_view::npos) facts_.zone(clock->zone, sink);
      if (clock->utc) tell_clock(*clock->utc, record, sink);
      if (date_line_) tell_local_clock(clock->zone, record, sink);
      date_line_.reset();
    } else if (const auto date = read_date_line(text)) {
      date_line_ = date;
    } else if (normal_command(command_) == "date") {
      if (const auto utc = read_utc_date(text)) tell_clock(*utc, record, sink);
    }
    if (!output_.add(text, record) && !told_full_) {
      told_full_ = true;
      facts_.note("an output that is longer than any that is read: read in part", sink);
    }
  }

  void tell_clock(LocalTime utc, const RecordRef& record, Sink& sink) { facts_.clock(utc, record.ordinal, sink); }

  // A status tells the time of its node, then its zone.
  void tell_local_clock(std::string_view zone_name, const RecordRef& record, Sink& sink) {
    const Result<Zone> zone = Zone::find(zone_name);
    if (!zone) return;
    const Zone::Instant instant = zone->to_utc(*date_line_);
    if (!instant.ambiguous && !instant.nonexistent)
      tell_clock(LocalTime{instant.time.time_since_epoch()}, record, sink);
  }

  void take_history_line(std::string_view text, const RecordRef& record, Sink& sink) {
    begun_ = true;
    const auto history = read_history_line(text);
    if (!history) {
      sink.reject(record, RejectReason::kBadTime);
      return;
    }
    if (sink.axis() == Axis::kStated)
      facts_.note("a system history that begins behind the front of the session: not read", sink);
    tell_history_line(*history, record, sink);
  }

  // What comes behind an output: the source may end within its last line.
  enum class End : std::uint8_t { kPrompt, kSource, kCut };

  // The output of the command is whole: its readers get it.
  void finish_output(End end, Sink& sink) {
    const bool cut = end == End::kCut || output_.full();
    const bool ended = end == End::kPrompt && !output_.full();
    const std::vector<OutputLine> lines = output_.lines();
    const std::string command = normal_command(command_);
    command_at_.record.raw = command_raw_;
    Outputs outputs(lines, cut, ended, output_.full(), states_, facts_, sink);
    // `Platform admin:` is a label in other texts.
    if (!command.empty()) {
      outputs.begin_at_prompt(command, command_, command_at_);
      // From the shell of another machine somebody goes on to the node.
      if (const std::string_view login = read_login_host(command_); !login.empty()) {
        facts_.nodes().login(login, command_at_.record.ordinal);
      } else {
        facts_.nodes().host(host_, SessionNodes::By::kPrompt, command_at_.record.ordinal);
      }
    }
    outputs.read();
    if (!outputs.any() && prompted_ && !command.empty() && command != "exit" && command != "quit")
      facts_.note("command not read: " + front_of_command(command_), sink);
    output_.clear();
    command_.clear();
    host_.clear();
  }

  const HaStates& states_;
  SessionFacts facts_;
  OutputBuffer output_;
  std::string command_, command_raw_, host_, buffer_;
  OutputLine command_at_;
  std::optional<LocalTime> date_line_;  // of a status whose zone is still to come
  // Lines of outputs; an article has a page of prose and more.
  static constexpr std::size_t kLeastProse = 40;
  std::size_t filled_ = 0, prose_ = 0;
  bool begun_ = false;     // a record stands before
  bool prompted_ = false;  // a prompt stands before
  bool told_full_ = false;
};

bool starts_command(std::string_view line) {
  if (line.find("admin:") == std::string_view::npos && line.find("db>") == std::string_view::npos &&
      line.find("[root@") == std::string_view::npos)
    return false;
  std::string buffer;
  return read_prompt(clean_line(line, buffer)).has_value();
}

ProbeAnswer probe_cli_session(const ProbeInput& input) {
  // What an answer needs stands within the first lines, unless the log of something else was pasted before it.
  constexpr std::size_t kMostLines = 2000, kFront = 50;
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  std::size_t number = 0, prompts = 0, first = 0;
  bool history = false;
  std::string node, login, output, buffer, next_buffer;
  // Of several hosts none is that of the session.
  bool several = false, several_logins = false;
  const auto take_node = [&](std::string_view host) {
    if (host.empty() || several) return;
    if (node.empty()) node = host;
    several = to_lower(node.substr(0, node.find('.'))) != to_lower(host.substr(0, host.find('.')));
    if (several) node.clear();
  };
  const auto take_login = [&](std::string_view host) {
    if (host.empty()) return;
    several_logins = several_logins || (!login.empty() && login != host);
    login = host;
  };
  const auto take_line = [&](std::string& into) {
    const std::size_t newline = rest.find('\n');
    const std::string_view text = clean_line(rest.substr(0, newline), into);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    return text;
  };
  while (!rest.empty() && number < kMostLines) {
    ++number;
    const std::string_view text = take_line(buffer);
    if (const auto prompt = read_prompt(text)) {
      // `Platform admin:` is a label in other texts.
      if (!prompt->host.empty() && prompt->command.empty()) continue;
      const std::string_view onward = read_login_host(prompt->command);
      take_login(onward);
      if (onward.empty()) take_node(prompt->host);
      if (prompts++ == 0 && output.empty()) first = number;
      continue;
    }
    history = history || is_history_line(text);
    take_node(read_host_line(text));
    take_login(read_login_host(text));
    if (!output.empty() || text.empty()) continue;
    // A reader may look at the line after the first.
    const std::string_view after = rest.substr(0, rest.find('\n'));
    const std::array<OutputLine, 2> lines = {{{text, {}}, {clean_line(after, next_buffer), {}}}};
    const CommandReader* reader = reader_of_bare_command(text);
    if (reader == nullptr) reader = reader_beginning_at(std::span(lines).first(rest.empty() ? 1 : 2));
    if (reader == nullptr) continue;
    output = reader->name;
    if (prompts == 0) first = number;
  }
  if (prompts == 0 && output.empty()) return {};
  if (node.empty() && !several && !several_logins && !is_address_word(login)) node = login;
  const std::string why = prompts > 0 ? std::to_string(prompts) + (prompts == 1 ? " prompt" : " prompts") +
                                            " of the platform's command line"
                                      : "an output of the kind " + output;
  const int score = first > kFront ? 30 : prompts > 0 ? 90 : 75;
  return {score, history ? Axis::kWall : Axis::kStated, why, node};
}

}  // namespace

constinit const ParserInfo kCliSession{
    .name = "cli.session",
    .summary = "session with the platform's command line, or an output pasted from it",
    .probe = probe_cli_session,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<CliSessionParser>(*context.states);
    },
    .starts_record = starts_command,
    .resolution = std::chrono::seconds(1),
    .sequential = true,
    .samples = kSessionSamples,
};

}  // namespace logscan::detail
