#include "parsers/cli/session_nodes.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::read_session;
using test::Texts;

// LINE NODE (MAYBE) of each part.
Texts parts_of(const std::string& text) {
  Texts parts;
  for (const SessionPart& part : read_session(text).parts)
    parts.push_back(std::to_string(part.first) + " " + part.node + (part.maybe.empty() ? "" : "(" + part.maybe + ")"));
  return parts;
}

std::string status(const std::string& host) { return "admin:show status\nHost Name          : " + host + "\n"; }
std::string list(bool primary) {
  return std::string("admin:utils service list\nCisco Tomcat[STARTED]\nPrimary Node =") + (primary ? "true" : "false") +
         "\n";
}
std::string cluster(const std::string& own, const std::string& other) {
  return "admin:show network cluster\n"
         "192.0.2.1 " +
         own +
         " Subscriber cups DBPub authenticated\n"
         "192.0.2.2 " +
         other + " Subscriber cups DBSub authenticated using TCP since Fri Oct 15 10:22:20 2021\n";
}
const std::string kCores = "admin:utils core active list\nNo core files found\n";
const std::string kUnfinished = "admin:utils service list\nCisco Tomcat[STARTED]\n";

TEST(SessionNodes, OneNodeHasNoParts) {
  for (const std::string& text :
       {std::string(), kCores + list(true), status("imp1") + list(true) + status("IMP1.example.com") + list(true),
        "imp1 admin:show x\n" + status("imp1") + cluster("imp1", "imp2") + list(true),
        // Two rows that look like that of the node itself are none.
        status("imp1") + "admin:show network cluster\n192.0.2.1 imp1 Subscriber cups DBPub authenticated\n"
                         "192.0.2.2 imp2 Subscriber cups DBSub authenticated\n"})
    EXPECT_EQ(parts_of(text), Texts()) << text;
}

TEST(SessionNodes, WhatNamesAnotherHostBeginsAPart) {
  EXPECT_EQ(parts_of(status("imp2") + list(false) + status("imp1") + list(true) + kCores), (Texts{"0 imp2", "6 imp1"}));
  EXPECT_EQ(parts_of(cluster("imp1", "imp2") + list(true) + cluster("imp2", "imp1") + list(false)),
            (Texts{"0 imp1", "7 imp2"}));
  EXPECT_EQ(parts_of("imp1 admin:show version active\nx\nimp2 admin:utils core active list\nx\n"
                     "imp1 admin:utils core active list\n"),
            (Texts{"0 imp1", "3 imp2", "5 imp1"}));
  EXPECT_EQ(parts_of("Host Name : imp1\nCisco Tomcat[STARTED]\nPrimary Node =true\n\nHost Name : imp2\n"
                     "Cisco Tomcat[STARTED]\nPrimary Node =false\n"),
            (Texts{"0 imp1", "5 imp2"}))
      << "pasted without prompts";
}

TEST(SessionNodes, ThePrimaryNodeTellsTwoApart) {
  EXPECT_EQ(parts_of(list(true) + list(false)), (Texts{"0 ", "4 "}));
  EXPECT_EQ(parts_of(status("imp1") + list(true) + list(false)), (Texts{"0 imp1", "6 "}));
}

// The list lies between what names imp2 and what names imp1, and nothing tells where the one ends.
TEST(SessionNodes, WhatLiesBetweenIsOfNeither) {
  EXPECT_EQ(parts_of(kCores + status("imp2") + kUnfinished + status("imp1")),
            (Texts{"0 imp2", "5 (imp2 or imp1)", "7 imp1"}));
  EXPECT_EQ(parts_of(list(true) + status("imp2") + list(false)), (Texts{"0 ", "4 imp2", "6 "}))
      << "the host may be of either list, and is surely of its own output";
}

TEST(SessionNodes, ASessionThatNamesFirstNamesAlwaysFirst) {
  EXPECT_EQ(parts_of(status("imp2") + kUnfinished + kCores + status("imp1") + kUnfinished),
            (Texts{"0 imp2", "7 imp1"}));
}

TEST(SessionNodes, ALoginIsWhereTheNextPartBegins) {
  EXPECT_EQ(parts_of(kCores + status("imp2") + kUnfinished +
                     "admin:exit\nCommand Line Interface is starting up, please wait ...\n\n"
                     "   Welcome to the Platform Command Line Interface\n\n" +
                     kCores + status("imp1")),
            (Texts{"0 imp2", "8 imp1"}));
}

// The table of the publisher, pasted on the subscriber: its list says that it is not the primary node.
TEST(SessionNodes, WhatNamesTheHostOutranksTheOwnRow) {
  EXPECT_EQ(parts_of(status("imp2") + cluster("imp1", "imp2") + list(false) + kCores), Texts());
  EXPECT_EQ(parts_of("imp2 " + cluster("imp1", "imp2") + kCores), Texts());
  EXPECT_EQ(parts_of(status("imp2") + cluster("imp1", "imp2") + list(true)), (Texts{"0 imp2", "3 imp1"}))
      << "the list is of the publisher";
  EXPECT_EQ(parts_of(status("imp2") + cluster("imp1", "imp2") + kUnfinished), (Texts{"0 imp2", "3 (imp2 or imp1)"}));
}

const std::string kBanner =
    "Command Line Interface is starting up, please wait ...\n\n   Welcome to the Platform Command Line Interface\n\n";

TEST(SessionNodes, ALoginNamesItsHost) {
  EXPECT_EQ(parts_of("me@laptop:~$ ssh admin@imp3\n" + kBanner + list(false) + "\nme@laptop:~$ ssh admin@imp2\n" +
                     kBanner + list(false)),
            (Texts{"0 imp3", "10 imp2"}));
  EXPECT_EQ(parts_of("login as: admin\nadmin@imp3's password:\n" + kBanner + list(false) +
                     "\nlogin as: admin\nadmin@imp2's password:\n" + kBanner + list(false)),
            (Texts{"0 imp3", "11 imp2"}));
  EXPECT_EQ(parts_of("[root@jump ~]# ssh admin@imp2\n" + kBanner + list(false) + "[root@jump ~]# ssh admin@imp1\n" +
                     kBanner + list(true)),
            (Texts{"0 imp2", "9 imp1"}))
      << "and not after the machine that it comes from";
  EXPECT_EQ(parts_of("ssh admin@192.0.2.3\n" + kBanner + list(false) + "ssh admin@192.0.2.2\n" + kBanner + list(false)),
            (Texts{"0 ", "9 "}));
  EXPECT_EQ(
      parts_of("ssh admin@imp2\n" + kBanner + list(false) + "ssh admin@IMP2.example.com\n" + kBanner + list(false)),
      Texts());
}

std::string services(const std::string& engine, const std::string& reporter) {
  return "admin:utils service list\nCisco Tomcat[STARTED]\nCisco Presence Engine[" + engine +
         "]\nCisco Serviceability Reporter[" + reporter + "\nPrimary Node =false\n";
}
const std::string kActive = "STARTED]", kInactive = "STOPPED]  Service Not Activated";

TEST(SessionNodes, ListsThatDifferAcrossALoginWithoutAHostAreOfTwoNodes) {
  const std::string stopped = services("STOPPED", kActive), started = services("STARTED", kActive);
  for (const std::string& login : {kBanner, std::string("login as: admin\n\n\n\n")}) {
    EXPECT_EQ(parts_of(login + stopped + login + started), (Texts{"0 ", "10 "})) << login;
    EXPECT_EQ(parts_of(login + stopped + login + stopped), Texts()) << login;
    EXPECT_EQ(parts_of(login + stopped + "admin:utils service start Cisco Presence Engine\n" + login + started),
              Texts())
        << "started by hand: " << login;
    EXPECT_EQ(parts_of(login + stopped + "admin:utils system restart\n" + login + started), Texts()) << login;
  }
  EXPECT_EQ(parts_of("ssh admin@imp2\n" + kBanner + stopped + "ssh admin@imp2\n" + kBanner + started), Texts())
      << "one host";
  EXPECT_EQ(parts_of(status("imp2") + stopped + kBanner + started), (Texts{"0 imp2", "8 "}));
}

TEST(SessionNodes, OtherActivatedServicesAreThoseOfAnotherNode) {
  const std::string with = services("STOPPED", kActive), without = services("STARTED", kInactive);
  EXPECT_EQ(parts_of(with + without), (Texts{"0 ", "6 "}));
  EXPECT_EQ(parts_of(with + services("STARTED", kActive)), Texts()) << "asked again";
  EXPECT_EQ(parts_of(status("imp1") + with + without), Texts()) << "its node is told";
  EXPECT_EQ(parts_of(with + "admin:utils service list\nCisco Tomcat[STARTED]\nPrimary Node =false\n"), Texts())
      << "a list that shows less";
}

TEST(SessionNodes, TheNodeOutranksTheAliasOfALogin) {
  EXPECT_EQ(parts_of("ssh admin@presence\n" + kBanner + status("imp2") + list(false) + "ssh admin@presence\n" +
                     kBanner + list(false)),
            Texts());
}

TEST(SessionNodes, AreBounded) {
  std::string text;
  for (int i = 0; i < 12'000; ++i) text += "imp1 admin:show x\nimp2 admin:show x\n";
  const std::vector<SessionPart> parts = read_session(text).parts;
  ASSERT_EQ(parts.size(), 20'001U);
  EXPECT_EQ(parts[19'999].node, "imp2");
  EXPECT_EQ(parts.back().node, "") << "of the rest nothing is known";
}

}  // namespace
}  // namespace logscan::detail
