#include "detect/release.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

TEST(Release, TakesTheNumberApart) {
  const auto release = parse_release(" 14.0.1.12901-1 ");
  ASSERT_TRUE(release.has_value());
  EXPECT_EQ(release->major, 14U);
  EXPECT_EQ(release->minor, 0U);
  EXPECT_EQ(release->maintenance, 1U);
  EXPECT_EQ(release->update, 129U);
  EXPECT_EQ(release->respin, 1U);
  EXPECT_EQ(release->build, 1U);
  EXPECT_EQ(release->name(), "14.0");
  EXPECT_TRUE(parse_release("9.1.2.10000-28").has_value());
  EXPECT_TRUE(parse_release("12.5.1.14900-63 (switched)").has_value());
}

TEST(Release, RefusesWhatIsNone) {
  for (const char* text : {"", "14", "14.0", "14.0.1", "14.0.1.12901", "14.0.1.12901-", "14.0.1-12901",
                           "x14.0.1.12901-1", "-1.0.1.12901-1", "99999999999.0.1.12901-1"})
    EXPECT_FALSE(parse_release(text).has_value()) << text;
}

TEST(Release, TellsHowFarTwoAreApart) {
  const struct {
    const char* a;
    const char* b;
    Apart apart;
  } cases[] = {
      {"12.5.1.14900-4", "12.5.1.14900-4", Apart::kNot},     {"12.5.1.14900-4", "12.5.1.14900-63", Apart::kBuild},
      {"14.0.1.12900-1", "14.0.1.12901-1", Apart::kRespin},  {"12.5.1.13900-4", "12.5.1.14900-4", Apart::kUpdate},
      {"12.5.1.14127-1", "12.5.1.14900-1", Apart::kUpdate},  {"12.5.1.14900-4", "12.0.1.14900-4", Apart::kRelease},
      {"12.5.1.14900-4", "14.5.1.14900-4", Apart::kRelease}, {"12.5.1.14900-4", "12.5.2.14900-4", Apart::kRelease},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(apart(*parse_release(c.a), *parse_release(c.b)), c.apart) << c.a << " " << c.b;
    EXPECT_EQ(apart(*parse_release(c.b), *parse_release(c.a)), c.apart) << c.b << " " << c.a;
  }
}

}  // namespace
}  // namespace logscan::detail
