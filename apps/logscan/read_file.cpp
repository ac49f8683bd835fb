#include "read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "interrupt.h"
#include "logscan/render.h"

namespace logscan::cli {
namespace {

constexpr std::size_t kMost = 64U << 20;
constexpr std::size_t kBlock = 64U << 10;

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error cannot_read(const std::string& path, int error) {
  return {ErrorCode::kUnreadable,
          "cannot read " + escape_for_terminal(path) + ": " + std::generic_category().message(error)};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(path);
  if (file.number() < 0) return cannot_read(path, errno);
  std::string text;
  std::string block(kBlock, '\0');
  for (;;) {
    if (interrupted()) return Error{ErrorCode::kCancelled, "ended by a signal"};
    const ssize_t got = ::read(file.number(), block.data(), block.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(path, errno);
    text.append(block, 0, static_cast<std::size_t>(got));
    if (text.size() > kMost) {
      return Error{ErrorCode::kUsage, escape_for_terminal(path) + ": is larger than 64 MiB; that is no report to read"};
    }
  }
}

bool holds_report(const std::string& path) {
  struct stat status{};
  if (path == "-") return true;
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) return false;
  if (!S_ISREG(status.st_mode)) return true;
  const Descriptor file(path);
  std::array<char, 64> front{};
  const ssize_t got = file.number() < 0 ? -1 : ::read(file.number(), front.data(), front.size());
  if (got <= 0) return false;
  std::string_view text(front.data(), static_cast<std::size_t>(got));
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

}  // namespace logscan::cli
