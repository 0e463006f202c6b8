// What goes with an answer: how to show it, what would help, and the sentences.
#include <algorithm>
#include <iterator>

#include "access/evaluation.h"
#include "access/holdings.h"
#include "access/resolve.h"
#include "lockstep/access/message.h"

namespace lockstep {

namespace {

/// Fields in which another value cannot help: those that the server sets, and those that name the resource.
constexpr std::string_view fixed[] = {"", "now", "owner", "passwordVerified", "id", "path", "comment", "link"};

bool isRestricted(const Evaluation& e, const User& user) {
  return user.roleId && e.policy().roles()[*user.roleId].shared;
}

/// Whether a restricted user holds what a move or copy needs at another place, which fits.
bool hasOtherPlace(const Evaluation& e) {
  bool found = false;
  eachHeld(e.facts(), e.access.levels().holder(), e.access.user()->id, e.context.now.value_or(0),
           [&](const std::string& item, LevelSet level, const Share*) {
             const Asset* place = e.facts().asset(item);
             if (found || !level.covers(e.action->toLevel) || place == nullptr) return;
             Evaluation other = e.again();
             other.to = place->path;
             const Reason reason = other.reasonFrom(e.check);
             found = reason == Reason::none || reason > e.answer.reason;
           });
  return found;
}

/// Whether there is another value that the field may have.
bool canChange(const Evaluation& e, const Problem& problem) {
  const std::string_view field = std::string_view(problem.field).substr(problem.field.rfind('/') + 1);
  if (std::find(std::begin(fixed), std::end(fixed), field) != std::end(fixed)) return false;
  // No other name makes a folder less deep, and no other role replaces the last administrator.
  if (problem.code == nameOf(Reason::last_administrator) ||
      (field == "name" && problem.code == nameOf(Reason::path_invalid)))
    return false;
  if (e.answer.reason < Reason::unknown_principal && problem.code != nameOf(Reason::resource_mismatch)) return true;
  const Account& facts = e.facts();
  if (field == "to") return !e.access.isShared() || (hasExtras && hasOtherPlace(e));
  if (field == "collection") return hasExtras && facts.collections().size() > 0;
  if (field != "with" && field != "member") return true;
  if (field == "with" && facts.groups().size() > 0) return true;
  return std::any_of(facts.users().begin(), facts.users().end(),
                     [&](const auto& entry) { return isRestricted(e, entry.second); });
}

/// All problems are named by fields to change, unless one that gives the reason cannot be mended.
void addFieldRemedies(Evaluation& e) {
  Decision& answer = e.answer;
  for (const auto& problem : answer.problems) {
    if (canChange(e, problem)) {
      e.remedy(Remedy::Kind::changeField).field = problem.field;
    } else if (problem.code == nameOf(answer.reason)) {
      return answer.remedies.clear();
    }
  }
}

/// Leaves only remedies that help: with nothing in the way here, the later checks must not give an earlier reason. What
/// another plan would not show either is hidden.
void checkRemedies(Evaluation& e) {
  Decision& answer = e.answer;
  if (e.isHopeless) answer.remedies.clear();
  if (e.isBlind || answer.remedies.empty()) return;
  const Reason next = e.again().reasonFrom(e.check + 1);
  if (next != Reason::none && next < answer.reason) answer.remedies.clear();
  if (answer.reason == Reason::plan_required && (answer.remedies.empty() || e.policy().show(next) == Show::hidden))
    answer.show = Show::hidden;
}

}  // namespace

namespace {

/// The path of an item that is not listed is the engine's own: its id is shown.
void showId(Evaluation& e) {
  const std::string id = unlistedId(e.resource);
  const auto show = [&](std::string& at) {
    if (at == e.path) at = id;
  };
  show(e.answer.at);
  for (Grant& grant : e.answer.because) show(grant.on);
  for (Remedy& remedy : e.answer.remedies) show(remedy.on);
}

}  // namespace

void explain(Evaluation& e) {
  Decision& answer = e.answer;
  answer.show = e.policy().show(answer.reason);
  const auto condition = e.policy().hasConditions() ? e.policy().condition(answer.condition) : std::nullopt;
  if (condition) answer.show = e.policy().conditions()[*condition].show.value_or(answer.show);
  if (!answer.allowed) {
    // Only a level that falls short is part of the chain: what else was held did not decide.
    if (answer.reason != Reason::level_too_low) answer.because.clear();
    // Drop unverified reasons that rank after the reason of this denial.
    std::erase_if(answer.unverified, [&](const std::string& what) {
      const auto other = reasonNamed(what);
      // The facts on which the condition depends.
      if (condition && !other && what != "now") return false;
      return !other || (*other > answer.reason && *other != Reason::level_too_low && *other != Reason::link_unknown &&
                        *other != Reason::unpublished);
    });
    // A share may count once its condition is known.
    const bool lacksLevel = answer.reason == Reason::not_shared || answer.reason == Reason::level_too_low;
    if (hasFormat2 && lacksLevel) addAbsent(e, e.sharesLack);
    if (answer.reason != Reason::plan_required) addFieldRemedies(e);
    checkRemedies(e);
    // A fault of the request as a whole belongs to no form field.
    std::erase_if(answer.problems, [](const Problem& problem) { return problem.field.empty(); });
  }
  if (hasFormat2 && e.resource.isUnlisted) showId(e);
}

void compose(Evaluation& e) {
  Decision& answer = e.answer;
  for (auto& problem : answer.problems)
    if (problem.message.empty())
      problem.message = problemMessage(problem.code, problem.field, answer, e.policy(), e.access.messages());
  answer.message = messageFor(answer, e.policy(), e.access.messages());
}

}  // namespace lockstep
