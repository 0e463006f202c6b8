#include "lockstep/access/message.h"

#include <algorithm>

#include "access/evaluation.h"
#include "base/text.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

/// Each code with its sentence. In one string, since a table would be as many addresses to download.
constexpr std::string_view english =
    "unknown_action|There is no such action in the policy.|"
    "path_invalid|The path is not valid: no “.”, “..” or empty parts, no backslash, % or control characters, at most "
    "50 folders deep.|"
    "resource_mismatch|This action is not for that kind of thing, or it is not there.|"
    "context_missing|Something the action needs is missing or not valid: {field}.|"
    "unknown_principal|You are not a user of this account.|"
    "unknown_role|The role is not known to the policy.|"
    "plan_required|{feature} needs the {plan} plan.|"
    "plan_switched_off|{feature} is switched off for this account.|"
    "role_forbids|Your role does not include this.|"
    "key_scope|The API key does not cover this.|"
    "root_closed|This cannot be done on Home, the top of the library.|"
    "not_shared|This was not shared with you.|"
    "level_too_low|Needs “{need}” on {at}; you have “{have}”.|"
    "condition_unmet|This is not possible here now.|"
    "gives_too_much|You cannot give more than you have.|"
    "role_in_use|Users have this role: give them another first.|"
    "level_misplaced|“{need}” is not given on this kind of resource. Given here: {fits}.|"
    "level_ends|You have “{need}” on {at} for a shorter time.|"
    "not_author|Only its author or requester can do this.|"
    "version_not_current|Not possible for this version of the file.|"
    "inside_itself|A folder cannot be moved or copied into itself.|"
    "not_restricted|Shares and groups are for users with restricted media library access.|"
    "own_account|You cannot change your own role or remove yourself.|"
    "last_administrator|The account must keep an administrator.|"
    "name_invalid|This name is not valid.|"
    "name_taken|This name is taken.|"
    "email_invalid|This is not an e-mail address.|"
    "email_taken|Another user has this e-mail address.|"
    "link_unknown|This link does not exist.|"
    "link_not_started|This link does not work yet.|"
    "link_expired|This link has ended.|"
    "link_password|This link needs its password.|"
    "outside_link|This is not part of what the link shows.|"
    "unpublished|This file is not published.|"
    "limit_reached|The limit is reached: {count} of {maximum} {limit}.|"
    "snapshot_stale|Your permissions may be out of date; reload to go on.|"
    "allowed|Allowed.|"
    "allowed_role|Allowed by your role.|"
    "allowed_share|Allowed: “{have}” on {on}, through a share.|"
    "allowed_relation|Allowed: you are named at {on}.|"
    "allowed_owner|Allowed: you own {on}.|"
    "allowed_collection|Allowed: you see {on} through a collection.|"
    "allowed_link|Allowed by the public link.|"
    "allowed_key|Allowed by the API key.|"
    "allowed_system|Allowed: the host acts for itself.|";

/// The same for policies in format 2, where the sentences above speak of a media library.
constexpr std::string_view neutral =
    "root_closed|This cannot be done at the top.|"
    "inside_itself|Nothing can be moved or copied into itself.|"
    "not_restricted|There is no such user, group or role here.|"
    "last_administrator|The account must keep a user of this role.|"
    "unpublished|This is not published.|";

std::string_view inEnglish(std::string_view code, std::string_view sentences = english) {
  for (std::string_view rest = sentences; !rest.empty();) {
    const auto codeEnd = rest.find('|'), end = rest.find('|', codeEnd + 1);
    if (rest.substr(0, codeEnd) == code) return rest.substr(codeEnd + 1, end - codeEnd - 1);
    rest.remove_prefix(end + 1);
  }
  return {};
}

/// The sentence of a code: the host's, the policy's, or the English one.
std::string_view sentence(std::string_view code, const Policy& policy, const Messages& messages) {
  if (const auto own = messages.find(code)) return *own;
  std::string_view text;
  if (policy.format() == 2) {
    if (const auto own = policy.messages().find(code)) return *own;
    text = inEnglish(code, neutral);
  }
  if (text.empty()) text = inEnglish(code);
  return text.empty() ? code : text;
}

/// The first `{parameter}` that the English sentence lacks; also a brace that is not closed.
std::string_view foreignParameter(std::string_view text, std::string_view model) {
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    const auto parameter = close == std::string_view::npos ? text.substr(open) : text.substr(open, close - open + 1);
    if (close == std::string_view::npos || model.find(parameter) == std::string_view::npos) return parameter;
  }
  return {};
}

std::string titleOf(const Policy& policy, LevelSet levels) {
  std::string titles;
  for (unsigned i = 0; i < policy.levels().size(); ++i) {
    if (!levels.has(i) || policy.isIncluded(levels, i)) continue;
    if (!titles.empty()) titles += ", ";
    titles += policy.title(policy.levels()[i]);
  }
  return titles;
}

/// Appends the value of a parameter, or its name where there is no such parameter.
void addParameter(std::string& out, std::string_view name, std::string_view field, const Decision& d,
                  const Policy& policy) {
  const Grant* first = d.because.empty() ? nullptr : &d.because[0];
  if (name == "need")
    out += titleOf(policy, d.need);
  else if (name == "have")
    out += titleOf(policy, d.allowed && first != nullptr ? first->level : d.have);
  else if (name == "at")
    out += d.at;
  else if (name == "on")
    out += first == nullptr ? std::string_view() : first->on.empty() ? first->collection : first->on;
  else if (name == "feature")
    out += policy.title(d.feature);
  else if (name == "plan")
    out += policy.title(d.plan);
  else if (name == "limit")
    out += policy.title(d.limit);
  else if (name == "count")
    out += decimal(d.count);
  else if (name == "maximum")
    out += decimal(d.maximum);
  else if (const auto value =
               std::find_if(d.values.begin(), d.values.end(), [&](const auto& each) { return each.first == name; });
           value != d.values.end())
    out += value->second;
  else
    out += name == "field" ? field : name;
}

std::string filled(std::string_view text, std::string_view field, const Decision& decision, const Policy& policy) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, open));
    addParameter(out, text.substr(open + 1, close - open - 1), field, decision, policy);
    text.remove_prefix(close + 1);
  }
  return out;
}

/// The sentence of the condition that is not met, if it has one.
std::string_view conditionSentence(const Decision& decision, const Policy& policy, const Messages& messages) {
  if (const auto own = messages.find(decision.condition)) return *own;
  if (const auto own = policy.messages().find(decision.condition)) return *own;
  const auto condition = policy.condition(decision.condition);
  return condition ? std::string_view(policy.conditions()[*condition].message) : std::string_view();
}

/// Some reasons have several sentences.
std::string_view sentenceCode(const Decision& decision, std::string_view reason) {
  if (decision.endsSooner) return "level_ends";
  const bool isMisplaced = hasFormat2 && !decision.values.empty() && decision.values[0].first == misplacedLevel;
  return isMisplaced && reason == nameOf(Reason::gives_too_much) ? "level_misplaced" : reason;
}

std::string_view allowedCode(const Decision& decision) {
  if (decision.because.empty()) return "allowed";
  switch (decision.because[0].kind) {
    case Grant::Kind::role: return "allowed_role";
    case Grant::Kind::share: return "allowed_share";
    case Grant::Kind::owner: return "allowed_owner";
    case Grant::Kind::collection: return "allowed_collection";
    case Grant::Kind::publicLink: return "allowed_link";
    case Grant::Kind::apiKey: return "allowed_key";
    case Grant::Kind::system: return "allowed_system";
    case Grant::Kind::relation: return "allowed_relation";
  }
  return "allowed";
}

/// The parameters of a condition's sentence, each in braces: what it reads. Empty: there is no such condition.
std::string parametersOf(std::string_view condition, const Policy* policy) {
  const auto id = policy != nullptr && policy->hasConditions() ? policy->condition(condition) : std::nullopt;
  std::string parameters = id ? " " : "";
  for (std::size_t i = 0; id && i < policy->conditions()[*id].program.reads.size(); ++i)
    parameters += joined({"{", nameOf(policy->variables()[policy->conditions()[*id].program.reads[i]]), "} "});
  return parameters;
}

Result<Messages> readMessages(std::string_view json, const Policy* policy) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  Messages messages;
  for (const auto& [code, text] : document->root().members()) {
    if (areMany(problems)) break;
    const std::string model = std::string(inEnglish(code)) + parametersOf(code, policy);
    if (model.empty()) {
      reader.report("field_unknown", code, "There is no message with this code.");
    } else if (!text.isString()) {
      reader.report("type_invalid", code, "Must be a string.");
    } else if (const auto foreign = foreignParameter(text.string(), model); !foreign.empty()) {
      reader.report("value_invalid", code, joined({foreign, " is no parameter of this message: ", model}));
    } else {
      messages[std::string(code)] = text.string();
    }
  }
  if (!problems.empty()) return problems;
  return messages;
}

}  // namespace

Result<Messages> parseMessages(std::string_view json) { return readMessages(json, nullptr); }
Result<Messages> parseMessages(std::string_view json, const Policy& policy) { return readMessages(json, &policy); }

std::string problemMessage(std::string_view code, std::string_view field, const Decision& decision,
                           const Policy& policy, const Messages& messages) {
  return filled(sentence(sentenceCode(decision, code), policy, messages), field, decision, policy);
}

std::string messageFor(const Decision& decision, const Policy& policy, const Messages& messages) {
  const auto field = decision.problems.empty() ? std::string_view() : std::string_view(decision.problems[0].field);
  const auto code = decision.allowed       ? allowedCode(decision)
                    : decision.switchedOff ? "plan_switched_off"
                                           : sentenceCode(decision, nameOf(decision.reason));
  const std::string_view own = !policy.hasConditions() || decision.condition.empty()
                                   ? std::string_view()
                                   : conditionSentence(decision, policy, messages);
  return filled(own.empty() ? sentence(code, policy, messages) : own, field, decision, policy);
}

}  // namespace lockstep
