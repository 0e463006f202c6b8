#include "change/free_names.h"

#include <algorithm>

#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// The first of `name-2`, `name-3` and so on that is free; the name is cut where the whole would be too long.
template <class IsFree>
std::string firstFree(std::string_view name, std::string_view ending, std::size_t longest, IsFree isFree) {
  for (std::size_t number = 2;; ++number) {
    const std::string suffix = "-" + std::to_string(number) + std::string(ending);
    std::size_t size = std::min(name.size(), longest - suffix.size());
    // No character of more than one byte is cut in two.
    while (size > 0 && size < name.size() && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) --size;
    std::string candidate = std::string(name.substr(0, size)) + suffix;
    if (isFree(candidate)) return candidate;
  }
}

}  // namespace

std::string freePath(const Account& facts, std::string_view path) {
  const std::string_view folder = parentPath(path), name = lastSegment(path);
  const auto dot = name.rfind('.');
  // The whole name is no ending, nor is a dot without a name before it.
  const bool ends = dot != std::string_view::npos && dot > 0 && name.size() - dot < longestName / 2;
  const auto ending = ends ? name.substr(dot) : std::string_view();
  const auto isFree = [&](const std::string& candidate) { return !facts.kindAt(joinPath(folder, candidate)); };
  return joinPath(folder, firstFree(name.substr(0, name.size() - ending.size()), ending, longestName, isFree));
}

std::string freeCollectionName(const Account& facts, std::string_view name) {
  return firstFree(name, {}, 100,
                   [&](const std::string& candidate) { return facts.collectionNamed(candidate) == nullptr; });
}

}  // namespace lockstep
