// Cut anywhere, or with bits turned over: no crash, every byte accounted for, and what came before the cut is still
// found.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <random>
#include <set>
#include <sstream>

#include "support/case_folder.h"
#include "support/sanitized.h"

namespace logscan::test {
namespace {

namespace fs = std::filesystem;

// Places that are tried in each input. Under a sanitizer a part of them shows it the same code.
constexpr std::size_t kPlaces = kSanitized ? 20 : 300, kFlips = kSanitized ? 10 : 100;

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Every input of the fixtures, equal ones once.
std::vector<fs::path> inputs() {
  std::vector<fs::path> found;
  std::set<std::string> known;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(LOGSCAN_TESTDATA, none)) {
    const fs::path inside = entry.path().lexically_relative(LOGSCAN_TESTDATA);
    const std::string folder = inside.begin()->string();
    if (!entry.is_regular_file() || folder == "fuzz" || folder == "golden") continue;
    const std::string extension = entry.path().extension().string();
    if (extension == ".md" || extension == ".json" || extension == ".yaml" || entry.file_size() == 0) continue;
    found.push_back(inside);
  }
  std::sort(found.begin(), found.end());
  std::erase_if(
      found, [&](const fs::path& path) { return !known.insert(read_text(fs::path(LOGSCAN_TESTDATA) / path)).second; });
  return found;
}

// One input alone, under its own name, at a node.
class Input {
 public:
  explicit Input(const fs::path& inside)
      : name_("cuc1/jetty/" + inside.filename().string()), content_(read_text(fs::path(LOGSCAN_TESTDATA) / inside)) {}

  [[nodiscard]] const std::string& content() const { return content_; }
  [[nodiscard]] Report scan(std::string_view content) const {
    folder_.write(name_, content);
    return scan_case(options_for(folder_.path(name_))).report;
  }
  [[nodiscard]] bool plain() const { return !name_.ends_with(".gz") && !name_.ends_with(".zip"); }

 private:
  CaseFolder folder_;
  std::string name_, content_;
};

bool has(const Report& report, const FindingReport& wanted) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const FindingReport& finding) {
    return finding.rule == wanted.rule && finding.subject == wanted.subject && finding.window == wanted.window &&
           finding.verdict == wanted.verdict && finding.id == wanted.id;
  });
}

std::optional<Timestamp> last_record(const Report& report) {
  std::optional<Timestamp> last;
  for (const SourceReport& source : report.sources) last = std::max(last, source.last);
  return last;
}

class Truncation : public ::testing::TestWithParam<fs::path> {};

TEST_P(Truncation, LosesNothingBeforeTheCut) {
  const Input input(GetParam());
  const std::string& content = input.content();
  const Report whole = input.scan(content);
  ASSERT_TRUE(whole.ledger.balanced());
  const std::size_t places = std::min(content.size(), kPlaces);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < places; ++i) {
    const std::size_t cut = content.size() * i / places;
    const Report report = input.scan(std::string_view(content).substr(0, cut));
    ASSERT_TRUE(report.ledger.balanced()) << "cut at " << cut;
    ASSERT_EQ(report.sources.empty(), false) << "cut at " << cut;
    if (input.plain()) {
      ASSERT_EQ(report.ledger.bytes_in, cut);
    } else {
      // What is not whole is named, or no longer known for what it was. But a gzip file may well end where a member
      // does, and a byte behind it is nothing.
      const std::size_t next = cut < 1 ? std::string::npos : content.find("\x1f\x8b\x08", cut - 1);
      if (next != std::string::npos && next != 0 && next <= cut) continue;
      const bool named = std::any_of(report.sources.begin(), report.sources.end(),
                                     [](const SourceReport& source) { return source.status != SourceStatus::kOk; });
      ASSERT_TRUE(named) << "cut at " << cut;
    }
    const std::optional<Timestamp> last = last_record(report);
    for (const FindingReport& finding : whole.findings) {
      // A pause that ended before the cut, by more than what may still come out of order or change its shape.
      const bool pause = finding.rule == "keepalive.missed" || finding.rule == "subscription.stale";
      if (!pause || finding.open || finding.confidence == Confidence::kMedium) continue;
      if (!last || !finding.window || finding.window->to + std::chrono::seconds(360) > *last) continue;
      ++compared;
      ASSERT_TRUE(has(report, finding)) << "cut at " << cut << ": lost " << brief(finding);
    }
  }
  const bool closed = std::any_of(whole.findings.begin(), whole.findings.end(), [&](const FindingReport& finding) {
    return finding.rule == "keepalive.missed" && finding.window &&
           finding.window->to + std::chrono::seconds(600) < *last_record(whole);
  });
  if (closed && input.plain()) {
    EXPECT_GT(compared, 0U);
  }
}

TEST_P(Truncation, SurvivesBitsTurnedOver) {
  const Input input(GetParam());
  std::mt19937 random(static_cast<unsigned>(input.content().size()));
  for (std::size_t i = 0; i < kFlips; ++i) {
    std::string content = input.content();
    for (std::size_t flips = random() % 4 + 1; flips > 0; --flips) {
      char& byte = content[random() % content.size()];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (random() % 8)));
    }
    const Report report = input.scan(content);
    ASSERT_TRUE(report.ledger.balanced()) << "round " << i;
    if (input.plain() && content.front() != '\x1f') {
      ASSERT_EQ(report.ledger.bytes_in, content.size()) << "round " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Truncation, ::testing::ValuesIn(inputs()), [](const auto& input) {
  std::string name = input.param.string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(TruncationFixtures, AreThere) { EXPECT_GT(inputs().size(), 10U); }

}  // namespace
}  // namespace logscan::test
