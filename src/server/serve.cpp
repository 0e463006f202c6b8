// Puts the server together and runs it.
#include "server/serve.h"

#include <malloc.h>

#include <chrono>
#include <csignal>
#include <condition_variable>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

#include "server/clock.h"
#include "server/demo.h"
#include "server/news.h"
#include "server/opens.h"
#include "server/origins.h"
#include "server/pages.h"
#include "server/problem_response.h"
#include "server/routes.h"
#include "server/token_keys.h"

namespace lockstep::server {

namespace {

int fail(const Problems& problems) {
  for (const auto& problem : problems) std::cerr << "serve: " << (problem.field.empty() ? "" : problem.field + ": ") << problem.message << "\n";
  return 2;
}

/// The time now, as a header has it: `Mon, 30 Nov 2026 02:47:18 GMT`. A page counts from it.
std::string dateHeader() {
  const std::time_t now = clockNow();
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

Result<std::string> textOf(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Problem{"file_unreadable", file, "Cannot be read."};
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

bool isLoopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

Result<SigningKey> signingKey(const std::string& file, Store& store) {
  if (!file.empty()) {
    const auto text = textOf(file);
    return text ? SigningKey::fromPem(*text) : Result<SigningKey>(text.problems());
  }
  auto fresh = SigningKey::generate();
  if (!fresh) return fresh;
  const auto kept = store.signingKey([&] { return fresh->toPem(); });
  return kept ? SigningKey::fromPem(*kept) : Result<SigningKey>(kept.problems());
}

/// The keys of users' tokens as they are now, of the demonstration or of a file; nothing where the file has not changed.
std::optional<Result<KeySet>> tokenKeys(TokenKeyFile* file, const Demo* demo) {
  if (demo != nullptr) return KeySet::read(demo->keys());
  if (file == nullptr) return std::nullopt;
  auto keys = file->readIfChanged();
  if (keys && *keys)
    for (const auto& problem : (*keys)->passedOver()) std::cerr << "serve: --token-keys: " << problem.field << ": " << problem.message << " This key is passed over.\n";
  return keys;
}

/// Calls `work` every so often until it is destroyed, at once when it is.
class Repeating {
 public:
  Repeating(std::chrono::seconds every, std::function<void()> work)
      : thread_([this, every, work = std::move(work)](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          while (!woken_.wait_for(lock, stop, every, [&] { return stop.stop_requested(); })) work();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

}  // namespace

int serve(const ServeOptions& options, Policy policy) {
  // Texts of whole accounts go back to the system when they are done with, instead of leaving holes between facts; what
  // an answer takes is kept for the next one.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  // A reader of ours that has gone is an error of one write.
  std::signal(SIGPIPE, SIG_IGN);
  // Until it listens there is nothing to read again.
  std::signal(SIGHUP, SIG_IGN);
  if (options.isDemo && !isLoopback(options.address)) return fail({{"demo_address", "--demo", "The demonstration signs anybody in without a password: it is for 127.0.0.1 alone."}});
  for (const auto& origin : options.origins)
    if (const auto fault = Origins::faultOf(origin)) return fail({{"origin_invalid", "--allow-origin", *fault}});
  for (const auto action : opens::all)
    if (!policy.action(action)) std::cerr << "serve: the policy has no action \"" << action << "\": no user is told what it opens\n";
  if (!isLoopback(options.address)) std::cerr << "serve: " << options.address << " can be reached from other machines, and this server has no TLS: put a proxy with TLS before it\n";
  const auto store = Store::open(options.data, std::chrono::seconds(options.databaseSeconds));
  if (!store) return fail(store.problems());
  if ((*store)->database().isOpenToOthers()) std::cerr << "serve: " << options.data << " may be read by others on this machine, and the key that signs snapshots stands in it: chmod 600\n";
  Accounts accounts(**store, std::move(policy));
  std::unique_ptr<Demo> demo;
  if (options.isDemo) {
    auto opened = Demo::open(accounts, (*store)->database());
    if (!opened) return fail(opened.problems());
    demo = std::move(*opened);
  }
  const auto key = signingKey(options.signingKey, **store);
  if (!key) return fail(key.problems());
  std::optional<TokenKeyFile> keyFile;
  if (!options.tokenKeys.empty() && demo == nullptr) keyFile.emplace(options.tokenKeys);
  auto keys = tokenKeys(keyFile ? &*keyFile : nullptr, demo.get());
  if (keys && !*keys) return fail(keys->problems());
  Pages pages;
  if (!options.web.empty())
    if (const auto fault = Pages::read(options.web, pages)) return fail({{"file_unreadable", "--web", *fault}});

  const auto optional = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  const auto longest = options.tokenSeconds == 0 ? std::nullopt : std::optional(static_cast<Time>(options.tokenSeconds));
  SignIn signIn(**store, keys ? std::optional(std::move(**keys)) : std::nullopt, {optional(options.issuer), optional(options.audience), longest});
  Streams streams;
  SnapshotCache snapshots;
  const Origins origins(options.origins);
  Metrics metrics;
  std::optional<AccessLog> log;
  if (options.writesLog) log.emplace(metrics.droppedLines());
  accounts.onChange([&](const LivePointer& live) { streams.changed(live, clockNow()); });
  HttpServer* running = nullptr;
  const Service service{**store, accounts, signIn, streams, snapshots, metrics, *key, clockNow, [&] { return running->connections(); }, static_cast<Time>(options.keyStreamSeconds)};

  const auto readKeysAgain = [&] {
    auto fresh = keyFile ? tokenKeys(&*keyFile, nullptr) : std::nullopt;
    if (!fresh) return;
    if (!*fresh) {
      std::cerr << "serve: --token-keys: the keys before stay in use\n";
      fail(fresh->problems());
      return;
    }
    signIn.replaceKeys(std::move(**fresh));
    // Whoever reads by a key that was withdrawn has to show that they may.
    streams.endAll();
  };

  HttpOptions http;
  http.onHangUp = readKeysAgain;
  http.address = options.address;
  http.port = options.port;
  http.threads = options.threads != 0 ? options.threads : std::max(4u, std::thread::hardware_concurrency());
  http.requestTime = std::chrono::seconds(options.requestSeconds);
  http.idleTime = std::chrono::seconds(options.idleSeconds);
  http.mostConnections = options.mostConnections;
  http.laneOf = [&](const HttpRequest& request) { return (demo != nullptr ? Demo::laneOf(request) : std::nullopt).value_or(laneOf(request)); };
  http.turnOf = turnOf;
  http.bodyLimit = bodyLimit;
  http.maySendLong = [&](const HttpRequest& request) { return maySendLong(service, request); };
  http.refuse = [&](int status) {
    metrics.refused(status);
    if (log) log->write(nullptr, {}, status, {});
    HttpResponse response = problemResponse(status, "http", status == 413 ? "The body is too long." : status == 431 ? "The headers are too long." : status == 503 ? "Too many ask at once. Try again." : "This is no request that HTTP knows.");
    response.headers.emplace_back("Date", dateHeader());
    return response;
  };
  http.handle = [&](const HttpRequest& request, Lane lane) {
    const auto started = std::chrono::steady_clock::now();
    std::optional<HttpResponse> response;
    Asked asked;
    if (demo != nullptr) response = demo->answer(request, clockNow());
    const bool isApi = isRoute(request);
    if (!response) response = isApi ? origins.preflight(request) : pages.answer(request);
    if (!response) response = answer(service, request, lane, asked);
    if (!response) return response;
    if (isApi) origins.tell(request, *response);
    response->headers.emplace_back("Date", dateHeader());
    metrics.answered(response->status);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
    if (lane != Lane::here) response->headers.emplace_back("Server-Timing", "server;dur=" + std::to_string(took.count()));
    if (log) log->write(&request, asked, response->status, std::chrono::duration_cast<std::chrono::microseconds>(took));
    return response;
  };
  HttpServer server(std::move(http));
  running = &server;
  if (const auto fault = server.listen()) return fail({{"port", "", *fault}});
  const bool isIpv6 = options.address.find(':') != std::string::npos;
  std::cout << "http://" << (isIpv6 ? "[" + options.address + "]" : options.address) << ":" << server.port() << "/" << std::endl;

  const Time kept = static_cast<Time>(options.accountSeconds);
  const Repeating dropping(std::chrono::seconds(kept / 10 + 1), [&] { accounts.dropUnused(clockNow() - kept, [&](const LiveAccount& live) { return streams.follows(live); }); });
  const Repeating renewing(std::chrono::seconds(snapshotLifetime / 4), [&] { streams.renew(clockNow()); });
  const Repeating elapsing(std::chrono::seconds(5), [&] { streams.elapse(clockNow()); });
  const Repeating readingKeys(std::chrono::seconds(5), readKeysAgain);
  std::unique_ptr<News> news;
  if ((*store)->database().dialect() == Dialect::postgresql)
    news = std::make_unique<News>(options.data, [&] { return accounts.ids(); }, [&](const std::string& account) { return accounts.follow(account); });
  server.run();
  return 0;
}

}  // namespace lockstep::server
