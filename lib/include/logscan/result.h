// Result<T>: a value or an Error, shaped like std::expected (not in the standard library we build with).
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace logscan {
inline namespace v1 {

enum class ErrorCode {
  kUsage,       // an option, a value or a data file is wrong; the message names it and the mend
  kNotFound,    // no such file
  kUnreadable,  // exists, but cannot be opened or read
  kTruncated,   // ended early; what came before is good
  kDamaged,     // bytes contradict their format
  kEncrypted,   // needs a password
  kLimit,       // larger than a limit allows
  kCancelled,   // the caller asked to stop
  kOutput,      // the result could not be written
  kInternal,    // a defect of ours
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line for a person; names the file
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  [[nodiscard]] bool ok() const { return state_.index() == 0; }

  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  [[nodiscard]] const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  explicit operator bool() const { return !failed_; }
  [[nodiscard]] bool ok() const { return !failed_; }
  [[nodiscard]] const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  Error error_;
  bool failed_ = false;
};

using Status = Result<void>;

}  // namespace v1
}  // namespace logscan
