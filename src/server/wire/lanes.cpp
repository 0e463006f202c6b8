#include "server/wire/lanes.h"

#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace lockstep::server {

namespace asio = boost::asio;

namespace {

/// Threads of each lane. Most of those that write wait for one that writes for them in the same transaction.
constexpr std::size_t mostReading = 4, mostWriting = 64, mostHeavy = 2;
/// Accounts share so many turns. In each, so many requests wait with a thread; the others wait without one.
constexpr std::size_t turns = 256, mostInTurn = 16;

}  // namespace

Lanes::Lanes(const HttpOptions& options, asio::io_context& io)
    : options_(options),
      io_(io),
      dbRead_(mostReading),
      dbWrite_(mostWriting),
      heavy_(mostHeavy),
      executor_(options.workThreads) {
  for (std::size_t i = 0; i < turns * mostInTurn; ++i) inTurn_.push_back(asio::make_strand(dbWrite_));
}

asio::any_io_executor Lanes::executorOf(Lane lane, const HttpRequest& request) {
  switch (lane) {
    case Lane::io: break;
    case Lane::dbRead: return dbRead_.get_executor();
    case Lane::dbWrite:
      return inTurn_[std::hash<std::string>()(request.target.id) % turns * mostInTurn + nextInTurn_++ % mostInTurn];
    case Lane::heavy: return heavy_.get_executor();
  }
  return io_.get_executor();
}

Lanes::Answer Lanes::responseTo(const HttpRequest& request, asio::ip::tcp::socket& socket) {
  const Lane lane = request.target.lane;
  std::optional<HttpResponse> response;
  if (lane == Lane::io) response = options_.handle(request, lane);
  if (response && response->work == nullptr) co_return response;
  const Presence client(socket);
  if (lane != Lane::io) response = co_await answerOn(lane, request, client);
  if (!response) response = co_await answerOn(Lane::dbRead, request, client);
  if (response && response->work != nullptr) response = co_await done(std::move(response->work), client);
  if (!response && options_.onGone) options_.onGone();
  co_return response;
}

Lanes::Answer Lanes::answerOn(Lane lane, const HttpRequest& request, const Presence& client) {
  const auto work = [this, lane, &request, isGone = client.isGone()]() -> Answer {
    if (*isGone) co_return std::nullopt;
    co_return options_.handle(request, lane);
  };
  co_return co_await asio::co_spawn(executorOf(lane, request), work, asio::use_awaitable);
}

/// Has the work done by the executor. Returns its answer, or nothing where the client has gone.
Lanes::Answer Lanes::done(std::shared_ptr<Work> work, const Presence& client) {
  struct Outcome {
    std::optional<HttpResponse> response;
    std::exception_ptr failure;
  };
  const auto outcome = std::make_shared<Outcome>();
  const Executor::Owner owner{work->account, work->principal};
  const auto step = [outcome, work = std::move(work)]() mutable {
    try {
      auto made = work->step();
      if (made && made->work != nullptr)
        work = std::move(made->work);
      else if (made)
        outcome->response = std::move(made);
      return !outcome->response;
    } catch (...) {
      outcome->failure = std::current_exception();
      return false;
    }
  };
  const auto isUnwanted = [isGone = client.isGone()] { return isGone->load(); };
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
      [&](auto handler) {
        const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        executor_.run(owner, {step, isUnwanted, [kept] { asio::post(std::move(*kept)); }});
      },
      asio::use_awaitable);
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  co_return std::move(outcome->response);
}

asio::awaitable<bool> Lanes::mayUploadLarge(const HttpRequest& request) {
  const auto work = [this, &request]() -> asio::awaitable<bool> { co_return options_.mayUploadLarge(request); };
  co_return co_await asio::co_spawn(dbRead_, work, asio::use_awaitable);
}

}  // namespace lockstep::server
