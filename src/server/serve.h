#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace lockstep::server {

/// What `lockstep serve` is told.
struct ServeOptions {
  std::string data = "lockstep.db";          ///< a file of SQLite, or postgresql://…
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::size_t threads = 0;                   ///< 0: as many as the machine has, four at least
  std::string tokenKeys, issuer, audience;   ///< a JWKS or PEM file; what users' tokens must say
  std::string signingKey;                    ///< a PEM file; else one that the database keeps
  std::string web;                           ///< a folder with a built page
  std::vector<std::string> origins;          ///< of pages elsewhere that may ask
  std::size_t requestSeconds = 30;           ///< how long a request may take to come in, and an answer to be taken
  std::size_t idleSeconds = 60;              ///< how long a connection may wait for its next request
  std::size_t tokenSeconds = 0;              ///< how long a user's token may last; 0: as long as it says
  std::size_t databaseSeconds = 30;          ///< how long the database may take to answer
  std::size_t keyStreamSeconds = 60;         ///< how long a service key's event stream lasts
  std::size_t accountSeconds = 600;          ///< how long an account stays in memory that nobody asks for
  std::size_t mostConnections = 4096;
  bool isDemo = false, writesLog = false;    ///< `writesLog`: a line for each answer on standard error
};

/// Serves until it is told to stop. Prints its address to standard output once it listens; what is wrong, to standard
/// error. The exit code of the command.
int serve(const ServeOptions& options, Policy policy);

/// `lockstep token create|list|revoke` and `lockstep audit verify`; exit codes of the command line.
int createToken(const std::string& data, const std::string& name, const std::string& account, bool mayMakeDatabase);
int listTokens(const std::string& data);
int revokeToken(const std::string& data, const std::string& id);
int verifyAudit(const std::string& data, const std::string& account);

}  // namespace lockstep::server
