// Records of a diag log and dumps of the subscription table, as text.
//
// 10:01:32.244 |6549,mail.example.com,{1fcd6b64-...},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed ...
// time of day   thread, server, mailbox              component, level, message
//
// The layout of the records and the texts of failed requests are known from documents. How CuMbxSync words stale and
// dropped subscriptions, throttling and its gauge is not: those lines are our own.
#pragma once

#include <string>

#include "mailbox_story.h"

namespace logscan::gen {

void append_diag_record(const Diag& diag, const DiagRecord& record, std::string& text);

// The session in which the table was read.
std::string dump_session(const Node& node, const std::vector<DumpRow>& rows);

// A name of the zone database that has this offset for ever; empty where there is none.
std::string zone_name(Minutes zone);

}  // namespace logscan::gen
