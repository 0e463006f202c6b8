// What the policy calls things: roles by the package, plans, features and limits by the policy's own titles.
import { levels, policy, roles, type Decision, type Level } from "lockstep";

const { plans, titles = {} } = JSON.parse(policy) as { plans: string[]; titles?: Record<string, string> };

export const planIds: readonly string[] = plans;

export function titleOf(id: string | undefined): string {
  return id === undefined ? "" : (titles[id] ?? id);
}

export function roleTitle(role: string | undefined): string {
  return Object.entries(roles).find(([id]) => id === role)?.[1].title ?? role ?? "";
}

/** The level a decision says is held: said outright, or by the first link of its chain. */
export function heldLevel(decision: Decision): Level | undefined {
  return decision.have ?? decision.because[0]?.level;
}

export function levelTitle(level: Level | undefined): string {
  return level ? levels[level].title : "";
}
