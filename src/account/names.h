#pragma once

#include <string>
#include <string_view>

#include "lockstep/policy/operation.h"

namespace lockstep {

/// Returns an e-mail in the form for comparison: trimmed, ASCII lower case.
std::string foldedEmail(std::string_view email);
/// Returns a collection's name in the form for comparison: trimmed, ASCII lower case.
std::string foldedName(std::string_view name);
/// Returns a group's name in the form for comparison: the same, with each run of blanks as one.
std::string foldedGroupName(std::string_view name);

/// Whether a name may be given: files and folders (R-153: letters, marks, numerals, `_`, `-`, in files also dots; 1 to
/// 255 bytes), groups (R-50: ASCII letters, digits and spaces), collections, people (not blank, no invisible
/// characters, R-155). Input may be hostile.
bool isValidName(Naming naming, std::string_view name);

/// Whether it is an e-mail address for our purposes: trimmed, one `@`, something before it and a dotted domain after;
/// no invisible characters.
bool isValidEmail(std::string_view email);

}  // namespace lockstep
