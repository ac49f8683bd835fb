#include "knowledge/read_services.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "knowledge/data_file.h"
#include "model/kinds.h"

namespace logscan::detail {
namespace {

using Field = std::pair<std::string_view, std::function<Status(const YAML::Node&)>>;
using Of = NameUse::Of;

constexpr std::array<std::pair<std::string_view, ServiceProduct>, 4> kProducts = {
    {{"im-presence", ServiceProduct::kImPresence},
     {"unity-connection", ServiceProduct::kUnityConnection},
     {"call-manager", ServiceProduct::kCallManager},
     {"every", ServiceProduct::kEvery}}};

constexpr std::array<std::pair<std::string_view, ServiceKind>, 2> kKinds = {
    {{"network", ServiceKind::kNetwork}, {"feature", ServiceKind::kFeature}}};

constexpr std::array<std::pair<std::string_view, NodeRole>, 2> kRoles = {
    {{"publisher", NodeRole::kPublisher}, {"subscriber", NodeRole::kSubscriber}}};

constexpr std::array<std::pair<std::string_view, ActivationRow::Should>, 3> kShould = {
    {{"activated", ActivationRow::Should::kActivated},
     {"not-activated", ActivationRow::Should::kNotActivated},
     {"either", ActivationRow::Should::kEither}}};

constexpr std::array<std::pair<std::string_view, ActivationRow::Where>, 3> kWhere = {
    {{"every-node", ActivationRow::Where::kEveryNode},
     {"sub-cluster", ActivationRow::Where::kSubCluster},
     {"where-used", ActivationRow::Where::kWhereUsed}}};

constexpr std::array<std::pair<std::string_view, bool>, 2> kYesNo = {{{"yes", true}, {"no", false}}};

std::string place_of(const std::string& file, const YAML::Node& node) {
  return node.Mark().is_null() ? file : file + ":" + std::to_string(node.Mark().line + 1);
}

// Each field of the map is one of `fields`.
Status read_fields(const std::string& file, const std::string& entry, const YAML::Node& map,
                   const std::vector<Field>& fields) {
  if (!map.IsMap()) return bad_data(file, map.Mark(), "'" + entry + "' must be a map");
  return each_field(file, map, [&](const std::string& name, const YAML::Node& key, const YAML::Node& value) -> Status {
    std::string known;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].first == name) return fields[i].second(value);
      known += (i == 0 ? "" : i + 1 < fields.size() ? ", " : " and ") + std::string(fields[i].first);
    }
    return unknown_field(file, key, entry, known);
  });
}

// What a field is read into.
std::function<Status(const YAML::Node&)> into(const std::string& file, std::string& text) {
  return [&](const YAML::Node& node) { return take(read_text(file, node), text); };
}

std::function<Status(const YAML::Node&)> into(const std::string& file, std::vector<std::string>& texts) {
  return [&](const YAML::Node& node) { return take(read_texts(file, node), texts); };
}

template <class Value, std::size_t kWords>
std::function<Status(const YAML::Node&)> into(const std::string& file, Value& value,
                                              const std::array<std::pair<std::string_view, Value>, kWords>& words) {
  return [&](const YAML::Node& node) { return take(read_word(file, node, words), value); };
}

// Who reads the steps may do what they say. The product's database is changed with Cisco TAC only.
bool changes_database(std::string_view text) {
  const std::string folded = to_lower(text);
  for (const std::string_view word : {"update ", "insert ", "delete ", "drop ", "alter ", "execute "}) {
    if (folded.find("run sql " + std::string(word)) != std::string::npos) return true;
  }
  return false;
}

std::function<Status(const YAML::Node&)> steps_into(const std::string& file, std::vector<std::string>& steps) {
  return [&](const YAML::Node& node) -> Status {
    if (Status read = take(read_texts(file, node), steps); !read) return read;
    for (const std::string& step : steps) {
      if (changes_database(step))
        return bad_data(file, node.Mark(), "SQL that changes the product's database belongs under 'with-tac'");
    }
    return {};
  };
}

// Names of other entries; they are looked up when all data is there.
std::function<Status(const YAML::Node&)> names_into(const std::string& file, Of of, std::vector<std::string>& names,
                                                    std::vector<NameUse>& uses) {
  return [&, of](const YAML::Node& node) -> Status {
    if (Status read = take(read_texts(file, node), names); !read) return read;
    const bool list = node.IsSequence();
    for (std::size_t i = 0; i < names.size(); ++i)
      uses.push_back({of, names[i], place_of(file, list ? node[i] : node)});
    return {};
  };
}

std::function<Status(const YAML::Node&)> name_into(const std::string& file, Of of, std::string& name,
                                                   std::vector<NameUse>& uses) {
  return [&, of](const YAML::Node& node) -> Status {
    if (Status read = take(read_text(file, node), name); !read) return read;
    uses.push_back({of, name, place_of(file, node)});
    return {};
  };
}

Status needs(const std::string& file, const YAML::Node& node, const std::string& entry,
             const std::vector<std::string_view>& wanted) {
  for (const std::string_view field : wanted) {
    if (!node[std::string(field)])
      return bad_data(file, node.Mark(), "'" + entry + "' has no '" + std::string(field) + "'");
  }
  return {};
}

Status no_source(const std::string& file, const YAML::Node& node, const std::string& entry,
                 const std::vector<std::string>& sources) {
  if (!sources.empty()) return {};
  return bad_data(file, node.Mark(), "'" + entry + "' names no source");
}

Status read_service(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Service service;
  service.name = name;
  std::vector<NameUse> uses;
  const Status read = read_fields(file, name, node,
                                  {{"product", into(file, service.product, kProducts)},
                                   {"kind", into(file, service.kind, kKinds)},
                                   {"aliases", into(file, service.aliases)},
                                   {"needs", names_into(file, Of::kService, service.needs, uses)},
                                   {"after", names_into(file, Of::kService, service.after, uses)},
                                   {"breaks", into(file, service.breaks)},
                                   {"configure", steps_into(file, service.configure)},
                                   {"cause", into(file, service.advice.cause)},
                                   {"next", steps_into(file, service.advice.next_steps)},
                                   {"with-tac", into(file, service.with_tac)},
                                   {"collect", names_into(file, Of::kCollectable, service.collect, uses)},
                                   {"source", into(file, service.advice.sources)}});
  if (!read) return read;
  if (Status there = needs(file, node, name, {"product", "kind"}); !there) return there;
  if (Status named = no_source(file, node, name, service.advice.sources); !named) return named;
  if (const Status added = out.add(std::move(service), std::move(uses)); !added)
    return bad_data(file, node.Mark(), "'" + name + "': " + added.error().message);
  return {};
}

Status read_feature(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Feature feature;
  feature.name = name;
  std::vector<NameUse> uses;
  const Status read = read_fields(file, name, node,
                                  {{"ask", into(file, feature.ask)},
                                   {"shown-by", names_into(file, Of::kService, feature.shown_by, uses)},
                                   {"source", into(file, feature.sources)}});
  if (!read) return read;
  if (Status there = needs(file, node, name, {"ask"}); !there) return there;
  if (Status named = no_source(file, node, name, feature.sources); !named) return named;
  out.add(std::move(feature), std::move(uses));
  return {};
}

Status read_row(const std::string& file, const std::string& name, const YAML::Node& node, Activation& activation,
                std::vector<NameUse>& uses) {
  ActivationRow row;
  const auto roles = [&](const YAML::Node& value) -> Status {
    for (std::size_t i = 0; i < (value.IsSequence() ? value.size() : 1); ++i) {
      const Result<NodeRole> role = read_word(file, value.IsSequence() ? value[i] : value, kRoles);
      if (!role) return role.error();
      row.roles.push_back(*role);
    }
    return {};
  };
  const Status read = read_fields(file, "a row of " + name, node,
                                  {{"node", roles},
                                   {"should", into(file, row.should, kShould)},
                                   {"where", into(file, row.where, kWhere)},
                                   {"if", name_into(file, Of::kFeature, row.feature, uses)},
                                   {"release", into(file, row.release)},
                                   {"because", into(file, row.because)}});
  if (!read) return read;
  if (Status there = needs(file, node, "a row of " + name, {"node", "should"}); !there) return there;
  activation.rows.push_back(std::move(row));
  return {};
}

Status read_activation(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Activation activation;
  activation.name = name;
  std::vector<NameUse> uses{{Of::kService, name, place_of(file, node)}};
  const auto rows = [&](const YAML::Node& list) -> Status {
    if (!list.IsSequence()) return bad_data(file, list.Mark(), "'rows' of '" + name + "' must be a list");
    for (const YAML::Node& row : list) {
      if (Status read = read_row(file, name, row, activation, uses); !read) return read;
    }
    return {};
  };
  const Status read = read_fields(file, name, node,
                                  {{"group", into(file, activation.group)},
                                   {"rows", rows},
                                   {"before", steps_into(file, activation.before)},
                                   {"source", into(file, activation.sources)}});
  if (!read) return read;
  if (activation.rows.empty()) return bad_data(file, node.Mark(), "'" + name + "' has no 'rows'");
  if (Status named = no_source(file, node, name, activation.sources); !named) return named;
  out.add(std::move(activation), std::move(uses));
  return {};
}

Status read_checklist(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Checklist checklist;
  checklist.name = name;
  std::vector<NameUse> uses{{Of::kService, name, place_of(file, node)}};
  const auto checks = [&](const YAML::Node& list) -> Status {
    if (!list.IsSequence()) return bad_data(file, list.Mark(), "'checks' of '" + name + "' must be a list");
    for (const YAML::Node& item : list) {
      Check check;
      const Status read = read_fields(file, "a check of " + name, item,
                                      {{"name", into(file, check.name)},
                                       {"ask", into(file, check.ask)},
                                       {"run", into(file, check.run)},
                                       {"if-not", steps_into(file, check.if_not)},
                                       {"with-tac", into(file, check.with_tac)}});
      if (!read) return read;
      if (Status there = needs(file, item, "a check of " + name, {"name", "ask"}); !there) return there;
      checklist.checks.push_back(std::move(check));
    }
    return {};
  };
  const Status read = read_fields(file, name, node, {{"checks", checks}, {"source", into(file, checklist.sources)}});
  if (!read) return read;
  if (checklist.checks.empty()) return bad_data(file, node.Mark(), "'" + name + "' has no 'checks'");
  if (Status named = no_source(file, node, name, checklist.sources); !named) return named;
  out.add(std::move(checklist), std::move(uses));
  return {};
}

Status read_defect(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Defect defect;
  defect.name = name;
  std::vector<NameUse> uses;
  const Status read = read_fields(file, name, node,
                                  {{"service", name_into(file, Of::kService, defect.service, uses)},
                                   {"releases", into(file, defect.releases)},
                                   {"alone", into(file, defect.alone, kYesNo)},
                                   {"says", into(file, defect.says)},
                                   {"source", into(file, defect.sources)}});
  if (!read) return read;
  if (Status there = needs(file, node, name, {"service", "says"}); !there) return there;
  if (Status named = no_source(file, node, name, defect.sources); !named) return named;
  out.add(std::move(defect), std::move(uses));
  return {};
}

Status read_procedure(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Procedure procedure;
  procedure.name = name;
  const Status read = read_fields(file, name, node,
                                  {{"when", into(file, procedure.when)},
                                   {"steps", steps_into(file, procedure.steps)},
                                   {"traps", into(file, procedure.traps)},
                                   {"source", into(file, procedure.sources)}});
  if (!read) return read;
  if (Status there = needs(file, node, name, {"when", "steps"}); !there) return there;
  if (Status named = no_source(file, node, name, procedure.sources); !named) return named;
  out.add(std::move(procedure));
  return {};
}

Status read_collectable(const std::string& file, const std::string& name, const YAML::Node& node, Services& out) {
  Collectable collectable;
  collectable.name = name;
  const auto facts = [&](const YAML::Node& value) -> Status {
    if (Status read = take(read_texts(file, value), collectable.facts); !read) return read;
    for (const std::string& fact : collectable.facts) {
      if (std::find(kFactNames.begin(), kFactNames.end(), fact) == kFactNames.end())
        return bad_data(file, value.Mark(), "'" + fact + "' of '" + name + "' is no fact");
    }
    return {};
  };
  const Status read = read_fields(file, name, node,
                                  {{"facts", facts},
                                   {"files", into(file, collectable.files)},
                                   {"anywhere", into(file, collectable.anywhere, kYesNo)},
                                   {"how", into(file, collectable.how)},
                                   {"source", into(file, collectable.sources)}});
  if (!read) return read;
  if (Status there = needs(file, node, name, {"how"}); !there) return there;
  if (Status named = no_source(file, node, name, collectable.sources); !named) return named;
  out.add(std::move(collectable));
  return {};
}

using Reader = Status (*)(const std::string&, const std::string&, const YAML::Node&, Services&);
constexpr std::array<std::pair<std::string_view, Reader>, 7> kSections = {{{"services", read_service},
                                                                           {"features", read_feature},
                                                                           {"activation", read_activation},
                                                                           {"checklists", read_checklist},
                                                                           {"defects", read_defect},
                                                                           {"procedures", read_procedure},
                                                                           {"collect", read_collectable}}};

Reader reader_of(const std::string& section) {
  const auto* at = std::find_if(kSections.begin(), kSections.end(), [&](const auto& s) { return s.first == section; });
  return at == kSections.end() ? nullptr : at->second;
}

}  // namespace

bool is_service_section(const std::string& section) { return reader_of(section) != nullptr; }

Status read_service_entry(const std::string& file, const std::string& section, const std::string& name,
                          const YAML::Node& node, Services& out) {
  return reader_of(section)(file, name, node, out);
}

}  // namespace logscan::detail
