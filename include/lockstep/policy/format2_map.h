#pragma once

#include <utility>

#include "lockstep/base/flat_map.h"
#include "lockstep/policy/formats.h"

namespace lockstep {

/// A `FlatMap` of what only policies in format 2 have. It takes memory once it has an entry. In a module without
/// format 2 it has none, and the linker leaves its code out.
template <class Key, class Value>
class Format2Map {
 public:
  /// The map that it contains.
  using Map = FlatMap<Key, Value>;

  Format2Map() = default;
  /// Copies the entries.
  Format2Map(const Format2Map& other) : map_(hasFormat2 && other.map_ != nullptr ? new Map(*other.map_) : nullptr) {}
  /// Takes the entries over.
  Format2Map(Format2Map&& other) noexcept : map_(std::exchange(other.map_, nullptr)) {}
  /// Replaces the entries.
  Format2Map& operator=(Format2Map other) noexcept {
    std::swap(map_, other.map_);
    return *this;
  }
  ~Format2Map() {
    if (hasFormat2) delete map_;
  }

  /// The value of a key, or nullptr.
  const Value* find(const Key& key) const { return hasMap() ? map_->find(key) : nullptr; }
  /// Returns the value of `key`; makes one if there is none.
  Value& operator[](const Key& key) {
    if (map_ == nullptr) map_ = new Map();
    return (*map_)[key];
  }
  /// Removes the entry of a key, if there is one.
  void erase(const Key& key) {
    if (hasMap()) map_->erase(key);
  }
  bool empty() const { return begin() == end(); }
  /// The first entry, in the order of the keys.
  const typename Map::Entry* begin() const { return hasMap() ? map_->data() : nullptr; }
  /// The end of the entries.
  const typename Map::Entry* end() const { return hasMap() ? map_->data() + map_->size() : nullptr; }
  /// Compares the entries.
  bool operator==(const Format2Map& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

 private:
  bool hasMap() const { return hasFormat2 && map_ != nullptr; }

  Map* map_ = nullptr;  // owned
};

}  // namespace lockstep
