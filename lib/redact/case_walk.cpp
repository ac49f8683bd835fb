#include "redact/case_walk.h"

#include <utility>

#include "input/capture_mark.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kBlock = 1U << 20;
constexpr std::size_t kMostLine = 16U << 20;  // a longer one is cut where a word ends
constexpr std::size_t kHead = 4096;

// Takes off what follows the last line of a block.
std::string cut(std::string& text) {
  std::size_t end = text.rfind('\n');
  if (end == std::string::npos && text.size() > kMostLine) end = text.find_last_of(" \t;&\"<>");
  if (end == std::string::npos) end = text.size() > kMostLine ? text.size() - 1 : std::string::npos;
  if (end == std::string::npos) return std::exchange(text, {});
  std::string rest = text.substr(end + 1);
  text.resize(end + 1);
  return rest;
}

}  // namespace

Status CaseWalk::run() {
  for (const InputNote& note : list_.notes) reader_.skipped(note.name, note.message);
  for (const InputItem& item : list_.items) {
    if (!status_) return status_;
    if (cancelled()) return Error{ErrorCode::kCancelled, "cancelled"};
    if (item.kind == InputItem::Kind::kContainer) {
      walk_container(item, limits_, cancel_, {}, *this);
      continue;
    }
    auto file = PlainFile::open(item.disk_path);
    if (!file) {
      reader_.skipped(item.name, file.error().message);
      continue;
    }
    const std::uint64_t size = (*file)->size();
    on_member(item.name, *plain_range(*std::move(file), 0, size));
  }
  // The walk of a container ends without a word when it is stopped.
  if (status_ && cancelled()) return Error{ErrorCode::kCancelled, "cancelled"};
  return status_;
}

void CaseWalk::on_member(const SourceName& name, ByteSource& bytes) {
  if (!status_) return;
  std::string raw;
  Status how = fill(bytes, raw);
  const std::string_view head = std::string_view(raw).substr(0, kHead);
  if (is_capture(head)) return reader_.skipped(name, "a capture");
  const std::optional<TextForm> form = text_form(head);
  if (!form) return reader_.skipped(name, "not a text");
  const TextForm read_as = decoding_ == Decoding::kToUtf8 ? *form : TextForm::kBytes;
  std::string text = take_narrowed(raw, read_as);
  status_ = reader_.begin(name, *form, std::string_view(text).substr(0, kHead));
  while (status_ && !text.empty()) {
    std::string rest = how && !ended_ ? cut(text) : std::string();
    status_ = reader_.block(std::move(text));
    text = std::move(rest);
    if (how && !ended_) {
      how = fill(bytes, raw);
      text += take_narrowed(raw, read_as);
    }
    if (cancelled()) status_ = Error{ErrorCode::kCancelled, "cancelled"};
  }
  if (!raw.empty()) reader_.skipped(name, "its last character is cut, and not in the copy");
  if (status_) status_ = reader_.end(how);
}

void CaseWalk::on_problem(const SourceName& name, SourceStatus status, const std::string& message) {
  if (status != SourceStatus::kOk) reader_.skipped(name, message);
}

Status CaseWalk::fill(ByteSource& bytes, std::string& into) {
  ended_ = false;
  std::size_t filled = into.size();
  into.resize(filled + kBlock);
  while (filled < into.size()) {
    const Result<std::size_t> got = bytes.read({into.data() + filled, into.size() - filled});
    ended_ = !got || *got == 0;
    if (!ended_) {
      filled += *got;
      continue;
    }
    into.resize(filled);
    if (!got) return got.error();
    return {};
  }
  return {};
}

}  // namespace logscan::detail
