#pragma once

#include <span>
#include <string>
#include <string_view>

#include "server/api/routes.h"

namespace lockstep::server {

/// A member of a request of AuthZEN, with its place. The value is null where it is absent.
struct AuthzenPart {
  const Value* value = nullptr;
  Place place{};
};

/// Returns a member of an object; a member that is null counts as absent. `parent` outlives the part.
AuthzenPart partOf(const Value& object, std::string_view key, const Place& parent);

/// What a search leaves open, whose `id` is ignored.
enum class Sought : std::uint8_t { nothing, subject, resource, action };

/// Returns whether a type of AuthZEN is that of users.
bool isUserType(std::string_view type);

/// Reads requests of AuthZEN as requests of the engine, with the names of an account's policy. Properties that the
/// policy does not declare are ignored; one of another type than the declared one is a problem. Users' tokens may name
/// themselves alone and state no property that the policy declares.
class AuthzenReader {
 public:
  /// All of them outlive this.
  AuthzenReader(const Account& facts, const Call& call, Problems& problems)
      : facts_(facts), policy_(facts.policy()), call_(call), problems_(problems) {}

  /// Reads a subject. The principal of an unknown type is a user whom no account lists.
  Principal subject(const AuthzenPart& part, Sought sought = Sought::nothing);
  /// Reads a resource: of a kind of the policy, or an account, user, group, role, link, key or path.
  Resource resource(const AuthzenPart& part, Sought sought = Sought::nothing);
  /// Reads the name of an action.
  std::string action(const AuthzenPart& part);
  /// Reads what an action can read of its own properties and of the context: what the policy declares, and the
  /// fields of the action's effect. The properties come first.
  Context context(std::string_view action, const AuthzenPart& actionPart, const AuthzenPart& contextPart);

 private:
  struct Entity {
    std::string_view type, id;
    const Value* properties = nullptr;  ///< an object, or null
  };

  Entity entity(const AuthzenPart& part, bool isSought);
  NamedValues attributes(const Entity& from, const Place& place, const std::vector<Attribute>& declared);
  void addRelations(const Entity& from, const Place& place, const Kind& kind, Resource& resource);
  void addPlace(const Entity& from, const Place& place, const Kind& kind, Resource& resource);
  Resource ofKind(const Entity& from, const Place& place, KindId kind);
  Resource ofFormat1(const Entity& from, KindId kind) const;
  Resource ofWord(const Entity& from) const;
  bool mayState(std::string_view name, const Action* action) const;
  void keepToOwn(const Principal& principal, const Place& place);
  void checkTrusted(bool isStated, const Place& place);

  const Account& facts_;
  const Policy& policy_;
  const Call& call_;
  Problems& problems_;
};

/// Decides as `decide` does. What a condition or a second place would read must be given: without it the request is
/// denied with `context_missing`, because the caller enforces the answer.
Decision decideWhole(const Access& access, std::string_view action, const Resource& resource, const Context& context);

/// Returns the problems of a request as AuthZEN has them: 403 for what is not the caller's to say, else 400.
HttpResponse authzenProblem(const Problems& problems);
/// Returns that status, and the problem that gives it. Precondition: there is a problem.
std::pair<int, const Problem&> authzenStatusOf(const Problems& problems);

}  // namespace lockstep::server
