#include "input/kept_streams.h"

#include <algorithm>
#include <string>

namespace logscan::detail {
namespace {

// What a piece does not fill takes no room on the disk: the file has a hole there.
constexpr std::uint64_t kPieceBytes = 1 << 20;

class KeptSource final : public ByteSource {
 public:
  KeptSource(const ScratchFile& file, const KeptStream& stream) : file_(file), stream_(stream) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::uint64_t within = at_ % kPieceBytes;
    const std::uint64_t want = std::min({std::uint64_t{into.size()}, stream_.size - at_, kPieceBytes - within});
    if (want == 0 || failed_) return std::size_t{0};
    Result<std::size_t> got = file_.read_at(stream_.pieces[at_ / kPieceBytes] + within, into.first(want));
    failed_ = !got;
    if (got) at_ += *got;
    return got;
  }

 private:
  const ScratchFile& file_;
  const KeptStream& stream_;
  std::uint64_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

Status KeptStreams::add(KeptStream& stream, std::span<const char> bytes) {
  if (bytes_.fetch_add(bytes.size()) + bytes.size() > most_) {
    bytes_ -= bytes.size();
    return Error{ErrorCode::kLimit,
                 "what is kept is larger than " + std::to_string(most_) + " bytes (limit spool-bytes)"};
  }
  while (!bytes.empty()) {
    const std::uint64_t within = stream.size % kPieceBytes;
    if (within == 0) stream.pieces.push_back(pieces_++ * kPieceBytes);
    const std::size_t count = std::min<std::uint64_t>(bytes.size(), kPieceBytes - within);
    if (Status written = file_.write_at(stream.pieces.back() + within, bytes.first(count)); !written) return written;
    stream.size += count;
    bytes = bytes.subspan(count);
  }
  return {};
}

std::unique_ptr<ByteSource> KeptStreams::open(const KeptStream& stream) const {
  return std::make_unique<KeptSource>(file_, stream);
}

}  // namespace logscan::detail
