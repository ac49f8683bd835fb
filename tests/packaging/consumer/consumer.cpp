// Analyses a path and prints the report, through the C++ interface.
#include <logscan/catalog.h>
#include <logscan/render.h>
#include <logscan/session.h>

#include <cstdio>
#include <string_view>

namespace {

class StandardOutput final : public logscan::Writer {
 public:
  bool write(std::string_view bytes) override {
    return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
  }
};

}  // namespace

int main(int argc, char** argv) {
  logscan::Options options;
  for (int i = 1; i < argc; ++i) options.paths.emplace_back(argv[i]);
  const logscan::Result<logscan::Case> found = logscan::scan(options);
  if (!found) {
    std::fprintf(stderr, "%s\n", found.error().message.c_str());
    return 1;
  }
  StandardOutput out;
  if (!logscan::render_report_text(found->report, {}, out)) return 1;
  if (logscan::formats().empty() || logscan::version().empty()) return 1;
  return found->report.ledger.balanced() ? 0 : 1;
}
