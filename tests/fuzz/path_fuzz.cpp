// A path: refused, or brought to its one normal form, whose parts make the whole again.
#include "acme.h"
#include "lockstep/account/path.h"

using namespace lockstep;
using fuzz::hold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const auto path = normalPath(text);
  // A user who may do everything may not do it to a refused path.
  hold(path.has_value() ||
       !decide(fuzz::acme(), {Principal::user("ada"), "asset.view", Resource::at(text), {}}).allowed);
  if (!path) return 0;
  hold(normalPath(*path) == path);
  hold(normalPath(*path + "/") == path && normalPath(path->substr(1)) == path);
  hold(isWithin(*path, "/") && isWithin(*path, *path) && pathDepth(*path) <= deepestFolder + 1);
  if (*path == "/") return 0;
  hold(joinPath(parentPath(*path), lastSegment(*path)) == *path);
  hold(isWithin(*path, parentPath(*path)) && !isWithin(parentPath(*path), *path));
  hold(pathDepth(parentPath(*path)) + 1 == pathDepth(*path) && !isWithin(*path + "-2", *path));
  return 0;
}
