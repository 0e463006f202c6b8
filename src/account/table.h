#pragma once

#include <memory>
#include <utility>

#include "account/order.h"

namespace lockstep {

template <class T>
const std::string& keyOf(const T& entry) {
  return entry.id;
}

/// Facts of one kind by their key, their `id` where nothing else is said, in its byte order. Each stays where it is until
/// it is erased.
template <class T>
class Table {
 public:
  Table() = default;
  Table(Table&& other) noexcept : order_(std::exchange(other.order_, Order())) {}
  Table& operator=(Table&& other) noexcept {
    std::swap(order_, other.order_);
    return *this;
  }
  ~Table() { order_.each(destroy); }

  bool empty() const { return order_.empty(); }
  std::size_t size() const { return order_.size(); }
  T* find(std::string_view id) const { return static_cast<T*>(order_.find(id)); }

  /// There is none of that id.
  T& insert(T given) {
    auto kept = std::make_unique<T>(std::move(given));
    order_.insert(keyOf(*kept), kept.get());
    return *kept.release();
  }
  /// The one of that id, made if there is none.
  T& at(std::string_view id) {
    T* const known = find(id);
    return known != nullptr ? *known : insert(T{std::string(id)});
  }
  void erase(std::string_view id) { destroy(order_.erase(id)); }

  /// Pairs of an id and what has it.
  struct Pair {
    const std::string& first;
    const T& second;
    const Pair* operator->() const { return this; }
  };
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Pair;
    using difference_type = std::ptrdiff_t;
    using pointer = Pair;
    using reference = Pair;
    explicit Iterator(Order::Iterator at) : at_(at) {}
    Pair operator*() const { return {*(*at_).id, *static_cast<const T*>((*at_).thing)}; }
    Pair operator->() const { return **this; }
    Iterator& operator++() { return ++at_, *this; }
    bool operator==(const Iterator&) const = default;

   private:
    Order::Iterator at_;
  };
  Iterator begin() const { return Iterator(order_.begin()); }
  Iterator end() const { return Iterator(order_.end()); }
  /// From the first whose id comes after this one.
  Iterator after(std::string_view id) const { return Iterator(order_.after(id)); }

 private:
  static void destroy(void* entry) { delete static_cast<T*>(entry); }

  Order order_;
};

}  // namespace lockstep
