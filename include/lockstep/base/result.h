#pragma once

#include <cassert>
#include <optional>
#include <utility>

#include "lockstep/base/problem.h"

namespace lockstep {

/// A value, or all the problems that prevented it. The library never throws: check `ok()` first.
/// `value()` requires `ok()`. The problems live as long as the result.
template <class T>
class [[nodiscard]] Result {
 public:
  /// A value.
  Result(T value) : value_(std::move(value)) {}
  /// The problems; at least one.
  Result(Problems problems) : problems_(std::move(problems)) {}
  /// One problem.
  Result(Problem problem) { problems_.push_back(std::move(problem)); }

  /// Returns whether there is a value.
  bool ok() const { return value_.has_value(); }
  /// Returns whether there is a value.
  explicit operator bool() const { return ok(); }

  /// The value, which must be there.
  const T& value() const& {
    assert(ok());
    return *value_;
  }
  /// The value, which must be there.
  T& value() & {
    assert(ok());
    return *value_;
  }
  /// The value, which must be there.
  T&& value() && {
    assert(ok());
    return std::move(*value_);
  }
  /// The value, which must be there.
  const T* operator->() const { return &value(); }
  /// The value, which must be there.
  T* operator->() { return &value(); }
  /// The value, which must be there.
  const T& operator*() const { return value(); }
  /// The value, which must be there.
  T& operator*() { return value(); }

  /// The problems; none if there is a value.
  const Problems& problems() const& { return problems_; }
  /// The problems; none if there is a value.
  Problems problems() && { return std::move(problems_); }

 private:
  std::optional<T> value_;
  Problems problems_;
};

}  // namespace lockstep
