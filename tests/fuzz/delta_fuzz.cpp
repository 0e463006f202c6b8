// A delta onto an open snapshot: refused with nothing changed, or followed to the revision it names.
#include "acme.h"

using namespace lockstep;
using fuzz::hold;

namespace {

std::string answers(const Access& access) {
  std::string out = toJson(access.facts().toValue());
  for (const char* path : {"/m", "/m/x.png", "/m/own/y.png", "/secret/z.png"})
    for (const char* action : {"asset.view", "asset.delete", "asset.share"})
      out += toJson(toValue(access.decide(action, Resource::at(path)), access.policy()));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string start = snapshot(fuzz::acme(), Principal::user("rita"), fuzz::noon);
  static const std::string before = answers(Access::open(fuzz::policy(), start).value());
  Access access = Access::open(fuzz::policy(), start).value();
  const std::string delta = fuzz::withDigest(fuzz::text(data, size));
  const Problems problems = access.update(delta);
  if (!problems.empty()) {
    hold(answers(access) == before);
    return 0;
  }
  // Twice is a gap, unless it led nowhere.
  const std::string after = answers(access);
  if (access.facts().revision != fuzz::acme().revision) hold(!access.update(delta).empty() && answers(access) == after);
  // Brought up to date it answers as one that is opened now.
  hold(answers(access) ==
       answers(Access(std::make_unique<Account>(access.facts()), access.principal(), access.expiresAt())));
  return 0;
}
