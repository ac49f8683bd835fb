// Where a result goes: standard output, or a file that appears whole or not at all.
#pragma once

#include <string>
#include <vector>

#include "logscan/render.h"
#include "logscan/result.h"

namespace logscan::cli {

class Output final : public Writer {
 public:
  // An empty path, or `-`, is standard output. Nothing is opened before the first byte.
  explicit Output(std::string path);
  ~Output() override;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  bool write(std::string_view bytes) override;

  // Brings the file to its name. A closed pipe is no failure: who closed it has seen enough.
  Status commit();

 private:
  bool open();
  bool fail(int error);
  void discard();

  std::string path_;       // as given, for messages
  std::string target_;     // links resolved
  std::string temporary_;  // beside the target until commit()
  std::string error_;
  int descriptor_ = -1;
  bool pipe_closed_ = false;
};

// kUsage where the path is one of the inputs, kOutput where no file can be made there: known before the long work.
Status check_output(const std::string& path, const std::vector<std::string>& inputs);

struct Terminal {
  bool present = false;
  int columns = 80;
  int rows = 24;
};
Terminal terminal_at(int descriptor);

}  // namespace logscan::cli
