#include "base/interner.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace logscan::detail {
namespace {

TEST(Interner, NumbersTextsInTheOrderTheyCome) {
  Interner names;
  EXPECT_EQ(names.intern("b"), 0U);
  EXPECT_EQ(names.intern("a"), 1U);
  EXPECT_EQ(names.intern("b"), 0U);
  EXPECT_EQ(names.intern("B"), 2U) << "case matters here";
  EXPECT_EQ(names.intern(std::string_view("a\0", 2)), 3U) << "a zero is a character";
  EXPECT_EQ(names.intern(""), 4U);
  EXPECT_EQ(names.intern(""), 4U);
  EXPECT_EQ(names.size(), 5U);
  EXPECT_EQ(names.text(3), std::string_view("a\0", 2));
  EXPECT_EQ(names.text(4), "");
  EXPECT_EQ(names.hash(1), short_hash("a"));
}

TEST(Interner, TakesTheEmptyTextFirst) {
  Interner names;
  EXPECT_EQ(names.intern({}), 0U);
  EXPECT_EQ(names.intern(""), 0U);
  EXPECT_EQ(names.intern(names.text(0)), 0U);
  EXPECT_EQ(names.find({}), 0U);
}

TEST(Interner, FindsOnlyWhatIsThere) {
  Interner names;
  EXPECT_EQ(names.find("a"), kNoName);
  EXPECT_EQ(names.find(""), kNoName);
  names.intern("a");
  EXPECT_EQ(names.find("a"), 0U);
  EXPECT_EQ(names.find("b"), kNoName);
  EXPECT_EQ(names.size(), 1U) << "looking up adds nothing";
}

// Texts of all lengths around the hash's words and the blocks of text.
std::string text_number(std::size_t i) { return std::to_string(i) + std::string(i % 97, 'x'); }

TEST(Interner, KeepsViewsWhileItGrows) {
  Interner names;
  std::vector<std::string_view> views;
  constexpr std::size_t kCount = 20'000;
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::string text = text_number(i);  // gone at the end of the round
    ASSERT_EQ(names.intern(text), i);
    views.push_back(names.text(static_cast<NameId>(i)));
  }
  for (std::size_t i = 0; i < kCount; ++i) {
    ASSERT_EQ(views[i], text_number(i));
    ASSERT_EQ(views[i].data(), names.text(static_cast<NameId>(i)).data());
    ASSERT_EQ(names.find(text_number(i)), i);
  }
}

TEST(Interner, KeepsViewsWhenMoved) {
  static_assert(!std::is_copy_constructible_v<Interner>);
  Interner names;
  const NameId small = names.intern("a");
  const NameId large = names.intern(std::string(100'000, 'y'));
  const std::string_view small_text = names.text(small);
  const std::string_view large_text = names.text(large);
  Interner moved = std::move(names);
  EXPECT_EQ(small_text, "a");
  EXPECT_EQ(large_text, std::string(100'000, 'y'));
  EXPECT_EQ(moved.text(small).data(), small_text.data());
  EXPECT_EQ(moved.intern("a"), small);
  EXPECT_EQ(moved.intern("b"), 2U);
  EXPECT_EQ(moved.text(2), "b");
}

}  // namespace
}  // namespace logscan::detail
