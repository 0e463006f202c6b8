#pragma once

#include <span>

#include "lockstep/account/account.h"
#include "lockstep/base/reader.h"

namespace lockstep {

/// Reads one value of a declared attribute. Returns nothing, and reports a problem, if its type is another.
std::optional<AttributeValue> readAttribute(const Value& value, const Attribute& declared, const Place& at,
                                            Problems& problems);
/// Reads an object of attributes. Each must be one of `declared`.
void readAttributes(Reader& entry, std::string_view key, const Policy& policy, std::span<const Attribute> declared,
                    Attributes& into, Problems& problems);
/// Reads the relations of a kind: a user id or a list of them for each.
void readRelations(Reader& entry, const Policy& policy, KindId kind, Relations& into, Problems& problems);
/// Reads a level, or a list of them, with all that they include.
LevelSet readLevels(Reader& entry, std::string_view key, const Policy& policy, Problems& problems);

/// The fields that facts have in format 2 beside those of format 1.
void readRoles2(Reader& entry, const Account& account, User& user);
void readMembers2(Reader& entry, Group& group, Problems& problems);
void readResource2(Reader& entry, Account& account, Problems& problems);
void readCollection2(Reader& entry, const Account& account, Collection& collection, Problems& problems);
void readShare2(Reader& entry, const Account& account, Share& share, Problems& problems);
/// Reports relations to users who are not there, circles of groups, resources in places that cannot contain them, and
/// levels given where they may not be.
void checkFacts2(Reader& reader, const Account& account, Problems& problems);

/// Returns whether the place that a path is in may contain the kind; also where that place is not listed.
bool fitsPlace(const Account& account, const Asset& asset);

Value toValue(const AttributeValue& value);
/// Adds the fields of format 2 that are not empty.
void writeNamed(Value& out, const Relations& relations, const Attributes& attributes, const Policy& policy);
/// Writes the levels that no other level includes: one as a string, several as a list.
Value levelsToValue(LevelSet levels, const Policy& policy);
/// Writes each level of a set of names: one as a string, several as a list.
Value namesToValue(LevelSet named, const Policy& policy);

}  // namespace lockstep
