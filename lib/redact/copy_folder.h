// The folder that a redacted copy is written to: made beside its name, brought to it when all is well.
//
// Nothing is written outside of it: every part of a path is opened below the one before, without following links.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "input/disk.h"
#include "input/open_gzip.h"
#include "logscan/result.h"

namespace logscan::detail {

class CopyFolder {
 public:
  // `path` is not there yet, or an empty folder. kOutput where nothing can be made there.
  static Result<CopyFolder> make(const std::string& path);
  ~CopyFolder();
  CopyFolder(CopyFolder&& other) noexcept;
  CopyFolder(const CopyFolder&) = delete;
  CopyFolder& operator=(const CopyFolder&) = delete;
  CopyFolder& operator=(CopyFolder&&) = delete;

  [[nodiscard]] const std::string& temporary_path() const { return temporary_; }

  // A new file with such a path, whose parts are neither empty nor `.` nor `..`. Where the name is taken, as by a log
  // that is there packed and unpacked, another is to be packed, or gets a number.
  struct File {
    Descriptor descriptor;
    Descriptor folder;
    std::string name;     // in its folder
    bool packed = false;  // pack() is to be called when all is written
  };
  Result<File> create(std::string_view path);
  // Brings what was written into a gzip file with the name of the log and `.gz`.
  Result<Descriptor> pack(const File& file, GzipEnd end);

  // The folder gets its name.
  Status commit();

 private:
  CopyFolder(std::string path, std::string temporary, Descriptor root)
      : path_(std::move(path)), temporary_(std::move(temporary)), root_(std::move(root)) {}

  std::string path_;
  std::string temporary_;  // empty once it is gone
  Descriptor root_;
};

}  // namespace logscan::detail
