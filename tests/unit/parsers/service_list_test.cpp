#include "parsers/cli/service_list.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kList = "admin:utils service list\n";
const std::string kFront =
    "Requesting service status, please wait...\nService Manager is running\nGetting list of all services\n"
    ">> Return code = 0\n";
const std::string kEnd = "Primary Node =true\nCommand successful\n";
const std::string kPrimary = "node.primary ||||1";

TEST(ServiceList, ReadsEverySpelling) {
  const struct {
    const char* name;
    std::string text;
    Texts facts;
  } cases[] = {
      {"AsPrinted",
       "Cisco AMC Service[STARTED]\nSOAP -Log Collection APIs[STARTED]\nCisco DirSync[STOPPED]  Service Not Activated\n"
       "A Cisco DB[STARTED]\n",
       {"service.state |Cisco AMC Service|STARTED||0", "service.state |SOAP -Log Collection APIs|STARTED||0",
        "service.state |Cisco DirSync|STOPPED|Service Not Activated|0", "service.state |A Cisco DB|STARTED||0"}},
      {"BlankBeforeTheBracket",
       "System SSH [STARTED]\nPassword Reset [STOPPED] Service Activated\nName Service Cache\t[STARTED]\n",
       {"service.state |System SSH|STARTED||0", "service.state |Password Reset|STOPPED|Service Activated|0",
        "service.state |Name Service Cache|STARTED||0"}},
      {"SeveralInALine",
       "Cisco RTMT Reporter Servlet[STARTED] Cisco Speechserver[STARTED] Cisco Syslog Agent[STARTED]\n"
       "Cisco DirSync[STOPPED] Service Not Activated Cisco Tftp[STOPPED]  An unknown reason  A Cisco DB[STARTED]\n",
       {"service.state |Cisco RTMT Reporter Servlet|STARTED||0", "service.state |Cisco Speechserver|STARTED||0",
        "service.state |Cisco Syslog Agent|STARTED||0", "service.state |Cisco DirSync|STOPPED|Service Not Activated|0",
        "service.state |Cisco Tftp|STOPPED|An unknown reason|0", "service.state |A Cisco DB|STARTED||0"}},
      {"MixedCaseAndEveryState",
       "Cisco A[Started]\nCisco B[Stopped]\nCisco C[Starting]\nCisco D[Stopping]\nCisco E[NotRunning]\n"
       "Cisco Unified CCX Database [Stopped] Command Out of Service\n",
       {"service.state |Cisco A|STARTED||0", "service.state |Cisco B|STOPPED||0", "service.state |Cisco C|STARTING||0",
        "service.state |Cisco D|STOPPING||0", "service.state |Cisco E|NOTRUNNING||0",
        "service.state |Cisco Unified CCX Database|STOPPED|Command Out of Service|0"}},
      {"ReasonOnItsOwnLine",
       "Cisco Sync Agent[STOPPED]\nCommanded Out of Service\nCisco X[STOPPED] Service Not\nActivated\n"
       "Cisco Y[STOPPED]\n\nCommanded Out of Service\n",
       {"service.state |Cisco Sync Agent|STOPPED|Commanded Out of Service|0",
        "service.state |Cisco X|STOPPED|Service Not Activated|0", "service.state |Cisco Y|STOPPED||0"}},
      {"NamesOverTwoLines",
       "Cisco XCP SIP Federation Connection\nManager[STOPPED] Service Not Activated\n"
       "Cisco XCP XMPP Federation Connection Man\nager[STARTED]\nCisco IM\nand Presence Data Monitor[STARTED]\n"
       "Cisco Route \nDatastore[STARTED]\nCisco Login Datastore\n[STARTED]\nCisco OAM Agent[STAR\nTED]\n",
       {"service.state |Cisco XCP SIP Federation Connection Manager|STOPPED|Service Not Activated|0",
        "service.state |Cisco XCP XMPP Federation Connection Manager|STARTED||0",
        "service.state |Cisco IM and Presence Data Monitor|STARTED||0",
        "service.state |Cisco Route Datastore|STARTED||0", "service.state |Cisco Login Datastore|STARTED||0",
        "service.state |Cisco OAM Agent|STARTED||0"}},
      {"AnUnknownState", "Cisco XCP Router[SLEEPING] why\n", {"service.state |Cisco XCP Router|SLEEPING|why|0"}},
  };
  for (const auto& c : cases) {
    for (const std::string& text : {kList + kFront + c.text + kEnd, kFront + c.text + kEnd}) {
      const SourceResult result = read_session(text);
      Texts expected = c.facts;
      expected.push_back(kPrimary);
      EXPECT_EQ(facts_of(result), expected) << c.name << "\n" << text;
      EXPECT_EQ(result.notes, Texts()) << c.name;
      EXPECT_EQ(test::ledger(result), text.size());
    }
  }
}

// A terminal breaks a line where it is full.
TEST(ServiceList, AReasonThatIsBrokenIsJoined) {
  const std::string reason = "Service Not Activated";
  for (std::size_t at = 4; at < reason.size(); ++at) {
    const std::string text = kList + "Cisco DirSync[STOPPED]  " + reason.substr(0, at) + "\n" + reason.substr(at) +
                             "\nCisco Tomcat[STARTED]\n" + kEnd;
    EXPECT_EQ(facts_of(read_session(text)), (Texts{"service.state |Cisco DirSync|STOPPED|Service Not Activated|0",
                                                   "service.state |Cisco Tomcat|STARTED||0", kPrimary}))
        << text;
  }
  EXPECT_EQ(facts_of(read_session(kList + "Cisco DirSync[STOPPED]  Serv\nice Not Acti\nvated\n" + kEnd)),
            (Texts{"service.state |Cisco DirSync|STOPPED|Service Not Activated|0", kPrimary}));
  EXPECT_EQ(facts_of(read_session(kList + "Cisco DirSync[STOPPED]\nCommanded Out\nof Service\n" + kEnd)),
            (Texts{"service.state |Cisco DirSync|STOPPED|Commanded Out of Service|0", kPrimary}));
}

TEST(ServiceList, AReasonWhoseRestIsLostIsUnread) {
  EXPECT_EQ(facts_of(read_session(kList + "Cisco DirSync[STOPPED]  Servi\nCisco Tomcat[STARTED]\n" + kEnd)),
            (Texts{"service.state |Cisco DirSync|STOPPED|Servi|0", "service.state |Cisco Tomcat|STARTED||0", kPrimary,
                   "output.unread |service-list|utils service list|1 service that could not be read|0"}));
}

TEST(ServiceList, AListInOneLineIsKnown) {
  std::string line = "Cisco SIP Proxy[STOPPED]  Commanded Out of Service";
  for (int i = 0; i < 60; ++i) line += " Cisco Other Service Of This Name[STARTED]";
  EXPECT_EQ(facts_of(read_session(line + "\nPrimary Node =true\n")),
            (Texts{"service.state |Cisco SIP Proxy|STOPPED|Commanded Out of Service|0",
                   "service.state |Cisco Other Service Of This Name|STARTED||1", kPrimary}));
}

TEST(ServiceList, WithoutTheServiceManagerThatIsTheAnswer) {
  EXPECT_EQ(
      facts_of(read_session(kList + "Requesting service status, please wait...\nService Manager is not running\n\n"
                                    "Executed command unsuccessfully\nadmin:\n")),
      Texts{"service.state |Service Manager|NOTRUNNING||0"});
}

TEST(ServiceList, WhatStandsBehindItsEndIsNamed) {
  const std::string text = kList + "Cisco Tomcat[STARTED]\n" + kEnd + "Bank 0\nBank 1\nadmin:\n";
  EXPECT_EQ(facts_of(read_session(text)),
            (Texts{"service.state |Cisco Tomcat|STARTED||0", kPrimary,
                   "output.unread |session|utils service list|2 lines behind the list of services, not read: \"Bank "
                   "0\"|0"}));
}

TEST(ServiceList, ALineOfItsOwnIsNoFrontOfAName) {
  EXPECT_EQ(facts_of(read_session(kList + "Cisco Dienste im Ueberblick\nCisco AMC Service[STARTED]\n" + kEnd)),
            (Texts{"service.state |Cisco AMC Service|STARTED||0", kPrimary}));
}

// Of `utils service start`, `stop` and `restart` the last state counts.
TEST(ServiceList, ReadsTranscripts) {
  const std::string start =
      "admin:utils service start Cisco Presence Engine\nService Manager is running\nCisco Presence Engine[Starting]\n"
      "Commanded Out of Service\nCisco Presence Engine[NOTRUNNING]\n";
  const Texts not_running = {"service.state |Cisco Presence Engine|NOTRUNNING||1"};
  EXPECT_EQ(facts_of(read_session(start)), not_running);
  EXPECT_EQ(read_session(start).notes, Texts());
  EXPECT_EQ(facts_of(read_session("Cisco Presence Engine[Starting]\nCommanded Out of Service\n"
                                  "Cisco Presence Engine[NOTRUNNING]\n")),
            not_running)
      << "known by its repetition";
  const std::string restart =
      "admin:utils service restart Cisco XCP Text Conference Manager\n"
      "Do not press Ctrl+C while the service is restarting. If the service has not restarted properly, execute the "
      "same "
      "command again.\nService Manager is running\nCisco XCP Text Conference Manager[STARTING]\n"
      "Cisco XCP Text Conference Manager[STARTING]\nCisco XCP Text Conference Manager[STARTED]\n";
  EXPECT_EQ(facts_of(read_session(restart)), Texts{"service.state |Cisco XCP Text Conference Manager|STARTED||1"});
  EXPECT_EQ(facts_of(read_session("admin:utils service stop Cisco SIP Proxy\nCisco SIP Proxy[STOPPING]\n"
                                  "Cisco SIP Proxy[STOPPED]  Commanded Out of Service\nadmin:")),
            Texts{"service.state |Cisco SIP Proxy|STOPPED|Commanded Out of Service|1"});
}

TEST(ServiceList, ThePlaceOfATranscriptIsAllOfIt) {
  const std::string text =
      "admin:utils service start Cisco X\nCisco X[Starting]\nCommanded Out of Service\nCisco X[NOTRUNNING]\nadmin:\n";
  const SourceResult result = read_session(text);
  ASSERT_EQ(result.facts.size(), 1U);
  EXPECT_EQ(text.substr(result.facts[0].at.offset, result.facts[0].at.length),
            "Cisco X[Starting]\nCommanded Out of Service\nCisco X[NOTRUNNING]\n");
}

TEST(ServiceList, WhatIsCutOrBrokenIsNoWholeList) {
  const std::string one = "Cisco AMC Service[STARTED]\n";
  const std::string fact = "service.state |Cisco AMC Service|STARTED||0";
  const struct {
    const char* name;
    std::string text;
    Texts facts;
  } cases[] = {
      {"NoEnd", kList + one, {fact, "output.unread |service-list|utils service list|its end is missing|0"}},
      {"NoEndPasted", one, {fact, "output.unread |service-list||its end is missing|0"}},
      {"NoEndBeforeAPrompt",
       kList + one + "admin:",
       {fact, "output.unread |service-list|utils service list|its end is missing|0"}},
      {"CutInAName",
       kList + one + "Cisco Tomc",
       {fact,
        "output.unread |service-list|utils service list|1 service that "
        "could not be read|0"}},
      {"CutInAState",
       kList + one + "Cisco Tomcat[STAR",
       {fact,
        "output.unread |service-list|utils service list|1 "
        "service that could not be read|0"}},
      {"LostBracket",
       kList + one + "Cisco Tomcat STARTED\n" + kEnd,
       {fact, kPrimary, "output.unread |service-list|utils service list|1 service that could not be read|0"}},
      {"StateThatIsNone",
       kList + one + "Cisco Tomcat[1]\nCisco XCP Router[STARTED]\n" + kEnd,
       {fact, "service.state |Cisco XCP Router|STARTED||0", kPrimary,
        "output.unread |service-list|utils service list|1 service that could not be read|0"}},
      {"NoService",
       kList + "Something else\n",
       {"output.unread |service-list|utils service list|no service in it, not read|0"}},
      {"TranscriptThatIsCut",
       "admin:utils service start Cisco X\nCisco X[STARTING]",
       {"service.state |Cisco X|STARTING||1",
        "output.unread |service-list|utils service start cisco x|its end is missing|0"}},
  };
  for (const auto& c : cases) EXPECT_EQ(facts_of(read_session(c.text)), c.facts) << c.name;
  EXPECT_EQ(facts_of(read_session(kList + "admin:")),
            Texts{"output.unread |service-list|utils service list|its output is empty|0"});
  EXPECT_EQ(facts_of(read_session("utils service list\xe2\x80\xa2\nshow network cluster,\nutils core active list\n")),
            Texts())
      << "a list of commands";
}

TEST(ServiceList, ReadsWhatStandsInOtherTexts) {
  const std::string text =
      "# Fehlerbehebung\r\n\r\n- **Dienst nicht aktiviert:** Das bedeutet, dass der Feature-Service nicht aktiviert "
      "wurde.\r\n\r\n```\r\nCisco XCP Directory Service[STOPPED] Service Not Activated\r\n"
      "\x1b[1mCisco IM and Presence Data Monitor\x1b[0m[STARTED]\r\n```\r\n\r\n"
      "\xe6\x80\x9d\xe7\xa7\x91\xe8\xb3\x87\xe6\x96\x99\xe5\xba\xab [DB]\r\n\r\n"
      "Cisco Intercluster Sync Agent[STOPPED]\tCommanded Out of Service\r\n"
      "\r\nWeitere Informationen finden Sie unter diesem [Link](#).\r\n";
  const SourceResult result = read_session(text);
  EXPECT_EQ(facts_of(result), (Texts{"service.state |Cisco XCP Directory Service|STOPPED|Service Not Activated|0",
                                     "service.state |Cisco IM and Presence Data Monitor|STARTED||0",
                                     "service.state |Cisco Intercluster Sync Agent|STOPPED|Commanded Out of Service|0",
                                     "output.unread |service-list||its end is missing|0"}));
  EXPECT_EQ(kCliSession.probe({text, "x.txt", true}).score, 75);
}

TEST(ServiceList, OtherBracketsAreNoServices) {
  for (const char* text : {"job 7 [Started]\n", "2021-05-13 02:48:48,244 INFO [STARTED] x\n", "[STARTED]\n",
                           "Nothing[RUNNING]\n", "Cisco X[STARTED] and then it went down\n", "Build [Stopped]\n"})
    EXPECT_EQ(kCliSession.probe({text, "x.txt", true}).score, 0) << text;
}

TEST(ServiceList, HoldsNoMoreThanAServerHas) {
  std::string text = kList;
  for (int i = 0; i < 1100; ++i) text += "Cisco Service " + std::to_string(i) + "[STARTED]\n";
  const SourceResult result = read_session(text + kEnd);
  EXPECT_EQ(result.notes, Texts{"cli.service-list: 100 services that could not be read"});
}

}  // namespace
}  // namespace logscan::detail
