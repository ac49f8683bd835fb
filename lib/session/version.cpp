#include <archive.h>
#include <pcap/pcap.h>
#include <sqlite3.h>
#include <xxhash.h>
#include <zlib.h>

#include <boost/version.hpp>
#include <pugixml.hpp>
#include <string_view>

#include "logscan/catalog.h"
#include "version_info.h"

namespace logscan {
inline namespace v1 {

namespace {

// libpcap tells more than its version: `libpcap version 1.10.3 (with TPACKET_V3)`.
std::string libpcap_version() {
  const std::string_view text = pcap_lib_version();
  constexpr std::string_view kFront = "libpcap version ";
  if (!text.starts_with(kFront)) return std::string(text);
  const std::string_view number = text.substr(kFront.size());
  return "libpcap " + std::string(number.substr(0, number.find(' ')));
}

}  // namespace

std::string version() { return LOGSCAN_VERSION; }

std::vector<std::string> library_versions() {
  const unsigned xxh = XXH_versionNumber();
  return {
      "Boost " + std::to_string(BOOST_VERSION / 100000) + "." + std::to_string(BOOST_VERSION / 100 % 1000) + "." +
          std::to_string(BOOST_VERSION % 100),
      archive_version_string(),
      libpcap_version(),
      "pugixml " + std::to_string(PUGIXML_VERSION / 1000) + "." + std::to_string(PUGIXML_VERSION / 10 % 100),
      std::string("SQLite ") + sqlite3_libversion(),
      "xxHash " + std::to_string(xxh / 10000) + "." + std::to_string(xxh / 100 % 100) + "." + std::to_string(xxh % 100),
      std::string("zlib ") + zlibVersion(),
  };
}

}  // namespace v1
}  // namespace logscan
