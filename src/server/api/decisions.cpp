// Deciding without changing anything: one request or many, a preview, and who else may.
#include <map>
#include <memory>
#include <shared_mutex>
#include <tuple>

#include "server/api/access_sight.h"
#include "server/api/decision_table.h"
#include "server/api/known.h"
#include "server/api/list_permissions.h"
#include "server/api/request_body.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

RevisionId revisionIdOf(const LiveAccount& live, std::int64_t revision) {
  const std::shared_lock reading(live.mutex);
  return {revision, live.markOf(revision)};
}

/// So many decisions are made at once, on the thread that serves or in one step of work.
constexpr std::size_t decisionsAtOnce = 64;
/// A longer body is read where work is done.
constexpr std::size_t shortBody = 16 * 1024;

/// A body, or a list of them, with what has been decided of it. Each principal's levels are looked up once for a whole
/// list.
class Deciding {
 public:
  Deciding(const Call& call, std::shared_ptr<const Document> body) : call_(call), body_(std::move(body)) {}

  std::optional<HttpResponse> step(const Account& facts) {
    if (!body_->root().isArray()) {
      const Request request = readOwnRequest(body_->root(), Place{}, call_, facts.policy(), problems_);
      if (problems_.empty()) decide(facts, request);
      return end();
    }
    // Each is decided as it is read: a thousand requests kept together are a megabyte that is never in the cache.
    const auto items = body_->root().items();
    if (out_.empty()) out_.reserve(items.size() * 320);
    const Place root;
    for (std::size_t most = decisionsAtOnce; most > 0 && index_ < items.size(); --most, ++index_) {
      const Request request = readOwnRequest(items[index_], Place{&root, {}, index_}, call_, facts.policy(), problems_);
      if (!problems_.empty()) continue;
      out_ += index_ > 0 ? "," : "[";
      decide(facts, request);
    }
    if (index_ < items.size()) return std::nullopt;
    out_ += index_ > 0 ? "]" : "[]";
    return end();
  }

 private:
  void decide(const Account& facts, const Request& request) {
    // Each time, since the host may state other facts about the same user.
    if (!request.principal.attributes.empty())
      return add(Access(facts, request.principal).decide(request.action, request.resource, request.context), facts);
    const auto key = std::tuple(request.principal.kind, request.principal.id, request.principal.passwordVerified);
    const auto at = known_.try_emplace(key, facts, request.principal).first;
    add(at->second.decide(request.action, request.resource, request.context), facts);
  }

  void add(const Decision& decision, const Account& facts) {
    ++(decision.allowed ? allowed_ : denied_);
    out_ += toJson(toValue(decision, facts.policy()));
  }

  HttpResponse end() {
    if (!problems_.empty()) return problemResponse(problems_);
    AccountCounts& counts = call_.service.metrics.of(call_.account);
    counts.decided(true, allowed_);
    counts.decided(false, denied_);
    return jsonResponse(std::move(out_));
  }

  const Call call_;
  const std::shared_ptr<const Document> body_;
  std::size_t index_ = 0;
  std::string out_;
  Problems problems_;
  std::uint64_t allowed_ = 0, denied_ = 0;
  std::map<std::tuple<Principal::Kind, std::string, bool>, Access> known_;
};

HttpResponse decideAll(const Call& call, const LivePointer& live) {
  auto read = documentOf(call.http);
  if (!read) return problemResponse(read.problems());
  const auto body = std::make_shared<const Document>(std::move(*read));
  const Value& root = body->root();
  const std::size_t count = root.isArray() ? root.items().size() : isTable(root) ? cellsOf(root) : 1;
  if (count > mostDecisions)
    return problemResponse({Problem{"too_many", "",
                                    "Ask for at most " + std::to_string(mostDecisions) + " decisions at once, not " +
                                        std::to_string(count) + "."}});
  const Begin begin = [call, body]() -> Step {
    if (isTable(body->root())) return tableStep(call, body, decisionsAtOnce);
    const auto deciding = std::make_shared<Deciding>(call, body);
    return [deciding](const Account& facts) { return deciding->step(facts); };
  };
  return count <= decisionsAtOnce ? atOnce(call, live, begin) : inSteps(call, live, begin);
}

Account copyOf(LiveAccount& live) {
  const std::shared_lock reading(live.mutex);
  return live.facts;
}

}  // namespace

HttpResponse postDecisions(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  if (call.http.body.size() <= shortBody) return decideAll(call, *live);
  return later(call, [call, account = *live] { return decideAll(call, account); });
}

namespace {

HttpResponse previewed(const Call& call, LiveAccount& live) {
  const auto request = requestOf(call, policyOf(live));
  if (!request) return problemResponse(request.problems());
  // It may take long, and no other request waits for it.
  Account facts = copyOf(live);
  const RevisionId at = revisionIdOf(live, facts.revision);
  const Policy policy = facts.policy();
  std::optional<Account> slice;
  if (!call.caller.isHost) slice = sliceFor(facts, call.caller.principal(), call.now);
  const Preview seen = preview(std::move(facts), *request, {}, slice ? &*slice : nullptr);
  HttpResponse response = jsonResponse(toValue(seen, policy));
  response.headers.emplace_back("Lockstep-Revision", toText(at));
  return response;
}

/// The users who may do something, found step by step.
class WhoCan {
 public:
  WhoCan(const Call& call, std::string action, Resource resource)
      : call_(call), action_(std::move(action)), resource_(std::move(resource)) {
    context_.now = call.now;
  }

  std::optional<HttpResponse> step(const Account& facts) {
    if (!hasBegun_ && !call_.caller.isHost) {
      // Who may see who has access here is the policy's to say.
      const bool isAsset = resource_.kind == Resource::Kind::path || resource_.kind == Resource::Kind::item;
      const Access access(facts, call_.caller.principal());
      const Decision may = isAsset ? decideAccessSight(access, resource_, context_)
                                   : access.decide(listPermissions::accessToOther, Resource(), context_);
      if (!may.allowed) return refusedResponse(toValue(may, facts.policy()));
    }
    hasBegun_ = true;
    std::vector<Allowed> found;
    auto at = facts.users().after(after_);
    for (std::size_t most = usersAtOnce; most > 0 && at != facts.users().end(); --most, ++at) {
      Decision decision = Access(facts, Principal::user(at->first)).decide(action_, resource_, context_);
      if (decision.allowed) found.push_back({at->first, std::move(decision)});
      after_ = at->first;
    }
    if (!call_.caller.isHost) keepKnownOf(facts, found);
    for (const auto& allowed : found) people_.push(toValue(allowed, facts.policy()));
    if (at != facts.users().end()) return std::nullopt;
    Value body = Value::object();
    body.add("users", std::move(people_));
    return jsonResponse(body);
  }

 private:
  static constexpr std::size_t usersAtOnce = 64;

  /// Removes the people whom the caller does not know, and of the others the reasons that the caller may not know.
  void keepKnownOf(const Account& facts, std::vector<Allowed>& found) const {
    RowIds wanted;
    for (const auto& allowed : found) {
      wanted.users.insert(allowed.user);
      for (const auto& grant : allowed.decision.because) {
        (grant.with.kind == Subject::Kind::group ? wanted.groups : wanted.users).insert(grant.with.id);
        wanted.collections.insert(grant.collection);
        wanted.links.insert(grant.name);
      }
    }
    const Account known = Known(facts, call_).rows(wanted);
    std::erase_if(found, [&](const Allowed& allowed) { return known.user(allowed.user) == nullptr; });
    for (auto& allowed : found) keepKnown(allowed.decision, known);
  }

  const Call call_;
  const std::string action_;
  const Resource resource_;
  Context context_;
  bool hasBegun_ = false;
  std::string after_;
  Value people_ = Value::array();
};

}  // namespace

HttpResponse postPreview(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  return later(call, [call, account = *live] { return previewed(call, *account); });
}

HttpResponse getWhoCan(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto action = call.http.parameter("action");
  if (!action) return problemResponse(422, "field_missing", "Say which action: ?action=asset.view&path=/marketing");
  const auto resource = resourceOfQuery(call, policyOf(**live));
  if (!resource) return problemResponse(resource.problems());
  return inSteps(call, *live, [call, action = *action, resource = *resource]() -> Step {
    const auto finding = std::make_shared<WhoCan>(call, action, resource);
    return [finding](const Account& facts) { return finding->step(facts); };
  });
}

}  // namespace lockstep::server
