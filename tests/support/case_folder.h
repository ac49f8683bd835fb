// What tests of whole cases share: request logs made line by line, and a folder that holds them for the test's life.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logscan/render.h"
#include "logscan/session.h"
#include "support/file_times.h"
#include "support/temporary_folder.h"

namespace logscan::test {

// 29 June 2014, 00:00 UTC: every time in these tests is told in seconds from here.
inline const Timestamp kDay = std::chrono::sys_days(std::chrono::year(2014) / 6 / 29);
inline constexpr int kHour = 3600;
inline constexpr int kWholeDay = 24 * kHour;

inline Timestamp at(int seconds) { return kDay + std::chrono::seconds(seconds); }
inline Window between(int from, int to) { return {at(from), at(to)}; }

// The name of the file that Jetty writes on the day `days` after kDay.
inline std::string log_name(int days = 0) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(kDay) + std::chrono::days(days)};
  char name[48];
  std::snprintf(name, sizeof name, "%04d_%02u_%02u.request.log", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return name;
}

// The lines of one request log, in the order in which they are added.
class RequestLog {
 public:
  enum class Zone { kStated, kNone };
  explicit RequestLog(Zone zone = Zone::kStated, int offset_minutes = 0)
      : zone_(zone), offset_minutes_(offset_minutes) {}

  RequestLog& beat(int seconds, const std::string& id, int status = 200, const std::string& client = "10.0.0.7",
                   int pid = 4711) {
    return line(seconds, client,
                "POST /NotificationService/services/NotificationService?id=" + id + "&pid=" + std::to_string(pid),
                status);
  }
  RequestLog& other(int seconds) { return line(seconds, "10.0.0.9", "GET /status", 200); }
  // A beat every `step` seconds, the first and the last time included.
  RequestLog& steady(const std::string& id, int from, int to, int step = 300) {
    for (int time = from; time <= to; time += step) beat(time, id);
    return *this;
  }
  RequestLog& raw(std::string_view text) {
    lines_.emplace_back(lines_.empty() ? 0 : lines_.back().first, text);
    return *this;
  }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const auto& [seconds, line] : lines_) text += line;
    return text;
  }
  // As a server writes it: in the order of time.
  [[nodiscard]] std::string sorted() const {
    RequestLog copy = *this;
    std::stable_sort(copy.lines_.begin(), copy.lines_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return copy.text();
  }

 private:
  RequestLog& line(int seconds, const std::string& client, const std::string& request, int status) {
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Timestamp local = at(seconds) + std::chrono::minutes(offset_minutes_);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const auto clock = std::chrono::duration_cast<std::chrono::seconds>(local - day).count();
    char time[64];
    const int size =
        std::snprintf(time, sizeof time, "%02u/%s/%04d:%02d:%02d:%02d", static_cast<unsigned>(date.day()),
                      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                      static_cast<int>(clock / 3600), static_cast<int>(clock / 60 % 60), static_cast<int>(clock % 60));
    if (zone_ == Zone::kStated) {
      std::snprintf(time + size, sizeof time - static_cast<std::size_t>(size), " %c%02d%02d",
                    offset_minutes_ < 0 ? '-' : '+', std::abs(offset_minutes_) / 60, std::abs(offset_minutes_) % 60);
    }
    lines_.emplace_back(
        seconds, client + " - - [" + time + "] \"" + request + " HTTP/1.1\" " + std::to_string(status) + " 343\n");
    return *this;
  }

  Zone zone_;
  int offset_minutes_;
  std::vector<std::pair<int, std::string>> lines_;
};

// A folder of logs; their times are settled, so that no test depends on when it runs.
class CaseFolder {
 public:
  void write(const std::string& name, std::string_view text) const { settle_file_time(root_.write(name, text)); }
  [[nodiscard]] std::string path(const std::string& name = {}) const {
    return name.empty() ? root_.path() : root_.file(name);
  }
  // `text` without the path of this folder, so that two folders with equal content give equal texts.
  [[nodiscard]] std::string without_root(std::string text) const {
    const std::string root = root_.path() + "/";
    for (std::size_t at = text.find(root); at != std::string::npos; at = text.find(root, at))
      text.erase(at, root.size());
    return text;
  }

 private:
  TemporaryFolder root_;
};

inline Options options_for(const std::string& path, unsigned jobs = 1) {
  Options options;
  options.paths = {path};
  options.jobs = jobs;
  return options;
}

// The case, which must come: a test that gets none ends here.
inline Case scan_case(const Options& options) {
  Result<Case> found = scan(options);
  if (!found) {
    ADD_FAILURE() << found.error().message;
    return {};
  }
  return *std::move(found);
}

// One finding as a line: what the rules of a case are compared by. Times are RFC 3339 in UTC.
inline std::string time_text(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const auto clock = std::chrono::duration_cast<std::chrono::seconds>(time - day).count();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock / 3600),
                static_cast<int>(clock / 60 % 60), static_cast<int>(clock % 60));
  return text;
}

// `rule subject from..to verdict`, with `open` where it is.
inline std::string brief(const FindingReport& finding) {
  std::string text = finding.rule + " " + finding.subject;
  if (finding.window) text += " " + time_text(finding.window->from) + ".." + time_text(finding.window->to);
  text += " " + std::string(name_of(finding.verdict));
  if (finding.open) text += " open";
  return text;
}

inline std::vector<std::string> briefs(const Report& report) {
  std::vector<std::string> lines;
  for (const FindingReport& finding : report.findings) lines.push_back(brief(finding));
  return lines;
}

inline std::string json_of(const Report& report) {
  struct Text final : Writer {
    std::string text;
    bool write(std::string_view bytes) override {
      text += bytes;
      return true;
    }
  } writer;
  EXPECT_TRUE(render_report_json(report, {}, writer).ok());
  return writer.text;
}

}  // namespace logscan::test
