#include "logscan/render.h"
#include "report/code_point.h"
#include "report/escape_text.h"

namespace logscan {
namespace detail {

void append_escaped(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto append_hex = [&](char32_t value, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[(value >> shift) & 0xf];
  };
  while (!text.empty()) {
    if (const std::size_t plain = plain_front(text); plain > 0) {
      out += text.substr(0, plain);
      text.remove_prefix(plain);
      continue;
    }
    const CodePoint c = front_code_point(text);
    if (c.length == 0) {
      out += "\\x";
      append_hex(static_cast<unsigned char>(text[0]), 2);
    } else if (!acts(c.value)) {
      out += text.substr(0, c.length);
    } else if (c.value == '\n') {
      out += "\\n";
    } else if (c.value == '\r') {
      out += "\\r";
    } else if (c.value == '\t') {
      out += "\\t";
    } else if (c.value < 0x80) {
      out += "\\x";
      append_hex(c.value, 2);
    } else if (c.value < 0x10000) {
      out += "\\u";
      append_hex(c.value, 4);
    } else {
      out += "\\u{";
      append_hex(c.value, 5);
      out += "}";
    }
    text.remove_prefix(c.length == 0 ? 1 : c.length);
  }
}

}  // namespace detail

inline namespace v1 {

std::string escape_for_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  detail::append_escaped(out, text);
  return out;
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kNotice:
      return "notice";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
    case Severity::kCritical:
      return "critical";
  }
  return "info";
}

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow:
      return "low";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kHigh:
      return "high";
  }
  return "low";
}

std::string_view name_of(Verdict verdict) { return verdict == Verdict::kFail ? "fail" : "inconclusive"; }

std::string_view name_of(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kSubscription:
      return "subscription";
    case SubjectKind::kNode:
      return "node";
    case SubjectKind::kService:
      return "service";
    case SubjectKind::kCluster:
      return "cluster";
    case SubjectKind::kExchange:
      return "exchange";
    case SubjectKind::kBundle:
      return "bundle";
  }
  return "bundle";
}

std::string_view name_of(ClockBasis basis) {
  switch (basis) {
    case ClockBasis::kStated:
      return "stated";
    case ClockBasis::kGiven:
      return "given";
    case ClockBasis::kInferred:
      return "inferred";
    case ClockBasis::kAssumed:
      return "assumed";
  }
  return "assumed";
}

std::string_view name_of(SourceStatus status) {
  switch (status) {
    case SourceStatus::kOk:
      return "ok";
    case SourceStatus::kTruncated:
      return "truncated";
    case SourceStatus::kDamaged:
      return "damaged";
    case SourceStatus::kEncrypted:
      return "encrypted";
    case SourceStatus::kLimit:
      return "limit";
    case SourceStatus::kDuplicate:
      return "duplicate";
    case SourceStatus::kIgnored:
      return "ignored";
    case SourceStatus::kUnreadable:
      return "unreadable";
  }
  return "unreadable";
}

}  // namespace v1
}  // namespace logscan
