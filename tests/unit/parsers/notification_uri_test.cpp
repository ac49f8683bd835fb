#include "parsers/wire/notification_uri.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace logscan::detail {
namespace {

std::string told(const char* uri, bool cut) {
  const auto read = read_notification_uri(uri, cut);
  return read ? read->id + " " + std::to_string(read->pid) : "none";
}

TEST(NotificationUri, NamesTheSubscriptionAndTheProcess) {
  const struct {
    const char* uri;
    const char* whole;
    const char* cut;  // where the capture has no more of it
  } cases[] = {
      {"/NotificationService/services/NotificationService?id=2348C723-AB&pid=25672", "2348c723-ab 25672",
       "2348c723-ab 0"},
      {"/NotificationService/services/NotificationService?pid=25672&id=2348c723", "2348c723 25672",
       "2348c723... 25672"},
      {"http://cuc1:7080/NotificationService/services/NotificationService?id=a1", "a1 0", "a1... 0"},
      {"/NotificationService?id=a1&id=b2&pid=x", "a1 0", "a1 0"},
      {"/NotificationService?id=a1&pid=99999999999999999999", "a1 0", "a1 0"},
      {"/NotificationService?identity=a1", "none", "none"},
      {"/NotificationService?id=", "none", "none"},
      {"/NotificationService?id=&id=b2", "b2 0", "b2... 0"},
      {"/NotificationService", "none", "none"},
      {"/other?id=a1", "none", "none"},
      {"/other?id=a1&of=/NotificationService", "none", "none"},
      {"/NotificationService?&&id=a1&", "a1 0", "a1 0"},
      {"", "none", "none"},
  };
  for (const auto& example : cases) {
    EXPECT_EQ(told(example.uri, false), example.whole) << example.uri;
    EXPECT_EQ(told(example.uri, true), example.cut) << example.uri;
    EXPECT_EQ(is_notification_uri(example.uri), example.whole != std::string_view("none")) << example.uri;
  }
}

}  // namespace
}  // namespace logscan::detail
