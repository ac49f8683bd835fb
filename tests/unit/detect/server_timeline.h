// Timelines of sessions made by hand: what the command lines of servers said, and when.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/engine.h"
#include "detect/rules/activation_rules.h"
#include "detect/rules/cluster_rules.h"
#include "detect/rules/ha_state_rules.h"
#include "detect/rules/service_check_rules.h"
#include "detect/rules/service_rules.h"
#include "detect/rules/wire_rules.h"
#include "support/case_folder.h"
#include "timeline/timeline.h"

namespace logscan::detail {

class ServerTimeline {
 public:
  // A session of a server; an empty node is one that nothing names. What follows is of it.
  ServerTimeline& session(const std::string& node) {
    nodes_.push_back(node);
    time_.reset();
    return *this;
  }
  // From here on the session tells this time.
  ServerTimeline& at(int seconds) {
    time_ = seconds;
    return *this;
  }
  ServerTimeline& fact(FactKind kind, std::string_view subject, std::string_view text, std::string_view detail = {},
                       std::int64_t number = 0) {
    facts_.push_back({kind, std::string(subject), std::string(text), std::string(detail), number, source(), time_});
    return *this;
  }
  ServerTimeline& service(std::string_view name, std::string_view state, std::string_view reason = {}) {
    return fact(FactKind::kServiceState, name, state, reason);
  }
  ServerTimeline& primary(bool is) { return fact(FactKind::kPrimaryNode, {}, {}, {}, is ? 1 : 0); }
  ServerTimeline& cluster(std::string_view host, std::string_view role,
                          std::string_view words = "authenticated using TCP since Fri Oct 15") {
    return fact(FactKind::kClusterNode, host, role, words, 1);
  }
  ServerTimeline& boot(int seconds) {
    boots_[seconds] = source();
    return *this;
  }

  // The parser says this of the session.
  ServerTimeline& note(std::string_view text) {
    notes_.emplace_back(source(), text);
    return *this;
  }
  // An alert of RTMT about a node, in a log of its own.
  ServerTimeline& alert(int seconds, std::string_view name, std::string_view node, std::string_view text) {
    alerts_.push_back({seconds, "RTMT:" + std::string(name), std::string(node), std::string(text)});
    return *this;
  }
  // A file that is called so, of the node of the session.
  ServerTimeline& file(std::string_view location) {
    files_.emplace_back(nodes_.back(), location);
    return *this;
  }

  [[nodiscard]] Timeline make() const {
    static constexpr ParserInfo kAlertLog{.name = "rtmt.alert-log", .summary = {}, .samples = {}};
    Timeline timeline;
    const auto name = [&](const std::string& words) { return words.empty() ? kNoName : timeline.names.intern(words); };
    for (const std::string& node : nodes_) {
      ParsedSource& made = timeline.sources.emplace_back();
      made.node = node;
      made.name.location = "session" + std::to_string(timeline.sources.size());
    }
    for (const auto& [source, text] : notes_) timeline.sources[source].result.notes.push_back(text);
    for (const Made& fact : facts_) {
      TimedFact& made = timeline.facts.emplace_back();
      made.kind = fact.kind;
      if (fact.time) made.time = test::at(*fact.time);
      made.at.source = fact.source;
      made.at.ordinal = timeline.facts.size();
      made.text.subject = name(fact.subject);
      made.text.text = name(fact.text);
      made.text.detail = name(fact.detail);
      made.text.number = fact.number;
    }
    for (const auto& [seconds, source] : boots_) {
      TimedEvent& event = timeline.events.emplace_back();
      event.kind = EventKind::kBoot;
      event.time = test::at(seconds);
      event.at.source = source;
    }
    for (const auto& [node, location] : files_) {
      ParsedSource& made = timeline.sources.emplace_back();
      made.node = node;
      made.name.location = location;
    }
    for (const Alert& alert : alerts_) {
      TimedEvent& event = timeline.events.emplace_back();
      event.kind = EventKind::kAlarm;
      event.time = test::at(alert.time);
      event.at.source = static_cast<SourceId>(timeline.sources.size());
      event.at.offset = timeline.events.size();
      event.text.subject = name(alert.name);
      event.text.node = name(alert.node);
      event.text.detail = name(alert.text);
    }
    if (!alerts_.empty()) timeline.sources.emplace_back().parser = &kAlertLog;
    return timeline;
  }

  // By the rules about services and clusters.
  [[nodiscard]] Judgement judged() const {
    static constexpr std::array<const RuleFamily*, 4> kFamilies = {&kServiceRules, &kActivationRules, &kClusterRules,
                                                                   &kServiceCheckRules};
    return judged_by(kFamilies);
  }
  // And by those about pairs and listeners, which their findings bear on; without boots, which these look up in logs.
  [[nodiscard]] Judgement judged_with_states() const {
    static constexpr std::array<const RuleFamily*, 6> kFamilies = {
        &kWireRules, &kHaStateRules, &kServiceRules, &kActivationRules, &kClusterRules, &kServiceCheckRules};
    return judged_by(kFamilies);
  }

 private:
  struct Made {
    FactKind kind;
    std::string subject, text, detail;
    std::int64_t number;
    SourceId source;
    std::optional<int> time;
  };
  struct Alert {
    int time;
    std::string name, node, text;
  };
  [[nodiscard]] Judgement judged_by(std::span<const RuleFamily* const> families) const {
    static const Result<Knowledge> knowledge = Knowledge::load({});
    const auto settings = Settings::read(all_rules(families), {});
    return judge(make(), families, *settings, *knowledge);
  }
  [[nodiscard]] SourceId source() const { return static_cast<SourceId>(nodes_.size() - 1); }

  std::vector<std::string> nodes_;
  std::vector<Made> facts_;
  std::map<int, SourceId> boots_;  // by time
  std::vector<Alert> alerts_;
  std::vector<std::pair<SourceId, std::string>> notes_;
  std::vector<std::pair<std::string, std::string>> files_;  // node and location
  std::optional<int> time_;
};

}  // namespace logscan::detail
