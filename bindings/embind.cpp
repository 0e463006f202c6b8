// What crosses to JavaScript, and nothing else: JSON texts and handles in, JSON texts out. No rule stands here.
//
// Free functions over handles rather than embind classes: the machinery for classes would be half of the glue.
#include <emscripten/bind.h>
#include <lockstep.h>

namespace {

using namespace lockstep;

/// The address of a `Result` on the heap, which JavaScript frees with the `close…` of its kind.
using Handle = std::uintptr_t;

template <class T>
Handle keep(Result<T> result) {
  return reinterpret_cast<Handle>(new Result<T>(std::move(result)));
}
template <class T>
Result<T>& at(Handle handle) {
  return *reinterpret_cast<Result<T>*>(handle);
}
template <class T>
void close(Handle handle) {
  delete &at<T>(handle);
}
/// What was wrong with what was opened; `[]` when nothing was, and only then may the handle be used further.
template <class T>
std::string problems(Handle handle) {
  return toJson(toValue(at<T>(handle).problems()));
}

/// The text, or `{ "problems": […] }` in its place.
template <class T, class Write>
std::string textOf(const Result<T>& result, Write write) {
  if (result) return write(*result);
  Value out = Value::object();
  out.add("problems", toValue(result.problems()));
  return toJson(out);
}

// ---- Policy ----

Handle openPolicy(const std::string& json) { return keep(Policy::parse(json)); }
/// `{ "id", "version", "digest", "actions": { name: whether it is asked without a resource, … } }`, in the order of the ids.
std::string policyOutline(Handle handle) {
  const Policy& policy = *at<Policy>(handle);
  Value out = Value::object();
  out.add("id", policy.id());
  out.add("version", policy.version());
  out.add("digest", policy.digest());
  Value& actions = out.add("actions", Value::object());
  for (const auto& action : policy.actions()) actions.add(action.name, action.isOnAccount());
  return toJson(out);
}

// ---- Access ----

Handle openAccess(Handle policy, const std::string& snapshot) { return keep(Access::open(*at<Policy>(policy), snapshot)); }
std::string accessPrincipal(Handle access) { return toJson(toValue(at<Access>(access)->principal())); }
double accessRevision(Handle access) { return static_cast<double>(at<Access>(access)->facts().revision); }

std::string accessDecide(Handle access, const std::string& question) {
  const Request asked = requestIn(question);
  return toJson(toValue(at<Access>(access)->decide(asked.action, asked.resource, asked.context), at<Access>(access)->policy()));
}
bool accessCan(Handle access, const std::string& question) {
  const Request asked = requestIn(question);
  return at<Access>(access)->can(asked.action, asked.resource, asked.context);
}
std::string accessUpdate(Handle access, const std::string& delta) { return toJson(toValue(at<Access>(access)->update(delta))); }

// ---- Account ----

Handle openAccount(Handle policy, const std::string& json) { return keep(Account::parse(json, *at<Policy>(policy))); }
std::string accountFacts(Handle account) { return toJson(at<Account>(account)->toValue()); }
double accountRevision(Handle account) { return static_cast<double>(at<Account>(account)->revision); }

std::string accountDecide(Handle account, const std::string& request) {
  return toJson(toValue(decide(*at<Account>(account), requestIn(request)), at<Account>(account)->policy()));
}
std::string accountApply(Handle account, const std::string& request) {
  return textOf(apply(*at<Account>(account), requestIn(request)), [](const Applied& applied) { return toJson(toValue(applied)); });
}
std::string accountSnapshot(Handle account, const std::string& principal, double now) {
  return textOf(parsePrincipal(principal), [&](const Principal& who) { return snapshot(*at<Account>(account), who, static_cast<Time>(now)); });
}
std::string accountDeltaSince(Handle account, const std::string& before, double now) {
  return textOf(deltaSince(*at<Account>(account), before, static_cast<Time>(now)), [](const Delta& delta) { return toJson(toValue(delta)); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(lockstep) {
  using emscripten::function;

  function("openPolicy", &openPolicy);
  function("policyProblems", &problems<Policy>);
  function("policyOutline", &policyOutline);
  function("closePolicy", &close<Policy>);

  function("openAccess", &openAccess);
  function("accessProblems", &problems<Access>);
  function("accessPrincipal", &accessPrincipal);
  function("accessRevision", &accessRevision);
  function("accessDecide", &accessDecide);
  function("accessCan", &accessCan);
  function("accessUpdate", &accessUpdate);
  function("closeAccess", &close<Access>);

  function("openAccount", &openAccount);
  function("accountProblems", &problems<Account>);
  function("accountFacts", &accountFacts);
  function("accountRevision", &accountRevision);
  function("accountDecide", &accountDecide);
  function("accountApply", &accountApply);
  function("accountSnapshot", &accountSnapshot);
  function("accountDeltaSince", &accountDeltaSince);
  function("closeAccount", &close<Account>);
}
