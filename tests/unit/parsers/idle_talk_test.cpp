#include "parsers/mbxsync/idle_talk.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace logscan::detail {
namespace {

const SaidFields kFields{8, 12, true};

// Whether `said` is known; what is not is learnt.
bool hear(IdleTalk& talk, const std::string& said, const SaidFields& fields = kFields) {
  if (talk.find(said) != nullptr) return true;
  talk.learn(said, fields);
  return false;
}

TEST(IdleTalk, KnowsTheFieldsOfWhatWasSaidTwice) {
  IdleTalk talk;
  const std::string said = "CsMbxSync,13,[CsMbxSync/CsMbxSyncQueue.cpp:77]: queue is empty, waiting";
  EXPECT_FALSE(hear(talk, said, {9, 51, true}));
  EXPECT_FALSE(hear(talk, said, {9, 51, true}));
  const std::string other = "CsEws,13,[CsEws/CsEwsClient.cpp:655]: EWS response headers: HTTP/1.1 200 OK";
  EXPECT_FALSE(hear(talk, other, {5, 38, false}));
  EXPECT_FALSE(hear(talk, other, {5, 38, false}));
  const SaidFields* fields = talk.find(std::string(said));
  ASSERT_NE(fields, nullptr);
  EXPECT_EQ(fields->component, 9U);
  EXPECT_EQ(fields->message, 51U);
  EXPECT_TRUE(fields->sync);
  fields = talk.find(other);
  ASSERT_NE(fields, nullptr);
  EXPECT_EQ(fields->component, 5U);
  EXPECT_EQ(fields->message, 38U);
  EXPECT_FALSE(fields->sync);
}

// The hash looks at some characters only.
TEST(IdleTalk, TakesNoTextForAnother) {
  const std::string text(150, '.');
  IdleTalk talk;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int time = 0; time < 2; ++time) hear(talk, text);
    ASSERT_TRUE(hear(talk, text)) << at;
    std::string other = text;
    other[at] = '!';
    EXPECT_EQ(talk.find(other), nullptr) << at;
    hear(talk, other);
    EXPECT_EQ(talk.find(other.substr(0, other.size() - 1)), nullptr) << at;
    EXPECT_EQ(talk.find(other + "."), nullptr) << at;
  }
}

TEST(IdleTalk, KeepsManyTexts) {
  const auto text = [](int number) { return "CsMbxSync,13,mailboxes that wait: " + std::to_string(number); };
  IdleTalk talk;
  for (int round = 0; round < 20; ++round) {
    for (int number = 0; number < 100; ++number) hear(talk, text(number));
  }
  int known = 0;
  for (int number = 0; number < 100; ++number) known += hear(talk, text(number)) ? 1 : 0;
  EXPECT_GE(known, 90) << "few rows are led to by three of them";
}

TEST(IdleTalk, KeepsNeitherLongNorShortTexts) {
  for (const auto& [size, kept] : {std::pair{0, false}, {7, false}, {8, true}, {256, true}, {257, false}}) {
    const std::string text(static_cast<std::size_t>(size), 'x');
    IdleTalk talk;
    for (int time = 0; time < 3; ++time) EXPECT_EQ(hear(talk, text), kept && time == 2) << size;
  }
}

}  // namespace
}  // namespace logscan::detail
