// A snapshot text from who knows where: refused, or asked everything, and its answers agree with each other.
#include <algorithm>

#include "acme.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto access = Access::open(fuzz::policy(), fuzz::withDigest(fuzz::text(data, size)));
  if (!access) {
    hold(!access.problems().empty());
    return 0;
  }
  Context context;
  context.now = fuzz::noon;
  for (const Resource& resource : {Resource{}, Resource::at("/m/x.png"), Resource::at("/"),
                                   Resource{Resource::Kind::collection, "c1", {}, anyKind}}) {
    const auto allowed = access->actions(resource, context);
    for (const auto& action : fuzz::policy().actions()) {
      const Decision decision = access->decide(action.name, resource, context);
      hold(decision.allowed == access->can(action.name, resource, context));
      hold(decision.allowed == (decision.reason == Reason::none));
      if (std::find(allowed.begin(), allowed.end(), action.name) != allowed.end()) hold(decision.allowed);
    }
  }
  return 0;
}
