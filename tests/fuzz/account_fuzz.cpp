// An account text: refused with reasons, or facts that are written and read again as they were.
#include "acme.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto account = Account::parse(fuzz::text(data, size), fuzz::policy());
  if (!account) {
    hold(!account.problems().empty());
    return 0;
  }
  const std::string written = toJson(account->toValue());
  const auto again = Account::parse(written, fuzz::policy());
  hold(again.ok() && toJson(again->toValue()) == written);
  // The way back: a delta from nothing makes the same facts.
  Account empty(fuzz::policy());
  empty.id = account->id;
  applyDelta(deltaBetween(empty, *account), empty);
  hold(toJson(empty.toValue()) == written);
  return 0;
}
