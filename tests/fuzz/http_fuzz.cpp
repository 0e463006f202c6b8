// Bytes from a socket, by the parser and the routes of the server, over a small account in a database of its own:
// whatever comes is answered, in JSON where it says so, and never as a fault of the server's.
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <cstdlib>
#include <filesystem>

#include "acme.h"
#include "server/api/routes.h"
#include "server/live/policy_switch.h"
#include "server/wire/http_request.h"

using namespace lockstep;
using namespace lockstep::server;
using fuzz::hold;

namespace {

namespace http = boost::beast::http;

/// A server without a socket; its database goes when the process ends.
struct World {
  World() {
    char name[] = "/tmp/lockstep-fuzz-XXXXXX";
    if (mkdtemp(name) == nullptr) std::abort();
    folder = name;
    store = std::move(*Store::open(folder + "/lockstep.db"));
    const auto key = makeServiceKey("fuzz", "", fuzz::noon);
    token = key->text;
    hold(store->addServiceKey(key->record).ok());
    policies = std::make_unique<Policies>(*store);
    hold(settlePolicy(*store, *policies, std::string(builtinPolicy()), fuzz::noon).ok());
    accounts = std::make_unique<Accounts>(*store, *policies);
    hold(accounts->create("acme", toJson(fuzz::acme().toValue()), "fuzz", fuzz::noon).ok());
    accounts->onChange([this](const LivePointer& live) { streams.changed(live, fuzz::noon); });
    signingKeys = std::move(*SigningKeys::ofStore(*store));
    signIn = std::make_unique<SignIn>(*store, Issuers{});
    health = std::make_unique<Health>(*store, *accounts, freshness, false);
  }
  ~World() { std::filesystem::remove_all(folder); }

  HttpResponse ask(const HttpRequest& request) {
    const Service service{*store,
                          *accounts,
                          *signIn,
                          streams,
                          snapshots,
                          metrics,
                          refusals,
                          *signingKeys,
                          [] { return fuzz::noon; },
                          [] { return std::size_t(1); },
                          [] { return false; },
                          freshness,
                          *health,
                          false,
                          60,
                          {}};
    Asked asked;
    auto response = answer(service, request, request.target.lane, asked);
    if (!response) response = answer(service, request, Lane::dbRead, asked);
    hold(response.has_value());
    while (response->work != nullptr)
      if (auto made = response->work->step()) response = std::move(made);
    return std::move(*response);
  }

  std::string folder, token;
  std::unique_ptr<Store> store;
  std::unique_ptr<Policies> policies;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<SignIn> signIn;
  const Freshness freshness{std::nullopt};
  std::unique_ptr<Health> health;
  Subscribers streams;
  SnapshotCache snapshots;
  Metrics metrics{"", routeLabels()};
  RefusalLimit refusals{0};
  std::unique_ptr<SigningKeys> signingKeys;
};

void check(const HttpResponse& response) {
  hold(response.status >= 200 && response.status < 500);
  if (response.events != nullptr) return response.events->close();
  if (response.status == 304) return hold(response.body.empty());
  if (response.contentType.find("json") != std::string::npos) hold(parseJson(response.body).ok());
  for (const auto& [name, value] : response.headers) hold((name + value).find_first_of("\r\n") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  // As `answerOne` reads: the head by its limit, then the body by the limit of its address; then the next request.
  for (int requests = 0; requests < 4 && !rest.empty(); ++requests) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(16 * 1024);
    parser.body_limit(boost::none);
    boost::beast::error_code error;
    while (!error && !parser.is_header_done() && !rest.empty())
      rest.remove_prefix(parser.put(boost::asio::buffer(rest), error));
    if (error || !parser.is_header_done()) return 0;
    auto request = requestOf(parser.get());
    if (!request) return 0;
    request->target = targetOf(*request);
    const std::size_t limit = request->target.bodyLimit;
    if (parser.content_length() && *parser.content_length() > limit) return 0;
    parser.body_limit(limit);
    parser.eager(true);
    while (!error && !parser.is_done() && !rest.empty())
      rest.remove_prefix(parser.put(boost::asio::buffer(rest), error));
    if (error || !parser.is_done()) return 0;
    request->body = parser.get().body();
    // A key cannot be guessed: the seeds name it so.
    if (request->header("authorization") == "Bearer T") request->headers["authorization"] = "Bearer " + world.token;
    if (request->path == "/healthz") hold(request->target.lane == Lane::io);
    check(world.ask(*request));
  }
  return 0;
}
