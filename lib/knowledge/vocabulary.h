// Vocabulary: wordings that a record may have, as data. What the documents do not settle can so be learnt without a
// compiler: a file of --data adds an entry or replaces one by its name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/pattern.h"

namespace logscan::detail {

// A text as it is found in logs, and what the groups must take from it; tested when the entry is loaded.
struct WordingSample {
  std::string text;
  std::map<std::string, std::string> groups;
};

struct Wording {
  std::string name;     // srm.peer-down
  std::string format;   // of the parser that looks for it: srm.log
  std::string meaning;  // the name of a signal or event kind
  std::string literal;  // lower case; stands in every text that matches, and is looked for first
  std::string expression;
  std::vector<std::string> groups;  // the name of each group of the expression, by its number; [0] is the whole
  std::map<std::string, std::string> fixed;  // what the entry says whatever the text: reason, manual
  bool confirmed = false;
  std::vector<WordingSample> samples;
  std::vector<std::string> sources;
  std::shared_ptr<const Pattern> pattern;  // never null

  // What the group of this name took, or the fixed text of this name; empty where neither is.
  [[nodiscard]] std::string_view group(const Captures& captures, std::string_view wanted) const;
};

// The names of the groups of a Perl expression, by their numbers; empty for groups without a name.
std::vector<std::string> group_names(std::string_view expression);

class Vocabulary {
 public:
  // Replaces an entry of the same name.
  void add(Wording wording);
  // In the order in which they came.
  [[nodiscard]] const std::vector<Wording>& all() const { return wordings_; }

 private:
  std::vector<Wording> wordings_;
};

}  // namespace logscan::detail
