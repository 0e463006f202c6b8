// Memory for a page, in a fraction of the bytes of Emscripten's own allocator. A freed block waits in a list for the next request
// of its size and is never joined with another.
#include <emscripten/heap.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

extern "C" char __heap_base;

namespace {

/// Stands before what a caller gets, which begins where the next free block is kept.
struct Block {
  std::size_t list;
  std::uint32_t unused;
  Block* next;
};
constexpr std::size_t header = offsetof(Block, next);

/// Four sizes to each power of two.
Block* freed[4 * 32];
char* top = &__heap_base;

/// Takes bytes that have never been used; nullptr when there are none.
Block* take(std::size_t size) {
  Block* const block = reinterpret_cast<Block*>(top);
  const std::size_t end = reinterpret_cast<std::size_t>(top) + size;
  if (end > emscripten_get_heap_size() && !emscripten_resize_heap(end)) return nullptr;
  top += size;
  return block;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  if (size > std::size_t{1} << 30) return nullptr;
  // At least two words, and a multiple of eight, as every size of a list then is.
  const std::size_t last = ((size + (size == 0) + header + 7) & ~std::size_t{7}) - 1;
  const int shift = std::bit_width(last) - 3;
  const std::size_t quarter = last >> shift;
  const std::size_t list = static_cast<std::size_t>(shift) * 4 + (quarter & 3);
  Block* block = freed[list];
  if (block != nullptr) freed[list] = block->next;
  else block = take((quarter + 1) << shift);
  if (block == nullptr) return nullptr;
  block->list = list;
  return &block->next;
}

void free(void* memory) {
  if (memory == nullptr) return;
  Block* const block = reinterpret_cast<Block*>(static_cast<char*>(memory) - header);
  block->next = freed[block->list];
  freed[block->list] = block;
}

void* realloc(void* memory, std::size_t size) {
  void* const moved = malloc(size);
  if (memory == nullptr || moved == nullptr) return moved;
  const std::size_t list = reinterpret_cast<Block*>(static_cast<char*>(memory) - header)->list;
  const std::size_t before = ((5 + (list & 3)) << (list >> 2)) - header;
  std::memcpy(moved, memory, before < size ? before : size);
  free(memory);
  return moved;
}

}  // extern "C"

void* operator new(std::size_t size) {
  void* const memory = malloc(size);
  if (memory == nullptr) __builtin_trap();
  return memory;
}
void operator delete(void* memory) noexcept { free(memory); }
void operator delete(void* memory, std::size_t) noexcept { free(memory); }
