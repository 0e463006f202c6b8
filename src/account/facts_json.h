#pragma once

#include "account/account.h"
#include "base/reader.h"

namespace lockstep {

/// The lists of facts (users, groups, assets, collections, shares, links, apiKeys, comments) as they stand in an
/// account, a snapshot and a delta alike.
///
/// Reads them into `account`: ids unique, paths legal, levels known. A role that the policy lacks is no problem here.
void readFacts(Reader& reader, Account& account, Problems& problems);
/// Plan, features and limits of an account, a snapshot or a delta.
void readTerms(Reader& reader, Account& account);
/// Reports each reference to something that is not there. `reader` gives the lists' places.
void checkReferences(Reader& reader, const Account& account, Problems& problems);

Value toValue(const User& user);
Value toValue(const Group& group);
Value toValue(const Asset& asset);
Value toValue(const Collection& collection);
Value toValue(const Subject& subject);
Value toValue(const Share& share, const Policy& policy);
Value toValue(const Link& link);
Value toValue(const ApiKey& key);
Value toValue(const Comment& comment);

/// Adds plan, features and limits / all lists that are not empty to an object.
void writeTerms(Value& out, const Account& account);
void writeFacts(Value& out, const Account& account);

/// `{ "user": id }` or `{ "group": id }`, with a problem at the field where it is neither.
Subject readSubject(Reader& reader, std::string_view key, Problems& problems);

}  // namespace lockstep
