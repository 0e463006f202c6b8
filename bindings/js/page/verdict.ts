// An answer in the engine's table, as a number (`DecisionCache` of include/lockstep/cache/decision_cache.h).

import type { Show } from "../shared/decision.js";
import { Answer, shows } from "../shared/generated/engine_numbers.js";

/** An answer in the engine's table: bits of `Answer` and a `Show`; or `Answer.unasked`: call `decide`. */
export type Verdict = number;

export const isAllowed = (verdict: Verdict): boolean => (verdict & Answer.allowed) !== 0;
export const showOf = (verdict: Verdict): Show => shows[(verdict >> Answer.showShift) & 3] ?? "hidden";
