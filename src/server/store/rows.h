#pragma once

#include <soci/soci.h>

#include <string>

namespace lockstep::server {

/// Runs a query and calls `each` with every row. Unlike soci::rowset it leaves no named statement on the connection,
/// which a pooler would give to another client.
template <class Each, class... Uses>
void eachRow(soci::session& session, const std::string& query, const Each& each, const Uses&... uses) {
  soci::row row;
  soci::statement statement(session);
  statement.exchange(soci::into(row));
  (statement.exchange(uses), ...);
  statement.alloc();
  statement.prepare(query, soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) each(row);
}

}  // namespace lockstep::server
