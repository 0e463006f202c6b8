#pragma once

#include "lockstep/account/account.h"
#include "lockstep/base/reader.h"

namespace lockstep {

/// The lists of facts (users, groups, assets, collections, shares, links, apiKeys, comments), in the form that an
/// account, a snapshot and a delta share.
///
/// Reads them into `account`: unique ids, valid paths, known levels. A role that the policy lacks is no problem here.
void readFacts(Reader& reader, Account& account, Problems& problems);
/// Plan, features and limits of an account, a snapshot or a delta.
void readTerms(Reader& reader, Account& account);
/// Reports each reference to an entry that does not exist. `reader` has the places of the lists.
void checkReferences(Reader& reader, const Account& account, Problems& problems);

/// The name of the list of resources: `assets` in format 1.
std::string_view resourcesKey(const Policy& policy);

Value toValue(const User& user, const Policy& policy);
Value toValue(const Group& group);
Value toValue(const Asset& asset, const Policy& policy);
Value toValue(const Collection& collection, const Policy& policy);
Value toValue(const Subject& subject);
Value toValue(const Share& share, const Policy& policy);
Value toValue(const Link& link, const Policy& policy);
Value toValue(const ApiKey& key);
Value toValue(const Comment& comment);

/// Adds plan, features and limits / all lists that are not empty to an object.
void writeTerms(Value& out, const Account& account);
void writeFacts(Value& out, const Account& account);

/// Reads `{ "user": id }` or `{ "group": id }`, in format 2 also `{ "role": name }` or `{ "everyone": true }`; reports
/// a problem if the field is none of them. A request may name any; whether it fits is decided later.
enum class SubjectForm : std::uint8_t { first, second, request };
Subject readSubject(Reader& reader, std::string_view key, Problems& problems, SubjectForm form);
/// Returns the form that subjects have in the facts under a policy.
inline SubjectForm formOf(const Policy& policy) {
  return policy.format() == 2 ? SubjectForm::second : SubjectForm::first;
}

}  // namespace lockstep
