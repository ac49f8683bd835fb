#include "capture_truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace logscan::gen {

namespace {

constexpr Ticks kSecond = 1'000'000;
constexpr Seconds kStale = Seconds(900);
// What is not answered so shortly before the end may still be.
constexpr Seconds kLastMinute = Seconds(60);
constexpr Seconds kMargin = Seconds(10);
// With fewer bytes of a packet a head is not whole; with fewer than the largest packet a body may not be.
constexpr std::uint32_t kWholeHead = 600, kWholePacket = 65'535;

Time second_of(Ticks ticks) { return Time(Seconds(ticks / kSecond)); }

void widen(std::optional<Span>& span, Time at) {
  span = span ? Span{std::min(span->from, at), std::max(span->to, at)} : Span{at, at};
}

// Like events of one subject.
struct Series {
  std::optional<Span> span;
  std::uint64_t count = 0;
  void add(Time at) {
    widen(span, at);
    ++count;
  }
};

class CaptureTeller {
 public:
  CaptureTeller(const Scenario& scenario, const Story& story, const Capture& capture, const CaptureHoldings& held)
      : scenario_(scenario), story_(story), capture_(capture), held_(held), name_(scenario.nodes[held.node].name) {}

  Result<CaptureTruth> tell() {
    tell_counts();
    const bool judged = truth_.exact && !capture_.one_way && capture_.snaplen >= kWholePacket && held_.first;
    if (!judged) return std::move(truth_);
    span_ = {second_of(*held_.first), second_of(*held_.last)};
    truth_.findings.emplace();
    if (const Status status = tell_findings(); !status) return status.error();
    for (ExpectedFinding& finding : *truth_.findings) {
      if (finding.window)
        finding.window = Span{finding.window->from + capture_.clock_offset, finding.window->to + capture_.clock_offset};
    }
    sort_findings(*truth_.findings);
    return std::move(truth_);
  }

 private:
  [[nodiscard]] const WireFault* fault_of(const WireRequest& request) const {
    return request.wire == kNoFault ? nullptr : &scenario_.wire[static_cast<std::size_t>(request.wire)];
  }
  // Whether a request went over the wire, and not only a SYN.
  [[nodiscard]] bool was_said(const WireRequest& request) const {
    const WireFault* fault = fault_of(request);
    return fault == nullptr || (fault->kind != WireFaultKind::kRefused && fault->kind != WireFaultKind::kNoHandshake);
  }

  ExpectedFinding& add(std::string rule, std::string_view subject_kind, std::string subject,
                       const std::optional<Span>& window) {
    truth_.findings->emplace_back();
    ExpectedFinding& finding = truth_.findings->back();
    finding.rule = std::move(rule);
    finding.subject_kind = subject_kind;
    finding.subject = std::move(subject);
    finding.window = window;
    finding.open.reset();
    return finding;
  }

  void tell_counts() {
    truth_.files = held_.paths;
    truth_.node = name_;
    truth_.first = held_.first;
    truth_.last = held_.last;
    truth_.clock_offset = capture_.clock_offset;
    truth_.packets = held_.packets;
    truth_.connections = held_.connections;
    truth_.noise_requests = held_.noise_requests;
    truth_.exact = capture_.loss.millionths == 0 && capture_.snaplen >= kWholeHead;
    for (const HeardRequest& heard : held_.heard) {
      const WireRequest& request = heard.request;
      if (!was_said(request)) continue;
      if (heard.head && request.life == kOtherRequest) ++truth_.others;
      if (heard.head && request.life != kOtherRequest) {
        ++truth_.notifications;
        ++truth_.subscriptions[story_.lives[request.life].id];
      }
      if (capture_.one_way) continue;
      // An answer may be there whose request was before the capture.
      if (heard.answer) ++truth_.statuses[request.status];
      if (heard.head && !heard.answer) ++truth_.unanswered;
    }
  }

  Status tell_findings() {
    std::map<std::string, Series> unanswered;  // by subscription
    Series no_handshake, refused, slow, proxied;
    std::map<std::string, std::set<std::string>> hosts;  // by address
    std::vector<Request> beats;
    std::set<std::uint32_t> unsubscribed;
    bool any = false;
    for (const HeardRequest& heard : held_.heard) {
      const WireRequest& request = heard.request;
      if (request.life == kOtherRequest || !heard.head) continue;
      any = true;
      const WireFault* fault = fault_of(request);
      const std::string& id = story_.lives[request.life].id;
      if (was_said(request)) hosts[request.address].insert(exchange_id_of(scenario_, story_, request.life).host);
      if (request.status == 0) {
        const Seconds left = span_.to - request.at;
        if (left < kLastMinute + kMargin)
          return too_close("an attempt that nobody answers stands shortly before its end; move 'to'");
      }
      bool beat = heard.answer;
      // An ordinary notification is like one from a shared address: only its host counts.
      switch (fault == nullptr ? WireFaultKind::kSharedAddress : fault->kind) {
        case WireFaultKind::kUnanswered:
          unanswered[id].add(request.at);
          break;
        case WireFaultKind::kRefused:
          refused.add(request.at);
          break;
        case WireFaultKind::kNoHandshake:
          no_handshake.add(request.at);
          break;
        case WireFaultKind::kSlow:
          if (heard.answer) slow.add(request.at);
          break;
        case WireFaultKind::kUnsubscribe:
          if (heard.answer) {
            add("subscription.unsubscribed", "subscription", id, Span{request.at, request.at});
            unsubscribed.insert(request.life);
          }
          break;
        case WireFaultKind::kDropped:
          add("subscription.dropped", "subscription", id, Span{request.at, request.at});
          beat = false;
          break;
        case WireFaultKind::kProxy:
          proxied.add(request.at);
          break;
        case WireFaultKind::kSharedAddress:
          break;
      }
      if (!beat) continue;
      Request answered;
      answered.arrival = answered.written = request.at;
      answered.life = request.life;
      answered.status = request.status;
      beats.push_back(answered);
    }
    for (const auto& [id, series] : unanswered)
      add("notification.unanswered", "subscription", id, series.span).count = series.count;
    if (no_handshake.count > 0)
      add("notification.unanswered", "exchange", name_, no_handshake.span).count = no_handshake.count;
    if (refused.count > 0) add("listener.down", "node", name_, refused.span).count = refused.count;
    if (slow.count > 0) add("notification.slow", "exchange", name_, slow.span).count = slow.count;
    const bool shared =
        std::any_of(hosts.begin(), hosts.end(), [](const auto& entry) { return entry.second.size() > 1; });
    if (proxied.count > 0 || shared) add("notification.unexpected-source", "exchange", name_, proxied.span);
    if (!any) {
      const Seconds length = span_.to - span_.from;
      if (length > kStale - kMargin && length < kStale + kMargin)
        return too_close("it is about 900 s long; move 'from' or 'to'");
      if (length >= kStale) {
        ExpectedFinding& finding = add("exchange.no-notifications", "exchange", name_, std::nullopt);
        finding.verdict = "inconclusive";
        finding.certain = false;
      }
      return {};
    }
    const auto silences = derive_wire_silences(scenario_, story_, held_.node, beats, unsubscribed, span_);
    if (!silences) return too_close(silences.error().message);
    truth_.findings->insert(truth_.findings->end(), silences->begin(), silences->end());
    return {};
  }

  [[nodiscard]] Status too_close(std::string_view why) const {
    return Error{ErrorCode::kUsage, fmt::format("the capture {}: {}", capture_.file, why)};
  }

  const Scenario& scenario_;
  const Story& story_;
  const Capture& capture_;
  const CaptureHoldings& held_;
  const std::string& name_;
  Span span_{};
  CaptureTruth truth_;
};

}  // namespace

Status add_capture_truth(const Scenario& scenario, const Story& story, const CaptureLayout& layout, Truth& truth) {
  for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
    auto told = CaptureTeller(scenario, story, scenario.captures[i], layout.captures[i]).tell();
    if (!told) return told.error();
    truth.captures.push_back(*std::move(told));
  }
  return {};
}

}  // namespace logscan::gen
