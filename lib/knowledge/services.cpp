#include "knowledge/services.h"

#include <algorithm>

#include "base/nearest_name.h"
#include "base/text.h"

namespace logscan::detail {
namespace {

// Longer than any chain of services that a person would write.
constexpr std::size_t kLongestChain = 100;

template <class Entry>
const Entry* find_in(const std::map<std::string, Entry, std::less<>>& entries, std::string_view name) {
  const auto at = entries.find(name);
  return at == entries.end() ? nullptr : &at->second;
}

template <class Entry>
std::vector<std::string> names_in(const std::map<std::string, Entry, std::less<>>& entries) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries) names.push_back(name);
  return names;
}

Error no_such(const NameUse& use, std::string_view what, const std::vector<std::string>& known) {
  const std::string near = nearest_name(use.name, known);
  return {ErrorCode::kUsage, use.place + ": unknown " + std::string(what) + " '" + use.name + "'" +
                                 (near.empty() ? "" : ": did you mean '" + near + "'?")};
}

}  // namespace

std::string fold_service(std::string_view text) {
  std::string folded;
  bool blank = false;
  for (const char c : trim(text)) {
    if (is_blank(c) || c == '\r' || c == '\n') {
      blank = true;
      continue;
    }
    // `SOAP -Log Collection APIs` and `SOAP - Log Collection APIs` are one.
    if (blank && c != '-' && !folded.ends_with('-')) folded += ' ';
    blank = false;
    folded += lower(c);
  }
  for (const std::string_view front : {"a cisco ", "cisco ", "up ", "xcp "}) {
    if (folded.size() > front.size() && folded.starts_with(front)) folded.erase(0, front.size());
  }
  return folded;
}

bool ActivationRow::applies_to(NodeRole role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Status Services::add(Service service, std::vector<NameUse> uses) {
  std::vector<std::string> spellings{fold_service(service.name)};
  for (const std::string& alias : service.aliases) spellings.push_back(fold_service(alias));
  for (const std::string& spelling : spellings) {
    const auto taken = name_of_.find(spelling);
    if (taken != name_of_.end() && taken->second != service.name)
      return Error{ErrorCode::kUsage, "'" + spelling + "' is a spelling of '" + taken->second + "' already"};
  }
  if (services_.contains(service.name))
    std::erase_if(name_of_, [&](const auto& known) { return known.second == service.name; });
  for (std::string& spelling : spellings) name_of_[std::move(spelling)] = service.name;
  for (NameUse& use : uses) use.turn = services_read_;
  ++services_read_;
  of_services_[service.name] = std::move(uses);
  std::string name = service.name;
  services_[std::move(name)] = std::move(service);
  return {};
}

void Services::add(Feature feature, std::vector<NameUse> uses) {
  of_features_[feature.name] = std::move(uses);
  std::string name = feature.name;
  features_[std::move(name)] = std::move(feature);
}

void Services::add(Activation activation, std::vector<NameUse> uses) {
  of_activations_[activation.name] = std::move(uses);
  std::string name = activation.name;
  activations_[std::move(name)] = std::move(activation);
}

void Services::add(Checklist checklist, std::vector<NameUse> uses) {
  of_checklists_[checklist.name] = std::move(uses);
  std::string name = checklist.name;
  checklists_[std::move(name)] = std::move(checklist);
}

void Services::add(Defect defect, std::vector<NameUse> uses) {
  of_defects_[defect.name] = std::move(uses);
  std::string name = defect.name;
  defects_[std::move(name)] = std::move(defect);
}

void Services::add(Procedure procedure) {
  std::string name = procedure.name;
  procedures_[std::move(name)] = std::move(procedure);
}

void Services::add(Collectable collectable) {
  std::string name = collectable.name;
  collectables_[std::move(name)] = std::move(collectable);
}

Status Services::check_names(const Uses& uses) const {
  for (const auto& [owner, names] : uses) {
    for (const NameUse& use : names) {
      if (use.of == NameUse::Of::kService && find(use.name) == nullptr)
        return no_such(use, "service", names_in(services_));
      if (use.of == NameUse::Of::kFeature && feature(use.name) == nullptr)
        return no_such(use, "feature", names_in(features_));
      if (use.of == NameUse::Of::kCollectable && collectable(use.name) == nullptr)
        return no_such(use, "output or log", names_in(collectables_));
    }
  }
  return {};
}

// The name of an entry is that of a service, and no other spelling of it: else two entries could be of one service.
Status Services::check_key(std::string_view section, const std::string& name, const Uses& uses) const {
  const Service* service = find(name);
  if (service == nullptr || service->name == name) return {};
  return Error{ErrorCode::kUsage, uses.find(name)->second.front().place + ": '" + name + "' under '" +
                                      std::string(section) + "' has to be called '" + service->name + "'"};
}

void Services::settle(std::vector<std::string>& names) const {
  for (std::string& name : names) name = find(name)->name;
}

// Of the uses that make a circle, the one that was read last: what was there before it made none.
const NameUse& Services::last_read_of(const std::vector<std::string>& circle) const {
  const NameUse* last = nullptr;
  for (std::size_t i = 0; i < circle.size(); ++i) {
    const std::string& next = circle[(i + 1) % circle.size()];
    for (const NameUse& use : of_services_.find(circle[i])->second) {
      const bool closes = use.of == NameUse::Of::kService && find(use.name)->name == next;
      if (closes && (last == nullptr || use.turn > last->turn)) last = &use;
    }
  }
  return *last;
}

// Puts the service behind all that it waits for; `open` are those that wait for it.
Status Services::put_in_order(const std::string& name, std::vector<std::string>& open) {
  if (std::find(start_order_.begin(), start_order_.end(), name) != start_order_.end()) return {};
  const auto again = std::find(open.begin(), open.end(), name);
  if (again != open.end()) {
    const std::vector<std::string> circle(again, open.end());
    std::string told;
    for (const std::string& one : circle) told += "'" + one + "' waits for ";
    return Error{ErrorCode::kUsage, last_read_of(circle).place + ": " + told + "'" + name + "': a circle"};
  }
  if (open.size() == kLongestChain)
    return Error{ErrorCode::kUsage, of_services_.find(open.back())->second.front().place + ": '" + open.front() +
                                        "' waits for a chain of more than " + std::to_string(kLongestChain) +
                                        " services"};
  open.push_back(name);
  const Service& service = services_.find(name)->second;
  for (const std::vector<std::string>* waits : {&service.needs, &service.after}) {
    for (const std::string& other : *waits) {
      if (Status put = put_in_order(other, open); !put) return put;
    }
  }
  open.pop_back();
  start_order_.push_back(name);
  return {};
}

Status Services::check() {
  for (const Uses* uses : {&of_services_, &of_features_, &of_activations_, &of_checklists_, &of_defects_}) {
    if (Status known = check_names(*uses); !known) return known;
  }
  for (const auto& [name, entry] : activations_) {
    if (Status own = check_key("activation", name, of_activations_); !own) return own;
  }
  for (const auto& [name, entry] : checklists_) {
    if (Status own = check_key("checklists", name, of_checklists_); !own) return own;
  }
  for (auto& [name, service] : services_) {
    settle(service.needs);
    settle(service.after);
  }
  for (auto& [name, feature] : features_) settle(feature.shown_by);
  for (auto& [name, defect] : defects_) defect.service = find(defect.service)->name;
  start_order_.clear();
  std::vector<std::string> open;
  for (const auto& [name, service] : services_) {
    if (Status put = put_in_order(name, open); !put) return put;
  }
  return {};
}

const Service* Services::find(std::string_view text) const {
  const auto name = name_of_.find(fold_service(text));
  return name == name_of_.end() ? nullptr : &services_.find(name->second)->second;
}

const Feature* Services::feature(std::string_view name) const { return find_in(features_, name); }

const Activation* Services::activation(std::string_view service) const {
  const Service* known = find(service);
  return known == nullptr ? nullptr : find_in(activations_, known->name);
}

const Checklist* Services::checklist(std::string_view service) const {
  const Service* known = find(service);
  return known == nullptr ? nullptr : find_in(checklists_, known->name);
}

const Procedure* Services::procedure(std::string_view name) const { return find_in(procedures_, name); }

const Collectable* Services::collectable(std::string_view name) const { return find_in(collectables_, name); }

std::vector<const Service*> Services::needs_of(const Service& service) const {
  std::vector<const Service*> wanted{&service};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    for (const std::string& name : wanted[i]->needs) {
      const Service* needed = &services_.find(name)->second;
      if (std::find(wanted.begin(), wanted.end(), needed) == wanted.end()) wanted.push_back(needed);
    }
  }
  std::vector<const Service*> ordered;
  for (const std::string& name : start_order_) {
    const Service* known = &services_.find(name)->second;
    if (known != &service && std::find(wanted.begin(), wanted.end(), known) != wanted.end()) ordered.push_back(known);
  }
  return ordered;
}

}  // namespace logscan::detail
