// The words around an answer: how to show it, a sentence, and what would help.
#include <algorithm>
#include <iterator>

#include "access/holdings.h"
#include "access/message.h"
#include "access/question.h"

namespace lockstep {

namespace {

/// Fields that another value cannot help: those that the server sets, and those that say what is asked about.
constexpr std::string_view fixed[] = {"", "now", "owner", "passwordVerified", "id", "path", "comment", "link"};

bool isRestricted(const Question& q, const User& user) { return user.roleId && q.policy().roles()[*user.roleId].shared; }

/// Whether a restricted user holds what a move or copy needs at another place, which fits.
bool hasOtherPlace(const Question& q) {
  bool found = false;
  eachHeld(q.facts(), q.access.user()->id, q.context.now.value_or(0), [&](const std::string& item, Level level, const Share*) {
    const Asset* place = q.facts().asset(item);
    if (found || level < q.action->toLevel || place == nullptr) return;
    Question other = q.again();
    other.to = place->path;
    const Reason reason = other.reasonFrom(q.check);
    found = reason == Reason::none || reason > q.answer.reason;
  });
  return found;
}

/// Whether there is another value that the field may have.
bool canChange(const Question& q, const Problem& problem) {
  const std::string_view field = std::string_view(problem.field).substr(problem.field.rfind('/') + 1);
  if (std::find(std::begin(fixed), std::end(fixed), field) != std::end(fixed)) return false;
  // No other name makes a folder less deep, and no other role replaces the last administrator.
  if (problem.code == nameOf(Reason::last_administrator) || (field == "name" && problem.code == nameOf(Reason::path_invalid))) return false;
  if (q.answer.reason < Reason::unknown_principal && problem.code != nameOf(Reason::resource_mismatch)) return true;
  const Account& facts = q.facts();
  if (field == "to") return !q.access.isShared() || hasOtherPlace(q);
  if (field == "collection") return facts.collections().size() > 0;
  if (field != "with" && field != "member") return true;
  if (field == "with" && facts.groups().size() > 0) return true;
  return std::any_of(facts.users().begin(), facts.users().end(), [&](const auto& entry) { return isRestricted(q, entry.second); });
}

/// All problems are named by fields to change, unless one that gives the reason cannot be mended.
void addFieldRemedies(Question& q) {
  Decision& answer = q.answer;
  for (const auto& problem : answer.problems) {
    if (canChange(q, problem)) {
      q.remedy(Remedy::Kind::changeField).field = problem.field;
    } else if (problem.code == nameOf(answer.reason)) {
      return answer.remedies.clear();
    }
  }
}

/// Leaves only remedies that help: with nothing in the way here, the later checks must not give an earlier reason. What
/// another plan would not show either is hidden.
void checkRemedies(Question& q) {
  Decision& answer = q.answer;
  if (q.isHopeless) answer.remedies.clear();
  if (q.isBlind || answer.remedies.empty()) return;
  const Reason next = q.again().reasonFrom(q.check + 1);
  if (next != Reason::none && next < answer.reason) answer.remedies.clear();
  if (answer.reason == Reason::plan_required && (answer.remedies.empty() || q.policy().show(next) == Show::hidden)) answer.show = Show::hidden;
}

}  // namespace

void explain(Question& q) {
  Decision& answer = q.answer;
  answer.show = q.policy().show(answer.reason);
  if (!answer.allowed) {
    // Only a level that falls short is part of the chain: what else was held did not decide.
    if (answer.reason != Reason::level_too_low) answer.because.clear();
    // What was left open no longer matters, but for a reason that would have come before this one or in its place.
    std::erase_if(answer.unverified, [&](const std::string& what) {
      const auto other = reasonNamed(what);
      return !other || (*other > answer.reason && *other != Reason::level_too_low && *other != Reason::link_unknown && *other != Reason::unpublished);
    });
    if (answer.reason != Reason::plan_required) addFieldRemedies(q);
    checkRemedies(q);
    // What is wrong with the request as a whole is no field of a form.
    std::erase_if(answer.problems, [](const Problem& problem) { return problem.field.empty(); });
  }
  for (auto& problem : answer.problems)
    if (problem.message.empty()) problem.message = problemMessage(answer.endsSooner ? "level_ends" : problem.code, problem.field, answer, q.policy(), q.access.messages());
  answer.message = messageFor(answer, q.policy(), q.access.messages());
}

}  // namespace lockstep
