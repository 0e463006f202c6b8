// The functions that JavaScript calls for a page: JSON strings and handles in, JSON strings out. There is no rule here.
//
// This folder makes two modules of the engine. The page's module is this file. The server's module is this file and
// embind_server.cpp. Both cross to JavaScript by numbers alone, so that bindings/js/shared/glue.ts suffices as glue:
// - a string is a `Length` (texts.h);
// - an object is a `Handle`, which JavaScript closes (handles.h);
// - functions are free functions over handles, not embind classes;
// - repeated requests call plain exports, past embind (the hot path below).
// The glue.js beside it is for the linker: it names the function that the modules import.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "handles.h"
#include "packed_resource.h"

namespace {

using namespace lockstep;

// ---- Policy ----

/// Of what `compilePolicy` made: reading a policy document itself would be an eighth of the module.
Handle openPolicy(Length compiled) { return keep(Policy::open(inputText(compiled))); }

/// `{ "id", "version", "digest", "actions": […], "attributes": […] }`, actions and attributes in the order of their
/// ids, the latter in format 2; or the problems, as a list.
Length policyOutline(Handle handle) {
  if (!at<Result<Policy>>(handle)) return problems<Policy>(handle);
  const Policy& policy = policyAt(handle);
  Value out = Value::object();
  out.add("id", policy.id());
  out.add("version", policy.version());
  out.add("digest", policy.digest());
  Value& actions = out.add("actions", Value::array());
  for (const auto& action : policy.actions()) actions.push(action.name);
  if (policy.format() == 2) {
    Value& attributes = out.add("attributes", Value::array());
    for (const auto& name : policy.attributes()) attributes.push(name);
  }
  return returnText(toJson(out));
}

// ---- Access ----

/// The engine's part of an access object: it decides, and keeps its answers in a table that JavaScript reads.
struct OpenAccess {
  explicit OpenAccess(Result<Access> opened) : access(std::move(opened)) {
    if (access) cache.emplace(*access);
  }
  Result<Access> access;
  std::optional<DecisionCache> cache;
  std::string paths;  // UTF-8, written by JavaScript
  std::vector<DecisionCache::Class> classes;
};
/// Written by JavaScript right before it is read.
std::array<double, PackedResource::mostNumbers> packedNumbers;

const Access& accessAt(Handle handle) { return *at<OpenAccess>(handle).access; }

Handle openAccess(Handle policy, Length snapshot) {
  return reinterpret_cast<Handle>(new OpenAccess(Access::open(policyAt(policy), inputText(snapshot))));
}
/// `{ "account", "principal", "revision", "issuedAt", "expiresAt" }`, the times in seconds since 1970; or the problems,
/// as a list.
Length accessOutline(Handle handle) {
  const auto& opened = at<OpenAccess>(handle).access;
  if (!opened) return returnText(toJson(toValue(opened.problems())));
  const Access& access = *opened;
  Value out = Value::object();
  out.add("account", access.facts().id);
  out.add("principal", toValue(access.principal()));
  out.add("revision", access.facts().revision);
  out.add("issuedAt", *access.issuedAt());
  out.add("expiresAt", *access.expiresAt());
  return returnText(toJson(out));
}
/// Takes `{ code: sentence }`, and returns its problems. With any problem the sentences stay as they are.
Length accessSetMessages(Handle access, Length messages) {
  auto read = parseMessages(inputText(messages), accessAt(access).policy());
  if (read) at<OpenAccess>(access).access->setMessages(std::move(*read));
  return returnText(toJson(toValue(read.problems())));
}

Length accessDecide(Handle handle, Length request) {
  const Access& access = accessAt(handle);
  const Request asked = requestIn(inputText(request));
  return returnText(toJson(toValue(access.decide(asked.action, asked.resource, asked.context), access.policy())));
}
/// Returns the outline after the delta. A delta with problems changes nothing: returns them as a list. JavaScript calls
/// `cacheBegin` after it.
Length accessUpdate(Handle access, Length delta) {
  const Problems problems = at<OpenAccess>(access).access->update(inputText(delta));
  return problems.empty() ? accessOutline(access) : returnText(toJson(toValue(problems)));
}

}  // namespace

// ---- How it ends ----

/// Nothing throws. Where memory runs out or a bug shows, the module stops, and JavaScript takes it for lost. The C++
/// library's own would print a reason, for which it needs all of printf.
extern "C" [[noreturn]] void abort_message(const char* /*format*/, ...) { __builtin_trap(); }

// ---- The hot path: numbers alone, past embind ----

extern "C" {

/// Returns until when answers hold.
EMSCRIPTEN_KEEPALIVE double cacheBegin(Handle access, double now) {
  DecisionCache& cache = *at<OpenAccess>(access).cache;
  cache.begin(static_cast<Time>(now));
  return static_cast<double>(cache.validUntil());
}
/// Returns the same again: classes that were found since may have made it earlier.
EMSCRIPTEN_KEEPALIVE double cacheValidUntil(Handle access) {
  return static_cast<double>(at<OpenAccess>(access).cache->validUntil());
}

/// Room for `size` bytes of paths; it moves when it grows.
EMSCRIPTEN_KEEPALIVE char* cachePathBuffer(Handle access, std::size_t size) {
  auto& paths = at<OpenAccess>(access).paths;
  if (paths.size() < size) paths.resize(size);
  return paths.data();
}
EMSCRIPTEN_KEEPALIVE unsigned cacheEquivalenceClass(Handle access, std::size_t length) {
  OpenAccess& open = at<OpenAccess>(access);
  return open.cache->equivalenceClass(std::string_view(open.paths.data(), length));
}
/// Room for the numbers of a packed resource, `PackedResource::mostNumbers` of them.
EMSCRIPTEN_KEEPALIVE double* cacheNumbers() { return packedNumbers.data(); }
/// The class of a packed resource of `count` numbers, with its strings in the buffer of paths.
EMSCRIPTEN_KEEPALIVE unsigned cacheResourceClass(Handle access, std::size_t count, std::size_t length) {
  OpenAccess& open = at<OpenAccess>(access);
  if (!hasFormat2) return DecisionCache::unclassed;
  PackedResource packed(open.access->policy(), std::span(packedNumbers).first(count),
                        std::string_view(open.paths).substr(0, length));
  return open.cache->equivalenceClass(packed.resource());
}
/// The class of each of `count` paths with a NUL between them; nullptr when there are not as many.
EMSCRIPTEN_KEEPALIVE const DecisionCache::Class* cacheEquivalenceClasses(Handle access, std::size_t length,
                                                                         std::size_t count) {
  OpenAccess& open = at<OpenAccess>(access);
  return open.cache->equivalenceClasses(std::string_view(open.paths.data(), length), '\0', open.classes) == count
             ? open.classes.data()
             : nullptr;
}
EMSCRIPTEN_KEEPALIVE unsigned cacheAsk(Handle access, unsigned ofClass, unsigned action) {
  return at<OpenAccess>(access).cache->ask(static_cast<DecisionCache::Class>(ofClass), static_cast<ActionId>(action));
}

}  // extern "C"

EMSCRIPTEN_BINDINGS(lockstep) {
  using emscripten::function;

  function("openPolicy", &openPolicy);
  function("policyOutline", &policyOutline);
  function("closePolicy", &close<Result<Policy>>);

  function("openAccess", &openAccess);
  function("accessOutline", &accessOutline);
  function("accessSetMessages", &accessSetMessages);
  function("accessDecide", &accessDecide);
  function("accessUpdate", &accessUpdate);
  function("closeAccess", &close<OpenAccess>);
}
