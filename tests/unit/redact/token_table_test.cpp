#include "redact/token_table.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

std::string token(const TokenTable& table, TokenKind kind, std::string_view value) {
  const std::string* found = table.find(kind, value);
  return found != nullptr ? *found : "stays";
}

TEST(TokenTable, GivesNamesTokensOfTheirLengthAndOrder) {
  TokenTable table({});
  for (const char* name : {"imp2", "imp1", "Exchange-01"}) table.learn(TokenKind::kHost, name);
  table.learn(TokenKind::kUser, "jsmith");
  table.settle();
  EXPECT_EQ(token(table, TokenKind::kHost, "imp1"), "h100");
  EXPECT_EQ(token(table, TokenKind::kHost, "IMP2"), "h200");
  EXPECT_EQ(token(table, TokenKind::kHost, "exchange-01"), "h0000000000");
  EXPECT_EQ(token(table, TokenKind::kUser, "jsmith"), "u00000");
  ASSERT_NE(table.find_word("Imp1"), nullptr);
  EXPECT_EQ(table.find_word("imp3"), nullptr);
}

TEST(TokenTable, TakesNoTokenThatIsAValue) {
  TokenTable table({"h200"});
  for (const char* name : {"h000", "h100", "imp1"}) table.learn(TokenKind::kHost, name);
  table.settle();
  for (const char* name : {"h000", "h100", "imp1"}) {
    const std::string given = token(table, TokenKind::kHost, name);
    EXPECT_TRUE(given == "h300" || given == "h400" || given == "h500") << given;
  }
}

TEST(TokenTable, LeavesWhatSaysNothingOfAnybody) {
  TokenTable table({"localhost", "service"});
  for (const char* word : {"localhost", "Service", "ab", "abc", "12345"}) table.learn(TokenKind::kHost, word);
  for (const char* address : {"127.0.0.1", "0.0.0.0", "255.255.255.0", "224.0.0.1"})
    table.learn(TokenKind::kIpv4, address);
  table.learn(TokenKind::kGuid, "00000000-0000-0000-0000-000000000000");
  table.settle();
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind)
    EXPECT_TRUE(table.values(static_cast<TokenKind>(kind)).empty()) << kind;
}

TEST(TokenTable, TakesANumberForAUserOnlyWhereItStandsAsOne) {
  TokenTable table({});
  table.learn(TokenKind::kUser, "5551234");
  table.settle();
  EXPECT_EQ(token(table, TokenKind::kUser, "5551234"), "u000000");
  EXPECT_EQ(table.find_word("5551234"), nullptr);
}

std::size_t common_octets(const std::string& a, const std::string& b) {
  std::size_t octets = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) octets += a[i] == '.' ? 1U : 0U;
  return octets;
}

TEST(TokenTable, KeepsTheSubnetsOfAddresses) {
  const std::vector<std::string> addresses = {"10.93.132.92", "10.93.132.93", "10.93.140.1", "10.7.0.1",
                                              "192.168.1.5",  "192.168.1.77", "172.16.0.1"};
  TokenTable table({});
  for (const std::string& address : addresses) table.learn(TokenKind::kIpv4, address);
  table.settle();
  for (const std::string& a : addresses) {
    const std::string to = token(table, TokenKind::kIpv4, a);
    EXPECT_EQ(to.size(), a.size()) << a;
    EXPECT_EQ(std::count(addresses.begin(), addresses.end(), to), 0) << a << " " << to;
    for (const std::string& b : addresses) {
      if (a == b) continue;
      const std::string other = token(table, TokenKind::kIpv4, b);
      EXPECT_NE(to, other);
      EXPECT_EQ(common_octets(to, other), common_octets(a, b)) << a << " " << b;
    }
  }
}

TEST(TokenTable, KeepsTheFormOfIpv6) {
  TokenTable table({});
  for (const char* address : {"2001:db8::10", "2001:db8::11", "fe80::1:2"}) table.learn(TokenKind::kIpv6, address);
  table.settle();
  const std::string a = token(table, TokenKind::kIpv6, "2001:DB8::10"),
                    b = token(table, TokenKind::kIpv6, "2001:db8::11");
  EXPECT_EQ(a.size(), 12U);
  EXPECT_EQ(a.substr(0, 10), b.substr(0, 10));
  EXPECT_NE(a, b);
  EXPECT_EQ(a.substr(8, 2), "::");
  EXPECT_NE(a.substr(0, 8), "2001:db8");
}

TEST(TokenTable, GivesIdsOfTheirFormAndOrder) {
  TokenTable table({});
  table.learn(TokenKind::kGuid, "BF001e0f-8871-437d-91a0-c3f5ff0ccd63");
  table.learn(TokenKind::kGuid, "5a3f1000-1b2c-4d5e-8f90-aabbccddeeff");
  table.learn(TokenKind::kHex, std::string(40, 'a'));
  table.settle();
  EXPECT_EQ(token(table, TokenKind::kGuid, "5a3f1000-1b2c-4d5e-8f90-aabbccddeeff"),
            "00000001-0000-4000-8000-000000000001");
  EXPECT_EQ(token(table, TokenKind::kGuid, "bf001e0f-8871-437d-91a0-c3f5ff0ccd63"),
            "00000002-0000-4000-8000-000000000002");
  EXPECT_EQ(token(table, TokenKind::kHex, std::string(40, 'A')), std::string(39, '0') + "1");
}

TEST(TokenTable, LooksForTextsThatNoLogIsMadeOf) {
  TokenTable table({"service", "down", "heartbeat"});
  table.learn(TokenKind::kHost, "imp1");
  for (const char* text : {"Service down", "heartbeat imp1", "Offer for Acme", "offer", "Offer for",
                           "lost at 09:16 again", "12 345", "ok"})
    table.learn(TokenKind::kMailText, text);
  table.learn(TokenKind::kMailLine, "Dear all");
  table.settle();
  EXPECT_EQ(token(table, TokenKind::kMailText, "service DOWN"), "stays") << "all its words are known";
  EXPECT_EQ(token(table, TokenKind::kMailText, "ok"), "stays") << "too short";
  for (const char* text : {"heartbeat imp1", "Offer for Acme", "offer", "lost at 09:16 again", "12 345"}) {
    const std::string to = token(table, TokenKind::kMailText, text);
    EXPECT_EQ(to.size(), std::string_view(text).size()) << text;
    EXPECT_EQ(to.front(), 't') << text;
  }
  EXPECT_EQ(token(table, TokenKind::kMailLine, "dear all").size(), 8U);
  // Anywhere else only those are taken that tell something and are no line of a log.
  const struct {
    const char* text;
    std::size_t size;
  } cases[] = {{"OFFER for Acme, today", 14}, {"offer for acmes", 9}, {"offer", 0},    {"heartbeat imp1", 0},
               {"lost at 09:16 again", 0},    {"12 345", 0},          {"Dear all", 0}, {"", 0}};
  for (const auto& c : cases) EXPECT_EQ(table.text_at(c.text), c.size) << c.text;
}

TEST(TokenTable, WritesATokenInCapitalsWhereItsValueIs) {
  EXPECT_EQ(with_case_of("IMP1", "h000"), "H000");
  EXPECT_EQ(with_case_of("Imp1", "h000"), "h000");
  EXPECT_EQ(with_case_of("12-34", "h000"), "h000");
}

}  // namespace
}  // namespace logscan::detail
