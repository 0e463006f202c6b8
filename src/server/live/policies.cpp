#include "server/live/policies.h"

#include <algorithm>

#include "server/store/store.h"

namespace lockstep::server {

namespace {

Problem unknownPolicy(const std::string& digest) {
  return {"store_inconsistent", "",
          "The database does not have the policy " + digest + ", under which some of its accounts were written."};
}

/// Reads a document that the database has under a digest.
Result<Policy> read(const std::string& digest, const std::string& document) {
  auto policy = Policy::parse(document);
  if (!policy)
    return Problem{"policy_unreadable", "",
                   "This server cannot read the policy " + digest +
                       " of the database: " + policy.problems().front().message + " Use a newer server."};
  if (policy->digest() != digest)
    return Problem{"store_inconsistent", "",
                   "The policy " + digest + " of the database was changed: its digest is " + policy->digest() + "."};
  return policy;
}

}  // namespace

Result<Policy> Policies::find(const std::string& digest) {
  if (auto policy = known(digest)) return *std::move(policy);
  const auto document = store_.policyDocument(digest);
  if (!document) return document.problems();
  return find(digest, [&](const std::string&) { return *document; });
}

Result<Policy> Policies::find(const std::string& digest, const Lookup& lookup) {
  if (auto policy = known(digest)) return *std::move(policy);
  const auto document = lookup(digest);
  if (!document) return unknownPolicy(digest);
  auto policy = read(digest, *document);
  if (policy) keep(*policy);
  return policy;
}

std::optional<Policy> Policies::known(const std::string& digest) {
  const std::lock_guard lock(mutex_);
  const auto at = kept_.find(digest);
  if (at == kept_.end()) return std::nullopt;
  at->second.lastUsed = ++uses_;
  return at->second.policy;
}

void Policies::keep(const Policy& policy) {
  const std::lock_guard lock(mutex_);
  kept_.insert_or_assign(policy.digest(), Kept{policy, ++uses_});
  if (kept_.size() <= mostKept) return;
  kept_.erase(std::min_element(kept_.begin(), kept_.end(),
                               [](const auto& a, const auto& b) { return a.second.lastUsed < b.second.lastUsed; }));
}

}  // namespace lockstep::server
