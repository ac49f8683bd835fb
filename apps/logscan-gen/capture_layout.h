// What passed between Exchange and the listeners, second by second, and the captures of it as files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conversation.h"
#include "notification_text.h"
#include "pack.h"
#include "scenario.h"
#include "story.h"

namespace logscan::gen {

// One request, or one attempt at it.
struct WireRequest {
  Time at{};        // the second that the request log tells, where it tells it
  Ticks begin = 0;  // of its first packet, where it opens a connection; by the true clock
  std::uint32_t life = kOtherRequest;
  std::uint32_t number = 0;  // which notification of its life; which of the other requests
  int status = 0;            // 0: never answered
  std::uint32_t milliseconds = 0;
  int wire = kNoFault;
  std::string address;  // from which it comes
};

// In the order of time.
std::vector<WireRequest> tell_wire(const Scenario& scenario, const Story& story, std::size_t node);

// As Exchange knows the subscription.
ExchangeId exchange_id_of(const Scenario& scenario, const Story& story, std::uint32_t life);

// Where the listener of a node is; it has an address of both kinds.
Endpoint listener_of(std::size_t node, bool v6);

// A request of which the capture holds something.
struct HeardRequest {
  WireRequest request;
  bool head = false;    // its head, or, where it got no further, its first SYN
  bool answer = false;  // the head of the answer
};

struct CaptureHoldings {
  std::size_t node = 0;
  std::vector<std::string> paths;    // the oldest first
  std::optional<Ticks> first, last;  // packet, by the true clock
  std::uint64_t packets = 0;
  std::uint64_t connections = 0;     // to the listener's port
  std::uint64_t noise_requests = 0;  // of HTTP, to other ports
  std::vector<HeardRequest> heard;
};

struct CaptureLayout {
  std::vector<BundleFile> files;
  std::vector<CaptureHoldings> captures;  // in the order of Scenario::captures
};

CaptureLayout lay_out_captures(const Scenario& scenario, const Story& story);

// `10.93.10.21:7080`, as a Host header names it.
std::string host_text(const Endpoint& listener);

}  // namespace logscan::gen
