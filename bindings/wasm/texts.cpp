#include "texts.h"

#include <emscripten/emscripten.h>

#include <cstdlib>
#include <cstring>

namespace {

char* buffer = nullptr;
std::size_t room = 0;
std::string answered;

constexpr std::size_t roomKept = 1 << 16;

}  // namespace

namespace lockstep {

InputText inputText(Length length) { return InputText({buffer, length}); }

InputText::~InputText() {
  if (room <= roomKept) return;
  std::free(buffer);
  buffer = nullptr;
  room = 0;
}

Length returnText(std::string text) {
  answered = std::move(text);
  return answered.size();
}

}  // namespace lockstep

extern "C" {

/// Returns room for at least `size` bytes; bytes that were written before stay.
EMSCRIPTEN_KEEPALIVE char* textBuffer(std::size_t size) {
  if (size <= room) return buffer;
  // Not realloc, which is a third of the allocator.
  const auto larger = static_cast<char*>(std::malloc(size));
  if (larger == nullptr) __builtin_trap();
  if (room > 0) std::memcpy(larger, buffer, room);
  std::free(buffer);
  room = size;
  buffer = larger;
  return buffer;
}
EMSCRIPTEN_KEEPALIVE const char* answerText() { return answered.data(); }

}  // extern "C"
