#include "detect/rules/service_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/words.h"
#include "detect/ha_words.h"
#include "detect/service_words.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsList = {"the services of a node: `utils service list` (cli.session)"};

constexpr RuleInfo kNotActivated{
    "service.not-activated",
    "Service is not activated",
    "A service that every node of its product needs, or for which an activated service waits, is not activated.",
    Severity::kError,
    kNeedsList,
    {}};
constexpr RuleInfo kStopped{"service.stopped",
                            "Service is stopped",
                            "A service that is activated was stopped: by hand, or with others at a restart.",
                            Severity::kError,
                            kNeedsList,
                            {}};
constexpr RuleInfo kNotRunning{"service.not-running",
                               "Service does not run",
                               "A service failed, and does not start.",
                               Severity::kError,
                               kNeedsList,
                               {}};

constexpr RuleParameter kGrace{
    "grace", "s", 1800, 300, 7200, "services wait for replication and for the Sync Agent after a boot; our number"};
constexpr std::array<RuleParameter, 1> kStartingParameters = {{kGrace}};
constexpr RuleInfo kStarting{"service.starting",
                             "Service stays in starting",
                             "A service is STARTING, and no boot of the last half hour explains it.",
                             Severity::kError,
                             kNeedsList,
                             kStartingParameters};

constexpr std::array<std::string_view, 2> kNeedsBothLists = {
    "the services of both nodes: `utils service list` (cli.session)",
    "which of them is the publisher: the end of that list, or `show network cluster`"};
constexpr std::array<RuleParameter, 3> kSubscriberParameters = {
    {{"share", "%", 50, 20, 100, "\"most services\" of the document; our number"},
     {"least", "", 5, 2, 100, "services that are STARTING; fewer are cases of their own; our number"},
     kGrace}};
constexpr RuleInfo kSubscriber{"service.starting-subscriber",
                               "Subscriber stays in starting",
                               "Most services of the subscriber are STARTING, those of the publisher are STARTED: it "
                               "was restarted with high availability on.",
                               Severity::kError,
                               kNeedsBothLists,
                               kSubscriberParameters};
constexpr RuleInfo kDependency{"service.dependency",
                               "Services wait for one that is down",
                               "Services cannot start before another one. Names the first that is down, in the order "
                               "in which they start.",
                               Severity::kError,
                               kNeedsList,
                               {}};

constexpr std::array<const RuleInfo*, 6> kRules = {&kNotActivated, &kStopped,    &kNotRunning,
                                                   &kStarting,     &kSubscriber, &kDependency};

constexpr std::size_t kMostEvidence = 4;

constexpr std::string_view kDatabase = "A Cisco DB";

class ServiceRules {
 public:
  ServiceRules(const CaseView& view, Findings& out)
      : view_(view),
        timeline_(view.timeline()),
        knowledge_(view.knowledge().services()),
        servers_(view.servers()),
        out_(out) {}

  void run() {
    for (const Server& server : servers_.all()) {
      if (const FactPlace* unread = server.unread_output(timeline_, "service-list")) tell_unread(server, *unread);
      if (server.listed()) judge(server);
    }
  }

 private:
  void judge(const Server& server) {
    server_ = &server;
    found_.clear();
    const bool whole = server.unread_output(timeline_, "service-list") == nullptr;
    if (whole) {
      for (const RuleInfo* rule : {&kNotActivated, &kStopped, &kNotRunning, &kStarting, &kDependency})
        out_.examined(*rule, server.services.size());
    }
    const bool together = tell_starting_together(whole);
    const Broken broken = broken_links();
    for (const ServiceSeen& service : server.services) {
      if (service.standing == ServiceStanding::kStarting && together) continue;
      const bool wanted = service.standing == ServiceStanding::kNotActivated &&
                          (broken.needed.contains(service.name) || always_wanted(service));
      if (service.down() || wanted) tell(service, broken);
    }
    tell_dependency(broken);
  }

  // What is down, and what waits for it.
  struct Broken {
    std::vector<const ServiceSeen*> first;         // down, and nothing that they wait for is; in the order of starting
    std::map<std::string, std::string> waits_for;  // a service that is down: the first of those that it waits for
    std::set<std::string> needed;                  // not activated, and an activated service waits for it
  };

  [[nodiscard]] Broken broken_links() const {
    Broken broken;
    const auto stands = [&](const Service& service) { return server_->find(service.name); };
    for (const ServiceSeen& service : server_->services) {
      if (service.known == nullptr || service.standing == ServiceStanding::kNotActivated) continue;
      for (const Service* needed : knowledge_.needs_of(*service.known)) {
        const ServiceSeen* seen = stands(*needed);
        if (seen != nullptr && seen->standing == ServiceStanding::kNotActivated) broken.needed.insert(seen->name);
      }
    }
    for (const ServiceSeen& service : server_->services) {
      const bool missing = broken.needed.contains(service.name);
      if (!missing && !service.down()) continue;
      const Service* waits = nullptr;
      if (service.known != nullptr) {
        for (const Service* needed : knowledge_.needs_of(*service.known)) {
          const ServiceSeen* seen = stands(*needed);
          if (seen == nullptr || (!seen->down() && !broken.needed.contains(seen->name))) continue;
          waits = needed;
          break;
        }
      }
      if (waits == nullptr) {
        broken.first.push_back(&service);
      } else {
        broken.waits_for[service.name] = waits->name;
      }
    }
    return broken;
  }

  // On every node of the product, by the recommendation for activation.
  [[nodiscard]] bool always_wanted(const ServiceSeen& service) const {
    const Activation* activation = server_->is_presence() ? knowledge_.activation(service.name) : nullptr;
    if (activation == nullptr) return false;
    return std::any_of(activation->rows.begin(), activation->rows.end(), [](const ActivationRow& row) {
      return row.should == ActivationRow::Should::kActivated && row.feature.empty() && row.applies_everywhere();
    });
  }

  // Whether a node of the product is of no use without it.
  [[nodiscard]] bool essential(const ServiceSeen& service) const {
    return service.known != nullptr && (service.known->kind == ServiceKind::kNetwork || always_wanted(service));
  }

  [[nodiscard]] bool lately_booted(const RuleInfo& rule, FactPlace fact) const {
    const std::optional<Duration> up = servers_.up_for(*server_, fact);
    return up && *up < view_.settings().seconds(rule, "grace");
  }

  [[nodiscard]] static const RuleInfo& rule_for(ServiceStanding standing) {
    switch (standing) {
      case ServiceStanding::kNotActivated:
        return kNotActivated;
      case ServiceStanding::kStarting:
        return kStarting;
      case ServiceStanding::kNotRunning:
      case ServiceStanding::kOther:
        return kNotRunning;
      default:
        return kStopped;
    }
  }

  void tell(const ServiceSeen& service, const Broken& broken) {
    const RuleInfo& rule = rule_for(service.standing);
    Finding finding = finding_of(rule, timeline_, *server_, service.name, service.told);
    finding.severity = essential(service) ? Severity::kError : Severity::kWarning;
    finding.summary = service.name + " " + std::string(words_of(service.standing)) + " on " + server_->spoken() + " (" +
                      service.state + (service.reason.empty() ? "" : ", \"" + service.reason + "\"") + ").";
    if (service.known != nullptr && !service.known->breaks.empty()) finding.summary += " " + service.known->breaks;
    const auto waits = broken.waits_for.find(service.name);
    const bool by_itself = waits == broken.waits_for.end();
    if (!by_itself) {
      finding.severity = Severity::kNotice;
      finding.summary += " It waits for " + waits->second + ".";
    }
    if (service.standing == ServiceStanding::kStopping) {
      finding.variant = "stopping";
      doubt(finding, "It may have ended, or may come back, a moment later.");
    } else if (service.standing == ServiceStanding::kOther) {
      finding.variant = "unknown-state";
      doubt(finding, "No document has this state.");
    } else if (service.standing == ServiceStanding::kStarting) {
      tell_boot(finding, rule, service.told);
    }
    if (by_itself && finding.verdict == Verdict::kFail) {
      finding.extra_steps = steps_for(view_, *server_, service);
      if (service.known != nullptr && !service.known->advice.cause.empty()) finding.advice = &service.known->advice;
    }
    found_[service.name] = out_.add(std::move(finding));
    if (service.name == kDatabase) relate_to_boots(found_[service.name]);
  }

  // A node that ended without a shutdown may have damaged the files of its database.
  void relate_to_boots(std::size_t place) {
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      Finding& boot = out_.all()[i];
      if (boot.rule->id != "boot.ungraceful" || boot.subject != server_->name) continue;
      boot.related.push_back(place);
      out_.all()[place].related.push_back(i);
    }
  }

  static void doubt(Finding& finding, std::string_view why) {
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.severity = std::min(finding.severity, Severity::kNotice);
    finding.summary += " " + std::string(why);
  }

  void tell_boot(Finding& finding, const RuleInfo& rule, FactPlace told) {
    const std::optional<Duration> up = servers_.up_for(*server_, told);
    if (!up) {
      finding.confidence = std::min(finding.confidence, Confidence::kMedium);
      return;
    }
    finding.measured.emplace_back("since_boot_s", seconds(*up));
    if (!lately_booted(rule, told)) return;
    finding.variant = rule.id == kStarting.id ? "after-boot" : finding.variant;
    doubt(finding, "The node had been up for " + to_words(*up) +
                       " only: services wait for replication and for Cisco Sync Agent then, and the notice of the Data "
                       "Monitor about it is no fault by itself.");
  }

  void tell_unread(const Server& server, FactPlace unread) {
    const TimedFact& fact = timeline_.facts[unread];
    Finding finding = finding_of(kStopped, timeline_, server, {}, unread);
    finding.variant = "unread";
    finding.severity = Severity::kWarning;
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.summary = "A list of the services of " + server.spoken() + " could not be read in full (" +
                      std::string(timeline_.name(fact.text.detail)) + "): services that it does not show may be down.";
    out_.add(std::move(finding));
  }

  // Most of them at once: one finding. True where it was told, or where there is no single service to tell.
  bool tell_starting_together(bool whole) {
    std::vector<const ServiceSeen*> starting;
    std::size_t active = 0;
    for (const ServiceSeen& service : server_->services) {
      if (service.standing == ServiceStanding::kNotActivated) continue;
      ++active;
      if (service.standing == ServiceStanding::kStarting) starting.push_back(&service);
    }
    const double share = view_.settings().value(kSubscriber, "share");
    const bool most = static_cast<double>(starting.size()) >= view_.settings().value(kSubscriber, "least") &&
                      static_cast<double>(starting.size()) * 100 >= share * static_cast<double>(active);
    const Server* publisher = publisher_beside(*server_);
    if (publisher != nullptr && whole) out_.examined(kSubscriber, 1);
    if (!most) return false;
    const bool subscriber = server_->role != NodeRole::kPublisher && server_->is_presence();
    const bool publisher_starts = publisher != nullptr && mostly_starting(*publisher);
    const RuleInfo& rule = subscriber && !publisher_starts ? kSubscriber : kStarting;
    Finding finding = finding_of(rule, timeline_, *server_, {}, starting.front()->told);
    finding.count = starting.size();
    finding.measured = {{"starting", static_cast<double>(starting.size())}, {"active", static_cast<double>(active)}};
    finding.summary = std::to_string(starting.size()) + " of " + std::to_string(active) + " activated services of " +
                      server_->spoken() + " are STARTING";
    for (std::size_t i = 1; i < std::min(starting.size(), kMostEvidence); ++i)
      finding.evidence.push_back(evidence_of(timeline_, "context", starting[i]->told));
    if (rule.id == kStarting.id) {
      finding.summary += publisher_starts ? ", and so are those of the publisher." : ".";
    } else {
      tell_publisher(finding, publisher);
    }
    tell_boot(finding, rule, starting.front()->told);
    out_.add(std::move(finding));
    return true;
  }

  void tell_publisher(Finding& finding, const Server* publisher) {
    if (const Procedure* way = knowledge_.procedure("stuck-subscriber")) {
      for (std::size_t i = 0; i < way->steps.size(); ++i)
        finding.extra_steps.push_back(std::to_string(i + 1) + ". " + way->steps[i]);
      finding.extra_steps.insert(finding.extra_steps.end(), way->traps.begin(), way->traps.end());
    }
    if (publisher == nullptr || server_->role != NodeRole::kSubscriber) {
      finding.variant = "one-node";
      finding.summary += publisher == nullptr ? "; the list of the publisher is not here."
                                              : "; whether it is the subscriber is not told.";
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kWarning;
      finding.confidence = Confidence::kLow;
      return;
    }
    const auto runs = std::count_if(publisher->services.begin(), publisher->services.end(),
                                    [](const ServiceSeen& s) { return s.standing == ServiceStanding::kRuns; });
    finding.summary += ", and " + std::to_string(runs) + " of " + publisher->spoken() +
                       ", its publisher, are STARTED: what a restart of the subscriber with high availability on "
                       "leaves behind.";
    finding.evidence.push_back(evidence_of(timeline_, "context", publisher->services.front().told));
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kHaEnabled) continue;
      finding.summary += fact.text.number == 1 ? " High availability is on." : " High availability is off now.";
      break;
    }
  }

  [[nodiscard]] static bool mostly_starting(const Server& server) {
    std::size_t starting = 0, runs = 0;
    for (const ServiceSeen& service : server.services) {
      if (service.standing == ServiceStanding::kStarting) ++starting;
      if (service.standing == ServiceStanding::kRuns) ++runs;
    }
    return starting >= runs;
  }

  // The publisher of the same product, else, where no roles are told, the other node of two.
  [[nodiscard]] const Server* publisher_beside(const Server& server) const {
    const Server* other = nullptr;
    std::size_t others = 0;
    for (const Server& candidate : servers_.all()) {
      if (&candidate == &server || !candidate.listed() || !candidate.is_presence()) continue;
      if (candidate.role == NodeRole::kPublisher) return &candidate;
      if (!candidate.role) {
        other = &candidate;
        ++others;
      }
    }
    return others == 1 ? other : nullptr;
  }

  void tell_dependency(const Broken& broken) {
    std::map<std::string, std::vector<std::string>> waiting;
    for (const auto& [name, first] : broken.waits_for) waiting[first].push_back(name);
    const auto told = std::find_if(broken.first.begin(), broken.first.end(), [&](const ServiceSeen* service) {
      return waiting.contains(service->name) && found_.contains(service->name);
    });
    if (told == broken.first.end()) return;
    const ServiceSeen& first = **told;
    std::set<std::string> needed;  // by any that waits
    for (const auto& [name, root] : broken.waits_for) {
      for (const Service* need : knowledge_.needs_of(*server_->find(name)->known)) needed.insert(need->name);
    }
    std::vector<std::string> order, waits;
    for (const ServiceSeen& service : server_->services) {
      if (!found_.contains(service.name)) continue;
      const bool waiting_itself = broken.waits_for.contains(service.name);
      if (waiting_itself || needed.contains(service.name)) order.push_back(service.name);
      if (waiting_itself) waits.push_back(service.name);
    }
    Finding finding = finding_of(kDependency, timeline_, *server_, first.name, first.told);
    finding.count = waits.size();
    finding.measured = {{"waiting", static_cast<double>(waits.size())}};
    finding.summary = first.name + " " + std::string(words_of(first.standing)) + " on " + server_->spoken() + ", and " +
                      listed(waits) + (waits.size() == 1 ? " waits" : " wait") + " for it" +
                      (order.size() > waits.size() + 1 ? " and for others." : ".");
    finding.extra_steps.push_back(
        "Disable high availability of the redundancy group, start what is down in this order: " + listed(order) +
        ". Enable high availability again when all services run.");
    for (const std::string& name : order) {
      finding.related.push_back(found_[name]);
      if (name != first.name && finding.evidence.size() < kMostEvidence)
        finding.evidence.push_back(evidence_of(timeline_, "context", server_->find(name)->told));
    }
    const std::vector<std::size_t> related = finding.related;
    const std::size_t place = out_.add(std::move(finding));
    for (const std::size_t other : related) out_.all()[other].related.push_back(place);
  }

  const CaseView& view_;
  const Timeline& timeline_;
  const Services& knowledge_;
  const Servers& servers_;
  Findings& out_;
  const Server* server_ = nullptr;            // that is judged
  std::map<std::string, std::size_t> found_;  // services of it; places in Findings::all
};

}  // namespace

constinit const RuleFamily kServiceRules{kRules,
                                         [](const CaseView& view, Findings& out) { ServiceRules(view, out).run(); }};

}  // namespace logscan::detail
