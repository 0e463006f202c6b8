// A policy text: refused with reasons, or rules whose digest and lint do not depend on how often they are read.
#include "acme.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const auto policy = Policy::parse(text);
  if (!policy) {
    hold(!policy.problems().empty());
    return 0;
  }
  const auto again = Policy::parse(toJson(*parseJson(text), false, 2));
  hold(again.ok() && again->digest() == policy->digest());
  hold(again->lint() == policy->lint());
  // An action's name leads back to it.
  for (std::size_t action = 0; action < policy->actions().size(); ++action) hold(policy->action(policy->actions()[action].name) == action);
  for (const auto& role : policy->roles()) hold(role.level <= policy->highest());
  return 0;
}
