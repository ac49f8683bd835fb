// Services, as data: what they are called, what each waits for, what the documents say where one does not run, and on
// which nodes each is to be activated.
//
// A name is found in any case, with or without what the product puts in front of it (`Cisco`, `A Cisco`, `Cisco XCP`);
// a row of blanks counts as one, and none counts beside a dash.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/advice.h"
#include "logscan/result.h"

namespace logscan::detail {

// As names of services are compared.
std::string fold_service(std::string_view text);

enum class ServiceProduct : std::uint8_t { kImPresence, kUnityConnection, kCallManager, kEvery };

enum class ServiceKind : std::uint8_t {
  kNetwork,  // runs wherever the product is installed
  kFeature,  // is activated where it is wanted
};

struct Service {
  std::string name;
  ServiceProduct product = ServiceProduct::kEvery;
  ServiceKind kind = ServiceKind::kNetwork;
  std::vector<std::string> aliases;
  std::vector<std::string> needs;      // have to run before it can start
  std::vector<std::string> after;      // are started before it, where several are started by hand
  std::string breaks;                  // what does not work without it
  std::vector<std::string> configure;  // what has to be configured before it runs; none: nothing is documented
  Advice advice;                       // the likely causes, and the documented steps in their order
  std::vector<std::string> with_tac;   // steps that nobody takes without Cisco TAC
  std::vector<std::string> collect;    // the outputs and logs that TAC asks for: names of collectables
};

enum class NodeRole : std::uint8_t { kPublisher, kSubscriber };

// Something that a deployment uses or does not use, and that decides whether services have to be activated.
struct Feature {
  std::string name;
  std::string ask;                    // the question whether it is used
  std::vector<std::string> shown_by;  // services of which one being activated somewhere answers it with yes
  std::vector<std::string> sources;
};

struct ActivationRow {
  enum class Should : std::uint8_t { kActivated, kNotActivated, kEither };
  enum class Where : std::uint8_t {
    kEveryNode,   // of these roles
    kSubCluster,  // both nodes of one that is concerned
    kWhereUsed,   // each node that runs the feature
  };
  std::vector<NodeRole> roles;
  Should should = Should::kActivated;
  Where where = Where::kEveryNode;
  std::string feature;  // that asks for it; empty: always
  std::string release;  // how the release begins that it is about; empty: any
  std::string because;  // what follows where it is not so

  [[nodiscard]] bool applies_to(NodeRole role) const;
  [[nodiscard]] bool applies_everywhere() const {
    return applies_to(NodeRole::kPublisher) && applies_to(NodeRole::kSubscriber);
  }
};

// The documented recommendation for one service.
struct Activation {
  std::string name, group;
  std::vector<ActivationRow> rows;
  std::vector<std::string> before;  // what has to be done before it is activated, and what happens otherwise
  std::vector<std::string> sources;
};

// One question of a checklist. What can answer it stands in the rules, by the name of the check.
struct Check {
  std::string name;
  std::string ask;
  std::string run;                    // the command or the page that tells
  std::vector<std::string> if_not;    // the steps where the answer is no
  std::vector<std::string> with_tac;  // those that nobody takes without Cisco TAC
};

// What the documents check, in this order, where a service does not start. The name is that of the service.
struct Checklist {
  std::string name;
  std::vector<Check> checks;
  std::vector<std::string> sources;
};

// A defect of the product that keeps a service from starting. The name is its id.
struct Defect {
  std::string name;
  std::string service;
  std::vector<std::string> releases;  // how the releases begin that have it; none: the documents name none
  bool alone = false;                 // only where every other service runs
  std::string says;
  std::vector<std::string> sources;
};

// A documented way out, for several services at once.
struct Procedure {
  std::string name;
  std::string when;
  std::vector<std::string> steps;
  std::vector<std::string> traps;  // what happens where it is left in the middle
  std::vector<std::string> sources;
};

// An output or a log that TAC asks for.
struct Collectable {
  std::string name;
  std::vector<std::string> facts;  // of which one shows that it is here, by name
  std::vector<std::string> files;  // what its files are called: patterns, of the location's end
  std::string how;                 // to get it
  std::vector<std::string> sources;
};

// A name that an entry uses and that another entry has to have.
struct NameUse {
  enum class Of : std::uint8_t { kService, kFeature, kCollectable } of = Of::kService;
  std::string name;
  std::string place;     // FILE:LINE
  std::size_t turn = 0;  // of services: how many were read before
};

class Services {
 public:
  // Each replaces an entry of the same name; the names that it uses are looked up by check(), for data may come in any
  // order. kUsage: a spelling is taken.
  Status add(Service service, std::vector<NameUse> uses);
  void add(Feature feature, std::vector<NameUse> uses);
  void add(Activation activation, std::vector<NameUse> uses);
  void add(Checklist checklist, std::vector<NameUse> uses);
  void add(Defect defect, std::vector<NameUse> uses);
  void add(Procedure procedure);
  void add(Collectable collectable);

  // To be called once all data is there: every name leads somewhere, and no service waits for itself; names are then
  // those of the entries. kUsage names file and line.
  Status check();

  // Null: unknown.
  [[nodiscard]] const Service* find(std::string_view text) const;
  [[nodiscard]] const Feature* feature(std::string_view name) const;
  [[nodiscard]] const Activation* activation(std::string_view service) const;
  [[nodiscard]] const Checklist* checklist(std::string_view service) const;
  [[nodiscard]] const Procedure* procedure(std::string_view name) const;
  [[nodiscard]] const Collectable* collectable(std::string_view name) const;

  // All that has to run before it, also what these wait for, in the order in which they start.
  [[nodiscard]] std::vector<const Service*> needs_of(const Service& service) const;
  // The names of all services, none before one that it needs or is started after.
  [[nodiscard]] const std::vector<std::string>& start_order() const { return start_order_; }

  [[nodiscard]] const std::map<std::string, Service, std::less<>>& all() const { return services_; }
  [[nodiscard]] const std::map<std::string, Feature, std::less<>>& all_features() const { return features_; }
  [[nodiscard]] const std::map<std::string, Activation, std::less<>>& all_activations() const { return activations_; }
  [[nodiscard]] const std::map<std::string, Checklist, std::less<>>& all_checklists() const { return checklists_; }
  [[nodiscard]] const std::map<std::string, Defect, std::less<>>& all_defects() const { return defects_; }

 private:
  using Uses = std::map<std::string, std::vector<NameUse>, std::less<>>;  // by the name of the entry that uses them

  [[nodiscard]] Status check_names(const Uses& uses) const;
  [[nodiscard]] Status check_key(std::string_view section, const std::string& name, const Uses& uses) const;
  void settle(std::vector<std::string>& names) const;
  Status put_in_order(const std::string& name, std::vector<std::string>& open);
  [[nodiscard]] const NameUse& last_read_of(const std::vector<std::string>& circle) const;

  std::map<std::string, Service, std::less<>> services_;
  std::map<std::string, std::string, std::less<>> name_of_;  // by folded spelling
  std::map<std::string, Feature, std::less<>> features_;
  std::map<std::string, Activation, std::less<>> activations_;
  std::map<std::string, Checklist, std::less<>> checklists_;
  std::map<std::string, Defect, std::less<>> defects_;
  std::map<std::string, Procedure, std::less<>> procedures_;
  std::map<std::string, Collectable, std::less<>> collectables_;
  Uses of_services_, of_features_, of_activations_, of_checklists_, of_defects_;
  std::vector<std::string> start_order_;
  std::size_t services_read_ = 0;
};

}  // namespace logscan::detail
