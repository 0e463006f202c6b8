#pragma once

#include <optional>

#include "lockstep/access/request.h"
#include "lockstep/account/account.h"

namespace lockstep {

/// A resource and a context whose names of format 2 are resolved: a resource by its kind and id becomes one at a path
/// or a collection, and a user by e-mail becomes one by id. What needs no change is not copied.
class Resolved {
 public:
  /// The parameters must outlive this.
  Resolved(const Account& account, const Resource& resource, const Context& context);
  /// Takes the resource over instead of copying it.
  Resolved(const Account& account, Resource&& resource, const Context& context);
  Resolved(const Resolved&) = delete;
  Resolved& operator=(const Resolved&) = delete;

  const Resource& resource() const { return ownResource_ ? *ownResource_ : given_; }
  /// Returns the resource, to be moved from.
  Resource taken() && { return std::move(own()); }
  const Context& context() const { return hasFormat2 && ownContext_ ? *ownContext_ : context_; }

 private:
  void resolve();
  void resolveItem();
  void resolveContext();
  Resource& own();

  const Account& account_;
  std::optional<Resource> ownResource_;
  const Resource& given_;
  const Context& context_;
  std::optional<Context> ownContext_;
};

/// Returns the id of an item that a request names by kind and id.
std::string unlistedId(const Resource& resource);

/// Begins the last segment of the path of an item that is not listed. No path of a request can have it.
inline constexpr char unlistedMark = '\x01';

}  // namespace lockstep
