#pragma once

#include <string>
#include <string_view>

#include "lockstep/access/decision.h"
#include "lockstep/base/flat_map.h"
#include "lockstep/base/result.h"

namespace lockstep {

/// Sentences for people, by reason code (and `allowed_…` for allowances) or by condition, with `{parameters}`. English
/// is built in; a host may replace any of them, in any language.
using Messages = FlatMap<std::string, std::string>;

/// Reads `{ code: sentence }`. Refuses a code that has no English sentence, and a parameter that the English one lacks.
Result<Messages> parseMessages(std::string_view json);
/// The same; a code may also be a condition of the policy, whose sentence may name what the condition reads.
Result<Messages> parseMessages(std::string_view json, const Policy& policy);

/// Returns the sentence of a decision: that of `messages`, or the English one.
std::string messageFor(const Decision& decision, const Policy& policy, const Messages& messages = {});
/// Returns the sentence of a problem with a field, by the code of its reason.
std::string problemMessage(std::string_view code, std::string_view field, const Decision& decision,
                           const Policy& policy, const Messages& messages = {});

}  // namespace lockstep
