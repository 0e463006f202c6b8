#pragma once

#include <optional>
#include <utility>

#include "base/problem.h"

namespace lockstep {

/// A value, or every problem that stood in its way. Nothing in the library throws: who calls looks first.
/// `value()` may be used only where `ok()`; the problems live as long as the result.
template <class T>
class Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Problems problems) : problems_(std::move(problems)) {}
  Result(Problem problem) { problems_.push_back(std::move(problem)); }

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return *value_; }
  T& value() & { return *value_; }
  T&& value() && { return std::move(*value_); }
  const T* operator->() const { return &*value_; }
  T* operator->() { return &*value_; }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }

  const Problems& problems() const { return problems_; }

 private:
  std::optional<T> value_;
  Problems problems_;
};

}  // namespace lockstep
