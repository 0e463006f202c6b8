// The snapshot or account of the page, as far as the host gives it: its size, and the facts of a scenario.

import type { InspectOptions } from "./options.js";
import type { Answer, Question } from "./question.js";
import { scenarioOf, whyNoScenario } from "./scenario.js";
import type { Source } from "./source.js";

type Document = Readonly<Record<string, unknown>>;

/** Returns the bytes of a snapshot that is given, or that a connection has loaded; `undefined` if unknown. */
export function snapshotBytes(snapshot: InspectOptions["snapshot"], isLive: boolean): number | undefined {
  if (typeof snapshot === "string" || typeof snapshot === "object")
    return new TextEncoder().encode(typeof snapshot === "string" ? snapshot : JSON.stringify(snapshot)).length;
  if (!isLive) return undefined;
  const isSnapshot = ({ name }: PerformanceEntry) => /\/v1\/accounts\/[^/]+\/snapshot$/.test(name.split("?")[0] ?? "");
  const loaded = performance.getEntriesByType("resource").filter(isSnapshot) as PerformanceResourceTiming[];
  return loaded.at(-1)?.decodedBodySize || undefined;
}

/** Returns a decision as the JSON of a scenario. Throws an Error that says what is missing. */
export async function scenario(
  asked: Question,
  answer: Answer,
  source: Source,
  options: InspectOptions,
): Promise<string> {
  const loads = options.account ?? loaderOf(options.snapshot) ?? (source.live && (() => source.live?.snapshot()));
  if (!loads) throw new Error("A scenario needs facts; give `snapshot` or `account` to `inspect`.");
  const from = documentOf(await loads());
  const why = whyNoScenario(answer, { from });
  if (why !== undefined) throw new Error(why);
  const policy = options.account && (await policyOf(options.snapshot));
  return scenarioOf(asked, answer, { principal: source.access.principal, from, policy, now: nowOf(source, from) });
}

const loaderOf = (snapshot: InspectOptions["snapshot"]) =>
  snapshot === undefined || typeof snapshot === "function" ? snapshot : () => snapshot;

async function policyOf(snapshot: InspectOptions["snapshot"]): Promise<string | undefined> {
  const loads = loaderOf(snapshot);
  return loads && (documentOf(await loads()).policy as { id?: string } | undefined)?.id;
}

const documentOf = (given: unknown): Document => (typeof given === "string" ? JSON.parse(given) : given) as Document;

/**
 * Returns the server's time, as far as the page knows it. If a host has set an access object to an earlier time, its
 * answers have an end that has passed.
 */
function nowOf({ live, access }: Source, { issuedAt }: Document): Date {
  const issued = new Date(typeof issuedAt === "string" ? issuedAt : 0);
  const now = new Date(Math.max(Date.now() + (live?.clockOffset ?? 0), +issued));
  return access.validUntil && now >= access.validUntil ? issued : now;
}
