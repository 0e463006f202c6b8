#pragma once

#include <optional>
#include <string>

#include "base/random.h"
#include "lockstep/access/access.h"
#include "lockstep/account/delta.h"

namespace lockstep {

/// A field that turns out, when the request is carried out, not to fit the facts.
struct Refusal {
  std::string field;
  Reason reason;
};

/// A request that is being carried out. Every change goes through here, so that the delta is complete. An effect either
/// refuses before its first change or completes.
class Edit {
 public:
  /// New ids are made from `chance`.
  Edit(Account& account, const Request& request, const RandomBytes& chance)
      : facts(account),
        request(request),
        context(request.context),
        delta(account.policy()),
        was(account.policy()),
        account_(account),
        chance_(chance) {
    delta.from = account.revision;
    delta.put.id = was.id = account.id;
    delta.put.epoch = was.epoch = account.epoch;
    was.plan = account.plan;
    was.complete = account.complete;
    was.featureOverrides = account.featureOverrides;
    was.limitOverrides = account.limitOverrides;
  }

  const Account& facts;
  const Request& request;
  const Context& context;
  Delta delta;
  Account was;  ///< the terms, and each touched entry as it was before: enough to undo the change
  bool changed = false;
  std::vector<std::string> warnings;
  std::vector<std::pair<std::string, std::string>> renamed;  ///< paths that were given in place of those asked for

  template <class T>
  void put(T entry) {
    keep(sameIn(facts, entry));
    delta.put.put(entry);
    account_.put(std::move(entry));
    changed = true;
  }
  void eraseUser(const std::string& id) { erase(facts.user(id), id, delta.users, &Account::eraseUser); }
  void eraseGroup(const std::string& id) { erase(facts.group(id), id, delta.groups, &Account::eraseGroup); }
  void eraseAsset(const std::string& id) { erase(facts.asset(id), id, delta.assets, &Account::eraseAsset); }
  void eraseCollection(const std::string& id) {
    erase(facts.collection(id), id, delta.collections, &Account::eraseCollection);
  }
  void eraseLink(const std::string& id) { erase(facts.link(id), id, delta.links, &Account::eraseLink); }
  void eraseApiKey(const std::string& id) { erase(facts.apiKey(id), id, delta.apiKeys, &Account::eraseApiKey); }
  void eraseRole(const std::string& id) { erase(facts.roles().find(id), id, delta.roles, &Account::eraseRole); }
  void eraseComment(const std::string& id) { erase(facts.comment(id), id, delta.comments, &Account::eraseComment); }
  void eraseShare(std::string on, Subject with);
  /// Returns `question()`, asked while `share`, if there is one, is not among the facts.
  template <class Question>
  bool withoutShare(const std::optional<Share>& share, Question question) {
    if (share) account_.eraseShare(share->on, share->with);
    const bool answer = question();
    if (share) account_.put(*share);
    return answer;
  }
  void setPlan(PlanId plan);
  /// Switches a feature on or off for the account; nothing leaves it to the plan.
  void overrideFeature(FeatureId feature, std::optional<bool> on);
  void overrideLimit(LimitId limit, std::int64_t value);

  /// `context.id`, or a random one of 128 bits: no id is ever used twice, and none can be guessed.
  std::string newId(std::string_view prefix);
  /// The owner of things that the request makes: the principal if it is a user; none for a key or the host (R-75,
  ///
  std::string maker() const;
  /// Returns the asset at a normal path, and lists it if it was not listed; `kind` counts if its kind is not known.
  Asset listed(const std::string& path, KindId said = anyKind);
  /// What the action, or the request, says that the resource is.
  KindId said() const;
  /// The action that is carried out.
  const Action& action() const { return facts.policy().actions()[*facts.policy().action(request.action)]; }
  /// The kind of the resource, by the account, the request or the action.
  KindId kind() const;
  /// Returns the resource at a place, which is listed if it was not; nothing if it can have no path.
  std::optional<Asset> listedResource();
  /// Takes down what the request says of a listed resource whose kind was open.
  void settleKind();
  /// Returns whether there is an asset at a path that the principal may not see.
  bool isHidden(const std::string& path) const;
  /// Returns the path itself, or a free one in its folder if a hidden asset is there (H-8).
  std::string stepAside(const std::string& path);
  std::string path() const;  ///< the resource's path in normal form
  /// Returns the asset or collection that is the resource, and lists it if it was not listed; empty if there is none.
  std::string item();

  /// Takes an item's shares, links, comments and memberships away.
  void eraseSharesOn(const std::string& item);
  void eraseLinksOn(const std::string& item);
  void removeAsset(const std::string& id);

 private:
  std::string freshId(std::string_view prefix);
  bool isRestricted() const;
  template <class T>
  void erase(const T* entry, const std::string& id, std::vector<std::string>& gone,
             void (Account::*eraseIn)(std::string_view)) {
    keep(entry);
    eraseById(id, gone, eraseIn);
  }
  void eraseById(const std::string& id, std::vector<std::string>& gone, void (Account::*eraseIn)(std::string_view));

  static const User* sameIn(const Account& facts, const User& user) { return facts.user(user.id); }
  static const Group* sameIn(const Account& facts, const Group& group) { return facts.group(group.id); }
  static const Asset* sameIn(const Account& facts, const Asset& asset) { return facts.asset(asset.id); }
  static const Collection* sameIn(const Account& facts, const Collection& collection) {
    return facts.collection(collection.id);
  }
  static const Link* sameIn(const Account& facts, const Link& link) { return facts.link(link.id); }
  static const ApiKey* sameIn(const Account& facts, const ApiKey& key) { return facts.apiKey(key.id); }
  static const AccountRole* sameIn(const Account& facts, const AccountRole& role) {
    return facts.roles().find(role.id);
  }
  static const Comment* sameIn(const Account& facts, const Comment& comment) { return facts.comment(comment.id); }
  static const Share* sameIn(const Account& facts, const Share& share) {
    return facts.sharesOn(share.on).find(share.with);
  }
  /// What this request itself has made was not there before.
  template <class T>
  void keep(const T* entry) {
    if (entry != nullptr && sameIn(was, *entry) == nullptr && sameIn(delta.put, *entry) == nullptr) was.put(*entry);
  }

  Account& account_;  // the same as `facts`, which an effect reads
  const RandomBytes& chance_;
  int made_ = 0;
};

/// Returns the effect of an action, if it has one. They are in people.cpp, library.cpp, moving.cpp, sharing.cpp and
/// terms.cpp.
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

std::optional<Refusal> createResource(Edit&);
std::optional<Refusal> renameResource(Edit&);
std::optional<Refusal> deleteResource(Edit&);
std::optional<Refusal> relate(Edit&);
std::optional<Refusal> setAttribute(Edit&);
std::optional<Refusal> setInherit(Edit&);
std::optional<Refusal> createRole(Edit&);
std::optional<Refusal> editRole(Edit&);
std::optional<Refusal> deleteRole(Edit&);

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
