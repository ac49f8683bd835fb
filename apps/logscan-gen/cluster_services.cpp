#include "cluster_services.h"

#include <algorithm>

namespace logscan::gen {

namespace {

constexpr std::uint8_t kImp = in_product(Product::kPresence);
constexpr std::uint8_t kCm = in_product(Product::kCallManager);
constexpr std::uint8_t kUc = in_product(Product::kConnection);
constexpr std::uint8_t kEvery = kImp | kCm | kUc;

constexpr std::string_view kDb = "A Cisco DB";
constexpr std::string_view kTomcat = "Cisco Tomcat";
// What the services of features wait for.
constexpr std::array<std::string_view, 7> kNetworkServices = {"Cisco Client Profile Agent", "Cisco Route Datastore",
                                                              "Cisco Presence Datastore", "Cisco XCP Config Manager",
                                                              "Cisco XCP Router"};
constexpr std::array<std::string_view, 7> kEngineNeeds = {
    "Cisco Client Profile Agent", "Cisco Route Datastore", "Cisco Presence Datastore", "Cisco XCP Config Manager",
    "Cisco XCP Router",           "Cisco SIP Proxy",       "Cisco Sync Agent"};

constexpr auto kServices = std::to_array<ServiceFacts>({
    {.name = "System SSH", .products = kEvery, .filler = true},
    {.name = "Cluster Manager", .products = kEvery, .filler = true},
    {.name = kDb, .products = kEvery, .critical = true},
    {.name = "A Cisco DB Replicator", .products = kEvery, .needs = {kDb}},
    {.name = "Cisco AMC Service", .products = kEvery, .filler = true},
    {.name = "Cisco Audit Event Service", .products = kEvery, .filler = true},
    {.name = "Cisco Database Layer Monitor", .products = kEvery, .needs = {kDb}},
    {.name = "Cisco Log Partition Monitoring Tool", .products = kEvery, .filler = true},
    {.name = "Cisco Syslog Agent", .products = kEvery},
    {.name = kTomcat, .products = kEvery, .needs = {kDb}},
    {.name = "SOAP -Log Collection APIs", .products = kEvery, .filler = true},
    {.name = "Cisco CallManager", .products = kCm, .activation = Activation::kFree, .filler = true},
    {.name = "Cisco CTIManager", .products = kCm, .activation = Activation::kFree, .filler = true},
    {.name = "Cisco Tftp", .products = kCm, .activation = Activation::kFree, .filler = true},
    {.name = "Connection Jetty", .products = kUc, .activation = Activation::kFree},
    {.name = "Connection Mailbox Sync", .products = kUc, .activation = Activation::kFree},
    {.name = "Cisco AXL Web Service", .products = kImp | kCm, .activation = Activation::kPublisher, .needs = {kTomcat}},
    {.name = "Cisco Bulk Provisioning Service", .products = kImp | kCm, .activation = Activation::kPublisherIfUsed},
    {.name = "Cisco Serviceability Reporter", .products = kImp | kCm, .activation = Activation::kPublisherOnly},
    {.name = "Cisco Client Profile Agent", .products = kImp, .late = true, .needs = {kTomcat}},
    {.name = "Cisco Config Agent", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco IM and Presence Admin", .products = kImp, .needs = {kTomcat}},
    {.name = "Cisco IM and Presence Data Monitor", .products = kImp, .needs = {kDb}},
    {.name = "Cisco Intercluster Sync Agent", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco Login Datastore", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco OAM Agent", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco Presence Datastore", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco Presence Engine",
     .products = kImp,
     .activation = Activation::kEveryNode,
     .critical = true,
     .late = true,
     .needs = kEngineNeeds},
    {.name = "Cisco Route Datastore", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco Server Recovery Manager", .products = kImp, .needs = {kDb}},
    {.name = "Cisco SIP Proxy",
     .products = kImp,
     .activation = Activation::kEveryNode,
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco SIP Registration Datastore", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco Sync Agent", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco XCP Authentication Service",
     .products = kImp,
     .activation = Activation::kFeature,
     .feature = "xmpp-clients",
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Config Manager", .products = kImp, .late = true, .needs = {kDb}},
    {.name = "Cisco XCP Connection Manager",
     .products = kImp,
     .activation = Activation::kFeature,
     .feature = "xmpp-clients",
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Directory Service",
     .products = kImp,
     .activation = Activation::kFeature,
     .feature = "ldap-search",
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP File Transfer Manager",
     .products = kImp,
     .activation = Activation::kFree,
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Message Archiver",
     .products = kImp,
     .activation = Activation::kWhereUsed,
     .critical = true,
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Router", .products = kImp, .critical = true, .late = true, .needs = {kDb}},
    {.name = "Cisco XCP SIP Federation Connection Manager",
     .products = kImp,
     .activation = Activation::kWhereUsed,
     .critical = true,
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Text Conference Manager",
     .products = kImp,
     .activation = Activation::kWhereUsed,
     .critical = true,
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP Web Connection Manager",
     .products = kImp,
     .activation = Activation::kFeature,
     .feature = "web-clients",
     .late = true,
     .needs = kNetworkServices},
    {.name = "Cisco XCP XMPP Federation Connection Manager",
     .products = kImp,
     .activation = Activation::kWhereUsed,
     .critical = true,
     .late = true,
     .needs = kNetworkServices},
});

}  // namespace

std::span<const ServiceFacts> all_services() { return kServices; }

const ServiceFacts* find_service(std::string_view name) {
  const auto* found =
      std::find_if(kServices.begin(), kServices.end(), [&](const ServiceFacts& facts) { return facts.name == name; });
  return found == kServices.end() ? nullptr : found;
}

bool waits_for(const ServiceFacts& service, const ServiceFacts& other) {
  return std::any_of(service.needs.begin(), service.needs.end(), [&](std::string_view need) {
    return !need.empty() && (need == other.name || waits_for(*find_service(need), other));
  });
}

}  // namespace logscan::gen
