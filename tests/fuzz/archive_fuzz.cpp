// Walks any bytes as a container from a pipe, under small limits: whatever they are, the walk ends, gives a bounded
// number of bytes, tells no more after the end of a member, and prints safe names.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/demand.h"
#include "input/bundle.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

constexpr std::uint64_t kMembers = 1000;
constexpr std::uint64_t kFloor = 4 << 20;
constexpr std::uint64_t kRatio = 100;
// The walk forgives three expansions, and every layer may stop one block late.
constexpr std::uint64_t kForgiven = 4;
constexpr std::uint64_t kBlock = 256 << 10;

class Bytes final : public ByteSource {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t n = std::min(into.size(), size_);
    if (n > 0) std::memcpy(into.data(), data_, n);
    data_ += n;
    size_ -= n;
    return n;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

class Checker final : public MemberVisitor {
 public:
  void on_member(const SourceName& name, ByteSource& bytes) override {
    check(name);
    demand(++members_ <= kMembers + 1);
    while (true) {
      const auto got = bytes.read(block_);
      if (!got) demand(!got.error().message.empty());
      if (!got || *got == 0) break;
      demand(*got <= block_.size());
      total_ += *got;
    }
    const auto after = bytes.read(block_);
    demand(after && *after == 0);
  }
  void on_problem(const SourceName& name, SourceStatus, const std::string& message) override {
    check(name);
    demand(!message.empty());
    demand(escape_name(message) == message);
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  // An escaped name without its backslashes has nothing left to escape: it is printable UTF-8 on one line.
  static void check(const SourceName& name) {
    std::string text = name.location;
    std::erase(text, '\\');
    demand(escape_name(text) == text);
    demand(text.size() < 100'000);
  }

  std::vector<char> block_ = std::vector<char>(kBlock);
  std::uint64_t members_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Limits limits;
  limits.members = kMembers;
  limits.archive_depth = 4;
  limits.expansion_floor_bytes = kFloor;
  limits.expansion_ratio = kRatio;
  limits.spool_bytes = 4 << 20;
  limits.spool_memory_bytes = 1 << 20;
  limits.diagnostics = 5;
  Checker checker;
  SourceName name;
  name.location = "fuzz";
  name.path = "fuzz";
  walk_stream(name, std::make_unique<Bytes>(data, size), limits, nullptr, checker);
  demand(checker.total() <= (kForgiven + 1) * (std::max(kFloor, kRatio * size) + 4 * kBlock) + size);
  return 0;
}
