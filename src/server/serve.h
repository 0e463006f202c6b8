#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::server {

/// The options of `lockstep serve`.
struct ServeOptions {
  std::string data = "lockstep.db";  ///< a file of SQLite, or postgresql://…
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::size_t threads = 0;                  ///< 0: as many as the machine has, four at least
  std::string tokenKeys, issuer, audience;  ///< a JWKS or PEM file; the `iss` and `aud` that users' tokens must have
  std::string userClaim = "sub", accountClaim = "account";  ///< claims of users' tokens: names, or JSON pointers
  std::string issuers;                                      ///< a file with more issuers, as in `IssuerFiles`
  std::vector<std::string> signingKeys;  ///< PEM files; the first signs; empty: those that the database keeps
  std::string anchors;                   ///< a file that anchors of the audit log are appended to; empty: none
  std::size_t anchorEvery = 100;         ///< entries of an account between two anchors
  std::string web;                       ///< a folder with a built page
  std::vector<std::string> origins;      ///< of pages elsewhere that may ask
  std::string publicUrl;                 ///< the address of this server for its callers, behind a proxy
  std::size_t refusalsPerSecond = 10;    ///< of changes, by one user; 0: as many as come
  std::size_t requestSeconds = 30;       ///< how long a request may take to come in, and an answer to be taken
  std::size_t idleSeconds = 60;          ///< how long a connection may wait for its next request
  std::size_t tokenSeconds = 0;          ///< how long a user's token may last; 0: as long as it says
  std::size_t databaseSeconds = 30;      ///< how long the database may take to answer
  std::size_t keyStreamSeconds = 60;     ///< how long a service key's event stream lasts
  std::size_t drainSeconds = 0;          ///< how long everything goes on after SIGTERM
  std::size_t accountSeconds = 600;      ///< how long an account stays in memory without requests
  std::size_t mostConnections = 4096;
  std::string version;            ///< of this program
  std::string listenData;         ///< `data` past any pooler, for LISTEN; empty: `data` itself, `none`: no LISTEN
  std::size_t pollSeconds = 1;    ///< how often PostgreSQL is asked for what other instances changed
  std::size_t staleSeconds = 10;  ///< from when on answers are marked as stale
  bool refusesStale = false;      ///< answers 503 instead
  bool neverMigrates = false;     ///< leaves the schema to `lockstep migrate`
  bool isDemo = false, writesLog = false;  ///< `writesLog`: a line for each answer on standard error
};

/// Serves until SIGINT or SIGTERM. Prints its address to standard output once it listens, and problems to standard
/// error. `policy` is the document of the policy that the database is to have. Returns the exit code of the command.
int serve(const ServeOptions& options, const std::string& policy);

}  // namespace lockstep::server
