// The actions of a role, as its document lists them. Whether a role may have them, the engine says.
import type { Policy } from "./policy";

const fits = (pattern: string, action: string): boolean =>
  pattern.endsWith("*") ? action.startsWith(pattern.slice(0, -1)) : pattern === action;

/** Whether an entry of `allow` has conditions. */
const isConditional = (entry: unknown): entry is { readonly actions: readonly string[] } => typeof entry === "object";

interface Allowing {
  readonly allow?: readonly unknown[];
  readonly except?: readonly string[];
}

export function actionsOfRole(policy: Policy, { allow = [], except = [] }: Allowing): string[] {
  const patterns = allow.flatMap((entry) => (isConditional(entry) ? entry.actions : [String(entry)]));
  return Object.keys(policy.actions).filter(
    (action) => patterns.some((pattern) => fits(pattern, action)) && !except.some((pattern) => fits(pattern, action)),
  );
}

export const hasConditions = ({ allow = [] }: Allowing): boolean => allow.some(isConditional);
