// Effective access as a table: that of one user at every place, or that of every user at one place.
#include "lockstep/disclosure/who_can.h"

#include <algorithm>
#include <shared_mutex>

#include "server/api/access_sight.h"
#include "server/api/known.h"
#include "server/api/list_permissions.h"
#include "server/api/request_body.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// A table as its caller may know it: the cells that `who-can` would name for one action after another.
class Matrix {
 public:
  Matrix(const Account& facts, const Call& call) : facts_(facts), call_(call), known_(facts, call) {
    context_.now = call.now;
  }

  HttpResponse of(const Resource& resource) const {
    const bool isUser = resource.kind == Resource::Kind::user;
    const bool isOwn = isUser && !call_.caller.isHost && call_.caller.principal().id == resource.id;
    const bool isOpen = call_.caller.isHost || isOwn;
    if (const Decision may = access(isUser ? Resource() : resource); !isOpen && !may.allowed)
      return refusedResponse(toValue(may, facts_.policy()));
    std::vector<Cell> cells = isUser ? matrixOf(facts_, resource.id, call_.now) : matrixAt(facts_, resource, call_.now);
    if (isUser && !isOpen)
      std::erase_if(cells, [this](const Cell& cell) { return !isRootOfRole(cell) && !access(placeOf(cell)).allowed; });
    if (!call_.caller.isHost) keepKnownOf(cells);
    Value body = Value::object();
    Value& list = body.add("cells", Value::array());
    for (const Cell& cell : cells) list.push(toValue(cell, facts_.policy()));
    return jsonResponse(body);
  }

 private:
  static Resource placeOf(const Cell& cell) {
    return cell.kind.empty() ? Resource::at(cell.place) : Resource{Resource::Kind::collection, cell.place, {}, anyKind};
  }

  /// Whether it is the root, and the role alone gives it: callers who know the user know the role, and the policy says
  /// the rest. Any other place is named to callers alone who may see who has access there.
  static bool isRootOfRole(const Cell& cell) {
    return cell.kind.empty() && cell.place == "/" &&
           std::all_of(cell.because.begin(), cell.because.end(),
                       [](const Grant& grant) { return grant.kind == Grant::Kind::role; });
  }

  /// Whether the caller may see who has access there. The policy says it.
  Decision access(const Resource& place) const {
    const bool isAsset = place.kind == Resource::Kind::path || place.kind == Resource::Kind::item;
    if (isAsset) return decideAccessSight(known_.access(), place, context_);
    return known_.access().decide(listPermissions::accessToOther, Resource(), context_);
  }

  /// Removes the users and collections that the caller does not know, and of the others the grants that the caller may
  /// not know. That shares have no effect is known to callers who know all users.
  void keepKnownOf(std::vector<Cell>& cells) const {
    RowIds wanted;
    for (const Cell& cell : cells) {
      wanted.users.insert(cell.user);
      if (cell.kind == "collection") wanted.collections.insert(cell.place);
      for (const auto& grant : cell.because) {
        (grant.with.kind == Subject::Kind::group ? wanted.groups : wanted.users).insert(grant.with.id);
        wanted.collections.insert(grant.collection);
        wanted.links.insert(grant.name);
      }
    }
    const Account known = known_.rows(wanted);
    const auto isKnown = [&known](const Cell& cell) {
      return known.user(cell.user) != nullptr && (cell.kind != "collection" || known.collection(cell.place) != nullptr);
    };
    std::erase_if(cells, [&isKnown](const Cell& cell) { return !isKnown(cell); });
    for (Cell& cell : cells) {
      keepKnown(cell.because, known);
      cell.dormant = cell.dormant && known_.visibility().users;
    }
    std::erase_if(cells, [](const Cell& cell) { return !cell.level.any() && cell.actions.empty() && !cell.dormant; });
  }

  const Account& facts_;
  const Call& call_;
  const Known known_;
  Context context_;
};

/// It may take long, and no other request waits for it.
HttpResponse matrixOn(const Call& call, LiveAccount& live, const Resource& resource) {
  std::shared_lock reading(live.mutex);
  const Account facts = live.facts;
  const RevisionId at = live.at();
  reading.unlock();
  HttpResponse response = Matrix(facts, call).of(resource);
  response.headers.emplace_back("Lockstep-Revision", toText(at));
  return response;
}

bool isOfTable(const Resource& resource) {
  using Kind = Resource::Kind;
  constexpr Kind kinds[] = {Kind::user, Kind::path, Kind::collection, Kind::item};
  return std::find(std::begin(kinds), std::end(kinds), resource.kind) != std::end(kinds);
}

}  // namespace

HttpResponse getMatrix(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto resource = resourceOfQuery(call, policyOf(**live));
  if (!resource) return problemResponse(resource.problems());
  if (!isOfTable(*resource))
    return problemResponse(422, "field_missing",
                           "Say whose access, or where: ?user=ada, ?path=/marketing, ?collection=c1, or a kind of the "
                           "policy with an id.");
  return later(call, [call, account = *live, resource = *resource] { return matrixOn(call, *account, resource); });
}

}  // namespace lockstep::server
