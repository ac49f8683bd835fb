#include "detect/rules/service_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/words.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/primary_duties.h"
#include "detect/rtmt_alerts.h"
#include "detect/server_checks.h"
#include "detect/service_words.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsList = {"the services of a node: `utils service list` (cli.session)"};
constexpr std::array<std::string_view, 1> kNeedsListOrAlert = {
    "the services of a node: `utils service list` (cli.session); or an alert about one (rtmt.alert-log)"};

// Of the rules about the state of one service: its state, then whether it is to run there, then what may explain it.
enum StateCondition : std::uint8_t { kInState, kToRunHere, kUnexplained, kNeeded = kUnexplained };
constexpr std::string_view kHere = "It is to run on this node, and not on the one with Primary status alone";
constexpr std::string_view kSettles = "Neither its state nor a boot of the last half hour makes a start probable yet";
constexpr std::string_view kGraceName = "service.starting.grace";
constexpr std::array<Condition, 3> kNotActivatedConditions = {{
    {"A service is not activated"},
    {kHere},
    {"Every node of its product needs it, or an activated service waits for it"},
}};
constexpr std::array<Condition, 3> kStoppedConditions = {{
    {"A service is stopped or stopping"},
    {kHere},
    {kSettles, "s", kGraceName},
}};
constexpr std::array<Condition, 3> kNotRunningConditions = {{
    {"A service is NOTRUNNING or in a state that no document has, or an alert tells that it was down"},
    {kHere},
    {"The state is a documented one, and no boot of the last half hour makes a start probable yet", "s", kGraceName},
}};
constexpr std::array<Condition, 3> kStartingConditions = {{
    {"A service is STARTING, and not with most of a subscriber"},
    {kHere},
    {kSettles, "s", kGraceName},
}};
constexpr std::array<Condition, 4> kSubscriberConditions = {{
    {"So large a part of the activated services of a node are STARTING, and its database runs", "%",
     "service.starting-subscriber.share service.starting-subscriber.least"},
    {"It is the subscriber of IM and Presence"},
    {"The list of its publisher is here, and the services of the publisher run"},
    {"No boot of the last half hour makes a start probable yet", "s", "service.starting-subscriber.grace"},
}};
enum SubscriberCondition : std::uint8_t { kMostStart, kIsSubscriber, kPublisherRuns, kSubscriberSettled };
constexpr std::array<Condition, 3> kDependencyConditions = {{
    {"A service is down, and waits for another one that is down"},
    {"The one that it waits for is the first of them, and itself a finding"},
    {"Neither its state nor a boot of the last half hour makes a start of that one probable yet", "s", kGraceName},
}};
enum DependencyCondition : std::uint8_t { kWaits, kWaitsForFirst, kFirstStaysDown };

constexpr RuleInfo kNotActivated{
    "service.not-activated",
    "Service is not activated",
    "A service that every node of its product needs, or for which an activated service waits, is not activated.",
    Severity::kError,
    kNeedsList,
    {},
    kNotActivatedConditions};
constexpr RuleInfo kStopped{"service.stopped",
                            "Service is stopped",
                            "A service that is activated was stopped: by hand, or with others at a restart.",
                            Severity::kError,
                            kNeedsList,
                            {},
                            kStoppedConditions};
constexpr RuleInfo kNotRunning{"service.not-running", "Service does not run", "A service failed, and does not start.",
                               Severity::kError,      kNeedsListOrAlert,      {},
                               kNotRunningConditions};

constexpr RuleParameter kGrace{
    "grace", "s", 1800, 300, 7200, "services wait for replication and for the Sync Agent after a boot; our number"};
constexpr std::array<RuleParameter, 1> kStartingParameters = {{kGrace}};
constexpr RuleInfo kStarting{"service.starting",
                             "Service stays in starting",
                             "A service is STARTING, and no boot of the last half hour explains it.",
                             Severity::kError,
                             kNeedsList,
                             kStartingParameters,
                             kStartingConditions};

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
                               kSubscriberParameters,
                               kSubscriberConditions};
constexpr RuleInfo kDependency{"service.dependency",
                               "Services wait for one that is down",
                               "Services cannot start before another one. Names the first that is down, in the order "
                               "in which they start.",
                               Severity::kError,
                               kNeedsList,
                               {},
                               kDependencyConditions};

constexpr std::array<const RuleInfo*, 6> kRules = {&kNotActivated, &kStopped,    &kNotRunning,
                                                   &kStarting,     &kSubscriber, &kDependency};

constexpr std::size_t kMostEvidence = 4;

// Of services that wait for another one, so many are told one by one.
constexpr std::size_t kMostSingle = 4;

constexpr std::string_view kDatabase = "A Cisco DB";

// Of alerts: the service was down. It tells of no other state.
constexpr std::array<std::string_view, 1> kDownAlerts = {"CriticalServiceDown"};

class ServiceRules {
 public:
  ServiceRules(const CaseView& view, Findings& out)
      : view_(view),
        timeline_(view.timeline()),
        knowledge_(view.knowledge().services()),
        servers_(view.servers()),
        out_(out) {}

  void run() {
    std::vector<RtmtAlert> alerts = rtmt_alerts(timeline_);
    alerts_ = group_alerts(alerts, kDownAlerts, &knowledge_);
    std::erase_if(alerts, [](const RtmtAlert& alert) { return alert.name == kDownAlerts.front(); });
    other_alerts_ = group_alerts(alerts, {}, &knowledge_);
    for (const Server& server : servers_.all()) {
      if (const FactPlace* unread = server.unread_output(timeline_, "service-list")) tell_unread(server, *unread);
      if (server.listed()) judge(server);
    }
    for (const AlertGroup& group : alerts_) {
      if (!told_already(out_, group)) tell_alert(group);
    }
  }

 private:
  void judge(const Server& server) {
    server_ = &server;
    found_.clear();
    together_.reset();
    const bool whole = whole_list(timeline_, server);
    if (whole) {
      for (const RuleInfo* rule : {&kNotActivated, &kStopped, &kNotRunning, &kStarting, &kDependency})
        out_.examined(*rule, server.services.size());
    }
    const bool together = tell_starting_together(whole);
    const Broken broken = broken_links();
    std::map<std::string_view, std::vector<const ServiceSeen*>> waiting;  // by the id of the rule that is for them
    for (const ServiceSeen& service : server.services) {
      try_state(service);
      if (service.standing == ServiceStanding::kStarting && together) continue;
      if (service.standing == ServiceStanding::kRuns) continue;
      const std::optional<Duty> duty = duty_of(view_, *server_, service);
      holds(out_, rule_for(service.standing), kToRunHere, !duty || duty->here == true,
            [&] { return trial_of(service, duty ? duty->why : ""); });
      if (duty && duty->here == false) continue;
      const bool wanted = broken.needed.contains(service.name) || always_wanted(service);
      if (service.standing == ServiceStanding::kNotActivated &&
          !holds(out_, kNotActivated, kNeeded, wanted, [&] { return trial_of(service); }))
        continue;
      const bool held_up = broken.waits_for.contains(service.name) && !broken.unproven.contains(service.name);
      if (held_up && stays_so(service.standing)) {
        waiting[rule_for(service.standing).id].push_back(&service);
      } else {
        tell(service, broken);
      }
    }
    for (const auto& [rule, services] : waiting) {
      if (services.size() > kMostSingle) {
        tell_waiting(services, broken);
      } else {
        for (const ServiceSeen* service : services) tell(*service, broken);
      }
    }
    tell_dependency(broken);
    for (const std::vector<AlertGroup>* groups : {&alerts_, &other_alerts_}) {
      for (const AlertGroup& group : *groups) add_alerts(group);
    }
  }

  // For `logscan why`.
  [[nodiscard]] Trial trial_of(const ServiceSeen& service, std::string_view note = {}) const {
    return detail::trial_of(timeline_, service.name + " on " + server_->name, service.told,
                            service.state + (service.reason.empty() ? "" : ", \"" + service.reason + "\"") +
                                (note.empty() ? "" : ". " + std::string(note)));
  }

  // Whether it is in the state of a rule.
  void try_state(const ServiceSeen& service) const {
    const bool apart = together_ && out_.all()[*together_].rule == &kSubscriber;
    for (const RuleInfo* rule : {&kNotActivated, &kStopped, &kNotRunning, &kStarting}) {
      const bool of_rule = service.standing != ServiceStanding::kRuns && rule == &rule_for(service.standing);
      holds(out_, *rule, kInState, of_rule && (rule != &kStarting || !apart),
            [&] { return trial_of(service, of_rule && apart ? "service.starting-subscriber tells of it" : ""); });
    }
  }

  // Whether something may let it start yet, as its finding says.
  void try_unexplained(const RuleInfo& rule, std::size_t condition, const Finding& finding, FactPlace told) const {
    holds(out_, rule, condition, finding.verdict == Verdict::kFail, [&] {
      const std::optional<Duration> up = servers_.up_for(*server_, told);
      Trial trial = detail::trial_of(finding);
      // Where it had been up for long enough and there is a doubt all the same, that is another one.
      const Duration grace = view_.settings().seconds(&rule == &kSubscriber ? kSubscriber : kStarting, "grace");
      const bool by_boot = up && (*up < grace || finding.verdict == Verdict::kFail);
      if (by_boot) return measured(std::move(trial), seconds(*up), seconds(grace));
      if (finding.verdict == Verdict::kFail) return trial;
      return noted(std::move(trial), finding.variant == "stopping"        ? "it is stopping"
                                     : finding.variant == "unknown-state" ? "no document has this state"
                                                                          : "what is down first may be on its way");
    });
  }

  // They are evidence where the list shows the service down.
  void add_alerts(const AlertGroup& group) {
    if (group.node != server_->name || group.service == nullptr) return;
    const ServiceSeen* seen = server_->find(group.service->name);
    if (seen == nullptr) return;
    if (const auto told = found_.find(seen->name); told != found_.end()) {
      add_evidence(out_.all()[told->second], group);
    } else if (together_ && seen->standing == ServiceStanding::kStarting) {
      add_evidence(out_.all()[*together_], group);
    }
  }

  // A service that was down, and of which no output tells, or that it runs again.
  void tell_alert(const AlertGroup& group) {
    Finding finding = finding_of(kNotRunning, group);
    const Server* server = servers_.find(group.node);
    const ServiceSeen* seen =
        server == nullptr || group.service == nullptr ? nullptr : server->find(group.service->name);
    if (seen != nullptr && seen->standing == ServiceStanding::kRuns) {
      finding.severity = Severity::kInfo;
      finding.summary += " In the list of services it is " + seen->state + ".";
      finding.evidence.push_back(evidence_of(timeline_, "context", seen->told));
    } else {
      finding.summary += " Whether it runs since is not told here.";
    }
    for (const StateCondition condition : {kInState, kToRunHere, kUnexplained})
      holds(out_, kNotRunning, condition, true, [&] { return detail::trial_of(finding, true, "by an alert"); });
    out_.add(std::move(finding));
  }

  // What is down, and what waits for it.
  struct Broken {
    std::vector<const ServiceSeen*> first;         // down, and nothing that they wait for is; in the order of starting
    std::map<std::string, std::string> waits_for;  // a service that is down: the first of those that it waits for
    std::set<std::string> needed;                  // not activated, and an activated service waits for it
    std::set<std::string> unproven;                // wait only for services that may run
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
      bool proven = false;
      if (service.known != nullptr) {
        for (const Service* needed : knowledge_.needs_of(*service.known)) {
          const ServiceSeen* seen = stands(*needed);
          if (seen == nullptr || (!seen->down() && !broken.needed.contains(seen->name))) continue;
          proven = broken.needed.contains(seen->name) || stays_so(seen->standing);
          if (waits == nullptr || proven) waits = needed;
          if (proven) break;
        }
      }
      // All stands on the database, also what the knowledge does not have.
      const ServiceSeen* database = server_->find(kDatabase);
      if (waits == nullptr && database != nullptr && database != &service && database->down()) {
        waits = database->known;
        proven = stays_so(database->standing);
      }
      if (waits == nullptr) {
        broken.first.push_back(&service);
      } else {
        broken.waits_for[service.name] = waits->name;
        if (!proven) broken.unproven.insert(service.name);
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

  // A state in which a service is found again a moment later.
  [[nodiscard]] static bool stays_so(ServiceStanding standing) {
    return standing == ServiceStanding::kStopped || standing == ServiceStanding::kNotRunning ||
           standing == ServiceStanding::kStarting;
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
    const bool unproven = broken.unproven.contains(service.name);
    const bool by_itself = waits == broken.waits_for.end() || unproven;
    if (of_other_product(*server_)) finding.variant = "other-product";
    if (!by_itself) {
      finding.variant = "waiting";
      finding.severity = Severity::kNotice;
      finding.summary += " It waits for " + waits->second + ".";
    } else if (unproven) {
      finding.summary += " It needs " + waits->second + ", of which it is not known whether it runs.";
    }
    if (service.standing == ServiceStanding::kStopping) {
      finding.variant = "stopping";
      doubt(finding, "It may have ended, or may come back, a moment later.");
    } else if (service.standing == ServiceStanding::kOther) {
      finding.variant = "unknown-state";
      doubt(finding, "No document has this state.");
    } else {
      tell_boot(finding, rule, service.told);
    }
    if (&rule != &kNotActivated) try_unexplained(rule, kUnexplained, finding, service.told);
    if (const std::optional<Duty> duty = duty_of(view_, *server_, service)) tell_duty(finding, *duty);
    if (by_itself && finding.verdict == Verdict::kFail) {
      finding.extra_steps = steps_for(view_, *server_, service);
      if (service.standing == ServiceStanding::kNotRunning && !service.by_command && !of_other_product(*server_)) {
        finding.extra_steps.insert(finding.extra_steps.begin(), "Start it once by hand: `utils service start " +
                                                                    service.name + "`. If it is NOTRUNNING again:");
      }
      if (service.known != nullptr && !service.known->advice.cause.empty()) finding.advice = &service.known->advice;
    }
    found_[service.name] = out_.add(std::move(finding));
    if (service.name == kDatabase) relate_to_boots(found_[service.name]);
  }

  // It is told where the service is to run on this server, or may be.
  void tell_duty(Finding& finding, const Duty& duty) const {
    if (!duty.why.empty()) finding.summary += " " + duty.why;
    if (duty.told) finding.evidence.push_back(evidence_of(timeline_, "context", *duty.told));
    if (duty.here) return;
    finding.variant = "primary-only";
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.summary +=
        " Of the two servers of a cluster it runs on the one with Primary status alone, and which that is is not told "
        "here.";
  }

  // Many that wait, in states of one rule: one finding.
  void tell_waiting(const std::vector<const ServiceSeen*>& services, const Broken& broken) {
    const RuleInfo& rule = rule_for(services.front()->standing);
    Finding finding = finding_of(rule, timeline_, *server_, {}, services.front()->told);
    finding.variant = "waiting";
    finding.severity = Severity::kNotice;
    finding.count = services.size();
    finding.measured = {{"services", static_cast<double>(services.size())}};
    std::vector<std::string> names, roots;
    for (const ServiceSeen* service : services) {
      names.push_back(service->name);
      const std::string& root = broken.waits_for.at(service->name);
      if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(root);
      if (service != services.front() && finding.evidence.size() < kMostEvidence)
        finding.evidence.push_back(evidence_of(timeline_, "context", service->told));
    }
    finding.summary = std::to_string(services.size()) + " services of " + server_->spoken() + " are " +
                      std::string(services.front()->state) + " and wait for " + listed(roots) + ": " + listed(names) +
                      ".";
    tell_boot(finding, rule, services.front()->told);
    if (&rule != &kNotActivated) try_unexplained(rule, kUnexplained, finding, services.front()->told);
    const std::size_t place = out_.add(std::move(finding));
    for (const ServiceSeen* service : services) found_[service->name] = place;
  }

  // A node that ended without a shutdown may have damaged the files of its database.
  void relate_to_boots(std::size_t place) {
    const std::optional<Timestamp> told = timeline_.facts[server_->find(kDatabase)->told].time;
    bool first = true;
    for (std::size_t i = 0; i < place; ++i) {
      const Finding& boot = out_.all()[i];
      if (boot.rule->id != "boot.ungraceful" || boot.subject != server_->name) continue;
      if (told && boot.window && boot.window->from > *told) continue;
      Finding& database = out_.all()[place];
      if (first) {
        database.summary += " The node ended without a shutdown before that, which may have damaged its files.";
        if (!boot.evidence.empty())
          database.evidence.push_back({"context", boot.evidence.front().time, boot.evidence.front().at});
      }
      first = false;
      out_.relate(i, place);
    }
  }

  static void doubt(Finding& finding, std::string_view why) {
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.severity = std::min(finding.severity, Severity::kNotice);
    finding.summary += " " + std::string(why);
  }

  void tell_boot(Finding& finding, const RuleInfo& rule, FactPlace told) {
    if (rule.id == kNotActivated.id) return;  // it does not start by itself
    if (rule.id == kStopped.id || rule.id == kNotRunning.id) {
      tell_boot_of_stopped(finding, told);
      return;
    }
    const std::optional<Duration> up = servers_.up_for(*server_, told);
    if (!up) {
      finding.confidence = std::min(finding.confidence, Confidence::kMedium);
      return;
    }
    finding.measured.emplace_back("since_boot_s", seconds(*up));
    if (!lately_booted(rule, told)) return;
    if (of_other_product(*server_)) {
      doubt(finding, young(*up) + " services start one after another then.");
      return;
    }
    finding.variant = rule.id == kStarting.id ? "after-boot" : finding.variant;
    doubt(finding, young(*up) +
                       " services wait for replication and for Cisco Sync Agent then, and the notice of the Data "
                       "Monitor about it is no fault by itself.");
  }

  // Where no boot is told, what is down stays a fault.
  void tell_boot_of_stopped(Finding& finding, FactPlace told) {
    if (!lately_booted(kStarting, told)) return;
    const Duration up = *servers_.up_for(*server_, told);
    finding.measured.emplace_back("since_boot_s", seconds(up));
    if (finding.variant != "waiting") finding.variant = "after-boot";
    doubt(finding, young(up) + " services start one after another then, and what is down may start yet.");
  }

  static std::string young(Duration up) { return "The node had been up for " + to_words(up) + " only:"; }

  void tell_unread(const Server& server, FactPlace unread) {
    const TimedFact& fact = timeline_.facts[unread];
    Finding finding = finding_of(kStopped, timeline_, server, {}, unread);
    finding.variant = "unread";
    finding.severity = Severity::kWarning;
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.summary = "A list of the services of " + server.spoken() + " could not be read in full (" +
                      std::string(timeline_.name(fact.text.detail)) + "): services that it does not show may be down.";
    holds(out_, kStopped, kInState, false, [&] { return detail::trial_of(finding, false, "not read in full"); });
    out_.add(std::move(finding));
  }

  // Most of them at once: one finding. True where it was told, or where there is no single service to tell.
  bool tell_starting_together(bool whole) {
    const ServiceSeen* database = server_->find(kDatabase);
    if (database != nullptr && database->down()) {
      holds(out_, kSubscriber, kMostStart, false, [&] { return trial_of(*database, "All others wait for it."); });
      return false;
    }
    std::vector<const ServiceSeen*> starting;
    std::size_t active = 0, others = 0;
    for (const ServiceSeen& service : server_->services) {
      if (service.standing == ServiceStanding::kNotActivated) continue;
      const bool starts = service.standing == ServiceStanding::kStarting;
      if (!counts(*server_, service)) {
        if (starts) ++others;
        continue;
      }
      ++active;
      if (starts) starting.push_back(&service);
    }
    const double share = view_.settings().value(kSubscriber, "share");
    const bool enough = static_cast<double>(starting.size()) >= view_.settings().value(kSubscriber, "least");
    const bool most = enough && static_cast<double>(starting.size()) * 100 >= share * static_cast<double>(active);
    const Server* publisher = server_->is_presence() ? publisher_beside(*server_) : nullptr;
    if (publisher != nullptr && whole) out_.examined(kSubscriber, 1);
    const auto counted = [&] {
      Trial trial{.subject = server_->name};
      trial.note = std::to_string(starting.size()) + " of " + std::to_string(active) + " activated services";
      if (!enough && !starting.empty()) trial.note += ", which are too few to tell";
      for (std::size_t i = 0; i < std::min(starting.size(), kMostEvidence); ++i)
        trial.evidence.push_back(evidence_of(timeline_, "sample", starting[i]->told));
      if (active == 0) return trial;
      return measured(std::move(trial), 100 * static_cast<double>(starting.size()) / static_cast<double>(active),
                      share);
    };
    if (!holds(out_, kSubscriber, kMostStart, most, counted)) return false;
    const bool subscriber = server_->role != NodeRole::kPublisher && server_->is_presence();
    const bool publisher_starts = publisher != nullptr && mostly_starting(*publisher);
    try_pair(publisher, subscriber, publisher_starts);
    const RuleInfo& rule = subscriber && !publisher_starts ? kSubscriber : kStarting;
    Finding finding = finding_of(rule, timeline_, *server_, {}, starting.front()->told);
    finding.count = starting.size();
    finding.measured = {{"starting", static_cast<double>(starting.size())}, {"active", static_cast<double>(active)}};
    finding.summary = std::to_string(starting.size()) + " of " + std::to_string(active) + " activated services" +
                      (server_->is_presence() ? " of IM and Presence" : "") + " are STARTING on " + server_->spoken();
    if (others > 0)
      finding.summary +=
          ", with " + std::to_string(others) + (others == 1 ? " service" : " services") + " of the platform";
    for (std::size_t i = 1; i < std::min(starting.size(), kMostEvidence); ++i)
      finding.evidence.push_back(evidence_of(timeline_, "context", starting[i]->told));
    if (rule.id == kStarting.id) {
      finding.summary += publisher_starts ? ", and so are those of the publisher." : ".";
    } else {
      tell_publisher(finding, publisher);
    }
    const bool paired = finding.verdict == Verdict::kFail;
    tell_boot(finding, rule, starting.front()->told);
    if (&rule == &kStarting) {
      holds(out_, kStarting, kToRunHere, true, [&] { return detail::trial_of(finding); });
      try_unexplained(kStarting, kUnexplained, finding, starting.front()->told);
    } else if (paired) {
      try_unexplained(kSubscriber, kSubscriberSettled, finding, starting.front()->told);
    }
    together_ = out_.add(std::move(finding));
    return true;
  }

  // For `logscan why`: whether the node is a subscriber, and how its publisher stands.
  void try_pair(const Server* publisher, bool may_be_subscriber, bool publisher_starts) const {
    const bool is_subscriber = may_be_subscriber && server_->role == NodeRole::kSubscriber;
    holds(out_, kSubscriber, kIsSubscriber, is_subscriber, [&] {
      Trial trial{.subject = server_->name};
      if (!is_subscriber)
        trial.note = may_be_subscriber ? "its place in the cluster is not told" : "a publisher, or of another product";
      return trial;
    });
    holds(out_, kSubscriber, kPublisherRuns, publisher != nullptr && !publisher_starts, [&] {
      Trial trial{.subject = publisher == nullptr ? server_->name : publisher->name};
      trial.note = publisher == nullptr ? "the list of the publisher is not here"
                   : publisher_starts   ? "its services are STARTING as well"
                                        : "";
      return trial;
    });
  }

  void tell_publisher(Finding& finding, const Server* publisher) {
    if (const Procedure* way = knowledge_.procedure("stuck-subscriber")) {
      finding.extra_steps = way->steps;
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
    const auto is_up = [&](const ServiceSeen& s) {
      return counts(*publisher, s) && s.standing == ServiceStanding::kRuns;
    };
    const auto runs = std::count_if(publisher->services.begin(), publisher->services.end(), is_up);
    finding.summary += ", and " + std::to_string(runs) + " of " + publisher->spoken() +
                       ", its publisher, are STARTED: what a restart of the subscriber with high availability on "
                       "leaves behind.";
    const auto shown = std::find_if(publisher->services.begin(), publisher->services.end(), is_up);
    if (shown != publisher->services.end()) finding.evidence.push_back(evidence_of(timeline_, "context", shown->told));
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kHaEnabled) continue;
      finding.summary += fact.text.number == 1 ? " High availability is on." : " High availability is off now.";
      break;
    }
  }

  [[nodiscard]] static bool mostly_starting(const Server& server) {
    std::size_t starting = 0, runs = 0;
    for (const ServiceSeen& service : server.services) {
      if (!counts(server, service)) continue;
      if (service.standing == ServiceStanding::kStarting) ++starting;
      if (service.standing == ServiceStanding::kRuns) ++runs;
    }
    return starting >= runs;
  }

  // The services of the platform run on every node, whatever its product does.
  [[nodiscard]] static bool counts(const Server& server, const ServiceSeen& service) {
    if (!server.is_presence()) return true;
    return service.known != nullptr && service.known->product == ServiceProduct::kImPresence;
  }

  // The publisher of the same product, else, where no roles are told, the other node of two.
  [[nodiscard]] const Server* publisher_beside(const Server& server) const {
    const Server* other = nullptr;
    std::size_t others = 0;
    for (const Server& candidate : servers_.all()) {
      if (&candidate == &server || !candidate.is_presence()) continue;
      const bool shown = std::any_of(candidate.services.begin(), candidate.services.end(),
                                     [&](const ServiceSeen& service) { return counts(candidate, service); });
      if (!shown) continue;
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
    try_links(broken);
    const auto told = std::find_if(broken.first.begin(), broken.first.end(), [&](const ServiceSeen* service) {
      return waiting.contains(service->name) && found_.contains(service->name);
    });
    if (told == broken.first.end()) return;
    const ServiceSeen& first = **told;
    std::set<std::string> needed;  // by any that waits
    for (const auto& [name, root] : broken.waits_for) {
      needed.insert(root);
      const Service* known = server_->find(name)->known;
      if (known == nullptr) continue;
      for (const Service* need : knowledge_.needs_of(*known)) needed.insert(need->name);
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
    tell_order(finding, first, order);
    tell_doubt(finding, first);
    try_unexplained(kDependency, kFirstStaysDown, finding, first.told);
    std::set<std::size_t> related;
    for (const std::string& name : order) {
      related.insert(found_[name]);
      if (name != first.name && finding.evidence.size() < kMostEvidence)
        finding.evidence.push_back(evidence_of(timeline_, "context", server_->find(name)->told));
    }
    const std::size_t place = out_.add(std::move(finding));
    for (const std::size_t other : related) out_.relate(place, other);
  }

  // For `logscan why`: what waits for what.
  void try_links(const Broken& broken) const {
    if (out_.checks(kDependency) == nullptr) return;
    for (const auto& [name, root] : broken.waits_for) {
      const bool first = std::any_of(broken.first.begin(), broken.first.end(),
                                     [&, &of = root](const ServiceSeen* service) { return service->name == of; });
      const auto trial = [&, &of = root] { return trial_of(*server_->find(name), "It waits for " + of + "."); };
      holds(out_, kDependency, kWaits, true, trial);
      holds(out_, kDependency, kWaitsForFirst, first && found_.contains(root), trial);
    }
    for (const ServiceSeen* service : broken.first)
      holds(out_, kDependency, kWaits, false, [&] { return trial_of(*service, "It waits for none that is down."); });
  }

  void tell_order(Finding& finding, const ServiceSeen& first, const std::vector<std::string>& order) const {
    const std::string down = "start what is down in this order: " + listed(order) + ".";
    if (first.name == kDatabase) {
      // The documents have a way of their own for it, which its own finding tells.
      finding.variant = "database";
      finding.severity = Severity::kNotice;
    } else if (of_other_product(*server_)) {
      finding.extra_steps.push_back("S" + down.substr(1));
    } else {
      finding.extra_steps.push_back("Disable high availability of the redundancy group, " + down +
                                    " Enable high availability again when all services run.");
    }
  }

  // What waits for a service may start a moment later, where the service itself may.
  void tell_doubt(Finding& finding, const ServiceSeen& first) const {
    const Finding& of_first = out_.all()[found_.at(first.name)];
    finding.confidence = std::min(finding.confidence, of_first.confidence);
    const std::optional<Duration> up = servers_.up_for(*server_, first.told);
    if (up) finding.measured.emplace_back("since_boot_s", seconds(*up));
    if (lately_booted(kStarting, first.told)) {
      doubt(finding, young(*up) + " what waits may start yet.");
    } else if (of_first.verdict == Verdict::kInconclusive) {
      doubt(finding, "Whether " + first.name + " stays so is not known.");
    }
  }

  const CaseView& view_;
  const Timeline& timeline_;
  const Services& knowledge_;
  const Servers& servers_;
  Findings& out_;
  const Server* server_ = nullptr;                 // that is judged
  std::map<std::string, std::size_t> found_;       // services of it; places in Findings::all
  std::optional<std::size_t> together_;            // those that start, as one finding
  std::vector<AlertGroup> alerts_, other_alerts_;  // that a service is down; whatever else names one
};

}  // namespace

constinit const RuleFamily kServiceRules{kRules,
                                         [](const CaseView& view, Findings& out) { ServiceRules(view, out).run(); }};

}  // namespace logscan::detail
