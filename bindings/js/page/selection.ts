// Answers for a whole list of rows: each class of rows is asked about once.

import { ClassNumber } from "../shared/generated/engine_numbers.js";
import type { DecisionCache } from "./decision_cache.js";
import { ClassedResource } from "./resource_handle.js";
import type { Batch, Row, Selected } from "./rows.js";

/** The cache of an access object; `undefined` if it has no engine. */
type Cache = DecisionCache | undefined;

/** The access object, which answers for a row that has no class. */
interface Asked<A extends string> {
  can(action: A, resource: Row): boolean;
}

/** Returns for each action on how many of the rows it is allowed, and the rows that it is denied on. */
export function select<A extends string, S extends A, P extends Row>(
  access: Asked<A>,
  cache: Cache,
  actions: readonly S[],
  list: readonly P[],
): Record<S, Selected<P>> {
  const selected = {} as Record<S, Selected<P>>;
  const rows = listOf(list);
  const kinds = classesOf(cache, rows);
  const present = [...new Set(kinds)];
  // Actions that are denied in the same classes are denied on the same rows.
  const alike = new Map<string, readonly P[]>();
  for (const action of listOf(actions)) {
    const denies = present.filter((kind) => !cache?.allows(action, kind));
    const key = denies.join();
    let denied = alike.get(key);
    if (denied === undefined || denies.includes(ClassNumber.unclassed)) {
      denied = rows.filter((row, at) =>
        kinds[at] === ClassNumber.unclassed ? !canAt(access, action, row) : denies.includes(kinds[at] as number),
      );
      alike.set(key, denied);
    }
    selected[action] = { allowed: rows.length - denied.length, denied };
  }
  return selected;
}

/** Returns the answers to every action on every row. */
export function verdicts<A extends string, P extends Row>(
  access: Asked<A>,
  cache: Cache,
  actions: readonly A[],
  list: readonly P[],
): Batch<A, P> {
  const paths = listOf(list);
  const allowed = new Uint8Array(actions.length * paths.length);
  const kinds = classesOf(cache, paths);
  const rows = new Map<number, Uint8Array>();
  for (let at = 0; at < paths.length; at++) {
    const kind = kinds[at] as number;
    let row = rows.get(kind);
    if (row === undefined) {
      row = Uint8Array.from(actions, (action) =>
        Number(kind === ClassNumber.unclassed ? canAt(access, action, paths[at]) : cache?.allows(action, kind)),
      );
      if (kind !== ClassNumber.unclassed) rows.set(kind, row);
    }
    allowed.set(row, at * actions.length);
  }
  return { actions, paths, allowed };
}

function classesOf(cache: Cache, rows: readonly Row[]): Uint8Array {
  try {
    if (cache) return cache.equivalenceClasses(rows as readonly (string | ClassedResource)[]);
  } catch {
    // Each row is asked about by itself then, and denied.
  }
  return new Uint8Array(rows.length).fill(ClassNumber.unclassed);
}

/** Answers for a row that has no class, or is neither path nor handle. */
function canAt<A extends string>(access: Asked<A>, action: A, row: Row | undefined): boolean {
  return (typeof row === "string" || row instanceof ClassedResource) && access.can(action, row);
}

/** Returns a copy of a list; of anything that is no list, an empty one. Holes stay, so that they are denied. */
function listOf<T>(list: readonly T[]): readonly T[] {
  return Array.isArray(list) ? [...list] : [];
}
