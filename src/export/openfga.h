#pragma once

#include <string>

#include "lockstep/account/account.h"

namespace lockstep {

/// An account of format 2 for OpenFGA: its authorization model (schema 1.1) in OpenFGA's language, and the relationship
/// tuples, as a JSON array.
std::string openfgaModel(const Account& account);
std::string openfgaTuples(const Account& account);

}  // namespace lockstep
