#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Things in the byte order of their ids, whatever they are; it owns none of them. They stand in short rows one after the
/// other, each with the beginning of its id, so that a search reads little memory, the next in order goes to the end
/// without one, and one between others moves a row and not all: loading is quick, and no input makes it quadratic.
class Order {
 public:
  struct Entry {
    std::uint64_t beginning;  // the first eight bytes of the id, as a number that sorts as they do
    const std::string* id;    // stays where it is as long as the thing is here
    void* thing;
  };

  void* find(std::string_view id) const;
  bool contains(std::string_view id) const { return seek(id).found; }
  /// Unless there is one of that id.
  bool insert(const std::string& id, void* thing);
  /// What was taken out, or nullptr.
  void* erase(std::string_view id);
  void each(void (*call)(void* thing)) const;
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  class Iterator {
   public:
    Iterator() = default;
    const Entry& operator*() const { return (*row_)[at_]; }
    Iterator& operator++() {
      if (++at_ == row_->size()) ++row_, at_ = 0;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class Order;
    Iterator(const std::vector<Entry>* row, std::size_t at) : row_(row), at_(at) {}
    const std::vector<Entry>* row_ = nullptr;
    std::size_t at_ = 0;
  };
  Iterator begin() const { return {rows_.data(), 0}; }
  Iterator end() const { return {rows_.data() + rows_.size(), 0}; }
  /// The first whose id comes after this one.
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

/// Ids in order, as they stand in what has them: none outlives that, so `texts` is for whoever erases meanwhile.
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
    explicit const_iterator(Order::Iterator at) : at_(at) {}
    reference operator*() const { return *(*at_).id; }
    pointer operator->() const { return (*at_).id; }
    const_iterator& operator++() { return ++at_, *this; }
    const_iterator operator++(int) {
      const_iterator before = *this;
      ++at_;
      return before;
    }
    bool operator==(const const_iterator&) const = default;

   private:
    Order::Iterator at_;
  };
  const_iterator begin() const { return const_iterator(order_.begin()); }
  const_iterator end() const { return const_iterator(order_.end()); }
  bool empty() const { return order_.empty(); }
  std::size_t size() const { return order_.size(); }
  bool contains(std::string_view id) const { return order_.contains(id); }
  std::size_t count(std::string_view id) const { return contains(id) ? 1 : 0; }
  std::vector<std::string> texts() const { return {begin(), end()}; }

  void insert(const std::string& id) { order_.insert(id, nullptr); }
  void erase(std::string_view id) { order_.erase(id); }

 private:
  Order order_;
};

}  // namespace lockstep
