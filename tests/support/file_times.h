// Logs without dates are dated by the times of their files, where those fit. No result of a test may hang on the hour
// at which it runs or at which the files were checked out.
#pragma once

#include <chrono>
#include <filesystem>

namespace logscan::test {

inline void settle_file_time(const std::filesystem::path& file) {
  namespace fs = std::filesystem;
  const std::chrono::sys_time<std::chrono::nanoseconds> day =
      std::chrono::sys_days(std::chrono::year(2026) / std::chrono::December / 31);
  const auto time = std::chrono::file_clock::from_sys(day + std::chrono::hours(4) + std::chrono::minutes(44));
  std::error_code ignored;  // where the folder may not be written to
  fs::last_write_time(file, time, ignored);
}

inline void settle_file_times(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, none)) {
    if (entry.is_regular_file()) settle_file_time(entry.path());
  }
}

}  // namespace logscan::test
