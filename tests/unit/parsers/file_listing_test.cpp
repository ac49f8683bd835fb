#include "parsers/cli/file_listing.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::Texts;

// `NAME TIME`, and whether the year is known.
Texts files_of(const SourceResult& result) {
  Texts all;
  for (const auto& fact : result.facts) {
    if (fact.kind != FactKind::kFileListed) continue;
    all.push_back(std::string(result.names.text(fact.text.subject)) + " " +
                  test::time_text(LocalTime(Duration(fact.text.number))) +
                  (fact.text.text == kNoName ? "" : " " + std::string(result.names.text(fact.text.text))));
  }
  return all;
}

TEST(FileListing, ReadsTheListingsOfBothCommandLines) {
  const struct {
    const char* name;
    std::string text;
    Texts files;
  } cases[] = {
      {"Platform",
       "admin:file list activelog /cuc/diag_CuMbxSync* detail\n"
       "05 Mar,2026 10:30:00             37,223  diag_CuMbxSync_00000001.uc\n"
       "05 Mar,2026 11:30:09             7  diag_CuMbxSync_00000002.uc\n"
       "dir count = 0, file count = 2\nadmin:\n",
       {"diag_CuMbxSync_00000001.uc 2026-03-05T10:30:00", "diag_CuMbxSync_00000002.uc 2026-03-05T11:30:09"}},
      {"Shell",
       "[root@cuc1 log]# ls -ltr | grep MbxSync\n"
       "-rw-rw-r-- 1 cumbxsync cuservice 37223 Mar  5 10:30 diag_CuMbxSync_00000001.uc\n"
       "-rw-rw-r--. 1 cumbxsync cuservice 37223 Feb 29 11:30 /var/x/diag_CuMbxSync_00000002.UC\n"
       "[root@cuc1 log]#\n",
       {"diag_CuMbxSync_00000001.uc 2000-03-05T10:30:00 no year",
        "diag_CuMbxSync_00000002.UC 2000-02-29T11:30:00 no year"}},
      {"Pasted", "-rw-rw-r-- 1 a b 37223 Mar 5 10:30 x.uc\n", {"x.uc 2000-03-05T10:30:00 no year"}},
      {"OtherLines",
       "admin:file list activelog /cuc/* detail\n"
       "05 Mar,2026 10:30:00  37,223  other.log\n"
       "31 Feb,2026 10:30:00  37,223  x.uc\n"
       "05 Mar,2026 24:30:00  37,223  x.uc\n"
       "05 Mar,2026 10:30:00  37,223\n"
       "drwxr-xr-x 1 a b 37223 Mar 5 10:30 x.uc\n"
       "-rw-rw-r-- 1 a b 37223 Mar 5 2014 x.uc\n"
       "-rw-rw-r-- 1 a b\nadmin:\n",
       {}},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_session(c.text);
    EXPECT_EQ(files_of(result), c.files) << c.name;
    EXPECT_TRUE(result.notes.empty()) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

}  // namespace
}  // namespace logscan::detail
