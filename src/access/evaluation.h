#pragma once

#include <optional>
#include <string>

#include "access/missing_fields.h"
#include "lockstep/access/access.h"

namespace lockstep {

/// Keeps the earlier of two moments. Either may be absent.
inline void keepFirst(std::optional<Time>& first, std::optional<Time> moment) {
  if (moment && (!first || *moment < *first)) first = moment;
}

/// The operation of an action. Without extras every action has the same one, which needs nothing.
class EffectOperation {
 public:
  EffectOperation& operator=(const Operation& operation) {
    operation_ = &operation;
    return *this;
  }
  const Operation* operator->() const { return hasExtras ? operation_ : &none; }

 private:
  static constexpr Operation none{};
  const Operation* operation_ = &none;
};

/// A request on its way through the checks of R-2: the request, its resolved parts, and the answer so far.
struct Evaluation final : ShareConditions {
  Evaluation(const Access& asked, const Resource& about, const Context& in)
      : access(asked), resource(about), context(in) {}

  const Access& access;
  const Resource& resource;
  const Context& context;
  Decision answer{};
  const Action* action = nullptr;
  ActionId actionId{};
  EffectOperation operation{};
  std::string path{};                    ///< of the asset that is the resource, in normal form; empty if it is no asset
  std::optional<const Asset*> listed{};  ///< the asset that is listed at `path` or nullptr, where it is known already
  std::string to{}, assetPath{};         ///< context.to and context.asset in normal form
  Extra<const Link*> link{};
  Extra<const Collection*> collection{};
  Extra<const ApiKey*> key{};  ///< the API key that is the resource, not the principal
  const User* user = nullptr;  ///< the user who is the resource, not the principal
  const Role* role = nullptr;  ///< the role of the asker that has the action
  bool byOwner = false;        ///< the level comes from the owner that the host named; the slice was made without it
  std::size_t check = 0;       ///< the present check
  bool areMet(const Share& share) const override;
  /// The first moment at which a share's condition may change its result.
  mutable std::optional<Time> sharesChangeAt;
  /// The variables of the context that a share's condition lacks.
  mutable std::vector<std::uint16_t> sharesLack{};

  bool isHopeless = false;  ///< no user can give the needed level
  bool isBlind = false;     ///< the principal may not learn the results of later checks

  const Account& facts() const { return access.facts(); }
  const Policy& policy() const { return access.policy(); }
  Principal::Kind asker() const { return access.principal().kind; }

  /// Denies the request. Returns false, so that a check can return it.
  bool deny(Reason reason) {
    answer.reason = reason;
    return false;
  }
  /// Adds a fault of a form field. The first in the order of R-2 becomes the reason.
  void problem(std::string_view field, Reason reason, std::string_view message = {});
  /// Notes a moment at which the answer could change by itself.
  void changesAt(std::optional<Time> moment) { keepFirst(answer.validUntil, moment); }
  void unverified(std::string_view what) { answer.unverified.emplace_back(what); }
  /// Runs the checks from number `from` on, until one fails. Returns whether all passed.
  bool run(std::size_t from);
  /// Returns the asset that is listed at `path`; nullptr if there is none.
  const Asset* asset() const {
    if (listed) return *listed;
    return path.empty() ? nullptr : facts().assetAt(path);
  }
  /// Returns the same request with its resolved parts, without an answer.
  Evaluation again() const;
  /// Runs the checks from number `first` on and returns their reason.
  Reason reasonFrom(std::size_t first) {
    run(first);
    return answer.reason;
  }
  /// Adds a grant to the chain that the answer rests on.
  Grant& because(Grant::Kind kind, std::string_view name = {});
  /// Adds a remedy. The reference is valid until the next one is added.
  Remedy& remedy(Remedy::Kind kind);
};

/// Returns whether an action of format 2 puts something into a collection, or takes it out.
inline bool isCollecting(const Action& action) {
  return action.does == Does::collect || action.does == Does::uncollect;
}
/// Returns the kind that the request names for its resource; `anyKind` if it names none.
KindId statedKind(const Evaluation& e);
/// Returns the levels of the relations in which a request names the asker, for something that is not listed.
LevelSet namedLevel(const Evaluation& e);
/// Returns the level that the asker has at the place of the request at a moment, as far as it may be passed on.
LevelSet levelToGive(const Evaluation& e, std::optional<Time> now);
/// Returns the link that a request names, as the resource or by its id on an item; nullptr if there is none.
const Link* namedLink(const Evaluation& e);
/// Returns the level that a link has after a request that makes or changes it.
LevelSet levelOfLink(const Evaluation& e);
/// Returns the kind of the resource: that of the account, of the request, or the only one that the action is on.
KindId kindOfResource(const Evaluation& e);
/// Returns whether a list of kinds contains `kind`.
bool isAmongKinds(const std::vector<KindId>& kinds, KindId kind);
/// Returns the declared attribute of a name, or nullptr.
const Attribute* declaredAs(const Policy& policy, const std::vector<Attribute>& list, std::string_view name);
/// Returns a field that requests have in any policy, as a policy declares it: absent if it does not fit. Nothing if the
/// request lacks it.
std::optional<Fact> knownField(const Context& context, std::string_view name, const Attribute& declared);
/// Returns whether the policy declares every attribute that the request states of its resource, with that type.
bool fitsDeclared(const Evaluation& e);
/// Returns whether a value of a request has the type, and is one of the words, that are declared.
bool fitsDeclared(const AttributeValue& given, const Attribute& declared);

/// What the conditions of a policy read of one request. The account is believed before the request.
class ConditionFacts {
 public:
  /// `e` must outlive this; its resource is resolved.
  explicit ConditionFacts(const Evaluation& e);

  /// Evaluates a condition.
  Verdict verdict(ConditionId id);
  /// Returns the first moment after the request's time at which a condition may have another result. Nothing where the
  /// condition does not read `now`.
  std::optional<Time> changesAt(ConditionId id);
  /// Returns whether what an unknown result lacks is of the request alone.
  bool isOpen(const Verdict& verdict) const;
  /// Returns the value of a variable, looked up once. It is valid as long as this and the request.
  const Fact& of(std::uint16_t variable);

 private:
  Fact lookUp(const Variable& read);
  Fact ofResource(const Variable& read);
  Fact ofPrincipal(const Variable& read);
  Fact ofContext(const Variable& read) const;
  Fact given(const NamedValues& values, const std::vector<Attribute>& declared, const Variable& read) const;
  bool isRelationOf(RelationId relation) const;

  const Evaluation& e_;
  const Policy& policy_;
  const Asset* listed_ = nullptr;
  KindId kind_ = anyKind;
  std::vector<Fact> facts_;                         // by variable
  std::vector<std::uint8_t> isLookedUp_;            // by variable
  std::vector<std::string_view> roles_, groups_{};  // what facts point to
};

/// Names variables that are absent in the answer's `unverified`.
void addAbsent(Evaluation& e, const std::vector<std::uint16_t>& variables);

/// The checks in the order of R-2. Each returns whether the next one runs.
bool checkForm(Evaluation& e);
bool checkPrincipal(Evaluation& e);
bool checkRole(Evaluation& e);
bool checkGates(Evaluation& e);
bool checkLevels(Evaluation& e);
bool checkOpens(Evaluation& e);
bool checkWhen(Evaluation& e);
bool checkLasting(Evaluation& e);
bool checkConditions(Evaluation& e);
bool checkCounts(Evaluation& e);
bool checkLive(Evaluation& e);
bool checkFreshness(Evaluation& e);

/// Finds the entries that the request's ids name: a part of `checkLevels`, which reports a missing one after the
/// levels.
void findEntries(Evaluation& e);
/// Conditions on ownership, and on levels and roles that are given: parts of `checkConditions`.
void checkOwn(Evaluation& e);
void checkGiving(Evaluation& e);
/// Returns whether the action takes a folder with all its contents, and a closed folder is among them.
bool holdsClosed(const Evaluation& e);

/// Conditions about paths, names and ids (paths.cpp); parts of `checkConditions`.
void checkPlace(Evaluation& e);
void checkNameTaken(Evaluation& e, const std::string& name);
/// The same for the kinds of a policy in format 2 (paths2.cpp).
void checkPlace2(Evaluation& e);
/// Returns the kinds that may be at a path, to which `way` leads: the kind of the resource that is listed there, or the
/// kinds that fit so deep in the last listed place above it. Without one, any kind may be there: returns nothing.
std::optional<IdSet<KindId>> kindsAt(const Policy& policy, const PathIndex::Way& way, std::string_view path);
/// Returns whether nothing is listed at or below a path, though the account is complete: the place does not exist, or a
/// slice lacks it.
bool isMissing(const Account& facts, std::string_view path);
void checkName2(Evaluation& e, const std::string& name);
void checkDestination2(Evaluation& e);
void checkCollected2(Evaluation& e);
void checkDestination(Evaluation& e);
void checkNewId(Evaluation& e);
void checkItemsLink(Evaluation& e);
/// Names a reason in `unverified`, once, if the facts are a slice: it cannot rule out facts that it lacks.
void unlessKnown(Evaluation& e, Reason reason);

/// Adds the remedy to ask for a level at a place, or on a collection.
void askFor(Evaluation& e, LevelSet need, const std::string& at, On on);

/// The parts of the form and of the conditions about the ends of links, shares and API keys.
void checkDates(Evaluation& e);
void checkEnds(Evaluation& e);

/// The parameter of `level_misplaced`: the levels that may be given there.
inline constexpr std::string_view misplacedLevel = "fits";

/// Adds to an answer how to show it, and the remedies that help.
void explain(Evaluation& e);
/// Adds the sentences, for an answer that is explained.
void compose(Evaluation& e);

}  // namespace lockstep
