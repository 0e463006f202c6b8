#pragma once

#include <memory>
#include <string>

#include "server/api/demo.h"
#include "server/auth/issuers.h"
#include "server/auth/signing_keys.h"
#include "server/live/policies.h"
#include "server/serve.h"
#include "server/store/store.h"

namespace lockstep::server {

/// Prints problems to standard error, as those of `lockstep serve`.
void printProblems(const Problems& problems);

/// Returns what is wrong with the options, before anything is opened. Prints warnings to standard error.
Problems checkOptions(const ServeOptions& options);

/// Opens the database of the options, and keeps other servers from a file of SQLite.
Result<std::unique_ptr<Store>> openStore(const ServeOptions& options);

/// Settles which policy is in force, and prints to standard error what a reader should know of it. Returns false where
/// the server cannot serve with it.
bool startWithPolicy(Store& store, Policies& policies, const std::string& document);

/// Reads the keys that sign snapshots: the files of the options, or those that the database keeps.
Result<std::unique_ptr<SigningKeys>> openSigningKeys(const ServeOptions& options, Store& store);

/// Reads the issuers of the options into `issuers`, and adds their files to `files`; with a demonstration, its keys
/// alone. Returns the problems; prints notes to standard error.
Problems readIssuers(const ServeOptions& options, const Demo* demo, IssuerFiles& files, Issuers& issuers);

}  // namespace lockstep::server
