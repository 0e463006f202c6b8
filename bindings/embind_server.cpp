// What crosses to JavaScript for a server, beside what crosses for a page: reading a policy, and the account. No rule stands here either.
#include <emscripten/bind.h>

#include <vector>

#include "handles.h"

namespace {

using namespace lockstep;

struct OpenAccount {
  Result<Account> account;
  Messages messages;
};
Account& accountAt(Handle account) { return *at<OpenAccount>(account).account; }
const Messages& messagesAt(Handle account) { return at<OpenAccount>(account).messages; }

/// The text, or `{ "problems": […] }` in its place.
template <class T, class Write>
Length textOf(const Result<T>& result, Write write) {
  if (result) return answer(write(*result));
  Value out = Value::object();
  out.add("problems", toValue(result.problems()));
  return answer(toJson(out));
}
template <class T>
Length listOf(const std::vector<T>& list, const Policy& policy) {
  Value out = Value::array();
  for (const auto& one : list) out.push(toValue(one, policy));
  return answer(toJson(out));
}

/// The text for `openPolicy`, or the problems of a policy document.
Length compilePolicy(Length json) { return textOf(Policy::parse(given(json)), [](const Policy& policy) { return policy.compiled(); }); }

Handle openAccount(Handle policy, Length json) { return keep(OpenAccount{Account::parse(given(json), policyAt(policy)), {}}); }
Length accountProblems(Handle account) { return answer(toJson(toValue(at<OpenAccount>(account).account.problems()))); }
Length accountSetMessages(Handle account, Length messages) {
  auto read = parseMessages(given(messages));
  if (read) at<OpenAccount>(account).messages = std::move(*read);
  return answer(toJson(toValue(read.problems())));
}
Length accountFacts(Handle account) { return answer(toJson(accountAt(account).toValue())); }
double accountRevision(Handle account) { return static_cast<double>(accountAt(account).revision); }

Length accountDecide(Handle handle, Length request) {
  const Account& account = accountAt(handle);
  return answer(toJson(toValue(decide(account, requestIn(given(request)), messagesAt(handle)), account.policy())));
}
Length accountApply(Handle account, Length request) {
  return textOf(apply(accountAt(account), requestIn(given(request)), messagesAt(account)), [](const Applied& applied) { return toJson(toValue(applied)); });
}
Length accountPreview(Handle handle, Length request) {
  const Account& account = accountAt(handle);
  return answer(toJson(toValue(preview(account, requestIn(given(request)), messagesAt(handle)), account.policy())));
}

Length accountWhoCan(Handle handle, Length question) {
  const Account& account = accountAt(handle);
  const Request asked = requestIn(given(question));
  return listOf(whoCan(account, asked.action, asked.resource, asked.context), account.policy());
}
Length accountMatrixOf(Handle handle, Length user, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixOf(account, given(user), static_cast<Time>(now)), account.policy());
}
Length accountMatrixAt(Handle handle, Length question, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixAt(account, requestIn(given(question)).resource, static_cast<Time>(now)), account.policy());
}

Length accountSnapshot(Handle account, Length principal, double now) {
  return textOf(parsePrincipal(given(principal)), [&](const Principal& who) { return snapshot(accountAt(account), who, static_cast<Time>(now)); });
}
Length accountDeltaSince(Handle account, Length before, double now) {
  return textOf(deltaSince(accountAt(account), given(before), static_cast<Time>(now)), [](const Delta& delta) { return toJson(toValue(delta)); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(lockstep_server) {
  using emscripten::function;

  function("compilePolicy", &compilePolicy);
  function("openAccount", &openAccount);
  function("accountProblems", &accountProblems);
  function("accountSetMessages", &accountSetMessages);
  function("accountFacts", &accountFacts);
  function("accountRevision", &accountRevision);
  function("accountDecide", &accountDecide);
  function("accountApply", &accountApply);
  function("accountPreview", &accountPreview);
  function("accountWhoCan", &accountWhoCan);
  function("accountMatrixOf", &accountMatrixOf);
  function("accountMatrixAt", &accountMatrixAt);
  function("accountSnapshot", &accountSnapshot);
  function("accountDeltaSince", &accountDeltaSince);
  function("closeAccount", &close<OpenAccount>);
}
