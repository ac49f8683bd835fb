#include "report/json_writer.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using Layout = JsonWriter::Layout;

std::string written(const std::function<void(JsonWriter&)>& write) {
  StringWriter out;
  Buffer buffer(out);
  JsonWriter json(buffer);
  write(json);
  EXPECT_TRUE(buffer.finish());
  return out.text;
}

TEST(JsonWriter, WritesNumbersShortestAndWithoutLocale) {
  struct TestCase {
    double value;
    std::string_view number, seconds;
  };
  for (const TestCase& c :
       std::initializer_list<TestCase>{{1800, "1800", "1800.0"},
                                       {0.1, "0.1", "0.1"},
                                       {-0.0, "0", "0.0"},
                                       {-12600, "-12600", "-12600.0"},
                                       {0.30000000000000004, "0.30000000000000004", "0.30000000000000004"},
                                       {1e300, "1e+300", "1e+300"},
                                       {9007199254740991.0, "9007199254740991", "9007199254740991.0"},
                                       {std::numeric_limits<double>::infinity(), "null", "null"},
                                       {std::numeric_limits<double>::quiet_NaN(), "null", "null"}}) {
    EXPECT_EQ(written([&](JsonWriter& json) { json.number(c.value); }), c.number);
    EXPECT_EQ(written([&](JsonWriter& json) { json.seconds(c.value); }), c.seconds);
  }
  EXPECT_EQ(written([](JsonWriter& json) { json.integer(std::numeric_limits<std::uint64_t>::max()); }),
            "18446744073709551615");
}

TEST(JsonWriter, EscapesWhatActsAndKeepsWhatShows) {
  struct TestCase {
    std::string_view text, json;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"", R"("")"},
           {"a\"b\\c", R"("a\"b\\c")"},
           {"\n\r\t\x01\x7f", R"("\n\r\t\u0001\u007f")"},
           {"M\xc3\xbcller \xe6\x97\xa5 \xf0\x9f\x93\x9e", "\"M\xc3\xbcller \xe6\x97\xa5 \xf0\x9f\x93\x9e\""},
           {"\xe2\x80\xae \xe2\x80\xa8 \xc2\x85", R"("\u202e \u2028 \u0085")"},
           {"\xf3\xa0\x81\x81", R"("\udb40\udc41")"},
       }) {
    EXPECT_EQ(written([&](JsonWriter& json) { json.text(c.text); }), c.json);
    EXPECT_EQ(nlohmann::json::parse(c.json).get<std::string>(), c.text);
  }
}

TEST(JsonWriter, MarksTheObjectAroundBadBytesOnly) {
  const std::string text = written([](JsonWriter& json) {
    json.begin_object(Layout::kLine);
    json.key("good").text("x");
    json.key("inner").begin_object();
    json.key("list").texts({"fine", "a\xff\xc3z"});
    json.end_object();
    json.end_object();
  });
  EXPECT_EQ(text, R"({"good": "x", "inner": {"list": ["fine", "a\ufffd\ufffdz"], "lossy": true}})");
}

TEST(JsonWriter, EveryBadByteIsOneReplacement) {
  // A surrogate, an overlong form, a character that is cut: none of their bytes is UTF-8.
  for (const std::string_view bad : {"\xed\xa0\x80", "\xc0\xaf", "\xf0\x9f\x93", "\xf5"}) {
    std::string want = "\"";
    for (std::size_t i = 0; i < bad.size(); ++i) want += "\\ufffd";
    EXPECT_EQ(written([&](JsonWriter& json) { json.text(bad); }), want + "\"");
  }
}

TEST(JsonWriter, LaysOutBlocksAndLines) {
  const std::string text = written([](JsonWriter& json) {
    json.begin_object();
    json.key("empty").begin_array();
    json.end_array();
    json.key("block").begin_array();
    json.begin_object(Layout::kLine);
    json.key("a").integer(1);
    json.key("b").begin_array();  // a block within a line stays on the line
    json.boolean(true);
    json.null();
    json.end_array();
    json.end_object();
    json.end_array();
    json.end_object();
    json.end_line();
  });
  EXPECT_EQ(text, "{\n  \"empty\": [],\n  \"block\": [\n    {\"a\": 1, \"b\": [true, null]}\n  ]\n}\n");
}

}  // namespace
}  // namespace logscan::detail
