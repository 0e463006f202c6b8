#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace lockstep {

/// Memory that is taken piece by piece and given back as a whole.
class Arena {
 public:
  /// Memory for an object of `size` bytes, aligned for any.
  void* take(std::size_t size) {
    size = (size + 7) & ~std::size_t{7};
    if (size > left_) grow(size);
    left_ -= size;
    return next_ + left_;
  }

 private:
  void grow(std::size_t least) {
    room_ = std::max(least, std::min<std::size_t>(room_ * 2, 1 << 20));
    blocks_.emplace_back(new char[room_]);
    next_ = blocks_.back().get();
    left_ = room_;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0, room_ = 512;
};

}  // namespace lockstep
