// The functions of lockstep/c.h: each reads its strings, calls the C++ library and writes JSON. There is no rule here.
#include "lockstep/c.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "lockstep/lockstep.h"

struct lockstep_policy {
  lockstep::Policy policy;
};
struct lockstep_account {
  lockstep::Account account;
  lockstep::Messages messages;
};
struct lockstep_access {
  lockstep::Access access;
};

namespace {

using namespace lockstep;

/// Returns a copy that the caller frees.
lockstep_string copyOf(std::string_view text) {
  const auto bytes = static_cast<char*>(std::malloc(text.size() + 1));
  if (bytes == nullptr) std::abort();
  if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
  bytes[text.size()] = '\0';
  return {bytes, text.size()};
}
lockstep_string jsonOf(const Value& value) { return copyOf(toJson(value)); }

constexpr lockstep_string none = {nullptr, 0};

/// An empty string may come as null.
std::string_view viewOf(const char* bytes, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(bytes, size);
}

/// Sets the problems of a call, if the caller wants them. Returns whether there are none.
bool report(const Problems& found, lockstep_string* problems) {
  if (problems != nullptr) *problems = found.empty() ? none : jsonOf(toValue(found));
  return found.empty();
}

template <class Handle, class T, class... More>
Handle* handleOf(Result<T> opened, lockstep_string* problems, More... more) {
  if (!report(opened.problems(), problems) || !opened) return nullptr;
  return new Handle{std::move(*opened), std::move(more)...};
}

template <class T, class Write>
lockstep_string writtenOf(const Result<T>& result, lockstep_string* problems, Write write) {
  return report(result.problems(), problems) ? copyOf(write(*result)) : none;
}

}  // namespace

extern "C" {

void lockstep_string_free(lockstep_string string) { std::free(string.bytes); }

const char* lockstep_version(void) { return LOCKSTEP_VERSION; }

// ---- Policy ----

lockstep_policy* lockstep_policy_parse(const char* json, size_t size, lockstep_string* problems) {
  return handleOf<lockstep_policy>(Policy::parse(viewOf(json, size)), problems);
}
lockstep_policy* lockstep_policy_open(const char* compiled, size_t size, lockstep_string* problems) {
  return handleOf<lockstep_policy>(Policy::open(viewOf(compiled, size)), problems);
}
lockstep_string lockstep_policy_compile(const lockstep_policy* policy) { return copyOf(policy->policy.compiled()); }
lockstep_string lockstep_policy_digest(const lockstep_policy* policy) { return copyOf(policy->policy.digest()); }
lockstep_string lockstep_policy_lint(const lockstep_policy* policy) { return jsonOf(toValue(policy->policy.lint())); }
void lockstep_policy_free(lockstep_policy* policy) { delete policy; }

// ---- Account ----

lockstep_account* lockstep_account_parse(const lockstep_policy* policy, const char* json, size_t size,
                                         lockstep_string* problems) {
  return handleOf<lockstep_account>(Account::parse(viewOf(json, size), policy->policy), problems, Messages());
}
lockstep_string lockstep_account_write(const lockstep_account* account) { return jsonOf(account->account.toValue()); }
int64_t lockstep_account_revision(const lockstep_account* account) { return account->account.revision; }
int lockstep_account_set_messages(lockstep_account* account, const char* json, size_t size, lockstep_string* problems) {
  auto messages = parseMessages(viewOf(json, size), account->account.policy());
  if (!report(messages.problems(), problems)) return 0;
  account->messages = std::move(*messages);
  return 1;
}

lockstep_string lockstep_account_decide(const lockstep_account* account, const char* request, size_t size) {
  const Account& facts = account->account;
  return jsonOf(toValue(decide(facts, requestIn(viewOf(request, size)), account->messages), facts.policy()));
}
lockstep_string lockstep_account_apply(lockstep_account* account, const char* request, size_t size) {
  return jsonOf(toValue(apply(account->account, requestIn(viewOf(request, size)), account->messages)));
}
lockstep_string lockstep_account_preview(const lockstep_account* account, const char* request, size_t size) {
  const Account& facts = account->account;
  return jsonOf(toValue(preview(facts, requestIn(viewOf(request, size)), account->messages), facts.policy()));
}
lockstep_string lockstep_account_who_can(const lockstep_account* account, const char* request, size_t size) {
  const Account& facts = account->account;
  const Request asked = requestIn(viewOf(request, size));
  Value list = Value::array();
  for (const auto& allowed : whoCan(facts, asked.action, asked.resource, asked.context))
    list.push(toValue(allowed, facts.policy()));
  return jsonOf(list);
}

lockstep_string lockstep_account_snapshot(const lockstep_account* account, const char* principal, size_t size,
                                          int64_t now, lockstep_string* problems) {
  return writtenOf(parsePrincipal(viewOf(principal, size)), problems,
                   [&](const Principal& who) { return snapshot(account->account, who, now); });
}
lockstep_string lockstep_account_delta_since(const lockstep_account* account, const char* snapshot, size_t size,
                                             int64_t now, lockstep_string* problems) {
  return writtenOf(deltaSince(account->account, viewOf(snapshot, size), now), problems,
                   [](const Delta& delta) { return toJson(toValue(delta)); });
}
void lockstep_account_free(lockstep_account* account) { delete account; }

// ---- Access ----

lockstep_access* lockstep_access_open(const lockstep_policy* policy, const char* snapshot, size_t size,
                                      lockstep_string* problems) {
  return handleOf<lockstep_access>(Access::open(policy->policy, viewOf(snapshot, size)), problems);
}
int lockstep_access_set_messages(lockstep_access* access, const char* json, size_t size, lockstep_string* problems) {
  auto messages = parseMessages(viewOf(json, size), access->access.policy());
  if (!report(messages.problems(), problems)) return 0;
  access->access.setMessages(std::move(*messages));
  return 1;
}

int lockstep_access_can(const lockstep_access* access, const char* request, size_t size) {
  const Request asked = requestIn(viewOf(request, size));
  return access->access.can(asked.action, asked.resource, asked.context) ? 1 : 0;
}
lockstep_string lockstep_access_decide(const lockstep_access* access, const char* request, size_t size) {
  const Request asked = requestIn(viewOf(request, size));
  return jsonOf(toValue(access->access.decide(asked.action, asked.resource, asked.context), access->access.policy()));
}
int lockstep_access_update(lockstep_access* access, const char* delta, size_t size, lockstep_string* problems) {
  return report(access->access.update(viewOf(delta, size)), problems) ? 1 : 0;
}
int64_t lockstep_access_revision(const lockstep_access* access) { return access->access.facts().revision; }
int64_t lockstep_access_expires_at(const lockstep_access* access) { return access->access.expiresAt().value_or(0); }
void lockstep_access_free(lockstep_access* access) { delete access; }

}  // extern "C"
