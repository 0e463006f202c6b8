#pragma once

#include <optional>
#include <string>

#include "access/access.h"
#include "account/delta.h"
#include "base/random.h"

namespace lockstep {

/// A field that turns out, when the request is carried out, not to fit the facts.
struct Refusal {
  std::string field;
  Reason reason;
};

/// One request being carried out: every change goes through here, so that the delta is what was done. An effect either
/// refuses before its first change or goes through.
class Edit {
 public:
  /// `chance` is what new ids are made from.
  Edit(Account& account, const Request& request, const RandomBytes& chance)
      : facts(account), request(request), context(request.context), delta(account.policy()), was(account.policy()), chance_(chance) {
    delta.from = account.revision;
    delta.put.id = was.id = account.id;
    was.plan = account.plan;
    was.complete = account.complete;
    was.featureOverrides = account.featureOverrides;
    was.limitOverrides = account.limitOverrides;
  }

  Account& facts;
  const Request& request;
  const Context& context;
  Delta delta;
  Account was;  ///< the terms, and what was touched as it was before the first time: enough to take the change back
  bool changed = false;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> renamed;  ///< paths that were given in place of those asked for

  template <class T>
  void put(T entry) {
    keep(sameIn(facts, entry));
    delta.put.put(entry);
    facts.put(std::move(entry));
    changed = true;
  }
  void eraseUser(std::string id) { keep(facts.user(id)), erase(std::move(id), delta.users, &Account::eraseUser); }
  void eraseGroup(std::string id) { keep(facts.group(id)), erase(std::move(id), delta.groups, &Account::eraseGroup); }
  void eraseAsset(std::string id) { keep(facts.asset(id)), erase(std::move(id), delta.assets, &Account::eraseAsset); }
  void eraseCollection(std::string id) { keep(facts.collection(id)), erase(std::move(id), delta.collections, &Account::eraseCollection); }
  void eraseLink(std::string id) { keep(facts.link(id)), erase(std::move(id), delta.links, &Account::eraseLink); }
  void eraseApiKey(std::string id) { keep(facts.apiKey(id)), erase(std::move(id), delta.apiKeys, &Account::eraseApiKey); }
  void eraseComment(std::string id) { keep(facts.comment(id)), erase(std::move(id), delta.comments, &Account::eraseComment); }
  void eraseShare(std::string on, Subject with);

  /// `context.id`, or a random one of 128 bits: no id is ever used twice, and none can be guessed.
  std::string newId(std::string_view prefix);
  /// Who owns what the request makes: the user who asks; nobody for a key or the host.
  std::string maker() const { return request.principal.kind == Principal::Kind::user ? request.principal.id : std::string(); }
  /// The asset at a normal path, listed now if it was not; of that kind where nothing else says what it is.
  Asset listed(const std::string& path, AssetKind said = AssetKind::any);
  /// What the action, or the request, says that the resource is.
  AssetKind said() const;
  /// Takes down what the request says of a listed resource whose kind was open.
  void settleKind();
  /// Whether something stands at a path that the one who asks may not see.
  bool isHidden(const std::string& path) const;
  /// The path itself, or a free one in its folder where something hidden stands there (H-8).
  std::string stepAside(const std::string& path);
  std::string path() const;  ///< the resource's path in normal form
  /// The asset or collection that the request is about, listed now if it was not; empty if there is none.
  std::string item();

  /// Takes an item's shares, links, comments and memberships away.
  void eraseSharesOn(const std::string& item);
  void eraseLinksOn(const std::string& item);
  void removeAsset(const std::string& id);

 private:
  std::string freshId(std::string_view prefix);
  bool isRestricted() const;
  void erase(std::string id, std::vector<std::string>& gone, void (Account::*eraseIn)(std::string_view));

  static const User* sameIn(const Account& facts, const User& user) { return facts.user(user.id); }
  static const Group* sameIn(const Account& facts, const Group& group) { return facts.group(group.id); }
  static const Asset* sameIn(const Account& facts, const Asset& asset) { return facts.asset(asset.id); }
  static const Collection* sameIn(const Account& facts, const Collection& collection) { return facts.collection(collection.id); }
  static const Link* sameIn(const Account& facts, const Link& link) { return facts.link(link.id); }
  static const ApiKey* sameIn(const Account& facts, const ApiKey& key) { return facts.apiKey(key.id); }
  static const Comment* sameIn(const Account& facts, const Comment& comment) { return facts.comment(comment.id); }
  static const Share* sameIn(const Account& facts, const Share& share) {
    return facts.sharesOn(share.on).find(share.with);
  }
  /// What this request itself has made was not there before.
  template <class T>
  void keep(const T* entry) {
    if (entry != nullptr && sameIn(was, *entry) == nullptr && sameIn(delta.put, *entry) == nullptr) was.put(*entry);
  }

  const RandomBytes& chance_;
  int made_ = 0;
};

/// The effect of an action, if it has one; they stand in people.cpp, library.cpp, moving.cpp, sharing.cpp and terms.cpp.
using Effect = std::optional<Refusal> (*)(Edit&);

namespace effects {
std::optional<Refusal> addUser(Edit&);
std::optional<Refusal> editUser(Edit&);
std::optional<Refusal> setRole(Edit&);
std::optional<Refusal> removeUser(Edit&);
std::optional<Refusal> provisionUser(Edit&);
std::optional<Refusal> createGroup(Edit&);
std::optional<Refusal> renameGroup(Edit&);
std::optional<Refusal> addMember(Edit&);
std::optional<Refusal> removeMember(Edit&);
std::optional<Refusal> deleteGroup(Edit&);

std::optional<Refusal> createFolder(Edit&);
std::optional<Refusal> uploadFile(Edit&);
std::optional<Refusal> publishFile(Edit&);
std::optional<Refusal> deleteAsset(Edit&);
std::optional<Refusal> deleteLibrary(Edit&);
std::optional<Refusal> addComment(Edit&);
std::optional<Refusal> deleteComment(Edit&);
std::optional<Refusal> deleteThread(Edit&);

std::optional<Refusal> renameAsset(Edit&);
std::optional<Refusal> moveAsset(Edit&);
std::optional<Refusal> copyAsset(Edit&);

std::optional<Refusal> createCollection(Edit&);
std::optional<Refusal> renameCollection(Edit&);
std::optional<Refusal> deleteCollection(Edit&);
std::optional<Refusal> addToCollection(Edit&);
std::optional<Refusal> removeFromCollection(Edit&);
std::optional<Refusal> share(Edit&);
std::optional<Refusal> unshare(Edit&);
std::optional<Refusal> createLink(Edit&);
std::optional<Refusal> editLink(Edit&);
std::optional<Refusal> deleteLink(Edit&);

std::optional<Refusal> setPlan(Edit&);
std::optional<Refusal> setFeature(Edit&);
std::optional<Refusal> setLimit(Edit&);
std::optional<Refusal> enforceMfa(Edit&);
std::optional<Refusal> createKey(Edit&);
std::optional<Refusal> editKey(Edit&);
std::optional<Refusal> rollKey(Edit&);
std::optional<Refusal> deleteKey(Edit&);
}  // namespace effects

}  // namespace lockstep
