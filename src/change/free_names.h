#pragma once

#include <string>
#include <string_view>

#include "lockstep/account/account.h"

namespace lockstep {

/// Returns a free path in the same folder: `name-2`, `name-3` and so on, before the ending of a file's name.
std::string freePath(const Account& facts, std::string_view path);
/// A collection's name that no other has, made in the same way.
std::string freeCollectionName(const Account& facts, std::string_view name);

}  // namespace lockstep
