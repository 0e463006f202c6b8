#pragma once

#include <lockstep/lockstep.h>

#include <cstdint>

#include "texts.h"

namespace lockstep {

/// The address of an opened object, or of the problems instead, on the heap. JavaScript frees it with the `close…`
/// of its kind, and uses it only where there are no problems.
using Handle = std::uintptr_t;

template <class T>
Handle keep(T opened) {
  return reinterpret_cast<Handle>(new T(std::move(opened)));
}
template <class T>
T& at(Handle handle) {
  return *reinterpret_cast<T*>(handle);
}
template <class T>
void close(Handle handle) {
  delete &at<T>(handle);
}
template <class T>
Length problems(Handle handle) {
  return returnText(toJson(toValue(at<Result<T>>(handle).problems())));
}

inline const Policy& policyAt(Handle policy) { return *at<Result<Policy>>(policy); }

}  // namespace lockstep
