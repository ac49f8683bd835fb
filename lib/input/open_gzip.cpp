#include "input/open_gzip.h"

#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <string_view>
#include <vector>

#include "input/disk.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr int kGzipWindow = 15 + 16;  // the largest window, with the head and end of gzip

Status put(int to, std::string_view bytes) {
  if (write_all(to, bytes)) return {};
  return Error{ErrorCode::kOutput, system_message(errno)};
}

}  // namespace

Status write_open_gzip(int from, int to, GzipEnd end) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return Error{ErrorCode::kInternal, "zlib does not start"};
  std::vector<char> in(kBlock), out(kBlock);
  off_t at = 0;
  Status status;
  for (bool more = true; more && status;) {
    const ssize_t got = ::pread(from, in.data(), in.size(), at);
    if (got < 0) status = Error{ErrorCode::kUnreadable, system_message(errno)};
    more = got > 0;
    at += more ? got : 0;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = more ? static_cast<uInt>(got) : 0;
    // All that went in can be read again after a flush.
    const int flush = more ? Z_NO_FLUSH : end == GzipEnd::kWhole ? Z_FINISH : Z_SYNC_FLUSH;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      deflate(&stream, flush);
      if (status) status = put(to, {out.data(), out.size() - stream.avail_out});
    } while (stream.avail_out == 0 && status);
  }
  deflateEnd(&stream);
  // A block of the one type that there is not.
  if (status && end == GzipEnd::kDamaged) status = put(to, "\x07");
  return status;
}

}  // namespace logscan::detail
