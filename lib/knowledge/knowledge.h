// What the product's documents say, as data: for each rule the likely cause and the documented next steps, and the
// wordings to look for in logs, the states of a high availability pair, and the services of a node.
//
// The built-in files (knowledge/data/*.yaml) are compiled in; files of a --data folder extend or override them entry by
// entry. Every entry names the documents it comes from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/advice.h"
#include "knowledge/ha_states.h"
#include "knowledge/services.h"
#include "knowledge/vocabulary.h"
#include "logscan/result.h"

namespace logscan::detail {

class Knowledge {
 public:
  // Reads the built-in data, then every *.yaml of the folders in the order of their names. kUsage names file and line.
  static Result<Knowledge> load(const std::vector<std::string>& data_dirs);

  // The advice for a rule, or for a variant of it (`exchange.silence#end-of-log`); the rule's own where the variant has
  // none; empty where nothing is known.
  [[nodiscard]] const Advice& advice(std::string_view rule, std::string_view variant = {}) const;
  [[nodiscard]] const std::map<std::string, Advice, std::less<>>& all_advice() const { return advice_; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return vocabulary_; }
  [[nodiscard]] const HaStates& ha() const { return ha_; }
  [[nodiscard]] const Services& services() const { return services_; }

 private:
  static Result<Knowledge> load_builtin();
  Status add_file(const std::string& name, std::string_view text);

  std::map<std::string, Advice, std::less<>> advice_;
  Vocabulary vocabulary_;
  HaStates ha_;
  Services services_;
};

}  // namespace logscan::detail
