#include <archive.h>
#include <pugixml.hpp>
#include <xxhash.h>
#include <zlib.h>

#include <boost/version.hpp>

#include "logscan/catalog.h"
#include "version_info.h"

namespace logscan {
inline namespace v1 {

std::string version() { return LOGSCAN_VERSION; }

std::vector<std::string> library_versions() {
  const unsigned xxh = XXH_versionNumber();
  return {
      "Boost " + std::to_string(BOOST_VERSION / 100000) + "." + std::to_string(BOOST_VERSION / 100 % 1000) + "." +
          std::to_string(BOOST_VERSION % 100),
      archive_version_string(),
      "pugixml " + std::to_string(PUGIXML_VERSION / 1000) + "." + std::to_string(PUGIXML_VERSION / 10 % 100),
      "xxHash " + std::to_string(xxh / 10000) + "." + std::to_string(xxh / 100 % 100) + "." + std::to_string(xxh % 100),
      std::string("zlib ") + zlibVersion(),
  };
}

}  // namespace v1
}  // namespace logscan
