// A walk over all texts of a case, block by block.
//
// Guarantees: sources come in the order of their names, each with all that can be read of it; a block ends where a line
// does. What is no text is told by name and not read.
#pragma once

#include <atomic>
#include <string>

#include "input/bundle.h"
#include "redact/wide_text.h"

namespace logscan::detail {

class SourceReader {
 public:
  virtual ~SourceReader() = default;
  // `head` is how the text begins.
  virtual Status begin(const SourceName& name, TextForm form, std::string_view head) = 0;
  virtual Status block(std::string text) = 0;
  // How the source ended: kOk, or what is wrong with it.
  virtual Status end(const Status& how) = 0;
  // A source that is no text, or what of one cannot be read, and why.
  virtual void skipped(const SourceName& name, const std::string& why) = 0;
};

enum class Decoding : std::uint8_t { kToUtf8, kNone };  // of texts in UTF-16

class CaseWalk final : public MemberVisitor {
 public:
  // All of them must outlive the walk.
  CaseWalk(const InputList& list, const Limits& limits, const std::atomic<bool>* cancel, Decoding decoding,
           SourceReader& reader)
      : list_(list), limits_(limits), cancel_(cancel), decoding_(decoding), reader_(reader) {}

  // What the reader answered last, or kCancelled.
  Status run();

  void on_member(const SourceName& name, ByteSource& bytes) override;
  void on_problem(const SourceName& name, SourceStatus status, const std::string& message) override;

 private:
  [[nodiscard]] bool cancelled() const { return cancel_ != nullptr && cancel_->load(std::memory_order_relaxed); }
  Status fill(ByteSource& bytes, std::string& into);

  const InputList& list_;
  const Limits& limits_;
  const std::atomic<bool>* cancel_;
  Decoding decoding_;
  SourceReader& reader_;
  Status status_;
  bool ended_ = false;
};

}  // namespace logscan::detail
