#include "parsers/cli/db_query.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::Texts;

// Cisco 118883, with the ids as a copy of it has them: damaged, with letters that are no digits and of other lengths.
constexpr std::string_view kRootDump =
    "unitydyndb> select first 10 * from tbl_exsubscription;\n"
    "subscriptionid          timestamputc            subscriberexternalserviceobjectid\n"
    "-----\n"
    "0a37d81e-bc62-47b3-a3d9-30b3c7384211 2014-06-29 16:00:45.775000 0b163c0f-74b5-4982-99c1-144cd23df0a4\n"
    "4bca6b5d-6a79-41b7-ac1c-5cf3be3229a8 2014-06-29 16:00:46.351000 1fcd6b64d-3448-44a0-9833-74201579569f\n"
    "e6df8710-1a9c-4df5-bfa9-3ad6f1f69fd1 2014-06-29 16:00:46.351000 2068ca60-110d-46c4-a202-8d52321df906\n"
    "f9c1d61a-5a3f-477e-8cea-66ac8881c0f9 2014-06-29 16:00:46.475000 27acb13b-9f47-4cbe-aa06-00966e1adcf0\n"
    "e3bebe03-0ca7-4cec-956c-6d1d1f1fea0e6 2014-06-29 16:00:47.256000 2cb8f81e-62b2-46cb-8fe4-97192131ce79\n"
    "11b5def5-c45d-43b0-845b-12df8638f96c 2014-06-29 16:00:48.130000 2drdfdfc-a94d-42a8-b0fc-c32fe3ce232e\n"
    "c2280dea-654d-49c1-a68c-467bf486db56 2014-06-29 16:00:48.131000 304f6f0e-d2b3-43ad-bed4-0d658c0292c6\n"
    "88c58ed5-d417-44f4-811c-aeb959e0374b 2014-06-29 16:00:48.223000 32ad581d-650b-4106-b758-4fa2825c5ef0\n"
    "bd3fcb0d-0d3d-42ff-a95e-a1006a6c0f046 2014-06-29 16:00:49.019000 4c8b025d-81d2-4f62-a075-42f7d063b66f\n"
    "a8cc85da-e03b-4718-b07a-6486a1ef8f59 2014-06-29 16:02:11.486000 4c9d3b84-5824-499d-83dc-e3258484af8f\n"
    "\n"
    "unitydyndb>\n";

constexpr std::string_view kFact = "subscription.last-notification ";

std::string fact(const std::string& subject, const std::string& mailbox, const std::string& stamp,
                 const std::string& number) {
  return std::string(kFact) + "|" + subject + "|" + mailbox + "|" + stamp + "|" + number;
}

TEST(DbQuery, ReadsTheDumpOfTheDatabasePromptWithItsDamagedIds) {
  const SourceResult result = test::read_session(kRootDump);
  const Texts facts = test::facts_of(result);
  ASSERT_EQ(facts.size(), 10U);
  EXPECT_EQ(facts[0], fact("0a37d81e-bc62-47b3-a3d9-30b3c7384211", "0b163c0f-74b5-4982-99c1-144cd23df0a4",
                           "2014-06-29 16:00:45.775000", "1404057645775000"));
  EXPECT_EQ(facts[4], fact("e3bebe03-0ca7-4cec-956c-6d1d1f1fea0e6", "2cb8f81e-62b2-46cb-8fe4-97192131ce79",
                           "2014-06-29 16:00:47.256000", "1404057647256000"));
  EXPECT_EQ(facts[5], fact("11b5def5-c45d-43b0-845b-12df8638f96c", "2drdfdfc-a94d-42a8-b0fc-c32fe3ce232e",
                           "2014-06-29 16:00:48.130000", "1404057648130000"));
  EXPECT_EQ(facts[9], fact("a8cc85da-e03b-4718-b07a-6486a1ef8f59", "4c9d3b84-5824-499d-83dc-e3258484af8f",
                           "2014-06-29 16:02:11.486000", "1404057731486000"));
  EXPECT_EQ(result.notes,
            (Texts{"cli.dbquery: only the first rows of the subscription table: what is not in it is not known"}));
  EXPECT_EQ(test::ledger(result), kRootDump.size());
}

TEST(DbQuery, ReadsEveryLayout) {
  const std::string row = fact("a-1", "m-1", "2014-06-29 16:00:45.5", "1404057645500000");
  const struct {
    const char* name;
    std::string text;
    Texts facts;
    Texts notes;
  } cases[] = {
      {"Platform",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n\n"
       "subscriptionid  timestamputc           subscriberexternalserviceobjectid\n"
       "--------------  ---------------------  ---------------------------------\n"
       "a-1             2014-06-29 16:00:45.5  m-1                              \nadmin:\n",
       {row},
       {}},
      {"BlankLinesBetween",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\r\n\r\n"
       "subscriptionid  timestamputc           subscriberexternalserviceobjectid\r\n\r\n"
       "--------------  ---------------------  ---------------------------------\r\n\r\n"
       "a-1             2014-06-29 16:00:45.5  m-1\r\n\r\n",
       {row},
       {}},
      {"BlankLinesBetweenRows",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\r\n\r\n"
       "subscriptionid  timestamputc           subscriberexternalserviceobjectid\r\n"
       "--------------  ---------------------  ---------------------------------\r\n\r\n"
       "a-1             2014-06-29 16:00:45.5  m-1\r\n\r\n"
       "a-1             2014-06-29 16:00:45.5  m-1\r\n\r\n",
       {row, row},
       {}},
      {"OtherColumnsAndOrder",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n"
       "x   subscriberexternalserviceobjectid  timestamputc           subscriptionid  y\n"
       "--  ---------------------------------  ---------------------  --------------  --\n"
       "q   m-1                                2014-06-29 16:00:45.5  a-1             \n"
       "q   m-1                                2014-06-29 16:00:45.5  a-1             r\n",
       {row, row},
       {}},
      {"EchoInTheHeader",
       "admin:run cuc dbquery unitydyndb select * from\n"
       "tbl_exsubscription subscriptionid  timestamputc           subscriberexternalserviceobjectid\n"
       "--------------  ---------------------  ---------------------------------\n"
       "a-1             2014-06-29 16:00:45.5  m-1\nadmin:\n",
       {row},
       {}},
      {"HeaderOnThePrompt",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription subscriptionid  timestamputc           "
       "subscriberexternalserviceobjectid\n"
       "--------------  ---------------------  ---------------------------------\n"
       "a-1             2014-06-29 16:00:45.5  m-1\nadmin:\n",
       {row},
       {}},
      {"HeaderOnThePromptAndOneLineOfDashes",
       "unitydyndb> select * from tbl_exsubscription; subscriptionid timestamputc subscriberexternalserviceobjectid\n"
       "-----\na-1 2014-06-29 16:00:45.5 m-1\nunitydyndb> \n",
       {row},
       {}},
      {"EchoAndOneLineOfDashes",
       "unitydyndb> select * from tbl_exsubscription; \n"
       "select * from tbl_exsubscription; subscriptionid timestamputc subscriberexternalserviceobjectid\n"
       "-----\n"
       "a-1 2014-06-29 16:00:45.5 m-1\nunitydyndb> \n",
       {row},
       {}},
      {"Pasted",
       "subscriptionid  timestamputc           subscriberexternalserviceobjectid\n"
       "--------------  ---------------------  ---------------------------------\n"
       "a-1             2014-06-29 16:00:45.5  m-1",
       {fact("a-1", "", "2014-06-29 16:00:45.5", "1404057645500000")},  // the end of the row may be cut
       {}},
      {"NullAndUnreadable",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n"
       "subscriptionid  timestamputc           subscriberexternalserviceobjectid\n"
       "--------------  ---------------------  ---------------------------------\n"
       "a-0             null                   m-0\n"
       "a-2             2014-06-31 16:00:45.5  m-1\n"
       "a-2             2014-06-29\xe5"
       "16:00:45.5  m-1\n"
       "a-1             2014-06-29 16:00:45.5  m-1\nadmin:\n",
       {row},
       {"cli.dbquery: 2 rows of the subscription table that could not be read",
        "cli.dbquery: 1 row of the subscription table without a notification"}},
      {"Empty",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription where subscriptionid='x'\n\n"
       "No records found\n\nadmin:\n",
       {},
       {"cli.dbquery: the subscription table has no such row"}},
      {"WholeTableEmpty",
       "unitydyndb> SELECT first 10 * FROM tbl_ExSubscription;\n\nNo records found\n\nunitydyndb> \n",
       {"subscription.none ||||0"},
       {"cli.dbquery: the subscription table has no row"}},
      {"OtherTable",
       "admin:run cuc dbquery unitydirdb select name, value from vw_configuration\n\n"
       "name                  value\n"
       "--------------------  ------------------------------------\n"
       "DefaultAdministrator  03ae9d8a-ef39-4c32-91fc-efb414a2f75e\nadmin:\n",
       {},
       {"cli.dbquery: a table without subscriptions, not read"}},
      {"NoTable",
       "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\nCommand failed\nadmin:\n",
       {},
       {"cli.dbquery: layout not known, not read"}},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_session(c.text);
    EXPECT_EQ(test::facts_of(result), c.facts) << c.name;
    EXPECT_EQ(result.notes, c.notes) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

TEST(DbQuery, TakesTheTimeOfAnotherCommand) {
  const std::string row = fact("a-1", "m-1", "2014-06-29 16:00:45.5", "1404057645500000");
  const std::string dump =
      "unitydyndb> select * from tbl_exsubscription;\n"
      "subscriptionid timestamputc subscriberexternalserviceobjectid\n-----\n"
      "a-1 2014-06-29 16:00:45.5 m-1\n\nunitydyndb> \n";
  const struct {
    const char* name;
    std::string text;
    const char* at;
  } cases[] = {
      {"ShellDate", dump + "[root@cuc1 ~]# date\nSun Jun 29 16:05:01 UTC 2014\n", " @2014-06-29T16:05:01"},
      {"ShellDateBefore", "[root@cuc1 ~]# date\nSun Jun 29 16:00:59 GMT 2014\n" + dump, " @2014-06-29T16:00:59"},
      {"ShortZoneNamesAreNotUnique", dump + "[root@cuc1 ~]# date\nSun Jun 29 09:05:01 PDT 2014\n", ""},
      {"DateElsewhere", dump + "[root@cuc1 ~]# cat x\nSun Jun 29 16:05:01 UTC 2014\n", ""},
      {"Status",
       "admin:show status\n\nHost Name : cuc1\nDate : Sun Jun 29, 2014 09:05:01\n"
       "Time Zone : Pacific Daylight Time (America/Los_Angeles)\n" +
           dump,
       " @2014-06-29T16:05:01"},
      {"StatusWithoutZone", "admin:show status\nDate : Sun Jun 29, 2014 09:05:01\n" + dump, ""},
      {"ZoneOfAnotherOutput",
       "admin:show status\nDate : Sun Jun 29, 2014 09:05:01\nadmin:show timezone config\n"
       "Current timezone is: Pacific Daylight Time (America/Los_Angeles)\n" +
           dump,
       ""},
  };
  for (const auto& c : cases) EXPECT_EQ(test::facts_of(test::read_session(c.text)), (Texts{row + c.at})) << c.name;
}

TEST(DbQuery, EachDumpHasTheTimeThatStandsBeforeIt) {
  const auto dump = [](const std::string& stamp) {
    return "unitydyndb> select * from tbl_exsubscription;\n"
           "subscriptionid timestamputc subscriberexternalserviceobjectid\n-----\n"
           "a-1 2014-06-29 " +
           stamp + " m-1\n\nunitydyndb> \n";
  };
  const auto date = [](const std::string& clock) { return "[root@cuc1 ~]# date\nSun Jun 29 " + clock + " UTC 2014\n"; };
  const auto times = [](const std::string& text) {
    Texts all;
    for (const std::string& fact : test::facts_of(test::read_session(text)))
      all.push_back(fact.find('@') == std::string::npos ? "none" : fact.substr(fact.find('@') + 12));
    return all;
  };
  EXPECT_EQ(times(date("12:00:00") + dump("11:55:00") + date("12:30:00") + dump("12:25:00")),
            (Texts{"12:00:00", "12:30:00"}));
  EXPECT_EQ(times(date("12:00:00") + dump("12:25:00") + date("12:30:00")), (Texts{"12:30:00"}))
      << "its stamp is later than the clock before it";
}

TEST(DbQuery, EveryFrontOfTheDumpIsCounted) {
  for (std::size_t length = 0; length < kRootDump.size(); ++length) {
    const std::string_view text = kRootDump.substr(0, length);
    const SourceResult result = test::read_session(text);
    EXPECT_EQ(test::ledger(result), length);
    for (const auto& fact : result.facts) {
      const std::string subject(result.names.text(fact.text.subject));
      EXPECT_NE(kRootDump.find("\n" + subject + " "), std::string_view::npos) << "a cut id: " << subject;
    }
  }
}

}  // namespace
}  // namespace logscan::detail
