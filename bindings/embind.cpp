// What crosses to JavaScript for a page, and nothing else: JSON texts and handles in, JSON texts out. No rule stands here.
// A `Length` is a text (texts.h).
//
// Free functions over handles and not embind classes: bindings/ts/glue.ts needs to know numbers alone.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <optional>
#include <vector>

#include "handles.h"

namespace {

using namespace lockstep;

// ---- Policy ----

/// Of what `compilePolicy` made: reading a policy document itself would be an eighth of the module.
Handle openPolicy(Length compiled) { return keep(Policy::open(given(compiled))); }

/// `{ "id", "version", "digest", "actions": […] }`, the actions in the order of their ids; or the problems, as a list.
Length policyOutline(Handle handle) {
  if (!at<Result<Policy>>(handle)) return problems<Policy>(handle);
  const Policy& policy = policyAt(handle);
  Value out = Value::object();
  out.add("id", policy.id());
  out.add("version", policy.version());
  out.add("digest", policy.digest());
  Value& actions = out.add("actions", Value::array());
  for (const auto& action : policy.actions()) actions.push(action.name);
  return answer(toJson(out));
}

// ---- Access ----

/// What stands behind an access object: it decides, and its answers lie in a table that JavaScript reads.
struct OpenAccess {
  explicit OpenAccess(Result<Access> opened) : access(std::move(opened)) {
    if (access) verdicts.emplace(*access);
  }
  Result<Access> access;
  std::optional<Verdicts> verdicts;
  std::string paths;  // UTF-8, written by JavaScript
  std::vector<Verdicts::Class> classes;
};
const Access& accessAt(Handle handle) { return *at<OpenAccess>(handle).access; }

Handle openAccess(Handle policy, Length snapshot) { return reinterpret_cast<Handle>(new OpenAccess(Access::open(policyAt(policy), given(snapshot)))); }
/// `{ "account", "principal", "revision", "issuedAt", "expiresAt" }`, the times in seconds since 1970; or the problems, as a list.
Length accessOutline(Handle handle) {
  const auto& opened = at<OpenAccess>(handle).access;
  if (!opened) return answer(toJson(toValue(opened.problems())));
  const Access& access = *opened;
  Value out = Value::object();
  out.add("account", access.facts().id);
  out.add("principal", toValue(access.principal()));
  out.add("revision", access.facts().revision);
  out.add("issuedAt", *access.issuedAt());
  out.add("expiresAt", *access.expiresAt());
  return answer(toJson(out));
}
/// `{ code: sentence }`; the problems with it, of which any leaves the sentences as they are.
Length accessSetMessages(Handle access, Length messages) {
  auto read = parseMessages(given(messages));
  if (read) at<OpenAccess>(access).access->setMessages(std::move(*read));
  return answer(toJson(toValue(read.problems())));
}

Length accessDecide(Handle handle, Length question) {
  const Access& access = accessAt(handle);
  const Request asked = requestIn(given(question));
  return answer(toJson(toValue(access.decide(asked.action, asked.resource, asked.context), access.policy())));
}
/// Returns the outline after the delta. A delta with problems changes nothing: returns them as a list. JavaScript calls
/// `beginVerdicts` after it.
Length accessUpdate(Handle access, Length delta) {
  const Problems problems = at<OpenAccess>(access).access->update(given(delta));
  return problems.empty() ? accessOutline(access) : answer(toJson(toValue(problems)));
}

}  // namespace

// ---- How it ends ----

/// Nothing throws. Where memory runs out or a bug shows, the module stops, and JavaScript takes it for lost. The C++
/// library's own would print a reason, for which it needs all of printf.
extern "C" [[noreturn]] void abort_message(const char* /*format*/, ...) { __builtin_trap(); }

// ---- The hot path: numbers alone, past embind ----

extern "C" {

/// Returns until when answers hold.
EMSCRIPTEN_KEEPALIVE double beginVerdicts(Handle access, double now) {
  Verdicts& verdicts = *at<OpenAccess>(access).verdicts;
  verdicts.begin(static_cast<Time>(now));
  return static_cast<double>(verdicts.validUntil());
}
EMSCRIPTEN_KEEPALIVE const std::uint8_t* verdictTable(Handle access) { return at<OpenAccess>(access).verdicts->table(); }

/// Room for `size` bytes of paths; it moves when it grows.
EMSCRIPTEN_KEEPALIVE char* pathBuffer(Handle access, std::size_t size) {
  auto& paths = at<OpenAccess>(access).paths;
  if (paths.size() < size) paths.resize(size);
  return paths.data();
}
EMSCRIPTEN_KEEPALIVE unsigned classOf(Handle access, std::size_t length) {
  OpenAccess& open = at<OpenAccess>(access);
  return open.verdicts->classOf(std::string_view(open.paths.data(), length));
}
/// The class of each of `count` paths with a NUL between them; nullptr when there are not as many.
EMSCRIPTEN_KEEPALIVE const Verdicts::Class* classesOf(Handle access, std::size_t length, std::size_t count) {
  OpenAccess& open = at<OpenAccess>(access);
  return open.verdicts->classesOf(std::string_view(open.paths.data(), length), '\0', open.classes) == count ? open.classes.data() : nullptr;
}
EMSCRIPTEN_KEEPALIVE unsigned askVerdict(Handle access, unsigned ofClass, unsigned action) {
  return at<OpenAccess>(access).verdicts->ask(static_cast<Verdicts::Class>(ofClass), static_cast<ActionId>(action));
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
