#include "page_outline.h"

#include <map>
#include <set>
#include <string_view>

namespace logscan::testing {
namespace {

std::string name_of_tag(std::string_view tag) {
  const std::size_t begin = tag.starts_with('/') ? 1 : 0;
  return std::string(tag.substr(begin, tag.find_first_of(" \n/", begin) - begin));
}

std::string attribute(std::string_view tag, std::string_view name) {
  const std::size_t at = tag.find(" " + std::string(name) + "=");
  if (at == std::string_view::npos) return {};
  std::string_view value = tag.substr(at + name.size() + 2);
  if (!value.starts_with('"')) return std::string(value.substr(0, value.find_first_of(" \n")));
  value.remove_prefix(1);
  return std::string(value.substr(0, value.find('"')));
}

std::string unescaped(std::string text) {
  for (const auto& [entity, character] : std::map<std::string, std::string>{{"&lt;", "<"},
                                                                            {"&gt;", ">"},
                                                                            {"&quot;", "\""},
                                                                            {"&#39;", "'"},
                                                                            {"&plusmn;", "+-"},
                                                                            {"&larr;", "<-"},
                                                                            {"&rarr;", "->"},
                                                                            {"&amp;", "&"}}) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
      text.replace(at, entity.size(), character);
  }
  return text;
}

// What a drawing is made of: `[drawing 18 high: path 2, rect 14]`.
std::string drawing(std::string_view svg) {
  std::map<std::string, int> elements;
  for (std::size_t at = svg.find('<', 1); at != std::string_view::npos; at = svg.find('<', at + 1)) {
    const std::string name = name_of_tag(svg.substr(at + 1, svg.find('>', at) - at - 1));
    if (svg[at + 1] != '/' && (name == "rect" || name == "path" || name == "text" || name == "line")) ++elements[name];
  }
  std::string text = " [drawing:";
  for (const auto& [name, count] : elements) text += " " + name + " " + std::to_string(count);
  return text + "]";
}

}  // namespace

std::string page_outline(const std::string& page) {
  static const std::set<std::string> kBlocks = {"p",    "li",      "tr",      "h1",      "h2",  "h3",   "h4",
                                                "pre",  "section", "article", "details", "ol",  "ul",   "div",
                                                "form", "header",  "footer",  "summary", "nav", "title"};
  std::string out;
  std::string line;
  const auto end_line = [&] {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin != std::string::npos) out += unescaped(line.substr(begin)) + "\n";
    line.clear();
  };
  for (std::size_t at = 0; at < page.size();) {
    if (page[at] != '<') {
      line += page[at] == '\n' ? ' ' : page[at];
      ++at;
      continue;
    }
    const std::size_t end = page.find('>', at);
    const std::string_view tag(page.data() + at + 1, end - at - 1);
    const std::string name = name_of_tag(tag);
    at = end + 1;
    if (name == "style" || name == "script" || name == "svg" || name == "select") {
      const std::size_t closing = page.find("</" + name + ">", at);
      if (name == "svg") line += drawing(std::string_view(page).substr(end, closing - end));
      at = page.find('>', closing) + 1;
      continue;
    }
    if (kBlocks.contains(name)) end_line();
    if (name == "section" && !tag.starts_with('/'))
      out += "\n== " + attribute(tag, "id") + attribute(tag, "class") + "\n";
    if (name == "details" && !attribute(tag, "id").empty()) line += "#" + attribute(tag, "id") + " ";
    if (name == "i" || tag == "/button") line += " ";
    if (name == "td" || name == "th") line += " | ";
    if (name == "a" && !tag.starts_with('/')) line += "[" + attribute(tag, "href") + "] ";
  }
  end_line();
  return out;
}

}  // namespace logscan::testing
