#include <array>

#include "account/facts_json.h"
#include "lockstep/access/decision.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

constexpr std::array<std::string_view, 8> grantNames = {"role",        "share",   "owner",  "collection",
                                                        "public_link", "api_key", "system", "relation"};
constexpr std::array<std::string_view, 5> remedyNames = {"ask", "upgrade", "switch_on", "raise_limit", "change_field"};

void addText(Value& out, std::string_view key, std::string_view text) {
  if (!text.empty()) out.add(key, text);
}

void addTexts(Value& out, std::string_view key, const std::vector<std::string>& texts) {
  Value& list = out.add(key, Value::array());
  for (const auto& text : texts) list.push(text);
}

Value toValue(const Remedy& remedy) {
  Value out = Value::object();
  out.add("kind", remedyNames[static_cast<std::size_t>(remedy.kind)]);
  addText(out, "level", remedy.level);
  addText(out, "on", remedy.on);
  addText(out, "plan", remedy.plan);
  addText(out, "feature", remedy.feature);
  addText(out, "limit", remedy.limit);
  addText(out, "field", remedy.field);
  if (!remedy.who.empty()) addTexts(out, "who", remedy.who);
  return out;
}

}  // namespace

Value toValue(const Grant& grant, const Policy& policy) {
  Value out = Value::object();
  out.add("kind", grantNames[static_cast<std::size_t>(grant.kind)]);
  addText(out, "on", grant.on);
  // Where there are permissions alone, a role gives them, or the host acts.
  if (!hasExtras) {
    addText(out, "role", grant.name);
    return out;
  }
  addText(out, "collection", grant.collection);
  if (!grant.name.empty())
    out.add(grant.kind == Grant::Kind::publicLink ? "link"
            : grant.kind == Grant::Kind::apiKey   ? "apiKey"
            : grant.kind == Grant::Kind::relation ? "relation"
                                                  : "role",
            grant.name);
  if (!grant.with.id.empty()) out.add("with", toValue(grant.with));
  addText(out, "level", policy.levelName(grant.level));
  if (grant.until) out.add("until", formatTime(*grant.until));
  return out;
}

Value toValue(const Decision& decision, const Policy& policy) {
  Value out = Value::object();
  out.add("allowed", decision.allowed);
  if (!decision.allowed) out.add("reason", nameOf(decision.reason));
  if (hasExtras) {
    addText(out, "have", policy.levelName(decision.have));
    addText(out, "need", policy.levelName(decision.need));
  }
  addText(out, "at", decision.at);
  addText(out, "condition", decision.condition);
  out.add("show", nameOf(decision.show));
  out.add("message", decision.message);
  Value& because = out.add("because", Value::array());
  for (const auto& grant : decision.because) because.push(toValue(grant, policy));
  Value& remedies = out.add("remedies", Value::array());
  for (const auto& remedy : decision.remedies) remedies.push(toValue(remedy));
  out.add("problems", toValue(decision.problems));
  addTexts(out, "unverified", decision.unverified);
  if (!decision.warnings.empty()) addTexts(out, "warnings", decision.warnings);
  addText(out, "feature", decision.feature);
  addText(out, "plan", decision.plan);
  if (hasExtras && !decision.limit.empty()) {
    out.add("limit", decision.limit);
    out.add("count", decision.count);
    out.add("maximum", decision.maximum);
  }
  if (decision.validUntil) out.add("validUntil", formatTime(*decision.validUntil));
  out.add("revision", decision.revision);
  return out;
}

}  // namespace lockstep
