#include <new>
#include <string>

#include "logscan/catalog.h"
#include "logscan/logscan.h"
#include "logscan/render.h"
#include "logscan/session.h"

struct logscan_result {
  std::string json;
  std::string error;
};

namespace {

class StringWriter final : public logscan::Writer {
 public:
  explicit StringWriter(std::string& out) : out_(out) {}
  bool write(std::string_view bytes) override {
    out_ += bytes;
    return true;
  }

 private:
  std::string& out_;
};

void fill(const char* const* paths, size_t count, logscan_result& result) {
  if (paths == nullptr || count == 0) {
    result.error = "no path was given";
    return;
  }
  logscan::Options options;
  for (size_t i = 0; i < count; ++i) {
    if (paths[i] == nullptr) {
      result.error = "path " + std::to_string(i) + " is null";
      return;
    }
    options.paths.emplace_back(paths[i]);
  }
  const auto found = logscan::scan(options);
  if (!found) {
    result.error = found.error().message;
    return;
  }
  StringWriter writer(result.json);
  const auto status = logscan::render_report_json(found.value().report, {}, writer);
  if (!status) {
    result.json.clear();
    result.error = status.error().message;
  }
}

}  // namespace

extern "C" {

logscan_result* logscan_scan(const char* const* paths, size_t count) {
  auto* result = new (std::nothrow) logscan_result;
  if (result == nullptr) return nullptr;
  // The caller is C: nothing may be thrown through it.
  try {
    fill(paths, count, *result);
  } catch (...) {
    result->json.clear();
    try {
      result->error = "memory is out";
    } catch (...) {
      delete result;
      return nullptr;
    }
  }
  return result;
}

int logscan_failed(const logscan_result* result) { return result == nullptr || !result->error.empty() ? 1 : 0; }

const char* logscan_error(const logscan_result* result) {
  return result == nullptr ? "memory is out" : result->error.c_str();
}

const char* logscan_json(const logscan_result* result) { return result == nullptr ? "" : result->json.c_str(); }

void logscan_free(logscan_result* result) { delete result; }

const char* logscan_version(void) {
  static const std::string version = logscan::version();
  return version.c_str();
}

}  // extern "C"
