#pragma once

#include <string>
#include <vector>

#include "lockstep/policy/attribute.h"
#include "lockstep/policy/ids.h"
#include "lockstep/policy/level_set.h"
#include "lockstep/policy/operation.h"

namespace lockstep {

/// A relation of a kind: the users that a resource names, and the level that each has there and below.
struct Relation {
  /// The relation, by its name.
  RelationId id{};
  /// The level that it gives.
  LevelSet level;
};

/// A kind of resource: where it may be, what it is called and whom it may name.
struct Kind {
  /// Its name, such as `folder`.
  std::string name;
  std::vector<KindId> in;  ///< the kinds that may contain it
  bool inRoot = false;     ///< the root may contain it
  /// How its names are checked.
  Naming naming = Naming::none;
  /// The relations of its resources.
  std::vector<Relation> relations;
  /// The attributes of its resources.
  std::vector<Attribute> attributes;
  std::vector<KindId> collects;  ///< of a collection: the kinds that it holds
  LevelSet gives;                ///< of a collection: the level that those who hold it there have on its items

  /// Returns whether its resources are collections.
  bool isCollection() const { return !collects.empty(); }
  /// Returns whether its resources are in the tree.
  bool isPlace() const { return inRoot || !in.empty(); }
};

}  // namespace lockstep
