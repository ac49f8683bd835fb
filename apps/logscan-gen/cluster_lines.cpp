#include "cluster_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "calendar.h"
#include "random.h"

namespace logscan::gen {

namespace {

struct Clock {
  std::string_view name, short_name;
  Minutes offset;
};

Clock clock_of(ClockZone zone) {
  switch (zone) {
    case ClockZone::kUtc:
      return {"UTC", "UTC", Minutes(0)};
    case ClockZone::kKolkata:
      return {"Asia/Kolkata", "IST", Minutes(330)};
    case ClockZone::kTokyo:
      return {"Asia/Tokyo", "JST", Minutes(540)};
    case ClockZone::kPhoenix:
      return {"America/Phoenix", "MST", Minutes(-420)};
  }
  return {"UTC", "UTC", Minutes(0)};
}

// `Fri Sep 16 15:41:55 EDT 2016`, and without the zone.
std::string long_date(Time at, const Clock& clock) {
  const Time local = at + clock.offset;
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::int64_t second = (local - day).count();
  return fmt::format("{} {} {:2} {:02}:{:02}:{:02} {}{}", kWeekdays[std::chrono::weekday(day).c_encoding()],
                     kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<unsigned>(date.day()), second / 3600,
                     second / 60 % 60, second % 60,
                     clock.short_name.empty() ? std::string() : std::string(clock.short_name) + " ",
                     static_cast<int>(date.year()));
}

// `2022-02-20 00:02:37`
std::string short_date(Time at, Minutes zone) {
  std::string text = format_time(at + zone);
  text[10] = ' ';
  text.pop_back();
  return text;
}

std::string_view name_of(ServiceState state) {
  switch (state) {
    case ServiceState::kStarted:
      return "STARTED";
    case ServiceState::kNotRunning:
      return "NOTRUNNING";
    case ServiceState::kStarting:
      return "STARTING";
    case ServiceState::kStopped:
    case ServiceState::kNotActivated:
      return "STOPPED";
  }
  return "";
}

std::string_view reason_of(ServiceState state) {
  if (state == ServiceState::kNotActivated) return "Service Not Activated";
  return state == ServiceState::kStopped ? "Commanded Out of Service" : "";
}

struct Module {
  std::string_view name, result;
};
constexpr std::array<Module, 4> kModules = {{{"disk_space", "Passed (available: 6463 MB, used: 12681 MB)"},
                                             {"validate_network", "Passed"},
                                             {"raid", "Passed"},
                                             {"ntp_reachability", "Passed"}}};

std::string_view words_of(unsigned state) {
  switch (state) {
    case 0:
      return "Replication Not Started";
    case 1:
      return "Replicates Created";
    case 2:
      return "Setup Completed";
    case 3:
      return "Bad Replication";
    default:
      return "Setup Failed";
  }
}

using Row = std::vector<std::string>;

// A head, a ruler and the rows, each column as wide as its widest value.
std::string sql_table(const Row& columns, const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    widths.push_back(columns[i].size());
    for (const Row& row : rows) widths[i] = std::max(widths[i], row[i].size());
  }
  const auto line = [&](const auto& value_of) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool last = i + 1 == columns.size();
      text += last ? value_of(i) + "\n" : fmt::format("{:<{}} ", value_of(i), widths[i]);
    }
    return text;
  };
  std::string text = line([&](std::size_t i) { return columns[i]; });
  text += line([&](std::size_t i) { return std::string(widths[i], '='); });
  for (const Row& row : rows) text += line([&](std::size_t i) { return row[i]; });
  return text;
}

class Session {
 public:
  Session(const Scenario& scenario, const ClusterStory& story, std::size_t node)
      : scenario_(scenario),
        cluster_(*scenario.cluster),
        story_(story),
        index_(node),
        node_(cluster_.nodes[node]),
        told_(story.nodes[node]),
        clock_(clock_of(cluster_.zone)) {}

  std::string text() {
    const bool database = !told_.is_down("A Cisco DB");
    print_status();
    print_version();
    print_services();
    print_cluster();
    if (told_.publisher && database) print_replication();
    if (node_.product == Product::kPresence) {
      print_pair();
      if (told_.publisher && database) print_presence_tables();
      if (find(ClusterFaultKind::kMonitorDisabled) != nullptr) command("set replication-sync monitor disable");
    }
    if (node_.product == Product::kCallManager && told_.publisher && database) {
      print_server_list();
      print_account();
    }
    if (node_.product == Product::kConnection) print_ports();
    print_cores();
    print_clock();
    print_tests();
    text_ += "admin:\n";
    return std::move(text_);
  }

 private:
  void command(std::string_view typed) { text_ += fmt::format("admin:{}\n", typed); }

  [[nodiscard]] const ClusterFault* find(ClusterFaultKind kind, std::size_t node) const {
    for (const ClusterFault& fault : cluster_.faults) {
      if (fault.kind == kind && node_of(cluster_, fault) == node) return &fault;
    }
    return nullptr;
  }
  [[nodiscard]] const ClusterFault* find(ClusterFaultKind kind) const { return find(kind, index_); }

  [[nodiscard]] std::string full_name(std::size_t node) const {
    return cluster_.nodes[node].name + "." + cluster_.domain;
  }

  // 192.0.2.0/24 is for documentation (RFC 5737).
  [[nodiscard]] static std::string address(std::size_t node) { return fmt::format("192.0.2.{}", 21 + node); }

  // Those of its own database.
  [[nodiscard]] std::vector<std::size_t> siblings() const {
    std::vector<std::size_t> nodes;
    for (std::size_t i = 0; i < cluster_.nodes.size(); ++i) {
      if (cluster_.nodes[i].product == node_.product) nodes.push_back(i);
    }
    return nodes;
  }

  [[nodiscard]] std::string hex(std::uint64_t part) const {
    Random random = Random::stream(scenario_.seed, 0xc1a5, part);
    return fmt::format("{:016x}", random.next());
  }
  // 043d4cad-2a9d-4295-b371-46641ae034f4
  [[nodiscard]] std::string pkid(std::uint64_t part) const {
    const std::string a = hex(part), b = hex(part + 100);
    return fmt::format("{}-{}-{}-{}-{}", a.substr(0, 8), a.substr(8, 4), a.substr(12), b.substr(0, 4), b.substr(4));
  }

  void print_status() {
    command("show status");
    const std::int64_t minutes = told_.up.count() / 60, days = minutes / 1440, hours = minutes / 60 % 24;
    std::string up = hours > 0 ? fmt::format("{:2}:{:02}", hours, minutes % 60) : fmt::format("{} min", minutes % 60);
    if (days > 0) up = fmt::format("{} day{}, {}", days, days > 1 ? "s" : "", up);
    text_ += fmt::format(
        "\nHost Name          : {}\nProduct Ver        : {}\n\nUptime:\n {} up {},  1 user,  load average: 0.23, 0.21, "
        "0.18\n\n             Total            Free            Used\nDisk/logging       49573612K       36498224K      "
        " "
        "10557224K (23%)\n\n",
        node_.name, told_.version, short_date(told_.asked, clock_.offset).substr(11), up);
  }

  void print_version() {
    command("show version active");
    text_ += fmt::format(
        "Active Master Version: {}\nActive Version Installed Software Options:\nNo Installed Software Options Found.\n",
        told_.version);
  }

  void print_services() {
    command("utils service list");
    text_ +=
        "Requesting service status, please wait...\nService Manager is running\nGetting list of all services\n>> "
        "Return code = 0\n";
    const bool tight = cluster_.services == ServiceForm::kTight;
    for (const ServiceStanding& service : told_.services) {
      text_ += fmt::format("{}{}[{}]", service.facts->name, tight ? "" : " ", name_of(service.state));
      const std::string_view reason = reason_of(service.state);
      if (!reason.empty()) text_ += (tight ? "  " : " ") + std::string(reason);
      text_ += '\n';
    }
    text_ += fmt::format("Primary Node ={}\nCommand successful\n", told_.publisher);
  }

  // Whether the node knows the other one; those of IM and Presence know themselves.
  [[nodiscard]] bool lists(std::size_t node) const {
    return node_.product != Product::kCallManager || find(ClusterFaultKind::kNotInServerList, node) == nullptr;
  }

  // IM and Presence stands in the cluster of its Communications Manager; Unity Connection has one of its own.
  void print_cluster() {
    command("show network cluster");
    const bool connection = node_.product == Product::kConnection;
    for (std::size_t i = 0; i < cluster_.nodes.size(); ++i) {
      const Product product = cluster_.nodes[i].product;
      if ((product == Product::kConnection) != connection || !lists(i)) continue;
      const bool publisher = story_.nodes[i].publisher;
      const std::string_view words = product == Product::kPresence     ? "cups"
                                     : product == Product::kConnection ? "connection"
                                                                       : "callmanager";
      text_ += fmt::format("{} {} {} {} {} {}", address(i), full_name(i), cluster_.nodes[i].name,
                           publisher && product != Product::kPresence ? "Publisher" : "Subscriber", words,
                           publisher ? "DBPub" : "DBSub");
      if (i == index_) {
        text_ += " authenticated\n";
      } else if (find(ClusterFaultKind::kUnauthenticated, i) != nullptr) {
        text_ += " unauthenticated\n";
      } else {
        const Time since = told_.asked - std::min(told_.up, story_.nodes[i].up) + Minutes(3);
        Clock plain = clock_;
        plain.short_name = {};
        text_ += fmt::format(" authenticated using TCP since {}\n", long_date(since, plain));
      }
    }
  }

  void print_replication() {
    command("utils dbreplication runtimestate");
    const std::vector<std::size_t> nodes = siblings();
    const auto state_of = [&](std::size_t node) {
      const ClusterFault* fault = find(ClusterFaultKind::kReplication, node);
      return fault == nullptr ? 2U : fault->state;
    };
    const bool good = std::all_of(nodes.begin(), nodes.end(), [&](std::size_t node) { return state_of(node) == 2; });
    const bool old = cluster_.replication == ReplicationForm::kOld;
    const std::string minute = [&] {
      std::string stamp = short_date(told_.asked - Minutes(40), clock_.offset).substr(0, 16);
      std::replace(stamp.begin(), stamp.end(), ' ', '-');
      std::replace(stamp.begin(), stamp.end(), ':', '-');
      return stamp;
    }();
    text_ += fmt::format("Server Time: {}\n\n", long_date(told_.asked, clock_));
    if (old) text_ += "DB and Replication Services: ALL RUNNING\n\n";
    if (!good) {
      text_ += fmt::format("Cluster Replication State: BROADCAST SYNC Completed on {} servers at: {}\n",
                           nodes.size() - 1, minute);
      text_ += "     Last Sync Result: SYNC COMPLETED  754 tables sync'ed out of 754\n     Sync Errors: NO ERRORS\n";
    } else {
      text_ += fmt::format("Cluster Replication State: Replication status command started at: {}\n", minute);
      text_ += old ? "     Replication status command COMPLETED 754 tables checked out of 754\n"
                   : "     Replication status command COMPLETED. Checked 754 tables out of 754\n";
      text_ += "     No Errors or Mismatches found.\n";
    }
    text_ += fmt::format("\nDB Version: ccm{}\n", [&] {
      std::string version = told_.version;
      std::replace_if(version.begin(), version.end(), [](char c) { return c == '.' || c == '-'; }, '_');
      return version;
    }());
    if (old) text_ += "Number of replicated tables: 754\n";
    text_ += fmt::format(
        "\nRepltimeout set to: 300s\nPROCESS option set to: 1\n\nCluster Detailed View from {} ({} Servers):\n\n",
        node_.name, nodes.size());
    text_ += old ? "                          PING     REPLICATION   REPL. DBver&  REPL.  REPLICATION SETUP\n"
                   "SERVER-NAME  IP ADDRESS   (msec)   RPC? STATUS   QUEUE TABLES  LOOP?  (RTMT) & details\n"
                   "-----------  ----------   ------   ---- ------   ----- ------  -----  ------------------\n"
                 : "                                           PING      DB/RPC/   REPL.    Replication    REPLICATION "
                   "SETUP\n"
                   "SERVER-NAME              IP ADDRESS        (msec)    DbMon?    QUEUE    Group ID       (RTMT) & "
                   "Details\n"
                   "-----------              ----------        ------    -------   -----    -----------    "
                   "------------------\n";
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const unsigned state = state_of(nodes[i]);
      const std::string_view ping = i == 0 ? "0.045" : "1.711";
      const std::string& name = cluster_.nodes[nodes[i]].name;
      const std::uint64_t queue = state == 2 ? 0 : 128;
      text_ +=
          old ? fmt::format("{:<12} {:<12} {:<8} Yes  {:<10}{:<5} match   Yes    ({}) {}{}\n", name, address(nodes[i]),
                            ping, "Connected", queue, state, i == 0 ? "PUB " : "", words_of(state))
              : fmt::format("{:<24} {:<17} {:<9} Y/Y/Y     {:<8} (g_{}){:9} ({}) {}\n", name, address(nodes[i]), ping,
                            queue, i + 2, "", state, words_of(state));
    }
    text_ += '\n';
  }

  void print_pair() {
    command("utils ha status");
    text_ += "Subcluster Name: DefaultCluster\n";
    for (std::size_t i = 0; i < story_.pair.size(); ++i) {
      const std::string& name = cluster_.nodes[story_.pair[i]].name;
      const auto& [state, reason] = story_.standing[i];
      if (cluster_.ha_status == HaStatusForm::kTabbed) {
        text_ += fmt::format("\tName: {}\n\t\tState: {}\n\t\tReason: {}\n", name, state, reason);
        continue;
      }
      text_ += fmt::format("Node {} Name : {} State: {}", i + 1, name, state);
      if (state != "Normal") text_ += fmt::format(" Reason: {}", reason);
      text_ += '\n';
    }
    text_ += '\n';
  }

  void print_presence_tables() {
    command("run sql select name, haenabled from enterprisesubcluster");
    text_ +=
        sql_table({"name", "haenabled"}, {{"DefaultCluster", cluster_.ha == HighAvailability::kOn ? "t" : "f"}}) + "\n";
    command("run sql select id, name, subclusterid from enterprisenode");
    std::vector<Row> rows;
    for (std::size_t i = 0; i < story_.pair.size(); ++i) {
      std::string group = "1001";
      if (find(ClusterFaultKind::kSubclusterNull, story_.pair[i]) != nullptr) group = "NULL";
      if (find(ClusterFaultKind::kSubclusterOther, story_.pair[i]) != nullptr) group = "1002";
      rows.push_back({std::to_string(i + 1), full_name(story_.pair[i]), group});
    }
    text_ += sql_table({"id", "name", "subclusterid"}, rows) + "\n";
    command("run sql select * from epassyncagentcfg");
    text_ += sql_table({"ccmpublisherip", "axluser", "cucm_axluser_pkid", "axlpassword", "syncstatus"},
                       {{call_manager_address(), "CUPSAXLUser", pkid(1), hex(2),
                         "Completed " + short_date(told_.asked - Minutes(20), clock_.offset)}}) +
             "\n";
  }

  [[nodiscard]] std::string call_manager_address() const {
    return address(publisher_of(cluster_, Product::kCallManager));
  }

  void print_server_list() {
    command("run sql select name from processnode");
    std::vector<Row> rows = {{"EnterpriseWideData"}};
    for (std::size_t i = 0; i < cluster_.nodes.size(); ++i) {
      if (cluster_.nodes[i].product != Product::kConnection && lists(i)) rows.push_back({full_name(i)});
    }
    text_ += sql_table({"name"}, rows) + "\n";
  }

  void print_account() {
    command(
        "run sql select applicationuser.pkid, applicationuser.name, credential.credentials from applicationuser inner "
        "join credential on applicationuser.pkid=credential.fkapplicationuser where credential.tkcredential=3 and "
        "applicationuser.name='CUPSAXLUser'");
    const ClusterFault* fault = find(ClusterFaultKind::kAxlAccount, publisher_of(cluster_, Product::kPresence));
    std::vector<Row> rows;
    if (fault == nullptr || fault->account != AccountFault::kMissing) {
      const bool recreated = fault != nullptr && fault->account == AccountFault::kRecreated;
      const bool password = fault != nullptr && fault->account == AccountFault::kPassword;
      rows.push_back({pkid(recreated ? 3U : 1U), "CUPSAXLUser", hex(password ? 4U : 2U)});
    }
    text_ += sql_table({"pkid", "name", "credentials"}, rows) + "\n";
  }

  void print_ports() {
    command("show open ports all");
    text_ +=
        "Executing.. please wait.\nCOMMAND     PID       USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\nsshd       1822   "
        "    root    3u  IPv4  16432      0t0  TCP *:22 (LISTEN)\njava       9654     tomcat   56u  IPv6  65432      "
        "0t0 "
        " TCP *:8443 (LISTEN)\n";
    if (find(ClusterFaultKind::kListenerMissing) == nullptr && !told_.is_down("Connection Jetty"))
      text_ += "java      11207   cujetty   61u  IPv6  71822      0t0  TCP *:7080 (LISTEN)\n";
  }

  void print_cores() {
    command("utils core active list");
    std::string rows;
    for (const ClusterFault& fault : cluster_.faults) {
      if (fault.kind != ClusterFaultKind::kCoreDump || fault.node != index_) continue;
      rows += fmt::format(" 292616 KB   {}   {}\n", short_date(told_.asked - fault.ago, clock_.offset),
                          core_file(scenario_, story_, fault));
    }
    if (rows.empty()) {
      text_ += "No core files found\n";
    } else {
      text_ += "      Size         Date            Core File Name\n" + std::string(65, '=') + "\n" + rows;
    }
  }

  void print_clock() {
    command("utils ntp status");
    const bool follows = find(ClusterFaultKind::kNtp) == nullptr;
    text_ += fmt::format(
        "ntpd (pid 28589) is running...\n\n     remote           refid      st t when poll reach   delay   offset  "
        "jitter\n==============================================================================\n{}203.0.113.0    "
        ".GOOG.           1 u   44   64  {:>3}   11.724   -0.021   0.064\n\n",
        follows ? "*" : " ", follows ? 377 : 3);
    text_ += follows ? "synchronised to NTP server (203.0.113.0) at stratum 2\n   time correct to within 50 ms\n   "
                       "polling server every 64 s\n\n"
                     : "unsynchronised\n   polling server every 8 s\n\n";
    const Clock utc = clock_of(ClockZone::kUtc);
    text_ += fmt::format("Current time in UTC is : {}\n", long_date(told_.asked, utc));
    if (cluster_.zone != ClockZone::kUtc)
      text_ += fmt::format("Current time in {} is : {}\n", clock_.name, long_date(told_.asked, clock_));
  }

  void print_tests() {
    command("utils diagnose test");
    text_ +=
        "\nLog file: platform/log/diag1.log\n\nStarting diagnostic test(s)\n===========================\nskip - "
        "disk_files          : This module must be run directly and off hours\n";
    const auto print = [&](std::string_view module, std::string_view result) {
      text_ += fmt::format("test - {:<20}: {}\n", module, result);
    };
    const ClusterFault* fault = find(ClusterFaultKind::kDiagnose);
    bool printed = fault == nullptr;
    for (const Module& module : kModules) {
      const bool failed = fault != nullptr && fault->module == module.name;
      print(module.name, failed ? std::string_view(fault->result) : module.result);
      printed = printed || failed;
    }
    if (!printed) print(fault->module, fault->result);
    text_ += "\nDiagnostics Completed\n\n The final output will be in Log file: platform/log/diag1.log\n\n";
  }

  const Scenario& scenario_;
  const Cluster& cluster_;
  const ClusterStory& story_;
  std::size_t index_;
  const ClusterNode& node_;
  const NodeStory& told_;
  Clock clock_;
  std::string text_;
};

}  // namespace

std::string cluster_session(const Scenario& scenario, const ClusterStory& story, std::size_t node) {
  return Session(scenario, story, node).text();
}

std::string core_file(const Scenario& scenario, const ClusterStory& story, const ClusterFault& fault) {
  const auto place = static_cast<std::uint64_t>(&fault - scenario.cluster->faults.data());
  const Time at = story.nodes[fault.node].asked - fault.ago;
  return fmt::format("core.{}.6.{}.{}", 4711 + 31 * place, fault.process, at.time_since_epoch().count());
}

}  // namespace logscan::gen
