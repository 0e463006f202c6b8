#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/facts.h"
#include "base/json.h"
#include "base/reader.h"

namespace lockstep {

/// Who asks. `system` is the host acting for itself; a `visitor` holds a public link and no account.
struct Principal {
  enum class Kind : std::uint8_t { user, apiKey, visitor, system };
  Kind kind = Kind::visitor;
  std::string id;  ///< of the user or API key; of the link, for a visitor who is known to hold just that one
  bool passwordVerified = false;  ///< trusted: the visitor has given the password of the link

  static Principal user(std::string id) { return {Kind::user, std::move(id)}; }
  static Principal system() { return {Kind::system, {}}; }
  bool operator==(const Principal&) const = default;
};

/// What is asked about. `account` (the default) is no resource at all: an action on the account, the library or oneself.
/// `malformed` is what could not be read; no action is on it.
struct Resource {
  enum class Kind : std::uint8_t { account, path, collection, user, group, link, apiKey, malformed };
  Kind kind = Kind::account;
  std::string id;                         ///< the path as given, or the id
  std::optional<std::string> path;        ///< for a link: what below it is opened
  AssetKind assetKind = AssetKind::any;   ///< where the host knows it: file or folder

  static Resource at(std::string_view path) { return {Kind::path, std::string(path), {}, AssetKind::any}; }
};

/// The circumstances of a request; every field may be absent. `owner`, `passwordVerified` and `now` are the host's
/// word: a server sets them itself and never takes them from a client.
struct Context {
  std::optional<std::string> to, asset, collection, level, name, email, role, member, id, comment, version, owner, area, plan, feature, limit, kind, media;
  std::optional<Subject> with;
  std::vector<std::string> members;
  std::optional<bool> flag;                  ///< `value` when it is true or false
  std::optional<std::int64_t> number;        ///< `value` when it is a number
  std::optional<std::int64_t> count;         ///< how many items at once
  std::optional<bool> hasPassword, passwordVerified, exposeUnpublished;
  std::optional<Time> startsAt, endsAt, until, now;
  bool noStart = false, noEnd = false;       ///< `startsAt` and `endsAt` are null: a link that is changed loses its date
  bool noNow = false;                        ///< `now` is null: the request is asked without a clock
  Problems problems;                         ///< what was wrong with the values as they came; any denies the request
};

/// A field of the context: the need that it meets, if an action can need it, and its place if it is a string.
struct ContextField {
  std::string_view name;
  Need need = Need::none;
  std::optional<std::string> Context::*string = nullptr;
};
inline constexpr ContextField fieldsOfContext[] = {
    {"to", Need::to, &Context::to},
    {"with", Need::with},
    {"level", Need::level, &Context::level},
    {"name", Need::name, &Context::name},
    {"email", Need::email, &Context::email},
    {"role", Need::role, &Context::role},
    {"member", Need::member, &Context::member},
    {"asset", Need::asset, &Context::asset},
    {"collection", Need::collection, &Context::collection},
    {"comment", Need::comment, &Context::comment},
    {"version", Need::version, &Context::version},
    {"plan", Need::plan, &Context::plan},
    {"feature", Need::feature, &Context::feature},
    {"limit", Need::limit, &Context::limit},
    {"value", Need::value},
    {"value", Need::number},
    {"kind", Need::kind, &Context::kind},
    {"id", Need::id, &Context::id},
    {"owner", Need::none, &Context::owner},
    {"area", Need::none, &Context::area},
    {"media", Need::none, &Context::media},
};

struct Request {
  Principal principal;
  std::string action;
  Resource resource;
  Context context;
};

/// These read the wire forms of design: unknown fields and ill-typed values are problems with their pointers. A context
/// with wrong values still comes back, and carries its problems, so that a decision can say which field to mend.
Principal readPrincipal(const Value& value, const Place& place, Problems& problems);
Resource readResource(const Value& value, const Place& place, Problems& problems);
Context readContext(const Value& value, const Place& place);
/// `own`: who asks where the request does not say; without it, it must.
Request readRequest(Reader& reader, Problems& problems, const Principal* own = nullptr);
Result<Principal> parsePrincipal(std::string_view json);
Result<Request> parseRequest(std::string_view json);
Result<std::vector<Request>> parseRequests(std::string_view json);  // a list of them
/// For callers who want a decision whatever comes: what cannot be read stays in the request as something that no
/// decision allows (nobody, no action, a malformed resource, a context with problems). Without a principal: nobody.
Request requestIn(std::string_view json);

Value toValue(const Principal& principal);
Value toValue(const Resource& resource);

}  // namespace lockstep
