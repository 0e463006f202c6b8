// What crosses to JavaScript for a server, beside what crosses for a page: the account. No rule stands here either.
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
std::string textOf(const Result<T>& result, Write write) {
  if (result) return write(*result);
  Value out = Value::object();
  out.add("problems", toValue(result.problems()));
  return toJson(out);
}
template <class T>
std::string listOf(const std::vector<T>& list, const Policy& policy) {
  Value out = Value::array();
  for (const auto& one : list) out.push(toValue(one, policy));
  return toJson(out);
}

Handle openAccount(Handle policy, const std::string& json) { return keep(OpenAccount{Account::parse(json, policyAt(policy)), {}}); }
std::string accountProblems(Handle account) { return toJson(toValue(at<OpenAccount>(account).account.problems())); }
std::string accountSetMessages(Handle account, const std::string& messages) {
  auto read = parseMessages(messages);
  if (read) at<OpenAccount>(account).messages = std::move(*read);
  return toJson(toValue(read.problems()));
}
std::string accountFacts(Handle account) { return toJson(accountAt(account).toValue()); }
double accountRevision(Handle account) { return static_cast<double>(accountAt(account).revision); }

std::string accountDecide(Handle handle, const std::string& request) {
  const Account& account = accountAt(handle);
  return toJson(toValue(decide(account, requestIn(request), messagesAt(handle)), account.policy()));
}
std::string accountApply(Handle account, const std::string& request) {
  return textOf(apply(accountAt(account), requestIn(request), messagesAt(account)), [](const Applied& applied) { return toJson(toValue(applied)); });
}
std::string accountPreview(Handle handle, const std::string& request) {
  const Account& account = accountAt(handle);
  return toJson(toValue(preview(account, requestIn(request), messagesAt(handle)), account.policy()));
}

std::string accountWhoCan(Handle handle, const std::string& question) {
  const Account& account = accountAt(handle);
  const Request asked = requestIn(question);
  return listOf(whoCan(account, asked.action, asked.resource, asked.context), account.policy());
}
std::string accountMatrixOf(Handle handle, const std::string& user, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixOf(account, user, static_cast<Time>(now)), account.policy());
}
std::string accountMatrixAt(Handle handle, const std::string& question, double now) {
  const Account& account = accountAt(handle);
  return listOf(matrixAt(account, requestIn(question).resource, static_cast<Time>(now)), account.policy());
}

std::string accountSnapshot(Handle account, const std::string& principal, double now) {
  return textOf(parsePrincipal(principal), [&](const Principal& who) { return snapshot(accountAt(account), who, static_cast<Time>(now)); });
}
std::string accountDeltaSince(Handle account, const std::string& before, double now) {
  return textOf(deltaSince(accountAt(account), before, static_cast<Time>(now)), [](const Delta& delta) { return toJson(toValue(delta)); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(lockstep_server) {
  using emscripten::function;

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
