#include "server/live/replay.h"

#include "change/policy_change.h"

namespace lockstep::server {

std::string policyChange(std::string_view digest) {
  Value change = Value::object();
  change.add("policy", digest);
  return toJson(change);
}

Result<Replayed> readChange(const Account& facts, const Change& change,
                            const std::function<Result<Policy>(const std::string& digest)>& find) {
  Replayed replayed;
  if (epochOf(change.delta)) return replayed;
  if (change.policy != facts.policy().digest()) {
    const auto policy = find(change.policy);
    if (!policy) return policy.problems();
    replayed.moved.emplace(underPolicy(facts, *policy));
    if (change.delta == policyChange(change.policy)) return replayed;
  }
  auto delta = readDelta(change.delta, replayed.moved ? *replayed.moved : facts);
  if (!delta) return delta.problems();
  replayed.delta.emplace(std::move(*delta));
  return replayed;
}

Result<Account> factsOf(const std::string& id, const StoredAccount& stored,
                        const std::function<Result<Policy>(const std::string& digest)>& find) {
  const auto policy = find(stored.policy);
  if (!policy) return policy.problems();
  auto facts = Account::parse(stored.facts, *policy);
  if (!facts) return Problem{"store_inconsistent", "", "The facts of account " + id + " do not fit their policy."};
  for (const auto& change : stored.changes) {
    auto replayed = readChange(*facts, change, find);
    if (!replayed)
      return Problem{"store_inconsistent", "", "The changes of account " + id + " do not follow each other."};
    applyTo(*facts, std::move(*replayed));
  }
  return facts;
}

void applyTo(Account& facts, Replayed replayed) {
  if (replayed.moved) facts = std::move(*replayed.moved);
  if (replayed.delta)
    applyDelta(*replayed.delta, facts);
  else
    ++facts.revision;
}

}  // namespace lockstep::server
