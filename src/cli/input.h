#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/access/request.h"
#include "lockstep/account/account.h"
#include "lockstep/policy/policy.h"

namespace lockstep {

/// Exit codes of every command: allowed or passed, denied or failed, not a valid request.
enum Exit : int { exitAllowed = 0, exitDenied = 1, exitInvalid = 2 };

/// The files and words that commands take. Each of these prints problems, with their place, to standard error, and then
/// returns nothing.
std::optional<std::string> readFile(const std::string& name);
std::optional<std::string> readPolicy(const std::string& file);  // its document, checked; "": the built-in one
std::optional<Policy> loadPolicy(const std::string& file);       // "": the built-in one
std::optional<Account> loadAccount(const std::string& file, const Policy& policy);
/// `rita` or `user:rita`, `key:k1`, `visitor`, `system`.
std::optional<Principal> readWho(const std::string& text);
/// `/a/b`, `collection:c1`, `user:rita`, `group:g1`, `key:k1`, `link:l1` or `link:l1:/a/b`; "" is the account.
/// Under a policy of format 2 also `role:r1`, and `KIND:ID` for its kinds.
std::optional<Resource> readWhat(const std::string& text, const std::optional<Policy>& policy);
/// A date such as 2026-01-15T12:00:00Z; "": the clock of this machine, which only the command line reads.
std::optional<Time> readNow(const std::string& text);
/// The circumstances of a request as words.
struct ContextArguments {
  std::map<std::string, std::string> fields;  ///< those that every policy has: `--level view`
  std::vector<std::string> declared;          ///< those that a policy declares: `--context amount=900`
};
/// Reads a context. Of the fields, `with` is `user:rita` or `group:g1`, and `value` a number, true or false; what the
/// policy declares has the type that it says. Several values of one name make a list.
std::optional<Context> readContext(const ContextArguments& arguments, const Policy& policy, Time now);

void printProblems(const std::string& source, const Problems& problems);
/// The names of the context fields that the command line takes, with what each is.
const std::map<std::string, std::string>& contextFields();

}  // namespace lockstep
