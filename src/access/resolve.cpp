#include "access/resolve.h"

#include <algorithm>

#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// The id as a path segment: a slash would begin another.
std::string segmentOf(const std::string& id) {
  std::string segment(1, unlistedMark);
  for (const char c : id) segment += c == '/' ? '\x02' : c;
  return segment;
}

/// The path of what an item is in: a path, the id of a listed resource, or the root.
std::optional<std::string> placeOf(const Account& account, const std::optional<std::string>& in) {
  if (!in) return "/";
  if (in->starts_with('/')) return normalPath(*in);
  const Asset* place = account.asset(*in);
  return place != nullptr && !place->path.empty() ? std::optional(place->path) : std::nullopt;
}

}  // namespace

std::string unlistedId(const Resource& resource) {
  if (!resource.isUnlisted) return resource.id;
  std::string id(lastSegment(resource.id).substr(1));
  std::replace(id.begin(), id.end(), '\x02', '/');
  return id;
}

Resolved::Resolved(const Account& account, const Resource& resource, const Context& context)
    : account_(account), given_(resource), context_(context) {
  resolve();
}

Resolved::Resolved(const Account& account, Resource&& resource, const Context& context)
    : account_(account), ownResource_(std::move(resource)), given_(*ownResource_), context_(context) {
  resolve();
}

void Resolved::resolve() {
  if (account_.policy().format() != 2) return;
  if (given_.kind == Resource::Kind::item || given_.kind == Resource::Kind::collection) resolveItem();
  if (given_.kind == Resource::Kind::user && account_.user(given_.id) == nullptr)
    if (const User* user = account_.userOfEmail(given_.id)) own().id = user->id;
  resolveContext();
}

/// The resource that changes: a copy of what was given, unless that was taken over.
Resource& Resolved::own() {
  if (!ownResource_) ownResource_.emplace(given_);
  return *ownResource_;
}

void Resolved::resolveItem() {
  const Policy& policy = account_.policy();
  // `{ "collection": ID }` names a collection of any kind, unless the policy has a kind of that name.
  const bool isNamed = given_.kind == Resource::Kind::item;
  const auto kind = policy.kind(isNamed ? std::string_view(given_.kindName) : "collection");
  if (!kind) return;
  Resource& item = own();
  if (!isNamed) item.kindName = "collection";
  item.assetKind = *kind;
  if (policy.kinds()[*kind].isCollection()) {
    item.kind = Resource::Kind::collection;
    const Collection* known = account_.collection(item.id);
    if (known != nullptr && known->kind != *kind) item.id.clear();
  } else if (policy.kinds()[*kind].isPlace()) {
    const Asset* listed = account_.asset(item.id);
    item.kind = Resource::Kind::path;
    item.isUnlisted = listed == nullptr || listed->kind != *kind;
    const auto place = placeOf(account_, item.in);
    if (!item.isUnlisted)
      item.id = listed->path;
    else if (place && item.id.size() <= longestName && !item.id.empty())
      item.id = joinPath(*place, segmentOf(item.id));
    else
      item.kind = Resource::Kind::malformed;
    item.isUnlisted = item.isUnlisted && item.kind == Resource::Kind::path;
  }
}

void Resolved::resolveContext() {
  const auto named = [&](const std::optional<std::string>& id) -> const User* {
    return id && account_.user(*id) == nullptr ? account_.userOfEmail(*id) : nullptr;
  };
  const auto ownContext = [&]() -> Context& {
    if (!ownContext_) ownContext_ = context_;
    return *ownContext_;
  };
  if (context_.with && context_.with->kind == Subject::Kind::user)
    if (const User* user = named(context_.with->id)) ownContext().with->id = user->id;
  if (const User* member = named(context_.member)) ownContext().member = member->id;
  // The second resource of collecting: a collection for what is at a place, and a place for a collection.
  const bool ofPlace = resource().kind == Resource::Kind::path;
  std::optional<std::string> Context::*const second = ofPlace ? &Context::collection : &Context::asset;
  for (std::size_t i = 0; i < context_.fields.size(); ++i) {
    const NamedValue& field = context_.fields[i];
    if (field.name != "item" || field.value.type != ValueType::string || context_.*second) continue;
    const Asset* listed = ofPlace ? nullptr : account_.asset(field.value.string);
    ownContext().*second = listed != nullptr && !listed->path.empty() ? listed->path : field.value.string;
    ownContext().fields.erase(ownContext().fields.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
}

}  // namespace lockstep
