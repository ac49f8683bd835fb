#include "detect/rules/notification_rules.h"

#include <algorithm>
#include <array>

#include "detect/captures.h"
#include "detect/notification_work.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsNotifications = {
    "a request log of Connection Jetty with notifications (jetty.access), or a capture of them (capture.pcap)"};
constexpr std::array<std::string_view, 1> kNeedsSubscriptions = {
    "a request log of Connection Jetty with notifications (jetty.access), a capture of them (capture.pcap), or a "
    "diagnostic log that tells of stale subscriptions or of re-subscriptions (mbxsync.diag)"};
constexpr std::array<std::string_view, 1> kNeedsListener = {
    "a request log of Connection Jetty (jetty.access), or a capture of the listener's port (capture.pcap)"};

constexpr std::array<std::string_view, 2> kNeedsBoth = {
    "a request log of Connection Jetty with notifications (jetty.access)",
    "a capture of the same notifications (capture.pcap)"};

constexpr std::array<RuleParameter, 2> kMissedParameters = {{
    {"cadence", "s", 300, 300, 450,
     "Exchange notifies every subscription every five minutes by default (Cisco 118883)"},
    {"grace", "s", 60, 30, 600, "jitter and a slow answer; our number"},
}};

constexpr std::array<RuleParameter, 1> kStaleParameters = {{
    {"after", "s", 900, 360, 86400, "Unity Connection's own limit, whatever the cadence (Cisco 118883)"},
}};

constexpr std::array<RuleParameter, 3> kLoopParameters = {{
    {"rounds", "", 3, 2, 1000, "re-subscriptions in a row that make a loop; our number"},
    {"least", "s", 900, 600, 3600, "a subscription is stale after 900 s"},
    {"most", "s", 1080, 600, 7200, "Unity Connection looks every 120 s, and subscribing takes a moment"},
}};

constexpr std::array<RuleParameter, 2> kSilenceParameters = {{
    {"least", "", 3, 2, 100000, "subscriptions that make a group; fewer may be chance"},
    {"share", "", 0.5, 0.1, 1, "of the subscriptions active at that moment; our number"},
}};

constexpr std::array<Condition, 4> kMissedConditions = {{
    {"No notification of a subscription was accepted for longer than cadence and grace", "s",
     "keepalive.missed.cadence keepalive.missed.grace"},
    {"The pause is not longer than what subscription.stale judges", "s", "subscription.stale.after"},
    {"The pause is part of no re-subscription loop and no replacement, and Unity Connection did not end the "
     "subscription itself"},
    {"The request log or the capture covers that time without a hole"},
}};

constexpr std::array<Condition, 3> kStaleConditions = {{
    {"No notification of a subscription was accepted for longer than the limit, or a new one took its place after the "
     "time that re-subscribing takes, or the diagnostic log calls it stale",
     "s", "subscription.stale.after"},
    {"The pause is part of no re-subscription loop and no replacement of all, and Unity Connection did not end the "
     "subscription itself"},
    {"What tells it leaves no doubt: the log covers that time without a hole, and none contradicts it"},
}};

constexpr std::array<Condition, 3> kSilenceConditions = {{
    {"So many subscriptions of one listener fell silent within cadence and grace of each other", "",
     "exchange.silence.least"},
    {"They are so large a part of those that were active at that moment", "", "exchange.silence.share"},
    {"The request log or the capture covers the pause of one of them without a hole"},
}};

constexpr std::array<Condition, 2> kLoopConditions = {{
    {"A subscription was made anew so many times in a row, each 15 to 18 minutes after the time before and with "
     "nothing "
     "in between",
     "", "subscription.resubscribe-loop.rounds subscription.resubscribe-loop.least subscription.resubscribe-loop.most"},
    {"Nothing leaves that in doubt: the log has its date and no hole in that time, and no notification came for the "
     "old "
     "subscription"},
}};

constexpr std::array<Condition, 2> kReplacedConditions = {{
    {"So many subscriptions of one listener ended within cadence and grace of each other", "",
     "exchange.silence.least"},
    {"As many new ones, or at least 0.8 times as many, began before the old ones would be stale, and not all of them "
     "in "
     "the time that re-subscribing takes",
     "", "subscription.stale.after"},
}};

constexpr std::array<Condition, 4> kNoneConditions = {{
    {"It is the listener's request log, or a capture in a case that tells of subscriptions, and Exchange Online is not "
     "the only Exchange that the case knows"},
    {"It covers so long a time", "s", "exchange.no-notifications.least"},
    {"It holds not one notification"},
    {"It is a capture that hides nothing, and a dump of the subscription table after it shows subscriptions with older "
     "stamps alone"},
}};

constexpr std::array<Condition, 3> kContradictionConditions = {{
    {"A request log and a capture of one listener, both on a known clock, cover a time of at least 6 minutes in which "
     "one of them has accepted notifications of a subscription"},
    {"The other one has none of them in such a time"},
    {"The capture shows no answers whose body alone tells that they are none"},
}};

constexpr std::array<Condition, 1> kRejectedConditions = {
    {{"The listener answered a notification with a status that is no success, or with a body that is no answer"}}};

constexpr std::array<RuleParameter, 1> kNoneParameters = {{
    {"least", "s", 900, 600, 86400, "three keepalives of every subscription, and Unity Connection's own limit"},
}};

}  // namespace

constinit const RuleInfo kKeepaliveMissed{
    "keepalive.missed",
    "Keepalive missed",
    "A subscription's notifications paused for longer than cadence and grace, and not longer than stale.",
    Severity::kWarning,
    kNeedsNotifications,
    kMissedParameters,
    kMissedConditions};

constinit const RuleInfo kSubscriptionStale{
    "subscription.stale",
    "Subscription stale",
    "No accepted notification for longer than 15 minutes: Unity Connection takes the subscription for dead.",
    Severity::kError,
    kNeedsSubscriptions,
    kStaleParameters,
    kStaleConditions};

constinit const RuleInfo kResubscribeLoop{
    "subscription.resubscribe-loop",
    "Re-subscription loop",
    "Subscriptions are made anew every 15 to 18 minutes and nothing arrives in between.",
    Severity::kError,
    kNeedsSubscriptions,
    kLoopParameters,
    kLoopConditions};

constinit const RuleInfo kSubscriptionsReplaced{
    "subscriptions.replaced",
    "Subscriptions replaced",
    "Many subscriptions end and as many new ones begin at one time; the old ones are not stale.",
    Severity::kInfo,
    kNeedsNotifications,
    {},
    kReplacedConditions};

constinit const RuleInfo kExchangeSilence{
    "exchange.silence",
    "Notifications stopped",
    "Many subscriptions fell silent within one keepalive interval: the fault is on the common way.",
    Severity::kCritical,
    kNeedsNotifications,
    kSilenceParameters,
    kSilenceConditions};

constinit const RuleInfo kNoNotifications{
    "exchange.no-notifications",
    "No notifications at all",
    "The listener's log covers at least 15 minutes and holds not one notification.",
    Severity::kError,
    kNeedsListener,
    kNoneParameters,
    kNoneConditions};

constinit const RuleInfo kNotificationRejected{
    "notification.rejected",
    "Notifications rejected",
    "Unity Connection's listener answered notifications with a status other than 2xx.",
    Severity::kError,
    kNeedsNotifications,
    {},
    kRejectedConditions};

constinit const RuleInfo kBundleContradiction{
    "bundle.contradiction",
    "Request log and capture contradict each other",
    "One of them shows notifications accepted at a time at which the other one has none of the same subscription.",
    Severity::kWarning,
    kNeedsBoth,
    {},
    kContradictionConditions};

namespace {

constexpr std::array<const RuleInfo*, 8> kRules = {&kKeepaliveMissed,       &kSubscriptionStale,  &kResubscribeLoop,
                                                   &kSubscriptionsReplaced, &kExchangeSilence,    &kNoNotifications,
                                                   &kNotificationRejected,  &kBundleContradiction};

SilenceThresholds thresholds_of(const Settings& settings) {
  SilenceThresholds limits;
  limits.cadence = settings.seconds(kKeepaliveMissed, "cadence");
  limits.grace = settings.seconds(kKeepaliveMissed, "grace");
  limits.stale = settings.seconds(kSubscriptionStale, "after");
  limits.resubscribe_least = settings.seconds(kResubscribeLoop, "least");
  limits.resubscribe_most = settings.seconds(kResubscribeLoop, "most");
  limits.loop_rounds = static_cast<std::size_t>(settings.value(kResubscribeLoop, "rounds"));
  limits.group_least = static_cast<std::size_t>(settings.value(kExchangeSilence, "least"));
  limits.group_share = settings.value(kExchangeSilence, "share");
  return limits;
}

void gather_wire(NotificationWork& work) {
  const Callers callers(work.timeline);
  for (const TimedEvent& event : work.timeline.events) {
    if (!work.timeline.source(event.at).parser->recording()) continue;
    const bool unanswered = event.kind == EventKind::kNotificationUnanswered;
    if (unanswered || event.kind == EventKind::kSubscriptionDropped) work.on_wire[event.text.subject].push_back(&event);
    if (unanswered || (event.kind == EventKind::kConnectFailed && callers.of(event) == Caller::kExchange))
      work.attempts[work.silence.listeners[work.timeline.log_of(event.at)]].push_back(&event);
  }
}

void run_notification_rules(const CaseView& view, Findings& out) {
  const SilenceThresholds limits = thresholds_of(view.settings());
  NotificationWork work{
      view.timeline(), view.settings(), out, limits, analyse_silence(view.timeline(), limits), {}, {}, {}, {}, {}};
  const std::vector<Subscription>& all = work.silence.subscriptions;
  // Where only the front of an id is known, several subscriptions may look like one that goes on.
  const auto subscriptions =
      static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Subscription& one) {
        return !work.timeline.name(one.id).ends_with(kCutMark);
      }));
  for (const RuleInfo* rule :
       {&kKeepaliveMissed, &kSubscriptionStale, &kResubscribeLoop, &kSubscriptionsReplaced, &kExchangeSilence})
    out.examined(*rule, subscriptions);
  gather_wire(work);
  tell_rejections(work);
  tell_pauses(work);
  tell_resubscriptions(work);
  tell_replacements(work);
  tell_open_ends(work);
  tell_empty_listeners(work);
  tell_contradictions(work);
}

}  // namespace

constinit const RuleFamily kNotificationRules{kRules, run_notification_rules};

}  // namespace logscan::detail
