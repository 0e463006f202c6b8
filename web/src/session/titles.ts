// What the policy calls things, and which level a decision speaks of.
import { actions, levels, plans, policy, roles, type Action, type Decision, type Level, type Plan } from "lockstep";

const { titles = {} } = JSON.parse(policy) as { titles?: Record<string, string> };

export const planIds = Object.keys(plans) as Plan[];

/** The title of a plan, a feature or a limit. */
export function titleOf(id: string | undefined): string {
  return id === undefined ? "" : (titles[id] ?? id);
}

/** An account may hold a role that the policy lacks; it is called by its id. */
export function roleTitle(role: string | undefined): string {
  return Object.entries(roles).find(([id]) => id === role)?.[1].title ?? role ?? "";
}

/** How many were done, of so many that were asked for. */
export function doneText(action: Action, done: number, asked: number): string {
  const count = done < asked ? ` for ${done} of ${asked}` : asked > 1 ? ` for ${asked}` : "";
  return `${actions[action].title}: done${count}`;
}

/** The level a decision says is held: said outright, or by the first link of its chain. */
export function heldLevel(decision: Decision): Level | undefined {
  return decision.have ?? decision.because[0]?.level;
}

export function levelTitle(level: Level | undefined): string {
  return level ? levels[level].title : "";
}
