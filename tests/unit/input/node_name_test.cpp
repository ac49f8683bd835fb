#include "input/node_name.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

struct PathCase {
  const char* name;
  const char* path;
  const char* node;
};

TEST(OriginOfPath, TellsTheNode) {
  const PathCase cases[] = {
      {"Nothing", "2014_06_29.request.log", ""},
      {"Empty", "", ""},
      {"PlainFolder", "case/2014_06_29.request.log", ""},
      {"RtmtFolder", "cuc1/2014-06-29_10-00-00/jetty/2014_06_29.request.log", "cuc1"},
      {"RtmtFolderInAnArchive", "export.zip/cuc1/2014-06-29_10-00-00/x.log", "cuc1"},
      {"RtmtFolderBelowOthers", "a/b.c/cuc1/2014-06-29_10-00-00/x.log", "cuc1"},
      {"LowestOfTwoDownloads", "a/2014-06-28_10-00-00/b/2014-06-29_10-00-00/x.log", "b"},
      {"UpperCase", "CUC1/2014-06-29_10-00-00/x.log", "cuc1"},
      {"DownloadTimeAlone", "2014-06-29_10-00-00/x.log", ""},
      {"NoHostAboveDownload", "my case/2014-06-29_10-00-00/x.log", ""},
      {"Address", "10.1.2.3/x.log", "10.1.2.3"},
      {"NotAnAddress", "10.1.2/x.log", ""},
      {"DomainName", "cuc1.example.com/x.log", "cuc1.example.com"},
      {"TwoLabels", "cuc1.example/x.log", ""},
      {"ArchiveIsNoDomain", "cuc1.example.com.zip/x.log", ""},
      {"VersionIsNoDomain", "case.v1.2/x.log", ""},
      {"DomainWinsOverProductFolder", "cuc1.example.com/folder/jetty/x.log", "cuc1.example.com"},
      {"AboveJetty", "cuc1/jetty/x.log", "cuc1"},
      {"AboveAllOfThePath", "cuc1/usr/local/jetty/logs/x.log", "cuc1"},
      {"ProductFolderOfAnyCase", "cuc1/Jetty/x.log", "cuc1"},
      {"AboveATrace", "imp1/epas/trace/srm/log4j/srm00000001.log", "imp1"},
      {"AboveTheInstallLog", "imp1/install/system-history.log", "imp1"},
      {"AboveWhatWasPasted", "imp1/cli/session.txt", "imp1"},
      {"DateBelowTheNode", "cuc1/2014-06-29/jetty/x.log", "cuc1"},
      {"DateAlone", "cuc1/2014-06-29/x.log", ""},
      {"ProductFolderAlone", "jetty/x.log", ""},
      {"ArchiveAboveJetty", "export.zip/jetty/x.log", ""},
      {"FileNameIsNoFolder", "cuc1/jetty", ""},
      {"CollectionBelowTheNode", "imp1/tac27feb17_1334/epas/trace/srm/log4j/srm.log", "imp1"},
      {"CollectionAboveTheNode", "tac27feb17_take3/imp1/2014-06-29_10-00-00/x.log", "imp1"},
      {"CollectionBetween", "imp1/TAC_27feb17_take3/2014-06-29_10-00-00/x.log", "imp1"},
      {"CollectionAlone", "case/tac27feb17_1334/x.log", ""},
      {"CollectionAboveAProductFolder", "tac27feb17_1334/jetty/x.log", ""},
      {"AHostLikeACollection", "tac1/jetty/x.log", "tac1"},
      {"Absolute", "/cases/cuc1/jetty/x.log", "cuc1"},
  };
  for (const PathCase& c : cases) EXPECT_EQ(origin_of_path(c.path).node, c.node) << c.name;
}

TEST(OriginOfPath, TellsAnAddressFromAName) {
  EXPECT_TRUE(origin_of_path("10.1.2.3/x.log").by_address);
  EXPECT_TRUE(origin_of_path("10.1.2.3/2014-06-29_10-00-00/x.log").by_address);
  EXPECT_FALSE(origin_of_path("cuc1/2014-06-29_10-00-00/x.log").by_address);
  EXPECT_FALSE(origin_of_path("x.log").by_address);
}

TEST(OriginOfPath, ReadsTheDownloadTime) {
  using namespace std::chrono_literals;
  const LocalTime day = std::chrono::local_days(std::chrono::year(2021) / 7 / 16);
  struct TimeCase {
    const char* name;
    const char* path;
    std::optional<LocalTime> time;
  };
  const TimeCase cases[] = {
      {"Rtmt", "cuc1/2021-07-16_05-36-48/x.log", day + 5h + 36min + 48s},
      {"Midnight", "cuc1/2021-07-16_00-00-00/x.log", day},
      {"LastSecond", "cuc1/2021-07-16_23-59-59/x.log", day + 23h + 59min + 59s},
      {"HourTooLarge", "cuc1/2021-07-16_24-00-00/x.log", std::nullopt},
      {"MinuteTooLarge", "cuc1/2021-07-16_05-60-00/x.log", std::nullopt},
      {"NoSuchDay", "cuc1/2021-02-29_05-36-48/x.log", std::nullopt},
      {"LeapDay", "cuc1/2020-02-29_00-00-00/x.log",
       LocalTime(std::chrono::local_days(std::chrono::year(2020) / 2 / 29))},
      {"MonthTooLarge", "cuc1/2021-13-01_05-36-48/x.log", std::nullopt},
      {"NotANumber", "cuc1/2021-07-16_0x-36-48/x.log", std::nullopt},
      {"DateAlone", "cuc1/2021-07-16/x.log", std::nullopt},
      {"TooShort", "cuc1/2021-07-16_05-36-4/x.log", std::nullopt},
      {"TooLong", "cuc1/2021-07-16_05-36-480/x.log", std::nullopt},
      {"OfTheFileNameIsNone", "cuc1/2021-07-16_05-36-48", std::nullopt},
  };
  for (const TimeCase& c : cases) EXPECT_EQ(origin_of_path(c.path).collected_local, c.time) << c.name;
}

}  // namespace
}  // namespace logscan::detail
