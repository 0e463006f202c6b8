/**
 * Accounts of format 2 and what `lockstep export` makes of them: every question about a listed place, and the answers
 * of Cedar, of CASL and of OpenFGA (openfga.mjs).
 */
import { createRequire } from "node:module";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

/** A moment before some ends of the generated shares, at one and after others. */
export const moment = "2026-01-15T12:00:00Z";

const values = { bool: true, int: 7, string: "inside", strings: ["red"], time: "2026-03-01T00:00:00Z" };

/** A value of each field that conditions may read of the context. */
export const fieldsOf = (policy) =>
  Object.fromEntries(
    Object.entries(policy.context ?? {}).map(([name, type]) => [name, Array.isArray(type) ? type[0] : values[type]]),
  );

const isAfter = (end) => end === undefined || Date.parse(end) > Date.parse(moment);
const principalsOf = (account) => [
  ...account.users.map(({ id }) => ({ user: id })),
  ...(account.apiKeys ?? []).filter(({ endsAt }) => isAfter(endsAt)).map(({ id }) => ({ apiKey: id })),
];

/** What can be asked about, as requests name it. */
const resourcesOf = (account) => [
  undefined,
  "/",
  ...(account.resources ?? []).map(({ kind, id }) => ({ [kind]: id })),
  ...(account.collections ?? []).map(({ kind, id }) => ({ [kind]: id })),
];

/** What is asked of a link is asked of any place in an export, and not here. */
const isOnLinks = (policy, action) => [policy.actions[action].on].flat().includes("link");

/** Every request about an account: each principal, place and action. Those on people are asked on the account. */
export function requestsAbout(policy, account) {
  const context = { now: moment, ...fieldsOf(policy) };
  const names = Object.keys(policy.actions).filter((name) => !policy.actions[name].public && !isOnLinks(policy, name));
  return principalsOf(account).flatMap((principal) =>
    resourcesOf(account).flatMap((resource) =>
      names.map((action) => ({ principal, action, ...(resource === undefined ? {} : { resource }), context })),
    ),
  );
}

/** Reasons that no export carries: an engine that says yes there is right. */
export const isNotCarried = ({ reason }) =>
  /^(limit_reached|gives_too_much|name_|path_|.*_taken|context_missing|not_author|last_|role_in_use)/.test(reason);

const typeOf = (kind) =>
  /^(User|UserGroup|Role|ApiKey|KeyScope|Host|Account|Visitor|Action|Root)$/.test(kind) ? `${kind}_` : kind;

const uidOf = (account, resource) => {
  if (resource === undefined) return { type: "Account", id: account.id };
  if (resource === "/") return { type: "Root", id: "/" };
  const [[kind, id]] = Object.entries(resource);
  return { type: typeOf(kind), id };
};

/** Values of the context as Cedar has them. */
function contextFor(policy, context) {
  const time = (value) => ({ __extn: { fn: "datetime", arg: value } });
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      name === "now" || policy.context?.[name] === "time" ? time(value) : value,
    ]),
  );
}

/** Cedar over exported policies and entities. */
export function cedarOf(policy, account, policies, entities) {
  const parsed = cedar.preparsePolicySet("format2", { staticPolicies: policies });
  if (parsed.type !== "success") throw new Error(`Cedar refuses the policies: ${JSON.stringify(parsed.errors)}`);
  const byUid = new Map(entities.map((it) => [`${it.uid.type} ${it.uid.id}`, it]));
  /** Only what a question can reach, which is what costs Cedar time. */
  const reached = (uids) => {
    const found = new Map();
    const reach = ({ type, id }) => {
      const key = `${type} ${id}`;
      const entity = byUid.get(key);
      if (!entity || found.has(key)) return;
      found.set(key, entity);
      entity.parents.forEach(reach);
    };
    uids.forEach(reach);
    return [...found.values()];
  };
  const closed = entities.filter(({ uid }) => uid.type !== "Action" && uid.type !== "User");
  return ({ principal, action, resource, context }) => {
    const who =
      principal.user === undefined ? { type: "ApiKey", id: principal.apiKey } : { type: "User", id: principal.user };
    const what = { type: "Action", id: action };
    const where = uidOf(account, resource);
    const answer = cedar.statefulIsAuthorized({
      principal: who,
      action: what,
      resource: where,
      context: contextFor(policy, context),
      preparsedPolicySetId: "format2",
      // Closed places below are asked about by name.
      entities: [...new Set([...reached([who, what, where]), ...closed])],
    });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer));
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors));
    return decision === "allow";
  };
}

/** The first requests on which two engines disagree, of those that the export carries. */
export function disagreements(requests, decisions, ask, { isCarried = () => true } = {}) {
  const tally = { asked: 0, allowed: 0, skipped: 0, found: [] };
  requests.forEach((request, at) => {
    if (!isCarried(request)) return;
    const { allowed, reason, condition } = decisions[at];
    const other = ask(request);
    tally.asked++;
    if (allowed) tally.allowed++;
    if (allowed === other) return;
    if (!allowed && isNotCarried({ reason })) tally.skipped++;
    else tally.found.push({ request, lockstep: allowed || [reason, condition].filter(Boolean).join(" "), other });
  });
  return tally;
}
