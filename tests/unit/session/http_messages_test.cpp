// Every HTTP message of a capture as a row of the timeline: packets go in, rows come out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/case_folder.h"
#include "unit/parsers/packets.h"

namespace logscan {
namespace {

using detail::TcpFlags;
using test::CaseFolder;
using test::classic;
using test::options_for;
using test::Record;
using test::scan_case;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kBegin = 1404055835000000;  // 2014-06-29 15:30:35 UTC

// The packets of one connection between 10.0.0.1:50000, who opens it, and 10.0.0.2, a second from each to the next.
class Conversation {
 public:
  explicit Conversation(std::uint32_t port) : port_(port) {}

  Conversation& opens() {
    packet(true, TcpFlags::kSyn, "");
    packet(false, TcpFlags::kSyn | TcpFlags::kAck, "");
    return *this;
  }
  Conversation& asks(const std::string& bytes) { return packet(true, TcpFlags::kAck, bytes); }
  Conversation& answers(const std::string& bytes) { return packet(false, TcpFlags::kAck, bytes); }
  // Sent, and not in the capture.
  Conversation& lost_question(std::uint32_t bytes) {
    next_[0] += bytes;
    return *this;
  }
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }

 private:
  Conversation& packet(bool from_client, unsigned flags, const std::string& payload) {
    std::uint32_t& own = next_[from_client ? 0 : 1];
    const std::uint32_t other = next_[from_client ? 1 : 0];
    test::TcpFields fields{.seq = own, .ack = other, .flags = flags};
    (from_client ? fields.to_port : fields.from_port) = port_;
    (from_client ? fields.from_port : fields.to_port) = 50000;
    test::Ipv4Fields ip;
    if (!from_client) std::swap(ip.from, ip.to);
    records_.push_back({.bytes = test::ethernet(0x800, test::ipv4(ip, test::tcp(fields, payload))),
                        .micros = kBegin + static_cast<std::int64_t>(records_.size()) * 1000000});
    own += static_cast<std::uint32_t>(payload.size()) + ((flags & TcpFlags::kSyn) != 0 ? 1 : 0);
    return *this;
  }

  std::uint32_t port_;
  std::uint32_t next_[2] = {1000, 5000};
  std::vector<Record> records_;
};

// `3 GET /a #4`: seconds from the first packet, what it is, the frame; `cut` where it is not complete. Beside it what
// is the same in all rows.
std::vector<std::string> rows_of(const Conversation& conversation, bool all = true) {
  const CaseFolder folder;
  folder.write("trace.cap", classic(conversation.records()));
  Options options = options_for(folder.path());
  options.want_timeline = true;
  options.want_messages = all;
  std::vector<std::string> rows;
  for (const TimelineRow& row : scan_case(options).rows) {
    if (row.kind != "http.request" && row.kind != "http.response") continue;
    const bool request = row.kind == "http.request";
    EXPECT_EQ(row.quality, "stated");
    EXPECT_EQ(row.status.has_value(), row.number.has_value());
    EXPECT_TRUE(row.complete.has_value());
    EXPECT_EQ(row.method.empty() || row.uri.empty(), !request);
    const std::int64_t micros = row.time.value_or(Timestamp{}).time_since_epoch().count() - kBegin;
    std::string line = std::to_string(micros / 1000000) + " ";
    line += request ? row.method + " " + row.uri : std::to_string(row.status.value_or(0));
    line += " " + row.location.substr(row.location.find('#'));
    if (!row.complete.value_or(true)) line += " cut";
    rows.push_back(line + " by " + row.peer);
  }
  return rows;
}

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

TEST(HttpMessages, AreRowsWhereAskedForAlone) {
  const auto talk = Conversation(8080).opens().asks(kGet).answers(kOk);
  EXPECT_THAT(rows_of(talk, false), IsEmpty());
  EXPECT_THAT(rows_of(talk), ElementsAre("2 GET /a #3 by 10.0.0.1", "3 200 #4 by 10.0.0.2"));
}

TEST(HttpMessages, HaveTheTimeOfTheEndOfTheirHead) {
  const auto talk = Conversation(7080)
                        .opens()
                        .asks("POST /n HTTP/1.1\r\nContent-")
                        .asks("Length: 4\r\n\r\nab")
                        .asks("cd")
                        .answers("HTTP/1.1 503 ")
                        .answers("Busy\r\nContent-Length: 2\r\n\r\n")
                        .answers("no");
  EXPECT_THAT(rows_of(talk), ElementsAre("3 POST /n #4 by 10.0.0.1", "6 503 #7 by 10.0.0.2"));
}

TEST(HttpMessages, InterimAnswersAreMessages) {
  const auto talk = Conversation(80)
                        .opens()
                        .asks("PUT /p HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                        .answers("HTTP/1.1 100 Continue\r\n\r\n")
                        .asks("ab")
                        .answers("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(rows_of(talk), ElementsAre("2 PUT /p #3 by 10.0.0.1", "3 100 #4 by 10.0.0.2", "5 201 #6 by 10.0.0.2"));
}

TEST(HttpMessages, AreToldWithoutTheirPartner) {
  EXPECT_THAT(rows_of(Conversation(8080).opens().asks(kGet)), ElementsAre("2 GET /a #3 cut by 10.0.0.1"));
  EXPECT_THAT(rows_of(Conversation(8080).opens().answers(kOk)), ElementsAre("2 200 #3 cut by 10.0.0.2"));
}

TEST(HttpMessages, AreToldWhereTheyAreCut) {
  // The body is cut by the end of the capture, and by a packet that is not in it.
  EXPECT_THAT(rows_of(Conversation(8080).opens().asks(kGet).answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")),
              ElementsAre("2 GET /a #3 by 10.0.0.1", "3 200 #4 cut by 10.0.0.2"));
  EXPECT_THAT(rows_of(Conversation(8080)
                          .opens()
                          .asks("POST /n HTTP/1.1\r\nContent-Length: 9\r\n\r\nab")
                          .lost_question(5)
                          .asks("cd")
                          .answers(kOk)),
              ElementsAre("2 POST /n #3 cut by 10.0.0.1", "4 200 #5 by 10.0.0.2"));
}

TEST(HttpMessages, OfACaptureThatBeginsInItsMidst) {
  // The capture begins with a packet of the server: who asks shows in what is said.
  const auto talk = Conversation(8080).answers(kOk).asks(kGet).answers(kOk);
  EXPECT_THAT(rows_of(talk),
              ElementsAre("0 200 #1 cut by 10.0.0.2", "1 GET /a #2 by 10.0.0.1", "2 200 #3 by 10.0.0.2"));
}

}  // namespace
}  // namespace logscan
