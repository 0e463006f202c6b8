// What an operator does beside the running server: keys for back ends, and looking whether the audit log is whole.
#include <iostream>

#include "base/reader.h"
#include "server/clock.h"
#include "server/serve.h"
#include "server/store.h"

namespace lockstep::server {

namespace {

int fail(std::string_view command, const Problems& problems) {
  for (const auto& problem : problems) std::cerr << command << ": " << problem.message << "\n";
  return 2;
}

/// What is wrong with an account's log, or nothing, and where it ends. `head` is what the account says of it: the last
/// entry has no other that would name its hash.
Result<std::string> faultOf(Store& store, const std::string& account, const AuditHead& head, AuditHead& end) {
  for (;;) {
    const auto entries = store.audit(account, end.sequence, 1000);
    if (!entries) return entries.problems();
    for (const auto& entry : *entries) {
      if (std::string fault = auditFault(end, entry); !fault.empty()) return fault;
      end = {entry.sequence, entry.hash};
      if (end.sequence == head.sequence && end.hash != head.hash) return "entry " + std::to_string(end.sequence) + " is not the one that the account knows of: it was put in its place";
    }
    if (entries->empty()) break;
  }
  // It may have grown meanwhile, but only together with what the account says.
  auto now = std::optional(head);
  if (end.sequence > head.sequence) {
    auto again = store.auditHead(account);
    if (!again) return again.problems();
    now = *again;
  }
  if (end.sequence >= head.sequence && now && end.sequence <= now->sequence) return std::string();
  return "the log ends at entry " + std::to_string(end.sequence) + ", the account knows of " + std::to_string(now.value_or(head).sequence);
}

}  // namespace

namespace {

/// A database that there is: a path with a slip in it must not become a new one.
Result<std::unique_ptr<Store>> openExisting(const std::string& data) {
  if (!Database::isThere(data)) return Problem{"store_unavailable", "", "There is no database `" + data + "`. Give the path that `lockstep serve --data` has; `token create --new` makes a database."};
  return Store::open(data);
}

}  // namespace

int createToken(const std::string& data, const std::string& name, const std::string& account, bool mayMakeDatabase) {
  const auto store = mayMakeDatabase ? Store::open(data) : openExisting(data);
  if (!store) return fail("token", store.problems());
  const auto made = makeServiceKey(name, account, clockNow());
  if (!made) return fail("token", made.problems());
  const auto kept = (*store)->addServiceKey(made->record);
  if (!kept) return fail("token", kept.problems());
  std::cout << made->text << "\n";
  return 0;
}

int listTokens(const std::string& data) {
  const auto store = openExisting(data);
  if (!store) return fail("token", store.problems());
  const auto keys = (*store)->serviceKeys();
  if (!keys) return fail("token", keys.problems());
  for (const auto& key : *keys)
    std::cout << key.id << "  " << formatTime(key.createdAt) << "  " << (key.account.empty() ? "every account" : key.account) << "  " << key.name << (key.revokedAt ? "  revoked " + formatTime(*key.revokedAt) : "") << "\n";
  return 0;
}

int revokeToken(const std::string& data, const std::string& id) {
  const auto store = openExisting(data);
  if (!store) return fail("token", store.problems());
  const auto revoked = (*store)->revokeServiceKey(id, clockNow());
  if (!revoked) return fail("token", revoked.problems());
  if (*revoked) return 0;
  std::cerr << "token: there is no key " << id << " that is not revoked already\n";
  return 1;
}

int verifyAudit(const std::string& data, const std::string& account) {
  const auto store = Store::openToRead(data);
  if (!store) return fail("audit", store.problems());
  auto names = account.empty() ? (*store)->auditedAccounts() : Result<std::vector<std::string>>(std::vector{account});
  if (!names) return fail("audit", names.problems());
  bool isWhole = true;
  for (const auto& name : *names) {
    // Before the entries, which may grow meanwhile.
    const auto head = (*store)->auditHead(name);
    if (!head) return fail("audit", head.problems());
    AuditHead end;
    auto fault = faultOf(**store, name, head->value_or(AuditHead()), end);
    if (!fault) return fail("audit", fault.problems());
    if (!*head && end.sequence == 0) return fail("audit", {{"account_unknown", "", "There is no account " + name + "."}});
    if (!*head) *fault = "there is a log, but no such account";
    std::cout << name << ": " << (fault->empty() ? std::to_string(end.sequence) + " entries, whole" : *fault) << "\n";
    isWhole = isWhole && fault->empty();
  }
  return isWhole ? 0 : 1;
}

}  // namespace lockstep::server
