// A decision of the page as a scenario, which `lockstep test` runs.

import { reasons } from "../shared/generated/policy.js";
import { timeText } from "../shared/text.js";
import type { Principal } from "../shared/request.js";
import { type Answer, placeOf, type Question } from "./question.js";

/** What a scenario is made of besides the question and its answer. */
export interface Facts {
  readonly principal: Principal;
  /** The whole account, or the snapshot. */
  readonly from: Readonly<Record<string, unknown>>;
  /** The policy's id, where an account does not name it. */
  readonly policy?: string | undefined;
  /** The server's time. */
  readonly now: Date;
}

/** Fields that a snapshot has and an account has not. A snapshot lists less than a complete account. */
const ofSnapshots = ["policy", "account", "epoch", "issuedAt", "expiresAt", "principal", "counts", "complete"];

/** Answers that come from the snapshot's age or from its counts, which the listed facts alone do not give. */
const ofSnapshotsAlone = ["snapshot_stale", "not_ready"];

/** Returns why a scenario cannot promise this answer, if it cannot. */
export function whyNoScenario(answer: Answer, { from }: Pick<Facts, "from">): string | undefined {
  if (answer.reason !== undefined && ofSnapshotsAlone.includes(answer.reason))
    return `\`${answer.reason}\` is an answer of a page alone; an account never gives it.`;
  if (!isSnapshot(from)) return undefined;
  if (from.revision !== answer.revision)
    return `The snapshot is of revision ${String(from.revision)}, the answer of ${answer.revision}; load it again.`;
  const open = answer.unverified.find((each) => (reasons as readonly string[]).includes(each));
  if (open !== undefined) return `The page cannot rule out \`${open}\` by its snapshot; give \`account\`.`;
  if (answer.limit !== undefined)
    return `The limit \`${answer.limit}\` counts facts that a snapshot does not list; give \`account\`.`;
  return undefined;
}

/** Returns a file of one scenario, as JSON. */
export function scenarioOf(asked: Question, answer: Answer, facts: Facts): string {
  const { principal, from, now } = facts;
  const user = "user" in principal ? principal.user : "apiKey" in principal ? principal.apiKey : "a visitor";
  const verb = answer.allowed ? "may" : "may not";
  const given = isSnapshot(from) ? accountOf(from) : from;
  const policy = policyOf(from) ?? facts.policy ?? builtin;
  const { action, resource, context } = asked;
  const check = {
    principal,
    action,
    ...(resource === undefined ? {} : { resource: typeof resource === "string" ? { path: resource } : resource }),
    context: { now: timeText(now), ...(context as object | undefined) },
    expect: answer.allowed ? "allow" : "deny",
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    ...(answer.condition === undefined ? {} : { condition: answer.condition }),
  };
  const scenario = { name: `${user} ${verb} ${action} on ${placeOf(asked)}`, given, checks: [check] };
  return `${JSON.stringify({ format: "lockstep-scenarios/1", policy, scenarios: [scenario] }, null, 2)}\n`;
}

/** The id of the built-in policy, which is in format 1. */
const builtin = "imagekit";

const policyOf = ({ policy }: Facts["from"]) => (policy as { readonly id?: string } | undefined)?.id;

const isSnapshot = (from: Facts["from"]): boolean => String(from.format).startsWith("lockstep-snapshot/");

type Listed = readonly Readonly<Record<string, unknown>>[];

/** Returns the facts of a snapshot as an account. Names of users whom it does not list are left out. */
function accountOf(snapshot: Facts["from"]): object {
  const facts = Object.fromEntries(Object.entries(snapshot).filter(([name]) => !ofSnapshots.includes(name)));
  const isFirst = "assets" in facts || policyOf(snapshot) === builtin;
  const users = (facts.users ?? []) as Listed;
  const known = new Set(users.map(({ id }) => id));
  const resources = (facts.resources as Listed | undefined)?.map((each) => ({
    ...each,
    ...(each.relations === undefined ? {} : { relations: knownAlone(each.relations as object, known) }),
  }));
  return {
    ...facts,
    format: `lockstep-account/${isFirst && !("resources" in facts) ? 1 : 2}`,
    id: snapshot.account,
    users,
    ...(resources === undefined ? {} : { resources }),
  };
}

function knownAlone(relations: object, known: ReadonlySet<unknown>): object {
  const kept = Object.entries(relations).map(([name, users]) => [
    name,
    [users].flat().filter((each) => known.has(each)),
  ]);
  return Object.fromEntries(kept.filter(([, users]) => (users as unknown[]).length > 0));
}
