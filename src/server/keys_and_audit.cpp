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

}  // namespace

int createToken(const std::string& data, const std::string& name, const std::string& account) {
  const auto store = Store::open(data);
  if (!store) return fail("token", store.problems());
  const auto made = makeServiceKey(name, account, clockNow());
  if (!made) return fail("token", made.problems());
  const auto kept = (*store)->addServiceKey(made->record);
  if (!kept) return fail("token", kept.problems());
  std::cout << made->text << "\n";
  return 0;
}

int listTokens(const std::string& data) {
  const auto store = Store::open(data);
  if (!store) return fail("token", store.problems());
  const auto keys = (*store)->serviceKeys();
  if (!keys) return fail("token", keys.problems());
  for (const auto& key : *keys)
    std::cout << key.id << "  " << formatTime(key.createdAt) << "  " << (key.account.empty() ? "every account" : key.account) << "  " << key.name << (key.revokedAt ? "  revoked " + formatTime(*key.revokedAt) : "") << "\n";
  return 0;
}

int revokeToken(const std::string& data, const std::string& id) {
  const auto store = Store::open(data);
  if (!store) return fail("token", store.problems());
  const auto revoked = (*store)->revokeServiceKey(id, clockNow());
  if (!revoked) return fail("token", revoked.problems());
  if (*revoked) return 0;
  std::cerr << "token: there is no key " << id << " that is not revoked already\n";
  return 1;
}

int verifyAudit(const std::string& data, const std::string& account) {
  const auto store = Store::open(data);
  if (!store) return fail("audit", store.problems());
  auto names = account.empty() ? (*store)->accounts() : Result<std::vector<std::string>>(std::vector{account});
  if (!names) return fail("audit", names.problems());
  bool isWhole = true;
  for (const auto& name : *names) {
    AuditHead head;
    std::string fault;
    for (bool more = true; more && fault.empty();) {
      const auto entries = (*store)->audit(name, head.sequence, 1000);
      if (!entries) return fail("audit", entries.problems());
      for (const auto& entry : *entries) {
        fault = auditFault(head, entry);
        if (!fault.empty()) break;
        head = {entry.sequence, entry.hash};
      }
      more = !entries->empty();
    }
    const auto kept = (*store)->auditHead(name);
    if (!kept) return fail("audit", kept.problems());
    // The end may have grown meanwhile, but never be shorter than what the account says of it.
    if (fault.empty() && kept->sequence > head.sequence) fault = "the log ends at entry " + std::to_string(head.sequence) + ", the account knows of " + std::to_string(kept->sequence);
    std::cout << name << ": " << (fault.empty() ? std::to_string(head.sequence) + " entries, whole" : fault) << "\n";
    isWhole = isWhole && fault.empty();
  }
  return isWhole ? 0 : 1;
}

}  // namespace lockstep::server
