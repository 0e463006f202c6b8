#pragma once

#include <optional>
#include <string>

#include "access/access.h"
#include "access/missing_fields.h"

namespace lockstep {

/// One request on its way through the checks of R-2: what was asked, what it turned out to mean, and the answer so far.
struct Question {
  const Access& access;
  const Resource& resource;
  const Context& context;
  Decision answer{};
  const Action* action = nullptr;
  ActionId actionId = 0;
  const Operation* operation = nullptr;
  std::string path{};                  ///< of the asset asked about, in normal form; empty when it is no asset
  std::string to{}, assetPath{};       ///< context.to and context.asset in normal form
  const Link* link = nullptr;
  const Collection* collection = nullptr;
  const ApiKey* key = nullptr;         ///< the API key asked about, not the one that asks
  const User* user = nullptr;          ///< the user asked about, not the one who asks
  bool byOwner = false;                ///< the level is the host's word on the owner, of which no slice was cut
  std::size_t check = 0;               ///< the check that it has come to
  bool isHopeless = false;             ///< a level that is needed can be had from nobody
  bool isBlind = false;                ///< the asker may not know what the later checks say

  const Account& facts() const { return access.facts(); }
  const Policy& policy() const { return access.policy(); }
  Principal::Kind asker() const { return access.principal().kind; }

  /// Ends the question. Returns false, so that a check can end with it.
  bool deny(Reason reason) {
    answer.reason = reason;
    return false;
  }
  /// A field of a form that stands in the way; the first in R-2's order becomes the reason.
  void problem(std::string_view field, Reason reason, std::string_view message = {});
  /// A moment at which the answer could change by itself.
  void changesAt(std::optional<Time> moment) {
    if (moment && (!answer.validUntil || *moment < *answer.validUntil)) answer.validUntil = moment;
  }
  void unverified(std::string_view what) { answer.unverified.emplace_back(what); }
  /// Runs the checks from one on, until one fails. Returns whether all passed.
  bool run(std::size_t from);
  /// The same request as it was resolved so far, without an answer.
  Question again() const;
  /// Runs the checks from one on and returns the reason they give.
  Reason reasonFrom(std::size_t first) {
    run(first);
    return answer.reason;
  }
  /// Adds a link to the chain that the answer rests on.
  Grant& because(Grant::Kind kind, std::string_view name = {});
  /// Adds a remedy, and returns it to be filled in before the next is added.
  Remedy& remedy(Remedy::Kind kind);
};

/// The checks in the order of R-2; each returns whether the next may go on.
bool checkForm(Question& q);
bool checkPrincipal(Question& q);
bool checkRole(Question& q);
bool checkGates(Question& q);
bool checkLevels(Question& q);
bool checkLasting(Question& q);
bool checkConditions(Question& q);
bool checkCounts(Question& q);
bool checkLive(Question& q);
bool checkFreshness(Question& q);

/// Conditions on whose something is, and on what is given: a part of `checkConditions`.
void checkOwn(Question& q);
void checkGiving(Question& q);
/// Whether the action takes a folder, or a collection's, with all below it, and a folder there stops what comes from above.
bool holdsClosed(const Question& q);

/// Conditions about paths, names and ids (paths.cpp); checkConditions asks them in its order.
void checkPlace(Question& q);
void checkNameTaken(Question& q, const std::string& name);
void checkDestination(Question& q);
void checkNewId(Question& q);
void checkItemsLink(Question& q);
/// Names a reason in `unverified`, once, where the facts are a slice: it cannot rule out what it does not hold.
void unlessKnown(Question& q, Reason reason);

/// Says that a level is to be asked for at a place; `sharing` is the action that gives it there.
void askFor(Question& q, Level need, const std::string& at, std::string_view sharing);

/// The parts of the form and of the conditions that are about the ends of links, shares and API keys.
void checkDates(Question& q);
void checkEnds(Question& q);

/// Writes the sentences and remedies of an answer.
void explain(Question& q);

}  // namespace lockstep
