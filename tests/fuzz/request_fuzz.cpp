// A request: decided over the account, and over its principal's snapshot, which allows nothing more.
#include "acme.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const Request request = requestIn(text);
  const Decision whole = decide(fuzz::acme(), request);
  hold(whole.allowed == (whole.reason == Reason::none));
  hold(!toJson(toValue(whole, fuzz::policy())).empty());
  const auto read = parseRequest(text);
  if (read.ok()) hold(toJson(toValue(decide(fuzz::acme(), *read), fuzz::policy())) == toJson(toValue(whole, fuzz::policy())));
  else hold(!whole.allowed);

  const auto sliced = Access::open(fuzz::policy(), snapshot(fuzz::acme(), request.principal, fuzz::noon));
  hold(sliced.ok());
  const Decision answer = sliced->decide(request.action, request.resource, request.context);
  hold(answer.allowed == sliced->can(request.action, request.resource, request.context));
  if (answer.allowed && answer.unverified.empty()) hold(whole.allowed);

  // Carried out, it is refused in whole or leaves facts that can be loaded again.
  Account account = fuzz::acme();
  const auto applied = apply(account, request);
  if (!applied.ok() || !applied->decision.allowed) {
    hold(account.revision == fuzz::acme().revision);
    return 0;
  }
  hold(whole.allowed && Account::parse(toJson(account.toValue()), fuzz::policy()).ok());
  return 0;
}
