// Puts the server together and runs it.
#include "server/serve.h"

#include <fcntl.h>
#include <malloc.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <thread>

#include "base/text.h"
#include "server/api/demo.h"
#include "server/api/list_permissions.h"
#include "server/api/routes.h"
#include "server/live/anchors.h"
#include "server/live/change_listener.h"
#include "server/live/policy_switch.h"
#include "server/live/poller.h"
#include "server/wire/clock.h"
#include "server/wire/every_answer.h"
#include "server/wire/origins.h"
#include "server/wire/pages.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace {

int fail(const Problems& problems) {
  for (const auto& problem : problems)
    std::cerr << "serve: " << (problem.field.empty() ? "" : problem.field + ": ") << problem.message << "\n";
  return 2;
}

bool isLoopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

Result<std::unique_ptr<SigningKeys>> signingKeys(const std::vector<std::string>& files, Store& store) {
  return files.empty() ? SigningKeys::ofStore(store) : SigningKeys::ofFiles(files);
}

/// Adds the issuers that the options name.
Problems addIssuers(IssuerFiles& files, const ServeOptions& options) {
  const auto optional = [](const std::string& value) { return value.empty() ? std::nullopt : std::optional(value); };
  if (!options.tokenKeys.empty()) {
    Expectation expected{
        optional(options.issuer), optional(options.audience), {}, options.userClaim, options.accountClaim};
    if (options.tokenSeconds != 0) expected.longest = static_cast<Time>(options.tokenSeconds);
    files.add("--token-keys", std::move(expected), options.tokenKeys);
  }
  if (options.issuers.empty()) return {};
  Problems problems = files.addDocument(options.issuers);
  for (auto& problem : problems) problem.field = "--issuers: " + problem.field;
  return problems;
}

/// Settles which policy is in force, and says on standard error what does not go without saying. Returns false where
/// the server cannot serve with it.
bool startWithPolicy(Store& store, Policies& policies, const std::string& document) {
  const auto start = settlePolicy(store, policies, document, clockNow());
  if (!start) return fail(start.problems()), false;
  switch (start->kind) {
    case PolicyAtStart::Kind::inForce: break;
    case PolicyAtStart::Kind::older:
      std::cerr << "serve: the database has another policy since this one: it serves with the policy " << start->inForce
                << "\n";
      break;
    case PolicyAtStart::Kind::lost:
      std::cerr << "serve: accounts were written under the policy " << start->inForce
                << ", which the database does not have: add it with `lockstep policy add`\n";
      return false;
    case PolicyAtStart::Kind::breaks:
      for (const auto& [account, problems] : start->broken)
        for (const auto& problem : problems)
          std::cerr << "serve: account " << account << ": " << problem.field << ": " << problem.message << "\n";
      std::cerr << "serve: the policy would break these accounts: see `lockstep policy check`, and give `lockstep "
                   "policy set` a mapping\n";
      return false;
  }
  if (!start->switched.empty())
    std::cerr << "serve: the policy " << start->inForce << " is in force for " << start->switched.size()
              << " accounts\n";
  const auto policy = policies.find(start->inForce);
  if (!policy) return fail(policy.problems()), false;
  for (const auto action : listPermissions::all)
    if (!policy->action(action))
      std::cerr << "serve: the policy has no action `" << action << "`: lists that it gates are empty for users\n";
  return true;
}

/// Work whose answer, in the end, goes through `finish`.
std::shared_ptr<Work> finishedBy(const std::shared_ptr<Work>& work, const std::function<void(HttpResponse&)>& finish) {
  return std::make_shared<Work>(Work{work->account, work->principal, [step = std::move(work->step), finish]() mutable {
                                       auto made = step();
                                       if (made && made->work != nullptr)
                                         made->work = finishedBy(made->work, finish);
                                       else if (made)
                                         finish(*made);
                                       return made;
                                     }});
}

/// Calls `work` every so often until it is destroyed, at once when it is.
class Repeating {
 public:
  Repeating(std::chrono::milliseconds every, std::function<void()> work)
      : thread_([this, every, work = std::move(work)](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          while (!woken_.wait_for(lock, stop, every, [&] { return stop.stop_requested(); })) work();
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

/// Null where nothing is listened to.
std::unique_ptr<ChangeListener> listenerOf(const ServeOptions& options, Store& store, Accounts& accounts) {
  if (options.listenData == "none") return nullptr;
  ChangeListener::Use use;
  use.all = [&accounts] { return accounts.ids(); };
  use.follow = [&accounts](const std::string& account) { return accounts.follow(account); };
  use.notify = [&store](const std::string& message) {
    return store.database().hasNotifications() && store.notify(message);
  };
  use.warn = [poll = options.pollSeconds](const std::string& why) {
    std::cerr << "serve: " << why << ": changes of other instances are noticed by polling, within " << poll
              << " s (--poll). Give --listen-data an address past the pooler, or `none`\n";
  };
  return std::make_unique<ChangeListener>(options.listenData.empty() ? options.data : options.listenData,
                                          std::move(use));
}

}  // namespace

int serve(const ServeOptions& options, const std::string& policy) {
  // Texts of whole accounts go back to the system when they are done with, instead of leaving holes between facts; what
  // an answer takes is kept for the next one.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  // A reader of ours that has gone is an error of one write.
  std::signal(SIGPIPE, SIG_IGN);
  // Until it listens there is nothing to read again.
  std::signal(SIGHUP, SIG_IGN);
  if (options.isDemo && !isLoopback(options.address))
    return fail({{"demo_address", "--demo",
                  "The demonstration signs anybody in without a password: it is for 127.0.0.1 alone."}});
  if (options.staleSeconds <= options.pollSeconds)
    return fail({{"value_invalid", "--stale-after",
                  "Must be more than --poll: an instance learns that much later of changes even where all is well."}});
  if (!options.listenData.empty() && options.listenData != "none" && !Database::isPostgresql(options.listenData))
    return fail({{"value_invalid", "--listen-data", "Must be postgresql://… or `none`."}});
  for (const auto& origin : options.origins)
    if (const auto fault = Origins::faultOf(origin)) return fail({{"origin_invalid", "--allow-origin", *fault}});
  if (!options.publicUrl.empty() && !isUrlPrefix(options.publicUrl))
    return fail({{"value_invalid", "--public-url",
                  "`" + options.publicUrl +
                      "` is no such address; give scheme and host, as in `https://pdp.example.com`, without `/` at the "
                      "end, query or fragment."}});
  if (!isLoopback(options.address))
    std::cerr << "serve: " << options.address
              << " can be reached from other machines, and this server has no TLS: put a proxy with TLS before it\n";
  const auto store = Store::open(options.data, options.neverMigrates ? Schema::mustBeNewest : Schema::bringUp,
                                 std::chrono::seconds(options.databaseSeconds));
  if (!store) return fail(store.problems());
  if ((*store)->database().dialect() == Dialect::sqlite) {
    auto file = DatabaseFile::hold(options.data);
    if (!file) return fail(file.problems());
    (*store)->guard(std::move(*file));
  }
  if ((*store)->database().isOpenToOthers())
    std::cerr << "serve: " << options.data
              << " may be read by others on this machine, and the key that signs snapshots stands in it: chmod 600\n";
  Policies policies(**store);
  if (!startWithPolicy(**store, policies, policy)) return 2;
  Accounts accounts(**store, policies);
  std::unique_ptr<Demo> demo;
  if (options.isDemo) {
    auto opened = Demo::open(accounts, (*store)->database());
    if (!opened) return fail(opened.problems());
    demo = std::move(*opened);
  }
  const auto signing = signingKeys(options.signingKeys, **store);
  if (!signing) return fail(signing.problems());
  IssuerFiles issuerFiles;
  Issuers issuers;
  if (demo != nullptr) {
    const auto keys = KeySet::read(demo->keys());
    if (!keys) return fail(keys.problems());
    issuers.push_back({{}, *keys, {}});
  } else {
    if (const Problems problems = addIssuers(issuerFiles, options); !problems.empty()) return fail(problems);
    Problems problems, notes;
    if (auto read = issuerFiles.readIfChanged(problems, notes)) issuers = std::move(*read);
    fail(notes);
    if (!problems.empty()) return fail(problems);
  }
  Pages pages;
  if (!options.web.empty())
    if (const auto fault = Pages::read(options.web, pages)) return fail({{"file_unreadable", "--web", *fault}});

  SignIn signIn(**store, std::move(issuers));
  Subscribers streams;
  SnapshotCache snapshots;
  const Origins origins(options.origins);
  Metrics metrics(options.version, routeLabels());
  std::optional<AccessLog> log;
  if (options.writesLog) log.emplace(metrics.droppedLines());
  std::optional<AnchorFile> anchors;
  if (!options.anchors.empty()) {
    const int file = ::open(options.anchors.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (file < 0) return fail({{"file_unwritable", "--anchors", "`" + options.anchors + "` cannot be written to."}});
    anchors.emplace(file, static_cast<std::int64_t>(options.anchorEvery), **signing, metrics.droppedLines());
    accounts.onAudit([&](const AuditHead& head) { anchors->committed(head); });
  }
  accounts.onEnd([&](const std::string& id) { streams.ended(id); });
  accounts.onChange([&](const LivePointer& live) { streams.changed(live, clockNow()); });
  RefusalLimit refusals(options.refusalsPerSecond);
  HttpServer* running = nullptr;
  const bool isShared = (*store)->database().dialect() == Dialect::postgresql;
  Freshness freshness(isShared ? std::optional(std::chrono::seconds(options.staleSeconds)) : std::nullopt);
  Health health(**store, accounts, freshness, options.refusesStale);
  const Service service{**store,
                        accounts,
                        signIn,
                        streams,
                        snapshots,
                        metrics,
                        refusals,
                        **signing,
                        clockNow,
                        [&] { return running->connections(); },
                        [&] { return running->isDraining(); },
                        freshness,
                        health,
                        options.refusesStale,
                        static_cast<Time>(options.keyStreamSeconds),
                        options.publicUrl};

  const auto readKeysAgain = [&] {
    Problems problems, notes;
    auto fresh = issuerFiles.readIfChanged(problems, notes);
    fail(notes);
    fail(problems);
    fail((*signing)->readAgain());
    if (!fresh) return;
    signIn.replaceIssuers(std::move(*fresh));
    // A stream that was opened by a withdrawn key must not go on.
    streams.endAll();
  };

  HttpOptions http;
  http.onHangUp = readKeysAgain;
  http.address = options.address;
  http.port = options.port;
  http.threads = options.threads != 0 ? options.threads : std::max(4u, std::thread::hardware_concurrency());
  http.workThreads = std::thread::hardware_concurrency() + 1;
  http.requestTime = std::chrono::seconds(options.requestSeconds);
  http.idleTime = std::chrono::seconds(options.idleSeconds);
  http.drainDelay = std::chrono::seconds(options.drainSeconds);
  http.mostConnections = options.mostConnections;
  http.target = [&](const HttpRequest& request) {
    Target target = targetOf(request);
    if (demo != nullptr) target.lane = Demo::laneOf(request).value_or(target.lane);
    return target;
  };
  http.mayUploadLarge = [&](const HttpRequest& request) { return mayUploadLarge(service, request); };
  const EveryAnswer everyAnswer(metrics, log ? &*log : nullptr);
  http.refuse = [&](int status, const HttpRequest* request) { return everyAnswer.refusal(status, request); };
  http.onGone = [&] { metrics.gone(); };
  http.handle = [&](const HttpRequest& request, Lane lane) {
    std::optional<HttpResponse> response;
    Asked asked;
    if (demo != nullptr) response = demo->answer(request, clockNow());
    const bool isApi = request.target.isPath;
    if (!response) response = isApi ? origins.preflight(request) : pages.answer(request);
    if (!response) response = answer(service, request, lane, asked);
    if (!response) return response;
    // What is answered between reading and writing others is small, or has to be quick.
    const bool mayPack = lane != Lane::io || response->work != nullptr;
    const auto finish = [&origins, &everyAnswer, &freshness, &request, asked, isApi, mayPack](HttpResponse& made) {
      if (isApi) origins.tell(request, made);
      if (const auto stale = asked.account.empty() ? std::nullopt : freshness.stale())
        made.headers.emplace_back("Lockstep-Stale", std::to_string(stale->count()));
      everyAnswer.complete(made, request, asked, mayPack);
    };
    if (response->work != nullptr)
      response->work = finishedBy(response->work, finish);
    else
      finish(*response);
    return response;
  };
  HttpServer server(std::move(http));
  running = &server;
  if (const auto fault = server.listen()) return fail({{"port", "", *fault}});
  const bool isIpv6 = options.address.find(':') != std::string::npos;
  std::cout << "http://" << (isIpv6 ? "[" + options.address + "]" : options.address) << ":" << server.port() << "/"
            << std::endl;

  const Time kept = static_cast<Time>(options.accountSeconds);
  const Repeating dropping(std::chrono::seconds(kept / 10 + 1), [&] {
    accounts.dropUnused(clockNow() - kept, [&](const LiveAccount& live) { return streams.follows(live); });
  });
  const Repeating renewing(std::chrono::seconds(snapshotLifetime / 4), [&] { streams.renew(clockNow()); });
  const Repeating quieting(std::chrono::seconds(1), [&] { streams.publishQuiet(clockNow()); });
  const Repeating elapsing(std::chrono::seconds(5), [&] { streams.elapse(clockNow()); });
  const Repeating readingKeys(std::chrono::seconds(5), readKeysAgain);
  std::optional<Repeating> looking;
  if (DatabaseFile* file = (*store)->file())
    looking.emplace(std::chrono::milliseconds(250), [file, &accounts, behind = std::set<std::string>()]() mutable {
      if (file->hasChanged())
        for (auto& id : accounts.ids()) behind.insert(std::move(id));
      std::erase_if(behind, [&](const std::string& id) { return accounts.follow(id); });
    });
  std::optional<Repeating> endingStale;
  if (options.refusesStale)
    endingStale.emplace(std::chrono::seconds(1), [&] {
      if (freshness.stale()) streams.endAll();
    });
  std::optional<Poller> poller;
  if (isShared) poller.emplace(accounts, **store, freshness, std::chrono::seconds(options.pollSeconds));
  const auto news = isShared ? listenerOf(options, **store, accounts) : nullptr;
  server.run();
  (*store)->database().giveUp();
  return 0;
}

}  // namespace lockstep::server
