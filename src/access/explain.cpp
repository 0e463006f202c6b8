// The words around an answer: how to show it, a sentence, and what would help.
#include "access/message.h"
#include "access/question.h"

namespace lockstep {

namespace {

void addRemedies(Question& q) {
  Decision& answer = q.answer;
  Remedy remedy;
  switch (answer.reason) {
    case Reason::not_shared:
    case Reason::level_too_low:
      remedy.kind = Remedy::Kind::ask;
      remedy.level = q.policy().levelName(answer.need);
      remedy.on = answer.at;
      break;
    case Reason::plan_required:
      if (answer.switchedOff) break;
      remedy.kind = Remedy::Kind::upgrade;
      remedy.plan = answer.plan;
      remedy.feature = answer.feature;
      break;
    case Reason::limit_reached:
      remedy.kind = Remedy::Kind::raiseLimit;
      remedy.limit = answer.limit;
      break;
    default:
      for (const auto& problem : answer.problems) {
        remedy.kind = Remedy::Kind::changeField;
        remedy.field = problem.field;
        answer.remedies.push_back(remedy);
      }
      if (!answer.problems.empty()) return;
  }
  answer.remedies.push_back(std::move(remedy));
}

}  // namespace

void explain(Question& q) {
  Decision& answer = q.answer;
  if (!answer.allowed) {
    // Only a level that falls short is part of the chain: what else was held did not decide.
    if (answer.reason != Reason::level_too_low) answer.because.clear();
    // What was left open no longer matters, but for a reason that would have come before this one or in its place.
    std::erase_if(answer.unverified, [&](const std::string& what) {
      const auto other = reasonNamed(what);
      return !other || (*other > answer.reason && *other != Reason::level_too_low && *other != Reason::link_unknown && *other != Reason::unpublished);
    });
    // What is wrong with the request as a whole is no field of a form.
    std::erase_if(answer.problems, [](const Problem& problem) { return problem.field.empty(); });
    addRemedies(q);
  }
  answer.show = q.policy().show(answer.reason);
  for (auto& problem : answer.problems)
    if (problem.message.empty()) problem.message = problemMessage(problem.code, problem.field, answer, q.policy(), q.access.messages());
  answer.message = messageFor(answer, q.policy(), q.access.messages());
}

}  // namespace lockstep
