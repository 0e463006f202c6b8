// One principal's permissions of format 2 as CASL rules. Subjects are the kinds by name, `Root` and `Account`. A place
// has `ref` (`KIND:ID`), `lineage` (the `ref` of itself and of the places above, and `/`) and `facts` (its attributes,
// times in seconds, and its relations).
#include "export/casl2.h"

#include <algorithm>
#include <map>

#include "export/casl2_query.h"
#include "lockstep/account/holder.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

class CaslRules2 {
 public:
  CaslRules2(const Account& account, std::optional<Time> now)
      : account_(account),
        policy_(account.policy()),
        now_(now),
        asked_(askedActions2(account)),
        sources_(sources2(account)) {}

  std::string of(const Principal& principal) {
    actions_.clear();
    order_.clear();
    principal_ = &principal;
    user_ = principal.kind == Principal::Kind::user ? account_.user(principal.id) : nullptr;
    holder_ = user_ == nullptr ? Holder() : Holder(account_, user_->id);
    for (const auto& asked : asked_) addAction(asked);
    std::string out;
    for (const auto& key : order_) {
      Value list = Value::array();
      for (const auto& name : actions_[key]) list.push(name);
      out += (out.empty() ? "[\n" : ",\n") + ("{\"action\":" + toJson(list)) + "," + key;
    }
    for (KindId kind : policy_.kinds().ids())
      if (account_.complete && policy_.kinds()[kind].isPlace() && !out.empty()) out += ",\n" + absentPlaces(kind);
    return out.empty() ? "[]" : out + "\n]";
  }

 private:
  /// No other places exist than those that a complete account lists.
  std::string absentPlaces(KindId kind) const {
    std::vector<std::string> refs;
    for (const auto& [id, asset] : account_.assets())
      if (asset.kind == kind) refs.push_back(refOf(&asset));
    CaslQuery query;
    query.require("ref", "$nin", CaslQuery::listOf(refs));
    return "{\"inverted\":true,\"action\":\"manage\",\"subject\":" + toJson(Value(subjectOf(kind))) +
           ",\"conditions\":" + query.json() + "}";
  }

  std::string subjectOf(KindId kind) const {
    const std::string& name = policy_.kinds()[kind].name;
    return name == "Root" || name == "Account" ? name + "_" : name;
  }
  std::string refOf(const Asset* place) const {
    return place == nullptr ? "/" : policy_.kinds()[place->kind].name + ":" + place->id;
  }

  // ---- Rules ----

  void addAction(const Asked2& asked) {
    for (KindId kind : asked.kinds) addFor(asked, subjectOf(kind), kind);
    if (asked.onRoot) addFor(asked, "Root", std::nullopt);
    const bool isOfAccount = std::any_of(asked.on.begin(), asked.on.end(), [](On on) {
      return on != On::asset && on != On::collection && on != On::link;
    });
    if (isOfAccount) addFor(asked, "Account", std::nullopt);
  }

  void addFor(const Asked2& asked, const std::string& subject, std::optional<KindId> kind) {
    const CaslFacts facts{account_, *principal_, user_, kind, now_};
    CaslQueries queries = gates(asked, facts);
    if (user_ != nullptr && asked.level.any() && subject != "Account")
      queries = queries.both(levels(asked, facts, subject));
    if (kind && policy_.kinds()[*kind].isCollection()) queries = queries.both(knownCollections(*kind));
    for (const auto& query : queries.ways) {
      const std::string conditions = query.isEmpty() ? "" : ",\"conditions\":" + query.json();
      const std::string key = "\"subject\":" + toJson(Value(subject)) + conditions + "}";
      auto& names = actions_[key];
      if (names.empty()) order_.push_back(key);
      if (names.empty() || names.back() != asked.name) names.push_back(asked.name);
    }
  }

  CaslQueries knownCollections(KindId kind) const {
    std::vector<std::string> refs;
    for (const auto& [id, collection] : account_.collections())
      if (collection.kind == kind) refs.push_back(policy_.kinds()[kind].name + ":" + id);
    return CaslQueries::one("ref", "$in", CaslQuery::listOf(refs));
  }

  /// By roles or the scope of a key, and the conditions of the action.
  CaslQueries gates(const Asked2& asked, const CaslFacts& facts) const {
    const Action& action = policy_.actions()[asked.action];
    CaslQueries open;
    if (principal_->kind == Principal::Kind::system) open = CaslQueries::always();
    if (principal_->kind == Principal::Kind::apiKey && hasScope(action, asked.action)) open = CaslQueries::always();
    if (user_ != nullptr)
      for (const auto& opening : openings(account_, asked))
        if (holder_.isIn({Subject::Kind::role, opening.role->name}))
          open.add(queriesOf(metBy(policy_, opening.when), facts));
    return asked.isSecond ? open : open.both(queriesOf(metBy(policy_, action.when, action.unless), facts));
  }

  bool hasScope(const Action& action, ActionId id) const {
    const ApiKey* key = account_.apiKey(principal_->id);
    const Scope* scope = key == nullptr ? nullptr : policy_.keyScope(key->scope());
    return scope != nullptr && !key->hasEnded(now_) && scope->allow.has(id) && !action.host;
  }

  // ---- Levels ----

  bool isAwake() const {
    const auto& roles = holder_.roles();
    return std::any_of(roles.begin(), roles.end(), [](const Role* role) { return role->shared; });
  }

  bool counts(const Source2& source) const {
    const bool isMine = source.with.kind == Subject::Kind::everyone || holder_.isIn(source.with);
    const bool hasEnded = source.until && !(now_ && *now_ < *source.until);
    return isMine && !hasEnded && (source.from == Source2::From::role || isAwake());
  }

  CaslQueries levels(const Asked2& asked, const CaslFacts& facts, const std::string& subject) const {
    CaslQueries held;
    for (const auto& source : sources_) {
      if (!counts(source)) continue;
      const CaslQueries met = queriesOf(metBy(policy_, source.when), facts);
      if (source.collection != nullptr && source.level.covers(asked.level))
        held.add(met.both(CaslQueries::one(
            "ref", "$in",
            CaslQuery::listOf({policy_.kinds()[source.collection->kind].name + ":" + source.collection->id}))));
      for (const auto& reach : source.reaches)
        if (reach.level.covers(asked.level)) held.add(met.both(within(source, reach, subject)));
    }
    if (facts.kind && policy_.kinds()[*facts.kind].isPlace() && isAwake())
      for (const auto& relation : policy_.kinds()[*facts.kind].relations)
        if (account_.enabled(relation.level).covers(asked.level))
          held.add(
              CaslQueries::one("facts." + policy_.relations()[relation.id], "$all", CaslQuery::listOf({user_->id})));
    if (policy_.actions()[asked.action].deep && !asked.isSecond) return held.both(withoutClosed(asked.level, subject));
    return held;
  }

  CaslQueries within(const Source2& source, const Reach& reach, const std::string& subject) const {
    if (source.everywhere) return CaslQueries::always();
    if (subject == "Root") return reach.place == nullptr ? CaslQueries::always() : CaslQueries();
    std::vector<std::string> except;
    for (const Asset* place : reach.except) except.push_back(refOf(place));
    CaslQuery query;
    query.require("lineage", "$in", CaslQuery::listOf({refOf(reach.place)}));
    if (!except.empty()) query.require("lineage", "$nin", CaslQuery::listOf(except));
    CaslQueries one;
    one.ways.push_back(std::move(query));
    return one;
  }

  /// Whether the user surely holds a level at a place, whatever is asked about.
  bool holds(const Asset& place, LevelSet level) const {
    return std::any_of(sources_.begin(), sources_.end(), [&](const Source2& source) {
      if (!counts(source) || !source.when.empty()) return false;
      return std::any_of(source.reaches.begin(), source.reaches.end(), [&](const Reach& reach) {
        const auto isAt = [&](const Asset* above) { return above == nullptr || isWithin(place.path, above->path); };
        return reach.level.covers(level) && isAt(reach.place) &&
               std::none_of(reach.except.begin(), reach.except.end(), isAt);
      });
    });
  }

  /// Not of a place above a closed one at which the user lacks the level.
  CaslQueries withoutClosed(LevelSet level, const std::string& subject) const {
    std::vector<std::string> above;
    for (const Asset* closed : account_.closedBelow("/")) {
      if (holds(*closed, level)) continue;
      if (subject == "Root") return {};
      for (const Asset* place = placeAbove(account_, closed->path); place != nullptr;
           place = placeAbove(account_, place->path))
        above.push_back(refOf(place));
    }
    if (above.empty()) return CaslQueries::always();
    std::sort(above.begin(), above.end());
    above.erase(std::unique(above.begin(), above.end()), above.end());
    return CaslQueries::one("ref", "$nin", CaslQuery::listOf(above));
  }

  const Account& account_;
  const Policy& policy_;
  std::optional<Time> now_;
  std::vector<Asked2> asked_;
  std::vector<Source2> sources_;
  const Principal* principal_ = nullptr;
  const User* user_ = nullptr;
  Holder holder_;
  std::map<std::string, std::vector<std::string>> actions_;  // by subject and conditions
  std::vector<std::string> order_;
};

}  // namespace

std::string caslRules2(const Account& account, const Principal& principal, std::optional<Time> now) {
  return CaslRules2(account, now).of(principal) + "\n";
}

std::string caslRulesOfAll2(const Account& account, std::optional<Time> now) {
  CaslRules2 rules(account, now);
  std::string out = "{";
  const auto add = [&](const std::string& who, const Principal& principal) {
    out += (out.size() > 1 ? ",\n" : "\n") + toJson(Value(who)) + ": " + rules.of(principal);
  };
  for (const auto& [id, user] : account.users()) add("user:" + id, Principal::user(id));
  for (const auto& [id, key] : account.apiKeys()) add("key:" + id, Principal{Principal::Kind::apiKey, id});
  add("system", Principal::system());
  return out + "\n}\n";
}

}  // namespace lockstep
