#pragma once

#include "lockstep/account/delta.h"
#include "server/store/store.h"

namespace lockstep::server {

/// The row of `changes` with which another policy comes into force and nothing else changes.
std::string policyChange(std::string_view digest);

/// A change as it is made on facts in memory.
struct Replayed {
  std::optional<Account> moved;  ///< the same facts, where another policy comes into force
  std::optional<Delta> delta;    ///< on top of them; none: the revision alone is raised
};

/// Reads a change that follows `facts`, under the policy that it names. A problem with a field
/// says that it does not follow or does not fit.
Result<Replayed> readChange(const Account& facts, const Change& change,
                            const std::function<Result<Policy>(const std::string& digest)>& find);

/// Returns the facts of an account as it is kept, after all of its changes.
Result<Account> factsOf(const std::string& id, const StoredAccount& stored,
                        const std::function<Result<Policy>(const std::string& digest)>& find);

/// Makes what was read. `facts` are those that it was read for.
void applyTo(Account& facts, Replayed replayed);

}  // namespace lockstep::server
