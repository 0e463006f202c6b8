#pragma once

#include <string>

namespace lockstep::server {

// Commands that an operator runs beside the servers. Each returns the exit code of the command line.

/// `lockstep migrate`. Gives `role` the rights that serving needs, unless it is empty.
int migrate(const std::string& data, const std::string& role, bool onlyPrints);
/// `lockstep key create|list|revoke`.
int createToken(const std::string& data, const std::string& name, const std::string& account, bool readsMetricsAlone,
                bool mayMakeDatabase);
/// `lockstep backup FILE` and `lockstep restore [FILE]`.
int backup(const std::string& data, const std::string& file);
int restore(const std::string& data, const std::string& file);
int listTokens(const std::string& data);
int revokeToken(const std::string& data, const std::string& id);
/// `lockstep signing-key rotate|list`.
int rotateSigningKey(const std::string& data);
int listSigningKeys(const std::string& data);

}  // namespace lockstep::server
