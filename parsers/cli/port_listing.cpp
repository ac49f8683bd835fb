// Who listens.
//
//   admin:show open ports all
//   COMMAND     PID       USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
//   java       9654     tomcat   56u  IPv6  65432      0t0  TCP *:8443 (LISTEN)
//
//   Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
//   tcp        0      0 0.0.0.0:8443            0.0.0.0:*               LISTEN      9654/java
//
//   State      Recv-Q Send-Q Local Address:Port Peer Address:Port
//   LISTEN     0      128    *:7080             *:*
//
// A line of a connection is of no use here. lsof prints the name of a service in the place of its port where the system
// knows one.
#include "parsers/cli/port_listing.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "port-listing";
constexpr std::size_t kMostLine = 1000, kMostWords = 40;
// A server has some hundred.
constexpr std::size_t kMostPorts = 4000;

// As the system of the product names the ports that matter here.
struct NamedPort {
  std::string_view name;
  std::int64_t port;
};
constexpr std::array<NamedPort, 14> kNamedPorts = {{{"ssh", 22},
                                                    {"domain", 53},
                                                    {"http", 80},
                                                    {"sunrpc", 111},
                                                    {"ntp", 123},
                                                    {"snmp", 161},
                                                    {"https", 443},
                                                    {"sip", 5060},
                                                    {"sip-tls", 5061},
                                                    {"xmpp-client", 5222},
                                                    {"xmpp-server", 5269},
                                                    {"empowerid", 7080},
                                                    {"oracleas-https", 7443},
                                                    {"pcsync-https", 8443}}};

struct Listener {
  std::string protocol;
  std::string_view address, process;
  std::string_view port_name;
  std::int64_t port = 0;  // 0: a name that is not known
};

// `*:8443`, `[::]:7080`, `:::80`; false where it is none of these.
bool split_endpoint(std::string_view text, Listener& listener) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return false;
  listener.address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (const auto number = parse_number<std::uint16_t>(port)) {
    listener.port = *number;
    return *number != 0;
  }
  const auto* named =
      std::find_if(kNamedPorts.begin(), kNamedPorts.end(), [&](const NamedPort& known) { return known.name == port; });
  listener.port = named == kNamedPorts.end() ? 0 : named->port;
  listener.port_name = port;
  return port != "*" && std::all_of(port.begin(), port.end(), [](char c) {
           return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_';
         });
}

bool is_protocol(std::string_view word) {
  for (const std::string_view name : {"tcp", "tcp4", "tcp6", "udp", "udp4", "udp6"}) {
    if (iequals(name, word)) return true;
  }
  return false;
}

// `tcp 0 0 0.0.0.0:8443 0.0.0.0:* LISTEN 9654/java`; of udp there is no state.
std::optional<Listener> read_netstat(const std::vector<std::string_view>& words) {
  if (words.size() < 5 || !is_protocol(words[0])) return std::nullopt;
  // Queues may be missing in a pasted table.
  std::size_t local = 1;
  while (local < words.size() && local < 3 && words[local].find_first_not_of("0123456789") == std::string_view::npos)
    ++local;
  Listener listener;
  if (local + 1 >= words.size() || !split_endpoint(words[local], listener)) return std::nullopt;
  listener.protocol = to_lower(words[0]);
  std::size_t behind = local + 2;
  const bool is_tcp = listener.protocol.starts_with("tcp");
  if (is_tcp) {
    if (behind >= words.size() || !starts_with_words(words[behind], "LISTEN")) return std::nullopt;
    ++behind;
  } else if (!words[local + 1].ends_with(":*")) {
    return std::nullopt;
  }
  if (behind < words.size() && words[behind].find('/') != std::string_view::npos) listener.process = words[behind];
  return listener;
}

// `LISTEN 0 128 *:7080 *:*`, maybe with the protocol before it.
std::optional<Listener> read_ss(const std::vector<std::string_view>& words) {
  std::size_t at = 0;
  Listener listener;
  listener.protocol = "tcp";
  if (!words.empty() && is_protocol(words[0])) listener.protocol = to_lower(words[at++]);
  if (words.size() < at + 5 || (words[at] != "LISTEN" && words[at] != "UNCONN")) return std::nullopt;
  if (words[at] == "UNCONN" && at == 0) listener.protocol = "udp";
  if (!split_endpoint(words[at + 3], listener)) return std::nullopt;
  if (words.size() > at + 5) listener.process = words[at + 5];
  return listener;
}

// `java 9654 tomcat 56u IPv6 65432 0t0 TCP *:8443 (LISTEN)`
std::optional<Listener> read_lsof(const std::vector<std::string_view>& words) {
  for (std::size_t i = 3; i + 1 < words.size(); ++i) {
    if (words[i] != "TCP" && words[i] != "UDP") continue;
    Listener listener;
    listener.protocol = to_lower(words[i]);
    listener.process = words[0];
    const bool listens = i + 2 < words.size() ? words[i + 2] == "(LISTEN)" : words[i] == "UDP";
    if (!listens || words[i + 1].find("->") != std::string_view::npos || !split_endpoint(words[i + 1], listener))
      return std::nullopt;
    return listener;
  }
  return std::nullopt;
}

std::optional<Listener> read_listener(std::string_view text) {
  if (text.size() > kMostLine) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text, kMostWords);
  if (auto listener = read_netstat(words)) return listener;
  if (auto listener = read_ss(words)) return listener;
  return read_lsof(words);
}

bool is_head(std::string_view text) {
  if (starts_with_words(text, "Active Internet connections")) return true;
  static constexpr std::array<std::array<std::string_view, 2>, 4> kFirstWords = {
      {{"COMMAND", "PID"}, {"Proto", "Recv-Q"}, {"State", "Recv-Q"}, {"Netid", "State"}}};
  for (const auto& [first, second] : kFirstWords) {
    if (text.starts_with(first)) return trim(text.substr(first.size())).starts_with(second);
  }
  return false;
}

// What a list was asked for, where it is not all: `show open ports regexp 7080`, `netstat -an | grep 7080`.
std::string_view filter_of(const CommandOutput& output) {
  const std::string_view command = output.command;
  if (command.empty()) return {};
  if (const std::size_t pipe = command.find('|'); pipe != std::string_view::npos) return trim(command.substr(pipe + 1));
  if (!is_command(command, "show open ports")) return {};
  const std::string_view rest = behind_words(command, 3);
  return rest == "all" ? std::string_view{} : rest;
}

// Whether the command shows who listens, and not connections alone.
bool shows_listeners(std::string_view command) {
  if (!command.starts_with("netstat") && !command.starts_with("ss ")) return true;
  const std::vector<std::string_view> words = words_of(command.substr(0, command.find('|')), kMostWords);
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return word.starts_with('-') && word.find_first_of("al") != std::string_view::npos;
  });
}

void read_ports(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  std::size_t ports = 0;
  bool head = false, other = false;
  for (const OutputLine& line : output.lines) {
    const std::string_view text = trim(line.text);
    if (text.empty()) continue;
    head = head || is_head(text) || starts_with_words(text, "Executing");
    const auto listener = read_listener(text);
    if (!listener) {
      other = true;
      continue;
    }
    if (++ports > kMostPorts) continue;
    // A port without a number is told by its name.
    std::string where = listener->protocol + " " + std::string(listener->address);
    if (listener->port == 0) where += ":" + std::string(listener->port_name);
    facts.fact(FactKind::kPortListening, {{}, where, listener->process, {}, listener->port}, line, sink);
  }
  const std::string_view filter = filter_of(output);
  // With a pattern it is answered by its rows alone, so that none may be the answer.
  const bool answered = ports > 0 || head || (!filter.empty() && !other);
  if (!answered || !shows_listeners(output.command) || (ports == 0 && filter.empty())) {
    if (other) facts.nothing_read(output, kKind, "no listener in it that could be read", sink);
  } else if (ports > kMostPorts) {
    facts.unread(output, kKind, "longer than any that is read: read in part", sink);
  } else if (!output.ended || (output.command.empty() && !head)) {
    // What follows it shows that it is whole.
    facts.unread(output, kKind, output.cut ? "it is cut" : "its end may be missing", sink);
  } else {
    facts.fact(FactKind::kPortsListed, {{}, {}, output.command, filter, static_cast<std::int64_t>(ports)}, output.at,
               sink);
  }
}

// By its ends: cheap for the lines of any log.
bool may_listen(std::string_view text) {
  return text.starts_with("tcp") || text.starts_with("LISTEN") || text.ends_with("(LISTEN)");
}

bool begins_listing(std::span<const OutputLine> lines) {
  const std::string_view text = trim(lines.front().text);
  return is_head(text) || (text.size() <= kMostLine && may_listen(text) && read_listener(text).has_value());
}

}  // namespace

constinit const CommandReader kPortListing{
    .name = "cli.port-listing",
    .matches =
        [](std::string_view command) {
          return is_command(command, "show open ports") || command == "netstat" || command.starts_with("netstat -") ||
                 command.starts_with("ss -") || command.starts_with("lsof -");
        },
    .recognises = begins_listing,
    .read = read_ports,
};

}  // namespace logscan::detail
