#include "parsers/cli/port_listing.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

TEST(PortListing, ReadsWhoListens) {
  const struct {
    const char* name;
    std::string command;
    std::string text;
    Texts facts;
  } cases[] = {
      {"Lsof",
       "show open ports all",
       "Executing.. please wait.\n"
       "COMMAND     PID       USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"
       "java       9654     tomcat   56u  IPv6  65432      0t0  TCP *:8443 (LISTEN)\n"
       "jetty      9655     cuc      56u  IPv6  65432      0t0  TCP *:empowerid (LISTEN)\n"
       "java       9654     tomcat   57u  IPv4  65433      0t0  TCP 10.1.1.1:1500->10.1.1.2:44644 (ESTABLISHED)\n"
       "odd        9656     cuc      56u  IPv6  65432      0t0  TCP [::1]:odd-name (LISTEN)\n"
       "ntpd       1        ntp      16u  IPv4  1          0t0  UDP *:ntp\n",
       {"port.listening |tcp *|java||8443", "port.listening |tcp *|jetty||7080",
        "port.listening |tcp [::1]:odd-name|odd||0", "port.listening |udp *|ntpd||123",
        "ports.listed ||show open ports all||4"}},
      {"Netstat",
       "netstat -anp",
       "Active Internet connections (servers and established)\n"
       "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n"
       "tcp        0      0 0.0.0.0:8443            0.0.0.0:*               LISTEN      9654/java\n"
       "tcp6       0      0 :::7080                 :::*                    LISTEN\n"
       "tcp        0      0 10.1.1.1:7080           10.1.1.2:44644          ESTABLISHED 9654/java\n"
       "udp        0      0 0.0.0.0:123             0.0.0.0:*                           1/ntpd\n",
       {"port.listening |tcp 0.0.0.0|9654/java||8443", "port.listening |tcp6 ::|||7080",
        "port.listening |udp 0.0.0.0|1/ntpd||123", "ports.listed ||netstat -anp||3"}},
      {"Ss",
       "ss -ltn",
       "State      Recv-Q Send-Q Local Address:Port               Peer Address:Port\n"
       "LISTEN     0      128    *:7080                             *:*\n",
       {"port.listening |tcp *|||7080", "ports.listed ||ss -ltn||1"}},
      {"LostBlanks",
       "netstat -an",
       "Proto Recv-Q Send-Q Local Address Foreign Address State\ntcp 0 0 *:7080 *:* LISTEN\n",
       {"port.listening |tcp *|||7080", "ports.listed ||netstat -an||1"}},
      {"Filtered",
       "show open ports regexp 7080",
       "Executing.. please wait.\n",
       {"ports.listed ||show open ports regexp 7080|regexp 7080|0"}},
      {"Piped", "netstat -an | grep 7080", "", {"ports.listed ||netstat -an | grep 7080|grep 7080|0"}},
  };
  for (const auto& c : cases) {
    const std::string prompt = c.command.starts_with("show") ? "admin:" : "[root@cuc1 ~]# ";
    const SourceResult result = read_session(prompt + c.command + "\n" + c.text + prompt + "\n");
    EXPECT_EQ(facts_of(result), c.facts) << c.name;
    EXPECT_EQ(result.notes, Texts()) << c.name;
  }
}

TEST(PortListing, WithoutItsCommandItIsKnownByItsHead) {
  const std::string row = "tcp        0      0 0.0.0.0:8443            0.0.0.0:*               LISTEN\n";
  const std::string head = "Proto Recv-Q Send-Q Local Address  Foreign Address  State\n";
  const std::string fact = "port.listening |tcp 0.0.0.0|||8443";
  const std::string unread = "output.unread |port-listing||its end may be missing|0";
  EXPECT_EQ(facts_of(read_session(head + row + "admin:")), (Texts{fact, "ports.listed ||||1"}));
  EXPECT_EQ(facts_of(read_session(head + row)), (Texts{fact, unread}));
  EXPECT_EQ(facts_of(read_session(row + "admin:")), (Texts{fact, unread}));
}

// What does not show every listener must not read as a port on which nobody listens.
TEST(PortListing, WhatIsNotWholeIsUnread) {
  const std::string head = "Proto Recv-Q Send-Q Local Address  Foreign Address  State\n";
  const std::string row = "tcp 0 0 0.0.0.0:8443 0.0.0.0:* LISTEN\n";
  const std::string fact = "port.listening |tcp 0.0.0.0|||8443";
  const std::string prompt = "[root@cuc1 ~]# ";
  EXPECT_EQ(facts_of(read_session(prompt + "netstat -an\n" + head + row + "tcp 0 0 0.0.0.0:70")),
            (Texts{fact, "output.unread |port-listing|netstat -an|it is cut|0"}));
  EXPECT_EQ(facts_of(read_session(prompt + "netstat -n\n" + head + "tcp 0 0 10.0.0.1:22 10.0.0.2:1 ESTABLISHED\n")),
            Texts{"output.unread |port-listing|netstat -n|no listener in it that could be read|0"});
  EXPECT_EQ(facts_of(read_session(prompt + "netstat -an\n" + head)),
            Texts{"output.unread |port-listing|netstat -an|no listener in it that could be read|0"});
  EXPECT_EQ(facts_of(read_session(prompt + "netstat -an\nbash: netstat: command not found\n")),
            Texts{"output.unread |port-listing|netstat -an|no listener in it that could be read|0"});
}

}  // namespace
}  // namespace logscan::detail
