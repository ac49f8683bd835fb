// Random traffic of one connection, cut into random pieces: messages and exchanges are those of the whole, and what is
// told is what was written. A gap costs only what it touches.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "parsers/http/exchange.h"
#include "unit/parsers/http_text.h"

namespace logscan::detail {
namespace {

using test::at_us;
using test::Exchanges;
using test::OneSide;

// A number below `end`, the same with every library.
std::size_t below(std::mt19937& random, std::size_t end) { return random() % end; }

std::string random_body(std::mt19937& random) {
  std::string body;
  // Some of it looks like framing.
  static const std::string kParts[] = {
      "<a/>", "\r\n", "\r\n\r\n", "0\r\n\r\n", "HTTP/1.1 200 OK\r\n", "GET / HTTP/1.1\r\n\r\n", "x"};
  for (std::size_t parts = below(random, 5); parts > 0; --parts) body += kParts[below(random, std::size(kParts))];
  if (below(random, 10) == 0) body.append(below(random, 100'000), 'y');
  return body;
}

struct Written {
  std::string bytes;
  std::string told;  // as told() of it
};

// Whatever a head may hold beside what decides.
std::string random_fields(std::mt19937& random, const std::string& end_of_line) {
  static const std::string kFields[] = {"Accept: text/xml", "X-A:", "CONTENT-language: de", "Cookie: a=b;\tc=d"};
  std::string text;
  for (std::size_t fields = below(random, 4); fields > 0; --fields)
    text += kFields[below(random, std::size(kFields))] + end_of_line;
  if (below(random, 20) == 0) text += "X-Long: " + std::string(below(random, 100'000), 'z') + end_of_line;
  return text;
}

std::string framed(std::mt19937& random, const std::string& body, const std::string& end, std::string& fields) {
  if (below(random, 2) == 0) {
    fields += "Content-Length: " + std::to_string(body.size()) + end;
    return body;
  }
  fields += "Transfer-Encoding: chunked" + end;
  std::string chunks;
  for (std::size_t from = 0; from < body.size();) {
    const std::size_t size = 1 + below(random, std::min<std::size_t>(body.size() - from, 70'000));
    char hex[16];
    std::snprintf(hex, sizeof hex, "%zx", size);
    chunks += std::string(hex) + (below(random, 3) == 0 ? ";a=b" : "") + end + body.substr(from, size) + end;
    from += size;
  }
  return chunks + "0" + end + (below(random, 3) == 0 ? "Trailer: x" + end : "") + end;
}

Written random_message(std::mt19937& random, bool request, int number) {
  const std::string end = below(random, 5) == 0 ? "\n" : "\r\n";
  const std::string body = random_body(random);
  // No 204: it has no body.
  const std::string start = request ? "PUT /" + std::to_string(number) : std::to_string(200 + number % 4);
  std::string fields = random_fields(random, end) + "Via: h" + end;
  const std::string framed_body = framed(random, body, end, fields);
  Written written;
  const std::string head = (request ? start + " HTTP/1.1" : "HTTP/1.1 " + start + " x") + end + fields + end;
  if (below(random, 4) == 0) written.bytes = end;
  written.bytes += head + framed_body;
  written.told = start + "|via=h" + (body.empty() ? "" : "|body=" + body + " (" + std::to_string(body.size()) + ")") +
                 "|whole" + (head.size() > HttpLimits().head_bytes ? ": the head is longer than the limit" : "");
  return written;
}

TEST(HttpPieces, AnyCuttingGivesTheMessagesThatWereWritten) {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    std::mt19937 random(seed);
    const bool requests = below(random, 2) == 0;
    std::string bytes;
    std::vector<std::string> expected;
    for (int i = 0, count = 1 + static_cast<int>(below(random, 8)); i < count; ++i) {
      const Written written = random_message(random, requests, i);
      bytes += written.bytes;
      expected.push_back(written.told);
    }
    for (const std::size_t most : {bytes.size(), std::size_t{1}, std::size_t{7}, std::size_t{1460}}) {
      OneSide side;
      HttpStream stream(side, side.limits, side.budget);
      for (std::size_t from = 0; from < bytes.size();) {
        const std::size_t size = 1 + below(random, std::min(most, bytes.size() - from));
        stream.push(std::string_view(bytes).substr(from, size), at_us(1), 1);
        from += size;
      }
      stream.close(HttpEnd::kCut, at_us(1));
      ASSERT_EQ(side.messages, expected) << "seed " << seed << ", pieces up to " << most;
      EXPECT_EQ(stream.counts().skipped_bytes, 0U) << seed;
      EXPECT_EQ(side.budget.kept, 0U) << seed;
    }
  }
}

TEST(HttpPieces, ExchangesDoNotDependOnHowTheSidesInterleave) {
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    std::mt19937 random(seed);
    const std::size_t count = 1 + below(random, 8);
    std::vector<std::string> requests, answers, expected;
    for (std::size_t i = 0; i < count; ++i) {
      const Written request = random_message(random, true, static_cast<int>(i));
      const Written answer = random_message(random, false, static_cast<int>(i));
      requests.push_back(request.bytes);
      answers.push_back((below(random, 3) == 0 ? "HTTP/1.1 100 Continue\r\n\r\n" : "") + answer.bytes);
      expected.push_back(request.told + " -> " + answer.told);
    }
    Exchanges seen;
    const HttpLimits limits;
    HttpBudget budget;
    HttpExchange connection(seen, limits, budget);
    // Pipelined as far as chance has it; an answer begins when its request is there.
    std::size_t asked = 0, answered = 0;
    const auto send = [&](HttpSide side, const std::string& bytes) {
      const std::size_t most = 1 + below(random, 3000);
      for (std::size_t from = 0; from < bytes.size();) {
        const std::size_t size = 1 + below(random, std::min(most, bytes.size() - from));
        connection.data(side, std::string_view(bytes).substr(from, size), at_us(1), 1);
        from += size;
      }
    };
    while (answered < count) {
      if (asked < count && (asked == answered || below(random, 2) == 0)) {
        send(HttpSide::kFirst, requests[asked++]);
      } else {
        send(HttpSide::kSecond, answers[answered++]);
      }
    }
    connection.closed(HttpEnd::kClosed, at_us(2));
    ASSERT_EQ(seen.lines.size(), count) << seed;
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(seen.lines[i].substr(0, expected[i].size()), expected[i]) << seed;
      EXPECT_TRUE(seen.lines[i].ends_with(" complete")) << seed;
    }
    EXPECT_EQ(budget.kept, 0U) << seed;
  }
}

// Segments as a sender makes them: each message begins with one of its own.
TEST(HttpPieces, AGapCostsOnlyWhatItTouches) {
  constexpr std::size_t kSegment = 300;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string> segments, expected;
    std::vector<std::size_t> message_of;
    for (std::size_t i = 0; i < 6; ++i) {
      // No text of it may look like a start of a message where a segment begins.
      const std::string body(below(random, 1500), 'b');
      const std::string uri = "/" + std::to_string(i);
      const std::string bytes =
          "PUT " + uri + " HTTP/1.1\r\nVia: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
      for (std::size_t from = 0; from < bytes.size(); from += kSegment) {
        segments.push_back(bytes.substr(from, kSegment));
        message_of.push_back(i);
      }
      expected.push_back("PUT " + uri + "|via=h" +
                         (body.empty() ? "" : "|body=" + body + " (" + std::to_string(body.size()) + ")") + "|whole");
    }
    const std::size_t lost_from = below(random, segments.size());
    const std::size_t lost_to = std::min(segments.size(), lost_from + 1 + below(random, 8));
    std::vector<std::string> untouched;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      bool touched = false;
      for (std::size_t s = lost_from; s < lost_to; ++s) touched = touched || message_of[s] == i;
      if (!touched) untouched.push_back(expected[i]);
    }
    OneSide side;
    HttpStream stream(side, side.limits, side.budget);
    std::uint64_t missing = 0;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (s >= lost_from && s < lost_to) {
        missing += segments[s].size();
        continue;
      }
      if (s == lost_to) stream.gap(missing, at_us(1), 1);
      stream.push(segments[s], at_us(1), 1);
    }
    stream.close(HttpEnd::kCut, at_us(1));
    std::vector<std::string> whole;
    for (const std::string& message : side.messages) {
      if (message.ends_with("|whole")) whole.push_back(message);
    }
    EXPECT_EQ(whole, untouched) << seed;
  }
}

}  // namespace
}  // namespace logscan::detail
