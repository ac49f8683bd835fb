// Three walks over a case: the first learns what tells of somebody, the second writes the copy, the third reads the
// copy and looks for what was learnt.
//
// Archives become folders of their names, and compressed logs plain ones: the paths by which logs are taken for those
// of a node stay the same. A log that ends early stays one that ends early.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

#include "base/redact.h"
#include "base/text.h"
#include "input/bundle.h"
#include "input/disk.h"
#include "logscan/redact.h"
#include "redact/case_names.h"
#include "redact/case_walk.h"
#include "redact/copy_folder.h"
#include "redact/mail_text.h"
#include "redact/piece_scanner.h"
#include "redact/survivors.h"
#include "redact/token_handlers.h"
#include "redact/token_table.h"

namespace logscan {
namespace detail {
namespace {

// Words that logs are made of, and are names of nobody; the last ones are tables and columns of the product.
constexpr std::array<std::string_view, 80> kKnown = {"localhost",
                                                     "localdomain",
                                                     "admin",
                                                     "administrator",
                                                     "root",
                                                     "null",
                                                     "none",
                                                     "true",
                                                     "false",
                                                     "unknown",
                                                     "user",
                                                     "users",
                                                     "server",
                                                     "node",
                                                     "mail",
                                                     "email",
                                                     "test",
                                                     "example",
                                                     "local",
                                                     "system",
                                                     "default",
                                                     "cisco",
                                                     "cups",
                                                     "cucm",
                                                     "info",
                                                     "error",
                                                     "warn",
                                                     "debug",
                                                     "trace",
                                                     "exchange",
                                                     "autodiscover",
                                                     "outlook",
                                                     "smtp",
                                                     "imap",
                                                     "http",
                                                     "https",
                                                     "www",
                                                     "owner",
                                                     "tomcat",
                                                     "jetty",
                                                     "database",
                                                     "presence",
                                                     "unity",
                                                     "connection",
                                                     "publisher",
                                                     "subscriber",
                                                     "primary",
                                                     "secondary",
                                                     "jabber",
                                                     "syslog",
                                                     "january",
                                                     "february",
                                                     "march",
                                                     "april",
                                                     "june",
                                                     "july",
                                                     "august",
                                                     "september",
                                                     "october",
                                                     "november",
                                                     "december",
                                                     "anonymous",
                                                     "name",
                                                     "pkid",
                                                     "axluser",
                                                     "axlpassword",
                                                     "userid",
                                                     "credential",
                                                     "credentials",
                                                     "applicationuser",
                                                     "epassyncagentcfg",
                                                     "syncstatus",
                                                     "ccmpublisherip",
                                                     "processnode",
                                                     "enterprisenode",
                                                     "enterprisesubcluster",
                                                     "subclusterid",
                                                     "descr",
                                                     "nodeid",
                                                     "informix"};

std::set<std::string, std::less<>> known_words(const std::vector<std::string>& texts) {
  std::set<std::string, std::less<>> words(kKnown.begin(), kKnown.end());
  const auto letter = [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; };
  for (const std::string& text : texts) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::size_t end = at;
      while (end < text.size() && letter(text[end])) ++end;
      if (end > at) words.insert(to_lower(std::string_view(text).substr(at, end - at)));
      at = end;
    }
  }
  return words;
}

// Secrets are masked before anything is learnt, so that the key does not tell them.
std::string masked(std::string text) {
  redact(text);
  return text;
}

// The text of one source after another. A mail in which the analysis found a log is that log.
class TextScanner {
 public:
  TextScanner(const Report& report, PieceHandler& handler) : handler_(handler) {
    for (const SourceReport& source : report.sources) {
      if (source.format) logs_.insert(source.location);
    }
  }
  void begin(const SourceName& name, std::string_view head) {
    mail_.reset();
    if (is_mail(head) && logs_.count(name.location) == 0) mail_.emplace(handler_);
  }
  std::string scan(std::string text) {
    text = masked(std::move(text));
    return mail_ ? mail_->scan(text) : scan_pieces(text, handler_);
  }

 private:
  PieceHandler& handler_;
  std::set<std::string, std::less<>> logs_;
  std::optional<MailScanner> mail_;
};

class LearnSources final : public SourceReader {
 public:
  LearnSources(const Report& report, Learner& learner) : scanner_(report, learner), learner_(learner) {}
  Status begin(const SourceName& name, TextForm, std::string_view head) override {
    scan_pieces(name.path, learner_);
    scanner_.begin(name, head);
    return {};
  }
  Status block(std::string text) override {
    scanner_.scan(std::move(text));
    return {};
  }
  Status end(const Status&) override { return {}; }
  void skipped(const SourceName&, const std::string&) override {}

 private:
  TextScanner scanner_;
  Learner& learner_;
};

class CopySources final : public SourceReader {
 public:
  CopySources(const RedactTask& task, const Report& report, Replacer& replacer, CopyFolder& folder, Redaction& out)
      : scanner_(report, replacer), replacer_(replacer), folder_(folder), out_(out) {
    for (const SourceReport& source : report.sources)
      offsets_.emplace(source.location, static_cast<std::int64_t>(source.clock.offset_s));
    for (const std::string& path : task.reading.paths) {
      // What stands before a PATH is nobody's business, unless the PATH is relative and so a part of every location.
      const bool kept = !path.starts_with('/') && path.find("..") == std::string::npos;
      const std::string whole = match_path(path);
      const std::size_t slash = whole.rfind('/');
      if (!kept && slash != std::string::npos) fronts_.push_back(whole.substr(0, slash + 1));
    }
  }

  Status begin(const SourceName& name, TextForm form, std::string_view head) override {
    name_ = name;
    form_ = form;
    scanner_.begin(name, head);
    std::string path = name.path;
    for (const std::string& front : fronts_) {
      if (!path.starts_with(front)) continue;
      path.erase(0, front.size());
      break;
    }
    auto file = folder_.create(path.empty() ? "input" : redacted_path(path));
    if (!file) return file.error();
    file_.emplace(*std::move(file));
    ++out_.files;
    return {};
  }

  Status block(std::string text) override {
    const std::string redacted = widened(scanner_.scan(std::move(text)), form_);
    out_.bytes += redacted.size();
    if (write_all(file_->descriptor.get(), redacted)) return {};
    return Error{ErrorCode::kOutput, "the copy could not be written: " + system_message(errno)};
  }

  Status end(const Status& how) override {
    Status status;
    if (!how) {
      out_.left_out.push_back({name_.location, "ends early, as its copy does: " + how.error().message});
      status = pack(how.error().code == ErrorCode::kDamaged ? GzipEnd::kDamaged : GzipEnd::kCut);
    } else if (file_->packed) {
      status = pack(GzipEnd::kWhole);
    }
    if (status && name_.mtime_s) {
      const timespec time{file_time(), 0};
      const std::array<timespec, 2> times = {time, time};
      ::futimens(file_->descriptor.get(), times.data());  // a time that cannot be set is missing from the copy
    }
    file_.reset();
    return status;
  }

  void skipped(const SourceName& name, const std::string& why) override {
    // Members come before what is wrong with their archive.
    const bool in_part = name_.location.starts_with(name.location + "!");
    out_.left_out.push_back({name.location, in_part ? why + "; what could be read of it is in the copy" : why});
  }

 private:
  // Names with what separates them.
  std::string redacted_path(const std::string& path) {
    std::string out;
    for (std::size_t at = 0; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      std::string part = scan_pieces(std::string_view(path).substr(at, end - at), replacer_);
      // Base64 may hold the sign that ends a name.
      std::replace(part.begin(), part.end(), '/', '_');
      out += (out.empty() ? "" : "/") + part;
      at = end + 1;
    }
    return out;
  }

  // Zip keeps the local time of its packer, which for the analysis is that of the source.
  [[nodiscard]] std::int64_t file_time() const {
    const auto offset = offsets_.find(name_.location);
    const bool local = name_.mtime_kind == MtimeKind::kLocal && offset != offsets_.end();
    return *name_.mtime_s - (local ? offset->second : 0);
  }

  Status pack(GzipEnd end) {
    auto packed = folder_.pack(*file_, end);
    if (!packed) return packed.error();
    file_->descriptor = *std::move(packed);
    return {};
  }

  TextScanner scanner_;
  Replacer& replacer_;
  CopyFolder& folder_;
  Redaction& out_;
  std::vector<std::string> fronts_;
  std::map<std::string, std::int64_t> offsets_;  // of local time, by location
  SourceName name_;
  TextForm form_ = TextForm::kBytes;
  std::optional<CopyFolder::File> file_;
};

class SearchSources final : public SourceReader {
 public:
  SearchSources(const SurvivorSearch& search, std::string root, Redaction& out)
      : search_(search), root_(std::move(root)), out_(out) {}

  Status begin(const SourceName& name, TextForm, std::string_view) override {
    name_ = name.location.substr(std::min(name.location.size(), root_.size()));
    look(name_);
    return {};
  }
  Status block(std::string text) override {
    look(text);
    return {};
  }
  Status end(const Status&) override { return {}; }
  void skipped(const SourceName&, const std::string&) override {}

 private:
  void look(std::string_view text) {
    constexpr std::size_t kMostTold = 20;
    if (out_.survivors.size() >= kMostTold) return;
    if (auto value = search_.find(text)) out_.survivors.push_back({name_, *std::move(value)});
  }

  const SurvivorSearch& search_;
  std::string root_;
  Redaction& out_;
  std::string name_;
};

// Where a path leads that need not be there yet.
std::string real_place(const std::string& path) {
  std::error_code error;
  const auto place = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  std::string text = error ? path : place.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

bool lies_in(const std::string& place, const std::string& folder) {
  return place == folder || place.starts_with(folder == "/" ? folder : folder + "/");
}

Status check_places(const RedactTask& task) {
  const std::string output = real_place(task.output);
  const std::string key = real_place(task.key);
  if (lies_in(key, output))
    return Error{ErrorCode::kUsage, "--key: the key would be passed on with the copy; name a file outside of it"};
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(task.key, error)))
    return Error{ErrorCode::kUsage, "--key: " + escape_name(task.key) + " is there already; name another file"};
  const auto there = std::filesystem::symlink_status(task.output, error);
  if (std::filesystem::exists(there) &&
      (!std::filesystem::is_directory(there) || !std::filesystem::is_empty(task.output, error))) {
    return Error{ErrorCode::kUsage, "--output: " + escape_name(task.output) + " is there already; name a new folder"};
  }
  for (const std::string& path : task.reading.paths) {
    const bool readable_twice =
        std::filesystem::is_regular_file(path, error) || std::filesystem::is_directory(path, error);
    if (path == "-" || (!readable_twice && std::filesystem::exists(path, error)))
      return Error{ErrorCode::kUsage, escape_name(path) + " can be read once only; redact reads it again and again"};
    if (lies_in(output, real_place(path)) || lies_in(key, real_place(path)))
      return Error{ErrorCode::kUsage, "--output: the copy and its key must lie outside of " + escape_name(path)};
  }
  return {};
}

Status write_key(const std::string& path, const TokenTable& table) {
  std::string text = "# logscan redact: kind, token, value\n";
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    for (const auto& [value, token] : table.values(static_cast<TokenKind>(kind)))
      text.append(token_kind_name(static_cast<TokenKind>(kind))).append("\t" + token + "\t" + value + "\n");
  }
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.valid() && write_all(file.get(), text)) return {};
  const int error = errno;
  if (file.valid()) ::unlink(path.c_str());
  return Error{ErrorCode::kOutput, "cannot write to " + escape_name(path) + ": " + system_message(error)};
}

// Names whose parts all stay are no values.
std::set<std::string> changed_names(const std::set<std::string>& wholes, Replacer& replacer) {
  std::set<std::string> changed;
  for (const std::string& whole : wholes) {
    if (scan_pieces(whole, replacer) != whole) changed.insert(whole);
  }
  return changed;
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status check_redact_task(const RedactTask& task) { return detail::check_places(task); }

Result<Redaction> redact_case(const RedactTask& task, const Case& result, const std::vector<FactRow>& facts) {
  using namespace detail;
  if (const Status places = check_redact_task(task); !places) return places.error();
  const InputList list = list_inputs(task.reading.paths);
  TokenTable table(known_words(task.known));
  Learner learner(table);
  LearnSources learn(result.report, learner);
  if (const Status learnt = CaseWalk(list, task.reading.limits, task.reading.cancel, Decoding::kToUtf8, learn).run();
      !learnt)
    return learnt.error();
  learn_names(result, facts, table);
  table.settle();

  Redaction out;
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind)
    out.values += table.values(static_cast<TokenKind>(kind)).size();
  auto folder = CopyFolder::make(task.output);
  if (!folder) return folder.error();
  Replacer replacer(table);
  CopySources copy(task, result.report, replacer, *folder, out);
  if (const Status copied = CaseWalk(list, task.reading.limits, task.reading.cancel, Decoding::kToUtf8, copy).run();
      !copied)
    return copied.error();

  const SurvivorSearch search(table, changed_names(learner.wholes, replacer));
  const InputList written = list_inputs({folder->temporary_path()});
  SearchSources look(search, folder->temporary_path() + "/", out);
  if (const Status looked = CaseWalk(written, task.reading.limits, task.reading.cancel, Decoding::kNone, look).run();
      !looked)
    return looked.error();
  if (!out.survivors.empty()) return out;
  if (const Status key = write_key(task.key, table); !key) return key.error();
  if (const Status done = folder->commit(); !done) {
    ::unlink(task.key.c_str());
    return done.error();
  }
  return out;
}

}  // namespace v1
}  // namespace logscan
