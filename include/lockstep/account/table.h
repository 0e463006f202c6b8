#pragma once

#include <cassert>
#include <memory>
#include <utility>

#include "lockstep/account/sorted_index.h"

namespace lockstep {

/// Returns the id by which a table keeps an entry.
template <class T>
const std::string& keyOf(const T& entry) {
  return entry.id;
}

/// Facts of one kind by their key (`keyOf`; the `id` by default), in its byte order. The address of a fact is stable
/// until it is erased.
template <class T>
class Table {
 public:
  Table() = default;
  Table(Table&& other) noexcept : index_(std::exchange(other.index_, SortedIndex())) {}
  /// Moves.
  Table& operator=(Table&& other) noexcept {
    std::swap(index_, other.index_);
    return *this;
  }
  ~Table() { index_.each(destroy); }

  bool empty() const { return index_.empty(); }
  std::size_t size() const { return index_.size(); }
  /// The entry with an id; null if there is none.
  T* find(std::string_view id) const { return static_cast<T*>(index_.find(id)); }

  /// Precondition: there is no fact with this id.
  T& insert(T given) {
    auto kept = std::make_unique<T>(std::move(given));
    [[maybe_unused]] const bool isNew = index_.insert(keyOf(*kept), kept.get());
    assert(isNew);
    return *kept.release();
  }
  /// Returns the fact with `id`; makes one if there is none.
  T& at(std::string_view id) {
    T* const known = find(id);
    return known != nullptr ? *known : insert(T{std::string(id)});
  }
  /// Removes the entry with an id, which must be there.
  void erase(std::string_view id) { destroy(index_.erase(id)); }

  /// Calls `call` with every fact, in the order of the ids. A fact may be moved away if nothing is found by it later.
  template <class Call>
  void each(Call call) const {
    for (auto at = index_.begin(); at != index_.end(); ++at) call(*static_cast<T*>((*at).thing));
  }

  /// An id and its fact.
  struct Pair {
    /// The id.
    const std::string& first;
    /// The entry.
    const T& second;
    /// This pair.
    const Pair* operator->() const { return this; }
  };
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Pair;
    using difference_type = std::ptrdiff_t;
    using pointer = Pair;
    using reference = Pair;
    explicit Iterator(SortedIndex::Iterator at) : at_(at) {}
    Pair operator*() const { return {*(*at_).id, *static_cast<const T*>((*at_).thing)}; }
    Pair operator->() const { return **this; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    SortedIndex::Iterator at_;
  };
  Iterator begin() const { return Iterator(index_.begin()); }
  Iterator end() const { return Iterator(index_.end()); }
  /// Begins at the first fact whose id is greater than `id`.
  Iterator after(std::string_view id) const { return Iterator(index_.after(id)); }

 private:
  static void destroy(void* entry) { delete static_cast<T*>(entry); }

  SortedIndex index_;
};

}  // namespace lockstep
