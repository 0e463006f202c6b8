#include "server/wire/every_answer.h"

#include <chrono>
#include <ctime>

#include "server/wire/clock.h"
#include "server/wire/content_coding.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// The time now, as a header has it: `Mon, 30 Nov 2026 02:47:18 GMT`. A page counts from it.
std::string dateHeader() {
  const std::time_t now = clockNow();
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

std::string_view detailOf(int status) {
  switch (status) {
    case 413: return "The body is too long.";
    case 431: return "The headers are too long.";
    case 503: return "Too many connections; retry shortly.";
    default: return "Malformed HTTP request.";
  }
}

}  // namespace

void EveryAnswer::complete(HttpResponse& response, const HttpRequest& request, const Asked& asked,
                           bool mayCompress) const {
  const RequestId id = RequestId::of(&request);
  id.addTo(response);
  response.headers.emplace_back("Date", dateHeader());
  if (mayCompress) compressLargeAnswer(request, response);
  const auto took = std::chrono::steady_clock::now() - request.received;
  metrics_.answered(response.status);
  metrics_.times().count(asked.place, took);
  // A user could learn from it how much there is that is kept from them.
  if (asked.who == "host")
    response.headers.emplace_back(
        "Server-Timing", "server;dur=" + std::to_string(std::chrono::duration<double, std::milli>(took).count()));
  if (log_ != nullptr)
    log_->write(&request, id, asked, response.status, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

HttpResponse EveryAnswer::refusal(int status, const HttpRequest* request) const {
  const RequestId id = RequestId::of(request);
  metrics_.refused(status);
  if (log_ != nullptr) log_->write(nullptr, id, {}, status, {});
  HttpResponse response = problemResponse(status, "http", detailOf(status));
  id.addTo(response);
  response.headers.emplace_back("Date", dateHeader());
  return response;
}

}  // namespace lockstep::server
