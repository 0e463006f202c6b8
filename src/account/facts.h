#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"

namespace lockstep {

/// Seconds since 1970 (UTC).
using Time = std::int64_t;

struct User {
  std::string id, name, email;
  std::string role;                ///< as the account says it; `roleId` is empty where the policy lacks it
  std::optional<RoleId> roleId;
  bool operator==(const User&) const = default;
};

struct Group {
  std::string id, name;
  std::vector<std::string> members;  ///< user ids
  bool operator==(const Group&) const = default;
};

/// A file or folder. Only those that matter need be listed: with shares, owners, links or comments, or in collections.
struct Asset {
  std::string id;
  AssetKind kind = AssetKind::file;  ///< `any` while nothing has said what it is
  std::string path;      ///< in normal form
  std::string owner;     ///< user id; empty: none (made by the API, R-78)
  bool published = true;
  bool inherit = true;   ///< false: a limited-access folder, at which levels from above stop
  bool operator==(const Asset&) const = default;
};

struct Collection {
  std::string id, name, owner;
  std::vector<std::string> items;  ///< asset ids
  bool operator==(const Collection&) const = default;
};

/// Who a share is with: a user or a group of the same account, by id.
struct Subject {
  bool isGroup = false;
  std::string id;
  bool operator==(const Subject&) const = default;
  bool operator<(const Subject& other) const { return isGroup != other.isGroup ? other.isGroup : id < other.id; }
};

struct Share {
  std::string on;  ///< asset or collection id
  Subject with;
  Level level = 0;
  std::optional<Time> until;  ///< valid while now < until

  bool hasEnded(Time now) const { return until && now >= *until; }
  bool operator==(const Share&) const = default;
};

struct Link {
  std::string id;
  std::string on;  ///< asset or collection id; empty in a slice that keeps the target of a closed link from its visitor
  std::optional<Time> startsAt, endsAt;
  bool hasPassword = false;
  bool exposeUnpublished = false;

  /// It still opens at its last second.
  bool hasEnded(Time now) const { return endsAt && now > *endsAt; }
  bool operator==(const Link&) const = default;
};

struct ApiKey {
  std::string id;
  bool standard = false;
  std::string media = "none";   ///< none, read or write, for a restricted key (R-139)
  std::optional<Time> endsAt;   ///< a rolled key works until then (R-142)

  /// The scope of the policy's `keys` that the key has.
  std::string_view scope() const { return standard ? std::string_view("standard") : std::string_view(media); }
  /// Without a clock it has.
  bool hasEnded(std::optional<Time> now) const { return endsAt && (!now || *now >= *endsAt); }
  bool operator==(const ApiKey&) const = default;
};

struct Comment {
  std::string id, on, author;  ///< the author is empty once the user is removed
  bool operator==(const Comment&) const = default;
};

}  // namespace lockstep
