// What each role opens on each plan: the engine decides every action for a sample user of the role, in this page.
import {
  actions,
  levels,
  loadAccess,
  plans,
  roles,
  type Access,
  type Action,
  type Decision,
  type Level,
  type Plan,
  type Resource,
  type Role,
  type Snapshot,
} from "lockstep";
import type { Live, Terms } from "lockstep/live";
import { livesByShares } from "../session/titles";

/** The engine's answer for a role: with the lowest level of a share that is enough, where it depends on shares. */
export interface RoleAnswer {
  readonly decision: Decision;
  readonly from?: Level;
}

export interface RoleTable {
  /** The actions that a role has on some plan, in the order of the policy. */
  readonly actions: readonly Action[];
  readonly answer: (role: Role, plan: Plan, action: Action) => RoleAnswer;
  /** How many decisions the engine made for it. */
  readonly decisions: number;
}

const folder = "/Folder";
const file = "/Folder/File.jpg";

/** One of each kind that an action can be on. */
function sampleOf(action: Action): Resource | undefined {
  const { on, kind } = actions[action];
  const [first] = on;
  if (on.includes("account") || on.includes("library") || on.includes("self")) return undefined;
  if (first === "asset") return kind === "folder" ? folder : file;
  if (first === "collection") return { collection: "collection" };
  if (first === "user") return { user: "other" };
  if (first === "group") return { group: "group" };
  return first === "apiKey" ? { apiKey: "key" } : { link: "link" };
}

interface Sample {
  readonly role: Role;
  readonly plan: Plan;
  /** The level that the folder and the collection are shared with. */
  readonly level: Level | undefined;
}

/** An account with one of each thing. */
function snapshotOf({ role, plan, level }: Sample, own: Snapshot, terms: Terms): Snapshot {
  const shares = level ? ["folder", "collection"].map((on) => ({ on, with: { user: "sample" }, level })) : [];
  return {
    ...{ format: own.format, policy: own.policy, account: "sample", revision: 1, complete: true },
    issuedAt: own.issuedAt,
    expiresAt: own.expiresAt,
    principal: { user: "sample" },
    plan,
    ...(plan === terms.plan && { features: terms.features }),
    users: [
      { id: "sample", name: "Sample", email: "sample@example.test", role },
      { id: "other", name: "Other", email: "other@example.test", role: "media_library_restricted_access" },
    ],
    groups: [{ id: "group", name: "Group", members: ["other"] }],
    assets: [
      { id: "folder", kind: "folder", path: folder },
      { id: "file", kind: "file", path: file },
    ],
    collections: [{ id: "collection", name: "Collection", items: ["file"] }],
    shares,
    links: [{ id: "link", on: "file" }],
    apiKeys: [
      { id: "key", kind: "standard" },
      { id: "second", kind: "standard" },
    ],
  };
}

interface Opened {
  readonly level: Level | undefined;
  readonly access: Access;
}

const levelsOf = (role: Role): (Level | undefined)[] =>
  livesByShares(role) ? (Object.keys(levels) as Level[]) : [undefined];

/** The first sample that is allowed; else the denial of the highest level. */
function answerOf(samples: readonly Opened[], action: Action): RoleAnswer {
  const request = { action, resource: sampleOf(action) };
  const answers = samples.map(({ level, access }) => ({ level, decision: access.decide(request) }));
  const found = answers.find(({ decision }) => decision.allowed);
  const { decision } = found ?? (answers.at(-1) as (typeof answers)[number]);
  const rests = found?.decision.because.some(({ kind }) => kind === "share") ?? false;
  return { decision, ...(rests && found?.level !== undefined && { from: found.level }) };
}

const keyOf = (role: Role, plan: Plan, action: Action): string => `${role} ${plan} ${action}`;

/** Rejects if the server cannot be reached: the policy is that of the account's snapshot. */
export async function roleTable(live: Live): Promise<RoleTable> {
  const [own, terms] = await Promise.all([live.snapshot(), live.terms()]);
  const answers = new Map<string, RoleAnswer>();
  let decisions = 0;
  for (const role of Object.keys(roles) as Role[])
    for (const plan of Object.keys(plans) as Plan[]) {
      const samples = await Promise.all(
        levelsOf(role).map(async (level) => ({
          level,
          access: (await loadAccess(snapshotOf({ role, plan, level }, own, terms))) as Access,
        })),
      );
      for (const action of Object.keys(actions) as Action[]) {
        answers.set(keyOf(role, plan, action), answerOf(samples, action));
        decisions += samples.length;
      }
      for (const { access } of samples) access.dispose();
    }
  const opened = new Set([...answers].filter(([, one]) => one.decision.allowed).map(([key]) => key.split(" ")[2]));
  return {
    actions: (Object.keys(actions) as Action[]).filter((action) => opened.has(action)),
    answer: (role, plan, action) => answers.get(keyOf(role, plan, action)) as RoleAnswer,
    decisions,
  };
}
