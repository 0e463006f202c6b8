#pragma once

#include <string_view>

#include "policy/operation.h"

namespace lockstep {

/// Whether a name may be given: files and folders (R-153: letters, marks, numerals, `_`, `-`, in files also dots; 1 to 255
/// bytes), groups (R-50: ASCII letters, digits and spaces), collections, people (not blank, no invisible
/// characters, R-155). Input may be hostile.
bool isValidName(Naming naming, std::string_view name);

/// Whether it is an e-mail address for our purposes: trimmed, one `@`, something before it and a dotted domain after; no
/// invisible characters.
bool isValidEmail(std::string_view email);

}  // namespace lockstep
