#include "redact/wide_text.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

using namespace std::string_literals;

TEST(WideText, IsToldByItsMarkOrItsZeros) {
  const struct {
    const char* name;
    std::string head;
    std::optional<TextForm> form;
  } cases[] = {
      {"Ascii", "text\n", TextForm::kBytes},
      {"Utf8", "caf\xc3\xa9", TextForm::kBytes},
      {"Empty", "", TextForm::kBytes},
      {"LittleWithMark", "\xff\xfej\0s\0"s, TextForm::kUtf16Little},
      {"BigWithMark", "\xfe\xff\0j\0s"s, TextForm::kUtf16Big},
      {"Little", "j\0s\0\r\0\n\0"s, TextForm::kUtf16Little},
      {"Big", "\0j\0s\0m\0\n"s, TextForm::kUtf16Big},
      {"CutWithinACharacter", "j\0s\0m\0i\0t"s, TextForm::kUtf16Little},
      {"FewZeros", "a\0b\0c\0"s, std::nullopt},
      {"OneZero", "abcdefghi\0"s, std::nullopt},
      {"Utf32", "\xff\xfe\0\0j\0\0\0"s, std::nullopt},
      {"Binary", "j\0\1\0s\0"s, std::nullopt},
      {"BothPlaces", "a\0\0a"s, std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(text_form(c.head), c.form) << c.name;
}

TEST(WideText, ComesBackAsItWas) {
  // ASCII, two bytes, three bytes, a pair of surrogates, one that stands alone.
  const std::string little = "j\0\xe9\0\xac\x20\x3d\xd8\x00\xde\x00\xdcx\0"s;
  std::string taken = little;
  const std::string text = take_narrowed(taken, TextForm::kUtf16Little);
  EXPECT_EQ(text, "j\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xed\xb0\x80x");
  EXPECT_EQ(taken, "");
  EXPECT_EQ(widened(text, TextForm::kUtf16Little), little);
  std::string big = widened(text, TextForm::kUtf16Big);
  EXPECT_EQ(big.substr(0, 4), "\0j\0\xe9"s);
  EXPECT_EQ(take_narrowed(big, TextForm::kUtf16Big), text);
}

TEST(WideText, LeavesWhatIsNoWholeCharacter) {
  std::string bytes = "j\0\x3d\xd8"s;
  EXPECT_EQ(take_narrowed(bytes, TextForm::kUtf16Little), "j");
  EXPECT_EQ(bytes, "\x3d\xd8");
  bytes += "\0\xde"s + "s";
  EXPECT_EQ(take_narrowed(bytes, TextForm::kUtf16Little), "\xf0\x9f\x98\x80");
  EXPECT_EQ(bytes, "s");
}

TEST(WideText, TakesBytesAsTheyAre) {
  std::string bytes = "\xff\xfe\0x"s;
  EXPECT_EQ(take_narrowed(bytes, TextForm::kBytes), "\xff\xfe\0x"s);
  EXPECT_EQ(widened("\xc3\xa9", TextForm::kBytes), "\xc3\xa9");
  EXPECT_EQ(widened("\xe9", TextForm::kUtf16Little), "\xe9\0"s);
}

}  // namespace
}  // namespace logscan::detail
