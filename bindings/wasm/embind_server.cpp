// The further functions that JavaScript calls for a server: policies and accounts. There is no rule here.
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

/// Returns the string, or `{ "problems": […] }` instead.
template <class T, class Write>
Length textOf(const Result<T>& result, Write write) {
  if (result) return returnText(write(*result));
  Value out = Value::object();
  out.add("problems", toValue(result.problems()));
  return returnText(toJson(out));
}
template <class T>
Length listOf(const std::vector<T>& list, const Policy& policy) {
  Value out = Value::array();
  for (const auto& one : list) out.push(toValue(one, policy));
  return returnText(toJson(out));
}

/// Returns the string for `openPolicy`, or the problems of a policy's document.
Length compilePolicy(Length json) {
  return textOf(Policy::parse(inputText(json)), [](const Policy& policy) { return policy.compiled(); });
}

Handle openAccount(Handle policy, Length json) {
  return keep(OpenAccount{Account::parse(inputText(json), policyAt(policy)), {}});
}
Length accountProblems(Handle account) {
  return returnText(toJson(toValue(at<OpenAccount>(account).account.problems())));
}
Length accountSetMessages(Handle account, Length messages) {
  auto read = parseMessages(inputText(messages), accountAt(account).policy());
  if (read) at<OpenAccount>(account).messages = std::move(*read);
  return returnText(toJson(toValue(read.problems())));
}
Length accountFacts(Handle account) { return returnText(toJson(accountAt(account).toValue())); }
double accountRevision(Handle account) { return static_cast<double>(accountAt(account).revision); }

Length accountDecide(Handle handle, Length request) {
  const Account& account = accountAt(handle);
  return returnText(
      toJson(toValue(decide(account, requestIn(inputText(request)), messagesAt(handle)), account.policy())));
}
Length accountApply(Handle account, Length request) {
  return returnText(toJson(toValue(apply(accountAt(account), requestIn(inputText(request)), messagesAt(account)))));
}
Length accountPreview(Handle handle, Length request) {
  const Account& account = accountAt(handle);
  return returnText(
      toJson(toValue(preview(account, requestIn(inputText(request)), messagesAt(handle)), account.policy())));
}

Length accountWhoCan(Handle handle, Length request) {
  const Account& account = accountAt(handle);
  const Request asked = requestIn(inputText(request));
  return listOf(whoCan(account, asked.action, asked.resource, asked.context), account.policy());
}
Length accountMatrixOf(Handle handle, Length user, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixOf(account, inputText(user), static_cast<Time>(now)), account.policy());
}
Length accountMatrixAt(Handle handle, Length request, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixAt(account, requestIn(inputText(request)).resource, static_cast<Time>(now)), account.policy());
}

Length accountSnapshot(Handle account, Length principal, double now) {
  return textOf(parsePrincipal(inputText(principal)),
                [&](const Principal& who) { return snapshot(accountAt(account), who, static_cast<Time>(now)); });
}
Length accountDeltaSince(Handle account, Length before, double now) {
  return textOf(deltaSince(accountAt(account), inputText(before), static_cast<Time>(now)),
                [](const Delta& delta) { return toJson(toValue(delta)); });
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
