// The types that cross, in the place of libembind's list of every type: fewer registered, less to download.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cstdlib>
#include <limits>

namespace {

template <class T>
using TypeOf = emscripten::internal::TypeID<T>;

template <class T>
void registerInteger(const char* name) {
  emscripten::internal::_embind_register_integer(TypeOf<T>::get(), name, sizeof(T), std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

}  // namespace

extern "C" {

// Asked for by embind's JavaScript when a type is missing; all that are used are below.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const std::type_info*) {
  const auto name = static_cast<char*>(malloc(1));
  if (name != nullptr) *name = '\0';
  return name;
}

EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void __embind_register_native_and_builtin_types() {
  using namespace emscripten::internal;
  _embind_register_void(TypeOf<void>::get(), "void");
  _embind_register_float(TypeOf<double>::get(), "double", sizeof(double));
  registerInteger<unsigned long>("unsigned long");
}

}  // extern "C"
