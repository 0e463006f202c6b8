#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "lockstep/account/sorted_index.h"
#include "lockstep/account/table.h"

namespace lockstep {

/// Entries of one kind by a name, such as an e-mail address. It does not own them. If two entries have one name, as a
/// malformed delta may leave them, the name belongs to the entry that was set last.
template <class T>
class NameIndex {
 public:
  /// Returns the entry with `name`, or nullptr.
  const T* get(std::string_view name) const {
    const Named* const known = names_.find(name);
    return known != nullptr ? known->entry : nullptr;
  }
  /// Makes a name lead to an entry.
  void set(std::string_view name, const T& entry) { names_.at(name).entry = &entry; }
  /// Does nothing if `name` belongs to another entry.
  void remove(std::string_view name, const T& entry) {
    if (get(name) == &entry) names_.erase(name);
  }
  /// Takes the names of `other`, each with the entry of the same id in `table`.
  void assign(const NameIndex& other, const Table<T>& table) {
    names_ = {};
    for (const auto& [name, known] : other.names_) names_.at(name).entry = table.find(known.entry->id);
  }

 private:
  struct Named {
    std::string id{};  // the name
    const T* entry = nullptr;
  };
  Table<Named> names_;
};

/// Sets of ids, each by the id of the entry that they belong to.
class IdsByKey {
 public:
  /// The ids under a key.
  const Ids& of(std::string_view key) const;
  /// Does nothing for an empty key, which is no entry's.
  void add(std::string_view key, const std::string& id);
  /// Removes an id from under a key.
  void remove(std::string_view key, std::string_view id);

 private:
  struct Keyed {
    std::string id{};  // the key
    Ids ids{};
  };
  Table<Keyed> keys_;
};

}  // namespace lockstep
