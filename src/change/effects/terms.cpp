// The account's own terms (plan, features, limits) and its API keys.
#include "change/edit.h"

namespace lockstep::effects {

namespace {

ApiKey keyOf(const Edit& edit) { return *edit.facts.apiKey(edit.request.resource.id); }

}  // namespace

/// Nothing is removed or converted on a lower plan: gates close, and open again on upgrade.
std::optional<Refusal> setPlan(Edit& edit) {
  edit.setPlan(*edit.facts.policy().plan(*edit.context.plan));
  return std::nullopt;
}

std::optional<Refusal> setFeature(Edit& edit) {
  edit.overrideFeature(*edit.facts.policy().feature(*edit.context.feature), *edit.context.flag);
  return std::nullopt;
}

/// A limit below the count removes no user.
std::optional<Refusal> setLimit(Edit& edit) {
  edit.overrideLimit(*edit.facts.policy().limit(*edit.context.limit), *edit.context.number);
  return std::nullopt;
}

/// Enforcement takes the choice away from every user.
std::optional<Refusal> enforceMfa(Edit& edit) {
  const bool enforced = *edit.context.flag;
  if (const auto choice = edit.facts.policy().feature("mfa_choice"))
    edit.overrideFeature(*choice, enforced ? std::optional(false) : std::nullopt);
  return std::nullopt;
}

std::optional<Refusal> createKey(Edit& edit) {
  ApiKey key;
  key.id = edit.newId("k");
  key.standard = *edit.context.kind == "standard";
  key.media = edit.context.media.value_or("none");
  edit.put(std::move(key));
  return std::nullopt;
}

std::optional<Refusal> editKey(Edit& edit) {
  ApiKey key = keyOf(edit);
  if (edit.context.kind) key.standard = *edit.context.kind == "standard";
  if (edit.context.media) key.media = *edit.context.media;
  if (key != keyOf(edit)) edit.put(std::move(key));
  return std::nullopt;
}

/// A new pair of the same access; the old one ends at once, or at `endsAt`.
std::optional<Refusal> rollKey(Edit& edit) {
  ApiKey old = keyOf(edit);
  ApiKey fresh = old;
  fresh.id = edit.newId("k");
  fresh.endsAt.reset();
  if (edit.context.endsAt) {
    old.endsAt = edit.context.endsAt;
    edit.put(std::move(old));
  } else {
    edit.eraseApiKey(old.id);
  }
  edit.put(std::move(fresh));
  return std::nullopt;
}

std::optional<Refusal> deleteKey(Edit& edit) {
  edit.eraseApiKey(edit.request.resource.id);
  return std::nullopt;
}

}  // namespace lockstep::effects
