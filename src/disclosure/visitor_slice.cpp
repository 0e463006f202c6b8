#include "disclosure/visitor_slice.h"

namespace lockstep {

namespace {

class VisitorSlice {
 public:
  VisitorSlice(const Account& account, const Access& access, Time now, const Reads& reads, Account& slice)
      : account_(account), access_(access), now_(now), reads_(reads), slice_(slice) {}

  void add() {
    const Link* link = account_.link(access_.principal().id);
    if (link == nullptr) return;
    Link known = *link;
    if (!opensNow(*link)) {
      known.on.clear();
      known.exposeUnpublished = false;
    } else if (const Asset* asset = account_.asset(link->on)) {
      addShown(*asset, *link);
    } else if (const Collection* collection = account_.collection(link->on)) {
      addShown(*collection, *link);
    }
    slice_.put(std::move(known));
  }

 private:
  bool opensNow(const Link& link) const {
    const bool isTime = !(link.startsAt && now_ < *link.startsAt) && !(link.endsAt && now_ > *link.endsAt);
    return isTime && (!link.hasPassword || access_.principal().passwordVerified);
  }
  /// What the conditions of the policy read of an item.
  template <class Item>
  void keepRead(const Item& item, Item& shown) const {
    for (const auto& [attribute, value] : item.attributes)
      if (reads_.attributes.has(attribute)) shown.attributes[attribute] = value;
    for (const auto& [relation, users] : item.relations)
      if (reads_.relations.has(relation)) shown.relations[relation] = users;
  }
  /// Adds an asset of a link, without owner, and as published if the link exposes unpublished assets.
  void addShown(const Asset& asset, const Link& link) {
    const bool isShown = asset.published || account_.policy().isLeaf(asset.kind) || link.exposeUnpublished;
    Asset shown{asset.id, asset.kind, asset.path, "", isShown};
    keepRead(asset, shown);
    slice_.put(std::move(shown));
  }
  /// Without the drafts, where the link does not show them.
  void addShown(const Collection& collection, const Link& link) {
    Collection known{collection.id, collection.name, "", {}, collection.kind};
    keepRead(collection, known);
    for (const auto& item : collection.items) {
      const Asset* asset = account_.asset(item);
      if (asset == nullptr || (account_.policy().isLeaf(asset->kind) && !asset->published && !link.exposeUnpublished))
        continue;
      addShown(*asset, link);
      known.items.push_back(item);
    }
    slice_.put(std::move(known));
  }

  const Account& account_;
  const Access& access_;
  const Time now_;
  const Reads& reads_;
  Account& slice_;
};

}  // namespace

void addOpenedLink(const Account& account, const Access& visitor, Time now, const Reads& reads, Account& slice) {
  VisitorSlice(account, visitor, now, reads, slice).add();
}

}  // namespace lockstep
