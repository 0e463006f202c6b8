#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "lockstep/base/bitset.h"

namespace lockstep {

/// Dense ids: the place of an entry in the policy's own list. Types of their own, so that no list is read with the id
/// of another.
enum class ActionId : std::uint16_t {};
/// The place of a role in the policy's list.
enum class RoleId : std::uint16_t {};
/// The place of a feature in the policy's list.
enum class FeatureId : std::uint16_t {};
/// The place of a limit in the policy's list.
enum class LimitId : std::uint16_t {};
/// The place of a plan in the policy's list.
enum class PlanId : std::uint16_t {};

/// The place of a relation's name in the policy's list.
enum class RelationId : std::uint16_t {};
/// The place of an attribute's name in the policy's list.
enum class AttributeId : std::uint16_t {};
/// The place of a condition in the policy's list.
enum class ConditionId : std::uint16_t {};
/// The place of a kind of file, folder or other resource in the policy's list.
enum class KindId : std::uint16_t {};
/// The first kind of every policy: not known, or no matter which.
inline constexpr KindId anyKind{0};
/// The kind of files in policies in format 1.
inline constexpr KindId fileKind{1};
/// The kind of folders in policies in format 1.
inline constexpr KindId folderKind{2};
/// The kind of collections in policies in format 1.
inline constexpr KindId collectionKind{3};

/// Returns the place as a number.
template <class Id>
constexpr std::size_t indexOf(Id id) {
  return static_cast<std::size_t>(id);
}

/// Returns the id of the next entry.
template <class Id>
constexpr Id next(Id id) {
  return static_cast<Id>(indexOf(id) + 1);
}

/// All ids of a list with `size` entries, in order: `for (ActionId id : policy.actions().ids())`.
template <class Id>
class IdRange {
 public:
  /// The ids of a list of `size` entries.
  explicit constexpr IdRange(std::size_t size) : size_(size) {}

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Id;
    using difference_type = std::ptrdiff_t;
    using pointer = const Id*;
    using reference = Id;
    Iterator() = default;
    explicit constexpr Iterator(std::size_t at) : at_(at) {}
    constexpr Id operator*() const { return static_cast<Id>(at_); }
    constexpr Iterator& operator++() {
      ++at_;
      return *this;
    }
    constexpr Iterator operator++(int) {
      const Iterator before = *this;
      ++at_;
      return before;
    }
    constexpr bool operator==(const Iterator&) const = default;

   private:
    std::size_t at_ = 0;
  };
  /// The first id.
  constexpr Iterator begin() const { return Iterator(0); }
  /// The end of the ids.
  constexpr Iterator end() const { return Iterator(size_); }

 private:
  std::size_t size_;
};

/// The entries of one list of the policy, found by their ids. Adding is for the reader of a policy.
template <class Id, class T>
class IdList {
 public:
  /// The entry with an id of this list.
  const T& operator[](Id id) const {
    assert(indexOf(id) < entries_.size());
    return entries_[indexOf(id)];
  }
  /// The same, to be changed.
  T& operator[](Id id) {
    assert(indexOf(id) < entries_.size());
    return entries_[indexOf(id)];
  }
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

  /// The ids of the entries, in order.
  IdRange<Id> ids() const { return IdRange<Id>(entries_.size()); }
  /// Returns the id after the last one, which the next added entry gets.
  Id next() const { return static_cast<Id>(entries_.size()); }
  /// Adds an entry and returns its id.
  Id add(T entry) {
    const Id id = next();
    entries_.push_back(std::move(entry));
    return id;
  }
  /// The entries without their ids, for code that reads or writes whole lists.
  std::vector<T>& entries() { return entries_; }
  /// The entries in the order of their ids.
  const std::vector<T>& entries() const { return entries_; }

 private:
  std::vector<T> entries_;
};

/// A set of ids of one list.
template <class Id>
class IdSet {
 public:
  IdSet() = default;
  /// Room for the ids of a list with `size` entries.
  explicit IdSet(std::size_t size) : bits_(size) {}

  /// Adds an id.
  void add(Id id) { bits_.set(indexOf(id)); }
  /// Removes an id.
  void remove(Id id) { bits_.clear(indexOf(id)); }
  /// Returns whether the set contains an id.
  bool has(Id id) const { return bits_.has(indexOf(id)); }
  /// Returns whether the set contains any id.
  bool any() const { return bits_.any(); }
  bool operator==(const IdSet&) const = default;

 private:
  Bitset bits_;
};

}  // namespace lockstep
