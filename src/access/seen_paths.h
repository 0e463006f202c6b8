#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/verdicts.h"
#include "base/hash.h"

namespace lockstep {

/// Answers for paths, each of which is looked at once: from then on an answer costs a look-up of the path as it was
/// given, and takes no memory. Paths of more than a kilobyte are not kept, but looked at each time. A page remembers its
/// paths in JavaScript; this is for who asks as often in C++.
///
/// The verdicts must outlive it; it follows their `begin` by itself.
class SeenPaths {
 public:
  explicit SeenPaths(Verdicts& verdicts);

  /// As `Verdicts::ask`; `Verdicts::unasked` where the path has no class: ask `decide`.
  std::uint8_t ask(std::string_view path, ActionId action) { return verdicts_.ask(classOf(path), action); }
  Verdicts::Class classOf(std::string_view path);

 private:
  struct Seen {
    std::uint64_t hash = 0;
    Verdicts::Class of = Verdicts::account;  // no path is of this class: the slot is free
    std::string path;
  };
  void clear();
  Verdicts::Class add(std::string_view path, std::uint64_t hash);

  Verdicts& verdicts_;
  std::uint64_t generation_;
  // Nobody knows where this is who would make up paths that collide.
  TextHash hash_{reinterpret_cast<std::uintptr_t>(this)};
  std::vector<Seen> slots_;  // open addressing, half of them free
  std::size_t mask_, size_ = 0;
};

}  // namespace lockstep
