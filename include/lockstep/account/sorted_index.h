#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Pointers to entries of any type, sorted by the bytes of their ids. It does not own them. They are in short rows,
/// each with the first bytes of its id: a search reads little memory, an id that comes in order is appended without a
/// search, and an insertion moves one row. So loading is fast, and no input makes it quadratic.
class SortedIndex {
 public:
  /// An id and the thing that it leads to.
  struct Entry {
    /// The first eight bytes of the id, as a number that sorts as they do.
    std::uint64_t beginning;
    /// The id, which must not move as long as the entry is here.
    const std::string* id;
    /// The thing.
    void* thing;
  };

  /// The thing of an id; null if there is none.
  void* find(std::string_view id) const;
  /// Returns whether there is an entry of an id.
  bool contains(std::string_view id) const { return seek(id).found; }
  /// Returns false, and does nothing, if there is an entry with this id.
  bool insert(const std::string& id, void* thing);
  /// Returns the removed entry, or nullptr.
  void* erase(std::string_view id);
  /// Calls `call` with every thing, in the order of the ids.
  void each(void (*call)(void* thing)) const;
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  class Iterator {
   public:
    Iterator() = default;
    const Entry& operator*() const { return (*row_)[at_]; }
    Iterator& operator++() {
      if (++at_ == row_->size()) {
        ++row_;
        at_ = 0;
      }
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class SortedIndex;
    Iterator(const std::vector<Entry>* row, std::size_t at) : row_(row), at_(at) {}
    const std::vector<Entry>* row_ = nullptr;
    std::size_t at_ = 0;
  };
  Iterator begin() const { return {rows_.data(), 0}; }
  Iterator end() const { return {rows_.data() + rows_.size(), 0}; }
  /// Returns the first entry whose id is greater than `id`.
  Iterator after(std::string_view id) const;

 private:
  struct Place {
    std::size_t row, at;
    bool found;
  };
  Place seek(std::string_view id) const;
  void split(Place& place);

  std::vector<std::vector<Entry>> rows_;  // none is empty
  std::size_t size_ = 0;
};

/// Sorted set of ids that the entries themselves own. To erase while iterating, iterate over a copy: `texts()`.
class Ids {
 public:
  Ids() = default;
  Ids(Ids&&) noexcept = default;
  Ids& operator=(Ids&&) noexcept = default;

  using value_type = std::string;
  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string*;
    using reference = const std::string&;
    const_iterator() = default;
    explicit const_iterator(SortedIndex::Iterator at) : at_(at) {}
    reference operator*() const { return *(*at_).id; }
    pointer operator->() const { return (*at_).id; }
    const_iterator& operator++() {
      ++at_;
      return *this;
    }
    const_iterator operator++(int) {
      const_iterator before = *this;
      ++at_;
      return before;
    }
    bool operator==(const const_iterator&) const = default;

   private:
    SortedIndex::Iterator at_;
  };
  const_iterator begin() const { return const_iterator(index_.begin()); }
  const_iterator end() const { return const_iterator(index_.end()); }
  bool empty() const { return index_.empty(); }
  std::size_t size() const { return index_.size(); }
  /// Returns whether the set contains an id.
  bool contains(std::string_view id) const { return index_.contains(id); }
  /// 1 if the set contains an id, else 0.
  std::size_t count(std::string_view id) const { return contains(id) ? 1 : 0; }
  /// A copy of the ids.
  std::vector<std::string> texts() const { return {begin(), end()}; }

  /// Adds an id, which must not move as long as it is here.
  void insert(const std::string& id) { index_.insert(id, nullptr); }
  /// Removes an id.
  void erase(std::string_view id) { index_.erase(id); }

 private:
  SortedIndex index_;
};

}  // namespace lockstep
