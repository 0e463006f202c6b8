#pragma once

#include <string>

namespace lockstep::server {

/// The arguments of `lockstep policy …`.
struct PolicyArguments {
  std::string data;      ///< a file of SQLite, or postgresql://…
  std::string document;  ///< the policy, or empty for the one of the database that `digest` names
  std::string digest;    ///< or its first characters
  std::string mapping;   ///< JSON (`NameMapping`), or empty
  std::string account;   ///< empty: the policy of the whole database
};

/// Print the outcome to standard output and what is wrong to standard error; each returns the exit code of its command.
int listPolicies(const PolicyArguments& arguments);
int showPolicy(const PolicyArguments& arguments);
int checkPolicy(const PolicyArguments& arguments);
int setPolicy(const PolicyArguments& arguments);
int dropPolicy(const PolicyArguments& arguments);
int addPolicy(const PolicyArguments& arguments);

}  // namespace lockstep::server
