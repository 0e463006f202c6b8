#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/account/facts.h"
#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"

namespace lockstep {

/// A value that a request gives by a name which the policy may declare.
struct NamedValue {
  /// The name.
  std::string name;
  /// The value as it came: a time is a string.
  AttributeValue value;
  Problem problem{};  ///< what is reported where the policy does not declare the name
  /// Compares the names and the values.
  bool operator==(const NamedValue& other) const { return name == other.name && value == other.value; }
};
/// Values by names that the policy may declare.
using NamedValues = std::vector<NamedValue>;

/// The party that a request is from. `system` is the host itself; a `visitor` has a public link and no account.
struct Principal {
  /// The kinds of principals.
  enum class Kind : std::uint8_t { user, apiKey, visitor, system };
  /// The kind of this principal.
  Kind kind = Kind::visitor;
  std::string id;                 ///< of the user or API key; for a visitor of one known link, of that link
  bool passwordVerified = false;  ///< trusted: the visitor has given the password of the link
  NamedValues attributes{};       ///< trusted: what the account does not say of the user

  /// The user with this id.
  static Principal user(std::string id) { return {Kind::user, std::move(id)}; }
  /// The host itself.
  static Principal system() { return {Kind::system, {}}; }
  bool operator==(const Principal&) const = default;
};

/// The thing that a request is about. `account`, the default, is no resource: an action on the account as a whole.
/// `item` is of a kind that the policy names, by its id. `malformed` could not be read; no action is on it.
struct Resource {
  /// The kinds of resources.
  enum class Kind : std::uint8_t { account, path, collection, user, group, link, apiKey, role, item, malformed };
  /// The kind of this resource.
  Kind kind = Kind::account;
  std::string id;                   ///< the path as given, or the id
  std::optional<std::string> path;  ///< for a link: the path below it that is opened
  KindId assetKind = anyKind;       ///< file or folder, if the host knows it
  std::string kindName{};           ///< the kind that the request names
  std::optional<std::string> in{};  ///< of an item that is not listed: the path or id of what it is in
  NamedValues attributes{};         ///< trusted: what the account does not say of it
  std::vector<std::pair<std::string, std::vector<std::string>>> relations{};  ///< trusted: whom it names
  bool isUnlisted = false;  ///< an item at a path of its own below `in`

  /// The file or folder at a path.
  static Resource at(std::string_view path) { return {Kind::path, std::string(path), {}, anyKind}; }
};

/// The circumstances of a request; every field may be absent. `owner`, `passwordVerified` and `now` are trusted
/// fields: a server sets them itself and never takes them from a client.
struct Context {
  std::optional<std::string> to;          ///< the path of the destination folder
  std::optional<std::string> asset;       ///< the path of an asset, for an action on a collection
  std::optional<std::string> collection;  ///< the id of a collection, for an action on an asset
  std::optional<std::string> level;       ///< the level to give
  std::optional<std::string> name;        ///< the new name
  std::optional<std::string> email;       ///< the e-mail address of a user
  std::optional<std::string> role;        ///< the role to give
  std::optional<std::string> member;      ///< the id of a user, for an action on a group
  std::optional<std::string> id;          ///< the id of the new thing, or of a link of an item
  std::optional<std::string> comment;     ///< the id of a comment
  std::optional<std::string> version;     ///< `current` or `noncurrent`
  std::optional<std::string> owner;       ///< the id of the owner of a path that is not listed; trusted
  std::optional<std::string> area;        ///< an area of the audit log
  std::optional<std::string> plan;        ///< the plan to switch to
  std::optional<std::string> feature;     ///< the feature to switch
  std::optional<std::string> limit;       ///< the limit to set
  std::optional<std::string> kind;        ///< `standard` or `restricted`, for an API key
  std::optional<std::string> media;       ///< `none`, `read` or `write`, for an API key
  /// The user or group to share with.
  std::optional<Subject> with;
  /// The ids of the users of a new group.
  std::vector<std::string> members;
  std::optional<bool> flag;               ///< `value` when it is true or false
  std::optional<std::int64_t> number;     ///< `value` when it is a number
  std::optional<std::int64_t> count;      ///< the number of items in one operation
  std::optional<bool> hasPassword;        ///< whether a link has a password
  std::optional<bool> passwordVerified;   ///< whether a visitor has given it; trusted
  std::optional<bool> exposeUnpublished;  ///< whether a link shows unpublished files
  std::optional<Time> startsAt;           ///< when a link begins
  std::optional<Time> endsAt;             ///< when a link or a key ends
  std::optional<Time> until;              ///< when a share ends
  std::optional<Time> now;                ///< the time of the request; trusted
  bool noStart = false;                   ///< `startsAt` is null: a link that is changed loses it
  bool noEnd = false;                     ///< `endsAt` is null: a link that is changed loses it
  bool noNow = false;                     ///< `now` is null: the request is asked without a clock
  std::optional<AttributeValue> value;    ///< `value` of any type, as it came
  NamedValues fields;                     ///< other fields, which the policy may declare
  Problems problems;                      ///< faults of the values as they came; any of them denies the request
};

/// A field of the context: the need that it meets, if an action can need it, and its place if it is a string.
struct ContextField {
  /// The name of the field.
  std::string_view name;
  /// The need that it meets.
  Need need = Need::none;
  /// Its place in the context, if it is a string.
  std::optional<std::string> Context::*string = nullptr;
};
/// Every field of the context that an action can need, or that is a string.
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
    {"value", Need::given},
    {"kind", Need::kind, &Context::kind},
    {"id", Need::id, &Context::id},
    {"owner", Need::none, &Context::owner},
    {"area", Need::none, &Context::area},
    {"media", Need::none, &Context::media},
};

/// A request of a principal.
struct Request {
  /// The party that it is from.
  Principal principal;
  /// The name of the action.
  std::string action;
  /// The thing that it is about.
  Resource resource;
  /// The circumstances.
  Context context;
};

/// Reads a principal. An unknown field and a value of the wrong type are problems with their pointers.
Principal readPrincipal(const Value& value, const Place& place, Problems& problems);
/// Reads a resource: a path, or an object with one key.
Resource readResource(const Value& value, const Place& place, Problems& problems);
/// Reads a context, with its problems in `Context::problems`.
Context readContext(const Value& value, const Place& place);
/// Reads a request. `own` is the principal of a request that names none; without `own` the request must name one.
Request readRequest(Reader& reader, Problems& problems, const Principal* own = nullptr);
/// Parses a principal from JSON.
Result<Principal> parsePrincipal(std::string_view json);
/// Parses a request from JSON.
Result<Request> parseRequest(std::string_view json);
/// Parses a list of requests from JSON.
Result<std::vector<Request>> parseRequests(std::string_view json);
/// For callers who want a decision for any input. A part that cannot be read becomes one that is always denied:
/// no principal, no action, a malformed resource, a context with problems.
Request requestIn(std::string_view json);

/// Writes a principal as JSON.
Value toValue(const Principal& principal);
/// Writes a resource as JSON.
Value toValue(const Resource& resource);

}  // namespace lockstep
