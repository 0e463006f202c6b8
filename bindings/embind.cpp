// What crosses to JavaScript, and nothing else: JSON texts and handles in, JSON texts out. No rule stands here.
//
// Free functions over handles rather than embind classes: the machinery for classes would be half of the glue.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>
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
/// `{ "id", "version", "digest", "actions": […], "onAccount": […] }`, the actions in the order of their ids.
std::string policyOutline(Handle handle) {
  const Policy& policy = *at<Policy>(handle);
  Value out = Value::object();
  out.add("id", policy.id());
  out.add("version", policy.version());
  out.add("digest", policy.digest());
  Value& actions = out.add("actions", Value::array());
  for (const auto& action : policy.actions()) actions.push(action.name);
  Value& onAccount = out.add("onAccount", Value::array());
  for (const auto& action : policy.actions())
    if (action.isOnAccount()) onAccount.push(action.name);
  return toJson(out);
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
OpenAccess& accessAt(Handle handle) { return *reinterpret_cast<OpenAccess*>(handle); }

Handle openAccess(Handle policy, const std::string& snapshot) { return reinterpret_cast<Handle>(new OpenAccess(Access::open(*at<Policy>(policy), snapshot))); }
void closeAccess(Handle access) { delete &accessAt(access); }
std::string accessProblems(Handle access) { return toJson(toValue(accessAt(access).access.problems())); }
std::string accessPrincipal(Handle access) { return toJson(toValue(accessAt(access).access->principal())); }
double accessRevision(Handle access) { return static_cast<double>(accessAt(access).access->facts().revision); }

std::string accessDecide(Handle handle, const std::string& question) {
  const Access& access = *accessAt(handle).access;
  const Request asked = requestIn(question);
  return toJson(toValue(access.decide(asked.action, asked.resource, asked.context), access.policy()));
}
bool accessCan(Handle access, const std::string& question) {
  const Request asked = requestIn(question);
  return accessAt(access).access->can(asked.action, asked.resource, asked.context);
}
/// JavaScript calls `beginVerdicts` after it.
std::string accessUpdate(Handle access, const std::string& delta) { return toJson(toValue(accessAt(access).access->update(delta))); }

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
/// `[{ "user", … }, …]`
template <class T>
std::string listOf(const std::vector<T>& list, const Policy& policy) {
  Value out = Value::array();
  for (const auto& one : list) out.push(toValue(one, policy));
  return toJson(out);
}
std::string accountWhoCan(Handle handle, const std::string& question) {
  const Account& account = *at<Account>(handle);
  const Request asked = requestIn(question);
  return listOf(whoCan(account, asked.action, asked.resource, asked.context), account.policy());
}
std::string accountMatrixOf(Handle handle, const std::string& user, double now) {
  const Account& account = *at<Account>(handle);
  return listOf(matrixOf(account, user, static_cast<Time>(now)), account.policy());
}
std::string accountMatrixAt(Handle handle, const std::string& question, double now) {
  const Account& account = *at<Account>(handle);
  return listOf(matrixAt(account, requestIn(question).resource, static_cast<Time>(now)), account.policy());
}
std::string accountPreview(Handle handle, const std::string& request) {
  const Account& account = *at<Account>(handle);
  return toJson(toValue(preview(account, requestIn(request)), account.policy()));
}
std::string accountDeltaSince(Handle account, const std::string& before, double now) {
  return textOf(deltaSince(*at<Account>(account), before, static_cast<Time>(now)), [](const Delta& delta) { return toJson(toValue(delta)); });
}

}  // namespace

// ---- The hot path: numbers alone, past embind ----

extern "C" {

/// Returns until when timed answers hold.
EMSCRIPTEN_KEEPALIVE double beginVerdicts(Handle access, double now) {
  accessAt(access).verdicts->begin(static_cast<Time>(now));
  return static_cast<double>(accessAt(access).verdicts->validUntil());
}
EMSCRIPTEN_KEEPALIVE const std::uint8_t* verdictTable(Handle access) { return accessAt(access).verdicts->table(); }

/// Room for `size` bytes of paths; it moves when it grows.
EMSCRIPTEN_KEEPALIVE char* pathBuffer(Handle access, std::size_t size) {
  auto& paths = accessAt(access).paths;
  if (paths.size() < size) paths.resize(size);
  return paths.data();
}
EMSCRIPTEN_KEEPALIVE unsigned classOf(Handle access, std::size_t length) {
  return accessAt(access).verdicts->classOf(std::string_view(accessAt(access).paths.data(), length));
}
/// The class of each of `count` paths with a NUL between them; nullptr when there are not as many.
EMSCRIPTEN_KEEPALIVE const Verdicts::Class* classesOf(Handle access, std::size_t length, std::size_t count) {
  OpenAccess& open = accessAt(access);
  std::string_view paths(open.paths.data(), length);
  open.classes.clear();
  open.classes.reserve(count);
  for (std::size_t end = 0; end != std::string_view::npos && open.classes.size() < count; paths.remove_prefix(end + 1)) {
    end = paths.find('\0');
    open.classes.push_back(open.verdicts->classOf(paths.substr(0, end)));
    if (end == std::string_view::npos) return open.classes.size() == count ? open.classes.data() : nullptr;
  }
  return nullptr;
}
EMSCRIPTEN_KEEPALIVE unsigned askVerdict(Handle access, unsigned ofClass, unsigned action) {
  return accessAt(access).verdicts->ask(static_cast<Verdicts::Class>(ofClass), static_cast<ActionId>(action));
}
EMSCRIPTEN_KEEPALIVE void askVerdicts(Handle access, unsigned ofClass) { accessAt(access).verdicts->askAll(static_cast<Verdicts::Class>(ofClass)); }

}  // extern "C"

EMSCRIPTEN_BINDINGS(lockstep) {
  using emscripten::function;

  function("openPolicy", &openPolicy);
  function("policyProblems", &problems<Policy>);
  function("policyOutline", &policyOutline);
  function("closePolicy", &close<Policy>);

  function("openAccess", &openAccess);
  function("accessProblems", &accessProblems);
  function("accessPrincipal", &accessPrincipal);
  function("accessRevision", &accessRevision);
  function("accessDecide", &accessDecide);
  function("accessCan", &accessCan);
  function("accessUpdate", &accessUpdate);
  function("closeAccess", &closeAccess);

  function("openAccount", &openAccount);
  function("accountProblems", &problems<Account>);
  function("accountFacts", &accountFacts);
  function("accountRevision", &accountRevision);
  function("accountDecide", &accountDecide);
  function("accountApply", &accountApply);
  function("accountSnapshot", &accountSnapshot);
  function("accountWhoCan", &accountWhoCan);
  function("accountMatrixOf", &accountMatrixOf);
  function("accountMatrixAt", &accountMatrixAt);
  function("accountPreview", &accountPreview);
  function("accountDeltaSince", &accountDeltaSince);
  function("closeAccount", &close<Account>);
}
