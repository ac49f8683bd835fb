#include "time/format.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::detail {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Timestamp utc(int year, unsigned month, unsigned day, Duration clock = {}) {
  return Timestamp(std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) +
         clock;
}

Zone zone(std::string_view name) {
  Result<Zone> found = Zone::find(name);
  EXPECT_TRUE(found.ok()) << name;
  return std::move(found).value();
}

TEST(Rfc3339, WritesMicroseconds) {
  const struct {
    const char* name;
    Timestamp time;
    const char* text;
  } cases[] = {
      {"Epoch", Timestamp{}, "1970-01-01T00:00:00.000000Z"},
      {"OneMicrosecondBeforeTheEpoch", Timestamp{microseconds(-1)}, "1969-12-31T23:59:59.999999Z"},
      {"OneMicrosecondAfter", Timestamp{microseconds(1)}, "1970-01-01T00:00:00.000001Z"},
      {"Usual", utc(2014, 6, 29, hours(8) + minutes(50) + microseconds(123456)), "2014-06-29T08:50:00.123456Z"},
      {"LeapDay", utc(2016, 2, 29, hours(23) + minutes(59) + seconds(59)), "2016-02-29T23:59:59.000000Z"},
      {"DayAfterTheLeapDay", utc(2016, 2, 29, hours(24)), "2016-03-01T00:00:00.000000Z"},
      {"NoLeapDayIn1900", utc(1900, 2, 28, hours(24)), "1900-03-01T00:00:00.000000Z"},
      {"LeapDayIn2000", utc(2000, 2, 28, hours(24)), "2000-02-29T00:00:00.000000Z"},
      {"YearOne", utc(1, 1, 1), "0001-01-01T00:00:00.000000Z"},
      {"LastOfYear9999", utc(9999, 12, 31, hours(24) - microseconds(1)), "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& c : cases) EXPECT_EQ(to_rfc3339(c.time), c.text) << c.name;
}

TEST(Display, IsInTheZoneAndShowsMillisecondsWhereThereAreSome) {
  const Timestamp time = utc(2014, 6, 29, hours(20) + minutes(50));
  EXPECT_EQ(to_display(time, Zone::utc()), "2014-06-29 20:50:00");
  EXPECT_EQ(to_display(time, zone("Asia/Kolkata")), "2014-06-30 02:20:00");
  EXPECT_EQ(to_display(time, zone("-0330")), "2014-06-29 17:20:00");
  EXPECT_EQ(to_display(time + milliseconds(7), Zone::utc()), "2014-06-29 20:50:00.007");
  EXPECT_EQ(to_display(time + microseconds(999), Zone::utc()), "2014-06-29 20:50:00") << "below a millisecond";
  EXPECT_EQ(to_display(time + microseconds(1000), Zone::utc()), "2014-06-29 20:50:00.001");
  EXPECT_EQ(to_clock(time, zone("+05:30")), "02:20:00");
  EXPECT_EQ(to_clock(Timestamp{milliseconds(-1)}, Zone::utc()), "23:59:59.999");
}

TEST(Words, SayADurationTheWayPeopleDo) {
  const struct {
    const char* name;
    Duration duration;
    const char* text;
  } cases[] = {
      {"Nothing", Duration(0), "0 ms"},
      {"BelowAMillisecond", microseconds(999), "0 ms"},
      {"Milliseconds", milliseconds(850), "850 ms"},
      {"JustBelowASecond", microseconds(999'999), "999 ms"},
      {"OneSecond", seconds(1), "1 s"},
      {"RoundedDown", microseconds(1'499'999), "1 s"},
      {"RoundedUp", microseconds(1'500'000), "2 s"},
      {"LastSecondOfAMinute", seconds(59), "59 s"},
      {"RoundedUpToAMinute", microseconds(59'500'000), "1 min"},
      {"OneMinute", seconds(60), "1 min"},
      {"MinuteAndSecond", seconds(61), "1 min 01 s"},
      {"FourTwelve", seconds(252), "4 min 12 s"},
      {"ThirtyOneMinutes", minutes(31), "31 min"},
      {"LastSecondOfAnHour", seconds(3599), "59 min 59 s"},
      {"OneHour", hours(1), "1 h 00 min"},
      {"TwoHoursFive", minutes(125), "2 h 05 min"},
      {"LastSecondOfADay", seconds(86399), "23 h 59 min"},
      {"OneDay", days(1), "1 d 0 h"},
      {"ThreeDaysFour", days(3) + hours(4), "3 d 4 h"},
      {"Negative", -seconds(252), "-4 min 12 s"},
      {"NegativeMilliseconds", -milliseconds(20), "-20 ms"},
  };
  for (const auto& c : cases) EXPECT_EQ(to_words(c.duration), c.text) << c.name;
}

TEST(Words, SaySecondsToTheTenthAndWithoutASign) {
  EXPECT_EQ(in_seconds(milliseconds(62'049)), "62 s");
  EXPECT_EQ(in_seconds(milliseconds(62'050)), "62.1 s");
  EXPECT_EQ(in_seconds(milliseconds(-400)), "0.4 s");
  EXPECT_EQ(in_seconds(hours(1)), "3600 s");
}

TEST(ParseTime, ReadsEveryForm) {
  const Timestamp half_past = utc(2014, 6, 29, hours(11) + minutes(30));
  const struct {
    const char* name;
    const char* text;
    const char* zone;
    Timestamp time;
  } cases[] = {
      {"Utc", "2014-06-29T11:30:00Z", "Asia/Kolkata", half_past},
      {"SmallLetters", "2014-06-29t11:30:00z", "UTC", half_past},
      {"BlankForT", "2014-06-29 11:30:00Z", "UTC", half_past},
      {"BlanksAround", "  2014-06-29T11:30:00Z \n", "UTC", half_past},
      {"WithoutSeconds", "2014-06-29T11:30Z", "UTC", half_past},
      {"OffsetWithColon", "2014-06-29T17:00:00+05:30", "UTC", half_past},
      {"OffsetWithoutColon", "2014-06-29T17:00:00+0530", "UTC", half_past},
      {"OffsetOfHours", "2014-06-29T09:30:00-02", "UTC", half_past},
      {"OffsetOverMidnight", "2014-06-30T01:30:00+14:00", "UTC", half_past},
      {"NegativeZero", "2014-06-29T11:30:00-00:00", "UTC", half_past},
      {"InTheZoneGiven", "2014-06-29T17:00:00", "Asia/Kolkata", half_past},
      {"InTheZoneGivenWithoutSeconds", "2014-06-29 17:00", "Asia/Kolkata", half_past},
      {"Fraction", "2014-06-29T11:30:00.5Z", "UTC", half_past + milliseconds(500)},
      {"FractionWithComma", "2014-06-29T11:30:00,250Z", "UTC", half_past + milliseconds(250)},
      {"Microseconds", "2014-06-29T11:30:00.123456", "UTC", half_past + microseconds(123456)},
      {"FinerThanWeKeep", "2014-06-29T11:30:00.123456999Z", "UTC", half_past + microseconds(123456)},
      {"DateAlone", "2014-06-29", "UTC", utc(2014, 6, 29)},
      {"DateAloneInTheZone", "2014-06-29", "-05:00", utc(2014, 6, 29, hours(5))},
      {"LeapDay", "2016-02-29", "UTC", utc(2016, 2, 29)},
      {"LeapSecond", "2016-12-31T23:59:60Z", "UTC", utc(2017, 1, 1)},
      {"EndOfTheDay", "2014-06-28T24:00:00Z", "UTC", utc(2014, 6, 29)},
      {"LastSecondOfTheDay", "2014-06-28T23:59:59Z", "UTC", utc(2014, 6, 29) - seconds(1)},
      {"BeforeTheEpoch", "1969-12-31T23:59:59.999999Z", "UTC", Timestamp{microseconds(-1)}},
      {"YearOne", "0001-01-01T00:00:00Z", "UTC", utc(1, 1, 1)},
      {"Year9999", "9999-12-31T23:59:59Z", "UTC", utc(9999, 12, 31, hours(24) - seconds(1))},
  };
  for (const auto& c : cases) {
    const Result<Timestamp> time = parse_time(c.text, zone(c.zone));
    ASSERT_TRUE(time.ok()) << c.name;
    EXPECT_EQ(to_rfc3339(*time), to_rfc3339(c.time)) << c.name;
  }
}

TEST(ParseTime, RefusesWhatIsNoneAndSaysWhatWouldBe) {
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"Empty", ""},
      {"Words", "yesterday"},
      {"YearAlone", "2014"},
      {"NoDay", "2014-06"},
      {"ShortMonth", "2014-6-29"},
      {"Slashes", "2014/06/29"},
      {"MonthThirteen", "2014-13-01"},
      {"MonthZero", "2014-00-01"},
      {"DayZero", "2014-06-00"},
      {"FebruaryThirty", "2014-02-30"},
      {"NoLeapYear", "2015-02-29"},
      {"HourTwentyFive", "2014-06-29T25:00:00Z"},
      {"PastTheEndOfTheDay", "2014-06-29T24:00:01Z"},
      {"HalfPastTwentyFour", "2014-06-29T24:30Z"},
      {"MinuteSixty", "2014-06-29T11:60:00Z"},
      {"SecondSixtyOne", "2014-06-29T11:30:61Z"},
      {"HourAlone", "2014-06-29T11"},
      {"OpenT", "2014-06-29T"},
      {"OpenColon", "2014-06-29T11:30:"},
      {"OpenFraction", "2014-06-29T11:30:00."},
      {"OpenFractionWithZone", "2014-06-29T11:30:00.Z"},
      {"ZoneName", "2014-06-29T11:30:00 America/New_York"},
      {"ZoneNameGlued", "2014-06-29T11:30:00UTC"},
      {"BareSign", "2014-06-29T11:30:00+"},
      {"OffsetTooFar", "2014-06-29T11:30:00+15:00"},
      {"OffsetMinutes", "2014-06-29T11:30:00+05:60"},
      {"OffsetColonMisplaced", "2014-06-29T11:30:00+053:0"},
      {"MoreBehind", "2014-06-29T11:30:00Z x"},
      {"DateAndZone", "2014-06-29Z"},
      {"Negative", "-2014-06-29"},
  };
  for (const auto& c : cases) {
    const Result<Timestamp> time = parse_time(c.text, Zone::utc());
    ASSERT_FALSE(time.ok()) << c.name << ": " << to_rfc3339(*time);
    EXPECT_EQ(time.error().code, ErrorCode::kUsage) << c.name;
    EXPECT_EQ(time.error().message.find("'" + std::string(c.text) + "' is no time"), 0U) << time.error().message;
    EXPECT_NE(time.error().message.find("2014-06-29T11:30:00Z"), std::string::npos) << "an example to follow";
  }
}

TEST(ParseTime, ReadsBackWhatIsWritten) {
  for (const Timestamp time : {Timestamp{}, utc(1, 1, 1), utc(9999, 12, 31, microseconds(1)),
                               utc(1600, 2, 29, hours(3)), utc(2014, 6, 29, microseconds(999'999))}) {
    const Result<Timestamp> back = parse_time(to_rfc3339(time), zone("Asia/Kolkata"));
    ASSERT_TRUE(back.ok()) << to_rfc3339(time);
    EXPECT_EQ(*back, time);
  }
}

TEST(ParseDuration, ReadsEveryUnit) {
  const struct {
    const char* name;
    const char* text;
    Duration duration;
  } cases[] = {
      {"Plain", "90", seconds(90)},
      {"Seconds", "90s", seconds(90)},
      {"Minutes", "15m", minutes(15)},
      {"Hours", "2h", hours(2)},
      {"Days", "1d", days(1)},
      {"Zero", "0", seconds(0)},
      {"ZeroOfAUnit", "0d", seconds(0)},
      {"LeadingZero", "05m", minutes(5)},
      {"ManyDays", "36600d", days(36600)},
  };
  for (const auto& c : cases) {
    const Result<Duration> duration = parse_duration(c.text);
    ASSERT_TRUE(duration.ok()) << c.name;
    EXPECT_EQ(*duration, c.duration) << c.name;
  }
}

TEST(ParseDuration, RefusesWhatIsNoneAndSaysWhatWouldBe) {
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"Empty", ""},
      {"UnitAlone", "m"},
      {"UnknownUnit", "5y"},
      {"CapitalUnit", "5M"},
      {"Negative", "-5s"},
      {"Plus", "+5s"},
      {"Fraction", "1.5h"},
      {"TwoUnits", "1h30m"},
      {"Blank", "5 m"},
      {"UnitFirst", "m5"},
      {"TooLarge", "99999999999"},
      {"OneDayTooMany", "36601d"},
      {"TooManyDays", "4294967295d"},
      {"TooManyHours", "4294967295h"},
  };
  for (const auto& c : cases) {
    const Result<Duration> duration = parse_duration(c.text);
    ASSERT_FALSE(duration.ok()) << c.name << ": " << duration->count();
    EXPECT_EQ(duration.error().code, ErrorCode::kUsage) << c.name;
    EXPECT_EQ(duration.error().message, "'" + std::string(c.text) + "' is no duration: give 90s, 15m, 2h or 1d");
  }
}

TEST(Month, IsKnownInSixLanguages) {
  const struct {
    const char* language;
    const char* months[12];
  } languages[] = {
      {"English", {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}},
      {"German", {"Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"}},
      {"GermanOfTheUnicodeTables",
       {"Jan.", "Feb.", "M\xc3\xa4rz", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}},
      {"French",
       {"janv.", "f\xc3\xa9vr.", "mars", "avr.", "mai", "juin", "juil.", "ao\xc3\xbbt", "sept.", "oct.", "nov.",
        "d\xc3\xa9"
        "c."}},
      {"Spanish", {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"}},
      {"Italian", {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}},
      {"Portuguese", {"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"}},
  };
  for (const auto& language : languages) {
    for (unsigned month = 0; month < 12; ++month) {
      EXPECT_EQ(month_of(language.months[month]), month + 1) << language.language << " " << language.months[month];
    }
  }
  EXPECT_EQ(month_of("JAN"), 1U);
  EXPECT_EQ(month_of("dEz"), 12U);
}

TEST(Month, IsNoneOtherwise) {
  for (const char* text :
       {"", ".", "..", "J", "Ja", "Ja.", "Janx", "Foo", "01", "Jan ", " Jan", "jan janv", "mar m\xc3\xa4r", "June"}) {
    EXPECT_EQ(month_of(text), 0U) << text;
  }
}

}  // namespace
}  // namespace logscan::detail
