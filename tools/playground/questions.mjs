// Chooses the questions that an example of the playground begins with. The engine answers; nothing is decided here.

const most = 6;

/**
 * Returns requests about an account, the last of them a change that gives or takes something, if there is one.
 * They come from `scenarios` where these fit the account. Each shows another outcome.
 */
export function questionsFor(account, facts, scenarios) {
  const asked = unique(scenarios.flatMap(({ checks, when = [] }) => [...when, ...checks].map(requestOf)));
  const all = [...asked, ...combinations(facts, account.policy.actions)];
  const chosen = new Map();
  for (const request of all) {
    const outcome = outcomeOf(account.decide(request));
    if (outcome && !chosen.has(outcome)) chosen.set(outcome, request);
    if (chosen.size === most) break;
  }
  const change = [...asked, ...changes(facts, account.policy.actions)].find((request) =>
    changesAccess(account, request),
  );
  return unique([...chosen.values(), ...(change ? [change] : [])]);
}

/** What a decision shows, as a key; nothing if the request does not fit the account. */
function outcomeOf({ allowed, reason, because, condition, unverified }) {
  if (unverified.length > 0 || /unknown|missing|not_found|mismatch|invalid/.test(reason ?? "")) return undefined;
  if (!allowed) return `${reason} ${condition}`;
  const sources = new Set(because.map(({ kind }) => kind));
  return sources.size === 0 ? undefined : [...sources].join();
}

function changesAccess(account, request) {
  try {
    const { decision, differences } = account.preview(request);
    return decision.allowed && differences.length > 0;
  } catch {
    return false;
  }
}

const requestOf = ({ principal, action, resource, context }) => ({ principal, action, resource, context });

function unique(requests) {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}

/** Every user with every action, here and there. */
function* combinations({ users, places }, actions) {
  for (const resource of [...places, undefined])
    for (const action of actions) for (const { id } of users) yield { principal: { user: id }, action, resource };
}

/** How many changes are tried. */
const mostTries = 3000;

/** Shares, new roles and removals, each by every user and by the host itself. */
function* changes({ users, places, levels, roles }, actions) {
  const principals = [...users.map(({ id }) => ({ user: id })), { system: true }];
  const other = users.at(-1)?.id;
  const contexts = [
    ...levels.map((level) => ({ with: { user: other }, level })),
    ...roles.map((role) => ({ role })),
    { member: other },
    {},
  ];
  const resources = [...places, { user: other }, undefined];
  let tries = 0;
  for (const context of contexts)
    for (const action of actions)
      for (const resource of resources)
        for (const principal of principals) {
          if (++tries > mostTries) return;
          yield { principal, action, resource, context };
        }
}
