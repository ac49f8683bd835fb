#include "output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "interrupt.h"

namespace logscan::cli {
namespace {

bool is_standard_output(const std::string& path) { return path.empty() || path == "-"; }

std::string reason(int error) { return std::generic_category().message(error); }

// Where a link leads, so that the file and not the link is replaced.
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : path;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of_file(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Error cannot_write(const std::string& path, int error) {
  return {ErrorCode::kOutput, "cannot write to " + escape_for_terminal(path) + ": " + reason(error)};
}

// A device or a pipe is written in place: there is nothing to rename over.
bool is_special(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

Output::Output(std::string path) : path_(std::move(path)) {}

Output::~Output() { discard(); }

bool Output::open() {
  if (is_standard_output(path_)) {
    descriptor_ = STDOUT_FILENO;
    return true;
  }
  target_ = resolved(path_);
  if (is_special(target_)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    return descriptor_ >= 0 || fail(errno);
  }
  std::string name = name_of_file(target_);
  constexpr std::size_t kSuffix = 16;  // room for what is added to a name that is as long as a name may be
  if (name.size() + kSuffix > NAME_MAX) name.resize(NAME_MAX - kSuffix);
  temporary_ = folder_of(target_) + "/." + name + ".part-XXXXXX";
  descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    const int error = errno;
    temporary_.clear();
    return fail(error);
  }
  remove_when_killed(temporary_);
  // The mode that a plain open would have given, or that of the file that is replaced.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  struct stat status{};
  const mode_t mode = ::stat(target_.c_str(), &status) == 0 ? status.st_mode & 0777 : 0666 & ~mask;
  return ::fchmod(descriptor_, mode) == 0 || fail(errno);
}

bool Output::fail(int error) {
  if (error_.empty()) error_ = cannot_write(is_standard_output(path_) ? "standard output" : path_, error).message;
  return false;
}

bool Output::write(std::string_view bytes) {
  if (pipe_closed_ || !error_.empty()) return false;
  if (descriptor_ < 0 && !open()) return false;
  while (!bytes.empty()) {
    if (interrupted()) return false;
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      pipe_closed_ = true;
      return false;
    } else if (errno == EAGAIN) {  // somebody made the terminal or pipe non-blocking
      pollfd ready{descriptor_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return fail(errno);
    }
  }
  return true;
}

Status Output::commit() {
  if (descriptor_ < 0 && error_.empty()) open();  // an empty result is a file as well
  // Some file systems tell of a full disk only here.
  if (error_.empty() && !temporary_.empty() && descriptor_ >= 0 && ::fsync(descriptor_) != 0) fail(errno);
  if (error_.empty() && descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (::close(descriptor) != 0) fail(errno);
  }
  if (error_.empty() && !temporary_.empty()) {
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
      fail(errno);
    } else {
      remove_when_killed({});
      temporary_.clear();
    }
  }
  if (error_.empty()) return {};
  discard();
  return Error{ErrorCode::kOutput, error_};
}

void Output::discard() {
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) ::close(descriptor_);
  descriptor_ = -1;
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  remove_when_killed({});
  temporary_.clear();
}

Status check_output(const std::string& path, const std::vector<std::string>& inputs) {
  if (is_standard_output(path)) return {};
  struct stat target{};
  const bool exists = ::stat(path.c_str(), &target) == 0;
  if (exists && S_ISDIR(target.st_mode)) {
    return Error{ErrorCode::kUsage, "--output: " + escape_for_terminal(path) + " is a folder; name a file in it"};
  }
  for (const std::string& input : inputs) {
    struct stat source{};
    if (!exists || ::stat(input.c_str(), &source) != 0) continue;
    if (source.st_dev == target.st_dev && source.st_ino == target.st_ino) {
      return Error{ErrorCode::kUsage,
                   "--output: " + escape_for_terminal(path) + " is one of the inputs; name another file"};
    }
  }
  if (exists && !S_ISREG(target.st_mode)) return {};
  const std::string folder = folder_of(exists ? resolved(path) : path);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot_write(path, errno);
  return {};
}

Terminal terminal_at(int descriptor) {
  Terminal terminal;
  terminal.present = ::isatty(descriptor) == 1;
  winsize size{};
  if (!terminal.present || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return terminal;
  if (size.ws_col > 0) terminal.columns = size.ws_col;
  if (size.ws_row > 0) terminal.rows = size.ws_row;
  return terminal;
}

}  // namespace logscan::cli
