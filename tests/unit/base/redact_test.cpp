#include "base/redact.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::detail {
namespace {

std::string redacted(std::string text) {
  redact(text);
  return text;
}

TEST(Redact, MasksValuesAndKeepsTheRest) {
  const struct {
    const char* name;
    const char* text;
    const char* expected;
  } cases[] = {
      {"Basic", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"},
      {"BasicAmongText", "x Authorization: Basic dXNlcjpwYXNz, verb: POST", "x Authorization: Basic ***, verb: POST"},
      {"Bearer", "authorization:Bearer eyJ0.eXAi-_x", "authorization:Bearer ***"},
      {"Proxy", "Proxy-Authorization: Negotiate YIIabc==\r\nHost: x", "Proxy-Authorization: Negotiate ***\r\nHost: x"},
      {"Digest", "Authorization: Digest username=\"a\", response=\"b\"", "Authorization: Digest ***"},
      {"UnknownScheme", "Authorization: AWS4 Credential/x y", "Authorization: ***"},
      {"QuotedHeader", "{'Authorization': 'Bearer abc def'}", "{'Authorization': 'Bearer *** def'}"},
      {"Json", R"({"access_token":"ya29.a0","token_type":"Bearer"})",
       R"({"access_token":"***","token_type":"Bearer"})"},
      {"JsonBlanks", R"("refresh_token" : "1//0g", "x": 1)", R"("refresh_token" : "***", "x": 1)"},
      {"JsonEscaped", R"({\"id_token\":\"a.b.c\",\"n\":1})", R"({\"id_token\":\"***\",\"n\":1})"},
      {"QuoteInside", R"("password":"a\"b","n":1)", R"("password":"***","n":1)"},
      {"Form", "grant_type=password&client_secret=s3cr&x=1", "grant_type=password&client_secret=***&x=1"},
      {"Assignment", "login user=a password=hunter2, ok", "login user=a password=***, ok"},
      {"Colon", "Password: hunter2 done", "Password: *** done"},
      {"CamelCase", "accessToken=abc;", "accessToken=***;"},
      {"Element", "<t:Password>hunter 2</t:Password><a/>", "<t:Password>***</t:Password><a/>"},
      {"Url", "GET https://bob:hunter2@mail.example.com/EWS?a=b@c", "GET https://bob:***@mail.example.com/EWS?a=b@c"},
      {"BearerAlone", "sent Bearer eyJ0eXAiOiJKV1Qi.x to", "sent Bearer *** to"},
      {"Twice", "pwd=a pwd=b", "pwd=*** pwd=***"},
      {"Pin", "PIN=1234", "PIN=***"},
      {"ElementWithAttributes", "<t:Password Type=\"x\">hunter 2</t:Password><a/>",
       "<t:Password Type=\"x\">***</t:Password><a/>"},
      {"EmptyElement", "<Password a=\"b\"/><x>y</x>", "<Password a=\"b\"/><x>y</x>"},
      {"Escaped", "client_secret%3Dhunter2&x=1", "client_secret%3D***&x=1"},
      {"EscapedAll", "client_secret%3Dhunter2%26x%3D1", "client_secret%3D***%26x%3D1"},
      {"Cookie", "Cookie: session=hunter2; b=c\nHost: x", "Cookie: ***\nHost: x"},
      {"SetCookie", "Set-Cookie: X-BackEndCookie=hunter2", "Set-Cookie: ***"},
      {"TokenAlone", "got eyJ0eXAiOiJKV1QiLCJ.eyJIdW50.hunter2 back", "got *** back"},
      {"Pass", "user=a pass=hunter2 x", "user=a pass=*** x"},
      {"CommaInTheValue", "password=ab,cd rest", "password=*** rest"},
      {"NextField", "password=ab,user=cd", "password=***,user=cd"},
      {"Code", "code=0.AXwAhunter2&grant_type=authorization_code", "code=***&grant_type=authorization_code"},
      {"Spoken", "Password is Hunter2secret now", "Password is *** now"},
      {"SpokenAtOnce", "password hunter2", "password ***"},
      {"OfAUser", "command not read: set password user Hunter2secret", "command not read: set password user ***"},
      {"SpokenWithSign", "passwd for svc = hunter2", "passwd for svc = ***"},
      {"Option", "file get activelog /cuc/* --password correct horse",
       "file get activelog /cuc/* --password *** horse"},
      {"Login", "curl -u svc:hunter2 https://x", "curl -u svc:*** https://x"},
      {"Signature", "GET https://x.example.com/a?sv=2020&sig=kQ8%2BhunTer2%3D&se=1",
       "GET https://x.example.com/a?sv=2020&sig=***&se=1"},
      {"SignatureEscaped", "sv%3D2020%26sig%3DkQ8hunTer2%26se%3D1", "sv%3D2020%26sig%3D***%26se%3D1"},
      {"KeyInJson", R"({"private_key": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "n": 1})",
       R"({"private_key": "***", "n": 1})"},
      {"KeyInJsonCamelCase", R"({"privateKey":"MIIEvQ","n":1})", R"({"privateKey":"***","n":1})"},
      {"KeyInUrl", "a=b&private_key=MIIEvQ&c=d", "a=b&private_key=***&c=d"},
      {"KeyInYaml", "privateKey: MIIEvQ\nname: x", "privateKey: ***\nname: x"},
      {"KeyInYamlBlock", "  private_key: |\n    MIIE\n\n    vQ==\n  name: x", "  private_key: |\n***\n  name: x"},
      {"KeyInYamlBlockCut", "private_key: >-\n  MIIE", "private_key: >-\n***"},
      {"KeyInYamlPem", "private_key: -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nname: x",
       "private_key: -----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nname: x"},
      {"SignBeforeAValue", "password: |hunter2", "password: ***"},
      {"Pem", "-----BEGIN EC PRIVATE KEY-----\nMIIE\nvQ==\n-----END EC PRIVATE KEY-----\nx",
       "-----BEGIN EC PRIVATE KEY-----***-----END EC PRIVATE KEY-----\nx"},
      {"PemCut", "-----BEGIN PRIVATE KEY-----\nMIIE", "-----BEGIN PRIVATE KEY-----***"},
      // What is no secret.
      {"Signal", "exit sig=11, core.62556.6", "exit sig=11, core.62556.6"},
      {"Certificate", "-----BEGIN CERTIFICATE-----\nMIIE", "-----BEGIN CERTIFICATE-----\nMIIE"},
      {"NoKey", "the private key is missing", "the private key is missing"},
      {"Status", "HTTP status code: 401, code=401, code=12345678", "HTTP status code: 401, code=401, code=12345678"},
      {"CodeOfExchange", "password rejected: ErrorPasswordExpired", "password rejected: ErrorPasswordExpired"},
      {"CodeOfExchangeBehind", "wrong password ErrorAccountDisabled", "wrong password ErrorAccountDisabled"},
      {"NoValue", "wrong password or user name", "wrong password or user name"},
      {"EmptyValue", "password=, user=a", "password=, user=a"},
      {"Word", "Basic authentication failed", "Basic authentication failed"},
      {"Function", "decryptPassword - recovery mechanism failed", "decryptPassword - recovery mechanism failed"},
      {"PlainUrl", "https://mail.example.com:443/EWS/Exchange.ASMX, verb: POST",
       "https://mail.example.com:443/EWS/Exchange.ASMX, verb: POST"},
      {"Empty", "", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(redacted(c.text), c.expected) << c.name;
    EXPECT_EQ(redacted(redacted(c.text)), c.expected) << c.name << ", twice";
  }
}

TEST(Redact, TakesTextsThatEndAnywhere) {
  const std::string text =
      R"(x Authorization: Basic dXNl "access_token" : "abc" https://u:p@h/ <Password>q</Password> pwd='z')";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const std::string shown = redacted(text.substr(0, length));
    EXPECT_LE(shown.size(), length + 20) << length;
    EXPECT_EQ(shown.find("dXNl"), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace logscan::detail
