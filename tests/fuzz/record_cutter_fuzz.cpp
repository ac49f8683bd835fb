// Cuts a text at places that the input itself names, under limits that it names: the merged result is that of the
// uncut text, and every byte is counted once. The first bytes are the setting, the rest is the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.h"
#include "parsers/jetty/jetty_access.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

// Records of many lines: `+` continues the record before.
class PlusParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      const std::string_view text = line.text();
      if (text.starts_with('+')) {
        sink.continuation(line.raw());
      } else if (text.empty()) {
        sink.reject(line.record(), RejectReason::kUnknownLayout);
      } else {
        const WallTime time{LocalTime{std::chrono::minutes(static_cast<unsigned char>(text.front()))}, 0};
        sink.signal(SignalKind::kNotification, sink.name(text.substr(1)), kNoName, 0, text.size(), time, line.record());
      }
    }
  }
};

const ParserInfo kPlus{
    .name = "test.plus",
    .summary = "lines that `+` continues",
    .make = [](const ParserContext&) -> std::unique_ptr<Parser> { return std::make_unique<PlusParser>(); },
    .starts_record = [](std::string_view line) { return !line.starts_with('+'); },
    .samples = {},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kSetting = 12;
  if (size < kSetting) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + kSetting, size - kSetting);

  test::Reading how;
  how.parser = data[0] % 2 == 0 ? &kJettyAccess : &kPlus;
  how.piece = data[1] == 0 ? 4096 : data[1];
  if (data[2] != 0) how.limits.line_bytes = data[2];
  if (data[3] != 0) how.limits.record_bytes = data[3];
  std::vector<std::uint64_t> cuts;
  for (std::size_t i = 4; i < kSetting; i += 2) {
    const std::size_t cut = data[i] * 256U + data[i + 1];
    if (cut != 0 && !text.empty()) cuts.push_back(1 + cut % text.size());
  }
  std::sort(cuts.begin(), cuts.end());

  CutEnd end;
  test::Reading whole = how;
  whole.piece = 1 << 20;
  const SourceResult uncut = test::read_whole(whole, text, &end);
  demand(end.bytes == text.size());
  demand(test::ledger(uncut) == text.size());
  demand(uncut.records + uncut.continuation + uncut.rejected == uncut.lines);
  const std::string expected = test::dump(uncut);
  demand(test::dump(test::read_whole(how, text)) == expected);
  demand(test::dump(test::read_in_ranges(how, text, cuts)) == expected);
  return 0;
}
