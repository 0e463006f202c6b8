#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace lockstep {

/// A few values by their keys, in the order of the keys, in one block of memory. For a page it is smaller code than
/// `std::map`; each look-up and each insertion reads all keys.
template <class Key, class Value>
class FlatMap {
 public:
  /// A key and its value.
  using Entry = std::pair<Key, Value>;

  FlatMap() = default;
  /// Adds each entry.
  FlatMap(std::initializer_list<Entry> entries) {
    for (const Entry& entry : entries) (*this)[entry.first] = entry.second;
  }

  /// The value of a key, or nullptr.
  template <class Like>
  const Value* find(const Like& key) const {
    const auto at = place(key);
    return at < entries_.size() && entries_[at].first == key ? &entries_[at].second : nullptr;
  }
  /// Returns the value of `key`; makes one if there is none.
  Value& operator[](const Key& key) {
    const auto at = place(key);
    if (find(key) != nullptr) return entries_[at].second;
    // Swaps from the end: `insert` is a multiple of the code.
    entries_.emplace_back(key, Value{});
    for (std::size_t last = entries_.size() - 1; last > at; --last) std::swap(entries_[last], entries_[last - 1]);
    return entries_[at].second;
  }
  /// Removes the entry of a key, if there is one.
  void erase(const Key& key) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; });
  }
  /// Removes all entries.
  void clear() { entries_.clear(); }
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  /// The entries, in the order of their keys.
  const Entry* data() const { return entries_.data(); }
  std::size_t size() const { return entries_.size(); }
  bool operator==(const FlatMap&) const = default;

 private:
  /// Of the first key that is not below.
  template <class Like>
  std::size_t place(const Like& key) const {
    std::size_t at = 0;
    while (at < entries_.size() && entries_[at].first < key) ++at;
    return at;
  }

  std::vector<Entry> entries_;
};

}  // namespace lockstep
