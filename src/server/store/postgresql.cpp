#include "server/store/postgresql.h"

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace lockstep::server {

namespace {

/// PostgreSQL's own names of times after which a connection that says nothing has failed.
constexpr std::pair<std::string_view, const char*> usualOptions[] = {{"connect_timeout", "5"},
                                                                     {"keepalives_idle", "10"},
                                                                     {"keepalives_interval", "5"},
                                                                     {"keepalives_count", "3"},
                                                                     {"tcp_user_timeout", "20000"}};

const char* usualOption(std::string_view keyword) {
  for (const auto& [name, value] : usualOptions)
    if (name == keyword) return value;
  return nullptr;
}

}  // namespace

std::string postgresqlOptions(const std::string& url) {
  char* fault = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &fault),
                                                                             &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> kept(fault, &PQfreemem);
  if (options == nullptr) throw std::runtime_error(fault != nullptr ? fault : "no address of a database");
  std::string out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const char* value = option->val != nullptr ? option->val : usualOption(option->keyword);
    if (value == nullptr) continue;
    out += std::string(out.empty() ? "" : " ") + option->keyword + "='";
    for (const char* c = value; *c != '\0'; ++c)
      out += (*c == '\'' || *c == '\\' ? std::string("\\") : std::string()) + *c;
    out += "'";
  }
  return out;
}

void passOverNotices(pg_conn* connection) {
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);
}

PGconn* connectionOf(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

void dropNotifications(soci::session& session) {
  while (PGnotify* notification = PQnotifies(connectionOf(session))) PQfreemem(notification);
}

}  // namespace lockstep::server
