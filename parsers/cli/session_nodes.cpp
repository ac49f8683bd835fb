#include "parsers/cli/session_nodes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

// A session of many nodes has a few outputs of each.
constexpr std::size_t kMostOutputs = 20'000;

bool names_host(SessionNodes::By by) { return by != SessionNodes::By::kNothing && by != SessionNodes::By::kPrimary; }

}  // namespace

void SessionNodes::output(std::uint64_t line) {
  if (full_from_) return;
  // Outputs that tell nothing new are one with those before.
  if (outputs_.size() > 1) {
    const Output &last = outputs_.back(), &before = outputs_[outputs_.size() - 2];
    const bool new_services = last.services && last.services != before.services;
    if (!last.login && !last.changes && !new_services && last.label == before.label && last.primary == before.primary &&
        last.by == before.by)
      outputs_.pop_back();
  }
  if (outputs_.size() == kMostOutputs) {
    full_from_ = line;
    return;
  }
  // What an output tells at its end may stand before what it told first.
  if (!outputs_.empty()) line = std::max(line, outputs_.back().line);
  outputs_.emplace_back();
  outputs_.back().line = line;
}

void SessionNodes::login(std::string_view host, std::uint64_t line) {
  const std::string label = to_lower(is_address_word(host) ? host : host.substr(0, host.find('.')));
  const bool goes_on = !outputs_.empty() && outputs_.back().login &&
                       (!outputs_.back().tells() || label.empty() || label == outputs_.back().label);
  if (!goes_on) output(line);
  if (full_from_) return;
  Output& login = outputs_.back();
  login.login = true;
  if (label.empty() || login.tells()) return;
  login.label = label;
  if (!is_address_word(host)) login.host = host;
  login.by = login.named_by = By::kLogin;
}

SessionNodes::Output* SessionNodes::telling(std::uint64_t line, const Output& what) {
  if (outputs_.empty() || full_from_) return nullptr;
  const Output& last = outputs_.back();
  const bool differs = (!what.label.empty() && !last.label.empty() && what.label != last.label) ||
                       (what.primary && last.primary && *what.primary != *last.primary);
  if (differs) output(line);
  return full_from_ ? nullptr : &outputs_.back();
}

void SessionNodes::host(std::string_view name, By by, std::uint64_t line) {
  if (name.empty() || is_address_word(name)) return;
  Output what;
  what.label = to_lower(name.substr(0, name.find('.')));
  Output* const output = telling(line, what);
  if (output == nullptr || !output->label.empty()) return;
  output->host = name;
  output->label = std::move(what.label);
  output->named_by = by;
  if (!output->tells()) output->by = by;
}

void SessionNodes::own_row(std::string_view name, std::optional<bool> primary, std::uint64_t line) {
  if (!outputs_.empty() && !outputs_.back().label.empty()) return;
  host(name, By::kCluster, line);
  if (!outputs_.empty() && outputs_.back().named_by == By::kCluster) outputs_.back().row_primary = primary;
}

void SessionNodes::primary(bool is, std::uint64_t line) {
  Output what;
  what.primary = is;
  Output* const output = telling(line, what);
  if (output == nullptr) return;
  output->primary = is;
  if (!output->tells()) output->by = By::kPrimary;
}

void SessionNodes::services(const ServicesSaid& said, std::uint64_t line) {
  if (Output* const output = telling(line, {})) output->services = said;
}

void SessionNodes::changed() {
  if (!outputs_.empty() && !full_from_) outputs_.back().changes = true;
}

bool SessionNodes::Said::contradicts(const Output& output) const {
  if (!output.services || !services || (!label.empty() && output.label == label)) return false;
  const ServicesSaid &one = *services, &other = *output.services;
  const bool other_activated = one.names == other.names && one.activated != other.activated;
  if (!login) return other_activated && !named;
  return one.names != other.names || other_activated || (one.states != other.states && !changes);
}

bool SessionNodes::Said::take(const Output& output) {
  if (!output.label.empty() && !label.empty() && output.label != label) return false;
  if (output.primary && primary && *output.primary != *primary) return false;
  if (contradicts(output)) return false;
  if (!output.label.empty()) label = output.label;
  if (output.primary) primary = output.primary;
  if (output.services) {
    services = output.services;
    login = changes = false;
  }
  // A login that names its host is compared by that.
  login = login || (output.login && output.named_by != By::kLogin);
  changes = changes || output.changes;
  return true;
}

void SessionNodes::settle_logins() {
  std::map<std::string, const Output*> hosts;  // by the alias
  const Output* login = nullptr;
  for (const Output& output : outputs_) {
    if (output.login) login = output.named_by == By::kLogin ? &output : nullptr;
    if (login != nullptr && (output.named_by == By::kHostLine || output.named_by == By::kPrompt))
      hosts.try_emplace(login->label, &output);
  }
  for (Output& output : outputs_) {
    if (output.named_by != By::kLogin) continue;
    const auto host = hosts.find(output.label);
    if (host == hosts.end()) continue;
    output.host = host->second->host;
    output.label = host->second->label;
  }
}

void SessionNodes::settle_rows() {
  const Output* named = nullptr;  // the host of what comes next
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    Output& output = outputs_[i];
    if (output.login) named = nullptr;
    if (output.label.empty()) continue;
    if (output.named_by != By::kCluster || named == nullptr || named->label == output.label) {
      if (output.named_by != By::kCluster) named = &output;
      continue;
    }
    const auto names_host_itself = [](const Output& o) { return !o.label.empty() && o.named_by != By::kCluster; };
    const auto ends_or_tells = [&](const Output& o) { return o.login || o.primary || names_host_itself(o); };
    // The next list of services is of this node, or is not.
    const auto next =
        std::find_if(outputs_.begin() + static_cast<std::ptrdiff_t>(i) + 1, outputs_.end(), ends_or_tells);
    const bool told = next != outputs_.end() && next->primary && !next->login && !names_host_itself(*next);
    if (!told || !output.row_primary) {
      output.maybe = named->host + " or " + output.host;
      output.host.clear();
    } else if (*next->primary != *output.row_primary) {
      output.host.clear();
      output.label.clear();
      output.by = output.named_by = By::kNothing;
    }
  }
}

std::vector<std::size_t> SessionNodes::parts_from(bool back) const {
  std::vector<std::size_t> numbers(outputs_.size());
  std::size_t number = 0;
  Said said;
  said.named = std::any_of(outputs_.begin(), outputs_.end(), [](const Output& o) { return !o.label.empty(); });
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const std::size_t at = back ? outputs_.size() - 1 - i : i;
    if (!said.take(outputs_[at])) {
      ++number;
      const bool named = said.named;
      said = {};
      said.named = named;
      said.take(outputs_[at]);
    }
    numbers[at] = number;
  }
  // Both ways make as few parts, so they have as many.
  if (back) {
    for (std::size_t& part : numbers) part = number - part;
  }
  return numbers;
}

std::vector<SessionPart> SessionNodes::parts() {
  settle_logins();
  settle_rows();
  const std::vector<std::size_t> most = parts_from(false), least = parts_from(true);
  if (outputs_.empty() || most.back() == 0) return {};
  // Where the session begins with what names a node, each that is told in the same way begins there.
  const auto first =
      std::find_if(outputs_.begin(), outputs_.end(), [](const Output& o) { return !o.login || o.tells(); });
  const By first_by = first->by;
  std::vector<std::size_t> numbers = most;
  std::vector<bool> doubtful(outputs_.size());
  for (std::size_t i = 0; i < outputs_.size();) {
    std::size_t end = i;
    while (end < outputs_.size() && most[end] != least[end]) ++end;
    if (end == i) {
      ++i;
      continue;
    }
    // A cut where somebody logs in, if that is one place.
    std::size_t logins = 0, login = i;
    for (std::size_t at = i; at <= end && at < outputs_.size(); ++at) {
      if (!outputs_[at].login) continue;
      ++logins;
      login = at;
    }
    const bool named_first = end < outputs_.size() && names_host(first_by) && outputs_[end].by == first_by;
    for (std::size_t at = i; at < end; ++at) {
      if (logins == 1) {
        numbers[at] = at < login ? most[at] : least[at];
      } else if (!named_first) {
        doubtful[at] = true;
      }
    }
    i = end;
  }
  // The host of each part, by what is surely of it.
  std::vector<std::string> hosts(most.back() + 1), doubts(hosts.size());
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    std::string& host = hosts[numbers[i]];
    if (!doubtful[i] && host.empty()) host = outputs_[i].host;
    if (!outputs_[i].maybe.empty()) doubts[numbers[i]] = outputs_[i].maybe;
  }
  std::vector<SessionPart> parts;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    SessionPart part{parts.empty() ? 0 : outputs_[i].line, hosts[numbers[i]], {}};
    if (part.node.empty()) part.maybe = doubts[numbers[i]];
    const bool begins = i == 0 || doubtful[i] || doubtful[i - 1] || numbers[i] != numbers[i - 1];
    if (doubtful[i]) {
      part.node = outputs_[i].host;
      const std::string &one = hosts[most[i]], &other = hosts[least[i]];
      if (part.node.empty() && !one.empty() && !other.empty()) part.maybe = one + " or " + other;
    }
    if (begins) parts.push_back(std::move(part));
  }
  if (full_from_) parts.push_back({*full_from_, {}, {}});
  return parts;
}

}  // namespace logscan::detail
