#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/base/time.h"
#include "lockstep/policy/attribute.h"
#include "lockstep/policy/format2_map.h"
#include "lockstep/policy/policy.h"

namespace lockstep {

/// The users that a resource names in relations.
using Relations = Format2Map<RelationId, std::vector<std::string>>;
/// The attributes of a resource or a user that the policy declares.
using Attributes = Format2Map<AttributeId, AttributeValue>;

/// A role that the customer made. It is compiled when it is put into an account.
struct AccountRole {
  /// Actions or patterns, and the conditions under which the role has them; without conditions, always.
  struct Entry {
    std::vector<std::string> actions;  ///< names or patterns
    std::vector<std::string> when;     ///< names of conditions; all of them
    bool operator==(const Entry&) const = default;
  };

  std::string id;                                     ///< its name, as users have it
  std::string title;                                  ///< its name for users
  LevelSet level{};                                   ///< the level on the root
  std::vector<Entry> allow{};                         ///< what it allows
  std::vector<std::string> except{};                  ///< patterns that are taken away again
  std::optional<std::vector<std::string>> mayGive{};  ///< the roles that its users may give
  Role role{};                                        ///< the same, compiled

  /// Compares what the account says of the roles.
  bool operator==(const AccountRole& other) const {
    return id == other.id && title == other.title && level == other.level && allow == other.allow &&
           except == other.except && mayGive == other.mayGive;
  }
};

/// A user of the account.
struct User {
  std::string id;     ///< the id
  std::string name;   ///< the name
  std::string email;  ///< the e-mail address
  std::string role;   ///< as in the account; `roleId` is empty if the policy lacks it
  /// The role, if the policy has it.
  std::optional<RoleId> roleId;
  std::vector<std::string> moreRoles{};  ///< the names of further roles
  Attributes attributes{};               ///< what conditions may read
  bool operator==(const User&) const = default;
};

/// A group of users.
struct Group {
  std::string id;                     ///< the id
  std::string name;                   ///< the name
  std::vector<std::string> members;   ///< user ids
  std::vector<std::string> groups{};  ///< ids of the groups that it contains
  bool operator==(const Group&) const = default;
};

/// A file or folder. Only those that matter need be listed: with shares, owners, links or comments, or in collections.
struct Asset {
  /// The id.
  std::string id;
  KindId kind = fileKind;  ///< `any`: not known yet
  std::string path;        ///< in normal form
  std::string owner;       ///< user id; empty: none (made by the API, R-78)
  /// Whether the file is published.
  bool published = true;
  LevelSet passes = everyLevel;  ///< the levels that come through from above, by name; others stop here

  /// Returns whether some level from above stops here.
  bool isClosed() const { return passes != everyLevel; }

  Relations relations{};    ///< the users that it names, and so gives levels
  Attributes attributes{};  ///< what conditions may read
  bool operator==(const Asset&) const = default;
};

/// A collection of files and folders.
struct Collection {
  std::string id;                  ///< the id
  std::string name;                ///< the name
  std::string owner;               ///< the id of the owner; empty: none
  std::vector<std::string> items;  ///< asset ids
  KindId kind = collectionKind;    ///< the kind of collection
  Relations relations{};           ///< the users that it names, and so gives levels
  Attributes attributes{};         ///< what conditions may read
  bool operator==(const Collection&) const = default;
};

/// The party that a share is with: a user or a group of the same account, by id, all users of a role, or
/// everyone in the account.
struct Subject {
  /// The kinds of subjects.
  enum class Kind : std::uint8_t { user, group, role, everyone };
  /// The kind of this subject.
  Kind kind = Kind::user;
  /// The id of the user or group, or the name of the role.
  std::string id;

  /// The user with this id.
  static Subject user(std::string id) { return {Kind::user, std::move(id)}; }
  /// The group with this id.
  static Subject group(std::string id) { return {Kind::group, std::move(id)}; }
  /// The users of a role.
  static Subject role(std::string name) { return {Kind::role, std::move(name)}; }
  /// Every user of the account.
  static Subject everyone();
  bool operator==(const Subject&) const = default;
  /// Orders users before groups, roles and everyone, each by id.
  bool operator<(const Subject& other) const { return kind != other.kind ? kind < other.kind : id < other.id; }
};
/// The id of the subject that is everyone.
inline constexpr std::string_view everyoneId = "everyone";
inline Subject Subject::everyone() { return {Kind::everyone, std::string(everyoneId)}; }
/// How many kinds of subjects there are.
inline constexpr std::size_t countOfSubjectKinds = 4;

/// A level that a user or group has on an item.
struct Share {
  std::string on;  ///< asset or collection id
  /// The user or group that it is with.
  Subject with;
  /// The level that it gives.
  LevelSet level;
  std::optional<Time> until;        ///< valid while now < until
  std::vector<ConditionId> when{};  ///< valid where all of them are met
  LevelSet named{};                 ///< in format 2: the levels by name, without what they include

  /// Returns whether the share has ended at `now`.
  bool hasEnded(Time now) const { return until && now >= *until; }
  bool operator==(const Share&) const = default;
};

/// A public link.
struct Link {
  /// The id.
  std::string id;
  std::string on;  ///< asset or collection id; empty in a slice that keeps the target of a closed link from its visitor
  std::optional<Time> startsAt;  ///< the first moment at which it opens
  std::optional<Time> endsAt;    ///< the last moment at which it opens
  /// Whether its visitors need a password, which the host keeps.
  bool hasPassword = false;
  /// Whether it also shows files that are not published.
  bool exposeUnpublished = false;
  LevelSet level{};  ///< in format 2: the level that it gives where it is

  /// A link still opens in its last second.
  bool hasEnded(Time now) const { return endsAt && now > *endsAt; }
  bool operator==(const Link&) const = default;
};

/// An API key of the account, without its secret.
struct ApiKey {
  /// The id.
  std::string id;
  /// Whether it has the scope `standard`; a restricted key has that of `media`.
  bool standard = false;
  std::string media = "none";  ///< none, read or write, for a restricted key (R-139)
  std::optional<Time> endsAt;  ///< a rolled key works until then (R-142)

  /// The scope of the policy's `keys` that the key has.
  std::string_view scope() const { return standard ? std::string_view("standard") : std::string_view(media); }
  /// Without a clock, a key with an end has ended.
  bool hasEnded(std::optional<Time> now) const { return endsAt && (!now || *now >= *endsAt); }
  bool operator==(const ApiKey&) const = default;
};

/// A comment on a file.
struct Comment {
  std::string id;      ///< the id
  std::string on;      ///< the id of the file
  std::string author;  ///< the id of the user who wrote it; empty once that user is removed
  bool operator==(const Comment&) const = default;
};

}  // namespace lockstep
