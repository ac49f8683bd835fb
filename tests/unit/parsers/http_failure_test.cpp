#include "parsers/mbxsync/http_failure.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::detail {
namespace {

std::string described(const std::optional<HttpFailure>& failure) {
  if (!failure) return "none";
  return std::to_string(failure->status) + (failure->answered ? "" : " no answer") + "|" +
         (failure->target ? std::string(target_name(*failure->target)) : "") + "|" + std::string(failure->host()) +
         "|" + std::string(failure->error) + "|" + std::string(failure->url) + "|" + std::string(failure->verb) + "|" +
         std::string(failure->query);
}

TEST(HttpFailure, TakesTheFieldsOfEveryForm) {
  const std::string front(kHttpRequestFailed);
  const struct {
    const char* name;
    std::string text;
    const char* expected;
  } cases[] = {
      // Cisco 116001 prints these five.
      {"NoAnswer",
       front + "Couldn't connect to server -- couldn't connect to host, HTTP status code: 503, for ews URL: "
               "https://xxxxxxxx.outlook.com/EWS/Exchange.ASMX, verb: POST",
       "503 no answer|ews|xxxxxxxx.outlook.com|Couldn't connect to server -- couldn't connect to host|"
       "https://xxxxxxxx.outlook.com/EWS/Exchange.ASMX|POST|"},
      {"Unauthorized",
       front + "Bad response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: "
               "https://xxxxxxxxxx.outlook.com/EWS/Exchange.ASMX, verb: POST",
       "401|ews|xxxxxxxxxx.outlook.com|Bad response from server, HTTP code returned: 401|"
       "https://xxxxxxxxxx.outlook.com/EWS/Exchange.ASMX|POST|"},
      {"Autodiscovery",
       front + "Bad response from server, HTTP code returned: 404, HTTP status code: 404, for Autodiscovery URL: "
               "https://xxxx.com/autodiscover/autodiscover.xml, verb: GET, query:",
       "404|autodiscover|xxxx.com|Bad response from server, HTTP code returned: 404|"
       "https://xxxx.com/autodiscover/autodiscover.xml|GET|"},
      {"BlankInTheUrl",
       front + "Couldn't connect to server -- couldn't connect to host, HTTP status code: 503, for Autodiscovery URL: "
               "http://autodiscover.xxxxxxxxx.xxx/ autodiscover/autodiscover.xml, verb: GET, query:",
       "503 no answer|autodiscover|autodiscover.xxxxxxxxx.xxx|Couldn't connect to server -- couldn't connect to host|"
       "http://autodiscover.xxxxxxxxx.xxx/ autodiscover/autodiscover.xml|GET|"},
      {"WithoutTail", front + "Bad response from server, HTTP code returned: 401, HTTP status code: 401",
       "401|||Bad response from server, HTTP code returned: 401|||"},
      // Ours.
      {"Answered503",
       front + "Bad response from server, HTTP code returned: 503, HTTP status code: 503, for ews URL: "
               "https://u:p@[2001:db8::1]:443/EWS, verb: POST, query: a=b",
       "503|ews|[2001:db8::1]|Bad response from server, HTTP code returned: 503|https://u:p@[2001:db8::1]:443/EWS|POST|"
       "a=b"},
      {"Timeout", front + "Timeout was reached -- operation timed out, HTTP status code: 0, for ews URL: https://h:8/",
       "0 no answer|ews|h|Timeout was reached -- operation timed out|https://h:8/||"},
      {"OtherTarget", front + "Bad response from server, HTTP status code: 500, for foo URL: https://h./, verb: PUT",
       "500|other|h|Bad response from server|https://h./|PUT|"},
      {"NoServersError", front + "Failure when receiving data from the peer, HTTP status code: 503",
       "503 no answer|||Failure when receiving data from the peer|||"},
      {"OtherError", front + "Unauthorized, HTTP status code: 401", "401|||Unauthorized|||"},
      {"OtherErrorAndStatus", front + "Operation was aborted, HTTP status code: 500", "500|||Operation was aborted|||"},
      {"NoConnection", front + "SSL connect error -- x, HTTP status code: 0",
       "0 no answer|||SSL connect error -- x|||"},
      {"LibrarysOwn503", front + "The requested URL returned error: 503, HTTP status code: 503",
       "503|||The requested URL returned error: 503|||"},
      {"OtherCase",
       "HTTP Request Failed With Error: Bad response from server, HTTP Status Code: 401, for EWS URL: https://h/E, "
       "Verb: POST",
       "401|ews|h|Bad response from server|https://h/E|POST|"},
      {"StatusIsCut", front + "Bad response from server, HTTP code returned: 401, HTTP status code: 40", "none"},
      {"NoStatus", front + "Bad response from server", "none"},
      {"StatusTooLong", front + "x, HTTP status code: 1234", "none"},
      {"StatusMissing", front + "x, HTTP status code: ", "none"},
      {"OtherText", "HTTP request succeeded", "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(described(read_http_failure(c.text)), c.expected) << c.name;
}

TEST(HttpFailure, TellsFailuresOfASecureConnection) {
  const auto tls = [](const std::string& error) {
    const auto failure = read_http_failure(std::string(kHttpRequestFailed) + error + ", HTTP status code: 503");
    return failure ? failure->tls_failed && !failure->answered : false;
  };
  EXPECT_TRUE(tls("SSL connect error -- error:1408F119:SSL routines, decryption failed"));
  EXPECT_TRUE(tls("Peer certificate cannot be authenticated with known CA certificates -- SSL problem, verify"));
  EXPECT_FALSE(tls("Couldn't connect to server -- couldn't connect to host"));
  EXPECT_FALSE(tls("Bad response from server, HTTP code returned: 503"));
}

TEST(HttpFailure, TellsWhereItsTextMayLackTheEnd) {
  const std::string front =
      std::string(kHttpRequestFailed) + "Bad response from server, HTTP code returned: 401, HTTP status code: 401";
  const auto whole = [](const std::string& text) { return read_http_failure(text)->whole; };
  EXPECT_TRUE(whole(front));
  EXPECT_FALSE(whole(front + ", f"));
  EXPECT_FALSE(whole(front + ", for ews U"));
  EXPECT_FALSE(whole(front + ", for ews URL: https://mail.exam"));
  EXPECT_TRUE(whole(front + ", for ews URL: https://mail.example.com/EWS, verb: PO"));
}

TEST(HttpFailure, TakesStatusesOfFailuresAlone) {
  EXPECT_EQ(described(read_http_status("HTTP Status code: 500, WEBDAV response headers: HTTP/1.1 500")), "500||||||");
  EXPECT_EQ(described(read_http_status("HTTP status=[500 Internal Server Error]....")), "500||||||");
  EXPECT_EQ(described(read_http_status("HTTP Status code: 400, x")), "400||||||");
  EXPECT_EQ(described(read_http_status("HTTP Status code: 399, x")), "none");
  EXPECT_EQ(described(read_http_status("HTTP Status code: 207, x")), "none");
}

}  // namespace
}  // namespace logscan::detail
