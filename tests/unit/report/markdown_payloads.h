// Texts that would act in a ticket, and what of a line does.
#pragma once

#include <regex>
#include <string>
#include <vector>

namespace logscan::detail {

inline const std::vector<std::string>& markdown_payloads() {
  static const std::vector<std::string> payloads = {"[click](http://evil.example)",
                                                    "![x](http://evil.example/x.png)",
                                                    "<img src=x onerror=alert(1)>",
                                                    "<script>alert(1)</script>",
                                                    "</code></pre><b>",
                                                    "`` ` ``<b>",
                                                    "a`<b>`c`<i>",
                                                    "`a``<script>",
                                                    "\\`<b>`",
                                                    "http://evil.example",
                                                    "www.evil.example",
                                                    "mailto:a@evil.example",
                                                    "user@evil.example",
                                                    "@everyone",
                                                    "#123",
                                                    "see !45",
                                                    "/close",
                                                    "~label",
                                                    "$\\sqrt{x}$",
                                                    ":bomb:",
                                                    "| a | b |",
                                                    "- [ ] task",
                                                    "# heading",
                                                    "> quote",
                                                    "-----",
                                                    "=====",
                                                    "\n\n# new\n<b>",
                                                    "&lt;b&gt;",
                                                    "[ref]: http://evil.example",
                                                    "*bold* _it_",
                                                    "{code}x{code}",
                                                    "<!-- ",
                                                    "x<y",
                                                    "[[wiki]]",
                                                    "1) one"};
  return payloads;
}

// The first thing in a line of Markdown, outside of its code spans, that is more than text; empty where nothing is.
inline std::string acting_part(const std::string& line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] != '`') {
      text += line[at++];
      continue;
    }
    // A code span ends at the next run of as many marks; without one the marks are text.
    const std::size_t after = std::min(line.find_first_not_of('`', at), line.size());
    const std::size_t length = after - at;
    std::size_t end = line.find('`', after);
    while (end != std::string::npos) {
      const std::size_t run = std::min(line.find_first_not_of('`', end), line.size()) - end;
      if (run == length) break;
      end = line.find('`', end + run);
    }
    if (end == std::string::npos) return "`";
    text += 'C';
    at = end + length;
  }
  static const std::regex acts(
      R"([<>\[\]\\*_@&!~|{}$^#\x01-\x1f]|//|www\.|[A-Za-z]\.[A-Za-z]|:[A-Za-z]|(^|\s)/|^[-+=>]|^[0-9]+[.)])");
  std::smatch match;
  return std::regex_search(text, match, acts) ? match.str() : std::string();
}

}  // namespace logscan::detail
