// Puts the server together and runs it.
#include "server/serve.h"

#include <fcntl.h>
#include <malloc.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>
#include <set>
#include <thread>

#include "server/api/demo.h"
#include "server/api/routes.h"
#include "server/live/anchors.h"
#include "server/live/change_listener.h"
#include "server/live/poller.h"
#include "server/start.h"
#include "server/wire/clock.h"
#include "server/wire/every_answer.h"
#include "server/wire/origins.h"
#include "server/wire/pages.h"
#include "server/wire/repeating.h"

namespace lockstep::server {

namespace {

int fail(const Problems& problems) {
  printProblems(problems);
  return 2;
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

/// Returns the listener to changes of other instances; null where the options want none.
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

/// The parts of a server over a store and its accounts, which outlive it.
class Instance {
 public:
  struct Parts {
    Store& store;
    Accounts& accounts;
    Demo* demo;
    SigningKeys& signing;
    IssuerFiles& issuerFiles;
    Pages& pages;
  };

  Instance(const ServeOptions& options, const Parts& parts, Issuers issuers);

  /// Begins to append anchors of the audit log to the file of the options.
  Problems openAnchors();
  /// Serves until a signal; returns the exit code.
  int run();

 private:
  HttpOptions httpOptions();
  std::optional<HttpResponse> answerTo(const HttpRequest& request, Lane lane);
  void readKeysAgain();
  std::optional<Repeating> lookForOtherProcesses();

  const ServeOptions& options_;
  Store& store_;
  Accounts& accounts_;
  Demo* const demo_;
  SigningKeys& signing_;
  IssuerFiles& issuerFiles_;
  Pages& pages_;
  SignIn signIn_;
  Subscribers streams_;
  SnapshotCache snapshots_;
  const Origins origins_;
  Metrics metrics_;
  std::optional<AccessLog> log_;
  const EveryAnswer everyAnswer_;
  std::optional<AnchorFile> anchors_;
  RefusalLimit refusals_;
  const bool isShared_;  // other instances may write to the database
  Freshness freshness_;
  Health health_;
  const Service service_;
  HttpServer server_;
};

Instance::Instance(const ServeOptions& options, const Parts& parts, Issuers issuers)
    : options_(options),
      store_(parts.store),
      accounts_(parts.accounts),
      demo_(parts.demo),
      signing_(parts.signing),
      issuerFiles_(parts.issuerFiles),
      pages_(parts.pages),
      signIn_(store_, std::move(issuers)),
      origins_(options.origins),
      metrics_(options.version, routeLabels()),
      log_(options.writesLog ? std::optional<AccessLog>(std::in_place, metrics_.droppedLines()) : std::nullopt),
      everyAnswer_(metrics_, log_ ? &*log_ : nullptr),
      refusals_(options.refusalsPerSecond),
      isShared_(store_.database().dialect() == Dialect::postgresql),
      freshness_(isShared_ ? std::optional(std::chrono::seconds(options.staleSeconds)) : std::nullopt),
      health_(store_, accounts_, freshness_, options.refusesStale),
      service_{store_,
               accounts_,
               signIn_,
               streams_,
               snapshots_,
               metrics_,
               refusals_,
               signing_,
               clockNow,
               [this] { return server_.connections(); },
               [this] { return server_.isDraining(); },
               freshness_,
               health_,
               options.refusesStale,
               static_cast<Time>(options.keyStreamSeconds),
               options.publicUrl},
      server_(httpOptions()) {
  accounts_.onEnd([this](const std::string& id) { streams_.ended(id); });
  accounts_.onChange([this](const LivePointer& live) { streams_.changed(live, clockNow()); });
}

Problems Instance::openAnchors() {
  if (options_.anchors.empty()) return {};
  const int file = ::open(options_.anchors.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (file < 0) return {{"file_unwritable", "--anchors", "`" + options_.anchors + "` cannot be written to."}};
  anchors_.emplace(file, static_cast<std::int64_t>(options_.anchorEvery), signing_, metrics_.droppedLines());
  accounts_.onAudit([this](const AuditHead& head) { anchors_->committed(head); });
  return {};
}

HttpOptions Instance::httpOptions() {
  HttpOptions http;
  http.address = options_.address;
  http.port = options_.port;
  http.threads = options_.threads != 0 ? options_.threads : std::max(4u, std::thread::hardware_concurrency());
  http.workThreads = std::thread::hardware_concurrency() + 1;
  http.requestTime = std::chrono::seconds(options_.requestSeconds);
  http.idleTime = std::chrono::seconds(options_.idleSeconds);
  http.drainDelay = std::chrono::seconds(options_.drainSeconds);
  http.mostConnections = options_.mostConnections;
  http.target = [this](const HttpRequest& request) {
    Target target = targetOf(request);
    if (demo_ != nullptr) target.lane = Demo::laneOf(request).value_or(target.lane);
    return target;
  };
  http.mayUploadLarge = [this](const HttpRequest& request) { return mayUploadLarge(service_, request); };
  http.refuse = [this](int status, const HttpRequest* request) { return everyAnswer_.refusal(status, request); };
  http.onGone = [this] { metrics_.gone(); };
  http.onHangUp = [this] { readKeysAgain(); };
  http.handle = [this](const HttpRequest& request, Lane lane) { return answerTo(request, lane); };
  return http;
}

std::optional<HttpResponse> Instance::answerTo(const HttpRequest& request, Lane lane) {
  std::optional<HttpResponse> response;
  Asked asked;
  if (demo_ != nullptr) response = demo_->answer(request, clockNow());
  const bool isApi = request.target.isPath;
  if (!response) response = isApi ? origins_.preflight(request) : pages_.answer(request);
  if (!response) response = answer(service_, request, lane, asked);
  if (!response) return response;
  // What is answered between reading and writing others is small, or has to be quick.
  const bool mayPack = lane != Lane::io || response->work != nullptr;
  const auto finish = [this, &request, asked, isApi, mayPack](HttpResponse& made) {
    if (isApi) origins_.allow(request, made);
    if (const auto stale = asked.account.empty() ? std::nullopt : freshness_.stale())
      made.headers.emplace_back("Lockstep-Stale", std::to_string(stale->count()));
    everyAnswer_.complete(made, request, asked, mayPack);
  };
  if (response->work != nullptr)
    response->work = finishedBy(response->work, finish);
  else
    finish(*response);
  return response;
}

void Instance::readKeysAgain() {
  Problems problems, notes;
  auto fresh = issuerFiles_.readIfChanged(problems, notes);
  printProblems(notes);
  printProblems(problems);
  printProblems(signing_.readAgain());
  if (!fresh) return;
  signIn_.replaceIssuers(std::move(*fresh));
  // A stream that was opened by a withdrawn key must not go on.
  streams_.endAll();
}

/// Notices what other processes write to a file of SQLite.
std::optional<Repeating> Instance::lookForOtherProcesses() {
  DatabaseFile* const file = store_.file();
  if (file == nullptr) return std::nullopt;
  return std::optional<Repeating>(std::in_place, std::chrono::milliseconds(250),
                                  [this, file, behind = std::set<std::string>()]() mutable {
                                    if (file->hasChanged())
                                      for (auto& id : accounts_.ids()) behind.insert(std::move(id));
                                    std::erase_if(behind, [&](const std::string& id) { return accounts_.follow(id); });
                                  });
}

int Instance::run() {
  if (const auto fault = server_.listen()) return fail({{"port", "", *fault}});
  const bool isIpv6 = options_.address.find(':') != std::string::npos;
  std::cout << "http://" << (isIpv6 ? "[" + options_.address + "]" : options_.address) << ":" << server_.port() << "/"
            << std::endl;

  using std::chrono::seconds;
  const Time kept = static_cast<Time>(options_.accountSeconds);
  const Repeating dropping(seconds(kept / 10 + 1), [&] {
    accounts_.dropUnused(clockNow() - kept, [&](const LiveAccount& live) { return streams_.follows(live); });
  });
  const Repeating renewing(seconds(snapshotLifetime / 4), [&] { streams_.renew(clockNow()); });
  const Repeating quieting(seconds(1), [&] { streams_.publishQuiet(clockNow()); });
  const Repeating elapsing(seconds(5), [&] { streams_.elapse(clockNow()); });
  const Repeating readingKeys(seconds(5), [&] { readKeysAgain(); });
  const auto looking = lookForOtherProcesses();
  std::optional<Repeating> endingStale;
  if (options_.refusesStale)
    endingStale.emplace(seconds(1), [&] {
      if (freshness_.stale()) streams_.endAll();
    });
  std::optional<Poller> poller;
  if (isShared_) poller.emplace(accounts_, store_, freshness_, seconds(options_.pollSeconds));
  const auto listener = isShared_ ? listenerOf(options_, store_, accounts_) : nullptr;
  server_.run();
  store_.database().giveUp();
  return 0;
}

}  // namespace

int serve(const ServeOptions& options, const std::string& policy) {
  // Strings of whole accounts go back to the system when they are done with, instead of leaving holes between facts;
  // what an answer takes is kept for the next one.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  // A reader of ours that has gone is an error of one write.
  std::signal(SIGPIPE, SIG_IGN);
  // Until it listens there is nothing to read again.
  std::signal(SIGHUP, SIG_IGN);
  if (const Problems problems = checkOptions(options); !problems.empty()) return fail(problems);
  const auto store = openStore(options);
  if (!store) return fail(store.problems());
  Policies policies(**store);
  if (!startWithPolicy(**store, policies, policy)) return 2;
  Accounts accounts(**store, policies);
  std::unique_ptr<Demo> demo;
  if (options.isDemo) {
    auto opened = Demo::open(accounts, **store, policies);
    if (!opened) return fail(opened.problems());
    demo = std::move(*opened);
  }
  const auto signing = openSigningKeys(options, **store);
  if (!signing) return fail(signing.problems());
  IssuerFiles issuerFiles;
  Issuers issuers;
  if (const Problems problems = readIssuers(options, demo.get(), issuerFiles, issuers); !problems.empty())
    return fail(problems);
  Pages pages(options.isDemo ? Framing::sameOrigin : Framing::none);
  if (!options.web.empty())
    if (const auto fault = Pages::read(options.web, pages)) return fail({{"file_unreadable", "--web", *fault}});
  Instance instance(options, {**store, accounts, demo.get(), **signing, issuerFiles, pages}, std::move(issuers));
  if (const Problems problems = instance.openAnchors(); !problems.empty()) return fail(problems);
  return instance.run();
}

}  // namespace lockstep::server
