// `logscan redact`: of a redacted case the same findings are told, nothing of the original is left, and nothing is
// written but the copy and its key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "command_run.h"

namespace logscan::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const std::regex kWord("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

// A name by the key: whole, as an address is, or label by label.
std::string mapped_word(std::string word, const std::map<std::string, std::string>& tokens) {
  std::transform(word.begin(), word.end(), word.begin(), ::tolower);
  if (const auto whole = tokens.find(word); whole != tokens.end()) return whole->second;
  std::istringstream labels(word);
  std::string mapped;
  for (std::string label; std::getline(labels, label, '.');) {
    const auto token = tokens.find(label);
    mapped += (mapped.empty() ? "" : ".") + (token != tokens.end() ? token->second : label);
  }
  return mapped;
}

class Redact : public ::testing::Test {
 protected:
  Redact() {
    std::string name = ::testing::TempDir() + "logscan-redact-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~Redact() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  [[nodiscard]] fs::path path(const std::string& name) const { return folder_ / name; }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  [[nodiscard]] std::string text(const std::string& name) const { return read_text(path(name).string()); }
  [[nodiscard]] CommandResult logscan(const std::vector<std::string>& arguments) const {
    return run({arguments, folder_.string()});
  }
  void generate(const std::vector<std::string>& arguments) const {
    std::string line = "cd '" + folder_.string() + "' && '" LOGSCAN_GEN "'";
    for (const std::string& word : arguments) line += " '" + word + "'";
    ASSERT_EQ(std::system((line + " > /dev/null").c_str()), 0) << line;
  }

  // By the key: value to token.
  [[nodiscard]] std::map<std::string, std::string> key(const std::string& name) const {
    std::map<std::string, std::string> tokens;
    std::istringstream lines(text(name));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
      if (first != std::string::npos) tokens[line.substr(second + 1)] = line.substr(first + 1, second - first - 1);
    }
    return tokens;
  }

  // Rule, severity, verdict, confidence, window, count and subject of each finding, the subject by the key.
  [[nodiscard]] std::multiset<std::string> findings(const std::string& input,
                                                    const std::map<std::string, std::string>& tokens) const {
    const CommandResult result = logscan({"scan", "-q", "--format", "json", input});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    std::multiset<std::string> found;
    const auto report = nlohmann::json::parse(result.output);
    for (const auto& finding : report.at("findings")) {
      std::string subject = finding["subject"]["name"], mapped;
      std::string rest = subject;
      for (std::smatch match; std::regex_search(rest, match, kWord); rest = match.suffix())
        mapped += match.prefix().str() + mapped_word(match.str(), tokens);
      mapped += rest;
      // Locations of a bundle's findings name files, which lie in folders now.
      if (finding["subject"]["kind"] == "bundle") mapped = "";
      nlohmann::json told = {finding["rule"],   finding["severity"], finding["verdict"], finding["confidence"],
                             finding["window"], finding["count"],    finding["open"],    mapped};
      found.insert(told.dump());
    }
    return found;
  }

  void expect_round_trip(const std::string& input) const {
    const CommandResult done = logscan({"redact", "-o", "copy", input});
    ASSERT_EQ(done.exit_code, 0) << done.errors;
    const auto tokens = key("copy.key");
    EXPECT_FALSE(tokens.empty());
    const auto before = findings(input, tokens);
    EXPECT_EQ(findings("copy", {}), before);
    EXPECT_FALSE(before.empty()) << "nothing was compared";
  }

  fs::path folder_;
};

TEST_F(Redact, KeepsTheFindingsOfTheDemo) {
  fs::copy(LOGSCAN_TESTDATA "/demo/demo.zip", path("demo.zip"));
  expect_round_trip("demo.zip");
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(path("copy"))) {
    all += entry.path().string() + "\n";
    if (entry.is_regular_file()) all += read_text(entry.path().string());
  }
  for (const char* name : {"imp1", "imp2", "cuc1", "10.93.132.92", "0bfdc92b-b59c-4149-8dc8-b5590d6ca63c"})
    EXPECT_THAT(all, Not(HasSubstr(name)));
}

using KindAndSeed = std::pair<std::string, std::string>;
class RedactGenerated : public Redact, public ::testing::WithParamInterface<KindAndSeed> {};

TEST_P(RedactGenerated, KeepsTheFindings) {
  generate({GetParam().first, GetParam().second, "-o", "case.zip"});
  expect_round_trip("case.zip");
}

INSTANTIATE_TEST_SUITE_P(Kinds, RedactGenerated,
                         ::testing::Values(KindAndSeed{"--random", "3"}, KindAndSeed{"--random", "11"},
                                           KindAndSeed{"--random-pair", "2"}, KindAndSeed{"--random-pair", "9"},
                                           KindAndSeed{"--random-mailbox", "4"}, KindAndSeed{"--random-mailbox", "5"},
                                           KindAndSeed{"--random-cluster", "1"}, KindAndSeed{"--random-cluster", "2"}));

TEST_F(Redact, KeepsTheFindingsOfAPackedFolder) {
  generate({"--random-pair", "4", "-o", "case"});
  ASSERT_EQ(std::system(("tar -C '" + folder_.string() + "' -czf '" + path("case.tar.gz").string() + "' case").c_str()),
            0);
  expect_round_trip("case.tar.gz");
}

// The copy tells what the case tells without its captures.
TEST_F(Redact, KeepsTheFindingsOfWhatStandsBesideCaptures) {
  for (const char* seed : {"1", "2", "3"}) {
    fs::remove_all(path("case"));
    fs::remove_all(path("copy"));
    fs::remove(path("copy.key"));
    generate({"--random-capture", seed, "-o", "case"});
    std::vector<fs::path> captures;
    for (const auto& entry : fs::recursive_directory_iterator(path("case"))) {
      const std::string name = entry.path().filename().string();
      if (name.find(".cap") != std::string::npos || name.find(".pcap") != std::string::npos)
        captures.push_back(entry.path());
    }
    ASSERT_FALSE(captures.empty()) << seed;
    const CommandResult done = logscan({"redact", "-o", "copy", "case"});
    ASSERT_EQ(done.exit_code, 0) << done.errors;
    for (const fs::path& capture : captures) {
      EXPECT_THAT(done.output, HasSubstr(fs::relative(capture, folder_).string() + ": a capture"));
      fs::remove(capture);
    }
    EXPECT_EQ(findings("copy", {}), findings("case", key("copy.key"))) << seed;
  }
}

constexpr const char* kLine =
    " - - [29/Jun/2014:00:05:00 +0000] \"POST /NotificationService/services/NotificationService?id="
    "5a3f1000-1b2c-4d5e-8f90-aabbccddeeff&pid=1 HTTP/1.1\" 200 343\n";

TEST_F(Redact, WritesAKeyForItsOwnerAlone) {
  put("in/cuc01.corp.com/jetty/2014_06_29.request.log", std::string("10.0.0.9") + kLine);
  const CommandResult done = logscan({"redact", "-q", "-o", "out", "in"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("1 file in out"));
  struct stat status{};
  ASSERT_EQ(::stat(path("out.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto tokens = key("out.key");
  EXPECT_EQ(tokens.count("10.0.0.9"), 1U);
  EXPECT_EQ(tokens.count("cuc01"), 1U);
  EXPECT_EQ(tokens.count("5a3f1000-1b2c-4d5e-8f90-aabbccddeeff"), 1U);
  // The node's folder is named by its token.
  EXPECT_TRUE(
      fs::exists(path("out/in/" + tokens.at("cuc01") + "." + tokens.at("corp") + ".com/jetty/2014_06_29.request.log")));
}

TEST_F(Redact, RefusesWhatItMustNotTouch) {
  put("in/x.log", "a\n");
  put("full/y", "b\n");
  put("there.key", "c\n");
  fs::create_directories(path("empty"));
  fs::create_symlink("full", path("link"));
  const std::vector<std::vector<std::string>> refused = {
      {"redact", "in"},
      {"redact", "in", "-o", "-"},
      {"redact", "in", "-o", "full"},
      {"redact", "in", "-o", "link"},
      {"redact", "in", "-o", "in/x.log"},
      {"redact", "in", "-o", "in/out"},
      {"redact", "in", "-o", "out", "--key", "out/key"},
      {"redact", "in", "-o", "out", "--key", "there.key"},
      {"redact", "in", "-o", "out", "--key", "in/key"},
      {"redact", "-", "-o", "out"},
      {"redact", "-o", "out"},
  };
  for (const auto& arguments : refused)
    EXPECT_EQ(logscan(arguments).exit_code, 2) << ::testing::PrintToString(arguments);
  EXPECT_EQ(logscan({"redact", "in", "-o", "no/such/out"}).exit_code, 5);
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_EQ(text("full/y"), "b\n");
  EXPECT_EQ(text("there.key"), "c\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 5);
  EXPECT_EQ(logscan({"redact", "in", "-q", "-o", "empty"}).exit_code, 3);  // no log in a known format; the copy is made
  EXPECT_EQ(text("empty/in/x.log"), "a\n");
}

TEST_F(Redact, FailsWhereAValueSurvives) {
  // In base64 within base64, into which only the search looks.
  put("in/x.log", "user=jsmith\nx=ZFhObGNpQnFjMjFwZEdnZ2JHOW5jeUJ2Ymc9PQ==\n");
  const CommandResult failed = logscan({"redact", "in", "-o", "out"});
  EXPECT_EQ(failed.exit_code, 5);
  EXPECT_THAT(failed.errors, HasSubstr("jsmith survives in in/x.log"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "copy and key are gone";
}

TEST_F(Redact, TakesNamesInEveryWriting) {
  put("in/jsmith01/a.txt",
      "user=JSmith01 mail j.doe@corp.com j.doe%40corp.com CAS1.corp.com https://cas1.corp.com/x\n"
      "dXNlciBqc21pdGgwMSBsb2dz cas1_trace \"password\": \"hunter22\"\n");
  ASSERT_EQ(logscan({"redact", "in", "-q", "-o", "out"}).exit_code, 3);
  const auto tokens = key("out.key");
  const std::string out = text("out/in/" + tokens.at("jsmith01") + "/a.txt");
  std::string lower = out;
  std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
  for (const char* name : {"jsmith01", "j.doe", "corp.", "cas1", "hunter22", "dxnlcibqc21pdggwmsbsb2dz"})
    EXPECT_THAT(lower, Not(HasSubstr(name)));
  EXPECT_THAT(out, HasSubstr(tokens.at("j.doe") + "@" + tokens.at("corp") + ".com"));
  EXPECT_THAT(out, HasSubstr(tokens.at("j.doe") + "%40" + tokens.at("corp") + ".com"));
  EXPECT_THAT(out, HasSubstr(tokens.at("cas1") + "_trace"));
}

TEST_F(Redact, LeavesOutCapturesAndBinariesByName) {
  put("in/a.cap", std::string("\xd4\xc3\xb2\xa1\x02\x00", 6) + std::string(30, 'x'));
  put("in/b.bin", std::string("a\0b", 3));
  put("in/utf32.txt", std::string("\xff\xfe\0\0j\0\0\0", 8));
  put("in/c.txt", "text\n");
  fs::create_symlink("/etc/passwd", path("in/link"));
  const CommandResult done = logscan({"redact", "in", "-q", "-o", "out"});
  EXPECT_THAT(done.output, HasSubstr("in/a.cap: a capture"));
  EXPECT_THAT(done.output, HasSubstr("in/b.bin: not a text"));
  EXPECT_THAT(done.output, HasSubstr("in/utf32.txt: not a text"));
  EXPECT_THAT(done.output, HasSubstr("in/link: "));
  EXPECT_EQ(std::distance(fs::directory_iterator(path("out/in")), {}), 1);
}

std::string utf16(std::string_view text, bool big) {
  std::string wide = big ? "\xfe\xff" : "\xff\xfe";
  for (const char c : text) {
    if (big) wide += '\0';
    wide += c;
    if (!big) wide += '\0';
  }
  return wide;
}

TEST_F(Redact, WritesUtf16AsItWas) {
  put("in/little.txt", utf16("user=jsmith01\r\njsmith01 at cas1.corp.com\r\n", false));
  put("in/big.txt", utf16("user=jsmith01\n", true));
  put("in/odd.txt", utf16("user=jsmith01\n", false) + "j");
  const CommandResult done = logscan({"redact", "in", "-q", "-o", "out"});
  const auto tokens = key("out.key");
  const std::string user = tokens.at("jsmith01");
  EXPECT_EQ(
      text("out/in/little.txt"),
      utf16("user=" + user + "\r\n" + user + " at " + tokens.at("cas1") + "." + tokens.at("corp") + ".com\r\n", false));
  EXPECT_EQ(text("out/in/big.txt"), utf16("user=" + user + "\n", true));
  EXPECT_EQ(text("out/in/odd.txt"), utf16("user=" + user + "\n", false));
  EXPECT_THAT(done.output, HasSubstr("in/odd.txt: its last character is cut, and not in the copy"));
}

TEST_F(Redact, LooksForWhatSurvivesInUtf16) {
  put("in/x.txt", utf16("user=jsmith\nx=ZFhObGNpQnFjMjFwZEdnZ2JHOW5jeUJ2Ymc9PQ==\n", false));
  const CommandResult failed = logscan({"redact", "in", "-o", "out"});
  EXPECT_EQ(failed.exit_code, 5);
  EXPECT_THAT(failed.errors, HasSubstr("jsmith survives in in/x.txt"));
}

TEST_F(Redact, TakesTheTextOfMails) {
  put("in/diag.txt",
      "<t:Subject>Offer for Acme</t:Subject><t:Body BodyType=\"Text\">Dear Ann,&#xD;\nsee Bellevue</t:Body>\n"
      "12:00:00 could not deliver 'Offer for Acme'\nSubject: CN=cas1.corp.com\n");
  put("in/note.eml", "From: Ann Lee <ann.lee@corp.com>\nTo: x@corp.com\nSubject: RE: Offer for Acme\n\nAcme agrees.\n");
  ASSERT_EQ(logscan({"redact", "in", "-q", "-o", "out"}).exit_code, 3);
  const auto tokens = key("out.key");
  const std::string offer = tokens.at("offer for acme");
  EXPECT_EQ(offer.size(), 14U);
  EXPECT_EQ(text("out/in/diag.txt"), "<t:Subject>" + offer + "</t:Subject><t:Body BodyType=\"Text\">" +
                                         tokens.at("dear ann,&#xd") + ";\n" + tokens.at("see bellevue") +
                                         "</t:Body>\n12:00:00 could not deliver '" + offer +
                                         "'\nSubject: CN=" + tokens.at("cas1") + "." + tokens.at("corp") + ".com\n");
  const std::string note = text("out/in/note.eml");
  EXPECT_THAT(note, HasSubstr("\nSubject: " + tokens.at("re: offer for acme") + "\n\n"));
  EXPECT_THAT(note, ::testing::EndsWith("\n" + tokens.at("acme agrees") + ".\n"));
}

TEST_F(Redact, CopiesWhatCanBeReadOfACutArchive) {
  generate({"--random", "3", "-o", "case.zip"});
  fs::resize_file(path("case.zip"), fs::file_size(path("case.zip")) * 6 / 10);
  const CommandResult done = logscan({"redact", "case.zip", "-q", "-o", "out"});
  EXPECT_EQ(done.exit_code, 0) << done.errors;
  EXPECT_THAT(done.output, HasSubstr("case.zip: the zip ends too early; what could be read of it is in the copy\n"));
  EXPECT_THAT(done.output, HasSubstr(".request.log: ends early, as its copy does"));
  const auto records = [&](const std::string& input) {
    int sum = 0;
    const auto all = nlohmann::json::parse(logscan({"inventory", "-q", "--format", "json", input}).output);
    for (const auto& source : all["sources"]) sum += source["records"].get<int>();
    return sum;
  };
  EXPECT_GT(records("case.zip"), 0);
  EXPECT_EQ(records("out"), records("case.zip"));
}

TEST_F(Redact, KeepsACutLogCut) {
  std::string log;
  for (int i = 0; i < 2000; ++i) log += "10.0." + std::to_string(i % 200) + ".9" + kLine;
  put("in/cuc01/jetty/2014_06_29.request.log", log);
  ASSERT_EQ(std::system(("gzip '" + path("in/cuc01/jetty/2014_06_29.request.log").string() + "'").c_str()), 0);
  const fs::path packed = path("in/cuc01/jetty/2014_06_29.request.log.gz");
  fs::resize_file(packed, fs::file_size(packed) / 2);
  ASSERT_EQ(logscan({"redact", "in", "-q", "-o", "out"}).exit_code, 0);
  const auto status = [&](const std::string& input) {
    const auto source =
        nlohmann::json::parse(logscan({"inventory", "-q", "--format", "json", input}).output)["sources"][0];
    return source["status"].get<std::string>() + " " + std::to_string(source["records"].get<int>());
  };
  EXPECT_THAT(status("in"), HasSubstr("truncated"));
  EXPECT_EQ(status("out"), status("in"));
}

TEST_F(Redact, NeverWritesOutside) {
  put("evil/x", "one\n");
  ASSERT_EQ(std::system(("cd '" + folder_.string() +
                         "' && tar -P -cf evil.tar --transform 's,evil/x,../../escaped,' evil/x 2> /dev/null")
                            .c_str()),
            0);
  EXPECT_EQ(logscan({"redact", "evil.tar", "-q", "-o", "out"}).exit_code, 3);
  EXPECT_EQ(text("out/evil.tar/escaped"), "one\n");
  EXPECT_FALSE(fs::exists(folder_.parent_path() / "escaped"));
  EXPECT_FALSE(fs::exists(path("escaped")));
}

}  // namespace
}  // namespace logscan::testing
