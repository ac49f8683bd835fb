// What else passes a node that captures: web pages, TLS, names, who-has.
#pragma once

#include <cstdint>
#include <vector>

#include "conversation.h"

namespace logscan::gen {

class NoiseMaker {
 public:
  NoiseMaker(const FrameWriter& writer, const WireManner& manner, Random& random, const WireAddress& host,
             std::vector<Packet>& packets)
      : writer_(writer), manner_(manner), random_(random), host_(host), packets_(packets) {}

  // One conversation that begins at that time; returns the number of its HTTP requests.
  std::uint64_t add(Ticks at, std::uint32_t conversation);

 private:
  void add_names(Ticks at, std::uint32_t conversation);
  void add_secret(Ticks at, std::uint32_t conversation);
  void add_web(Ticks at, std::uint32_t conversation);

  const FrameWriter& writer_;
  const WireManner& manner_;
  Random& random_;
  WireAddress host_;  // of the capturing node, IPv4
  std::vector<Packet>& packets_;
};

}  // namespace logscan::gen
