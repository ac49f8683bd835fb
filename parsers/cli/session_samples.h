// The samples of sessions: one output each, with its command or without it.
#pragma once

#include <array>

#include "parse/parser.h"

namespace logscan::detail {

inline constexpr auto kSessionSamples = std::to_array<Sample>({
    {"admin: ha status\n"
     "Subcluster Name: DefaultCluster\n"
     "Node 1 Name : kal-cup1 State: Unknown Reason: High Availability Not Enabled\n"
     "Node 2 Name : shorty-cups State: Unknown Reason: High Availability Not Enabled",
     "fact ha.state|kal-cup1|DefaultCluster|Unknown|High Availability Not Enabled|0|\n"
     "fact ha.state|shorty-cups|DefaultCluster|Unknown|High Availability Not Enabled|0|"},
    {"Subcluster Name: DefaultCluster\n"
     "Node 1 Name : kal-cup1 State: Normal\n"
     "Node 2 Name : shorty-cups State: Normal",
     "fact ha.state|kal-cup1|DefaultCluster|Normal||0|\n"
     "fact ha.state|shorty-cups|DefaultCluster|Normal||0|"},
    {"Subcluster Name: DefaultCluster\n"
     "Node 1 Name : kal-cup1 State: Failed Over with Critical Services not Running Reason: \n"
     "Critical Service Down\n"
     "Node 2 Name : shorty-cups State: Running in Backup Mode Reason: Critical Service Down",
     "fact ha.state|kal-cup1|DefaultCluster|Failed Over with Critical Services not Running|Critical Service Down|0|\n"
     "fact ha.state|shorty-cups|DefaultCluster|Running in Backup Mode|Critical Service Down|0|"},
    {"admin: ha failover shorty-cups\n"
     "Initiate Manual Failover for Node > shorty-cups\n"
     "Request SUCCESSFUL.\n"
     "Subcluster Name: DefaultCluster\n"
     "Node 1 Name : kal-cup1 State: Taking Over Reason: On Admin Request\n"
     "Node 2 Name : shorty-cups State: Failover Reason: On Admin Request",
     "fact ha.state|kal-cup1|DefaultCluster|Taking Over|On Admin Request|0|\n"
     "fact ha.state|shorty-cups|DefaultCluster|Failover|On Admin Request|0|"},
    {"admin: ha fallback shorty-cups\n"
     "Initiate Manual fallback for Node >shorty-cups<\n"
     "Request SUCCESSFUL.\n"
     "Subcluster Name: DefaultCluster\n"
     "Node 1 Name : kal-cup1 State: Falling Back Reason: On Admin Request\n"
     "Node 2 Name : shorty-cups State: Taking Back Reason: On Admin Request",
     "fact ha.state|kal-cup1|DefaultCluster|Falling Back|On Admin Request|0|\n"
     "fact ha.state|shorty-cups|DefaultCluster|Taking Back|On Admin Request|0|"},
    {"admin: ha recover Defaultcluster\n"
     "Stopping services... Stopped\n"
     "Starting services... Started",
     "alive"},
    // The form with tabs that programs expect.
    {"admin:utils ha status\n"
     "\n"
     "Subcluster Name: DefaultCUPSubcluster\n"
     "\tName:  imp1.example.com\n"
     "\tState:  Normal\n"
     "\tReason:  Normal\n"
     "\tName:  imp2.example.com\n"
     "\tState:  Normal\n"
     "\tReason:  Normal",
     "fact ha.state|imp1.example.com|DefaultCUPSubcluster|Normal|Normal|0|\n"
     "fact ha.state|imp2.example.com|DefaultCUPSubcluster|Normal|Normal|0|"},
    // The administration page.
    {"Monitored Server\tAssigned Users\tActive Users\tServer State\n"
     "IMPPub.CiscoLiveUS.net\t4\t4\tNormal\n"
     "IMPSub.CiscoLiveUS.net\t0\t0\tNormal",
     "fact ha.state|IMPPub.CiscoLiveUS.net||Normal||0|\n"
     "fact users.assigned|IMPPub.CiscoLiveUS.net||||4|\n"
     "fact users.active|IMPPub.CiscoLiveUS.net||||4|\n"
     "fact ha.state|IMPSub.CiscoLiveUS.net||Normal||0|\n"
     "fact users.assigned|IMPSub.CiscoLiveUS.net||||0|\n"
     "fact users.active|IMPSub.CiscoLiveUS.net||||0|"},
    {"Monitored Server\tAssigned Users\tActive Users\tServer State\n"
     "HIGH AVAILABILITY IS NOT ENABLED FOR THIS SUBCLUSTER",
     "fact ha.enabled|||||0|"},
    {"admin:run sql select name, haenabled from enterprisesubcluster\n"
     "name           haenabled\n"
     "============== =========\n"
     "DefaultCluster t",
     "fact ha.enabled||DefaultCluster|||1|"},
    {"admin:run sql select name, tkhaserverstate from enterprisenode\n"
     "name tkhaserverstate\n"
     "==== ===============\n"
     "imp1 2\n"
     "imp2 4",
     "fact ha.state|imp1||Idle||0|\n"
     "fact ha.state|imp2||Running in Backup Mode||0|"},
    {"admin:run sql select * from tcaliases\n"
     "pkid                                 tcalias                                             isprimary "
     "fkprocessnode                        peerclusterid originalfkprocessnode\n"
     "==================================== =================================================== ========= "
     "==================================== ============= ====================================\n"
     "043d4cad-2a9d-4295-b371-46641ae034f4 conference-2-StandAloneCluster64ba2.cisco.com t         "
     "b7b69c1f-baf5-3ff4-7d26-8f56fd0d4d11 NULL          b7b69c1f-baf5-3ff4-7d26-8f56fd0d4d11",
     "alive"},
    {"admin:utils ntp status\n"
     "ntpd (pid 28589) is running...\n"
     "\n"
     "  remote         refid      st  t when poll reach   delay   offset   jitter\n"
     "==============================================================================\n"
     " 10.0.0.1     192.0.2.0   2  u  40   64    1     0.292    0.041   0.000 synchronised to NTP server (10.0.0.1) "
     "at stratum 3 time server re-starting\n"
     "   poll server every 64 s\n"
     "\n"
     "Current time in UTC is : Fri Sep 16 19:41:55 UTC 2016\n"
     "Current time in America/New_York is : Fri Sep 16 15:41:55 EDT 2016",
     "fact ntp.status|||synchronised to NTP server (10.0.0.1) at stratum 3 time server re-starting|ntpd (pid 28589) is "
     "running...|1|2016-09-16T19:41:55"},
    // A prompt that names its host, escapes, a pager.
    {"imp1 admin:utils ha status\n"
     "\x1b[1mSubcluster Name: DefaultCluster\x1b[0m\n"
     "--More--\r        \rNode 1 Name : imp1 State: Normal\n"
     "Node 2 Name : imp2 State: Failed Reason: Critical Service Down",
     "fact ha.state|imp1|DefaultCluster|Normal||0|\n"
     "fact ha.state|imp2|DefaultCluster|Failed|Critical Service Down|0|"},
    // Lists of services.
    {"admin:utils service list\n"
     "Requesting service status, please wait...\n"
     "Service Manager is running\n"
     "Getting list of all services\n"
     ">> Return code = 0\n"
     "Cisco AMC Service[STARTED]\n"
     "Cisco Audit Event Service[STARTED]\n"
     "Cisco RTMT Reporter Servlet[STARTED] Cisco Speechserver[STARTED] Cisco Syslog Agent[STARTED]\n"
     "SOAP -Log Collection APIs[STARTED]\n"
     "System Application Agent[STARTED]\n"
     "Cisco DirSync[STOPPED]  Service Not Activated\n"
     "Cisco Serviceability Reporter[STOPPED]  Service Not Activated\n"
     "Primary Node =true\n"
     "Command successful",
     "fact service.state||Cisco AMC Service|STARTED||0|\n"
     "fact service.state||Cisco Audit Event Service|STARTED||0|\n"
     "fact service.state||Cisco RTMT Reporter Servlet|STARTED||0|\n"
     "fact service.state||Cisco Speechserver|STARTED||0|\n"
     "fact service.state||Cisco Syslog Agent|STARTED||0|\n"
     "fact service.state||SOAP -Log Collection APIs|STARTED||0|\n"
     "fact service.state||System Application Agent|STARTED||0|\n"
     "fact service.state||Cisco DirSync|STOPPED|Service Not Activated|0|\n"
     "fact service.state||Cisco Serviceability Reporter|STOPPED|Service Not Activated|0|\n"
     "fact node.primary|||||1|"},
    {"admin:utils service list\n"
     "Requesting service status, please wait\xe2"
     "\x80"
     "\xa6"
     "\n"
     "System SSH [STARTED]\n"
     "Cluster Manager [STARTED]\n"
     "Password Reset [STOPPED] Service Activated\n"
     "Name Service Cache [STARTED]\xe2"
     "\x80"
     "\xa6"
     "",
     "fact service.state||System SSH|STARTED||0|\n"
     "fact service.state||Cluster Manager|STARTED||0|\n"
     "fact service.state||Password Reset|STOPPED|Service Activated|0|\n"
     "fact service.state||Name Service Cache|STARTED||0|\n"
     "fact output.unread||service-list|utils service list|its end is missing|0|"},
    {"Cisco XCP Directory Service[STOPPED] Service Not Activated\n"
     "Cisco XCP SIP Federation Connection Manager[STOPPED] Service Not Activated\n"
     "Cisco IM and Presence Data Monitor[STARTED]\n"
     "Cisco Intercluster Sync Agent[STOPPED] Commanded Out of Service\n"
     "Cisco Login Datastore[STARTED]",
     "fact service.state||Cisco XCP Directory Service|STOPPED|Service Not Activated|0|\n"
     "fact service.state||Cisco XCP SIP Federation Connection Manager|STOPPED|Service Not Activated|0|\n"
     "fact service.state||Cisco IM and Presence Data Monitor|STARTED||0|\n"
     "fact service.state||Cisco Intercluster Sync Agent|STOPPED|Commanded Out of Service|0|\n"
     "fact service.state||Cisco Login Datastore|STARTED||0|\n"
     "fact output.unread||service-list||its end is missing|0|"},
    {"Cisco CAR DB[STOPPED]  Commanded Out of Service",
     "fact service.state||Cisco CAR DB|STOPPED|Commanded Out of Service|0|\n"
     "fact output.unread||service-list||its end is missing|0|"},
    {"Cisco Unified CCX Database [Stopped] Command Out of Service",
     "fact service.state||Cisco Unified CCX Database|STOPPED|Command Out of Service|0|\n"
     "fact output.unread||service-list||its end is missing|0|"},
    // What starts and restarts print.
    {"admin:utils service start Cisco Presence Engine\n"
     "Service Manager is running\n"
     "Cisco Presence Engine[Starting]\n"
     "Commanded Out of Service\n"
     "Cisco Presence Engine[NOTRUNNING]",
     "fact service.state||Cisco Presence Engine|NOTRUNNING||1|"},
    {"admin:utils service restart Cisco XCP Text Conference Manager\n"
     "Do not press Ctrl+C while the service is restarting. If the service has not restarted properly, execute the same "
     "command again.\n"
     "Service Manager is running\n"
     "Cisco XCP Text Conference Manager[STARTING]\n"
     "Cisco XCP Text Conference Manager[STARTING]\n"
     "Cisco XCP Text Conference Manager[STARTED]",
     "fact service.state||Cisco XCP Text Conference Manager|STARTED||1|"},
    // The nodes of a cluster.
    {"admin:show network cluster\n"
     "10.3.74.13 IMPPUB.edgrodrilab.com IMPPUB Subscriber cups DBPub authenticated\n"
     "10.3.74.14 IMPSUB.edgrodrilab.com IMPSUB Subscriber cups DBSub authenticated using TCP since Fri Oct 15 10:22:20 "
     "2021\n"
     "10.3.74.12 CUCMSUB.edgrodrilab.com CUCMSUB Subscriber callmanager DBSub authenticated using TCP since Thu Oct 28 "
     "11:24:16 2021\n"
     "10.3.74.11 CUCMPUB.edgrodrilab.com CUCMPUB Publisher callmanager DBPub authenticated using TCP since Thu Oct 28 "
     "11:27:36 2021",
     "fact cluster.node||IMPPUB|cups dbpub|authenticated|1|\n"
     "fact cluster.name||IMPPUB|10.3.74.13||0|\n"
     "fact cluster.name||IMPPUB|IMPPUB.edgrodrilab.com||0|\n"
     "fact cluster.node||IMPSUB|cups dbsub|authenticated using TCP since Fri Oct 15 10:22:20 2021|1|\n"
     "fact cluster.name||IMPSUB|10.3.74.14||0|\n"
     "fact cluster.name||IMPSUB|IMPSUB.edgrodrilab.com||0|\n"
     "fact cluster.node||CUCMSUB|callmanager dbsub|authenticated using TCP since Thu Oct 28 11:24:16 2021|1|\n"
     "fact cluster.name||CUCMSUB|10.3.74.12||0|\n"
     "fact cluster.name||CUCMSUB|CUCMSUB.edgrodrilab.com||0|\n"
     "fact cluster.node||CUCMPUB|callmanager dbpub|authenticated using TCP since Thu Oct 28 11:27:36 2021|1|\n"
     "fact cluster.name||CUCMPUB|10.3.74.11||0|\n"
     "fact cluster.name||CUCMPUB|CUCMPUB.edgrodrilab.com||0|"},
    {"10.106.61.120 CUCMPUB  Publisher callmanager DBPub authenticated\n"
     "Server Table (processnode) Entries\n"
     "----------------------------------\n"
     "CUCMPUB\n"
     "Dynamic Cluster Configuration is enabled for 23 Hours 59 Minutes.",
     "fact cluster.node||CUCMPUB|callmanager dbpub|authenticated|1|\n"
     "fact cluster.name||CUCMPUB|10.106.61.120||0|\n"
     "fact server.listed||CUCMPUB|||0|"},
    // The replication of the database, in the layouts of several versions.
    {"admin:utils dbreplication runtimestate\n"
     "Server Time: Fri Jan  2 16:18:22 -05 2026\n"
     "\n"
     "Cluster Replication State: Replication status command started at: 2026-01-02-16-18\n"
     "     Replication status command COMPLETED. Checked 754 tables out of 754\n"
     "     Last Completed Table: ...\n"
     "     No Errors or Mismatches found.\n"
     "\n"
     "DB Version: ccm15_0_1_12900_234\n"
     "\n"
     "Repltimeout set to: 300s\n"
     "PROCESS option set to: 1\n"
     "\n"
     "Cluster Detailed View from cucm-01 (2 Servers):\n"
     "\n"
     "                                           PING      DB/RPC/   REPL.    Replication    REPLICATION SETUP\n"
     "SERVER-NAME              IP ADDRESS        (msec)    DbMon?    QUEUE    Group ID       (RTMT) & Details\n"
     "-----------              ----------        ------    -------   -----    -----------    ------------------\n"
     "cucm-01                  172.168.0.101     0.045     Y/Y/Y     0        (g_2)          (2) Setup Completed\n"
     "cucm-02                  172.168.0.102     1.711     Y/Y/Y     0        (g_3)          (2) Setup Completed",
     "fact db.replication||cucm-01|Setup Completed|0.045 Y/Y/Y 0 (g_2)|2|\n"
     "fact db.replication||cucm-02|Setup Completed|1.711 Y/Y/Y 0 (g_3)|2|\n"
     "fact db.replication-check|||No Errors or Mismatches found.||0|"},
    {"Replication status command COMPLETED 681 tables checked out of 681 Last Completed Table: "
     "devicenumplanmapremdestmap No Errors or Mismatches found. Use 'file view activelog "
     "cm/trace/dbl/sdi/ReplicationStatus.2019_07_03_07_54_21.out' to see the details DB Version: ccm10_5_2_15900_8 "
     "Repltimeout set to: 300s PROCESS option set to: 1 Cluster Detailed View from CUCM10 (1 Servers): CUCM10 "
     "10.1.89.20 0.013 Y/Y/Y 0 (g_2) (2) Setup Completed",
     "fact db.replication||CUCM10|Setup Completed|0.013 Y/Y/Y 0 (g_2)|2|\n"
     "fact db.replication-check|||Replication status command COMPLETED 681 tables checked out of 681 Last Completed "
     "Table: devicenumplanmapremdestmap No Errors or Mismatches found. Use 'file view activelog "
     "cm/trace/dbl/sdi/ReplicationStatus.2019_07_03_07_54_21.out' to see the details DB Version: ccm10_5_2_15900_8 "
     "Repltimeout set to: 300s PROCESS option set to: 1 Cluster Detailed View from CUCM10 (1 Servers): CUCM10 "
     "10.1.89.20 0.013 Y/Y/Y 0 (g_2) (2) Setup Completed||0|"},
    {"admin: utils dbreplication runtimestate Server Time: Mon Jun 1 12:00:00 EDT 2013\n"
     "\n"
     "DB and Replication Services: ALL RUNNING\n"
     "\n"
     "Cluster Replication State: Replication status command started at: 2012-02-26-09-40\n"
     "   Replication status command COMPLETED 269 tables checked out of 269\n"
     "   No Errors or Mismatches found.\n"
     "   Use 'file view activelog cm/trace/dbl/sdi/ReplicationStatus.2012_02_26_09_40_34.out' to see the details\n"
     "\n"
     "DB Version: ccm8_6_3_10000_23\n"
     "Number of replicated tables: 269\n"
     "\n"
     "Cluster Detailed View from PUB (2 Servers):\n"
     "\n"
     "                        PING       REPLICATION   REPL. DBver&  REPL.  REPLICATION SETUP\n"
     "SERVER-NAME IP ADDRESS (msec) RPC? STATUS        QUEUE TABLES  LOOP? (RTMT) & details\n"
     "----------- ------------ ------ ---- ----------- ----- ------- -----  -----------------\n"
     "gwydla020218 10.53.46.130 0.038 Yes Connected    0     match   Yes   (2) PUB Setup Completed\n"
     "gwydla020220 10.53.46.133 0.248 Yes Connected    128   match   Yes   (2) Setup Completed",
     "fact db.replication||gwydla020218|PUB Setup Completed|0.038 Yes Connected 0 match Yes|2|\n"
     "fact db.replication||gwydla020220|Setup Completed|0.248 Yes Connected 128 match Yes|2|\n"
     "fact db.replication-check|||No Errors or Mismatches found.||0|"},
    // Tables of the configuration database.
    {"admin:run sql select syncstatus from epassyncagentcfg\n"
     "syncstatus\n"
     "================================================================================================================="
     "========\n"
     "Sync Completed, but currently failed to connect to the CUCM Database Monitor. Retrying... 2021-11-15 01:04:27\n"
     "",
     "fact sync-agent.status|||Sync Completed, but currently failed to connect to the CUCM Database Monitor. "
     "Retrying... 2021-11-15 01:04:27||0|"},
    // Core files.
    {"admin: utils core active list Size Date Core File Name "
     "================================================================= 2023-03-02 22:03:11 core.jvm.core\n"
     "292616 KB   2022-02-20 00:02:37   core.62556.6.ccm.1645336926",
     "fact core.file||core.jvm.core|jvm||1677794591000000|\n"
     "fact core.file||core.62556.6.ccm.1645336926|ccm|292616 KB|1645315357000000|"},
    {"admin:utils core active list\n"
     "No core files found",
     "fact core.none|||||0|"},
    // The version.
    {"admin: show version active Active Master Version: 9.1.2.10000-28 Active Version Installed Software Options: No "
     "Installed Software Options Found.",
     "fact version.active|||9.1.2.10000-28|Active Master Version|0|"},
    // A clock that is not synchronized.
    {"     remote           refid      st t when poll reach   delay   offset  jitter\n"
     "==============================================================================\n"
     " 203.0.113.0    .GOOG.           1 u   44   64    3   11.724   -0.021   0.064\n"
     "\n"
     "unsynchronised\n"
     "   polling server every 8 s\n"
     "\n"
     "Current time in UTC is : Fri Sep  6 20:54:50 UTC 2019\n"
     "Current time in America/New_York is : Fri Sep  6 16:54:50 EDT 2019",
     "fact ntp.status|||unsynchronised||0|2019-09-06T20:54:50"},
    // The diagnosis.
    {"admin:utils diagnose test\n"
     "\n"
     "Log file: platform/log/diag1.log\n"
     "\n"
     "Starting diagnostic test(s)\n"
     "===========================\n"
     "test - disk_space          : Passed (available: 6463 MB, used: 12681 MB)\n"
     "skip - disk_files          : This module must be run directly and off hours\n"
     "test - validate_network    : Reverse DNS lookup failed\n"
     "test - raid                : Passed\n"
     "test - system_info         : Passed (Collected system information in diagnostic log)\n"
     "test - ntp_reachability    : Passed\n"
     "skip - sdl_fragmentation   : This module must be run directly and off hours\n"
     "\n"
     "Diagnostics Completed\n"
     "\n"
     " The final output will be in Log file: platform/log/diag1.log\n"
     "",
     "fact diagnose.test||disk_space|Passed (available: 6463 MB, used: 12681 MB)||0|\n"
     "fact diagnose.test||disk_files|This module must be run directly and off hours||2|\n"
     "fact diagnose.test||validate_network|Reverse DNS lookup failed||1|\n"
     "fact diagnose.test||raid|Passed||0|\n"
     "fact diagnose.test||system_info|Passed (Collected system information in diagnostic log)||0|\n"
     "fact diagnose.test||ntp_reachability|Passed||0|\n"
     "fact diagnose.test||sdl_fragmentation|This module must be run directly and off hours||2|"},
});

}  // namespace logscan::detail
